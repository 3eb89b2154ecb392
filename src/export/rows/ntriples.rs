//! N-Triples and N-Quads: a line for each statement (RDF 1.1 N-Triples; RDF 1.1 N-Quads), in their canonical spelling.

use super::losses::RowLosses;
use super::terms::{Terms, Use};
use super::value::{Controls, Escapes};
use super::{BlockWriter, RowExportOptions, RowExporter, write_blocks};
use crate::export::{ExportError, Output};
use crate::graph::rows::{Block, Cell, Cells, NameKey, Names, RowGraph};
use crate::ontology::NAMESPACE;

/// N-Triples.
pub(super) struct NTriples;

/// N-Quads: all in the default graph, as rows have one file.
pub(super) struct NQuads;

impl RowExporter for NTriples {
    fn name(&self) -> &'static str {
        "ntriples"
    }

    fn ending(&self) -> &'static str {
        "nt"
    }

    fn export(
        &self,
        graph: &RowGraph,
        options: &RowExportOptions<'_>,
        out: &mut dyn Output,
    ) -> Result<RowLosses, ExportError> {
        export(graph, options, out)
    }
}

impl RowExporter for NQuads {
    fn name(&self) -> &'static str {
        "nquads"
    }

    fn ending(&self) -> &'static str {
        "nq"
    }

    fn export(
        &self,
        graph: &RowGraph,
        options: &RowExportOptions<'_>,
        out: &mut dyn Output,
    ) -> Result<RowLosses, ExportError> {
        export(graph, options, out)
    }
}

fn export(
    graph: &RowGraph,
    options: &RowExportOptions<'_>,
    out: &mut dyn Output,
) -> Result<RowLosses, ExportError> {
    let writer = Writer::new(graph, options);
    write_blocks(graph, options, &writer, out.begin("")?)?;
    Ok(writer.losses)
}

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

struct Writer<'g> {
    graph: &'g RowGraph,
    options: &'g RowExportOptions<'g>,
    terms: Terms,
    /// By name: ` <PROPERTY> `.
    properties: Vec<Vec<u8>>,
    /// By name: ` <RELATION> <`.
    relations: Vec<Vec<u8>>,
    /// By name: ` rdf:type <TYPE> .`
    types: Vec<Vec<u8>>,
    /// By name: ` rdf:predicate <RELATION> .`
    predicates: Vec<Vec<u8>>,
    statement: Vec<u8>,
    claim: Vec<u8>,
    subject: Vec<u8>,
    object: Vec<u8>,
    losses: RowLosses,
}

impl<'g> Writer<'g> {
    fn new(graph: &'g RowGraph, options: &'g RowExportOptions<'g>) -> Writer<'g> {
        let terms = Terms::new(graph, &options.base, options.ontology);
        let each = |wanted: Use, before: &str, after: &str| {
            let line = |(key, _)| [before.as_bytes(), terms.name(key, wanted), after.as_bytes()].concat();
            graph.names().iter().map(line).collect()
        };
        Writer {
            properties: each(Use::Property, " <", "> "),
            relations: each(Use::Relation, " <", "> <"),
            types: each(Use::Type, &format!(" <{RDF}type> <"), "> .\n"),
            predicates: each(Use::Relation, &format!(" <{RDF}predicate> <"), "> .\n"),
            statement: format!(" <{RDF}type> <{RDF}Statement> .\n").into_bytes(),
            claim: format!(" <{RDF}type> <{NAMESPACE}Claim> .\n").into_bytes(),
            subject: format!(" <{RDF}subject> <").into_bytes(),
            object: format!(" <{RDF}object> <").into_bytes(),
            graph,
            options,
            terms,
            losses: RowLosses::default(),
        }
    }

    /// The properties of a subject in angle brackets.
    fn properties(&self, out: &mut Vec<u8>, subject: &[u8], cells: Cells<'_>) {
        for (name, cell) in cells {
            match cell {
                Cell::Typed { datatype, .. } if name == NameKey::ALSO_TYPE => {
                    put(out, &[subject, line(&self.types, datatype)]);
                }
                Cell::List(items) => {
                    RowLosses::count(&self.losses.orders);
                    for item in items {
                        put(out, &[subject, line(&self.properties, name)]);
                        put_literal(out, &item, self.graph.names());
                        out.extend_from_slice(b" .\n");
                    }
                }
                cell => {
                    put(out, &[subject, line(&self.properties, name)]);
                    put_literal(out, &cell, self.graph.names());
                    out.extend_from_slice(b" .\n");
                }
            }
        }
    }
}

/// The bytes of a name.
#[inline]
fn line(lines: &[Vec<u8>], name: NameKey) -> &[u8] {
    lines.get(name.index()).map_or(&[], |line| line)
}

#[inline]
fn put(out: &mut Vec<u8>, parts: &[&[u8]]) {
    for part in parts {
        out.extend_from_slice(part);
    }
}

impl BlockWriter for Writer<'_> {
    fn nodes(&self, block: &Block, out: &mut Vec<u8>) {
        let mut subject = Vec::new();
        self.graph.each_node(block, |row| {
            subject.clear();
            subject.push(b'<');
            self.terms.put_node(&mut subject, row.id);
            subject.push(b'>');
            if row.node_type != NameKey::NONE {
                put(out, &[&subject, line(&self.types, row.node_type)]);
            }
            self.properties(out, &subject, row.cells);
        });
    }

    fn edges(&self, block: &Block, out: &mut Vec<u8>) {
        let (mut source, mut target, mut record) = (Vec::new(), Vec::new(), Vec::new());
        self.graph.each_edge(block, |row| {
            source.clear();
            self.terms.put_node(&mut source, row.source);
            target.clear();
            self.terms.put_node(&mut target, row.target);
            let relation = row.kind.relation();
            let is_asserted = self.options.is_asserted(row.kind);
            if is_asserted && self.options.model.has_edges() {
                put(out, &[b"<", &source, b">", line(&self.relations, relation), &target, b"> .\n"]);
            }
            let has_more = row.kind.status().is_some() || row.cells.clone().next().is_some();
            if !self.options.model.has_claims() {
                if !is_asserted {
                    RowLosses::count(&self.losses.claims);
                } else if has_more {
                    RowLosses::count(&self.losses.edge_properties);
                }
                return;
            }
            if !has_more && self.options.model.has_edges() {
                return;
            }
            let id = row.cells.clone().find(|(name, _)| *name == NameKey::EDGE_ID);
            let id = id.and_then(|(_, cell)| match cell {
                Cell::Clean(text) | Cell::Text(text) => Some(text),
                _ => None,
            });
            record.clear();
            record.push(b'<');
            self.terms.put_edge(&mut record, row.number, id);
            record.push(b'>');
            put(out, &[&record, if row.kind.status().is_some() { &self.claim } else { &self.statement }]);
            put(out, &[&record, &self.subject, &source, b"> .\n"]);
            put(out, &[&record, line(&self.predicates, relation)]);
            put(out, &[&record, &self.object, &target, b"> .\n"]);
            if let Some(status) = row.kind.status() {
                let status = format!(" <{NAMESPACE}status> <{}> .\n", status.iri());
                put(out, &[&record, status.as_bytes()]);
            }
            self.properties(out, &record, row.cells);
        });
    }
}

/// Writes a value as a literal.
fn put_literal(out: &mut Vec<u8>, cell: &Cell<'_>, names: &Names) {
    let typed = |out: &mut Vec<u8>, text: &[u8], datatype: &str| {
        put(out, &[b"\"", text, b"\"^^<", XSD.as_bytes(), datatype.as_bytes(), b">"]);
    };
    match *cell {
        Cell::Clean(text) => put(out, &[b"\"", text, b"\""]),
        Cell::Text(text) => put_string(out, text),
        Cell::Integer(number) => typed(out, number, "integer"),
        Cell::Number(number) if number.iter().any(|byte| matches!(byte, b'e' | b'E')) => {
            typed(out, number, "double")
        }
        Cell::Number(number) => typed(out, number, "decimal"),
        Cell::Boolean(value) => typed(out, if value { b"true" } else { b"false" }, "boolean"),
        Cell::Words { language, text } => {
            put_string(out, text);
            put(out, &[b"@", language]);
        }
        Cell::Typed { datatype, text } => {
            put_string(out, text);
            put(out, &[b"^^<", names.get(datatype).as_bytes(), b">"]);
        }
        Cell::Json(text) => {
            put_string(out, text);
            put(out, &[b"^^<", RDF.as_bytes(), b"JSON>"]);
        }
        // Lists in lists are JSON.
        Cell::List(_) => {}
    }
}

/// Strings of canonical N-Triples (RDF 1.2 N-Triples, section 4).
static STRING: Escapes = Escapes::new(
    b"\"\\\n\r\t\x08\x0C\x7F",
    &[b"\\\"", b"\\\\", b"\\n", b"\\r", b"\\t", b"\\b", b"\\f", b"\\u007F"],
    Controls::Coded,
);

/// Writes a text with its quotes.
fn put_string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    STRING.put(out, text);
    out.push(b'"');
}
