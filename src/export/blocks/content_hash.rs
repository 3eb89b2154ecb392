//! A hash of 128 bits for names that must stay the same: two lanes of folded products, as in wyhash
//! (Wang Yi, <https://github.com/wangyi-fudan/wyhash>), each of which goes into the other.

/// The first digits of π behind the point, in hexadecimal: numbers that nobody chose.
const KEYS: [u64; 4] =
    [0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344, 0xA409_3822_299F_31D0, 0x082E_FA98_EC4E_6C89];
/// Spreads small numbers over 64 bits.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of what was put into it so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct ContentHash {
    one: u64,
    two: u64,
}

impl ContentHash {
    /// The hash of nothing.
    pub(super) fn new() -> ContentHash {
        ContentHash { one: KEYS[2], two: KEYS[3] }
    }

    /// Puts two numbers into the hash.
    #[inline]
    pub(super) fn put(&mut self, first: u64, second: u64) {
        let one = fold(self.one ^ first, KEYS[0] ^ second) ^ self.two;
        self.two = fold(self.two ^ second, KEYS[1] ^ first) ^ self.one;
        self.one = one;
    }

    /// Puts a text into the hash, which nothing can continue, with the hash of its name and a letter for its kind.
    #[inline]
    pub(super) fn put_text(&mut self, name: u64, kind: u8, text: &[u8]) {
        let head = name.wrapping_add((u64::from(kind) | (text.len() as u64) << 8).wrapping_mul(SPREAD));
        match text.as_chunks::<16>() {
            ([], short) => {
                let (first, second) = words(short);
                self.put(first ^ head, second);
            }
            (chunks, _) => {
                self.put(head, 0);
                for chunk in chunks {
                    self.put_chunk(chunk);
                }
                // The last chunk overlaps the one before, unless it is that one.
                if let (Some(chunk), true) = (text.last_chunk(), text.len() % 16 > 0) {
                    self.put_chunk(chunk);
                }
            }
        }
    }

    #[inline]
    fn put_chunk(&mut self, chunk: &[u8; 16]) {
        let both = u128::from_le_bytes(*chunk);
        self.put(both as u64, (both >> 64) as u64);
    }

    /// The hash of all that was put into it.
    #[inline]
    pub(super) fn finish(mut self) -> u128 {
        self.put(KEYS[2], KEYS[3]);
        self.put(KEYS[3], KEYS[2]);
        u128::from(self.two) << 64 | u128::from(self.one)
    }
}

/// The halves of a product, folded.
#[inline]
fn fold(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    (product ^ (product >> 64)) as u64
}

/// The bytes of a text of less than 16 as two numbers: no two texts of one length have the same.
#[inline]
fn words(text: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        return (u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)), 0);
    }
    let byte = |at: usize| text.get(at).copied().map_or(0, u64::from);
    (byte(0) | byte(1) << 8 | byte(2) << 16, 0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn hash(texts: &[(u8, &[u8])]) -> u128 {
        let mut hash = ContentHash::new();
        texts.iter().for_each(|(kind, text)| hash.put_text(0, *kind, text));
        hash.finish()
    }

    #[test]
    fn every_bit_of_what_is_said_reaches_the_hash() {
        let text: Vec<u8> = (0..70).collect();
        let mut known = BTreeSet::new();
        for len in 0..=text.len() {
            assert!(known.insert(hash(&[(1, &text[..len])])));
            assert!(known.insert(hash(&[(2, &text[..len])])));
            assert!(known.insert(hash(&[(1, &text[..len]), (1, &text[len..])])));
            for bit in 0..len * 8 {
                let mut other = text[..len].to_vec();
                other[bit / 8] ^= 1 << (bit % 8);
                let changed = hash(&[(1, &other)]);
                assert!(known.insert(changed));
                // About half of the bits of a name change.
                let name = (changed ^ hash(&[(1, &text[..len])])) & ((1 << 83) - 1);
                assert!((16..=67).contains(&name.count_ones()), "{len} {bit}");
            }
        }
    }

    #[test]
    fn hashes_are_the_same_everywhere() {
        let texts: [(u8, &[u8]); 2] =
            [(1, b"a"), (2, b"a text of several chunks, the last of which overlaps")];
        assert_eq!(hash(&texts), 0x104E_E9BE_9B00_E94B_A466_0506_5DB7_2211);
    }
}
