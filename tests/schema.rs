//! The JSON Schema says of every dossier what the reader says of its structure.
//!
//! A dossier is valid by the schema exactly when the reader finds nothing of this in it: a wrong shape (D0006), an
//! unknown key (D0007), a missing key (D0008), an unknown type (D0201), a status that is typed (D0502), or a malformed
//! id (D0102) of the dossier or a node. Files that are no YAML are left out; doubled keys the schema cannot see.
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dossier::ontology::Ontology;
use dossier::read::{Disk, Memory, Reading, json_schema, read};
use dossier::text::yaml::{self, Kind, Yaml};
use dossier::text::{FileKey, Span};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

fn validator(ontology: &Ontology) -> Validator {
    let schema = json_schema(ontology);
    assert!(jsonschema::meta::is_valid(&schema));
    jsonschema::validator_for(&schema).expect("the schema is a schema")
}

/// The tree as JSON: scalars are strings, what is empty is null. `None` where a key is no scalar.
fn to_json(yaml: &Yaml) -> Option<Value> {
    Some(match &yaml.kind {
        Kind::Null => Value::Null,
        Kind::Scalar(scalar) => json!(scalar.text),
        Kind::List(items) => items.iter().map(to_json).collect::<Option<Vec<Value>>>()?.into(),
        Kind::Map(pairs) => {
            let pair = |(key, value): &(Yaml, Yaml)| Some((key.text()?.to_owned(), to_json(value)?));
            Value::Object(pairs.iter().map(pair).collect::<Option<Map<String, Value>>>()?)
        }
    })
}

/// The places of the dossier's name and of the ids of nodes.
fn ids(root: &Yaml) -> BTreeSet<Span> {
    let mut spans: BTreeSet<Span> = root.get("dossier").into_iter().map(|name| name.span).collect();
    for (_, group) in root.get("nodes").and_then(Yaml::map).unwrap_or_default() {
        spans.extend(group.map().unwrap_or_default().iter().map(|(id, _)| id.span));
    }
    spans
}

/// What the reader says against the structure of a file; `None` where it is no YAML.
fn structure(reading: &Reading, file: FileKey, root: Option<&Yaml>) -> Option<Vec<String>> {
    let ids = root.map(ids).unwrap_or_default();
    let mut against = Vec::new();
    for finding in reading.findings.iter() {
        let Some(place) = finding.primary.as_ref().map(|label| label.place) else { continue };
        match finding.rule.code {
            _ if place.file != file => {}
            "D0003" | "D0004" => return None,
            "D0102" if !ids.contains(&place.span) => {}
            code @ ("D0006" | "D0007" | "D0008" | "D0102" | "D0201" | "D0502") => {
                let (line, column) = reading.sources.get(file).line_column(place.span.start);
                against.push(format!("{code} {line}:{column} {}", finding.message));
            }
            _ => {}
        }
    }
    Some(against)
}

/// Compares the two for every dossier of a reading; returns how many were compared.
fn compare(reading: &Reading) -> usize {
    let validator = validator(reading.graph.ontology());
    let mut compared = 0;
    for file in &reading.files {
        let source = reading.sources.get(*file);
        let root = yaml::parse(source.text()).0.root;
        let Some(against) = structure(reading, *file, root.as_ref()) else { continue };
        let instance = root.as_ref().map_or(Some(Value::Null), to_json);
        let errors: Vec<String> = match &instance {
            Some(instance) => validator
                .iter_errors(instance)
                .map(|error| format!("{} {error}", error.instance_path()))
                .collect(),
            None => vec!["a key is no text".to_owned()],
        };
        assert_eq!(
            errors.is_empty(),
            against.is_empty(),
            "{}\nthe schema says {errors:#?}\nthe reader says {against:#?}\n{}",
            source.name(),
            source.text()
        );
        compared += 1;
    }
    compared
}

#[test]
fn the_schema_and_the_reader_agree_on_the_suites() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut compared = compare(&read(
        &Disk::new().allow(&root.join("tests/suites/texts")).unwrap(),
        &[root.join("data/us-china-trade-talks")],
    ));
    for suite in ["perfect", "good", "lax", "bad"] {
        for entry in std::fs::read_dir(root.join("tests/suites").join(suite)).unwrap() {
            let case: PathBuf = entry.unwrap().path();
            if case.is_dir() || case.extension().is_some_and(|ending| ending == "yaml") {
                compared +=
                    compare(&read(&Disk::new().allow(&root.join("tests/suites/texts")).unwrap(), &[case]));
            }
        }
    }
    assert!(compared > 50, "only {compared} dossiers were compared");
}

const ALL_KEYS: &str = r#"
dossier: all-keys
title: All keys
base: https://example.org/
language: en
source:
  a: t.md
  b: {text: t.md, url: https://example.org/t, published: 2024-05, retrieved: 2024-05-02, licence: none}
nodes:
  Organization:
    union: The union
    port: {label: {en: The port}, kind: port, aka: [port], same: [https://example.org/p], note: A note}
    bare:
  Work: {a: A, b: B}
claims:
  - quote: The union says no
    by: [union]
    via: port
    cue: says
    at: 1
    status: inferred
    work: [a, b]
    say:
      - union statement no
      - port statement no: says no
  - {quote: The union says no, work: a, say: bare statement no}
"#;

/// A tree as YAML in flow style, in which null is nothing at all.
fn flow(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().filter(|item| !item.is_null()).map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(pairs) => {
            let pairs: Vec<String> =
                pairs.iter().map(|(key, value)| format!("{}: {}", json!(key), flow(value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        scalar => scalar.to_string(),
    }
}

/// All trees that differ from this one at one place.
fn changed(value: &Value) -> Vec<Value> {
    let mut all =
        vec![json!("text"), json!(["text"]), json!({}), json!({"key": "text"}), json!([["text"]]), json!([])];
    all.push(json!({"text": {"text": "text"}}));
    if let Value::Object(pairs) = value {
        all.push(Value::Null);
        for (at, (key, inner)) in pairs.iter().enumerate() {
            let with = |new_key: &str, new: Option<Value>| {
                let mut copy = Map::new();
                for (place, (name, old)) in pairs.iter().enumerate() {
                    match (place == at, &new) {
                        (false, _) => drop(copy.insert(name.clone(), old.clone())),
                        (true, Some(new)) => drop(copy.insert(new_key.to_owned(), new.clone())),
                        (true, None) => {}
                    }
                }
                Value::Object(copy)
            };
            all.push(with(key, None));
            all.push(with(key, Some(Value::Null)));
            all.push(with(&format!("{key} X"), Some(inner.clone())));
            all.extend(changed(inner).into_iter().map(|new| with(key, Some(new))));
        }
    }
    if let Value::Array(items) = value {
        for (at, item) in items.iter().enumerate() {
            for new in changed(item) {
                let mut copy = items.clone();
                copy[at] = new;
                all.push(Value::Array(copy));
            }
        }
    }
    all
}

/// Every place of a dossier that uses all keys, changed in many ways.
#[test]
fn the_schema_and_the_reader_agree_on_changed_structures() {
    let tree = to_json(&yaml::parse(ALL_KEYS).0.root.unwrap()).unwrap();
    let mut compared = 0;
    for changed in changed(&tree) {
        // A source or a passage with another id is not read further, so that more findings would come of one slip.
        let files = Memory::new().with("d.yaml", flow(&changed)).with("t.md", "The union says no.\n");
        compared += compare(&read(&files, &["d.yaml".into()]));
    }
    assert!(compared > 400, "only {compared} were compared");
}

/// Editors read numbers, truth values and dates where the reader reads texts.
#[test]
fn values_of_an_editor_are_valid() {
    let validator = validator(Ontology::built_in());
    let dossier = json!({
        "dossier": 2024,
        "title": 1.5,
        "source": {"a": "t.md"},
        "nodes": {"Work": {"a": 67, "b": {"label": true, "aka": [1, false]}, "c": null}},
        "claims": [{"quote": 12, "at": 3, "by": "a", "say": ["a statement b", {"a statement c": 5}]}],
    });
    assert!(
        validator.is_valid(&dossier),
        "{:?}",
        validator.iter_errors(&dossier).map(|error| error.to_string()).collect::<Vec<_>>()
    );
    assert!(
        !validator.is_valid(&json!({"dossier": "x", "claims": [{"quote": "a", "say": "a b c", "at": [1]}]}))
    );
}
