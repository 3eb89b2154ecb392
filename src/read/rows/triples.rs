//! What a triple of RDF is in a graph of rows.
//!
//! `rdf:type` with an IRI is a type, `rdfs:label` the property `label`; other predicates keep their IRIs as names. Numbers
//! and booleans are such only where writing them as RDF gives the same literal again. A base direction follows the
//! language, as in RDF 1.2 N-Triples. The named graph of an edge is its property `graph`. A triple term is a text with the
//! datatype [`NameKey::TRIPLE`].

use oxrdf::{BlankNodeRef, GraphNameRef, NamedOrBlankNodeRef, QuadRef, TermRef};

use super::Run;
use super::blank_scope::{GRAPH, put_triple};
use super::json::Scanner;
use super::vocabulary::Use;
use super::worker::Worker;
use crate::graph::rows::{Cell, NameKey};

/// How blank nodes of a file are called: those of a later file are others.
#[derive(Clone, Debug)]
pub(super) struct Blanks(String);

impl Default for Blanks {
    fn default() -> Blanks {
        Blanks("_:".to_owned())
    }
}

/// How labels begin that are made here. One of a file that begins like them is called `named-` and itself.
const MADE: [&[u8]; 3] = [b"anonymous-", b"file", b"named-"];

impl Blanks {
    /// The blank nodes of the file that a run reads next.
    pub(super) fn of_next_file(run: &Run<'_>) -> Blanks {
        Blanks(match run.files.len() {
            0 => return Blanks::default(),
            before => format!("_:file{}-", before + 1),
        })
    }

    /// Writes the id of a blank node with a label.
    pub(super) fn put(&self, out: &mut Vec<u8>, label: &[u8]) {
        out.extend_from_slice(self.0.as_bytes());
        if MADE.iter().any(|made| label.starts_with(made)) {
            out.extend_from_slice(b"named-");
        }
        out.extend_from_slice(label);
    }

    /// Writes the id of a blank node without a label, by its number in the file.
    pub(super) fn put_anonymous(&self, out: &mut Vec<u8>, number: usize) {
        out.extend_from_slice(self.0.as_bytes());
        out.extend_from_slice(format!("anonymous-{number}").as_bytes());
    }
}

/// A statement with the ids and names of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Statement<'s> {
    /// The id of the subject.
    pub(super) subject: &'s [u8],
    /// The IRI of the predicate.
    pub(super) predicate: &'s [u8],
    /// The object.
    pub(super) object: Object<'s>,
    /// The id of the named graph.
    pub(super) graph: Option<&'s [u8]>,
}

/// The object of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Object<'s> {
    /// An IRI.
    Iri(&'s [u8]),
    /// The id of a blank node.
    Blank(&'s [u8]),
    /// A literal: its text, its language with its base direction, or else the IRI of its datatype.
    Literal(&'s [u8], Option<&'s [u8]>, &'s [u8]),
    /// A triple term in N-Triples.
    Triple(&'s [u8]),
}

pub(super) const RDF_TYPE: &[u8] = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const RDFS_LABEL: &[u8] = b"http://www.w3.org/2000/01/rdf-schema#label";
const XSD: &[u8] = b"http://www.w3.org/2001/XMLSchema#";

/// The datatype of a literal that names none.
pub(super) const XSD_STRING: &[u8] = b"http://www.w3.org/2001/XMLSchema#string";

impl Statement<'_> {
    /// Adds the statement to those of a worker.
    #[inline]
    pub(super) fn put(&self, worker: &mut Worker<'_>) {
        let Worker { statements, names, aliases, checks, .. } = worker;
        let vocabulary = checks.vocabulary;
        let source = statements.subject(self.subject);
        let graph = self.graph.map(|graph| (names.key(GRAPH), graph));
        let target = match self.object {
            Object::Literal(text, language, datatype) => {
                let name = match self.predicate {
                    RDFS_LABEL => names.key(b"label"),
                    predicate => aliases.key(Use::Property, predicate, names, vocabulary),
                };
                let cell = literal_cell(text, language, datatype, |datatype| names.key(datatype));
                statements.value(source, (name, &cell), graph);
                None
            }
            Object::Triple(text) => {
                let name = aliases.key(Use::Property, self.predicate, names, vocabulary);
                statements.value(source, (name, &Cell::Typed { datatype: NameKey::TRIPLE, text }), graph);
                None
            }
            Object::Iri(iri) if self.predicate == RDF_TYPE => {
                let cell =
                    Cell::Typed { datatype: aliases.key(Use::Type, iri, names, vocabulary), text: &[] };
                statements.value(source, (NameKey::ALSO_TYPE, &cell), graph);
                None
            }
            Object::Iri(id) | Object::Blank(id) => Some(id),
        };
        if let Some(target) = target {
            let relation = aliases.key(Use::Relation, self.predicate, names, vocabulary);
            let target = statements.mention(target);
            statements.edge(source, relation, target, graph);
        }
    }
}

/// Adds a statement that a parser has found. `name` writes the id of a blank node.
pub(super) fn put_quad(
    worker: &mut Worker<'_>,
    quad: QuadRef<'_>,
    mut name: impl FnMut(&mut Vec<u8>, BlankNodeRef<'_>),
) {
    let (mut subject, mut object, mut graph) = (Vec::new(), Vec::new(), Vec::new());
    let mut id = |out: &mut Vec<u8>, node: NamedOrBlankNodeRef<'_>| match node {
        NamedOrBlankNodeRef::NamedNode(node) => out.extend_from_slice(node.as_str().as_bytes()),
        NamedOrBlankNodeRef::BlankNode(node) => name(out, node),
    };
    id(&mut subject, quad.subject);
    let object = match quad.object {
        TermRef::NamedNode(node) => Object::Iri(node.as_str().as_bytes()),
        TermRef::BlankNode(node) => {
            id(&mut object, node.into());
            Object::Blank(&object)
        }
        TermRef::Literal(literal) => {
            if let (Some(language), Some(direction)) = (literal.language(), literal.direction()) {
                object.extend_from_slice(format!("{language}--{direction}").as_bytes());
            }
            let language = literal.language().map(|language| match object.as_slice() {
                [] => language.as_bytes(),
                with_direction => with_direction,
            });
            Object::Literal(literal.value().as_bytes(), language, literal.datatype().as_str().as_bytes())
        }
        TermRef::Triple(triple) => {
            put_triple(&mut object, triple, &mut id);
            Object::Triple(&object)
        }
    };
    let graph = match quad.graph_name {
        GraphNameRef::NamedNode(node) => Some(node.as_str().as_bytes()),
        GraphNameRef::BlankNode(node) => {
            id(&mut graph, node.into());
            Some(&graph[..])
        }
        GraphNameRef::DefaultGraph => None,
    };
    let predicate = quad.predicate.as_str().as_bytes();
    Statement { subject: &subject, predicate, object, graph }.put(worker);
}

/// A literal as a value.
#[inline]
fn literal_cell<'l>(
    text: &'l [u8],
    language: Option<&'l [u8]>,
    datatype: &[u8],
    mut key: impl FnMut(&[u8]) -> NameKey,
) -> Cell<'l> {
    if let Some(language) = language {
        return Cell::Words { language, text };
    }
    let is_whole = || {
        let mut scanner = Scanner::new(text);
        let number =
            matches!(text.first(), Some(b'-' | b'0'..=b'9')).then(|| scanner.number().ok()).flatten();
        number.filter(|number| number.raw.len() == text.len()).map(|number| number.is_whole)
    };
    let has_exponent = || text.iter().any(|byte| matches!(byte, b'e' | b'E'));
    match datatype.strip_prefix(XSD) {
        Some(b"string") => Cell::of_text(text),
        Some(b"integer") if is_whole() == Some(true) => Cell::Integer(text),
        Some(b"decimal") if is_whole() == Some(false) && !has_exponent() => Cell::Number(text),
        Some(b"double") if is_whole() == Some(false) && has_exponent() => Cell::Number(text),
        Some(b"boolean") if text == b"true" => Cell::Boolean(true),
        Some(b"boolean") if text == b"false" => Cell::Boolean(false),
        _ => Cell::Typed { datatype: key(datatype), text },
    }
}
