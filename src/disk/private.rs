//! A folder that only the user can read, and that stays when the program has ended.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

#[cfg(unix)]
use super::id::is_of_user;

/// The folder of a name: in `$XDG_RUNTIME_DIR` (XDG Base Directory Specification) where that is the user's alone and can be written, else in the
/// folder for temporary files, with random letters after its name. An existing one is used again.
///
/// # Errors
/// Those of the file system.
pub(crate) fn private_folder(name: &str) -> io::Result<PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    if let Some(runtime) = runtime.filter(|path| path.is_absolute() && is_private(path)) {
        let folder = runtime.join(name);
        // What cannot be written is passed over.
        let is_there = match fs::create_dir(&folder) {
            Ok(()) => true,
            Err(error) => error.kind() == io::ErrorKind::AlreadyExists,
        };
        if is_there && is_private_or_made_so(&folder) {
            return Ok(folder);
        }
    }
    let shared = std::env::temp_dir();
    let beginning = format!("{name}-");
    for entry in fs::read_dir(&shared)?.filter_map(Result::ok) {
        let is_named = entry.file_name().to_str().is_some_and(|name| name.starts_with(&beginning));
        if is_named && is_private(&entry.path()) {
            return Ok(entry.path());
        }
    }
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    Ok(builder.prefix(&beginning).rand_bytes(16).tempdir_in(&shared)?.keep())
}

/// Whether this is a folder, no link, that belongs to the user and that nobody else may read or write.
#[cfg(unix)]
fn is_private(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::symlink_metadata(folder)
        .is_ok_and(|about| about.is_dir() && is_of_user(&about) && about.mode() & 0o077 == 0)
}

/// Folders for temporary files are the user's alone on other systems.
#[cfg(not(unix))]
fn is_private(folder: &Path) -> bool {
    fs::symlink_metadata(folder).is_ok_and(|about| about.is_dir())
}

/// The same of a folder inside one that is private, to which the mode is given that it should have.
fn is_private_or_made_so(folder: &Path) -> bool {
    #[cfg(unix)]
    if fs::symlink_metadata(folder).is_ok_and(|about| about.is_dir()) {
        use std::os::unix::fs::PermissionsExt;
        let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
    }
    is_private(folder)
}
