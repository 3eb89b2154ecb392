//! How far files are opened: those that the user names, and those that their content may name.

use std::io;
use std::path::Path;

use super::output::Failure;
use super::shared_arguments::Reach;
use crate::read::{Disk, Loader, NamedBy};
use crate::text::{shown_path, system_error};

/// The text of a file that the user names; `-` is standard input.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    let failed = |error| Failure::Io(path.to_owned(), error);
    let loaded = Disk::new().load(path, NamedBy::User).map_err(|refusal| failed(refusal.into()))?;
    String::from_utf8(loaded.bytes).map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error)))
}

/// The disk, as far as the content of files may reach on it.
pub(super) fn disk(reach: &Reach) -> Result<Disk, Failure> {
    reach.allowed.iter().try_fold(Disk::new(), |disk, folder| {
        disk.allow(folder).map_err(|error| {
            Failure::Usage(format!("--allow-path {}: {}", shown_path(folder), system_error(&error)))
        })
    })
}
