//! ArangoDB: JSON Lines for `arangoimport`, a collection for each label and for each type of edge.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::bytes::put;
use super::csv::write_names;
use super::elements::{Elements, Ends, Fitting, ID, KEY, Key, Place, Rule, Table, TakenNames, write_rows};
use super::members::{ColumnNames, Members, put_member, put_texts};
use super::output::write_file;
use super::shell::TO_ITS_FOLDER;
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::text::file_name;

/// The exporter.
pub(super) static ARANGO_DB: ArangoDb = ArangoDb;

/// Documents and edges for ArangoDB 3.11 and later. `_key` is made of the IRI, so that loading again replaces.
///
/// The documents of a label are in the collection of that name, edges in that of their type. The property `labels` holds
/// all labels.
#[derive(Debug)]
pub(super) struct ArangoDb;

/// The longest `_key`, in bytes.
const LONGEST_KEY: usize = 254;

/// The longest name of a collection, in bytes.
const LONGEST_NAME: usize = 200;

/// Fields of documents other than properties.
const OWN_NAMES: [&str; 6] = ["_key", "_id", "_rev", "_from", "_to", "labels"];

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
        let elements = Elements::new(graph, options)?;
        let (vertex_tables, edge_tables) = (elements.vertex_tables()?, elements.edge_tables(Ends::Any)?);
        let writer = Writer::new(&elements, &vertex_tables, &edge_tables);
        let mut files = Vec::new();
        for table in &vertex_tables {
            let name = name(&writer.labels, &table.name);
            let path = format!("nodes/{}.jsonl", file_name(name));
            let make = |rows: &[Place], out: &mut Vec<u8>| writer.documents(rows, out);
            write_rows(&elements, &table.rows, b"", out.begin(&path)?, &make)?;
            files.push(("document", name, path));
        }
        for table in &edge_tables {
            let name = name(&writer.types, &table.name);
            let path = format!("edges/{}.jsonl", file_name(name));
            let make = |rows: &[Place], out: &mut Vec<u8>| writer.edges(table, rows, out);
            write_rows(&elements, &table.rows, b"", out.begin(&path)?, &make)?;
            files.push(("edge", name, path));
        }
        write_file(out, "import.sh", |out| write_script(&files, out))?;
        write_names(&writer.full, out)?;
        Ok(elements.losses(writer.losses))
    }
}

struct Writer<'e> {
    elements: &'e Elements<'e>,
    members: Members<'e>,
    /// The collections by label and by type.
    labels: BTreeMap<&'e str, String>,
    types: BTreeMap<&'e str, String>,
    /// The names that were shortened or changed, and what they stand for.
    full: BTreeMap<String, String>,
    losses: Losses,
}

impl<'e> Writer<'e> {
    fn new(elements: &'e Elements<'e>, vertices: &'e [Table], edges: &'e [Table]) -> Writer<'e> {
        let mut losses = Losses::default();
        let columns = ColumnNames::beside(elements, &OWN_NAMES, &OWN_NAMES, &mut losses);
        let members = Members::new(elements, &columns);
        let mut fitting = Fitting::new(&elements.schema, Rule { allows: is_plain, longest: LONGEST_NAME });
        let mut taken = TakenNames::default();
        let mut fit = |tables: &'e [Table]| {
            let names: BTreeSet<&str> = tables.iter().map(|table| table.name.as_str()).collect();
            let names: Vec<&str> = names.into_iter().collect();
            let mut fitted = fitting.fit(names.iter().copied(), &mut taken);
            // A collection begins with a letter.
            let begins = |name: &&mut String| !name.starts_with(|first: char| first.is_ascii_alphabetic());
            for name in fitted.iter_mut().filter(begins) {
                let full = fitting.full.remove(name).unwrap_or_else(|| name.clone());
                name.insert(0, 'c');
                while !taken.insert(name) {
                    name.push('_');
                }
                fitting.full.insert(name.clone(), full);
            }
            names.into_iter().zip(fitted).collect()
        };
        let (labels, types) = (fit(vertices), fit(edges));
        losses.notices.extend(fitting.notice_of_file());
        let full = fitting.full.into_iter().chain(columns.full).collect();
        Writer { elements, members, labels, types, full, losses }
    }

    /// Writes the handle of a vertex: its collection and its key.
    fn put_handle(&self, out: &mut Vec<u8>, key: Key<'_>, buffer: &mut Vec<u8>) {
        buffer.clear();
        self.elements.put_iri(buffer, key);
        put(out, &[name(&self.labels, self.elements.label_of_end(key)).as_bytes(), b"/"]);
        put_key(out, buffer);
    }

    fn documents(&self, rows: &[Place], out: &mut Vec<u8>) {
        let (mut iri, mut text) = (Vec::new(), Vec::new());
        self.elements.vertices_at(rows, |vertex| {
            iri.clear();
            self.elements.put_iri(&mut iri, vertex.key);
            begin(out, &iri, &mut text);
            text.clear();
            self.elements.put_id(&mut text, vertex.key);
            put_member(out, ID, &text);
            self.members.put_vertex(out, vertex, &self.losses);
            out.extend_from_slice(b",\"labels\":");
            put_texts(out, self.elements.labels(vertex));
            out.extend_from_slice(b"}\n");
        });
    }

    fn edges(&self, table: &Table, rows: &[Place], out: &mut Vec<u8>) {
        let (mut iri, mut text) = (Vec::new(), Vec::new());
        self.elements.edges_at(table, rows, |edge| {
            iri.clear();
            self.elements.put_edge_iri(&mut iri, edge.key);
            begin(out, &iri, &mut text);
            text.clear();
            if self.elements.put_edge_id(&mut text, edge.key) {
                put_member(out, ID, &text);
            }
            self.members.put_edge(out, edge, &self.losses);
            for (name, end) in [("_from", edge.source), ("_to", edge.target)] {
                text.clear();
                self.put_handle(&mut text, end, &mut iri);
                put_member(out, name, &text);
            }
            out.extend_from_slice(b"}\n");
        });
    }
}

/// Begins a document with its keys.
fn begin(out: &mut Vec<u8>, iri: &[u8], buffer: &mut Vec<u8>) {
    out.push(b'{');
    buffer.clear();
    put_key(buffer, iri);
    put_member(out, "_key", buffer);
    put_member(out, KEY, iri);
}

fn name<'n>(names: &'n BTreeMap<&str, String>, name: &str) -> &'n str {
    names.get(name).map_or("", String::as_str)
}

/// Whether every server takes a character in the name of a collection (ArangoDB, "Naming conventions: traditional").
fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_-".contains(character)
}

/// Writes an IRI as a key of ArangoDB ("Document keys"): characters that are not allowed are percent-encoded, and so is `%`;
/// a key that would be too long is a SHA-256 instead, which begins as no IRI does. Two IRIs never have the same.
fn put_key(out: &mut Vec<u8>, iri: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let start = out.len();
    for byte in iri {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(*byte),
            b'_' | b'-' | b':' | b'.' | b'@' | b'(' | b')' | b'+' | b',' | b'=' | b';' | b'$' | b'!' => {
                out.push(*byte);
            }
            byte => {
                out.extend_from_slice(&[b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
            }
        }
    }
    if out.len() - start > LONGEST_KEY {
        out.truncate(start);
        out.extend_from_slice(b"_sha256_");
        for byte in Sha256::digest(iri) {
            super::bytes::put_fmt(out, format_args!("{byte:02x}"));
        }
    }
}

/// A script that makes the collections where they are missing, and replaces documents of the same keys.
fn write_script(files: &[(&str, &str, String)], out: &mut dyn Write) -> io::Result<()> {
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
    for (kind, name, path) in files {
        writeln!(out, "import {path} {name} {kind} \"$@\"")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(iri: &str) -> String {
        let mut key = Vec::new();
        put_key(&mut key, iri.as_bytes());
        String::from_utf8(key).unwrap()
    }

    #[test]
    fn keys_are_of_the_grammar_and_never_meet() {
        let long = format!("https://example.org/{}", "中".repeat(100));
        let longer = format!("{long}x");
        let iris = ["urn:dossier:a/b", "urn:dossier:a%2Fb", "https://example.org/中?x='#y", &long, &longer];
        let keys: BTreeSet<String> = iris.iter().map(|iri| key(iri)).collect();
        assert_eq!(keys.len(), iris.len());
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-:.@()+,=;$!*'%".contains(&byte);
        for key in keys {
            assert!(key.len() <= LONGEST_KEY && !key.is_empty() && key.bytes().all(allowed), "{key}");
        }
        assert_eq!(key("urn:dossier:a/b"), "urn:dossier:a%2Fb");
    }
}
