//! Tables and CSV files for LadybugDB, the graph database that carries Kuzu on.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::csv::{Field, List, Tables, separator, write_names};
use super::cypher::literal;
use super::elements::{Column, Elements, Ends, Fitting, ID, KEY, Rule, Shape, Table, TakenNames};
use super::output::{Paths, write_file};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};

/// The exporter.
pub(super) static LADYBUG: Ladybug = Ladybug;

/// The column of all labels of a vertex, which can be in one table only.
const LABELS: &str = "labels";
/// The columns of the ends of edges in files.
const ENDS: [&str; 2] = ["from", "to"];
/// The names that the database has for its own.
const RESERVED: [&str; 4] = ["_id", "_label", "_src", "_dst"];

/// A name in back-ticks contains none, and a script is cut into statements at the ends of lines.
const NAMES: Rule =
    Rule { allows: |character| !character.is_control() && !"`\\".contains(character), longest: usize::MAX };

/// A folder: `schema.cypher` makes a table for each label and for each type of edges, `load.cypher` copies the CSV
/// files into them.
pub(super) struct Ladybug;

impl Exporter for Ladybug {
    fn name(&self) -> &'static str {
        "ladybug"
    }

    fn about(&self) -> &'static str {
        "folder of tables and CSV files for LadybugDB"
    }

    fn extension(&self) -> &'static str {
        "ladybug"
    }

    fn is_folder(&self) -> bool {
        true
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
        let separator = separator(&elements)?;
        let (vertices, edges) = (elements.vertex_tables()?, elements.edge_tables(Ends::Narrow)?);
        let mut fitting = Fitting::new(&elements.schema, NAMES);
        let names = Names::new(&elements, &vertices, &edges, &mut fitting);
        let mut losses = Losses::default();
        let fields = |columns: &[Column], names: &[String]| {
            names.iter().zip(columns).map(|(name, column)| field(name, column, separator)).collect()
        };
        let tables = Tables {
            elements: &elements,
            losses: &losses,
            vertices: fields(&elements.schema.vertex_columns, &names.vertex_columns),
            edges: fields(&elements.schema.edge_columns, &names.edge_columns),
            is_keyed: false,
            separator,
            labels: BTreeMap::new(),
        };
        let mut paths = Paths::default();
        let script = Script { tables: &tables, names: &names, vertices: &vertices, edges: &edges };
        write_file(out, "schema.cypher", |out| script.schema(out))?;
        let mut files = [Vec::new(), Vec::new()];
        for table in &vertices {
            let path = paths.path("nodes/", &table.name, ".csv");
            tables.write_vertices(table, ("iri,id", ",labels"), &path, out)?;
            files[0].push(path);
        }
        let head = if elements.has_edge_ids() { "from,to,iri,id" } else { "from,to,iri" };
        let mut folders: BTreeMap<&str, String> = BTreeMap::new();
        for table in &edges {
            let folder = folders.entry(&table.name);
            let folder = folder.or_insert_with(|| paths.path("relationships/", &table.name, "") + "/");
            let (from, to) = ends(table);
            let path = paths.path(folder, &format!("{from}-{to}"), ".csv");
            tables.write_edges(table, head, &path, out)?;
            files[1].push(path);
        }
        write_file(out, "load.cypher", |out| script.load(&files, separator, out))?;
        drop(tables);
        losses.notices.extend(fitting.notice_of_file());
        write_names(&fitting.full, out)?;
        Ok(elements.losses(losses))
    }
}

/// The labels that the edges of a table join.
fn ends(table: &Table) -> (&str, &str) {
    table.ends.as_ref().map_or(("", ""), |(from, to)| (from, to))
}

/// The names of tables and columns in the database.
struct Names {
    /// The tables of vertices by label, and those of edges by type.
    vertices: BTreeMap<String, String>,
    edges: BTreeMap<String, String>,
    /// By column.
    vertex_columns: Vec<String>,
    edge_columns: Vec<String>,
}

impl Names {
    /// Tables of vertices and of edges share their names.
    fn new(elements: &Elements<'_>, vertices: &[Table], edges: &[Table], fitting: &mut Fitting) -> Names {
        let mut taken = TakenNames::default();
        let mut tables = |tables: &[Table]| -> BTreeMap<String, String> {
            let mut names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
            names.dedup();
            let fitted = fitting.fit(names.iter().copied(), &mut taken);
            names.into_iter().map(str::to_owned).zip(fitted).collect()
        };
        let (vertices, edges) = (tables(vertices), tables(edges));
        let mut columns = |columns: &[Column], own: &[&str]| {
            let mut taken = [KEY, ID].iter().chain(own).chain(&RESERVED).copied().collect();
            fitting.fit(columns.iter().map(|column| column.name.as_str()), &mut taken)
        };
        let vertex_columns = columns(&elements.schema.vertex_columns, &[LABELS]);
        let edge_columns = columns(&elements.schema.edge_columns, &ENDS);
        Names { vertices, edges, vertex_columns, edge_columns }
    }

    fn vertex_table(&self, label: &str) -> String {
        name(self.vertices.get(label).map_or(label, |name| name))
    }

    fn edge_table(&self, kind: &str) -> String {
        name(self.edges.get(kind).map_or(kind, |name| name))
    }
}

/// A name in back-ticks: it may be any of the many keywords.
fn name(name: &str) -> String {
    format!("`{name}`")
}

/// What is written of a property. The head is its name.
fn field(name: &str, column: &Column, separator: u8) -> Field {
    let list = column.is_list().then_some(List::Joined(separator));
    Field { head: name.to_owned(), shape: column.shape_in_micros(), list }
}

/// The two scripts.
struct Script<'s> {
    tables: &'s Tables<'s>,
    names: &'s Names,
    vertices: &'s [Table],
    edges: &'s [Table],
}

impl Script<'_> {
    /// The fields of a table that are properties of its own or of all: name, type of its values or items, and whether it is a list.
    fn fields<'f>(
        &self,
        fields: &'f [Field],
        table: &Table,
        has_id: bool,
    ) -> Vec<(&'f str, &'static str, bool)> {
        let own = [(KEY, "STRING", false), (ID, "STRING", false)];
        let properties = table.columns.iter().filter_map(|column| fields.get(*column));
        let properties =
            properties.map(|field| (field.head.as_str(), kind(field.shape), field.list.is_some()));
        own.into_iter().take(1 + usize::from(has_id)).chain(properties).collect()
    }

    fn vertex_fields(&self, table: &Table) -> Vec<(&str, &'static str, bool)> {
        let mut fields = self.fields(&self.tables.vertices, table, true);
        fields.push((LABELS, "STRING", true));
        fields
    }

    fn edge_fields(&self, table: &Table) -> Vec<(&str, &'static str, bool)> {
        self.fields(&self.tables.edges, table, self.tables.elements.has_edge_ids())
    }

    fn schema(&self, out: &mut dyn Write) -> io::Result<()> {
        let define = |(column, kind, is_list): &(&str, &str, bool)| {
            let key = if *column == KEY { " PRIMARY KEY" } else { "" };
            (format!("{} {kind}{}", name(column), if *is_list { "[]" } else { "" }), key)
        };
        for table in self.vertices {
            let columns: Vec<String> =
                self.vertex_fields(table).iter().map(define).map(|(column, key)| column + key).collect();
            let label = self.names.vertex_table(&table.name);
            writeln!(out, "CREATE NODE TABLE {label}({});", columns.join(", "))?;
        }
        for tables in self.edges.chunk_by(|one, other| one.name == other.name) {
            let Some(first) = tables.first() else { continue };
            let pairs = tables.iter().map(|table| {
                let (from, to) = ends(table);
                format!("FROM {} TO {}", self.names.vertex_table(from), self.names.vertex_table(to))
            });
            let fields = self.edge_fields(first);
            let columns = fields.iter().map(|field| define(field).0);
            let all: Vec<String> = pairs.chain(columns).collect();
            writeln!(out, "CREATE REL TABLE {}({});", self.names.edge_table(&first.name), all.join(", "))?;
        }
        Ok(())
    }

    fn load(
        &self,
        [of_vertices, of_edges]: &[Vec<String>; 2],
        separator: u8,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        writeln!(
            out,
            "// Run this in this folder, on an empty database, after schema.cypher. A second run would duplicate the edges."
        )?;
        for (table, file) in self.vertices.iter().zip(of_vertices) {
            let query = load(file, &[], &self.vertex_fields(table), separator);
            writeln!(out, "COPY {} FROM ({query});", self.names.vertex_table(&table.name))?;
        }
        for (table, file) in self.edges.iter().zip(of_edges) {
            let query = load(file, &ENDS, &self.edge_fields(table), separator);
            let text = |label: &str| literal::text(self.names.vertices.get(label).map_or(label, |name| name));
            let (from, to) = ends(table);
            let kind = self.names.edge_table(&table.name);
            writeln!(out, "COPY {kind} FROM ({query}) (from={}, to={});", text(from), text(to))?;
        }
        Ok(())
    }
}

/// A query that reads a file. Lists are read as texts and split: in files, the database would take commas, brackets and
/// quotes within the members of a list for its own.
fn load(file: &str, ends: &[&str], columns: &[(&str, &str, bool)], separator: u8) -> String {
    let ends = || ends.iter().map(|end| name(end));
    let read = columns.iter().map(|(column, kind, is_list)| {
        format!("{} {}", name(column), if *is_list { "STRING" } else { kind })
    });
    let read: Vec<String> = ends().map(|end| format!("{end} STRING")).chain(read).collect();
    let separator = literal::text(&char::from(separator).to_string());
    let given = columns.iter().map(|(column, kind, is_list)| match (is_list, *kind) {
        (false, _) => name(column),
        (true, "STRING") => format!("string_split({}, {separator})", name(column)),
        (true, kind) => format!("CAST(string_split({}, {separator}), '{kind}[]')", name(column)),
    });
    let given: Vec<String> = ends().chain(given).collect();
    format!(
        "LOAD WITH HEADERS ({}) FROM {} (HEADER=true, PARALLEL=false, ESCAPE='\"') RETURN {}",
        read.join(", "),
        literal::text(file),
        given.join(", ")
    )
}

fn kind(shape: Shape) -> &'static str {
    match shape {
        Shape::Text | Shape::Duration | Shape::Point => "STRING",
        Shape::Long => "INT64",
        Shape::Double => "DOUBLE",
        Shape::Boolean => "BOOL",
        Shape::Date => "DATE",
        Shape::Moment => "TIMESTAMP_TZ",
        Shape::Local => "TIMESTAMP",
    }
}
