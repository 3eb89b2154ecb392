//! Values as texts write them.

use super::json::Scanner;
use super::temporal::temporal;
use crate::graph::rows::{Cell, NameCache, NameKey};
use crate::text::WKT_LITERAL;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Texts.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Numbers where they are numbers, otherwise texts.
    Any,
    /// Lists, objects, numbers and booleans where they are such in JSON, otherwise texts.
    Json,
    /// Lists and objects where they are such in JSON, otherwise texts.
    JsonLists,
    /// Points as Neo4j writes them: `{latitude:1.5, longitude:2}`.
    Point,
    /// Texts with a datatype, by the last part of its name in XML Schema; a day and a moment are distinguished by themselves.
    Xsd(&'static str),
}

impl Value {
    /// The handle of the datatype of values that are written with one.
    pub(super) fn datatype(self, names: &mut NameCache<'_>) -> NameKey {
        match self {
            Value::Xsd(name) => names.key(format!("{XSD}{name}").as_bytes()),
            Value::Number => names.key(XSD_DOUBLE),
            Value::Point => names.key(WKT_LITERAL.as_bytes()),
            _ => NameKey::NONE,
        }
    }
}

/// How XML Schema calls its datatypes.
pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
/// The datatype of numbers that may have a fraction.
const XSD_DOUBLE: &[u8] = b"http://www.w3.org/2001/XMLSchema#double";

/// A text as a cell.
#[inline]
pub(super) fn text_cell(text: &[u8], class: u8) -> Cell<'_> {
    if class == 0 { Cell::Clean(text) } else { Cell::Text(text) }
}

/// Makes a cell of a text, or says what is wrong with it.
#[inline]
pub(super) fn put_value(
    value: Value,
    datatype: NameKey,
    text: &[u8],
    class: u8,
    mut put: impl FnMut(&Cell<'_>),
) -> Result<(), String> {
    let refused = |what: &str| {
        let shown: String = String::from_utf8_lossy(text).chars().take(40).collect();
        Err(format!("`{shown}` is {what}"))
    };
    match value {
        Value::Text | Value::Json | Value::JsonLists | Value::Point => put(&text_cell(text, class)),
        Value::Any => match json_number(text) {
            Some((number, true)) => put(&Cell::Integer(&number)),
            Some((number, false)) => put(&Cell::Number(&number)),
            None => put(&text_cell(text, class)),
        },
        Value::Xsd(name) => match temporal(name, text) {
            Ok(text) => put(&Cell::Typed { datatype, text: &text }),
            Err(what) => return refused(&format!("not {what}, although it is declared as one")),
        },
        Value::Boolean if text.trim_ascii().eq_ignore_ascii_case(b"true") => put(&Cell::Boolean(true)),
        Value::Boolean if text.trim_ascii().eq_ignore_ascii_case(b"false") => put(&Cell::Boolean(false)),
        Value::Boolean => return refused("neither `true` nor `false`"),
        Value::Integer => match json_number(text.trim_ascii()) {
            Some((number, true)) => put(&Cell::Integer(&number)),
            _ => return refused("not an integer, although it is declared as one"),
        },
        Value::Number => match json_number(text.trim_ascii()) {
            Some((number, false)) => put(&Cell::Number(&number)),
            // The header says that it may have a fraction.
            Some((number, true)) => put(&Cell::Number(&[&number[..], b".0"].concat())),
            None => match text.trim_ascii().to_ascii_lowercase().as_slice() {
                b"nan" => put(&Cell::Typed { datatype, text: b"NaN" }),
                b"inf" | b"infinity" | b"+inf" | b"+infinity" => put(&Cell::Typed { datatype, text: b"INF" }),
                b"-inf" | b"-infinity" => put(&Cell::Typed { datatype, text: b"-INF" }),
                _ => return refused("not a number, although it is declared as one"),
            },
        },
    }
    Ok(())
}

/// A number in JSON syntax, and whether it is an integer: no plus, no zeros before others, a digit on both sides of the
/// point.
pub(super) fn json_number(text: &[u8]) -> Option<(std::borrow::Cow<'_, [u8]>, bool)> {
    let is_number = |text: &[u8]| {
        let mut scanner = Scanner::new(text);
        matches!(scanner.peek(), b'-' | b'0'..=b'9')
            .then(|| scanner.number().ok())
            .flatten()
            .filter(|number| number.raw.len() == text.len())
            .map(|number| number.is_whole)
    };
    if let Some(is_whole) = is_number(text) {
        return Some((text.into(), is_whole));
    }
    let unsigned = text.strip_prefix(b"+").or(text.strip_prefix(b"-")).unwrap_or(text);
    let zeros = unsigned.iter().take_while(|byte| **byte == b'0').count();
    let rest = unsigned.get(zeros..)?;
    let mut number = Vec::with_capacity(text.len() + 2);
    number.extend(text.first().filter(|byte| **byte == b'-'));
    if !rest.first().is_some_and(u8::is_ascii_digit) {
        if zeros == 0 && !rest.get(1).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        number.push(b'0');
    }
    for (at, byte) in rest.iter().enumerate() {
        let is_bare_point = *byte == b'.' && !rest.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !is_bare_point {
            number.push(*byte);
        }
    }
    let is_whole = is_number(&number)?;
    Some((number.into(), is_whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_json_writes_them() {
        for (text, json) in [
            ("7", Some("7")),
            ("-0.5e3", Some("-0.5e3")),
            ("+7", Some("7")),
            ("007", Some("7")),
            ("-007.50", Some("-7.50")),
            ("000", Some("0")),
            (".5", Some("0.5")),
            ("-.5", Some("-0.5")),
            ("5.", Some("5")),
            ("1.e5", Some("1e5")),
            (".", None),
            ("", None),
            ("-", None),
            ("+", None),
            ("1 2", None),
            ("seven", None),
            ("--1", None),
            ("0x10", None),
        ] {
            let number = json_number(text.as_bytes()).map(|(number, _)| number.into_owned());
            assert_eq!(number.as_deref(), json.map(str::as_bytes), "{text}");
        }
    }
}
