//! Lines of a stream that one thread reads, each as a text.

use std::io::{self, BufRead, BufReader, Read};

use super::sink::{Ended, Sink};
use crate::diagnostic::rules;
use crate::read::encoding::{Encoding, help};
use crate::read::limits::{Refusal, longest_record};

/// Reads lines.
pub(super) struct TextLines<R> {
    stream: BufReader<R>,
    bytes: Vec<u8>,
    /// The line that is read next, from 0.
    next: u64,
}

impl<R: Read> TextLines<R> {
    /// Begins with a stream.
    pub(super) fn new(stream: R) -> TextLines<R> {
        TextLines { stream: BufReader::with_capacity(1 << 16, stream), bytes: Vec::new(), next: 0 }
    }

    /// The line that is read next, from 0.
    pub(super) fn line(&self) -> u64 {
        self.next
    }

    /// The next line without its line feed, and its number. One that is not UTF-8 is a finding, and left out.
    pub(super) fn next(&mut self, sink: &mut Sink<'_, '_, '_>) -> Result<Option<(u64, &str)>, Ended> {
        let number = loop {
            if !self.fill()? {
                return Ok(None);
            }
            self.next += 1;
            let number = self.next - 1;
            match std::str::from_utf8(&self.bytes) {
                Ok(_) => break number,
                Err(error) => {
                    let at = error.valid_up_to();
                    let byte = self.bytes.get(at).copied().unwrap_or(0);
                    let guess = Encoding::guess(&self.bytes);
                    let what = format!(
                        "this line is not UTF-8: byte {} is {byte:#04x}; the file looks like {guess}",
                        at + 1
                    );
                    sink.at_bytes(
                        &rules::NOT_UTF8,
                        number,
                        &self.bytes,
                        at..at + 1,
                        [&what, "here"],
                        Some(&help(guess)),
                    );
                }
            }
        };
        Ok(Some((number, std::str::from_utf8(&self.bytes).unwrap_or(""))))
    }

    /// Reads the bytes of a line; `false` at the end of the stream.
    fn fill(&mut self) -> io::Result<bool> {
        self.bytes.clear();
        let longest = longest_record();
        let count = self.stream.by_ref().take(longest as u64 + 1).read_until(b'\n', &mut self.bytes)?;
        if self.bytes.last() == Some(&b'\n') {
            self.bytes.pop();
            if self.bytes.last() == Some(&b'\r') {
                self.bytes.pop();
            }
        } else if count > longest {
            let what = format!(
                "a record is longer than {longest} bytes; the limit is 1 GiB or an eighth of --memory"
            );
            return Err(Refusal::limit(what, Some(self.next)));
        }
        Ok(count > 0)
    }
}
