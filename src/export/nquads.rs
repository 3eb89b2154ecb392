//! N-Quads: one triple with its named graph on each line, for stores of triples.

use std::io::{self, BufWriter, Write};

use oxttl::NQuadsSerializer;

use super::rdf::Lowering;
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::KnowledgeGraph;

/// The exporter.
pub(super) static N_QUADS: NQuads = NQuads;

/// N-Quads 1.1 (W3C Recommendation, 25 February 2014), or 1.2 (W3C Working Draft).
#[derive(Debug)]
pub(super) struct NQuads;

impl Exporter for NQuads {
    fn name(&self) -> &'static str {
        "nquads"
    }

    fn about(&self) -> &'static str {
        "RDF with one quad per line, in one graph of facts and one graph per source"
    }

    fn extension(&self) -> &'static str {
        "nq"
    }

    fn has_rdf_versions(&self) -> bool {
        true
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
                write(checked.graph(), options, out.begin("")?)?;
                Ok(Losses::default())
            }
            Graph::Rows(rows) => super::rows::ntriples::export(rows, options, true, out),
        }
    }
}

/// Writes a graph as N-Quads.
pub(super) fn write(graph: &KnowledgeGraph, options: &ExportOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = NQuadsSerializer::new().for_writer(BufWriter::new(out));
    for quad in Lowering::new(graph, options).quads() {
        writer.serialize_quad(&quad)?;
    }
    writer.finish().flush()
}
