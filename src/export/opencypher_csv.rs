//! CSV for the bulk loader of Amazon Neptune, in its openCypher form.

use super::csv::{Field, List};
use super::elements::{Column, Elements, Shape};
use super::neptune::{self, Folder, shape};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};

/// The exporter.
pub(super) static OPENCYPHER_CSV: OpencypherCsv = OpencypherCsv;

/// A folder of CSV files (Amazon Neptune User Guide, "Load format for openCypher data"). The form has no lists: one is
/// a text, a JSON array.
pub(super) struct OpencypherCsv;

impl Exporter for OpencypherCsv {
    fn name(&self) -> &'static str {
        "opencypher-csv"
    }

    fn about(&self) -> &'static str {
        "folder of CSV files for Amazon Neptune, by openCypher"
    }

    fn extension(&self) -> &'static str {
        "opencypher-csv"
    }

    fn is_folder(&self) -> bool {
        true
    }

    fn holds(&self, feature: Feature, _: &ExportOptions) -> Capability {
        match feature {
            Feature::EdgeProperties => Capability::Partly("lists as JSON arrays in strings"),
            Feature::NodeDetails => {
                Capability::Partly("several names or notes as one JSON array in a string")
            }
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
        let folder = Folder {
            folders: ["nodes/", "relationships/"],
            heads: [":ID,:LABEL,iri:String,id:String", ":ID,:START_ID,:END_ID,:TYPE,iri:String"],
            edge_id: ",id:String",
            vertex: &field,
            edge: &field,
        };
        neptune::write(&elements, &folder, out)
    }
}

fn field(_: usize, name: &str, column: &Column) -> Field {
    let (shape, list) =
        if column.is_list() { (Shape::Text, Some(List::Json)) } else { (shape(column), None) };
    let kind = match shape {
        Shape::Long => "Long",
        Shape::Double => "Double",
        Shape::Boolean => "Boolean",
        Shape::Date | Shape::Moment => "DateTime",
        Shape::Text | Shape::Local | Shape::Duration | Shape::Point => "String",
    };
    Field { head: format!("{name}:{kind}"), shape, list }
}
