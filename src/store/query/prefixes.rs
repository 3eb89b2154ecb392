//! The prefixes that questions may use and answers are shortened with.

use std::collections::BTreeMap;

use oxrdf::{Quad, Term};

use crate::export::vocabulary::{IDENTIFIER, PREFIXES, VOID_URI_SPACE};
use crate::graph::KnowledgeGraph;
use crate::ontology::BUILT_IN;
use crate::text::PrefixMap;

/// The prefixes of all built-in ontologies: a question that is known by name may be asked of any graph.
fn built_in() -> BTreeMap<String, String> {
    let all = BUILT_IN.iter().flat_map(|known| known.ontology().prefixes());
    all.map(|(name, iri)| (name.clone(), iri.clone())).collect()
}

/// Prefixes by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefixes(BTreeMap<String, String>);

impl Prefixes {
    /// Those of the ontology and of all RDF that is written, each dossier's name, and nothing at all for a single dossier.
    pub(super) fn of(graph: &KnowledgeGraph) -> Prefixes {
        let own = graph.ontology().prefixes().iter().map(|(name, iri)| (name.clone(), iri.clone()));
        let mut ontology = built_in();
        ontology.extend(own);
        let dossiers = graph.dossiers().map(|dossier| (dossier.name().to_string(), dossier.base()));
        Prefixes::with(ontology, dossiers.collect())
    }

    /// The same of triples that were read: the dossiers state their names and base IRIs.
    pub(super) fn of_quads(quads: &[Quad]) -> Prefixes {
        let literal = |quad: &Quad| match &quad.object {
            Term::Literal(literal) => Some((quad.subject.to_string(), literal.value().to_owned())),
            _ => None,
        };
        let with =
            |predicate| quads.iter().filter(move |quad| quad.predicate == predicate).filter_map(literal);
        let names: BTreeMap<String, String> = with(IDENTIFIER).collect();
        let dossiers =
            with(VOID_URI_SPACE).filter_map(|(dossier, base)| Some((names.get(&dossier)?.clone(), base)));
        Prefixes::with(built_in(), dossiers.collect())
    }

    /// Those of rows: the base is nothing at all, and its folders are called what they are; then those that the user declares.
    pub(super) fn of_rows(base: &str, declared: Option<&PrefixMap>) -> Prefixes {
        let Prefixes(mut all) = Prefixes::with(built_in(), BTreeMap::new());
        all.insert(String::new(), base.to_owned());
        let folders = ["edge", "property", "relation", "row", "type"];
        all.extend(folders.map(|name| (name.to_owned(), format!("{base}{name}/"))));
        let declared = declared.into_iter().flat_map(PrefixMap::iter);
        all.extend(declared.map(|(name, iri)| (name.to_owned(), iri.to_owned())));
        Prefixes(all)
    }

    fn with(ontology: BTreeMap<String, String>, dossiers: BTreeMap<String, String>) -> Prefixes {
        // What the ontology calls something goes before the name of a dossier.
        let mut all = dossiers.clone();
        all.extend(ontology);
        all.extend(PREFIXES.map(|(name, iri)| (name.to_owned(), iri.to_owned())));
        if let (1, Some(base)) = (dossiers.len(), dossiers.into_values().next()) {
            all.insert(String::new(), base);
        }
        Prefixes(all)
    }

    /// The prefixes with their IRIs, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, iri)| (name.as_str(), iri.as_str()))
    }

    /// The prefixes of which each is the shortest for its IRI.
    pub(super) fn shortest(&self) -> impl Iterator<Item = (&str, &str)> {
        let shorter = |name: &str, iri: &str| {
            self.iter().any(|(other, same)| same == iri && (other.len(), other) < (name.len(), name))
        };
        self.iter().filter(move |(name, iri)| !shorter(name, iri))
    }

    /// The shortest form of an IRI: `neg:demands`, or itself where no prefix fits or the rest is not a plain name.
    pub fn shorten(&self, iri: &str) -> String {
        let fits = |(name, start): (&str, &str)| {
            let rest = iri.strip_prefix(start)?;
            let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == '.';
            let whole = rest.chars().all(plain)
                && !rest.is_empty()
                && !rest.starts_with(['.', '-'])
                && !rest.ends_with('.');
            whole.then(|| format!("{name}:{rest}"))
        };
        let shortest = self.iter().filter_map(fits).min_by_key(|short| (short.len(), short.clone()));
        shortest.unwrap_or_else(|| format!("<{iri}>"))
    }
}
