//! GDF, the format of GUESS (“The GUESS Manual”, appendix), as Gephi writes it: tables of nodes and of edges, whose headers name
//! columns and their types.
//!
//! `name` is the id of a node and `label` the property `name`; `label` is the relation of an edge, unless there is a column
//! `type`. An edge has a direction if its `directed` is true, as in GUESS. Places and sizes are left out, which the line on how
//! the file is read says.

use std::collections::BTreeSet;
use std::io::Read;

use super::sink::{Ended, Sink};
use super::text_lines::TextLines;
use super::values::{Value, put_value};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::{CLASS, RowBuilder};
use crate::read::limits::{FREE_EXPANSION_XML, MOST_EXPANDED_XML, Refusal};

/// The format.
pub(super) struct Gdf;

impl super::reader::Sealed for Gdf {}

impl RowReader for Gdf {
    fn name(&self) -> &'static str {
        "gdf"
    }

    fn title(&self) -> &'static str {
        "GDF"
    }

    fn about(&self) -> &'static str {
        "GDF, as Gephi and GUESS write it"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".gdf"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        let start = head.trim_ascii_start();
        let begins =
            |word: &[u8]| start.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        Recognition::certain_if(begins(b"nodedef>") || begins(b"edgedef>"))
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        head.trim_ascii_start().first().is_some_and(|byte| byte.eq_ignore_ascii_case(&b'e'))
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let mut sink = Sink::new(&file.0, self.title().to_owned(), rows, run);
        let mut lines = TextLines::new(file.0.into_bytes());
        let mut about = About::default();
        let ended = tables(&mut lines, &mut sink, &mut about);
        let listed =
            |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let mut understood = format!(": {}", listed(&about.roles));
        if !about.left_out.is_empty() {
            understood += &format!("; left out of the drawing: {}", listed(&about.left_out));
        }
        sink.understood(&understood);
        sink.finish(ended, lines.line())
    }
}

/// How a file was understood.
#[derive(Default)]
struct About {
    /// Bytes that were read, and that came of defaults of columns.
    read: u64,
    defaulted: u64,
    roles: BTreeSet<String>,
    left_out: BTreeSet<String>,
}

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Id,
    Source,
    Target,
    Type,
    Label,
    Direction,
    Property,
    LeftOut,
}

struct Column {
    name: String,
    role: Role,
    value: Value,
    /// The value of fields that are empty.
    default: String,
}

struct Table {
    is_of_edges: bool,
    columns: Vec<Column>,
    /// How many columns there are up to the last one with a default.
    defaulted: usize,
    /// The most bytes that come of defaults in a row; a value takes some in addition to its text.
    bytes_of_defaults: u64,
}

/// Columns that only say how something is drawn.
const DRAWING: [&str; 7] = ["x", "y", "width", "height", "fixed", "visible", "labelvisible"];
fn tables<R: Read>(
    lines: &mut TextLines<R>,
    sink: &mut Sink<'_, '_, '_>,
    about: &mut About,
) -> Result<(), Ended> {
    let mut table = None;
    while let Some((line, text)) = lines.next(sink)? {
        about.read += text.len() as u64 + 1;
        if text.trim().is_empty() {
            continue;
        }
        let header = |word: &str| {
            let start = text.trim_start();
            let is_it = start.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
            if is_it { start.get(word.len()..) } else { None }
        };
        let found =
            header("nodedef>").map(|rest| (false, rest)).or(header("edgedef>").map(|rest| (true, rest)));
        if let Some((is_of_edges, columns)) = found {
            let read = Table::read(is_of_edges, columns, about);
            if read.is_none() {
                let what = if is_of_edges {
                    "a table of edges needs the columns `node1` and `node2`"
                } else {
                    "a table of nodes needs the column `name`"
                };
                sink.unread(line, text, what);
            }
            // The rows of a table without ids would be findings, too, one by one.
            table = Some(read);
            continue;
        }
        match &table {
            Some(Some(table)) => {
                about.defaulted += table.bytes_of_defaults;
                if about.defaulted > about.read.saturating_mul(MOST_EXPANDED_XML).max(FREE_EXPANSION_XML) {
                    let what = format!(
                        "the default values of its columns expand to more than {MOST_EXPANDED_XML} bytes for each byte of the file"
                    );
                    return Err(Refusal::limit(what, Some(line)).into());
                }
                if let Err(what) = table.put(text, sink) {
                    sink.unread(line, text, &what);
                    continue;
                }
                sink.commit(line, text.as_bytes())?;
            }
            Some(None) => {}
            None => sink.unread(line, text, "a table begins with `nodedef>` or `edgedef>` and its columns"),
        }
    }
    Ok(())
}

impl Table {
    /// The table of a header; `None` if it has no ids.
    fn read(is_of_edges: bool, header: &str, about: &mut About) -> Option<Table> {
        let columns: Vec<&str> = split_outside(header);
        let has_type = columns.iter().any(|column| first_word(column).0.eq_ignore_ascii_case("type"));
        let column = |text: &&str| {
            let (name, rest) = first_word(text);
            let (kind, rest) = first_word(rest);
            let kind = kind.split('(').next().unwrap_or("").to_ascii_uppercase();
            let value = match kind.as_str() {
                "BOOLEAN" | "BOOL" => Value::Boolean,
                "INT" | "INTEGER" | "TINYINT" | "SMALLINT" | "BIGINT" | "LONG" => Value::Integer,
                "DOUBLE" | "FLOAT" | "REAL" | "DECIMAL" | "NUMERIC" => Value::Number,
                _ => Value::Text,
            };
            let (word, default) = first_word(rest);
            let default =
                if word.eq_ignore_ascii_case("default") { unquoted(default.trim()) } else { String::new() };
            let lower = name.to_ascii_lowercase();
            let role = match lower.as_str() {
                "name" if !is_of_edges => Role::Id,
                "node1" if is_of_edges => Role::Source,
                "node2" if is_of_edges => Role::Target,
                "directed" if is_of_edges => Role::Direction,
                "type" => Role::Type,
                "label" if is_of_edges && !has_type => Role::Type,
                "label" if !is_of_edges => Role::Label,
                drawing if DRAWING.contains(&drawing) => Role::LeftOut,
                _ => Role::Property,
            };
            Column { name: name.to_owned(), role, value, default }
        };
        let columns: Vec<Column> = columns.iter().map(column).collect();
        let has_default = |column: &&Column| !column.default.is_empty();
        let bytes_of_defaults: u64 =
            columns.iter().filter(has_default).map(|column| column.default.len() as u64 + 8).sum();
        let defaulted = columns.iter().rposition(|column| has_default(&column)).map_or(0, |last| last + 1);
        // Columns before one with a default are looked at in each row.
        let bytes_of_defaults = bytes_of_defaults + defaulted as u64;
        let table = Table { is_of_edges, columns, defaulted, bytes_of_defaults };
        for column in &table.columns {
            let role = match column.role {
                Role::Id => "id",
                Role::Source => "source",
                Role::Target => "target",
                Role::Type if is_of_edges => "relation",
                Role::Type => "type",
                Role::Label => "name",
                Role::Direction => "direction",
                Role::Property => continue,
                Role::LeftOut => {
                    about.left_out.insert(column.name.clone());
                    continue;
                }
            };
            about.roles.insert(format!("{role}={}", column.name));
        }
        let has = |role: Role| table.columns.iter().any(|column| column.role == role);
        if is_of_edges && !has(Role::Direction) {
            about.roles.insert("edges without direction, as no column `directed` says otherwise".to_owned());
        }
        let has_ids = if is_of_edges { has(Role::Source) && has(Role::Target) } else { has(Role::Id) };
        has_ids.then_some(table)
    }

    /// Puts a row into the record of the worker.
    ///
    /// # Errors
    /// What is wrong with it.
    fn put(&self, text: &str, sink: &mut Sink<'_, '_, '_>) -> Result<(), String> {
        let fields = fields(text)?;
        let more = fields.get(self.columns.len()..).unwrap_or(&[]);
        if more.iter().any(|field| !field.is_empty()) {
            return Err(format!("expected {} fields, found {}", self.columns.len(), fields.len()));
        }
        let worker = &mut sink.worker;
        let record = &mut worker.record;
        record.clear();
        record.is_undirected = self.is_of_edges;
        for (at, column) in self.columns.iter().enumerate().take(fields.len().max(self.defaulted)) {
            let field = fields.get(at).filter(|field| !field.is_empty()).unwrap_or(&column.default);
            if field.is_empty() {
                continue;
            }
            let bytes = field.as_bytes();
            let mut name = column.name.as_str();
            match column.role {
                Role::Id => record.id = Some(record.text(bytes)),
                Role::Source => record.source = Some(record.text(bytes)),
                Role::Target => record.target = Some(record.text(bytes)),
                Role::Type => record.types.push(worker.names.key(bytes)),
                Role::Direction => match field.trim().to_ascii_lowercase().as_str() {
                    "true" | "1" => record.is_undirected = false,
                    "false" | "0" => {}
                    other => return Err(format!("`{other}` is neither `true` nor `false`")),
                },
                Role::LeftOut => {}
                Role::Label | Role::Property => {
                    if column.role == Role::Label {
                        name = "name";
                    }
                    let (key, double) =
                        (worker.names.key(name.as_bytes()), Value::Number.datatype(&mut worker.names));
                    let class = bytes.iter().fold(0, |all, byte| all | CLASS[usize::from(*byte)]);
                    let bytes = match (column.value, field.trim()) {
                        (Value::Boolean, "1") => &b"true"[..],
                        (Value::Boolean, "0") => &b"false"[..],
                        _ => bytes,
                    };
                    put_value(column.value, double, bytes, class, |cell| record.put(key, cell))?;
                }
            }
        }
        let missing = match (self.is_of_edges, &record.id, &record.source, &record.target) {
            (false, None, ..) => "this node has no `name`",
            (true, _, None, _) => "this edge has no `node1`",
            (true, _, _, None) => "this edge has no `node2`",
            _ => return Ok(()),
        };
        Err(missing.to_owned())
    }
}

/// The first word of a text, and what is behind it.
fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once([' ', '\t']).unwrap_or((text, ""))
}

/// A text without the quotes around it.
fn unquoted(text: &str) -> String {
    let inner = ['\'', '"'].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote));
    inner.unwrap_or(text).to_owned()
}

/// The parts of a header between commas that are in no brackets and quotes.
fn split_outside(text: &str) -> Vec<&str> {
    let (mut depth, mut quote) = (0_u32, None);
    text.split(|character| {
        match (character, quote) {
            (_, Some(open)) if character == open => quote = None,
            (_, Some(_)) => {}
            ('\'' | '"', None) => quote = Some(character),
            ('(', None) => depth += 1,
            (')', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ',' && depth == 0 && quote.is_none()
    })
    .collect()
}

/// The fields of a row. One that begins with a quote ends with it; there a backslash, or the quote itself, protects a quote.
///
/// # Errors
/// What is wrong with it.
fn fields(text: &str) -> Result<Vec<String>, String> {
    let (mut fields, mut rest) = (Vec::new(), text);
    loop {
        let start = rest.trim_start();
        let Some(quote) = start.chars().next().filter(|first| matches!(first, '\'' | '"')) else {
            let (field, behind) = match rest.split_once(',') {
                Some((field, behind)) => (field, Some(behind)),
                None => (rest, None),
            };
            fields.push(field.trim().to_owned());
            match behind {
                Some(behind) => rest = behind,
                None => return Ok(fields),
            }
            continue;
        };
        let (mut field, mut end) = (String::new(), None);
        let mut characters = start.char_indices().skip(1).peekable();
        while let Some((at, character)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            match character {
                '\\' if next.is_some_and(|next| next == quote || next == '\\') => {
                    field.extend(characters.next().map(|(_, escaped)| escaped));
                }
                _ if character == quote && next == Some(quote) => {
                    field.push(quote);
                    characters.next();
                }
                _ if character == quote => {
                    end = Some(at + 1);
                    break;
                }
                _ => field.push(character),
            }
        }
        let Some(behind) = end.and_then(|end| start.get(end..)) else {
            return Err(format!("this line has a {quote} that is never closed"));
        };
        fields.push(field);
        match behind.trim_start().strip_prefix(',') {
            Some(behind) => rest = behind,
            None if behind.trim().is_empty() => return Ok(fields),
            None => return Err(format!("there is text behind the closing {quote} of a field")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_may_be_in_quotes() {
        let all = |text: &str| fields(text).map(|fields| fields.join("|"));
        assert_eq!(all("a, b ,\"c, d\",'e \\' f','g''h',O'Brien,").unwrap(), "a|b|c, d|e ' f|g'h|O'Brien|");
        assert_eq!(all("").unwrap(), "");
        assert!(all("a,'b").is_err() && all("'a' b,c").is_err());
        assert_eq!(
            split_outside("a DECIMAL(3,2),b VARCHAR default 'x,y'"),
            ["a DECIMAL(3,2)", "b VARCHAR default 'x,y'"]
        );
    }
}
