//! What is on the disk after a kill or a failure at every system call, that nothing is written over which a run reads or somebody else
//! put there, and that runs do not get in each other's way.
#![cfg(target_os = "linux")]
mod inputs;
mod scene;
mod together;

use std::fs;
use std::path::Path;

use self::scene::{CALLS, Scene, below, graphs, program, run, tree};

const KILL: &str = "signal=KILL";

/// What fails of itself sometimes: a full disk, a broken one.
const FAILING: &[&str] = &[
    "open",
    "openat",
    "write",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "mkdir",
    "unlink",
    "rmdir",
];

/// System calls that other systems and file systems lack.
const POOR: &[&str] = &["renameat2:error=EINVAL", "open:error=EOPNOTSUPP", "flock:error=ENOLCK"];
const NO_EXCHANGE: &[&str] = &["renameat2:error=EINVAL"];
const NO_NAMELESS: &[&str] = &["open:error=EOPNOTSUPP"];
const NO_LINKS: &[&str] = &["linkat:error=EXDEV"];

fn done(folder: &Path, arguments: &[&str]) {
    let run = run(&mut program(folder, arguments));
    assert_eq!(run.code, Some(0), "{arguments:?}: {}", run.err);
}

fn edit(folder: &Path, from: &str, to: &str) {
    let path = folder.join("strike/dossier.yaml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).unwrap();
}

/// A picture of an earlier version of a dossier.
fn with_picture(folder: &Path) {
    done(folder, &["new", "strike"]);
    done(folder, &["draw", "strike", "-o", "out/strike.svg"]);
    edit(folder, "Pay rises by 8 percent", "Pay goes up by 8 percent");
}

const DRAW: &[&str] = &["draw", "strike", "-o", "out/strike.svg"];

/// Rows, and a folder of an earlier version of them in which somebody keeps letters.
fn with_folder(folder: &Path) {
    fs::write(
        folder.join("rows.jsonl"),
        "{\"id\":\"a\",\"type\":\"Person\"}\n{\"id\":\"b\",\"type\":\"Person\"}\n",
    )
    .unwrap();
    done(folder, &["export", "rows.jsonl", "--to", "neo4j"]);
    fs::create_dir_all(folder.join("exports/rows.neo4j/mine/empty")).unwrap();
    fs::write(folder.join("exports/rows.neo4j/letters.txt"), "letters").unwrap();
    fs::write(folder.join("exports/rows.neo4j/mine/notes.txt"), "notes").unwrap();
    fs::write(folder.join("rows.jsonl"), "{\"id\":\"a\",\"type\":\"Person\"}\n").unwrap();
}

const EXPORT: &[&str] = &["export", "rows.jsonl", "--to", "neo4j", "--threads", "1"];

/// A folder of N-Quads of an earlier version of a dossier, with the graph of a source that has another name now.
fn with_store(folder: &Path) {
    done(folder, &["new", "strike"]);
    edit(folder, "source: {article:", "source: {letter:");
    edit(folder, "    article: ", "    letter: ");
    done(folder, &["load", "graphs", "strike"]);
    edit(folder, "source: {letter:", "source: {article:");
    edit(folder, "    letter: ", "    article: ");
}

const LOAD: &[&str] = &["load", "graphs", "strike", "--prune"];

fn nothing(folder: &Path) {
    done(folder, &["new", "strike"]);
}

#[test]
fn a_file_survives_a_kill_at_every_system_call() {
    let state = below(&["out"]);
    let cuts = Scene::new(with_picture, DRAW, &state).cut_everywhere(KILL, CALLS);
    assert!(cuts.killed > 8, "{cuts:?}");
    for poor in [NO_NAMELESS, NO_LINKS] {
        let cuts = Scene::new(with_picture, DRAW, &state).always(poor).cut_everywhere(KILL, CALLS);
        assert!(cuts.killed > 6, "{cuts:?}");
    }
    let new = ["export", "strike", "--to", "turtle", "--out", "a/b"];
    let cuts = Scene::new(nothing, &new, &below(&["a/b/strike.ttl"])).cut_everywhere(KILL, CALLS);
    assert!(cuts.killed > 6, "{cuts:?}");
}

#[test]
fn a_new_dossier_survives_a_kill_at_every_system_call() {
    let mut killed = 0;
    for call in ["mkdir", "openat", "write", "fsync", "linkat", "renameat2", "rename", "unlink", "rmdir"] {
        for number in 1..=12 {
            let folder = tempfile::tempdir().unwrap();
            let inject = format!("inject={call}:signal=KILL:when={number}");
            let status = std::process::Command::new("strace")
                .args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject])
                .args([env!("CARGO_BIN_EXE_dossier"), "-q", "new", "deep/one"])
                .current_dir(folder.path())
                .status()
                .expect("tests/setup installs strace");
            if status.success() {
                break;
            }
            killed += 1;
            done(folder.path(), &["new", "deep/two"]);
            for entry in fs::read_dir(folder.path().join("deep")).unwrap() {
                let path = entry.unwrap().path();
                let mut names: Vec<_> =
                    fs::read_dir(&path).unwrap().map(|file| file.unwrap().file_name()).collect();
                names.sort();
                assert_eq!(names, ["dossier.yaml", "report.md"], "{call} {number}: {}", path.display());
            }
        }
    }
    assert!(killed > 12, "{killed}");
}

#[test]
fn a_folder_survives_a_kill_at_every_system_call() {
    let state = below(&["exports/rows.neo4j"]);
    let cuts = Scene::new(with_folder, EXPORT, &state).cut_everywhere(KILL, CALLS);
    assert!(cuts.killed > 45, "{cuts:?}");
    let cuts = Scene::new(with_folder, EXPORT, &state).always(NO_NAMELESS).cut_everywhere(KILL, CALLS);
    assert!(cuts.killed > 45, "{cuts:?}");
}

#[test]
fn a_load_into_a_folder_survives_a_kill_at_every_system_call() {
    let fresh = ["load", "graphs", "strike"];
    let cuts = Scene::new(nothing, &fresh, &graphs).cut_everywhere(KILL, CALLS);
    assert!(cuts.killed > 30, "{cuts:?}");
    let cuts = Scene::new(with_store, LOAD, &graphs).cut_everywhere(KILL, CALLS);
    assert!(cuts.killed > 40, "{cuts:?}");
}

#[test]
fn a_call_that_fails_leaves_the_old_or_the_new() {
    let cuts = Scene::new(with_picture, DRAW, &below(&["out"])).cut_everywhere("error=ENOSPC", FAILING);
    assert!(cuts.failed > 3, "{cuts:?}");
    let state = below(&["exports/rows.neo4j"]);
    let cuts = Scene::new(with_folder, EXPORT, &state).cut_everywhere("error=EIO", FAILING);
    assert!(cuts.failed > 15, "{cuts:?}");
    let cuts = Scene::new(with_store, LOAD, &graphs).cut_everywhere("error=EIO", FAILING);
    assert!(cuts.failed > 10, "{cuts:?}");
}

#[test]
fn file_systems_that_lack_calls_lose_nothing_either() {
    // Without an exchange in one step the old folder waits beside its place for a moment, and the next run takes it back.
    let waiting = below(&["exports/rows.neo4j"]);
    let state = |folder: &Path| {
        let old = folder.join("exports/.dossier-rows.neo4j.old");
        let place = Path::new("exports/rows.neo4j");
        if folder.join(place).exists() || !old.exists() {
            return waiting(folder);
        }
        let files = tree(&old).into_iter().map(|(path, bytes)| (place.join(path), bytes));
        files.chain([(place.join(""), Vec::new())]).collect()
    };
    let folder = Scene::new(with_folder, EXPORT, &state).always(NO_EXCHANGE);
    let cuts = folder.cut_everywhere(KILL, &["rename", "renameat", "unlink", "unlinkat", "rmdir"]);
    assert!(cuts.killed > 8, "{cuts:?}");
    for poor in [NO_EXCHANGE, POOR] {
        let folder = Scene::new(with_folder, EXPORT, &waiting).always(poor);
        let cuts = folder.cut_everywhere("error=EIO", &["rename", "renameat"]);
        assert!(cuts.failed > 0, "{cuts:?}");
    }
}
