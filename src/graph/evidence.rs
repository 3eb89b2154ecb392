//! Works, their texts, and the words in them that carry claims.

use std::fmt;
use std::ops::Range;

use super::claim::Claim;
use super::knowledge::KnowledgeGraph;
use super::node::Node;
use super::source::{Anchor, Evidence, Source};
use crate::text::{Iri, SourceFile};

/// A piece of evidence in its graph.
#[derive(Clone, Copy)]
pub struct EvidenceRef<'g> {
    pub(super) claim: Claim<'g>,
    pub(super) evidence: &'g Evidence,
}

impl fmt::Debug for EvidenceRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EvidenceRef").field(&self.quote()).finish()
    }
}

impl<'g> EvidenceRef<'g> {
    /// The work that is quoted.
    pub fn work(self) -> Node<'g> {
        self.claim.graph().node(self.evidence.work)
    }

    /// The source of the work, with its text.
    pub fn source(self) -> Option<&'g Source> {
        self.claim.graph().source(self.evidence.work)
    }

    /// The words, verbatim.
    pub fn quote(self) -> &'g str {
        &self.evidence.quote.words
    }

    /// The record: byte spans, passage, cue, place in the dossier.
    pub fn record(self) -> &'g Evidence {
        self.evidence
    }

    /// Whether the words were found in the text.
    pub fn verified(self) -> bool {
        self.evidence.quote.span.is_some()
    }

    /// Start and end of the words in Unicode scalar values, from 0, end exclusive.
    pub fn chars(self) -> Option<Range<usize>> {
        self.chars_of(&self.evidence.quote)
    }

    /// Start and end of other words of the same text, such as the passage or the cue.
    pub fn chars_of(self, anchor: &Anchor) -> Option<Range<usize>> {
        Some(self.file()?.char_range(anchor.span?))
    }

    /// Line of the text on which the words begin, from 1.
    pub fn line(self) -> Option<usize> {
        Some(self.file()?.line_column(self.evidence.quote.span?.start).0)
    }

    /// The last `count` characters before the words and the first `count` after them.
    pub fn context(self, count: usize) -> Option<(&'g str, &'g str)> {
        self.context_of(&self.evidence.quote, count)
    }

    /// The last `count` characters before other words of the same text and the first `count` after them.
    pub fn context_of(self, anchor: &Anchor, count: usize) -> Option<(&'g str, &'g str)> {
        let (text, span) = (self.file()?.text(), anchor.span?);
        let (before, after) = (text.get(..span.start as usize)?, text.get(span.end as usize..)?);
        let from = before.char_indices().rev().take(count).last().map_or(before.len(), |(at, _)| at);
        let to = after.char_indices().nth(count).map_or(after.len(), |(at, _)| at);
        Some((before.get(from..)?, after.get(..to)?))
    }

    /// The id of this evidence: the claim's, the work's, and the place (or a hash of words that have none); with the
    /// cue's place where the claim has the same words with another cue.
    pub fn id(self) -> String {
        let (claim, work) = (self.claim.id(), self.work().id());
        let mut id = format!("{claim}.at-{work}-{}", self.place_of(&self.evidence.quote));
        if let Some(cue) = self.evidence.cue.as_ref().filter(|_| self.has_other_cues()) {
            id.push_str(".cue-");
            id.push_str(&self.place_of(cue));
        }
        id
    }

    /// The place of words as part of an id; a hash of words that have none.
    fn place_of(self, anchor: &Anchor) -> String {
        match self.chars_of(anchor) {
            Some(chars) => format!("{}-{}", chars.start, chars.end),
            None => super::claim_ids::short_hash(&anchor.words),
        }
    }

    /// Whether the claim has the same words with another cue, too. Its evidence is sorted by the words.
    fn has_other_cues(self) -> bool {
        let (all, identity) = (&self.claim.record().evidence, self.evidence.identity());
        let first = all.partition_point(|other| other.identity() < identity);
        all.get(first + 1).is_some_and(|second| second.identity() == identity)
    }

    /// The IRI of this evidence.
    pub fn iri(self) -> Iri {
        self.claim.dossier().iri_of(&self.id())
    }

    fn file(self) -> Option<&'g SourceFile> {
        Some(&self.graph().source(self.evidence.work)?.text.as_ref()?.1)
    }

    fn graph(self) -> &'g KnowledgeGraph {
        self.claim.graph()
    }
}
impl<'g> Claim<'g> {
    /// The words that carry it, in the order of the texts.
    pub fn evidence(self) -> impl Iterator<Item = EvidenceRef<'g>> {
        self.record().evidence.iter().map(move |evidence| EvidenceRef { claim: self, evidence })
    }

    /// Whether every quote of it was found in its text.
    pub fn verified(self) -> bool {
        self.evidence().all(EvidenceRef::verified)
    }
}
