//! Floor 5: exporters, one file for each format, and the registry of them.
//!
//! ```
//! use dossier::check::Checked;
//! use dossier::export::{ExportOptions, exporter};
//! # use dossier::graph::{DossierInput, GraphBuilder};
//! # use dossier::ontology::Ontology;
//! # use dossier::text::Id;
//! # let mut builder = GraphBuilder::new(Ontology::built_in().clone());
//! # let dossier = builder.add_dossier(DossierInput::new(Id::new("strike")?))?;
//! # let union = builder.node(dossier, "union", "Organization", "The union")?;
//! # let rise = builder.node(dossier, "rise", "Position", "Pay rises")?;
//! # builder.relate(dossier, union, "demands", rise)?;
//! # let (graph, _) = builder.finish();
//! let checked = Checked::new(graph).map_err(|findings| format!("{} findings", findings.len()))?;
//! let dot = exporter("dot").ok_or("no such format")?;
//! let mut bytes = Vec::new();
//! dot.export(&checked, &ExportOptions::default(), &mut bytes)?;
//! assert!(String::from_utf8(bytes)?.starts_with("digraph"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod arangodb;
mod capability;
pub(crate) mod colour;
mod csv;
pub(crate) mod cypher;
mod cytoscape;
mod dgraph;
mod dot;
mod escapes;
mod gexf;
mod gql;
mod graphml;
mod graphson;
mod gremlin_csv;
mod jsonl;
mod jsonld;
mod ladybug;
#[cfg(test)]
pub(crate) mod made;
mod mermaid;
mod neo4j;
mod nodelink;
mod nquads;
mod ntriples;
mod opencypher_csv;
mod output;
mod palette;
#[cfg(feature = "parquet")]
mod parquet;
pub(crate) mod property_graph;
mod rdf;
mod rdfxml;
pub mod rows;
mod shell;
pub(crate) mod sql;
mod table;
mod trig;
mod turtle;
mod xml;

pub use capability::{Capability, Feature, Loss, losses, losses_of};
pub use dot::{write_briefing, write_timeline};
pub use output::{ExportError, Output};
pub use palette::{Palette, SideColours, Theme};
pub(crate) use rdf::Lowering;
pub use rdf::RdfVersion;
pub(crate) use rdf::vocabulary;
pub use table::{format_notes, format_table};

use crate::check::Checked;
use crate::view::AssertPolicy;

/// How JSON-LD nodes are laid out. All profiles hold the same RDF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    pub const ALL: [Model; 3] = [Model::Edges, Model::Claims, Model::Both];

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
}

/// A format. Adding one is a new file with a `static` of this trait and a line in [`EXPORTERS`].
pub trait Exporter: Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;

    /// One line on what it is for.
    fn about(&self) -> &'static str;

    /// The extension of its file or folder, without the dot.
    fn extension(&self) -> &'static str;

    /// Whether it writes a folder of files.
    fn is_folder(&self) -> bool {
        false
    }

    /// Whether `export` without `--to` writes it.
    fn by_default(&self) -> bool {
        false
    }

    /// Whether [`ExportOptions::profile`] means anything to it.
    fn has_profiles(&self) -> bool {
        false
    }

    /// Whether [`ExportOptions::rdf`] means anything to it.
    fn has_rdf_versions(&self) -> bool {
        false
    }

    /// Whether [`ExportOptions::graphar`] means anything to it.
    fn has_graphar(&self) -> bool {
        false
    }

    /// What it can hold of a feature of graphs, written with these options.
    fn holds(&self, feature: Feature, options: &ExportOptions) -> Capability;

    /// Why readers of this format may refuse a graph as a whole, and what helps; `None` where nothing is too much.
    fn size_warning(&self, _checked: &Checked, _options: &ExportOptions) -> Option<String> {
        None
    }

    /// Writes a graph. The same graph and options give the same bytes.
    ///
    /// # Errors
    /// Those of the output, and [`ExportError::Unrepresentable`] before anything is written.
    fn export(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError>;
}

/// All exporters, by name.
pub static EXPORTERS: &[&dyn Exporter] = &[
    &arangodb::ARANGO_DB,
    &cypher::CYPHER,
    &cytoscape::CYTOSCAPE,
    &dgraph::DGRAPH,
    &dot::DOT,
    &gexf::GEXF,
    &gql::GQL,
    &graphml::GRAPH_ML,
    &graphson::GRAPH_SON,
    &gremlin_csv::GREMLIN_CSV,
    &jsonl::JSON_LINES,
    &jsonld::JSON_LD,
    &ladybug::LADYBUG,
    &mermaid::MERMAID,
    &neo4j::NEO4J,
    &nodelink::NODE_LINK,
    &nquads::N_QUADS,
    &ntriples::N_TRIPLES,
    &opencypher_csv::OPENCYPHER_CSV,
    #[cfg(feature = "parquet")]
    &parquet::PARQUET,
    &rdfxml::RDF_XML,
    &sql::SQL,
    &trig::TRIG,
    &turtle::TURTLE,
];

/// The exporter of a name.
pub fn exporter(name: &str) -> Option<&'static dyn Exporter> {
    EXPORTERS.iter().copied().find(|exporter| exporter.name() == name)
}
