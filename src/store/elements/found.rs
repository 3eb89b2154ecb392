//! What was found in a database: vertices and edges, and the keys of those that nobody wants any more.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Row};
use super::keeps::{DOSSIERS, root_label};
use super::value::{Record, Value};

/// An existing vertex.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::store) struct FoundNode {
    pub(in crate::store) labels: BTreeSet<String>,
    pub(in crate::store) properties: Record,
}

/// An existing edge.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::store) struct FoundEdge {
    pub(in crate::store) from: String,
    pub(in crate::store) kind: String,
    pub(in crate::store) to: String,
    pub(in crate::store) properties: Record,
}

impl FoundNode {
    /// Its root label.
    pub(super) fn root(&self) -> &'static str {
        root_label(|root| self.labels.contains(root))
    }

    /// The vertex in words: `(:Person:Entity {iri: 'urn:x'})`.
    pub(super) fn words(&self) -> String {
        let labels: String = self.labels.iter().map(|label| format!(":{label}")).collect();
        format!("({labels} {})", Value::Map(self.properties.clone()))
    }
}

impl FoundEdge {
    /// The edge in words: `(urn:a)-[:KNOWS {iri: 'urn:e'}]->(urn:b)`.
    pub(super) fn words(&self) -> String {
        let FoundEdge { from, kind, to, properties } = self;
        format!("({from})-[:{kind} {}]->({to})", Value::Map(properties.clone()))
    }
}

/// The dossiers that say a record.
pub(super) fn dossiers(properties: &Record) -> BTreeSet<&str> {
    properties.get(DOSSIERS).map(|list| list.texts().collect()).unwrap_or_default()
}

/// Changes of what exists and is not wanted, with its keys: it is taken away, or loses the names of these dossiers.
#[derive(Debug, Default)]
pub(super) struct Leavings(BTreeMap<(Change, Vec<String>), Keys>);

/// Keys one behind the other, each after its length: of a vertex its own, of an edge also those of its ends.
#[derive(Debug, Default)]
pub(super) struct Keys {
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

/// Changes that come before and after what is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Before,
    After,
}

impl When {
    fn of(change: &Change) -> When {
        if matches!(change, Change::DropNodes { .. }) { When::After } else { When::Before }
    }
}

impl Leavings {
    /// Adds what is changed so that only others say it, if there are others.
    pub(super) fn add(&mut self, change: Change, others: Vec<String>, keys: &[&str]) {
        self.0.entry((change, others)).or_default().push(keys);
    }

    /// Puts the keys of each change in order: a database returns them in any.
    pub(super) fn sort(&mut self) {
        for keys in self.0.values_mut() {
            keys.sort();
        }
    }

    /// Some rows of a change, from one of them on; `None` after the last change.
    pub(super) fn rows(
        &self,
        when: When,
        change: usize,
        first: usize,
        most: usize,
    ) -> Option<(&Change, Vec<Row>)> {
        let mut changes = self.0.iter().filter(|((change, _), _)| When::of(change) == when);
        let ((change, others), keys) = changes.nth(change)?;
        let row = |mut texts: Texts<'_>| {
            let iri = texts.next().unwrap_or_default();
            let ends = texts.next().zip(texts.next()).map(|(from, to)| (from.to_owned(), to.to_owned()));
            let said =
                (!others.is_empty()).then(|| (DOSSIERS, Value::list(others.iter().map(String::as_str))));
            Row { iri: iri.to_owned(), ends, properties: said.into_iter().collect() }
        };
        Some((change, keys.iter().skip(first).take(most).map(row).collect()))
    }
}

impl Keys {
    /// Adds the keys of a vertex or an edge.
    pub(super) fn push(&mut self, keys: &[&str]) {
        self.starts.push(self.bytes.len());
        for key in keys {
            self.bytes.extend((key.len() as u32).to_le_bytes());
            self.bytes.extend(key.as_bytes());
        }
        self.bytes.extend(END.to_le_bytes());
    }

    fn sort(&mut self) {
        let bytes = self.bytes.as_slice();
        self.starts.sort_by(|one, other| Texts::at(bytes, *one).cmp(Texts::at(bytes, *other)));
    }

    /// Those of each vertex or edge.
    pub(super) fn iter(&self) -> impl Iterator<Item = Texts<'_>> {
        self.starts.iter().map(|start| Texts::at(&self.bytes, *start))
    }
}

/// What is where a length would be, behind the last key.
const END: u32 = u32::MAX;

/// The keys of a vertex or an edge.
pub(super) struct Texts<'k>(&'k [u8]);

impl<'k> Texts<'k> {
    fn at(bytes: &'k [u8], start: usize) -> Texts<'k> {
        Texts(bytes.get(start..).unwrap_or(&[]))
    }
}

impl<'k> Iterator for Texts<'k> {
    type Item = &'k str;

    fn next(&mut self) -> Option<&'k str> {
        let (length, rest) = self.0.split_first_chunk()?;
        let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }
}
