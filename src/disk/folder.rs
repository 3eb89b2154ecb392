//! Folders of files that appear whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Crc;

use super::file::{BUFFER, NewFile};
use super::held::hold_folder;
use super::made::Made;
use super::manifest::{Manifest, NewManifest, Sum};
use super::replace::{place, replace};
use super::survey::{Survey, discard};
use super::temporary::{builder, clean};
use super::{FileId, Inputs, folder_of, sync_folder};

/// So many files are whole but have no place in the folder yet; each of them is open.
const MOST_HELD: usize = 128;

/// Writes a folder whole or not at all: beside its place, which it then takes. Of an older one only the files go that the
/// program wrote and nobody changed; what else is in it stays in its place. Returns the number of bytes.
///
/// # Errors
/// Those of the file system and of `write`; and no folder is replaced that the program did not write, that holds a file
/// which was changed since, or a file that the run reads.
pub(crate) fn write_folder<E: From<io::Error>>(
    path: &Path,
    inputs: &Inputs,
    write: impl FnOnce(&mut NewFolder<'_>) -> Result<(), E>,
) -> Result<u64, E> {
    let parent = folder_of(path);
    let made = Made::make(parent)?;
    clean(parent);
    check_folder(path, inputs)?;
    let mut folder = NewFolder { parent, root: None, current: None, held: Vec::new(), bytes: 0 };
    write(&mut folder)?;
    let bytes = folder.finish(path, inputs)?;
    made.sync()?;
    Ok(bytes)
}

/// What a new folder is called in the temporary one that lists its files.
const INNER: &str = "new";

/// Writes a folder of a few files that is the user's from then on: there is no list of its files, and no other run replaces it.
///
/// # Errors
/// Those of the file system; [`io::ErrorKind::AlreadyExists`] where something has the name.
pub(crate) fn write_new_folder(path: &Path, files: &[(&str, String)]) -> io::Result<()> {
    let parent = folder_of(path);
    let made = Made::make(parent)?;
    clean(parent);
    let mut folder = NewFolder { parent, root: None, current: None, held: Vec::new(), bytes: 0 };
    for (name, text) in files {
        folder.begin_file(&format!("{INNER}/{name}"))?.write_all(text.as_bytes())?;
    }
    folder.end()?;
    folder.settle()?;
    let Some(mut root) = folder.root.take() else { return Ok(()) };
    root.sync()?;
    // The list stays behind, and goes with the outer folder.
    place(&root.path.join(INNER), path)?;
    sync_folder(parent)?;
    made.sync()
}

/// Fails where a folder cannot be written at a path, as [`write_folder`] would.
///
/// # Errors
/// Those of [`write_folder`].
pub(crate) fn check_folder(path: &Path, inputs: &Inputs) -> io::Result<()> {
    while fs::symlink_metadata(path).is_ok_and(|about| about.is_dir()) {
        // No other run replaces it while it is looked at.
        if let Some(_held) = hold_folder(path)? {
            return survey(path, inputs).map(drop);
        }
    }
    survey(path, inputs).map(drop)
}

/// What is in the folder at a path, which may be replaced; `None` where nothing is.
fn survey(path: &Path, inputs: &Inputs) -> io::Result<Option<Survey>> {
    let about = match fs::symlink_metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let manifest = if about.is_dir() { Manifest::read(path)? } else { None };
    let Some(manifest) = manifest else {
        let taken = "this is there already, and the program did not write it; name another folder with --out, or \
                     move it away";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, taken));
    };
    let survey = Survey::of(path, &manifest)?;
    survey.refuse(path, inputs)?;
    Ok(Some(survey))
}

/// A folder under a temporary name, which this run holds. It goes unless it gets its place.
struct Root {
    path: PathBuf,
    manifest: Option<NewManifest>,
    _lock: Option<File>,
}

impl Root {
    fn new(parent: &Path) -> io::Result<Root> {
        loop {
            let path = builder(0o777).tempdir_in(parent)?.keep();
            let lock = if cfg!(unix) {
                match File::open(&path) {
                    Ok(lock) => Some(lock),
                    // Another run took it for a leftover before it was locked.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    Err(error) => return Err(error),
                }
            } else {
                None
            };
            if let Some(lock) = &lock {
                // Without locks nobody removes leftovers.
                let _ = lock.lock();
                if !FileId::is_named(lock, &path) {
                    continue;
                }
            }
            let manifest = Some(NewManifest::new(&path)?);
            return Ok(Root { path, manifest, _lock: lock });
        }
    }

    /// Puts files that are whole into the folder.
    fn settle(&mut self, files: Vec<Whole>) -> io::Result<u64> {
        if let Some(manifest) = &mut self.manifest {
            manifest.list(files.iter().map(|whole| (whole.name.as_str(), whole.sum)))?;
        }
        let mut bytes = 0;
        for Whole { name, file, .. } in files {
            let path = self.path.join(&name);
            fs::create_dir_all(folder_of(&path))?;
            if fs::symlink_metadata(&path).is_ok() {
                // Where letters of both cases are the same, two names may be.
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{name} is there already")));
            }
            bytes += file.finish(&path)?;
        }
        Ok(bytes)
    }

    /// Waits until the names of all files are on the disk.
    fn sync(&mut self) -> io::Result<()> {
        if let Some(manifest) = self.manifest.take() {
            manifest.finish()?;
        }
        let mut folders = vec![self.path.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    folders.push(entry.path());
                }
            }
            sync_folder(&folder)?;
        }
        Ok(())
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        discard(&self.path);
    }
}

/// A file that is whole.
struct Whole {
    name: String,
    sum: Sum,
    file: NewFile,
}

/// A new file, and the sum of what was written into it.
struct Summed {
    file: NewFile,
    crc: Crc,
    bytes: u64,
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.crc.update(bytes.get(..written).unwrap_or(bytes));
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A folder that is being written. Its files have no names until they are whole, most folders not even then: whatever
/// ends the program, nothing is left of them.
pub(crate) struct NewFolder<'p> {
    parent: &'p Path,
    /// The folder under another name, once there is one.
    root: Option<Root>,
    current: Option<(String, BufWriter<Summed>)>,
    held: Vec<Whole>,
    bytes: u64,
}

impl NewFolder<'_> {
    /// Begins a file, by its path in the folder with `/` between the parts, and ends the one before it.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn begin_file(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        self.end()?;
        let file = Summed { file: NewFile::new(self.parent)?, crc: Crc::new(), bytes: 0 };
        Ok(&mut self.current.insert((name.to_owned(), BufWriter::with_capacity(BUFFER, file))).1)
    }

    /// Ends the current file.
    fn end(&mut self) -> io::Result<()> {
        if let Some((name, current)) = self.current.take() {
            let Summed { file, crc, bytes } = current.into_inner().map_err(io::IntoInnerError::into_error)?;
            self.held.push(Whole { name, sum: Sum { bytes, crc: crc.sum() }, file });
        }
        if self.held.len() >= MOST_HELD { self.settle() } else { Ok(()) }
    }

    /// Puts the files that are whole into the folder.
    fn settle(&mut self) -> io::Result<()> {
        let root = match &mut self.root {
            Some(root) => root,
            None => self.root.insert(Root::new(self.parent)?),
        };
        self.bytes += root.settle(std::mem::take(&mut self.held))?;
        Ok(())
    }

    /// Ends the last file, and gives the folder its name in place of an older one.
    fn finish(mut self, path: &Path, inputs: &Inputs) -> io::Result<u64> {
        self.end()?;
        self.settle()?;
        let Some(mut root) = self.root.take() else { return Ok(0) };
        root.sync()?;
        loop {
            // The folder may have changed while this one was written; from here on no other run replaces it.
            let Some(held) = hold_folder(path)? else {
                match place(&root.path, path) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                        check_folder(path, inputs)?;
                        continue;
                    }
                    result => result?,
                }
                break;
            };
            let Some(survey) = survey(path, inputs)? else { continue };
            if survey.carry(path, &root.path)? {
                root.sync()?;
            }
            let old = replace(&root.path, path)?;
            sync_folder(self.parent)?;
            survey.remove(&old);
            drop(held);
            break;
        }
        sync_folder(self.parent)?;
        Ok(self.bytes)
    }
}
