//! One disagreement: an issue, the positions on it, what is said of these, and where those belong who say it.

use std::collections::BTreeSet;

use super::selected::{Selected, ends, has_role};
use crate::graph::{Claim, ClaimKey, KnowledgeGraph, NodeKey, Speaker, Term};
use crate::ontology::Role;

/// An issue, the smaller ones in it, the positions on them, what is said of these, the reasons and denials, the sides
/// of those who say it, and the parties to that in which it is an issue.
pub(super) fn on_issue(graph: &KnowledgeGraph, issue: NodeKey) -> Selected {
    let mut things = BTreeSet::from([issue]);
    let mut open = vec![issue];
    while let Some(thing) = open.pop() {
        for claim in graph.node(thing).claims_about() {
            let Term::Node(subject) = claim.subject() else { continue };
            if (has_role(claim, Role::Answers) || is_part(claim)) && things.insert(subject) {
                open.push(subject);
            }
        }
    }
    let of_things = things.iter().flat_map(|thing| {
        let node = graph.node(*thing);
        node.claims().chain(node.claims_about())
    });
    let mut claims: BTreeSet<ClaimKey> = of_things.map(Claim::key).collect();
    // Reasons and denials.
    let mut open: Vec<ClaimKey> = claims.iter().copied().collect();
    while let Some(key) = open.pop() {
        let term = Term::Claim(key);
        let about = graph.claims_on(term).chain(graph.claims_of(term)).map(Claim::key);
        open.extend(about.filter(|key| claims.insert(*key)).collect::<Vec<_>>());
    }
    let relays: BTreeSet<NodeKey> =
        claims.iter().flat_map(|key| graph.claim(*key).via()).map(|node| node.key()).collect();
    add_sides_of(graph, relays, &mut claims);
    add_sides(graph, &mut claims);
    add_parties(graph, issue, &mut claims);
    Selected::of_claims(graph, claims)
}

/// Whether a claim says that its subject is a part of its object, and both are of one type.
fn is_part(claim: Claim<'_>) -> bool {
    let (Term::Node(part), Some(Term::Node(whole))) = (claim.subject(), claim.object()) else { return false };
    let type_of = |key: NodeKey| claim.graph().node(key).type_key();
    has_role(claim, Role::Membership) && type_of(part) == type_of(whole)
}

/// Adds the offices and groups of those who speak or act, and what they are party to.
pub(super) fn add_sides(graph: &KnowledgeGraph, claims: &mut BTreeSet<ClaimKey>) {
    let speakers = claims.iter().flat_map(|key| speakers(graph.claim(*key)));
    let ends_of_claims = claims.iter().flat_map(|key| ends(graph.claim(*key)));
    add_sides_of(graph, speakers.chain(ends_of_claims).collect(), claims);
}

/// The nodes among the speakers.
pub(super) fn speakers(claim: Claim<'_>) -> impl Iterator<Item = NodeKey> {
    claim.speakers().iter().filter_map(|speaker| match speaker {
        Speaker::Node(key) => Some(*key),
        Speaker::Dossier(_) => None,
    })
}

fn add_sides_of(graph: &KnowledgeGraph, mut seen: BTreeSet<NodeKey>, claims: &mut BTreeSet<ClaimKey>) {
    let mut open: Vec<NodeKey> = seen.iter().copied().collect();
    while let Some(node) = open.pop() {
        for claim in graph.node(node).claims() {
            if has_role(claim, Role::Membership) {
                claims.insert(claim.key());
                open.extend(ends(claim).into_iter().filter(|key| seen.insert(*key)));
            } else if has_role(claim, Role::Party) {
                claims.insert(claim.key());
            }
        }
    }
}

/// Adds the larger issues that one is part of, what they are issues in, and who is party to that: a disagreement has
/// two sides even where the words of one are not reported.
fn add_parties(graph: &KnowledgeGraph, issue: NodeKey, claims: &mut BTreeSet<ClaimKey>) {
    let (mut seen, mut open) = (BTreeSet::from([issue]), vec![issue]);
    while let Some(thing) = open.pop() {
        for claim in graph.node(thing).claims() {
            let Some(Term::Node(object)) = claim.object() else { continue };
            let parties: Vec<Claim<'_>> =
                graph.node(object).claims_about().filter(|other| has_role(*other, Role::Party)).collect();
            if is_part(claim) {
                claims.insert(claim.key());
                open.extend(seen.insert(object).then_some(object));
            } else if !parties.is_empty() {
                claims.insert(claim.key());
                claims.extend(parties.into_iter().map(Claim::key));
            }
        }
    }
}
