//! The passage of a text that is most like a quote which is not in it.

use std::fmt;
use std::ops::Range;

use super::align::{Alignment, Word, align, words};
use super::fold::Folded;
use super::search::MAX_DENSE;
use super::vote::likely_places;
use super::{SourceFile, Span};

/// A passage like a quote, and where the two differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    /// The passage of the text.
    pub span: Span,
    /// The pieces of the passage that the quote has not, or has otherwise.
    pub text_marks: Vec<Span>,
    /// The pieces of the quote that the passage has not, or has otherwise, in bytes of the quote.
    pub quote_marks: Vec<Range<usize>>,
    /// Twice the characters in common over the characters of both, from 0 to 1.
    pub similarity: f64,
}

/// Less alike than this is not worth showing.
const LEAST: f64 = 0.5;
/// Comparisons of words, all candidates together: this bounds the time that a long quote can take.
const CELLS: usize = 2_000_000;
/// A longer quote is compared with the likeliest place only.
const LONG: usize = 2_000;
/// A longer quote is not compared.
const LONGEST: usize = 1 << 20;

/// No passage was looked for: the text is longer than 64 MiB, or the quote is longer than 1 MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCompared;

impl fmt::Display for NotCompared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text or the quote is too long to be compared")
    }
}

impl std::error::Error for NotCompared {}

/// Finds the passage of the text that is most like `quote`, typography aside; `None` where nothing is half alike.
///
/// Sequences of bytes that the quote shares with the text vote for a place, rare ones with more weight; the best
/// places are compared word by word. The text is read for the first few quotes and then indexed, so that the time for
/// each depends on the quote only; of a very long quote only changes that keep the order of its words are followed.
///
/// # Errors
/// [`NotCompared`].
pub fn nearest_passage(file: &SourceFile, quote: &str) -> Result<Option<Nearest>, NotCompared> {
    if quote.len() > LONGEST || file.text().len() > MAX_DENSE {
        return Err(NotCompared);
    }
    Ok(nearest(file, quote))
}

fn nearest(file: &SourceFile, quote: &str) -> Option<Nearest> {
    let text = file.index().folded(file.text());
    let quote_folded = Folded::new(quote);
    let quote_words = words(quote_folded.text());
    let mut best: Option<(Alignment, Vec<Word>, usize)> = None;
    let length = quote_folded.text().len();
    let places = if length > LONG { 1 } else { 4 };
    for start in likely_places(text.text(), quote_folded.text(), places, &file.index().likeness) {
        let slack = length / 4 + 64;
        let from = border(text.text(), start.saturating_sub(slack), slack.min(256));
        let until = border(text.text(), start.saturating_add(length).saturating_add(slack), 0);
        let passage = words(text.text().get(from..until).unwrap_or(""));
        let first = passage.partition_point(|word| from + word.at.end <= start);
        let Some(found) = align(&quote_words, &passage, first, CELLS / places) else { continue };
        if best.as_ref().is_none_or(|(best, _, _)| found.similarity > best.similarity) {
            best = Some((found, passage, from));
        }
    }
    let (found, passage, from) = best.filter(|(best, _, _)| best.similarity >= LEAST)?;
    let place = |part: Range<usize>| {
        let cover = text.source_cover(part.start + from..part.end + from)?;
        Some(Span::new(cover.start, cover.end))
    };
    let covered = passage.get(found.covered.clone())?;
    let span = covered.first()?.at.start..covered.last()?.at.end;
    let mut text_marks = runs(&passage, &found.passage_differs);
    let mut quote_marks = runs(&quote_words, &found.quote_differs);
    if text_marks.is_empty() && quote_marks.is_empty() {
        // The words are the same, so that blanks between them differ.
        let said = quote_words.first()?.at.start..quote_words.last()?.at.end;
        let words = text.text().get(span.start + from..span.end + from)?;
        let (left, right) = different_middle(words, quote_folded.text().get(said.clone())?);
        text_marks.push(left.start + span.start..left.end + span.start);
        quote_marks.push(right.start + said.start..right.end + said.start);
    }
    Some(Nearest {
        span: place(span)?,
        text_marks: text_marks.into_iter().filter_map(place).collect(),
        quote_marks: quote_marks.into_iter().filter_map(|part| quote_folded.source_cover(part)).collect(),
        similarity: found.similarity,
    })
}

/// Words next to each other as one range.
fn runs(words: &[Word], marked: &[usize]) -> Vec<Range<usize>> {
    let mut runs: Vec<(usize, Range<usize>)> = Vec::new();
    for at in marked {
        let Some(word) = words.get(*at) else { continue };
        match runs.last_mut() {
            Some((last, run)) if *last + 1 == *at => (*last, run.end) = (*at, word.at.end),
            _ => runs.push((*at, word.at.clone())),
        }
    }
    runs.into_iter().map(|(_, run)| run).collect()
}

/// What is left of two texts without their common start and end.
fn different_middle(one: &str, other: &str) -> (Range<usize>, Range<usize>) {
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| {
        pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>()
    };
    let start = same(&mut one.chars().zip(other.chars()));
    let (one_rest, other_rest) = (one.get(start..).unwrap_or(""), other.get(start..).unwrap_or(""));
    let end = same(&mut one_rest.chars().rev().zip(other_rest.chars().rev()));
    (start..one.len() - end, start..other.len() - end)
}

/// The character border at or before `at`, moved left to a blank where one stands within `look` bytes.
fn border(text: &str, at: usize, look: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let mut from = at.saturating_sub(look);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    text.get(from..at).and_then(|part| part.rfind(' ')).map_or(at, |blank| from + blank)
}

#[cfg(test)]
#[path = "nearest_tests.rs"]
mod tests;
