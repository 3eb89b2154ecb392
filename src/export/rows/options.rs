//! What a user chooses for an export of rows.

use std::sync::Arc;

use crate::export::{Model, RdfVersion};
use crate::graph::rows::EdgeKind;
use crate::ontology::{Ontology, Status};
use crate::text::{PrefixMap, with_methods};

/// What a user chooses for an export of rows.
#[non_exhaustive]
pub struct RowExportOptions<'o> {
    /// Statuses whose edges are written as edges of their relation; edges without a status always are.
    pub asserted: Vec<Status>,
    /// Whether plain edges, edges as records, or both are written, in formats of triples.
    pub model: Model,
    /// The version of RDF, in formats of triples that have both.
    pub rdf: RdfVersion,
    /// The base IRI, to which names and ids are appended.
    pub base: String,
    /// The prefixes of compact IRIs, such as `HGNC:1100`, that formats of triples expand; without them these are ids and names.
    pub prefixes: Option<Arc<PrefixMap>>,
    /// The ontology whose types and relations have IRIs of their own.
    pub ontology: &'o Ontology,
    /// How many threads to use.
    pub threads: usize,
    /// Returns whether to continue; receives the share of the work that is done, in thousandths.
    pub should_continue: &'o (dyn Fn(usize) -> bool + Sync),
}

with_methods! {
    impl RowExportOptions<'o> {
        with_asserted: asserted: Vec<Status>,
        with_model: model: Model,
        with_rdf: rdf: RdfVersion,
        with_base: base: String,
        with_prefixes: prefixes: Option<Arc<PrefixMap>>,
        with_ontology: ontology: &'o Ontology,
        with_threads: threads: usize,
        with_should_continue: should_continue: &'o (dyn Fn(usize) -> bool + Sync),
    }
}

impl RowExportOptions<'_> {
    /// Whether an edge may be treated as a fact.
    pub(super) fn is_asserted(&self, kind: EdgeKind) -> bool {
        kind.status().is_none_or(|status| self.asserted.contains(&status))
    }
}

impl Default for RowExportOptions<'_> {
    /// Asserts what is reported and what is demanded, and writes edges and claims with one thread, in RDF 1.1, under
    /// `urn:dossier:graph:`.
    fn default() -> Self {
        RowExportOptions {
            asserted: vec![Status::Reported, Status::Demanded],
            model: Model::default(),
            rdf: RdfVersion::default(),
            base: "urn:dossier:graph:".to_owned(),
            prefixes: None,
            ontology: Ontology::built_in(),
            threads: 1,
            should_continue: &always,
        }
    }
}

fn always(_: usize) -> bool {
    true
}
