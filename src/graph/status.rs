//! The status of a claim: derived, never typed, but for `inferred`.

use crate::ontology::{Ontology, RelationKey, Role, Status, TypeKey, TypeRole};

/// What a status depends on, but for denials.
pub(super) struct Circumstances {
    /// Typed as inferred.
    pub(super) inferred: bool,
    /// The type of the subject; `None` when the subject is a claim.
    pub(super) subject: Option<TypeKey>,
    /// The relation, or `None` for an attribute.
    pub(super) relation: Option<RelationKey>,
    /// A work says it in its own voice.
    pub(super) own_voice: bool,
}

/// The status before anybody's denial: a denied claim is disputed, whatever it was.
pub(super) fn status(ontology: &Ontology, of: &Circumstances) -> Status {
    if of.inferred {
        return Status::Inferred;
    }
    let relation = of.relation.map(|key| ontology.relation(key));
    if let Some(status) = relation.and_then(|relation| relation.status) {
        return status;
    }
    let wish = of.subject.is_some_and(|key| ontology.node_type(key).roles.contains(&TypeRole::Wish));
    if wish && !relation.is_some_and(|relation| relation.has(Role::Factual)) {
        Status::Demanded
    } else if of.own_voice {
        Status::Reported
    } else {
        Status::Attributed
    }
}
