//! `dossier ontology`.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::output::{Failure, STDOUT, Terminal, write_file};
use super::reach::read_text;
use crate::disk::Inputs;
use crate::ontology::{BUILT_IN, BuiltIn, Ontology, nearest};
use crate::text::file_name;

/// List types, relations and attributes
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier ontology                          the ontology of negotiations as tables
  dossier ontology ownership                another built-in one: ownership, argument, events, kin
  dossier ontology --to yaml                as a file to start a custom ontology from
  dossier ontology --to jsonld --out exports
  dossier ontology --to shacl               SHACL shapes to validate exports with")]
pub(super) struct Command {
    /// A built-in ontology (negotiation, ownership, argument, events or kin), or a file with one
    #[arg(value_name = "NAME|FILE", default_value = "negotiation")]
    pub(super) wanted: PathBuf,

    /// The format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(super) to: OntologyFormat,

    /// The folder to write into; - for standard output
    #[arg(long, value_name = "DIR|-", default_value = "-")]
    pub(super) out: PathBuf,
}

impl Command {
    /// Whether it is about an ontology that needs no file.
    pub(super) fn is_built_in(&self) -> bool {
        built_in(&self.wanted).is_some()
    }
}

/// The built-in ontology of a name.
fn built_in(wanted: &Path) -> Option<&'static BuiltIn> {
    BUILT_IN.iter().copied().find(|known| Some(known.name) == wanted.to_str())
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

/// The text of an ontology, what it says, and its file unless it is built in.
fn open(wanted: &Path) -> Result<(String, Cow<'static, Ontology>, Option<&Path>), Failure> {
    if let Some(known) = built_in(wanted) {
        return Ok((known.text.to_owned(), Cow::Borrowed(known.ontology()), None));
    }
    let text = read_text(wanted).map_err(|failure| match (failure, wanted.to_str()) {
        (Failure::Io(_, error), Some(name))
            if error.kind() == io::ErrorKind::NotFound && !name.contains(['.', '/']) =>
        {
            Failure::Usage(unknown(name))
        }
        (failure, _) => failure,
    })?;
    let ontology = Ontology::read(&text).map_err(|problems| {
        let first = problems.first().map_or("it is malformed", |problem| &problem.message);
        let name = wanted.display();
        Failure::Usage(format!(
            "{name}: {first}; to see every error in its place, check a dossier that uses this ontology"
        ))
    })?;
    Ok((text, Cow::Owned(ontology), Some(wanted)))
}

/// What is said of a name that is neither a built-in ontology's nor a file's.
pub(super) fn unknown(name: &str) -> String {
    let names = BUILT_IN.iter().map(|known| known.name);
    let hint = match nearest(name, names.clone()).as_slice() {
        [] => format!("the built-in ones are {}", names.collect::<Vec<_>>().join(", ")),
        near => format!("did you mean `{}`?", near.join("` or `")),
    };
    format!("no ontology `{name}`; {hint}")
}

/// Writes an ontology as tables, RDF, shapes or the file that it is made of.
pub(super) fn run(command: &Command, terminal: &Terminal) -> Result<(), Failure> {
    let (text, ontology, file) = open(&command.wanted)?;
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
