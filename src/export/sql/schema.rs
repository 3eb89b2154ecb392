//! The tables.

use std::io::{self, Write};

use super::column::{Column, FROM, SqlTable, TO};
use super::quote::name;
use crate::export::elements::KEY;

/// Writes the tables, and the columns that tables of an older version may lack.
pub(super) fn write(
    vertices: &[SqlTable<'_>],
    edges: &[SqlTable<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "-- Run it first, then data.sql: psql -v ON_ERROR_STOP=1 -f schema.sql -f data.sql")?;
    for table in vertices.iter().chain(edges) {
        let mut lines = vec![format!("  {} TEXT PRIMARY KEY", name(KEY))];
        if let Some((from, to)) = &table.ends {
            let ends = [(FROM, from), (TO, to)].map(|(column, label)| {
                format!("  {} TEXT NOT NULL REFERENCES {} ({})", name(column), name(label), name(KEY))
            });
            lines.extend(ends);
        }
        lines.extend(others(table).map(|column| format!("  {}", definition(column))));
        writeln!(out, "\nCREATE TABLE IF NOT EXISTS {} (\n{}\n);", name(&table.name), lines.join(",\n"))?;
    }
    writeln!(out, "\n-- Columns that tables of an older version may not have.")?;
    for table in vertices.iter().chain(edges) {
        for column in others(table) {
            let table = name(&table.name);
            writeln!(out, "ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {};", definition(column))?;
        }
    }
    Ok(())
}

/// The columns but the key.
fn others<'t>(table: &'t SqlTable<'_>) -> impl Iterator<Item = &'t Column> {
    table.columns.iter().filter(|column| column.name != KEY)
}

fn definition(column: &Column) -> String {
    format!("{} {}", name(&column.name), column.kind())
}
