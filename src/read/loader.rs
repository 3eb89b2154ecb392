//! Where files come from: the disk, or memory in tests and in other people's programs.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::compressed::unpacking;
use super::stdin::Stdin;

/// The path that stands for standard input.
pub const STDIN: &str = "-";

/// The largest file that is read from the disk, in bytes: 1 GiB.
const LARGEST_FILE: u64 = 1 << 30;

/// Gives the bytes of files.
pub trait Loader {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    fn load(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The files below a folder, sorted; `None` when the path is no folder.
    ///
    /// # Errors
    /// Whatever keeps the folder from being listed.
    fn list(&self, path: &Path) -> io::Result<Option<Vec<PathBuf>>>;

    /// A path that is the same for every name of one file, so that none is read twice.
    fn identity(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }
}

/// The disk, and standard input for `-`. What begins like gzip (RFC 1952) or Zstandard (RFC 8878) is read
/// as what was compressed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Loader for Disk {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let stream =
            if path == Path::new(STDIN) { unpacking(Stdin)? } else { unpacking(std::fs::File::open(path)?)? };
        // A device such as /dev/zero never ends.
        stream.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 GiB"));
        }
        Ok(bytes)
    }

    fn list(&self, path: &Path) -> io::Result<Option<Vec<PathBuf>>> {
        if path == Path::new(STDIN) || !path.is_dir() {
            return Ok(None);
        }
        let mut files = Vec::new();
        let mut folders = vec![path.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let entry = entry?;
                let path = entry.path();
                let path = path.strip_prefix(".").unwrap_or(&path).to_owned();
                let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
                // A link to a folder is not followed: it may lead round in a circle.
                match entry.file_type()? {
                    _ if hidden => {}
                    kind if kind.is_dir() => folders.push(path),
                    _ if path.is_file() => files.push(path),
                    _ => {}
                }
            }
        }
        files.sort();
        Ok(Some(files))
    }

    fn identity(&self, path: &Path) -> PathBuf {
        let real = if path == Path::new(STDIN) { None } else { path.canonicalize().ok() };
        real.unwrap_or_else(|| path.to_owned())
    }
}

/// Files held in memory, by path.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Memory {
    /// No files.
    pub fn new() -> Memory {
        Memory::default()
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) -> Memory {
        self.files.insert(path.into(), bytes.into());
        self
    }
}

impl Loader for Memory {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn list(&self, path: &Path) -> io::Result<Option<Vec<PathBuf>>> {
        let here = path == Path::new(".");
        let inside = |file: &&PathBuf| here || (*file != path && file.starts_with(path));
        let below: Vec<PathBuf> = self.files.keys().filter(inside).cloned().collect();
        Ok(if below.is_empty() { None } else { Some(below) })
    }
}
