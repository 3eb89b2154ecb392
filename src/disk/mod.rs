//! Layer 0: files and folders that are written atomically, survive a power failure, and never replace anything that
//! the program did not write.
//!
//! A new file has no name until its bytes are on the disk; a new folder has a temporary one, and changes places with an older one in
//! one step. However the program ends, the old or the new version exists, and the next run removes leftovers.

mod file;
mod folder;
mod held;
mod id;
mod inputs;
mod lock;
mod made;
mod manifest;
mod private;
mod replace;
mod rewrite;
mod survey;
mod temporary;

pub(crate) use file::{put, write_file};
pub(crate) use folder::{NewFolder, check_folder, write_folder, write_new_folder};
pub(crate) use held::{HeldFile, HeldFolder, Wait};
pub(crate) use id::{FileId, open_regular};
pub(crate) use inputs::{Inputs, is_device};
pub(crate) use private::private_folder;
pub(crate) use rewrite::rewrite_file;
pub(crate) use temporary::is_temporary;

use std::io;
use std::path::Path;

/// The folder that a path is in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Waits until the names in a folder are on the disk, where the system can do that.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match std::fs::File::open(folder)?.sync_all() {
        // Some file systems cannot sync folders (fsync(2), EINVAL).
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        result => result,
    }
}
