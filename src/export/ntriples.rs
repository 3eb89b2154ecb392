//! N-Triples and N-Quads: one triple on each line, for programs that read line by line; with the named graph behind it, or
//! without. Both are in their canonical form.

use std::io::{self, Write};

use super::blocks::RecordId;
use super::bytes::{is_double, line, put};
use super::escapes::{Controls, Escapes};
use super::iris::{Iris, Terms, Use};
use super::rdf::vocabulary::{RDF, RDFS, XSD};
use super::rdf::{Class, Document, Parts, Subject, Syntax, write_rows};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::KnowledgeGraph;
use crate::graph::rows::{Cell, IdText, NameKey, Names};
use crate::ontology::{NAMESPACE, Status};
use crate::text::is_blank_node;

/// The exporter of N-Triples.
pub(super) static N_TRIPLES: NTriples = NTriples { has_graphs: false };
/// The exporter of N-Quads.
pub(super) static N_QUADS: NTriples = NTriples { has_graphs: true };

/// N-Triples and N-Quads 1.1 (W3C Recommendations, 25 February 2014), or 1.2 (W3C Working Drafts).
#[derive(Debug)]
pub(super) struct NTriples {
    has_graphs: bool,
}

impl Exporter for NTriples {
    fn name(&self) -> &'static str {
        if self.has_graphs { "nquads" } else { "ntriples" }
    }

    fn about(&self) -> &'static str {
        match self.has_graphs {
            false => "RDF with one triple per line, for programs",
            true => "RDF with one quad per line, in one graph of facts and one graph per source",
        }
    }

    fn extension(&self) -> &'static str {
        if self.has_graphs { "nq" } else { "nt" }
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
                write(checked.graph(), options, self.has_graphs, out.begin("")?)?;
                Ok(Losses::default())
            }
            Graph::Rows(rows) => {
                write_rows(rows, options, Lines::new(rows.names(), options, self.has_graphs), out)
            }
        }
    }
}

/// Writes a graph.
pub(super) fn write(
    graph: &KnowledgeGraph,
    options: &ExportOptions,
    has_graphs: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let document = Document::new(graph, options, has_graphs);
    document.write(&Lines::new(document.names(), options, has_graphs), out)
}

struct Lines<'g> {
    names: &'g Names,
    iris: Iris,
    has_graphs: bool,
    /// By name: ` <PROPERTY> `.
    properties: Vec<Vec<u8>>,
    /// By name: ` <RELATION> `.
    relations: Vec<Vec<u8>>,
    /// By name: ` rdf:type <TYPE> .`
    types: Vec<Vec<u8>>,
    /// By name: ` rdf:predicate <RELATION> .`
    predicates: Vec<Vec<u8>>,
    statement: Vec<u8>,
    claim: Vec<u8>,
    resource: Vec<u8>,
    subject: Vec<u8>,
    object: Vec<u8>,
    reifies: Vec<u8>,
}

impl<'g> Lines<'g> {
    fn new(names: &'g Names, options: &ExportOptions, has_graphs: bool) -> Lines<'g> {
        let terms = Terms::new(names, options);
        let each = |wanted: Use, before: &str, after: &str| {
            let line = |(key, _)| [before.as_bytes(), terms.name(key, wanted), after.as_bytes()].concat();
            names.iter().map(line).collect()
        };
        Lines {
            properties: each(Use::Property, " <", "> "),
            relations: each(Use::Relation, " <", "> "),
            types: each(Use::Type, &format!(" <{RDF}type> <"), "> .\n"),
            predicates: each(Use::Relation, &format!(" <{RDF}predicate> <"), "> .\n"),
            statement: format!(" <{RDF}type> <{RDF}Statement> .\n").into_bytes(),
            claim: format!(" <{RDF}type> <{NAMESPACE}Claim> .\n").into_bytes(),
            resource: format!(" <{RDF}type> <{RDFS}Resource> .\n").into_bytes(),
            subject: format!(" <{RDF}subject> ").into_bytes(),
            object: format!(" <{RDF}object> ").into_bytes(),
            reifies: format!(" <{RDF}reifies> <<( ").into_bytes(),
            names,
            has_graphs,
            iris: Iris::new(options),
        }
    }

    fn literal(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, name: NameKey, cell: &Cell<'_>) {
        subject.is_open = true;
        put(out, &[subject.term, line(&self.properties, name)]);
        put_literal(out, cell, self.names);
        out.extend_from_slice(b" .\n");
        put_graph(out, subject);
    }
}

/// Puts the named graph of a subject, if it has one, before the end of the line.
#[inline]
fn put_graph(out: &mut Vec<u8>, subject: &Subject<'_>) {
    if !subject.graph.is_empty() {
        out.truncate(out.len() - b".\n".len());
        put(out, &[subject.graph, b" .\n"]);
    }
}

impl Syntax for Lines<'_> {
    fn has_graphs(&self) -> bool {
        self.has_graphs
    }

    #[inline]
    fn node(&self, out: &mut Vec<u8>, id: IdText<'_>) {
        if id.blank {
            return out.extend_from_slice(id.text);
        }
        out.push(b'<');
        self.iris.put_node(out, id);
        out.push(b'>');
    }

    fn exact(&self, out: &mut Vec<u8>, text: &[u8]) {
        put_exact(out, text);
    }

    fn edge(&self, out: &mut Vec<u8>, id: RecordId<'_>) {
        out.push(b'<');
        self.iris.put_edge(out, id);
        out.push(b'>');
    }

    #[inline]
    fn types(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, types: impl Iterator<Item = Class>) {
        for class in types {
            let of = match class {
                Class::Named(name) => line(&self.types, name),
                Class::Statement => &self.statement,
                Class::Claim => &self.claim,
                Class::Resource => &self.resource,
            };
            subject.is_open = true;
            put(out, &[subject.term, of]);
            put_graph(out, subject);
        }
    }

    #[inline]
    fn relation(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, relation: NameKey, object: &[u8]) {
        put(out, &[subject.term, line(&self.relations, relation), object, b" .\n"]);
        put_graph(out, subject);
    }

    #[inline]
    fn said(
        &self,
        out: &mut Vec<u8>,
        subject: &mut Subject<'_>,
        (source, relation, target): (&[u8], NameKey, &[u8]),
        parts: Parts,
    ) {
        if parts.has_names {
            put(out, &[subject.term, &self.subject, source, b" .\n"]);
            put_graph(out, subject);
            put(out, &[subject.term, line(&self.predicates, relation)]);
            put_graph(out, subject);
            put(out, &[subject.term, &self.object, target, b" .\n"]);
            put_graph(out, subject);
        }
        if parts.has_term {
            let relation = line(&self.relations, relation);
            put(out, &[subject.term, &self.reifies, source, relation, target, b" )>> .\n"]);
            put_graph(out, subject);
        }
    }

    fn status(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, status: Status) {
        let status = format!(" <{NAMESPACE}status> <{}> .\n", status.iri());
        put(out, &[subject.term, status.as_bytes()]);
        put_graph(out, subject);
    }

    #[inline]
    fn property(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, name: NameKey, cell: &Cell<'_>) {
        match *cell {
            Cell::List(items) => items.for_each(|item| self.literal(out, subject, name, &item)),
            cell => self.literal(out, subject, name, &cell),
        }
    }

    fn close(&self, _: &mut Vec<u8>, _: &Subject<'_>) {}
}

/// Writes an IRI or a blank node.
pub(super) fn put_exact(out: &mut Vec<u8>, text: &[u8]) {
    if is_blank_node(text) {
        out.extend_from_slice(text);
    } else {
        put(out, &[b"<", text, b">"]);
    }
}

/// Writes a value as a literal.
fn put_literal(out: &mut Vec<u8>, cell: &Cell<'_>, names: &Names) {
    let typed = |out: &mut Vec<u8>, text: &[u8], datatype: &str| {
        put(out, &[b"\"", text, b"\"^^<", XSD.as_bytes(), datatype.as_bytes(), b">"]);
    };
    match *cell {
        Cell::Clean(text) => put(out, &[b"\"", text, b"\""]),
        Cell::Text(text) => put_string(out, text),
        Cell::Integer(number) => typed(out, number, "integer"),
        Cell::Number(number) if is_double(number) => typed(out, number, "double"),
        Cell::Number(number) => typed(out, number, "decimal"),
        Cell::Boolean(value) => typed(out, if value { b"true" } else { b"false" }, "boolean"),
        Cell::Words { language, text } => {
            put_string(out, text);
            put(out, &[b"@", language]);
        }
        Cell::Typed { datatype: NameKey::IRI, text } => put_exact(out, text),
        Cell::Typed { datatype: NameKey::TRIPLE, text } => out.extend_from_slice(text),
        Cell::Typed { datatype, text } => {
            put_string(out, text);
            put(out, &[b"^^<", names.get(datatype).as_bytes(), b">"]);
        }
        Cell::Json(text) => {
            put_string(out, text);
            put(out, &[b"^^<", RDF.as_bytes(), b"JSON>"]);
        }
        // Lists in lists are JSON.
        Cell::List(_) => {}
    }
}

/// Strings of canonical N-Triples (RDF 1.2 N-Triples, section 4).
static STRING: Escapes = Escapes::new(
    b"\"\\\n\r\t\x08\x0C\x7F",
    &[b"\\\"", b"\\\\", b"\\n", b"\\r", b"\\t", b"\\b", b"\\f", b"\\u007F"],
    Controls::Coded,
)
.with_characters(&[("\u{FFFE}".as_bytes(), b"\\uFFFE"), ("\u{FFFF}".as_bytes(), b"\\uFFFF")]);

/// Writes a text with its quotes.
pub(super) fn put_string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    STRING.put(out, text);
    out.push(b'"');
}
