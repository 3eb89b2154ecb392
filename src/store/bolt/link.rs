//! A connection that speaks Bolt 4.4 or 5.0 to 5.8: handshake, messages, chunks (<https://neo4j.com/docs/bolt/current/>).

use std::io::{self, BufReader, Read, Write};
use std::sync::Arc;
use std::time::Instant;

use super::packstream::{Decoder, encode, encode_map};
use crate::store::Credentials;
use crate::store::allowance::{Allowance, FAREWELL};
use crate::store::elements::{Record, Value};
use crate::store::wire::Wire;

/// What a client says first, and the versions that it speaks: 5.8 down to 5.0, and 4.4.
const HANDSHAKE: [u8; 20] = [0x60, 0x60, 0xB0, 0x17, 0, 8, 8, 5, 0, 0, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0];
/// From this version on credentials have a message of their own.
const LOGON_SINCE: (u8, u8) = (5, 1);
/// The name under which a server knows the program.
const AGENT: &str = concat!("dossier/", env!("CARGO_PKG_VERSION"));

/// The tags of requests.
mod request {
    pub(super) const HELLO: u8 = 0x01;
    pub(super) const GOODBYE: u8 = 0x02;
    pub(super) const RESET: u8 = 0x0F;
    pub(super) const RUN: u8 = 0x10;
    pub(super) const BEGIN: u8 = 0x11;
    pub(super) const COMMIT: u8 = 0x12;
    pub(super) const ROLLBACK: u8 = 0x13;
    pub(super) const PULL: u8 = 0x3F;
    pub(super) const ROUTE: u8 = 0x66;
    pub(super) const LOGON: u8 = 0x6A;
}

/// The tags of answers.
mod answer {
    pub(super) const SUCCESS: u8 = 0x70;
    pub(super) const RECORD: u8 = 0x71;
    pub(super) const IGNORED: u8 = 0x7E;
    pub(super) const FAILURE: u8 = 0x7F;
}

/// Why a request came to nothing.
#[derive(Debug)]
pub(super) enum Failure {
    /// The connection is of no use any more.
    Broken(io::Error),
    /// The server says no, with a code and a message.
    Refused { code: String, message: String },
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Broken(error)
    }
}

/// An open connection.
pub(super) struct Link {
    stream: BufReader<Wire>,
    allowance: Allowance,
    version: (u8, u8),
    agent: String,
}

impl Link {
    /// Agrees on a version and authenticates. `routing` is the address that is sent to a member of a cluster.
    pub(super) fn open(
        wire: Wire,
        credentials: Option<&Credentials>,
        routing: Option<&str>,
        allowance: Allowance,
    ) -> Result<Link, Failure> {
        let mut link =
            Link { stream: BufReader::new(wire), allowance, version: (0, 0), agent: String::new() };
        link.stream.get_mut().write_all(&HANDSHAKE)?;
        let mut chosen = [0; 4];
        link.stream.read_exact(&mut chosen)?;
        link.version = match chosen {
            [0, 0, minor @ 0..=8, 5] => (5, minor),
            [0, 0, 4, 4] => (4, 4),
            [0, 0, 0, 0] => return Err(malformed("it speaks neither Bolt 5 nor Bolt 4.4").into()),
            _ => {
                return Err(
                    malformed("the server that answers does not speak Bolt; check the address").into()
                );
            }
        };
        let mut hello = Record::from([("user_agent".to_owned(), AGENT.into())]);
        if link.version >= LOGON_SINCE {
            hello.insert("bolt_agent".to_owned(), map([("product", AGENT.into())]));
        } else {
            hello.extend(authentication(credentials));
        }
        if let Some(address) = routing {
            hello.insert("routing".to_owned(), map([("address", address.into())]));
        }
        let greeting = link.ask(request::HELLO, &[Value::Map(hello)])?;
        link.agent = greeting.get("server").and_then(Value::text).unwrap_or_default().to_owned();
        if link.version >= LOGON_SINCE {
            link.ask(request::LOGON, &[Value::Map(authentication(credentials))])?;
        }
        Ok(link)
    }

    /// How the server calls itself.
    pub(super) fn agent(&self) -> &str {
        &self.agent
    }

    /// Begins an attempt.
    pub(super) fn begin(&mut self, allowance: Allowance) {
        self.allowance = allowance;
        self.stream.get_mut().begin(allowance);
    }

    /// What is left of the attempt.
    pub(super) fn allowance(&self) -> Allowance {
        self.allowance
    }

    /// The addresses of the members of a cluster that take writes.
    pub(super) fn writers(&mut self, address: &str, database: Option<&str>) -> Result<Vec<String>, Failure> {
        let extra = database.map(|name| ("db".to_owned(), name.into())).into_iter().collect();
        let fields = [map([("address", address.into())]), Value::List(Vec::new()), Value::Map(extra)];
        let answer = self.ask(request::ROUTE, &fields)?;
        let Some(Value::Map(table)) = answer.get("rt") else {
            return Err(malformed("it has no routing table").into());
        };
        let Some(Value::List(servers)) = table.get("servers") else { return Ok(Vec::new()) };
        let writes = |server: &&Record| server.get("role").and_then(Value::text) == Some("WRITE");
        let servers = servers.iter().filter_map(|server| match server {
            Value::Map(server) => Some(server),
            _ => None,
        });
        let addresses = servers.filter(writes).filter_map(|server| server.get("addresses"));
        Ok(addresses.flat_map(Value::texts).map(str::to_owned).collect())
    }

    /// Runs a statement outside of a transaction and returns its rows.
    pub(super) fn run(
        &mut self,
        words: &str,
        parameters: &Record,
        database: Option<&str>,
        reads: bool,
    ) -> Result<Vec<Record>, Failure> {
        self.rows(words, parameters, extra(database, reads))
    }

    /// Begins a transaction that writes.
    pub(super) fn begin_transaction(&mut self, database: Option<&str>) -> Result<(), Failure> {
        self.ask(request::BEGIN, &[Value::Map(extra(database, false))]).map(drop)
    }

    /// Runs a statement in the transaction and returns its rows.
    pub(super) fn run_in_transaction(
        &mut self,
        words: &str,
        parameters: &Record,
    ) -> Result<Vec<Record>, Failure> {
        self.rows(words, parameters, Record::new())
    }

    /// Ends the transaction.
    pub(super) fn end_transaction(&mut self, keep: bool) -> Result<(), Failure> {
        self.ask(if keep { request::COMMIT } else { request::ROLLBACK }, &[]).map(drop)
    }

    fn rows(&mut self, words: &str, parameters: &Record, extra: Record) -> Result<Vec<Record>, Failure> {
        let mut rows = Vec::new();
        self.each(words, parameters, extra, |row| rows.push(row))?;
        Ok(rows)
    }

    /// Runs a statement and visits each row when it arrives.
    pub(super) fn each(
        &mut self,
        words: &str,
        parameters: &Record,
        extra: Record,
        mut visit: impl FnMut(Record),
    ) -> Result<(), Failure> {
        let mut run = vec![0xB3, request::RUN];
        let (version, _) = self.version;
        encode(&words.into(), version, &mut run)?;
        encode_map(parameters, version, &mut run)?;
        encode_map(&extra, version, &mut run)?;
        self.send_message(&run)?;
        self.send(request::PULL, &[map([("n", Value::Integer(-1))])])?;
        let header = match self.summary() {
            Ok(header) => header,
            Err(refused @ Failure::Refused { .. }) => {
                self.reset()?;
                return Err(refused);
            }
            Err(broken) => return Err(broken),
        };
        let names: Vec<Arc<str>> =
            header.get("fields").into_iter().flat_map(Value::texts).map(Arc::from).collect();
        loop {
            let (tag, mut fields) = self.receive()?;
            match (tag, fields.pop()) {
                (answer::RECORD, Some(Value::List(cells))) if cells.len() == names.len() => {
                    self.allowance.take(names.iter().map(|name| name.len() as u64 + ROW).sum())?;
                    visit(names.iter().map(Arc::clone).zip(cells).collect());
                }
                (answer::SUCCESS, _) => return Ok(()),
                (answer::FAILURE, Some(Value::Map(failure))) => {
                    self.reset()?;
                    return Err(refused(&failure));
                }
                (tag, _) => return Err(unexpected(tag)),
            }
        }
    }

    /// Sends a request that one summary answers. Where the server says no, it is ready for the next one.
    fn ask(&mut self, tag: u8, fields: &[Value]) -> Result<Record, Failure> {
        self.send(tag, fields)?;
        let answer = self.summary();
        if matches!(answer, Err(Failure::Refused { .. })) && ![request::HELLO, request::LOGON].contains(&tag)
        {
            self.reset()?;
        }
        answer
    }

    /// Has the server forget a failure. What it was sent after the failed request, it ignores.
    fn reset(&mut self) -> Result<(), Failure> {
        self.send(request::RESET, &[])?;
        loop {
            let (tag, _) = self.receive()?;
            match tag {
                answer::IGNORED => {}
                answer::SUCCESS => return Ok(()),
                tag => return Err(unexpected(tag)),
            }
        }
    }

    fn summary(&mut self) -> Result<Record, Failure> {
        let (tag, mut fields) = self.receive()?;
        match (tag, fields.pop()) {
            (answer::SUCCESS, Some(Value::Map(summary))) => Ok(summary),
            (answer::FAILURE, Some(Value::Map(failure))) => Err(refused(&failure)),
            (tag, _) => Err(unexpected(tag)),
        }
    }

    fn send(&mut self, tag: u8, fields: &[Value]) -> io::Result<()> {
        // No request has more than fifteen fields.
        let mut message = vec![0xB0 | fields.len() as u8, tag];
        fields.iter().try_for_each(|field| encode(field, self.version.0, &mut message))?;
        self.send_message(&message)
    }

    fn send_message(&mut self, message: &[u8]) -> io::Result<()> {
        let mut framed = Vec::with_capacity(message.len() + message.len() / 0x8000 + 4);
        for chunk in message.chunks(usize::from(u16::MAX)) {
            framed.extend((chunk.len() as u16).to_be_bytes());
            framed.extend(chunk);
        }
        framed.extend([0, 0]);
        self.stream.get_mut().write_all(&framed)
    }

    fn receive(&mut self) -> io::Result<(u8, Vec<Value>)> {
        let mut chunks = Chunks { input: &mut self.stream, left: 0, begun: false, ended: false };
        let message = Decoder::new(&mut chunks, &mut self.allowance).structure()?;
        // An empty read takes the mark of the end.
        if chunks.read(&mut [0])? > 0 {
            return Err(malformed("a message continues past its end"));
        }
        Ok(message)
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.begin(Allowance::new(Instant::now() + FAREWELL, 0));
        // Who is gone needs no farewell.
        let _ = self.send(request::GOODBYE, &[]);
    }
}

/// The memory of a row for each of its cells, besides name and value: its share of a vector that may have room for twice as many.
const ROW: u64 = 4 * (size_of::<Arc<str>>() + size_of::<Value>()) as u64;

/// The bytes of one message, which comes in chunks after their lengths and ends with an empty one. Empty chunks before it
/// keep the connection alive.
struct Chunks<R> {
    input: R,
    left: usize,
    begun: bool,
    ended: bool,
}

impl<R: Read> Read for Chunks<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 && !self.ended {
            let mut length = [0; 2];
            self.input.read_exact(&mut length)?;
            self.left = usize::from(u16::from_be_bytes(length));
            self.ended = self.left == 0 && self.begun;
            self.begun |= self.left > 0;
        }
        let most = buffer.len().min(self.left);
        if most == 0 {
            // A request for zero bytes would make a buffer wait for more.
            return Ok(0);
        }
        let read = self.input.read(&mut buffer[..most])?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= read;
        Ok(read)
    }
}

/// What goes with a statement or a transaction of its own.
pub(super) fn extra(database: Option<&str>, reads: bool) -> Record {
    let mut extra = Record::new();
    if let Some(database) = database {
        extra.insert("db".to_owned(), database.into());
    }
    if reads {
        extra.insert("mode".to_owned(), "r".into());
    }
    extra
}

/// The credentials, as sent to a server.
fn authentication(credentials: Option<&Credentials>) -> Record {
    let entries = match credentials {
        None => vec![("scheme", "none".into())],
        Some(Credentials::Password { user, password }) => vec![
            ("scheme", "basic".into()),
            ("principal", user.as_str().into()),
            ("credentials", password.reveal().into()),
        ],
        Some(Credentials::Token(token)) => {
            vec![("scheme", "bearer".into()), ("credentials", token.reveal().into())]
        }
    };
    entries.into_iter().map(|(name, value): (&str, Value)| (name.to_owned(), value)).collect()
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A refusal; the name of its code has changed with Bolt 5.7.
fn refused(failure: &Record) -> Failure {
    let text = |names: &[&str]| {
        let found = names.iter().find_map(|name| failure.get(name).and_then(Value::text));
        found.unwrap_or_default().to_owned()
    };
    Failure::Refused { code: text(&["neo4j_code", "code"]), message: text(&["message"]) }
}

fn unexpected(tag: u8) -> Failure {
    malformed(&format!("unexpected message 0x{tag:02X}")).into()
}

fn malformed(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
