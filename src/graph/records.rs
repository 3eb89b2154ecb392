//! The records of a graph, which its columns hold.

use super::LangText;
use super::keys::{ClaimKey, DossierKey, NodeKey, Speaker, Statement, Term};
use super::row::Row;
use super::source::Evidence;
use crate::ontology::{RelationKey, Status, TypeKey};
use crate::text::{Id, Iri, Language, Place, Span};

#[derive(Clone, Debug)]
pub(super) struct DossierRecord {
    pub(super) name: Id,
    pub(super) title: Option<LangText>,
    pub(super) base: Option<Iri>,
    pub(super) language: Language,
    pub(super) place: Option<Place>,
    pub(super) is_rows: bool,
}

#[derive(Clone, Debug)]
pub(super) struct NodeRecord {
    pub(super) id: String,
    pub(super) iri: Iri,
    pub(super) node_type: TypeKey,
    pub(super) labels: Vec<LangText>,
    pub(super) kind: Option<String>,
    pub(super) aka: Vec<LangText>,
    pub(super) same: Vec<Iri>,
    pub(super) notes: Vec<LangText>,
    pub(super) dossier: DossierKey,
    /// All that declare it, in order.
    pub(super) dossiers: Vec<DossierKey>,
    pub(super) places: Vec<Place>,
}

#[derive(Clone, Debug)]
pub(super) struct ClaimRecord {
    pub(super) id: String,
    pub(super) iri: Iri,
    pub(super) name: Option<String>,
    pub(super) subject: Term,
    pub(super) statement: Statement,
    pub(super) status: Status,
    /// A denial that makes what it denies disputed.
    pub(super) disputes: bool,
    pub(super) speakers: Vec<Speaker>,
    pub(super) via: Vec<NodeKey>,
    pub(super) evidence: Vec<Evidence>,
    pub(super) dossier: DossierKey,
    pub(super) written: Vec<Written>,
    pub(super) row: Option<Row>,
}

impl ClaimRecord {
    /// The claim that it denies, so that it is disputed.
    pub(super) fn denies(&self) -> Option<ClaimKey> {
        match self.statement {
            Statement::Relation(_, Term::Claim(denied)) if self.disputes => Some(denied),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct EdgeRecord {
    pub(super) subject: Term,
    pub(super) relation: RelationKey,
    pub(super) object: Term,
    pub(super) claims: Vec<ClaimKey>,
}

/// Where a claim is written, and its parts in the same file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The whole claim.
    pub claim: Place,
    /// Its subject.
    pub subject: Span,
    /// Its relation or attribute.
    pub predicate: Span,
    /// Its object or value.
    pub object: Span,
}
