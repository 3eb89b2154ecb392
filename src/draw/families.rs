//! The colours of groups of types, as the ontology gives them.

use super::scene::Family;
use crate::graph::{KnowledgeGraph, Node};

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
