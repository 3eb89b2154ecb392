//! The vertices and edges of a load beside those of a database with a property graph: what differs, and what is to be done.
//!
//! What belongs to whom is written on every vertex and edge: `dossiers` lists the dossiers that say it. What others have
//! added to a database – vertices, edges, labels, properties – is never touched. What the dossiers no longer say stays until
//! it is pruned, but for edges of what they only claim now: nobody may take that for a fact.

mod change;
mod compare;
#[cfg(test)]
mod tests;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) use change::{Change, Row};
pub(super) use compare::Comparison;
pub(super) use value::{Record, Value};

use super::{Load, StoreError};
use crate::export::property_graph::{
    CLAIM, DOSSIER, ENTITY, EVIDENCE, KEY, PropertyGraph, Scalar, Vertex, Vocabulary,
};

/// The property that lists the dossiers which say a vertex or an edge.
pub(super) const DOSSIERS: &str = "dossiers";

/// The labels of which each vertex has one; under it, its key is unique.
pub(super) const ROOTS: [&str; 4] = [ENTITY, CLAIM, EVIDENCE, DOSSIER];

/// What a database with a property graph must be able to tell.
pub(super) trait Elements {
    /// The vertices of a root label that one of these dossiers says.
    fn nodes_of(&mut self, root: &str, dossiers: &[String]) -> Result<Vec<FoundNode>, StoreError>;

    /// The vertices of a root label under these keys, whoever says them.
    fn nodes_under(&mut self, root: &str, iris: &[&str]) -> Result<Vec<FoundNode>, StoreError>;

    /// The edges that one of these dossiers says, from vertices of a root label that one of them says.
    fn edges_of(&mut self, root: &str, dossiers: &[String]) -> Result<Vec<FoundEdge>, StoreError>;

    /// The edges of a type under these keys (where they begin, their own), whoever says them.
    fn edges_under(
        &mut self,
        root: &str,
        kind: &str,
        keys: &[(&str, &str)],
    ) -> Result<Vec<FoundEdge>, StoreError>;

    /// Which of these vertices are ends of edges that others than these dossiers say.
    fn held(
        &mut self,
        root: &str,
        iris: &[&str],
        dossiers: &[String],
    ) -> Result<BTreeSet<String>, StoreError>;

    /// How many rows one query may ask for.
    fn batch(&self) -> usize;
}

/// A vertex that is there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct FoundNode {
    pub(super) labels: BTreeSet<String>,
    pub(super) properties: Record,
}

/// An edge that is there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct FoundEdge {
    pub(super) from: String,
    pub(super) kind: String,
    pub(super) to: String,
    pub(super) properties: Record,
}

/// A vertex that is to be there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WantedNode {
    pub(super) labels: Arc<[Arc<str>]>,
    pub(super) properties: Record,
}

/// An edge that is to be there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WantedEdge {
    pub(super) from: String,
    pub(super) kind: Arc<str>,
    pub(super) to: String,
    pub(super) roots: (Arc<str>, Arc<str>),
    pub(super) properties: Record,
}

/// What a load wants to be there.
pub(super) struct Wanted {
    /// The vertices by key.
    nodes: BTreeMap<String, WantedNode>,
    /// The edges by key.
    edges: BTreeMap<String, WantedEdge>,
    /// What is claimed and not asserted: the ends and types of edges that must not be there.
    only_claimed: BTreeSet<(String, Arc<str>, String)>,
    /// The names of the dossiers, in order.
    dossiers: Vec<String>,
    /// Where the keys of all that only these dossiers say begin.
    bases: BTreeSet<String>,
    vocabulary: Vocabulary,
}

impl Wanted {
    /// What a load wants, with its values as a database keeps them.
    ///
    /// # Errors
    /// [`StoreError::Usage`] where names of the ontology become one, [`StoreError::Value`] where a text holds the character
    /// NUL, which many of these databases cannot keep.
    pub(super) fn of(load: &Load<'_>, keep: impl Fn(&Scalar) -> Value) -> Result<Wanted, StoreError> {
        let graph = PropertyGraph::new(load.graph(), load.options())
            .map_err(|error| StoreError::Usage(error.to_string()))?;
        let vertices = graph.vertices.iter().map(|vertex| (&vertex.id, &vertex.properties));
        for (id, properties) in vertices.chain(graph.edges.iter().map(|edge| (&edge.id, &edge.properties))) {
            if let Some((name, _)) = properties.iter().find(|(_, value)| has_nul(value)) {
                let why = format!(
                    "its `{name}` holds the character NUL, which databases cannot keep; take it away"
                );
                return Err(StoreError::Value { id: id.clone(), why });
            }
        }
        let record = |properties: &[(Arc<str>, Scalar)]| -> Record {
            properties.iter().map(|(name, value)| (name.to_string(), keep(value))).collect()
        };
        let node = |vertex: &Vertex| {
            let node =
                WantedNode { labels: Arc::clone(&vertex.labels), properties: record(&vertex.properties) };
            (vertex.iri.to_string(), node)
        };
        let edges = graph.edges.iter().map(|edge| {
            let (from, to) = (graph.vertex(edge.from), graph.vertex(edge.to));
            let wanted = WantedEdge {
                from: from.iri.to_string(),
                kind: Arc::clone(&edge.kind),
                to: to.iri.to_string(),
                roots: (root_of(&from.labels), root_of(&to.labels)),
                properties: record(&edge.properties),
            };
            (edge.iri.to_string(), wanted)
        });
        let iri = |key| graph.vertex(key).iri.to_string();
        let only_claimed =
            graph.only_claimed.iter().map(|(from, kind, to)| (iri(*from), Arc::clone(kind), iri(*to)));
        let dossiers: BTreeSet<String> =
            load.graph().dossiers().map(|dossier| dossier.name().to_string()).collect();
        Ok(Wanted {
            nodes: graph.vertices.iter().map(node).collect(),
            edges: edges.collect(),
            only_claimed: only_claimed.collect(),
            dossiers: dossiers.into_iter().collect(),
            bases: load.bases(),
            vocabulary: Vocabulary::of(load.graph()),
        })
    }

    /// The labels, the types of edges and the names of properties.
    #[cfg(feature = "postgres")]
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let of_nodes = self.nodes.values().flat_map(|node| {
            node.labels.iter().map(|label| &**label).chain(node.properties.keys().map(String::as_str))
        });
        let of_edges = self
            .edges
            .values()
            .flat_map(|edge| [&*edge.kind].into_iter().chain(edge.properties.keys().map(String::as_str)));
        of_nodes.chain(of_edges)
    }
}

impl WantedNode {
    /// Its root label.
    pub(super) fn root(&self) -> &str {
        self.labels.last().map_or(ENTITY, |label| label)
    }

    /// Its narrowest label.
    pub(super) fn label(&self) -> &str {
        self.labels.first().map_or(ENTITY, |label| label)
    }
}

impl FoundNode {
    /// Its root label.
    fn root(&self) -> &'static str {
        ROOTS.into_iter().find(|root| self.labels.contains(*root)).unwrap_or(ENTITY)
    }

    /// The vertex in words: `(:Person:Entity {iri: 'urn:x'})`.
    fn words(&self) -> String {
        let labels: String = self.labels.iter().map(|label| format!(":{label}")).collect();
        format!("({labels} {})", Value::Map(self.properties.clone()))
    }
}

fn has_nul(value: &Scalar) -> bool {
    match value {
        Scalar::Text(text) => text.contains('\0'),
        Scalar::TextList(texts) => texts.iter().any(|text| text.contains('\0')),
        Scalar::Integer(_) | Scalar::Float(_) | Scalar::Boolean(_) | Scalar::Date(..) => false,
    }
}

/// The root label among the labels of a vertex, which is the last.
fn root_of(labels: &[Arc<str>]) -> Arc<str> {
    labels.last().map_or_else(|| Arc::from(ENTITY), Arc::clone)
}

/// The key of a record.
fn key(properties: &Record) -> Option<&str> {
    properties.get(KEY).and_then(Value::text)
}

/// The dossiers that say a record.
fn dossiers(properties: &Record) -> BTreeSet<&str> {
    properties.get(DOSSIERS).map(|list| list.texts().collect()).unwrap_or_default()
}
