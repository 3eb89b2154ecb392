//! The rows.

use std::io::{self, Write};

use super::column::{FROM, TO, edge_table, literal, names};
use super::quote::{name, text};
use crate::export::property_graph::KEY;
use crate::export::property_graph::{Column, EdgeTable, PropertyGraph, VertexTable};

/// How many rows one statement has at most.
const ROWS: usize = 1_000;
/// How many bytes of rows one statement has at most, unless one row is longer.
const BYTES: usize = 256 * 1024;

/// Writes all rows in one transaction. A row replaces that of the same key, values that are no longer there among them.
pub(super) fn write(
    graph: &PropertyGraph,
    vertices: &[VertexTable<'_>],
    edges: &[EdgeTable<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        "-- Rows replace those of the same key; rows and columns that are no longer here stay as they are."
    )?;
    writeln!(out, "BEGIN;")?;
    for table in vertices {
        let rows = table.rows.iter().map(|vertex| {
            let cells = table.columns.iter().map(|column| literal(column.typed(&vertex.properties)));
            format!("({})", cells.collect::<Vec<_>>().join(", "))
        });
        write_rows(&name(&table.label), &[], &table.columns, rows, out)?;
    }
    for table in edges {
        let rows = table.rows.iter().map(|edge| {
            let ends = [edge.from, edge.to].map(|end| text(graph.vertex(end).iri.as_str()));
            let cells = table.columns.iter().map(|column| literal(column.typed(&edge.properties)));
            format!("({})", ends.into_iter().chain(cells).collect::<Vec<_>>().join(", "))
        });
        write_rows(&name(&edge_table(table)), &[FROM, TO], &table.columns, rows, out)?;
    }
    writeln!(out, "\nCOMMIT;")
}

fn write_rows(
    table: &str,
    ends: &[&str],
    columns: &[Column],
    rows: impl Iterator<Item = String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let ends: Vec<String> = ends.iter().map(|end| name(end)).collect();
    let set: Vec<String> = ends
        .iter()
        .cloned()
        .chain(columns.iter().filter(|column| *column.name != *KEY).map(|column| name(&column.name)))
        .map(|column| format!("{column} = EXCLUDED.{column}"))
        .collect();
    let all: Vec<String> = ends.into_iter().chain([names(columns)]).collect();
    let begin = format!("\nINSERT INTO {table} ({}) VALUES\n", all.join(", "));
    let end = format!("\nON CONFLICT ({}) DO UPDATE SET {};\n", name(KEY), set.join(", "));
    let (mut count, mut bytes) = (0, 0);
    for row in rows {
        if count > 0 && (count == ROWS || bytes + row.len() > BYTES) {
            out.write_all(end.as_bytes())?;
            (count, bytes) = (0, 0);
        }
        write!(out, "{}{row}", if count == 0 { &begin } else { ",\n" })?;
        count += 1;
        bytes += row.len();
    }
    if count > 0 { out.write_all(end.as_bytes()) } else { Ok(()) }
}
