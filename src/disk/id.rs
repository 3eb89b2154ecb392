//! The identity of a file, whatever its names are.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// A file: its device and inode; where there are none, its path with all links resolved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileId(Inner);

#[cfg(unix)]
type Inner = (u64, u64);
#[cfg(not(unix))]
type Inner = std::path::PathBuf;

impl FileId {
    /// The file that a path leads to, links followed.
    pub(crate) fn of(path: &Path) -> io::Result<FileId> {
        #[cfg(unix)]
        return Ok(FileId::of_metadata(&std::fs::metadata(path)?));
        #[cfg(not(unix))]
        Ok(FileId(path.canonicalize()?))
    }

    /// Whether an open file is the one that has this name, and not one that had it.
    #[cfg(unix)]
    pub(super) fn is_named(file: &File, path: &Path) -> bool {
        file.metadata().is_ok_and(|open| {
            let named = std::fs::symlink_metadata(path);
            named.is_ok_and(|named| FileId::of_metadata(&named) == FileId::of_metadata(&open))
        })
    }

    /// Whether an open file has this name; a file that is open keeps its name here.
    #[cfg(not(unix))]
    pub(super) fn is_named(_: &File, path: &Path) -> bool {
        path.exists()
    }

    /// The file of standard input, where it is one.
    pub(super) fn of_stdin() -> io::Result<FileId> {
        #[cfg(unix)]
        {
            use std::os::fd::AsFd;
            let file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
            Ok(FileId::of_metadata(&file.metadata()?))
        }
        #[cfg(not(unix))]
        Err(io::ErrorKind::Unsupported.into())
    }

    /// The file that is open, where it is a regular one.
    #[cfg(unix)]
    pub(super) fn of_open(stream: &impl std::os::fd::AsFd) -> io::Result<FileId> {
        let about = File::from(stream.as_fd().try_clone_to_owned()?).metadata()?;
        if about.is_file() {
            Ok(FileId::of_metadata(&about))
        } else {
            Err(io::ErrorKind::InvalidInput.into())
        }
    }

    #[cfg(unix)]
    fn of_metadata(about: &Metadata) -> FileId {
        use std::os::unix::fs::MetadataExt;
        FileId((about.dev(), about.ino()))
    }
}

/// What changes when somebody writes into a file or puts another one in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    #[cfg(unix)]
    inode: (u64, u64),
    modified: Option<std::time::SystemTime>,
}

impl Stamp {
    pub(super) fn of(about: &Metadata) -> Stamp {
        Stamp {
            length: about.len(),
            #[cfg(unix)]
            inode: FileId::of_metadata(about).0,
            modified: about.modified().ok(),
        }
    }
}

/// How many names a file has; 1 where that is not known.
pub(super) fn names_of(about: &Metadata) -> u64 {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::nlink(about);
    #[cfg(not(unix))]
    {
        let _ = about;
        1
    }
}

/// Whether a file or folder belongs to the user who runs the program; yes where that is not known.
pub(super) fn is_of_user(about: &Metadata) -> bool {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::uid(about) == rustix::process::geteuid().as_raw();
    #[cfg(not(unix))]
    {
        let _ = about;
        true
    }
}

/// Opens a file that is a regular one, to be read; no link is followed, and a pipe is not waited for.
///
/// # Errors
/// Those of the file system, and [`io::ErrorKind::InvalidInput`] where it is anything else.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    let other = || io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file");
    if !std::fs::symlink_metadata(path)?.is_file() {
        return Err(other());
    }
    let file = open_as_is(OpenOptions::new().read(true), path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(other()) }
}

/// Opens what has a name itself, not what it is a link to, and does not wait for a pipe.
pub(super) fn open_as_is(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32);
    }
    options.open(path)
}
