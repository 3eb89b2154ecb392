//! `dossier ontology`.

use std::io::Write;
use std::path::Path;

use super::arguments::{Ontology as Command, OntologyFormat};
use super::input::read_text;
use super::output::{Failure, STDOUT, Terminal, write_file};
use crate::disk::Inputs;
use crate::ontology::{BUILT_IN, Ontology};
use crate::text::file_name;

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
            "{name}: {first}; `dossier check` of a dossier that uses it shows every place"
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
