//! Fixes that findings show: what is made without asking, what never is, and that nothing else changes.

mod program;

use std::path::PathBuf;

use dossier::diagnostic::{Level, Levels};
use dossier::fix::Fixer;
use dossier::read::{Disk, Memory};
use proptest::prelude::*;

const TEXT: &str = "RIVERTON – The dockers’ union wants pay to rise by 8 percent… The port does not break the deal.\n\
                    The union’s offer is not unfair, “it is fair”, and the port owes $ 1,500.\n";

/// A dossier with one of its parts in another form.
fn dossier(parts: &[(&str, &str)]) -> String {
    let mut text = "# Kept as it is.\n\
        dossier: strike\n\
        source: {article: report.md}   # so is this\n\
        nodes:\n  \
          Organization:\n    \
            union:   {label: The union}\n    \
            port: The port\n  \
          Position: {eight-percent: Pay rises}\n  \
          Agreement: {old-deal: The deal}\n  \
          Work: {article: An article}\n\
        claims:\n  \
          - quote: The dockers’ union wants pay to rise\n    \
            say: [union demands eight-percent]  # yes\n  \
          - quote: The port does not break the deal\n    \
            by: port\n    \
            say:\n      \
              - port agreesTo old-deal\n"
        .to_owned();
    for (old, new) in parts {
        assert!(text.contains(old), "{old} is not in {text}");
        text = text.replacen(old, new, 1);
    }
    text
}

/// The text after all that is certain was made, how many fixes that were, and the messages of those that were not made.
fn fixed(dossier: &str) -> (String, usize, Vec<String>) {
    let memory = Memory::new().with("d.yaml", dossier).with("report.md", TEXT);
    let (paths, levels) = ([PathBuf::from("d.yaml")], Levels::default());
    let mut fixer = Fixer::new(&memory, &paths, &levels);
    let (made, refused) = fixer.apply_certain();
    let refused: Vec<String> = refused.into_iter().map(|offer| offer.finding.message).collect();
    let text = fixer.changed().map(|(_, _, after)| after.to_owned()).next();
    assert_eq!(text.is_some(), made > 0);
    let (again, _) = fixer.apply_certain();
    assert_eq!(again, 0, "a second time");
    (text.unwrap_or_else(|| dossier.to_owned()), made, refused)
}

fn errors(dossier: &str) -> Vec<String> {
    let memory = Memory::new().with("d.yaml", dossier).with("report.md", TEXT);
    let (paths, levels) = ([PathBuf::from("d.yaml")], Levels::default());
    let offers = Fixer::new(&memory, &paths, &levels).offers();
    let errors = offers.findings.iter().filter(|finding| finding.level == Level::Error);
    errors.map(|finding| finding.message.clone()).collect()
}

#[test]
fn the_dossier_of_these_tests_has_no_error() {
    assert_eq!(errors(&dossier(&[])), Vec::<String>::new());
    assert_eq!(fixed(&dossier(&[])).1, 0);
}

#[test]
fn what_is_certain_is_made() {
    let quote = "quote: The dockers’ union wants pay to rise\n";
    let cases: &[(&str, &str, &str)] = &[
        // Typography: the words are those of the text.
        (quote, "quote: The dockers' union wants pay to rise\n", quote),
        (quote, "quote: \"The dockers' union wants \\x70ay to rise\"\n", quote),
        (
            quote,
            "quote: 'The dockers'' union  wants pay to rise'   # straight\n",
            "quote: The dockers’ union wants pay to rise   # straight\n",
        ),
        (
            quote,
            "quote: >-\n      The dockers' union\n      wants pay to rise\n",
            "quote: >-\n      The dockers’ union wants pay to rise\n",
        ),
        (
            quote,
            "quote: |-\n      is not unfair, \"it is fair\"\n",
            "quote: |-\n      is not unfair, “it is fair”\n",
        ),
        (quote, "quote: The dockers' union\n      wants pay to rise\n", quote),
        (
            quote,
            "quote: |\n      The dockers' union\n      wants pay to rise\n",
            "quote: |\n      The dockers’ union wants pay to rise\n",
        ),
        (quote, "quote: by 8 percent...\n", "quote: by 8 percent…\n"),
        (
            quote,
            "quote: 'The union''s offer is not unfair, \"it is fair\"'\n",
            "quote: \"The union’s offer is not unfair, “it is fair”\"\n",
        ),
        // Names.
        ("[union demands", "[unoin demands", "[union demands"),
        ("union demands", "union demnads", "union demands"),
        ("by: port\n", "by: [prot]\n", "by: [port]\n"),
        ("by: port\n", "by: \"poort\"\n", "by: port\n"),
        ("Position:", "Positon:", "Position:"),
        ("quote: The port", "qoute: The port", "quote: The port"),
        ("{label: The union}", "{\"lable\": The union}", "{label: The union}"),
        ("say:\n      - port agreesTo", "say:\n      - prot agreesTo", "say:\n      - port agreesTo"),
    ];
    for (right, wrong, expected) in cases {
        let before = dossier(&[(right, wrong)]);
        let (after, made, refused) = fixed(&before);
        assert_eq!(after, dossier(&[(right, expected)]), "{wrong}");
        assert_eq!((made, refused), (1, Vec::new()), "{wrong}");
        assert_eq!(errors(&after), Vec::<String>::new(), "{wrong}");
    }
}

#[test]
fn many_fixes_are_made_at_once_and_line_ends_and_marks_stay() {
    let wrong = [
        ("The dockers’ union", "The dockers' union"),
        ("[union demands", "[unoin demnads"),
        ("by: port", "by: prot"),
        ("Agreement:", "Agremeent:"),
    ];
    let windows = |text: String| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let (after, made, refused) = fixed(&windows(dossier(&wrong)));
    assert_eq!(after, windows(dossier(&[])));
    assert_eq!((made, refused), (5, Vec::new()));
}

#[test]
fn what_may_change_the_meaning_is_offered_and_never_made() {
    let quote = "quote: The port does not break the deal\n";
    let cases: &[(&str, &str)] = &[
        (quote, "quote: The port does break the deal\n"),
        (quote, "quote: The port does now break the deal\n"),
        (quote, "quote: The port does not brake the deal\n"),
        (quote, "quote: The Port does not break the deal\n"),
        (quote, "quote: The port doesnot break the deal\n"),
        (quote, "quote: The union’s offer is unfair\n"),
        (quote, "quote: The union’s offer is not fair\n"),
        (quote, "quote: wants pay to rise by 9 percent\n"),
        (quote, "quote: wants pay to rise by 80 percent\n"),
        (quote, "quote: and the port owes $ 1.500\n"),
        (quote, "quote: and the port owes $ 1500\n"),
        (quote, "quote: wants pay ... 8 percent…\n"),
        (quote, "quote: The port does not … break the deal\n"),
        // Another number, another word, a prefix, two names that are as near, a short word.
        ("eight-percent]", "eight-percents-1]"),
        ("old-deal\n", "no-deal\n"),
        ("old-deal\n", "sold-deal\n"),
        ("Pay rises}", "Pay rises, eight-percent-2: Other}\n  Country: {land-1: One, land-2: Two}"),
        ("by: port\n", "by: sport\n"),
        ("by: port\n", "by: pt\n"),
        // A letter in the place of another makes another name of it.
        ("by: port\n", "by: pork\n"),
        ("union demands", "union refutes"),
        ("union demands", "unian demands"),
    ];
    for (right, wrong) in cases {
        let before = dossier(&[(right, wrong)]);
        assert_eq!(fixed(&before), (before.clone(), 0, Vec::new()), "{wrong}");
    }
    let two = dossier(&[("port: The port", "port: The port\n    pork: Food"), ("by: port\n", "by: porc\n")]);
    assert_eq!(fixed(&two), (two.clone(), 0, Vec::new()));
    let numbers =
        dossier(&[("port: The port", "port: The port\n    gate-1: A gate"), ("by: port\n", "by: gate-2\n")]);
    assert_eq!(fixed(&numbers), (numbers.clone(), 0, Vec::new()));
    assert!(errors(&numbers).iter().any(|message| message.contains("gate-2")));
}

#[test]
fn a_text_that_is_quoted_and_what_follows_a_sum_are_never_changed() {
    let sum = "0".repeat(64);
    let wrong = format!("source: {{article: {{text: report.md, sha256: {sum}}}}}");
    let before = dossier(&[("source: {article: report.md}", &wrong)]);
    assert!(errors(&before).len() + 1 > 0 && fixed(&before) == (before.clone(), 0, Vec::new()));
    let memory = Memory::new().with("d.yaml", before).with("report.md", TEXT);
    let (paths, levels) = ([PathBuf::from("d.yaml")], Levels::default());
    let mut fixer = Fixer::new(&memory, &paths, &levels);
    let offers = fixer.offers();
    let chosen: Vec<_> = offers.offers.iter().collect();
    assert_eq!(chosen.len(), 1, "the new sum is offered");
    assert!(!chosen[0].is_certain() && fixer.apply(&offers, &chosen).is_empty());
    let changed: Vec<_> = fixer.changed().map(|(path, ..)| path.to_owned()).collect();
    assert_eq!(changed, paths);
}

#[test]
fn what_is_confirmed_is_made_and_nothing_beside_it() {
    let before = dossier(&[("quote: The port does not", "quote: The port does"), ("rise\n", "fall\n")]);
    let memory = Memory::new().with("d.yaml", before.as_str()).with("report.md", TEXT);
    let (paths, levels) = ([PathBuf::from("d.yaml")], Levels::default());
    let mut fixer = Fixer::new(&memory, &paths, &levels);
    let offers = fixer.offers();
    let wanted: Vec<_> =
        offers.offers.iter().filter(|offer| offer.fix.replacement.contains("does not break")).collect();
    assert_eq!((wanted.len(), offers.offers.len()), (1, 2));
    assert!(fixer.apply(&offers, &wanted).is_empty());
    let changed: Vec<_> = fixer.changed().map(|(_, _, after)| after.to_owned()).collect();
    assert_eq!(changed, [dossier(&[("rise\n", "fall\n")])]);
}

#[test]
fn a_fix_that_brings_another_error_is_not_made() {
    // Both names there would be one key twice.
    let twice = dossier(&[("{label: The union}", "{label: The union, lable: Dockers}")]);
    let (after, made, refused) = fixed(&twice);
    assert_eq!((after.as_str(), made), (twice.as_str(), 0));
    assert!(refused.len() == 1 && refused[0].contains("lable"), "{refused:?}");
    // The name of a relation that does not go with these nodes.
    let wrong = dossier(&[("port agreesTo old-deal", "old-deal agreesToo port")]);
    let (after, made, refused) = fixed(&wrong);
    assert_eq!((after.as_str(), made, refused.len()), (wrong.as_str(), 0, 1), "{refused:?}");
    // The others are made all the same.
    let both = dossier(&[("{label: The union}", "{label: The union, lable: D}"), ("by: port", "by: prot")]);
    let (after, made, refused) = fixed(&both);
    assert_eq!((made, refused.len()), (1, 1));
    assert!(after.contains("by: port\n") && after.contains("lable: D"));
}

#[test]
fn a_quote_in_a_block_has_a_line_end_that_is_none_of_its_words() {
    let block = dossier(&[("quote: The port does", "quote: |\n      The port does")]);
    let memory = Memory::new().with("d.yaml", block).with("report.md", TEXT);
    let (paths, levels) = ([PathBuf::from("d.yaml")], Levels::default());
    let offers = Fixer::new(&memory, &paths, &levels).offers();
    assert!(offers.offers.is_empty(), "{:?}", offers.offers);
}

#[test]
fn a_quote_that_an_alias_repeats_is_fixed_once() {
    let alias = [
        ("quote: The dockers’ union wants pay to rise", "quote: &words The dockers' union wants pay to rise"),
        ("quote: The port does not break the deal", "quote: *words"),
    ];
    let (after, made, refused) = fixed(&dossier(&alias));
    assert_eq!((made, refused), (2, Vec::new()));
    let right = [("quote: The dockers", "quote: &words The dockers"), alias[1]];
    assert_eq!(after, dossier(&right));
}

#[test]
fn part_of_a_value_that_is_not_written_out_is_left_alone() {
    // The name cannot be pointed at alone, so that the fix would replace the whole claim.
    let before = dossier(&[("[union demands eight-percent]", "[\"un\\x6fin demands eight-percent\"]")]);
    let (after, made, refused) = fixed(&before);
    assert_eq!((after.as_str(), made, refused.len()), (before.as_str(), 0, 1), "{refused:?}");
}

#[test]
fn json_lines_are_fixed_too() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rdf/strike");
    let reading = dossier::read::read(&Disk::new(), &[folder.into()]);
    let checked = dossier::check::Checked::new(reading.graph).unwrap();
    let mut lines = Vec::new();
    dossier::export::exporter("jsonl")
        .unwrap()
        .export((&checked).into(), &Default::default(), &mut lines)
        .unwrap();
    let right = String::from_utf8(lines).unwrap();
    let wrong = right.replacen("\"subject\":\"union\"", "\"subject\":\"unoin\"", 1);
    let wrong = wrong.replacen("dockers’ union wants", "dockers' union wants", 1);
    let changes = right.lines().zip(wrong.lines()).filter(|(right, wrong)| right != wrong).count();
    assert!(changes > 0);
    let memory = Memory::new().with("d.jsonl", wrong);
    let (paths, levels) = ([PathBuf::from("d.jsonl")], Levels::default());
    let mut fixer = Fixer::new(&memory, &paths, &levels);
    assert!(fixer.apply_certain().0 > 0);
    let now: Vec<_> = fixer.changed().map(|(_, _, after)| after.to_owned()).collect();
    assert!(now.len() == 1 && now[0].contains("\"subject\":\"union\"") && !now[0].contains("unoin"));
    assert_eq!(now[0].lines().count(), right.lines().count());
}

#[test]
fn the_cases_of_the_suites_never_get_worse_and_are_fixed_once() {
    let suites = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/suites");
    let disk = Disk::new().allow(&suites.join("texts")).unwrap();
    let levels = Levels::default();
    let (mut all, mut kept) = (0, 0);
    for suite in ["bad", "lax", "good", "perfect"] {
        for entry in suites.join(suite).read_dir().unwrap() {
            let paths = [entry.unwrap().path()];
            let mut fixer = Fixer::new(&disk, &paths, &levels);
            let before = fixer.offers().findings.count(Level::Error);
            let (made, _) = fixer.apply_certain();
            let after = fixer.offers().findings.count(Level::Error);
            assert!(after <= before, "{}", paths[0].display());
            assert_eq!(fixer.apply_certain().0, 0, "{} a second time", paths[0].display());
            for (path, old, new) in fixer.changed() {
                assert_eq!(old, std::fs::read_to_string(path).unwrap(), "nothing is written");
                assert!(old.lines().count() >= new.lines().count(), "{}", path.display());
                kept += 1;
            }
            all += made;
        }
    }
    assert!(all >= 10 && kept >= 5, "{all} fixes in {kept} files");
}

/// The quote of the text with one character replaced, left out or doubled.
fn damaged() -> impl Strategy<Value = String> {
    let chars: Vec<char> = TEXT.lines().next().unwrap().chars().collect();
    let length = chars.len();
    (0..length - 12, 12..40usize, any::<prop::sample::Index>(), "[a-z0-9 '’.…-]{0,2}").prop_map(
        move |(from, count, at, new)| {
            let mut part: Vec<char> = chars[from..(from + count).min(length)].to_vec();
            let at = at.index(part.len());
            part.splice(at..=at, new.chars());
            part.into_iter().collect()
        },
    )
}

/// A text without what typography is.
fn bare(text: &str) -> String {
    let text = text.replace('…', "...").replace(['’', '‘'], "'").replace(['–', '—'], "-");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 200, failure_persistence: None, ..Default::default() })]

    #[test]
    fn of_a_damaged_quote_only_typography_is_restored(quote in damaged()) {
        let line = format!("quote: {}\n", serde_json::to_string(&quote).unwrap());
        let before = dossier(&[("quote: The port does not break the deal\n", &line)]);
        let (after, made, _) = fixed(&before);
        prop_assert!(made <= 1);
        if made == 0 {
            prop_assert_eq!(after, before);
            return Ok(());
        }
        let start = before.find(&line).unwrap();
        prop_assert_eq!(&before[..start], &after[..start]);
        let rest = &before[start + line.len()..];
        prop_assert!(after.ends_with(rest));
        let now = &after[start..after.len() - rest.len()];
        let (tree, problems) = dossier::text::yaml::parse(now);
        prop_assert!(problems.is_empty());
        let words = tree.root.as_ref().and_then(|root| root.get("quote")?.text().map(str::to_owned)).unwrap();
        prop_assert!(TEXT.contains(&words), "{} is not in the text", words);
        prop_assert_eq!(bare(&words), bare(&quote));
    }
}
