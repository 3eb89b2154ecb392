//! What GraphAr knows of a graph before it opens a chunk: small files in YAML, and the places that they name.

use std::fmt::Write;

use crate::export::property_graph::{Column, EdgeTable, KEY, Kind, VertexTable};
use crate::text::file_name;

/// The version of the format.
const VERSION: &str = "version: gar/v1\n";

/// The folder of edges that are sorted by the vertices where they begin.
pub(super) const BY_SOURCE: &str = "ordered_by_source/";

/// The name of the file about the vertices of a label.
pub(super) fn vertex_file(table: &VertexTable<'_>) -> String {
    format!("{}.vertex.yml", file_name(&table.label))
}

/// The folder of the vertices of a label.
pub(super) fn vertex_place(table: &VertexTable<'_>) -> String {
    format!("vertex/{}/", file_name(&table.label))
}

/// The name of the file about the edges of a table. No label has a `_`, so that no two have the same.
pub(super) fn edge_file(table: &EdgeTable<'_>) -> String {
    format!("{}_{}_{}.edge.yml", table.from, table.kind, table.to)
}

/// The folder of the edges of a table.
pub(super) fn edge_place(table: &EdgeTable<'_>) -> String {
    format!("edge/{}_{}_{}/", table.from, table.kind, table.to)
}

/// The information about the graph. It has no `prefix`: readers then take the folder in which they find it.
pub(super) fn graph(name: &str, vertices: &[VertexTable<'_>], edges: &[EdgeTable<'_>]) -> String {
    let vertices = vertices.iter().map(vertex_file).collect();
    let edges = edges.iter().map(edge_file).collect();
    format!("name: \"{name}\"\n{}{}{VERSION}", list("vertices", vertices), list("edges", edges))
}

/// The information about the vertices of a label.
pub(super) fn vertex(table: &VertexTable<'_>) -> String {
    let labels = list("labels", table.labels.iter().map(|label| format!("\"{label}\"")).collect());
    format!(
        "type: \"{}\"\nchunk_size: {VERTICES}\nprefix: {}\n{labels}{}{VERSION}",
        table.label,
        vertex_place(table),
        properties(&table.columns, KEY),
    )
}

/// The information about the edges of a table, of which a chunk holds `size`.
pub(super) fn edge(table: &EdgeTable<'_>, size: usize) -> String {
    format!(
        "src_type: \"{}\"\nedge_type: \"{}\"\ndst_type: \"{}\"\nchunk_size: {size}\nsrc_chunk_size: {VERTICES}\n\
         dst_chunk_size: {VERTICES}\ndirected: true\nprefix: {}\nadj_lists:\n  - ordered: true\n    aligned_by: src\n    \
         prefix: {BY_SOURCE}\n    file_type: parquet\n{}{VERSION}",
        table.from,
        table.kind,
        table.to,
        edge_place(table),
        properties(&table.columns, ""),
    )
}

/// A list of texts; nothing where it is empty.
fn list(name: &str, items: Vec<String>) -> String {
    if items.is_empty() {
        return String::new();
    }
    let items: String = items.iter().map(|item| format!("  - {item}\n")).collect();
    format!("{name}:\n{items}")
}

/// All columns as one group of properties, whose key is `primary`.
fn properties(columns: &[Column], primary: &str) -> String {
    let mut text =
        String::from("property_groups:\n  - prefix: properties/\n    file_type: parquet\n    properties:\n");
    for column in columns {
        let (is_primary, is_nullable) = (*column.name == *primary, !is_required(column));
        // Writing to a text does not fail.
        let _ = write!(
            text,
            "      - name: \"{}\"\n        data_type: {}\n        is_primary: {is_primary}\n        \
             is_nullable: {is_nullable}\n",
            column.name,
            data_type(column.kind),
        );
    }
    text
}

/// The name of a kind.
fn data_type(kind: Kind) -> &'static str {
    match plain(kind) {
        Kind::Integer => "int64",
        Kind::Float => "double",
        Kind::Boolean => "bool",
        Kind::Text | Kind::Date | Kind::TextList => "string",
    }
}

/// How many vertices stand in a chunk. Edges are parted by the chunks of the vertices where they begin.
pub(super) const VERTICES: usize = 4_096;

/// The kind of a column as GraphAr has it. Days and lists are text: of its readers, only the one in C++ knows them.
pub(super) fn plain(kind: Kind) -> Kind {
    match kind {
        Kind::Date | Kind::TextList => Kind::Text,
        other => other,
    }
}

/// Whether every row has a value in a column.
pub(super) fn is_required(column: &Column) -> bool {
    [KEY, "id"].contains(&&*column.name)
}
