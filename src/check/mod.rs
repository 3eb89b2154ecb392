//! Floor 4: checks, one file for each rule, and the token that a graph has passed them.
//!
//! Exporting and loading take a [`Checked`], which can be made only from a graph without errors.

mod cardinality;
mod coverage;
mod cycles;
mod domain;
mod each;
mod names;
mod positions;
mod unused;
mod voice;

pub use coverage::{Coverage, coverage};
pub use each::Check;

use std::collections::BTreeSet;

use crate::diagnostic::{Finding, Findings, Levels, SourceComment, rules};
use crate::graph::{ClaimKey, KnowledgeGraph, NodeKey};
use crate::text::SourceMap;

/// All checks, by name.
pub static CHECKS: &[&dyn Check] = &[
    &cardinality::Cardinality,
    &coverage::Uncovered,
    &cycles::Cycles,
    &domain::Domain,
    &names::Names,
    &voice::Voice,
    &positions::Positions,
    &unused::Unused,
];

/// A graph without errors.
#[derive(Clone, Debug)]
pub struct Checked {
    graph: KnowledgeGraph,
}

impl Checked {
    /// Runs the checks on a graph made in code.
    ///
    /// # Errors
    /// All findings, when one of them is an error.
    pub fn new(graph: KnowledgeGraph) -> Result<Checked, Findings> {
        let outcome = check(graph, Findings::default(), &[], &Levels::default(), &SourceMap::new());
        outcome.checked.ok_or(outcome.findings)
    }

    /// A graph that no check has seen, for laws of formats.
    #[cfg(test)]
    pub(crate) fn unchecked(graph: KnowledgeGraph) -> Checked {
        Checked { graph }
    }

    /// A part of the graph; what is checked stays so, even where a part lacks what the whole must have.
    #[must_use]
    pub fn part(&self, nodes: &BTreeSet<NodeKey>, claims: &BTreeSet<ClaimKey>) -> Checked {
        Checked { graph: self.graph.part(nodes, claims) }
    }

    /// The graph.
    pub fn graph(&self) -> &KnowledgeGraph {
        &self.graph
    }
}

/// What the checks of a graph came to.
#[derive(Debug)]
pub struct Outcome {
    /// All findings, of the reading and of the checks, sorted by place, at their final levels.
    pub findings: Findings,
    /// The graph, if no finding is an error.
    pub checked: Option<Checked>,
}

/// Checks a graph that was read. `found` are the findings of the reading; `comments` may allow findings.
pub fn check(
    graph: KnowledgeGraph,
    mut found: Findings,
    comments: &[SourceComment],
    levels: &Levels,
    sources: &SourceMap,
) -> Outcome {
    let cut = |finding: &Finding| {
        [rules::YAML_SYNTAX.code, rules::YAML_TOO_LARGE.code, rules::MALFORMED_ROW.code]
            .contains(&finding.rule.code)
    };
    let cut = found.iter().any(cut);
    for check in CHECKS.iter().filter(|check| !(cut && check.tells_of_absence())) {
        check.check(&graph, &mut found);
    }
    let findings = levels.apply(found, comments, sources);
    let checked = if findings.has_errors() { None } else { Some(Checked { graph }) };
    Outcome { findings, checked }
}
