//! What each format of rows must look like, written slowly and plainly: strings, loops and `format!`.

use std::collections::BTreeSet;

use dossier::export::Model;
use dossier::ontology::{NAMESPACE, Ontology, Status};

use super::graphs::{Edge, Graph, Node, Value};
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
                '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
                c if c < ' ' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap()),
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

/// Of an IRI what follows its last `#`, `/` or `:`; none in these graphs has a known prefix.
fn local(name: &str) -> &str {
    if !is_iri(name) {
        return name;
    }
    let name_of_end = name.trim_end_matches(['#', '/', ':']).rsplit(['#', '/', ':']).next().unwrap();
    if name_of_end.is_empty() { name } else { name_of_end }
}

pub fn is_iri(text: &str) -> bool {
    let is_urn = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"));
    let has_authority = text.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//"));
    (is_urn || has_authority) && oxiri::Iri::parse(text).is_ok()
}

/// The text of a value that names a node.
fn label(value: &Value) -> Option<String> {
    let texts = match value {
        Value::List(items) => items.clone(),
        value => vec![value.clone()],
    };
    let of = |class: fn(&Value) -> Option<&String>| {
        texts.iter().filter_map(class).find(|text| !text.trim_ascii().is_empty()).cloned()
    };
    let all_are_texts = texts.iter().all(|value| matches!(value, Value::Text(_) | Value::Words(..)));
    let english = of(|value| if let Value::Words("en", text) = value { Some(text) } else { None });
    let plain = of(|value| if let Value::Text(text) = value { Some(text) } else { None });
    let other = of(|value| if let Value::Words(_, text) = value { Some(text) } else { None });
    english.or(plain).or(other).filter(|_| all_are_texts)
}

/// What the nodes of a picture are called: by their labels or ids, and where several are called so, with ids that are longer.
fn called(graph: &Graph) -> Vec<String> {
    let value = |node: &Node, wanted: &str| {
        node.props.iter().find(|(name, _)| *name == wanted).and_then(|(_, value)| label(value))
    };
    let labels: Vec<Option<String>> =
        graph.nodes.iter().map(|node| value(node, "label").or_else(|| value(node, "name"))).collect();
    let mut called: Vec<String> = (graph.nodes.iter().zip(&labels))
        .map(|(node, label)| label.clone().unwrap_or_else(|| local(&node.id).to_owned()))
        .collect();
    let mut namespaces: Vec<(String, String)> = Vec::new();
    for step in 0..3 {
        let before = called.clone();
        for (at, (node, label)) in graph.nodes.iter().zip(&labels).enumerate() {
            if before.iter().filter(|other| **other == before[at]).count() < 2 {
                continue;
            }
            let id = match step {
                0 => local(&node.id).to_owned(),
                1 => prefixed(&node.id, &mut namespaces),
                _ => node.id.clone(),
            };
            called[at] = match label {
                Some(label) if *label != id || step > 0 => format!("{label} ({id})"),
                _ => id,
            };
        }
    }
    called
}

/// An IRI with a prefix: `ex` for those of `ex.org`, `urn` for URNs, with a number for each further namespace.
fn prefixed(id: &str, namespaces: &mut Vec<(String, String)>) -> String {
    if !is_iri(id) {
        return id.to_owned();
    }
    let known =
        namespaces.iter().filter(|(namespace, _)| id.len() > namespace.len() && id.starts_with(namespace));
    if let Some((namespace, prefix)) = known.max_by_key(|(namespace, _)| namespace.len())
        && !id[namespace.len()..].contains(['/', '#'])
    {
        return format!("{prefix}:{}", &id[namespace.len()..]);
    }
    let (namespace, local) = id.split_at(id.rfind(['#', '/', ':']).unwrap() + 1);
    let host =
        if namespace.starts_with("http://ex.org") { "ex" } else { namespace.split(':').next().unwrap() };
    let number = (1..).find(|number| {
        let prefix = if *number == 1 { host.to_owned() } else { format!("{host}{number}") };
        namespaces.iter().all(|(_, known)| *known != prefix)
    });
    let prefix =
        number.filter(|number| *number > 1).map_or(host.to_owned(), |number| format!("{host}{number}"));
    namespaces.push((namespace.to_owned(), prefix.clone()));
    format!("{prefix}:{local}")
}

pub fn dot(graph: &Graph) -> String {
    // A property may be called `type` itself.
    let has_type = names(graph).contains("type");
    let kind = if has_type { "type_" } else { "type" };
    let mut out = String::from("digraph {\n");
    for (node, called) in graph.nodes.iter().zip(called(graph)) {
        // A property `label` that says something else has another name.
        let (mut node_props, mut is_labelled) = (node.props.clone(), called == node.id);
        for (name, value) in node_props.iter_mut().filter(|(name, _)| *name == "label" && called != node.id) {
            match plain(value) == called {
                true => is_labelled = true,
                false => *name = "label_",
            }
        }
        let label = if is_labelled { String::new() } else { format!(", label={}", dot_string(&called)) };
        let (id, types, props) =
            (dot_string(&node.id), dot_string(&node.types.join(" ")), dot_props(&node_props));
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
            let status = edge.status.map_or("", |status| status.name());
            out += &format!(", relation={relation}, class=\"claim {status}\", style=dashed");
        }
        if edge.props.iter().all(|(name, _)| *name != "label") {
            let said = edge.status.filter(|_| !is_fact(edge)).map(|status| format!(" ({})\"", status.name()));
            let shown: Vec<&str> = edge.relations.iter().map(|name| local(name)).collect();
            let shown = dot_string(&shown.join(" "));
            let open = shown.strip_suffix('"').unwrap();
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
