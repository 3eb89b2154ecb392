//! Layer 4: checks, one file for each rule, and the token that a graph has passed them.
//!
//! Exporting and loading take a [`Checked`], which can be made only from a graph without errors.

mod around;
mod cardinality;
mod context;
mod coverage;
mod cues;
mod cycles;
mod domain;
mod each;
mod languages;
mod names;
mod positions;
mod speakers;
mod struck;
mod unused;
mod values;
mod voice;

pub use coverage::{Coverage, coverage};
pub use each::Check;

use std::collections::BTreeSet;

use crate::diagnostic::{Finding, Findings, Levels, Rejected, SourceComment, rules};
use crate::graph::{ClaimKey, KnowledgeGraph, NodeKey};
use crate::read::Reading;
use crate::text::SourceMap;

/// All checks, by name.
pub static CHECKS: &[&dyn Check] = &[
    &cardinality::Cardinality,
    &context::Context,
    &coverage::Uncovered,
    &cues::Cues,
    &cycles::Cycles,
    &domain::Domain,
    &languages::Languages,
    &names::Names,
    &voice::Voice,
    &positions::Positions,
    &struck::Struck,
    &unused::Unused,
    &values::Values,
];

/// A graph without errors.
#[derive(Clone, Debug)]
pub struct Checked {
    graph: KnowledgeGraph,
}

impl Checked {
    /// Runs the checks on a graph made in code. Files are checked by [`Reading::check`]; rows were checked when they were read,
    /// so that a graph that [`RowView`](crate::view::rows::RowView) made of them passes.
    ///
    /// # Errors
    /// All findings, when one of them is an error.
    pub fn new(graph: KnowledgeGraph) -> Result<Checked, Rejected> {
        if graph.dossiers().all(|dossier| dossier.is_rows()) && graph.dossiers().next().is_some() {
            return Ok(Checked { graph });
        }
        let found = check(&graph, Findings::default(), false);
        outcome(graph, found, &[], &Levels::default(), SourceMap::new()).into_checked()
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
#[non_exhaustive]
pub struct Outcome {
    /// All findings, of the reading and of the checks, sorted by place, at their final levels.
    pub findings: Findings,
    /// The graph, if no finding is an error.
    pub checked: Option<Checked>,
    /// The files, so that places can be shown.
    pub sources: SourceMap,
}

impl Outcome {
    /// Returns the graph, without the findings that are not errors.
    ///
    /// # Errors
    /// All findings, when one of them is an error.
    pub fn into_checked(self) -> Result<Checked, Rejected> {
        self.checked.ok_or_else(|| Rejected::new(self.findings, self.sources))
    }
}

/// Checks of what was read.
impl Reading {
    /// Checks the graph at the rules' own levels.
    ///
    /// Warnings and notes are dropped; [`Reading::check_with`] returns them.
    ///
    /// # Errors
    /// All findings of reading and checking, when one of them is an error.
    pub fn check(self) -> Result<Checked, Rejected> {
        self.check_with(&Levels::default()).into_checked()
    }

    /// Checks the graph, and returns all findings of reading and checking at these levels.
    ///
    /// ```
    /// use dossier::diagnostic::{Format, Levels, render};
    ///
    /// let mut levels = Levels::default();
    /// levels.deny_warnings();
    /// let outcome = dossier::open("data/us-china-trade-talks")?.check_with(&levels);
    /// render(Format::Text, &outcome.findings, &outcome.sources, false, &mut std::io::stderr())?;
    /// assert!(outcome.checked.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_with(self, levels: &Levels) -> Outcome {
        let is_cut = |finding: &Finding| {
            [rules::YAML_SYNTAX.code, rules::YAML_TOO_LARGE.code, rules::MALFORMED_ROW.code]
                .contains(&finding.rule.code)
        };
        let is_cut = self.findings.iter().any(is_cut);
        let found = check(&self.graph, self.findings, is_cut);
        outcome(self.graph, found, &self.comments, levels, self.sources)
    }
}

/// Adds to some findings what the checks find. Of a graph whose files were not read to their ends, nothing is said that
/// they may say further on.
fn check(graph: &KnowledgeGraph, mut found: Findings, is_cut: bool) -> Findings {
    for check in CHECKS.iter().filter(|check| !(is_cut && check.tells_of_absence())) {
        check.check(graph, &mut found);
    }
    found
}

/// Gives findings their final levels, which decide about the graph.
fn outcome(
    graph: KnowledgeGraph,
    found: Findings,
    comments: &[SourceComment],
    levels: &Levels,
    sources: SourceMap,
) -> Outcome {
    let findings = levels.apply(found, comments, &sources);
    let checked = if findings.has_errors() { None } else { Some(Checked { graph }) };
    Outcome { findings, checked, sources }
}
