//! PostgreSQL 13 and later: a table of vertices and one of edges in the schema `dossier`, with their properties as JSON, and
//! a view with a column for each property over each label and each type of edges. If Apache AGE is installed, a graph of it,
//! too.

mod age;
mod bounded;
mod database;
mod sql;

use std::collections::BTreeSet;

use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Row as Cells};

use super::elements::{
    Change, Elements, FoundEdge, FoundNode, Keeps, Loading, Most, Record, Row, Value, losses_of_rows,
};
use super::said::said;
use super::{Access, Address, Allowance, Connection, Count, Load, Plan, Server, Step, Store, StoreError};
use super::{Tally, Target};
use crate::export::elements::{Kinds, Rule};
use crate::export::sql::quote::LONGEST_NAME;
use crate::export::{Capability, ExportOptions, Feature, Losses};
use crate::graph::rows::RowGraph;
use database::{Database, is_encrypted};
use sql::{Columns, Json, Of};

/// The most in a batch where the user says nothing. Each is written through to the disk, here and there.
const MOST: Most = Most { rows: 5_000, bytes: 2_000_000 };

/// PostgreSQL.
pub(super) struct Postgres;

pub(super) static POSTGRES: Postgres = Postgres;

/// What cannot be the name of a label or a type: the tables have it.
const TABLES: &[&str] = &["nodes", "edges"];

/// What the server keeps. A view has the name of its label or type; all of them are different.
const KEEPS: Keeps = Keeps {
    times: Kinds::NONE,
    whole_is_integer: false,
    rounds: false,
    names: Rule { allows: |character| character != '\0', longest: LONGEST_NAME },
    shared: Some(TABLES),
};

/// The same with Apache AGE, where names are plain words, and which reads JSON numbers without a fraction as whole numbers.
const KEEPS_IN_AGE: Keeps = Keeps {
    whole_is_integer: true,
    names: Rule {
        allows: |character| character.is_ascii_alphanumeric() || character == '_',
        longest: LONGEST_NAME,
    },
    ..KEEPS
};

impl crate::store::connection::Sealed for Postgres {}

impl Store for Postgres {
    fn name(&self) -> &'static str {
        "postgres"
    }

    fn about(&self) -> &'static str {
        "PostgreSQL: tables of nodes and edges, and a view for each label and type"
    }

    fn addresses(&self) -> &'static [&'static str] {
        &["postgres://HOST:PORT/DATABASE"]
    }

    fn profiles(&self) -> &'static [&'static str] {
        &["postgres"]
    }

    fn takes(&self, target: &Target) -> bool {
        target.address().is_some_and(|address| ["postgres", "postgresql"].contains(&address.scheme()))
    }

    fn holds(&self, feature: Feature, _: &ExportOptions) -> Capability {
        match feature {
            Feature::Datatypes => Capability::Partly("days as text"),
            _ => Capability::Full,
        }
    }

    fn losses_of_rows(&self, rows: &RowGraph, options: &ExportOptions) -> Result<Losses, StoreError> {
        losses_of_rows(rows, options, &KEEPS)
    }

    fn tls_instead(&self, address: &Address) -> Option<String> {
        let encrypted = is_encrypted(address).unwrap_or(false);
        (!encrypted).then(|| "sslmode=require in the address".to_owned())
    }

    fn open(&self, target: &Target, access: &Access<'_>) -> Result<Box<dyn Connection>, StoreError> {
        let Some(address) = target.address() else {
            return Err(StoreError::Usage(format!("{target}: not the address of a server")));
        };
        let mut database = Database::new(address, access)?;
        let rows = database.query("connecting", "SHOW server_version", &[])?;
        let version = rows.first().and_then(|row| row.try_get::<_, String>(0).ok());
        let version = version.and_then(|version| version.split(' ').next().map(|word| said(None, word)));
        let server = Server { name: "PostgreSQL".to_owned(), version, profile: "postgres".to_owned() };
        Ok(Box::new(Open { database, server, tables: false, age: false, loading: None, work: Vec::new() }))
    }
}

/// What a step does.
enum Work {
    /// Create the tables.
    Tables,
    /// The next batch.
    Batch,
    /// Recreate the views.
    Views,
    /// Recreate the graph of AGE.
    Graph,
}

/// A database that is open.
struct Open {
    database: Database,
    server: Server,
    /// Whether the tables exist.
    tables: bool,
    /// Whether Apache AGE is installed.
    age: bool,
    loading: Option<Loading>,
    work: Vec<Work>,
}

const READING: &str = "reading existing data";

impl Open {
    /// Finds out what there is.
    fn look(&mut self) -> Result<(), StoreError> {
        let found =
            "SELECT to_regclass('dossier.nodes') IS NOT NULL AND to_regclass('dossier.edges') IS NOT NULL";
        self.tables = is_true(&self.database.query(READING, found, &[])?);
        self.age = is_true(&self.database.query(READING, age::THERE, &[])?);
        Ok(())
    }

    fn act(&mut self, change: &Change, rows: &[Row]) -> Result<u64, StoreError> {
        let (what, sent) = (change.words(), rows.len() as u64);
        let (words, json) = (sql::change(change), sql::rows(change, rows));
        let adds = change.adds();
        let done = self.database.with(&what, async |client| {
            let transaction = client.transaction().await?;
            let count = match transaction.execute(&words, &[&json]).await {
                // An end of a new edge is not there.
                Err(error) if adds && error.code() == Some(&SqlState::FOREIGN_KEY_VIOLATION) => 0,
                result => result?,
            };
            if !adds || count == sent {
                transaction.commit().await?
            } else {
                transaction.rollback().await?
            }
            Ok(count)
        })?;
        if !adds {
            return Ok(sent);
        }
        if done < sent {
            let ends = rows.iter().filter_map(|row| row.ends.as_ref()).flat_map(|(from, to)| [from, to]);
            let ends: Vec<&String> = ends.collect();
            let missing = self.database.query(&what, sql::MISSING, &[&ends])?;
            let ids: Vec<String> = missing.iter().filter_map(|row| row.try_get(0).ok()).collect();
            if !ids.is_empty() {
                return Err(StoreError::MissingEnds { what, ids });
            }
        }
        Ok(done)
    }

    /// Whether a label or type has no view: a load was interrupted.
    fn lacks_views(&mut self) -> Result<bool, StoreError> {
        let rows =
            if self.tables { self.database.query(READING, sql::WITHOUT_VIEW, &[])? } else { Vec::new() };
        Ok(!rows.is_empty())
    }

    fn make_views(&mut self) -> Result<u64, StoreError> {
        let what = "creating views";
        // Without statistics of what was loaded, joins are planned for empty tables.
        self.database.with(what, async |client| client.batch_execute(sql::ANALYZE).await)?;
        for of in [Of::Label, Of::Kind] {
            let mut views: Vec<(String, Columns)> = Vec::new();
            for row in self.database.query(what, &of.columns(), &[])? {
                let cells = (row.try_get::<_, String>(0), row.try_get::<_, String>(1), row.try_get(2));
                let (Ok(name), Ok(column), Ok(kinds)) = cells else { continue };
                match views.last_mut() {
                    Some((last, columns)) if *last == name => columns.push((column, kinds)),
                    _ => views.push((name, vec![(column, kinds)])),
                }
            }
            refuse_long(views.iter().flat_map(|(name, columns)| {
                [name.as_str()].into_iter().chain(columns.iter().map(|(column, _)| column.as_str()))
            }))?;
            let words: String = views.iter().map(|(name, columns)| of.view(name, columns)).collect();
            self.database.with(what, async |client| {
                let transaction = client.transaction().await?;
                transaction.batch_execute(&words).await?;
                transaction.commit().await
            })?;
        }
        Ok(1)
    }

    fn has_graph(&mut self) -> Result<bool, StoreError> {
        Ok(is_true(&self.database.query(READING, &age::has_graph(), &[])?))
    }

    fn make_graph(&mut self) -> Result<u64, StoreError> {
        let what = "creating the graph of AGE";
        let mut names = Vec::new();
        for of in [Of::Label, Of::Kind] {
            let rows = self.database.query(what, &of.names(), &[])?;
            names.push(rows.iter().filter_map(|row| row.try_get(0).ok()).collect::<Vec<String>>());
        }
        let [labels, kinds] = names.as_slice() else { return Ok(0) };
        let words = age::rebuild(labels, kinds, self.has_graph()?);
        self.database.with(what, async |client| {
            let transaction = client.transaction().await?;
            transaction.batch_execute(&words).await?;
            transaction.commit().await
        })?;
        Ok(1)
    }

    /// What `MATCH` finds in the graph of AGE, and what exists.
    fn verify_graph(&mut self) -> Result<Vec<Count>, StoreError> {
        let counts = age::counts();
        self.database.with("verifying the graph of AGE", async |client| {
            let transaction = client.transaction().await?;
            transaction.batch_execute(age::BEGIN).await?;
            let number = async |words: &str| -> Result<u64, Error> {
                let count: i64 = transaction.query_one(words, &[]).await?.try_get(0)?;
                Ok(u64::try_from(count).unwrap_or(0))
            };
            let mut found = Vec::new();
            for (what, words, expected) in &counts {
                let (expected, words) = (number(expected).await?, number(words).await?);
                found.push(Count { what: (*what).to_owned(), expected, found: words });
            }
            Ok(found)
        })
    }

    /// Visits the edges that a query finds, each when it arrives.
    fn edges(
        &mut self,
        words: &str,
        parameters: &[&(dyn ToSql + Sync)],
        visit: &mut dyn FnMut(FoundEdge) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if !self.tables {
            return Ok(());
        }
        self.database.each(READING, words, parameters, &mut |row| {
            visit(FoundEdge {
                from: row.try_get(0).map_err(unreadable)?,
                kind: row.try_get(1).map_err(unreadable)?,
                to: row.try_get(2).map_err(unreadable)?,
                properties: properties(&row, 3)?,
            })
        })
    }

    /// Visits the vertices that a query finds, each when it arrives.
    fn nodes(
        &mut self,
        words: &str,
        parameters: &[&(dyn ToSql + Sync)],
        visit: &mut dyn FnMut(FoundNode) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if !self.tables {
            return Ok(());
        }
        self.database.each(READING, words, parameters, &mut |row| {
            let labels: Vec<String> = row.try_get(0).map_err(unreadable)?;
            visit(FoundNode { labels: labels.into_iter().collect(), properties: properties(&row, 1)? })
        })
    }
}

/// Refuses names of views and columns that PostgreSQL would truncate, so that two could collide.
fn refuse_long<'n>(mut names: impl Iterator<Item = &'n str>) -> Result<(), StoreError> {
    match names.find(|name| name.len() > LONGEST_NAME) {
        None => Ok(()),
        Some(long) => Err(StoreError::Usage(format!(
            "`{long}` has {} bytes, but names in PostgreSQL have at most {LONGEST_NAME}; shorten the name of the type, relation or attribute",
            long.len()
        ))),
    }
}

/// Whether the first cell of some rows is true.
fn is_true(rows: &[Cells]) -> bool {
    rows.first().and_then(|row| row.try_get(0).ok()).unwrap_or(false)
}

fn unreadable(error: Error) -> StoreError {
    StoreError::Answer { what: READING.to_owned(), why: error.to_string() }
}

/// The properties in a column, without those of no value.
fn properties(row: &Cells, at: usize) -> Result<Record, StoreError> {
    let text: &str = row.try_get(at).map_err(unreadable)?;
    let Json(value) = serde_json::from_str(text)
        .map_err(|error| StoreError::Answer { what: READING.to_owned(), why: error.to_string() })?;
    match value {
        Value::Map(map) => Ok(map.into_iter().filter(|(_, value)| *value != Value::Null).collect()),
        _ => Ok(Record::new()),
    }
}

impl crate::store::connection::Sealed for Open {}

impl Connection for Open {
    fn server(&self) -> &Server {
        &self.server
    }

    fn begin(&mut self, allowance: Allowance) {
        self.database.begin(allowance);
    }

    fn plan(&mut self, load: &Load<'_>) -> Result<Plan, StoreError> {
        self.loading = None;
        self.look()?;
        let keeps = if self.age { &KEEPS_IN_AGE } else { &KEEPS };
        let (loading, mut plan) = Loading::plan(load, keeps, self, MOST)?;
        refuse_long(loading.names())?;
        self.loading = Some(loading);
        self.work = plan.steps.iter().map(|_| Work::Batch).collect();
        let mut tables = Tally::new("tables");
        if self.tables {
            tables.unchanged = 2
        } else {
            tables.created = 2
        }
        plan.tallies.insert(0, tables);
        let step = |key: &str, things: u64| Step { key: key.to_owned(), what: key.to_owned(), things };
        if !self.tables {
            plan.steps.insert(0, step("create tables", 2));
            self.work.insert(0, Work::Tables);
        }
        if !plan.steps.is_empty() || self.lacks_views()? {
            plan.steps.push(step("create views", 1));
            self.work.push(Work::Views);
        }
        if self.age && (!plan.steps.is_empty() || !self.has_graph()?) {
            plan.steps.push(step("create the graph of AGE", 1));
            self.work.push(Work::Graph);
        }
        Ok(plan)
    }

    fn step(&mut self, load: &Load<'_>, number: usize) -> Result<u64, StoreError> {
        match self.work.get(number) {
            Some(Work::Tables) => {
                let make = async |client: &mut Client| client.batch_execute(sql::TABLES).await;
                self.database.with("creating tables", make).map(|()| 2)
            }
            Some(Work::Batch) => {
                let Some(mut loading) = self.loading.take() else { return Ok(0) };
                let done = loading.step(load, |change, rows| self.act(change, rows));
                self.loading = Some(loading);
                done
            }
            Some(Work::Views) => self.make_views(),
            Some(Work::Graph) => self.make_graph(),
            None => Ok(0),
        }
    }

    fn verify(&mut self, load: &Load<'_>) -> Result<Vec<Count>, StoreError> {
        self.look()?;
        let Some(mut loading) = self.loading.take() else { return Ok(Vec::new()) };
        let counts = loading.verify(load, self);
        self.loading = Some(loading);
        let mut counts = counts?;
        if self.age {
            counts.extend(self.verify_graph()?);
        }
        Ok(counts)
    }
}

impl Elements for Open {
    fn nodes_of(
        &mut self,
        root: &str,
        dossiers: &[String],
        visit: &mut dyn FnMut(FoundNode) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.nodes(sql::NODES_OF, &[&root, &dossiers], visit)
    }

    fn has_nodes(&mut self, root: &str) -> Result<bool, StoreError> {
        Ok(self.tables && is_true(&self.database.query(READING, sql::HAS_NODES, &[&root])?))
    }

    fn nodes_under(&mut self, root: &str, iris: &[&str]) -> Result<Vec<FoundNode>, StoreError> {
        let mut found = Vec::new();
        self.nodes(sql::NODES_UNDER, &[&root, &iris], &mut |node| {
            found.push(node);
            Ok(())
        })?;
        Ok(found)
    }

    fn edges_of(
        &mut self,
        root: &str,
        dossiers: &[String],
        visit: &mut dyn FnMut(FoundEdge) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.edges(sql::EDGES_OF, &[&root, &dossiers], visit)
    }

    fn edges_under(
        &mut self,
        _: &str,
        kind: &str,
        keys: &[(&str, &str)],
    ) -> Result<Vec<FoundEdge>, StoreError> {
        let iris: Vec<&str> = keys.iter().map(|(_, iri)| *iri).collect();
        let mut found = Vec::new();
        self.edges(sql::EDGES_UNDER, &[&kind, &iris], &mut |edge| {
            found.push(edge);
            Ok(())
        })?;
        Ok(found)
    }

    fn held(&mut self, _: &str, iris: &[&str], dossiers: &[String]) -> Result<BTreeSet<String>, StoreError> {
        let rows = self.database.query(READING, sql::HELD, &[&iris, &dossiers])?;
        rows.iter().map(|row| row.try_get(0).map_err(unreadable)).collect()
    }

    fn batch(&self) -> usize {
        MOST.rows
    }
}
