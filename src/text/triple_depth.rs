//! How deep triple terms of RDF 1.2 are in each other: parsers make boxes in boxes of them, which are dropped by recursion.

/// How deep triple terms may be in each other.
pub const MAX_TRIPLE_DEPTH: usize = 100;

/// Counts how many triple terms end one after the other: as many are nested, since only objects can be triple terms
/// (RDF 1.2 Turtle, section 6.5).
#[derive(Clone, Copy, Debug, Default)]
pub struct TripleDepth {
    /// How many ended, with nothing but blanks and comments between them.
    ended: usize,
    /// How many bytes of `)>>` were read.
    matched: u8,
    is_in_comment: bool,
}

impl TripleDepth {
    /// Goes over bytes; where there are too many, the place.
    ///
    /// # Errors
    /// The place of the one that is too many.
    pub fn look(&mut self, bytes: &[u8]) -> Result<(), usize> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if self.ended == 0 && self.matched == 0 && *byte != b')' {
                let Some(rest) = bytes.get(at..) else { break };
                at += memchr::memchr(b')', rest).unwrap_or(rest.len());
                continue;
            }
            match (self.matched, byte) {
                (_, b'\n' | b'\r') if self.is_in_comment => self.is_in_comment = false,
                _ if self.is_in_comment => {}
                (0, b')') => self.matched = 1,
                (1, b'>') => self.matched = 2,
                (2, b'>') => {
                    (self.ended, self.matched) = (self.ended + 1, 0);
                    if self.ended > MAX_TRIPLE_DEPTH {
                        return Err(at);
                    }
                }
                (0, byte) if byte.is_ascii_whitespace() => {}
                (0, b'#') => self.is_in_comment = true,
                (_, b')') => (self.ended, self.matched) = (0, 1),
                _ => (self.ended, self.matched) = (0, 0),
            }
            at += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_nested_counts() {
        let close = |times: usize, between: &str| format!(" )>>{between}").repeat(times);
        for (text, is_good) in [
            (close(100, ""), true),
            (close(101, ""), false),
            (close(101, " # x )\n\t"), false),
            (close(1000, " ."), true),
            (close(1000, ")"), true),
            (format!("{} . {}", close(60, ""), close(60, "")), true),
        ] {
            for piece in [1, 2, 3, 1000, 1 << 20] {
                let mut depth = TripleDepth::default();
                let looked = text.as_bytes().chunks(piece).try_for_each(|bytes| depth.look(bytes));
                assert_eq!(looked.is_ok(), is_good, "{piece}: {text}");
            }
        }
    }
}
