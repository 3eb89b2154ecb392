//! What is to be done with vertices and edges, in batches.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Record;
use crate::store::Step;
use crate::store::target::hexadecimal;

/// The most bytes in a batch, about: some servers take no longer requests.
const MOST_BYTES: usize = 500_000;

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

/// What is done with many vertices or edges in one transaction. Doing it twice is the same as doing it once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) enum Change {
    /// Take edges away.
    CutEdges { kind: String, from: String },
    /// Change properties of edges.
    TouchEdges { kind: String, from: String },
    /// Change existing vertices: all labels from dossier that they should have, if these are known; those that go, those
    /// that come; properties.
    TouchNodes { root: String, labels: Vec<String>, gone: Vec<String>, new: Vec<String> },
    /// Make vertices with these labels, the root last, or change their properties.
    PutNodes { labels: Vec<String> },
    /// Make edges between vertices of two root labels, or change their properties.
    PutEdges { kind: String, from: String, to: String },
    /// Take away vertices that no edge joins.
    DropNodes { root: String },
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
                format!("change nodes {}", labels.first().unwrap_or(root))
            }
            Change::PutNodes { labels } => {
                format!("write nodes {}", labels.first().map_or("", String::as_str))
            }
            Change::PutEdges { kind, from, to } => format!("write relationships {kind} from {from} to {to}"),
            Change::DropNodes { root } => format!("remove nodes {root}"),
        }
    }

    /// The step of a batch.
    pub(in crate::store) fn step(&self, rows: &[Row]) -> Step {
        let mut hash = Sha256::new();
        for row in rows {
            let mut text = format!("{} {:?} ", row.iri, row.ends);
            for (name, value) in &row.properties {
                text += &format!("{name}: {value}, ");
            }
            hash.update(text + "\n");
        }
        let words = self.words();
        let sum = hexadecimal(&hash.finalize());
        Step { key: format!("{words} {self:?} {}", &sum[..16]), what: words, things: rows.len() as u64 }
    }
}

/// Changes with their rows, in the order in which they may be done: no edge is made before its ends, no vertex taken away
/// before its edges.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::store) struct Changes(BTreeMap<Change, Vec<Row>>);

impl Changes {
    pub(super) fn add(&mut self, change: Change, row: Row) {
        self.0.entry(change).or_default().push(row);
    }

    /// The changes in batches of limited size.
    pub(in crate::store) fn batches(self, most: usize) -> Vec<(Change, Vec<Row>)> {
        let mut batches = Vec::new();
        for (change, rows) in self.0 {
            let (mut batch, mut bytes) = (Vec::new(), 0);
            for row in rows {
                let size =
                    row.iri.len() + row.properties.values().map(|value| value.size() + 20).sum::<usize>();
                if !batch.is_empty() && (batch.len() >= most.max(1) || bytes + size > MOST_BYTES) {
                    batches.push((change.clone(), std::mem::take(&mut batch)));
                    bytes = 0;
                }
                bytes += size;
                batch.push(row);
            }
            batches.push((change, batch));
        }
        batches
    }

    /// Whether there is nothing to be done.
    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::elements::Value;

    #[test]
    fn changes_are_done_in_order_and_in_batches() {
        let mut changes = Changes::default();
        let row = |iri: usize, text: &str| Row {
            iri: iri.to_string(),
            ends: None,
            properties: Record::from([("quote".to_owned(), Value::from(text))]),
        };
        changes.add(Change::DropNodes { root: "Entity".into() }, row(0, ""));
        changes.add(
            Change::PutEdges { kind: "A".into(), from: "Entity".into(), to: "Entity".into() },
            row(0, ""),
        );
        changes.add(Change::CutEdges { kind: "A".into(), from: "Entity".into() }, row(0, ""));
        let put = Change::PutNodes { labels: vec!["Entity".into()] };
        (0..5).for_each(|at| changes.add(put.clone(), row(at, "")));
        changes.add(put.clone(), row(5, &"x".repeat(MOST_BYTES)));
        let batches = changes.batches(2);
        let words: Vec<String> =
            batches.iter().map(|(change, rows)| format!("{} {}", change.words(), rows.len())).collect();
        let put = "write nodes Entity";
        assert_eq!(
            words,
            [
                "remove relationships A 1".to_owned(),
                format!("{put} 2"),
                format!("{put} 2"),
                format!("{put} 1"),
                format!("{put} 1"),
                "write relationships A from Entity to Entity 1".to_owned(),
                "remove nodes Entity 1".to_owned()
            ]
        );
        let keys: std::collections::BTreeSet<String> =
            batches.iter().map(|(change, rows)| change.step(rows).key).collect();
        assert_eq!(keys.len(), batches.len());
    }
}
