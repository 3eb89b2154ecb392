//! JSON Lines in the graph's own terms: everything that dossiers say, and their texts, so that it is read back as the
//! same graph. `docs/dossiers.md` describes the records.

mod claims;
mod record;
mod records;
mod rows;

use std::io::{self, BufWriter, Write};

use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;
use record::Record;

/// The exporter.
pub(super) static JSON_LINES: JsonLines = JsonLines;

/// JSON Lines that `dossier` reads: one object of JSON (RFC 8259) to a line, in UTF-8.
pub(super) struct JsonLines;

impl Exporter for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn about(&self) -> &'static str {
        "a complete copy with the texts, as JSON Lines that dossier reads back"
    }

    fn extension(&self) -> &'static str {
        "jsonl"
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
            Graph::Dossier(checked) => {
                let mut out = BufWriter::new(out.begin("")?);
                write(checked, options, &mut out)?;
                out.flush()?;
                Ok(Losses::default())
            }
            Graph::Rows(rows) => rows::export(rows, options, out),
        }
    }
}

/// Writes the records: dossiers, nodes, sources, claims, each in the order of its ids.
fn write(checked: &Checked, options: &ExportOptions, out: &mut dyn Write) -> io::Result<()> {
    let graph = checked.graph();
    for (at, dossier) in graph.dossiers().enumerate() {
        let ontology = Some(graph.ontology()).filter(|_| at == 0);
        line(out, records::dossier(dossier, ontology, options.note.as_deref(), checked))?;
    }
    let is_part = options.note.is_some();
    let is_alone = graph.dossiers().count() == 1;
    for node in graph.nodes() {
        line(out, records::node(node, is_alone, checked))?;
    }
    for source in graph.sources() {
        line(out, records::source(graph, source, checked))?;
    }
    if options.model.has_claims() {
        for claim in graph.claims() {
            line(out, claims::claim(claim, is_alone, is_part, checked))?;
        }
    } else {
        for claim in claims::facts(graph, &options.policy) {
            line(out, claims::fact(claim, is_alone))?;
        }
    }
    Ok(())
}

fn line(out: &mut dyn Write, record: Record) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &record)?;
    out.write_all(b"\n")
}
