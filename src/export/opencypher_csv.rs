//! CSV for the bulk loader of Amazon Neptune, in its openCypher form.

use std::io::{self, Write};

use super::csv::{Cell, write_header, write_row};
use super::output::write_file;
use super::property_graph::{Column, EdgeTable, Kind, PropertyGraph, VertexTable};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;
use crate::text::file_name;

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

    fn takes_rows(&self) -> bool {
        false
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
        match graph {
            Graph::Dossier(checked) => self.dossier(checked, options, out).map(|()| Losses::default()),
            Graph::Rows(_) => Err(ExportError::of_rows(self.name())),
        }
    }
}

impl OpencypherCsv {
    /// Writes a dossier.
    fn dossier(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let graph = PropertyGraph::new(checked.graph(), options)?;
        for table in graph.vertex_tables() {
            let name = format!("nodes/{}.csv", file_name(&table.label));
            write_file(out, &name, |out| write_vertices(&table, out))?;
        }
        let tables = graph.edge_tables();
        for of_kind in tables.chunk_by(|one, other| one.kind == other.kind) {
            let Some(first) = of_kind.first() else { continue };
            let name = format!("relationships/{}.csv", file_name(&first.kind));
            write_file(out, &name, |out| write_edges(&graph, first, of_kind, out))?;
        }
        Ok(())
    }
}

fn write_vertices(table: &VertexTable<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_header(&header(&[":ID", ":LABEL"], &table.columns), out)?;
    let labels: Vec<&str> = table.labels.iter().map(|label| &**label).collect();
    let labels = labels.join(";");
    for vertex in &table.rows {
        let system = [Cell::text(vertex.iri.as_str()), Cell::text(&labels)];
        let cells =
            table.columns.iter().map(|column| Cell::value(column.typed(&vertex.properties).as_deref(), json));
        write_row(system.into_iter().chain(cells), out)?;
    }
    Ok(())
}

fn write_edges(
    graph: &PropertyGraph,
    first: &EdgeTable<'_>,
    tables: &[EdgeTable<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    write_header(&header(&[":ID", ":START_ID", ":END_ID", ":TYPE"], &first.columns), out)?;
    for edge in tables.iter().flat_map(|table| &table.rows) {
        let [from, to] = [edge.from, edge.to].map(|end| Cell::text(graph.vertex(end).iri.as_str()));
        let system = [Cell::text(edge.iri.as_str()), from, to, Cell::text(&*edge.kind)];
        let cells =
            first.columns.iter().map(|column| Cell::value(column.typed(&edge.properties).as_deref(), json));
        write_row(system.into_iter().chain(cells), out)?;
    }
    Ok(())
}

/// A list as a JSON array, for formats that have no lists.
pub(super) fn json(texts: &[String]) -> String {
    serde_json::Value::from(texts).to_string()
}

fn header(system: &[&str], columns: &[Column]) -> Vec<String> {
    let properties = columns.iter().map(|column| format!("{}:{}", column.name, kind(column.kind)));
    system.iter().map(|name| (*name).to_owned()).chain(properties).collect()
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::TextList => "String",
        Kind::Integer => "Long",
        Kind::Float => "Double",
        Kind::Boolean => "Boolean",
        Kind::Date => "DateTime",
    }
}
