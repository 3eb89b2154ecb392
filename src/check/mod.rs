//! Floor 4: checks, one file for each rule, and the token that a graph has passed them.
//!
//! Exporting and loading take a [`Checked`], which can be made only from a graph without errors.

mod cardinality;
mod coverage;
mod cycles;
mod domain;
mod names;
mod positions;
mod unused;
mod voice;

pub use coverage::{Coverage, coverage};

use std::collections::BTreeSet;

use crate::diagnostic::{Finding, Findings, Levels, SourceComment, rules};
use crate::graph::{Claim, ClaimKey, KnowledgeGraph, Node, NodeKey};
use crate::text::{Place, SourceMap};

/// A check of a finished graph. Adding one is a new file with a `static` of this trait and a line in [`CHECKS`].
pub trait Check: Sync {
    /// A short name, in kebab case.
    fn name(&self) -> &'static str;

    /// Whether it tells of what is missing, so that it says nothing where a file was not read to its end.
    fn tells_of_absence(&self) -> bool {
        false
    }

    /// Adds what it finds.
    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings);
}

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

/// A part of a claim as it is written.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    Subject,
    Object,
}

/// A finding at the place where a claim is written first, if it is written anywhere.
fn at_part(finding: Finding, claim: Claim<'_>, part: Part, label: impl Into<String>) -> Finding {
    let Some(written) = claim.written().first() else { return finding };
    let span = match part {
        Part::Whole => written.claim.span,
        Part::Subject => written.subject,
        Part::Object => written.object,
    };
    finding.at(Place { file: written.claim.file, span }, label)
}

/// A name after `a` or `an`, by its first letter.
fn with_article(name: &str) -> String {
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) { "an" } else { "a" };
    format!("{article} {name}")
}

/// A finding at the place where a node is declared first, if it is declared anywhere.
fn at_node(finding: Finding, node: Node<'_>, label: impl Into<String>) -> Finding {
    match node.places().first() {
        Some(place) => finding.at(*place, label),
        None => finding,
    }
}
