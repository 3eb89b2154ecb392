//! `--map`, and the options that say the same of all files.

use std::path::PathBuf;

use super::output::{Failure, Terminal};
use super::reach::read_text;
use super::shared_arguments::RowArguments;
use super::snippet::unreadable;
use crate::read::name_of;
use crate::read::rows::{FileMapping, Mapping, read_mapping as parse};

/// What the user says about the files: with `--map`, and with options about all of them.
pub(super) fn read_mapping(options: &RowArguments, terminal: &Terminal) -> Result<Option<Mapping>, Failure> {
    let RowArguments { map, delimiter, array_delimiter, quote, node_type, .. } = options;
    let mapping = match map {
        None => Mapping::default(),
        Some(path) => {
            let text = read_text(path)?;
            parse(&text).map_err(|errors| {
                let errors: Vec<_> =
                    errors.iter().map(|error| (error.part.clone(), error.reason.as_str())).collect();
                unreadable(
                    "this mapping cannot be used",
                    &path.display().to_string(),
                    &text,
                    &errors,
                    terminal,
                )
            })?
        }
    };
    let of_all = FileMapping::of_all(*delimiter, *array_delimiter, *quote, node_type.as_deref());
    let mapping = mapping.with_all(of_all);
    Ok((!mapping.is_empty()).then_some(mapping))
}

/// Fails where a mapping names a file that is not read.
pub(super) fn refuse_unmatched(
    mapping: Option<&Mapping>,
    options: &RowArguments,
    paths: &[PathBuf],
) -> Result<(), Failure> {
    let names: Vec<String> = paths.iter().map(|path| name_of(path)).collect();
    let unmatched = mapping.map(|mapping| mapping.unmatched(&names)).unwrap_or_default();
    match (unmatched.first(), &options.map) {
        (Some(pattern), Some(map)) => Err(Failure::Usage(format!(
            "--map {}: it speaks of `{pattern}`, and no file that is read is called so; name the file, or remove the entry",
            map.display()
        ))),
        _ => Ok(()),
    }
}
