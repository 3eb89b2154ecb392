//! Handles of the things in a graph, and what a claim is about, says and is said by.

use super::Value;
use crate::ontology::{AttributeKey, RelationKey};

/// The handle of a dossier in its graph. Handles are dense and in the order of the names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DossierKey(pub(super) u32);

impl DossierKey {
    /// The handle as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The handle of a node in its graph. Handles are dense and in the order of the ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeKey(pub(super) u32);

impl NodeKey {
    /// The handle as an index into columns of the graph's length.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The handle of a claim in its graph. Handles are dense and in the order of the ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimKey(pub(super) u32);

impl ClaimKey {
    /// The handle as an index into columns of the graph's length.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a claim can be about: a node, or another claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Term {
    /// A node.
    Node(NodeKey),
    /// A claim.
    Claim(ClaimKey),
}

impl From<NodeKey> for Term {
    fn from(key: NodeKey) -> Term {
        Term::Node(key)
    }
}

impl From<ClaimKey> for Term {
    fn from(key: ClaimKey) -> Term {
        Term::Claim(key)
    }
}

/// What a claim says of its subject.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// A relation to a node or a claim.
    Relation(RelationKey, Term),
    /// An attribute and its value.
    Attribute(AttributeKey, Value),
}

/// Who says a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Speaker {
    /// A node: an agent, or a work in its own voice.
    Node(NodeKey),
    /// The dossier itself, that is, its author: for what is inferred.
    Dossier(DossierKey),
}

/// The handle of an edge in its graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EdgeKey(pub(super) u32);

impl EdgeKey {
    /// The handle as an index into columns of the graph's length.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}
