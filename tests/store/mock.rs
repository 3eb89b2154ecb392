//! A triple store in this process: what Fuseki, Oxigraph and Virtuoso have in common, with failures on demand.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphNameRef, NamedNode};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;

/// What is to go wrong.
#[derive(Clone, Debug, Default)]
pub struct Trouble {
    /// Answers with this status and words, so many times, to requests of this method.
    pub answers: Vec<(&'static str, u16, &'static str, usize)>,
    /// Breaks the connection off at so many requests of this method.
    pub breaks: Option<(&'static str, usize)>,
    /// Lets the client wait at the request of this method with this number, the first of which is 0.
    pub stalls: Option<(&'static str, usize)>,
    /// Gives no more triples of a graph than these, as Virtuoso does.
    pub most: Option<usize>,
    /// Loses a triple of each graph that is put.
    pub loses: bool,
    /// Asks for a user and a password, by `Basic` or `Digest`.
    pub wants: Option<&'static str>,
    /// Sends requests elsewhere.
    pub moved: bool,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The verb; `PUT` where a new graph is posted, too.
    pub method: String,
    /// The verb as it came.
    pub verb: String,
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// The server.
pub struct Mock {
    pub port: u16,
    pub store: Store,
    pub trouble: Arc<Mutex<Trouble>>,
    pub seen: Arc<Mutex<Vec<Seen>>>,
}

impl Mock {
    /// Starts it.
    pub fn start(trouble: Trouble) -> Mock {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mock = Mock {
            port: listener.local_addr().unwrap().port(),
            store: Store::new().unwrap(),
            trouble: Arc::new(Mutex::new(trouble)),
            seen: Arc::default(),
        };
        let (store, trouble, seen) = (mock.store.clone(), Arc::clone(&mock.trouble), Arc::clone(&mock.seen));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (store, trouble, seen) = (store.clone(), Arc::clone(&trouble), Arc::clone(&seen));
                thread::spawn(move || serve(&stream.unwrap(), &store, &trouble, &seen));
            }
        });
        mock
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How many requests of a method came.
    pub fn count(&self, method: &str) -> usize {
        self.seen.lock().unwrap().iter().filter(|seen| seen.method == method).count()
    }

    /// How many triples a graph has.
    pub fn triples(&self, graph: &str) -> usize {
        let name = NamedNode::new(graph).unwrap();
        let quads = self.store.quads_for_pattern(None, None, None, Some(GraphNameRef::from(name.as_ref())));
        quads.count()
    }
}

/// Answers the requests of one connection, one after another.
fn serve(stream: &TcpStream, store: &Store, trouble: &Mutex<Trouble>, all: &Mutex<Vec<Seen>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some(seen) = request(&mut reader) {
        all.lock().unwrap().push(seen.clone());
        let number = all.lock().unwrap().iter().filter(|other| other.method == seen.method).count() - 1;
        let plan = trouble.lock().unwrap().clone();
        if plan.stalls == Some((seen.method.as_str(), number)) {
            thread::sleep(Duration::from_secs(600));
        }
        if let Some((method, times)) = plan.breaks
            && method == seen.method
            && times > 0
        {
            trouble.lock().unwrap().breaks = Some((method, times - 1));
            return;
        }
        let (status, kind, body, more) = answer(&seen, store, trouble);
        let length = body.len();
        let mut out = stream;
        let head = format!(
            "HTTP/1.1 {status} So\r\nServer: Oxigraph/0.0.mock\r\nContent-Type: {kind}\r\n{more}Content-Length: {length}\r\n\r\n"
        );
        let body = if seen.method == "HEAD" { Vec::new() } else { body };
        if out.write_all(head.as_bytes()).and_then(|()| out.write_all(&body)).is_err() {
            return;
        }
    }
}

fn request(reader: &mut BufReader<TcpStream>) -> Option<Seen> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let mut body = Vec::new();
    if headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked") {
        while let Some(chunk) = chunk(reader).ok()? {
            body.extend(chunk);
        }
    } else {
        body.resize(headers.get("content-length").map_or(0, |value| value.parse().unwrap()), 0);
        reader.read_exact(&mut body).ok()?;
    }
    let verb = method;
    let method = if path.starts_with("/store?") && verb == "POST" { "PUT".to_owned() } else { verb.clone() };
    Some(Seen { method, verb, path, headers, body: String::from_utf8(body).unwrap() })
}

/// The next chunk of a body; `None` at its end (RFC 9112, section 7.1).
fn chunk(reader: &mut BufReader<TcpStream>) -> std::io::Result<Option<Vec<u8>>> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let length = usize::from_str_radix(line.trim(), 16).map_err(std::io::Error::other)?;
    let mut chunk = vec![0; length + "\r\n".len()];
    reader.read_exact(&mut chunk)?;
    chunk.truncate(length);
    Ok(Some(chunk).filter(|chunk| !chunk.is_empty()))
}

type Answer = (u16, &'static str, Vec<u8>, String);

fn answer(seen: &Seen, store: &Store, trouble: &Mutex<Trouble>) -> Answer {
    let words = |status, words: &str| (status, "text/plain", words.as_bytes().to_vec(), String::new());
    {
        let mut plan = trouble.lock().unwrap();
        if plan.moved {
            return (301, "text/plain", Vec::new(), "Location: http://127.0.0.1:9/else\r\n".to_owned());
        }
        if let Some(scheme) = plan.wants {
            let given = seen.headers.get("authorization").map_or("", String::as_str);
            let known = match scheme {
                // dora and s3cret.
                "Basic" => given == "Basic ZG9yYTpzM2NyZXQ=",
                "Bearer" => given == "Bearer s3cret",
                _ => digest_is_right(given, &seen.verb),
            };
            if !known {
                let nonce =
                    if scheme == "Digest" { ", qop=\"auth\", nonce=\"n0\", algorithm=MD5" } else { "" };
                let header = format!("WWW-Authenticate: {scheme} realm=\"mock\"{nonce}\r\n");
                let echo = format!("who is {given}, s3cret?");
                return (401, "text/plain", echo.into_bytes(), header);
            }
        }
        let failing =
            plan.answers.iter_mut().find(|(method, .., times)| *method == seen.method && *times > 0);
        if let Some((_, status, said, times)) = failing {
            *times -= 1;
            return (
                *status,
                "text/html",
                format!("<h1>{said}</h1>").into_bytes(),
                "Retry-After: 0\r\n".to_owned(),
            );
        }
    }
    let (path, query) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
    match (path, seen.method.as_str()) {
        ("/store", _) => {
            graph(&seen.verb, &decoded(query.trim_start_matches("graph=")), &seen.body, store, trouble)
        }
        ("/query", _) => select(&decoded(seen.body.trim_start_matches("query=")), store),
        ("/update" | "/both", "POST")
            if seen.headers["content-type"].starts_with("application/sparql-update") =>
        {
            SparqlEvaluator::new().parse_update(&seen.body).unwrap().on_store(store).execute().unwrap();
            words(204, "")
        }
        ("/both", "POST") => select(&decoded(seen.body.trim_start_matches("query=")), store),
        _ => words(404, "there is nothing here"),
    }
}

/// The Graph Store Protocol.
fn graph(method: &str, name: &str, body: &str, store: &Store, trouble: &Mutex<Trouble>) -> Answer {
    let words = |status, words: &str| (status, "text/plain", words.as_bytes().to_vec(), String::new());
    let name = NamedNode::new(name).unwrap();
    let there = store.contains_named_graph(name.as_ref()).unwrap();
    match method {
        "PUT" | "POST" => {
            let loses = trouble.lock().unwrap().loses;
            let body = if loses {
                body.lines().skip(1).map(|line| format!("{line}\n")).collect()
            } else {
                body.to_owned()
            };
            if method == "PUT" {
                store.clear_graph(name.as_ref()).unwrap();
            }
            let parser = RdfParser::from_format(RdfFormat::Turtle).with_default_graph(name);
            store.load_from_slice(parser, body.as_bytes()).unwrap();
            words(if there { 204 } else { 201 }, "")
        }
        "GET" if there => {
            let mut bytes = Vec::new();
            store.dump_graph_to_writer(name.as_ref(), RdfFormat::NTriples, &mut bytes).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            let most = trouble.lock().unwrap().most.unwrap_or(usize::MAX);
            let some: String = text.split_inclusive('\n').take(most).collect();
            (200, "application/n-triples", some.into_bytes(), String::new())
        }
        "DELETE" if there => {
            store.remove_named_graph(name.as_ref()).unwrap();
            words(204, "")
        }
        _ => words(404, "no such graph"),
    }
}

fn select(query: &str, store: &Store) -> Answer {
    let results = SparqlEvaluator::new().parse_query(query).unwrap().on_store(store).execute().unwrap();
    match results {
        QueryResults::Graph(triples) => {
            let lines: String = triples.map(|triple| format!("{} .\n", triple.unwrap())).collect();
            (200, "application/n-triples", lines.into_bytes(), String::new())
        }
        QueryResults::Solutions(solutions) => {
            let serializer = QueryResultsSerializer::from_format(QueryResultsFormat::Json);
            let variables = solutions.variables().to_vec();
            let mut writer = serializer.serialize_solutions_to_writer(Vec::new(), variables).unwrap();
            for solution in solutions {
                writer.serialize(&solution.unwrap()).unwrap();
            }
            (200, "application/sparql-results+json", writer.finish().unwrap(), String::new())
        }
        QueryResults::Boolean(truth) => {
            let json = format!("{{\"head\":{{}},\"boolean\":{truth}}}");
            (200, "application/sparql-results+json", json.into_bytes(), String::new())
        }
    }
}

/// Whether an answer to the challenge is that of dora with s3cret, by RFC 7616, section 3.4.1.
fn digest_is_right(given: &str, method: &str) -> bool {
    let part = |name: &str| {
        let (_, after) = given.split_once(&format!(" {name}="))?;
        Some(after.trim_start_matches('"').split(['"', ',']).next()?.to_owned())
    };
    let (Some(uri), Some(nc), Some(cnonce), Some(response)) =
        (part("uri"), part("nc"), part("cnonce"), part("response"))
    else {
        return false;
    };
    let hash = |words: String| {
        use md5::Digest;
        md5::Md5::digest(words).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let (secret, asked) = (hash("dora:mock:s3cret".to_owned()), hash(format!("{method}:{uri}")));
    response == hash(format!("{secret}:n0:{nc}:{cnonce}:auth:{asked}"))
}

fn decoded(words: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), words.bytes());
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}
