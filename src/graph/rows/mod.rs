//! Graphs of millions of rows: nodes and edges with properties, in columns.
//!
//! A [`KnowledgeGraph`](super::KnowledgeGraph) holds what an analyst has written and checked word for word; a [`RowGraph`]
//! holds what an institution has in files of rows. An edge is what its file says: a fact the file vouches for, or, where
//! the row has a status, a claim of this status.

mod adjacency;
mod block;
mod builder;
mod cells;
mod core;
mod draft;
mod ids;
mod in_order;
mod labels;
mod merge;
mod names;
mod part;
pub mod reification;

pub use block::{Block, EdgeKind, EdgeRow, NodeRow};
pub use builder::{Absorbed, Absorber, Dangling, Duplicate, Finished, Late, RowBuilder, Shared};
pub(crate) use cells::{BACKSLASH, CLASS, CONTROL, IRI_UNRESERVED, OTHER};
pub use cells::{Cell, Cells, Items, QUOTE, is_clean, put_cell, put_item};
pub use draft::{Draft, Sealed};
pub use ids::{IdEntry, IdTable, IdText, Ids, RowNode};
pub use in_order::in_order;
pub(crate) use labels::{Labels, is_preferred, preferred};
pub use merge::{Conflict, Merge};
pub use names::{NameCache, NameKey, Names, SharedNames};
pub(crate) use part::texts_of;
pub use part::{RowPart, RowSelection};

use std::collections::{BTreeMap, HashMap, HashSet};

use block::EdgeAt;
use foldhash::fast::FixedState;

use crate::text::PrefixMap;

/// A graph of rows.
#[derive(Debug)]
pub struct RowGraph {
    names: Names,
    ids: Ids,
    types: Vec<NameKey>,
    blocks: Vec<Block>,
    edges: u64,
    has_rdf: bool,
    lists_are_sets: bool,
    prefixes: PrefixMap,
}

impl RowGraph {
    /// The prefixes that the files declare: how pictures abbreviate IRIs.
    pub fn prefixes(&self) -> &PrefixMap {
        &self.prefixes
    }

    /// The names of types, relations, properties and datatypes.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The ids of the nodes.
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// The blocks, in the order of the files.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.ids.len()
    }

    /// How many edges there are.
    pub fn edge_count(&self) -> u64 {
        self.edges
    }

    /// The first type of a node, [`NameKey::NONE`] where it has none.
    pub fn type_of(&self, node: RowNode) -> NameKey {
        self.types.get(node.index()).copied().unwrap_or(NameKey::NONE)
    }

    /// The types that nodes have.
    pub fn types(&self) -> HashSet<NameKey> {
        let mut types: HashSet<NameKey> = self.types.iter().copied().collect();
        types.remove(&NameKey::NONE);
        self.each_node(self.blocks(), |row| types.extend(row.types().skip(1)));
        types
    }

    /// Visits the nodes of a block in order.
    pub fn each_node<'g>(
        &'g self,
        blocks: impl IntoIterator<Item = &'g Block>,
        mut visit: impl FnMut(NodeRow<'g>),
    ) {
        for block in blocks {
            block.each_node(&self.ids, &self.types, &mut visit);
        }
    }

    /// Visits the edges of a block in order.
    pub fn each_edge<'b>(
        &self,
        blocks: impl IntoIterator<Item = &'b Block>,
        mut visit: impl FnMut(EdgeRow<'_>),
    ) {
        for block in blocks {
            block.each_edge(&self.ids, &mut visit);
        }
    }

    /// A node by its block and its place in it, both from 0.
    pub fn node_at(&self, block: usize, place: usize) -> Option<NodeRow<'_>> {
        self.blocks.get(block)?.node(place, &self.ids, &self.types)
    }

    /// An edge by its block and its place in it, both from 0.
    pub fn edge_at(&self, block: usize, place: usize) -> Option<EdgeRow<'_>> {
        self.blocks.get(block)?.edge(place, &self.ids)
    }

    /// Visits the edges at some places, each a block and a place in it, both from 0. Rows and ids are fetched a batch at a time,
    /// so that their cache misses overlap.
    pub fn each_edge_at(
        &self,
        places: impl IntoIterator<Item = (usize, usize)>,
        mut visit: impl FnMut(EdgeRow<'_>),
    ) {
        let mut places = places.into_iter();
        let mut batch: [Option<EdgeAt<'_>>; EdgeAt::BATCH] = [None; EdgeAt::BATCH];
        loop {
            let mut count = 0;
            for (edge, (block, place)) in batch.iter_mut().zip(&mut places) {
                *edge = self.blocks.get(block).and_then(|block| block.edge_at(place));
                count += 1;
            }
            let batch = batch.get_mut(..count).unwrap_or(&mut []);
            batch.iter_mut().flatten().for_each(|edge| edge.fetch(&self.ids));
            batch.iter().flatten().for_each(|edge| visit(edge.row(&self.ids)));
            if count < EdgeAt::BATCH {
                return;
            }
        }
    }

    /// An edge of a block by its place in it, from 0.
    pub fn edge_of<'g>(&'g self, block: &'g Block, place: usize) -> Option<EdgeRow<'g>> {
        block.edge(place, &self.ids)
    }

    /// The relations and properties of a block's edges, in order, for users who do not need to know where they begin and end.
    pub fn edge_cells<'g>(&self, block: &'g Block) -> impl Iterator<Item = (EdgeKind, Cells<'g>)> + 'g {
        block.edge_cells()
    }

    /// Visits the ends of a block's edges as handles, in order.
    pub fn ends<'g>(&self, block: &'g Block) -> impl Iterator<Item = (RowNode, RowNode, EdgeKind)> + 'g {
        let ends = block.sources.iter().zip(&block.targets).zip(&block.kinds);
        ends.map(|((source, target), kind)| (*source, *target, *kind))
    }

    /// The row of a node.
    pub fn node_row(&self, node: RowNode) -> Option<NodeRow<'_>> {
        let holds = |block: &&Block| {
            let first = block.first_node as usize;
            (first..first + block.node_count()).contains(&node.index())
        };
        let block = self.blocks.iter().find(holds)?;
        block.node(node.index() - block.first_node as usize, &self.ids, &self.types)
    }

    /// The row of an edge, by its number in the order of the files, from 1, and its ends.
    pub fn edge_row(&self, number: u64) -> Option<(RowNode, RowNode, EdgeRow<'_>)> {
        let at = number.checked_sub(1)?;
        let block = self.blocks.partition_point(|block| block.first_edge <= at).checked_sub(1)?;
        let block = self.blocks.get(block)?;
        let place = (at - block.first_edge) as usize;
        Some((*block.sources.get(place)?, *block.targets.get(place)?, block.edge(place, &self.ids)?))
    }

    /// Visits the ends and kinds of some edges, which are given by their numbers in rising order.
    pub(crate) fn each_end(&self, edges: &[u64], mut visit: impl FnMut(u64, RowNode, RowNode, EdgeKind)) {
        let mut edges = edges.iter().copied().peekable();
        for block in &self.blocks {
            let stop = block.first_edge + block.kinds.len() as u64;
            while let Some(number) = edges.next_if(|number| *number <= stop) {
                let place = number.checked_sub(block.first_edge + 1).map(|place| place as usize);
                let row = place.and_then(|place| {
                    Some((block.sources.get(place)?, block.targets.get(place)?, block.kinds.get(place)?))
                });
                if let Some((source, target, kind)) = row {
                    visit(number, *source, *target, *kind);
                }
            }
        }
    }

    /// The nodes of some ids, in one pass over all ids; those of unknown ids are left out.
    pub fn find<'i>(&self, wanted: impl IntoIterator<Item = &'i str>) -> BTreeMap<&'i str, RowNode> {
        let wanted: HashMap<&[u8], &str, FixedState> =
            wanted.into_iter().map(|id| (id.as_bytes(), id)).collect();
        if wanted.is_empty() {
            return BTreeMap::new();
        }
        let found = self.ids.iter().filter_map(|(node, id)| Some((*wanted.get(id.text)?, node)));
        found.collect()
    }

    /// Whether some rows are made of RDF.
    pub fn has_rdf(&self) -> bool {
        self.has_rdf
    }

    /// Whether the order of lists means nothing, as all of them are values of RDF.
    pub fn lists_are_sets(&self) -> bool {
        self.lists_are_sets
    }

    /// Bytes in memory.
    pub fn memory(&self) -> usize {
        let blocks: usize = self.blocks.iter().map(Block::memory).sum();
        blocks + self.ids.bytes() + self.types.capacity() * 4
    }
}
