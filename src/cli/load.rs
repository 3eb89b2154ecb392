//! `dossier load`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::asserting::{asserting, check_statuses};
use super::input::checked_graph;
use super::meter::Meter;
use super::numbers::{counted, grouped};
use super::output::{Failure, STDOUT, Terminal, check_place, write_file};
use super::screen::Screen;
use super::selecting::{selected, tell_selection};
use super::shared_arguments::{Asserting, Input, Selecting};
use crate::disk::Inputs;
use crate::export::{ExportOptions, losses_of};
use crate::store::{
    Credentials, LoadOptions, Report, Target, load, netrc, state_folder, store_files, store_for,
};
use crate::text::visible_line;

/// Load the graph into a database.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier load http://localhost:3030/ds strike --dry-run    what would be created, changed, lost
  dossier load http://localhost:3030/ds strike              into Fuseki; again, it changes nothing
  dossier load http://localhost:7878 strike --prune         and remove what the dossier no longer says
  dossier load bolt://localhost strike                      into Neo4j, Memgraph or ArcadeDB
  dossier load redis://localhost/strike strike              into the graph strike of FalkorDB
  dossier load postgres://localhost/news strike             into tables and views of PostgreSQL
  dossier load graphs/strike strike                         into a folder, which `dossier query` asks

LadybugDB is filled by the scripts that `dossier export --to ladybug` writes. What several dossiers load into one property
graph is told apart by the property `dossiers`; what others have added is never touched. What is no longer said
stays there until --prune, but for edges of what is only claimed now. In a triple store the graphs of the dossier are
replaced whole: what goes is told, and graphs of other names are left alone.

Who asks comes from the environment (DOSSIER_USER and DOSSIER_PASSWORD, or DOSSIER_TOKEN) or from ~/.netrc, never from
the command line. A password goes to another machine over TLS only (https, bolt+s, neo4j+s, rediss, postgres), unless
--insecure allows it. A load that is cut off goes on when it is given again; --resume counts in what it had done. Where
a part is selected, the graphs of the dossier hold that part alone afterwards.")]
pub(super) struct Load {
    /// The address of the database, or a folder
    #[arg(value_name = "URL|FOLDER")]
    pub(super) target: String,

    #[command(flatten)]
    pub(super) input: Input,

    /// Only say what would be done
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Remove what earlier versions of this dossier loaded and it no longer says
    #[arg(long)]
    pub(super) prune: bool,

    /// Go on with a load that was cut off, and count in what it had done
    #[arg(long)]
    pub(super) resume: bool,

    /// How many things go into a batch
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(super) batch: Option<u32>,

    /// A file for the report as JSON; - for standard output
    #[arg(long, value_name = "FILE|-")]
    pub(super) report: Option<PathBuf>,

    /// Which kind of server it is, where it does not tell
    #[arg(long, value_name = "PROFILE")]
    pub(super) profile: Option<String>,

    /// Let a password go unencrypted to another machine
    #[arg(long)]
    pub(super) insecure: bool,

    /// How long one attempt at a step may take; all attempts at it together take at most twice as long
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) timeout: u64,

    /// How much memory the server's answers to one step may fill, in megabytes; by default 64 and eight times the graph
    #[arg(long, value_name = "MEGABYTES", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(super) max_answer: Option<u64>,

    /// Fail before anything is loaded when the database cannot hold something that the graph has
    #[arg(long)]
    pub(super) strict: bool,

    #[command(flatten)]
    pub(super) asserting: Asserting,

    #[command(flatten)]
    pub(super) selecting: Selecting,
}

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
        return Err(Failure::Lossy(store.name()));
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
    let mut meter = Meter::new("loaded", terminal);
    let report = load(&target, &part.checked, &export, &options, &mut meter);
    meter.clear();
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
