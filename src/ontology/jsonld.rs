//! The ontology as a JSON-LD 1.1 document with its context inside.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::model::Ontology;
use super::rdf::{Object, STANDARD, Subject};

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
        let graph: Vec<Value> = self.to_rdf().iter().map(|subject| writer.node(subject).into()).collect();
        json!({"@context": writer.context(), "@graph": graph})
    }
}

type Node = Map<String, Value>;

struct Writer {
    prefixes: BTreeMap<String, String>,
    used: BTreeSet<String>,
    keys: BTreeSet<&'static str>,
}

impl Writer {
    fn new(ontology: &Ontology) -> Writer {
        let mut prefixes = ontology.prefixes.clone();
        prefixes.extend(STANDARD.iter().map(|(name, iri)| ((*name).to_owned(), (*iri).to_owned())));
        Writer { prefixes, used: BTreeSet::new(), keys: BTreeSet::new() }
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

    fn node(&mut self, subject: &Subject) -> Node {
        let mut node = Node::new();
        node.insert("@id".into(), self.id(&subject.iri).into());
        let types = subject.types.iter().map(|name| self.standard(name).into()).collect();
        node.insert("@type".into(), list_or_one(types));
        for (key, objects) in &subject.properties {
            self.keys.insert(key);
            let values = objects.iter().map(|object| match object {
                Object::Iri(iri) => self.id(iri).into(),
                Object::English(text) | Object::Plain(text) => text.as_str().into(),
            });
            let values = values.collect();
            node.insert(self.standard(key), list_or_one(values));
        }
        node
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
