//! Rows of statements: `UNWIND ['…\t…', '…\t…'] AS row … MERGE … SET …`.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::cell::{Form, SEPARATOR};
use super::literal;
use crate::export::bytes::put;
use crate::export::elements::Column;

/// How many rows one statement has at most.
const ROWS: usize = 1_000;
/// How many bytes of rows one statement has at most, unless one row is longer: FalkorDB takes about a megabyte.
const BYTES: usize = 256 * 1024;
/// With more properties than this, a statement has only rows that have most of them.
const WIDTH: usize = 128;

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

/// A piece of what merges.
pub(super) enum Piece {
    /// As it is.
    Words(Vec<u8>),
    /// The text of a cell of the key.
    Key(usize),
}

/// A place of a row.
struct Place {
    /// The column, or none for the key.
    property: Option<(usize, Form)>,
    /// How many rows have it.
    filled: usize,
    has_marks: bool,
}

impl Place {
    fn new(property: Option<(usize, Form)>) -> Place {
        Place { property, filled: 0, has_marks: false }
    }
}

/// Rows of one statement.
pub(super) struct Batch {
    /// What is between the rows and what is set.
    merge: Vec<Piece>,
    /// What is set: of what, and the place of its id.
    variable: u8,
    id: Option<usize>,
    /// The columns that every statement sets, so that a value that is gone is taken away, in order.
    always: Vec<usize>,
    rows: Vec<u8>,
    count: usize,
    /// The places of the rows: first those of the key.
    places: Vec<Place>,
    keys: usize,
    known: HashMap<(usize, Form), usize, FixedState>,
    /// The cells of the row that is being written: place, begin and end in the rows.
    cells: Vec<(usize, usize, usize)>,
    /// The first place that is behind all cells of the row, and whether the cells are in the order of their places.
    next: usize,
    is_ordered: bool,
    /// How many cells the rows have.
    entries: usize,
    scratch: Vec<u8>,
}

impl Batch {
    /// An empty statement: rows have `keys` cells of the key, `id` is one of them, and `columns` are set although no row may have them.
    pub(super) fn new(
        merge: Vec<Piece>,
        variable: u8,
        keys: usize,
        id: Option<usize>,
        columns: Vec<usize>,
    ) -> Batch {
        Batch {
            merge,
            variable,
            id,
            always: if columns.len() <= WIDTH { columns } else { Vec::new() },
            rows: Vec::new(),
            count: 0,
            places: (0..keys).map(|_| Place::new(None)).collect(),
            keys,
            known: HashMap::default(),
            cells: Vec::new(),
            next: 0,
            is_ordered: true,
            entries: 0,
            scratch: Vec::new(),
        }
    }

    /// Begins a row.
    pub(super) fn begin_row(&mut self) {
        self.rows.extend_from_slice(if self.count == 0 { b"\nUNWIND [\n  '" } else { b",\n  '" });
        self.cells.clear();
        (self.next, self.is_ordered) = (0, true);
    }

    /// Writes a cell of the key by something that says whether it has marks.
    #[inline]
    pub(super) fn key(&mut self, place: usize, write: impl FnOnce(&mut Vec<u8>) -> bool) {
        if place >= self.next {
            (self.next..place + usize::from(self.next > 0))
                .for_each(|_| self.rows.extend_from_slice(SEPARATOR));
            self.next = place + 1;
        } else {
            self.is_ordered = false;
        }
        let begin = self.rows.len();
        let has_marks = write(&mut self.rows);
        self.cells.push((place, begin, self.rows.len()));
        if let Some(place) = self.places.get_mut(place) {
            place.filled += 1;
            place.has_marks |= has_marks;
        }
    }

    /// Writes a property by something that says whether it has marks. Rows mostly look alike.
    #[inline]
    pub(super) fn property(&mut self, column: usize, form: Form, write: impl FnOnce(&mut Vec<u8>) -> bool) {
        let property = Some((column, form));
        let next = self.next;
        let place = if self.places.get(next).is_some_and(|place| place.property == property) {
            next
        } else {
            *self.known.entry((column, form)).or_insert_with(|| {
                self.places.push(Place::new(property));
                self.places.len() - 1
            })
        };
        self.key(place, write);
    }

    /// Ends a row, and writes the statement if it is long enough.
    pub(super) fn end_row(&mut self, columns: &Columns, out: &mut Vec<u8>) {
        if !self.is_ordered {
            self.order();
        }
        self.rows.push(b'\'');
        self.count += 1;
        self.entries += self.cells.len();
        let width = self.places.len();
        // Every row sets every property of its statement.
        let is_sparse = width > WIDTH && width * self.count > 4 * self.entries;
        if self.count == ROWS || self.rows.len() > BYTES || is_sparse {
            self.flush(columns, out);
        }
    }

    /// Brings the cells of a row into the order of their places.
    fn order(&mut self) {
        let Some(begin) = self.cells.iter().map(|(_, begin, _)| *begin).min() else { return };
        self.cells.sort_unstable();
        self.scratch.clear();
        let mut last = 0;
        for (place, begin, end) in &self.cells {
            (last..*place).for_each(|_| self.scratch.extend_from_slice(SEPARATOR));
            self.scratch.extend_from_slice(self.rows.get(*begin..*end).unwrap_or(&[]));
            last = *place;
        }
        self.rows.truncate(begin);
        self.rows.extend_from_slice(&self.scratch);
    }

    /// Writes the statement.
    pub(super) fn flush(&mut self, columns: &Columns, out: &mut Vec<u8>) {
        if self.count == 0 {
            return;
        }
        put(out, &[&self.rows, b"\n] AS row\nWITH split(row, '", SEPARATOR, b"') AS c\n"]);
        for piece in &self.merge {
            match piece {
                Piece::Words(words) => out.extend_from_slice(words),
                Piece::Key(place) => self.put_cell(*place, out),
            }
        }
        let mut before: &[u8] = b"\nSET ";
        let mut begin = |out: &mut Vec<u8>, name: &[u8]| {
            put(out, &[before, &[self.variable], b".", name, b" = "]);
            before = b", ";
        };
        if let Some(id) = self.id {
            begin(out, b"id");
            self.put_cell(id, out);
        }
        let places = self.places.iter().enumerate().skip(self.keys);
        let mut set: Vec<(usize, Option<usize>)> =
            places.filter_map(|(at, place)| Some((place.property?.0, Some(at)))).collect();
        set.sort_unstable();
        let is_there = |column: &usize| set.binary_search_by_key(column, |(column, _)| *column).is_ok();
        let gone: Vec<usize> = self.always.iter().copied().filter(|column| !is_there(column)).collect();
        set.extend(gone.into_iter().map(|column| (column, None)));
        set.sort_unstable();
        for forms in set.chunk_by(|(one, _), (other, _)| one == other) {
            begin(out, columns.name(forms.first().map_or(0, |(column, _)| *column)));
            if forms.len() > 1 {
                out.extend_from_slice(b"coalesce(");
            }
            for (at, (_, place)) in forms.iter().enumerate() {
                if at > 0 {
                    out.extend_from_slice(b", ");
                }
                match place {
                    Some(place) => self.put_cell(*place, out),
                    None => out.extend_from_slice(b"null"),
                }
            }
            if forms.len() > 1 {
                out.push(b')');
            }
        }
        out.extend_from_slice(b";\n");
        self.rows.clear();
        self.places.truncate(self.keys);
        self.places.iter_mut().for_each(|place| *place = Place::new(None));
        self.known.clear();
        (self.count, self.entries) = (0, 0);
    }

    /// Writes the expression that reads a cell.
    fn put_cell(&self, at: usize, out: &mut Vec<u8>) {
        let Some(place) = self.places.get(at) else { return };
        let form = place.property.map_or(Form::TEXT, |(_, form)| form);
        form.put(out, &format!("c[{at}]"), place.filled < self.count, place.has_marks);
    }
}
