//! Properties with texts in several languages: each language is a property of its own, as in dossiers.
//!
//! Texts without a language keep the name of the property, or, where all have one, those in its most frequent language: `name`
//! and `nameZhHant`.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use super::own::Own;
use crate::export::blocks::each_block;
use crate::export::property_graph::language_suffix;
use crate::graph::rows::{Cell, Cells, Items, NameKey, RowGraph, put_cell, put_item};

/// Of more languages of properties than this, none has a column of its own.
const MOST: usize = 4096;

/// A property in a language.
struct InLanguage {
    /// The property.
    of: NameKey,
    /// The language tag, in lower case.
    tag: String,
    /// The name of the property with the language behind it.
    name: String,
}

/// The languages that are properties of their own, with handles after those of the lowering.
#[derive(Default)]
pub(super) struct Languages {
    all: Vec<InLanguage>,
    /// The handles by property.
    keys: HashMap<NameKey, Tags, FixedState>,
    first: usize,
}

/// The language tags of a property, each with its handle.
type Tags = Vec<(Box<[u8]>, NameKey)>;

/// How often a property has texts in each language; the tag is empty for none.
type Counts = BTreeMap<NameKey, BTreeMap<Box<[u8]>, u64>>;

impl Languages {
    /// The languages of a graph.
    pub(super) fn new(graph: &RowGraph, threads: usize) -> Languages {
        let parts = each_block(threads, graph.blocks(), Counts::new, |counts, block| {
            graph.each_node([block], |row| count(counts, row.cells));
            graph.edge_cells(block).for_each(|(_, cells)| count(counts, cells));
        });
        let mut counts = Counts::new();
        for (name, tags) in parts.into_iter().flatten() {
            let known = counts.entry(name).or_default();
            tags.into_iter().for_each(|(tag, number)| *known.entry(tag).or_default() += number);
        }
        let mut all = Vec::new();
        for (of, mut tags) in counts {
            let most = tags.iter().max_by_key(|(tag, number)| (**number, std::cmp::Reverse(*tag)));
            let plain: Box<[u8]> = match (tags.contains_key(&b""[..]), most) {
                (false, Some((tag, _))) => tag.clone(),
                _ => Box::default(),
            };
            tags.remove(&plain);
            all.extend(tags.into_keys().map(|tag| {
                let tag = String::from_utf8_lossy(&tag).into_owned();
                let name = format!("{}{}", graph.names().get(of), language_suffix(&tag));
                InLanguage { of, tag, name }
            }));
        }
        if all.len() > MOST {
            return Languages::default();
        }
        // Handles depend on the order in which names were met, which the threads decide.
        all.sort_unstable_by(|one, two| (&one.name, &one.tag).cmp(&(&two.name, &two.tag)));
        let first = graph.names().len() + Own::COUNT;
        let mut keys: HashMap<NameKey, Tags, FixedState> = HashMap::default();
        for (language, key) in all.iter().zip((first..).map(NameKey::at)) {
            keys.entry(language.of).or_default().push((language.tag.as_bytes().into(), key));
        }
        Languages { all, keys, first }
    }

    /// Whether no language is a property of its own.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many handles there are, those of a graph and of the lowering included.
    pub(super) fn handles(&self, graph: &RowGraph) -> usize {
        if self.is_empty() { graph.names().len() } else { self.first + self.all.len() }
    }

    /// The handles with their names.
    pub(super) fn names(&self) -> impl Iterator<Item = (NameKey, &str)> {
        self.all.iter().zip(self.first..).map(|(language, at)| (NameKey::at(at), language.name.as_str()))
    }

    /// The property and the language tag of a handle.
    pub(super) fn of(&self, key: NameKey) -> Option<(NameKey, &str)> {
        let language = self.all.get(key.index().checked_sub(self.first)?)?;
        Some((language.of, &language.tag))
    }

    /// The properties of a row, those in languages under their handles.
    #[inline]
    pub(super) fn split<'e>(&self, cells: Cells<'e>, scratch: &'e mut Vec<u8>) -> Cells<'e> {
        if self.is_empty() || !cells.clone().any(|(name, _)| self.keys.contains_key(&name)) {
            return cells;
        }
        scratch.clear();
        self.each(cells, |name, cell| put_cell(scratch, name, cell));
        Cells::new(scratch)
    }

    /// Visits the properties of a row, those in languages under their handles.
    #[inline]
    pub(super) fn each(&self, cells: Cells<'_>, mut visit: impl FnMut(NameKey, &Cell<'_>)) {
        for (name, cell) in cells {
            match self.keys.get(&name) {
                None => visit(name, &cell),
                Some(keys) => each_language(name, keys, &cell, &mut visit),
            }
        }
    }
}

fn count(counts: &mut Counts, cells: Cells<'_>) {
    let mut one = |name: NameKey, cell: &Cell<'_>| {
        let tag = match cell {
            Cell::Words { language, .. } => language.to_ascii_lowercase().into_boxed_slice(),
            _ => Box::default(),
        };
        *counts.entry(name).or_default().entry(tag).or_default() += 1;
    };
    for (name, cell) in cells.filter(|(name, _)| *name != NameKey::ALSO_TYPE && *name != NameKey::BY) {
        match cell {
            Cell::List(items) => items.for_each(|item| one(name, &item)),
            cell => one(name, &cell),
        }
    }
}

/// The handle of a value of a property.
fn key_of(name: NameKey, keys: &[(Box<[u8]>, NameKey)], cell: &Cell<'_>) -> NameKey {
    let Cell::Words { language, .. } = cell else { return name };
    let known = keys.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(language));
    known.map_or(name, |(_, key)| *key)
}

/// Visits the values of a property by language: a text, or a list of several.
fn each_language(
    name: NameKey,
    keys: &[(Box<[u8]>, NameKey)],
    cell: &Cell<'_>,
    visit: &mut impl FnMut(NameKey, &Cell<'_>),
) {
    let without = |cell: &Cell<'_>, visit: &mut dyn FnMut(&Cell<'_>)| match cell {
        Cell::Words { text, .. } => visit(&Cell::of_text(text)),
        cell => visit(cell),
    };
    let Cell::List(items) = cell else {
        return match key_of(name, keys, cell) {
            key if key == name => visit(key, cell),
            key => without(cell, &mut |cell| visit(key, cell)),
        };
    };
    let mut by_key: BTreeMap<usize, Vec<Cell<'_>>> = BTreeMap::new();
    for item in *items {
        by_key.entry(key_of(name, keys, &item).index()).or_default().push(item);
    }
    if by_key.keys().all(|key| *key == name.index()) {
        return visit(name, cell);
    }
    for (key, values) in by_key {
        let key = NameKey::at(key);
        if let [value] = values.as_slice() {
            if key == name {
                visit(key, value);
            } else {
                without(value, &mut |cell| visit(key, cell));
            }
            continue;
        }
        let mut list = Vec::new();
        for value in &values {
            if key == name {
                put_item(&mut list, value);
            } else {
                without(value, &mut |cell| put_item(&mut list, cell));
            }
        }
        visit(key, &Cell::List(Items(&list)));
    }
}
