//! `--prefixes`: a file with a table of prefixes.

use std::path::Path;
use std::sync::Arc;

use super::output::{Failure, Terminal};
use super::reach::read_text;
use super::snippet::unreadable;
use crate::text::PrefixMap;

/// Reads the table that the user names, if there is one.
pub(super) fn read_prefixes(
    path: Option<&Path>,
    terminal: &Terminal,
) -> Result<Option<Arc<PrefixMap>>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let text = read_text(path)?;
    let map = PrefixMap::read(&text).map_err(|errors| {
        let name = path.display().to_string();
        if text.len() > PrefixMap::LONGEST {
            let why = errors.first().map_or("", |error| &error.reason);
            return Failure::Usage(format!("--prefixes {name}: {why}"));
        }
        let errors: Vec<_> = errors.iter().map(|error| (error.part.clone(), error.reason.as_str())).collect();
        unreadable("the table of prefixes cannot be read", &name, &text, &errors, terminal)
    })?;
    Ok(Some(Arc::new(map)))
}
