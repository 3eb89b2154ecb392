//! GraphAr: the graph of the tables once more, in chunks that are found by the numbers of vertices.

mod info;

use std::collections::BTreeMap;
use std::io;

use crate::export::property_graph::{Column, EdgeTable, Kind, PropertyGraph, Scalar, VertexTable};
use crate::export::{ExportError, Output};
use crate::text::Iri;

use super::file::{Values, file};
use info::{VERTICES, is_required, plain};

/// How many edges stand in a chunk, and some more where that would fill the last chunk of a part.
const EDGES: usize = 4_096;

/// The columns that GraphAr has beside the properties. No property may have these names.
pub(super) const COLUMNS: [&str; 4] =
    ["_graphArVertexIndex", "_graphArSrcIndex", "_graphArDstIndex", "_graphArOffset"];

/// Writes the folder `graphar` (GraphAr format 1.0, "Vertex Chunks", "Edge Chunks" and "Information files"), and returns
/// the path of its first file, the information of the graph. The rows of the tables are sorted, those of edges by the
/// vertices where they begin:
///
/// ```text
/// NAME.graph.yml   Person.vertex.yml   Person_DEMANDS_Position.edge.yml
/// vertex/Person/                                           vertex_count   labels/chunk0   properties/chunk0
/// edge/Person_DEMANDS_Position/ordered_by_source/          vertex_count   edge_count0   offset/chunk0
///                                                          adj_list/part0/chunk0   properties/part0/chunk0
/// ```
///
/// Chunks are Parquet without an ending, counts are `int64` with the lowest byte first. The information names no place
/// of its own: readers take that of its file, and the folder may be moved.
///
/// # Errors
/// Those of the output.
pub(super) fn write(
    name: &str,
    graph: &PropertyGraph,
    vertices: &[VertexTable<'_>],
    edges: &[EdgeTable<'_>],
    out: &mut dyn Output,
) -> Result<String, ExportError> {
    let mut folder = Folder { out };
    let first = format!("{name}.graph.yml");
    folder.write(&first, info::graph(name, vertices, edges).as_bytes())?;
    let mut numbers = BTreeMap::new();
    for table in vertices {
        folder.write(&info::vertex_file(table), info::vertex(table).as_bytes())?;
        folder.vertices(table)?;
        numbers.extend(table.rows.iter().enumerate().map(|(number, row)| (&row.iri, number)));
    }
    for table in edges {
        let sources = vertices.iter().find(|vertices| vertices.label == table.from);
        folder.edges(table, graph, sources.map_or(0, |sources| sources.rows.len()), &numbers)?;
    }
    Ok(format!("graphar/{first}"))
}

/// The folder `graphar`.
struct Folder<'o> {
    out: &'o mut dyn Output,
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

    fn chunk(&mut self, path: &str, columns: &[Filled]) -> io::Result<()> {
        let columns: Vec<Values<'_>> = columns.iter().map(Filled::values).collect();
        let bytes = file(&columns).map_err(io::Error::other)?;
        self.write(path, &bytes)
    }

    /// The vertices of a label.
    fn vertices(&mut self, table: &VertexTable<'_>) -> io::Result<()> {
        let place = info::vertex_place(table);
        self.count(&format!("{place}vertex_count"), table.rows.len())?;
        for (chunk, rows) in table.rows.chunks(VERTICES).enumerate() {
            let labels: Vec<Filled> =
                table.labels.iter().map(|label| Filled::all_true(label, rows.len())).collect();
            self.chunk(&format!("{place}labels/chunk{chunk}"), &labels)?;
            let first = chunk * VERTICES;
            let mut columns = vec![Filled::numbers(COLUMNS[0], first..first + rows.len())];
            columns.extend(
                table.columns.iter().map(|column| {
                    Filled::property(column, rows.iter().map(|row| column.of(&row.properties)))
                }),
            );
            self.chunk(&format!("{place}properties/chunk{chunk}"), &columns)?;
        }
        Ok(())
    }

    /// The edges of a type between two labels, in one part for each chunk of the `sources` where they begin, and the
    /// information about them.
    fn edges(
        &mut self,
        table: &EdgeTable<'_>,
        graph: &PropertyGraph,
        sources: usize,
        numbers: &BTreeMap<&Iri, usize>,
    ) -> io::Result<()> {
        let place = format!("{}{}", info::edge_place(table), info::BY_SOURCE);
        self.count(&format!("{place}vertex_count"), sources)?;
        let number = |key| numbers.get(&graph.vertex(key).iri).copied().unwrap_or_default();
        let mut parts = Vec::new();
        let mut rest = table.rows.as_slice();
        for first in (0..sources).step_by(VERTICES) {
            let end = sources.min(first + VERTICES);
            let (rows, others) = rest.split_at(rest.partition_point(|row| number(row.from) < end));
            rest = others;
            parts.push((first, end, rows));
        }
        let size = edges_in_chunk(parts.iter().map(|(_, _, rows)| rows.len()));
        self.write(&info::edge_file(table), info::edge(table, size).as_bytes())?;
        for (part, (first, end, rows)) in parts.into_iter().enumerate() {
            self.count(&format!("{place}edge_count{part}"), rows.len())?;
            let offsets = (first..=end).map(|vertex| rows.partition_point(|row| number(row.from) < vertex));
            self.chunk(&format!("{place}offset/chunk{part}"), &[Filled::numbers(COLUMNS[3], offsets)])?;
            for (chunk, rows) in rows.chunks(size).enumerate() {
                let ends = [
                    Filled::numbers(COLUMNS[1], rows.iter().map(|row| number(row.from))),
                    Filled::numbers(COLUMNS[2], rows.iter().map(|row| number(row.to))),
                ];
                self.chunk(&format!("{place}adj_list/part{part}/chunk{chunk}"), &ends)?;
                let columns: Vec<Filled> = table
                    .columns
                    .iter()
                    .map(|column| Filled::property(column, rows.iter().map(|row| column.of(&row.properties))))
                    .collect();
                self.chunk(&format!("{place}properties/part{part}/chunk{chunk}"), &columns)?;
            }
        }
        Ok(())
    }
}

/// How many edges a chunk holds, so that the last chunk of no part is full: GraphAr's reader in C++ and Python looks for
/// another chunk after a full one.
fn edges_in_chunk(parts: impl Iterator<Item = usize> + Clone) -> usize {
    let fills = |size: usize| parts.clone().any(|edges| edges > 0 && edges % size == 0);
    let mut size = EDGES;
    while fills(size) {
        size += 1;
    }
    size
}

/// A column of a chunk.
struct Filled {
    name: String,
    kind: Kind,
    required: bool,
    rows: Vec<Option<Scalar>>,
}

impl Filled {
    fn numbers(name: &str, numbers: impl Iterator<Item = usize>) -> Filled {
        let rows = numbers.map(|number| Some(Scalar::from(number))).collect();
        Filled { name: name.to_owned(), kind: Kind::Integer, required: true, rows }
    }

    fn all_true(name: &str, rows: usize) -> Filled {
        let rows = vec![Some(Scalar::Boolean(true)); rows];
        Filled { name: name.to_owned(), kind: Kind::Boolean, required: true, rows }
    }

    /// A property: a list as a JSON array of texts, a day as `2019-05-13`.
    fn property<'p>(column: &Column, rows: impl Iterator<Item = Option<&'p Scalar>>) -> Filled {
        let value = |value: &Scalar| match column.kind {
            Kind::TextList => Scalar::Text(value.to_json().to_string()),
            Kind::Date => Scalar::Text(value.to_text()),
            _ => value.clone(),
        };
        Filled {
            name: column.name.to_string(),
            kind: plain(column.kind),
            required: is_required(column),
            rows: rows.map(|row| row.map(value)).collect(),
        }
    }

    fn values(&self) -> Values<'_> {
        let rows = self.rows.iter().map(Option::as_ref).collect();
        Values { name: self.name.as_str().into(), kind: self.kind, required: self.required, rows }
    }
}
