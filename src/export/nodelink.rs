//! Node-link JSON, as D3 and NetworkX read it: one object with the arrays `nodes` and `links`.

use std::io::{self, BufWriter, Write};

use serde_json::{Map, Value, json};

use super::property_graph::{Properties, PropertyGraph};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;

/// The exporter.
pub(super) static NODE_LINK: NodeLink = NodeLink;

/// Node-link data of NetworkX 3 (`node_link_graph(data, edges="links")`): a directed multigraph whose keys are ids.
pub(super) struct NodeLink;

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

    fn takes_rows(&self) -> bool {
        false
    }

    fn holds(&self, _: Feature, _: &ExportOptions) -> Capability {
        Capability::Full
    }

    fn export(
        &self,
        graph: Graph<'_>,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<Losses, ExportError> {
        match graph {
            Graph::Dossier(checked) => self.dossier(checked, options, out).map(|()| Losses::default()),
            Graph::Rows(_) => Err(ExportError::of_rows(self.name())),
        }
    }
}

impl NodeLink {
    /// Writes a dossier.
    fn dossier(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let graph = PropertyGraph::new(checked.graph(), options)?;
        graph.refuse_properties(self.name(), &["labels"])?;
        let mut out = BufWriter::new(out.begin("")?);
        write(&graph, &checked.graph().name(), &mut out)?;
        Ok(out.flush()?)
    }
}

fn write(graph: &PropertyGraph, name: &str, out: &mut dyn Write) -> io::Result<()> {
    let head = json!({"name": name});
    write!(out, "{{\n\"directed\": true,\n\"multigraph\": true,\n\"graph\": {head},\n\"nodes\": [")?;
    for (at, vertex) in graph.vertices.iter().enumerate() {
        let mut object = object(&vertex.properties);
        let labels = vertex.labels.iter().map(|label| Value::from(&**label)).collect();
        object.insert("labels".to_owned(), Value::Array(labels));
        write!(out, "{}\n{}", if at > 0 { "," } else { "" }, Value::Object(object))?;
    }
    write!(out, "\n],\n\"links\": [")?;
    for (at, edge) in graph.edges.iter().enumerate() {
        let mut object = object(&edge.properties);
        object.insert("source".to_owned(), graph.vertex(edge.from).id.as_str().into());
        object.insert("target".to_owned(), graph.vertex(edge.to).id.as_str().into());
        object.insert("key".to_owned(), edge.id.as_str().into());
        object.insert("type".to_owned(), (&*edge.kind).into());
        write!(out, "{}\n{}", if at > 0 { "," } else { "" }, Value::Object(object))?;
    }
    write!(out, "\n]\n}}\n")
}

/// Properties as JSON.
fn object(properties: &Properties) -> Map<String, Value> {
    properties.iter().map(|(name, value)| (name.to_string(), value.to_json())).collect()
}
