//! FalkorDB, a module of Redis: `GRAPH.QUERY` with values in a header of literals, answers in its compact form
//! (<https://docs.falkordb.com/design/client-spec.html>).

use std::time::Duration;

use redis::{Client, ConnectionAddr, ErrorKind, IntoConnectionInfo, RedisConnectionInfo, RedisError};

use super::cypher::{Dialect, Open, Session, Statement};
use super::elements::{Record, Value};
use super::{Access, Address, Connection, Credentials, PASSWORD, Server, Store, StoreError, Target, USER};
use crate::export::cypher::literal;
use crate::export::property_graph::KEY;
use crate::export::{Capability, ExportOptions, Feature};

/// The port where none is written.
const PORT: u16 = 6379;
/// How long the server may be silent.
const TIMEOUT: Duration = Duration::from_secs(300);
/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(10);
/// What begins the words of errors that pass: <https://redis.io/docs/latest/develop/reference/protocol-spec/>.
const TRANSIENT: [&str; 6] = ["BUSY", "LOADING", "TRYAGAIN", "MASTERDOWN", "CLUSTERDOWN", "OOM"];

/// FalkorDB.
pub(super) struct FalkorDb;

pub(super) static FALKORDB: FalkorDb = FalkorDb;

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

    fn open(&self, target: &Target, access: &Access<'_>) -> Result<Box<dyn Connection>, StoreError> {
        let Some(address) = target.address() else {
            return Err(StoreError::Usage(format!("{target}: this is no address of a server")));
        };
        let graph = address.path().trim_start_matches('/').to_owned();
        if graph.is_empty() || graph.contains('/') {
            return Err(StoreError::Usage(format!(
                "{target}: the address ends in the name of a graph, as in redis://localhost:6379/talks"
            )));
        }
        let mut session = RedisSession::new(address, access.credentials, graph)?;
        let version = session.version()?;
        let server =
            Server { name: "FalkorDB".to_owned(), version: Some(version), profile: "falkordb".to_owned() };
        let open_to_all =
            address.scheme() == "redis" && !address.is_loopback() && access.credentials.is_some();
        let notice = open_to_all
            .then(|| "the password goes over the network unencrypted; better take rediss://".to_owned());
        Ok(Box::new(Open::new(session, Dialect::FalkorDb, server, notice)))
    }
}

/// A client with its graph.
struct RedisSession {
    client: Client,
    connection: Option<redis::Connection>,
    address: String,
    graph: String,
}

impl RedisSession {
    fn new(
        address: &Address,
        credentials: Option<&Credentials>,
        graph: String,
    ) -> Result<RedisSession, StoreError> {
        let usage = |error: RedisError| StoreError::Usage(format!("{address}: {error}"));
        let (host, port) =
            (address.host().trim_matches(['[', ']']).to_owned(), address.port().unwrap_or(PORT));
        let place = match address.scheme() {
            "rediss" => {
                // Another one may be chosen already, which is as good.
                let _ = rustls::crypto::ring::default_provider().install_default();
                ConnectionAddr::TcpTls { host, port, insecure: false, tls_params: None }
            }
            _ => ConnectionAddr::Tcp(host, port),
        };
        let settings = match credentials {
            None => RedisConnectionInfo::default(),
            Some(Credentials::Password { user, password }) => {
                RedisConnectionInfo::default().set_username(user).set_password(password.reveal())
            }
            Some(Credentials::Token(_)) => {
                return Err(StoreError::Credentials(format!(
                    "{address}: Redis takes no token; set {USER} and {PASSWORD}"
                )));
            }
        };
        let info = place.into_connection_info().map_err(usage)?.set_redis_settings(settings);
        let client = Client::open(info).map_err(usage)?;
        Ok(RedisSession { client, connection: None, address: address.to_string(), graph })
    }

    /// Sends a command. After a failure of the connection the next command makes a new one.
    fn send(&mut self, what: &str, command: &redis::Cmd) -> Result<redis::Value, StoreError> {
        let answer = match &mut self.connection {
            Some(connection) => command.query(connection),
            None => self.client.get_connection_with_timeout(CONNECT).and_then(|mut connection| {
                connection.set_read_timeout(Some(TIMEOUT))?;
                let answer = command.query(&mut connection);
                self.connection = Some(connection);
                answer
            }),
        };
        answer.map_err(|error: RedisError| {
            if error.is_io_error() {
                self.connection = None;
            }
            self.failed(what, &error)
        })
    }

    fn failed(&self, what: &str, error: &RedisError) -> StoreError {
        let (what, why) = (what.to_owned(), error.to_string());
        let code = error.code().unwrap_or_default();
        if error.is_io_error() {
            StoreError::Unreachable { address: self.address.clone(), why }
        } else if error.kind() == ErrorKind::AuthenticationFailed
            || ["NOAUTH", "WRONGPASS", "NOPERM"].contains(&code)
        {
            StoreError::Credentials(format!(
                "{why}; set {USER} and {PASSWORD}, or write a line into ~/.netrc"
            ))
        } else if error.kind() == ErrorKind::Parse {
            StoreError::Refused {
                what,
                why: "what answers there is no Redis; is the address right?".to_owned(),
            }
        } else if TRANSIENT.contains(&code) {
            StoreError::Busy { what, why, after: None }
        } else {
            StoreError::Refused { what, why }
        }
    }

    /// The version of the module.
    fn version(&mut self) -> Result<String, StoreError> {
        let answer = self.send("connecting", redis::cmd("MODULE").arg("LIST"))?;
        for module in array(&answer) {
            let cells = array(module);
            let cell = |name: &str| {
                let at = cells.iter().step_by(2).position(|cell| text(cell).as_deref() == Some(name))?;
                cells.get(2 * at + 1)
            };
            if let (Some("graph"), Some(redis::Value::Int(version))) =
                (cell("name").and_then(text).as_deref(), cell("ver"))
            {
                return Ok(format!("{}.{}.{}", version / 10_000, version / 100 % 100, version % 100));
            }
        }
        Err(StoreError::Usage(format!("{}: this Redis has no FalkorDB", self.address)))
    }

    fn query(&mut self, what: &str, name: &str, statement: &Statement) -> Result<Vec<Record>, StoreError> {
        let words = with_header(statement);
        let answer = self.send(what, redis::cmd(name).arg(&self.graph).arg(words).arg("--compact"))?;
        rows(&answer).ok_or_else(|| StoreError::Answer {
            what: what.to_owned(),
            why: "it has no form that is known".to_owned(),
        })
    }
}

impl Session for RedisSession {
    fn read(&mut self, statement: &Statement) -> Result<Vec<Record>, StoreError> {
        let what = "reading what is there";
        // A query, even one that only reads, would make the graph; a plan changes nothing.
        let there = self.send(what, redis::cmd("EXISTS").arg(&self.graph))?;
        if there == redis::Value::Int(0) {
            return Ok(Vec::new());
        }
        self.query(what, "GRAPH.RO_QUERY", statement)
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
        let mut command = redis::cmd("GRAPH.CONSTRAINT");
        command.arg("CREATE").arg(&self.graph).arg("UNIQUE").arg("NODE").arg(root);
        command.arg("PROPERTIES").arg(1).arg(KEY);
        match self.send("preparing the database", &command) {
            Err(StoreError::Refused { why, .. }) if why.contains("already exists") => Ok(()),
            result => result.map(drop),
        }
    }

    fn has_dates(&self) -> bool {
        false
    }
}

/// A statement behind its parameters: `CYPHER rows=[{iri: 'x'}] UNWIND $rows …`.
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
fn rows(answer: &redis::Value) -> Option<Vec<Record>> {
    let [header, rows, _] = array(answer) else { return Some(Vec::new()) };
    let name = |column: &redis::Value| array(column).get(1).and_then(text);
    let names: Option<Vec<String>> = array(header).iter().map(name).collect();
    let names = names?;
    let row = |row: &redis::Value| -> Option<Record> {
        names.iter().zip(array(row)).map(|(name, cell)| Some((name.clone(), value(cell)?))).collect()
    };
    array(rows).iter().map(row).collect()
}

/// A value behind the number of its type.
fn value(cell: &redis::Value) -> Option<Value> {
    let [redis::Value::Int(kind), content] = array(cell) else { return None };
    Some(match kind {
        1 => Value::Null,
        2 => Value::Text(text(content)?),
        3 => match content {
            redis::Value::Int(number) => Value::Integer(*number),
            other => Value::Integer(text(other)?.parse().ok()?),
        },
        4 => Value::Boolean(text(content)? == "true"),
        5 => Value::Float(text(content)?.parse().ok()?),
        6 => Value::List(array(content).iter().map(value).collect::<Option<_>>()?),
        10 => {
            let pairs = array(content).chunks(2);
            let member = |pair: &[redis::Value]| Some((text(pair.first()?)?, value(pair.get(1)?)?));
            Value::Map(pairs.map(member).collect::<Option<_>>()?)
        }
        _ => Value::Other(format!("{content:?}")),
    })
}

fn array(value: &redis::Value) -> &[redis::Value] {
    match value {
        redis::Value::Array(members) => members,
        _ => &[],
    }
}

fn text(value: &redis::Value) -> Option<String> {
    match value {
        redis::Value::BulkString(bytes) => String::from_utf8(bytes.clone()).ok(),
        redis::Value::SimpleString(text) => Some(text.clone()),
        redis::Value::Double(number) => Some(number.to_string()),
        redis::Value::Boolean(value) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bulk(text: &str) -> redis::Value {
        redis::Value::BulkString(text.as_bytes().to_vec())
    }

    fn list(members: Vec<redis::Value>) -> redis::Value {
        redis::Value::Array(members)
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
        let cell = |kind: i64, content: redis::Value| list(vec![redis::Value::Int(kind), content]);
        let header = list(vec![list(vec![redis::Value::Int(1), bulk("properties")])]);
        let texts = cell(6, list(vec![cell(2, bulk("a"))]));
        let map = list(vec![
            bulk("n"),
            cell(3, redis::Value::Int(7)),
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
