//! Layer 3: readers, one for each input format, all through the one [`GraphBuilder`].
//!
//! Reading is total: it returns the graph of all that could be read, and every finding of every file.
//!
//! ```
//! use dossier::read::{Disk, read};
//!
//! let reading = read(&Disk::new(), &["data/us-china-trade-talks".into(), "tests/suites/good/ceasefire".into()]);
//! assert_eq!(reading.graph.dossiers().count(), 2);
//! ```

mod dossier;
mod encoding;
mod limits;
mod loader;
mod notices;
mod packed;
mod reader;
mod returns;
pub mod rows;
mod session;
mod stdin;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use crate::door::Refusal;
pub use dossier::json_schema;
pub use dossier::{name_of_new, new_dossier};
pub use encoding::Encoding;
pub use loader::{Disk, Listing, Loaded, Loader, Memory, NamedBy, STDIN};
pub use reader::{Opened, Reader};
pub use session::Session;
pub(crate) use session::name_of;

use dossier::begins_with_dossier;

use crate::diagnostic::{Allowance, Finding, Findings, Rejected, SourceComment, rules};
use crate::graph::{GraphBuilder, KnowledgeGraph};
use crate::memory::note_reading;
use crate::ontology::Ontology;
use crate::text::{FileKey, SourceMap};

/// All readers; the first that recognises a file reads it.
pub static READERS: &[&dyn Reader] = &[&dossier::DossierReader, &dossier::LinesReader];

/// What was read: a graph, and all that is to be said about the files.
#[derive(Debug)]
#[non_exhaustive]
pub struct Reading {
    /// The graph of all files together.
    pub graph: KnowledgeGraph,
    /// What the reading found; the checks add theirs.
    pub findings: Findings,
    /// The files, so that places can be shown.
    pub sources: SourceMap,
    /// The comments of the files: some allow findings.
    pub comments: Vec<SourceComment>,
    /// The findings that records of JSON Lines allow.
    pub allowances: Vec<Allowance>,
    /// The dossiers that were read, by file.
    pub files: Vec<FileKey>,
}

/// Reads a file or the dossiers of a folder from the disk into one graph.
///
/// [`read`] reads several of them together, and through any [`Loader`].
///
/// ```
/// let checked = dossier::open("data/us-china-trade-talks")?.check()?;
/// println!("{} claims", checked.graph().claims().len());
/// # Ok::<(), dossier::diagnostic::Rejected>(())
/// ```
///
/// # Errors
/// Why not even one file could be read. What is wrong in those that can be read is a finding of the [`Reading`], whose
/// `check` returns it.
pub fn open(path: impl AsRef<Path>) -> Result<Reading, Rejected> {
    let reading = read(&Disk::new(), &[path.as_ref().to_owned()]);
    if reading.files.is_empty() {
        return Err(Rejected::new(reading.findings, reading.sources));
    }
    Ok(reading)
}

/// Reads files and folders into one graph. A folder means the dossiers in it, `-` means standard input.
pub fn read(loader: &dyn Loader, paths: &[PathBuf]) -> Reading {
    let mut session = Session::new(loader);
    let files = session.open_paths(paths);
    let mut opened = Vec::new();
    for file in &files {
        let text = session.sources.get(*file).clone();
        let reader = READERS.iter().find(|reader| reader.recognises(text.name(), text.text()));
        match reader {
            Some(reader) => opened.extend(reader.open(&mut session, *file)),
            None => session.findings.push(no_dossier(text.name(), text.text())),
        }
    }
    let ontology = common_ontology(&mut session, &opened);
    let mut builder = GraphBuilder::new(ontology);
    for file in opened {
        file.push(&mut session, &mut builder);
    }
    let (graph, found) = builder.finish();
    for notice in found {
        session.findings.push(notices::finding(notice));
    }
    session.findings.sort(&session.sources);
    note_reading("");
    let Session { findings, sources, comments, allowances, .. } = session;
    Reading { graph, findings, sources, comments, allowances, files }
}

/// The finding about a file that is not a dossier.
fn no_dossier(name: &str, text: &str) -> Finding {
    match rows::row_format_of_head(name, rows::head_of(text)) {
        // Pipes come here: nobody could look at them before.
        Some(rows::RowFormat::Read(reader)) => {
            let message = format!("`{name}` contains tabular data (rows), not a dossier");
            let help = format!("choose their format with `--from {}`", reader.name());
            Finding::new(&rules::NO_DOSSIER, message).in_file(name).help(help)
        }
        Some(rows::RowFormat::Unread(unread)) => unread.finding(name, rows::head_of(text)),
        None => rows::unknown(name),
    }
}

/// The ontology that holds those of all files.
fn common_ontology(session: &mut Session<'_>, opened: &[Box<dyn Opened>]) -> Arc<Ontology> {
    let built_in = Ontology::built_in();
    let mut common: Option<Ontology> = None;
    for file in opened {
        let (ontology, place) = match file.ontology() {
            Some((ontology, place)) => (ontology, Some(place)),
            None => (built_in, None),
        };
        common = Some(match common {
            None => ontology.clone(),
            Some(known) => match known.merge(ontology) {
                Ok(merged) => merged,
                Err(conflicts) => {
                    for conflict in conflicts {
                        let mut finding = Finding::new(&rules::CONFLICTING_ONTOLOGIES, conflict.message)
                            .help("dossiers read together must agree on the meaning of each name; rename one of the two");
                        if let Some(place) = place {
                            finding = finding.at(place, "this ontology conflicts with another one");
                        }
                        session.findings.push(finding);
                    }
                    known
                }
            },
        });
    }
    Arc::new(common.unwrap_or_else(|| built_in.clone()))
}
