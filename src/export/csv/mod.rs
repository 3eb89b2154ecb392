//! Comma-separated values (RFC 4180) in which a missing value and an empty text differ: the one is nothing between
//! commas, the other two quotes.

mod tables;

use std::collections::BTreeMap;

use super::bytes::put;
use super::elements::{Column, Elements, Kinds, Shape};
use super::escapes::{Controls, Escapes};
use super::json::plain;
use super::output::write_file;
use super::{ExportError, Losses, Output};
use crate::graph::rows::{Cell, Items, Names};
pub(super) use tables::{Field, List, Tables};

/// A text between quotes.
pub(super) static CSV: Escapes = Escapes::new(b"\"", &[b"\"\""], Controls::Kept);

/// Writes a field in quotes, so that nobody trims it or takes it for something else.
pub(super) fn put_quoted(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    CSV.put(out, text);
    out.push(b'"');
}

/// Writes a field of a header, in quotes where it needs them.
pub(super) fn put_field(out: &mut Vec<u8>, field: &[u8]) {
    if field.iter().any(|byte| b",\"\r\n".contains(byte)) {
        put_quoted(out, field);
    } else {
        out.extend_from_slice(field);
    }
}

/// The cells of a row, each with its column.
pub(super) type Row<'c> = Vec<(usize, Cell<'c>)>;

/// Memory that is used again from row to row.
#[derive(Default)]
pub(super) struct Scratch {
    pub(super) row: Row<'static>,
    pub(super) text: Vec<u8>,
}

impl Scratch {
    /// Keeps the memory of a row; its cells are of one row only.
    pub(super) fn keep(&mut self, mut row: Row<'_>) {
        row.clear();
        self.row = row.into_iter().map(|(column, _)| (column, Cell::Boolean(false))).collect();
    }
}

/// Writes the fields of a row, each after a comma, in the order of their columns: those of a table, or all.
pub(super) fn put_fields(
    out: &mut Vec<u8>,
    row: &mut Row<'_>,
    columns: Option<&[usize]>,
    width: usize,
    mut put: impl FnMut(&mut Vec<u8>, usize, &Cell<'_>),
) {
    row.sort_unstable_by_key(|(column, _)| *column);
    let mut written = 0;
    for (column, cell) in row {
        let place = match columns {
            None => Some(*column),
            Some(columns) => columns.binary_search(column).ok(),
        };
        let Some(place) = place else { continue };
        put_commas(out, (place + 1).saturating_sub(written));
        written = place + 1;
        put(out, *column, cell);
    }
    put_commas(out, columns.map_or(width, <[usize]>::len).saturating_sub(written));
}

#[inline]
fn put_commas(out: &mut Vec<u8>, count: usize) {
    if count == 1 {
        out.push(b',');
    } else {
        out.resize(out.len() + count, b',');
    }
}

/// Writes a value that is not a list: a text in quotes, any other without.
pub(super) fn put_value(
    out: &mut Vec<u8>,
    shape: Shape,
    cell: &Cell<'_>,
    names: &Names,
    buffer: &mut Vec<u8>,
    losses: &Losses,
) {
    losses.count_in(shape, cell);
    let (text, is_clean) = plain(cell, names, buffer);
    match (shape, is_clean) {
        (Shape::Text, false) => put_quoted(out, text),
        (Shape::Text, true) => put(out, &[b"\"", text, b"\""]),
        _ => out.extend_from_slice(text),
    }
}

/// Writes a list in quotes, its items separated.
pub(super) fn put_joined<'c>(
    out: &mut Vec<u8>,
    items: Items<'c>,
    mut put_item: impl FnMut(&mut Vec<u8>, Cell<'c>),
    separator: &[u8],
) {
    out.push(b'"');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.extend_from_slice(separator);
        }
        put_item(out, item);
    }
    out.push(b'"');
}

/// Whether a value would be a list of nothing in a column of lists: an empty list, an empty text, or a list of only that.
pub(super) fn is_nothing(cell: &Cell<'_>) -> bool {
    let is_empty = |cell: &Cell<'_>| match cell {
        Cell::Clean(text) | Cell::Text(text) | Cell::Words { text, .. } | Cell::Typed { text, .. } => {
            text.is_empty()
        }
        _ => false,
    };
    match *cell {
        Cell::List(mut items) => match items.next() {
            None => true,
            Some(first) => is_empty(&first) && items.next().is_none(),
        },
        ref cell => is_empty(cell),
    }
}

/// Writes `names.csv`, if there are names that were shortened or changed: a line for each, and what it stands for.
///
/// # Errors
/// Those of the output.
pub(super) fn write_names(full: &BTreeMap<String, String>, out: &mut dyn Output) -> Result<(), ExportError> {
    if full.is_empty() {
        return Ok(());
    }
    let mut lines = b"name,full\n".to_vec();
    for (name, full) in full {
        put_quoted(&mut lines, name.as_bytes());
        lines.push(b',');
        put_quoted(&mut lines, full.as_bytes());
        lines.push(b'\n');
    }
    Ok(write_file(out, "names.csv", |out| out.write_all(&lines))?)
}

/// Separators of lists, in the order of preference: the control characters that ASCII has for it.
const SEPARATORS: [u8; 4] = [0x1F, 0x1E, 0x1D, 0x1C];

/// A character that occurs in no value of a column of lists, and in no label or type.
pub(super) fn separator(elements: &Elements<'_>) -> Result<u8, ExportError> {
    let mut controls = elements.schema.names().fold(0, |bits, name| bits | controls_of(name.as_bytes()));
    let lists = |columns: &[Column]| columns.iter().map(|column| column.kinds.has(Kinds::LIST)).collect();
    let (of_vertices, of_edges): (Vec<bool>, Vec<bool>) =
        (lists(&elements.schema.vertex_columns), lists(&elements.schema.edge_columns));
    let see = |bits: &mut u32, lists: &[bool], (column, cell): (usize, Cell<'_>)| {
        if lists.get(column).copied().unwrap_or(false) {
            *bits |= controls_of_cell(&cell);
        }
    };
    if of_vertices.contains(&true) || of_edges.contains(&true) {
        let parts = elements.each_block(
            || 0,
            |bits, block| {
                elements.vertices([block], |vertex| {
                    vertex.values().for_each(|value| see(bits, &of_vertices, value))
                });
                elements.edges([block], |edge| edge.values().for_each(|value| see(bits, &of_edges, value)));
            },
        );
        controls = parts.into_iter().fold(controls, |all, bits| all | bits);
    }
    SEPARATORS.into_iter().find(|byte| controls >> byte & 1 == 0).ok_or_else(|| {
        ExportError::Unrepresentable(
            "the lists contain all four ASCII separators (U+001C to U+001F), so none is left to separate their items; export another format"
                .to_owned(),
        )
    })
}

/// The control characters of a text, as bits.
fn controls_of(text: &[u8]) -> u32 {
    text.iter().filter(|byte| **byte < 0x20).fold(0, |bits, byte| bits | 1 << byte)
}

fn controls_of_cell(cell: &Cell<'_>) -> u32 {
    match *cell {
        Cell::Text(text) | Cell::Words { text, .. } | Cell::Typed { text, .. } | Cell::Json(text) => {
            controls_of(text)
        }
        Cell::List(items) => items.fold(0, |bits, item| bits | controls_of_cell(&item)),
        _ => 0,
    }
}
