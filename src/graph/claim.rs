//! Claims, and the edges that are a view of them.

use std::collections::BTreeSet;
use std::fmt;

use super::keys::{ClaimKey, EdgeKey, Speaker, Statement, Term};
use super::knowledge::{Dossier, KnowledgeGraph};
use super::node::Node;
use super::records::{ClaimRecord, EdgeRecord, Written};
use super::row::Row;
use crate::ontology::{ClaimDrawing, RelationKey, Role, Status};
use crate::text::Iri;

impl KnowledgeGraph {
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
}

/// A claim of a graph.
#[derive(Clone, Copy)]
pub struct Claim<'g> {
    pub(super) graph: &'g KnowledgeGraph,
    pub(super) key: ClaimKey,
}

impl fmt::Debug for Claim<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Claim").field(&self.id()).finish()
    }
}

impl<'g> Claim<'g> {
    pub(super) fn record(self) -> &'g ClaimRecord {
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

    /// Who says it, sorted; never empty for a claim that a reader of dossiers made.
    pub fn speakers(self) -> &'g [Speaker] {
        &self.record().speakers
    }

    /// Through whom it is said.
    pub fn via(self) -> impl Iterator<Item = Node<'g>> {
        self.record().via.iter().map(move |key| self.graph.node(*key))
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

    /// The row of a file that it is; `None` for a claim of a dossier.
    pub fn row(self) -> Option<&'g Row> {
        self.record().row.as_ref()
    }

    /// Whether it has no direction.
    pub fn is_undirected(self) -> bool {
        self.row().is_some_and(|row| row.is_undirected)
    }

    /// Whether it says that another claim is not true.
    pub fn is_denial(self) -> bool {
        match self.statement() {
            Statement::Relation(relation, _) => self.graph.ontology().relation(*relation).has(Role::Denial),
            Statement::Attribute(..) => false,
        }
    }

    /// How it is drawn: by its relation and its status, or as a denial.
    pub fn drawing(self) -> ClaimDrawing {
        let drawing = self.graph.ontology().drawing();
        match self.statement() {
            _ if self.is_denial() => drawing.of_denial(self.status()),
            Statement::Relation(relation, _) => drawing.of_claim(*relation, self.status()),
            Statement::Attribute(..) => drawing.of_status(self.status()),
        }
    }

    /// Whether it is a denial that makes what it denies disputed: one that the source vouches for, or that the denier makes or somebody who
    /// speaks for the denier. A denial that is only inferred, or that others attribute to the denier, leaves what it denies as it is.
    pub fn disputes(self) -> bool {
        self.record().disputes
    }

    /// The denials that make it disputed, by id: those of the claim, and of claims of others that say the same.
    pub fn denials(self) -> impl Iterator<Item = Claim<'g>> {
        self.graph.denials.get(&self.key).into_iter().flatten().map(move |key| self.graph.claim(*key))
    }

    /// Who denies it: the subjects of [`Claim::denials`], each once.
    pub fn deniers(self) -> BTreeSet<Term> {
        self.denials().map(Claim::subject).collect()
    }
}

/// All claims that say one relation of the same two things.
#[derive(Clone, Copy)]
pub struct Edge<'g> {
    pub(super) graph: &'g KnowledgeGraph,
    pub(super) key: EdgeKey,
}

impl fmt::Debug for Edge<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Edge").field(&self.key).finish()
    }
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
impl<'g> Node<'g> {
    /// The claims whose subject it is, by id.
    pub fn claims(self) -> impl Iterator<Item = Claim<'g>> {
        self.graph.claims_of(Term::Node(self.key))
    }

    /// The claims whose object it is, by id.
    pub fn claims_about(self) -> impl Iterator<Item = Claim<'g>> {
        self.graph.claims_on(Term::Node(self.key))
    }
}
