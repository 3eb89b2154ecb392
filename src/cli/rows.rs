//! Files of rows, as `check` and `export` take them: read on all processors, watched, and stoppable.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::arguments::{Export, FindingFormat, RdfWanted};
use super::asserting::statuses;
use super::input::{disk, failure_of, levels};
use super::memory::{threads_with_room, too_little};
use super::numbers::{counted, grouped, size};
use super::output::{
    Failure, STDOUT, StatusLine, Terminal, check_place, say_interrupted, write_file, write_folder,
};
use super::shared_arguments::{Input, ModelWanted, OntologyMode, RowArguments};
use crate::diagnostic::{Findings, Format, Level};
use crate::disk::Inputs;
use crate::export::rows::{ROW_EXPORTERS, RowExportOptions, RowExporter, row_exporter};
use crate::export::{Model, RdfVersion};
use crate::graph::rows::RowGraph;
use crate::memory::Exceeded;
use crate::ontology::Ontology;
use crate::read::rows::{
    Progress, ROW_READERS, RowOptions, RowReader, RowTexts, Stop, Watch, read_rows, row_format,
    row_format_of_stdin, row_reader,
};
use crate::text::{SourceMap, file_name};

/// Set when the user presses Ctrl-C.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);
/// Set while there is a file that is not whole yet.
static IS_WRITING: AtomicBool = AtomicBool::new(false);

/// Ends the program at Ctrl-C: at once while there is nothing to be cleaned up, or when it is pressed again, otherwise
/// as soon as whoever writes sees it.
fn watch_interrupts() {
    let interrupted = || {
        let is_second = INTERRUPTED.swap(true, Ordering::Relaxed);
        if is_second || !IS_WRITING.load(Ordering::Relaxed) {
            say_interrupted();
            std::process::exit(i32::from(Failure::INTERRUPTED));
        }
    };
    // There is one handler; whoever asks again has it already.
    let _ = ctrlc::set_handler(interrupted);
}

/// Whether the files that the user names are rows: they say so with `--from`, or all of them look like it.
pub(super) fn are_rows(input: &Input, options: &RowArguments) -> Result<bool, Failure> {
    if options.from.is_some() {
        return Ok(true);
    }
    let mut rows = None;
    for path in &input.paths {
        let is_rows = is_rows(path);
        if let Some((known, first)) = rows
            && known != is_rows
        {
            let (dossier, row): (&Path, &Path) = if is_rows { (first, path) } else { (path, first) };
            return Err(Failure::Usage(format!(
                "{} is a dossier and {} holds rows; they are read apart",
                dossier.display(),
                row.display()
            )));
        }
        rows = Some((is_rows, path.as_path()));
    }
    Ok(rows.is_some_and(|(is_rows, _)| is_rows))
}

/// Fails where one of the paths holds rows, of which only `check` and `export` can make something.
pub(super) fn refuse_rows(paths: &[PathBuf]) -> Result<(), Failure> {
    match paths.iter().find(|path| is_rows(path)) {
        Some(path) => Err(Failure::Usage(format!(
            "{} holds rows, not a dossier; rows can be checked and exported: dossier check, dossier export",
            path.display()
        ))),
        None => Ok(()),
    }
}

fn is_rows(path: &Path) -> bool {
    if path == Path::new(STDOUT) {
        return row_format_of_stdin().is_ok_and(|format| format.is_some());
    }
    let is_yaml = path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
    !is_yaml && path.is_file() && row_format(path).is_ok_and(|format| format.is_some())
}

/// Rows that were read.
pub(super) struct Rows {
    pub(super) graph: RowGraph,
    pub(super) findings: Findings,
    pub(super) sources: SourceMap,
}

/// Reads rows, with the levels of findings as the user wants them.
pub(super) fn read(input: &Input, options: &RowArguments, terminal: &Terminal) -> Result<Rows, Failure> {
    let from = options.from.as_deref().map(format_named).transpose()?;
    let wanted = levels(&input.levels)?;
    let disk = disk(&input.reach)?;
    watch_interrupts();
    let started = Instant::now();
    let texts = match &options.texts {
        Some(path) => Some(RowTexts::read(&disk, path).map_err(|error| Failure::Io(path.clone(), error))?),
        None => None,
    };
    for passed_over in texts.iter().flat_map(RowTexts::passed_over) {
        terminal.say(format_args!("notice: {passed_over}"));
    }
    if let Some(wanted) = options.threads.filter(|wanted| *wanted > threads(options)) {
        terminal.say(format_args!(
            "notice: {} of {wanted} threads are used, since the address space is limited (ulimit -v)",
            threads(options)
        ));
    }
    let meter = Meter::new("read", terminal);
    let row_options = RowOptions {
        from,
        threads: threads(options),
        most: MAX_REPORTED,
        memory: crate::memory::limit(),
        strict: options.ontology == OntologyMode::Strict,
        ontology: Ontology::built_in(),
        texts: texts.as_ref(),
        watch: &meter,
    };
    let reading = read_rows(&input.paths, &row_options);
    meter.clear();
    let reading = reading.map_err(|stop| match stop {
        Stop::Interrupted => Failure::Interrupted,
        Stop::Memory { needed, limit, place: None } => Failure::Memory(format!(
            "the graph will need about {} of memory, and {} may be used; give it more with --memory, or read fewer files",
            size(needed),
            size(limit)
        )),
        Stop::Memory { needed, limit, place: Some(place) } => {
            Failure::Memory(format!("{place}: {}", too_little(Exceeded { used: needed, limit })))
        }
        Stop::TooLarge(what) => Failure::Memory(format!("the graph is too large for the program: {what}")),
    })?;
    let mut findings = Findings::default();
    for finding in &reading.findings {
        let mut finding = finding.clone();
        finding.level = wanted.or(finding.rule, finding.level);
        if finding.level != Level::Allow {
            findings.push(finding);
        }
    }
    if options.timing {
        terminal.say(format_args!(
            "read: {:.2} s, {} in memory for {} and {}",
            started.elapsed().as_secs_f64(),
            size(reading.graph.memory() as u64),
            counted(reading.graph.node_count(), "node", "nodes"),
            counted(reading.graph.edge_count() as usize, "edge", "edges"),
        ));
    }
    Ok(Rows { graph: reading.graph, findings, sources: reading.sources })
}

/// How many findings of each kind are told one by one.
const MAX_REPORTED: usize = 10;

/// Checks rows and prints what was found.
pub(super) fn check(
    input: &Input,
    options: &RowArguments,
    format: FindingFormat,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let rows = read(input, options, terminal)?;
    let format = format.format();
    if format != Format::Text || !rows.findings.is_empty() {
        terminal.print_findings(format, &rows.findings, &rows.sources)?;
    }
    if format == Format::Text && !terminal.is_quiet() {
        terminal.print(|out| writeln!(out, "{}", about(&rows.graph)))?;
    }
    if rows.findings.count(Level::Error) > 0 { Err(failure_of(&rows.findings)) } else { Ok(()) }
}

fn about(graph: &RowGraph) -> String {
    let nodes = counted(graph.node_count(), "node", "nodes");
    format!("{nodes}, {}", counted(graph.edge_count() as usize, "edge", "edges"))
}

/// Writes rows in each format that the user wants.
pub(super) fn export(command: &Export, terminal: &Terminal) -> Result<(), Failure> {
    let exporters = exporters(command)?;
    let asserted = statuses(&command.asserting.assert)?;
    let options = &command.rows;
    let inputs = inputs(&command.input, options);
    let name = name_of(&command.input.paths);
    let place = |exporter: &dyn RowExporter| {
        let mut name = name.clone();
        name.push(format!(".{}", exporter.extension()));
        command.out.join(name)
    };
    if command.out == Path::new(STDOUT) {
        check_place(&command.out, false, &inputs)?;
    } else {
        for exporter in &exporters {
            check_place(&place(*exporter), exporter.is_folder(), &inputs)?;
        }
    }
    let rows = read(&command.input, options, terminal)?;
    if !rows.findings.is_empty() {
        terminal.say_findings(&rows.findings, &rows.sources);
    }
    let is_faulty = rows.findings.count(Level::Error) > 0;
    if is_faulty && !options.keep_going {
        terminal.say(format_args!(
            "nothing was written; --keep-going leaves out what is wrong and writes the rest"
        ));
        return Err(failure_of(&rows.findings));
    }
    for exporter in exporters {
        let meter = Meter::new("written", terminal);
        let started = Instant::now();
        let should_continue = |share: usize| meter.share(share);
        let row_options = RowExportOptions {
            asserted: asserted.clone(),
            model: match command.asserting.model {
                ModelWanted::Edges => Model::Edges,
                ModelWanted::Claims => Model::Claims,
                ModelWanted::Both => Model::Both,
            },
            rdf: match command.rdf {
                Some(RdfWanted::V1_2) => RdfVersion::V1_2,
                _ => RdfVersion::V1_1,
            },
            base: options.base.clone(),
            ontology: Ontology::built_in(),
            threads: threads(options),
            should_continue: &should_continue,
        };
        let mut losses = None;
        let mut write = |out: &mut dyn crate::export::Output| {
            let lost = exporter.export(&rows.graph, &row_options, out)?;
            let is_lossy = command.strict && !lost.summary().is_empty();
            losses = Some(lost);
            // The temporary file is not kept.
            if is_lossy { Err(crate::export::ExportError::Unrepresentable(String::new())) } else { Ok(()) }
        };
        let path = place(exporter);
        IS_WRITING.store(command.out != Path::new(STDOUT), Ordering::Relaxed);
        let outcome = if command.out == Path::new(STDOUT) {
            terminal.data(|mut out| write(&mut out)).map(|()| None)
        } else if exporter.is_folder() {
            write_folder(&path, &inputs, |folder| write(folder)).map(Some)
        } else {
            write_file(&path, &inputs, |mut out| write(&mut out)).map(Some)
        };
        IS_WRITING.store(false, Ordering::Relaxed);
        meter.clear();
        let told = losses.map(|losses| losses.summary()).unwrap_or_default();
        for (what, count, instead) in &told {
            terminal.say(format_args!("loss: {}: {what} ({}): {instead}", exporter.name(), grouped(*count)));
        }
        if INTERRUPTED.load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
        if command.strict && !told.is_empty() {
            return Err(Failure::Lossy);
        }
        if let Some(bytes) = outcome? {
            terminal.say(format_args!("wrote {}: {}, {}", path.display(), about(&rows.graph), size(bytes)));
        }
        if options.timing {
            terminal.say(format_args!("write {}: {:.2} s", exporter.name(), started.elapsed().as_secs_f64()));
        }
    }
    if is_faulty { Err(failure_of(&rows.findings)) } else { Ok(()) }
}

/// The files that are read.
fn inputs(input: &Input, options: &RowArguments) -> Inputs {
    let mut inputs = Inputs::default();
    input.paths.iter().for_each(|path| inputs.add(path));
    options.texts.iter().for_each(|texts| inputs.add_all(texts));
    inputs
}

/// The name of what is written: that of the one file, without its extensions, or `graph`.
fn name_of(paths: &[PathBuf]) -> OsString {
    let mut name = match paths {
        [path] if path != Path::new(STDOUT) => path.file_name().unwrap_or_default(),
        _ => OsStr::new(""),
    };
    while let Some(stem) = Path::new(name).file_stem().filter(|stem| *stem != name) {
        name = stem;
    }
    match name.to_str() {
        Some(text) if text.is_empty() || text.starts_with('.') => "graph".into(),
        Some(text) => file_name(text).into(),
        // What is not UTF-8 is called as it is, so that two files never become one.
        None => name.to_owned(),
    }
}

/// The formats that the user names.
fn exporters(command: &Export) -> Result<Vec<&'static dyn RowExporter>, Failure> {
    let names = || ROW_EXPORTERS.iter().map(|exporter| exporter.name()).collect::<Vec<_>>().join(", ");
    if command.to.is_empty() {
        return Err(Failure::Usage(format!("rows are written in the formats that --to names: {}", names())));
    }
    let mut chosen: Vec<&'static dyn RowExporter> = Vec::new();
    for name in &command.to {
        let exporter = row_exporter(name)
            .ok_or_else(|| Failure::Usage(format!("--to {name}: rows can be written as {}", names())))?;
        if !chosen.iter().any(|known| known.name() == exporter.name()) {
            chosen.push(exporter);
        }
    }
    if command.out == Path::new(STDOUT) {
        if chosen.len() > 1 {
            let only = "--out -: only one format goes to standard output; choose it with --to";
            return Err(Failure::Usage(only.to_owned()));
        }
        if let Some(folder) = chosen.iter().find(|exporter| exporter.is_folder()) {
            let message =
                format!("--out -: {} is a folder of files; name a folder to write it into", folder.name());
            return Err(Failure::Usage(message));
        }
    }
    Ok(chosen)
}

fn format_named(name: &str) -> Result<&'static dyn RowReader, Failure> {
    row_reader(name).ok_or_else(|| {
        let names: Vec<&str> = ROW_READERS.iter().map(|reader| reader.name()).collect();
        Failure::Usage(format!(
            "--from {name}: there is no such format of rows; they are {}",
            names.join(", ")
        ))
    })
}

/// How many threads to use: as many as the user wants, where there is room for them.
fn threads(options: &RowArguments) -> usize {
    let wanted =
        options.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    wanted.min(threads_with_room())
}

/// Shows how far a work is, if it takes longer than a second.
struct Meter {
    what: &'static str,
    is_shown: bool,
    line: StatusLine,
    started: Instant,
    told: Mutex<Option<Instant>>,
}

impl Meter {
    fn new(what: &'static str, terminal: &Terminal) -> Meter {
        Meter {
            what,
            is_shown: !terminal.is_quiet(),
            line: StatusLine::new(),
            started: Instant::now(),
            told: Mutex::new(None),
        }
    }

    /// Shows a line now and then; elsewhere than on a terminal seldom.
    fn tell(&self, line: impl FnOnce(f64) -> String) -> bool {
        let pause = Duration::from_millis(if self.line.on_terminal() { 200 } else { 10_000 });
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let since = told.map_or(self.started.elapsed(), |told| told.elapsed());
        if self.is_shown && self.started.elapsed() > Duration::from_secs(1) && since > pause {
            *told = Some(Instant::now());
            self.line.show(&line(self.started.elapsed().as_secs_f64()));
        }
        !INTERRUPTED.load(Ordering::Relaxed)
    }

    /// A share of the work, in thousandths.
    fn share(&self, share: usize) -> bool {
        self.tell(|seconds| {
            let left = seconds * (1000 - share.min(1000)) as f64 / share.max(1) as f64;
            format!("{} {} %, {left:.0} s left", self.what, share / 10)
        })
    }

    fn clear(&self) {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_some() {
            self.line.clear();
        }
    }
}

impl Watch for Meter {
    fn should_continue(&self, progress: Progress) -> bool {
        self.tell(|seconds| {
            let Progress { bytes, of_bytes, nodes, edges } = progress;
            let rate = size((bytes as f64 / seconds) as u64);
            let rows = format!("{} nodes, {} edges", grouped(nodes), grouped(edges));
            if of_bytes > bytes {
                let left = seconds * (of_bytes - bytes) as f64 / bytes.max(1) as f64;
                let share = bytes * 100 / of_bytes;
                format!("{} {share} %, {rows}, {rate} per second, {left:.0} s left", self.what)
            } else {
                format!("{} {rows}, {rate} per second", self.what)
            }
        })
    }
}
