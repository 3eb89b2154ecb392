//! Rows of the statements of RDF, once those of all files are there.

use std::collections::{BTreeMap, HashSet};

use foldhash::fast::FixedState;

use super::blank_scope::GRAPH;
use super::findings::UNKNOWN_LINE;
use super::parsed::Parsed;
use super::progress::Stop;
use super::qualifiers::edge_id;
use super::reified::FoldedEdge;
use super::run::Run;
use super::statements::{Collected, Kept, text};
use super::vocabulary::Use;
use super::worker::{Line, Record, Worker};
use crate::diagnostic::{Rule, rules};
use crate::graph::rows::{Cell, Cells, EdgeKind, Items, NameKey, RowBuilder, RowNode, put_item};

impl Collected {
    /// Makes rows of all statements.
    ///
    /// # Errors
    /// [`Stop`], when the work was given up.
    pub(super) fn into_rows(mut self, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        if self.kept.is_empty() {
            return Ok(());
        }
        if self.kept.iter().any(|kept| !self.plain.contains(&kept.file)) {
            rows.comes_from_rdf();
        }
        let (shared, mut absorber) = rows.split();
        let mut worker = Worker::new(shared.names, run.checks);
        let is_strict = worker.checks.is_strict;
        let mut folded = self.fold(&mut worker);
        self.fold_qualifiers(&mut folded, run);
        let mut flush = |worker: &mut Worker<'_>, run: &mut Run<'_>, file: usize| {
            let parsed = Parsed::of(shared.seal(&mut worker.draft), worker, 0);
            run.take_made((shared, &mut absorber), file, parsed)
        };
        let nodes = self.table.ids().len();
        let (starts, order) = by_node(&self.kept, nodes, |kept| kept.subjects.iter().copied());
        let mut files = self.node_files.iter().peekable();
        let mut file = 0;
        let mut seen: HashSet<&[u8], FixedState> = HashSet::default();
        let has_graphs = self.kept.iter().any(|kept| !kept.graphs.is_empty());
        let mut iris = Vec::new();
        for (node, id) in self.table.ids().iter() {
            while let Some((next, _)) = files.next_if(|(_, first)| *first <= node.index()) {
                flush(&mut worker, run, file)?;
                file = *next;
            }
            if !folded.records.is_empty() && folded.records.contains(&node) {
                continue;
            }
            worker.record.clear();
            worker.record.id = Some(worker.record.text(id.text));
            if !id.iri && !id.blank && !self.plain.contains(&file) {
                iris.push(id.text);
            }
            let from = starts.get(node.index()).copied().unwrap_or(0);
            let to = starts.get(node.index() + 1).copied().unwrap_or(from);
            // Emptying a set takes as long as it was ever large.
            if seen.capacity() > FEW {
                seen = HashSet::default();
            }
            seen.clear();
            let rows = order.get(from..to).unwrap_or(&[]);
            for (piece, row) in rows {
                let Some(kept) = self.kept.get(*piece as usize) else { continue };
                let cell = text(&kept.cells, &kept.cell_stops, *row as usize);
                if to - from > 1 && !seen.insert(cell) {
                    continue;
                }
                put_value(&mut worker.record, cell);
            }
            if has_graphs {
                put_graphs(&mut worker, &self.kept, rows);
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
        if !iris.is_empty() {
            shared.are_iris(iris.into_iter());
        }
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
        for (piece, mut kept) in kept.into_iter().enumerate() {
            (kept.cells, kept.cell_stops, kept.subjects) = Default::default();
            (kept.graphs, kept.graph_stops) = Default::default();
            let edges = kept.edges.iter().zip(&kept.edge_lines);
            for (at, ((source, target, relation), number)) in edges.enumerate() {
                let is_record = !folded.records.is_empty() && folded.records.contains(source);
                if *relation == NameKey::NONE || is_record {
                    continue;
                }
                let cells = text(&kept.edge_cells, &kept.edge_stops, at);
                let edge = folded.asserted.remove(&(piece, at)).unwrap_or(FoldedEdge {
                    ends: [*source, *target],
                    kind: EdgeKind::new(*relation, None),
                    cells: Vec::new(),
                    record: None,
                });
                let cells = if edge.record.is_some() { &edge.cells } else { cells };
                let id = if self.plain.contains(&kept.file) { edge_id(cells) } else { None };
                put_edge(&mut worker, run, (kept.file, *number), (edge.ends.map(node), edge.kind, cells), id);
            }
            flush(&mut worker, run, kept.file)?;
        }
        let mut file = 0;
        for (at, edge) in folded.others.into_iter().enumerate() {
            let place = edge.record.map_or(0, |record| record.index());
            let known = self.node_files.partition_point(|(_, first)| *first <= place);
            let of_record =
                known.checked_sub(1).and_then(|at| self.node_files.get(at)).map_or(0, |(file, _)| *file);
            if of_record != file || at % PIECE == PIECE - 1 {
                flush(&mut worker, run, file)?;
                file = of_record;
            }
            let line = self.node_lines.get(place).copied().unwrap_or(UNKNOWN_LINE);
            put_edge(&mut worker, run, (file, line), (edge.ends.map(node), edge.kind, &edge.cells), None);
        }
        flush(&mut worker, run, file)?;
        Ok(())
    }
}

/// Adds an edge, if the ontology has to declare its relation and does. No other edge may have its `id`.
fn put_edge(
    worker: &mut Worker<'_>,
    run: &Run<'_>,
    (file, number): (usize, u32),
    (ends, kind, cells): ([Option<RowNode>; 2], EdgeKind, &[u8]),
    id: Option<&[u8]>,
) {
    if worker.checks.is_strict {
        worker.record.clear();
        worker.record.types.push(kind.relation());
        if worker.undeclared(Use::Relation).next().is_some() {
            let bytes = bytes_to_show(run, worker, (file, number), &rules::UNKNOWN_RELATION);
            worker.is_fit(&Line { number, bytes: &bytes }, true);
            return;
        }
    }
    if let [Some(source), Some(target)] = ends {
        worker.draft.edge_between(number, [source, target], kind, cells);
        if let Some(id) = id {
            worker.draft.edge_id(id);
        }
    }
}

/// Adds a value or a type to a record.
fn put_value(record: &mut Record, cells: &[u8]) {
    for (name, cell) in Cells::new(cells) {
        match cell {
            Cell::Typed { datatype, .. } if name == NameKey::ALSO_TYPE => record.types.push(datatype),
            cell => record.put(name, &cell),
        }
    }
}

/// Adds the named graphs of the values of a node: their names as its property, and where there are several graphs, the
/// values of each behind its name, those of the default graph first, in a cell that only RDF reads.
fn put_graphs(worker: &mut Worker<'_>, kept: &[Kept], rows: &[(u32, u32)]) {
    let mut graphs: BTreeMap<&[u8], Vec<&[u8]>> = BTreeMap::new();
    for (piece, row) in rows {
        let Some(kept) = kept.get(*piece as usize) else { continue };
        let graph = text(&kept.graphs, &kept.graph_stops, *row as usize);
        graphs.entry(graph).or_default().push(text(&kept.cells, &kept.cell_stops, *row as usize));
    }
    let named: Vec<Cell<'_>> =
        graphs.keys().filter_map(|graph| Cells::new(graph).next()).map(|(_, graph)| graph).collect();
    if let [graph] = named.as_slice()
        && graphs.len() == 1
    {
        return worker.record.put(worker.names.key(GRAPH), graph);
    }
    if named.is_empty() {
        return;
    }
    let mut items = Vec::new();
    named.iter().for_each(|graph| put_item(&mut items, graph));
    worker.record.put(worker.names.key(GRAPH), &Cell::List(Items(&items)));
    let mut by_graph = Vec::new();
    for (graph, values) in graphs {
        let mut seen: HashSet<&[u8], FixedState> = HashSet::default();
        let mut record = Record::default();
        values
            .into_iter()
            .filter(|value| seen.insert(*value))
            .for_each(|value| put_value(&mut record, value));
        by_graph.extend_from_slice(graph);
        by_graph.extend_from_slice(record.united());
    }
    worker.record.put(NameKey::ALSO_TYPE, &Cell::Json(&by_graph));
}

/// The most values of a subject that count as few.
const FEW: usize = 1 << 8;

/// The number of rows in a piece of the graph.
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

/// The bytes of a line that a finding shows, if it will be reported.
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

/// The earlier edges, as piece and row.
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

/// The most edges that are compared with each other faster than they are hashed.
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
