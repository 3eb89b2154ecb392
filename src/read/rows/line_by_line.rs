//! A stream that is given to a parser line by line, so that the position of the parser is known from its input.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Gives a stream line by line.
pub(super) struct LineByLine<R> {
    stream: BufReader<R>,
    lines: Arc<Lines>,
}

/// How far a stream is.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// How many line feeds were read.
    count: AtomicU64,
    /// The line of what was read last; [`SEVERAL`] where that is more than one.
    line: AtomicU64,
}

const SEVERAL: u64 = u64::MAX;

impl Lines {
    /// How many lines were read to their ends.
    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// The line that was read last, from 0; unknown where several were read at once.
    pub(super) fn line(&self) -> Option<u64> {
        Some(self.line.load(Ordering::Relaxed)).filter(|line| *line != SEVERAL)
    }
}

/// A buffer this large means a long text, and clearing it before each read is slow: several lines are passed at once.
const MUCH_ROOM: usize = 1 << 16;

impl<R: Read> LineByLine<R> {
    /// Begins with a stream.
    pub(super) fn new(stream: R) -> (LineByLine<R>, Arc<Lines>) {
        let lines = Arc::<Lines>::default();
        (LineByLine { stream: BufReader::with_capacity(MUCH_ROOM, stream), lines: Arc::clone(&lines) }, lines)
    }
}

impl<R: Read> Read for LineByLine<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = 0;
        // After a long text, the parser scans all of it again after each read: one that fills the buffer is the last
        // of few.
        while let Some(room) = buffer.get_mut(count..).filter(|room| !room.is_empty()) {
            let available = self.stream.fill_buf()?;
            let most = available.len().min(room.len());
            let taken = match memchr::memchr(b'\n', available) {
                Some(end) if room.len() < MUCH_ROOM && count == 0 => most.min(end + 1),
                _ => most,
            };
            let (Some(from), Some(to)) = (available.get(..taken), room.get_mut(..taken)) else { break };
            to.copy_from_slice(from);
            self.stream.consume(taken);
            count += taken;
            if taken == 0 || buffer.len() < MUCH_ROOM {
                break;
            }
        }
        let from = buffer.get(..count).unwrap_or(&[]);
        let feeds = memchr::memchr_iter(b'\n', from).count() as u64;
        let is_one = feeds == u64::from(from.ends_with(b"\n"));
        let before = self.lines.count.fetch_add(feeds, Ordering::Relaxed);
        if count > 0 {
            self.lines.line.store(if is_one { before } else { SEVERAL }, Ordering::Relaxed);
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_one_by_one() {
        let (mut stream, lines) = LineByLine::new(&b"one\ntwo is long\nthree"[..]);
        let mut buffer = [0; 8];
        let mut seen = Vec::new();
        loop {
            let count = stream.read(&mut buffer).unwrap();
            seen.push((String::from_utf8_lossy(&buffer[..count]).into_owned(), lines.line(), lines.count()));
            if count == 0 {
                break;
            }
        }
        let wanted = [
            ("one\n", Some(0), 1),
            ("two is l", Some(1), 1),
            ("ong\n", Some(1), 2),
            ("three", Some(2), 2),
            ("", Some(2), 2),
        ];
        assert_eq!(seen, wanted.map(|(text, line, count)| (text.to_owned(), line, count)));
    }

    #[test]
    fn whoever_has_much_room_gets_many_lines() {
        let (mut stream, lines) = LineByLine::new(&b"one\ntwo\nthree"[..]);
        assert_eq!(stream.read(&mut vec![0; MUCH_ROOM]).unwrap(), 13);
        assert_eq!((lines.line(), lines.count()), (None, 2));
    }
}
