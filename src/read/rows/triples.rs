//! What a triple of RDF is in a graph of rows.
//!
//! `rdf:type` with an IRI is a type, `rdfs:label` the property `label`; other predicates keep their IRIs as names. Numbers
//! and booleans are such only where writing them as RDF gives the same literal again. A base direction follows the
//! language, as in RDF 1.2 N-Triples. The named graph of an edge is its property `graph`. A triple term is a text with the
//! datatype [`NameKey::TRIPLE`].

use oxrdf::{BlankNodeRef, GraphNameRef, NamedOrBlankNodeRef, QuadRef, Term, TermRef, Triple};
use oxttl::NTriplesParser;

use super::Run;
use super::json::Scanner;
use super::vocabulary::Use;
use super::worker::Worker;
use crate::graph::rows::{Cell, Cells, Items, NameKey, put_cell, put_item};
use crate::text::is_blank_node;

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

/// Which blank nodes are those of the file that is being read, where its ids are those of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Scope {
    /// All that have the same id.
    #[default]
    Any,
    /// Those of the first of several files: ids that look like those of others are called otherwise.
    First,
    /// Those of a file or of the tables that belong together, by the number of the first, from 1.
    Later(usize),
}

impl Scope {
    /// Writes the id of a blank node; `None` where it stays as it is.
    pub(super) fn renamed(self, id: &[u8]) -> Option<Vec<u8>> {
        let label = id.strip_prefix(b"_:").filter(|_| self != Scope::Any && is_blank_node(id))?;
        match self {
            Scope::Later(before) => Some([format!("_:file{}-", before + 1).as_bytes(), label].concat()),
            Scope::First if label.starts_with(b"file") || label.starts_with(b"named-") => {
                Some([b"_:named-", label].concat())
            }
            Scope::First | Scope::Any => None,
        }
    }

    /// Writes a triple term with its blank nodes; `None` where it stays as it is.
    fn renamed_term(self, term: &[u8]) -> Option<Vec<u8>> {
        memchr::memmem::find(term, b"_:")?;
        let line = [b"<x:> <x:> ", term, b" ."].concat();
        let triple = match NTriplesParser::new().for_slice(&line).next()?.ok()?.object {
            Term::Triple(triple) => triple,
            _ => return None,
        };
        let mut out = Vec::new();
        put_triple(&mut out, &triple, &mut |out, node| {
            let id = node.to_string();
            out.extend_from_slice(&self.renamed(id.as_bytes()).unwrap_or_else(|| id.into_bytes()));
        });
        Some(out)
    }

    /// Appends the cells of a row in which blank nodes are those of the file; false where all stay as they are. `graph` is
    /// the name of the property that is a named graph.
    pub(super) fn put_cells(self, out: &mut Vec<u8>, cells: &[u8], graph: NameKey) -> bool {
        let mut is_changed = false;
        for (name, cell) in Cells::new(cells) {
            let renamed = |cell: &Cell<'_>| match *cell {
                Cell::Clean(text) | Cell::Text(text) if name == graph => Some((None, self.renamed(text)?)),
                Cell::Typed { datatype: NameKey::IRI, text } => {
                    Some((Some(NameKey::IRI), self.renamed(text)?))
                }
                Cell::Typed { datatype: NameKey::TRIPLE, text } => {
                    Some((Some(NameKey::TRIPLE), self.renamed_term(text)?))
                }
                _ => None,
            };
            if let Cell::List(items) = cell {
                let mut new = Vec::new();
                for item in items {
                    let other = renamed(&item);
                    is_changed |= other.is_some();
                    put_item(&mut new, &other.as_ref().map_or(item, renamed_cell));
                }
                put_cell(out, name, &Cell::List(Items(&new)));
            } else {
                let other = renamed(&cell);
                is_changed |= other.is_some();
                put_cell(out, name, &other.as_ref().map_or(cell, renamed_cell));
            }
        }
        is_changed
    }
}

/// A text with its datatype, if it has one, as a cell.
fn renamed_cell((datatype, text): &(Option<NameKey>, Vec<u8>)) -> Cell<'_> {
    match datatype {
        Some(datatype) => Cell::Typed { datatype: *datatype, text },
        None => Cell::of_text(text),
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

/// The property whose value is the named graph of a row.
pub(super) const GRAPH: &[u8] = b"graph";

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

/// Writes a triple term in N-Triples. `id` writes an id of the graph.
fn put_triple(
    out: &mut Vec<u8>,
    triple: &Triple,
    id: &mut impl FnMut(&mut Vec<u8>, NamedOrBlankNodeRef<'_>),
) {
    let mut node = |out: &mut Vec<u8>, node: NamedOrBlankNodeRef<'_>| match node {
        NamedOrBlankNodeRef::NamedNode(node) => out.extend_from_slice(node.to_string().as_bytes()),
        blank => id(out, blank),
    };
    out.extend_from_slice(b"<<( ");
    node(out, triple.subject.as_ref());
    out.extend_from_slice(format!(" {} ", triple.predicate).as_bytes());
    match &triple.object {
        Term::NamedNode(object) => node(out, object.as_ref().into()),
        Term::BlankNode(object) => node(out, object.as_ref().into()),
        Term::Literal(literal) => out.extend_from_slice(literal.to_string().as_bytes()),
        Term::Triple(triple) => put_triple(out, triple, id),
    }
    out.extend_from_slice(b" )>>");
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
