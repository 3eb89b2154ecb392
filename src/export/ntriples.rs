//! N-Triples: one triple on each line, for programs that read line by line.

use std::io::{self, BufWriter, Write};

use oxttl::NTriplesSerializer;

use super::rdf::Lowering;
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::KnowledgeGraph;

/// The exporter.
pub(super) static N_TRIPLES: NTriples = NTriples;

/// N-Triples 1.1 (W3C Recommendation, 25 February 2014), or 1.2 (W3C Working Draft).
#[derive(Debug)]
pub(super) struct NTriples;

impl Exporter for NTriples {
    fn name(&self) -> &'static str {
        "ntriples"
    }

    fn about(&self) -> &'static str {
        "RDF with one triple per line, for programs"
    }

    fn extension(&self) -> &'static str {
        "nt"
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
            Graph::Rows(rows) => super::rows::ntriples::export(rows, options, false, out),
        }
    }
}

/// Writes a graph as N-Triples.
pub(super) fn write(graph: &KnowledgeGraph, options: &ExportOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = NTriplesSerializer::new().for_writer(BufWriter::new(out));
    for triple in Lowering::new(graph, options).triples() {
        writer.serialize_triple(&triple)?;
    }
    writer.finish().flush()
}
