//! What is laid out.

use super::boxes;
use super::sizes::{LABEL, LABEL_LINE};
use crate::draw::layers::Sizes;
use crate::graph::{Claim, KnowledgeGraph};
use crate::ontology::Head;

/// What is laid out: boxes and small circles, and edges between them.
pub(super) struct Drawn<'g> {
    pub(super) graph: &'g KnowledgeGraph,
    /// By vertex: what it shows.
    pub(super) vertices: Vec<boxes::Vertex>,
    pub(super) edges: Vec<Edge<'g>>,
}

impl Drawn<'_> {
    /// The sizes of boxes and labels.
    pub(super) fn sizes(&self) -> Sizes {
        let label = |edge: &Edge<'_>| {
            let width = edge.label.iter().map(|line| LABEL.width(line)).fold(0.0, f64::max);
            (width, edge.label.len() as f64 * LABEL_LINE)
        };
        Sizes {
            vertices: self.vertices.iter().map(|vertex| (vertex.width, vertex.height)).collect(),
            rooms: self.vertices.iter().map(|vertex| vertex.room).collect(),
            labels: self.edges.iter().map(label).collect(),
        }
    }
}

/// A claim, or half of one that others are about.
pub(super) struct Edge<'g> {
    pub(super) claim: Claim<'g>,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) id: String,
    pub(super) label: Vec<String>,
    pub(super) head: Option<Head>,
    pub(super) denies: bool,
    /// The width of its line, where the status does not decide it.
    pub(super) width: Option<f64>,
    /// Of an edge that leads back to its box: how far below the top of the box its room begins.
    pub(super) loop_top: f64,
}
