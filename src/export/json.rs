//! JSON of values, and values as the text of formats.

use crate::export::escapes::{Controls, Escapes};
use crate::graph::rows::{Cell, Items, Names};

/// Strings of JSON (RFC 8259, section 7).
static JSON: Escapes = Escapes::new(
    b"\"\\\n\r\t\x08\x0C",
    &[b"\\\"", b"\\\\", b"\\n", b"\\r", b"\\t", b"\\b", b"\\f"],
    Controls::Coded,
);

/// Writes a text as a JSON string, with its quotes.
pub(in crate::export) fn put_json_string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    JSON.put(out, text);
    out.push(b'"');
}

/// Writes a value as JSON. A text in a language is an object with `@value` and `@language`, one with a datatype an
/// object with `@value` and `@type`, as in JSON-LD.
pub(in crate::export) fn put_json(out: &mut Vec<u8>, cell: &Cell<'_>, names: &Names) {
    match *cell {
        Cell::Clean(text) => {
            out.push(b'"');
            out.extend_from_slice(text);
            out.push(b'"');
        }
        Cell::Text(text) => put_json_string(out, text),
        Cell::Integer(number) | Cell::Number(number) => out.extend_from_slice(number),
        Cell::Boolean(value) => out.extend_from_slice(if value { b"true" } else { b"false" }),
        Cell::Json(json) => put_json_line(out, json),
        Cell::List(items) => put_json_list(out, items, names),
        Cell::Words { language, text } => {
            out.extend_from_slice(b"{\"@value\":");
            put_json_string(out, text);
            out.extend_from_slice(b",\"@language\":");
            put_json_string(out, language);
            out.push(b'}');
        }
        Cell::Typed { datatype, text } => {
            out.extend_from_slice(b"{\"@value\":");
            put_json_string(out, text);
            out.extend_from_slice(b",\"@type\":");
            put_json_string(out, names.get(datatype).as_bytes());
            out.push(b'}');
        }
    }
}

/// Writes JSON on one line: a line feed in it can only separate its parts.
fn put_json_line(out: &mut Vec<u8>, json: &[u8]) {
    let start = out.len();
    out.extend_from_slice(json);
    if memchr::memchr(b'\n', json).is_some() {
        out.iter_mut().skip(start).filter(|byte| **byte == b'\n').for_each(|byte| *byte = b' ');
    }
}

fn put_json_list(out: &mut Vec<u8>, items: Items<'_>, names: &Names) {
    out.push(b'[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        put_json(out, &item, names);
    }
    out.push(b']');
}

/// A value as one text, for formats that only have strings: a list is JSON. Also returns whether it is clean.
pub(crate) fn plain<'t>(cell: &Cell<'t>, names: &Names, buffer: &'t mut Vec<u8>) -> (&'t [u8], bool) {
    match *cell {
        Cell::Clean(text) | Cell::Integer(text) | Cell::Number(text) => (text, true),
        Cell::Text(text) | Cell::Json(text) | Cell::Words { text, .. } | Cell::Typed { text, .. } => {
            (text, false)
        }
        Cell::Boolean(value) => (if value { b"true" } else { b"false" }, true),
        Cell::List(items) => {
            buffer.clear();
            put_json_list(buffer, items, names);
            (buffer, false)
        }
    }
}
