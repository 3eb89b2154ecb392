//! Files and folders that one run holds while others wait.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::FileId;
use super::id::open_as_is;
use super::made::Made;
use super::temporary::clean;

/// How a lock is waited for.
pub(crate) struct Wait<'w> {
    /// Called once where another run holds it.
    pub(crate) waiting: &'w mut dyn FnMut(),
    /// When to give up.
    pub(crate) end: Instant,
}

/// Waits for the lock of a file. Without locks there is nothing to wait for.
///
/// # Errors
/// [`io::ErrorKind::WouldBlock`] at the end of the wait.
fn wait(file: &File, wait: &mut Wait<'_>) -> io::Result<()> {
    let mut is_first = true;
    while let Err(TryLockError::WouldBlock) = file.try_lock() {
        if std::mem::take(&mut is_first) {
            (wait.waiting)();
        }
        if Instant::now() >= wait.end {
            let why = "another run still holds it; try again when that has finished";
            return Err(io::Error::new(io::ErrorKind::WouldBlock, why));
        }
        std::thread::sleep(PAUSE);
    }
    Ok(())
}

/// How long a run waits for another that replaces a folder. Anyone who can read a folder can lock it.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// How often it looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Locks an existing folder, waiting a while for the process that holds it. `None` if it has been removed meanwhile.
///
/// # Errors
/// Those of the file system, and [`io::ErrorKind::WouldBlock`] after a minute.
pub(super) fn hold_folder(path: &Path) -> io::Result<Option<HeldFolder>> {
    if !cfg!(unix) {
        return Ok(fs::symlink_metadata(path).is_ok().then_some(HeldFolder { _lock: None, _made: None }));
    }
    let file = match open_as_is(OpenOptions::new().read(true), path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let begun = Instant::now();
    // Without locks there is nothing to wait for.
    while let Err(TryLockError::WouldBlock) = file.try_lock() {
        if begun.elapsed() > LONGEST_WAIT {
            let why =
                "another process has kept this folder locked for a minute; try again when it has finished";
            return Err(io::Error::new(io::ErrorKind::WouldBlock, why));
        }
        std::thread::sleep(PAUSE);
    }
    let is_there = FileId::is_named(&file, path);
    Ok(is_there.then_some(HeldFolder { _lock: Some(file), _made: None }))
}

/// A folder that no other run holds.
#[derive(Debug)]
pub(crate) struct HeldFolder {
    // What was made goes before the lock does.
    _made: Option<Made>,
    _lock: Option<File>,
}

impl HeldFolder {
    /// Makes a folder where there is none, waits for its lock, and removes what killed runs left in it. If the folder was made
    /// for this and is empty at the end, it goes again.
    ///
    /// # Errors
    /// Those of the file system, and [`io::ErrorKind::WouldBlock`] at the end of the wait.
    pub(crate) fn make(path: &Path, until: &mut Wait<'_>) -> io::Result<HeldFolder> {
        loop {
            let made = Made::make(path)?;
            made.sync()?;
            // What the user names may be a link to a folder.
            let lock = if cfg!(unix) { Some(File::open(path)?) } else { None };
            if let Some(lock) = &lock {
                wait(lock, until)?;
                let is_there = path.canonicalize().is_ok_and(|real| FileId::is_named(lock, &real));
                if !is_there {
                    continue;
                }
            }
            clean(path);
            return Ok(HeldFolder { _made: Some(made), _lock: lock });
        }
    }
}

/// A file that no other run holds. It is made where there is none, with its folder, and goes at the end if nothing was written
/// into it.
#[derive(Debug)]
pub(crate) struct HeldFile {
    path: PathBuf,
    file: File,
}

impl HeldFile {
    /// Opens a file for appending, and waits for its lock.
    ///
    /// # Errors
    /// Those of the file system, and [`io::ErrorKind::WouldBlock`] at the end of the wait.
    pub(crate) fn open(path: &Path, until: &mut Wait<'_>) -> io::Result<HeldFile> {
        loop {
            fs::create_dir_all(super::folder_of(path))?;
            let mut options = OpenOptions::new();
            options.read(true).append(true).create(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = open_as_is(&mut options, path)?;
            wait(&file, until)?;
            // The process that held it may have removed it.
            if FileId::is_named(&file, path) {
                return Ok(HeldFile { path: path.to_owned(), file });
            }
        }
    }

    /// The open file.
    pub(crate) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// The name of the file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the file.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn remove(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}

impl Drop for HeldFile {
    fn drop(&mut self) {
        let is_empty = self.file.metadata().is_ok_and(|about| about.len() == 0);
        if is_empty && FileId::is_named(&self.file, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
    }
}
