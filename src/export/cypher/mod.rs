//! A Cypher script for Neo4j, Memgraph, ArcadeDB and FalkorDB. Running it twice changes nothing.

pub(super) mod constraints;
pub(crate) mod literal;

use std::io::{self, Write};

use super::output::write_file;
use super::property_graph::{Column, KEY, Properties, PropertyGraph};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;
use constraints::write_constraints;
use literal::{name, scalar, text};

/// How many rows one statement has at most.
const ROWS: usize = 1_000;
/// How many bytes of rows one statement has at most, unless one row is longer: FalkorDB takes about a megabyte.
const BYTES: usize = 256 * 1024;

/// The exporter.
pub(super) static CYPHER: Cypher = Cypher;

/// A script of openCypher statements, each ended by `;`: constraints and indexes, vertices, edges. Vertices and edges
/// are merged by their key, so that a second run or a changed version finds them again. What is gone is taken back with
/// two exceptions: vertices and edges stay, and so do values of a property that no vertex of the label has any more.
pub(super) struct Cypher;

impl Exporter for Cypher {
    fn name(&self) -> &'static str {
        "cypher"
    }

    fn about(&self) -> &'static str {
        "Cypher script for Neo4j, Memgraph and ArcadeDB"
    }

    fn extension(&self) -> &'static str {
        "cypher"
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
            Graph::Rows(rows) => crate::export::rows::cypher::export(rows, options, out),
        }
    }
}

impl Cypher {
    /// Writes a dossier.
    fn dossier(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let graph = PropertyGraph::new(checked.graph(), options)?;
        let title = checked.graph().name();
        Ok(write_file(out, "", |out| {
            write_head(&title, out)?;
            write_constraints(out)?;
            write_vertices(&graph, out)?;
            write_edges(&graph, out)
        })?)
    }
}

fn write_head(title: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "// {}", literal::comment(title))?;
    writeln!(out, "// Run it with: cypher-shell --file NAME.cypher")?;
    writeln!(
        out,
        "// Running it again changes nothing. A later version updates its own data and leaves the rest as it is."
    )
}

fn write_vertices(graph: &PropertyGraph, out: &mut dyn Write) -> io::Result<()> {
    for table in graph.vertex_tables() {
        let labels: String = table.labels.iter().map(|label| format!(":{}", name(label))).collect();
        let merge = format!("MERGE (n{labels} {{{KEY}: row.{KEY}}})");
        let end = ending(&merge, "n", &table.columns);
        let rows = table.rows.iter().map(|vertex| row(&table.columns, &vertex.properties, None));
        write_batches(rows, &end, out)?;
    }
    Ok(())
}

fn write_edges(graph: &PropertyGraph, out: &mut dyn Write) -> io::Result<()> {
    for table in graph.edge_tables_of_keys() {
        let (from, to, kind) = (name(&table.from), name(&table.to), name(&table.kind));
        let merge = format!(
            "MATCH (s:{from} {{{KEY}: row.s}})\nMATCH (t:{to} {{{KEY}: row.t}})\nMERGE (s)-[r:{kind} {{{KEY}: \
             row.{KEY}}}]->(t)"
        );
        let end = ending(&merge, "r", &table.columns);
        let rows = table.rows.iter().map(|edge| {
            let ends = (graph.vertex(edge.from).iri.as_str(), graph.vertex(edge.to).iri.as_str());
            row(&table.columns, &edge.properties, Some(ends))
        });
        write_batches(rows, &end, out)?;
    }
    Ok(())
}

/// The text after the rows: every column is set, so that a value that is no longer there is removed.
fn ending(merge: &str, variable: &str, columns: &[Column]) -> String {
    let set: Vec<String> = columns
        .iter()
        .filter(|column| *column.name != *KEY)
        .map(|column| format!("{variable}.{0} = row.{0}", name(&column.name)))
        .collect();
    format!("] AS row\n{merge}\nSET {};\n", set.join(", "))
}

/// A row as a map. An absent value is left out, and so read as null.
fn row(columns: &[Column], properties: &Properties, ends: Option<(&str, &str)>) -> String {
    let mut entries = Vec::with_capacity(columns.len() + 2);
    if let Some((from, to)) = ends {
        entries.extend([format!("s: {}", text(from)), format!("t: {}", text(to))]);
    }
    for column in columns {
        if let Some(value) = column.typed(properties) {
            entries.push(format!("{}: {}", name(&column.name), scalar(&value)));
        }
    }
    format!("  {{{}}}", entries.join(", "))
}

/// Writes rows in statements of limited size.
fn write_batches(rows: impl Iterator<Item = String>, end: &str, out: &mut dyn Write) -> io::Result<()> {
    let (mut count, mut bytes) = (0, 0);
    for row in rows {
        if count > 0 && (count == ROWS || bytes + row.len() > BYTES) {
            write!(out, "\n{end}")?;
            (count, bytes) = (0, 0);
        }
        write!(out, "{}{row}", if count == 0 { "\nUNWIND [\n" } else { ",\n" })?;
        count += 1;
        bytes += row.len();
    }
    if count > 0 { write!(out, "\n{end}") } else { Ok(()) }
}
