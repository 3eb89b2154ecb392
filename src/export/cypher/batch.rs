//! Rows of statements: `UNWIND [{…}, {…}] AS row MERGE … SET …`.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use super::literal;
use crate::export::elements::Column;
use crate::export::rows::put;

/// How many rows one statement has at most.
const ROWS: usize = 1_000;
/// How many bytes of rows one statement has at most, unless one row is longer: FalkorDB takes about a megabyte.
const BYTES: usize = 256 * 1024;
/// With more properties than this, a statement has only rows that have most of them.
const WIDTH: usize = 128;

/// The first columns are looked up one after the other, the rest in a table.
const USUAL: usize = 8;

/// The names of the columns of vertices or of edges, as the language writes them.
pub(super) struct Columns(Vec<Vec<u8>>);

impl Columns {
    pub(super) fn new(columns: &[Column]) -> Columns {
        Columns(columns.iter().map(|column| literal::name(&column.name).as_bytes().to_vec()).collect())
    }

    fn name(&self, column: usize) -> &[u8] {
        self.0.get(column).map_or(&[], |name| name)
    }
}

/// Rows of one statement.
pub(super) struct Batch {
    /// The text after the rows, up to what is set, and what is set besides the columns.
    merge: Vec<u8>,
    set: &'static [u8],
    /// What is set.
    variable: u8,
    /// The columns that every statement sets, so that a value that is gone is taken away.
    always: Vec<usize>,
    rows: Vec<u8>,
    count: usize,
    /// The columns that occur, in order and to be looked up.
    columns: Vec<usize>,
    known: HashSet<usize, FixedState>,
    /// How many entries with properties the rows have, and how many of them the last row has.
    entries: usize,
    in_row: usize,
}

impl Batch {
    /// An empty statement; `columns` are those that it sets although no row has them.
    pub(super) fn new(merge: Vec<u8>, set: &'static [u8], variable: u8, columns: &[usize]) -> Batch {
        let always = if columns.len() <= WIDTH { columns.to_vec() } else { Vec::new() };
        Batch {
            merge,
            set,
            variable,
            columns: always.clone(),
            known: always.iter().copied().collect(),
            always,
            rows: Vec::new(),
            count: 0,
            entries: 0,
            in_row: 0,
        }
    }

    /// Begins a row, and returns what it is written into.
    pub(super) fn begin_row(&mut self) -> &mut Vec<u8> {
        self.rows.extend_from_slice(if self.count == 0 { b"\nUNWIND [\n  {" } else { b",\n  {" });
        self.in_row = 0;
        &mut self.rows
    }

    /// Begins an entry of a row, and returns what its value is written into.
    #[inline]
    pub(super) fn entry(&mut self, column: usize, columns: &Columns) -> &mut Vec<u8> {
        let is_usual = self.columns.iter().take(USUAL).any(|known| *known == column);
        if !is_usual && self.known.insert(column) {
            self.columns.push(column);
        }
        self.in_row += 1;
        put(&mut self.rows, &[b", ", columns.name(column), b": "]);
        &mut self.rows
    }

    /// Ends a row, and writes the statement if it is long enough.
    pub(super) fn end_row(&mut self, columns: &Columns, out: &mut Vec<u8>) {
        self.rows.push(b'}');
        self.count += 1;
        self.entries += self.in_row;
        let width = self.columns.len();
        // Every row sets every property of its statement.
        let is_sparse = width > WIDTH && width * self.count > 4 * self.entries;
        if self.count == ROWS || self.rows.len() > BYTES || is_sparse {
            self.flush(columns, out);
        }
    }

    /// Writes the statement.
    pub(super) fn flush(&mut self, columns: &Columns, out: &mut Vec<u8>) {
        if self.count == 0 {
            return;
        }
        put(out, &[&self.rows, b"\n] AS row\n", &self.merge]);
        let mut before: &[u8] = b"\nSET ";
        if !self.set.is_empty() {
            put(out, &[before, self.set]);
            before = b", ";
        }
        for column in &self.columns {
            let name = columns.name(*column);
            put(out, &[before, &[self.variable], b".", name, b" = row.", name]);
            before = b", ";
        }
        out.extend_from_slice(b";\n");
        self.rows.clear();
        self.columns.clone_from(&self.always);
        self.known.clear();
        self.known.extend(&self.always);
        (self.count, self.entries) = (0, 0);
    }
}
