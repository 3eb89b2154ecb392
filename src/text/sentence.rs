//! Sentences of running text, as far as a program can find them.

use super::Span;
use super::lexicon::is_abbreviation;

/// The most bytes around a place in which its sentence is looked for.
const REACH: usize = 1024;

/// The sentences that a span touches, in its paragraph.
pub(crate) fn sentences_around(text: &str, span: Span) -> Span {
    let paragraph = paragraph_around(text, span);
    let (start, end) = (span.start as usize, span.end as usize);
    let mut around = (paragraph.start as usize, paragraph.end as usize);
    for border in borders(text, paragraph) {
        if border <= start {
            around.0 = border;
        } else if border >= end {
            around.1 = border;
            break;
        }
    }
    Span::new(around.0, around.1)
}

/// The sentences that a span touches, and one before and behind them.
pub(crate) fn neighbours_of(text: &str, span: Span) -> Span {
    let paragraph = paragraph_around(text, span);
    let own = sentences_around(text, span);
    let all = borders(text, paragraph);
    let before = all.iter().rev().find(|border| **border < own.start as usize).copied();
    let after = all.iter().find(|border| **border > own.end as usize).copied();
    let start = before.unwrap_or(paragraph.start as usize).min(own.start as usize);
    Span::new(start, after.unwrap_or(paragraph.end as usize).max(own.end as usize))
}

/// The paragraph around a span: between lines that are blank, or that begin a heading.
fn paragraph_around(text: &str, span: Span) -> Span {
    let (start, end) = (span.start as usize, span.end as usize);
    let floor = boundary(text, start.saturating_sub(REACH));
    let ceiling = boundary(text, (end + REACH).min(text.len()));
    let before = text.get(floor..start).unwrap_or("");
    let after = text.get(end..ceiling).unwrap_or("");
    let is_blank = |line: &str| line.trim().is_empty();
    let mut first = start;
    for (number, line) in before.split('\n').rev().enumerate() {
        // The first piece is the beginning of the line of the span itself.
        if number > 0 {
            if is_blank(line) || line.trim_start().starts_with('#') {
                break;
            }
            first -= 1;
        }
        first -= line.len();
        if line.trim_start().starts_with('#') {
            break;
        }
    }
    let mut last = end;
    for (number, line) in after.split('\n').enumerate() {
        if number > 0 {
            if is_blank(line) || line.trim_start().starts_with('#') {
                break;
            }
            last += 1;
        }
        last += line.len();
    }
    Span::new(first, last)
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Where sentences begin in a paragraph, but for its beginning.
fn borders(text: &str, paragraph: Span) -> Vec<usize> {
    let words = text.get(paragraph.range()).unwrap_or("");
    let mut found = Vec::new();
    let mut characters = words.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let is_wide = matches!(character, '。' | '！' | '？');
        if !is_wide && !matches!(character, '.' | '!' | '?' | '…' | '؟' | '।') {
            continue;
        }
        while characters.peek().is_some_and(|(_, next)| {
            matches!(next, '.' | '!' | '?' | '…' | '"' | '”' | '’' | '\'' | '»' | ')' | ']' | '」' | '』')
        }) {
            characters.next();
        }
        let Some((end, next)) = characters.peek().copied() else { break };
        if !is_wide && !next.is_whitespace() {
            continue;
        }
        let rest = words.get(end..).unwrap_or("");
        let begin = end + rest.len() - rest.trim_start().len();
        let first = words.get(begin..).and_then(|rest| rest.chars().next());
        let goes_on = first.is_some_and(char::is_lowercase);
        if goes_on || (character == '.' && ends_with_abbreviation(words.get(..at).unwrap_or(""))) {
            continue;
        }
        found.push(paragraph.start as usize + begin);
    }
    found
}

/// Whether a text ends with a word whose full stop ends no sentence: an initial, or a known one.
fn ends_with_abbreviation(before: &str) -> bool {
    let start = before.char_indices().rev().take_while(|(_, character)| character.is_alphabetic()).last();
    let word = start.map_or("", |(at, _)| &before[at..]);
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    is_initial || is_abbreviation(&word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str) -> String {
        let (before, rest) = text.split_once('[').unwrap();
        let (inside, after) = rest.split_once(']').unwrap();
        let plain = format!("{before}{inside}{after}");
        let span = Span::new(before.len(), before.len() + inside.len());
        plain[sentences_around(&plain, span).range()].trim().to_owned()
    }

    #[test]
    fn sentences_end_at_full_stops_and_paragraphs() {
        for (text, sentence) in [
            ("One. Two [three] four. Five.", "Two three four."),
            ("# Title\nOne [two].\n\nThree.", "One two."),
            (
                "He met Mr. Smith of the U.S. [Navy] there. Then he left.",
                "He met Mr. Smith of the U.S. Navy there.",
            ),
            ("“Never.” He [left].", "He left."),
            ("It rose 2.5 percent [then]. So.", "It rose 2.5 percent then."),
            ("甲方同意。[乙方]拒绝。", "乙方拒绝。"),
            ("A [b. C] d. E.", "A b. C d."),
        ] {
            assert_eq!(around(text), sentence);
        }
        let text = "One. Two. Three. Four. Five.";
        let three = Span::new(10, 16);
        assert_eq!(text[neighbours_of(text, three).range()].trim(), "Two. Three. Four.");
    }
}
