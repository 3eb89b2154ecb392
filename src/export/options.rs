//! What a user chooses for an export.

use std::fmt;
use std::sync::Arc;

use super::elements::NameStyle;
use super::rdf::RdfVersion;
use crate::graph::rows::EdgeKind;
use crate::ontology::Ontology;
use crate::text::{PrefixMap, with_methods};
use crate::view::{AssertPolicy, Community, Weights};

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

/// Takes note of the progress of an export, and may stop it.
#[derive(Clone)]
pub struct Progress(Arc<dyn Fn(usize) -> bool + Send + Sync>);

impl Progress {
    /// Calls a function with the share of the work that is done, in thousandths; it returns whether to continue.
    pub fn new(should_continue: impl Fn(usize) -> bool + Send + Sync + 'static) -> Progress {
        Progress(Arc::new(should_continue))
    }

    /// Reports the share of the work that is done, in thousandths; returns whether to continue.
    pub fn should_continue(&self, thousandths: usize) -> bool {
        (self.0)(thousandths)
    }
}

impl Default for Progress {
    fn default() -> Progress {
        Progress::new(|_| true)
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

/// What a user chooses for an export.
#[derive(Clone, Debug)]
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
    /// Which nodes of the graph pictures in layers draw in boxes, see [`communities`](crate::view::communities()).
    pub communities: Vec<Community>,
    /// The base IRI of rows, to which their names and ids are appended; dossiers have their own.
    pub base: String,
    /// The prefixes of compact IRIs of rows, such as `HGNC:1100`, that formats of triples expand; without them these are ids
    /// and names like any other.
    pub prefixes: Option<Arc<PrefixMap>>,
    /// The ontology whose types and relations have IRIs of their own, for rows; dossiers have their own.
    pub ontology: Arc<Ontology>,
    /// How names of rows are formed in property graphs.
    pub names: NameStyle,
    /// How many threads write rows.
    pub threads: usize,
    /// Who hears how far the export of rows is, and may stop it.
    pub progress: Progress,
}

impl Default for ExportOptions {
    /// Asserts what is reported and what is demanded, and writes edges and claims with one thread, in RDF 1.1, those of rows
    /// under `urn:dossier:graph:`.
    fn default() -> ExportOptions {
        ExportOptions {
            policy: AssertPolicy::default(),
            model: Model::default(),
            profile: Profile::default(),
            rdf: RdfVersion::default(),
            graphar: false,
            note: None,
            counts: None,
            weights: None,
            communities: Vec::new(),
            base: "urn:dossier:graph:".to_owned(),
            prefixes: None,
            ontology: Arc::new(Ontology::built_in().clone()),
            names: NameStyle::default(),
            threads: 1,
            progress: Progress::default(),
        }
    }
}

impl ExportOptions {
    /// Whether an edge of rows may be treated as a fact.
    pub(super) fn is_asserted(&self, kind: EdgeKind) -> bool {
        kind.status().is_none_or(|status| self.policy.asserts_status(status))
    }
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
        with_communities: communities: Vec<Community>,
        with_base: base: String,
        with_prefixes: prefixes: Option<Arc<PrefixMap>>,
        with_ontology: ontology: Arc<Ontology>,
        with_names: names: NameStyle,
        with_threads: threads: usize,
        with_progress: progress: Progress,
    }
}
