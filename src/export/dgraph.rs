//! Dgraph: a schema, and N-Quads with facets, for `dgraph live` and `dgraph bulk`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, Write};

use oxrdf::Literal;

use super::property_graph::{KEY, Kind, Properties, PropertyGraph, Scalar};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Model, Output};
use crate::check::Checked;

/// The exporter.
pub(super) static DGRAPH: Dgraph = Dgraph;

/// RDF as Dgraph takes it ("RDF", "Facets"): nodes by their IRI, which is their `xid` too; edges as predicates, their
/// values as facets, which hold no lists.
///
/// Dgraph has one edge of a predicate between two nodes. A fact is one; of claims, each is a node of its own.
/// A predicate has one type everywhere: if its values are of several kinds, they are strings.
#[derive(Debug)]
pub(super) struct Dgraph;

/// The predicate by which `dgraph live --upsertPredicate` knows nodes. No property may have its name.
const XID: &str = "xid";

impl Exporter for Dgraph {
    fn name(&self) -> &'static str {
        "dgraph"
    }

    fn about(&self) -> &'static str {
        "RDF with facets and a schema, for Dgraph"
    }

    fn extension(&self) -> &'static str {
        "dgraph"
    }

    fn is_folder(&self) -> bool {
        true
    }

    fn takes_rows(&self) -> bool {
        false
    }

    fn holds(&self, feature: Feature, options: &ExportOptions) -> Capability {
        match feature {
            Feature::ParallelEdges if options.model == Model::Edges => {
                Capability::Partly("one edge of each relation between two nodes")
            }
            Feature::EdgeProperties => Capability::Partly("no lists: facets have one value"),
            Feature::NodeDetails => Capability::Partly("lists as sets: unordered, without duplicates"),
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

impl Dgraph {
    /// Writes a dossier.
    fn dossier(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let graph = PropertyGraph::new(checked.graph(), options)?;
        graph.refuse_properties(self.name(), &[XID])?;
        let mut file = BufWriter::new(out.begin("graph.rdf")?);
        let columns: BTreeMap<_, _> =
            graph.vertex_columns().into_iter().map(|column| (column.name, column.kind)).collect();
        for vertex in &graph.vertices {
            let subject = format!("<{}>", vertex.iri);
            writeln!(file, "{subject} <{XID}> {} .", literal(vertex.iri.as_str()))?;
            for label in vertex.labels.iter() {
                writeln!(file, "{subject} <dgraph.type> {} .", literal(label))?;
            }
            for (name, value) in vertex.properties.iter().filter(|(name, _)| **name != *KEY) {
                let texts = match value {
                    Scalar::TextList(texts) => texts.clone(),
                    value => vec![value.to_text()],
                };
                for text in texts {
                    writeln!(file, "{subject} <{name}> {} .", literal(&text))?;
                }
            }
        }
        for edge in &graph.edges {
            let (from, to) = (&graph.vertex(edge.from).iri, &graph.vertex(edge.to).iri);
            writeln!(file, "<{from}> <{}> <{to}> {}.", edge.kind, facets(&edge.properties))?;
        }
        file.flush()?;
        drop(file);
        let mut schema = BufWriter::new(out.begin("graph.schema")?);
        writeln!(schema, "<{XID}>: string @index(exact) @upsert .")?;
        for (name, kind) in columns.iter().filter(|(name, _)| ***name != *KEY) {
            let (kind, index) = match (&**name, kind) {
                ("id", _) => ("string", " @index(exact)"),
                ("name", _) => ("string", " @index(term)"),
                (_, Kind::Text) => ("string", ""),
                (_, Kind::TextList) => ("[string]", ""),
                (_, Kind::Integer) => ("int", ""),
                (_, Kind::Float) => ("float", ""),
                (_, Kind::Boolean) => ("bool", ""),
                (_, Kind::Date) => ("datetime", ""),
            };
            writeln!(schema, "<{name}>: {kind}{index} .")?;
        }
        let kinds: BTreeSet<&str> = graph.edges.iter().map(|edge| &*edge.kind).collect();
        for kind in &kinds {
            writeln!(schema, "<{kind}>: [uid] @reverse .")?;
        }
        for (label, names) in types(&graph) {
            writeln!(schema, "type <{label}> {{")?;
            names.iter().try_for_each(|name| writeln!(schema, "  {name}"))?;
            writeln!(schema, "}}")?;
        }
        Ok(schema.flush()?)
    }
}

/// A text as a literal of N-Quads (RDF 1.1 N-Triples, section 2.4).
fn literal(text: &str) -> Literal {
    Literal::new_simple_literal(text)
}

/// The values of an edge as facets. A text is in quotes with JSON's escapes, which are those of facets.
fn facets(properties: &Properties) -> String {
    let facet = |(name, value): &(std::sync::Arc<str>, Scalar)| match value {
        Scalar::TextList(_) => None,
        Scalar::Text(text) => Some(format!("{name}={}", serde_json::Value::from(text.as_str()))),
        value => Some(format!("{name}={}", value.to_text())),
    };
    let facets: Vec<String> = properties.iter().filter_map(facet).collect();
    if facets.is_empty() { String::new() } else { format!("({}) ", facets.join(", ")) }
}

/// The types, each with the predicates that nodes of it have.
fn types(graph: &PropertyGraph) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut types: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut leaving: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for edge in &graph.edges {
        leaving.entry(edge.from.index()).or_default().insert(&edge.kind);
    }
    for (at, vertex) in graph.vertices.iter().enumerate() {
        for label in vertex.labels.iter() {
            let names = types.entry(label).or_default();
            names.insert(XID);
            names.extend(vertex.properties.iter().map(|(name, _)| &**name).filter(|name| *name != KEY));
            names.extend(leaving.get(&at).into_iter().flatten());
        }
    }
    types
}
