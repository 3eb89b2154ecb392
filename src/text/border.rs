//! Where a quote may begin and end: not inside a character, a number or a word.

use std::ops::Range;

use unicode_normalization::char::canonical_combining_class;
use unicode_segmentation::GraphemeCursor;

use super::digit::is_digit;
use super::{SourceFile, Span};

/// Answers border questions about one text; used from left to right it stays linear on any text.
pub(super) struct Borders<'t> {
    text: &'t str,
    /// The last run of regional indicators that was measured: flags pair from its start.
    flags: Range<usize>,
}

impl<'t> Borders<'t> {
    pub(super) fn new(text: &'t str) -> Borders<'t> {
        Borders { text, flags: 0..0 }
    }

    /// Whether `at` lies between two extended grapheme clusters (UAX #29), or at an end of the text.
    pub(super) fn between_characters(&mut self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        if at == 0 || at >= bytes.len() {
            return at <= bytes.len();
        }
        if bytes[at - 1].is_ascii() && bytes[at].is_ascii() {
            return !(bytes[at - 1] == b'\r' && bytes[at] == b'\n');
        }
        let Some((before, after)) = self.text.get(..at).zip(self.text.get(at..)) else { return false };
        let flag = |character: Option<char>| character.is_some_and(is_regional_indicator);
        if flag(before.chars().next_back()) && flag(after.chars().next()) {
            return self.between_flags(at);
        }
        GraphemeCursor::new(at, self.text.len(), true).is_boundary(self.text, 0).unwrap_or(true)
    }

    /// Whether an even number of regional indicators precedes `at` in its run (UAX #29, GB12 and GB13).
    fn between_flags(&mut self, at: usize) -> bool {
        if !(self.flags.start <= at && at <= self.flags.end) {
            let run = |characters: &mut dyn Iterator<Item = char>| {
                characters.take_while(|character| is_regional_indicator(*character)).count() * FLAG_BYTES
            };
            let before = run(&mut self.text[..at].chars().rev());
            let after = run(&mut self.text[at..].chars());
            self.flags = at - before..at + after;
        }
        ((at - self.flags.start) / FLAG_BYTES).is_multiple_of(2)
    }

    /// The grapheme cluster around `at`.
    pub(super) fn character_around(&self, at: usize) -> Span {
        let cursor = || GraphemeCursor::new(at, self.text.len(), true);
        let start = cursor().prev_boundary(self.text, 0).ok().flatten().unwrap_or(0);
        let end = cursor().next_boundary(self.text, 0).ok().flatten().unwrap_or(self.text.len());
        Span::new(start, end)
    }
}

/// Bytes of one regional indicator in UTF-8.
const FLAG_BYTES: usize = 4;

fn is_regional_indicator(character: char) -> bool {
    matches!(character, '\u{1F1E6}'..='\u{1F1FF}')
}

/// What may be between two digits of one number: decimal and thousands separators.
fn is_separator(character: char) -> bool {
    matches!(
        character,
        '.' | ',' | '\'' | '’' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{2007}' | '·' | '٫' | '٬' | '．'
    )
}

/// A fraction that follows a whole number directly (5½), or the slash inside one (1⁄2).
fn is_fraction(character: char) -> bool {
    matches!(character, '¼'..='¾' | '⅐'..='⅞' | '↉' | '\u{2044}')
}

/// Characters without a glyph that do not part a number: soft hyphen, joiners, direction marks.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
}

/// How far a border looks over unseen characters, so that the work at one place is bounded.
const LOOK: usize = 16;

/// Whether `at` lies inside a number: between two digits, or at a separator that has digits on both sides.
pub(super) fn cuts_number(text: &str, at: usize) -> bool {
    let Some((before, after)) = text.get(..at).zip(text.get(at..)) else { return false };
    let mut before = before.chars().rev().take(LOOK).filter(|character| !is_unseen(*character));
    let Some(left) = before.next() else { return false };
    if !is_digit(left) && !is_separator(left) && left != '\u{2044}' {
        return false;
    }
    let mut after = after.chars().take(LOOK).filter(|character| !is_unseen(*character));
    let Some(right) = after.next() else { return false };
    let digit = |character: Option<char>| character.is_some_and(is_digit);
    match (is_digit(left), is_digit(right)) {
        (true, true) => true,
        (true, false) => is_fraction(right) || (is_separator(right) && digit(after.next())),
        (false, true) => left == '\u{2044}' || digit(before.next()),
        (false, false) => false,
    }
}

/// The whole number around a border inside it.
pub(super) fn number_around(text: &str, at: usize) -> Span {
    let part = |character: &char| {
        is_digit(*character) || is_separator(*character) || is_fraction(*character) || is_unseen(*character)
    };
    // A number of more characters than this is shown in part.
    let most = 64;
    let (before, after) = (text.get(..at).unwrap_or(""), text.get(at..).unwrap_or(""));
    let (mut start, mut end, mut offset) = (at, at, at);
    for character in before.chars().rev().take(most).take_while(part) {
        offset -= character.len_utf8();
        if is_digit(character) {
            start = offset;
        }
    }
    offset = at;
    for character in after.chars().take(most).take_while(part) {
        offset += character.len_utf8();
        if is_digit(character) || is_fraction(character) {
            end = offset;
        }
    }
    Span::new(start, end)
}

/// Whether a quote ends inside an English word whose rest denies it: "can" of "cannot", "do" of "don't".
pub fn drops_negation(file: &SourceFile, span: Span) -> bool {
    let inside_word = file.slice(span).ends_with(char::is_alphabetic);
    let rest = file.text().get(span.end as usize..).unwrap_or("");
    let denies = |suffix: &str| {
        rest.strip_prefix(suffix).is_some_and(|after| !after.starts_with(char::is_alphanumeric))
    };
    inside_word && ["not", "n't", "n’t", "'t", "’t"].into_iter().any(denies)
}

/// Whether an end of the span lies inside a word: between two letters of Latin, Greek, Cyrillic, Armenian or
/// Georgian, which are written with blanks between words. Other scripts never count as cut.
pub fn cuts_word(file: &SourceFile, span: Span) -> bool {
    [span.start, span.end].into_iter().any(|at| {
        let (before, after) = (file.text().get(..at as usize), file.text().get(at as usize..));
        let Some((before, after)) = before.zip(after) else { return false };
        let mark =
            |character: &char| canonical_combining_class(*character) != 0 || matches!(*character, '\u{AD}');
        let left = before.chars().rev().take(LOOK).find(|character| !mark(character));
        let right = after.chars().take(LOOK).find(|character| !mark(character));
        left.is_some_and(is_spaced_letter) && right.is_some_and(is_spaced_letter)
    })
}

/// Letters of the scripts in which a blank parts two words, by block (Unicode, Blocks.txt).
fn is_spaced_letter(character: char) -> bool {
    let block = matches!(character,
        'A'..='Z' | 'a'..='z' | '\u{AA}'..='\u{24F}' | '\u{250}'..='\u{2AF}' | '\u{370}'..='\u{52F}'
        | '\u{530}'..='\u{58F}' | '\u{10A0}'..='\u{10FF}' | '\u{1C80}'..='\u{1CBF}' | '\u{1D00}'..='\u{1DBF}'
        | '\u{1E00}'..='\u{1FFF}' | '\u{2C60}'..='\u{2C7F}' | '\u{2D00}'..='\u{2D2F}' | '\u{2DE0}'..='\u{2DFF}'
        | '\u{A640}'..='\u{A69F}' | '\u{A720}'..='\u{A7FF}' | '\u{AB30}'..='\u{AB6F}' | '\u{FB00}'..='\u{FB17}'
        | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}');
    block && character.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grapheme_borders_agree_with_segmentation() {
        use unicode_segmentation::UnicodeSegmentation;
        for text in ["a\r\nb", "e\u{301}x", "👨‍👩‍👧!", "🇫🇷🇩🇪🇮", "각\u{1112}\u{1161}\u{11AB}", "क्षि", "abc"]
        {
            let mut borders = Borders::new(text);
            let expected: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
            let found: Vec<usize> = (0..text.len()).filter(|at| borders.between_characters(*at)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_whole() {
        let cut = |text: &str| {
            let (left, right) = text.split_once('|').unwrap();
            cuts_number(&format!("{left}{right}"), left.len())
        };
        for text in [
            "$20|0",
            "1.|5",
            "1|.5",
            "12,|400",
            "12\u{A0}|400",
            "12\u{202F}|400",
            "1’|000",
            "٢|٥",
            "5|½",
            "1\u{2044}|2",
            "1\u{2060}|2",
            "12|\u{200F}3",
        ] {
            assert!(cut(text), "{text}");
        }
        for text in ["25|%", "|25", "25|", "in 2019|. Then", "2019|, 5", "a|b", "10| 000", ".|5", "v.|5"] {
            assert!(!cut(text), "{text}");
        }
        let text = "worth $1,200.50, so";
        assert_eq!(number_around(text, 8).range(), 7..15);
    }

    #[test]
    fn words_are_cut_only_where_blanks_part_them() {
        let cut = |text: &str| {
            let (left, right) = text.split_once('|').unwrap();
            let file = SourceFile::new("t", format!("{left}{right}")).unwrap();
            cuts_word(&file, Span::new(left.len(), left.len() + right.len()))
        };
        for text in ["com|mit", "μπο|ρώ", "мо|сква", "cafe\u{301}|s", "հա|յ", "თბი|ლისი", "co\u{AD}|op"]
        {
            assert!(cut(text), "{text}");
        }
        for text in ["a| b", "中|国", "서|울", "ال|سلام", "של|ום", "ไท|ย", "|all", "a|1", "don|’t", "×|a"]
        {
            assert!(!cut(text), "{text}");
        }
    }
}
