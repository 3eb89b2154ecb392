//! The JSON Schema of mappings, for editors.

use serde_json::{Map, Value as Json, json};

use super::keys::{DATATYPES, FILE, Key, MAPPING, PROPERTY, Shape};

/// The schema (JSON Schema draft 2020-12) of mappings, in which formats have these names.
pub(in crate::read::rows) fn schema(formats: &[&str]) -> Json {
    let mut schema = object(MAPPING, formats);
    let head = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/dossier/schema/mapping/1",
        "title": "dossier mapping",
        "description": "What columns and keys of files of rows mean.",
    });
    let mut whole = head.as_object().cloned().unwrap_or_default();
    whole.append(schema.as_object_mut().unwrap_or(&mut Map::new()));
    whole.insert(
        "$defs".to_owned(),
        json!({ "file": object(FILE, formats), "property": object(PROPERTY, formats) }),
    );
    Json::Object(whole)
}

fn object(keys: &[Key], formats: &[&str]) -> Json {
    let properties: Map<String, Json> = keys
        .iter()
        .map(|key| {
            let mut schema = shape(key.shape, formats);
            schema["description"] = json!(key.about);
            (key.name.to_owned(), schema)
        })
        .collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn shape(shape: Shape, formats: &[&str]) -> Json {
    // A name of digits is a number for an editor.
    let text = json!({ "type": ["string", "number"] });
    match shape {
        Shape::Text => text.clone(),
        Shape::Format => {
            json!({ "enum": formats })
        }
        Shape::Rows => json!({ "enum": ["nodes", "edges"] }),
        Shape::Character => json!({ "type": "string" }),
        Shape::Columns => json!({ "anyOf": [text, { "type": "array", "items": text, "minItems": 1 }] }),
        Shape::Texts => json!({ "type": "object", "additionalProperties": text }),
        Shape::Properties => json!({
            "type": "object",
            "additionalProperties": { "anyOf": [text, { "$ref": "#/$defs/property" }] },
        }),
        Shape::Datatype => json!({ "enum": DATATYPES.iter().map(|(name, _)| *name).collect::<Vec<_>>() }),
        Shape::Truth => json!({ "type": "boolean" }),
        Shape::Drawing => {
            let named = |look: Json| json!({ "type": "object", "additionalProperties": look });
            let of = |keys: &[&str]| {
                let keys: Map<String, Json> =
                    keys.iter().map(|key| ((*key).to_owned(), text.clone())).collect();
                named(json!({ "type": "object", "properties": keys, "additionalProperties": false }))
            };
            json!({
                "type": "object",
                "properties": {
                    "families": of(&["border", "fill"]),
                    "types": of(&["family", "shape", "rounded", "peripheries"]),
                    "relations": of(&["colour", "head", "line", "width"]),
                    "statuses": of(&["colour", "head", "line", "mark", "width"]),
                },
                "additionalProperties": false,
            })
        }
        Shape::Files => json!({ "type": "object", "additionalProperties": { "$ref": "#/$defs/file" } }),
    }
}
