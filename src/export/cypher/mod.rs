//! A Cypher script for Neo4j, Memgraph, ArcadeDB and FalkorDB. Running it twice changes nothing.
//!
//! Vertices and edges are merged by their `iri`. In rows it is written short where it is the base and the id.

mod batch;
pub(super) mod constraints;
pub(crate) mod literal;
mod value;

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::blocks::{RecordId, put_content};
use super::bytes::put;
use super::elements::{EdgeKey, ElementWriter, Elements, KEY, Key, Root, write_elements};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::rows::{Block, NameKey};
use batch::{Batch, Columns};
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
    /// Under which names rows have their key, the ids of their vertices or edges, and the keys of their ends: no property
    /// is called like them.
    id: String,
    ends: [String; 2],
    losses: Losses,
}

/// What the statement of a row depends on, in addition to its labels or type: which keys are the base and an id.
type IsShort = (bool, bool, bool);

impl<'e> Writer<'e> {
    fn new(elements: &'e Elements<'e>) -> Writer<'e> {
        let free = |name: &str| {
            let mut name = name.to_owned();
            while elements.schema.edge_columns.iter().any(|column| column.name == name) {
                name.push('_');
            }
            name
        };
        Writer {
            elements,
            vertices: Columns::new(&elements.schema.vertex_columns),
            edges: Columns::new(&elements.schema.edge_columns),
            id: free("n"),
            ends: ["s", "t"].map(free),
            losses: Losses::default(),
        }
    }

    /// The key of something whose row has it under a name.
    fn key_of(&self, row: &str, beginning: Option<Vec<u8>>) -> String {
        match beginning {
            None => format!("row.{row}"),
            Some(beginning) => {
                let mut text = Vec::new();
                literal::put_text(&mut text, &beginning);
                format!("{} + row.{row}", String::from_utf8_lossy(&text))
            }
        }
    }

    /// What merges vertices of some labels.
    fn merge_vertices(&self, labels: &[u8], is_short: bool) -> Vec<u8> {
        let key = if is_short { self.key_of("id", self.elements.base()) } else { self.key_of(KEY, None) };
        [b"MERGE (n", labels, b" {iri: ", key.as_bytes(), b"})"].concat()
    }

    /// What merges edges of a type.
    fn merge_edges(
        &self,
        kind: NameKey,
        roots: (Root, Root),
        is_short: IsShort,
        key: EdgeKey<'_>,
    ) -> Vec<u8> {
        let ([s, t], base) =
            (&self.ends, |is_short: bool| if is_short { self.elements.base() } else { None });
        let kind = literal::name(self.elements.schema.kind(kind)).into_owned();
        let own = if is_short.2 { self.elements.edge_base(key) } else { None };
        let row = match key {
            EdgeKey::Row(_, RecordId::Content(..)) if is_short.2 => self.id.as_str(),
            _ if is_short.2 => "id",
            _ => KEY,
        };
        format!(
            "MATCH (s:{} {{{KEY}: {}}})\nMATCH (t:{} {{{KEY}: {}}})\nMERGE (s)-[r:{kind} {{{KEY}: {}}}]->(t)",
            roots.0.label(),
            self.key_of(s, base(is_short.0)),
            roots.1.label(),
            self.key_of(t, base(is_short.1)),
            self.key_of(row, own),
        )
        .into_bytes()
    }

    /// Writes the key of a vertex for a row: its id where the key is the base and the id.
    fn put_end(&self, out: &mut Vec<u8>, key: Key<'_>, is_short: bool, buffer: &mut Vec<u8>) {
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
        if is_clean && memchr::memchr(b'\'', buffer).is_none() {
            put(out, &[b"'", buffer, b"'"]);
        } else {
            literal::put_text(out, buffer);
        }
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
                    let columns = self.elements.columns_of(vertex);
                    batches.push(Batch::new(
                        self.merge_vertices(&entry.0, is_short),
                        b"n.id = row.id",
                        b'n',
                        &columns,
                    ));
                    known.insert((entry.0.clone(), is_short), batches.len() - 1);
                    batches.len() - 1
                }
            };
            labels = entry.0;
            let Some(batch) = batches.get_mut(at) else { return };
            let row = batch.begin_row();
            if !is_short {
                row.extend_from_slice(b"iri: ");
                self.put_end(row, vertex.key, false, &mut buffer);
                row.extend_from_slice(b", ");
            }
            row.extend_from_slice(b"id: ");
            self.put_end(row, vertex.key, true, &mut buffer);
            for (column, cell) in vertex.values() {
                let shape = values.vertex_shape(column);
                values.put(batch.entry(column, &self.vertices), &cell, shape);
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
                let set: &[u8] = if has_id { b"r.id = row.id" } else { b"" };
                batches.push(Batch::new(merge, set, b'r', &self.elements.columns_of_edge(edge)));
                batches.len() - 1
            });
            let Some(batch) = batches.get_mut(at) else { return };
            let row = batch.begin_row();
            let [s, t] = &self.ends;
            put(row, &[s.as_bytes(), b": "]);
            self.put_end(row, edge.source, is_short.0, &mut buffer);
            put(row, &[b", ", t.as_bytes(), b": "]);
            self.put_end(row, edge.target, is_short.1, &mut buffer);
            if !is_short.2 {
                buffer.clear();
                self.elements.put_edge_iri(&mut buffer, edge.key);
                row.extend_from_slice(b", iri: ");
                literal::put_text(row, &buffer);
            }
            buffer.clear();
            if self.elements.put_edge_id(&mut buffer, edge.key) {
                row.extend_from_slice(b", id: ");
                literal::put_text(row, &buffer);
            } else if let EdgeKey::Row(_, RecordId::Content(hash, place)) = edge.key {
                put(row, &[b", ", self.id.as_bytes(), b": '"]);
                put_content(row, hash, place);
                row.push(b'\'');
            }
            for (column, cell) in edge.values() {
                let shape = values.edge_shape(column);
                values.put(batch.entry(column, &self.edges), &cell, shape);
            }
            batch.end_row(&self.edges, out);
        });
        batches.iter_mut().for_each(|batch| batch.flush(&self.edges, out));
    }
}

/// The widest labels of the ends of an edge.
type Root2 = (Root, Root);
