//! Plain search in one text, quick for a few needles and for thousands.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use memchr::memmem;

use super::fold::Folded;
use super::grams::{Grams, Layout};

/// What is worked out about a text the first time a search needs it, and then kept.
#[derive(Debug, Default)]
pub(super) struct TextIndex {
    folded: OnceLock<Folded>,
    pub(super) source_search: Search,
    pub(super) folded_search: Search,
    /// For the search of passages that are like a quote.
    pub(super) likeness: Readings<4>,
}

impl TextIndex {
    /// The folded form of the text that this index belongs to.
    pub(super) fn folded(&self, text: &str) -> &Folded {
        self.folded.get_or_init(|| Folded::new(text))
    }
}

/// The number of readings after which a text is indexed.
const READINGS: u64 = 16;
/// Shorter texts are always read.
const WORTH_INDEXING: usize = 1 << 12;
/// The most occurrences in a row that may overlap before the search changes to one that is linear on any text.
const OVERLAPS: usize = 32;
/// Long needles are found by few sequences.
const LONG: Layout = Layout { width: 8, step: 4, is_caseless: false };
/// Shorter needles need an index of four times the size.
const SHORT: Layout = Layout { width: 3, step: 1, is_caseless: false };
/// No longer text is indexed at every byte: in bytes.
pub(super) const MAX_DENSE: usize = 64 << 20;

/// Counts how often a text is read, and indexes it when that becomes worth it, for each kind of index.
#[derive(Debug)]
pub(super) struct Readings<const KINDS: usize> {
    read: AtomicU64,
    grams: [OnceLock<Option<Grams>>; KINDS],
}

impl<const KINDS: usize> Default for Readings<KINDS> {
    fn default() -> Self {
        Readings { read: AtomicU64::new(0), grams: [const { OnceLock::new() }; KINDS] }
    }
}

impl<const KINDS: usize> Readings<KINDS> {
    /// Says that a part of the text is wanted; the index of a kind, unless reading the part is better.
    pub(super) fn index(&self, text: &[u8], part: usize, kind: usize, layout: Layout) -> Option<&Grams> {
        if part < WORTH_INDEXING {
            return None;
        }
        let read = self.read.fetch_add(part as u64, Ordering::Relaxed);
        if read <= READINGS * text.len() as u64 || (layout.step == 1 && text.len() > MAX_DENSE) {
            return None;
        }
        self.grams.get(kind)?.get_or_init(|| Grams::new(text, layout)).as_ref()
    }
}

/// The search state of one text.
#[derive(Debug, Default)]
pub(super) struct Search(Readings<2>);

impl Search {
    /// Gives the offsets in `range` at which `needle` begins, ascending, including overlapping ones, as long as the callback accepts them.
    pub(super) fn find(
        &self,
        text: &str,
        needle: &str,
        range: Range<usize>,
        take: &mut dyn FnMut(usize) -> bool,
    ) {
        let range = range.start..range.end.min(text.len());
        let Some(part) = text.as_bytes().get(range.clone()).filter(|part| part.len() >= needle.len()) else {
            return;
        };
        if needle.is_empty() {
            return;
        }
        let (kind, layout) = if needle.len() < LONG.shortest() { (0, SHORT) } else { (1, LONG) };
        if let Some(grams) = self.0.index(text.as_bytes(), part.len(), kind, layout)
            && let Some(found) = grams.find(text.as_bytes(), needle.as_bytes(), range.clone())
        {
            found.into_iter().all(take);
            return;
        }
        read(part, needle.as_bytes(), &mut |at| take(at + range.start));
    }
}

/// Reads a text from its start until no more is taken.
fn read(text: &[u8], needle: &[u8], take: &mut dyn FnMut(usize) -> bool) {
    let finder = memmem::Finder::new(needle);
    let (mut from, mut overlaps, mut last) = (0, 0, None);
    while let Some(at) = text.get(from..).and_then(|rest| finder.find(rest)).map(|at| at + from) {
        overlaps = if last.is_some_and(|last| at - last < needle.len()) { overlaps + 1 } else { 0 };
        last = Some(at);
        if !take(at) {
            return;
        }
        from = at + 1;
        if overlaps == OVERLAPS {
            return read_overlapping(text, needle, from, take);
        }
    }
}

/// The search of Knuth, Morris and Pratt (1977): linear even where a needle of one letter meets a text of it.
fn read_overlapping(text: &[u8], needle: &[u8], from: usize, take: &mut dyn FnMut(usize) -> bool) {
    // For each length of a matched start, the longest shorter start that the match also ends with.
    let mut shorter = vec![0; needle.len() + 1];
    let mut matched = 0;
    for length in 2..=needle.len() {
        while matched > 0 && needle[matched] != needle[length - 1] {
            matched = shorter[matched];
        }
        matched += usize::from(needle[matched] == needle[length - 1]);
        shorter[length] = matched;
    }
    matched = 0;
    for (at, byte) in text.iter().enumerate().skip(from) {
        while matched > 0 && needle.get(matched) != Some(byte) {
            matched = shorter[matched];
        }
        matched += usize::from(needle.get(matched) == Some(byte));
        if matched == needle.len() && !take(at + 1 - needle.len()) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(search: &Search, text: &str, needle: &str, range: Range<usize>) -> Vec<usize> {
        let mut found = Vec::new();
        search.find(text, needle, range, &mut |at| {
            found.push(at);
            true
        });
        found
    }

    #[test]
    fn overlapping_occurrences_count() {
        let search = Search::default();
        assert_eq!(find(&search, "aaa", "aa", 0..3), [0, 1]);
        assert_eq!(find(&search, "aaa", "aa", 1..3), [1]);
        assert_eq!(find(&search, "aaa", "", 0..3), [] as [usize; 0]);
        assert_eq!(find(&search, "a", "aa", 0..1), [] as [usize; 0]);
        let text = "a".repeat(100_000);
        assert_eq!(find(&search, &text, &text[..50_000], 0..text.len()).len(), 50_001);
        let text = "abaab".repeat(40) + "x" + &"aba".repeat(60);
        let naive: Vec<usize> = (0..text.len()).filter(|at| text[*at..].starts_with("aba")).collect();
        assert_eq!(find(&search, &text, "aba", 0..text.len()), naive);
        let text = "ab".repeat(99);
        assert_eq!(find(&search, &text, "abab", 0..text.len()), (0..98).map(|at| at * 2).collect::<Vec<_>>());
    }

    #[test]
    fn no_more_is_read_than_is_taken() {
        for text in ["aXaXaXaX".to_owned(), "a".repeat(100)] {
            let mut found = Vec::new();
            Search::default().find(&text, "a", 0..text.len(), &mut |at| {
                found.push(at);
                found.len() < 3
            });
            assert_eq!(found.len(), 3);
        }
    }

    #[test]
    fn many_searches_in_a_long_text_give_the_same_answers() {
        let text: String = (0..20_000).map(|number| format!("line {number} of many\n")).collect();
        let search = Search::default();
        for round in 0..60 {
            let needle = format!("line {} of many\n", round * 300);
            assert_eq!(find(&search, &text, &needle, 0..text.len()), [text.find(&needle).unwrap()]);
            let needle = format!("e {}7 o", 1000 + round);
            assert_eq!(find(&search, &text, &needle, 0..text.len()), [text.find(&needle).unwrap()]);
        }
        assert!(search.0.grams.iter().all(|grams| grams.get().is_some()));
        assert_eq!(find(&search, &text, " of many\nline ", 0..text.len()).len(), 19_999);
        assert_eq!(find(&search, &text, "many", 0..text.len()).len(), 20_000);
    }
}
