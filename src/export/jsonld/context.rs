//! The context of one document: the terms and prefixes that occur in it, and no others.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::Literal;
use oxrdf::vocab::{rdf, xsd};
use serde_json::{Map, Value, json};

use super::super::rdf::{Description, Object, alternatives, namespaces};
use super::terms::{ALIASES, CLAIMS, Coercion, Terms};
use crate::graph::KnowledgeGraph;

/// Looks at all that a document will hold before its first line is written.
pub(super) struct Survey {
    terms: Terms,
    /// Prefixes and IRIs.
    namespaces: Vec<(String, String)>,
    used_terms: BTreeSet<String>,
    used_namespaces: BTreeSet<usize>,
    /// The schemes of IRIs that are written in full.
    schemes: BTreeSet<String>,
    nested: bool,
}

impl Survey {
    /// A survey of nothing yet.
    pub(super) fn new(graph: &KnowledgeGraph) -> Survey {
        Survey {
            terms: Terms::new(graph.ontology()),
            namespaces: namespaces(graph),
            used_terms: BTreeSet::new(),
            used_namespaces: BTreeSet::new(),
            schemes: BTreeSet::new(),
            nested: false,
        }
    }

    /// Looks at a description and all inside it.
    pub(super) fn see(&mut self, description: &Description) {
        self.see_iri(description.iri.as_str());
        for class in &description.types {
            self.see_term(class.as_str());
        }
        for (predicate, object) in &description.properties {
            self.see_term(predicate.as_str());
            let coercion = self.terms.coercion(predicate.as_str());
            match object {
                Object::Node(node) if coercion == Coercion::Vocabulary => self.see_term(node.as_str()),
                Object::Node(node) => self.see_iri(node.as_str()),
                Object::Literal(literal) => {
                    if names_its_datatype(coercion, literal) {
                        self.see_iri(literal.datatype().as_str());
                    }
                }
                Object::Inside(inside) => self.see(inside),
            }
        }
    }

    /// Notes that claims will be nested in the nodes that they are about.
    pub(super) fn see_nested_claim(&mut self) {
        self.nested = true;
        self.see_iri(rdf::SUBJECT.as_str());
    }

    fn see_term(&mut self, iri: &str) {
        if self.used_terms.contains(iri) {
            return;
        }
        self.used_terms.insert(iri.to_owned());
        self.see_iri(iri);
        if let Coercion::Datatype(datatype) = self.terms.coercion(iri) {
            self.see_iri(datatype.as_str());
        }
    }

    fn see_iri(&mut self, iri: &str) {
        match namespace_of(&self.namespaces, iri) {
            Some((at, _)) => {
                self.used_namespaces.insert(at);
            }
            None => {
                let scheme = iri.split(':').next().unwrap_or_default();
                if !self.schemes.contains(scheme) {
                    self.schemes.insert(scheme.to_owned());
                }
            }
        }
    }

    /// The context for what was seen.
    pub(super) fn finish(self) -> Context {
        let mut prefixes: BTreeMap<usize, String> = BTreeMap::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for (at, (prefix, _)) in self.namespaces.iter().enumerate() {
            // An IRI whose scheme is a prefix would be read as a prefixed name.
            let free = |name: &String| {
                !(self.terms.is_term(name) || self.schemes.contains(name) || taken.contains(name))
            };
            let Some(name) = alternatives(prefix).find(free) else { continue };
            if self.used_namespaces.contains(&at) {
                prefixes.insert(at, name.clone());
            }
            taken.insert(name);
        }
        let Survey { terms, namespaces, used_terms, nested, .. } = self;
        Context { terms, namespaces, prefixes, used_terms, nested }
    }
}

/// The longest namespace in which an IRI has a name, and that name.
fn namespace_of<'i>(namespaces: &[(String, String)], iri: &'i str) -> Option<(usize, &'i str)> {
    let name = |space: &str| {
        // JSON-LD 1.1 API, section 5.2: what has two slashes after its first colon is never a prefixed name.
        iri.strip_prefix(space).filter(|name| !name.is_empty() && !name.starts_with("//"))
    };
    let fits = namespaces.iter().enumerate().filter_map(|(at, (_, space))| Some((at, name(space)?)));
    fits.min_by_key(|(_, name)| name.len())
}

/// Whether a literal can only be written with its datatype.
pub(super) fn names_its_datatype(coercion: Coercion, literal: &Literal) -> bool {
    let plain = literal.language().is_some() || literal.datatype() == xsd::STRING;
    let boolean = coercion == Coercion::Plain && boolean_of(literal).is_some();
    !(plain || boolean || matches!(coercion, Coercion::Datatype(datatype) if datatype == literal.datatype()))
}

/// The value of a canonical boolean.
pub(super) fn boolean_of(literal: &Literal) -> Option<bool> {
    if literal.datatype() == xsd::BOOLEAN { literal.value().parse().ok() } else { None }
}

/// The terms and prefixes of a document.
pub(super) struct Context {
    pub(super) terms: Terms,
    /// Prefixes and IRIs.
    namespaces: Vec<(String, String)>,
    prefixes: BTreeMap<usize, String>,
    used_terms: BTreeSet<String>,
    nested: bool,
}

impl Context {
    /// An IRI with a prefix, or in full.
    pub(super) fn iri(&self, iri: &str) -> String {
        let prefixed = namespace_of(&self.namespaces, iri)
            .and_then(|(at, name)| self.prefixes.get(&at).map(|prefix| format!("{prefix}:{name}")));
        prefixed.unwrap_or_else(|| iri.to_owned())
    }

    /// A property or class as a term, else with a prefix or in full.
    pub(super) fn term(&self, iri: &str) -> String {
        self.terms.name(iri).map_or_else(|| self.iri(iri), str::to_owned)
    }

    /// The JSON of the context, sorted.
    pub(super) fn to_json(&self) -> Value {
        let mut entries: BTreeMap<String, Value> = BTreeMap::new();
        entries.insert("@version".to_owned(), json!(1.1));
        for (alias, keyword) in ALIASES {
            entries.insert(alias.to_owned(), keyword.into());
        }
        for (at, prefix) in &self.prefixes {
            let Some((_, iri)) = self.namespaces.get(*at) else { continue };
            // JSON-LD 1.1, section 4.4: else it is a prefix only if it says so.
            let is_prefix = iri.ends_with([':', '/', '?', '#', '[', ']', '@']);
            let entry = if is_prefix { iri.as_str().into() } else { json!({"@id": iri, "@prefix": true}) };
            entries.insert(prefix.clone(), entry);
        }
        for iri in &self.used_terms {
            let (name, id) = (self.term(iri), self.iri(iri));
            let entry = match self.terms.coercion(iri) {
                Coercion::Id => json!({"@id": id, "@type": "@id"}),
                Coercion::Vocabulary => json!({"@id": id, "@type": "@vocab"}),
                Coercion::Language => json!({"@id": id, "@container": "@language"}),
                Coercion::Datatype(datatype) => json!({"@id": id, "@type": self.iri(datatype.as_str())}),
                Coercion::Plain if name == id => continue,
                Coercion::Plain => id.into(),
            };
            entries.insert(name, entry);
        }
        if self.nested {
            entries.insert(CLAIMS.to_owned(), json!({"@reverse": self.iri(rdf::SUBJECT.as_str())}));
        }
        Value::Object(entries.into_iter().collect::<Map<_, _>>())
    }
}
