//! GEXF, as Gephi, NetworkX and graphology read it.

use std::io::{self, BufWriter, Write};

use super::property_graph::{Column, Kind, Properties, PropertyGraph, Scalar};
use super::xml::Escaped;
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;

/// The exporter.
pub(super) static GEXF: Gexf = Gexf;

/// GEXF 1.3 (`https://gexf.net/schema.html`).
///
/// The name of a node and the type of an edge are labels; the type is the `kind` of the edge as well, by which Gephi
/// keeps edges between the same two nodes apart. Lists are written as Gephi writes them: `["one", "two"]`, with `\`
/// before `"` and `\`. There are no dates of nodes and edges: the graph says what was said, not how long it held.
#[derive(Debug)]
pub(super) struct Gexf;

/// The attribute of all labels of a node. No property may have this name.
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

    fn takes_rows(&self) -> bool {
        false
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
        match graph {
            Graph::Dossier(checked) => self.dossier(checked, options, out).map(|()| Losses::default()),
            Graph::Rows(_) => Err(ExportError::of_rows(self.name())),
        }
    }
}

impl Gexf {
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
        write(&graph, &checked.graph().name(), &mut out)?;
        Ok(out.flush()?)
    }
}

fn write(graph: &PropertyGraph, name: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">")?;
    writeln!(out, "<meta><creator>dossier</creator><description>{}</description></meta>", Escaped(name))?;
    writeln!(out, "<graph mode=\"static\" defaultedgetype=\"directed\" idtype=\"string\">")?;
    let (mut columns, edge_columns) = (graph.vertex_columns(), graph.edge_columns());
    columns.push(Column { name: LABELS.into(), kind: Kind::TextList });
    write_attributes("node", &columns, out)?;
    write_attributes("edge", &edge_columns, out)?;
    writeln!(out, "<nodes count=\"{}\">", graph.vertices.len())?;
    for vertex in &graph.vertices {
        let label = vertex.properties.iter().find(|(name, _)| **name == *"name");
        let label = label.map_or_else(|| vertex.id.clone(), |(_, value)| value.to_text());
        write!(out, "<node id=\"{}\" label=\"{}\"><attvalues>", Escaped(&vertex.id), Escaped(&label))?;
        write_values(&columns, &vertex.properties, out)?;
        let labels = vertex.labels.iter().map(|label| label.to_string()).collect();
        write_values(&columns, &vec![(LABELS.into(), Scalar::TextList(labels))], out)?;
        writeln!(out, "</attvalues></node>")?;
    }
    writeln!(out, "</nodes>\n<edges count=\"{}\">", graph.edges.len())?;
    for edge in &graph.edges {
        let (from, to) = (&graph.vertex(edge.from).id, &graph.vertex(edge.to).id);
        let (id, from, to, kind) = (Escaped(&edge.id), Escaped(from), Escaped(to), Escaped(&edge.kind));
        write!(out, "<edge id=\"{id}\" source=\"{from}\" target=\"{to}\" label=\"{kind}\" kind=\"{kind}\">")?;
        write!(out, "<attvalues>")?;
        write_values(&edge_columns, &edge.properties, out)?;
        writeln!(out, "</attvalues></edge>")?;
    }
    writeln!(out, "</edges>\n</graph>\n</gexf>")
}

/// Declares the properties of nodes or of edges. Their ids are numbers: graphology reads titles of such only.
fn write_attributes(class: &str, columns: &[Column], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<attributes class=\"{class}\" mode=\"static\">")?;
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| is_attribute(column)) {
        let kind = match column.kind {
            Kind::Text | Kind::Date => "string",
            Kind::TextList => "liststring",
            Kind::Integer => "long",
            Kind::Float => "double",
            Kind::Boolean => "boolean",
        };
        writeln!(out, "<attribute id=\"{at}\" title=\"{}\" type=\"{kind}\"/>", Escaped(&column.name))?;
    }
    writeln!(out, "</attributes>")
}

/// The id is that of the element.
fn is_attribute(column: &Column) -> bool {
    *column.name != *"id"
}

fn write_values(columns: &[Column], properties: &Properties, out: &mut dyn Write) -> io::Result<()> {
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| is_attribute(column)) {
        let text = match column.of(properties) {
            None => continue,
            Some(Scalar::TextList(texts)) => list(texts),
            Some(value) => value.to_text(),
        };
        write!(out, "<attvalue for=\"{at}\" value=\"{}\"/>", Escaped(&text))?;
    }
    Ok(())
}

/// A list as Gephi writes it.
fn list(texts: &[String]) -> String {
    let quoted = |text: &String| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    format!("[{}]", texts.iter().map(quoted).collect::<Vec<_>>().join(", "))
}
