//! What APOC's procedures `apoc.export.csv.*` write: nodes and relationships in one table, with the columns `_id`,
//! `_labels`, `_start`, `_end` and `_type` (Neo4j APOC, "Export to CSV"). With `useTypes` names are followed by types.
//!
//! Lists and objects are JSON. Without types, numbers and booleans are what they are in JSON, too; with types, what has none is
//! a text. Nothing in quotes is no value, which a node has for every property of others, unless these are not there at all. Files for bulk imports are those of
//! `neo4j-admin`.

use super::csv::{SHOWN, header, typed_column};
use super::fields::{Dialect, Records};
use super::joined_labels::JoinedLabels;
use super::pump::pump;
use super::table::{Column, Role, Table};
use super::values::Value;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::RowBuilder;

/// The format.
pub(super) struct ApocCsv;

impl crate::read::rows::reader::Sealed for ApocCsv {}

impl RowReader for ApocCsv {
    fn name(&self) -> &'static str {
        "apoc-csv"
    }

    fn title(&self) -> &'static str {
        "APOC’s CSV"
    }

    fn about(&self) -> &'static str {
        "CSV of Neo4j's APOC: columns `_id` and `_labels`, or `_start`, `_end` and `_type`"
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(layout(head).is_some())
    }

    fn is_of_tables(&self) -> bool {
        true
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        layout(head).is_some_and(|table| !table.has_nodes())
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        match layout(file.0.head()) {
            Some(table) => pump(file.0, table.understood(self.title()), table.split(), &table, rows, run),
            None => {
                let help = "a header of nodes needs the columns `_id` and `_labels`, a header of relationships `_start`, `_end` and `_type`";
                run.without_header(&file.0, "this is not a header of APOC’s CSV", help);
                Ok(())
            }
        }
    }
}

fn layout(head: &[u8]) -> Option<Table> {
    memchr::memmem::find(head, b"_labels").or_else(|| memchr::memmem::find(head, b"_start"))?;
    let columns = |names: &[String]| {
        let is_typed = names.iter().any(|name| matches!(name.as_str(), "_id:id" | "_start:id"));
        names.iter().map(|name| column(name, is_typed)).collect()
    };
    b",;\t|".iter().find_map(|delimiter| {
        let mut table = header(head, Dialect::quoted(*delimiter), columns)?;
        let shown = Shown::of(head, &table);
        table.keeps_empty = shown.tells_empty;
        table.joined_labels = Some(shown.labels);
        let count =
            |wanted: fn(&Column) -> bool| table.columns.iter().filter(|column| wanted(column)).count();
        let nodes = (
            count(|column| matches!(column.role, Role::Id(_))),
            count(|column| column.role == Role::Type && column.separator.is_some()),
        );
        let edges = (
            count(|column| matches!(column.role, Role::Source(_))),
            count(|column| matches!(column.role, Role::Target(_))),
            count(|column| column.role == Role::Type && column.separator.is_none()),
        );
        matches!((nodes, edges), ((1, 1), (1, 1, 1)) | ((1, 1), (0, 0, 0)) | ((0, 0), (1, 1, 1)))
            .then_some(table)
    })
}

/// What the first rows show of how all are written.
struct Shown {
    labels: JoinedLabels,
    /// Whether nothing in quotes is an empty text. Otherwise it is what a row does not have, but others of its kind do; with
    /// `differentiateNulls` there is nothing at all then.
    tells_empty: bool,
}

impl Shown {
    fn of(head: &[u8], table: &Table) -> Shown {
        let mut records = Records::new(head, table.dialect);
        records.skip_lines(table.head_lines);
        let is_of_labels = |column: &Column| column.role == Role::Type && column.separator.is_some();
        let of_labels = table.columns.iter().position(is_of_labels);
        let of_ids = table.columns.iter().position(|column| matches!(column.role, Role::Id(_)));
        let (mut fields, mut buffer, mut labels) = (Vec::new(), Vec::new(), Vec::new());
        // By column, of nodes and of relationships: whether a field is in quotes, and whether one is not there.
        let mut seen = vec![[(false, false); 2]; table.columns.len()];
        for _ in 0..SHOWN {
            let Ok(true) = records.next(&mut fields) else { break };
            let at = |at: Option<usize>| at.and_then(|at| fields.get(at));
            let is_node = at(of_ids).is_some_and(|field| !field.is_empty());
            let text =
                at(of_labels).map(|field| String::from_utf8_lossy(field.text(&mut buffer)).into_owned());
            labels.extend(text);
            for (field, seen) in fields.iter().zip(&mut seen) {
                if let Some((is_quoted, is_missing)) = seen.get_mut(usize::from(is_node)) {
                    *is_quoted |= field.is_quoted;
                    *is_missing |= field.is_empty() && !field.is_quoted;
                }
            }
        }
        let tells_empty = seen.iter().flatten().any(|(is_quoted, is_missing)| *is_quoted && *is_missing);
        Shown { labels: JoinedLabels::of_texts(labels.iter().map(String::as_str)), tells_empty }
    }
}

fn column(written: &str, is_typed: bool) -> Column {
    let value = if is_typed { Value::JsonLists } else { Value::Json };
    let json = |name: &str| Column { value, ..Column::new(name, Role::Property) };
    match written {
        "_id" | "_id:id" => Column::new("", Role::Id(Box::default())),
        "_labels" | "_labels:label" => Column { separator: Some(b':'), ..Column::new("", Role::Type) },
        "_start" | "_start:id" => Column::new("", Role::Source(Box::default())),
        "_end" | "_end:id" => Column::new("", Role::Target(Box::default())),
        "_type" | "_type:label" => Column::new("", Role::Type),
        _ => match typed_column(written) {
            // Lists are JSON, whatever their items are.
            Some(Column { separator: Some(_), name, .. }) => json(&name),
            Some(column) => column,
            None => json(written),
        },
    }
}
