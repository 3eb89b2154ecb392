//! D0514: quotes of what a text has struck out, or does not show.

use std::collections::BTreeMap;

use super::each::{Check, Part, at_part};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::KnowledgeGraph;
use crate::text::{FileKey, Place, Span, struck_out};

/// The check.
pub(super) struct Struck;

impl crate::check::each::Sealed for Struck {}

impl Check for Struck {
    fn name(&self) -> &'static str {
        "struck"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        let mut of_file: BTreeMap<FileKey, Vec<Span>> = BTreeMap::new();
        for claim in graph.claims() {
            let found = claim.evidence().find_map(|evidence| {
                let (file, text) = evidence.source()?.text.as_ref()?;
                let quote = evidence.record().quote.span?;
                let struck = of_file.entry(*file).or_insert_with(|| struck_out(text.text()));
                let first = struck.partition_point(|span| span.end <= quote.start);
                let span = *struck.get(first).filter(|span| span.start < quote.end)?;
                Some(Place { file: *file, span })
            });
            if let Some(place) = found {
                let message = format!("the words of `{}` are struck out or commented out", claim.id());
                let finding = Finding::new(&rules::QUOTE_STRUCK_OUT, message);
                let finding = at_part(finding, claim, Part::Whole, "not what the text says")
                    .also(place, "struck out here");
                findings.push(finding.help("quote what the text says in their place, or drop the claim"));
            }
        }
    }
}
