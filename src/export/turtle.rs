//! Turtle: RDF for people, with prefixes, and everything that is said of one thing together.

use std::io::{self, BufWriter, Write};

use oxrdf::GraphName;
use oxttl::TurtleSerializer;

use super::rdf::Lowering;
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::KnowledgeGraph;

/// The exporter.
pub(super) static TURTLE: Turtle = Turtle;

/// Turtle 1.1 (W3C Recommendation, 25 February 2014), or 1.2 (W3C Working Draft).
#[derive(Debug)]
pub(super) struct Turtle;

impl Exporter for Turtle {
    fn name(&self) -> &'static str {
        "turtle"
    }

    fn about(&self) -> &'static str {
        "linked data that people can read"
    }

    fn extension(&self) -> &'static str {
        "ttl"
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
            Graph::Rows(rows) => super::rows::turtle::export(rows, options, false, out),
        }
    }
}

/// Writes a graph as Turtle.
pub(super) fn write(graph: &KnowledgeGraph, options: &ExportOptions, out: &mut dyn Write) -> io::Result<()> {
    let lowering = Lowering::new(graph, options);
    let mut serializer = TurtleSerializer::new();
    for (prefix, iri) in
        lowering.prefixes(lowering.triples().map(|triple| triple.in_graph(GraphName::DefaultGraph)))
    {
        serializer = serializer.with_prefix(prefix, iri).map_err(io::Error::other)?;
    }
    let (mut serializer, mut out) = (serializer.low_level(), BufWriter::new(out));
    let mut piece = Vec::new();
    for triple in lowering.triples() {
        serializer.serialize_triple(&triple, &mut piece)?;
        write_piece(&mut piece, &mut out)?;
    }
    serializer.finish(&mut out)?;
    out.flush()
}

/// Writes what a serializer adds for one triple, and empties it. An empty line parts the prefixes from what follows,
/// and one subject from the next.
pub(super) fn write_piece(piece: &mut Vec<u8>, out: &mut dyn Write) -> io::Result<()> {
    let end = match piece.as_slice() {
        [b'@', ..] => {
            let lines = piece.split_inclusive(|byte| *byte == b'\n');
            lines.take_while(|line| line.starts_with(b"@")).map(<[u8]>::len).sum()
        }
        [b' ', b'.', b'\n', next, ..] if *next != b'}' => 3,
        _ => 0,
    };
    let (before, after) = piece.split_at(end);
    out.write_all(before)?;
    if end > 0 {
        out.write_all(b"\n")?;
    }
    out.write_all(after)?;
    piece.clear();
    Ok(())
}
