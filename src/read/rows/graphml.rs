//! GraphML 1.1 (`http://graphml.graphdrawing.org/specification.html`), read as a stream.
//!
//! The types of a node are its `labels` (`:Person:Entity`, as Neo4j's APOC has it), `labelV`, `TYPE` or `type`; the relation
//! of an edge is the first that exists of its `labelE`, `label` as an XML attribute, `type`, `TYPE`, `label`, Gephi's
//! `Edge Label`, `relation`, `predicate`, Cytoscape's `interaction`, and the label that yEd draws on it. Others of them are
//! properties. The label that yEd draws on a node is its `name`. A node with a graph in it `contains` the nodes of that
//! graph. Hyperedges and ports are not supported.
//!
//! What dossier wrote is read as the graph that it wrote: see `own_names`.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use foldhash::fast::FixedState;
use quick_xml::events::BytesStart;

use super::drawn::Drawn;
use super::joined_labels::{JoinedLabels, contradicted};
use super::own_names::{OwnNames, OwnRow, OwnValue, Roles, of_token, put_json};
use super::values::{Value, put_value};
use super::worker::Worker;
use super::xml_stream::{Root, Seen, Xml, XmlRows, XmlStream, attribute, read_xml, value_of};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::{CLASS, Cell, NameKey, RowBuilder};

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
        "GraphML, as yEd, Gephi, NetworkX, igraph, Cytoscape and Neo4j’s APOC write it"
    }

    fn is_whole_graph(&self) -> bool {
        true
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".graphml"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(Root::of(head).is_some_and(|root| root.local() == b"graphml"))
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let mut parser = Parser::new(file.0.head());
        read_xml(file, &mut parser, rows, run)
    }
}

/// A declared `key`.
#[derive(Debug)]
struct Key {
    /// The name of the property.
    name: Box<str>,
    /// What its values are.
    value: Value,
    /// Whether its values are lists, in JSON.
    is_list: bool,
    /// The value of elements that have none.
    default: Option<Box<str>>,
    /// Whether nodes have it.
    of_nodes: bool,
    /// Whether edges have it.
    of_edges: bool,
    /// Whether yEd has it for what people may leave empty.
    may_be_empty: bool,
    /// Whether yEd and yFiles have it for how something is drawn.
    is_drawing: bool,
    /// What its values are in a file that dossier wrote.
    roles: Option<Roles>,
}

/// Keys in the order of their declarations, and where to find them.
#[derive(Debug, Default)]
struct Keys {
    /// The keys.
    all: Vec<Key>,
    /// The places of those with a default.
    with_default: Vec<usize>,
    places: HashMap<Box<str>, usize, FixedState>,
    /// Whether one is of yEd or yFiles.
    have_drawings: bool,
}

impl Keys {
    fn add(&mut self, id: Box<str>, key: Key) {
        self.have_drawings |= key.is_drawing;
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
        self.add(
            Box::from(id),
            Key {
                name: Box::from(id),
                value: Value::Text,
                is_list: false,
                default: None,
                of_nodes: false,
                of_edges: false,
                may_be_empty: false,
                is_drawing: false,
                roles: None,
            },
        );
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
    is_undirected: bool,
    /// Types as XML attributes: their names and texts.
    types: Vec<(&'static str, Range<usize>)>,
    /// Data: the places of their keys, and their texts.
    data: Vec<(usize, Range<usize>)>,
    /// What it is described as.
    description: Option<Range<usize>>,
    /// What is drawn of it.
    drawn: Drawn,
    /// How many rows there were, and for each key the last one that has data of it, where keys have defaults.
    rows: u64,
    last_rows: Vec<u64>,
}

/// What may say the types of a node, and the relation of an edge; the first that exists does.
const OF_NODES: &[&str] = &["labels", "labelV", "TYPE", "type"];
const OF_EDGES: &[&str] = &[
    "labelE",
    "type",
    "TYPE",
    "label",
    "Edge Label",
    "relation",
    "predicate",
    "interaction",
    "shared interaction",
];

/// The relation from a node to the nodes of the graph in it.
const CONTAINS: &[u8] = b"contains";

/// What of a file played which role.
#[derive(Debug, Default)]
struct Used {
    types: Option<Box<str>>,
    relation: Option<Box<str>>,
    name: Option<&'static str>,
    has_nested: bool,
}

/// What a row is put together with.
struct Context<'c> {
    keys: &'c Keys,
    labels: &'c mut JoinedLabels,
    used: &'c mut Used,
    /// Whether ids of edges are keys that are only different between the same two nodes.
    has_edge_keys: bool,
    /// A prefix that was treated as a label before.
    contradicted: Option<Box<str>>,
}

impl Row {
    /// Forgets everything, and keeps the memory.
    fn begin(&mut self, is_edge: bool, is_undirected: bool) {
        (self.is_edge, self.is_undirected, self.has_port) = (is_edge, is_undirected, false);
        (self.id, self.source, self.target, self.description) = (None, None, None, None);
        self.texts.clear();
        self.types.clear();
        self.data.clear();
        self.drawn.clear();
    }

    /// Takes an XML attribute, and returns whether it is known.
    fn attribute(&mut self, name: &str, value: &str) -> bool {
        let start = self.texts.len();
        let range = start..start + value.len();
        let place = match name {
            "id" => &mut self.id,
            "source" => &mut self.source,
            "target" => &mut self.target,
            "directed" => {
                self.is_undirected = value == "false";
                return true;
            }
            "sourceport" | "targetport" => {
                self.has_port = true;
                return true;
            }
            "labels" | "label" => {
                let name = if name == "labels" { "labels" } else { "label" };
                self.types.push((name, range));
                self.texts.push_str(value);
                return true;
            }
            _ => return false,
        };
        *place = Some(range).filter(|range| !range.is_empty());
        self.texts.push_str(value);
        true
    }

    fn text(&self, range: &Range<usize>) -> &str {
        self.texts.get(range.clone()).unwrap_or("")
    }

    /// Puts the row into the record of a worker.
    ///
    /// # Errors
    /// What is wrong with it.
    fn put(&self, context: &mut Context<'_>, worker: &mut Worker<'_>) -> Result<(), String> {
        worker.record.clear();
        self.put_ends(worker)?;
        let Context { keys, labels, used, .. } = context;
        let keys: &Keys = keys;
        let data =
            self.data.iter().filter_map(|(place, text)| Some((keys.all.get(*place)?, self.text(text))));
        let wanted = if self.is_edge { OF_EDGES } else { OF_NODES };
        let attribute = self.types.iter().find(|(name, _)| self.is_edge == (*name == "label"));
        // A number is a label at most.
        let is_kind = |key: &Key| key.value == Value::Text;
        let of_data = |wanted: &str| {
            let found =
                data.clone().find(|(key, text)| &*key.name == wanted && is_kind(key) && !text.is_empty());
            found.map(|(key, text)| (&*key.name, text))
        };
        let of_label = self.drawn.labels.first().filter(|_| self.is_edge);
        let chosen = of_data("labelE")
            .filter(|_| self.is_edge)
            .or(attribute.map(|(name, text)| (*name, self.text(text))))
            .or_else(|| wanted.iter().find_map(|name| of_data(name)));
        let label_is_relation = chosen.is_none();
        let (says, chosen) =
            chosen.or(of_label.map(|text| ("y:EdgeLabel", self.text(text)))).unwrap_or_default();
        let types = if self.is_edge {
            vec![chosen]
        } else if chosen.starts_with(':') {
            let (types, contradicted) = labels.split(chosen);
            context.contradicted = contradicted;
            types
        } else {
            vec![chosen]
        };
        let all_types = OnceCell::new();
        let is_type = |text: &str| {
            let all = all_types.get_or_init(|| types.iter().copied().collect::<HashSet<&str, FixedState>>());
            all.contains(text)
        };
        let said = if self.is_edge { &mut used.relation } else { &mut used.types };
        if said.is_none() && !chosen.is_empty() {
            *said = Some(Box::from(says));
        }
        let Worker { record, names, .. } = worker;
        let named = types.iter().filter(|name| !name.is_empty());
        record.types.extend(named.map(|name| names.key(name.as_bytes())));
        let others = self.types.iter().filter(|(name, _)| self.is_edge != (*name == "label"));
        for (name, text) in others {
            record.put(names.key(name.as_bytes()), &Cell::of_text(self.text(text).as_bytes()));
        }
        let value_of =
            |wanted: &str| data.clone().find(|(key, _)| &*key.name == wanted).map(|(_, text)| text);
        let mut id = self.id.as_ref().map(|id| self.text(id));
        if self.is_edge
            && context.has_edge_keys
            && let Some(key) = id.take()
        {
            let name = names.key(b"key");
            put_value(Value::Any, NameKey::NONE, key.as_bytes(), class_of(key), |cell| {
                record.put(name, cell)
            })?;
        }
        for (key, text) in data.clone() {
            // A repetition of the types is not a property.
            let says_types = wanted.contains(&&*key.name) && (text == chosen || is_type(text));
            let says_again = &*key.name == "shared name" && value_of("name") == Some(text);
            if says_types || says_again || (text.is_empty() && key.may_be_empty && keys.have_drawings) {
                continue;
            }
            if self.is_edge && &*key.name == "id" && id.is_none_or(|id| id == text) {
                id = Some(text);
                continue;
            }
            let name = if self.is_edge && &*key.name == "id" { "id_2" } else { &*key.name };
            put_data(key, name, text, worker)?;
        }
        let record = &mut worker.record;
        record.id = id.map(|id| record.text(id.as_bytes()));
        self.put_drawn(label_is_relation, value_of("name"), used, worker);
        Ok(())
    }

    /// Puts the ends of an edge.
    fn put_ends(&self, worker: &mut Worker<'_>) -> Result<(), String> {
        if self.is_edge {
            let (source, target) = self.ends()?;
            let record = &mut worker.record;
            record.source = Some(record.text(source.as_bytes()));
            record.target = Some(record.text(target.as_bytes()));
        } else if self.id.is_none() {
            return Err("this node has no `id`".to_owned());
        }
        worker.record.is_undirected = self.is_edge && self.is_undirected;
        Ok(())
    }

    fn ends(&self) -> Result<(&str, &str), String> {
        let missing = |what: &str| format!("this edge has no `{what}`");
        let source = self.source.as_ref().ok_or_else(|| missing("source"))?;
        let target = self.target.as_ref().ok_or_else(|| missing("target"))?;
        Ok((self.text(source), self.text(target)))
    }

    /// Puts what is drawn of it, and its description.
    fn put_drawn(
        &self,
        label_is_relation: bool,
        name: Option<&str>,
        used: &mut Used,
        worker: &mut Worker<'_>,
    ) {
        let Worker { record, names, .. } = worker;
        let mut put =
            |name: &str, text: &str| record.put(names.key(name.as_bytes()), &Cell::of_text(text.as_bytes()));
        let mut labels = self.drawn.labels.iter().map(|label| self.text(label));
        if self.is_edge && label_is_relation {
            labels.next();
        } else if !self.is_edge
            && name.is_none()
            && let Some(label) = labels.next()
        {
            put("name", label);
            used.name = Some("y:NodeLabel");
        }
        labels.filter(|label| name != Some(*label)).for_each(|label| put("label", label));
        for (name, text) in &self.drawn.parts {
            self.text(text)
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .for_each(|line| put(name, line));
        }
        if let Some(text) = &self.description {
            put("description", self.text(text));
        }
    }

    /// Adds the row to those of a worker as dossier wrote it.
    ///
    /// # Errors
    /// What is wrong with it.
    fn put_own(
        &self,
        names: &OwnNames,
        keys: &Keys,
        line: u64,
        xml: &XmlStream,
        worker: &mut Worker<'_>,
    ) -> Result<(), String> {
        let ends = if self.is_edge { Some(self.ends()?) } else { None };
        let kind = |wanted: &str| {
            let found = self.data.iter().find(|(place, _)| {
                keys.all.get(*place).is_some_and(|key| &*key.name == wanted && key.roles.is_none())
            });
            found.map_or("", |(_, text)| self.text(text))
        };
        let row = OwnRow {
            id: self.id.as_ref().filter(|_| !self.is_edge).map(|id| of_token(self.text(id))),
            ends: ends.map(|(source, target)| (of_token(source), of_token(target))),
            is_undirected: self.is_undirected,
            kind: kind(if self.is_edge { "labelE" } else { "labels" }).into(),
            labels: None,
        };
        let values = self.data.iter().filter_map(|(place, text)| {
            let key = keys.all.get(*place)?;
            let text = self.text(text);
            let value = match key.value {
                _ if key.is_list => OwnValue::Json(text.into()),
                Value::Integer | Value::Number => OwnValue::Number(text),
                Value::Boolean => OwnValue::Boolean(text),
                _ => OwnValue::Text(text.into()),
            };
            Some((key.roles.as_ref()?, value))
        });
        names.put(&row, values, &xml.line_of_piece(line), worker)
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

/// All classes of the characters of a text.
fn class_of(text: &str) -> u8 {
    text.bytes().fold(0, |all, byte| all | CLASS[usize::from(byte)])
}

/// Puts the data of a key as a property.
fn put_data(key: &Key, name: &str, text: &str, worker: &mut Worker<'_>) -> Result<(), String> {
    let name = worker.names.key(name.as_bytes());
    if key.is_list && text.trim_start().starts_with('[') {
        return put_json(name, text.as_bytes(), worker);
    }
    let Worker { record, names, .. } = worker;
    if text.is_empty() {
        record.put(name, &Cell::Clean(b""));
        return Ok(());
    }
    let text = match text.trim() {
        "1" if key.value == Value::Boolean => "true",
        "0" if key.value == Value::Boolean => "false",
        _ => text,
    };
    let datatype = key.value.datatype(names);
    put_value(key.value, datatype, text.as_bytes(), class_of(text), |cell| record.put(name, cell))
}

/// An element that is open.
enum Open {
    /// The root.
    GraphMl,
    /// A graph, and whether its edges have no direction.
    Graph(bool),
    /// A node, by its id.
    Node(Box<str>),
    /// An edge with a graph in it.
    Edge,
}

struct Parser {
    /// The bytes of the event that was read last; their memory is kept.
    buffer: Vec<u8>,
    keys: Keys,
    /// The node or edge that is being read; its memory is kept.
    row: Row,
    open: Vec<Open>,
    is_over: bool,
    labels: JoinedLabels,
    used: Used,
    own: Option<OwnNames>,
    /// Whether NetworkX wrote it: the ids of edges are keys, which differ only between the same two nodes.
    has_edge_keys: bool,
}

/// How NetworkX begins a file.
const NETWORKX: [&[u8]; 2] = [
    b"<?xml version='1.0' encoding='utf-8'?>",
    b"xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\"",
];

impl XmlRows for Parser {
    fn root(&self) -> &'static str {
        "graphml"
    }

    fn understood(&self) -> String {
        let Used { types, relation, name, has_nested } = &self.used;
        if self.own.is_some() {
            return "GraphML of dossier".to_owned();
        }
        let roles = [
            types.as_ref().map(|types| format!("type={types}")),
            relation.as_ref().map(|relation| format!("relation={relation}")),
            name.map(|name| format!("name={name}")),
            self.has_edge_keys.then(|| "key=id of edges".to_owned()),
            has_nested.then(|| "contains=nested graphs".to_owned()),
        ];
        let roles: Vec<String> = roles.into_iter().flatten().collect();
        if roles.is_empty() { "GraphML".to_owned() } else { format!("GraphML: {}", roles.join(", ")) }
    }

    fn next(&mut self, xml: &mut XmlStream, worker: &mut Worker<'_>, run: &Run<'_>) -> Xml<Option<usize>> {
        let line = xml.line;
        match xml.next(&mut self.buffer)? {
            Seen::Start(tag, is_empty) => match tag.local_name().as_ref() {
                "graphml" if !is_empty && self.open.is_empty() => self.open.push(Open::GraphMl),
                "key" => {
                    let (id, key) = declared(&tag)?;
                    self.key(id, key, is_empty, xml, worker)?;
                }
                "graph" => {
                    let is_undirected = attribute(&tag, "edgedefault")?.as_deref() == Some("undirected");
                    if !is_empty {
                        self.open.push(Open::Graph(is_undirected));
                    }
                }
                name @ ("node" | "edge") => {
                    let is_edge = name == "edge";
                    let is_undirected = self.open.iter().rev().find_map(|open| match open {
                        Open::Graph(is_undirected) => Some(*is_undirected),
                        _ => None,
                    });
                    self.row.begin(is_edge, is_undirected.unwrap_or(false));
                    let mut unknown = None;
                    for attribute in tag.attributes() {
                        let attribute = attribute?;
                        let value = value_of(&attribute)?;
                        let name = attribute.key.as_ref();
                        if !self.row.attribute(attribute.key.local_name().as_ref(), &value)
                            && !is_of_xml(name)
                        {
                            unknown = Some(name.to_owned());
                        }
                    }
                    if let Some(name) = unknown {
                        let what = if is_edge { "edges" } else { "nodes" };
                        let what =
                            format!("the XML attribute `{name}` of {what} is not supported and was ignored");
                        xml.once(worker, run, line, &what);
                    }
                    return self.row(is_empty, line, xml, worker, run).map(Some);
                }
                "data" => {
                    let key = attribute(&tag, "key")?.and_then(|key| {
                        let place = self.keys.place(&key);
                        self.keys.all.get(place)
                    });
                    let name = key.map_or(String::new(), |key| format!(" `{}`", key.name));
                    let is_drawing = key.is_some_and(|key| key.is_drawing);
                    let mut text = String::new();
                    let has_elements = xml.text(is_empty, &mut text, &mut self.buffer)?;
                    if !text.trim().is_empty() || has_elements && !is_drawing {
                        let of = match self.open.last() {
                            Some(Open::Node(_)) => "behind the graph in a node",
                            Some(Open::Edge) => "behind the graph in an edge",
                            _ => "of the graph",
                        };
                        xml.ignored(worker, run, line, &format!("the data{name} {of}"));
                    }
                }
                "desc" => {
                    let mut text = String::new();
                    xml.text(is_empty, &mut text, &mut self.buffer)?;
                    if matches!(self.open.as_slice(), [Open::GraphMl]) {
                        self.own = OwnNames::read(&text);
                    }
                }
                other => {
                    let what = format!("`<{other}>`");
                    xml.skip(is_empty, &mut self.buffer)?;
                    xml.ignored(worker, run, line, &what);
                }
            },
            Seen::End => {
                self.open.pop();
                self.is_over = self.open.is_empty();
            }
            Seen::Text(_) | Seen::Other => {}
            Seen::Eof => {
                if !self.is_over {
                    let what = "the file ends before `</graphml>`: it is truncated".to_owned();
                    xml.finding(worker, run, &rules::MALFORMED_ROW, line, what);
                }
                return Ok(None);
            }
        }
        Ok(Some(0))
    }
}

/// Whether an attribute says nothing of a graph: that of a namespace, of a parser's statistics or of yEd's folders.
fn is_of_xml(name: &str) -> bool {
    ["xmlns", "xml:", "xsi:", "parse.", "yfiles."].iter().any(|start| name.starts_with(start))
}

impl Parser {
    fn new(head: &[u8]) -> Parser {
        Parser {
            buffer: Vec::new(),
            keys: Keys::default(),
            row: Row::default(),
            open: Vec::new(),
            is_over: false,
            labels: JoinedLabels::of_head(head),
            used: Used::default(),
            own: None,
            has_edge_keys: NETWORKX.iter().all(|words| memchr::memmem::find(head, words).is_some()),
        }
    }

    /// Takes a declared key, whose tag was read last.
    fn key(
        &mut self,
        id: Box<str>,
        mut key: Key,
        is_empty: bool,
        xml: &mut XmlStream,
        worker: &mut Worker<'_>,
    ) -> Xml<()> {
        let mut is_open = !is_empty;
        let mut name = None;
        while is_open {
            match xml.next(&mut self.buffer)? {
                Seen::Start(tag, is_empty) => {
                    let (is_default, is_desc) = match tag.local_name().as_ref() {
                        "default" => (true, false),
                        other => (false, other == "desc"),
                    };
                    let mut text = String::new();
                    xml.text(is_empty, &mut text, &mut self.buffer)?;
                    if is_default {
                        key.default = Some(text.into());
                    } else if is_desc {
                        name = Some(text);
                    }
                }
                Seen::End | Seen::Eof => is_open = false,
                Seen::Text(_) | Seen::Other => {}
            }
        }
        let is_own = |name: &str| ["labels", "labelV", "label", "labelE"].contains(&name);
        if let Some(own) = self.own.as_ref().filter(|_| !is_own(&id)) {
            key.roles = Some(own.roles(&id, name.as_deref().unwrap_or(&key.name), &mut worker.names));
        }
        self.keys.add(id, key);
        Ok(())
    }

    /// Reads a node or an edge, whose tag was read last, up to its end or to the graph in it; returns the number of rows.
    fn row(
        &mut self,
        is_empty: bool,
        line: u64,
        xml: &mut XmlStream,
        worker: &mut Worker<'_>,
        run: &Run<'_>,
    ) -> Xml<usize> {
        let Parser { buffer, keys, row, .. } = self;
        let mut is_open = !is_empty;
        let mut nested = None;
        while is_open && nested.is_none() {
            let here = xml.line;
            match xml.next(buffer)? {
                Seen::Start(tag, is_empty) => match tag.local_name().as_ref() {
                    "data" => {
                        let place = keys.place(attribute(&tag, "key")?.as_deref().unwrap_or(""));
                        let is_drawing = keys.all.get(place).is_some_and(|key| key.is_drawing);
                        if read_data(row, (place, is_drawing), is_empty, xml, buffer)? {
                            xml.ignored(worker, run, here, "XML in `<data>`");
                        }
                        if let Some(shape) = row.drawn.shape.take() {
                            let what = format!(
                                "how a `{shape}` is drawn is layout, which is not read; its labels are"
                            );
                            xml.once(worker, run, here, &what);
                        }
                        if std::mem::take(&mut row.drawn.has_html) {
                            let what = "labels in HTML are read as plain text";
                            xml.once(worker, run, here, what);
                        }
                    }
                    "desc" => {
                        let start = row.texts.len();
                        xml.text(is_empty, &mut row.texts, buffer)?;
                        row.description = Some(start..row.texts.len()).filter(|text| !text.is_empty());
                    }
                    "graph" => {
                        let is_undirected = attribute(&tag, "edgedefault")?.as_deref() == Some("undirected");
                        nested = (!is_empty).then_some(is_undirected);
                    }
                    name => {
                        let what = format!("`<{name}>`");
                        xml.skip(is_empty, buffer)?;
                        xml.ignored(worker, run, here, &what);
                    }
                },
                Seen::End | Seen::Eof => is_open = false,
                Seen::Text(_) | Seen::Other => {}
            }
        }
        xml.add_defaults(row.add_defaults(keys), line)?;
        let done = match &self.own {
            Some(names) => row.put_own(names, keys, line, xml, worker),
            None => {
                let (labels, used, has_edge_keys) = (&mut self.labels, &mut self.used, self.has_edge_keys);
                let mut context = Context { keys, labels, used, has_edge_keys, contradicted: None };
                let done = row.put(&mut context, worker);
                if let Some(prefix) = context.contradicted {
                    xml.finding(worker, run, &rules::ROW_DATA_IGNORED, line, contradicted(&prefix));
                }
                if done.is_ok() {
                    worker.commit(&xml.line_of_piece(line));
                }
                done
            }
        };
        if let Err(what) = done {
            xml.finding(worker, run, &rules::MALFORMED_ROW, line, what);
        }
        if row.has_port {
            xml.ignored(worker, run, line, "a port");
        }
        let id = self.row.id.as_ref().map(|id| Box::from(self.row.text(id)));
        let contained = self.contain(id.as_deref(), line, xml, worker);
        if let Some(is_undirected) = nested {
            self.open.push(match id.filter(|_| !self.row.is_edge) {
                Some(id) => Open::Node(id),
                None => Open::Edge,
            });
            self.open.push(Open::Graph(is_undirected));
            if self.row.is_edge {
                xml.once(
                    worker,
                    run,
                    line,
                    "that an edge contains a graph is not supported and was ignored; the graph is read",
                );
            }
        }
        Ok(1 + contained)
    }

    /// Adds the edge from the node around this one; returns the number of rows.
    fn contain(&mut self, id: Option<&str>, line: u64, xml: &XmlStream, worker: &mut Worker<'_>) -> usize {
        let around = match self.open.as_slice() {
            [.., Open::Node(around), Open::Graph(_)] => around,
            _ => return 0,
        };
        let Some(id) = id.filter(|_| !self.row.is_edge) else { return 0 };
        self.used.has_nested = true;
        let Worker { record, names, .. } = worker;
        record.clear();
        record.source = Some(record.text(around.as_bytes()));
        record.target = Some(record.text(id.as_bytes()));
        record.types.push(names.key(CONTAINS));
        worker.commit(&xml.line_of_piece(line));
        1
    }
}

/// A key by its tag, and its id.
fn declared(tag: &BytesStart<'_>) -> Xml<(Box<str>, Key)> {
    let id = attribute(tag, "id")?.unwrap_or_default();
    let domain = attribute(tag, "for")?;
    let is_for = |wanted: &str| domain.as_deref().is_none_or(|domain| domain == wanted || domain == "all");
    let value = match attribute(tag, "attr.type")?.as_deref() {
        Some("boolean") => Value::Boolean,
        Some("int" | "integer" | "long") => Value::Integer,
        Some("float" | "double") => Value::Number,
        _ => Value::Text,
    };
    let name = attribute(tag, "attr.name")?.filter(|name| !name.is_empty());
    let of_yfiles = attribute(tag, "yfiles.type")?;
    let uri = attribute(tag, "attr.uri")?.filter(|uri| uri.contains("yworks.com"));
    let may_be_empty = name.as_deref().is_some_and(|name| ["url", "description"].contains(&name));
    let key = Key {
        value,
        is_list: attribute(tag, "attr.list")?.is_some(),
        default: None,
        of_nodes: is_for("node"),
        of_edges: is_for("edge"),
        may_be_empty,
        is_drawing: of_yfiles.or(uri).is_some(),
        name: name.unwrap_or_else(|| id.clone()),
        roles: None,
    };
    Ok((id, key))
}

/// Reads the data of a key of a row; whether it has XML that is not a drawing.
fn read_data(
    row: &mut Row,
    (place, is_drawing): (usize, bool),
    is_empty: bool,
    xml: &mut XmlStream,
    buffer: &mut Vec<u8>,
) -> Xml<bool> {
    let start = row.texts.len();
    let mut end = start;
    let (mut has_elements, mut has_other, mut is_open) = (false, false, !is_empty);
    while is_open {
        match xml.next(buffer)? {
            Seen::Start(tag, is_empty) => {
                has_elements = true;
                let known = (row.drawn.labels.len(), row.drawn.parts.len());
                let first = row.drawn.first(&tag, &mut row.texts)?;
                row.drawn.read(first, is_empty, xml, &mut row.texts, buffer)?;
                if !is_drawing && known == (row.drawn.labels.len(), row.drawn.parts.len()) {
                    row.drawn.shape = None;
                    has_other = true;
                }
            }
            Seen::End | Seen::Eof => is_open = false,
            Seen::Text(part) if !has_elements => {
                row.texts.push_str(&part);
                end = row.texts.len();
            }
            Seen::Text(part) => has_other |= !part.trim().is_empty(),
            Seen::Other => {}
        }
    }
    // Where there is only XML in data, it has no text.
    if !has_elements || !row.text(&(start..end)).trim().is_empty() {
        row.data.push((place, start..end));
    }
    Ok(has_other)
}
