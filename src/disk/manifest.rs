//! The list of the files of a folder that the program wrote.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use flate2::Crc;

use super::open_regular;

/// The name of the list in its folder. The program replaces no folder without it.
pub(super) const LIST: &str = ".dossier";

/// The longest list that is read, in bytes: 64 MiB.
const LONGEST: u64 = 64 << 20;

/// What a file is as it was written: its length in bytes, and its CRC-32 (that of gzip, RFC 1952).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) bytes: u64,
    pub(super) crc: u32,
}

impl Sum {
    /// Of an open file, read from its current position.
    pub(super) fn of(mut file: File) -> io::Result<Sum> {
        let (mut crc, mut bytes, mut buffer) = (Crc::new(), 0, vec![0; 1 << 16]);
        loop {
            let read = file.read(&mut buffer)?;
            let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
            crc.update(piece);
            bytes += read as u64;
        }
        Ok(Sum { bytes, crc: crc.sum() })
    }
}

/// The files of a folder, by their paths in it.
#[derive(Debug, Default)]
pub(super) struct Manifest(BTreeMap<PathBuf, Sum>);

impl Manifest {
    /// Reads the list of a folder; `None` where it has none. A truncated line at the end is skipped.
    ///
    /// # Errors
    /// Those of the file system, and a list that this program did not write: nothing that it names is touched.
    pub(super) fn read(folder: &Path) -> io::Result<Option<Manifest>> {
        let mut text = String::new();
        match open_regular(&folder.join(LIST)) {
            Ok(file) => file.take(LONGEST).read_to_string(&mut text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let whole = text.rfind('\n').map_or("", |end| text.get(..end).unwrap_or(""));
        let mut files = BTreeMap::new();
        for (number, line) in whole.lines().enumerate() {
            let (path, sum) = entry(line).ok_or_else(|| {
                let line = number + 1;
                let why =
                    format!("{LIST}, line {line}: not a line that dossier writes; move the folder away");
                io::Error::new(io::ErrorKind::InvalidData, why)
            })?;
            files.insert(path, sum);
        }
        Ok(Some(Manifest(files)))
    }

    /// The paths of the files.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.0.keys().map(std::path::PathBuf::as_path)
    }

    /// The sum of a file; `None` where the list does not name it.
    pub(super) fn get(&self, path: &Path) -> Option<Sum> {
        self.0.get(path).copied()
    }
}

/// A line: the CRC-32 in hexadecimal digits, the length, and the path, in which backslash and line feed are escaped.
fn line(name: &str, sum: Sum) -> String {
    let name = name.replace('\\', "\\\\").replace('\n', "\\n");
    format!("{:08x} {} {name}\n", sum.crc, sum.bytes)
}

fn entry(line: &str) -> Option<(PathBuf, Sum)> {
    let (crc, rest) = line.split_once(' ')?;
    let (bytes, escaped) = rest.split_once(' ')?;
    let sum = Sum { bytes: bytes.parse().ok()?, crc: u32::from_str_radix(crc, 16).ok()? };
    let mut name = String::new();
    let mut characters = escaped.chars();
    while let Some(character) = characters.next() {
        name.push(match character {
            '\\' => match characters.next()? {
                'n' => '\n',
                '\\' => '\\',
                _ => return None,
            },
            other => other,
        });
    }
    let path = PathBuf::from(name);
    let is_inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    (is_inside && !path.as_os_str().is_empty() && path != Path::new(LIST)).then_some((path, sum))
}

/// A list that is being written. A file is listed before it gets its name, so that a killed run leaves none that is not.
#[derive(Debug)]
pub(super) struct NewManifest(File);

impl NewManifest {
    /// Begins the list of a folder.
    pub(super) fn new(folder: &Path) -> io::Result<NewManifest> {
        OpenOptions::new().write(true).create_new(true).open(folder.join(LIST)).map(NewManifest)
    }

    /// Lists files.
    pub(super) fn list<'n>(&mut self, files: impl Iterator<Item = (&'n str, Sum)>) -> io::Result<()> {
        let lines: String = files.map(|(name, sum)| line(name, sum)).collect();
        self.0.write_all(lines.as_bytes())
    }

    /// Waits until the list is on the disk.
    pub(super) fn finish(self) -> io::Result<()> {
        self.0.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["a.csv", "nodes/a b.csv", "x\\y", "two\nlines", "é"];
        let sum = |at| Sum { bytes: at as u64, crc: u32::MAX - at as u32 };
        let mut list = NewManifest::new(folder.path()).unwrap();
        list.list(names.iter().enumerate().map(|(at, name)| (*name, sum(at)))).unwrap();
        list.0.write_all(b"00000000 7 cut o").unwrap();
        list.finish().unwrap();
        let read = Manifest::read(folder.path()).unwrap().unwrap();
        assert_eq!(read.0.len(), names.len());
        for (at, name) in names.iter().enumerate() {
            assert_eq!(read.get(Path::new(name)), Some(sum(at)));
        }
    }

    #[test]
    fn a_list_that_names_what_is_elsewhere_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["../x", "/etc/passwd", "a/../../x", ".", "", ".dossier", "a\\"] {
            std::fs::write(folder.path().join(LIST), format!("00000000 0 a.csv\n00000000 0 {path}\n"))
                .unwrap();
            let error = Manifest::read(folder.path()).unwrap_err().to_string();
            assert!(error.contains("line 2"), "{path}: {error}");
        }
    }
}
