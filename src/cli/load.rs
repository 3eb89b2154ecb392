//! `dossier load`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::asserting::{asserting, check_statuses, model, statuses};
use super::honoured::{self, Given, Loaded};
use super::input::checked_graph;
use super::kind::{Kind, kind_of};
use super::meter::Meter;
use super::numbers::{counted, grouped};
use super::output::{Failure, STDOUT, Terminal, check_place, write_file};
use super::parts::narrowed;
use super::prefixes::read_prefixes;
use super::rows;
use super::screen::Screen;
use super::selecting::{selected, tell_selection};
use super::shared_arguments::{
    Asserting, Input, IriArguments, NameArguments, READS_ROWS, RowArguments, Selecting,
};
use crate::diagnostic::Level;
use crate::disk::Inputs;
use crate::export::{ExportOptions, Graph};
use crate::store::{
    Address, Credentials, LoadOptions, Report, Store, Target, load, losses, netrc, state_folder, store_files,
    store_for,
};
use crate::text::visible_line;
use crate::view::AssertPolicy;

/// Load a graph into a database, or a folder
#[derive(Args, Debug)]
#[command(mut_arg("paths", |paths| paths.help(READS_ROWS)))]
#[command(after_help = "\
Examples:
  dossier load http://localhost:3030/ds strike --dry-run  report what would change
  dossier load http://localhost:3030/ds strike            into Fuseki; again, nothing changes
  dossier load http://localhost:7878 strike --prune       remove what it no longer says
  dossier load bolt://localhost strike                    into Neo4j, Memgraph or ArcadeDB
  dossier load redis://localhost/strike strike            into the graph strike of FalkorDB
  dossier load postgres://localhost/news strike           into tables and views of PostgreSQL
  dossier load graphs/strike strike                       into a folder, which `dossier query` reads
  dossier load bolt://localhost rows.csv --base urn:dossier:ships:  rows, which are known as `ships`

LadybugDB is loaded by the scripts that `dossier export --to ladybug` writes. Where several dossiers share a property \
graph, the property `dossiers` says which of them a node or edge comes from; data of others is never changed. What a \
dossier no longer says stays until --prune, except edges of claims that are no longer asserted. In a triple store the \
named graphs of the dossier are replaced; the load reports what is removed and leaves other graphs alone.

Rows are known by --base: NAME where it is urn:dossier:NAME:, else the base itself. In a triple store, rows without a \
named graph are in the graph graph/rows under the base; to named graphs with other names a load only adds, until --prune.

Credentials come from the environment (DOSSIER_USER and DOSSIER_PASSWORD, or DOSSIER_TOKEN) or from ~/.netrc, never from \
the command line. A password is sent to another machine over TLS only (https, bolt+s, neo4j+s, rediss, postgres), unless \
--insecure allows it. To resume an interrupted load, run it again; --resume includes its earlier part in the report. \
If you select a part, the graphs of the dossier hold only that part afterwards.")]
pub(super) struct Load {
    /// The address of the database, or a folder
    #[arg(value_name = "URL|FOLDER")]
    pub(super) target: String,

    #[command(flatten)]
    pub(super) input: Input,

    /// Only report what would be done
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Remove what earlier versions of this graph loaded and this version no longer says
    #[arg(long)]
    pub(super) prune: bool,

    /// Resume an interrupted load, and include its earlier part in the report
    #[arg(long)]
    pub(super) resume: bool,

    /// How many nodes, edges or triples go into a batch
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(super) batch: Option<u32>,

    /// Write a report as JSON into this file; - for standard output
    #[arg(long, value_name = "FILE|-")]
    pub(super) report: Option<PathBuf>,

    /// The kind of server, if it cannot be detected
    #[arg(long, value_name = "PROFILE")]
    pub(super) profile: Option<String>,

    /// Allow a password to be sent unencrypted to another machine
    #[arg(long)]
    pub(super) insecure: bool,

    /// How long one attempt at a step may take, and how long to wait for another load; all attempts at a step take at most twice as long
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) timeout: u64,

    /// How much memory the server's answers to one step may take, in megabytes; by default 64 plus eight times the graph
    #[arg(long, value_name = "MEGABYTES", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(super) max_answer: Option<u64>,

    /// Fail before anything is loaded if the database cannot hold something that the graph has
    #[arg(long)]
    pub(super) strict: bool,

    #[command(flatten)]
    pub(super) asserting: Asserting,

    #[command(flatten)]
    pub(super) selecting: Selecting,

    #[command(flatten)]
    pub(super) rows: RowArguments,

    #[command(flatten)]
    pub(super) names: NameArguments,

    #[command(flatten)]
    pub(super) iris: IriArguments,
}

/// The name of the stores that speak SPARQL.
const SPARQL: &str = "sparql";

/// Loads the graph, or says what that would do.
pub(super) fn run(command: &Load, given: &Given, terminal: &Terminal) -> Result<(), Failure> {
    let target = Target::parse(&command.target)?;
    let is_folder = target.folder().is_some();
    // Members of a cluster may be on other machines than the one that names them.
    let is_open = |address: &Address| !address.is_loopback() || address.scheme().starts_with("neo4j");
    // A folder has no profiles, which is refused below.
    let profile = command.profile.as_deref().filter(|_| !is_folder);
    let store = store_for(&target, profile)?;
    let loaded = Loaded {
        is_folder,
        is_rdf: is_folder || store.name() == SPARQL,
        is_open: target
            .address()
            .is_some_and(|address| is_open(address) && store.tls_instead(address).is_some()),
        dry_run: command.dry_run,
        model: model(&command.asserting),
    };
    let kind = kind_of(&command.input.paths, &command.rows)?;
    honoured::load(given, kind, &loaded, command.rows.texts_are_folder())?;
    check_statuses(&command.asserting)?;
    let loading = Loading { command, target: &target, store, terminal };
    match kind {
        Kind::Dossier => {
            let part = selected(&command.selecting, false, checked_graph(&command.input, terminal)?)?;
            tell_selection(&part, terminal);
            let export = ExportOptions { note: part.note.clone(), ..asserting(&command.asserting, &part)? };
            loading.load((&part.checked).into(), &export, &part.inputs)
        }
        Kind::Rows => loading.load_rows(),
    }
}

/// What is loaded where.
struct Loading<'l> {
    command: &'l Load,
    target: &'l Target,
    store: &'static dyn Store,
    terminal: &'l Terminal,
}

impl Loading<'_> {
    /// Reads rows and loads them.
    fn load_rows(&self) -> Result<(), Failure> {
        let Loading { command, terminal, .. } = self;
        let mut inputs = rows::inputs(&command.input, &command.rows);
        command.iris.prefixes.iter().for_each(|path| inputs.add(path));
        let prefixes = read_prefixes(command.iris.prefixes.as_deref(), terminal)?;
        let read = rows::read(&command.input, &command.rows, terminal)?;
        if !read.findings.is_empty() {
            terminal.say_findings(&read.findings, &read.sources);
        }
        if read.findings.count(Level::Error) > 0 {
            return Err(Failure::of(&read.findings));
        }
        let export = ExportOptions {
            policy: AssertPolicy::new(statuses(&command.asserting.assert)?),
            model: model(&command.asserting),
            names: command.names.style(),
            base: command.iris.base.clone(),
            prefixes,
            threads: rows::threads(&command.rows),
            ..ExportOptions::default()
        };
        let graph = narrowed(read.graph, &command.selecting, terminal)?;
        self.load((&graph).into(), &export, &inputs)
    }

    /// Loads a graph.
    fn load(&self, graph: Graph<'_>, export: &ExportOptions, inputs: &Inputs) -> Result<(), Failure> {
        let Loading { command, target, store, terminal } = *self;
        let (lost, _) = losses(store, graph, export)?;
        for loss in &lost {
            let kept = loss.kept.as_deref().unwrap_or("not loaded");
            let (feature, count) = (&loss.feature, grouped(loss.count));
            terminal.say(format_args!("loss: {}: {feature} ({count}): {kept}", store.name()));
        }
        if command.strict && !lost.is_empty() {
            return Err(Failure::Lossy(store.name()));
        }
        if let Some(folder) = target.folder() {
            refuse_inputs(folder, inputs)?;
        }
        if let Some(path) = command.report.as_deref() {
            let mut inputs = inputs.clone();
            netrc().iter().for_each(|file| inputs.add(file));
            check_place(path, false, &inputs)?;
            if target.folder().is_some_and(|folder| is_in(path, folder)) {
                let message = "--report: this file would be in the target folder; choose another folder";
                return Err(Failure::Usage(message.to_owned()));
            }
        }
        let credentials = match target.address() {
            Some(address) => {
                let mut warn = |words: &str| terminal.say(format_args!("warning: {words}"));
                Credentials::find(address.host(), &mut warn)?
            }
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
        let report = load(target, graph, export, &options, &mut meter);
        meter.clear();
        let report = report?;
        for notice in &report.notices {
            terminal.say(format_args!("notice: {notice}"));
        }
        let to_stdout = command.report.as_deref() == Some(Path::new(STDOUT));
        match &command.report {
            Some(_) if to_stdout => terminal.data(|out| out.write_all(report.to_json().as_bytes()))?,
            Some(path) => {
                write_file(path, inputs, |out| out.write_all(report.to_json().as_bytes())).map(drop)?
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
        writeln!(out, "stale graphs and nodes stay; --prune removes them")?;
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
            resumed => format!(", {} of them before it was interrupted", grouped(resumed)),
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
