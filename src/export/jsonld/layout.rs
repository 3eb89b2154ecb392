//! JSON on lines: what fits on one stays on one, and everything else is indented by two spaces.

use std::io::{self, Write};

use serde_json::{Map, Value};

/// How many characters a line may have when something is kept on it.
const WIDTH: usize = 100;

/// Writes a value. The cursor is `column` characters after an indentation of `indent`.
pub(super) fn write_value(
    out: &mut dyn Write,
    value: &Value,
    indent: usize,
    column: usize,
) -> io::Result<()> {
    let mut line = String::new();
    if append(&mut line, value, WIDTH.saturating_sub(indent + column)) {
        return out.write_all(line.as_bytes());
    }
    match value {
        Value::Object(object) => {
            write_fields(out, object, indent)?;
            write_end(out, indent, '}')
        }
        Value::Array(values) => {
            write!(out, "[")?;
            for (at, value) in values.iter().enumerate() {
                write_line(out, at > 0, indent + 2)?;
                write_value(out, value, indent + 2, 0)?;
            }
            write_end(out, indent, ']')
        }
        scalar => write!(out, "{scalar}"),
    }
}

/// Writes the beginning of an object with each field on its own line, so that fields can follow.
pub(super) fn write_fields(
    out: &mut dyn Write,
    object: &Map<String, Value>,
    indent: usize,
) -> io::Result<()> {
    write!(out, "{{")?;
    for (at, (key, value)) in object.iter().enumerate() {
        write_line(out, at > 0, indent + 2)?;
        let key = quoted(key);
        write!(out, "{key}: ")?;
        write_value(out, value, indent + 2, key.chars().count() + 2)?;
    }
    Ok(())
}

/// Ends a line, with a comma if it is not empty, and begins the next.
pub(super) fn write_line(out: &mut dyn Write, comma: bool, indent: usize) -> io::Result<()> {
    let comma = if comma { "," } else { "" };
    write!(out, "{comma}\n{:indent$}", "")
}

/// Closes an object or list on a line of its own.
pub(super) fn write_end(out: &mut dyn Write, indent: usize, bracket: char) -> io::Result<()> {
    write!(out, "\n{:indent$}{bracket}", "")
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Appends a value without line breaks; `false` once that takes more than `room` characters.
fn append(line: &mut String, value: &Value, room: usize) -> bool {
    match value {
        Value::Object(object) => {
            line.push('{');
            for (at, (key, value)) in object.iter().enumerate() {
                line.push_str(if at > 0 { ", " } else { "" });
                line.push_str(&quoted(key));
                line.push_str(": ");
                if !append(line, value, room) {
                    return false;
                }
            }
            line.push('}');
        }
        Value::Array(values) => {
            line.push('[');
            for (at, value) in values.iter().enumerate() {
                line.push_str(if at > 0 { ", " } else { "" });
                if !append(line, value, room) {
                    return false;
                }
            }
            line.push(']');
        }
        scalar => line.push_str(&scalar.to_string()),
    }
    line.chars().count() < room
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn laid_out(value: &Value) -> String {
        let mut out = Vec::new();
        write_value(&mut out, value, 0, 0).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_short_stays_on_one_line() {
        assert_eq!(laid_out(&json!({"en": "China", "zh": ["中国"]})), r#"{"en": "China", "zh": ["中国"]}"#);
        assert_eq!(laid_out(&json!({})), "{}");
    }

    #[test]
    fn what_is_long_is_broken_and_reads_back() {
        let long = json!({"a": "x".repeat(60), "b": ["y\n".repeat(30), 1, {"c": false}]});
        let text = laid_out(&long);
        assert!(text.starts_with("{\n  \"a\": \"xxx"), "{text}");
        assert!(text.ends_with("\n    1,\n    {\"c\": false}\n  ]\n}"), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), long);
    }
}
