//! Folders that are made for something, and go with it where it fails.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{folder_of, sync_folder};

/// The folders that had to be made, the innermost last. Those in which nothing is at the end are removed.
#[derive(Debug)]
pub(super) struct Made(Vec<PathBuf>);

impl Made {
    /// Makes a folder and those that it is in, where they are missing.
    pub(super) fn make(folder: &Path) -> io::Result<Made> {
        let missing: Vec<&Path> = folder
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && fs::symlink_metadata(folder).is_err())
            .collect();
        let mut made = Made(Vec::new());
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder) {
                Ok(()) => made.0.push(folder.to_owned()),
                // Another run was quicker.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
                Err(error) => return Err(error),
            }
        }
        if folder.is_dir() { Ok(made) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// Waits until the names of the folders are on the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.0.iter().try_for_each(|folder| sync_folder(folder_of(folder)))
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // This fails where anything is in it.
            let _ = fs::remove_dir(folder);
        }
    }
}
