//! Ids of nodes, and the table that finds them: one cache line for each question.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::cells::{is_clean, is_iri_safe};
use crate::text::{is_absolute_iri, is_blank_node};

/// The handle of a node: its place in the order of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowNode(pub(super) u32);

impl RowNode {
    /// The value for an unknown node.
    pub(super) const UNKNOWN: RowNode = RowNode(u32::MAX);

    /// The node at a place in the order of the files, from 0.
    pub fn at(index: usize) -> RowNode {
        RowNode(index as u32)
    }

    /// The place in the order of the files, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The most bytes of an id that is stored in its entry.
const INLINE: usize = 14;
/// The most bytes of an id that is stored in the hash table.
const KEYED: usize = 11;

/// The entry is an offset and a length, not the id itself.
const LONG: u8 = 1;
/// No format has to escape anything.
const CLEAN: u8 = 2;
/// The id can be part of an IRI unchanged.
const IRI_SAFE: u8 = 4;
/// The id is an IRI itself.
const IRI: u8 = 8;
/// The id is a blank node.
const BLANK: u8 = 16;

/// An id in 16 bytes: itself, its length, what is known about it; or its position.
#[derive(Clone, Copy, Debug, Default)]
pub struct IdEntry([u8; 16]);

/// Ids by node.
#[derive(Debug, Default)]
pub struct Ids {
    entries: Vec<IdEntry>,
    long: Vec<u8>,
}

/// An id, and what writers want to know of it.
#[derive(Clone, Copy, Debug)]
pub struct IdText<'a> {
    /// The id; UTF-8.
    pub text: &'a [u8],
    /// Whether it has no character that any format escapes.
    pub clean: bool,
    /// Whether it can be part of an IRI unchanged.
    pub iri_safe: bool,
    /// Whether it is an IRI itself: by its look, or because RDF says so.
    pub iri: bool,
    /// Whether it is a blank node: `_:` and a label.
    pub blank: bool,
}

impl Ids {
    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry of a node, to be read with [`Ids::text`]. Taking many entries before reading them lets the processor
    /// wait for memory once instead of once for each.
    pub fn entry(&self, node: RowNode) -> IdEntry {
        self.entries.get(node.index()).copied().unwrap_or(IdEntry([0; 16]))
    }

    /// The id of an entry.
    pub fn text<'a>(&'a self, entry: &'a IdEntry) -> IdText<'a> {
        let flags = entry.0[15];
        let text = if flags & LONG == 0 {
            entry.0.get(..usize::from(entry.0[14])).unwrap_or(&[])
        } else {
            let (start, len) = entry.0.split_at(8);
            let start = start.try_into().map_or(0, u64::from_le_bytes) as usize;
            let len = len.first_chunk().map_or(0, |len| u32::from_le_bytes(*len)) as usize;
            self.long.get(start..start + len).unwrap_or(&[])
        };
        let has = |flag: u8| flags & flag != 0;
        IdText { text, clean: has(CLEAN), iri_safe: has(IRI_SAFE), iri: has(IRI), blank: has(BLANK) }
    }

    /// The id of a node.
    pub fn get(&self, node: RowNode) -> Option<IdText<'_>> {
        self.entries.get(node.index()).map(|entry| self.text(entry))
    }

    /// All ids, in the order of the nodes.
    pub fn iter(&self) -> impl Iterator<Item = (RowNode, IdText<'_>)> {
        self.entries.iter().enumerate().map(|(node, entry)| (RowNode(node as u32), self.text(entry)))
    }

    fn is(&self, node: u32, id: &[u8]) -> bool {
        self.text(&self.entry(RowNode(node))).text == id
    }

    fn push(&mut self, id: &[u8]) {
        let mut entry = [0; 16];
        if let Some(place) = entry[..INLINE].get_mut(..id.len()) {
            place.copy_from_slice(id);
            entry[14] = id.len() as u8;
        } else {
            entry[..8].copy_from_slice(&(self.long.len() as u64).to_le_bytes());
            entry[8..12].copy_from_slice(&(id.len() as u32).to_le_bytes());
            entry[15] = LONG;
            self.long.extend_from_slice(id);
        }
        entry[15] |= if is_clean(id) { CLEAN } else { 0 };
        entry[15] |= if is_iri_safe(id) { IRI_SAFE } else { 0 };
        entry[15] |= if is_absolute_iri(id) { IRI } else { 0 };
        entry[15] |= if is_blank_node(id) { BLANK } else { 0 };
        self.entries.push(IdEntry(entry));
    }

    /// Keeps the ids whose flag is set, and what is known about them.
    pub(super) fn retain(&mut self, keep: &[bool]) {
        let mut kept = Ids::default();
        for (entry, _) in self.entries.iter().zip(keep).filter(|(_, keep)| **keep) {
            let (text, flags) = (self.text(entry).text, entry.0[15]);
            kept.push(text);
            if let Some(entry) = kept.entries.last_mut() {
                entry.0[15] |= flags & IRI;
            }
        }
        *self = kept;
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        self.entries.capacity() * 16 + self.long.capacity()
    }
}

/// 96 bits of key, 32 bits of node; a key is never zero, since no id is empty.
type Slot = u128;
const KEY: Slot = (1 << 96) - 1;

/// Short ids are their own key; long ones are hashed.
fn key_of(id: &[u8]) -> Slot {
    let mut key = [0u8; 16];
    if let Some(place) = key[..KEYED].get_mut(..id.len()) {
        place.copy_from_slice(id);
        key[KEYED] = id.len() as u8;
    } else {
        key[..8].copy_from_slice(&FixedState::default().hash_one(id).to_le_bytes());
        key[8..11].copy_from_slice(&(id.len() as u32).to_le_bytes()[..3]);
        key[KEYED] = u8::MAX;
    }
    Slot::from_le_bytes(key)
}

/// Spreads a key over the table: the halves of a product, folded (as in wyhash).
fn home_of(key: Slot) -> usize {
    let low = key as u64 ^ 0x9E37_79B9_7F4A_7C15;
    let high = (key >> 64) as u64 ^ 0xD1B5_4A32_D192_ED03;
    let product = u128::from(low) * u128::from(high);
    (product ^ (product >> 64)) as usize
}

/// Finds nodes by id: open addressing over slots of 16 bytes, at most two thirds full.
#[derive(Debug)]
pub struct IdTable {
    ids: Ids,
    slots: Vec<Slot>,
}

impl Default for IdTable {
    fn default() -> IdTable {
        IdTable { ids: Ids::default(), slots: vec![0; 1 << 10] }
    }
}

/// How many lookups wait for memory together.
const BATCH: usize = 32;

impl IdTable {
    /// Adds a node.
    ///
    /// # Errors
    /// The node that has the id already.
    pub(super) fn insert(&mut self, id: &[u8]) -> Result<RowNode, RowNode> {
        if (self.ids.len() + 1) * 3 > self.slots.len() * 2 {
            self.grow();
        }
        let key = key_of(id);
        let mask = self.slots.len() - 1;
        let mut place = home_of(key) & mask;
        while let Some(slot) = self.slots.get_mut(place) {
            if *slot == 0 {
                let node = self.ids.len() as u32;
                *slot = key | Slot::from(node) << 96;
                self.ids.push(id);
                return Ok(RowNode(node));
            }
            let node = (*slot >> 96) as u32;
            if *slot & KEY == key && (id.len() <= KEYED || self.ids.is(node, id)) {
                return Err(RowNode(node));
            }
            place = (place + 1) & mask;
        }
        Err(RowNode::UNKNOWN)
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 2 - 1;
        let mut slots = vec![0; mask + 1];
        for slot in self.slots.iter().filter(|slot| **slot != 0) {
            let mut place = home_of(slot & KEY) & mask;
            while slots[place] != 0 {
                place = (place + 1) & mask;
            }
            slots[place] = *slot;
        }
        self.slots = slots;
    }

    /// The node of an id.
    pub fn find(&self, id: &[u8]) -> Option<RowNode> {
        let key = key_of(id);
        let home = home_of(key) & (self.slots.len() - 1);
        Some(self.probe(id, key, home, self.slots.get(home).copied()?))
            .filter(|node| *node != RowNode::UNKNOWN)
    }

    fn probe(&self, id: &[u8], key: Slot, home: usize, first: Slot) -> RowNode {
        let (mut place, mut slot) = (home, first);
        while slot != 0 {
            let node = (slot >> 96) as u32;
            if slot & KEY == key && (id.len() <= KEYED || self.ids.is(node, id)) {
                return RowNode(node);
            }
            place = (place + 1) & (self.slots.len() - 1);
            slot = self.slots.get(place).copied().unwrap_or(0);
        }
        RowNode::UNKNOWN
    }

    /// Notes that an id is an IRI, whatever it looks like.
    pub(super) fn is_iri(&mut self, id: &[u8]) {
        let node = self.find(id);
        if let Some(entry) = node.and_then(|node| self.ids.entries.get_mut(node.index())) {
            entry.0[15] |= IRI;
        }
    }

    /// Finds many a batch at a time, and adds those that are not there, in order.
    pub fn insert_all(&mut self, bytes: &[u8], stops: &[u32]) -> Vec<RowNode> {
        let mut found = Vec::with_capacity(stops.len());
        self.find_all(bytes, stops, &mut found);
        let mut start = 0;
        for (node, stop) in found.iter_mut().zip(stops) {
            if *node == RowNode::UNKNOWN {
                let id = bytes.get(start..*stop as usize).unwrap_or(&[]);
                let (Ok(there) | Err(there)) = self.insert(id);
                *node = there;
            }
            start = *stop as usize;
        }
        found
    }

    /// Finds many: id `i` ends at `stops[i]` and begins where the one before ends. Unknown ones are
    /// [`RowNode::UNKNOWN`]. Slots are fetched a batch at a time, so that their cache misses overlap.
    pub(super) fn find_all(&self, bytes: &[u8], stops: &[u32], found: &mut Vec<RowNode>) {
        let mask = self.slots.len() - 1;
        let (mut keys, mut homes, mut firsts) = ([0; BATCH], [0; BATCH], [0; BATCH]);
        let mut start = 0;
        for batch in stops.chunks(BATCH) {
            let mut from = start;
            for ((stop, key), home) in batch.iter().zip(&mut keys).zip(&mut homes) {
                *key = key_of(bytes.get(from..*stop as usize).unwrap_or(&[]));
                *home = home_of(*key) & mask;
                from = *stop as usize;
            }
            for (first, home) in firsts.iter_mut().zip(&homes).take(batch.len()) {
                *first = self.slots.get(*home).copied().unwrap_or(0);
            }
            for (((stop, key), home), first) in batch.iter().zip(keys).zip(homes).zip(firsts) {
                let id = bytes.get(start..*stop as usize).unwrap_or(&[]);
                found.push(self.probe(id, key, home, first));
                start = *stop as usize;
            }
        }
    }

    /// The ids, when nothing is to be found any more.
    pub(super) fn into_ids(self) -> Ids {
        self.ids
    }

    /// The ids.
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        self.ids.bytes() + self.slots.capacity() * 16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn a_table_is_a_map(ids in prop::collection::vec("[ab]{1,3}|[a-c]{10,16}|.{1,40}|(prefix){30}[xy]{1,2}", 1..400)) {
            let (mut table, mut map) = (IdTable::default(), BTreeMap::new());
            for id in &ids {
                let expected = map.len() as u32;
                match table.insert(id.as_bytes()) {
                    Ok(node) => { prop_assert_eq!(node.0, expected); prop_assert!(map.insert(id.clone(), node).is_none()); }
                    Err(node) => prop_assert_eq!(map.get(id), Some(&node)),
                }
            }
            let (mut bytes, mut stops, mut found) = (Vec::new(), Vec::new(), Vec::new());
            for id in ids.iter().map(String::as_str).chain(["absent", "this one is not in the table"]) {
                bytes.extend_from_slice(id.as_bytes());
                stops.push(bytes.len() as u32);
            }
            table.find_all(&bytes, &stops, &mut found);
            prop_assert_eq!(&IdTable::default().insert_all(&bytes, &stops)[..ids.len()], &found[..ids.len()]);
            for (id, node) in ids.iter().zip(&found) {
                prop_assert_eq!(map.get(id), Some(node));
                prop_assert_eq!(table.ids().get(*node).map(|id| id.text), Some(id.as_bytes()));
                prop_assert_eq!(table.find(id.as_bytes()), Some(*node));
            }
            prop_assert_eq!(&found[ids.len()..], &[RowNode::UNKNOWN; 2]);
        }
    }
}
