//! Works, their texts, and the words in them that carry claims.

use std::sync::Arc;

use super::keys::NodeKey;
use crate::text::{Edtf, FileKey, Iri, Place, SourceFile, Span};

/// A work that is quoted, and its text if it is available.
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
    /// Where the dossier names it.
    pub place: Option<Place>,
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
    /// Where the passage around it is written.
    pub passage_place: Option<Place>,
    /// Where the cue is written.
    pub cue_place: Option<Place>,
}

impl Evidence {
    /// What makes two pieces of evidence the same: the same words at the same place of the same work.
    pub(crate) fn identity(&self) -> (NodeKey, Option<Span>, &str) {
        (self.work, self.quote.span, &self.quote.words)
    }
}
