//! Node-link JSON, as D3 and NetworkX read it: one object with the arrays `nodes` and `links`, in which each vertex and edge has
//! a line.

use super::bytes::put;
use super::elements::{ElementWriter, Elements, ID, KEY, Keeps, ShortNames, write_elements};
use super::json::put_json_string;
use super::members::{ColumnNames, Firsts, Members, SaidNames, TYPES, put_member, put_texts};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::rows::Block;

/// The exporter.
pub(super) static NODE_LINK: NodeLink = NodeLink;

/// Node-link data of NetworkX 3 (`node_link_graph(data, edges="links")`): a directed multigraph whose keys are ids.
///
/// An attribute `dossier` of the graph says how rows call what the file shows, so that dossier reads the same graph.
pub(super) struct NodeLink;

/// The members of nodes and of links beside the properties.
const OWN_OF_NODES: [&str; 1] = ["labels"];
const OWN_OF_LINKS: [&str; 4] = ["source", "target", "key", "type"];

impl Exporter for NodeLink {
    fn name(&self) -> &'static str {
        "nodelink"
    }

    fn about(&self) -> &'static str {
        "JSON of nodes and links, for D3 and NetworkX"
    }

    fn extension(&self) -> &'static str {
        "nodelink.json"
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
        let has_types = elements.needs_types();
        let of_nodes: Vec<&str> = OWN_OF_NODES.into_iter().chain(has_types.then_some(TYPES)).collect();
        let columns = ColumnNames::beside(elements, &of_nodes, &OWN_OF_LINKS, &mut losses);
        Writer {
            elements,
            members: Members::new(elements, &columns),
            said: SaidNames::new(elements, columns),
            has_types,
            names: ShortNames::new(elements, false, &mut losses),
            firsts: Firsts::new(elements),
            losses,
        }
    }
}

impl ElementWriter for Writer<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\n\"directed\": true,\n\"multigraph\": true,\n\"graph\": {");
        put_member(out, "name", self.elements.title().unwrap_or_default().as_bytes());
        self.said.put(out);
        out.extend_from_slice(b"},\n\"nodes\": [");
    }

    fn vertices(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut lines, mut text) = (self.firsts.of_vertices(blocks), Vec::new());
        self.elements.vertices(blocks.iter().copied(), |vertex| {
            lines.begin(out);
            out.push(b'{');
            text.clear();
            self.elements.put_iri(&mut text, vertex.key);
            put_member(out, KEY, &text);
            text.clear();
            self.names.put(&mut text, vertex.key);
            put_member(out, ID, &text);
            self.members.put_vertex(out, vertex, &self.losses);
            out.extend_from_slice(b",\"labels\":");
            put_texts(out, self.elements.labels(vertex));
            if self.has_types {
                put(out, &[b",\"", TYPES.as_bytes(), b"\":"]);
                put_texts(out, self.elements.types(vertex));
            }
            out.push(b'}');
        });
    }

    fn middle(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\n],\n\"links\": [");
    }

    fn edges(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut lines, mut text) = (self.firsts.of_edges(blocks), Vec::new());
        self.elements.edges(blocks.iter().copied(), |edge| {
            lines.begin(out);
            out.push(b'{');
            text.clear();
            self.elements.put_edge_iri(&mut text, edge.key);
            put_member(out, KEY, &text);
            text.clear();
            if self.elements.put_edge_id(&mut text, edge.key) {
                put_member(out, ID, &text);
            }
            self.members.put_edge(out, edge, &self.losses);
            for (name, end) in [("source", edge.source), ("target", edge.target)] {
                text.clear();
                self.names.put(&mut text, end);
                put_member(out, name, &text);
            }
            text.clear();
            self.names.put_edge(&mut text, edge);
            put_member(out, "key", &text);
            out.extend_from_slice(b",\"type\":");
            put_json_string(out, self.elements.schema.kind(edge.kind).as_bytes());
            out.push(b'}');
        });
    }

    fn tail(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\n]\n}\n");
    }
}
