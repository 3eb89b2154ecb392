//! The one door into the graph: every reader pushes what it finds through a [`GraphBuilder`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::inputs::{
    ClaimHandle, ClaimInput, DossierInput, NodeHandle, NodeInput, SourceInput, StatementInput, TermInput,
};
use super::keys::DossierKey;
use super::{LangText, Value};
use crate::ontology::Ontology;
use crate::text::{Id, IdError, Place};

/// Why the builder refuses what it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// A malformed id.
    Id(IdError),
    /// The ontology has no such type.
    UnknownType(String),
    /// The ontology has no such relation.
    UnknownRelation(String),
    /// The ontology has no such attribute.
    UnknownAttribute(String),
    /// The dossier has a node of this id already.
    DuplicateNode {
        /// The id.
        id: Id,
        /// Where the node that has it is declared.
        first: Option<Place>,
    },
    /// There is a dossier of this name already.
    DuplicateDossier {
        /// The name.
        name: Id,
        /// Where the dossier that has it is written.
        first: Option<Place>,
    },
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::Id(error) => write!(f, "invalid id: {error}"),
            BuildError::UnknownType(name) => write!(f, "the ontology has no type `{name}`"),
            BuildError::UnknownRelation(name) => write!(f, "the ontology has no relation `{name}`"),
            BuildError::UnknownAttribute(name) => write!(f, "the ontology has no attribute `{name}`"),
            BuildError::DuplicateNode { id, .. } => write!(f, "duplicate node `{id}`"),
            BuildError::DuplicateDossier { name, .. } => write!(f, "duplicate dossier `{name}`"),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            BuildError::Id(error) => Some(error),
            _ => None,
        }
    }
}

impl From<IdError> for BuildError {
    fn from(error: IdError) -> BuildError {
        BuildError::Id(error)
    }
}

/// A claim that is announced, and filled once what it says is known.
#[derive(Clone, Debug)]
pub(super) struct ClaimDraft {
    pub(super) name: Option<Id>,
    pub(super) input: Option<ClaimInput>,
}

/// Collects dossiers, nodes, sources and claims, and makes a [`KnowledgeGraph`](super::KnowledgeGraph) of them.
#[derive(Clone, Debug)]
pub struct GraphBuilder {
    pub(super) ontology: Arc<Ontology>,
    pub(super) dossiers: Vec<DossierInput>,
    pub(super) nodes: Vec<NodeInput>,
    pub(super) sources: Vec<SourceInput>,
    pub(super) claims: Vec<ClaimDraft>,
    pub(super) mentioned: BTreeSet<NodeHandle>,
    dossier_names: BTreeMap<Id, DossierKey>,
    node_ids: BTreeMap<DossierKey, BTreeMap<Id, NodeHandle>>,
}

impl GraphBuilder {
    /// A builder for graphs of an ontology.
    pub fn new(ontology: impl Into<Arc<Ontology>>) -> GraphBuilder {
        GraphBuilder {
            ontology: ontology.into(),
            dossiers: Vec::new(),
            nodes: Vec::new(),
            sources: Vec::new(),
            claims: Vec::new(),
            mentioned: BTreeSet::new(),
            dossier_names: BTreeMap::new(),
            node_ids: BTreeMap::new(),
        }
    }

    /// The ontology.
    pub fn ontology(&self) -> &Ontology {
        &self.ontology
    }

    /// Adds a dossier. Where dossiers disagree, the one added first wins.
    ///
    /// # Errors
    /// [`BuildError::DuplicateDossier`].
    pub fn add_dossier(&mut self, input: DossierInput) -> Result<DossierKey, BuildError> {
        if let Some(first) = self.dossier_names.get(&input.name) {
            let first = self.dossiers[first.index()].place;
            return Err(BuildError::DuplicateDossier { name: input.name, first });
        }
        let key = DossierKey(self.dossiers.len() as u32);
        self.dossier_names.insert(input.name.clone(), key);
        self.dossiers.push(input);
        Ok(key)
    }

    /// Adds a node.
    ///
    /// # Errors
    /// [`BuildError::DuplicateNode`].
    pub fn add_node(&mut self, input: NodeInput) -> Result<NodeHandle, BuildError> {
        let handle = NodeHandle(self.nodes.len() as u32);
        let ids = self.node_ids.entry(input.dossier).or_default();
        if let Some(first) = ids.get(&input.id) {
            return Err(BuildError::DuplicateNode {
                id: input.id,
                first: self.nodes[first.0 as usize].place,
            });
        }
        ids.insert(input.id.clone(), handle);
        self.nodes.push(input);
        Ok(handle)
    }

    /// Adds a node with one label in the dossier's language: the short way for graphs made in code.
    ///
    /// # Errors
    /// [`BuildError`] for a malformed or taken id and for an unknown type.
    pub fn node(
        &mut self,
        dossier: DossierKey,
        id: &str,
        node_type: &str,
        label: &str,
    ) -> Result<NodeHandle, BuildError> {
        let node_type = self
            .ontology
            .type_named(node_type)
            .ok_or_else(|| BuildError::UnknownType(node_type.to_owned()))?;
        let mut input = NodeInput::new(dossier, Id::new(id)?, node_type);
        let language = self.dossiers.get(dossier.index()).map(|dossier| dossier.language.clone());
        input.labels.push(LangText::new(label, language.unwrap_or_default()));
        self.add_node(input)
    }

    /// The node of an id in a dossier.
    pub fn find_node(&self, dossier: DossierKey, id: &Id) -> Option<NodeHandle> {
        self.node_ids.get(&dossier)?.get(id).copied()
    }

    /// The ids of a dossier's nodes, sorted.
    pub fn node_ids(&self, dossier: DossierKey) -> impl Iterator<Item = &Id> {
        self.node_ids.get(&dossier).into_iter().flat_map(BTreeMap::keys)
    }

    /// What was added as a node.
    pub fn node_input(&self, handle: NodeHandle) -> &NodeInput {
        &self.nodes[handle.0 as usize]
    }

    /// Adds the text and origin of a work.
    pub fn add_source(&mut self, input: SourceInput) {
        self.sources.push(input);
    }

    /// Announces a claim, so that others can point at it before it is filled. One that is never filled is left
    /// out, and so is every claim that points at it.
    pub fn announce_claim(&mut self, name: Option<Id>) -> ClaimHandle {
        self.claims.push(ClaimDraft { name, input: None });
        ClaimHandle(self.claims.len() as u32 - 1)
    }

    /// Fills an announced claim.
    pub fn fill_claim(&mut self, handle: ClaimHandle, input: ClaimInput) {
        if let Some(draft) = self.claims.get_mut(handle.0 as usize) {
            draft.input = Some(input);
        }
    }

    /// Says that a node was spoken of in what could not be made a claim, so that no check calls it unused.
    pub fn mention(&mut self, node: NodeHandle) {
        self.mentioned.insert(node);
    }

    /// Adds a claim that has no name.
    pub fn add_claim(&mut self, input: ClaimInput) -> ClaimHandle {
        let handle = self.announce_claim(None);
        self.fill_claim(handle, input);
        handle
    }

    /// Adds a relation that is said in the own voice of whatever carries it: the short way for graphs made in code.
    ///
    /// # Errors
    /// [`BuildError::UnknownRelation`].
    pub fn relate(
        &mut self,
        dossier: DossierKey,
        subject: impl Into<TermInput>,
        relation: &str,
        object: impl Into<TermInput>,
    ) -> Result<ClaimHandle, BuildError> {
        let key = self
            .ontology
            .relation_named(relation)
            .ok_or_else(|| BuildError::UnknownRelation(relation.to_owned()))?;
        Ok(self.add_claim(ClaimInput::new(dossier, subject, StatementInput::Relation(key, object.into()))))
    }

    /// Adds the value of an attribute, as [`GraphBuilder::relate`] adds a relation.
    ///
    /// # Errors
    /// [`BuildError::UnknownAttribute`].
    pub fn describe(
        &mut self,
        dossier: DossierKey,
        subject: impl Into<TermInput>,
        attribute: &str,
        value: Value,
    ) -> Result<ClaimHandle, BuildError> {
        let key = self
            .ontology
            .attribute_named(attribute)
            .ok_or_else(|| BuildError::UnknownAttribute(attribute.to_owned()))?;
        Ok(self.add_claim(ClaimInput::new(dossier, subject, StatementInput::Attribute(key, value))))
    }
}
