//! Files of rows: nodes and edges by the million, read in pieces on all processors into a [`RowGraph`].
//!
//! Adding a format is a new file with a `static` of [`RowReader`] and a line in [`ROW_READERS`]. Formats of one record
//! to a line are parsers of records, which `pump` runs on several threads; others read a stream.

mod apoc;
mod csv;
mod fields;
mod findings;
mod fit;
mod ftm;
mod ftm_model;
mod gather;
mod graphml;
mod input;
pub(super) mod json;
mod jsonl;
mod jsonld;
mod kgx;
mod line_by_line;
mod lines_again;
mod neo4j;
mod ntriples;
mod parsed;
mod places;
mod plain_line;
mod progress;
mod pump;
mod rdf;
mod rdf_source;
mod reader;
mod reified;
mod run;
mod statements;
mod table;
mod term_guard;
mod texts;
mod triples;
mod verify;
mod vocabulary;
mod worker;
mod xml_guard;

pub(super) use input::head_of;
pub use progress::{Progress, Stop, Watch};
pub use reader::{RowInput, RowOptions, RowReader};
pub use run::{Repairs, Run};
pub use texts::RowTexts;

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use input::{RowFile, bare_name};
use progress::reason;
use table::Table;
use vocabulary::Vocabulary;
use worker::Checks;

use crate::diagnostic::{Finding, Findings, Level, rules};
use crate::graph::rows::{RowBuilder, RowGraph};
use crate::memory::note_reading;
use crate::text::SourceMap;

/// All formats of rows; a file is read by the one with its extension, or else by the first that recognises it.
pub static ROW_READERS: &[&dyn RowReader] = &[
    &ftm::FollowTheMoney,
    &rdf::JSON_LD,
    &kgx::Kgx,
    &apoc::Apoc,
    &jsonl::JSON_LINES,
    &graphml::GraphMl,
    &rdf::RDF_XML,
    &rdf::TRIG,
    &rdf::TURTLE,
    &ntriples::NTRIPLES,
    &ntriples::NQUADS,
    &neo4j::Neo4j,
    &csv::TSV,
    &csv::CSV,
];

/// The format of a name.
pub fn row_reader(name: &str) -> Option<&'static dyn RowReader> {
    ROW_READERS.iter().copied().find(|reader| reader.name() == name)
}

/// The format of a file, if it is one of rows.
///
/// # Errors
/// Those of the file system.
pub fn row_format(path: &Path) -> io::Result<Option<&'static dyn RowReader>> {
    Ok(format_of(&RowFile::open(path)?))
}

/// The format of standard input, if it is one of rows; it stays to be read.
///
/// # Errors
/// Those of standard input.
pub fn row_format_of_stdin() -> io::Result<Option<&'static dyn RowReader>> {
    Ok(row_format_of_head("<stdin>", &input::head_of_stdin()?))
}

/// The format of a file of a name and a beginning, if it is one of rows; JSON Lines of a dossier are none.
pub fn row_format_of_head(name: &str, head: &[u8]) -> Option<&'static dyn RowReader> {
    let name = bare_name(name);
    if super::begins_with_dossier(head) {
        return None;
    }
    let has_extension =
        |reader: &&&dyn RowReader| reader.extensions().iter().any(|extension| name.ends_with(extension));
    let by_ending = ROW_READERS.iter().find(has_extension).copied();
    by_ending.or_else(|| ROW_READERS.iter().copied().find(|reader| reader.recognises(name, head)))
}

fn format_of(file: &RowFile) -> Option<&'static dyn RowReader> {
    row_format_of_head(&file.name, file.head())
}

/// Watches nothing.
impl Watch for () {
    fn should_continue(&self, _: Progress) -> bool {
        true
    }
}

/// What was read.
#[derive(Debug)]
#[non_exhaustive]
pub struct RowReading {
    /// The graph of everything that could be read.
    pub graph: RowGraph,
    /// What is wrong, the first of each kind.
    pub findings: Findings,
    /// The lines that the findings show.
    pub sources: SourceMap,
    /// What became of rows that would be findings otherwise.
    pub repairs: Repairs,
}

/// Reads files of rows into one graph: those that begin with nodes first.
///
/// # Errors
/// [`Stop`], when the work was given up. What is wrong with the files is a finding.
pub fn read_rows(paths: &[PathBuf], options: &RowOptions<'_>) -> Result<RowReading, Stop> {
    let vocabulary = Vocabulary::new(options.ontology);
    let checks = Checks {
        most: options.most,
        vocabulary: &vocabulary,
        is_strict: options.strict,
        texts: options.texts,
    };
    let mut run = Run::new(checks, options.ontology, options.threads, options.memory, options.watch);
    let mut findings = Findings::default();
    let mut files = Vec::new();
    let mut header: Option<Rc<Table>> = None;
    for path in paths {
        match open(path, options.from) {
            Ok((file, reader)) => {
                run.of_bytes += file.size;
                let headed = header.take().filter(|_| is_without_header(&file));
                let is_edges = match &headed {
                    Some(table) => table.has_edges(),
                    None => reader.begins_with_edge(bare_name(&file.name), file.head()),
                };
                header = headed.clone().or_else(|| neo4j::header_alone(file.head()).map(Rc::new));
                files.push((is_edges, file, reader, headed));
            }
            Err(finding) => findings.push(*finding),
        }
    }
    files.sort_by_key(|(is_edges, ..)| *is_edges);
    let mut rows = RowBuilder::merging(options.merge);
    for (_, file, reader, headed) in files {
        match headed {
            Some(table) => pump::pump(file, table.split(), &*table, &mut rows, &mut run)?,
            None => reader.read(RowInput(file), &mut rows, &mut run)?,
        }
        if let Some(what) = rows.too_large() {
            return Err(Stop::TooLarge(what));
        }
    }
    std::mem::take(&mut run.collected).into_rows(&mut rows, &mut run)?;
    if let Some(what) = rows.too_large() {
        return Err(Stop::TooLarge(what));
    }
    let (graph, of_rows, repairs) = run.finish(rows, options.stubs)?;
    note_reading("");
    let mut sources = SourceMap::new();
    for finding in &of_rows.into_findings(&mut sources) {
        let mut finding = finding.clone();
        // A name may mean something else in the files than in an ontology that they were not made for.
        let is_foreign = [rules::OUTSIDE_DOMAIN.code, rules::OUTSIDE_RANGE.code].contains(&finding.rule.code);
        if is_foreign && !options.strict {
            finding.level = Level::Warning;
        }
        findings.push(finding);
    }
    Ok(RowReading { graph, findings, sources, repairs })
}

/// Whether a file can contain rows of a table whose header is elsewhere.
fn is_without_header(file: &RowFile) -> bool {
    let by_content = row_format_of_head("", file.head()).map(|reader| reader.name());
    matches!(by_content, None | Some("csv" | "tsv")) && csv::is_headless(file.head())
}

fn open(
    path: &Path,
    from: Option<&'static dyn RowReader>,
) -> Result<(RowFile, &'static dyn RowReader), Box<Finding>> {
    let name = path.display().to_string();
    let refused = |why: String| {
        Box::new(
            Finding::new(&rules::FILE_UNREADABLE, format!("the file `{name}` cannot be read: {why}"))
                .in_file(&name),
        )
    };
    note_reading(&name);
    let mut file = RowFile::open(path).map_err(|error| refused(reason(&error)))?;
    let is_table = |reader: &dyn RowReader| reader.is_of_tables();
    let is_named_table =
        ROW_READERS.iter().any(|reader| is_table(*reader) && reader.recognises(bare_name(&file.name), b""));
    if from.or_else(|| format_of(&file)).map_or(is_named_table, is_table) {
        file.read_header().map_err(|error| refused(reason(&error)))?;
    }
    match from.or_else(|| format_of(&file)) {
        Some(reader) => Ok((file, reader)),
        None => {
            let names: Vec<&str> = ROW_READERS.iter().map(|reader| reader.name()).collect();
            let finding = refused("unknown format".to_owned());
            Err(Box::new(finding.help(format!("choose the format with `--from`: {}", names.join(", ")))))
        }
    }
}
