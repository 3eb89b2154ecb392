//! The graph itself: columns of records, and petgraph over them for algorithms.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use petgraph::graph::{DiGraph, NodeIndex};

use super::LangText;
use super::claim::{Claim, ClaimKey, ClaimRecord, Edge, EdgeKey, EdgeRecord, Speaker, Term};
use super::evidence::Source;
use super::node::{Node, NodeKey, NodeRecord};
use crate::ontology::Ontology;
use crate::text::{Id, Iri, Language, Place};

/// The handle of a dossier in its graph. Handles are dense and in the order of the names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DossierKey(pub(super) u32);

impl DossierKey {
    /// The handle as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Clone, Debug)]
pub(super) struct DossierRecord {
    pub(super) name: Id,
    pub(super) title: Option<LangText>,
    pub(super) base: Option<Iri>,
    pub(super) language: Language,
    pub(super) place: Option<Place>,
}

/// A dossier whose nodes and claims are in a graph.
#[derive(Clone, Copy)]
pub struct Dossier<'g> {
    record: &'g DossierRecord,
    key: DossierKey,
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
        Iri::from_parts(&self.base(), id)
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

    /// The nodes, by id.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = Node<'_>> {
        (0..self.nodes.len() as u32).map(|key| self.node(NodeKey(key)))
    }

    /// The node of a handle.
    pub fn node(&self, key: NodeKey) -> Node<'_> {
        Node { graph: self, key }
    }

    /// The node of an id.
    pub fn node_by_id(&self, id: &str) -> Option<Node<'_>> {
        self.node_ids.get(id).map(|key| self.node(*key))
    }

    /// The claims, by id.
    pub fn claims(&self) -> impl ExactSizeIterator<Item = Claim<'_>> {
        (0..self.claims.len() as u32).map(|key| self.claim(ClaimKey(key)))
    }

    /// The claim of a handle.
    pub fn claim(&self, key: ClaimKey) -> Claim<'_> {
        Claim { graph: self, key }
    }

    /// The claim of an id or name.
    pub fn claim_by_id(&self, id: &str) -> Option<Claim<'_>> {
        self.claim_ids.get(id).map(|key| self.claim(*key))
    }

    /// The claims about a node or claim, by id.
    pub fn claims_of(&self, subject: Term) -> impl Iterator<Item = Claim<'_>> {
        self.by_subject.get(&subject).into_iter().flatten().map(|key| self.claim(*key))
    }

    /// The claims that point at a node or claim, by id.
    pub fn claims_on(&self, object: Term) -> impl Iterator<Item = Claim<'_>> {
        self.by_object.get(&object).into_iter().flatten().map(|key| self.claim(*key))
    }

    /// The edges: what relates which two things, by subject, relation and object.
    pub fn edges(&self) -> impl ExactSizeIterator<Item = Edge<'_>> {
        (0..self.edges.len() as u32).map(|key| self.edge(EdgeKey(key)))
    }

    /// The edge of a handle.
    pub fn edge(&self, key: EdgeKey) -> Edge<'_> {
        Edge { graph: self, key }
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

    /// The claims that another claim points at, by id.
    pub fn claims_pointed_at(&self) -> impl Iterator<Item = Claim<'_>> {
        self.vertices.keys().filter_map(|term| match term {
            Term::Claim(key) => Some(self.claim(*key)),
            Term::Node(_) => None,
        })
    }

    /// The id of a node or claim.
    pub fn term_id(&self, term: Term) -> &str {
        match term {
            Term::Node(key) => self.node(key).id(),
            Term::Claim(key) => self.claim(key).id(),
        }
    }

    /// The IRI of a node or claim.
    pub fn term_iri(&self, term: Term) -> &Iri {
        match term {
            Term::Node(key) => self.node(key).iri(),
            Term::Claim(key) => self.claim(key).iri(),
        }
    }

    /// A node's label; a claim's id.
    pub fn term_label(&self, term: Term) -> String {
        match term {
            Term::Node(key) => self.node(key).label().to_owned(),
            Term::Claim(key) => self.claim(key).id().to_owned(),
        }
    }

    /// The label of a speaker: the node's, or the dossier's title or name.
    pub fn speaker_label(&self, speaker: Speaker) -> &str {
        match speaker {
            Speaker::Node(key) => self.node(key).label(),
            Speaker::Dossier(key) => {
                let dossier = self.dossier(key);
                dossier.title().map_or(dossier.name().as_str(), |title| &title.text)
            }
        }
    }

    /// The id of a speaker: the node's, or the dossier's name.
    pub fn speaker_id(&self, speaker: Speaker) -> &str {
        match speaker {
            Speaker::Node(key) => self.node(key).id(),
            Speaker::Dossier(key) => self.dossier(key).name().as_str(),
        }
    }

    /// The IRI of a speaker.
    pub fn speaker_iri(&self, speaker: Speaker) -> Iri {
        match speaker {
            Speaker::Node(key) => self.node(key).iri().clone(),
            Speaker::Dossier(key) => self.dossier(key).iri(),
        }
    }

    /// A name for files made of this graph: the dossiers' names.
    pub fn name(&self) -> String {
        let names: Vec<&str> = self.dossiers.iter().map(|dossier| dossier.name.as_str()).collect();
        match names.as_slice() {
            [first, .., last] if names.len() > 4 => format!("{first}+{}-more+{last}", names.len() - 2),
            _ => names.join("+"),
        }
    }

    /// The graph of nodes and pointed-at claims, for petgraph's algorithms; weights lead back to the records.
    pub fn topology(&self) -> &DiGraph<Term, EdgeKey> {
        &self.topology
    }
}
