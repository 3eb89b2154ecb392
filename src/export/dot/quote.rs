//! Strings that come out of Graphviz as the text they are.
//!
//! Graphviz reads a string in layers: the DOT language ("The DOT Language", ID), then the escapes of escString
//! (`\N`, `\n`, …), then character entities such as `&amp;`. A text is protected against all of them.

use std::fmt::{self, Display, Formatter, Write};
use std::io;

use crate::export::capability::is_unwritable;
use crate::text::wrap_columns;

/// A text as a quoted string for labels, names, ids and addresses. Line breaks stay line breaks.
#[derive(Clone, Copy)]
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "\"{}\"", Escaped(self.0))
    }
}

/// The inside of a [`Quoted`] string, so that several texts can be put into one.
#[derive(Clone, Copy)]
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        replacing(self.0, out, |char, _| in_quotes(char), PARTED_QUOTED)
    }
}

/// A text as a quoted string for tooltips: there Graphviz replaces escapes twice (measured with 2.43), so that
/// a backslash before the letter of an escape needs protection for both times.
#[derive(Clone, Copy)]
pub(super) struct Tooltip<'a>(pub(super) &'a str);

impl Display for Tooltip<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_char('"')?;
        replacing(
            self.0,
            out,
            |char, rest| match char {
                // A carriage return is left out, so that what follows it comes next.
                '\\' if rest.trim_start_matches('\r').starts_with(['G', 'N', 'E', 'T', 'H', 'L', '\\']) => {
                    Some(r"\\\\")
                }
                _ => in_quotes(char),
            },
            PARTED_QUOTED,
        )?;
        out.write_char('"')
    }
}

fn in_quotes(char: char) -> Option<&'static str> {
    match char {
        '"' => Some(r#"\""#),
        '\\' => Some(r"\\"),
        '&' => Some("&amp;"),
        '\n' => Some(r"\n"),
        '\r' => Some(""),
        '\t' | '\u{b}' | '\u{c}' => Some(" "),
        _ => None,
    }
}

/// A text for the inside of an HTML-like label. Line breaks become spaces: such labels break at `<BR/>` only.
#[derive(Clone, Copy)]
pub(super) struct Html<'a>(pub(super) &'a str);

impl Display for Html<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        replacing(
            self.0,
            out,
            |char, _| match char {
                '<' => Some("&lt;"),
                '>' => Some("&gt;"),
                '&' => Some("&amp;"),
                '"' => Some("&quot;"),
                '\\' => Some(r"\\"),
                '\n' | '\t' | '\u{b}' | '\u{c}' => Some(" "),
                '\r' => Some(""),
                _ => None,
            },
            PARTED_HTML,
        )
    }
}

/// What is written for a character, if not itself; it sees what follows.
type Replacement = fn(char, &str) -> Option<&'static str>;

/// Graphviz 2.43 reads at most 16,384 bytes of a string in one go. Longer strings are split: quoted strings
/// by the `+` operator, HTML-like ones by a line break, which is not drawn ("The DOT Language", ID).
pub(super) const LONGEST_RUN: usize = 4096;
const PARTED_QUOTED: &str = "\" + \"";
const PARTED_HTML: &str = "\n";

/// Writes a text, with a replacement for some of its characters.
fn replacing(text: &str, out: &mut Formatter<'_>, replacement: Replacement, part: &str) -> fmt::Result {
    let (mut written, mut parted) = (0, 0);
    for (at, char) in text.char_indices() {
        if at - parted >= LONGEST_RUN {
            out.write_str(text.get(written..at).unwrap_or_default())?;
            out.write_str(part)?;
            (written, parted) = (at, at);
        }
        let next = at + char.len_utf8();
        let instead = replacement(char, text.get(next..).unwrap_or_default());
        if instead.is_none() && !is_unwritable(char) {
            continue;
        }
        out.write_str(text.get(written..at).unwrap_or_default())?;
        match instead {
            Some(instead) => out.write_str(instead)?,
            None => out.write_char(picture(char))?,
        }
        written = next;
    }
    out.write_str(text.get(written..).unwrap_or_default())
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

/// Writes a text in lines, for the inside of a quoted string.
pub(super) fn write_lines(text: &str, columns: usize, out: &mut dyn io::Write) -> io::Result<()> {
    for (at, line) in wrap_columns(text, columns).iter().enumerate() {
        let line_break = if at == 0 { "" } else { "\\n" };
        write!(out, "{line_break}{}", Escaped(line))?;
    }
    Ok(())
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
    fn tooltips_are_protected_twice() {
        assert_eq!(Tooltip(r"\N").to_string(), r#""\\\\N""#);
        assert_eq!(Tooltip(r"\\x").to_string(), r#""\\\\\\x""#);
        assert_eq!(Tooltip("\\n\n\"\\").to_string(), r#""\\n\n\"\\""#);
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
    fn long_strings_are_written_in_parts() {
        let quoted = Quoted(&"é".repeat(LONGEST_RUN)).to_string();
        assert_eq!(quoted.matches("\" + \"").count(), 1);
        assert_eq!(quoted.replace("\" + \"", "").len(), 2 * LONGEST_RUN + 2);
        assert_eq!(Html(&"x".repeat(LONGEST_RUN + 1)).to_string().lines().count(), 2);
    }

    #[test]
    fn html_labels_know_escapes_too() {
        assert_eq!(Html(r"\N \").to_string(), r"\\N \\");
    }

    #[test]
    fn what_xml_cannot_hold_is_shown_as_a_picture() {
        assert_eq!(Quoted("a\0b\u{1b}\u{ffff}").to_string(), "\"a\u{2400}b\u{241b}\u{fffd}\"");
        assert_eq!(Html("\u{1f}\u{c}\u{fffe}").to_string(), "\u{241f} \u{fffd}");
        assert_eq!(Quoted("\u{7f}\u{85}😀שלום").to_string(), "\"\u{7f}\u{85}😀שלום\"");
    }
}
