//! Folders: the files of rows in them, where they hold no dossier; and the folders of Parquet that dossier writes.

use std::io;
use std::path::{Path, PathBuf};

use super::described::Described;
use crate::read::session::{is_dossier, may_be_dossier};
use crate::read::{Disk, Loader, NamedBy};

/// What is in a folder.
pub(super) struct Folder {
    /// The files of rows, with what the folder says of them.
    pub(super) files: Vec<(PathBuf, Option<Described>)>,
    /// The other files.
    pub(super) left_out: Vec<PathBuf>,
}

/// The file in which dossier lists the tables of a folder.
const MANIFEST: &str = "manifest.json";
/// How dossier begins the table of names that it had to shorten.
const SHORTENED: &[u8] = b"name,full\n";

impl Folder {
    /// Looks at all files in and below a folder, as `is_rows` sees them, in the order of their names; hidden files and links
    /// that lead out of it are none of it.
    ///
    /// # Errors
    /// Those of the file system.
    pub(super) fn open(path: &Path, is_rows: impl Fn(&Path) -> bool) -> io::Result<Folder> {
        let disk = Disk::new();
        let Some(listing) = disk.list(path)? else { return Err(io::ErrorKind::NotADirectory.into()) };
        let is_inside =
            |file: &PathBuf| file.canonicalize().is_ok_and(|real| real.starts_with(&listing.folder));
        let all: Vec<PathBuf> = listing.files.into_iter().filter(is_inside).collect();
        if let Some(tables) = tables_of_manifest(path) {
            let is_read = |file: &PathBuf| tables.iter().any(|(table, _)| table == file);
            let manifest = path.join(MANIFEST);
            let left_out = all.into_iter().filter(|file| !is_read(file) && *file != manifest).collect();
            return Ok(Folder { files: tables, left_out });
        }
        // A manifest lists files; it is not one of them, even where it is not dossier's.
        let manifest = path.join(MANIFEST);
        let is_read = |file: &PathBuf| *file != manifest && is_rows(file) && !begins(file, SHORTENED);
        let (files, left_out): (Vec<_>, Vec<_>) = all.into_iter().partition(is_read);
        Ok(Folder { files: files.into_iter().map(|file| (file, None)).collect(), left_out })
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

/// The tables that a manifest of dossier lists; nodes come first.
#[cfg(feature = "parquet")]
fn tables_of_manifest(folder: &Path) -> Option<Vec<(PathBuf, Option<Described>)>> {
    use std::path::Component;

    use serde_json::Value;

    use super::described::ROOT;

    /// The most tables whose rows are looked at for the base of their IRIs.
    const LOOKED_AT: usize = 64;
    let loaded =
        Disk::new().load(&folder.join(MANIFEST), NamedBy::Folder(&folder.canonicalize().ok()?)).ok()?;
    let manifest: Value = serde_json::from_slice(&loaded.bytes).ok()?;
    let own = |key: &str| manifest.get(key).and_then(Value::as_array);
    let (nodes, edges) = (own("nodes")?, own("edges")?);
    if manifest.get("key").and_then(Value::as_str) != Some("iri") {
        return None;
    }
    let text = |entry: &Value, key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    let file = |entry: &Value| {
        let name = PathBuf::from(text(entry, "file")?);
        let is_below = name.components().all(|part| matches!(part, Component::Normal(_)));
        is_below.then(|| folder.join(name))
    };
    let files: Vec<PathBuf> = nodes.iter().filter_map(file).collect();
    let base = files.iter().take(LOOKED_AT).find_map(|file| super::parquet::base_of(file));
    let base = base.unwrap_or_else(|| "urn:dossier:graph:".to_owned());
    let described = |entry: &Value, types: Vec<String>| {
        let types = types.into_iter().filter(|name| name != ROOT).collect();
        Some((file(entry)?, Some(Described { types, base: base.clone() })))
    };
    let labels = |entry: &Value| {
        let labels = entry.get("labels").and_then(Value::as_array).into_iter().flatten();
        labels.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let nodes = nodes.iter().map(|entry| described(entry, labels(entry)));
    let edges = edges.iter().map(|entry| described(entry, text(entry, "type").into_iter().collect()));
    nodes.chain(edges).collect()
}

#[cfg(not(feature = "parquet"))]
fn tables_of_manifest(_: &Path) -> Option<Vec<(PathBuf, Option<Described>)>> {
    None
}
