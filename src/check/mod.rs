//! Floor 4: checks, one file for each rule, and the token that a graph has passed them.
//!
//! Exporting and loading take a [`Checked`], which can be made only from a graph without errors.

use crate::diagnostic::{Findings, Levels, SourceComment};
use crate::graph::KnowledgeGraph;
use crate::text::SourceMap;

/// A check of a finished graph. Adding one is a new file with a `static` of this trait and a line in [`CHECKS`].
pub trait Check: Sync {
    /// A short name, in kebab case.
    fn name(&self) -> &'static str;

    /// Adds what it finds.
    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings);
}

/// All checks.
pub static CHECKS: &[&dyn Check] = &[];

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
    for check in CHECKS {
        check.check(&graph, &mut found);
    }
    let findings = levels.apply(found, comments, sources);
    let checked = if findings.has_errors() { None } else { Some(Checked { graph }) };
    Outcome { findings, checked }
}
