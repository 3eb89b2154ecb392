//! The indexes of a graph: ids, edges, petgraph, what claims are about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use petgraph::graph::DiGraph;

use super::keys::{ClaimKey, EdgeKey, NodeKey, Statement, Term};
use super::knowledge::KnowledgeGraph;
use super::records::{ClaimRecord, DossierRecord, EdgeRecord, NodeRecord};
use super::source::Source;
use crate::ontology::{AttributeKey, Ontology, RelationKey};

/// The records of a graph, each column in the order of the ids.
pub(super) struct Columns {
    pub(super) ontology: Arc<Ontology>,
    pub(super) dossiers: Vec<DossierRecord>,
    pub(super) nodes: Vec<NodeRecord>,
    pub(super) mentioned: BTreeSet<NodeKey>,
    pub(super) asides: BTreeSet<NodeKey>,
    pub(super) sources: Vec<Source>,
    pub(super) claims: Vec<ClaimRecord>,
}

/// The graph of the records.
pub(super) fn indexed(columns: Columns) -> KnowledgeGraph {
    let Columns { ontology, dossiers, nodes, mentioned, asides, sources, claims } = columns;
    let (edges, topology, vertices) = make_edges(nodes.len() as u32, &claims);
    let node_ids = nodes.iter().enumerate().map(|(at, node)| (node.id.clone(), NodeKey(at as u32))).collect();
    let claim_ids =
        claims.iter().enumerate().map(|(at, claim)| (claim.id.clone(), ClaimKey(at as u32))).collect();
    let mut by_subject: BTreeMap<Term, Vec<ClaimKey>> = BTreeMap::new();
    let mut by_object: BTreeMap<Term, Vec<ClaimKey>> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate() {
        by_subject.entry(claim.subject).or_default().push(ClaimKey(at as u32));
        if let Statement::Relation(_, object) = claim.statement {
            by_object.entry(object).or_default().push(ClaimKey(at as u32));
        }
    }
    let denials = denials(&claims);
    KnowledgeGraph {
        ontology,
        dossiers,
        nodes,
        mentioned,
        asides,
        sources,
        claims,
        edges,
        node_ids,
        claim_ids,
        topology,
        vertices,
        by_subject,
        by_object,
        denials,
    }
}

/// What a claim says, without who says it.
type Content = (Term, Result<(RelationKey, Term), (AttributeKey, (&'static str, String))>);

fn content(claim: &ClaimRecord) -> Content {
    let says = match &claim.statement {
        Statement::Relation(relation, object) => Ok((*relation, *object)),
        Statement::Attribute(attribute, value) => Err((*attribute, value.identity())),
    };
    (claim.subject, says)
}

/// By claim: the denials of it, and of claims that say the same, by id.
fn denials(claims: &[ClaimRecord]) -> BTreeMap<ClaimKey, Vec<ClaimKey>> {
    let mut by_content: BTreeMap<Content, Vec<ClaimKey>> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate() {
        if let Some(denied) = claim.denies().and_then(|key| claims.get(key.index())) {
            by_content.entry(content(denied)).or_default().push(ClaimKey(at as u32));
        }
    }
    let subjects: BTreeSet<Term> = by_content.keys().map(|(subject, _)| *subject).collect();
    let of = |(at, claim): (usize, &ClaimRecord)| {
        let about = subjects.contains(&claim.subject).then(|| content(claim))?;
        Some((ClaimKey(at as u32), by_content.get(&about)?.clone()))
    };
    claims.iter().enumerate().filter_map(of).collect()
}

type Topology = (Vec<EdgeRecord>, DiGraph<Term, EdgeKey>, BTreeMap<Term, petgraph::graph::NodeIndex>);

/// Groups the relations into edges and lays petgraph over nodes and pointed-at claims.
fn make_edges(nodes: u32, claims: &[ClaimRecord]) -> Topology {
    let mut grouped: BTreeMap<(Term, RelationKey, Term), Vec<ClaimKey>> = BTreeMap::new();
    let mut pointed_at = BTreeSet::new();
    for (at, claim) in claims.iter().enumerate() {
        let mut ends = vec![claim.subject];
        if let Statement::Relation(relation, object) = &claim.statement {
            grouped.entry((claim.subject, *relation, *object)).or_default().push(ClaimKey(at as u32));
            ends.push(*object);
        }
        pointed_at.extend(ends.into_iter().filter(|term| matches!(term, Term::Claim(_))));
    }
    let mut topology = DiGraph::with_capacity(nodes as usize + pointed_at.len(), grouped.len());
    let terms = (0..nodes).map(|key| Term::Node(NodeKey(key))).chain(pointed_at);
    let vertices: BTreeMap<Term, _> = terms.map(|term| (term, topology.add_node(term))).collect();
    let mut edges = Vec::with_capacity(grouped.len());
    for ((subject, relation, object), claims) in grouped {
        if let (Some(from), Some(to)) = (vertices.get(&subject), vertices.get(&object)) {
            topology.add_edge(*from, *to, EdgeKey(edges.len() as u32));
        }
        edges.push(EdgeRecord { subject, relation, object, claims });
    }
    (edges, topology, vertices)
}
