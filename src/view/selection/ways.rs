//! Surroundings of a thing, and the shortest ways between two. Edges are followed, in either direction; who says a claim
//! and what is quoted connect nothing.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::selected::{Selected, ends};
use crate::graph::{Claim, ClaimKey, KnowledgeGraph, NodeKey, Speaker, Term};

/// A node or claim, the claims within a number of steps, and what they are about; of somebody who speaks also what is said by
/// them.
pub(super) fn around(graph: &KnowledgeGraph, focus: Term, depth: usize) -> Selected {
    let near = distances(graph, focus, depth);
    let inside = |term: Term| near.get(&term).is_some_and(|steps| *steps < depth);
    let walked = graph.edges().filter(|edge| inside(edge.subject()) || inside(edge.object()));
    let mut claims: BTreeSet<ClaimKey> = walked.flat_map(|edge| edge.claims().map(Claim::key)).collect();
    claims.extend(near.keys().copied().filter_map(claim_of));
    if let (Term::Node(key), true) = (focus, depth > 0) {
        let says = |claim: &Claim<'_>| claim.speakers().contains(&Speaker::Node(key));
        claims.extend(graph.claims().filter(says).map(Claim::key));
    }
    let mut selected = Selected::of_claims(graph, claims);
    match focus {
        Term::Node(key) => {
            selected.nodes.insert(key);
        }
        Term::Claim(key) => selected.nodes.extend(ends(graph.claim(key))),
    }
    selected.with_values(graph)
}

/// The claims on all shortest paths between two nodes; nothing if there is no path.
pub(super) fn between(graph: &KnowledgeGraph, from: NodeKey, to: NodeKey) -> Selected {
    let (there, back) =
        (distances(graph, Term::Node(from), usize::MAX), distances(graph, Term::Node(to), usize::MAX));
    let Some(length) = there.get(&Term::Node(to)) else { return Selected::default() };
    let on_way = |first: Term, steps: usize, second: Term| match (there.get(&first), back.get(&second)) {
        (Some(before), Some(after)) => before + steps + after == *length,
        _ => false,
    };
    let edges = graph
        .edges()
        .filter(|edge| on_way(edge.subject(), 1, edge.object()) || on_way(edge.object(), 1, edge.subject()));
    let mut claims: BTreeSet<ClaimKey> = edges.flat_map(|edge| edge.claims().map(Claim::key)).collect();
    let passed = there.keys().copied().filter(|term| on_way(*term, 0, *term));
    claims.extend(passed.filter_map(claim_of));
    let mut selected = Selected::of_claims(graph, claims);
    selected.nodes.extend([from, to]);
    selected.with_values(graph)
}

/// How far terms are from one, as far as `most`. An edge is a step, and so is the way between a claim that others are
/// about and what it is about.
fn distances(graph: &KnowledgeGraph, from: Term, most: usize) -> BTreeMap<Term, usize> {
    let mut distance = BTreeMap::from([(from, 0)]);
    let mut queue = VecDeque::from([(from, 0)]);
    while let Some((term, steps)) = queue.pop_front() {
        if steps == most {
            continue;
        }
        for next in steps_from(graph, term) {
            if let Entry::Vacant(entry) = distance.entry(next) {
                entry.insert(steps + 1);
                queue.push_back((next, steps + 1));
            }
        }
    }
    distance
}

fn steps_from(graph: &KnowledgeGraph, term: Term) -> Vec<Term> {
    let mut next = Vec::new();
    for claim in graph.claims_of(term).chain(graph.claims_on(term)) {
        next.extend([Some(claim.subject()), claim.object()].into_iter().flatten());
        let itself = Term::Claim(claim.key());
        let others_are_about_it =
            graph.claims_of(itself).next().is_some() || graph.claims_on(itself).next().is_some();
        next.extend(others_are_about_it.then_some(itself));
    }
    if let Term::Claim(key) = term {
        let claim = graph.claim(key);
        next.extend([Some(claim.subject()), claim.object()].into_iter().flatten());
    }
    next
}

fn claim_of(term: Term) -> Option<ClaimKey> {
    match term {
        Term::Claim(key) => Some(key),
        Term::Node(_) => None,
    }
}
