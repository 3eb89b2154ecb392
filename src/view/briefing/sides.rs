//! Who is on which side: every agent belongs to the party that its offices, groups or larger wholes lead to.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::model::{Arrow, Briefing, Card, Side};
use crate::graph::{ClaimKey, KnowledgeGraph, Node, NodeKey, Statement, Term};
use crate::ontology::{Role, Status, TypeRole};
use crate::view::roles::acting_types;
use crate::view::values::{marked, said_of};

/// The most agents without an arrow that are named.
const MAX_NAMED: usize = 4;
/// A fact of fewer bytes follows the first office on its line.
const SHORT: usize = 12;
/// The most lines on a card.
const MAX_LINES: usize = 6;

/// The parties, and the party of each agent that has one.
pub(super) struct Membership {
    parties: Vec<NodeKey>,
    party_of: BTreeMap<NodeKey, NodeKey>,
}

impl Membership {
    /// Finds the parties: the principals of negotiations and disputes; where the graph names none, those to whom
    /// the agents with arrows belong. `None` where there are neither.
    pub(super) fn new(graph: &KnowledgeGraph, arrows: &[Arrow]) -> Option<Membership> {
        let wholes = wholes(graph);
        let named: BTreeSet<NodeKey> = graph
            .claims()
            .filter(|claim| claim.status() != Status::Disputed)
            .filter_map(|claim| match (claim.statement(), claim.subject()) {
                (Statement::Relation(relation, _), Term::Node(subject))
                    if graph.ontology().relation(*relation).has(Role::Party) =>
                {
                    Some(subject)
                }
                _ => None,
            })
            .collect();
        let acting = acting_types(graph);
        let mut parties = named;
        if parties.is_empty() {
            let acts = |key: NodeKey| acting.contains(&graph.node(key).type_key());
            parties = arrows.iter().map(|arrow| outermost(&wholes, arrow.card, &acts)).collect();
        }
        // A party within another one is of its side.
        let inner: BTreeSet<NodeKey> = parties
            .iter()
            .copied()
            .filter(|party| {
                let next = wholes.get(party).into_iter().flatten();
                next.copied()
                    .any(|whole| nearest(&wholes, whole, &parties).is_some_and(|found| found != *party))
            })
            .collect();
        if inner.len() < parties.len() {
            parties.retain(|party| !inner.contains(party));
        }
        let party_of = graph
            .nodes()
            .filter(|node| acting.contains(&node.type_key()))
            .filter_map(|node| Some((node.key(), nearest(&wholes, node.key(), &parties)?)))
            .collect();
        (!parties.is_empty()).then(|| Membership { parties: parties.into_iter().collect(), party_of })
    }

    /// Gives everybody who has an arrow a card on the side where they belong.
    pub(super) fn seat(&self, graph: &KnowledgeGraph, briefing: &mut Briefing) {
        let mut arrows: BTreeMap<NodeKey, usize> = BTreeMap::new();
        for arrow in &briefing.arrows {
            *arrows.entry(arrow.card).or_default() += 1;
        }
        let mut sides: Vec<Side> = self
            .parties
            .iter()
            .map(|party| Side {
                party: *party,
                name: graph.node(*party).label().to_owned(),
                cards: Vec::new(),
                also: Vec::new(),
            })
            .collect();
        for (agent, count) in &arrows {
            let card = card(graph, *agent, *count);
            match self
                .party_of
                .get(agent)
                .and_then(|party| sides.iter_mut().find(|side| side.party == *party))
            {
                Some(side) => side.cards.push(card),
                None => briefing.others.push(card),
            }
        }
        for side in &mut sides {
            let silent: Vec<Node<'_>> = self
                .party_of
                .iter()
                .filter(|(agent, party)| **party == side.party && !arrows.contains_key(agent))
                .filter(|(agent, _)| **agent != side.party)
                .map(|(agent, _)| graph.node(*agent))
                .collect();
            let names = named(&silent);
            match side.cards.iter_mut().find(|card| card.node == side.party) {
                Some(card) => {
                    card.lines.extend(names.into_iter().map(|name| format!("incl. {name}")));
                    card.claims.extend(silent.iter().take(MAX_NAMED).flat_map(|agent| memberships(*agent)));
                }
                None => side.also = names,
            }
        }
        let weight = |side: &Side| side.cards.iter().map(|card| card.arrows).sum::<usize>();
        sides.sort_by_key(|side| (usize::MAX - weight(side), side.party));
        let seated = sides.iter().filter(|side| !side.cards.is_empty()).count();
        // A side without arrows is shown where it is the other one of two.
        sides.truncate(seated.max(2));
        briefing.sides = sides;
    }
}

/// The claims that make an agent a member, holder or part of something, except disputed ones.
fn memberships(agent: Node<'_>) -> impl Iterator<Item = ClaimKey> {
    let ontology = agent.graph().ontology();
    let claims = agent.claims().filter(move |claim| match claim.statement() {
        Statement::Relation(relation, _) => {
            claim.status() != Status::Disputed && ontology.relation(*relation).has(Role::Membership)
        }
        Statement::Attribute(..) => false,
    });
    claims.map(|claim| claim.key())
}

/// By node: what it is a member, holder or part of, without what is disputed.
fn wholes(graph: &KnowledgeGraph) -> BTreeMap<NodeKey, Vec<NodeKey>> {
    let mut wholes: BTreeMap<NodeKey, Vec<NodeKey>> = BTreeMap::new();
    for claim in graph.claims().filter(|claim| claim.status() != Status::Disputed) {
        if let (Term::Node(part), Statement::Relation(relation, Term::Node(whole))) =
            (claim.subject(), claim.statement())
            && graph.ontology().relation(*relation).has(Role::Membership)
        {
            wholes.entry(part).or_default().push(*whole);
        }
    }
    wholes
}

/// The first party on the way from a node to its wholes, by breadth-first search.
fn nearest(
    wholes: &BTreeMap<NodeKey, Vec<NodeKey>>,
    from: NodeKey,
    parties: &BTreeSet<NodeKey>,
) -> Option<NodeKey> {
    let (mut queue, mut seen) = (VecDeque::from([from]), BTreeSet::from([from]));
    while let Some(node) = queue.pop_front() {
        if parties.contains(&node) {
            return Some(node);
        }
        queue.extend(wholes.get(&node).into_iter().flatten().filter(|next| seen.insert(**next)));
    }
    None
}

/// The last agent on the way from an agent to its wholes.
fn outermost(
    wholes: &BTreeMap<NodeKey, Vec<NodeKey>>,
    from: NodeKey,
    acts: &dyn Fn(NodeKey) -> bool,
) -> NodeKey {
    let (mut queue, mut seen, mut last) = (VecDeque::from([from]), BTreeSet::from([from]), from);
    while let Some(node) = queue.pop_front() {
        if acts(node) {
            last = node;
        }
        queue.extend(wholes.get(&node).into_iter().flatten().filter(|next| seen.insert(**next)));
    }
    last
}

fn card(graph: &KnowledgeGraph, agent: NodeKey, arrows: usize) -> Card {
    let node = graph.node(agent);
    let is_person = node.node_type().roles.contains(&TypeRole::Person);
    let mut lines: Vec<(String, Vec<ClaimKey>)> =
        offices(node).into_iter().map(|(office, claim)| (office, vec![claim])).collect();
    for (fact, claim) in said_of(node) {
        match lines.first_mut() {
            Some((first, claims)) if fact.len() < SHORT => {
                *first = format!("{first}, {fact}");
                claims.push(claim);
            }
            _ => lines.push((fact, vec![claim])),
        }
    }
    if lines.is_empty() {
        lines.extend(node.kind().map(|kind| (kind.to_owned(), Vec::new())));
    }
    let more = lines.len().saturating_sub(MAX_LINES);
    if more > 0 {
        lines.truncate(MAX_LINES);
        lines.push((format!("and {more} more"), Vec::new()));
    }
    let (lines, claims): (Vec<String>, Vec<Vec<ClaimKey>>) = lines.into_iter().unzip();
    let claims = claims.into_iter().flatten().collect();
    Card { node: agent, label: node.label().to_owned(), lines, claims, is_person, arrows }
}

/// The offices and groups of an agent that are not agents themselves, with the symbols of their claims.
fn offices(node: Node<'_>) -> Vec<(String, ClaimKey)> {
    let graph = node.graph();
    let acting = acting_types(graph);
    let mut lines = Vec::new();
    for claim in node.claims().filter(|claim| claim.status() != Status::Disputed) {
        if let Statement::Relation(relation, Term::Node(office)) = claim.statement() {
            let office = graph.node(*office);
            if graph.ontology().relation(*relation).has(Role::Membership)
                && !acting.contains(&office.type_key())
            {
                lines.push((marked(claim, office.label()), claim.key()));
            }
        }
    }
    lines
}

/// The names of agents with their first office; of many the first ones.
fn named(agents: &[Node<'_>]) -> Vec<String> {
    let mut names: Vec<String> = agents
        .iter()
        .take(MAX_NAMED)
        .map(|agent| match offices(*agent).first() {
            Some((office, _)) => format!("{}, {office}", agent.label()),
            None => agent.label().to_owned(),
        })
        .collect();
    if agents.len() > MAX_NAMED {
        names.push(format!("{} more", agents.len() - MAX_NAMED));
    }
    names
}
