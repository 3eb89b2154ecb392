//! D0504, D0505: what a work says in its own voice, though it hedges or accuses.

use super::each::{Check, Part, at_part};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{Claim, KnowledgeGraph, Statement};
use crate::ontology::{Role, Status};
use crate::text::{Place, Span};

/// English words by which a source shows that it does not vouch for what it says.
const HEDGES: &[&str] = &[
    "allegedly",
    "apparently",
    "appear to",
    "appears to",
    "believed to",
    "likely",
    "may",
    "might",
    "perhaps",
    "possibly",
    "presumably",
    "probably",
    "purportedly",
    "reportedly",
    "rumoured",
    "rumored",
    "said to be",
    "seem to",
    "seems to",
    "suggests",
    "supposedly",
    "unconfirmed",
];

/// The check.
pub(super) struct Voice;

impl crate::check::each::Sealed for Voice {}

impl Check for Voice {
    fn name(&self) -> &'static str {
        "own-voice"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        for claim in graph.claims().filter(|claim| claim.status() == Status::Reported) {
            findings.extend(hedged(claim));
            if let Statement::Relation(relation, _) = claim.statement()
                && graph.ontology().relation(*relation).has(Role::Accusation)
            {
                let message = format!("`{}` is an accusation, and the work itself makes it", claim.id());
                let finding = Finding::new(&rules::ACCUSATION_REPORTED, message);
                let finding = at_part(finding, claim, Part::Whole, "asserted as a fact");
                findings.push(finding.help("if somebody else says it, name them with `by:`"));
            }
        }
    }
}

/// A reported claim whose words hold a hedge. Only English texts are understood.
fn hedged(claim: Claim<'_>) -> Option<Finding> {
    if !claim.dossier().language().as_str().starts_with("en") {
        return None;
    }
    claim.evidence().find_map(|evidence| {
        let words = evidence.quote();
        let (at, hedge) = HEDGES.iter().find_map(|hedge| Some((find_word(words, hedge)?, *hedge)))?;
        let message = format!("“{hedge}” hedges, and `{}` is taken for a fact", claim.id());
        let mut finding = at_part(
            Finding::new(&rules::HEDGE_REPORTED, message),
            claim,
            Part::Whole,
            "reported without hedging",
        );
        if let (Some((file, _)), Some(span)) =
            (evidence.source().and_then(|source| source.text.as_ref()), evidence.record().quote.span)
        {
            let start = span.start as usize + at;
            let place = Place { file: *file, span: Span::new(start, start + hedge.len()) };
            finding = finding.also(place, "the text hedges here");
        }
        Some(finding.help("write `status: inferred`, or name with `by:` who says it; or quote fewer words"))
    })
}

/// Where a word stands in a text, in small letters and not as part of another word. The month of May is no hedge.
fn find_word(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
