//! `dossier ontology`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::output::{Failure, STDOUT, Terminal, write_file};
use super::reach::read_text;
use crate::disk::Inputs;
use crate::ontology::{BUILT_IN, Ontology};
use crate::text::file_name;

/// List types, relations and attributes
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier ontology                          the built-in ontology as tables
  dossier ontology --to yaml                as a file to start a custom ontology from
  dossier ontology --to jsonld --out exports
  dossier ontology --to shacl               SHACL shapes to validate exports with")]
pub(super) struct Command {
    /// A file with an ontology; by default the built-in one
    #[arg(value_name = "FILE")]
    pub(super) file: Option<PathBuf>,

    /// The format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(super) to: OntologyFormat,

    /// The folder to write into; - for standard output
    #[arg(long, value_name = "DIR|-", default_value = "-")]
    pub(super) out: PathBuf,
}

/// How to write an ontology.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OntologyFormat {
    /// Text tables
    Table,
    /// JSON-LD with OWL and SKOS
    Jsonld,
    /// The same in Turtle
    Turtle,
    /// SHACL shapes that exports conform to, in Turtle
    Shacl,
    /// The file that dossier reads
    Yaml,
}

/// Writes an ontology as tables, RDF, shapes or the file that it is made of.
pub(super) fn run(command: &Command, terminal: &Terminal) -> Result<(), Failure> {
    let file = command.file.as_deref();
    let text = match file {
        Some(path) => read_text(path)?,
        None => BUILT_IN.to_owned(),
    };
    let ontology = Ontology::read(&text).map_err(|problems| {
        let name = file.map_or_else(String::new, |path| path.display().to_string());
        let first = problems.first().map_or("it is malformed", |problem| &problem.message);
        Failure::Usage(format!(
            "{name}: {first}; to see every error in its place, check a dossier that uses this ontology"
        ))
    })?;
    let (written, ending) = match command.to {
        OntologyFormat::Table => (ontology.to_table(), "txt"),
        OntologyFormat::Jsonld => {
            let json = serde_json::to_string_pretty(&ontology.to_jsonld());
            (json.map_err(|error| Failure::unprinted(error.into()))? + "\n", "jsonld")
        }
        OntologyFormat::Turtle => (ontology.to_turtle(), "ttl"),
        OntologyFormat::Shacl => (ontology.to_shacl(), "shacl.ttl"),
        OntologyFormat::Yaml => (text, "yaml"),
    };
    if command.out == Path::new(STDOUT) {
        return match command.to {
            OntologyFormat::Table => terminal.print(|screen| screen.write_all(written.as_bytes())),
            _ => terminal.data(|out| out.write_all(written.as_bytes())),
        };
    }
    let mut inputs = Inputs::default();
    file.iter().for_each(|file| inputs.add(file));
    let path = command.out.join(format!("{}.{ending}", file_name(ontology.name())));
    write_file(&path, &inputs, |out| out.write_all(written.as_bytes()))?;
    terminal.say(format_args!("wrote {}", path.display()));
    Ok(())
}
