//! A script of ISO GQL for an empty graph.

use std::io::{self, Write};

use super::cypher::literal::{comment, scalar, text};
use super::output::write_file;
use super::property_graph::{KEY, Properties, PropertyGraph, Scalar};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;

/// The exporter.
pub(super) static GQL: Gql = Gql;

/// A script of `INSERT` statements (ISO/IEC 39075:2024, 13.2), each ended by `;`. The standard has no statement that
/// inserts what is not there yet: a second run inserts everything a second time.
pub(super) struct Gql;

impl Exporter for Gql {
    fn name(&self) -> &'static str {
        "gql"
    }

    fn about(&self) -> &'static str {
        "ISO GQL script for an empty graph"
    }

    fn extension(&self) -> &'static str {
        "gql"
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

impl Gql {
    /// Writes a dossier.
    fn dossier(
        &self,
        checked: &Checked,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<(), ExportError> {
        let graph = PropertyGraph::new(checked.graph(), options)?;
        let title = comment(&checked.graph().name());
        Ok(write_file(out, "", |out| {
            writeln!(out, "// {title}")?;
            writeln!(out, "// For an empty graph: running it again would insert everything again.\n")?;
            write(&graph, out)
        })?)
    }
}

fn write(graph: &PropertyGraph, out: &mut dyn Write) -> io::Result<()> {
    for vertex in &graph.vertices {
        let labels: Vec<String> = vertex.labels.iter().map(|label| name(label)).collect();
        writeln!(out, "INSERT (:{} {});", labels.join("&"), record(&vertex.properties))?;
    }
    for edge in &graph.edges {
        let [from, to] = [edge.from, edge.to].map(|end| {
            let vertex = graph.vertex(end);
            format!("{} {{{}: {}}}", name(vertex.key_label()), name(KEY), text(vertex.iri.as_str()))
        });
        writeln!(
            out,
            "MATCH (s:{from}), (t:{to}) INSERT (s)-[:{} {}]->(t);",
            name(&edge.kind),
            record(&edge.properties)
        )?;
    }
    Ok(())
}

/// A name as a delimited identifier, because GQL reserves some three hundred words.
fn name(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

fn record(properties: &Properties) -> String {
    let entries: Vec<String> =
        properties.iter().map(|(key, value)| format!("{}: {}", name(key), literal(value))).collect();
    format!("{{{}}}", entries.join(", "))
}

/// Texts, numbers and lists are written as in Cypher, except numbers that must not be read as decimals, and days.
fn literal(value: &Scalar) -> String {
    match value {
        Scalar::Float(_) => {
            let number = scalar(value);
            if number.contains('e') { number } else { format!("{number}e0") }
        }
        Scalar::Date(..) => format!("DATE '{}'", value.to_text()),
        _ => scalar(value),
    }
}
