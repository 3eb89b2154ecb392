//! Values of Parquet as cells of rows.

use std::borrow::Cow;
use std::io::Write;

use ::parquet::record::{Field, Row};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::layout::{Columns, Layout, Meant, Use};
use super::moments::{Unit, put_date, put_moment, put_time};
use crate::graph::rows::{Cell, Cells, Items, NameKey, put_cell, put_item};
use crate::read::rows::described::{OwnParquet, OwnRows};
use crate::read::rows::own_names::{ENTITY, OwnRow, OwnValue, Roles};
use crate::read::rows::table::{Column, Role, Table};
use crate::read::rows::values::XSD;
use crate::read::rows::worker::{DIRECTED, Line, Worker};

/// What a thread needs for the rows of a table.
pub(super) struct Keys<'l> {
    columns: KeyedColumns<'l>,
    datatypes: Datatypes,
    scratch: Scratch,
}

/// The columns with the handles of their names.
enum KeyedColumns<'l> {
    /// Those of a table.
    Of {
        table: &'l Table,
        names: Vec<NameKey>,
        /// The types of nodes, or the relation of edges, that have none, where the folder says it.
        types: Option<Vec<NameKey>>,
        /// The column that says whether an edge has a direction.
        direction: Option<usize>,
    },
    /// Those of a table that dossier wrote of rows.
    Own { own: &'l OwnParquet, columns: Vec<(Use, Roles)> },
}

/// Memory that is used again.
#[derive(Default)]
struct Scratch {
    text: Vec<u8>,
    items: Vec<u8>,
    /// The values of a row, each under the place of its column.
    cells: Vec<u8>,
}

struct Datatypes {
    date: NameKey,
    time: NameKey,
    moment: NameKey,
    double: NameKey,
    bytes: NameKey,
}

impl<'l> Keys<'l> {
    pub(super) fn new(worker: &mut Worker<'_>, layout: &'l Layout) -> Keys<'l> {
        let mut datatype = |name: &str| worker.names.key(format!("{XSD}{name}").as_bytes());
        let datatypes = Datatypes {
            date: datatype("date"),
            time: datatype("time"),
            moment: datatype("dateTime"),
            double: datatype("double"),
            bytes: datatype("base64Binary"),
        };
        let columns = match &layout.columns {
            Columns::Of(table, types) => {
                let is_direction = |column: &Column| column.name.eq_ignore_ascii_case(DIRECTED);
                let direction = table.columns.iter().position(is_direction);
                let mut key = |name: &str| worker.names.key(name.as_bytes());
                KeyedColumns::Of {
                    table,
                    names: table.columns.iter().map(|column| key(&column.name)).collect(),
                    types: types.as_ref().map(|types| types.iter().map(|name| key(name)).collect()),
                    direction: direction.filter(|_| table.has_edges()),
                }
            }
            Columns::Own(own, columns) => {
                let keyed = columns
                    .iter()
                    .map(|(name, used)| (*used, own.names.roles(name, name, &mut worker.names)));
                KeyedColumns::Own { own, columns: keyed.collect() }
            }
        };
        Keys { columns, datatypes, scratch: Scratch::default() }
    }
}

/// Adds a row.
pub(super) fn put_row(
    row: &Row,
    line: &Line<'_>,
    meant: &[Meant],
    keys: &mut Keys<'_>,
    worker: &mut Worker<'_>,
) {
    let Keys { columns, datatypes, scratch } = keys;
    match columns {
        KeyedColumns::Of { table, names, types, direction } => {
            let columns = table.columns.iter().zip(names.iter()).zip(meant);
            let columns = columns.map(|((column, name), meant)| (column, *name, *meant));
            put_table_row(row, columns, *direction, types.as_deref(), (datatypes, scratch), worker);
            worker.commit(line);
        }
        KeyedColumns::Own { own, columns } => {
            let columns = columns.iter().zip(meant).map(|((used, roles), meant)| (*used, roles, *meant));
            if let Err(what) = put_own_row(row, own, columns, line, (datatypes, scratch), worker) {
                worker.malformed(line, 0, &what);
            }
        }
    }
}

/// Adds a row of a table that dossier wrote as a node or an edge.
fn put_own_row<'r>(
    row: &'r Row,
    own: &OwnParquet,
    columns: impl Iterator<Item = (Use, &'r Roles, Meant)> + Clone,
    line: &Line<'_>,
    (datatypes, scratch): (&Datatypes, &mut Scratch),
    worker: &mut Worker<'_>,
) -> Result<(), String> {
    let (mut put, mut source, mut target) = (OwnRow::default(), None, None);
    match &own.rows {
        OwnRows::Vertices(labels) => {
            put.labels = Some(labels.iter().map(|label| Cow::Borrowed(label.as_str())).collect());
        }
        OwnRows::Edges(kind) => put.kind = Cow::Borrowed(kind.as_str()),
    }
    let Scratch { text, items, cells } = scratch;
    cells.clear();
    for (at, ((used, _, meant), (_, field))) in columns.clone().zip(row.get_column_iter()).enumerate() {
        match (used, field) {
            (Use::Id, Field::Str(id)) => put.id = Some(id.into()),
            (Use::Source, Field::Str(iri)) if source.is_none() => source = Some(own.names.id_of_node(iri)),
            (Use::Target, Field::Str(iri)) if target.is_none() => target = Some(own.names.id_of_node(iri)),
            (Use::SourceId, Field::Str(id)) => source = Some(id.into()),
            (Use::TargetId, Field::Str(id)) => target = Some(id.into()),
            (Use::Labels, Field::ListInternal(list)) => {
                let labels = list.elements().iter().filter_map(|label| match label {
                    Field::Str(label) => Some(Cow::Borrowed(label.as_str())),
                    _ => None,
                });
                put.labels = Some(labels.collect());
            }
            (Use::Values, field) if !matches!(field, Field::Null) => {
                put_field(field, meant, datatypes, (text, items), |cell| {
                    put_cell(cells, NameKey::at(at), cell);
                });
            }
            _ => {}
        }
    }
    put.ends = source.zip(target);
    if put.ends.is_none() && matches!(own.rows, OwnRows::Edges(_)) {
        return Err("this edge has no `source` or no `target`".to_owned());
    }
    let roles: Vec<&Roles> = columns.map(|(_, roles, _)| roles).collect();
    let values = Cells::new(cells);
    let values = values.filter_map(|(at, cell)| Some((*roles.get(at.index())?, OwnValue::Cell(cell))));
    own.names.put(&put, values, line, worker)
}

/// Makes a record of a row of a table.
fn put_table_row<'t>(
    row: &Row,
    columns: impl Iterator<Item = (&'t Column, NameKey, Meant)>,
    direction: Option<usize>,
    types: Option<&[NameKey]>,
    (datatypes, scratch): (&Datatypes, &mut Scratch),
    worker: &mut Worker<'_>,
) {
    worker.record.clear();
    let Scratch { text: scratch, items, .. } = scratch;
    for (at, ((column, name, meant), (_, field))) in columns.zip(row.get_column_iter()).enumerate() {
        let Worker { record, names, .. } = &mut *worker;
        match &column.role {
            Role::Ignored => {}
            _ if matches!(field, Field::Null) => {}
            Role::Id(_) => record.id = text(field, meant, datatypes, scratch).map(|text| record.text(text)),
            role @ (Role::Source(_) | Role::Target(_)) => {
                let Some(text) = text(field, meant, datatypes, scratch) else { continue };
                let id = record.text(text);
                if matches!(role, Role::Source(_)) {
                    record.source = Some(id)
                } else {
                    record.target = Some(id)
                }
            }
            Role::Type => {
                let one = std::slice::from_ref(field);
                let fields = if let Field::ListInternal(list) = field { list.elements() } else { one };
                for field in fields {
                    let text = text(field, meant, datatypes, scratch);
                    // In a dossier's table, it is the label of all nodes.
                    let is_type = |text: &&[u8]| types.is_none() || *text != ENTITY.as_bytes();
                    let text = text.filter(|text| !text.is_empty() && is_type(text));
                    record.types.extend(text.map(|text| names.key(text)));
                }
            }
            Role::Status => {
                let Some(text) = text(field, meant, datatypes, scratch) else { continue };
                match std::str::from_utf8(text).ok().and_then(|word| word.parse().ok()) {
                    Some(status) => record.status = Some(status),
                    None => record.put(NameKey::STATUS, &Cell::of_text(text)),
                }
            }
            Role::Direction => match text(field, meant, datatypes, scratch) {
                Some(text) if text.eq_ignore_ascii_case(b"undirected") => record.is_undirected = true,
                Some(text) if !text.eq_ignore_ascii_case(b"directed") => record.types.push(names.key(text)),
                _ => {}
            },
            Role::Property if direction == Some(at) && is_false(field) => record.is_undirected = true,
            Role::Property | Role::Negation => {
                put_field(field, meant, datatypes, (scratch, items), |cell| record.put(name, cell))
            }
        }
    }
    if worker.record.types.is_empty() {
        worker.record.types.extend_from_slice(types.unwrap_or(&[]));
    }
}

fn is_false(field: &Field) -> bool {
    match field {
        Field::Bool(value) => !value,
        Field::Str(text) => text.eq_ignore_ascii_case("false") || text == "0",
        Field::Byte(0) | Field::Short(0) | Field::Int(0) | Field::Long(0) => true,
        _ => false,
    }
}

/// The text of a value that is one; of others their JSON.
fn text<'f>(
    field: &'f Field,
    meant: Meant,
    datatypes: &Datatypes,
    scratch: &'f mut Vec<u8>,
) -> Option<&'f [u8]> {
    scratch.clear();
    if is_nested(field) {
        put_json(scratch, field);
        return Some(scratch);
    }
    Some(match scalar(field, meant, datatypes, scratch)? {
        Cell::Clean(text) | Cell::Text(text) | Cell::Integer(text) | Cell::Number(text) => text,
        Cell::Typed { text, .. } => text,
        Cell::Boolean(true) => b"true",
        Cell::Boolean(false) => b"false",
        _ => return None,
    })
}

fn is_nested(field: &Field) -> bool {
    matches!(field, Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_))
}

/// Puts a value that is not null.
fn put_field(
    field: &Field,
    meant: Meant,
    datatypes: &Datatypes,
    (scratch, items): (&mut Vec<u8>, &mut Vec<u8>),
    mut put: impl FnMut(&Cell<'_>),
) {
    match field {
        Field::ListInternal(list) if !list.elements().iter().any(is_nested) => {
            items.clear();
            for item in list.elements() {
                if let Some(cell) = scalar(item, meant, datatypes, scratch) {
                    put_item(items, &cell);
                }
            }
            put(&Cell::List(Items(items)));
        }
        field if is_nested(field) => {
            scratch.clear();
            put_json(scratch, field);
            put(&Cell::Json(scratch));
        }
        field => {
            if let Some(cell) = scalar(field, meant, datatypes, scratch) {
                put(&cell);
            }
        }
    }
}

/// A single value; null is none.
fn scalar<'f>(
    field: &'f Field,
    meant: Meant,
    datatypes: &Datatypes,
    scratch: &'f mut Vec<u8>,
) -> Option<Cell<'f>> {
    scratch.clear();
    if let Some(number) = whole(field) {
        return match meant {
            Meant::Plainly | Meant::Uuid => {
                let _ = write!(scratch, "{number}");
                Some(Cell::Integer(scratch))
            }
            Meant::Moment { unit, is_utc } => {
                put_moment(scratch, number as i64, unit, is_utc);
                Some(Cell::Typed { datatype: datatypes.moment, text: scratch })
            }
            Meant::Time(unit) => {
                if put_time(scratch, number as i64, unit) {
                    return Some(Cell::Typed { datatype: datatypes.time, text: scratch });
                }
                let _ = write!(scratch, "{number}");
                Some(Cell::Integer(scratch))
            }
        };
    }
    match field {
        Field::Bool(value) => Some(Cell::Boolean(*value)),
        Field::Str(text) => Some(Cell::of_text(text.as_bytes())),
        Field::Float(number) if number.is_finite() => {
            let _ = serde_json::to_writer(&mut *scratch, number);
            Some(Cell::Number(scratch))
        }
        Field::Float(number) => Some(endless(f64::from(*number), datatypes)),
        Field::Float16(number) => double(f64::from(f32::from(*number)), datatypes, scratch),
        Field::Double(number) => double(*number, datatypes, scratch),
        Field::Decimal(_) => {
            let _ = write!(scratch, "{field}");
            // Without digits behind it, the parser writes the point all the same.
            if scratch.ends_with(b".") {
                scratch.pop();
            }
            Some(if scratch.contains(&b'.') { Cell::Number(scratch) } else { Cell::Integer(scratch) })
        }
        Field::Date(day) => {
            put_date(scratch, i64::from(*day));
            Some(Cell::Typed { datatype: datatypes.date, text: scratch })
        }
        Field::Bytes(bytes) => match (meant, bytes.data()) {
            (Meant::Uuid, [a, b, c, d, e, f, g, h, rest @ ..]) if rest.len() == 8 => {
                for (at, byte) in [a, b, c, d, e, f, g, h].into_iter().chain(rest).enumerate() {
                    let _ =
                        write!(scratch, "{}{byte:02x}", if [4, 6, 8, 10].contains(&at) { "-" } else { "" });
                }
                Some(Cell::Text(scratch))
            }
            // Older programs write texts without saying that they are.
            (_, bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Some(Cell::of_text(text.as_bytes())),
                Err(_) => {
                    scratch.extend_from_slice(BASE64_STANDARD.encode(bytes).as_bytes());
                    Some(Cell::Typed { datatype: datatypes.bytes, text: scratch })
                }
            },
        },
        _ => None,
    }
}

/// A whole number, or one that counts time.
fn whole(field: &Field) -> Option<i128> {
    Some(match field {
        Field::Byte(number) => i128::from(*number),
        Field::Short(number) => i128::from(*number),
        Field::Int(number) | Field::TimeMillis(number) => i128::from(*number),
        Field::Long(number)
        | Field::TimeMicros(number)
        | Field::TimestampMillis(number)
        | Field::TimestampMicros(number) => i128::from(*number),
        Field::UByte(number) => i128::from(*number),
        Field::UShort(number) => i128::from(*number),
        Field::UInt(number) => i128::from(*number),
        Field::ULong(number) => i128::from(*number),
        _ => return None,
    })
}

fn double<'f>(number: f64, datatypes: &Datatypes, scratch: &'f mut Vec<u8>) -> Option<Cell<'f>> {
    if !number.is_finite() {
        return Some(endless(number, datatypes));
    }
    let _ = serde_json::to_writer(&mut *scratch, &number);
    Some(Cell::Number(scratch))
}

/// What JSON has no number for.
fn endless<'f>(number: f64, datatypes: &Datatypes) -> Cell<'f> {
    let text: &[u8] = if number.is_nan() {
        b"NaN"
    } else if number > 0.0 {
        b"INF"
    } else {
        b"-INF"
    };
    Cell::Typed { datatype: datatypes.double, text }
}

/// Writes a value as JSON. It is not deep: the schema is not.
fn put_json(out: &mut Vec<u8>, field: &Field) {
    let joined =
        |out: &mut Vec<u8>, brackets: [u8; 2], count: usize, put: &mut dyn FnMut(&mut Vec<u8>, usize)| {
            let [open, close] = brackets;
            out.push(open);
            for at in 0..count {
                if at > 0 {
                    out.push(b',');
                }
                put(out, at);
            }
            out.push(close);
        };
    match field {
        Field::ListInternal(list) => {
            let items = list.elements();
            joined(out, *b"[]", items.len(), &mut |out, at| {
                if let Some(item) = items.get(at) {
                    put_json(out, item);
                }
            });
        }
        Field::Group(row) => {
            let fields: Vec<_> = row.get_column_iter().collect();
            joined(out, *b"{}", fields.len(), &mut |out, at| {
                if let Some((name, field)) = fields.get(at) {
                    put_text(out, name);
                    out.push(b':');
                    put_json(out, field);
                }
            });
        }
        Field::MapInternal(map) => {
            let entries = map.entries();
            joined(out, *b"{}", entries.len(), &mut |out, at| {
                let Some((key, value)) = entries.get(at) else { return };
                let mut text = Vec::new();
                put_json(&mut text, key);
                match key {
                    Field::Str(_) => out.extend_from_slice(&text),
                    _ => put_text(out, &String::from_utf8_lossy(&text)),
                }
                out.push(b':');
                put_json(out, value);
            });
        }
        Field::Null => out.extend_from_slice(b"null"),
        field => put_scalar_json(out, field),
    }
}

fn put_scalar_json(out: &mut Vec<u8>, field: &Field) {
    let meant = match field {
        Field::TimestampMillis(_) => Meant::Moment { unit: Unit::Milli, is_utc: true },
        Field::TimestampMicros(_) => Meant::Moment { unit: Unit::Micro, is_utc: true },
        Field::TimeMillis(_) => Meant::Time(Unit::Milli),
        Field::TimeMicros(_) => Meant::Time(Unit::Micro),
        _ => Meant::Plainly,
    };
    let none = NameKey::NONE;
    let datatypes = Datatypes { date: none, time: none, moment: none, double: none, bytes: none };
    let mut scratch = Vec::new();
    match scalar(field, meant, &datatypes, &mut scratch) {
        Some(Cell::Integer(number) | Cell::Number(number)) => out.extend_from_slice(number),
        Some(Cell::Boolean(value)) => out.extend_from_slice(if value { b"true" } else { b"false" }),
        Some(Cell::Clean(text) | Cell::Text(text) | Cell::Typed { text, .. }) => {
            put_text(out, &String::from_utf8_lossy(text));
        }
        _ => out.extend_from_slice(b"null"),
    }
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    let _ = serde_json::to_writer(out, text);
}
