//! Folders of CSV files, read by the csv crate and typed by their headers.

use serde_json::{Map, Value, json};

use super::graph::{Graph, by_key};
use crate::files::Files;

/// What differs between the forms.
pub struct Form {
    /// The folder of vertices.
    pub nodes: &'static str,
    /// The folder of edges.
    pub edges: &'static str,
    /// What splits labels.
    pub labels: char,
    /// How a list is read; `None` where lists are JSON.
    pub list: Option<fn(&str, char) -> Vec<String>>,
}

/// The graph of a folder. `expected` tells which texts are lists, where the form itself does not.
pub fn read(files: &Files, form: &Form, expected: &Graph) -> Graph {
    let objects = |folder: &str, known: &std::collections::BTreeMap<String, Map<String, Value>>| {
        let mut all = Vec::new();
        for (_, bytes) in files.0.iter().filter(|(name, _)| name.starts_with(folder)) {
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            let headers = reader.headers().unwrap().clone();
            for row in reader.records() {
                let mut object = Map::new();
                let mut id = None;
                for (header, cell) in headers.iter().zip(&row.unwrap()) {
                    match header {
                        "~id" | ":ID" => id = Some(cell.to_owned()),
                        ":LABEL" => insert(&mut object, "labels", split(cell, form.labels)),
                        "~label" if folder == form.nodes => {
                            insert(&mut object, "labels", split(cell, form.labels));
                        }
                        ":TYPE" | "~label" => insert(&mut object, "type", json!(cell)),
                        "~from" => insert(&mut object, "from", json!(cell)),
                        "~to" => insert(&mut object, "to", json!(cell)),
                        _ if header.starts_with(":START_ID") => insert(&mut object, "from", json!(cell)),
                        _ if header.starts_with(":END_ID") => insert(&mut object, "to", json!(cell)),
                        _ if cell.is_empty() => {}
                        _ => {
                            let (name, kind) = header.split_once(':').unwrap();
                            insert(&mut object, name, value(cell, kind, form));
                        }
                    }
                }
                let iri = object["iri"].as_str().unwrap().to_owned();
                assert!(id.is_none_or(|id| id == iri), "{iri}");
                for (name, value) in &mut object {
                    let is_list =
                        known.get(&iri).and_then(|object| object.get(name)).is_some_and(Value::is_array);
                    if is_list && let Value::String(text) = value {
                        *value = serde_json::from_str(text).unwrap();
                    }
                }
                all.push(object);
            }
        }
        by_key(all)
    };
    let nodes = objects(form.nodes, &expected.nodes);
    let mut edges = objects(form.edges, &expected.edges);
    // Neo4j's import joins by ids.
    let by_id = |id: &Value| nodes.iter().find(|(_, node)| node["id"] == *id).map(|(iri, _)| json!(iri));
    for edge in edges.values_mut() {
        for end in ["from", "to"] {
            if !nodes.contains_key(edge[end].as_str().unwrap()) {
                let iri = by_id(&edge[end]).unwrap();
                edge.insert(end.to_owned(), iri);
            }
        }
    }
    Graph { nodes, edges }
}

fn insert(object: &mut Map<String, Value>, name: &str, value: Value) {
    assert!(object.insert(name.to_owned(), value).is_none(), "{name} stands twice");
}

fn split(cell: &str, at: char) -> Value {
    json!(cell.split(at).collect::<Vec<_>>())
}

/// A cell by the type in its header, as the documentation of the three loaders names them.
fn value(cell: &str, kind: &str, form: &Form) -> Value {
    match kind.to_ascii_lowercase().trim_end_matches("(single)") {
        "string[]" => json!(form.list.unwrap()(cell, form.labels)),
        "long" => json!(cell.parse::<i64>().unwrap()),
        "double" => json!(cell.parse::<f64>().unwrap()),
        "boolean" | "bool" => json!(cell.parse::<bool>().unwrap()),
        "string" | "id(entity)" => json!(cell),
        "date" | "datetime" => {
            assert_eq!(cell.len(), "2019-05-10".len());
            json!(cell)
        }
        other => panic!("there is no type {other}"),
    }
}

/// Splits at every separator.
pub fn plainly(cell: &str, separator: char) -> Vec<String> {
    cell.split(separator).map(str::to_owned).collect()
}

/// Splits at semicolons that have no backslash before them.
pub fn with_escapes(cell: &str, _: char) -> Vec<String> {
    let mut members = vec![String::new()];
    let mut rest = cell.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' if rest.next_if_eq(&';').is_some() => members.last_mut().unwrap().push(';'),
            ';' => members.push(String::new()),
            c => members.last_mut().unwrap().push(c),
        }
    }
    members
}
