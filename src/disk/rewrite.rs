//! A file that somebody wrote gets other bytes, and stays theirs.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use super::file::NewFile;
use super::temporary::clean;
use super::{folder_of, sync_folder};

/// Gives a regular file other bytes in one step, if it still holds those that were read. Permissions and owner stay; a link
/// stays one, and the file that it leads to changes.
///
/// # Errors
/// Those of the file system; [`io::ErrorKind::PermissionDenied`] for a file that may not be written, and
/// [`io::ErrorKind::Other`] for one that holds something else. The file is as it was then.
pub(crate) fn rewrite_file(path: &Path, before: &[u8], after: &[u8]) -> io::Result<()> {
    let path = &path.canonicalize()?;
    let about = fs::metadata(path)?;
    if !about.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    if about.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let mut now = Vec::new();
    File::open(path)?.take(before.len() as u64 + 1).read_to_end(&mut now)?;
    if now != before {
        return Err(io::Error::other(
            "it does not hold what was read: it is compressed, or it was changed meanwhile",
        ));
    }
    let folder = folder_of(path);
    clean(folder);
    let mut file = NewFile::new(folder)?;
    file.write_all(after)?;
    file.belong_like(&about)?;
    file.finish(path)?;
    sync_folder(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bytes_change() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("d.yaml");
        fs::write(&path, "a").unwrap();
        assert_eq!(rewrite_file(&path, b"b", b"c").unwrap_err().kind(), io::ErrorKind::Other);
        assert_eq!(rewrite_file(&path, b"", b"c").unwrap_err().kind(), io::ErrorKind::Other);
        assert!(rewrite_file(folder.path(), b"a", b"c").is_err());
        assert!(rewrite_file(&folder.path().join("gone"), b"a", b"c").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"a");
        rewrite_file(&path, b"a", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("d.yaml"), folder.path().join("link.yaml"));
        fs::write(&path, "a").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("d.yaml", &link).unwrap();
        rewrite_file(&link, b"a", b"b").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o640);
        assert!(link.is_symlink() && fs::read(&path).unwrap() == b"b");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        assert_eq!(rewrite_file(&path, b"b", b"c").unwrap_err().kind(), io::ErrorKind::PermissionDenied);
    }
}
