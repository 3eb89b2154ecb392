//! What every check is, and how it places what it finds.

use crate::diagnostic::{Finding, Findings};
use crate::graph::{Claim, KnowledgeGraph, Node};
use crate::text::Place;

/// A check of a finished graph. Adding one is a new file with a `static` of this trait and a line in [`CHECKS`](super::CHECKS).
///
/// The trait is sealed: checks of your own walk a [`KnowledgeGraph`] or what is [`Checked`](super::Checked).
pub trait Check: Sealed + Sync {
    /// A short name, in kebab case.
    fn name(&self) -> &'static str;

    /// Whether it tells of what is missing, so that it says nothing where a file was not read to its end.
    fn tells_of_absence(&self) -> bool {
        false
    }

    /// Adds what it finds.
    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings);
}

/// A part of a claim as it is written.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Whole,
    Subject,
    Object,
}

/// A finding at the place where a claim is written first, if it is written anywhere.
pub(super) fn at_part(finding: Finding, claim: Claim<'_>, part: Part, label: impl Into<String>) -> Finding {
    let Some(written) = claim.written().first() else { return finding };
    let span = match part {
        Part::Whole => written.claim.span,
        Part::Subject => written.subject,
        Part::Object => written.object,
    };
    finding.at(Place { file: written.claim.file, span }, label)
}

/// A name after `a` or `an`, by its first letter.
pub(super) fn with_article(name: &str) -> String {
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) { "an" } else { "a" };
    format!("{article} {name}")
}

/// A finding at the place where a node is declared first, if it is declared anywhere.
pub(super) fn at_node(finding: Finding, node: Node<'_>, label: impl Into<String>) -> Finding {
    match node.places().first() {
        Some(place) => finding.at(*place, label),
        None => finding,
    }
}

/// Keeps the trait to this crate, so that it may grow.
pub trait Sealed {}
