//! The names of the ontology in RDF: its IRIs, those of other vocabularies that mean the same, and the words for records.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use crate::graph::rows::{NameCache, NameKey};
use crate::ontology::{Mapping, MappingKind, NAMESPACE, Ontology};
use crate::text::is_absolute_iri;

/// What a name is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Use {
    /// The type of a node.
    Type,
    /// A relation between nodes.
    Relation,
    /// A property of a node.
    Property,
}

/// Vocabularies that describe statements, sources and sets of data; no ontology has to declare their names.
const OF_RECORDS: &[&str] = &[
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2004/02/skos/core#",
    "http://www.w3.org/ns/dcat#",
    "http://www.w3.org/ns/oa#",
    "http://www.w3.org/ns/prov#",
    "http://purl.org/dc/terms/",
    "http://rdfs.org/ns/void#",
];

/// Words for claims, in the namespace of the built-in ontology.
const OF_CLAIMS: &[&str] =
    &["Claim", "deniedBy", "evidence", "inPassage", "speaker", "status", "via", "withCue"];

/// Types of schema.org for amounts and sets of data.
const OF_SCHEMA: &[&str] = &["Dataset", "MonetaryAmount", "QuantitativeValue"];

/// The names of an ontology by their IRIs.
#[derive(Debug)]
pub(super) struct Vocabulary<'o> {
    ontology: &'o Ontology,
    names: HashMap<(Use, &'o str), &'o str, FixedState>,
    /// IRIs of other vocabularies that mean the same as one of the names.
    same: HashSet<(Use, &'o str), FixedState>,
}

impl<'o> Vocabulary<'o> {
    /// The names of an ontology.
    pub(super) fn new(ontology: &'o Ontology) -> Vocabulary<'o> {
        let (mut names, mut same) = (HashMap::default(), HashSet::default());
        let mut add = |used: Use, iri: &'o str, name: &'o str, mappings: &'o [Mapping]| {
            names.insert((used, iri), name);
            let exact = mappings.iter().filter(|mapping| mapping.kind == MappingKind::Exact);
            same.extend(exact.map(|mapping| (used, mapping.iri.as_str())));
        };
        for (_, kind) in ontology.types() {
            add(Use::Type, &kind.iri, &kind.name, &kind.mappings);
        }
        for (_, relation) in ontology.relations() {
            add(Use::Relation, &relation.iri, &relation.name, &relation.mappings);
        }
        for (_, attribute) in ontology.attributes() {
            add(Use::Property, &attribute.iri, &attribute.name, &attribute.mappings);
        }
        Vocabulary { ontology, names, same }
    }

    /// The IRI of a name of RDF.
    pub(super) fn iri<'n>(&'n self, used: Use, name: &'n str) -> &'n str {
        let ontology = self.ontology;
        let iri = match used {
            Use::Type => ontology.type_named(name).map(|key| &ontology.node_type(key).iri),
            Use::Relation => ontology.relation_named(name).map(|key| &ontology.relation(key).iri),
            Use::Property => ontology.attribute_named(name).map(|key| &ontology.attribute(key).iri),
        };
        iri.map_or(name, |iri| iri.as_str())
    }

    /// Whether the ontology declares a name or an IRI as a type or relation, or need not declare it.
    pub(super) fn declares(&self, used: Use, name: &str) -> bool {
        let is_named = match used {
            Use::Type => self.ontology.type_named(name).is_some(),
            Use::Relation => self.ontology.relation_named(name).is_some(),
            Use::Property => self.ontology.attribute_named(name).is_some(),
        };
        is_named
            || self.names.contains_key(&(used, name))
            || self.same.contains(&(used, name))
            // An attribute whose value is a node, such as an amount with its currency.
            || used == Use::Relation && self.names.contains_key(&(Use::Property, name))
            || is_of_records(name)
    }
}

fn is_of_records(name: &str) -> bool {
    OF_RECORDS.iter().any(|namespace| name.starts_with(namespace))
        || name.strip_prefix(NAMESPACE).is_some_and(|name| OF_CLAIMS.contains(&name))
        || name.strip_prefix("https://schema.org/").is_some_and(|name| OF_SCHEMA.contains(&name))
}

/// The names for IRIs of the ontology that one thread has met.
#[derive(Debug, Default)]
pub(super) struct Aliases([Vec<Option<NameKey>>; 3]);

impl Aliases {
    /// The handle of a name of RDF: of the ontology's name where it is its IRI, otherwise of itself.
    #[inline]
    pub(super) fn key(
        &mut self,
        used: Use,
        name: &[u8],
        names: &mut NameCache<'_>,
        vocabulary: &Vocabulary<'_>,
    ) -> NameKey {
        let key = names.key(name);
        let Aliases([types, relations, properties]) = self;
        let known = match used {
            Use::Type => types,
            Use::Relation => relations,
            Use::Property => properties,
        };
        if let Some(Some(alias)) = known.get(key.index()) {
            return *alias;
        }
        let iri = std::str::from_utf8(name).unwrap_or("");
        let alias = vocabulary.names.get(&(used, iri)).map_or(key, |name| names.key(name.as_bytes()));
        if alias == key && !is_absolute_iri(name) {
            names.is_iri(key);
        }
        if known.len() <= key.index() {
            known.resize(key.index() + 1, None);
        }
        if let Some(place) = known.get_mut(key.index()) {
            *place = Some(alias);
        }
        alias
    }
}
