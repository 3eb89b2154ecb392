//! Files of rows: nodes and edges by the million, read in pieces on all processors into a [`RowGraph`].
//!
//! Adding a format is a new file with a `static` of [`RowReader`] and a line in [`ROW_READERS`]. Formats of one record
//! to a line are parsers of records, which `pump` runs on several threads; others read a stream.

mod input;
pub(super) mod json;
mod jsonl;
mod pump;
mod trouble;
mod worker;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use input::RowFile;
use pump::{as_line, line_of};
use trouble::{Excerpt, Trouble, Troubles};

use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::rows::{Absorber, RowBuilder, RowGraph};
use crate::ontology::Ontology;
use crate::text::SourceMap;

/// A format of rows.
pub trait RowReader: Sync {
    /// The name, for `--from` and messages.
    fn name(&self) -> &'static str;

    /// One line on what it reads.
    fn about(&self) -> &'static str;

    /// Whether a file is of this format, by its name (without the ending of a compression) and its beginning.
    fn recognises(&self, name: &str, head: &[u8]) -> bool;

    /// Whether a file begins with an edge: files of nodes are read before it.
    fn begins_with_edge(&self, name: &str, head: &[u8]) -> bool;

    /// Reads a file as far as it goes; what is wrong with it goes to the run.
    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop>;
}

/// A file that a [`RowReader`] reads.
pub struct RowInput(RowFile);

/// All formats of rows; the first that recognises a file reads it.
pub static ROW_READERS: &[&dyn RowReader] = &[&jsonl::JSON_LINES];

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

/// The format of a file of a name and a beginning, if it is one of rows; a compressed one always is.
pub fn row_format_of_head(name: &str, head: &[u8]) -> Option<&'static dyn RowReader> {
    let name = bare_name(name);
    ROW_READERS.iter().copied().find(|reader| reader.recognises(name, head))
}

fn format_of(file: &RowFile) -> Option<&'static dyn RowReader> {
    row_format_of_head(&file.name, file.head())
}

/// The name of a file without the ending of its compression.
fn bare_name(name: &str) -> &str {
    [".gz", ".zst"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// How to read rows.
#[derive(Clone, Copy)]
pub struct RowOptions<'o> {
    /// The format of all files; without it each is recognised.
    pub from: Option<&'static dyn RowReader>,
    /// How many threads to use, at least 1.
    pub threads: usize,
    /// How many troubles of each kind to tell one by one.
    pub most: usize,
    /// How many bytes of memory may be used.
    pub memory: Option<u64>,
    /// Whether types and relations that the ontology does not declare are errors.
    pub strict: bool,
    /// The ontology.
    pub ontology: &'o Ontology,
    /// Is told how far the work is, and may end it.
    pub watch: &'o dyn Watch,
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
    /// Is told how far the work is; `false` ends it.
    fn goes_on(&self, progress: Progress) -> bool;
}

/// Watches nothing.
impl Watch for () {
    fn goes_on(&self, _: Progress) -> bool {
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
        /// How much it will need, in bytes, as far as can be told.
        needed: u64,
        /// How much it may use.
        limit: u64,
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

/// A file of the run.
struct FileOfRun {
    name: String,
    path: Option<PathBuf>,
    taken: Arc<AtomicU64>,
}

/// What readers share while they read.
pub struct Run<'o> {
    threads: usize,
    most: usize,
    memory: Option<u64>,
    watch: &'o dyn Watch,
    files: Vec<FileOfRun>,
    /// The file and the first line of every piece.
    pieces: Vec<(usize, u64)>,
    of_bytes: u64,
    troubles: Troubles,
    /// Whether ends of edges that are declared nowhere are nodes, as in RDF.
    implied: bool,
}

/// Below this many bytes nothing is estimated.
const ENOUGH_TO_ESTIMATE: u64 = 4 << 20;

impl Run<'_> {
    fn begin_file(&mut self, file: &RowFile) {
        let taken = Arc::clone(&file.taken);
        self.files.push(FileOfRun { name: file.name.clone(), path: file.path.clone(), taken });
    }

    /// Notes that a file could be read up to a line only.
    fn unreadable(&mut self, name: &str, line: u64, error: &io::Error) {
        let why = match error.kind() {
            io::ErrorKind::UnexpectedEof => "it ends in the middle: it was not copied whole".to_owned(),
            _ => error.to_string(),
        };
        self.troubles.add(
            name,
            Trouble {
                rule: &rules::FILE_UNREADABLE,
                line,
                message: format!("the file `{name}` cannot be read beyond this line: {why}"),
                label: String::new(),
                help: None,
                excerpt: None,
            },
        );
    }

    /// Tells how far the work is, and sees whether it may go on.
    fn after_piece(&mut self, absorber: &Absorber<'_>) -> Result<(), Stop> {
        let (nodes, edges) = absorber.counts();
        let bytes = self.files.iter().map(|file| file.taken.load(Ordering::Relaxed)).sum();
        if !self.watch.goes_on(Progress { bytes, of_bytes: self.of_bytes, nodes, edges }) {
            return Err(Stop::Interrupted);
        }
        let Some(limit) = self.memory else { return Ok(()) };
        let used = absorber.memory() as u64;
        let needed = if bytes > ENOUGH_TO_ESTIMATE && self.of_bytes > bytes {
            (used as f64 * (self.of_bytes as f64 / bytes as f64)) as u64
        } else {
            used
        };
        if needed > limit { Err(Stop::Memory { needed, limit }) } else { Ok(()) }
    }

    /// A line of the file that is being read, read again.
    fn line_again(&self, line: u64) -> Option<Vec<u8>> {
        self.line_of_file(self.files.len().checked_sub(1)?, line)
    }

    fn line_of_file(&self, file: usize, line: u64) -> Option<Vec<u8>> {
        let path = self.files.get(file)?.path.as_deref()?;
        line_of(RowFile::open(path).ok()?.into_stream(), line)
    }
}

/// Reads files of rows into one graph: those that begin with nodes first.
///
/// # Errors
/// [`Stop`], when the work was given up. What is wrong with the files is a finding.
pub fn read_rows(paths: &[PathBuf], options: &RowOptions<'_>) -> Result<RowReading, Stop> {
    let mut run = Run {
        threads: options.threads.max(1),
        most: options.most,
        memory: options.memory,
        watch: options.watch,
        files: Vec::new(),
        pieces: Vec::new(),
        of_bytes: 0,
        troubles: Troubles::new(options.most),
        implied: false,
    };
    let mut findings = Findings::default();
    let mut files = Vec::new();
    for path in paths {
        match open(path, options.from) {
            Ok((file, reader)) => {
                run.of_bytes += file.size;
                let is_edges = reader.begins_with_edge(bare_name(&file.name), file.head());
                files.push((is_edges, file, reader));
            }
            Err(finding) => findings.push(*finding),
        }
    }
    files.sort_by_key(|(is_edges, ..)| *is_edges);
    let mut rows = RowBuilder::default();
    for (_, file, reader) in files {
        reader.read(RowInput(file), &mut rows, &mut run)?;
        if let Some(what) = rows.too_large() {
            return Err(Stop::TooLarge(what));
        }
    }
    let implied = run.implied || rows.node_count() == 0;
    let (graph, dangling, count) = rows.finish(implied);
    let told = dangling.len().min(run.most);
    for dangling in dangling.into_iter().take(told) {
        let (file, first_line) = run.pieces.get(dangling.piece).copied().unwrap_or_default();
        let line = first_line + u64::from(dangling.line);
        let text = run.line_of_file(file, line);
        let excerpt = text.as_deref().map(|text| {
            let text = as_line(text);
            let at = memchr::memmem::find(text.bytes, dangling.id.as_bytes());
            at.map_or_else(
                || Excerpt::of_line(text.bytes),
                |at| Excerpt::new(text.bytes, at, at + dangling.id.len()),
            )
        });
        let name = run.files.get(file).map_or(String::new(), |file| file.name.clone());
        let end = if dangling.is_target { "target" } else { "source" };
        run.troubles.add(
            &name,
            Trouble {
                rule: &rules::DANGLING_EDGE,
                line,
                message: format!("there is no node `{}`, the {end} of this edge", dangling.id),
                label: "no node".to_owned(),
                help: None,
                excerpt,
            },
        );
    }
    run.troubles.count(&rules::DANGLING_EDGE, count.saturating_sub(told as u64));
    let mut sources = SourceMap::new();
    for finding in &run.troubles.into_findings(&mut sources) {
        findings.push(finding.clone());
    }
    Ok(RowReading { graph, findings, sources })
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
    let file = RowFile::open(path).map_err(|error| refused(error.to_string()))?;
    match from.or_else(|| format_of(&file)) {
        Some(reader) => Ok((file, reader)),
        None => {
            let names: Vec<&str> = ROW_READERS.iter().map(|reader| reader.name()).collect();
            let finding = refused("its format is not known".to_owned());
            Err(Box::new(finding.help(format!("name the format with `--from`: {}", names.join(", ")))))
        }
    }
}
