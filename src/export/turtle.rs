//! Turtle and TriG: RDF for people, with prefixes, and everything that is said of one thing together; in named graphs, or
//! without.

use std::io::{self, Write};

use oxrdf::Term;

use super::blocks::{RecordId, put_content};
use super::bytes::{line, put};
use super::iris::{Iris, Terms, Use};
use super::ntriples::{put_exact, put_string};
use super::rdf::vocabulary::{RDF, RDFS, XSD};
use super::rdf::{Class, Document, Parts, Subject, Syntax, triple_of, write_rows};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::KnowledgeGraph;
use crate::graph::rows::{Cell, IdText, NameKey, Names};
use crate::ontology::{NAMESPACE, Status};

/// The exporter of Turtle.
pub(super) static TURTLE: Turtle = Turtle { has_graphs: false };
/// The exporter of TriG.
pub(super) static TRIG: Turtle = Turtle { has_graphs: true };

/// Turtle and TriG 1.1 (W3C Recommendations, 25 February 2014), or 1.2 (W3C Working Drafts).
#[derive(Debug)]
pub(super) struct Turtle {
    has_graphs: bool,
}

impl Exporter for Turtle {
    fn name(&self) -> &'static str {
        if self.has_graphs { "trig" } else { "turtle" }
    }

    fn about(&self) -> &'static str {
        match self.has_graphs {
            false => "linked data that people can read",
            true => "Turtle in one graph of facts and one graph per source",
        }
    }

    fn extension(&self) -> &'static str {
        if self.has_graphs { "trig" } else { "ttl" }
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
            Graph::Rows(rows) => write_rows(
                rows,
                options,
                Blocks::new(rows.names(), options, Prefixes::of_rows(options), self.has_graphs),
                out,
            ),
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
    let prefixes = Prefixes { namespaces: document.prefixes().to_vec(), is_for_people: true };
    document.write(&Blocks::new(document.names(), options, prefixes, has_graphs), out)
}

/// What parts one predicate of a subject from the next.
const NEXT: &[u8] = b" ;\n   ";

/// The namespaces of a document, and where they are used.
struct Prefixes {
    /// The namespaces, each behind its prefix.
    namespaces: Vec<(String, String)>,
    /// Whether all IRIs are shortened, and an empty line parts one subject from the next.
    is_for_people: bool,
}

impl Prefixes {
    /// Those of rows, whatever is in them.
    fn of_rows(options: &ExportOptions) -> Prefixes {
        let base = &options.base;
        let own = ["edge", "property", "relation", "row", "type"];
        let own = own.map(|name| (name.to_owned(), format!("{base}{name}/")));
        let known = [("neg", NAMESPACE), ("rdf", RDF), ("rdfs", RDFS), ("xsd", XSD)];
        let known = known.map(|(name, iri)| (name.to_owned(), iri.to_owned()));
        let all = [(String::new(), base.clone())].into_iter().chain(own).chain(known);
        Prefixes { namespaces: all.collect(), is_for_people: false }
    }

    /// An IRI with a prefix where its rest needs no escape, else in full.
    fn term(&self, iri: &[u8]) -> Vec<u8> {
        let longest = self
            .namespaces
            .iter()
            .filter_map(|(name, space)| Some((name, iri.strip_prefix(space.as_bytes())?)))
            .min_by_key(|(_, local)| local.len());
        match longest {
            Some((name, local)) if is_local(local, self.is_for_people) => {
                [name.as_bytes(), b":", local].concat()
            }
            _ => [b"<", iri, b">"].concat(),
        }
    }

    /// Writes a term of a triple term; literals are as in N-Triples.
    fn put_term(&self, out: &mut Vec<u8>, term: &Term) {
        match term {
            Term::NamedNode(node) => out.extend_from_slice(&self.term(node.as_str().as_bytes())),
            Term::Triple(triple) => {
                out.extend_from_slice(b"<<( ");
                let terms = [triple.subject.clone().into(), triple.predicate.clone().into()];
                for term in terms.iter().chain([&triple.object]) {
                    self.put_term(out, term);
                    out.push(b' ');
                }
                out.extend_from_slice(b")>>");
            }
            term => out.extend_from_slice(term.to_string().as_bytes()),
        }
    }
}

/// Whether a text can follow a prefix unchanged (section 6.5, `PN_LOCAL`): letters, digits, `_`, `:`, and `-` but at the
/// beginning; dots, where they are wanted, but at the beginning or end.
#[inline]
fn is_local(text: &[u8], has_dots: bool) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'-');
    text.first().is_some_and(|first| !matches!(first, b'-' | b'.'))
        && !text.ends_with(b".")
        && text.iter().all(|byte| is_plain(byte) || has_dots && *byte == b'.')
}

struct Blocks {
    iris: Iris,
    prefixes: Prefixes,
    has_graphs: bool,
    /// By name: ` ;`, a new line, and ` PROPERTY `.
    properties: Vec<Vec<u8>>,
    /// By name: ` RELATION `.
    relations: Vec<Vec<u8>>,
    /// By name: the type.
    types: Vec<Vec<u8>>,
    /// By name, as a datatype: `^^TYPE`.
    datatypes: Vec<Vec<u8>>,
    claim: Vec<u8>,
    status: Vec<u8>,
}

impl Blocks {
    fn new(names: &Names, options: &ExportOptions, prefixes: Prefixes, has_graphs: bool) -> Blocks {
        let terms = Terms::new(names, options);
        let each = |wanted: Use, blank: &[u8]| {
            let term = |(key, _)| [blank, &prefixes.term(terms.name(key, wanted)), blank].concat();
            names.iter().map(term).collect::<Vec<_>>()
        };
        let datatype = |(_, name): (NameKey, &str)| [b"^^", &prefixes.term(name.as_bytes())[..]].concat();
        Blocks {
            properties: each(Use::Property, b" ")
                .into_iter()
                .map(|term| [NEXT, &term[..]].concat())
                .collect(),
            relations: each(Use::Relation, b" "),
            types: each(Use::Type, b""),
            datatypes: names.iter().map(datatype).collect(),
            claim: prefixes.term(format!("{NAMESPACE}Claim").as_bytes()),
            status: prefixes.term(format!("{NAMESPACE}status").as_bytes()),
            has_graphs,
            iris: Iris::new(options),
            prefixes,
        }
    }

    /// Separates a triple of a subject from the one before it.
    #[inline]
    fn next(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>) {
        if subject.is_open {
            return out.extend_from_slice(NEXT);
        }
        if self.prefixes.is_for_people {
            out.push(b'\n');
        }
        if !subject.graph.is_empty() && subject.begins_graph {
            put(out, &[subject.graph, b" {\n"]);
        }
        out.extend_from_slice(subject.term);
        subject.is_open = true;
    }

    /// Separates a property from the one before it, and writes its name.
    #[inline]
    fn name(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, name: NameKey) {
        let property = line(&self.properties, name);
        if subject.is_open {
            out.extend_from_slice(property);
        } else {
            self.next(out, subject);
            out.extend_from_slice(property.get(NEXT.len()..).unwrap_or(&[]));
        }
    }

    fn literal(&self, out: &mut Vec<u8>, cell: &Cell<'_>) {
        match *cell {
            Cell::Clean(text) => put(out, &[b"\"", text, b"\""]),
            Cell::Text(text) => put_string(out, text),
            // JSON numbers are valid in Turtle, with the same datatypes (section 2.5.2).
            Cell::Integer(number) | Cell::Number(number) => out.extend_from_slice(number),
            Cell::Boolean(value) => out.extend_from_slice(if value { b"true" } else { b"false" }),
            Cell::Words { language, text } => {
                put_string(out, text);
                put(out, &[b"@", language]);
            }
            Cell::Typed { datatype: NameKey::IRI, text } => self.exact(out, text),
            Cell::Typed { datatype: NameKey::TRIPLE, text } if self.prefixes.is_for_people => {
                if let Some(triple) = triple_of(text) {
                    self.prefixes.put_term(out, &triple.into());
                }
            }
            Cell::Typed { datatype: NameKey::TRIPLE, text } => out.extend_from_slice(text),
            Cell::Typed { datatype, text } => {
                put_string(out, text);
                out.extend_from_slice(line(&self.datatypes, datatype));
            }
            Cell::Json(text) => {
                put_string(out, text);
                out.extend_from_slice(b"^^rdf:JSON");
            }
            // Lists in lists are JSON.
            Cell::List(_) => {}
        }
    }
}

impl Syntax for Blocks {
    fn has_graphs(&self) -> bool {
        self.has_graphs
    }

    fn head(&self, out: &mut Vec<u8>) {
        for (name, iri) in &self.prefixes.namespaces {
            put(out, &[b"@prefix ", name.as_bytes(), b": <", iri.as_bytes(), b"> .\n"]);
        }
        if !self.prefixes.is_for_people {
            out.push(b'\n');
        }
    }

    #[inline]
    fn node(&self, out: &mut Vec<u8>, id: IdText<'_>) {
        // An id with a colon may be an IRI itself, or belong to another namespace.
        if id.blank {
            out.extend_from_slice(id.text);
        } else if is_local(id.text, false) && memchr::memchr(b':', id.text).is_none() {
            out.push(b':');
            out.extend_from_slice(id.text);
        } else {
            out.push(b'<');
            self.iris.put_node(out, id);
            out.push(b'>');
        }
    }

    fn exact(&self, out: &mut Vec<u8>, text: &[u8]) {
        if self.prefixes.is_for_people {
            out.extend_from_slice(&self.prefixes.term(text));
        } else {
            put_exact(out, text);
        }
    }

    fn edge(&self, out: &mut Vec<u8>, id: RecordId<'_>) {
        if let RecordId::Content(hash, place) = id {
            out.extend_from_slice(b"row:");
            return put_content(out, hash, place);
        }
        let mut iri = Vec::new();
        self.iris.put_edge(&mut iri, id);
        out.extend_from_slice(&self.prefixes.term(&iri));
    }

    #[inline]
    fn types(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, types: impl Iterator<Item = Class>) {
        let mut before: &[u8] = b" a ";
        for class in types {
            if !subject.is_open {
                self.next(out, subject);
            }
            out.extend_from_slice(before);
            out.extend_from_slice(match class {
                Class::Named(name) => line(&self.types, name),
                Class::Statement => b"rdf:Statement",
                Class::Claim => &self.claim,
                Class::Resource => b"rdfs:Resource",
            });
            before = b", ";
        }
    }

    #[inline]
    fn relation(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, relation: NameKey, object: &[u8]) {
        self.next(out, subject);
        put(out, &[line(&self.relations, relation), object]);
    }

    #[inline]
    fn said(
        &self,
        out: &mut Vec<u8>,
        subject: &mut Subject<'_>,
        (source, relation, target): (&[u8], NameKey, &[u8]),
        parts: Parts,
    ) {
        let relation = line(&self.relations, relation);
        if parts.has_names {
            self.next(out, subject);
            put(out, &[b" rdf:subject ", source, b" ;\n    rdf:predicate", relation]);
            put(out, &[b";\n    rdf:object ", target]);
        }
        if parts.has_term {
            self.next(out, subject);
            put(out, &[b" rdf:reifies <<( ", source, relation, target, b" )>>"]);
        }
    }

    fn status(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, status: Status) {
        self.next(out, subject);
        put(out, &[b" ", &self.status, b" ", &self.prefixes.term(status.iri().as_bytes())]);
    }

    #[inline]
    fn property(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, name: NameKey, cell: &Cell<'_>) {
        let Cell::List(items) = *cell else {
            self.name(out, subject, name);
            return self.literal(out, cell);
        };
        for (at, item) in items.enumerate() {
            match at {
                0 => self.name(out, subject, name),
                _ => out.extend_from_slice(b", "),
            }
            self.literal(out, &item);
        }
    }

    fn close(&self, out: &mut Vec<u8>, subject: &Subject<'_>) {
        out.extend_from_slice(if subject.graph.is_empty() || !subject.ends_graph {
            b" .\n"
        } else {
            b" .\n}\n"
        });
    }
}
