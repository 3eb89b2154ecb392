//! The words of a text that carry claims, cut at all borders so that no two marks overlap.

use std::collections::BTreeMap;

/// Words that carry the same claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// First byte.
    pub(super) start: usize,
    /// After the last byte.
    pub(super) end: usize,
    /// The claims, by number.
    pub(super) claims: Vec<usize>,
}

/// The marks of spans, each in bytes with the number of its claim, in the order of the text.
pub(super) fn cut(spans: &[(usize, usize, usize)]) -> Vec<Mark> {
    // At each border, first who ends there, then who begins.
    let mut borders: Vec<(usize, bool, usize)> = Vec::with_capacity(2 * spans.len());
    for (start, end, claim) in spans.iter().filter(|(start, end, _)| start < end) {
        borders.extend([(*start, true, *claim), (*end, false, *claim)]);
    }
    borders.sort_unstable();
    let (mut open, mut marks, mut from) = (BTreeMap::<usize, usize>::new(), Vec::new(), 0);
    for (at, begins, claim) in borders {
        if at > from && !open.is_empty() {
            marks.push(Mark { start: from, end: at, claims: open.keys().copied().collect() });
        }
        from = at;
        let count = open.entry(claim).or_default();
        if begins {
            *count += 1;
        } else if *count > 1 {
            *count -= 1;
        } else {
            open.remove(&claim);
        }
    }
    marks
}

/// Turns byte offsets, which must grow, into offsets in UTF-16 code units, in which scripts count.
pub(super) struct Utf16<'t> {
    text: &'t str,
    byte: usize,
    unit: usize,
}

impl<'t> Utf16<'t> {
    /// Counts in a text.
    pub(super) fn new(text: &'t str) -> Utf16<'t> {
        Utf16 { text, byte: 0, unit: 0 }
    }

    /// The code units before a byte that is not before the last one asked for.
    pub(super) fn at(&mut self, byte: usize) -> usize {
        let between = self.text.get(self.byte..byte).unwrap_or_default();
        self.unit += between.encode_utf16().count();
        self.byte = byte.max(self.byte);
        self.unit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_words_are_cut_at_all_borders() {
        let marks = cut(&[(0, 10, 1), (5, 15, 2), (5, 10, 2), (20, 22, 3)]);
        let found: Vec<_> = marks.iter().map(|mark| (mark.start, mark.end, mark.claims.clone())).collect();
        assert_eq!(found, [(0, 5, vec![1]), (5, 10, vec![1, 2]), (10, 15, vec![2]), (20, 22, vec![3])]);
        assert!(cut(&[]).is_empty());
    }

    #[test]
    fn offsets_count_code_units() {
        let mut units = Utf16::new("a😀é中");
        assert_eq!([0, 1, 5, 7, 10].map(|byte| units.at(byte)), [0, 1, 3, 4, 5]);
    }
}
