//! The comparison of the wanted with the existing data.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::change::Change;
use super::found::{FoundEdge, FoundNode, Keys, Leavings, dossiers};
use super::index::Index;
use super::keeps::{DOSSIERS, ROOTS};
use super::lowered::{Lowered, WantedEdge, WantedNode, key};
use super::source::Elements;
use super::state::{Existing, State, Ways};
use super::value::{Record, Value};
use super::wanted::Wanted;
use crate::export::elements::Root;
use crate::store::{Count, StoreError, Tally};

/// The most stale keys that are listed.
const MAX_REPORTED: usize = 20;

/// How many vertices or edges are looked at together.
const CHUNK: usize = 256;

/// What came of a comparison.
pub(super) struct Comparison {
    /// Of vertices.
    pub(super) nodes: Tally,
    /// Of edges.
    pub(super) edges: Tally,
    /// How each wanted vertex and edge compares with what exists, by its number.
    pub(super) states_of_vertices: Vec<State>,
    pub(super) states_of_edges: Vec<State>,
    pub(super) ways: Ways,
    /// What is done with what exists and is not wanted.
    pub(super) leavings: Leavings,
    stale_nodes: Stale,
    stale_edges: Stale,
    /// How many vertices are ends of what others say.
    held: u64,
    /// How many vertices and edges other dossiers share.
    shared: u64,
    /// For each narrowest label and type: the wanted number, and the number that already exists unchanged.
    counts: BTreeMap<String, (u64, u64)>,
}

/// The keys of what is stale and stays: the first in order.
#[derive(Default)]
struct Stale(Vec<String>);

impl Stale {
    fn add(&mut self, iri: &str) {
        let at = self.0.partition_point(|other| other.as_str() <= iri);
        if at < MAX_REPORTED {
            self.0.insert(at, iri.to_owned());
            self.0.truncate(MAX_REPORTED);
        }
    }
}

impl Comparison {
    /// The keys of what is stale and stays; of many, the first.
    pub(super) fn stale(&self) -> Vec<String> {
        let all = self.stale_edges.0.iter().chain(&self.stale_nodes.0);
        let mut listed: Vec<String> = all.take(MAX_REPORTED).cloned().collect();
        let more = self.nodes.stale + self.edges.stale - listed.len() as u64;
        if more > 0 {
            listed.push(format!("and {more} more"));
        }
        listed
    }

    /// What the user should know.
    pub(super) fn notices(&self) -> Vec<String> {
        let mut notices = Vec::new();
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
    pub(super) fn proof(&self, prune: bool) -> Vec<Count> {
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
}

/// Compares what is wanted with what a database holds.
///
/// # Errors
/// [`StoreError::Conflict`] if something that no dossier loaded has a key, or if another dossier of the
/// same name says.
pub(super) fn compare(
    lowered: &Lowered<'_>,
    store: &mut dyn Elements,
    prune: bool,
) -> Result<Comparison, StoreError> {
    let wanted = lowered.wanted;
    // What a later element replaces is not looked for.
    let states = |count: usize, group: &dyn Fn(usize) -> Option<usize>| {
        (0..count).map(|number| group(number).map_or(State::Same, |_| State::New)).collect()
    };
    let comparison = Comparison {
        nodes: Tally::new("nodes"),
        edges: Tally::new("relationships"),
        states_of_vertices: states(wanted.vertices.len(), &|number| wanted.vertices.group(number)),
        states_of_edges: states(wanted.edges.len(), &|number| wanted.edges.group(number)),
        ways: Ways::default(),
        leavings: Leavings::default(),
        stale_nodes: Stale::default(),
        stale_edges: Stale::default(),
        held: 0,
        shared: 0,
        counts: BTreeMap::new(),
    };
    let mut comparing = Comparing { wanted, lowered, prune, alone: BTreeMap::new(), comparison };
    comparing.see_nodes(store)?;
    comparing.see_nodes_of_others(store)?;
    comparing.see_edges(store)?;
    comparing.see_edges_of_others(store)?;
    comparing.remove_nodes(store)?;
    comparing.count();
    comparing.comparison.leavings.sort();
    Ok(comparing.comparison)
}

/// A comparison in progress.
struct Comparing<'c> {
    wanted: &'c Wanted,
    lowered: &'c Lowered<'c>,
    prune: bool,
    /// The keys of the vertices that nobody wants any more, by root label.
    alone: BTreeMap<&'static str, Keys>,
    comparison: Comparison,
}

impl Comparing<'_> {
    /// Looks at the existing vertices of these dossiers.
    fn see_nodes(&mut self, store: &mut dyn Elements) -> Result<(), StoreError> {
        for root in ROOTS {
            store.nodes_of(root, &self.wanted.dossiers, &mut |node| {
                let Some(iri) = key(&node.properties) else { return Ok(()) };
                if [Root::Claim.label(), Root::Evidence.label()].contains(&root) {
                    self.refuse_namesake(iri, &node.properties, || node.words())?;
                }
                // One with two of these labels is looked at once.
                if node.root() != root && node.labels.contains(node.root()) {
                    return Ok(());
                }
                match self.lowered.find_node(iri) {
                    Some((number, wanted)) => self.compare_node(number, &wanted, &node),
                    None => self.leave_node(iri, &node),
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Looks for vertices of others with the keys of the wanted ones.
    fn see_nodes_of_others(&mut self, store: &mut dyn Elements) -> Result<(), StoreError> {
        let most = store.batch();
        let mut asked: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        let mut known: BTreeMap<&'static str, bool> = BTreeMap::new();
        let mut first = 0;
        while first < self.comparison.states_of_vertices.len() {
            let new = |number: &usize| self.comparison.states_of_vertices.get(*number) == Some(&State::New);
            let last = (first + CHUNK).min(self.comparison.states_of_vertices.len());
            let numbers: Vec<usize> = (first..last)
                .filter(new)
                .filter(|number| known.get(self.lowered.root(*number)) != Some(&false))
                .collect();
            self.lowered.each_vertex(&numbers, |number, vertex| {
                asked.entry(self.lowered.root(number)).or_default().push(self.lowered.key(vertex.key));
            });
            for (root, keys) in &mut asked {
                while keys.len() > most {
                    // A new database is not asked for every key.
                    let has_nodes = match known.get(root) {
                        Some(has_nodes) => *has_nodes,
                        None => *known.entry(root).or_insert(store.has_nodes(root)?),
                    };
                    if has_nodes {
                        let some: Vec<String> = keys.drain(..most).collect();
                        self.see_nodes_under(store, root, &some)?;
                    } else {
                        keys.clear();
                    }
                }
            }
            first = last;
        }
        for (root, keys) in &asked {
            if known.get(root) != Some(&false) && !keys.is_empty() {
                self.see_nodes_under(store, root, keys)?;
            }
        }
        Ok(())
    }

    fn see_nodes_under(
        &mut self,
        store: &mut dyn Elements,
        root: &str,
        keys: &[String],
    ) -> Result<(), StoreError> {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        for node in store.nodes_under(root, &keys)? {
            let Some(iri) = key(&node.properties) else { continue };
            self.refuse_neighbour(iri, &node.properties, || node.words())?;
            let Some((number, wanted)) = self.lowered.find_node(iri) else { continue };
            if dossiers(&node.properties).is_empty() {
                let WantedNode { labels, properties } = wanted;
                let labels = labels.iter().map(ToString::to_string).collect();
                let sent = FoundNode { labels, properties }.words();
                return Err(StoreError::Conflict { id: iri.to_owned(), existing: node.words(), sent });
            }
            self.compare_node(number, &wanted, &node);
        }
        Ok(())
    }

    fn compare_node(&mut self, number: usize, wanted: &WantedNode, there: &FoundNode) {
        let mut existing = Existing { root: there.root(), ..Existing::default() };
        let mut is_same = self.is_same(&there.properties, &wanted.properties, &mut existing);
        let has = |label: &str| wanted.labels.iter().any(|wanted| **wanted == *label);
        if existing.others.is_empty() {
            let goes = |label: &&String| !has(label) && self.wanted.vocabulary.has_label(label);
            existing.gone_labels = there.labels.iter().filter(goes).cloned().collect();
        }
        let comes = |label: &&Arc<str>| !there.labels.contains(&***label);
        existing.new_labels = wanted.labels.iter().filter(comes).map(ToString::to_string).collect();
        is_same &= existing.gone_labels.is_empty() && existing.new_labels.is_empty();
        let state = self.state(is_same, existing);
        if let Some(known) = self.comparison.states_of_vertices.get_mut(number) {
            *known = state;
        }
    }

    fn state(&mut self, is_same: bool, existing: Existing) -> State {
        match (is_same, existing.others.is_empty()) {
            (true, true) => State::Same,
            (true, false) => State::Shared(self.comparison.ways.number(existing)),
            (false, _) => State::Changed(self.comparison.ways.number(existing)),
        }
    }

    /// Plans the removal of a stale vertex, or only of the names of these dossiers.
    fn leave_node(&mut self, iri: &str, node: &FoundNode) {
        let others = self.others(&node.properties);
        if !self.prune {
            self.comparison.nodes.stale += 1;
            self.comparison.stale_nodes.add(iri);
        } else if others.is_empty() {
            self.alone.entry(node.root()).or_default().push(&[iri]);
        } else {
            self.comparison.nodes.updated += 1;
            let change = Change::TouchNodes {
                root: node.root(),
                labels: Arc::default(),
                gone: Vec::new(),
                new: Vec::new(),
            };
            self.comparison.leavings.add(change, others, &[iri]);
        }
    }

    /// Looks at the existing edges of these dossiers.
    fn see_edges(&mut self, store: &mut dyn Elements) -> Result<(), StoreError> {
        for root in ROOTS {
            store.edges_of(root, &self.wanted.dossiers, &mut |edge| {
                let Some(iri) = key(&edge.properties) else { return Ok(()) };
                self.refuse_namesake(iri, &edge.properties, || edge.words())?;
                match self.lowered.find_edge(iri) {
                    Some((number, wanted)) => self.compare_edge(number, &wanted, root, &edge),
                    None => self.leave_edge(iri, root, &edge),
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Looks for edges of others with the keys of the wanted ones. There can be some only between existing vertices.
    fn see_edges_of_others(&mut self, store: &mut dyn Elements) -> Result<(), StoreError> {
        if self.comparison.states_of_vertices.iter().all(|state| *state == State::New) {
            return Ok(());
        }
        let most = store.batch();
        let mut asked: BTreeMap<(&'static str, usize), Vec<(String, String)>> = BTreeMap::new();
        let mut first = 0;
        while first < self.comparison.states_of_edges.len() {
            let new = |number: &usize| self.comparison.states_of_edges.get(*number) == Some(&State::New);
            let last = (first + CHUNK).min(self.comparison.states_of_edges.len());
            let numbers: Vec<usize> = (first..last).filter(new).collect();
            let (mut from, mut to, mut iri) = (Vec::new(), Vec::new(), Vec::new());
            self.lowered.each_edge(&numbers, |number, edge| {
                for (end, key) in [(&mut from, edge.source), (&mut to, edge.target)] {
                    end.clear();
                    self.lowered.elements.put_iri(end, key);
                }
                if !self.exists(&from) || !self.exists(&to) {
                    return;
                }
                iri.clear();
                self.lowered.elements.put_edge_iri(&mut iri, edge.key);
                let root = self.lowered.elements.root(edge.source).label();
                let Some(kind) = self.wanted.edges.group(number) else { return };
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                asked.entry((root, kind)).or_default().push((text(&from), text(&iri)));
            });
            first = last;
            // So that few keys wait, whatever number of types there is.
            let is_much = asked.values().map(Vec::len).sum::<usize>() > 16 * most;
            for ((root, kind), keys) in &mut asked {
                while keys.len() >= most || (is_much && !keys.is_empty()) {
                    let some: Vec<(String, String)> = keys.drain(..most.min(keys.len())).collect();
                    self.see_edges_under(store, root, *kind, &some)?;
                }
            }
        }
        for ((root, kind), keys) in asked {
            if !keys.is_empty() {
                self.see_edges_under(store, root, kind, &keys)?;
            }
        }
        Ok(())
    }

    /// Whether a wanted vertex exists.
    fn exists(&self, iri: &[u8]) -> bool {
        let state = self.lowered.number_of(iri).and_then(|at| self.comparison.states_of_vertices.get(at));
        state.is_some_and(|state| *state != State::New)
    }

    fn see_edges_under(
        &mut self,
        store: &mut dyn Elements,
        root: &'static str,
        kind: usize,
        keys: &[(String, String)],
    ) -> Result<(), StoreError> {
        let Some(kind) = self.wanted.kinds.get(kind) else { return Ok(()) };
        let keys: Vec<(&str, &str)> = keys.iter().map(|(from, iri)| (from.as_str(), iri.as_str())).collect();
        for edge in store.edges_under(root, kind, &keys)? {
            let Some(iri) = key(&edge.properties) else { continue };
            let Some((number, wanted)) = self.lowered.find_edge(iri) else { continue };
            if dossiers(&edge.properties).is_empty() {
                let WantedEdge { from, kind, to, properties, .. } = wanted;
                let sent = FoundEdge { from, kind: kind.to_string(), to, properties }.words();
                return Err(StoreError::Conflict { id: iri.to_owned(), existing: edge.words(), sent });
            }
            self.compare_edge(number, &wanted, root, &edge);
        }
        Ok(())
    }

    fn compare_edge(&mut self, number: usize, wanted: &WantedEdge, root: &'static str, there: &FoundEdge) {
        let Some(before) = self.comparison.states_of_edges.get(number).copied() else { return };
        let is_in_place = there.from == wanted.from && there.to == wanted.to && there.kind == *wanted.kind;
        let mut existing = Existing::default();
        let state = if before == State::New && is_in_place {
            let is_same = self.is_same(&there.properties, &wanted.properties, &mut existing);
            self.state(is_same, existing)
        } else {
            // It connects other things, or exists twice: all are taken away, and one is made.
            existing.is_remade = true;
            existing.others = self.others(&there.properties);
            let known = self.comparison.ways.of(before);
            existing.others.extend(known.into_iter().flat_map(|known| known.others.iter().cloned()));
            existing.others.sort();
            existing.others.dedup();
            if before != State::New && !known.is_some_and(|known| known.is_remade) {
                let (kind, from) = (Arc::clone(&wanted.kind), self.root_of(wanted));
                let keys = [key(&wanted.properties).unwrap_or_default(), &wanted.from, &wanted.to];
                self.comparison.leavings.add(Change::CutEdges { kind, from }, Vec::new(), &keys);
            }
            self.cut(root, there);
            State::Changed(self.comparison.ways.number(existing))
        };
        if let Some(known) = self.comparison.states_of_edges.get_mut(number) {
            *known = state;
        }
    }

    /// The root label under which the source of a wanted edge exists.
    fn root_of(&self, edge: &WantedEdge) -> &'static str {
        let number = self.lowered.number_of(edge.from.as_bytes());
        let state = number.and_then(|number| self.comparison.states_of_vertices.get(number));
        let existing = state.and_then(|state| self.comparison.ways.of(*state));
        existing.map_or(edge.roots.0, |existing| existing.root)
    }

    fn cut(&mut self, from: &'static str, edge: &FoundEdge) {
        let change = Change::CutEdges { kind: edge.kind.as_str().into(), from };
        let keys = [key(&edge.properties).unwrap_or_default(), &edge.from, &edge.to];
        self.comparison.leavings.add(change, Vec::new(), &keys);
    }

    /// Plans the removal of a stale edge, or only of the names of these dossiers.
    fn leave_edge(&mut self, iri: &str, root: &'static str, edge: &FoundEdge) {
        if !self.prune && !self.wanted.is_only_claimed(&edge.from, &edge.kind, &edge.to) {
            self.comparison.edges.stale += 1;
            self.comparison.stale_edges.add(iri);
            return;
        }
        let others = self.others(&edge.properties);
        if others.is_empty() {
            self.comparison.edges.deleted += 1;
            self.cut(root, edge);
        } else {
            self.comparison.edges.updated += 1;
            let change = Change::TouchEdges { kind: edge.kind.as_str().into(), from: root };
            self.comparison.leavings.add(change, others, &[iri, &edge.from, &edge.to]);
        }
    }

    /// Plans the removal of the vertices that nobody wants, but for the ends of edges of others.
    fn remove_nodes(&mut self, store: &mut dyn Elements) -> Result<(), StoreError> {
        for (root, keys) in std::mem::take(&mut self.alone) {
            let mut keys = keys.iter().filter_map(|mut keys| keys.next()).peekable();
            while keys.peek().is_some() {
                let some: Vec<&str> = keys.by_ref().take(store.batch().max(1)).collect();
                let held = store.held(root, &some, &self.wanted.dossiers)?;
                for iri in some {
                    if held.contains(iri) {
                        self.comparison.held += 1;
                        self.comparison.nodes.stale += 1;
                        self.comparison.stale_nodes.add(iri);
                    } else {
                        self.comparison.nodes.deleted += 1;
                        self.comparison.leavings.add(Change::DropNodes { root }, Vec::new(), &[iri]);
                    }
                }
            }
        }
        Ok(())
    }

    /// Counts what is wanted, by what is to be done with it.
    fn count(&mut self) {
        let Comparison { nodes, edges, states_of_vertices, states_of_edges, ways, shared, counts, .. } =
            &mut self.comparison;
        let mut count = |tally: &mut Tally, states: &[State], index: &Index, names: &[String]| {
            let mut by_group = vec![(0, 0); names.len()];
            for (number, state) in states.iter().enumerate() {
                let Some(place) = index.group(number).and_then(|group| by_group.get_mut(group)) else {
                    continue;
                };
                let (expected, found) = place;
                *expected += 1;
                match state {
                    State::New => tally.created += 1,
                    State::Changed(_) => tally.updated += 1,
                    State::Same | State::Shared(_) => {
                        tally.unchanged += 1;
                        *found += 1;
                    }
                }
                let existing = ways.of(*state).filter(|existing| !existing.is_remade);
                *shared += u64::from(existing.is_some_and(|existing| !existing.others.is_empty()));
            }
            for (name, (expected, found)) in names.iter().zip(by_group) {
                let of_name = counts.entry(name.clone()).or_default();
                *of_name = (of_name.0 + expected, of_name.1 + found);
            }
        };
        let label = |labels: &Arc<[Arc<str>]>| format!("nodes {}", labels.first().map_or("", |label| label));
        let labels: Vec<String> = self.wanted.labels.iter().map(label).collect();
        count(nodes, states_of_vertices, &self.wanted.vertices, &labels);
        let kinds: Vec<String> =
            self.wanted.kinds.iter().map(|kind| format!("relationships {kind}")).collect();
        count(edges, states_of_edges, &self.wanted.edges, &kinds);
    }

    /// The other dossiers that share a record, in order.
    fn others(&self, properties: &Record) -> Vec<String> {
        let ours = |name: &&str| self.wanted.dossiers.iter().any(|dossier| dossier == name);
        dossiers(properties).into_iter().filter(|name| !ours(name)).map(str::to_owned).collect()
    }

    /// Whether the properties of a record are as they should be; what goes, and who else says it, is noted. Nothing that other
    /// dossiers share is removed.
    fn is_same(&self, there: &Record, wanted: &Record, existing: &mut Existing) -> bool {
        existing.others = self.others(there);
        let others = existing.others.iter().map(String::as_str);
        let is_kept = |name: &str, value: &Value| {
            there.get(name).is_some_and(|kept| {
                if name == DOSSIERS {
                    let names: BTreeSet<&str> = value.texts().chain(others.clone()).collect();
                    let is_of_texts = matches!(kept, Value::List(members) if members.len() == names.len());
                    is_of_texts && names.into_iter().eq(kept.texts())
                } else {
                    kept.is_kept_of(value, self.wanted.keeps.rounds)
                }
            })
        };
        let is_same = wanted.iter().all(|(name, value)| is_kept(name, value));
        if existing.others.is_empty() {
            let goes =
                |name: &&Arc<str>| !wanted.contains_key(name) && self.wanted.vocabulary.has_property(name);
            existing.gone = there.keys().filter(goes).map(Arc::clone).collect();
        }
        is_same && existing.gone.is_empty()
    }

    /// Fails where what only this dossier should say has a key of another base: a dossier of the same name has loaded it.
    fn refuse_namesake(
        &self,
        iri: &str,
        there: &Record,
        words: impl Fn() -> String,
    ) -> Result<(), StoreError> {
        if !self.wanted.is_within_bases || self.wanted.is_within(iri) || !self.others(there).is_empty() {
            return Ok(());
        }
        let existing = format!("{}, loaded by a dossier of the same name with another base", words());
        Err(StoreError::Conflict { id: iri.to_owned(), existing, sent: self.wanted.words() })
    }

    /// Fails where only other dossiers say what has a key of this dossier's base: both have declared one base.
    fn refuse_neighbour(
        &self,
        iri: &str,
        there: &Record,
        words: impl Fn() -> String,
    ) -> Result<(), StoreError> {
        let others = self.others(there);
        if others.is_empty() || others.len() < dossiers(there).len() || !self.wanted.is_within(iri) {
            return Ok(());
        }
        let existing =
            format!("{}, loaded by the dossier `{}` with the same base", words(), others.join("`, `"));
        let sent = format!("{}; give it its own `base`", self.wanted.words());
        Err(StoreError::Conflict { id: iri.to_owned(), existing, sent })
    }
}
