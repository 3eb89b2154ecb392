//! Cytoscape JSON, as the desktop program Cytoscape and the library cytoscape.js read it.

use std::io::{self, BufWriter, Write};

use serde_json::{Map, Value, json};

use super::property_graph::{Properties, PropertyGraph};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;

/// The exporter.
pub(super) static CYTOSCAPE: Cytoscape = Cytoscape;

/// The `elements` of cytoscape.js, in the frame that Cytoscape 3 calls CYJS.
///
/// Nodes carry their labels as `labels` and as classes, edges their type as `interaction`, as a class, and in their
/// `shared name`, by which the program knows them.
#[derive(Debug)]
pub(super) struct Cytoscape;

/// What the two programs themselves keep in the data of an element. No property may have these names.
const OWN_NAMES: [&str; 6] = ["parent", "source", "target", "labels", "interaction", "shared name"];

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

    fn takes_rows(&self) -> bool {
        false
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
        match graph {
            Graph::Dossier(checked) => self.dossier(checked, options, out).map(|()| Losses::default()),
            Graph::Rows(_) => Err(ExportError::of_rows(self.name())),
        }
    }
}

impl Cytoscape {
    /// Writes a dossier.
    fn dossier(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let graph = PropertyGraph::new(checked.graph(), options)?;
        graph.refuse_properties(self.name(), &OWN_NAMES)?;
        let mut out = BufWriter::new(out.begin("")?);
        write(&graph, &checked.graph().name(), &mut out)?;
        Ok(out.flush()?)
    }
}

fn write(graph: &PropertyGraph, name: &str, out: &mut dyn Write) -> io::Result<()> {
    let head = json!({"name": name, "shared name": name});
    write!(out, "{{\n\"format_version\": \"1.0\",\n\"generated_by\": \"dossier\",\n\"data\": {head},\n")?;
    write!(out, "\"elements\": {{\n\"nodes\": [")?;
    for (at, vertex) in graph.vertices.iter().enumerate() {
        let mut data = object(&vertex.properties);
        let labels: Vec<&str> = vertex.labels.iter().map(|label| &**label).collect();
        data.insert("shared name".to_owned(), data.get("name").cloned().unwrap_or_default());
        data.insert("labels".to_owned(), labels.as_slice().into());
        write_element(at, data, &labels.join(" "), out)?;
    }
    write!(out, "\n],\n\"edges\": [")?;
    for (at, edge) in graph.edges.iter().enumerate() {
        let (from, to) = (&graph.vertex(edge.from).id, &graph.vertex(edge.to).id);
        let mut data = object(&edge.properties);
        data.insert("source".to_owned(), from.as_str().into());
        data.insert("target".to_owned(), to.as_str().into());
        data.insert("interaction".to_owned(), (&*edge.kind).into());
        let name = format!("{from} ({}) {to}", edge.kind);
        data.insert("shared name".to_owned(), name.as_str().into());
        data.insert("name".to_owned(), name.into());
        write_element(at, data, &edge.kind, out)?;
    }
    write!(out, "\n]\n}}\n}}\n")
}

fn write_element(at: usize, data: Map<String, Value>, classes: &str, out: &mut dyn Write) -> io::Result<()> {
    let comma = if at > 0 { "," } else { "" };
    write!(out, "{comma}\n{}", json!({"data": data, "classes": classes}))
}

/// Properties as JSON.
fn object(properties: &Properties) -> Map<String, Value> {
    properties.iter().map(|(name, value)| (name.to_string(), value.to_json())).collect()
}
