//! Claims, and the edges that are a view of them.

use super::evidence::{Evidence, EvidenceRef};
use super::knowledge::{Dossier, DossierKey};
use super::node::{Node, NodeKey};
use super::{KnowledgeGraph, Value, Written};
use crate::ontology::{AttributeKey, RelationKey, Role, Status};
use crate::text::Iri;

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

#[derive(Clone, Debug)]
pub(super) struct ClaimRecord {
    pub(super) id: String,
    pub(super) iri: Iri,
    pub(super) name: Option<String>,
    pub(super) subject: Term,
    pub(super) statement: Statement,
    pub(super) status: Status,
    pub(super) speakers: Vec<Speaker>,
    pub(super) via: Vec<NodeKey>,
    pub(super) evidence: Vec<Evidence>,
    pub(super) dossier: DossierKey,
    pub(super) written: Vec<Written>,
}

/// A claim of a graph.
#[derive(Clone, Copy)]
pub struct Claim<'g> {
    pub(super) graph: &'g KnowledgeGraph,
    pub(super) key: ClaimKey,
}

impl<'g> Claim<'g> {
    fn record(self) -> &'g ClaimRecord {
        &self.graph.claims[self.key.index()]
    }

    /// The graph that holds the claim.
    pub fn graph(self) -> &'g KnowledgeGraph {
        self.graph
    }

    /// The handle.
    pub fn key(self) -> ClaimKey {
        self.key
    }

    /// The id, derived from what the claim says; the name where the dossier gives one.
    pub fn id(self) -> &'g str {
        &self.record().id
    }

    /// The IRI: the dossier's base and the id.
    pub fn iri(self) -> &'g Iri {
        &self.record().iri
    }

    /// The name that the dossier gives it.
    pub fn name(self) -> Option<&'g str> {
        self.record().name.as_deref()
    }

    /// What the claim is about.
    pub fn subject(self) -> Term {
        self.record().subject
    }

    /// What it says.
    pub fn statement(self) -> &'g Statement {
        &self.record().statement
    }

    /// The object, where the claim is a relation.
    pub fn object(self) -> Option<Term> {
        match self.statement() {
            Statement::Relation(_, object) => Some(*object),
            Statement::Attribute(..) => None,
        }
    }

    /// The relation's or attribute's name, such as `demands`.
    pub fn predicate_name(self) -> &'g str {
        match self.statement() {
            Statement::Relation(relation, _) => &self.graph.ontology().relation(*relation).name,
            Statement::Attribute(attribute, _) => &self.graph.ontology().attribute(*attribute).name,
        }
    }

    /// The relation's or attribute's label, such as "holds office".
    pub fn predicate_label(self) -> &'g str {
        match self.statement() {
            Statement::Relation(relation, _) => &self.graph.ontology().relation(*relation).label,
            Statement::Attribute(attribute, _) => &self.graph.ontology().attribute(*attribute).label,
        }
    }

    /// The status.
    pub fn status(self) -> Status {
        self.record().status
    }

    /// Who says it, sorted; never empty for a claim that a reader made.
    pub fn speakers(self) -> &'g [Speaker] {
        &self.record().speakers
    }

    /// Through whom it is said.
    pub fn via(self) -> impl Iterator<Item = Node<'g>> {
        self.record().via.iter().map(move |key| self.graph.node(*key))
    }

    /// The words that carry it, in the order of the texts.
    pub fn evidence(self) -> impl Iterator<Item = EvidenceRef<'g>> {
        self.record().evidence.iter().map(move |evidence| EvidenceRef { claim: self, evidence })
    }

    /// Whether every quote of it was found in its text.
    pub fn verified(self) -> bool {
        self.evidence().all(EvidenceRef::verified)
    }

    /// The dossier whose base its IRI has.
    pub fn dossier(self) -> Dossier<'g> {
        self.graph.dossier(self.record().dossier)
    }

    /// Where it is written: one place for each passage that says it.
    pub fn written(self) -> &'g [Written] {
        &self.record().written
    }

    /// The claim in plain words, such as "China demands Every tariff goes".
    pub fn sentence(self) -> String {
        let object = match self.statement() {
            Statement::Relation(_, object) => self.graph.term_label(*object),
            Statement::Attribute(_, value) => value.to_string(),
        };
        format!("{} {} {object}", self.graph.term_label(self.subject()), self.predicate_label())
    }

    /// The claims that deny it.
    pub fn denials(self) -> impl Iterator<Item = Claim<'g>> {
        let graph = self.graph;
        graph.claims_on(Term::Claim(self.key)).filter(move |other| match other.statement() {
            Statement::Relation(relation, _) => graph.ontology().relation(*relation).has(Role::Denial),
            Statement::Attribute(..) => false,
        })
    }
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

#[derive(Clone, Debug)]
pub(super) struct EdgeRecord {
    pub(super) subject: Term,
    pub(super) relation: RelationKey,
    pub(super) object: Term,
    pub(super) claims: Vec<ClaimKey>,
}

/// All claims that say one relation of the same two things.
#[derive(Clone, Copy)]
pub struct Edge<'g> {
    pub(super) graph: &'g KnowledgeGraph,
    pub(super) key: EdgeKey,
}

impl<'g> Edge<'g> {
    fn record(self) -> &'g EdgeRecord {
        &self.graph.edges[self.key.index()]
    }

    /// The handle.
    pub fn key(self) -> EdgeKey {
        self.key
    }

    /// Where it begins.
    pub fn subject(self) -> Term {
        self.record().subject
    }

    /// The relation.
    pub fn relation(self) -> RelationKey {
        self.record().relation
    }

    /// Where it ends.
    pub fn object(self) -> Term {
        self.record().object
    }

    /// The claims that say it, in the order of their ids.
    pub fn claims(self) -> impl Iterator<Item = Claim<'g>> {
        self.record().claims.iter().map(move |key| self.graph.claim(*key))
    }
}
