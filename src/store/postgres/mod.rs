//! PostgreSQL 13 and later: a table of vertices and one of edges in the schema `dossier`, with their properties as JSON, and
//! a view with a column for each property over each label and each type of edges. Where Apache AGE is there, a graph of it,
//! too.

mod age;
mod sql;

use std::collections::BTreeSet;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

use ::postgres::config::SslMode;
use ::postgres::error::SqlState;
use ::postgres::types::ToSql;
use ::postgres::{Client, Config, NoTls};
use rustls_platform_verifier::ConfigVerifierExt;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::elements::{Comparison, Deed, Elements, FoundEdge, FoundNode, Record, Row, Value, Wanted};
use super::{
    Access, Address, Connection, Count, Credentials, Load, PASSWORD, Plan, Server, Step, Store, StoreError,
};
use super::{Tally, Target, USER};
use crate::export::property_graph::Scalar;
use crate::export::sql::quote::LONGEST_NAME;
use crate::export::{Capability, ExportOptions, Feature};
use sql::{Columns, Of};

/// The port where none is written.
const PORT: u16 = 5432;
/// The most vertices or edges in a batch where the user says nothing.
const BATCH: usize = 1_000;
/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(10);

/// PostgreSQL.
pub(super) struct Postgres;

pub(super) static POSTGRES: Postgres = Postgres;

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

    fn open(&self, target: &Target, access: &Access<'_>) -> Result<Box<dyn Connection>, StoreError> {
        let Some(address) = target.address() else {
            return Err(StoreError::Usage(format!("{target}: this is no address of a server")));
        };
        let mut database = Database::new(address, access.credentials)?;
        let rows = database.query("connecting", "SHOW server_version", &[])?;
        let version = rows.first().and_then(|row| row.try_get::<_, String>(0).ok());
        let version = version.and_then(|version| version.split(' ').next().map(str::to_owned));
        let server = Server { name: "PostgreSQL".to_owned(), version, profile: "postgres".to_owned() };
        Ok(Box::new(Open { database, server, tables: false, age: false, work: Vec::new() }))
    }
}

/// A database that is reached anew after its connection broke.
struct Database {
    config: Config,
    client: Option<Client>,
    address: String,
    encrypted: bool,
}

impl Database {
    fn new(address: &Address, credentials: Option<&Credentials>) -> Result<Database, StoreError> {
        let mut config = Config::new();
        config.host(address.host().trim_matches(['[', ']'])).port(address.port().unwrap_or(PORT));
        config.connect_timeout(CONNECT).application_name("dossier");
        let name = address.path().trim_start_matches('/');
        if !name.is_empty() {
            config.dbname(name);
        }
        // Over a network everything is encrypted and the certificate is checked; PostgreSQL itself would only prefer it.
        let encrypted = match address.query() {
            None => !address.is_loopback(),
            Some("sslmode=require" | "sslmode=verify-full") => true,
            Some("sslmode=disable") => false,
            Some(query) => {
                return Err(StoreError::Usage(format!(
                    "{address}: `{query}` is not known; after the question mark stands sslmode=require or \
                     sslmode=disable"
                )));
            }
        };
        config.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable });
        match credentials {
            None => {}
            Some(Credentials::Password { user, password }) => {
                config.user(user).password(password.reveal());
            }
            Some(Credentials::Token(_)) => {
                return Err(StoreError::Credentials(format!(
                    "{address}: PostgreSQL takes no token; set {USER} and {PASSWORD}"
                )));
            }
        }
        Ok(Database { config, client: None, address: address.to_string(), encrypted })
    }

    fn connect(&self) -> Result<Client, StoreError> {
        let connected = if self.encrypted {
            // Another one may be chosen already, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let tls = rustls::ClientConfig::with_platform_verifier().map_err(|error| {
                StoreError::Usage(format!(
                    "{}: no certificates of this system can be read: {error}",
                    self.address
                ))
            })?;
            self.in_time(move |config| config.connect(MakeRustlsConnect::new(tls)))?
        } else {
            self.in_time(|config| config.connect(NoTls))?
        };
        connected.map_err(|error| failed(&self.address, "connecting", &error))
    }

    /// What comes of connecting, unless nobody answers: the limit of the driver ends when the network has a connection.
    fn in_time<T: Send + 'static>(
        &self,
        connect: impl FnOnce(&Config) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, receiver) = sync_channel(1);
        let config = self.config.clone();
        // Nobody waits any more for what comes after the limit.
        let work = move || drop(sender.send(connect(&config)));
        let unreachable = |why: String| StoreError::Unreachable { address: self.address.clone(), why };
        let spawned = thread::Builder::new().name("connecting".to_owned()).spawn(work);
        spawned.map_err(|error| unreachable(error.to_string()))?;
        let answer = receiver.recv_timeout(CONNECT * 2);
        answer.map_err(|_| unreachable("it does not answer in time".to_owned()))
    }

    /// Does something with a connection, a new one if the last broke.
    fn with<T>(
        &mut self,
        what: &str,
        act: impl FnOnce(&mut Client) -> Result<T, ::postgres::Error>,
    ) -> Result<T, StoreError> {
        let mut client = match self.client.take() {
            Some(client) if !client.is_closed() => client,
            _ => self.connect()?,
        };
        let done = act(&mut client).map_err(|error| failed(&self.address, what, &error));
        self.client = Some(client);
        done
    }

    fn query(
        &mut self,
        what: &str,
        words: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<::postgres::Row>, StoreError> {
        self.with(what, |client| client.query(words, parameters))
    }
}

/// What an error means, by its code (PostgreSQL, appendix A).
fn failed(address: &str, what: &str, error: &::postgres::Error) -> StoreError {
    let what = what.to_owned();
    let Some(refusal) = error.as_db_error() else {
        let source =
            std::error::Error::source(error).map_or_else(String::new, |source| format!(": {source}"));
        let why = format!("{error}{source}");
        if error.to_string().contains("password missing") {
            return StoreError::Credentials(format!(
                "{why}; set {USER} and {PASSWORD}, or write a line into ~/.netrc"
            ));
        }
        return StoreError::Unreachable { address: address.to_owned(), why };
    };
    let why = match refusal.detail() {
        Some(detail) => format!("{}: {detail} ({})", refusal.message(), refusal.code().code()),
        None => format!("{} ({})", refusal.message(), refusal.code().code()),
    };
    let code = refusal.code();
    if code.code().starts_with("28") {
        return StoreError::Credentials(format!(
            "{why}; set {USER} and {PASSWORD}, or write a line into ~/.netrc"
        ));
    }
    let transient = [
        &SqlState::T_R_SERIALIZATION_FAILURE,
        &SqlState::T_R_DEADLOCK_DETECTED,
        &SqlState::LOCK_NOT_AVAILABLE,
        &SqlState::TOO_MANY_CONNECTIONS,
        &SqlState::CANNOT_CONNECT_NOW,
        &SqlState::ADMIN_SHUTDOWN,
        &SqlState::CRASH_SHUTDOWN,
    ];
    if transient.contains(&code) {
        StoreError::Busy { what, why, after: None }
    } else {
        StoreError::Refused { what, why }
    }
}

/// What a step does.
enum Work {
    /// Create the tables.
    Tables,
    /// A batch.
    Do(Deed, Vec<Row>),
    /// Create the views anew.
    Views,
    /// Create the graph of AGE anew.
    Graph,
}

/// A database that is open.
struct Open {
    database: Database,
    server: Server,
    /// Whether the tables are there.
    tables: bool,
    /// Whether Apache AGE is there.
    age: bool,
    work: Vec<Work>,
}

const READING: &str = "reading what is there";

impl Open {
    fn compare(&mut self, load: &Load<'_>) -> Result<Comparison, StoreError> {
        let found =
            "SELECT to_regclass('dossier.nodes') IS NOT NULL AND to_regclass('dossier.edges') IS NOT NULL";
        let rows = self.database.query(READING, found, &[])?;
        self.tables = is_true(&rows);
        self.age = is_true(&self.database.query(READING, age::THERE, &[])?);
        let keep = |value: &Scalar| match value {
            Scalar::Date(..) => Value::Text(value.to_text()),
            value => Value::from(value),
        };
        let wanted = Wanted::of(load, keep)?;
        refuse_long(wanted.names())?;
        wanted.compare(self, load.prune)
    }

    fn act(&mut self, deed: &Deed, rows: &[Row]) -> Result<u64, StoreError> {
        let (what, sent) = (deed.step(rows).what, rows.len() as u64);
        let (words, json) = (sql::deed(deed), sql::rows(deed, rows));
        let adds = deed.adds();
        let done = self.database.with(&what, |client| {
            let mut transaction = client.transaction()?;
            let count = transaction.execute(&words, &[&json])?;
            if !adds || count == sent {
                transaction.commit()?
            } else {
                transaction.rollback()?
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

    /// Whether a label or type has no view: a load was cut off.
    fn lacks_views(&mut self) -> Result<bool, StoreError> {
        let rows =
            if self.tables { self.database.query(READING, sql::WITHOUT_VIEW, &[])? } else { Vec::new() };
        Ok(!rows.is_empty())
    }

    fn make_views(&mut self) -> Result<u64, StoreError> {
        let what = "creating views";
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
            self.database.with(what, |client| {
                let mut transaction = client.transaction()?;
                transaction.batch_execute(&words)?;
                transaction.commit()
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
        self.database.with(what, |client| {
            let mut transaction = client.transaction()?;
            transaction.batch_execute(&words)?;
            transaction.commit()
        })?;
        Ok(1)
    }

    /// What `MATCH` finds in the graph of AGE, beside what there is.
    fn verify_graph(&mut self) -> Result<Vec<Count>, StoreError> {
        let counts = age::counts();
        self.database.with("verifying the graph of AGE", |client| {
            let mut transaction = client.transaction()?;
            transaction.batch_execute(age::BEGIN)?;
            let mut number = |words: &str| -> Result<u64, ::postgres::Error> {
                let count: i64 = transaction.query_one(words, &[])?.try_get(0)?;
                Ok(u64::try_from(count).unwrap_or(0))
            };
            let count = |(what, found, expected): &(&str, String, &str)| {
                Ok(Count { what: (*what).to_owned(), expected: number(expected)?, found: number(found)? })
            };
            counts.iter().map(count).collect()
        })
    }

    fn edges(
        &mut self,
        words: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<FoundEdge>, StoreError> {
        if !self.tables {
            return Ok(Vec::new());
        }
        let rows = self.database.query(READING, words, parameters)?;
        rows.iter()
            .map(|row| {
                Ok(FoundEdge {
                    from: row.try_get(0).map_err(unreadable)?,
                    kind: row.try_get(1).map_err(unreadable)?,
                    to: row.try_get(2).map_err(unreadable)?,
                    properties: properties(row, 3)?,
                })
            })
            .collect()
    }

    fn nodes(
        &mut self,
        words: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<FoundNode>, StoreError> {
        if !self.tables {
            return Ok(Vec::new());
        }
        let rows = self.database.query(READING, words, parameters)?;
        rows.iter()
            .map(|row| {
                let labels: Vec<String> = row.try_get(0).map_err(unreadable)?;
                Ok(FoundNode { labels: labels.into_iter().collect(), properties: properties(row, 1)? })
            })
            .collect()
    }
}

/// Refuses names of views and columns that PostgreSQL would truncate, so that two could become one.
fn refuse_long<'n>(mut names: impl Iterator<Item = &'n str>) -> Result<(), StoreError> {
    match names.find(|name| name.len() > LONGEST_NAME) {
        None => Ok(()),
        Some(long) => Err(StoreError::Usage(format!(
            "`{long}` has {} bytes, and names of PostgreSQL have {LONGEST_NAME} at most; give the type, relation or \
             attribute a shorter name",
            long.len()
        ))),
    }
}

/// Whether the first cell of some rows is true.
fn is_true(rows: &[::postgres::Row]) -> bool {
    rows.first().and_then(|row| row.try_get(0).ok()).unwrap_or(false)
}

fn unreadable(error: ::postgres::Error) -> StoreError {
    StoreError::Answer { what: READING.to_owned(), why: error.to_string() }
}

/// The properties in a column, without those of no value.
fn properties(row: &::postgres::Row, at: usize) -> Result<Record, StoreError> {
    let text: String = row.try_get(at).map_err(unreadable)?;
    let json = serde_json::from_str(&text)
        .map_err(|error| StoreError::Answer { what: READING.to_owned(), why: error.to_string() })?;
    match sql::value(json) {
        Value::Map(map) => Ok(map.into_iter().filter(|(_, value)| *value != Value::Null).collect()),
        _ => Ok(Record::new()),
    }
}

impl Connection for Open {
    fn server(&self) -> &Server {
        &self.server
    }

    fn plan(&mut self, load: &Load<'_>) -> Result<Plan, StoreError> {
        let comparison = self.compare(load)?;
        let mut tables = Tally::new("tables");
        if self.tables {
            tables.unchanged = 2
        } else {
            tables.created = 2
        }
        let mut plan = Plan {
            tallies: vec![tables, comparison.nodes.clone(), comparison.edges.clone()],
            stale: comparison.stale(),
            notices: comparison.notices(),
            ..Plan::default()
        };
        self.work.clear();
        let step = |key: &str, things: u64| Step { key: key.to_owned(), what: key.to_owned(), things };
        if !self.tables {
            plan.steps.push(step("create tables", 2));
            self.work.push(Work::Tables);
        }
        for (deed, rows) in comparison.deeds.batches(load.batch.unwrap_or(BATCH)) {
            plan.steps.push(deed.step(&rows));
            self.work.push(Work::Do(deed, rows));
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

    fn step(&mut self, _: &Load<'_>, number: usize) -> Result<u64, StoreError> {
        let work = std::mem::take(&mut self.work);
        let done = match work.get(number) {
            Some(Work::Tables) => {
                self.database.with("creating tables", |client| client.batch_execute(sql::TABLES)).map(|()| 2)
            }
            Some(Work::Do(deed, rows)) => self.act(deed, rows),
            Some(Work::Views) => self.make_views(),
            Some(Work::Graph) => self.make_graph(),
            None => Ok(0),
        };
        self.work = work;
        done
    }

    fn verify(&mut self, load: &Load<'_>) -> Result<Vec<Count>, StoreError> {
        let mut counts = self.compare(load)?.proof(load.prune);
        if self.age {
            counts.extend(self.verify_graph()?);
        }
        Ok(counts)
    }
}

impl Elements for Open {
    fn nodes_of(&mut self, root: &str, dossiers: &[String]) -> Result<Vec<FoundNode>, StoreError> {
        self.nodes(sql::NODES_OF, &[&root, &dossiers])
    }

    fn nodes_under(&mut self, root: &str, iris: &[&str]) -> Result<Vec<FoundNode>, StoreError> {
        self.nodes(sql::NODES_UNDER, &[&root, &iris])
    }

    fn edges_of(&mut self, root: &str, dossiers: &[String]) -> Result<Vec<FoundEdge>, StoreError> {
        self.edges(sql::EDGES_OF, &[&root, &dossiers])
    }

    fn edges_under(
        &mut self,
        _: &str,
        kind: &str,
        keys: &[(&str, &str)],
    ) -> Result<Vec<FoundEdge>, StoreError> {
        let iris: Vec<&str> = keys.iter().map(|(_, iri)| *iri).collect();
        self.edges(sql::EDGES_UNDER, &[&kind, &iris])
    }

    fn held(&mut self, _: &str, iris: &[&str], dossiers: &[String]) -> Result<BTreeSet<String>, StoreError> {
        let rows = self.database.query(READING, sql::HELD, &[&iris, &dossiers])?;
        rows.iter().map(|row| row.try_get(0).map_err(unreadable)).collect()
    }

    fn batch(&self) -> usize {
        BATCH
    }
}
