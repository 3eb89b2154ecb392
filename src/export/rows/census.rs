//! What kinds of values each property has, looked at before anything is written.

use super::ordered::each_block;
use super::value::is_double;
use crate::export::ExportOptions;
use crate::graph::rows::{Cell, Cells, NameKey, RowGraph};

/// A set of kinds of values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kinds(u32);

impl Kinds {
    /// Texts, those with a language or datatype included.
    pub(super) const TEXT: Kinds = Kinds(1);
    /// Whole numbers of 64 bits.
    pub(super) const LONG: Kinds = Kinds(2);
    /// Whole numbers that need more.
    pub(super) const WIDE: Kinds = Kinds(4);
    /// Numbers without an exponent.
    pub(super) const DECIMAL: Kinds = Kinds(8);
    /// Numbers with an exponent.
    pub(super) const DOUBLE: Kinds = Kinds(16);
    /// Numbers beyond what 64 bits of floating point hold.
    pub(super) const HUGE: Kinds = Kinds(32);
    /// Yes or no.
    pub(super) const BOOLEAN: Kinds = Kinds(64);
    /// JSON.
    pub(super) const JSON: Kinds = Kinds(128);
    /// Lists; the kinds of their items are counted as well.
    pub(super) const LIST: Kinds = Kinds(256);

    /// No kind.
    pub(super) const NONE: Kinds = Kinds(0);

    /// Both.
    pub(super) const fn with(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    /// Whether it has any kind of another.
    pub(super) fn has(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether it has only kinds of another.
    pub(super) fn within(self, other: Kinds) -> bool {
        self.0 & !other.0 == 0
    }

    /// The kind of a value.
    #[inline]
    pub(super) fn of(cell: &Cell<'_>) -> Kinds {
        match *cell {
            Cell::Clean(_) | Cell::Text(_) | Cell::Words { .. } | Cell::Typed { .. } => Kinds::TEXT,
            Cell::Integer(number) if is_long(number) => Kinds::LONG,
            Cell::Integer(_) => Kinds::WIDE,
            Cell::Number(number) if !is_finite(number) => Kinds::HUGE,
            Cell::Number(number) if is_double(number) => Kinds::DOUBLE,
            Cell::Number(_) => Kinds::DECIMAL,
            Cell::Boolean(_) => Kinds::BOOLEAN,
            Cell::Json(_) => Kinds::JSON,
            Cell::List(items) => items.fold(Kinds::LIST, |kinds, item| kinds.with(Kinds::of(&item))),
        }
    }
}

/// What columns of tables may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Shape {
    Text,
    Long,
    Double,
    Boolean,
}

impl Shape {
    /// The narrowest shape of values of these kinds; lists are not looked at.
    pub(super) fn of(kinds: Kinds) -> Shape {
        const NUMBERS: Kinds = Kinds::LONG.with(Kinds::DECIMAL).with(Kinds::DOUBLE);
        if kinds.within(Kinds::LIST) {
            Shape::Text
        } else if kinds.within(Kinds::LIST.with(Kinds::BOOLEAN)) {
            Shape::Boolean
        } else if kinds.within(Kinds::LIST.with(Kinds::LONG)) {
            Shape::Long
        } else if kinds.within(Kinds::LIST.with(NUMBERS)) {
            Shape::Double
        } else {
            Shape::Text
        }
    }
}

/// Whether a whole number has 64 bits.
fn is_long(number: &[u8]) -> bool {
    number.len() <= 18 || std::str::from_utf8(number).is_ok_and(|number| number.parse::<i64>().is_ok())
}

/// Whether a number is one of floating point with 64 bits, rounded or not.
fn is_finite(number: &[u8]) -> bool {
    number.len() <= 300 && !is_double(number)
        || std::str::from_utf8(number).is_ok_and(|number| number.parse::<f64>().is_ok_and(f64::is_finite))
}

/// Whether a number has more digits than 64 bits of floating point keep.
pub(in crate::export) fn is_rounded(number: &[u8]) -> bool {
    if number.len() <= 15 {
        return false;
    }
    let mantissa = number.split(|byte| matches!(byte, b'e' | b'E')).next().unwrap_or(&[]);
    let digits = || mantissa.iter().filter(|byte| byte.is_ascii_digit()).skip_while(|digit| **digit == b'0');
    digits().count() > 17
}

/// What a graph holds.
#[derive(Clone, Debug)]
pub(super) struct Census {
    /// The kinds of the properties of nodes, by name.
    pub(super) nodes: Vec<Kinds>,
    /// The kinds of the properties of edges, by name.
    pub(super) edges: Vec<Kinds>,
    /// Which names are types of nodes.
    pub(super) types: Vec<bool>,
    /// Which names are relations, further ones included.
    pub(super) relations: Vec<bool>,
    /// Whether there are edges that must not be treated as facts.
    pub(super) has_claims: bool,
    /// Whether there are edges with one of the five statuses.
    pub(super) has_statuses: bool,
    /// Whether an edge has one of the five statuses, and another word for its status.
    pub(super) has_two_statuses: bool,
    /// Whether a node has several types.
    pub(super) has_more_types: bool,
    /// Whether an edge has several relations.
    pub(super) has_more_relations: bool,
}

impl Census {
    /// Looks at all rows of a graph.
    pub(super) fn new(graph: &RowGraph, options: &ExportOptions) -> Census {
        let parts = each_block(
            options.threads,
            graph.blocks(),
            || Census::empty(graph.names().len()),
            |census, block| {
                graph.each_node([block], |row| {
                    mark(&mut census.types, row.node_type);
                    census.has_more_types |= count(&mut census.nodes, &mut census.types, row.cells);
                });
                for (kind, cells) in graph.edge_cells(block) {
                    mark(&mut census.relations, kind.relation());
                    if kind.status().is_some() {
                        census.has_claims |= !options.is_asserted(kind);
                        census.has_statuses = true;
                        census.has_two_statuses |= cells.clone().any(|(name, _)| name == NameKey::STATUS);
                    }
                    census.has_more_relations |= count(&mut census.edges, &mut census.relations, cells);
                }
            },
        );
        parts.into_iter().reduce(Census::and).unwrap_or_else(|| Census::empty(graph.names().len()))
    }

    fn empty(names: usize) -> Census {
        Census {
            nodes: vec![Kinds::NONE; names],
            edges: vec![Kinds::NONE; names],
            types: vec![false; names],
            relations: vec![false; names],
            has_claims: false,
            has_statuses: false,
            has_two_statuses: false,
            has_more_types: false,
            has_more_relations: false,
        }
    }

    fn and(mut self, other: Census) -> Census {
        let kinds = |one: &mut [Kinds], two: &[Kinds]| {
            one.iter_mut().zip(two).for_each(|(one, two)| *one = one.with(*two));
        };
        let flags =
            |one: &mut [bool], two: &[bool]| one.iter_mut().zip(two).for_each(|(one, two)| *one |= two);
        kinds(&mut self.nodes, &other.nodes);
        kinds(&mut self.edges, &other.edges);
        flags(&mut self.types, &other.types);
        flags(&mut self.relations, &other.relations);
        self.has_claims |= other.has_claims;
        self.has_statuses |= other.has_statuses;
        self.has_two_statuses |= other.has_two_statuses;
        self.has_more_types |= other.has_more_types;
        self.has_more_relations |= other.has_more_relations;
        self
    }

    /// The properties that occur, with their names and kinds, sorted by name.
    pub(super) fn sorted<'g>(graph: &'g RowGraph, kinds: &[Kinds]) -> Vec<(&'g str, NameKey, Kinds)> {
        let all = graph.names().iter().zip(kinds).map(|((key, name), kinds)| (name, key, *kinds));
        let mut sorted: Vec<_> = all.filter(|(_, _, kinds)| *kinds != Kinds::NONE).collect();
        sorted.sort_unstable_by_key(|(name, ..)| *name);
        sorted
    }
}

fn mark(flags: &mut [bool], name: NameKey) {
    if let Some(flag) = flags.get_mut(name.index()) {
        *flag = true;
    }
}

/// Counts the cells of a row, and returns whether one of them is a further type.
#[inline]
fn count(kinds: &mut [Kinds], types: &mut [bool], cells: Cells<'_>) -> bool {
    let mut has_more = false;
    for (name, cell) in cells {
        if let (NameKey::ALSO_TYPE, Cell::Typed { datatype, .. }) = (name, &cell) {
            mark(types, *datatype);
            has_more = true;
        } else if let Some(known) = kinds.get_mut(name.index()) {
            *known = known.with(Kinds::of(&cell));
        }
    }
    has_more
}
