//! Locks between runs, on files and folders; they go with the process (flock(2)).

use std::fs::{File, OpenOptions};
use std::path::Path;

use super::FileId;
use super::id::{is_of_user, open_as_is};

/// Locks what belongs to the user, if nobody holds it. `None` too where this system or file system has no locks.
pub(super) fn try_hold(path: &Path) -> Option<File> {
    let file = open_as_is(OpenOptions::new().read(true), path).ok()?;
    if !is_of_user(&file.metadata().ok()?) {
        return None;
    }
    file.try_lock().ok()?;
    FileId::is_named(&file, path).then_some(file)
}
