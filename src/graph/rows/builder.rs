//! The door into a graph of rows: readers seal pieces of files on any thread, the builder takes them in order.

use std::sync::{PoisonError, RwLock};

use super::block::{Block, EdgeKind};
use super::draft::{Draft, LateEnd, Sealed, Texts};
use super::ids::IdTable;
use super::{NameKey, RowGraph, RowNode, SharedNames};

/// A node whose id another node has already; it is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The id.
    pub id: String,
    /// The line of its record in the piece, from 0.
    pub line: u32,
}

/// An edge with an end that is no node; it is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dangling {
    /// The id of the end.
    pub id: String,
    /// Whether it is the target.
    pub is_target: bool,
    /// The piece that holds the edge, counted from 0 in the order in which pieces were absorbed.
    pub piece: usize,
    /// The line of its record in the piece, from 0.
    pub line: u32,
}

/// What the builder has to say of a piece.
#[derive(Debug, Default)]
pub struct Absorbed {
    /// The duplicates, at most [`RowBuilder::TOLD`] of them.
    pub duplicates: Vec<Duplicate>,
    /// How many there are.
    pub duplicate_count: u64,
}

/// The ends that wait for their nodes, of one block.
#[derive(Debug)]
struct Late {
    block: usize,
    piece: usize,
    ends: Vec<LateEnd>,
    ids: Texts,
}

/// Builds a [`RowGraph`].
#[derive(Debug, Default)]
pub struct RowBuilder {
    names: SharedNames,
    table: RwLock<IdTable>,
    types: Vec<NameKey>,
    blocks: Vec<Block>,
    late: Vec<Late>,
    edges: u64,
    pieces: usize,
    memory: usize,
}

/// The parts of a builder that many threads use at once.
#[derive(Clone, Copy, Debug)]
pub struct Shared<'b> {
    /// The names.
    pub names: &'b SharedNames,
    table: &'b RwLock<IdTable>,
}

impl Shared<'_> {
    /// Closes a piece: finds the ends of its edges among the nodes that are known by now.
    pub fn seal(&self, draft: &mut Draft) -> Sealed {
        draft.seal(&self.table.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The nodes of ids, as far as there are any by now.
    pub fn nodes<'i>(&self, ids: impl Iterator<Item = &'i [u8]>) -> Vec<Option<RowNode>> {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        ids.map(|id| table.find(id)).collect()
    }
}

/// Takes pieces in the order of the files.
#[derive(Debug)]
pub struct Absorber<'b> {
    table: &'b RwLock<IdTable>,
    types: &'b mut Vec<NameKey>,
    blocks: &'b mut Vec<Block>,
    late: &'b mut Vec<Late>,
    edges: &'b mut u64,
    pieces: &'b mut usize,
    memory: &'b mut usize,
}

impl RowBuilder {
    /// How many duplicates or dangling edges are told one by one; the others are counted.
    pub const TOLD: usize = 100;

    /// The names, for readers of one thread.
    pub fn names(&self) -> &SharedNames {
        &self.names
    }

    /// The part that threads share, and the part that takes what they bring.
    pub fn split(&mut self) -> (Shared<'_>, Absorber<'_>) {
        (
            Shared { names: &self.names, table: &self.table },
            Absorber {
                table: &self.table,
                types: &mut self.types,
                blocks: &mut self.blocks,
                late: &mut self.late,
                edges: &mut self.edges,
                pieces: &mut self.pieces,
                memory: &mut self.memory,
            },
        )
    }

    /// How many nodes there are by now.
    pub fn node_count(&self) -> usize {
        self.types.len()
    }

    /// Closes the graph. Ends whose nodes came after them find them now; `implied` makes nodes of those that are never
    /// declared, otherwise their edges are left out: the first of them, and how many there are.
    pub fn finish(self, implied: bool) -> (RowGraph, Vec<Dangling>, u64) {
        let RowBuilder { names, table, mut types, mut blocks, late, .. } = self;
        let mut table = table.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (mut told, mut count) = (Vec::new(), 0);
        let declared = types.len();
        for Late { block, piece, ends, ids } in late {
            let Some(block) = blocks.get_mut(block) else { continue };
            let mut keep = Vec::new();
            for (end, id) in ends.iter().zip(ids.iter()) {
                let known = match table.find(id) {
                    Some(node) => Some(node),
                    None if implied => table.insert(id).ok(),
                    None => None,
                };
                let ends = if end.is_target { &mut block.targets } else { &mut block.sources };
                if let (Some(node), Some(place)) = (known, ends.get_mut(end.edge as usize)) {
                    *place = node;
                    continue;
                }
                if keep.is_empty() {
                    keep = vec![true; block.kinds.len()];
                }
                let Some(keep) = keep.get_mut(end.edge as usize) else { continue };
                count += u64::from(std::mem::replace(keep, false));
                if told.len() < Self::TOLD {
                    let id = String::from_utf8_lossy(id).into_owned();
                    told.push(Dangling { id, is_target: end.is_target, piece, line: end.line });
                }
            }
            if !keep.is_empty() {
                block.retain_edges(&keep);
            }
        }
        types.resize(table.ids().len(), NameKey::NONE);
        if table.ids().len() > declared {
            let mut implied = Block { first_node: declared as u32, ..Block::default() };
            implied.nodes.stops = vec![0; table.ids().len() - declared];
            blocks.insert(0, implied);
        }
        let mut edges = 0;
        for block in &mut blocks {
            block.first_edge = edges;
            edges += block.kinds.len() as u64;
        }
        (RowGraph { names: names.into_names(), ids: table.into_ids(), types, blocks, edges }, told, count)
    }
}

impl Absorber<'_> {
    /// Takes a piece: its nodes get handles in the order of the files.
    pub fn absorb(&mut self, sealed: Sealed) -> Absorbed {
        let Sealed { ids, types, node_lines, mut block, late, late_ids } = sealed;
        let mut absorbed = Absorbed::default();
        block.first_node = self.types.len() as u32;
        if !types.is_empty() {
            let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
            let mut keep = Vec::new();
            for (row, id) in ids.iter().enumerate() {
                if table.insert(id).is_ok() {
                    continue;
                }
                if keep.is_empty() {
                    keep = vec![true; types.len()];
                }
                if let Some(keep) = keep.get_mut(row) {
                    *keep = false;
                }
                absorbed.duplicate_count += 1;
                if absorbed.duplicates.len() < RowBuilder::TOLD {
                    let line = node_lines.get(row).copied().unwrap_or(0);
                    absorbed
                        .duplicates
                        .push(Duplicate { id: String::from_utf8_lossy(id).into_owned(), line });
                }
            }
            if keep.is_empty() {
                self.types.extend(&types);
            } else {
                self.types.extend(types.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(name, _)| name));
                block.nodes.retain(&keep);
            }
        }
        let number = self.blocks.len();
        if !late.is_empty() {
            self.late.push(Late { block: number, piece: *self.pieces, ends: late, ids: late_ids });
        }
        *self.pieces += 1;
        *self.edges += block.kinds.len() as u64;
        if block.node_count() + block.edge_count() > 0 {
            *self.memory += block.memory();
            self.blocks.push(block);
        }
        absorbed
    }

    /// Nodes and edges so far.
    pub fn counts(&self) -> (u64, u64) {
        (self.types.len() as u64, *self.edges)
    }

    /// Bytes in memory so far.
    pub fn memory(&self) -> usize {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner).bytes();
        let late: usize =
            self.late.iter().map(|late| late.ends.capacity() * 12 + late.ids.bytes.capacity()).sum();
        *self.memory + table + late + self.types.capacity() * 4
    }
}

impl RowBuilder {
    /// What of the graph is too large for its handles, if anything is.
    pub fn too_large(&self) -> Option<&'static str> {
        if self.names.len() >= EdgeKind::MOST_NAMES {
            Some("types, relations and properties together have more than 536,870,912 names")
        } else if self.types.len() >= RowNode::UNKNOWN.index() {
            Some("there are more than 4,294,967,294 nodes")
        } else {
            None
        }
    }
}
