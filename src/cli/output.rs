//! Standard output, standard error, files and exit codes.

use std::fmt;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::arguments::ColorWhen;
use crate::disk::{self, Inputs, NewFolder};
use crate::export::{ExportError, Output};
use crate::store::StoreError;

/// The path that stands for standard output.
pub(super) const STDOUT: &str = "-";

/// Why a command failed; decides the exit code.
#[derive(Debug)]
pub(super) enum Failure {
    /// Findings, which were printed.
    Findings,
    /// Findings, which were printed; one of them is that a file the user names cannot be read.
    Unread,
    /// Something would be lost under `--strict`.
    Lossy,
    /// A wrong use that clap cannot know.
    Usage(String),
    /// There is no picture.
    Picture(String),
    /// A format cannot say something of the graph.
    Unfit(PathBuf, String),
    /// Something could not be read or written.
    Io(PathBuf, io::Error),
    /// A question is no SPARQL; the message shows where.
    #[cfg(feature = "sparql")]
    Question(String),
    /// A database did not do what it was asked for.
    Database(String),
    /// The graph needs more memory than it may take.
    Memory(String),
    /// The user pressed Ctrl-C.
    Interrupted,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        match error {
            StoreError::Usage(message) => Failure::Usage(message),
            StoreError::Io(path, error) => Failure::Io(path, error),
            error => Failure::Database(error.to_string()),
        }
    }
}

impl Failure {
    /// Exit code for findings.
    pub(super) const FINDINGS: u8 = 1;
    /// Exit code for wrong usage.
    pub(super) const USAGE: u8 = 2;
    /// Exit code for input and output.
    pub(super) const IO: u8 = 3;
    /// Exit code for databases.
    pub(super) const DATABASE: u8 = 4;
    /// Exit code after Ctrl-C, as shells have it: 128 and the number of the signal.
    pub(super) const INTERRUPTED: u8 = 130;

    /// Something could not be written into a file.
    pub(super) fn unwritten(path: &Path, error: impl Into<ExportError>) -> Failure {
        match error.into() {
            ExportError::Io(error) => Failure::Io(path.to_owned(), error),
            ExportError::Unfit(what) => Failure::Unfit(path.to_owned(), what),
        }
    }

    /// Standard output could not be written.
    pub(super) fn stdout(error: io::Error) -> Failure {
        Failure::Io(PathBuf::from("standard output"), error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Findings | Failure::Unread => Ok(()),
            #[cfg(feature = "sparql")]
            Failure::Question(message) => write!(f, "{message}"),
            Failure::Lossy => write!(f, "nothing was written: --strict takes a loss for an error"),
            Failure::Interrupted => write!(f, "interrupted; nothing half-written is left"),
            Failure::Usage(message)
            | Failure::Picture(message)
            | Failure::Database(message)
            | Failure::Memory(message) => write!(f, "{message}"),
            Failure::Unfit(path, what) => write!(f, "{}: {what}", path.display()),
            Failure::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

/// What a command may know about the terminal.
pub(super) struct Terminal {
    color: ColorWhen,
    quiet: bool,
}

impl Terminal {
    /// A terminal as the user wants it.
    pub(super) fn new(color: ColorWhen, quiet: bool) -> Terminal {
        Terminal { color, quiet }
    }

    /// Whether to use colours on standard output.
    pub(super) fn color_on_stdout(&self) -> bool {
        self.color_on(&io::stdout())
    }

    /// Whether to use colours on standard error.
    pub(super) fn color_on_stderr(&self) -> bool {
        self.color_on(&io::stderr())
    }

    fn color_on(&self, stream: &impl IsTerminal) -> bool {
        match self.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => {
                // https://no-color.org: set and not empty.
                let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
                stream.is_terminal()
                    && !set("NO_COLOR")
                    && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }

    /// Says something beside the output, unless the user wants quiet.
    pub(super) fn say(&self, line: fmt::Arguments<'_>) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{line}");
        }
    }

    /// Whether the user wants quiet.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Writes to standard output. A reader that has seen enough is no error.
    pub(super) fn print(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        self.print_export(|out| Ok(write(out)?))
    }

    /// Writes an export to standard output, as [`Terminal::print`] does.
    pub(super) fn print_export(
        &self,
        write: impl FnOnce(&mut dyn Write) -> Result<(), ExportError>,
    ) -> Result<(), Failure> {
        let mut out = BufWriter::new(io::stdout().lock());
        match write(&mut out).and_then(|()| Ok(out.flush()?)) {
            Err(ExportError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(Failure::unwritten(Path::new("standard output"), error)),
            Ok(()) => Ok(()),
        }
    }

    /// Tells why the command failed, and returns its exit code.
    pub(super) fn fail(&self, failure: &Failure) -> ExitCode {
        let code = match failure {
            Failure::Findings => return ExitCode::from(Failure::FINDINGS),
            Failure::Unread => return ExitCode::from(Failure::IO),
            Failure::Lossy | Failure::Unfit(..) => Failure::FINDINGS,
            #[cfg(feature = "sparql")]
            Failure::Question(message) => {
                let _ = writeln!(io::stderr(), "{message}");
                return ExitCode::from(Failure::USAGE);
            }
            Failure::Usage(_) => Failure::USAGE,
            Failure::Io(..) | Failure::Picture(_) | Failure::Memory(_) => Failure::IO,
            Failure::Interrupted => Failure::INTERRUPTED,
            Failure::Database(_) => Failure::DATABASE,
        };
        let label = if self.color_on_stderr() { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" };
        let _ = writeln!(io::stderr(), "{label}: {failure}");
        ExitCode::from(code)
    }
}

/// Writes a file whole or not at all, unless the run reads it. Returns the number of bytes.
pub(super) fn write_file<E: Into<ExportError>>(
    path: &Path,
    inputs: &Inputs,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<u64, Failure> {
    let written = disk::write_file::<ExportError>(path, inputs, |out| write(out).map_err(Into::into));
    written.map_err(|error| Failure::unwritten(path, error))
}

/// Writes a folder whole or not at all, in place of one that the program wrote. Returns the number of bytes.
pub(super) fn write_folder(
    path: &Path,
    inputs: &Inputs,
    write: impl FnOnce(&mut dyn Output) -> Result<(), ExportError>,
) -> Result<u64, Failure> {
    let written = disk::write_folder::<ExportError>(path, inputs, |folder| write(folder));
    written.map_err(|error| Failure::unwritten(path, error))
}

/// The folder that is written into where the user names none.
pub(super) const EXPORTS: &str = "exports";

/// Fails where an export cannot be written at a path: before the first of several is.
pub(super) fn check_place(path: &Path, is_folder: bool, inputs: &Inputs) -> Result<(), Failure> {
    let folder = disk::folder_of(path);
    if folder == Path::new(EXPORTS) && folder.is_symlink() {
        // Whoever made the folder of a dossier may have put it there.
        let link = "this is a link, and the user did not name it; write `./exports` to follow it";
        return Err(Failure::unwritten(folder, io::Error::new(io::ErrorKind::AlreadyExists, link)));
    }
    let checked = if is_folder { disk::check_folder(path, inputs) } else { inputs.refuse_place(path) };
    checked.map_err(|error| Failure::unwritten(path, error))
}

impl Output for NewFolder<'_> {
    fn begin(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        self.begin_file(name)
    }
}
