//! Reading and checking, as every command that takes dossiers does it.

use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};

use super::levels::levels;
use super::output::{Failure, Terminal};
use super::reach::disk;
use super::shared_arguments::Input;
use crate::check::Checked;
use crate::diagnostic::{Findings, Level};
use crate::disk::Inputs;
use crate::read::{Disk, Listing, Loaded, Loader, NamedBy, Refusal, read};
use crate::text::SourceMap;

/// Dossiers that were read and checked.
pub(super) struct Read {
    pub(super) findings: Findings,
    pub(super) sources: SourceMap,
    pub(super) checked: Option<Checked>,
    /// The graph of all that could be read, errors or not.
    pub(super) dossiers: usize,
    /// The files that were read.
    pub(super) inputs: Inputs,
}

/// A graph that may be exported, and the files that it was read from.
pub(super) struct CheckedInput {
    pub(super) checked: Checked,
    pub(super) inputs: Inputs,
}

/// The disk, noting what is read from it.
struct NotingDisk {
    disk: Disk,
    inputs: RefCell<Inputs>,
}

impl Loader for NotingDisk {
    fn load(&self, path: &Path, by: NamedBy<'_>) -> Result<Loaded, Refusal> {
        let loaded = self.disk.load(path, by)?;
        match by {
            NamedBy::Content(folder) => self.inputs.borrow_mut().add(&folder.join(path)),
            NamedBy::User | NamedBy::Folder(_) => self.inputs.borrow_mut().add(path),
        }
        Ok(loaded)
    }

    fn list(&self, path: &Path) -> io::Result<Option<Listing>> {
        self.disk.list(path)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        self.disk.identity(path)
    }
}

/// Reads and checks what the user names.
pub(super) fn read_and_check(input: &Input) -> Result<Read, Failure> {
    let levels = levels(&input.levels)?;
    let disk = NotingDisk { disk: disk(&input.reach)?, inputs: RefCell::default() };
    let reading = read(&disk, &input.paths);
    let dossiers = reading.files.len();
    let outcome = reading.check_with(&levels);
    Ok(Read {
        findings: outcome.findings,
        sources: outcome.sources,
        checked: outcome.checked,
        dossiers,
        inputs: disk.inputs.into_inner(),
    })
}

/// The graph, after warnings were shown on standard error; notes are for `check`. Fails when a finding is an error, and shows
/// all of them then.
pub(super) fn checked_graph(input: &Input, terminal: &Terminal) -> Result<CheckedInput, Failure> {
    graph_without(input, terminal, Level::Warning)
}

/// The same for commands that answer a question: only errors are shown.
pub(super) fn graph_to_ask(input: &Input, terminal: &Terminal) -> Result<CheckedInput, Failure> {
    graph_without(input, terminal, Level::Error)
}

/// The graph, after findings of at least a level were shown.
fn graph_without(input: &Input, terminal: &Terminal, least: Level) -> Result<CheckedInput, Failure> {
    let mut read = read_and_check(input)?;
    if read.checked.is_some() {
        let mut shown = Findings::default();
        let grave = read.findings.iter().filter(|finding| finding.level >= least && !terminal.is_quiet());
        grave.for_each(|finding| shown.push(finding.clone()));
        read.findings = shown;
    }
    if !read.findings.is_empty() {
        terminal.say_findings(&read.findings, &read.sources);
    }
    read.into_checked()
}

impl Read {
    /// The graph; without one, the failure that decides the exit code.
    pub(super) fn into_checked(self) -> Result<CheckedInput, Failure> {
        let checked = self.checked.ok_or_else(|| Failure::of(&self.findings))?;
        Ok(CheckedInput { checked, inputs: self.inputs })
    }
}
