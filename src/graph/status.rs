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
    /// Of a wish: one of the speakers speaks for those whose wish it is.
    pub(super) speaks_for_subject: bool,
}

/// The status before anybody's denial: a claim with a denial that counts is disputed, whatever it was.
pub(super) fn status(ontology: &Ontology, of: &Circumstances) -> Status {
    if of.inferred {
        return Status::Inferred;
    }
    let relation = of.relation.map(|key| ontology.relation(key));
    let wish = of.subject.is_some_and(|key| ontology.node_type(key).roles.contains(&TypeRole::Wish))
        && !relation.is_some_and(|relation| relation.has(Role::Factual));
    match relation.and_then(|relation| relation.status).or(wish.then_some(Status::Demanded)) {
        // What somebody says of the wishes of others is no wish of theirs.
        Some(Status::Demanded) if !of.own_voice && !of.speaks_for_subject => Status::Attributed,
        Some(status) => status,
        None if of.own_voice => Status::Reported,
        None => Status::Attributed,
    }
}

/// Whether a denial makes what it denies disputed, by its status before anybody denies it in turn: the source vouches for it, or the speaker
/// has a say in what the denier denies. What is only concluded, or said of others, unmakes nothing.
pub(super) fn denial_counts(status: Status, has_say: impl FnOnce() -> bool) -> bool {
    match status {
        Status::Reported | Status::Demanded | Status::Disputed => true,
        Status::Attributed => has_say(),
        Status::Inferred => false,
    }
}
