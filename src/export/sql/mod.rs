//! SQL that PostgreSQL and DuckDB take unchanged: tables for labels and for types of edges, rows that replace those of
//! the same key, and the tables as a property graph (SQL/PGQ).

mod column;
mod data;
mod graph;
pub(crate) mod quote;
mod schema;

use std::collections::BTreeMap;

use super::output::write_file;
use super::property_graph::{EdgeTable, PropertyGraph, Scalar, VertexTable};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;
use column::{FROM, TO, edge_table};
use quote::LONGEST_NAME;

/// The exporter.
pub(super) static SQL: Sql = Sql;

/// A folder of three scripts: `schema.sql` and `data.sql` for PostgreSQL 15 or newer and DuckDB, and
/// `property_graph.sql` for a database with `CREATE PROPERTY GRAPH` (ISO/IEC 9075-16), which PostgreSQL has from 19.
/// What is gone in a later version is taken back with two exceptions: rows stay, and so do values of a column that no
/// row of the table has any more.
pub(super) struct Sql;

impl Exporter for Sql {
    fn name(&self) -> &'static str {
        "sql"
    }

    fn about(&self) -> &'static str {
        "folder of SQL scripts for PostgreSQL and DuckDB"
    }

    fn extension(&self) -> &'static str {
        "sql"
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

impl Sql {
    /// Writes a dossier.
    fn dossier(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let graph = PropertyGraph::new(checked.graph(), options)?;
        let (vertices, edges) = (graph.vertex_tables(), graph.edge_tables());
        refuse_names(&vertices, &edges)?;
        refuse_nul(&graph)?;
        write_file(out, "schema.sql", |out| schema::write(&vertices, &edges, out))?;
        write_file(out, "data.sql", |out| data::write(&graph, &vertices, &edges, out))?;
        Ok(write_file(out, "property_graph.sql", |out| graph::write(&vertices, &edges, out))?)
    }
}

/// Names that are too long for PostgreSQL, or one without regard to case as in DuckDB.
fn refuse_names(vertices: &[VertexTable<'_>], edges: &[EdgeTable<'_>]) -> Result<(), ExportError> {
    let tables = vertices
        .iter()
        .map(|table| (table.label.to_string(), &table.columns))
        .chain(edges.iter().map(|table| (edge_table(table), &table.columns)));
    let mut taken = BTreeMap::new();
    for (table, columns) in tables {
        let names = columns.iter().map(|column| &*column.name).chain([table.as_str()]);
        if let Some(long) = names.clone().find(|name| name.len() > LONGEST_NAME) {
            return Err(ExportError::Unrepresentable(format!(
                "`{long}` has {} bytes, but names in PostgreSQL have at most {LONGEST_NAME}; shorten the name of the type, relation or attribute",
                long.len()
            )));
        }
        if let Some(column) =
            names.clone().find(|name| [FROM, TO].iter().any(|own| own.eq_ignore_ascii_case(name)))
        {
            return Err(ExportError::Unrepresentable(format!(
                "the attribute `{column}` of the ontology has the name of a key column in SQL; rename the attribute"
            )));
        }
        if let Some(other) = taken.insert(table.to_ascii_lowercase(), table.clone()) {
            return Err(ExportError::Unrepresentable(format!(
                "`{other}` and `{table}` would be the same table in SQL, which may ignore case; rename a type or relation of the ontology"
            )));
        }
    }
    Ok(())
}

/// PostgreSQL has no U+0000 in texts.
fn refuse_nul(graph: &PropertyGraph) -> Result<(), ExportError> {
    let vertices = graph.vertices.iter().map(|vertex| (&vertex.id, &vertex.properties));
    let edges = graph.edges.iter().map(|edge| (&edge.id, &edge.properties));
    for (id, properties) in vertices.chain(edges) {
        for (name, value) in properties {
            let has_nul = match value {
                Scalar::Text(text) => text.contains('\0'),
                Scalar::TextList(texts) => texts.iter().any(|text| text.contains('\0')),
                _ => false,
            };
            if has_nul {
                return Err(ExportError::Unrepresentable(format!(
                    "`{id}`: `{name}` contains the character U+0000, which PostgreSQL cannot store; remove it, or export another format"
                )));
            }
        }
    }
    Ok(())
}
