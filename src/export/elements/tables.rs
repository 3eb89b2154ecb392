//! A property graph as tables, for formats that have a table for each label and each type of edge.

use std::collections::{BTreeSet, HashMap, HashSet};

use foldhash::fast::FixedState;

use super::graph::{Edge, EdgeKey, Elements, Key, Vertex};
use super::keys::Root;
use super::schema::marked;
use crate::export::ExportError;
use crate::export::blocks::{RecordId, types_of};
use crate::graph::rows::{EdgeRow, NameKey, RowNode};

/// The row of a table: a node or an edge by its block and its place in it, or the claim of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    block: u32,
    place: u32,
}

/// The bit of the block of a claim; there are always fewer blocks.
const CLAIM: u32 = 1 << 31;

impl Place {
    /// A node or an edge.
    pub(crate) fn of_row(block: usize, place: u32) -> Place {
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
    /// The labels that all vertices have, the narrowest first.
    pub(in crate::export) labels: Vec<String>,
    /// Further labels, which some vertices have.
    pub(in crate::export) more_labels: Vec<String>,
    /// Whether vertices differ in their labels, or in the order of these.
    pub(in crate::export) has_own_labels: bool,
    /// The labels that edges join.
    pub(in crate::export) ends: Option<(String, String)>,
    /// The relation of edges.
    relation: NameKey,
    /// The places of its columns among those of all vertices or edges, in order.
    pub(in crate::export) columns: Vec<usize>,
    /// The rows, in order.
    pub(in crate::export) rows: Vec<Place>,
}

impl Table {
    fn new(name: &str, root: Root) -> Table {
        Table {
            name: name.to_owned(),
            root,
            labels: Vec::new(),
            more_labels: Vec::new(),
            has_own_labels: false,
            ends: None,
            relation: NameKey::NONE,
            columns: Vec::new(),
            rows: Vec::new(),
        }
    }
}

/// Which labels of their ends part the edges of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Ends {
    /// The narrowest.
    Narrow,
    /// None: one table for each type.
    Any,
}

/// There are not more tables than this, of vertices and of edges: each of them is a file, and a table of a database.
const MOST_TABLES: usize = 1 << 14;
/// The tables have not more columns together.
const MOST_COLUMNS: usize = 1 << 22;
/// The most empty fields in a row, on average.
const MOST_EMPTY: u64 = 4096;

/// What edges are called while nobody asks for their names, which take time.
const NAMELESS: RecordId<'static> = RecordId::Content(0, 1);

/// Tables that are being filled.
#[derive(Default)]
struct Filling {
    tables: Vec<Table>,
    /// The columns that each of them has.
    columns: Vec<BTreeSet<usize>>,
    /// By further type of the vertices of each: which one it is in the order of the rows, and how many have it.
    more: Vec<HashMap<NameKey, (usize, usize), FixedState>>,
}

impl Filling {
    /// Adds a table, unless there are too many, and returns its number.
    fn add(&mut self, table: Table) -> usize {
        if self.tables.len() <= MOST_TABLES {
            self.tables.push(table);
            self.columns.push(BTreeSet::new());
            self.more.push(HashMap::default());
        }
        self.tables.len() - 1
    }

    fn mark(&mut self, table: usize, columns: impl IntoIterator<Item = usize>) {
        if let Some(known) = self.columns.get_mut(table) {
            known.extend(columns);
        }
    }

    /// Gives all tables of a relation the columns of all of them.
    fn share_columns(&mut self) {
        let mut of_relation: HashMap<usize, BTreeSet<usize>, FixedState> = HashMap::default();
        for (table, columns) in self.tables.iter().zip(&self.columns) {
            of_relation.entry(table.relation.index()).or_default().extend(columns);
        }
        for (table, columns) in self.tables.iter().zip(&mut self.columns) {
            if let Some(all) = of_relation.get(&table.relation.index()) {
                columns.clone_from(all);
            }
        }
    }

    /// The tables by name.
    fn finish(mut self, elements: &Elements<'_>) -> Result<Vec<Table>, ExportError> {
        let columns: usize = self.columns.iter().map(BTreeSet::len).sum();
        if self.tables.len() > MOST_TABLES || columns > MOST_COLUMNS {
            return Err(ExportError::Unrepresentable(format!(
                "there are too many types and relations with too many properties: this format has a table for each, at most {MOST_TABLES} \
                 with {MOST_COLUMNS} columns together; export neo4j, jsonl or another format"
            )));
        }
        let mut fields = 0u64;
        let mut rows = 0u64;
        for (table, columns) in self.tables.iter_mut().zip(self.columns) {
            table.columns = columns.into_iter().collect();
            fields += table.columns.len() as u64 * table.rows.len() as u64;
            rows += table.rows.len() as u64;
        }
        elements.plan(rows as usize);
        if fields / rows.max(1) > MOST_EMPTY {
            return Err(ExportError::Unrepresentable(format!(
                "there are too many different properties: each row of a table would have {} fields; export neo4j, jsonl or another \
                 format",
                fields / rows.max(1)
            )));
        }
        self.tables.sort_by(|one, other| {
            (&one.name, one.root, &one.ends).cmp(&(&other.name, other.root, &other.ends))
        });
        Ok(self.tables)
    }
}

impl Elements<'_> {
    /// A table for each label, by name.
    ///
    /// # Errors
    /// [`ExportError::Unrepresentable`] if there would be too many tables or columns.
    pub(in crate::export) fn vertex_tables(&self) -> Result<Vec<Table>, ExportError> {
        let graph = self.graph();
        let mut filling = Filling::default();
        let mut by_label: HashMap<(String, Root), usize, FixedState> = HashMap::default();
        let mut by_type: HashMap<usize, usize, FixedState> = HashMap::default();
        let knows_columns = self.schema.knows_columns_of_types();
        let mut cells = Vec::new();
        for (number, block) in graph.blocks().iter().enumerate() {
            let mut place = 0;
            graph.each_node([block], |row| {
                let first = row.node_type;
                let table = *by_type.entry(first.index()).or_insert_with(|| {
                    let root = if self.is_dossier() { self.schema.root(first) } else { Root::Entity };
                    let label = self.label_of(first, root);
                    let table = *by_label
                        .entry((label.to_owned(), root))
                        .or_insert_with(|| filling.add(Table::new(label, root)));
                    if knows_columns {
                        let mut marks = vec![false; self.schema.vertex_columns.len()];
                        self.schema.mark_columns(first, &mut marks);
                        filling.mark(table, marked(&marks));
                    }
                    table
                });
                if !knows_columns {
                    filling.mark(table, self.node(&row, &mut cells).values().map(|(column, _)| column));
                }
                if self.has_more_types
                    && let Some(more) = filling.more.get_mut(table)
                {
                    let mut is_in_order = true;
                    for (at, name) in types_of(row.cells).enumerate() {
                        let next = more.len();
                        let (order, count) = more.entry(name).or_insert((next, 0));
                        *count += 1;
                        is_in_order &= *order == at;
                    }
                    if let Some(table) = filling.tables.get_mut(table).filter(|_| !is_in_order) {
                        table.has_own_labels = true;
                    }
                }
                if let Some(table) = filling.tables.get_mut(table) {
                    table.rows.push(Place::of_row(number, place));
                }
                place += 1;
            });
        }
        if self.has_claims {
            let mut table = Table::new(Root::Claim.label(), Root::Claim);
            let relations = self.has_more_relations.then_some(self.own.relations);
            let mut names: HashSet<NameKey, FixedState> =
                self.own.of_claims().into_iter().chain(relations).collect();
            for (number, block) in graph.blocks().iter().enumerate() {
                for (place, (kind, cells)) in graph.edge_cells(block).enumerate() {
                    if kind.status().is_some() {
                        table.rows.push(Place::of_claim(number, place as u32));
                        self.languages.each(cells, |name, _| names.extend([name]));
                    }
                }
            }
            if !table.rows.is_empty() {
                let table = filling.add(table);
                filling.mark(table, names.into_iter().filter_map(|name| self.schema.claim_place(name)));
            }
        }
        for (table, more) in filling.tables.iter_mut().zip(&filling.more) {
            let root = table.root.label();
            table.labels.push(table.name.clone());
            let mut more: Vec<_> = more.iter().collect();
            more.sort_unstable_by_key(|(_, (order, _))| *order);
            for (name, (_, count)) in more {
                let label = self.schema.label(*name);
                if label.is_empty() || label == table.name || label == root {
                    continue;
                }
                let labels =
                    if *count == table.rows.len() { &mut table.labels } else { &mut table.more_labels };
                labels.push(label.to_owned());
            }
            table.has_own_labels |= !table.more_labels.is_empty();
            if table.name != root {
                table.labels.push(root.to_owned());
            }
        }
        filling.finish(self)
    }

    /// A table for each type of edges, and each pair of labels that they join, by these names. All tables of a type have the same
    /// columns.
    ///
    /// # Errors
    /// [`ExportError::Unrepresentable`] if there would be too many tables or columns.
    pub(in crate::export) fn edge_tables(&self, by: Ends) -> Result<Vec<Table>, ExportError> {
        let graph = self.graph();
        let mut filling = Filling::default();
        let mut known: HashMap<(usize, String, String), usize, FixedState> = HashMap::default();
        let mut quick: HashMap<(usize, usize, usize), usize, FixedState> = HashMap::default();
        let knows_columns = self.schema.knows_columns_of_types();
        let mut last = None;
        let mut add = |edge: &Edge<'_>, place: Place| {
            let type_of = |key: Key<'_>| match key {
                _ if by == Ends::Any => 0,
                Key::Node(node, _) => graph.type_of(node).index(),
                Key::Claim(..) => usize::MAX,
            };
            let key = (edge.kind.index(), type_of(edge.source), type_of(edge.target));
            let table = match last {
                Some((last, table)) if last == key => table,
                _ => *quick.entry(key).or_insert_with(|| {
                    let label = |key| match by {
                        Ends::Narrow => self.label_of_end(key).to_owned(),
                        Ends::Any => String::new(),
                    };
                    let names = (label(edge.source), label(edge.target));
                    *known.entry((edge.kind.index(), names.0.clone(), names.1.clone())).or_insert_with(|| {
                        let number = filling.add(Table {
                            ends: (by != Ends::Any).then_some(names),
                            relation: edge.kind,
                            ..Table::new(self.schema.kind(edge.kind), Root::Entity)
                        });
                        if knows_columns && matches!(edge.key, EdgeKey::Row(..)) {
                            let mut marks = vec![false; self.schema.edge_columns.len()];
                            self.schema.mark_edge_columns(edge.kind, &mut marks);
                            let own = self.own.of_edges().map(|key| self.schema.edge_place(key));
                            filling.mark(number, marked(&marks).into_iter().chain(own.into_iter().flatten()));
                        }
                        number
                    })
                }),
            };
            last = Some((key, table));
            if !knows_columns {
                filling.mark(table, edge.values().map(|(column, _)| column));
            }
            // Several edges of one claim and one type are found together.
            if let Some(table) =
                filling.tables.get_mut(table).filter(|table| table.rows.last() != Some(&place))
            {
                table.rows.push(place);
            }
        };
        let mut cells = Vec::new();
        for (number, block) in graph.blocks().iter().enumerate() {
            let mut place = 0;
            graph.each_edge([block], |row| {
                self.edges_of(&row, NAMELESS, &mut cells, &mut |edge| {
                    add(edge, Place::of_row(number, place));
                });
                place += 1;
            });
        }
        if !knows_columns {
            filling.share_columns();
        }
        filling.finish(self)
    }

    /// Visits the vertices in some rows.
    pub(crate) fn vertices_at(&self, rows: &[Place], mut visit: impl FnMut(&Vertex<'_>)) {
        let mut cells = Vec::new();
        for Place { block, place } in rows {
            let (number, place) = ((*block & !CLAIM) as usize, *place as usize);
            if *block & CLAIM != 0 {
                if let Some(row) = self.graph().edge_at(number, place) {
                    visit(&self.claim(&row, &mut cells));
                }
            } else if let Some(row) = self.graph().node_at(number, place) {
                visit(&self.node(&row, &mut cells));
            }
        }
    }

    /// Visits all vertices in order, with their places.
    pub(crate) fn placed_vertices(&self, mut visit: impl FnMut(Place, &Vertex<'_>)) {
        let mut cells = Vec::new();
        for (number, block) in self.graph().blocks().iter().enumerate() {
            let mut place = 0;
            self.graph().each_node([block], |row| {
                visit(Place::of_row(number, place), &self.node(&row, &mut cells));
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

    /// Visits all edges in order, with the places of their rows, which several edges may share. They have no names.
    pub(in crate::export) fn placed_edges(&self, visit: impl FnMut(Place, &Edge<'_>)) {
        self.each_placed_edge(|_, _| NAMELESS, visit);
    }

    /// Visits all edges in order, with the places of their rows, which several edges may share, and their names.
    #[cfg(any(feature = "bolt", feature = "falkordb", feature = "postgres"))]
    pub(crate) fn placed_named_edges(&self, visit: impl FnMut(Place, &Edge<'_>)) {
        self.each_placed_edge(|row, cells| self.record_id(row, cells), visit);
    }

    fn each_placed_edge(
        &self,
        name: impl for<'e> Fn(&EdgeRow<'e>, &mut Vec<u8>) -> RecordId<'e>,
        mut visit: impl FnMut(Place, &Edge<'_>),
    ) {
        let mut cells = Vec::new();
        for (number, block) in self.graph().blocks().iter().enumerate() {
            let mut place = 0;
            self.graph().each_edge([block], |row| {
                let id = name(&row, &mut cells);
                self.edges_of(&row, id, &mut cells, &mut |edge| {
                    visit(Place::of_row(number, place), edge);
                });
                place += 1;
            });
        }
    }

    /// Visits the ends of all rows of edges in order, whether these are written as edges or not.
    pub(in crate::export) fn placed_ends(&self, mut visit: impl FnMut(Place, RowNode, RowNode)) {
        for (number, block) in self.graph().blocks().iter().enumerate() {
            for ((source, target, _), place) in self.graph().ends(block).zip(0..) {
                visit(Place::of_row(number, place), source, target);
            }
        }
    }

    /// Visits all edges of some rows.
    pub(crate) fn edges_of_rows(
        &self,
        rows: impl IntoIterator<Item = Place>,
        mut visit: impl FnMut(&Edge<'_>),
    ) {
        let mut cells = Vec::new();
        let places = rows.into_iter().map(|row| (row.block as usize, row.place as usize));
        self.graph().each_edge_at(places, |row| {
            let id = self.record_id(&row, &mut cells);
            self.edges_of(&row, id, &mut cells, &mut visit);
        });
    }

    /// Visits the edges in some rows of a table.
    pub(in crate::export) fn edges_at(
        &self,
        table: &Table,
        rows: &[Place],
        mut visit: impl FnMut(&Edge<'_>),
    ) {
        self.edges_of_rows(rows.iter().copied(), |edge| {
            // A row is one edge of its relation; it is the edges of a claim that may be several, to vertices of several labels.
            let is_of_table = edge.kind == table.relation
                && match (&table.ends, edge.key) {
                    (Some((from, to)), EdgeKey::OfClaim(..)) => {
                        from == self.label_of_end(edge.source) && to == self.label_of_end(edge.target)
                    }
                    _ => true,
                };
            if is_of_table {
                visit(edge);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{ExportOptions, Graph};
    use crate::graph::rows::{Cell, Draft, EdgeKind, NameCache, RowBuilder, RowGraph, put_cell};
    use crate::ontology::Status;

    /// Two people, of whom one is an agent as well, and a thing without a type; what they know, and what somebody says.
    fn graph() -> RowGraph {
        let mut builder = RowBuilder::default();
        let (shared, mut absorber) = builder.split();
        let mut names = NameCache::new(shared.names);
        let mut draft = Draft::default();
        let (person, agent) = (names.key(b"person"), names.key(b"agent"));
        let (knows, age, weight) = (names.key(b"knows"), names.key(b"age"), names.key(b"weight"));
        let mut cells = Vec::new();
        put_cell(&mut cells, age, &Cell::Integer(b"30"));
        put_cell(&mut cells, NameKey::ALSO_TYPE, &Cell::Typed { datatype: agent, text: b"" });
        draft.node(0, b"a", person, &cells);
        draft.node(0, b"b", person, &[]);
        draft.node(0, b"c", NameKey::NONE, &[]);
        cells.clear();
        put_cell(&mut cells, weight, &Cell::Number(b"0.5"));
        draft.edge(0, b"a", b"b", EdgeKind::new(knows, None), &cells);
        draft.edge(0, b"a", b"c", EdgeKind::new(knows, None), &[]);
        cells.clear();
        put_cell(&mut cells, NameKey::BY, &Cell::Clean(b"b"));
        put_cell(&mut cells, NameKey::BY, &Cell::Clean(b"c"));
        put_cell(&mut cells, NameKey::BY, &Cell::Clean(b"b"));
        draft.edge(0, b"b", b"a", EdgeKind::new(knows, Some(Status::Attributed)), &cells);
        absorber.absorb(shared.seal(&mut draft), &mut |_, _, _| {});
        drop(names);
        builder.finish(false, &mut |_, _| {}).graph
    }

    #[test]
    fn every_vertex_and_edge_is_in_one_table() {
        let (graph, options) = (graph(), ExportOptions::default());
        let elements = Elements::new(Graph::Rows(&graph), &options).unwrap();
        let names = |table: &Table, columns: &[crate::export::elements::Column]| -> String {
            let names: Vec<&str> =
                table.columns.iter().map(|column| columns[*column].name.as_str()).collect();
            names.join(" ")
        };
        let vertices = elements.vertex_tables().unwrap();
        let found: Vec<String> = vertices
            .iter()
            .map(|table| {
                let mut ids = Vec::new();
                elements.vertices_at(&table.rows, |vertex| elements.put_id(&mut ids, vertex.key));
                let ids = String::from_utf8(ids).unwrap();
                let columns = names(table, &elements.schema.vertex_columns);
                format!("{} {:?} {:?} {ids} {columns}", table.name, table.labels, table.more_labels)
            })
            .collect();
        assert_eq!(
            found,
            [
                "Claim [\"Claim\"] [] row/fNxtRqOdTCqEUd asserted object predicate speakers status subject",
                "Entity [\"Entity\"] [] c ",
                "Person [\"Person\", \"Entity\"] [\"Agent\"] ab age",
            ]
        );
        let of_edges = |by: Ends| -> Vec<String> {
            let describe = |table: &Table| {
                let mut text = table.name.clone();
                if let Some((from, to)) = &table.ends {
                    text += &format!(" {from} {to}");
                }
                elements.edges_at(table, &table.rows, |edge| {
                    let mut ends = b" ".to_vec();
                    elements.put_id(&mut ends, edge.source);
                    ends.push(b'>');
                    elements.put_id(&mut ends, edge.target);
                    text += &String::from_utf8(ends).unwrap();
                });
                text
            };
            elements.edge_tables(by).unwrap().iter().map(describe).collect()
        };
        assert_eq!(
            of_edges(Ends::Narrow),
            [
                "KNOWS Person Entity a>c",
                "KNOWS Person Person a>b",
                "OBJECT Claim Person row/fNxtRqOdTCqEUd>a",
                "SAID_BY Claim Entity row/fNxtRqOdTCqEUd>c",
                "SAID_BY Claim Person row/fNxtRqOdTCqEUd>b",
                "SUBJECT Claim Person row/fNxtRqOdTCqEUd>b",
            ]
        );
        assert_eq!(
            of_edges(Ends::Any),
            [
                "KNOWS a>b a>c",
                "OBJECT row/fNxtRqOdTCqEUd>a",
                "SAID_BY row/fNxtRqOdTCqEUd>b row/fNxtRqOdTCqEUd>c",
                "SUBJECT row/fNxtRqOdTCqEUd>b"
            ]
        );
        let tables = elements.edge_tables(Ends::Narrow).unwrap();
        assert!(names(&tables[0], &elements.schema.edge_columns).ends_with("weight"));
    }
}
