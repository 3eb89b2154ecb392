//! Where files come from: the disk, or memory in tests and in other people's programs.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::packed::{unpacking, unpacking_file};
use super::stdin::Stdin;
use crate::door::{self, Refusal};

/// The path that means standard input, if the user names it.
pub const STDIN: &str = "-";

/// The largest file that is read from the disk, in bytes: 1 GiB.
const LARGEST_FILE: u64 = 1 << 30;

/// Who names a file, which decides what it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NamedBy<'p> {
    /// The user, who may name anything.
    User,
    /// This folder, which the user names and which is walked. The file must be a regular file in or below it.
    Folder(&'p Path),
    /// The content of a file in this folder; a relative path starts there. The file must be a regular file in or below it.
    Content(&'p Path),
}

/// What was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// The folder of the file, links resolved, for the files that its content names: see [`NamedBy::Content`].
    pub folder: PathBuf,
}

/// The files below a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The folder, links resolved: see [`NamedBy::Folder`].
    pub folder: PathBuf,
    /// The files, sorted.
    pub files: Vec<PathBuf>,
}

/// Gives the bytes of files.
pub trait Loader {
    /// Loads a file.
    ///
    /// # Errors
    /// [`Refusal`], also if the file may not be named by its referrer.
    fn load(&self, path: &Path, by: NamedBy<'_>) -> Result<Loaded, Refusal>;

    /// The files below a folder; `None` when the path is not a folder.
    ///
    /// # Errors
    /// Whatever keeps the folder from being listed.
    fn list(&self, path: &Path) -> io::Result<Option<Listing>>;

    /// A path that is the same for every name of one file, so that none is read twice.
    fn identity(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }
}

/// The disk, and standard input for `-`. What is compressed, or the only file of an archive, is read as what it was.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    allowed: Vec<PathBuf>,
}

impl Disk {
    /// A disk of which the content of a file reaches only the folder of that file.
    pub fn new() -> Disk {
        Disk::default()
    }

    /// Lets the content of every file name the files in and below one more folder, and links in walked folders lead there.
    ///
    /// # Errors
    /// Those of the file system, and a path that is not a folder.
    pub fn allow(mut self, folder: &Path) -> io::Result<Disk> {
        let real = folder.canonicalize()?;
        if !real.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        self.allowed.push(real);
        Ok(self)
    }

    fn open(&self, path: &Path, by: NamedBy<'_>) -> Result<door::Opened, Refusal> {
        let roots = |folder| -> Vec<&Path> {
            std::iter::once(folder).chain(self.allowed.iter().map(PathBuf::as_path)).collect()
        };
        match by {
            NamedBy::User => Ok(door::open(path)?),
            NamedBy::Folder(folder) => {
                let opened = door::open_below(path, &roots(folder))?;
                if door::is_within(&opened.folder, &[folder]) { Ok(opened) } else { Err(Refusal::Outside) }
            }
            NamedBy::Content(folder) => door::open_below(&folder.join(path), &roots(folder)),
        }
    }
}

impl Loader for Disk {
    fn load(&self, path: &Path, by: NamedBy<'_>) -> Result<Loaded, Refusal> {
        if by == NamedBy::User && path == Path::new(STDIN) {
            let folder = Path::new(".").canonicalize()?;
            return Ok(Loaded { bytes: whole(unpacking(Stdin, Arc::default())?.stream)?, folder });
        }
        let door::Opened { file, mut folder } = self.open(path, by)?;
        // A pipe of the shell, or standard input under another name, comes from where the user is.
        if by == NamedBy::User && ["/dev", "/proc"].iter().any(|system| folder.starts_with(system)) {
            folder = Path::new(".").canonicalize()?;
        }
        Ok(Loaded { bytes: whole(unpacking_file(file, Arc::default())?.stream)?, folder })
    }

    fn list(&self, path: &Path) -> io::Result<Option<Listing>> {
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
        Ok(Some(Listing { folder: path.canonicalize()?, files }))
    }

    fn identity(&self, path: &Path) -> PathBuf {
        let real = if path == Path::new(STDIN) { None } else { path.canonicalize().ok() };
        real.unwrap_or_else(|| path.to_owned())
    }
}

/// All bytes of a stream, unless it is too long: a device such as /dev/zero never ends.
fn whole(stream: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 GiB"));
    }
    Ok(bytes)
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
    fn load(&self, path: &Path, by: NamedBy<'_>) -> Result<Loaded, Refusal> {
        let full = match by {
            NamedBy::User => path.to_owned(),
            NamedBy::Folder(folder) | NamedBy::Content(folder) => {
                let full = door::resolved(&if matches!(by, NamedBy::Content(_)) {
                    folder.join(path)
                } else {
                    path.to_owned()
                });
                let is_above = full.starts_with("..") || (full.is_absolute() && !folder.is_absolute());
                if is_above || !door::is_within(&full, &[&door::resolved(folder)]) {
                    return Err(Refusal::Outside);
                }
                full
            }
        };
        let bytes = self.files.get(&full).cloned().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        Ok(Loaded { bytes, folder: full.parent().map(Path::to_owned).unwrap_or_default() })
    }

    fn list(&self, path: &Path) -> io::Result<Option<Listing>> {
        let here = path == Path::new(".");
        let inside = |file: &&PathBuf| here || (*file != path && file.starts_with(path));
        let files: Vec<PathBuf> = self.files.keys().filter(inside).cloned().collect();
        Ok(if files.is_empty() { None } else { Some(Listing { folder: path.to_owned(), files }) })
    }
}
