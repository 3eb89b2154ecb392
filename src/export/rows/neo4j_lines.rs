//! The lines of nodes and relationships in CSV files for Neo4j.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::blocks::{BlockWriter, Part, types_of};
use super::bytes::put;
use super::census::{Kinds, Shape};
use super::lpg::{CLAIMED, GraphNames, Property, RELATION, RELATIONS, labels_of, put_relations};
use super::ordered::write_in_order;
use super::tables::{Filled, RowPlace, Table};
use super::value::plain;
use crate::export::ExportOptions;
use crate::export::Losses;
use crate::export::escapes::{Controls, Escapes};
use crate::export::property_graph::ENTITY;
use crate::export::{ExportError, Output};
use crate::graph::rows::{Block, Cell, Cells, EdgeKind, EdgeRow, IdText, Items, NameKey, NodeRow, RowGraph};
use crate::ontology::Status;

/// A column: the shape of its values, or of the items of its lists.
#[derive(Clone, Copy)]
struct Column {
    shape: Shape,
    is_list: bool,
}

impl Column {
    fn of(kinds: Kinds) -> Column {
        Column { shape: Shape::of(kinds), is_list: kinds.has(Kinds::LIST) }
    }

    fn kind(self) -> &'static str {
        match (self.shape, self.is_list) {
            (Shape::Text, false) => "string",
            (Shape::Text, true) => "string[]",
            (Shape::Long, false) => "long",
            (Shape::Long, true) => "long[]",
            (Shape::Double, false) => "double",
            (Shape::Double, true) => "double[]",
            (Shape::Boolean, false) => "boolean",
            (Shape::Boolean, true) => "boolean[]",
        }
    }
}

/// The lines of all nodes, or of all relationships.
pub(super) struct Lines<'g> {
    graph: &'g RowGraph,
    options: &'g ExportOptions,
    names: &'g GraphNames,
    separator: u8,
    part: Part,
    columns: Vec<Column>,
    /// The column of a name.
    places: Vec<Option<usize>>,
    /// The columns of what the program says itself.
    relation: Option<usize>,
    relations: Option<usize>,
    losses: &'g Losses,
    longest: AtomicUsize,
}

/// The cells of a row, each with its column.
type Row<'c> = Vec<(usize, Cell<'c>)>;

/// A line of a file has to fit in the buffer of the import, of 4 MiB unless it is configured otherwise.
const LONG_LINE: usize = 2 << 20;
/// How many rows of a table are written in one go.
const ROWS: usize = 2048;

impl<'g> Lines<'g> {
    pub(super) fn new(
        graph: &'g RowGraph,
        options: &'g ExportOptions,
        names: &'g GraphNames,
        separator: u8,
        part: Part,
        losses: &'g Losses,
    ) -> Lines<'g> {
        let properties = properties(names, part);
        let mut places = vec![None; graph.names().len()];
        for (column, property) in properties.iter().enumerate() {
            if let Some(place) = property.key.and_then(|key| places.get_mut(key.index())) {
                *place = Some(column);
            }
        }
        let own = |name: &str| {
            properties.iter().position(|property| property.key.is_none() && property.name == name)
        };
        Lines {
            graph,
            options,
            names,
            separator,
            part,
            columns: properties.iter().map(|property| Column::of(property.kinds)).collect(),
            places,
            relation: own(RELATION),
            relations: own(RELATIONS),
            losses,
            longest: AtomicUsize::new(0),
        }
    }

    /// How many columns all lines have together.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// How many bytes the longest line has that was written; 0 if none is longer than [`LONG_LINE`].
    pub(super) fn longest(&self) -> usize {
        self.longest.load(Ordering::Relaxed)
    }

    /// Notes a line that is written from a place on, if it is a long one.
    #[inline]
    fn note_line(&self, out: &[u8], start: usize) {
        let length = out.len() - start;
        if length > LONG_LINE {
            self.longest.fetch_max(length, Ordering::Relaxed);
        }
    }

    /// Writes tables, each into the file of its name.
    pub(super) fn write_tables(
        &self,
        tables: &[Table],
        file: impl Fn(usize) -> String,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let all: usize = tables.iter().map(|table| table.rows.len()).sum();
        let mut done = 0;
        for (number, table) in tables.iter().enumerate() {
            let jobs: Vec<&[RowPlace]> = table.rows.chunks(ROWS).collect();
            let should_continue =
                |job: usize| self.options.progress.should_continue((done + job * ROWS) * 1000 / all.max(1));
            let make = |job: usize, buffer: &mut Vec<u8>| {
                if job == 0 {
                    self.put_head(buffer, Some(table));
                }
                self.rows(jobs.get(job).copied().unwrap_or(&[]), table, buffer);
            };
            write_in_order(
                self.options.threads,
                jobs.len(),
                out.begin(&file(number))?,
                &should_continue,
                &make,
            )?;
            done += table.rows.len();
        }
        Ok(())
    }

    /// Some rows of a table.
    fn rows(&self, places: &[RowPlace], table: &Table, out: &mut Vec<u8>) {
        let (mut row, mut buffer) = (Vec::new(), Vec::new());
        for RowPlace { block, place } in places {
            let (block, place) = (*block as usize, *place as usize);
            match self.part {
                Part::Nodes => {
                    if let Some(node) = self.graph.node_at(block, place) {
                        self.node(out, &node, Some(table), &mut row, &mut buffer);
                    }
                }
                Part::Edges => {
                    if let Some(edge) = self.graph.edge_at(block, place) {
                        self.edge(out, &edge, Some(table), &mut Vec::new(), &mut buffer);
                    }
                }
            }
        }
    }

    /// Writes the header of a table, or of all columns.
    fn put_head(&self, out: &mut Vec<u8>, table: Option<&Table>) {
        let space = ENTITY.as_bytes();
        match self.part {
            Part::Nodes => put(out, &[b"id:ID(", space, b")"]),
            Part::Edges => put(out, &[b":START_ID(", space, b"),:END_ID(", space, b"),:TYPE"]),
        }
        let columns = properties(self.names, self.part).iter().zip(&self.columns).enumerate();
        for (at, (property, column)) in columns {
            if table.is_some_and(|table| table.columns.binary_search(&at).is_err()) {
                continue;
            }
            out.push(b',');
            let field = format!("{}:{}", property.name, column.kind());
            if field.bytes().any(|byte| b",\"\r\n".contains(&byte)) {
                put_quoted(out, field.as_bytes());
            } else {
                out.extend_from_slice(field.as_bytes());
            }
        }
        out.extend_from_slice(if self.part == Part::Nodes { b",:LABEL\n" } else { b"\n" });
    }

    fn place(&self, name: NameKey) -> Option<usize> {
        self.places.get(name.index()).copied().flatten()
    }

    /// Writes the fields of a row, each after a comma.
    fn fields(&self, out: &mut Vec<u8>, row: &mut Row<'_>, table: Option<&Table>, buffer: &mut Vec<u8>) {
        row.sort_unstable_by_key(|(column, _)| *column);
        let mut written = 0;
        for (column, cell) in row {
            let place = match table {
                None => Some(*column),
                Some(table) => table.columns.binary_search(column).ok(),
            };
            let (Some(place), Some(column)) = (place, self.columns.get(*column)) else { continue };
            put_commas(out, (place + 1).saturating_sub(written));
            written = place + 1;
            match cell {
                Cell::List(items) => self.list(out, *column, *items, buffer),
                cell if column.is_list && is_empty(cell) => Losses::count(&self.losses.empty_lists),
                cell => self.value(out, column.shape, cell, buffer),
            }
        }
        let width = table.map_or(self.columns.len(), |table| table.columns.len());
        put_commas(out, width.saturating_sub(written));
    }

    /// Writes a node.
    fn node<'c>(
        &self,
        out: &mut Vec<u8>,
        node: &NodeRow<'c>,
        table: Option<&Table>,
        row: &mut Row<'c>,
        buffer: &mut Vec<u8>,
    ) {
        let start = out.len();
        put_id(out, node.id);
        row.clear();
        row.extend(node.cells.filter_map(|(name, cell)| Some((self.place(name)?, cell))));
        self.fields(out, row, table, buffer);
        out.extend_from_slice(b",\"");
        let types = [node.node_type].into_iter().chain(types_of(node.cells));
        for (at, label) in labels_of(self.names, types).enumerate() {
            if at > 0 {
                out.push(self.separator);
            }
            CSV.put(out, label.as_bytes());
        }
        out.extend_from_slice(b"\"\n");
        self.note_line(out, start);
    }

    /// The columns of what the program says itself of an edge.
    fn own_columns(&self, kind: EdgeKind, cells: Cells<'_>) -> impl Iterator<Item = usize> {
        let status = kind.status().and_then(|_| self.place(NameKey::STATUS));
        let relation = self.relation.filter(|_| !self.options.is_asserted(kind));
        let relations = self.relations.filter(|_| types_of(cells).next().is_some());
        [status, relation, relations].into_iter().flatten()
    }

    /// Writes a relationship.
    fn edge(
        &self,
        out: &mut Vec<u8>,
        edge: &EdgeRow<'_>,
        table: Option<&Table>,
        spare: &mut Row<'static>,
        buffer: &mut Vec<u8>,
    ) {
        let mut items = Vec::new();
        let mut row: Row<'_> = std::mem::take(spare);
        let start = out.len();
        put_id(out, edge.source);
        out.push(b',');
        put_id(out, edge.target);
        out.push(b',');
        let relation = edge.kind.relation();
        let is_asserted = self.options.is_asserted(edge.kind);
        let kind = self.names.kinds.get(relation.index()).map_or("", |kind| kind);
        put_quoted(out, if is_asserted { kind } else { CLAIMED }.as_bytes());
        row.extend(edge.cells.filter_map(|(name, cell)| Some((self.place(name)?, cell))));
        if let (Some(status), Some(column)) = (edge.kind.status(), self.place(NameKey::STATUS)) {
            row.push((column, Cell::Clean(Status::name(status).as_bytes())));
        }
        if let (false, Some(column)) = (is_asserted, self.relation) {
            row.push((column, Cell::Text(self.graph.names().get(relation).as_bytes())));
        }
        if let Some(column) = self.relations {
            put_relations(&mut items, relation, edge.cells, self.graph.names());
            if !items.is_empty() {
                row.push((column, Cell::List(Items(&items))));
            }
        }
        self.fields(out, &mut row, table, buffer);
        out.push(b'\n');
        self.note_line(out, start);
        // The memory is used again; the cells are of this edge only.
        row.clear();
        *spare = row.into_iter().map(|(column, _)| (column, Cell::Boolean(false))).collect();
    }

    fn value(&self, out: &mut Vec<u8>, shape: Shape, cell: &Cell<'_>, buffer: &mut Vec<u8>) {
        self.losses.count_in(shape, cell);
        let (text, is_clean) = plain(cell, self.graph.names(), buffer);
        match (shape, is_clean) {
            (Shape::Text, false) => put_quoted(out, text),
            (Shape::Text, true) => put(out, &[b"\"", text, b"\""]),
            _ => out.extend_from_slice(text),
        }
    }

    fn list(&self, out: &mut Vec<u8>, column: Column, items: Items<'_>, buffer: &mut Vec<u8>) {
        let mut ahead = items;
        let is_nothing = match ahead.next() {
            None => true,
            Some(first) => is_empty(&first) && ahead.next().is_none(),
        };
        if is_nothing {
            return Losses::count(&self.losses.empty_lists);
        }
        out.push(b'"');
        for (at, item) in items.enumerate() {
            if at > 0 {
                out.push(self.separator);
            }
            self.losses.count_in(column.shape, &item);
            CSV.put(out, plain(&item, self.graph.names(), buffer).0);
        }
        out.push(b'"');
    }
}

/// Whether a value is an empty text, which makes no item of a list.
fn is_empty(cell: &Cell<'_>) -> bool {
    match cell {
        Cell::Clean(text) | Cell::Text(text) | Cell::Words { text, .. } | Cell::Typed { text, .. } => {
            text.is_empty()
        }
        _ => false,
    }
}

/// The properties that nodes, or relationships, have.
fn properties(names: &GraphNames, part: Part) -> &[Property] {
    if part == Part::Nodes { &names.nodes } else { &names.edges }
}

#[inline]
fn put_commas(out: &mut Vec<u8>, count: usize) {
    if count == 1 {
        out.push(b',');
    } else {
        out.resize(out.len() + count, b',');
    }
}

/// One table of all columns.
impl BlockWriter for Lines<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        self.put_head(out, None);
    }

    fn nodes(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut row, mut buffer) = (Vec::new(), Vec::new());
        self.graph
            .each_node(blocks.iter().copied(), |node| self.node(out, &node, None, &mut row, &mut buffer));
    }

    fn edges(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut spare, mut buffer) = (Vec::new(), Vec::new());
        self.graph
            .each_edge(blocks.iter().copied(), |edge| self.edge(out, &edge, None, &mut spare, &mut buffer));
    }
}

impl Filled for Lines<'_> {
    fn each(&self, visit: &mut dyn FnMut(RowPlace, &[usize])) {
        let mut filled = Vec::new();
        for (block, rows) in self.graph.blocks().iter().enumerate() {
            let mut place = 0;
            let mut next = |filled: &mut Vec<usize>| {
                visit(RowPlace { block: block as u32, place }, filled);
                filled.clear();
                place += 1;
            };
            match self.part {
                Part::Nodes => self.graph.each_node([rows], |node| {
                    filled.extend(node.cells.filter_map(|(name, _)| self.place(name)));
                    next(&mut filled);
                }),
                Part::Edges => self.graph.edge_cells(rows).for_each(|(kind, cells)| {
                    filled.extend(cells.filter_map(|(name, _)| self.place(name)));
                    filled.extend(self.own_columns(kind, cells));
                    next(&mut filled);
                }),
            }
        }
    }
}

fn put_id(out: &mut Vec<u8>, id: IdText<'_>) {
    if id.clean { put(out, &[b"\"", id.text, b"\""]) } else { put_quoted(out, id.text) }
}

/// Writes a field in quotes (RFC 4180), so that nobody trims it or takes it for something else.
fn put_quoted(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    CSV.put(out, text);
    out.push(b'"');
}

static CSV: Escapes = Escapes::new(b"\"", &[b"\"\""], Controls::Kept);
