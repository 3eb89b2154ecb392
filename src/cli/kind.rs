//! Which kind of input the user names: dossiers, or rows.

use std::path::{Path, PathBuf};

use super::output::{Failure, STDOUT};
use super::shared_arguments::RowArguments;
use crate::read::Encoding;
use crate::read::rows::{is_folder_of_rows, row_format, row_format_of_stdin};
use crate::store::is_store;

/// A kind of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Dossiers, written by hand.
    Dossier,
    /// Rows: nodes and edges in tables, JSON Lines, RDF and others.
    Rows,
}

/// The kind of all files that the user names; their own format decides, unless the user says with `--from` or `--map` that
/// they are rows.
pub(super) fn kind_of(paths: &[PathBuf], rows: &RowArguments) -> Result<Kind, Failure> {
    refuse_stores(paths)?;
    if rows.from.is_some() || rows.map.is_some() {
        return Ok(Kind::Rows);
    }
    let mut first: Option<(Kind, &Path)> = None;
    for path in paths {
        // What does not exist is reported by the reader.
        if path != Path::new(STDOUT) && !path.exists() {
            continue;
        }
        let kind = if is_rows(path, rows.encoding) { Kind::Rows } else { Kind::Dossier };
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

/// Fails where one of the paths is a folder that was loaded, which only `query` reads.
pub(super) fn refuse_stores(paths: &[PathBuf]) -> Result<(), Failure> {
    match paths.iter().find(|path| is_store(path)) {
        Some(path) => Err(Failure::Usage(format!(
            "{} is a folder written by `dossier load`, not a dossier; query it alone: dossier query SPARQL {0}",
            path.display()
        ))),
        None => Ok(()),
    }
}

fn is_rows(path: &Path, encoding: Option<Encoding>) -> bool {
    if path == Path::new(STDOUT) {
        return row_format_of_stdin(encoding).is_ok_and(|format| format.is_some());
    }
    // The current folder is what is read if nothing is named: it may be full of other files.
    if path.is_dir() {
        return path != Path::new(".") && is_folder_of_rows(path, encoding);
    }
    let is_yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    !is_yaml && path.is_file() && row_format(path, encoding).is_ok_and(|format| format.is_some())
}
