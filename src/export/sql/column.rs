//! Names and values of columns.

use std::borrow::Cow;

use super::quote::{name, text};
use crate::export::property_graph::{Column, EdgeTable, Kind, Scalar};

/// The column of an edge that holds the key of its beginning.
pub(super) const FROM: &str = "fromIri";

/// The column of an edge that holds the key of its end.
pub(super) const TO: &str = "toIri";

/// The name of a table of edges: the type and what it joins, because a foreign key points at one table.
pub(super) fn edge_table(table: &EdgeTable<'_>) -> String {
    format!("{}__{}__{}", table.kind, table.from, table.to)
}

pub(super) fn names(columns: &[Column]) -> String {
    columns.iter().map(|column| name(&column.name)).collect::<Vec<_>>().join(", ")
}

/// A value as a literal.
pub(super) fn literal(value: Option<Cow<'_, Scalar>>) -> String {
    match value.as_deref() {
        None => "NULL".to_owned(),
        Some(Scalar::Text(value)) => text(value),
        Some(Scalar::Float(number)) => format!("{number:?}"),
        Some(value @ Scalar::Date(..)) => format!("DATE '{}'", value.to_text()),
        Some(value @ (Scalar::Integer(_) | Scalar::Boolean(_))) => value.to_text(),
        Some(Scalar::TextList(texts)) => text(&serde_json::Value::from(texts.as_slice()).to_string()),
    }
}

/// A list is JSON: DuckDB cannot change an array in a row that other rows point at.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "TEXT",
        Kind::Integer => "BIGINT",
        Kind::Float => "DOUBLE PRECISION",
        Kind::Boolean => "BOOLEAN",
        Kind::Date => "DATE",
        Kind::TextList => "JSON",
    }
}
