//! Files of rows: nodes and edges by the million, read in pieces on all processors into a [`RowGraph`].
//!
//! Adding a format is a new file with a `static` of [`RowReader`] and a line in [`ROW_READERS`]. Formats of one record
//! to a line are parsers of records, which `pump` runs on several threads; others read a stream.

mod apoc;
mod apoc_csv;
mod blank_scope;
mod bytes;
mod csv;
mod cytoscape;
mod described;
mod dot;
mod drawn;
mod entities;
mod fields;
mod findings;
mod fit;
mod folder;
mod ftm;
mod ftm_model;
mod gather;
mod gdf;
mod geonames;
mod gexf;
mod gml;
mod graphml;
mod graphson;
mod graphviz_json;
mod guess;
mod icij;
mod input;
mod jgf;
mod joined_labels;
pub(super) mod json;
mod json_document;
mod json_elements;
mod json_graph;
mod json_list;
mod json_sketch;
mod json_values;
mod jsonl;
mod jsonld;
mod key_roles;
mod kgtk;
mod kgx;
mod line_by_line;
mod lines_again;
mod mapping;
mod neo4j;
mod neo4j_own;
mod neptune;
mod nodelink;
mod ntriples;
mod obographs;
mod own_json;
mod own_names;
mod pajek;
#[cfg(feature = "parquet")]
mod parquet;
mod parsed;
mod places;
mod plain_line;
mod progress;
mod pump;
mod qualifiers;
mod rdf;
mod rdf_lines;
mod rdf_source;
mod rdf_xml;
mod reader;
mod reified;
mod run;
mod sif;
mod sink;
mod sssom;
mod statements;
mod suspicious;
mod table;
mod temporal;
mod term_guard;
mod text_lines;
mod texts;
mod tgf;
mod triples;
mod unread;
mod values;
mod verify;
mod vocabulary;
mod worker;
mod xml_guard;
mod xml_stream;

pub(super) use input::head_of;
pub use mapping::{FileMapping, Mapped, Mapping, character};
pub use progress::{Progress, Stop, Watch};
pub use reader::{Recognition, RowInput, RowOptions, RowReader};
pub use run::{Repairs, Run};
pub use texts::RowTexts;
pub use unread::Unread;

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use blank_scope::Scope;
use described::Described;
use folder::{Folder, Tables};
use input::RowFile;
use table::Table;
use vocabulary::Vocabulary;
use worker::Checks;

use crate::diagnostic::{Finding, Findings, Level, rules};
use crate::graph::rows::{RowBuilder, RowGraph};
use crate::memory::note_reading;
use crate::read::encoding::Encoding;
use crate::read::limits::Refusal;
use crate::read::packed::bare_name;
use crate::read::session::why_unreadable;
use crate::text::{Malformed, SourceMap};

/// All formats of rows. A file is read by the first that is certain of its content, or else by the one with its
/// extension, or else by the first for which its content is possible.
pub static ROW_READERS: &[&dyn RowReader] = &[
    &ftm::FollowTheMoney,
    &graphson::GraphSon,
    &rdf::JSON_LD,
    &apoc::Apoc,
    &obographs::OboGraphs,
    &kgx::Kgx,
    &graphviz_json::GraphvizJson,
    &jgf::JsonGraph,
    &cytoscape::Cytoscape,
    &nodelink::NodeLink,
    &json_list::JsonList,
    &kgtk::Kgtk,
    &apoc_csv::ApocCsv,
    &sssom::Sssom,
    &geonames::GeoNames,
    &jsonl::JSON_LINES,
    &graphml::GraphMl,
    &dot::Dot,
    &gml::Gml,
    &gdf::Gdf,
    &pajek::Pajek,
    &sif::Sif,
    &tgf::Tgf,
    &gexf::Gexf,
    &rdf_lines::GeoNames,
    &rdf::RDF_XML,
    &rdf::TRIG,
    &rdf::TURTLE,
    &ntriples::NTRIPLES,
    &ntriples::NQUADS,
    #[cfg(feature = "parquet")]
    &parquet::Parquet,
    &neo4j::Neo4j,
    &neptune::Neptune,
    &csv::TSV,
    &csv::CSV,
];

/// The format of a name.
pub fn row_reader(name: &str) -> Option<&'static dyn RowReader> {
    ROW_READERS.iter().copied().find(|reader| reader.name() == name)
}

/// The format of a file, if it is one of rows; `encoding` is what it is decoded from, unless it is UTF-8.
///
/// # Errors
/// Those of the file system, and of what the file is wrapped in.
pub fn row_format(path: &Path, encoding: Option<Encoding>) -> io::Result<Option<RowFormat>> {
    Ok(format_of(&RowFile::open(path, encoding)?))
}

/// Whether a folder holds files of rows, and no dossier.
pub fn is_folder_of_rows(path: &Path, encoding: Option<Encoding>) -> bool {
    let rows = || Folder::open(path, None, |file| is_rows(file, encoding));
    path.is_dir()
        && !folder::holds_dossier(path)
        && rows().is_ok_and(|folder| folder.is_own || !folder.files.is_empty())
}

/// Whether a file of a folder is read: not where it is known to be something else.
fn is_rows(path: &Path, encoding: Option<Encoding>) -> bool {
    match row_format(path, encoding) {
        Ok(format) => matches!(format, Some(RowFormat::Read(_))),
        Err(error) => !matches!(Refusal::of(&error), Some(Refusal::Unread { .. })),
    }
}

/// The format of standard input, if it is one of rows; it stays to be read.
///
/// # Errors
/// Those of standard input.
pub fn row_format_of_stdin(encoding: Option<Encoding>) -> io::Result<Option<RowFormat>> {
    let (name, head) = input::head_of_stdin(encoding)?;
    Ok(row_format_of_head(&name, &head))
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
        .or_else(|| unread::unknown_json(head).map(RowFormat::Unread))
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

/// Reads a mapping from YAML.
///
/// # Errors
/// Everything that is wrong in it, in the order of the text.
pub fn read_mapping(text: &str) -> Result<Mapping, Vec<Malformed>> {
    mapping::read(text, &names())
}

/// The JSON Schema (draft 2020-12) of mappings.
pub fn mapping_schema() -> serde_json::Value {
    mapping::schema(&names())
}

/// The mapping that says of files what their readers understand without one.
///
/// # Errors
/// The findings about the files that cannot be read.
pub fn guess_mapping(
    paths: &[PathBuf],
    from: Option<&'static dyn RowReader>,
) -> Result<Mapping, Vec<Finding>> {
    let (mut mapping, mut findings) = (Mapping::default(), Vec::new());
    for path in paths {
        match open(path, &RowOptions::default().with_from(from)) {
            Ok((file, reader)) => mapping.files.push(guess::of_file(&file.name, reader, file.head())),
            Err(finding) => findings.push(*finding),
        }
    }
    if findings.is_empty() { Ok(mapping) } else { Err(findings) }
}

/// The names of all formats of rows.
fn names() -> Vec<&'static str> {
    ROW_READERS.iter().map(|reader| reader.name()).collect()
}

/// The finding about a file whose format nobody knows.
pub(in crate::read) fn unknown(name: &str) -> Finding {
    let names = names();
    let message =
        format!("the format of `{name}` is unknown: it is neither a dossier nor a known format of rows");
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
    /// How each file was understood, in one line: its name, its format, and what of it played which role.
    pub understood: Vec<(String, String)>,
    /// The files that were left out of the folders that were read, by folder.
    pub left_out: Vec<(PathBuf, Vec<PathBuf>)>,
}

/// Reads files of rows into one graph: those that begin with nodes first. A folder means the files of rows in it.
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
        constants: &[],
        blanks: Scope::Any,
    };
    let mut run = Run::new(checks, options.ontology, options.threads, options.memory, options.watch);
    let mut findings = Findings::default();
    let mut files = Vec::new();
    let mut header: Option<Rc<Table>> = None;
    let (all, left_out) = in_folders(paths, options);
    for (path, described) in all {
        let is_own = matches!(described, Described::Csv(_));
        let from = if is_own { Some(&neo4j::Neo4j as _) } else { options.from };
        match open(&path, &options.with_from(from)) {
            Ok((file, reader)) => {
                run.of_bytes += file.size;
                let mut headed = header
                    .take()
                    .filter(|_| is_without_header(&file))
                    .map(|table| Rc::new(neo4j::with_rows(&table, file.head())));
                let said = options.mapping.and_then(|mapping| mapping.of(&file.name));
                if let Some(said) = said {
                    match said_table(said, reader, &file) {
                        Ok(table) => headed = table.map(Rc::new).or(headed),
                        Err(finding) => {
                            findings.push(*finding);
                            continue;
                        }
                    }
                }
                let is_edges = match &headed {
                    Some(table) => table.has_edges(),
                    None if said.is_some_and(|said| said.has_edges() == Some(true)) => true,
                    None => reader.begins_with_edge(file.head()),
                };
                let alone = || neo4j::header_alone(file.head()).filter(|_| !is_own).map(Rc::new);
                header = headed.clone().or_else(alone);
                files.push((is_edges, (file, described), reader, headed, said));
            }
            Err(finding) => findings.push(*finding),
        }
    }
    files.sort_by_key(|(is_edges, ..)| *is_edges);
    let mut rows = RowBuilder::merging(options.merge);
    let is_of_records = files.iter().any(|(_, _, reader, ..)| reader.has_any_records());
    let is_alone = files.len() <= 1 || files.iter().all(|(_, _, reader, ..)| reader.is_of_tables());
    // Tables of nodes and tables of edges are one graph, in which blank nodes are the same.
    let mut tables = None;
    for (_, (file, described), reader, headed, said) in files {
        run.checks.constants = said.map_or(&[], FileMapping::constants);
        let number = run.files.len();
        let of_graph = if reader.is_whole_graph() { number } else { *tables.get_or_insert(number) };
        run.checks.blanks = match of_graph {
            _ if is_alone => Scope::Any,
            0 => Scope::First,
            before => Scope::Later(before),
        };
        run.mapping = said;
        run.described = described;
        let (name, before) = (file.name.clone(), (rows.node_count(), rows.edge_count()));
        match headed {
            Some(table) => {
                let understood = table.understood(reader.title());
                pump::pump(file, understood, table.split(), &*table, &mut rows, &mut run)?;
            }
            None => reader.read(RowInput(file), &mut rows, &mut run)?,
        }
        warn_of_constants(&name, (before, (rows.node_count(), rows.edge_count())), &mut run);
        if let Some(what) = rows.too_large() {
            return Err(Stop::TooLarge(what));
        }
    }
    // Statements have their own names of blank nodes.
    run.checks.blanks = Scope::Any;
    std::mem::take(&mut run.collected).into_rows(&mut rows, &mut run)?;
    if let Some(what) = rows.too_large() {
        return Err(Stop::TooLarge(what));
    }
    if rows.node_count() == 0 {
        run.warn_of_ends();
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
    let only = if let [(file, _)] = understood.as_slice() { Some(file.as_str()) } else { None };
    suspicious::suspicious(&graph, only, is_of_records)
        .into_iter()
        .for_each(|finding| findings.push(finding));
    Ok(RowReading { graph, findings, sources, repairs, understood, left_out })
}

/// Warns of a type for nodes of a file that has none of its own, and of a relation for edges of one that has none.
fn warn_of_constants(file: &str, (before, after): ((usize, u64), (usize, u64)), run: &mut Run<'_>) {
    let (has_nodes, has_edges) = (after.0 > before.0, after.1 > before.1);
    let in_vain = |(constant, _): &&(String, String)| match constant.as_str() {
        "type" => has_edges && !has_nodes,
        "relation" => has_nodes && !has_edges,
        _ => false,
    };
    let messages: Vec<String> = run
        .checks
        .constants
        .iter()
        .filter(in_vain)
        .map(|(constant, value)| {
            let (what, others) = if constant == "type" { ("nodes", "edges") } else { ("edges", "nodes") };
            format!(
                "the {constant} `{value}` was ignored: this file has only {others}, and no {what} of its own"
            )
        })
        .collect();
    for message in messages {
        let help = "name a file that has them, or leave it out";
        run.warn(file, &rules::ROW_DATA_IGNORED, message, help);
    }
}

/// The files that are named, and those of rows in folders that are; and what was left out of each folder.
fn in_folders(paths: &[PathBuf], options: &RowOptions<'_>) -> (Tables, Vec<(PathBuf, Vec<PathBuf>)>) {
    let (mut all, mut left_out) = (Vec::new(), Vec::new());
    for path in paths {
        let is_read = |file: &Path| options.from.is_some() || is_rows(file, options.encoding);
        // The current folder is what is read where nothing is named; nobody meant all of its files.
        let is_named = path != Path::new(".");
        let from = options.from.map(RowReader::name);
        match (is_named && path.is_dir()).then(|| Folder::open(path, from, is_read)) {
            Some(Ok(folder)) => {
                all.extend(folder.files);
                left_out.push((path.clone(), folder.left_out));
            }
            // What cannot be listed is told where it is opened.
            _ => all.push((path.clone(), Described::Named)),
        }
    }
    left_out.retain(|(_, files)| !files.is_empty());
    (all, left_out)
}

/// The table that a mapping makes of a file, if it says something of its columns.
///
/// # Errors
/// What the reader does not honour, and a table that does not have what is said of it.
fn said_table(
    said: &FileMapping,
    reader: &dyn RowReader,
    file: &RowFile,
) -> Result<Option<Table>, Box<Finding>> {
    let refused = |why: String| {
        let message = format!("the mapping of `{}` does not fit it: {why}", file.name);
        Box::new(Finding::new(&rules::MALFORMED_ROW, message).in_file(&file.name))
    };
    let is_json = file.head().trim_ascii_start().starts_with(b"{");
    let honours = match reader.mapped() {
        Mapped::Tables if is_json => Mapped::Keys,
        honours => honours,
    };
    if let Some(why) = said.refused(honours) {
        return Err(refused(format!("{} is read, and {why}", reader.title())));
    }
    if honours != Mapped::Tables || !said.has_columns() {
        return Ok(None);
    }
    let Some(mut table) = reader.table(&file.name, file.head(), said.dialect()) else {
        let what = format!("its header is not one of {}, written as it is said to be", reader.title());
        return Err(refused(what));
    };
    said.apply(&mut table).map_err(refused)?;
    if !table.has_rows() {
        return Err(refused("no column is the `id`, nor are two the `source` and the `target`".to_owned()));
    }
    Ok(Some(table))
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

fn open(path: &Path, options: &RowOptions<'_>) -> Result<(RowFile, &'static dyn RowReader), Box<Finding>> {
    let name = path.display().to_string();
    let refused = |error: io::Error| {
        let message = format!("the file `{name}` cannot be read: {}", why_unreadable(&error));
        let finding = Finding::new(&rules::FILE_UNREADABLE, message).in_file(&name);
        Box::new(match Refusal::help(&error) {
            Some(help) => finding.help(help),
            None => finding,
        })
    };
    note_reading(&name);
    let said = options.mapping.and_then(|mapping| mapping.of(&name));
    let from = options.from.or_else(|| row_reader(said?.format()?));
    let encoding = options.encoding.or_else(|| said?.encoding());
    let mut file = RowFile::open(path, encoding).map_err(refused)?;
    file.refuse_doubt().map_err(refused)?;
    let is_named_table = || {
        let tables = ROW_READERS.iter().copied().filter(|reader| reader.is_of_tables());
        tables.into_iter().any(|reader| has_extension(reader, bare_name(&file.name)))
    };
    let is_table = match from.map(RowFormat::Read).or_else(|| format_of(&file)) {
        Some(RowFormat::Read(reader)) => reader.is_of_tables(),
        Some(RowFormat::Unread(_)) => false,
        None => is_named_table(),
    };
    // A document of JSON may be one long line.
    if is_table && !file.head().trim_ascii_start().starts_with(b"{") {
        file.read_header().map_err(refused)?;
    }
    match from.map(RowFormat::Read).or_else(|| format_of(&file)) {
        Some(RowFormat::Read(reader)) => Ok((file, reader)),
        Some(RowFormat::Unread(unread)) => Err(Box::new(unread.finding(&name, file.head()))),
        None => Err(Box::new(unknown(&name))),
    }
}
