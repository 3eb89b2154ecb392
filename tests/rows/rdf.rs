//! The triples of a graph of rows, and how N-Triples, Turtle and JSON-LD write them, slowly and plainly.

use std::collections::{BTreeMap, BTreeSet};

use dossier::export::{Model, RdfVersion};
use dossier::ontology::NAMESPACE;

use super::graphs::{Edge, Graph, Node, Value};
use super::reference::{
    BASE, code, datatype, edge_props, escaped, has_ids, has_record, iri, is_fact, is_iri, json, json_string,
    name_iri, status_iri,
};

pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
pub const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// An object of a triple.
#[derive(Clone, Debug)]
pub enum Object {
    Iri(String),
    Literal(Value),
    Said(Box<[String; 3]>),
}

/// What is said of one subject: predicates with their objects; those of one predicate stand together.
pub struct Description {
    pub subject: String,
    pub triples: Vec<(String, Vec<Object>)>,
}

/// A text with the names of records that are hashes replaced by numbers, in the order in which they come.
pub fn numbered(text: &str) -> String {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(&format!("{BASE}row/")).into_iter().chain(rest.find("\nrow:")).min() {
        let start = at + rest[at..].find(['/', '\n']).unwrap();
        let start = start + if rest[start..].starts_with('/') { 1 } else { "\nrow:".len() };
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        let length = rest[start..].find(|c| !is_name(c)).unwrap();
        let (before, behind) = rest.split_at(start);
        out += before;
        let (name, behind) = behind.split_at(length);
        if !name.is_empty() {
            let next = numbers.len() + 1;
            out += &numbers.entry(name.to_owned()).or_insert(next).to_string();
        }
        rest = behind;
    }
    out + rest
}

fn properties(props: &[(&'static str, Value)], triples: &mut Vec<(String, Vec<Object>)>) {
    for (name, value) in props {
        let values = match value {
            Value::List(values) => values.clone(),
            value => vec![value.clone()],
        };
        if !values.is_empty() {
            triples.push((name_iri(name, "property"), values.into_iter().map(Object::Literal).collect()));
        }
    }
}

fn node_iri(node: &Node) -> String {
    iri(&node.id, BASE)
}

/// Whether an edge that is written names a node.
fn is_mentioned(graph: &Graph, node: usize, model: Model) -> bool {
    let written = graph.edges.iter().filter(|edge| model.has_claims() || is_fact(edge));
    written.into_iter().any(|edge| [edge.source, edge.target].contains(&node))
}

/// All descriptions, in the order in which they are written.
pub fn descriptions(graph: &Graph, model: Model, version: RdfVersion) -> Vec<Description> {
    let mut all = Vec::new();
    let types = format!("{RDF}type");
    for (number, node) in graph.nodes.iter().enumerate() {
        let classes: Vec<Object> =
            node.types.iter().map(|name| Object::Iri(name_iri(name, "type"))).collect();
        let mut triples = Vec::new();
        if !classes.is_empty() {
            triples.push((types.clone(), classes));
        }
        properties(&node.props, &mut triples);
        if triples.is_empty() && !is_mentioned(graph, number, model) {
            triples.push((types.clone(), vec![Object::Iri(format!("{RDFS}Resource"))]));
        }
        all.push(Description { subject: node_iri(node), triples });
    }
    let mut unnamed = 0;
    for edge in &graph.edges {
        let [source, target] = [edge.source, edge.target].map(|end| node_iri(&graph.nodes[end]));
        let relation = name_iri(edge.relations[0], "relation");
        if is_fact(edge) && model.has_edges() {
            let triples = vec![(relation.clone(), vec![Object::Iri(target.clone())])];
            all.push(Description { subject: source.clone(), triples });
        }
        if has_record(edge, model) {
            all.push(record(graph, edge, &mut unnamed, [source, relation, target], version));
        }
    }
    all
}

fn record(
    graph: &Graph,
    edge: &Edge,
    unnamed: &mut usize,
    said: [String; 3],
    version: RdfVersion,
) -> Description {
    let class = if edge.status.is_some() { format!("{NAMESPACE}Claim") } else { format!("{RDF}Statement") };
    let mut classes = vec![Object::Iri(class)];
    classes.extend(edge.relations[1..].iter().map(|name| Object::Iri(name_iri(name, "type"))));
    let mut triples = vec![(format!("{RDF}type"), classes)];
    for (part, iri) in ["subject", "predicate", "object"].iter().zip(&said) {
        triples.push((format!("{RDF}{part}"), vec![Object::Iri(iri.clone())]));
    }
    if version == RdfVersion::V1_2 {
        triples.push((format!("{RDF}reifies"), vec![Object::Said(Box::new(said))]));
    }
    if let Some(status) = edge.status {
        triples.push((format!("{NAMESPACE}status"), vec![Object::Iri(status_iri(status))]));
    }
    // An id that is the IRI of the record is said by it.
    let is_said = has_ids(graph) && edge.id.as_ref().is_some_and(|id| is_iri(id));
    properties(&if is_said { edge.props.clone() } else { edge_props(edge) }, &mut triples);
    let subject = match edge.id.as_ref().filter(|_| has_ids(graph)) {
        Some(id) => iri(id, &format!("{BASE}edge/")),
        None => {
            *unnamed += 1;
            format!("{BASE}row/{unnamed}")
        }
    };
    Description { subject, triples }
}

/// A text in canonical N-Triples.
fn string(text: &str) -> String {
    escaped(text, '"', |c| (c < ' ' || matches!(c, '\u{7f}' | '\u{fffe}' | '\u{ffff}')).then(|| code(c)))
}

fn object(object: &Object) -> String {
    match object {
        Object::Iri(iri) => format!("<{iri}>"),
        Object::Said(said) => format!("<<( <{}> <{}> <{}> )>>", said[0], said[1], said[2]),
        Object::Literal(value) => match value {
            Value::Text(text) => string(text),
            Value::Words(tag, text) => format!("{}@{tag}", string(text)),
            Value::Typed(datatype, text) => format!("{}^^<{datatype}>", string(text)),
            Value::Json(text) => format!("{}^^<{RDF}JSON>", string(text)),
            Value::Number(number) => format!("\"{number}\"^^<{}>", datatype(number)),
            Value::Truth(truth) => format!("\"{truth}\"^^<{XSD}boolean>"),
            Value::List(_) => panic!("a list in a list"),
        },
    }
}

pub fn ntriples(all: &[Description]) -> String {
    let mut out = String::new();
    for Description { subject, triples } in all {
        for (predicate, objects) in triples {
            for one in objects {
                out += &format!("<{subject}> <{predicate}> {} .\n", object(one));
            }
        }
    }
    out
}

/// The namespaces of Turtle, as they are declared.
const PREFIXES: [(&str, &str); 10] = [
    ("", ""),
    ("edge", "edge/"),
    ("property", "property/"),
    ("relation", "relation/"),
    ("row", "row/"),
    ("type", "type/"),
    ("neg", NAMESPACE),
    ("rdf", RDF),
    ("rdfs", RDFS),
    ("xsd", XSD),
];

fn short(iri: &str) -> String {
    let mut best: Option<(&str, &str)> = None;
    for (name, space) in PREFIXES {
        let space = if space.contains("://") { space.to_owned() } else { format!("{BASE}{space}") };
        if let Some(local) = iri.strip_prefix(&space)
            && best.is_none_or(|(_, known)| local.len() < known.len())
        {
            best = Some((name, local));
        }
    }
    let is_local = |local: &str| {
        !local.is_empty()
            && !local.starts_with('-')
            && local.chars().all(|c| c.is_ascii_alphanumeric() || "_:-".contains(c))
    };
    match best {
        Some((name, local)) if is_local(local) => format!("{name}:{local}"),
        _ => format!("<{iri}>"),
    }
}

/// A node: never with a prefix where its id has a colon.
fn short_node(iri: &str) -> String {
    match iri.strip_prefix(BASE) {
        Some(id) if !id.contains([':', '/']) => short(iri),
        _ => format!("<{iri}>"),
    }
}

pub fn turtle(all: &[Description]) -> String {
    let mut out = String::new();
    for (name, space) in PREFIXES {
        let base = if space.contains("://") { "" } else { BASE };
        out += &format!("@prefix {name}: <{base}{space}> .\n");
    }
    out.push('\n');
    let is_record =
        |iri: &str| iri.starts_with(&format!("{BASE}row/")) || iri.starts_with(&format!("{BASE}edge/"));
    for Description { subject, triples } in all.iter().filter(|one| !one.triples.is_empty()) {
        let is_node = triples.iter().all(|(predicate, _)| {
            *predicate != format!("{RDF}object") && *predicate != format!("{RDF}reifies")
        });
        out += &if is_node && !is_record(subject) { short_node(subject) } else { short(subject) };
        for (at, (predicate, objects)) in triples.iter().enumerate() {
            let is_type = *predicate == format!("{RDF}type");
            let links_nodes = [format!("{RDF}subject"), format!("{RDF}object")].contains(predicate)
                || triples.len() == 1 && !is_type && matches!(objects[..], [Object::Iri(_)]);
            let objects: Vec<String> = objects
                .iter()
                .map(|one| match one {
                    Object::Iri(iri) if links_nodes => short_node(iri),
                    Object::Iri(iri) => short(iri),
                    Object::Said(said) => {
                        format!(
                            "<<( {} {} {} )>>",
                            short_node(&said[0]),
                            short(&said[1]),
                            short_node(&said[2])
                        )
                    }
                    Object::Literal(Value::Number(number)) => number.clone(),
                    Object::Literal(Value::Truth(truth)) => truth.to_string(),
                    Object::Literal(Value::Typed(datatype, text)) => {
                        format!("{}^^{}", string(text), short(datatype))
                    }
                    Object::Literal(Value::Json(text)) => format!("{}^^rdf:JSON", string(text)),
                    one => object(one),
                })
                .collect();
            let predicate = if is_type { "a".to_owned() } else { short(predicate) };
            out += &format!("{} {predicate} {}", if at > 0 { " ;\n   " } else { "" }, objects.join(", "));
        }
        out += " .\n";
    }
    out
}

/// The parts of a graph that the context of JSON-LD is made of: kinds of values by property, relations, types.
struct Terms {
    /// With whether there are texts, decimals and doubles.
    properties: BTreeMap<&'static str, [bool; 3]>,
    relations: BTreeSet<&'static str>,
    types: BTreeSet<&'static str>,
}

fn is_term(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || "_- ".contains(c))
}

fn compact(iri: &str) -> String {
    for (name, space) in [("graph", BASE), ("xsd", XSD)] {
        if let Some(rest) = iri.strip_prefix(space)
            && !rest.is_empty()
        {
            return format!("\"{name}:{rest}\"");
        }
    }
    format!("\"{iri}\"")
}

impl Terms {
    fn new(graph: &Graph) -> Terms {
        let mut terms =
            Terms { properties: BTreeMap::new(), relations: BTreeSet::new(), types: BTreeSet::new() };
        let of_nodes = graph.nodes.iter().flat_map(|node| node.props.clone());
        for (name, value) in of_nodes.chain(graph.edges.iter().flat_map(edge_props)) {
            let kinds = terms.properties.entry(name).or_default();
            let values =
                if let Value::List(values) = &value { &values[..] } else { std::slice::from_ref(&value) };
            for value in values {
                match value {
                    Value::Text(_) | Value::Words(..) | Value::Typed(..) => kinds[0] = true,
                    Value::Number(number) if !number.contains(['.', 'e', 'E']) => {}
                    Value::Number(number) if number.parse::<f64>().unwrap().is_infinite() => {}
                    Value::Number(number) if number.contains(['e', 'E']) => kinds[2] = true,
                    Value::Number(_) => kinds[1] = true,
                    _ => {}
                }
            }
        }
        terms.relations.extend(graph.edges.iter().flat_map(|edge| &edge.relations));
        terms.types.extend(graph.nodes.iter().flat_map(|node| &node.types));
        terms
    }

    /// The datatype that texts of a property have by the context.
    fn coercion(&self, name: &str) -> Option<&'static str> {
        match self.properties.get(name) {
            Some([false, true, _]) if is_term(name) => Some("decimal"),
            Some([false, false, true]) if is_term(name) => Some("double"),
            _ => None,
        }
    }

    fn context(&self) -> String {
        let mut entries = BTreeMap::new();
        for name in self.types.iter().filter(|name| is_term(name) && !self.relations.contains(*name)) {
            entries.insert(*name, compact(&name_iri(name, "type")));
        }
        for name in self.relations.iter().filter(|name| is_term(name)) {
            entries.insert(
                *name,
                format!("{{\"@id\":{},\"@type\":\"@id\"}}", compact(&name_iri(name, "relation"))),
            );
        }
        for name in self.properties.keys().filter(|name| is_term(name)) {
            let iri = compact(&name_iri(name, "property"));
            let entry = match self.coercion(name) {
                None => iri,
                Some(datatype) => format!("{{\"@id\":{iri},\"@type\":\"xsd:{datatype}\"}}"),
            };
            entries.insert(*name, entry);
        }
        let mut out = String::from("{\"@context\":{\n\"@version\":1.1");
        for (name, iri) in [("graph", BASE), ("rdf", RDF), ("xsd", XSD)] {
            out += &format!(",\n\"{name}\":{{\"@id\":\"{iri}\",\"@prefix\":true}}");
        }
        for name in ["subject", "predicate", "object"] {
            out += &format!(",\n\"rdf:{name}\":{{\"@id\":\"rdf:{name}\",\"@type\":\"@id\"}}");
        }
        for (name, entry) in entries {
            out += &format!(",\n{}:{entry}", json_string(name));
        }
        out + &format!("}},\n\"@graph\":[\n{{\"@id\":\"{BASE}\"}}")
    }

    fn property(&self, name: &str, value: &Value) -> String {
        let key = if is_term(name) { json_string(name) } else { compact(&name_iri(name, "property")) };
        let value = match value {
            Value::List(values) => {
                let items: Vec<String> = values.iter().map(|value| self.value(name, value)).collect();
                format!("[{}]", items.join(","))
            }
            value => self.value(name, value),
        };
        format!(",{key}:{value}")
    }

    fn value(&self, name: &str, value: &Value) -> String {
        let coercion = self.coercion(name);
        match value {
            Value::Number(number) => {
                let datatype = datatype(number).replace(XSD, "");
                let is_short = datatype == "integer" && number.len() <= 15 && number != "-0";
                match coercion {
                    None if is_short => number.clone(),
                    Some(known) if known == datatype => format!("\"{number}\""),
                    _ => format!("{{\"@value\":\"{number}\",\"@type\":\"xsd:{datatype}\"}}"),
                }
            }
            Value::Truth(truth) if coercion.is_some() => format!("{{\"@value\":{truth}}}"),
            Value::Json(text) => format!("{{\"@value\":{},\"@type\":\"rdf:JSON\"}}", json_string(text)),
            Value::Typed(datatype, text) => {
                format!("{{\"@value\":{},\"@type\":{}}}", json_string(text), compact(datatype))
            }
            value => json(value),
        }
    }

    fn class(&self, name: &str) -> String {
        let is_free = !self.properties.contains_key(name) && !self.relations.contains(name);
        if is_term(name) && is_free { json_string(name) } else { compact(&name_iri(name, "type")) }
    }
}

fn json_node(iri: &str) -> String {
    match iri.strip_prefix(BASE) {
        Some(id) if id.chars().all(|c| c.is_ascii_alphanumeric() || "-._~@!$'()*+,;=".contains(c)) => {
            format!("\"graph:{id}\"")
        }
        _ => format!("\"{iri}\""),
    }
}

fn json_classes(classes: &[String]) -> String {
    match classes {
        [] => String::new(),
        [one] => format!(",\"@type\":{one}"),
        all => format!(",\"@type\":[{}]", all.join(",")),
    }
}

fn json_properties(terms: &Terms, props: &[(&'static str, Value)]) -> String {
    let held = props.iter().filter(|(_, value)| *value != Value::List(Vec::new()));
    held.map(|(name, value)| terms.property(name, value)).collect()
}

pub fn jsonld(graph: &Graph, model: Model) -> String {
    let terms = Terms::new(graph);
    let mut out = terms.context();
    for (number, node) in graph.nodes.iter().enumerate() {
        let mut classes: Vec<String> = node.types.iter().map(|name| terms.class(name)).collect();
        let props = json_properties(&terms, &node.props);
        if classes.is_empty() && props.is_empty() {
            if is_mentioned(graph, number, model) {
                continue;
            }
            classes.push(format!("\"{RDFS}Resource\""));
        }
        out += &format!(",\n{{\"@id\":{}{}{props}}}", json_node(&node_iri(node)), json_classes(&classes));
    }
    let mut unnamed = 0;
    for edge in &graph.edges {
        let [source, target] = [edge.source, edge.target].map(|end| json_node(&node_iri(&graph.nodes[end])));
        let name = edge.relations[0];
        let relation = compact(&name_iri(name, "relation"));
        if is_fact(edge) && model.has_edges() {
            let (key, value) = match (is_term(name), terms.properties.contains_key(name)) {
                (true, false) => (json_string(name), target.clone()),
                _ => (relation.clone(), format!("{{\"@id\":{target}}}")),
            };
            out += &format!(",\n{{\"@id\":{source},{key}:{value}}}");
        }
        if !has_record(edge, model) {
            continue;
        }
        let class = if edge.status.is_some() {
            format!("\"{NAMESPACE}Claim\"")
        } else {
            "\"rdf:Statement\"".to_owned()
        };
        let more = edge.relations[1..].iter().map(|name| compact(&name_iri(name, "type")));
        let classes: Vec<String> = [class].into_iter().chain(more).collect();
        let id = match edge.id.as_ref().filter(|_| has_ids(graph)) {
            Some(id) => iri(id, &format!("{BASE}edge/")),
            None => {
                unnamed += 1;
                format!("{BASE}row/{unnamed}")
            }
        };
        out += &format!(",\n{{\"@id\":\"{id}\"{}", json_classes(&classes));
        out += &format!(",\"rdf:subject\":{source},\"rdf:predicate\":{relation},\"rdf:object\":{target}");
        if let Some(status) = edge.status {
            out += &format!(",\"{NAMESPACE}status\":{{\"@id\":\"{}\"}}", status_iri(status));
        }
        let is_said = has_ids(graph) && edge.id.as_ref().is_some_and(|id| is_iri(id));
        let props = if is_said { edge.props.clone() } else { edge_props(edge) };
        out += &(json_properties(&terms, &props) + "}");
    }
    out + "\n]}\n"
}
