//! Where a quote may begin and end: not inside a character, a number or a word.
//!
//! A number has its plus or minus, its currency, the digits with what separates them, powers such as `million` or `万`, and units that are
//! symbols or letters right behind it. A word is one of UAX #29 (section 4), with two differences: an apostrophe parts words, so that
//! `The union` may be quoted of `The union’s` and `accord` of `l’accord`, but for what it denies (`n’t`); and a hyphen between two
//! letters joins them, so that `binding` is a part of `non-binding`. A dash does not.

use std::ops::Range;

use unicode_normalization::char::canonical_combining_class;
use unicode_segmentation::GraphemeCursor;

use super::digit::is_digit;
use super::lexicon::{begins_with_power, is_numeral_word, is_turning_prefix, may_begin_power};
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

/// The characters on one side of a border, the nearest first, without those that have no glyph.
type Side = [Option<char>; 6];

fn side(characters: impl Iterator<Item = char>) -> Side {
    let mut side = [None; 6];
    let seen = characters.take(LOOK).filter(|character| !is_unseen(*character));
    side.iter_mut().zip(seen).for_each(|(place, character)| *place = Some(character));
    side
}

/// Whether `at` lies inside a number: between its digits, or between them and its minus, currency, power or unit.
pub(super) fn cuts_number(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let (Some(last), Some(next)) = (at.checked_sub(1).and_then(|at| bytes.get(at)), bytes.get(at)) else {
        return false;
    };
    // Most borders are between letters and blanks or punctuation.
    let is_plain = |byte: &u8| {
        byte.is_ascii_alphabetic() || matches!(byte, b'.' | b',' | b';' | b'"' | b'\n' | b'(' | b')')
    };
    if is_plain(last) && is_plain(next) {
        return false;
    }
    let is_blank_here = (*last == b' ') != (*next == b' ');
    if (is_plain(last) || *last == b' ') && (is_plain(next) || *next == b' ') {
        return is_blank_here && cuts_power(text, at);
    }
    let Some((before, after)) = text.get(..at).zip(text.get(at..)) else { return false };
    let (before, after) = (side(before.chars().rev()), side(after.chars()));
    let left = |place: usize| before.get(place).copied().flatten();
    let right = |place: usize| after.get(place).copied().flatten();
    let digit = |character: Option<char>| character.is_some_and(is_digit);
    let is = |character: Option<char>, kind: fn(char) -> bool| character.is_some_and(kind);
    let (Some(one), Some(other)) = (left(0), right(0)) else { return false };
    let is_joined = |character: char| is_separator(character) || is_joint(character);
    if is_digit(one) {
        if is_digit(other) || is_fraction(other) || (is_joined(other) && digit(right(1))) {
            return true;
        }
        // Letters, but not those of a script without blanks, unless they are powers.
        if is_unit(other) || (other.is_alphabetic() && (!is_unspaced(other) || is_power(other))) {
            return true;
        }
        if is_blank(other) && (is(right(1), is_unit) || is(right(1), is_power)) {
            return true;
        }
    }
    if is_digit(other) {
        let is_first = |place: usize| !left(place).is_some_and(char::is_alphanumeric);
        if one == '\u{2044}' || (is_joined(one) && digit(left(1))) || is_currency_sign(one) {
            return true;
        }
        if (is_sign(one) && is_first(1)) || (one.is_alphabetic() && !is_unspaced(one)) {
            return true;
        }
        if is_blank(one) && is(left(1), is_currency_sign) {
            return true;
        }
    }
    // `−|$5`, `US|$5`
    if is_currency_sign(other) && digit(right(1)) && (is_sign(one) || one.is_alphabetic()) {
        return true;
    }
    if is_power(one) && is_power(other) {
        return true;
    }
    cuts_groups(&before, &after) || cuts_power(text, at)
}

/// Whether a border is at a blank between groups of three digits: `18 000`.
fn cuts_groups(before: &Side, after: &Side) -> bool {
    let run =
        |side: &[Option<char>]| side.iter().flatten().take_while(|character| is_digit(**character)).count();
    let (before, after) = match (before.as_slice(), after.as_slice()) {
        ([Some(blank), before @ ..], after) if is_blank(*blank) => (before, after),
        (before, [Some(blank), after @ ..]) if is_blank(*blank) => (before, after),
        _ => return false,
    };
    (1..=3).contains(&run(before)) && run(after) == 3
}

/// Whether a border is at the blank before a power or `percent` behind a number: `200 million`, `two hundred thousand`.
fn cuts_power(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    let is_blank_near = before.ends_with(is_blank) != after.starts_with(is_blank);
    if !is_blank_near {
        return false;
    }
    let right = after.trim_start_matches(is_blank);
    let word = |characters: &mut dyn Iterator<Item = char>| {
        characters
            .take(LONGEST_WORD)
            .take_while(|character| character.is_alphanumeric())
            .map(char::len_utf8)
            .sum::<usize>()
    };
    let length = word(&mut right.chars());
    if !may_begin_power(right.get(..length).unwrap_or("")) {
        return false;
    }
    let left = before.trim_end_matches(is_blank);
    let length = word(&mut left.chars().rev());
    let left = left.get(left.len() - length..).unwrap_or("");
    let is_number = left.chars().any(is_digit) || is_numeral_word(&left.to_lowercase());
    is_number && begins_with_power(&right.chars().take(LONGEST_WORD).collect::<String>())
}

/// More characters than this are no numeral.
const LONGEST_WORD: usize = 24;

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{2007}')
}

/// What joins two numbers to one thing: a fraction, a time, a range, a date.
fn is_joint(character: char) -> bool {
    matches!(character, '/' | ':' | '-' | '\u{2010}'..='\u{2014}' | '\u{2212}')
}

/// A plus or minus.
fn is_sign(character: char) -> bool {
    matches!(
        character,
        '-' | '+' | '±' | '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' | '\u{FF0B}'
    )
}

/// Symbols of currencies (Unicode, general category Sc).
fn is_currency_sign(character: char) -> bool {
    matches!(character, '$' | '¢'..='¥' | '\u{58F}' | '\u{60B}' | '\u{9F2}' | '\u{9F3}' | '\u{E3F}' | '\u{17DB}'
        | '\u{20A0}'..='\u{20CF}' | '\u{FDFC}' | '\u{FE69}' | '\u{FF04}' | '\u{FFE0}' | '\u{FFE1}' | '\u{FFE5}' | '\u{FFE6}')
}

/// Units that are symbols.
fn is_unit(character: char) -> bool {
    is_currency_sign(character) || matches!(character, '%' | '‰' | '‱' | '°' | '℃' | '℉' | '％' | '٪')
}

/// Powers of ten that Chinese and Japanese write behind digits.
fn is_power(character: char) -> bool {
    matches!(character, '十' | '百' | '千' | '万' | '萬' | '亿' | '億' | '兆')
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

/// Whether a quote leaves out what denies its first or last word: "can" of "cannot", "do" of "don't", "binding" of "non-binding".
pub fn drops_negation(file: &SourceFile, span: Span) -> bool {
    let inside_word = file.slice(span).ends_with(char::is_alphabetic);
    let rest = file.text().get(span.end as usize..).unwrap_or("");
    let denies = |suffix: &str| {
        rest.strip_prefix(suffix).is_some_and(|after| !after.starts_with(char::is_alphanumeric))
    };
    let before = file.text().get(..span.start as usize).unwrap_or("");
    let prefix = before.strip_suffix(is_hyphen).map(|before| {
        let start = before.char_indices().rev().take_while(|(_, character)| character.is_alphabetic()).last();
        start.map_or("", |(at, _)| &before[at..]).to_lowercase()
    });
    let turns = prefix.is_some_and(|prefix| is_turning_prefix(&prefix))
        && file.slice(span).starts_with(char::is_alphabetic);
    turns || (inside_word && ["not", "n't", "n’t", "'t", "’t"].into_iter().any(denies))
}

fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}' | '\u{2011}')
}

/// Whether an end of the span lies inside a word of a script that is written with blanks between words.
pub fn cuts_word(file: &SourceFile, span: Span) -> bool {
    [span.start, span.end].into_iter().any(|at| {
        let (before, after) = (file.text().get(..at as usize), file.text().get(at as usize..));
        let Some((before, after)) = before.zip(after) else { return false };
        let mark =
            |character: &char| canonical_combining_class(*character) != 0 || matches!(*character, '\u{AD}');
        let letter = |character: Option<char>| character.is_some_and(is_spaced_letter);
        let mut before = before.chars().rev().take(LOOK).filter(|character| !mark(character));
        let mut after = after.chars().take(LOOK).filter(|character| !mark(character));
        let (left, right) = (before.next(), after.next());
        let through = |hyphen: Option<char>| hyphen.is_some_and(is_hyphen);
        (letter(left) && letter(right))
            || (letter(left) && through(right) && letter(after.next()))
            || (through(left) && letter(right) && letter(before.next()))
    })
}

fn is_spaced_letter(character: char) -> bool {
    character.is_alphabetic() && !is_unspaced(character)
}

/// Letters of the scripts that have no blanks between words (Unicode, Blocks.txt; UAX #29, section 4): Chinese, Hiragana, and those of
/// South East Asia and Tibet. A run of Katakana is one word.
fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{E00}'..='\u{EFF}' | '\u{F00}'..='\u{FFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{1950}'..='\u{19DF}' | '\u{1A20}'..='\u{1AAF}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{309F}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{A9E0}'..='\u{A9FF}' | '\u{AA60}'..='\u{AADF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
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
            "NOK 18| 000",
            "NOK 18 |000",
            "$20|m",
            "$|20",
            "US|$20",
            "at −|7",
            "20| €",
            "25|%",
            "25| %",
            "200|万",
            "三百|万",
            "1|/2",
            "1/|2",
            "12|:30",
            "2018|–19",
            "A|320",
            "5|km",
            "$200| billion",
            "200 |million",
            "two hundred| thousand",
            "8| percent",
            "8| per cent",
            "15| Millionen",
        ] {
            assert!(cut(text), "{text}");
        }
        for text in [
            "|25",
            "25|",
            "in 2019|. Then",
            "2019|, 5",
            "a|b",
            ".|5",
            "v.|5",
            "in 2019| 200 boats",
            "3| boats",
            "200|人",
            "200| per day",
            "the |million",
            "talks – |5 boats",
            "on 10| May",
        ] {
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
        for text in [
            "com|mit",
            "μπο|ρώ",
            "мо|сква",
            "cafe\u{301}|s",
            "հա|յ",
            "თბი|ლისი",
            "co\u{AD}|op",
            "서|울",
            "ال|سلام",
            "של|ום",
            "ド|ル",
            "भा|रत",
            "non-|binding",
            "vice|-president",
        ] {
            assert!(cut(text), "{text}");
        }
        for text in
            ["a| b", "中|国", "ไท|ย", "|all", "a|1", "don|’t", "l’|accord", "×|a", "China|–US", "so -|a"]
        {
            assert!(!cut(text), "{text}");
        }
    }
}
