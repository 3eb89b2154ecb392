//! A strict scanner of JSON (RFC 8259) over one record, which borrows and never builds a tree.

use crate::graph::rows::{BACKSLASH, CLASS, CONTROL, OTHER, QUOTE};

/// How deep objects and lists may be in each other.
pub(in crate::read) const DEEPEST: usize = 128;

/// What is wrong with a record, and at which byte of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) struct ParseError {
    /// The byte.
    pub(in crate::read) at: usize,
    /// What is wrong.
    pub(in crate::read) what: &'static str,
}

/// A string as written between its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) struct Text<'r> {
    /// The bytes between the quotes.
    pub(in crate::read) raw: &'r [u8],
    /// The classes of its bytes, together.
    pub(in crate::read) class: u8,
}

impl<'r> Text<'r> {
    /// Whether it is written otherwise than it reads.
    pub(in crate::read) fn has_escapes(self) -> bool {
        self.class & BACKSLASH != 0
    }

    /// The string, unescaped into a buffer where that is needed.
    pub(in crate::read) fn plain<'t>(self, buffer: &'t mut Vec<u8>) -> &'t [u8]
    where
        'r: 't,
    {
        if self.class & BACKSLASH == 0 {
            return self.raw;
        }
        buffer.clear();
        unescape(self.raw, buffer);
        buffer
    }
}

/// A number as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) struct Number<'r> {
    /// Its characters.
    pub(in crate::read) raw: &'r [u8],
    /// Whether it has no fraction and no exponent.
    pub(in crate::read) is_whole: bool,
}

/// Reads a record from the left to the right.
#[derive(Clone, Debug)]
pub(in crate::read) struct Scanner<'r> {
    record: &'r [u8],
    /// The record and what follows it in memory, so that its last bytes can also be read in blocks.
    wide: &'r [u8],
    at: usize,
}

/// A key that may come next, with its quotes and its colon.
#[derive(Clone, Debug, Default)]
pub(in crate::read) struct Expected {
    bytes: Vec<u8>,
    /// The bytes as a number, if they are one block at most.
    head: u128,
    /// The bits of that number; 0 where the bytes are longer than a block.
    mask: u128,
}

impl Expected {
    /// Expects a key as written between its quotes, without a space before the colon.
    pub(in crate::read) fn set(&mut self, raw: &[u8]) {
        self.bytes.clear();
        for part in [b"\"", raw, b"\":"] {
            self.bytes.extend_from_slice(part);
        }
        let (mut head, mut mask) = ([0; BLOCK], [0; BLOCK]);
        let length = self.bytes.len();
        if let (Some(head), Some(mask)) = (head.get_mut(..length), mask.get_mut(..length)) {
            head.copy_from_slice(&self.bytes);
            mask.fill(u8::MAX);
        }
        (self.head, self.mask) = (u128::from_le_bytes(head), u128::from_le_bytes(mask));
    }
}

/// How many bytes of a string are looked at together.
const BLOCK: usize = 16;

/// Where the first byte of a block is that ends a string or must be looked at, or [`BLOCK`]; and whether one before it
/// is [`OTHER`]. The compiler turns the loop into a few instructions for all bytes at once.
#[inline]
fn look_at(block: &[u8; BLOCK]) -> (usize, bool) {
    let (mut stops, mut others) = ([0; BLOCK], [0; BLOCK]);
    for ((byte, stop), other) in block.iter().zip(&mut stops).zip(&mut others) {
        *stop = u8::from(*byte == b'"') | u8::from(*byte == b'\\') | u8::from(*byte < 0x20);
        *other = u8::from(*byte == b'&')
            | u8::from(*byte == b'<')
            | u8::from(*byte == b'>')
            | u8::from(*byte == 0x7F)
            | u8::from(*byte == 0xEF);
    }
    let stop = u128::from_le_bytes(stops).trailing_zeros();
    let others = u128::from_le_bytes(others);
    let before = others & 1u128.checked_shl(stop).map_or(u128::MAX, |bit| bit - 1);
    (stop as usize / 8, before != 0)
}

impl<'r> Scanner<'r> {
    /// Begins at the beginning of a record.
    pub(in crate::read) fn new(record: &'r [u8]) -> Scanner<'r> {
        Scanner { record, wide: record, at: 0 }
    }

    /// Starts at a record of a given length in bytes, after which others may follow.
    pub(in crate::read) fn within(wide: &'r [u8], length: usize) -> Scanner<'r> {
        Scanner { record: wide.get(..length).unwrap_or(wide), wide, at: 0 }
    }

    /// The byte that is read next, from 0.
    pub(in crate::read) fn at(&self) -> usize {
        self.at
    }

    /// The next byte that is not a blank, without consuming it; 0 at the end.
    #[inline]
    pub(in crate::read) fn peek(&mut self) -> u8 {
        loop {
            match self.record.get(self.at) {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                Some(byte) => return *byte,
                None => return 0,
            }
        }
    }

    /// Goes to a byte.
    pub(in crate::read) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Whether all of the record was read.
    pub(in crate::read) fn is_over(&self) -> bool {
        self.at >= self.record.len()
    }

    /// An error at the byte that is read next.
    pub(in crate::read) fn error(&self, what: &'static str) -> ParseError {
        ParseError { at: self.at, what }
    }

    /// Takes a byte that must come.
    #[inline]
    pub(in crate::read) fn take(&mut self, byte: u8, what: &'static str) -> Result<(), ParseError> {
        if self.peek() == byte {
            self.at += 1;
            Ok(())
        } else {
            Err(self.error(what))
        }
    }

    /// Begins an object.
    #[inline]
    pub(in crate::read) fn open_object(&mut self) -> Result<(), ParseError> {
        self.take(b'{', "expected an object")
    }

    /// Whether another key of an object comes; its comma is taken. `is_first` for the first one.
    #[inline]
    pub(in crate::read) fn has_key(&mut self, is_first: bool) -> Result<bool, ParseError> {
        match self.peek() {
            b'}' => {
                self.at += 1;
                Ok(false)
            }
            b',' if !is_first => {
                self.at += 1;
                Ok(true)
            }
            _ if is_first => Ok(true),
            0 => Err(self.error("the record ends inside an object")),
            _ => Err(self.error("expected a comma or the end of the object")),
        }
    }

    /// Consumes bytes if they come next, after blanks as most programs write them.
    #[inline]
    pub(in crate::read) fn takes(&mut self, expected: &Expected) -> bool {
        let Expected { bytes, head, mask } = expected;
        self.peek();
        let comes = match self.wide.get(self.at..).and_then(|wide| wide.first_chunk()) {
            // What is expected has no line feed, so that it ends before the record does.
            Some(block) if *mask != 0 => u128::from_le_bytes(*block) & mask == *head,
            _ => self.record.get(self.at..).is_some_and(|rest| rest.starts_with(bytes)),
        };
        self.at += if comes { bytes.len() } else { 0 };
        comes
    }

    /// The next key of an object, its colon taken; `None` at its end. `is_first` for the first one.
    pub(in crate::read) fn key(&mut self, is_first: bool) -> Result<Option<Text<'r>>, ParseError> {
        if self.has_key(is_first)? { self.named().map(Some) } else { Ok(None) }
    }

    /// A key that comes, its colon taken.
    pub(in crate::read) fn named(&mut self) -> Result<Text<'r>, ParseError> {
        if self.peek() != b'"' {
            return Err(self.error("expected a key in double quotes"));
        }
        let key = self.string()?;
        self.take(b':', "expected a colon after the key")?;
        Ok(key)
    }

    /// Whether another item of a list comes; its comma is taken. `is_first` for the first one.
    pub(in crate::read) fn item(&mut self, is_first: bool) -> Result<bool, ParseError> {
        match self.peek() {
            b']' => {
                self.at += 1;
                Ok(false)
            }
            b',' if !is_first => {
                self.at += 1;
                if self.peek() == b']' {
                    return Err(self.error("expected a value after the comma"));
                }
                Ok(true)
            }
            _ if is_first => Ok(true),
            0 => Err(self.error("the record ends inside a list")),
            _ => Err(self.error("expected a comma or the end of the list")),
        }
    }

    /// A string, its opening quote being next.
    #[inline]
    pub(in crate::read) fn string(&mut self) -> Result<Text<'r>, ParseError> {
        self.take(b'"', "expected a string")?;
        let start = self.at;
        let rest = self.record.get(start..).unwrap_or(&[]);
        let wide = self.wide.get(start..).unwrap_or(&[]);
        let (mut class, mut at) = (0, 0);
        loop {
            while let Some(block) = wide.get(at..).and_then(|wide| wide.first_chunk()) {
                let (stop, has_other) = look_at(block);
                class |= if has_other { OTHER } else { 0 };
                at += stop;
                if stop < BLOCK {
                    break;
                }
            }
            let Some(byte) = rest.get(at) else {
                self.at = start - 1;
                return Err(self.error("unterminated string"));
            };
            let here = CLASS[usize::from(*byte)];
            if here & (QUOTE | BACKSLASH | CONTROL) == 0 {
                class |= here;
                at += 1;
            } else if here == QUOTE {
                self.at = start + at + 1;
                return Ok(Text { raw: rest.get(..at).unwrap_or(&[]), class });
            } else if here == BACKSLASH {
                class |= here;
                self.at = start + at;
                at += self.escape()?;
            } else {
                self.at = start + at;
                return Err(self.error("unescaped control character in a string"));
            }
        }
    }

    /// The length of the escape that is next.
    fn escape(&self) -> Result<usize, ParseError> {
        let hex = |at: usize| -> Option<u32> {
            let digits = self.record.get(at..at + 4)?;
            digits.iter().try_fold(0, |code, digit| Some(code << 4 | char::from(*digit).to_digit(16)?))
        };
        match self.record.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
            Some(b'u') => match hex(self.at + 2) {
                Some(0xD800..=0xDBFF) => {
                    let next = self.record.get(self.at + 6..self.at + 8);
                    match hex(self.at + 8).filter(|_| next == Some(b"\\u")) {
                        Some(0xDC00..=0xDFFF) => Ok(12),
                        _ => Err(self.error("unpaired surrogate")),
                    }
                }
                Some(0xDC00..=0xDFFF) => Err(self.error("unpaired surrogate")),
                Some(_) => Ok(6),
                None => Err(self.error("expected four hexadecimal digits after `\\u`")),
            },
            _ => Err(self.error("invalid escape")),
        }
    }

    /// A number, a digit or a minus being next.
    pub(in crate::read) fn number(&mut self) -> Result<Number<'r>, ParseError> {
        let start = self.at;
        let mut is_whole = true;
        if self.record.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        match self.record.get(self.at) {
            Some(b'0') => {
                self.at += 1;
                if self.record.get(self.at).is_some_and(u8::is_ascii_digit) {
                    return Err(
                        self.error("a number cannot start with a zero; put it in quotes if it is a name")
                    );
                }
            }
            Some(b'I') => {
                return Err(self.error("an infinite number is not JSON: write null, or leave the key out"));
            }
            _ => self.digits()?,
        }
        if self.record.get(self.at) == Some(&b'.') {
            is_whole = false;
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.record.get(self.at) {
            is_whole = false;
            self.at += 1;
            if let Some(b'+' | b'-') = self.record.get(self.at) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Number { raw: self.record.get(start..self.at).unwrap_or(&[]), is_whole })
    }

    fn digits(&mut self) -> Result<(), ParseError> {
        let start = self.at;
        while self.record.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        if self.at == start { Err(self.error("expected a digit")) } else { Ok(()) }
    }

    /// `true`, `false` or `null`.
    pub(in crate::read) fn word(&mut self) -> Result<Option<bool>, ParseError> {
        for (word, value) in [(&b"true"[..], Some(true)), (b"false", Some(false)), (b"null", None)] {
            if self.record.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
                self.at += word.len();
                return Ok(value);
            }
        }
        let rest = self.record.get(self.at..).unwrap_or(&[]);
        let is_python = [&b"NaN"[..], b"Infinity", b"None", b"True", b"False"];
        Err(self.error(if is_python.iter().any(|word| rest.starts_with(word)) {
            "this word of Python is not JSON: write null, true or false, or leave the key out"
        } else {
            "expected a value"
        }))
    }

    /// Skips a value of any kind, and returns its bytes.
    pub(in crate::read) fn skip(&mut self) -> Result<&'r [u8], ParseError> {
        self.peek();
        let start = self.at;
        self.skip_below(0)?;
        Ok(self.record.get(start..self.at).unwrap_or(&[]))
    }

    fn skip_below(&mut self, depth: usize) -> Result<(), ParseError> {
        if depth > DEEPEST {
            return Err(self.error("objects and lists are nested more than 128 deep"));
        }
        match self.peek() {
            b'"' => self.string().map(|_| ()),
            b'-' | b'0'..=b'9' => self.number().map(|_| ()),
            b'{' => {
                self.at += 1;
                let mut is_first = true;
                while self.key(is_first)?.is_some() {
                    is_first = false;
                    self.skip_below(depth + 1)?;
                }
                Ok(())
            }
            b'[' => {
                self.at += 1;
                let mut is_first = true;
                while self.item(is_first)? {
                    is_first = false;
                    self.skip_below(depth + 1)?;
                }
                Ok(())
            }
            _ => self.word().map(|_| ()),
        }
    }

    /// Nothing may come any more.
    pub(in crate::read) fn end(&mut self) -> Result<(), ParseError> {
        match self.peek() {
            0 if self.at >= self.record.len() => Ok(()),
            _ => Err(self.error("unexpected characters after the record; put one record on each line")),
        }
    }
}

/// Visits the members of an object, each of which the visitor reads.
pub(in crate::read) fn each_member<'r>(
    scanner: &mut Scanner<'r>,
    mut visit: impl FnMut(Text<'r>, &mut Scanner<'r>) -> Result<(), ParseError>,
) -> Result<(), ParseError> {
    scanner.open_object()?;
    let mut is_first = true;
    while let Some(key) = scanner.key(is_first)? {
        is_first = false;
        visit(key, scanner)?;
    }
    Ok(())
}

/// Visits the items of a list, each of which the visitor reads.
pub(in crate::read) fn each_item<'r>(
    scanner: &mut Scanner<'r>,
    mut visit: impl FnMut(&mut Scanner<'r>) -> Result<(), ParseError>,
) -> Result<(), ParseError> {
    scanner.take(b'[', "expected a list")?;
    let mut is_first = true;
    while scanner.item(is_first)? {
        is_first = false;
        visit(scanner)?;
    }
    Ok(())
}

/// The value of a member of the object that is next; the scanner stays before the object.
pub(in crate::read) fn member<'p>(scanner: &Scanner<'p>, wanted: &[u8]) -> Option<Scanner<'p>> {
    let mut scanner = scanner.clone();
    let mut is_first = true;
    scanner.open_object().ok()?;
    while let Ok(Some(key)) = scanner.key(is_first) {
        is_first = false;
        if key.raw == wanted {
            return Some(scanner);
        }
        scanner.skip().ok()?;
    }
    None
}

/// Writes a string without its escapes. The scanner has seen that each is one.
fn unescape(raw: &[u8], out: &mut Vec<u8>) {
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(rest.get(..at).unwrap_or(&[]));
        let code = |from: usize| -> u32 {
            let digits = rest.get(at + from..at + from + 4).unwrap_or(&[]);
            digits.iter().fold(0, |code, digit| code << 4 | char::from(*digit).to_digit(16).unwrap_or(0))
        };
        let (character, length) = match rest.get(at + 1) {
            Some(b'b') => ('\u{8}', 2),
            Some(b'f') => ('\u{C}', 2),
            Some(b'n') => ('\n', 2),
            Some(b'r') => ('\r', 2),
            Some(b't') => ('\t', 2),
            Some(b'u') => match code(2) {
                high @ 0xD800..=0xDBFF => {
                    let low = code(8).wrapping_sub(0xDC00) & 0x3FF;
                    (char::from_u32(0x10000 + ((high - 0xD800) << 10) + low).unwrap_or('\u{FFFD}'), 12)
                }
                code => (char::from_u32(code).unwrap_or('\u{FFFD}'), 6),
            },
            Some(byte) => (char::from(*byte), 2),
            None => break,
        };
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = rest.get(at + length..).unwrap_or(&[]);
    }
    out.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(text: &str) -> Result<(), ParseError> {
        let mut scanner = Scanner::new(text.as_bytes());
        scanner.skip()?;
        scanner.end()
    }

    fn json() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("null".to_owned()),
            Just("true".to_owned()),
            "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?",
            any::<String>().prop_map(|text| serde_json::Value::String(text).to_string()),
            "\"(\\\\u00[0-7][0-9a-f]|\\\\ud83d\\\\ude00|\\\\/|é){0,3}\"",
        ];
        leaf.prop_recursive(4, 20, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4)
                    .prop_map(|items| format!("[ {} ]", items.join(" ,\t"))),
                prop::collection::vec((any::<String>(), inner), 0..4).prop_map(|items| {
                    let items: Vec<String> = items
                        .into_iter()
                        .map(|(key, value)| format!("{}: {value}", serde_json::Value::String(key)))
                        .collect();
                    format!("{{{}}}", items.join(","))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn json_is_taken(text in json()) {
            prop_assert_eq!(whole(&text), Ok(()));
        }

        #[test]
        fn what_serde_refuses_is_refused(text in json(), at in any::<prop::sample::Index>(), with in "[\"\\\\{}\\[\\],:0-9eE.+a-z \\x00-\\x1F-]{0,2}") {
            let mut characters: Vec<char> = text.chars().collect();
            let at = at.index(characters.len());
            characters.splice(at..=at, with.chars());
            let text: String = characters.into_iter().collect();
            // A number that is too large for serde may precede something that is not JSON.
            let is_json = serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok();
            let refused = serde_json::from_str::<serde_json::Value>(&text).err();
            let accepted = is_json && refused.is_none_or(|error| error.to_string().contains("out of range"));
            prop_assert_eq!(whole(&text).is_ok(), accepted, "{}", text);
        }

        #[test]
        fn strings_are_unescaped(text in any::<String>()) {
            let written = serde_json::Value::String(text.clone()).to_string();
            let string = Scanner::new(written.as_bytes()).string().unwrap();
            let mut buffer = Vec::new();
            prop_assert_eq!(string.plain(&mut buffer), text.as_bytes());
        }
    }

    #[test]
    fn a_known_key_is_taken_behind_blanks() {
        let long = "a".repeat(30);
        for key in ["a", "sixteen bytes", &long] {
            let (mut expected, mut other) = (Expected::default(), Expected::default());
            expected.set(key.as_bytes());
            other.set(b"b");
            // A short record is also compared as a whole block if others follow it.
            for behind in ["", "\n{\"source\":\"x\",\"target\":\"y\"}"] {
                for (before, after) in [("", ":1"), (" ", ":1"), ("\t ", ": 1"), ("", " :1")] {
                    let record = format!("{before}\"{key}\"{after}");
                    let text = record.clone() + behind;
                    let mut scanner = Scanner::within(text.as_bytes(), record.len());
                    assert!(!scanner.takes(&other), "{text}");
                    assert_eq!(scanner.takes(&expected), !after.starts_with(' '), "{text}");
                    assert_eq!(scanner.number().is_ok(), after == ":1", "{text}");
                }
            }
        }
    }

    #[test]
    fn errors_are_found_where_they_are() {
        for (text, at) in [
            ("{\"a\":1,}", 7),
            ("{\"a\" 1}", 5),
            ("[1,]", 3),
            ("\"a\tb\"", 2),
            ("\"\\x\"", 1),
            ("\"\\ud800\"", 1),
            ("01", 1),
            ("1.", 2),
            ("tru", 0),
            ("\"abc", 0),
            ("{} {}", 3),
            ("{\"a\":1", 6),
        ] {
            assert_eq!(whole(text).unwrap_err().at, at, "{text}");
        }
        assert!(whole(&"[".repeat(100_000)).is_err());
    }
}
