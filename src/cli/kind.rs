//! Which kind of input the user names: dossiers, or rows.

use std::path::{Path, PathBuf};

use super::output::{Failure, STDOUT};
use crate::read::rows::{row_format, row_format_of_stdin};

/// A kind of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Dossiers, written by hand.
    Dossier,
    /// Rows: nodes and edges in tables, JSON Lines, RDF and others.
    Rows,
}

/// The kind of all files that the user names; their own format decides, unless the user names one of rows with `--from`.
pub(super) fn kind_of(paths: &[PathBuf], from: Option<&str>) -> Result<Kind, Failure> {
    if from.is_some() {
        return Ok(Kind::Rows);
    }
    let mut first: Option<(Kind, &Path)> = None;
    for path in paths {
        let kind = if is_rows(path) { Kind::Rows } else { Kind::Dossier };
        match first {
            Some((known, other)) if known != kind => {
                let (dossier, rows) =
                    if kind == Kind::Rows { (other, path.as_path()) } else { (path.as_path(), other) };
                return Err(Failure::Usage(format!(
                    "{} is a dossier and {} holds rows; they cannot be combined in one run",
                    dossier.display(),
                    rows.display()
                )));
            }
            _ => first = Some((kind, path)),
        }
    }
    Ok(first.map_or(Kind::Dossier, |(kind, _)| kind))
}

/// Fails where one of the paths holds rows, which only `check` and `export` read.
pub(super) fn refuse_rows(paths: &[PathBuf]) -> Result<(), Failure> {
    match paths.iter().find(|path| is_rows(path)) {
        Some(path) => Err(Failure::Usage(format!(
            "{} holds rows, not a dossier; rows can be checked and exported: dossier check, dossier export",
            path.display()
        ))),
        None => Ok(()),
    }
}

fn is_rows(path: &Path) -> bool {
    if path == Path::new(STDOUT) {
        return row_format_of_stdin().is_ok_and(|format| format.is_some());
    }
    let is_yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    !is_yaml && path.is_file() && row_format(path).is_ok_and(|format| format.is_some())
}
