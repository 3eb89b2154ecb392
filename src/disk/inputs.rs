//! What a run reads, so that it writes over none of it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::{FileId, folder_of};

/// The files that a run reads, by device and inode: other names of them, links and other spellings are the same files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inputs(BTreeMap<FileId, PathBuf>);

impl Inputs {
    /// Adds a file; `-` is that of standard input. What is not there cannot be lost.
    pub(crate) fn add(&mut self, path: &Path) {
        let (id, name) = match path.to_str() {
            Some("-") => (FileId::of_stdin(), Path::new("standard input")),
            _ => (FileId::of(path), path),
        };
        if let Ok(id) = id {
            self.0.entry(id).or_insert_with(|| name.to_owned());
        }
    }

    /// Adds a file, or all files below a folder.
    pub(crate) fn add_all(&mut self, path: &Path) {
        if !path.is_dir() {
            return self.add(path);
        }
        for entry in path.read_dir().into_iter().flatten().filter_map(Result::ok) {
            // A link to a folder can form a cycle; its target is not part of this folder.
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            if !(is_link && entry.path().is_dir()) {
                self.add_all(&entry.path());
            }
        }
    }

    /// Fails where the file at a path is one of these.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`], with what to do.
    pub(crate) fn refuse(&self, path: &Path) -> io::Result<()> {
        self.refuse_file(FileId::of(path))
    }

    /// Fails where an open stream leads to one of these.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`], with what to do.
    #[cfg(unix)]
    pub(crate) fn refuse_open(&self, stream: &impl std::os::fd::AsFd) -> io::Result<()> {
        self.refuse_file(FileId::of_open(stream))
    }

    /// The open file cannot be identified on this system.
    #[cfg(not(unix))]
    pub(crate) fn refuse_open<S>(&self, _: &S) -> io::Result<()> {
        Ok(())
    }

    fn refuse_file(&self, file: io::Result<FileId>) -> io::Result<()> {
        match file.ok().and_then(|id| self.0.get(&id)) {
            Some(input) => exists(format!(
                "this run also reads this file (as {}), so it was not overwritten; choose another name or folder",
                input.display()
            )),
            None => Ok(()),
        }
    }

    /// Fails where the file at a path is one of these, or no file at all.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`], with what to do.
    pub(crate) fn refuse_place(&self, path: &Path) -> io::Result<()> {
        self.refuse(path)?;
        if is_device(path) {
            return Ok(());
        }
        let is_special = std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir());
        // A name there leads to whatever is open, and a new file would take the place of the name itself.
        let is_of_system = folder_of(path).canonicalize().is_ok_and(|folder| {
            cfg!(unix)
                && ["/dev", "/proc"].iter().any(|system| folder.starts_with(system))
                && !folder.starts_with("/dev/shm")
        });
        if is_special || is_of_system {
            return exists(
                "this is a device or a pipe, not a regular file; use `-` for standard output".to_owned(),
            );
        }
        Ok(())
    }
}

/// Whether a path is a character device such as `/dev/null` itself, not a link to one: bytes are written into it.
pub(crate) fn is_device(path: &Path) -> bool {
    #[cfg(unix)]
    return std::fs::symlink_metadata(path)
        .is_ok_and(|about| std::os::unix::fs::FileTypeExt::is_char_device(&about.file_type()));
    #[cfg(not(unix))]
    false
}

fn exists(why: String) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::AlreadyExists, why))
}
