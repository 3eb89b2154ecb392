//! `--prefixes`: a file with a table of prefixes.

use std::path::Path;
use std::sync::Arc;

use super::output::{Failure, Terminal};
use super::reach::read_text;
use super::snippet::unreadable;
use crate::read::rows::Mapping;
use crate::text::PrefixMap;

/// Reads the table that the user names, and what a mapping says of prefixes, if there is one of them.
pub(super) fn read_prefixes(
    path: Option<&Path>,
    mapping: Option<&Mapping>,
    terminal: &Terminal,
) -> Result<Option<Arc<PrefixMap>>, Failure> {
    let said = mapping.map_or(&[][..], Mapping::prefixes);
    let named = path.map(|path| named(path, terminal)).transpose()?;
    if said.is_empty() {
        return Ok(named.map(Arc::new));
    }
    let all = named.unwrap_or_default().with(said);
    all.map(|map| Some(Arc::new(map))).map_err(|why| Failure::Usage(format!("--map: {why}")))
}

/// Reads the table of `--prefixes`.
fn named(path: &Path, terminal: &Terminal) -> Result<PrefixMap, Failure> {
    let text = read_text(path)?;
    PrefixMap::read(&text).map_err(|errors| {
        let name = path.display().to_string();
        if text.len() > PrefixMap::LONGEST {
            let why = errors.first().map_or("", |error| &error.reason);
            return Failure::Usage(format!("--prefixes {name}: {why}"));
        }
        let errors: Vec<_> = errors.iter().map(|error| (error.part.clone(), error.reason.as_str())).collect();
        unreadable("the table of prefixes cannot be read", &name, &text, &errors, terminal)
    })
}
