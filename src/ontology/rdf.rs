//! The ontology as RDF: RDF Schema and OWL for names, SKOS for statuses and tokens.
//!
//! There are no blank nodes: unions without a name and the cells of lists get IRIs with a hyphen, which no
//! declared name can hold.

use std::collections::{BTreeMap, BTreeSet};

use super::NAMESPACE;
use super::model::{Mapping, Ontology};
use super::status::Status;
use super::words::{Datatype, MappingKind, TypeKey};

/// A property that exports use for claims and nodes, in addition to those that the ontology declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The name in [`NAMESPACE`].
    pub name: &'static str,
    /// What it says.
    pub definition: &'static str,
    /// Whether the value is a node; else it is a literal.
    pub is_object: bool,
    /// What has the property: a name in [`NAMESPACE`], or a prefixed name.
    pub domain: &'static str,
    /// What the value is, as a prefixed name; empty where that varies.
    pub range: &'static str,
    /// The wider property, as a prefixed name; empty where there is none.
    pub wider: &'static str,
}

const fn word(name: &'static str, domain: &'static str, definition: &'static str) -> Word {
    Word { name, definition, is_object: false, domain, range: "", wider: "" }
}

/// The name of the property for who denies a claim; also the inverse of a denial may have it, which says the same.
pub(super) const DENIED_BY: &str = "deniedBy";

/// The properties that exports use for claims and nodes.
pub const VOCABULARY: &[Word] = &[
    Word {
        is_object: true,
        range: "skos:Concept",
        ..word("status", "Claim", "How the source presents the claim: one of five statuses.")
    },
    Word {
        is_object: true,
        wider: "prov:wasAttributedTo",
        ..word("speaker", "Claim", "The speaker; the work itself if nobody else says it.")
    },
    Word { is_object: true, ..word("via", "Claim", "The one who passed it on to the source.") },
    Word {
        is_object: true,
        ..word(DENIED_BY, "Claim", "The one who says that the claim is not true, so that it is disputed.")
    },
    Word {
        is_object: true,
        range: "oa:SpecificResource",
        ..word("evidence", "Claim", "The place in the source whose words support the claim.")
    },
    Word {
        is_object: true,
        range: "oa:SpecificResource",
        ..word(
            "inPassage",
            "oa:SpecificResource",
            "The passage that the words of the evidence are from; the evidence itself where they are all of it.",
        )
    },
    Word {
        is_object: true,
        range: "oa:SpecificResource",
        ..word(
            "withCue",
            "oa:SpecificResource",
            "The place in the source whose words name the speaker for this evidence.",
        )
    },
    word("cue", "Claim", "The words of the source that name the speaker."),
    Word {
        range: "xsd:boolean",
        ..word("verified", "Claim", "Whether the words were found in the text of the source.")
    },
    word("words", "Claim", "A value in the words of the text."),
    word("kind", "Thing", "A more specific type of the node, as free text."),
    word("retrieved", "Work", "When the text was fetched, as EDTF."),
];

/// The prefixes that mean the same in every ontology.
pub(super) const STANDARD: &[(&str, &str)] = &[
    ("neg", NAMESPACE),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "https://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The value of a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Object {
    /// An IRI.
    Iri(String),
    /// A text in English.
    English(String),
    /// A string without a language.
    Plain(String),
}

/// All that is said of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    /// Its IRI.
    pub(super) iri: String,
    /// Its classes, as prefixed names of [`STANDARD`].
    pub(super) types: Vec<&'static str>,
    /// Its properties, as prefixed names of [`STANDARD`], each once, with their values.
    pub(super) properties: Vec<(&'static str, Vec<Object>)>,
}

impl Subject {
    fn new(iri: &str, types: &[&'static str]) -> Subject {
        Subject { iri: iri.to_owned(), types: types.to_vec(), properties: Vec::new() }
    }

    fn add(&mut self, key: &'static str, object: Object) {
        match self.properties.iter_mut().find(|(known, _)| *known == key) {
            Some((_, objects)) => objects.push(object),
            None => self.properties.push((key, vec![object])),
        }
    }

    fn text(&mut self, key: &'static str, text: &str) {
        self.add(key, Object::English(text.to_owned()));
    }

    fn plain(&mut self, key: &'static str, text: &str) {
        self.add(key, Object::Plain(text.to_owned()));
    }

    fn link(&mut self, key: &'static str, iri: &str) {
        self.add(key, Object::Iri(iri.to_owned()));
    }
}

impl Ontology {
    /// All names of the ontology and of the exports' vocabulary, in the order of the file.
    pub(super) fn to_rdf(&self) -> Vec<Subject> {
        let sets = self.unions.iter().map(|union| (union.iri.clone(), union.types.clone())).collect();
        let mut writer = Writer { ontology: self, sets, subjects: Vec::new() };
        writer.ontology();
        writer.types();
        writer.relations();
        writer.attributes();
        writer.statuses();
        writer.vocabulary();
        writer.unions();
        writer.subjects
    }
}

/// The IRI of a prefixed name of a standard vocabulary.
pub(super) fn expand(name: &str) -> String {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let namespace = STANDARD.iter().find(|(known, _)| *known == prefix).map_or("", |(_, iri)| iri);
    format!("{namespace}{local}")
}

fn mappings(node: &mut Subject, mappings: &[Mapping], exact: &'static str, sub: &'static str) {
    for mapping in mappings {
        let key = match mapping.kind {
            MappingKind::Exact => exact,
            MappingKind::Sub => sub,
            MappingKind::Close => "skos:closeMatch",
            MappingKind::Inverse => "owl:inverseOf",
            MappingKind::See => "rdfs:seeAlso",
            MappingKind::SubOfInverse => continue,
        };
        node.link(key, &mapping.iri);
    }
}

struct Writer<'o> {
    ontology: &'o Ontology,
    /// Classes for sets of types, by IRI.
    sets: BTreeMap<String, BTreeSet<TypeKey>>,
    subjects: Vec<Subject>,
}

impl Writer<'_> {
    /// The IRI of a class for a set of types: the type itself, a declared union, or a new one.
    fn class_of(&mut self, types: &BTreeSet<TypeKey>) -> String {
        if let (1, Some(only)) = (types.len(), types.first()) {
            return self.ontology.node_type(*only).iri.clone();
        }
        if let Some((iri, _)) = self.sets.iter().find(|(_, known)| *known == types) {
            return iri.clone();
        }
        let names: Vec<&str> = types.iter().map(|key| self.ontology.node_type(*key).name.as_str()).collect();
        let iri = format!("{}{}", self.ontology.namespace, names.join("-or-"));
        self.sets.insert(iri.clone(), types.clone());
        iri
    }

    fn ontology(&mut self) {
        let iri = self.ontology.namespace.trim_end_matches(['#', '/', ':']).to_owned();
        let mut node = Subject::new(&iri, &["owl:Ontology"]);
        node.text("rdfs:label", &self.ontology.name);
        self.subjects.push(node);
    }

    fn types(&mut self) {
        for (key, record) in self.ontology.types() {
            let mut node = Subject::new(&record.iri, &["rdfs:Class", "owl:Class"]);
            node.text("rdfs:label", &record.label);
            node.text("rdfs:comment", &record.definition);
            for union in &self.ontology.unions {
                // That everything is a Thing goes without saying.
                if union.types.contains(&key) && union.types.len() < self.ontology.types.len() {
                    node.link("rdfs:subClassOf", &union.iri);
                }
            }
            mappings(&mut node, &record.mappings, "owl:equivalentClass", "rdfs:subClassOf");
            self.subjects.push(node);
        }
    }

    fn relations(&mut self) {
        for (_, record) in self.ontology.relations() {
            let (domain, range) = (self.class_of(&record.domain), self.class_of(&record.range));
            let mut node = Subject::new(&record.iri, &["owl:ObjectProperty"]);
            node.text("rdfs:label", &record.label);
            node.text("rdfs:comment", &record.definition);
            node.link("rdfs:domain", &domain);
            node.link("rdfs:range", &range);
            mappings(&mut node, &record.mappings, "owl:equivalentProperty", "rdfs:subPropertyOf");
            self.subjects.push(node);
            let (Some(iri), Some(name)) = (record.inverse_iri(), &record.inverse) else { continue };
            let mut node = Subject::new(&iri, &["owl:ObjectProperty"]);
            node.text("rdfs:label", &spaced(name));
            node.link("rdfs:domain", &range);
            node.link("rdfs:range", &domain);
            node.link("owl:inverseOf", &record.iri);
            for mapping in record.mappings.iter().filter(|mapping| mapping.kind == MappingKind::SubOfInverse)
            {
                node.link("rdfs:subPropertyOf", &mapping.iri);
            }
            self.subjects.push(node);
        }
    }

    fn attributes(&mut self) {
        for (_, record) in self.ontology.attributes() {
            let domain = self.class_of(&record.domain);
            let (kind, range) = match record.datatype {
                Datatype::Number => ("owl:DatatypeProperty", "xsd:decimal"),
                // A sum or quantity is a node with a number and a unit.
                Datatype::Quantity => ("owl:ObjectProperty", "schema:StructuredValue"),
                // An EDTF literal, or words with their language where the source has only words.
                Datatype::Date => ("owl:DatatypeProperty", "rdfs:Literal"),
                Datatype::Duration => ("owl:DatatypeProperty", "xsd:duration"),
                Datatype::Token => ("owl:DatatypeProperty", "xsd:string"),
                Datatype::Text => ("owl:DatatypeProperty", "rdf:langString"),
                Datatype::Iri => ("owl:ObjectProperty", "rdfs:Resource"),
            };
            let range = expand(range);
            let mut node = Subject::new(&record.iri, &[kind]);
            node.text("rdfs:label", &record.label);
            node.text("rdfs:comment", &record.definition);
            node.link("rdfs:domain", &domain);
            node.link("rdfs:range", &range);
            mappings(&mut node, &record.mappings, "owl:equivalentProperty", "rdfs:subPropertyOf");
            self.subjects.push(node);
            let mut by_token: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for (key, tokens) in &record.tokens {
                for token in tokens {
                    by_token.entry(token).or_default().push(&self.ontology.node_type(*key).label);
                }
            }
            if by_token.is_empty() {
                continue;
            }
            // Tokens begin with a letter, so two hyphens can only be the scheme's.
            let scheme = format!("{}--tokens", record.iri);
            let mut node = Subject::new(&scheme, &["skos:ConceptScheme"]);
            node.text("skos:prefLabel", &format!("tokens of {}", record.label));
            self.subjects.push(node);
            for (token, types) in by_token {
                let mut node = Subject::new(&record.token_iri(token), &["skos:Concept"]);
                node.text("skos:prefLabel", &spaced(token));
                node.text("skos:definition", &format!("A {} of: {}.", record.label, types.join(", ")));
                node.plain("skos:notation", token);
                node.link("skos:inScheme", &scheme);
                self.subjects.push(node);
            }
        }
    }

    fn statuses(&mut self) {
        let scheme = format!("{NAMESPACE}status--tokens");
        let mut node = Subject::new(&scheme, &["skos:ConceptScheme"]);
        node.text("skos:prefLabel", "statuses of claims");
        self.subjects.push(node);
        for status in Status::ALL.iter().copied() {
            let mut node = Subject::new(&status.iri(), &["skos:Concept"]);
            node.text("skos:prefLabel", status.name());
            node.text("skos:definition", status.definition());
            node.plain("skos:notation", status.name());
            node.link("skos:inScheme", &scheme);
            self.subjects.push(node);
        }
    }

    fn vocabulary(&mut self) {
        let claim = format!("{NAMESPACE}Claim");
        if self.ontology.types.iter().all(|record| record.iri != claim) {
            let mut node = Subject::new(&claim, &["rdfs:Class", "owl:Class"]);
            node.text("rdfs:label", "claim");
            self.subjects.push(node);
        }
        for word in VOCABULARY {
            let iri = format!("{NAMESPACE}{}", word.name);
            if let Some(known) = self.subjects.iter_mut().find(|subject| subject.iri == iri) {
                known.text("rdfs:comment", word.definition);
                continue;
            }
            let kind = if word.is_object { "owl:ObjectProperty" } else { "owl:DatatypeProperty" };
            let mut node = Subject::new(&iri, &[kind]);
            node.text("rdfs:label", word.name);
            node.text("rdfs:comment", word.definition);
            let domain = match word.domain.contains(':') {
                true => expand(word.domain),
                false => format!("{NAMESPACE}{}", word.domain),
            };
            node.link("rdfs:domain", &domain);
            for (key, name) in [("rdfs:range", word.range), ("rdfs:subPropertyOf", word.wider)] {
                if !name.is_empty() {
                    let iri = expand(name);
                    node.link(key, &iri);
                }
            }
            self.subjects.push(node);
        }
    }

    /// The classes for sets of types, with their lists expanded so that the cells have IRIs.
    fn unions(&mut self) {
        for (iri, types) in std::mem::take(&mut self.sets) {
            let labels: Vec<&str> =
                types.iter().map(|key| self.ontology.node_type(*key).label.as_str()).collect();
            let label = match self.ontology.unions.iter().find(|union| union.iri == iri) {
                Some(union) => spaced(&union.name),
                None => labels.join(" or "),
            };
            let mut node = Subject::new(&iri, &["rdfs:Class", "owl:Class"]);
            node.text("rdfs:label", &label);
            node.link("owl:unionOf", &format!("{iri}-1"));
            self.subjects.push(node);
            for (at, key) in (1..).zip(&types) {
                let rest = if at == types.len() { expand("rdf:nil") } else { format!("{iri}-{}", at + 1) };
                let mut cell = Subject::new(&format!("{iri}-{at}"), &["rdf:List"]);
                cell.link("rdf:first", &self.ontology.node_type(*key).iri);
                cell.link("rdf:rest", &rest);
                self.subjects.push(cell);
            }
        }
    }
}

/// A name in words: `heldBy` is `held by`.
fn spaced(name: &str) -> String {
    let mut words = String::new();
    for (at, c) in name.char_indices() {
        if at > 0 && c.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}
