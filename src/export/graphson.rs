//! GraphSON, as Gremlin's `g.io(file).read()` and `io(graphson())` of TinkerPop graphs read it: one vertex on each line, with
//! its edges out and in.

use super::bytes::{put, put_number};
use super::elements::{
    Column, Datatypes, Edge, Elements, ID, KEY, Keeps, Key, Place, Shape, ShortNames, Vertex, write_rows,
};
use super::json::{plain, put_json_string};
use super::members::{ColumnNames, SaidNames, TYPES, put_member, put_texts};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::rows::{Cell, NameKey, RowNode};

/// The exporter.
pub(super) static GRAPH_SON: GraphSon = GraphSon;

/// GraphSON 3.0 (Apache TinkerPop, "IO Documentation").
///
/// Ids are texts: those of the graph. A vertex has one label in TinkerPop, the narrowest; all of them are the
/// property `labels`. A list is one value, a `g:List`: of several properties of one name a graph keeps only the last, unless
/// it is configured otherwise. The member `dossier` of the first vertex, which other readers pass over, says how rows call
/// what the file shows, so that dossier reads the same graph; where labels do not say which types a node has, it has them as
/// the property `types`.
#[derive(Debug)]
pub(super) struct GraphSon;

/// The property of all labels of a vertex.
const LABELS: &str = "labels";

impl Exporter for GraphSon {
    fn name(&self) -> &'static str {
        "graphson"
    }

    fn about(&self) -> &'static str {
        "GraphSON 3 for Gremlin and TinkerPop"
    }

    fn extension(&self) -> &'static str {
        "graphson.json"
    }

    fn holds(&self, feature: Feature, _: &ExportOptions) -> Capability {
        match feature {
            Feature::Datatypes => Capability::Partly("numbers, booleans and lists; dates as text"),
            _ => Capability::Full,
        }
    }

    fn export(
        &self,
        graph: Graph<'_>,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<Losses, ExportError> {
        let elements = Elements::new(graph, options)?;
        let mut vertices = Vec::new();
        elements.placed_vertices(|place, _| vertices.push(place));
        let writer = Writer::new(&elements, vertices.first().copied());
        let make = |rows: &[Place], out: &mut Vec<u8>| writer.vertices(rows, out);
        write_rows(&elements, &vertices, b"", out.begin("")?, &make)?;
        Ok(elements.losses_but(Keeps { types: true, directions: false }, writer.losses))
    }
}

/// The rows of edges by node: those of a node from where the one before ends.
struct Adjacent {
    starts: Vec<u32>,
    rows: Vec<Place>,
}

impl Adjacent {
    /// The rows whose edges begin at each node, and others that begin there without being edges.
    fn leaving(elements: &Elements<'_>) -> Adjacent {
        Adjacent::new(elements, |visit| elements.placed_ends(|place, source, _| visit(place, source)))
    }

    /// The rows whose edges end at each node, and perhaps others.
    fn entering(elements: &Elements<'_>) -> Adjacent {
        Adjacent::new(elements, |visit| {
            if !elements.has_claims() {
                return elements.placed_ends(|place, _, target| visit(place, target));
            }
            elements.placed_edges(|place, edge| {
                if let Key::Node(node, _) = edge.target {
                    visit(place, node);
                }
            });
        })
    }

    /// Visits all ends twice.
    fn new(elements: &Elements<'_>, each_end: impl Fn(&mut dyn FnMut(Place, RowNode))) -> Adjacent {
        let mut starts = vec![0; elements.graph().node_count() + 2];
        each_end(&mut |_, node| {
            if let Some(count) = starts.get_mut(node.index() + 2) {
                *count += 1;
            }
        });
        let mut sum = 0u32;
        for count in &mut starts {
            sum += *count;
            *count = sum;
        }
        let mut rows = vec![Place::of_row(0, 0); sum as usize];
        each_end(&mut |place, node| {
            if let Some(next) = starts.get_mut(node.index() + 1)
                && let Some(row) = rows.get_mut(*next as usize)
            {
                *row = place;
                *next += 1;
            }
        });
        Adjacent { starts, rows }
    }

    /// The rows of a node, in order, each once, although several edges of a node may be of one row.
    fn of(&self, node: usize) -> impl Iterator<Item = Place> {
        let start = |node: usize| self.starts.get(node).copied().unwrap_or_default() as usize;
        let rows = self.rows.get(start(node)..start(node + 1)).unwrap_or(&[]);
        rows.chunk_by(|one, next| one == next).filter_map(|same| same.first().copied())
    }
}

/// A property.
struct Property {
    /// Its name as JSON, after a comma and before a colon.
    name: Vec<u8>,
    /// What its values are.
    shape: Shape,
    /// Whether all values are JSON.
    is_json: bool,
}

struct Writer<'e> {
    elements: &'e Elements<'e>,
    datatypes: Datatypes,
    vertices: Vec<Property>,
    edges: Vec<Property>,
    said: SaidNames,
    /// The vertex that is written first.
    first: Option<Place>,
    /// Whether nodes have a list of their types.
    has_types: bool,
    names: ShortNames<'e>,
    leaving: Adjacent,
    entering: Adjacent,
    losses: Losses,
    /// What is lost of edges that are written for the second time.
    again: Losses,
}

impl<'e> Writer<'e> {
    fn new(elements: &'e Elements<'e>, first: Option<Place>) -> Writer<'e> {
        let mut losses = Losses::default();
        let has_types = elements.needs_types();
        let of_nodes: Vec<&str> = [LABELS].into_iter().chain(has_types.then_some(TYPES)).collect();
        let names = ColumnNames::beside(elements, &of_nodes, &[], &mut losses);
        let properties = |columns: &[Column], names: &[String]| {
            let property = |(column, name): (&Column, &String)| {
                let mut text = b",".to_vec();
                put_json_string(&mut text, name.as_bytes());
                text.push(b':');
                Property { name: text, shape: column.shape(), is_json: column.is_json() }
            };
            columns.iter().zip(names).map(property).collect()
        };
        Writer {
            elements,
            datatypes: Datatypes::new(elements.graph().names()),
            vertices: properties(&elements.schema.vertex_columns, &names.vertices),
            edges: properties(&elements.schema.edge_columns, &names.edges),
            said: SaidNames::new(elements, names),
            first,
            has_types,
            names: ShortNames::new(elements, false, &mut losses),
            leaving: Adjacent::leaving(elements),
            entering: Adjacent::entering(elements),
            losses,
            again: Losses::default(),
        }
    }

    /// Writes a value with its type, where JSON has not the same; a column of several kinds has each as what it is.
    fn value(&self, out: &mut Vec<u8>, cell: &Cell<'_>, property: &Property, sink: &mut Sink<'_>) {
        if let Cell::List(items) = *cell {
            let shape = Shape::of(self.datatypes.kinds(cell));
            out.extend_from_slice(b"{\"@type\":\"g:List\",\"@value\":[");
            for (at, item) in items.enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                self.scalar(out, &item, shape, sink);
            }
            out.extend_from_slice(b"]}");
        } else if let (Cell::Json(text), true) = (cell, property.is_json) {
            put_json_string(out, text);
        } else {
            let column = property.shape;
            let shape = if column == Shape::Text { Shape::of(self.datatypes.kinds(cell)) } else { column };
            self.scalar(out, cell, shape, sink);
        }
    }

    fn scalar(&self, out: &mut Vec<u8>, cell: &Cell<'_>, shape: Shape, sink: &mut Sink<'_>) {
        let shape = match shape {
            Shape::Long | Shape::Double | Shape::Boolean => shape,
            _ => Shape::Text,
        };
        sink.losses.count_in(shape, cell);
        match (shape, *cell) {
            (Shape::Long, Cell::Integer(number)) => {
                put(out, &[b"{\"@type\":\"g:Int64\",\"@value\":", number, b"}"]);
            }
            (Shape::Double, Cell::Integer(number) | Cell::Number(number)) => {
                put(out, &[b"{\"@type\":\"g:Double\",\"@value\":", number, b"}"]);
            }
            (Shape::Boolean, Cell::Boolean(value)) => {
                out.extend_from_slice(if value { b"true" } else { b"false" });
            }
            _ => put_json_string(out, plain(cell, self.elements.graph().names(), sink.buffer).0),
        }
    }

    /// Writes edges by their type, each with its other end.
    fn adjacent(&self, out: &mut Vec<u8>, edges: &mut Edges, direction: &str) {
        if edges.by_kind.is_empty() {
            return;
        }
        put(out, &[b",\"", direction.as_bytes(), b"\":{"]);
        edges.by_kind.sort_by_key(|(kind, _)| self.elements.schema.kind(*kind));
        for (at, (kind, objects)) in edges.by_kind.iter_mut().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            put_json_string(out, self.elements.schema.kind(*kind).as_bytes());
            put(out, &[b":[", objects, b"]"]);
            objects.clear();
        }
        out.push(b'}');
        edges.free.extend(edges.by_kind.drain(..).map(|(_, objects)| objects));
    }

    fn edge(&self, edges: &mut Edges, edge: &Edge<'_>, other: (&str, Key<'_>), losses: &Losses) {
        let Edges { by_kind, free, text, buffer } = edges;
        let known = by_kind.iter().position(|(kind, _)| *kind == edge.kind);
        let at = known.unwrap_or_else(|| {
            by_kind.push((edge.kind, free.pop().unwrap_or_default()));
            by_kind.len() - 1
        });
        let Some((_, out)) = by_kind.get_mut(at) else { return };
        out.extend_from_slice(if out.is_empty() { b"{" } else { b",{" });
        text.clear();
        self.names.put_edge(text, edge);
        put_member(out, "id", text);
        text.clear();
        self.names.put(text, other.1);
        put_member(out, other.0, text);
        out.extend_from_slice(b",\"properties\":{");
        text.clear();
        self.elements.put_edge_iri(text, edge.key);
        put_member(out, KEY, text);
        text.clear();
        if self.elements.put_edge_id(text, edge.key) {
            put_member(out, ID, text);
        }
        for (column, cell) in edge.values() {
            if let Some(property) = self.edges.get(column) {
                out.extend_from_slice(&property.name);
                self.value(out, &cell, property, &mut Sink { buffer, losses });
            }
        }
        out.extend_from_slice(b"}}");
    }

    /// Writes the edges of a vertex.
    fn edges_of(&self, out: &mut Vec<u8>, vertex: &Vertex<'_>, place: Place, edges: &mut Edges) {
        let Key::Node(node, _) = vertex.key else {
            // Nothing points at the claim of an edge, and its own edges are of the same row.
            let is_own = |key: Key<'_>| matches!(key, Key::Claim(..));
            self.elements.edges_of_rows([place.of_edge()], |edge| {
                if is_own(edge.source) {
                    self.edge(edges, edge, ("inV", edge.target), &self.losses);
                }
            });
            self.adjacent(out, edges, "outE");
            return;
        };
        let is_node = |key: Key<'_>| matches!(key, Key::Node(other, _) if other == node);
        self.elements.edges_of_rows(self.leaving.of(node.index()), |edge| {
            if is_node(edge.source) {
                self.edge(edges, edge, ("inV", edge.target), &self.losses);
            }
        });
        self.adjacent(out, edges, "outE");
        self.elements.edges_of_rows(self.entering.of(node.index()), |edge| {
            if is_node(edge.target) {
                self.edge(edges, edge, ("outV", edge.source), &self.again);
            }
        });
        self.adjacent(out, edges, "inE");
    }

    /// Begins a property of a vertex. Its id is a number: TinkerGraph counts them itself.
    fn begin_property(&self, out: &mut Vec<u8>, vertex: &Vertex<'_>, at: usize) {
        let number = match vertex.key {
            Key::Node(node, _) => node.index() as u64,
            Key::Claim(number, _) => self.elements.graph().node_count() as u64 + number,
        };
        let id = number * (self.vertices.len() as u64 + 4) + at as u64;
        out.extend_from_slice(b"[{\"id\":{\"@type\":\"g:Int64\",\"@value\":");
        put_number(out, id);
        out.extend_from_slice(b"},\"value\":");
    }

    fn vertices(&self, rows: &[Place], out: &mut Vec<u8>) {
        let (mut edges, mut places) = (Edges::default(), rows.iter());
        self.elements.vertices_at(rows, |vertex| {
            if let Some(place) = places.next() {
                self.vertex(out, vertex, *place, &mut edges);
            }
        });
    }

    fn vertex(&self, out: &mut Vec<u8>, vertex: &Vertex<'_>, place: Place, edges: &mut Edges) {
        let mut text = std::mem::take(&mut edges.text);
        out.push(b'{');
        text.clear();
        self.names.put(&mut text, vertex.key);
        put_member(out, "id", &text);
        put_member(out, "label", self.elements.label(vertex).as_bytes());
        edges.text = text;
        if self.first == Some(place) {
            self.said.put(out);
        }
        self.edges_of(out, vertex, place, edges);
        let mut text = std::mem::take(&mut edges.text);
        out.extend_from_slice(b",\"properties\":{\"iri\":");
        self.begin_property(out, vertex, 0);
        text.clear();
        self.elements.put_iri(&mut text, vertex.key);
        put_json_string(out, &text);
        out.extend_from_slice(b"}],\"id\":");
        self.begin_property(out, vertex, 1);
        text.clear();
        self.elements.put_id(&mut text, vertex.key);
        put_json_string(out, &text);
        out.extend_from_slice(b"}]");
        for (column, cell) in vertex.values() {
            if let Some(property) = self.vertices.get(column) {
                out.extend_from_slice(&property.name);
                self.begin_property(out, vertex, column + 2);
                let sink = &mut Sink { buffer: &mut edges.buffer, losses: &self.losses };
                self.value(out, &cell, property, sink);
                out.extend_from_slice(b"}]");
            }
        }
        let mut list = |name: &str, at: usize, texts: &mut dyn Iterator<Item = &str>| {
            put(out, &[b",\"", name.as_bytes(), b"\":"]);
            self.begin_property(out, vertex, self.vertices.len() + at);
            out.extend_from_slice(b"{\"@type\":\"g:List\",\"@value\":");
            put_texts(out, texts);
            out.extend_from_slice(b"}}]");
        };
        list(LABELS, 2, &mut self.elements.labels(vertex));
        if self.has_types {
            list(TYPES, 3, &mut self.elements.types(vertex));
        }
        out.extend_from_slice(b"}}\n");
        edges.text = text;
    }
}

/// A place for texts, and where losses are counted.
struct Sink<'s> {
    buffer: &'s mut Vec<u8>,
    losses: &'s Losses,
}

/// The edges of a vertex in one direction, as lists of objects by type.
#[derive(Default)]
struct Edges {
    by_kind: Vec<(NameKey, Vec<u8>)>,
    free: Vec<Vec<u8>>,
    text: Vec<u8>,
    buffer: Vec<u8>,
}
