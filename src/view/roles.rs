//! What relations and types are to pictures, by their roles.

use std::collections::BTreeSet;

use super::role_words::role_of_label;
use crate::graph::{Claim, KnowledgeGraph, NodeKey, Statement};
use crate::ontology::{RelationKey, Role, TypeKey};

/// Which types of nodes act: those that can be party to something.
pub(super) fn acting_types(graph: &KnowledgeGraph) -> BTreeSet<TypeKey> {
    let ontology = graph.ontology();
    ontology.relations_with(Role::Party).flat_map(|key| ontology.relation(key).domain.clone()).collect()
}

/// Whether a relation has a role, of its own or from a wider one. Where an ontology gives it none, its label may say which
/// end is above, or which speaks for or against the other.
pub(super) fn has(graph: &KnowledgeGraph, relation: RelationKey, role: Role) -> bool {
    let ontology = graph.ontology();
    ontology.relations_with(role).any(|wider| ontology.is_kind_of(relation, wider))
        || (ontology.relation(relation).roles.is_empty()
            && role_of_label(&ontology.relation(relation).label) == Some(role))
}

/// Whether the relation of a claim has a role; attributes have none.
pub(super) fn claims_role(claim: Claim<'_>, role: Role) -> bool {
    match claim.statement() {
        Statement::Relation(relation, _) => has(claim.graph(), *relation, role),
        Statement::Attribute(..) => false,
    }
}

/// Whether a node is a place rather than somebody who acts where a relation has it as its object: no agent can be meant
/// there that could not be a place.
pub(super) fn is_place_of(graph: &KnowledgeGraph, relation: RelationKey, node: NodeKey) -> bool {
    let (ontology, acting) = (graph.ontology(), acting_types(graph));
    let range = &ontology.relation(relation).range;
    let holds_places = |types: &BTreeSet<TypeKey>| {
        range.is_subset(types) && !acting.is_subset(types) && types.iter().any(|key| !acting.contains(key))
    };
    range.contains(&graph.node(node).type_key())
        && ontology.unions().iter().any(|union| holds_places(&union.types))
}
