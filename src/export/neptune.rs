//! What both forms of CSV for the bulk loader of Amazon Neptune have in common.

use std::collections::BTreeMap;

use super::csv::{Field, Tables, write_names};
use super::elements::{Column, Elements, Ends, Fitting, Kinds, Rule, Shape, TakenNames};
use super::output::Paths;
use super::{ExportError, Losses, Output};

/// How a property is written: the place of its column, its name in a header, and the column.
type Form<'f> = &'f dyn Fn(usize, &str, &Column) -> Field;

/// What a form is of a folder: of vertices, then of edges.
pub(super) struct Folder<'f> {
    pub(super) folders: [&'static str; 2],
    /// The fields before those of the properties.
    pub(super) heads: [&'static str; 2],
    /// The field of the ids that edges may have.
    pub(super) edge_id: &'static str,
    pub(super) vertex: Form<'f>,
    pub(super) edge: Form<'f>,
}

/// A header cannot contain white space and commas; `~` begins the loader's own columns, and a backslash makes a colon part of a
/// name.
const PROPERTIES: Rule = Rule {
    allows: |character| {
        !character.is_whitespace() && !character.is_control() && !",\"~\\".contains(character)
    },
    longest: usize::MAX,
};
/// Semicolons separate labels, unless a backslash is before them.
const LABELS: Rule = Rule { allows: |character| !";\\".contains(character), longest: usize::MAX };

/// Writes a graph.
///
/// # Errors
/// Those of the output, and of too many tables.
pub(super) fn write(
    elements: &Elements<'_>,
    folder: &Folder<'_>,
    out: &mut dyn Output,
) -> Result<Losses, ExportError> {
    let (vertices, edges) = (elements.vertex_tables()?, elements.edge_tables(Ends::Any)?);
    let schema = &elements.schema;
    let mut properties = Fitting::new(schema, PROPERTIES);
    let mut fields = |columns: &[Column], form: Form<'_>| -> Vec<Field> {
        let own = ["iri", "id"].into_iter().collect();
        let names = properties.fit(columns.iter().map(|column| column.name.as_str()), &mut { own });
        // A colon begins the type.
        let fields = names.iter().zip(columns).enumerate();
        fields.map(|(at, (name, column))| form(at, &name.replace(':', "\\:"), column)).collect()
    };
    let vertex_fields = fields(&schema.vertex_columns, folder.vertex);
    let edge_fields = fields(&schema.edge_columns, folder.edge);
    let mut labels = Fitting::new(schema, LABELS);
    let all: Vec<&str> = schema.labels().collect();
    let fitted = labels.fit(all.iter().copied(), &mut TakenNames::default());
    let labels_written: BTreeMap<String, String> = all
        .iter()
        .zip(fitted)
        .filter(|(label, other)| *label != other)
        .map(|(label, other)| ((*label).to_owned(), other))
        .collect();
    let mut losses = Losses::default();
    let tables = Tables {
        elements,
        losses: &losses,
        vertices: vertex_fields,
        edges: edge_fields,
        is_keyed: true,
        separator: b';',
        labels: labels_written,
    };
    let mut paths = Paths::default();
    let [vertex_folder, edge_folder] = folder.folders;
    let [vertex_head, edge_head] = folder.heads;
    for table in &vertices {
        let path = paths.path(vertex_folder, &table.name, ".csv");
        tables.write_vertices(table, (vertex_head, ""), &path, out)?;
    }
    let edge_head = format!("{edge_head}{}", if elements.has_edge_ids() { folder.edge_id } else { "" });
    for table in &edges {
        let path = paths.path(edge_folder, &table.name, ".csv");
        tables.write_edges(table, &edge_head, &path, out)?;
    }
    losses.notices.extend([&properties, &labels].into_iter().filter_map(|fitting| fitting.notice_of_file()));
    properties.full.extend(labels.full);
    write_names(&properties.full, out)?;
    Ok(elements.losses(losses))
}

/// What a column has in Neptune, which keeps seconds of UTC and no time anywhere: a text, if that would lose anything.
pub(super) fn shape(column: &Column) -> Shape {
    match column.shape() {
        Shape::Moment if column.kinds.has(Kinds::OFFSET.with(Kinds::FRACTION)) => Shape::Text,
        Shape::Local | Shape::Duration => Shape::Text,
        shape => shape,
    }
}
