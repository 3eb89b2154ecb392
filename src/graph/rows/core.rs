//! The most connected nodes of a part.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{RowGraph, RowNode, RowPart};

impl RowGraph {
    /// The core of a part: at most a number of its nodes and the edges between them. Nodes of a denser core come first (k-cores
    /// after Batagelj and Zaversnik, "An O(m) Algorithm for Cores Decomposition of Networks", 2003), then those of more edges,
    /// then those that the files name first.
    pub fn core(&self, part: &RowPart, most: usize) -> RowPart {
        if part.nodes.len() <= most {
            return part.clone();
        }
        let mut places = vec![u32::MAX; self.node_count()];
        for (node, at) in part.nodes.iter().zip(0..) {
            if let Some(place) = places.get_mut(node.index()) {
                *place = at;
            }
        }
        let place = |node: RowNode| places.get(node.index()).copied().filter(|place| *place != u32::MAX);
        let mut ends = Vec::with_capacity(part.edges.len());
        self.each_end(&part.edges, |_, source, target, _| {
            let both = place(source).zip(place(target));
            ends.extend(both.filter(|(source, target)| source != target));
        });
        let (cores, degrees) = cores(part.nodes.len(), &ends);
        let rank = |at: usize| {
            let core = cores.get(at).copied().unwrap_or(0);
            Reverse((core, degrees.get(at).copied().unwrap_or(0)))
        };
        let mut order: Vec<usize> = (0..part.nodes.len()).collect();
        order.sort_by_key(|at| (rank(*at), *at));
        let kept: BTreeSet<RowNode> =
            order.into_iter().take(most).filter_map(|at| part.nodes.get(at).copied()).collect();
        let mut edges = Vec::new();
        self.each_end(&part.edges, |number, source, target, _| {
            if kept.contains(&source) && kept.contains(&target) {
                edges.push(number);
            }
        });
        RowPart { nodes: kept.into_iter().collect(), edges }
    }
}

/// By vertex: the largest k whose k-core has it, and its number of edges.
fn cores(count: usize, ends: &[(u32, u32)]) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_usize; count + 1];
    for (source, target) in ends {
        for end in [*source, *target] {
            if let Some(start) = starts.get_mut(end as usize + 1) {
                *start += 1;
            }
        }
    }
    let degrees: Vec<u32> = starts.iter().skip(1).map(|degree| *degree as u32).collect();
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let (mut next, mut neighbours) = (starts.clone(), vec![0_u32; ends.len() * 2]);
    for (source, target) in ends {
        for (end, other) in [(*source, *target), (*target, *source)] {
            neighbours[next[end as usize]] = other;
            next[end as usize] += 1;
        }
    }
    // Vertices by their degrees, in buckets that are sorted as degrees fall.
    let most = degrees.iter().max().map_or(0, |most| *most as usize);
    let mut bins = vec![0_usize; most + 2];
    for degree in &degrees {
        bins[*degree as usize + 1] += 1;
    }
    for at in 1..bins.len() {
        bins[at] += bins[at - 1];
    }
    let (mut places, mut order, mut fill) = (vec![0_usize; count], vec![0_usize; count], bins.clone());
    for (vertex, degree) in degrees.iter().enumerate() {
        let place = &mut fill[*degree as usize];
        places[vertex] = *place;
        order[*place] = vertex;
        *place += 1;
    }
    let mut cores = degrees.clone();
    for at in 0..count {
        let vertex = order[at];
        for other in &neighbours[starts[vertex]..starts[vertex + 1]] {
            let other = *other as usize;
            if cores[other] <= cores[vertex] {
                continue;
            }
            let (place, bin) = (places[other], bins[cores[other] as usize]);
            let first = order[bin];
            if first != other {
                order.swap(place, bin);
                places.swap(other, first);
            }
            bins[cores[other] as usize] += 1;
            cores[other] -= 1;
        }
    }
    (cores, degrees)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triangle_with_a_tail_has_a_core_of_two() {
        let (cores, degrees) = cores(6, &[(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)]);
        assert_eq!(cores, [2, 2, 2, 1, 1, 0]);
        assert_eq!(degrees, [2, 2, 3, 2, 1, 0]);
    }
}
