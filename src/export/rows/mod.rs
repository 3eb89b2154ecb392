//! Formats for graphs of rows: written at the speed of the disk, on all processors.
//!
//! Each block of the graph becomes a buffer, and the buffers are written in order: the bytes do not depend on the number
//! of threads. An edge whose status must not be treated as a fact is never written as an edge of its relation.

mod census;
mod cypher;
mod dot;
mod edge_ids;
mod graphml;
mod jsonl;
mod jsonld;
mod losses;
mod lpg;
mod neo4j;
mod neo4j_lines;
mod ntriples;
mod ordered;
mod repeats;
mod tables;
mod terms;
mod triples;
mod turtle;
mod value;
mod xml;

pub use losses::RowLosses;
pub use ordered::Interrupted;

use std::io::{self, Write};

use super::{ExportError, Model, Output, RdfVersion};
use crate::graph::rows::{Block, Cell, Cells, EdgeKind, NameKey, RowGraph};
use crate::ontology::{Ontology, Status};

/// What a user chooses for an export of rows.
pub struct RowExportOptions<'o> {
    /// Statuses whose edges are written as edges of their relation; edges without a status always are.
    pub asserted: Vec<Status>,
    /// Whether plain edges, edges as records, or both are written, in formats of triples.
    pub model: Model,
    /// The version of RDF, in formats of triples that have both.
    pub rdf: RdfVersion,
    /// The base IRI, to which names and ids are appended.
    pub base: String,
    /// The ontology whose types and relations have IRIs of their own.
    pub ontology: &'o Ontology,
    /// How many threads to use.
    pub threads: usize,
    /// Returns whether to continue; receives the share of the work that is done, in thousandths.
    pub should_continue: &'o (dyn Fn(usize) -> bool + Sync),
}

impl RowExportOptions<'_> {
    /// Whether an edge may be treated as a fact.
    fn is_asserted(&self, kind: EdgeKind) -> bool {
        kind.status().is_none_or(|status| self.asserted.contains(&status))
    }
}

/// A format for rows.
pub trait RowExporter: Sync {
    /// The name; that of the format for dossiers.
    fn name(&self) -> &'static str;

    /// The extension of its file or folder, without the dot.
    fn extension(&self) -> &'static str;

    /// Whether it writes a folder of files.
    fn is_folder(&self) -> bool {
        false
    }

    /// Writes a graph, and returns what the format could not hold.
    ///
    /// # Errors
    /// Those of the output, and [`ExportError::Unrepresentable`] before anything is written.
    fn export(
        &self,
        graph: &RowGraph,
        options: &RowExportOptions<'_>,
        out: &mut dyn Output,
    ) -> Result<RowLosses, ExportError>;
}

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
    &turtle::TURTLE,
];

/// The format of a name.
pub fn row_exporter(name: &str) -> Option<&'static dyn RowExporter> {
    ROW_EXPORTERS.iter().copied().find(|exporter| exporter.name() == name)
}

/// The second and further types of a row.
fn types_of<'c>(cells: Cells<'c>) -> impl Iterator<Item = NameKey> + 'c {
    cells.filter_map(|(name, cell)| match cell {
        Cell::Typed { datatype, .. } if name == NameKey::ALSO_TYPE => Some(datatype),
        _ => None,
    })
}

/// The id that an edge has of its own.
fn own_id(mut cells: Cells<'_>) -> Option<&[u8]> {
    match cells.find(|(name, _)| *name == NameKey::EDGE_ID)?.1 {
        Cell::Clean(text) | Cell::Text(text) => Some(text),
        _ => None,
    }
}

/// Writes parts of a graph into buffers; one writer serves all threads.
trait BlockWriter: Sync {
    /// How many blocks are written together.
    fn blocks_at_once(&self) -> usize {
        1
    }

    /// The text before everything.
    fn head(&self, _: &mut Vec<u8>) {}

    /// The nodes of neighbouring blocks.
    fn nodes(&self, blocks: &[&Block], out: &mut Vec<u8>);

    /// The edges of neighbouring blocks.
    fn edges(&self, blocks: &[&Block], out: &mut Vec<u8>);

    /// The text after everything.
    fn tail(&self, _: &mut Vec<u8>) {}
}

/// A part of a graph that is written in one go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Nodes,
    Edges,
}

/// Writes all nodes and then all edges with a writer.
fn write_blocks(
    graph: &RowGraph,
    options: &RowExportOptions<'_>,
    writer: &dyn BlockWriter,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_parts(graph, options, writer, &[Part::Nodes, Part::Edges], out)
}

/// Writes some parts of a graph with a writer.
fn write_parts(
    graph: &RowGraph,
    options: &RowExportOptions<'_>,
    writer: &dyn BlockWriter,
    parts: &[Part],
    out: &mut dyn Write,
) -> io::Result<()> {
    enum Job<'j, 'g> {
        Head,
        Nodes(&'j [&'g Block]),
        Edges(&'j [&'g Block]),
        Tail,
    }
    let with = |has: fn(&Block) -> usize| -> Vec<&Block> {
        graph.blocks().iter().filter(|block| has(block) > 0).collect()
    };
    let (nodes, edges) = (with(Block::node_count), with(Block::edge_count));
    let mut jobs = vec![Job::Head];
    for part in parts {
        match part {
            Part::Nodes => jobs.extend(nodes.chunks(writer.blocks_at_once()).map(Job::Nodes)),
            Part::Edges => jobs.extend(edges.chunks(writer.blocks_at_once()).map(Job::Edges)),
        }
    }
    jobs.push(Job::Tail);
    let should_continue = |done: usize| (options.should_continue)(done * 1000 / jobs.len().max(1));
    ordered::write_in_order(options.threads, jobs.len(), out, &should_continue, &|job, buffer| match jobs
        .get(job)
    {
        Some(Job::Head) => writer.head(buffer),
        Some(Job::Nodes(blocks)) => writer.nodes(blocks, buffer),
        Some(Job::Edges(blocks)) => writer.edges(blocks, buffer),
        Some(Job::Tail) => writer.tail(buffer),
        None => {}
    })
}
