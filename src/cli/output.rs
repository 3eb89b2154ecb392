//! Standard output, standard error, files and exit codes.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::screen::{Screen, Style};
use super::shared_arguments::ColorWhen;
use crate::diagnostic::{Finding, Findings, Format, render, rules};
use crate::disk::{self, Inputs, NewFolder};
use crate::export::{ExportError, Output};
use crate::store::StoreError;
use crate::text::{SourceMap, system_error, visible_line};

/// The path that stands for standard output.
pub(super) const STDOUT: &str = "-";

/// Why a command failed; decides the exit code.
#[derive(Debug)]
pub(super) enum Failure {
    /// Findings, which were printed.
    Findings,
    /// Findings, which were printed; one of them is that a file the user names cannot be read.
    UnreadableInput,
    /// A format or database would lose something under `--strict`.
    Lossy(&'static str),
    /// Several things failed, each by itself.
    Several(Vec<Failure>),
    /// A wrong use that clap cannot know.
    Usage(String),
    /// There is no picture.
    Picture(String),
    /// A format cannot say something of the graph.
    Unrepresentable(PathBuf, String),
    /// Something could not be read or written.
    Io(PathBuf, io::Error),
    /// A text that the user gave cannot be read; the message shows where.
    Shown(String),
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

    /// The failure that findings with errors are: a file that could not even be opened is another one.
    pub(super) fn of(findings: &Findings) -> Failure {
        let unread =
            |finding: &Finding| finding.rule.code == rules::FILE_UNREADABLE.code && finding.primary.is_none();
        if findings.iter().any(unread) { Failure::UnreadableInput } else { Failure::Findings }
    }

    /// The failure of work whose parts do not depend on each other; none where none of them failed.
    pub(super) fn of_several(mut failures: Vec<Failure>) -> Result<(), Failure> {
        // What stops several parts alike is said once.
        let mut said = BTreeSet::new();
        failures.retain(|failure| said.insert(failure.to_string()));
        match failures.len() {
            0 => Ok(()),
            1 => failures.pop().map_or(Ok(()), Err),
            _ => Err(Failure::Several(failures)),
        }
    }

    /// Something could not be written into a file.
    pub(super) fn unwritten(path: &Path, error: impl Into<ExportError>) -> Failure {
        match error.into() {
            ExportError::Io(error) => Failure::Io(path.to_owned(), error),
            ExportError::Unrepresentable(what) => Failure::Unrepresentable(path.to_owned(), what),
        }
    }

    /// Standard output could not be written.
    pub(super) fn unprinted(error: io::Error) -> Failure {
        Failure::Io(PathBuf::from("standard output"), error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Findings | Failure::UnreadableInput => Ok(()),
            Failure::Shown(message) => write!(f, "{message}"),
            Failure::Lossy(name) => {
                write!(f, "{name}: nothing was written, because --strict treats a loss as an error")
            }
            Failure::Several(failures) => failures.iter().try_for_each(|failure| writeln!(f, "{failure}")),
            Failure::Interrupted => write!(f, "interrupted; no partial file is left"),
            Failure::Usage(message)
            | Failure::Picture(message)
            | Failure::Database(message)
            | Failure::Memory(message) => write!(f, "{message}"),
            Failure::Unrepresentable(path, what) => write!(f, "{}: {what}", path.display()),
            Failure::Io(path, error) => write!(f, "{}: {}", path.display(), system_error(error)),
        }
    }
}

/// What a command may know about the terminal.
#[derive(Clone, Copy)]
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

    /// Says one line beside the output, unless the user wants quiet.
    pub(super) fn say(&self, line: fmt::Arguments<'_>) {
        if !self.quiet {
            self.beside(|screen| writeln!(screen, "{}", visible_line(&line.to_string())));
        }
    }

    /// Whether somebody is there who can be asked.
    pub(super) fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stdout().is_terminal()
    }

    /// Asks a question and returns the line that is the answer; `None` at the end of the input.
    pub(super) fn ask(&self, question: &str) -> Result<Option<String>, Failure> {
        self.print(|out| write!(out, "{question}"))?;
        let mut line = String::new();
        let failed = |error| Failure::Io(PathBuf::from("standard input"), error);
        Ok((io::stdin().read_line(&mut line).map_err(failed)? > 0).then_some(line))
    }

    /// Whether the user wants quiet.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Writes for people to standard output. A reader that has seen enough is no error.
    pub(super) fn print(&self, write: impl FnOnce(&mut Screen<'_>) -> io::Result<()>) -> Result<(), Failure> {
        let color = self.color_on_stdout();
        to_stdout(|out| Ok(write(&mut Screen::new(out, color))?))
    }

    /// Writes data to standard output, byte for byte; on a terminal there are people, so it is shown as
    /// [`Terminal::print`] does. A reader that has seen enough is no error.
    pub(super) fn data<E: Into<ExportError>>(
        &self,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<(), Failure> {
        let for_people = io::stdout().is_terminal();
        to_stdout(|out| {
            if for_people { write(&mut Screen::new(out, false)) } else { write(out) }.map_err(Into::into)
        })
    }

    /// Writes findings to standard output: as data where they are for programs.
    pub(super) fn print_findings(
        &self,
        format: Format,
        findings: &Findings,
        sources: &SourceMap,
    ) -> Result<(), Failure> {
        match format {
            Format::Json | Format::Sarif => self.data(|out| render(format, findings, sources, false, out)),
            Format::Text | Format::Github => self.print(|screen| {
                let color = screen.color();
                screen.rendered(|out| render(format, findings, sources, color, out))
            }),
        }
    }

    /// Writes findings to standard error.
    pub(super) fn say_findings(&self, findings: &Findings, sources: &SourceMap) {
        self.beside(|screen| {
            let color = screen.color();
            screen.rendered(|out| render(Format::Text, findings, sources, color, out))
        });
    }

    /// Writes for people to standard error. An error there cannot be reported anywhere.
    fn beside(&self, write: impl FnOnce(&mut Screen<'_>) -> io::Result<()>) {
        let mut err = BufWriter::new(io::stderr().lock());
        let _ = write(&mut Screen::new(&mut err, self.color_on_stderr())).and_then(|()| err.flush());
    }

    /// Prints help to standard output, or what is wrong with the arguments to standard error, and returns the exit code.
    pub(super) fn usage(&self, error: &clap::Error) -> ExitCode {
        let words = error.render();
        if error.use_stderr() {
            let color = self.color_on_stderr();
            self.beside(|screen| write_usage(screen, &words, color));
            return ExitCode::from(Failure::USAGE);
        }
        let color = self.color_on_stdout();
        match self.print(|screen| write_usage(screen, &words, color)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => ExitCode::from(self.fail(&failure)),
        }
    }

    /// Reports why the command failed, and returns its exit code.
    pub(super) fn fail(&self, failure: &Failure) -> u8 {
        let code = match failure {
            Failure::Findings => return Failure::FINDINGS,
            Failure::UnreadableInput => return Failure::IO,
            Failure::Several(failures) => {
                let codes = failures.iter().map(|failure| self.fail(failure));
                return codes.max().unwrap_or(Failure::FINDINGS);
            }
            Failure::Lossy(_) | Failure::Unrepresentable(..) => Failure::FINDINGS,
            Failure::Shown(message) => {
                self.beside(|screen| screen.rendered(|out| writeln!(out, "{message}")));
                return Failure::USAGE;
            }
            Failure::Usage(_) => Failure::USAGE,
            Failure::Io(..) | Failure::Picture(_) | Failure::Memory(_) => Failure::IO,
            Failure::Interrupted => Failure::INTERRUPTED,
            Failure::Database(_) => Failure::DATABASE,
        };
        self.beside(|screen| {
            screen.styled(Style::Error, "error")?;
            writeln!(screen, ": {}", visible_line(&failure.to_string()))
        });
        code
    }
}

fn write_usage(screen: &mut Screen<'_>, words: &clap::builder::StyledStr, color: bool) -> io::Result<()> {
    if color { screen.rendered(|out| write!(out, "{}", words.ansi())) } else { write!(screen, "{words}") }
}

/// Writes to standard output. A reader that has seen enough is no error.
fn to_stdout(write: impl FnOnce(&mut dyn Write) -> Result<(), ExportError>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| Ok(out.flush()?)) {
        Err(ExportError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::unwritten(Path::new("standard output"), error)),
        Ok(()) => Ok(()),
    }
}

/// A line on standard error that shows the progress of some work.
#[derive(Clone, Copy, Debug)]
pub(super) struct StatusLine {
    on_terminal: bool,
}

impl StatusLine {
    pub(super) fn new() -> StatusLine {
        StatusLine { on_terminal: io::stderr().is_terminal() }
    }

    /// Whether the line is on a terminal, where a new one takes its place; elsewhere they follow one another.
    pub(super) fn on_terminal(self) -> bool {
        self.on_terminal
    }

    /// Shows a line. An error of standard error cannot be reported anywhere.
    pub(super) fn show(self, line: &str) {
        let line = visible_line(line);
        // Carriage return, and ERASE IN LINE (ECMA-48, section 8.3.41).
        let (start, end) = if self.on_terminal { ("\r\u{1b}[K", "") } else { ("", "\n") };
        let mut err = io::stderr().lock();
        let _ = write!(err, "{start}{line}{end}").and_then(|()| err.flush());
    }

    /// Takes the line away from a terminal.
    pub(super) fn clear(self) {
        if self.on_terminal {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

/// Reports why the program ends immediately, even while another thread has locked standard error.
pub(super) fn say_at_the_end(line: &str) {
    let line = format!("{}\n", visible_line(line));
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        if let Ok(stderr) = io::stderr().as_fd().try_clone_to_owned() {
            let _ = std::fs::File::from(stderr).write_all(line.as_bytes());
        }
    }
    #[cfg(not(unix))]
    let _ = io::stderr().write_all(line.as_bytes());
}

/// Reports that the program was interrupted, below a line of progress.
pub(super) fn say_interrupted() {
    let _ = writeln!(io::stderr(), "\nerror: {}", Failure::Interrupted);
}

/// Writes a file atomically, unless the run reads it. Returns the number of bytes.
pub(super) fn write_file<E: Into<ExportError>>(
    path: &Path,
    inputs: &Inputs,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<u64, Failure> {
    let written = disk::write_file::<ExportError>(path, inputs, |out| write(out).map_err(Into::into));
    written.map_err(|error| Failure::unwritten(path, error))
}

/// Writes a folder atomically, in place of one that the program wrote. Returns the number of bytes.
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

/// Fails where an export cannot be written at a path, or to standard output: before the first of several is.
pub(super) fn check_place(path: &Path, is_folder: bool, inputs: &Inputs) -> Result<(), Failure> {
    if path == Path::new(STDOUT) {
        return inputs
            .refuse_open(&io::stdout())
            .map_err(|error| Failure::unwritten(Path::new("standard output"), error));
    }
    let folder = disk::folder_of(path);
    if folder == Path::new(EXPORTS) && folder.is_symlink() {
        // Whoever made the folder of a dossier may have put it there.
        let link = "this is a symbolic link; to follow it, name it as `./exports`";
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
