//! What a triple of RDF is in a graph of rows, and N-Triples and N-Quads, which are read in pieces.
//!
//! `rdf:type` with an IRI is a type, `rdfs:label` the property `label`; other predicates keep their IRIs as names. Numbers
//! and booleans are such only where writing them as RDF gives the same literal again. The named graph of an edge is its
//! property `graph`.

use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{GraphNameRef, LiteralRef, NamedOrBlankNodeRef, QuadRef, TermRef};
use oxttl::{NQuadsParser, NTriplesParser};

use super::input::Split;
use super::json::Scanner;
use super::pump::pump;
use super::worker::{Line, Piece, RecordParser, Worker};
use super::{RowInput, RowReader, Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::{Cell, NameKey, RowBuilder};

/// How blank nodes of a file are called: those of a later file are others.
#[derive(Clone, Debug)]
pub(super) struct Blanks(String);

impl Blanks {
    /// The blank nodes of the file that a run reads next.
    pub(super) fn of_next_file(run: &Run<'_>) -> Blanks {
        Blanks(match run.files.len() {
            0 => "_:".to_owned(),
            before => format!("_:file{}-", before + 1),
        })
    }

    /// Writes the id of a blank node.
    pub(super) fn put(&self, out: &mut Vec<u8>, label: &str) {
        out.extend_from_slice(self.0.as_bytes());
        out.extend_from_slice(label.as_bytes());
    }
}

/// Reads a statement into the worker. `name` writes the id of a blank node.
///
/// # Errors
/// What of it has no place; the rest of it was read.
pub(super) fn put_statement(
    worker: &mut Worker<'_>,
    quad: QuadRef<'_>,
    mut name: impl FnMut(&mut Vec<u8>, oxrdf::BlankNodeRef<'_>),
) -> Result<(), &'static str> {
    let Worker { statements, names, buffer, .. } = worker;
    buffer.clear();
    let mut id = |node: NamedOrBlankNodeRef<'_>| {
        let start = buffer.len();
        match node {
            NamedOrBlankNodeRef::NamedNode(node) => buffer.extend_from_slice(node.as_str().as_bytes()),
            NamedOrBlankNodeRef::BlankNode(node) => name(buffer, node),
        }
        start..buffer.len()
    };
    let subject = id(quad.subject);
    let (object, literal) = match quad.object {
        TermRef::NamedNode(node) => (Some(id(node.into())), None),
        TermRef::BlankNode(node) => (Some(id(node.into())), None),
        TermRef::Literal(literal) => (None, Some(literal)),
        #[allow(unreachable_patterns, reason = "triple terms are there with RDF 1.2 only")]
        _ => return Err("a triple term"),
    };
    let graph = match quad.graph_name {
        GraphNameRef::NamedNode(node) => Some(id(node.into())),
        GraphNameRef::BlankNode(node) => Some(id(node.into())),
        GraphNameRef::DefaultGraph => None,
    };
    let text = |range: std::ops::Range<usize>| buffer.get(range).unwrap_or(&[]);
    let source = statements.subject(text(subject));
    let mut lost = Ok(());
    if let Some(literal) = literal {
        let name = if quad.predicate == rdfs::LABEL { "label" } else { quad.predicate.as_str() };
        let name = names.key(name.as_bytes());
        if literal.direction().is_some() {
            lost = Err("the direction of a text");
        }
        let cell = literal_cell(literal, |datatype| names.key(datatype.as_bytes()));
        statements.value(source, name, &cell);
    } else if let Some(object) = object {
        if quad.predicate == rdf::TYPE && quad.object.is_named_node() {
            let cell = Cell::Typed { datatype: names.key(text(object)), text: &[] };
            statements.value(source, NameKey::ALSO_TYPE, &cell);
        } else {
            let relation = names.key(quad.predicate.as_str().as_bytes());
            let target = statements.mention(text(object));
            let graph = graph.map(|graph| (names.key(b"graph"), text(graph)));
            statements.edge(source, relation, target, graph);
            return Ok(());
        }
    }
    if graph.is_some() {
        lost = Err("the named graph of a value or a type");
    }
    lost
}

/// A literal as a value.
fn literal_cell<'l>(literal: LiteralRef<'l>, mut key: impl FnMut(&str) -> NameKey) -> Cell<'l> {
    let text = literal.value().as_bytes();
    if let Some(language) = literal.language() {
        return Cell::Words { language: language.as_bytes(), text };
    }
    let datatype = literal.datatype();
    if datatype == xsd::STRING {
        return Cell::of_text(text);
    }
    let is_whole = |text: &[u8]| {
        let mut scanner = Scanner::new(text);
        let number =
            matches!(text.first(), Some(b'-' | b'0'..=b'9')).then(|| scanner.number().ok()).flatten();
        number.filter(|number| number.raw.len() == text.len()).map(|number| number.is_whole)
    };
    let has_exponent = || text.iter().any(|byte| matches!(byte, b'e' | b'E'));
    if datatype == xsd::INTEGER && is_whole(text) == Some(true) {
        return Cell::Integer(text);
    }
    if datatype == xsd::DECIMAL && is_whole(text) == Some(false) && !has_exponent() {
        return Cell::Number(text);
    }
    if datatype == xsd::DOUBLE && is_whole(text) == Some(false) && has_exponent() {
        return Cell::Number(text);
    }
    match text {
        b"true" if datatype == xsd::BOOLEAN => Cell::Boolean(true),
        b"false" if datatype == xsd::BOOLEAN => Cell::Boolean(false),
        _ => Cell::Typed { datatype: key(datatype.as_str()), text },
    }
}

/// N-Triples, or N-Quads.
pub(super) struct Lines {
    has_graphs: bool,
}

/// N-Triples.
pub(super) static NTRIPLES: Lines = Lines { has_graphs: false };

/// N-Quads.
pub(super) static NQUADS: Lines = Lines { has_graphs: true };

impl RowReader for Lines {
    fn name(&self) -> &'static str {
        if self.has_graphs { "nquads" } else { "ntriples" }
    }

    fn about(&self) -> &'static str {
        if self.has_graphs { "RDF as N-Quads" } else { "RDF as N-Triples" }
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        if name.ends_with(if self.has_graphs { ".nq" } else { ".nt" }) {
            return true;
        }
        let is_statement = |line: &&[u8]| !line.trim_ascii().is_empty() && !line.starts_with(b"#");
        let first = head.split(|byte| *byte == b'\n').find(is_statement).unwrap_or(&[]);
        if self.has_graphs {
            matches!(NQuadsParser::new().for_slice(first).next(), Some(Ok(_)))
        } else {
            matches!(NTriplesParser::new().for_slice(first).next(), Some(Ok(_)))
        }
    }

    fn begins_with_edge(&self, _: &str, _: &[u8]) -> bool {
        false
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        run.implied = true;
        let parser = LineParser { has_graphs: self.has_graphs, blanks: Blanks::of_next_file(run) };
        pump(file.0, Split::Lines, &parser, rows, run)
    }
}

struct LineParser {
    has_graphs: bool,
    blanks: Blanks,
}

impl RecordParser for LineParser {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        for line in piece.lines() {
            let statement = line.bytes.trim_ascii();
            if statement.is_empty() || statement.starts_with(b"#") {
                continue;
            }
            if self.has_graphs {
                for quad in NQuadsParser::new().for_slice(line.bytes) {
                    self.take(quad, &line, worker);
                }
            } else {
                for triple in NTriplesParser::new().for_slice(line.bytes) {
                    self.take(
                        triple.map(|triple| triple.in_graph(oxrdf::GraphName::DefaultGraph)),
                        &line,
                        worker,
                    );
                }
            }
        }
    }
}

impl LineParser {
    fn take(
        &self,
        quad: Result<oxrdf::Quad, oxttl::TurtleSyntaxError>,
        line: &Line<'_>,
        worker: &mut Worker<'_>,
    ) {
        match quad {
            Ok(quad) => {
                let blank =
                    |out: &mut Vec<u8>, node: oxrdf::BlankNodeRef<'_>| self.blanks.put(out, node.as_str());
                if let Err(what) = put_statement(worker, quad.as_ref(), blank) {
                    let words = [format!("{what} has no place in the graph"), String::new()];
                    worker.trouble(&rules::ROW_UNPLACED, line, 0..line.bytes.len(), words, None);
                }
            }
            Err(error) => {
                let place = error.location();
                let at = (place.start.offset as usize).min(line.bytes.len());
                worker.malformed(line, at, error.message());
            }
        }
    }
}
