//! D0505: what a work says in its own voice, though it accuses.

use super::around::is_own_voice;
use super::each::{Check, Part, at_part};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{KnowledgeGraph, Statement};
use crate::ontology::Role;

/// The check.
pub(super) struct Voice;

impl crate::check::each::Sealed for Voice {}

impl Check for Voice {
    fn name(&self) -> &'static str {
        "own-voice"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        for claim in graph.claims().filter(|claim| is_own_voice(*claim)) {
            if let Statement::Relation(relation, _) = claim.statement()
                && graph.ontology().relation(*relation).has(Role::Charge)
            {
                let message = format!("`{}` is an accusation, but no speaker is named", claim.id());
                let finding = Finding::new(&rules::ACCUSATION_REPORTED, message);
                let finding = at_part(finding, claim, Part::Whole, "stated as a fact by the work itself");
                findings.push(finding.help("if the work quotes someone, name the speaker with `by:`"));
            }
        }
    }
}
