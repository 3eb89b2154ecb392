//! Values of rows as the text of formats.

use std::io::Write;

use crate::graph::rows::{Cell, Items, Names};

/// What a format writes for some bytes of a text.
pub(super) struct Escapes {
    /// By byte: 0 for itself, or the number of a replacement, from 1.
    numbers: [u8; 256],
    replacements: &'static [&'static [u8]],
    /// What stands for U+FFFE and for U+FFFF.
    no_characters: [&'static [u8]; 2],
}

impl Escapes {
    /// Replaces single bytes, and control characters that are not among them by a code or by U+FFFD.
    pub(super) const fn new(
        bytes: &[u8],
        replacements: &'static [&'static [u8]],
        controls: Controls,
    ) -> Escapes {
        let mut numbers = [0; 256];
        let mut code = 0;
        while code < 0x20 {
            numbers[code] = match controls {
                Controls::Coded => CODED + code as u8,
                Controls::Replaced => REPLACED,
                Controls::Kept => 0,
            };
            code += 1;
        }
        let mut at = 0;
        while at < bytes.len() {
            numbers[bytes[at] as usize] = at as u8 + 1;
            at += 1;
        }
        Escapes { numbers, replacements, no_characters: [b"", b""] }
    }

    /// Replaces the two code points at the end of the first plane that are no characters, too: U+FFFE and U+FFFF.
    pub(super) const fn with_no_characters(mut self, instead: [&'static [u8]; 2]) -> Escapes {
        self.numbers[0xEF] = NO_CHARACTER;
        self.no_characters = instead;
        self
    }

    /// Writes a text with its replacements, and returns whether U+FFFD stands for a character of it.
    pub(super) fn put(&self, out: &mut Vec<u8>, text: &[u8]) -> bool {
        let (mut rest, mut is_spoilt) = (text, false);
        while let Some(at) = rest.iter().position(|byte| self.numbers[usize::from(*byte)] != 0) {
            let (before, found) = rest.split_at(at);
            out.extend_from_slice(before);
            let Some((byte, mut behind)) = found.split_first() else { break };
            let instead = match self.numbers[usize::from(*byte)] {
                REPLACED => SPOILT,
                NO_CHARACTER => match found {
                    [0xEF, 0xBF, last @ (0xBE | 0xBF), after @ ..] => {
                        behind = after;
                        self.no_characters[usize::from(last & 1)]
                    }
                    _ => &found[..1],
                },
                coded @ CODED.. => CONTROLS.get(usize::from(coded - CODED)).map_or(&[][..], |code| &code[..]),
                number => self.replacements.get(usize::from(number) - 1).copied().unwrap_or(&[]),
            };
            is_spoilt |= instead == SPOILT;
            out.extend_from_slice(instead);
            rest = behind;
        }
        out.extend_from_slice(rest);
        is_spoilt
    }
}

/// What becomes of control characters.
#[derive(Clone, Copy)]
pub(super) enum Controls {
    /// A code such as `\u0001`.
    Coded,
    /// U+FFFD.
    Replaced,
    /// Themselves.
    Kept,
}

/// The numbers of the codes of control characters begin here.
const CODED: u8 = 0x80;
/// The number of U+FFFD.
const REPLACED: u8 = 0x7F;
/// The number of the byte with which U+FFFE and U+FFFF begin.
const NO_CHARACTER: u8 = 0x7E;
/// What stands for a character that a format cannot hold.
pub(super) const SPOILT: &[u8] = "\u{FFFD}".as_bytes();

/// The codes of control characters, as JSON and N-Triples write them.
static CONTROLS: [[u8; 6]; 32] = {
    let mut codes = [*b"\\u0000"; 32];
    let mut code = 0;
    while code < 32 {
        codes[code][4] = b'0' + (code / 16) as u8;
        codes[code][5] = b"0123456789ABCDEF"[code % 16];
        code += 1;
    }
    codes
};

/// Strings of JSON (RFC 8259, section 7).
static JSON: Escapes = Escapes::new(
    b"\"\\\n\r\t\x08\x0C",
    &[b"\\\"", b"\\\\", b"\\n", b"\\r", b"\\t", b"\\b", b"\\f"],
    Controls::Coded,
);

/// Writes a text as a JSON string, with its quotes.
pub(super) fn put_json_string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    JSON.put(out, text);
    out.push(b'"');
}

/// Writes a value as JSON. A text in a language is an object with `@value` and `@language`, one with a datatype an
/// object with `@value` and `@type`, as in JSON-LD.
pub(super) fn put_json(out: &mut Vec<u8>, cell: &Cell<'_>, names: &Names) {
    match *cell {
        Cell::Clean(text) => {
            out.push(b'"');
            out.extend_from_slice(text);
            out.push(b'"');
        }
        Cell::Text(text) => put_json_string(out, text),
        Cell::Integer(number) | Cell::Number(number) => out.extend_from_slice(number),
        Cell::Boolean(value) => out.extend_from_slice(if value { b"true" } else { b"false" }),
        Cell::Json(json) => put_json_line(out, json),
        Cell::List(items) => put_json_list(out, items, names),
        Cell::Words { language, text } => {
            out.extend_from_slice(b"{\"@value\":");
            put_json_string(out, text);
            out.extend_from_slice(b",\"@language\":");
            put_json_string(out, language);
            out.push(b'}');
        }
        Cell::Typed { datatype, text } => {
            out.extend_from_slice(b"{\"@value\":");
            put_json_string(out, text);
            out.extend_from_slice(b",\"@type\":");
            put_json_string(out, names.get(datatype).as_bytes());
            out.push(b'}');
        }
    }
}

/// Writes JSON on one line: a line feed in it can only stand between its parts.
fn put_json_line(out: &mut Vec<u8>, json: &[u8]) {
    let start = out.len();
    out.extend_from_slice(json);
    if memchr::memchr(b'\n', json).is_some() {
        out.iter_mut().skip(start).filter(|byte| **byte == b'\n').for_each(|byte| *byte = b' ');
    }
}

fn put_json_list(out: &mut Vec<u8>, items: Items<'_>, names: &Names) {
    out.push(b'[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        put_json(out, &item, names);
    }
    out.push(b']');
}

/// A value as one text, for formats that have nothing but texts: a list is JSON. Whether it is clean is returned, too.
pub(super) fn plain<'t>(cell: &Cell<'t>, names: &Names, buffer: &'t mut Vec<u8>) -> (&'t [u8], bool) {
    match *cell {
        Cell::Clean(text) | Cell::Integer(text) | Cell::Number(text) => (text, true),
        Cell::Text(text) | Cell::Json(text) | Cell::Words { text, .. } | Cell::Typed { text, .. } => {
            (text, false)
        }
        Cell::Boolean(value) => (if value { b"true" } else { b"false" }, true),
        Cell::List(items) => {
            buffer.clear();
            put_json_list(buffer, items, names);
            (buffer, false)
        }
    }
}

/// Writes a number in decimal digits.
pub(super) fn put_number(out: &mut Vec<u8>, number: u64) {
    let mut digits = [0; 20];
    let (mut at, mut rest) = (digits.len(), number);
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Writes what stands in a format string.
pub(super) fn put_fmt(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing into memory does not fail.
    let _ = out.write_fmt(text);
}
