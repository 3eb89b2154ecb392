//! The tables as a property graph.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::column::{Column, FROM, SqlTable, TO};
use super::quote::name;
use crate::export::elements::{ID, KEY};

/// If labels of several tables had more properties than this in all of them together, they have only their keys and ids.
const MOST_PROPERTIES: usize = 1 << 18;

/// Writes the statement that makes a property graph `dossier` of the tables (ISO/IEC 9075-16, 11.19).
///
/// All tables of a label have the same properties there, so that a table has null for those that it lacks.
pub(super) fn write(
    vertices: &[SqlTable<'_>],
    edges: &[SqlTable<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "-- For a database with SQL/PGQ, such as PostgreSQL 19, after schema.sql.")?;
    writeln!(out, "DROP PROPERTY GRAPH IF EXISTS dossier;\n")?;
    let mut of_label: BTreeMap<&str, (usize, BTreeMap<&str, &Column>)> = BTreeMap::new();
    for table in vertices {
        for label in &table.table.labels {
            let columns = table.columns.iter().map(|column| (column.name.as_str(), column));
            let (tables, all) = of_label.entry(label).or_default();
            *tables += 1;
            all.extend(columns);
        }
    }
    let total: usize = of_label.values().map(|(tables, columns)| tables * columns.len()).sum();
    if total > MOST_PROPERTIES {
        for (_, columns) in of_label.values_mut().filter(|(tables, _)| *tables > 1) {
            columns.retain(|column, _| [KEY, ID].contains(column));
        }
    }
    write!(out, "CREATE PROPERTY GRAPH dossier\n  VERTEX TABLES (")?;
    for (number, table) in vertices.iter().enumerate() {
        let comma = if number > 0 { "," } else { "" };
        write!(out, "{comma}\n    {} KEY ({})", name(&table.name), name(KEY))?;
        for label in &table.table.labels {
            let all = of_label.get(label.as_str()).into_iter().flat_map(|(_, columns)| columns.values());
            let properties: Vec<String> = all.map(|column| property(column, &table.columns)).collect();
            write!(out, "\n      LABEL {} PROPERTIES ({})", name(label), properties.join(", "))?;
        }
    }
    write!(out, "\n  )")?;
    for (number, table) in edges.iter().enumerate() {
        write!(out, "{}", if number == 0 { "\n  EDGE TABLES (" } else { "," })?;
        let (from, to) = table.ends.as_ref().map_or(("", ""), |(from, to)| (from, to));
        let ends = [("SOURCE", FROM, from), ("DESTINATION", TO, to)].map(|(end, column, label)| {
            let (column, label, key) = (name(column), name(label), name(KEY));
            format!("\n      {end} KEY ({column}) REFERENCES {label} ({key})")
        });
        let columns: Vec<String> = table.columns.iter().map(|column| name(&column.name)).collect();
        write!(
            out,
            "\n    {} KEY ({}){}\n      LABEL {} PROPERTIES ({})",
            name(&table.name),
            name(KEY),
            ends.concat(),
            name(&table.table.name),
            columns.join(", ")
        )?;
    }
    writeln!(out, "{}", if edges.is_empty() { ";" } else { "\n  );" })
}

/// A property of a label in a table with these columns.
fn property(column: &Column, columns: &[Column]) -> String {
    let known = columns.iter().any(|other| other.name == column.name);
    let name = name(&column.name);
    if known { name } else { format!("CAST(NULL AS {}) AS {name}", column.kind()) }
}
