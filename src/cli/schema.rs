//! `dossier schema`.

use super::output::{Failure, Terminal};
use crate::ontology::Ontology;
use crate::read::json_schema;

/// Prints the JSON Schema of the format over the built-in ontology.
pub(super) fn run(terminal: &Terminal) -> Result<(), Failure> {
    let schema = json_schema(Ontology::built_in());
    terminal.data(|out| {
        serde_json::to_writer_pretty(&mut *out, &schema).map_err(std::io::Error::from)?;
        writeln!(out)
    })
}
