//! Rows on their way from a reader into the graph.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::block::{Block, Rows};
use super::ids::IdTable;
use super::{EdgeKind, NameKey, RowNode};

/// Many short texts.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) bytes: Vec<u8>,
    pub(super) stops: Vec<u32>,
}

impl Texts {
    pub(super) fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.stops.push(self.bytes.len() as u32);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.stops.iter().map(move |stop| {
            let text = self.bytes.get(start..*stop as usize).unwrap_or(&[]);
            start = *stop as usize;
            text
        })
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.stops.clear();
    }
}

/// Collects the rows of one piece of a file. It keeps its memory from piece to piece.
#[derive(Debug, Default)]
pub struct Draft {
    ids: Texts,
    types: Vec<NameKey>,
    node_lines: Vec<u32>,
    nodes: Rows,
    ends: Texts,
    /// The ends of edges whose nodes are known.
    known: Vec<RowNode>,
    kinds: Vec<EdgeKind>,
    edge_lines: Vec<u32>,
    edges: Rows,
    edge_ids: Vec<EdgeId>,
    found: Vec<RowNode>,
    is_in_parts: bool,
}

/// The id of an edge, or what stands for one, hashed, and which edge of its piece has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct EdgeId {
    pub(super) hash: u64,
    pub(super) edge: u32,
}

/// An end of an edge whose node is not known yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct LateEnd {
    /// The edge, in its block.
    pub(super) edge: u32,
    /// Whether it is the target.
    pub(super) is_target: bool,
    /// The line in the piece.
    pub(super) line: u32,
}

/// A piece of a file, read and ready for the graph.
#[derive(Debug, Default)]
pub struct Sealed {
    pub(super) ids: Texts,
    pub(super) types: Vec<NameKey>,
    pub(super) node_lines: Vec<u32>,
    pub(super) block: Block,
    pub(super) edge_lines: Vec<u32>,
    pub(super) edge_ids: Vec<EdgeId>,
    pub(super) late: Vec<LateEnd>,
    pub(super) late_ids: Texts,
}

impl Draft {
    /// Notes that the file says of a node or an edge in several rows what it says of it, as its format does: rows of such
    /// pieces with the same id are one, with the values of all.
    pub fn is_in_parts(&mut self) {
        self.is_in_parts = true;
    }

    /// Adds a node: the line of its record in the piece (from 0), its id (not empty), its first type, its cells.
    pub fn node(&mut self, line: u32, id: &[u8], node_type: NameKey, cells: &[u8]) {
        self.ids.push(id);
        self.types.push(node_type);
        self.node_lines.push(line);
        self.nodes.push(cells);
    }

    /// Adds an edge: the line of its record in the piece (from 0), the ids of its ends (not empty), its relation and
    /// status, its cells.
    pub fn edge(&mut self, line: u32, source: &[u8], target: &[u8], kind: EdgeKind, cells: &[u8]) {
        self.ends.push(source);
        self.ends.push(target);
        self.kinds.push(kind);
        self.edge_lines.push(line);
        self.edges.push(cells);
    }

    /// Adds an edge whose nodes are known, with its line. A piece has edges of this kind or of the other.
    pub fn edge_between(&mut self, line: u32, ends: [RowNode; 2], kind: EdgeKind, cells: &[u8]) {
        self.known.extend(ends);
        self.kinds.push(kind);
        self.edge_lines.push(line);
        self.edges.push(cells);
    }

    /// Notes the id of the edge that was added last, so that no other may have it.
    pub fn edge_id(&mut self, id: &[u8]) {
        let hash = FixedState::default().hash_one(id);
        self.edge_ids.push(EdgeId { hash, edge: (self.kinds.len() as u32).saturating_sub(1) });
    }

    /// Notes that the edge that was added last is the same as any other with its ends, relation, status and properties for
    /// which this is noted, however many rows say it.
    pub fn edge_once(&mut self) {
        let mut ends = self.ends.stops.iter().rev().map(|stop| *stop as usize);
        let [target, source, start] = [ends.next(), ends.next(), ends.next()].map(Option::unwrap_or_default);
        let text = |start: usize, stop: usize| self.ends.bytes.get(start..stop).unwrap_or(&[]);
        let hash =
            FixedState::default().hash_one((text(start, source), text(source, target), self.kinds.last()));
        self.edge_ids.push(EdgeId { hash, edge: (self.kinds.len() as u32).saturating_sub(1) });
    }

    /// Closes the piece: finds the ends of its edges among the nodes that are known by now.
    pub(super) fn seal(&mut self, table: &IdTable) -> Sealed {
        self.found.clear();
        self.found.append(&mut self.known);
        table.find_all(&self.ends.bytes, &self.ends.stops, &mut self.found);
        let mut sealed = Sealed::default();
        if self.found.contains(&RowNode::UNKNOWN) {
            for (at, (id, _)) in self
                .ends
                .iter()
                .zip(&self.found)
                .enumerate()
                .filter(|(_, (_, node))| **node == RowNode::UNKNOWN)
            {
                let line = self.edge_lines.get(at / 2).copied().unwrap_or(0);
                sealed.late.push(LateEnd { edge: (at / 2) as u32, is_target: at % 2 == 1, line });
                sealed.late_ids.push(id);
            }
        }
        let (mut sources, mut targets) =
            (Vec::with_capacity(self.kinds.len()), Vec::with_capacity(self.kinds.len()));
        for ends in self.found.chunks_exact(2) {
            sources.extend(ends.first());
            targets.extend(ends.last());
        }
        sealed.block = Block {
            nodes: self.nodes.take(),
            sources,
            targets,
            kinds: self.kinds.as_slice().to_vec(),
            edges: self.edges.take(),
            is_in_parts: self.is_in_parts,
            ..Block::default()
        };
        sealed.ids = std::mem::take(&mut self.ids);
        sealed.types = std::mem::take(&mut self.types);
        sealed.node_lines = std::mem::take(&mut self.node_lines);
        self.ends.clear();
        self.kinds.clear();
        sealed.edge_lines = std::mem::take(&mut self.edge_lines);
        sealed.edge_ids = std::mem::take(&mut self.edge_ids);
        sealed
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty() && self.kinds.is_empty()
    }
}
