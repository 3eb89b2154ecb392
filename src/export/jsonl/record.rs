//! A record: one object of JSON, its fields in order.

use serde_json::{Map, Value};

use crate::check::Checked;
use crate::graph::LangText;
use crate::text::{Language, Place};

/// The fields of a record, in the order in which they are written.
pub(super) type Record = Map<String, Value>;

pub(super) fn put(record: &mut Record, key: &str, value: impl Into<Value>) {
    record.insert(key.to_owned(), value.into());
}

pub(super) fn put_some(record: &mut Record, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        put(record, key, value);
    }
}

pub(super) fn put_list<V: Into<Value>>(record: &mut Record, key: &str, values: impl IntoIterator<Item = V>) {
    let values: Vec<Value> = values.into_iter().map(Into::into).collect();
    if !values.is_empty() {
        put(record, key, values);
    }
}

/// The findings that are allowed at a place, each with the reason.
pub(super) fn put_allowed(record: &mut Record, checked: &Checked, place: Option<Place>) {
    let findings = place.map(|place| checked.allowed_at(place)).unwrap_or_default();
    let findings = findings.into_iter().map(|(code, why)| {
        let mut finding = Map::new();
        put(&mut finding, "code", code);
        put(&mut finding, "why", why);
        Value::Object(finding)
    });
    put_list(record, "allow", findings);
}

/// A text in the dossier's language, or an object of its language and the text.
pub(super) fn words(text: &LangText, language: &Language) -> Value {
    if text.language == *language {
        return text.text.as_str().into();
    }
    tagged(text.language.as_str(), text.text.as_str())
}

/// An object with one key.
pub(super) fn tagged(key: &str, value: impl Into<Value>) -> Value {
    Value::Object(Map::from_iter([(key.to_owned(), value.into())]))
}
