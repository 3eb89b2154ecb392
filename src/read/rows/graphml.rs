//! GraphML 1.1 (`http://graphml.graphdrawing.org/specification.html`), read as a stream.
//!
//! The types of a node are its `labels` (`:Person:Entity`, as Neo4j's APOC has it), `labelV` or `type`; the relation of an
//! edge is its `labelE`, `label` as an XML attribute, `type` or `label`, the first that exists. Others of them are
//! properties. Nested graphs, hyperedges and ports are not supported.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Read};
use std::ops::Range;

use foldhash::fast::FixedState;
use quick_xml::escape::{EscapeError, resolve_xml_entity};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::findings::{Excerpt, RowFinding};
use super::parsed::Parsed;
use super::places::Place;
use super::table::{Value, put_value};
use super::worker::{Line, Worker};
use super::xml_guard::XmlGuard;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::diagnostic::{Rule, rules};
use crate::graph::rows::{CLASS, Cell, NameKey, RowBuilder};
use crate::read::limits::{FREE_EXPANSION_XML, MOST_EXPANDED_XML, Refusal};

/// The format.
pub(super) struct GraphMl;

impl crate::read::rows::reader::Sealed for GraphMl {}

impl RowReader for GraphMl {
    fn name(&self) -> &'static str {
        "graphml"
    }

    fn title(&self) -> &'static str {
        "GraphML"
    }

    fn about(&self) -> &'static str {
        "GraphML, as Gephi, NetworkX, igraph and Neo4j’s APOC write it"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".graphml"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        let is_xml = head.trim_ascii_start().starts_with(b"<");
        Recognition::certain_if(is_xml && memchr::memmem::find(head, b"<graphml").is_some())
    }

    fn begins_with_edge(&self, _: &[u8]) -> bool {
        false
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        run.begin_file(&file.0, self.title().to_owned());
        let name = file.0.name.clone();
        let (shared, mut absorber) = rows.split();
        let mut worker = Worker::new(shared.names, run.checks);
        let mut parser = Parser::new(XmlGuard::new(file.0.into_stream()));
        let mut line = 0;
        loop {
            let ended = parser.rows(&mut worker, run);
            let lines = parser.line - line;
            let parsed = Parsed::of(shared.seal(&mut worker.draft), &mut worker, lines);
            run.take_piece((shared, &mut absorber), &name, &mut line, parsed)?;
            parser.first_line = line;
            match ended {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(quick_xml::Error::Io(error)) => return run.unreadable(&name, line, &error),
                Err(error) => {
                    let finding =
                        run.failed(error.to_string(), &Place::Offset(parser.reader.error_position()));
                    run.findings.add(&name, finding);
                    return Ok(());
                }
            }
        }
    }
}

/// A declared `key`.
#[derive(Debug)]
struct Key {
    /// The name of the property.
    name: Box<str>,
    /// What its values are.
    value: Value,
    /// The value of elements that have none.
    default: Option<Box<str>>,
    /// Whether nodes have it.
    of_nodes: bool,
    /// Whether edges have it.
    of_edges: bool,
}

/// Keys in the order of their declarations, and where to find them.
#[derive(Debug, Default)]
struct Keys {
    /// The keys.
    all: Vec<Key>,
    /// The places of those with a default.
    with_default: Vec<usize>,
    places: HashMap<Box<str>, usize, FixedState>,
}

impl Keys {
    fn add(&mut self, id: Box<str>, key: Key) {
        if key.default.is_some() {
            self.with_default.push(self.all.len());
        }
        self.places.insert(id, self.all.len());
        self.all.push(key);
    }

    /// The place of a key; one that is not declared is a text by its own name.
    fn place(&mut self, id: &str) -> usize {
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        let key =
            Key { name: Box::from(id), value: Value::Text, default: None, of_nodes: false, of_edges: false };
        self.add(Box::from(id), key);
        self.all.len() - 1
    }
}

/// A node or an edge. Its texts are adjacent.
#[derive(Debug, Default)]
struct Row {
    is_edge: bool,
    /// The texts of everything else.
    texts: String,
    id: Option<Range<usize>>,
    source: Option<Range<usize>>,
    target: Option<Range<usize>>,
    /// Whether it names a port.
    has_port: bool,
    /// Types as XML attributes: their names and texts.
    types: Vec<(&'static str, Range<usize>)>,
    /// Data: the places of their keys, and their texts.
    data: Vec<(usize, Range<usize>)>,
    /// How many rows there were, and for each key the last one that has data of it, where keys have defaults.
    rows: u64,
    last_rows: Vec<u64>,
}

/// What may say the types of a node, and the relation of an edge; the first that exists does.
const OF_NODES: &[&str] = &["labels", "labelV", "type"];
const OF_EDGES: &[&str] = &["labelE", "type", "label"];

/// The datatype of what is not a number in JSON, such as `NaN`.
const XSD_DOUBLE: &[u8] = b"http://www.w3.org/2001/XMLSchema#double";

impl Row {
    /// Forgets everything, and keeps the memory.
    fn begin(&mut self, is_edge: bool) {
        (self.is_edge, self.has_port) = (is_edge, false);
        (self.id, self.source, self.target) = (None, None, None);
        self.texts.clear();
        self.types.clear();
        self.data.clear();
    }

    /// Takes an XML attribute.
    fn attribute(&mut self, name: &[u8], value: &str) {
        let start = self.texts.len();
        let range = start..start + value.len();
        let place = match name {
            b"id" => &mut self.id,
            b"source" => &mut self.source,
            b"target" => &mut self.target,
            b"sourceport" | b"targetport" => {
                self.has_port = true;
                return;
            }
            b"labels" | b"label" => {
                let name = if name == b"labels" { "labels" } else { "label" };
                self.types.push((name, range));
                return self.texts.push_str(value);
            }
            _ => return,
        };
        *place = Some(range).filter(|range| !range.is_empty());
        self.texts.push_str(value);
    }

    /// Takes data, whose text begins at a place of the texts; where there is only XML in it, there are none.
    fn data(&mut self, key: usize, start: usize, has_elements: bool) {
        let is_blank = self.text(&(start..self.texts.len())).trim().is_empty();
        if !has_elements || !is_blank {
            self.data.push((key, start..self.texts.len()));
        }
    }

    fn text(&self, range: &Range<usize>) -> &str {
        self.texts.get(range.clone()).unwrap_or("")
    }

    /// Puts the row into the record of a worker.
    ///
    /// # Errors
    /// What is wrong with it.
    fn put(&mut self, keys: &Keys, worker: &mut Worker<'_>) -> Result<(), String> {
        let Worker { record, names, .. } = worker;
        record.clear();
        record.id = self.id.as_ref().map(|id| record.text(self.text(id).as_bytes()));
        if self.is_edge {
            let missing = |what: &str| format!("this edge has no `{what}`");
            let source = self.source.as_ref().ok_or_else(|| missing("source"))?;
            let target = self.target.as_ref().ok_or_else(|| missing("target"))?;
            record.source = Some(record.text(self.text(source).as_bytes()));
            record.target = Some(record.text(self.text(target).as_bytes()));
        } else if self.id.is_none() {
            return Err("this node has no `id`".to_owned());
        }
        let data =
            self.data.iter().filter_map(|(place, text)| Some((keys.all.get(*place)?, self.text(text))));
        let wanted = if self.is_edge { OF_EDGES } else { OF_NODES };
        let attribute = self.types.iter().find(|(name, _)| self.is_edge == (*name == "label"));
        let of_data = |wanted: &str| data.clone().find(|(key, _)| &*key.name == wanted).map(|(_, text)| text);
        let chosen = of_data("labelE")
            .filter(|_| self.is_edge)
            .or(attribute.map(|(_, text)| self.text(text)))
            .or_else(|| wanted.iter().find_map(|name| of_data(name)))
            .unwrap_or("");
        let are_several = !self.is_edge && chosen.starts_with(':');
        let types = chosen.split(|sign| sign == ':' && are_several).filter(|name| !name.is_empty());
        let all_types = OnceCell::new();
        let is_type = |text: &str| {
            let all = all_types.get_or_init(|| types.clone().collect::<HashSet<&str, FixedState>>());
            all.contains(text)
        };
        record.types.extend(types.clone().map(|name| names.key(name.as_bytes())));
        let others = self.types.iter().filter(|(name, _)| self.is_edge != (*name == "label"));
        for (name, text) in others {
            record.put(names.key(name.as_bytes()), &Cell::of_text(self.text(text).as_bytes()));
        }
        for (key, text) in data {
            // A repetition of the types is not a property.
            let says_types = wanted.contains(&&*key.name) && (text == chosen || is_type(text));
            if says_types {
                continue;
            }
            let name = names.key(key.name.as_bytes());
            if text.is_empty() {
                record.put(name, &Cell::Clean(b""));
                continue;
            }
            let class = text.bytes().fold(0, |all, byte| all | CLASS[usize::from(byte)]);
            let text = match text.trim() {
                "1" if key.value == Value::Boolean => "true",
                "0" if key.value == Value::Boolean => "false",
                _ => text,
            };
            let datatype = if key.value == Value::Number { names.key(XSD_DOUBLE) } else { NameKey::NONE };
            put_value(key.value, datatype, text.as_bytes(), class, |cell| record.put(name, cell))?;
        }
        Ok(())
    }

    /// Adds the values of keys that the row has no data of, and returns how many bytes they take.
    fn add_defaults(&mut self, keys: &Keys) -> u64 {
        if keys.with_default.is_empty() {
            return 0;
        }
        self.rows += 1;
        self.last_rows.resize(keys.all.len(), 0);
        for (place, _) in &self.data {
            if let Some(last) = self.last_rows.get_mut(*place) {
                *last = self.rows;
            }
        }
        let mut bytes = 0;
        for place in &keys.with_default {
            let Some(key) = keys.all.get(*place) else { continue };
            let is_for = if self.is_edge { key.of_edges } else { key.of_nodes };
            if is_for && self.last_rows.get(*place) != Some(&self.rows) {
                let start = self.texts.len();
                self.texts.push_str(key.default.as_deref().unwrap_or(""));
                self.data.push((*place, start..self.texts.len()));
                // A value takes some bytes in addition to its text.
                bytes += (self.texts.len() - start) as u64 + 8;
            }
        }
        bytes
    }
}

/// The number of rows that are added to the graph at once.
const PIECE: usize = 1 << 13;

struct Parser<R> {
    reader: Reader<BufReader<R>>,
    /// The bytes of the event that was read last; their memory is kept.
    buffer: Vec<u8>,
    /// The content of the tag that was read last.
    tag: String,
    keys: Keys,
    /// The node or edge that is being read; its memory is kept.
    row: Row,
    is_undirected: bool,
    /// How many graphs are open.
    depth: usize,
    is_over: bool,
    /// The line that is read next, from 0.
    line: u64,
    /// The line with which the piece began.
    first_line: u64,
    /// How many bytes came of the defaults of keys.
    defaulted: u64,
}

/// An event. What is in a tag is kept until the next event is read.
enum Seen {
    /// A tag that opens an element, the length of its name, and whether the element is empty.
    Start(usize, bool),
    End,
    Text,
    Eof,
}

type Xml<T> = Result<T, quick_xml::Error>;

/// The text of an attribute (XML 1.0, section 3.3.3).
fn value_of<'a>(attribute: &Attribute<'a>) -> Xml<Cow<'a, str>> {
    attribute.normalized_value(XmlVersion::Implicit1_0)
}

/// The text of an entity; only those are known that need no declaration (XML 1.0, section 4.6).
fn predefined(name: &str) -> Xml<&'static str> {
    resolve_xml_entity(name)
        .ok_or_else(|| EscapeError::UnrecognizedEntity(0..name.len(), name.to_owned()).into())
}

impl<R: Read> Parser<R> {
    fn new(stream: R) -> Parser<R> {
        Parser {
            reader: Reader::from_reader(BufReader::with_capacity(1 << 16, stream)),
            buffer: Vec::new(),
            tag: String::new(),
            keys: Keys::default(),
            row: Row::default(),
            is_undirected: false,
            depth: 0,
            is_over: false,
            line: 0,
            first_line: 0,
            defaulted: 0,
        }
    }

    /// The next event; text is appended to `text`.
    fn next(&mut self, text: Option<&mut String>) -> Xml<Seen> {
        self.buffer.clear();
        self.tag.clear();
        let event = self.reader.read_event_into(&mut self.buffer)?;
        self.line += memchr::memchr_iter(b'\n', event.as_bytes()).count() as u64;
        Ok(match event {
            Event::Start(start) => {
                self.tag.push_str(&start);
                Seen::Start(start.name().as_ref().len(), false)
            }
            Event::Empty(start) => {
                self.tag.push_str(&start);
                Seen::Start(start.name().as_ref().len(), true)
            }
            Event::End(_) => Seen::End,
            Event::Eof => Seen::Eof,
            Event::Text(found) => {
                if let Some(text) = text {
                    text.push_str(&found.xml10_content());
                }
                Seen::Text
            }
            Event::CData(found) => {
                if let Some(text) = text {
                    text.push_str(&found.xml10_content());
                }
                Seen::Text
            }
            Event::GeneralRef(found) => {
                if let Some(text) = text {
                    match found.resolve_char_ref()? {
                        Some(character) => text.push(character),
                        None => text.push_str(predefined(&found)?),
                    }
                }
                Seen::Text
            }
            _ => Seen::Text,
        })
    }

    /// The tag that was read last, whose name has this length.
    fn tag(content: &str, name: usize) -> BytesStart<'_> {
        BytesStart::from_content(content, name)
    }

    /// The local name of that tag.
    fn local_name(&self, name: usize) -> &[u8] {
        let name = self.tag.as_bytes().get(..name).unwrap_or(&[]);
        let local = memchr::memchr(b':', name).map_or(0, |colon| colon + 1);
        name.get(local..).unwrap_or(&[])
    }

    /// Reads nodes and edges until a piece is full; `false` at the end of the file.
    fn rows(&mut self, worker: &mut Worker<'_>, run: &Run<'_>) -> Xml<bool> {
        let mut rows = 0;
        while rows < PIECE {
            let line = self.line;
            match self.next(None)? {
                Seen::Start(name, is_empty) => match self.local_name(name) {
                    b"graphml" if !is_empty => {}
                    b"key" => self.key(name, is_empty)?,
                    b"graph" => {
                        self.is_undirected =
                            self.attribute(name, "edgedefault")?.as_deref() == Some("undirected");
                        self.depth += usize::from(!is_empty);
                    }
                    b"node" => {
                        self.row((name, is_empty), false, line, worker, run)?;
                        rows += 1;
                    }
                    b"edge" => {
                        self.row((name, is_empty), true, line, worker, run)?;
                        rows += 1;
                    }
                    b"desc" => self.skip(is_empty)?,
                    other => {
                        let other = String::from_utf8_lossy(other);
                        let what = format!("`<{other}>` is not supported and was ignored");
                        self.skip(is_empty)?;
                        self.finding(worker, run, &rules::ROW_DATA_IGNORED, line, what);
                    }
                },
                Seen::End if self.depth > 0 => self.depth -= 1,
                Seen::End => self.is_over = true,
                Seen::Text => {}
                Seen::Eof => {
                    if !self.is_over {
                        let what = "the file ends before `</graphml>`: it is truncated".to_owned();
                        self.finding(worker, run, &rules::MALFORMED_ROW, line, what);
                    }
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Goes over what is in an element.
    fn skip(&mut self, is_empty: bool) -> Xml<()> {
        let mut depth = usize::from(!is_empty);
        while depth > 0 {
            match self.next(None)? {
                Seen::Start(_, is_empty) => depth += usize::from(!is_empty),
                Seen::End => depth -= 1,
                Seen::Text => {}
                Seen::Eof => break,
            }
        }
        Ok(())
    }

    fn attribute(&self, tag: usize, name: &str) -> Xml<Option<Box<str>>> {
        let start = Self::tag(&self.tag, tag);
        let found = start.try_get_attribute(name)?;
        found.map(|found| Ok(Box::from(&*value_of(&found)?))).transpose()
    }

    fn key(&mut self, tag: usize, is_empty: bool) -> Xml<()> {
        let id = self.attribute(tag, "id")?.unwrap_or_default();
        let domain = self.attribute(tag, "for")?;
        let is_for =
            |wanted: &str| domain.as_deref().is_none_or(|domain| domain == wanted || domain == "all");
        let value = match self.attribute(tag, "attr.type")?.as_deref() {
            Some("boolean") => Value::Boolean,
            Some("int" | "long") => Value::Integer,
            Some("float" | "double") => Value::Number,
            _ => Value::Text,
        };
        let name = self.attribute(tag, "attr.name")?.filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| id.clone());
        let mut key = Key { name, value, default: None, of_nodes: is_for("node"), of_edges: is_for("edge") };
        let mut is_open = !is_empty;
        while is_open {
            match self.next(None)? {
                Seen::Start(tag, is_empty) if self.local_name(tag) == b"default" => {
                    let mut text = String::new();
                    self.text(is_empty, &mut text)?;
                    key.default = Some(text.into());
                }
                Seen::Start(_, is_empty) => self.skip(is_empty)?,
                Seen::End | Seen::Eof => is_open = false,
                Seen::Text => {}
            }
        }
        self.keys.add(id, key);
        Ok(())
    }

    /// Appends the text of an element, and returns whether it contains elements.
    fn text(&mut self, is_empty: bool, text: &mut String) -> Xml<bool> {
        let (mut has_elements, mut is_open) = (false, !is_empty);
        while is_open {
            match self.next(Some(text))? {
                Seen::Start(_, is_empty) => {
                    has_elements = true;
                    self.skip(is_empty)?;
                }
                Seen::End | Seen::Eof => is_open = false,
                Seen::Text => {}
            }
        }
        Ok(has_elements)
    }

    /// Reads a node or an edge, whose tag was read last.
    fn row(
        &mut self,
        tag: (usize, bool),
        is_edge: bool,
        line: u64,
        worker: &mut Worker<'_>,
        run: &Run<'_>,
    ) -> Xml<()> {
        let mut row = std::mem::take(&mut self.row);
        let done = self.row_into(&mut row, tag, is_edge, line, worker, run);
        self.row = row;
        done
    }

    fn row_into(
        &mut self,
        row: &mut Row,
        (tag, is_empty): (usize, bool),
        is_edge: bool,
        line: u64,
        worker: &mut Worker<'_>,
        run: &Run<'_>,
    ) -> Xml<()> {
        row.begin(is_edge);
        let mut is_undirected = self.is_undirected;
        for attribute in Self::tag(&self.tag, tag).attributes() {
            let attribute = attribute?;
            let value = value_of(&attribute)?;
            match attribute.key.local_name().as_ref() {
                "directed" => is_undirected = &*value == "false",
                name => row.attribute(name.as_bytes(), &value),
            }
        }
        let mut is_open = !is_empty;
        while is_open {
            let here = self.line;
            match self.next(None)? {
                Seen::Start(tag, is_empty) if self.local_name(tag) == b"data" => {
                    let place = match Self::tag(&self.tag, tag).try_get_attribute("key")? {
                        Some(key) => self.keys.place(&value_of(&key)?),
                        None => self.keys.place(""),
                    };
                    let start = row.texts.len();
                    let has_elements = self.text(is_empty, &mut row.texts)?;
                    row.data(place, start, has_elements);
                    if has_elements {
                        let what = "XML in `<data>` is not supported and was ignored".to_owned();
                        self.finding(worker, run, &rules::ROW_DATA_IGNORED, here, what);
                    }
                }
                Seen::Start(tag, is_empty) => {
                    let name = self.local_name(tag);
                    let name = (name != b"desc").then(|| String::from_utf8_lossy(name).into_owned());
                    self.skip(is_empty)?;
                    if let Some(name) = name {
                        let what = format!("`<{name}>` is not supported and was ignored");
                        self.finding(worker, run, &rules::ROW_DATA_IGNORED, here, what);
                    }
                }
                Seen::End | Seen::Eof => is_open = false,
                Seen::Text => {}
            }
        }
        self.defaulted += row.add_defaults(&self.keys);
        let most = self.reader.buffer_position().saturating_mul(MOST_EXPANDED_XML);
        if self.defaulted > most.max(FREE_EXPANSION_XML) {
            let what = format!(
                "the default values of its keys expand to more than {MOST_EXPANDED_XML} bytes for each byte of the file"
            );
            return Err(Refusal::limit(what, Some(line)).into());
        }
        if let Err(what) = row.put(&self.keys, worker) {
            self.finding(worker, run, &rules::MALFORMED_ROW, line, what);
            return Ok(());
        }
        if row.has_port {
            let what = "a port is not supported and was ignored".to_owned();
            self.finding(worker, run, &rules::ROW_DATA_IGNORED, line, what);
        }
        worker.record.is_undirected = is_edge && is_undirected;
        worker.commit(&Line { number: (line - self.first_line) as u32, bytes: &[] });
        Ok(())
    }

    /// Notes finding on a line, which is read again to be shown.
    fn finding(
        &self,
        worker: &mut Worker<'_>,
        run: &Run<'_>,
        rule: &'static Rule,
        line: u64,
        message: String,
    ) {
        if run.findings.is_full(rule) || worker.findings.is_full(rule) {
            return worker.findings.count(rule, 1);
        }
        let text = run.line_again(line);
        let excerpt = text.map(|text| {
            let skipped = text.len() - text.trim_ascii_start().len();
            Excerpt::new(&text, skipped, text.len().min(skipped + 200))
        });
        let (line, label) = (line - self.first_line, String::new());
        worker.findings.add("", RowFinding { rule, line, message, label, help: None, excerpt });
    }
}
