//! A Cypher script for Neo4j, Memgraph, ArcadeDB and FalkorDB. Running it twice changes nothing.
//!
//! Nodes are merged by their `id`. Edges are merged by their own `id` where all ids of edges differ, else by `row`, their
//! number in the order of the files, so that parallel edges stay apart.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use super::blocks::{BlockWriter, own_id, types_of, write_blocks};
use super::bytes::put;
use super::census::{Census, Kinds, Shape};
use super::edge_ids::ids_are_unique;
use super::lpg::{CLAIMED, CONSTRAINT, GraphNames, Property, RELATION, RELATIONS, labels_of, put_relations};
use super::value::is_double;
use super::value::{plain, put_fmt, put_number};
use crate::export::ExportOptions;
use crate::export::Losses;
use crate::export::cypher::literal;
use crate::export::property_graph::ENTITY;
use crate::export::{ExportError, Output};
use crate::graph::rows::{Block, Cell, IdText, Items, NameKey, RowGraph};

/// How many rows one statement has at most.
const ROWS: usize = 1_000;
/// How many bytes of rows one statement has at most, unless one row is longer: FalkorDB takes about a megabyte.
const BYTES: usize = 256 * 1024;
/// How many blocks share statements: a block alone has few edges of each relation.
const TOGETHER: usize = 32;

/// With more properties than this, a statement has only rows that have most of them.
const WIDTH: usize = 128;

/// The property that distinguishes edges without an id.
const ROW: &str = "row";

/// Writes rows.
pub(in crate::export) fn export(
    graph: &RowGraph,
    options: &ExportOptions,
    out: &mut dyn Output,
) -> Result<Losses, ExportError> {
    let census = Census::new(graph, options);
    let names = GraphNames::new(graph, &census, [&["id"], &[ROW]])?;
    refuse_names(&names)?;
    let writer = Writer::new(graph, options, &names);
    write_blocks(graph, options, &writer, out.begin("")?)?;
    Ok(writer.losses)
}

/// Refuses names that no script can hold.
fn refuse_names(names: &GraphNames) -> Result<(), ExportError> {
    let properties = names.nodes.iter().chain(&names.edges).map(|property| &property.name);
    let all = names.labels.iter().chain(&names.kinds).chain(properties);
    match all.filter_map(|name| Some((name, literal::refusal(name)?))).next() {
        None => Ok(()),
        Some((name, why)) => Err(ExportError::Unrepresentable(format!(
            "the name `{name}` {why}; rename it, or export another format, such as neo4j or jsonl"
        ))),
    }
}

/// The properties of nodes or of edges: names as the language writes them, and the place of each by handle.
struct Properties {
    names: Vec<Vec<u8>>,
    places: Vec<Option<usize>>,
}

impl Properties {
    fn new(properties: &[Property], names: usize) -> Properties {
        let mut places = vec![None; names];
        for (at, property) in properties.iter().enumerate() {
            if let Some(place) = property.key.and_then(|key| places.get_mut(key.index())) {
                *place = Some(at);
            }
        }
        let written = |property: &Property| literal::name(&property.name).as_bytes().to_vec();
        Properties { names: properties.iter().map(written).collect(), places }
    }

    fn place(&self, name: NameKey) -> Option<usize> {
        self.places.get(name.index()).copied().flatten()
    }
}

/// Rows of one statement.
struct Batch {
    /// The text after the rows, up to the properties.
    merge: Vec<u8>,
    /// What is set.
    variable: u8,
    rows: Vec<u8>,
    count: usize,
    /// The places of the properties that occur, in order and to be looked up.
    columns: Vec<usize>,
    known: HashSet<usize, FixedState>,
    /// How many entries with properties the rows have.
    entries: usize,
}

impl Batch {
    fn new(merge: Vec<u8>, variable: u8) -> Batch {
        Batch {
            merge,
            variable,
            rows: Vec::new(),
            count: 0,
            columns: Vec::new(),
            known: HashSet::default(),
            entries: 0,
        }
    }

    /// Begins an entry of a row. `at` is how many entries with properties the row has so far: rows mostly look alike.
    #[inline]
    fn entry(&mut self, place: usize, at: usize, properties: &Properties) {
        if self.columns.get(at) != Some(&place) && self.known.insert(place) {
            self.columns.push(place);
        }
        self.entries += 1;
        let name = properties.names.get(place).map_or(&[][..], |name| name);
        put(&mut self.rows, &[b", ", name, b": "]);
    }

    /// Ends a row, and writes the statement if it is long enough.
    fn end_row(&mut self, properties: &Properties, out: &mut Vec<u8>) {
        self.rows.push(b'}');
        self.count += 1;
        let width = self.columns.len();
        // Every row sets every property of its statement.
        let is_sparse = width > WIDTH && width * self.count > 4 * self.entries;
        if self.count == ROWS || self.rows.len() > BYTES || is_sparse {
            self.flush(properties, out);
        }
    }

    /// Begins a row.
    fn begin_row(&mut self) {
        self.rows.extend_from_slice(if self.count == 0 { b"\nUNWIND [\n  {" } else { b",\n  {" });
    }

    /// Writes the statement.
    fn flush(&mut self, properties: &Properties, out: &mut Vec<u8>) {
        if self.count == 0 {
            return;
        }
        put(out, &[&self.rows, b"\n] AS row\n", &self.merge]);
        for (at, place) in self.columns.iter().enumerate() {
            let name = properties.names.get(*place).map_or(&[][..], |name| name);
            out.extend_from_slice(if at == 0 { b"\nSET " } else { b", " });
            put(out, &[&[self.variable], b".", name, b" = row.", name]);
        }
        out.extend_from_slice(b";\n");
        self.rows.clear();
        self.columns.clear();
        self.known.clear();
        (self.count, self.entries) = (0, 0);
    }
}

struct Writer<'g> {
    graph: &'g RowGraph,
    options: &'g ExportOptions,
    names: &'g GraphNames,
    nodes: Properties,
    edges: Properties,
    relation: Option<usize>,
    relations: Option<usize>,
    /// Whether edges are known by their own ids, where they have some.
    has_ids: bool,
    /// The keys of the ends in rows, which no property has.
    ends: [String; 2],
    losses: Losses,
}

impl<'g> Writer<'g> {
    fn new(graph: &'g RowGraph, options: &'g ExportOptions, names: &'g GraphNames) -> Writer<'g> {
        let own = |name: &str| {
            names.edges.iter().position(|property| property.key.is_none() && property.name == name)
        };
        let end = |name: &str| {
            let mut name = name.to_owned();
            while names.edges.iter().any(|property| property.name == name) {
                name.push('_');
            }
            name
        };
        Writer {
            graph,
            options,
            names,
            nodes: Properties::new(&names.nodes, graph.names().len()),
            edges: Properties::new(&names.edges, graph.names().len()),
            relation: own(RELATION),
            relations: own(RELATIONS),
            has_ids: ids_are_unique(graph, options.threads),
            ends: ["s", "t"].map(end),
            losses: Losses::default(),
        }
    }

    /// What merges edges of a relation.
    fn merge(&self, relation: NameKey, is_asserted: bool, has_id: bool) -> Vec<u8> {
        let kind = self.names.kinds.get(relation.index()).map_or("", |kind| kind);
        let kind = literal::name(if is_asserted { kind } else { CLAIMED });
        let ([s, t], key) = (&self.ends, if has_id { "id" } else { ROW });
        format!(
            "MATCH (s:{ENTITY} {{id: row.{s}}})\nMATCH (t:{ENTITY} {{id: row.{t}}})\n\
             MERGE (s)-[r:{kind} {{{key}: row.{key}}}]->(t)"
        )
        .into_bytes()
    }

    /// Writes a value as a literal.
    fn value(&self, out: &mut Vec<u8>, cell: &Cell<'_>, buffer: &mut Vec<u8>) {
        let Cell::List(items) = *cell else {
            let shape = if let Cell::Clean(_) = cell { Shape::Text } else { Shape::of(Kinds::of(cell)) };
            return self.scalar(out, cell, shape, buffer);
        };
        let shape = Shape::of(Kinds::of(cell));
        out.push(b'[');
        for (at, item) in items.enumerate() {
            if at > 0 {
                out.extend_from_slice(b", ");
            }
            self.scalar(out, &item, shape, buffer);
            if let (Shape::Double, Cell::Integer(_)) = (shape, item) {
                // A list has values of one kind.
                out.extend_from_slice(b".0");
            }
        }
        out.push(b']');
    }

    fn scalar(&self, out: &mut Vec<u8>, cell: &Cell<'_>, shape: Shape, buffer: &mut Vec<u8>) {
        self.losses.count_in(shape, cell);
        match *cell {
            // The number without its sign is beyond 64 bits, and many parsers read the sign last.
            Cell::Integer(b"-9223372036854775808") if shape == Shape::Long => {
                out.extend_from_slice(b"(-9223372036854775807 - 1)");
            }
            // JSON has exponents with a plus, openCypher has none.
            Cell::Number(number) if shape == Shape::Double && is_double(number) => {
                let number = std::str::from_utf8(number).ok().and_then(|number| number.parse::<f64>().ok());
                put_fmt(out, format_args!("{:?}", number.unwrap_or_default()));
            }
            Cell::Clean(text) if memchr::memchr(b'\'', text).is_none() => put(out, &[b"'", text, b"'"]),
            _ => {
                let text = plain(cell, self.graph.names(), buffer).0;
                if shape == Shape::Text { literal::put_text(out, text) } else { out.extend_from_slice(text) }
            }
        }
    }
}

impl BlockWriter for Writer<'_> {
    fn blocks_at_once(&self) -> usize {
        TOGETHER
    }

    fn head(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(
            b"// Run it with: cypher-shell --file NAME.cypher\n// Running it again changes nothing.\n\n",
        );
        out.extend_from_slice(CONSTRAINT.as_bytes());
    }

    fn nodes(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let mut known: HashMap<Vec<u8>, usize, FixedState> = HashMap::default();
        let (mut batches, mut labels, mut buffer) = (Vec::<Batch>::new(), Vec::new(), Vec::new());
        self.graph.each_node(blocks.iter().copied(), |row| {
            labels.clear();
            let types = [row.node_type].into_iter().chain(types_of(row.cells));
            for label in labels_of(self.names, types) {
                put(&mut labels, &[b":", literal::name(label).as_bytes()]);
            }
            let at = match known.get(&labels) {
                Some(at) => *at,
                None => {
                    known.insert(labels.clone(), batches.len());
                    batches.push(Batch::new([b"MERGE (n", &labels[..], b" {id: row.id})"].concat(), b'n'));
                    batches.len() - 1
                }
            };
            let Some(batch) = batches.get_mut(at) else { return };
            batch.begin_row();
            batch.rows.extend_from_slice(b"id: ");
            put_id(&mut batch.rows, row.id);
            let mut at = 0;
            for (name, cell) in row.cells {
                let Some(place) = self.nodes.place(name) else { continue };
                batch.entry(place, at, &self.nodes);
                self.value(&mut batch.rows, &cell, &mut buffer);
                at += 1;
            }
            batch.end_row(&self.nodes, out);
        });
        batches.iter_mut().for_each(|batch| batch.flush(&self.nodes, out));
    }

    fn edges(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let mut known: HashMap<(NameKey, bool, bool), usize, FixedState> = HashMap::default();
        let (mut batches, mut buffer) = (Vec::<Batch>::new(), Vec::new());
        self.graph.each_edge(blocks.iter().copied(), |row| {
            let relation = row.kind.relation();
            let is_asserted = self.options.is_asserted(row.kind);
            let id = if self.has_ids { own_id(row.cells) } else { None };
            // All claims are of one type.
            let key = (if is_asserted { relation } else { NameKey::NONE }, is_asserted, id.is_some());
            let at = *known.entry(key).or_insert_with(|| {
                batches.push(Batch::new(self.merge(relation, is_asserted, id.is_some()), b'r'));
                batches.len() - 1
            });
            let Some(batch) = batches.get_mut(at) else { return };
            batch.begin_row();
            for ((key, id), before) in self.ends.iter().zip([row.source, row.target]).zip(["", ", "]) {
                put(&mut batch.rows, &[before.as_bytes(), key.as_bytes(), b": "]);
                put_id(&mut batch.rows, id);
            }
            match id {
                Some(id) => {
                    batch.rows.extend_from_slice(b", id: ");
                    literal::put_text(&mut batch.rows, id);
                }
                None => {
                    batch.rows.extend_from_slice(b", row: ");
                    put_number(&mut batch.rows, row.number);
                }
            }
            let mut at = 0;
            let mut entry = |batch: &mut Batch, place: Option<usize>, cell: &Cell<'_>| {
                let Some(place) = place else { return };
                batch.entry(place, at, &self.edges);
                self.value(&mut batch.rows, cell, &mut buffer);
                at += 1;
            };
            for (name, cell) in row.cells {
                if name != NameKey::EDGE_ID || id.is_none() {
                    entry(batch, self.edges.place(name), &cell);
                }
            }
            if let Some(status) = row.kind.status() {
                entry(batch, self.edges.place(NameKey::STATUS), &Cell::Clean(status.name().as_bytes()));
            }
            if !is_asserted {
                entry(batch, self.relation, &Cell::Text(self.graph.names().get(relation).as_bytes()));
            }
            let mut items = Vec::new();
            if self.relations.is_some() {
                put_relations(&mut items, relation, row.cells, self.graph.names());
            }
            if !items.is_empty() {
                entry(batch, self.relations, &Cell::List(Items(&items)));
            }
            batch.end_row(&self.edges, out);
        });
        batches.iter_mut().for_each(|batch| batch.flush(&self.edges, out));
    }
}

#[inline]
fn put_id(out: &mut Vec<u8>, id: IdText<'_>) {
    if id.clean && memchr::memchr(b'\'', id.text).is_none() {
        put(out, &[b"'", id.text, b"'"]);
    } else {
        literal::put_text(out, id.text);
    }
}
