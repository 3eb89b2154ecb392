//! The vertices or the edges of a load by their keys, in less than fifty bytes for each: the keys themselves are in the graph.

use std::hash::BuildHasher;

use foldhash::quality::RandomState;

use crate::export::elements::Place;

/// The group of an element whose key a later one has, too.
const REPLACED: u32 = u32::MAX;

/// Elements, numbered in the order of the graph. Keys are found by hashes that nobody can foresee; whether a key is the same
/// is for the caller to see, in the graph.
#[derive(Default)]
pub(super) struct Index {
    hasher: RandomState,
    hashes: Vec<u64>,
    places: Vec<Place>,
    groups: Vec<u32>,
    /// A hash table with linear probing: numbers from 1, and 0 where nothing is.
    slots: Vec<usize>,
}

impl Index {
    /// Adds the next element: its key, where it is in the graph, and what it has in common with others.
    pub(super) fn push(&mut self, key: &[u8], place: Place, group: usize) {
        self.hashes.push(self.hasher.hash_one(key));
        self.places.push(place);
        self.groups.push(group as u32);
    }

    /// Makes keys findable. Of elements with the same key, the last counts.
    pub(super) fn close(&mut self, mut have_same_key: impl FnMut(&Index, usize, usize) -> bool) {
        self.hashes.shrink_to_fit();
        self.places.shrink_to_fit();
        self.groups.shrink_to_fit();
        self.slots = vec![0; (self.len() + self.len() / 2 + 1).next_power_of_two()];
        for number in 0..self.len() {
            let Some(hash) = self.hashes.get(number).copied() else { return };
            let mut slot = self.slot(hash);
            while let Some(before) = self.slots.get(slot).copied().unwrap_or(0).checked_sub(1) {
                if self.hashes.get(before) == Some(&hash) && have_same_key(self, before, number) {
                    if let Some(group) = self.groups.get_mut(before) {
                        *group = REPLACED;
                    }
                    break;
                }
                slot = (slot + 1) & (self.slots.len() - 1);
            }
            if let Some(slot) = self.slots.get_mut(slot) {
                *slot = number + 1;
            }
        }
    }

    fn slot(&self, hash: u64) -> usize {
        hash as usize & (self.slots.len() - 1)
    }

    /// How many elements there are.
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// The numbers of the elements that may have a key; mostly there is one, or none.
    pub(super) fn find(&self, key: &[u8]) -> impl Iterator<Item = usize> {
        let hash = self.hasher.hash_one(key);
        let slots = (0..self.slots.len()).map(move |step| (self.slot(hash) + step) & (self.slots.len() - 1));
        let numbers = slots.map_while(|slot| self.slots.get(slot).copied().unwrap_or(0).checked_sub(1));
        numbers.filter(move |number| self.hashes.get(*number) == Some(&hash))
    }

    /// Where an element is in the graph.
    pub(super) fn place(&self, number: usize) -> Option<Place> {
        self.places.get(number).copied()
    }

    /// Which of the elements in its row of the graph it is, from 0.
    pub(super) fn rank(&self, number: usize) -> usize {
        let before = self.places.get(..number).unwrap_or(&[]);
        before.iter().rev().take_while(|place| Some(**place) == self.place(number)).count()
    }

    /// What an element has in common with others; `None` where a later element has the same key.
    pub(super) fn group(&self, number: usize) -> Option<usize> {
        self.groups.get(number).filter(|group| **group != REPLACED).map(|group| *group as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_and_the_last_of_each_counts() {
        let keys: Vec<String> = (0..1000).map(|at| format!("urn:{}", at % 900)).collect();
        let mut index = Index::default();
        keys.iter().zip(0..).for_each(|(key, at)| index.push(key.as_bytes(), Place::of_row(0, at / 2), 7));
        index.close(|_, one, two| keys[one] == keys[two]);
        for (at, key) in keys.iter().enumerate() {
            let found: Vec<usize> =
                index.find(key.as_bytes()).filter(|number| keys[*number] == *key).collect();
            assert_eq!(found, [if at < 100 { at + 900 } else { at }]);
            assert_eq!((index.group(at), index.rank(at)), ((at >= 100).then_some(7), at % 2));
        }
        assert_eq!(index.find(b"urn:none").count(), 0);
        assert_eq!(Index::default().find(b"urn:none").count(), 0);
    }

    #[test]
    fn an_element_takes_less_than_fifty_bytes() {
        let of_number = size_of::<u64>() + size_of::<Place>() + size_of::<u32>();
        let most_slots = 3 * size_of::<usize>();
        assert!(of_number + most_slots < 50);
    }
}
