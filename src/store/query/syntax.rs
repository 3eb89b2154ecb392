//! Where a question goes wrong.
//!
//! The parser reports the farthest character that it has read. It looks at keywords as a whole, so this lies up to the
//! length of a keyword after the wrong word, and hides others. Therefore the query is parsed again with wide
//! blanks between its words: then the farthest character lies within the word that is wrong, or in the blanks after it.

use super::error::QueryError;
use super::prefixes::Prefixes;
use crate::ontology::nearest;

/// The most expected things that are listed.
const MOST_EXPECTED: usize = 8;
/// The words that updates begin with.
const UPDATES: [&str; 10] =
    ["ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH"];
/// Wider than every keyword is long.
const WIDE: &str = "                    ";

/// A failure of the parser: its place in bytes, and what it says.
struct Said {
    at: usize,
    expected: String,
}

/// The error of a question that the parser does not take; `parse` gives what it says of a text, if it does not take it.
pub(super) fn explain(
    question: &str,
    prefixes: &Prefixes,
    parse: &dyn Fn(&str) -> Option<String>,
) -> QueryError {
    let words = parse(question).unwrap_or_default();
    let said = said(question, &words);
    if said.expected.contains("Prefix not found") {
        let name = question[..said.at].rsplit(|c: char| c.is_whitespace() || "({[,;|/^!".contains(c)).next();
        let name = name.unwrap_or("");
        let prefix = name.split(':').next().unwrap_or("");
        return at(question, said.at - name.len(), unknown(prefix, prefixes));
    }
    let meaning = ["SELECT contains", "blank node", "Aggregate", "aggregate", "already", "duplicate"];
    if let Some(sentence) =
        said.expected.split(", ").find(|item| meaning.iter().any(|sign| item.contains(sign)))
    {
        let sentence = sentence.trim_start_matches("expected ").trim_start_matches("one of ");
        let sentence = sentence.trim_start_matches("The ");
        return at(question, 0, sentence.to_owned());
    }
    let tokens = tokens(question);
    let (mut wide, mut starts) = (String::new(), Vec::new());
    for (from, to) in &tokens {
        starts.push(wide.len());
        wide += &question[*from..*to];
        wide += WIDE;
    }
    let failure = parse(&wide).map(|words| self::said(&wide, &words)).unwrap_or(said);
    let nth = starts.partition_point(|start| *start <= failure.at).saturating_sub(1);
    let (Some((from, to)), Some(start)) = (tokens.get(nth), starts.get(nth)) else {
        return at(question, 0, "the query is empty".to_owned());
    };
    let items = failure.expected.trim_start_matches("expected ").trim_start_matches("one of ");
    let expected = in_words(items);
    let expected = if expected.is_empty() { String::new() } else { format!("; expected {expected}") };
    let word: String = question[*from..*to].chars().take(40).collect();
    if word.starts_with(['"', '\'']) && (word.len() == 1 || !word.ends_with(['"', '\''])) {
        return at(question, *from, "unterminated string".to_owned());
    }
    if nth == 0 && UPDATES.contains(&word.to_ascii_uppercase().as_str()) {
        return at(question, *from, format!("unexpected `{word}`; updates are not supported"));
    }
    if failure.at == wide.len() {
        return at(question, question.trim_end().len(), format!("unexpected end of the query{expected}"));
    }
    // What was expected at the start of the word is listed; what could continue inside it is not.
    let expected = if failure.at == *start { expected } else { String::new() };
    at(question, *from, format!("unexpected `{word}`{expected}"))
}

/// The place and the rest of `error at LINE:COLUMN: expected …`.
fn said(text: &str, words: &str) -> Said {
    let place = words.strip_prefix("error at ").and_then(|rest| {
        let (place, expected) = rest.split_once(": ")?;
        let (line, column) = place.split_once(':')?;
        Some((line.parse().ok()?, column.parse().ok()?, expected.to_owned()))
    });
    let (line, column, expected) = place.unwrap_or((1, 1, words.to_owned()));
    Said { at: offset(text, line, column), expected }
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[before..];
    before + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}

fn at(question: &str, offset: usize, message: String) -> QueryError {
    let before = &question[..offset];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    QueryError::Syntax { line, column, message }
}

/// The text between spaces, brackets and separators; without comments.
fn tokens(question: &str) -> Vec<(usize, usize)> {
    let (mut tokens, mut begun, mut at) = (Vec::new(), None, 0);
    while let Some(first) = question[at..].chars().next() {
        let rest = &question[at..];
        let (length, apart) = match first {
            '#' => (rest.find('\n').unwrap_or(rest.len()), true),
            '"' | '\'' => (text_length(rest, first), false),
            '<' => (iri_length(rest), false),
            '\\' => (rest.chars().take(2).map(char::len_utf8).sum(), false),
            _ => (first.len_utf8(), first.is_whitespace() || "{}()[];,".contains(first)),
        };
        if apart {
            tokens.extend(begun.take().map(|from| (from, at)));
            if !first.is_whitespace() && first != '#' {
                tokens.push((at, at + length));
            }
        } else if begun.is_none() {
            begun = Some(at);
        }
        at += length;
    }
    tokens.extend(begun.map(|from| (from, at)));
    tokens
}

/// The length of a text with its quotation marks; to the end of its line where it has no end.
fn text_length(rest: &str, mark: char) -> usize {
    let long: String = std::iter::repeat_n(mark, 3).collect();
    let (open, breaks) = if rest.starts_with(&long) { (long.as_str(), true) } else { (&rest[..1], false) };
    let (mut escaped, body) = (false, &rest[open.len()..]);
    for (at, character) in body.char_indices() {
        if !escaped && body[at..].starts_with(open) {
            return 2 * open.len() + at;
        }
        if character == '\n' && !breaks {
            return open.len() + at;
        }
        escaped = character == '\\' && !escaped;
    }
    rest.len()
}

/// The length of an IRI in angle brackets; that of the bracket alone if it is not one.
fn iri_length(rest: &str) -> usize {
    let end = rest.find(|c: char| c == '>' || c.is_whitespace() || "\"{}|^`\\".contains(c));
    end.filter(|end| rest[*end..].starts_with('>')).map_or(1, |end| end + 1)
}

/// What to say of a prefix that is not known.
fn unknown(prefix: &str, prefixes: &Prefixes) -> String {
    let known: Vec<&str> = prefixes.iter().map(|(name, _)| name).filter(|name| !name.is_empty()).collect();
    let what_to_do = match nearest(prefix, known.iter().copied()).first() {
        Some(near) => format!("did you mean `{near}:`?"),
        None => format!("declare it with PREFIX, or use one of {}", known.join(", ")),
    };
    format!("unknown prefix `{prefix}:`; {what_to_do}")
}

/// What the parser expects, in words: it lists every character that could begin something.
fn in_words(items: &str) -> String {
    let kinds = [
        ("\"?\"", "a variable"),
        ("\"<\"", "an IRI"),
        ("['A'", "a name"),
        ("\"\\\"\"", "a string"),
        ("['0'", "a number"),
    ];
    let found = kinds.iter().filter(|(sign, _)| items.contains(sign)).map(|(_, kind)| (*kind).to_owned());
    let mut words: Vec<String> = found.collect();
    for sign in ["{", "}", "(", ")", ".", ";", "*", "=", "true", "[", ","] {
        if items.contains(&format!("\"{sign}\"")) {
            words.push(format!("`{sign}`"));
        }
    }
    let more = words.len() > MOST_EXPECTED;
    words.truncate(MOST_EXPECTED);
    words.join(", ") + if more { ", …" } else { "" }
}
