//! The comparison of the wanted with the existing data.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::change::Changes;
use super::wanted::is_within;
use super::{
    Change, DOSSIERS, Elements, FoundEdge, FoundNode, ROOTS, Record, Row, Value, Wanted, WantedEdge,
    WantedNode,
};
use super::{dossiers, key};
use crate::export::elements::Root;
use crate::store::{Count, StoreError, Tally};

/// The most stale keys that are listed.
const MAX_REPORTED: usize = 20;

/// What came of a comparison.
#[derive(Default)]
pub(in crate::store) struct Comparison {
    /// What is to be done.
    pub(in crate::store) changes: Changes,
    /// Of vertices.
    pub(in crate::store) nodes: Tally,
    /// Of edges.
    pub(in crate::store) edges: Tally,
    /// The keys of what is stale and stays.
    stale: Vec<String>,
    /// How many vertices are ends of what others say.
    held: u64,
    /// How many vertices and edges other dossiers share.
    shared: u64,
    /// What the user should know of the names.
    names: Vec<String>,
    /// For each narrowest label and type: the wanted number, and the number that already exists unchanged.
    counts: BTreeMap<String, (u64, u64)>,
}

impl Comparison {
    /// The keys of what is stale and stays; of many, the first.
    pub(in crate::store) fn stale(&self) -> Vec<String> {
        let mut listed: Vec<String> = self.stale.iter().take(MAX_REPORTED).cloned().collect();
        if self.stale.len() > MAX_REPORTED {
            listed.push(format!("and {} more", self.stale.len() - MAX_REPORTED));
        }
        listed
    }

    /// What the user should know.
    pub(in crate::store) fn notices(&self) -> Vec<String> {
        let mut notices = self.names.clone();
        if self.shared > 0 {
            notices.push(format!(
                "{} nodes and relationships also belong to other dossiers and were kept",
                self.shared
            ));
        }
        if self.held > 0 {
            notices.push(format!(
                "{} nodes were kept, because relationships of other dossiers start or end there",
                self.held
            ));
        }
        notices
    }

    /// The found next to the expected numbers, after loading.
    pub(in crate::store) fn proof(&self, prune: bool) -> Vec<Count> {
        let count = |(what, (expected, found)): (&String, &(u64, u64))| Count {
            what: format!("{what}, read back"),
            expected: *expected,
            found: *found,
        };
        let mut counts: Vec<Count> = self.counts.iter().map(count).collect();
        let found = self.nodes.deleted + self.edges.deleted;
        if prune || found > 0 {
            counts.push(Count { what: "stale".to_owned(), expected: 0, found });
        }
        counts
    }

    fn count(&mut self, what: String, same: bool) {
        let (expected, found) = self.counts.entry(what).or_default();
        *expected += 1;
        *found += u64::from(same);
    }
}

/// The existing vertices, and those of them that are wanted, by key.
type Nodes = BTreeMap<String, FoundNode>;

impl Wanted {
    /// Compares what is wanted with what a database holds.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if something that no dossier loaded has a key, or if another dossier of the
    /// same name says.
    pub(in crate::store) fn compare(
        mut self,
        store: &mut dyn Elements,
        prune: bool,
    ) -> Result<Comparison, StoreError> {
        let mut comparison = Comparison {
            nodes: Tally::new("nodes"),
            edges: Tally::new("relationships"),
            names: self.notices.clone(),
            ..Comparison::default()
        };
        let found = self.find_nodes(store)?;
        let keys: BTreeSet<String> = found.keys().cloned().collect();
        let wanted = std::mem::take(&mut self.nodes);
        let stale_nodes = self.compare_nodes(wanted, found, &mut comparison);
        self.compare_edges(store, &keys, prune, &mut comparison)?;
        self.remove_nodes(store, stale_nodes, prune, &mut comparison)?;
        Ok(comparison)
    }

    /// The existing vertices of these dossiers, and those with the keys of the wanted ones.
    fn find_nodes(&self, store: &mut dyn Elements) -> Result<Nodes, StoreError> {
        let mut found = Nodes::new();
        for root in ROOTS {
            for node in store.nodes_of(root, &self.dossiers)? {
                if let Some(iri) = key(&node.properties).map(str::to_owned) {
                    if [Root::Claim.label(), Root::Evidence.label()].contains(&root) {
                        self.refuse_namesake(&iri, &node.properties, || node.words())?;
                    }
                    found.insert(iri, node);
                }
            }
        }
        for root in ROOTS {
            let missing =
                |(iri, node): &(&String, &WantedNode)| node.root() == root && !found.contains_key(*iri);
            let missing: Vec<&str> = self.nodes.iter().filter(missing).map(|(iri, _)| iri.as_str()).collect();
            // A new database is not asked for every key.
            if missing.len() > store.batch() && !store.has_nodes(root)? {
                continue;
            }
            let mut more = Vec::new();
            for some in missing.chunks(store.batch()) {
                more.extend(store.nodes_under(root, some)?);
            }
            for node in more {
                let Some(iri) = key(&node.properties).map(str::to_owned) else { continue };
                self.refuse_neighbour(&iri, &node.properties, || node.words())?;
                if let Some(wanted) = self.nodes.get(&iri).filter(|_| dossiers(&node.properties).is_empty()) {
                    let sent = FoundNode {
                        labels: wanted.labels.iter().map(ToString::to_string).collect(),
                        properties: wanted.properties.clone(),
                    };
                    return Err(StoreError::Conflict { id: iri, existing: node.words(), sent: sent.words() });
                }
                found.insert(iri, node);
            }
        }
        Ok(found)
    }

    /// Plans the changes of vertices, and returns the stale ones.
    fn compare_nodes(
        &self,
        nodes: BTreeMap<String, WantedNode>,
        mut found: Nodes,
        comparison: &mut Comparison,
    ) -> Vec<(String, FoundNode)> {
        for (iri, wanted) in nodes {
            let what = format!("nodes {}", wanted.label());
            let Some(there) = found.remove(&iri) else {
                comparison.nodes.created += 1;
                comparison.count(what, false);
                let change =
                    Change::PutNodes { labels: wanted.labels.iter().map(ToString::to_string).collect() };
                let properties = wanted.properties;
                comparison.changes.add(change, Row { iri, ends: None, properties });
                continue;
            };
            let difference = self.difference(&there.properties, &wanted.properties);
            comparison.shared += u64::from(difference.shared);
            let labels: Vec<String> = wanted.labels.iter().map(ToString::to_string).collect();
            let new: Vec<String> =
                labels.iter().filter(|label| !there.labels.contains(*label)).cloned().collect();
            let goes = |label: &&String| {
                !labels.contains(label) && self.vocabulary.has_label(label) && !difference.shared
            };
            let gone: Vec<String> = there.labels.iter().filter(goes).cloned().collect();
            let same = difference.properties.is_empty() && new.is_empty() && gone.is_empty();
            comparison.count(what, same);
            if same {
                comparison.nodes.unchanged += 1;
                continue;
            }
            comparison.nodes.updated += 1;
            let change = Change::TouchNodes { root: there.root().to_owned(), labels, gone, new };
            comparison.changes.add(change, Row { iri, ends: None, properties: difference.properties });
        }
        found.into_iter().collect()
    }

    fn compare_edges(
        &mut self,
        store: &mut dyn Elements,
        nodes: &BTreeSet<String>,
        prune: bool,
        comparison: &mut Comparison,
    ) -> Result<(), StoreError> {
        let mut found: BTreeMap<String, Vec<(String, FoundEdge)>> = BTreeMap::new();
        // Most edges are as they should be, and need not be remembered.
        let mut same: HashSet<&str> = HashSet::new();
        for root in ROOTS {
            store.edges_of(root, &self.dossiers, &mut |edge| {
                let Some(iri) = key(&edge.properties) else { return Ok(()) };
                self.refuse_namesake(iri, &edge.properties, || words(&edge))?;
                if let Some((iri, wanted)) = self.edges.get_key_value(iri)
                    && wanted.roots.0 == root
                    && self.is_same(&edge, wanted)
                    && same.insert(iri)
                {
                    return Ok(());
                }
                found.entry(iri.to_owned()).or_default().push((root.to_owned(), edge));
                Ok(())
            })?;
        }
        for (iri, edges) in &mut found {
            if let Some(wanted) = self.edges.get(iri).filter(|_| same.remove(iri.as_str())) {
                edges.insert(0, (wanted.roots.0.to_owned(), as_found(wanted)));
            }
        }
        // Others can have edges only between existing vertices.
        let mut missing: BTreeMap<(&str, &str), Vec<(&str, &str)>> = BTreeMap::new();
        for (iri, edge) in &self.edges {
            if !same.contains(iri.as_str())
                && !found.contains_key(iri)
                && nodes.contains(&edge.from)
                && nodes.contains(&edge.to)
            {
                missing.entry((edge.roots.0, &edge.kind)).or_default().push((&edge.from, iri));
            }
        }
        for ((root, kind), keys) in missing {
            for some in keys.chunks(store.batch()) {
                for edge in store.edges_under(root, kind, some)? {
                    let Some(iri) = key(&edge.properties).map(str::to_owned) else { continue };
                    if let Some(wanted) =
                        self.edges.get(&iri).filter(|_| dossiers(&edge.properties).is_empty())
                    {
                        let sent = words(&as_found(wanted));
                        return Err(StoreError::Conflict { id: iri, existing: words(&edge), sent });
                    }
                    found.entry(iri).or_default().push((root.to_owned(), edge));
                }
            }
        }
        let same: Vec<bool> = self.edges.keys().map(|iri| same.contains(iri.as_str())).collect();
        for ((iri, wanted), is_same) in std::mem::take(&mut self.edges).into_iter().zip(same) {
            if is_same {
                comparison.edges.unchanged += 1;
                comparison.count(format!("relationships {}", wanted.kind), true);
                continue;
            }
            let found = found.remove(&iri).unwrap_or_default();
            self.compare_edge(iri, wanted, found, comparison);
        }
        for (iri, edges) in found {
            for (root, edge) in edges {
                if !prune && !self.is_only_claimed(&edge) {
                    comparison.edges.stale += 1;
                    comparison.stale.push(iri.clone());
                    continue;
                }
                let others = self.others(&edge.properties);
                let (kind, from) = (edge.kind.clone(), root);
                let ends = Some((edge.from.clone(), edge.to.clone()));
                if others.is_empty() {
                    comparison.edges.deleted += 1;
                    comparison.changes.add(
                        Change::CutEdges { kind, from },
                        Row { iri: iri.clone(), ends, properties: Record::new() },
                    );
                } else {
                    comparison.edges.updated += 1;
                    let properties = Record::from([(DOSSIERS, Value::list(others))]);
                    comparison
                        .changes
                        .add(Change::TouchEdges { kind, from }, Row { iri: iri.clone(), ends, properties });
                }
            }
        }
        Ok(())
    }

    fn compare_edge(
        &self,
        iri: String,
        wanted: WantedEdge,
        found: Vec<(String, FoundEdge)>,
        comparison: &mut Comparison,
    ) {
        let what = format!("relationships {}", wanted.kind);
        let (from, to) = (wanted.roots.0.to_string(), wanted.roots.1.to_string());
        let change = Change::PutEdges { kind: wanted.kind.to_string(), from, to };
        match found.as_slice() {
            [] => {
                comparison.edges.created += 1;
                comparison.count(what, false);
                let ends = Some((wanted.from, wanted.to));
                comparison.changes.add(change, Row { iri, ends, properties: wanted.properties });
            }
            [(_, edge)] if wanted.is_in_place(edge) => {
                let difference = self.difference(&edge.properties, &wanted.properties);
                let same = difference.properties.is_empty();
                comparison.shared += u64::from(difference.shared);
                comparison.count(what, same);
                if same {
                    comparison.edges.unchanged += 1;
                } else {
                    comparison.edges.updated += 1;
                    let ends = Some((wanted.from, wanted.to));
                    comparison.changes.add(change, Row { iri, ends, properties: difference.properties });
                }
            }
            // It connects other things, or exists twice.
            several => {
                comparison.edges.updated += 1;
                comparison.count(what, false);
                let mut said: BTreeSet<String> =
                    dossiers(&wanted.properties).into_iter().map(str::to_owned).collect();
                for (root, edge) in several {
                    said.extend(self.others(&edge.properties).into_iter().map(str::to_owned));
                    let cut = Change::CutEdges { kind: edge.kind.clone(), from: root.clone() };
                    let ends = Some((edge.from.clone(), edge.to.clone()));
                    comparison.changes.add(cut, Row { iri: iri.clone(), ends, properties: Record::new() });
                }
                let said = Value::list(said);
                let (ends, mut properties) = (Some((wanted.from, wanted.to)), wanted.properties);
                properties.insert(DOSSIERS, said);
                comparison.changes.add(change, Row { iri, ends, properties });
            }
        }
    }

    /// Plans the removal of stale vertices, or only of the names of their dossiers.
    fn remove_nodes(
        &self,
        store: &mut dyn Elements,
        stale: Vec<(String, FoundNode)>,
        prune: bool,
        comparison: &mut Comparison,
    ) -> Result<(), StoreError> {
        if !prune {
            comparison.nodes.stale += stale.len() as u64;
            comparison.stale.extend(stale.into_iter().map(|(iri, _)| iri));
            return Ok(());
        }
        let mut alone: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (iri, node) in &stale {
            let others = self.others(&node.properties);
            if others.is_empty() {
                alone.entry(node.root()).or_default().push(iri);
                continue;
            }
            comparison.nodes.updated += 1;
            let properties = Record::from([(DOSSIERS, Value::list(others))]);
            let change = Change::TouchNodes {
                root: node.root().to_owned(),
                labels: Vec::new(),
                gone: Vec::new(),
                new: Vec::new(),
            };
            comparison.changes.add(change, Row { iri: iri.clone(), ends: None, properties });
        }
        for (root, iris) in alone {
            let mut held = BTreeSet::new();
            for some in iris.chunks(store.batch()) {
                held.extend(store.held(root, some, &self.dossiers)?);
            }
            for iri in iris {
                if held.contains(iri) {
                    comparison.held += 1;
                    comparison.nodes.stale += 1;
                    comparison.stale.push(iri.to_owned());
                } else {
                    comparison.nodes.deleted += 1;
                    let row = Row { iri: iri.to_owned(), ends: None, properties: Record::new() };
                    comparison.changes.add(Change::DropNodes { root: root.to_owned() }, row);
                }
            }
        }
        Ok(())
    }

    /// Whether these dossiers claim what an edge says, and do not assert it.
    fn is_only_claimed(&self, edge: &FoundEdge) -> bool {
        self.only_claimed.contains(&(edge.from.clone(), Arc::from(edge.kind.as_str()), edge.to.clone()))
    }

    /// The other dossiers that share a record.
    fn others<'r>(&self, properties: &'r Record) -> BTreeSet<&'r str> {
        let ours = |name: &&str| self.dossiers.iter().any(|dossier| dossier == name);
        dossiers(properties).into_iter().filter(|name| !ours(name)).collect()
    }

    /// Whether an edge is as it should be, and nobody else says it.
    fn is_same(&self, edge: &FoundEdge, wanted: &WantedEdge) -> bool {
        let difference = self.difference(&edge.properties, &wanted.properties);
        wanted.is_in_place(edge) && difference.properties.is_empty() && !difference.shared
    }

    /// The changes of the properties of a record. Nothing that other dossiers share is removed.
    fn difference(&self, there: &Record, wanted: &Record) -> Difference {
        let others = self.others(there);
        let mut difference = Difference { properties: Record::new(), shared: !others.is_empty() };
        for (name, value) in wanted {
            let value = if **name == *DOSSIERS {
                let names: BTreeSet<&str> = value.texts().chain(others.iter().copied()).collect();
                Cow::Owned(Value::list(names))
            } else {
                Cow::Borrowed(value)
            };
            if !there.get(name).is_some_and(|there| there.is_kept_of(&value, self.rounds)) {
                difference.properties.insert(Arc::clone(name), value.into_owned());
            }
        }
        let gone =
            there.keys().filter(|name| !wanted.contains_key(name) && self.vocabulary.has_property(name));
        if !difference.shared {
            difference.properties.extend(gone.map(|name| (Arc::clone(name), Value::Null)));
        }
        difference
    }

    /// Fails where what only this dossier should say has a key of another base: a dossier of the same name has loaded it.
    fn refuse_namesake(
        &self,
        iri: &str,
        there: &Record,
        words: impl Fn() -> String,
    ) -> Result<(), StoreError> {
        if !self.is_within_bases || self.is_within(iri) || !self.others(there).is_empty() {
            return Ok(());
        }
        let existing = format!("{}, loaded by a dossier of the same name with another base", words());
        Err(StoreError::Conflict { id: iri.to_owned(), existing, sent: self.words() })
    }

    /// Fails where only other dossiers say what has a key of this dossier's base: both have declared one base.
    fn refuse_neighbour(
        &self,
        iri: &str,
        there: &Record,
        words: impl Fn() -> String,
    ) -> Result<(), StoreError> {
        let others = self.others(there);
        if others.is_empty() || others.len() < dossiers(there).len() || !self.is_within(iri) {
            return Ok(());
        }
        let others: Vec<&str> = others.into_iter().collect();
        let existing =
            format!("{}, loaded by the dossier `{}` with the same base", words(), others.join("`, `"));
        let sent = format!("{}; give it its own `base`", self.words());
        Err(StoreError::Conflict { id: iri.to_owned(), existing, sent })
    }

    /// Whether a key begins with a base of these dossiers.
    fn is_within(&self, iri: &str) -> bool {
        is_within(&self.bases, iri)
    }

    /// The dossiers in words.
    fn words(&self) -> String {
        let bases = self.bases.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        format!("the dossier `{}` with the base {bases}", self.dossiers.join("`, `"))
    }
}

/// What is to change of a record.
struct Difference {
    /// The properties that differ.
    properties: Record,
    /// Whether other dossiers share it.
    shared: bool,
}

impl WantedEdge {
    /// Whether an edge joins the same vertices in the same way.
    fn is_in_place(&self, edge: &FoundEdge) -> bool {
        edge.from == self.from && edge.to == self.to && edge.kind == *self.kind
    }
}

/// A wanted edge as if it were there.
fn as_found(wanted: &WantedEdge) -> FoundEdge {
    FoundEdge {
        from: wanted.from.clone(),
        kind: wanted.kind.to_string(),
        to: wanted.to.clone(),
        properties: wanted.properties.clone(),
    }
}

/// An edge in words: `(urn:a)-[:KNOWS {iri: 'urn:e'}]->(urn:b)`.
fn words(edge: &FoundEdge) -> String {
    let FoundEdge { from, kind, to, properties } = edge;
    format!("({from})-[:{kind} {}]->({to})", Value::Map(properties.clone()))
}
