//! Nodes and claims that the user names by their ids, and near ids where one is wrong.

use super::output::Failure;
use crate::graph::{KnowledgeGraph, NodeKey};
use crate::ontology::nearest;

/// The node of an id, or a failure that names near ones.
pub(super) fn node_key(graph: &KnowledgeGraph, option: &str, id: &str) -> Result<NodeKey, Failure> {
    let node = graph.node_by_id(id).ok_or_else(|| {
        let near = did_you_mean(&nearest(id, graph.nodes().map(|node| node.id())));
        Failure::Usage(format!("{option} {id}: no node has this id{near}"))
    })?;
    Ok(node.key())
}

/// Near ids of nodes, or of claims where no node's is near, as a question.
pub(super) fn near_node_or_claim(graph: &KnowledgeGraph, id: &str) -> String {
    let nodes = nearest(id, graph.nodes().map(|node| node.id()));
    let claims = || nearest(id, graph.claims().map(|claim| claim.id()));
    did_you_mean(&if nodes.is_empty() { claims() } else { nodes })
}

/// Near names as a question, or where all of them are found when none is near.
pub(super) fn or_list(near: &[&str], list: &str) -> String {
    if near.is_empty() { format!("; {list}") } else { did_you_mean(near) }
}

/// Near ids as a question after what is said of a wrong one; nothing where none is near.
pub(super) fn did_you_mean(near: &[&str]) -> String {
    match near {
        [] => String::new(),
        [one] => format!("; did you mean `{one}`?"),
        [others @ .., last] => format!("; did you mean `{}` or `{last}`?", others.join("`, `")),
    }
}
