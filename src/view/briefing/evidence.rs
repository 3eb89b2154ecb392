//! The words that carry claims, each with a number.

use super::model::Exhibit;
use crate::graph::{Claim, EvidenceRef, KnowledgeGraph, NodeKey};

/// Quotes by number; the same words of a work have one number.
pub(in crate::view) struct Numbered {
    /// Whether the works are named.
    with_works: bool,
    known: Vec<(NodeKey, String)>,
    /// The quotes, in the order of their numbers.
    pub(in crate::view) exhibits: Vec<Exhibit>,
}

impl Numbered {
    /// No quotes yet; works are named where a graph has several.
    pub(in crate::view) fn new(graph: &KnowledgeGraph) -> Numbered {
        Numbered { with_works: graph.sources().len() > 1, known: Vec::new(), exhibits: Vec::new() }
    }

    /// The numbers of the words that carry a claim, from 1.
    pub(in crate::view) fn numbers(&mut self, claim: Claim<'_>) -> Vec<usize> {
        let mut numbers = Vec::new();
        for evidence in claim.evidence() {
            let words = (evidence.work().key(), evidence.quote().to_owned());
            let number = self.known.iter().position(|other| *other == words).unwrap_or_else(|| {
                self.known.push(words);
                self.exhibits.push(exhibit(evidence, self.with_works));
                self.known.len() - 1
            });
            if !numbers.contains(&(number + 1)) {
                numbers.push(number + 1);
            }
        }
        numbers
    }
}

fn exhibit(evidence: EvidenceRef<'_>, with_work: bool) -> Exhibit {
    Exhibit {
        quote: evidence.quote().to_owned(),
        work: with_work.then(|| evidence.work().label().to_owned()),
        verified: evidence.verified(),
    }
}
