//! Text in XML files.

use std::fmt::{self, Display, Formatter, Write};

use super::capability::is_unwritable;

/// A text as the content of an element or as an attribute in double quotes. White space is kept; characters
/// that XML cannot hold (XML 1.0, section 2.2, `Char`) are U+FFFD.
#[derive(Clone, Copy, Debug)]
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for char in self.0.chars() {
            match char {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                // As themselves they would be read as spaces or line feeds (sections 2.11 and 3.3.3), the last two by
                // readers that take the line ends of XML 1.1 for those of XML 1.0.
                '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' => write!(f, "&#{};", u32::from(char))?,
                char if is_unwritable(char) => f.write_char(char::REPLACEMENT_CHARACTER)?,
                char => f.write_char(char)?,
            }
        }
        Ok(())
    }
}

/// An id as a name token (XML 1.0, section 2.3, `Nmtoken`) of ASCII characters. Two ids never collide: `/` is `:`,
/// `_` is doubled, and any other character except letters, digits, `-` and `.` is its code between two `_`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a>(pub(super) &'a str);

impl Display for Token<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for char in self.0.chars() {
            match char {
                'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '.' => f.write_char(char)?,
                '/' => f.write_char(':')?,
                '_' => f.write_str("__")?,
                char => write!(f, "_{:x}_", u32::from(char))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_what_it_is_as_far_as_xml_can_hold_it() {
        let hard = "]]> </a> \"'&amp;\r\n\t\0\u{1f}\u{fffe}\u{85}\u{2028}\u{10ffff}";
        let document = format!("<a b=\"{0}\">{0}</a>", Escaped(hard));
        let read = roxmltree::Document::parse(&document).unwrap();
        let expected = hard.replace(['\0', '\u{1f}', '\u{fffe}'], "\u{fffd}");
        assert_eq!(read.root_element().text(), Some(expected.as_str()));
        assert_eq!(read.root_element().attribute("b"), Some(expected.as_str()));
    }

    #[test]
    fn ids_become_different_tokens() {
        let ids = ["a/b", "a:b", "a_b", "a_2f_b", "a__b", "a%2Fb", "a é", "a-é"];
        let tokens: std::collections::BTreeSet<String> = ids.iter().map(|id| Token(id).to_string()).collect();
        assert_eq!(tokens.len(), ids.len());
        let allowed = |char: char| char.is_ascii_alphanumeric() || "_:.-".contains(char);
        assert!(tokens.iter().all(|token| token.chars().all(allowed)), "{tokens:?}");
        assert_eq!(Token("union/HOLDS_OFFICE/rise").to_string(), "union:HOLDS__OFFICE:rise");
    }
}
