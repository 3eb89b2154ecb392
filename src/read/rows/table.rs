//! Tables: what the columns mean, and rows of them as nodes and edges.

use super::fields::{Dialect, Field, Records};
use super::input::Split;
use super::json::Scanner;
use super::worker::{DIRECTED, Line, Piece, RecordParser, Worker};
use crate::diagnostic::rules;
use crate::graph::rows::{CLASS, Cell, Items, NameCache, NameKey, put_item};
use crate::ontology::Status;

/// What a column is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The id; the text in the brackets is prepended to it.
    Id(Box<str>),
    /// Where an edge begins.
    Source(Box<str>),
    /// Where an edge ends.
    Target(Box<str>),
    /// Types of a node, or the relation of an edge.
    Type,
    /// The status of an edge, if it is one of the five.
    Status,
    /// `Directed` or `Undirected`, as Gephi has it.
    Direction,
    /// A property.
    Property,
    /// Nothing.
    Ignored,
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Texts.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Numbers where they are numbers, otherwise texts.
    Any,
    /// Texts with a datatype, by the last part of its name in XML Schema.
    Xsd(&'static str),
}

impl Value {
    /// The handle of the datatype of values that are written with one.
    pub(super) fn datatype(self, names: &mut NameCache<'_>) -> NameKey {
        match self {
            Value::Xsd(name) => names.key(format!("{XSD}{name}").as_bytes()),
            Value::Number => names.key(format!("{XSD}double").as_bytes()),
            _ => NameKey::NONE,
        }
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name as a property.
    pub(super) name: Box<str>,
    /// What it is for.
    pub(super) role: Role,
    /// What its values are.
    pub(super) value: Value,
    /// The separator of the values of a list.
    pub(super) separator: Option<u8>,
    /// Whether empty texts are values: in quotes, or between separators.
    pub(super) keeps_empty: bool,
}

impl Column {
    /// A column of texts.
    pub(super) fn new(name: &str, role: Role) -> Column {
        Column { name: Box::from(name), role, value: Value::Text, separator: None, keeps_empty: false }
    }
}

/// What is known of a table before its rows are read.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// How it is written.
    pub(super) dialect: Dialect,
    /// Its columns.
    pub(super) columns: Vec<Column>,
    /// How the columns are called in the file, where they are called.
    pub(super) written: Vec<String>,
    /// How many lines precede the first row.
    pub(super) head_lines: u32,
    /// Whether the last fields of a row may be missing, as their own programs have it.
    pub(super) may_be_short: bool,
}

/// How XML Schema calls its datatypes.
pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

impl Table {
    /// Where its records end.
    pub(super) fn split(&self) -> Split {
        if self.dialect.has_quotes { Split::QuotedLines(self.dialect.delimiter) } else { Split::Lines }
    }

    /// Whether its rows are edges.
    pub(super) fn has_edges(&self) -> bool {
        self.columns.iter().any(|column| matches!(column.role, Role::Source(_)))
    }

    /// What its rows are and which columns play which role, in one line.
    pub(super) fn understood(&self, format: &str) -> String {
        let role = |column: &Column| match column.role {
            Role::Id(_) => Some("id"),
            Role::Source(_) => Some("source"),
            Role::Target(_) => Some("target"),
            Role::Type if self.has_edges() => Some("relation"),
            Role::Type => Some("type"),
            Role::Status => Some("status"),
            Role::Direction => Some("direction"),
            Role::Property | Role::Ignored => None,
        };
        let named = self.columns.iter().zip(&self.written);
        let roles = named.filter_map(|(column, written)| Some(format!("{}={written}", role(column)?)));
        let roles = roles.collect::<Vec<_>>().join(", ");
        let properties = self.columns.iter().filter(|column| column.role == Role::Property).count();
        let rows = if self.has_edges() { "edges" } else { "nodes" };
        let rest = match properties {
            0 => String::new(),
            1 => "; 1 property".to_owned(),
            several => format!("; {several} properties"),
        };
        let mut separators: Vec<u8> = self.columns.iter().filter_map(|column| column.separator).collect();
        separators.sort_unstable();
        separators.dedup();
        let lists: Vec<String> = separators.iter().map(|byte| format!("`{}`", char::from(*byte))).collect();
        let lists = if lists.is_empty() {
            String::new()
        } else {
            format!("; lists parted by {}", lists.join(" and "))
        };
        format!("{rows} ({format}): {roles}{rest}{lists}")
    }

    /// Whether its rows can be nodes or edges.
    pub(super) fn has_rows(&self) -> bool {
        let has = |wanted: fn(&Role) -> bool| self.columns.iter().any(|column| wanted(&column.role));
        has(|role| matches!(role, Role::Id(_)))
            || has(|role| matches!(role, Role::Source(_))) && has(|role| matches!(role, Role::Target(_)))
    }
}

/// Columns with the handles of their names.
struct Keyed<'t> {
    column: &'t Column,
    name: NameKey,
    datatype: NameKey,
    /// Whether it says which edges have a direction.
    is_direction: bool,
}

impl RecordParser for Table {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        let mut keyed = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let datatype = column.value.datatype(&mut worker.names);
            let name = worker.names.key(column.name.as_bytes());
            let is_direction = self.has_edges() && column.name.eq_ignore_ascii_case(DIRECTED);
            keyed.push(Keyed { column, name, datatype, is_direction });
        }
        let mut records = Records::new(piece.bytes, self.dialect);
        if piece.is_first {
            records.skip_lines(self.head_lines);
        }
        let mut fields = Vec::with_capacity(self.columns.len());
        loop {
            match records.next(&mut fields) {
                Ok(false) => return,
                Ok(true) => self.row(&keyed, &fields, &records, worker),
                Err(error) => malformed(worker, &records, error.at, error.what),
            }
        }
    }
}

/// Notes that a record cannot be read, because of a byte of the piece.
fn malformed(worker: &mut Worker<'_>, records: &Records<'_>, at: usize, what: &str) {
    if worker.findings.wants(&rules::MALFORMED_ROW) {
        let (number, start, bytes) = records.line_of(at);
        worker.malformed(&Line { number, bytes }, at - start, what);
    } else {
        worker.findings.count(&rules::MALFORMED_ROW, 1);
    }
}

impl Table {
    fn row(&self, keyed: &[Keyed<'_>], fields: &[Field<'_>], records: &Records<'_>, worker: &mut Worker<'_>) {
        worker.record.clear();
        if fields.iter().all(Field::is_empty) {
            return;
        }
        let is_short = fields.len() < self.columns.len() && !self.may_be_short;
        let more = fields.get(self.columns.len()..).unwrap_or(&[]);
        if is_short || more.iter().any(|field| !field.is_empty()) {
            let (has, wants) = (fields.len(), self.columns.len());
            let at = fields.get(wants).map_or(records.end, |field| field.start);
            return malformed(worker, records, at, &format!("expected {wants} fields, found {has}"));
        }
        for (keyed, field) in keyed.iter().zip(fields) {
            if field.is_empty() && !(keyed.column.keeps_empty && field.is_quoted) {
                continue;
            }
            if let Err(what) = put(keyed, field, worker) {
                return malformed(worker, records, field.start, &what);
            }
        }
        let line = Line { number: records.first_line, bytes: records.first_line_of_record() };
        worker.commit(&line);
    }
}

/// Puts a field that is not empty where it belongs.
#[inline]
fn put(keyed: &Keyed<'_>, field: &Field<'_>, worker: &mut Worker<'_>) -> Result<(), String> {
    let Keyed { column, name, datatype, is_direction } = keyed;
    let Worker { record, names, buffer, items, .. } = worker;
    let text = field.text(buffer);
    let id = |texts: &mut Vec<u8>, group: &str| {
        let start = texts.len();
        texts.extend_from_slice(group.as_bytes());
        texts.extend_from_slice(text);
        start..texts.len()
    };
    match &column.role {
        Role::Ignored => {}
        Role::Id(group) => {
            record.id = Some(id(&mut record.texts, group));
            if !column.name.is_empty() {
                record.put(*name, &text_cell(text, field.class));
            }
        }
        Role::Source(group) => record.source = Some(id(&mut record.texts, group)),
        Role::Target(group) => record.target = Some(id(&mut record.texts, group)),
        Role::Type => match column.separator {
            Some(separator) => {
                let parts = text
                    .split(|byte| *byte == separator)
                    .filter(|part| !part.is_empty() && *part != column.name.as_bytes());
                record.types.extend(parts.map(|part| names.key(part)));
            }
            None => record.types.push(names.key(text)),
        },
        Role::Status => match std::str::from_utf8(text).ok().and_then(|word| word.parse::<Status>().ok()) {
            Some(status) => record.status = Some(status),
            None => record.put(NameKey::STATUS, &text_cell(text, field.class)),
        },
        Role::Direction => {
            if text.eq_ignore_ascii_case(b"undirected") {
                record.is_undirected = true;
            } else if !text.eq_ignore_ascii_case(b"directed") {
                record.types.push(names.key(text));
            }
        }
        Role::Property if *is_direction && (text.eq_ignore_ascii_case(b"false") || text == b"0") => {
            record.is_undirected = true;
        }
        Role::Property => match column.separator {
            None => put_value(column.value, *datatype, text, field.class, |cell| record.put(*name, cell))?,
            Some(separator) => {
                items.clear();
                let is_value = |part: &&[u8]| column.keeps_empty || !part.is_empty();
                for part in text.split(|byte| *byte == separator).filter(is_value) {
                    let class = part.iter().fold(0, |all, byte| all | CLASS[usize::from(*byte)]);
                    put_value(column.value, *datatype, part, class, |cell| put_item(items, cell))?;
                }
                record.put(*name, &Cell::List(Items(items)));
            }
        },
    }
    Ok(())
}

#[inline]
fn text_cell(text: &[u8], class: u8) -> Cell<'_> {
    if class == 0 { Cell::Clean(text) } else { Cell::Text(text) }
}

/// Makes a cell of a text, or says what is wrong with it.
#[inline]
pub(super) fn put_value(
    value: Value,
    datatype: NameKey,
    text: &[u8],
    class: u8,
    mut put: impl FnMut(&Cell<'_>),
) -> Result<(), String> {
    let refused = |what: &str| {
        let shown: String = String::from_utf8_lossy(text).chars().take(40).collect();
        Err(format!("`{shown}` is {what}"))
    };
    match value {
        Value::Text => put(&text_cell(text, class)),
        Value::Any => match json_number(text) {
            Some((number, true)) => put(&Cell::Integer(&number)),
            Some((number, false)) => put(&Cell::Number(&number)),
            None => put(&text_cell(text, class)),
        },
        Value::Xsd(_) => put(&Cell::Typed { datatype, text }),
        Value::Boolean if text.trim_ascii().eq_ignore_ascii_case(b"true") => put(&Cell::Boolean(true)),
        Value::Boolean if text.trim_ascii().eq_ignore_ascii_case(b"false") => put(&Cell::Boolean(false)),
        Value::Boolean => return refused("neither `true` nor `false`"),
        Value::Integer => match json_number(text.trim_ascii()) {
            Some((number, true)) => put(&Cell::Integer(&number)),
            _ => return refused("not an integer, although it is declared as one"),
        },
        Value::Number => match json_number(text.trim_ascii()) {
            Some((number, false)) => put(&Cell::Number(&number)),
            // The header says that it may have a fraction.
            Some((number, true)) => put(&Cell::Number(&[&number[..], b".0"].concat())),
            None => match text.trim_ascii().to_ascii_lowercase().as_slice() {
                b"nan" => put(&Cell::Typed { datatype, text: b"NaN" }),
                b"inf" | b"infinity" | b"+inf" | b"+infinity" => put(&Cell::Typed { datatype, text: b"INF" }),
                b"-inf" | b"-infinity" => put(&Cell::Typed { datatype, text: b"-INF" }),
                _ => return refused("not a number, although it is declared as one"),
            },
        },
    }
    Ok(())
}

/// A number in JSON syntax, and whether it is an integer: no plus, no zeros before others, a digit on both sides of the
/// point.
pub(super) fn json_number(text: &[u8]) -> Option<(std::borrow::Cow<'_, [u8]>, bool)> {
    let is_number = |text: &[u8]| {
        let mut scanner = Scanner::new(text);
        matches!(scanner.peek(), b'-' | b'0'..=b'9')
            .then(|| scanner.number().ok())
            .flatten()
            .filter(|number| number.raw.len() == text.len())
            .map(|number| number.is_whole)
    };
    if let Some(is_whole) = is_number(text) {
        return Some((text.into(), is_whole));
    }
    let unsigned = text.strip_prefix(b"+").or(text.strip_prefix(b"-")).unwrap_or(text);
    let zeros = unsigned.iter().take_while(|byte| **byte == b'0').count();
    let rest = unsigned.get(zeros..)?;
    let mut number = Vec::with_capacity(text.len() + 2);
    number.extend(text.first().filter(|byte| **byte == b'-'));
    if !rest.first().is_some_and(u8::is_ascii_digit) {
        if zeros == 0 && !rest.get(1).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        number.push(b'0');
    }
    for (at, byte) in rest.iter().enumerate() {
        let is_bare_point = *byte == b'.' && !rest.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !is_bare_point {
            number.push(*byte);
        }
    }
    let is_whole = is_number(&number)?;
    Some((number.into(), is_whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_json_writes_them() {
        for (text, json) in [
            ("7", Some("7")),
            ("-0.5e3", Some("-0.5e3")),
            ("+7", Some("7")),
            ("007", Some("7")),
            ("-007.50", Some("-7.50")),
            ("000", Some("0")),
            (".5", Some("0.5")),
            ("-.5", Some("-0.5")),
            ("5.", Some("5")),
            ("1.e5", Some("1e5")),
            (".", None),
            ("", None),
            ("-", None),
            ("+", None),
            ("1 2", None),
            ("seven", None),
            ("--1", None),
            ("0x10", None),
        ] {
            let number = json_number(text.as_bytes()).map(|(number, _)| number.into_owned());
            assert_eq!(number.as_deref(), json.map(str::as_bytes), "{text}");
        }
    }
}
