//! The tables of `neo4j-admin database import`: `personId:ID(Person)`, `:LABEL`, `:START_ID(Person)`, `:TYPE`, `age:int`.
//!
//! Ids of a group are unique within their group only, so that an id of the group `Person` becomes `Person:` and itself.
//! Ids without a group are unchanged.

use super::csv::{header, typed_column};
use super::described::CLAIMS;
use super::fields::Dialect;
use super::mapping::Mapped;
use super::neo4j_own;
use super::pump::pump;
use super::table::{Column, Role, Table};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::RowBuilder;

/// The format.
pub(super) struct Neo4j;

impl crate::read::rows::reader::Sealed for Neo4j {}

impl RowReader for Neo4j {
    fn name(&self) -> &'static str {
        "neo4j"
    }

    fn title(&self) -> &'static str {
        "CSV for neo4j-admin"
    }

    fn about(&self) -> &'static str {
        "CSV for neo4j-admin import: columns `:ID`, or `:START_ID` and `:END_ID`"
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(layout(head).is_some())
    }

    fn mapped(&self) -> Mapped {
        Mapped::Tables
    }

    fn table(&self, head: &[u8], delimiter: Option<u8>) -> Option<Table> {
        match delimiter {
            Some(delimiter) => layout_with(head, delimiter),
            None => layout(head),
        }
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        layout(head).is_some_and(|table| table.has_edges())
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        match layout(file.0.head()) {
            Some(table) => {
                if neo4j_own::has_claims(&table.written) {
                    run.ignored(&file.0, CLAIMS);
                }
                pump(file.0, table.understood(self.title()), table.split(), &table, rows, run)
            }
            None => {
                let help = "a header of nodes needs a column `:ID`, a header of edges the columns `:START_ID` and `:END_ID`";
                run.without_header(&file.0, "this is not a header for neo4j-admin import", help);
                Ok(())
            }
        }
    }
}

/// The header in a file of its own: the rows are in the files after it, as for neo4j-admin.
pub(super) fn header_alone(head: &[u8]) -> Option<Table> {
    let is_alone = !head.trim_ascii().contains(&b'\n');
    let table = if is_alone { layout(head)? } else { return None };
    Some(Table { head_lines: 0, ..table })
}

fn layout(head: &[u8]) -> Option<Table> {
    b",;|\t".iter().find_map(|delimiter| layout_with(head, *delimiter))
}

fn layout_with(head: &[u8], delimiter: u8) -> Option<Table> {
    let mut table = header(head, Dialect { delimiter, has_quotes: true }, columns)?;
    let separator = if delimiter == b';' { b'|' } else { b';' };
    for column in &mut table.columns {
        column.separator = column.separator.map(|_| separator);
    }
    table.may_be_short = true;
    if neo4j_own::is_own(&table.written) {
        neo4j_own::adapt(&mut table, head);
    }
    table.has_rows().then_some(table)
}

fn columns(names: &[String]) -> Vec<Column> {
    names.iter().map(|name| column(name)).collect()
}

/// What a column is ("Neo4j Operations Manual", "Import: CSV header format").
fn column(written: &str) -> Column {
    // Options in braces, such as `{crs:wgs-84}`, concern the database only.
    let bare = written.split_once('{').map_or(written, |(bare, _)| bare);
    let Some((name, kind)) = bare.rsplit_once(':') else { return Column::new(bare, Role::Property) };
    let (word, group) = match kind.split_once('(') {
        Some((word, group)) => (word, group.trim_end_matches(')')),
        None => (kind, ""),
    };
    let group = if group.is_empty() { Box::default() } else { Box::from(format!("{group}:")) };
    // After a name, lowercase letters make a prefix of IRIs more likely: `rdf:type`, `schema:id`.
    let word = if name.is_empty() { word.to_ascii_uppercase() } else { word.to_owned() };
    match word.as_str() {
        "ID" => Column::new(if name == "id" { "" } else { name }, Role::Id(group)),
        "START_ID" => Column::new("", Role::Source(group)),
        "END_ID" => Column::new("", Role::Target(group)),
        "LABEL" => Column { separator: Some(b';'), ..Column::new("", Role::Type) },
        "TYPE" => Column::new("", Role::Type),
        "IGNORE" => Column::new("", Role::Ignored),
        _ => typed_column(bare).unwrap_or_else(|| Column::new(bare, Role::Property)),
    }
}
