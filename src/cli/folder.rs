//! Folders of files that appear whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::output::{Failure, TEMPORARY, folder_of};
use crate::export::{ExportError, Output};

/// Lists the files of a folder that the program wrote; the program replaces no folder without it.
const LIST: &str = ".dossier";

/// Writes a folder whole or not at all: beside its place, which it then takes. An older one that the program wrote is
/// replaced, any other is left alone. Returns the number of bytes.
pub(super) fn write_folder(
    path: &Path,
    write: impl FnOnce(&mut dyn Output) -> Result<(), ExportError>,
) -> Result<u64, Failure> {
    if fs::symlink_metadata(path).is_ok() && !is_ours(path) {
        let taken = "this is there already, and the program did not write it; name another folder with --out, or \
                     move it away";
        return Err(Failure::unwritten(path, io::Error::new(io::ErrorKind::AlreadyExists, taken)));
    }
    let parent = folder_of(path);
    fs::create_dir_all(parent).map_err(|error| Failure::unwritten(parent, error))?;
    let beside = |error| Failure::unwritten(path, error);
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    let temporary = builder.tempdir_in(parent).map_err(beside)?;
    let mut folder = Folder { root: temporary.path().to_owned(), current: None, names: Vec::new(), bytes: 0 };
    write(&mut folder).map_err(|error| Failure::unwritten(path, error))?;
    folder.finish().map_err(beside)?;
    // The old folder is out of the way only for the moment between two renames.
    let old = builder.tempdir_in(parent).map_err(beside)?;
    if is_ours(path) {
        fs::rename(path, old.path().join("old")).map_err(beside)?;
    }
    fs::rename(temporary.keep(), path).map_err(beside)?;
    Ok(folder.bytes)
}

/// Whether the program wrote a folder.
fn is_ours(path: &Path) -> bool {
    path.join(LIST).is_file()
}

/// A folder that is being written.
struct Folder {
    root: PathBuf,
    current: Option<BufWriter<File>>,
    names: Vec<String>,
    bytes: u64,
}

impl Folder {
    /// Ends the current file.
    fn end(&mut self) -> io::Result<()> {
        if let Some(current) = self.current.take() {
            let file = current.into_inner().map_err(io::IntoInnerError::into_error)?;
            self.bytes += file.metadata()?.len();
        }
        Ok(())
    }

    /// Ends the last file and lists them all.
    fn finish(&mut self) -> io::Result<()> {
        self.end()?;
        let mut list = File::create(self.root.join(LIST))?;
        for name in &self.names {
            writeln!(list, "{name}")?;
        }
        Ok(())
    }
}

impl Output for Folder {
    fn begin(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        self.end()?;
        let path = self.root.join(name);
        fs::create_dir_all(folder_of(&path))?;
        self.names.push(name.to_owned());
        Ok(self.current.insert(BufWriter::with_capacity(1 << 16, File::create_new(path)?)))
    }
}
