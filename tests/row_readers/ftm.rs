//! FollowTheMoney: entities that hold others are the graph that they are side by side.

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::dump::{findings, read, rows};
use dossier::read::rows::RowReading;

/// Reads a text as FollowTheMoney.
fn ftm(text: &str) -> RowReading {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("targets.nested.json");
    fs::write(&path, text).unwrap();
    read(&[path], "", 2)
}

fn sorted(reading: &RowReading) -> Vec<String> {
    let mut rows = rows(&reading.graph);
    rows.sort();
    rows
}

/// Property, schema of those that have it, its reverse.
const LINKS: [(&str, &str, &str); 7] = [
    ("addressEntity", "Person", "things"),
    ("addressEntity", "Company", "things"),
    ("parent", "Company", "subsidiaries"),
    ("entity", "Sanction", "sanctions"),
    ("proof", "Ownership", "provenIntervals"),
    ("owner", "Ownership", "ownershipOwner"),
    ("asset", "Ownership", "ownershipAsset"),
];

type Entities = BTreeMap<String, Value>;

/// What names what by which property, in both directions, as OpenSanctions finds it.
fn adjacent(entities: &Entities, own: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let ids = |entity: &Value, property: &str| -> Vec<String> {
        let ids = entity["properties"][property].as_array().cloned().unwrap_or_default();
        ids.iter().map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    for (property, schema, reverse) in LINKS {
        let entity = &entities[own];
        if entity["schema"] == schema {
            found.extend(ids(entity, property).into_iter().map(|id| (property, id)));
        }
        for (id, other) in entities.iter().filter(|(_, other)| other["schema"] == schema) {
            if ids(other, property).iter().any(|named| named == own) {
                found.push((reverse, id.clone()));
            }
        }
    }
    found
}

/// An entity with those around it inside, except those that it is inside of: as OpenSanctions writes `targets.nested.json`.
fn nested(entities: &Entities, own: &str, depth: i32, path: &[&str]) -> Value {
    let mut data = entities[own].clone();
    let depth = if data["schema"] == "Ownership" { depth } else { depth - 1 };
    if depth < 0 {
        return data;
    }
    let path: Vec<&str> = path.iter().copied().chain([own]).collect();
    let mut held: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for (property, id) in adjacent(entities, own) {
        if !path.contains(&id.as_str()) {
            held.entry(property).or_default().push(nested(entities, &id, depth, &path));
        }
    }
    for (property, values) in held {
        data["properties"][property] = Value::Array(values);
    }
    data
}

fn lines(entities: impl Iterator<Item = Value>) -> String {
    entities.map(|entity| format!("{entity}\n")).collect()
}

const KINDS: [&str; 6] = ["Person", "Company", "Address", "Sanction", "Ownership", "Document"];

/// Entities that name each other; those of one kind have ids with its number.
fn entities() -> impl Strategy<Value = Entities> {
    let counts = prop::collection::vec(1..4_usize, KINDS.len());
    let links = prop::collection::vec(
        (0..LINKS.len(), any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        0..14,
    );
    (counts, links, "[a-c\"\\\\é :{}\\[\\]]{0,4}").prop_map(|(counts, links, name)| {
        let id = |kind: &str, at: usize| format!("{kind}\"{at}é\\");
        let mut entities = Entities::new();
        for (kind, count) in KINDS.iter().zip(&counts) {
            for at in 0..*count {
                let entity = json!({
                    "id": id(kind, at), "caption": name, "schema": kind, "datasets": ["d"], "target": true,
                    "properties": {"name": [name, "b"], "notes": [format!("{at}")]},
                });
                entities.insert(id(kind, at), entity);
            }
        }
        for (link, from, to) in links {
            let (property, schema, _) = LINKS[link];
            let ranges: &[&str] = match property {
                "addressEntity" => &["Address"],
                "proof" => &["Document"],
                "entity" | "owner" => &["Person", "Company"],
                _ => &["Company"],
            };
            let of = |kinds: &[&str]| -> Vec<String> {
                entities
                    .iter()
                    .filter(|(_, entity)| kinds.iter().any(|kind| entity["schema"] == *kind))
                    .map(|(id, _)| id.clone())
                    .collect()
            };
            let (from, to) = (from.get(&of(&[schema])).clone(), to.get(&of(ranges)).clone());
            if from == to {
                // Inside of itself an entity is left out.
                continue;
            }
            let values = &mut entities.get_mut(&from).unwrap()["properties"][property];
            match values.as_array_mut() {
                Some(values) if values.contains(&json!(to)) => {}
                Some(values) => values.push(json!(to)),
                None => *values = json!([to]),
            }
        }
        entities
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn nested_entities_are_the_graph_of_flat_ones(entities in entities(), depth in 1..4) {
        let flat = ftm(&lines(entities.values().cloned()));
        prop_assert_eq!(findings(&flat), "");
        let whole = ftm(&lines(entities.keys().map(|id| nested(&entities, id, depth, &[]))));
        prop_assert_eq!(findings(&whole), "");
        prop_assert_eq!(sorted(&whole), sorted(&flat));
    }
}

#[test]
fn each_nested_entity_is_one_and_its_edge_is_found_from_either_side() {
    let found = ftm(concat!(
        r#"{"id":"Q1","schema":"Person","properties":{"name":["Ann"],"addressEntity":[{"id":"a1","schema":"Address","properties":{"full":["1 Road"]}}],"#,
        r#""ownershipOwner":[{"id":"o1","schema":"Ownership","properties":{"owner":["Q1"],"percentage":["40"],"asset":[{"id":"c1","schema":"Company","properties":{"name":["Co"]}}]}}]}}"#,
        "\n",
        r#"{"id":"c1","schema":"Company","properties":{"name":["Co","Company"],"ownershipAsset":[{"id":"o1","schema":"Ownership","properties":{"owner":[{"id":"Q1","schema":"Person","properties":{}}],"startDate":["2001"],"asset":["c1"]}}]}}"#,
        "\n",
    ));
    assert_eq!(findings(&found), "");
    assert_eq!(
        sorted(&found),
        [
            "edge Q1 -> a1 :addressEntity",
            "edge Q1 -> c1 :Ownership id=\"o1\" percentage=\"40\" startDate=\"2001\"",
            "node Q1 :Person name=\"Ann\"",
            "node a1 :Address full=\"1 Road\"",
            "node c1 :Company name=[\"Co\" \"Company\"]",
        ]
    );
    assert_eq!((found.repairs.repeated, found.repairs.merged, found.repairs.united), (0, 0, 0));
}

#[test]
fn an_entity_may_leave_out_the_one_that_holds_it() {
    let owner = r#"{"id":"o1","schema":"Ownership","properties":{"owner":[{"id":"Q2","schema":"Person"}],"asset":[{"id":"c1","schema":"Company"}]}}"#;
    let payment = r#"{"id":"p1","schema":"Payment","properties":{"payer":["Q1"],"beneficiary":["Q2"]}}"#;
    let found = ftm(&format!(
        "{}\n{}\n",
        format_args!(
            r#"{{"id":"Q1","schema":"Person","properties":{{"ownershipOwner":[{owner}],"sanctions":[{{"id":"s1","schema":"Sanction"}}]}}}}"#
        ),
        format_args!(r#"{{"id":"j1","schema":"Project","properties":{{"payments":[{payment}]}}}}"#),
    ));
    assert_eq!(findings(&found), "");
    assert_eq!(
        sorted(&found),
        [
            "edge Q1 -> Q2 :Payment id=\"p1\" project=\"j1\"",
            "edge Q1 -> c1 :Ownership id=\"o1\"",
            "edge Q2 -> c1 :Ownership id=\"o1-2\"",
            "edge s1 -> Q1 :entity",
            "node Q1 :Person",
            "node Q2 :Person",
            "node c1 :Company",
            "node j1 :Project",
            "node s1 :Sanction",
        ]
    );
}

#[test]
fn properties_that_the_model_does_not_know_are_edges_once() {
    let found = ftm(concat!(
        r#"{"id":"a","schema":"Person","properties":{"newThings":[{"id":"b","schema":"Thing","properties":{}},"c"],"#,
        r#""newReverse":[{"id":"c","schema":"Event","properties":{"involved":["a"]}}],"messagesSent":[{"id":"m","schema":"Message","properties":{"sender":["a"]}}],"#,
        r#""plain":[{"id":"x"},{"no":1}]}}"#,
        "\n",
    ));
    assert_eq!(findings(&found), "");
    assert_eq!(
        sorted(&found),
        [
            "edge a -> b :newThings",
            "edge a -> c :newThings",
            "edge c -> a :involved",
            "edge m -> a :sender",
            r#"node a :Person plain=json([{"id":"x"},{"no":1}])"#,
            "node b :Thing",
            "node c :Event",
            "node m :Message",
        ]
    );
}

#[test]
fn other_formats_are_not_merged_with_entities() {
    let folder = tempfile::tempdir().unwrap();
    let paths = [folder.path().join("a.jsonl"), folder.path().join("b.ftm.json")];
    fs::write(&paths[0], "{\"id\":\"a\",\"type\":\"Person\"}\n").unwrap();
    fs::write(&paths[1], "{\"id\":\"a\",\"schema\":\"Company\",\"properties\":{}}\n").unwrap();
    assert!(findings(&read(&paths, "", 1)).contains("D0803"));
}

#[test]
fn deep_and_broken_entities_are_told() {
    let deep = |depth: usize| {
        let mut text = "{\"id\":\"last\",\"schema\":\"Company\"}".to_owned();
        for at in 0..depth {
            text = format!(
                "{{\"id\":\"c{at}\",\"schema\":\"Company\",\"properties\":{{\"subsidiaries\":[{text}]}}}}"
            );
        }
        text
    };
    let found = ftm(&deep(40));
    assert_eq!((findings(&found).as_str(), found.graph.node_count(), found.graph.edge_count()), ("", 41, 40));
    for (text, words) in [
        (deep(50_000), "nested more than 128 deep"),
        (deep(3).replace("\"last\"", "\"\""), "an id cannot be empty"),
        (deep(3).trim_end_matches('}').to_owned(), "the record ends inside"),
    ] {
        let found = findings(&ftm(&text));
        assert!(found.contains("D0801") && found.contains(words), "{found}");
    }
}

#[test]
fn other_shapes_of_entities_are_refused_by_name() {
    let statements =
        "\"canonical_id\",\"entity_id\",\"prop\",\"prop_type\",\"schema\",\"value\",\"dataset\"\n";
    let entity = "{\"id\":\"a\",\"schema\":\"Person\",\n\"properties\":{}}";
    for (text, words) in [
        (statements.to_owned(), "ftm aggregate-statements"),
        (format!("[\n{entity}\n]"), "jq -c '.[]'"),
        (format!("{{\"total\":{{\"value\":1}},\"results\":[{entity}]}}"), "jq -c '.results[]'"),
    ] {
        let found = findings(&ftm(&text));
        assert!(found.contains("which is not read") && found.contains(words), "{text}: {found}");
    }
}
