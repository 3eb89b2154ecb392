//! The tables of the ICIJ's Offshore Leaks: the name of a file says what its nodes are (`nodes-officers.csv`).

use super::table::{Role, Table};

/// Parts of the names of files, and the types of their nodes as the ICIJ's own database has them.
const TYPES: [(&str, &str); 9] = [
    ("officer", "Officer"),
    ("entity", "Entity"),
    ("entities", "Entity"),
    ("address", "Address"),
    ("intermediary", "Intermediary"),
    ("intermediaries", "Intermediary"),
    ("other", "Other"),
    ("trust", "Trust"),
    ("company", "Company"),
];

/// What is known of a table by its columns and the name of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Icij {
    /// It is none of the ICIJ, or has no nodes, or has their types itself.
    No,
    /// It has nodes of a type.
    Of(&'static str),
    /// It has nodes, and nothing says of which type.
    Untyped,
}

/// Looks at a table in a file.
pub(super) fn icij(table: &Table, file: &str) -> Icij {
    let has = |wanted: &str| table.written.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    let is_typed = table.columns.iter().any(|column| column.role == Role::Type);
    if table.has_edges() || is_typed || !has("node_id") || !has("sourceID") || !has("valid_until") {
        return Icij::No;
    }
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_ascii_lowercase();
    let known = TYPES.iter().find(|(part, _)| name.contains(part));
    known.map_or(Icij::Untyped, |(_, node_type)| Icij::Of(node_type))
}
