//! Written graphs as parsers read them that are not ours.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};

use oxrdf::{Literal, NamedNode, Term, Triple};
use roxmltree::Document;
use serde_json::{Map, Value as Json};

use super::contract::{Contract, Link, Props, Vertex};
use super::graphs::{Graph, Value};
use super::rdf::{Description, Object, RDF, XSD};
use super::reference::{datatype, dot_name, edge_props, json, plain, token};

/// The same without the hashes by which claims are called that have no id.
pub fn without_hashes(things: Things) -> Things {
    let is_of_hash = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let without = |thing: String| {
        let mut parts = thing.split("row/");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let hash = part.chars().take_while(|c| is_of_hash(*c)).count();
            out += "row/";
            out += if hash >= 14 { "…" } else { &part[..hash] };
            out += &part[hash..];
        }
        out
    };
    sorted(things.into_iter().map(without).collect())
}

/// What is expected and what was read, as texts that can be sorted.
pub type Things = Vec<String>;

fn sorted(mut things: Things) -> Things {
    things.sort();
    things
}

fn thing(parts: &[&str], props: &BTreeMap<String, String>) -> String {
    format!("{parts:?} {props:?}")
}

/// The triples of descriptions, as `oxrdf` has them.
pub fn expected_triples(all: &[Description]) -> Things {
    let node = |iri: &str| NamedNode::new(iri).unwrap();
    let mut triples = Things::new();
    for Description { subject, triples: said } in all {
        for (predicate, objects) in said {
            for object in objects {
                let object: Term = match object {
                    Object::Iri(iri) => node(iri).into(),
                    Object::Said(said) => {
                        Triple::new(node(&said[0]), node(&said[1]), Term::NamedNode(node(&said[2]))).into()
                    }
                    Object::Literal(value) => match value {
                        Value::Text(text) => Literal::new_simple_literal(text),
                        Value::Words(tag, text) => Literal::new_language_tagged_literal(text, *tag).unwrap(),
                        Value::Typed(datatype, text) => Literal::new_typed_literal(text, node(datatype)),
                        Value::Json(text) => Literal::new_typed_literal(text, node(&format!("{RDF}JSON"))),
                        Value::Number(number) => Literal::new_typed_literal(number, node(&datatype(number))),
                        Value::Truth(truth) => {
                            Literal::new_typed_literal(truth.to_string(), node(&format!("{XSD}boolean")))
                        }
                        Value::List(_) => panic!("a list in a list"),
                    }
                    .into(),
                };
                triples.push(Triple::new(node(subject), node(predicate), object).to_string());
            }
        }
    }
    set(triples)
}

fn set(mut triples: Things) -> Things {
    triples.sort();
    triples.dedup();
    triples
}

/// The triples of a file.
pub fn triples(format: &str, text: &str) -> Things {
    let bytes = text.as_bytes();
    let all: Vec<Triple> = match format {
        "ntriples" => oxttl::NTriplesParser::new().for_slice(bytes).map(Result::unwrap).collect(),
        "nquads" => oxttl::NQuadsParser::new().for_slice(bytes).map(|quad| quad.unwrap().into()).collect(),
        "turtle" => oxttl::TurtleParser::new().for_slice(bytes).map(Result::unwrap).collect(),
        "jsonld" => oxjsonld::JsonLdParser::new().for_slice(bytes).map(|quad| quad.unwrap().into()).collect(),
        format => panic!("no parser for {format}"),
    };
    set(all.iter().map(Triple::to_string).collect())
}

fn json_object(props: &[(&str, Value)]) -> Json {
    let parsed = |value: &Value| serde_json::from_str(&json(value)).unwrap();
    Json::Object(props.iter().map(|(name, value)| ((*name).to_owned(), parsed(value))).collect())
}

fn json_types(types: &[&str]) -> Json {
    if let [one] = types { Json::from(*one) } else { Json::from(types.to_vec()) }
}

/// The lines of JSON Lines, as JSON.
pub fn expected_lines(graph: &Graph) -> Vec<Json> {
    let mut lines = Vec::new();
    let mut add = |parts: Vec<(&str, Json)>, props: &[(&str, Value)]| {
        let mut line: Map<String, Json> =
            parts.into_iter().map(|(name, part)| (name.to_owned(), part)).collect();
        if !props.is_empty() {
            line.insert("props".to_owned(), json_object(props));
        }
        lines.push(Json::Object(line));
    };
    for node in &graph.nodes {
        let types = (!node.types.is_empty()).then(|| ("type", json_types(&node.types)));
        add([("id", Json::from(node.id.as_str()))].into_iter().chain(types).collect(), &node.props);
    }
    for edge in &graph.edges {
        let [source, target] = [edge.source, edge.target].map(|end| Json::from(graph.nodes[end].id.as_str()));
        let mut parts = vec![("source", source), ("target", target), ("type", json_types(&edge.relations))];
        parts.extend(edge.status.map(|status| ("status", Json::from(status.name()))));
        parts.extend(edge.id.as_ref().map(|id| ("id", Json::from(id.as_str()))));
        add(parts, &edge.props);
    }
    lines
}

fn held_by_xml(text: &str) -> String {
    let is_held = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if is_held(c) { c } else { '\u{fffd}' }).collect()
}

fn xml_props(props: &Props) -> BTreeMap<String, String> {
    props.iter().map(|(name, value)| (name.clone(), held_by_xml(&plain(value)))).collect()
}

/// The names of properties that are lists anywhere.
fn lists<'p>(all: impl Iterator<Item = &'p Props>) -> BTreeSet<&'p str> {
    let of_one = |props: &'p Props| props.iter().filter(|(_, value)| matches!(value, Value::List(_)));
    all.flat_map(of_one).map(|(name, _)| name.as_str()).collect()
}

/// Properties in which every value of some names is a list.
fn with_lists(props: &Props, lists: &BTreeSet<&str>) -> Props {
    let mut props = props.clone();
    for (name, value) in &mut props {
        if lists.contains(name.as_str()) && !matches!(value, Value::List(_)) {
            *value = Value::List(vec![value.clone()]);
        }
    }
    props
}

/// The vertices and edges that GraphML should have.
pub fn expected_graphml(graph: &Graph, contract: &Contract) -> Things {
    let mut things = Things::new();
    let mut of_vertices = lists(contract.vertices.iter().map(|vertex| &vertex.props));
    let mut of_links = lists(contract.links.iter().map(|link| &link.props));
    // What claims have is what all edges have.
    let claims = || contract.vertices.iter().filter(|vertex| vertex.labels == ["Claim"]);
    of_links.extend(lists(claims().map(|claim| &claim.props)));
    if claims().next().is_some() {
        of_vertices.extend(of_links.iter().filter(|name| **name != "by"));
    }
    let is_list = |(name, value): &(&str, Value)| *name == "by" && matches!(value, Value::List(_));
    of_links.extend(graph.edges.iter().any(|edge| edge.props.iter().any(is_list)).then_some("by"));
    for Vertex { id, labels, props } in &contract.vertices {
        let labels: String = labels.iter().map(|label| format!(":{label}")).collect();
        let props = with_lists(props, &of_vertices);
        things.push(thing(&["node", &held_by_xml(id), &labels], &xml_props(&props)));
    }
    for Link { source, target, kind, id, props } in &contract.links {
        let [source, target] = [source, target].map(|end| held_by_xml(end));
        let id = held_by_xml(id.as_deref().unwrap_or(""));
        let mut props = xml_props(&with_lists(props, &of_links));
        // The type of an edge is its `label`.
        if let Some(label) = props.remove("label") {
            props.insert("label_2".to_owned(), label);
        }
        things.push(thing(&["edge", &source, &target, kind, &id], &props));
    }
    sorted(things)
}

/// The nodes and edges that GraphML has.
pub fn graphml(text: &str) -> Things {
    let document = Document::parse(text).unwrap();
    let root = document.root_element();
    let mut keys = BTreeMap::new();
    for key in root.children().filter(|child| child.has_tag_name("key")) {
        let desc = key.children().find(|child| child.has_tag_name("desc"));
        let desc = desc.map(|desc| desc.text().unwrap_or_default());
        let name = desc.unwrap_or_else(|| key.attribute("attr.name").unwrap());
        assert!(
            keys.insert(key.attribute("id").unwrap(), (name, key.attribute("attr.type").unwrap())).is_none()
        );
    }
    let (mut ids, mut iris) = (BTreeMap::new(), BTreeSet::new());
    let mut things = Things::new();
    let body = root.children().find(|child| child.has_tag_name("graph")).unwrap();
    for element in body.children().filter(roxmltree::Node::is_element) {
        let (mut own, mut props) = (BTreeMap::new(), BTreeMap::new());
        for data in element.children().filter(roxmltree::Node::is_element) {
            let (key, text) = (data.attribute("key").unwrap(), data.text().unwrap_or_default().to_owned());
            let (name, kind) = keys[key];
            match kind {
                "long" => assert!(text.parse::<i64>().is_ok(), "{text}"),
                "double" => assert!(text.parse::<f64>().unwrap().is_finite(), "{text}"),
                "boolean" => assert!(text.parse::<bool>().is_ok(), "{text}"),
                kind => assert_eq!(kind, "string"),
            }
            if key.starts_with('d') && key[1..].bytes().all(|byte| byte.is_ascii_digit()) {
                assert!(props.insert(name.to_owned(), text).is_none());
            } else {
                assert!(own.insert(key, text).is_none());
            }
        }
        let id = element.attribute("id").unwrap();
        let bare = id.strip_prefix("_.").unwrap_or(id);
        assert!(bare.is_empty() || token(bare) == bare, "{id} is no name token");
        let iri = props.remove("iri").unwrap();
        // Keys are unique among edges, and among the vertices of one widest label.
        let root = own.get("labels").and_then(|labels| labels.rsplit(':').next()).unwrap_or_default();
        assert!(iris.insert((root.to_owned(), iri.clone())), "{iri} twice");
        let name = props.remove("id").unwrap_or_default();
        if element.has_tag_name("node") {
            assert!(ids.insert(id, name.clone()).is_none());
            assert!(own["labels"].starts_with(&format!(":{}", own["labelV"])));
            things.push(thing(&["node", &name, &own["labels"]], &props));
        } else {
            let [source, target] = ["source", "target"].map(|end| &ids[element.attribute(end).unwrap()]);
            assert_eq!(own["label"], own["labelE"]);
            things.push(thing(&["edge", source, target, &own["label"], &name], &props));
        }
    }
    sorted(things)
}

fn table_props(props: &Props, lists: &[String]) -> BTreeMap<String, String> {
    let text = |value: &Value| match value {
        Value::List(values) => format!("{:?}", values.iter().map(plain).collect::<Vec<_>>()),
        value => plain(value),
    };
    props
        .iter()
        .map(|(name, value)| {
            let is_alone = lists.contains(name) && !matches!(value, Value::List(_));
            let text = if is_alone { format!("{:?}", [plain(value)]) } else { text(value) };
            (name.clone(), text)
        })
        // A table cannot tell an empty text from none when it is read by this reader.
        .filter(|(_, text)| !["", "[]", "[\"\"]"].contains(&text.as_str()))
        .collect()
}

/// The rows that tables for Neo4j should have, `lists` being the columns of lists.
pub fn expected_tables(contract: &Contract, lists: [&[String]; 2]) -> Things {
    let mut things = Things::new();
    for Vertex { id, labels, props } in &contract.vertices {
        things.push(thing(&["node", id, &labels.join(" | ")], &table_props(props, lists[0])));
    }
    for Link { source, target, kind, id, props } in &contract.links {
        let mut props = table_props(props, lists[1]);
        props.extend(id.clone().filter(|id| !id.is_empty()).map(|id| ("id".to_owned(), id)));
        things.push(thing(&["edge", source, target, kind], &props));
    }
    sorted(things)
}

/// The rows of a table, and the columns of lists.
pub fn table(bytes: &[u8], separator: &str) -> (Things, Vec<String>) {
    let mut reader = csv::Reader::from_reader(bytes);
    let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let (mut things, mut lists) = (Things::new(), Vec::new());
    for head in &heads {
        lists.extend(
            head.rsplit_once(':').filter(|(_, kind)| kind.ends_with("[]")).map(|(name, _)| name.to_owned()),
        );
    }
    for record in reader.records() {
        let record = record.unwrap();
        let (mut parts, mut props) = (vec![], BTreeMap::new());
        for (head, field) in heads.iter().zip(&record) {
            let (name, kind) = head.rsplit_once(':').unwrap();
            match kind {
                "ID(Entity)" | "START_ID(Entity)" | "END_ID(Entity)" | "TYPE" => parts.push(field.to_owned()),
                "string" if name == "iri" => assert!(!field.is_empty()),
                "LABEL" => parts.push(field.replace(separator, " | ")),
                _ if field.is_empty() => {}
                kind => {
                    let items: Vec<&str> =
                        if kind.ends_with("[]") { field.split(separator).collect() } else { vec![field] };
                    for item in &items {
                        match kind.trim_end_matches("[]") {
                            "long" => assert!(item.parse::<i64>().is_ok(), "{item}"),
                            "double" => assert!(item.parse::<f64>().unwrap().is_finite(), "{item}"),
                            "boolean" => assert!(item.parse::<bool>().is_ok(), "{item}"),
                            kind => assert_eq!(kind, "string"),
                        }
                    }
                    let text = if kind.ends_with("[]") { format!("{items:?}") } else { field.to_owned() };
                    props.insert(name.to_owned(), text);
                }
            }
        }
        let what = if parts.len() == 2 { "node" } else { "edge" };
        let parts: Vec<&str> = [what].into_iter().chain(parts.iter().map(String::as_str)).collect();
        things.push(thing(&parts, &props));
    }
    (things, lists)
}

/// A text as Graphviz keeps it: with its escapes for labels.
fn in_dot(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' => out += "\\\\",
            '&' => out += "&amp;",
            '\n' => out += "\\n",
            '\r' => {}
            '\t' | '\u{b}' | '\u{c}' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c < ' ' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap()),
            c => out.push(c),
        }
    }
    out
}

/// The nodes and edges that Graphviz should find.
pub fn expected_dot(graph: &Graph) -> Things {
    let props = |props: &[(&str, Value)]| -> BTreeMap<String, String> {
        props
            .iter()
            .map(|(name, value)| (dot_name(name).to_owned(), in_dot(&plain(value))))
            .filter(|(_, text)| !text.is_empty())
            .collect()
    };
    let mut things = Things::new();
    for node in &graph.nodes {
        things.push(thing(&["node", &in_dot(&node.id)], &props(&node.props)));
    }
    for edge in &graph.edges {
        let [source, target] = [edge.source, edge.target].map(|end| in_dot(&graph.nodes[end].id));
        things.push(thing(&["edge", &source, &target], &props(&edge_props(edge))));
    }
    sorted(things)
}

/// The nodes and edges that Graphviz finds, with the properties of some names.
pub fn dot(text: &str, is_property: impl Fn(&str) -> bool) -> Things {
    let mut child = Command::new("dot")
        // An engine that takes no time over places: only what it has read matters.
        .args(["-Kpatchwork", "-Gsplines=false", "-Tdot_json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("Graphviz is installed");
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success() && out.stderr.is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
    let json: Json = serde_json::from_slice(&out.stdout).unwrap();
    let (nodes, edges) = (json["objects"].as_array().cloned(), json["edges"].as_array().cloned());
    let nodes = nodes.unwrap_or_default();
    let name = |at: &Json| nodes[at.as_u64().unwrap() as usize]["name"].as_str().unwrap().to_owned();
    let props = |of: &Json| -> BTreeMap<String, String> {
        let all = of.as_object().unwrap().iter().filter(|(name, _)| is_property(name));
        all.map(|(name, text)| (name.clone(), text.as_str().unwrap().to_owned()))
            .filter(|(_, text)| !text.is_empty())
            .collect()
    };
    let mut things: Things =
        nodes.iter().map(|node| thing(&["node", node["name"].as_str().unwrap()], &props(node))).collect();
    for edge in edges.iter().flatten() {
        things.push(thing(&["edge", &name(&edge["tail"]), &name(&edge["head"])], &props(edge)));
    }
    sorted(things)
}
