//! Elements written block by block, or table by table: the bytes do not depend on the number of threads.

use std::io::{self, Write};

use super::graph::Elements;
use super::tables::Place;
use crate::export::blocks::write_in_order;
use crate::graph::rows::Block;

/// How many rows of a table are written in one go.
const ROWS: usize = 2_000;

/// Writes parts of a graph into buffers; one writer serves all threads.
pub(in crate::export) trait ElementWriter: Sync {
    /// How many blocks are written together.
    fn blocks_at_once(&self) -> usize {
        1
    }

    /// The text before everything.
    fn head(&self, _: &mut Vec<u8>) {}

    /// The vertices of neighbouring blocks.
    fn vertices(&self, blocks: &[&Block], out: &mut Vec<u8>);

    /// The text between vertices and edges.
    fn middle(&self, _: &mut Vec<u8>) {}

    /// The edges of neighbouring blocks.
    fn edges(&self, blocks: &[&Block], out: &mut Vec<u8>);

    /// The text after everything.
    fn tail(&self, _: &mut Vec<u8>) {}
}

/// Writes all vertices and then all edges.
///
/// # Errors
/// Those of the output.
pub(in crate::export) fn write_elements(
    elements: &Elements<'_>,
    writer: &dyn ElementWriter,
    out: &mut dyn Write,
) -> io::Result<()> {
    enum Job<'j, 'g> {
        Head,
        Vertices(&'j [&'g Block]),
        Middle,
        Edges(&'j [&'g Block]),
        Tail,
    }
    let blocks = elements.graph().blocks();
    let with_vertices: Vec<&Block> = blocks.iter().filter(|block| elements.has_vertices(block)).collect();
    let with_edges: Vec<&Block> = blocks.iter().filter(|block| block.edge_count() > 0).collect();
    let mut jobs = vec![Job::Head];
    jobs.extend(with_vertices.chunks(writer.blocks_at_once()).map(Job::Vertices));
    jobs.push(Job::Middle);
    jobs.extend(with_edges.chunks(writer.blocks_at_once()).map(Job::Edges));
    jobs.push(Job::Tail);
    let options = elements.options;
    let should_continue = |done: usize| options.progress.should_continue(done * 1000 / jobs.len().max(1));
    write_in_order(options.threads, jobs.len(), out, &should_continue, &|job, buffer| match jobs.get(job) {
        Some(Job::Head) => writer.head(buffer),
        Some(Job::Vertices(blocks)) => writer.vertices(blocks, buffer),
        Some(Job::Middle) => writer.middle(buffer),
        Some(Job::Edges(blocks)) => writer.edges(blocks, buffer),
        Some(Job::Tail) => writer.tail(buffer),
        None => {}
    })
}

/// Writes the rows of a table after a head; `make` gets some of them at a time, in order.
///
/// # Errors
/// Those of the output.
pub(in crate::export) fn write_rows(
    elements: &Elements<'_>,
    rows: &[Place],
    head: &[u8],
    out: &mut dyn Write,
    make: &(dyn Fn(&[Place], &mut Vec<u8>) + Sync),
) -> io::Result<()> {
    let jobs: Vec<&[Place]> = rows.chunks(ROWS).collect();
    let options = elements.options;
    let rows_of = |job: usize| job.checked_sub(1).and_then(|job| jobs.get(job)).map_or(0, |rows| rows.len());
    let should_continue = |job: usize| elements.advance(rows_of(job));
    write_in_order(options.threads, jobs.len() + 1, out, &should_continue, &|job, buffer| match job
        .checked_sub(1)
    {
        None => buffer.extend_from_slice(head),
        Some(job) => make(jobs.get(job).copied().unwrap_or(&[]), buffer),
    })
}
