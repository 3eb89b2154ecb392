//! D0516: dossiers in languages whose words are not known.

use std::collections::BTreeSet;

use super::each::Check;
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::KnowledgeGraph;
use crate::text::Lexicon;

/// The check.
pub(super) struct Languages;

impl crate::check::each::Sealed for Languages {}

impl Check for Languages {
    fn name(&self) -> &'static str {
        "languages"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        let quoting = graph.claims().filter(|claim| claim.evidence().next().is_some());
        let quoting: BTreeSet<_> = quoting.map(|claim| claim.dossier().key()).collect();
        for dossier in graph.dossiers().filter(|dossier| quoting.contains(&dossier.key())) {
            if Lexicon::of(dossier.language()).is_some() {
                continue;
            }
            let message = format!(
                "`{}` is in `{}`, whose words for numbers and negations are not known",
                dossier.name(),
                dossier.language()
            );
            let mut finding = Finding::new(&rules::LANGUAGE_NOT_COVERED, message);
            if let Some(place) = dossier.place() {
                finding = finding.at(place, "values and what is around quotes are not checked");
            }
            findings
                .push(finding.help(format!("the languages that are checked are {}", Lexicon::languages())));
        }
    }
}
