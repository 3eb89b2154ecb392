//! Who is next to whom, in both directions: built only where somebody walks through the graph.

use std::collections::VecDeque;

use super::{RowGraph, RowNode};

/// The neighbours of each node in one array, those of a node side by side (compressed sparse rows): 8 bytes for an edge and
/// 8 for a node. An edge is in it once for each of its ends.
#[derive(Debug)]
pub(super) struct Adjacency {
    /// By node: where its neighbours begin; one more at the end.
    starts: Vec<usize>,
    neighbours: Vec<u32>,
}

/// The distance of what is not reached.
pub(super) const FAR: u32 = u32::MAX;

impl Adjacency {
    /// Counts the edges of each node, then fills their places: two passes over the edges.
    pub(super) fn new(graph: &RowGraph) -> Adjacency {
        let mut starts = vec![0_usize; graph.node_count() + 1];
        let each = |visit: &mut dyn FnMut(usize, usize)| {
            for block in graph.blocks() {
                graph.ends(block).for_each(|(source, target, _)| visit(source.index(), target.index()));
            }
        };
        each(&mut |source, target| {
            for end in [source, target] {
                if let Some(count) = starts.get_mut(end + 1) {
                    *count += 1;
                }
            }
        });
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let (mut next, mut neighbours) = (starts.clone(), vec![0; sum]);
        each(&mut |source, target| {
            for (end, other) in [(source, target), (target, source)] {
                if let Some(place) = next.get_mut(end) {
                    if let Some(neighbour) = neighbours.get_mut(*place) {
                        *neighbour = other as u32;
                    }
                    *place += 1;
                }
            }
        });
        Adjacency { starts, neighbours }
    }

    /// The neighbours of a node, once for each edge; twice the node itself for one that leads back to it.
    pub(super) fn of(&self, node: usize) -> &[u32] {
        match (self.starts.get(node), self.starts.get(node + 1)) {
            (Some(start), Some(stop)) => self.neighbours.get(*start..*stop).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// By node: how many edges away it is from one, in either direction, as far as `most`; [`FAR`] beyond.
    pub(super) fn distances(&self, from: RowNode, most: usize) -> Vec<u32> {
        let mut distances = vec![FAR; self.starts.len().saturating_sub(1)];
        let Some(start) = distances.get_mut(from.index()) else { return distances };
        *start = 0;
        let mut queue = VecDeque::from([from.index()]);
        while let Some(node) = queue.pop_front() {
            let steps = distances.get(node).copied().unwrap_or(FAR);
            if steps as usize >= most {
                continue;
            }
            for next in self.of(node) {
                if let Some(distance @ &mut FAR) = distances.get_mut(*next as usize) {
                    *distance = steps + 1;
                    queue.push_back(*next as usize);
                }
            }
        }
        distances
    }
}
