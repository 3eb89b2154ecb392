//! Strings that come out of Graphviz as the text they are.
//!
//! Graphviz reads a string in layers: the DOT language ("The DOT Language", ID), then the escapes of escString
//! (`\N`, `\n`, …), then character entities such as `&amp;`. A text is protected against all of them.

use std::fmt::{self, Display, Formatter, Write};

/// A text as a quoted string for labels, tooltips, ids and addresses. Line breaks stay line breaks.
#[derive(Clone, Copy)]
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_char('"')?;
        Escaped(self.0).fmt(out)?;
        out.write_char('"')
    }
}

/// The inside of a quoted string, so that several texts can be put into one.
#[derive(Clone, Copy)]
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        replacing(self.0, out, |char| match char {
            '"' => Some(r#"\""#),
            '\\' => Some(r"\\"),
            '&' => Some("&amp;"),
            '\n' => Some(r"\n"),
            '\r' => Some(""),
            '\t' => Some(" "),
            _ => None,
        })
    }
}

/// A text for the inside of an HTML-like label. Line breaks become spaces: such labels break at `<BR/>` only.
#[derive(Clone, Copy)]
pub(super) struct Html<'a>(pub(super) &'a str);

impl Display for Html<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        replacing(self.0, out, |char| match char {
            '<' => Some("&lt;"),
            '>' => Some("&gt;"),
            '&' => Some("&amp;"),
            '"' => Some("&quot;"),
            '\\' => Some(r"\\"),
            '\n' | '\t' => Some(" "),
            '\r' => Some(""),
            _ => None,
        })
    }
}

/// Writes a text, with a replacement for some of its characters.
fn replacing(
    text: &str,
    out: &mut Formatter<'_>,
    replacement: fn(char) -> Option<&'static str>,
) -> fmt::Result {
    let mut rest = text;
    while let Some((at, char)) =
        rest.char_indices().find(|(_, char)| is_unwritable(*char) || replacement(*char).is_some())
    {
        let (before, after) = rest.split_at(at);
        out.write_str(before)?;
        match replacement(char) {
            Some(text) => out.write_str(text)?,
            None => out.write_char(picture(char))?,
        }
        rest = after.get(char.len_utf8()..).unwrap_or_default();
    }
    out.write_str(rest)
}

/// Whether XML 1.0 cannot hold a character (section 2.2, Char), so that no SVG can.
fn is_unwritable(char: char) -> bool {
    matches!(char, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// What is shown instead: the picture of a control character (Unicode, block Control Pictures), or U+FFFD.
fn picture(char: char) -> char {
    let code = u32::from(char);
    if code < 0x20 {
        char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER)
    } else {
        char::REPLACEMENT_CHARACTER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_and_escapes_stay_text() {
        assert_eq!(Quoted(r#"say "hi""#).to_string(), r#""say \"hi\"""#);
        assert_eq!(Quoted(r"\N\G\E\L\T\H\l\r\n").to_string(), r#""\\N\\G\\E\\L\\T\\H\\l\\r\\n""#);
        assert_eq!(Quoted("ends in \\").to_string(), r#""ends in \\""#);
        assert_eq!(Quoted("").to_string(), r#""""#);
    }

    #[test]
    fn keywords_numerals_and_ports_are_quoted() {
        for word in ["node", "graph", "strict", "edge", "digraph", "subgraph", "67", "-.5", "a:b:c", "a -> b"]
        {
            assert_eq!(Quoted(word).to_string(), format!("\"{word}\""));
        }
    }

    #[test]
    fn entities_stay_text() {
        assert_eq!(Quoted("&amp; &#123; AT&T").to_string(), r#""&amp;amp; &amp;#123; AT&amp;T""#);
        assert_eq!(Html("&amp; <b> ]]> \"").to_string(), "&amp;amp; &lt;b&gt; ]]&gt; &quot;");
    }

    #[test]
    fn line_breaks_are_one_kind_and_tabs_are_spaces() {
        assert_eq!(Quoted("a\r\nb\tc").to_string(), r#""a\nb c""#);
        assert_eq!(Html("a\r\nb\tc").to_string(), "a b c");
    }

    #[test]
    fn html_labels_know_escapes_too() {
        assert_eq!(Html(r"\N \").to_string(), r"\\N \\");
    }

    #[test]
    fn what_xml_cannot_hold_is_shown_as_a_picture() {
        assert_eq!(Quoted("a\0b\u{1b}\u{ffff}").to_string(), "\"a\u{2400}b\u{241b}\u{fffd}\"");
        assert_eq!(Html("\u{c}\u{fffe}").to_string(), "\u{240c}\u{fffd}");
        assert_eq!(Quoted("\u{7f}\u{85}😀שלום").to_string(), "\"\u{7f}\u{85}😀שלום\"");
    }
}
