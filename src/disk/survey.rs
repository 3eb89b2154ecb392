//! What in a folder is the program's, and what somebody else put there.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::id::{Stamp, names_of};
use super::manifest::{LIST, Manifest, Sum};
use super::{Inputs, open_regular};

/// What is in a folder, by paths in it.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The files that are as the program wrote them.
    ours: Vec<(PathBuf, Stamp)>,
    /// The files that the list names and somebody changed.
    changed: Vec<PathBuf>,
    /// What the list does not name, folders aside.
    others: Vec<(PathBuf, Stamp)>,
    /// The folders, each before those in it.
    folders: Vec<PathBuf>,
}

impl Survey {
    /// Looks at everything in a folder; no link is followed.
    pub(super) fn of(root: &Path, manifest: &Manifest) -> io::Result<Survey> {
        let mut survey = Survey::default();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(root.join(&folder))? {
                let entry = entry?;
                let path = folder.join(entry.file_name());
                let about = entry.metadata()?;
                if about.is_dir() {
                    folders.push(path.clone());
                    survey.folders.push(path);
                } else if path == Path::new(LIST) {
                    // It goes with the folder.
                } else if let Some(sum) = manifest.get(&path) {
                    if is_as_written(&root.join(&path), &about, sum)? {
                        survey.ours.push((path, Stamp::of(&about)));
                    } else {
                        survey.changed.push(path);
                    }
                } else {
                    survey.others.push((path, Stamp::of(&about)));
                }
            }
        }
        Ok(survey)
    }

    /// Fails where the folder holds a file that was changed after it was written, or that the run reads.
    pub(super) fn refuse(&self, root: &Path, inputs: &Inputs) -> io::Result<()> {
        if let Some(path) = self.changed.first() {
            let why = format!(
                "{} in this folder was changed after dossier wrote it, so the folder was not replaced; move the file away, or choose another folder with --out",
                path.display()
            );
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, why));
        }
        self.ours.iter().try_for_each(|(path, _)| inputs.refuse(&root.join(path)))
    }

    /// Gives what somebody else put into a folder a second name in a new one, so that it is in its place when the folders
    /// change theirs. Returns whether there is anything.
    pub(super) fn carry(&self, from: &Path, to: &Path) -> io::Result<bool> {
        for folder in &self.folders {
            let new = to.join(folder);
            // Folders that only held files of the program are gone with them.
            let is_wanted = self.others.iter().any(|(path, _)| path.starts_with(folder))
                || !self.ours.iter().any(|(path, _)| path.starts_with(folder));
            if is_wanted && fs::symlink_metadata(&new).is_err() {
                fs::create_dir(&new)?;
                fs::set_permissions(&new, fs::metadata(from.join(folder))?.permissions())?;
            }
        }
        for (path, _) in &self.others {
            fs::hard_link(from.join(path), to.join(path)).map_err(|error| {
                let why = match error.kind() {
                    io::ErrorKind::AlreadyExists => "this run would write a file of the same name".to_owned(),
                    _ => format!("it cannot be moved to the new folder ({error})"),
                };
                let what = path.display();
                let why = format!(
                    "{what} in this folder was not written by dossier, and {why}; move it away, or choose another folder with --out"
                );
                io::Error::new(error.kind(), why)
            })?;
        }
        Ok(!self.others.is_empty())
    }

    /// Removes a folder of the program: its files that are unchanged, other names of files that have a name elsewhere, and
    /// then the folders that are empty. All else stays.
    pub(super) fn remove(&self, root: &Path) {
        for (path, stamp) in &self.ours {
            let path = root.join(path);
            if fs::symlink_metadata(&path).is_ok_and(|about| Stamp::of(&about) == *stamp) {
                let _ = fs::remove_file(path);
            }
        }
        for (path, stamp) in &self.others {
            let path = root.join(path);
            let has_others = |about: &Metadata| Stamp::of(about) == *stamp && names_of(about) > 1;
            if fs::symlink_metadata(&path).is_ok_and(|about| has_others(&about)) {
                let _ = fs::remove_file(path);
            }
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(root.join(folder));
        }
        let left = fs::read_dir(root).map_or(0, Iterator::count);
        // The list stays with what is left.
        if left <= 1 {
            let _ = fs::remove_file(root.join(LIST));
            let _ = fs::remove_dir(root);
        }
    }
}

/// Removes what a killed run left of a folder, as [`Survey::remove`] does.
pub(super) fn discard(root: &Path) {
    if let Ok(manifest) = Manifest::read(root)
        && let Ok(survey) = Survey::of(root, &manifest.unwrap_or_default())
    {
        survey.remove(root);
    }
}

fn is_as_written(path: &Path, about: &Metadata, sum: Sum) -> io::Result<bool> {
    if !about.is_file() || about.len() != sum.bytes {
        return Ok(false);
    }
    Ok(Sum::of(open_regular(path)?)? == sum)
}
