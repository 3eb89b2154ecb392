//! Which claims are arrows: those between somebody who acts and something on the table.

use std::collections::BTreeMap;

use super::model::{Arrow, MOST_ARROWS, RowKind, Tone};
use crate::graph::{Claim, ClaimKey, KnowledgeGraph, NodeKey, Speaker, Statement, Term, Value};
use crate::ontology::{RelationKey, Role, Status, TypeRole};
use crate::view::roles::{acting_types, has, is_place_of};

/// The claim in whose row a denied claim is: of all that say the same, the first that a denial points at.
pub(super) fn contested(claim: Claim<'_>) -> Option<ClaimKey> {
    if claim.status() != Status::Disputed {
        return None;
    }
    let same = || {
        claim.graph().claims_of(claim.subject()).filter(move |other| other.statement() == claim.statement())
    };
    let is_denied =
        |other: &Claim<'_>| other.denials().any(|denial| denial.object() == Some(Term::Claim(other.key())));
    let denied = same().find(is_denied);
    denied.or_else(|| same().next()).map(Claim::key)
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
                arrows.extend(between_agents(claim, *relation, *object, &acts));
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
        // A place is not a party, even if it is a country: what is aimed at somebody can be aimed at anybody.
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

/// The arrows of a relation between two agents, by way of a row that says it: from the one and to the other.
fn between_agents(
    claim: Claim<'_>,
    relation: RelationKey,
    object: Term,
    acts: &dyn Fn(NodeKey) -> bool,
) -> Vec<Arrow> {
    let graph = claim.graph();
    let is_side =
        [Role::Membership, Role::Authorship, Role::Party].into_iter().any(|role| has(graph, relation, role));
    let (Term::Node(from), Term::Node(to)) = (claim.subject(), object) else { return Vec::new() };
    if is_side || !acts(from) || !acts(to) || from == to || is_place_of(graph, relation, to) {
        return Vec::new();
    }
    let tone = match has(graph, relation, Role::Accusation) {
        true => Tone::Accusing,
        false => Tone::Plain,
    };
    let arrow = |card, to_table, label: String| Arrow {
        claim: claim.key(),
        card,
        target: Term::Claim(claim.key()),
        to_table,
        label,
        tone,
        numbers: Vec::new(),
    };
    vec![
        arrow(from, true, label(claim, claim.predicate_label())),
        arrow(to, false, label(claim, graph.node(from).label())),
    ]
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

/// Words after the symbol of the claim's status.
fn label(claim: Claim<'_>, words: &str) -> String {
    let drawing = claim.graph().ontology().drawing();
    let mark = if claim.is_denial() {
        drawing.of_denial(claim.status()).mark
    } else {
        drawing.of_status(claim.status()).mark
    };
    if mark.is_empty() { words.to_owned() } else { format!("{mark} {words}") }
}

/// The candidates that are drawn, and how many are not: all, or those at the best connected rows. Mere presence is drawn
/// only where there is nothing else.
pub(super) fn choose(graph: &KnowledgeGraph, mut candidates: Vec<Arrow>) -> (Vec<Arrow>, usize) {
    let is_presence = |arrow: &Arrow| match graph.claim(arrow.claim).statement() {
        Statement::Relation(relation, _) => graph.ontology().relation(*relation).has(Role::Presence),
        Statement::Attribute(..) => false,
    };
    if !candidates.iter().all(is_presence) {
        candidates.retain(|arrow| !is_presence(arrow));
    }
    if candidates.len() <= MOST_ARROWS {
        return (candidates, 0);
    }
    let all = candidates.len();
    // Rows are taken whole, so that no denial loses its accusation and no position its opponent.
    let issue_of = super::rows::issues_of_positions(graph);
    let mut rows: BTreeMap<Term, Vec<Arrow>> = BTreeMap::new();
    for arrow in candidates {
        let row = match arrow.target {
            Term::Node(node) => issue_of.get(&node).map_or(arrow.target, |issue| Term::Node(*issue)),
            Term::Claim(_) => arrow.target,
        };
        rows.entry(row).or_default().push(arrow);
    }
    // What has most arrows comes first; of equals one of each kind in turn.
    let mut turns: BTreeMap<(RowKind, usize), usize> = BTreeMap::new();
    let mut order: Vec<_> = rows
        .into_iter()
        .map(|(row, arrows)| {
            let kind = super::rows::kind_of(graph, row);
            let turn = turns.entry((kind, arrows.len())).or_default();
            *turn += 1;
            ((usize::MAX - arrows.len(), *turn, kind, row), arrows)
        })
        .collect();
    order.sort_by_key(|(place, _)| *place);
    let mut chosen: Vec<Arrow> = Vec::new();
    for (_, mut arrows) in order {
        if chosen.is_empty() {
            arrows.truncate(MOST_ARROWS);
        }
        if chosen.len() + arrows.len() <= MOST_ARROWS {
            chosen.append(&mut arrows);
        }
    }
    let left_out = all - chosen.len();
    (chosen, left_out)
}
