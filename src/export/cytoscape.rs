//! Cytoscape JSON, as the desktop program Cytoscape and the library cytoscape.js read it. Each vertex and edge has a line.

use super::bytes::put;
use super::elements::{ElementWriter, Elements, ID, KEY, Keeps, ShortNames, write_elements};
use super::json::put_json_string;
use super::members::{ColumnNames, Firsts, Members, SaidNames, TYPES, put_member, put_texts};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::rows::Block;

/// The exporter.
pub(super) static CYTOSCAPE: Cytoscape = Cytoscape;

/// The `elements` of cytoscape.js, in the frame that Cytoscape 3 calls CYJS.
///
/// Nodes carry their labels as `labels` and as classes, edges their type as `interaction`, as a class, and in their
/// `shared name`, by which the program knows them. The column `dossier` of the network says how rows call what the file
/// shows, so that dossier reads the same graph.
#[derive(Debug)]
pub(super) struct Cytoscape;

/// What the two programs themselves keep in the data of an element.
const OWN_NAMES: [&str; 9] = [
    "parent",
    "source",
    "target",
    "labels",
    "interaction",
    "shared name",
    "shared interaction",
    "SUID",
    "selected",
];

impl Exporter for Cytoscape {
    fn name(&self) -> &'static str {
        "cytoscape"
    }

    fn about(&self) -> &'static str {
        "JSON for Cytoscape and cytoscape.js"
    }

    fn extension(&self) -> &'static str {
        "cyjs"
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
        let writer = Writer::new(&elements);
        write_elements(&elements, &writer, out.begin("")?)?;
        Ok(elements.losses_but(Keeps { types: true, directions: false }, writer.losses))
    }
}

struct Writer<'e> {
    elements: &'e Elements<'e>,
    members: Members<'e>,
    said: SaidNames,
    /// Whether nodes have a list of their types.
    has_types: bool,
    names: ShortNames<'e>,
    firsts: Firsts<'e>,
    losses: Losses,
}

impl<'e> Writer<'e> {
    fn new(elements: &'e Elements<'e>) -> Writer<'e> {
        let mut losses = Losses::default();
        // The name of an edge is made of its type and its ends.
        let of_edges = [&OWN_NAMES[..], &["name"]].concat();
        let has_types = elements.needs_types();
        let of_nodes: Vec<&str> = OWN_NAMES.into_iter().chain(has_types.then_some(TYPES)).collect();
        let columns = ColumnNames::beside(elements, &of_nodes, &of_edges, &mut losses);
        Writer {
            elements,
            members: Members::new(elements, &columns),
            said: SaidNames::new(elements, columns),
            has_types,
            names: ShortNames::new(elements, true, &mut losses),
            firsts: Firsts::new(elements),
            losses,
        }
    }
}

impl ElementWriter for Writer<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        let title = self.elements.title().unwrap_or_default().as_bytes();
        out.extend_from_slice(
            b"{\n\"format_version\": \"1.0\",\n\"generated_by\": \"dossier\",\n\"data\": {",
        );
        put_member(out, "name", title);
        put_member(out, "shared name", title);
        self.said.put_flat(out);
        out.extend_from_slice(b"},\n\"elements\": {\n\"nodes\": [");
    }

    fn vertices(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut lines, mut text) = (self.firsts.of_vertices(blocks), Vec::new());
        self.elements.vertices(blocks.iter().copied(), |vertex| {
            lines.begin(out);
            out.extend_from_slice(b"{\"data\":{");
            text.clear();
            self.elements.put_iri(&mut text, vertex.key);
            put_member(out, KEY, &text);
            text.clear();
            self.names.put(&mut text, vertex.key);
            put_member(out, ID, &text);
            self.members.put_vertex(out, vertex, &self.losses);
            out.extend_from_slice(b",\"shared name\":");
            match self.elements.name_of(vertex) {
                None => out.extend_from_slice(b"null"),
                Some(name) => put_json_string(out, name),
            }
            out.extend_from_slice(b",\"labels\":");
            put_texts(out, self.elements.labels(vertex));
            if self.has_types {
                put(out, &[b",\"", TYPES.as_bytes(), b"\":"]);
                put_texts(out, self.elements.types(vertex));
            }
            text.clear();
            for label in self.elements.labels(vertex) {
                put_class(&mut text, label);
            }
            put_classes(out, &text);
        });
    }

    fn middle(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\n],\n\"edges\": [");
    }

    fn edges(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut lines, mut text) = (self.firsts.of_edges(blocks), Vec::new());
        let mut name = Vec::new();
        self.elements.edges(blocks.iter().copied(), |edge| {
            let kind = self.elements.schema.kind(edge.kind);
            lines.begin(out);
            out.extend_from_slice(b"{\"data\":{");
            text.clear();
            self.elements.put_edge_iri(&mut text, edge.key);
            put_member(out, KEY, &text);
            text.clear();
            self.names.put_edge(&mut text, edge);
            put_member(out, ID, &text);
            self.members.put_edge(out, edge, &self.losses);
            name.clear();
            text.clear();
            self.names.put(&mut text, edge.source);
            put_member(out, "source", &text);
            put(&mut name, &[&text, b" (", kind.as_bytes(), b") "]);
            text.clear();
            self.names.put(&mut text, edge.target);
            put_member(out, "target", &text);
            name.extend_from_slice(&text);
            put_member(out, "interaction", kind.as_bytes());
            put_member(out, "shared name", &name);
            put_member(out, "name", &name);
            text.clear();
            put_class(&mut text, kind);
            put_classes(out, &text);
        });
    }

    fn tail(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\n]\n}\n}\n");
    }
}

/// Adds a class; classes are separated by white space, which none of them contains.
fn put_class(classes: &mut Vec<u8>, name: &str) {
    if !classes.is_empty() {
        classes.push(b' ');
    }
    if name.contains(char::is_whitespace) {
        classes.extend_from_slice(name.replace(char::is_whitespace, "_").as_bytes());
    } else {
        classes.extend_from_slice(name.as_bytes());
    }
}

/// Ends an element with its classes.
fn put_classes(out: &mut Vec<u8>, classes: &[u8]) {
    out.extend_from_slice(b"},\"classes\":");
    put_json_string(out, classes);
    out.push(b'}');
}
