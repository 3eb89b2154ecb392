//! Where exports go, and why they fail.

use std::fmt;
use std::io::{self, BufWriter, Write};

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

/// Why an export fails.
#[derive(Debug)]
#[non_exhaustive]
pub enum ExportError {
    /// The output takes no more.
    Io(io::Error),
    /// The format cannot represent something in this graph, such as two names that collide: what, and what to do.
    Unrepresentable(String),
}

impl ExportError {
    pub(super) fn of_rows(format: &str) -> ExportError {
        ExportError::Unrepresentable(format!("rows cannot be exported to {format}"))
    }
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
