//! A property graph as tables, for formats that have a table for each label and each type of edge.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Kind, Properties, PropertyGraph, Relationship, Scalar, Vertex};

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// The property.
    pub(crate) name: Arc<str>,
    /// The kind of all its values.
    pub(crate) kind: Kind,
}

impl Column {
    /// The value of this column in a row; `None` where the row has none.
    pub(crate) fn of<'p>(&self, properties: &'p Properties) -> Option<&'p Scalar> {
        properties.iter().find(|(name, _)| *name == self.name).map(|(_, value)| value)
    }
}

/// The vertices of one label.
#[derive(Clone, Debug)]
pub(crate) struct VertexTable<'p> {
    /// The label.
    pub(crate) label: Arc<str>,
    /// All labels of these vertices, the label first.
    pub(crate) labels: Arc<[Arc<str>]>,
    /// The columns: `iri`, `id`, `name`, then the others by name.
    pub(crate) columns: Vec<Column>,
    /// The vertices, in their order.
    pub(crate) rows: Vec<&'p Vertex>,
}

/// The edges of one type between vertices of two labels.
#[derive(Clone, Debug)]
pub(crate) struct EdgeTable<'p> {
    /// The type.
    pub(crate) kind: Arc<str>,
    /// The label of the vertices where they begin.
    pub(crate) from: Arc<str>,
    /// The label of the vertices where they end.
    pub(crate) to: Arc<str>,
    /// The columns: `iri`, `id`, then the others by name. They are those of all edges of the type.
    pub(crate) columns: Vec<Column>,
    /// The edges, in their order.
    pub(crate) rows: Vec<&'p Relationship>,
}

impl PropertyGraph {
    /// A table for each label, by name.
    pub(crate) fn vertex_tables(&self) -> Vec<VertexTable<'_>> {
        let mut tables: BTreeMap<&Arc<str>, Vec<&Vertex>> = BTreeMap::new();
        for vertex in &self.vertices {
            tables.entry(vertex.label()).or_default().push(vertex);
        }
        let mut all = Vec::with_capacity(tables.len());
        for (label, rows) in tables {
            let columns = columns(rows.iter().map(|row| &row.properties));
            let labels = rows.first().map_or_else(|| Arc::from([]), |row| Arc::clone(&row.labels));
            all.push(VertexTable { label: Arc::clone(label), labels, columns, rows });
        }
        all
    }

    /// A table for each type of edges and each pair of labels that they join, by these names.
    pub(crate) fn edge_tables(&self) -> Vec<EdgeTable<'_>> {
        let mut kinds: BTreeMap<&Arc<str>, Vec<&Relationship>> = BTreeMap::new();
        for edge in &self.edges {
            kinds.entry(&edge.kind).or_default().push(edge);
        }
        let mut tables = Vec::new();
        for (kind, edges) in kinds {
            let columns = columns(edges.iter().map(|edge| &edge.properties));
            let mut pairs: BTreeMap<(&Arc<str>, &Arc<str>), Vec<&Relationship>> = BTreeMap::new();
            for edge in edges {
                let pair = (self.vertex(edge.from).label(), self.vertex(edge.to).label());
                pairs.entry(pair).or_default().push(edge);
            }
            tables.extend(pairs.into_iter().map(|((from, to), rows)| EdgeTable {
                kind: Arc::clone(kind),
                from: Arc::clone(from),
                to: Arc::clone(to),
                columns: columns.clone(),
                rows,
            }));
        }
        tables
    }

    /// The properties of all vertices, with their kinds, by name.
    pub(crate) fn vertex_columns(&self) -> Vec<Column> {
        columns(self.vertices.iter().map(|vertex| &vertex.properties))
    }

    /// The properties of all edges, with their kinds, by name.
    pub(crate) fn edge_columns(&self) -> Vec<Column> {
        columns(self.edges.iter().map(|edge| &edge.properties))
    }
}

/// The columns of some rows. A column whose values are of several kinds is one of text.
fn columns<'p>(rows: impl Iterator<Item = &'p Properties>) -> Vec<Column> {
    let mut kinds: BTreeMap<&Arc<str>, BTreeSet<Kind>> = BTreeMap::new();
    for (name, value) in rows.flatten() {
        kinds.entry(name).or_default().insert(value.kind());
    }
    let column = |(name, kinds): (&Arc<str>, BTreeSet<Kind>)| {
        let kind = match kinds.iter().collect::<Vec<_>>().as_slice() {
            [kind] => **kind,
            _ => Kind::Text,
        };
        Column { name: Arc::clone(name), kind }
    };
    let mut columns: Vec<Column> = kinds.into_iter().map(column).collect();
    let first =
        |column: &Column| ["iri", "id", "name"].iter().position(|name| **name == *column.name).unwrap_or(3);
    columns.sort_by_key(first);
    columns
}
