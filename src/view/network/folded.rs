//! Which nodes are words on the card of another one: what is related to one thing only and is not an agent, such as offices,
//! places and topics.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Claim, KnowledgeGraph, Node, NodeKey, Statement, Term};
use crate::ontology::{Role, Status, TypeKey, TypeRole};
use crate::view::roles::{acting_types, claims_role, is_place_of};

/// Graphs with fewer nodes show them all.
const FEW_NODES: usize = 12;
/// What has more values of its own is a card.
const MOST_VALUES: usize = 2;
/// Longer names are cards.
const LONGEST: usize = 48;
/// Roles whose claims are the structure of the picture.
const STRUCTURE: [Role; 4] = [Role::Above, Role::Below, Role::Support, Role::Attack];

/// By node that has no card: the node on whose card it is.
pub(super) fn folded(graph: &KnowledgeGraph, shown: &BTreeSet<NodeKey>) -> BTreeMap<NodeKey, NodeKey> {
    let acting = acting_types(graph);
    let happening: BTreeSet<TypeKey> = graph
        .ontology()
        .relations_with(Role::Party)
        .flat_map(|key| graph.ontology().relation(key).range.clone())
        .collect();
    let mut hosts: BTreeMap<NodeKey, NodeKey> = BTreeMap::new();
    for node in graph.nodes().filter(|node| shown.contains(&node.key())) {
        if node.label().chars().count() > LONGEST || happening.contains(&node.type_key()) {
            continue;
        }
        let host = match office_of(node, &acting) {
            Some(holder) => Some(holder),
            None if shown.len() > FEW_NODES => only_neighbour(node, &acting),
            None => None,
        };
        // No chain of words on words.
        let is_free = |host: &NodeKey| shown.contains(host) && !hosts.contains_key(host);
        if let Some(host) = host.filter(is_free)
            && !hosts.values().any(|other| *other == node.key())
        {
            hosts.insert(node.key(), host);
        }
    }
    hosts
}

/// The only holder of an office or group that is not an agent itself.
fn office_of(node: Node<'_>, acting: &BTreeSet<TypeKey>) -> Option<NodeKey> {
    if acting.contains(&node.type_key()) || claimed_about(node) {
        return None;
    }
    let holds = |claim: &Claim<'_>| {
        claim.status() != Status::Disputed
            && claims_role(*claim, Role::Membership)
            && matches!(claim.subject(), Term::Node(key)
                if node.graph().node(key).node_type().roles.contains(&TypeRole::Person))
    };
    let holders: BTreeSet<NodeKey> = node
        .claims_about()
        .filter(holds)
        .filter_map(|claim| match claim.subject() {
            Term::Node(key) => Some(key),
            Term::Claim(_) => None,
        })
        .collect();
    let others = node.claims_about().filter(|claim| !holds(claim)).count();
    match holders.len() {
        1 if others == 0 => holders.first().copied(),
        _ => None,
    }
}

/// The only other node that claims relate a node to, where that one is of another type.
fn only_neighbour(node: Node<'_>, acting: &BTreeSet<TypeKey>) -> Option<NodeKey> {
    let graph = node.graph();
    let mut neighbours: BTreeSet<NodeKey> = BTreeSet::new();
    let mut values = 0;
    for claim in node.claims().chain(node.claims_about()) {
        let Statement::Relation(relation, object) = claim.statement() else {
            values += 1;
            continue;
        };
        let (Term::Node(subject), Term::Node(object)) = (claim.subject(), *object) else { return None };
        let is_structure = STRUCTURE.into_iter().any(|role| claims_role(claim, role))
            && !claims_role(claim, Role::Membership);
        let is_agent = acting.contains(&node.type_key())
            && !(object == node.key() && is_place_of(graph, *relation, object));
        if is_structure || is_agent {
            return None;
        }
        neighbours.insert(if subject == node.key() { object } else { subject });
    }
    let only = neighbours.first().copied().filter(|other| *other != node.key())?;
    let fits = neighbours.len() == 1
        && values <= MOST_VALUES
        && !claimed_about(node)
        && graph.node(only).type_key() != node.type_key();
    fits.then_some(only)
}

/// Whether other claims are about a claim that relates a node.
fn claimed_about(node: Node<'_>) -> bool {
    node.claims().chain(node.claims_about()).any(|claim| {
        let term = Term::Claim(claim.key());
        node.graph().claims_of(term).chain(node.graph().claims_on(term)).any(|about| about.object().is_some())
    })
}
