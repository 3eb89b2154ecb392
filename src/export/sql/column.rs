//! Names and values of columns.

use crate::export::Losses;
use crate::export::elements::{Shape, Table};
use crate::export::json::{plain, put_json};
use crate::graph::rows::{Cell, Items, Names, put_item};

use super::quote::put_text;

/// The column of an edge that holds the key of its beginning.
pub(super) const FROM: &str = "fromIri";

/// The column of an edge that holds the key of its end.
pub(super) const TO: &str = "toIri";

/// What is in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// The key.
    Key,
    /// The id.
    Id,
    /// All labels of a vertex.
    Labels,
    /// The property of this place among those of all vertices or edges.
    Property(usize),
    /// Nothing: it takes back what an older version said.
    Nothing,
}

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) content: Content,
    pub(super) shape: Shape,
    /// Whether it has lists, which are JSON: DuckDB cannot change an array in a row that other rows point at.
    pub(super) is_list: bool,
}

impl Column {
    /// A column of texts.
    pub(super) fn text(name: &str, content: Content) -> Column {
        Column { name: name.to_owned(), content, shape: Shape::Text, is_list: false }
    }

    /// A column of lists.
    pub(super) fn list(name: &str, content: Content) -> Column {
        Column { is_list: true, ..Column::text(name, content) }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self.shape {
            _ if self.is_list => "JSON",
            Shape::Text | Shape::Duration | Shape::Point => "TEXT",
            Shape::Long => "BIGINT",
            Shape::Double => "DOUBLE PRECISION",
            Shape::Boolean => "BOOLEAN",
            Shape::Date => "DATE",
            Shape::Moment => "TIMESTAMPTZ",
            Shape::Local => "TIMESTAMP",
        }
    }
}

/// A table with its columns.
pub(super) struct SqlTable<'t> {
    pub(super) table: &'t Table,
    /// The name; that of edges is the type and what it joins, because a foreign key points at one table.
    pub(super) name: String,
    /// The names of the tables that edges join.
    pub(super) ends: Option<(String, String)>,
    /// The columns but the ends.
    pub(super) columns: Vec<Column>,
}

/// Writes values as literals.
pub(super) struct Literals<'l> {
    pub(super) names: &'l Names,
    pub(super) losses: &'l Losses,
}

impl Literals<'_> {
    /// Writes a text, in which U+FFFD stands for U+0000, which PostgreSQL does not have.
    pub(super) fn put_text(&self, out: &mut Vec<u8>, text: &[u8]) {
        if put_text(out, text) {
            Losses::count(&self.losses.characters);
        }
    }

    /// Writes a value of a column.
    pub(super) fn put(&self, out: &mut Vec<u8>, column: &Column, cell: &Cell<'_>, buffer: &mut Vec<u8>) {
        if column.is_list {
            buffer.clear();
            if let Cell::List(_) = cell {
                put_json(buffer, cell, self.names);
            } else {
                let mut items = Vec::new();
                put_item(&mut items, cell);
                put_json(buffer, &Cell::List(Items(&items)), self.names);
            }
            return self.put_text(out, buffer);
        }
        self.losses.count_in(column.shape, cell);
        let before: &[u8] = match column.shape {
            Shape::Date => b"DATE ",
            Shape::Moment => b"TIMESTAMPTZ ",
            Shape::Local => b"TIMESTAMP ",
            _ => b"",
        };
        let text = plain(cell, self.names, buffer).0;
        match column.shape {
            Shape::Long | Shape::Double | Shape::Boolean => out.extend_from_slice(text),
            _ => {
                out.extend_from_slice(before);
                self.put_text(out, text);
            }
        }
    }
}
