//! The tables for Neo4j that dossier itself wrote of rows, read by the names in their folder (`crate::export`).

use std::sync::Arc;

use super::csv::typed_column;
use super::described::OwnCsv;
use super::fields::{Dialect, Field, Records};
use super::input::{RowFile, Split};
use super::own_names::{OwnNames, OwnRow, OwnValue, Roles};
use super::pump::pump;
use super::table::{malformed, put_point};
use super::values::{Value, put_value, text_cell};
use super::worker::{Line, Piece, RecordParser, Worker};
use super::{Run, Stop};
use crate::graph::rows::{CLASS, Cell, Cells, Items, NameKey, RowBuilder, put_cell, put_item};

/// How dossier writes its tables.
const DIALECT: Dialect = Dialect { delimiter: b',', quote: Some(b'"'), is_spaced: false };

/// How the header of a table begins that dossier wrote for Neo4j.
const HEADERS: [&[&str]; 2] =
    [&["id:ID(Entity)", "iri:string"], &[":START_ID(Entity)", ":END_ID(Entity)", ":TYPE", "iri:string"]];

/// Whether the columns of a table are called as dossier calls them.
pub(super) fn is_own(written: &[String]) -> bool {
    HEADERS
        .iter()
        .any(|own| written.len() >= own.len() && written.iter().zip(*own).all(|(name, own)| name == own))
}

/// What a column has.
#[derive(Clone, Debug)]
enum Use {
    /// The ids of vertices.
    Id,
    /// Where edges begin.
    Source,
    /// Where edges end.
    Target,
    /// The types of edges.
    Type,
    /// The labels of vertices.
    Labels,
    /// Values.
    Values { name: Box<str>, value: Value, is_list: bool },
}

/// What is known of a table before its rows are read.
struct OwnTable {
    names: Arc<OwnNames>,
    separator: u8,
    columns: Vec<Use>,
}

/// Reads a table of a folder that has names.
///
/// # Errors
/// [`Stop`], when the work was given up.
pub(super) fn read(
    file: RowFile,
    own: &OwnCsv,
    rows: &mut RowBuilder,
    run: &mut Run<'_>,
) -> Result<(), Stop> {
    match OwnTable::of(file.head(), own) {
        Some(table) => {
            let understood = "CSV of dossier for neo4j-admin".to_owned();
            pump(file, understood, Split::QuotedLines(DIALECT), &table, rows, run)
        }
        None => {
            let what = "this is not the header of a table that dossier wrote, although `names.json` says so";
            run.without_header(&file, what, "export the folder again");
            Ok(())
        }
    }
}

impl OwnTable {
    fn of(head: &[u8], own: &OwnCsv) -> Option<OwnTable> {
        let (mut fields, mut buffer) = (Vec::new(), Vec::new());
        let mut records = Records::new(head, DIALECT);
        records.next(&mut fields).ok().filter(|is_there| *is_there)?;
        let column = |field: &Field<'_>, buffer: &mut Vec<u8>| {
            Some(match std::str::from_utf8(field.text(buffer)).ok()? {
                "id:ID(Entity)" => Use::Id,
                ":START_ID(Entity)" => Use::Source,
                ":END_ID(Entity)" => Use::Target,
                ":TYPE" => Use::Type,
                ":LABEL" => Use::Labels,
                header => {
                    let column = typed_column(header)?;
                    let value = match column.value {
                        // A whole number among others is written as it is.
                        Value::Number => Value::Any,
                        value => value,
                    };
                    Use::Values { name: column.name, value, is_list: column.separator.is_some() }
                }
            })
        };
        let columns = fields.iter().map(|field| column(field, &mut buffer)).collect::<Option<Vec<_>>>()?;
        let has_ends = matches!(columns.as_slice(), [Use::Source, Use::Target, Use::Type, ..]);
        let has_id = matches!(columns.as_slice(), [Use::Id, .., Use::Labels]);
        (has_ends || has_id).then(|| OwnTable {
            names: Arc::clone(&own.names),
            separator: own.separator,
            columns,
        })
    }
}

/// A column with the handles of its names.
struct Keyed<'t> {
    column: &'t Use,
    roles: Option<Roles>,
    datatype: NameKey,
}

/// The memory for a row: its cells, each under the place of its column.
#[derive(Default)]
struct Scratch {
    cells: Vec<u8>,
    items: Vec<u8>,
    text: Vec<u8>,
}

impl RecordParser for OwnTable {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        let keyed = self.columns.iter().map(|column| match column {
            Use::Values { name, value, .. } => Keyed {
                column,
                datatype: value.datatype(&mut worker.names),
                roles: Some(self.names.roles(name, name, &mut worker.names)),
            },
            _ => Keyed { column, roles: None, datatype: NameKey::NONE },
        });
        let keyed: Vec<Keyed<'_>> = keyed.collect();
        let mut records = Records::new(piece.bytes, DIALECT);
        if piece.is_first {
            records.skip_lines(1);
        }
        let mut scratch = Scratch::default();
        let mut fields = Vec::with_capacity(self.columns.len());
        loop {
            match records.next(&mut fields) {
                Ok(false) => return,
                Ok(true) => {
                    if let Err((at, what)) = self.row(&keyed, &fields, &records, &mut scratch, worker) {
                        malformed(worker, &records, at, &what);
                    }
                }
                Err(error) => malformed(worker, &records, error.at, error.what),
            }
        }
    }
}

impl OwnTable {
    /// Adds a row, or says what is wrong with it, and where.
    fn row(
        &self,
        keyed: &[Keyed<'_>],
        fields: &[Field<'_>],
        records: &Records<'_>,
        scratch: &mut Scratch,
        worker: &mut Worker<'_>,
    ) -> Result<(), (usize, String)> {
        if fields.len() != keyed.len() {
            let what = format!("expected {} fields, found {}", keyed.len(), fields.len());
            return Err((fields.get(keyed.len()).map_or(records.end, |field| field.start), what));
        }
        scratch.cells.clear();
        for (at, (keyed, field)) in keyed.iter().zip(fields).enumerate() {
            self.put_field(keyed, NameKey::at(at), field, scratch).map_err(|what| (field.start, what))?;
        }
        let cells = || {
            let all = Cells::new(&scratch.cells);
            all.filter_map(|(at, cell)| Some((keyed.get(at.index())?, cell)))
        };
        let (mut row, mut source, mut target) = (OwnRow::default(), None, None);
        for (keyed, cell) in cells() {
            let (Cell::Clean(text) | Cell::Text(text)) = cell else { continue };
            let text = std::str::from_utf8(text).unwrap_or("");
            match keyed.column {
                Use::Id => row.id = Some(text.into()),
                Use::Source => source = Some(text.into()),
                Use::Target => target = Some(text.into()),
                Use::Type => row.kind = text.into(),
                Use::Labels => {
                    row.labels = Some(text.split(char::from(self.separator)).map(Into::into).collect());
                }
                Use::Values { .. } => {}
            }
        }
        row.ends = source.zip(target);
        let values = cells().filter_map(|(keyed, cell)| Some((keyed.roles.as_ref()?, OwnValue::Cell(cell))));
        let line = Line { number: records.first_line, bytes: records.first_line_of_record() };
        self.names.put(&row, values, &line, worker).map_err(|what| (records.start, what))
    }

    /// Puts a field under the place of its column; a field without a text or quotes is nothing.
    fn put_field(
        &self,
        keyed: &Keyed<'_>,
        at: NameKey,
        field: &Field<'_>,
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        if field.is_empty() && !field.is_quoted {
            return Ok(());
        }
        let Scratch { cells, items, text } = scratch;
        let text = field.text(text);
        let Use::Values { value, is_list, .. } = keyed.column else {
            put_cell(cells, at, &text_cell(text, field.class));
            return Ok(());
        };
        let one = |text: &[u8], class: u8, put: &mut dyn FnMut(&Cell<'_>)| match value {
            Value::Point => put_point(keyed.datatype, text, None, put),
            value => put_value(*value, keyed.datatype, text, class, put),
        };
        if !is_list {
            return one(text, field.class, &mut |cell| put_cell(cells, at, cell));
        }
        items.clear();
        for part in text.split(|byte| *byte == self.separator) {
            let class = part.iter().fold(0, |all, byte| all | CLASS[usize::from(*byte)]);
            one(part, class, &mut |cell| put_item(items, cell))?;
        }
        put_cell(cells, at, &Cell::List(Items(items)));
        Ok(())
    }
}
