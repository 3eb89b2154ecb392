//! JSON Lines that keep everything: an object for each node and edge, which the reader of rows takes as it was.

use crate::export::ExportOptions;
use crate::export::Losses;
use crate::export::blocks::{BlockWriter, own_id, types_of, write_blocks};
use crate::export::json::{put_json, put_json_string};
use crate::export::{ExportError, Output};
use crate::graph::rows::{Block, Cell, Cells, IdText, NameKey, RowGraph};

/// Writes rows.
pub(super) fn export(
    graph: &RowGraph,
    options: &ExportOptions,
    out: &mut dyn Output,
) -> Result<Losses, ExportError> {
    let writer = Writer::new(graph);
    write_blocks(graph, options, &writer, out.begin("")?)?;
    let losses = Losses::default();
    losses.count_graphs(graph);
    Ok(losses)
}

struct Writer<'g> {
    graph: &'g RowGraph,
    /// By name: `"NAME":`.
    keys: Vec<Vec<u8>>,
    /// By name: `,"type":"NAME"`.
    types: Vec<Vec<u8>>,
}

impl<'g> Writer<'g> {
    fn new(graph: &'g RowGraph) -> Writer<'g> {
        let each = |before: &str, after: &str| {
            let named = |(_, name): (NameKey, &str)| {
                let mut text = before.as_bytes().to_vec();
                put_json_string(&mut text, name.as_bytes());
                text.extend_from_slice(after.as_bytes());
                text
            };
            graph.names().iter().map(named).collect()
        };
        Writer { graph, keys: each("", ":"), types: each(",\"type\":", "") }
    }

    /// The types of a row: one as a text, several as a list.
    fn types(&self, out: &mut Vec<u8>, first: NameKey, cells: Cells<'_>) {
        let mut more = types_of(cells).peekable();
        if more.peek().is_none() {
            out.extend_from_slice(self.types.get(first.index()).map_or(&[], |text| text));
            return;
        }
        out.extend_from_slice(b",\"type\":");
        for (at, name) in [first].into_iter().chain(more).enumerate() {
            out.push(if at == 0 { b'[' } else { b',' });
            put_json_string(out, self.graph.names().get(name).as_bytes());
        }
        out.push(b']');
    }

    /// The properties of a row but one, and the end of its object.
    fn properties(&self, out: &mut Vec<u8>, cells: Cells<'_>, but: Option<NameKey>) {
        let mut before: &[u8] = b",\"props\":{";
        let mut after: &[u8] = b"}\n";
        for (name, cell) in cells {
            if name == NameKey::ALSO_TYPE || Some(name) == but {
                continue;
            }
            out.extend_from_slice(before);
            out.extend_from_slice(self.keys.get(name.index()).map_or(&[], |key| key));
            put_json(out, &cell, self.graph.names());
            (before, after) = (b",", b"}}\n");
        }
        out.extend_from_slice(after);
    }
}

impl BlockWriter for Writer<'_> {
    fn nodes(&self, block: &Block, out: &mut Vec<u8>) {
        self.graph.each_node([block], |row| {
            put_id(out, b"{\"id\":", row.id);
            if row.node_type != NameKey::NONE || types_of(row.cells).next().is_some() {
                self.types(out, row.node_type, row.cells);
            }
            self.properties(out, row.cells, None);
        });
    }

    fn edges(&self, block: &Block, out: &mut Vec<u8>) {
        self.graph.each_edge([block], |row| {
            put_id(out, b"{\"source\":", row.source);
            put_id(out, b",\"target\":", row.target);
            self.types(out, row.kind.relation(), row.cells);
            if let Some(status) = row.kind.status() {
                out.extend_from_slice(b",\"status\":\"");
                out.extend_from_slice(status.name().as_bytes());
                out.push(b'"');
            }
            if row.kind.is_undirected() {
                out.extend_from_slice(b",\"directed\":false");
            }
            let id = own_id(row.cells).filter(|id| !id.is_empty());
            if let Some(id) = id {
                out.extend_from_slice(b",\"id\":");
                put_json(out, &Cell::of_text(id), self.graph.names());
            }
            self.properties(out, row.cells, id.map(|_| NameKey::EDGE_ID));
        });
    }
}

fn put_id(out: &mut Vec<u8>, before: &[u8], id: IdText<'_>) {
    out.extend_from_slice(before);
    put_json(out, &if id.clean { Cell::Clean(id.text) } else { Cell::Text(id.text) }, &Default::default());
}
