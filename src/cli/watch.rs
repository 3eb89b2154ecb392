//! Doing something again whenever a file changes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use super::output::{Failure, Terminal};

/// How often files are looked at.
const PAUSE: Duration = Duration::from_millis(250);

/// Does something now, and again after each change below the paths, until the program is ended. Failures are reported, and
/// the next change is waited for.
pub(super) fn run(
    paths: &[PathBuf],
    terminal: &Terminal,
    again: &dyn Fn() -> Result<(), Failure>,
) -> Result<(), Failure> {
    loop {
        let before = state(paths);
        if let Err(failure) = again() {
            terminal.fail(&failure);
        }
        terminal.say(format_args!("waiting for a change; press Ctrl-C to stop"));
        while state(paths) == before {
            thread::sleep(PAUSE);
        }
    }
}

/// Length and time of change of every file at or beside the paths, but for pictures.
fn state(paths: &[PathBuf]) -> BTreeMap<PathBuf, (u64, Option<SystemTime>)> {
    let mut state = BTreeMap::new();
    for path in paths {
        // Texts stand beside the dossier that quotes them.
        let folder = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(Path::new(".")) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        add(folder, &mut state, 0);
    }
    state
}

/// Folders are followed so deep.
const DEEPEST: usize = 8;

fn add(folder: &Path, state: &mut BTreeMap<PathBuf, (u64, Option<SystemTime>)>, depth: usize) {
    let Ok(entries) = folder.read_dir() else { return };
    for entry in entries.filter_map(Result::ok) {
        let (path, name) = (entry.path(), entry.file_name());
        let Ok(data) = entry.metadata() else { continue };
        let is_made = ["exports", "target", "node_modules"].iter().any(|made| name == *made)
            || name.to_string_lossy().starts_with('.')
            || path.extension().is_some_and(|ending| {
                ["svg", "png", "pdf", "dot", "html"].iter().any(|made| ending == *made)
            });
        if is_made {
            continue;
        }
        if data.is_dir() && depth < DEEPEST {
            add(&path, state, depth + 1);
        } else if data.is_file() {
            state.insert(path, (data.len(), data.modified().ok()));
        }
    }
}
