//! Where in a text a quote may stand although its words differ: byte sequences of the quote vote.

/// Sequences of the quote that are looked for.
const SAMPLES: usize = 512;
/// A sequence that occurs more often says little about the place.
const TOO_COMMON: usize = 1024;
/// Slots of the table of sequences, eight for each.
const SLOTS: usize = 8 * SAMPLES;
/// Shuffles sequences; another factor than that of [`slot`], or the chosen ones would crowd one part of the table.
const ORDER: u64 = 0xD6E8_FEB8_6659_FD93;
/// The least width of the blocks into which votes are gathered, in bytes.
const LEAST_BLOCK: usize = 16;

/// Byte offsets of the text where the quote may begin, the likeliest first, at most `most`. They are near the
/// place, not exact, and need not be character borders.
pub(super) fn likely_places(text: &str, quote: &str, most: usize) -> Vec<usize> {
    let width = match quote.len() {
        0..8 if quote.is_ascii() => 2,
        0..8 => 3,
        8..24 => 4,
        _ => 6,
    };
    let Some(samples) = Samples::new(quote, width) else { return Vec::new() };
    let (hits, counts) = samples.hits(text.as_bytes());
    let all_common = counts.iter().all(|count| *count == 0 || *count > TOO_COMMON);
    // A vote for the offset at which the quote would begin, moved right so that it is never negative.
    let block = (quote.len() / 4).max(LEAST_BLOCK);
    let mut votes = vec![0_f32; (text.len() + quote.len()) / block + 2];
    let mut begins: Vec<usize> = Vec::with_capacity(hits.len());
    for (sample, at) in hits {
        let of_sample = counts.get(sample as usize).zip(samples.offsets.get(sample as usize));
        let Some((count, offset)) = of_sample.filter(|(count, _)| **count <= TOO_COMMON || all_common) else {
            continue;
        };
        let begin = at + quote.len() - offset;
        begins.push(begin);
        if let Some(vote) = votes.get_mut(begin / block) {
            *vote += (1.0 + text.len() as f32 / *count as f32).ln();
        }
    }
    // The place may lie across two blocks.
    let scores: Vec<f32> = votes.windows(2).map(|pair| pair[0] + pair[1]).collect();
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < most {
        let free = scores.iter().enumerate().filter(|(at, score)| {
            **score > 0.0 && chosen.iter().all(|other: &usize| at.abs_diff(*other) > 1)
        });
        let best = free.fold(None, |best: Option<(usize, f32)>, (at, score)| match best {
            Some((_, highest)) if highest >= *score => best,
            _ => Some((at, *score)),
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
    width: usize,
    /// Where each sequence begins in the quote.
    offsets: Vec<usize>,
    /// Open addressing: the number of a sequence, from 1, and the sequence.
    table: Vec<(u16, u64)>,
}

impl Samples {
    fn new(quote: &str, width: usize) -> Option<Samples> {
        let last = quote.len().checked_sub(width)?;
        let starts = quote.char_indices().map(|(at, _)| at).take_while(|at| *at <= last);
        let mut all: Vec<(u64, usize)> =
            starts.map(|at| (sequence(quote.as_bytes(), at, width), at)).collect();
        all.sort_unstable();
        // One that stands in the quote once says where the quote begins. The order by hash makes the choice among
        // them even, where every nth would meet the rhythm of a list.
        let mut distinct: Vec<(usize, u64, u64, usize)> = all
            .chunk_by(|one, other| one.0 == other.0)
            .filter_map(|same| {
                same.first().map(|first| (same.len(), first.0.wrapping_mul(ORDER), first.0, first.1))
            })
            .collect();
        distinct.sort_unstable();
        let mut samples = Samples { width, offsets: Vec::new(), table: vec![(0, 0); SLOTS] };
        for (_, _, sequence, at) in distinct.into_iter().take(SAMPLES) {
            let mut slot = slot(sequence);
            while samples.table[slot].0 != 0 && samples.table[slot].1 != sequence {
                slot = (slot + 1) % SLOTS;
            }
            if samples.table[slot].0 == 0 {
                samples.offsets.push(at);
                samples.table[slot] = (samples.offsets.len() as u16, sequence);
            }
        }
        Some(samples)
    }

    /// Where the sequences occur in the text, and how often each does; of a common one only the first places.
    fn hits(&self, text: &[u8]) -> (Vec<(u16, usize)>, Vec<usize>) {
        let (mut hits, mut counts) = (Vec::new(), vec![0; self.offsets.len()]);
        for at in 0..(text.len() + 1).saturating_sub(self.width) {
            let sequence = sequence(text, at, self.width);
            let mut slot = slot(sequence);
            while self.table[slot].0 != 0 {
                if self.table[slot].1 == sequence {
                    let sample = self.table[slot].0 - 1;
                    let count = &mut counts[sample as usize];
                    *count += 1;
                    if *count <= TOO_COMMON {
                        hits.push((sample, at));
                    }
                    break;
                }
                slot = (slot + 1) % SLOTS;
            }
        }
        (hits, counts)
    }
}

/// `width` bytes from an offset as a number; setting one bit makes ASCII letters equal in both cases.
fn sequence(text: &[u8], at: usize, width: usize) -> u64 {
    let word = match text.get(at..at + 8).and_then(|bytes| <[u8; 8]>::try_from(bytes).ok()) {
        Some(bytes) => u64::from_le_bytes(bytes),
        None => {
            let mut bytes = [0; 8];
            for (to, from) in bytes.iter_mut().zip(text.get(at..).unwrap_or(&[])) {
                *to = *from;
            }
            u64::from_le_bytes(bytes)
        }
    };
    (word | 0x2020_2020_2020_2020) & (u64::MAX >> (64 - 8 * width))
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
        let places = likely_places(&text, "seven ships LEFT the harbor of Danzig on Monday", 3);
        assert!(places[0].abs_diff(at) <= 32, "{places:?}");
        assert!(places.len() <= 3);
        assert!(likely_places(&text, "", 3).is_empty());
        assert!(likely_places("", "words", 3).is_empty());
        assert!(likely_places("a", "words", 3).is_empty());
    }
}
