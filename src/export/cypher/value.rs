//! Values of rows as cells of a script.

use super::cell::{self, Form};
use crate::export::Losses;
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
            columns.iter().map(|column| Shape::with_points(column.kinds)).collect()
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

    /// What a value is: a column of several kinds has each as what it is, and a list items of one kind.
    #[inline]
    pub(super) fn form(&self, cell: &Cell<'_>, column: Shape) -> Form {
        let shape = match cell {
            Cell::Clean(_) => Shape::Text,
            Cell::List(_) => Shape::with_points(self.datatypes.kinds(cell)),
            _ if column == Shape::Text => Shape::with_points(self.datatypes.kinds(cell)),
            _ => column,
        };
        let is_wide = |cell: &Cell<'_>| matches!(cell, Cell::Integer(number) if Form::is_wide(number));
        let is_wide = shape == Shape::Long
            && match *cell {
                Cell::List(mut items) => items.any(|item| is_wide(&item)),
                _ => is_wide(cell),
            };
        Form { shape, is_wide, is_list: matches!(cell, Cell::List(_)) }
    }

    /// Writes a value, and returns whether it has marks.
    #[inline]
    pub(super) fn put(&mut self, out: &mut Vec<u8>, cell: &Cell<'_>, form: Form) -> bool {
        match *cell {
            Cell::Clean(text) if !text.is_empty() && memchr::memchr(b'\'', text).is_none() => {
                out.extend_from_slice(text);
                false
            }
            Cell::List(items) => {
                cell::begin_list(out);
                let mut has_marks = false;
                for item in items {
                    cell::begin_item(out);
                    has_marks |= self.scalar(out, &item, form);
                }
                has_marks
            }
            _ => self.scalar(out, cell, form),
        }
    }

    fn scalar(&mut self, out: &mut Vec<u8>, cell: &Cell<'_>, form: Form) -> bool {
        self.losses.count_in(form.shape, cell);
        let text = plain(cell, self.elements.graph().names(), &mut self.buffer).0;
        match form.shape {
            Shape::Text if form.is_list => return cell::put_item(out, text),
            Shape::Text => return cell::put_text(out, text),
            Shape::Long if form.is_wide => cell::put_wide(out, text),
            Shape::Point => cell::put_point(out, text),
            _ => out.extend_from_slice(text),
        }
        false
    }
}
