//! A folder as a store of RDF: one file of N-Quads for each named graph, and a list of them.
//!
//! It needs no server: `dossier query FOLDER` asks it, every triple store reads its files. A file appears whole or not at all,
//! and the list names it, with its SHA-256, after it is there. (RDF 1.1 N-Quads, W3C Recommendation of 25 February 2014)

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use oxrdf::{GraphName, NamedNode, Quad, Triple};
use oxttl::NQuadsParser;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::graphs::{Deed, Graphs, Triples, Wanted, by_meaning};
use super::target::hexadecimal;
use super::{
    Access, Address, Allowance, Connection, Count, Load, Plan, Server, Step, Store, StoreError, Target,
};
use crate::export::{Capability, ExportOptions, Feature};
use crate::text::slug;

/// The name of the list in a folder.
pub const LIST: &str = "dossier-store.json";

/// So many letters of a graph's name are in that of its file.
const LONGEST_NAME: usize = 60;

/// Folders of N-Quads.
pub(super) struct Folder;

pub(super) static FOLDER: Folder = Folder;

impl Store for Folder {
    fn name(&self) -> &'static str {
        "folder"
    }

    fn about(&self) -> &'static str {
        "a folder of N-Quads that `dossier query` asks, without a server"
    }

    fn addresses(&self) -> &'static [&'static str] {
        &["FOLDER"]
    }

    fn profiles(&self) -> &'static [&'static str] {
        &["folder"]
    }

    fn takes(&self, target: &Target) -> bool {
        target.folder().is_some()
    }

    fn holds(&self, _: Feature, _: &ExportOptions) -> Capability {
        Capability::Full
    }

    fn tls_instead(&self, _: &Address) -> Option<String> {
        None
    }

    fn open(&self, target: &Target, _: &Access<'_>) -> Result<Box<dyn Connection>, StoreError> {
        let path = target.folder().unwrap_or(Path::new(".")).to_owned();
        if path.is_file() {
            return Err(StoreError::Usage(format!(
                "{}: this is a file, no folder; a database of LadybugDB is filled by the scripts that \
                 `dossier export --to ladybug` writes",
                path.display()
            )));
        }
        let list = read_list(&path)?;
        let entries = fs::read_dir(&path).map_or(0, Iterator::count);
        if list.is_none() && entries > 0 {
            return Err(StoreError::Usage(format!(
                "{}: this folder holds other things and no {LIST}; load into a new or empty folder",
                path.display()
            )));
        }
        let server = Server {
            name: "a folder of N-Quads".to_owned(),
            version: Some("1.1".to_owned()),
            profile: "folder".to_owned(),
        };
        Ok(Box::new(Open {
            path,
            list: list.unwrap_or_default(),
            server,
            deeds: Vec::new(),
            changed: Vec::new(),
        }))
    }
}

/// The list of the graphs in a folder.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct List {
    graphs: BTreeMap<String, Entry>,
}

/// A graph in a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    file: String,
    triples: u64,
    sha256: String,
}

/// The list of a folder; `None` where it has none.
fn read_list(folder: &Path) -> Result<Option<List>, StoreError> {
    let path = folder.join(LIST);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::Io(path, error)),
    };
    let list: List = serde_json::from_str(&text)
        .map_err(|error| StoreError::Answer { what: path.display().to_string(), why: error.to_string() })?;
    for entry in list.graphs.values() {
        if Path::new(&entry.file).components().count() != 1 || entry.file.starts_with('.') {
            let why = format!("`{}` is no name of a file beside it", entry.file);
            return Err(StoreError::Answer { what: path.display().to_string(), why });
        }
    }
    Ok(Some(list))
}

/// Whether a folder is such a store.
pub fn is_store(folder: &Path) -> bool {
    folder.join(LIST).is_file()
}

/// All quads of a folder, to be asked; each file checked against the list.
#[cfg(feature = "sparql")]
pub(super) fn read_folder(folder: &Path) -> Result<Vec<Quad>, StoreError> {
    let list = read_list(folder)?.unwrap_or_default();
    let mut quads = Vec::new();
    for (name, entry) in &list.graphs {
        let path = folder.join(&entry.file);
        let bytes = fs::read(&path).map_err(|error| StoreError::Io(path.clone(), error))?;
        if hexadecimal(&Sha256::digest(&bytes)) != entry.sha256 {
            let why = "it is not what was loaded: load again".to_owned();
            return Err(StoreError::Answer { what: path.display().to_string(), why });
        }
        quads.extend(parse(&path, &bytes, name)?);
    }
    Ok(quads)
}

/// The quads of a file, which are all of one graph.
fn parse(path: &Path, bytes: &[u8], graph: &str) -> Result<Vec<Quad>, StoreError> {
    let wrong = |why: String| StoreError::Answer { what: path.display().to_string(), why };
    let quads: Result<Vec<Quad>, _> = NQuadsParser::new().for_slice(bytes).collect();
    let quads = quads.map_err(|error| wrong(error.to_string()))?;
    let of_graph =
        |quad: &Quad| matches!(&quad.graph_name, GraphName::NamedNode(name) if name.as_str() == graph);
    if quads.iter().all(of_graph) { Ok(quads) } else { Err(wrong(format!("it holds more than <{graph}>"))) }
}

/// A folder that is open.
struct Open {
    path: PathBuf,
    list: List,
    server: Server,
    deeds: Vec<(Deed, Vec<Triple>)>,
    /// The files that are not as they were loaded.
    changed: Vec<PathBuf>,
}

impl Graphs for Open {
    fn names(&mut self, spaces: &[String]) -> Result<BTreeSet<String>, StoreError> {
        let ours = |name: &&String| spaces.iter().any(|space| name.starts_with(space.as_str()));
        Ok(self.list.graphs.keys().filter(ours).cloned().collect())
    }

    fn read(&mut self, graph: &str) -> Result<Triples, StoreError> {
        let Some(entry) = self.list.graphs.get(graph) else { return Ok(Triples::new()) };
        let path = self.path.join(&entry.file);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Triples::new()),
            Err(error) => return Err(StoreError::Io(path, error)),
        };
        // What somebody has changed by hand is not the same; it is written anew.
        if hexadecimal(&Sha256::digest(&bytes)) != entry.sha256 {
            self.changed.push(path);
            return Ok(Triples::new());
        }
        let quads = parse(&path, &bytes, graph)?;
        Ok(by_meaning(quads.into_iter().map(|quad| Triple::new(quad.subject, quad.predicate, quad.object))))
    }
}

impl Connection for Open {
    fn server(&self) -> &Server {
        &self.server
    }

    /// Nothing here waits for others.
    fn begin(&mut self, _: Allowance) {}

    fn plan(&mut self, load: &Load<'_>) -> Result<Plan, StoreError> {
        let wanted = Wanted::of(load)?;
        self.changed.clear();
        let comparison = wanted.compare(self, load.prune)?;
        let steps = comparison.deeds.iter().map(|deed| step_of(deed, &wanted)).collect();
        let whole = |deed: &Deed| {
            let triples = wanted.graphs().get(deed.graph()).into_iter().flat_map(|triples| triples.values());
            (deed.clone(), triples.cloned().collect())
        };
        self.deeds = comparison.deeds.iter().map(whole).collect();
        let mut plan = comparison.plan(steps);
        plan.notices.extend(self.changed.iter().map(|path| {
            format!(
                "{}: changed since it was loaded; it is written anew, without the changes",
                path.display()
            )
        }));
        Ok(plan)
    }

    fn step(&mut self, _: &Load<'_>, number: usize) -> Result<u64, StoreError> {
        let Some((deed, triples)) = self.deeds.get(number) else { return Ok(0) };
        let graph = deed.graph().to_owned();
        match deed {
            Deed::Replace { .. } => {
                let bytes = written(&graph, triples);
                let (file, count) = (file_name(&graph), triples.len() as u64);
                write_whole(&self.path, &file, &bytes)?;
                let sha256 = hexadecimal(&Sha256::digest(&bytes));
                self.list.graphs.insert(graph, Entry { file, triples: count, sha256 });
                self.write_list()?;
                Ok(count)
            }
            Deed::Drop { triples, .. } => {
                let count = *triples;
                if let Some(entry) = self.list.graphs.remove(&graph) {
                    self.write_list()?;
                    let path = self.path.join(entry.file);
                    match fs::remove_file(&path) {
                        Err(error) if error.kind() != io::ErrorKind::NotFound => {
                            return Err(StoreError::Io(path, error));
                        }
                        _ => {}
                    }
                }
                Ok(count)
            }
        }
    }

    fn verify(&mut self, load: &Load<'_>) -> Result<Vec<Count>, StoreError> {
        self.list = read_list(&self.path)?.unwrap_or_default();
        let wanted = Wanted::of(load)?;
        let mut counts = Vec::new();
        for (name, triples) in wanted.graphs() {
            let found = self.read(name)?.keys().filter(|key| triples.contains_key(*key)).count() as u64;
            counts.push(Count { what: format!("graph {name}"), expected: triples.len() as u64, found });
        }
        Ok(counts)
    }
}

impl Open {
    fn write_list(&self) -> Result<(), StoreError> {
        // Every key of the list is a string.
        let text = serde_json::to_string_pretty(&self.list).unwrap_or_default() + "\n";
        write_whole(&self.path, LIST, text.as_bytes())
    }
}

/// The step of a deed.
fn step_of(deed: &Deed, wanted: &Wanted) -> Step {
    let graph = deed.graph();
    match deed {
        Deed::Replace { .. } => Step {
            key: format!("write {graph}"),
            what: format!("write graph {graph}"),
            things: wanted.graphs().get(graph).map_or(0, Triples::len) as u64,
        },
        Deed::Drop { triples, .. } => {
            Step { key: format!("drop {graph}"), what: format!("remove graph {graph}"), things: *triples }
        }
    }
}

/// A graph as N-Quads, its lines in the order of what they mean.
fn written(graph: &str, triples: &[Triple]) -> Vec<u8> {
    let name = NamedNode::new_unchecked(graph);
    let mut bytes = Vec::new();
    for triple in triples {
        // Writing into memory cannot fail.
        let _ = writeln!(bytes, "{} .", triple.clone().in_graph(name.clone()));
    }
    bytes
}

/// The name of a graph's file: its last words, and enough of its sum that no two graphs share one.
fn file_name(graph: &str) -> String {
    let (_, last) = graph.split_once("graph/").unwrap_or(("", graph));
    let words: String = slug(last).unwrap_or_default().chars().take(LONGEST_NAME).collect();
    format!("{words}-{}.nq", &hexadecimal(&Sha256::digest(graph))[..12])
}

/// Writes a file whole or not at all.
fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
    let path = folder.join(name);
    let failed = |error| StoreError::Io(path.clone(), error);
    fs::create_dir_all(folder).map_err(|error| StoreError::Io(folder.to_owned(), error))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".dossier-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_data()).map_err(failed)?;
    file.persist(&path).map(drop).map_err(|error| failed(error.error))
}
