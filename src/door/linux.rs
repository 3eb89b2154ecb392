//! Files on Linux: a descriptor that can only be looked at (open(2), `O_PATH`) says what a file is and where it lies before
//! anything is opened, and is then opened itself (proc(5), `/proc/self/fd`).

use std::fs::{self, File};
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode, OFlags, fstat, openat};

use super::opened::{Opened, Refusal, folder_and_name, is_within};

/// Whether `/proc` is there to say where a descriptor leads.
pub(super) fn is_usable() -> bool {
    fs::symlink_metadata("/proc/self/fd").is_ok()
}

pub(super) fn open(path: &Path) -> io::Result<Opened> {
    let (folder, name) = folder_and_name(path);
    let folder = look(CWD, folder, OFlags::DIRECTORY)?;
    let file = openat(&folder, name, OFlags::RDONLY | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
    Ok(Opened { file: File::from(file), folder: place_of(&folder)? })
}

pub(super) fn open_below(path: &Path, roots: &[&Path]) -> Result<Opened, Refusal> {
    let (folder, name) = folder_and_name(path);
    let folder = look(CWD, folder, OFlags::DIRECTORY)?;
    let file = look(&folder, name, OFlags::empty())?;
    if !is_within(&place_of(&file)?, roots) {
        return Err(Refusal::Outside);
    }
    let mode = fstat(&file).map_err(io::Error::from)?.st_mode;
    match FileType::from_raw_mode(mode) {
        FileType::RegularFile => {}
        FileType::Directory => return Err(Refusal::Special("a folder")),
        FileType::Fifo => return Err(Refusal::Special("a pipe")),
        FileType::Socket => return Err(Refusal::Special("a socket")),
        _ => return Err(Refusal::Special("a device")),
    }
    Ok(Opened { file: File::open(in_proc(&file))?, folder: place_of(&folder)? })
}

fn look(folder: impl AsFd, path: &Path, flags: OFlags) -> io::Result<OwnedFd> {
    Ok(openat(folder, path, OFlags::PATH | OFlags::CLOEXEC | flags, Mode::empty())?)
}

fn in_proc(file: &OwnedFd) -> PathBuf {
    format!("/proc/self/fd/{}", file.as_raw_fd()).into()
}

/// Where an open file lies, links resolved.
fn place_of(file: &OwnedFd) -> io::Result<PathBuf> {
    fs::read_link(in_proc(file))
}
