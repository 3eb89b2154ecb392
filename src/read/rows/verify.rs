//! What is checked of a record before it becomes a row: names by the ontology, quotes by their texts.

use super::findings::find_words;
use super::json::{ParseError, Scanner};
use super::texts::{RowTexts, strings};
use super::vocabulary::Use;
use super::worker::{Line, Worker};
use crate::diagnostic::rules;
use crate::graph::rows::{Cell, Cells, Items, NameKey};
use crate::text::{NotCompared, QuoteError, drops_negation, find_quote, nearest_passage};

/// A quote of a row, and the id of the text that must contain it.
type Quote = (Option<String>, String);

impl Worker<'_> {
    /// Whether the record may become a row; what speaks against it is finding. An edge has ends.
    pub(super) fn is_fit(&mut self, line: &Line<'_>, is_edge: bool) -> bool {
        let are_declared = self.names_are_declared(line, is_edge);
        let Some(texts) = self.checks.texts else { return are_declared };
        let mut are_true = true;
        match self.quotes() {
            Ok(quotes) => {
                for (document, quote) in quotes {
                    are_true &= self.is_verbatim(line, texts, document, &quote);
                }
            }
            Err(error) => {
                let words = ["the evidence of this record cannot be read".to_owned(), error.what.to_owned()];
                let help = "expected a list of objects with a `document` and a `quote`";
                self.finding(&rules::MALFORMED_ROW, line, 0..line.bytes.len(), words, Some(help));
                are_true = false;
            }
        }
        are_declared && are_true
    }

    /// Whether the ontology declares the types of the record, or its relation, where it has to.
    fn names_are_declared(&mut self, line: &Line<'_>, is_edge: bool) -> bool {
        if !self.checks.is_strict {
            return true;
        }
        let used = if is_edge { Use::Relation } else { Use::Type };
        let shared = self.names.shared();
        let wrong: Vec<String> = self.undeclared(used).map(|name| shared.with(name, str::to_owned)).collect();
        let (rule, what) =
            if is_edge { (&rules::UNKNOWN_RELATION, "relation") } else { (&rules::UNKNOWN_TYPE, "type") };
        if self.record.types.is_empty() {
            let words = [format!("this record has no {what}"), String::new()];
            self.finding(rule, line, 0..line.bytes.len(), words, None);
            return false;
        }
        for name in &wrong {
            // Of a record with very many names, only what will be shown is searched for in the line.
            let is_shown = self.findings.wants(rule);
            let range =
                is_shown.then(|| find_words(line.bytes, name)).flatten().unwrap_or(0..line.bytes.len());
            let words = [format!("the ontology has no {what} `{name}`"), format!("unknown {what}")];
            let help = "use `--ontology open` to accept it as is";
            self.finding(rule, line, range, words, Some(help));
        }
        wrong.is_empty()
    }

    /// The types of the record, or its relation, as far as the ontology does not declare them.
    pub(super) fn undeclared(&self, used: Use) -> impl Iterator<Item = NameKey> {
        let (shared, vocabulary) = (self.names.shared(), self.checks.vocabulary);
        let names = self.record.types.iter().copied();
        names.filter(move |name| !shared.with(*name, |name| vocabulary.declares(used, name)))
    }

    /// The quotes of the record: those of its evidence, and its own.
    fn quotes(&self) -> Result<Vec<Quote>, ParseError> {
        let mut quotes = Vec::new();
        let (mut own, mut document) = (None, None);
        for (name, cell) in Cells::new(self.record.cells()) {
            match (name, cell) {
                (NameKey::EVIDENCE, Cell::Json(json)) => evidence(json, &mut quotes)?,
                (NameKey::QUOTE, Cell::Clean(text) | Cell::Text(text) | Cell::Words { text, .. }) => {
                    own = Some(String::from_utf8_lossy(text).into_owned());
                }
                (NameKey::QUOTE, Cell::List(items)) => {
                    quotes.extend(texts_of(items).map(|quote| (None, quote)))
                }
                (NameKey::DOCUMENT, Cell::Clean(text) | Cell::Text(text)) => {
                    document = Some(String::from_utf8_lossy(text).into_owned());
                }
                _ => {}
            }
        }
        quotes.extend(own.map(|quote| (None, quote)));
        for (named, _) in &mut quotes {
            *named = named.take().or_else(|| document.clone());
        }
        Ok(quotes)
    }

    /// Whether a quote is in its text, character by character or with its typography folded.
    fn is_verbatim(
        &mut self,
        line: &Line<'_>,
        texts: &RowTexts,
        document: Option<String>,
        quote: &str,
    ) -> bool {
        let whole = 0..line.bytes.len();
        let Some(document) = document else {
            let words = ["this quote names no document".to_owned(), String::new()];
            let help = "add the id of its text as `document`";
            self.finding(&rules::WORK_MISSING, line, whole, words, Some(help));
            return false;
        };
        let Some(text) = texts.get(&document) else {
            let words =
                [format!("the text `{document}` is missing, so its quotes were not checked"), String::new()];
            self.finding(&rules::TEXT_MISSING, line, whole, words, None);
            return true;
        };
        let (rule, message, help) = match find_quote(text, quote, None, None) {
            Ok((span, _)) if drops_negation(text, span) => (
                &rules::QUOTE_CUTS_NUMBER,
                "the quote drops a negation".to_owned(),
                Some("quote the whole word".to_owned()),
            ),
            Err(QuoteError::Ambiguous(spans)) if spans.iter().all(|span| drops_negation(text, *span)) => (
                &rules::QUOTE_CUTS_NUMBER,
                "the quote drops a negation".to_owned(),
                Some("quote the whole word".to_owned()),
            ),
            // If it occurs several times, it is there.
            Ok(_) | Err(QuoteError::Ambiguous(_)) => return true,
            Err(QuoteError::Absent) => {
                let nearest = || {
                    match nearest_passage(text, quote) {
                    Ok(nearest) => {
                        nearest.map(|nearest| format!("the nearest passage is “{}”", text.slice(nearest.span)))
                    }
                    Err(NotCompared) => Some(
                        "similar passages were not searched for: the text is longer than 64 MiB, or the quote is longer than 1 MiB"
                            .to_owned(),
                    ),
                }
                };
                let help = if self.findings.wants(&rules::QUOTE_NOT_FOUND) { nearest() } else { None };
                (&rules::QUOTE_NOT_FOUND, format!("the quote is not in {document}"), help)
            }
            Err(error @ (QuoteError::CutsNumber(_) | QuoteError::CutsCharacter(_))) => (
                &rules::QUOTE_CUTS_NUMBER,
                format!("in {document}, {error}"),
                Some("quote it in full".to_owned()),
            ),
        };
        let at = memchr::memmem::find(line.bytes, quote.as_bytes());
        let range = at.map_or(whole, |at| at..at + quote.len());
        self.finding(rule, line, range, [message, "these words".to_owned()], help.as_deref());
        false
    }
}

fn texts_of(items: Items<'_>) -> impl Iterator<Item = String> {
    items.filter_map(|item| match item {
        Cell::Clean(text) | Cell::Text(text) | Cell::Words { text, .. } => {
            Some(String::from_utf8_lossy(text).into_owned())
        }
        _ => None,
    })
}

/// The quotes of evidence: an object, or a list of objects.
fn evidence(json: &[u8], quotes: &mut Vec<Quote>) -> Result<(), ParseError> {
    const DOCUMENT: &[&[u8]] = &[b"document", b"source", b"work"];
    const QUOTE: &[&[u8]] = &[b"quote"];
    let mut scanner = Scanner::new(json);
    let mut one = |scanner: &mut Scanner<'_>| {
        let [document, quote] = strings(scanner, [DOCUMENT, QUOTE])?;
        quotes.extend(quote.map(|quote| (document, quote)));
        Ok(())
    };
    if scanner.peek() == b'{' {
        return one(&mut scanner);
    }
    scanner.take(b'[', "expected a list")?;
    let mut is_first = true;
    while scanner.item(is_first)? {
        is_first = false;
        one(&mut scanner)?;
    }
    Ok(())
}
