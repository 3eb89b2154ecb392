//! Files of rows: nodes and edges by the million, read in pieces on all processors into a [`RowGraph`].
//!
//! Adding a format is a new file with a `static` of [`RowReader`] and a line in [`ROW_READERS`]. Formats of one record
//! to a line are parsers of records, which `pump` runs on several threads; others read a stream.

mod apoc;
mod csv;
mod drawn;
mod fields;
mod findings;
mod fit;
mod ftm;
mod ftm_model;
mod gather;
mod gexf;
mod graphml;
mod input;
mod joined_labels;
pub(super) mod json;
mod jsonl;
mod jsonld;
mod kgx;
mod line_by_line;
mod lines_again;
mod neo4j;
mod ntriples;
mod own_names;
mod parsed;
mod places;
mod plain_line;
mod progress;
mod pump;
mod rdf;
mod rdf_lines;
mod rdf_source;
mod reader;
mod reified;
mod run;
mod statements;
mod table;
mod term_guard;
mod texts;
mod triples;
mod unread;
mod verify;
mod vocabulary;
mod worker;
mod xml_guard;
mod xml_stream;

pub(super) use input::head_of;
pub use progress::{Progress, Stop, Watch};
pub use reader::{Recognition, RowInput, RowOptions, RowReader};
pub use run::{Repairs, Run};
pub use texts::RowTexts;
pub use unread::Unread;

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

/// All formats of rows. A file is read by the first that is certain of its content, or else by the one with its
/// extension, or else by the first for which its content is possible.
pub static ROW_READERS: &[&dyn RowReader] = &[
    &ftm::FollowTheMoney,
    &rdf::JSON_LD,
    &kgx::Kgx,
    &apoc::Apoc,
    &jsonl::JSON_LINES,
    &graphml::GraphMl,
    &gexf::Gexf,
    &rdf_lines::GeoNames,
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
pub fn row_format(path: &Path) -> io::Result<Option<RowFormat>> {
    Ok(format_of(&RowFile::open(path)?))
}

/// The format of standard input, if it is one of rows; it stays to be read.
///
/// # Errors
/// Those of standard input.
pub fn row_format_of_stdin() -> io::Result<Option<RowFormat>> {
    Ok(row_format_of_head("<stdin>", &input::head_of_stdin()?))
}

/// The format of a file of a name and a beginning, if it is one of rows; JSON Lines of a dossier are none.
pub fn row_format_of_head(name: &str, head: &[u8]) -> Option<RowFormat> {
    let name = bare_name(name);
    if super::begins_with_dossier(head) {
        return None;
    }
    let content: Vec<Recognition> = ROW_READERS.iter().map(|reader| reader.recognises(head)).collect();
    let first = |wanted: Recognition| {
        let place = content.iter().position(|found| *found == wanted)?;
        ROW_READERS.get(place).copied().map(RowFormat::Read)
    };
    let named =
        || ROW_READERS.iter().copied().find(|reader| has_extension(*reader, name)).map(RowFormat::Read);
    first(Recognition::Certain)
        .or_else(|| unread::format_of(head).map(RowFormat::Unread))
        .or_else(named)
        .or_else(|| first(Recognition::Possible))
}

/// What a file of rows is found to be.
#[derive(Clone, Copy)]
pub enum RowFormat {
    /// A format that is read.
    Read(&'static dyn RowReader),
    /// A format that is known, but not read.
    Unread(&'static Unread),
}

impl RowFormat {
    /// The name of the format: for `--from`, if it is read.
    pub fn name(&self) -> &'static str {
        match self {
            RowFormat::Read(reader) => reader.name(),
            RowFormat::Unread(unread) => unread.name,
        }
    }
}

/// Whether a file is called as those of a reader are.
fn has_extension(reader: &dyn RowReader, name: &str) -> bool {
    reader.extensions().iter().any(|extension| name.ends_with(extension))
}

fn format_of(file: &RowFile) -> Option<RowFormat> {
    row_format_of_head(&file.name, file.head())
}

/// The finding about a file whose format nobody knows.
pub(in crate::read) fn unknown(name: &str) -> Finding {
    let names: Vec<&str> = ROW_READERS.iter().map(|reader| reader.name()).collect();
    let message = format!("the format of `{name}` is unknown: it is no dossier and no format of rows");
    Finding::new(&rules::FILE_UNREADABLE, message)
        .in_file(name)
        .help("a dossier has the extension .yaml or a line `dossier: NAME`")
        .help(format!("choose a format of rows with `--from`: {}", names.join(", ")))
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
    /// What each file was taken for, in one line: its name, its format, and what of it played which role.
    pub understood: Vec<(String, String)>,
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
                    None => reader.begins_with_edge(file.head()),
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
            Some(table) => {
                let understood = table.understood(reader.title());
                pump::pump(file, understood, table.split(), &*table, &mut rows, &mut run)?;
            }
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
    let understood = std::mem::take(&mut run.understood);
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
    Ok(RowReading { graph, findings, sources, repairs, understood })
}

/// Whether a file can contain rows of a table whose header is elsewhere.
fn is_without_header(file: &RowFile) -> bool {
    let is_other = match row_format_of_head("", file.head()) {
        Some(RowFormat::Read(reader)) => !matches!(reader.name(), "csv" | "tsv"),
        Some(RowFormat::Unread(_)) => true,
        None => false,
    };
    !is_other && csv::is_headless(file.head())
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
    let is_named_table = || {
        let tables = ROW_READERS.iter().copied().filter(|reader| reader.is_of_tables());
        tables.into_iter().any(|reader| has_extension(reader, bare_name(&file.name)))
    };
    let is_table = match from.map(RowFormat::Read).or_else(|| format_of(&file)) {
        Some(RowFormat::Read(reader)) => reader.is_of_tables(),
        Some(RowFormat::Unread(_)) => false,
        None => is_named_table(),
    };
    if is_table {
        file.read_header().map_err(|error| refused(reason(&error)))?;
    }
    match from.map(RowFormat::Read).or_else(|| format_of(&file)) {
        Some(RowFormat::Read(reader)) => Ok((file, reader)),
        Some(RowFormat::Unread(unread)) => Err(Box::new(unread.finding(&name, file.head()))),
        None => Err(Box::new(unknown(&name))),
    }
}
