//! Cells of rows: what is between two tabs, and the expression that makes a value of it again.
//!
//! Servers read one text for each row instead of a literal for each value, because planners look at every literal of a statement.
//! An empty cell is a missing value. In texts, the mark `\b` with a digit means a character that separates cells or items,
//! the mark itself, or an empty text.

use std::borrow::Cow;

use crate::export::bytes::put;
use crate::export::elements::{Shape, point};
use crate::export::escapes::{Controls, Escapes};

/// Between cells, as the language writes it.
pub(super) const SEPARATOR: &[u8] = b"\\t";
/// Before each item of a list.
const ITEM: &[u8] = b"\\f";
/// What a list begins with, so that an empty one is not missing.
const LIST: &[u8] = b"[";
/// The mark and the character or text that it stands for with its digit, in the order in which they are put back: the mark itself
/// comes last.
const MARKS: [(&str, &str); 4] = [("\\b3", ""), ("\\b2", "\\f"), ("\\b1", "\\t"), ("\\b0", "\\b")];

/// The escapes of texts in single quotes, as [`literal`](super::literal) has them, with marks.
static CELL: Escapes = Escapes::new(
    b"'\\\n\r\t\x08\x0C\0",
    &[b"\\'", b"\\\\", b"\\n", b"\\r", b"\\b1", b"\\b0", b"\\b2", b"\\u0000"],
    Controls::Kept,
);

/// The most digits, the minus included, of a number that 64 bits of floating point hold exactly: Memgraph reads all texts as such.
const EXACT: usize = 15;
/// The number of digits of the lower part of a longer number.
const LOW: usize = 9;

/// Writes a text, which may be empty, and returns whether it has marks.
#[inline]
pub(super) fn put_text(out: &mut Vec<u8>, text: &[u8]) -> bool {
    if text.is_empty() {
        out.extend_from_slice(b"\\b3");
        return true;
    }
    put_item(out, text)
}

/// Writes a text that is an item of a list, and returns whether it has marks.
pub(super) fn put_item(out: &mut Vec<u8>, text: &[u8]) -> bool {
    CELL.put(out, text);
    memchr::memchr3(b'\t', b'\x08', b'\x0C', text).is_some()
}

/// Begins a list.
pub(super) fn begin_list(out: &mut Vec<u8>) {
    out.extend_from_slice(LIST);
}

/// Begins an item of a list.
pub(super) fn begin_item(out: &mut Vec<u8>) {
    out.extend_from_slice(ITEM);
}

/// Writes a whole number that may be too long to be read exactly: in two parts.
pub(super) fn put_wide(out: &mut Vec<u8>, number: &[u8]) {
    let (sign, digits) = match number.split_first() {
        Some((b'-', digits)) => (&number[..1], digits),
        _ => (&number[..0], number),
    };
    let (high, low) = digits.split_at(digits.len().saturating_sub(LOW));
    let high = if high.is_empty() { b"0" } else { high };
    put(out, &[sign, high, b" ", sign, low]);
}

/// What points have: the mark with which their cells begin, and the names of their coordinates.
const POINTS: [(&str, &[&str]); 4] = [
    ("e", &["longitude", "latitude"]),
    ("E", &["longitude", "latitude", "height"]),
    ("c", &["x", "y"]),
    ("C", &["x", "y", "z"]),
];

/// Writes a point: its mark and its coordinates.
pub(super) fn put_point(out: &mut Vec<u8>, text: &[u8]) {
    let Some(point) = point(text) else { return };
    let entries: Vec<(&str, &str)> = point.entries().collect();
    let names = entries.iter().map(|(name, _)| *name);
    let mark = POINTS.iter().find(|(_, known)| known.iter().copied().eq(names.clone()));
    out.extend_from_slice(mark.map_or(&[][..], |(mark, _)| mark.as_bytes()));
    for (_, number) in entries {
        put(out, &[b" ", number.as_bytes()]);
    }
}

/// The expression that reads a point.
fn point_of(text: &str) -> String {
    let of_mark = |(mark, names): &(&str, &[&str])| {
        let entry = |(at, name): (usize, &&str)| format!("{name}: toFloat(split({text}, ' ')[{}])", at + 1);
        let entries: Vec<String> = names.iter().enumerate().map(entry).collect();
        format!("WHEN '{mark}' THEN point({{{}}}) ", entries.join(", "))
    };
    format!("CASE split({text}, ' ')[0] {}END", POINTS.iter().map(of_mark).collect::<String>())
}

/// What the cells of a place are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Form {
    /// What a value is, or each item of a list.
    pub(super) shape: Shape,
    /// Whether whole numbers are in two parts.
    pub(super) is_wide: bool,
    /// Whether it is a list.
    pub(super) is_list: bool,
}

impl Form {
    /// A text.
    pub(super) const TEXT: Form = Form { shape: Shape::Text, is_wide: false, is_list: false };

    /// Whether a whole number is written in two parts.
    pub(super) fn is_wide(number: &[u8]) -> bool {
        number.len() > EXACT
    }

    /// Writes the expression that reads a cell.
    pub(super) fn put(self, out: &mut Vec<u8>, cell: &str, has_gaps: bool, has_marks: bool) {
        let is_null_anyway =
            !self.is_list && matches!(self.shape, Shape::Long | Shape::Double | Shape::Boolean);
        let may_be_missing = has_gaps && !is_null_anyway;
        if may_be_missing {
            put(out, &[b"CASE WHEN ", cell.as_bytes(), b" <> '' THEN "]);
        }
        if self.is_list {
            let items = format!("split({cell}, '\\f')[1..]");
            match self.scalar("x", has_marks) {
                Cow::Borrowed(_) => out.extend_from_slice(items.as_bytes()),
                Cow::Owned(item) => put(out, &[b"[x IN ", items.as_bytes(), b" | ", item.as_bytes(), b"]"]),
            }
        } else {
            out.extend_from_slice(self.scalar(cell, has_marks).as_bytes());
        }
        if may_be_missing {
            out.extend_from_slice(b" END");
        }
    }

    /// The expression of one value; the text itself where that is it.
    fn scalar(self, text: &str, has_marks: bool) -> Cow<'_, str> {
        let function = match self.shape {
            Shape::Text if !has_marks => return Cow::Borrowed(text),
            Shape::Text => {
                let unmarked = |text: String, (mark, meant): &(&str, &str)| {
                    format!("replace({text}, '{mark}', '{meant}')")
                };
                return MARKS.iter().fold(text.to_owned(), unmarked).into();
            }
            Shape::Long if self.is_wide => {
                return format!(
                    "toInteger(split({text}, ' ')[0]) * 1{:0LOW$} + toInteger(split({text}, ' ')[1])",
                    0
                )
                .into();
            }
            Shape::Point => return point_of(text).into(),
            Shape::Long => "toInteger",
            Shape::Double => "toFloat",
            Shape::Boolean => "toBoolean",
            Shape::Date => "date",
            Shape::Moment => "datetime",
            Shape::Local => "localdatetime",
            Shape::Duration => "duration",
        };
        format!("{function}({text})").into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(put: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        put(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn whole_numbers_are_cut_where_floating_point_would_round() {
        for (number, parts) in [
            ("-9223372036854775808", "-9223372036 -854775808"),
            ("1000000000000000005", "1000000000 000000005"),
            ("12345", "0 12345"),
        ] {
            assert_eq!(written(|out| put_wide(out, number.as_bytes())), parts);
        }
        assert!(!Form::is_wide(b"999999999999999") && Form::is_wide(b"9007199254740993"));
    }

    #[test]
    fn expressions_read_what_is_missing_as_nothing() {
        let form = |shape| Form { shape, ..Form::TEXT };
        let of = |form: Form, gaps, marks| written(|out| form.put(out, "c[1]", gaps, marks));
        assert_eq!(of(Form::TEXT, false, false), "c[1]");
        assert_eq!(of(Form::TEXT, true, false), "CASE WHEN c[1] <> '' THEN c[1] END");
        assert_eq!(of(form(Shape::Long), true, false), "toInteger(c[1])");
        assert_eq!(of(form(Shape::Date), true, false), "CASE WHEN c[1] <> '' THEN date(c[1]) END");
        let wide = Form { is_wide: true, ..form(Shape::Long) };
        let parts = "toInteger(split(c[1], ' ')[0]) * 1000000000 + toInteger(split(c[1], ' ')[1])";
        assert_eq!(of(wide, true, false), parts);
        let list = |form| Form { is_list: true, ..form };
        assert_eq!(of(list(Form::TEXT), false, false), "split(c[1], '\\f')[1..]");
        assert_eq!(
            of(list(form(Shape::Double)), false, false),
            "[x IN split(c[1], '\\f')[1..] | toFloat(x)]"
        );
    }

    /// What an expression makes of a text with marks.
    fn unmarked(text: &str) -> String {
        MARKS.iter().fold(text.to_owned(), |text, (mark, meant)| text.replace(mark, meant))
    }

    proptest::proptest! {
        #[test]
        fn any_text_comes_back_and_has_no_separator(
            parts in proptest::collection::vec(proptest::sample::select(vec!["\t", "\u{8}", "\u{c}", "0", "1", "2", "3", "a"]), 0..12)
        ) {
            let text = parts.concat();
            let mut has_marks = false;
            let cell = written(|out| has_marks = put_text(out, text.as_bytes()));
            proptest::prop_assert!(!cell.is_empty() && !cell.contains("\\t") && !cell.contains("\\f"));
            proptest::prop_assert_eq!(has_marks, cell.contains("\\b"));
            let back = unmarked(&cell).replace("\\t", "\t").replace("\\b", "\u{8}").replace("\\f", "\u{c}");
            proptest::prop_assert_eq!(back, text);
        }
    }
}
