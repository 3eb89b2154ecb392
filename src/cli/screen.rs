//! What people read: text in which nothing but the program's own colours acts on the terminal.

use std::fmt;
use std::io::{self, Write};

use crate::text::Visible;

/// How words are emphasized. The codes are SGR of ECMA-48, section 8.3.117.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Bold,
    Faint,
    Error,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Style::Bold => "\u{1b}[1m",
            Style::Faint => "\u{1b}[2m",
            Style::Error => "\u{1b}[1;31m",
        }
    }
}

/// Ends a style.
const RESET: &str = "\u{1b}[0m";

/// A writer for people: see [`Visible`] for what becomes of each character; line feeds and tabs stay, and bytes that are not
/// UTF-8 become U+FFFD.
pub(super) struct Screen<'w> {
    out: &'w mut dyn Write,
    color: bool,
    visible: Visible,
    /// The beginning of a character whose end has not come yet.
    begun: Vec<u8>,
    /// What may become a colour of a renderer; `None` where no renderer writes.
    escape: Option<String>,
}

impl<'w> Screen<'w> {
    pub(super) fn new(out: &'w mut dyn Write, color: bool) -> Screen<'w> {
        Screen { out, color, visible: Visible::default(), begun: Vec::new(), escape: None }
    }

    /// Whether to use colours.
    pub(super) fn color(&self) -> bool {
        self.color
    }

    /// Writes words in a style, where there are colours.
    pub(super) fn styled(&mut self, style: Style, words: impl fmt::Display) -> io::Result<()> {
        if !self.color {
            return write!(self, "{words}");
        }
        self.out.write_all(style.code().as_bytes())?;
        write!(self, "{words}")?;
        self.out.write_all(RESET.as_bytes())
    }

    /// Lets a renderer write whose own colours pass, and no other escape. It has made the texts in it visible before.
    pub(super) fn rendered(
        &mut self,
        render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        self.escape = Some(String::new());
        let rendered = render(self);
        let rest = self.escape.take().unwrap_or_default();
        rendered?;
        rest.chars().try_for_each(|character| self.show(character))
    }

    fn character(&mut self, character: char) -> io::Result<()> {
        let Some(escape) = &mut self.escape else { return self.show(character) };
        let continues = match (escape.as_str(), character) {
            ("", '\u{1b}') | ("\u{1b}", '[') => true,
            ("" | "\u{1b}", _) => false,
            _ => character.is_ascii_digit() || matches!(character, ';' | ':'),
        };
        if continues {
            escape.push(character);
            return Ok(());
        }
        let escape = std::mem::take(escape);
        if escape.len() > 1 && character == 'm' {
            return write!(self.out, "{escape}m");
        }
        escape.chars().try_for_each(|character| self.show(character))?;
        if character == '\u{1b}' { self.character(character) } else { self.show(character) }
    }

    fn show(&mut self, character: char) -> io::Result<()> {
        let shown = if matches!(character, '\n' | '\t') { character } else { self.visible.show(character) };
        self.out.write_all(shown.encode_utf8(&mut [0; 4]).as_bytes())
    }
}

impl Write for Screen<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let begun = std::mem::take(&mut self.begun);
        let joined = [begun.as_slice(), bytes].concat();
        let mut rest = joined.as_slice();
        while !rest.is_empty() {
            let (valid, wrong) = match std::str::from_utf8(rest) {
                Ok(_) => (rest.len(), Some(0)),
                Err(error) => (error.valid_up_to(), error.error_len()),
            };
            let (text, after) = rest.split_at(valid);
            // It was found to be UTF-8.
            for character in String::from_utf8_lossy(text).chars() {
                self.character(character)?;
            }
            match wrong {
                Some(0) => rest = after,
                Some(length) => {
                    self.character('\u{fffd}')?;
                    rest = after.get(length..).unwrap_or(&[]);
                }
                None => {
                    self.begun = after.to_vec();
                    rest = &[];
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(color: bool, write: impl FnOnce(&mut Screen<'_>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut Screen::new(&mut out, color)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn only_our_own_colours_pass() {
        let hostile = "\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}2J\r\n\tx\u{202e}";
        let harmless = "␛[31mred␛]0;title␇�2J␍\n\tx�";
        assert_eq!(shown(true, |screen| write!(screen, "{hostile}")), harmless);
        assert_eq!(
            shown(true, |screen| screen.styled(Style::Bold, hostile)),
            format!("\u{1b}[1m{harmless}\u{1b}[0m")
        );
        assert_eq!(shown(false, |screen| screen.styled(Style::Bold, hostile)), harmless);
    }

    #[test]
    fn a_renderer_has_colours_and_nothing_else() {
        let rendered = "\u{1b}[1;38;5;9mred\u{1b}[0m\u{1b}[2J\u{1b}\u{1b}[m\u{1b}]0;x\u{7}\u{1b}[31";
        let expected = "\u{1b}[1;38;5;9mred\u{1b}[0m␛[2J␛\u{1b}[m␛]0;x␇␛[31";
        let whole = shown(true, |screen| screen.rendered(|out| out.write_all(rendered.as_bytes())));
        assert_eq!(whole, expected);
        let bytewise = shown(true, |screen| {
            screen.rendered(|out| rendered.bytes().try_for_each(|byte| out.write_all(&[byte])))
        });
        assert_eq!(bytewise, expected);
        // A colour that is begun is not ended by whoever writes behind the renderer.
        let behind = shown(true, |screen| {
            screen.rendered(|out| out.write_all(b"\x1b[31"))?;
            screen.write_all(b"m")
        });
        assert_eq!(behind, "␛[31m");
    }

    #[test]
    fn characters_may_come_in_pieces_and_bytes_may_be_wrong() {
        let text = "aé中😀\u{9b}z".as_bytes();
        let bytewise = |screen: &mut Screen<'_>| text.iter().try_for_each(|byte| screen.write_all(&[*byte]));
        assert_eq!(shown(false, bytewise), "aé中😀�z");
        assert_eq!(shown(false, |screen| screen.write_all(b"a\xff\xc3(\xf0\x9f\x98z")), "a��(�z");
    }
}
