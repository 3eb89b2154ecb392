//! A folder for `neo4j-admin database import`: nodes and relationships as CSV with typed headers (Neo4j Operations
//! Manual, "CSV file header format"), the command, and the constraint.

use super::blocks::{Part, write_parts};
use super::census::{Census, Kinds};
use super::lpg::{CONSTRAINT, GraphNames};
use super::neo4j_lines::Lines;
use super::ordered::each_block;
use super::tables::{Table, tables};
use crate::export::ExportOptions;
use crate::export::Losses;
use crate::export::neo4j::script::script;
use crate::export::output::write_file;
use crate::export::{ExportError, Output};
use crate::graph::rows::{Cell, Cells, RowGraph};

/// Separators of lists, in the order of preference: the control characters that ASCII has for it.
const SEPARATORS: [u8; 4] = [0x1F, 0x1E, 0x1D, 0x1C];

/// Writes rows.
pub(in crate::export) fn export(
    graph: &RowGraph,
    options: &ExportOptions,
    out: &mut dyn Output,
) -> Result<Losses, ExportError> {
    let census = Census::new(graph, options);
    let names = GraphNames::new(graph, &census, [&["id"], &[]])?;
    let separator = separator(graph, options, &census)?;
    refuse_names(&names)?;
    let losses = Losses::default();
    let mut parts = Vec::new();
    for (part, name) in [(Part::Nodes, "nodes"), (Part::Edges, "relationships")] {
        let lines = Lines::new(graph, options, &names, separator, part, &losses);
        let parted = tables(&lines, lines.width());
        if let Some(parted) = &parted {
            refuse_empty(parted, name)?;
        }
        parts.push((part, name, lines, parted));
    }
    write_file(out, "constraints.cypher", |out| {
        writeln!(out, "// Run it after the import: cypher-shell --file constraints.cypher")?;
        out.write_all(CONSTRAINT.as_bytes())
    })?;
    for (part, name, lines, parted) in &parts {
        match parted {
            None => write_parts(graph, options, lines, &[*part], out.begin(&file(name, None, 0))?)?,
            Some(parted) => {
                lines.write_tables(parted, |number| file(name, Some(parted.len()), number), out)?;
            }
        }
    }
    let files = parts.iter().flat_map(|(_, name, _, parted)| {
        let count = parted.as_ref().map(Vec::len);
        (0..count.unwrap_or(1)).map(move |number| format!("--{name}={}", file(name, count, number)))
    });
    let longest = parts.iter().map(|(_, _, lines, _)| lines.longest()).max().unwrap_or(0);
    // Twice as much as the longest line, in MiB.
    let buffer =
        if longest > 0 { format!("--read-buffer-size={}m ", (longest >> 19) + 1) } else { String::new() };
    let script = script(files, char::from(separator), &buffer);
    write_file(out, "import.sh", |out| out.write_all(script.as_bytes()))?;
    drop(parts);
    Ok(losses)
}

/// Refuses names that the import would not read back: it reads a header as one line, in which `(` begins the name of a space
/// of ids and `{` options; and no name in Neo4j has the character U+0000.
fn refuse_names(names: &GraphNames) -> Result<(), ExportError> {
    let properties = names.nodes.iter().chain(&names.edges).map(|property| (&property.name, "({\n\r\0"));
    let others = names.labels.iter().chain(&names.kinds).map(|name| (name, "\0"));
    let first = |(name, bad): (_, &str)| {
        let name: &String = name;
        Some((name, name.chars().find(|character| bad.contains(*character))?))
    };
    match properties.chain(others).find_map(first) {
        None => Ok(()),
        Some((name, character)) => Err(ExportError::Unrepresentable(format!(
            "a folder for Neo4j cannot contain the name `{name}`, because of its `{}`; rename it, or export another format, such as cypher",
            character.escape_debug()
        ))),
    }
}

/// The file of a table: the only one of its kind, or one of several.
fn file(name: &str, count: Option<usize>, number: usize) -> String {
    match count {
        None => format!("{name}.csv"),
        Some(_) => format!("{name}/{:04}.csv", number + 1),
    }
}

/// The most empty fields in a row of a table.
const MOST_EMPTY: u64 = 4096;

/// Fails where even several tables would be nearly empty.
fn refuse_empty(tables: &[Table], name: &str) -> Result<(), ExportError> {
    let rows: u64 = tables.iter().map(|table| table.rows.len() as u64).sum();
    let fields: u64 = tables.iter().map(Table::fields).sum();
    let filled: u64 = tables.iter().map(|table| table.filled).sum();
    if (fields - filled) / rows.max(1) <= MOST_EMPTY {
        return Ok(());
    }
    Err(ExportError::Unrepresentable(format!(
        "the {name} have too many different properties: each line of a table for Neo4j would have {} empty fields; export cypher or another format",
        (fields - filled) / rows.max(1)
    )))
}

/// A character that occurs in no value of a column of lists, and in no label or type.
fn separator(graph: &RowGraph, options: &ExportOptions, census: &Census) -> Result<u8, ExportError> {
    let mut controls = graph.names().iter().fold(0, |bits, (_, name)| bits | controls_of(name.as_bytes()));
    let has_lists = |kinds: &[Kinds]| kinds.iter().any(|kinds| kinds.has(Kinds::LIST));
    if has_lists(&census.nodes) || has_lists(&census.edges) {
        let see = |bits: &mut u32, kinds: &[Kinds], cells: Cells<'_>| {
            for (name, cell) in cells {
                if kinds.get(name.index()).is_some_and(|kinds| kinds.has(Kinds::LIST)) {
                    *bits |= controls_of_cell(&cell);
                }
            }
        };
        let parts = each_block(
            options.threads,
            graph.blocks(),
            || 0,
            |bits, block| {
                graph.each_node([block], |row| see(bits, &census.nodes, row.cells));
                graph.edge_cells(block).for_each(|(_, cells)| see(bits, &census.edges, cells));
            },
        );
        controls = parts.into_iter().fold(controls, |all, bits| all | bits);
    }
    SEPARATORS.into_iter().find(|byte| controls >> byte & 1 == 0).ok_or_else(|| {
        ExportError::Unrepresentable(
            "the lists contain all four ASCII separators (U+001C to U+001F), so none is left to separate their items; export another format"
                .to_owned(),
        )
    })
}

/// The control characters of a text, as bits.
fn controls_of(text: &[u8]) -> u32 {
    text.iter().filter(|byte| **byte < 0x20).fold(0, |bits, byte| bits | 1 << byte)
}

fn controls_of_cell(cell: &Cell<'_>) -> u32 {
    match *cell {
        Cell::Text(text) | Cell::Words { text, .. } | Cell::Typed { text, .. } | Cell::Json(text) => {
            controls_of(text)
        }
        Cell::List(items) => items.fold(0, |bits, item| bits | controls_of_cell(&item)),
        _ => 0,
    }
}
