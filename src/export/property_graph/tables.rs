//! A property graph as tables, for formats that have a table for each label and each type of edge.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{ENTITY, Kind, Properties, PropertyGraph, Relationship, Scalar, Vertex};

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

/// Columns that every table of entities has, so that a later version of a graph takes back what it no longer says.
const OF_ENTITIES: [(&str, Kind); 4] =
    [("aka", Kind::TextList), ("kind", Kind::Text), ("notes", Kind::TextList), ("same", Kind::TextList)];

/// The kind of the values of each property.
type Kinds<'p> = BTreeMap<&'p Arc<str>, Kind>;

impl PropertyGraph {
    /// A table for each label, by name. A property has the same kind in all tables, those of edges among them.
    pub(crate) fn vertex_tables(&self) -> Vec<VertexTable<'_>> {
        let kinds = self.kinds();
        let mut tables: BTreeMap<&Arc<str>, Vec<&Vertex>> = BTreeMap::new();
        for vertex in &self.vertices {
            tables.entry(vertex.label()).or_default().push(vertex);
        }
        let mut all = Vec::with_capacity(tables.len());
        for (label, rows) in tables {
            let mut columns = columns(rows.iter().map(|row| &row.properties), &kinds);
            let labels = rows.first().map_or_else(|| Arc::from([]), |row| Arc::clone(&row.labels));
            if rows.first().is_some_and(|row| **row.key_label() == *ENTITY) {
                for (name, kind) in OF_ENTITIES {
                    if columns.iter().all(|column| *column.name != *name) {
                        columns.push(Column { name: Arc::from(name), kind });
                    }
                }
                sort(&mut columns);
            }
            all.push(VertexTable { label: Arc::clone(label), labels, columns, rows });
        }
        all
    }

    /// A table for each type of edges and each pair of labels that they join, by these names.
    pub(crate) fn edge_tables(&self) -> Vec<EdgeTable<'_>> {
        self.edge_tables_between(Vertex::label)
    }

    fn edge_tables_between(&self, label: impl Fn(&Vertex) -> &Arc<str>) -> Vec<EdgeTable<'_>> {
        let all = self.kinds();
        let mut kinds: BTreeMap<&Arc<str>, Vec<&Relationship>> = BTreeMap::new();
        for edge in &self.edges {
            kinds.entry(&edge.kind).or_default().push(edge);
        }
        let mut tables = Vec::new();
        for (kind, edges) in kinds {
            let columns = columns(edges.iter().map(|edge| &edge.properties), &all);
            let mut pairs: BTreeMap<(&Arc<str>, &Arc<str>), Vec<&Relationship>> = BTreeMap::new();
            for edge in edges {
                let pair = (label(self.vertex(edge.from)), label(self.vertex(edge.to)));
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
        columns(self.vertices.iter().map(|vertex| &vertex.properties), &self.kinds())
    }

    /// The properties of all edges, with their kinds, by name.
    pub(crate) fn edge_columns(&self) -> Vec<Column> {
        columns(self.edges.iter().map(|edge| &edge.properties), &self.kinds())
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
