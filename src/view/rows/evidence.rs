//! The quotes of rows, found in their texts where these are there.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::words::{TextOf, text};
use crate::graph::rows::{Cell, Cells, NameKey, texts_of};
use crate::graph::{Anchor, DossierKey, EvidenceInput, GraphBuilder, NodeHandle, NodeInput, SourceInput};
use crate::ontology::TypeKey;
use crate::text::{Id, QuoteError, SourceFile, SourceMap, find_quote};

/// The documents and quotes of a row, and whether they are all that its cells for evidence say.
pub(super) fn quotes(cells: Cells<'_>) -> (Vec<(String, String)>, bool) {
    let (mut quotes, mut is_all) = (Vec::new(), true);
    let (mut own, mut document) = (Vec::new(), None);
    for (name, cell) in cells {
        match (name, cell) {
            (NameKey::EVIDENCE, Cell::Json(json)) => match serde_json::from_slice(json) {
                Ok(Json::Array(items)) => is_all &= items.iter().all(|item| add(item, &mut quotes)),
                Ok(item) => is_all &= add(&item, &mut quotes),
                Err(_) => is_all = false,
            },
            (NameKey::EVIDENCE, _) => is_all = false,
            (NameKey::QUOTE, cell) => own.extend(texts_of(cell).into_iter().map(text)),
            (NameKey::DOCUMENT, Cell::Clean(bytes) | Cell::Text(bytes)) => document = Some(text(bytes)),
            _ => {}
        }
    }
    match (document, own.is_empty()) {
        (Some(document), false) => quotes.extend(own.into_iter().map(|quote| (document.clone(), quote))),
        (None, true) => {}
        _ => is_all = false,
    }
    (quotes, is_all)
}

/// Adds what an object of evidence says; `false` where it says something else, too.
fn add(item: &Json, quotes: &mut Vec<(String, String)>) -> bool {
    let Json::Object(item) = item else { return false };
    let document = ["document", "source", "work"].iter().find_map(|key| item.get(*key)?.as_str());
    let (Some(document), Some(quote)) = (document, item.get("quote").and_then(Json::as_str)) else {
        return false;
    };
    quotes.push((document.to_owned(), quote.to_owned()));
    item.len() == 2
}

/// The texts that are quoted, and their nodes.
pub(super) struct Texts<'t> {
    texts: Option<TextOf<'t>>,
    sources: SourceMap,
    works: BTreeMap<String, NodeHandle>,
    work_type: TypeKey,
}

impl<'t> Texts<'t> {
    pub(super) fn new(texts: Option<TextOf<'t>>, work_type: TypeKey) -> Texts<'t> {
        Texts { texts, sources: SourceMap::new(), works: BTreeMap::new(), work_type }
    }

    /// A quote as evidence: its place where its text has it, else the words alone. `node` is the node that the document is.
    pub(super) fn evidence(
        &mut self,
        builder: &mut GraphBuilder,
        dossier: DossierKey,
        document: &str,
        quote: &str,
        node: Option<NodeHandle>,
    ) -> Option<EvidenceInput> {
        let text = self.texts.and_then(|text_of| text_of(document));
        let work = match self.works.get(document) {
            Some(work) => *work,
            None => {
                let mut input = NodeInput::new(dossier, Id::of_row(document), self.work_type);
                input.aside = true;
                let work = match node {
                    Some(node) => node,
                    None => builder.add_node(input).ok()?,
                };
                let text = text.and_then(|file| {
                    let key = self.sources.add(SourceFile::new(file.name(), file.text()).ok()?);
                    Some((key, Arc::clone(self.sources.get(key))))
                });
                let (url, published, retrieved, sha256, licence, place) =
                    (None, None, None, None, None, None);
                builder.add_source(SourceInput {
                    work,
                    text,
                    url,
                    published,
                    retrieved,
                    sha256,
                    licence,
                    place,
                });
                self.works.insert(document.to_owned(), work);
                work
            }
        };
        let span = text.and_then(|text| match find_quote(text, quote, None, None) {
            Ok((span, _)) => Some((text, span)),
            Err(QuoteError::Ambiguous(spans)) => spans.first().map(|span| (text, *span)),
            Err(_) => None,
        });
        let anchor = match span {
            Some((text, span)) => Anchor { words: text.slice(span).to_owned(), span: Some(span) },
            None => Anchor { words: quote.to_owned(), span: None },
        };
        Some(EvidenceInput {
            work,
            quote: anchor.clone(),
            passage: anchor,
            cue: None,
            place: None,
            passage_place: None,
            cue_place: None,
        })
    }
}
