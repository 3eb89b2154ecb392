//! Random graphs of rows: few nodes, parallel edges, loops, and every kind of value with every kind of character.

use dossier::graph::rows::{
    Cell, Draft, EdgeKind, Items, NameCache, NameKey, RowBuilder, RowGraph, put_cell, put_item,
};
use dossier::ontology::Status;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A value as somebody would think of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Number(String),
    Truth(bool),
    List(Vec<Value>),
    Json(String),
    Words(&'static str, String),
    Typed(&'static str, String),
}

/// A node, its property names all different.
#[derive(Clone, Debug)]
pub struct Node {
    pub id: String,
    pub types: Vec<&'static str>,
    pub props: Vec<(&'static str, Value)>,
}

/// An edge between nodes by their numbers.
#[derive(Clone, Debug)]
pub struct Edge {
    pub source: usize,
    pub target: usize,
    /// At least one.
    pub relations: Vec<&'static str>,
    pub status: Option<Status>,
    pub id: Option<String>,
    pub props: Vec<(&'static str, Value)>,
}

/// A graph.
#[derive(Clone, Debug)]
pub struct Graph {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
}

const TYPES: [&str; 7] = ["Person", "Work", "bio:Gene", "a b", "Ünï", "x,\"y\"", "http://ex.org/T"];
const RELATIONS: [&str; 6] = ["knows", "worksFor", "IS_PART_OF", "bio:relatedTo", "x y", "http://ex.org/r#s"];
/// None of them becomes another in a database of property graphs.
pub const NAMES: [&str; 16] = [
    "image",
    "label",
    "name",
    "weight",
    "count",
    "full name",
    "a/b",
    "type",
    "source",
    "s",
    "關係",
    "http://ex.org/p#q",
    "by",
    "evidence",
    "Person",
    "knows",
];
const HOSTILE: [&str; 22] = [
    "",
    " ",
    "plain",
    "say \"hi\"",
    "it's",
    "C:\\ship\\",
    "a\r\nb\tc",
    "<b>&amp;</b> ]]>",
    "\0\u{1}\u{8}\u{b}\u{c}\u{1f}",
    "\u{7f}\u{85}\u{9f}",
    "\u{feff}\u{fffd}\u{fffe}\u{ffff}",
    "\u{2028}\u{2029}",
    "關稅 δασμός",
    "👩‍👧 \u{10ffff}",
    "${x} `y`",
    "-67.50",
    "true",
    "\\N \\G \\L",
    "a,b;c|d",
    "{\"@value\":\"x\"}",
    "\u{1c}\u{1d}\u{1e}",
    "n0",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(&HOSTILE[..]).prop_map(str::to_owned),
        3 => "[a-z]{1,12}",
        1 => vec(select(&HOSTILE[..]), 0..4).prop_map(|parts| parts.concat()),
        1 => vec(any::<char>(), 0..8).prop_map(String::from_iter),
        1 => (select(&["x", "é", "\"", "關"][..]), 4_000..4_200usize).prop_map(|(part, count)| part.repeat(count)),
    ]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i32>().prop_map(|number| number.to_string()),
        select(
            &[
                "0",
                "-0",
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808",
                "123456789012345",
                "1234567890123456",
                "123456789012345678901234567890",
                "0.80",
                "-0.5",
                "1e-9",
                "1E+400",
                "2.50e3",
                "-1.5E-7",
                "3.14159265358979323846",
                "-123456789012345678",
                "1e5"
            ][..]
        )
        .prop_map(str::to_owned),
    ]
}

fn json() -> impl Strategy<Value = String> {
    select(
        &[
            "{}",
            "{\"a\":[1, 2.50],\"b\":{\"c\":null}}",
            "[[1],[2]]",
            "[null]",
            "[{\"x\":\"\\u0041\\n\"}]",
            "{\"@value\":\"v\",\"@type\":\"not an IRI\"}",
            "{\"@value\":\"v\",\"@language\":\"\"}",
            "{\"@value\":1}",
        ][..],
    )
    .prop_map(str::to_owned)
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => text().prop_map(Value::Text),
        3 => number().prop_map(Value::Number),
        1 => any::<bool>().prop_map(Value::Truth),
        1 => (select(&["en", "zh-hant", "de-at"][..]), text()).prop_map(|(tag, text)| Value::Words(tag, text)),
        1 => (select(&["http://www.w3.org/2001/XMLSchema#date", "urn:x:y"][..]), text())
            .prop_map(|(datatype, text)| Value::Typed(datatype, text)),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let numbers = vec(number().prop_map(Value::Number), 1..4).prop_map(Value::List);
    prop_oneof![
        8 => scalar(),
        1 => vec(scalar(), 0..4).prop_map(Value::List),
        1 => numbers,
        1 => json().prop_map(Value::Json),
    ]
}

/// Properties, whose names differ.
fn props() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    vec((select(&NAMES[..]), value()), 0..5).prop_map(|all| {
        let mut props: Vec<(&'static str, Value)> = Vec::new();
        for (name, value) in all {
            if props.iter().all(|(known, _)| *known != name) {
                props.push((name, value));
            }
        }
        props
    })
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z][a-z0-9_-]{0,14}",
        1 => text().prop_filter("an id is not empty", |text| !text.is_empty()),
        1 => "[a-z:_.]{200}",
        1 => "(http://ex.org/|urn:x:|http://e x/|URN:y:)[a-z/#?%]{0,9}",
        1 => "[-.:~@!$'()*+,;=/_é ]{1,9}",
    ]
}

fn several<T: Clone + std::fmt::Debug + PartialEq>(
    one: impl Strategy<Value = T>,
    most: usize,
) -> impl Strategy<Value = Vec<T>> {
    vec(one, 0..=most)
}

/// Any graph.
pub fn graph() -> impl Strategy<Value = Graph> {
    let node = (id(), several(select(&TYPES[..]), 3), props());
    let edge = (
        any::<(proptest::sample::Index, proptest::sample::Index)>(),
        several(select(&RELATIONS[..]), 2),
        proptest::option::weighted(0.3, select(Status::ALL)),
        proptest::option::weighted(0.2, id()),
        props(),
        proptest::option::weighted(0.2, text()),
    );
    (vec(node, 1..8), vec(edge, 0..14)).prop_map(|(nodes, edges)| {
        let mut graph = Graph { nodes: Vec::new(), edges: Vec::new() };
        for (id, types, props) in nodes {
            if graph.nodes.iter().all(|known: &Node| known.id != id) {
                graph.nodes.push(Node { id, types, props });
            }
        }
        for ((source, target), mut relations, status, id, mut props, word) in edges {
            if relations.is_empty() {
                relations.push("knows");
            }
            // An edge has one status: one of the five, or another word.
            if let (None, Some(word)) = (status, word) {
                props.push(("status", Value::Text(word)));
            }
            let (source, target) = (source.index(graph.nodes.len()), target.index(graph.nodes.len()));
            graph.edges.push(Edge { source, target, relations, status, id, props });
        }
        graph
    })
}

fn with_cell(value: &Value, names: &mut NameCache<'_>, visit: &mut dyn FnMut(&Cell<'_>)) {
    match value {
        Value::Text(text) => visit(&Cell::of_text(text.as_bytes())),
        Value::Number(number) if number.contains(['.', 'e', 'E']) => visit(&Cell::Number(number.as_bytes())),
        Value::Number(number) => visit(&Cell::Integer(number.as_bytes())),
        Value::Truth(truth) => visit(&Cell::Boolean(*truth)),
        Value::Json(json) => visit(&Cell::Json(json.as_bytes())),
        Value::Words(language, text) => {
            visit(&Cell::Words { language: language.as_bytes(), text: text.as_bytes() });
        }
        Value::Typed(datatype, text) => {
            let datatype = names.key(datatype.as_bytes());
            visit(&Cell::Typed { datatype, text: text.as_bytes() });
        }
        Value::List(values) => {
            let mut items = Vec::new();
            for value in values {
                with_cell(value, names, &mut |cell| put_item(&mut items, cell));
            }
            visit(&Cell::List(Items(&items)));
        }
    }
}

fn cells(props: &[(&str, Value)], more: &[&str], id: Option<&str>, names: &mut NameCache<'_>) -> Vec<u8> {
    let mut cells = Vec::new();
    for (name, value) in props {
        let key = names.key(name.as_bytes());
        with_cell(value, names, &mut |cell| put_cell(&mut cells, key, cell));
    }
    if let Some(id) = id {
        put_cell(&mut cells, NameKey::EDGE_ID, &Cell::of_text(id.as_bytes()));
    }
    for name in more {
        let datatype = names.key(name.as_bytes());
        put_cell(&mut cells, NameKey::ALSO_TYPE, &Cell::Typed { datatype, text: b"" });
    }
    cells
}

impl Graph {
    /// Changes the properties of all nodes and edges.
    pub fn each_props(&mut self, change: impl FnMut(&mut Vec<(&'static str, Value)>)) {
        let of_nodes = self.nodes.iter_mut().map(|node| &mut node.props);
        of_nodes.chain(self.edges.iter_mut().map(|edge| &mut edge.props)).for_each(change);
    }

    /// The graph in blocks of so many rows, nodes first.
    pub fn rows(&self, size: usize) -> RowGraph {
        let mut builder = RowBuilder::default();
        let (shared, mut absorber) = builder.split();
        let (mut names, mut draft) = (NameCache::new(shared.names), Draft::default());
        for nodes in self.nodes.chunks(size) {
            for node in nodes {
                let first = node.types.first().map_or(NameKey::NONE, |name| names.key(name.as_bytes()));
                let cells = cells(&node.props, node.types.get(1..).unwrap_or(&[]), None, &mut names);
                draft.node(0, node.id.as_bytes(), first, &cells);
            }
            absorber.absorb(shared.seal(&mut draft), &mut |_, _, _| {});
        }
        for edges in self.edges.chunks(size) {
            for edge in edges {
                let kind = EdgeKind::new(names.key(edge.relations[0].as_bytes()), edge.status);
                let cells = cells(&edge.props, &edge.relations[1..], edge.id.as_deref(), &mut names);
                let ends = [edge.source, edge.target].map(|end| self.nodes[end].id.as_bytes());
                draft.edge(0, ends[0], ends[1], kind, &cells);
            }
            absorber.absorb(shared.seal(&mut draft), &mut |_, _, _| {});
        }
        let finished = builder.finish(false, &mut |_, _| {});
        assert_eq!((finished.dangling_count, finished.twice_count), (0, 0));
        finished.graph
    }
}
