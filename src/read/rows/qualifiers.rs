//! Qualifiers: statements about an edge that has an id become properties of that edge, where rows are no RDF.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::findings::RowFinding;
use super::reified::{Folded, FoldedEdge};
use super::run::Run;
use super::statements::{Collected, text};
use super::worker::Record;
use crate::diagnostic::rules;
use crate::graph::rows::{Cell, Cells, EdgeKind, NameKey, RowNode};

impl Collected {
    /// Takes what is said of edges out of the nodes. What is said of an edge to a value is left out, and reported.
    pub(super) fn fold_qualifiers(&self, folded: &mut Folded, run: &mut Run<'_>) {
        if self.plain.is_empty() {
            return;
        }
        let mut edges: BTreeMap<RowNode, (usize, usize)> = BTreeMap::new();
        let mut targets: HashSet<RowNode, FixedState> = HashSet::default();
        let mut of_values: BTreeSet<RowNode> = BTreeSet::new();
        for (piece, kept) in self.kept.iter().enumerate().filter(|(_, kept)| self.plain.contains(&kept.file))
        {
            for (row, (_, target, _)) in kept.edges.iter().enumerate() {
                targets.insert(*target);
                let id = edge_id(text(&kept.edge_cells, &kept.edge_stops, row));
                if let Some(node) = id.and_then(|id| self.table.find(id)) {
                    edges.entry(node).or_insert((piece, row));
                }
            }
            let subjects = kept.edges.iter().map(|(source, ..)| source).chain(&kept.subjects);
            for node in subjects.filter(|_| !self.value_ids.is_empty()) {
                let hash = self.table.ids().get(*node).map(|id| FixedState::default().hash_one(id.text));
                if hash.is_some_and(|hash| self.value_ids.contains(&hash)) {
                    of_values.insert(*node);
                }
            }
        }
        // An edge that others lead to is a node, too.
        edges.retain(|node, _| !targets.contains(node));
        of_values.retain(|node| !targets.contains(node) && !edges.contains_key(node));
        let mut records: BTreeMap<RowNode, Record> =
            edges.keys().map(|node| (*node, Record::default())).collect();
        for kept in &self.kept {
            for (row, subject) in kept.subjects.iter().enumerate() {
                if let Some(record) = records.get_mut(subject) {
                    for (name, cell) in Cells::new(text(&kept.cells, &kept.cell_stops, row)) {
                        record.put(name, &cell);
                    }
                }
            }
            for (source, target, relation) in &kept.edges {
                if let (Some(record), Some(id)) = (records.get_mut(source), self.table.ids().get(*target)) {
                    record.put(*relation, &Cell::of_text(id.text));
                }
            }
        }
        for (node, mut record) in records {
            let Some(place) = edges.get(&node).copied() else { continue };
            let Some(kept) = self.kept.get(place.0) else { continue };
            let Some((source, target, relation)) = kept.edges.get(place.1).copied() else { continue };
            for (name, cell) in Cells::new(text(&kept.edge_cells, &kept.edge_stops, place.1)) {
                record.put(name, &cell);
            }
            folded.records.insert(node);
            let edge = FoldedEdge {
                ends: [source, target],
                kind: EdgeKind::new(relation, None),
                cells: record.united().to_vec(),
                record: Some(node),
            };
            folded.asserted.insert(place, edge);
        }
        for node in of_values {
            folded.records.insert(node);
            self.report(node, run);
        }
    }

    /// Reports that what is said of a value is left out.
    fn report(&self, node: RowNode, run: &mut Run<'_>) {
        let rule = &rules::ROW_DATA_IGNORED;
        if !run.findings.wants(rule) {
            return run.findings.count(rule, 1);
        }
        let id = self
            .table
            .ids()
            .get(node)
            .map_or(String::new(), |id| String::from_utf8_lossy(id.text).into_owned());
        let known = self.node_files.partition_point(|(_, first)| *first <= node.index());
        let file = known.checked_sub(1).and_then(|at| self.node_files.get(at)).map_or(0, |(file, _)| *file);
        let name = run.files.get(file).map_or(String::new(), |file| file.name.clone());
        let line = self.node_lines.get(node.index()).copied().map_or(0, u64::from);
        let finding = RowFinding {
            rule,
            line,
            message: format!(
                "what is said of the edge `{id}` was ignored: it leads to a value, which is a property"
            ),
            label: String::new(),
            help: None,
            excerpt: None,
        };
        run.findings.add(&name, finding);
    }
}

/// The id among the properties of an edge.
pub(super) fn edge_id(cells: &[u8]) -> Option<&[u8]> {
    Cells::new(cells).find_map(|(name, cell)| match cell {
        Cell::Clean(text) | Cell::Text(text) if name == NameKey::EDGE_ID => Some(text),
        _ => None,
    })
}
