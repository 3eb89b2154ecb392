//! The journal of a load: what was done, so that an interrupted load can be resumed with complete counts; and the lock that
//! keeps two loads into one target apart.
//!
//! One file of JSON lines for each target, in `$XDG_STATE_HOME/dossier` or `~/.local/state/dossier`. A first line names the
//! content by its hash and holds the first plan; each further line is a step that the server has acknowledged. A load that begins
//! again appends another first line. It is written through to the disk after each step and removed when the load is verified. Nothing
//! depends on it for safety: a load compares before it sends, so repeating a step changes nothing.

use std::collections::BTreeSet;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{StoreError, Tally};
use crate::disk::{HeldFile, Wait};

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

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Header(Header),
    Done(Done),
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

/// The journal of a load that is under way. While it is open, another load into the same target waits.
#[derive(Debug)]
pub(super) struct Journal {
    held: HeldFile,
    /// What an earlier load left, if it was interrupted.
    pub(super) earlier: Option<Earlier>,
    /// Whether the last line is truncated.
    is_torn: bool,
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

/// The content of a journal. Truncated lines are skipped.
fn read(text: &str) -> Option<Earlier> {
    let mut earlier: Option<Earlier> = None;
    for line in text.lines().filter_map(|line| serde_json::from_str(line).ok()) {
        match (line, &mut earlier) {
            (Line::Header(header), _) => {
                earlier = Some(Earlier { header, steps: BTreeSet::new(), retries: 0 });
            }
            (Line::Done(done), Some(earlier)) => {
                earlier.retries += done.retries;
                earlier.steps.insert(done.step);
            }
            (Line::Done(_), None) => {}
        }
    }
    earlier
}

impl Journal {
    /// Opens the journal of a target, after any other load into it.
    pub(super) fn open(
        folder: &Path,
        fingerprint: &str,
        until: &mut Wait<'_>,
    ) -> Result<Journal, StoreError> {
        let path = path(folder, fingerprint);
        let failed = |error| StoreError::Io(path.clone(), error);
        let mut held = HeldFile::open(&path, until).map_err(failed)?;
        let mut bytes = Vec::new();
        let file = held.file();
        file.rewind().and_then(|()| file.read_to_end(&mut bytes)).map_err(failed)?;
        let text = String::from_utf8_lossy(&bytes);
        let is_torn = !text.is_empty() && !text.ends_with('\n');
        Ok(Journal { held, earlier: read(&text), is_torn })
    }

    /// Starts a load: from the start, or resuming the earlier one.
    pub(super) fn begin(&mut self, anew: Option<&Header>) -> Result<(), StoreError> {
        let mut text = String::new();
        if std::mem::take(&mut self.is_torn) {
            text.push('\n');
        }
        text += &anew.map(line).unwrap_or_default();
        self.append(&text)
    }

    /// Notes a step that the server has acknowledged.
    pub(super) fn done(&mut self, step: &str, things: u64, retries: u64) -> Result<(), StoreError> {
        self.append(&line(&Done { step: step.to_owned(), things, retries }))
    }

    fn append(&mut self, text: &str) -> Result<(), StoreError> {
        let file = self.held.file();
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_data());
        written.map_err(|error: io::Error| StoreError::Io(self.held.path().to_owned(), error))
    }

    /// Removes the journal of a load that came to its end.
    pub(super) fn end(self) -> Result<(), StoreError> {
        let path = self.held.path().to_owned();
        self.held.remove().map_err(|error| StoreError::Io(path, error))
    }
}

fn line(record: &impl Serialize) -> String {
    // These records are plain: they have no keys but strings.
    serde_json::to_string(record).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn header(content: &str) -> Header {
        Header {
            target: "http://h".to_owned(),
            content: content.to_owned(),
            tallies: vec![Tally::new("graphs")],
        }
    }

    fn open(folder: &Path, fingerprint: &str) -> Journal {
        let mut waiting = || panic!("another process holds it");
        let mut until = Wait { waiting: &mut waiting, end: Instant::now() };
        Journal::open(folder, fingerprint, &mut until).unwrap()
    }

    #[test]
    fn what_was_done_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("deep");
        let mut journal = open(&folder, "f");
        assert_eq!(journal.earlier, None);
        journal.begin(Some(&header("one"))).unwrap();
        journal.done("put a", 3, 0).unwrap();
        journal.done("put b", 4, 2).unwrap();
        drop(journal);
        let found = open(&folder, "f").earlier.unwrap();
        assert_eq!((found.header, found.retries), (header("one"), 2));
        assert_eq!(found.steps.into_iter().collect::<Vec<_>>(), ["put a", "put b"]);
        assert_eq!(open(&folder, "other").earlier, None);
        // A load that did not come so far leaves none.
        assert_eq!(folder.read_dir().unwrap().count(), 1);
    }

    #[test]
    fn lines_that_were_cut_off_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = open(folder.path(), "f");
        journal.begin(Some(&header("one"))).unwrap();
        journal.done("put a", 3, 0).unwrap();
        journal.append("{\"step\":\"put b\",\"thi").unwrap();
        drop(journal);
        let mut journal = open(folder.path(), "f");
        assert_eq!(journal.earlier.as_ref().unwrap().steps.len(), 1);
        journal.begin(None).unwrap();
        journal.done("put c", 3, 1).unwrap();
        drop(journal);
        let mut journal = open(folder.path(), "f");
        let found = journal.earlier.as_ref().unwrap();
        assert_eq!((found.steps.len(), found.retries), (2, 1));
        // Other content starts over, even if its first line is truncated.
        journal.append("{\"target\":\"h").unwrap();
        drop(journal);
        let mut journal = open(folder.path(), "f");
        journal.begin(Some(&header("two"))).unwrap();
        drop(journal);
        let journal = open(folder.path(), "f");
        let found = journal.earlier.as_ref().unwrap();
        assert_eq!((&found.header, found.steps.len()), (&header("two"), 0));
        journal.end().unwrap();
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }
}
