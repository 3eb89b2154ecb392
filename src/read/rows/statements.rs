//! Statements of RDF in columns, kept until all values of a subject are known: they may be scattered over all files.
//!
//! A triple whose object is an IRI or a blank node is an edge, a literal is a value of its subject. A graph is a set of
//! triples (RDF 1.1 Concepts, section 3): what is said twice is one edge or value. Nodes come in the order in which they are
//! mentioned.

use std::collections::{BTreeSet, HashSet};

use foldhash::fast::FixedState;

use super::findings::UNKNOWN_LINE;
use crate::graph::rows::{Cell, IdTable, NameKey, RowNode, put_cell};
use crate::text::{is_absolute_iri, is_blank_node};

/// The statements of a piece. Ids are known by the number of their mention.
#[derive(Debug, Default)]
pub(super) struct Statements {
    /// The line of the statement that comes next, from 0 in the piece, or [`UNKNOWN_LINE`].
    pub(super) line: u32,
    /// Whether they are not RDF: ids are not IRIs, and edges have ids and properties.
    pub(super) is_plain: bool,
    /// The ids, hashed, of edges that lead to values.
    pub(super) value_ids: Vec<u64>,
    ids: Vec<u8>,
    id_stops: Vec<u32>,
    id_lines: Vec<u32>,
    edges: Vec<(u32, u32, NameKey)>,
    edge_lines: Vec<u32>,
    edge_cells: Vec<u8>,
    edge_stops: Vec<u32>,
    subjects: Vec<u32>,
    cells: Vec<u8>,
    cell_stops: Vec<u32>,
    cell_lines: Vec<u32>,
    graphs: Vec<u8>,
    graph_stops: Vec<u32>,
}

impl Statements {
    /// The mention of a subject: the one before, if it is the same.
    pub(super) fn subject(&mut self, id: &[u8]) -> u32 {
        let last = self.subjects.last().copied().max(self.edges.last().map(|(source, ..)| *source));
        match last {
            Some(last) if self.id(last) == id => last,
            _ => self.mention(id),
        }
    }

    /// A mention of an id.
    pub(super) fn mention(&mut self, id: &[u8]) -> u32 {
        self.ids.extend_from_slice(id);
        self.id_stops.push(self.ids.len() as u32);
        self.id_lines.push(self.line);
        self.id_stops.len() as u32 - 1
    }

    fn id(&self, mention: u32) -> &[u8] {
        text(&self.ids, &self.id_stops, mention as usize)
    }

    /// Adds an edge of a relation, in a named graph or none.
    pub(super) fn edge(
        &mut self,
        source: u32,
        relation: NameKey,
        target: u32,
        graph: Option<(NameKey, &[u8])>,
    ) {
        if let Some(graph) = graph {
            put_graph((&mut self.edge_cells, &mut self.edge_stops), self.edges.len(), graph);
        }
        self.edges.push((source, target, relation));
        self.edge_lines.push(self.line);
    }

    /// Adds an edge of a relation with its id and properties as cells.
    pub(super) fn edge_with(&mut self, source: u32, relation: NameKey, target: u32, cells: &[u8]) {
        self.edge_stops.resize(self.edges.len(), self.edge_cells.len() as u32);
        self.edge_cells.extend_from_slice(cells);
        self.edge_stops.push(self.edge_cells.len() as u32);
        self.edge(source, relation, target, None);
    }

    /// Adds a value of a subject, in a named graph or none; a type is a cell of [`NameKey::ALSO_TYPE`].
    pub(super) fn value(
        &mut self,
        subject: u32,
        (name, cell): (NameKey, &Cell<'_>),
        graph: Option<(NameKey, &[u8])>,
    ) {
        if let Some(graph) = graph {
            put_graph((&mut self.graphs, &mut self.graph_stops), self.subjects.len(), graph);
        }
        self.subjects.push(subject);
        put_cell(&mut self.cells, name, cell);
        self.cell_stops.push(self.cells.len() as u32);
        self.cell_lines.push(self.line);
    }

    /// How many statements there are.
    pub(super) fn len(&self) -> usize {
        self.edges.len() + self.subjects.len()
    }
}

/// Adds the cell with the named graph of a row; those before it have none if they have no cell.
fn put_graph((cells, stops): (&mut Vec<u8>, &mut Vec<u32>), row: usize, (name, graph): (NameKey, &[u8])) {
    stops.resize(row, cells.len() as u32);
    let is_plain = is_absolute_iri(graph) || is_blank_node(graph);
    let cell =
        if is_plain { Cell::of_text(graph) } else { Cell::Typed { datatype: NameKey::IRI, text: graph } };
    put_cell(cells, name, &cell);
    stops.push(cells.len() as u32);
}

pub(super) fn text<'t>(bytes: &'t [u8], stops: &[u32], at: usize) -> &'t [u8] {
    let start = at.checked_sub(1).and_then(|before| stops.get(before)).map_or(0, |stop| *stop as usize);
    let end = stops.get(at).map_or(start, |stop| *stop as usize);
    bytes.get(start..end).unwrap_or(&[])
}

/// The statements of a piece, with their nodes, and their lines in the file.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) file: usize,
    pub(super) edges: Vec<(RowNode, RowNode, NameKey)>,
    pub(super) edge_lines: Vec<u32>,
    pub(super) edge_cells: Vec<u8>,
    pub(super) edge_stops: Vec<u32>,
    pub(super) subjects: Vec<RowNode>,
    pub(super) cells: Vec<u8>,
    pub(super) cell_stops: Vec<u32>,
    pub(super) cell_lines: Vec<u32>,
    /// The named graphs of values, each a cell.
    pub(super) graphs: Vec<u8>,
    pub(super) graph_stops: Vec<u32>,
}

/// The statements of all files.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) table: IdTable,
    /// The line of the first mention of every node, in its file.
    pub(super) node_lines: Vec<u32>,
    /// Files, and the first node that each of them mentions before any other does.
    pub(super) node_files: Vec<(usize, usize)>,
    pub(super) kept: Vec<Kept>,
    /// The files that are not RDF.
    pub(super) plain: BTreeSet<usize>,
    /// The ids, hashed, of edges that lead to values.
    pub(super) value_ids: HashSet<u64, FixedState>,
    edge_count: u64,
    memory: usize,
}

impl Collected {
    /// Takes the statements of the next piece, which begins at a line of a file.
    pub(super) fn absorb(&mut self, piece: Statements, file: usize, first_line: u64) {
        if piece.id_stops.is_empty() {
            return;
        }
        if piece.is_plain {
            self.plain.insert(file);
            self.value_ids.extend(piece.value_ids);
        }
        let in_file = |line: &u32| match first_line.saturating_add(u64::from(*line)) {
            _ if *line == UNKNOWN_LINE => UNKNOWN_LINE,
            line => u32::try_from(line).unwrap_or(UNKNOWN_LINE),
        };
        if self.node_files.last().is_none_or(|(known, _)| *known != file) {
            self.node_files.push((file, self.node_lines.len()));
        }
        let nodes = self.table.insert_all(&piece.ids, &piece.id_stops);
        for (node, line) in nodes.iter().zip(&piece.id_lines) {
            if node.index() == self.node_lines.len() {
                self.node_lines.push(in_file(line));
            }
        }
        let node = |mention: u32| nodes.get(mention as usize).copied();
        let ends = piece.edges.iter();
        let edges: Vec<_> =
            ends.filter_map(|(source, target, name)| Some((node(*source)?, node(*target)?, *name))).collect();
        self.edge_count += edges.len() as u64;
        let kept = Kept {
            file,
            edges,
            edge_lines: piece.edge_lines.iter().map(in_file).collect(),
            edge_cells: piece.edge_cells.as_slice().to_vec(),
            edge_stops: piece.edge_stops.as_slice().to_vec(),
            subjects: piece.subjects.iter().filter_map(|mention| node(*mention)).collect(),
            cells: piece.cells.as_slice().to_vec(),
            cell_stops: piece.cell_stops.as_slice().to_vec(),
            cell_lines: piece.cell_lines.iter().map(in_file).collect(),
            graphs: piece.graphs.as_slice().to_vec(),
            graph_stops: piece.graph_stops.as_slice().to_vec(),
        };
        self.memory += kept.edges.len() * 16
            + kept.edge_cells.len()
            + kept.edge_stops.len() * 4
            + kept.subjects.len() * 12
            + kept.cells.len()
            + kept.graphs.len()
            + kept.graph_stops.len() * 4;
        self.kept.push(kept);
    }

    /// Nodes and edges so far.
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.table.ids().len() as u64, self.edge_count)
    }

    /// Bytes in memory, once for the statements and again for the rows that are made of them.
    pub(super) fn memory(&self) -> usize {
        2 * (self.memory + self.table.bytes())
            + self.node_lines.capacity() * 4
            + self.value_ids.capacity() * 9
    }
}
