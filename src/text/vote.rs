//! Where a quote may be in a text although its words differ: byte sequences of the quote vote.

use std::collections::{BTreeMap, BTreeSet};

use super::grams::{Grams, Layout};
use super::search::Readings;

/// Sequences of the quote that are searched for.
const SAMPLES: usize = 512;
/// A sequence that occurs more often says little about the place.
const TOO_COMMON: usize = 1024;
/// The most places of sequences that vote, those of rare ones first.
const MAX_VOTES: usize = 1 << 14;
/// Slots of the table of sequences, eight for each.
const SLOTS: usize = 8 * SAMPLES;
/// Shuffles sequences; another factor than that of [`slot`], or the chosen ones would crowd one part of the table.
const ORDER: u64 = 0xD6E8_FEB8_6659_FD93;
/// The least width of the blocks into which votes are gathered, in bytes.
const LEAST_BLOCK: usize = 16;

/// Byte offsets of the text where the quote may begin, the likeliest first, at most `most`. They are near the
/// place, not exact, and need not be character borders. What they are does not depend on earlier searches.
pub(super) fn likely_places(text: &str, quote: &str, most: usize, readings: &Readings<4>) -> Vec<usize> {
    let (kind, width) = match quote.len() {
        0..8 if quote.is_ascii() => (0, 2),
        0..8 => (1, 3),
        8..24 => (2, 4),
        _ => (3, 6),
    };
    let layout = Layout { width, step: 1, is_caseless: true };
    let Some(samples) = Samples::new(quote, layout) else { return Vec::new() };
    let places = match readings.index(text.as_bytes(), text.len(), kind, layout) {
        Some(grams) => samples.places_by_index(text.as_bytes(), grams),
        None => samples.places_by_reading(text.as_bytes()),
    };
    let is_common = |places: &Vec<usize>| places.len() > TOO_COMMON;
    let all_common = places.iter().all(|places| places.is_empty() || is_common(places));
    let mut voting: Vec<usize> =
        (0..places.len()).filter(|sample| all_common || !is_common(&places[*sample])).collect();
    voting.sort_by_key(|sample| (places[*sample].len(), *sample));
    let mut left = MAX_VOTES;
    let mut hits: Vec<(usize, usize)> = Vec::new();
    for sample in voting {
        let Some(rest) = left.checked_sub(places[sample].len()) else { break };
        left = rest;
        hits.extend(places[sample].iter().map(|at| (*at, sample)));
    }
    hits.sort_unstable();
    // A vote for the offset at which the quote would begin, moved right so that it is never negative.
    let block = (quote.len() / 4).max(LEAST_BLOCK);
    let mut votes: BTreeMap<usize, f32> = BTreeMap::new();
    let mut begins: Vec<usize> = Vec::with_capacity(hits.len());
    for (at, sample) in hits {
        let begin = at + quote.len() - samples.offsets[sample];
        begins.push(begin);
        *votes.entry(begin / block).or_default() +=
            (1.0 + text.len() as f32 / places[sample].len() as f32).ln();
    }
    // The place may lie across two blocks.
    let of_block = |at: usize| votes.get(&at).copied().unwrap_or(0.0);
    let pairs: BTreeSet<usize> = votes.keys().flat_map(|at| [at.saturating_sub(1), *at]).collect();
    let scores: Vec<(usize, f32)> =
        pairs.into_iter().map(|at| (at, of_block(at) + of_block(at + 1))).collect();
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < most {
        let free = scores.iter().filter(|(at, _)| chosen.iter().all(|other: &usize| at.abs_diff(*other) > 1));
        let best = free.fold(None, |best: Option<(usize, f32)>, (at, score)| match best {
            Some((_, highest)) if highest >= *score => best,
            _ => Some((*at, *score)),
        });
        let Some((at, _)) = best else { break };
        chosen.push(at);
    }
    let middle = |at: usize| {
        // Half of the votes for the place lie on either side of the middle one.
        let mut near: Vec<usize> =
            begins.iter().copied().filter(|begin| (at..=at + 1).contains(&(begin / block))).collect();
        let half = near.len() / 2;
        (half < near.len()).then(|| *near.select_nth_unstable(half).1)
    };
    chosen.into_iter().filter_map(middle).map(|begin| begin.saturating_sub(quote.len())).collect()
}

/// Byte sequences of a quote, ASCII letters without case.
struct Samples {
    layout: Layout,
    sequences: Vec<u64>,
    /// Where each sequence begins in the quote.
    offsets: Vec<usize>,
}

impl Samples {
    fn new(quote: &str, layout: Layout) -> Option<Samples> {
        let last = quote.len().checked_sub(layout.width)?;
        let starts = quote.char_indices().map(|(at, _)| at).take_while(|at| *at <= last);
        let mut all: Vec<(u64, usize)> =
            starts.map(|at| (layout.sequence(quote.as_bytes(), at), at)).collect();
        all.sort_unstable();
        // One that occurs in the quote once says where the quote begins. The order by hash makes the choice among
        // them even, where every nth would meet the rhythm of a list.
        let mut distinct: Vec<(usize, u64, u64, usize)> = all
            .chunk_by(|one, other| one.0 == other.0)
            .filter_map(|same| {
                same.first().map(|first| (same.len(), first.0.wrapping_mul(ORDER), first.0, first.1))
            })
            .collect();
        distinct.sort_unstable();
        distinct.truncate(SAMPLES);
        let (sequences, offsets) = distinct.into_iter().map(|(_, _, sequence, at)| (sequence, at)).unzip();
        Some(Samples { layout, sequences, offsets })
    }

    /// Where each sequence occurs in the text, ascending; of a common one only the first places.
    fn places_by_reading(&self, text: &[u8]) -> Vec<Vec<usize>> {
        // Open addressing: the number of a sequence, from 1, and the sequence.
        let mut table = vec![(0_u16, 0_u64); SLOTS];
        for (number, sequence) in self.sequences.iter().enumerate() {
            let mut slot = slot(*sequence);
            while table[slot].0 != 0 {
                slot = (slot + 1) % SLOTS;
            }
            table[slot] = (number as u16 + 1, *sequence);
        }
        let mut places = vec![Vec::new(); self.sequences.len()];
        for at in 0..(text.len() + 1).saturating_sub(self.layout.width) {
            let sequence = self.layout.sequence(text, at);
            let mut slot = slot(sequence);
            while table[slot].0 != 0 {
                if table[slot].1 == sequence {
                    let places = &mut places[table[slot].0 as usize - 1];
                    if places.len() <= TOO_COMMON {
                        places.push(at);
                    }
                    break;
                }
                slot = (slot + 1) % SLOTS;
            }
        }
        places
    }

    /// The same from an index of the text.
    fn places_by_index(&self, text: &[u8], grams: &Grams) -> Vec<Vec<usize>> {
        let places = |sequence: &u64| grams.places_of(text, *sequence).take(TOO_COMMON + 1).collect();
        self.sequences.iter().map(places).collect()
    }
}

fn slot(sequence: u64) -> usize {
    (sequence.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_near_and_the_likeliest_is_first() {
        let mut text: String = (0..2000).map(|number| format!("Sentence {number} says little. ")).collect();
        let at = 20_000;
        text.insert_str(at, "Seven ships left the harbour of Gdansk on Monday. ");
        let (quote, readings) = ("seven ships LEFT the harbor of Danzig on Monday", Readings::default());
        let places = likely_places(&text, quote, 3, &readings);
        assert!(places[0].abs_diff(at) <= 32, "{places:?}");
        assert!(places.len() <= 3);
        assert!(likely_places(&text, "", 3, &readings).is_empty());
        assert!(likely_places("", "words", 3, &readings).is_empty());
        assert!(likely_places("a", "words", 3, &readings).is_empty());
    }

    #[test]
    fn an_index_votes_as_reading_does() {
        let text: String =
            (0..9_000).map(|number| format!("Sentence {} says {number}. ", number * 7919 % 301)).collect();
        for quote in
            ["27", "e 2ü", "says 4 01.", "sentence 12 SAID 4001", "Sentence 201 says nothing of 8000, or not"]
        {
            let readings = Readings::default();
            let answers: Vec<_> = (0..30).map(|_| likely_places(&text, quote, 4, &readings)).collect();
            assert!(!answers[0].is_empty(), "{quote}");
            assert!(answers.iter().all(|answer| *answer == answers[0]), "{quote}");
        }
    }
}
