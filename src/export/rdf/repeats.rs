//! Edges that say the same thing again, of which triples keep one: RDF is a set.

use std::hash::BuildHasher;
use std::sync::atomic::Ordering;

use foldhash::fast::FixedState;

use crate::export::ExportOptions;
use crate::export::Losses;
use crate::export::blocks::{concat, each_block};
use crate::graph::rows::{Cell, Cells, EdgeKind, NameKey, RowGraph};

/// Counts the edges that have the ends and the relation of another one in the same named graph, among those that are nothing
/// but a triple, and those of them whose triple is also that of an edge with a record. They are compared by hashes of 63 bits.
pub(super) fn count_repeats(
    graph: &RowGraph,
    options: &ExportOptions,
    graph_key: Option<NameKey>,
    losses: &Losses,
) {
    if !options.model.has_edges() {
        return;
    }
    let has_record = |kind: EdgeKind, mut cells: Cells<'_>| {
        options.model.has_claims()
            && (kind.status().is_some() || cells.any(|(name, _)| Some(name) != graph_key))
    };
    let hasher = FixedState::default();
    let parts = each_block(options.threads, graph.blocks(), Vec::new, |hashes: &mut Vec<u64>, block| {
        let edges = graph.ends(block).zip(graph.edge_cells(block));
        let triples = edges.filter(|(_, (kind, _))| options.is_asserted(*kind));
        hashes.extend(triples.map(|((source, target, kind), (_, cells))| {
            let hash = hasher.hash_one((source, target, kind.relation(), named(cells, graph_key)));
            // The last bit says whether there is a record.
            hash & !1 | u64::from(has_record(kind, cells))
        }));
    });
    let mut hashes = concat(parts);
    hashes.sort_unstable();
    let (mut repeats, mut absorbed) = (0, 0);
    for same in hashes.chunk_by(|one, two| one >> 1 == two >> 1) {
        let plain = same.iter().filter(|hash| *hash & 1 == 0).count() as u64;
        repeats += plain.saturating_sub(1);
        absorbed += u64::from(plain > 0 && plain < same.len() as u64);
    }
    losses.repeats.fetch_add(repeats, Ordering::Relaxed);
    losses.absorbed.fetch_add(absorbed, Ordering::Relaxed);
}

/// The named graph of an edge.
fn named(mut cells: Cells<'_>, key: Option<NameKey>) -> Option<&[u8]> {
    match cells.find(|(name, _)| Some(*name) == key)?.1 {
        Cell::Clean(text) | Cell::Text(text) | Cell::Typed { text, .. } => Some(text),
        _ => None,
    }
}
