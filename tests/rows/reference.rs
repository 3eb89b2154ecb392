//! What each format of rows must look like, written slowly and plainly: strings, loops and `format!`.

use std::collections::{BTreeMap, BTreeSet};

use dossier::export::Model;
use dossier::ontology::{NAMESPACE, Ontology, Status};

use super::graphs::{Edge, Graph, Value};
use super::rdf::{RDFS, XSD};

pub const BASE: &str = "urn:dossier:graph:";
/// The statuses whose edges are facts in these tests.
pub const ASSERTED: [Status; 2] = [Status::Reported, Status::Demanded];

/// Whether an edge is a fact.
pub fn is_fact(edge: &Edge) -> bool {
    edge.status.is_none_or(|status| ASSERTED.contains(&status))
}

/// A text between quotes: the quote, the backslash and the white space of every C-like language escaped, and what else
/// the language wants.
pub fn escaped(text: &str, quote: char, more: impl Fn(char) -> Option<String>) -> String {
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => out += "\\\\",
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            '\u{8}' => out += "\\b",
            '\u{c}' => out += "\\f",
            c if c == quote => out.extend(['\\', quote]),
            c => match more(c) {
                Some(code) => out += &code,
                None => out.push(c),
            },
        }
    }
    out.push(quote);
    out
}

/// The code of a character in JSON and N-Triples.
pub fn code(c: char) -> String {
    format!("\\u{:04X}", u32::from(c))
}

pub fn json_string(text: &str) -> String {
    escaped(text, '"', |c| (c < ' ').then(|| code(c)))
}

pub fn json(value: &Value) -> String {
    match value {
        Value::Text(text) => json_string(text),
        Value::Number(number) => number.clone(),
        Value::Truth(truth) => truth.to_string(),
        Value::Json(json) => json.clone(),
        Value::Words(tag, text) => format!("{{\"@value\":{},\"@language\":\"{tag}\"}}", json_string(text)),
        Value::Typed(datatype, text) => {
            format!("{{\"@value\":{},\"@type\":\"{datatype}\"}}", json_string(text))
        }
        Value::List(values) => format!("[{}]", values.iter().map(json).collect::<Vec<_>>().join(",")),
    }
}

/// A value as one text.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Words(_, text) | Value::Typed(_, text) | Value::Json(text) => text.clone(),
        value => json(value),
    }
}

fn json_types(types: &[&str]) -> String {
    match types {
        [] => String::new(),
        [one] => format!(",\"type\":{}", json_string(one)),
        all => {
            format!(",\"type\":[{}]", all.iter().map(|name| json_string(name)).collect::<Vec<_>>().join(","))
        }
    }
}

fn json_props(props: &[(&str, Value)]) -> String {
    let props: Vec<String> =
        props.iter().map(|(name, value)| format!("{}:{}", json_string(name), json(value))).collect();
    if props.is_empty() { String::new() } else { format!(",\"props\":{{{}}}", props.join(",")) }
}

pub fn jsonl(graph: &Graph) -> String {
    let mut out = String::new();
    for node in &graph.nodes {
        out += &format!(
            "{{\"id\":{}{}{}}}\n",
            json_string(&node.id),
            json_types(&node.types),
            json_props(&node.props)
        );
    }
    for edge in &graph.edges {
        let [source, target] = [edge.source, edge.target].map(|end| json_string(&graph.nodes[end].id));
        let status = edge.status.map_or(String::new(), |status| format!(",\"status\":\"{}\"", status.name()));
        let id = edge.id.as_ref().map_or(String::new(), |id| format!(",\"id\":{}", json_string(id)));
        let (types, props) = (json_types(&edge.relations), json_props(&edge.props));
        out += &format!("{{\"source\":{source},\"target\":{target}{types}{status}{id}{props}}}\n");
    }
    out
}

fn dot_string(text: &str) -> String {
    let mut runs = Vec::new();
    let mut rest = text;
    while rest.len() > 4096 {
        let border = (1..=4096).rev().find(|at| rest.is_char_boundary(*at)).unwrap();
        let (run, more) = rest.split_at(border);
        runs.push(run);
        rest = more;
    }
    runs.push(rest);
    let escaped = |run: &&str| {
        let mut out = String::from("\"");
        for c in run.chars() {
            match c {
                '"' => out += "\\\"",
                '\\' => out += "\\\\",
                '&' => out += "&amp;",
                '\n' => out += "\\n",
                '\r' => {}
                '\t' | '\u{b}' | '\u{c}' => out.push(' '),
                '\u{7f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
                c if c < ' ' => out.push('\u{fffd}'),
                c => out.push(c),
            }
        }
        out + "\""
    };
    runs.iter().map(escaped).collect::<Vec<_>>().join(" + ")
}

/// The properties of an edge, its own id the last.
pub fn edge_props(edge: &Edge) -> Vec<(&'static str, Value)> {
    let id = edge.id.clone().map(|id| ("id", Value::Text(id)));
    edge.props.iter().cloned().chain(id).collect()
}

/// What Graphviz takes for a file has another name.
pub fn dot_name(name: &str) -> &str {
    if name == "image" { "image_" } else { name }
}

fn dot_props(props: &[(&str, Value)]) -> String {
    let mut out = String::new();
    for (name, value) in props {
        let name = dot_name(name);
        let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let name = if is_word { name.to_owned() } else { dot_string(name) };
        out += &format!(", {name}={}", dot_string(&plain(value)));
    }
    out
}

pub fn dot(graph: &Graph) -> String {
    // A property may be called `type` itself.
    let has_type = names(graph).contains("type");
    let kind = if has_type { "type_" } else { "type" };
    let mut out = String::from("digraph {\n");
    for node in &graph.nodes {
        let value =
            |wanted: &str| node.props.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value);
        let label = match (value("label"), value("name")) {
            (None, Some(name)) => format!(", label={}", dot_string(&plain(name))),
            _ => String::new(),
        };
        let (id, types, props) =
            (dot_string(&node.id), dot_string(&node.types.join(" ")), dot_props(&node.props));
        let types = if node.types.is_empty() { String::new() } else { format!(", {kind}={types}") };
        let attributes = format!("{types}{props}{label}");
        match attributes.strip_prefix(", ") {
            Some(attributes) => out += &format!(" {id} [{attributes}];\n"),
            None => out += &format!(" {id};\n"),
        }
    }
    for edge in &graph.edges {
        let [source, target] = [edge.source, edge.target].map(|end| dot_string(&graph.nodes[end].id));
        let relation = dot_string(&edge.relations.join(" "));
        let shown = if is_fact(edge) { relation.clone() } else { "\"Claim\"".to_owned() };
        out += &format!(" {source} -> {target} [{kind}={shown}{}", dot_props(&edge_props(edge)));
        if let Some(status) = edge.status {
            out += &format!(", status=\"{}\"", status.name());
        }
        if !is_fact(edge) {
            out += &format!(", relation={relation}, style=dashed");
        }
        if edge.props.iter().all(|(name, _)| *name != "label") {
            let said = edge.status.filter(|_| !is_fact(edge)).map(|status| format!(" ({})\"", status.name()));
            let open = relation.strip_suffix('"').unwrap();
            out += &format!(", label={open}{}", said.unwrap_or("\"".to_owned()));
        }
        out += "];\n";
    }
    out + "}\n"
}

/// Every name that the graph has, of whatever.
fn names(graph: &Graph) -> BTreeSet<&'static str> {
    let mut names = BTreeSet::from(["id", "status", "by", "evidence"]);
    for (types, props) in graph
        .nodes
        .iter()
        .map(|node| (&node.types, &node.props))
        .chain(graph.edges.iter().map(|edge| (&edge.relations, &edge.props)))
    {
        names.extend(types);
        names.extend(props.iter().map(|(name, _)| *name));
    }
    names
}

fn xml(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\t' | '\n' | '\r' => out += &format!("&#{};", u32::from(c)),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c < ' ' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// An id as a token of XML.
pub fn token(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    let beyond = |c: char| {
        let ranges = [
            (0xB7, 0xB7),
            (0xC0, 0xD6),
            (0xD8, 0xF6),
            (0xF8, 0x37D),
            (0x37F, 0x1FFF),
            (0x200C, 0x200D),
            (0x203F, 0x2040),
            (0x2070, 0x218F),
            (0x2C00, 0x2FEF),
            (0x3001, 0xD7FF),
            (0xF900, 0xFDCF),
            (0xFDF0, 0xFFFD),
            (0x10000, 0xEFFFF),
        ];
        ranges.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)))
    };
    if !text.is_empty() && !text.starts_with("_.") && text.chars().all(|c| plain(c) || beyond(c)) {
        return text.to_owned();
    }
    let coded = |c: char| {
        if c.is_ascii_alphanumeric() || "-.".contains(c) {
            c.to_string()
        } else {
            format!("_{:x}_", u32::from(c))
        }
    };
    format!("_.{}", text.chars().map(coded).collect::<String>())
}

/// What all values of a property have in common: its name in tables, and whether some are lists.
pub fn shape<'v>(values: impl Iterator<Item = &'v Value>) -> (&'static str, bool) {
    let (mut all, mut has_lists) = (Vec::new(), false);
    for value in values {
        match value {
            Value::List(values) => {
                has_lists = true;
                all.extend(values);
            }
            value => all.push(value),
        }
    }
    let number = |value: &Value| match value {
        Value::Number(number) => Some(number.clone()),
        _ => None,
    };
    let is_long = |value: &&Value| number(value).is_some_and(|number| number.parse::<i64>().is_ok());
    let is_double = |value: &&Value| {
        is_long(value)
            || number(value).is_some_and(|number| {
                number.contains(['.', 'e', 'E']) && number.parse::<f64>().unwrap().is_finite()
            })
    };
    let kind = if all.is_empty() {
        "string"
    } else if all.iter().all(|value| matches!(value, Value::Truth(_))) {
        "boolean"
    } else if all.iter().all(is_long) {
        "long"
    } else if all.iter().all(is_double) {
        "double"
    } else {
        "string"
    };
    (kind, has_lists)
}

type Columns<'g> = BTreeMap<&'static str, Vec<&'g Value>>;

/// The values of each property of nodes.
pub fn node_columns(graph: &Graph) -> Columns<'_> {
    let mut columns = Columns::new();
    for (name, value) in graph.nodes.iter().flat_map(|node| &node.props) {
        columns.entry(name).or_default().push(value);
    }
    columns
}

/// The values of each property of edges but their ids.
pub fn edge_columns(graph: &Graph) -> Columns<'_> {
    let mut columns = Columns::new();
    for (name, value) in graph.edges.iter().flat_map(|edge| &edge.props) {
        columns.entry(name).or_default().push(value);
    }
    columns
}

pub fn graphml(graph: &Graph) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    );
    let mut number = 0;
    let mut keys = |out: &mut String,
                    domain: &str,
                    own: &[&str],
                    columns: BTreeMap<&'static str, Option<Vec<&Value>>>| {
        for id in own {
            let name = if columns.contains_key(id) { format!("{id}_") } else { (*id).to_owned() };
            *out +=
                &format!("<key id=\"{id}\" for=\"{domain}\" attr.name=\"{name}\" attr.type=\"string\"/>\n");
        }
        let mut ids = BTreeMap::new();
        for (name, values) in columns {
            let (kind, has_lists) = shape(values.unwrap_or_default().into_iter());
            let kind = if has_lists { "string" } else { kind };
            let token = token(name);
            *out +=
                &format!("<key id=\"d{number}\" for=\"{domain}\" attr.name=\"{token}\" attr.type=\"{kind}\"");
            *out += &if token == name {
                "/>\n".to_owned()
            } else {
                format!("><desc>{}</desc></key>\n", xml(name))
            };
            ids.insert(name, format!("d{number}"));
            number += 1;
        }
        ids
    };
    let columns = node_columns(graph).into_iter().map(|(name, values)| (name, Some(values))).collect();
    let of_nodes = keys(&mut out, "node", &["id", "labels", "labelV", "types"], columns);
    let mut columns: BTreeMap<_, _> =
        edge_columns(graph).into_iter().map(|(name, values)| (name, Some(values))).collect();
    if graph.edges.iter().any(|edge| edge.id.is_some()) {
        columns.insert("id", None);
    }
    let of_edges = keys(&mut out, "edge", &["label", "labelE", "status", "relation", "relations"], columns);
    out += "<graph id=\"G\" edgedefault=\"directed\">\n";
    let data = |key: &str, text: &str| format!("<data key=\"{key}\">{}</data>", xml(text));
    let list = |names: &[&str]| {
        format!("[{}]", names.iter().map(|name| json_string(name)).collect::<Vec<_>>().join(","))
    };
    for node in &graph.nodes {
        out += &format!("<node id=\"{}\">", token(&node.id));
        if token(&node.id) != node.id {
            out += &data("id", &node.id);
        }
        if let Some(first) = node.types.first() {
            out += &data("labels", &node.types.iter().map(|name| format!(":{name}")).collect::<String>());
            out += &data("labelV", first);
        }
        if node.types.len() > 1 {
            out += &data("types", &list(&node.types));
        }
        for (name, value) in &node.props {
            out += &data(&of_nodes[name], &plain(value));
        }
        out += "</node>\n";
    }
    for (at, edge) in graph.edges.iter().enumerate() {
        let [source, target] = [edge.source, edge.target].map(|end| token(&graph.nodes[end].id));
        let kind = if is_fact(edge) { edge.relations[0] } else { "Claim" };
        out += &format!("<edge id=\"e{}\" source=\"{source}\" target=\"{target}\">", at + 1);
        out += &(data("label", kind) + &data("labelE", kind));
        if let Some(status) = edge.status {
            out += &data("status", status.name());
        }
        if !is_fact(edge) {
            out += &data("relation", edge.relations[0]);
        }
        if edge.relations.len() > 1 {
            out += &data("relations", &list(&edge.relations));
        }
        for (name, value) in edge_props(edge) {
            out += &data(&of_edges[name], &plain(&value));
        }
        out += "</edge>\n";
    }
    out + "</graph>\n</graphml>\n"
}

/// Whether no two edges have one id.
pub fn has_ids(graph: &Graph) -> bool {
    let ids: Vec<&String> = graph.edges.iter().filter_map(|edge| edge.id.as_ref()).collect();
    ids.iter().collect::<BTreeSet<_>>().len() == ids.len()
}

/// Which edges have a record in a model.
pub fn has_record(edge: &Edge, model: Model) -> bool {
    let has_more =
        edge.status.is_some() || !edge.props.is_empty() || edge.id.is_some() || edge.relations.len() > 1;
    model.has_claims() && (has_more || !model.has_edges())
}

/// The IRI of a name.
pub fn name_iri(name: &str, folder: &str) -> String {
    let ontology = Ontology::built_in();
    let declared = match folder {
        _ if name.contains("://") => Some(name.to_owned()),
        "type" => ontology.type_named(name).map(|key| ontology.node_type(key).iri.to_string()),
        "relation" => ontology.relation_named(name).map(|key| ontology.relation(key).iri.to_string()),
        _ if name == "label" => Some(format!("{RDFS}label")),
        _ => ontology.attribute_named(name).map(|key| ontology.attribute(key).iri.to_string()),
    };
    declared.unwrap_or_else(|| format!("{BASE}{folder}/{}", encoded(name)))
}

pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let code = u32::from(c);
        let is_ucs = (0xA0..=0xD7FF).contains(&code)
            || (0xF900..=0xFDCF).contains(&code)
            || (0xFDF0..=0xFFEF).contains(&code)
            || (0x10000..0xE0000).contains(&code) && code % 0x10000 < 0xFFFE;
        if c.is_ascii_alphanumeric() || "-._~:@!$'()*+,;=".contains(c) || is_ucs {
            out.push(c);
        } else {
            c.to_string().bytes().for_each(|byte| out += &format!("%{byte:02X}"));
        }
    }
    out
}

/// The IRI that a text is, or that it becomes behind a beginning.
pub fn iri(text: &str, before: &str) -> String {
    let is_absolute = (text.contains("://") || text.to_ascii_lowercase().starts_with("urn:"))
        && oxrdf::NamedNode::new(text).is_ok();
    if is_absolute { text.to_owned() } else { format!("{before}{}", encoded(text)) }
}

/// The status of a claim.
pub fn status_iri(status: Status) -> String {
    format!("{NAMESPACE}{}", status.name())
}

/// The datatype of a number.
pub fn datatype(number: &str) -> String {
    let name = match number {
        number if number.contains(['e', 'E']) => "double",
        number if number.contains('.') => "decimal",
        _ => "integer",
    };
    format!("{XSD}{name}")
}
