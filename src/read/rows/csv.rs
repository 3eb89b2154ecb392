//! CSV and TSV: a header that names `id`, or `source` and `target`; or two or three columns of numbers without one.

use std::collections::BTreeSet;

use super::fields::{Dialect, Field, Records};
use super::key_roles::{PLAIN, Role as JsonRole};
use super::mapping::Mapped;
use super::pump::pump;
use super::table::{Column, Role, Table, Value, json_number};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::RowBuilder;

/// A format of plain tables.
pub(super) struct Plain {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    extensions: &'static [&'static str],
    /// The possible separators of fields; the first is the default.
    delimiters: &'static [u8],
    /// Other separators, accepted if the extension says that it is this format.
    others: &'static [u8],
}

/// Tables with commas, semicolons or bars.
pub(super) static CSV: Plain = Plain {
    name: "csv",
    title: "CSV",
    about: "CSV: columns `id`, or `source` and `target`; also separated by semicolons or bars",
    extensions: &[".csv"],
    delimiters: b",;|\t",
    others: b"",
};

/// Tables with tabs, and lists of edges.
pub(super) static TSV: Plain = Plain {
    name: "tsv",
    title: "TSV",
    about: "TSV: columns `id`, or `source` and `target`; edge lists without a header, as published by SNAP",
    extensions: &[".tsv", ".tab"],
    delimiters: b"\t",
    others: b",;|",
};

impl crate::read::rows::reader::Sealed for Plain {}

impl RowReader for Plain {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn extensions(&self) -> &'static [&'static str] {
        self.extensions
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::possible_if(self.layout(head).is_some())
    }

    fn mapped(&self) -> Mapped {
        Mapped::Tables
    }

    fn table(&self, head: &[u8], delimiter: Option<u8>) -> Option<Table> {
        match delimiter {
            Some(delimiter) => {
                let known = named_columns(head, &[delimiter]).or_else(|| edge_list(head, &[delimiter]));
                let dialect = Dialect { delimiter, has_quotes: delimiter != b' ' };
                known.or_else(|| header(head, dialect, plain_columns))
            }
            None => {
                let named = self.layout(head).or_else(|| named_columns(head, self.others));
                named.or_else(|| any_columns(head, self.delimiters))
            }
        }
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        self.layout(head).is_some_and(|table| table.has_edges())
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let head = file.0.head();
        match self.layout(head).or_else(|| named_columns(head, self.others)) {
            Some(table) => pump(file.0, table.understood(self.title), table.split(), &table, rows, run),
            None => {
                let help = "a header of nodes needs a column `id`, a header of edges the columns `source` and `target`; rename the columns that hold them";
                run.without_header(
                    &file.0,
                    "this table has no column that identifies its rows as nodes or edges",
                    help,
                );
                Ok(())
            }
        }
    }
}

impl Plain {
    /// What a table looks like, if its rows can be nodes or edges.
    fn layout(&self, head: &[u8]) -> Option<Table> {
        let is_listed = self.extensions.contains(&".tsv");
        named_columns(head, self.delimiters)
            .or_else(|| edge_list(head, if is_listed { b" " } else { self.delimiters }))
    }
}

/// Whether a table has no header that says what its rows are.
pub(super) fn is_headless(head: &[u8]) -> bool {
    named_columns(head, b",;|\t").is_none()
}

/// A table whatever its header says: with the separator that makes the most columns.
fn any_columns(head: &[u8], delimiters: &[u8]) -> Option<Table> {
    let tables = delimiters.iter().rev().filter_map(|delimiter| {
        header(head, Dialect { delimiter: *delimiter, has_quotes: true }, plain_columns)
    });
    tables.max_by_key(|table| table.columns.len())
}

/// A table whose header says what its rows are.
fn named_columns(head: &[u8], delimiters: &[u8]) -> Option<Table> {
    delimiters.iter().find_map(|delimiter| {
        let dialect = Dialect { delimiter: *delimiter, has_quotes: true };
        let table = header(head, dialect, plain_columns)?;
        table.has_rows().then_some(table)
    })
}

/// How many lines of comments are at the start: those that begin with `#`, and blank ones.
fn comments(head: &[u8]) -> usize {
    let is_comment = |line: &&[u8]| line.starts_with(b"#") || line.trim_ascii().is_empty();
    head.split(|byte| *byte == b'\n').take_while(is_comment).count()
}

/// Reads the header of a table, with a function that identifies columns by their names. The header must be complete.
pub(super) fn header(
    head: &[u8],
    dialect: Dialect,
    columns: impl Fn(&[String]) -> Vec<Column>,
) -> Option<Table> {
    let mut records = Records::new(head, dialect);
    records.skip_lines(comments(head) as u32);
    let mut fields: Vec<Field<'_>> = Vec::new();
    if !records.next(&mut fields).ok()? {
        return None;
    }
    let mut buffer = Vec::new();
    let written =
        fields.iter().map(|field| String::from_utf8_lossy(field.text(&mut buffer)).trim().to_owned());
    let names: Vec<String> = written.collect();
    let columns = columns(&names);
    Some(Table { dialect, columns, written: names, head_lines: records.line(), may_be_short: false })
}

/// What the columns of a plain table are, by their names. A prefix that is also used before something that is not a type is
/// one of IRIs: next to `dc:title`, `dc:date` is a name, not a date named `dc`.
pub(super) fn plain_columns(names: &[String]) -> Vec<Column> {
    let untyped = names.iter().filter(|name| typed_column(name).is_none());
    let prefixes: BTreeSet<&str> =
        untyped.filter_map(|name| Some(name.rsplit_once(':')?.0)).chain(PREFIXES.iter().copied()).collect();
    let lower: BTreeSet<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    let is_there = |wanted: &str| lower.contains(wanted);
    let is_bare = !["id", "source", "target"].iter().any(|usual| is_there(usual));
    let ends = PAIRS.iter().find(|(from, to)| is_bare && is_there(from) && is_there(to));
    let column = |name: &String| match name.rsplit_once(':') {
        None if name == "~label" => Column { separator: Some(b';'), ..Column::new("", Role::Type) },
        None => {
            let other = OTHER_NAMES.iter().find(|(other, usual)| other == name && !is_there(usual));
            plain_column(match ends {
                Some((from, _)) if name.eq_ignore_ascii_case(from) => "source",
                Some((_, to)) if name.eq_ignore_ascii_case(to) => "target",
                _ => other.map_or(name, |(_, usual)| usual),
            })
        }
        Some((prefix, _)) if prefixes.contains(prefix) => Column::new(name, Role::Property),
        _ => plain_column(name),
    };
    names.iter().map(column).collect()
}

/// The names of the ends of edges in tables without other clues.
const PAIRS: &[(&str, &str)] = &[
    ("src", "dst"),
    ("u", "v"),
    ("head", "tail"),
    ("node1", "node2"),
    ("node_1", "node_2"),
    ("id1", "id2"),
    ("id_1", "id_2"),
    ("numeric_id_1", "numeric_id_2"),
    ("fromnodeid", "tonodeid"),
    ("from_id", "to_id"),
    ("source_id", "target_id"),
];

/// What the tables of the ICIJ's Offshore Leaks and those of Neptune call the usual columns.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("node_id", "id"),
    ("node_id_start", "source"),
    ("node_id_end", "target"),
    ("rel_type", "type"),
    ("~id", "id"),
    ("~from", "source"),
    ("~to", "target"),
];

/// Prefixes of vocabularies with names that are also types.
const PREFIXES: &[&str] =
    &["bibo", "dc", "dce", "dcat", "dct", "dcterms", "ical", "prov", "schema", "sdo", "xsd"];

/// What a column of a plain table is, by its name: as in JSON Lines, as Gephi writes it, or typed as `age:int`.
fn plain_column(name: &str) -> Column {
    let lower = match name {
        "Id" | "Source" | "Target" => name.to_ascii_lowercase(),
        "Label" => return Column::new("label", Role::Property),
        "Type" => return Column::new("Type", Role::Direction),
        _ => name.to_owned(),
    };
    let role = PLAIN.iter().find(|(known, _)| *known == lower.as_bytes()).map(|(_, role)| *role);
    match role {
        Some(JsonRole::Id) => Column::new("", Role::Id(Box::default())),
        Some(JsonRole::Source) => Column::new("", Role::Source(Box::default())),
        Some(JsonRole::Target) => Column::new("", Role::Target(Box::default())),
        Some(JsonRole::Type) => Column::new("", Role::Type),
        Some(JsonRole::Status) => Column::new("status", Role::Status),
        _ => typed_column(name).unwrap_or_else(|| Column::new(name, Role::Property)),
    }
}

/// A property whose type follows its name: `age:int`, `tags:string[]`; the types are those of Neo4j and of
/// Neptune.
pub(super) fn typed_column(header: &str) -> Option<Column> {
    let (name, written) = header.rsplit_once(':')?;
    // How many values a vertex of Neptune may have.
    let written = ["(single)", "(set)"].iter().find_map(|end| written.strip_suffix(end)).unwrap_or(written);
    let (written, is_list) = match written.strip_suffix("[]") {
        Some(written) => (written, true),
        None => (written, false),
    };
    let value = match written.to_ascii_lowercase().as_str() {
        "int" | "long" | "short" | "byte" => Value::Integer,
        "float" | "double" => Value::Number,
        "boolean" | "bool" => Value::Boolean,
        "string" | "char" | "point" => Value::Text,
        "date" => Value::Xsd("date"),
        "datetime" | "localdatetime" => Value::Xsd("dateTime"),
        "time" | "localtime" => Value::Xsd("time"),
        "duration" => Value::Xsd("duration"),
        _ => return None,
    };
    let separator = is_list.then_some(b';');
    (!name.is_empty()).then(|| Column { value, separator, ..Column::new(name, Role::Property) })
}

/// A list of edges without a header: two whole numbers, and perhaps a third column. The last comment may name it.
fn edge_list(head: &[u8], delimiters: &[u8]) -> Option<Table> {
    let lines: Vec<&[u8]> = head.split(|byte| *byte == b'\n').collect();
    let comments = comments(head);
    let is_number = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let first = lines.get(comments)?.trim_ascii();
    delimiters.iter().find_map(|delimiter| {
        let dialect = Dialect { delimiter: *delimiter, has_quotes: false };
        let mut fields = Vec::new();
        Records::new(first, dialect).next(&mut fields).ok().filter(|is_there| *is_there)?;
        let mut buffer = Vec::new();
        let [source, target, more @ ..] = fields.as_slice() else { return None };
        if !is_number(source.text(&mut buffer)) || !is_number(target.text(&mut buffer)) || more.len() > 1 {
            return None;
        }
        let mut columns = vec![
            Column::new("", Role::Source(Box::default())),
            Column::new("", Role::Target(Box::default())),
        ];
        for field in more {
            let named = comments.checked_sub(1).and_then(|last| lines.get(last)).and_then(|line| {
                let words = String::from_utf8_lossy(line.strip_prefix(b"#")?).into_owned();
                let words: Vec<&str> = words.split_whitespace().collect();
                (words.len() == 3).then(|| words[2].to_owned())
            });
            let value = if json_number(field.text(&mut buffer)).is_some() { Value::Any } else { Value::Text };
            let column = Column::new(named.as_deref().unwrap_or("weight"), Role::Property);
            columns.push(Column { value, ..column });
        }
        let written = (1..=columns.len()).map(|number| format!("column {number}")).collect();
        Some(Table { dialect, columns, written, head_lines: comments as u32, may_be_short: false })
    })
}
