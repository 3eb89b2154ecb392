//! Graphs of millions of rows: nodes and edges with properties, in columns.
//!
//! A [`KnowledgeGraph`](super::KnowledgeGraph) holds what an analyst has written and checked word for word; a [`RowGraph`]
//! holds what an institution has in files of rows. An edge is what its file says: a fact the file vouches for, or, where
//! the row has a status, a claim of this status.

mod block;
mod builder;
mod cells;
mod draft;
mod ids;
mod in_order;
mod names;
pub mod reification;

pub use block::{Block, EdgeKind, EdgeRow, NodeRow};
pub use builder::{Absorbed, Absorber, Dangling, Duplicate, Finished, Late, RowBuilder, Shared};
pub(crate) use cells::{BACKSLASH, CLASS, CONTROL, IRI_UNRESERVED, OTHER};
pub use cells::{Cell, Cells, Items, QUOTE, is_clean, put_cell, put_item};
pub use draft::{Draft, Sealed};
pub use ids::{IdEntry, IdTable, IdText, Ids, RowNode};
pub use in_order::in_order;
pub use names::{NameCache, NameKey, Names, SharedNames};

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
}

impl RowGraph {
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
