//! How the record of an edge is called: by the id of the edge, or by what the edge says.
//!
//! The second name is the hash of ends, relation, status and properties (XXH3 with 128 bits, of which 83 are written), so
//! that it stays the same when other rows come or go, and records of two files that say different things never get one
//! name. An edge that says exactly what others before it say has its place among them behind the name.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use twox_hash::XxHash3_128;

use super::cells::own_id;
use super::edge_ids::ids_are_unique;
use super::filter::Filter;
use super::ordered::{concat, each_block};
use crate::export::ExportOptions;
use crate::export::bytes::put_number;
use crate::graph::rows::{Cell, Cells, EdgeKind, EdgeRow, NameKey, RowGraph, RowNode};

/// The name of a record.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RecordId<'r> {
    /// The id of the edge.
    Own(&'r [u8]),
    /// What the edge says, and its place among those that say the same, from 1.
    Content(u128, u32),
}

/// The names of the records of a graph.
pub(in crate::export) struct RecordIds {
    /// Whether the ids that edges have name their records.
    has_ids: bool,
    /// Whether edges have a record of which there is nothing else to say.
    has_all: bool,
    /// By name: its hash.
    names: Vec<u64>,
    /// By the number of an edge: its place among those that say the same, from 2.
    repeats: HashMap<u64, u32, FixedState>,
}

impl RecordIds {
    /// The names of the records of a graph.
    pub(in crate::export) fn new(graph: &RowGraph, options: &ExportOptions) -> RecordIds {
        let (has_claims, threads) = (options.model.has_claims(), options.threads);
        let has_ids = has_claims && ids_are_unique(graph, threads);
        let has_all = !options.model.has_edges();
        let mut ids = RecordIds { has_ids, has_all, names: Vec::new(), repeats: HashMap::default() };
        if has_claims {
            ids.look_at(graph, threads);
        }
        ids
    }

    /// The names of all edges of a graph, whether they have a record or not. Where `may_have_ids` is false, no edge has an id.
    pub(in crate::export) fn of_edges(graph: &RowGraph, may_have_ids: bool, threads: usize) -> RecordIds {
        let has_ids = may_have_ids && ids_are_unique(graph, threads);
        let mut ids = RecordIds { has_ids, has_all: true, names: Vec::new(), repeats: HashMap::default() };
        ids.look_at(graph, threads);
        ids
    }

    fn look_at(&mut self, graph: &RowGraph, threads: usize) {
        self.names =
            graph.names().iter().map(|(_, name)| XxHash3_128::oneshot(name.as_bytes()) as u64).collect();
        self.repeats = self.repeats(graph, threads);
    }

    /// Whether the ids that edges have name them.
    pub(in crate::export) fn has_ids(&self) -> bool {
        self.has_ids
    }

    /// The name of the record of an edge; what it says is put together in `scratch`.
    pub(in crate::export) fn of<'r>(&self, row: &EdgeRow<'r>, scratch: &mut Vec<u8>) -> RecordId<'r> {
        let own = if self.has_ids { own_id(row.cells) } else { None };
        match own {
            Some(id) => RecordId::Own(id),
            None => {
                let place = if self.repeats.is_empty() { None } else { self.repeats.get(&row.number) };
                RecordId::Content(self.content(row, scratch), place.copied().unwrap_or(1))
            }
        }
    }

    /// Whether the record of an edge, if it has one, is called by what it says.
    fn is_by_content(&self, kind: EdgeKind, cells: Cells<'_>) -> bool {
        (self.has_all || kind.status().is_some() || cells.clone().next().is_some())
            && !(self.has_ids && own_id(cells).is_some())
    }

    /// The places of edges that say what others before them say. Few edges have the same ends: only these are compared.
    fn repeats(&self, graph: &RowGraph, threads: usize) -> HashMap<u64, u32, FixedState> {
        let hash = |(source, target, kind): (RowNode, RowNode, EdgeKind)| {
            FixedState::default().hash_one((source, target, kind.relation()))
        };
        let mut filter = Filter::new(graph.edge_count());
        let mut again: HashSet<u64, FixedState> = HashSet::default();
        // On one thread, so that the processor waits for many words at once; atomic ones it would await one by one.
        for block in graph.blocks() {
            for (ends, (kind, cells)) in graph.ends(block).zip(graph.edge_cells(block)) {
                if self.is_by_content(kind, cells) {
                    let hash = hash(ends);
                    if filter.has_or_takes(hash) {
                        again.insert(hash);
                    }
                }
            }
        }
        let mut places = HashMap::default();
        if again.is_empty() {
            return places;
        }
        let parts = each_block(threads, graph.blocks(), Vec::new, |found: &mut Vec<(u128, u64)>, block| {
            for (at, ends) in graph.ends(block).enumerate() {
                if again.contains(&hash(ends))
                    && let Some(row) = graph.edge_of(block, at)
                    && self.is_by_content(row.kind, row.cells)
                {
                    found.push((self.content(&row, &mut Vec::new()), row.number));
                }
            }
        });
        let mut found = concat(parts);
        found.sort_unstable();
        for same in found.chunk_by(|one, two| one.0 == two.0) {
            let later = same.iter().enumerate().skip(1);
            places.extend(later.map(|(place, (_, number))| (*number, place as u32 + 1)));
        }
        places
    }

    /// The hash of what an edge says.
    fn content(&self, row: &EdgeRow<'_>, scratch: &mut Vec<u8>) -> u128 {
        scratch.clear();
        put_text(scratch, &[], row.source.text);
        put_text(scratch, &[], row.target.text);
        scratch.extend_from_slice(&self.name(row.kind.relation()));
        let status = row.kind.status().map_or("", |status| status.name());
        put_text(scratch, &[], status.as_bytes());
        for (name, cell) in row.cells {
            scratch.extend_from_slice(&self.name(name));
            self.put_cell(scratch, &cell);
        }
        XxHash3_128::oneshot(scratch)
    }

    /// The hash of a name, as it is written.
    #[inline]
    fn name(&self, name: NameKey) -> [u8; 8] {
        self.names.get(name.index()).copied().unwrap_or(0).to_le_bytes()
    }

    #[inline]
    fn put_cell(&self, out: &mut Vec<u8>, cell: &Cell<'_>) {
        match *cell {
            Cell::Clean(text) | Cell::Text(text) => put_text(out, b"t", text),
            Cell::Integer(number) | Cell::Number(number) => put_text(out, b"n", number),
            Cell::Boolean(value) => put_text(out, b"b", &[u8::from(value)]),
            Cell::Json(text) => put_text(out, b"j", text),
            Cell::Words { language, text } => {
                put_text(out, b"w", language);
                put_text(out, &[], text);
            }
            Cell::Typed { datatype, text } => {
                put_text(out, b"d", text);
                out.extend_from_slice(&self.name(datatype));
            }
            Cell::List(items) => {
                put_text(out, b"l", &[]);
                items.for_each(|item| self.put_cell(out, &item));
                out.push(0);
            }
        }
    }
}

/// Writes a text that nothing can continue, after its kind.
#[inline]
fn put_text<const KIND: usize>(out: &mut Vec<u8>, kind: &[u8; KIND], text: &[u8]) {
    out.reserve(KIND + 4 + text.len());
    out.extend_from_slice(kind);
    out.extend_from_slice(&(text.len() as u32).to_le_bytes());
    out.extend_from_slice(text);
}

/// What a name is written with: 64 characters that the local names of Turtle have, those that may be the first before.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/// Writes the name of a record by what it says: 14 characters, and behind them its place from the second on.
pub(in crate::export) fn put_content(out: &mut Vec<u8>, hash: u128, place: u32) {
    // Five bits, nine times six, and four times six more.
    let (low, high) = (hash as u64, (hash >> 59) as u64);
    let digit = |bits: u64| DIGITS[bits as usize & 63];
    let mut text = [digit(low & 31); 14];
    let (first, last) = text.split_at_mut(10);
    for (at, character) in first.iter_mut().enumerate().skip(1) {
        *character = digit(low >> (6 * at - 1));
    }
    for (at, character) in last.iter_mut().enumerate() {
        *character = digit(high >> (6 * at));
    }
    out.extend_from_slice(&text);
    if place > 1 {
        out.push(b'-');
        put_number(out, u64::from(place));
    }
}
