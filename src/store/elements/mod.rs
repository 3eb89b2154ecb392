//! The vertices and edges of a load compared with those of a property-graph database: the differences and the changes.
//!
//! What belongs to whom is written on every vertex and edge: `dossiers` lists the dossiers that say it. What others have
//! added to a database – vertices, edges, labels, properties – is never touched. What the dossiers no longer say stays until
//! it is pruned, but for edges of what they only claim now: nobody may take that for a fact.

mod change;
mod compare;
mod keeps;
mod names;
#[cfg(test)]
mod tests;
mod times;
mod value;
mod values;
mod wanted;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) use change::{Change, Row};
pub(super) use compare::Comparison;
pub(super) use keeps::{DOSSIERS, Keeps, ROOTS};
pub(super) use names::ANY_NAME;
use names::Vocabulary;
pub(super) use value::{Record, Value};
pub(super) use wanted::losses_of_rows;

use super::StoreError;
use crate::export::elements::{KEY, Root};

/// What a property-graph database must be able to answer.
pub(super) trait Elements {
    /// The vertices of a root label that one of these dossiers says.
    fn nodes_of(&mut self, root: &str, dossiers: &[String]) -> Result<Vec<FoundNode>, StoreError>;

    /// Whether there is any vertex of a root label.
    fn has_nodes(&mut self, root: &str) -> Result<bool, StoreError>;

    /// The vertices of a root label with these keys, from any dossier.
    fn nodes_under(&mut self, root: &str, iris: &[&str]) -> Result<Vec<FoundNode>, StoreError>;

    /// Visits the edges that one of these dossiers says, from vertices of a root label that one of them says.
    fn edges_of(
        &mut self,
        root: &str,
        dossiers: &[String],
        visit: &mut dyn FnMut(FoundEdge) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// The edges of a type with these keys (of their source, their own), from any dossier.
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

    /// The most rows that one query requests.
    fn batch(&self) -> usize;
}

/// An existing vertex.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct FoundNode {
    pub(super) labels: BTreeSet<String>,
    pub(super) properties: Record,
}

/// An existing edge.
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
    pub(super) roots: (&'static str, &'static str),
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
    /// Whether no claim, evidence or edge has a key of its own that begins otherwise.
    is_within_bases: bool,
    /// Whether the database returns numbers with only fifteen digits.
    rounds: bool,
    vocabulary: Vocabulary,
    /// What the user should know of the names.
    notices: Vec<String>,
}

impl Wanted {
    /// The labels, the types of edges and the names of properties.
    #[cfg(feature = "postgres")]
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let of_nodes = self.nodes.values().flat_map(|node| {
            node.labels.iter().map(|label| &**label).chain(node.properties.keys().map(|name| &**name))
        });
        let of_edges = self
            .edges
            .values()
            .flat_map(|edge| [&*edge.kind].into_iter().chain(edge.properties.keys().map(|name| &**name)));
        of_nodes.chain(of_edges)
    }
}

impl WantedNode {
    /// Its root label.
    pub(super) fn root(&self) -> &str {
        self.labels.last().map_or(Root::Entity.label(), |label| label)
    }

    /// Its narrowest label.
    pub(super) fn label(&self) -> &str {
        self.labels.first().map_or(Root::Entity.label(), |label| label)
    }
}

impl FoundNode {
    /// Its root label.
    fn root(&self) -> &'static str {
        ROOTS.into_iter().find(|root| self.labels.contains(*root)).unwrap_or(Root::Entity.label())
    }

    /// The vertex in words: `(:Person:Entity {iri: 'urn:x'})`.
    fn words(&self) -> String {
        let labels: String = self.labels.iter().map(|label| format!(":{label}")).collect();
        format!("({labels} {})", Value::Map(self.properties.clone()))
    }
}

/// The key of a record.
fn key(properties: &Record) -> Option<&str> {
    properties.get(KEY).and_then(Value::text)
}

/// The dossiers that say a record.
fn dossiers(properties: &Record) -> BTreeSet<&str> {
    properties.get(DOSSIERS).map(|list| list.texts().collect()).unwrap_or_default()
}
