//! What is in a graph of rows: which names are types, relations and properties, and the kinds of values of each.

use std::collections::HashMap;

use super::kinds::{Datatypes, Kinds};
use super::languages::Languages;
use crate::export::ExportOptions;
use crate::export::blocks::each_block;
use crate::export::property_graph::{Kind, of_some_edges, of_some_vertices};
use crate::graph::rows::{Cell, Cells, NameKey, Names, RowGraph};

/// More entries than this are not kept of the properties of each type.
const MOST_ENTRIES: usize = 1 << 22;

/// The kinds of the properties of each type, by type and by property; none where there are too many of both.
pub(in crate::export) type ByType = Option<Vec<Vec<Kinds>>>;

/// What a graph holds.
#[derive(Clone, Debug)]
pub(in crate::export) struct Census {
    /// The kinds of the properties of nodes, by name.
    pub(in crate::export) nodes: Vec<Kinds>,
    /// The kinds of the properties of edges, by name.
    pub(in crate::export) edges: Vec<Kinds>,
    /// The same for the nodes of each first type; a type without nodes has an empty list.
    pub(super) nodes_by_type: ByType,
    /// The same for the edges of each first relation.
    pub(super) edges_by_relation: ByType,
    /// Which names are types of nodes.
    pub(in crate::export) types: Vec<bool>,
    /// Which names are relations, further ones included.
    pub(in crate::export) relations: Vec<bool>,
    /// Whether there are edges without one of the five statuses.
    pub(super) has_facts: bool,
    /// Whether there are edges with one of the five statuses.
    pub(super) has_statuses: bool,
    /// Whether there are edges with a status that must not be treated as facts.
    pub(super) has_claims: bool,
    /// Whether a node has several types.
    pub(super) has_more_types: bool,
    /// Whether an edge has several relations.
    pub(super) has_more_relations: bool,
    /// How many edges have no direction.
    pub(super) undirected: u64,
    /// Whether an edge with a status names its speakers.
    pub(super) has_speakers: bool,
}

impl Census {
    /// Looks at all rows of a graph.
    pub(in crate::export) fn new(graph: &RowGraph, options: &ExportOptions) -> Census {
        Census::with_languages(graph, options, &Languages::default())
    }

    /// Looks at all rows of a graph, whose properties in some languages are properties of their own.
    pub(super) fn with_languages(graph: &RowGraph, options: &ExportOptions, languages: &Languages) -> Census {
        let (names, datatypes) = (languages.handles(graph), Datatypes::new(graph.names()));
        let parts = each_block(
            options.threads,
            graph.blocks(),
            || (Census::empty(names), Vec::new()),
            |(census, scratch), block| {
                graph.each_node([block], |row| {
                    mark(&mut census.types, row.node_type);
                    let kinds = of_type(&mut census.nodes_by_type, &mut census.nodes, row.node_type);
                    let cells = languages.split(row.cells, scratch);
                    census.has_more_types |= count(kinds, &mut census.types, cells, &datatypes);
                });
                for (kind, cells) in graph.edge_cells(block) {
                    mark(&mut census.relations, kind.relation());
                    census.undirected += u64::from(kind.is_undirected());
                    if kind.status().is_some() {
                        census.has_claims |= !options.is_asserted(kind);
                        census.has_statuses = true;
                        census.has_speakers |= cells.clone().any(|(name, _)| name == NameKey::BY);
                    } else {
                        census.has_facts = true;
                    }
                    let kinds = of_type(&mut census.edges_by_relation, &mut census.edges, kind.relation());
                    let cells = languages.split(cells, scratch);
                    census.has_more_relations |= count(kinds, &mut census.relations, cells, &datatypes);
                }
            },
        );
        let parts = parts.into_iter().map(|(census, _)| census);
        let mut census = parts.reduce(Census::and).unwrap_or_else(|| Census::empty(names));
        let of = |by_type: &ByType, all: &mut [Kinds]| {
            by_type.iter().flatten().for_each(|kinds| add(all, kinds));
        };
        of(&census.nodes_by_type, &mut census.nodes);
        of(&census.edges_by_relation, &mut census.edges);
        census
    }

    /// Whether texts are in a language.
    pub(super) fn has_languages(&self) -> bool {
        self.nodes.iter().chain(&self.edges).any(|kinds| kinds.has(Kinds::WORDS))
    }

    /// Whether an edge has an id of its own.
    pub(super) fn has_edge_ids(&self) -> bool {
        self.edges.get(NameKey::EDGE_ID.index()).is_some_and(|kinds| *kinds != Kinds::NONE)
    }

    /// Counts the properties that only some claims, pieces of evidence and edges of a dossier have as properties of all.
    pub(super) fn expect_all_of_claims(&mut self, names: &Names) {
        let keys: HashMap<&str, NameKey> = names.iter().map(|(key, name)| (name, key)).collect();
        let used = |flags: &[bool]| -> Vec<(NameKey, &str)> {
            let is_used = |key: NameKey| flags.get(key.index()).copied().unwrap_or(false);
            names.iter().filter(|(key, _)| is_used(*key)).collect()
        };
        for (label, name) in used(&self.types) {
            for (property, kind) in of_some_vertices(name) {
                expect(&mut self.nodes_by_type, &mut self.nodes, label, keys.get(property), kind);
            }
        }
        for (relation, name) in used(&self.relations) {
            for (property, kind) in of_some_edges(name) {
                expect(&mut self.edges_by_relation, &mut self.edges, relation, keys.get(property), kind);
            }
        }
    }

    fn empty(names: usize) -> Census {
        let by_type = || (names * names <= MOST_ENTRIES).then(|| vec![Vec::new(); names]);
        Census {
            nodes: vec![Kinds::NONE; names],
            edges: vec![Kinds::NONE; names],
            nodes_by_type: by_type(),
            edges_by_relation: by_type(),
            types: vec![false; names],
            relations: vec![false; names],
            has_facts: false,
            has_statuses: false,
            has_claims: false,
            has_more_types: false,
            has_more_relations: false,
            undirected: 0,
            has_speakers: false,
        }
    }

    fn and(mut self, other: Census) -> Census {
        let flags =
            |one: &mut [bool], two: &[bool]| one.iter_mut().zip(two).for_each(|(one, two)| *one |= two);
        let by_type = |one: &mut ByType, two: &ByType| {
            for (one, two) in one.iter_mut().flatten().zip(two.iter().flatten()) {
                one.resize(one.len().max(two.len()), Kinds::NONE);
                add(one, two);
            }
        };
        add(&mut self.nodes, &other.nodes);
        add(&mut self.edges, &other.edges);
        by_type(&mut self.nodes_by_type, &other.nodes_by_type);
        by_type(&mut self.edges_by_relation, &other.edges_by_relation);
        flags(&mut self.types, &other.types);
        flags(&mut self.relations, &other.relations);
        self.has_facts |= other.has_facts;
        self.has_statuses |= other.has_statuses;
        self.has_claims |= other.has_claims;
        self.has_more_types |= other.has_more_types;
        self.has_more_relations |= other.has_more_relations;
        self.undirected += other.undirected;
        self.has_speakers |= other.has_speakers;
        self
    }
}

fn add(one: &mut [Kinds], two: &[Kinds]) {
    one.iter_mut().zip(two).for_each(|(one, two)| *one = one.with(*two));
}

/// Counts a property of a type, and of all.
fn expect(by_type: &mut ByType, all: &mut [Kinds], name: NameKey, property: Option<&NameKey>, kind: Kind) {
    let kinds = match kind {
        Kind::Text => Kinds::TEXT,
        Kind::Integer => Kinds::LONG,
        Kind::Float => Kinds::DECIMAL,
        Kind::Boolean => Kinds::BOOLEAN,
        Kind::Date => Kinds::DATE,
        Kind::TextList => Kinds::TEXT.with(Kinds::LIST),
    };
    let Some(at) = property.map(|key| key.index()) else { return };
    if let Some(known) = of_type(by_type, all, name).get_mut(at) {
        *known = known.with(kinds);
    }
    if let Some(known) = all.get_mut(at) {
        *known = known.with(kinds);
    }
}

/// Where the properties of a type are counted.
#[inline]
fn of_type<'c>(by_type: &'c mut ByType, all: &'c mut [Kinds], name: NameKey) -> &'c mut [Kinds] {
    let names = all.len();
    match by_type.as_mut().and_then(|by_type| by_type.get_mut(name.index())) {
        Some(kinds) => {
            kinds.resize(names, Kinds::NONE);
            kinds
        }
        None => all,
    }
}

fn mark(flags: &mut [bool], name: NameKey) {
    if let Some(flag) = flags.get_mut(name.index()) {
        *flag = true;
    }
}

/// Counts the cells of a row, and returns whether one of them is a further type.
#[inline]
fn count(kinds: &mut [Kinds], types: &mut [bool], cells: Cells<'_>, datatypes: &Datatypes) -> bool {
    let mut has_more = false;
    for (name, cell) in cells {
        if let (NameKey::ALSO_TYPE, Cell::Typed { datatype, .. }) = (name, &cell) {
            mark(types, *datatype);
            has_more = true;
        } else if let Some(known) = kinds.get_mut(name.index()) {
            *known = known.with(datatypes.kinds(&cell));
        }
    }
    has_more
}
