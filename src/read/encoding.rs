//! Encodings of text: those of the web (WHATWG "Encoding Standard") and UTF-32. Nothing is decoded unless somebody says how: the
//! user, or a declaration of XML.

use std::fmt;
use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, UTF_8, UTF_16BE, UTF_16LE};

use super::limits::{Refusal, feeds};

/// An encoding of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Web(&'static encoding_rs::Encoding),
    Utf32 { is_big: bool },
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Web(web) => f.write_str(&web.name().to_ascii_lowercase()),
            Kind::Utf32 { is_big: true } => f.write_str("utf-32be"),
            Kind::Utf32 { is_big: false } => f.write_str("utf-32le"),
        }
    }
}

impl Encoding {
    /// The encoding of a label, in any case: `windows-1252`, `latin1`, `utf-16le`, `shift_jis` …
    pub fn named(label: &str) -> Option<Encoding> {
        Some(Encoding(match label.trim().to_ascii_lowercase().as_str() {
            "utf-32be" | "utf32be" => Kind::Utf32 { is_big: true },
            "utf-32" | "utf32" | "utf-32le" | "utf32le" => Kind::Utf32 { is_big: false },
            "utf16le" => Kind::Web(UTF_16LE),
            "utf16be" => Kind::Web(UTF_16BE),
            "utf16" => Kind::Web(UTF_16LE),
            label => Kind::Web(encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())?),
        }))
    }

    /// Whether it is UTF-8.
    pub fn is_utf8(self) -> bool {
        self.0 == Kind::Web(UTF_8)
    }

    /// The encoding that the byte order mark of a file says, or zeros in every other byte or so, which UTF-8 does not have.
    pub(super) fn wide(head: &[u8]) -> Option<Encoding> {
        let found = match head {
            [0xFF, 0xFE, 0, 0, ..] => Kind::Utf32 { is_big: false },
            [0, 0, 0xFE, 0xFF, ..] => Kind::Utf32 { is_big: true },
            [0xFF, 0xFE, ..] => Kind::Web(UTF_16LE),
            [0xFE, 0xFF, ..] => Kind::Web(UTF_16BE),
            // What follows can be in any script; files of graphs begin with a character of ASCII.
            [first, 0, 0, 0, second, 0, 0, 0, ..] if *first != 0 && *second != 0 => {
                Kind::Utf32 { is_big: false }
            }
            [0, 0, 0, first, 0, 0, 0, second, ..] if *first != 0 && *second != 0 => {
                Kind::Utf32 { is_big: true }
            }
            [first, 0, second, ..] if *first != 0 && *second != 0 && is_text(UTF_16LE, head) => {
                Kind::Web(UTF_16LE)
            }
            [0, first, _, second, ..] if *first != 0 && *second != 0 && is_text(UTF_16BE, head) => {
                Kind::Web(UTF_16BE)
            }
            _ => return None,
        };
        Some(Encoding(found))
    }

    /// What a text looks like that is not UTF-8.
    pub(super) fn guess(bytes: &[u8]) -> Encoding {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, false);
        Encoding(Kind::Web(detector.guess(None, Utf8Detection::Deny)))
    }

    /// The encoding that a document of XML declares, if that is not UTF-8.
    ///
    /// # Errors
    /// A declared encoding that nobody knows.
    pub(super) fn declared(head: &[u8]) -> io::Result<Option<Encoding>> {
        let Some(declaration) =
            head.strip_prefix(b"<?xml").and_then(|rest| rest.split(|byte| *byte == b'>').next())
        else {
            return Ok(None);
        };
        let declaration = String::from_utf8_lossy(declaration);
        let Some((_, behind)) = declaration.split_once("encoding") else { return Ok(None) };
        let label = behind.trim_start().trim_start_matches('=').trim_start();
        let label = label.split(['"', '\'']).nth(1).unwrap_or("");
        match Encoding::named(label) {
            // ASCII is UTF-8, too; and what is read here as single bytes is no UTF-16, whatever it says.
            _ if label.is_empty() || label.to_ascii_lowercase().contains("ascii") => Ok(None),
            Some(Encoding(Kind::Utf32 { .. })) => Ok(None),
            Some(Encoding(Kind::Web(web))) if web == UTF_16LE || web == UTF_16BE => Ok(None),
            Some(encoding) => Ok((!encoding.is_utf8()).then_some(encoding)),
            None => {
                let what = format!("it declares the encoding `{label}`, which is not known");
                Err(Refusal::unread(&what, "save it as UTF-8, or say what it is with `--encoding NAME`"))
            }
        }
    }

    /// A stream in UTF-8 of one in this encoding, unless the byte order mark of that one says another.
    pub(super) fn decoding<R: Read>(self, stream: R) -> Decoding<R> {
        let converter = match self.0 {
            Kind::Web(web) => Converter::Web(Box::new(web.new_decoder())),
            Kind::Utf32 { is_big } => Converter::Utf32 { is_big, is_begun: false },
        };
        Decoding {
            stream,
            encoding: self,
            converter,
            raw: Vec::new(),
            from: 0,
            text: String::new(),
            at: 0,
            line: 0,
            failure: None,
            is_over: false,
        }
    }
}

/// What to do about a file that is in another encoding than UTF-8.
pub(super) fn help(encoding: Encoding) -> String {
    format!("read it with `--encoding {encoding}`, or save it as UTF-8")
}

/// Whether bytes are a text of an encoding, as far as they go: without other control characters than those of lines and tabs.
fn is_text(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> bool {
    let even = bytes.get(..bytes.len() & !1).unwrap_or(bytes);
    let (text, _) = encoding.decode_without_bom_handling(even);
    let is_strange = |character: char| character.is_control() && !"\t\n\r\u{c}".contains(character);
    text.chars().filter(|character| is_strange(*character) || *character == '\u{FFFD}').count() <= 1
}

/// Whether bytes are UTF-8, as far as they go, and more than ASCII.
pub(super) fn is_utf8_beyond_ascii(bytes: &[u8]) -> bool {
    !bytes.is_ascii()
        && match std::str::from_utf8(bytes) {
            Ok(_) => true,
            // The last character may be cut.
            Err(error) => {
                error.error_len().is_none() && !bytes.get(..error.valid_up_to()).is_none_or(<[u8]>::is_ascii)
            }
        }
}

enum Converter {
    Web(Box<encoding_rs::Decoder>),
    Utf32 { is_big: bool, is_begun: bool },
}

/// So much is decoded at once, in bytes.
const BUFFER: usize = 32 << 10;

/// Decodes a stream, and ends it at the first bytes that its encoding does not have.
pub(super) struct Decoding<R> {
    stream: R,
    encoding: Encoding,
    converter: Converter,
    /// What was read and is decoded next, from a byte on.
    raw: Vec<u8>,
    from: usize,
    /// What was decoded and is given next, from a byte on.
    text: String,
    at: usize,
    /// Line feeds in what was decoded.
    line: u64,
    failure: Option<io::Error>,
    is_over: bool,
}

impl<R: Read> Decoding<R> {
    /// Decodes a little more.
    fn advance(&mut self) -> io::Result<()> {
        let rest = self.raw.get(self.from..).unwrap_or(&[]).to_vec();
        let kept = rest.len();
        self.raw = rest;
        self.from = 0;
        let is_last =
            self.stream.by_ref().take((BUFFER - kept.min(BUFFER / 2)) as u64).read_to_end(&mut self.raw)?
                == 0;
        self.text.clear();
        self.at = 0;
        let malformed = match &mut self.converter {
            Converter::Web(decoder) => {
                let most = decoder.max_utf8_buffer_length_without_replacement(self.raw.len());
                self.text.reserve(most.unwrap_or(3 * self.raw.len()));
                let (result, read) =
                    decoder.decode_to_string_without_replacement(&self.raw, &mut self.text, is_last);
                self.from = read;
                matches!(result, DecoderResult::Malformed(..))
            }
            Converter::Utf32 { is_big, is_begun } => {
                if !*is_begun {
                    match self.raw.get(..4) {
                        Some([0xFF, 0xFE, 0, 0]) => (*is_big, self.from) = (false, 4),
                        Some([0, 0, 0xFE, 0xFF]) => (*is_big, self.from) = (true, 4),
                        _ => {}
                    }
                    *is_begun = true;
                }
                let mut malformed = false;
                while let Some(&[a, b, c, d]) = self.raw.get(self.from..self.from + 4) {
                    let number = if *is_big {
                        u32::from_be_bytes([a, b, c, d])
                    } else {
                        u32::from_le_bytes([a, b, c, d])
                    };
                    let Some(character) = char::from_u32(number) else {
                        malformed = true;
                        break;
                    };
                    self.text.push(character);
                    self.from += 4;
                }
                malformed || is_last && self.from < self.raw.len()
            }
        };
        self.line += feeds(self.text.as_bytes());
        self.is_over = is_last;
        if malformed {
            self.is_over = true;
            let what = format!("these bytes are not {}", self.encoding);
            let help = "choose another encoding with --encoding, or correct the file".to_owned();
            let refusal = Refusal::Unread { what, help, line: Some(self.line) };
            self.failure = Some(io::Error::new(io::ErrorKind::InvalidData, refusal));
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() {
            if let Some(failure) = self.failure.take() {
                return Err(failure);
            }
            if self.is_over {
                return Ok(0);
            }
            self.advance()?;
        }
        let count = self.text.as_bytes().get(self.at..).unwrap_or(&[]).read(buffer)?;
        self.at += count;
        Ok(count)
    }
}

/// Ends a stream at the first bytes that are not UTF-8, and says what they look like.
pub(super) struct Utf8Guard<R> {
    stream: R,
    /// The bytes of a character of which the rest comes with the next read.
    open: Vec<u8>,
    line: u64,
    failure: Option<io::Error>,
}

impl<R> Utf8Guard<R> {
    /// Guards a stream.
    pub(super) fn new(stream: R) -> Utf8Guard<R> {
        Utf8Guard { stream, open: Vec::new(), line: 0, failure: None }
    }

    fn fail(&mut self, good: &[u8], bad: &[u8]) -> io::Error {
        let guess = Encoding::guess(bad);
        let byte = bad.first().copied().unwrap_or(0);
        let what = format!("it is not UTF-8 (byte {byte:#04x}); it looks like {guess}");
        let line = Some(self.line + feeds(good));
        io::Error::new(io::ErrorKind::InvalidData, Refusal::Unread { what, help: help(guess), line })
    }
}

impl<R: Read> Read for Utf8Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let count = self.stream.read(buffer)?;
        let fresh = buffer.get(..count).unwrap_or(&[]);
        if self.open.is_empty() && simdutf8::basic::from_utf8(fresh).is_ok() {
            self.line += feeds(fresh);
            return Ok(count);
        }
        // The bytes of an open character belong to what was read before.
        let before = self.open.len();
        let whole = [self.open.as_slice(), fresh].concat();
        let Err(error) = std::str::from_utf8(&whole) else {
            self.open.clear();
            self.line += feeds(&whole);
            return Ok(count);
        };
        let (good, bad) = whole.split_at(error.valid_up_to());
        if error.error_len().is_none() && count > 0 {
            self.line += feeds(good);
            self.open = bad.to_vec();
            return Ok(count);
        }
        let failure = self.fail(good, bad);
        let given = good.len().saturating_sub(before);
        if given == 0 {
            return Err(failure);
        }
        self.failure = Some(failure);
        Ok(given)
    }
}
