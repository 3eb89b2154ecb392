//! The cards of a network: a node with its values and with what is folded into it.

use std::collections::BTreeMap;

use super::links::Links;
use super::model::NetworkCard;
use crate::graph::{Claim, ClaimKey, KnowledgeGraph, Node, NodeKey, Statement, Term, Value};
use crate::ontology::{Role, Status, TypeRole};
use crate::text::spaced;
use crate::view::roles::claims_role;
use crate::view::values::{dated, has_several_dates, label_says, marked, phrase, tag_words};
use crate::view::words;

/// The most lines on a card.
const MOST_LINES: usize = 7;

/// The card of a node.
pub(super) fn card(
    graph: &KnowledgeGraph,
    key: NodeKey,
    hosts: &BTreeMap<NodeKey, NodeKey>,
    links: &Links,
) -> NetworkCard {
    let node = graph.node(key);
    let mut tag = vec![node.kind().unwrap_or(&node.node_type().label).to_owned()];
    let mut claims = Vec::new();
    let mut lines: Vec<(String, Vec<ClaimKey>)> = Vec::new();
    for (words, key) in tag_words(node) {
        match graph.claim(key).statement() {
            Statement::Attribute(_, value @ Value::Date(_)) if has_several_dates(node) => {
                let claim = graph.claim(key);
                lines.push((marked(claim, &dated(claim, value)), vec![key]));
            }
            _ => {
                tag.push(words);
                claims.push(key);
            }
        }
    }
    // The ontology names what comes later after what comes earlier.
    lines.reverse();
    tag.dedup();
    let folded = |other: &NodeKey| hosts.get(other) == Some(&key);
    for claim in node.claims().filter(|claim| claim.object().is_some()) {
        lines.extend(object_line(claim, node, &folded));
    }
    for claim in node.claims_about() {
        lines.extend(subject_line(claim, node, &folded));
    }
    lines.extend(value_lines(node, None, links, &mut claims));
    for (other, _) in hosts.iter().filter(|(_, host)| **host == key) {
        let other = graph.node(*other);
        lines.extend(value_lines(other, Some(other.label()), links, &mut claims));
        for (words, claim) in tag_words(other) {
            lines.push((format!("{}: {words}", other.label()), vec![claim]));
        }
    }
    let more = lines.len().saturating_sub(MOST_LINES);
    if more > 1 {
        lines.truncate(MOST_LINES - 1);
        lines.push((format!("and {} more", more + 1), Vec::new()));
    }
    let (lines, stated): (Vec<String>, Vec<Vec<ClaimKey>>) = lines.into_iter().unzip();
    claims.extend(stated.into_iter().flatten());
    NetworkCard {
        term: Term::Node(key),
        tag: tag.join(" · "),
        label: node.label().to_owned(),
        lines,
        claims,
        is_person: node.node_type().roles.contains(&TypeRole::Person),
        is_main: false,
    }
}

/// The card of a value that others are about, or the point of a relation.
pub(super) fn point(graph: &KnowledgeGraph, key: ClaimKey) -> NetworkCard {
    let claim = graph.claim(key);
    let (tag, label) = match claim.statement() {
        Statement::Attribute(_, Value::Text(text)) => ("statement".to_owned(), marked(claim, &text.text)),
        Statement::Attribute(..) => ("statement".to_owned(), marked(claim, &words::sentence(claim))),
        Statement::Relation(..) => (String::new(), String::new()),
    };
    NetworkCard {
        term: Term::Claim(key),
        tag,
        label,
        lines: Vec::new(),
        claims: Vec::new(),
        is_person: false,
        is_main: false,
    }
}

/// What a relation to something that is folded into its subject says; of an office its name says all.
fn object_line(
    claim: Claim<'_>,
    node: Node<'_>,
    folded: &dyn Fn(&NodeKey) -> bool,
) -> Option<(String, Vec<ClaimKey>)> {
    let Some(Term::Node(object)) = claim.object() else { return None };
    if !folded(&object) && object != node.key() {
        return None;
    }
    let name = node.graph().node(object).label();
    let is_office = claims_role(claim, Role::Membership) && object != node.key();
    let words = if is_office { name.to_owned() } else { format!("{} {name}", claim.predicate_label()) };
    Some((marked(claim, &words), with_values(claim)))
}

/// What a relation of something that is folded into its object says, from the object's end.
fn subject_line(
    claim: Claim<'_>,
    node: Node<'_>,
    folded: &dyn Fn(&NodeKey) -> bool,
) -> Option<(String, Vec<ClaimKey>)> {
    let Term::Node(subject) = claim.subject() else { return None };
    if !folded(&subject) {
        return None;
    }
    let graph = node.graph();
    let name = graph.node(subject).label();
    let inverse = match claim.statement() {
        Statement::Relation(relation, _) => graph.ontology().relation(*relation).inverse.as_deref(),
        Statement::Attribute(..) => None,
    };
    let words = match inverse {
        Some(inverse) => format!("{} {name}", spaced(inverse)),
        None => format!("{name} {} {}", claim.predicate_label(), node.label()),
    };
    Some((marked(claim, &words), with_values(claim)))
}

/// A claim alone: what is said of it in values is not in these words.
fn with_values(claim: Claim<'_>) -> Vec<ClaimKey> {
    vec![claim.key()]
}

/// The values of a node that its tag does not have, a line each, after its name where that is not the card's; claims that
/// the name itself states are added to `stated`.
fn value_lines(
    node: Node<'_>,
    name: Option<&str>,
    links: &Links,
    stated: &mut Vec<ClaimKey>,
) -> Vec<(String, Vec<ClaimKey>)> {
    let mut lines = Vec::new();
    for claim in node.claims().filter(|claim| !links.points.contains(&claim.key())) {
        let Statement::Attribute(_, value) = claim.statement() else { continue };
        let is_disputed = claim.status() == Status::Disputed;
        if matches!(value, Value::Token(_) | Value::Date(_)) && !is_disputed {
            continue;
        }
        if label_says(node, value) && !is_disputed {
            stated.push(claim.key());
            continue;
        }
        let words = phrase(claim, value);
        let words = name.map_or(words.clone(), |name| format!("{name}: {words}"));
        lines.push((marked(claim, &words), vec![claim.key()]));
    }
    lines
}
