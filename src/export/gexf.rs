//! GEXF, as Gephi, NetworkX and graphology read it: a line for each vertex and edge, every property typed by its column.

use super::bytes::{put, put_fmt};
use super::elements::{Column, ElementWriter, Elements, KEY, Keeps, Key, Shape, ShortNames, write_elements};
use super::json::plain;
use super::members::{ColumnNames, TYPES};
use super::xml::{XML, put_names};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::rows::{Block, Cell};
use crate::text::ShortIris;

/// The exporter.
pub(super) static GEXF: Gexf = Gexf;

/// GEXF 1.3 (`https://gexf.net/schema.html`).
///
/// The name of a node and the type of an edge are labels; the type is the `kind` of the edge as well, by which Gephi
/// keeps edges between the same two nodes apart. Lists are written as Gephi writes them: `["one", "two"]`, with `\`
/// before `"` and `\`. There are no dates of nodes and edges: the graph says what was said, not how long it held. The
/// description says how rows call what the file shows, so that dossier reads the same graph; where labels do not say which
/// types a node has, it has them as `types`.
#[derive(Debug)]
pub(super) struct Gexf;

/// The attribute of all labels of a node.
const LABELS: &str = "labels";

impl Exporter for Gexf {
    fn name(&self) -> &'static str {
        "gexf"
    }

    fn about(&self) -> &'static str {
        "XML for Gephi"
    }

    fn extension(&self) -> &'static str {
        "gexf"
    }

    fn holds(&self, feature: Feature, _: &ExportOptions) -> Capability {
        match feature {
            Feature::Datatypes => Capability::Partly("numbers, booleans and lists; dates as text"),
            Feature::ControlCharacters => Capability::Partly("written as U+FFFD: XML cannot contain them"),
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
        let writer = Writer::new(&elements);
        write_elements(&elements, &writer, out.begin("")?)?;
        let keeps = Keeps { types: true, directions: elements.is_undirected() };
        Ok(elements.losses_but(keeps, writer.losses))
    }
}

/// An attribute: the tag that begins a value of it, and what its values are.
struct Attribute {
    tag: Vec<u8>,
    shape: Shape,
    is_list: bool,
    /// Whether all values are JSON.
    is_json: bool,
}

struct Writer<'e> {
    elements: &'e Elements<'e>,
    head: Vec<u8>,
    /// Those of the columns of vertices, and the tag of their labels.
    vertices: Vec<Attribute>,
    labels: Vec<u8>,
    /// The tag of the types of vertices, where their labels do not say them.
    types: Option<Vec<u8>>,
    edges: Vec<Attribute>,
    /// How many edges there are.
    edge_count: u64,
    short: ShortIris,
    /// The column of the weights of edges.
    weight: Option<usize>,
    names: ShortNames<'e>,
    losses: Losses,
}

impl<'e> Writer<'e> {
    fn new(elements: &'e Elements<'e>) -> Writer<'e> {
        let (mut head, mut losses) = (Vec::new(), Losses::default());
        let (nodes, edges) = (&elements.schema.vertex_columns, &elements.schema.edge_columns);
        // Readers keep what stands in tags, and their own key of an edge, in one place with the attributes.
        let shown = elements.name_column().filter(|column| !column.is_list());
        let is_shown = shown.is_some_and(|column| column.name == "label");
        let has_types = elements.needs_types();
        let mut of_nodes = vec![LABELS];
        of_nodes.extend((!is_shown).then_some("label"));
        of_nodes.extend(has_types.then_some(TYPES));
        let columns = ColumnNames::beside(elements, &of_nodes, &["label", "kind", "key"], &mut losses);
        let count = |(vertices, edges): &mut (u64, u64), block: &Block| {
            elements.vertices([block], |_| *vertices += 1);
            elements.edges([block], |_| *edges += 1);
        };
        let counts = elements.each_block(|| (0, 0), count);
        let counts = counts.iter().fold((0, 0), |all, part| (all.0 + part.0, all.1 + part.1));
        head.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        put_names(&mut head, &columns.full);
        head.extend_from_slice(
            b"<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n<meta><creator>dossier</creator><description>",
        );
        let key = |place: usize| (place + 2).to_string();
        let exact = elements.exact_names(key, key);
        let description = exact.as_deref().or(elements.title()).unwrap_or_default();
        XML.put(&mut head, description.as_bytes());
        head.extend_from_slice(b"</description></meta>\n");
        // Readers such as NetworkX take no graph that has edges of both types.
        let direction: &[u8] = if elements.is_undirected() { b"undirected" } else { b"directed" };
        put(
            &mut head,
            &[b"<graph mode=\"static\" defaultedgetype=\"", direction, b"\" idtype=\"string\">\n"],
        );
        let own: &[&str] = if has_types { &[LABELS, TYPES] } else { &[LABELS] };
        let vertices = attributes(&mut head, "node", nodes, &columns.vertices, own);
        let labels = tag(nodes.len() + 2);
        let types = has_types.then(|| tag(nodes.len() + 3));
        let is_number = |column: &Column| {
            column.name == "weight"
                && !column.is_list()
                && matches!(column.shape(), Shape::Long | Shape::Double)
        };
        let weight = edges.iter().position(is_number);
        let edges = attributes(&mut head, "edge", edges, &columns.edges, &[]);
        put_fmt(&mut head, format_args!("<nodes count=\"{}\">\n", counts.0));
        let names = ShortNames::new(elements, false, &mut losses);
        let edge_count = counts.1;
        let short = ShortIris::new(elements.graph().prefixes().iter());
        Writer { elements, head, vertices, labels, types, edges, edge_count, short, weight, names, losses }
    }

    fn text(&self, out: &mut Vec<u8>, text: &[u8]) {
        if XML.put(out, text) {
            Losses::count(&self.losses.characters);
        }
    }

    fn values<'c>(
        &self,
        out: &mut Vec<u8>,
        attributes: &[Attribute],
        values: impl Iterator<Item = (usize, Cell<'c>)>,
        buffer: &mut Vec<u8>,
    ) {
        for (column, cell) in values {
            let Some(attribute) = attributes.get(column) else { continue };
            out.extend_from_slice(&attribute.tag);
            if attribute.is_list {
                out.push(b'[');
                match cell {
                    Cell::List(items) => {
                        for (at, item) in items.enumerate() {
                            out.extend_from_slice(if at > 0 { b", " } else { b"" });
                            self.item(out, attribute.shape, &item, buffer);
                        }
                    }
                    cell => {
                        Losses::count(&self.losses.singles);
                        self.item(out, attribute.shape, &cell, buffer);
                    }
                }
                out.push(b']');
            } else {
                match cell {
                    Cell::Json(_) if attribute.is_json => {}
                    _ => self.losses.count_in(attribute.shape, &cell),
                }
                let (text, is_clean) = plain(&cell, self.elements.graph().names(), buffer);
                // Clean texts may contain line ends of XML 1.1.
                if is_clean && text.is_ascii() { out.extend_from_slice(text) } else { self.text(out, text) }
            }
            out.extend_from_slice(b"\"/>");
        }
    }

    /// Writes an item of a list.
    fn item(&self, out: &mut Vec<u8>, shape: Shape, item: &Cell<'_>, buffer: &mut Vec<u8>) {
        self.losses.count_in(shape, item);
        self.quoted(out, plain(item, self.elements.graph().names(), buffer).0);
    }

    /// Writes a list of texts as the value of an attribute.
    fn texts<'t>(&self, out: &mut Vec<u8>, tag: &[u8], texts: impl Iterator<Item = &'t str>) {
        put(out, &[tag, b"["]);
        for (at, text) in texts.enumerate() {
            out.extend_from_slice(if at > 0 { b", " } else { b"" });
            self.quoted(out, text.as_bytes());
        }
        out.extend_from_slice(b"]\"/>");
    }

    /// Writes a text as Gephi writes it in lists.
    fn quoted(&self, out: &mut Vec<u8>, text: &[u8]) {
        out.extend_from_slice(b"&quot;");
        let mut rest = text;
        while let Some(at) = memchr::memchr2(b'\\', b'"', rest) {
            let (before, found) = rest.split_at(at);
            self.text(out, before);
            out.push(b'\\');
            self.text(out, found.get(..1).unwrap_or(&[]));
            rest = found.get(1..).unwrap_or(&[]);
        }
        self.text(out, rest);
        out.extend_from_slice(b"&quot;");
    }

    /// Writes what a vertex is called: its IRI where XML cannot hold its name.
    fn put_name(&self, out: &mut Vec<u8>, key: Key<'_>, buffer: &mut Vec<u8>) {
        buffer.clear();
        self.names.put(buffer, key);
        let start = out.len();
        if XML.put(out, buffer) {
            Losses::count(&self.losses.characters);
            out.truncate(start);
            buffer.clear();
            self.elements.put_iri(buffer, key);
            XML.put(out, buffer);
        }
    }

    /// Writes a key as the first attribute.
    fn key(&self, out: &mut Vec<u8>, iri: &[u8]) {
        out.extend_from_slice(b"<attvalues><attvalue for=\"0\" value=\"");
        self.text(out, iri);
        out.extend_from_slice(b"\"/>");
    }
}

/// Begins a value of an attribute.
fn tag(number: usize) -> Vec<u8> {
    format!("<attvalue for=\"{number}\" value=\"").into_bytes()
}

/// Declares the properties of nodes or of edges. Their ids are numbers: graphology reads titles of such only.
fn attributes(
    head: &mut Vec<u8>,
    class: &str,
    columns: &[Column],
    names: &[String],
    more: &[&str],
) -> Vec<Attribute> {
    let declare = |head: &mut Vec<u8>, number: usize, name: &str, kind: &str| {
        put_fmt(head, format_args!("<attribute id=\"{number}\" title=\""));
        XML.put(head, name.as_bytes());
        put(head, &[b"\" type=\"", kind.as_bytes(), b"\"/>\n"]);
    };
    put(head, &[b"<attributes class=\"", class.as_bytes(), b"\" mode=\"static\">\n"]);
    declare(head, 0, KEY, "string");
    let mut attributes = Vec::new();
    for (at, (column, name)) in columns.iter().zip(names).enumerate() {
        let kind = match column.shape() {
            _ if column.is_list() => "liststring",
            Shape::Long => "long",
            Shape::Double => "double",
            Shape::Boolean => "boolean",
            _ => "string",
        };
        let shape = if ["long", "double", "boolean"].contains(&kind) { column.shape() } else { Shape::Text };
        // The second one would be the id, which is that of the element.
        declare(head, at + 2, name, kind);
        let (is_list, is_json) = (column.is_list(), column.is_json());
        attributes.push(Attribute { tag: tag(at + 2), shape, is_list, is_json });
    }
    for (at, name) in more.iter().enumerate() {
        declare(head, columns.len() + 2 + at, name, "liststring");
    }
    head.extend_from_slice(b"</attributes>\n");
    attributes
}

impl ElementWriter for Writer<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.head);
    }

    fn vertices(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut text, mut buffer) = (Vec::new(), Vec::new());
        self.elements.vertices(blocks.iter().copied(), |vertex| {
            out.extend_from_slice(b"<node id=\"");
            self.put_name(out, vertex.key, &mut text);
            out.extend_from_slice(b"\" label=\"");
            match (self.elements.name_of(vertex), std::str::from_utf8(&text)) {
                (Some(name), _) => self.text(out, name),
                (None, Ok(id)) => self.text(out, self.short.shown(id).as_bytes()),
                (None, Err(_)) => self.text(out, &text),
            }
            out.extend_from_slice(b"\">");
            text.clear();
            self.elements.put_iri(&mut text, vertex.key);
            self.key(out, &text);
            self.values(out, &self.vertices, vertex.values(), &mut buffer);
            self.texts(out, &self.labels, self.elements.labels(vertex));
            if let Some(tag) = &self.types {
                self.texts(out, tag, self.elements.types(vertex));
            }
            out.extend_from_slice(b"</attvalues></node>\n");
        });
    }

    fn middle(&self, out: &mut Vec<u8>) {
        put_fmt(out, format_args!("</nodes>\n<edges count=\"{}\">\n", self.edge_count));
    }

    fn edges(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut text, mut kind, mut buffer) = (Vec::new(), Vec::new(), Vec::new());
        self.elements.edges(blocks.iter().copied(), |edge| {
            text.clear();
            self.names.put_edge(&mut text, edge);
            out.extend_from_slice(b"<edge id=\"");
            self.text(out, &text);
            for (name, end) in [("source", edge.source), ("target", edge.target)] {
                put(out, &[b"\" ", name.as_bytes(), b"=\""]);
                self.put_name(out, end, &mut text);
            }
            kind.clear();
            self.text(&mut kind, self.elements.schema.kind(edge.kind).as_bytes());
            put(out, &[b"\" label=\"", &kind, b"\" kind=\"", &kind]);
            let weight = edge.values().find(|(column, _)| Some(*column) == self.weight);
            if let Some((_, Cell::Integer(number) | Cell::Number(number))) = weight {
                put(out, &[b"\" weight=\"", number]);
            }
            out.extend_from_slice(b"\">");
            text.clear();
            self.elements.put_edge_iri(&mut text, edge.key);
            self.key(out, &text);
            self.values(out, &self.edges, edge.values(), &mut buffer);
            out.extend_from_slice(b"</attvalues></edge>\n");
        });
    }

    fn tail(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"</edges>\n</graph>\n</gexf>\n");
    }
}
