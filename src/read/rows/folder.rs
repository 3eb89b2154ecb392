//! Folders: the files of rows in them, where they hold no dossier; and the folders that dossier writes, of Parquet and for
//! Neo4j.

use std::collections::HashSet;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::described::{Described, OwnCsv};
#[cfg(feature = "parquet")]
use super::described::{OwnParquet, OwnRows};
#[cfg(feature = "parquet")]
use super::own_names::ENTITY;
use super::own_names::OwnNames;
use crate::read::session::{is_dossier, may_be_dossier};
use crate::read::{Disk, Loader, NamedBy};

/// Files of rows, with what is known of them.
pub(super) type Tables = Vec<(PathBuf, Described)>;

/// What is in a folder.
pub(super) struct Folder {
    /// The files of rows, with what the folder says of them.
    pub(super) files: Tables,
    /// Whether dossier wrote it, or a folder in it.
    pub(super) is_own: bool,
    /// The other files.
    pub(super) left_out: Vec<PathBuf>,
}

/// The file in which dossier lists the tables of Parquet of a folder.
const MANIFEST: &str = "manifest.json";
/// The file in which dossier lists the tables for Neo4j of a folder that it wrote of rows.
const NAMES: &str = "names.json";
/// How dossier begins the table of names that it had to shorten.
const SHORTENED: &[u8] = b"name,full\n";

impl Folder {
    /// Looks at all files in and below a folder, as `is_rows` sees them, in the order of their names; hidden files and links
    /// that lead out of it are none of it. One that dossier wrote is what it says it is,
    /// unless another format is named.
    ///
    /// # Errors
    /// Those of the file system.
    pub(super) fn open(
        path: &Path,
        from: Option<&str>,
        is_rows: impl Fn(&Path) -> bool,
    ) -> io::Result<Folder> {
        let disk = Disk::new();
        let Some(listing) = disk.list(path)? else { return Err(io::ErrorKind::NotADirectory.into()) };
        let is_inside =
            |file: &PathBuf| file.canonicalize().is_ok_and(|real| real.starts_with(&listing.folder));
        let all: Vec<PathBuf> = listing.files.into_iter().filter(is_inside).collect();
        let (mut files, mut left_out, mut own_folders) = (Tables::new(), Vec::new(), Vec::new());
        let mut known: HashSet<PathBuf> = HashSet::new();
        for about in &all {
            let Some(folder) = about.parent() else { continue };
            let Some(tables) = Own::tables(folder, &listing.folder, about, from) else { continue };
            known.insert(about.clone());
            known.extend(tables.iter().map(|(file, _)| file.clone()));
            files.extend(tables);
            own_folders.push(folder.to_owned());
        }
        // A manifest lists files; it is not one of them, even where it is not dossier's.
        let manifest = path.strip_prefix(".").unwrap_or(path).join(MANIFEST);
        for file in all.into_iter().filter(|file| !known.contains(file)) {
            let is_of_own = own_folders.iter().any(|folder| file.starts_with(folder));
            if !is_of_own && file != manifest && is_rows(&file) && !begins(&file, SHORTENED) {
                files.push((file, Described::Listed));
            } else {
                left_out.push(file);
            }
        }
        Ok(Folder { files, is_own: !own_folders.is_empty(), left_out })
    }
}

/// Whether a folder holds a dossier.
pub(super) fn holds_dossier(path: &Path) -> bool {
    let disk = Disk::new();
    let Ok(Some(listing)) = disk.list(path) else { return false };
    listing.files.iter().filter(|file| may_be_dossier(file)).any(|file| {
        let loaded = disk.load(file, NamedBy::Folder(&listing.folder));
        // What cannot be read may be one, and is reported as such.
        !loaded.is_ok_and(|loaded| !is_dossier(file, &loaded.bytes))
    })
}

fn begins(path: &Path, words: &[u8]) -> bool {
    use io::Read;
    let mut start = Vec::new();
    let opened =
        std::fs::File::open(path).and_then(|file| file.take(words.len() as u64).read_to_end(&mut start));
    opened.is_ok() && start == words
}

/// A folder in which dossier says what its files are.
struct Own<'f> {
    folder: &'f Path,
    /// The folder that was named, links resolved: nothing outside it is read.
    real: &'f Path,
    about: Value,
}

impl<'f> Own<'f> {
    /// The tables that a file in a folder lists, if dossier wrote it and no other format is named.
    fn tables(folder: &'f Path, real: &'f Path, about: &Path, from: Option<&str>) -> Option<Tables> {
        let is_named = |format: &str| from.is_none_or(|from| from == format);
        let name = about.file_name()?.to_str()?;
        let is_known = name == MANIFEST && is_named("parquet") || name == NAMES && is_named("neo4j");
        if !is_known {
            return None;
        }
        let loaded = Disk::new().load(about, NamedBy::Folder(real)).ok()?;
        let own = Own { folder, real, about: serde_json::from_slice(&loaded.bytes).ok()? };
        if name == MANIFEST { own.tables_of_parquet() } else { own.tables_of_csv() }
    }

    /// The path of a file of the folder; `None` if it is outside. One that is missing is reported where it is opened.
    fn file(&self, name: &str) -> Option<PathBuf> {
        let name = Path::new(name);
        let is_below = name.components().all(|part| matches!(part, Component::Normal(_)));
        let path = self.folder.join(name);
        let is_inside = || path.canonicalize().map_or(true, |real| real.starts_with(self.real));
        (is_below && is_inside()).then_some(path)
    }

    /// The entries of a list.
    fn list(&self, key: &str) -> Option<&Vec<Value>> {
        self.about.get(key)?.as_array()
    }

    /// How rows call what the files show.
    fn names(&self) -> Option<Arc<OwnNames>> {
        self.about.get("names").cloned().and_then(OwnNames::of).map(Arc::new)
    }

    /// The tables for Neo4j that are listed; nodes come first.
    fn tables_of_csv(&self) -> Option<Tables> {
        let names = self.names()?;
        let &[separator] = self.about.get("separator")?.as_str()?.as_bytes() else { return None };
        let files = [self.list("nodes")?, self.list("relationships")?].into_iter().flatten();
        let described = |file: &Value| {
            let own = OwnCsv { names: Arc::clone(&names), separator };
            Some((self.file(file.as_str()?)?, Described::Csv(own)))
        };
        files.map(described).collect()
    }

    /// The tables of Parquet that are listed; nodes come first.
    #[cfg(feature = "parquet")]
    fn tables_of_parquet(&self) -> Option<Tables> {
        let (nodes, edges) = (self.list("nodes")?, self.list("edges")?);
        if self.about.get("key").and_then(Value::as_str) != Some("iri") {
            return None;
        }
        let names = match self.about.get("names") {
            Some(_) => Some(self.names()?),
            None => None,
        };
        let text = |entry: &Value, key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
        let described = |entry: &Value, rows: OwnRows| {
            let own = match (&names, rows) {
                (Some(names), rows) => Described::Parquet(OwnParquet { names: Arc::clone(names), rows }),
                (None, OwnRows::Vertices(labels)) => {
                    Described::Keyed(labels.into_iter().filter(|label| label != ENTITY).collect())
                }
                (None, OwnRows::Edges(kind)) => Described::Keyed(vec![kind]),
            };
            Some((self.file(&text(entry, "file")?)?, own))
        };
        let labels = |entry: &Value| {
            let labels = entry.get("labels").and_then(Value::as_array).into_iter().flatten();
            OwnRows::Vertices(labels.filter_map(Value::as_str).map(str::to_owned).collect())
        };
        let nodes = nodes.iter().map(|entry| described(entry, labels(entry)));
        let edges = edges.iter().map(|entry| described(entry, OwnRows::Edges(text(entry, "type")?)));
        nodes.chain(edges).collect()
    }

    #[cfg(not(feature = "parquet"))]
    fn tables_of_parquet(&self) -> Option<Tables> {
        None
    }
}
