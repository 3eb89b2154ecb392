//! A folder as a store of RDF: one file of N-Quads for each named graph, and a list of them.
//!
//! It needs no server: `dossier query FOLDER` queries it, every triple store reads its files. (RDF 1.1 N-Quads, W3C Recommendation of
//! 25 February 2014)
//!
//! The list names the files of the graphs with their SHA-256. A new version of a graph is another file; once all of them are on the
//! disk, a new list replaces the old one, and with it the whole load becomes visible. Files of no graph are in the list before they
//! are made and until they are removed, so that a load that is killed leaves none that the next one does not know.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use oxrdf::{GraphName, NamedNode, Quad, Triple};
use oxttl::NQuadsParser;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::graphs::{Change, Graphs, Triples, Wanted, by_meaning, losses_of_rows};
use super::target::hexadecimal;
use super::{
    Access, Address, Allowance, Connection, Count, Load, Plan, Server, Step, Store, StoreError, Target,
};
use crate::disk::{is_temporary, open_regular, put, sync_folder};
use crate::export::{Capability, ExportOptions, Feature, Losses};
use crate::graph::rows::RowGraph;
use crate::text::{MAX_TRIPLE_DEPTH, TripleDepth, slug};

/// The name of the list in a folder.
pub const LIST: &str = "dossier-store.json";

/// The number of letters of a graph's name in that of its file.
const LONGEST_NAME: usize = 60;

/// Folders of N-Quads.
pub(super) struct Folder;

pub(super) static FOLDER: Folder = Folder;

impl crate::store::connection::Sealed for Folder {}

impl Store for Folder {
    fn name(&self) -> &'static str {
        "folder"
    }

    fn about(&self) -> &'static str {
        "a folder of N-Quads for `dossier query`, without a server"
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

    fn losses_of_rows(&self, rows: &RowGraph, options: &ExportOptions) -> Result<Losses, StoreError> {
        losses_of_rows(rows, options)
    }

    fn tls_instead(&self, _: &Address) -> Option<String> {
        None
    }

    fn open(&self, target: &Target, _: &Access<'_>) -> Result<Box<dyn Connection>, StoreError> {
        let path = target.folder().unwrap_or(Path::new(".")).to_owned();
        if path.is_file() {
            return Err(StoreError::Usage(format!(
                "{}: this is a file, not a folder; to fill a LadybugDB database, use the scripts that `dossier export --to ladybug` writes",
                path.display()
            )));
        }
        let list = read_list(&path)?;
        let is_other = |entry: fs::DirEntry| !is_temporary(&entry.file_name());
        let holds_others =
            fs::read_dir(&path).is_ok_and(|entries| entries.filter_map(Result::ok).any(is_other));
        if list.is_none() && holds_others {
            return Err(StoreError::Usage(format!(
                "{}: this folder has other files but no {LIST}; load into a new or empty folder",
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
            changes: Vec::new(),
            changed: Vec::new(),
        }))
    }
}

/// The list of the graphs in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct List {
    graphs: BTreeMap<String, Entry>,
    /// The SHA-256 of files that a load wrote and that are of no graph: not yet, or not any more.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    spare: BTreeMap<String, String>,
}

impl List {
    /// The names of all files with their SHA-256.
    fn files(&self) -> impl Iterator<Item = (&String, &String)> {
        self.graphs.values().map(|entry| (&entry.file, &entry.sha256)).chain(&self.spare)
    }
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
    let mut text = String::new();
    match open_regular(&path).and_then(|mut file| file.read_to_string(&mut text)) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::Io(path, error)),
    }
    let list: List = serde_json::from_str(&text)
        .map_err(|error| StoreError::Answer { what: path.display().to_string(), why: error.to_string() })?;
    for (file, _) in list.files() {
        let is_beside = Path::new(file).file_name().is_some_and(|name| name == file.as_str());
        if !is_beside || file.starts_with('.') || !file.ends_with(".nq") {
            let why = format!("`{file}` is not the name of an N-Quads file in this folder");
            return Err(StoreError::Answer { what: path.display().to_string(), why });
        }
    }
    Ok(Some(list))
}

/// The files of such a store, its list first; none if there is no store.
///
/// # Errors
/// [`StoreError`] where the list cannot be read.
pub fn store_files(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    if !is_store(folder) {
        return Ok(Vec::new());
    }
    let list = read_list(folder)?.unwrap_or_default();
    let files = list.files().map(|(file, _)| folder.join(file));
    Ok(std::iter::once(folder.join(LIST)).chain(files).collect())
}

/// Whether a folder is such a store.
pub fn is_store(folder: &Path) -> bool {
    folder.join(LIST).is_file()
}

/// All quads of a folder, for queries; each file is checked against the list.
#[cfg(feature = "sparql")]
pub(super) fn read_folder(folder: &Path) -> Result<Vec<Quad>, StoreError> {
    let mut list = read_list(folder)?.unwrap_or_default();
    loop {
        match quads_of(folder, &list) {
            Ok(quads) => return Ok(quads),
            Err(error) => {
                // A load may have put another list there meanwhile, and removed the files of this one.
                let now = read_list(folder)?.unwrap_or_default();
                if now.graphs == list.graphs {
                    return Err(error);
                }
                list = now;
            }
        }
    }
}

#[cfg(feature = "sparql")]
fn quads_of(folder: &Path, list: &List) -> Result<Vec<Quad>, StoreError> {
    let mut quads = Vec::new();
    for (name, entry) in &list.graphs {
        let path = folder.join(&entry.file);
        let bytes = read_file(&path).map_err(|error| StoreError::Io(path.clone(), error))?;
        if hexadecimal(&Sha256::digest(&bytes)) != entry.sha256 {
            let why = "it has changed since it was loaded; load again".to_owned();
            return Err(StoreError::Answer { what: path.display().to_string(), why });
        }
        quads.extend(parse(&path, &bytes, name)?);
    }
    Ok(quads)
}

/// The bytes of a file that is not a link.
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_regular(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The quads of a file, which are all of one graph.
fn parse(path: &Path, bytes: &[u8], graph: &str) -> Result<Vec<Quad>, StoreError> {
    let wrong = |why: String| StoreError::Answer { what: path.display().to_string(), why };
    if TripleDepth::default().look(bytes).is_err() {
        return Err(wrong(format!("triple terms are nested more than {MAX_TRIPLE_DEPTH} deep")));
    }
    let quads: Result<Vec<Quad>, _> = NQuadsParser::new().for_slice(bytes).collect();
    let quads = quads.map_err(|error| wrong(error.to_string()))?;
    let of_graph =
        |quad: &Quad| matches!(&quad.graph_name, GraphName::NamedNode(name) if name.as_str() == graph);
    if quads.iter().all(of_graph) {
        Ok(quads)
    } else {
        Err(wrong(format!("it contains more than <{graph}>")))
    }
}

/// A folder that is open.
struct Open {
    path: PathBuf,
    list: List,
    server: Server,
    /// What is to be done, with the new files.
    changes: Vec<(Change, Option<NewFile>)>,
    /// The files that are not as they were loaded.
    changed: Vec<PathBuf>,
}

/// A file that is to be written.
struct NewFile {
    entry: Entry,
    bytes: Vec<u8>,
}

impl Graphs for Open {
    fn names(&mut self, spaces: &[String]) -> Result<BTreeSet<String>, StoreError> {
        let ours = |name: &&String| spaces.iter().any(|space| name.starts_with(space.as_str()));
        Ok(self.list.graphs.keys().filter(ours).cloned().collect())
    }

    fn read(&mut self, graph: &str) -> Result<Triples, StoreError> {
        let Some(entry) = self.list.graphs.get(graph) else { return Ok(Triples::new()) };
        let path = self.path.join(&entry.file);
        let bytes = match read_file(&path) {
            Ok(bytes) if hexadecimal(&Sha256::digest(&bytes)) == entry.sha256 => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Triples::new()),
            // A file that was edited, or replaced by a link, is not the same; it is rewritten.
            Err(error) if error.kind() != io::ErrorKind::InvalidInput => {
                return Err(StoreError::Io(path, error));
            }
            _ => {
                self.changed.push(path);
                return Ok(Triples::new());
            }
        };
        let quads = parse(&path, &bytes, graph)?;
        Ok(by_meaning(quads.into_iter().map(|quad| Triple::new(quad.subject, quad.predicate, quad.object))))
    }
}

impl crate::store::connection::Sealed for Open {}

impl Connection for Open {
    fn server(&self) -> &Server {
        &self.server
    }

    /// Nothing here waits for others.
    fn begin(&mut self, _: Allowance) {}

    fn plan(&mut self, load: &Load<'_>) -> Result<Plan, StoreError> {
        let mut wanted = Wanted::of(load)?;
        self.changed.clear();
        let comparison = wanted.compare(self, load.prune)?;
        let mut steps: Vec<Step> = comparison.changes.iter().map(|change| step_of(change, &wanted)).collect();
        let new_file = |change: &Change| {
            let triples =
                wanted.graphs().get(change.graph()).filter(|_| matches!(change, Change::Replace { .. }));
            (change.clone(), triples.map(|triples| NewFile::of(change.graph(), triples)))
        };
        self.changes = comparison.changes.iter().map(new_file).collect();
        if steps.is_empty() && !self.list.spare.is_empty() {
            let what = "remove leftovers of an interrupted load".to_owned();
            steps.push(Step { key: "remove unused files".to_owned(), what, things: 0 });
        }
        let mut plan = comparison.plan(steps);
        plan.notices.extend(self.changed.iter().map(|path| {
            format!(
                "{}: changed since it was loaded; it was rewritten, and the changed file was kept next to it as .changed",
                path.display()
            )
        }));
        Ok(plan)
    }

    fn step(&mut self, _: &Load<'_>, number: usize) -> Result<u64, StoreError> {
        if number == 0 {
            let new = self.changes.iter().filter_map(|(_, file)| file.as_ref());
            let spare = new.map(|new| (new.entry.file.clone(), new.entry.sha256.clone()));
            self.list.spare.extend(spare);
            self.write_list(&self.list)?;
        }
        let things = match self.changes.get(number) {
            Some((_, Some(NewFile { entry, bytes }))) => {
                let path = self.path.join(&entry.file);
                set_aside(&path, &entry.sha256)
                    .and_then(|()| put(&path, bytes))
                    .map_err(|error| StoreError::Io(path, error))?;
                entry.triples
            }
            Some((Change::Drop { triples, .. }, _)) => *triples,
            _ => 0,
        };
        if number + 1 >= self.changes.len() {
            self.commit()?;
        }
        Ok(things)
    }

    fn verify(&mut self, load: &Load<'_>) -> Result<Vec<Count>, StoreError> {
        self.list = read_list(&self.path)?.unwrap_or_default();
        let mut wanted = Wanted::of(load)?;
        wanted.keep_others(self, load.prune)?;
        let mut counts = Vec::new();
        for (name, triples) in wanted.graphs() {
            let found = self.read(name)?.keys().filter(|key| triples.contains_key(*key)).count() as u64;
            counts.push(Count { what: format!("graph {name}"), expected: triples.len() as u64, found });
        }
        Ok(counts)
    }
}

impl Open {
    /// Puts the list of the new graphs in the place of the old one, and removes the files of no graph.
    fn commit(&mut self) -> Result<(), StoreError> {
        let mut next = List { graphs: self.list.graphs.clone(), ..List::default() };
        for (change, file) in &self.changes {
            match file {
                Some(file) => next.graphs.insert(change.graph().to_owned(), file.entry.clone()),
                None => next.graphs.remove(change.graph()),
            };
        }
        let kept: BTreeSet<&String> = next.graphs.values().map(|entry| &entry.file).collect();
        let spare = self.list.files().filter(|(file, _)| !kept.contains(file));
        next.spare = spare.map(|(file, sha256)| (file.clone(), sha256.clone())).collect();
        self.write_list(&next)?;
        for (file, sha256) in std::mem::take(&mut next.spare) {
            let path = self.path.join(file);
            remove(&path, &sha256).map_err(|error| StoreError::Io(path, error))?;
        }
        self.write_list(&next)?;
        self.list = next;
        Ok(())
    }

    /// Writes the list, after the names of the files that it names are on the disk.
    fn write_list(&self, list: &List) -> Result<(), StoreError> {
        let path = self.path.join(LIST);
        // Every key of the list is a string.
        let text = serde_json::to_string_pretty(list).unwrap_or_default() + "\n";
        sync_folder(&self.path)
            .and_then(|()| put(&path, text.as_bytes()))
            .and_then(|()| sync_folder(&self.path))
            .map_err(|error| StoreError::Io(path, error))
    }
}

impl NewFile {
    /// A graph as N-Quads, its lines in the order of what they mean. The name of its file is its last words and the beginning of its
    /// sum, so that no other version has it.
    fn of(graph: &str, triples: &Triples) -> NewFile {
        let name = NamedNode::new_unchecked(graph);
        let mut bytes = Vec::new();
        for triple in triples.values() {
            // Writing into memory cannot fail.
            let _ = writeln!(bytes, "{} .", triple.clone().in_graph(name.clone()));
        }
        let sha256 = hexadecimal(&Sha256::digest(&bytes));
        let (_, last) = graph.split_once("graph/").unwrap_or(("", graph));
        let words: String = slug(last).unwrap_or_default().chars().take(LONGEST_NAME).collect();
        let file = format!("{words}-{}.nq", sha256.get(..12).unwrap_or(&sha256));
        NewFile { entry: Entry { file, triples: triples.len() as u64, sha256 }, bytes }
    }
}

/// Whether a file is as it was written. Anything but a regular file is not.
fn is_as_written(path: &Path, sha256: &str) -> io::Result<bool> {
    match read_file(path) {
        Ok(bytes) => Ok(hexadecimal(&Sha256::digest(bytes)) == sha256),
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(false),
        Err(error) => Err(error),
    }
}

/// Gives a file that somebody changed another name, so that nothing is written over it.
fn set_aside(path: &Path, sha256: &str) -> io::Result<()> {
    match is_as_written(path, sha256) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Ok(true) => return Ok(()),
        result => result?,
    };
    let named = |number: u32| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(if number == 1 { ".changed".to_owned() } else { format!(".changed-{number}") });
        path.with_file_name(name)
    };
    let free = (1..=u32::MAX).map(named).find(|path| fs::symlink_metadata(path).is_err());
    free.map_or(Ok(()), |free| fs::rename(path, free))
}

/// Removes a file; one that somebody changed is set aside.
fn remove(path: &Path, sha256: &str) -> io::Result<()> {
    set_aside(path, sha256)?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The step of a change.
fn step_of(change: &Change, wanted: &Wanted) -> Step {
    let graph = change.graph();
    match change {
        Change::Replace { .. } => Step {
            key: format!("write {graph}"),
            what: format!("write graph {graph}"),
            things: wanted.graphs().get(graph).map_or(0, Triples::len) as u64,
        },
        Change::Drop { triples, .. } => {
            Step { key: format!("drop {graph}"), what: format!("remove graph {graph}"), things: *triples }
        }
    }
}
