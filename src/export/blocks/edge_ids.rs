//! Whether the ids of edges are unique.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::cells::own_id;
use super::ordered::{concat, each_block};
use crate::graph::rows::RowGraph;

/// Whether edges have ids of their own, and no two the same. Ids are compared by hashes of 64 bits: two ids with one hash
/// make edges known by their numbers, which is right as well.
pub(in crate::export) fn ids_are_unique(graph: &RowGraph, threads: usize) -> bool {
    let hasher = FixedState::default();
    let parts = each_block(threads, graph.blocks(), Vec::new, |hashes: &mut Vec<u64>, block| {
        hashes.extend(
            graph.edge_cells(block).filter_map(|(_, cells)| own_id(cells)).map(|id| hasher.hash_one(id)),
        );
    });
    let mut hashes = concat(parts);
    hashes.sort_unstable();
    !hashes.is_empty() && hashes.windows(2).all(|pair| pair.first() != pair.last())
}
