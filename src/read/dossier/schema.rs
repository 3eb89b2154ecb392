//! The JSON Schema of the format, made of the tables that the reader checks against, so that editors complete and
//! check while one writes.

use serde_json::{Map, Value, json};

use super::keys::{DOSSIER, EXTEND, INFERRED, Key, NODE, PASSAGE, SOURCE, Shape};
use crate::ontology::{Ontology, TypeRole};

/// The form of an id.
const ID: &str = "^[a-z0-9][a-z0-9-]*$";

/// The schema (JSON Schema draft 2020-12) for dossiers over an ontology: structure only; ids, quotes and values are
/// checked by the reader.
pub fn json_schema(ontology: &Ontology) -> Value {
    let types: Map<String, Value> = ontology
        .types()
        .filter(|(_, node_type)| !node_type.roles.contains(&TypeRole::Claim))
        .map(|(_, node_type)| {
            let mut nodes = json!({ "$ref": "#/$defs/nodes" });
            nodes["description"] = json!(node_type.definition);
            (node_type.name.clone(), nodes)
        })
        .collect();
    let mut schema = mapping(DOSSIER);
    let head = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/dossier/schema/1",
        "title": "dossier",
        "description": "What sources say, who says it, and their exact words.",
    });
    let mut whole = Map::new();
    for part in [&head, &schema] {
        whole.extend(part.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())));
    }
    schema = Value::Object(whole);
    schema["$defs"] = json!({
        "text": {
            "description": "A string. Numbers and words such as yes and null are strings, too.",
            "type": ["string", "number", "boolean"],
        },
        // A name of digits is a number for an editor; a pattern says nothing about numbers.
        "id": { "type": ["string", "number"], "pattern": ID },
        "status": { "const": INFERRED },
        "texts": { "anyOf": [text(), { "type": "array", "items": text() }] },
        "labels": { "anyOf": [text(), { "type": "object", "additionalProperties": text() }] },
        "ontology": { "anyOf": [text(), { "type": "array", "items": text(), "minItems": 1 }, {
            "type": "object",
            "properties": { EXTEND: text() },
            "required": [EXTEND],
            "additionalProperties": false,
        }] },
        "sources": nullable(json!({
            "type": "object",
            "additionalProperties": { "anyOf": [text(), { "$ref": "#/$defs/source" }] },
        })),
        "source": mapping(SOURCE),
        "types": nullable(json!({ "type": "object", "properties": types, "additionalProperties": false })),
        "nodes": nullable(json!({
            "type": "object",
            "propertyNames": { "pattern": ID },
            "additionalProperties": { "anyOf": [{ "type": "null" }, text(), { "$ref": "#/$defs/node" }] },
        })),
        "node": mapping(NODE),
        "passages": nullable(json!({ "type": "array", "items": { "$ref": "#/$defs/passage" } })),
        "passage": mapping(PASSAGE),
        "claims": { "anyOf": [{ "$ref": "#/$defs/claim" }, { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/claim" } }] },
        "claim": {
            "description": "[NAME =] SUBJECT RELATION OBJECT or [NAME =] SUBJECT ATTRIBUTE VALUE; or such a line as the key of a narrower quote.",
            "anyOf": [text(), {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": text(),
            }],
        },
    });
    schema
}

fn text() -> Value {
    json!({ "$ref": "#/$defs/text" })
}

fn nullable(mut schema: Value) -> Value {
    if let Some(kind) = schema.get("type").cloned() {
        schema["type"] = json!([kind, "null"]);
    }
    schema
}

/// A mapping with the keys of a table and no others.
fn mapping(table: &[Key]) -> Value {
    let properties: Map<String, Value> = table
        .iter()
        .map(|key| {
            let name = match key.shape {
                Shape::Text => "text",
                Shape::Id => "id",
                Shape::Status => "status",
                Shape::Texts => "texts",
                Shape::Labels => "labels",
                Shape::Ontology => "ontology",
                Shape::Sources => "sources",
                Shape::Nodes => "types",
                Shape::Passages => "passages",
                Shape::Claims => "claims",
            };
            let mut property = json!({ "$ref": format!("#/$defs/{name}") });
            property["description"] = json!(key.about);
            (key.name.to_owned(), property)
        })
        .collect();
    let required: Vec<&str> = table.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}
