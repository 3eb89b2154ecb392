//! A Cypher script for Neo4j, Memgraph and ArcadeDB. Running it twice changes nothing.
//!
//! Vertices and edges are merged by their `iri`. In rows it is written short where it is the base and the id. Each vertex or edge is
//! one text in its statement, which the server splits ([`cell`]). FalkorDB reads the script, too, but `toFloat` gives it only 32 bits.

mod batch;
mod cell;
pub(super) mod constraints;
pub(crate) mod literal;
mod value;

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::blocks::{RecordId, put_content};
use super::bytes::put;
use super::elements::{EdgeKey, ElementWriter, Elements, Key, Root, write_elements};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::rows::{Block, NameKey};
use batch::{Batch, Columns, Piece};
use constraints::put_constraints;
use value::Values;

/// How many blocks share statements: a block alone has few edges of each relation.
const TOGETHER: usize = 32;

/// The exporter.
pub(super) static CYPHER: Cypher = Cypher;

/// A script of openCypher statements, each ended by `;`: constraints and indexes, vertices, edges. Vertices and edges
/// are merged by their key, so that a second run or a changed version finds them again. What is gone is taken back with
/// two exceptions: vertices and edges stay, and so do values of a property that no vertex of the label has any more.
pub(super) struct Cypher;

impl Exporter for Cypher {
    fn name(&self) -> &'static str {
        "cypher"
    }

    fn about(&self) -> &'static str {
        "Cypher script for Neo4j, Memgraph and ArcadeDB"
    }

    fn extension(&self) -> &'static str {
        "cypher"
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
        let elements = Elements::new(graph, options)?;
        refuse_names(&elements)?;
        let writer = Writer::new(&elements);
        write_elements(&elements, &writer, out.begin("")?)?;
        Ok(elements.losses(writer.losses))
    }
}

/// Refuses names that no script can hold.
fn refuse_names(elements: &Elements<'_>) -> Result<(), ExportError> {
    match elements.all_names().find_map(|name| Some((name, literal::refusal(name)?))) {
        None => Ok(()),
        Some((name, why)) => Err(ExportError::Unrepresentable(format!(
            "the name `{name}` {why}; rename it, or export another format, such as neo4j or jsonl"
        ))),
    }
}

struct Writer<'e> {
    elements: &'e Elements<'e>,
    vertices: Columns,
    edges: Columns,
    losses: Losses,
}

/// What the statement of a row depends on, in addition to its labels or type: which keys are the base and an id.
type IsShort = (bool, bool, bool);

impl<'e> Writer<'e> {
    fn new(elements: &'e Elements<'e>) -> Writer<'e> {
        Writer {
            elements,
            vertices: Columns::new(&elements.schema.vertex_columns),
            edges: Columns::new(&elements.schema.edge_columns),
            losses: Losses::default(),
        }
    }

    /// What merges vertices of some labels.
    fn merge_vertices(&self, labels: &[u8], is_short: bool) -> Vec<Piece> {
        let mut merge = Merge::default();
        merge.words(&[b"MERGE (n", labels, b" {iri: "]);
        merge.key(if is_short { self.elements.base() } else { None }, 0);
        merge.words(&[b"})"]);
        merge.pieces
    }

    /// What merges edges of a type.
    fn merge_edges(
        &self,
        kind: NameKey,
        roots: (Root, Root),
        is_short: IsShort,
        key: EdgeKey<'_>,
    ) -> Vec<Piece> {
        let mut merge = Merge::default();
        for (place, (variable, root, is_short)) in
            [(b"s", roots.0, is_short.0), (b"t", roots.1, is_short.1)].into_iter().enumerate()
        {
            merge.words(&[b"MATCH (", variable, b":", root.label().as_bytes(), b" {iri: "]);
            merge.key(if is_short { self.elements.base() } else { None }, place);
            merge.words(&[b"})\n"]);
        }
        let kind = literal::name(self.elements.schema.kind(kind));
        merge.words(&[b"MERGE (s)-[r:", kind.as_bytes(), b" {iri: "]);
        merge.key(if is_short.2 { self.elements.edge_base(key) } else { None }, 2);
        merge.words(&[b"}]->(t)"]);
        merge.pieces
    }

    /// Writes the key of a vertex for a row: its id where the key is the base and the id. Returns whether it has marks.
    fn put_end(&self, out: &mut Vec<u8>, key: Key<'_>, is_short: bool, buffer: &mut Vec<u8>) -> bool {
        buffer.clear();
        let is_clean = match key {
            Key::Node(_, id) if is_short => {
                buffer.extend_from_slice(id.text);
                id.clean
            }
            key if is_short => {
                self.elements.put_id(buffer, key);
                false
            }
            // No IRI contains what is escaped but for the quote.
            key => {
                self.elements.put_iri(buffer, key);
                true
            }
        };
        if is_clean && !buffer.is_empty() && memchr::memchr(b'\'', buffer).is_none() {
            out.extend_from_slice(buffer);
            return false;
        }
        cell::put_text(out, buffer)
    }
}

/// What merges, as it is put together.
#[derive(Default)]
struct Merge {
    pieces: Vec<Piece>,
}

impl Merge {
    fn words(&mut self, words: &[&[u8]]) {
        self.pieces.push(Piece::Words(words.concat()));
    }

    /// A key: what it begins with, and the cell behind it.
    fn key(&mut self, beginning: Option<Vec<u8>>, place: usize) {
        if let Some(beginning) = beginning {
            let mut text = Vec::new();
            literal::put_text(&mut text, &beginning);
            self.words(&[&text, b" + "]);
        }
        self.pieces.push(Piece::Key(place));
    }
}

impl ElementWriter for Writer<'_> {
    fn blocks_at_once(&self) -> usize {
        TOGETHER
    }

    fn head(&self, out: &mut Vec<u8>) {
        if let Some(title) = self.elements.title() {
            put(out, &[b"// ", literal::comment(title).as_bytes(), b"\n"]);
        }
        out.extend_from_slice(
            b"// Run it with: cypher-shell --file NAME.cypher\n\
              // Running it again changes nothing. A later version updates its own data and leaves the rest as it is.\n",
        );
        for (name, full) in &self.elements.schema.full {
            put(
                out,
                &[
                    b"// ",
                    literal::comment(name).as_bytes(),
                    b" = ",
                    literal::comment(full).as_bytes(),
                    b"\n",
                ],
            );
        }
        put_constraints(out, self.elements.roots());
    }

    fn vertices(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let mut known: HashMap<(Vec<u8>, bool), usize, FixedState> = HashMap::default();
        let (mut batches, mut labels, mut buffer) = (Vec::<Batch>::new(), Vec::new(), Vec::new());
        let mut values = Values::new(self.elements, &self.losses);
        self.elements.vertices(blocks.iter().copied(), |vertex| {
            labels.clear();
            for label in self.elements.labels(vertex) {
                put(&mut labels, &[b":", literal::name(label).as_bytes()]);
            }
            let is_short = self.elements.is_short(vertex.key);
            let entry = (std::mem::take(&mut labels), is_short);
            let at = match known.get(&entry) {
                Some(at) => *at,
                None => {
                    let (merge, columns) =
                        (self.merge_vertices(&entry.0, is_short), self.elements.columns_of(vertex));
                    // The key, and the id if that is another text.
                    let keys = if is_short { 1 } else { 2 };
                    batches.push(Batch::new(merge, b'n', keys, Some(keys - 1), columns));
                    known.insert((entry.0.clone(), is_short), batches.len() - 1);
                    batches.len() - 1
                }
            };
            labels = entry.0;
            let Some(batch) = batches.get_mut(at) else { return };
            batch.begin_row();
            if !is_short {
                batch.key(0, |out| self.put_end(out, vertex.key, false, &mut buffer));
            }
            batch.key(usize::from(!is_short), |out| self.put_end(out, vertex.key, true, &mut buffer));
            for (column, cell) in vertex.values() {
                let form = values.form(&cell, values.vertex_shape(column));
                batch.property(column, form, |out| values.put(out, &cell, form));
            }
            batch.end_row(&self.vertices, out);
        });
        batches.iter_mut().for_each(|batch| batch.flush(&self.vertices, out));
    }

    fn edges(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let mut known: HashMap<(NameKey, Root2, IsShort, bool), usize, FixedState> = HashMap::default();
        let (mut batches, mut buffer) = (Vec::<Batch>::new(), Vec::new());
        let mut values = Values::new(self.elements, &self.losses);
        self.elements.edges(blocks.iter().copied(), |edge| {
            let roots = (self.elements.root(edge.source), self.elements.root(edge.target));
            let is_short = (
                self.elements.is_short(edge.source),
                self.elements.is_short(edge.target),
                self.elements.is_short_edge(edge.key),
            );
            let has_id = !matches!(edge.key, EdgeKey::Row(_, RecordId::Content(..)));
            let at = *known.entry((edge.kind, roots, is_short, has_id)).or_insert_with(|| {
                let merge = self.merge_edges(edge.kind, roots, is_short, edge.key);
                // The keys of the ends, that of the edge, and its id if it has one and that is another text.
                let keys = if has_id && !is_short.2 { 4 } else { 3 };
                let id = has_id.then_some(keys - 1);
                batches.push(Batch::new(merge, b'r', keys, id, self.elements.columns_of_edge(edge)));
                batches.len() - 1
            });
            let Some(batch) = batches.get_mut(at) else { return };
            batch.begin_row();
            batch.key(0, |out| self.put_end(out, edge.source, is_short.0, &mut buffer));
            batch.key(1, |out| self.put_end(out, edge.target, is_short.1, &mut buffer));
            match edge.key {
                EdgeKey::Row(_, RecordId::Content(hash, nth)) if is_short.2 => batch.key(2, |out| {
                    put_content(out, hash, nth);
                    false
                }),
                _ if is_short.2 => {}
                _ => {
                    buffer.clear();
                    self.elements.put_edge_iri(&mut buffer, edge.key);
                    batch.key(2, |out| cell::put_text(out, &buffer));
                }
            }
            buffer.clear();
            if self.elements.put_edge_id(&mut buffer, edge.key) {
                batch.key(if is_short.2 { 2 } else { 3 }, |out| cell::put_text(out, &buffer));
            }
            for (column, cell) in edge.values() {
                let form = values.form(&cell, values.edge_shape(column));
                batch.property(column, form, |out| values.put(out, &cell, form));
            }
            batch.end_row(&self.edges, out);
        });
        batches.iter_mut().for_each(|batch| batch.flush(&self.edges, out));
    }
}

/// The widest labels of the ends of an edge.
type Root2 = (Root, Root);
