//! Layer 4: checks, one file for each rule, and the token that a graph has passed them.
//!
//! Exporting and loading take a [`Checked`], which can be made only from a graph without errors.

mod around;
mod cardinality;
mod context;
mod coverage;
mod cues;
mod cycles;
mod denials;
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

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{
    Allowance, Allowances, Finding, Findings, Levels, Rejected, SourceComment, allowed_by, rules,
};
use crate::graph::{ClaimKey, KnowledgeGraph, NodeKey};
use crate::read::Reading;
use crate::text::{Place, SourceMap};

/// All checks, by name.
pub static CHECKS: &[&dyn Check] = &[
    &cardinality::Cardinality,
    &context::Context,
    &coverage::Uncovered,
    &cues::Cues,
    &cycles::Cycles,
    &denials::Denials,
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
    allowances: Arc<Allowances>,
}

impl Checked {
    /// Runs the checks on a graph made in code. Files are checked by [`Reading::check`]; rows were checked when they were read,
    /// so that a graph that [`RowView`](crate::view::rows::RowView) made of them passes.
    ///
    /// # Errors
    /// All findings, when one of them is an error.
    pub fn new(graph: KnowledgeGraph) -> Result<Checked, Rejected> {
        if graph.dossiers().all(|dossier| dossier.is_rows()) && graph.dossiers().next().is_some() {
            return Ok(Checked { graph, allowances: Arc::default() });
        }
        let found = check(&graph, Findings::default(), false);
        outcome(graph, found, (&[], Vec::new()), &Levels::default(), SourceMap::new()).into_checked()
    }

    /// A graph that no check has seen, for laws of formats.
    #[cfg(test)]
    pub(crate) fn unchecked(graph: KnowledgeGraph) -> Checked {
        Checked { graph, allowances: Arc::default() }
    }

    /// A part of the graph; what is checked stays so, even where a part lacks what the whole must have.
    #[must_use]
    pub fn part(&self, nodes: &BTreeSet<NodeKey>, claims: &BTreeSet<ClaimKey>) -> Checked {
        Checked { graph: self.graph.part(nodes, claims), allowances: Arc::clone(&self.allowances) }
    }

    /// The graph.
    pub fn graph(&self) -> &KnowledgeGraph {
        &self.graph
    }

    /// The codes of the findings that its files allow at a place, each with the reason, in the order of the file and once.
    pub(crate) fn allowed_at(&self, place: Place) -> Vec<(&'static str, &str)> {
        let at: BTreeMap<usize, &Allowance> = self.allowances.at(place).collect();
        let mut seen = BTreeSet::new();
        let findings = at.into_values().flat_map(|allowance| &allowance.findings);
        let findings = findings.map(|(rule, why)| (rule.code, &**why));
        findings.filter(|finding| seen.insert(*finding)).collect()
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
        outcome(self.graph, found, (&self.comments, self.allowances), levels, self.sources)
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
    (comments, mut allowances): (&[SourceComment], Vec<Allowance>),
    levels: &Levels,
    sources: SourceMap,
) -> Outcome {
    let findings = levels.apply(found, comments, &allowances, &sources);
    let checked = (!findings.has_errors()).then(|| {
        allowances.extend(allowed_by(comments, &sources));
        Checked { graph, allowances: Arc::new(Allowances::new(allowances)) }
    });
    Outcome { findings, checked, sources }
}
