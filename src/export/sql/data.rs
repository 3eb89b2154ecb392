//! The rows.

use std::io::Write;

use super::column::{Column, Content, FROM, Literals, SqlTable, TO};
use super::quote::name;
use crate::export::elements::{Edge, Elements, KEY, Vertex, write_rows};
use crate::export::{ExportError, Losses};
use crate::graph::rows::{Cell, Items, put_item};

/// How many rows one statement has at most.
const ROWS: usize = 1_000;
/// How many bytes of rows one statement has at most, unless one row is longer.
const BYTES: usize = 256 * 1024;

/// Writes all rows in one transaction. A row replaces that of the same key, including values that are no longer there.
pub(super) fn write(
    elements: &Elements<'_>,
    vertices: &[SqlTable<'_>],
    edges: &[SqlTable<'_>],
    losses: &Losses,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    writeln!(
        out,
        "-- Rows replace existing rows with the same key; other rows and columns are left as they are."
    )?;
    writeln!(out, "BEGIN;")?;
    let rows = Rows { elements, literals: Literals { names: elements.graph().names(), losses } };
    for sql in vertices {
        write_rows(elements, &sql.table.rows, &[], out, &|places, out| {
            let mut statement = Statement::new(sql);
            let mut scratch = Scratch::default();
            elements.vertices_at(places, |vertex| {
                statement.row(out, |out| rows.vertex(out, &sql.columns, vertex, &mut scratch));
            });
            statement.end(out);
        })?;
    }
    for sql in edges {
        write_rows(elements, &sql.table.rows, &[], out, &|places, out| {
            let mut statement = Statement::new(sql);
            let mut scratch = Scratch::default();
            elements.edges_at(sql.table, places, |edge| {
                statement.row(out, |out| rows.edge(out, &sql.columns, edge, &mut scratch));
            });
            statement.end(out);
        })?;
    }
    Ok(writeln!(out, "\nCOMMIT;")?)
}

/// Statements that insert rows into a table.
struct Statement {
    begin: String,
    end: String,
    count: usize,
    /// Where the rows of the last one begin.
    start: usize,
}

impl Statement {
    fn new(sql: &SqlTable<'_>) -> Statement {
        let ends = [FROM, TO].into_iter().filter(|_| sql.ends.is_some()).map(name);
        let columns = sql.columns.iter().map(|column| name(&column.name));
        let all: Vec<String> = ends.chain(columns).collect();
        let key = name(KEY);
        let others = all.iter().filter(|column| **column != key);
        let set: Vec<String> = others.map(|column| format!("{column} = EXCLUDED.{column}")).collect();
        Statement {
            begin: format!("\nINSERT INTO {} ({}) VALUES\n", name(&sql.name), all.join(", ")),
            end: format!("\nON CONFLICT ({key}) DO UPDATE SET {};\n", set.join(", ")),
            count: 0,
            start: 0,
        }
    }

    /// Writes a row, in a new statement if that of the last one is full.
    fn row(&mut self, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
        if self.count == ROWS || (self.count > 0 && out.len() - self.start > BYTES) {
            self.end(out);
        }
        if self.count == 0 {
            out.extend_from_slice(self.begin.as_bytes());
            self.start = out.len();
        } else {
            out.extend_from_slice(b",\n");
        }
        self.count += 1;
        out.push(b'(');
        write(out);
        out.push(b')');
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        if self.count > 0 {
            out.extend_from_slice(self.end.as_bytes());
        }
        self.count = 0;
    }
}

/// Memory that is used again from row to row.
#[derive(Default)]
struct Scratch {
    text: Vec<u8>,
    /// By column of all: the place of the value of a row among its cells, from 1.
    places: Vec<u32>,
}

struct Rows<'r> {
    elements: &'r Elements<'r>,
    literals: Literals<'r>,
}

impl Rows<'_> {
    fn vertex(&self, out: &mut Vec<u8>, columns: &[Column], vertex: &Vertex<'_>, scratch: &mut Scratch) {
        let elements = self.elements;
        let cells: Vec<(usize, Cell<'_>)> = vertex.values().collect();
        self.columns(out, columns, &cells, scratch, &|content, text| match content {
            Content::Key => {
                elements.put_iri(text, vertex.key);
                true
            }
            Content::Id => {
                elements.put_id(text, vertex.key);
                true
            }
            Content::Labels => {
                let mut items = Vec::new();
                for label in elements.labels(vertex) {
                    put_item(&mut items, &Cell::of_text(label.as_bytes()));
                }
                crate::export::json::put_json(text, &Cell::List(Items(&items)), self.literals.names);
                true
            }
            _ => false,
        });
    }

    fn edge(&self, out: &mut Vec<u8>, columns: &[Column], edge: &Edge<'_>, scratch: &mut Scratch) {
        let elements = self.elements;
        for end in [edge.source, edge.target] {
            scratch.text.clear();
            elements.put_iri(&mut scratch.text, end);
            self.literals.put_text(out, &scratch.text);
            out.extend_from_slice(b", ");
        }
        let cells: Vec<(usize, Cell<'_>)> = edge.values().collect();
        self.columns(out, columns, &cells, scratch, &|content, text| match content {
            Content::Key => {
                elements.put_edge_iri(text, edge.key);
                true
            }
            Content::Id => elements.put_edge_id(text, edge.key),
            _ => false,
        });
    }

    /// Writes the values of a row, of which `own` writes those beside the properties, if it has them.
    fn columns(
        &self,
        out: &mut Vec<u8>,
        columns: &[Column],
        cells: &[(usize, Cell<'_>)],
        scratch: &mut Scratch,
        own: &dyn Fn(Content, &mut Vec<u8>) -> bool,
    ) {
        for (at, (column, _)) in cells.iter().enumerate() {
            if scratch.places.len() <= *column {
                scratch.places.resize(column + 1, 0);
            }
            if let Some(place) = scratch.places.get_mut(*column) {
                *place = at as u32 + 1;
            }
        }
        for (number, column) in columns.iter().enumerate() {
            if number > 0 {
                out.extend_from_slice(b", ");
            }
            if let Content::Property(at) = column.content {
                let place = scratch.places.get(at).copied().unwrap_or(0);
                match (place as usize).checked_sub(1).and_then(|place| cells.get(place)) {
                    None => out.extend_from_slice(b"NULL"),
                    Some((_, cell)) => self.literals.put(out, column, cell, &mut scratch.text),
                }
                continue;
            }
            scratch.text.clear();
            if own(column.content, &mut scratch.text) {
                self.literals.put_text(out, &scratch.text);
            } else {
                out.extend_from_slice(b"NULL");
            }
        }
        for (column, _) in cells {
            if let Some(place) = scratch.places.get_mut(*column) {
                *place = 0;
            }
        }
    }
}
