//! Files for `neo4j-admin database import`: the fastest way into an empty database of Neo4j.

mod lines;
mod script;
mod wide;

use std::io;

use serde_json::json;

use super::csv::separator;
use super::cypher::constraints::put_constraints;
use super::elements::{Column, Elements, write_elements};
use super::output::write_file;
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use lines::{Lines, Part};
use script::script;
use wide::{Table, tables};

/// The exporter.
pub(super) static NEO4J: Neo4j = Neo4j;

/// A folder of CSV files with the typed headers of Neo4j's Operations Manual ("Import", "CSV file header format"), a
/// script with the command that imports them, and the constraints that no import creates. Of rows, `names.json` says how
/// they call what the files show, so that dossier reads the same graph.
pub(super) struct Neo4j;

/// The most empty fields in a row of a table.
const MOST_EMPTY: u64 = 4096;

impl Exporter for Neo4j {
    fn name(&self) -> &'static str {
        "neo4j"
    }

    fn about(&self) -> &'static str {
        "folder of CSV files for neo4j-admin database import"
    }

    fn extension(&self) -> &'static str {
        "neo4j"
    }

    fn is_folder(&self) -> bool {
        true
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
        let elements = Elements::new(graph, options)?;
        let separator = separator(&elements)?;
        refuse_names(&elements)?;
        let losses = Losses::default();
        let mut parts = Vec::new();
        for (part, name) in [(Part::Vertices, "nodes"), (Part::Edges, "relationships")] {
            let lines = Lines::new(&elements, separator, part, &losses);
            let parted = tables(&lines, lines.width());
            if let Some(parted) = &parted {
                refuse_empty(parted, name)?;
            }
            parts.push((name, lines, parted));
        }
        write_file(out, "constraints.cypher", |out| {
            writeln!(out, "// Run it after the import: cypher-shell --file constraints.cypher")?;
            for (name, full) in &elements.schema.full {
                let comment = super::cypher::literal::comment;
                writeln!(out, "// {} = {}", comment(name), comment(full))?;
            }
            let mut constraints = Vec::new();
            put_constraints(&mut constraints, elements.roots());
            out.write_all(&constraints)
        })?;
        for (name, lines, parted) in &parts {
            match parted {
                None => write_elements(&elements, lines, out.begin(&file(name, None, 0))?)?,
                Some(parted) => {
                    lines.write_tables(parted, |number| file(name, Some(parted.len()), number), out)?;
                }
            }
        }
        let files_of = |name: &'static str, parted: &Option<Vec<Table>>| {
            let count = parted.as_ref().map(Vec::len);
            (0..count.unwrap_or(1)).map(move |number| file(name, count, number))
        };
        let files = parts
            .iter()
            .flat_map(|(name, _, parted)| files_of(name, parted).map(move |file| format!("--{name}={file}")));
        let longest = parts.iter().map(|(_, lines, _)| lines.longest()).max().unwrap_or(0);
        // Twice as much as the longest line, in MiB.
        let buffer =
            if longest > 0 { format!("--read-buffer-size={}m ", (longest >> 19) + 1) } else { String::new() };
        let script = script(files, char::from(separator), &buffer);
        write_file(out, "import.sh", |out| out.write_all(script.as_bytes()))?;
        let name_of = |columns: &[Column], place: usize| columns.get(place).map(|column| column.name.clone());
        let exact = elements.exact_names(
            |place| name_of(&elements.schema.vertex_columns, place).unwrap_or_default(),
            |place| name_of(&elements.schema.edge_columns, place).unwrap_or_default(),
        );
        if let Some(exact) = exact {
            let mut about = json!({"separator": char::from(separator).to_string()});
            for (name, _, parted) in &parts {
                about[*name] = files_of(name, parted).collect();
            }
            about["names"] = serde_json::from_str(&exact).map_err(io::Error::from)?;
            write_file(out, "names.json", |out| writeln!(out, "{about:#}"))?;
        }
        drop(parts);
        Ok(elements.losses(losses))
    }
}

/// Refuses names that the import would not read back: it reads a header as one line, in which `(` begins the name of a space
/// of ids and `{` options; and no name in Neo4j has the character U+0000.
fn refuse_names(elements: &Elements<'_>) -> Result<(), ExportError> {
    let columns = elements.schema.vertex_columns.iter().chain(&elements.schema.edge_columns);
    let properties = columns.map(|column| (column.name.as_str(), "({\n\r\0"));
    let others = elements.schema.names().map(|name| (name, "\0"));
    let first = |(name, bad): (_, &str)| {
        let name: &str = name;
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
