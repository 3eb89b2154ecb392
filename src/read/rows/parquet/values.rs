//! Values of Parquet as cells of rows.

use std::io::Write;

use ::parquet::record::{Field, Row};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode;

use super::layout::{Layout, Meant};
use super::moments::{Unit, put_date, put_moment, put_time};
use crate::graph::rows::{Cell, Items, NameKey, put_item};
use crate::read::rows::described::ROOT;
use crate::read::rows::table::Role;
use crate::read::rows::values::XSD;
use crate::read::rows::worker::{DIRECTED, Line, Worker};

/// The handles of names that a thread needs.
pub(super) struct Keys {
    /// The names of the columns.
    columns: Vec<NameKey>,
    /// The types of all nodes, or the relation of all edges, where they are known from elsewhere.
    types: Vec<NameKey>,
    /// The column that says whether an edge has a direction.
    direction: Option<usize>,
    datatypes: Datatypes,
    scratch: Vec<u8>,
    items: Vec<u8>,
}

struct Datatypes {
    date: NameKey,
    time: NameKey,
    moment: NameKey,
    double: NameKey,
    bytes: NameKey,
}

impl Keys {
    pub(super) fn new(worker: &mut Worker<'_>, layout: &Layout) -> Keys {
        let mut datatype = |name: &str| worker.names.key(format!("{XSD}{name}").as_bytes());
        let datatypes = Datatypes {
            date: datatype("date"),
            time: datatype("time"),
            moment: datatype("dateTime"),
            double: datatype("double"),
            bytes: datatype("base64Binary"),
        };
        let columns = &layout.table.columns;
        let direction = columns.iter().position(|column| column.name.eq_ignore_ascii_case(DIRECTED));
        let types = layout.described.iter().flat_map(|described| &described.types);
        Keys {
            types: types.map(|name| worker.names.key(name.as_bytes())).collect(),
            columns: columns.iter().map(|column| worker.names.key(column.name.as_bytes())).collect(),
            direction: direction.filter(|_| layout.table.has_edges()),
            datatypes,
            scratch: Vec::new(),
            items: Vec::new(),
        }
    }
}

/// Adds a row as a node or an edge.
pub(super) fn put_row(row: &Row, line: &Line<'_>, layout: &Layout, keys: &mut Keys, worker: &mut Worker<'_>) {
    worker.record.clear();
    let base = layout.described.as_ref().map(|described| described.base.as_str());
    let columns = layout.table.columns.iter().zip(&layout.meant).enumerate();
    for (((at, (column, meant)), name), (_, field)) in
        columns.zip(keys.columns.clone()).zip(row.get_column_iter())
    {
        let Keys { datatypes, scratch, items, direction, .. } = &mut *keys;
        let Worker { record, names, .. } = &mut *worker;
        match &column.role {
            Role::Ignored => {}
            _ if matches!(field, Field::Null) => {}
            Role::Id(_) => record.id = text(field, *meant, datatypes, scratch).map(|text| record.text(text)),
            role @ (Role::Source(_) | Role::Target(_)) => {
                let Some(text) = text(field, *meant, datatypes, scratch) else { continue };
                let local = base.and_then(|base| text.strip_prefix(base.as_bytes()));
                let id = match local {
                    Some(local) => record.text(&percent_decode(local).collect::<Vec<u8>>()),
                    None => record.text(text),
                };
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
                    let text = text(field, *meant, datatypes, scratch);
                    let text =
                        text.filter(|text| !text.is_empty() && (base.is_none() || *text != ROOT.as_bytes()));
                    record.types.extend(text.map(|text| names.key(text)));
                }
            }
            Role::Status => {
                let Some(text) = text(field, *meant, datatypes, scratch) else { continue };
                match std::str::from_utf8(text).ok().and_then(|word| word.parse().ok()) {
                    Some(status) => record.status = Some(status),
                    None => record.put(NameKey::STATUS, &Cell::of_text(text)),
                }
            }
            Role::Direction => match text(field, *meant, datatypes, scratch) {
                Some(text) if text.eq_ignore_ascii_case(b"undirected") => record.is_undirected = true,
                Some(text) if !text.eq_ignore_ascii_case(b"directed") => record.types.push(names.key(text)),
                _ => {}
            },
            Role::Property if *direction == Some(at) && is_false(field) => record.is_undirected = true,
            Role::Property | Role::Negation => {
                put(field, *meant, datatypes, (scratch, items), |cell| record.put(name, cell))
            }
        }
    }
    if worker.record.types.is_empty() {
        worker.record.types.extend_from_slice(&keys.types);
    }
    worker.commit(line);
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
fn put(
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
