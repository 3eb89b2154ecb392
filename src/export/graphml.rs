//! GraphML: XML that NetworkX, igraph, TinkerPop and Neo4j's APOC read. A line for each vertex and edge, every property typed by its
//! values.
//!
//! Labels and types of edges are data under the names that other programs expect: `labels` and `label` for APOC, `labelV`
//! and `labelE` for TinkerPop. Lists are JSON, and declared by `attr.list` as APOC does it. A description of the file says
//! how rows call what the file shows, so that dossier reads the same graph; where labels do not say which types a node
//! has, it has them as `types`.

use super::bytes::{put, put_number};
use super::elements::{
    Column, Edge, EdgeKey, ElementWriter, Elements, ID, KEY, Keeps, Key, Shape, write_elements,
};
use super::json::{plain, put_json};
use super::members::{ColumnNames, TYPES, put_texts};
use super::xml::{XML, put_names, put_token, token};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::rows::{Block, Cell, Items, put_item};

/// The exporter.
pub(super) static GRAPH_ML: GraphMl = GraphMl;

/// GraphML 1.1 with the extension "GraphML-Attributes" (`http://graphml.graphdrawing.org/specification.html`).
#[derive(Debug)]
pub(super) struct GraphMl;

/// The data beside the properties, with the domain of each.
const OWN_KEYS: [(&str, &str); 4] =
    [("labels", "node"), ("labelV", "node"), ("label", "edge"), ("labelE", "edge")];

impl Exporter for GraphMl {
    fn name(&self) -> &'static str {
        "graphml"
    }

    fn about(&self) -> &'static str {
        "XML for NetworkX, igraph, TinkerPop and Neo4j’s APOC"
    }

    fn extension(&self) -> &'static str {
        "graphml"
    }

    fn holds(&self, feature: Feature, _: &ExportOptions) -> Capability {
        match feature {
            Feature::EdgeProperties | Feature::NodeDetails => Capability::Partly("lists as JSON strings"),
            Feature::Datatypes => {
                Capability::Partly("numbers and booleans; dates as text, lists as JSON strings")
            }
            Feature::ControlCharacters => Capability::Partly("written as U+FFFD: XML cannot contain them"),
            Feature::ParallelEdges
            | Feature::Languages
            | Feature::Claims
            | Feature::Evidence
            | Feature::Sources => Capability::Full,
        }
    }

    fn export(
        &self,
        graph: Graph<'_>,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<Losses, ExportError> {
        let elements = Elements::new(graph, options)?;
        let writer = Writer::new(&elements);
        write_elements(&elements, &writer, out.begin("")?)?;
        Ok(elements.losses_but(Keeps { types: true, directions: true }, writer.losses))
    }
}

/// What is written of a property: its opening tag, and what its values are.
struct Tag {
    opening: Vec<u8>,
    shape: Shape,
    is_list: bool,
    /// Whether all values are JSON.
    is_json: bool,
}

/// What is written of the properties of vertices or of edges: that of their keys, of their ids, and of all columns.
type Tags = Vec<Tag>;

struct Writer<'e> {
    elements: &'e Elements<'e>,
    head: Vec<u8>,
    vertices: Tags,
    edges: Tags,
    /// By relation: the end of the tag of an edge, and what says its type.
    kinds: Vec<Vec<u8>>,
    /// Whether nodes have a list of their types.
    has_types: bool,
    losses: Losses,
}

impl<'e> Writer<'e> {
    fn new(elements: &'e Elements<'e>) -> Writer<'e> {
        let mut losses = Losses::default();
        let has_types = elements.needs_types();
        let own_keys = || OWN_KEYS.into_iter().chain(has_types.then_some((TYPES, "node")));
        let of = |wanted: &str| {
            own_keys().filter(|(_, domain)| *domain == wanted).map(|(name, _)| name).collect::<Vec<_>>()
        };
        let names = ColumnNames::beside(elements, &of("node"), &of("edge"), &mut losses);
        let mut head = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
            .to_vec();
        put_names(&mut head, &names.full);
        // The keys are those of `tags`: two own ones, then a key for each column, of vertices first.
        let edges_from = elements.schema.vertex_columns.len() + 4;
        let exact = elements
            .exact_names(|place| format!("d{}", place + 2), |place| format!("d{}", edges_from + place));
        if let Some(exact) = exact {
            head.extend_from_slice(b"<desc>");
            XML.put(&mut head, exact.as_bytes());
            head.extend_from_slice(b"</desc>\n");
        }
        for (name, domain) in own_keys() {
            let list = (name == TYPES).then_some("string");
            put_key(&mut head, (name, name), domain, ("string", list));
        }
        let mut next = 0;
        let mut tags = |domain: &str, columns: &[Column], names: &[String]| -> Tags {
            let mut tag = |name: &str, kinds: (&str, Option<&str>)| {
                let id = format!("d{next}");
                next += 1;
                put_key(&mut head, (&id, name), domain, kinds);
                format!("<data key=\"{id}\">").into_bytes()
            };
            let own = [KEY, ID].map(|name| Tag {
                opening: tag(name, ("string", None)),
                shape: Shape::Text,
                is_list: false,
                is_json: false,
            });
            let mut tags = Vec::from(own);
            for (column, name) in columns.iter().zip(names) {
                // There are no dates.
                let (shape, kind) = match column.shape() {
                    Shape::Long => (Shape::Long, "long"),
                    Shape::Double => (Shape::Double, "double"),
                    Shape::Boolean => (Shape::Boolean, "boolean"),
                    _ => (Shape::Text, "string"),
                };
                let is_list = column.is_list();
                let kinds = if is_list { ("string", Some(kind)) } else { (kind, None) };
                tags.push(Tag { opening: tag(name, kinds), shape, is_list, is_json: column.is_json() });
            }
            tags
        };
        let vertices = tags("node", &elements.schema.vertex_columns, &names.vertices);
        let edges = tags("edge", &elements.schema.edge_columns, &names.edges);
        let direction: &[u8] = if elements.is_undirected() { b"undirected" } else { b"directed" };
        put(&mut head, &[b"<graph id=\"G\" edgedefault=\"", direction, b"\">\n"]);
        let escaped = |kind: &String| {
            let mut text = Vec::new();
            if XML.put(&mut text, kind.as_bytes()) {
                Losses::count(&losses.characters);
            }
            let (label, label_e) = (b"\"><data key=\"label\">", b"</data><data key=\"labelE\">");
            [&label[..], &text, label_e, &text, b"</data>"].concat()
        };
        let kinds = elements.schema.kinds_by_key().iter().map(escaped).collect();
        Writer { elements, head, vertices, edges, kinds, has_types, losses }
    }

    fn text(&self, out: &mut Vec<u8>, text: &[u8], is_clean: bool) {
        // Clean texts may contain line ends of XML 1.1.
        if is_clean && text.is_ascii() {
            out.extend_from_slice(text);
        } else if XML.put(out, text) {
            Losses::count(&self.losses.characters);
        }
    }

    /// The key of a vertex or an edge.
    #[inline]
    fn iri(&self, out: &mut Vec<u8>, tags: &Tags, put_iri: impl FnOnce(&mut Vec<u8>)) {
        out.extend_from_slice(tags.first().map_or(&[], |tag| &tag.opening));
        let start = out.len();
        put_iri(out);
        let iri = out.get(start..).unwrap_or(&[]);
        // What XML escapes of IRIs is this character only.
        if !iri.is_ascii() || memchr::memchr(b'&', iri).is_some() {
            let iri = out.split_off(start);
            self.text(out, &iri, false);
        }
        out.extend_from_slice(b"</data>");
    }

    /// The id of a vertex or an edge.
    fn id(&self, out: &mut Vec<u8>, tags: &Tags, id: &[u8], is_clean: bool) {
        out.extend_from_slice(tags.get(1).map_or(&[], |tag| &tag.opening));
        self.text(out, id, is_clean);
        out.extend_from_slice(b"</data>");
    }

    fn values<'c>(
        &self,
        out: &mut Vec<u8>,
        tags: &Tags,
        values: impl Iterator<Item = (usize, Cell<'c>)>,
        buffer: &mut Vec<u8>,
    ) {
        for (column, cell) in values {
            let Some(tag) = tags.get(column + 2) else { continue };
            out.extend_from_slice(&tag.opening);
            let names = self.elements.graph().names();
            match cell {
                Cell::List(_) => {}
                _ if tag.is_list => Losses::count(&self.losses.singles),
                Cell::Json(_) if tag.is_json => {}
                _ => self.losses.count_in(tag.shape, &cell),
            }
            if tag.is_list {
                let mut items = Vec::new();
                let list = match cell {
                    Cell::List(items) => items,
                    cell => {
                        put_item(&mut items, &cell);
                        Items(&items)
                    }
                };
                buffer.clear();
                put_json(buffer, &Cell::List(list), names);
                self.text(out, buffer, false);
            } else {
                let (text, is_clean) = plain(&cell, names, buffer);
                self.text(out, text, is_clean);
            }
            out.extend_from_slice(b"</data>");
        }
    }

    /// Writes what a vertex is called in the file.
    fn put_name(&self, out: &mut Vec<u8>, key: Key<'_>) {
        match key {
            Key::Node(_, id) => {
                put_token(out, id.text);
            }
            Key::Claim(..) => {
                let mut iri = Vec::new();
                self.elements.put_iri(&mut iri, key);
                put_token(out, &iri);
            }
        }
    }

    /// Writes what an edge is called in the file: its number, with type and end where it is that of a claim.
    fn put_edge_name(&self, out: &mut Vec<u8>, edge: &Edge<'_>) {
        let (EdgeKey::Row(number, _) | EdgeKey::OfClaim(number, ..)) = edge.key;
        out.push(b'e');
        put_number(out, number);
        if let (EdgeKey::OfClaim(..), Key::Node(node, _)) = (edge.key, edge.target) {
            put(out, &[b".", self.elements.schema.kind(edge.kind).as_bytes(), b"."]);
            put_number(out, node.index() as u64);
        }
    }
}

/// Declares data: its name, its type and, if its values are lists, that of their items. The name is a token by the schema;
/// one that is none has its true form in a description.
fn put_key(out: &mut Vec<u8>, (id, name): (&str, &str), domain: &str, (kind, list): (&str, Option<&str>)) {
    let token = token(name.as_bytes());
    put(out, &[b"<key id=\"", id.as_bytes(), b"\" for=\"", domain.as_bytes(), b"\" attr.name=\"", &token]);
    put(out, &[b"\" attr.type=\"", kind.as_bytes()]);
    if let Some(list) = list {
        put(out, &[b"\" attr.list=\"", list.as_bytes()]);
    }
    if token == name.as_bytes() {
        out.extend_from_slice(b"\"/>\n");
    } else {
        out.extend_from_slice(b"\"><desc>");
        XML.put(out, name.as_bytes());
        out.extend_from_slice(b"</desc></key>\n");
    }
}

impl ElementWriter for Writer<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.head);
    }

    fn vertices(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut buffer, mut id) = (Vec::new(), Vec::new());
        self.elements.vertices(blocks.iter().copied(), |vertex| {
            out.extend_from_slice(b"<node id=\"");
            self.put_name(out, vertex.key);
            out.extend_from_slice(b"\"><data key=\"labels\">");
            for label in self.elements.labels(vertex) {
                out.push(b':');
                self.text(out, label.as_bytes(), false);
            }
            out.extend_from_slice(b"</data><data key=\"labelV\">");
            self.text(out, self.elements.label(vertex).as_bytes(), false);
            out.extend_from_slice(b"</data>");
            if self.has_types {
                put(out, &[b"<data key=\"", TYPES.as_bytes(), b"\">"]);
                buffer.clear();
                put_texts(&mut buffer, self.elements.types(vertex));
                self.text(out, &buffer, false);
                out.extend_from_slice(b"</data>");
            }
            self.iri(out, &self.vertices, |out| self.elements.put_iri(out, vertex.key));
            id.clear();
            self.elements.put_id(&mut id, vertex.key);
            let is_clean = matches!(vertex.key, Key::Node(_, id) if id.clean);
            self.id(out, &self.vertices, &id, is_clean);
            self.values(out, &self.vertices, vertex.values(), &mut buffer);
            out.extend_from_slice(b"</node>\n");
        });
    }

    fn edges(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut buffer, mut id) = (Vec::new(), Vec::new());
        self.elements.edges(blocks.iter().copied(), |edge| {
            out.extend_from_slice(b"<edge id=\"");
            self.put_edge_name(out, edge);
            out.extend_from_slice(b"\" source=\"");
            self.put_name(out, edge.source);
            out.extend_from_slice(b"\" target=\"");
            self.put_name(out, edge.target);
            if edge.is_undirected && !self.elements.is_undirected() {
                out.extend_from_slice(b"\" directed=\"false");
            }
            out.extend_from_slice(self.kinds.get(edge.kind.index()).map_or(&[][..], |kind| kind));
            self.iri(out, &self.edges, |out| self.elements.put_edge_iri(out, edge.key));
            id.clear();
            if self.elements.put_edge_id(&mut id, edge.key) {
                self.id(out, &self.edges, &id, false);
            }
            self.values(out, &self.edges, edge.values(), &mut buffer);
            out.extend_from_slice(b"</edge>\n");
        });
    }

    fn tail(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"</graph>\n</graphml>\n");
    }
}
