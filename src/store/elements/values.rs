//! Values of cells as a database keeps them.

use super::keeps::Keeps;
use super::times;
use super::value::Value;
use crate::export::Losses;
use crate::export::elements::{Column, Datatypes, Elements, Kinds, Shape};
use crate::export::plain;
use crate::graph::rows::{Cell, Names};

/// Makes values, and counts what is lost by that.
pub(super) struct Values<'e> {
    names: &'e Names,
    datatypes: Datatypes,
    vertices: Vec<Shape>,
    edges: Vec<Shape>,
    times: Kinds,
    whole_is_integer: bool,
    losses: &'e Losses,
}

impl<'e> Values<'e> {
    pub(super) fn new(elements: &'e Elements<'_>, keeps: &Keeps, losses: &'e Losses) -> Values<'e> {
        let shapes = |columns: &[Column]| columns.iter().map(Column::shape).collect();
        Values {
            names: elements.graph().names(),
            datatypes: Datatypes::new(elements.graph().names()),
            vertices: shapes(&elements.schema.vertex_columns),
            edges: shapes(&elements.schema.edge_columns),
            times: keeps.times,
            whole_is_integer: keeps.whole_is_integer,
            losses,
        }
    }

    /// The value of a property of a vertex.
    pub(super) fn of_vertex(&self, column: usize, cell: &Cell<'_>) -> Value {
        self.value(cell, self.vertices.get(column).copied().unwrap_or(Shape::Text))
    }

    /// The value of a property of an edge.
    pub(super) fn of_edge(&self, column: usize, cell: &Cell<'_>) -> Value {
        self.value(cell, self.edges.get(column).copied().unwrap_or(Shape::Text))
    }

    /// A column of several kinds has each as what it is, and a list items of one kind.
    fn value(&self, cell: &Cell<'_>, column: Shape) -> Value {
        match *cell {
            Cell::Clean(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
            Cell::List(items) => {
                let shape = Shape::of(self.datatypes.kinds(cell));
                Value::List(items.map(|item| self.scalar(&item, shape)).collect())
            }
            _ if column == Shape::Text => self.scalar(cell, Shape::of(self.datatypes.kinds(cell))),
            _ => self.scalar(cell, column),
        }
    }

    /// Whether the database reads a number as it is.
    fn fits(&self, number: f64) -> bool {
        let fits = !self.whole_is_integer || number.fract() != 0.0 || number.abs() < i64::MAX as f64;
        if !fits {
            Losses::count(&self.losses.kinds);
        }
        fits
    }

    fn scalar(&self, cell: &Cell<'_>, shape: Shape) -> Value {
        let shape = match shape {
            Shape::Date | Shape::Moment | Shape::Local | Shape::Duration
                if !self.datatypes.kinds(cell).within(self.times) =>
            {
                Shape::Text
            }
            shape => shape,
        };
        self.losses.count_in(shape, cell);
        let mut buffer = Vec::new();
        let text = plain(cell, self.names, &mut buffer).0;
        let text = String::from_utf8_lossy(text);
        let value = match shape {
            Shape::Long => text.parse().ok().map(Value::Integer),
            Shape::Double => text.parse().ok().filter(|number| self.fits(*number)).map(Value::Float),
            Shape::Boolean => Some(Value::Boolean(text == "true")),
            Shape::Date => times::day(&text),
            Shape::Moment | Shape::Local => times::moment(&text),
            Shape::Duration => times::duration(&text),
            Shape::Text | Shape::Point => None,
        };
        value.unwrap_or_else(|| Value::Text(text.into_owned()))
    }
}
