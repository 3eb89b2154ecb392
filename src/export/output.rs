//! Where exports go, and why they fail.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, BufWriter, Write};

use crate::text::file_name;

/// Takes the files of an export, one after the other. Whatever can be written takes them as one run of bytes.
pub trait Output {
    /// Begins a file and ends the one before it. Formats of one file give it no name; formats that write folders name
    /// each file by its path in the folder, with `/` between the parts.
    ///
    /// # Errors
    /// Those of the file system.
    fn begin(&mut self, name: &str) -> io::Result<&mut dyn Write>;
}

impl<W: Write> Output for W {
    fn begin(&mut self, _: &str) -> io::Result<&mut dyn Write> {
        Ok(self)
    }
}

/// Writes one file of an export.
///
/// # Errors
/// Those of the output.
pub(crate) fn write_file(
    out: &mut dyn Output,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = BufWriter::new(out.begin(name)?);
    write(&mut file)?;
    file.flush()
}

/// Paths of the files of a folder: none twice, even if case is ignored.
#[derive(Debug, Default)]
pub(super) struct Paths(BTreeSet<String>);

impl Paths {
    /// The path of a file with a name that is made of any text. What file systems do not take is percent-encoded.
    pub(super) fn path(&mut self, folder: &str, name: &str, extension: &str) -> String {
        let mut plain = String::with_capacity(name.len());
        for (at, character) in name.char_indices() {
            let is_hidden = character == '.' && at == 0;
            let is_dropped = matches!(character, '.' | ' ') && at + 1 == name.len() && extension.is_empty();
            if character.is_control() || "/\\:*?\"<>|%".contains(character) || is_hidden || is_dropped {
                let mut bytes = [0; 4];
                for byte in character.encode_utf8(&mut bytes).bytes() {
                    plain.push_str(&format!("%{byte:02X}"));
                }
            } else {
                plain.push(character);
            }
        }
        let name = file_name(&plain);
        let mut path = format!("{folder}{name}{extension}");
        let mut number = 1;
        while !self.0.insert(path.to_lowercase()) {
            number += 1;
            path = format!("{folder}{name}~{number}{extension}");
        }
        path
    }
}

/// Why an export fails.
#[derive(Debug)]
#[non_exhaustive]
pub enum ExportError {
    /// The output takes no more.
    Io(io::Error),
    /// The format cannot represent something in this graph, such as two names that collide: what, and what to do.
    Unrepresentable(String),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExportError::Io(error) => write!(f, "{error}"),
            ExportError::Unrepresentable(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for ExportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ExportError::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> ExportError {
        ExportError::Io(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_path_of_its_own() {
        let mut paths = Paths::default();
        let mut path = |name: &str| paths.path("nodes/", name, ".csv");
        for (name, wanted) in [
            ("Person", "nodes/Person.csv"),
            ("PERSON", "nodes/PERSON~2.csv"),
            ("dbo:a/b", "nodes/dbo%3Aa%2Fb.csv"),
            ("..", "nodes/%2E..csv"),
            ("\u{85}\n", "nodes/%C2%85%0A.csv"),
            ("con", "nodes/con_.csv"),
            ("貿易", "nodes/貿易.csv"),
        ] {
            assert_eq!(path(name), wanted);
        }
    }
}
