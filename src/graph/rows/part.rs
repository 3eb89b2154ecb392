//! Parts of a graph of rows: what a selection leaves of it. The rules are those of `view::Selection`, which leaves parts of
//! dossiers: every wish narrows what the others leave.

use std::collections::{BTreeSet, HashSet};

use super::adjacency::{Adjacency, FAR};
use super::{Cell, Cells, NameKey, NodeRow, RowGraph, RowNode};
use crate::ontology::Status;

/// What a user wants to see of a graph of rows; nothing chosen leaves everything.
#[derive(Clone, Debug, Default)]
pub struct RowSelection {
    /// A node, what is within a number of edges of it, in either direction, and unless that is 0 the edges that it says.
    pub focus: Option<(RowNode, usize)>,
    /// What lies on the shortest paths between two nodes, in either direction.
    pub between: Option<(RowNode, RowNode)>,
    /// Only nodes of these types; empty for all. A node with several types has each of them.
    pub only: HashSet<NameKey>,
    /// No nodes of these types.
    pub hide: HashSet<NameKey>,
    /// Only edges of these statuses; empty for all. The file vouches for an edge without one, so that it counts as reported.
    pub statuses: BTreeSet<Status>,
    /// Only edges that one of these says: ids; empty for all.
    pub speakers: BTreeSet<String>,
}

/// Some nodes and edges of a graph of rows; the ends of each edge are among the nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowPart {
    /// The nodes, in the order of the files.
    pub nodes: Vec<RowNode>,
    /// The edges by their numbers, in the order of the files.
    pub edges: Vec<u64>,
}

impl RowPart {
    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.edges.is_empty()
    }
}

/// The edges that somebody says, by their numbers, and the nodes at their ends.
#[derive(Default)]
struct Said {
    edges: HashSet<u64>,
    ends: HashSet<usize>,
}

/// Which nodes and edges a walk reaches.
enum Walk {
    /// The distances from a node, and how far they may be; the edges that the node says, and their ends.
    Around(Vec<u32>, usize, Said),
    /// The distances from both ends, and that of the ends from each other.
    Between(Vec<u32>, Vec<u32>, u32),
}

impl Walk {
    fn has_node(&self, node: usize) -> bool {
        match self {
            Walk::Around(distances, _, said) => at(distances, node) != FAR || said.ends.contains(&node),
            Walk::Between(there, back, length) => {
                *length != FAR && at(there, node).saturating_add(at(back, node)) == *length
            }
        }
    }

    fn has_edge(&self, number: u64, source: usize, target: usize) -> bool {
        match self {
            Walk::Around(distances, most, said) => {
                let nearest = at(distances, source).min(at(distances, target));
                nearest != FAR && (nearest as usize) < *most || said.edges.contains(&number)
            }
            Walk::Between(there, back, length) => {
                let is_step = |one: usize, two: usize| {
                    let steps = at(there, one).saturating_add(at(back, two)).saturating_add(1);
                    steps != FAR && steps == *length
                };
                is_step(source, target) || is_step(target, source)
            }
        }
    }
}

fn at(distances: &[u32], node: usize) -> u32 {
    distances.get(node).copied().unwrap_or(FAR)
}

impl RowSelection {
    /// Whether it leaves everything.
    pub fn is_everything(&self) -> bool {
        self.focus.is_none()
            && self.between.is_none()
            && self.only.is_empty()
            && self.hide.is_empty()
            && self.statuses.is_empty()
            && self.speakers.is_empty()
    }

    fn wants_type(&self, node: NodeRow<'_>) -> bool {
        let is_among = |types: &HashSet<NameKey>| node.types().any(|name| types.contains(&name));
        (self.only.is_empty() || is_among(&self.only)) && (self.hide.is_empty() || !is_among(&self.hide))
    }

    fn wants_edge(&self, status: Option<Status>, is_said: impl FnOnce() -> bool) -> bool {
        let has_status =
            self.statuses.is_empty() || self.statuses.contains(&status.unwrap_or(Status::Reported));
        has_status && (self.speakers.is_empty() || is_said())
    }

    fn is_said(&self, cells: Cells<'_>) -> bool {
        let by = cells.filter(|(name, _)| *name == NameKey::BY);
        by.flat_map(|(_, cell)| texts_of(cell))
            .any(|text| std::str::from_utf8(text).is_ok_and(|text| self.speakers.contains(text)))
    }
}

/// Whether an edge with these properties is said by the node of an id.
fn is_said_by(cells: Cells<'_>, id: &[u8]) -> bool {
    let mut by = cells.filter(|(name, _)| *name == NameKey::BY);
    by.any(|(_, cell)| texts_of(cell).contains(&id))
}

/// The texts of a cell that is a text or a list of some.
pub(crate) fn texts_of(cell: Cell<'_>) -> Vec<&[u8]> {
    match cell {
        Cell::Clean(text) | Cell::Text(text) | Cell::Words { text, .. } | Cell::Typed { text, .. } => {
            vec![text]
        }
        Cell::List(items) => items.flat_map(texts_of).collect(),
        Cell::Integer(_) | Cell::Number(_) | Cell::Boolean(_) | Cell::Json(_) => Vec::new(),
    }
}

impl RowGraph {
    /// What a selection leaves. It takes one pass over the rows, with a focus two, and for paths 8 bytes of memory for each edge and 16 for
    /// each node.
    pub fn part(&self, selection: &RowSelection) -> RowPart {
        let walks = self.walks(selection);
        let mut has_node = vec![false; self.node_count()];
        let by_type = !(selection.only.is_empty() && selection.hide.is_empty());
        if by_type {
            self.each_node(self.blocks(), |row| {
                if let Some(wanted) = has_node.get_mut(row.node.index()) {
                    *wanted = selection.wants_type(row);
                }
            });
        } else {
            has_node.fill(true);
        }
        let mut edges = Vec::new();
        for block in self.blocks() {
            let cells = self.edge_cells(block);
            for ((number, (source, target, kind)), (_, cells)) in
                (block.first_edge + 1..).zip(self.ends(block)).zip(cells)
            {
                let (source, target) = (source.index(), target.index());
                let is_wanted = |node: usize| has_node.get(node).copied().unwrap_or(false);
                if walks.iter().all(|walk| walk.has_edge(number, source, target))
                    && is_wanted(source)
                    && is_wanted(target)
                    && selection.wants_edge(kind.status(), || selection.is_said(cells))
                {
                    edges.push(number);
                }
            }
        }
        if selection.statuses.is_empty() && selection.speakers.is_empty() {
            for (node, wanted) in has_node.iter_mut().enumerate() {
                *wanted &= walks.iter().all(|walk| walk.has_node(node));
            }
        } else {
            // Of nodes, edges that are left decide, and the focus stays with them.
            let focus = selection.focus.map(|(node, _)| node.index()).filter(|_| !edges.is_empty());
            let focus = focus.filter(|node| has_node.get(*node) == Some(&true));
            has_node.fill(false);
            if let Some(wanted) = focus.and_then(|node| has_node.get_mut(node)) {
                *wanted = true;
            }
            self.each_end(&edges, |_, source, target, _| {
                for end in [source, target] {
                    if let Some(wanted) = has_node.get_mut(end.index()) {
                        *wanted = true;
                    }
                }
            });
        }
        let nodes = has_node.iter().enumerate().filter(|(_, wanted)| **wanted);
        RowPart { nodes: nodes.map(|(node, _)| RowNode(node as u32)).collect(), edges }
    }

    /// What lies around the focus and between the two ends, as far as somebody asks for it.
    fn walks(&self, selection: &RowSelection) -> Vec<Walk> {
        let mut walks = Vec::new();
        if selection.focus.is_none() && selection.between.is_none() {
            return walks;
        }
        let adjacency = Adjacency::new(self);
        if let Some((node, depth)) = selection.focus {
            let said = if depth > 0 { self.said_by(node) } else { Said::default() };
            walks.push(Walk::Around(adjacency.distances(node, depth), depth, said));
        }
        if let Some((from, to)) = selection.between {
            let there = adjacency.distances(from, usize::MAX);
            let back = adjacency.distances(to, usize::MAX);
            let length = at(&there, to.index());
            walks.push(Walk::Between(there, back, length));
        }
        walks
    }

    fn said_by(&self, node: RowNode) -> Said {
        let id = self.ids().get(node).map_or(&[][..], |id| id.text);
        let mut said = Said::default();
        for block in self.blocks() {
            let ends = (block.first_edge + 1..).zip(self.ends(block));
            for ((number, (source, target, _)), (_, cells)) in ends.zip(self.edge_cells(block)) {
                if is_said_by(cells, id) {
                    said.edges.insert(number);
                    said.ends.extend([source.index(), target.index()]);
                }
            }
        }
        said
    }

    /// The graph of a part alone, as if the files had no other rows. Edges without both of their ends are left out.
    #[must_use]
    pub fn into_part(mut self, part: &RowPart) -> RowGraph {
        let mut places = vec![RowNode::UNKNOWN; self.node_count()];
        let mut keep = vec![false; self.node_count()];
        for (node, place) in part.nodes.iter().zip(0..) {
            if let (Some(at), Some(flag)) = (places.get_mut(node.index()), keep.get_mut(node.index())) {
                (*at, *flag) = (RowNode(place), true);
            }
        }
        let mut flags = keep.iter().copied();
        self.types.retain(|_| flags.next().unwrap_or(false));
        self.ids.retain(&keep);
        let place = |node: RowNode| places.get(node.index()).copied().unwrap_or(RowNode::UNKNOWN);
        let mut wanted = part.edges.iter().copied().peekable();
        let (mut nodes, mut edges) = (0, 0);
        for block in &mut self.blocks {
            let first = block.first_node as usize;
            block.nodes.retain(keep.get(first..first + block.node_count()).unwrap_or(&[]));
            let ends = block.sources.iter_mut().zip(&mut block.targets);
            let of_block: Vec<bool> = (block.first_edge + 1..)
                .zip(ends)
                .map(|(number, (source, target))| {
                    (*source, *target) = (place(*source), place(*target));
                    wanted.next_if_eq(&number).is_some() && ![*source, *target].contains(&RowNode::UNKNOWN)
                })
                .collect();
            block.retain_edges(&of_block);
            (block.first_node, block.first_edge) = (nodes, edges);
            nodes += block.node_count() as u32;
            edges += block.edge_count() as u64;
        }
        self.edges = edges;
        self
    }

    /// The part that says something about a node: its edges, those that it says itself, and the nodes at their ends; of many
    /// edges the first `most`, and how many there are.
    pub fn part_about(&self, node: RowNode, most: usize) -> (RowPart, usize) {
        let id = self.ids().get(node).map_or(&[][..], |id| id.text);
        let mut edges = Vec::new();
        for block in self.blocks() {
            let ends = (block.first_edge + 1..).zip(self.ends(block));
            for ((number, (source, target, _)), (_, cells)) in ends.zip(self.edge_cells(block)) {
                if source == node || target == node || is_said_by(cells, id) {
                    edges.push(number);
                }
            }
        }
        let count = edges.len();
        edges.truncate(most);
        (self.with_ends(Some(node), edges), count)
    }

    /// An edge with its ends.
    pub fn part_of_edge(&self, number: u64) -> RowPart {
        self.with_ends(None, vec![number])
    }

    /// The number of the edge that has an id, or that is the row of a number, as in `row/7`.
    pub fn edge_of_id(&self, id: &str) -> Option<u64> {
        for block in self.blocks() {
            for (number, (_, mut cells)) in (block.first_edge + 1..).zip(self.edge_cells(block)) {
                let is_it = |(name, cell): (NameKey, Cell<'_>)| {
                    name == NameKey::EDGE_ID && texts_of(cell).contains(&id.as_bytes())
                };
                if cells.any(is_it) {
                    return Some(number);
                }
            }
        }
        let number = id.strip_prefix("row/")?.parse().ok()?;
        (1..=self.edge_count()).contains(&number).then_some(number)
    }

    fn with_ends(&self, node: Option<RowNode>, edges: Vec<u64>) -> RowPart {
        let mut nodes: BTreeSet<RowNode> = node.into_iter().collect();
        self.each_end(&edges, |_, source, target, _| nodes.extend([source, target]));
        RowPart { nodes: nodes.into_iter().collect(), edges }
    }
}
