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
use std::io::{self, Read};
use std::path::{Path, PathBuf};

#[cfg(feature = "sparql")]
use oxrdf::{GraphName, Quad};
#[cfg(feature = "sparql")]
use oxttl::NQuadsParser;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::graphs::{Before, Change, Graphs, Wanted, losses_of_rows};
use super::lines::{Line, Lines, Visit, iri};
use super::resending::{Bodies, Sending};
use super::target::hexadecimal;
use super::{
    Access, Address, Allowance, Connection, Count, Load, Plan, Server, Step, Store, StoreError, Target,
};
use crate::disk::{is_temporary, open_regular, put, sync_folder};
use crate::export::{Capability, ExportOptions, Feature, Losses};
use crate::graph::rows::RowGraph;
use crate::text::slug;
#[cfg(feature = "sparql")]
use crate::text::{MAX_TRIPLE_DEPTH, TripleDepth};

/// The name of the list in a folder.
pub const LIST: &str = "dossier-store.json";

/// So much of a file is read at a time.
const PIECE: usize = 1 << 16;

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
        let files = Files { path, list: list.unwrap_or_default(), changed: Vec::new() };
        Ok(Box::new(Open { files, server, planned: None }))
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
#[cfg(feature = "sparql")]
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_regular(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The quads of a file, which are all of one graph.
#[cfg(feature = "sparql")]
fn parse(path: &Path, bytes: &[u8], graph: &str) -> Result<Vec<Quad>, StoreError> {
    let wrong = |why: String| StoreError::Answer { what: path.display().to_string(), why };
    if TripleDepth::default().look(bytes).is_err() {
        return Err(wrong(format!("triple terms are nested more than {MAX_TRIPLE_DEPTH} deep")));
    }
    let quads: Result<Vec<Quad>, _> = NQuadsParser::new().for_slice(bytes).collect();
    let quads = quads.map_err(|error| wrong(error.to_string()))?;
    let of_graph =
        |quad: &Quad| matches!(&quad.graph_name, GraphName::NamedNode(name) if name.as_str() == graph);
    if quads.iter().all(of_graph) { Ok(quads) } else { Err(wrong(more_than(graph))) }
}

/// What is wrong with a file that holds another graph, too.
fn more_than(graph: &str) -> String {
    format!("it contains more than <{graph}>")
}

/// A folder that is open.
struct Open {
    files: Files,
    server: Server,
    /// What was planned last.
    planned: Option<Planned>,
}

/// A load that was compared with the existing graphs.
struct Planned {
    wanted: Wanted,
    /// What is to be done with which graphs, with the new files.
    changes: Vec<(String, Option<NewFile>)>,
    steps: Vec<Step>,
    bodies: Bodies,
    /// How many triples each graph will have.
    expected: Vec<u64>,
}

/// A file that is to be written.
struct NewFile {
    entry: Entry,
    /// The place of its graph.
    graph: usize,
    /// Whether it keeps what others have put into the graph.
    keeps: bool,
}

/// The files of a folder.
struct Files {
    path: PathBuf,
    list: List,
    /// The files that are not as they were loaded.
    changed: Vec<PathBuf>,
}

impl Graphs for Files {
    fn names(&mut self, spaces: &[String]) -> Result<BTreeSet<String>, StoreError> {
        let ours = |name: &&String| spaces.iter().any(|space| name.starts_with(space.as_str()));
        Ok(self.list.graphs.keys().filter(ours).cloned().collect())
    }

    fn read(&mut self, graph: &str, visit: &mut Visit<'_>) -> Result<(), StoreError> {
        let Some(entry) = self.list.graphs.get(graph) else { return Ok(()) };
        let path = self.path.join(&entry.file);
        match is_as_written(&path, &entry.sha256) {
            Ok(true) => read_lines(&path, graph, visit),
            // A file that was edited, or replaced by a link, is not the same; it is rewritten.
            Ok(false) => {
                self.changed.push(path);
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(StoreError::Io(path, error)),
        }
    }
}

/// Visits the triples of a file, which are all of one graph.
fn read_lines(path: &Path, graph: &str, visit: &mut Visit<'_>) -> Result<(), StoreError> {
    let what = path.display().to_string();
    let failed = |error: io::Error| StoreError::Io(path.to_owned(), error);
    let mut lines = Lines::new(&what);
    let mut visit = |line: &Line<'_>| match iri(line.graph) {
        Some(name) if name == graph => visit(line),
        _ => Err(StoreError::Answer { what: what.clone(), why: more_than(graph) }),
    };
    let (mut file, mut buffer) = (open_regular(path).map_err(failed)?, vec![0; PIECE]);
    loop {
        let read = file.read(&mut buffer).map_err(failed)?;
        match buffer.get(..read).unwrap_or_default() {
            [] => return lines.end(&mut visit),
            piece => lines.push(piece, &mut visit)?,
        }
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
        self.planned = None;
        let files = &mut self.files;
        files.changed.clear();
        let (mut sums, mut text) = (Vec::<(String, Sha256)>::new(), Vec::new());
        let wanted = Wanted::of(load, |graph, line, _| {
            if graph == sums.len() {
                sums.push((iri(line.graph).unwrap_or_default().to_owned(), Sha256::new()));
            }
            text.clear();
            line.put_quad(&mut text);
            if let Some((_, sum)) = sums.get_mut(graph) {
                sum.update(&text);
            }
        })?;
        let mut sums: BTreeMap<String, Sha256> = sums.into_iter().collect();
        let mut comparison = wanted.compare(files, load.prune)?;
        let expected = std::mem::take(&mut comparison.expected);
        let (mut steps, mut changes, mut sendings) = (Vec::new(), Vec::new(), Vec::new());
        for change in std::mem::take(&mut comparison.changes) {
            match change {
                Change::Drop { graph, triples } => {
                    let (key, what) = (format!("drop {graph}"), format!("remove graph {graph}"));
                    steps.push(Step { key, what, things: triples });
                    changes.push((graph, None));
                }
                Change::Write { graph, before, .. } => {
                    let (Some(want), Some(triples)) = (wanted.graphs().get(graph), expected.get(graph))
                    else {
                        continue;
                    };
                    let (name, triples) = (want.name.clone(), *triples);
                    let mut sum = sums.remove(&name).unwrap_or_default();
                    let keeps = before == Before::Nothing && triples > want.triples();
                    if keeps {
                        files.read_others(&wanted, graph, &mut |bytes| {
                            sum.update(bytes);
                            Ok(())
                        })?;
                    }
                    let (missing, step) = (wanted.every(graph), steps.len());
                    sendings.push(Sending { graph, missing, step, batch: u64::MAX, triples });
                    let (key, what) = (format!("write {name}"), format!("write graph {name}"));
                    steps.push(Step { key, what, things: triples });
                    let entry = Entry::of(&name, triples, sum);
                    changes.push((name, Some(NewFile { entry, graph, keeps })));
                }
            }
        }
        if steps.is_empty() && !files.list.spare.is_empty() {
            let what = "remove leftovers of an interrupted load".to_owned();
            steps.push(Step { key: "remove unused files".to_owned(), what, things: 0 });
        }
        let mut plan = comparison.plan(steps.clone());
        plan.notices.extend(files.changed.iter().map(|path| {
            format!(
                "{}: changed since it was loaded; it was rewritten, and the changed file was kept next to it as .changed",
                path.display()
            )
        }));
        let bodies = Bodies::new(&wanted, sendings, |out, line| line.put_quad(out));
        self.planned = Some(Planned { wanted, changes, steps, bodies, expected });
        Ok(plan)
    }

    fn step(&mut self, load: &Load<'_>, number: usize) -> Result<u64, StoreError> {
        let Some(planned) = &mut self.planned else { return Ok(0) };
        let files = &mut self.files;
        if number == 0 {
            let new = planned.changes.iter().filter_map(|(_, file)| file.as_ref());
            let spare = new.map(|new| (new.entry.file.clone(), new.entry.sha256.clone()));
            files.list.spare.extend(spare);
            files.write_list(&files.list)?;
        }
        if let Some((_, Some(new))) = planned.changes.get(number) {
            files.write(load, &planned.wanted, (number, new), &mut planned.bodies)?;
            planned.bodies.done(number);
        }
        if number + 1 >= planned.changes.len() {
            files.commit(&planned.changes)?;
        }
        Ok(planned.steps.get(number).map_or(0, |step| step.things))
    }

    fn verify(&mut self, load: &Load<'_>) -> Result<Vec<Count>, StoreError> {
        let files = &mut self.files;
        files.list = read_list(&files.path)?.unwrap_or_default();
        let Some(Planned { wanted, expected, .. }) = &self.planned else { return Ok(Vec::new()) };
        let mut counts = Vec::new();
        for (want, expected) in wanted.graphs().iter().zip(expected) {
            let (found, others) = wanted.count(want, files)?;
            let kept = if load.prune || wanted.is_ours(&want.name) { 0 } else { others };
            let what = format!("graph {}", want.name);
            counts.push(Count { what, expected: *expected, found: found + kept });
        }
        Ok(counts)
    }
}

impl Files {
    /// Writes the new file of a graph.
    fn write(
        &self,
        load: &Load<'_>,
        wanted: &Wanted,
        (step, new): (usize, &NewFile),
        bodies: &mut Bodies,
    ) -> Result<(), StoreError> {
        let path = self.path.join(&new.entry.file);
        let failed = |error: io::Error| StoreError::Io(path.clone(), error);
        set_aside(&path, &new.entry.sha256).map_err(failed)?;
        let mut cause = None;
        let written = put(&path, |out| {
            let mut write = || {
                if bodies.is_long(wanted, step) {
                    bodies.write((load, wanted), step, out, failed)?;
                } else {
                    out.write_all(bodies.ready((load, wanted), step)?).map_err(failed)?;
                }
                let mut others = |bytes: &[u8]| out.write_all(bytes).map_err(failed);
                if new.keeps { self.read_others(wanted, new.graph, &mut others) } else { Ok(()) }
            };
            write().map_err(|error| {
                cause = Some(error);
                io::Error::other("the load has failed")
            })
        });
        written.map_err(|error| cause.unwrap_or_else(|| failed(error)))
    }

    /// Reads what is in a graph but not in the load, as lines of N-Quads.
    fn read_others(
        &self,
        wanted: &Wanted,
        graph: usize,
        take: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let Some(want) = wanted.graphs().get(graph) else { return Ok(()) };
        let Some(entry) = self.list.graphs.get(&want.name) else { return Ok(()) };
        let (mut meaning, mut text) = (wanted.meaning(), Vec::new());
        read_lines(&self.path.join(&entry.file), &want.name, &mut |line| {
            if want.has(meaning.of(line)) {
                return Ok(());
            }
            text.clear();
            line.put_quad(&mut text);
            take(&text)
        })
    }

    /// Puts the list of the new graphs in the place of the old one, and removes the files of no graph.
    fn commit(&mut self, changes: &[(String, Option<NewFile>)]) -> Result<(), StoreError> {
        let mut next = List { graphs: self.list.graphs.clone(), ..List::default() };
        for (graph, file) in changes {
            match file {
                Some(file) => next.graphs.insert(graph.clone(), file.entry.clone()),
                None => next.graphs.remove(graph),
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
            .and_then(|()| put(&path, |out| out.write_all(text.as_bytes())))
            .and_then(|()| sync_folder(&self.path))
            .map_err(|error| StoreError::Io(path, error))
    }
}

impl Entry {
    /// The entry of a graph whose file has a sum. The name of the file is the last words of the graph's and the beginning of the sum, so
    /// that no other version has it.
    fn of(graph: &str, triples: u64, sum: Sha256) -> Entry {
        let sha256 = hexadecimal(&sum.finalize());
        let (_, last) = graph.split_once("graph/").unwrap_or(("", graph));
        let words: String = slug(last).unwrap_or_default().chars().take(LONGEST_NAME).collect();
        let file = format!("{words}-{}.nq", sha256.get(..12).unwrap_or(&sha256));
        Entry { file, triples, sha256 }
    }
}

/// Whether a file is as it was written. Anything but a regular file is not.
fn is_as_written(path: &Path, sha256: &str) -> io::Result<bool> {
    let mut file = match open_regular(path) {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Ok(false),
        file => file?,
    };
    let (mut sum, mut buffer) = (Sha256::new(), vec![0; PIECE]);
    loop {
        let read = file.read(&mut buffer)?;
        match buffer.get(..read).unwrap_or_default() {
            [] => return Ok(hexadecimal(&sum.finalize()) == sha256),
            piece => sum.update(piece),
        }
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
