//! ArangoDB: JSON Lines for `arangoimport`, a collection for each label and for each type of edge.

use std::io::{self, BufWriter, Write};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::property_graph::{Properties, PropertyGraph, Scalar};
use super::shell::TO_ITS_FOLDER;
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;
use crate::text::file_name;

/// The exporter.
pub(super) static ARANGO_DB: ArangoDb = ArangoDb;

/// Documents and edges for ArangoDB 3.11 and later. `_key` is made of the IRI, so that loading again replaces.
///
/// The documents of a label are in the collection of that name, edges in that of their type; names that differ only
/// in case are in no ontology. The property `labels` holds all labels.
#[derive(Debug)]
pub(super) struct ArangoDb;

/// The longest `_key`, in bytes.
const LONGEST_KEY: usize = 254;

/// Fields of documents other than properties. No property may have these names.
const LABELS: &str = "labels";

impl Exporter for ArangoDb {
    fn name(&self) -> &'static str {
        "arangodb"
    }

    fn about(&self) -> &'static str {
        "JSON Lines for ArangoDB, with a script that imports them"
    }

    fn extension(&self) -> &'static str {
        "arangodb"
    }

    fn is_folder(&self) -> bool {
        true
    }

    fn takes_rows(&self) -> bool {
        false
    }

    fn holds(&self, feature: Feature, _: &ExportOptions) -> Capability {
        match feature {
            Feature::Datatypes => Capability::Partly("numbers, booleans and lists; dates as text"),
            _ => Capability::Full,
        }
    }

    fn export(
        &self,
        graph: Graph<'_>,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<Losses, ExportError> {
        match graph {
            Graph::Dossier(checked) => self.dossier(checked, options, out).map(|()| Losses::default()),
            Graph::Rows(_) => Err(ExportError::of_rows(self.name())),
        }
    }
}

impl ArangoDb {
    /// Writes a dossier.
    fn dossier(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let graph = PropertyGraph::new(checked.graph(), options)?;
        graph.refuse_properties(self.name(), &[LABELS])?;
        let mut collections: Vec<Collection> = Vec::new();
        for table in graph.vertex_tables() {
            let path = format!("nodes/{}.jsonl", file_name(&table.label));
            let mut file = BufWriter::new(out.begin(&path)?);
            for vertex in &table.rows {
                let mut document = object(vertex.iri.as_str(), &vertex.properties);
                let labels = vertex.labels.iter().map(|label| label.to_string()).collect();
                document.insert(LABELS.to_owned(), Scalar::TextList(labels).to_json());
                writeln!(file, "{}", Value::Object(document))?;
            }
            file.flush()?;
            collections.push(Collection { kind: "document", name: table.label.to_string(), path });
        }
        let mut open: Option<String> = None;
        let tables = graph.edge_tables();
        for kind in tables.iter().map(|table| &table.kind) {
            // A type has one table for each pair of labels that it joins, and one collection.
            if open.as_deref() == Some(&**kind) {
                continue;
            }
            open = Some(kind.to_string());
            let path = format!("edges/{}.jsonl", file_name(kind));
            let mut file = BufWriter::new(out.begin(&path)?);
            for edge in tables.iter().filter(|table| table.kind == *kind).flat_map(|table| &table.rows) {
                let mut document = object(edge.iri.as_str(), &edge.properties);
                for (name, end) in [("_from", edge.from), ("_to", edge.to)] {
                    let vertex = graph.vertex(end);
                    let handle = format!("{}/{}", vertex.label(), key(vertex.iri.as_str()));
                    document.insert(name.to_owned(), handle.into());
                }
                writeln!(file, "{}", Value::Object(document))?;
            }
            file.flush()?;
            collections.push(Collection { kind: "edge", name: kind.to_string(), path });
        }
        let mut script = BufWriter::new(out.begin("import.sh")?);
        write_script(&collections, &mut script)?;
        Ok(script.flush()?)
    }
}

/// A collection, and the file that fills it.
struct Collection {
    kind: &'static str,
    name: String,
    path: String,
}

fn object(iri: &str, properties: &Properties) -> Map<String, Value> {
    let key = [("_key".to_owned(), Value::from(key(iri)))];
    key.into_iter()
        .chain(properties.iter().map(|(name, value)| (name.to_string(), value.to_json())))
        .collect()
}

/// An IRI as a key of ArangoDB ("Document keys"): characters that are not allowed are percent-encoded, and so is `%`; a key
/// that would be too long is a SHA-256 instead, which begins as no IRI does. Two IRIs never have the same.
fn key(iri: &str) -> String {
    let mut key = String::with_capacity(iri.len());
    for byte in iri.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => key.push(char::from(byte)),
            b'_' | b'-' | b':' | b'.' | b'@' | b'(' | b')' | b'+' | b',' | b'=' | b';' | b'$' | b'!' => {
                key.push(char::from(byte));
            }
            byte => key.push_str(&format!("%{byte:02X}")),
        }
    }
    if key.len() > LONGEST_KEY {
        let digest: String =
            Sha256::digest(iri.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        return format!("_sha256_{digest}");
    }
    key
}

/// A script that makes the collections where they are missing, and replaces documents of the same keys.
fn write_script(collections: &[Collection], out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "#!/bin/sh\n\
         # Imports this folder into ArangoDB. Running it again changes nothing. All arguments are passed to arangoimport, for example\n\
         #   ./import.sh --server.endpoint tcp://127.0.0.1:8529 --server.database mine --server.username me\n\
         # It prompts for the password.\n\
         set -eu\n\
         {TO_ITS_FOLDER}\
         import() {{\n\
         \x20   file=$1 collection=$2 kind=$3\n\
         \x20   shift 3\n\
         \x20   arangoimport --file \"$file\" --type jsonl --collection \"$collection\" --create-collection true \\\n\
         \x20       --create-collection-type \"$kind\" --on-duplicate replace \"$@\"\n\
         }}"
    )?;
    for Collection { kind, name, path } in collections {
        writeln!(out, "import {path} {name} {kind} \"$@\"")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_of_the_grammar_and_never_meet() {
        let long = format!("https://example.org/{}", "中".repeat(100));
        let longer = format!("{long}x");
        let iris = ["urn:dossier:a/b", "urn:dossier:a%2Fb", "https://example.org/中?x='#y", &long, &longer];
        let keys: std::collections::BTreeSet<String> = iris.iter().map(|iri| key(iri)).collect();
        assert_eq!(keys.len(), iris.len());
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-:.@()+,=;$!*'%".contains(&byte);
        for key in keys {
            assert!(key.len() <= LONGEST_KEY && !key.is_empty() && key.bytes().all(allowed), "{key}");
        }
        assert_eq!(key("urn:dossier:a/b"), "urn:dossier:a%2Fb");
    }
}
