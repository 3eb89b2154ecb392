//! Reading and checking, as every command that takes dossiers does it.

use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};

use super::output::{Failure, Terminal};
use super::rows::refuse_rows;
use super::shared_arguments::{Deny, Input, LevelOptions, Reach};
use crate::check::Checked;
use crate::diagnostic::{Finding, Findings, Level, Levels, rule_named, rules};
use crate::disk::Inputs;
use crate::graph::{KnowledgeGraph, NodeKey};
use crate::ontology::nearest;
use crate::read::{Disk, Listing, Loaded, Loader, NamedBy, Refusal, read};
use crate::text::{SourceMap, shown_path};

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
    refuse_rows(&input.paths)?;
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

/// The text of a file that the user names; `-` is standard input.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    let failed = |error| Failure::Io(path.to_owned(), error);
    let loaded = Disk::new().load(path, NamedBy::User).map_err(|refusal| failed(refusal.into()))?;
    String::from_utf8(loaded.bytes).map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error)))
}

/// The disk, as far as the content of files may reach on it.
pub(super) fn disk(reach: &Reach) -> Result<Disk, Failure> {
    reach.allowed.iter().try_fold(Disk::new(), |disk, folder| {
        disk.allow(folder)
            .map_err(|error| Failure::Usage(format!("--allow-path {}: {error}", shown_path(folder))))
    })
}

/// The graph, after the findings were shown on standard error. Fails when one of them is an error.
pub(super) fn checked_graph(input: &Input, terminal: &Terminal) -> Result<CheckedInput, Failure> {
    let read = read_and_check(input)?;
    if !read.findings.is_empty() && (read.checked.is_none() || !terminal.is_quiet()) {
        terminal.say_findings(&read.findings, &read.sources);
    }
    read.into_checked()
}

impl Read {
    /// The graph; without one, the failure that decides the exit code.
    pub(super) fn into_checked(self) -> Result<CheckedInput, Failure> {
        let checked = self.checked.ok_or_else(|| failure_of(&self.findings))?;
        Ok(CheckedInput { checked, inputs: self.inputs })
    }
}

/// The failure that findings with errors are: a file that could not even be opened is another one.
pub(super) fn failure_of(findings: &Findings) -> Failure {
    let unread =
        |finding: &Finding| finding.rule.code == rules::FILE_UNREADABLE.code && finding.primary.is_none();
    if findings.iter().any(unread) { Failure::UnreadableInput } else { Failure::Findings }
}

/// The levels that the user wants.
pub(super) fn levels(options: &LevelOptions) -> Result<Levels, Failure> {
    let mut levels = Levels::default();
    if options.deny == Some(Deny::Warnings) {
        levels.deny_warnings();
    }
    for setting in &options.levels {
        let usage = |message: String| Failure::Usage(format!("--level {setting}: {message}"));
        let (code, level) = setting
            .split_once('=')
            .ok_or_else(|| usage("write CODE=LEVEL, such as D0505=allow".to_owned()))?;
        let rule = rule_named(code)
            .ok_or_else(|| usage(format!("there is no finding {code}; `dossier explain` lists them")))?;
        let level = Level::named(level)
            .ok_or_else(|| usage("the levels are allow, note, warning and error".to_owned()))?;
        levels.set(rule, level).map_err(|error| usage(error.to_string()))?;
    }
    Ok(levels)
}

/// The node of an id, or a failure that names near ones.
pub(super) fn node_key(graph: &KnowledgeGraph, option: &str, id: &str) -> Result<NodeKey, Failure> {
    let node = graph.node_by_id(id).ok_or_else(|| {
        let near = did_you_mean(&nearest(id, graph.nodes().map(|node| node.id())));
        Failure::Usage(format!("{option} {id}: there is no node of this id{near}"))
    })?;
    Ok(node.key())
}

/// Near ids of nodes, or of claims where no node's is near, as a question.
pub(super) fn near_node_or_claim(graph: &KnowledgeGraph, id: &str) -> String {
    let nodes = nearest(id, graph.nodes().map(|node| node.id()));
    let claims = || nearest(id, graph.claims().map(|claim| claim.id()));
    did_you_mean(&if nodes.is_empty() { claims() } else { nodes })
}

/// Near ids as a question after what is said of a wrong one; nothing where none is near.
pub(super) fn did_you_mean(near: &[&str]) -> String {
    match near {
        [] => String::new(),
        [one] => format!("; did you mean `{one}`?"),
        [others @ .., last] => format!("; did you mean `{}` or `{last}`?", others.join("`, `")),
    }
}
