//! Prefixes for the syntaxes that have them: those that occur, and no others.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::{NamedNodeRef, Quad, Term};

use super::{Lowering, vocabulary};
use crate::graph::KnowledgeGraph;

impl Lowering<'_> {
    /// The prefixes of all IRIs in quads with their namespaces, sorted: those of the vocabulary, the dossiers and the ontology.
    pub(super) fn prefixes(&self, quads: impl Iterator<Item = Quad>) -> Vec<(String, String)> {
        let (mut known, mut taken) = (namespaces(self.graph()), BTreeSet::new());
        for (name, _) in &mut known {
            let free = alternatives(&prefix_of(name)).find(|name| taken.insert(name.clone()));
            *name = free.unwrap_or_default();
        }
        let by_iri: BTreeMap<&str, usize> =
            known.iter().enumerate().map(|(at, (_, iri))| (iri.as_str(), at)).collect();
        let lengths: BTreeSet<usize> = by_iri.keys().map(|iri| iri.len()).collect();
        let mut used: BTreeSet<usize> = BTreeSet::new();
        let mut see = |node: NamedNodeRef<'_>| {
            // Several may fit; the writers take the one that they can abbreviate with.
            let beginnings = lengths.iter().take_while(|length| **length <= node.as_str().len());
            let found = beginnings.filter_map(|length| by_iri.get(node.as_str().get(..*length)?));
            used.extend(found.copied());
        };
        for quad in quads {
            if let oxrdf::GraphName::NamedNode(name) = &quad.graph_name {
                see(name.as_ref());
            }
            if let oxrdf::NamedOrBlankNode::NamedNode(node) = &quad.subject {
                see(node.as_ref());
            }
            see(quad.predicate.as_ref());
            match &quad.object {
                Term::NamedNode(node) => see(node.as_ref()),
                Term::Literal(literal) => see(literal.datatype()),
                // The terms of a triple term are those of its claim.
                Term::Triple(_) | Term::BlankNode(_) => {}
            }
        }
        let mut prefixes: Vec<_> = used.into_iter().filter_map(|at| known.get(at).cloned()).collect();
        prefixes.sort_unstable();
        prefixes
    }
}

/// Every namespace once, behind the prefix that it would like to have: those of the vocabulary, the dossiers and the ontology.
pub(crate) fn namespaces(graph: &KnowledgeGraph) -> Vec<(String, String)> {
    let standard = vocabulary::PREFIXES.iter().map(|(name, iri)| ((*name).to_owned(), (*iri).to_owned()));
    let dossiers = graph.dossiers().map(|dossier| (dossier.name().to_string(), dossier.base()));
    let declared = graph.ontology().prefixes().clone();
    let mut iris = BTreeSet::new();
    standard.chain(dossiers).chain(declared).filter(|(_, iri)| iris.insert(iri.clone())).collect()
}

/// A prefix, and those to take where it is taken.
pub(crate) fn alternatives(prefix: &str) -> impl Iterator<Item = String> {
    let numbered = (2..).map(move |number| format!("{prefix}-{number}"));
    std::iter::once(prefix.to_owned()).chain(numbered)
}

/// A name as a prefix of Turtle, which begins with a letter (Turtle 1.1, section 6.5, `PN_PREFIX`).
fn prefix_of(name: &str) -> String {
    let digit = name.starts_with(|first: char| first.is_ascii_digit());
    if digit { format!("dossier-{name}") } else { name.to_owned() }
}
