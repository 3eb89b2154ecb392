//! The properties of all vertices, for the format that declares them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Kind, Properties, PropertyGraph};

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// The property.
    pub(crate) name: Arc<str>,
    /// The kind of all its values.
    pub(crate) kind: Kind,
}

/// The kind of the values of each property.
type Kinds<'p> = BTreeMap<&'p Arc<str>, Kind>;

impl PropertyGraph {
    /// The properties of all vertices, with their kinds, by name.
    pub(crate) fn vertex_columns(&self) -> Vec<Column> {
        columns(self.vertices.iter().map(|vertex| &vertex.properties), &self.kinds())
    }

    /// The kind of every property. One whose values are of several kinds is text.
    fn kinds(&self) -> Kinds<'_> {
        let mut kinds = Kinds::new();
        let vertices = self.vertices.iter().map(|vertex| &vertex.properties);
        for (name, value) in vertices.chain(self.edges.iter().map(|edge| &edge.properties)).flatten() {
            let kind = kinds.entry(name).or_insert(value.kind());
            if *kind != value.kind() {
                *kind = Kind::Text;
            }
        }
        kinds
    }
}

/// The columns of some rows, of the given kinds.
fn columns<'p>(rows: impl Iterator<Item = &'p Properties>, kinds: &Kinds<'_>) -> Vec<Column> {
    let names: BTreeSet<&Arc<str>> = rows.flatten().map(|(name, _)| name).collect();
    let kind = |name: &Arc<str>| kinds.get(name).copied().unwrap_or(Kind::Text);
    let column = |name: &Arc<str>| Column { name: Arc::clone(name), kind: kind(name) };
    let mut columns: Vec<Column> = names.into_iter().map(column).collect();
    sort(&mut columns);
    columns
}

/// Sorts columns: `iri`, `id`, `name`, then the others by name.
fn sort(columns: &mut [Column]) {
    let first =
        |column: &Column| ["iri", "id", "name"].iter().position(|name| **name == *column.name).unwrap_or(3);
    columns.sort_by(|one, other| first(one).cmp(&first(other)).then_with(|| one.name.cmp(&other.name)));
}
