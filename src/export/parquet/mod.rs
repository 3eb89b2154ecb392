//! Parquet: a table for each label, and one for each type of edge and pair of labels, with a manifest;
//! optionally with the same graph as GraphAr.

mod file;
mod graphar;

use std::io;
use std::sync::Arc;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::property_graph::{Column, EdgeTable, KEY, Kind, PropertyGraph, Scalar, VertexTable};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;
use crate::text::file_name;
use file::{Values, type_name};

/// The exporter.
pub(super) static PARQUET: Parquet = Parquet;

/// Tables for DuckDB, Spark, Neo4j's import and whatever else reads Parquet:
///
/// ```text
/// nodes/Person.parquet               iri, id, name, …     sorted by iri; Claim and Evidence are such tables, too
/// edges/DEMANDS__Person__Position.parquet   source, target, iri, id, …   the ends are IRIs; sorted by source, target, iri
/// manifest.json                      files, labels, columns, rows, SHA-256
/// graphar/NAME.graph.yml             with `--graphar`: the same graph in chunks, with offsets
/// ```
#[derive(Debug)]
pub(super) struct Parquet;

/// The columns of edges for their two ends. No property may have these names.
const ENDS: [&str; 2] = ["source", "target"];

impl Exporter for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn about(&self) -> &'static str {
        "tables for DuckDB, Spark and bulk imports"
    }

    fn extension(&self) -> &'static str {
        "parquet"
    }

    fn is_folder(&self) -> bool {
        true
    }

    fn has_graphar(&self) -> bool {
        true
    }

    fn takes_rows(&self) -> bool {
        false
    }

    fn holds(&self, feature: Feature, options: &ExportOptions) -> Capability {
        match feature {
            Feature::Datatypes if options.graphar => {
                Capability::Partly("dates as text in graphar/, as dates in the tables next to it")
            }
            Feature::EdgeProperties | Feature::NodeDetails if options.graphar => {
                Capability::Partly("lists as JSON strings in graphar/, as lists in the tables next to it")
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

impl Parquet {
    /// Writes a dossier.
    fn dossier(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let graph = PropertyGraph::new(checked.graph(), options)?;
        graph.refuse_properties(self.name(), &ENDS)?;
        if options.graphar {
            graph.refuse_properties("GraphAr", &graphar::COLUMNS)?;
        }
        let (vertex_tables, edge_tables) = sorted(&graph);
        let mut nodes = Vec::new();
        for table in &vertex_tables {
            let path = format!("nodes/{}.parquet", file_name(&table.label));
            let mut entry = json!({"label": &*table.label, "labels": labels(table), "sortedBy": [KEY]});
            write(&path, &vertices(table), &mut entry, out)?;
            nodes.push(entry);
        }
        let mut edges = Vec::new();
        for table in &edge_tables {
            let path = format!("edges/{}__{}__{}.parquet", table.kind, table.from, table.to);
            let iri = |end| Scalar::Text(graph.vertex(end).iri.to_string());
            let from: Vec<Scalar> = table.rows.iter().map(|row| iri(row.from)).collect();
            let to: Vec<Scalar> = table.rows.iter().map(|row| iri(row.to)).collect();
            let [source, target] = ENDS;
            let mut columns = vec![end(source, &from), end(target, &to)];
            columns.extend(properties(table));
            let mut entry = json!({
                "type": &*table.kind, "from": &*table.from, "to": &*table.to, "sortedBy": [source, target, KEY],
            });
            write(&path, &columns, &mut entry, out)?;
            edges.push(entry);
        }
        let name = checked.graph().name();
        let mut manifest = json!({
            "name": name,
            "key": KEY,
            "nodes": nodes,
            "edges": edges,
        });
        if options.graphar {
            manifest["graphar"] = graphar::write(&name, &graph, &vertex_tables, &edge_tables, out)?.into();
        }
        let text = serde_json::to_string_pretty(&manifest).map_err(io::Error::from)?;
        let file = out.begin("manifest.json")?;
        writeln!(file, "{text}")?;
        Ok(file.flush()?)
    }
}

/// The tables of a graph: vertices sorted by their key, edges by their ends and their key.
fn sorted(graph: &PropertyGraph) -> (Vec<VertexTable<'_>>, Vec<EdgeTable<'_>>) {
    let (mut vertices, mut edges) = (graph.vertex_tables(), graph.edge_tables());
    for table in &mut vertices {
        table.rows.sort_by_key(|row| &row.iri);
    }
    for table in &mut edges {
        table.rows.sort_by_key(|row| (&graph.vertex(row.from).iri, &graph.vertex(row.to).iri, &row.iri));
    }
    (vertices, edges)
}

/// The columns of vertices.
fn vertices<'p>(table: &VertexTable<'p>) -> Vec<Values<'p>> {
    let rows = table.rows.iter();
    table
        .columns
        .iter()
        .map(|column| values(column, rows.clone().map(|row| column.of(&row.properties))))
        .collect()
}

/// The columns of edges, without their ends.
fn properties<'p>(table: &EdgeTable<'p>) -> Vec<Values<'p>> {
    let rows = table.rows.iter();
    table
        .columns
        .iter()
        .map(|column| values(column, rows.clone().map(|row| column.of(&row.properties))))
        .collect()
}

fn values<'p>(column: &Column, rows: impl Iterator<Item = Option<&'p Scalar>>) -> Values<'p> {
    let required = [KEY, "id"].contains(&&*column.name);
    Values { name: Arc::clone(&column.name), kind: column.kind, required, rows: rows.collect() }
}

/// The column of one end of edges.
fn end<'p>(name: &str, iris: &'p [Scalar]) -> Values<'p> {
    Values { name: name.into(), kind: Kind::Text, required: true, rows: iris.iter().map(Some).collect() }
}

fn labels(table: &VertexTable<'_>) -> Vec<String> {
    table.labels.iter().map(|label| label.to_string()).collect()
}

/// Writes a table, and says in its entry of the manifest what it is.
fn write(
    path: &str,
    columns: &[Values<'_>],
    entry: &mut Value,
    out: &mut dyn Output,
) -> Result<(), ExportError> {
    let bytes = file::file(columns).map_err(io::Error::other)?;
    let described = columns.iter().map(
        |column| json!({"name": &*column.name, "type": type_name(column.kind), "nullable": !column.required}),
    );
    let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    entry["file"] = path.into();
    entry["rows"] = columns.first().map_or(0, |column| column.rows.len()).into();
    entry["sha256"] = digest.into();
    entry["columns"] = described.collect();
    let file = out.begin(path)?;
    file.write_all(&bytes)?;
    Ok(file.flush()?)
}
