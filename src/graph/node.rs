//! Nodes: the things that claims are about.

use std::fmt;

use super::LangText;
use super::keys::{NodeKey, Speaker};
use super::knowledge::{Dossier, KnowledgeGraph};
use super::records::NodeRecord;
use super::source::Source;
use crate::ontology::{NodeType, TypeKey};
use crate::text::{Iri, Place};

impl KnowledgeGraph {
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
}

/// A node of a graph.
#[derive(Clone, Copy)]
pub struct Node<'g> {
    pub(super) graph: &'g KnowledgeGraph,
    pub(super) key: NodeKey,
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Node").field(&self.id()).finish()
    }
}

impl<'g> Node<'g> {
    fn record(self) -> &'g NodeRecord {
        &self.graph.nodes[self.key.index()]
    }

    /// The graph that holds the node.
    pub fn graph(self) -> &'g KnowledgeGraph {
        self.graph
    }

    /// The handle.
    pub fn key(self) -> NodeKey {
        self.key
    }

    /// The id, unique in the graph: the dossier's own, with `DOSSIER:` before it where two dossiers use one id.
    pub fn id(self) -> &'g str {
        &self.record().id
    }

    /// The IRI: the dossier's base and the id.
    pub fn iri(self) -> &'g Iri {
        &self.record().iri
    }

    /// The handle of the type.
    pub fn type_key(self) -> TypeKey {
        self.record().node_type
    }

    /// The type's record in the ontology.
    pub fn node_type(self) -> &'g NodeType {
        self.graph.ontology().node_type(self.type_key())
    }

    /// Labels, at most one for each language, the dossier's language first. There is always one.
    pub fn labels(self) -> &'g [LangText] {
        &self.record().labels
    }

    /// The first label.
    pub fn label(self) -> &'g str {
        self.record().labels.first().map_or(self.id(), |label| &label.text)
    }

    /// What kind of its type it is, in the analyst's word.
    pub fn kind(self) -> Option<&'g str> {
        self.record().kind.as_deref()
    }

    /// Other names by which the texts name it.
    pub fn aka(self) -> &'g [LangText] {
        &self.record().aka
    }

    /// IRIs of the same thing elsewhere, sorted.
    pub fn same(self) -> &'g [Iri] {
        &self.record().same
    }

    /// The analyst's notes.
    pub fn notes(self) -> &'g [LangText] {
        &self.record().notes
    }

    /// The dossier whose id and IRI it bears.
    pub fn dossier(self) -> Dossier<'g> {
        self.graph.dossier(self.record().dossier)
    }

    /// The dossiers that declare it, by name.
    pub fn dossiers(self) -> impl Iterator<Item = Dossier<'g>> {
        self.record().dossiers.iter().map(|key| self.graph.dossier(*key))
    }

    /// Where it is declared: one place in each dossier that declares it.
    pub fn places(self) -> &'g [Place] {
        &self.record().places
    }

    /// Its text and origin, if it is a quoted work.
    pub fn source(self) -> Option<&'g Source> {
        self.graph.source(self.key)
    }

    /// Whether the files speak of it in what could not be made a claim.
    pub fn is_mentioned(self) -> bool {
        self.graph.mentioned.contains(&self.key)
    }

    /// Whether it is in a part of a graph only because somebody there says something or is quoted.
    pub fn is_aside(self) -> bool {
        self.graph.asides.contains(&self.key)
    }
}
