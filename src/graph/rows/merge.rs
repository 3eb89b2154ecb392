//! Rows that name the same node or edge, as one.
//!
//! Values are compared verbatim. A list counts as its values, any other value as a list of one.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::FixedState;

use super::block::Rows;
use super::{Cell, Cells, Items, NameKey, RowNode, put_cell, put_item};

/// Which values a node has that several rows name. Its types are those of all rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Merge {
    /// Of each property the values of all rows, each once, as a list where there are several.
    Union,
    /// Of each property the values of the first row that has it; others are dropped and reported.
    First,
}

/// A value that [`Merge::First`] drops, as an earlier row has another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The id of the node or edge.
    pub id: String,
    /// The property.
    pub name: NameKey,
    /// The piece that contains the row, counted from 0 in the order in which pieces were absorbed.
    pub piece: usize,
    /// The line of the row in the piece, from 0.
    pub line: u32,
}

/// A row and where it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'r> {
    pub(super) piece: usize,
    pub(super) line: u32,
    pub(super) first_type: NameKey,
    pub(super) cells: Cells<'r>,
}

/// The rows of a piece whose nodes other rows have named before.
#[derive(Debug, Default)]
pub(super) struct MoreRows {
    pub(super) piece: usize,
    pub(super) nodes: Vec<(RowNode, NameKey, u32)>,
    pub(super) cells: Rows,
}

impl MoreRows {
    pub(super) fn memory(&self) -> usize {
        self.nodes.capacity() * size_of::<(RowNode, NameKey, u32)>() + self.cells.memory()
    }

    pub(super) fn row(&self, at: usize) -> Option<Placed<'_>> {
        let (_, first_type, line) = *self.nodes.get(at)?;
        Some(Placed { piece: self.piece, line, first_type, cells: Cells::new(self.cells.get(at)) })
    }
}

/// Whether two rows have the same types and the same properties, in whatever order.
pub(super) fn is_same(one: (NameKey, &[u8]), other: (NameKey, &[u8])) -> bool {
    one == other || one.1.len() == other.1.len() && sorted(one) == sorted(other)
}

/// The types, and the cells as bytes.
fn sorted((first_type, cells): (NameKey, &[u8])) -> (Vec<usize>, Vec<&[u8]>) {
    let (mut types, mut others) = (vec![first_type.index()], Vec::new());
    let mut rest = Cells::new(cells);
    loop {
        let before = rest.0;
        match rest.next() {
            None => break,
            Some((NameKey::ALSO_TYPE, Cell::Typed { datatype, .. })) => types.push(datatype.index()),
            Some(_) => others.extend(before.get(..before.len() - rest.0.len())),
        }
    }
    types.sort_unstable();
    others.sort_unstable();
    (types, others)
}

/// A property while rows are merged.
struct Property<'r> {
    name: NameKey,
    /// The value of the first row that has it.
    first: Cell<'r>,
    /// Whether another row has a list.
    is_list: bool,
    /// Where rows differ, the values of all of them.
    values: Vec<Cell<'r>>,
    seen: HashSet<Cell<'r>, FixedState>,
}

impl<'r> Property<'r> {
    /// Adds the values of a cell; returns whether there was a new one.
    fn add(&mut self, cell: Cell<'r>) -> bool {
        let before = self.values.len();
        for value in values(cell) {
            if self.seen.insert(value) {
                self.values.push(value);
            }
        }
        self.values.len() > before
    }

    /// Merges the value of a later row; returns whether one was dropped.
    fn merge(&mut self, cell: Cell<'r>, how: Merge) -> bool {
        if cell == self.first && self.values.is_empty() {
            return false;
        }
        if self.values.is_empty() {
            self.add(self.first);
        }
        match how {
            Merge::Union => {
                self.is_list |= is_list(&cell);
                self.add(cell);
                false
            }
            Merge::First => values(cell).any(|value| !self.seen.contains(&value)),
        }
    }

    fn write(&self, how: Merge, out: &mut Vec<u8>) {
        match self.values.as_slice() {
            [] => put_cell(out, self.name, &self.first),
            _ if how == Merge::First => put_cell(out, self.name, &self.first),
            [value] if !self.is_list && !is_list(&self.first) => put_cell(out, self.name, value),
            values => {
                let mut items = Vec::new();
                values.iter().for_each(|value| put_item(&mut items, value));
                put_cell(out, self.name, &Cell::List(Items(&items)));
            }
        }
    }
}

fn is_list(cell: &Cell<'_>) -> bool {
    match cell {
        Cell::List(_) => true,
        Cell::Json(json) => json.starts_with(b"["),
        _ => false,
    }
}

/// The values of a cell: the items of a list, or itself.
fn values<'r>(cell: Cell<'r>) -> Box<dyn Iterator<Item = Cell<'r>> + 'r> {
    match cell {
        Cell::List(items) => Box::new(items),
        Cell::Json(json) if json.starts_with(b"[") => Box::new(json_items(json).map(json_value)),
        cell => Box::new(std::iter::once(cell)),
    }
}

/// The items of a list in valid JSON.
fn json_items(json: &[u8]) -> impl Iterator<Item = &[u8]> {
    let inner = json.strip_prefix(b"[").and_then(|json| json.strip_suffix(b"]")).unwrap_or(json);
    let (mut depth, mut is_text, mut is_escaped) = (0usize, false, false);
    let items = inner.split(move |byte| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'[' | b'{' if !is_text => depth += 1,
            b']' | b'}' if !is_text => depth = depth.saturating_sub(1),
            b',' => return !is_text && depth == 0,
            _ => {}
        }
        false
    });
    items.map(<[u8]>::trim_ascii).filter(|item| !item.is_empty())
}

/// The value of an item in JSON. Texts with escapes stay JSON.
fn json_value(item: &[u8]) -> Cell<'_> {
    let text = item.strip_prefix(b"\"").and_then(|item| item.strip_suffix(b"\""));
    match (item, text) {
        (b"true", _) => Cell::Boolean(true),
        (b"false", _) => Cell::Boolean(false),
        (_, Some(text)) if !text.contains(&b'\\') => Cell::of_text(text),
        ([b'-' | b'0'..=b'9', digits @ ..], _) if digits.iter().all(u8::is_ascii_digit) => {
            Cell::Integer(item)
        }
        ([b'-' | b'0'..=b'9', ..], _) => Cell::Number(item),
        _ => Cell::Json(item),
    }
}

/// Merges rows in their order: writes the cells of the whole, calls `dropped` with each row of which a value is dropped, and
/// returns the first type.
pub(super) fn merge<'r>(
    how: Merge,
    rows: impl Iterator<Item = Placed<'r>>,
    out: &mut Vec<u8>,
    mut dropped: impl FnMut(&Placed<'r>, NameKey),
) -> NameKey {
    let mut types: Vec<NameKey> = Vec::new();
    let mut known_types: HashSet<NameKey, FixedState> = HashSet::default();
    let mut properties: Vec<Property<'r>> = Vec::new();
    let mut places: HashMap<NameKey, usize, FixedState> = HashMap::default();
    for row in rows {
        if row.first_type != NameKey::NONE && known_types.insert(row.first_type) {
            types.push(row.first_type);
        }
        for (name, cell) in row.cells {
            if let (NameKey::ALSO_TYPE, Cell::Typed { datatype, .. }) = (name, cell) {
                if known_types.insert(datatype) {
                    types.push(datatype);
                }
                continue;
            }
            let place = *places.entry(name).or_insert(properties.len());
            match properties.get_mut(place) {
                Some(property) => {
                    if property.merge(cell, how) {
                        dropped(&row, name);
                    }
                }
                None => properties.push(Property {
                    name,
                    first: cell,
                    is_list: false,
                    values: Vec::new(),
                    seen: HashSet::default(),
                }),
            }
        }
    }
    for property in &properties {
        property.write(how, out);
    }
    for name in types.iter().skip(1) {
        put_cell(out, NameKey::ALSO_TYPE, &Cell::Typed { datatype: *name, text: &[] });
    }
    types.first().copied().unwrap_or(NameKey::NONE)
}

/// Rows of which some have other cells now.
///
/// # Errors
/// [`TooLarge`], where the cells of all of them do not fit.
pub(super) fn replaced(rows: &Rows, new: &BTreeMap<usize, Vec<u8>>) -> Result<Rows, TooLarge> {
    let mut whole = Rows::default();
    for (at, cells) in rows.iter().enumerate() {
        let cells = new.get(&at).map_or(cells, |cells| cells);
        if u32::try_from(whole.bytes.len() + cells.len()).is_err() {
            return Err(TooLarge);
        }
        whole.push(cells);
    }
    Ok(whole)
}

/// The merged rows of one piece of a file do not fit in 4 GiB.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooLarge;

#[cfg(test)]
mod tests {
    use super::*;

    const A: NameKey = NameKey(20);
    const B: NameKey = NameKey(21);

    fn list(texts: &[&str]) -> Vec<u8> {
        let mut items = Vec::new();
        texts.iter().for_each(|text| put_item(&mut items, &Cell::of_text(text.as_bytes())));
        items
    }

    fn row(first_type: NameKey, cells: &[(NameKey, Cell<'_>)]) -> (NameKey, Vec<u8>) {
        let mut bytes = Vec::new();
        cells.iter().for_each(|(name, cell)| put_cell(&mut bytes, *name, cell));
        (first_type, bytes)
    }

    /// The whole, and the lines of the rows of which something is dropped.
    fn merged(how: Merge, rows: &[(NameKey, Vec<u8>)]) -> ((NameKey, Vec<u8>), Vec<u32>) {
        let (mut out, mut lines) = (Vec::new(), Vec::new());
        let placed = rows.iter().enumerate().map(|(line, (first_type, cells))| Placed {
            piece: 0,
            line: line as u32,
            first_type: *first_type,
            cells: Cells::new(cells),
        });
        let first = merge(how, placed, &mut out, |row, _| lines.push(row.line));
        ((first, out), lines)
    }

    #[test]
    fn the_same_row_in_another_order_is_the_same() {
        let (one, two) = ((A, Cell::Clean(b"1")), (B, Cell::Integer(b"2")));
        let also = |name| (NameKey::ALSO_TYPE, Cell::Typed { datatype: name, text: &[] });
        let as_ref = |row: &(NameKey, Vec<u8>)| (row.0, row.1.clone());
        let is_same =
            |one: (NameKey, Vec<u8>), two: (NameKey, Vec<u8>)| is_same((one.0, &one.1), (two.0, &two.1));
        let first = row(A, &[one, two, also(B)]);
        assert!(is_same(as_ref(&first), row(B, &[two, one, also(A)])));
        assert!(!is_same(as_ref(&first), row(B, &[two, one, also(B)])));
        assert!(!is_same(as_ref(&first), row(A, &[one, two])));
        assert!(!is_same(row(A, &[one]), row(A, &[(A, Cell::Clean(b"2"))])));
    }

    #[test]
    fn scalars_and_lists_are_united() {
        let (x, y) = (Cell::Clean(b"x"), Cell::Clean(b"y"));
        let [lx, lxy, lxx] = [list(&["x"]), list(&["x", "y"]), list(&["x", "x"])];
        let [lx, lxy, lxx] = [&lx, &lxy, &lxx].map(|items| Cell::List(Items(items)));
        for (one, two, union, is_conflict) in [
            (x, x, x, false),
            (x, y, lxy, true),
            (x, lx, lx, false),
            (lx, x, lx, false),
            (lxy, x, lxy, false),
            (x, lxy, lxy, true),
            (lxx, lxx, lxx, false),
            (lxx, x, lx, false),
            (lxx, y, lxy, true),
            (x, Cell::Integer(b"1"), Cell::Json(b""), true),
        ] {
            let rows = [row(A, &[(A, one)]), row(A, &[(A, two)])];
            if union != Cell::Json(b"") {
                assert_eq!(merged(Merge::Union, &rows), (row(A, &[(A, union)]), vec![]), "{one:?} {two:?}");
            }
            let dropped = if is_conflict { vec![1] } else { vec![] };
            assert_eq!(merged(Merge::First, &rows), (rows[0].clone(), dropped), "{one:?} {two:?}");
        }
    }

    #[test]
    fn a_row_gives_what_others_lack() {
        let rows = [
            row(NameKey::NONE, &[(A, Cell::Clean(b"x"))]),
            row(B, &[(B, Cell::Boolean(true))]),
            row(A, &[(B, Cell::Boolean(true))]),
        ];
        let also = (NameKey::ALSO_TYPE, Cell::Typed { datatype: A, text: &[] });
        let whole = row(B, &[(A, Cell::Clean(b"x")), (B, Cell::Boolean(true)), also]);
        for how in [Merge::Union, Merge::First] {
            assert_eq!(merged(how, &rows), (whole.clone(), vec![]));
        }
    }

    #[test]
    fn lists_of_objects_are_united_by_their_objects() {
        let [one, two] = [&br#"[{"q":"a,\"]b"}, {"q":[1,2]}]"#[..], br#"[{"q":[1,2]},{"q":"c"}]"#];
        let rows = [row(A, &[(A, Cell::Json(one))]), row(A, &[(A, Cell::Json(two))])];
        let ((_, cells), _) = merged(Merge::Union, &rows);
        let Some((_, Cell::List(items))) = Cells::new(&cells).next() else { panic!("no list") };
        let items: Vec<_> = items.collect();
        assert_eq!(items, [&br#"{"q":"a,\"]b"}"#[..], br#"{"q":[1,2]}"#, br#"{"q":"c"}"#].map(Cell::Json));
    }
}
