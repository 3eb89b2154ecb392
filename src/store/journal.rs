//! The journal of a load: what was done, so that a load that was cut off is gone on with and its counts are whole.
//!
//! One file of JSON lines for each target, in `$XDG_STATE_HOME/dossier` or `~/.local/state/dossier`. The first line names the
//! content by its hash and holds the first plan; each further line is a step that the server has acknowledged. It is written
//! through to the disk after each step and removed when the load is verified. Nothing depends on it for safety: a load
//! compares before it sends, so repeating a step changes nothing.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{StoreError, Tally};

/// What the first line says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    /// The address, for people.
    pub(super) target: String,
    /// The hash of what is loaded, and how.
    pub(super) content: String,
    /// What the first plan came to.
    pub(super) tallies: Vec<Tally>,
}

/// A step that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Done {
    step: String,
    things: u64,
    retries: u64,
}

/// What an earlier load left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Earlier {
    pub(super) header: Header,
    /// The keys of the steps that were done.
    pub(super) steps: BTreeSet<String>,
    /// How often steps were tried again.
    pub(super) retries: u64,
}

/// The journal of a load that is under way.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

/// The folder of journals: `$XDG_STATE_HOME/dossier`, or `~/.local/state/dossier` (XDG Base Directory Specification). `None`
/// where the user has no home.
pub fn state_folder() -> Option<PathBuf> {
    let named = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let base = named.or_else(|| std::env::home_dir().map(|home| home.join(".local").join("state")));
    base.map(|base| base.join("dossier"))
}

fn path(folder: &Path, fingerprint: &str) -> PathBuf {
    folder.join(format!("load-{fingerprint}.jsonl"))
}

/// What an earlier load into a target left, if it was cut off. A last line that was cut off is passed over.
pub(super) fn earlier(folder: &Path, fingerprint: &str) -> Result<Option<Earlier>, StoreError> {
    let path = path(folder, fingerprint);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::Io(path, error)),
    };
    let mut lines = text.lines();
    let Some(header) = lines.next().and_then(|line| serde_json::from_str(line).ok()) else { return Ok(None) };
    let mut earlier = Earlier { header, steps: BTreeSet::new(), retries: 0 };
    for done in lines.map_while(|line| serde_json::from_str::<Done>(line).ok()) {
        earlier.retries += done.retries;
        earlier.steps.insert(done.step);
    }
    Ok(Some(earlier))
}

impl Journal {
    /// Begins a journal, in the place of any other of this target, with the steps that an earlier load has done.
    pub(super) fn begin(
        folder: &Path,
        fingerprint: &str,
        header: &Header,
        earlier: Option<&Earlier>,
    ) -> Result<Journal, StoreError> {
        let path = path(folder, fingerprint);
        let failed = |error| StoreError::Io(path.clone(), error);
        fs::create_dir_all(folder).map_err(|error| StoreError::Io(folder.to_owned(), error))?;
        let mut text = line(header);
        for step in earlier.iter().flat_map(|earlier| &earlier.steps) {
            text += &line(&Done { step: step.clone(), things: 0, retries: 0 });
        }
        // Whole or not at all: a kill here must not lose what an earlier load has noted.
        let mut new = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        new.write_all(text.as_bytes()).and_then(|()| new.as_file().sync_data()).map_err(failed)?;
        let file = new.persist(&path).map_err(|error| failed(error.error))?;
        Ok(Journal { path, file })
    }

    /// Notes a step that the server has acknowledged.
    pub(super) fn done(&mut self, step: &str, things: u64, retries: u64) -> Result<(), StoreError> {
        let line = line(&Done { step: step.to_owned(), things, retries });
        self.file
            .write_all(line.as_bytes())
            .and_then(|()| self.file.sync_data())
            .map_err(|error| StoreError::Io(self.path.clone(), error))
    }

    /// Removes the journal of a load that came to its end.
    pub(super) fn end(self) -> Result<(), StoreError> {
        drop(self.file);
        fs::remove_file(&self.path).map_err(|error| StoreError::Io(self.path, error))
    }
}

fn line(record: &impl Serialize) -> String {
    // These records are plain: they have no keys but strings.
    serde_json::to_string(record).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(content: &str) -> Header {
        Header {
            target: "http://h".to_owned(),
            content: content.to_owned(),
            tallies: vec![Tally::new("graphs")],
        }
    }

    #[test]
    fn what_was_done_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("deep");
        assert_eq!(earlier(&folder, "f").unwrap(), None);
        let mut journal = Journal::begin(&folder, "f", &header("one"), None).unwrap();
        journal.done("put a", 3, 0).unwrap();
        journal.done("put b", 4, 2).unwrap();
        drop(journal);
        let found = earlier(&folder, "f").unwrap().unwrap();
        assert_eq!((found.header, found.retries), (header("one"), 2));
        assert_eq!(found.steps.into_iter().collect::<Vec<_>>(), ["put a", "put b"]);
        assert_eq!(earlier(&folder, "other").unwrap(), None);
    }

    #[test]
    fn a_line_that_was_cut_off_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::begin(folder.path(), "f", &header("one"), None).unwrap();
        journal.done("put a", 3, 0).unwrap();
        journal.file.write_all(b"{\"step\":\"put b\",\"thi").unwrap();
        drop(journal);
        assert_eq!(earlier(folder.path(), "f").unwrap().unwrap().steps.len(), 1);
        fs::write(path(folder.path(), "g"), "{\"target\":\"h").unwrap();
        assert_eq!(earlier(folder.path(), "g").unwrap(), None);
    }

    #[test]
    fn going_on_keeps_what_was_done_and_the_end_removes_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::begin(folder.path(), "f", &header("one"), None).unwrap();
        journal.done("put a", 3, 0).unwrap();
        let found = earlier(folder.path(), "f").unwrap().unwrap();
        let mut journal = Journal::begin(folder.path(), "f", &found.header, Some(&found)).unwrap();
        journal.done("put b", 1, 0).unwrap();
        assert_eq!(earlier(folder.path(), "f").unwrap().unwrap().steps.len(), 2);
        journal.end().unwrap();
        assert_eq!(earlier(folder.path(), "f").unwrap(), None);
    }
}
