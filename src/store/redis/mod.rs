//! FalkorDB, a module of Redis: `GRAPH.QUERY` with values in a header of literals, answers in its compact form
//! (<https://docs.falkordb.com/design/client-spec.html>).

mod resp;

use std::io;
use std::sync::Arc;

use super::allowance::Allowance;
use super::cypher::{Dialect, Open, Session, Statement};
use super::elements::{ANY_NAME, Keeps, Record, Value, losses_of_rows};
use super::said::said;
use super::wire::Wire;
use super::{Access, Address, Connection, Credentials, PASSWORD, Server, Store, StoreError, Target, USER};
use crate::export::cypher::literal;
use crate::export::elements::{KEY, Kinds};
use crate::export::{Capability, ExportOptions, Feature, Losses};
use crate::graph::rows::RowGraph;
use resp::{Link, Reply};

/// The port where none is written.
const PORT: u16 = 6379;
/// What begins the words of errors that pass: <https://redis.io/docs/latest/develop/reference/protocol-spec/>.
const TRANSIENT: [&str; 6] = ["BUSY", "LOADING", "TRYAGAIN", "MASTERDOWN", "CLUSTERDOWN", "OOM"];

/// FalkorDB.
pub(super) struct FalkorDb;

pub(super) static FALKORDB: FalkorDb = FalkorDb;

/// What the server keeps.
static KEEPS: Keeps =
    Keeps { times: Kinds::NONE, whole_is_integer: false, rounds: true, names: ANY_NAME, shared: None };

impl crate::store::connection::Sealed for FalkorDb {}

impl Store for FalkorDb {
    fn name(&self) -> &'static str {
        "falkordb"
    }

    fn about(&self) -> &'static str {
        "FalkorDB, the property graph of Redis"
    }

    fn addresses(&self) -> &'static [&'static str] {
        &["redis://HOST:PORT/GRAPH", "rediss://HOST/GRAPH"]
    }

    fn profiles(&self) -> &'static [&'static str] {
        &["falkordb"]
    }

    fn takes(&self, target: &Target) -> bool {
        target.address().is_some_and(|address| ["redis", "rediss"].contains(&address.scheme()))
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
        (address.scheme() == "redis").then(|| "rediss://".to_owned())
    }

    fn open(&self, target: &Target, access: &Access<'_>) -> Result<Box<dyn Connection>, StoreError> {
        let Some(address) = target.address() else {
            return Err(StoreError::Usage(format!("{target}: not the address of a server")));
        };
        let graph = address.path().trim_start_matches('/').to_owned();
        if graph.is_empty() || graph.contains('/') {
            return Err(StoreError::Usage(format!(
                "{target}: the address must end in the name of a graph, as in redis://localhost:6379/talks"
            )));
        }
        let mut session = RedisSession {
            place: address.clone(),
            graph,
            credentials: access.credentials.cloned(),
            allowance: access.allowance,
            link: None,
        };
        let version = session.version()?;
        let server =
            Server { name: "FalkorDB".to_owned(), version: Some(version), profile: "falkordb".to_owned() };
        Ok(Box::new(Open::new(session, Dialect::FalkorDb, server)))
    }
}

/// A graph of a server, connected to when needed, and again after a connection has broken.
struct RedisSession {
    place: Address,
    graph: String,
    credentials: Option<Credentials>,
    allowance: Allowance,
    link: Option<Link>,
}

impl RedisSession {
    /// Sends a command, over a new connection if there is none.
    fn send(&mut self, what: &str, command: &[&str]) -> Result<Reply, StoreError> {
        let reply = self.with(what, |link| link.send(command))?;
        self.unless_refused(what, reply)
    }

    fn unless_refused(&self, what: &str, reply: Reply) -> Result<Reply, StoreError> {
        match reply {
            Reply::Error(words) => Err(self.refused(what, &words)),
            reply => Ok(reply),
        }
    }

    /// Does something with a connection. One that broke is given up.
    fn with<T>(&mut self, what: &str, act: impl FnOnce(&mut Link) -> io::Result<T>) -> Result<T, StoreError> {
        let mut link = match self.link.take() {
            Some(link) => link,
            None => self.connect(what)?,
        };
        link.begin(self.allowance);
        let done = act(&mut link);
        self.allowance = link.allowance();
        let done = done.map_err(|error| self.broken(what, &error))?;
        self.link = Some(link);
        Ok(done)
    }

    fn connect(&self, what: &str) -> Result<Link, StoreError> {
        let (address, encrypted) = (self.place.to_string(), self.place.scheme() == "rediss");
        let port = self.place.port().unwrap_or(PORT);
        let allowance = self.allowance.greeting();
        let wire = Wire::connect(&address, self.place.host(), port, encrypted, allowance)?;
        let mut link = Link::new(wire, allowance);
        match &self.credentials {
            None => {}
            Some(Credentials::Password { user, password }) => {
                let reply = link.send(&["AUTH", user, password.reveal()]);
                if let Reply::Error(words) = reply.map_err(|error| self.broken(what, &error))? {
                    return Err(match self.refused(what, &words) {
                        StoreError::Refused { why, .. } => wanted(&why),
                        error => error,
                    });
                }
            }
            Some(Credentials::Token(_)) => {
                return Err(StoreError::Credentials(format!(
                    "{address}: Redis does not accept tokens; set {USER} and {PASSWORD}"
                )));
            }
        }
        Ok(link)
    }

    fn broken(&self, what: &str, error: &io::Error) -> StoreError {
        match StoreError::of_connection(&self.place.to_string(), what, error) {
            StoreError::Answer { what, why } => {
                let why = format!("the server that answers is not Redis ({why}); check the address");
                StoreError::Refused { what, why }
            }
            error => error,
        }
    }

    fn refused(&self, what: &str, words: &str) -> StoreError {
        let (what, why) = (what.to_owned(), said(self.credentials.as_ref(), words));
        let code = words.split(' ').next().unwrap_or_default();
        if ["NOAUTH", "WRONGPASS", "NOPERM"].contains(&code) {
            wanted(&why)
        } else if TRANSIENT.contains(&code) {
            StoreError::Busy { what, why, after: None }
        } else {
            StoreError::Refused { what, why }
        }
    }

    /// The version of the module.
    fn version(&mut self) -> Result<String, StoreError> {
        let answer = self.send("connecting", &["MODULE", "LIST"])?;
        for module in answer.members() {
            let cells = module.members();
            let cell = |name: &str| {
                let at = cells.iter().step_by(2).position(|cell| cell.text() == Some(name))?;
                cells.get(2 * at + 1)
            };
            if let (Some("graph"), Some(Reply::Integer(version))) =
                (cell("name").and_then(Reply::text), cell("ver"))
            {
                return Ok(format!("{}.{}.{}", version / 10_000, version / 100 % 100, version % 100));
            }
        }
        Err(StoreError::Usage(format!("{}: this Redis does not have the FalkorDB module", self.place)))
    }

    fn query(&mut self, what: &str, name: &str, statement: &Statement) -> Result<Vec<Record>, StoreError> {
        let words = with_header(statement);
        let graph = self.graph.clone();
        let answer = self.send(what, &[name, &graph, &words, "--compact"])?;
        rows(&answer).ok_or_else(|| unknown(what))
    }
}

fn unknown(what: &str) -> StoreError {
    StoreError::Answer { what: what.to_owned(), why: "unknown form of answer".to_owned() }
}

/// That the server wants other credentials.
fn wanted(why: &str) -> StoreError {
    StoreError::Credentials(format!("{why}; set {USER} and {PASSWORD}, or add a line to ~/.netrc"))
}

impl Session for RedisSession {
    fn keeps(&self) -> &'static Keeps {
        &KEEPS
    }

    fn begin(&mut self, allowance: Allowance) {
        self.allowance = allowance;
    }

    fn read(&mut self, statement: &Statement) -> Result<Vec<Record>, StoreError> {
        let mut rows = Vec::new();
        self.each(statement, &mut |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    fn each(
        &mut self,
        statement: &Statement,
        visit: &mut dyn FnMut(Record) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let what = "reading existing data";
        // A query, even one that only reads, would make the graph; a plan changes nothing.
        let graph = self.graph.clone();
        if self.send(what, &["EXISTS", &graph])? == Reply::Integer(0) {
            return Ok(());
        }
        let (words, mut names, mut visited) = (with_header(statement), Vec::new(), Ok(()));
        let other = self.with(what, |link| {
            link.each_row(&["GRAPH.RO_QUERY", &graph, &words, "--compact"], &mut |header, cells| {
                if names.is_empty() {
                    names = names_of(header).unwrap_or_default();
                }
                // What still comes after a failure is read, so that the next command has its reply.
                if visited.is_ok() {
                    visited = row(&names, cells).ok_or_else(|| unknown(what)).and_then(&mut *visit);
                }
            })
        })?;
        other.map_or(Ok(()), |reply| self.unless_refused(what, reply).map(drop))?;
        visited
    }

    fn run(&mut self, words: &str) -> Result<Vec<Record>, StoreError> {
        let statement = Statement { words: words.to_owned(), parameters: Record::new() };
        match self.query("preparing the database", "GRAPH.QUERY", &statement) {
            Err(StoreError::Refused { why, .. }) if why.contains("already indexed") => Ok(Vec::new()),
            result => result,
        }
    }

    /// Each statement is a transaction of its own; there are no larger ones.
    fn write(&mut self, what: &str, statements: &[Statement], _: Option<u64>) -> Result<u64, StoreError> {
        let mut count = None;
        for statement in statements {
            let rows = self.query(what, "GRAPH.QUERY", statement)?;
            count = rows.first().and_then(|row| row.get("count")).and_then(Value::integer);
        }
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    fn constrain(&mut self, root: &str) -> Result<(), StoreError> {
        let graph = self.graph.clone();
        let command = ["GRAPH.CONSTRAINT", "CREATE", &graph, "UNIQUE", "NODE", root, "PROPERTIES", "1", KEY];
        match self.send("preparing the database", &command) {
            Err(StoreError::Refused { why, .. }) if why.contains("already exists") => Ok(()),
            result => result.map(drop),
        }
    }
}

/// A statement after its parameters: `CYPHER rows=[{iri: 'x'}] UNWIND $rows …`.
fn with_header(statement: &Statement) -> String {
    if statement.parameters.is_empty() {
        return statement.words.clone();
    }
    let parameters = statement.parameters.iter();
    let header: String =
        parameters.map(|(name, value)| format!("{}={value} ", literal::name(name))).collect();
    format!("CYPHER {header}{}", statement.words)
}

/// The rows of an answer in compact form: header, rows, statistics; or statistics alone.
fn rows(answer: &Reply) -> Option<Vec<Record>> {
    let [header, rows, _] = answer.members() else { return Some(Vec::new()) };
    let names = names_of(header)?;
    rows.members().iter().map(|cells| row(&names, cells)).collect()
}

/// The names of the columns.
fn names_of(header: &Reply) -> Option<Vec<Arc<str>>> {
    header
        .members()
        .iter()
        .map(|column| column.members().get(1).and_then(Reply::text).map(Arc::from))
        .collect()
}

/// A row of an answer.
fn row(names: &[Arc<str>], cells: &Reply) -> Option<Record> {
    let cells = Some(cells.members()).filter(|cells| cells.len() == names.len())?;
    names.iter().zip(cells).map(|(name, cell)| Some((Arc::clone(name), value(cell)?))).collect()
}

/// A value after the number of its type.
fn value(cell: &Reply) -> Option<Value> {
    let [Reply::Integer(kind), content] = cell.members() else { return None };
    Some(match kind {
        1 => Value::Null,
        2 => Value::Text(content.text()?.to_owned()),
        3 => match content {
            Reply::Integer(number) => Value::Integer(*number),
            other => Value::Integer(other.text()?.parse().ok()?),
        },
        4 => Value::Boolean(content.text()? == "true"),
        5 => Value::Float(content.text()?.parse().ok()?),
        6 => Value::List(content.members().iter().map(value).collect::<Option<_>>()?),
        10 => {
            let pairs = content.members().chunks(2);
            let member = |pair: &[Reply]| Some((pair.first()?.text()?.to_owned(), value(pair.get(1)?)?));
            Value::Map(pairs.map(member).collect::<Option<_>>()?)
        }
        _ => Value::Other(format!("{content:?}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bulk(text: &str) -> Reply {
        Reply::Text(text.to_owned())
    }

    fn list(members: Vec<Reply>) -> Reply {
        Reply::List(members)
    }

    #[test]
    fn values_stand_in_the_header_and_nowhere_else() {
        let hostile = "'}] MATCH (n) DETACH DELETE n //";
        let parameters = Record::from([("iris".to_owned(), Value::list([hostile, "b"]))]);
        let statement = Statement { words: "UNWIND $iris AS iri RETURN iri".to_owned(), parameters };
        let words = with_header(&statement);
        assert_eq!(
            words,
            r"CYPHER iris=['\'}] MATCH (n) DETACH DELETE n //', 'b'] UNWIND $iris AS iri RETURN iri"
        );
    }

    #[test]
    fn compact_answers_are_read() {
        let cell = |kind: i64, content: Reply| list(vec![Reply::Integer(kind), content]);
        let header = list(vec![list(vec![Reply::Integer(1), bulk("properties")])]);
        let texts = cell(6, list(vec![cell(2, bulk("a"))]));
        let map = list(vec![
            bulk("n"),
            cell(3, Reply::Integer(7)),
            bulk("l"),
            texts,
            bulk("f"),
            cell(5, bulk("0.5")),
        ]);
        let answer = list(vec![header, list(vec![list(vec![cell(10, map)])]), list(vec![])]);
        let rows = rows(&answer).unwrap();
        let Some(Value::Map(map)) = rows[0].get("properties") else { panic!("{rows:?}") };
        assert_eq!((&map["n"], &map["f"]), (&Value::Integer(7), &Value::Float(0.5)));
        assert_eq!(map["l"], Value::list(["a"]));
        assert!(super::rows(&list(vec![list(vec![bulk("Nodes created: 1")])])).unwrap().is_empty());
    }
}
