//! What is known of a table from elsewhere: from the manifest of a folder that dossier wrote.

/// What all rows of a table are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Described {
    /// The types of nodes, or the relation of edges.
    pub(super) types: Vec<String>,
    /// The base IRI, to which ids are appended.
    pub(super) base: String,
}

/// What is said of edges with a status in a table that dossier wrote for a property graph.
pub(super) const CLAIMS: &str = "claims were read as nodes of type `Claim` with edges to their ends, as dossier writes them for property graphs, and not as edges with a status";

/// The label that dossier gives to every node of a property graph beside those of its types.
pub(super) const ROOT: &str = "Entity";
