//! The triples of a graph of rows, in one order for all syntaxes of RDF.
//!
//! A node has its types and properties; it is an `rdfs:Resource` where it has none and no edge names it. An edge that may be
//! treated as a fact is a triple of its relation; one that has properties, or a status, also has a record: an
//! `rdf:Statement`, or a claim, with subject, predicate and object, and in RDF 1.2 with `rdf:reifies`. The record of an edge
//! that was read from RDF is what was read. The property `graph` is the named graph of a row, if it is an IRI or a blank node.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, OnceLock, PoisonError};

use foldhash::fast::FixedState;

use super::repeats::count_repeats;
use super::syntax::{Class, Parts, Subject, Syntax, with_direction};
use crate::export::ExportOptions;
use crate::export::Losses;
use crate::export::blocks::{BlockWriter, RecordIds, concat, each_block, own_id, types_of, write_blocks};
use crate::export::iris::Use;
use crate::export::{ExportError, Output, RdfVersion};
use crate::graph::rows::reification::{CLAIM, NAMES, REIFIES, STATEMENT};
use crate::graph::rows::{Block, Cell, Cells, IdText, Items, NameKey, RowGraph, RowNode, put_item};
use crate::text::{is_absolute_iri, is_blank_node};

/// Writes the triples of a graph in a syntax.
pub(in crate::export) fn write_rows<S: Syntax>(
    graph: &RowGraph,
    options: &ExportOptions,
    syntax: S,
    out: &mut dyn Output,
) -> Result<Losses, ExportError> {
    let names = graph.names();
    let walk = Walk {
        graph,
        options,
        has_directions: options.rdf == RdfVersion::V1_2 || syntax.has_directions(),
        has_triple_terms: options.rdf == RdfVersion::V1_2,
        syntax,
        ids: RecordIds::new(graph, options),
        graph_key: names.find(GRAPH),
        named: Mutex::default(),
        mentioned: OnceLock::new(),
        losses: Losses::default(),
    };
    write_blocks(graph, options, &walk, out.begin("")?)?;
    count_repeats(graph, options, walk.graph_key, &walk.losses);
    walk.count_same_iris();
    let Walk { syntax, named, losses, .. } = walk;
    losses.characters.fetch_add(syntax.characters_lost(), Ordering::Relaxed);
    if !syntax.has_graphs() {
        let named = named.into_inner().unwrap_or_else(PoisonError::into_inner);
        losses.graphs.fetch_add(named.len() as u64, Ordering::Relaxed);
    }
    Ok(losses)
}

/// The property that is the named graph of a row.
const GRAPH: &str = "graph";

struct Walk<'g, S> {
    graph: &'g RowGraph,
    options: &'g ExportOptions,
    /// Whether base directions are written.
    has_directions: bool,
    /// Whether the version of RDF has triple terms.
    has_triple_terms: bool,
    syntax: S,
    ids: RecordIds,
    /// The property that is the named graph of a row, where there is one.
    graph_key: Option<NameKey>,
    /// The hashed names of the graphs that were met.
    named: Mutex<BTreeSet<u64>>,
    /// The nodes that edges name, a bit each.
    mentioned: OnceLock<Vec<u64>>,
    losses: Losses,
}

/// The named graph of the current row; it is kept, as the next row is often in the same one.
#[derive(Default)]
struct Named {
    text: Vec<u8>,
    term: Vec<u8>,
}

/// What RDF alone says of an edge that was read from it, by letters: which triples its record has.
#[derive(Clone, Copy)]
struct Form<'g>(&'g [u8]);

impl Form<'_> {
    fn has(self, part: u8) -> bool {
        self.0.contains(&part)
    }
}

impl<S: Syntax> Walk<'_, S> {
    /// The cell that only RDF reads.
    #[inline]
    fn rdf_only<'c>(&self, mut cells: Cells<'c>) -> Option<&'c [u8]> {
        if !self.graph.has_rdf() {
            return None;
        }
        cells.find_map(|(name, cell)| match cell {
            Cell::Json(text) | Cell::Clean(text) if name == NameKey::ALSO_TYPE => Some(text),
            _ => None,
        })
    }

    /// Sets the named graph of a row, and returns whether it has one.
    fn is_named(&self, named: &mut Named, cell: &Cell<'_>) -> bool {
        let text = match cell {
            Cell::Clean(text) | Cell::Text(text) if **text == *named.text => return !text.is_empty(),
            Cell::Clean(text) | Cell::Text(text) if is_absolute_iri(text) || is_blank_node(text) => text,
            Cell::Typed { datatype: NameKey::IRI, text } => text,
            _ => return false,
        };
        named.text.clear();
        named.text.extend_from_slice(text);
        named.term.clear();
        if self.syntax.has_graphs() {
            self.syntax.exact(&mut named.term, text);
        } else {
            let hash = FixedState::default().hash_one(text);
            self.named.lock().unwrap_or_else(PoisonError::into_inner).insert(hash);
        }
        true
    }

    /// Whether the named graph of a row is that of its cells.
    #[inline]
    fn finds_graph(&self, named: &mut Named, mut cells: Cells<'_>) -> bool {
        let Some(key) = self.graph_key else { return false };
        cells.find(|(name, _)| *name == key).is_some_and(|(_, cell)| self.is_named(named, &cell))
    }

    /// Counts the nodes and edges with ids of their own that have the IRI of another node.
    fn count_same_iris(&self) {
        let base = self.options.base.as_bytes();
        let has_prefixes = self.options.prefixes.is_some();
        let is_compact = |id: &[u8]| has_prefixes && memchr::memchr(b':', id).is_some();
        let hasher = FixedState::default();
        let threads = self.options.threads;
        // Ids that are appended to the base have IRIs of their own, except where others begin with it or stand for them.
        let ids = || self.graph.ids().iter().map(|(_, id)| id);
        let may_meet = |id: &IdText<'_>| id.iri && id.text.starts_with(base) || is_compact(id.text);
        let mut nodes: HashMap<u64, u64, FixedState> = HashMap::default();
        let mut term = Vec::new();
        let mut hash_of = |id: IdText<'_>| {
            term.clear();
            self.syntax.node(&mut term, id);
            hasher.hash_one(term.as_slice())
        };
        nodes.extend(ids().filter(may_meet).map(|id| (hash_of(id), 0)));
        let has_records = self.options.model.has_claims() && self.ids.has_ids();
        let blocks = if has_records { self.graph.blocks() } else { &[] };
        let parts = each_block(threads, blocks, Vec::new, |hashes: &mut Vec<u64>, block| {
            let (mut term, mut scratch) = (Vec::new(), Vec::new());
            self.graph.each_edge([block], |row| {
                let Some(id) = own_id(row.cells).filter(|id| is_absolute_iri(id) || is_compact(id)) else {
                    return;
                };
                term.clear();
                match self.rdf_only(row.cells) {
                    Some(_) => self.syntax.exact(&mut term, id),
                    None => self.syntax.edge(&mut term, self.ids.of(&row, &mut scratch)),
                }
                hashes.push(hasher.hash_one(term.as_slice()));
            });
        });
        let mut edges: HashMap<u64, u64, FixedState> = HashMap::default();
        concat(parts).into_iter().for_each(|hash| *edges.entry(hash).or_default() += 1);
        if nodes.is_empty() && edges.is_empty() {
            return;
        }
        let mut same = 0;
        for id in ids() {
            let hash = hash_of(id);
            same += edges.remove(&hash).unwrap_or(0);
            if let Some(count) = nodes.get_mut(&hash) {
                same += u64::from(*count > 0);
                *count += 1;
            }
        }
        self.losses.same_iris.fetch_add(same, Ordering::Relaxed);
    }

    fn properties(
        &self,
        out: &mut Vec<u8>,
        subject: &mut Subject<'_>,
        cells: Cells<'_>,
        but: impl Fn(NameKey) -> bool,
    ) {
        for (name, cell) in cells {
            if name == NameKey::ALSO_TYPE || but(name) {
                continue;
            }
            if let Cell::List(items) = cell
                && !self.graph.lists_are_sets()
            {
                self.count_list(items);
            }
            if !self.syntax.can_name(name, Use::Property) {
                Losses::count(&self.losses.predicates);
                continue;
            }
            if self.graph.has_rdf() {
                let (written, lost) = self.triple_terms(&cell);
                self.losses.triple_terms.fetch_add(lost, Ordering::Relaxed);
                if !self.has_triple_terms {
                    self.losses.newer_terms.fetch_add(written, Ordering::Relaxed);
                }
                if lost > 0 && !matches!(cell, Cell::List(_)) {
                    continue;
                }
            }
            let mut items = Vec::new();
            let cell = if self.has_directions { cell } else { self.without_directions(cell, &mut items) };
            self.syntax.property(out, subject, name, &cell);
        }
    }

    /// How many triple terms of a value the syntax writes, and how many it cannot.
    fn triple_terms(&self, cell: &Cell<'_>) -> (u64, u64) {
        let (mut written, mut lost) = (0, 0);
        let mut count = |cell: Cell<'_>| {
            if let Cell::Typed { datatype: NameKey::TRIPLE, text } = cell {
                *(if self.syntax.holds_term(text) { &mut written } else { &mut lost }) += 1;
            }
        };
        match cell {
            Cell::List(items) => items.for_each(count),
            cell => count(*cell),
        }
        (written, lost)
    }

    /// Counts what a set of triples loses of a list.
    fn count_list(&self, items: Items<'_>) {
        let counter = match items.take(2).count() {
            0 => &self.losses.empty_lists,
            1 => &self.losses.lists_of_one,
            _ => &self.losses.orders,
        };
        Losses::count(counter);
        let mut seen: HashSet<Cell<'_>, FixedState> = HashSet::default();
        let repeated = items.filter(|item| !seen.insert(*item)).count();
        self.losses.repeated_values.fetch_add(repeated as u64, Ordering::Relaxed);
    }

    /// A value without base directions; its items are put together in a buffer.
    #[inline]
    fn without_directions<'c>(&self, cell: Cell<'c>, buffer: &'c mut Vec<u8>) -> Cell<'c> {
        let has_one = |cell: &Cell<'_>| plain_item(*cell) != *cell;
        let count = match cell {
            Cell::List(items) => items.filter(has_one).count(),
            cell => usize::from(has_one(&cell)),
        };
        if count == 0 {
            return cell;
        }
        self.losses.base_directions.fetch_add(count as u64, Ordering::Relaxed);
        match cell {
            Cell::List(items) => {
                items.for_each(|item| put_item(buffer, &plain_item(item)));
                Cell::List(Items(buffer))
            }
            cell => plain_item(cell),
        }
    }

    /// Whether an edge that is written names a node.
    fn is_mentioned(&self, node: RowNode) -> bool {
        let mentioned = self.mentioned.get_or_init(|| {
            let mut bits = vec![0u64; self.graph.node_count().div_ceil(64)];
            let mut mark = |node: RowNode| {
                if let Some(bits) = bits.get_mut(node.index() / 64) {
                    *bits |= 1 << (node.index() % 64);
                }
            };
            for block in self.graph.blocks() {
                for (source, target, kind) in self.graph.ends(block) {
                    if self.options.model.has_claims() || self.options.is_asserted(kind) {
                        mark(source);
                        mark(target);
                    }
                }
            }
            bits
        });
        mentioned.get(node.index() / 64).is_some_and(|bits| bits >> (node.index() % 64) & 1 == 1)
    }

    /// What is said of a node in each graph, where it is in several.
    fn node_by_graph(
        &self,
        out: &mut Vec<u8>,
        term: &[u8],
        named: &mut Named,
        by_graph: &[u8],
        key: NameKey,
    ) {
        for (graph, cells) in Cells::new(by_graph).parts(key) {
            let is_named = graph.is_some_and(|graph| self.is_named(named, &graph));
            let mut subject = Subject::new(term, if is_named { &named.term } else { &[] });
            self.syntax.types(out, &mut subject, more_types(cells));
            self.properties(out, &mut subject, cells, |_| false);
            if subject.is_open {
                self.syntax.close(out, &subject);
            }
        }
    }
}

/// A value without its base direction.
fn plain_item(cell: Cell<'_>) -> Cell<'_> {
    match cell {
        Cell::Words { language, text } => Cell::Words { language: with_direction(language).0, text },
        cell => cell,
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

    fn nodes(&self, block: &Block, out: &mut Vec<u8>) {
        let mut term = Vec::new();
        let mut named = Named::default();
        self.graph.each_node([block], |row| {
            term.clear();
            self.syntax.node(&mut term, row.id);
            if let (Some(key), Some(by_graph)) = (self.graph_key, self.rdf_only(row.cells)) {
                return self.node_by_graph(out, &term, &mut named, by_graph, key);
            }
            let is_named = self.finds_graph(&mut named, row.cells);
            let mut subject = Subject::new(&term, if is_named { &named.term } else { &[] });
            let first = (row.node_type != NameKey::NONE).then_some(Class::Named(row.node_type));
            self.syntax.types(out, &mut subject, first.into_iter().chain(more_types(row.cells)));
            self.properties(out, &mut subject, row.cells, |name| is_named && self.graph_key == Some(name));
            if !subject.is_open && !self.is_mentioned(row.node) {
                // Otherwise the node would be lost.
                self.syntax.types(out, &mut subject, [Class::Resource].into_iter());
            }
            if subject.is_open {
                self.syntax.close(out, &subject);
            }
        });
    }

    fn edges(&self, block: &Block, out: &mut Vec<u8>) {
        let (mut source, mut target, mut record) = (Vec::new(), Vec::new(), Vec::new());
        let mut scratch = Vec::new();
        let mut named = Named::default();
        self.graph.each_edge([block], |row| {
            source.clear();
            self.syntax.node(&mut source, row.source);
            target.clear();
            self.syntax.node(&mut target, row.target);
            if row.kind.is_undirected() {
                Losses::count(&self.losses.directions);
            }
            let relation = row.kind.relation();
            let is_asserted = self.options.is_asserted(row.kind);
            let is_named = self.finds_graph(&mut named, row.cells);
            let graph = if is_named { &named.term[..] } else { &[] };
            let can_name = self.syntax.can_name(relation, Use::Relation);
            if !can_name {
                Losses::count(&self.losses.predicates);
            }
            if is_asserted && self.options.model.has_edges() && can_name {
                let mut subject = Subject::new(&source, graph);
                self.syntax.relation(out, &mut subject, relation, &target);
                self.syntax.close(out, &subject);
            }
            let is_graph = |name: NameKey| is_named && self.graph_key == Some(name);
            let has_more = row.kind.status().is_some() || row.cells.clone().any(|(name, _)| !is_graph(name));
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
            if is_asserted && self.options.model.has_edges() && !can_name {
                Losses::count(&self.losses.unstated);
            }
            let form = self.rdf_only(row.cells).map(Form);
            let has_term = form.map_or(self.options.rdf == RdfVersion::V1_2, |form| form.has(REIFIES));
            let mut parts = Parts { has_names: form.is_none_or(|form| form.has(NAMES)), has_term };
            if has_term && !(can_name && self.syntax.holds_term(&[])) {
                Losses::count(&self.losses.triple_terms);
                parts = Parts { has_names: true, has_term: false };
            }
            record.clear();
            match form.and_then(|_| own_id(row.cells)) {
                Some(id) => self.syntax.exact(&mut record, id),
                None => self.syntax.edge(&mut record, self.ids.of(&row, &mut scratch)),
            }
            let mut subject = Subject::new(&record, graph);
            let is_claim = row.kind.status().is_some() && form.is_none_or(|form| form.has(CLAIM));
            let class = match form {
                Some(form) => form.has(STATEMENT).then_some(Class::Statement),
                None => (!is_claim).then_some(Class::Statement),
            };
            let classes = is_claim.then_some(Class::Claim).into_iter().chain(class);
            self.syntax.types(out, &mut subject, classes.chain(more_types(row.cells)));
            self.syntax.said(out, &mut subject, (&source, relation, &target), parts);
            if let Some(status) = row.kind.status().filter(|_| is_claim) {
                self.syntax.status(out, &mut subject, status);
            }
            // An id that is the IRI of the record is said by it.
            let is_iri =
                form.is_some() || self.ids.has_ids() && own_id(row.cells).is_some_and(is_absolute_iri);
            let is_own = |name: NameKey| is_iri && name == NameKey::EDGE_ID;
            self.properties(out, &mut subject, row.cells, |name| is_graph(name) || is_own(name));
            self.syntax.close(out, &subject);
        });
    }

    fn tail(&self, out: &mut Vec<u8>) {
        self.syntax.tail(out);
    }
}
