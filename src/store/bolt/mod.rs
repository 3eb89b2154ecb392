//! Neo4j, Memgraph and ArcadeDB over Bolt 4.4 to 5.8 (<https://neo4j.com/docs/bolt/current/>).

mod link;
mod packstream;

use super::allowance::Allowance;
use super::cypher::{Dialect, Open, Session, Statement};
use super::elements::{ANY_NAME, Keeps, Record, Value, losses_of_rows};
use super::said::said;
use super::target::is_loopback;
use super::wire::Wire;
use super::{
    Access, Address, Connection, Credentials, PASSWORD, Server, Store, StoreError, TOKEN, Target, USER,
};
use crate::export::elements::Kinds;
use crate::export::{Capability, ExportOptions, Feature, Losses};
use crate::graph::rows::RowGraph;
use link::{Failure, Link, extra};

/// The schemes of addresses: whether the server names the machines of a cluster, and whether the way there is encrypted.
const SCHEMES: [(&str, bool, bool); 4] =
    [("bolt", false, false), ("bolt+s", false, true), ("neo4j", true, false), ("neo4j+s", true, true)];
/// The port where none is written.
const PORT: u16 = 7687;

/// The profiles, by name.
const PROFILES: [(&str, Dialect); 3] =
    [("neo4j", Dialect::Neo4j), ("memgraph", Dialect::Memgraph), ("arcadedb", Dialect::ArcadeDb)];

/// Databases that speak Bolt.
pub(super) struct Bolt;

pub(super) static BOLT: Bolt = Bolt;

/// What Neo4j keeps.
const KEEPS: Keeps =
    Keeps { times: Kinds::TIMES, whole_is_integer: false, rounds: false, names: ANY_NAME, shared: None };

/// What Memgraph keeps: it makes microseconds of everything, and would return another duration.
static KEEPS_IN_MEMGRAPH: Keeps = Keeps {
    times: Kinds::DATE.with(Kinds::MOMENT).with(Kinds::LOCAL).with(Kinds::OFFSET).with(Kinds::FRACTION),
    ..KEEPS
};

/// What ArcadeDB keeps: a moment would return without its time zone, and of nanoseconds there are too few for all years.
static KEEPS_IN_ARCADEDB: Keeps =
    Keeps { times: Kinds::DATE.with(Kinds::LOCAL).with(Kinds::DURATION).with(Kinds::FRACTION), ..KEEPS };

impl crate::store::connection::Sealed for Bolt {}

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

    fn losses_of_rows(&self, rows: &RowGraph, options: &ExportOptions) -> Result<Losses, StoreError> {
        losses_of_rows(rows, options, &KEEPS)
    }

    fn tls_instead(&self, address: &Address) -> Option<String> {
        let (_, encrypted) = scheme(address);
        (!encrypted).then(|| format!("{}+s://", address.scheme()))
    }

    fn open(&self, target: &Target, access: &Access<'_>) -> Result<Box<dyn Connection>, StoreError> {
        let Some(address) = target.address() else {
            return Err(StoreError::Usage(format!("{target}: not the address of a server")));
        };
        let mut session = BoltSession::new(address, access);
        let (dialect, server) = probe(&mut session, access.profile)?;
        session.keeps = match dialect {
            Dialect::Memgraph => &KEEPS_IN_MEMGRAPH,
            Dialect::ArcadeDb => &KEEPS_IN_ARCADEDB,
            Dialect::Neo4j | Dialect::FalkorDb => &KEEPS,
        };
        Ok(Box::new(Open::new(session, dialect, server)))
    }
}

/// Whether the server of an address names the members of a cluster, and whether the way there is encrypted.
fn scheme(address: &Address) -> (bool, bool) {
    let known = SCHEMES.iter().find(|(scheme, ..)| *scheme == address.scheme());
    known.map_or((false, false), |(_, routing, encrypted)| (*routing, *encrypted))
}

/// A database of a server, connected to when needed, and again after a connection has broken.
struct BoltSession {
    place: Address,
    database: Option<String>,
    credentials: Option<Credentials>,
    insecure: bool,
    allowance: Allowance,
    link: Option<Link>,
    keeps: &'static Keeps,
}

impl BoltSession {
    fn new(address: &Address, access: &Access<'_>) -> BoltSession {
        let database = address.path().trim_start_matches('/');
        BoltSession {
            place: address.clone(),
            database: (!database.is_empty()).then(|| database.to_owned()),
            credentials: access.credentials.cloned(),
            insecure: access.insecure,
            allowance: access.allowance,
            link: None,
            keeps: &KEEPS,
        }
    }

    /// Does something with a connection. One that broke, or whose member of a cluster takes no writes any more, is given up.
    fn with<T>(
        &mut self,
        what: &str,
        act: impl FnOnce(&mut Link, Option<&str>) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        let mut link = match self.link.take() {
            Some(link) => link,
            None => self.connect(what)?,
        };
        link.begin(self.allowance);
        let done = act(&mut link, self.database.as_deref());
        self.allowance = link.allowance();
        let (routing, _) = scheme(&self.place);
        let keeps = match &done {
            Ok(_) => true,
            Err(Failure::Refused { .. }) => !routing,
            Err(Failure::Broken(_)) => false,
        };
        if keeps {
            self.link = Some(link);
        }
        done.map_err(|failure| self.failed(what, failure))
    }

    /// Connects to the server, or to the member of its cluster that takes writes.
    fn connect(&mut self, what: &str) -> Result<Link, StoreError> {
        let (routing, _) = scheme(&self.place);
        let (host, port) = (self.place.host().to_owned(), self.place.port().unwrap_or(PORT));
        let mut first = self.connect_to(what, &host, port)?;
        if !routing {
            return Ok(first);
        }
        let here = format!("{host}:{port}");
        let writers = first.writers(&here, self.database.as_deref());
        let writers = writers.map_err(|failure| self.failed(what, failure))?;
        let Some(writer) = writers.first() else {
            let why = "no member of the cluster accepts writes now".to_owned();
            return Err(StoreError::Busy { what: what.to_owned(), why, after: None });
        };
        if *writer == here {
            return Ok(first);
        }
        let parted = writer.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?)));
        let (host, port) = parted.unwrap_or((writer, PORT));
        self.refuse_to_tell(host)?;
        self.connect_to(what, host, port)
    }

    /// A server may not have the password, or the graph of a user who named this machine and was warned of nothing, sent
    /// unencrypted to another machine, where the user has not allowed it.
    fn refuse_to_tell(&self, host: &str) -> Result<(), StoreError> {
        let (_, encrypted) = scheme(&self.place);
        let was_warned = self.credentials.is_none() && !self.place.is_loopback();
        if encrypted || self.insecure || was_warned || is_loopback(host) {
            return Ok(());
        }
        let what = if self.credentials.is_some() { "the password" } else { "the graph" };
        Err(StoreError::Usage(format!(
            "{}: the server redirects to {}, to which {what} would be sent unencrypted; use {}+s://, or allow it with --insecure",
            self.place,
            said(None, host),
            self.place.scheme()
        )))
    }

    fn connect_to(&mut self, what: &str, host: &str, port: u16) -> Result<Link, StoreError> {
        let (routing, encrypted) = scheme(&self.place);
        let allowance = self.allowance.greeting();
        let wire = Wire::connect(&self.place.to_string(), host, port, encrypted, allowance)?;
        let here = routing.then(|| format!("{host}:{port}"));
        let link = Link::open(wire, self.credentials.as_ref(), here.as_deref(), allowance);
        link.map_err(|failure| self.failed(what, failure))
    }

    fn failed(&self, what: &str, failure: Failure) -> StoreError {
        match failure {
            Failure::Broken(error) => StoreError::of_connection(&self.place.to_string(), what, &error),
            Failure::Refused { code, message } => {
                let hidden = |words: &str| said(self.credentials.as_ref(), words);
                refusal(what.to_owned(), &hidden(&code), &hidden(&message))
            }
        }
    }
}

/// What a server's refusal means, by its code (Neo4j Status Codes).
fn refusal(what: String, code: &str, message: &str) -> StoreError {
    let why = format!("{message} ({code})");
    if code.contains(".Security.") && !code.ends_with(".AuthorizationExpired") {
        let hint = format!("set {USER} and {PASSWORD} (or {TOKEN}), or add a line to ~/.netrc");
        return StoreError::Credentials(format!("{why}; {hint}"));
    }
    if code.ends_with(".DatabaseNotFound") {
        let why = format!("{why}; the address must end in the name of a database, or in /");
        return StoreError::Refused { what, why };
    }
    let transient = code.contains(".TransientError.")
        || code.ends_with(".AuthorizationExpired")
        || ["Neo.ClientError.Cluster.NotALeader", "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase"]
            .contains(&code);
    if transient { StoreError::Busy { what, why, after: None } } else { StoreError::Refused { what, why } }
}

impl Session for BoltSession {
    fn keeps(&self) -> &'static Keeps {
        self.keeps
    }

    fn begin(&mut self, allowance: Allowance) {
        self.allowance = allowance;
    }

    fn read(&mut self, statement: &Statement) -> Result<Vec<Record>, StoreError> {
        self.with("reading existing data", |link, database| {
            link.run(&statement.words, &statement.parameters, database, true)
        })
    }

    fn each(
        &mut self,
        statement: &Statement,
        visit: &mut dyn FnMut(Record) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        // What the server still sends after a failure is read, so that it can be asked again.
        let mut visited = Ok(());
        self.with("reading existing data", |link, database| {
            link.each(&statement.words, &statement.parameters, extra(database, true), |row| {
                if visited.is_ok() {
                    visited = visit(row);
                }
            })
        })?;
        visited
    }

    fn run(&mut self, words: &str) -> Result<Vec<Record>, StoreError> {
        self.with("preparing the database", |link, database| link.run(words, &Record::new(), database, false))
    }

    fn write(&mut self, what: &str, statements: &[Statement], rows: Option<u64>) -> Result<u64, StoreError> {
        self.with(what, |link, database| {
            link.begin_transaction(database)?;
            let mut count = 0;
            for statement in statements {
                let records = link.run_in_transaction(&statement.words, &statement.parameters)?;
                let last = records.last().and_then(|row| row.get("count"));
                count =
                    last.and_then(Value::integer).and_then(|count| u64::try_from(count).ok()).unwrap_or(0);
            }
            link.end_transaction(rows.is_none_or(|rows| rows == count))?;
            Ok(count)
        })
    }
}

/// Who answers, and which Cypher it speaks.
fn probe(session: &mut BoltSession, profile: Option<&str>) -> Result<(Dialect, Server), StoreError> {
    let agent = session.with("connecting", |link, _| Ok(link.agent().to_owned()))?;
    let (dialect, name, mut version) = product(&agent);
    let forced = profile.and_then(|name| PROFILES.iter().find(|(known, _)| *known == name));
    let dialect = forced.map_or(dialect, |(_, dialect)| *dialect);
    let mut name = name.to_owned();
    if dialect == Dialect::Memgraph {
        let rows = session.run("SHOW VERSION")?;
        version = rows
            .first()
            .and_then(|row| row.values().next())
            .and_then(Value::text)
            .map(|version| said(None, version));
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
                session.place
            )));
        }
        let rows = session.run("CALL dbms.components() YIELD edition RETURN edition")?;
        if let Some(edition) = rows.first().and_then(|row| row.get("edition")).and_then(Value::text) {
            name = format!("{name} {} edition", said(None, edition));
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
}
