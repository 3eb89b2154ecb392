//! Graphs written block by block, and what is in the cells of a block next to values.

use std::io::{self, Write};

use super::ordered;
use crate::export::ExportOptions;
use crate::graph::rows::{Block, Cell, Cells, NameKey, RowGraph};

/// The second and further types of a row.
pub(super) fn types_of<'c>(cells: Cells<'c>) -> impl Iterator<Item = NameKey> + 'c {
    cells.filter_map(|(name, cell)| match cell {
        Cell::Typed { datatype, .. } if name == NameKey::ALSO_TYPE => Some(datatype),
        _ => None,
    })
}

/// The id that an edge has of its own.
pub(super) fn own_id(mut cells: Cells<'_>) -> Option<&[u8]> {
    match cells.find(|(name, _)| *name == NameKey::EDGE_ID)?.1 {
        Cell::Clean(text) | Cell::Text(text) => Some(text),
        _ => None,
    }
}

/// Writes parts of a graph into buffers; one writer serves all threads.
pub(super) trait BlockWriter: Sync {
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
pub(super) enum Part {
    Nodes,
    Edges,
}

/// Writes all nodes and then all edges with a writer.
pub(super) fn write_blocks(
    graph: &RowGraph,
    options: &ExportOptions,
    writer: &dyn BlockWriter,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_parts(graph, options, writer, &[Part::Nodes, Part::Edges], out)
}

/// Writes some parts of a graph with a writer.
pub(super) fn write_parts(
    graph: &RowGraph,
    options: &ExportOptions,
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
    let should_continue = |done: usize| options.progress.should_continue(done * 1000 / jobs.len().max(1));
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
