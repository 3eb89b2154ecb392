//! What `cargo fuzz` asks, asked again of inputs that were worth keeping: samples of every format, and what once broke a
//! promise. A file of `tests/fuzz/corpus/NAME` is an input of the target NAME.
mod quote;
mod read;
mod rows;

use std::path::{Path, PathBuf};

use dossier::read::rows::ROW_READERS;

/// The files of a folder of the tests, in order.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let paths = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}

/// Asks a target about an input.
fn ask(target: fn(&[u8]), input: &[u8], what: &str) {
    assert!(std::panic::catch_unwind(|| target(input)).is_ok(), "{what}");
}

/// Asks a target about each of its inputs, each as it is, and cut at seven places.
fn replay(folder: &str, target: fn(&[u8])) {
    for path in files(folder) {
        let bytes = std::fs::read(&path).unwrap();
        for eighths in 1..=8 {
            let input = &bytes[..bytes.len() * eighths / 8];
            ask(target, input, &format!("{}, the first {} bytes", path.display(), input.len()));
        }
    }
}

#[test]
fn quotes_are_found_or_refused() {
    replay("fuzz/corpus/quote", quote::quote);
}

#[test]
fn dossiers_are_read_or_refused() {
    replay("fuzz/corpus/read", read::read);
    for folder in ["suites/bad", "suites/lax", "suites/good"] {
        for path in files(folder) {
            ask(read::read, &std::fs::read(&path).unwrap(), &path.display().to_string());
        }
    }
}

/// Every file of the suite by every reader, whether it is of its format or not.
#[test]
fn rows_are_read_or_refused() {
    replay("fuzz/corpus/rows", rows::rows);
    for path in files("suites/rows").iter().filter(|path| path.extension().is_none_or(|name| name != "out")) {
        let bytes = std::fs::read(path).unwrap();
        for reader in ROW_READERS {
            let input = [reader.name().as_bytes(), b"\n", &bytes].concat();
            ask(rows::rows, &input, &format!("{} by {}", path.display(), reader.name()));
        }
    }
}
