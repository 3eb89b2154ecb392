//! What of a dossier is lost in a format, as the format declares it.

use super::capability::{Capability, Feature};
use super::exporter::Exporter;
use super::losses::Loss;
use super::options::ExportOptions;
use crate::graph::KnowledgeGraph;

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
