//! CSV for the bulk loader of Amazon Neptune, in its Gremlin form.

use super::csv::{Field, List};
use super::elements::{Column, Elements, Shape};
use super::json::plain;
use super::neptune::{self, Folder, shape};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::rows::Cell;

/// The exporter.
pub(super) static GREMLIN_CSV: GremlinCsv = GremlinCsv;

/// A folder of CSV files (Amazon Neptune User Guide, "Gremlin load data format"). Lists of vertices are sets; an edge
/// has one value for each property, so that its lists are JSON arrays in strings.
pub(super) struct GremlinCsv;

impl Exporter for GremlinCsv {
    fn name(&self) -> &'static str {
        "gremlin-csv"
    }

    fn about(&self) -> &'static str {
        "folder of CSV files for Amazon Neptune, by Gremlin"
    }

    fn extension(&self) -> &'static str {
        "gremlin-csv"
    }

    fn is_folder(&self) -> bool {
        true
    }

    fn holds(&self, feature: Feature, _: &ExportOptions) -> Capability {
        match feature {
            Feature::EdgeProperties => Capability::Partly("lists as JSON arrays in strings"),
            Feature::NodeDetails => Capability::Partly("lists as sets: their order is lost"),
            _ => Capability::Full,
        }
    }

    fn export(
        &self,
        graph: Graph<'_>,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<Losses, ExportError> {
        let elements = Elements::new(graph, options)?;
        let ambiguous = ambiguous(&elements);
        let mut notices = Vec::new();
        let columns = elements.schema.vertex_columns.iter().zip(&ambiguous);
        for (column, _) in columns.filter(|(_, is_ambiguous)| **is_ambiguous) {
            notices.push(format!(
                "lists of `{}` are JSON arrays in strings: an item is empty, or has a backslash before a semicolon or at its end, \
                 which looks like a separator of Neptune’s lists",
                column.name
            ));
        }
        let folder = Folder {
            folders: ["vertices/", "edges/"],
            heads: ["~id,~label,iri:String(single),id:String(single)", "~id,~from,~to,~label,iri:String"],
            edge_id: ",id:String",
            vertex: &|at, name, column| vertex(ambiguous.get(at) == Some(&true), name, column),
            edge: &edge,
        };
        let mut losses = neptune::write(&elements, &folder, out)?;
        losses.notices.extend(notices);
        Ok(losses)
    }
}

fn vertex(is_ambiguous: bool, name: &str, column: &Column) -> Field {
    let shape = shape(column);
    let (shape, list) = match column.is_list() {
        false => (shape, None),
        true if is_ambiguous => (Shape::Text, Some(List::Json)),
        true => (shape, Some(List::Set)),
    };
    let cardinality = if list == Some(List::Set) { "[]" } else { "(single)" };
    Field { head: format!("{name}:{}{cardinality}", type_of(shape)), shape, list }
}

fn edge(_: usize, name: &str, column: &Column) -> Field {
    let (shape, list) =
        if column.is_list() { (Shape::Text, Some(List::Json)) } else { (shape(column), None) };
    Field { head: format!("{name}:{}", type_of(shape)), shape, list }
}

/// The columns of vertices with an item in a list that the loader would read as something else: it reads `\;` as a semicolon and
/// knows no escape for the backslash itself.
fn ambiguous(elements: &Elements<'_>) -> Vec<bool> {
    let columns = &elements.schema.vertex_columns;
    let names = elements.graph().names();
    let is_ambiguous = |item: Cell<'_>| {
        let mut buffer = Vec::new();
        let text = plain(&item, names, &mut buffer).0;
        text.is_empty() || text.ends_with(b"\\") || text.windows(2).any(|pair| pair == b"\\;")
    };
    let parts = elements.each_block(
        || vec![false; columns.len()],
        |found, block| {
            elements.vertices([block], |vertex| {
                for (column, cell) in vertex.values() {
                    let is_list = columns.get(column).is_some_and(Column::is_list);
                    if let (true, Some(found)) = (is_list, found.get_mut(column))
                        && !*found
                    {
                        *found = match cell {
                            Cell::List(mut items) => items.any(is_ambiguous),
                            cell => is_ambiguous(cell),
                        };
                    }
                }
            });
        },
    );
    let mut all = vec![false; columns.len()];
    for part in parts {
        all.iter_mut().zip(part).for_each(|(all, found)| *all |= found);
    }
    all
}

fn type_of(shape: Shape) -> &'static str {
    match shape {
        Shape::Long => "Long",
        Shape::Double => "Double",
        Shape::Boolean => "Bool",
        Shape::Date | Shape::Moment => "Date",
        Shape::Text | Shape::Local | Shape::Duration | Shape::Point => "String",
    }
}
