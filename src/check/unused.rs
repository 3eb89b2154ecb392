//! D0105: nodes that nothing is said of.

use std::collections::BTreeSet;

use super::each::{Check, at_node};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{KnowledgeGraph, NodeKey, Speaker};

/// The check.
pub(super) struct Unused;

impl crate::check::each::Sealed for Unused {}

impl Check for Unused {
    fn name(&self) -> &'static str {
        "unused-nodes"
    }

    fn tells_of_absence(&self) -> bool {
        true
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        let mut used: BTreeSet<NodeKey> = graph.sources().iter().map(|source| source.work).collect();
        for claim in graph.claims() {
            used.extend(claim.via().map(|node| node.key()));
            used.extend(claim.speakers().iter().filter_map(|speaker| match speaker {
                Speaker::Node(key) => Some(*key),
                Speaker::Dossier(_) => None,
            }));
        }
        for node in graph.nodes() {
            let silent = node.claims().next().is_none() && node.claims_about().next().is_none();
            if silent && !node.is_mentioned() && !used.contains(&node.key()) {
                let message = format!("no claim says anything of `{}`", node.id());
                let finding = Finding::new(&rules::NODE_UNUSED, message);
                findings
                    .push(at_node(finding, node, "never used").help("add a claim, or take the node away"));
            }
        }
    }
}
