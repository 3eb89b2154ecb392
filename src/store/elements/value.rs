//! Values as property graphs send and hold them.

use std::fmt;

use super::Record;
use crate::export::cypher::literal;

/// A value that is sent to a server or comes from it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::store) enum Value {
    /// Nothing; as the value of a property it takes the property away.
    Null,
    /// A truth value.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// A text.
    Text(String),
    /// A day: year, month, day.
    Date(u16, u8, u8),
    /// Values in order.
    List(Vec<Value>),
    /// Values by name.
    Map(Record),
    /// Something that the lowering never sends, in words.
    Other(String),
}

impl Value {
    /// The text, where it is one.
    pub(in crate::store) fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, where it is a whole one.
    #[cfg(any(feature = "bolt", feature = "falkordb"))]
    pub(in crate::store) fn integer(&self) -> Option<i64> {
        match self {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The texts of a list; those of anything else are none.
    pub(in crate::store) fn texts(&self) -> impl Iterator<Item = &str> {
        let members = match self {
            Value::List(members) => members.as_slice(),
            _ => &[],
        };
        members.iter().filter_map(Value::text)
    }

    /// A list of texts.
    pub(in crate::store) fn list<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Value {
        Value::List(texts.into_iter().map(|text| Value::Text(text.into())).collect())
    }

    /// Whether a text in it holds the character NUL.
    pub(super) fn has_nul(&self) -> bool {
        match self {
            Value::Text(text) => text.contains('\0'),
            Value::List(members) => members.iter().any(Value::has_nul),
            _ => false,
        }
    }

    /// Whether a database that returns this was given that. JSON has one kind of numbers, in which 1e17 is a whole number.
    pub(super) fn is_kept_of(&self, sent: &Value, rounds: bool) -> bool {
        const WHOLE: f64 = 1e15;
        match (self, sent) {
            (Value::Integer(kept), Value::Float(sent)) => sent.abs() >= WHOLE && *kept as f64 == *sent,
            (Value::Float(kept), Value::Float(sent)) if rounds => {
                format!("{kept:.14e}") == format!("{sent:.14e}")
            }
            (Value::List(kept), Value::List(sent)) => {
                kept.len() == sent.len()
                    && kept.iter().zip(sent).all(|(kept, sent)| kept.is_kept_of(sent, rounds))
            }
            (kept, sent) => kept == sent,
        }
    }

    /// How many bytes it takes, about.
    pub(in crate::store) fn size(&self) -> usize {
        match self {
            Value::Null | Value::Boolean(_) => 5,
            Value::Integer(_) | Value::Float(_) | Value::Date(..) => 12,
            Value::Text(text) | Value::Other(text) => text.len() + 3,
            Value::List(members) => members.iter().map(Value::size).sum::<usize>() + 4,
            Value::Map(members) => members.iter().map(|(name, value)| name.len() + value.size() + 4).sum(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl fmt::Display for Value {
    /// The value as a literal of openCypher 9.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Boolean(value) => write!(f, "{value}"),
            // The number without its sign is beyond 64 bits, and many parsers read the sign last.
            Value::Integer(i64::MIN) => write!(f, "({} - 1)", i64::MIN + 1),
            Value::Integer(number) => write!(f, "{number}"),
            // Debug always writes a point or an exponent: 25.0 stays a number of that kind.
            Value::Float(number) => write!(f, "{number:?}"),
            Value::Text(text) => f.write_str(&literal::text(text)),
            Value::Date(year, month, day) => write!(f, "date('{year:04}-{month:02}-{day:02}')"),
            Value::List(members) => {
                f.write_str("[")?;
                for (at, member) in members.iter().enumerate() {
                    write!(f, "{}{member}", if at > 0 { ", " } else { "" })?;
                }
                f.write_str("]")
            }
            Value::Map(members) => {
                f.write_str("{")?;
                for (at, (name, member)) in members.iter().enumerate() {
                    let name = literal::name(name);
                    write!(f, "{}{name}: {member}", if at > 0 { ", " } else { "" })?;
                }
                f.write_str("}")
            }
            Value::Other(words) => f.write_str(words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_literals_of_cypher() {
        let scalars = [Value::Text("a'\\\n".into()), Value::Float(25.0), Value::Date(2019, 5, 1)];
        let mut map: Record = ["t", "f", "order"].map(str::to_owned).into_iter().zip(scalars).collect();
        map.insert("none", Value::Null);
        let list = Value::List(vec![Value::Map(map), Value::Boolean(true), Value::Integer(-1)]);
        let words = r"[{f: 25.0, none: null, `order`: date('2019-05-01'), t: 'a\'\\\n'}, true, -1]";
        assert_eq!(list.to_string(), words);
        let numbers =
            [Value::Integer(-3), Value::Integer(i64::MIN), Value::Float(1e300), Value::Date(800, 12, 25)];
        let written = ["-3", "(-9223372036854775807 - 1)", "1e300", "date('0800-12-25')"];
        assert_eq!(numbers.map(|number| number.to_string()), written);
        assert!(list.size() >= words.len() / 2);
        let (half, third) = (Value::Float(0.30000000000000004), Value::Float(0.3));
        assert!(third.is_kept_of(&half, true) && !third.is_kept_of(&half, false));
        let whole = Value::List(vec![Value::Integer(100_000_000_000_000_000)]);
        assert!(whole.is_kept_of(&Value::List(vec![Value::Float(1e17)]), false));
        assert!(!Value::Integer(25).is_kept_of(&Value::Float(25.0), false));
        assert_eq!(Value::list(["a", "b"]).texts().collect::<Vec<_>>(), ["a", "b"]);
    }
}
