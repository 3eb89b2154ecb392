//! Rows that name the same node: merged in any order they give the same nodes, by a simple reference.
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use dossier::diagnostic::Level;
use dossier::graph::rows::{Cell, Merge, NameKey, RowGraph};
use dossier::read::rows::{RowOptions, RowReading, read_rows};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::row_readers::dump::{findings, rows};

/// A row of a node: its id, types and properties.
#[derive(Clone, Debug)]
struct Row {
    id: char,
    types: Vec<char>,
    properties: BTreeMap<char, Value>,
}

impl Row {
    fn line(&self) -> String {
        let types: Vec<String> = self.types.iter().map(char::to_string).collect();
        let properties: BTreeMap<String, &Value> =
            self.properties.iter().map(|(name, value)| (name.to_string(), value)).collect();
        json!({"id": self.id.to_string(), "type": types, "props": properties}).to_string()
    }
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        prop::sample::select(vec![json!("x"), json!("y"), json!(1), json!(-2), json!(true), json!(1.5)]),
        prop::sample::select(vec![json!("a,b]"), json!({"k": [1, "]\""]}), json!({"k": 2})]),
    ]
}

fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    let value = prop_oneof![scalar(), prop::collection::vec(scalar(), 1..4).prop_map(Value::Array)];
    let properties = prop::collection::btree_map(prop::char::range('p', 'r'), value, 0..3);
    let types = prop::collection::btree_set(prop::char::range('A', 'C'), 0..3);
    let types = types.prop_map(|types| types.into_iter().collect::<Vec<_>>()).prop_shuffle();
    let row = (prop::char::range('a', 'c'), types, properties);
    prop::collection::vec(row.prop_map(|(id, types, properties)| Row { id, types, properties }), 1..12)
}

/// A property: whether it is a list, and its values in the order of their words.
type Property = (bool, Vec<String>);
/// Nodes by id: types and properties.
type Nodes = BTreeMap<String, (BTreeSet<String>, BTreeMap<String, Property>)>;

fn of_value(value: &Value) -> Property {
    match value {
        Value::Array(items) => {
            let mut items: Vec<String> = items.iter().map(Value::to_string).collect();
            items.sort();
            (true, items)
        }
        value => (false, vec![value.to_string()]),
    }
}

/// What merging has to give, and how many values it drops.
fn reference(rows: &[Row], how: Merge) -> (Nodes, usize) {
    let (mut nodes, mut dropped) = (Nodes::new(), 0);
    let mut values: BTreeMap<(char, char), Vec<&Value>> = BTreeMap::new();
    for row in rows {
        let node = nodes.entry(row.id.to_string()).or_default();
        node.0.extend(row.types.iter().map(char::to_string));
        for (name, value) in &row.properties {
            values.entry((row.id, *name)).or_default().push(value);
        }
    }
    for ((id, name), values) in values {
        let of_first = of_value(values[0]);
        let all: Vec<Property> = values.iter().map(|value| of_value(value)).collect();
        let property = match how {
            Merge::First => {
                let is_lost = |(_, items): &&Property| items.iter().any(|item| !of_first.1.contains(item));
                dropped += all.iter().filter(is_lost).count();
                of_first
            }
            _ if values.iter().all(|value| *value == values[0]) => of_first,
            _ => {
                let distinct: BTreeSet<String> = all.iter().flat_map(|(_, items)| items.clone()).collect();
                let is_list = distinct.len() > 1 || all.iter().any(|(is_list, _)| *is_list);
                (is_list, distinct.into_iter().collect())
            }
        };
        nodes.entry(id.to_string()).or_default().1.insert(name.to_string(), property);
    }
    (nodes, dropped)
}

fn of_cell(cell: &Cell<'_>) -> Property {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    match *cell {
        Cell::Clean(bytes) | Cell::Text(bytes) => of_value(&Value::String(text(bytes))),
        Cell::Integer(bytes) | Cell::Number(bytes) | Cell::Json(bytes) => {
            of_value(&serde_json::from_slice(bytes).unwrap())
        }
        Cell::Boolean(value) => of_value(&Value::Bool(value)),
        Cell::List(items) => {
            let mut items: Vec<String> = items.flat_map(|item| of_cell(&item).1).collect();
            items.sort();
            (true, items)
        }
        _ => panic!("{cell:?}"),
    }
}

fn nodes_of(graph: &RowGraph) -> Nodes {
    let mut nodes = Nodes::new();
    let names = graph.names();
    graph.each_node(graph.blocks(), |row| {
        let id = String::from_utf8(row.id.text.to_vec()).unwrap();
        assert!(!nodes.contains_key(&id), "{id} twice");
        let node = nodes.entry(id).or_default();
        if row.node_type != NameKey::NONE {
            node.0.insert(names.get(row.node_type).to_owned());
        }
        for (name, cell) in row.cells {
            match cell {
                Cell::Typed { datatype, .. } if name == NameKey::ALSO_TYPE => {
                    assert!(node.0.insert(names.get(datatype).to_owned()), "a type twice");
                }
                cell => assert!(node.1.insert(names.get(name).to_owned(), of_cell(&cell)).is_none()),
            }
        }
    });
    nodes
}

/// Reads lines, parted into two files.
fn read(lines: &[String], part: usize, options: &RowOptions<'_>) -> RowReading {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = lines.split_at(part.min(lines.len()));
    let mut paths: Vec<PathBuf> = Vec::new();
    for (name, lines) in [("one.jsonl", one), ("two.jsonl", two)] {
        if !lines.is_empty() {
            paths.push(folder.path().join(name));
            fs::write(paths.last().unwrap(), lines.join("\n")).unwrap();
        }
    }
    read_rows(&paths, options).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn merged_rows_are_those_of_the_reference(
        (rows, shuffled) in any_rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        part in 0..12usize,
        threads in 1..4usize,
    ) {
        let options = RowOptions::default().with_most(1000).with_threads(threads);
        let lines = |rows: &[Row]| rows.iter().map(Row::line).collect::<Vec<_>>();
        let (wanted, _) = reference(&rows, Merge::Union);
        for rows in [&rows, &shuffled] {
            let reading = read(&lines(rows), part, &options.with_merge(Some(Merge::Union)));
            prop_assert!(reading.findings.is_empty(), "{}", findings(&reading));
            prop_assert_eq!(&nodes_of(&reading.graph), &wanted);
            let repairs = reading.repairs;
            prop_assert_eq!((repairs.repeated + repairs.merged) as usize, rows.len() - wanted.len());
        }
        let reading = read(&lines(&rows), part, &options.with_merge(Some(Merge::First)));
        let (wanted, dropped) = reference(&rows, Merge::First);
        prop_assert_eq!(nodes_of(&reading.graph), wanted);
        prop_assert_eq!(reading.findings.count(Level::Warning), dropped);
        prop_assert_eq!(reading.findings.count(Level::Error), 0);
    }

    #[test]
    fn what_is_identical_is_no_error(rows in any_rows(), times in 1..4usize, part in 0..30usize) {
        let once: BTreeMap<char, &Row> = rows.iter().map(|row| (row.id, row)).collect();
        let mut lines = Vec::new();
        for _ in 0..times {
            lines.extend(once.values().map(|row| row.line()));
        }
        let reading = read(&lines, part, &RowOptions::default());
        prop_assert!(reading.findings.is_empty(), "{}", findings(&reading));
        prop_assert_eq!(reading.repairs.repeated as usize, lines.len() - once.len());
        prop_assert_eq!(nodes_of(&reading.graph).len(), once.len());
    }
}

/// Enough rows for many pieces: the second half names the nodes of the first half again, and edges end nowhere.
#[test]
fn nothing_depends_on_the_number_of_threads() {
    let mut lines = Vec::new();
    for number in 0..30_000 {
        lines.push(format!(
            r#"{{"id":"n{number}","type":"Person","name":"Person {number}","even":{}}}"#,
            number % 2
        ));
    }
    for number in 0..30_000 {
        let other = (number * 7919) % 30_000;
        lines.push(format!(r#"{{"id":"n{other}","type":"Owner","name":"Owner {number}","note":"again"}}"#));
        lines.push(format!(
            r#"{{"source":"n{number}","target":"x{}","type":"owns","id":"e{}","w":{number}}}"#,
            number % 500,
            number % 20_000
        ));
    }
    for how in [Merge::Union, Merge::First] {
        let all: Vec<Vec<String>> = [1, 2, 5]
            .map(|threads| {
                let options =
                    RowOptions::default().with_merge(Some(how)).with_stubs(true).with_threads(threads);
                let reading = read(&lines, 40_000, &options);
                let mut all = rows(&reading.graph);
                all.extend(reading.findings.iter().map(|finding| finding.message.clone()));
                all.push(format!("{:?}", reading.repairs));
                all
            })
            .to_vec();
        assert!(all[0].len() > 30_000 + 500 + 20_000, "{how:?}: {}", all[0].len());
        for other in &all {
            for (one, other) in all[0].iter().zip(other) {
                assert_eq!(one, other, "{how:?}");
            }
            assert_eq!(other.len(), all[0].len(), "{how:?}");
        }
    }
}

const EDGES: &[&str] = &[
    r#"{"id":"a","type":"Person"}"#,
    r#"{"id":"b","type":"Person"}"#,
    r#"{"id":"e","source":"a","target":"b","type":"knows","since":1990,"by":"x"}"#,
    r#"{"id":"e","by":"x","source":"a","target":"b","type":"knows","since":1990}"#,
    r#"{"id":"e","source":"a","target":"b","type":"knows","since":1991,"place":"Riverton"}"#,
    r#"{"id":"f","source":"a","target":"b","type":"knows"}"#,
    r#"{"id":"f","source":"b","target":"a","type":"knows"}"#,
];

#[test]
fn edges_of_one_id_are_merged_where_they_have_the_same_ends() {
    let lines: Vec<String> = EDGES.iter().map(|line| (*line).to_owned()).collect();
    let read = |merge| read(&lines, 4, &RowOptions::default().with_merge(merge));
    let codes = |reading: &RowReading| {
        let codes = reading.findings.iter().map(|finding| (finding.rule.code, finding.level));
        codes.collect::<Vec<_>>()
    };
    let none = read(None);
    assert_eq!(codes(&none), [("D0803", Level::Error); 2]);
    let shown = findings(&none);
    assert!(
        shown.contains("help: use `--merge`") && shown.contains("help: give one of the edges"),
        "{shown}"
    );
    assert_eq!(none.repairs.repeated, 1);
    let union = read(Some(Merge::Union));
    assert_eq!(codes(&union), [("D0803", Level::Error)]);
    let edges = rows(&union.graph);
    assert!(
        edges.contains(&r#"edge a -> b :knows by="x" id="e" place="Riverton" since=[1990 1991]"#.to_owned()),
        "{edges:#?}"
    );
    let first = read(Some(Merge::First));
    assert_eq!(codes(&first), [("D0803", Level::Error), ("D0805", Level::Warning)]);
    assert!(findings(&first).contains("two.jsonl:1:"), "{}", findings(&first));
    let edges = rows(&first.graph);
    assert!(
        edges.contains(&r#"edge a -> b :knows by="x" id="e" place="Riverton" since=1990"#.to_owned()),
        "{edges:#?}"
    );
}

#[test]
fn ends_that_are_declared_nowhere_become_nodes_where_the_user_wants_it() {
    let lines: Vec<String> = [
        r#"{"id":"a","type":"Person"}"#,
        r#"{"source":"a","target":"x","type":"knows"}"#,
        r#"{"source":"y","target":"b","type":"knows"}"#,
        r#"{"source":"x","target":"y","type":"knows"}"#,
        r#"{"id":"b","type":"Person"}"#,
    ]
    .map(str::to_owned)
    .to_vec();
    let without = read(&lines, 2, &RowOptions::default());
    assert_eq!(without.findings.count(Level::Error), 3);
    assert!(findings(&without).contains("use `--stubs`"), "{}", findings(&without));
    let with = read(&lines, 2, &RowOptions::default().with_stubs(true));
    assert!(with.findings.is_empty(), "{}", findings(&with));
    assert_eq!(with.repairs.stubs, 2);
    let mut wanted = String::new();
    for row in ["node a :Person", "node b :Person", "node x", "node y"] {
        writeln!(wanted, "{row}").unwrap();
    }
    let nodes: String = rows(&with.graph)
        .iter()
        .filter(|row| row.starts_with("node"))
        .map(|row| format!("{row}\n"))
        .collect();
    assert_eq!(nodes, wanted);
}

#[test]
fn an_entity_of_follow_the_money_in_two_files_has_its_links_once() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = ["one.json", "two.json"].map(|name| folder.path().join(name));
    let owner =
        r#"{"id":"o","schema":"Ownership","properties":{"owner":["p"],"asset":["c"],"percentage":["50"]}}"#;
    let others = r#"{"id":"a","schema":"Address","properties":{"full":["Port Road"]}}
{"id":"c","schema":"Company","properties":{"name":["Dock"],"addressEntity":["a"]}}"#;
    let person = |more: &str| {
        format!(
            r#"{{"id":"p","schema":"Person","properties":{{"name":["Ada"{more}],"addressEntity":["a"]}}}}"#
        )
    };
    fs::write(&one, format!("{}\n{owner}\n{others}\n", person(""))).unwrap();
    fs::write(&two, format!("{}\n{owner}\n", person(r#","A. Okoro""#))).unwrap();
    let edges = |reading: &RowReading| -> Vec<String> {
        rows(&reading.graph).into_iter().filter(|row| row.starts_with("edge")).collect()
    };
    let wanted = [
        "edge p -> a :addressEntity",
        "edge p -> c :Ownership id=\"o\" percentage=\"50\"",
        "edge c -> a :addressEntity",
    ];
    let twice = read_rows(&[one.clone(), one.clone()], &RowOptions::default()).unwrap();
    assert!(twice.findings.is_empty(), "{}", findings(&twice));
    assert_eq!(edges(&twice), wanted);
    // What several lines say of one entity is put together, so that none of them repeats another.
    assert_eq!(twice.repairs.repeated, 0);
    let merged = read_rows(&[one, two], &RowOptions::default().with_merge(Some(Merge::Union))).unwrap();
    assert!(merged.findings.is_empty(), "{}", findings(&merged));
    assert_eq!(edges(&merged), wanted);
    assert_eq!((merged.repairs.merged, merged.repairs.united), (1, 0));
    assert_eq!(rows(&merged.graph)[0], r#"node p :Person name=["Ada" "A. Okoro"]"#);
}
