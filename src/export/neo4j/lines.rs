//! The lines of nodes and relationships in CSV files for Neo4j.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::wide::{Filled, Table};
use crate::export::bytes::put;
use crate::export::csv::{
    CSV, Row, Scratch, is_nothing, put_field, put_fields, put_joined, put_quoted, put_value,
};
use crate::export::elements::{
    Column, Edge, ElementWriter, Elements, ID, KEY, Key, Place, Shape, Vertex, point, write_rows,
};
use crate::export::json::plain;
use crate::export::{ExportError, Losses, Output};
use crate::graph::rows::{Block, Cell};
use crate::text::Point;

/// Which lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Vertices,
    Edges,
}

/// The space of the ids: one for all vertices, because an edge of one type may begin at claims and at entities.
const SPACE: &str = "Entity";

/// How the import calls what is in a column.
fn kind(shape: Shape) -> &'static str {
    match shape {
        Shape::Text => "string",
        Shape::Long => "long",
        Shape::Double => "double",
        Shape::Boolean => "boolean",
        Shape::Date => "date",
        Shape::Moment => "datetime",
        Shape::Local => "localdatetime",
        Shape::Duration => "duration",
        Shape::Point => "point",
    }
}

/// Writes a point as a map: `{longitude:2.0, latitude:1.0}`.
fn put_point(out: &mut Vec<u8>, text: &[u8]) {
    let entries = point(text);
    let entries = entries.iter().flat_map(Point::entries).map(|(name, number)| format!("{name}:{number}"));
    put(out, &[b"{", entries.collect::<Vec<_>>().join(", ").as_bytes(), b"}"]);
}

/// The lines of all nodes, or of all relationships.
pub(super) struct Lines<'e> {
    elements: &'e Elements<'e>,
    separator: u8,
    part: Part,
    columns: &'e [Column],
    shapes: Vec<(Shape, bool)>,
    /// By relation: the type of an edge as a field, between commas.
    kinds: Vec<Vec<u8>>,
    losses: &'e Losses,
    longest: AtomicUsize,
}

/// A line of a file has to fit in the buffer of the import, of 4 MiB unless it is configured otherwise.
const LONG_LINE: usize = 2 << 20;

impl<'e> Lines<'e> {
    pub(super) fn new(
        elements: &'e Elements<'e>,
        separator: u8,
        part: Part,
        losses: &'e Losses,
    ) -> Lines<'e> {
        let schema = &elements.schema;
        let columns = if part == Part::Vertices { &schema.vertex_columns } else { &schema.edge_columns };
        let shapes =
            columns.iter().map(|column| (Shape::with_points(column.kinds), column.is_list())).collect();
        let kind = |kind: &String| {
            let mut field = b",".to_vec();
            put_quoted(&mut field, kind.as_bytes());
            field.push(b',');
            field
        };
        let kinds = schema.kinds_by_key().iter().map(kind).collect();
        Lines { elements, separator, part, columns, shapes, kinds, losses, longest: AtomicUsize::new(0) }
    }

    /// How many columns all lines have together.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// How many bytes the longest line has that was written; 0 if none is longer than [`LONG_LINE`].
    pub(super) fn longest(&self) -> usize {
        self.longest.load(Ordering::Relaxed)
    }

    /// Notes a line that is written from a place on, if it is a long one.
    #[inline]
    fn note_line(&self, out: &[u8], start: usize) {
        let length = out.len() - start;
        if length > LONG_LINE {
            self.longest.fetch_max(length, Ordering::Relaxed);
        }
    }

    /// Writes tables, each into the file of its name.
    pub(super) fn write_tables(
        &self,
        tables: &[Table],
        file: impl Fn(usize) -> String,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        self.elements.plan(tables.iter().map(|table| table.rows.len()).sum());
        for (number, table) in tables.iter().enumerate() {
            let mut head = Vec::new();
            self.put_head(&mut head, Some(table));
            write_rows(self.elements, &table.rows, &head, out.begin(&file(number))?, &|rows, out| {
                let mut scratch = Scratch::default();
                match self.part {
                    Part::Vertices => self
                        .elements
                        .vertices_at(rows, |vertex| self.vertex(out, vertex, Some(table), &mut scratch)),
                    Part::Edges => self.elements.edges_of_rows(rows.iter().copied(), |edge| {
                        self.edge(out, edge, Some(table), &mut scratch)
                    }),
                }
            })?;
        }
        Ok(())
    }

    /// Writes the header of a table, or of all columns.
    fn put_head(&self, out: &mut Vec<u8>, table: Option<&Table>) {
        let space = SPACE.as_bytes();
        match self.part {
            Part::Vertices => put(out, &[ID.as_bytes(), b":ID(", space, b"),", KEY.as_bytes(), b":string"]),
            Part::Edges => {
                put(
                    out,
                    &[b":START_ID(", space, b"),:END_ID(", space, b"),:TYPE,", KEY.as_bytes(), b":string"],
                );
                if self.elements.has_edge_ids() {
                    put(out, &[b",", ID.as_bytes(), b":string"]);
                }
            }
        }
        for (at, (column, (shape, is_list))) in self.columns.iter().zip(&self.shapes).enumerate() {
            if table.is_some_and(|table| table.columns.binary_search(&at).is_err()) {
                continue;
            }
            out.push(b',');
            let field = format!("{}:{}{}", column.name, kind(*shape), if *is_list { "[]" } else { "" });
            put_field(out, field.as_bytes());
        }
        out.extend_from_slice(if self.part == Part::Vertices { b",:LABEL\n" } else { b"\n" });
    }

    /// Writes the fields of a row, each after a comma.
    fn fields(&self, out: &mut Vec<u8>, row: &mut Row<'_>, table: Option<&Table>, buffer: &mut Vec<u8>) {
        let columns = table.map(|table| &*table.columns);
        let names = self.elements.graph().names();
        put_fields(out, row, columns, self.columns.len(), |out, column, cell| {
            let Some((shape, is_list)) = self.shapes.get(column) else { return };
            match cell {
                cell if *is_list && is_nothing(cell) => Losses::count(&self.losses.empty_lists),
                Cell::Json(json) if self.columns.get(column).is_some_and(Column::is_json) => {
                    put_quoted(out, json)
                }
                Cell::List(items) => put_joined(
                    out,
                    *items,
                    |out, item| {
                        self.losses.count_in(*shape, &item);
                        self.losses.count_datatype(*shape, &item, names);
                        let text = plain(&item, names, buffer).0;
                        match shape {
                            Shape::Point => put_point(out, text),
                            _ => drop(CSV.put(out, text)),
                        }
                    },
                    &[self.separator],
                ),
                cell => {
                    if *is_list {
                        Losses::count(&self.losses.singles);
                    }
                    self.losses.count_datatype(*shape, cell, names);
                    if *shape == Shape::Point {
                        out.push(b'"');
                        put_point(out, plain(cell, names, buffer).0);
                        out.push(b'"');
                    } else {
                        put_value(out, *shape, cell, names, buffer, self.losses);
                    }
                }
            }
        });
    }

    /// Writes the id of a vertex.
    #[inline]
    fn put_id(&self, out: &mut Vec<u8>, key: Key<'_>, scratch: &mut Vec<u8>) {
        match key {
            Key::Node(_, id) if id.clean => put(out, &[b"\"", id.text, b"\""]),
            key => {
                scratch.clear();
                self.elements.put_id(scratch, key);
                put_quoted(out, scratch);
            }
        }
    }

    /// Writes a vertex.
    fn vertex(&self, out: &mut Vec<u8>, vertex: &Vertex<'_>, table: Option<&Table>, scratch: &mut Scratch) {
        let start = out.len();
        let mut row = std::mem::take(&mut scratch.row);
        self.put_id(out, vertex.key, &mut scratch.text);
        out.push(b',');
        // No IRI contains a quote.
        out.push(b'"');
        self.elements.put_iri(out, vertex.key);
        out.push(b'"');
        row.extend(vertex.values());
        self.fields(out, &mut row, table, &mut scratch.text);
        out.extend_from_slice(b",\"");
        for (at, label) in self.elements.labels(vertex).enumerate() {
            if at > 0 {
                out.push(self.separator);
            }
            CSV.put(out, label.as_bytes());
        }
        out.extend_from_slice(b"\"\n");
        scratch.keep(row);
        self.note_line(out, start);
    }

    /// Writes a relationship.
    fn edge(&self, out: &mut Vec<u8>, edge: &Edge<'_>, table: Option<&Table>, scratch: &mut Scratch) {
        let start = out.len();
        let mut row = std::mem::take(&mut scratch.row);
        self.put_id(out, edge.source, &mut scratch.text);
        out.push(b',');
        self.put_id(out, edge.target, &mut scratch.text);
        out.extend_from_slice(self.kinds.get(edge.kind.index()).map_or(&[][..], |kind| kind));
        // No IRI contains a quote.
        out.push(b'"');
        self.elements.put_edge_iri(out, edge.key);
        out.push(b'"');
        if self.elements.has_edge_ids() {
            out.push(b',');
            scratch.text.clear();
            if self.elements.put_edge_id(&mut scratch.text, edge.key) {
                put_quoted(out, &scratch.text);
            }
        }
        row.extend(edge.values());
        self.fields(out, &mut row, table, &mut scratch.text);
        out.push(b'\n');
        scratch.keep(row);
        self.note_line(out, start);
    }
}

/// One table of all columns; that of vertices has no edges, and that of edges no vertices.
impl ElementWriter for Lines<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        self.put_head(out, None);
    }

    fn vertices(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        if self.part == Part::Vertices {
            let mut scratch = Scratch::default();
            self.elements
                .vertices(blocks.iter().copied(), |vertex| self.vertex(out, vertex, None, &mut scratch));
        }
    }

    fn edges(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        if self.part == Part::Edges {
            let mut scratch = Scratch::default();
            self.elements.edges(blocks.iter().copied(), |edge| self.edge(out, edge, None, &mut scratch));
        }
    }
}

impl Filled for Lines<'_> {
    fn each(&self, visit: &mut dyn FnMut(Place, &[usize])) {
        let mut filled = Vec::new();
        let mut see = |place: Place, columns: &mut dyn Iterator<Item = usize>| {
            filled.clear();
            filled.extend(columns);
            visit(place, &filled);
        };
        match self.part {
            Part::Vertices => self.elements.placed_vertices(|place, vertex| {
                see(place, &mut vertex.values().map(|(column, _)| column));
            }),
            Part::Edges => {
                let mut last: Option<Place> = None;
                self.elements.placed_edges(|place, edge| {
                    // The edges of one row are written together; only its first has properties.
                    if last != Some(place) {
                        see(place, &mut edge.values().map(|(column, _)| column));
                    }
                    last = Some(place);
                });
            }
        }
    }
}
