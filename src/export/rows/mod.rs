//! Formats for graphs of rows: written at the speed of the disk, on all processors.
//!
//! Each block of the graph becomes a buffer, and the buffers are written in order: the bytes do not depend on the number
//! of threads. An edge whose status must not be treated as a fact is never written as an edge of its relation.

mod blocks;
mod census;
mod cypher;
mod dot;
mod edge_ids;
mod exporter;
mod graphml;
mod jsonl;
mod jsonld;
mod losses;
mod lpg;
mod neo4j;
mod neo4j_lines;
mod ntriples;
mod options;
mod ordered;
mod repeats;
mod tables;
mod terms;
mod triples;
mod turtle;
mod value;
mod xml;

pub use exporter::RowExporter;
pub use losses::RowLosses;
pub use options::RowExportOptions;
pub use ordered::Interrupted;

/// All formats for rows, by name.
pub static ROW_EXPORTERS: &[&dyn RowExporter] = &[
    &cypher::Cypher,
    &dot::Dot,
    &graphml::GraphMl,
    &jsonl::JsonLines,
    &jsonld::JSON_LD,
    &neo4j::Neo4j,
    &ntriples::N_QUADS,
    &ntriples::N_TRIPLES,
    &turtle::TRIG,
    &turtle::TURTLE,
];

/// The format of a name.
pub fn row_exporter(name: &str) -> Option<&'static dyn RowExporter> {
    ROW_EXPORTERS.iter().copied().find(|exporter| exporter.name() == name)
}
