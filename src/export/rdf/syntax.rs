//! What a syntax of RDF is: how it writes terms, and the triples of one subject after the other.

use oxrdf::{Term, Triple};
use oxttl::NTriplesParser;

use crate::export::blocks::RecordId;
use crate::export::iris::Use;
use crate::graph::rows::{Cell, IdText, NameKey};
use crate::ontology::Status;

/// A thing that is being described.
pub(in crate::export) struct Subject<'s> {
    /// Its term, as the syntax writes it.
    pub(in crate::export) term: &'s [u8],
    /// The term of the named graph; nothing for the default graph.
    pub(in crate::export) graph: &'s [u8],
    /// Whether no subject of the same graph is written directly before it.
    pub(in crate::export) begins_graph: bool,
    /// Whether none is written directly after it.
    pub(in crate::export) ends_graph: bool,
    /// Whether something was written of it already.
    pub(in crate::export) is_open: bool,
}

/// What a subject is.
#[derive(Clone, Copy)]
pub(in crate::export) enum Class {
    /// A type of the graph.
    Named(NameKey),
    /// `rdf:Statement`.
    Statement,
    /// A claim.
    Claim,
    /// `rdfs:Resource`, of which everything is one.
    Resource,
}

impl<'s> Subject<'s> {
    /// A subject that is alone in its graph.
    pub(in crate::export) fn new(term: &'s [u8], graph: &'s [u8]) -> Subject<'s> {
        Subject { term, graph, begins_graph: true, ends_graph: true, is_open: false }
    }
}

/// The triples that say which statement a record is about.
#[derive(Clone, Copy)]
pub(in crate::export) struct Parts {
    /// `rdf:subject`, `rdf:predicate` and `rdf:object`.
    pub(in crate::export) has_names: bool,
    /// `rdf:reifies` with a triple term.
    pub(in crate::export) has_term: bool,
}

/// How terms and triples are written. The triples of a subject in a graph are adjacent.
pub(in crate::export) trait Syntax: Sync {
    /// Whether the syntax has named graphs.
    fn has_graphs(&self) -> bool {
        false
    }

    /// Whether the syntax can write a triple term, which RDF 1.2 has; the text is empty for the term of an edge.
    fn holds_term(&self, _: &[u8]) -> bool {
        true
    }

    /// Whether the syntax has base directions in every version of RDF.
    fn has_directions(&self) -> bool {
        false
    }

    /// Whether the syntax can write a name as a predicate.
    fn can_name(&self, _: NameKey, _: Use) -> bool {
        true
    }

    /// How many texts were written without characters that the syntax cannot write.
    fn characters_lost(&self) -> u64 {
        0
    }

    fn head(&self, _: &mut Vec<u8>) {}
    fn tail(&self, _: &mut Vec<u8>) {}

    /// The term of a node.
    fn node(&self, out: &mut Vec<u8>, id: IdText<'_>);

    /// The term of an IRI, or of a blank node, as it is.
    fn exact(&self, out: &mut Vec<u8>, text: &[u8]);

    /// The term of an edge as a record.
    fn edge(&self, out: &mut Vec<u8>, id: RecordId<'_>);

    /// What a subject is, if it is anything.
    fn types(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, types: impl Iterator<Item = Class>);

    /// A relation to another node.
    fn relation(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, relation: NameKey, object: &[u8]);

    /// What a record says: its subject, predicate and object.
    fn said(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, said: (&[u8], NameKey, &[u8]), parts: Parts);

    /// The status of a record.
    fn status(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, status: Status);

    /// A property: a triple for each item of a list.
    fn property(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, name: NameKey, cell: &Cell<'_>);

    /// The end of a subject of which something was written.
    fn close(&self, out: &mut Vec<u8>, subject: &Subject<'_>);
}

/// A language tag and the base direction behind it, if there is one.
pub(in crate::export) fn with_direction(tag: &[u8]) -> (&[u8], &[u8]) {
    match tag.len().checked_sub(b"--ltr".len()).map(|at| tag.split_at(at)) {
        Some((tag, [b'-', b'-', direction @ ..])) => (tag, direction),
        _ => (tag, &[]),
    }
}

/// The triple of a triple term.
pub(in crate::export) fn triple_of(term: &[u8]) -> Option<Triple> {
    let line = [b"<x:> <x:> ", term, b" ."].concat();
    let triple = NTriplesParser::new().for_slice(&line).next()?.ok()?;
    match triple.object {
        Term::Triple(triple) => Some(*triple),
        _ => None,
    }
}
