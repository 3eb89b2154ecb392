//! `dossier schema`.

use clap::{Args, ValueEnum};

use super::output::{Failure, Terminal};
use crate::ontology::Ontology;
use crate::read::json_schema;
use crate::read::rows::mapping_schema;

/// Print the JSON Schema of dossiers or of mappings, for editors
#[derive(Args, Debug)]
pub(super) struct Schema {
    /// Of which files
    #[arg(value_name = "OF", default_value = "dossier")]
    of: Of,
}

/// What a schema is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Of {
    /// Dossiers
    Dossier,
    /// Mappings of files of rows
    Mapping,
}

/// Prints the JSON Schema of dossiers over the built-in ontology, or of mappings.
pub(super) fn run(command: &Schema, terminal: &Terminal) -> Result<(), Failure> {
    let schema = match command.of {
        Of::Dossier => json_schema(Ontology::built_in()),
        Of::Mapping => mapping_schema(),
    };
    terminal.data(|out| {
        serde_json::to_writer_pretty(&mut *out, &schema).map_err(std::io::Error::from)?;
        writeln!(out)
    })
}
