//! KGTK: tables of edges with the columns `node1`, `label` and `node2` in any order, and tables of nodes with an `id`
//! (`https://kgtk.readthedocs.io`, "The KGTK File Format").
//!
//! An edge whose `node2` is a value is a property of `node1`. Edges whose `node1` is the id of another edge are its
//! qualifiers, and become properties of that edge. A quantity with a unit or a tolerance, and a moment that is less exact
//! than a year, are texts as they are written.

use std::borrow::Cow;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::csv::header;
use super::fields::{Dialect, Field, Records};
use super::pump::pump;
use super::table::{Column, Role, Table};
use super::values::json_number;
use super::worker::{Line, Piece, RecordParser, Worker};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::{Cell, NameKey, RowBuilder, put_cell};
use crate::text::WKT_LITERAL;

/// The format.
pub(super) struct Kgtk;

impl crate::read::rows::reader::Sealed for Kgtk {}

impl RowReader for Kgtk {
    fn name(&self) -> &'static str {
        "kgtk"
    }

    fn title(&self) -> &'static str {
        "KGTK"
    }

    fn about(&self) -> &'static str {
        "KGTK, as TSV: edges have a `node1`, a `label` and a `node2`, nodes an `id`"
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        let is_certain = layout(head).is_some_and(|table| {
            let names = ["node1", "label", "node2"];
            names.iter().all(|name| table.written.iter().any(|written| written == name))
                || !table.has_edges() && has_values(head, &table)
        });
        Recognition::certain_if(is_certain)
    }

    fn is_of_tables(&self) -> bool {
        true
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        layout(head).is_some_and(|table| table.has_edges())
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        match layout(file.0.head()) {
            Some(table) => {
                let understood = table.understood(self.title());
                pump(file.0, understood, table.split(), &Parser(table), rows, run)
            }
            None => {
                let help = "a header of edges needs the columns `node1`, `label` and `node2`, a header of nodes a column `id`";
                run.without_header(&file.0, "this is not a header of KGTK", help);
                Ok(())
            }
        }
    }
}

fn layout(head: &[u8]) -> Option<Table> {
    let columns = |names: &[String]| {
        let is_edges = names.iter().any(|name| matches!(name.as_str(), "node2" | "to" | "object"));
        names.iter().map(|name| column(name, is_edges)).collect()
    };
    let table = header(head, Dialect::bare(b'\t'), columns)?;
    let count =
        |wanted: fn(&Role) -> bool| table.columns.iter().filter(|column| wanted(&column.role)).count();
    let ids = count(|role| matches!(role, Role::Id(_)));
    let edges = [
        count(|role| matches!(role, Role::Source(_))),
        count(|role| *role == Role::Type),
        count(|role| matches!(role, Role::Target(_))),
    ];
    matches!((ids, edges), (1, [0, 0, 0]) | (0 | 1, [1, 1, 1])).then_some(table)
}

fn column(name: &str, is_edges: bool) -> Column {
    let role = match name {
        "id" | "ID" => Role::Id(Box::default()),
        "node1" | "from" | "subject" if is_edges => Role::Source(Box::default()),
        "label" | "predicate" | "relation" | "relationship" if is_edges => Role::Type,
        "node2" | "to" | "object" if is_edges => Role::Target(Box::default()),
        _ => Role::Property,
    };
    Column::new(name, role)
}

/// How many rows show whether a table of nodes is one of KGTK.
const SHOWN: usize = 100;

/// Whether the first rows have values as no other format has them: `'Ann'@en`, `^2019-01-01T00:00:00Z/11`.
fn has_values(head: &[u8], table: &Table) -> bool {
    let mut records = Records::new(head, table.dialect);
    records.skip_lines(table.head_lines);
    let (mut fields, mut buffer, mut names) = (Vec::new(), Vec::new(), |_: &[u8]| NameKey::NONE);
    for _ in 0..SHOWN {
        let Ok(true) = records.next(&mut fields) else { break };
        let mut is_special = |field: &Field<'_>| match value(field.text(&mut buffer), &mut names) {
            Some(Value::Words { .. }) => true,
            Some(Value::Typed { text, .. }) => !text.starts_with(b"POINT"),
            _ => false,
        };
        if fields.iter().any(&mut is_special) {
            return true;
        }
    }
    false
}

/// What a value of KGTK is; anything else is a symbol, the id of a node.
enum Value<'t> {
    Text(Cow<'t, [u8]>),
    Words { language: &'t [u8], text: Cow<'t, [u8]> },
    Number(Cow<'t, [u8]>, bool),
    Boolean(bool),
    Typed { datatype: NameKey, text: Cow<'t, [u8]> },
}

impl Value<'_> {
    fn cell(&self) -> Cell<'_> {
        match self {
            Value::Text(text) => Cell::of_text(text),
            Value::Words { language, text } => Cell::Words { language, text },
            Value::Number(number, true) => Cell::Integer(number),
            Value::Number(number, false) => Cell::Number(number),
            Value::Boolean(is) => Cell::Boolean(*is),
            Value::Typed { datatype, text } => Cell::Typed { datatype: *datatype, text },
        }
    }
}

/// Reads a value by its first character.
fn value<'t>(text: &'t [u8], names: &mut impl FnMut(&[u8]) -> NameKey) -> Option<Value<'t>> {
    let as_written = || Some(Value::Text(text.into()));
    match text {
        b"True" => Some(Value::Boolean(true)),
        b"False" => Some(Value::Boolean(false)),
        [b'"', inside @ .., b'"'] => Some(Value::Text(unescaped(inside))),
        [b'\'', rest @ ..] => {
            let end = memchr::memmem::rfind(rest, b"'@");
            let parts = end.and_then(|end| Some((rest.get(..end)?, rest.get(end + 2..)?)));
            let is_tag = |tag: &[u8]| {
                !tag.is_empty() && tag.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
            };
            match parts {
                Some((text, language)) if is_tag(language) => {
                    Some(Value::Words { language, text: unescaped(text) })
                }
                _ => as_written(),
            }
        }
        [b'^', rest @ ..] => moment(rest).map_or_else(as_written, |(datatype, text)| {
            let datatype = names(format!("http://www.w3.org/2001/XMLSchema#{datatype}").as_bytes());
            Some(Value::Typed { datatype, text: text.into() })
        }),
        [b'@', rest @ ..] => {
            let at = memchr::memchr(b'/', rest);
            let degrees = |text: &[u8]| Some(String::from_utf8_lossy(&json_number(text)?.0).into_owned());
            let point = at.and_then(|at| {
                let (latitude, longitude) = (degrees(rest.get(..at)?)?, degrees(rest.get(at + 1..)?)?);
                Some(format!("POINT({longitude} {latitude})"))
            });
            point.map_or_else(as_written, |point| {
                let datatype = names(WKT_LITERAL.as_bytes());
                Some(Value::Typed { datatype, text: point.into_bytes().into() })
            })
        }
        [b'+' | b'-' | b'.' | b'0'..=b'9', ..] => match json_number(text) {
            Some((number, is_whole)) => Some(Value::Number(number, is_whole)),
            None => as_written(),
        },
        [b'"' | b'!', ..] => as_written(),
        _ => None,
    }
}

/// A text without the backslashes of its escapes.
fn unescaped(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\\', text).is_none() {
        return text.into();
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match (byte, bytes.as_slice().first()) {
            (b'\\', Some(next)) => {
                bytes.next();
                match next {
                    b'n' => plain.push(b'\n'),
                    b't' => plain.push(b'\t'),
                    b'r' => plain.push(b'\r'),
                    b'\\' | b'"' | b'\'' | b'|' => plain.push(*next),
                    next => plain.extend_from_slice(&[b'\\', *next]),
                }
            }
            _ => plain.push(*byte),
        }
    }
    plain.into()
}

/// The datatype of XML Schema and the text of a moment with its precision (11 is a day, 10 a month, 9 a year): without it,
/// or where it is a time of day, the moment as a whole. `None` for what is less exact, and for what is no moment.
fn moment(text: &[u8]) -> Option<(&'static str, &[u8])> {
    let (moment, precision) = match memchr::memchr(b'/', text) {
        Some(at) => {
            (text.get(..at)?, Some(std::str::from_utf8(text.get(at + 1..)?).ok()?.parse::<u8>().ok()?))
        }
        None => (text, None),
    };
    let years = usize::from(moment.first() == Some(&b'-'));
    let is_shaped = |end: usize| {
        let shape = b"0000-00-00T00:00:00Z";
        let found = moment.get(years..).unwrap_or(&[]);
        found.len() >= end.min(10)
            && found.iter().zip(shape).all(|(byte, like)| match like {
                b'0' => byte.is_ascii_digit(),
                like => byte == like || *like == b'Z',
            })
    };
    if !is_shaped(10) {
        return None;
    }
    let midnight = moment.get(years + 10..)?;
    let is_midnight = matches!(midnight, b"" | b"T00:00" | b"T00:00:00Z" | b"T00:00:00");
    let is_dated = moment
        .get(years + 4..years + 10)
        .is_some_and(|day| !day.ends_with(b"-00") && !day.starts_with(b"-00"));
    match precision {
        Some(9) if is_midnight => Some(("gYear", moment.get(..years + 4)?)),
        Some(10) if is_midnight && !moment.get(years + 4..)?.starts_with(b"-00") => {
            Some(("gYearMonth", moment.get(..years + 7)?))
        }
        Some(11) | None if is_midnight && is_dated && (precision.is_some() || midnight.is_empty()) => {
            Some(("date", moment.get(..years + 10)?))
        }
        Some(11..=14) | None if is_dated && midnight.len() >= 9 => Some(("dateTime", moment)),
        _ => None,
    }
}

/// The parts of a field with several values: those between bars that no backslash and no quote makes part of a value.
fn parts(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let quote = text.first().copied().filter(|first| matches!(first, b'"' | b'\''));
        let mut is_inside = quote.is_some();
        let mut at = usize::from(is_inside);
        while let Some(byte) = text.get(at) {
            match byte {
                b'\\' => at += 1,
                byte if is_inside && Some(*byte) == quote => {
                    // An apostrophe in a text in a language needs no escape.
                    is_inside = *byte == b'\'' && text.get(at + 1) != Some(&b'@');
                }
                b'|' if !is_inside => break,
                _ => {}
            }
            at += 1;
        }
        rest = text.get(at + 1..);
        Some(text.get(..at).unwrap_or(text))
    })
}

/// Reads rows of a table into statements, as what is said of a node may be anywhere.
struct Parser(Table);

/// What an edge that is a property cannot keep.
const LOST: &str = "this edge leads to a value: it is a property, which has no properties of its own";

impl RecordParser for Parser {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        let names: Vec<NameKey> =
            self.0.columns.iter().map(|column| worker.names.key(column.name.as_bytes())).collect();
        let mut records = Records::new(piece.bytes, self.0.dialect);
        if piece.is_first {
            records.skip_lines(self.0.head_lines);
        }
        worker.statements.is_plain = true;
        let mut fields = Vec::new();
        while let Ok(true) = records.next(&mut fields) {
            let line = Line { number: records.first_line, bytes: records.first_line_of_record() };
            let (has, wants) = (fields.len(), self.0.columns.len());
            if has != wants {
                worker.malformed(&line, line.bytes.len(), &format!("expected {wants} fields, found {has}"));
                continue;
            }
            worker.statements.line = records.first_line;
            self.row(&names, &fields, &line, worker);
        }
    }
}

impl Parser {
    fn row(&self, names: &[NameKey], fields: &[Field<'_>], line: &Line<'_>, worker: &mut Worker<'_>) {
        let mut buffers = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
        let [id_buffer, source_buffer, relation_buffer, target_buffer] = &mut buffers;
        let (mut id, mut source, mut relation, mut target) = (None, None, None, None);
        let mut others = Vec::new();
        for ((column, name), field) in self.0.columns.iter().zip(names).zip(fields) {
            match column.role {
                _ if field.is_empty() => {}
                Role::Id(_) => id = Some(field.text(id_buffer)),
                Role::Source(_) => source = Some(field.text(source_buffer)),
                Role::Type => relation = Some(field.text(relation_buffer)),
                Role::Target(_) => target = Some(field.text(target_buffer)),
                _ => others.push((*name, field)),
            }
        }
        let Worker { statements, names, .. } = worker;
        if !self.0.has_edges() {
            let Some(id) = id else {
                return worker.misshapen(line, "this node has no id", "a node needs an `id`");
            };
            let node = statements.subject(id);
            for (name, field) in others {
                for part in parts(field.text(&mut Vec::new())) {
                    let value = value(part, &mut |name: &[u8]| names.key(name));
                    let value = value.unwrap_or(Value::Text(part.into()));
                    statements.value(node, (name, &value.cell()), None);
                }
            }
            return;
        }
        let (Some(source), Some(relation), Some(target)) = (source, relation, target) else {
            let help = "an edge needs a `node1`, a `label` and a `node2`";
            return worker.misshapen(line, "this edge is not whole", help);
        };
        let relation = names.key(relation);
        let node = statements.subject(source);
        let mut is_lossy = false;
        for part in parts(target) {
            if let Some(value) = value(part, &mut |name: &[u8]| names.key(name)) {
                statements.value(node, (relation, &value.cell()), None);
                statements.value_ids.extend(id.map(|id| FixedState::default().hash_one(id)));
                is_lossy |= !others.is_empty();
                continue;
            }
            let mut cells = Vec::new();
            if let Some(id) = id {
                put_cell(&mut cells, NameKey::EDGE_ID, &Cell::of_text(id));
            }
            for (name, field) in &others {
                let text = field.text(&mut Vec::new()).to_vec();
                let value = value(&text, &mut |name: &[u8]| names.key(name));
                put_cell(&mut cells, *name, &value.unwrap_or(Value::Text((&text[..]).into())).cell());
            }
            let target = statements.mention(part);
            statements.edge_with(node, relation, target, &cells);
        }
        if is_lossy {
            let label = String::new();
            worker.finding(
                &rules::ROW_DATA_IGNORED,
                line,
                0..line.bytes.len(),
                [LOST.to_owned(), label],
                None,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_by_their_first_character() {
        let shown = |text: &str| {
            let mut datatypes = Vec::new();
            let found = value(text.as_bytes(), &mut |name: &[u8]| {
                datatypes.push(String::from_utf8_lossy(name).into_owned());
                NameKey::NONE
            });
            let found = found.map(|value| match value.cell() {
                Cell::Integer(text) | Cell::Number(text) => {
                    format!("number {}", String::from_utf8_lossy(text))
                }
                Cell::Boolean(is) => is.to_string(),
                Cell::Words { language, text } => {
                    format!("{}@{}", String::from_utf8_lossy(text), String::from_utf8_lossy(language))
                }
                Cell::Typed { text, .. } => String::from_utf8_lossy(text).into_owned(),
                Cell::Text(text) | Cell::Clean(text) => format!("text {}", String::from_utf8_lossy(text)),
                _ => String::new(),
            });
            let datatype =
                datatypes.first().and_then(|name| name.rsplit(['#', '/']).next().map(str::to_owned));
            (found, datatype)
        };
        for (text, found, datatype) in [
            ("'Ann'@en", Some("Ann@en"), None),
            ("'O\\'Neil'@en-gb", Some("O'Neil@en-gb"), None),
            ("\"a \\\"b\\\"\\tc\\|\"", Some("text a \"b\"\tc|"), None),
            ("^2019-01-02T00:00:00Z/11", Some("2019-01-02"), Some("date")),
            ("^2019-01-00T00:00:00Z/10", Some("2019-01"), Some("gYearMonth")),
            ("^2019-00-00T00:00:00Z/9", Some("2019"), Some("gYear")),
            ("^-0500-00-00T00:00:00Z/9", Some("-0500"), Some("gYear")),
            ("^1900-00-00T00:00:00Z/7", Some("text ^1900-00-00T00:00:00Z/7"), None),
            ("^2019-01-02T10:11:12Z/14", Some("2019-01-02T10:11:12Z"), Some("dateTime")),
            ("^2019-01-02T10:11:12Z", Some("2019-01-02T10:11:12Z"), Some("dateTime")),
            ("^soon", Some("text ^soon"), None),
            ("+5", Some("number 5"), None),
            ("-5.50", Some("number -5.50"), None),
            ("10kg", Some("text 10kg"), None),
            ("+10[9,11]Q11573", Some("text +10[9,11]Q11573"), None),
            ("@043.5/-010.25", Some("POINT(-10.25 43.5)"), Some("wktLiteral")),
            ("@here", Some("text @here"), None),
            ("True", Some("true"), None),
            ("Q5", None, None),
            ("P31", None, None),
        ] {
            assert_eq!(shown(text), (found.map(str::to_owned), datatype.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn bars_part_values_outside_quotes() {
        let of = |text: &'static str| -> Vec<String> {
            parts(text.as_bytes()).map(|part| String::from_utf8_lossy(part).into_owned()).collect()
        };
        assert_eq!(of("a|b"), ["a", "b"]);
        assert_eq!(of("\"a|b\"|'c|d'@en|e\\|f"), ["\"a|b\"", "'c|d'@en", "e\\|f"]);
        assert_eq!(of("'it's|so'@en|x"), ["'it's|so'@en", "x"]);
        assert_eq!(of("\"open|"), ["\"open|"]);
        assert_eq!(of(""), [""]);
    }
}
