//! Writers of blocks, and the order in which they are asked.

use std::io::{self, Write};

use super::ordered;
use crate::export::ExportOptions;
use crate::graph::rows::{Block, RowGraph};

/// Writes parts of a graph into buffers; one writer serves all threads.
pub(in crate::export) trait BlockWriter: Sync {
    /// The text before everything.
    fn head(&self, _: &mut Vec<u8>) {}

    /// The nodes of a block.
    fn nodes(&self, block: &Block, out: &mut Vec<u8>);

    /// The edges of a block.
    fn edges(&self, block: &Block, out: &mut Vec<u8>);

    /// The text after everything.
    fn tail(&self, _: &mut Vec<u8>) {}
}

/// Writes all nodes and then all edges with a writer.
pub(in crate::export) fn write_blocks(
    graph: &RowGraph,
    options: &ExportOptions,
    writer: &dyn BlockWriter,
    out: &mut dyn Write,
) -> io::Result<()> {
    enum Job<'g> {
        Head,
        Nodes(&'g Block),
        Edges(&'g Block),
        Tail,
    }
    let blocks = || graph.blocks().iter();
    let mut jobs = vec![Job::Head];
    jobs.extend(blocks().filter(|block| block.node_count() > 0).map(Job::Nodes));
    jobs.extend(blocks().filter(|block| block.edge_count() > 0).map(Job::Edges));
    jobs.push(Job::Tail);
    let should_continue = |done: usize| options.progress.should_continue(done * 1000 / jobs.len().max(1));
    ordered::write_in_order(options.threads, jobs.len(), out, &should_continue, &|job, buffer| match jobs
        .get(job)
    {
        Some(Job::Head) => writer.head(buffer),
        Some(Job::Nodes(block)) => writer.nodes(block, buffer),
        Some(Job::Edges(block)) => writer.edges(block, buffer),
        Some(Job::Tail) => writer.tail(buffer),
        None => {}
    })
}
