//! Lines that end in carriage returns alone, as programs of old Macs and some spreadsheets write them.

use std::io::{self, Read};

/// Whether the lines of a text end in carriage returns, by its beginning.
pub(super) fn has_returns(head: &[u8]) -> bool {
    memchr::memchr(b'\n', head).is_none() && memchr::memchr(b'\r', head).is_some()
}

/// A stream whose lines end in line feeds, of one in which they end in carriage returns, with or without line feeds.
pub(super) struct Feeds<R> {
    stream: R,
    /// Whether the last byte was a carriage return, which a line feed belongs to.
    is_ended: bool,
}

impl<R> Feeds<R> {
    /// The stream with line feeds.
    pub(super) fn new(stream: R) -> Feeds<R> {
        Feeds { stream, is_ended: false }
    }
}

impl<R: Read> Read for Feeds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.stream.read(buffer)?;
            let mut given = 0;
            for at in 0..count {
                let byte = buffer.get(at).copied().unwrap_or(b'\n');
                let belongs = self.is_ended && byte == b'\n';
                self.is_ended = byte == b'\r';
                if let Some(place) = buffer.get_mut(given).filter(|_| !belongs) {
                    *place = if byte == b'\r' { b'\n' } else { byte };
                    given += 1;
                }
            }
            if count == 0 || given > 0 {
                return Ok(given);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_line_ends_in_a_feed(text in "[a\r\n]{0,20}", size in 1usize..5) {
            let wanted = text.replace("\r\n", "\n").replace('\r', "\n");
            let (mut stream, mut found) = (Feeds::new(text.as_bytes()), Vec::new());
            let mut buffer = vec![0; size];
            loop {
                match stream.read(&mut buffer).unwrap() {
                    0 => break,
                    count => found.extend_from_slice(&buffer[..count]),
                }
            }
            prop_assert_eq!(String::from_utf8(found).unwrap(), wanted);
        }
    }
}
