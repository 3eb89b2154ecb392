//! Files where nothing says where a descriptor leads: the name is resolved before and after the file is opened.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path};

use super::opened::{Opened, Refusal, folder_and_name, is_within, resolved};

pub(super) fn open(path: &Path) -> io::Result<Opened> {
    let folder = fs::canonicalize(folder_and_name(path).0)?;
    Ok(Opened { file: File::open(path)?, folder })
}

pub(super) fn open_below(path: &Path, roots: &[&Path]) -> Result<Opened, Refusal> {
    // On Windows even a look at `\\server\share` gives the user's credentials away.
    let is_foreign = path.components().any(|component| matches!(component, Component::Prefix(_)));
    if is_foreign && !is_within(&resolved(path), roots) {
        return Err(Refusal::Outside);
    }
    let real = fs::canonicalize(path)?;
    if !is_within(&real, roots) {
        return Err(Refusal::Outside);
    }
    let kind = fs::metadata(&real)?;
    if !kind.is_file() {
        return Err(Refusal::Special(if kind.is_dir() { "a folder" } else { "a pipe or a device" }));
    }
    let file = File::open(&real)?;
    let is_same = file.metadata()?.is_file() && fs::canonicalize(path)? == real;
    if !is_same {
        return Err(Refusal::Outside);
    }
    Ok(Opened { file, folder: fs::canonicalize(folder_and_name(path).0)? })
}
