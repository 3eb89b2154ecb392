//! The tables of `neo4j-admin database import`: `personId:ID(Person)`, `:LABEL`, `:START_ID(Person)`, `:TYPE`, `age:int`.
//!
//! Ids of a group are unique within their group only, so that an id of the group `Person` becomes `Person:` and itself.
//! Ids without a group are unchanged.

use super::csv::{header, typed_column};
use super::described::Described;
use super::fields::{Dialect, Records, SaidDialect};
use super::mapping::Mapped;
use super::neo4j_own;
use super::neptune::ignore_keys;
use super::pump::pump;
use super::table::{Column, Lists, Role, Table};
use super::values::Value;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::diagnostic::rules;
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

    fn table(&self, _: &str, head: &[u8], said: SaidDialect) -> Option<Table> {
        let SaidDialect { delimiter, quote } = said;
        if said == SaidDialect::default() {
            return layout(head);
        }
        let quotes: Vec<u8> = quote.map_or_else(|| QUOTES.to_vec(), |quote| vec![quote]);
        let delimiters: Vec<u8> = delimiter.map_or_else(|| USUAL.to_vec(), |delimiter| vec![delimiter]);
        let dialects = quotes.into_iter().flat_map(|quote| {
            delimiters.iter().map(move |byte| Dialect { quote: Some(quote), ..Dialect::quoted(*byte) })
        });
        dialects.into_iter().find_map(|dialect| layout_in(head, dialect))
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        layout(head).is_some_and(|table| table.has_edges())
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let described = std::mem::take(&mut run.described);
        if let Described::Csv(own) = &described {
            return neo4j_own::read(file.0, own, rows, run);
        }
        match layout(file.0.head()) {
            Some(table) => {
                if matches!(described, Described::Named) && neo4j_own::is_own(&table.written) {
                    run.ignored(&file.0, IN_FOLDER);
                }
                let zones = table.written.iter().filter(|name| has_named_zone(name)).map(String::as_str);
                let zones: Vec<&str> = zones.collect();
                if !zones.is_empty() {
                    run.about_header(
                        &rules::ROW_DATA_IGNORED,
                        &file.0,
                        &format!("the time zone of `{}` was ignored: its times have no offset", zones.join("`, `")),
                        "write the offset into the header, for example `{timezone:+01:00}`, or into the times",
                    );
                }
                if table.has_edges() && !table.columns.iter().any(|column| column.role == Role::Type) {
                    run.about_header(
                        &rules::SUSPICIOUS_ROWS,
                        &file.0,
                        "these relationships have no type: there is no column `:TYPE`",
                        "if the type was an option of `neo4j-admin`, add the column",
                    );
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

/// What is said of a table that looks like one of dossier's and was named alone.
const IN_FOLDER: &str = "its claims, and how rows call its labels, types and columns, were ignored: where dossier wrote it of rows, they are in `names.json`; name the folder that dossier wrote, not its files";

/// The header in a file of its own: the rows are in the files after it, as for neo4j-admin.
pub(super) fn header_alone(head: &[u8]) -> Option<Table> {
    let is_alone = !head.trim_ascii().contains(&b'\n');
    let table = if is_alone { layout(head)? } else { return None };
    Some(Table { head_lines: 0, ..table })
}

/// A table whose header is in a file of its own, as its rows show how it is written.
pub(super) fn with_rows(table: &Table, rows: &[u8]) -> Table {
    let mut table = table.clone();
    if is_in_single_quotes(rows, &table) {
        table.dialect.quote = Some(b'\'');
    }
    find_separator(&mut table, rows);
    table
}

/// How many rows show how a table is written.
const SHOWN: usize = 1_000;

/// Finds out what separates the items of lists.
fn find_separator(table: &mut Table, head: &[u8]) {
    let separator = separator_of_lists(head, table);
    for column in &mut table.columns {
        column.separator = column.separator.map(|_| separator);
    }
}

/// Whether fields are in single quotes: all values of a column are, none of any is in double quotes, and no more
/// rows are short than with double quotes.
fn is_in_single_quotes(head: &[u8], table: &Table) -> bool {
    memchr::memchr(b'\'', head).is_some()
        && has_column_in_single_quotes(head, table)
        && short_rows(head, table, b'\'') <= short_rows(head, table, b'"')
}

/// How many rows have fewer fields than the header, with these quotes.
fn short_rows(head: &[u8], table: &Table, quote: u8) -> usize {
    let mut records = Records::new(head, Dialect { quote: Some(quote), ..table.dialect });
    records.skip_lines(table.head_lines);
    let (mut fields, mut short) = (Vec::new(), 0);
    for _ in 0..SHOWN {
        match records.next(&mut fields) {
            Ok(true) => short += usize::from(fields.len() < table.columns.len()),
            _ => break,
        }
    }
    short
}

fn has_column_in_single_quotes(head: &[u8], table: &Table) -> bool {
    let mut records = Records::new(head, Dialect { quote: Some(b'\''), ..table.dialect });
    records.skip_lines(table.head_lines);
    let (mut fields, mut buffer) = (Vec::new(), Vec::new());
    let mut bare = vec![None; table.columns.len()];
    for _ in 0..SHOWN {
        match records.next(&mut fields) {
            Ok(true) if fields.len() <= bare.len() => {}
            Ok(false) => break,
            // The last row of the beginning may be cut.
            _ => return records.at() >= head.len() && bare.contains(&Some(false)),
        }
        for (field, is_bare) in fields.iter().zip(&mut bare).filter(|(field, _)| !field.is_empty()) {
            if field.text(&mut buffer).starts_with(b"\"") {
                return false;
            }
            *is_bare = Some(!field.is_quoted || *is_bare == Some(true));
        }
    }
    bare.contains(&Some(false))
}

/// Separators of fields and quotes that are tried first; `neo4j-admin` takes any.
const USUAL: &[u8] = b",;|\t";
const QUOTES: &[u8] = b"\"'";
/// The longest header, in bytes, in which other separators are tried.
const LONGEST_ODD: usize = 1 << 16;

fn layout(head: &[u8]) -> Option<Table> {
    let first = first_line(head);
    memchr::memchr(b':', first)?;
    let few = if first.len() <= LONGEST_ODD { first } else { &[] };
    let mut others: Vec<u8> = few.iter().copied().filter(|byte| is_separator(*byte)).collect();
    others.sort_unstable();
    others.dedup();
    let delimiters = || USUAL.iter().chain(others.iter().filter(|byte| !USUAL.contains(byte)));
    let quotes = QUOTES.iter().filter(|quote| **quote == b'"' || first.contains(quote));
    let dialects = quotes
        .flat_map(|quote| delimiters().map(|byte| Dialect { quote: Some(*quote), ..Dialect::quoted(*byte) }));
    dialects.into_iter().find_map(|dialect| layout_in(head, dialect))
}

fn layout_in(head: &[u8], dialect: Dialect) -> Option<Table> {
    let table = header(head, dialect, columns).filter(is_whole)?;
    let is_quoted = |name: &String| name.len() > 1 && name.starts_with('\'') && name.ends_with('\'');
    let in_single = dialect.quote == Some(b'"')
        && (table.written.iter().any(is_quoted) || is_in_single_quotes(head, &table));
    let mut table = if in_single {
        header(head, Dialect { quote: Some(b'\''), ..dialect }, columns).filter(is_whole)?
    } else {
        table
    };
    table.may_be_short = true;
    table.keeps_empty = true;
    find_separator(&mut table, head);
    ignore_keys(&mut table);
    Some(table)
}

/// The first line but comments.
fn first_line(head: &[u8]) -> &[u8] {
    let mut lines = head.split(|byte| *byte == b'\n');
    lines.find(|line| !line.starts_with(b"#") && !line.trim_ascii().is_empty()).unwrap_or(&[])
}

/// Whether a byte may separate fields of a header, and is no part of one.
fn is_separator(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\r' | b'\n') || b"!#$%&*+/<=>?@^`~".contains(&byte)
}

/// Whether a header has its ids once: `neo4j-admin` joins several, whose ends this program would not know.
fn is_whole(table: &Table) -> bool {
    let count =
        |wanted: fn(&Role) -> bool| table.columns.iter().filter(|column| wanted(&column.role)).count();
    let ids = count(|role| matches!(role, Role::Id(_)));
    let sources = count(|role| matches!(role, Role::Source(_)));
    let targets = count(|role| matches!(role, Role::Target(_)));
    let is_usual = USUAL.contains(&table.dialect.delimiter);
    let is_word = |name: &String| !name.is_empty() && !name.contains(char::is_whitespace);
    matches!((ids, sources, targets), (1, 0, 0) | (0 | 1, 1, 1))
        && (is_usual || table.written.iter().all(is_word))
}

/// The separator of lists, which the header does not have: a control character or else a bar if labels or lists have one
/// and no semicolon, otherwise the default of `neo4j-admin`, the semicolon.
fn separator_of_lists(head: &[u8], table: &Table) -> u8 {
    let mut records = Records::new(head, table.dialect);
    records.skip_lines(table.head_lines);
    let (mut fields, mut buffer) = (Vec::new(), Vec::new());
    let mut is_there = [false; 256];
    for _ in 0..SHOWN {
        let Ok(true) = records.next(&mut fields) else { break };
        let lists = table.columns.iter().zip(&fields).filter(|(column, _)| column.separator.is_some());
        for byte in lists.flat_map(|(_, field)| field.text(&mut buffer).to_vec()) {
            if let Some(is_there) = is_there.get_mut(usize::from(byte)) {
                *is_there = true;
            }
        }
    }
    let found = |wanted: &&u8| is_there.get(usize::from(**wanted)).copied().unwrap_or(false);
    let usual: &[u8] = if table.dialect.delimiter == b';' { b"|" } else { b";|" };
    CONTROLS.iter().chain(usual).find(found).or(usual.first()).copied().unwrap_or(b';')
}

/// The control characters that separate items: that of this program's own files first.
const CONTROLS: &[u8] = b"\x1C\x1D\x1E\x1F\x01\x02\x03\t";

fn columns(names: &[String]) -> Vec<Column> {
    names.iter().map(|name| column(name)).collect()
}

/// What a column is ("Neo4j Operations Manual", "Import: CSV header format").
fn column(written: &str) -> Column {
    // The options of a list may be before or after what makes it one.
    let (bare, options) = written.split_once('{').unwrap_or((written, ""));
    let is_list = options.ends_with("[]");
    let listed = format!("{bare}[]");
    let bare = if is_list { listed.as_str() } else { bare };
    let Some((name, kind)) = bare.rsplit_once(':') else { return Column::new(bare, Role::Property) };
    let (word, group) = match kind.strip_suffix(')').and_then(|kind| kind.split_once('(')) {
        Some((word, group)) => (word, group),
        None => (kind, ""),
    };
    let group: Box<str> = if group.is_empty() { Box::default() } else { Box::from(format!("{group}:")) };
    // After a name, lowercase letters make a prefix of IRIs more likely: `rdf:type`, `schema:id`.
    let word = if name.is_empty() { word.to_ascii_uppercase() } else { word.to_owned() };
    match word.as_str() {
        // With a group, the id of the node is more than its property.
        "ID" => Column::new(if name == "id" && group.is_empty() { "" } else { name }, Role::Id(group)),
        "START_ID" => Column::new("", Role::Source(group)),
        "END_ID" => Column::new("", Role::Target(group)),
        "LABEL" => Column { separator: Some(b';'), ..Column::new("", Role::Type) },
        "TYPE" => Column::new("", Role::Type),
        "IGNORE" => Column::new("", Role::Ignored),
        _ => {
            let column = typed(bare).unwrap_or_else(|| Column::new(bare, Role::Property));
            let default = match word.to_ascii_lowercase().trim_end_matches("[]") {
                "datetime" | "time" => option(options, "timezone").map_or(Some("Z"), offset),
                "localdatetime" | "localtime" => Some(""),
                "point" => option(options, "crs"),
                _ => None,
            };
            let lists = Lists { keeps_empty: column.value == Value::Text, ..Lists::default() };
            Column { default: default.map(Box::from), lists, ..column }
        }
    }
}

/// Whether the header of a column has a time zone that is a region.
fn has_named_zone(written: &str) -> bool {
    let zone = written.split_once("{").and_then(|(_, options)| option(options, "timezone"));
    zone.is_some_and(|zone| offset(zone).is_none())
}

/// An option of a column: `{timezone:+01:00}`.
fn option<'o>(options: &'o str, wanted: &str) -> Option<&'o str> {
    let mut pairs = options
        .trim_end_matches("[]")
        .trim_end_matches('}')
        .split(',')
        .filter_map(|pair| pair.split_once(':'));
    let (_, value) = pairs.find(|(key, _)| key.trim().eq_ignore_ascii_case(wanted))?;
    Some(value.trim().trim_matches(['\'', '"']))
}

/// The offset of a time zone; none for the name of a region, whose offset changes.
fn offset(zone: &str) -> Option<&str> {
    match zone {
        "Z" | "UTC" | "GMT" => Some("Z"),
        _ => zone.starts_with(['+', '-']).then_some(zone),
    }
}

/// A property with a type. In names of Neptune, whose types have capitals, a colon has a backslash before it.
fn typed(bare: &str) -> Option<Column> {
    let column = typed_column(bare)?;
    let is_neptune = bare.rsplit_once(':').is_some_and(|(_, kind)| kind.starts_with(char::is_uppercase));
    let name = if is_neptune { column.name.replace("\\:", ":").into() } else { column.name };
    Some(Column { name, ..column })
}
