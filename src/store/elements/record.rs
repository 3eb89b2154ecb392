//! Properties by name, in a form that takes little memory: millions of them are compared.

use std::ops::Index;
use std::sync::Arc;

use super::Value;

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
