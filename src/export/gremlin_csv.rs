//! CSV for the bulk loader of Amazon Neptune, in its Gremlin form.

use std::io::{self, Write};

use super::csv::{Cell, write_header, write_row};
use super::opencypher_csv::json;
use super::output::write_file;
use super::property_graph::{Column, EdgeTable, Kind, PropertyGraph, Scalar, VertexTable};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;
use crate::text::file_name;

/// The exporter.
pub(super) static GREMLIN_CSV: GremlinCsv = GremlinCsv;

/// A folder of CSV files (Amazon Neptune User Guide, "Gremlin load data format"). Lists of vertices are sets; an edge
/// has one value for each property, so that its lists as JSON arrays in strings.
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

    fn takes_rows(&self) -> bool {
        false
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
        match graph {
            Graph::Dossier(checked) => self.dossier(checked, options, out).map(|()| Losses::default()),
            Graph::Rows(_) => Err(ExportError::of_rows(self.name())),
        }
    }
}

impl GremlinCsv {
    /// Writes a dossier.
    fn dossier(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let graph = PropertyGraph::new(checked.graph(), options)?;
        refuse_ambiguous(&graph)?;
        for table in graph.vertex_tables() {
            let name = format!("vertices/{}.csv", file_name(&table.label));
            write_file(out, &name, |out| write_vertices(&table, out))?;
        }
        let tables = graph.edge_tables();
        for of_kind in tables.chunk_by(|one, other| one.kind == other.kind) {
            let Some(first) = of_kind.first() else { continue };
            let name = format!("edges/{}.csv", file_name(&first.kind));
            write_file(out, &name, |out| write_edges(&graph, first, of_kind, out))?;
        }
        Ok(())
    }
}

/// The loader reads `\;` as a semicolon and knows no escape for the backslash itself.
fn refuse_ambiguous(graph: &PropertyGraph) -> Result<(), ExportError> {
    for vertex in &graph.vertices {
        for (name, value) in &vertex.properties {
            let Scalar::TextList(texts) = value else { continue };
            let ambiguous = |text: &&String| text.is_empty() || text.ends_with('\\') || text.contains("\\;");
            if let Some(text) = texts.iter().find(ambiguous) {
                return Err(ExportError::Unrepresentable(format!(
                    "`{}`: the item {text:?} of the list `{name}` looks like a separator of Neptune’s lists: it \
                     is empty, or has a backslash before a semicolon or at its end; change it, or export another format",
                    vertex.id
                )));
            }
        }
    }
    Ok(())
}

fn write_vertices(table: &VertexTable<'_>, out: &mut dyn Write) -> io::Result<()> {
    let header = |column: &Column| match column.kind {
        Kind::TextList => format!("{}:String[]", column.name),
        kind => format!("{}:{}(single)", column.name, type_of(kind)),
    };
    let system = ["~id", "~label"].map(str::to_owned);
    write_header(&system.into_iter().chain(table.columns.iter().map(header)).collect::<Vec<_>>(), out)?;
    let labels: Vec<&str> = table.labels.iter().map(|label| &**label).collect();
    let labels = labels.join(";");
    for vertex in &table.rows {
        let system = [Cell::text(vertex.iri.as_str()), Cell::text(&labels)];
        let cells =
            table.columns.iter().map(|column| Cell::value(column.typed(&vertex.properties).as_deref(), list));
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
    let header = |column: &Column| format!("{}:{}", column.name, type_of(column.kind));
    let system = ["~id", "~from", "~to", "~label"].map(str::to_owned);
    write_header(&system.into_iter().chain(first.columns.iter().map(header)).collect::<Vec<_>>(), out)?;
    for edge in tables.iter().flat_map(|table| &table.rows) {
        let [from, to] = [edge.from, edge.to].map(|end| Cell::text(graph.vertex(end).iri.as_str()));
        let system = [Cell::text(edge.iri.as_str()), from, to, Cell::text(&*edge.kind)];
        let cells =
            first.columns.iter().map(|column| Cell::value(column.typed(&edge.properties).as_deref(), json));
        write_row(system.into_iter().chain(cells), out)?;
    }
    Ok(())
}

fn list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| text.replace(';', "\\;")).collect();
    texts.join(";")
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::TextList => "String",
        Kind::Integer => "Long",
        Kind::Float => "Double",
        Kind::Boolean => "Bool",
        Kind::Date => "Date",
    }
}
