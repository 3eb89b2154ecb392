//! What is on the table: issues with the positions on them, agreements, contested claims, measures.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Arrow, Point, Row, RowKind};
use crate::graph::{Claim, ClaimKey, KnowledgeGraph, Node, NodeKey, Statement, Term, Value};
use crate::ontology::{Role, Status, TypeRole};
use crate::view::order::{NodeOrder, first_words_about};
use crate::view::values::{marked, said_of, tag_words};
use crate::view::words;

/// The most lines of detail in a row.
const MAX_DETAILS: usize = 3;

/// The rows that the arrows need, and every issue where there is room for `all`.
pub(super) fn table(graph: &KnowledgeGraph, arrows: &[Arrow], all: bool) -> Vec<Row> {
    let targets: BTreeSet<Term> = arrows.iter().map(|arrow| arrow.target).collect();
    let drawn: BTreeSet<ClaimKey> = arrows.iter().map(|arrow| arrow.claim).collect();
    let issue_of = issues_of_positions(graph);
    let mut points: BTreeMap<NodeKey, Vec<NodeKey>> = BTreeMap::new();
    let mut terms: BTreeSet<Term> = BTreeSet::new();
    for target in targets {
        match target {
            Term::Node(node) => match issue_of.get(&node) {
                Some(issue) => {
                    points.entry(*issue).or_default().push(node);
                    terms.insert(Term::Node(*issue));
                }
                None => {
                    terms.insert(target);
                }
            },
            Term::Claim(_) => {
                terms.insert(target);
            }
        }
    }
    if all {
        let issues = graph.nodes().filter(|node| has_role(*node, TypeRole::Issue));
        terms.extend(issues.filter(|node| !is_collective(*node)).map(|node| Term::Node(node.key())));
    }
    let mut rows: Vec<Row> = terms
        .into_iter()
        .map(|term| {
            let own = match term {
                Term::Node(node) => points.remove(&node).unwrap_or_default(),
                Term::Claim(_) => Vec::new(),
            };
            row(graph, term, own, &drawn)
        })
        .collect();
    rows.sort_by_key(|row| (row.kind, !is_whole(graph, row.term), first_words(graph, row), row.term));
    number_issues(graph, &mut rows);
    rows
}

/// By position: the issue that it answers, the first if there are several.
pub(super) fn issues_of_positions(graph: &KnowledgeGraph) -> BTreeMap<NodeKey, NodeKey> {
    let mut issue_of = BTreeMap::new();
    for claim in graph.claims().filter(|claim| claim.status() != Status::Disputed) {
        if let (Term::Node(position), Statement::Relation(relation, Term::Node(issue))) =
            (claim.subject(), claim.statement())
            && graph.ontology().relation(*relation).has(Role::Answers)
        {
            issue_of.entry(position).or_insert(*issue);
        }
    }
    issue_of
}

fn has_role(node: Node<'_>, role: TypeRole) -> bool {
    node.node_type().roles.contains(&role)
}

/// Whether a node is the whole of others of its type.
fn is_collective(node: Node<'_>) -> bool {
    node.claims_about().any(|claim| match (claim.subject(), claim.statement()) {
        (Term::Node(part), Statement::Relation(relation, _)) => {
            node.graph().ontology().relation(*relation).has(Role::Membership)
                && node.graph().node(part).type_key() == node.type_key()
        }
        _ => false,
    })
}

fn is_whole(graph: &KnowledgeGraph, term: Term) -> bool {
    matches!(term, Term::Node(key) if is_collective(graph.node(key)))
}

/// What a row is by its type.
pub(super) fn kind_of(graph: &KnowledgeGraph, term: Term) -> RowKind {
    let key = match term {
        Term::Node(key) => key,
        Term::Claim(key) if graph.claim(key).status() == Status::Disputed => return RowKind::Contested,
        // What one agent does to another.
        Term::Claim(_) => return RowKind::Other,
    };
    let roles = &graph.node(key).node_type().roles;
    let is = |role| roles.contains(&role);
    match () {
        () if is(TypeRole::Agreement) => RowKind::Agreed,
        () if is(TypeRole::Issue) || is(TypeRole::Wish) => RowKind::Disagreement,
        () if is(TypeRole::Measure) => RowKind::Measure,
        () => RowKind::Other,
    }
}

fn row(graph: &KnowledgeGraph, term: Term, positions: Vec<NodeKey>, drawn: &BTreeSet<ClaimKey>) -> Row {
    let kind = kind_of(graph, term);
    match term {
        Term::Node(key) => {
            let node = graph.node(key);
            let mut points: Vec<Point> = positions
                .into_iter()
                .map(|position| {
                    let position = graph.node(position);
                    let (details, mut claims) = details(position, drawn);
                    claims.extend(answers(position, key));
                    Point { node: position.key(), label: position.label().to_owned(), details, claims }
                })
                .collect();
            points.sort_by_key(|point| (first_words_about(graph, Term::Node(point.node)), point.node));
            let (details, mut claims) = details(node, drawn);
            claims.extend(tag_words(node).into_iter().map(|(_, claim)| claim));
            Row { term, kind, tag: tag(node), label: node.label().to_owned(), details, claims, points }
        }
        Term::Claim(key) => {
            let claim = graph.claim(key);
            let label = match claim.statement() {
                Statement::Attribute(_, Value::Text(text)) => text.text.clone(),
                _ => words::sentence(claim),
            };
            Row {
                term,
                kind,
                tag: if kind == RowKind::Contested { "Contested" } else { "Between them" }.to_owned(),
                label,
                details: Vec::new(),
                claims: vec![key],
                points: Vec::new(),
            }
        }
    }
}

/// Type or kind, state and date.
fn tag(node: Node<'_>) -> String {
    let mut words = vec![node.kind().unwrap_or(&node.node_type().label).to_owned()];
    if has_role(node, TypeRole::Issue) {
        words = vec![if is_collective(node) { "Disagreements" } else { "Disagreement" }.to_owned()];
    }
    words.extend(tag_words(node).into_iter().map(|(words, _)| words));
    words.dedup();
    words.join(" · ")
}

/// The claims that put a position under an issue.
fn answers(position: Node<'_>, issue: NodeKey) -> impl Iterator<Item = ClaimKey> {
    let ontology = position.graph().ontology();
    let claims = position.claims().filter(move |claim| match claim.statement() {
        Statement::Relation(relation, Term::Node(object)) => {
            claim.status() != Status::Disputed
                && *object == issue
                && ontology.relation(*relation).has(Role::Answers)
        }
        _ => false,
    });
    claims.map(Claim::key)
}

/// Values and relations to other things in the order of the ontology, and the claims that they state. What the tag or
/// an arrow shows, and what the label already says, is left out.
fn details(node: Node<'_>, drawn: &BTreeSet<ClaimKey>) -> (Vec<String>, Vec<ClaimKey>) {
    let graph = node.graph();
    let mut details: Vec<(String, ClaimKey)> = said_of(node).collect();
    let mut related = Vec::new();
    for claim in node.claims().filter(|claim| claim.status() != Status::Disputed) {
        let Statement::Relation(relation, Term::Node(object)) = claim.statement() else { continue };
        let record = graph.ontology().relation(*relation);
        let other = graph.node(*object);
        let shown_elsewhere = drawn.contains(&claim.key())
            || record.has(Role::Answers)
            || (record.has(Role::Membership) && other.type_key() == node.type_key())
            || node.label().contains(other.label());
        if !shown_elsewhere {
            let words = marked(claim, &format!("{} {}", record.label, other.label()));
            related.push((*relation, words, claim.key()));
        }
    }
    related.sort();
    details.extend(related.into_iter().map(|(_, words, claim)| (words, claim)));
    let mut lines: Vec<String> = details.iter().map(|(words, _)| words.clone()).collect();
    lines.dedup();
    let more = lines.len().saturating_sub(MAX_DETAILS);
    if more > 0 {
        lines.truncate(MAX_DETAILS - 1);
    }
    let stated =
        details.into_iter().filter(|(words, _)| lines.contains(words)).map(|(_, claim)| claim).collect();
    if more > 0 {
        lines.push(format!("and {} more", more + 1));
    }
    (lines, stated)
}

/// Where a row's words first occur in the texts: the reader's order.
fn first_words(graph: &KnowledgeGraph, row: &Row) -> (bool, NodeOrder) {
    let of_points = row.points.iter().map(|point| first_words_about(graph, Term::Node(point.node)));
    let first = of_points.chain([first_words_about(graph, row.term)]).min().unwrap_or((true, (0, 0)));
    (first.0, first.1)
}

/// Numbers the disagreements where there are several.
fn number_issues(graph: &KnowledgeGraph, rows: &mut [Row]) {
    let is_issue = |row: &Row| {
        matches!(row.term, Term::Node(key)
            if has_role(graph.node(key), TypeRole::Issue) && !is_collective(graph.node(key)))
    };
    if rows.iter().filter(|row| is_issue(row)).count() < 2 {
        return;
    }
    for (at, row) in rows.iter_mut().filter(|row| is_issue(row)).enumerate() {
        row.tag = row.tag.replacen("Disagreement", &format!("Disagreement {}", at + 1), 1);
    }
}
