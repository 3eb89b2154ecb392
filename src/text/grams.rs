//! An index of byte sequences of one text: finds a needle without reading the whole text again.

use std::ops::Range;

/// Sequences of a needle that are weighed against each other to find a rare one.
const CHOICES: usize = 64;

/// Which sequences of a text are indexed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// Bytes of one sequence, at most 8.
    pub(super) width: usize,
    /// The interval, in bytes, at which a sequence is indexed.
    pub(super) step: usize,
    /// Whether ASCII letters are equal in both cases.
    pub(super) is_caseless: bool,
}

impl Layout {
    /// The shortest needle in which an indexed sequence lies wherever the needle begins.
    pub(super) const fn shortest(self) -> usize {
        self.width + self.step - 1
    }

    /// The bytes from an offset as a number, those past the end as zeros; setting one bit makes ASCII letters equal in
    /// both cases.
    pub(super) fn sequence(self, text: &[u8], at: usize) -> u64 {
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
        let word = if self.is_caseless { word | 0x2020_2020_2020_2020 } else { word };
        word & (u64::MAX >> (64 - 8 * self.width))
    }
}

/// Offsets of sequences, grouped by hash: five bytes for each that is indexed.
#[derive(Debug)]
pub(super) struct Grams {
    layout: Layout,
    shift: u32,
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Grams {
    /// Indexes a text; `None` for one of 4 GiB or more.
    pub(super) fn new(text: &[u8], layout: Layout) -> Option<Grams> {
        u32::try_from(text.len()).ok()?;
        let count = (text.len() + 1).saturating_sub(layout.width).div_ceil(layout.step);
        let bits = (text.len() / 4).max(2).ilog2().clamp(8, 24);
        let mut grams =
            Grams { layout, shift: 64 - bits, starts: vec![0; (1 << bits) + 2], places: vec![0; count] };
        let sequences =
            || (0..count).map(|number| (number * layout.step, layout.sequence(text, number * layout.step)));
        // Counting sort: the counts are two places ahead, so that filling moves them to where groups begin.
        for (_, sequence) in sequences() {
            let group = grams.group(sequence) + 2;
            grams.starts[group] += 1;
        }
        for at in 2..grams.starts.len() {
            grams.starts[at] += grams.starts[at - 1];
        }
        for (at, sequence) in sequences() {
            let group = grams.group(sequence) + 1;
            let next = &mut grams.starts[group];
            grams.places[*next as usize] = at as u32;
            *next += 1;
        }
        Some(grams)
    }

    /// Multiplication spreads the bytes of a sequence over the high bits.
    fn group(&self, sequence: u64) -> usize {
        let word = sequence.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((word ^ (word >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> self.shift) as usize
    }

    /// The offsets of a sequence, ascending, among those of others that have its hash.
    fn places(&self, sequence: u64) -> &[u32] {
        let group = self.group(sequence);
        &self.places[self.starts[group] as usize..self.starts[group + 1] as usize]
    }

    /// The offsets of a sequence, ascending.
    pub(super) fn places_of<'t>(&'t self, text: &'t [u8], sequence: u64) -> impl Iterator<Item = usize> + 't {
        let places = self.places(sequence).iter().map(|at| *at as usize);
        places.filter(move |at| self.layout.sequence(text, *at) == sequence)
    }

    /// All offsets in `range` at which `needle` begins, ascending, overlapping ones too; `None` where the needle is
    /// too short or too common for the index to help.
    pub(super) fn find(&self, text: &[u8], needle: &[u8], range: Range<usize>) -> Option<Vec<usize>> {
        let Layout { width, step, .. } = self.layout;
        if needle.len() < self.layout.shortest() {
            return None;
        }
        let mut found = Vec::new();
        for phase in 0..step {
            let offsets = (phase..=needle.len() - width).step_by(step).take(CHOICES);
            let rarest = offsets.map(|at| (at, self.places(self.layout.sequence(needle, at))));
            let (offset, places) = rarest.min_by_key(|(_, places)| places.len())?;
            // A place costs about as much as the reading of 64 bytes, or of the needle where it nearly matches.
            if places.len().saturating_mul(needle.len().max(256)) > text.len().saturating_mul(4) {
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

#[cfg(test)]
mod tests {
    use super::super::hard_text::hard_text;
    use super::*;
    use proptest::prelude::*;

    const LONG: Layout = Layout { width: 8, step: 4, is_caseless: false };
    const SHORT: Layout = Layout { width: 3, step: 1, is_caseless: false };

    proptest! {
        #[test]
        fn the_index_finds_what_reading_finds(text in hard_text(), from in 0usize..500, length in 3usize..40) {
            let text = text.repeat(4).into_bytes();
            let from = from % (text.len() + 1);
            let needle = text[from..].iter().copied().take(length).collect::<Vec<u8>>();
            let reading: Vec<usize> =
                (0..text.len()).filter(|at| text[*at..].starts_with(&needle)).collect();
            for layout in [LONG, SHORT] {
                let found = Grams::new(&text, layout).and_then(|grams| grams.find(&text, &needle, 0..text.len()));
                if let Some(found) = found {
                    prop_assert_eq!(&found, &reading);
                }
            }
        }
    }

    #[test]
    fn short_needles_and_short_texts_are_left_to_reading() {
        for text in ["", "a", "abcdefgh", "abcdefghijkl"] {
            let grams = Grams::new(text.as_bytes(), LONG).unwrap();
            assert_eq!(grams.find(text.as_bytes(), b"abcdefgh", 0..text.len()), None);
            let found = grams.find(text.as_bytes(), b"abcdefghijkl!", 0..text.len());
            assert!(found.unwrap_or_default().is_empty());
        }
    }
}
