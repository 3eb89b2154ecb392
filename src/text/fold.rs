//! Typographic folding: texts that differ only in typography fold to the same text, with a map back to the source.
//!
//! Folded are quotation marks, apostrophes and primes, hyphens and dashes, white space and line ends, canonical
//! equivalence (NFD, UAX #15), and characters that only steer line breaking. Letters, digits, case,
//! compatibility forms, variation selectors and joiners are unchanged.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, is_nfd_quick};

/// A folded text that knows which source bytes each of its parts came from.
#[derive(Debug, Default)]
pub struct Folded {
    text: String,
    pieces: Vec<Piece>,
}

/// A part of the folded text, up to the next piece.
#[derive(Clone, Copy, Debug)]
struct Piece {
    folded: usize,
    source: usize,
    /// Bytes of the source that became this piece as a whole; `None` where the bytes were copied one by one.
    whole: Option<u32>,
}

impl Folded {
    /// Folds a text.
    pub fn new(text: &str) -> Folded {
        let mut folded = Folded { text: String::with_capacity(text.len()), pieces: Vec::new() };
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let plain = plain_length(rest);
            if plain > 0 {
                folded.copy(at, &rest[..plain]);
                at += plain;
                continue;
            }
            let Some(character) = rest.chars().next() else { break };
            let length = character.len_utf8();
            if is_dropped(character) {
                at += length;
            } else if character.is_whitespace() {
                folded.blank(at, length, character);
                at += length;
            } else if let Some(mark) = fold_mark(character) {
                folded.replace(at, length, &mut std::iter::once(mark));
                at += length;
            } else {
                let cluster = &rest[..cluster_length(rest)];
                if is_nfd_quick(cluster.chars()) == IsNormalized::Yes && !cluster.contains(is_dropped) {
                    folded.copy(at, cluster);
                } else {
                    let kept = cluster.chars().filter(|character| !is_dropped(*character));
                    folded.replace(at, cluster.len(), &mut kept.nfd());
                }
                at += cluster.len();
            }
        }
        folded
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn copy(&mut self, source: usize, text: &str) {
        let folded = self.text.len();
        let continues = self
            .pieces
            .last()
            .is_some_and(|last| last.whole.is_none() && source - last.source == folded - last.folded);
        if !continues {
            self.pieces.push(Piece { folded, source, whole: None });
        }
        self.text.push_str(text);
    }

    fn replace(&mut self, source: usize, length: usize, by: &mut dyn Iterator<Item = char>) {
        let whole = Some(u32::try_from(length).unwrap_or(u32::MAX));
        self.pieces.push(Piece { folded: self.text.len(), source, whole });
        self.text.extend(by);
    }

    /// Adds a blank, or widens the blank that the folded text ends with.
    fn blank(&mut self, source: usize, length: usize, character: char) {
        if !self.text.ends_with(' ') {
            if character == ' ' {
                return self.copy(source, " ");
            }
            return self.replace(source, length, &mut std::iter::once(' '));
        }
        let folded = self.text.len() - 1;
        let Some(last) = self.pieces.last().copied() else { return };
        let start = if last.whole.is_some() { last.source } else { last.source + (folded - last.folded) };
        if last.folded == folded {
            self.pieces.pop();
        }
        let whole = Some(u32::try_from(source + length - start).unwrap_or(u32::MAX));
        self.pieces.push(Piece { folded, source: start, whole });
    }

    /// The piece that holds a folded byte, with the folded offset of its end.
    fn piece(&self, folded: usize) -> Option<(Piece, usize)> {
        let next = self.pieces.partition_point(|piece| piece.folded <= folded);
        let piece = self.pieces.get(next.checked_sub(1)?)?;
        Some((*piece, self.pieces.get(next).map_or(self.text.len(), |next| next.folded)))
    }

    /// The source bytes of a part of the folded text; `None` where the part takes only a share of what one
    /// source character or one run of blanks became. The part must not be empty.
    pub fn source_range(&self, part: Range<usize>) -> Option<Range<usize>> {
        let (first, _) = self.piece(part.start)?;
        let (last, last_end) = self.piece(part.end.checked_sub(1)?)?;
        let splits_first = first.whole.is_some() && part.start != first.folded;
        let splits_last = last.whole.is_some() && part.end != last_end;
        if splits_first || splits_last { None } else { self.source_cover(part) }
    }

    /// The source bytes of a part of the folded text, widened to whole source characters.
    pub fn source_cover(&self, part: Range<usize>) -> Option<Range<usize>> {
        if part.is_empty() || part.end > self.text.len() {
            return None;
        }
        let (first, _) = self.piece(part.start)?;
        let (last, _) = self.piece(part.end - 1)?;
        let start = if first.whole.is_some() { 0 } else { part.start - first.folded };
        let length = last.whole.map_or(part.end - last.folded, |whole| whole as usize);
        Some(first.source + start..last.source + length)
    }

    /// The folded offset of the first part that comes from `source` or later.
    pub fn folded_offset(&self, source: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.source <= source);
        let next_folded = self.pieces.get(next).map_or(self.text.len(), |next| next.folded);
        let Some(piece) = next.checked_sub(1).and_then(|at| self.pieces.get(at)) else { return 0 };
        if piece.whole.is_some() && source > piece.source {
            return next_folded;
        }
        (piece.folded + (source - piece.source)).min(next_folded)
    }
}

/// Bytes at the start of a text that fold to themselves: ASCII with single blanks, short of the last character,
/// to which a combining mark may belong.
fn plain_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut length = 0;
    while let Some(byte) = bytes.get(length) {
        let blank = *byte == b' ' && length > 0 && bytes[length - 1] != b' ';
        if !byte.is_ascii_graphic() && !blank {
            break;
        }
        length += 1;
    }
    if length == bytes.len() { length } else { length.saturating_sub(1) }
}

/// Bytes of the first character with the combining marks that follow it, over dropped characters between them.
fn cluster_length(text: &str) -> usize {
    let mut length = 0;
    for (at, character) in text.char_indices() {
        if at == 0 || canonical_combining_class(character) != 0 {
            length = at + character.len_utf8();
        } else if !is_dropped(character) {
            break;
        }
    }
    length
}

/// Soft hyphen, word joiner and zero width no-break space.
pub(super) fn is_dropped(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{2060}' | '\u{FEFF}')
}

fn fold_mark(character: char) -> Option<char> {
    Some(match character {
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '‵' | 'ʼ' | '׳' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '‶' | '〝' | '〞' | '〟' | '״' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '־' => '-',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::hard_text::hard_text;
    use super::*;
    use proptest::prelude::*;

    fn fold(text: &str) -> String {
        Folded::new(text).text().to_owned()
    }

    #[test]
    fn typography_folds_and_letters_do_not() {
        assert_eq!(fold("“a” «b» ‘c’ ‹d› 5′ 6″"), "\"a\" \"b\" 'c' 'd' 5' 6\"");
        assert_eq!(fold("10–12 — a‑b −5"), "10-12 - a-b -5");
        assert_eq!(fold("a\r\n\tb\u{A0}\u{2028} c\u{85}d  e"), "a b c d e");
        assert_eq!(fold("co\u{AD}op\u{2060}er\u{FEFF}ate"), "cooperate");
        assert_eq!(fold("caf\u{E9} Å"), fold("cafe\u{301} A\u{30A}"));
        assert_eq!(fold("a\u{323}\u{307}"), fold("a\u{307}\u{323}"));
        assert_eq!(fold("각"), fold("\u{1100}\u{1161}\u{11A8}"));
        for kept in ["ﬁ", "①", "ＡＢ", "🏳️‍🌈", "می\u{200C}خواهم", "½", "Ab", "ı", "…"]
        {
            assert_eq!(fold(kept), kept.nfd().collect::<String>());
        }
    }

    #[test]
    fn parts_lead_back_to_whole_source_characters() {
        let source = "x  é\u{AD}“y”";
        let folded = Folded::new(source);
        assert_eq!(folded.text(), "x e\u{301}\"y\"");
        assert_eq!(folded.source_range(0..2).map(|range| &source[range]), Some("x  "));
        assert_eq!(folded.source_range(2..3), None);
        assert_eq!(folded.source_range(2..5).map(|range| &source[range]), Some("é"));
        assert_eq!(folded.source_range(5..8).map(|range| &source[range]), Some("“y”"));
        assert_eq!(folded.source_cover(3..6).map(|range| &source[range]), Some("é\u{AD}“"));
        assert_eq!(folded.source_range(0..0), None);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in hard_text()) {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn canonical_equivalents_fold_alike(text in hard_text()) {
            prop_assert_eq!(fold(&text.nfc().collect::<String>()), fold(&text));
            prop_assert_eq!(fold(&text.nfd().collect::<String>()), fold(&text));
        }

        #[test]
        fn every_part_lies_inside_the_source(text in hard_text(), a in 0usize..400, b in 0usize..400) {
            let folded = Folded::new(&text);
            let borders: Vec<usize> = folded.text().char_indices().map(|(at, _)| at).chain([folded.text().len()]).collect();
            let (a, b) = (borders[a % borders.len()], borders[b % borders.len()]);
            let part = a.min(b)..a.max(b);
            if let Some(cover) = folded.source_cover(part.clone()) {
                prop_assert!(text.get(cover.clone()).is_some());
                prop_assert!(folded.folded_offset(cover.start) <= part.start);
                prop_assert!(folded.folded_offset(cover.end) >= part.end);
            }
            if let Some(range) = folded.source_range(part.clone()) {
                prop_assert_eq!(fold(&text[range]), &folded.text()[part]);
            }
        }
    }
}
