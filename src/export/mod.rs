//! Layer 5: exporters, one file for each format, and the registry of them.
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
//! let checked = Checked::new(graph)?;
//! let dot = exporter("dot").ok_or("no such format")?;
//! let mut bytes = Vec::new();
//! dot.export((&checked).into(), &ExportOptions::default(), &mut bytes)?;
//! assert!(String::from_utf8(bytes)?.starts_with("digraph"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod arangodb;
mod blocks;
mod bytes;
mod capability;
pub(crate) mod colour;
mod csv;
pub(crate) mod cypher;
mod cytoscape;
mod declared;
mod dgraph;
mod dot;
pub(crate) mod elements;
mod escapes;
mod exporter;
mod gexf;
mod gql;
mod graph;
mod graphml;
mod graphson;
mod gremlin_csv;
mod iris;
mod json;
mod jsonl;
mod jsonld;
mod ladybug;
mod losses;
#[cfg(test)]
pub(crate) mod made;
mod members;
mod mermaid;
mod neo4j;
mod neptune;
mod nodelink;
mod ntriples;
mod opencypher_csv;
mod options;
mod output;
mod palette;
#[cfg(feature = "parquet")]
mod parquet;
pub(crate) mod property_graph;
mod rdf;
mod rdfxml;
mod shell;
pub(crate) mod sql;
mod table;
mod turtle;
mod xml;

pub use blocks::Interrupted;
pub use capability::{Capability, Feature};
pub use declared::{losses, losses_of};
pub use dot::{is_in_layers, write_briefing, write_network, write_timeline};
pub use elements::NameStyle;
pub use exporter::Exporter;
pub use graph::Graph;
#[cfg(any(feature = "bolt", feature = "falkordb", feature = "postgres"))]
pub(crate) use json::plain;
pub use losses::{Loss, Losses};
pub use options::{ExportOptions, Model, Profile, Progress};
pub use output::{ExportError, Output};
pub use palette::{Palette, SideColours, Theme};
use rdf::Lowering;
pub use rdf::RdfVersion;
pub(crate) use rdf::vocabulary;
pub use table::{format_notes, format_table};

use crate::check::Checked;

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
    &ntriples::N_QUADS,
    &ntriples::N_TRIPLES,
    &opencypher_csv::OPENCYPHER_CSV,
    #[cfg(feature = "parquet")]
    &parquet::PARQUET,
    &rdfxml::RDF_XML,
    &sql::SQL,
    &turtle::TRIG,
    &turtle::TURTLE,
];

/// Returns a graph as RDF, in the named graphs that N-Quads and TriG have: what an exporter of RDF starts from.
pub fn quads(checked: &Checked, options: &ExportOptions) -> Vec<oxrdf::Quad> {
    Lowering::new(checked.graph(), options).quads().collect()
}

/// The exporter of a name.
pub fn exporter(name: &str) -> Option<&'static dyn Exporter> {
    EXPORTERS.iter().copied().find(|exporter| exporter.name() == name)
}
