//! Communities: nodes that are more connected to each other than to the rest.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use leiden_rs::{GraphDataBuilder, Leiden, LeidenConfig, Partition};

use super::Weights;
use crate::graph::{KnowledgeGraph, NodeKey, Term};

/// Communities of fewer nodes are not shown.
const LEAST_NODES: usize = 3;
/// From this modularity on, a graph is said to have communities (Newman and Girvan, "Finding and evaluating community structure
/// in networks", 2004, IV).
const LEAST_MODULARITY: f64 = 0.3;
/// Each move adds at least this much to the modularity, which is at most 1: that limits their number.
const LEAST_GAIN: f64 = 1e-6;
/// Any number will do: the same one finds the same communities.
const SEED: u64 = 1;

/// Nodes that are more connected to each other than to the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Community {
    /// Its node with the most arrows inside; of several the first by id.
    pub middle: NodeKey,
    /// Its nodes, and the claims among them that other claims are about, both by id.
    pub members: Vec<Term>,
}

/// The communities of at least three nodes, the largest first. There are none where fewer than two are found, or where their
/// modularity is below 0.3.
///
/// The algorithm is that of Leiden (Traag, Waltman and van Eck, "From Louvain to Leiden: guaranteeing well-connected
/// communities", 2019). An arrow connects in both directions, and counts by its width where weights are given.
pub fn communities(graph: &KnowledgeGraph, weights: Option<&Weights>) -> Vec<Community> {
    let ends = graph.claims().flat_map(|claim| [Some(claim.subject()), claim.object()]).flatten();
    let mut vertices: BTreeMap<Term, usize> = ends.map(|term| (term, 0)).collect();
    for (vertex, number) in vertices.values_mut().zip(0..) {
        *vertex = number;
    }
    let mut arrows: Vec<(usize, usize, f64)> = Vec::new();
    for claim in graph.claims() {
        let Some(object) = claim.object() else { continue };
        let weight = weights.map_or(1.0, |weights| weights.width(claim));
        // A claim that another one is about is a vertex in the middle of its arrow.
        let path = [claim.subject(), Term::Claim(claim.key()), object];
        let path: Vec<usize> = path.iter().filter_map(|term| vertices.get(term).copied()).collect();
        arrows.extend(path.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?, weight))));
    }
    let Some(partition) = partition(vertices.len(), &arrows) else { return Vec::new() };
    let mut inside = vec![0_usize; vertices.len()];
    for (from, to, _) in arrows {
        for end in
            if partition.community_of(from) == partition.community_of(to) { vec![from, to] } else { vec![] }
        {
            if let Some(count) = inside.get_mut(end) {
                *count += 1;
            }
        }
    }
    let mut members: BTreeMap<usize, Vec<(Term, usize)>> = BTreeMap::new();
    for ((term, vertex), inside) in vertices.iter().zip(inside) {
        members.entry(partition.community_of(*vertex)).or_default().push((*term, inside));
    }
    let community = |members: Vec<(Term, usize)>| {
        let nodes = members.iter().filter_map(|(term, inside)| match term {
            Term::Node(key) => Some((Reverse(*inside), *key)),
            Term::Claim(_) => None,
        });
        let (_, middle) = nodes.clone().min().filter(|_| nodes.count() >= LEAST_NODES)?;
        Some(Community { middle, members: members.into_iter().map(|(term, _)| term).collect() })
    };
    let mut communities: Vec<Community> = members.into_values().filter_map(community).collect();
    communities.sort_by_key(|community| (Reverse(community.members.len()), community.middle));
    if communities.len() < 2 { Vec::new() } else { communities }
}

/// Which vertices belong together; `None` where that says little.
fn partition(vertices: usize, arrows: &[(usize, usize, f64)]) -> Option<Partition> {
    let mut network = GraphDataBuilder::new(vertices);
    for (from, to, weight) in arrows {
        network.add_edge(*from, *to, *weight).ok()?;
    }
    let config = LeidenConfig::builder().seed(SEED).epsilon(LEAST_GAIN).build();
    let found = Leiden::new(config).run(&network.build().ok()?).ok()?;
    (found.quality >= LEAST_MODULARITY).then_some(found.partition)
}
