//! Values as property graphs send and hold them, and properties by name, in a form that takes little memory: millions of them are
//! compared.

use std::fmt;
use std::ops::Index;
use std::sync::Arc;

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
    /// A moment: the seconds of UTC since 1970 and the nanoseconds, and by how many seconds its time zone is ahead.
    Moment(i64, u32, i32),
    /// A day with a time anywhere: the seconds there since 1970, and the nanoseconds.
    Local(i64, u32),
    /// A duration: months, days, seconds and nanoseconds, which databases keep apart.
    Duration(i64, i64, i64, u32),
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
            Value::Moment(..) | Value::Local(..) => 20,
            Value::Duration(..) => 30,
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
            Value::Moment(seconds, nanos, offset) => {
                let (sign, minutes) = (if *offset < 0 { '-' } else { '+' }, offset.unsigned_abs() / 60);
                let (hours, minutes) = (minutes / 60, minutes % 60);
                write!(
                    f,
                    "datetime({{epochSeconds: {seconds}, nanosecond: {nanos}, timezone: '{sign}{hours:02}:{minutes:02}'}})"
                )
            }
            Value::Local(seconds, nanos) => {
                write!(f, "localdatetime(datetime({{epochSeconds: {seconds}, nanosecond: {nanos}}}))")
            }
            Value::Duration(months, days, seconds, nanos) => {
                write!(
                    f,
                    "duration({{months: {months}, days: {days}, seconds: {seconds}, nanoseconds: {nanos}}})"
                )
            }
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

/// Properties by name, in the order of the names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::store) struct Record(Vec<(Arc<str>, Value)>);

impl Record {
    /// No properties.
    pub(in crate::store) const fn new() -> Record {
        Record(Vec::new())
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        // Names mostly come in their order.
        match self.0.last() {
            Some((last, _)) if **last < *name => Err(self.0.len()),
            _ => self.0.binary_search_by(|(other, _)| (**other).cmp(name)),
        }
    }

    /// The value of a property.
    pub(in crate::store) fn get(&self, name: &str) -> Option<&Value> {
        self.place(name).ok().and_then(|at| self.0.get(at)).map(|(_, value)| value)
    }

    /// Whether there is a property.
    pub(in crate::store) fn contains_key(&self, name: &str) -> bool {
        self.place(name).is_ok()
    }

    /// Sets a property.
    pub(in crate::store) fn insert(&mut self, name: impl Into<Arc<str>>, value: Value) {
        let name = name.into();
        match self.place(&name) {
            Ok(at) => {
                if let Some(entry) = self.0.get_mut(at) {
                    entry.1 = value;
                }
            }
            Err(at) => self.0.insert(at, (name, value)),
        }
    }

    /// Takes a property out.
    #[cfg(any(feature = "bolt", feature = "falkordb"))]
    pub(in crate::store) fn remove(&mut self, name: &str) -> Option<Value> {
        self.place(name).ok().map(|at| self.0.remove(at).1)
    }

    /// How many properties there are.
    pub(in crate::store) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub(in crate::store) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The properties in order.
    pub(in crate::store) fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Value)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// The names in order.
    pub(in crate::store) fn keys(&self) -> impl Iterator<Item = &Arc<str>> {
        self.0.iter().map(|(name, _)| name)
    }

    /// The values in the order of their names.
    pub(in crate::store) fn values(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().map(|(_, value)| value)
    }
}

impl<N: Into<Arc<str>>> FromIterator<(N, Value)> for Record {
    /// Of values with the same name, the last is kept.
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(entries: I) -> Record {
        let mut all: Vec<(Arc<str>, Value)> =
            entries.into_iter().map(|(name, value)| (name.into(), value)).collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all.dedup_by(|later, kept| {
            let is_same = later.0 == kept.0;
            if is_same {
                std::mem::swap(&mut later.1, &mut kept.1);
            }
            is_same
        });
        Record(all)
    }
}

impl<N: Into<Arc<str>>, const COUNT: usize> From<[(N, Value); COUNT]> for Record {
    fn from(entries: [(N, Value); COUNT]) -> Record {
        entries.into_iter().collect()
    }
}

impl<N: Into<Arc<str>>> Extend<(N, Value)> for Record {
    fn extend<I: IntoIterator<Item = (N, Value)>>(&mut self, entries: I) {
        entries.into_iter().for_each(|(name, value)| self.insert(name, value));
    }
}

impl IntoIterator for Record {
    type Item = (Arc<str>, Value);
    type IntoIter = std::vec::IntoIter<(Arc<str>, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'r> IntoIterator for &'r Record {
    type Item = &'r (Arc<str>, Value);
    type IntoIter = std::slice::Iter<'r, (Arc<str>, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl Index<&str> for Record {
    type Output = Value;

    /// [`Value::Null`] where there is no such property.
    fn index(&self, name: &str) -> &Value {
        self.get(name).unwrap_or(&Value::Null)
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

    #[test]
    fn the_last_of_a_name_is_kept_and_names_are_in_order() {
        let number = Value::Integer;
        let mut record = Record::from([("b", number(1)), ("a", number(2)), ("b", number(3))]);
        assert_eq!(record, Record::from([("a", number(2)), ("b", number(3))]));
        record.insert("a", number(4));
        record.extend([("c", number(5)), ("aa", number(6))]);
        let names: Vec<&str> = record.keys().map(|name| &**name).collect();
        assert_eq!(names, ["a", "aa", "b", "c"]);
        assert_eq!((record.get("a"), record.get("d"), record.len()), (Some(&number(4)), None, 4));
    }
}
