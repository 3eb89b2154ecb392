//! Works, their texts, and the words in them that carry claims.

use std::ops::Range;
use std::sync::Arc;

use super::node::{Node, NodeKey};
use super::{Claim, KnowledgeGraph};
use crate::text::{Edtf, FileKey, Iri, Place, SourceFile, Span};

/// A work that is quoted, and its text where it is at hand.
#[derive(Clone, Debug)]
pub struct Source {
    /// The Work node.
    pub work: NodeKey,
    /// The text and its handle; absent where it may not be redistributed.
    pub text: Option<(FileKey, Arc<SourceFile>)>,
    /// Where the text is published.
    pub url: Option<Iri>,
    /// When it was published.
    pub published: Option<Edtf>,
    /// When it was fetched.
    pub retrieved: Option<Edtf>,
    /// SHA-256 of the text, lower-case hexadecimal: as declared, else as computed.
    pub sha256: Option<String>,
    /// The terms under which the text may be used.
    pub licence: Option<String>,
}

/// Words of a work, and their position in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The words; the source's own characters where the place is known.
    pub words: String,
    /// Their position; `None` if the text is missing and they could not be verified.
    pub span: Option<Span>,
}

/// The words that carry one claim.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The work that is quoted.
    pub work: NodeKey,
    /// The words of the claim itself.
    pub quote: Anchor,
    /// The passage around them.
    pub passage: Anchor,
    /// The words that attribute the claim to its speakers.
    pub cue: Option<Anchor>,
    /// Where the quote is written in the dossier.
    pub place: Option<Place>,
}

impl Evidence {
    /// What makes two pieces of evidence the same: the same words at the same place of the same work.
    pub(crate) fn identity(&self) -> (NodeKey, Option<Span>, &str) {
        (self.work, self.quote.span, &self.quote.words)
    }
}

/// A piece of evidence in its graph.
#[derive(Clone, Copy)]
pub struct EvidenceRef<'g> {
    pub(super) claim: Claim<'g>,
    pub(super) evidence: &'g Evidence,
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
        Some(self.file()?.char_range(self.evidence.quote.span?))
    }

    /// Line of the text on which the words begin, from 1.
    pub fn line(self) -> Option<usize> {
        Some(self.file()?.line_column(self.evidence.quote.span?.start).0)
    }

    /// The last `count` characters before the words and the first `count` after them.
    pub fn context(self, count: usize) -> Option<(&'g str, &'g str)> {
        let (text, span) = (self.file()?.text(), self.evidence.quote.span?);
        let (before, after) = (text.get(..span.start as usize)?, text.get(span.end as usize..)?);
        let from = before.char_indices().rev().take(count).last().map_or(before.len(), |(at, _)| at);
        let to = after.char_indices().nth(count).map_or(after.len(), |(at, _)| at);
        Some((before.get(from..)?, after.get(..to)?))
    }

    /// The id of this evidence: the claim's, the work's, and the place (or a hash of words that have none).
    pub fn id(self) -> String {
        let (claim, work) = (self.claim.id(), self.work().id());
        match self.chars() {
            Some(chars) => format!("{claim}.at-{work}-{}-{}", chars.start, chars.end),
            None => format!("{claim}.at-{work}-{}", super::claim_ids::short_hash(self.quote())),
        }
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
