//! D0513: denials that leave what they deny as it is.

use super::each::{Check, Part, at_part};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{Claim, KnowledgeGraph, Term};
use crate::ontology::Status;

/// The check.
pub(super) struct Denials;

impl crate::check::each::Sealed for Denials {}

impl Check for Denials {
    fn name(&self) -> &'static str {
        "denials"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        for denial in graph.claims().filter(|claim| claim.is_denial() && !claim.disputes()) {
            let Some(Term::Claim(key)) = denial.object() else { continue };
            let denied = graph.claim(key);
            // Somebody else's denial counts: this one adds nothing that a reader misses.
            if denied.status() != Status::Disputed {
                findings.push(without_effect(denial, denied));
            }
        }
    }
}

fn without_effect(denial: Claim<'_>, denied: Claim<'_>) -> Finding {
    let graph = denial.graph();
    let denier = graph.term_id(denial.subject());
    let message = format!("`{}` does not make `{}` disputed", denial.id(), denied.id());
    let label = if denial.status() == Status::Inferred {
        "this denial is only inferred".to_owned()
    } else {
        let speakers: Vec<&str> =
            denial.speakers().iter().map(|speaker| graph.speaker_id(*speaker)).collect();
        format!("said by `{}`, who does not speak for `{denier}`", speakers.join("`, `"))
    };
    let finding = Finding::new(&rules::DENIAL_WITHOUT_EFFECT, message);
    let finding = at_part(finding, denial, Part::Whole, label);
    finding.help(format!(
        "`{}` stays {}; if the text says elsewhere that `{denier}` denies it, quote those words",
        denied.id(),
        denied.status()
    ))
}
