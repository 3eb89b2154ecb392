//! Edges that say the same thing again, of which triples keep one: RDF is a set.

use std::hash::BuildHasher;
use std::sync::atomic::Ordering;

use foldhash::fast::FixedState;

use crate::export::ExportOptions;
use crate::export::Losses;
use crate::export::blocks::{concat, each_block};
use crate::graph::rows::{Cells, EdgeKind, RowGraph};

/// Counts the edges that have the ends and the relation of another one, among those that are nothing but a triple. They
/// are compared by hashes of 64 bits.
pub(super) fn count_repeats(graph: &RowGraph, options: &ExportOptions, losses: &Losses) {
    if !options.model.has_edges() {
        return;
    }
    let is_only_triple = |kind: EdgeKind, mut cells: Cells<'_>| {
        let has_record = options.model.has_claims() && (kind.status().is_some() || cells.next().is_some());
        options.is_asserted(kind) && !has_record
    };
    let hasher = FixedState::default();
    let parts = each_block(options.threads, graph.blocks(), Vec::new, |hashes: &mut Vec<u64>, block| {
        let edges = graph.ends(block).zip(graph.edge_cells(block));
        let triples = edges.filter(|(_, (kind, cells))| is_only_triple(*kind, *cells));
        hashes.extend(
            triples.map(|((source, target, kind), _)| hasher.hash_one((source, target, kind.relation()))),
        );
    });
    let mut hashes = concat(parts);
    hashes.sort_unstable();
    let repeats = hashes.windows(2).filter(|pair| pair.first() == pair.last()).count();
    losses.repeats.fetch_add(repeats as u64, Ordering::Relaxed);
}
