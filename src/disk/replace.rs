//! A new folder takes the place of an old one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::temporary::waiting_place;

/// Gives a new folder the place of an old one, and returns where the old one is then. In one step where the system has one
/// (renameat2(2), `RENAME_EXCHANGE`); else the old one waits under a name from which the next run takes it back.
///
/// # Errors
/// Those of the file system; the old folder is in its place then.
pub(super) fn replace(new: &Path, path: &Path) -> io::Result<PathBuf> {
    if exchange(new, path)? {
        return Ok(new.to_owned());
    }
    let waiting = waiting_place(path);
    fs::rename(path, &waiting)?;
    match fs::rename(new, path) {
        Ok(()) => Ok(waiting),
        Err(error) => {
            fs::rename(&waiting, path)?;
            Err(error)
        }
    }
}

/// Has two folders change places; `false` where that cannot be done in one step.
fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
            Ok(()) => Ok(true),
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP | Errno::XDEV | Errno::PERM) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
    #[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
    {
        let _ = (one, other);
        Ok(false)
    }
}

/// Gives a folder a name that nothing has.
///
/// # Errors
/// Those of the file system; [`io::ErrorKind::AlreadyExists`] where something has it.
pub(super) fn place(new: &Path, path: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, new, CWD, path, RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
            result => return Ok(result?),
        }
    }
    match fs::symlink_metadata(path) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(new, path),
    }
}
