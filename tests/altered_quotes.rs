//! Every quote of the bundled dossier, altered in many small ways: none of them may pass unless it still stands in
//! the text word for word.
use std::collections::BTreeSet;
use std::path::PathBuf;

use dossier::diagnostic::Level;
use dossier::read::{Disk, Memory, read};
use dossier::text::{Matched, QuoteError, SourceFile, find_quote};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/us-china-trade-talks");

/// The text and all quotes, narrower quotes and cues of the bundled dossier.
fn quotes() -> (String, BTreeSet<String>) {
    let reading = read(&Disk::new(), &[PathBuf::from(FOLDER)]);
    let mut quotes = BTreeSet::new();
    for claim in reading.graph.claims() {
        for evidence in claim.evidence() {
            let record = evidence.record();
            let anchors = [Some(&record.quote), Some(&record.passage), record.cue.as_ref()];
            quotes.extend(anchors.into_iter().flatten().map(|anchor| anchor.words.clone()));
        }
    }
    assert!(quotes.len() > 80, "{}", quotes.len());
    (std::fs::read_to_string(PathBuf::from(FOLDER).join("report.md")).unwrap(), quotes)
}

/// The quote with one thing altered, in every way that this test knows.
fn altered(quote: &str) -> BTreeSet<String> {
    let words: Vec<&str> = quote.split(' ').collect();
    let mut all = BTreeSet::new();
    let mut with = |parts: Vec<&str>| all.insert(parts.join(" "));
    for at in 0..words.len() {
        let (before, after) = (&words[..at], &words[at + 1..]);
        let word = words[at];
        with([before, after].concat());
        for insert in ["not", "never", "no"] {
            with([before, &[insert, word], after].concat());
        }
        for other in ["Argentina", "may", "3", "all"] {
            with([before, &[other], after].concat());
        }
        with([before, &[word, word], after].concat());
        if let Some(next) = after.first() {
            with([before, &[*next, word], &after[1..]].concat());
        }
    }
    let chars: Vec<char> = quote.chars().collect();
    let mut put = |at: usize, new: &[char], length: usize| {
        all.insert(chars[..at].iter().chain(new).chain(&chars[at + length..]).collect::<String>());
    };
    for (at, old) in chars.iter().enumerate() {
        match old {
            '0'..='9' => {
                let next = char::from_digit((old.to_digit(10).unwrap() + 1) % 10, 10).unwrap();
                put(at, &[next], 1);
                put(at, &[], 1);
                put(at, &[*old, '0'], 1);
                put(at, &[*old, '.', '5'], 1);
                put(at, &['٣'], 1);
            }
            letter if letter.is_alphabetic() => {
                let flipped: Vec<char> = if letter.is_uppercase() {
                    letter.to_lowercase().collect()
                } else {
                    letter.to_uppercase().collect()
                };
                put(at, &flipped, 1);
                put(at, &['x'], 1);
                put(at, &[], 1);
                put(at, &[*letter, '\u{301}'], 1);
                put(at, &[*letter, '\u{200b}', 'n'], 1);
                // A letter of another script that looks the same.
                let twin = match letter {
                    'a' => 'а',
                    'e' => 'е',
                    'o' => 'о',
                    _ => continue,
                };
                put(at, &[twin], 1);
            }
            '$' => put(at, &['€'], 1),
            '%' => put(at, &['‰'], 1),
            ' ' => put(at, &[], 1),
            _ => {}
        }
    }
    for (old, new) in
        [("25", "35"), ("25%", "25 percent"), ("200", "20"), ("every", "any"), ("no ", ""), ("not ", "")]
    {
        all.insert(quote.replace(old, new));
    }
    all.insert(quote.to_uppercase());
    all.insert(format!("{quote}!"));
    all.insert(quote.chars().rev().collect());
    all.remove(quote);
    all
}

/// Whether the quote stands in the text with no digit and no letter's accent right beside it cut off.
fn stands(text: &str, quote: &str) -> bool {
    let digit = |at: Option<char>| at.is_some_and(char::is_numeric);
    let mark = |at: Option<char>| at.is_some_and(|at| ('\u{300}'..'\u{370}').contains(&at));
    !quote.trim().is_empty()
        && text.match_indices(quote).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + quote.len()..]);
            let cut_before = digit(quote.chars().next()) && digit(before.chars().next_back());
            let cut_after = digit(quote.chars().next_back()) && digit(after.chars().next());
            !cut_before && !cut_after && !mark(after.chars().next())
        })
}

#[test]
fn no_altered_quote_is_found() {
    let (text, quotes) = quotes();
    let file = SourceFile::new("report.md", text.clone()).unwrap();
    let (mut tried, mut refused) = (0, 0);
    for quote in &quotes {
        for altered in altered(quote) {
            tried += 1;
            match find_quote(&file, &altered, None, None) {
                Ok((span, matched)) => {
                    assert!(stands(&text, &altered), "`{altered}` was found for `{quote}`");
                    assert_eq!((file.slice(span), matched), (altered.as_str(), Matched::Exact));
                }
                Err(QuoteError::Ambiguous(spans)) => {
                    assert!(stands(&text, &altered), "`{altered}` was found for `{quote}`");
                    assert!(spans.iter().all(|span| file.slice(*span) == altered));
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(tried > 10_000, "only {tried} alterations");
    assert!(refused * 10 > tried * 8, "only {refused} of {tried} were refused");
}

/// The same through the reader, for some of them: each refused quote is an error on its line.
#[test]
fn the_reader_refuses_altered_quotes() {
    let (text, quotes) = quotes();
    let mut dossier = String::from(
        "dossier: altered\nsource: {article: report.md}\nnodes: {Work: {article: Report}}\nclaims:\n",
    );
    let mut wrong = BTreeSet::new();
    let mut line = 4;
    for (at, altered) in quotes.iter().flat_map(|quote| altered(quote)).enumerate() {
        if at % 97 == 0 && !stands(&text, &altered) {
            dossier +=
                &format!("  - quote: {}\n    say: [article statement s{at}]\n", serde_json::json!(altered));
            wrong.insert(line + 1);
            line += 2;
        }
    }
    assert!(wrong.len() > 100, "only {}", wrong.len());
    let files = Memory::new().with("d/dossier.yaml", dossier).with("d/report.md", text);
    let reading = read(&files, &["d".into()]);
    let refused: BTreeSet<usize> = reading
        .findings
        .iter()
        .filter(|finding| finding.level == Level::Error && matches!(finding.rule.code, "D0301" | "D0308"))
        .filter_map(|finding| finding.primary.as_ref())
        .map(|label| reading.sources.get(label.place.file).line_column(label.place.span.start).0)
        .collect();
    assert_eq!(refused, wrong);
    assert!(reading.graph.claims().all(|claim| claim.evidence().count() == 0));
}
