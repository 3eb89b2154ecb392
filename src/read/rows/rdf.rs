//! RDF in the syntaxes that are read as a stream: Turtle, TriG, RDF/XML and JSON-LD.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use foldhash::fast::FixedState;
use oxrdf::{BlankNodeRef, GraphName, NamedOrBlankNode, Quad, Term};
use oxrdfxml::RdfXmlParser;
use oxttl::{TriGParser, TurtleParser};

use super::findings::{NO_LINE, RowFinding, UNKNOWN_LINE};
use super::jsonld;
use super::line_by_line::LineByLine;
use super::mapping::Mapped;
use super::parsed::Parsed;
use super::places::Place;
use super::rdf_source::{Failure, Prefixes, Source, Statements, note_prefixes};
use super::rdf_xml::Triples;
use super::term_guard::TermGuard;
use super::triples::{Blanks, put_quad};
use super::worker::Worker;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::RowBuilder;
use crate::read::limits::{FREE_EXPANSION_XML, LONGEST_BASE, MOST_EXPANDED_XML};
use crate::read::packed::bare_name;
use crate::text::{is_unreserved, percent_encoded};

/// A syntax of RDF.
pub(super) struct Syntax {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    extensions: &'static [&'static str],
    begins: fn(&[u8]) -> bool,
    /// Whether statements come when their lines are read, not when the whole file is.
    is_streamed: bool,
    parse: fn(Source) -> Statements,
}

/// Turtle.
pub(super) static TURTLE: Syntax = Syntax {
    name: "turtle",
    title: "Turtle",
    about: "RDF as Turtle",
    extensions: &[".ttl"],
    begins: |head| begins_with_directive(head),
    is_streamed: true,
    parse: |Source { stream, base, prefixes, .. }| {
        let parser = TurtleParser::new();
        let parser = parser.clone().with_base_iri(base).unwrap_or(parser);
        let mut triples = parser.for_reader(TermGuard::new(stream));
        Box::new(std::iter::from_fn(move || {
            let next = triples.next();
            if next.is_none() {
                note_prefixes(&prefixes, triples.prefixes());
            }
            next.map(|triple| Ok(triple?.in_graph(GraphName::DefaultGraph)))
        }))
    },
};

/// TriG.
pub(super) static TRIG: Syntax = Syntax {
    name: "trig",
    title: "TriG",
    about: "RDF as TriG",
    extensions: &[".trig"],
    begins: |_| false,
    is_streamed: true,
    parse: |Source { stream, base, prefixes, .. }| {
        let parser = TriGParser::new();
        let parser = parser.clone().with_base_iri(base).unwrap_or(parser);
        let mut quads = parser.for_reader(TermGuard::new(stream));
        Box::new(std::iter::from_fn(move || {
            let next = quads.next();
            if next.is_none() {
                note_prefixes(&prefixes, quads.prefixes());
            }
            next.map(|quad| Ok(quad?))
        }))
    },
};

/// RDF/XML.
pub(super) static RDF_XML: Syntax = Syntax {
    name: "rdfxml",
    title: "RDF/XML",
    about: "RDF as RDF/XML",
    extensions: &[".rdf", ".owl"],
    begins: |head| {
        is_xml(head) && memchr::memmem::find(head, b"http://www.w3.org/1999/02/22-rdf-syntax-ns#").is_some()
    },
    is_streamed: true,
    parse: |Source { stream, base, prefixes, .. }| {
        let parser = RdfXmlParser::new();
        let mut triples = Triples::new(parser.clone().with_base_iri(base).unwrap_or(parser), stream);
        Box::new(std::iter::from_fn(move || {
            let next = triples.next();
            if next.is_none() {
                note_prefixes(&prefixes, triples.prefixes());
            }
            next.map(|triple| Ok(triple?.in_graph(GraphName::DefaultGraph)))
        }))
    },
};

/// JSON-LD with embedded contexts.
pub(super) static JSON_LD: Syntax = Syntax {
    name: "jsonld",
    title: "JSON-LD",
    about: "RDF as JSON-LD with an embedded context",
    extensions: &[".jsonld"],
    begins: |head| {
        let head = head.trim_ascii_start();
        let inner = head.strip_prefix(b"[").unwrap_or(head).trim_ascii_start();
        inner.strip_prefix(b"{").is_some_and(|inner| inner.trim_ascii_start().starts_with(b"\"@"))
    },
    is_streamed: false,
    parse: jsonld::statements,
};

/// Whether a text begins like XML: with an element that has attributes, a declaration or a comment, not with an IRI.
fn is_xml(head: &[u8]) -> bool {
    let Some(first) = head.trim_ascii_start().strip_prefix(b"<") else { return false };
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b":._-".contains(byte) || !byte.is_ascii();
    let behind = first.iter().find(|byte| !is_name(byte));
    first.starts_with(b"?") || first.starts_with(b"!") || behind.is_some_and(u8::is_ascii_whitespace)
}

/// Whether a text starts with a Turtle directive, after comments.
fn begins_with_directive(head: &[u8]) -> bool {
    let is_text = |line: &&[u8]| !line.trim_ascii().is_empty() && !line.starts_with(b"#");
    let line = head.split(|byte| *byte == b'\n').find(is_text).unwrap_or(&[]);
    [&b"@prefix "[..], b"@base ", b"PREFIX ", b"BASE <", b"VERSION "]
        .iter()
        .any(|word| line.starts_with(word))
}

impl crate::read::rows::reader::Sealed for Syntax {}

impl RowReader for Syntax {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn extensions(&self) -> &'static [&'static str] {
        self.extensions
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::possible_if((self.begins)(head))
    }

    fn mapped(&self) -> Mapped {
        Mapped::Nothing
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let mut names = Anonymous::new(Blanks::of_next_file(run));
        run.begin_file(&file.0, self.title.to_owned());
        let name = file.0.name.clone();
        // Compressed data is larger than the file.
        let size = if file.0.is_packed { 0 } else { file.0.size };
        let (base, memory) = (base_of(&name), run.memory);
        let (taken, mut long) = (Arc::clone(&file.0.taken), 0);
        let (stream, lines) = LineByLine::new(file.0.into_stream());
        let (shared, mut absorber) = rows.split();
        let mut worker = Worker::new(shared.names, run.checks);
        let prefixes = Prefixes::default();
        let source = Source { stream: Box::new(stream), base, size, memory, prefixes: Rc::clone(&prefixes) };
        for statement in causes((self.parse)(source)) {
            match statement {
                Ok(quad) => {
                    let line = lines.line().filter(|_| self.is_streamed);
                    long += long_names(&quad);
                    if long > FREE_EXPANSION_XML + MOST_EXPANDED_XML * taken.load(Ordering::Relaxed) {
                        let place = line.map_or(Place::Unknown, |line| Place::Position(line, 0));
                        let what = format!(
                            "long namespaces, prefixes or bases expand to more than {MOST_EXPANDED_XML} times the size of the file"
                        );
                        run.note(&name, &rules::MALFORMED_ROW, |run| run.failed(what, &place));
                        break;
                    }
                    worker.statements.line =
                        line.and_then(|line| u32::try_from(line).ok()).unwrap_or(UNKNOWN_LINE);
                    put_quad(&mut worker, quad.as_ref(), |out, node| names.put(out, node));
                }
                Err(Failure::Io(error)) => {
                    run.unreadable(&name, lines.count(), &error)?;
                    break;
                }
                Err(Failure::Memory(needed)) => {
                    let limit = memory.unwrap_or(needed);
                    return Err(Stop::Memory { needed, limit, place: Some(name) });
                }
                Err(Failure::Unsupported(what)) => {
                    let what = what.to_owned();
                    run.note(&name, &rules::MALFORMED_ROW, |run| run.failed(what, &Place::Unknown));
                    break;
                }
                Err(Failure::Ignored(message)) => run.note(&name, &rules::ROW_DATA_IGNORED, |_| RowFinding {
                    rule: &rules::ROW_DATA_IGNORED,
                    line: NO_LINE,
                    message,
                    label: String::new(),
                    help: None,
                    excerpt: None,
                }),
                Err(Failure::Syntax { message, place }) => {
                    run.note(&name, &rules::MALFORMED_ROW, |run| run.failed(message, &place));
                }
            }
            if worker.statements.len() >= PIECE {
                let parsed = Parsed::of(shared.seal(&mut worker.draft), &mut worker, 0);
                run.take_piece((shared, &mut absorber), &name, &mut 0, parsed)?;
            }
        }
        let parsed = Parsed::of(shared.seal(&mut worker.draft), &mut worker, 0);
        run.take_piece((shared, &mut absorber), &name, &mut 0, parsed)?;
        prefixes.borrow().iter().for_each(|(prefix, iri)| rows.declare_prefix(prefix, iri));
        Ok(())
    }
}

/// The bytes of the IRIs of a statement that are longer than any namespace needs to be.
pub(super) fn long_names(quad: &Quad) -> u64 {
    let subject = match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => node.as_str(),
        NamedOrBlankNode::BlankNode(_) => "",
    };
    let object = match &quad.object {
        Term::NamedNode(node) => node.as_str(),
        Term::Literal(literal) => literal.datatype().as_str(),
        Term::BlankNode(_) | Term::Triple(_) => "",
    };
    let lengths = [subject, quad.predicate.as_str(), object].map(str::len);
    lengths.into_iter().filter(|length| *length > LONGEST_BASE).map(|length| length as u64).sum()
}

/// What relative IRIs of a file are relative to: the name of the file, wherever it is (RFC 8089, appendix B).
pub(super) fn base_of(name: &str) -> String {
    let name = bare_name(name.rsplit(['/', '\\']).next().unwrap_or(name));
    // Of a file in an archive, its own name.
    let name = name.rsplit(": ").next().unwrap_or(name);
    let is_kept = |character: char| is_unreserved(character) || "!$&'()*+,;=:@".contains(character);
    format!("file:///{}", percent_encoded(name.trim_matches(['<', '>']), is_kept))
}

/// Of failures at one place, only the last one: it is the cause of those before.
fn causes(statements: Statements) -> impl Iterator<Item = Result<Quad, Failure>> {
    let mut statements = statements.peekable();
    std::iter::from_fn(move || {
        loop {
            let next = statements.next()?;
            // What comes next is read only after a failure: the line of a statement is where the parser is.
            let is_consequence = match &next {
                Err(Failure::Syntax { place, .. }) if *place != Place::Unknown => match statements.peek() {
                    Some(Err(Failure::Syntax { place: cause, .. })) => place == cause,
                    _ => false,
                },
                _ => false,
            };
            if !is_consequence {
                return Some(next);
            }
        }
    })
}

/// The number of statements that are passed to the run at once.
const PIECE: usize = 1 << 14;

/// Names of blank nodes. Those that have none in the file are numbered: parsers name them by chance.
struct Anonymous {
    blanks: Blanks,
    numbers: HashMap<u128, usize, FixedState>,
}

impl Anonymous {
    fn new(blanks: Blanks) -> Anonymous {
        Anonymous { blanks, numbers: HashMap::default() }
    }

    fn put(&mut self, out: &mut Vec<u8>, node: BlankNodeRef<'_>) {
        match node.unique_id() {
            None => self.blanks.put(out, node.as_str().as_bytes()),
            Some(id) => {
                let next = self.numbers.len() + 1;
                let number = self.numbers.entry(id).or_insert(next);
                self.blanks.put_anonymous(out, *number);
            }
        }
    }
}
