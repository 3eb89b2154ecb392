//! Floor 0: opens files that the content of other files names. It names no other floor.
//!
//! A dossier may be untrusted, so a file that it names is opened only if it is a regular file in a folder that may be
//! read, links resolved. The file that was opened is judged, not its name: a name can lead elsewhere a moment later.

#[cfg(target_os = "linux")]
mod linux;
mod portable;

use std::fmt;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A file that was opened, and the folder that its name leads to, links resolved.
#[derive(Debug)]
pub struct Opened {
    /// The file.
    pub file: File,
    /// The folder in which the file was found, not that to which a link there leads.
    pub folder: PathBuf,
}

/// Why a file was not opened.
#[derive(Debug)]
pub enum Refusal {
    /// It lies outside the folders that may be read, or would if it were there.
    Outside,
    /// It is not a regular file but this, such as `a folder`.
    Special(&'static str),
    /// The system cannot open it.
    Io(io::Error),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Outside => f.write_str("it is outside the allowed folders"),
            Refusal::Special(what) => write!(f, "it is {what}, not a regular file"),
            Refusal::Io(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Refusal {
        Refusal::Io(error)
    }
}

impl From<Refusal> for io::Error {
    fn from(refusal: Refusal) -> io::Error {
        match refusal {
            Refusal::Io(error) => error,
            refusal => io::Error::new(io::ErrorKind::PermissionDenied, refusal.to_string()),
        }
    }
}

/// Opens what the user names, whatever it is: a pipe waits for its writer.
///
/// # Errors
/// Those of the file system.
pub fn open(path: &Path) -> io::Result<Opened> {
    without_nul(path)?;
    #[cfg(target_os = "linux")]
    if linux::is_usable() {
        return linux::open(path);
    }
    portable::open(path)
}

/// Opens a regular file that lies in or below one of these folders, whose own links are resolved already. Nothing else
/// is opened at all, so that no pipe waits and no device wakes up.
///
/// # Errors
/// [`Refusal`].
pub fn open_below(path: &Path, roots: &[&Path]) -> Result<Opened, Refusal> {
    without_nul(path)?;
    #[cfg(target_os = "linux")]
    let opened =
        if linux::is_usable() { linux::open_below(path, roots) } else { portable::open_below(path, roots) };
    #[cfg(not(target_os = "linux"))]
    let opened = portable::open_below(path, roots);
    match opened {
        // The error must not reveal whether a file exists elsewhere.
        Err(Refusal::Io(_)) if !is_within(&resolved(path), roots) => Err(Refusal::Outside),
        opened => opened,
    }
}

/// Whether a path lies in or below one of these folders; both without links.
pub fn is_within(path: &Path, roots: &[&Path]) -> bool {
    roots.iter().any(|root| path.starts_with(root))
}

/// The path without `.` and `..`, as if no part of it were a link. What leads above the beginning stays there as `..`.
pub fn resolved(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut resolved = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => match resolved.components().next_back() {
                Some(Component::Normal(_)) => drop(resolved.pop()),
                Some(Component::RootDir | Component::Prefix(_)) => {}
                _ => resolved.push(component),
            },
            _ => resolved.push(component),
        }
    }
    resolved
}

/// The folder of a path and the name in it; of a path that ends in `..` or is the root the path itself.
fn folder_and_name(path: &Path) -> (&Path, &Path) {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if folder.as_os_str().is_empty() => (Path::new("."), Path::new(name)),
        (Some(folder), Some(name)) => (folder, Path::new(name)),
        _ => (path, Path::new(".")),
    }
}

fn without_nul(path: &Path) -> io::Result<()> {
    if path.as_os_str().as_encoded_bytes().contains(&0) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a file name cannot contain U+0000"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved_without_the_disk() {
        for (path, expected) in [
            ("a/./b/../c", "a/c"),
            ("../a", "../a"),
            ("a/../../b", "../b"),
            ("/..", "/"),
            ("/a/../../etc", "/etc"),
            ("", ""),
        ] {
            assert_eq!(resolved(Path::new(path)), Path::new(expected), "{path}");
        }
    }

    /// Opens a file in two ways and compares what becomes of it.
    #[cfg(unix)]
    fn both(path: &Path, roots: &[&Path]) -> String {
        let words = |opened: Result<Opened, Refusal>| match opened {
            Ok(opened) => {
                let text = io::read_to_string(opened.file).unwrap();
                format!("{text} in {}", opened.folder.display())
            }
            Err(Refusal::Outside) => "outside".to_owned(),
            Err(Refusal::Special(what)) => what.to_owned(),
            Err(Refusal::Io(error)) => error.kind().to_string(),
        };
        let portable = words(portable::open_below(path, roots));
        #[cfg(target_os = "linux")]
        assert_eq!(words(linux::open_below(path, roots)), portable, "{}", path.display());
        portable
    }

    #[test]
    #[cfg(unix)]
    fn only_regular_files_below_the_folders_are_opened() {
        use std::fs;
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let top = fs::canonicalize(folder.path()).unwrap();
        let (inside, outside) = (top.join("in"), top.join("out"));
        fs::create_dir_all(inside.join("sub")).unwrap();
        fs::create_dir(&outside).unwrap();
        fs::write(inside.join("text"), "text").unwrap();
        fs::write(outside.join("secret"), "secret").unwrap();
        symlink(outside.join("secret"), inside.join("leak")).unwrap();
        symlink("../text", inside.join("sub/link")).unwrap();
        symlink(&outside, inside.join("door")).unwrap();
        symlink("circle", inside.join("circle")).unwrap();
        let open = |name: &str| both(&inside.join(name), &[&inside]);
        let text = format!("text in {}", inside.display());
        assert_eq!(open("text"), text);
        assert_eq!(open("sub/../text"), text);
        assert_eq!(open("sub/link"), format!("text in {}/sub", inside.display()));
        for name in ["leak", "door/secret", "../out/secret", "/etc/passwd", "/dev/null", "..", "/"] {
            assert_eq!(open(name), "outside", "{name}");
        }
        for name in ["sub", ".", ""] {
            assert_eq!(open(name), "a folder", "{name}");
        }
        assert_eq!(open("gone"), io::ErrorKind::NotFound.to_string());
        assert_eq!(
            both(&inside.join("leak"), &[&inside, &outside]),
            format!("secret in {}", inside.display())
        );
        assert_eq!(both(&top.join("inside"), &[&inside]), io::ErrorKind::NotFound.to_string());
    }
}
