//! Vertices and edges as members of JSON objects, for formats of plain JSON: numbers, booleans and lists as such,
//! everything else as text.

use std::collections::BTreeMap;

use super::Losses;
use super::bytes::put;
use super::elements::{
    Column, Datatypes, Edge, Elements, Fitting, Kinds, Rule, TakenNames, Vertex, is_rounded,
};
use super::json::{put_json, put_json_string};
use crate::graph::rows::{Block, Cell};

/// Numbers with more digits are beyond 64 bits of floating point, or have far more digits than anything keeps.
const LONGEST: usize = 300;

/// The names of the columns of vertices and of edges in a format.
pub(super) struct ColumnNames {
    pub(super) vertices: Vec<String>,
    pub(super) edges: Vec<String>,
    /// The names that were shortened or changed, and what they stand for.
    pub(super) full: BTreeMap<String, String>,
}

impl ColumnNames {
    /// The names beside those that a format needs itself.
    pub(super) fn beside(
        elements: &Elements<'_>,
        of_vertices: &[&str],
        of_edges: &[&str],
        losses: &mut Losses,
    ) -> ColumnNames {
        let schema = &elements.schema;
        let mut fitting = Fitting::new(schema, Rule { allows: |_| true, longest: usize::MAX });
        let mut fit = |columns: &[Column], own: &[&str]| {
            let mut taken: TakenNames = own.iter().copied().collect();
            fitting.fit(columns.iter().map(|column| column.name.as_str()), &mut taken)
        };
        let vertices = fit(&schema.vertex_columns, of_vertices);
        let edges = fit(&schema.edge_columns, of_edges);
        losses.notices.extend(fitting.notice());
        ColumnNames { vertices, edges, full: fitting.full }
    }

    /// How rows call what the format shows of them, as JSON; `None` of a dossier.
    pub(super) fn exact(&self, elements: &Elements<'_>) -> Option<String> {
        let at = |names: &[String], place: usize| names.get(place).cloned().unwrap_or_default();
        elements.exact_names(|place| at(&self.vertices, place), |place| at(&self.edges, place))
    }
}

/// Writes the members of objects.
pub(super) struct Members<'e> {
    elements: &'e Elements<'e>,
    datatypes: Datatypes,
    /// The names of columns as JSON, each with a comma before and a colon after it.
    vertices: Vec<Vec<u8>>,
    edges: Vec<Vec<u8>>,
}

impl<'e> Members<'e> {
    /// Writes members of these names.
    pub(super) fn new(elements: &'e Elements<'e>, names: &ColumnNames) -> Members<'e> {
        let all = |names: &[String]| {
            let one = |name: &String| {
                let mut text = b",".to_vec();
                put_json_string(&mut text, name.as_bytes());
                text.push(b':');
                text
            };
            names.iter().map(one).collect()
        };
        let datatypes = Datatypes::new(elements.graph().names());
        Members { elements, datatypes, vertices: all(&names.vertices), edges: all(&names.edges) }
    }

    /// Writes the properties of a vertex, each after a comma.
    #[inline]
    pub(super) fn put_vertex(&self, out: &mut Vec<u8>, vertex: &Vertex<'_>, losses: &Losses) {
        self.put_all(out, &self.vertices, vertex.values(), losses);
    }

    /// Writes the properties of an edge, each after a comma.
    #[inline]
    pub(super) fn put_edge(&self, out: &mut Vec<u8>, edge: &Edge<'_>, losses: &Losses) {
        self.put_all(out, &self.edges, edge.values(), losses);
    }

    #[inline]
    fn put_all<'c>(
        &self,
        out: &mut Vec<u8>,
        names: &[Vec<u8>],
        values: impl Iterator<Item = (usize, Cell<'c>)>,
        losses: &Losses,
    ) {
        for (column, cell) in values {
            let Some(name) = names.get(column) else { continue };
            out.extend_from_slice(name);
            self.put_value(out, &cell, losses);
        }
    }

    fn is_huge(&self, cell: &Cell<'_>, number: &[u8]) -> bool {
        number.len() > LONGEST || self.datatypes.kinds(cell) == Kinds::HUGE
    }

    fn put_value(&self, out: &mut Vec<u8>, cell: &Cell<'_>, losses: &Losses) {
        match *cell {
            Cell::Text(text) => put_json_string(out, text),
            Cell::Words { text, .. } | Cell::Typed { text, .. } => {
                losses.count_plain(cell);
                put_json_string(out, text);
            }
            // Programs read such a number as infinite, or not at all.
            Cell::Integer(number) | Cell::Number(number) if self.is_huge(cell, number) => {
                Losses::count(&losses.kinds);
                put_json_string(out, number);
            }
            Cell::List(items) => {
                out.push(b'[');
                for (at, item) in items.enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    self.put_value(out, &item, losses);
                }
                out.push(b']');
            }
            Cell::Integer(number) | Cell::Number(number) => {
                if is_rounded(number) {
                    Losses::count(&losses.digits);
                }
                out.extend_from_slice(number);
            }
            Cell::Clean(_) | Cell::Boolean(_) | Cell::Json(_) => {
                put_json(out, cell, self.elements.graph().names());
            }
        }
    }
}

/// Writes a member, after a comma unless it is the first one of its object.
pub(super) fn put_member(out: &mut Vec<u8>, name: &str, text: &[u8]) {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
    put_json_string(out, name.as_bytes());
    out.push(b':');
    put_json_string(out, text);
}

/// Writes texts as a list.
pub(super) fn put_texts<'t>(out: &mut Vec<u8>, texts: impl Iterator<Item = &'t str>) {
    out.push(b'[');
    for (at, text) in texts.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        put_json_string(out, text.as_bytes());
    }
    out.push(b']');
}

/// Where the arrays of vertices and of edges begin, for their commas.
pub(super) struct Firsts<'e> {
    vertices: Option<&'e Block>,
    edges: Option<&'e Block>,
}

impl<'e> Firsts<'e> {
    /// Looks for the first block with a vertex and for the first one with an edge.
    pub(super) fn new(elements: &'e Elements<'e>) -> Firsts<'e> {
        let first = |has: &dyn Fn(&Block) -> bool| elements.graph().blocks().iter().find(|block| has(block));
        Firsts {
            vertices: first(&|block| {
                let mut any = false;
                elements.vertices([block], |_| any = true);
                any
            }),
            edges: first(&|block| {
                let mut any = false;
                elements.edges([block], |_| any = true);
                any
            }),
        }
    }

    /// Returns what begins the lines of the vertices of some blocks.
    pub(super) fn of_vertices(&self, blocks: &[&Block]) -> Lines {
        Lines { is_first: is_first(self.vertices, blocks) }
    }

    /// Returns what begins the lines of the edges of some blocks.
    pub(super) fn of_edges(&self, blocks: &[&Block]) -> Lines {
        Lines { is_first: is_first(self.edges, blocks) }
    }
}

fn is_first(first: Option<&Block>, blocks: &[&Block]) -> bool {
    matches!((first, blocks), (Some(first), [block, ..]) if std::ptr::eq(first, *block))
}

/// The items of an array, each on a line of its own.
pub(super) struct Lines {
    is_first: bool,
}

impl Lines {
    /// Begins a line.
    pub(super) fn begin(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(if self.is_first { b"\n" } else { b",\n" });
        self.is_first = false;
    }
}

/// What a file says of its names: how rows call what it shows of them, by which dossier reads it back, or what the names of
/// a dossier stand for that are not its own.
pub(super) enum SaidNames {
    /// JSON for the member `dossier`.
    OfRows(String),
    /// For the member `names`; mostly none.
    OfDossier(BTreeMap<String, String>),
}

impl SaidNames {
    /// What is to be said of the columns of a graph.
    pub(super) fn new(elements: &Elements<'_>, columns: ColumnNames) -> SaidNames {
        columns.exact(elements).map_or(SaidNames::OfDossier(columns.full), SaidNames::OfRows)
    }

    /// Writes a member of an object, after a comma.
    pub(super) fn put(&self, out: &mut Vec<u8>) {
        match self {
            SaidNames::OfRows(exact) => put(out, &[b",\"dossier\":", exact.as_bytes()]),
            SaidNames::OfDossier(names) if names.is_empty() => {}
            SaidNames::OfDossier(names) => {
                out.extend_from_slice(b",\"names\":{");
                names.iter().for_each(|(name, full)| put_member(out, name, full.as_bytes()));
                out.push(b'}');
            }
        }
    }

    /// Writes a member of an object for programs whose tables have texts and lists of them, but no objects.
    pub(super) fn put_flat(&self, out: &mut Vec<u8>) {
        match self {
            SaidNames::OfRows(exact) => put_member(out, "dossier", exact.as_bytes()),
            SaidNames::OfDossier(names) if names.is_empty() => {}
            SaidNames::OfDossier(names) => {
                let names: Vec<String> =
                    names.iter().map(|(name, full)| format!("{name} = {full}")).collect();
                out.extend_from_slice(b",\"names\":");
                put_texts(out, names.iter().map(String::as_str));
            }
        }
    }
}

/// The property of the types of a vertex, where its labels do not say them.
pub(super) const TYPES: &str = "types";
