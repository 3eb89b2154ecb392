//! GraphML (GraphML 1.1 with "GraphML-Attributes"): a line for each node and edge, every property typed by its values.
//!
//! The labels of nodes and the types of edges are data under the names that other programs expect: `labels` and `label`
//! for Neo4j's APOC, `labelV` and `labelE` for TinkerPop.

use super::blocks::{BlockWriter, types_of, write_blocks};
use super::bytes::put;
use super::census::{Census, Kinds, Shape};
use super::value::{plain, put_json_string, put_number};
use super::xml::{put_token, token};
use crate::export::ExportOptions;
use crate::export::Losses;
use crate::export::escapes::{Controls, Escapes, REPLACEMENT};
use crate::export::{ExportError, Output};
use crate::graph::rows::{Block, Cells, IdText, NameKey, Names, RowGraph};

/// Writes rows.
pub(in crate::export) fn export(
    graph: &RowGraph,
    options: &ExportOptions,
    out: &mut dyn Output,
) -> Result<Losses, ExportError> {
    let writer = Writer::new(graph, options);
    write_blocks(graph, options, &writer, out.begin("")?)?;
    Ok(writer.losses)
}

/// What is written of a property: its opening tag, and what its values are.
type Columns = Vec<(Vec<u8>, Shape)>;

struct Writer<'g> {
    graph: &'g RowGraph,
    options: &'g ExportOptions,
    head: Vec<u8>,
    nodes: Columns,
    edges: Columns,
    /// By name: the end of the tag of an edge of this relation, and what says its type.
    kinds: Vec<Vec<u8>>,
    claim: Vec<u8>,
    /// By name: as content of an element.
    escaped: Vec<Vec<u8>>,
    losses: Losses,
}

impl<'g> Writer<'g> {
    fn new(graph: &'g RowGraph, options: &'g ExportOptions) -> Writer<'g> {
        let census = Census::new(graph, options);
        let mut head = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
            .to_vec();
        let mut next = 0;
        let mut columns = |head: &mut Vec<u8>, own: &[&str], domain: &str, kinds: &[Kinds]| {
            let sorted = Census::sorted(graph, kinds);
            for id in own {
                let mut name = (*id).to_owned();
                while sorted.iter().any(|(known, ..)| *known == name) {
                    name.push('_');
                }
                put_key(head, (id.as_bytes(), &name), domain, "string");
            }
            let mut columns = vec![(Vec::new(), Shape::Text); kinds.len()];
            for (name, key, kinds) in sorted {
                let shape = if kinds.has(Kinds::LIST) { Shape::Text } else { Shape::of(kinds) };
                let kind = match shape {
                    Shape::Text => "string",
                    Shape::Long => "long",
                    Shape::Double => "double",
                    Shape::Boolean => "boolean",
                };
                let id = format!("d{next}");
                next += 1;
                put_key(head, (id.as_bytes(), name), domain, kind);
                if let Some(column) = columns.get_mut(key.index()) {
                    *column = (format!("<data key=\"{id}\">").into_bytes(), shape);
                }
            }
            columns
        };
        let nodes = columns(&mut head, &["id", "labels", "labelV", "types"], "node", &census.nodes);
        let own_of_edges = ["label", "labelE", "status", "relation", "relations"];
        let edges = columns(&mut head, &own_of_edges, "edge", &census.edges);
        head.extend_from_slice(b"<graph id=\"G\" edgedefault=\"directed\">\n");
        let losses = Losses::default();
        let escaped = |(_, name): (NameKey, &str)| {
            let mut text = Vec::new();
            if XML.put(&mut text, name.as_bytes()) {
                Losses::count(&losses.characters);
            }
            text
        };
        let escaped: Vec<Vec<u8>> = graph.names().iter().map(escaped).collect();
        let kind = |name: &[u8]| {
            let (label, label_e) = (&b"\"><data key=\"label\">"[..], &b"</data><data key=\"labelE\">"[..]);
            [label, name, label_e, name, b"</data>"].concat()
        };
        let kinds = escaped.iter().map(|name| kind(name)).collect();
        Writer { graph, options, head, nodes, edges, kinds, claim: kind(b"Claim"), escaped, losses }
    }

    fn name(&self, key: NameKey) -> &[u8] {
        self.escaped.get(key.index()).map_or(&[], |name| name)
    }

    fn text(&self, out: &mut Vec<u8>, text: &[u8], is_clean: bool) {
        if is_clean {
            out.extend_from_slice(text);
        } else if XML.put(out, text) {
            Losses::count(&self.losses.characters);
        }
    }

    fn cells(&self, out: &mut Vec<u8>, columns: &Columns, cells: Cells<'_>, buffer: &mut Vec<u8>) {
        for (name, cell) in cells {
            if name == NameKey::ALSO_TYPE {
                continue;
            }
            let Some((tag, shape)) = columns.get(name.index()) else { continue };
            self.losses.count_in(*shape, &cell);
            out.extend_from_slice(tag);
            let (text, is_clean) = plain(&cell, self.graph.names(), buffer);
            self.text(out, text, is_clean);
            out.extend_from_slice(b"</data>");
        }
    }

    /// Names as a list in JSON.
    fn list(&self, out: &mut Vec<u8>, key: &[u8], types: impl Iterator<Item = NameKey>) {
        put(out, &[b"<data key=\"", key, b"\">"]);
        let mut json = Vec::new();
        put_names(&mut json, types, self.graph.names());
        self.text(out, &json, false);
        out.extend_from_slice(b"</data>");
    }
}

fn put_names(json: &mut Vec<u8>, types: impl Iterator<Item = NameKey>, names: &Names) {
    for (at, name) in types.enumerate() {
        json.push(if at == 0 { b'[' } else { b',' });
        put_json_string(json, names.get(name).as_bytes());
    }
    json.push(b']');
}

/// Declares data. The name is a token by the schema; one that is none has its true form in a description.
fn put_key(out: &mut Vec<u8>, (id, name): (&[u8], &str), domain: &str, kind: &str) {
    let token = token(name.as_bytes());
    put(out, &[b"<key id=\"", id, b"\" for=\"", domain.as_bytes(), b"\" attr.name=\"", &token]);
    put(out, &[b"\" attr.type=\"", kind.as_bytes()]);
    if token == name.as_bytes() {
        out.extend_from_slice(b"\"/>\n");
    } else {
        out.extend_from_slice(b"\"><desc>");
        XML.put(out, name.as_bytes());
        out.extend_from_slice(b"</desc></key>\n");
    }
}

impl BlockWriter for Writer<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.head);
    }

    fn nodes(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let mut buffer = Vec::new();
        self.graph.each_node(blocks.iter().copied(), |row| {
            out.extend_from_slice(b"<node id=\"");
            if put_id(out, row.id) {
                out.extend_from_slice(b"\">");
            } else {
                out.extend_from_slice(b"\"><data key=\"id\">");
                self.text(out, row.id.text, row.id.clean);
                out.extend_from_slice(b"</data>");
            }
            let mut more = types_of(row.cells).peekable();
            if row.node_type != NameKey::NONE {
                let first = self.name(row.node_type);
                put(out, &[b"<data key=\"labels\">:", first]);
                if more.peek().is_some() {
                    types_of(row.cells).for_each(|name| put(out, &[b":", self.name(name)]));
                }
                put(out, &[b"</data><data key=\"labelV\">", first, b"</data>"]);
            }
            if more.peek().is_some() {
                self.list(out, b"types", [row.node_type].into_iter().chain(more));
            }
            self.cells(out, &self.nodes, row.cells, &mut buffer);
            out.extend_from_slice(b"</node>\n");
        });
    }

    fn edges(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let mut buffer = Vec::new();
        self.graph.each_edge(blocks.iter().copied(), |row| {
            out.extend_from_slice(b"<edge id=\"e");
            put_number(out, row.number);
            out.extend_from_slice(b"\" source=\"");
            put_id(out, row.source);
            out.extend_from_slice(b"\" target=\"");
            put_id(out, row.target);
            let relation = self.name(row.kind.relation());
            let is_asserted = self.options.is_asserted(row.kind);
            let kind = self.kinds.get(row.kind.relation().index()).unwrap_or(&self.claim);
            out.extend_from_slice(if is_asserted { kind } else { &self.claim });
            if let Some(status) = row.kind.status() {
                put(out, &[b"<data key=\"status\">", status.name().as_bytes(), b"</data>"]);
            }
            if !is_asserted {
                put(out, &[b"<data key=\"relation\">", relation, b"</data>"]);
            }
            let mut more = types_of(row.cells).peekable();
            if more.peek().is_some() {
                self.list(out, b"relations", [row.kind.relation()].into_iter().chain(more));
            }
            self.cells(out, &self.edges, row.cells, &mut buffer);
            out.extend_from_slice(b"</edge>\n");
        });
    }

    fn tail(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"</graph>\n</graphml>\n");
    }
}

/// Writes an id as a token, and returns whether it is itself.
#[inline]
fn put_id(out: &mut Vec<u8>, id: IdText<'_>) -> bool {
    put_token(out, id.text)
}

/// Content of elements, and attributes in double quotes (XML 1.0, sections 2.2, 2.11 and 3.3.3).
pub(super) static XML: Escapes = Escapes::new(
    b"&<>\"\t\n\r",
    &[b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&#9;", b"&#10;", b"&#13;"],
    Controls::Replaced,
)
.with_no_characters([REPLACEMENT, REPLACEMENT]);
