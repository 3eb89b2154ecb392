//! What is to be done with vertices and edges.

use std::fmt::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::value::{Record, Value};
use crate::store::Step;
use crate::store::target::hexadecimal;

/// One vertex or edge of a change.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::store) struct Row {
    /// The key.
    pub(in crate::store) iri: String,
    /// Where an edge begins and ends; the keys of the vertices.
    pub(in crate::store) ends: Option<(String, String)>,
    /// The properties that change; [`Value::Null`] takes one away.
    pub(in crate::store) properties: Record,
}

impl Row {
    /// How many bytes it takes in a request, about.
    pub(super) fn size(&self) -> usize {
        let ends = self.ends.as_ref().map_or(0, |(from, to)| from.len() + to.len());
        let properties: usize = self.properties.values().map(|value| value.size() + 20).sum();
        self.iri.len() + ends + properties
    }
}

/// What is done with many vertices or edges in one transaction. Doing it twice is the same as doing it once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) enum Change {
    /// Take edges away.
    CutEdges { kind: Arc<str>, from: &'static str },
    /// Change properties of edges.
    TouchEdges { kind: Arc<str>, from: &'static str },
    /// Change existing vertices: all labels from dossier that they should have, if these are known; those that go, those
    /// that come; properties.
    TouchNodes { root: &'static str, labels: Arc<[Arc<str>]>, gone: Vec<String>, new: Vec<String> },
    /// Make vertices with these labels, the root last, or change their properties.
    PutNodes { labels: Arc<[Arc<str>]> },
    /// Make edges between vertices of two root labels, or change their properties.
    PutEdges { kind: Arc<str>, from: &'static str, to: &'static str },
    /// Take away vertices that no edge joins.
    DropNodes { root: &'static str },
}

impl Change {
    /// Whether fewer acknowledged rows than sent ones mean that something is missing.
    pub(in crate::store) fn adds(&self) -> bool {
        !matches!(self, Change::CutEdges { .. } | Change::DropNodes { .. })
    }

    /// In words: `write nodes Person`.
    pub(in crate::store) fn words(&self) -> String {
        match self {
            Change::CutEdges { kind, .. } => format!("remove relationships {kind}"),
            Change::TouchEdges { kind, .. } => format!("change relationships {kind}"),
            Change::TouchNodes { root, labels, .. } => {
                format!("change nodes {}", labels.first().map_or(*root, |label| label))
            }
            Change::PutNodes { labels } => {
                format!("write nodes {}", labels.first().map_or("", |label| label))
            }
            Change::PutEdges { kind, from, to } => format!("write relationships {kind} from {from} to {to}"),
            Change::DropNodes { root } => format!("remove nodes {root}"),
        }
    }

    /// The step of a batch.
    pub(in crate::store) fn step(&self, rows: &[Row]) -> Step {
        let (mut hash, mut text) = (Sha256::new(), String::new());
        for row in rows {
            text.clear();
            // Writing to a text cannot fail.
            let _ = write!(text, "{} {:?} ", row.iri, row.ends);
            for (name, value) in &row.properties {
                let _ = match value {
                    Value::Text(value) => write!(text, "{name}: {} {value}, ", value.len()),
                    value => write!(text, "{name}: {value}, "),
                };
            }
            hash.update(&text);
            hash.update("\n");
        }
        let words = self.words();
        let sum = hexadecimal(&hash.finalize());
        Step { key: format!("{words} {self:?} {}", &sum[..16]), what: words, things: rows.len() as u64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_come_in_an_order_in_which_they_can_be_done() {
        let (kind, from): (Arc<str>, _) = ("A".into(), "Entity");
        let labels: Arc<[Arc<str>]> = ["Entity".into()].into();
        let changes = [
            Change::CutEdges { kind: Arc::clone(&kind), from },
            Change::TouchEdges { kind: Arc::clone(&kind), from },
            Change::TouchNodes { root: from, labels: Arc::clone(&labels), gone: vec![], new: vec![] },
            Change::PutNodes { labels },
            Change::PutEdges { kind, from, to: from },
            Change::DropNodes { root: from },
        ];
        assert!(changes.is_sorted());
        let row = |text: &str| Row {
            iri: "urn:a".into(),
            ends: None,
            properties: Record::from([("quote".to_owned(), Value::from(text))]),
        };
        let keys: std::collections::BTreeSet<String> =
            changes.iter().flat_map(|change| ["", "x"].map(|text| change.step(&[row(text)]).key)).collect();
        assert_eq!(keys.len(), 2 * changes.len());
    }
}
