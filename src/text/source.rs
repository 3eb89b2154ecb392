//! Source files held in memory, and places in them.

use std::fmt::{self, Write as _};
use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

use serde::{Deserialize, Serialize};

use sha2::{Digest, Sha256};

use super::recognized::recognized;
use super::search::TextIndex;

/// A half-open range of byte offsets in one file; both ends lie on character borders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. Offsets beyond 4 GiB cannot occur: [`SourceFile::new`] refuses such files.
    pub fn new(start: usize, end: usize) -> Span {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The span as a range that indexes the file's text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// The handle of a file in a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileKey(u32);

/// A span in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: FileKey,
    /// Where in the file.
    pub span: Span,
}

/// A file is larger than the 4 GiB that a [`Span`] can address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is larger than 4 GiB")
    }
}

impl std::error::Error for TooLarge {}

/// Bytes between two remembered character counts.
const CHECKPOINT: usize = 512;

/// One text held in memory under the name that messages show.
#[derive(Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    line_starts: Vec<u32>,
    chars_before: Vec<u32>,
    index: TextIndex,
    sha256: OnceLock<String>,
    language: OnceLock<Option<whatlang::Lang>>,
    /// Lines of the file before the text, and characters of its first line; 0 unless the text is a part of a file.
    before: (usize, usize),
}

impl SourceFile {
    /// Takes a text verbatim: no normalisation, line endings unchanged.
    ///
    /// # Errors
    /// [`TooLarge`] for a text of 4 GiB or more.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Result<SourceFile, TooLarge> {
        let (name, text) = (name.into(), text.into());
        if u32::try_from(text.len()).is_err() {
            return Err(TooLarge);
        }
        let mut line_starts = vec![0];
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let lone_return = *byte == b'\r' && bytes.get(at + 1) != Some(&b'\n');
            if *byte == b'\n' || lone_return {
                line_starts.push(at as u32 + 1);
            }
        }
        let mut chars_before = Vec::with_capacity(text.len() / CHECKPOINT + 1);
        let mut chars = 0;
        for block in bytes.chunks(CHECKPOINT) {
            chars_before.push(chars);
            chars += count_chars(block);
        }
        Ok(SourceFile {
            name,
            text,
            line_starts,
            chars_before,
            index: TextIndex::default(),
            sha256: OnceLock::new(),
            language: OnceLock::new(),
            before: (0, 0),
        })
    }

    /// A part of a file, to be shown: it begins in a line (from 1), after a number of characters of it.
    ///
    /// # Errors
    /// [`TooLarge`] for a text of 4 GiB or more.
    pub fn part(
        name: impl Into<String>,
        text: impl Into<String>,
        line: usize,
        skipped: usize,
    ) -> Result<SourceFile, TooLarge> {
        Ok(SourceFile { before: (line.saturating_sub(1), skipped), ..SourceFile::new(name, text)? })
    }

    /// The language of the text, if it is clear.
    pub(crate) fn language(&self) -> Option<whatlang::Lang> {
        *self.language.get_or_init(|| recognized(&self.text))
    }

    /// Whether the text begins in the middle of a line.
    pub fn is_cut(&self) -> bool {
        self.before.1 > 0
    }

    /// The name that messages show: a path as the user gave it, or `<stdin>`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The SHA-256 of the text (FIPS 180-4) in lower-case hexadecimal digits, worked out once.
    pub fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| {
            let mut digits = String::with_capacity(64);
            for byte in Sha256::digest(self.text.as_bytes()) {
                let _ = write!(digits, "{byte:02x}");
            }
            digits
        })
    }

    /// What searching has worked out about the text so far.
    pub(super) fn index(&self) -> &TextIndex {
        &self.index
    }

    /// The words at a span; empty where the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Number of lines; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// Line and column of a byte offset, both from 1; the column counts Unicode scalar values.
    pub fn line_column(&self, byte: u32) -> (usize, usize) {
        let line = self.line_starts.partition_point(|start| *start <= byte).max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let column = self.char_offset(byte).saturating_sub(self.char_offset(start)) + 1;
        (line + self.before.0, if line == 1 { column + self.before.1 } else { column })
    }

    /// The span of a line (from 1), with its line end; `None` beyond the last line.
    pub fn line_span(&self, line: usize) -> Option<Span> {
        let line = line.checked_sub(self.before.0)?;
        let start = *self.line_starts.get(line.checked_sub(1)?)?;
        let end = self.line_starts.get(line).map_or(self.text.len(), |end| *end as usize);
        Some(Span::new(start as usize, end))
    }

    /// Position of a byte offset in Unicode scalar values, from 0 (Web Annotation Data Model, section 4.2.5).
    pub fn char_offset(&self, byte: u32) -> usize {
        let byte = (byte as usize).min(self.text.len());
        let block = byte / CHECKPOINT;
        let before = self.chars_before.get(block).copied().unwrap_or(0);
        let rest = self.text.as_bytes().get(block * CHECKPOINT..byte).unwrap_or(&[]);
        if self.chars_before.get(block).is_none() {
            return count_chars(&self.text.as_bytes()[..byte]) as usize;
        }
        (before + count_chars(rest)) as usize
    }

    /// The byte at which a character (from 0) begins; the end of the text for one that it has not.
    pub fn byte_offset(&self, character: usize) -> usize {
        let block = self.chars_before.partition_point(|chars| *chars as usize <= character).saturating_sub(1);
        let mut left = character - self.chars_before.get(block).map_or(0, |chars| *chars as usize);
        let begins = |byte: &u8| (*byte as i8) >= -0x40;
        let rest = self.text.as_bytes().get(block * CHECKPOINT..).unwrap_or(&[]);
        let at = rest.iter().position(|byte| {
            let found = begins(byte) && left == 0;
            left -= usize::from(begins(byte) && left > 0);
            found
        });
        at.map_or(self.text.len(), |at| block * CHECKPOINT + at)
    }

    /// A span as start and end in Unicode scalar values.
    pub fn char_range(&self, span: Span) -> Range<usize> {
        self.char_offset(span.start)..self.char_offset(span.end)
    }
}

/// Counts the bytes that begin a character.
fn count_chars(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count() as u32
}

/// The placeholder for a file that is not in the map.
static NO_FILE: LazyLock<Arc<SourceFile>> = LazyLock::new(|| {
    Arc::new(SourceFile {
        name: "<unknown>".to_owned(),
        text: String::new(),
        line_starts: vec![0],
        chars_before: Vec::new(),
        index: TextIndex::default(),
        sha256: OnceLock::new(),
        language: OnceLock::new(),
        before: (0, 0),
    })
});

/// Every file that a run has read, so that a [`Place`] can be shown.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<Arc<SourceFile>>,
}

impl SourceMap {
    /// An empty map.
    pub fn new() -> SourceMap {
        SourceMap::default()
    }

    /// Adds a file and returns its handle.
    pub fn add(&mut self, file: SourceFile) -> FileKey {
        self.files.push(Arc::new(file));
        FileKey(self.files.len() as u32 - 1)
    }

    /// The file of a handle. For a handle of another map it may be another file, or an empty one.
    pub fn get(&self, key: FileKey) -> &Arc<SourceFile> {
        self.files.get(key.0 as usize).unwrap_or(&NO_FILE)
    }

    /// All files in the order they were added.
    pub fn files(&self) -> impl Iterator<Item = (FileKey, &Arc<SourceFile>)> {
        self.files.iter().enumerate().map(|(at, file)| (FileKey(at as u32), file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_know_three_line_ends() {
        let text = format!("{}é\r\nß\rz\n", "日".repeat(600));
        let file = SourceFile::new("t", text.clone()).unwrap();
        assert_eq!(file.line_count(), 4);
        for (chars, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(file.char_offset(byte as u32), chars);
            assert_eq!(file.byte_offset(chars), byte);
        }
        assert_eq!(file.char_offset(text.len() as u32), text.chars().count());
        assert_eq!(file.byte_offset(text.chars().count()), text.len());
        assert_eq!(file.byte_offset(usize::MAX), text.len());
        let byte = text.find('ß').unwrap() as u32;
        assert_eq!(file.line_column(byte), (2, 1));
        assert_eq!(file.slice(file.line_span(2).unwrap()), "ß\r");
        assert_eq!(file.line_span(5), None);
    }
}
