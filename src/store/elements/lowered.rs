//! The vertices and edges of a load, made from its graph whenever they are needed.

use std::sync::Arc;

use super::keeps::root_label;
use super::value::{Record, Value};
use super::values::Values;
use super::wanted::Wanted;
use crate::export::Losses;
use crate::export::elements::{Edge, Elements, KEY, Key, Vertex};
use crate::graph::rows::Cell;

/// A vertex that is to be there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WantedNode {
    pub(super) labels: Arc<[Arc<str>]>,
    pub(super) properties: Record,
}

/// An edge that is to be there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WantedEdge {
    pub(super) from: String,
    pub(super) kind: Arc<str>,
    pub(super) to: String,
    pub(super) roots: (&'static str, &'static str),
    pub(super) properties: Record,
}

/// Makes the vertices and edges that a load wants, by their numbers.
pub(super) struct Lowered<'l> {
    pub(super) wanted: &'l Wanted,
    pub(super) elements: &'l Elements<'l>,
    values: Values<'l>,
}

impl<'l> Lowered<'l> {
    /// What a load wants, with its values as its database keeps them. What is lost was counted elsewhere.
    pub(super) fn new(wanted: &'l Wanted, elements: &'l Elements<'l>, losses: &'l Losses) -> Lowered<'l> {
        Lowered { wanted, elements, values: Values::new(elements, &wanted.keeps, losses) }
    }

    /// The key of a vertex.
    pub(super) fn key(&self, key: Key<'_>) -> String {
        let mut iri = Vec::new();
        self.elements.put_iri(&mut iri, key);
        text(iri)
    }

    /// Visits some vertices by their numbers.
    pub(super) fn each_vertex(&self, numbers: &[usize], mut visit: impl FnMut(usize, &Vertex<'_>)) {
        let places: Vec<_> =
            numbers.iter().filter_map(|number| self.wanted.vertices.place(*number)).collect();
        let mut numbers = numbers.iter();
        self.elements.vertices_at(&places, |vertex| {
            if let Some(number) = numbers.next() {
                visit(*number, vertex);
            }
        });
    }

    /// Visits some edges by their numbers, which rise.
    pub(super) fn each_edge(&self, numbers: &[usize], mut visit: impl FnMut(usize, &Edge<'_>)) {
        let index = &self.wanted.edges;
        // All edges of a row are visited.
        let (mut rows, mut visited) = (Vec::new(), Vec::new());
        for number in numbers {
            let Some(row) = index.place(*number) else { continue };
            if rows.last() != Some(&row) {
                rows.push(row);
                let first = number - index.rank(*number);
                visited.extend((first..).take_while(|number| index.place(*number) == Some(row)));
            }
        }
        let (mut visited, mut numbers) = (visited.into_iter(), numbers.iter().peekable());
        self.elements.edges_of_rows(rows, |edge| {
            let number = visited.next();
            if let Some(number) = numbers.next_if(|wanted| Some(**wanted) == number) {
                visit(*number, edge);
            }
        });
    }

    /// The vertex of a number.
    pub(super) fn node(&self, number: usize, vertex: &Vertex<'_>) -> WantedNode {
        let labels = self.wanted.vertices.group(number).and_then(|group| self.wanted.labels.get(group));
        let named = |(column, cell): (usize, Cell<'_>)| {
            let name = self.wanted.names.of_vertices.get(column)?;
            Some((Arc::clone(name), self.values.of_vertex(column, &cell)))
        };
        let mut id = Vec::new();
        self.elements.put_id(&mut id, vertex.key);
        let id = [(Arc::clone(&self.wanted.own.id), Value::Text(text(id)))];
        let own = self.wanted.own.of(self.key(vertex.key));
        let properties = vertex.values().filter_map(named).chain(id).chain(own).collect();
        WantedNode { labels: labels.map(Arc::clone).unwrap_or_default(), properties }
    }

    /// The edge of a number.
    pub(super) fn edge(&self, number: usize, edge: &Edge<'_>) -> WantedEdge {
        let kind = self.wanted.edges.group(number).and_then(|group| self.wanted.kinds.get(group));
        let named = |(column, cell): (usize, Cell<'_>)| {
            let name = self.wanted.names.of_edges.get(column)?;
            Some((Arc::clone(name), self.values.of_edge(column, &cell)))
        };
        let (mut iri, mut id) = (Vec::new(), Vec::new());
        self.elements.put_edge_iri(&mut iri, edge.key);
        let has_id = self.elements.put_edge_id(&mut id, edge.key);
        let id = has_id.then(|| (Arc::clone(&self.wanted.own.id), Value::Text(text(id))));
        let own = self.wanted.own.of(text(iri));
        WantedEdge {
            from: self.key(edge.source),
            kind: kind.map(Arc::clone).unwrap_or_default(),
            to: self.key(edge.target),
            roots: (self.elements.root(edge.source).label(), self.elements.root(edge.target).label()),
            properties: edge.values().filter_map(named).chain(id).chain(own).collect(),
        }
    }

    /// The number of the vertex with a key.
    pub(super) fn number_of(&self, iri: &[u8]) -> Option<usize> {
        let mut key = Vec::new();
        self.wanted.vertices.find(iri).find(|number| {
            key.clear();
            self.each_vertex(&[*number], |_, vertex| self.elements.put_iri(&mut key, vertex.key));
            key == iri
        })
    }

    /// The vertex with a key, and its number.
    pub(super) fn find_node(&self, iri: &str) -> Option<(usize, WantedNode)> {
        self.wanted.vertices.find(iri.as_bytes()).find_map(|number| {
            let mut found = None;
            self.each_vertex(&[number], |number, vertex| found = Some((number, self.node(number, vertex))));
            found.filter(|(_, node)| key(&node.properties) == Some(iri))
        })
    }

    /// The edge with a key, and its number.
    pub(super) fn find_edge(&self, iri: &str) -> Option<(usize, WantedEdge)> {
        self.wanted.edges.find(iri.as_bytes()).find_map(|number| {
            let mut found = None;
            self.each_edge(&[number], |number, edge| found = Some((number, self.edge(number, edge))));
            found.filter(|(_, edge)| key(&edge.properties) == Some(iri))
        })
    }

    /// The root label of a vertex.
    pub(super) fn root(&self, number: usize) -> &'static str {
        let labels = self.wanted.vertices.group(number).and_then(|group| self.wanted.labels.get(group));
        let last = labels.and_then(|labels| labels.last());
        root_label(|root| last.is_some_and(|label| **label == *root))
    }
}

/// The key of a record.
pub(super) fn key(properties: &Record) -> Option<&str> {
    properties.get(KEY).and_then(Value::text)
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
