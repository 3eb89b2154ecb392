//! What is in the cells of a row next to values.

use crate::graph::rows::{Cell, Cells, NameKey};

/// The second and further types of a row.
pub(in crate::export) fn types_of<'c>(cells: Cells<'c>) -> impl Iterator<Item = NameKey> + 'c {
    cells.filter_map(|(name, cell)| match cell {
        Cell::Typed { datatype, .. } if name == NameKey::ALSO_TYPE => Some(datatype),
        _ => None,
    })
}

/// The id that an edge has of its own.
pub(in crate::export) fn own_id(mut cells: Cells<'_>) -> Option<&[u8]> {
    match cells.find(|(name, _)| *name == NameKey::EDGE_ID)?.1 {
        Cell::Clean(text) | Cell::Text(text) => Some(text),
        _ => None,
    }
}
