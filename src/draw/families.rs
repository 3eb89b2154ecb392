//! The colours of groups of types, and the looks of relations, as the ontology gives them.

use super::scene::{Family, Look};
use crate::graph::{Claim, KnowledgeGraph, Node, Statement};
use crate::ontology::Line;

/// The families of a graph's ontology, each with its class.
pub(super) fn families(graph: &KnowledgeGraph) -> Vec<Family> {
    let families = graph.ontology().drawing().families().iter();
    families
        .enumerate()
        .map(|(at, family)| Family {
            class: format!("family-{at}"),
            border: family.border.clone(),
            fill: family.fill.clone(),
        })
        .collect()
}

/// The classes of a node: its type, and its family where it has one.
pub(super) fn classes_of(node: Node<'_>) -> String {
    let drawing = node.graph().ontology().drawing();
    let look = drawing.of_type(node.type_key());
    let family = drawing.families().iter().position(|family| family.name == look.family.name);
    let family = family.map_or(String::new(), |at| format!(" family-{at}"));
    format!("node {}{family}", node.node_type().name)
}

/// The looks of a graph's relations, each with its class.
pub(super) fn looks(graph: &KnowledgeGraph) -> Vec<Look> {
    let drawing = graph.ontology().drawing();
    let relations = graph.ontology().relations();
    relations
        .filter_map(|(key, _)| {
            let look = drawing.of_relation(key)?;
            Some(Look {
                class: drawing.class_of(key)?,
                colour: look.colour.clone(),
                dashes: look.line.map(|line| match line {
                    Line::Solid => "none",
                    Line::Dashed => "7 4",
                    Line::Dotted => "2 4",
                }),
                width: look.width,
            })
        })
        .collect()
}

/// The classes of a claim: its status, its relation, and its look where its relation has one.
pub(super) fn classes_of_claim(claim: Claim<'_>) -> String {
    let classes = format!("claim {} {}", claim.status(), claim.predicate_name());
    let drawing = claim.graph().ontology().drawing();
    let look = match claim.statement() {
        Statement::Relation(relation, _) if !claim.is_denial() => drawing.class_of(*relation),
        _ => None,
    };
    look.map_or(classes.clone(), |look| format!("{classes} {look}"))
}
