//! Finding a quote in a text: exactly, or with typography folded, or not at all.

use std::fmt;
use std::ops::Range;

use super::border::{Borders, cuts_number, number_around};
use super::fold::Folded;
use super::{SourceFile, Span};

/// How a quote was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matched {
    /// Character by character.
    Exact,
    /// After typographic folding; the span holds the source's own characters.
    Folded,
}

/// Most places of a quote that are looked for; one that has so many may have more.
pub const MAX_PLACES: usize = 1000;

/// Why a quote has no single place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum QuoteError {
    /// The words are not in the text, or the quote is blank.
    Absent,
    /// The words occur at all these places, and the line given does not single one out. Of more than [`MAX_PLACES`],
    /// these are the first.
    Ambiguous(Vec<Span>),
    /// The words occur only as a part of this number: "$20" in "$200".
    CutsNumber(Span),
    /// The words occur only with a part of this character: a letter without its accent.
    CutsCharacter(Span),
}

impl fmt::Display for QuoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QuoteError::Absent => f.write_str("the words are not in the text"),
            QuoteError::Ambiguous(spans) if spans.len() < MAX_PLACES => {
                write!(f, "the words occur {} times in the text", spans.len())
            }
            QuoteError::Ambiguous(spans) => {
                write!(f, "the words occur {} times or more in the text", spans.len())
            }
            QuoteError::CutsNumber(_) => f.write_str("the words occur only as a part of a longer number"),
            QuoteError::CutsCharacter(_) => f.write_str("the words occur only with a part of a character"),
        }
    }
}

impl std::error::Error for QuoteError {}

/// Finds the one place where the text holds `quote`, inside `within` where that is given.
///
/// An exact occurrence goes before a folded one. Of several, `line` (from 1) picks those that begin on it, or else
/// those that overlap it. An occurrence counts only where it begins and ends between extended grapheme clusters
/// (UAX #29) and does not cut a number.
///
/// # Errors
/// Says why there is no such place, see [`QuoteError`]; [`QuoteError::Ambiguous`] lists all places, not only
/// those on `line`.
pub fn find_quote(
    file: &SourceFile,
    quote: &str,
    within: Option<Span>,
    line: Option<usize>,
) -> Result<(Span, Matched), QuoteError> {
    let whole = Span::new(0, file.text().len());
    let within = within.unwrap_or(whole);
    let mut refused = Refused::default();
    for needle in Needle::both(quote) {
        let spans = needle.occurrences(file, (within, within), MAX_PLACES, &mut refused);
        match spans.as_slice() {
            [] => {}
            [one] => return Ok((*one, needle.matched)),
            _ => {
                let one = line.and_then(|line| {
                    // Of very many, those on the line may not be among the first.
                    let near = file.line_span(line).filter(|_| spans.len() == MAX_PLACES);
                    let there =
                        near.map(|near| needle.occurrences(file, (near, within), MAX_PLACES, &mut refused));
                    on_line(file, there.as_ref().unwrap_or(&spans), line)
                });
                return one.map(|one| (one, needle.matched)).ok_or(QuoteError::Ambiguous(spans));
            }
        }
    }
    Err(refused.into_error())
}

/// Finds the occurrence of `quote` that is nearest to `anchor`: the least bytes between the two, none where they
/// touch or overlap; of two equally near ones, the one before. An exact occurrence goes before a folded one,
/// however far it is.
///
/// # Errors
/// As [`find_quote`], but never [`QuoteError::Ambiguous`].
pub fn find_nearest_to(file: &SourceFile, quote: &str, anchor: Span) -> Result<(Span, Matched), QuoteError> {
    let length = file.text().len();
    let mut refused = Refused::default();
    for needle in Needle::both(quote) {
        let mut reach = FIRST_REACH;
        loop {
            let near = Span::new(
                (anchor.start as usize).saturating_sub(reach),
                (anchor.end as usize).saturating_add(reach).min(length),
            );
            let spans = needle.occurrences(file, (near, Span::new(0, length)), usize::MAX, &mut refused);
            let nearest = spans.into_iter().min_by_key(|span| (gap(*span, anchor), *span));
            let everything = near == Span::new(0, length);
            if let Some(nearest) = nearest.filter(|nearest| everything || gap(*nearest, anchor) <= reach) {
                return Ok((nearest, needle.matched));
            }
            if everything {
                break;
            }
            reach = reach.saturating_mul(8);
        }
    }
    Err(refused.into_error())
}

/// How far from its anchor a cue is looked for first, in bytes.
const FIRST_REACH: usize = 1 << 10;

fn gap(span: Span, anchor: Span) -> usize {
    let (span, anchor) = (span.range(), anchor.range());
    anchor.start.saturating_sub(span.end).max(span.start.saturating_sub(anchor.end))
}

fn on_line(file: &SourceFile, spans: &[Span], line: usize) -> Option<Span> {
    let line = file.line_span(line)?;
    let only = |fits: &dyn Fn(&Span) -> bool| {
        let mut fitting = spans.iter().filter(|span| fits(span));
        (fitting.next().copied(), fitting.next().is_some())
    };
    let (begins, more) = only(&|span| line.start <= span.start && span.start < line.end);
    if begins.is_some() {
        return begins.filter(|_| !more);
    }
    let (overlaps, more) = only(&|span| span.start < line.end && line.start < span.end);
    overlaps.filter(|_| !more)
}

/// The first occurrences that do not count.
#[derive(Default)]
struct Refused {
    number: Option<Span>,
    character: Option<Span>,
}

impl Refused {
    fn into_error(self) -> QuoteError {
        match (self.number, self.character) {
            (Some(number), _) => QuoteError::CutsNumber(number),
            (None, Some(character)) => QuoteError::CutsCharacter(character),
            (None, None) => QuoteError::Absent,
        }
    }
}

/// The words to look for, as they are or folded.
struct Needle<'q> {
    words: std::borrow::Cow<'q, str>,
    matched: Matched,
}

impl<'q> Needle<'q> {
    /// The exact needle, then the folded one; none for a blank quote.
    fn both(quote: &'q str) -> Vec<Needle<'q>> {
        let folded = Folded::new(quote).text().trim_matches(' ').to_owned();
        if folded.is_empty() {
            return Vec::new();
        }
        vec![
            Needle { words: quote.into(), matched: Matched::Exact },
            Needle { words: folded.into(), matched: Matched::Folded },
        ]
    }

    /// The first `most` occurrences inside `within` that count, ascending; at least those that touch `near`.
    fn occurrences(
        &self,
        file: &SourceFile,
        (near, within): (Span, Span),
        most: usize,
        refused: &mut Refused,
    ) -> Vec<Span> {
        let text = file.text();
        let index = file.index();
        let reach = |range: Range<usize>| {
            range.start.saturating_sub(self.words.len())..range.end.saturating_add(self.words.len())
        };
        let mut borders = Borders::new(text);
        let mut spans = Vec::new();
        let mut take = |range: Range<usize>, whole: bool, spans: &mut Vec<Span>| {
            let span = Span::new(range.start, range.end);
            if !within.contains(span) {
                return;
            }
            let edges = [range.start, range.end];
            if let Some(at) = edges.into_iter().find(|at| !borders.between_characters(*at)) {
                refused.character.get_or_insert_with(|| borders.character_around(at));
            } else if !whole {
                refused.character.get_or_insert(span);
            } else if let Some(at) = edges.into_iter().find(|at| cuts_number(text, *at)) {
                refused.number.get_or_insert_with(|| number_around(text, at));
            } else {
                spans.push(span);
            }
        };
        match self.matched {
            Matched::Exact => {
                let area = if near == within { near.range() } else { clamped(text, reach(near.range())) };
                index.source_search.find(text, &self.words, area, &mut |at| {
                    take(at..at + self.words.len(), true, &mut spans);
                    spans.len() < most
                });
            }
            Matched::Folded => {
                let folded = index.folded(text);
                let area = folded.folded_offset(near.start as usize)..folded.folded_offset(near.end as usize);
                let area = if near == within { area } else { clamped(folded.text(), reach(area)) };
                index.folded_search.find(folded.text(), &self.words, area, &mut |at| {
                    let part = at..at + self.words.len();
                    let exact = folded.source_range(part.clone());
                    let whole = exact.is_some();
                    if let Some(range) = exact.or_else(|| folded.source_cover(part)) {
                        take(range, whole, &mut spans);
                    }
                    spans.len() < most
                });
            }
        }
        spans
    }
}

/// The range cut to the text; search works on bytes, so that its ends need not be character borders.
fn clamped(text: &str, range: Range<usize>) -> Range<usize> {
    range.start.min(text.len())..range.end.min(text.len())
}

#[cfg(test)]
#[path = "quote_tests.rs"]
mod tests;
