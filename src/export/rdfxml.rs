//! RDF/XML: the oldest syntax of RDF, for tools that read no other.

use std::io::{self, BufWriter, Write};

use oxrdf::{GraphName, Literal, Term, Triple};
use oxrdfxml::RdfXmlSerializer;

use super::capability::is_unwritable;
use super::rdf::Lowering;
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::KnowledgeGraph;

/// The exporter.
pub(super) static RDF_XML: RdfXml = RdfXml;

/// RDF/XML 1.1 (W3C Recommendation, 25 February 2014), or 1.2 (W3C Working Draft).
#[derive(Debug)]
pub(super) struct RdfXml;

impl Exporter for RdfXml {
    fn name(&self) -> &'static str {
        "rdfxml"
    }

    fn about(&self) -> &'static str {
        "RDF for tools that read XML"
    }

    fn extension(&self) -> &'static str {
        "rdf"
    }

    fn has_rdf_versions(&self) -> bool {
        true
    }

    fn holds(&self, feature: Feature, _: &ExportOptions) -> Capability {
        match feature {
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
            Graph::Dossier(checked) => {
                write(checked.graph(), options, out.begin("")?)?;
                Ok(Losses::default())
            }
            Graph::Rows(rows) => super::rows::rdfxml::export(rows, options, out),
        }
    }
}

/// Writes a graph as RDF/XML.
pub(super) fn write(graph: &KnowledgeGraph, options: &ExportOptions, out: &mut dyn Write) -> io::Result<()> {
    let lowering = Lowering::new(graph, options);
    let mut serializer = RdfXmlSerializer::new();
    for (prefix, iri) in lowering.prefixes(lowering.triples().map(named_in_xml)) {
        serializer = serializer.with_prefix(prefix, iri).map_err(io::Error::other)?;
    }
    let mut writer = serializer.for_writer(Returns(BufWriter::new(out)));
    for triple in lowering.triples() {
        writer.serialize_triple(&writable(triple))?;
    }
    let Returns(mut out) = writer.finish()?;
    out.write_all(b"\n")?;
    out.flush()
}

/// What of a triple XML writes as names: the predicate, and the class of a subject. Other IRIs are written in full.
fn named_in_xml(mut triple: Triple) -> oxrdf::Quad {
    triple.subject = triple.predicate.clone().into();
    if triple.predicate != oxrdf::vocab::rdf::TYPE {
        triple.object = triple.predicate.clone().into();
    }
    triple.in_graph(GraphName::DefaultGraph)
}

/// A triple whose text XML can hold (XML 1.0, section 2.2, `Char`).
fn writable(mut triple: Triple) -> Triple {
    triple.object = match triple.object {
        Term::Literal(literal) if literal.value().contains(is_unwritable) => {
            let text = literal.value().replace(is_unwritable, "\u{fffd}");
            let language = literal.language().map(str::to_owned);
            match language {
                Some(language) => Literal::new_language_tagged_literal_unchecked(text, language),
                None => Literal::new_typed_literal(text, literal.datatype()),
            }
            .into()
        }
        Term::Triple(inner) => Term::Triple(Box::new(writable(*inner))),
        object => object,
    };
    triple
}

/// Writes carriage returns as references: bare ones are read as line feeds (XML 1.0, section 2.11).
struct Returns<W>(W);

impl<W: Write> Write for Returns<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let plain = bytes.iter().position(|byte| *byte == b'\r').unwrap_or(bytes.len());
        if plain > 0 {
            return self.0.write(&bytes[..plain]);
        }
        if !bytes.is_empty() {
            self.0.write_all(b"&#13;")?;
        }
        Ok(bytes.len().min(1))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
