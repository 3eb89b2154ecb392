//! What databases of property graphs keep, and what every load gives them.

use crate::export::elements::{Kinds, Root, Rule};

/// The property that lists the dossiers which say a vertex or an edge.
pub(in crate::store) const DOSSIERS: &str = "dossiers";

/// The labels of which each vertex has one; under it, its key is unique.
pub(in crate::store) const ROOTS: [&str; 4] =
    [Root::Entity.label(), Root::Claim.label(), Root::Evidence.label(), Root::Dossier.label()];

/// What a database keeps of a graph.
#[derive(Clone, Copy)]
pub(in crate::store) struct Keeps {
    /// Which days, moments and durations are kept as such: one of any other kind is a text.
    pub(in crate::store) times: Kinds,
    /// Whether a floating-point number without a fraction has to be a whole number of 64 bits; a larger one is text.
    pub(in crate::store) whole_is_integer: bool,
    /// Whether numbers come back with only fifteen digits.
    pub(in crate::store) rounds: bool,
    /// What names of labels, types of edges and properties of rows may be.
    pub(in crate::store) names: Rule,
    /// What is taken where labels and types of edges share their names; `None` where they do not.
    pub(in crate::store) shared: Option<&'static [&'static str]>,
}

/// The first root label that something has; `Entity` if it has none.
pub(super) fn root_label(has: impl Fn(&str) -> bool) -> &'static str {
    ROOTS.into_iter().find(|root| has(root)).unwrap_or(Root::Entity.label())
}
