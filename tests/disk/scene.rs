//! A folder in which the program is run under strace, which kills it or has its system calls fail.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The system calls that change what is on a disk, or that wait for it or for others.
pub const CALLS: &[&str] = &[
    "open",
    "openat",
    "creat",
    "write",
    "writev",
    "pwrite64",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
    "ftruncate",
    "fchmod",
    "chmod",
    "fchmodat",
    "flock",
    "symlink",
    "symlinkat",
    "copy_file_range",
    "sendfile",
    "exit_group",
];

/// Files by their paths, folders with nothing in them, too.
pub type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// All that is in a folder.
pub fn tree(folder: &Path) -> Tree {
    let mut files = Tree::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inside) = folders.pop() {
        for entry in folder.join(&inside).read_dir().into_iter().flatten() {
            let path = inside.join(entry.unwrap().file_name());
            let about = folder.join(&path).symlink_metadata().unwrap();
            if about.is_dir() {
                files.insert(path.join(""), Vec::new());
                folders.push(path);
            } else {
                let at = folder.join(&path);
                let link = fs::read_link(&at).map(|to| to.into_os_string().into_encoded_bytes());
                files.insert(path, link.unwrap_or_else(|_| fs::read(at).unwrap()));
            }
        }
    }
    files
}

pub fn copy(from: &Path, to: &Path) {
    for (path, bytes) in tree(from) {
        let to = to.join(&path);
        if path.to_string_lossy().ends_with('/') {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, bytes).unwrap();
        }
    }
}

/// How a run ended, by its exit code or a signal.
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

pub fn program(folder: &Path, arguments: &[&str]) -> Command {
    prepared(Command::new(env!("CARGO_BIN_EXE_dossier")), folder, arguments)
}

fn prepared(mut command: Command, folder: &Path, arguments: &[&str]) -> Command {
    // Cargo's own folders of libraries are searched for each library, which takes many system calls.
    for name in [
        "LD_LIBRARY_PATH",
        "NO_COLOR",
        "XDG_STATE_HOME",
        "XDG_RUNTIME_DIR",
        "DOSSIER_USER",
        "DOSSIER_PASSWORD",
    ] {
        command.env_remove(name);
    }
    command.env("HOME", folder).current_dir(folder).args(arguments).stdin(Stdio::null());
    command
}

pub fn run(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// What is done in a folder, and what must hold of it at every moment.
pub struct Scene<'s> {
    /// The folder as it is before.
    before: tempfile::TempDir,
    arguments: &'s [&'s str],
    /// What strace does at each run beside killing: `-e inject=…`.
    always: &'s [&'s str],
    /// Tells the state of what is written, from all that is in the folder: that before, that after, or something else.
    state: &'s (dyn Fn(&Path) -> Tree + Sync),
}

/// How many runs were cut off.
#[derive(Debug, Default)]
pub struct Cuts {
    pub killed: usize,
    pub failed: usize,
}

impl<'s> Scene<'s> {
    /// A scene in a folder that some runs of the program and a closure make.
    pub fn new(
        make: impl FnOnce(&Path),
        arguments: &'s [&'s str],
        state: &'s (dyn Fn(&Path) -> Tree + Sync),
    ) -> Scene<'s> {
        let before = tempfile::tempdir().unwrap();
        make(before.path());
        Scene { before, arguments, always: &[], state }
    }

    /// The same with system calls that fail at every run.
    pub fn always(mut self, always: &'s [&'s str]) -> Scene<'s> {
        self.always = always;
        self
    }

    fn folder(&self) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        copy(self.before.path(), folder.path());
        folder
    }

    fn traced(&self, folder: &Path, trace: &Path, injection: Option<&str>) -> Run {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o"]).arg(trace);
        command.args([
            "-e",
            &format!("trace={}", CALLS.iter().map(|call| format!("?{call}")).collect::<Vec<_>>().join(",")),
        ]);
        for injection in self.always.iter().copied().chain(injection) {
            command.args(["-e", &format!("inject={injection}")]);
        }
        command.arg(env!("CARGO_BIN_EXE_dossier"));
        run(&mut prepared(command, folder, self.arguments))
    }

    /// An undisturbed run: the state before, all that is there after it, the state after it, and each call that it makes, with its
    /// number among those of its name; those that only read, or speak, aside.
    fn undisturbed(&self) -> (Tree, Tree, Tree, Vec<(String, usize)>) {
        let folder = self.folder();
        let old = (self.state)(folder.path());
        let trace = tempfile::NamedTempFile::new().unwrap();
        let run = self.traced(folder.path(), trace.path(), None);
        assert_eq!(run.code, Some(0), "{:?}: {}", self.arguments, run.err);
        let (mut calls, mut counts) = (Vec::new(), BTreeMap::<String, usize>::new());
        for line in fs::read_to_string(trace.path()).unwrap().lines() {
            let name =
                line.split_whitespace().nth(1).and_then(|call| call.split_once('(')).map(|(name, _)| name);
            // A kill before a file is read, or before a word to the user, is one before the next change.
            let is_idle =
                line.contains("O_RDONLY") || line.contains(" write(2,") || line.contains(" write(1,");
            if let Some(name) = name.filter(|name| CALLS.contains(name)) {
                let count = counts.entry(name.to_owned()).or_default();
                *count += 1;
                calls.extend((!is_idle).then(|| (name.to_owned(), *count)));
            }
        }
        (old, tree(folder.path()), (self.state)(folder.path()), calls)
    }

    /// Runs it once for each of its system calls, and kills it there, or has the call fail. The old or the new state is there then,
    /// and the next run comes to the same end as one that nobody disturbs.
    pub fn cut_everywhere(&self, how: &str, calls: &[&str]) -> Cuts {
        let (old, all, new, made) = self.undisturbed();
        assert!(old != new, "{:?} changes nothing", self.arguments);
        let busy: Vec<String> =
            self.always.iter().filter_map(|always| Some(always.split_once(':')?.0.to_owned())).collect();
        let mut cuts = Cuts::default();
        for (call, number) in
            made.iter().filter(|(call, _)| calls.contains(&call.as_str()) && !busy.contains(call))
        {
            let folder = self.folder();
            let trace = tempfile::NamedTempFile::new().unwrap();
            let first =
                self.traced(folder.path(), trace.path(), Some(&format!("{call}:{how}:when={number}")));
            let place = || {
                let trace = fs::read_to_string(trace.path()).unwrap();
                format!("{:?}, {how} at {call} {number}: {}\n{trace}", self.arguments, first.err)
            };
            match first.code {
                None => cuts.killed += 1,
                Some(0) => {}
                Some(_) => cuts.failed += 1,
            }
            let state = (self.state)(folder.path());
            assert!(state == old || state == new, "{}: neither old nor new: {:?}", place(), state.keys());
            if first.code == Some(0) {
                assert!(state == new, "{}: it went well, and the old state is there", place());
            }
            let second = run(&mut program(folder.path(), self.arguments));
            assert_eq!(second.code, Some(0), "{}: then {}", place(), second.err);
            let left = tree(folder.path());
            assert!(
                left == all,
                "{}: not as after an undisturbed run:\n{:?}\n{:?}",
                place(),
                left.keys().collect::<Vec<_>>(),
                all.keys().collect::<Vec<_>>()
            );
        }
        cuts
    }
}

/// What is below some paths of a folder, without what begins as temporary names do.
pub fn below(paths: &'static [&'static str]) -> impl Fn(&Path) -> Tree + Sync {
    move |folder| {
        let is_temporary = |path: &Path| {
            path.components().any(|part| part.as_os_str().to_string_lossy().starts_with(".dossier-"))
        };
        let is_below =
            |path: &PathBuf| paths.iter().any(|wanted| path.starts_with(wanted)) && !is_temporary(path);
        tree(folder).into_iter().filter(|(path, _)| is_below(path)).collect()
    }
}

/// The graphs that a folder of N-Quads holds by its list; none where there is no list. Each file must be the one in the list.
pub fn graphs(folder: &Path) -> Tree {
    let Ok(list) = fs::read(folder.join("graphs/dossier-store.json")) else { return Tree::new() };
    let list: Value = serde_json::from_slice(&list).unwrap();
    let mut graphs = Tree::new();
    for (name, entry) in list["graphs"].as_object().unwrap() {
        let bytes = fs::read(folder.join("graphs").join(entry["file"].as_str().unwrap())).unwrap();
        let sum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(entry["sha256"], sum.as_str(), "{name}");
        graphs.insert(PathBuf::from(name), bytes);
    }
    graphs
}
