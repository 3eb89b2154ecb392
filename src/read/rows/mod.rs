//! Files of rows: nodes and edges by the million, read in pieces on all processors into a [`RowGraph`].
//!
//! Adding a format is a new file with a `static` of [`RowReader`] and a line in [`ROW_READERS`]. Formats of one record
//! to a line are parsers of records, which `pump` runs on several threads; others read a stream.

mod csv;
mod fields;
mod findings;
mod fit;
mod ftm;
mod ftm_model;
mod graphml;
mod graphml_row;
mod input;
pub(super) mod json;
mod jsonl;
mod jsonld;
mod kgx;
mod line_by_line;
mod lines_again;
mod neo4j;
mod ntriples;
mod places;
mod plain_line;
mod pump;
mod rdf;
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
pub use input::row_format_of_stdin;
pub use run::Run;
pub use texts::RowTexts;

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use input::RowFile;
use table::Table;
use vocabulary::Vocabulary;

use super::session::plain_words;
use crate::diagnostic::{Finding, Findings, Level, rules};
use crate::graph::rows::{RowBuilder, RowGraph};
use crate::memory::note_reading;
use crate::ontology::Ontology;
use crate::text::SourceMap;

/// A format of rows.
pub trait RowReader: Sync {
    /// The name, for `--from` and messages.
    fn name(&self) -> &'static str;

    /// One line on what it reads.
    fn about(&self) -> &'static str;

    /// The extensions of files in this format, whatever they start with.
    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether a file is of this format, by its name (without the extension of a compression) and its first bytes.
    fn recognises(&self, name: &str, head: &[u8]) -> bool;

    /// Whether a file begins with a header of columns, which is read as a whole before anything else.
    fn is_of_tables(&self) -> bool {
        false
    }

    /// Whether a file begins with an edge: files of nodes are read before it.
    fn begins_with_edge(&self, name: &str, head: &[u8]) -> bool;

    /// Reads a file as far as it goes; what is wrong with it goes to the run.
    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop>;
}

/// A file that a [`RowReader`] reads.
pub struct RowInput(RowFile);

/// All formats of rows; a file is read by the one with its extension, or else by the first that recognises it.
pub static ROW_READERS: &[&dyn RowReader] = &[
    &ftm::FollowTheMoney,
    &rdf::JSON_LD,
    &kgx::Kgx,
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

/// The name of a file without the extension of its compression.
fn bare_name(name: &str) -> &str {
    [".gz", ".zst"].iter().find_map(|extension| name.strip_suffix(extension)).unwrap_or(name)
}

/// How to read rows.
#[derive(Clone, Copy)]
pub struct RowOptions<'o> {
    /// The format of all files; without it each is recognised.
    pub from: Option<&'static dyn RowReader>,
    /// How many threads to use, at least 1.
    pub threads: usize,
    /// The most findings of each kind to report individually.
    pub most: usize,
    /// How many bytes of memory may be used.
    pub memory: Option<u64>,
    /// Whether types and relations that the ontology does not declare are errors.
    pub strict: bool,
    /// The ontology.
    pub ontology: &'o Ontology,
    /// The texts that quotes are verified against, if any.
    pub texts: Option<&'o RowTexts>,
    /// Receives the progress, and can stop the work.
    pub watch: &'o dyn Watch,
}

impl Default for RowOptions<'_> {
    /// Formats are recognised, one thread, ten findings of each kind, names are accepted as they are, nothing is verified.
    fn default() -> Self {
        RowOptions {
            from: None,
            threads: 1,
            most: 10,
            memory: None,
            strict: false,
            ontology: Ontology::built_in(),
            texts: None,
            watch: &(),
        }
    }
}

/// How far a work is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of files that were read.
    pub bytes: u64,
    /// Bytes of all files, 0 where that is not known.
    pub of_bytes: u64,
    /// Nodes so far.
    pub nodes: u64,
    /// Edges so far.
    pub edges: u64,
}

/// Watches a long work.
pub trait Watch: Sync {
    /// Receives the progress; `false` stops the work.
    fn should_continue(&self, progress: Progress) -> bool;
}

/// Watches nothing.
impl Watch for () {
    fn should_continue(&self, _: Progress) -> bool {
        true
    }
}

/// Why reading was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Somebody wanted it.
    Interrupted,
    /// The graph needs more memory than it may use.
    Memory {
        /// The estimated memory that it will need, in bytes.
        needed: u64,
        /// How much it may use.
        limit: u64,
        /// The file and the line where it was too much, where it was not foreseen.
        place: Option<String>,
    },
    /// The graph is larger than the program can hold: what is too large.
    TooLarge(&'static str),
}

/// What was read.
pub struct RowReading {
    /// The graph of everything that could be read.
    pub graph: RowGraph,
    /// What is wrong, the first of each kind.
    pub findings: Findings,
    /// The lines that the findings show.
    pub sources: SourceMap,
}

/// Why a file cannot be read.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it is truncated".to_owned(),
        _ => plain_words(error),
    }
}

/// Reads files of rows into one graph: those that begin with nodes first.
///
/// # Errors
/// [`Stop`], when the work was given up. What is wrong with the files is a finding.
pub fn read_rows(paths: &[PathBuf], options: &RowOptions<'_>) -> Result<RowReading, Stop> {
    let vocabulary = Vocabulary::new(options.ontology);
    let mut run = Run::new(options, &vocabulary);
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
    let mut rows = RowBuilder::default();
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
    let (graph, of_rows) = run.finish(rows);
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
    Ok(RowReading { graph, findings, sources })
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
