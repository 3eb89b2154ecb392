//! What GraphAr knows of a graph before it opens a chunk: small files in YAML.

use std::fmt::Write;

use crate::export::elements::{KEY, Shape};
use crate::export::parquet::file::Field;

/// The version of the format.
const VERSION: &str = "version: gar/v1\n";

/// The folder of edges that are sorted by the vertices where they begin.
pub(super) const BY_SOURCE: &str = "ordered_by_source/";

/// The information about the graph: the files about vertices and edges. It has no `prefix`: readers then take the folder in which
/// they find it.
pub(super) fn graph(name: &str, vertices: Vec<String>, edges: Vec<String>) -> String {
    format!("name: \"{name}\"\n{}{}{VERSION}", list("vertices", vertices), list("edges", edges))
}

/// The vertices of a label.
pub(super) struct Vertices {
    pub(super) label: String,
    pub(super) labels: Vec<String>,
    /// How many vertices a chunk has.
    pub(super) chunk: usize,
    /// Their folder.
    pub(super) place: String,
    pub(super) fields: Vec<Field>,
}

/// The information about the vertices of a label.
pub(super) fn vertex(vertices: &Vertices) -> String {
    let labels = list("labels", vertices.labels.iter().map(|label| format!("\"{label}\"")).collect());
    format!(
        "type: \"{}\"\nchunk_size: {}\nprefix: {}\n{labels}{}{VERSION}",
        vertices.label,
        vertices.chunk,
        vertices.place,
        properties(&vertices.fields, KEY),
    )
}

/// The information about the edges of a type, of which a chunk holds `size`, between vertices of two labels.
pub(super) fn edge(
    kind: &str,
    (from, to): (&Vertices, &Vertices),
    size: usize,
    place: &str,
    fields: &[Field],
) -> String {
    format!(
        "src_type: \"{}\"\nedge_type: \"{kind}\"\ndst_type: \"{}\"\nchunk_size: {size}\nsrc_chunk_size: {}\n\
         dst_chunk_size: {}\ndirected: true\nprefix: {place}\nadj_lists:\n  - ordered: true\n    aligned_by: src\n    \
         prefix: {BY_SOURCE}\n    file_type: parquet\n{}{VERSION}",
        from.label,
        to.label,
        from.chunk,
        to.chunk,
        properties(fields, ""),
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
fn properties(fields: &[Field], primary: &str) -> String {
    let mut text =
        String::from("property_groups:\n  - prefix: properties/\n    file_type: parquet\n    properties:\n");
    for field in fields {
        let (is_primary, is_nullable) = (field.name == primary, !field.is_required);
        // Writing to a text does not fail.
        let _ = write!(
            text,
            "      - name: \"{}\"\n        data_type: {}\n        is_primary: {is_primary}\n        \
             is_nullable: {is_nullable}\n",
            field.name,
            data_type(field.shape),
        );
    }
    text
}

/// The name of a type.
fn data_type(shape: Shape) -> &'static str {
    match shape {
        Shape::Long => "int64",
        Shape::Double => "double",
        Shape::Boolean => "bool",
        _ => "string",
    }
}
