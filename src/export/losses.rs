//! What of a graph is lost in a format.

use serde::Serialize;

use super::capability::{Capability, Feature};
use super::exporter::Exporter;
use super::options::ExportOptions;
use crate::graph::KnowledgeGraph;

/// What a format could not hold of a graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Loss {
    /// The feature.
    pub feature: Feature,
    /// How many things of the graph need it.
    pub count: usize,
    /// What is kept of them; `None` when nothing is.
    pub kept: Option<&'static str>,
}

/// What is lost when a graph is written in a format with these options.
pub fn losses(exporter: &dyn Exporter, graph: &KnowledgeGraph, options: &ExportOptions) -> Vec<Loss> {
    losses_of(|feature| exporter.holds(feature, options), graph, options)
}

/// What is lost when a graph goes where `holds` says what can be held.
pub fn losses_of(
    holds: impl Fn(Feature) -> Capability,
    graph: &KnowledgeGraph,
    options: &ExportOptions,
) -> Vec<Loss> {
    let left_out =
        |feature| !options.model.has_claims() && matches!(feature, Feature::Claims | Feature::Evidence);
    Feature::ALL
        .iter()
        .copied()
        .filter_map(|feature| {
            let kept = match holds(feature) {
                _ if left_out(feature) => None,
                Capability::Full => return None,
                Capability::Partly(kept) => Some(kept),
                Capability::None => None,
            };
            let count = feature.count(graph);
            (count > 0).then_some(Loss { feature, count, kept })
        })
        .collect()
}
