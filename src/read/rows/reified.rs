//! Statements about statements: what RDF says of a triple becomes properties of its edge.
//!
//! A node that reifies one triple (`rdf:reifies` of RDF 1.2, which the syntax of quoted and annotated triples stands for, or
//! `rdf:subject`, `rdf:predicate` and `rdf:object`) is the record of an edge, if its triple links two nodes, all that is said
//! of it is in one graph, and nothing else refers to it. Its id is the id of the edge. A triple that is reified and not
//! asserted is an edge with the status `attributed`, as somebody only says so; the record of a claim has the status of the
//! claim. All others stay nodes with their triples.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use foldhash::fast::FixedState;
use oxrdf::{GraphName, Term};
use oxttl::NTriplesParser;

use super::blank_scope::GRAPH;
use super::findings::UNKNOWN_LINE;
use super::statements::{Collected, Kept, text};
use super::triples::RDF_TYPE;
use super::vocabulary::Use;
use super::worker::{Record, Worker};
use crate::graph::rows::reification::{CLAIM, NAMES, REIFIES, STATEMENT};
use crate::graph::rows::{Cell, Cells, EdgeKind, NameKey, RowNode, put_cell};
use crate::ontology::{NAMESPACE, Status};
use crate::text::is_blank_node;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// An edge with a record.
pub(super) struct FoldedEdge {
    pub(super) ends: [RowNode; 2],
    pub(super) kind: EdgeKind,
    pub(super) cells: Vec<u8>,
    /// The node that was the record, if there was one.
    pub(super) record: Option<RowNode>,
}

/// What became of the statements about statements.
#[derive(Default)]
pub(super) struct Folded {
    /// The edges of asserted triples, by piece and row.
    pub(super) asserted: HashMap<(usize, usize), FoldedEdge, FixedState>,
    /// The other edges.
    pub(super) others: Vec<FoldedEdge>,
    /// The nodes that become properties of edges: the records, and what only they refer to.
    pub(super) records: HashSet<RowNode, FixedState>,
}

/// The names of a reification as this run knows them.
struct Words {
    subject: NameKey,
    predicate: NameKey,
    object: NameKey,
    reifies: NameKey,
    statement: NameKey,
    claim: NameKey,
    status: NameKey,
    rdf_type: NameKey,
}

impl Words {
    fn new(worker: &mut Worker<'_>) -> Words {
        let Worker { names, aliases, checks, .. } = worker;
        let mut key = |used: Use, iri: String| aliases.key(used, iri.as_bytes(), names, checks.vocabulary);
        Words {
            subject: key(Use::Relation, format!("{RDF}subject")),
            predicate: key(Use::Relation, format!("{RDF}predicate")),
            object: key(Use::Relation, format!("{RDF}object")),
            reifies: key(Use::Property, format!("{RDF}reifies")),
            statement: key(Use::Type, format!("{RDF}Statement")),
            claim: key(Use::Type, format!("{NAMESPACE}Claim")),
            status: key(Use::Relation, format!("{NAMESPACE}status")),
            rdf_type: key(Use::Property, format!("{RDF}type")),
        }
    }
}

/// A triple between nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    subject: Vec<u8>,
    predicate: Vec<u8>,
    object: Vec<u8>,
}

/// A node that may be the record of an edge, and the places of all that is said of it.
#[derive(Default)]
struct Candidate {
    edges: Vec<(usize, usize)>,
    values: Vec<(usize, usize)>,
    is_blocked: bool,
}

/// What a candidate says.
struct Reading {
    said: Said,
    graph: Vec<u8>,
    has_names: bool,
    has_term: bool,
}

impl Kept {
    fn value(&self, row: usize) -> Option<(NameKey, Cell<'_>)> {
        Cells::new(text(&self.cells, &self.cell_stops, row)).next()
    }
}

impl Collected {
    /// Takes the records of edges out of the nodes.
    pub(super) fn fold(&mut self, worker: &mut Worker<'_>) -> Folded {
        let names = worker.names.shared();
        if ["reifies", "subject"].iter().all(|name| names.find(&format!("{RDF}{name}")).is_none()) {
            return Folded::default();
        }
        let words = Words::new(worker);
        let mut candidates = candidates(&self.kept, &words);
        let mut readings: BTreeMap<RowNode, Reading> = BTreeMap::new();
        let mut blocked = Vec::new();
        for (node, candidate) in &candidates {
            if let Some(reading) = self.reading(candidate, &words) {
                let ends = [&reading.said.subject, &reading.said.object];
                blocked.extend(ends.into_iter().filter_map(|id| self.table.find(id)));
                readings.insert(*node, reading);
            }
        }
        for node in blocked {
            if let Some(candidate) = candidates.get_mut(&node) {
                candidate.is_blocked = true;
            }
        }
        readings.retain(|node, _| candidates.get(node).is_some_and(|candidate| !candidate.is_blocked));
        let asserted = self.asserted(&readings, worker);
        let mut folded = Folded::default();
        for (node, reading) in readings {
            let Some(candidate) = candidates.get(&node) else { continue };
            let base = asserted.get(&node).copied();
            let Some((status, cells, takes_base)) =
                self.record(worker, (node, candidate, &reading), &words, base.is_some())
            else {
                continue;
            };
            let relation = worker.relation(&reading.said.predicate);
            let ends = [&reading.said.subject, &reading.said.object].map(|id| self.node(id));
            let edge = FoldedEdge { ends, kind: EdgeKind::new(relation, status), cells, record: Some(node) };
            folded.records.insert(node);
            match base.filter(|_| takes_base) {
                Some(place) if !folded.asserted.contains_key(&place) => {
                    folded.asserted.insert(place, edge);
                }
                _ => folded.others.push(edge),
            }
        }
        self.drop_unnamed(&mut folded);
        folded
    }

    /// Takes out the nodes of which nothing is said, and which only records refer to.
    fn drop_unnamed(&self, folded: &mut Folded) {
        let mut is_named = vec![folded.records.is_empty(); self.table.ids().len()];
        let mut name = |node: RowNode| {
            if let Some(is_named) = is_named.get_mut(node.index()) {
                *is_named = true;
            }
        };
        for kept in &self.kept {
            kept.subjects.iter().copied().for_each(&mut name);
            for (source, target, _) in &kept.edges {
                if !folded.records.contains(source) {
                    [*source, *target].into_iter().for_each(&mut name);
                }
            }
        }
        folded.others.iter().flat_map(|edge| edge.ends).for_each(&mut name);
        let unnamed = is_named.iter().enumerate().filter(|(_, is_named)| !**is_named);
        folded.records.extend(unnamed.map(|(node, _)| RowNode::at(node)));
    }

    /// The node of an id, which may be new.
    fn node(&mut self, id: &[u8]) -> RowNode {
        let node = self.table.insert_all(id, &[id.len() as u32]);
        self.node_lines.resize(self.table.ids().len(), UNKNOWN_LINE);
        node.first().copied().unwrap_or_else(|| RowNode::at(0))
    }

    /// What a candidate says, if that is one triple between nodes.
    fn reading(&self, candidate: &Candidate, words: &Words) -> Option<Reading> {
        let (mut subjects, mut predicates, mut objects) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let (mut terms, mut graphs) = (BTreeSet::new(), BTreeSet::new());
        for (piece, row) in &candidate.edges {
            let kept = self.kept.get(*piece)?;
            let (_, target, relation) = kept.edges.get(*row)?;
            graphs.insert(text(&kept.edge_cells, &kept.edge_stops, *row));
            match *relation {
                name if name == words.subject => subjects.insert(*target),
                name if name == words.predicate => predicates.insert(*target),
                name if name == words.object => objects.insert(*target),
                _ => false,
            };
        }
        for (piece, row) in &candidate.values {
            let kept = self.kept.get(*piece)?;
            graphs.insert(text(&kept.graphs, &kept.graph_stops, *row));
            if let Some((name, Cell::Typed { datatype: NameKey::TRIPLE, text })) = kept.value(*row)
                && name == words.reifies
            {
                terms.insert(text);
            }
        }
        let id = |nodes: &BTreeSet<RowNode>| {
            let node = nodes.first().filter(|_| nodes.len() == 1)?;
            self.table.ids().get(*node).map(|id| id.text.to_vec())
        };
        let by_names = match (id(&subjects), id(&predicates), id(&objects)) {
            (Some(subject), Some(predicate), Some(object)) if !is_blank_node(&predicate) => {
                Some(Said { subject, predicate, object })
            }
            _ => None,
        };
        let by_term = terms.first().map(|term| said(term));
        let has_names = by_names.is_some();
        let (said, has_term) = match (terms.len(), by_term, by_names) {
            (0, _, Some(said)) => (said, false),
            (1, Some(Some(said)), None) => (said, true),
            (1, Some(Some(said)), Some(same)) if said == same => (said, true),
            _ => return None,
        };
        let graph = graphs.first().filter(|_| graphs.len() == 1)?.to_vec();
        (said.predicate != RDF_TYPE).then_some(Reading { said, graph, has_names, has_term })
    }

    /// The first edge of each triple that is asserted in the graph in which it is reified.
    fn asserted(
        &self,
        readings: &BTreeMap<RowNode, Reading>,
        worker: &mut Worker<'_>,
    ) -> HashMap<RowNode, (usize, usize), FixedState> {
        let mut wanted: HashMap<_, Vec<RowNode>, FixedState> = HashMap::default();
        for (node, Reading { said, graph, .. }) in readings {
            let ends = (self.table.find(&said.subject), self.table.find(&said.object));
            if let (Some(source), Some(target)) = ends {
                let relation = worker.relation(&said.predicate);
                wanted.entry((source, target, relation, graph.as_slice())).or_default().push(*node);
            }
        }
        let mut asserted = HashMap::default();
        if wanted.is_empty() {
            return asserted;
        }
        for (piece, kept) in self.kept.iter().enumerate() {
            for (row, (source, target, relation)) in kept.edges.iter().enumerate() {
                let graph = text(&kept.edge_cells, &kept.edge_stops, row);
                for node in wanted.get(&(*source, *target, *relation, graph)).into_iter().flatten() {
                    asserted.entry(*node).or_insert((piece, row));
                }
            }
        }
        asserted
    }

    /// The status of a folded edge, its cells, and whether it stands for the asserted triple.
    fn record(
        &self,
        worker: &mut Worker<'_>,
        (node, candidate, reading): (RowNode, &Candidate, &Reading),
        words: &Words,
        is_asserted: bool,
    ) -> Option<(Option<Status>, Vec<u8>, bool)> {
        let mut types = BTreeSet::new();
        let mut statuses = BTreeSet::new();
        for (piece, row) in &candidate.values {
            if let Some((NameKey::ALSO_TYPE, Cell::Typed { datatype, .. })) =
                self.kept.get(*piece).and_then(|kept| kept.value(*row))
            {
                types.insert(datatype);
            }
        }
        for (piece, row) in &candidate.edges {
            if let Some((_, target, relation)) = self.kept.get(*piece)?.edges.get(*row)
                && *relation == words.status
            {
                statuses.insert(*target);
            }
        }
        let status = statuses.first().filter(|_| statuses.len() == 1).and_then(|node| {
            let iri = self.table.ids().get(*node)?.text;
            Status::ALL.iter().copied().find(|status| status.iri().as_bytes() == iri)
        });
        let is_fact = |status: Status| matches!(status, Status::Reported | Status::Demanded);
        // What has no triple of its own must not get one, and what has one must keep it.
        let claim = status
            .filter(|_| types.contains(&words.claim) && !types.contains(&words.statement))
            .filter(|status| is_asserted || !is_fact(*status));
        let mut form = Vec::new();
        form.extend(reading.has_names.then_some(NAMES));
        form.extend(reading.has_term.then_some(REIFIES));
        form.extend(types.contains(&words.statement).then_some(STATEMENT));
        form.extend(claim.map(|_| CLAIM));
        let (status, takes_base) = match claim {
            Some(status) => (Some(status), is_fact(status)),
            None if is_asserted => (None, true),
            None => (Some(Status::Attributed), false),
        };
        let mut record = Record::default();
        record.put(NameKey::EDGE_ID, &Cell::of_text(self.table.ids().get(node)?.text));
        let mut seen: HashSet<Vec<u8>, FixedState> = HashSet::default();
        let mut put = |name: NameKey, cell: &Cell<'_>| {
            let mut bytes = Vec::new();
            put_cell(&mut bytes, name, cell);
            if seen.insert(bytes) {
                record.put(name, cell);
            }
        };
        for (piece, row) in &candidate.values {
            match self.kept.get(*piece)?.value(*row)? {
                (NameKey::ALSO_TYPE, Cell::Typed { datatype, .. }) => {
                    if datatype != words.statement && !(datatype == words.claim && claim.is_some()) {
                        let iri = worker.iri(Use::Type, datatype);
                        put(words.rdf_type, &Cell::Typed { datatype: NameKey::IRI, text: iri.as_bytes() });
                    }
                }
                (name, Cell::Typed { datatype: NameKey::TRIPLE, .. })
                    if name == words.reifies && reading.has_term => {}
                (name, cell) => put(name, &cell),
            }
        }
        for (piece, row) in &candidate.edges {
            let (_, target, relation) = *self.kept.get(*piece)?.edges.get(*row)?;
            let is_name = [words.subject, words.predicate, words.object].contains(&relation);
            if is_name && reading.has_names || relation == words.status && claim.is_some() {
                continue;
            }
            let name = worker.property_of_relation(relation);
            let text = self.table.ids().get(target)?.text;
            put(name, &Cell::Typed { datatype: NameKey::IRI, text });
        }
        record.put(NameKey::ALSO_TYPE, &Cell::Clean(&form));
        if let Some((_, graph)) = Cells::new(&reading.graph).next() {
            record.put(worker.names.key(GRAPH), &graph);
        }
        Some((status, record.united().to_vec(), takes_base))
    }
}

/// All nodes that say what a statement is, with all that is said of them. Those that something refers to are blocked.
fn candidates(kept: &[Kept], words: &Words) -> BTreeMap<RowNode, Candidate> {
    let mut candidates: BTreeMap<RowNode, Candidate> = BTreeMap::new();
    let is_word = |name: NameKey| [words.subject, words.predicate, words.object].contains(&name);
    let is_reifies = |kept: &Kept, row: usize| {
        let cell = kept.value(row);
        matches!(cell, Some((name, Cell::Typed { datatype: NameKey::TRIPLE, .. })) if name == words.reifies)
    };
    for kept in kept {
        for (source, ..) in kept.edges.iter().filter(|(.., relation)| is_word(*relation)) {
            candidates.entry(*source).or_default();
        }
        for (row, subject) in kept.subjects.iter().enumerate() {
            if is_reifies(kept, row) {
                candidates.entry(*subject).or_default();
            }
        }
    }
    if candidates.is_empty() {
        return candidates;
    }
    for (piece, kept) in kept.iter().enumerate() {
        for (row, (source, target, _)) in kept.edges.iter().enumerate() {
            if let Some(candidate) = candidates.get_mut(source) {
                candidate.edges.push((piece, row));
            }
            if let Some(candidate) = candidates.get_mut(target) {
                candidate.is_blocked = true;
            }
        }
        for (row, subject) in kept.subjects.iter().enumerate() {
            if let Some(candidate) = candidates.get_mut(subject) {
                candidate.values.push((piece, row));
            }
        }
    }
    candidates
}

/// The triple of a triple term, if it is one between nodes.
fn said(term: &[u8]) -> Option<Said> {
    let line = [b"<x:> <x:> ", term, b" ."].concat();
    let triple = NTriplesParser::new().for_slice(&line).next()?.ok()?;
    let Term::Triple(triple) = triple.in_graph(GraphName::DefaultGraph).object else { return None };
    let id = |text: String| text.trim_start_matches('<').trim_end_matches('>').as_bytes().to_vec();
    let object = match &triple.object {
        Term::NamedNode(node) => id(node.to_string()),
        Term::BlankNode(node) => id(node.to_string()),
        _ => return None,
    };
    Some(Said {
        subject: id(triple.subject.to_string()),
        predicate: id(triple.predicate.to_string()),
        object,
    })
}
