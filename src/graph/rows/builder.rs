//! The door into a graph of rows: readers seal pieces of files on any thread, the builder takes them in order.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasher;
use std::sync::{PoisonError, RwLock};

use foldhash::fast::FixedState;

use super::block::{Block, EdgeKind, Rows};
use super::draft::{Draft, LateEnd, Sealed, Texts};
use super::ids::{IdTable, Ids};
use super::merge::{Conflict, Merge, MoreRows, Placed, TooLarge, is_same, merge, replaced};
use super::{Cell, Cells, NameKey, RowGraph, RowNode, SharedNames, put_cell};
use crate::text::PrefixMap;

/// A node whose id another node has already, with other types or properties; it is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The id.
    pub id: String,
    /// The line of its record in the piece, from 0.
    pub line: u32,
    /// Whether merging would have kept it.
    pub can_merge: bool,
}

/// An edge with an end that is not a node; it is left out.
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
    /// The duplicates, at most [`RowBuilder::MAX_REPORTED`] of them.
    pub duplicates: Vec<Duplicate>,
    /// How many there are.
    pub duplicate_count: u64,
    /// How many nodes were there before with the same types and properties; nothing is left out with them.
    pub repeated: u64,
}

/// The ends that wait for their nodes, of one piece.
#[derive(Debug)]
struct LateEnds {
    piece: usize,
    ends: Vec<LateEnd>,
    ids: Texts,
}

/// An edge whose ends were known only when everything was read.
#[derive(Clone, Copy, Debug)]
pub struct Late {
    /// The piece that holds it, counted from 0 in the order in which pieces were absorbed.
    pub piece: usize,
    /// The line of its record in the piece, from 0.
    pub line: u32,
    /// Its relation and status.
    pub kind: EdgeKind,
    /// The first types of its ends.
    pub types: (NameKey, NameKey),
}

/// The hashed id of an edge, and its position.
#[derive(Clone, Copy, Debug)]
struct EdgeIdOf {
    hash: u64,
    piece: u32,
    edge: u32,
    line: u32,
}

/// A graph, and what was left out of it.
#[derive(Debug)]
pub struct Finished {
    /// The graph.
    pub graph: RowGraph,
    /// Edges with an end that is not a node, at most [`RowBuilder::MAX_REPORTED`] of them.
    pub dangling: Vec<Dangling>,
    /// How many there are.
    pub dangling_count: u64,
    /// Edges whose id another edge has, with their pieces, at most [`RowBuilder::MAX_REPORTED`] of them.
    pub twice: Vec<(usize, Duplicate)>,
    /// How many there are.
    pub twice_count: u64,
    /// How many edges were there before with the same id, ends and properties.
    pub repeated: u64,
    /// How many rows were merged into earlier ones.
    pub merged: u64,
    /// Values that [`Merge::First`] dropped, at most [`RowBuilder::MAX_REPORTED`] of them.
    pub conflicts: Vec<Conflict>,
    /// How many there are.
    pub conflict_count: u64,
    /// How often [`Merge::Union`] made a list as a row has another single value than an earlier one.
    pub united: u64,
    /// How many nodes were made of ends that no file declares.
    pub implied: u64,
    /// Whether the merged rows of a piece have more than 4 GiB of properties; they are not in the graph.
    pub is_too_large: bool,
}

/// Builds a [`RowGraph`].
#[derive(Debug, Default)]
pub struct RowBuilder {
    merge: Option<Merge>,
    more: Vec<MoreRows>,
    names: SharedNames,
    table: RwLock<IdTable>,
    types: Vec<NameKey>,
    blocks: Vec<Block>,
    late: Vec<LateEnds>,
    edge_ids: Vec<EdgeIdOf>,
    /// The block that each piece became.
    piece_blocks: Vec<u32>,
    edges: u64,
    memory: usize,
    has_rdf: bool,
    lists_are_sets: bool,
    prefixes: PrefixMap,
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

    /// Notes which ids are IRIs although they look like abbreviations of others, such as `ex:a`.
    pub fn are_iris<'i>(&self, ids: impl Iterator<Item = &'i [u8]>) {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        ids.for_each(|id| table.is_iri(id));
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
    is_merging: bool,
    more: &'b mut Vec<MoreRows>,
    table: &'b RwLock<IdTable>,
    types: &'b mut Vec<NameKey>,
    blocks: &'b mut Vec<Block>,
    late: &'b mut Vec<LateEnds>,
    edge_ids: &'b mut Vec<EdgeIdOf>,
    piece_blocks: &'b mut Vec<u32>,
    edges: &'b mut u64,
    memory: &'b mut usize,
}

impl RowBuilder {
    /// The most duplicates or dangling edges that are reported individually; the others are counted.
    pub const MAX_REPORTED: usize = 100;

    /// A builder that merges rows of one id, or treats all but the first as duplicates.
    pub fn merging(merge: Option<Merge>) -> RowBuilder {
        RowBuilder { merge, ..RowBuilder::default() }
    }

    /// The names, for readers of one thread.
    pub fn names(&self) -> &SharedNames {
        &self.names
    }

    /// The part that threads share, and the part that takes what they bring.
    pub fn split(&mut self) -> (Shared<'_>, Absorber<'_>) {
        (
            Shared { names: &self.names, table: &self.table },
            Absorber {
                is_merging: self.merge.is_some(),
                more: &mut self.more,
                table: &self.table,
                types: &mut self.types,
                blocks: &mut self.blocks,
                late: &mut self.late,
                edge_ids: &mut self.edge_ids,
                piece_blocks: &mut self.piece_blocks,
                edges: &mut self.edges,
                memory: &mut self.memory,
            },
        )
    }

    /// Notes that the rows which come now are made of RDF. If they are all, the order of lists means nothing.
    pub fn comes_from_rdf(&mut self) {
        self.has_rdf = true;
        self.lists_are_sets = self.types.is_empty() && self.edges == 0;
    }

    /// Notes a prefix that a file declares, unless another file has declared it.
    pub fn declare_prefix(&mut self, prefix: &str, iri: &str) {
        self.prefixes.declare(prefix, iri);
    }

    /// How many nodes there are by now.
    pub fn node_count(&self) -> usize {
        self.types.len()
    }

    /// How many edges there are by now.
    pub fn edge_count(&self) -> u64 {
        self.edges
    }

    /// Closes the graph. Ends whose nodes came after them find them now; `implied` makes nodes of those that are never
    /// declared, otherwise their edges are left out. Of several edges with one id the first is kept, into which others with
    /// the same ends, relation and status are merged where the builder merges. `judge` is called with every edge that could
    /// not be judged when its piece was absorbed; it sees the types of the first row of each node.
    pub fn finish(self, implied: bool, judge: &mut dyn FnMut(&Late, &SharedNames)) -> Finished {
        let RowBuilder {
            merge,
            more,
            names,
            table,
            mut types,
            mut blocks,
            late,
            edge_ids,
            piece_blocks,
            has_rdf,
            lists_are_sets,
            prefixes,
            ..
        } = self;
        let mut table = table.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut left_out = LeftOut::default();
        let (mut dangling, mut twice) = (Vec::new(), Vec::new());
        let declared = types.len();
        let type_of = |node: RowNode| types.get(node.index()).copied().unwrap_or(NameKey::NONE);
        for LateEnds { piece, ends, ids } in late {
            let number = piece_blocks.get(piece).copied().unwrap_or(u32::MAX) as usize;
            let Some(block) = blocks.get_mut(number) else { continue };
            for (at, (end, id)) in ends.iter().zip(ids.iter()).enumerate() {
                let known = match table.find(id) {
                    Some(node) => Some(node),
                    None if implied => table.insert(id).ok(),
                    None => None,
                };
                let edge = end.edge as usize;
                let column = if end.is_target { &mut block.targets } else { &mut block.sources };
                if let (Some(node), Some(place)) = (known, column.get_mut(edge)) {
                    *place = node;
                    let is_last = ends.get(at + 1).is_none_or(|next| next.edge != end.edge);
                    let whole = (block.sources.get(edge), block.targets.get(edge), block.kinds.get(edge));
                    if let (true, (Some(source), Some(target), Some(kind))) = (is_last, whole) {
                        let types = (type_of(*source), type_of(*target));
                        judge(&Late { piece, line: end.line, kind: *kind, types }, &names);
                    }
                } else if left_out.add(number, edge) && dangling.len() < Self::MAX_REPORTED {
                    let id = String::from_utf8_lossy(id).into_owned();
                    dangling.push(Dangling { id, is_target: end.is_target, piece, line: end.line });
                }
            }
        }
        let dangling_count = left_out.count;
        let mut edge_ids = edge_ids;
        edge_ids.sort_unstable_by_key(|of| (of.hash, of.piece, of.edge));
        let (mut repeated, mut twice_count) = (0, 0);
        let (mut more_edges, mut numbered) = (Vec::new(), Vec::new());
        let is_taken = |id: &[u8]| {
            let hash = FixedState::default().hash_one(id);
            edge_ids.binary_search_by_key(&hash, |of| of.hash).is_ok()
        };
        for group in edge_ids.chunk_by(|one, two| one.hash == two.hash).filter(|group| group.len() > 1) {
            let edges: Vec<_> = group.iter().map(|of| EdgeOf::new(*of, &blocks, &piece_blocks)).collect();
            let mut kept: Vec<&EdgeOf<'_>> = Vec::new();
            // Edges that have one id as parts of what it names, by their ends; there may be many.
            let mut parts: HashMap<_, &EdgeOf<'_>, FixedState> = HashMap::default();
            for edge in edges.iter().flatten() {
                let is_part = edge.is_in_parts && edge.id.is_some();
                let part = if is_part { parts.get(&(edge.id, edge.ends)).copied() } else { None };
                let is_other =
                    |first: &&EdgeOf<'_>| first.is_one_with(edge) && !(is_part && first.is_in_parts);
                let Some(first) = part.or_else(|| kept.iter().copied().find(is_other)) else {
                    if is_part {
                        parts.insert((edge.id, edge.ends), edge);
                    }
                    if !kept.iter().any(|first| first.is_one_with(edge)) {
                        kept.push(edge);
                    }
                    continue;
                };
                if !left_out.add(edge.block, edge.edge) {
                    continue;
                }
                let can_merge = first.ends == edge.ends;
                let is_in_parts = first.is_in_parts && edge.is_in_parts;
                if first.is_same(edge) {
                    repeated += u64::from(edge.id.is_some() && !is_in_parts);
                } else if can_merge && (merge.is_some() || is_in_parts) {
                    more_edges.push((first.of, edge.of));
                } else {
                    twice_count += 1;
                    let id = String::from_utf8_lossy(edge.id.unwrap_or(&[])).into_owned();
                    twice.push((edge.of.piece as usize, Duplicate { id, line: edge.of.line, can_merge }));
                }
            }
            let parts = parts.into_values().filter(|edge| !left_out.has(edge.block, edge.edge));
            number(parts.collect(), table.ids(), &is_taken, &mut numbered);
        }
        twice.sort_by_key(|(piece, duplicate)| (*piece, duplicate.line));
        twice.truncate(Self::MAX_REPORTED);
        let mut merging = Merging::new(merge);
        merging.merge_edges(more_edges, &mut blocks, &piece_blocks);
        merging.set_edge_ids(numbered, &mut blocks);
        for (number, edges) in left_out.edges {
            if let Some(block) = blocks.get_mut(number) {
                let mut keep = vec![true; block.kinds.len()];
                for edge in edges {
                    if let Some(keep) = keep.get_mut(edge) {
                        *keep = false;
                    }
                }
                block.retain_edges(&keep);
            }
        }
        merging.merge_nodes(&more, &mut blocks, &mut types, table.ids());
        drop(more);
        types.resize(table.ids().len(), NameKey::NONE);
        if table.ids().len() > declared {
            let mut implied = Block { first_node: declared as u32, ..Block::default() };
            implied.nodes.stops = vec![0; table.ids().len() - declared];
            blocks.push(implied);
        }
        let implied = (table.ids().len() - declared) as u64;
        let mut edges = 0;
        for block in &mut blocks {
            block.first_edge = edges;
            edges += block.kinds.len() as u64;
        }
        let graph = RowGraph {
            names: names.into_names(),
            ids: table.into_ids(),
            types,
            blocks,
            edges,
            has_rdf,
            lists_are_sets,
            prefixes,
        };
        let Merging { merged, conflicts, conflict_count, united, is_too_large, .. } = merging;
        Finished {
            graph,
            dangling,
            dangling_count,
            twice,
            twice_count,
            repeated,
            merged,
            conflicts,
            conflict_count,
            united,
            implied,
            is_too_large,
        }
    }
}

/// The edges that are left out, by block.
#[derive(Debug, Default)]
struct LeftOut {
    edges: BTreeMap<usize, BTreeSet<usize>>,
    count: u64,
}

impl LeftOut {
    /// Leaves an edge out; `false` where it is already.
    fn add(&mut self, block: usize, edge: usize) -> bool {
        let is_new = self.edges.entry(block).or_default().insert(edge);
        self.count += u64::from(is_new);
        is_new
    }

    fn has(&self, block: usize, edge: usize) -> bool {
        self.edges.get(&block).is_some_and(|edges| edges.contains(&edge))
    }
}

/// An edge that has an id of its own, or that is one however often it is said.
struct EdgeOf<'b> {
    of: EdgeIdOf,
    block: usize,
    edge: usize,
    id: Option<&'b [u8]>,
    /// Its ends, and its relation and status.
    ends: (RowNode, RowNode, EdgeKind),
    cells: &'b [u8],
    is_in_parts: bool,
}

impl<'b> EdgeOf<'b> {
    fn new(of: EdgeIdOf, blocks: &'b [Block], piece_blocks: &[u32]) -> Option<EdgeOf<'b>> {
        let (block, edge) = (*piece_blocks.get(of.piece as usize)? as usize, of.edge as usize);
        let of_block = blocks.get(block)?;
        let ends = (*of_block.sources.get(edge)?, *of_block.targets.get(edge)?, *of_block.kinds.get(edge)?);
        let (id, cells) = (edge_id(of_block, edge), of_block.edges.get(edge));
        Some(EdgeOf { of, block, edge, id, ends, cells, is_in_parts: of_block.is_in_parts })
    }

    /// Whether the ends and the properties are the same.
    fn is_same(&self, other: &EdgeOf<'_>) -> bool {
        self.ends == other.ends && is_same((NameKey::NONE, self.cells), (NameKey::NONE, other.cells))
    }

    /// Whether there may be only one of the two, if both have the same hash.
    fn is_one_with(&self, other: &EdgeOf<'_>) -> bool {
        self.id == other.id && (self.id.is_some() || self.is_same(other))
    }

    fn row(&self) -> Placed<'b> {
        let (piece, line) = (self.of.piece as usize, self.of.line);
        Placed { piece, line, first_type: NameKey::NONE, cells: Cells::new(self.cells) }
    }
}

/// An id that an edge gets, which is at a place of a block.
struct NewId {
    block: usize,
    edge: usize,
    id: Vec<u8>,
}

/// Gives edges that have one id, as parts of what it names, ids of their own: in the order of their ends the first keeps it,
/// the others get a number behind it that is free.
fn number(mut edges: Vec<&EdgeOf<'_>>, ids: &Ids, is_taken: &dyn Fn(&[u8]) -> bool, out: &mut Vec<NewId>) {
    edges.sort_by_cached_key(|edge| {
        let text = |node| ids.get(node).map_or(&[][..], |id| id.text);
        (edge.id, text(edge.ends.0), text(edge.ends.1))
    });
    for alike in edges.chunk_by(|one, other| one.id == other.id) {
        let mut number = 1_u64;
        for edge in alike.iter().skip(1) {
            let id = loop {
                number += 1;
                let id = [edge.id.unwrap_or(&[]), format!("-{number}").as_bytes()].concat();
                if !is_taken(&id) {
                    break id;
                }
            };
            out.push(NewId { block: edge.block, edge: edge.edge, id });
        }
    }
}

/// Rows while they are merged.
struct Merging {
    how: Option<Merge>,
    /// The new cells, by block and place.
    new: BTreeMap<usize, BTreeMap<usize, Vec<u8>>>,
    merged: u64,
    conflicts: Vec<Conflict>,
    conflict_count: u64,
    united: u64,
    is_too_large: bool,
}

impl Merging {
    fn new(how: Option<Merge>) -> Merging {
        Merging {
            how,
            new: BTreeMap::new(),
            merged: 0,
            conflicts: Vec::new(),
            conflict_count: 0,
            united: 0,
            is_too_large: false,
        }
    }

    /// Merges rows into the first of them, which is at a place of a block; returns their first type.
    fn merge<'r>(
        &mut self,
        (block, place): (usize, usize),
        id: &[u8],
        rows: impl Iterator<Item = Placed<'r>>,
    ) -> NameKey {
        let (mut cells, mut count) = (Vec::new(), 0u64);
        let rows = rows.inspect(|_| count += 1);
        // Where the builder does not merge, these rows are parts of what their format says.
        let how = self.how.unwrap_or(Merge::Union);
        let first_type = merge(how, rows, &mut cells, |row, name| {
            if how == Merge::Union {
                self.united += u64::from(self.how.is_some());
                return;
            }
            self.conflict_count += 1;
            if self.conflicts.len() < RowBuilder::MAX_REPORTED {
                let id = String::from_utf8_lossy(id).into_owned();
                self.conflicts.push(Conflict { id, name, piece: row.piece, line: row.line });
            }
        });
        self.merged += if self.how.is_some() { count.saturating_sub(1) } else { 0 };
        self.new.entry(block).or_default().insert(place, cells);
        first_type
    }

    /// Puts the new cells into their blocks.
    fn replace(&mut self, blocks: &mut [Block], rows: impl Fn(&mut Block) -> &mut Rows) {
        for (number, new) in std::mem::take(&mut self.new) {
            let Some(rows) = blocks.get_mut(number).map(&rows) else { continue };
            match replaced(rows, &new) {
                Ok(whole) => *rows = whole,
                Err(TooLarge) => self.is_too_large = true,
            }
        }
    }

    /// Merges edges into others, the first of each pair, a block at a time.
    fn merge_edges(
        &mut self,
        mut pairs: Vec<(EdgeIdOf, EdgeIdOf)>,
        blocks: &mut [Block],
        piece_blocks: &[u32],
    ) {
        let place = |of: &EdgeIdOf| (of.piece, of.edge);
        pairs.sort_unstable_by_key(|(first, more)| (place(first), place(more)));
        let mut last = None;
        for group in pairs.chunk_by(|one, two| place(&one.0) == place(&two.0)) {
            let Some((first, _)) = group.first() else { continue };
            if last.replace(first.piece).is_some_and(|last| last != first.piece) {
                self.replace(blocks, |block| &mut block.edges);
            }
            let edge = |of: &EdgeIdOf| EdgeOf::new(*of, blocks, piece_blocks);
            let Some(first) = edge(first) else { continue };
            let others = group.iter().filter_map(|(_, more)| Some(edge(more)?.row()));
            let id = first.id.unwrap_or(&[]);
            self.merge((first.block, first.edge), id, std::iter::once(first.row()).chain(others));
        }
        self.replace(blocks, |block| &mut block.edges);
    }

    /// Gives edges their new ids, a block at a time.
    fn set_edge_ids(&mut self, mut ids: Vec<NewId>, blocks: &mut [Block]) {
        ids.sort_unstable_by_key(|new| (new.block, new.edge));
        for of_block in ids.chunk_by(|one, other| one.block == other.block) {
            for NewId { block: number, edge, id } in of_block {
                let Some(block) = blocks.get(*number) else { continue };
                let mut cells = Vec::new();
                for (name, cell) in Cells::new(block.edges.get(*edge)) {
                    let cell = if name == NameKey::EDGE_ID { Cell::of_text(id) } else { cell };
                    put_cell(&mut cells, name, &cell);
                }
                self.new.entry(*number).or_default().insert(*edge, cells);
            }
            self.replace(blocks, |block| &mut block.edges);
        }
    }

    /// Merges the rows that were set aside into their nodes, a block at a time.
    fn merge_nodes(&mut self, more: &[MoreRows], blocks: &mut [Block], types: &mut [NameKey], ids: &Ids) {
        let rows = more.iter().enumerate().flat_map(|(piece, rows)| {
            rows.nodes.iter().enumerate().map(move |(at, (node, ..))| (*node, piece as u32, at as u32))
        });
        let mut rows: Vec<(RowNode, u32, u32)> = rows.collect();
        rows.sort_unstable();
        let mut last = None;
        for group in rows.chunk_by(|one, two| one.0 == two.0) {
            let Some((node, ..)) = group.first().copied() else { continue };
            let Some(number) = block_of(blocks, node) else { continue };
            if last.replace(number).is_some_and(|last| last != number) {
                self.replace(blocks, |block| &mut block.nodes);
            }
            let Some(block) = blocks.get(number) else { continue };
            let place = node.index() - block.first_node as usize;
            let first_type = types.get(node.index()).copied().unwrap_or(NameKey::NONE);
            // The first row is the one whose values are kept, so that its place is never shown.
            let first = Placed { piece: 0, line: 0, first_type, cells: Cells::new(block.nodes.get(place)) };
            let others =
                group.iter().filter_map(|(_, piece, at)| more.get(*piece as usize)?.row(*at as usize));
            let id = ids.get(node).map_or(&[][..], |id| id.text);
            let merged = self.merge((number, place), id, std::iter::once(first).chain(others));
            if let Some(first_type) = types.get_mut(node.index()) {
                *first_type = merged;
            }
        }
        self.replace(blocks, |block| &mut block.nodes);
        self.conflicts.sort_by_key(|conflict| (conflict.piece, conflict.line));
    }
}

/// The block that contains a node; blocks are in the order of their nodes.
fn block_of(blocks: &[Block], node: RowNode) -> Option<usize> {
    // Of blocks that begin with the same node, only the last can contain any.
    let number = blocks.partition_point(|block| block.first_node as usize <= node.index()).checked_sub(1)?;
    let block = blocks.get(number)?;
    (node.index() < block.first_node as usize + block.node_count()).then_some(number)
}

/// The id that an edge of a block has itself.
fn edge_id(block: &Block, edge: usize) -> Option<&[u8]> {
    Cells::new(block.edges.get(edge)).find(|(name, _)| *name == NameKey::EDGE_ID).and_then(|(_, cell)| {
        match cell {
            Cell::Clean(text) | Cell::Text(text) => Some(text),
            _ => None,
        }
    })
}

impl Absorber<'_> {
    /// Adds a piece: its nodes get handles in the order of the files. `judge` is called with its edges: line in the piece,
    /// relation and status, first types of the ends.
    pub fn absorb(
        &mut self,
        sealed: Sealed,
        judge: &mut dyn FnMut(u32, EdgeKind, (NameKey, NameKey)),
    ) -> Absorbed {
        let Sealed { ids, types, node_lines, mut block, edge_lines, edge_ids, late, late_ids } = sealed;
        let mut absorbed = Absorbed::default();
        block.first_node = self.types.len() as u32;
        if !types.is_empty() {
            let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
            let mut keep = Vec::new();
            let mut more = MoreRows { piece: self.piece_blocks.len(), ..MoreRows::default() };
            // The rows of this piece that are kept, once one is not.
            let mut kept: Vec<u32> = Vec::new();
            for (row, id) in ids.iter().enumerate() {
                let Err(node) = table.insert(id) else {
                    if !keep.is_empty() {
                        kept.push(row as u32);
                    }
                    continue;
                };
                if keep.is_empty() {
                    keep = vec![true; types.len()];
                    kept = (0..row as u32).collect();
                }
                if let Some(keep) = keep.get_mut(row) {
                    *keep = false;
                }
                let (node_type, cells) =
                    (types.get(row).copied().unwrap_or(NameKey::NONE), block.nodes.get(row));
                let line = node_lines.get(row).copied().unwrap_or(0);
                let (first, is_in_parts) = match node.index().checked_sub(self.types.len()) {
                    Some(place) => {
                        let first = kept.get(place).map_or(row, |first| *first as usize);
                        let first_type = types.get(first).copied().unwrap_or(NameKey::NONE);
                        ((first_type, block.nodes.get(first)), block.is_in_parts)
                    }
                    None => {
                        let of = block_of(self.blocks, node).and_then(|number| self.blocks.get(number));
                        let cells = of.map_or(&[][..], |block| {
                            block.nodes.get(node.index() - block.first_node as usize)
                        });
                        let first_type = self.types.get(node.index()).copied().unwrap_or(NameKey::NONE);
                        ((first_type, cells), block.is_in_parts && of.is_some_and(|of| of.is_in_parts))
                    }
                };
                if is_same(first, (node_type, cells)) {
                    absorbed.repeated += u64::from(!is_in_parts);
                } else if self.is_merging || is_in_parts {
                    more.nodes.push((node, node_type, line));
                    more.cells.push(cells);
                } else {
                    absorbed.duplicate_count += 1;
                    if absorbed.duplicates.len() < RowBuilder::MAX_REPORTED {
                        let id = String::from_utf8_lossy(id).into_owned();
                        absorbed.duplicates.push(Duplicate { id, line, can_merge: true });
                    }
                }
            }
            if !more.nodes.is_empty() {
                *self.memory += more.memory();
                self.more.push(more);
            }
            if keep.is_empty() {
                self.types.extend(&types);
            } else {
                self.types.extend(types.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(name, _)| name));
                block.nodes.retain(&keep);
            }
        }
        let piece = self.piece_blocks.len();
        self.piece_blocks.push(self.blocks.len() as u32);
        self.edge_ids.extend(edge_ids.iter().map(|id| EdgeIdOf {
            hash: id.hash,
            piece: piece as u32,
            edge: id.edge,
            line: edge_lines.get(id.edge as usize).copied().unwrap_or(0),
        }));
        let type_of = |node: &RowNode| self.types.get(node.index()).copied();
        let ends = block.sources.iter().zip(&block.targets).zip(&block.kinds).zip(&edge_lines);
        for (((source, target), kind), line) in ends {
            // Ends that are not known yet are judged when everything is read.
            if let (Some(source), Some(target)) = (type_of(source), type_of(target)) {
                judge(*line, *kind, (source, target));
            }
        }
        if !late.is_empty() {
            self.late.push(LateEnds { piece, ends: late, ids: late_ids });
        }
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
        *self.memory
            + table
            + late
            + self.types.capacity() * 4
            + self.edge_ids.capacity() * size_of::<EdgeIdOf>()
    }
}

impl RowBuilder {
    /// What of the graph is too large for its handles, if anything is.
    pub fn too_large(&self) -> Option<&'static str> {
        if self.names.len() >= EdgeKind::MOST_NAMES {
            Some("more than 268,435,456 different names of types, relations and properties")
        } else if self.types.len() >= RowNode::UNKNOWN.index() {
            Some("more than 4,294,967,294 nodes")
        } else {
            None
        }
    }
}
