//! Rows in columns, a block of them at a time: what one piece of a file became.

use super::cells::{Cell, Cells};
use super::ids::{IdEntry, Ids};
use super::{IdText, NameKey, RowNode};
use crate::ontology::Status;

/// The cells of many rows.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) bytes: Vec<u8>,
    pub(super) stops: Vec<u32>,
}

impl Rows {
    pub(super) fn push(&mut self, cells: &[u8]) {
        self.bytes.extend_from_slice(cells);
        self.stops.push(self.bytes.len() as u32);
    }

    pub(super) fn get(&self, row: usize) -> &[u8] {
        let start =
            row.checked_sub(1).and_then(|before| self.stops.get(before)).map_or(0, |stop| *stop as usize);
        let stop = self.stops.get(row).map_or(start, |stop| *stop as usize);
        self.bytes.get(start..stop).unwrap_or(&[])
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.stops.iter().map(move |stop| {
            let row = self.bytes.get(start..*stop as usize).unwrap_or(&[]);
            start = *stop as usize;
            row
        })
    }

    /// Keeps the rows whose flag is set.
    pub(super) fn retain(&mut self, keep: &[bool]) {
        let mut kept = Rows::default();
        for (row, _) in self.iter().zip(keep).filter(|(_, keep)| **keep) {
            kept.push(row);
        }
        *self = kept;
    }

    /// The rows in memory of just their size; these are emptied, and keep their memory for the next ones.
    pub(super) fn take(&mut self) -> Rows {
        let taken = Rows { bytes: self.bytes.as_slice().to_vec(), stops: self.stops.as_slice().to_vec() };
        self.bytes.clear();
        self.stops.clear();
        taken
    }

    pub(super) fn memory(&self) -> usize {
        self.bytes.capacity() + self.stops.capacity() * 4
    }
}

/// The relation of an edge, the status of the claim that it stands for, and whether it has a direction, in 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EdgeKind(u32);

const STATUS_SHIFT: u32 = 28;
const STATUS_BITS: u32 = 7;
const UNDIRECTED: u32 = 1 << 31;

impl EdgeKind {
    /// More names than this are refused.
    pub(super) const MOST_NAMES: usize = 1 << STATUS_SHIFT;

    /// An edge of a relation; without a status the file vouches for it.
    pub fn new(relation: NameKey, status: Option<Status>) -> EdgeKind {
        let status = status.and_then(|status| Status::ALL.iter().position(|known| *known == status));
        EdgeKind(relation.0 | (status.map_or(0, |status| status as u32 + 1) << STATUS_SHIFT))
    }

    /// The same edge, which has no direction: its ends are written in some order, which means nothing.
    #[must_use]
    pub fn undirected(self) -> EdgeKind {
        EdgeKind(self.0 | UNDIRECTED)
    }

    /// Whether the edge has no direction.
    pub fn is_undirected(self) -> bool {
        self.0 & UNDIRECTED != 0
    }

    /// The relation.
    pub fn relation(self) -> NameKey {
        NameKey(self.0 & ((1 << STATUS_SHIFT) - 1))
    }

    /// The status, if the file gives one.
    pub fn status(self) -> Option<Status> {
        Status::ALL.get(((self.0 >> STATUS_SHIFT & STATUS_BITS) as usize).checked_sub(1)?).copied()
    }
}

/// A node.
#[derive(Clone, Copy, Debug)]
pub struct NodeRow<'g> {
    /// Its handle.
    pub node: RowNode,
    /// Its id.
    pub id: IdText<'g>,
    /// Its first type, or [`NameKey::NONE`]; others are cells of [`NameKey::ALSO_TYPE`].
    pub node_type: NameKey,
    /// Its properties.
    pub cells: Cells<'g>,
}

impl NodeRow<'_> {
    /// All its types, in the order of the file; none where it has none.
    pub fn types(self) -> impl Iterator<Item = NameKey> {
        let first = Some(self.node_type).filter(|name| *name != NameKey::NONE);
        let others = self.cells.filter_map(|(name, cell)| match cell {
            Cell::Typed { datatype, .. } if name == NameKey::ALSO_TYPE => Some(datatype),
            _ => None,
        });
        first.into_iter().chain(others)
    }
}

/// An edge.
#[derive(Clone, Copy, Debug)]
pub struct EdgeRow<'g> {
    /// Its number in the order of the files, from 1.
    pub number: u64,
    /// Where it begins.
    pub source: IdText<'g>,
    /// Where it ends.
    pub target: IdText<'g>,
    /// The nodes of its ends.
    pub ends: (RowNode, RowNode),
    /// Its relation and status.
    pub kind: EdgeKind,
    /// Its properties.
    pub cells: Cells<'g>,
}

/// Nodes and edges that are adjacent in a file.
#[derive(Debug, Default)]
pub struct Block {
    pub(super) first_node: u32,
    pub(super) nodes: Rows,
    pub(super) first_edge: u64,
    pub(super) sources: Vec<RowNode>,
    pub(super) targets: Vec<RowNode>,
    pub(super) kinds: Vec<EdgeKind>,
    pub(super) edges: Rows,
    /// Whether its rows with the same id are one whatever the builder does with others.
    pub(super) is_in_parts: bool,
}

/// An edge whose ids are fetched later.
#[derive(Clone, Copy)]
pub(super) struct EdgeAt<'g> {
    number: u64,
    ends: (RowNode, RowNode),
    entries: (IdEntry, IdEntry),
    kind: EdgeKind,
    cells: &'g [u8],
}

impl<'g> EdgeAt<'g> {
    /// How many edges are fetched together.
    pub(super) const BATCH: usize = 16;

    /// Fetches its ids, and the beginning of its properties, which nothing needs yet: so the processor waits for those of a whole
    /// batch at once. Without it, GraphSON takes a fifth more time.
    #[inline]
    pub(super) fn fetch(&mut self, ids: &Ids) {
        self.entries = (ids.entry(self.ends.0), ids.entry(self.ends.1));
        std::hint::black_box(self.cells.first().copied());
    }

    /// The edge.
    #[inline]
    pub(super) fn row<'r>(&'r self, ids: &'r Ids) -> EdgeRow<'r> {
        EdgeRow {
            number: self.number,
            source: ids.text(&self.entries.0),
            target: ids.text(&self.entries.1),
            ends: self.ends,
            kind: self.kind,
            cells: Cells(self.cells),
        }
    }
}

/// How many ids are fetched together.
const BATCH: usize = 32;

impl Block {
    /// How many nodes it has.
    pub fn node_count(&self) -> usize {
        self.nodes.stops.len()
    }

    /// How many edges it has.
    pub fn edge_count(&self) -> usize {
        self.kinds.len()
    }

    /// Visits its nodes in order.
    pub(super) fn each_node<'g>(
        &'g self,
        ids: &'g Ids,
        types: &[NameKey],
        mut visit: impl FnMut(NodeRow<'g>),
    ) {
        for (row, cells) in self.nodes.iter().enumerate() {
            let node = RowNode(self.first_node + row as u32);
            let Some(id) = ids.get(node) else { return };
            let node_type = types.get(node.index()).copied().unwrap_or(NameKey::NONE);
            visit(NodeRow { node, id, node_type, cells: Cells(cells) });
        }
    }

    /// One of its nodes, by its place.
    pub(super) fn node<'g>(&'g self, at: usize, ids: &'g Ids, types: &[NameKey]) -> Option<NodeRow<'g>> {
        let node = RowNode(self.first_node + at as u32);
        let node_type = types.get(node.index()).copied().unwrap_or(NameKey::NONE);
        Some(NodeRow { node, id: ids.get(node)?, node_type, cells: Cells(self.nodes.get(at)) })
    }

    /// One of its edges, by its place.
    pub(super) fn edge<'g>(&'g self, at: usize, ids: &'g Ids) -> Option<EdgeRow<'g>> {
        let ends = (*self.sources.get(at)?, *self.targets.get(at)?);
        Some(EdgeRow {
            number: self.first_edge + at as u64 + 1,
            source: ids.get(ends.0)?,
            target: ids.get(ends.1)?,
            ends,
            kind: *self.kinds.get(at)?,
            cells: Cells(self.edges.get(at)),
        })
    }

    /// One of its edges, by its place, to be fetched.
    #[inline]
    pub(super) fn edge_at(&self, at: usize) -> Option<EdgeAt<'_>> {
        Some(EdgeAt {
            number: self.first_edge + at as u64 + 1,
            ends: (*self.sources.get(at)?, *self.targets.get(at)?),
            entries: (IdEntry::default(), IdEntry::default()),
            kind: *self.kinds.get(at)?,
            cells: self.edges.get(at),
        })
    }

    /// Visits its edges in order. Ids are fetched a batch at a time, so that their cache misses overlap.
    pub(super) fn each_edge(&self, ids: &Ids, mut visit: impl FnMut(EdgeRow<'_>)) {
        let mut entries = [(IdEntry::default(), IdEntry::default()); BATCH];
        let (mut number, mut rows) = (self.first_edge, self.edges.iter());
        let batches =
            self.sources.chunks(BATCH).zip(self.targets.chunks(BATCH)).zip(self.kinds.chunks(BATCH));
        for ((sources, targets), kinds) in batches {
            for ((entry, source), target) in entries.iter_mut().zip(sources).zip(targets) {
                *entry = (ids.entry(*source), ids.entry(*target));
            }
            let ends = sources.iter().copied().zip(targets.iter().copied());
            for ((((source, target), ends), kind), cells) in
                entries.iter().zip(ends).zip(kinds).zip(&mut rows)
            {
                number += 1;
                let (source, target) = (ids.text(source), ids.text(target));
                visit(EdgeRow { number, source, target, ends, kind: *kind, cells: Cells(cells) });
            }
        }
    }

    /// The relations and properties of its edges in order. Nothing is fetched of their ends.
    pub(crate) fn edge_cells(&self) -> impl Iterator<Item = (EdgeKind, Cells<'_>)> {
        self.kinds.iter().copied().zip(self.edges.iter().map(Cells))
    }

    /// Bytes in memory.
    pub(super) fn memory(&self) -> usize {
        let columns = (self.sources.capacity() + self.targets.capacity() + self.kinds.capacity()) * 4;
        self.nodes.memory() + self.edges.memory() + columns
    }

    /// Drops the edges whose flag is not set.
    pub(super) fn retain_edges(&mut self, keep: &[bool]) {
        let flags = |at: usize| keep.get(at).copied().unwrap_or(true);
        let mut at = 0..;
        self.sources.retain(|_| at.next().is_none_or(flags));
        at = 0..;
        self.targets.retain(|_| at.next().is_none_or(flags));
        at = 0..;
        self.kinds.retain(|_| at.next().is_none_or(flags));
        self.edges.retain(keep);
    }
}
