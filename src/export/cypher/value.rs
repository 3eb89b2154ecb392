//! Values of cells as literals of openCypher.

use super::literal;
use crate::export::Losses;
use crate::export::bytes::{is_double, put, put_fmt};
use crate::export::elements::{Datatypes, Elements, Shape};
use crate::export::json::plain;
use crate::graph::rows::Cell;

/// Writes values.
pub(super) struct Values<'e> {
    elements: &'e Elements<'e>,
    datatypes: Datatypes,
    vertices: Vec<Shape>,
    edges: Vec<Shape>,
    losses: &'e Losses,
    buffer: Vec<u8>,
}

impl<'e> Values<'e> {
    pub(super) fn new(elements: &'e Elements<'e>, losses: &'e Losses) -> Values<'e> {
        let shapes = |columns: &[crate::export::elements::Column]| {
            columns.iter().map(|column| column.shape()).collect()
        };
        Values {
            elements,
            datatypes: Datatypes::new(elements.graph().names()),
            vertices: shapes(&elements.schema.vertex_columns),
            edges: shapes(&elements.schema.edge_columns),
            losses,
            buffer: Vec::new(),
        }
    }

    /// What a property of vertices is at most.
    #[inline]
    pub(super) fn vertex_shape(&self, column: usize) -> Shape {
        self.vertices.get(column).copied().unwrap_or(Shape::Text)
    }

    /// What a property of edges is at most.
    #[inline]
    pub(super) fn edge_shape(&self, column: usize) -> Shape {
        self.edges.get(column).copied().unwrap_or(Shape::Text)
    }

    /// Writes a value; a column of several kinds has each as what it is, and a list items of one kind.
    #[inline]
    pub(super) fn put(&mut self, out: &mut Vec<u8>, cell: &Cell<'_>, column: Shape) {
        match *cell {
            Cell::Clean(text) if memchr::memchr(b'\'', text).is_none() => put(out, &[b"'", text, b"'"]),
            Cell::List(items) => {
                let shape = Shape::of(self.datatypes.kinds(cell));
                out.push(b'[');
                for (at, item) in items.enumerate() {
                    if at > 0 {
                        out.extend_from_slice(b", ");
                    }
                    self.scalar(out, &item, shape);
                }
                out.push(b']');
            }
            _ if column == Shape::Text => {
                let shape = Shape::of(self.datatypes.kinds(cell));
                self.scalar(out, cell, shape);
            }
            _ => self.scalar(out, cell, column),
        }
    }

    fn scalar(&mut self, out: &mut Vec<u8>, cell: &Cell<'_>, shape: Shape) {
        self.losses.count_in(shape, cell);
        match (shape, *cell) {
            // The number without its sign is beyond 64 bits, and many parsers read the sign last.
            (Shape::Long, Cell::Integer(b"-9223372036854775808")) => {
                out.extend_from_slice(b"(-9223372036854775807 - 1)");
            }
            // JSON has exponents with a plus, openCypher has none.
            (Shape::Double, Cell::Number(number)) if is_double(number) => {
                let number = std::str::from_utf8(number).ok().and_then(|number| number.parse::<f64>().ok());
                put_fmt(out, format_args!("{:?}", number.unwrap_or_default()));
            }
            // A column of such numbers has them all.
            (Shape::Double, Cell::Integer(number)) => put(out, &[number, b".0"]),
            (Shape::Date, Cell::Typed { text, .. }) => put(out, &[b"date('", text, b"')"]),
            (Shape::Moment, Cell::Typed { text, .. }) => put(out, &[b"datetime('", text, b"')"]),
            (Shape::Local, Cell::Typed { text, .. }) => put(out, &[b"localdatetime('", text, b"')"]),
            (Shape::Duration, Cell::Typed { text, .. }) => put(out, &[b"duration('", text, b"')"]),
            _ => {
                let text = plain(cell, self.elements.graph().names(), &mut self.buffer).0;
                if shape == Shape::Text { literal::put_text(out, text) } else { out.extend_from_slice(text) }
            }
        }
    }
}
