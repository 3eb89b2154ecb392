//! A file that was opened, and why one was not.

use std::fmt;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A file that was opened, and the folder that its name leads to, links resolved.
#[derive(Debug)]
pub struct Opened {
    /// The file.
    pub file: File,
    /// The folder in which the file was found, not that to which a link there leads.
    pub folder: PathBuf,
}

/// Why a file was not opened.
#[derive(Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// It lies outside the folders that may be read, or would if it were there.
    Outside,
    /// It is no regular file but this, such as `a folder`.
    Special(&'static str),
    /// The system cannot open it.
    Io(io::Error),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Outside => f.write_str("it is outside the folders that may be read"),
            Refusal::Special(what) => write!(f, "it is {what}, not a regular file"),
            Refusal::Io(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Refusal::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Refusal {
        Refusal::Io(error)
    }
}

impl From<Refusal> for io::Error {
    fn from(refusal: Refusal) -> io::Error {
        match refusal {
            Refusal::Io(error) => error,
            refusal => io::Error::new(io::ErrorKind::PermissionDenied, refusal.to_string()),
        }
    }
}

/// Whether a path lies in or below one of these folders; both without links.
pub fn is_within(path: &Path, roots: &[&Path]) -> bool {
    roots.iter().any(|root| path.starts_with(root))
}

/// The path without `.` and `..`, as if no part of it were a link. What leads above the beginning stays there as `..`.
pub fn resolved(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut resolved = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => match resolved.components().next_back() {
                Some(Component::Normal(_)) => drop(resolved.pop()),
                Some(Component::RootDir | Component::Prefix(_)) => {}
                _ => resolved.push(component),
            },
            _ => resolved.push(component),
        }
    }
    resolved
}

/// The folder of a path and the name in it; of a path that ends in `..` or is the root the path itself.
pub(super) fn folder_and_name(path: &Path) -> (&Path, &Path) {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if folder.as_os_str().is_empty() => (Path::new("."), Path::new(name)),
        (Some(folder), Some(name)) => (folder, Path::new(name)),
        _ => (path, Path::new(".")),
    }
}
