//! How wide text is: the advances of Noto Sans, which the program carries, and estimates for what it lacks.

use std::sync::OnceLock;

use ttf_parser::Face;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::{is_wide, wrap};

/// The font families of a picture; the first is what widths are measured with.
pub const FAMILIES: &str = "Noto Sans, Inter, Helvetica, Arial, sans-serif";

/// How strong letters are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// Running text.
    #[default]
    Regular,
    /// Names and numbers.
    Bold,
}

/// A size and a weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Font {
    /// In pixels to the em.
    pub size: f64,
    /// The weight.
    pub weight: Weight,
}

impl Font {
    /// Running text of a size.
    pub const fn regular(size: f64) -> Font {
        Font { size, weight: Weight::Regular }
    }

    /// Bold text of a size.
    pub const fn bold(size: f64) -> Font {
        Font { size, weight: Weight::Bold }
    }

    /// The width of a text in pixels. Characters that Noto Sans lacks are assumed to be too wide rather than too narrow.
    pub fn width(self, text: &str) -> f64 {
        let face = face(self.weight);
        text.graphemes(true).map(|cluster| cluster_width(face, cluster)).sum::<f64>() * self.size
    }

    /// Whether the width is exact: Noto Sans has every character and none needs shaping.
    pub fn is_measured(self, text: &str) -> bool {
        let Some(face) = face(self.weight) else { return false };
        text.chars().all(|char| char < '\u{590}' && face.glyph_index(char).is_some() || is_punctuation(char))
    }

    /// The pieces of a line, each with the offset at which it begins: those that are measured, those of wide characters,
    /// every emoji, and what other fonts draw. Drawn apart, none moves the next, however wide its font is. A line with
    /// writing from right to left is one piece, because its pieces would not be in the order of their characters.
    pub fn pieces(self, text: &str) -> Vec<(f64, &str)> {
        let kind = |cluster: &str| match cluster.chars().next() {
            _ if self.is_measured(cluster) => 0,
            Some(base) if is_wide(base) && !is_picture(base) => 1,
            Some(base) if is_picture(base) => 2,
            _ => 3,
        };
        let mut pieces = Vec::new();
        let (mut start, mut from, mut taken, mut last) = (0, 0.0, 0.0, None);
        if text.chars().all(|char| !is_right_to_left(char)) {
            for (at, cluster) in text.grapheme_indices(true) {
                let kind = kind(cluster);
                if last.is_some_and(|last| last != kind || kind == 2) {
                    pieces.push((from, text.get(start..at).unwrap_or_default()));
                    (start, from) = (at, taken);
                }
                (last, taken) = (Some(kind), taken + self.width(cluster));
            }
        }
        pieces.push((from, text.get(start..).unwrap_or_default()));
        pieces
    }

    /// The text in lines of at most `width` pixels. More than `most` lines end in an ellipsis.
    pub fn lines(self, text: &str, width: f64, most: usize) -> Vec<String> {
        // What comes after this many characters cannot be in the lines that are kept.
        let enough = (width / self.size * 5.0) as usize * most + 1;
        let shown: String = text.chars().filter(|char| !is_unwritable(*char)).take(enough).collect();
        let mut lines = wrap(&shown, width, &|text| self.width(text));
        if lines.len() > most || shown.chars().count() == enough {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                while self.width(last) + self.width("…") > width && last.pop().is_some() {}
                last.truncate(last.trim_end().len());
                last.push('…');
            }
        }
        lines
    }
}

/// Letters that are written from right to left, and marks that turn the direction (Unicode Bidirectional Algorithm).
fn is_right_to_left(char: char) -> bool {
    matches!(char, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// General punctuation that Noto Sans has and that needs no shaping.
fn is_punctuation(char: char) -> bool {
    matches!(char, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203A}' | '\u{20A0}'..='\u{20BF}')
}

/// Control characters draw nothing, and XML 1.0 (2.2, Char) does not allow most of them.
fn is_unwritable(char: char) -> bool {
    (char.is_control() && !char.is_whitespace()) || matches!(char, '\u{fffe}' | '\u{ffff}')
}

fn face(weight: Weight) -> Option<&'static Face<'static>> {
    static REGULAR: OnceLock<Option<Face<'static>>> = OnceLock::new();
    static BOLD: OnceLock<Option<Face<'static>>> = OnceLock::new();
    let (cell, bytes) = match weight {
        Weight::Regular => (&REGULAR, ttf_noto_sans::REGULAR),
        Weight::Bold => (&BOLD, ttf_noto_sans::BOLD),
    };
    cell.get_or_init(|| Face::parse(bytes, 0).ok()).as_ref()
}

/// Emoji and the letters of flags, without what only changes the colour of a skin.
fn is_picture(char: char) -> bool {
    let skin = matches!(char, '\u{1f3fb}'..='\u{1f3ff}');
    let is_sign = is_wide(char) && char < '\u{2e80}' && char > '\u{2000}';
    is_sign || (matches!(char, '\u{1f000}'..='\u{1faff}') && !skin)
}

/// The width of what a reader treats as one character, in ems.
fn cluster_width(face: Option<&Face<'_>>, cluster: &str) -> f64 {
    let Some(base) = cluster.chars().next() else { return 0.0 };
    // Families and flags are drawn as one picture by some fonts, as several by others.
    let pictures = cluster.chars().filter(|char| is_picture(*char)).count();
    if pictures > 0 || cluster.contains('\u{fe0f}') {
        return 1.3 * pictures.max(1) as f64;
    }
    if is_wide(base) {
        return 1.0;
    }
    if is_unwritable(base)
        || matches!(base, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
    {
        return 0.0;
    }
    let advance = face.and_then(|face| {
        let glyph = face.glyph_index(base)?;
        Some(f64::from(face.glyph_hor_advance(glyph)?) / f64::from(face.units_per_em()))
    });
    advance.unwrap_or(0.9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        // Noto Sans: a digit is 1171 of 2048 units wide.
        assert!((Font::regular(10.0).width("00") - 20.0 * 1171.0 / 2048.0).abs() < 1e-9);
        assert!(Font::bold(10.0).width("Liu He") > Font::regular(10.0).width("Liu He"));
        assert!((Font::regular(10.0).width("中国") - 20.0).abs() < 1e-9);
        assert!((Font::regular(10.0).width("✅🇳🇴👍🏽👩‍👩‍👧") - 7.0 * 13.0).abs() < 1e-9);
    }

    #[test]
    fn what_the_font_lacks_is_not_measured() {
        let font = Font::regular(12.0);
        assert!(font.is_measured("“China’s answer” – 25 %"));
        assert!(!font.is_measured("中国") && !font.is_measured("سلام") && !font.is_measured("😀"));
    }

    #[test]
    fn a_line_is_drawn_in_pieces_of_one_font_each() {
        let font = Font::regular(10.0);
        let whole = font.pieces("✗ denies 中国 and 😀👩‍👩‍👧");
        let words: Vec<&str> = whole.iter().map(|(_, words)| *words).collect();
        assert_eq!(words, ["✗", " denies ", "中国", " and ", "😀", "👩‍👩‍👧"]);
        assert!((whole[1].0 - font.width("✗")).abs() < 1e-9);
        assert!((whole[4].0 - font.width("✗ denies 中国 and ")).abs() < 1e-9);
        assert_eq!(font.pieces("plain words").len(), 1);
        assert_eq!(font.pieces("“حركة النور breaks 中国”").len(), 1);
        assert_eq!(font.pieces(""), [(0.0, "")]);
    }

    #[test]
    fn long_texts_end_in_an_ellipsis() {
        let font = Font::regular(12.0);
        let lines = font.lines(&"many words ".repeat(1000), 100.0, 3);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| font.width(line) <= 100.0) && lines[2].ends_with('…'));
        assert_eq!(font.lines("a\u{0}b\u{1b}", 100.0, 2), ["ab"]);
        assert_eq!(font.lines(&"x".repeat(10_000), 100.0, 2).len(), 2);
    }
}
