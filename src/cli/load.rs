//! `dossier load`.

use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use super::asserting::{asserting, check_statuses};
use super::input::checked_graph;
use super::numbers::{counted, grouped};
use super::output::{Failure, STDOUT, StatusLine, Terminal, check_place, write_file};
use super::screen::Screen;
use super::selecting::{selected, tell_selection};
use super::store_arguments::Load;
use crate::disk::Inputs;
use crate::export::{ExportOptions, losses_of};
use crate::store::{
    Credentials, LoadOptions, Observer, Report, Target, load, netrc, state_folder, store_files, store_for,
};
use crate::text::visible_line;

/// Loads the graph, or says what that would do.
pub(super) fn run(command: &Load, terminal: &Terminal) -> Result<(), Failure> {
    let target = Target::parse(&command.target)?;
    let store = store_for(&target, command.profile.as_deref())?;
    check_statuses(&command.asserting)?;
    let part = selected(&command.selecting, false, checked_graph(&command.input, terminal)?)?;
    tell_selection(&part, terminal);
    let export = ExportOptions { note: part.note.clone(), ..asserting(&command.asserting, &part)? };
    let losses = losses_of(|feature| store.holds(feature, &export), part.checked.graph(), &export);
    for loss in &losses {
        let kept = loss.kept.unwrap_or("not loaded");
        let (feature, count) = (loss.feature.name(), grouped(loss.count as u64));
        terminal.say(format_args!("loss: {}: {feature} ({count}): {kept}", store.name()));
    }
    if command.strict && !losses.is_empty() {
        return Err(Failure::Lossy);
    }
    if let Some(folder) = target.folder() {
        refuse_inputs(folder, &part.inputs)?;
    }
    if let Some(path) = command.report.as_deref() {
        let mut inputs = part.inputs.clone();
        netrc().iter().for_each(|file| inputs.add(file));
        check_place(path, false, &inputs)?;
        if target.folder().is_some_and(|folder| is_in(path, folder)) {
            let message = "--report: this is a file in the folder that is loaded into; choose another folder";
            return Err(Failure::Usage(message.to_owned()));
        }
    }
    let credentials = match target.address() {
        Some(address) => Credentials::find(address.host())?,
        None => None,
    };
    let options = LoadOptions {
        profile: command.profile.clone(),
        credentials,
        dry_run: command.dry_run,
        prune: command.prune,
        resume: command.resume,
        batch: command.batch.map(|batch| batch as usize),
        timeout: Duration::from_secs(command.timeout),
        max_answer: command.max_answer.map(|megabytes| megabytes.saturating_mul(1_000_000)),
        insecure: command.insecure,
        journals: state_folder(),
        ..LoadOptions::default()
    };
    let mut progress = Progress::new(terminal);
    let report = load(&target, &part.checked, &export, &options, &mut progress);
    progress.clear();
    let report = report?;
    for notice in &report.notices {
        terminal.say(format_args!("notice: {notice}"));
    }
    let to_stdout = command.report.as_deref() == Some(Path::new(STDOUT));
    match &command.report {
        Some(_) if to_stdout => terminal.data(|out| out.write_all(report.to_json().as_bytes()))?,
        Some(path) => {
            write_file(path, &part.inputs, |out| out.write_all(report.to_json().as_bytes())).map(drop)?
        }
        None => {}
    }
    if report.dry_run && !to_stdout {
        return terminal.print(|out| print_plan(&report, out));
    }
    if !report.dry_run {
        tell(&report, terminal);
    }
    Ok(())
}

/// Fails where a folder that is loaded into holds a file that was read, and that loading could replace or remove.
fn refuse_inputs(folder: &Path, inputs: &Inputs) -> Result<(), Failure> {
    for path in store_files(folder)? {
        inputs.refuse(&path).map_err(|error| Failure::unwritten(&path, error))?;
    }
    Ok(())
}

/// Whether a file is in a folder, or would be.
fn is_in(file: &Path, folder: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).ok();
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    matches!((real(parent), real(folder)), (Some(parent), Some(folder)) if parent.starts_with(&folder))
}

/// The server and its version: `Apache Jena Fuseki 5.6.0`.
fn server(report: &Report) -> String {
    let version = report.server.version.as_ref().map_or_else(String::new, |version| format!(" {version}"));
    format!("{}{version}", report.server.name)
}

fn things(report: &Report) -> String {
    let words = report.things.iter().map(|tally| format!("{} {}", tally.kind, tally.words()));
    words.collect::<Vec<_>>().join("; ")
}

fn print_plan(report: &Report, out: &mut Screen<'_>) -> io::Result<()> {
    let title = format!("plan for {} ({}); nothing was changed", report.target, server(report));
    writeln!(out, "{}", visible_line(&title))?;
    for tally in &report.things {
        writeln!(out, "  {:<14} {}", tally.kind, tally.words())?;
    }
    writeln!(out, "  {:<14} {}", "transactions", grouped(report.batches))?;
    for name in &report.stale {
        writeln!(out, "  stale          {}", visible_line(name))?;
    }
    if !report.stale.is_empty() {
        writeln!(out, "what is stale stays; --prune removes it")?;
    }
    Ok(())
}

fn tell(report: &Report, terminal: &Terminal) {
    let (target, server, things) = (&report.target, server(report), things(report));
    let verified = counted(report.verified.len(), "count", "counts");
    if report.changes() {
        let retries = match report.retries {
            0 => String::new(),
            retries => format!(", {}", counted(retries as usize, "retry", "retries")),
        };
        let batches = counted(report.batches as usize, "transaction", "transactions");
        let resumed = match report.resumed {
            0 => String::new(),
            resumed => format!(", {} of them before it was cut off", grouped(resumed)),
        };
        terminal.say(format_args!(
            "loaded into {target} ({server}): {things}; {batches}{resumed}{retries}; verified by {verified}"
        ));
    } else {
        terminal.say(format_args!(
            "nothing to do: {target} ({server}) holds all of it already: {things}; verified by {verified}"
        ));
    }
    for name in &report.stale {
        terminal.say(format_args!("stale: {name}; --prune removes it"));
    }
}

/// Work that is shorter than this is not told of.
const SHORT: Duration = Duration::from_secs(1);
/// How often it is told where nobody looks on.
const SELDOM: Duration = Duration::from_secs(5);

/// How far a load is: one line that is written over on a terminal, a line now and then elsewhere.
struct Progress<'t> {
    terminal: &'t Terminal,
    begun: Instant,
    told: Option<Instant>,
    line: StatusLine,
    written: bool,
}

impl<'t> Progress<'t> {
    fn new(terminal: &'t Terminal) -> Progress<'t> {
        Progress { terminal, begun: Instant::now(), told: None, line: StatusLine::new(), written: false }
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.written) {
            self.line.clear();
        }
    }
}

impl Observer for Progress<'_> {
    fn progress(&mut self, done: usize, all: usize, what: &str) {
        let since = self.told.unwrap_or(self.begun).elapsed();
        let due = if self.line.on_terminal() { self.begun.elapsed() >= SHORT } else { since >= SELDOM };
        if !due || self.terminal.is_quiet() {
            return;
        }
        self.told = Some(Instant::now());
        let line = match all {
            0 => what.to_owned(),
            all => format!("{} of {}: {what}", grouped(done as u64), grouped(all as u64)),
        };
        self.written = true;
        self.line.show(&line);
    }

    fn notice(&mut self, words: &str) {
        self.clear();
        self.terminal.say(format_args!("notice: {words}"));
    }
}
