//! The triples of a graph of rows, in one order for all syntaxes of RDF.
//!
//! A node has its types and properties, or is an `rdfs:Resource` where it has none. An edge that may be treated as a fact is a triple of its relation; one that has
//! properties, or a status, also has a record: an `rdf:Statement`, or a claim, with subject, predicate and object, and in RDF 1.2 with `rdf:reifies`.

use super::blocks::{BlockWriter, own_id, types_of, write_blocks};
use super::edge_ids::ids_are_unique;
use super::repeats::count_repeats;
use crate::export::ExportOptions;
use crate::export::Losses;
use crate::export::{ExportError, Output, RdfVersion};
use crate::graph::rows::{Block, Cell, Cells, IdText, NameKey, RowGraph};
use crate::ontology::Status;

pub(super) const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
pub(super) const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// A thing that is being described.
pub(super) struct Subject<'s> {
    /// Its term, as the syntax writes it.
    pub(super) term: &'s [u8],
    /// Whether something was written of it already.
    pub(super) is_open: bool,
}

/// What a subject is.
#[derive(Clone, Copy)]
pub(super) enum Class {
    /// A type of the graph.
    Named(NameKey),
    /// `rdf:Statement`.
    Statement,
    /// A claim.
    Claim,
    /// `rdfs:Resource`, of which everything is one.
    Resource,
}

/// How terms and triples are written. The triples of a subject are adjacent.
pub(super) trait Syntax: Sync {
    /// Whether the syntax can write triple terms, which RDF 1.2 has.
    fn has_triple_terms(&self) -> bool {
        true
    }

    fn head(&self, _: &mut Vec<u8>) {}
    fn tail(&self, _: &mut Vec<u8>) {}

    /// The term of a node.
    fn node(&self, out: &mut Vec<u8>, id: IdText<'_>);

    /// The term of an edge as a record.
    fn edge(&self, out: &mut Vec<u8>, number: u64, id: Option<&[u8]>);

    /// What a subject is, if it is anything.
    fn types(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, types: impl Iterator<Item = Class>);

    /// A relation to another node.
    fn relation(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, relation: NameKey, object: &[u8]);

    /// What a record says: its subject, predicate and object, and in RDF 1.2 the triple that it reifies, too.
    fn said(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, said: (&[u8], NameKey, &[u8]));

    /// The status of a record.
    fn status(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, status: Status);

    /// A property: a triple for each item of a list.
    fn property(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, name: NameKey, cell: &Cell<'_>);

    /// The end of a subject.
    fn close(&self, out: &mut Vec<u8>);
}

/// Writes the triples of a graph in a syntax.
pub(super) fn write_triples<S: Syntax>(
    graph: &RowGraph,
    options: &ExportOptions,
    syntax: S,
    out: &mut dyn Output,
) -> Result<Losses, ExportError> {
    let has_ids = options.model.has_claims() && ids_are_unique(graph, options.threads);
    let walk = Walk { graph, options, syntax, has_ids, losses: Losses::default() };
    write_blocks(graph, options, &walk, out.begin("")?)?;
    count_repeats(graph, options, &walk.losses);
    Ok(walk.losses)
}

struct Walk<'g, S> {
    graph: &'g RowGraph,
    options: &'g ExportOptions,
    syntax: S,
    /// Whether the ids that edges have of their own name their records.
    has_ids: bool,
    losses: Losses,
}

impl<S: Syntax> Walk<'_, S> {
    fn properties(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, cells: Cells<'_>) {
        for (name, cell) in cells {
            if name == NameKey::ALSO_TYPE {
                continue;
            }
            if let Cell::List(items) = cell
                && items.take(2).count() > 1
            {
                Losses::count(&self.losses.orders);
            }
            self.syntax.property(out, subject, name, &cell);
        }
    }
}

/// The types of a row but its first one.
fn more_types<'c>(cells: Cells<'c>) -> impl Iterator<Item = Class> + 'c {
    types_of(cells).filter(|name| *name != NameKey::NONE).map(Class::Named)
}

impl<S: Syntax> BlockWriter for Walk<'_, S> {
    fn head(&self, out: &mut Vec<u8>) {
        self.syntax.head(out);
    }

    fn nodes(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let mut term = Vec::new();
        self.graph.each_node(blocks.iter().copied(), |row| {
            term.clear();
            self.syntax.node(&mut term, row.id);
            let mut subject = Subject { term: &term, is_open: false };
            let first = (row.node_type != NameKey::NONE).then_some(Class::Named(row.node_type));
            self.syntax.types(out, &mut subject, first.into_iter().chain(more_types(row.cells)));
            self.properties(out, &mut subject, row.cells);
            if !subject.is_open {
                // A node of which nothing is said is one all the same.
                self.syntax.types(out, &mut subject, [Class::Resource].into_iter());
            }
            self.syntax.close(out);
        });
    }

    fn edges(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut source, mut target, mut record) = (Vec::new(), Vec::new(), Vec::new());
        self.graph.each_edge(blocks.iter().copied(), |row| {
            source.clear();
            self.syntax.node(&mut source, row.source);
            target.clear();
            self.syntax.node(&mut target, row.target);
            let relation = row.kind.relation();
            let is_asserted = self.options.is_asserted(row.kind);
            if is_asserted && self.options.model.has_edges() {
                self.syntax.relation(out, &mut Subject { term: &source, is_open: false }, relation, &target);
                self.syntax.close(out);
            }
            let has_more = row.kind.status().is_some() || row.cells.clone().next().is_some();
            if !self.options.model.has_claims() {
                if !is_asserted {
                    Losses::count(&self.losses.claims);
                } else if has_more {
                    Losses::count(&self.losses.edge_properties);
                }
                return;
            }
            if !has_more && self.options.model.has_edges() {
                return;
            }
            if self.options.rdf == RdfVersion::V1_2 && !self.syntax.has_triple_terms() {
                Losses::count(&self.losses.triple_terms);
            }
            record.clear();
            let id = if self.has_ids { own_id(row.cells) } else { None };
            self.syntax.edge(&mut record, row.number, id);
            let mut subject = Subject { term: &record, is_open: false };
            let class = if row.kind.status().is_some() { Class::Claim } else { Class::Statement };
            self.syntax.types(out, &mut subject, [class].into_iter().chain(more_types(row.cells)));
            self.syntax.said(out, &mut subject, (&source, relation, &target));
            if let Some(status) = row.kind.status() {
                self.syntax.status(out, &mut subject, status);
            }
            self.properties(out, &mut subject, row.cells);
            self.syntax.close(out);
        });
    }

    fn tail(&self, out: &mut Vec<u8>) {
        self.syntax.tail(out);
    }
}
