//! Folders of files that appear whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::TempDir;

use super::output::{Failure, TEMPORARY, folder_of};
use super::whole_file::Unfinished;
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
    let mut folder =
        Folder { parent, root: None, current: None, held: Vec::new(), names: Vec::new(), bytes: 0 };
    write(&mut folder).map_err(|error| Failure::unwritten(path, error))?;
    let bytes = folder.finish(path).map_err(beside)?;
    Ok(bytes)
}

fn temporary_in(parent: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(parent)
}

/// Whether the program wrote a folder.
fn is_ours(path: &Path) -> bool {
    path.join(LIST).is_file()
}

/// So many files are whole but have no place in the folder yet; each of them is open.
const MOST_HELD: usize = 128;

/// A folder that is being written. Its files have no names until they are whole, most folders not even then: whatever
/// ends the program, nothing is left of them.
struct Folder<'p> {
    parent: &'p Path,
    /// The folder under another name, once there is one.
    root: Option<TempDir>,
    current: Option<(String, BufWriter<Unfinished>)>,
    held: Vec<(String, Unfinished)>,
    names: Vec<String>,
    bytes: u64,
}

impl Folder<'_> {
    /// Ends the current file.
    fn end(&mut self) -> io::Result<()> {
        if let Some((name, current)) = self.current.take() {
            self.held.push((name, current.into_inner().map_err(io::IntoInnerError::into_error)?));
        }
        if self.held.len() >= MOST_HELD { self.settle() } else { Ok(()) }
    }

    /// Puts the files that are whole into the folder.
    fn settle(&mut self) -> io::Result<()> {
        let root = match &self.root {
            Some(root) => root,
            None => self.root.insert(temporary_in(self.parent)?),
        };
        for (name, file) in self.held.drain(..) {
            let path = root.path().join(&name);
            fs::create_dir_all(folder_of(&path))?;
            if fs::symlink_metadata(&path).is_ok() {
                // Where letters of both cases are the same, two names may be.
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{name} is there already")));
            }
            self.bytes += file.finish(&path)?;
            self.names.push(name);
        }
        Ok(())
    }

    /// Ends the last file, lists them all, and gives the folder its name in place of an older one.
    fn finish(mut self, path: &Path) -> io::Result<u64> {
        self.end()?;
        self.settle()?;
        let Some(root) = self.root.take() else { return Ok(0) };
        let mut list = File::create(root.path().join(LIST))?;
        for name in &self.names {
            writeln!(list, "{name}")?;
        }
        // The old folder is out of the way only for the moment between two renames.
        let old = temporary_in(self.parent)?;
        if is_ours(path) {
            fs::rename(path, old.path().join("old"))?;
        }
        fs::rename(root.keep(), path)?;
        Ok(self.bytes)
    }
}

impl Output for Folder<'_> {
    fn begin(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        self.end()?;
        let file = BufWriter::with_capacity(1 << 16, Unfinished::new(self.parent)?);
        Ok(&mut self.current.insert((name.to_owned(), file)).1)
    }
}
