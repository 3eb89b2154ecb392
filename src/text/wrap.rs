//! Texts in lines of a given width, broken where a reader would break them.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A text of more lines is not balanced: nobody sees it, and it would cost time.
const BALANCED_LINES: usize = 8;
/// How many widths are tried to make lines even.
const ATTEMPTS: u32 = 40;

/// How wide a text is. Widths add up: that of two texts together is the sum of both.
pub type Measure<'m> = &'m dyn Fn(&str) -> f64;

/// Part of a word that stays on one line.
struct Piece<'a> {
    text: &'a str,
    width: f64,
    after_space: bool,
}

/// Breaks a text into lines of at most `width`, as even as the same number of lines allows. White space is one space
/// or a break; longer words are broken between grapheme clusters. A blank text has no lines.
pub fn wrap(text: &str, width: f64, measure: Measure<'_>) -> Vec<String> {
    let (pieces, space) = (pieces(text, width, measure), measure(" "));
    let mut lines = filled(&pieces, width, space);
    if lines.len() > 1 && lines.len() <= BALANCED_LINES {
        for attempt in 1..=ATTEMPTS {
            let narrower = width * (1.0 - 0.5 * f64::from(attempt) / f64::from(ATTEMPTS));
            let attempt = filled(&pieces, narrower, space);
            if attempt.len() > lines.len() || pieces.iter().any(|piece| piece.width > narrower) {
                break;
            }
            lines = attempt;
        }
    }
    lines
}

/// [`wrap`] by columns of a terminal or of text that is not measured: a wide character takes two.
pub fn wrap_columns(text: &str, columns: usize) -> Vec<String> {
    wrap(text, columns.max(2) as f64, &|text| self::columns(text) as f64)
}

/// Returns how many columns a text takes on a terminal (UAX #11): two for a wide character, none for a combining one.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// Whether a character takes two columns (UAX #11, W and F).
pub fn is_wide(char: char) -> bool {
    char.width() == Some(2)
}

/// White space at which a line may end: not the no-break spaces.
fn breaks(char: char) -> bool {
    char.is_whitespace() && !matches!(char, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Marks that do not begin a line of Chinese or Japanese (UAX #14, CL and EX).
fn is_closing(char: char) -> bool {
    "、。，．！？：；）」』】》〉”’".contains(char)
}

fn pieces<'t>(text: &'t str, line: f64, measure: Measure<'_>) -> Vec<Piece<'t>> {
    let mut pieces = Vec::new();
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        let (mut start, mut taken, mut after_space, mut after_wide) = (0, 0.0, true, false);
        for (at, cluster) in word.grapheme_indices(true) {
            let (more, wide) = (measure(cluster), cluster.chars().any(is_wide));
            let may_break = (wide || after_wide) && !cluster.chars().any(is_closing);
            if at > start && (may_break || taken + more > line) {
                let text = word.get(start..at).unwrap_or_default();
                pieces.push(Piece { text, width: taken, after_space });
                (start, taken, after_space) = (at, 0.0, false);
            }
            (taken, after_wide) = (taken + more, wide);
        }
        pieces.push(Piece { text: word.get(start..).unwrap_or_default(), width: taken, after_space });
    }
    pieces
}

fn filled(pieces: &[Piece<'_>], width: f64, space: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut taken = 0.0;
    for piece in pieces {
        let space = if piece.after_space { space } else { 0.0 };
        match lines.last_mut() {
            Some(line) if taken + space + piece.width <= width => {
                if piece.after_space {
                    line.push(' ');
                }
                line.push_str(piece.text);
                taken += space + piece.width;
            }
            _ => {
                lines.push(piece.text.to_owned());
                taken = piece.width;
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_even() {
        let label = "25% tariff on $200 billion of Chinese goods";
        assert_eq!(wrap_columns(label, 24), ["25% tariff on $200", "billion of Chinese goods"]);
        assert_eq!(wrap_columns("one two three four", 14), ["one two", "three four"]);
    }

    #[test]
    fn short_and_blank_texts() {
        assert_eq!(wrap_columns("China", 24), ["China"]);
        assert!(wrap_columns("", 24).is_empty() && wrap_columns(" \n\t", 24).is_empty());
    }

    #[test]
    fn long_words_are_broken_between_clusters() {
        assert_eq!(wrap_columns("abcdefgh", 4), ["abcd", "efgh"]);
        // An e with an accent of its own is one cluster.
        assert_eq!(wrap_columns("e\u{301}e\u{301}e\u{301}", 2), ["e\u{301}e\u{301}", "e\u{301}"]);
        assert_eq!(wrap_columns("👩‍👩‍👧👩‍👩‍👧", 2), ["👩‍👩‍👧", "👩‍👩‍👧"]);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(columns("中国"), 4);
        assert_eq!(columns("שלום"), 4);
        assert_eq!(wrap_columns("中美贸易谈判", 8), ["中美贸", "易谈判"]);
    }

    #[test]
    fn no_break_spaces_do_not_break() {
        assert_eq!(wrap_columns("300\u{a0}000 tonnes", 8), ["300\u{a0}000", "tonnes"]);
    }

    #[test]
    fn nothing_but_white_space_is_lost() {
        let text =
            "A long label: 中国 and the  United\nStates — agree on_a_very_long_word_without_any_break.";
        let dense = |text: &str| text.split_whitespace().collect::<String>();
        for columns in 2..40 {
            assert_eq!(dense(&wrap_columns(text, columns).concat()), dense(text));
            assert!(wrap_columns(text, columns).iter().all(|line| super::columns(line) <= columns));
        }
    }
}
