//! JSON-LD, read by three processors that are not ours: the same RDF in all profiles, and nothing dropped.
pub mod hard;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use self::hard::hard_graph;
use dossier::check::Checked;
use dossier::export::{ExportOptions, Model, Profile, exporter};

const PROFILES: [Profile; 3] = [Profile::Compact, Profile::Nested, Profile::Flat];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The triples of a document as the oxjsonld crate reads it, in canonical N-Quads.
fn read(document: &[u8]) -> BTreeSet<String> {
    oxjsonld::JsonLdParser::new().for_slice(document).map(|quad| format!("{} .", quad.unwrap())).collect()
}

/// The statements of an N-Quads file, written our way: processors differ in what they escape.
fn statements(path: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.split('\n').filter(|line| !line.is_empty());
    lines.map(|line| format!("{} .", line.parse::<oxrdf::Quad>().expect(line))).collect()
}

/// Runs a processor on files.
fn run(program: &Path, script: &str, folder: &Path, files: &[PathBuf]) {
    let mut command = Command::new(program);
    command.arg(root().join("tests/jsonld").join(script)).args(files).current_dir(folder);
    let output = command.output().unwrap_or_else(|error| {
        panic!("{}: {error}; tests/setup installs what this test needs", program.display())
    });
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script} (installed by tests/setup?): {message}");
}

/// Checks that three processors read the same from documents that should be the same.
fn compare(documents: &[Vec<u8>]) {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = documents
        .iter()
        .enumerate()
        .map(|(at, document)| {
            let file = folder.path().join(format!("{at}.jsonld"));
            std::fs::write(&file, document).unwrap();
            file
        })
        .collect();
    let tools = root().join("target/tools");
    let node = tools.join("node");
    assert!(node.is_dir(), "{} is not there; tests/setup installs it", node.display());
    run(Path::new("node"), "read.mjs", &node, &files);
    run(&tools.join("venv/bin/python"), "read.py", &tools, &files);
    let expected = read(&documents[0]);
    assert!(!expected.is_empty());
    for (file, document) in files.iter().zip(documents) {
        assert_eq!(read(document), expected, "oxjsonld");
        for processor in ["js", "py"] {
            let found = statements(&file.with_extension(format!("jsonld.{processor}.nq")));
            let missing: Vec<_> = expected.difference(&found).collect();
            let added: Vec<_> = found.difference(&expected).collect();
            assert!(
                missing.is_empty() && added.is_empty(),
                "{processor}: missing {missing:#?}, added {added:#?}"
            );
        }
    }
}

fn documents(checked: &Checked, model: Model) -> Vec<Vec<u8>> {
    let document = |profile| {
        let options = ExportOptions::default().with_profile(profile).with_model(model);
        let mut out = Vec::new();
        exporter("jsonld").unwrap().export(checked.into(), &options, &mut out).unwrap();
        out
    };
    PROFILES.map(document).into()
}

/// The bundled dossier, exported by the program.
fn bundled(profile: &str) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_dossier"))
        .current_dir(root())
        .args(["export", "data/us-china-trade-talks", "--to", "jsonld", "--out", "-", "--profile", profile])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn three_processors_read_the_same_from_the_bundled_dossier() {
    let documents = ["compact", "nested", "flat"].map(bundled);
    compare(&documents);
    let statements = read(&documents[0]);
    let neg = "https://w3id.org/dossier/negotiation#";
    assert!(statements.iter().any(|statement| statement.contains(&format!(":china> <{neg}demands> <"))));
    assert!(statements.iter().all(|statement| !statement.contains(&format!("> <{neg}breaks> <"))));
    assert!(statements.iter().any(|statement| statement.ends_with(&format!("#predicate> <{neg}breaks> ."))));
    assert!(statements.iter().all(|statement| !statement.starts_with("_:") && !statement.contains(" _:")));
}

#[test]
fn three_processors_read_the_same_from_hard_texts_and_names() {
    let checked = hard_graph();
    for model in Model::ALL.iter().copied() {
        compare(&documents(&checked, model));
    }
}
