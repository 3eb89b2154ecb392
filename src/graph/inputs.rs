//! What a reader pushes into the builder: dossiers, nodes, sources, claims and their evidence.

use std::sync::Arc;

use super::keys::DossierKey;
use super::records::Written;
use super::row::Row;
use super::source::Anchor;
use super::{LangText, Value};
use crate::ontology::{AttributeKey, RelationKey, TypeKey};
use crate::text::{Edtf, FileKey, Id, Iri, Language, Place, SourceFile};

/// A dossier as a reader finds it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DossierInput {
    /// The name.
    pub name: Id,
    /// The title.
    pub title: Option<LangText>,
    /// The base IRI, to which ids are appended; without it `urn:dossier:NAME:`.
    pub base: Option<Iri>,
    /// The language of labels and statements.
    pub language: Language,
    /// Where it is written.
    pub place: Option<Place>,
    /// Whether it is made of rows of files, whose ids are any text.
    pub(crate) is_rows: bool,
}

impl DossierInput {
    /// A dossier with a name and nothing else, in English.
    pub fn new(name: Id) -> DossierInput {
        DossierInput {
            name,
            title: None,
            base: None,
            language: Language::default(),
            place: None,
            is_rows: false,
        }
    }
}

/// A node as a reader finds it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NodeInput {
    /// The dossier that declares it.
    pub dossier: DossierKey,
    /// The id.
    pub id: Id,
    /// The type.
    pub node_type: TypeKey,
    /// Labels, at most one for each language. A node without one is shown by its id.
    pub labels: Vec<LangText>,
    /// What kind of its type.
    pub kind: Option<String>,
    /// Other names.
    pub aka: Vec<LangText>,
    /// The same thing elsewhere.
    pub same: Vec<Iri>,
    /// Notes.
    pub notes: Vec<LangText>,
    /// Further dossiers that declare it, where it is put together already.
    pub also: Vec<DossierKey>,
    /// Whether it is in a part of a graph only because somebody there says something or is quoted.
    pub aside: bool,
    /// Where it is declared.
    pub place: Option<Place>,
}

impl NodeInput {
    /// A node with an id and a type and nothing else.
    pub fn new(dossier: DossierKey, id: Id, node_type: TypeKey) -> NodeInput {
        NodeInput {
            dossier,
            id,
            node_type,
            labels: Vec::new(),
            kind: None,
            aka: Vec::new(),
            same: Vec::new(),
            notes: Vec::new(),
            also: Vec::new(),
            aside: false,
            place: None,
        }
    }
}

/// The text and origin of a work, as a reader finds them.
#[derive(Clone, Debug)]
pub struct SourceInput {
    /// The Work node.
    pub work: NodeHandle,
    /// The text and its handle.
    pub text: Option<(FileKey, Arc<SourceFile>)>,
    /// Where the text is published.
    pub url: Option<Iri>,
    /// When it was published.
    pub published: Option<Edtf>,
    /// When it was fetched.
    pub retrieved: Option<Edtf>,
    /// SHA-256 of the text, lower-case hexadecimal.
    pub sha256: Option<String>,
    /// The terms under which the text may be used.
    pub licence: Option<String>,
    /// Where it is written.
    pub place: Option<Place>,
}

/// What a claim is about or points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TermInput {
    /// A node.
    Node(NodeHandle),
    /// A claim.
    Claim(ClaimHandle),
}

impl From<NodeHandle> for TermInput {
    fn from(handle: NodeHandle) -> TermInput {
        TermInput::Node(handle)
    }
}

impl From<ClaimHandle> for TermInput {
    fn from(handle: ClaimHandle) -> TermInput {
        TermInput::Claim(handle)
    }
}

/// What a claim says of its subject.
#[derive(Clone, Debug, PartialEq)]
pub enum StatementInput {
    /// A relation to a node or a claim.
    Relation(RelationKey, TermInput),
    /// An attribute and its value.
    Attribute(AttributeKey, Value),
}

/// Who says a claim, through whom, and whether it is only inferred.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Said {
    /// The speakers. None: the works of the evidence in their own voice, or the dossier where it is inferred.
    pub by: Vec<NodeHandle>,
    /// The relays.
    pub via: Vec<NodeHandle>,
    /// Typed as inferred.
    pub inferred: bool,
    /// Denied by somebody who need not be in the graph: never less than disputed.
    pub disputed: bool,
    /// Of a wish or a denial: a speaker speaks for those whose it is, by claims that need not be in the graph.
    pub vouched: bool,
}

impl Said {
    /// Returns what these speakers say.
    pub fn by(speakers: impl IntoIterator<Item = NodeHandle>) -> Said {
        Said { by: speakers.into_iter().collect(), ..Said::default() }
    }
}

/// Words of a work that carry a claim, as a reader finds them.
#[derive(Clone, Debug)]
pub struct EvidenceInput {
    /// The work that is quoted.
    pub work: NodeHandle,
    /// The words of the claim itself.
    pub quote: Anchor,
    /// The passage around them.
    pub passage: Anchor,
    /// The words that attribute the claim to its speakers.
    pub cue: Option<Anchor>,
    /// Where the quote is written.
    pub place: Option<Place>,
    /// Where the passage around it is written.
    pub passage_place: Option<Place>,
    /// Where the cue is written.
    pub cue_place: Option<Place>,
}

/// A claim as a reader finds it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ClaimInput {
    /// The dossier that says so.
    pub dossier: DossierKey,
    /// What it is about.
    pub subject: TermInput,
    /// What it says.
    pub statement: StatementInput,
    /// Who says it.
    pub said: Said,
    /// The quotes that support it.
    pub evidence: Vec<EvidenceInput>,
    /// Where it is written.
    pub written: Option<Written>,
    /// The id that it has in the graph of which it is a part; without one, the id follows from what it says.
    pub id: Option<String>,
    /// The row of a file that it is.
    pub row: Option<Row>,
}

impl ClaimInput {
    /// A claim that nobody is named for and no words carry.
    pub fn new(dossier: DossierKey, subject: impl Into<TermInput>, statement: StatementInput) -> ClaimInput {
        let (said, evidence) = (Said::default(), Vec::new());
        let subject = subject.into();
        ClaimInput { dossier, subject, statement, said, evidence, written: None, id: None, row: None }
    }

    /// What it is about and what it points at.
    fn terms(&self) -> impl Iterator<Item = TermInput> {
        let object = match &self.statement {
            StatementInput::Relation(_, object) => Some(*object),
            StatementInput::Attribute(..) => None,
        };
        std::iter::once(self.subject).chain(object)
    }

    /// The claims that it speaks of.
    pub(super) fn claims(&self) -> impl Iterator<Item = ClaimHandle> {
        self.terms().filter_map(|term| match term {
            TermInput::Claim(handle) => Some(handle),
            TermInput::Node(_) => None,
        })
    }

    /// The nodes that it speaks of and those that say it.
    pub(super) fn nodes(&self) -> impl Iterator<Item = NodeHandle> {
        let terms = self.terms().filter_map(|term| match term {
            TermInput::Node(handle) => Some(handle),
            TermInput::Claim(_) => None,
        });
        terms.chain(self.said.by.iter().copied()).chain(self.said.via.iter().copied())
    }
}

/// The builder's handle of a node. It is not the graph's handle: merging and sorting come later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeHandle(pub(super) u32);

/// The builder's handle of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimHandle(pub(super) u32);
