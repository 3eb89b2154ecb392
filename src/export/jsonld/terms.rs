//! The short names of JSON-LD terms, and how the values of each are written.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::NamedNodeRef;
use oxrdf::vocab::{rdf, rdfs, xsd};

use super::super::rdf::vocabulary as v;
use crate::ontology::{Datatype, Ontology, Status};

/// The aliases of keywords, and the key of the claims in the nodes that they are about.
pub(super) const ALIASES: [(&str, &str); 2] = [("id", "@id"), ("type", "@type")];
/// The reverse of `rdf:subject`.
pub(super) const CLAIMS: &str = "claims";

/// How the values of a term are written short. Other values are written in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coercion {
    /// Nodes as their IRIs.
    Id,
    /// Nodes as terms of the context.
    Vocabulary,
    /// Texts by language.
    Language,
    /// Literals of one datatype as their text; numbers for offsets.
    Datatype(NamedNodeRef<'static>),
    /// Strings and booleans, unchanged.
    Plain,
}

/// The properties and classes of [`v`]; the first of two with one local name has it as its term.
const FIXED: &[(Coercion, &[NamedNodeRef<'static>])] = &[
    (
        Coercion::Plain,
        &[
            v::CLAIM,
            v::CUE,
            v::CURRENCY,
            v::DATASET,
            v::EXACT,
            v::IDENTIFIER,
            v::MONETARY_AMOUNT,
            v::PREFIX,
            v::QUANTITATIVE_VALUE,
            v::RIGHTS,
            v::SHA256,
            v::SPECIFIC_RESOURCE,
            v::SUFFIX,
            v::TEXT_POSITION_SELECTOR,
            v::TEXT_QUOTE_SELECTOR,
            v::UNIT_TEXT,
            v::VERIFIED,
            v::VOID_DATASET,
            v::DCAT_DATASET,
            v::VOID_URI_SPACE,
            v::WORDS,
            rdf::STATEMENT,
        ],
    ),
    (
        Coercion::Id,
        &[
            v::DENIED_BY,
            v::EVIDENCE,
            v::EXACT_MATCH,
            v::HAS_SELECTOR,
            v::HAS_SOURCE,
            v::IN_PASSAGE,
            v::SOURCE,
            v::SPEAKER,
            v::URL,
            v::VIA,
            v::VOID_CLASS_PARTITION,
            v::VOID_PROPERTY_PARTITION,
            v::VOID_VOCABULARY,
            v::WITH_CUE,
            rdf::OBJECT,
            rdf::SUBJECT,
        ],
    ),
    (Coercion::Vocabulary, &[v::STATUS, v::VOID_CLASS, v::VOID_PROPERTY, rdf::PREDICATE]),
    (Coercion::Language, &[v::ALT_LABEL, v::KIND, v::NOTE, v::TITLE, rdfs::LABEL]),
    (Coercion::Datatype(v::EDTF), &[v::ISSUED, v::RETRIEVED]),
    (Coercion::Datatype(xsd::NON_NEGATIVE_INTEGER), &[v::END, v::START]),
    (Coercion::Datatype(xsd::DECIMAL), &[v::VALUE]),
    (Coercion::Datatype(xsd::INTEGER), &[v::VOID_ENTITIES, v::VOID_TRIPLES]),
];

/// A name of the vocabulary or the ontology.
#[derive(Clone, Debug)]
struct Term {
    /// The short name; none where another term has it.
    name: Option<String>,
    coercion: Coercion,
}

/// The terms that a document may use, whichever of them it does.
pub(super) struct Terms {
    by_iri: BTreeMap<String, Term>,
    names: BTreeSet<String>,
}

impl Terms {
    /// The terms of the exports' vocabulary, then those of an ontology, in the order of its file.
    pub(super) fn new(ontology: &Ontology) -> Terms {
        let reserved = ALIASES.iter().map(|(alias, _)| *alias).chain([CLAIMS]);
        let prefixes = v::PREFIXES.iter().map(|(prefix, _)| *prefix);
        let names = reserved.chain(prefixes).map(str::to_owned).collect();
        let mut terms = Terms { by_iri: BTreeMap::new(), names };
        for (coercion, iris) in FIXED {
            for iri in *iris {
                terms.add(iri.as_str(), local_name(iri.as_str()), *coercion);
            }
        }
        for status in Status::ALL.iter().copied() {
            terms.add(&status.iri(), status.name(), Coercion::Plain);
        }
        for (_, record) in ontology.types() {
            terms.add(&record.iri, &record.name, Coercion::Plain);
        }
        for (_, record) in ontology.relations() {
            terms.add(&record.iri, &record.name, Coercion::Id);
        }
        for (_, record) in ontology.attributes() {
            let coercion = match record.datatype {
                Datatype::Number => Coercion::Datatype(xsd::DECIMAL),
                Datatype::Date => Coercion::Datatype(v::EDTF),
                Datatype::Duration => Coercion::Datatype(xsd::DURATION),
                Datatype::Token => Coercion::Plain,
                Datatype::Text => Coercion::Language,
                Datatype::Quantity | Datatype::Iri => Coercion::Id,
            };
            terms.add(&record.iri, &record.name, coercion);
        }
        terms
    }

    fn add(&mut self, iri: &str, name: &str, coercion: Coercion) {
        if self.by_iri.contains_key(iri) {
            return;
        }
        // JSON-LD 1.1, section 9.1: a term with a colon or slash, or like a keyword, means something else.
        let good = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric());
        let name = (good && self.names.insert(name.to_owned())).then(|| name.to_owned());
        self.by_iri.insert(iri.to_owned(), Term { name, coercion });
    }

    /// The short name of a property or class.
    pub(super) fn name(&self, iri: &str) -> Option<&str> {
        self.by_iri.get(iri)?.name.as_deref()
    }

    /// How the values of a property are written.
    pub(super) fn coercion(&self, iri: &str) -> Coercion {
        self.by_iri.get(iri).map_or(Coercion::Plain, |term| term.coercion)
    }

    /// Whether a name is a term, used or not; standard prefixes are none.
    pub(super) fn is_term(&self, name: &str) -> bool {
        self.names.contains(name) && v::PREFIXES.iter().all(|(prefix, _)| *prefix != name)
    }
}

fn local_name(iri: &str) -> &str {
    iri.rsplit(['#', '/']).next().unwrap_or_default()
}
