//! Floor 0: opens files that the content of other files names. It names no other floor.
//!
//! A dossier may come from a stranger, so what it names is opened only if it is a regular file in a folder that may be
//! read, links resolved. The file that was opened is judged, not its name: a name can lead elsewhere a moment later.

#[cfg(target_os = "linux")]
mod linux;
mod opened;
mod portable;

pub use opened::{Opened, Refusal, is_within, resolved};

use std::io;
use std::path::Path;

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
        // Whether a file is there is nothing that its name may find out elsewhere.
        Err(Refusal::Io(_)) if !is_within(&resolved(path), roots) => Err(Refusal::Outside),
        opened => opened,
    }
}

fn without_nul(path: &Path) -> io::Result<()> {
    if path.as_os_str().as_encoded_bytes().contains(&0) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the name of a file cannot hold U+0000"));
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
