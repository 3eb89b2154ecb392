//! The tables of the ICIJ's Offshore Leaks: the name of a file says what its nodes are (`nodes-officers.csv`).

use super::table::{Column, Role, Table};

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
    if table.has_edges() || !has("node_id") || !has("sourceID") || !has("valid_until") {
        return Icij::No;
    }
    let is_typed = table.columns.iter().any(|column| column.role == Role::Type);
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_ascii_lowercase();
    let known = TYPES.iter().find(|(part, _)| name.contains(part));
    match known {
        Some((_, node_type)) => Icij::Of(node_type),
        None if is_typed => Icij::No,
        None => Icij::Untyped,
    }
}

impl Table {
    /// Gives all nodes of a table of the ICIJ their type; a column `type` is the legal form of a company.
    pub(super) fn set_icij(&mut self, node_type: &'static str) {
        self.node_type = Some(node_type);
        for (column, name) in self.columns.iter_mut().zip(&self.written) {
            if column.role == Role::Type {
                *column = Column::new(name, Role::Property);
            }
        }
    }
}
