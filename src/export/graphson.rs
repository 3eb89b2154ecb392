//! GraphSON, as Gremlin's `g.io(file).read()` and `io(graphson())` of TinkerPop graphs read it.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use serde_json::{Map, Value, json};

use super::property_graph::{Properties, PropertyGraph, Relationship, Scalar, VertexKey};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;

/// The exporter.
pub(super) static GRAPH_SON: GraphSon = GraphSon;

/// GraphSON 3.0 (Apache TinkerPop, "IO Documentation"): one vertex on each line, with its edges out and in.
///
/// Ids are texts: those of the dossier. A vertex has one label in TinkerPop, the narrowest; all of them are the
/// property `labels`. A list is one value, a `g:List`: of several properties of one name a graph keeps only the last, unless
/// it is configured otherwise.
#[derive(Debug)]
pub(super) struct GraphSon;

/// The property of all labels of a vertex. No other may have this name.
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

impl GraphSon {
    /// Writes a dossier.
    fn dossier(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let graph = PropertyGraph::new(checked.graph(), options)?;
        graph.refuse_properties(self.name(), &[LABELS])?;
        let mut out = BufWriter::new(out.begin("")?);
        write(&graph, &mut out)?;
        Ok(out.flush()?)
    }
}

fn write(graph: &PropertyGraph, out: &mut dyn Write) -> io::Result<()> {
    let (mut leaving, mut entering) = (by_vertex(graph, |edge| edge.from), by_vertex(graph, |edge| edge.to));
    // Ids of vertex properties are numbers: TinkerGraph counts them itself.
    let mut next_id = 0_i64;
    for (at, vertex) in graph.vertices.iter().enumerate() {
        let mut object = Map::new();
        object.insert("id".to_owned(), vertex.id.as_str().into());
        object.insert("label".to_owned(), (&**vertex.label()).into());
        let out_edges = grouped(leaving.remove(&at).unwrap_or_default(), |edge| ("inV", edge.to), graph);
        if !out_edges.is_empty() {
            object.insert("outE".to_owned(), out_edges.into());
        }
        let in_edges = grouped(entering.remove(&at).unwrap_or_default(), |edge| ("outV", edge.from), graph);
        if !in_edges.is_empty() {
            object.insert("inE".to_owned(), in_edges.into());
        }
        let labels = Scalar::TextList(vertex.labels.iter().map(|label| label.to_string()).collect());
        let mut properties = Map::new();
        let own = vertex.properties.iter().map(|(name, value)| (&**name, value));
        for (name, value) in own.chain([(LABELS, &labels)]) {
            let id = json!({"@type": "g:Int64", "@value": next_id});
            properties.insert(name.to_owned(), json!([{"id": id, "value": typed(value)}]));
            next_id += 1;
        }
        object.insert("properties".to_owned(), properties.into());
        writeln!(out, "{}", Value::Object(object))?;
    }
    Ok(())
}

/// The edges of each vertex.
fn by_vertex(
    graph: &PropertyGraph,
    end: impl Fn(&Relationship) -> VertexKey,
) -> BTreeMap<usize, Vec<&Relationship>> {
    let mut edges: BTreeMap<usize, Vec<&Relationship>> = BTreeMap::new();
    for edge in &graph.edges {
        edges.entry(end(edge).index()).or_default().push(edge);
    }
    edges
}

/// Edges by their type, each with its properties and its other end.
fn grouped(
    edges: Vec<&Relationship>,
    other: impl Fn(&Relationship) -> (&'static str, VertexKey),
    graph: &PropertyGraph,
) -> Map<String, Value> {
    let mut kinds: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for edge in edges {
        let (name, end) = other(edge);
        let properties = edge_properties(&edge.properties);
        let object = json!({"id": edge.id, name: graph.vertex(end).id, "properties": properties});
        kinds.entry(&edge.kind).or_default().push(object);
    }
    kinds.into_iter().map(|(kind, edges)| (kind.to_owned(), edges.into())).collect()
}

fn edge_properties(properties: &Properties) -> Map<String, Value> {
    properties.iter().map(|(name, value)| (name.to_string(), typed(value))).collect()
}

/// A value with its type, where JSON has not the same.
fn typed(value: &Scalar) -> Value {
    match value {
        Scalar::Integer(number) => json!({"@type": "g:Int64", "@value": number}),
        Scalar::Float(number) => json!({"@type": "g:Double", "@value": number}),
        Scalar::Boolean(value) => (*value).into(),
        Scalar::TextList(texts) => json!({"@type": "g:List", "@value": texts}),
        value => value.to_text().into(),
    }
}
