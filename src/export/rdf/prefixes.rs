//! Prefixes for the syntaxes that have them: those that occur, and no others.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::{NamedNodeRef, Quad, Term};

use super::{Lowering, vocabulary};

impl Lowering<'_> {
    /// The prefixes of all IRIs in quads with their namespaces, sorted: those of the vocabulary, the dossiers and the ontology.
    pub(super) fn prefixes(&self, quads: impl Iterator<Item = Quad>) -> Vec<(String, String)> {
        let known = self.namespaces();
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

    /// Every namespace once, with a name that no other has.
    fn namespaces(&self) -> Vec<(String, String)> {
        let graph = self.graph();
        let standard = vocabulary::PREFIXES.iter().map(|(name, iri)| ((*name).to_owned(), (*iri).to_owned()));
        let declared = graph.ontology().prefixes().iter().map(|(name, iri)| (name.clone(), iri.clone()));
        let dossiers = graph.dossiers().map(|dossier| (prefix_of(dossier.name().as_str()), dossier.base()));
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut namespaces: Vec<(String, String)> = Vec::new();
        let mut iris: BTreeSet<String> = BTreeSet::new();
        for (name, iri) in standard.chain(dossiers).chain(declared) {
            if !iris.insert(iri.clone()) {
                continue;
            }
            let mut tries = (1..).map(|number| match number {
                1 => name.clone(),
                _ => format!("{name}-{number}"),
            });
            if let Some(free) = tries.find(|name| !names.contains(name)) {
                names.insert(free.clone());
                namespaces.push((free, iri));
            }
        }
        namespaces
    }
}

/// A dossier's name as a prefix, which begins with a letter (Turtle 1.1, section 6.5, `PN_PREFIX`).
fn prefix_of(name: &str) -> String {
    let digit = name.starts_with(|first: char| first.is_ascii_digit());
    if digit { format!("dossier-{name}") } else { name.to_owned() }
}
