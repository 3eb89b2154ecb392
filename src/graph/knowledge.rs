//! The graph itself: columns of records, and petgraph over them for algorithms.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use petgraph::graph::{DiGraph, NodeIndex};

use super::LangText;
use super::keys::{ClaimKey, DossierKey, EdgeKey, NodeKey, Term};
use super::records::{ClaimRecord, DossierRecord, EdgeRecord, NodeRecord};
use super::source::Source;
use crate::ontology::Ontology;
use crate::text::{Id, Iri, Language, Place};

/// A dossier whose nodes and claims are in a graph.
#[derive(Clone, Copy)]
pub struct Dossier<'g> {
    record: &'g DossierRecord,
    key: DossierKey,
}

impl fmt::Debug for Dossier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Dossier").field(&self.name()).finish()
    }
}

impl<'g> Dossier<'g> {
    /// The handle.
    pub fn key(self) -> DossierKey {
        self.key
    }

    /// The name.
    pub fn name(self) -> &'g Id {
        &self.record.name
    }

    /// The title.
    pub fn title(self) -> Option<&'g LangText> {
        self.record.title.as_ref()
    }

    /// The language of what the dossier's author writes.
    pub fn language(self) -> &'g Language {
        &self.record.language
    }

    /// Where it is written.
    pub fn place(self) -> Option<Place> {
        self.record.place
    }

    /// The base IRI that the dossier itself declares.
    pub fn declared_base(self) -> Option<&'g Iri> {
        self.record.base.as_ref()
    }

    /// The base IRI, to which ids are appended: the declared one, or `urn:dossier:NAME:`.
    pub fn base(self) -> String {
        self.record.base.as_ref().map_or_else(|| format!("urn:dossier:{}:", self.record.name), Iri::to_string)
    }

    /// The IRI of the dossier itself: the declared base, or `urn:dossier:NAME`.
    pub fn iri(self) -> Iri {
        self.record.base.clone().unwrap_or_else(|| Iri::from_parts("urn:dossier:", self.record.name.as_str()))
    }

    /// The IRI of something in the dossier: the base and its id.
    pub fn iri_of(self, id: &str) -> Iri {
        if self.is_rows() { Iri::from_text(&self.base(), id) } else { Iri::from_parts(&self.base(), id) }
    }

    /// Whether it is made of rows of files.
    pub fn is_rows(self) -> bool {
        self.record.is_rows
    }
}

/// A typed graph of nodes and claims with their evidence.
///
/// It cannot be changed: [`super::GraphBuilder`] makes it. Everything in it is in the order of the ids, so that the same
/// input gives the same bytes whatever the order of its lines and files.
#[derive(Clone, Debug)]
pub struct KnowledgeGraph {
    pub(super) ontology: Arc<Ontology>,
    pub(super) dossiers: Vec<DossierRecord>,
    pub(super) nodes: Vec<NodeRecord>,
    pub(super) mentioned: BTreeSet<NodeKey>,
    pub(super) asides: BTreeSet<NodeKey>,
    pub(super) sources: Vec<Source>,
    pub(super) claims: Vec<ClaimRecord>,
    pub(super) edges: Vec<EdgeRecord>,
    pub(super) node_ids: BTreeMap<String, NodeKey>,
    pub(super) claim_ids: BTreeMap<String, ClaimKey>,
    pub(super) topology: DiGraph<Term, EdgeKey>,
    pub(super) vertices: BTreeMap<Term, NodeIndex>,
    pub(super) by_subject: BTreeMap<Term, Vec<ClaimKey>>,
    pub(super) by_object: BTreeMap<Term, Vec<ClaimKey>>,
    pub(super) denials: BTreeMap<ClaimKey, Vec<ClaimKey>>,
}

impl KnowledgeGraph {
    /// The ontology of its types, relations and attributes.
    pub fn ontology(&self) -> &Ontology {
        &self.ontology
    }

    /// The dossiers, by name.
    pub fn dossiers(&self) -> impl Iterator<Item = Dossier<'_>> {
        (0..self.dossiers.len() as u32).map(|key| self.dossier(DossierKey(key)))
    }

    /// The dossier of a handle.
    pub fn dossier(&self, key: DossierKey) -> Dossier<'_> {
        Dossier { record: &self.dossiers[key.index()], key }
    }

    /// The sources, by the id of their work.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The source of a work.
    pub fn source(&self, work: NodeKey) -> Option<&Source> {
        let at = self.sources.binary_search_by_key(&work, |source| source.work).ok()?;
        self.sources.get(at)
    }

    /// A name for files made of this graph: the dossiers' names.
    pub fn name(&self) -> String {
        let names: Vec<&str> = self.dossiers.iter().map(|dossier| dossier.name.as_str()).collect();
        match names.as_slice() {
            [first, .., last] if names.len() > 4 => format!("{first}+{}-more+{last}", names.len() - 2),
            _ => names.join("+"),
        }
    }

    /// Returns the graph for the algorithms of [`petgraph`](crate::petgraph): its vertices are the nodes, and the claims that
    /// others are about; its edges are the [`edges`](KnowledgeGraph::edges).
    ///
    /// The weight of a vertex or an edge is its handle here, and [`vertex`](KnowledgeGraph::vertex) finds the index of a
    /// node or claim.
    ///
    /// ```
    /// use dossier::petgraph::algo::dijkstra;
    ///
    /// let checked = dossier::open("data/us-china-trade-talks")?.check()?;
    /// let graph = checked.graph();
    /// let china = graph.node_by_id("china").and_then(|china| graph.vertex(china.key())).ok_or("no China")?;
    /// let steps = dijkstra(graph.topology(), china, None, |_| 1);
    /// let mut near: Vec<&str> = steps
    ///     .iter()
    ///     .filter(|(_, steps)| **steps == 1)
    ///     .map(|(vertex, _)| graph.term_id(graph.topology()[*vertex]))
    ///     .collect();
    /// near.sort_unstable();
    /// assert!(near.contains(&"lift-tariffs"), "{near:?}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn topology(&self) -> &DiGraph<Term, EdgeKey> {
        &self.topology
    }

    /// Returns the index in [`topology`](KnowledgeGraph::topology) of a node, which is always there, or of a claim, which is
    /// there where another claim is about it.
    pub fn vertex(&self, term: impl Into<Term>) -> Option<NodeIndex> {
        self.vertices.get(&term.into()).copied()
    }
}
