//! CSV and TSV: a header that names `id`, or `source` and `target`; or two or three columns of numbers without one.

use std::collections::BTreeSet;

use super::fields::{Dialect, Field, Records, SaidDialect};
use super::icij::{Icij, icij};
use super::mapping::Mapped;
use super::ntriples::is_statement;
use super::pump::pump;
use super::table::{Column, Role, Table};
use super::values::{Value, json_number};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::diagnostic::rules;
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

    fn table(&self, name: &str, head: &[u8], said: SaidDialect) -> Option<Table> {
        let mut table = self.said_layout(head, said)?;
        if let Icij::Of(node_type) = icij(&table, name) {
            table.set_icij(node_type);
        }
        Some(table)
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        self.layout(head).is_some_and(|table| table.has_edges())
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let head = file.0.head();
        match self.layout(head).or_else(|| named_columns(head, self.others)) {
            Some(mut table) => {
                let mut title = self.title.to_owned();
                let is_said = run.checks.constants.iter().any(|(name, _)| name == "type");
                match icij(&table, &file.0.name) {
                    _ if is_said => {}
                    Icij::No => {}
                    Icij::Of(node_type) => {
                        table.set_icij(node_type);
                        title += " of the ICIJ, by the name of the file";
                    }
                    Icij::Untyped => {
                        title += " of the ICIJ";
                        run.about_header(
                            &rules::SUSPICIOUS_ROWS,
                            &file.0,
                            "these nodes of the ICIJ have no type, as the name of their file does not say it",
                            "call the file as the ICIJ does, for example `nodes-officers.csv`",
                        );
                    }
                }
                if table.written.iter().any(|name| name.starts_with('~')) {
                    run.about_header(
                        &rules::SUSPICIOUS_ROWS,
                        &file.0,
                        "columns with `~` are those of Neptune, and `~id`, or `~from` and `~to`, are missing",
                        "if it is a table for Neptune, call its ids so; otherwise these columns are properties",
                    );
                }
                pump(file.0, table.understood(&title), table.split(), &table, rows, run)
            }
            None if head.trim_ascii().is_empty() => {
                run.without_header(&file.0, "this file is empty", "a table begins with a header");
                Ok(())
            }
            None => {
                let help = "a header of nodes needs a column `id`, a header of edges the columns `source` and `target`; rename the columns that hold them, or say with `--map` which they are: `dossier map FILE` prints a mapping to begin from";
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

    /// What a table looks like that is said to be written so, whether or not its rows can be nodes or edges.
    fn said_layout(&self, head: &[u8], SaidDialect { delimiter, quote }: SaidDialect) -> Option<Table> {
        let dialect = |delimiter| match quote {
            None if delimiter == b' ' => Dialect::bare(delimiter),
            None => Dialect::quoted(delimiter),
            quote => Dialect { quote, ..Dialect::quoted(delimiter) },
        };
        let delimiters = delimiter.as_ref().map_or(self.delimiters, std::slice::from_ref);
        let known = match (delimiter, quote) {
            (_, Some(_)) => None,
            (Some(_), None) => named_columns(head, delimiters).or_else(|| edge_list(head, delimiters)),
            (None, None) => self.layout(head).or_else(|| named_columns(head, self.others)),
        };
        known.or_else(|| {
            let tables =
                delimiters.iter().rev().filter_map(|byte| header(head, dialect(*byte), plain_columns));
            tables.max_by_key(|table| table.columns.len())
        })
    }
}

/// Whether a table has no header that says what its rows are.
pub(super) fn is_headless(head: &[u8]) -> bool {
    named_columns(head, b",;|\t").is_none()
}

/// A table whose header says what its rows are.
fn named_columns(head: &[u8], delimiters: &[u8]) -> Option<Table> {
    delimiters.iter().find_map(|delimiter| {
        let mut table = header(head, Dialect::quoted(*delimiter), plain_columns)?;
        if !table.has_rows() {
            return None;
        }
        table.keeps_empty = tells_empty(head, &table);
        settle_direction(head, &mut table);
        Some(table)
    })
}

/// Makes the column `Type` the relation, unless one of the first rows says there whether its edge has a direction.
fn settle_direction(head: &[u8], table: &mut Table) {
    let Some(at) = table.columns.iter().position(|column| column.role == Role::Direction) else { return };
    let mut records = Records::new(head, table.dialect);
    records.skip_lines(table.head_lines);
    let (mut fields, mut buffer, mut is_relation) = (Vec::new(), Vec::new(), false);
    for _ in 0..SHOWN {
        let Ok(true) = records.next(&mut fields) else { break };
        let Some(text) = fields.get(at).map(|field| field.text(&mut buffer)) else { continue };
        if text.eq_ignore_ascii_case(b"directed") || text.eq_ignore_ascii_case(b"undirected") {
            return;
        }
        is_relation |= !text.is_empty();
    }
    let has_other = table.columns.iter().any(|column| column.role == Role::Type);
    let written = table.written.get(at).cloned().unwrap_or_default();
    if let (true, Some(column)) = (is_relation, table.columns.get_mut(at)) {
        *column = if has_other { Column::new(&written, Role::Property) } else { Column::new("", Role::Type) };
    }
}

/// How many lines of comments are at the start: those that begin with `#`, blank ones, and the line `sep=;` for Excel.
fn comments(head: &[u8]) -> usize {
    let is_comment = |line: &&[u8]| {
        let line = line.trim_ascii();
        line.starts_with(b"#") || line.is_empty() || line.len() == 5 && line.starts_with(b"sep=")
    };
    head.split(|byte| *byte == b'\n').take_while(is_comment).count()
}

/// Reads the header of a table, with a function that identifies columns by their names. The header must be complete.
pub(super) fn header(
    head: &[u8],
    dialect: Dialect,
    columns: impl Fn(&[String]) -> Vec<Column>,
) -> Option<Table> {
    let mut records = Records::new(head, dialect);
    let before = comments(head);
    records.skip_lines(before as u32);
    let mut fields: Vec<Field<'_>> = Vec::new();
    // A text of RDF may have the names of columns in it.
    if is_statement(head.split(|byte| *byte == b'\n').nth(before)?) || !records.next(&mut fields).ok()? {
        return None;
    }
    let mut buffer = Vec::new();
    let has_blank = |field: &Field<'_>| field.text(&mut Vec::new()).starts_with(b" ");
    if fields.len() > 1 && !dialect.is_spaced && fields.iter().skip(1).all(has_blank) {
        return header(head, Dialect { is_spaced: true, ..dialect }, columns);
    }
    let written =
        fields.iter().map(|field| String::from_utf8_lossy(field.text(&mut buffer)).trim().to_owned());
    let names: Vec<String> = written.collect();
    let columns = columns(&names);
    let head_lines = records.line();
    Some(Table::new(dialect, columns, names, head_lines))
}

/// How many rows show how their program writes texts.
pub(super) const SHOWN: usize = 100;

/// Whether the program that wrote a table puts nothing in quotes only where it is an empty text: not, if it puts
/// everything in quotes, the header included.
pub(super) fn tells_empty(head: &[u8], table: &Table) -> bool {
    let mut records = Records::new(head, table.dialect);
    records.skip_lines(comments(head) as u32);
    let mut fields = Vec::new();
    let mut is_there = false;
    for _ in 0..SHOWN {
        match records.next(&mut fields) {
            Ok(true) if fields.iter().any(|field| !field.is_quoted) => return true,
            Ok(true) => is_there = true,
            _ => break,
        }
    }
    !is_there
}

/// What the columns of a plain table are, by their names. A prefix that is also used before something that is not a type is
/// one of IRIs: next to `dc:title`, `dc:date` is a name, not a date named `dc`.
pub(super) fn plain_columns(names: &[String]) -> Vec<Column> {
    let untyped = names.iter().filter(|name| typed_column(name).is_none());
    let prefixes: BTreeSet<&str> =
        untyped.filter_map(|name| Some(name.rsplit_once(':')?.0)).chain(PREFIXES.iter().copied()).collect();
    let column = |name: &String| match name.rsplit_once(':') {
        Some((prefix, _)) if !prefixes.contains(prefix) => typed_column(name),
        _ if name == "Label" => Some(Column::new("label", Role::Property)),
        _ if name == "status" => Some(Column::new("status", Role::Status)),
        _ => None,
    };
    let mut columns: Vec<Column> =
        names.iter().map(|name| column(name).unwrap_or_else(|| Column::new(name, Role::Property))).collect();
    let known = Known::new(names);
    let mut set = |at: usize, role: Role, separator: Option<u8>| {
        if let Some(column) = columns.get_mut(at) {
            *column = Column { separator, ..Column::new("", role) };
        }
    };
    let Some((source, target)) = known.ends() else {
        if let Some(id) = known.first(NODE_IDS) {
            set(id, Role::Id(Box::default()), None);
        }
        let types: Vec<usize> = NODE_TYPES.iter().filter_map(|name| known.find(name)).collect();
        let types =
            if types.is_empty() { known.first(OTHER_NODE_TYPES).into_iter().collect() } else { types };
        for at in types {
            set(at, Role::Type, names.get(at).filter(|name| has_several(name)).map(|_| b';'));
        }
        return columns;
    };
    set(source, Role::Source(Box::default()), None);
    set(target, Role::Target(Box::default()), None);
    if let Some(id) = known.first(EDGE_IDS) {
        set(id, Role::Id(Box::default()), None);
    }
    // Whether it says this or the relation, the rows show.
    let direction = names.iter().position(|name| name.trim().eq_ignore_ascii_case("type"));
    if let Some(at) = direction {
        set(at, Role::Direction, None);
    }
    let is_free = |at: &usize| ![Some(source), Some(target), direction].contains(&Some(*at));
    let label = if direction.is_none() { known.find("label") } else { None };
    if let Some(at) = RELATIONS.iter().filter_map(|name| known.find(name)).find(is_free).or(label) {
        set(at, Role::Type, None);
    }
    columns
}

/// Whether a name is one of several types in one field.
fn has_several(name: &str) -> bool {
    name.eq_ignore_ascii_case("types") || name.eq_ignore_ascii_case("labels")
}

/// The names of the columns of a table, as they are and without case, blanks and punctuation.
struct Known {
    lower: Vec<String>,
    bare: Vec<String>,
}

impl Known {
    fn new(names: &[String]) -> Known {
        let lower: Vec<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
        let bare = |name: &String| name.replace(['_', '-', ' ', '.'], "");
        Known { bare: lower.iter().map(bare).collect(), lower }
    }

    /// The column of a name.
    fn find(&self, name: &str) -> Option<usize> {
        let is_called = |known: &String| known == name;
        self.lower.iter().position(is_called).or_else(|| self.bare.iter().position(is_called))
    }

    /// The column of the first of these names that there is.
    fn first(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.find(name))
    }

    /// The columns of the ends of edges.
    fn ends(&self) -> Option<(usize, usize)> {
        let pair = |(from, to): &(&str, &str)| Some((self.find(from)?, self.find(to)?));
        let is_node = self.find("id").is_some() && self.first(SURE_RELATIONS).is_none();
        let apart = || Some((self.first(SOURCES)?, self.first(TARGETS)?));
        let unsure = || UNSURE_ENDS.iter().filter(|_| !is_node).find_map(pair);
        ENDS.iter().find_map(pair).or_else(apart).or_else(unsure)
    }
}

/// What the ids of nodes are called.
const NODE_IDS: &[&str] = &["id", "nodeid"];

/// What the ids of edges are called.
const EDGE_IDS: &[&str] =
    &["id", "edgeid", "relid", "relationid", "relationshipid", "linkid", "tripleid", "statementid", "eid"];

/// What the types of nodes are called, and what they are called where nothing has these names.
const NODE_TYPES: &[&str] = &["type", "types", "labels"];
const OTHER_NODE_TYPES: &[&str] = &["nodetype", "entitytype", "labels(n)"];

/// What the relation of an edge is called, the surest name first. A table with `predicate` and `relation` is one of KGX, in
/// which the latter is a property.
const RELATIONS: &[&str] = &[
    "predicate",
    "relation",
    "type",
    "types",
    "labels",
    "reltype",
    "relationtype",
    "relationship",
    "relationshiptype",
    "rel",
    "edgetype",
    "linktype",
];

/// Those of them that no node has.
const SURE_RELATIONS: &[&str] = &[
    "predicate",
    "relation",
    "reltype",
    "relationtype",
    "relationship",
    "relationshiptype",
    "rel",
    "edgetype",
    "linktype",
];

/// What the ends of edges are called, the surest names first.
const ENDS: &[(&str, &str)] = &[
    ("source", "target"),
    ("subject", "object"),
    ("from", "to"),
    ("src", "dst"),
    ("src", "dest"),
    ("src", "tgt"),
    ("source", "destination"),
    ("sourceid", "targetid"),
    ("srcid", "dstid"),
    ("subjectid", "objectid"),
    ("fromid", "toid"),
    ("startid", "endid"),
    ("headid", "tailid"),
    ("nodeidstart", "nodeidend"),
    ("sourcenode", "targetnode"),
    ("fromnode", "tonode"),
    ("startnode", "endnode"),
    ("sourcenodeid", "targetnodeid"),
    ("fromnodeid", "tonodeid"),
    ("startnodeid", "endnodeid"),
    ("node1", "node2"),
    ("id1", "id2"),
    ("numericid1", "numericid2"),
    ("nodea", "nodeb"),
    ("entity1", "entity2"),
];

/// Names that are also those of something else: in a table with an `id` they are ends only where it has a relation.
const UNSURE_ENDS: &[(&str, &str)] = &[("u", "v"), ("head", "tail"), ("protein1", "protein2")];

/// Names of ends that go with each other in any combination.
const SOURCES: &[&str] = &["source", "from", "subject"];
const TARGETS: &[&str] = &["target", "to", "object"];

/// Prefixes of vocabularies with names that are also types.
const PREFIXES: &[&str] =
    &["bibo", "dc", "dce", "dcat", "dct", "dcterms", "ical", "prov", "schema", "sdo", "xsd"];

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
        "string" | "char" => Value::Text,
        "point" => Value::Point,
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
        let dialect = Dialect::bare(*delimiter);
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
            let text = field.text(&mut buffer);
            let value = if json_number(text).is_some() { Value::Any } else { Value::Text };
            let is_word = text.first().is_some_and(u8::is_ascii_alphabetic);
            columns.push(match named {
                None if is_word => Column::new("", Role::Type),
                named => {
                    Column { value, ..Column::new(named.as_deref().unwrap_or("weight"), Role::Property) }
                }
            });
        }
        let written = (1..=columns.len()).map(|number| format!("column {number}")).collect();
        let head_lines = comments as u32;
        Some(Table::new(dialect, columns, written, head_lines))
    })
}
