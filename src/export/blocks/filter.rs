//! Hashes that were there before: a Bloom filter whose bits for a hash are all in one word (Putze, Sanders and Singler,
//! "Cache-, Hash- and Space-Efficient Bloom Filters", 2007).

/// The bits for each hash, of which it sets three.
const BITS: u64 = 16;

/// The hashes that were there before, and rarely others.
pub(super) struct Filter(Vec<u64>);

impl Filter {
    /// A filter for a number of hashes.
    pub(super) fn new(count: u64) -> Filter {
        Filter(vec![0; (count * BITS / 64).next_power_of_two() as usize])
    }

    /// Whether a hash was there before; it is from now on.
    #[inline]
    pub(super) fn has_or_takes(&mut self, hash: u64) -> bool {
        let bits = 1 << (hash & 63) | 1 << (hash >> 6 & 63) | 1 << (hash >> 12 & 63);
        let place = (hash >> 18) as usize & (self.0.len() - 1);
        let Some(word) = self.0.get_mut(place) else { return true };
        let has = *word & bits == bits;
        *word |= bits;
        has
    }
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher;

    use foldhash::fast::FixedState;

    use super::*;

    #[test]
    fn it_finds_all_that_were_there_and_few_others() {
        let hash = |number: u64| FixedState::default().hash_one(number);
        let mut filter = Filter::new(10_000);
        let others = (0..10_000).filter(|number| filter.has_or_takes(hash(*number))).count();
        assert!(others < 200, "{others}");
        assert!((0..10_000).all(|number| filter.has_or_takes(hash(number))));
        assert!(!Filter::new(0).has_or_takes(0));
    }
}
