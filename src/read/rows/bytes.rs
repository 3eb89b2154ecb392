//! A stream that is read byte by byte, with the place of the byte that comes next.

use std::io::{self, Read};

use super::places::Place;
use crate::read::limits::{Refusal, longest_record};

/// How much is read at once.
const BUFFER: usize = 1 << 16;

/// Reads a stream byte by byte.
pub(super) struct Bytes<R> {
    stream: R,
    buffer: Vec<u8>,
    at: usize,
    before: u64,
    line: u64,
    column: u64,
}

impl<R: Read> Bytes<R> {
    /// Begins with a stream.
    pub(super) fn new(stream: R) -> Bytes<R> {
        Bytes { stream, buffer: Vec::new(), at: 0, before: 0, line: 0, column: 0 }
    }

    /// The line of the next byte, from 0.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The place of the next byte.
    pub(super) fn place(&self) -> Place {
        Place::Position(self.line, self.column)
    }

    /// How many bytes were read.
    pub(super) fn count(&self) -> u64 {
        self.before + self.at as u64
    }

    /// The next byte, which is not taken yet; `None` at the end.
    #[inline]
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        match self.buffer.get(self.at) {
            Some(byte) => Ok(Some(*byte)),
            None => self.fill(),
        }
    }

    fn fill(&mut self) -> io::Result<Option<u8>> {
        self.before += self.at as u64;
        self.at = 0;
        self.buffer.clear();
        self.stream.by_ref().take(BUFFER as u64).read_to_end(&mut self.buffer)?;
        Ok(self.buffer.first().copied())
    }

    /// Takes the next byte.
    #[inline]
    pub(super) fn next(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        if let Some(byte) = byte {
            self.at += 1;
            if byte == b'\n' {
                (self.line, self.column) = (self.line + 1, 0);
            } else if byte & 0xC0 != 0x80 {
                self.column += 1;
            }
        }
        Ok(byte)
    }

    /// Takes bytes as long as they are wanted, and appends them to a text.
    ///
    /// # Errors
    /// Those of the stream, and a text that is longer than a record may be.
    pub(super) fn take_while(&mut self, text: &mut Vec<u8>, wanted: impl Fn(u8) -> bool) -> io::Result<()> {
        while let Some(byte) = self.peek()?.filter(|byte| wanted(*byte)) {
            self.push(text, byte)?;
            self.next()?;
        }
        Ok(())
    }

    /// Appends a byte to a text.
    ///
    /// # Errors
    /// A text that is longer than a record may be.
    #[inline]
    pub(super) fn push(&self, text: &mut Vec<u8>, byte: u8) -> io::Result<()> {
        if text.len() == text.capacity() && text.len() > longest_record() {
            let what = format!("a record is longer than {} bytes", longest_record());
            return Err(Refusal::limit(what, Some(self.line)));
        }
        text.push(byte);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters() {
        let mut bytes = Bytes::new("é\nab".as_bytes());
        let mut text = Vec::new();
        bytes.take_while(&mut text, |byte| byte != b'a').unwrap();
        assert_eq!((bytes.place(), bytes.count(), text.len()), (Place::Position(1, 0), 3, 3));
        assert_eq!(
            (bytes.next().unwrap(), bytes.next().unwrap(), bytes.next().unwrap()),
            (Some(b'a'), Some(b'b'), None)
        );
    }
}
