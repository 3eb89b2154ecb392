//! What a user chooses for an export.

use super::rdf::RdfVersion;
use crate::text::with_methods;
use crate::view::{AssertPolicy, Weights};

/// How JSON-LD nodes are laid out. All profiles hold the same RDF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// Nodes with their asserted relations, then the claims with their evidence inside.
    #[default]
    Compact,
    /// Claims inside the nodes that they are about.
    Nested,
    /// Every node on its own, nothing inside another.
    Flat,
}

/// What is written of a graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Model {
    /// Only the asserted edges and values.
    Edges,
    /// Only the claims, with status, speakers and evidence, and no plain edges.
    Claims,
    /// The asserted edges and values, and every claim.
    #[default]
    Both,
}

impl Model {
    /// All of them, the default last.
    pub const ALL: &[Model] = &[Model::Edges, Model::Claims, Model::Both];

    /// Whether plain edges and values are written.
    pub fn has_edges(self) -> bool {
        self != Model::Claims
    }

    /// Whether claims are written.
    pub fn has_claims(self) -> bool {
        self != Model::Edges
    }
}

/// What a user chooses for an export.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ExportOptions {
    /// Which claims may be plain edges.
    pub policy: AssertPolicy,
    /// Whether edges, claims or both are written.
    pub model: Model,
    /// The layout of JSON-LD.
    pub profile: Profile,
    /// The version of RDF, for the formats that have triples.
    pub rdf: RdfVersion,
    /// Whether GraphAr files are written in addition to Parquet tables.
    pub graphar: bool,
    /// What is shown, where that is not everything: a line under the title of pictures.
    pub note: Option<String>,
    /// What pictures say in place of their numbers of nodes and claims.
    pub counts: Option<String>,
    /// How wide pictures draw the arrows, where that is chosen.
    pub weights: Option<Weights>,
}

with_methods! {
    impl ExportOptions {
        with_policy: policy: AssertPolicy,
        with_model: model: Model,
        with_profile: profile: Profile,
        with_rdf: rdf: RdfVersion,
        with_graphar: graphar: bool,
        with_note: note: Option<String>,
        with_counts: counts: Option<String>,
        with_weights: weights: Option<Weights>,
    }
}
