//! Files for `neo4j-admin database import`: the fastest way into an empty database of Neo4j.

pub(super) mod script;

use std::io::{self, Write};

use super::csv::{Cell, separator, write_header, write_row};
use super::cypher::constraints::write_constraints;
use super::output::write_file;
use super::property_graph::{Column, EdgeTable, KEY, Kind, PropertyGraph, VertexTable};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;
use crate::text::file_name;
use script::script;

/// The exporter.
pub(super) static NEO4J: Neo4j = Neo4j;

/// The space of the keys: one for all vertices, because an edge of one type may begin at claims and at entities.
const SPACE: &str = "Entity";

/// A folder of CSV files with the typed headers of Neo4j's Operations Manual ("Import", "CSV file header format"), a
/// script with the command that imports them, and the constraints that no import creates.
pub(super) struct Neo4j;

impl Exporter for Neo4j {
    fn name(&self) -> &'static str {
        "neo4j"
    }

    fn about(&self) -> &'static str {
        "folder of CSV files for neo4j-admin database import"
    }

    fn extension(&self) -> &'static str {
        "neo4j"
    }

    fn is_folder(&self) -> bool {
        true
    }

    fn holds(&self, _: Feature, _: &ExportOptions) -> Capability {
        Capability::Full
    }

    fn export(
        &self,
        graph: Graph<'_>,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<Losses, ExportError> {
        match graph {
            Graph::Dossier(checked) => self.dossier(checked, options, out).map(|()| Losses::default()),
            Graph::Rows(rows) => crate::export::rows::neo4j::export(rows, options, out),
        }
    }
}

impl Neo4j {
    /// Writes a dossier.
    fn dossier(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let graph = PropertyGraph::new(checked.graph(), options)?;
        let separator = separator(&graph)?;
        write_file(out, "constraints.cypher", |out| {
            writeln!(out, "// Run it after the import: cypher-shell --file constraints.cypher")?;
            write_constraints(out)
        })?;
        let (mut nodes, mut relationships) = (Vec::new(), Vec::new());
        for table in graph.vertex_tables() {
            let name = format!("nodes/{}.csv", file_name(&table.label));
            write_file(out, &name, |out| write_vertices(&table, separator, out))?;
            nodes.push(name);
        }
        let tables = graph.edge_tables();
        for of_kind in tables.chunk_by(|one, other| one.kind == other.kind) {
            let Some(first) = of_kind.first() else { continue };
            let name = format!("relationships/{}.csv", file_name(&first.kind));
            write_file(out, &name, |out| write_edges(&graph, first, of_kind, separator, out))?;
            relationships.push(name);
        }
        let nodes = nodes.iter().map(|name| format!("--nodes={name}"));
        let relationships = relationships.iter().map(|name| format!("--relationships={name}"));
        let script = script(nodes.chain(relationships), separator, "");
        Ok(write_file(out, "import.sh", |out| out.write_all(script.as_bytes()))?)
    }
}

fn write_vertices(table: &VertexTable<'_>, separator: char, out: &mut dyn Write) -> io::Result<()> {
    let mut header: Vec<String> = table.columns.iter().map(header).collect();
    header.push(":LABEL".to_owned());
    write_header(&header, out)?;
    let labels: Vec<&str> = table.labels.iter().map(|label| &**label).collect();
    let labels = labels.join(&separator.to_string());
    for vertex in &table.rows {
        let cells = table.columns.iter().map(|column| {
            Cell::value(column.typed(&vertex.properties).as_deref(), |texts| join(texts, separator))
        });
        write_row(cells.chain([Cell::text(&labels)]), out)?;
    }
    Ok(())
}

fn write_edges(
    graph: &PropertyGraph,
    first: &EdgeTable<'_>,
    tables: &[EdgeTable<'_>],
    separator: char,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut names = vec![format!(":START_ID({SPACE})"), format!(":END_ID({SPACE})"), ":TYPE".to_owned()];
    names.extend(first.columns.iter().map(|column| format!("{}:{}", column.name, kind(column.kind))));
    write_header(&names, out)?;
    for edge in tables.iter().flat_map(|table| &table.rows) {
        let ends = [edge.from, edge.to].map(|end| Cell::text(graph.vertex(end).iri.as_str()));
        let cells = first.columns.iter().map(|column| {
            Cell::value(column.typed(&edge.properties).as_deref(), |texts| join(texts, separator))
        });
        write_row(ends.into_iter().chain([Cell::text(&*edge.kind)]).chain(cells), out)?;
    }
    Ok(())
}

fn join(texts: &[String], separator: char) -> String {
    texts.join(&separator.to_string())
}

/// The head of a column of vertices; the key is kept as a property.
fn header(column: &Column) -> String {
    if *column.name == *KEY {
        return format!("{KEY}:ID({SPACE})");
    }
    format!("{}:{}", column.name, kind(column.kind))
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Integer => "long",
        Kind::Float => "double",
        Kind::Boolean => "boolean",
        Kind::Date => "date",
        Kind::TextList => "string[]",
    }
}
