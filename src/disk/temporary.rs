//! The names of files and folders that are not whole yet, and what killed runs left of them.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use super::folder_of;
use super::lock::try_hold;
use super::manifest::{LIST, Manifest};
use super::survey::discard;

const BEGINNING: &str = ".dossier-";
const TEMPORARY: &str = ".tmp";
const OLD: &str = ".old";
/// The number of random letters and digits in a name.
const CHANCE: usize = 16;

/// What makes names that nothing has, with permissions that the umask narrows.
pub(super) fn builder(mode: u32) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(BEGINNING).suffix(TEMPORARY).rand_bytes(CHANCE);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    builder
}

/// Whether a name is one of a file or folder of this program that is not whole yet.
pub(crate) fn is_temporary(name: &OsStr) -> bool {
    let chance = name.to_str().and_then(|name| name.strip_prefix(BEGINNING)?.strip_suffix(TEMPORARY));
    chance.is_some_and(|chance| {
        chance.len() == CHANCE && chance.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Where an old folder waits while a new one takes its place, where the two cannot change places in one step.
pub(super) fn waiting_place(path: &Path) -> PathBuf {
    let mut name = OsString::from(BEGINNING);
    name.push(path.file_name().unwrap_or_default());
    name.push(OLD);
    folder_of(path).join(name)
}

/// The place that a waiting folder came from.
fn place_of(waiting: &Path) -> Option<PathBuf> {
    let name = waiting.file_name()?.to_str()?.strip_prefix(BEGINNING)?.strip_suffix(OLD)?;
    // The author of an untrusted folder may want to show another name: no folder of dossier is hidden.
    Some(folder_of(waiting).join(name)).filter(|_| !name.is_empty() && !name.starts_with('.'))
}

/// Removes what killed runs left in a folder, and gives an old folder its place back if no new one took it. What another run
/// holds stays, and so does everything else in it.
pub(super) fn clean(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let path = folder.join(entry.file_name());
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_temporary(&entry.file_name()) {
            let Some(_lock) = try_hold(&path) else { continue };
            if is_folder {
                discard(&path);
            } else {
                let _ = fs::remove_file(&path);
            }
        } else if let Some(place) = place_of(&path).filter(|_| is_folder) {
            let Some(_lock) = try_hold(&path) else { continue };
            if !path.join(LIST).is_file() {
                // The list goes last: what has none is empty, or somebody else's.
                let _ = fs::remove_dir(&path);
            } else if fs::symlink_metadata(&place).is_ok() {
                discard(&path);
            } else if holds_listed(&path) {
                let _ = fs::rename(&path, &place);
            }
        }
    }
}

/// Whether a folder holds a file that its list names.
fn holds_listed(folder: &Path) -> bool {
    let manifest = Manifest::read(folder).ok().flatten();
    manifest.is_some_and(|manifest| manifest.files().any(|file| folder.join(file).is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_program_are_temporary() {
        let folder = tempfile::tempdir().unwrap();
        let made = builder(0o666).tempfile_in(folder.path()).unwrap();
        assert!(is_temporary(made.path().file_name().unwrap()));
        for name in [".dossier", ".dossier-notes.tmp", ".dossier-abcdef", "x.dossier-0123456789abcdef.tmp"] {
            assert!(!is_temporary(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn what_nobody_holds_is_removed_and_all_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (held, stale) = (".dossier-0123456789abcdef.tmp", ".dossier-0123456789ABCDEF.tmp");
        for name in [held, stale, ".dossier-mine", ".dossier-mine.old", "letters.txt"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let lock = try_hold(&folder.path().join(held)).unwrap();
        clean(folder.path());
        assert!(folder.path().join(held).exists() && !folder.path().join(stale).exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
        drop(lock);
        clean(folder.path());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }
}
