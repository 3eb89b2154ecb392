//! Reading files of rows: on all processors, watched, and stoppable.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::interrupts::watch_interrupts;
use super::levels::levels;
use super::mapping::{read_mapping, refuse_unmatched};
use super::memory::{threads_with_room, too_little};
use super::meter::Meter;
use super::numbers::{counted, size};
use super::output::{Failure, STDOUT, Terminal};
use super::reach::disk;
use super::shared_arguments::{Input, MergeMode, OntologyMode, RowArguments};
use crate::diagnostic::{Findings, Level};
use crate::disk::Inputs;
use crate::graph::rows::RowGraph;
use crate::memory::Exceeded;
use crate::ontology::{Looks, Ontology};
use crate::read::rows::{
    Mapping, ROW_READERS, Repairs, RowOptions, RowReader, RowTexts, Stop, read_rows, row_reader,
};
use crate::text::{SourceMap, file_name};

/// Rows that were read.
pub(super) struct Rows {
    pub(super) graph: RowGraph,
    pub(super) findings: Findings,
    pub(super) sources: SourceMap,
    /// The texts that quotes were verified against.
    pub(super) texts: Option<RowTexts>,
    /// How pictures show types and relations.
    pub(super) looks: Option<Looks>,
}

/// Reads rows, with the levels of findings as the user wants them.
pub(super) fn read(input: &Input, options: &RowArguments, terminal: &Terminal) -> Result<Rows, Failure> {
    let from = options.from.as_deref().map(format_named).transpose()?;
    let wanted = levels(&input.levels)?;
    let disk = disk(&input.reach)?;
    let mapping = read_mapping(options, terminal)?;
    refuse_unmatched(mapping.as_ref(), options, &input.paths)?;
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
            "notice: only {} of {wanted} threads are used, because the address space is limited (ulimit -v)",
            threads(options)
        ));
    }
    let meter = Meter::new("read", terminal);
    let row_options = RowOptions {
        from,
        mapping: mapping.as_ref(),
        encoding: options.encoding,
        threads: threads(options),
        most: MAX_REPORTED,
        memory: crate::memory::limit(),
        merge: options.merge.map(MergeMode::merge),
        stubs: options.stubs,
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
            "the graph needs about {} of memory, and the limit is {}; raise it with --memory, or read fewer files",
            size(needed),
            size(limit)
        )),
        Stop::Memory { needed, limit, place: Some(place) } => {
            Failure::Memory(format!("{place}: {}", too_little(Exceeded { used: needed, limit })))
        }
        Stop::TooLarge(what) => Failure::Memory(format!("the graph is too large: {what}")),
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
    tell_understood(&reading.understood, terminal);
    tell_left_out(&reading.left_out, terminal);
    tell_repairs(&reading.repairs, terminal);
    let looks = mapping.as_ref().and_then(Mapping::looks).cloned();
    Ok(Rows { graph: reading.graph, findings, sources: reading.sources, texts, looks })
}

/// The files that are read.
pub(super) fn inputs(input: &Input, options: &RowArguments) -> Inputs {
    let mut inputs = Inputs::default();
    input.paths.iter().for_each(|path| inputs.add_all(path));
    options.texts.iter().for_each(|texts| inputs.add_all(texts));
    options.map.iter().for_each(|map| inputs.add(map));
    inputs
}

/// Says how each file was understood; neighbours that were understood in the same way share a line.
fn tell_understood(understood: &[(String, String)], terminal: &Terminal) {
    for alike in understood.chunk_by(|(_, one), (_, other)| one == other) {
        let [(name, how), others @ ..] = alike else { continue };
        let others = match others.len() {
            0 => String::new(),
            1 => " and 1 more".to_owned(),
            several => format!(" and {several} more"),
        };
        terminal.say(format_args!("read {name}{others} as {how}"));
    }
}

/// Says which files of folders hold no rows.
fn tell_left_out(left_out: &[(PathBuf, Vec<PathBuf>)], terminal: &Terminal) {
    const NAMED: usize = 5;
    for (folder, files) in left_out {
        let name = |file: &PathBuf| file.strip_prefix(folder).unwrap_or(file).display().to_string();
        let named: Vec<String> = files.iter().take(NAMED).map(name).collect();
        let more = match files.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        terminal.say(format_args!(
            "notice: left out of {}, as no format of rows: {}{more}",
            folder.display(),
            named.join(", ")
        ));
    }
}

/// Says what became of rows that would be findings otherwise.
fn tell_repairs(repairs: &Repairs, terminal: &Terminal) {
    let told = [
        (
            repairs.repeated,
            ["row repeats another one and was read once", "rows repeat others and were read once"],
        ),
        (repairs.merged, ["row was merged into another one", "rows were merged into others"]),
        (
            repairs.united,
            [
                "value differs from that of another row with the same id; all are kept, as a list",
                "values differ from those of other rows with the same id; all are kept, as lists",
            ],
        ),
        (
            repairs.stubs,
            [
                "node was made of ends of edges that no file declares",
                "nodes were made of ends of edges that no file declares",
            ],
        ),
    ];
    for (count, [one, several]) in told.into_iter().filter(|(count, _)| *count > 0) {
        terminal.say(format_args!("notice: {}", counted(count as usize, one, several)));
    }
}

/// How many findings of each kind are reported one by one.
const MAX_REPORTED: usize = 10;

pub(super) fn format_named(name: &str) -> Result<&'static dyn RowReader, Failure> {
    row_reader(name).ok_or_else(|| {
        let names: Vec<&str> = ROW_READERS.iter().map(|reader| reader.name()).collect();
        Failure::Usage(format!(
            "--from {name}: rows cannot be read from this format; choose one of {}",
            names.join(", ")
        ))
    })
}

/// How many threads to use: as many as the user wants, where there is room for them.
pub(super) fn threads(options: &RowArguments) -> usize {
    let wanted =
        options.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    wanted.min(threads_with_room())
}

/// How many nodes and edges there are, in words.
pub(super) fn counts(graph: &RowGraph) -> String {
    let nodes = counted(graph.node_count(), "node", "nodes");
    format!("{nodes}, {}", counted(graph.edge_count() as usize, "edge", "edges"))
}

/// The name of what is written: that of the one file, without its extensions, or `graph`.
pub(super) fn name_of(paths: &[PathBuf]) -> OsString {
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
