//! Files that appear whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::output::{Failure, TEMPORARY, folder_of};
use crate::export::ExportError;

/// Writes a file whole or not at all: into one that has no name yet, or a temporary one, in the same folder, which then
/// takes the name. Returns the number of bytes.
pub(super) fn write_file<E: Into<ExportError>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<u64, Failure> {
    let failed = |error: io::Error| Failure::unwritten(path, error);
    let folder = folder_of(path);
    fs::create_dir_all(folder).map_err(|error| Failure::unwritten(folder, error))?;
    let mut out = BufWriter::with_capacity(1 << 16, Unfinished::new(folder).map_err(failed)?);
    write(&mut out).map_err(|error| Failure::unwritten(path, error))?;
    out.into_inner().map_err(|error| failed(error.into_error()))?.finish(path).map_err(failed)
}

/// A file that is not whole yet.
pub(super) enum Unfinished {
    /// It has no name: whatever ends the program, nothing is left of it.
    #[cfg(target_os = "linux")]
    Nameless(File),
    /// It has a name of its own until it is whole.
    Named(NamedTempFile),
}

impl Unfinished {
    /// A file on the file system of a folder.
    pub(super) fn new(folder: &Path) -> io::Result<Unfinished> {
        #[cfg(target_os = "linux")]
        if let Some(file) = nameless::open(folder) {
            return Ok(Unfinished::Nameless(file));
        }
        Ok(Unfinished::Named(builder().tempfile_in(folder)?))
    }

    fn file(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            Unfinished::Nameless(file) => file,
            Unfinished::Named(file) => file.as_file_mut(),
        }
    }

    /// Gives the file its name, in place of an older one, and returns the number of its bytes.
    pub(super) fn finish(mut self, path: &Path) -> io::Result<u64> {
        let bytes = self.file().metadata()?.len();
        match self {
            #[cfg(target_os = "linux")]
            Unfinished::Nameless(file) => {
                let named = builder().make_in(folder_of(path), |name| nameless::link(&file, name))?;
                named.persist(path).map_err(|error| error.error)?;
            }
            Unfinished::Named(file) => {
                file.persist(path).map_err(|error| error.error)?;
            }
        }
        Ok(bytes)
    }
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file().flush()
    }
}

fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

/// Files without a name (open(2), `O_TMPFILE`).
#[cfg(target_os = "linux")]
mod nameless {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open as open_file};

    /// A file in a folder; `None` where the file system or `/proc` has no way to name it later.
    pub(super) fn open(folder: &Path) -> Option<File> {
        let flags = OFlags::WRONLY | OFlags::TMPFILE | OFlags::CLOEXEC;
        let file = File::from(open_file(folder, flags, Mode::from_raw_mode(0o666)).ok()?);
        Path::new(&in_proc(&file)).exists().then_some(file)
    }

    /// Gives a file a name that nothing has.
    pub(super) fn link(file: &File, name: &Path) -> io::Result<()> {
        Ok(linkat(CWD, in_proc(file), CWD, name, AtFlags::SYMLINK_FOLLOW)?)
    }

    fn in_proc(file: &File) -> String {
        format!("/proc/self/fd/{}", file.as_raw_fd())
    }
}
