//! The vertices and edges of a property graph, and the names that every lowering gives.

use std::sync::Arc;

use super::value::Scalar;
use crate::export::output::ExportError;
use crate::text::Iri;

/// The label that every entity has in addition to that of its type.
pub(crate) const ENTITY: &str = "Entity";

/// The label of claims.
pub(crate) const CLAIM: &str = "Claim";

/// The label of evidence.
pub(crate) const EVIDENCE: &str = "Evidence";

/// The label of dossiers; only one that speaks itself is a vertex.
pub(crate) const DOSSIER: &str = "Dossier";

/// The labels that the lowering itself gives.
pub(crate) const OWN_LABELS: [&str; 4] = [ENTITY, CLAIM, EVIDENCE, DOSSIER];

/// The property that is the key of every vertex and edge.
pub(crate) const KEY: &str = "iri";

/// The number of a vertex in its [`PropertyGraph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct VertexKey(pub(super) u32);

impl VertexKey {
    /// The number as an index into [`PropertyGraph::vertices`].
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Properties in the order in which they are written; no name twice. The first are `iri` and `id`.
pub(crate) type Properties = Vec<(Arc<str>, Scalar)>;

/// A vertex with its labels and properties.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Vertex {
    /// The IRI, unique among the vertices.
    pub(crate) iri: Iri,
    /// The short id, unique among the vertices.
    pub(crate) id: String,
    /// The labels: the narrowest first, then wider types, `Entity` last. Claims, evidence and dossiers have one.
    pub(crate) labels: Arc<[Arc<str>]>,
    /// The properties, `iri` and `id` among them.
    pub(crate) properties: Properties,
}

/// An edge with its type and properties.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Relationship {
    /// The IRI, unique among the edges.
    pub(crate) iri: Iri,
    /// The short id, unique among the edges.
    pub(crate) id: String,
    /// The type, such as `HOLDS_OFFICE`.
    pub(crate) kind: Arc<str>,
    /// Where it begins.
    pub(crate) from: VertexKey,
    /// Where it ends.
    pub(crate) to: VertexKey,
    /// The properties, `iri` and `id` among them.
    pub(crate) properties: Properties,
}

/// A graph of vertices and edges with properties. The same graph and options give the same in the same order:
/// entities by id, dossiers by name, claims by id, each followed by its evidence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PropertyGraph {
    /// The vertices. [`VertexKey`] counts them.
    pub(crate) vertices: Vec<Vertex>,
    /// The edges.
    pub(crate) edges: Vec<Relationship>,
    /// What is claimed and not asserted, as the edges that there must not be; none where there are no plain edges at all.
    pub(crate) only_claimed: Vec<(VertexKey, Arc<str>, VertexKey)>,
}

impl PropertyGraph {
    /// Refuses names of properties that a format needs for something of its own.
    ///
    /// # Errors
    /// [`ExportError::Unrepresentable`] where a vertex or an edge has such a property.
    pub(crate) fn refuse_properties(&self, format: &str, names: &[&str]) -> Result<(), ExportError> {
        let of_vertices = self.vertices.iter().flat_map(|vertex| &vertex.properties);
        let of_edges = self.edges.iter().flat_map(|edge| &edge.properties);
        match of_vertices.chain(of_edges).find(|(name, _)| names.contains(&&**name)) {
            None => Ok(()),
            Some((name, _)) => Err(ExportError::Unrepresentable(format!(
                "{format} reserves the name `{name}`; rename the attribute `{name}` of the ontology"
            ))),
        }
    }

    /// The vertex of a key.
    pub(crate) fn vertex(&self, key: VertexKey) -> &Vertex {
        &self.vertices[key.index()]
    }
}
