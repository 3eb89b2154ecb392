//! The files in `exports/` are what the program writes of the bundled dossier, byte for byte.
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program in the project's folder, with its output into a fresh folder.
fn written(arguments: &[&str], environment: &[(&str, &str)]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_dossier"))
        .current_dir(root())
        .args(arguments)
        .arg("--out")
        .arg(folder.path())
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut files: Vec<PathBuf> =
        folder.path().read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    (folder, files)
}

/// Compares written files with those in `exports/`.
fn compare(files: &[PathBuf], remedy: &str) {
    assert!(!files.is_empty());
    for file in files {
        let name = file.file_name().unwrap();
        let golden = root().join("exports").join(name);
        let expected = std::fs::read(&golden).unwrap_or_default();
        let found = std::fs::read(file).unwrap();
        let first = expected.iter().zip(&found).position(|(a, b)| a != b);
        assert!(
            expected == found,
            "exports/{} is not what the program writes (first difference at byte {first:?}); if the change is \
             wanted, run `{remedy}`",
            name.display(),
        );
    }
}

#[test]
fn the_bundled_dossier_is_exported_to_the_golden_files() {
    let remedy = "cargo run -- export data/us-china-trade-talks";
    for locale in ["C", "tr_TR.UTF-8", "ar_EG.UTF-8"] {
        let (_folder, files) = written(
            &["export", "data/us-china-trade-talks"],
            &[("LC_ALL", locale), ("LANG", locale), ("TZ", "Asia/Kathmandu")],
        );
        compare(&files, remedy);
    }
}

#[test]
fn the_bundled_dossier_is_drawn_as_the_golden_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for name in ["us-china-trade-talks.svg", "us-china-trade-talks.briefing.dot", "us-china-trade-talks.html"]
    {
        let file = folder.path().join(name);
        let output = Command::new(env!("CARGO_BIN_EXE_dossier"))
            .current_dir(root())
            .args(["draw", "data/us-china-trade-talks", "-o"])
            .arg(&file)
            .env("LC_ALL", "tr_TR.UTF-8")
            .env("TZ", "Asia/Kathmandu")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        files.push(file);
    }
    compare(&files, "cargo run -- draw data/us-china-trade-talks -o exports/NAME");
}

#[test]
fn the_bundled_stories_are_drawn_as_the_golden_files() {
    for story in ["ferry-owners", "lind-and-falk", "old-town-cars", "quarry-line"] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("{story}.svg"));
        let output = Command::new(env!("CARGO_BIN_EXE_dossier"))
            .current_dir(root())
            .args(["draw", &format!("data/{story}"), "--engine", "own", "-o"])
            .arg(&file)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        compare(&[file], &format!("cargo run -- draw data/{story} --engine own -o exports/{story}.svg"));
    }
}

#[test]
fn the_ontology_is_written_to_its_golden_files() {
    for format in ["jsonld", "turtle", "shacl"] {
        let (_folder, files) = written(&["ontology", "--to", format], &[]);
        compare(&files, &format!("cargo run -- ontology --to {format} --out exports"));
    }
}
