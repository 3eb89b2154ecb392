//! What a selection leaves of a graph.

use std::collections::BTreeSet;

use crate::graph::{Claim, ClaimKey, KnowledgeGraph, NodeKey, Statement, Term};
use crate::ontology::Role;

/// What a selection leaves of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// The nodes.
    pub nodes: BTreeSet<NodeKey>,
    /// The claims.
    pub claims: BTreeSet<ClaimKey>,
}

impl Selected {
    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.claims.is_empty()
    }

    pub(super) fn and(self, other: Selected) -> Selected {
        Selected {
            nodes: self.nodes.intersection(&other.nodes).copied().collect(),
            claims: self.claims.intersection(&other.claims).copied().collect(),
        }
    }

    /// Some claims and the nodes that they are about, with what is said of these nodes in values.
    pub(super) fn of_claims(graph: &KnowledgeGraph, claims: BTreeSet<ClaimKey>) -> Selected {
        let nodes: BTreeSet<NodeKey> = claims.iter().flat_map(|key| ends(graph.claim(*key))).collect();
        Selected { nodes, claims }.with_values(graph)
    }

    pub(super) fn with_values(mut self, graph: &KnowledgeGraph) -> Selected {
        for node in &self.nodes {
            let values = graph.node(*node).claims().filter(|claim| claim.object().is_none());
            self.claims.extend(values.map(Claim::key));
        }
        self
    }
}

/// The nodes that a claim is about; of a claim within it, those that this one is about.
pub(super) fn ends(claim: Claim<'_>) -> Vec<NodeKey> {
    let (graph, mut nodes) = (claim.graph(), Vec::new());
    let mut open: Vec<Term> = [Some(claim.subject()), claim.object()].into_iter().flatten().collect();
    let mut seen: BTreeSet<Term> = open.iter().copied().collect();
    while let Some(term) = open.pop() {
        match term {
            Term::Node(key) => nodes.push(key),
            Term::Claim(key) => {
                let claim = graph.claim(key);
                let more = [Some(claim.subject()), claim.object()].into_iter().flatten();
                open.extend(more.filter(|term| seen.insert(*term)));
            }
        }
    }
    nodes
}

pub(super) fn has_role(claim: Claim<'_>, role: Role) -> bool {
    match claim.statement() {
        Statement::Relation(relation, _) => claim.graph().ontology().relation(*relation).has(role),
        Statement::Attribute(..) => false,
    }
}
