//! Archives of tar with one file in them (POSIX.1-2017, "pax", and the extensions of GNU), read as a stream.

use std::io::{self, Read};

use crate::read::limits::{Broken, Refusal};

/// A header, and the unit of which all sizes are multiples.
const BLOCK: usize = 512;
/// The longest extended header, in bytes: it holds a name.
const LONGEST_HEADER: u64 = 1 << 20;
/// A file up to this size, in bytes, is kept in memory while what follows it is looked at.
const SMALL: u64 = 4 << 20;
/// The most bytes of further files that are skipped to find the name of another one.
const MOST_SKIPPED: u64 = 64 << 20;
/// The most names that are looked for.
const NAMED: usize = 3;

/// Whether a file with this beginning is an archive of tar: the checksum of its first header is right.
pub(super) fn is_tar(head: &[u8]) -> bool {
    head.get(..BLOCK).is_some_and(|block| block.first() != Some(&0) && is_sound(block))
}

/// The name and the content of the only file of an archive. A second file is an error: at once where the first one is small, or
/// else where the first one ends.
///
/// # Errors
/// Those of the stream, and an archive that does not have one file.
pub(super) fn only_file(mut archive: Box<dyn Read + Send>) -> io::Result<(String, Box<dyn Read + Send>)> {
    let Some(first) = next_file(&mut archive)? else {
        return Err(Refusal::unread("it is an archive without a file", "name the file itself"));
    };
    let mut names = vec![first.name.clone()];
    if first.size > SMALL {
        let content =
            Content { archive, left: first.size, padding: padding(first.size), names, is_over: false };
        return Ok((first.name, Box::new(content)));
    }
    let mut content = Vec::new();
    archive.by_ref().take(first.size).read_to_end(&mut content)?;
    if (content.len() as u64) < first.size {
        // What there is of it is read, and then the end is told.
        let broken = Broken(Some(io::ErrorKind::UnexpectedEof.into()));
        return Ok((first.name, Box::new(io::Cursor::new(content).chain(broken))));
    }
    skip(&mut archive, padding(first.size))?;
    refuse_more(&mut archive, &mut names)?;
    Ok((first.name, Box::new(io::Cursor::new(content))))
}

/// The content of a file that is too large to be kept.
struct Content {
    archive: Box<dyn Read + Send>,
    left: u64,
    padding: u64,
    names: Vec<String>,
    is_over: bool,
}

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 || buffer.is_empty() {
            if !self.is_over && !buffer.is_empty() {
                self.is_over = true;
                skip(&mut self.archive, self.padding)?;
                refuse_more(&mut self.archive, &mut self.names)?;
            }
            return Ok(0);
        }
        let count = self.archive.by_ref().take(self.left).read(buffer)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= count as u64;
        Ok(count)
    }
}

/// Fails where further files are in an archive, and names some.
fn refuse_more(archive: &mut Box<dyn Read + Send>, names: &mut Vec<String>) -> io::Result<()> {
    let mut skipped = 0;
    while names.len() <= NAMED && skipped <= MOST_SKIPPED {
        let Some(file) = next_file(archive)? else { break };
        names.push(file.name);
        skipped += file.size;
        if skipped <= MOST_SKIPPED && skip(archive, file.size + padding(file.size)).is_err() {
            break;
        }
    }
    if names.len() > 1 { Err(Refusal::several_files(names)) } else { Ok(()) }
}

/// A file of an archive whose content comes next.
struct Entry {
    name: String,
    size: u64,
}

/// The next regular file that is not the bookkeeping of a system; `None` at the end of the archive.
fn next_file(archive: &mut Box<dyn Read + Send>) -> io::Result<Option<Entry>> {
    let (mut long_name, mut long_size) = (None, None);
    loop {
        let mut block = Vec::with_capacity(BLOCK);
        archive.by_ref().take(BLOCK as u64).read_to_end(&mut block)?;
        if block.is_empty() || block.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        if block.len() < BLOCK {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let field = |from: usize, length: usize| block.get(from..from + length).unwrap_or(&[]);
        let size = number(field(124, 12)).filter(|_| is_sound(&block));
        let Some(size) = size else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a header of the tar archive is damaged"));
        };
        let kind = field(156, 1).first().copied().unwrap_or(0);
        match kind {
            b'L' | b'x' => {
                let header = extended(archive, size)?;
                if kind == b'L' {
                    long_name = Some(text(&header));
                } else {
                    long_name = pax(&header, "path").map(text).or(long_name);
                    let size =
                        pax(&header, "size").and_then(|size| std::str::from_utf8(size).ok()?.parse().ok());
                    long_size = size.or(long_size);
                    if pax(&header, "GNU.sparse.major").is_some() {
                        return Err(sparse());
                    }
                }
            }
            0 | b'0' | b'7' => {
                let prefix = if field(257, 6) == b"ustar\0" { text(field(345, 155)) } else { String::new() };
                let short = text(field(0, 100));
                let short = if prefix.is_empty() { short } else { format!("{prefix}/{short}") };
                let name = long_name.take().unwrap_or(short);
                let size: u64 = long_size.take().unwrap_or(size);
                // Before POSIX, folders were files whose names end so.
                if !name.ends_with('/') && !is_bookkeeping(&name) {
                    return Ok(Some(Entry { name, size }));
                }
                skip(archive, size.saturating_add(padding(size)))?;
            }
            b'S' => return Err(sparse()),
            // Links and folders have no content, whatever size they say.
            b'1'..=b'6' => (long_name, long_size) = (None, None),
            _ => skip(archive, size.saturating_add(padding(size)))?,
        }
    }
}

/// Whether a file is there for a system only: for macOS.
pub(super) fn is_bookkeeping(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    name.starts_with("__MACOSX/") || last.starts_with("._") || last == ".DS_Store"
}

fn sparse() -> io::Error {
    Refusal::unread("it is a tar archive with a sparse file", "extract it, and name that")
}

/// An extended header.
fn extended(archive: &mut Box<dyn Read + Send>, size: u64) -> io::Result<Vec<u8>> {
    if size > LONGEST_HEADER {
        return Err(Refusal::limit(
            format!("a header of the tar archive is longer than {LONGEST_HEADER} bytes"),
            None,
        ));
    }
    let mut header = Vec::new();
    archive.by_ref().take(size).read_to_end(&mut header)?;
    if (header.len() as u64) < size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    skip(archive, padding(size))?;
    Ok(header)
}

/// The last value of a keyword in an extended header: lines `LENGTH KEYWORD=VALUE`.
fn pax<'h>(header: &'h [u8], keyword: &str) -> Option<&'h [u8]> {
    let (mut rest, mut found) = (header, None);
    while let Some(space) = memchr::memchr(b' ', rest) {
        let length: usize = std::str::from_utf8(rest.get(..space)?).ok()?.parse().ok()?;
        let record = rest.get(space + 1..length)?.strip_suffix(b"\n")?;
        if let Some(value) = record.strip_prefix(keyword.as_bytes()).and_then(|rest| rest.strip_prefix(b"="))
        {
            found = Some(value);
        }
        rest = rest.get(length..)?;
    }
    found
}

/// A text that ends at its first zero.
fn text(bytes: &[u8]) -> String {
    let text = bytes.split(|byte| *byte == 0).next().unwrap_or(&[]);
    String::from_utf8_lossy(text).into_owned()
}

/// A number in octal digits, or in base 256 where its first bit is set, as GNU writes large ones.
fn number(field: &[u8]) -> Option<u64> {
    let (first, rest) = field.split_first()?;
    if *first == 0x80 {
        return rest.iter().try_fold(0u64, |all, byte| all.checked_mul(256)?.checked_add(u64::from(*byte)));
    }
    let digits = field.iter().skip_while(|byte| **byte == b' ').take_while(|byte| !matches!(byte, b' ' | 0));
    digits.into_iter().try_fold(0u64, |all, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 8)?;
        all.checked_mul(8)?.checked_add(u64::from(digit))
    })
}

/// Whether the checksum of a header is right: the sum of its bytes, those of the checksum taken as spaces.
fn is_sound(block: &[u8]) -> bool {
    let Some(written) = block.get(148..156).and_then(number) else { return false };
    let bytes = block.iter().enumerate();
    let sum = bytes.map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u64::from(*byte) });
    sum.sum::<u64>() == written
}

/// The bytes between the end of a file and the next block.
fn padding(size: u64) -> u64 {
    size.wrapping_neg() % BLOCK as u64
}

fn skip(archive: &mut Box<dyn Read + Send>, count: u64) -> io::Result<()> {
    let skipped = io::copy(&mut archive.by_ref().take(count), &mut io::sink())?;
    if skipped < count { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}
