//! Files and folders that appear whole or not at all, also where a disk fills.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use dossier::export::{EXPORTERS, Exporter};

use super::{FINDINGS, GOOD, IO, USAGE, names, of_one_file, run, seen, with_strike};

/// The exporters that write a folder.
fn of_a_folder() -> impl Iterator<Item = &'static dyn Exporter> {
    EXPORTERS.iter().copied().filter(|exporter| exporter.is_folder())
}

#[test]
fn a_file_appears_whole_or_not_at_all() {
    let folder = with_strike();
    let at = folder.path();
    for exporter in of_one_file() {
        let name = format!("strike.{}", exporter.extension());
        let out = format!("out-{}", exporter.name());
        // A folder has the name that the file should take.
        std::fs::create_dir_all(at.join(&out).join(&name)).unwrap();
        let blocked = run(at, &["export", "strike", "--to", exporter.name(), "--out", &out]);
        assert_eq!(blocked.code, IO, "{}", blocked.err);
        assert!(blocked.err.contains(&name), "{}", blocked.err);
        assert_eq!(names(&at.join(&out)), std::slice::from_ref(&name), "a temporary file is left");
        // A file has the name that the folder should take.
        let into_file = run(at, &["export", "strike", "--to", exporter.name(), "--out", "strike/report.md"]);
        assert_eq!(into_file.code, IO, "{}", into_file.err);
        assert!(into_file.err.contains("report.md"), "{}", into_file.err);
        // An older file is replaced.
        let old = at.join("old").join(&name);
        std::fs::create_dir_all(at.join("old")).unwrap();
        std::fs::write(&old, "old").unwrap();
        assert_eq!(run(at, &["export", "strike", "--to", exporter.name(), "--out", "old"]).code, GOOD);
        assert!(std::fs::read(&old).unwrap().len() > 3);
    }
}

/// All files below a folder with what is in them.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(tree(&path));
        } else {
            files.insert(path.clone(), std::fs::read(path).unwrap());
        }
    }
    files
}

#[test]
fn a_folder_appears_whole_and_takes_the_place_of_no_other() {
    let folder = with_strike();
    let at = folder.path();
    for exporter in of_a_folder() {
        let (format, out) = (exporter.name(), exporter.name());
        let export = || run(at, &["export", "strike", "--to", format, "--out", out]);
        let dash = run(at, &["export", "strike", "--to", format, "--out", "-"]);
        assert_eq!((dash.code, dash.out.as_str()), (USAGE, ""), "{}", dash.err);
        assert_eq!(export().code, GOOD);
        let written = at.join(out).join(format!("strike.{}", exporter.extension()));
        let first = tree(&written);
        assert!(first.len() > 1, "{first:?}");
        // What an earlier version wrote, and this one does not, is gone; of nothing its CRC-32 is nothing.
        std::fs::write(written.join("stale.csv"), "").unwrap();
        let list = std::fs::read_to_string(written.join(".dossier")).unwrap();
        std::fs::write(written.join(".dossier"), list + "00000000 0 stale.csv\n").unwrap();
        assert_eq!(export().code, GOOD);
        assert!(tree(&written) == first, "{format}");
        assert_eq!(names(&at.join(out)).len(), 1, "{:?}", names(&at.join(out)));
        // A folder that somebody else made is left as it is.
        std::fs::remove_dir_all(&written).unwrap();
        std::fs::create_dir_all(&written).unwrap();
        std::fs::write(written.join("letters.txt"), "mine").unwrap();
        let blocked = export();
        assert_eq!(blocked.code, IO, "{}", blocked.err);
        assert!(blocked.err.contains("the program did not write it"), "{}", blocked.err);
        assert_eq!(names(&written), ["letters.txt"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_leaves_the_old_folder_and_no_other() {
    let folder = with_strike();
    let at = folder.path();
    for exporter in of_a_folder() {
        assert_eq!(run(at, &["export", "strike", "--to", exporter.name()]).code, GOOD);
        let before = tree(&at.join("exports"));
        let script = format!(
            "trap '' XFSZ; ulimit -f 1; exec '{}' export strike --to {} --quiet",
            env!("CARGO_BIN_EXE_dossier"),
            exporter.name()
        );
        let run = seen(Command::new("sh").current_dir(at).args(["-c", &script]).output().unwrap());
        assert_eq!(run.code, IO, "{}: {}", exporter.name(), run.err);
        assert_eq!(tree(&at.join("exports")), before);
        std::fs::remove_dir_all(at.join("exports")).unwrap();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_leaves_the_old_file_and_no_other() {
    // `ulimit -f` lets no file grow beyond some blocks: writing fails in the middle, as on a full disk.
    let folder = with_strike();
    let at = folder.path();
    for exporter in of_one_file() {
        let name = format!("strike.{}", exporter.extension());
        std::fs::create_dir_all(at.join("exports")).unwrap();
        std::fs::write(at.join("exports").join(&name), "old").unwrap();
        let script = format!(
            "trap '' XFSZ; ulimit -f 1; exec '{}' export strike --to {} --quiet",
            env!("CARGO_BIN_EXE_dossier"),
            exporter.name()
        );
        let run = seen(Command::new("sh").current_dir(at).args(["-c", &script]).output().unwrap());
        assert_eq!(run.code, IO, "{}", run.err);
        assert_eq!(names(&at.join("exports")), std::slice::from_ref(&name));
        assert_eq!(std::fs::read_to_string(at.join("exports").join(&name)).unwrap(), "old");
        std::fs::remove_dir_all(at.join("exports")).unwrap();
    }
}

#[test]
fn a_format_that_fails_does_not_stop_the_others() {
    let folder = with_strike();
    let at = folder.path();
    let rows = "{\"id\":\"a\",\"type\":\"P\"}\n{\"id\":\"b\",\"type\":\"P\"}\n{\"source\":\"a\",\"target\":\"b\",\"type\":\"r\"}\n";
    std::fs::write(at.join("strike.jsonl"), rows).unwrap();
    for (input, to, failing) in [
        ("strike", "dot,turtle,neo4j", ["dot", "turtle"]),
        ("strike.jsonl", "dot,turtle,neo4j", ["dot", "turtle"]),
    ] {
        let out = at.join("out");
        // Folders stand where files would, each of which fails.
        std::fs::create_dir_all(out.join("strike.dot")).unwrap();
        std::fs::create_dir_all(out.join("strike.ttl")).unwrap();
        let export = run(at, &["export", input, "--to", to, "--out", "out"]);
        assert_eq!(export.code, IO, "{}", export.err);
        let errors = export.err.lines().filter(|line| line.starts_with("error: ")).count();
        assert_eq!(errors, failing.len(), "{}", export.err);
        assert!(
            export.err.contains("out/strike.dot") && export.err.contains("out/strike.ttl"),
            "{}",
            export.err
        );
        assert_eq!(names(&out).len(), 3, "{:?}", names(&out));
        std::fs::remove_dir_all(&out).unwrap();
        // Under --strict, those that hold everything are written.
        let strict = run(at, &["export", input, "--to", "dot,jsonl", "--out", "out", "--strict"]);
        if input == "strike" {
            assert_eq!(strict.code, FINDINGS, "{}", strict.err);
            assert!(strict.err.contains("error: dot: nothing was written"), "{}", strict.err);
            assert_eq!(names(&out), ["strike.jsonl"]);
        }
        std::fs::remove_dir_all(&out).unwrap();
    }
}
