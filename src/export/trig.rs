//! TriG: Turtle with named graphs, one of facts and one for each source.

use std::io::{self, BufWriter, Write};

use oxttl::TriGSerializer;

use super::rdf::Lowering;
use super::turtle::write_piece;
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::KnowledgeGraph;

/// The exporter.
pub(super) static TRIG: TriG = TriG;

/// TriG 1.1 (W3C Recommendation, 25 February 2014), or 1.2 (W3C Working Draft).
#[derive(Debug)]
pub(super) struct TriG;

impl Exporter for TriG {
    fn name(&self) -> &'static str {
        "trig"
    }

    fn about(&self) -> &'static str {
        "Turtle in one graph of facts and one graph per source"
    }

    fn extension(&self) -> &'static str {
        "trig"
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
            Graph::Rows(rows) => super::rows::turtle::export(rows, options, true, out),
        }
    }
}

/// Writes a graph as TriG.
pub(super) fn write(graph: &KnowledgeGraph, options: &ExportOptions, out: &mut dyn Write) -> io::Result<()> {
    let lowering = Lowering::new(graph, options);
    let mut serializer = TriGSerializer::new();
    for (prefix, iri) in lowering.prefixes(lowering.quads()) {
        serializer = serializer.with_prefix(prefix, iri).map_err(io::Error::other)?;
    }
    let (mut serializer, mut out) = (serializer.low_level(), BufWriter::new(out));
    let mut piece = Vec::new();
    for quad in lowering.quads() {
        serializer.serialize_quad(&quad, &mut piece)?;
        write_piece(&mut piece, &mut out)?;
    }
    serializer.finish(&mut out)?;
    out.flush()
}
