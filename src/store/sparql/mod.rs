//! Triple stores over HTTP, by their standards: the Graph Store Protocol replaces a graph in one request, completely or not at
//! all; where it lacks, SPARQL Update takes and gives the triples that differ, in batches.
//!
//! SPARQL 1.1 Protocol, SPARQL 1.1 Update and SPARQL 1.1 Graph Store HTTP Protocol (W3C Recommendations of 21 March 2013).

mod digest;
mod http;
mod profile;
mod server;

use std::collections::HashSet;

use oxrdf::{NamedOrBlankNode, Triple};

use self::http::Client;
use super::canonical::with_point;
use super::graphs::{Change, Triples, Wanted, losses_of_rows};
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
/// The number of subjects of a graph whose triples are all read back.
const SAMPLE: usize = 20;

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
        Ok(Box::new(Open {
            server,
            about,
            profile,
            work: Vec::new(),
            dropped: Vec::new(),
            expected: Vec::new(),
        }))
    }
}

/// One request.
enum Work {
    /// Replace a graph, or fill one that is empty.
    Put { graph: String, is_new: bool, bytes: Vec<u8>, things: u64 },
    /// Remove a graph.
    Drop { graph: String, things: u64 },
    /// An update of a graph.
    Update { words: String, things: u64 },
    /// None: it was answered.
    Done,
}

/// A server that is open.
struct Open {
    server: SparqlServer,
    about: Server,
    profile: Profile,
    work: Vec<Work>,
    dropped: Vec<String>,
    expected: Vec<Expected>,
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
        let mut wanted = Wanted::of(load)?;
        let mut comparison = wanted.compare(&mut self.server, load.prune)?;
        let batch = load.batch.unwrap_or(BATCH).clamp(1, self.profile.most_in_update());
        let (mut steps, mut work) = (Vec::new(), Vec::new());
        self.dropped.clear();
        for change in std::mem::take(&mut comparison.changes) {
            match change {
                Change::Drop { graph, triples } => {
                    steps.push(Step {
                        key: format!("drop {graph}"),
                        what: format!("remove graph {graph}"),
                        things: triples,
                    });
                    self.dropped.push(graph.clone());
                    work.push(Work::Drop { graph, things: triples });
                }
                Change::Replace { graph, gone, new, .. } if !self.server.replaces_graphs() => {
                    for (verb, triples) in [("DELETE", gone), ("INSERT", new)] {
                        for some in triples.chunks(batch) {
                            let words = update(verb, &graph, some)?;
                            let sum = &hexadecimal(&Sha256::digest(&words))[..16];
                            let things = some.len() as u64;
                            let what = if verb == "DELETE" { "remove from" } else { "add to" };
                            steps.push(Step {
                                key: format!("{verb} {sum}"),
                                what: format!("{what} graph {graph}"),
                                things,
                            });
                            work.push(Work::Update { words, things });
                        }
                    }
                }
                Change::Replace { graph, is_new, .. } => {
                    let bytes = turtle(wanted.graphs().get(&graph), self.profile);
                    let sum = &hexadecimal(&Sha256::digest(&bytes))[..16];
                    let things = wanted.graphs().get(&graph).map_or(0, Triples::len) as u64;
                    let (key, what) = (format!("put {graph} {sum}"), format!("write graph {graph}"));
                    steps.push(Step { key, what, things });
                    work.push(Work::Put { graph, is_new, bytes, things });
                }
            }
        }
        self.work = work;
        self.expected = wanted.graphs().iter().map(|(name, triples)| Expected::of(name, triples)).collect();
        let mut plan = comparison.plan(steps);
        let durations = "^^<http://www.w3.org/2001/XMLSchema#duration>";
        let keys = || wanted.graphs().values().flat_map(Triples::values);
        if self.profile == Profile::Virtuoso && keys().any(|triple| triple.to_string().ends_with(durations)) {
            plan.notices.push("Virtuoso keeps durations as months or seconds: P2D is 172800.0".to_owned());
        }
        Ok(plan)
    }

    fn step(&mut self, _: &Load<'_>, number: usize) -> Result<u64, StoreError> {
        let done = match self.work.get(number) {
            Some(Work::Put { graph, is_new, bytes, things }) => {
                self.server.put(graph, *is_new, bytes).map(|()| *things)
            }
            Some(Work::Drop { graph, things }) => self.server.drop_graph(graph).map(|()| *things),
            Some(Work::Update { words, things }) => {
                self.server.update("loading a batch of triples", words).map(|()| *things)
            }
            Some(Work::Done) | None => Ok(0),
        };
        if done.is_ok()
            && let Some(work) = self.work.get_mut(number)
        {
            *work = Work::Done;
        }
        done
    }

    fn verify(&mut self, _: &Load<'_>) -> Result<Vec<Count>, StoreError> {
        let mut counts = Vec::new();
        for Expected { graph, triples, subjects, sample } in &self.expected {
            let found = self.server.count(graph)?;
            counts.push(Count { what: format!("graph {graph}"), expected: *triples, found });
            let back = self.server.describe(graph, subjects)?;
            let found = sample.iter().filter(|key| back.contains_key(*key)).count() as u64;
            let what = format!("sample of graph {graph}");
            counts.push(Count { what, expected: sample.len() as u64, found });
        }
        for name in &self.dropped {
            let found = self.server.count(name)?;
            counts.push(Count { what: format!("graph {name}, removed"), expected: 0, found });
        }
        Ok(counts)
    }
}

/// What a graph holds after a load.
struct Expected {
    graph: String,
    /// How many triples.
    triples: u64,
    /// Some of its subjects, as SPARQL writes them, and all of their triples by what they mean.
    subjects: Vec<String>,
    sample: Vec<String>,
}

impl Expected {
    fn of(graph: &str, triples: &Triples) -> Expected {
        // Triples are in the order of their subjects.
        let starts = || {
            let mut last = None;
            triples.values().filter(move |triple| last.replace(&triple.subject) != Some(&triple.subject))
        };
        let stride = starts().count().div_ceil(SAMPLE).max(1);
        let some: HashSet<&NamedOrBlankNode> =
            starts().step_by(stride).map(|triple| &triple.subject).collect();
        let sample = triples.iter().filter(|(_, triple)| some.contains(&triple.subject));
        let sample = sample.map(|(key, _)| key.clone()).collect();
        let mut subjects: Vec<String> = some.iter().map(ToString::to_string).collect();
        subjects.sort_unstable();
        Expected { graph: graph.to_owned(), triples: triples.len() as u64, subjects, sample }
    }
}

/// A graph in N-Triples, which is also Turtle.
fn turtle(triples: Option<&Triples>, profile: Profile) -> Vec<u8> {
    let line = |triple: &Triple| match profile {
        Profile::Fuseki => format!("{} .\n", with_point(triple)),
        _ => format!("{triple} .\n"),
    };
    let mut bytes = Vec::new();
    for triple in triples.into_iter().flat_map(Triples::values) {
        bytes.extend_from_slice(line(triple).as_bytes());
    }
    bytes
}

/// An update that takes triples from a graph, or adds them to it (SPARQL 1.1 Update, sections 3.1.1 and 3.1.2).
fn update(verb: &str, graph: &str, triples: &[Triple]) -> Result<String, StoreError> {
    let lines: String = triples.iter().map(|triple| format!("{triple} .\n")).collect();
    let name = named("loading a batch of triples", graph)?;
    Ok(format!("{verb} DATA {{ GRAPH {name} {{\n{lines}}} }}"))
}
