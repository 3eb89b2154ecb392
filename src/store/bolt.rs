//! Neo4j, Memgraph and ArcadeDB over Bolt 4.4 to 5.8 (<https://neo4j.com/docs/bolt/current/>).

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use chrono::{Datelike, NaiveDate};
use neo4j::address::Address as BoltAddress;
use neo4j::driver::auth::AuthToken;
use neo4j::driver::{ConnectionConfig, Driver, DriverConfig, RoutingControl};
use neo4j::session::SessionConfig;
use neo4j::{Neo4jError, ValueReceive, ValueSend};

use super::cypher::{Dialect, Open, Session, Statement};
use super::elements::{Record, Value};
use super::{
    Access, Address, Connection, Credentials, PASSWORD, Server, Store, StoreError, TOKEN, Target, USER,
};
use crate::export::{Capability, ExportOptions, Feature};

/// The schemes of addresses: whether the server names the machines of a cluster, and whether the way there is encrypted.
const SCHEMES: [(&str, bool, bool); 4] =
    [("bolt", false, false), ("bolt+s", false, true), ("neo4j", true, false), ("neo4j+s", true, true)];
/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(10);
/// The port where none is written.
const PORT: u16 = 7687;

/// The profiles, by name.
const PROFILES: [(&str, Dialect); 3] =
    [("neo4j", Dialect::Neo4j), ("memgraph", Dialect::Memgraph), ("arcadedb", Dialect::ArcadeDb)];

/// Databases that speak Bolt.
pub(super) struct Bolt;

pub(super) static BOLT: Bolt = Bolt;

impl Store for Bolt {
    fn name(&self) -> &'static str {
        "bolt"
    }

    fn about(&self) -> &'static str {
        "property graphs over Bolt: Neo4j 5 and later, Memgraph, ArcadeDB"
    }

    fn addresses(&self) -> &'static [&'static str] {
        &["bolt://HOST:PORT/DATABASE", "bolt+s://HOST", "neo4j://HOST", "neo4j+s://HOST"]
    }

    fn profiles(&self) -> &'static [&'static str] {
        &["neo4j", "memgraph", "arcadedb"]
    }

    fn takes(&self, target: &Target) -> bool {
        target.address().is_some_and(|address| SCHEMES.iter().any(|(scheme, ..)| *scheme == address.scheme()))
    }

    fn holds(&self, _: Feature, _: &ExportOptions) -> Capability {
        Capability::Full
    }

    fn open(&self, target: &Target, access: &Access<'_>) -> Result<Box<dyn Connection>, StoreError> {
        let Some(address) = target.address() else {
            return Err(StoreError::Usage(format!("{target}: this is no address of a server")));
        };
        let mut session = BoltSession::open(address, access.credentials)?;
        let (dialect, server) = probe(&mut session, access.profile)?;
        let encrypted =
            SCHEMES.iter().any(|(scheme, _, encrypted)| *scheme == address.scheme() && *encrypted);
        let open_to_all = !encrypted && !address.is_loopback() && access.credentials.is_some();
        let notice = open_to_all.then(|| {
            format!("the password goes over the network unencrypted; better take {}+s://", address.scheme())
        });
        Ok(Box::new(Open::new(session, dialect, server, notice)))
    }
}

/// A driver with its database.
struct BoltSession {
    driver: Driver,
    database: Option<Arc<String>>,
    address: String,
}

impl BoltSession {
    fn open(address: &Address, credentials: Option<&Credentials>) -> Result<BoltSession, StoreError> {
        let (routing, encrypted) = SCHEMES
            .iter()
            .find(|(scheme, ..)| *scheme == address.scheme())
            .map_or((false, false), |(_, routing, encrypted)| (*routing, *encrypted));
        let host = address.host().trim_matches(['[', ']']);
        let place = BoltAddress::from((host, address.port().unwrap_or(PORT)));
        let mut connection = ConnectionConfig::new(place).with_routing(routing);
        if encrypted {
            connection = connection.with_encryption_trust_default_cas().map_err(|error| {
                StoreError::Usage(format!("{address}: no certificates of this system can be read: {error}"))
            })?;
        }
        let token = match credentials {
            None => AuthToken::new_none_auth(),
            Some(Credentials::Password { user, password }) => {
                AuthToken::new_basic_auth(user, password.reveal())
            }
            Some(Credentials::Token(token)) => AuthToken::new_bearer_auth(token.reveal()),
        };
        let agent = concat!("dossier/", env!("CARGO_PKG_VERSION")).to_owned();
        let config = DriverConfig::new()
            .with_auth(Arc::new(token))
            .with_user_agent(agent)
            .with_telemetry(false)
            .with_connection_timeout(CONNECT)
            .with_connection_acquisition_timeout(CONNECT * 2);
        let database = address.path().trim_start_matches('/');
        Ok(BoltSession {
            driver: Driver::new(connection, config),
            database: (!database.is_empty()).then(|| Arc::new(database.to_owned())),
            address: address.to_string(),
        })
    }

    fn config(&self) -> SessionConfig {
        match &self.database {
            Some(database) => SessionConfig::new().with_database(Arc::clone(database)),
            None => SessionConfig::new(),
        }
    }

    #[expect(clippy::result_large_err, reason = "the closure fails with the driver's own error")]
    fn ask(
        &self,
        what: &str,
        statement: &Statement,
        routing: RoutingControl,
    ) -> Result<Vec<Record>, StoreError> {
        let mut rows = Vec::new();
        self.driver
            .session(self.config())
            .auto_commit(&statement.words)
            .with_parameters(parameters(statement))
            .with_routing_control(routing)
            .with_receiver(|records| {
                for record in records {
                    let entries = record?.into_entries();
                    rows.push(entries.map(|(name, value)| (name.to_string(), received(value))).collect());
                }
                Ok(())
            })
            .run()
            .map_err(|error| self.failed(what, error))?;
        Ok(rows)
    }

    fn failed(&self, what: &str, error: Neo4jError) -> StoreError {
        let what = what.to_owned();
        match error {
            Neo4jError::Disconnect { message, source, .. } => {
                let silent = |error: &io::Error| {
                    [io::ErrorKind::WouldBlock, io::ErrorKind::TimedOut].contains(&error.kind())
                };
                let why = match source {
                    Some(error) if silent(&error) => "it does not answer in time".to_owned(),
                    Some(error) => format!("{message}: {error}"),
                    None => message,
                };
                StoreError::Unreachable { address: self.address.clone(), why }
            }
            Neo4jError::Timeout { message, .. } => {
                StoreError::Unreachable { address: self.address.clone(), why: message }
            }
            Neo4jError::ServerError { error, .. } => refusal(what, error.code(), error.message()),
            Neo4jError::InvalidConfig { message, .. } => {
                StoreError::Usage(format!("{}: {message}", self.address))
            }
            error => StoreError::Answer { what, why: error.to_string() },
        }
    }
}

/// What a server's refusal means, by its code (Neo4j Status Codes).
fn refusal(what: String, code: &str, message: &str) -> StoreError {
    let why = format!("{message} ({code})");
    if code.contains(".Security.") && !code.ends_with(".AuthorizationExpired") {
        let hint = format!("set {USER} and {PASSWORD} (or {TOKEN}), or write a line into ~/.netrc");
        return StoreError::Credentials(format!("{why}; {hint}"));
    }
    if code.ends_with(".DatabaseNotFound") {
        let why = format!("{why}; after the last / of the address stands the name of a database, or nothing");
        return StoreError::Refused { what, why };
    }
    let transient = code.contains(".TransientError.")
        || code.ends_with(".AuthorizationExpired")
        || ["Neo.ClientError.Cluster.NotALeader", "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase"]
            .contains(&code);
    if transient { StoreError::Busy { what, why, after: None } } else { StoreError::Refused { what, why } }
}

impl Session for BoltSession {
    fn read(&mut self, statement: &Statement) -> Result<Vec<Record>, StoreError> {
        self.ask("reading what is there", statement, RoutingControl::Read)
    }

    fn run(&mut self, words: &str) -> Result<Vec<Record>, StoreError> {
        let statement = Statement { words: words.to_owned(), parameters: Record::new() };
        self.ask("preparing the database", &statement, RoutingControl::Write)
    }

    #[expect(clippy::result_large_err, reason = "the closure fails with the driver's own error")]
    fn write(&mut self, what: &str, statements: &[Statement], rows: Option<u64>) -> Result<u64, StoreError> {
        let done = self.driver.session(self.config()).transaction().run(|transaction| {
            let mut count = 0;
            for statement in statements {
                let query = transaction.query(&statement.words);
                let mut records = query.with_parameters(parameters(statement)).run()?;
                for record in records.by_ref() {
                    count = record?.value("count").and_then(ValueReceive::as_int).unwrap_or(0);
                }
                records.consume()?;
            }
            let count = u64::try_from(count).unwrap_or(0);
            if rows.is_none_or(|rows| rows == count) {
                transaction.commit()?
            } else {
                transaction.rollback()?
            }
            Ok(count)
        });
        done.map_err(|error| self.failed(what, error))
    }
}

/// Who answers, and which Cypher it speaks.
fn probe(session: &mut BoltSession, profile: Option<&str>) -> Result<(Dialect, Server), StoreError> {
    let info = session.driver.get_server_info().map_err(|error| session.failed("connecting", error))?;
    let agent = info.server_agent.to_string();
    let (dialect, name, mut version) = product(&agent);
    let forced = profile.and_then(|name| PROFILES.iter().find(|(known, _)| *known == name));
    let dialect = forced.map_or(dialect, |(_, dialect)| *dialect);
    let mut name = name.to_owned();
    if dialect == Dialect::Memgraph {
        let rows = session.run("SHOW VERSION")?;
        version = rows.first().and_then(|row| row.values().next()).and_then(Value::text).map(str::to_owned);
    }
    if dialect == Dialect::Neo4j {
        let first = version
            .as_deref()
            .and_then(|version| version.split('.').next())
            .and_then(|major| major.parse().ok());
        if first.is_some_and(|major: u32| major < 5) {
            let version = version.unwrap_or_default();
            return Err(StoreError::Usage(format!(
                "{}: this is Neo4j {version}; version 5 or later is needed",
                session.address
            )));
        }
        let rows = session.run("CALL dbms.components() YIELD edition RETURN edition")?;
        if let Some(edition) = rows.first().and_then(|row| row.get("edition")).and_then(Value::text) {
            name = format!("{name} {edition} edition");
        }
    }
    let profile = PROFILES.iter().find(|(_, known)| *known == dialect).map_or("neo4j", |(name, _)| name);
    Ok((dialect, Server { name, version, profile: profile.to_owned() }))
}

/// The product and its version in the words with which a server greets:
/// `Neo4j/5.26.0`, `Neo4j/v5.11.0 compatible graph database server - Memgraph`, `Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)`.
fn product(agent: &str) -> (Dialect, &'static str, Option<String>) {
    let after = |mark: &str| {
        let (_, rest) = agent.split_once(mark)?;
        let rest = rest.trim_start_matches(['/', ' ', 'v']);
        let version: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || ".-".contains(*c)).collect();
        (!version.is_empty()).then_some(version)
    };
    if agent.contains("ArcadeDB") {
        (Dialect::ArcadeDb, "ArcadeDB", after("ArcadeDB"))
    } else if agent.contains("Memgraph") {
        (Dialect::Memgraph, "Memgraph", None)
    } else {
        (Dialect::Neo4j, "Neo4j", after("Neo4j"))
    }
}

fn parameters(statement: &Statement) -> HashMap<String, ValueSend> {
    statement.parameters.iter().map(|(name, value)| (name.clone(), sent(value))).collect()
}

fn sent(value: &Value) -> ValueSend {
    match value {
        Value::Null => ValueSend::Null,
        Value::Boolean(value) => ValueSend::Boolean(*value),
        Value::Integer(number) => ValueSend::Integer(*number),
        Value::Float(number) => ValueSend::Float(*number),
        Value::Text(text) | Value::Other(text) => ValueSend::String(text.clone()),
        Value::Date(year, month, day) => {
            let date = NaiveDate::from_ymd_opt(i32::from(*year), u32::from(*month), u32::from(*day));
            date.map_or_else(|| ValueSend::String(value.to_string()), ValueSend::Date)
        }
        Value::List(members) => ValueSend::List(members.iter().map(sent).collect()),
        Value::Map(members) => {
            ValueSend::Map(members.iter().map(|(name, value)| (name.clone(), sent(value))).collect())
        }
    }
}

fn received(value: ValueReceive) -> Value {
    match value {
        ValueReceive::Null => Value::Null,
        ValueReceive::Boolean(value) => Value::Boolean(value),
        ValueReceive::Integer(number) => Value::Integer(number),
        ValueReceive::Float(number) => Value::Float(number),
        ValueReceive::String(text) => Value::Text(text),
        ValueReceive::List(members) => Value::List(members.into_iter().map(received).collect()),
        ValueReceive::Map(members) => {
            Value::Map(members.into_iter().map(|(name, value)| (name, received(value))).collect())
        }
        ValueReceive::Date(date) => match u16::try_from(date.year()) {
            // Months and days fit into a byte.
            Ok(year) => Value::Date(year, date.month() as u8, date.day() as u8),
            Err(_) => Value::Other(date.to_string()),
        },
        other => Value::Other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_told_by_their_greeting() {
        let of = |agent: &str| {
            let (dialect, name, version) = product(agent);
            (dialect, name, version.unwrap_or_default())
        };
        assert_eq!(of("Neo4j/5.26.30"), (Dialect::Neo4j, "Neo4j", "5.26.30".to_owned()));
        assert_eq!(of("Neo4j/2025.10.1"), (Dialect::Neo4j, "Neo4j", "2025.10.1".to_owned()));
        let arcade = of("Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)");
        assert_eq!(arcade, (Dialect::ArcadeDb, "ArcadeDB", "26.10.2".to_owned()));
        assert_eq!(of("Neo4j/v5.11.0 compatible graph database server - Memgraph").0, Dialect::Memgraph);
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let of = |code: &str| refusal("x".to_owned(), code, "words");
        assert!(of("Neo.TransientError.Transaction.DeadlockDetected").is_transient());
        assert!(of("Memgraph.TransientError.MemgraphError.MemgraphError").is_transient());
        assert!(!of("Neo.ClientError.Schema.ConstraintValidationFailed").is_transient());
        let unauthorised = of("Neo.ClientError.Security.Unauthorized").to_string();
        assert!(unauthorised.contains(USER) && unauthorised.contains("netrc"), "{unauthorised}");
        let lost = of("Neo.ClientError.Database.DatabaseNotFound");
        assert!(!lost.is_transient() && lost.to_string().contains("the name of a database"), "{lost}");
    }

    #[test]
    fn values_come_back_as_they_went() {
        let record =
            Record::from([("d".to_owned(), Value::Date(2019, 5, 1)), ("n".to_owned(), Value::Integer(-3))]);
        let value = Value::List(vec![
            Value::Map(record),
            Value::Float(0.5),
            Value::Null,
            "a".into(),
            Value::Boolean(true),
        ]);
        assert_eq!(received(sent(&value).into()), value);
    }
}
