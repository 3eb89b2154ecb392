//! GraphAr: the graph of the tables again, in chunks that are found by the numbers of vertices.

mod info;

use std::collections::{BTreeMap, HashMap};
use std::io;

use foldhash::fast::FixedState;

use super::file::{Encoded, Field, Group, Layout};
use crate::export::elements::{
    Column, Elements, Fitting, ID, KEY, Key, Place, Rule, Shape, Table, TakenNames,
};
use crate::export::output::Paths;
use crate::export::{ExportError, Losses, Output};
use info::Vertices;

/// The number of vertices or edges in a chunk, unless there would be too many chunks; edges are some more, if that would fill the
/// last chunk of a part.
const CHUNK: usize = 4_096;
/// The most chunks of a table.
const MOST_CHUNKS: usize = 256;

/// The columns of GraphAr other than properties.
const COLUMNS: [&str; 4] = ["_graphArVertexIndex", "_graphArSrcIndex", "_graphArDstIndex", "_graphArOffset"];

/// Readers take names from YAML, and use them as names of files.
const NAMES: Rule =
    Rule { allows: |character| character.is_alphanumeric() || "_-".contains(character), longest: 100 };

/// Writes the folder `graphar` (GraphAr format 1.0, "Vertex Chunks", "Edge Chunks" and "Information files"), and returns
/// the path of its first file, the information of the graph, and the names that were changed. Edges are sorted by the vertices where
/// they begin:
///
/// ```text
/// NAME.graph.yml   Person.vertex.yml   Person_DEMANDS_Position.edge.yml
/// vertex/Person/                                           vertex_count   labels/chunk0   properties/chunk0
/// edge/Person_DEMANDS_Position/ordered_by_source/          vertex_count   edge_count0   offset/chunk0
///                                                          adj_list/part0/chunk0   properties/part0/chunk0
/// ```
///
/// Chunks are Parquet files without an extension, counts are `int64` with the lowest byte first. The information contains no absolute
/// path: readers use that of its file, so the folder can be moved. Days, moments and lists are texts: of its readers, only the one
/// in C++ knows them.
///
/// # Errors
/// Those of the output.
pub(super) fn write(
    name: &str,
    elements: &Elements<'_>,
    vertices: &[Table],
    edges: &[Table],
    out: &mut dyn Output,
) -> Result<(String, Fitting), ExportError> {
    let mut fitting = Fitting::new(&elements.schema, NAMES);
    let mut columns = |columns: &[Column]| {
        let mut taken: TakenNames = [KEY, ID].iter().chain(&COLUMNS).copied().collect();
        let names = fitting.fit(columns.iter().map(|column| column.name.as_str()), &mut taken);
        columns.iter().zip(names).map(|(column, name)| field(column, name)).collect::<Vec<Field>>()
    };
    let vertex_fields = columns(&elements.schema.vertex_columns);
    let edge_fields = columns(&elements.schema.edge_columns);
    let mut labels: Vec<&str> = vertices
        .iter()
        .flat_map(|table| table.labels.iter().chain(&table.more_labels))
        .map(String::as_str)
        .collect();
    labels.sort_unstable();
    labels.dedup();
    let fitted = fitting.fit(labels.iter().copied(), &mut TakenNames::default());
    let labels: BTreeMap<&str, String> = labels.into_iter().zip(fitted).collect();
    let mut kinds: Vec<&str> = edges.iter().map(|table| table.name.as_str()).collect();
    kinds.dedup();
    let fitted = fitting.fit(kinds.iter().copied(), &mut TakenNames::default());
    let kinds: BTreeMap<&str, String> = kinds.into_iter().zip(fitted).collect();
    let mut folder = Folder { out, elements, losses: Losses::default() };
    let mut paths = Paths::default();
    let mut all = BTreeMap::new();
    let mut numbers = Numbers::default();
    for table in vertices {
        let written = |label: &String| labels.get(label.as_str()).cloned().unwrap_or_default();
        let label = written(&table.name);
        let mut fields = vec![Field::key(KEY), Field::key(ID)];
        fields.extend(table.columns.iter().filter_map(|column| vertex_fields.get(*column).cloned()));
        let of_table = Vertices {
            labels: table.labels.iter().chain(&table.more_labels).map(written).collect(),
            chunk: chunk(table.rows.len()),
            place: format!("vertex/{}/", paths.path("", &label, "")),
            label,
            fields,
        };
        elements.vertices_at(&table.rows, |vertex| numbers.add(vertex.key));
        numbers.next = 0;
        all.insert(table.name.as_str(), (of_table, table));
    }
    let mut infos = [Vec::new(), Vec::new()];
    for (of_table, table) in all.values() {
        let path = paths.path("", &of_table.label, ".vertex.yml");
        folder.write(&path, info::vertex(of_table).as_bytes())?;
        infos[0].push(path);
        folder.vertices(of_table, table)?;
    }
    for table in edges {
        let Some((from, to)) = &table.ends else { continue };
        let (Some((source, sources)), Some((target, _))) = (all.get(from.as_str()), all.get(to.as_str()))
        else {
            continue;
        };
        let kind = kinds.get(table.name.as_str()).map_or("", |kind| kind);
        let name = format!("{}_{kind}_{}", source.label, target.label);
        let mut fields = vec![Field::key(KEY)];
        if elements.has_edge_ids() {
            fields.push(Field { is_required: elements.is_dossier(), ..Field::key(ID) });
        }
        fields.extend(table.columns.iter().filter_map(|column| edge_fields.get(*column).cloned()));
        let place = format!("{}/", paths.path("edge/", &name, ""));
        let layout = Layout::new(fields).map_err(io::Error::other)?;
        let size = folder.edges(table, sources.rows.len(), source.chunk, &place, &layout, &numbers)?;
        let path = paths.path("", &name, ".edge.yml");
        let text = info::edge(kind, (source, target), size, &place, &layout.fields);
        folder.write(&path, text.as_bytes())?;
        infos[1].push(path);
    }
    let first = paths.path("", name, ".graph.yml");
    let [of_vertices, of_edges] = infos;
    let name: String =
        name.chars().map(|character| if (NAMES.allows)(character) { character } else { '_' }).collect();
    folder.write(&first, info::graph(&name, of_vertices, of_edges).as_bytes())?;
    Ok((format!("graphar/{first}"), fitting))
}

/// A property: a list as a JSON array, a day as `2019-05-13`.
fn field(column: &Column, name: String) -> Field {
    let shape = match column.shape() {
        _ if column.is_list() => Shape::Text,
        shape @ (Shape::Long | Shape::Double | Shape::Boolean) => shape,
        _ => Shape::Text,
    };
    Field { is_required: false, ..Field::required(&name, shape) }
}

/// How many rows a chunk of a table has.
fn chunk(rows: usize) -> usize {
    let mut size = CHUNK;
    while rows.div_ceil(size) > MOST_CHUNKS {
        size *= 2;
    }
    size
}

/// The numbers of vertices in their tables.
#[derive(Default)]
struct Numbers {
    next: u32,
    nodes: Vec<u32>,
    claims: HashMap<u64, u32, FixedState>,
}

impl Numbers {
    fn add(&mut self, key: Key<'_>) {
        match key {
            Key::Node(node, _) => {
                if self.nodes.len() <= node.index() {
                    self.nodes.resize(node.index() + 1, 0);
                }
                if let Some(number) = self.nodes.get_mut(node.index()) {
                    *number = self.next;
                }
            }
            Key::Claim(number, _) => drop(self.claims.insert(number, self.next)),
        }
        self.next += 1;
    }

    fn get(&self, key: Key<'_>) -> u32 {
        match key {
            Key::Node(node, _) => self.nodes.get(node.index()),
            Key::Claim(number, _) => self.claims.get(&number),
        }
        .copied()
        .unwrap_or_default()
    }
}

/// An edge of a table: the numbers of its ends, its row, and which of the edges of this row in the table it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Numbered {
    from: u32,
    to: u32,
    at: u32,
    nth: u32,
}

/// The folder `graphar`.
struct Folder<'o> {
    out: &'o mut dyn Output,
    elements: &'o Elements<'o>,
    /// What was lost of the tables is counted there.
    losses: Losses,
}

impl Folder<'_> {
    fn write(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let file = self.out.begin(&format!("graphar/{path}"))?;
        file.write_all(bytes)?;
        file.flush()
    }

    fn count(&mut self, path: &str, count: usize) -> io::Result<()> {
        self.write(path, &(count as u64).to_le_bytes())
    }

    /// Writes a chunk, which is a group of its own.
    fn chunk(&mut self, path: &str, layout: &Layout, fill: impl Fn(&mut Group<'_>) + Sync) -> io::Result<()> {
        let make = |_: usize| -> Result<Encoded, _> { layout.group(&fill) };
        layout.write(1, self.elements, &make, self.out.begin(&format!("graphar/{path}"))?)?;
        Ok(())
    }

    /// The vertices of a label.
    fn vertices(&mut self, vertices: &Vertices, table: &Table) -> io::Result<()> {
        let place = &vertices.place;
        self.count(&format!("{place}vertex_count"), table.rows.len())?;
        let labels = vertices.labels.iter().map(|label| Field::required(label, Shape::Boolean));
        let labels = Layout::new(labels.collect()).map_err(io::Error::other)?;
        let number = Field::required(COLUMNS[0], Shape::Long);
        let fields = [number].into_iter().chain(vertices.fields.iter().cloned());
        let layout = Layout::new(fields.collect()).map_err(io::Error::other)?;
        let all: Vec<&String> = table.labels.iter().chain(&table.more_labels).collect();
        let elements = self.elements;
        let names = elements.graph().names();
        for (chunk, rows) in table.rows.chunks(vertices.chunk).enumerate() {
            self.chunk(&format!("{place}labels/chunk{chunk}"), &labels, |group| {
                elements.vertices_at(rows, |vertex| {
                    for (column, label) in all.iter().enumerate() {
                        let has =
                            column < table.labels.len() || elements.labels(vertex).any(|own| own == *label);
                        group.boolean(column, has);
                    }
                    group.end_row();
                });
            })?;
            let losses = std::mem::take(&mut self.losses);
            let first = chunk * vertices.chunk;
            self.chunk(&format!("{place}properties/chunk{chunk}"), &layout, |group| {
                let (mut number, mut buffer) = (first as i64, Vec::new());
                elements.vertices_at(rows, |vertex| {
                    group.long(0, number);
                    number += 1;
                    group.text(1, |out| elements.put_iri(out, vertex.key));
                    group.text(2, |out| elements.put_id(out, vertex.key));
                    for (column, cell) in vertex.values() {
                        if let Ok(place) = table.columns.binary_search(&column) {
                            group.cell(3 + place, &cell, names, &losses, &mut buffer);
                        }
                    }
                    group.end_row();
                });
            })?;
        }
        Ok(())
    }

    /// The edges of a type between two labels, in one part for each chunk of the `sources` where they begin. Returns how many edges a
    /// chunk holds.
    fn edges(
        &mut self,
        table: &Table,
        sources: usize,
        source_chunk: usize,
        place: &str,
        layout: &Layout,
        numbers: &Numbers,
    ) -> io::Result<usize> {
        let place = format!("{place}{}", info::BY_SOURCE);
        self.count(&format!("{place}vertex_count"), sources)?;
        let edges = self.numbered(table, numbers);
        let mut parts = Vec::new();
        let mut rest = edges.as_slice();
        for first in (0..sources).step_by(source_chunk) {
            let end = sources.min(first + source_chunk);
            let (rows, others) = rest.split_at(rest.partition_point(|edge| (edge.from as usize) < end));
            rest = others;
            parts.push((first, end, rows));
        }
        let size = edges_in_chunk(parts.iter().map(|(_, _, rows)| rows.len()), chunk(edges.len()));
        let numbers = |names: &[&str]| {
            let fields = names.iter().map(|name| Field::required(name, Shape::Long)).collect();
            Layout::new(fields).map_err(io::Error::other)
        };
        let (offsets, ends) = (numbers(&COLUMNS[3..])?, numbers(&COLUMNS[1..3])?);
        for (part, (first, end, rows)) in parts.into_iter().enumerate() {
            self.count(&format!("{place}edge_count{part}"), rows.len())?;
            self.chunk(&format!("{place}offset/chunk{part}"), &offsets, |group| {
                let mut before = 0;
                for vertex in first..=end {
                    while rows.get(before).is_some_and(|edge| (edge.from as usize) < vertex) {
                        before += 1;
                    }
                    group.long(0, before as i64);
                    group.end_row();
                }
            })?;
            for (chunk, rows) in rows.chunks(size).enumerate() {
                self.chunk(&format!("{place}adj_list/part{part}/chunk{chunk}"), &ends, |group| {
                    for edge in rows {
                        group.long(0, i64::from(edge.from));
                        group.long(1, i64::from(edge.to));
                        group.end_row();
                    }
                })?;
                self.properties(&format!("{place}properties/part{part}/chunk{chunk}"), table, rows, layout)?;
            }
        }
        Ok(size)
    }

    /// The properties of some edges.
    fn properties(
        &mut self,
        path: &str,
        table: &Table,
        rows: &[Numbered],
        layout: &Layout,
    ) -> io::Result<()> {
        let losses = std::mem::take(&mut self.losses);
        let elements = self.elements;
        let names = elements.graph().names();
        let has_ids = elements.has_edge_ids();
        let first_column = 1 + usize::from(has_ids);
        self.chunk(path, layout, |group| {
            let (mut buffer, mut id) = (Vec::new(), Vec::new());
            for numbered in rows {
                let Some(place) = table.rows.get(numbered.at as usize) else { continue };
                let mut nth = 0;
                elements.edges_at(table, &[*place], |edge| {
                    nth += 1;
                    if nth - 1 != numbered.nth {
                        return;
                    }
                    group.text(0, |out| elements.put_edge_iri(out, edge.key));
                    if has_ids {
                        id.clear();
                        if elements.put_edge_id(&mut id, edge.key) {
                            group.text(1, |out| out.extend_from_slice(&id));
                        }
                    }
                    for (column, cell) in edge.values() {
                        if let Ok(place) = table.columns.binary_search(&column) {
                            group.cell(first_column + place, &cell, names, &losses, &mut buffer);
                        }
                    }
                    group.end_row();
                });
            }
        })
    }

    /// The edges of a table in order.
    fn numbered(&self, table: &Table, numbers: &Numbers) -> Vec<Numbered> {
        let mut edges = Vec::with_capacity(table.rows.len());
        for (at, place) in table.rows.iter().enumerate() {
            let place: &[Place] = &[*place];
            let mut nth = 0;
            self.elements.edges_at(table, place, |edge| {
                let (from, to) = (numbers.get(edge.source), numbers.get(edge.target));
                edges.push(Numbered { from, to, at: at as u32, nth });
                nth += 1;
            });
        }
        edges.sort_unstable();
        edges
    }
}

/// How many edges a chunk holds at least, so that the last chunk of no part is full: GraphAr's reader in C++ and Python
/// searches for another chunk after a full one.
fn edges_in_chunk(parts: impl Iterator<Item = usize> + Clone, least: usize) -> usize {
    let fills = |size: usize| parts.clone().any(|edges| edges > 0 && edges % size == 0);
    let mut size = least;
    while fills(size) {
        size += 1;
    }
    size
}
