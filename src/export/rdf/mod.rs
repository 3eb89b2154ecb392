//! A checked graph as RDF: one lowering under every RDF format, so that all of them hold the same triples.
//!
//! There are no blank nodes. The plain triple `china neg:demands lift-tariffs` exists exactly for the claims that
//! the policy asserts; every claim is also an `rdf:Statement`. The description of a claim belongs to the works
//! of its evidence, so that a format with named graphs can put it into the graph of its source.

mod claims;
mod description;
mod document;
mod dossiers;
mod nodes;
mod prefixes;
mod quads;
mod repeats;
mod rows;
mod statistics;
mod syntax;
mod values;
mod version;
pub(crate) mod vocabulary;

pub(crate) use description::{Description, Object};
pub(super) use document::Document;
pub(super) use prefixes::{alternatives, namespaces};
pub(super) use rows::write_rows;
pub(super) use syntax::{Class, Parts, Subject, Syntax, triple_of, with_direction};
pub use version::RdfVersion;

use crate::export::ExportOptions;
use crate::graph::{Claim, KnowledgeGraph, Statement, Term};

/// What of a graph becomes triples, and how. The same graph and options give the same descriptions in the same order.
pub(crate) struct Lowering<'g> {
    graph: &'g KnowledgeGraph,
    options: &'g ExportOptions,
}

impl<'g> Lowering<'g> {
    /// The lowering of a graph under a user's options.
    pub(crate) fn new(graph: &'g KnowledgeGraph, options: &'g ExportOptions) -> Lowering<'g> {
        Lowering { graph, options }
    }

    /// The graph.
    pub(crate) fn graph(&self) -> &'g KnowledgeGraph {
        self.graph
    }

    /// The claims that are described: all, or none.
    pub(crate) fn described_claims(&self) -> impl Iterator<Item = Claim<'g>> + use<'g> {
        let graph = self.graph;
        self.describes_claims().then(|| graph.claims()).into_iter().flatten()
    }

    /// Whether claims are described.
    pub(crate) fn describes_claims(&self) -> bool {
        self.options.model.has_claims()
    }

    /// Whether a claim is a plain triple. If claims are not described, nothing may refer to one.
    fn asserts(&self, claim: Claim<'_>) -> bool {
        let about_claims = matches!(claim.subject(), Term::Claim(_))
            || matches!(claim.statement(), Statement::Relation(_, Term::Claim(_)));
        self.options.model.has_edges()
            && self.options.policy.asserts(claim)
            && (self.describes_claims() || !about_claims)
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
