//! GraphML: one file that NetworkX, igraph, graphology, TinkerPop and Neo4j's APOC read.
//!
//! The names by which APOC and TinkerPop know labels and types are data: `labels` (`:Person:Entity`) and `label` for
//! the one with `readLabels: true`, `labelV` and `labelE` for the other. As attributes of nodes and edges, which APOC
//! reads as well, they would be against the schema of GraphML. The type of an edge comes first in it: APOC searches for
//! it nowhere else. Gephi reads the file, but edges have no kind there, and it merges those between the same two nodes
//! unless it is configured not to: GEXF is for Gephi.

use std::io::{self, BufWriter, Write};

use super::property_graph::{Column, Kind, Properties, PropertyGraph, Scalar};
use super::xml::{Escaped, Token};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;

/// The exporter.
pub(super) static GRAPH_ML: GraphMl = GraphMl;

/// GraphML 1.1 with the extension "GraphML-Attributes" (`http://graphml.graphdrawing.org/specification.html`).
#[derive(Debug)]
pub(super) struct GraphMl;

/// The data that say labels and types, with the domain of each. No property may have these names.
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
        match graph {
            Graph::Dossier(checked) => self.dossier(checked, options, out).map(|()| Losses::default()),
            Graph::Rows(rows) => super::rows::graphml::export(rows, options, out),
        }
    }
}

impl GraphMl {
    /// Writes a dossier.
    fn dossier(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let graph = PropertyGraph::new(checked.graph(), options)?;
        graph.refuse_properties(self.name(), &OWN_KEYS.map(|(name, _)| name))?;
        let mut out = BufWriter::new(out.begin("")?);
        write(&graph, &mut out)?;
        Ok(out.flush()?)
    }
}

fn write(graph: &PropertyGraph, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
    for (name, domain) in OWN_KEYS {
        writeln!(out, "<key id=\"{name}\" for=\"{domain}\" attr.name=\"{name}\" attr.type=\"string\"/>")?;
    }
    write_keys("node", &graph.vertex_columns(), out)?;
    write_keys("edge", &graph.edge_columns(), out)?;
    writeln!(out, "<graph id=\"G\" edgedefault=\"directed\">")?;
    for vertex in &graph.vertices {
        let labels: String = vertex.labels.iter().map(|label| format!(":{label}")).collect();
        write!(out, "<node id=\"{}\">", Token(&vertex.id))?;
        write!(out, "<data key=\"labels\">{}</data>", Escaped(&labels))?;
        write!(out, "<data key=\"labelV\">{}</data>", Escaped(vertex.label()))?;
        write_data("node", &vertex.properties, out)?;
        writeln!(out, "</node>")?;
    }
    for edge in &graph.edges {
        let (from, to) = (&graph.vertex(edge.from).id, &graph.vertex(edge.to).id);
        let (id, from, to, kind) = (Token(&edge.id), Token(from), Token(to), Escaped(&edge.kind));
        write!(out, "<edge id=\"{id}\" source=\"{from}\" target=\"{to}\">")?;
        write!(out, "<data key=\"label\">{kind}</data><data key=\"labelE\">{kind}</data>")?;
        write_data("edge", &edge.properties, out)?;
        writeln!(out, "</edge>")?;
    }
    writeln!(out, "</graph>\n</graphml>")
}

/// Declares the properties of nodes or of edges.
fn write_keys(domain: &str, columns: &[Column], out: &mut dyn Write) -> io::Result<()> {
    for column in columns {
        let name = Escaped(&column.name);
        let kind = match column.kind {
            Kind::Text | Kind::Date | Kind::TextList => "string",
            Kind::Integer => "long",
            Kind::Float => "double",
            Kind::Boolean => "boolean",
        };
        writeln!(
            out,
            "<key id=\"{domain}.{name}\" for=\"{domain}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
        )?;
    }
    Ok(())
}

fn write_data(domain: &str, properties: &Properties, out: &mut dyn Write) -> io::Result<()> {
    for (name, value) in properties {
        write!(out, "<data key=\"{domain}.{name}\">{}</data>", Escaped(&text(value)))?;
    }
    Ok(())
}

/// A value as text, a list as JSON.
fn text(value: &Scalar) -> String {
    match value {
        Scalar::TextList(texts) => serde_json::Value::from(texts.as_slice()).to_string(),
        value => value.to_text(),
    }
}
