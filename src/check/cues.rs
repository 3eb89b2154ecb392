//! D0511: the words that show who says a passage, and where they are.

use std::collections::{BTreeMap, BTreeSet};

use super::each::{Check, Part, at_part};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{Claim, EvidenceRef, KnowledgeGraph};
use crate::text::{FileKey, Place, Span, around, neighbours_of, quotations};

/// The check.
pub(super) struct Cues;

impl crate::check::each::Sealed for Cues {}

impl Check for Cues {
    fn name(&self) -> &'static str {
        "cues"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        // Many claims share a passage.
        let mut seen = BTreeSet::new();
        let mut quoted = BTreeMap::new();
        for claim in graph.claims() {
            for evidence in claim.evidence() {
                let record = evidence.record();
                let Some(cue) = &record.cue else { continue };
                if seen.insert((record.work, record.passage.span, cue.span)) {
                    findings.extend(elsewhere(claim, evidence, &mut quoted));
                }
            }
        }
    }
}

/// A cue that is neither in the sentences of its passage nor in those beside them.
fn elsewhere(
    claim: Claim<'_>,
    evidence: EvidenceRef<'_>,
    quoted: &mut BTreeMap<FileKey, Vec<Span>>,
) -> Option<Finding> {
    let (file, text) = evidence.source()?.text.as_ref()?;
    let (passage, cue) = (evidence.record().passage.span?, evidence.record().cue.as_ref()?.span?);
    if neighbours_of(text.text(), passage).contains(cue) {
        return None;
    }
    // The sentences of one quotation have one speaker.
    let quotations = quoted.entry(*file).or_insert_with(|| quotations(text.text()));
    if let Some(quotation) = around(quotations, passage)
        && neighbours_of(text.text(), quotation).contains(cue)
    {
        return None;
    }
    let message = format!("the cue of `{}` is far from its passage", claim.id());
    let finding = Finding::new(&rules::CUE_ELSEWHERE, message);
    let finding = at_part(finding, claim, Part::Whole, "said here, in another place of the text?")
        .also(Place { file: *file, span: cue }, "the cue")
        .also(Place { file: *file, span: passage }, "the passage");
    Some(finding.help("take the cue from the sentence of the passage, or from the one before or behind it"))
}
