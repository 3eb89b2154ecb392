//! The tables.

use std::io::{self, Write};

use super::column::{FROM, TO, edge_table, kind};
use super::quote::name;
use crate::export::property_graph::KEY;
use crate::export::property_graph::{Column, EdgeTable, VertexTable};

/// Writes the tables, and the columns that tables of an older version may lack.
pub(super) fn write(
    vertices: &[VertexTable<'_>],
    edges: &[EdgeTable<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "-- Run it first, then data.sql: psql -v ON_ERROR_STOP=1 -f schema.sql -f data.sql")?;
    for table in vertices {
        write_table(&name(&table.label), &[], &table.columns, out)?;
    }
    for table in edges {
        let ends = [(FROM, &table.from), (TO, &table.to)].map(|(column, label)| {
            format!("  {} TEXT NOT NULL REFERENCES {} ({})", name(column), name(label), name(KEY))
        });
        write_table(&name(&edge_table(table)), &ends, &table.columns, out)?;
    }
    writeln!(out, "\n-- What tables of an older version may lack.")?;
    let vertices = vertices.iter().map(|table| (name(&table.label), &table.columns));
    let edges = edges.iter().map(|table| (name(&edge_table(table)), &table.columns));
    for (table, columns) in vertices.chain(edges) {
        for column in columns.iter().filter(|column| *column.name != *KEY) {
            writeln!(out, "ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {};", definition(column))?;
        }
    }
    Ok(())
}

fn write_table(table: &str, ends: &[String], columns: &[Column], out: &mut dyn Write) -> io::Result<()> {
    let mut lines = vec![format!("  {} TEXT PRIMARY KEY", name(KEY))];
    lines.extend_from_slice(ends);
    let others = columns.iter().filter(|column| *column.name != *KEY);
    lines.extend(others.map(|column| format!("  {}", definition(column))));
    writeln!(out, "\nCREATE TABLE IF NOT EXISTS {table} (\n{}\n);", lines.join(",\n"))
}

fn definition(column: &Column) -> String {
    format!("{} {}", name(&column.name), kind(column.kind))
}
