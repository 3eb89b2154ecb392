//! D0603, D0604: issues on which nobody has a position, and parties that have none.

use std::collections::BTreeSet;

use super::each::{Check, at_node};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{KnowledgeGraph, Node, NodeKey, Statement, Term};
use crate::ontology::{RelationKey, Role};

/// The check.
pub(super) struct Positions;

impl crate::check::each::Sealed for Positions {}

impl Check for Positions {
    fn name(&self) -> &'static str {
        "positions"
    }

    fn tells_of_absence(&self) -> bool {
        true
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        issues(graph, findings);
        parties(graph, findings);
    }
}

fn relations(graph: &KnowledgeGraph, role: Role) -> BTreeSet<RelationKey> {
    graph.ontology().relations_with(role).collect()
}

/// Nodes at the other end of relations: those that point at a node, or those it points at.
fn neighbours(node: Node<'_>, relations: &BTreeSet<RelationKey>, inward: bool) -> BTreeSet<NodeKey> {
    let claims: Vec<_> = if inward { node.claims_about().collect() } else { node.claims().collect() };
    claims
        .into_iter()
        .filter_map(|claim| match claim.statement() {
            Statement::Relation(relation, object) if relations.contains(relation) => {
                Some(if inward { claim.subject() } else { *object })
            }
            _ => None,
        })
        .filter_map(|term| match term {
            Term::Node(key) => Some(key),
            Term::Claim(_) => None,
        })
        .collect()
}

/// The nodes to which these relations lead from some, over any number of steps, and those themselves; inward, the nodes
/// from which they lead there.
fn closure(
    graph: &KnowledgeGraph,
    from: &BTreeSet<NodeKey>,
    relations: &BTreeSet<RelationKey>,
    inward: bool,
) -> BTreeSet<NodeKey> {
    let (mut open, mut seen) = (from.iter().copied().collect::<Vec<_>>(), from.clone());
    while let Some(key) = open.pop() {
        for next in neighbours(graph.node(key), relations, inward) {
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    seen
}

/// An issue needs a position on itself, on a part of it, or on the whole that it is part of.
fn issues(graph: &KnowledgeGraph, findings: &mut Findings) {
    let (answers, parts) = (relations(graph, Role::Answers), relations(graph, Role::Acyclic));
    let types: BTreeSet<_> = answers.iter().flat_map(|key| &graph.ontology().relation(*key).range).collect();
    let is_answered = |node: &Node<'_>| node.is_mentioned() || !neighbours(*node, &answers, true).is_empty();
    let answered = graph.nodes().filter(is_answered).map(Node::key).collect();
    let (below, above) = (closure(graph, &answered, &parts, true), closure(graph, &answered, &parts, false));
    for node in graph.nodes().filter(|node| types.contains(&node.type_key())) {
        if !below.contains(&node.key()) && !above.contains(&node.key()) {
            let message = format!("nobody has a position on `{}`", node.id());
            let finding =
                at_node(Finding::new(&rules::ISSUE_WITHOUT_POSITION, message), node, "no position on it");
            findings.push(
                finding.help(format!("`POSITION onIssue {}` gives one, where the text has one", node.id())),
            );
        }
    }
}

/// A party speaks for itself or through its members.
fn parties(graph: &KnowledgeGraph, findings: &mut Findings) {
    let (party, membership) = (relations(graph, Role::Party), relations(graph, Role::Membership));
    let positions = relations(graph, Role::Position);
    let has_position =
        |node: &Node<'_>| node.is_mentioned() || !neighbours(*node, &positions, false).is_empty();
    let with_position = graph.nodes().filter(has_position).map(Node::key).collect();
    let represented = closure(graph, &with_position, &membership, false);
    for node in graph.nodes().filter(|node| !neighbours(*node, &party, false).is_empty()) {
        if !represented.contains(&node.key()) {
            let message = format!("the party `{}` has no stated position", node.id());
            let finding = at_node(
                Finding::new(&rules::PARTY_WITHOUT_POSITION, message),
                node,
                "demands, offers and refuses nothing",
            );
            findings.push(finding.help("say what it wants, where the text does"));
        }
    }
}
