//! Names of types, relations and properties, each stored once.

use std::collections::{BTreeSet, HashMap};
use std::sync::{PoisonError, RwLock};

use foldhash::fast::FixedState;

use crate::text::is_absolute_iri;

/// The handle of a name. Handles depend on the order in which threads meet names; nothing may be sorted by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey(pub(super) u32);

/// The names that the program itself gives a meaning to, in the order of their handles.
const OWN: [&str; 10] = ["", "", "id", "status", "by", "evidence", "quote", "document", "@id", "@triple"];

impl NameKey {
    /// No type.
    pub const NONE: NameKey = NameKey(0);
    /// The cell of a second or later type of a node. A cell of this name that is not a type holds what RDF alone can say, and
    /// is nothing to any other format.
    pub const ALSO_TYPE: NameKey = NameKey(1);
    /// `id`: of an edge, its own id.
    pub const EDGE_ID: NameKey = NameKey(2);
    /// `status`: of an edge, a word that is none of the five statuses.
    pub const STATUS: NameKey = NameKey(3);
    /// `by`: of an edge, its speakers.
    pub const BY: NameKey = NameKey(4);
    /// `evidence`: of an edge, objects with the keys `document` and `quote`.
    pub const EVIDENCE: NameKey = NameKey(5);
    /// `quote`: words that carry the row.
    pub const QUOTE: NameKey = NameKey(6);
    /// `document`: the text that contains them.
    pub const DOCUMENT: NameKey = NameKey(7);

    /// The name of [`NameKey::IRI`].
    pub const IRI_NAME: &str = "@id";
    /// The name of [`NameKey::TRIPLE`].
    pub const TRIPLE_NAME: &str = "@triple";
    /// `@id`: the datatype of a text that is an IRI or a blank node, as in JSON-LD.
    pub const IRI: NameKey = NameKey(8);
    /// `@triple`: the datatype of a text that is a triple term (RDF 1.2 N-Triples, `tripleTerm`).
    pub const TRIPLE: NameKey = NameKey(9);

    /// The handle at a place in tables of all names.
    pub fn at(index: usize) -> NameKey {
        NameKey(index as u32)
    }

    /// The place in tables of all names.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Names by handle and handles by name.
#[derive(Debug)]
struct Table {
    names: Vec<Box<str>>,
    keys: HashMap<Box<str>, NameKey, FixedState>,
    /// Names that are IRIs although they look like abbreviations of others.
    iris: BTreeSet<NameKey>,
}

/// The names that several threads collect.
#[derive(Debug)]
pub struct SharedNames(RwLock<Table>);

impl Default for SharedNames {
    fn default() -> SharedNames {
        let names = OWN.iter().map(|name| Box::from(*name)).collect();
        let named = OWN.iter().enumerate().filter(|(_, name)| !name.is_empty());
        let keys = named.map(|(key, name)| (Box::from(*name), NameKey(key as u32))).collect();
        SharedNames(RwLock::new(Table { names, keys, iris: BTreeSet::new() }))
    }
}

impl SharedNames {
    fn key(&self, name: &str) -> NameKey {
        if name.is_empty() {
            return NameKey::NONE;
        }
        let table = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = table.keys.get(name) {
            return *key;
        }
        drop(table);
        let mut table = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = table.keys.get(name) {
            return *key;
        }
        let key = NameKey(table.names.len() as u32);
        table.names.push(Box::from(name));
        table.keys.insert(Box::from(name), key);
        key
    }

    /// The handle of a name, if it was met.
    pub fn find(&self, name: &str) -> Option<NameKey> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).keys.get(name).copied()
    }

    /// Does something with the name of a handle.
    pub fn with<T>(&self, key: NameKey, use_name: impl FnOnce(&str) -> T) -> T {
        let table = self.0.read().unwrap_or_else(PoisonError::into_inner);
        use_name(table.names.get(key.index()).map_or("", |name| name))
    }

    /// How many names there are.
    pub(super) fn len(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).names.len()
    }

    /// All names, by handle.
    pub fn into_names(self) -> Names {
        let Table { names, iris, .. } = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        Names { names, iris }
    }
}

/// What one thread knows of the shared names, so that it rarely needs the shared ones.
#[derive(Debug)]
pub struct NameCache<'s> {
    shared: &'s SharedNames,
    known: HashMap<Box<[u8]>, NameKey, FixedState>,
}

impl<'s> NameCache<'s> {
    /// A cache that knows nothing yet.
    pub fn new(shared: &'s SharedNames) -> NameCache<'s> {
        NameCache { shared, known: HashMap::default() }
    }

    /// The names of all threads.
    pub fn shared(&self) -> &'s SharedNames {
        self.shared
    }

    /// The handle of a name. Bytes that are not UTF-8 are replaced; readers pass text.
    pub fn key(&mut self, name: &[u8]) -> NameKey {
        if let Some(key) = self.known.get(name) {
            return *key;
        }
        let key = self.shared.key(&String::from_utf8_lossy(name));
        self.known.insert(Box::from(name), key);
        key
    }

    /// Notes that a name is an IRI, whatever it looks like.
    pub fn is_iri(&mut self, key: NameKey) {
        self.shared.0.write().unwrap_or_else(PoisonError::into_inner).iris.insert(key);
    }
}

/// All names of a graph.
#[derive(Clone, Debug, Default)]
pub struct Names {
    names: Vec<Box<str>>,
    iris: BTreeSet<NameKey>,
}

impl Names {
    /// The name of a handle.
    pub fn get(&self, key: NameKey) -> &str {
        self.names.get(key.index()).map_or("", |name| name)
    }

    /// The handle of a name.
    pub fn find(&self, name: &str) -> Option<NameKey> {
        self.names.iter().position(|known| **known == *name).map(NameKey::at)
    }

    /// Whether a name is an IRI: by its look, or because RDF says so.
    pub fn is_iri(&self, key: NameKey) -> bool {
        is_absolute_iri(self.get(key).as_bytes()) || self.iris.contains(&key)
    }

    /// All handles with their names, the program's own included, in the order of the handles.
    pub fn iter(&self) -> impl Iterator<Item = (NameKey, &str)> {
        self.names.iter().enumerate().map(|(key, name)| (NameKey(key as u32), &**name))
    }

    /// How many handles there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is no name at all.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_handle_in_all_caches() {
        let shared = SharedNames::default();
        let (mut one, mut two) = (NameCache::new(&shared), NameCache::new(&shared));
        let knows = one.key(b"knows");
        assert_eq!(knows, two.key(b"knows"));
        assert_eq!(knows, two.key(b"knows"));
        assert_ne!(knows, two.key(b"likes"));
        assert_eq!(NameKey::NONE, one.key(b""));
        assert_eq!(NameKey::STATUS, one.key(b"status"));
        assert_eq!("knows", shared.into_names().get(knows));
    }
}
