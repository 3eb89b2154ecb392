//! What a property-graph database must be able to answer.

use std::collections::BTreeSet;

use super::found::{FoundEdge, FoundNode};
use crate::store::StoreError;

/// A property-graph database.
pub(in crate::store) trait Elements {
    /// Visits the vertices of a root label that one of these dossiers says.
    fn nodes_of(
        &mut self,
        root: &str,
        dossiers: &[String],
        visit: &mut dyn FnMut(FoundNode) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

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

    /// The most keys that one query is about.
    fn batch(&self) -> usize;
}
