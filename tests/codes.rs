//! Every code is documented, and the example of its page gives exactly this code.
use std::collections::BTreeSet;
use std::path::PathBuf;

use dossier::diagnostic::{Level, Levels, RULES, Rule, example_arguments, example_files};
use dossier::graph::rows::Merge;
use dossier::read::rows::{RowOptions, read_rows};
use dossier::read::{Memory, read};

/// The codes that the example of a rule about rows gives.
fn codes_of_rows(rule: &Rule) -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (name, bytes) in example_files(rule) {
        paths.push(folder.path().join(name));
        std::fs::write(paths.last().unwrap(), bytes).unwrap();
    }
    // What merging drops is found only where rows are merged.
    let merge = (rule.code == "D0805").then_some(Merge::First);
    let reading = read_rows(&paths, &RowOptions::default().with_merge(merge)).unwrap();
    reading.findings.iter().map(|finding| format!("{} {}", finding.rule.code, finding.message)).collect()
}

/// The codes that the example of a rule gives.
fn codes(rule: &Rule) -> BTreeSet<String> {
    if rule.code.starts_with("D08") {
        return codes_of_rows(rule);
    }
    let mut loader = Memory::new();
    for (name, bytes) in example_files(rule) {
        loader = loader.with(name, bytes);
    }
    let paths: Vec<PathBuf> = example_arguments(rule).into_iter().map(PathBuf::from).collect();
    let reading = read(&loader, &paths);
    let mut levels = Levels::default();
    if let Some(free) =
        RULES.iter().find(|other| other.code == rule.code && !other.fixed && rule.level == Level::Allow)
    {
        levels.set(free, Level::Note).unwrap();
    }
    let outcome = reading.check_with(&levels);
    outcome.findings.iter().map(|finding| format!("{} {}", finding.rule.code, finding.message)).collect()
}

#[test]
fn each_example_gives_its_code_and_no_other() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let found = codes(rule);
        let alone = !found.is_empty() && found.iter().all(|finding| finding.starts_with(rule.code));
        if !alone {
            wrong.push(format!("{}: {found:?}", rule.code));
        }
    }
    assert!(wrong.is_empty(), "examples that give something else:\n{}", wrong.join("\n"));
}
