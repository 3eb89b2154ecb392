//! Requests to a triple store: graphs, queries, updates.

use std::collections::BTreeSet;

use oxrdf::{Literal, NamedNode};
use serde_json::Value;

use super::answer::{N_TRIPLES, Triples};
use super::http::{Client, Content, Request, Response};
use super::profile::{Endpoints, Profile, RESULTS};
use crate::store::graphs::Graphs;
use crate::store::lines::Visit;
use crate::store::{Allowance, StoreError};
use crate::text::{is_unreserved, percent_encoded};

/// The types in which triples are read.
const TRIPLES: &str = "application/n-triples, text/turtle;q=0.9";

/// What a byte of JSON fills at most as a value.
const JSON: u64 = 32;

/// The number of triples that are read at a time if a server does not return a whole graph.
const PAGE: usize = 5_000;

/// A triple store.
pub(super) struct SparqlServer {
    client: Client,
    profile: Profile,
    endpoints: Endpoints,
}

impl SparqlServer {
    /// A triple store of a kind.
    pub(super) fn new(client: Client, profile: Profile) -> SparqlServer {
        let endpoints = profile.endpoints(&client);
        SparqlServer { client, profile, endpoints }
    }

    /// Begins an attempt.
    pub(super) fn begin(&mut self, allowance: Allowance) {
        self.client.begin(allowance);
    }

    /// Whether it speaks the Graph Store Protocol.
    pub(super) fn replaces_graphs(&self) -> bool {
        self.endpoints.graphs.is_some()
    }

    fn graph_url(&self, graph: &str) -> Option<String> {
        self.endpoints
            .graphs
            .as_ref()
            .map(|before| format!("{before}{}", percent_encoded(graph, is_unreserved)))
    }

    /// Replaces a graph by some triples (Graph Store Protocol, section 5.3), or adds them to it (section 5.5).
    pub(super) fn put(&mut self, graph: &str, adds: bool, triples: Content<'_>) -> Result<(), StoreError> {
        let url = self.graph_url(graph).unwrap_or_default();
        let what = format!("writing graph {graph}");
        let body = Some(("text/turtle; charset=utf-8", triples));
        let method = if adds { "POST" } else { "PUT" };
        let request = Request { what: &what, method, url: &url, accept: "*/*", body };
        let response = self.client.send(&request)?;
        if response.is_good() { Ok(()) } else { Err(self.client.failure(&request, &response)) }
    }

    /// Removes a graph (Graph Store Protocol, section 5.4); that it is not there is good.
    pub(super) fn drop_graph(&mut self, graph: &str) -> Result<(), StoreError> {
        let what = format!("removing graph {graph}");
        match self.graph_url(graph) {
            Some(url) => {
                let request = Request { what: &what, method: "DELETE", url: &url, accept: "*/*", body: None };
                self.client.send(&request).map(drop)
            }
            None => self.update(&what, format!("DROP SILENT GRAPH {}", named(&what, graph)?).as_bytes()),
        }
    }

    /// Runs an update.
    pub(super) fn update(&mut self, what: &str, words: &[u8]) -> Result<(), StoreError> {
        let url = self.endpoints.update.clone();
        let body = Some(("application/sparql-update; charset=utf-8", Content::Bytes(words)));
        self.client.send(&Request { what, method: "POST", url: &url, accept: "*/*", body }).map(drop)
    }

    /// How many triples a graph has.
    pub(super) fn count(&mut self, graph: &str) -> Result<u64, StoreError> {
        let what = format!("counting graph {graph}");
        let name = named(&what, graph)?;
        let query = format!("SELECT (COUNT(*) AS ?count) WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}");
        let rows = self.select(&what, &query, "count")?;
        let count = rows.first().and_then(|value| value.parse::<f64>().ok());
        // Some servers write whole numbers as decimals.
        count.map(|count| count as u64).ok_or(StoreError::Answer { what, why: "it has no number".to_owned() })
    }

    /// Visits all triples of some subjects of a graph.
    pub(super) fn describe(
        &mut self,
        graph: &str,
        subjects: &[&str],
        visit: &mut Visit<'_>,
    ) -> Result<(), StoreError> {
        if subjects.is_empty() {
            return Ok(());
        }
        let what = format!("reading back from graph {graph}");
        let name = named(&what, graph)?;
        let query = format!(
            "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} VALUES ?s {{ {} }} }}",
            subjects.join(" ")
        );
        self.construct(&what, &query, visit)
    }

    /// Visits the triples of a graph, some at a time. What a server leaves out is treated as missing, and is sent again.
    fn read_in_pages(
        &mut self,
        what: &str,
        graph: &str,
        count: u64,
        visit: &mut Visit<'_>,
    ) -> Result<(), StoreError> {
        let name = named(what, graph)?;
        for offset in (0..count).step_by(PAGE) {
            let query = format!(
                "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{ SELECT ?s ?p ?o WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }} \
                 LIMIT {PAGE} OFFSET {offset} }} }}"
            );
            self.construct(what, &query, visit)?;
        }
        Ok(())
    }

    /// Visits the triples of an answer; `None` if there is nothing, else how many there were.
    fn triples(&mut self, request: &Request<'_>, visit: &mut Visit<'_>) -> Result<Option<u64>, StoreError> {
        let mut triples = Triples::new(request.what);
        let response = self.client.read(request, |response, allowance, piece| {
            let is_lines = response.header("content-type").is_some_and(|value| value.starts_with(N_TRIPLES));
            triples.push(piece, is_lines, allowance, visit)
        })?;
        let count = triples.end(self.client.allowance(), visit)?;
        Ok(response.is_good().then_some(count))
    }

    fn construct(&mut self, what: &str, query: &str, visit: &mut Visit<'_>) -> Result<(), StoreError> {
        let (url, form) = (self.endpoints.query.clone(), form(query));
        self.triples(&asking(what, &url, &form, TRIPLES), visit).map(drop)
    }

    fn select(&mut self, what: &str, query: &str, variable: &str) -> Result<Vec<String>, StoreError> {
        let response = self.query(what, query, RESULTS)?;
        self.client.take(what, JSON * response.body.len() as u64)?;
        let wrong = |why: &str| StoreError::Answer { what: what.to_owned(), why: why.to_owned() };
        let json: Value =
            serde_json::from_slice(&response.body).map_err(|error| wrong(&error.to_string()))?;
        let rows = json["results"]["bindings"].as_array().ok_or_else(|| wrong("it has no bindings"))?;
        Ok(rows.iter().filter_map(|row| row[variable]["value"].as_str().map(str::to_owned)).collect())
    }

    fn query(&mut self, what: &str, query: &str, accept: &str) -> Result<Response, StoreError> {
        let (url, form) = (self.endpoints.query.clone(), form(query));
        self.client.send(&asking(what, &url, &form, accept))
    }
}

/// A query as the body of a request, where it may be of any length (SPARQL 1.1 Protocol, section 2.1.2).
fn form(query: &str) -> String {
    format!("query={}", percent_encoded(query, is_unreserved))
}

fn asking<'a>(what: &'a str, url: &'a str, form: &'a str, accept: &'a str) -> Request<'a> {
    let body = Some(("application/x-www-form-urlencoded", Content::Bytes(form.as_bytes())));
    Request { what, method: "POST", url, accept, body }
}

impl Graphs for SparqlServer {
    fn names(&mut self, spaces: &[String]) -> Result<BTreeSet<String>, StoreError> {
        let mut names = BTreeSet::new();
        let graphs = self.profile.graphs();
        for space in spaces {
            let words = Literal::new_simple_literal(space);
            let query =
                format!("SELECT DISTINCT ?g WHERE {{ {graphs} FILTER(STRSTARTS(STR(?g), {words})) }}");
            names.extend(self.select("listing graphs", &query, "g")?);
        }
        Ok(names)
    }

    fn changes_triples(&self) -> bool {
        !self.replaces_graphs()
    }

    fn read(&mut self, graph: &str, visit: &mut Visit<'_>) -> Result<(), StoreError> {
        let what = format!("reading graph {graph}");
        let Some(url) = self.graph_url(graph) else {
            let name = named(&what, graph)?;
            let query = format!("CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}");
            return self.construct(&what, &query, visit);
        };
        let request = Request { what: &what, method: "GET", url: &url, accept: TRIPLES, body: None };
        let Some(read) = self.triples(&request, visit)? else { return Ok(()) };
        // Virtuoso cuts what it gives at its ResultSetMaxRows, and does not say so.
        let count = self.count(graph)?;
        if read < count { self.read_in_pages(&what, graph, count, visit) } else { Ok(()) }
    }
}

/// The name of a graph as queries and updates write it: only an IRI is allowed in the angle brackets.
pub(super) fn named(what: &str, graph: &str) -> Result<NamedNode, StoreError> {
    NamedNode::new(graph)
        .map_err(|error| StoreError::Answer { what: what.to_owned(), why: error.to_string() })
}
