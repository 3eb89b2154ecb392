//! Tables and CSV files for LadybugDB, the graph database that carries Kuzu on.

use std::io::{self, Write};
use std::sync::Arc;

use super::csv::{Cell, separator, write_header, write_row};
use super::cypher::literal::{self, name};
use super::output::write_file;
use super::property_graph::{Column, EdgeTable, KEY, Kind, PropertyGraph, VertexTable};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;
use crate::text::file_name;

/// The exporter.
pub(super) static LADYBUG: Ladybug = Ladybug;

/// The column of all labels of a vertex, which can be in one table only.
const LABELS: &str = "labels";

/// A folder: `schema.cypher` makes a table for each label and for each type of edges, `load.cypher` copies the CSV
/// files into them.
pub(super) struct Ladybug;

impl Exporter for Ladybug {
    fn name(&self) -> &'static str {
        "ladybug"
    }

    fn about(&self) -> &'static str {
        "folder of tables and CSV files for LadybugDB"
    }

    fn extension(&self) -> &'static str {
        "ladybug"
    }

    fn is_folder(&self) -> bool {
        true
    }

    fn takes_rows(&self) -> bool {
        false
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
            Graph::Rows(_) => Err(ExportError::of_rows(self.name())),
        }
    }
}

impl Ladybug {
    /// Writes a dossier.
    fn dossier(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let graph = PropertyGraph::new(checked.graph(), options)?;
        let separator = separator(&graph)?;
        let (vertices, edges) = (graph.vertex_tables(), graph.edge_tables());
        refuse_names(&vertices, &edges)?;
        write_file(out, "schema.cypher", |out| write_schema(&vertices, &edges, out))?;
        for table in &vertices {
            write_file(out, &vertex_file(table), |out| write_vertices(table, separator, out))?;
        }
        for table in &edges {
            write_file(out, &edge_file(table), |out| write_edges(&graph, table, separator, out))?;
        }
        Ok(write_file(out, "load.cypher", |out| write_load(&vertices, &edges, separator, out))?)
    }
}

/// Tables of vertices and of edges share their names, and `labels` is ours.
fn refuse_names(vertices: &[VertexTable<'_>], edges: &[EdgeTable<'_>]) -> Result<(), ExportError> {
    if vertices.iter().flat_map(|table| &table.columns).any(|column| column.name.eq_ignore_ascii_case(LABELS))
    {
        return Err(ExportError::Unrepresentable(format!(
            "the attribute `{LABELS}` of the ontology has the name of the column for the labels of a vertex in LadybugDB; rename the attribute"
        )));
    }
    for table in vertices {
        if edges.iter().any(|edge| edge.kind.eq_ignore_ascii_case(&table.label)) {
            return Err(ExportError::Unrepresentable(format!(
                "a type and a relation of the ontology are both named `{}`, ignoring case, but LadybugDB requires \
                 unique names of tables; rename one of them",
                table.label
            )));
        }
    }
    Ok(())
}

fn vertex_file(table: &VertexTable<'_>) -> String {
    format!("nodes/{}.csv", file_name(&table.label))
}

fn edge_file(table: &EdgeTable<'_>) -> String {
    format!("relationships/{}/{}-{}.csv", file_name(&table.kind), table.from, table.to)
}

fn write_schema(
    vertices: &[VertexTable<'_>],
    edges: &[EdgeTable<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    for table in vertices {
        let columns: Vec<String> = with_labels(&table.columns)
            .iter()
            .map(|column| {
                let key = if *column.name == *KEY { " PRIMARY KEY" } else { "" };
                format!("{} {}{key}", name(&column.name), kind(column.kind))
            })
            .collect();
        writeln!(out, "CREATE NODE TABLE {}({});", name(&table.label), columns.join(", "))?;
    }
    for tables in edges.chunk_by(|one, other| one.kind == other.kind) {
        let Some(first) = tables.first() else { continue };
        let pairs = tables.iter().map(|table| format!("FROM {} TO {}", name(&table.from), name(&table.to)));
        let columns =
            first.columns.iter().map(|column| format!("{} {}", name(&column.name), kind(column.kind)));
        let all: Vec<String> = pairs.chain(columns).collect();
        writeln!(out, "CREATE REL TABLE {}({});", name(&first.kind), all.join(", "))?;
    }
    Ok(())
}

/// The columns of a table of vertices, with that of their labels.
fn with_labels(columns: &[Column]) -> Vec<Column> {
    let labels = Column { name: Arc::from(LABELS), kind: Kind::TextList };
    columns.iter().cloned().chain([labels]).collect()
}

fn write_vertices(table: &VertexTable<'_>, separator: char, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<String> =
        with_labels(&table.columns).iter().map(|column| column.name.to_string()).collect();
    write_header(&names, out)?;
    let separator = separator.to_string();
    let labels: Vec<&str> = table.labels.iter().map(|label| &**label).collect();
    let labels = labels.join(&separator);
    for vertex in &table.rows {
        let cells = table.columns.iter().map(|column| {
            Cell::value(column.typed(&vertex.properties).as_deref(), |texts| texts.join(&separator))
        });
        write_row(cells.chain([Cell::text(&labels)]), out)?;
    }
    Ok(())
}

fn write_edges(
    graph: &PropertyGraph,
    table: &EdgeTable<'_>,
    separator: char,
    out: &mut dyn Write,
) -> io::Result<()> {
    let ends = ["from", "to"].map(str::to_owned);
    let names: Vec<String> =
        ends.into_iter().chain(table.columns.iter().map(|column| column.name.to_string())).collect();
    write_header(&names, out)?;
    let separator = separator.to_string();
    for edge in &table.rows {
        let ends = [edge.from, edge.to].map(|end| Cell::text(graph.vertex(end).iri.as_str()));
        let cells = table.columns.iter().map(|column| {
            Cell::value(column.typed(&edge.properties).as_deref(), |texts| texts.join(&separator))
        });
        write_row(ends.into_iter().chain(cells), out)?;
    }
    Ok(())
}

fn write_load(
    vertices: &[VertexTable<'_>],
    edges: &[EdgeTable<'_>],
    separator: char,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        "// Run this in this folder, on an empty database, after schema.cypher. A second run would duplicate the edges."
    )?;
    for table in vertices {
        let query = load(&vertex_file(table), &[], &with_labels(&table.columns), separator);
        writeln!(out, "COPY {} FROM ({query});", name(&table.label))?;
    }
    for table in edges {
        let query = load(&edge_file(table), &["from", "to"], &table.columns, separator);
        let (from, to) = (literal::text(&table.from), literal::text(&table.to));
        writeln!(out, "COPY {} FROM ({query}) (from={from}, to={to});", name(&table.kind))?;
    }
    Ok(())
}

/// A query that reads a file. Lists are read as texts and split: in files, the database would take commas, brackets and
/// quotes within the members of a list for its own.
fn load(file: &str, ends: &[&str], columns: &[Column], separator: char) -> String {
    let ends = || ends.iter().map(|end| name(end).into_owned());
    let read = columns.iter().map(|column| match column.kind {
        Kind::TextList => format!("{} STRING", name(&column.name)),
        other => format!("{} {}", name(&column.name), kind(other)),
    });
    let read: Vec<String> = ends().map(|end| format!("{end} STRING")).chain(read).collect();
    let separator = literal::text(&separator.to_string());
    let given = columns.iter().map(|column| match column.kind {
        Kind::TextList => format!("string_split({}, {separator})", name(&column.name)),
        _ => name(&column.name).into_owned(),
    });
    let given: Vec<String> = ends().chain(given).collect();
    format!(
        "LOAD WITH HEADERS ({}) FROM {} (HEADER=true, PARALLEL=false, ESCAPE='\"') RETURN {}",
        read.join(", "),
        literal::text(file),
        given.join(", ")
    )
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "STRING",
        Kind::Integer => "INT64",
        Kind::Float => "DOUBLE",
        Kind::Boolean => "BOOL",
        Kind::Date => "DATE",
        Kind::TextList => "STRING[]",
    }
}
