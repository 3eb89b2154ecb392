//! Tables: what the columns mean, and rows of them as nodes and edges.

use super::fields::{Dialect, Field, Records};
use super::input::Split;
use super::joined_labels::{JoinedLabels, contradicted};
use super::json::Scanner;
use super::json_values::read_property;
use super::values::{Value, XSD, put_value, text_cell};
use super::worker::{DIRECTED, Line, Piece, RecordParser, Worker};
use crate::diagnostic::rules;
use crate::graph::rows::{CLASS, Cell, Items, NameKey, put_item};
use crate::ontology::Status;
use crate::text::Point;

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
    /// A property; with `Not` the edge says the opposite, and is no fact.
    Negation,
    /// A property.
    Property,
    /// Nothing.
    Ignored,
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
    /// How its lists are written.
    pub(super) lists: Lists,
    /// The offset of times that have none, or the reference system of points that name none.
    pub(super) default: Option<Box<str>>,
}

impl Column {
    /// A column of texts.
    pub(super) fn new(name: &str, role: Role) -> Column {
        Column {
            name: Box::from(name),
            role,
            value: Value::Text,
            separator: None,
            lists: Lists::default(),
            default: None,
        }
    }
}

/// How the lists of a column are written, beside their separator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lists {
    /// What makes a separator a part of a value.
    pub(super) escapes: Escapes,
    /// Whether items that are empty are items.
    pub(super) keeps_empty: bool,
    /// Whether a value without a separator is no list.
    pub(super) only_where_separated: bool,
}

/// What makes a separator of lists a part of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Escapes {
    /// Nothing does.
    #[default]
    None,
    /// A backslash before it.
    Separators,
    /// A backslash before it, and before a backslash that is one.
    Backslashes,
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
    /// Whether nothing in quotes is an empty text; otherwise it is not a value.
    pub(super) keeps_empty: bool,
    /// The type of all its nodes, where no column has it.
    pub(super) node_type: Option<&'static str>,
    /// How labels are taken apart that are joined by colons, which they may have themselves.
    pub(super) joined_labels: Option<JoinedLabels>,
    /// The id of an end that says that there is none: its rows are no edges.
    pub(super) no_end: Option<&'static str>,
}

impl Table {
    /// A table whose rows are written as most programs do: whole, and without empty texts.
    pub(super) fn new(
        dialect: Dialect,
        columns: Vec<Column>,
        written: Vec<String>,
        head_lines: u32,
    ) -> Table {
        Table {
            dialect,
            columns,
            written,
            head_lines,
            may_be_short: false,
            keeps_empty: false,
            node_type: None,
            joined_labels: None,
            no_end: None,
        }
    }

    /// Where its records end.
    pub(super) fn split(&self) -> Split {
        if self.dialect.quote.is_some() { Split::QuotedLines(self.dialect) } else { Split::Lines }
    }

    /// Whether its rows are edges.
    pub(super) fn has_edges(&self) -> bool {
        self.columns.iter().any(|column| matches!(column.role, Role::Source(_)))
    }

    /// Whether its rows can be nodes: a table with edges has nodes, too, if a column has their labels, and another one the
    /// relations.
    pub(super) fn has_nodes(&self) -> bool {
        let mut types = self.columns.iter().filter(|column| column.role == Role::Type);
        !self.has_edges() || types.clone().count() > 1 && types.any(|column| column.separator.is_some())
    }

    /// What its rows are and which columns play which role, in one line.
    pub(super) fn understood(&self, format: &str) -> String {
        let role = |column: &Column| match column.role {
            Role::Id(_) => Some("id"),
            Role::Source(_) => Some("source"),
            Role::Target(_) => Some("target"),
            Role::Type if self.has_edges() && !(self.has_nodes() && column.separator.is_some()) => {
                Some("relation")
            }
            Role::Type => Some("type"),
            Role::Status => Some("status"),
            Role::Direction => Some("direction"),
            Role::Negation => Some("negation"),
            Role::Property | Role::Ignored => None,
        };
        let named = self.columns.iter().zip(&self.written);
        let roles = named.filter_map(|(column, written)| Some(format!("{}={written}", role(column)?)));
        let roles = roles.collect::<Vec<_>>().join(", ");
        let properties = self.columns.iter().filter(|column| column.role == Role::Property).count();
        let rows = match (self.has_edges(), self.has_nodes()) {
            (true, true) => "nodes and edges".to_owned(),
            (true, false) => "edges".to_owned(),
            _ => self.node_type.map_or("nodes".to_owned(), |name| format!("nodes of the type {name}")),
        };
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

/// Joined labels, while rows are read.
struct Joined {
    known: JoinedLabels,
    /// A prefix that was treated as a label before.
    contradicted: Option<Box<str>>,
}

/// Columns with the handles of their names.
struct Keyed<'t> {
    column: &'t Column,
    name: NameKey,
    datatype: NameKey,
    /// The datatype of a moment among days, or of a day among moments.
    other: NameKey,
    /// Whether an empty text is one of its values.
    holds_empty: bool,
    /// Whether it says which edges have a direction.
    is_direction: bool,
}

impl RecordParser for Table {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        let mut keyed = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let datatype = column.value.datatype(&mut worker.names);
            let other = match column.value {
                Value::Xsd("date") => worker.names.key(format!("{XSD}dateTime").as_bytes()),
                Value::Xsd("dateTime") => worker.names.key(format!("{XSD}date").as_bytes()),
                _ => datatype,
            };
            let holds_empty = self.keeps_empty
                && matches!(column.value, Value::Text | Value::Any | Value::Json | Value::JsonLists)
                && column.separator.is_none()
                && column.role == Role::Property;
            let name = worker.names.key(column.name.as_bytes());
            let is_direction = self.has_edges() && column.name.eq_ignore_ascii_case(DIRECTED);
            keyed.push(Keyed { column, name, datatype, other, holds_empty, is_direction });
        }
        let node_type = self.node_type.map(|name| worker.names.key(name.as_bytes()));
        let mut records = Records::new(piece.bytes, self.dialect);
        if piece.is_first {
            records.skip_lines(self.head_lines);
        }
        let mut fields = Vec::with_capacity(self.columns.len());
        let known = self.joined_labels.clone();
        let mut labels = known.map(|known| Joined { known, contradicted: None });
        loop {
            match records.next(&mut fields) {
                Ok(false) => return,
                Ok(true) => self.row((&keyed, node_type), &mut labels, &fields, &records, worker),
                Err(error) => malformed(worker, &records, error.at, error.what),
            }
        }
    }
}

/// Notes that a record cannot be read, because of a byte of the piece.
pub(super) fn malformed(worker: &mut Worker<'_>, records: &Records<'_>, at: usize, what: &str) {
    if worker.findings.wants(&rules::MALFORMED_ROW) {
        let (number, start, bytes) = records.line_of(at);
        worker.malformed(&Line { number, bytes }, at - start, what);
    } else {
        worker.findings.count(&rules::MALFORMED_ROW, 1);
    }
}

impl Table {
    fn row(
        &self,
        (keyed, node_type): (&[Keyed<'_>], Option<NameKey>),
        labels: &mut Option<Joined>,
        fields: &[Field<'_>],
        records: &Records<'_>,
        worker: &mut Worker<'_>,
    ) {
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
            if field.is_empty() && !(field.is_quoted && keyed.holds_empty) {
                continue;
            }
            if let Err(what) = put(keyed, field, labels, worker) {
                return malformed(worker, records, field.start, &what);
            }
        }
        worker.record.types.extend(node_type);
        let line = Line { number: records.first_line, bytes: records.first_line_of_record() };
        if let Some(prefix) = labels.as_mut().and_then(|labels| labels.contradicted.take()) {
            let words = [contradicted(&prefix), String::new()];
            worker.finding(&rules::ROW_DATA_IGNORED, &line, 0..line.bytes.len(), words, None);
        }
        if let Some(none) = self.no_end.filter(|none| worker.record.ends_at(none.as_bytes())) {
            let words =
                [format!("this row was ignored: `{none}` says that there is no such node"), String::new()];
            return worker.finding(&rules::ROW_DATA_IGNORED, &line, 0..line.bytes.len(), words, None);
        }
        worker.commit(&line);
    }
}

impl Keyed<'_> {
    /// Makes a cell of a text, or says what is wrong with it.
    #[inline]
    fn put_value(&self, text: &[u8], class: u8, put: impl FnMut(&Cell<'_>)) -> Result<(), String> {
        let Keyed { column, datatype, other, .. } = self;
        match (column.value, &column.default) {
            (Value::Xsd("date"), _) if text.contains(&b'T') => {
                put_value(Value::Xsd("dateTime"), *other, text, class, put)
            }
            (Value::Xsd("dateTime"), _) if text.len() <= 10 && !text.contains(&b'T') => {
                put_value(Value::Xsd("date"), *other, text, class, put)
            }
            (Value::Xsd("dateTime" | "time"), Some(offset)) => {
                put_value(column.value, *datatype, &with_offset(text, offset), class, put)
            }
            (Value::Point, system) => put_point(*datatype, text, system.as_deref(), put),
            (value, _) => put_value(value, *datatype, text, class, put),
        }
    }
}

/// A moment or a time of day with seconds and an offset, which those of Neo4j may lack.
fn with_offset(text: &[u8], offset: &str) -> Vec<u8> {
    let mut whole = text.to_vec();
    let clock = memchr::memchr(b'T', text).map_or(0, |at| at + 1);
    let is_mark = |byte: &u8| matches!(byte, b'+' | b'-' | b'Z' | b'z' | b'[');
    let clock_end = text.get(clock..).unwrap_or(&[]).iter().position(is_mark).map(|at| clock + at);
    let has_seconds =
        |end: usize| text.get(clock..end).unwrap_or(&[]).iter().filter(|byte| **byte == b':').count() != 1;
    match clock_end {
        Some(end) if !has_seconds(end) => drop(whole.splice(end..end, *b":00")),
        Some(_) => {}
        None => {
            whole.extend_from_slice(if has_seconds(text.len()) { b"" } else { b":00" });
            whole.extend_from_slice(offset.as_bytes());
        }
    }
    whole
}

/// Makes a cell of a point as Neo4j writes it.
pub(super) fn put_point(
    datatype: NameKey,
    text: &[u8],
    system: Option<&str>,
    mut put: impl FnMut(&Cell<'_>),
) -> Result<(), String> {
    let point = std::str::from_utf8(text).ok().and_then(|text| Point::of_map(text, system));
    match point {
        Some(point) => put(&Cell::Typed { datatype, text: point.to_wkt().as_bytes() }),
        None => {
            let shown: String = String::from_utf8_lossy(text).chars().take(40).collect();
            return Err(format!("`{shown}` is not a point, although it is declared as one"));
        }
    }
    Ok(())
}

/// Puts what is JSON as such, and anything else as a text.
fn put_json(
    (name, value): (NameKey, Value),
    field: &Field<'_>,
    worker: &mut Worker<'_>,
) -> Result<(), String> {
    let text = field.text(&mut worker.buffer).to_vec();
    let mut scanner = Scanner::new(&text);
    let may_be = match text.first() {
        Some(b'[' | b'{') => true,
        Some(b'-' | b'0'..=b'9' | b't' | b'f') => value == Value::Json,
        _ => false,
    };
    let is_json = may_be && scanner.skip().is_ok() && scanner.end().is_ok();
    if is_json && read_property(&mut Scanner::new(&text), worker, name).is_ok() {
        return Ok(());
    }
    worker.record.put(name, &text_cell(&text, field.class));
    Ok(())
}

/// The parts of a list that are not empty; where the column keeps them or the separator cannot have been typed by hand, also
/// those that are. Where the column has escapes, the backslash of one is left out.
fn each_part<E>(
    lists: Lists,
    separator: u8,
    text: &[u8],
    mut visit: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let keeps_empty = lists.keeps_empty || separator.is_ascii_control();
    let mut visit = |part: &[u8]| if keeps_empty || !part.is_empty() { visit(part) } else { Ok(()) };
    if lists.escapes == Escapes::None || memchr::memchr(b'\\', text).is_none() {
        return text.split(|byte| *byte == separator).try_for_each(visit);
    }
    let is_escape = |byte: u8| byte == separator || byte == b'\\' && lists.escapes == Escapes::Backslashes;
    let (mut part, mut bytes) = (Vec::new(), text.iter().copied().peekable());
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => part.push(bytes.next_if(|next| is_escape(*next)).unwrap_or(byte)),
            byte if byte == separator => {
                visit(&part)?;
                part.clear();
            }
            byte => part.push(byte),
        }
    }
    visit(&part)
}

/// Puts a field that is not empty where it belongs.
#[inline]
fn put(
    keyed: &Keyed<'_>,
    field: &Field<'_>,
    labels: &mut Option<Joined>,
    worker: &mut Worker<'_>,
) -> Result<(), String> {
    let Keyed { column, name, is_direction, .. } = keyed;
    if matches!(column.value, Value::Json | Value::JsonLists) && column.role == Role::Property {
        return put_json((*name, column.value), field, worker);
    }
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
            Some(b':') if labels.is_some() => {
                let text = String::from_utf8_lossy(text);
                let (parts, prefix) =
                    labels.as_mut().map(|labels| labels.known.split(&text)).unwrap_or_default();
                record.types.extend(parts.into_iter().map(|part| names.key(part.as_bytes())));
                if let Some(labels) = labels {
                    labels.contradicted = prefix;
                }
            }
            Some(separator) => each_part(column.lists, separator, text, |part| {
                if !part.is_empty() {
                    record.types.push(names.key(part));
                }
                Ok::<(), String>(())
            })?,
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
        Role::Negation => {
            if text.eq_ignore_ascii_case(b"not") {
                record.status = Some(Status::Disputed);
            }
            record.put(*name, &text_cell(text, field.class));
        }
        Role::Property if *is_direction && (text.eq_ignore_ascii_case(b"false") || text == b"0") => {
            record.is_undirected = true;
        }
        Role::Property => match column.separator {
            None => keyed.put_value(text, field.class, |cell| record.put(*name, cell))?,
            Some(separator) => {
                items.clear();
                if column.lists.only_where_separated && memchr::memchr(separator, text).is_none() {
                    return keyed.put_value(text, field.class, |cell| record.put(*name, cell));
                }
                each_part(column.lists, separator, text, |part| {
                    let class = part.iter().fold(0, |all, byte| all | CLASS[usize::from(*byte)]);
                    keyed.put_value(part, class, |cell| put_item(items, cell))
                })?;
                record.put(*name, &Cell::List(Items(items)));
            }
        },
    }
    Ok(())
}
