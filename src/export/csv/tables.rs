//! A file for each table, for databases that copy files.

use std::collections::BTreeMap;

use super::{CSV, Row, Scratch, is_nothing, put_field, put_fields, put_joined, put_quoted, put_value};
use crate::export::elements::{Edge, Elements, Shape, Table, Vertex, write_rows};
use crate::export::json::plain;
use crate::export::{ExportError, Losses, Output};
use crate::graph::rows::Cell;

/// How the lists of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum List {
    /// As JSON, in a text.
    Json,
    /// Their items separated by a character that occurs in none.
    Joined(u8),
    /// Their items separated by semicolons; one in an item has a backslash before it. The reader makes a set of them.
    Set,
}

/// What is written of a property.
#[derive(Clone, Debug)]
pub(in crate::export) struct Field {
    /// The field in the header.
    pub(in crate::export) head: String,
    /// What its values are, or the items of its lists.
    pub(in crate::export) shape: Shape,
    /// How lists are written, if it has any.
    pub(in crate::export) list: Option<List>,
}

/// The tables of a graph as files.
pub(in crate::export) struct Tables<'e> {
    pub(in crate::export) elements: &'e Elements<'e>,
    pub(in crate::export) losses: &'e Losses,
    /// By column.
    pub(in crate::export) vertices: Vec<Field>,
    /// By column.
    pub(in crate::export) edges: Vec<Field>,
    /// Whether a row begins with its key and its labels or type; else the labels of a vertex come last.
    pub(in crate::export) is_keyed: bool,
    /// What separates labels.
    pub(in crate::export) separator: u8,
    /// The labels that are written otherwise.
    pub(in crate::export) labels: BTreeMap<String, String>,
}

impl Tables<'_> {
    /// Writes the vertices of a table.
    ///
    /// # Errors
    /// Those of the output.
    pub(in crate::export) fn write_vertices(
        &self,
        table: &Table,
        (start, end): (&str, &str),
        path: &str,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let head = self.head(start, &self.vertices, table, end);
        Ok(write_rows(self.elements, &table.rows, &head, out.begin(path)?, &|rows, out| {
            let mut scratch = Scratch::default();
            self.elements.vertices_at(rows, |vertex| self.vertex(out, table, vertex, &mut scratch));
        })?)
    }

    /// Writes the edges of a table.
    ///
    /// # Errors
    /// Those of the output.
    pub(in crate::export) fn write_edges(
        &self,
        table: &Table,
        start: &str,
        path: &str,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let head = self.head(start, &self.edges, table, "");
        Ok(write_rows(self.elements, &table.rows, &head, out.begin(path)?, &|rows, out| {
            let mut scratch = Scratch::default();
            self.elements.edges_at(table, rows, |edge| self.edge(out, table, edge, &mut scratch));
        })?)
    }

    fn head(&self, start: &str, fields: &[Field], table: &Table, end: &str) -> Vec<u8> {
        let mut head = start.as_bytes().to_vec();
        for field in table.columns.iter().filter_map(|column| fields.get(*column)) {
            head.push(b',');
            put_field(&mut head, field.head.as_bytes());
        }
        head.extend_from_slice(end.as_bytes());
        head.push(b'\n');
        head
    }

    fn vertex(&self, out: &mut Vec<u8>, table: &Table, vertex: &Vertex<'_>, scratch: &mut Scratch) {
        let mut row = std::mem::take(&mut scratch.row);
        scratch.text.clear();
        self.elements.put_iri(&mut scratch.text, vertex.key);
        if self.is_keyed {
            put_quoted(out, &scratch.text);
            out.push(b',');
            self.put_labels(out, vertex);
            out.push(b',');
        }
        put_quoted(out, &scratch.text);
        out.push(b',');
        scratch.text.clear();
        self.elements.put_id(&mut scratch.text, vertex.key);
        put_quoted(out, &scratch.text);
        row.extend(vertex.values());
        self.put_fields(out, table, &self.vertices, &mut row, &mut scratch.text);
        if !self.is_keyed {
            out.push(b',');
            self.put_labels(out, vertex);
        }
        out.push(b'\n');
        scratch.keep(row);
    }

    fn put_labels(&self, out: &mut Vec<u8>, vertex: &Vertex<'_>) {
        out.push(b'"');
        for (at, label) in self.elements.labels(vertex).enumerate() {
            if at > 0 {
                out.push(self.separator);
            }
            let label = if self.labels.is_empty() {
                label
            } else {
                self.labels.get(label).map_or(label, |other| other)
            };
            CSV.put(out, label.as_bytes());
        }
        out.push(b'"');
    }

    fn edge(&self, out: &mut Vec<u8>, table: &Table, edge: &Edge<'_>, scratch: &mut Scratch) {
        let mut row = std::mem::take(&mut scratch.row);
        let text = &mut scratch.text;
        let mut put = |out: &mut Vec<u8>, write: &dyn Fn(&mut Vec<u8>)| {
            text.clear();
            write(text);
            put_quoted(out, text);
            out.push(b',');
        };
        let elements = self.elements;
        if self.is_keyed {
            put(out, &|text| elements.put_edge_iri(text, edge.key));
        }
        put(out, &|text| elements.put_iri(text, edge.source));
        put(out, &|text| elements.put_iri(text, edge.target));
        if self.is_keyed {
            put_quoted(out, table.name.as_bytes());
            out.push(b',');
        }
        scratch.text.clear();
        elements.put_edge_iri(&mut scratch.text, edge.key);
        put_quoted(out, &scratch.text);
        if elements.has_edge_ids() {
            out.push(b',');
            scratch.text.clear();
            if elements.put_edge_id(&mut scratch.text, edge.key) {
                put_quoted(out, &scratch.text);
            }
        }
        row.extend(edge.values());
        self.put_fields(out, table, &self.edges, &mut row, &mut scratch.text);
        out.push(b'\n');
        scratch.keep(row);
    }

    fn put_fields(
        &self,
        out: &mut Vec<u8>,
        table: &Table,
        fields: &[Field],
        row: &mut Row<'_>,
        buffer: &mut Vec<u8>,
    ) {
        put_fields(out, row, Some(&table.columns), 0, |out, column, cell| {
            if let Some(field) = fields.get(column) {
                self.put_cell(out, field, cell, buffer);
            }
        });
    }

    fn put_cell(&self, out: &mut Vec<u8>, field: &Field, cell: &Cell<'_>, buffer: &mut Vec<u8>) {
        let names = self.elements.graph().names();
        let joins = match field.list {
            None | Some(List::Json) => None,
            Some(List::Joined(separator)) => Some(separator),
            Some(List::Set) => Some(b';'),
        };
        let Some(separator) = joins else {
            return put_value(out, field.shape, cell, names, buffer, self.losses);
        };
        if is_nothing(cell) {
            return Losses::count(&self.losses.empty_lists);
        }
        let put_item = |out: &mut Vec<u8>, item: &Cell<'_>, buffer: &mut Vec<u8>| {
            self.losses.count_in(field.shape, item);
            let text = plain(item, names, buffer).0;
            if field.list == Some(List::Set) {
                for (at, part) in text.split(|byte| *byte == b';').enumerate() {
                    out.extend_from_slice(if at > 0 { b"\\;" } else { b"" });
                    CSV.put(out, part);
                }
            } else {
                CSV.put(out, text);
            }
        };
        match cell {
            Cell::List(items) => {
                if field.list == Some(List::Set) && items.count() > 1 {
                    Losses::count(&self.losses.orders);
                }
                put_joined(out, *items, |out, item| put_item(out, &item, buffer), &[separator]);
            }
            cell => {
                out.push(b'"');
                put_item(out, cell, buffer);
                out.push(b'"');
            }
        }
    }
}
