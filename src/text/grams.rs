//! An index of byte sequences of one text: finds a long needle without reading the whole text again.

use std::ops::Range;

/// Bytes of one indexed sequence.
const WIDTH: usize = 8;
/// Every so many bytes a sequence is indexed.
const STEP: usize = 4;
/// The shortest needle in which an indexed sequence lies wherever the needle begins.
pub(super) const SHORTEST: usize = WIDTH + STEP - 1;
/// Sequences of a needle that are weighed against each other to find a rare one.
const CHOICES: usize = 64;

/// Offsets of sequences, grouped by hash.
#[derive(Debug)]
pub(super) struct Grams {
    shift: u32,
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Grams {
    /// Indexes a text; `None` for one of 4 GiB or more.
    pub(super) fn new(text: &[u8]) -> Option<Grams> {
        u32::try_from(text.len()).ok()?;
        let bits = (text.len() / STEP).max(2).ilog2().clamp(8, 24);
        let mut grams = Grams { shift: 64 - bits, starts: vec![0; (1 << bits) + 2], places: Vec::new() };
        let sequences = || (0..text.len()).step_by(STEP).filter_map(|at| Some((at, gram(text, at)?)));
        // Counting sort: the counts stand two places on, so that filling moves them to where groups begin.
        for (_, gram) in sequences() {
            grams.starts[(gram >> grams.shift) as usize + 2] += 1;
        }
        for at in 2..grams.starts.len() {
            grams.starts[at] += grams.starts[at - 1];
        }
        grams.places = vec![0; text.len().saturating_sub(WIDTH - 1).div_ceil(STEP)];
        for (at, gram) in sequences() {
            let next = &mut grams.starts[(gram >> grams.shift) as usize + 1];
            grams.places[*next as usize] = at as u32;
            *next += 1;
        }
        Some(grams)
    }

    fn places(&self, gram: u64) -> &[u32] {
        let group = (gram >> self.shift) as usize;
        &self.places[self.starts[group] as usize..self.starts[group + 1] as usize]
    }

    /// All offsets in `range` at which `needle` begins, ascending, overlapping ones too; `None` where the needle is
    /// too short or too common for the index to help.
    pub(super) fn find(&self, text: &[u8], needle: &[u8], range: Range<usize>) -> Option<Vec<usize>> {
        if needle.len() < SHORTEST {
            return None;
        }
        let mut found = Vec::new();
        for phase in 0..STEP {
            let offsets = (phase..=needle.len() - WIDTH).step_by(STEP).take(CHOICES);
            let rarest = offsets.filter_map(|at| Some((at, self.places(gram(needle, at)?))));
            let (offset, places) = rarest.min_by_key(|(_, places)| places.len())?;
            if places.len().saturating_mul(needle.len()) > text.len().saturating_mul(4) {
                return None;
            }
            let begins = places.iter().filter_map(|place| (*place as usize).checked_sub(offset));
            found.extend(begins.filter(|at| {
                let end = at + needle.len();
                range.start <= *at && end <= range.end && text.get(*at..end) == Some(needle)
            }));
        }
        found.sort_unstable();
        Some(found)
    }
}

/// The hash of the sequence at an offset: multiplication spreads its bytes over the high bits.
fn gram(text: &[u8], at: usize) -> Option<u64> {
    let bytes: [u8; WIDTH] = text.get(at..at + WIDTH)?.try_into().ok()?;
    let word = u64::from_le_bytes(bytes).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    Some((word ^ (word >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9))
}

#[cfg(test)]
mod tests {
    use super::super::hard_text::hard_text;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_index_finds_what_reading_finds(text in hard_text(), from in 0usize..500, length in 11usize..40) {
            let text = text.repeat(4).into_bytes();
            let from = from % (text.len() + 1);
            let needle = text[from..].iter().copied().take(length).collect::<Vec<u8>>();
            let reading: Vec<usize> =
                (0..text.len()).filter(|at| text[*at..].starts_with(&needle)).collect();
            let found = Grams::new(&text).and_then(|grams| grams.find(&text, &needle, 0..text.len()));
            if let Some(found) = found {
                prop_assert_eq!(found, reading);
            }
        }
    }

    #[test]
    fn short_needles_and_short_texts_are_left_to_reading() {
        for text in ["", "a", "abcdefgh", "abcdefghijkl"] {
            let grams = Grams::new(text.as_bytes()).unwrap();
            assert_eq!(grams.find(text.as_bytes(), b"abcdefgh", 0..text.len()), None);
            assert_eq!(grams.find(text.as_bytes(), b"abcdefghijkl!", 0..text.len()), Some(vec![]));
        }
    }
}
