//! A property graph as tables, for formats that have a table for each label and each type of edge.

use std::collections::BTreeMap;

use super::{Edge, Elements, Key, Root, Vertex};
use crate::graph::rows::NameKey;

/// The row of a table: a node or an edge by its block and its place in it, or the claim of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::export) struct Place {
    block: u32,
    place: u32,
}

/// The bit of the block of a claim; there are never so many blocks.
const CLAIM: u32 = 1 << 31;

impl Place {
    /// A node or an edge.
    pub(in crate::export) fn of_row(block: usize, place: u32) -> Place {
        Place { block: block as u32, place }
    }

    /// The claim of an edge.
    fn of_claim(block: usize, place: u32) -> Place {
        Place { block: block as u32 | CLAIM, place }
    }

    /// The edge of a claim.
    pub(in crate::export) fn of_edge(self) -> Place {
        Place { block: self.block & !CLAIM, ..self }
    }

    /// The place in the block.
    #[cfg(test)]
    pub(in crate::export) fn place(self) -> u32 {
        self.place
    }
}

/// The vertices of one label, or the edges of one type between vertices of two labels.
#[derive(Clone, Debug)]
pub(in crate::export) struct Table {
    /// The label, or the type.
    pub(in crate::export) name: String,
    /// The widest label of vertices.
    pub(in crate::export) root: Root,
    /// The labels that edges join.
    pub(in crate::export) ends: Option<(String, String)>,
    /// The places of its columns among those of all vertices or edges, in order.
    pub(in crate::export) columns: Vec<usize>,
    /// The rows, in order.
    pub(in crate::export) rows: Vec<Place>,
}

/// Which labels of their ends part the edges of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Ends {
    /// The narrowest.
    Narrow,
    /// The widest.
    Wide,
    /// None: one table for each type.
    Any,
}

impl Elements<'_> {
    /// A table for each label, by name.
    pub(in crate::export) fn vertex_tables(&self) -> Vec<Table> {
        let graph = self.graph();
        let mut tables: Vec<Table> = Vec::new();
        let mut by_label: BTreeMap<(String, Root), usize> = BTreeMap::new();
        let mut by_type: BTreeMap<usize, usize> = BTreeMap::new();
        let mut marks: Vec<Vec<bool>> = Vec::new();
        let width = self.schema.vertex_columns.len();
        let mut table_of = |tables: &mut Vec<Table>, marks: &mut Vec<Vec<bool>>, label: &str, root: Root| {
            *by_label.entry((label.to_owned(), root)).or_insert_with(|| {
                tables.push(Table {
                    name: label.to_owned(),
                    root,
                    ends: None,
                    columns: Vec::new(),
                    rows: Vec::new(),
                });
                marks.push(vec![false; width]);
                tables.len() - 1
            })
        };
        for (number, block) in graph.blocks().iter().enumerate() {
            let mut place = 0;
            graph.each_node([block], |row| {
                let first = row.node_type;
                let table = *by_type.entry(first.index()).or_insert_with(|| {
                    let root = if self.is_dossier() { self.schema.root(first) } else { Root::Entity };
                    let table = table_of(&mut tables, &mut marks, self.label_of(first, root), root);
                    if let Some(marks) = marks.get_mut(table) {
                        self.schema.mark_columns(first, marks);
                    }
                    table
                });
                if let Some(table) = tables.get_mut(table) {
                    table.rows.push(Place::of_row(number, place));
                }
                place += 1;
            });
        }
        if self.has_claims {
            let mut rows = Vec::new();
            for (number, block) in graph.blocks().iter().enumerate() {
                for (place, (kind, _)) in graph.edge_cells(block).enumerate() {
                    if kind.status().is_some() {
                        rows.push(Place::of_claim(number, place as u32));
                    }
                }
            }
            let table = table_of(&mut tables, &mut marks, Root::Claim.label(), Root::Claim);
            if let Some(marks) = marks.get_mut(table) {
                self.schema.mark_claim_columns(marks);
            }
            if let Some(table) = tables.get_mut(table) {
                table.rows = rows;
            }
        }
        for (table, marks) in tables.iter_mut().zip(marks) {
            table.columns = marked(&marks);
        }
        tables.sort_by(|one, other| (&one.name, one.root).cmp(&(&other.name, other.root)));
        tables
    }

    /// A table for each type of edges, and each pair of labels that they join, by these names.
    pub(in crate::export) fn edge_tables(&self, by: Ends) -> Vec<Table> {
        let graph = self.graph();
        let mut tables: Vec<Table> = Vec::new();
        let mut known: BTreeMap<(usize, String, String), usize> = BTreeMap::new();
        let mut quick: BTreeMap<(usize, usize, usize), usize> = BTreeMap::new();
        let mut add = |kind: NameKey, ends: (Key<'_>, Key<'_>), place: Place, has_own: bool| {
            let type_of = |key: Key<'_>| match key {
                Key::Node(node, _) => graph.type_of(node).index(),
                Key::Claim(..) => usize::MAX,
            };
            let table = *quick.entry((kind.index(), type_of(ends.0), type_of(ends.1))).or_insert_with(|| {
                let label = |key| match by {
                    Ends::Narrow => self.label_of_end(key).to_owned(),
                    Ends::Wide => self.root(key).label().to_owned(),
                    Ends::Any => String::new(),
                };
                let names = (label(ends.0), label(ends.1));
                *known.entry((kind.index(), names.0.clone(), names.1.clone())).or_insert_with(|| {
                    let mut marks = vec![false; self.schema.edge_columns.len()];
                    if !has_own {
                        self.schema.mark_edge_columns(kind, &mut marks);
                        for own in
                            self.own.of_edges().into_iter().filter_map(|key| self.schema.edge_place(key))
                        {
                            if let Some(mark) = marks.get_mut(own) {
                                *mark = true;
                            }
                        }
                    }
                    tables.push(Table {
                        name: self.schema.kind(kind).to_owned(),
                        root: Root::Entity,
                        ends: (by != Ends::Any).then_some(names),
                        columns: marked(&marks),
                        rows: Vec::new(),
                    });
                    tables.len() - 1
                })
            });
            // Several edges of one claim and one type are found together.
            if let Some(table) = tables.get_mut(table).filter(|table| table.rows.last() != Some(&place)) {
                table.rows.push(place);
            }
        };
        let mut cells = Vec::new();
        for (number, block) in graph.blocks().iter().enumerate() {
            let mut place = 0;
            graph.each_edge([block], |row| {
                let at = Place::of_row(number, place);
                self.edges_of(&row, &mut cells, &mut |edge| {
                    let of_claim = matches!(edge.key, super::EdgeKey::OfClaim(..));
                    add(edge.kind, (edge.source, edge.target), at, of_claim);
                });
                place += 1;
            });
        }
        tables.sort_by(|one, other| (&one.name, &one.ends).cmp(&(&other.name, &other.ends)));
        tables
    }

    /// Visits the vertices in some rows.
    pub(in crate::export) fn vertices_at(&self, rows: &[Place], mut visit: impl FnMut(&Vertex<'_>)) {
        let mut cells = Vec::new();
        for Place { block, place } in rows {
            let (number, place) = ((*block & !CLAIM) as usize, *place as usize);
            if *block & CLAIM != 0 {
                if let Some(row) = self.graph().edge_at(number, place) {
                    visit(&self.claim(&row, &mut cells));
                }
            } else if let Some(row) = self.graph().node_at(number, place) {
                visit(&self.node(&row));
            }
        }
    }

    /// Visits all vertices in order, with their places.
    pub(in crate::export) fn placed_vertices(&self, mut visit: impl FnMut(Place, &Vertex<'_>)) {
        let mut cells = Vec::new();
        for (number, block) in self.graph().blocks().iter().enumerate() {
            let mut place = 0;
            self.graph().each_node([block], |row| {
                visit(Place::of_row(number, place), &self.node(&row));
                place += 1;
            });
            place = 0;
            self.graph().each_edge(self.has_claims.then_some(block), |row| {
                if row.kind.status().is_some() {
                    visit(Place::of_claim(number, place), &self.claim(&row, &mut cells));
                }
                place += 1;
            });
        }
    }

    /// Visits all edges in order, with the places of their rows, which several edges may share.
    pub(in crate::export) fn placed_edges(&self, mut visit: impl FnMut(Place, &Edge<'_>)) {
        let mut cells = Vec::new();
        for (number, block) in self.graph().blocks().iter().enumerate() {
            let mut place = 0;
            self.graph().each_edge([block], |row| {
                self.edges_of(&row, &mut cells, &mut |edge| visit(Place::of_row(number, place), edge));
                place += 1;
            });
        }
    }

    /// Visits all edges of some rows.
    pub(in crate::export) fn edges_of_rows(&self, rows: &[Place], mut visit: impl FnMut(&Edge<'_>)) {
        let mut cells = Vec::new();
        for Place { block, place } in rows {
            if let Some(row) = self.graph().edge_at(*block as usize, *place as usize) {
                self.edges_of(&row, &mut cells, &mut visit);
            }
        }
    }

    /// Visits the edges in some rows of a table.
    pub(in crate::export) fn edges_at(
        &self,
        table: &Table,
        rows: &[Place],
        by: Ends,
        mut visit: impl FnMut(&Edge<'_>),
    ) {
        let mut cells = Vec::new();
        for Place { block, place } in rows {
            let Some(row) = self.graph().edge_at(*block as usize, *place as usize) else { continue };
            self.edges_of(&row, &mut cells, &mut |edge| {
                let is_of_ends = match (&table.ends, by) {
                    (Some((from, to)), Ends::Narrow) => {
                        from == self.label_of_end(edge.source) && to == self.label_of_end(edge.target)
                    }
                    (Some((from, to)), Ends::Wide) => {
                        from == self.root(edge.source).label() && to == self.root(edge.target).label()
                    }
                    _ => true,
                };
                if is_of_ends && self.schema.kind(edge.kind) == table.name {
                    visit(edge);
                }
            });
        }
    }
}

pub(super) fn marked(marks: &[bool]) -> Vec<usize> {
    marks.iter().enumerate().filter(|(_, mark)| **mark).map(|(at, _)| at).collect()
}
