//! Which claims are arrows: those between somebody who acts and something on the table.

use std::collections::{BTreeMap, BTreeSet};

use super::{Arrow, MOST_ARROWS, Tone};
use crate::graph::{Claim, ClaimKey, KnowledgeGraph, NodeKey, Speaker, Statement, Term, Value};
use crate::ontology::{RelationKey, Role, Status, TypeKey, TypeRole};

/// Which types of nodes act: those that can be party to something.
pub(super) fn acting_types(graph: &KnowledgeGraph) -> BTreeSet<TypeKey> {
    let ontology = graph.ontology();
    ontology.relations_with(Role::Party).flat_map(|key| ontology.relation(key).domain.clone()).collect()
}

/// The claim in whose row a denied claim stands: of all that say the same, the first that a denial points at.
pub(super) fn contested(claim: Claim<'_>) -> Option<ClaimKey> {
    if claim.status() != Status::Disputed {
        return None;
    }
    let same = || {
        claim.graph().claims_of(claim.subject()).filter(move |other| other.statement() == claim.statement())
    };
    let denied = same().find(|other| other.denials().next().is_some());
    denied.or_else(|| same().next()).map(Claim::key)
}

/// Whether a relation has a role, of its own or from a wider one.
fn has(graph: &KnowledgeGraph, relation: RelationKey, role: Role) -> bool {
    let ontology = graph.ontology();
    ontology.relations_with(role).any(|wider| ontology.is_kind_of(relation, wider))
}

/// Every claim that could be an arrow. A contested claim has an arrow from each of its speakers.
pub(super) fn candidates(graph: &KnowledgeGraph) -> Vec<Arrow> {
    let acting = acting_types(graph);
    let acts = |key: NodeKey| acting.contains(&graph.node(key).type_key());
    let mut arrows = Vec::new();
    for claim in graph.claims() {
        if let Some(row) = contested(claim) {
            for speaker in agents(claim).filter(|key| acts(*key)) {
                arrows.push(contesting(claim, speaker, row));
            }
            continue;
        }
        match claim.statement() {
            Statement::Relation(relation, object) => {
                arrows.extend(related(claim, *relation, *object, &acts));
            }
            Statement::Attribute(_, Value::Text(_)) => {
                let Term::Node(subject) = claim.subject() else { continue };
                if claim.status() == Status::Attributed && !acts(subject) && !is_aside(graph, subject) {
                    for speaker in agents(claim).filter(|key| acts(*key)) {
                        arrows.push(saying(claim, speaker, subject));
                    }
                }
            }
            Statement::Attribute(..) => {}
        }
    }
    arrows
}

/// Agents among the speakers, without those whom a part of a graph has only on the side.
fn agents(claim: Claim<'_>) -> impl Iterator<Item = NodeKey> {
    let speakers = claim.speakers().iter().filter_map(|speaker| match speaker {
        Speaker::Node(key) => Some(*key),
        Speaker::Dossier(_) => None,
    });
    speakers.filter(move |key| !claim.graph().node(*key).is_aside())
}

/// Whether a node has no row: works, and what the roles of relations fold into cards.
pub(super) fn is_aside(graph: &KnowledgeGraph, node: NodeKey) -> bool {
    let node = graph.node(node);
    let ontology = graph.ontology();
    let of_members = |role: Role| {
        ontology.relations_with(role).any(|key| {
            let relation = ontology.relation(key);
            relation.domain.len() == 1 && relation.domain.contains(&node.type_key())
        })
    };
    node.node_type().roles.iter().any(|role| matches!(role, TypeRole::Work | TypeRole::Claim))
        || (of_members(Role::Membership) && !node.node_type().roles.contains(&TypeRole::Person))
}

/// An arrow of a relation between an agent and a thing.
fn related(
    claim: Claim<'_>,
    relation: RelationKey,
    object: Term,
    acts: &dyn Fn(NodeKey) -> bool,
) -> Option<Arrow> {
    let graph = claim.graph();
    let is = |role| has(graph, relation, role);
    if [Role::Membership, Role::Authorship, Role::Party].into_iter().any(is) {
        return None;
    }
    let tone = match () {
        () if is(Role::Denial) => Tone::Denying,
        () if is(Role::Acceptance) => Tone::Agreeing,
        () if is(Role::Accusation) => Tone::Accusing,
        () => Tone::Plain,
    };
    let label = label(claim, claim.predicate_label());
    let arrow = |card, target, to_table| {
        Some(Arrow {
            claim: claim.key(),
            card,
            target,
            to_table,
            label: label.clone(),
            tone,
            numbers: Vec::new(),
        })
    };
    match (claim.subject(), object) {
        (Term::Node(card), Term::Node(target)) if acts(card) && !acts(target) && !is_aside(graph, target) => {
            arrow(card, object, true)
        }
        // A place is no party, even if it is a country: what is aimed at somebody can be aimed at anybody.
        (Term::Node(target), Term::Node(card))
            if acts(card)
                && !acts(target)
                && !is_aside(graph, target)
                && acting_types(graph).is_subset(&graph.ontology().relation(relation).range) =>
        {
            arrow(card, claim.subject(), false)
        }
        (Term::Node(card), Term::Claim(key)) if acts(card) => {
            arrow(card, Term::Claim(contested(graph.claim(key))?), true)
        }
        _ => None,
    }
}

/// An arrow from somebody who says what others deny.
fn contesting(claim: Claim<'_>, speaker: NodeKey, row: ClaimKey) -> Arrow {
    let accuses = match claim.statement() {
        Statement::Relation(relation, _) => has(claim.graph(), *relation, Role::Accusation),
        Statement::Attribute(..) => false,
    };
    let (words, tone) = if accuses { ("accuses", Tone::Accusing) } else { ("says", Tone::Accusing) };
    Arrow {
        claim: claim.key(),
        card: speaker,
        target: Term::Claim(row),
        to_table: true,
        label: label(claim, words),
        tone,
        numbers: Vec::new(),
    }
}

/// An arrow from somebody who says something of a thing in words.
fn saying(claim: Claim<'_>, speaker: NodeKey, subject: NodeKey) -> Arrow {
    Arrow {
        claim: claim.key(),
        card: speaker,
        target: Term::Node(subject),
        to_table: true,
        label: label(claim, "says"),
        tone: Tone::Plain,
        numbers: Vec::new(),
    }
}

/// Words with the sign of the claim's status before them.
fn label(claim: Claim<'_>, words: &str) -> String {
    let drawing = claim.graph().ontology().drawing();
    let denies = match claim.statement() {
        Statement::Relation(relation, _) => claim.graph().ontology().relation(*relation).has(Role::Denial),
        Statement::Attribute(..) => false,
    };
    let mark = if denies { drawing.of_denial().mark } else { drawing.of_status(claim.status()).mark };
    if mark.is_empty() { words.to_owned() } else { format!("{mark} {words}") }
}

/// The candidates that are drawn: all, or those of the best connected things. Mere presence is drawn only where
/// there is nothing else.
pub(super) fn choose(graph: &KnowledgeGraph, mut candidates: Vec<Arrow>) -> Vec<Arrow> {
    let is_presence = |arrow: &Arrow| match graph.claim(arrow.claim).statement() {
        Statement::Relation(relation, _) => graph.ontology().relation(*relation).has(Role::Presence),
        Statement::Attribute(..) => false,
    };
    if !candidates.iter().all(is_presence) {
        candidates.retain(|arrow| !is_presence(arrow));
    }
    if candidates.len() <= MOST_ARROWS {
        return candidates;
    }
    let mut degrees: BTreeMap<Term, usize> = BTreeMap::new();
    for arrow in &candidates {
        *degrees.entry(arrow.target).or_default() += 1;
    }
    // Contested claims first, then what has most arrows, then the order of the ids.
    candidates.sort_by_key(|arrow| {
        let quarrel = matches!(arrow.target, Term::Claim(_));
        let degree = degrees.get(&arrow.target).copied().unwrap_or(0);
        (!quarrel, usize::MAX - degree, arrow.target, arrow.claim, arrow.card)
    });
    candidates.truncate(MOST_ARROWS);
    candidates
}
