//! The order in which a reader of the texts meets things.

use crate::graph::{KnowledgeGraph, Term};

/// The work and the byte at which words begin.
pub(super) type NodeOrder = (usize, u32);

/// Where the first words about something occur in the texts: the reader's order; last what has none.
pub(super) fn first_words_about(graph: &KnowledgeGraph, term: Term) -> (bool, NodeOrder) {
    let own = match term {
        Term::Claim(key) => Some(graph.claim(key)),
        Term::Node(_) => None,
    };
    let claims = graph.claims_of(term).chain(graph.claims_on(term)).chain(own);
    let places = claims.flat_map(|claim| {
        claim.evidence().map(|evidence| {
            let start = evidence.record().quote.span.map(|span| span.start);
            (start.is_none(), (evidence.work().key().index(), start.unwrap_or(0)))
        })
    });
    places.min().unwrap_or((true, (usize::MAX, 0)))
}
