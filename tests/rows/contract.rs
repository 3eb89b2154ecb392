//! What every format of property graphs has to say of rows: the contract of `docs/formats.md`, slowly and plainly.

use std::collections::{BTreeMap, BTreeSet};

use super::graphs::{Edge, Graph, Node, Value};
use super::reference::{has_ids, is_fact, plain};

/// Properties by name.
pub type Props = BTreeMap<String, Value>;

/// A vertex: its id, its labels, its properties.
pub struct Vertex {
    pub id: String,
    pub labels: Vec<String>,
    pub props: Props,
}

/// An edge: the ids of its ends, its type, its own id, its properties.
pub struct Link {
    pub source: String,
    pub target: String,
    pub kind: String,
    pub id: Option<String>,
    pub props: Props,
}

/// All vertices and edges of a graph.
pub struct Contract {
    pub vertices: Vec<Vertex>,
    pub links: Vec<Link>,
}

fn is_iri(name: &str) -> bool {
    name.contains("://")
}

fn snake(relation: &str) -> String {
    let mut out = String::new();
    for (at, c) in relation.char_indices() {
        let before = relation[..at].chars().next_back();
        if c.is_ascii_uppercase() && before.is_some_and(|c| c.is_alphanumeric() && !c.is_ascii_uppercase()) {
            out.push('_');
        }
        out.push(c.to_ascii_uppercase());
    }
    out
}

fn with_first(name: &str, change: fn(&char) -> char) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| change(&first));
    first.into_iter().chain(characters).collect()
}

/// Names of namespaces that nobody knows, in the order in which they are met: `ex`, `ex2`, …
#[derive(Default)]
struct Prefixes(Vec<String>);

impl Prefixes {
    fn short(&mut self, iri: &str) -> String {
        let end = iri.rfind(['#', '/']).unwrap() + 1;
        let (namespace, local) = iri.split_at(end);
        let at = self.0.iter().position(|known| known == namespace).unwrap_or_else(|| {
            self.0.push(namespace.to_owned());
            self.0.len() - 1
        });
        format!("ex{}:{local}", if at == 0 { String::new() } else { (at + 1).to_string() })
    }

    fn names(&mut self, names: BTreeSet<&str>, convention: fn(&str) -> String) -> BTreeMap<String, String> {
        let name = |name: &str| match name {
            name if is_iri(name) => self.short(name),
            name if name.contains(':') => name.to_owned(),
            name => convention(name),
        };
        let mut name = name;
        names.into_iter().map(|known| (known.to_owned(), name(known))).collect()
    }
}

fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Value {
    Value::List(texts.into_iter().map(|text| Value::Text(text.to_owned())).collect())
}

fn speakers(edge: &Edge) -> Option<Vec<String>> {
    let (_, by) = edge.props.iter().find(|(name, _)| *name == "by")?;
    Some(match by {
        Value::List(values) => values.iter().map(plain).collect(),
        value => vec![plain(value)],
    })
}

/// The tag of a text in a language; empty for any other value.
fn tag(value: &Value) -> String {
    if let Value::Words(tag, _) = value { tag.to_lowercase() } else { String::new() }
}

fn items(value: &Value) -> Vec<Value> {
    if let Value::List(items) = value { items.clone() } else { vec![value.clone()] }
}

/// Which language of each property has no suffix.
struct Languages(BTreeMap<&'static str, String>);

impl Languages {
    fn of(graph: &Graph) -> Languages {
        let all = graph.nodes.iter().flat_map(|node| &node.props);
        let mut tags: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (name, value) in all.chain(graph.edges.iter().flat_map(|edge| &edge.props)) {
            tags.entry(name).or_default().extend(items(value).iter().map(tag));
        }
        let plain = tags.into_iter().filter_map(|(name, mut tags)| {
            tags.sort();
            let count = |wanted: &String| tags.iter().filter(|tag| *tag == wanted).count();
            let most = tags.iter().map(count).max()?;
            let first =
                tags.first().filter(|tag| tag.is_empty()).or(tags.iter().find(|tag| count(tag) == most))?;
            Some((name, first.clone()))
        });
        Languages(plain.collect())
    }

    /// A property by language: the suffix of its name, and its value.
    fn split(&self, name: &str, value: &Value) -> Vec<(String, Value)> {
        let mut by_suffix: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for item in items(value) {
            let tag = tag(&item);
            let is_plain = name == "by" || self.0.get(name).is_none_or(|plain| *plain == tag);
            let suffix = tag.split('-').map(|part| with_first(part, char::to_ascii_uppercase)).collect();
            let (suffix, item) = match item {
                item if is_plain => (String::new(), item),
                Value::Words(_, text) => (suffix, Value::Text(text)),
                item => (suffix, item),
            };
            by_suffix.entry(suffix).or_default().push(item);
        }
        if by_suffix.keys().all(String::is_empty) {
            return vec![(String::new(), value.clone())];
        }
        let one =
            |mut values: Vec<Value>| if values.len() == 1 { values.remove(0) } else { Value::List(values) };
        by_suffix.into_iter().map(|(suffix, values)| (suffix, one(values))).collect()
    }
}

/// The contract of a graph.
pub fn contract(graph: &Graph) -> Contract {
    let mut prefixes = Prefixes::default();
    let of_nodes = |node: &'_ Node| node.props.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    let labels = prefixes.names(graph.nodes.iter().flat_map(|node| node.types.clone()).collect(), |name| {
        with_first(name, char::to_ascii_uppercase)
    });
    let kinds = prefixes.names(graph.edges.iter().flat_map(|edge| edge.relations.clone()).collect(), snake);
    let lower = |name: &str| with_first(name, char::to_ascii_lowercase);
    let mut node_names = prefixes.names(graph.nodes.iter().flat_map(of_nodes).collect(), lower);
    let edge_props = graph.edges.iter().flat_map(|edge| edge.props.iter().map(|(name, _)| *name));
    let mut edge_names = prefixes.names(edge_props.collect(), lower);
    if !node_names.values().any(|name| name == "name")
        && let Some(label) = node_names.get_mut("label")
    {
        "name".clone_into(label);
    }
    // Claims have a status of their own.
    if graph.edges.iter().any(|edge| edge.status.is_some())
        && let Some(status) = edge_names.get_mut("status")
    {
        "status_2".clone_into(status);
    }
    let has_ids = has_ids(graph);
    if !has_ids {
        edge_names.insert("id".to_owned(), "id_2".to_owned());
    }
    let languages = Languages::of(graph);
    let props = |props: &[(&'static str, Value)], names: &BTreeMap<String, String>| -> Props {
        let in_languages = props.iter().flat_map(|(name, value)| {
            let split = languages.split(name, value).into_iter();
            split.map(|(suffix, value)| (format!("{}{suffix}", names[*name]), value)).collect::<Vec<_>>()
        });
        in_languages.collect()
    };
    let mut all = Contract { vertices: Vec::new(), links: Vec::new() };
    for node in &graph.nodes {
        let own = node.types.iter().map(|name| labels[*name].clone());
        all.vertices.push(Vertex {
            id: node.id.clone(),
            labels: own.chain(["Entity".to_owned()]).collect(),
            props: props(&node.props, &node_names),
        });
    }
    for edge in &graph.edges {
        let [source, target] = [edge.source, edge.target].map(|end| graph.nodes[end].id.clone());
        let own_id = edge.id.clone().filter(|_| has_ids);
        let claim_id = own_id.clone().unwrap_or_else(|| "row/…".to_owned());
        let mut props = props(&edge.props, &edge_names);
        if let (false, Some(id)) = (has_ids, &edge.id) {
            props.insert("id_2".to_owned(), Value::Text(id.clone()));
        }
        if is_fact(edge) {
            let mut props = props.clone();
            if edge.relations.len() > 1 {
                props.insert("relations".to_owned(), texts(edge.relations.iter().copied()));
            }
            if let Some(status) = edge.status {
                props.insert("claims".to_owned(), texts([claim_id.as_str()]));
                props.insert("statuses".to_owned(), texts([status.name()]));
            }
            let kind = kinds[edge.relations[0]].clone();
            let (source, target) = (source.clone(), target.clone());
            all.links.push(Link { source, target, kind, id: own_id, props });
        }
        let Some(status) = edge.status else { continue };
        props.remove("by");
        if edge.relations.len() > 1 {
            props.insert("relations".to_owned(), texts(edge.relations.iter().copied()));
        }
        let said = [
            ("status", status.name()),
            ("predicate", edge.relations[0]),
            ("subject", &source),
            ("object", &target),
        ];
        props.extend(said.map(|(name, text)| (name.to_owned(), Value::Text(text.to_owned()))));
        props.insert("asserted".to_owned(), Value::Truth(is_fact(edge)));
        if edge.relations.len() > 1 {
            props.insert("relations".to_owned(), texts(edge.relations.iter().copied()));
        }
        let speakers = speakers(edge);
        if let Some(speakers) = &speakers {
            props.insert("speakers".to_owned(), texts(speakers.iter().map(String::as_str)));
        }
        all.vertices.push(Vertex { id: claim_id.clone(), labels: vec!["Claim".to_owned()], props });
        let mut link = |kind: &str, target: &str| {
            all.links.push(Link {
                source: claim_id.clone(),
                target: target.to_owned(),
                kind: kind.to_owned(),
                id: Some(format!("{claim_id}/{kind}/{target}")),
                props: Props::new(),
            });
        };
        link("SUBJECT", &source);
        link("OBJECT", &target);
        let mut linked = BTreeSet::new();
        for speaker in speakers.iter().flatten() {
            if graph.nodes.iter().any(|node| node.id == *speaker) && linked.insert(speaker) {
                link("SAID_BY", speaker);
            }
        }
    }
    all
}
