//! Properties of rows as bytes: a cell is a name, a kind and a value, one after the other without gaps.
//!
//! A cell is a number that holds name and kind (`name << 4 | kind`), then, for all but booleans, the length of the value
//! and the value. Numbers are LEB128. The value of a list is items: kind, length, value.

use super::NameKey;

/// Which characters some format escapes, as bits.
pub const QUOTE: u8 = 1;
/// A backslash.
pub const BACKSLASH: u8 = 2;
/// A control character that no JSON string contains unescaped.
pub const CONTROL: u8 = 4;
/// Characters that only some formats escape: those of XML, DEL, and the first byte of U+FEFF, U+FFFE and U+FFFF.
pub const OTHER: u8 = 8;

/// What each byte is.
pub static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        class[byte] = CONTROL;
        byte += 1;
    }
    class[b'"' as usize] = QUOTE;
    class[b'\\' as usize] = BACKSLASH;
    class[b'&' as usize] = OTHER;
    class[b'<' as usize] = OTHER;
    class[b'>' as usize] = OTHER;
    class[0x7F] = OTHER;
    class[0xEF] = OTHER;
    class
};

/// Whether no format has to escape anything of a text.
pub fn is_clean(text: &[u8]) -> bool {
    text.iter().fold(0, |all, byte| all | CLASS[usize::from(*byte)]) == 0
}

/// The characters that are allowed in an IRI besides letters and digits (RFC 3986, section 2.3 and the sub-delimiters that
/// every parser takes).
pub const IRI_UNRESERVED: &[u8] = b"-._~:@!$'()*+,;=";

/// Whether a text can be appended to an IRI unchanged: letters, digits and [`IRI_UNRESERVED`].
pub fn is_iri_safe(text: &[u8]) -> bool {
    text.iter().all(|byte| byte.is_ascii_alphanumeric() || IRI_UNRESERVED.contains(byte))
}

/// The kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    Clean,
    Text,
    Integer,
    Number,
    True,
    False,
    List,
    Json,
    Words,
    Typed,
}

impl Kind {
    const ALL: [Kind; 10] = [
        Kind::Clean,
        Kind::Text,
        Kind::Integer,
        Kind::Number,
        Kind::True,
        Kind::False,
        Kind::List,
        Kind::Json,
        Kind::Words,
        Kind::Typed,
    ];
}

/// A value of a cell. All bytes are UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cell<'a> {
    /// A text without a character that any format escapes.
    Clean(&'a [u8]),
    /// Any text.
    Text(&'a [u8]),
    /// An integer in JSON syntax, of any length.
    Integer(&'a [u8]),
    /// Another number in JSON syntax.
    Number(&'a [u8]),
    /// Yes or no.
    Boolean(bool),
    /// Several values.
    List(Items<'a>),
    /// An object, or a list that holds one, as JSON.
    Json(&'a [u8]),
    /// A text in a language (a tag of BCP 47).
    Words {
        /// The tag.
        language: &'a [u8],
        /// The text.
        text: &'a [u8],
    },
    /// A text with a datatype: the name is its IRI.
    Typed {
        /// The IRI.
        datatype: NameKey,
        /// The lexical form.
        text: &'a [u8],
    },
}

impl<'a> Cell<'a> {
    /// A text, clean or not.
    pub fn of_text(text: &'a [u8]) -> Cell<'a> {
        if is_clean(text) { Cell::Clean(text) } else { Cell::Text(text) }
    }

    fn kind(&self) -> Kind {
        match self {
            Cell::Clean(_) => Kind::Clean,
            Cell::Text(_) => Kind::Text,
            Cell::Integer(_) => Kind::Integer,
            Cell::Number(_) => Kind::Number,
            Cell::Boolean(true) => Kind::True,
            Cell::Boolean(false) => Kind::False,
            Cell::List(_) => Kind::List,
            Cell::Json(_) => Kind::Json,
            Cell::Words { .. } => Kind::Words,
            Cell::Typed { .. } => Kind::Typed,
        }
    }

    fn of_kind(kind: Kind, value: &'a [u8]) -> Cell<'a> {
        match kind {
            Kind::Clean => Cell::Clean(value),
            Kind::Text => Cell::Text(value),
            Kind::Integer => Cell::Integer(value),
            Kind::Number => Cell::Number(value),
            Kind::True => Cell::Boolean(true),
            Kind::False => Cell::Boolean(false),
            Kind::List => Cell::List(Items(value)),
            Kind::Json => Cell::Json(value),
            Kind::Words => {
                let mut rest = value;
                let len = take_number(&mut rest) as usize;
                let (language, text) = rest.split_at_checked(len).unwrap_or((&[], rest));
                Cell::Words { language, text }
            }
            Kind::Typed => {
                let mut text = value;
                let datatype = NameKey(take_number(&mut text) as u32);
                Cell::Typed { datatype, text }
            }
        }
    }

    fn write_value(&self, out: &mut Vec<u8>) {
        match *self {
            Cell::Boolean(_) => {}
            Cell::Clean(value)
            | Cell::Text(value)
            | Cell::Integer(value)
            | Cell::Number(value)
            | Cell::Json(value)
            | Cell::List(Items(value)) => {
                put_number(out, value.len() as u64);
                out.extend_from_slice(value);
            }
            Cell::Words { language, text } => {
                let head = number_len(language.len() as u64);
                put_number(out, (head + language.len() + text.len()) as u64);
                put_number(out, language.len() as u64);
                out.extend_from_slice(language);
                out.extend_from_slice(text);
            }
            Cell::Typed { datatype, text } => {
                let head = number_len(u64::from(datatype.0));
                put_number(out, (head + text.len()) as u64);
                put_number(out, u64::from(datatype.0));
                out.extend_from_slice(text);
            }
        }
    }
}

/// Appends a cell.
pub fn put_cell(out: &mut Vec<u8>, name: NameKey, cell: &Cell<'_>) {
    put_number(out, u64::from(name.0) << 4 | cell.kind() as u64);
    cell.write_value(out);
}

/// Appends an item of a list; the whole is the value of [`Cell::List`].
pub fn put_item(out: &mut Vec<u8>, cell: &Cell<'_>) {
    out.push(cell.kind() as u8);
    cell.write_value(out);
}

/// The items of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Items<'a>(pub &'a [u8]);

impl<'a> Iterator for Items<'a> {
    type Item = Cell<'a>;

    fn next(&mut self) -> Option<Cell<'a>> {
        let (kind, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(take_value(*Kind::ALL.get(usize::from(*kind))?, &mut self.0))
    }
}

/// The cells of a row, in the order of the file.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'a>(pub(super) &'a [u8]);

impl<'a> Cells<'a> {
    /// Reads cells that [`put_cell`] has written.
    pub fn new(bytes: &'a [u8]) -> Cells<'a> {
        Cells(bytes)
    }
}

impl<'a> Cells<'a> {
    /// The cells in parts: those before the first cell of a name, then those behind each cell of the name, with its value.
    pub fn parts(self, name: NameKey) -> impl Iterator<Item = (Option<Cell<'a>>, Cells<'a>)> {
        let mut rest = Some((None, self));
        std::iter::from_fn(move || {
            let (head, all) = rest.take()?;
            let mut cells = all;
            loop {
                let before = cells.0.len();
                match cells.next() {
                    None => return Some((head, all)),
                    Some((found, value)) if found == name => {
                        rest = Some((Some(value), cells));
                        let part = all.0.get(..all.0.len() - before).unwrap_or(&[]);
                        return Some((head, Cells(part)));
                    }
                    Some(_) => {}
                }
            }
        })
    }
}

impl<'a> Iterator for Cells<'a> {
    type Item = (NameKey, Cell<'a>);

    #[inline]
    fn next(&mut self) -> Option<(NameKey, Cell<'a>)> {
        if self.0.is_empty() {
            return None;
        }
        let head = take_number(&mut self.0);
        let kind = *Kind::ALL.get((head & 15) as usize)?;
        Some((NameKey((head >> 4) as u32), take_value(kind, &mut self.0)))
    }
}

#[inline]
fn take_value<'a>(kind: Kind, bytes: &mut &'a [u8]) -> Cell<'a> {
    match kind {
        Kind::True => Cell::Boolean(true),
        Kind::False => Cell::Boolean(false),
        kind => {
            let len = take_number(bytes) as usize;
            let (value, rest) = bytes.split_at_checked(len).unwrap_or((&[], &[]));
            *bytes = rest;
            Cell::of_kind(kind, value)
        }
    }
}

#[inline]
fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn number_len(number: u64) -> usize {
    (u64::BITS - (number | 1).leading_zeros()).div_ceil(7) as usize
}

#[inline]
fn take_number(bytes: &mut &[u8]) -> u64 {
    let (mut number, mut shift) = (0, 0);
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << (shift & 63);
        if *byte < 0x80 {
            break;
        }
        shift += 7;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_as_they_were_written() {
        let long = vec![b'x'; 70_000];
        let mut items = Vec::new();
        put_item(&mut items, &Cell::Integer(b"1"));
        put_item(&mut items, &Cell::Boolean(false));
        put_item(&mut items, &Cell::Text(b"a\"b"));
        let cells = [
            (NameKey(7), Cell::of_text(b"plain")),
            (NameKey(9_000), Cell::of_text(b"a < b")),
            (NameKey(7), Cell::of_text(&long)),
            (NameKey(8), Cell::Integer(b"-12345678901234567890")),
            (NameKey(8), Cell::Number(b"1e-9")),
            (NameKey(70_000_000), Cell::Boolean(true)),
            (NameKey(3), Cell::List(Items(&items))),
            (NameKey(3), Cell::Json(b"{\"a\":1}")),
            (NameKey(3), Cell::Words { language: b"zh-Hant", text: "關稅".as_bytes() }),
            (NameKey(3), Cell::Typed { datatype: NameKey(300), text: b"2019-05-10" }),
        ];
        assert_eq!(cells[0].1, Cell::Clean(b"plain"));
        assert_eq!(cells[1].1, Cell::Text(b"a < b"));
        let mut bytes = Vec::new();
        for (name, cell) in &cells {
            put_cell(&mut bytes, *name, cell);
        }
        let read: Vec<_> = Cells(&bytes).collect();
        assert_eq!(read, cells);
        let Cell::List(read) = read[6].1 else { panic!("no list") };
        let read: Vec<_> = read.collect();
        assert_eq!(read, [Cell::Integer(b"1"), Cell::Boolean(false), Cell::Text(b"a\"b")]);
    }
}
