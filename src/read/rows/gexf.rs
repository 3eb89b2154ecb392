//! GEXF 1.1, 1.2 and 1.3 (`https://gexf.net/schema.html`), read as a stream.
//!
//! The label of a node is its `name`, its types are its attribute `labels`, `types` or `type`. The relation of an edge is its
//! `kind`, `label`, or attribute `type`, `relation`, `predicate` or `interaction`, the first that exists. Others of them are
//! properties, as are weights, and times: `start` and `end`, or `spells` where there are several. A node in another one, or
//! with a `pid`, is what that one `contains`; a mutual edge is two. How nodes and edges are drawn is not read.
//!
//! What dossier wrote is read as the graph that it wrote: see `own_names`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;
use quick_xml::events::BytesStart;

use super::own_names::{OwnNames, OwnRow, OwnValue, Roles, gephi_list};
use super::values::{Value, XSD, json_number, put_value};
use super::worker::{Line, Worker};
use super::xml_stream::{Root, Seen, Xml, XmlRows, XmlStream, attribute, read_xml, value_of};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::{CLASS, Cell, Items, NameCache, NameKey, RowBuilder, put_item};

/// The format.
pub(super) struct Gexf;

impl crate::read::rows::reader::Sealed for Gexf {}

impl RowReader for Gexf {
    fn name(&self) -> &'static str {
        "gexf"
    }

    fn title(&self) -> &'static str {
        "GEXF"
    }

    fn about(&self) -> &'static str {
        "GEXF 1.1 to 1.3, as Gephi and NetworkX write it"
    }

    fn is_whole_graph(&self) -> bool {
        true
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".gexf"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(Root::of(head).is_some_and(|root| root.local() == b"gexf"))
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        read_xml(file, &mut Parser::default(), rows, run)
    }
}

/// What an attribute is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// The types of a node, or the relation of an edge: the first of these by number.
    Kind(usize),
    /// A property.
    Property,
}

/// A declared attribute of nodes or of edges.
#[derive(Debug)]
struct Attribute {
    title: Box<str>,
    name: NameKey,
    value: Value,
    datatype: NameKey,
    is_list: bool,
    default: Option<Box<str>>,
    role: Role,
    /// What its values are in a file that dossier wrote.
    roles: Option<Roles>,
    /// The last row that has a value of it.
    last: u64,
}

/// The attributes of nodes or of edges, in the order of their declarations.
#[derive(Debug, Default)]
struct Attributes {
    all: Vec<Attribute>,
    places: HashMap<Box<str>, usize, FixedState>,
    /// The places of those with a default.
    with_default: Vec<usize>,
    /// How many rows there were, where there are defaults.
    rows: u64,
}

/// The titles of attributes that may say the types of nodes and the relation of edges.
const OF_NODES: [&str; 3] = ["labels", "types", "type"];
const OF_EDGES: [&str; 5] = ["type", "relation", "predicate", "interaction", "label"];

impl Attributes {
    fn add(&mut self, id: Box<str>, attribute: Attribute) {
        if attribute.default.is_some() {
            self.with_default.push(self.all.len());
        }
        self.places.insert(id, self.all.len());
        self.all.push(attribute);
    }

    /// The place of an attribute; one that is not declared is a text by its id.
    fn place(&mut self, id: &str, worker: &mut Worker<'_>) -> usize {
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        self.add(
            id.into(),
            Attribute {
                title: id.into(),
                name: worker.names.key(id.as_bytes()),
                value: Value::Text,
                datatype: NameKey::NONE,
                is_list: false,
                default: None,
                role: Role::Property,
                roles: None,
                last: 0,
            },
        );
        self.all.len() - 1
    }
}

/// A node or an edge. Its texts are adjacent.
#[derive(Debug, Default)]
struct Row {
    is_edge: bool,
    texts: String,
    id: Option<Range<usize>>,
    source: Option<Range<usize>>,
    target: Option<Range<usize>>,
    label: Option<Range<usize>>,
    kind: Option<Range<usize>>,
    /// The node around it, by its `pid`, and those that it comes from.
    parent: Option<Range<usize>>,
    origins: Vec<Range<usize>>,
    direction: Direction,
    /// Values of attributes, by their places.
    values: Vec<(usize, Range<usize>)>,
    /// Its properties that are XML attributes.
    own: Vec<(Cow<'static, str>, Range<usize>)>,
    /// Beginnings and ends of its spells.
    spells: Vec<[Option<Range<usize>>; 2]>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Direction {
    Directed,
    /// What GEXF takes where nothing is said.
    #[default]
    Undirected,
    Mutual,
}

impl Direction {
    fn of(text: &str) -> Option<Direction> {
        match text {
            "directed" => Some(Direction::Directed),
            "undirected" => Some(Direction::Undirected),
            "mutual" => Some(Direction::Mutual),
            _ => None,
        }
    }
}

/// What times are, by the format that a graph declares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Times {
    #[default]
    Numbers,
    Dates,
    Moments,
}

/// The relations from a node to those in it, and from a node to those that it comes from.
const CONTAINS: &[u8] = b"contains";
const PARENT: &[u8] = b"parent";

/// What of a file played which role.
#[derive(Debug, Default)]
struct Used {
    types: Option<Box<str>>,
    relation: Option<Box<str>>,
    name: bool,
    times: bool,
    hierarchy: bool,
}

impl Row {
    /// Forgets everything, and keeps the memory.
    fn begin(&mut self, is_edge: bool, direction: Direction) {
        (self.is_edge, self.direction) = (is_edge, direction);
        (self.id, self.source, self.target) = (None, None, None);
        (self.label, self.kind, self.parent) = (None, None, None);
        self.texts.clear();
        self.origins.clear();
        self.values.clear();
        self.own.clear();
        self.spells.clear();
    }

    fn text(&self, range: &Range<usize>) -> &str {
        self.texts.get(range.clone()).unwrap_or("")
    }

    /// Keeps a text.
    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.texts.len();
        self.texts.push_str(text);
        start..self.texts.len()
    }

    /// Takes the attributes of its tag.
    fn take(&mut self, tag: &BytesStart<'_>) -> Xml<()> {
        for attribute in tag.attributes() {
            let attribute = attribute?;
            let value = value_of(&attribute)?;
            let name = attribute.key.as_ref();
            let kept = self.keep(&value);
            match name {
                "id" => self.id = Some(kept),
                "source" => self.source = Some(kept),
                "target" => self.target = Some(kept),
                "label" => self.label = Some(kept).filter(|label| !label.is_empty()),
                "kind" => self.kind = Some(kept).filter(|kind| !kind.is_empty()),
                "pid" => self.parent = Some(kept).filter(|parent| !parent.is_empty()),
                "type" if self.is_edge => match Direction::of(&value) {
                    Some(direction) => self.direction = direction,
                    None => self.own.push(("type".into(), kept)),
                },
                "start" | "startopen" => self.own.push(("start".into(), kept)),
                "end" | "endopen" => self.own.push(("end".into(), kept)),
                "timestamp" => self.own.push(("timestamp".into(), kept)),
                name if name.contains(':') || name == "xmlns" => {}
                name => self.own.push((name.to_owned().into(), kept)),
            }
        }
        Ok(())
    }

    /// Puts the row into the record of a worker.
    ///
    /// # Errors
    /// What is wrong with it.
    fn put(
        &self,
        attributes: &Attributes,
        times: Times,
        used: &mut Used,
        worker: &mut Worker<'_>,
    ) -> Result<(), String> {
        worker.record.clear();
        let missing =
            |what: &str| format!("this {} has no `{what}`", if self.is_edge { "edge" } else { "node" });
        let Worker { record, names, .. } = worker;
        record.id =
            self.id.as_ref().filter(|id| !id.is_empty()).map(|id| record.text(self.text(id).as_bytes()));
        if self.is_edge {
            let source = self.source.as_ref().ok_or_else(|| missing("source"))?;
            let target = self.target.as_ref().ok_or_else(|| missing("target"))?;
            record.source = Some(record.text(self.text(source).as_bytes()));
            record.target = Some(record.text(self.text(target).as_bytes()));
            record.is_undirected = self.direction == Direction::Undirected;
        } else if record.id.is_none() {
            return Err(missing("id"));
        }
        let values = || {
            self.values
                .iter()
                .filter_map(|(place, text)| Some((attributes.all.get(*place)?, self.text(text))))
        };
        let of_kind = |(attribute, text): &(&Attribute, &str)| match attribute.role {
            Role::Kind(rank) if !text.is_empty() => Some(rank),
            _ => None,
        };
        let said = values().filter(|value| of_kind(value).is_some()).min_by_key(of_kind);
        let mut label = self.label.as_ref().map(|label| self.text(label));
        let mut chosen = None;
        if self.is_edge {
            let kind = self.kind.as_ref().map(|kind| ("kind", self.text(kind)));
            let relation = kind.or(label.map(|label| ("label", label)));
            let relation = relation.or(said.map(|(attribute, text)| (&*attribute.title, text)));
            if let Some((says, relation)) = relation {
                used.relation.get_or_insert_with(|| says.into());
                record.types.push(names.key(relation.as_bytes()));
                label = label.filter(|label| *label != relation);
                chosen = Some(relation);
            }
        } else if let Some((attribute, text)) = said {
            used.types.get_or_insert_with(|| attribute.title.clone());
            chosen = Some(text);
            for name in items_of(attribute, text) {
                record.types.push(names.key(name.as_bytes()));
            }
        }
        let id = self.id.as_ref().map(|id| self.text(id));
        for (attribute, text) in values() {
            let is_kind = matches!(attribute.role, Role::Kind(_)) && chosen == Some(text);
            let is_id = self.is_edge && &*attribute.title == "id";
            if is_kind || is_id && id == Some(text) {
                continue;
            }
            // The id of an edge is a property of it, too.
            let name = if is_id { worker.names.key(b"id_2") } else { attribute.name };
            put_attribute(attribute, name, text, worker)?;
        }
        let value_of =
            |title: &str| values().find(|(attribute, _)| &*attribute.title == title).map(|(_, text)| text);
        let Worker { record, names, .. } = worker;
        if let Some(label) = label {
            let name = if self.is_edge { None } else { value_of("name") };
            if !self.is_edge && name.is_none() {
                used.name = true;
                record.put(names.key(b"name"), &Cell::of_text(label.as_bytes()));
            } else if name != Some(label) && value_of("label") != Some(label) {
                record.put(names.key(b"label"), &Cell::of_text(label.as_bytes()));
            }
        }
        for (name, text) in &self.own {
            let (key, text) = (names.key(name.as_bytes()), self.text(text));
            match &**name {
                "start" | "end" | "timestamp" => put_time(times, text, names, |cell| record.put(key, cell)),
                "weight" if value_of("weight").is_some() => {}
                _ => put_value(Value::Any, NameKey::NONE, text.as_bytes(), class_of(text), |cell| {
                    record.put(key, cell)
                })?,
            }
        }
        used.times |=
            self.own.iter().any(|(name, _)| name == "start" || name == "end") || !self.spells.is_empty();
        match self.spells.as_slice() {
            [] => {}
            [one] => {
                for (name, end) in ["start", "end"].into_iter().zip(one) {
                    let Some(text) = end.as_ref().map(|end| self.text(end)) else { continue };
                    let key = names.key(name.as_bytes());
                    put_time(times, text, names, |cell| record.put(key, cell));
                }
            }
            several => {
                let mut items = Vec::new();
                for spell in several {
                    // As an interval of ISO 8601; `..` is an end that is open.
                    let [start, end] = [0, 1]
                        .map(|at| spell.get(at).and_then(Option::as_ref).map_or("..", |end| self.text(end)));
                    put_item(&mut items, &Cell::of_text(format!("{start}/{end}").as_bytes()));
                }
                record.put(names.key(b"spells"), &Cell::List(Items(&items)));
            }
        }
        Ok(())
    }

    /// Adds the row to those of a worker as dossier wrote it.
    ///
    /// # Errors
    /// What is wrong with it.
    fn put_own(
        &self,
        names: &OwnNames,
        attributes: &Attributes,
        line: &Line<'_>,
        worker: &mut Worker<'_>,
    ) -> Result<(), String> {
        let text = |range: &Range<usize>| Cow::Borrowed(self.text(range));
        let ends = self.source.as_ref().zip(self.target.as_ref());
        if self.is_edge && ends.is_none() {
            return Err("this edge has no `source` or no `target`".to_owned());
        }
        let values = || {
            self.values.iter().filter_map(|(place, text)| {
                let attribute = attributes.all.get(*place)?;
                Some((attribute, attribute.roles.as_ref()?, self.text(text)))
            })
        };
        let labels = values().find(|(.., roles, _)| roles.are_labels());
        let texts = |attribute, text| items_of(attribute, text).into_iter().map(Cow::into_owned).collect();
        let row = OwnRow {
            id: self.id.as_ref().map(text),
            ends: ends.filter(|_| self.is_edge).map(|(source, target)| (text(source), text(target))),
            is_undirected: self.direction == Direction::Undirected,
            kind: self.kind.as_ref().map_or("", |kind| self.text(kind)).into(),
            labels: (!self.is_edge)
                .then(|| labels.map_or_else(Vec::new, |(attribute, _, text)| items_of(attribute, text))),
        };
        let values = values().map(|(attribute, roles, text)| {
            let value = match attribute.value {
                _ if attribute.is_list => OwnValue::Texts(texts(attribute, text)),
                Value::Integer | Value::Number => OwnValue::Number(text),
                Value::Boolean => OwnValue::Boolean(text),
                _ => OwnValue::Text(text.into()),
            };
            (roles, value)
        });
        names.put(&row, values, line, worker)
    }

    /// Adds the values of attributes that the row has none of, and returns how many bytes they take.
    fn add_defaults(&mut self, attributes: &mut Attributes) -> u64 {
        if attributes.with_default.is_empty() {
            return 0;
        }
        attributes.rows += 1;
        for (place, _) in &self.values {
            if let Some(attribute) = attributes.all.get_mut(*place) {
                attribute.last = attributes.rows;
            }
        }
        let mut bytes = 0;
        for place in &attributes.with_default {
            let attribute = attributes.all.get(*place).filter(|attribute| attribute.last != attributes.rows);
            if let Some(default) = attribute.and_then(|attribute| attribute.default.as_deref()) {
                let text = self.keep(default);
                self.values.push((*place, text));
                // A value takes some bytes in addition to its text.
                bytes += default.len() as u64 + 8;
            }
        }
        bytes
    }
}

/// All classes of the characters of a text.
fn class_of(text: &str) -> u8 {
    text.bytes().fold(0, |all, byte| all | CLASS[usize::from(byte)])
}

/// The items of the value of an attribute: those of a list, or the value. A list is in brackets, or has bars, or else commas or
/// semicolons.
fn items_of<'t>(attribute: &Attribute, text: &'t str) -> Vec<Cow<'t, str>> {
    if !attribute.is_list {
        return vec![Cow::Borrowed(text)];
    }
    if let Some(items) = gephi_list(text) {
        return items;
    }
    let separators: &[char] = if text.contains('|') { &['|'] } else { &[',', ';'] };
    let items = text.split(separators).map(str::trim).filter(|item| !item.is_empty());
    items.map(Cow::Borrowed).collect()
}

/// Puts the value of an attribute.
fn put_attribute(
    attribute: &Attribute,
    name: NameKey,
    text: &str,
    worker: &mut Worker<'_>,
) -> Result<(), String> {
    let Attribute { value, datatype, .. } = attribute;
    let Worker { record, .. } = worker;
    if attribute.is_list {
        let mut list = Vec::new();
        for item in items_of(attribute, text) {
            put_value(*value, *datatype, item.as_bytes(), class_of(&item), |cell| put_item(&mut list, cell))?;
        }
        record.put(name, &Cell::List(Items(&list)));
        return Ok(());
    }
    if text.is_empty() {
        record.put(name, &Cell::Clean(b""));
        return Ok(());
    }
    let text = match text {
        "1" if *value == Value::Boolean => "true",
        "0" if *value == Value::Boolean => "false",
        text => text,
    };
    put_value(*value, *datatype, text.as_bytes(), class_of(text), |cell| record.put(name, cell))
}

/// Puts a time; one that is not in the format of the graph is a text.
fn put_time(times: Times, text: &str, names: &mut NameCache<'_>, mut put: impl FnMut(&Cell<'_>)) {
    let is_day = |text: &str| {
        let digits =
            |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
        let mut parts = text.split('-');
        let is_day = parts.next().is_some_and(|year| digits(year, 4))
            && parts.next().is_some_and(|month| digits(month, 2))
            && parts.next().is_some_and(|day| digits(day, 2));
        is_day && parts.next().is_none()
    };
    let datatype = match text.split_once('T') {
        _ if times == Times::Numbers => None,
        Some((day, time)) if is_day(day) && time.len() >= 8 => Some("dateTime"),
        None if is_day(text) => Some("date"),
        _ => None,
    };
    match (datatype, json_number(text.as_bytes())) {
        (Some(datatype), _) => {
            let datatype = names.key(format!("{XSD}{datatype}").as_bytes());
            put(&Cell::Typed { datatype, text: text.as_bytes() });
        }
        (None, Some((number, true))) if times == Times::Numbers => put(&Cell::Integer(&number)),
        (None, Some((number, false))) if times == Times::Numbers => put(&Cell::Number(&number)),
        _ => put(&Cell::of_text(text.as_bytes())),
    }
}

/// An element that is open.
enum Open {
    /// A node with nodes in it, by its id.
    Node(Box<str>),
    /// Any other.
    Other,
}

#[derive(Default)]
struct Parser {
    /// The bytes of the event that was read last; their memory is kept.
    buffer: Vec<u8>,
    nodes: Attributes,
    edges: Attributes,
    /// Whether attributes of edges are being declared.
    declares_edges: bool,
    /// The node or edge that is being read; its memory is kept.
    row: Row,
    open: Vec<Open>,
    is_over: bool,
    direction: Direction,
    times: Times,
    version: Box<str>,
    creator: Box<str>,
    used: Used,
    own: Option<OwnNames>,
}

/// How nodes and edges are drawn.
const DRAWN: [&str; 5] = ["color", "size", "position", "shape", "thickness"];

impl XmlRows for Parser {
    fn root(&self) -> &'static str {
        "gexf"
    }

    fn understood(&self) -> String {
        let mut format = "GEXF".to_owned();
        for (word, text) in [(" ", &self.version), (" of ", &self.creator)] {
            if !text.is_empty() {
                format = format!("{format}{word}{text}");
            }
        }
        if self.own.is_some() {
            return format;
        }
        let Used { types, relation, name, times, hierarchy } = &self.used;
        let roles = [
            name.then(|| "name=label".to_owned()),
            types.as_ref().map(|types| format!("type={types}")),
            relation.as_ref().map(|relation| format!("relation={relation}")),
            times.then(|| "start and end".to_owned()),
            hierarchy.then(|| "contains=hierarchy".to_owned()),
        ];
        let roles: Vec<String> = roles.into_iter().flatten().collect();
        let count = self.nodes.all.len() + self.edges.all.len();
        let rest = match count {
            0 => String::new(),
            1 => "; 1 attribute".to_owned(),
            several => format!("; {several} attributes"),
        };
        if roles.is_empty() { format + &rest } else { format!("{format}: {}{rest}", roles.join(", ")) }
    }

    fn next(&mut self, xml: &mut XmlStream, worker: &mut Worker<'_>, run: &Run<'_>) -> Xml<Option<usize>> {
        let line = xml.line;
        match xml.next(&mut self.buffer)? {
            Seen::Start(tag, is_empty) => match tag.local_name().as_ref() {
                name @ ("node" | "edge") => {
                    let is_edge = name == "edge";
                    self.row.begin(is_edge, self.direction);
                    self.row.take(&tag)?;
                    return self.row(is_empty, line, xml, worker, run).map(Some);
                }
                "gexf" => {
                    self.version = attribute(&tag, "version")?.unwrap_or_default();
                    self.open(is_empty);
                }
                "graph" => {
                    let direction = attribute(&tag, "defaultedgetype")?;
                    self.direction = direction.and_then(|text| Direction::of(&text)).unwrap_or_default();
                    self.times = match attribute(&tag, "timeformat")?.as_deref() {
                        Some("date") => Times::Dates,
                        Some("dateTime" | "datetime") => Times::Moments,
                        _ => Times::Numbers,
                    };
                    self.open(is_empty);
                }
                "attributes" => {
                    self.declares_edges = attribute(&tag, "class")?.as_deref() == Some("edge");
                    self.open(is_empty);
                }
                "attribute" => {
                    let of_tag = ["id", "title", "type"].map(|name| attribute(&tag, name));
                    self.declare(of_tag, is_empty, xml, (worker, run, line))?;
                }
                "nodes" | "edges" | "meta" => self.open(is_empty),
                "creator" => {
                    let mut text = String::new();
                    xml.text(is_empty, &mut text, &mut self.buffer)?;
                    self.creator = text.trim().chars().take(40).collect::<String>().into();
                }
                "description" => {
                    let mut text = String::new();
                    xml.text(is_empty, &mut text, &mut self.buffer)?;
                    self.own = OwnNames::read(&text);
                }
                "keywords" | "title" => xml.skip(is_empty, &mut self.buffer)?,
                other => {
                    let drawn = drawn(&tag);
                    let what = format!("`<{other}>`");
                    let is_data = matches!(self.open.last(), Some(Open::Node(_)));
                    xml.skip(is_empty, &mut self.buffer)?;
                    match drawn {
                        Some(drawn) => xml.once(worker, run, line, &of_layout(drawn)),
                        None if is_data => {
                            xml.ignored(worker, run, line, &format!("{what} behind the nodes in a node"));
                        }
                        None => xml.ignored(worker, run, line, &what),
                    }
                }
            },
            Seen::End => {
                self.open.pop();
                self.is_over = self.open.is_empty();
            }
            Seen::Text(_) | Seen::Other => {}
            Seen::Eof => {
                if !self.is_over {
                    let what = "the file ends before `</gexf>`: it is truncated".to_owned();
                    xml.finding(worker, run, &rules::MALFORMED_ROW, line, what);
                }
                return Ok(None);
            }
        }
        Ok(Some(0))
    }
}

/// What of a drawing a tag describes, if it does.
fn drawn(tag: &BytesStart<'_>) -> Option<&'static str> {
    let name = tag.local_name();
    DRAWN.into_iter().find(|drawn| *drawn == name.as_ref())
}

fn of_layout(what: &str) -> String {
    format!("`viz:{what}` is layout, which is not read")
}

impl Parser {
    fn open(&mut self, is_empty: bool) {
        if !is_empty {
            self.open.push(Open::Other);
        }
    }

    /// Takes a declared attribute by its id, its title and its type, whose tag was read last.
    fn declare(
        &mut self,
        of_tag: [Xml<Option<Box<str>>>; 3],
        is_empty: bool,
        xml: &mut XmlStream,
        (worker, run, line): (&mut Worker<'_>, &Run<'_>, u64),
    ) -> Xml<()> {
        let [id, title, kind] = of_tag;
        let (id, title, kind) = (id?.unwrap_or_default(), title?, kind?.unwrap_or_default());
        let title = title.filter(|title| !title.is_empty()).unwrap_or_else(|| id.clone());
        let mut default = None;
        let mut is_open = !is_empty;
        while is_open {
            match xml.next(&mut self.buffer)? {
                Seen::Start(tag, is_empty) => {
                    let is_default = tag.local_name().as_ref() == "default";
                    let mut text = String::new();
                    xml.text(is_empty, &mut text, &mut self.buffer)?;
                    if is_default {
                        default = Some(text.into());
                    }
                }
                Seen::End | Seen::Eof => is_open = false,
                Seen::Text(_) | Seen::Other => {}
            }
        }
        // Gephi takes these names in any case, and the short ones of Java.
        let lower = kind.to_ascii_lowercase();
        let single = lower.strip_prefix("list");
        let (value, is_known) = match single.unwrap_or(&lower) {
            "integer" | "int" | "long" | "short" | "byte" | "biginteger" => (Value::Integer, true),
            "float" | "double" | "bigdecimal" => (Value::Number, true),
            "boolean" | "bool" => (Value::Boolean, true),
            "anyuri" => (Value::Xsd("anyURI"), true),
            other => (Value::Text, matches!(other, "string" | "char" | "character" | "")),
        };
        if !is_known {
            let message = format!("the type `{kind}` of `{title}` is not known: its values are texts");
            xml.once(worker, run, line, &message);
        }
        let datatype = value.datatype(&mut worker.names);
        let kinds: &[&str] = if self.declares_edges { &OF_EDGES } else { &OF_NODES };
        let rank = kinds.iter().position(|name| **name == *title).filter(|_| value == Value::Text);
        let attribute = Attribute {
            name: worker.names.key(title.as_bytes()),
            value,
            datatype,
            is_list: single.is_some(),
            default,
            role: rank.map_or(Role::Property, Role::Kind),
            roles: self.own.as_ref().map(|own| own.roles(&id, &title, &mut worker.names)),
            last: 0,
            title,
        };
        let attributes = if self.declares_edges { &mut self.edges } else { &mut self.nodes };
        attributes.add(id, attribute);
        Ok(())
    }

    /// Reads a node or an edge, whose tag was read last, up to its end or to the nodes in it; returns the number of rows.
    fn row(
        &mut self,
        is_empty: bool,
        line: u64,
        xml: &mut XmlStream,
        worker: &mut Worker<'_>,
        run: &Run<'_>,
    ) -> Xml<usize> {
        let Parser { buffer, row, .. } = self;
        let attributes = if row.is_edge { &mut self.edges } else { &mut self.nodes };
        let (mut depth, mut is_nested) = (usize::from(!is_empty), false);
        while depth > 0 && !is_nested {
            let here = xml.line;
            match xml.next(buffer)? {
                Seen::Start(tag, is_empty) => match tag.local_name().as_ref() {
                    "attvalue" => {
                        if row.attvalue(&tag, attributes, worker)? {
                            let what = "since when values of attributes hold is not supported and was ignored; all of them are read";
                            xml.once(worker, run, here, what);
                        }
                        depth += usize::from(!is_empty);
                    }
                    "spell" | "slice" => {
                        let mut spell = [None, None];
                        for (at, names) in
                            [["start", "startopen"], ["end", "endopen"]].into_iter().enumerate()
                        {
                            for name in names {
                                if let (Some(text), Some(end)) = (attribute(&tag, name)?, spell.get_mut(at)) {
                                    *end = Some(row.keep(&text));
                                }
                            }
                        }
                        row.spells.push(spell);
                        depth += usize::from(!is_empty);
                    }
                    "parent" => {
                        if let Some(origin) = attribute(&tag, "for")? {
                            let origin = row.keep(&origin);
                            row.origins.push(origin);
                        }
                        depth += usize::from(!is_empty);
                    }
                    "attvalues" | "spells" | "slices" | "parents" => depth += usize::from(!is_empty),
                    "nodes" | "edges" if depth == 1 && !row.is_edge => is_nested = !is_empty,
                    name => {
                        let drawn = drawn(&tag);
                        let what = format!("`<{name}>`");
                        xml.skip(is_empty, buffer)?;
                        match drawn {
                            Some(drawn) => xml.once(worker, run, here, &of_layout(drawn)),
                            None => xml.ignored(worker, run, here, &what),
                        }
                    }
                },
                Seen::End => depth -= 1,
                Seen::Eof => depth = 0,
                Seen::Text(_) | Seen::Other => {}
            }
        }
        xml.add_defaults(row.add_defaults(attributes), line)?;
        let of_piece = xml.line_of_piece(line);
        let done = match &self.own {
            Some(names) => row.put_own(names, attributes, &of_piece, worker),
            None => row.put(attributes, self.times, &mut self.used, worker).map(|()| {
                if row.is_edge && row.direction == Direction::Mutual {
                    worker.commit_again(&of_piece);
                    let record = &mut worker.record;
                    std::mem::swap(&mut record.source, &mut record.target);
                    record.id = None;
                }
                worker.commit(&of_piece);
            }),
        };
        if let Err(what) = done {
            xml.finding(worker, run, &rules::MALFORMED_ROW, line, what);
        }
        let mut count = 1;
        if !row.is_edge && self.own.is_none() {
            let id = row.id.as_ref().map_or("", |id| row.text(id));
            let around = match self.open.as_slice() {
                [.., Open::Node(around), Open::Other] => Some(&**around),
                _ => row.parent.as_ref().map(|parent| row.text(parent)),
            };
            let mut link = |source: &str, relation: &[u8], target: &str| {
                let Worker { record, names, .. } = &mut *worker;
                record.clear();
                record.source = Some(record.text(source.as_bytes()));
                record.target = Some(record.text(target.as_bytes()));
                record.types.push(names.key(relation));
                worker.commit(&of_piece);
                self.used.hierarchy = true;
                count += 1;
            };
            if let Some(around) = around {
                link(around, CONTAINS, id);
            }
            for origin in &row.origins {
                link(id, PARENT, row.text(origin));
            }
        }
        if is_nested {
            let id = row.id.as_ref().map_or("", |id| row.text(id));
            self.open.push(Open::Node(id.into()));
            self.open.push(Open::Other);
        }
        Ok(count)
    }
}

impl Row {
    /// Takes the value of an attribute; whether it holds for some time only.
    fn attvalue(
        &mut self,
        tag: &BytesStart<'_>,
        attributes: &mut Attributes,
        worker: &mut Worker<'_>,
    ) -> Xml<bool> {
        let (mut place, mut text, mut is_of_time) = (None, None, false);
        for attribute in tag.attributes() {
            let attribute = attribute?;
            let name = attribute.key.as_ref();
            match name {
                "value" => text = Some(self.keep(&value_of(&attribute)?)),
                "for" | "id" => place = Some(attributes.place(&value_of(&attribute)?, worker)),
                "start" | "end" | "startopen" | "endopen" | "timestamp" => is_of_time = true,
                _ => {}
            }
        }
        if let (Some(place), Some(text)) = (place, text) {
            self.values.push((place, text));
        }
        Ok(is_of_time)
    }
}
