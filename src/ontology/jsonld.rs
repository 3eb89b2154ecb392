//! The ontology as JSON-LD 1.1: RDF Schema and OWL for names, SKOS for statuses and tokens.
//!
//! There are no blank nodes: unions without a name and the cells of lists get IRIs with a hyphen, which no
//! declared name can hold.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::NAMESPACE;
use super::model::{Datatype, Mapping, MappingKind, Ontology, TypeKey};
use super::status::Status;

/// A property that exports use for claims and nodes, beside those that the ontology declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The name in [`NAMESPACE`].
    pub name: &'static str,
    /// What it says.
    pub definition: &'static str,
    /// Whether the value is a node; else it is a literal.
    pub is_object: bool,
    /// What has the property: a name in [`NAMESPACE`].
    pub domain: &'static str,
    /// What the value is, as a prefixed name; empty where that varies.
    pub range: &'static str,
    /// The wider property, as a prefixed name; empty where there is none.
    pub wider: &'static str,
}

const fn word(name: &'static str, domain: &'static str, definition: &'static str) -> Word {
    Word { name, definition, is_object: false, domain, range: "", wider: "" }
}

/// The properties that exports use for claims and nodes.
pub const VOCABULARY: &[Word] = &[
    Word {
        is_object: true,
        range: "skos:Concept",
        ..word("status", "Claim", "How the claim stands in its source: one of five.")
    },
    Word {
        is_object: true,
        wider: "prov:wasAttributedTo",
        ..word("speaker", "Claim", "The one who says it; the work itself where nobody else does.")
    },
    Word { is_object: true, ..word("via", "Claim", "The one through whom the source has it.") },
    Word {
        is_object: true,
        range: "oa:SpecificResource",
        ..word("evidence", "Claim", "The place in the source whose words carry the claim.")
    },
    word("cue", "Claim", "The words of the source that show who says it."),
    Word {
        range: "xsd:boolean",
        ..word("verified", "Claim", "Whether the words were found in the text of the source.")
    },
    word("words", "Claim", "A value as the text puts it."),
    word("kind", "Thing", "What the node is within its type, in the dossier's own words."),
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

/// Properties whose values are IRIs.
const LINKS: &[&str] = &[
    "owl:equivalentClass",
    "owl:equivalentProperty",
    "owl:inverseOf",
    "owl:unionOf",
    "rdf:first",
    "rdf:rest",
    "rdfs:domain",
    "rdfs:range",
    "rdfs:seeAlso",
    "rdfs:subClassOf",
    "rdfs:subPropertyOf",
    "skos:closeMatch",
    "skos:inScheme",
];

/// Properties whose values are English.
const TEXTS: &[&str] = &["rdfs:comment", "rdfs:label", "skos:definition", "skos:prefLabel"];

impl Ontology {
    /// The ontology as a JSON-LD document with its context inside; the same for the same ontology.
    pub fn to_jsonld(&self) -> Value {
        let mut writer = Writer::new(self);
        writer.ontology();
        writer.types();
        writer.relations();
        writer.attributes();
        writer.statuses();
        writer.vocabulary();
        writer.unions();
        let graph = std::mem::take(&mut writer.graph);
        json!({"@context": writer.context(), "@graph": graph})
    }
}

type Node = Map<String, Value>;

struct Writer<'o> {
    ontology: &'o Ontology,
    prefixes: BTreeMap<String, String>,
    used: BTreeSet<String>,
    keys: BTreeSet<&'static str>,
    /// Classes for sets of types, by IRI.
    sets: BTreeMap<String, BTreeSet<TypeKey>>,
    graph: Vec<Value>,
}

impl<'o> Writer<'o> {
    fn new(ontology: &'o Ontology) -> Writer<'o> {
        let mut prefixes = ontology.prefixes.clone();
        prefixes.extend(STANDARD.iter().map(|(name, iri)| ((*name).to_owned(), (*iri).to_owned())));
        let sets = ontology.unions.iter().map(|union| (union.iri.clone(), union.types.clone())).collect();
        let (used, keys) = (BTreeSet::new(), BTreeSet::new());
        Writer { ontology, prefixes, used, keys, sets, graph: Vec::new() }
    }

    /// Abbreviates an IRI with the longest prefix that fits.
    fn id(&mut self, iri: &str) -> String {
        let fits =
            |(_, namespace): &(&String, &String)| iri.len() > namespace.len() && iri.starts_with(*namespace);
        let best = self.prefixes.iter().filter(fits).max_by_key(|(_, namespace)| namespace.len());
        let Some((prefix, namespace)) = best else { return iri.to_owned() };
        let local = &iri[namespace.len()..];
        if local.starts_with("//") {
            return iri.to_owned();
        }
        self.used.insert(prefix.clone());
        format!("{prefix}:{local}")
    }

    /// Uses a prefixed name of a standard vocabulary.
    fn standard(&mut self, name: &str) -> String {
        if let Some((prefix, _)) = name.split_once(':') {
            self.used.insert(prefix.to_owned());
        }
        name.to_owned()
    }

    fn node(&mut self, iri: &str, types: &[&str]) -> Node {
        let mut node = Node::new();
        node.insert("@id".into(), self.id(iri).into());
        let types: Vec<Value> = types.iter().map(|name| self.standard(name).into()).collect();
        node.insert("@type".into(), list_or_one(types));
        node
    }

    fn text(&mut self, node: &mut Node, key: &'static str, text: &str) {
        self.keys.insert(key);
        self.standard(key);
        node.insert(key.into(), text.into());
    }

    /// Adds IRIs under a key, which may hold some already.
    fn link(&mut self, node: &mut Node, key: &'static str, iri: &str) {
        self.keys.insert(key);
        self.standard(key);
        let id = Value::from(self.id(iri));
        match node.get_mut(key) {
            None => {
                node.insert(key.into(), id);
            }
            Some(Value::Array(ids)) => ids.push(id),
            Some(one) => *one = Value::Array(vec![one.take(), id]),
        }
    }

    fn expand(&self, name: &str) -> String {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        format!("{}{local}", self.prefixes.get(prefix).map_or("", String::as_str))
    }

    fn mappings(&mut self, node: &mut Node, mappings: &[Mapping], exact: &'static str, sub: &'static str) {
        for mapping in mappings {
            let key = match mapping.kind {
                MappingKind::Exact => exact,
                MappingKind::Sub => sub,
                MappingKind::Close => "skos:closeMatch",
                MappingKind::Inverse => "owl:inverseOf",
                MappingKind::See => "rdfs:seeAlso",
                MappingKind::SubOfInverse => continue,
            };
            self.link(node, key, &mapping.iri);
        }
    }

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
        let mut node = self.node(&iri, &["owl:Ontology"]);
        self.text(&mut node, "rdfs:label", &self.ontology.name);
        self.graph.push(node.into());
    }

    fn types(&mut self) {
        for (key, record) in self.ontology.types() {
            let mut node = self.node(&record.iri, &["rdfs:Class", "owl:Class"]);
            self.text(&mut node, "rdfs:label", &record.label);
            self.text(&mut node, "rdfs:comment", &record.definition);
            for union in &self.ontology.unions {
                // That everything is a Thing goes without saying.
                if union.types.contains(&key) && union.types.len() < self.ontology.types.len() {
                    self.link(&mut node, "rdfs:subClassOf", &union.iri);
                }
            }
            self.mappings(&mut node, &record.mappings, "owl:equivalentClass", "rdfs:subClassOf");
            self.graph.push(node.into());
        }
    }

    fn relations(&mut self) {
        for (_, record) in self.ontology.relations() {
            let (domain, range) = (self.class_of(&record.domain), self.class_of(&record.range));
            let mut node = self.node(&record.iri, &["owl:ObjectProperty"]);
            self.text(&mut node, "rdfs:label", &record.label);
            self.text(&mut node, "rdfs:comment", &record.definition);
            self.link(&mut node, "rdfs:domain", &domain);
            self.link(&mut node, "rdfs:range", &range);
            self.mappings(&mut node, &record.mappings, "owl:equivalentProperty", "rdfs:subPropertyOf");
            self.graph.push(node.into());
            let (Some(iri), Some(name)) = (record.inverse_iri(), &record.inverse) else { continue };
            let mut node = self.node(&iri, &["owl:ObjectProperty"]);
            self.text(&mut node, "rdfs:label", &spaced(name));
            self.link(&mut node, "rdfs:domain", &range);
            self.link(&mut node, "rdfs:range", &domain);
            self.link(&mut node, "owl:inverseOf", &record.iri);
            for mapping in record.mappings.iter().filter(|mapping| mapping.kind == MappingKind::SubOfInverse)
            {
                self.link(&mut node, "rdfs:subPropertyOf", &mapping.iri);
            }
            self.graph.push(node.into());
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
            let range = self.expand(range);
            let mut node = self.node(&record.iri, &[kind]);
            self.text(&mut node, "rdfs:label", &record.label);
            self.text(&mut node, "rdfs:comment", &record.definition);
            self.link(&mut node, "rdfs:domain", &domain);
            self.link(&mut node, "rdfs:range", &range);
            self.mappings(&mut node, &record.mappings, "owl:equivalentProperty", "rdfs:subPropertyOf");
            self.graph.push(node.into());
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
            let mut node = self.node(&scheme, &["skos:ConceptScheme"]);
            self.text(&mut node, "skos:prefLabel", &format!("tokens of {}", record.label));
            self.graph.push(node.into());
            for (token, types) in by_token {
                let mut node = self.node(&record.token_iri(token), &["skos:Concept"]);
                self.text(&mut node, "skos:prefLabel", &spaced(token));
                self.text(
                    &mut node,
                    "skos:definition",
                    &format!("A {} of: {}.", record.label, types.join(", ")),
                );
                self.text(&mut node, "skos:notation", token);
                self.link(&mut node, "skos:inScheme", &scheme);
                self.graph.push(node.into());
            }
        }
    }

    fn statuses(&mut self) {
        let scheme = format!("{NAMESPACE}status--tokens");
        let mut node = self.node(&scheme, &["skos:ConceptScheme"]);
        self.text(&mut node, "skos:prefLabel", "statuses of claims");
        self.graph.push(node.into());
        for status in Status::ALL {
            let mut node = self.node(&status.iri(), &["skos:Concept"]);
            self.text(&mut node, "skos:prefLabel", status.name());
            self.text(&mut node, "skos:definition", status.definition());
            self.text(&mut node, "skos:notation", status.name());
            self.link(&mut node, "skos:inScheme", &scheme);
            self.graph.push(node.into());
        }
    }

    fn vocabulary(&mut self) {
        let claim = format!("{NAMESPACE}Claim");
        if self.ontology.types.iter().all(|record| record.iri != claim) {
            let mut node = self.node(&claim, &["rdfs:Class", "owl:Class"]);
            self.text(&mut node, "rdfs:label", "claim");
            self.graph.push(node.into());
        }
        for word in VOCABULARY {
            let kind = if word.is_object { "owl:ObjectProperty" } else { "owl:DatatypeProperty" };
            let mut node = self.node(&format!("{NAMESPACE}{}", word.name), &[kind]);
            self.text(&mut node, "rdfs:label", word.name);
            self.text(&mut node, "rdfs:comment", word.definition);
            self.link(&mut node, "rdfs:domain", &format!("{NAMESPACE}{}", word.domain));
            for (key, name) in [("rdfs:range", word.range), ("rdfs:subPropertyOf", word.wider)] {
                if !name.is_empty() {
                    let iri = self.expand(name);
                    self.link(&mut node, key, &iri);
                }
            }
            self.graph.push(node.into());
        }
    }

    /// The classes for sets of types, with their lists spelled out so that the cells have IRIs.
    fn unions(&mut self) {
        for (iri, types) in std::mem::take(&mut self.sets) {
            let labels: Vec<&str> =
                types.iter().map(|key| self.ontology.node_type(*key).label.as_str()).collect();
            let label = match self.ontology.unions.iter().find(|union| union.iri == iri) {
                Some(union) => spaced(&union.name),
                None => labels.join(" or "),
            };
            let mut node = self.node(&iri, &["rdfs:Class", "owl:Class"]);
            self.text(&mut node, "rdfs:label", &label);
            self.link(&mut node, "owl:unionOf", &format!("{iri}-1"));
            self.graph.push(node.into());
            for (at, key) in (1..).zip(&types) {
                let rest =
                    if at == types.len() { self.expand("rdf:nil") } else { format!("{iri}-{}", at + 1) };
                let mut cell = self.node(&format!("{iri}-{at}"), &["rdf:List"]);
                self.link(&mut cell, "rdf:first", &self.ontology.node_type(*key).iri);
                self.link(&mut cell, "rdf:rest", &rest);
                self.graph.push(cell.into());
            }
        }
    }

    /// The context: the prefixes and properties that occur, sorted.
    fn context(&self) -> Value {
        let mut context = Node::new();
        for (prefix, iri) in self.prefixes.iter().filter(|(prefix, _)| self.used.contains(*prefix)) {
            context.insert(prefix.clone(), iri.as_str().into());
        }
        for key in &self.keys {
            if LINKS.contains(key) {
                context.insert((*key).to_owned(), json!({"@id": key, "@type": "@id"}));
            } else if TEXTS.contains(key) {
                context.insert((*key).to_owned(), json!({"@id": key, "@language": "en"}));
            }
        }
        context.into()
    }
}

fn list_or_one(mut values: Vec<Value>) -> Value {
    if values.len() == 1 { values.remove(0) } else { Value::Array(values) }
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
