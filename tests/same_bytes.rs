//! The same input gives the same bytes, in every format and every picture, whatever process makes them.
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use dossier::export::EXPORTERS;

const DOSSIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/us-china-trade-talks");

fn program(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// All files below a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut files, mut open) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(at) = open.pop() {
        for entry in at.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// Runs commands in two folders and compares what is there afterwards.
fn assert_same(before: &[(&str, &str)], commands: &[Vec<&str>], at_least: usize) {
    let [one, other] = [(), ()].map(|()| {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in before {
            fs::write(folder.path().join(name), text).unwrap();
        }
        for arguments in commands {
            let output = program(folder.path(), arguments);
            assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        files(folder.path())
    });
    assert!(one.len() >= at_least, "{:?}", one.keys());
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    let differ: Vec<&String> =
        one.iter().filter(|(name, bytes)| other[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(differ.is_empty(), "{differ:?} differ");
}

#[test]
fn every_format_of_a_dossier() {
    let formats: Vec<&str> = EXPORTERS.iter().map(|exporter| exporter.name()).collect();
    let export = vec!["export", DOSSIER, "--out", "out", "--graphar", "--to"];
    assert_same(&[], &[[export, vec![&formats.join(",")]].concat()], formats.len());
}

#[test]
fn every_format_of_rows() {
    let formats: Vec<&str> =
        EXPORTERS.iter().filter(|exporter| exporter.takes_rows()).map(|exporter| exporter.name()).collect();
    let rows: String = (0..3000)
        .map(|at| {
            let (kind, next) = (at * 7 % 40, at * 31 % 3000);
            format!("{{\"id\":\"n{at}\",\"type\":\"Type{kind}\",\"p{kind}\":\"{at}\"}}\n{{\"source\":\"n{at}\",\"target\":\"n{next}\",\"type\":\"rel{kind}\",\"id\":\"e{at}\",\"weight\":{at}}}\n")
        })
        .collect();
    let export = vec!["export", "r.jsonl", "--threads", "3", "--out", "out", "--to"];
    assert_same(&[("r.jsonl", &rows)], &[[export, vec![&formats.join(",")]].concat()], formats.len());
}

#[test]
fn every_picture() {
    let chosen: [(&str, &[&str]); 4] = [
        ("briefing", &["--picture", "briefing"]),
        ("plain", &["--picture", "plain"]),
        ("focus", &["--picture", "focus", "--focus", "china"]),
        ("timeline", &["--rank", "time"]),
    ];
    let pictures: Vec<(String, &[&str])> = chosen
        .into_iter()
        .flat_map(|(name, choice)| {
            ["svg", "png", "pdf", "dot", "html"].map(|kind| (format!("{name}.{kind}"), choice))
        })
        .collect();
    // DOT has no layout yet, so that nothing is chosen for it.
    let own = |name: &str| -> &[&str] {
        let is_laid_out = name.starts_with("focus") && !name.ends_with("dot");
        if is_laid_out { &["--engine", "own"] } else { &[] }
    };
    let commands: Vec<Vec<&str>> = pictures
        .iter()
        .map(|(name, choice)| [&["draw", DOSSIER, "-o", name], *choice, own(name)].concat())
        .collect();
    assert_same(&[], &commands, pictures.len());
}

#[test]
fn findings_of_what_a_parser_keeps_in_hash_tables() {
    let terms: Vec<String> =
        (0..40).map(|at| format!("\"@term/{at}\": \"http://example.org/{at}\"")).collect();
    let types: Vec<String> = (0..40).map(|at| format!("\"t{at}\": {{\"@type\": \"x:}}{at}\"}}")).collect();
    let circle: Vec<String> = (0..9).map(|at| format!("\"c{at}\": \"c{}:x\"", (at + 1) % 9)).collect();
    let context = [terms, types, circle].concat().join(", ");
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("g.jsonld"),
        format!("{{\"@context\": {{{context}}}, \"@id\": \"http://e.org/a\", \"t1\": \"b\"}}"),
    )
    .unwrap();
    for format in ["text", "json", "sarif", "github"] {
        let seen: Vec<Vec<u8>> = (0..4)
            .map(|_| {
                let Output { mut stdout, stderr, .. } =
                    program(folder.path(), &["check", "g.jsonld", "--format", format]);
                stdout.extend(stderr);
                stdout
            })
            .collect();
        assert!(String::from_utf8_lossy(&seen[0]).contains("D0801"), "{}", String::from_utf8_lossy(&seen[0]));
        assert!(seen.iter().all(|one| *one == seen[0]), "{}", String::from_utf8_lossy(&seen[0]));
    }
}
