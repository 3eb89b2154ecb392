//! Characters that people see, in place of those that act on a terminal or hide.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Makes the characters of a text visible, one after another. What would move the cursor, hide others, turn the direction
/// of writing or not be seen at all has a stand-in: the control pictures of Unicode (U+2400 to U+2426) for C0 and DEL, U+FFFD
/// for C1, for format characters, for line and paragraph separators, and for what Unicode has not assigned.
///
/// ZERO WIDTH JOINER and NON-JOINER are kept after a character that is not ASCII: emoji and several scripts need them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Visible {
    follows_other: bool,
}

impl Visible {
    /// The character, or its stand-in.
    pub fn show(&mut self, character: char) -> char {
        let follows_other = std::mem::replace(&mut self.follows_other, !character.is_ascii());
        match character {
            ' '..='~' => character,
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
            '\u{7f}' => '\u{2421}',
            '\u{200c}' | '\u{200d}' if follows_other => character,
            // Characters that are drawn around the numbers that follow (Unicode, section 9.2, Prepended_Concatenation_Mark).
            '\u{600}'..='\u{605}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'
            | '\u{891}'
            | '\u{8e2}'
            | '\u{110bd}'
            | '\u{110cd}' => character,
            _ => match character.general_category() {
                GeneralCategory::Control
                | GeneralCategory::Format
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
                | GeneralCategory::Surrogate
                | GeneralCategory::Unassigned => '\u{fffd}',
                _ => character,
            },
        }
    }
}

/// A text on one line, its characters made visible; line feeds and tabs become blanks.
pub fn visible_line(text: &str) -> String {
    let mut visible = Visible::default();
    text.chars()
        .map(|character| if matches!(character, '\n' | '\t') { ' ' } else { visible.show(character) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_or_hides_has_a_stand_in() {
        assert_eq!(visible_line("a\u{1b}[2J\u{7}\r\u{8}\u{7f}\u{9b}m\n\tz"), "a␛[2J␇␍␈␡�m  z");
        let hidden = "\u{ad}\u{61c}\u{180e}\u{200b}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\
                      \u{feff}\u{fff9}\u{fffb}\u{fffe}\u{1fffe}\u{e0001}\u{e0041}\u{e007f}\u{378}\u{10ffff}\u{85}";
        assert_eq!(visible_line(hidden), "\u{fffd}".repeat(hidden.chars().count()));
    }

    #[test]
    fn what_people_write_stays() {
        for text in [
            "naïve – “quotes” ½ №5",
            "می\u{200c}خواهم",
            "👩\u{200d}🌾 ❤\u{fe0f}",
            "क्\u{200d}ष",
            "中文、日本語",
            "\u{a0}\u{3000}",
        ] {
            assert_eq!(visible_line(text), text);
        }
        assert_eq!(visible_line("pay\u{200d}pal"), "pay\u{fffd}pal");
    }
}
