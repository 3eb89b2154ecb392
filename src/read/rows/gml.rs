//! GML, the Graph Modelling Language of Himsolt (“GML: A portable Graph File Format”, 1997), as NetworkX, igraph, Gephi and yEd
//! write it.
//!
//! The `id` of a node is its id, verbatim; its `label`, or the text of yEd’s `LabelGraphics`, is the property `name`, or `label`
//! if there is a `name`. The relation of an edge is its `type`, or else its `label`. Keys that are repeated are a list, with
//! NetworkX’s `_networkx_list_start` also of one value; records in records are JSON. `graphics` is left out, which the line on
//! how the file is read says.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::io::Read;

use foldhash::fast::FixedState;

use super::bytes::Bytes;
use super::entities::put_resolved;
use super::places::Place;
use super::sink::{Ended, Sink};
use super::values::{self, json_number};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::{Cell, Items, RowBuilder, put_item};
use crate::read::encoding::{Encoding, help};
use crate::read::limits::{DEEPEST_GML, Refusal, longest_record};

/// The format.
pub(super) struct Gml;

impl super::reader::Sealed for Gml {}

impl RowReader for Gml {
    fn name(&self) -> &'static str {
        "gml"
    }

    fn title(&self) -> &'static str {
        "GML"
    }

    fn about(&self) -> &'static str {
        "GML, as NetworkX, igraph, Gephi and yEd write it"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".gml"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(begins_graph(head).unwrap_or(false))
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let sink = Sink::new(&file.0, self.title().to_owned(), rows, run);
        let mut parser = Parser {
            lexer: Lexer { bytes: Bytes::new(file.0.into_bytes()), buffer: Vec::new() },
            sink,
            graphs: 0,
            is_directed: false,
            roles: BTreeSet::from(["id=id"]),
            left_out: BTreeSet::new(),
        };
        let ended = parser.file();
        let Parser { lexer, mut sink, roles, left_out, .. } = parser;
        let listed = |names: BTreeSet<&str>| names.into_iter().collect::<Vec<_>>().join(", ");
        let rest = if left_out.is_empty() {
            String::new()
        } else {
            format!("; left out of the drawing: {}", listed(left_out))
        };
        sink.understood(&format!(": {}{rest}", listed(roles)));
        sink.finish(ended, lexer.bytes.line())
    }
}

/// Whether a file has a `graph` at its top, behind other keys.
fn begins_graph(head: &[u8]) -> Result<bool, Ended> {
    let mut lexer = Lexer { bytes: Bytes::new(head), buffer: Vec::new() };
    while let Some((key, ..)) = lexer.key()? {
        let begins = lexer.begin_value()?;
        if key.eq_ignore_ascii_case("graph") {
            return Ok(matches!(begins, Begins::List));
        }
        if matches!(begins, Begins::List) {
            lexer.list()?;
        }
    }
    Ok(false)
}

/// A value.
#[derive(Debug)]
enum Value {
    /// A number as it is written.
    Number(String),
    Text(String),
    List(List),
}

/// The keys and values of a list.
type List = Vec<(String, Value)>;

/// What a value begins with.
enum Begins {
    /// The bracket of a list.
    List,
    /// All of it.
    Value(Value),
}

/// Reads keys and values.
struct Lexer<R> {
    bytes: Bytes<R>,
    buffer: Vec<u8>,
}

impl<R: Read> Lexer<R> {
    fn error(&self, place: Place, what: &str) -> Ended {
        Ended::Syntax { what: what.to_owned(), place }
    }

    fn skip(&mut self) -> Result<(), Ended> {
        while let Some(byte) = self.bytes.peek()? {
            match byte {
                b'#' => while self.bytes.next()?.is_some_and(|byte| byte != b'\n') {},
                byte if byte.is_ascii_whitespace() => {
                    self.bytes.next()?;
                }
                _ => break,
            }
        }
        Ok(())
    }

    /// Takes the bracket that closes a list, if it comes next.
    fn closes(&mut self) -> Result<bool, Ended> {
        self.skip()?;
        let closes = self.bytes.peek()? == Some(b']');
        if closes {
            self.bytes.next()?;
        }
        Ok(closes)
    }

    /// The next key, its line and its place; `None` at the end of the file.
    fn key(&mut self) -> Result<Option<(String, u64, Place)>, Ended> {
        self.skip()?;
        let (line, place) = (self.bytes.line(), self.bytes.place());
        let Some(byte) = self.bytes.peek()? else { return Ok(None) };
        if !byte.is_ascii_alphabetic() && byte != b'_' {
            return Err(self.error(place, "a key should be here: letters and digits"));
        }
        Ok(Some((self.word()?, line, place)))
    }

    /// A word, up to white space or a bracket.
    fn word(&mut self) -> Result<String, Ended> {
        let Lexer { bytes, buffer } = self;
        let place = bytes.place();
        buffer.clear();
        bytes
            .take_while(buffer, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b'[' | b']' | b'"'))?;
        self.taken(place)
    }

    fn taken(&self, place: Place) -> Result<String, Ended> {
        std::str::from_utf8(&self.buffer).map(str::to_owned).map_err(|_| {
            let guess = Encoding::guess(&self.buffer);
            self.error(place, &format!("this is not UTF-8, and looks like {guess}; {}", help(guess)))
        })
    }

    /// A value, or the bracket that opens one.
    fn begin_value(&mut self) -> Result<Begins, Ended> {
        self.skip()?;
        let place = self.bytes.place();
        match self.bytes.peek()? {
            None => Err(self.error(place, "the file ends before the value of this key: it is truncated")),
            Some(b'[') => {
                self.bytes.next()?;
                Ok(Begins::List)
            }
            Some(b'"') => {
                let Lexer { bytes, buffer } = self;
                bytes.next()?;
                buffer.clear();
                bytes.take_while(buffer, |byte| byte != b'"')?;
                if bytes.next()?.is_none() {
                    return Err(self.error(place, "this quote is never closed"));
                }
                let raw = self.taken(place)?;
                let mut text = String::with_capacity(raw.len());
                put_resolved(&mut text, &raw);
                Ok(Begins::Value(Value::Text(text)))
            }
            Some(_) => {
                let word = self.word()?;
                let is_number = json_number(word.as_bytes()).is_some() || not_finite(&word).is_some();
                match word.to_ascii_lowercase().as_str() {
                    _ if is_number => Ok(Begins::Value(Value::Number(word))),
                    "true" | "false" => Ok(Begins::Value(Value::Number(word.to_ascii_lowercase()))),
                    _ => Err(self.error(
                        place,
                        "this is not a value: a number, a text in quotes or a list in brackets",
                    )),
                }
            }
        }
    }

    /// A list whose bracket was read. Open lists are on a stack.
    fn list(&mut self) -> Result<List, Ended> {
        let (first, line, place) = (self.bytes.count(), self.bytes.line(), self.bytes.place());
        let mut open: Vec<(String, List)> = vec![(String::new(), Vec::new())];
        loop {
            if self.bytes.count() - first > longest_record() as u64 {
                let what = format!("a record is longer than {} bytes", longest_record());
                return Err(Refusal::limit(what, Some(line)).into());
            }
            if self.closes()? {
                let Some((key, list)) = open.pop() else { return Ok(Vec::new()) };
                match open.last_mut() {
                    Some((_, outer)) => outer.push((key, Value::List(list))),
                    None => return Ok(list),
                }
                continue;
            }
            let Some((key, line, _)) = self.key()? else {
                return Err(self.error(place, "this bracket is never closed: the file is truncated"));
            };
            match self.begin_value()? {
                Begins::List if open.len() >= DEEPEST_GML => {
                    let what = format!("lists are nested more than {DEEPEST_GML} deep");
                    return Err(Refusal::limit(what, Some(line)).into());
                }
                Begins::List => open.push((key, Vec::new())),
                Begins::Value(value) => {
                    if let Some((_, list)) = open.last_mut() {
                        list.push((key, value));
                    }
                }
            }
        }
    }
}

/// The lexical form in XML Schema of a number that is not finite.
fn not_finite(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "nan" | "+nan" | "-nan" => Some("NaN"),
        "inf" | "+inf" | "infinity" | "+infinity" => Some("INF"),
        "-inf" | "-infinity" => Some("-INF"),
        _ => None,
    }
}

struct Parser<'b, 'o, 'r, R> {
    lexer: Lexer<R>,
    sink: Sink<'b, 'o, 'r>,
    graphs: usize,
    is_directed: bool,
    /// What plays which role.
    roles: BTreeSet<&'static str>,
    left_out: BTreeSet<&'static str>,
}

/// Keys that describe the file and say nothing of the graph.
const OF_FILE: [&str; 7] =
    ["creator", "version", "comment", "hierarchic", "multigraph", "directed", "isplanar"];
/// Keys of lists that only say how something is drawn.
const DRAWING: [&str; 2] = ["graphics", "LabelGraphics"];
/// What NetworkX writes before the values of a list that has only one.
const LIST_START: &str = "_networkx_list_start";
impl<R: Read> Parser<'_, '_, '_, R> {
    fn file(&mut self) -> Result<(), Ended> {
        while let Some((key, line, place)) = self.lexer.key()? {
            let begins = self.lexer.begin_value()?;
            let is_graph = key.eq_ignore_ascii_case("graph");
            match begins {
                Begins::List if is_graph => self.graph(line, place)?,
                Begins::List => {
                    self.lexer.list()?;
                    self.ignored(&key, "file", line);
                }
                Begins::Value(_) => self.ignored(&key, "file", line),
            }
        }
        if self.graphs > 0 {
            return Ok(());
        }
        Err(self.lexer.error(self.lexer.bytes.place(), "the file has no `graph [`"))
    }

    fn ignored(&mut self, key: &str, of: &str, line: u64) {
        if !OF_FILE.iter().any(|known| known.eq_ignore_ascii_case(key)) {
            self.sink.ignored(
                line,
                format!("the key `{key}` of the {of} itself is not supported and was ignored"),
            );
        }
    }

    /// Reads a graph, whose bracket was read.
    fn graph(&mut self, line: u64, place: Place) -> Result<(), Ended> {
        if self.graphs == 1 {
            let what =
                "the file has several graphs, which are read as one: nodes with the same id are the same";
            self.sink.ignored(line, what.to_owned());
        }
        self.graphs += 1;
        self.is_directed = false;
        loop {
            if self.lexer.closes()? {
                return Ok(());
            }
            let Some((key, line, _)) = self.lexer.key()? else {
                return Err(self.lexer.error(place, "this graph is never closed: the file is truncated"));
            };
            match (self.lexer.begin_value()?, key.to_ascii_lowercase().as_str()) {
                (Begins::List, "node") => {
                    let list = self.lexer.list()?;
                    self.row(list, false, line)?;
                }
                (Begins::List, "edge") => {
                    let list = self.lexer.list()?;
                    self.row(list, true, line)?;
                }
                (Begins::List, _) => {
                    self.lexer.list()?;
                    self.ignored(&key, "graph", line);
                }
                (Begins::Value(Value::Number(number)), "directed") => self.is_directed = number != "0",
                (Begins::Value(_), _) => self.ignored(&key, "graph", line),
            }
        }
    }

    /// Commits a node or an edge.
    fn row(&mut self, list: List, is_edge: bool, line: u64) -> Result<(), Ended> {
        let record = &mut self.sink.worker.record;
        record.clear();
        let text = |wanted: &str| {
            let found = list.iter().find(|(key, _)| key == wanted);
            found.and_then(|(_, value)| plain(value)).filter(|text| !text.is_empty())
        };
        record.id = text("id").map(|id| record.text(id.as_bytes()));
        if is_edge {
            let (Some(source), Some(target)) = (text("source"), text("target")) else {
                let end = if text("source").is_none() { "source" } else { "target" };
                self.sink.malformed(line, format!("this edge has no `{end}`"));
                return Ok(());
            };
            record.source = Some(record.text(source.as_bytes()));
            record.target = Some(record.text(target.as_bytes()));
            record.is_undirected = !self.is_directed;
        } else if record.id.is_none() {
            self.sink.malformed(line, "this node has no `id`".to_owned());
            return Ok(());
        }
        let drawn = list.iter().find_map(|(key, value)| match value {
            Value::List(inner) if key == "LabelGraphics" => {
                inner.iter().find(|(key, _)| key == "text").and_then(|(_, value)| plain(value))
            }
            _ => None,
        });
        let label = text("label").or(drawn.filter(|text| !text.is_empty()));
        let types: Vec<&str> =
            list.iter().filter(|(key, _)| key == "type").filter_map(|(_, value)| plain(value)).collect();
        let relation = if types.is_empty() { label.filter(|_| is_edge) } else { None };
        let worker = &mut self.sink.worker;
        let named = types.iter().copied().chain(relation);
        worker.record.types.extend(named.map(|name| worker.names.key(name.as_bytes())));
        match (is_edge, types.is_empty()) {
            (false, false) => _ = self.roles.insert("type=type"),
            (true, false) => _ = self.roles.insert("relation=type"),
            (true, true) if relation.is_some() => _ = self.roles.insert("relation=label"),
            _ => {}
        }
        let has_name = text("name").is_some();
        if relation.is_none()
            && let Some(label) = label
        {
            let property = if is_edge || has_name { "label" } else { "name" };
            if property == "name" {
                self.roles.insert("name=label");
            }
            let cell = Cell::of_text(label.as_bytes());
            worker.record.put(worker.names.key(property.as_bytes()), &cell);
        }
        let own: &[&str] = if is_edge { &["id", "source", "target", "label"] } else { &["id", "label"] };
        let mut by_key: HashMap<&str, usize, FixedState> = HashMap::default();
        let mut values: Vec<(&str, Vec<&Value>)> = Vec::new();
        let mut taken = Vec::new();
        for (key, value) in &list {
            if matches!(value, Value::List(_)) {
                if let Some(drawing) = DRAWING.iter().find(|drawing| *drawing == key) {
                    self.left_out.insert(drawing);
                    continue;
                }
            } else if key == "type" {
                continue;
            } else if own.contains(&key.as_str()) {
                if taken.contains(&key) {
                    self.sink
                        .ignored(line, format!("`{key}` is there twice, and only the first one was read"));
                } else {
                    taken.push(key);
                }
                continue;
            }
            let place = *by_key.entry(key).or_insert(values.len());
            match values.get_mut(place) {
                Some((_, values)) => values.push(value),
                None => values.push((key, vec![value])),
            }
        }
        for (key, values) in &values {
            self.put(key, values);
        }
        Ok(self.sink.commit(line, b"")?)
    }

    /// Puts the values of a key as a property.
    fn put(&mut self, key: &str, values: &[&Value]) {
        let worker = &mut self.sink.worker;
        let name = worker.names.key(key.as_bytes());
        let (is_list, values) = match values {
            [Value::Text(start), values @ ..] if start == LIST_START => (true, values),
            [Value::Text(text)] if text == "[]" || text == "()" => (true, &[][..]),
            values => (values.len() > 1, values),
        };
        if values.iter().any(|value| matches!(value, Value::List(_))) {
            let mut json = String::new();
            put_all(&mut json, values, is_list);
            return worker.record.put(name, &Cell::Json(json.as_bytes()));
        }
        let double = values::Value::Number.datatype(&mut worker.names);
        let cells = |each: &mut dyn FnMut(&Cell<'_>)| {
            for value in values {
                match value {
                    Value::Text(text) => each(&Cell::of_text(text.as_bytes())),
                    Value::Number(number) if number == "true" || number == "false" => {
                        each(&Cell::Boolean(number == "true"));
                    }
                    Value::Number(number) => match (json_number(number.as_bytes()), not_finite(number)) {
                        (Some((number, true)), _) => each(&Cell::Integer(&number)),
                        (Some((number, false)), _) => each(&Cell::Number(&number)),
                        (None, form) => {
                            let text = form.unwrap_or("NaN").as_bytes();
                            each(&Cell::Typed { datatype: double, text });
                        }
                    },
                    Value::List(_) => {}
                }
            }
        };
        if is_list {
            let mut items = Vec::new();
            cells(&mut |cell| put_item(&mut items, cell));
            worker.record.put(name, &Cell::List(Items(&items)));
        } else {
            cells(&mut |cell| worker.record.put(name, cell));
        }
    }
}

/// The text of a value that is not a list.
fn plain(value: &Value) -> Option<&str> {
    match value {
        Value::Number(text) | Value::Text(text) => Some(text),
        Value::List(_) => None,
    }
}

/// Appends values as JSON: one, or a list. Lists are nested at most [`DEEPEST_GML`] deep.
fn put_all(out: &mut String, values: &[&Value], is_list: bool) {
    if is_list {
        out.push('[');
    }
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        put_json(out, value);
    }
    if is_list {
        out.push(']');
    }
}

fn put_json(out: &mut String, value: &Value) {
    match value {
        Value::Text(text) => put_json_text(out, text),
        Value::Number(number) => match (number.as_str(), json_number(number.as_bytes())) {
            ("true" | "false", _) => out.push_str(number),
            (_, Some((Cow::Borrowed(number), _))) => out.push_str(std::str::from_utf8(number).unwrap_or("0")),
            (_, Some((Cow::Owned(number), _))) => out.push_str(std::str::from_utf8(&number).unwrap_or("0")),
            (_, None) => put_json_text(out, number),
        },
        Value::List(list) => {
            let mut by_key: HashMap<&str, usize, FixedState> = HashMap::default();
            let mut groups: Vec<(&str, Vec<&Value>)> = Vec::new();
            for (key, value) in list {
                let place = *by_key.entry(key).or_insert(groups.len());
                match groups.get_mut(place) {
                    Some((_, values)) => values.push(value),
                    None => groups.push((key, vec![value])),
                }
            }
            out.push('{');
            for (at, (key, values)) in groups.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                put_json_text(out, key);
                out.push(':');
                match values.as_slice() {
                    [Value::Text(start), values @ ..] if start == LIST_START => put_all(out, values, true),
                    [Value::Text(text)] if text == "[]" || text == "()" => out.push_str("[]"),
                    values => put_all(out, values, values.len() > 1),
                }
            }
            out.push('}');
        }
    }
}

fn put_json_text(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}
