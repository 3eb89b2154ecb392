//! Parquet: a table for each label, and one for each type of edge and pair of labels, with a manifest;
//! optionally with the same graph as GraphAr.

mod file;
mod graphar;

use std::io;

use serde_json::{Value, json};

use super::csv::write_names;
use super::elements::{
    Column, Edge, Elements, Ends, Fitting, ID, KEY, Place, Rule, Shape, Table, TakenNames, Vertex,
};
use super::output::Paths;
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::rows::{Cell, Items, put_item};
use file::{Field, Group, Layout, Written};

/// The exporter.
pub(super) static PARQUET: Parquet = Parquet;

/// Tables for DuckDB, Spark, Neo4j's import and whatever else reads Parquet:
///
/// ```text
/// nodes/Person.parquet               iri, id, name, …     Claim and Evidence are such tables, too
/// edges/DEMANDS__Person__Position.parquet   source, target, iri, id, …   the ends are IRIs
/// manifest.json                      files, labels, columns, rows, SHA-256; of rows, also how they call all that
/// names.csv                          the full names of those that are shortened, if any are
/// graphar/NAME.graph.yml             with `--graphar`: the same graph in chunks, with offsets
/// ```
///
/// Small tables are sorted, those of vertices by `iri`, those of edges by `source`, `target` and `iri`; large ones have the order of
/// the graph.
#[derive(Debug)]
pub(super) struct Parquet;

/// The columns of edges for their two ends.
const ENDS: [&str; 2] = ["source", "target"];
/// The columns of edges for the ids of their two ends, where the keys do not say these.
const IDS_OF_ENDS: [&str; 2] = ["source_id", "target_id"];
/// The column of all labels of a vertex, where those of one table differ.
const LABELS: &str = "labels";
/// The most rows of a table that is sorted: for more, that would take longer than writing them.
const MOST_SORTED: usize = 1_024;

impl Exporter for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn about(&self) -> &'static str {
        "tables for DuckDB, Spark and bulk imports"
    }

    fn extension(&self) -> &'static str {
        "parquet"
    }

    fn is_folder(&self) -> bool {
        true
    }

    fn has_graphar(&self) -> bool {
        true
    }

    fn holds(&self, feature: Feature, options: &ExportOptions) -> Capability {
        match feature {
            Feature::Datatypes if options.graphar => {
                Capability::Partly("dates as text in graphar/, as dates in the tables next to it")
            }
            Feature::EdgeProperties | Feature::NodeDetails if options.graphar => {
                Capability::Partly("lists as JSON strings in graphar/, as lists in the tables next to it")
            }
            _ => Capability::Full,
        }
    }

    fn export(
        &self,
        graph: Graph<'_>,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<Losses, ExportError> {
        let elements = Elements::new(graph, options)?;
        let (mut vertices, mut edges) = (elements.vertex_tables()?, elements.edge_tables(Ends::Narrow)?);
        let mut losses = Losses::default();
        let mut fitting = Fitting::new(&elements.schema, NAMES);
        let tables = Tables::new(&elements, &losses, &vertices, &mut fitting);
        let mut paths = Paths::default();
        let mut nodes = Vec::new();
        for table in &mut vertices {
            let is_sorted = tables.sort_vertices(table);
            let path = paths.path("nodes/", &table.name, ".parquet");
            let mut entry = json!({"label": table.name, "labels": table.labels});
            if is_sorted {
                entry["sortedBy"] = json!([KEY]);
            }
            let layout = Layout::new(tables.vertex_fields(table)).map_err(io::Error::other)?;
            let written = tables.write(&layout, &table.rows, &path, out, &|rows, group| {
                tables.vertices(table, rows, group);
            })?;
            describe(&mut entry, &path, &layout, &written);
            nodes.push(entry);
        }
        let mut of_edges = Vec::new();
        for table in &mut edges {
            let is_sorted = tables.sort_edges(table);
            let (from, to) = table.ends.clone().unwrap_or_default();
            let path = paths.path("edges/", &format!("{}__{from}__{to}", table.name), ".parquet");
            let mut entry = json!({"type": table.name, "from": from, "to": to});
            if is_sorted {
                entry["sortedBy"] = json!([ENDS[0], ENDS[1], KEY]);
            }
            let layout = Layout::new(tables.edge_fields(table)).map_err(io::Error::other)?;
            let written = tables.write(&layout, &table.rows, &path, out, &|rows, group| {
                tables.edges(table, rows, group);
            })?;
            describe(&mut entry, &path, &layout, &written);
            of_edges.push(entry);
        }
        let exact = elements.exact_names(
            |place| tables.vertex_columns.get(place).cloned().unwrap_or_default(),
            |place| tables.edge_columns.get(place).cloned().unwrap_or_default(),
        );
        drop(tables);
        let name = elements.title().unwrap_or("graph");
        let mut manifest = json!({"name": name, "key": KEY, "nodes": nodes, "edges": of_edges});
        if let Some(exact) = exact {
            manifest["names"] = serde_json::from_str(&exact).map_err(io::Error::from)?;
        }
        losses.notices.extend(fitting.notice_of_file());
        let mut full = fitting.full;
        if options.graphar {
            let (path, fitting) = graphar::write(name, &elements, &vertices, &edges, out)?;
            manifest["graphar"] = path.into();
            losses.notices.extend(fitting.notice_of_file());
            full.extend(fitting.full);
        }
        let text = serde_json::to_string_pretty(&manifest).map_err(io::Error::from)?;
        let file = out.begin("manifest.json")?;
        writeln!(file, "{text}")?;
        file.flush()?;
        write_names(&full, out)?;
        Ok(elements.losses(losses))
    }
}

/// Columns have any names; readers may ignore case.
const NAMES: Rule = Rule { allows: |_| true, longest: usize::MAX };

/// Says in the entry of a file in the manifest what it is.
fn describe(entry: &mut Value, path: &str, layout: &Layout, written: &Written) {
    let columns = layout
        .fields
        .iter()
        .map(|field| json!({"name": field.name, "type": field.type_name(), "nullable": !field.is_required}));
    entry["file"] = path.into();
    entry["rows"] = written.rows.into();
    entry["sha256"] = written.digest.as_str().into();
    entry["columns"] = columns.collect();
}

/// The rows of tables.
struct Tables<'e> {
    elements: &'e Elements<'e>,
    losses: &'e Losses,
    /// The names of columns.
    vertex_columns: Vec<String>,
    edge_columns: Vec<String>,
    /// Whether edges have columns for the ids of their ends.
    has_ids_of_ends: bool,
    /// About how many bytes a row has.
    row_bytes: usize,
}

impl<'e> Tables<'e> {
    fn new(
        elements: &'e Elements<'e>,
        losses: &'e Losses,
        vertices: &[Table],
        fitting: &mut Fitting,
    ) -> Tables<'e> {
        let has_labels = vertices.iter().any(|table| table.has_own_labels);
        let has_ids_of_ends = !elements.keys_tell_ids();
        let mut names = |columns: &[Column], own: &[&str]| {
            let mut taken: TakenNames = [KEY, ID].iter().chain(own).copied().collect();
            fitting.fit(columns.iter().map(|column| column.name.as_str()), &mut taken)
        };
        let vertex_columns = names(&elements.schema.vertex_columns, if has_labels { &[LABELS] } else { &[] });
        let of_ends = if has_ids_of_ends { [ENDS, IDS_OF_ENDS].concat() } else { ENDS.to_vec() };
        let edge_columns = names(&elements.schema.edge_columns, &of_ends);
        let graph = elements.graph();
        let rows = graph.node_count() + usize::try_from(graph.edge_count()).unwrap_or(usize::MAX);
        // The keys of a row are about as long as the rest.
        let row_bytes = 2 * graph.memory() / rows.max(1);
        Tables { elements, losses, vertex_columns, edge_columns, has_ids_of_ends, row_bytes }
    }

    /// Writes the rows of a table.
    fn write(
        &self,
        layout: &Layout,
        rows: &[Place],
        path: &str,
        out: &mut dyn Output,
        fill: &(dyn Fn(&[Place], &mut Group<'_>) + Sync),
    ) -> Result<Written, ExportError> {
        let size = layout.rows_in_group(self.row_bytes);
        let groups = rows.len().div_ceil(size);
        let make = |number: usize| {
            let start = number * size;
            let rows = rows.get(start..rows.len().min(start + size)).unwrap_or(&[]);
            layout.group(|group| fill(rows, group))
        };
        Ok(layout.write(groups, self.elements, &make, out.begin(path)?)?)
    }

    fn vertex_fields(&self, table: &Table) -> Vec<Field> {
        let columns = &self.elements.schema.vertex_columns;
        let mut fields = vec![Field::key(KEY), Field::key(ID)];
        fields.extend(properties(columns, &self.vertex_columns, table));
        if table.has_own_labels {
            fields.push(Field { is_list: true, ..Field::required(LABELS, Shape::Text) });
        }
        fields
    }

    fn edge_fields(&self, table: &Table) -> Vec<Field> {
        let columns = &self.elements.schema.edge_columns;
        let [source, target] = ENDS;
        let mut fields = vec![Field::key(source), Field::key(target), Field::key(KEY)];
        if self.elements.has_edge_ids() {
            fields.push(Field { is_required: self.elements.is_dossier(), ..Field::key(ID) });
        }
        if self.has_ids_of_ends {
            fields.extend(IDS_OF_ENDS.map(Field::key));
        }
        fields.extend(properties(columns, &self.edge_columns, table));
        fields
    }

    fn vertices(&self, table: &Table, rows: &[Place], group: &mut Group<'_>) {
        let mut buffer = Vec::new();
        let names = self.elements.graph().names();
        let labels = 2 + table.columns.len();
        self.elements.vertices_at(rows, |vertex| {
            group.text(0, |out| self.elements.put_iri(out, vertex.key));
            group.text(1, |out| self.elements.put_id(out, vertex.key));
            for (column, cell) in vertex.values() {
                if let Ok(place) = table.columns.binary_search(&column) {
                    group.cell(2 + place, &cell, names, self.losses, &mut buffer);
                }
            }
            if table.has_own_labels {
                let items = self.label_items(vertex);
                group.cell(labels, &Cell::List(Items(&items)), names, self.losses, &mut buffer);
            }
            group.end_row();
        });
    }

    /// The labels of a vertex as the items of a list.
    fn label_items(&self, vertex: &Vertex<'_>) -> Vec<u8> {
        let mut items = Vec::new();
        for label in self.elements.labels(vertex) {
            put_item(&mut items, &Cell::of_text(label.as_bytes()));
        }
        items
    }

    fn edges(&self, table: &Table, rows: &[Place], group: &mut Group<'_>) {
        let mut buffer = Vec::new();
        let mut id = Vec::new();
        let names = self.elements.graph().names();
        let has_ids = self.elements.has_edge_ids();
        let ids_of_ends = 3 + usize::from(has_ids);
        let first = if self.has_ids_of_ends { ids_of_ends + 2 } else { ids_of_ends };
        self.elements.edges_at(table, rows, |edge| {
            group.text(0, |out| self.elements.put_iri(out, edge.source));
            group.text(1, |out| self.elements.put_iri(out, edge.target));
            group.text(2, |out| self.elements.put_edge_iri(out, edge.key));
            if has_ids {
                id.clear();
                if self.elements.put_edge_id(&mut id, edge.key) {
                    group.text(3, |out| out.extend_from_slice(&id));
                }
            }
            if self.has_ids_of_ends {
                group.text(ids_of_ends, |out| self.elements.put_id(out, edge.source));
                group.text(ids_of_ends + 1, |out| self.elements.put_id(out, edge.target));
            }
            for (column, cell) in edge.values() {
                if let Ok(place) = table.columns.binary_search(&column) {
                    group.cell(first + place, &cell, names, self.losses, &mut buffer);
                }
            }
            group.end_row();
        });
    }

    /// Sorts the vertices of a small table by their keys, and returns whether it did.
    fn sort_vertices(&self, table: &mut Table) -> bool {
        if table.rows.len() > MOST_SORTED {
            return false;
        }
        let mut keys = Keys::default();
        self.elements.vertices_at(&table.rows, |vertex| {
            keys.begin();
            keys.part(|out| self.elements.put_iri(out, vertex.key));
        });
        keys.sort(&mut table.rows)
    }

    /// Sorts the edges of a small table by their ends and their keys, and returns whether it did.
    fn sort_edges(&self, table: &mut Table) -> bool {
        if table.rows.len() > MOST_SORTED {
            return false;
        }
        let mut keys = Keys::default();
        self.elements.edges_at(table, &table.rows, |edge: &Edge<'_>| {
            keys.begin();
            keys.part(|out| self.elements.put_iri(out, edge.source));
            keys.part(|out| self.elements.put_iri(out, edge.target));
            keys.part(|out| self.elements.put_edge_iri(out, edge.key));
        });
        keys.sort(&mut table.rows)
    }
}

/// The keys of rows, each of up to three parts, one behind the other.
#[derive(Default)]
struct Keys {
    bytes: Vec<u8>,
    /// Where each key begins, and where its parts end.
    stops: Vec<(usize, [usize; 3])>,
    parts: usize,
}

impl Keys {
    /// Begins the key of the next row.
    fn begin(&mut self) {
        let start = self.bytes.len();
        self.stops.push((start, [start; 3]));
        self.parts = 0;
    }

    /// Adds a part to the last key.
    fn part(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.bytes);
        if let Some((_, stops)) = self.stops.last_mut() {
            stops.iter_mut().skip(self.parts).for_each(|stop| *stop = self.bytes.len());
        }
        self.parts += 1;
    }

    /// The parts of a key.
    fn get(&self, (start, stops): (usize, [usize; 3])) -> [&[u8]; 3] {
        let mut start = start;
        stops.map(|stop| {
            let part = self.bytes.get(start..stop).unwrap_or(&[]);
            start = stop;
            part
        })
    }

    /// Sorts rows by their keys, unless several edges of a row are in the table; returns whether it did.
    fn sort(&self, rows: &mut [Place]) -> bool {
        if self.stops.len() != rows.len() {
            return false;
        }
        let key = |stops: &(usize, [usize; 3])| self.get(*stops);
        let first = |stops: &(usize, [usize; 3])| key(stops).first().copied().unwrap_or(&[]);
        // Nearly all keys begin alike, and differ in the eight bytes behind.
        let model = self.stops.first().map_or(&[][..], first);
        let alike = |text: &[u8]| model.iter().zip(text).take_while(|(one, other)| one == other).count();
        let shared = self.stops.iter().map(|stops| alike(first(stops))).min().unwrap_or(0);
        let differing = |text: &[u8]| {
            let mut bytes = [0; 8];
            bytes.iter_mut().zip(text.iter().skip(shared)).for_each(|(byte, other)| *byte = *other);
            u64::from_be_bytes(bytes)
        };
        let all = self.stops.iter().zip(rows.iter());
        let mut keyed: Vec<_> = all.map(|(stops, row)| (differing(first(stops)), stops, *row)).collect();
        keyed.sort_unstable_by(|(one, stops, row), (other, others, of_other)| {
            one.cmp(other).then_with(|| key(stops).cmp(&key(others))).then(row.cmp(of_other))
        });
        rows.iter_mut().zip(keyed).for_each(|(row, (.., place))| *row = place);
        true
    }
}

/// The columns of the properties of a table.
fn properties(columns: &[Column], names: &[String], table: &Table) -> Vec<Field> {
    let known = table.columns.iter().filter_map(|at| Some((columns.get(*at)?, names.get(*at)?)));
    let field = |(column, name): (&Column, &String)| Field {
        name: name.clone(),
        shape: column.shape_in_micros(),
        is_list: column.is_list(),
        is_json: column.is_json(),
        is_required: false,
        is_key: false,
    };
    known.map(field).collect()
}
