//! Strings that come out of Graphviz as the text they are.
//!
//! Graphviz reads a string in layers: the DOT language ("The DOT Language", ID), then the escapes of escString
//! (`\N`, `\n`, …), then character entities such as `&amp;`. A text is protected against all of them.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};
use std::io;

use crate::export::escapes::{Controls, Escapes, REPLACEMENT};
use crate::text::wrap_columns;

/// The inside of quoted strings. Line breaks stay line breaks, and what XML 1.0 cannot hold (2.2, Char) is white space or has a
/// picture: Graphviz would copy it into its SVG.
static QUOTED: Escapes = Escapes::new(
    b"\"\\&\n\r\t\x0B\x0C",
    &[b"\\\"", b"\\\\", b"&amp;", b"\\n", b"", b" ", b" ", b" "],
    Controls::Pictured,
)
.with_characters(NONCHARACTERS);

/// The inside of HTML-like labels. Line breaks become spaces: such labels break at `<BR/>` only.
static HTML: Escapes = Escapes::new(
    b"<>&\"\\\n\r\t\x0B\x0C",
    &[b"&lt;", b"&gt;", b"&amp;", b"&quot;", b"\\\\", b" ", b"", b" ", b" ", b" "],
    Controls::Pictured,
)
.with_characters(NONCHARACTERS);

const NONCHARACTERS: &[(&[u8], &[u8])] =
    &[("\u{FFFE}".as_bytes(), REPLACEMENT), ("\u{FFFF}".as_bytes(), REPLACEMENT)];

/// Graphviz 2.43 reads at most 16,384 bytes of a string in one go. Longer strings are split: quoted strings
/// by the `+` operator, HTML-like ones by a line break, which is not drawn ("The DOT Language", ID).
const LONGEST_RUN: usize = 4096;
const PARTED_QUOTED: &[u8] = b"\" + \"";
const PARTED_HTML: &[u8] = b"\n";

/// Writes a text as a quoted string; one that is clean has nothing to escape. Returns whether a symbol stands for a character
/// of it.
pub(super) fn put_quoted(out: &mut Vec<u8>, text: &[u8], is_clean: bool) -> bool {
    out.push(b'"');
    let has_symbols = if is_clean && text.len() <= LONGEST_RUN {
        out.extend_from_slice(text);
        false
    } else {
        put(out, text, &QUOTED, PARTED_QUOTED)
    };
    out.push(b'"');
    has_symbols
}

/// Writes the inside of a string, in parts where it is long. Returns whether a symbol stands for a character of it.
fn put(out: &mut Vec<u8>, text: &[u8], escapes: &Escapes, parted: &[u8]) -> bool {
    let (mut rest, mut has_symbols) = (text, false);
    while rest.len() > LONGEST_RUN {
        let border = (1..=LONGEST_RUN).rev().find(|at| rest.get(*at).is_some_and(|byte| byte & 0xC0 != 0x80));
        let (run, more) = rest.split_at(border.unwrap_or(LONGEST_RUN));
        has_symbols |= escapes.put(out, run);
        out.extend_from_slice(parted);
        rest = more;
    }
    escapes.put(out, rest) || has_symbols
}

fn escaped(text: &str, escapes: &Escapes, parted: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    put(&mut out, text.as_bytes(), escapes, parted);
    String::from_utf8_lossy(&out).into_owned()
}

/// A text as a quoted string for labels, names, ids and addresses.
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
        out.write_str(&escaped(self.0, &QUOTED, PARTED_QUOTED))
    }
}

/// A text as a quoted string for tooltips: there Graphviz replaces escapes twice (measured with 2.43), so that
/// a backslash before the letter of an escape needs protection for both times.
#[derive(Clone, Copy)]
pub(super) struct Tooltip<'a>(pub(super) &'a str);

impl Display for Tooltip<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}", Quoted(&protected(self.0)))
    }
}

/// A text with a second backslash before the letters of escapes.
fn protected(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 1);
    for (at, char) in text.char_indices() {
        out.push(char);
        // A carriage return is left out, so that what follows it comes next.
        let mut next =
            text.get(at + char.len_utf8()..).unwrap_or_default().chars().filter(|char| *char != '\r');
        if char == '\\' && next.next().is_some_and(|next| "GNETHL\\".contains(next)) {
            out.push(char);
        }
    }
    Cow::Owned(out)
}

/// A text for the inside of an HTML-like label.
#[derive(Clone, Copy)]
pub(super) struct Html<'a>(pub(super) &'a str);

impl Display for Html<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(&escaped(self.0, &HTML, PARTED_HTML))
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
