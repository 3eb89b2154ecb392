//! What vertices and edges are known by in databases.

/// The property that is the key of every vertex and edge.
pub(crate) const KEY: &str = "iri";
/// The property that is the name by which the source knows a vertex or an edge.
pub(crate) const ID: &str = "id";

/// The widest label of a vertex: that of all things whose keys are unique together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Root {
    Entity,
    Claim,
    Evidence,
    Dossier,
}

impl Root {
    /// All of them.
    pub(crate) const ALL: [Root; 4] = [Root::Entity, Root::Claim, Root::Evidence, Root::Dossier];

    /// The label.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Root::Entity => "Entity",
            Root::Claim => "Claim",
            Root::Evidence => "Evidence",
            Root::Dossier => "Dossier",
        }
    }
}
