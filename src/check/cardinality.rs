//! D0205, D0602: how many claims of a relation a node may or must have.

use std::collections::BTreeSet;

use super::each::{Check, at_node, with_article};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{KnowledgeGraph, Node, NodeKey, Statement, Term, Value};
use crate::ontology::{Cardinality as Limit, RelationKey};

/// The check.
pub(super) struct Cardinality;

impl crate::check::each::Sealed for Cardinality {}

impl Check for Cardinality {
    fn name(&self) -> &'static str {
        "cardinality"
    }

    fn tells_of_absence(&self) -> bool {
        true
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        for (key, relation) in graph.ontology().relations() {
            for (limit, end) in [(&relation.objects, End::Subject), (&relation.subjects, End::Object)] {
                let Some(limit) = limit else { continue };
                let provided = provided_from_above(graph, key, end, limit);
                for node in graph.nodes().filter(|node| concerns(limit, *node)) {
                    let others = others(graph, key, node, end, limit);
                    let too_few = !node.is_mentioned()
                        && others.len() < limit.min as usize
                        && !provided.contains(&node.key());
                    let too_many = limit.max.is_some_and(|max| others.len() > max as usize);
                    if too_few || too_many {
                        findings.push(finding(graph, key, node, end, limit, &others));
                    }
                }
            }
        }
    }
}

/// At which end of the relation the node stands that is counted for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Subject,
    Object,
}

/// Whether a limit concerns a node: by its type, and by its state where the limit asks for one.
fn concerns(limit: &Limit, node: Node<'_>) -> bool {
    let in_state = |condition: &crate::ontology::Condition| {
        node.claims().any(|claim| match claim.statement() {
            Statement::Attribute(attribute, Value::Token(token)) => {
                *attribute == condition.attribute && *token == condition.token
            }
            _ => false,
        })
    };
    limit.of.contains(&node.type_key()) && limit.when.as_ref().is_none_or(in_state)
}

/// The different things at the other end of a relation or a narrower one.
fn others(
    graph: &KnowledgeGraph,
    relation: RelationKey,
    node: Node<'_>,
    end: End,
    limit: &Limit,
) -> BTreeSet<Term> {
    let ontology = graph.ontology();
    let counts = |claim: &crate::graph::Claim<'_>| {
        limit.unless != Some(claim.status())
            && matches!(claim.statement(), Statement::Relation(found, _) if ontology.is_kind_of(*found, relation))
    };
    match end {
        End::Subject => node.claims().filter(counts).filter_map(|claim| claim.object()).collect(),
        End::Object => node.claims_about().filter(counts).map(|claim| claim.subject()).collect(),
    }
}

/// The nodes that take the relation over from a larger thing that they are part of.
fn provided_from_above(
    graph: &KnowledgeGraph,
    relation: RelationKey,
    end: End,
    limit: &Limit,
) -> BTreeSet<NodeKey> {
    let mut taking = BTreeSet::new();
    let Some(through) = limit.through else { return taking };
    let has_it = |node: &Node<'_>| !others(graph, relation, *node, end, limit).is_empty();
    let mut open: Vec<NodeKey> = graph.nodes().filter(has_it).map(Node::key).collect();
    while let Some(larger) = open.pop() {
        for part in others(graph, through, graph.node(larger), End::Object, limit) {
            if let Term::Node(part) = part
                && taking.insert(part)
            {
                open.push(part);
            }
        }
    }
    taking
}

fn finding(
    graph: &KnowledgeGraph,
    key: RelationKey,
    node: Node<'_>,
    end: End,
    limit: &Limit,
    others: &BTreeSet<Term>,
) -> Finding {
    let relation = graph.ontology().relation(key);
    let pattern = match end {
        End::Subject => format!("{} {} OBJECT", node.id(), relation.name),
        End::Object => format!("SUBJECT {} {}", relation.name, node.id()),
    };
    let (found, place) = (others.len() as u32, if end == End::Subject { "object" } else { "subject" });
    let wanted = match limit.max {
        Some(max) if found > max => format!("the ontology allows at most {}", things(max, place)),
        _ => format!("the ontology asks for at least {}", things(limit.min, place)),
    };
    let state = limit.when.as_ref().map(|condition| condition.token.as_str());
    let message = match (state, found) {
        (Some(state), _) => format!("`{}` is {state}, and nobody `{}` it", node.id(), relation.name),
        (None, 0) => format!("no claim says `{pattern}`"),
        (None, _) => format!("the claims `{pattern}` have {}", things(found, &format!("different {place}"))),
    };
    let rule = if state.is_some() { &rules::MEASURE_WITHOUT_IMPOSER } else { &rules::CARDINALITY };
    let finding = at_node(Finding::new(rule, message), node, with_article(&node.node_type().label));
    let ids: Vec<&str> = others.iter().map(|term| graph.term_id(*term)).collect();
    let finding = if ids.is_empty() { finding } else { finding.help(format!("found: {}", ids.join(", "))) };
    let narrower: Vec<String> = graph
        .ontology()
        .relations()
        .filter(|(other, _)| *other != key && graph.ontology().is_kind_of(*other, key))
        .map(|(_, relation)| format!("`{}`", relation.name))
        .collect();
    let too_many = limit.max.is_some_and(|max| found > max);
    let finding = finding.help(if state.is_some() { format!("`{pattern}` says it") } else { wanted });
    if narrower.is_empty() || too_many {
        finding
    } else {
        finding.help(format!("{} count, too", narrower.join(", ")))
    }
}

fn things(count: u32, one: &str) -> String {
    match count {
        0 => format!("no {one}"),
        1 => format!("1 {one}"),
        _ => format!("{count} {one}s"),
    }
}
