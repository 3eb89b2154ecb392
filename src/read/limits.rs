//! The limits of what an untrusted file may use. All limits of reading are defined or listed here.
//!
//! | what | limit | where |
//! |---|---|---|
//! | memory | `--memory`, nine tenths of what is free | [`Bounded`], for every stream; [`crate::memory`] for every allocation |
//! | what is compressed | [`MOST_EXPANDED`] times its size, beyond [`FREE_EXPANSION`] | [`Bounded`] |
//! | window of Zstandard | an eighth of the memory, 128 MiB where that is less | `unpacking` |
//! | a record | an eighth of the memory, at most 1 GiB; 64 MiB in a table | [`longest_record`], `Pieces` |
//! | XML: depth, attributes, namespaces, entities | [`DEEPEST_XML`] and those after it | `XmlGuard` |
//! | GraphML: defaults of keys | [`MOST_EXPANDED_XML`] times the file, beyond [`FREE_EXPANSION_XML`] | `graphml` |
//! | a text for `--texts` | [`LONGEST_TEXT`] | `RowTexts` |
//! | a table of prefixes | [`crate::text::PrefixMap::LONGEST`] | there |
//! | triple terms in each other | [`crate::text::MAX_TRIPLE_DEPTH`] | `TermGuard` |
//! | JSON of rows, JSON-LD: depth | 128 | `rows::json` |
//! | JSON of dossiers: depth | 32 | `dossier::lines` |
//! | YAML: depth, nodes, scalars, copies | [`crate::text::yaml`] | there |
//! | a file of a dossier | 1 GiB | `Disk` |

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::memory;

/// The most times that decompressed data may be as large as its file.
pub(super) const MOST_EXPANDED: u64 = 1000;
/// The bytes to which a compressed file may expand whatever its size.
pub(super) const FREE_EXPANSION: u64 = 64 << 20;

/// How deep elements of XML may be in each other.
pub(super) const DEEPEST_XML: usize = 1000;
/// How many attributes an element of XML may have.
pub(super) const MOST_ATTRIBUTES: usize = 500;
/// How many declarations of namespaces may be in force at one place.
pub(super) const MOST_NAMESPACES: usize = 250;
/// The longest namespace or base of XML, in bytes: each name that is made with it holds it.
pub(super) const LONGEST_BASE: usize = 4 << 10;
/// The longest document type declaration, in bytes.
pub(super) const LONGEST_DOCTYPE: usize = 64 << 10;
/// The longest text of an entity, in bytes.
pub(super) const LONGEST_ENTITY: usize = 1 << 10;
/// The bytes to which entities and defaults may expand for each byte of the file.
pub(super) const MOST_EXPANDED_XML: u64 = 100;
/// The bytes to which entities and defaults may expand whatever the size of the file.
pub(super) const FREE_EXPANSION_XML: u64 = 8 << 20;

/// The longest of the texts against which quotes of rows are verified, in bytes.
pub(super) const LONGEST_TEXT: usize = 64 << 20;

/// The longest record, in bytes: several are in memory at once.
pub(super) fn longest_record() -> usize {
    const LONGEST: u64 = 1 << 30;
    memory::limit().map_or(LONGEST, |limit| (limit / 8).clamp(1 << 16, LONGEST)) as usize
}

/// Why a stream is not read any further.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The memory that may be used is used.
    Memory(memory::Exceeded),
    /// The file exceeds a limit.
    Limit {
        /// What there is too much of.
        what: String,
        /// The line, from 0, where it is known.
        line: Option<u64>,
    },
}

impl Refusal {
    /// The refusal that an error carries, however often it was wrapped.
    pub(super) fn of(error: &io::Error) -> Option<&Refusal> {
        let mut inner: &(dyn std::error::Error + 'static) = error.get_ref()?;
        loop {
            if let Some(refusal) = inner.downcast_ref::<Refusal>() {
                return Some(refusal);
            }
            inner = match inner.downcast_ref::<io::Error>() {
                Some(error) => error.get_ref()?,
                None => inner.source()?,
            };
        }
    }

    /// Too much of something, on a line from 0.
    pub(super) fn limit(what: String, line: Option<u64>) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, Refusal::Limit { what, line })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Memory(exceeded) => write!(f, "{exceeded}; raise the limit with --memory"),
            Refusal::Limit { what, .. } => f.write_str(what),
        }
    }
}

impl std::error::Error for Refusal {}

/// Counts what is read through it.
pub(super) struct Counted<R> {
    pub(super) from: R,
    pub(super) taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// A stream that ends with a [`Refusal`] where more memory is used than may be, or where too much comes of what is
/// compressed.
pub(super) struct Bounded<R> {
    stream: R,
    /// The bytes that were read of what is compressed.
    compressed: Option<Arc<AtomicU64>>,
    given: u64,
}

impl<R> Bounded<R> {
    /// A stream; with the count of what was read of the compressed one, where it is compressed.
    pub(super) fn new(stream: R, compressed: Option<Arc<AtomicU64>>) -> Bounded<R> {
        Bounded { stream, compressed, given: 0 }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        memory::check()
            .map_err(|exceeded| io::Error::new(io::ErrorKind::OutOfMemory, Refusal::Memory(exceeded)))?;
        let count = self.stream.read(buffer).map_err(|error| {
            // The words of ZSTD_error_frameParameter_windowTooLarge.
            let is_window = self.compressed.is_some() && error.to_string().contains("too much memory");
            let what =
                "its Zstandard window is larger than 128 MiB or an eighth of --memory; decompress it first";
            if is_window { Refusal::limit(what.to_owned(), None) } else { error }
        })?;
        self.given += count as u64;
        if let Some(compressed) = &self.compressed {
            let most = compressed.load(Ordering::Relaxed).saturating_mul(MOST_EXPANDED);
            if self.given > most.max(FREE_EXPANSION) {
                let what = format!(
                    "it expands to more than {MOST_EXPANDED} times its compressed size; if you trust it, decompress it first"
                );
                return Err(Refusal::limit(what, None));
            }
        }
        Ok(count)
    }
}

/// Counts the line feeds in what is read through a guard.
pub(super) fn feeds(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
