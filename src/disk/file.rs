//! Files that are written atomically.

use std::fs::{File, Metadata};
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::inputs::is_device;
use super::made::Made;
use super::temporary::{builder, clean};
use super::{FileId, Inputs, folder_of, sync_folder};

/// The size of the buffer in front of a file, in bytes.
pub(super) const BUFFER: usize = 1 << 16;

/// Writes a file atomically, replacing an older one, and waits until it is on the disk. Folders that are missing
/// are made. Returns the number of bytes.
///
/// # Errors
/// Those of the file system and of `write`; and a file that the run reads is not written over.
pub(crate) fn write_file<E: From<io::Error>>(
    path: &Path,
    inputs: &Inputs,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<u64, E> {
    inputs.refuse_place(path)?;
    if is_device(path) {
        return write_into_device(path, write);
    }
    let folder = folder_of(path);
    let made = Made::make(folder)?;
    clean(folder);
    let mut out = BufWriter::with_capacity(BUFFER, NewFile::new(folder)?);
    write(&mut out)?;
    let bytes = out.into_inner().map_err(io::IntoInnerError::into_error)?.finish(path)?;
    sync_folder(folder)?;
    made.sync()?;
    Ok(bytes)
}

/// Writes into a character device, which has no whole to replace. Returns the number of bytes.
fn write_into_device<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<u64, E> {
    let device = File::options().write(true).open(path)?;
    let mut out = Counted { out: BufWriter::with_capacity(BUFFER, device), bytes: 0 };
    write(&mut out)?;
    out.flush()?;
    Ok(out.bytes)
}

/// Counts the bytes that go through it.
struct Counted<W> {
    out: W,
    bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes a file atomically into an existing folder. Its bytes are on the disk then, its name is with the
/// folder.
///
/// # Errors
/// Those of the file system and of `write`.
pub(crate) fn put(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(BUFFER, NewFile::new(folder_of(path))?);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.finish(path).map(drop)
}

/// A file that is not whole yet.
pub(super) enum NewFile {
    /// It has no name: whatever ends the program, nothing is left of it.
    #[cfg(target_os = "linux")]
    Nameless(File),
    /// It has a name of its own until it is whole.
    Named(NamedTempFile),
}

impl NewFile {
    /// A file on the file system of a folder.
    pub(super) fn new(folder: &Path) -> io::Result<NewFile> {
        #[cfg(target_os = "linux")]
        if let Some(file) = nameless::open(folder) {
            return Ok(NewFile::Nameless(file));
        }
        named(folder).map(NewFile::Named)
    }

    fn file(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            NewFile::Nameless(file) => file,
            NewFile::Named(file) => file.as_file_mut(),
        }
    }

    /// Gives the file the permissions of another one, and its owner where it would have another.
    pub(super) fn belong_like(&mut self, other: &Metadata) -> io::Result<()> {
        let file = self.file();
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};
            let about = file.metadata()?;
            if (about.uid(), about.gid()) != (other.uid(), other.gid()) {
                fchown(&*file, Some(other.uid()), Some(other.gid()))?;
            }
        }
        file.set_permissions(other.permissions())
    }

    /// Waits until the bytes are on the disk, gives the file its name, in place of an older one, and returns their number.
    pub(super) fn finish(mut self, path: &Path) -> io::Result<u64> {
        let bytes = self.file().metadata()?.len();
        match self {
            #[cfg(target_os = "linux")]
            NewFile::Nameless(file) => give_name(file, path)?,
            NewFile::Named(file) => persist(file, path)?,
        }
        Ok(bytes)
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file().flush()
    }
}

/// A file under a temporary name, which this run holds, so that no other takes it for a leftover.
fn named(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let file = builder(0o666).tempfile_in(folder)?;
        // Without locks nobody removes leftovers.
        let _ = file.as_file().lock();
        if FileId::is_named(file.as_file(), file.path()) {
            return Ok(file);
        }
    }
}

fn persist(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Gives a file without a name one.
#[cfg(target_os = "linux")]
fn give_name(mut file: File, path: &Path) -> io::Result<()> {
    file.sync_all()?;
    let linked = match nameless::link(&file, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let _ = file.lock();
            let named = builder(0o666).make_in(folder_of(path), |name| nameless::link(&file, name));
            named.and_then(|named| named.persist(path).map_err(|error| error.error))
        }
        result => result,
    };
    match linked {
        // The file system makes files without names and cannot name them (open(2)).
        Err(error) if nameless::is_unsupported(&error) => {
            let mut copy = named(folder_of(path))?;
            file.rewind()?;
            io::copy(&mut file, &mut copy)?;
            persist(copy, path)
        }
        result => result,
    }
}

/// Files without a name (open(2), `O_TMPFILE`).
#[cfg(target_os = "linux")]
mod nameless {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open as open_file};
    use rustix::io::Errno;

    /// A file in a folder; `None` if the file system or `/proc` cannot name it later.
    pub(super) fn open(folder: &Path) -> Option<File> {
        let flags = OFlags::RDWR | OFlags::TMPFILE | OFlags::CLOEXEC;
        let file = File::from(open_file(folder, flags, Mode::from_raw_mode(0o666)).ok()?);
        Path::new(&in_proc(&file)).exists().then_some(file)
    }

    /// Gives a file a name that nothing has.
    pub(super) fn link(file: &File, name: &Path) -> io::Result<()> {
        Ok(linkat(CWD, in_proc(file), CWD, name, AtFlags::SYMLINK_FOLLOW)?)
    }

    /// Whether naming failed because the system does not support it.
    pub(super) fn is_unsupported(error: &io::Error) -> bool {
        [Errno::INVAL, Errno::XDEV, Errno::PERM, Errno::NOSYS, Errno::OPNOTSUPP, Errno::MLINK]
            .iter()
            .any(|unsupported| error.raw_os_error() == Some(unsupported.raw_os_error()))
    }

    fn in_proc(file: &File) -> String {
        format!("/proc/self/fd/{}", file.as_raw_fd())
    }
}
