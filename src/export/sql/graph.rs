//! The tables as a property graph.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::column::{FROM, TO, edge_table, kind, names};
use super::quote::name;
use crate::export::property_graph::KEY;
use crate::export::property_graph::{Column, EdgeTable, VertexTable};

/// Writes the statement that makes a property graph `dossier` of the tables (ISO/IEC 9075-16, 11.19).
///
/// All tables of a label have the same properties there, so that a table has null for those that it lacks.
pub(super) fn write(
    vertices: &[VertexTable<'_>],
    edges: &[EdgeTable<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "-- For a database with SQL/PGQ, such as PostgreSQL 19, after schema.sql.")?;
    writeln!(out, "DROP PROPERTY GRAPH IF EXISTS dossier;\n")?;
    let mut of_label: BTreeMap<&str, BTreeMap<&str, &Column>> = BTreeMap::new();
    for table in vertices {
        for label in table.labels.iter() {
            let columns = table.columns.iter().map(|column| (&*column.name, column));
            of_label.entry(label).or_default().extend(columns);
        }
    }
    let vertices: Vec<String> = vertices
        .iter()
        .map(|table| {
            let labels = table.labels.iter().map(|label| {
                let all = of_label.get(&**label).into_iter().flat_map(BTreeMap::values);
                let properties: Vec<String> = all.map(|column| property(column, &table.columns)).collect();
                format!("\n      LABEL {} PROPERTIES ({})", name(label), properties.join(", "))
            });
            format!("    {} KEY ({}){}", name(&table.label), name(KEY), labels.collect::<String>())
        })
        .collect();
    write!(out, "CREATE PROPERTY GRAPH dossier\n  VERTEX TABLES (\n{}\n  )", vertices.join(",\n"))?;
    let edges: Vec<String> = edges
        .iter()
        .map(|table| {
            let ends = [("SOURCE", FROM, &table.from), ("DESTINATION", TO, &table.to)].map(
                |(end, column, label)| {
                    let (column, label, key) = (name(column), name(label), name(KEY));
                    format!("\n      {end} KEY ({column}) REFERENCES {label} ({key})")
                },
            );
            format!(
                "    {} KEY ({}){}\n      LABEL {} PROPERTIES ({})",
                name(&edge_table(table)),
                name(KEY),
                ends.concat(),
                name(&table.kind),
                names(&table.columns)
            )
        })
        .collect();
    if !edges.is_empty() {
        write!(out, "\n  EDGE TABLES (\n{}\n  )", edges.join(",\n"))?;
    }
    writeln!(out, ";")
}

/// A property of a label in a table with these columns.
fn property(column: &Column, columns: &[Column]) -> String {
    let known = columns.iter().any(|other| other.name == column.name);
    let name = name(&column.name);
    if known { name } else { format!("CAST(NULL AS {}) AS {name}", kind(column.kind)) }
}
