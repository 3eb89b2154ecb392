//! Plain search in one text, quick for a few needles and for thousands.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use memchr::memmem;

use super::fold::Folded;
use super::grams::Grams;

/// What is worked out about a text the first time a search needs it, and then kept.
#[derive(Debug, Default)]
pub(super) struct TextIndex {
    folded: OnceLock<Folded>,
    pub(super) source_search: Search,
    pub(super) folded_search: Search,
}

impl TextIndex {
    /// The folded form of the text that this index belongs to.
    pub(super) fn folded(&self, text: &str) -> &Folded {
        self.folded.get_or_init(|| Folded::new(text))
    }
}

/// The search state of one text.
#[derive(Debug, Default)]
pub(super) struct Search {
    read: AtomicU64,
    grams: OnceLock<Option<Grams>>,
}

/// A text is indexed when it has been read so many times over.
const READINGS: u64 = 16;
/// Shorter texts are always read.
const WORTH_INDEXING: usize = 1 << 16;
/// So many occurrences in a row may overlap before the search changes to one that is linear on any text.
const OVERLAPS: usize = 32;

impl Search {
    /// All offsets in `range` at which `needle` begins, ascending, overlapping ones too.
    pub(super) fn find(&self, text: &str, needle: &str, range: Range<usize>) -> Vec<usize> {
        let range = range.start..range.end.min(text.len());
        let Some(part) = text.as_bytes().get(range.clone()).filter(|part| part.len() >= needle.len()) else {
            return Vec::new();
        };
        if needle.is_empty() {
            return Vec::new();
        }
        if part.len() >= WORTH_INDEXING {
            let read = self.read.fetch_add(part.len() as u64, Ordering::Relaxed);
            if read > READINGS * text.len() as u64 {
                let grams = self.grams.get_or_init(|| Grams::new(text.as_bytes())).as_ref();
                let found =
                    grams.and_then(|grams| grams.find(text.as_bytes(), needle.as_bytes(), range.clone()));
                if let Some(found) = found {
                    return found;
                }
            }
        }
        let mut found = read(part, needle.as_bytes());
        found.iter_mut().for_each(|at| *at += range.start);
        found
    }
}

/// Reads a text from its start to its end.
fn read(text: &[u8], needle: &[u8]) -> Vec<usize> {
    let finder = memmem::Finder::new(needle);
    let mut found: Vec<usize> = Vec::new();
    let (mut from, mut overlaps) = (0, 0);
    while let Some(at) = text.get(from..).and_then(|rest| finder.find(rest)).map(|at| at + from) {
        overlaps = if found.last().is_some_and(|last| at - last < needle.len()) { overlaps + 1 } else { 0 };
        found.push(at);
        from = at + 1;
        if overlaps == OVERLAPS {
            read_overlapping(text, needle, from, &mut found);
            break;
        }
    }
    found
}

/// The search of Knuth, Morris and Pratt (1977): linear even where a needle of one letter meets a text of it.
fn read_overlapping(text: &[u8], needle: &[u8], from: usize, found: &mut Vec<usize>) {
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
        if matched == needle.len() {
            found.push(at + 1 - needle.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_occurrences_count() {
        let search = Search::default();
        assert_eq!(search.find("aaa", "aa", 0..3), [0, 1]);
        assert_eq!(search.find("aaa", "aa", 1..3), [1]);
        assert_eq!(search.find("aaa", "", 0..3), [] as [usize; 0]);
        assert_eq!(search.find("a", "aa", 0..1), [] as [usize; 0]);
        let text = "a".repeat(100_000);
        assert_eq!(search.find(&text, &text[..50_000], 0..text.len()).len(), 50_001);
        let text = "abaab".repeat(40) + "x" + &"aba".repeat(60);
        let naive: Vec<usize> = (0..text.len()).filter(|at| text[*at..].starts_with("aba")).collect();
        assert_eq!(search.find(&text, "aba", 0..text.len()), naive);
        let text = "ab".repeat(99);
        assert_eq!(search.find(&text, "abab", 0..text.len()), (0..98).map(|at| at * 2).collect::<Vec<_>>());
    }

    #[test]
    fn many_searches_in_a_long_text_give_the_same_answers() {
        let text: String = (0..20_000).map(|number| format!("line {number} of many\n")).collect();
        let search = Search::default();
        for round in 0..60 {
            let needle = format!("line {} of many\n", round * 300);
            assert_eq!(search.find(&text, &needle, 0..text.len()), [text.find(&needle).unwrap()]);
        }
        assert!(search.grams.get().is_some());
        assert_eq!(search.find(&text, " of many\nline ", 0..text.len()).len(), 19_999);
    }
}
