//! A script of ISO GQL for an empty graph: a statement on each line.

use super::bytes::{is_double, put};
use super::cypher::literal::{comment, put_text};
use super::elements::{Datatypes, ElementWriter, Elements, ID, KEY, Key, Shape, write_elements};
use super::escapes::{Controls, Escapes};
use super::json::plain;
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::rows::{Block, Cell};

/// The exporter.
pub(super) static GQL: Gql = Gql;

/// A script of `INSERT` statements (ISO/IEC 39075:2024, 13.2), each ended by `;`. The standard has no statement that
/// inserts what is not there yet: a second run inserts everything a second time.
pub(super) struct Gql;

impl Exporter for Gql {
    fn name(&self) -> &'static str {
        "gql"
    }

    fn about(&self) -> &'static str {
        "ISO GQL script for an empty graph"
    }

    fn extension(&self) -> &'static str {
        "gql"
    }

    fn holds(&self, _: Feature, _: &ExportOptions) -> Capability {
        Capability::Full
    }

    fn export(
        &self,
        graph: Graph<'_>,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<Losses, ExportError> {
        let elements = Elements::new(graph, options)?;
        let writer = Writer::new(&elements);
        write_elements(&elements, &writer, out.begin("")?)?;
        Ok(elements.losses(writer.losses))
    }
}

/// A property: its name, and what its values are.
type Property = (Vec<u8>, Shape);

struct Writer<'e> {
    elements: &'e Elements<'e>,
    datatypes: Datatypes,
    vertices: Vec<Property>,
    edges: Vec<Property>,
    losses: Losses,
}

impl<'e> Writer<'e> {
    fn new(elements: &'e Elements<'e>) -> Writer<'e> {
        let schema = &elements.schema;
        let [vertices, edges] = [&schema.vertex_columns, &schema.edge_columns]
            .map(|columns| columns.iter().map(|column| (name(&column.name), column.shape())).collect());
        let datatypes = Datatypes::new(elements.graph().names());
        Writer { elements, datatypes, vertices, edges, losses: Losses::default() }
    }

    /// Writes a record: the key, the id where there is one, and the properties.
    fn record<'c>(
        &self,
        out: &mut Vec<u8>,
        (iri, id): (&[u8], Option<&[u8]>),
        properties: &[Property],
        values: impl Iterator<Item = (usize, Cell<'c>)>,
        buffer: &mut Vec<u8>,
    ) {
        put(out, &[b"{`", KEY.as_bytes(), b"`: "]);
        put_text(out, iri);
        if let Some(id) = id {
            put(out, &[b", `", ID.as_bytes(), b"`: "]);
            put_text(out, id);
        }
        for (column, cell) in values {
            let Some((name, shape)) = properties.get(column) else { continue };
            put(out, &[b", ", name, b": "]);
            self.value(out, &cell, *shape, buffer);
        }
        out.push(b'}');
    }

    /// Writes a value; a column of several kinds has each as what it is, and a list items of one kind.
    fn value(&self, out: &mut Vec<u8>, cell: &Cell<'_>, column: Shape, buffer: &mut Vec<u8>) {
        if let Cell::List(items) = *cell {
            let shape = Shape::of(self.datatypes.kinds(cell));
            out.push(b'[');
            for (at, item) in items.enumerate() {
                if at > 0 {
                    out.extend_from_slice(b", ");
                }
                self.scalar(out, &item, shape, buffer);
            }
            out.push(b']');
        } else {
            let shape = if column == Shape::Text { Shape::of(self.datatypes.kinds(cell)) } else { column };
            self.scalar(out, cell, shape, buffer);
        }
    }

    fn scalar(&self, out: &mut Vec<u8>, cell: &Cell<'_>, shape: Shape, buffer: &mut Vec<u8>) {
        self.losses.count_in(shape, cell);
        let text = plain(cell, self.elements.graph().names(), buffer).0;
        match (shape, cell) {
            // The number without its sign is beyond 64 bits, and many parsers read the sign last.
            (Shape::Long, Cell::Integer(b"-9223372036854775808")) => {
                out.extend_from_slice(b"(-9223372036854775807 - 1)");
            }
            (Shape::Long | Shape::Boolean, _) => out.extend_from_slice(text),
            // Without an exponent it would be a decimal.
            (Shape::Double, _) if is_double(text) => {
                out.extend(text.iter().filter(|byte| **byte != b'+').map(u8::to_ascii_lowercase));
            }
            (Shape::Double, Cell::Integer(_)) => put(out, &[text, b".0e0"]),
            (Shape::Double, _) => put(out, &[text, b"e0"]),
            (Shape::Date, _) => put(out, &[b"DATE '", text, b"'"]),
            (Shape::Moment | Shape::Local, _) => put(out, &[b"DATETIME '", text, b"'"]),
            (Shape::Duration, _) => put(out, &[b"DURATION '", text, b"'"]),
            (Shape::Text | Shape::Point, _) => put_text(out, text),
        }
    }

    /// Writes what finds a vertex.
    fn end(&self, out: &mut Vec<u8>, variable: &[u8], key: Key<'_>, buffer: &mut Vec<u8>) {
        let root = self.elements.root(key).label().as_bytes();
        put(out, &[b"(", variable, b":`", root, b"` {`", KEY.as_bytes(), b"`: "]);
        buffer.clear();
        self.elements.put_iri(buffer, key);
        put_text(out, buffer);
        out.extend_from_slice(b"})");
    }
}

impl ElementWriter for Writer<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        if let Some(title) = self.elements.title() {
            put(out, &[b"// ", comment(title).as_bytes(), b"\n"]);
        }
        out.extend_from_slice(b"// For an empty graph: running it again would insert everything again.\n");
        for (name, full) in &self.elements.schema.full {
            put(out, &[b"// ", comment(name).as_bytes(), b" = ", comment(full).as_bytes(), b"\n"]);
        }
        out.push(b'\n');
    }

    fn vertices(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut iri, mut id, mut buffer) = (Vec::new(), Vec::new(), Vec::new());
        self.elements.vertices(blocks.iter().copied(), |vertex| {
            out.extend_from_slice(b"INSERT (:");
            for (at, label) in self.elements.labels(vertex).enumerate() {
                if at > 0 {
                    out.push(b'&');
                }
                put_name(out, label);
            }
            out.push(b' ');
            iri.clear();
            id.clear();
            self.elements.put_iri(&mut iri, vertex.key);
            self.elements.put_id(&mut id, vertex.key);
            self.record(out, (&iri, Some(&id)), &self.vertices, vertex.values(), &mut buffer);
            out.extend_from_slice(b");\n");
        });
    }

    fn edges(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut iri, mut id, mut buffer) = (Vec::new(), Vec::new(), Vec::new());
        self.elements.edges(blocks.iter().copied(), |edge| {
            out.extend_from_slice(b"MATCH ");
            self.end(out, b"s", edge.source, &mut buffer);
            out.extend_from_slice(b", ");
            self.end(out, b"t", edge.target, &mut buffer);
            out.extend_from_slice(b" INSERT (s)-[:");
            put_name(out, self.elements.schema.kind(edge.kind));
            out.push(b' ');
            iri.clear();
            id.clear();
            self.elements.put_edge_iri(&mut iri, edge.key);
            let has_id = self.elements.put_edge_id(&mut id, edge.key);
            let keys = (&iri[..], has_id.then_some(&id[..]));
            self.record(out, keys, &self.edges, edge.values(), &mut buffer);
            out.extend_from_slice(b"]->(t);\n");
        });
    }
}

/// Delimited identifiers (ISO/IEC 39075:2024, 21.3): a back-tick is doubled, a backslash begins an escape.
static NAME: Escapes = Escapes::new(
    b"`\\\n\r\t\x08\x0C\0",
    &[b"``", b"\\\\", b"\\n", b"\\r", b"\\t", b"\\b", b"\\f", b"\\u0000"],
    Controls::Kept,
);

/// Writes a name as a delimited identifier, because GQL reserves some three hundred words.
fn put_name(out: &mut Vec<u8>, name: &str) {
    out.push(b'`');
    NAME.put(out, name.as_bytes());
    out.push(b'`');
}

fn name(name: &str) -> Vec<u8> {
    let mut text = Vec::new();
    put_name(&mut text, name);
    text
}
