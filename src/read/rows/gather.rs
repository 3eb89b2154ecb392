//! Rows of the statements of RDF, once those of all files are there.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use super::findings::UNKNOWN_LINE;
use super::parsed::Parsed;
use super::progress::Stop;
use super::run::Run;
use super::statements::{Collected, Kept, text};
use super::vocabulary::Use;
use super::worker::{Line, Worker};
use crate::diagnostic::{Rule, rules};
use crate::graph::rows::{Cell, Cells, EdgeKind, NameKey, RowBuilder, RowNode};

impl Collected {
    /// Makes rows of all statements.
    ///
    /// # Errors
    /// [`Stop`], when the work was given up.
    pub(super) fn into_rows(self, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        if self.kept.is_empty() {
            return Ok(());
        }
        let (shared, mut absorber) = rows.split();
        let mut worker = Worker::new(shared.names, run.checks);
        let is_strict = worker.checks.is_strict;
        let mut flush = |worker: &mut Worker<'_>, run: &mut Run<'_>, file: usize| {
            let parsed = Parsed::of(shared.seal(&mut worker.draft), worker, 0);
            run.take_made((shared, &mut absorber), file, parsed)
        };
        let nodes = self.table.ids().len();
        let (starts, order) = by_node(&self.kept, nodes, |kept| kept.subjects.iter().copied());
        let mut files = self.node_files.iter().peekable();
        let mut file = 0;
        let mut seen: HashSet<&[u8], FixedState> = HashSet::default();
        for (node, id) in self.table.ids().iter() {
            while let Some((next, _)) = files.next_if(|(_, first)| *first <= node.index()) {
                flush(&mut worker, run, file)?;
                file = *next;
            }
            worker.record.clear();
            worker.record.id = Some(worker.record.text(id.text));
            let from = starts.get(node.index()).copied().unwrap_or(0);
            let to = starts.get(node.index() + 1).copied().unwrap_or(from);
            // Emptying a set takes as long as it was ever large.
            if seen.capacity() > FEW {
                seen = HashSet::default();
            }
            seen.clear();
            for (piece, row) in order.get(from..to).unwrap_or(&[]) {
                let Some(kept) = self.kept.get(*piece as usize) else { continue };
                let cell = text(&kept.cells, &kept.cell_stops, *row as usize);
                if to - from > 1 && !seen.insert(cell) {
                    continue;
                }
                for (name, cell) in Cells::new(cell) {
                    match cell {
                        Cell::Typed { datatype, .. } if name == NameKey::ALSO_TYPE => {
                            worker.record.types.push(datatype)
                        }
                        cell => worker.record.put(name, &cell),
                    }
                }
            }
            let number = self.node_lines.get(node.index()).copied().unwrap_or(UNKNOWN_LINE);
            if !is_strict {
                worker.commit(&Line { number, bytes: &[] });
            } else if from == to {
                // What is only named need not be of any type.
                worker.draft.node(number, id.text, NameKey::NONE, &[]);
            } else {
                let wrong = worker.undeclared(Use::Type).next();
                let place = wrong
                    .and_then(|wrong| type_line(&self.kept, order.get(from..to).unwrap_or(&[]), file, wrong));
                let number = place.unwrap_or(number);
                let is_wrong = wrong.is_some() || worker.record.types.is_empty();
                let bytes =
                    is_wrong.then(|| bytes_to_show(run, &worker, (file, number), &rules::UNKNOWN_TYPE));
                worker.commit(&Line { number, bytes: &bytes.unwrap_or_default() });
            }
            if node.index() % PIECE == PIECE - 1 {
                flush(&mut worker, run, file)?;
            }
        }
        flush(&mut worker, run, file)?;
        drop((starts, order));
        let mut kept = self.kept;
        for (piece, edge) in repeated_edges(&kept, nodes) {
            let of_piece = kept.get_mut(piece as usize);
            if let Some((.., relation)) = of_piece.and_then(|kept| kept.edges.get_mut(edge as usize)) {
                *relation = NameKey::NONE;
            }
        }
        let nodes = shared.nodes(self.table.ids().iter().map(|(_, id)| id.text));
        let node = |node: RowNode| nodes.get(node.index()).copied().flatten();
        for mut kept in kept {
            (kept.cells, kept.cell_stops, kept.subjects) = Default::default();
            let edges = kept.edges.iter().zip(&kept.edge_lines);
            for (at, ((source, target, relation), number)) in edges.enumerate() {
                if *relation == NameKey::NONE {
                    continue;
                }
                let cells = text(&kept.edge_cells, &kept.edge_stops, at);
                if is_strict {
                    worker.record.clear();
                    worker.record.types.push(*relation);
                    if worker.undeclared(Use::Relation).next().is_some() {
                        let place = (kept.file, *number);
                        let bytes = bytes_to_show(run, &worker, place, &rules::UNKNOWN_RELATION);
                        worker.is_fit(&Line { number: *number, bytes: &bytes }, true);
                        continue;
                    }
                }
                if let (Some(source), Some(target)) = (node(*source), node(*target)) {
                    worker.draft.edge_between(
                        *number,
                        [source, target],
                        EdgeKind::new(*relation, None),
                        cells,
                    );
                }
            }
            flush(&mut worker, run, kept.file)?;
        }
        Ok(())
    }
}

/// So many values of a subject are few.
const FEW: usize = 1 << 8;

/// So many rows make a piece of the graph.
const PIECE: usize = 1 << 14;

/// The line of a file that says of a subject that it is of a type.
fn type_line(kept: &[Kept], rows: &[(u32, u32)], file: usize, wanted: NameKey) -> Option<u32> {
    rows.iter().find_map(|(piece, row)| {
        let kept = kept.get(*piece as usize).filter(|kept| kept.file == file)?;
        let mut cells = Cells::new(text(&kept.cells, &kept.cell_stops, *row as usize));
        let is_wanted = |cell: &Cell<'_>| matches!(cell, Cell::Typed { datatype, .. } if *datatype == wanted);
        cells.find(|(name, cell)| *name == NameKey::ALSO_TYPE && is_wanted(cell))?;
        kept.cell_lines.get(*row as usize).copied()
    })
}

/// The bytes of a line that a finding shows, if it will be told.
fn bytes_to_show(
    run: &Run<'_>,
    worker: &Worker<'_>,
    (file, line): (usize, u32),
    rule: &'static Rule,
) -> Vec<u8> {
    if line == UNKNOWN_LINE || run.findings.is_full(rule) || worker.findings.is_full(rule) {
        return Vec::new();
    }
    run.line_of_file(file, u64::from(line)).unwrap_or_default()
}

/// The edges that are there before, as piece and row.
fn repeated_edges(kept: &[Kept], nodes: usize) -> Vec<(u32, u32)> {
    let (starts, order) = by_node(kept, nodes, |kept| kept.edges.iter().map(|(source, ..)| *source));
    let edge = |(piece, row): &(u32, u32)| {
        let kept = kept.get(*piece as usize)?;
        let (_, target, relation) = kept.edges.get(*row as usize)?;
        Some((*target, *relation, text(&kept.edge_cells, &kept.edge_stops, *row as usize)))
    };
    let mut repeated = Vec::new();
    for (from, to) in starts.iter().zip(starts.iter().skip(1)) {
        let rows = order.get(*from..*to).unwrap_or(&[]);
        let seen = |at: usize| rows.iter().take(at).any(|before| edge(before) == rows.get(at).and_then(edge));
        if rows.len() <= FEW_EDGES {
            repeated.extend(rows.iter().enumerate().filter(|(at, _)| seen(*at)).map(|(_, place)| *place));
        } else {
            let mut seen: HashSet<_, FixedState> =
                HashSet::with_capacity_and_hasher(rows.len(), FixedState::default());
            repeated.extend(rows.iter().filter(|place| !seen.insert(edge(place))));
        }
    }
    repeated
}

/// So many edges are compared with each other more quickly than they are hashed.
const FEW_EDGES: usize = 8;

/// The rows of each node, in the order of the files: where they begin in a list of piece and row (a counting sort).
fn by_node<'k, I: Iterator<Item = RowNode>>(
    kept: &'k [Kept],
    nodes: usize,
    rows: impl Fn(&'k Kept) -> I,
) -> (Vec<usize>, Vec<(u32, u32)>) {
    let mut starts = vec![0usize; nodes + 1];
    for subject in kept.iter().flat_map(&rows) {
        if let Some(count) = starts.get_mut(subject.index() + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut next = starts.clone();
    let mut order = vec![(0, 0); sum];
    for (piece, kept) in kept.iter().enumerate() {
        for (row, subject) in rows(kept).enumerate() {
            if let Some(next) = next.get_mut(subject.index())
                && let Some(place) = order.get_mut(*next)
            {
                *place = (piece as u32, row as u32);
                *next += 1;
            }
        }
    }
    (starts, order)
}
