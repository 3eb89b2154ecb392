//! What of a graph is lost in a format.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

use super::capability::Feature;
use super::elements::{Shape, is_rounded};
use crate::graph::rows::{Cell, NameKey, Names, RowGraph};

/// What a format could not hold of a graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Loss {
    /// The feature.
    pub feature: Feature,
    /// How many things of the graph need it.
    pub count: usize,
    /// What is kept of them; `None` when nothing is.
    pub kept: Option<&'static str>,
}

/// Counts of what was lost, by kind.
#[derive(Debug, Default)]
pub struct Losses {
    /// Properties of edges that were not written.
    pub(super) edge_properties: AtomicU64,
    /// Edges that are only claimed and were not written.
    pub(super) claims: AtomicU64,
    /// Edges without a status that were not written.
    pub(super) facts: AtomicU64,
    /// Edges without a direction.
    pub(super) directions: AtomicU64,
    /// What the user should know, although nothing is lost by it.
    pub(super) notices: Vec<String>,
    /// Edges that are only a triple, the same as that of another edge.
    pub(super) repeats: AtomicU64,
    /// Edges of the type and between the vertices of another one, where there is one of each.
    pub(super) parallels: AtomicU64,
    /// Texts whose language was not written.
    pub(super) languages: AtomicU64,
    /// Texts whose datatype was not written.
    pub(super) datatypes: AtomicU64,
    /// Objects and mixed lists of JSON in a format of texts.
    pub(super) json: AtomicU64,
    /// Lists whose order was not written.
    pub(super) orders: AtomicU64,
    /// Numbers and booleans in columns of texts.
    pub(crate) kinds: AtomicU64,
    /// Numbers with more digits than their column keeps.
    pub(super) digits: AtomicU64,
    /// Single values of properties that have lists elsewhere.
    pub(super) singles: AtomicU64,
    /// Lists of nothing, or of one empty text.
    pub(super) empty_lists: AtomicU64,
    /// Lists of one value.
    pub(super) lists_of_one: AtomicU64,
    /// Values that a list has several times, but for the first.
    pub(super) repeated_values: AtomicU64,
    /// Edges that are only a triple which an edge with a record has, too.
    pub(super) absorbed: AtomicU64,
    /// Nodes and edges with the IRI of another one.
    pub(super) same_iris: AtomicU64,
    /// Texts whose base direction was not written.
    pub(super) base_directions: AtomicU64,
    /// Edges that are facts, but only described.
    pub(super) unstated: AtomicU64,
    /// Nodes with values in several named graphs.
    pub(super) several_graphs: AtomicU64,
    /// Texts with characters that the format cannot hold.
    pub(super) characters: AtomicU64,
    /// Ids and texts with characters that are written as Graphviz draws them.
    pub(super) escapes: AtomicU64,
    /// Nodes and edges with several types, which are one text.
    pub(super) types: AtomicU64,
    /// Nodes with a type that is the label of every node.
    pub(super) roots: AtomicU64,
    /// Edges and properties whose names cannot be written.
    pub(super) predicates: AtomicU64,
    /// Named graphs whose triples were written without them.
    pub(super) graphs: AtomicU64,
    /// Records without the triple that they reify.
    pub(super) triple_terms: AtomicU64,
    /// Triple terms in a version of RDF that has none.
    pub(super) newer_terms: AtomicU64,
    /// Values of properties whose names have a meaning that untrusted data must not use.
    pub(super) names: AtomicU64,
}

impl Losses {
    /// Counts one.
    pub(crate) fn count(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts the nodes of which a format without named graphs cannot say which values are in which graph.
    pub(crate) fn count_graphs(&self, graph: &RowGraph) {
        if !graph.has_rdf() {
            return;
        }
        graph.each_node(graph.blocks(), |mut row| {
            // A cell of this name that is no type holds the values of each graph.
            let is_in_several = row.cells.any(|(name, cell)| {
                name == NameKey::ALSO_TYPE && matches!(cell, Cell::Json(_) | Cell::Clean(_) | Cell::Text(_))
            });
            if is_in_several {
                Self::count(&self.several_graphs);
            }
        });
    }

    /// Counts what a format of plain texts loses of a value.
    #[inline]
    pub(super) fn count_plain(&self, cell: &Cell<'_>) {
        match cell {
            Cell::Words { .. } => Self::count(&self.languages),
            Cell::Typed { .. } => Self::count(&self.datatypes),
            Cell::Json(_) => Self::count(&self.json),
            _ => {}
        }
    }

    /// Counts what a column of a shape loses of a value that is not a list.
    #[inline]
    pub(crate) fn count_in(&self, shape: Shape, cell: &Cell<'_>) {
        match (shape, cell) {
            (
                Shape::Date | Shape::Moment | Shape::Local | Shape::Duration | Shape::Point,
                Cell::Typed { .. },
            ) => return,
            _ => self.count_plain(cell),
        }
        match (shape, cell) {
            (Shape::Text, Cell::Integer(_) | Cell::Number(_) | Cell::Boolean(_)) => Self::count(&self.kinds),
            (Shape::Double, Cell::Integer(number) | Cell::Number(number)) if is_rounded(number) => {
                Self::count(&self.digits);
            }
            _ => {}
        }
    }

    /// Counts a value whose datatype the shape of its column does not say, or that is an IRI, in a table that is read back.
    #[inline]
    pub(super) fn count_datatype(&self, shape: Shape, cell: &Cell<'_>, names: &Names) {
        let Cell::Typed { datatype, .. } = cell else { return };
        let is_lost = match shape {
            Shape::Date | Shape::Moment | Shape::Local | Shape::Duration => {
                let name = names.get(*datatype).strip_prefix("http://www.w3.org/2001/XMLSchema#");
                !matches!(name, Some("date" | "dateTime" | "duration"))
            }
            _ => *datatype == NameKey::IRI,
        };
        if is_lost {
            Self::count(&self.datatypes);
        }
    }

    /// What the user should know, although nothing is lost by it.
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// The kinds of which something was lost, how much, and what replaces it.
    pub fn summary(&self) -> Vec<(&'static str, u64, &'static str)> {
        [
            ("edge properties", &self.edge_properties, "not written"),
            ("claims", &self.claims, "not written"),
            ("edges without a status", &self.facts, "not written"),
            ("undirected edges", &self.directions, "written as directed edges"),
            ("repeated edges", &self.repeats, "identical edges are merged into one triple"),
            ("parallel edges", &self.parallels, "one edge of each relation between two nodes is kept"),
            (
                "edges beside one with a record",
                &self.absorbed,
                "not kept apart from it: both are the same triple",
            ),
            (
                "nodes and edges with the IRI of another one",
                &self.same_iris,
                "not kept apart: what is said of one is said of the other",
            ),
            ("languages", &self.languages, "written without the language"),
            ("datatypes", &self.datatypes, "written without the datatype"),
            ("JSON objects", &self.json, "written as texts"),
            ("order of lists", &self.orders, "written without their order"),
            (
                "numbers and booleans",
                &self.kinds,
                "written as texts: others of the same name are texts, or they are too large",
            ),
            ("digits of numbers", &self.digits, "written, but may be rounded by the reader"),
            ("single values among lists", &self.singles, "written as lists of one value"),
            ("empty lists", &self.empty_lists, "not written"),
            ("lists of one value", &self.lists_of_one, "written as single values"),
            ("repeated values in lists", &self.repeated_values, "written once"),
            ("base directions", &self.base_directions, "not written: RDF 1.1 has none, `--rdf 1.2` has"),
            ("control characters", &self.characters, "written as a symbol such as U+FFFD, or left out"),
            (
                "backslashes, ampersands and line breaks",
                &self.escapes,
                "written as Graphviz draws them, and escaped for programs that do not",
            ),
            ("several types", &self.types, "written as one text"),
            (
                "types that are `Entity`",
                &self.roots,
                "not distinguished from the label `Entity`, which every node has",
            ),
            ("predicates", &self.predicates, "not written: XML has no name for their IRIs"),
            (
                "facts of which only the record is written",
                &self.unstated,
                "read as claims: XML has no name for the IRIs of their relations",
            ),
            (
                "nodes in several named graphs",
                &self.several_graphs,
                "written without which value is in which graph",
            ),
            ("named graphs", &self.graphs, "their triples are written into one graph"),
            ("rdf:reifies", &self.triple_terms, "not written: the format has no triple terms"),
            ("triple terms", &self.newer_terms, "written as in RDF 1.2; a reader of RDF 1.1 refuses them"),
            ("names of properties", &self.names, "written with `_` after the name"),
        ]
        .into_iter()
        .map(|(name, counter, instead)| (name, counter.load(Ordering::Relaxed), instead))
        .filter(|(_, count, _)| *count > 0)
        .collect()
    }
}
