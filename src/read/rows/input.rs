//! Files of rows: opened, taken out of what they are wrapped in, decoded, and split into pieces of complete records.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::fields::Dialect;
use crate::read::STDIN;
use crate::read::encoding::{Encoding, Utf8Guard, help, is_utf8_beyond_ascii};
use crate::read::limits::{Broken, Refusal, longest_record};
use crate::read::packed::{Unpacked, is_packed, unpacked_head, unpacking, unpacking_file};
use crate::read::returns::{Feeds, has_returns};
use crate::read::stdin::{Stdin, peek};

/// The size of a piece, in bytes, unless a record is longer.
const PIECE: usize = 64 << 10;
/// The longest record of a table, in bytes; the text after a quote that is never closed looks like a longer one.
const LONGEST_QUOTED: usize = 64 << 20;
/// The most quotes that are never closed: for each of them the same text is read again.
const MOST_UNCLOSED: usize = 100;
/// How much of a file is looked at to find out its format.
const HEAD: usize = 1 << 16;

/// The part of a text by which its format is recognised.
pub(in crate::read) fn head_of(text: &str) -> &[u8] {
    text.as_bytes().get(..HEAD).unwrap_or(text.as_bytes())
}

/// The beginning of standard input, without wrappers and decoded, and its name; it stays to be read.
///
/// # Errors
/// Those of standard input.
pub(super) fn head_of_stdin(encoding: Option<Encoding>) -> io::Result<(String, Vec<u8>)> {
    let (head, inner) = unpacked_head(&peek(is_packed)?, HEAD);
    let decoded = Decoded::new(Box::new(io::Cursor::new(head)), encoding)?;
    Ok((name_in("<stdin>", inner.as_deref()), decoded.head))
}

/// What messages call a file, or a file in an archive.
fn name_in(outer: &str, inner: Option<&str>) -> String {
    inner.map_or_else(|| outer.to_owned(), |inner| format!("{outer}: {inner}"))
}

/// What is said of a record in quotes, or a header, that is too long.
fn too_long_in_quotes(longest: usize) -> String {
    format!("a record is longer than {longest} bytes; the limit is 64 MiB or an eighth of --memory")
}

/// Where records end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Split {
    /// At every line feed.
    Lines,
    /// At line feeds outside fields in quotes.
    QuotedLines(Dialect),
}

/// A file of rows that is being read.
pub(super) struct RowFile {
    /// The name that messages show; of a file in an archive, behind that of the archive.
    pub(super) name: String,
    /// How it can be read again; `None` for standard input and other pipes.
    pub(super) again: Option<Again>,
    /// The size on the disk in bytes, 0 where that is not known.
    pub(super) size: u64,
    /// Whether it is compressed or in an archive.
    pub(super) is_packed: bool,
    /// Bytes of the disk that were read so far.
    pub(super) taken: Arc<AtomicU64>,
    decoded: Decoded,
}

/// How a file can be read again.
#[derive(Clone, Debug)]
pub(super) struct Again {
    path: PathBuf,
    encoding: Option<Encoding>,
}

impl Again {
    /// The whole file, without wrappers and decoded.
    ///
    /// # Errors
    /// Those of the file system.
    pub(super) fn open(&self) -> io::Result<impl Read + Send + use<>> {
        let Decoded { head, rest, .. } = RowFile::open(&self.path, self.encoding)?.decoded;
        Ok(io::Cursor::new(head).chain(rest))
    }

    /// Where the file is.
    #[cfg(feature = "parquet")]
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// A stream in UTF-8, and its beginning.
struct Decoded {
    head: Vec<u8>,
    rest: Box<dyn Read + Send>,
    /// What it was decoded from, where somebody said so.
    from: Option<Encoding>,
    /// Why it must not be read: it is not UTF-8, and nobody said what it is.
    doubt: Option<Encoding>,
}

impl Decoded {
    /// Decodes a stream as [`Decoded::bytes`] does, and gives it line feeds where its lines end in carriage returns alone.
    fn new(stream: Box<dyn Read + Send>, said: Option<Encoding>) -> io::Result<Decoded> {
        let decoded = Decoded::bytes(stream, said)?;
        if !has_returns(&decoded.head) {
            return Ok(decoded);
        }
        let mut head = Vec::new();
        let mut rest = Feeds::new(io::Cursor::new(decoded.head).chain(decoded.rest));
        let failure = rest.by_ref().take(HEAD as u64).read_to_end(&mut head).err();
        let rest: Box<dyn Read + Send> =
            if failure.is_some() { Box::new(Broken(failure)) } else { Box::new(rest) };
        Ok(Decoded { head, rest, ..decoded })
    }

    /// Decodes a stream from the encoding that the user says, or that a document of XML declares, unless it begins like UTF-8.
    fn bytes(mut rest: Box<dyn Read + Send>, said: Option<Encoding>) -> io::Result<Decoded> {
        let mut head = Vec::new();
        let mut failure = rest.by_ref().take(HEAD as u64).read_to_end(&mut head).err();
        if let Some(error) = failure.take_if(|_| head.is_empty()) {
            return Err(error);
        }
        if let Some(error) = failure {
            rest = Box::new(Broken(Some(error)));
        }
        if head.starts_with(b"\xEF\xBB\xBF") {
            head.drain(..3);
            return Ok(Decoded { head, rest, from: None, doubt: None });
        }
        let wide = Encoding::wide(&head);
        let said = match said {
            None if wide.is_none() => Encoding::declared(&head)?,
            said => said,
        };
        if is_utf8_beyond_ascii(&head) && wide.is_none() {
            let from = said.and_then(|_| Encoding::named("utf-8"));
            return Ok(Decoded { head, rest, from, doubt: None });
        }
        let Some(encoding) = said.filter(|said| !said.is_utf8()).or(wide) else {
            return Ok(Decoded { head, rest, from: None, doubt: None });
        };
        let mut rest: Box<dyn Read + Send> = Box::new(encoding.decoding(io::Cursor::new(head).chain(rest)));
        let mut head = Vec::new();
        if let Err(error) = rest.by_ref().take(HEAD as u64).read_to_end(&mut head) {
            rest = Box::new(Broken(Some(error)));
        }
        let (from, doubt) = if said.is_some() { (Some(encoding), None) } else { (None, Some(encoding)) };
        Ok(Decoded { head, rest, from, doubt })
    }
}

impl RowFile {
    /// Opens a file, or standard input for `-`; what is compressed is decompressed, what is alone in an archive is read in its place, and what is in the
    /// encoding that the user says, or that a document of XML declares, is decoded.
    ///
    /// # Errors
    /// Those of the file system, and of what the file is wrapped in.
    pub(super) fn open(path: &Path, encoding: Option<Encoding>) -> io::Result<RowFile> {
        let taken = Arc::new(AtomicU64::new(0));
        let (name, size, unpacked, lasts) = if path == Path::new(STDIN) {
            ("<stdin>".to_owned(), 0, unpacking(Stdin, Arc::clone(&taken))?, false)
        } else {
            let file = File::open(path)?;
            let about = file.metadata()?;
            if about.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            let name = path.strip_prefix(".").unwrap_or(path).display().to_string();
            // A pipe can be read only once; opening it again would block forever.
            (name, about.len(), unpacking_file(file, Arc::clone(&taken))?, about.is_file())
        };
        let Unpacked { stream, inner, is_packed } = unpacked;
        let again = lasts.then(|| Again { path: path.to_owned(), encoding });
        let decoded = Decoded::new(stream, encoding)?;
        Ok(RowFile { name: name_in(&name, inner.as_deref()), again, size, is_packed, taken, decoded })
    }

    /// What the file was decoded from, where somebody said so.
    pub(super) fn encoding(&self) -> Option<Encoding> {
        self.decoded.from
    }

    /// Fails where the file is not UTF-8 for sure, and nobody said what it is.
    ///
    /// # Errors
    /// A [`Refusal`] that says what it looks like.
    pub(super) fn refuse_doubt(&self) -> io::Result<()> {
        match self.decoded.doubt {
            None => Ok(()),
            Some(encoding) => Err(Refusal::unread(&format!("it is {encoding}, not UTF-8"), &help(encoding))),
        }
    }

    /// The start of the file, without wrappers, decoded and without a byte order mark.
    pub(super) fn head(&self) -> &[u8] {
        &self.decoded.head
    }

    /// Reads on until the beginning holds the whole header of a table.
    ///
    /// # Errors
    /// A header that is longer than a record may be.
    pub(super) fn read_header(&mut self) -> io::Result<()> {
        let longest = longest_record().min(LONGEST_QUOTED);
        if !self.read_on(longest, holds_record) {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, too_long_in_quotes(longest)));
        }
        Ok(())
    }

    /// Reads on until the beginning holds the first line, or as much of it as a record may have.
    pub(super) fn read_first_line(&mut self) {
        self.read_on(longest_record(), |head| memchr::memchr(b'\n', head).is_some());
    }

    /// Reads on until the beginning holds something, or all of the file; `false` where it would be longer than it may be.
    fn read_on(&mut self, longest: usize, holds: impl Fn(&[u8]) -> bool) -> bool {
        let Decoded { head, rest, .. } = &mut self.decoded;
        while !holds(head) && head.len() <= longest {
            let before = head.len();
            let wanted = before.max(HEAD).min(longest + 1 - before);
            let more = rest.by_ref().take(wanted as u64).read_to_end(head);
            if let Err(error) = more {
                *rest = Box::new(Broken(Some(error)));
                return true;
            }
            if head.len() == before {
                return true;
            }
        }
        head.len() <= longest || holds(head)
    }

    /// The whole file as a stream that leaves it to be read again. Standard input is read into memory.
    ///
    /// # Errors
    /// Those of the file system.
    pub(super) fn beforehand(&mut self) -> io::Result<Box<dyn Read + Send + '_>> {
        let Decoded { head, rest, .. } = &mut self.decoded;
        match &self.again {
            Some(again) if head.len() >= HEAD => Ok(Box::new(again.open()?)),
            Some(_) => Ok(Box::new(head.as_slice())),
            None => {
                if let Err(error) = rest.read_to_end(head) {
                    *rest = Box::new(Broken(Some(error)));
                }
                Ok(Box::new(head.as_slice()))
            }
        }
    }

    /// The whole file as a stream, which ends at the first bytes that are not UTF-8.
    pub(super) fn into_stream(self) -> impl Read + Send {
        Utf8Guard::new(io::Cursor::new(self.decoded.head).chain(self.decoded.rest))
    }

    /// The whole file as a stream of bytes, for readers that look themselves whether they are UTF-8.
    pub(super) fn into_bytes(self) -> impl Read + Send {
        io::Cursor::new(self.decoded.head).chain(self.decoded.rest)
    }

    /// The whole file in pieces.
    pub(super) fn into_pieces(self, split: Split) -> Pieces {
        let Decoded { head, rest, .. } = self.decoded;
        let least = comments_in(&head);
        Pieces {
            stream: Box::new(io::Cursor::new(head).chain(rest)),
            split,
            least,
            carried: Vec::new(),
            from: 0,
            is_done: false,
            unclosed: 0,
        }
    }
}

/// Cuts a stream into pieces of whole records.
pub(super) struct Pieces {
    stream: Box<dyn Read + Send>,
    split: Split,
    /// The first piece ends after this many bytes: the header of a table is in one piece with the comments before it.
    least: usize,
    /// What was read and belongs to later pieces, from a byte on.
    carried: Vec<u8>,
    from: usize,
    is_done: bool,
    /// How many records began with a line whose quote is never closed.
    unclosed: usize,
}

impl Pieces {
    /// Fills a buffer with the next records; `false` when there are none any more. A line with a quote that is never
    /// closed is a piece of its own, so that what follows can be read.
    ///
    /// # Errors
    /// Those of the stream, a record that is too long, and too many quotes that are never closed.
    pub(super) fn next(&mut self, buffer: &mut Vec<u8>) -> io::Result<bool> {
        let too_large = |what: &str| Err(io::Error::new(io::ErrorKind::FileTooLarge, what.to_owned()));
        buffer.clear();
        // Much may have been read after a quote that is never closed.
        let waiting = self.carried.get(self.from..).unwrap_or(&[]);
        if waiting.len() > 2 * PIECE
            && let Some(end) = waiting.get(..PIECE).and_then(|piece| self.ends(piece).last)
        {
            buffer.extend_from_slice(waiting.get(..end).unwrap_or(&[]));
            self.from += end;
            return Ok(true);
        }
        buffer.extend_from_slice(waiting);
        self.carried.clear();
        self.from = 0;
        let mut wanted = PIECE;
        let longest = longest_record();
        let longest_quoted = longest.min(LONGEST_QUOTED);
        loop {
            if !self.is_done {
                let before = buffer.len();
                let more = wanted.saturating_sub(before).max(PIECE / 16);
                self.is_done = self.stream.by_ref().take(more as u64).read_to_end(buffer)? < more;
            }
            let Ends { mut last, is_inside } = self.ends(buffer);
            if self.is_done && !is_inside {
                return Ok(!buffer.is_empty());
            }
            if last.is_none() && is_inside && (self.is_done || buffer.len() >= longest_quoted) {
                last = memchr::memchr(b'\n', buffer).map(|at| at + 1);
                self.unclosed += 1;
                if last.is_some() && self.unclosed > MOST_UNCLOSED {
                    return too_large("more than 100 quotes are never closed");
                }
            }
            if let Some(end) = last.filter(|end| *end > self.least || self.is_done) {
                self.least = 0;
                self.carried.extend_from_slice(buffer.get(end..).unwrap_or(&[]));
                buffer.truncate(end);
                return Ok(true);
            }
            if self.is_done {
                return Ok(!buffer.is_empty());
            }
            if is_inside && buffer.len() >= longest_quoted {
                return too_large(&too_long_in_quotes(longest_quoted));
            }
            if buffer.len() > longest {
                return too_large(&format!(
                    "a record is longer than {longest} bytes; the limit is 1 GiB or an eighth of --memory"
                ));
            }
            wanted = (buffer.len() * 2).min(longest + 1);
        }
    }

    /// Where records end in bytes that begin with one.
    fn ends(&self, bytes: &[u8]) -> Ends {
        match self.split {
            Split::Lines => Ends { last: memchr::memrchr(b'\n', bytes).map(|at| at + 1), is_inside: false },
            Split::QuotedLines(dialect) => ends_outside_quotes(bytes, dialect),
        }
    }
}

/// The bytes of the comments at the beginning of a table: whole lines that begin with `#`, and blank ones.
fn comments_in(head: &[u8]) -> usize {
    let mut behind = 0;
    while let Some(end) = head.get(behind..).and_then(|rest| memchr::memchr(b'\n', rest)) {
        let line = head.get(behind..behind + end).unwrap_or(&[]);
        if !line.starts_with(b"#") && !line.trim_ascii().is_empty() {
            break;
        }
        behind += end + 1;
    }
    behind
}

/// Whether the start of a table contains its first record, after comments, with any separator.
fn holds_record(head: &[u8]) -> bool {
    let rest = head.get(comments_in(head)..).unwrap_or(&[]);
    !rest.starts_with(b"#")
        && b",;|\t"
            .iter()
            .all(|delimiter| ends_outside_quotes(rest, Dialect::quoted(*delimiter)).last.is_some())
}

/// Where records end in bytes.
struct Ends {
    /// The position after the last complete record.
    last: Option<usize>,
    /// Whether the bytes end in a quoted field.
    is_inside: bool,
}

/// Where records end at line feeds that are in no quoted field; the bytes begin outside. A quote opens a field only at
/// its beginning, so that a stray one in the middle of a field does no harm.
fn ends_outside_quotes(bytes: &[u8], dialect: Dialect) -> Ends {
    let last_line = |from: usize, to: usize| {
        memchr::memrchr(b'\n', bytes.get(from..to).unwrap_or(&[])).map(|at| from + at + 1)
    };
    let (mut last, mut outside, mut is_inside) = (None, 0, false);
    let Some(mark) = dialect.quote else {
        return Ends { last: last_line(0, bytes.len()), is_inside: false };
    };
    let mut quotes = memchr::memchr_iter(mark, bytes).peekable();
    while let Some(quote) = quotes.next() {
        if !is_inside {
            let before = bytes.get(..quote).unwrap_or(&[]);
            let before = if dialect.is_spaced { without_blanks(before) } else { before }.last();
            if before.is_none_or(|before| *before == dialect.delimiter || *before == b'\n') {
                last = last_line(outside, quote).or(last);
                is_inside = true;
            }
        } else if quotes.next_if_eq(&(quote + 1)).is_none() {
            is_inside = false;
            outside = quote + 1;
        }
    }
    let last = if is_inside { last } else { last_line(outside, bytes.len()).or(last) };
    Ends { last, is_inside }
}

/// Bytes without the blanks at their end.
fn without_blanks(mut bytes: &[u8]) -> &[u8] {
    while let Some(rest) = bytes.strip_suffix(b" ") {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pieces(text: &[u8], split: Split) -> Vec<Vec<u8>> {
        let stream = Box::new(io::Cursor::new(text.to_vec()));
        let mut pieces =
            Pieces { stream, split, least: 0, carried: Vec::new(), from: 0, is_done: false, unclosed: 0 };
        let (mut all, mut buffer) = (Vec::new(), Vec::new());
        while pieces.next(&mut buffer).unwrap() {
            all.push(buffer.clone());
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn pieces_are_whole_records(lengths in prop::collection::vec(prop_oneof![0..90usize, 100_000..3_000_000usize], 1..40), quoted in any::<bool>(), ends in any::<bool>()) {
            let mut text = Vec::new();
            for length in lengths {
                if quoted { text.push(b'"') }
                text.extend((0..length).map(|at| if quoted && at % 50 == 7 { b'\n' } else { b'x' }));
                if quoted { text.extend(b"\"\"\"") }
                text.push(b'\n');
            }
            if !ends { text.pop(); }
            let split = if quoted { Split::QuotedLines(Dialect::quoted(b',')) } else { Split::Lines };
            let all = pieces(&text, split);
            prop_assert_eq!(all.concat(), text);
            for piece in all.iter().rev().skip(1) {
                prop_assert!(piece.ends_with(b"\n"));
                prop_assert_eq!(memchr::memchr_iter(b'"', piece).count() % 2, 0);
            }
        }
    }

    /// Lines of a megabyte.
    fn long_lines(count: usize) -> Vec<u8> {
        let mut line = vec![b'x'; 1 << 20];
        line.push(b'\n');
        line.repeat(count)
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_line() {
        let short_lines = b"a line that is short\n".repeat(4 << 20);
        for (text, longest) in
            [(long_lines(1), 2 << 20), (long_lines(70), 80 << 20), (short_lines, 3 * PIECE)]
        {
            let text = [b"a,b\nc,\"d\n", text.as_slice()].concat();
            let all = pieces(&text, Split::QuotedLines(Dialect::quoted(b',')));
            assert_eq!(all[..2], [b"a,b\n".to_vec(), b"c,\"d\n".to_vec()]);
            assert_eq!(all.concat(), text);
            assert!(all.iter().all(|piece| piece.len() < longest));
        }
    }

    #[test]
    fn a_quoted_field_may_be_long() {
        let text = [b"c,\"", long_lines(40).as_slice(), b"\"\nd,e\n"].concat();
        let all = pieces(&text, Split::QuotedLines(Dialect::quoted(b',')));
        assert_eq!(all.concat(), text);
        assert!(all[0].len() > 40 << 20);
    }

    #[test]
    fn quotes_that_are_never_closed_come_to_an_end() {
        // Each line closes the quote of the line before it and opens another one.
        let text = b"x\",,\"c\n".repeat(1000);
        let stream = Box::new(io::Cursor::new(text));
        let split = Split::QuotedLines(Dialect::quoted(b','));
        let mut pieces =
            Pieces { stream, split, least: 0, carried: Vec::new(), from: 0, is_done: false, unclosed: 0 };
        let mut buffer = Vec::new();
        let ended = (0..1000).find_map(|line| match pieces.next(&mut buffer) {
            Ok(_) => None,
            Err(error) => Some((line, error.to_string())),
        });
        assert_eq!(ended, Some((100, "more than 100 quotes are never closed".to_owned())));
    }
}
