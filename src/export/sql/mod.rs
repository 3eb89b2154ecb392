//! SQL that PostgreSQL and DuckDB take unchanged: tables for labels and for types of edges, rows that replace those of
//! the same key, and the tables as a property graph (SQL/PGQ).

mod column;
mod data;
mod graph;
pub(crate) mod quote;
mod schema;

use std::collections::BTreeMap;

use super::csv::write_names;
use super::elements::{self, Elements, Ends, Fitting, ID, KEY, Kinds, Root, Rule, Shape, Table, TakenNames};
use super::output::write_file;
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use column::{Column, Content, FROM, SqlTable, TO};
use quote::LONGEST_NAME;

/// The exporter.
pub(super) static SQL: Sql = Sql;

/// A folder of three scripts: `schema.sql` and `data.sql` for PostgreSQL 15 or newer and DuckDB, and
/// `property_graph.sql` for a database with `CREATE PROPERTY GRAPH` (ISO/IEC 9075-16), which PostgreSQL has from 19.
/// What is gone in a later version is taken back with two exceptions: rows stay, and so do values of a column that no
/// row of the table has any more.
pub(super) struct Sql;

/// Names that are longer would be truncated by PostgreSQL, which has no U+0000 either. DuckDB ignores case.
const NAMES: Rule = Rule { allows: |character| character != '\0', longest: LONGEST_NAME };
/// The most columns of a table in PostgreSQL.
const MOST_COLUMNS: usize = 1_600;
/// The column of all labels of a vertex, where those of one table differ.
const LABELS: &str = "labels";

/// Columns that every table of a dossier's entities has, so that a later version of it takes back what it no longer says, and
/// whether they have lists.
const OF_ENTITIES: [(&str, bool); 4] = [("aka", true), ("kind", false), ("notes", true), ("same", true)];

impl Exporter for Sql {
    fn name(&self) -> &'static str {
        "sql"
    }

    fn about(&self) -> &'static str {
        "folder of SQL scripts for PostgreSQL and DuckDB"
    }

    fn extension(&self) -> &'static str {
        "sql"
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
        let (of_vertices, of_edges) = (elements.vertex_tables()?, elements.edge_tables(Ends::Narrow)?);
        let mut fitting = Fitting::new(&elements.schema, NAMES);
        let (vertices, edges) = tables(&elements, &of_vertices, &of_edges, &mut fitting);
        refuse_wide(vertices.iter().chain(&edges))?;
        let mut losses = Losses::default();
        write_file(out, "schema.sql", |out| schema::write(&vertices, &edges, out))?;
        data::write(&elements, &vertices, &edges, &losses, out.begin("data.sql")?)?;
        write_file(out, "property_graph.sql", |out| graph::write(&vertices, &edges, out))?;
        losses.notices.extend(fitting.notice_of_file());
        write_names(&fitting.full, out)?;
        Ok(elements.losses(losses))
    }
}

/// The tables with their names and columns.
fn tables<'t>(
    elements: &Elements<'_>,
    vertices: &'t [Table],
    edges: &'t [Table],
    fitting: &mut Fitting,
) -> (Vec<SqlTable<'t>>, Vec<SqlTable<'t>>) {
    let mut names = |tables: &[elements::Column], own: &[&str]| {
        let mut taken: TakenNames = [KEY, ID].iter().chain(own).copied().collect();
        fitting.fit(tables.iter().map(|column| column.name.as_str()), &mut taken)
    };
    let has_labels = vertices.iter().any(|table| !table.more_labels.is_empty());
    let schema = &elements.schema;
    let vertex_names = names(&schema.vertex_columns, if has_labels { &[LABELS] } else { &[] });
    let edge_names = names(&schema.edge_columns, &[FROM, TO]);
    // A property of a property graph has one type, that of vertices and edges.
    let mut kinds: BTreeMap<&str, Kinds> = BTreeMap::new();
    let all = [(&vertex_names, &schema.vertex_columns), (&edge_names, &schema.edge_columns)];
    for (names, columns) in all {
        for (name, column) in names.iter().zip(columns) {
            let known = kinds.entry(name).or_default();
            *known = known.with(column.kinds);
        }
    }
    let property = |names: &[String], at: usize| {
        let name = names.get(at).map_or("", |name| name);
        let kinds = kinds.get(name).copied().unwrap_or_default();
        Column {
            name: name.to_owned(),
            content: Content::Property(at),
            shape: Shape::in_micros(kinds),
            is_list: kinds.has(Kinds::LIST),
        }
    };
    let mut taken = TakenNames::default();
    let vertex_tables = fitting.fit(vertices.iter().map(|table| table.name.as_str()), &mut taken);
    let joined = |table: &Table| match &table.ends {
        Some((from, to)) => format!("{}__{from}__{to}", table.name),
        None => table.name.clone(),
    };
    let edge_tables: Vec<String> = edges.iter().map(joined).collect();
    let edge_tables = fitting.fit(edge_tables.iter().map(String::as_str), &mut taken);
    let by_label: BTreeMap<&str, &String> =
        vertices.iter().map(|table| table.name.as_str()).zip(&vertex_tables).collect();
    let of_vertices = vertices.iter().zip(&vertex_tables).map(|(table, name)| {
        let mut columns: Vec<Column> =
            table.columns.iter().map(|column| property(&vertex_names, *column)).collect();
        if elements.is_dossier() && table.root == Root::Entity {
            for (name, is_list) in OF_ENTITIES {
                if columns.iter().all(|column| column.name != name) {
                    columns.push(Column { is_list, ..Column::text(name, Content::Nothing) });
                }
            }
            columns.sort_by(|one, other| {
                (one.name != "name", &one.name).cmp(&(other.name != "name", &other.name))
            });
        }
        let own = [Column::text(KEY, Content::Key), Column::text(ID, Content::Id)];
        let labels = (!table.more_labels.is_empty()).then(|| Column::list(LABELS, Content::Labels));
        let columns = own.into_iter().chain(columns).chain(labels).collect();
        SqlTable { table, name: name.clone(), ends: None, columns }
    });
    let of_edges = edges.iter().zip(edge_tables).map(|(table, name)| {
        let end = |label: &String| by_label.get(label.as_str()).map_or(label, |name| *name).clone();
        let ids = elements.has_edge_ids().then(|| Column::text(ID, Content::Id));
        let own = [Column::text(KEY, Content::Key)].into_iter().chain(ids);
        let properties = table.columns.iter().map(|column| property(&edge_names, *column));
        SqlTable {
            table,
            name,
            ends: table.ends.as_ref().map(|(from, to)| (end(from), end(to))),
            columns: own.chain(properties).collect(),
        }
    });
    (of_vertices.collect(), of_edges.collect())
}

/// Refuses tables with more columns than PostgreSQL has.
fn refuse_wide<'t>(mut tables: impl Iterator<Item = &'t SqlTable<'t>>) -> Result<(), ExportError> {
    match tables.find(|table| table.columns.len() + 2 > MOST_COLUMNS) {
        None => Ok(()),
        Some(table) => Err(ExportError::Unrepresentable(format!(
            "the table `{}` would have {} columns, but tables in PostgreSQL have at most {MOST_COLUMNS}; export parquet, jsonl or \
             another format",
            table.name,
            table.columns.len()
        ))),
    }
}
