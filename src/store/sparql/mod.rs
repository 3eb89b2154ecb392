//! Triple stores over HTTP, by their standards: the Graph Store Protocol replaces a graph in one request, completely or not at
//! all; where it lacks, SPARQL Update takes and gives the triples that differ, in batches.
//!
//! SPARQL 1.1 Protocol, SPARQL 1.1 Update and SPARQL 1.1 Graph Store HTTP Protocol (W3C Recommendations of 21 March 2013).

mod answer;
mod digest;
mod http;
mod piped;
mod profile;
mod sample;
mod server;

use self::http::{Client, Content};
use self::piped::closed;
use self::sample::Samples;
use super::canonical::with_point;
use super::graphs::{Before, Change, Wanted, losses_of_rows};
use super::lines::{Line, literal};
use super::resending::{Bodies, Put, Sending};
use super::target::hexadecimal;
use super::{
    Access, Address, Allowance, Connection, Count, Load, Plan, Server, Step, Store, StoreError, Target,
};
use crate::export::{Capability, ExportOptions, Feature, Losses};
use crate::graph::rows::RowGraph;
use profile::{PROFILES, Profile, probe};
use server::{SparqlServer, named};
use sha2::{Digest, Sha256};

/// Triple stores that speak SPARQL over HTTP.
pub(super) struct Sparql;

pub(super) static SPARQL: Sparql = Sparql;

/// The most triples in an update where the user says nothing.
const BATCH: usize = 1_000;
/// What follows a duration in N-Triples.
const DURATION: &str = "^^<http://www.w3.org/2001/XMLSchema#duration>";
/// What is done with a batch of triples.
const BATCHING: &str = "loading a batch of triples";

impl crate::store::connection::Sealed for Sparql {}

impl Store for Sparql {
    fn name(&self) -> &'static str {
        "sparql"
    }

    fn about(&self) -> &'static str {
        "triple stores over HTTP: Fuseki, Oxigraph, RDF4J, GraphDB, Virtuoso and others that speak SPARQL 1.1"
    }

    fn addresses(&self) -> &'static [&'static str] {
        &["http://HOST:PORT/DATASET", "https://HOST/repositories/NAME"]
    }

    fn profiles(&self) -> &'static [&'static str] {
        &PROFILES
    }

    fn takes(&self, target: &Target) -> bool {
        target.address().is_some_and(|address| ["http", "https"].contains(&address.scheme()))
    }

    fn holds(&self, _: Feature, _: &ExportOptions) -> Capability {
        Capability::Full
    }

    fn losses_of_rows(&self, rows: &RowGraph, options: &ExportOptions) -> Result<Losses, StoreError> {
        losses_of_rows(rows, options)
    }

    fn tls_instead(&self, address: &Address) -> Option<String> {
        (address.scheme() == "http").then(|| "https://".to_owned())
    }

    fn open(&self, target: &Target, access: &Access<'_>) -> Result<Box<dyn Connection>, StoreError> {
        let Some(address) = target.address() else {
            return Err(StoreError::Usage(format!("{target}: not the address of a server")));
        };
        let mut client = Client::new(address, access.credentials, access.allowance);
        let (profile, about) = probe(&mut client, access.profile.and_then(Profile::named))?;
        let server = SparqlServer::new(client, profile);
        Ok(Box::new(Open { server, about, profile, planned: None }))
    }
}

/// One request.
enum Work {
    /// Send the triples of a graph, in addition to those that are there or in their place.
    Put { graph: String, adds: bool },
    /// Remove a graph.
    Drop { graph: String },
    /// An update of a graph.
    Update { words: String },
    /// Add a batch of triples to a graph.
    Insert { graph: String },
    /// None: it was answered.
    Done,
}

/// A server that is open.
struct Open {
    server: SparqlServer,
    about: Server,
    profile: Profile,
    /// What was planned last.
    planned: Option<Planned>,
}

/// A load that was compared with the existing graphs.
struct Planned {
    wanted: Wanted,
    requests: Requests,
    bodies: Bodies,
    samples: Samples,
    /// How many triples each graph will have.
    expected: Vec<u64>,
}

impl crate::store::connection::Sealed for Open {}

impl Connection for Open {
    fn server(&self) -> &Server {
        &self.about
    }

    fn begin(&mut self, allowance: Allowance) {
        self.server.begin(allowance);
    }

    fn plan(&mut self, load: &Load<'_>) -> Result<Plan, StoreError> {
        // What was planned before is not held beside what is planned now.
        self.planned = None;
        let (mut samples, mut has_durations) = (Samples::default(), false);
        let wanted = Wanted::of(load, |graph, line, hash| {
            samples.add(graph, line, hash);
            has_durations |= literal(line.object).is_some_and(|(_, end)| end == DURATION);
        })?;
        let mut comparison = wanted.compare(&mut self.server, load.prune)?;
        let expected = std::mem::take(&mut comparison.expected);
        let (mut requests, mut sendings) = (Requests::default(), Vec::new());
        for change in std::mem::take(&mut comparison.changes) {
            match change {
                Change::Drop { graph, triples } => requests.drop_graph(graph, triples),
                Change::Write { graph, there, before } => {
                    let Some(want) = wanted.graphs().get(graph) else { continue };
                    let (missing, is_there) = (wanted.missing(graph, &there), there.count());
                    let triples = want.triples() - is_there;
                    let (step, batch) = if self.server.replaces_graphs() {
                        let adds = before == Before::Nothing;
                        (requests.put(&want.name, adds, triples), u64::MAX)
                    } else {
                        let batch = load.batch.unwrap_or(BATCH).clamp(1, self.profile.most_in_update());
                        requests.remove(&want.name, before, batch)?;
                        (requests.insert(&want.name, is_there, triples, batch), batch as u64)
                    };
                    sendings.push(Sending { graph, missing, step, batch, triples });
                }
            }
        }
        let mut plan = comparison.plan(std::mem::take(&mut requests.steps));
        if self.profile == Profile::Virtuoso && has_durations {
            plan.notices.push("Virtuoso keeps durations as months or seconds: P2D is 172800.0".to_owned());
        }
        let put: Put = match self.profile {
            Profile::Fuseki => |out, line| Line { object: &with_point(line.object), ..*line }.put_triple(out),
            _ => |out, line| line.put_triple(out),
        };
        let bodies = Bodies::new(&wanted, sendings, put);
        self.planned = Some(Planned { wanted, requests, bodies, samples, expected });
        Ok(plan)
    }

    fn step(&mut self, load: &Load<'_>, number: usize) -> Result<u64, StoreError> {
        let server = &mut self.server;
        let Some(Planned { wanted, requests, bodies, .. }) = &mut self.planned else { return Ok(0) };
        let Some((work, things)) = requests.work.get_mut(number) else { return Ok(0) };
        match work {
            Work::Put { graph, adds } if bodies.is_long(wanted, number) => {
                let (bodies, wanted) = (&*bodies, &*wanted);
                let write = |out: &mut dyn std::io::Write| bodies.write((load, wanted), number, out, closed);
                let takes_chunks = self.profile.takes_chunks();
                let length = if takes_chunks { None } else { Some(bodies.length((load, wanted), number)?) };
                server.put(graph, *adds, Content::Written(&write, length))?;
            }
            Work::Put { graph, adds } => {
                let triples = bodies.ready((load, wanted), number)?;
                server.put(graph, *adds, Content::Bytes(triples))?;
            }
            Work::Drop { graph } => server.drop_graph(graph)?,
            Work::Update { words } => server.update(BATCHING, words.as_bytes())?,
            Work::Insert { graph } => {
                let words = update("INSERT", graph, bodies.ready((load, wanted), number)?)?;
                server.update(BATCHING, &words)?;
            }
            Work::Done => {}
        }
        *work = Work::Done;
        bodies.done(number);
        Ok(*things)
    }

    fn verify(&mut self, _: &Load<'_>) -> Result<Vec<Count>, StoreError> {
        let Some(Planned { wanted, requests, samples, expected, .. }) = &self.planned else {
            return Ok(Vec::new());
        };
        let (mut counts, samples, mut meaning) = (Vec::new(), samples.by_graph(), wanted.meaning());
        for (want, expected) in wanted.graphs().iter().zip(expected) {
            let found = self.server.count(&want.name)?;
            counts.push(Count { what: format!("graph {}", want.name), expected: *expected, found });
            let Some(sample) = samples.get(want.name.as_str()) else { continue };
            let mut left = sample.triples();
            let expected = left.len() as u64;
            self.server.describe(&want.name, &sample.subjects(), &mut |line| {
                left.remove(&meaning.of(line));
                Ok(())
            })?;
            let what = format!("sample of graph {}", want.name);
            counts.push(Count { what, expected, found: expected - left.len() as u64 });
        }
        for name in &requests.dropped {
            let found = self.server.count(name)?;
            counts.push(Count { what: format!("graph {name}, removed"), expected: 0, found });
        }
        Ok(counts)
    }
}

/// The steps of a plan, and the request of each.
#[derive(Default)]
struct Requests {
    steps: Vec<Step>,
    /// With the number of things.
    work: Vec<(Work, u64)>,
    dropped: Vec<String>,
}

impl Requests {
    /// Adds a step, and returns its number.
    fn add(&mut self, key: String, what: String, things: u64, work: Work) -> usize {
        self.steps.push(Step { key, what, things });
        self.work.push((work, things));
        self.work.len() - 1
    }

    fn drop_graph(&mut self, graph: String, triples: u64) {
        self.dropped.push(graph.clone());
        let (key, what) = (format!("drop {graph}"), format!("remove graph {graph}"));
        self.add(key, what, triples, Work::Drop { graph });
    }

    fn put(&mut self, graph: &str, adds: bool, triples: u64) -> usize {
        let work = Work::Put { graph: graph.to_owned(), adds };
        self.add(format!("put {graph}"), format!("write graph {graph}"), triples, work)
    }

    /// Adds the updates that take triples from a graph.
    fn remove(&mut self, graph: &str, before: Before, batch: usize) -> Result<(), StoreError> {
        let what = format!("remove from graph {graph}");
        match before {
            Before::Nothing => {}
            Before::All(triples) => {
                let words = format!("CLEAR SILENT GRAPH {}", named(BATCHING, graph)?);
                self.add(format!("clear {graph}"), what, triples, Work::Update { words });
            }
            Before::Some(triples) => {
                for some in triples.into_iter().collect::<Vec<_>>().chunks(batch) {
                    let lines: String = some.iter().map(|triple| format!("{triple} .\n")).collect();
                    let words = update("DELETE", graph, lines.as_bytes())?;
                    let sum = &hexadecimal(&Sha256::digest(&words))[..16];
                    let words = String::from_utf8_lossy(&words).into_owned();
                    self.add(
                        format!("DELETE {sum}"),
                        what.clone(),
                        some.len() as u64,
                        Work::Update { words },
                    );
                }
            }
        }
        Ok(())
    }

    /// Adds the updates that add triples to a graph, which has some already; the number of the first.
    fn insert(&mut self, graph: &str, there: u64, triples: u64, batch: usize) -> usize {
        let first = self.work.len();
        for at in (0..triples).step_by(batch) {
            let key = format!("INSERT {} {graph}", there + at);
            let work = Work::Insert { graph: graph.to_owned() };
            self.add(key, format!("add to graph {graph}"), (triples - at).min(batch as u64), work);
        }
        first
    }
}

/// An update that takes triples from a graph, or adds them to it (SPARQL 1.1 Update, sections 3.1.1 and 3.1.2).
fn update(verb: &str, graph: &str, triples: &[u8]) -> Result<Vec<u8>, StoreError> {
    let begin = format!("{verb} DATA {{ GRAPH {} {{\n", named(BATCHING, graph)?);
    Ok([begin.as_bytes(), triples, b"} }"].concat())
}
