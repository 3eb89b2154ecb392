//! CSV for Amazon Neptune, in its Gremlin form: `~id`, `~label`, `~from`, `~to`, `name:String(single)`, `tags:String[]`
//! (Amazon Neptune User Guide, "Gremlin load data format"). The openCypher form is that of Neo4j's import.

use super::csv::{header, tells_empty, typed_column};
use super::fields::{Dialect, SaidDialect};
use super::mapping::Mapped;
use super::pump::pump;
use super::table::{Column, Escapes, Lists, Role, Table};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::RowBuilder;

/// The format.
pub(super) struct Neptune;

impl crate::read::rows::reader::Sealed for Neptune {}

impl RowReader for Neptune {
    fn name(&self) -> &'static str {
        "neptune"
    }

    fn title(&self) -> &'static str {
        "Gremlin CSV for Neptune"
    }

    fn about(&self) -> &'static str {
        "CSV for Amazon Neptune by Gremlin: columns `~id`, `~label`, `~from` and `~to`"
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(layout(head).is_some())
    }

    fn mapped(&self) -> Mapped {
        Mapped::Tables
    }

    fn table(&self, _: &str, head: &[u8], said: SaidDialect) -> Option<Table> {
        layout(head).filter(|table| said.fits(table.dialect))
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        layout(head).is_some_and(|table| table.has_edges())
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        match layout(file.0.head()) {
            Some(table) => pump(file.0, table.understood(self.title()), table.split(), &table, rows, run),
            None => {
                let help = "a header of vertices needs a column `~id`, a header of edges the columns `~from` and `~to`";
                run.without_header(&file.0, "this is not a header of Gremlin CSV for Neptune", help);
                Ok(())
            }
        }
    }
}

fn layout(head: &[u8]) -> Option<Table> {
    memchr::memchr(b'~', head)?;
    let columns = |names: &[String]| names.iter().map(|name| column(name)).collect();
    let mut table = header(head, Dialect::quoted(b','), columns)?;
    table.keeps_empty = tells_empty(head, &table);
    if table.has_edges() {
        // An edge has one label.
        for column in table.columns.iter_mut().filter(|column| column.role == Role::Type) {
            column.separator = None;
        }
    }
    ignore_keys(&mut table);
    table.has_rows().then_some(table)
}

fn column(written: &str) -> Column {
    match written.to_ascii_lowercase().as_str() {
        "~id" => Column::new("", Role::Id(Box::default())),
        "~from" => Column::new("", Role::Source(Box::default())),
        "~to" => Column::new("", Role::Target(Box::default())),
        "~label" => escaped(Column { separator: Some(b';'), ..Column::new("", Role::Type) }),
        _ => {
            // A colon of a name has a backslash before it.
            let is_typed = written.rsplit_once(':').is_some_and(|(name, _)| !name.ends_with('\\'));
            let typed = if is_typed { typed_column(written) } else { None };
            let column = typed.unwrap_or_else(|| Column::new(written, Role::Property));
            escaped(Column { name: column.name.replace("\\:", ":").into(), ..column })
        }
    }
}

/// Ignores the ids of edges in tables that this program has written: they are the property `iri`, too, and their own ids are the
/// property `id`.
pub(super) fn ignore_keys(table: &mut Table) {
    if table.has_edges() && table.written.iter().any(|name| name == "iri:String") {
        for column in table.columns.iter_mut().filter(|column| matches!(column.role, Role::Id(_))) {
            column.role = Role::Ignored;
        }
    }
}

/// A column in whose lists a semicolon with a backslash before it is part of a value.
fn escaped(column: Column) -> Column {
    Column { lists: Lists { escapes: Escapes::Separators, ..Lists::default() }, ..column }
}
