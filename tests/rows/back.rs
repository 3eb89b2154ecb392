//! What is written as a property graph that dossier reads is read back as the same graph, as far as nothing was told to be
//! lost.

use std::fs;

use super::graphs::{Graph, Value, graph};
use super::{PLAIN, Way, config, export, tame};
use crate::row_readers::dump;
use dossier::graph::rows::RowGraph;
use proptest::prelude::*;

/// The rows of a graph as they are dumped, sorted: where claims are vertices, the order of edges is another.
fn rows(graph: &RowGraph) -> Vec<String> {
    let mut rows = dump::rows(graph);
    rows.sort();
    rows
}

/// Rows without their properties.
fn without_properties(rows: &[String]) -> Vec<String> {
    rows.iter().map(|row| row.split_inclusive('=').next().unwrap_or(row).to_owned()).collect()
}

/// The formats that have a graph in one file, and those that have it in a folder.
const FILES: [&str; 5] = ["graphml", "gexf", "nodelink", "cytoscape", "graphson"];
const FOLDERS: [&str; 2] = ["neo4j", "parquet"];

/// The graph that is read of what was written, and whether something was told to be lost; `None` if it was refused.
fn back(format: &str, graph: &RowGraph, way: Way) -> Option<(Vec<String>, bool)> {
    let (files, losses) = match export(format, graph, way) {
        Ok(written) => written,
        Err(error) => {
            assert!(error.to_string().contains("separators"), "{format}: {error}");
            return None;
        }
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("graph.{format}"));
    for (name, bytes) in files {
        let file = if FOLDERS.contains(&format) { path.join(name) } else { path.clone() };
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    let reading = dump::read(&[path], "", 1);
    assert_eq!(dump::findings(&reading), "", "{format}");
    Some((rows(&reading.graph), !losses.summary().is_empty()))
}

/// Writes numbers as those of floating point, which columns of Parquet have.
fn float(value: &mut Value) {
    match value {
        Value::Number(number) => *number = serde_json::json!(number.parse::<f64>().unwrap()).to_string(),
        Value::List(values) => values.iter_mut().for_each(float),
        _ => {}
    }
}

/// A text that XML can hold.
fn held(text: &str) -> String {
    text.chars()
        .filter(|c| *c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}') || "\t\n\r".contains(*c))
        .collect()
}

/// A graph in which rows differ by their ids.
fn told_apart(mut graph: Graph) -> Graph {
    let mut known = std::collections::BTreeSet::new();
    for edge in &mut graph.edges {
        edge.id = edge.id.take().map(|id| held(&id)).filter(|id| !id.is_empty() && known.insert(id.clone()));
        let mut seen = std::collections::BTreeSet::new();
        edge.relations.retain(|name| seen.insert(*name));
    }
    known.clear();
    for (at, node) in graph.nodes.iter_mut().enumerate() {
        // Where XML cannot hold an id, claims name other ends than the nodes have.
        node.id = held(&node.id);
        if node.id.is_empty() || !known.insert(node.id.clone()) {
            node.id = format!("node {at}");
        }
        let mut seen = std::collections::BTreeSet::new();
        node.types.retain(|name| seen.insert(*name));
    }
    graph.each_props(|props| {
        // The order of texts in several languages is that of their properties.
        let is_in_languages = |value: &Value| matches!(value, Value::List(items) if items.iter().any(|item| matches!(item, Value::Words(..))));
        props.retain(|(_, value)| !is_in_languages(value));
        props.retain(|(name, value)| *name != "by" || matches!(value, Value::Text(_)));
    });
    graph
}

/// A value of the only kind that a name has: no format tells of values of one kind that they are of several.
fn of_one_kind(name: &str, value: Value, has_numbers: bool) -> Value {
    let text = |value: &Value| match value {
        Value::Text(text) | Value::Words(_, text) | Value::Typed(_, text) | Value::Json(text) => held(text),
        other => format!("{}", format!("{other:?}").len()),
    };
    match name {
        "by" | "status" | "name" | "label" | "evidence" => Value::Text(text(&value)),
        "count" => Value::Number(text(&value).len().to_string()),
        "weight" => Value::Number(format!("{}.5", text(&value).len())),
        "image" => Value::Truth(text(&value).len() % 2 == 0),
        "full name" => Value::List(vec![Value::Text(text(&value)), Value::Text(text(&value) + "\"\\")]),
        "s" if has_numbers => {
            Value::List(vec![Value::Number("1".to_owned()), Value::Number("-2".to_owned())])
        }
        "a/b" => Value::Json(format!("{{\"a\":[{}]}}", text(&value).len())),
        "關係" => Value::Typed("http://www.w3.org/2001/XMLSchema#date", "2019-05-10".to_owned()),
        _ => Value::Text(text(&value)),
    }
}

/// Types and relations that formats may mistake.
const NAMES: [&str; 20] = [
    "Entity",
    "Claim",
    "entity",
    "a",
    "b",
    "a:b",
    "a:b:c",
    "b:c",
    "person",
    "Person",
    "PERSON",
    "SUBJECT",
    "x|y",
    "[\"z\"]",
    "<&>\"'",
    "two\nlines",
    "http://e.org/a:b",
    "http://e.org/a",
    " blank ",
    "關係",
];

/// Names of properties that formats have for themselves.
const OWN: [(&str, &str); 8] = [
    ("Person", "iri"),
    ("knows", "labels"),
    ("source", "kind"),
    ("type", "types"),
    ("http://ex.org/p#q", "labelV"),
    ("label", "claims"),
    ("count", "source_id"),
    ("evidence", "subject"),
];

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn a_graph_comes_back_or_its_losses_are_told(graph in graph(), size in 1..6usize) {
        let mut graph = told_apart(graph);
        // No parser of JSON at hand takes larger numbers.
        graph.each_props(|props| props.iter_mut().for_each(|(_, value)| tame(value)));
        for format in FILES.into_iter().chain(FOLDERS) {
            let mut graph = graph.clone();
            if format == "parquet" {
                graph.each_props(|props| props.iter_mut().for_each(|(_, value)| float(value)));
            }
            let graph = graph.rows(size);
            let wanted = rows(&graph);
            let Some((found, is_told)) = back(format, &graph, PLAIN) else { continue };
            if found != wanted {
                prop_assert!(is_told, "{}: {:?} is not {:?}", format, found, wanted);
                // Of those of GEXF and Neo4j, some rows are other ones: ids without what XML cannot hold, lists of nothing.
                if !["gexf", "neo4j"].contains(&format) {
                    prop_assert_eq!(without_properties(&found), without_properties(&wanted));
                }
            }
        }
    }

    #[test]
    fn what_a_format_can_hold_comes_back(
        graph in graph(),
        size in 1..6usize,
        hostile in prop::collection::vec(prop::sample::select(&NAMES[..]), 1..24),
        has_own in any::<bool>(),
    ) {
        for format in FILES.into_iter().chain(FOLDERS) {
            let mut graph = graph.clone();
            // In tables, such a type cannot be told from the label of all nodes.
            let is_held = |name: &&str| !FOLDERS.contains(&format) || !name.eq_ignore_ascii_case("entity");
            let mut names = hostile.iter().copied().filter(is_held).chain(["person"]).cycle();
            let types = graph.nodes.iter_mut().flat_map(|node| &mut node.types);
            let relations = graph.edges.iter_mut().flat_map(|edge| &mut edge.relations);
            types.chain(relations).for_each(|name| *name = names.next().unwrap());
            let mut graph = told_apart(graph);
            graph.each_props(|props| {
                // For Neo4j, speakers are a list, and that of one empty text is not written.
                let is_nothing = |value: &Value| matches!(value, Value::Text(text) if held(text).is_empty());
                props.retain(|(name, value)| format != "neo4j" || *name != "by" || !is_nothing(value));
                for (name, value) in props {
                    *value = of_one_kind(name, value.clone(), format != "gexf");
                    if let Some((_, own)) = OWN.iter().find(|(plain, _)| has_own && plain == name) {
                        *name = own;
                    }
                }
            });
            let rows_of = graph.rows(size);
            let Some((found, _)) = back(format, &rows_of, PLAIN) else { continue };
            prop_assert_eq!(found, rows(&rows_of), "{}", format);
        }
    }
}

/// An edge between the two nodes, with some more members.
fn edge(text: &str) -> String {
    format!(r#"{{"source":"a","target":"b","type":"r",{text}}}"#)
}

/// Names and ids meet each other and parts of the lowering; what is left of what cannot come back is told.
#[test]
fn names_that_meet_come_back() {
    let two = r#"{"id":"a","type":"person"}
{"id":"b","type":["Name","Entity"]}"#;
    let disputed = |text: &str| edge(&format!(r#""status":"disputed"{text}"#));
    let cases = [
        String::new(),
        edge(r#""id":"e","claims":["x"],"statuses":["y"]"#),
        edge(r#""statuses":["disputed"],"relations":["r","s"]"#),
        r#"{"source":"a","target":"b","type":"SUBJECT","id":"a/SUBJECT/b"}"#.to_owned(),
        r#"{"source":"a","target":"b","type":["worksFor","subject"],"status":"attributed"}"#.to_owned(),
        r#"{"id":"c","K":1,"k":2}"#.to_owned(),
        r#"{"id":"c","label":"Ada","types":["x"],"labels":"y"}"#.to_owned(),
        r#"{"id":"c","p":["y",{"@value":"x","@language":"en"}]}"#.to_owned(),
        r#"{"id":"c","":1,"_":2,"dossiers":["x"],"dossier":"rows"}"#.to_owned(),
        r#"{"id":"c","w":5}
{"id":"d","w":0.5}"#
            .to_owned(),
        r#"{"id":"c","j":{"a":[1,{"b":"\"\n"}]}}"#.to_owned(),
        disputed(r#","id":"a""#),
        edge(r#""id":"a""#),
        disputed(r#","id":"row/1","by":["a","b"]"#),
        disputed(r#","id":"http://ex.org/a","evidence":"x","text":"two\nlines""#),
        r#"{"id":"http://ex.org/a"}
{"source":"a","target":"b","type":"r","id":"http://ex.org/a"}"#
            .to_owned(),
        format!("{}\n{}", disputed(r#","id":"c","by":"a""#), r#"{"id":"c","status":"new","asserted":"s"}"#),
    ];
    let told = [
        disputed(r#","by":5"#),
        disputed(r#","directed":false"#),
        edge(r#""see":{"@value":"http://ex.org/doc","@type":"@id"}"#),
        r#"{"id":"c","n":9007199254740993}"#.to_owned(),
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.jsonl");
    for (number, case) in cases.iter().chain(&told).enumerate() {
        fs::write(&path, format!("{two}\n{case}\n")).unwrap();
        let reading = dump::read(std::slice::from_ref(&path), "", 1);
        assert_eq!(dump::findings(&reading), "", "{case}");
        for format in FILES {
            let (found, is_told) = back(format, &reading.graph, PLAIN).unwrap();
            if number < cases.len() || !is_told {
                assert_eq!(found, rows(&reading.graph), "{format}: {case}");
            }
        }
    }
    fs::write(&path, "").unwrap();
    let empty = dump::read(&[path], "", 1);
    for format in ["graphml", "gexf", "nodelink", "cytoscape"] {
        assert_eq!(back(format, &empty.graph, PLAIN), Some((Vec::new(), false)), "{format}");
    }
}
