//! Ways through the graph: neighbourhoods, shortest paths, components. They follow edges in either direction.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::Direction;
use petgraph::unionfind::UnionFind;
use petgraph::visit::EdgeRef;

use super::claim::Edge;
use super::keys::{EdgeKey, Term};
use super::knowledge::KnowledgeGraph;

/// Which edges may be followed.
pub type EdgeFilter<'a> = &'a dyn Fn(Edge<'_>) -> bool;

impl KnowledgeGraph {
    /// The terms that are at most `depth` edges away, with their distance; the start itself at distance 0.
    pub fn neighbourhood(&self, from: Term, depth: usize, keep: EdgeFilter<'_>) -> BTreeMap<Term, usize> {
        let mut distance = BTreeMap::from([(from, 0)]);
        let mut queue = VecDeque::from([(from, 0)]);
        while let Some((term, steps)) = queue.pop_front() {
            if steps == depth {
                continue;
            }
            for (_, next) in self.steps(term, keep) {
                if let Entry::Vacant(entry) = distance.entry(next) {
                    entry.insert(steps + 1);
                    queue.push_back((next, steps + 1));
                }
            }
        }
        distance
    }

    /// The edges of a shortest path, by breadth-first search; `None` when there is no path. Among paths of one
    /// length it is always the same one.
    pub fn shortest_path(&self, from: Term, to: Term, keep: EdgeFilter<'_>) -> Option<Vec<EdgeKey>> {
        let mut came: BTreeMap<Term, (Term, EdgeKey)> = BTreeMap::new();
        let mut queue = VecDeque::from([from]);
        while let Some(term) = queue.pop_front() {
            if term == to {
                let mut path = Vec::new();
                let mut at = to;
                while at != from {
                    let (before, edge) = *came.get(&at)?;
                    path.push(edge);
                    at = before;
                }
                path.reverse();
                return Some(path);
            }
            for (edge, next) in self.steps(term, keep) {
                if next != from && !came.contains_key(&next) {
                    came.insert(next, (term, edge));
                    queue.push_back(next);
                }
            }
        }
        None
    }

    /// The connected components, each sorted, in the order of their first terms.
    pub fn components(&self, keep: EdgeFilter<'_>) -> Vec<BTreeSet<Term>> {
        let mut sets = UnionFind::<usize>::new(self.topology.node_count());
        for edge in self.topology.edge_references() {
            if keep(self.edge(*edge.weight())) {
                sets.union(edge.source().index(), edge.target().index());
            }
        }
        let mut components: BTreeMap<usize, BTreeSet<Term>> = BTreeMap::new();
        for (vertex, term) in self.topology.node_indices().zip(self.topology.node_weights()) {
            components.entry(sets.find(vertex.index())).or_default().insert(*term);
        }
        let mut components: Vec<_> = components.into_values().collect();
        components.sort();
        components
    }

    /// The edges at a term with their other ends, in the order of the edges.
    fn steps(&self, term: Term, keep: EdgeFilter<'_>) -> Vec<(EdgeKey, Term)> {
        let Some(vertex) = self.vertices.get(&term) else { return Vec::new() };
        let outgoing = self.topology.edges_directed(*vertex, Direction::Outgoing);
        let incoming = self.topology.edges_directed(*vertex, Direction::Incoming);
        let mut steps: Vec<(EdgeKey, Term)> = outgoing
            .map(|edge| (*edge.weight(), edge.target()))
            .chain(incoming.map(|edge| (*edge.weight(), edge.source())))
            .filter(|(edge, _)| keep(self.edge(*edge)))
            .filter_map(|(edge, vertex)| Some((edge, *self.topology.node_weight(vertex)?)))
            .collect();
        steps.sort();
        steps
    }
}
