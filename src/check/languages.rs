//! D0516: texts in languages whose words are not known.

use std::collections::BTreeMap;

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
        let mut quoted = BTreeMap::new();
        for claim in graph.claims() {
            for (file, text) in claim.evidence().filter_map(|evidence| evidence.source()?.text.as_ref()) {
                quoted.entry((claim.dossier().key(), *file)).or_insert((claim.dossier(), text));
            }
        }
        for (dossier, text) in quoted.into_values() {
            if Lexicon::covers(text, dossier.language()) {
                continue;
            }
            let language = match text.language() {
                Some(language) => language.eng_name().to_owned(),
                None => format!("the language `{}`", dossier.language()),
            };
            let message = format!(
                "`{}` is in {language}, whose words for numbers and negations are not known",
                text.name()
            );
            let mut finding = Finding::new(&rules::LANGUAGE_NOT_COVERED, message);
            if let Some(place) = dossier.place() {
                finding = finding.at(place, "values and what is around quotes are not checked there");
            }
            findings
                .push(finding.help(format!("the languages that are checked are {}", Lexicon::languages())));
        }
    }
}
