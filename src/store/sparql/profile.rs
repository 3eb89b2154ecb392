//! Where servers of each kind listen, and how to detect the kind.

use serde_json::Value;

use super::http::{Client, Request, Response};
use crate::store::said::said;
use crate::store::{Server, StoreError};
use crate::text::{is_unreserved, percent_encoded};

/// The most bytes of a server's description of itself that are read.
const MOST_SAID: usize = 1 << 16;

/// A kind of server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    Fuseki,
    GraphDb,
    Oxigraph,
    Rdf4j,
    Virtuoso,
    /// One address for queries and updates, without the Graph Store Protocol.
    Generic,
}

/// The names of the profiles, in order.
pub(super) const PROFILES: [&str; 6] = ["fuseki", "generic", "graphdb", "oxigraph", "rdf4j", "virtuoso"];

/// The type of the results of queries (SPARQL 1.1 Query Results JSON Format).
pub(super) const RESULTS: &str = "application/sparql-results+json";

/// Where a server takes what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoints {
    /// Queries (SPARQL 1.1 Protocol, section 2.1).
    pub(super) query: String,
    /// Updates (SPARQL 1.1 Protocol, section 2.2).
    pub(super) update: String,
    /// Graphs (SPARQL 1.1 Graph Store HTTP Protocol, section 4.2), up to the name of the graph.
    pub(super) graphs: Option<String>,
}

impl Profile {
    /// The profile of a name.
    pub(super) fn named(name: &str) -> Option<Profile> {
        match name {
            "fuseki" => Some(Profile::Fuseki),
            "generic" => Some(Profile::Generic),
            "graphdb" => Some(Profile::GraphDb),
            "oxigraph" => Some(Profile::Oxigraph),
            "rdf4j" => Some(Profile::Rdf4j),
            "virtuoso" => Some(Profile::Virtuoso),
            _ => None,
        }
    }

    /// The name on the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Profile::Fuseki => "fuseki",
            Profile::Generic => "generic",
            Profile::GraphDb => "graphdb",
            Profile::Oxigraph => "oxigraph",
            Profile::Rdf4j => "rdf4j",
            Profile::Virtuoso => "virtuoso",
        }
    }

    /// The name of the product.
    fn product(self) -> &'static str {
        match self {
            Profile::Fuseki => "Apache Jena Fuseki",
            Profile::Generic => "a SPARQL endpoint",
            Profile::GraphDb => "GraphDB",
            Profile::Oxigraph => "Oxigraph",
            Profile::Rdf4j => "RDF4J",
            Profile::Virtuoso => "Virtuoso",
        }
    }

    /// The most triples that one update may hold: Virtuoso runs out of memory at a few thousand.
    pub(super) fn most_in_update(self) -> usize {
        match self {
            Profile::Virtuoso => 1_000,
            _ => 10_000,
        }
    }

    /// The pattern of all graphs that hold a triple. Some have a list of graphs; others know them by their triples only.
    pub(super) fn graphs(self) -> &'static str {
        match self {
            Profile::Fuseki | Profile::Oxigraph => "GRAPH ?g {} FILTER EXISTS { GRAPH ?g { ?s ?p ?o } }",
            _ => "GRAPH ?g { ?s ?p ?o }",
        }
    }

    /// Whether it takes bodies whose length it does not know: Virtuoso takes those for empty, and says that all is well.
    pub(super) fn takes_chunks(self) -> bool {
        self != Profile::Virtuoso
    }

    /// Where a server of this kind takes what, by the address that the user gives.
    pub(super) fn endpoints(self, client: &Client) -> Endpoints {
        let address = client.address();
        let base = address.to_string();
        let query = address.query().map_or_else(String::new, |query| format!("?{query}"));
        match self {
            Profile::Generic => {
                Endpoints { query: format!("{base}{query}"), update: format!("{base}{query}"), graphs: None }
            }
            Profile::Fuseki => {
                let dataset = without_end(&base, &["/data", "/query", "/sparql", "/update"]);
                Endpoints {
                    query: format!("{dataset}/query"),
                    update: format!("{dataset}/update"),
                    graphs: Some(format!("{dataset}/data?graph=")),
                }
            }
            Profile::Oxigraph => {
                let root = without_end(&base, &["/store", "/query", "/update"]);
                Endpoints {
                    query: format!("{root}/query"),
                    update: format!("{root}/update"),
                    graphs: Some(format!("{root}/store?graph=")),
                }
            }
            Profile::Rdf4j | Profile::GraphDb => {
                let repository = without_end(&base, &["/statements", "/rdf-graphs/service"]);
                Endpoints {
                    query: repository.to_owned(),
                    update: format!("{repository}/statements"),
                    graphs: Some(format!("{repository}/rdf-graphs/service?graph=")),
                }
            }
            Profile::Virtuoso => {
                let ends = ["/sparql", "/sparql-auth", "/sparql-graph-crud", "/sparql-graph-crud-auth"];
                let root = without_end(&base, &ends);
                // Only who is known may write; others still see what is open to all.
                let query = if client.has_credentials() { "sparql-auth" } else { "sparql" };
                Endpoints {
                    query: format!("{root}/{query}"),
                    update: format!("{root}/sparql-auth"),
                    graphs: Some(format!("{root}/sparql-graph-crud-auth?graph-uri=")),
                }
            }
        }
    }
}

fn without_end<'a>(words: &'a str, ends: &[&str]) -> &'a str {
    ends.iter().find_map(|end| words.strip_suffix(end)).unwrap_or(words)
}

/// Finds out who answers, unless the user says it.
///
/// # Errors
/// [`StoreError`] where nobody answers, or nobody that knows SPARQL.
pub(super) fn probe(client: &mut Client, forced: Option<Profile>) -> Result<(Profile, Server), StoreError> {
    let base = client.address().to_string();
    let (profile, version) = match forced {
        Some(profile) => (profile, signed(&head(client, &base)?).and_then(|(_, version)| version)),
        None => detect(client, &base)?,
    };
    let version = match (profile, version) {
        (Profile::Fuseki, None) => fuseki_version(client),
        (_, version) => version,
    };
    Ok((profile, Server { name: profile.product().to_owned(), version, profile: profile.name().to_owned() }))
}

fn detect(client: &mut Client, base: &str) -> Result<(Profile, Option<String>), StoreError> {
    if let Some((root, _)) = base.split_once("/repositories/") {
        let graphdb = get(client, &format!("{root}/rest/info/version?local=1"))?;
        if graphdb.is_good() {
            let version = json(&graphdb)
                .and_then(|json| json["productVersion"].as_str().map(|words| said(None, words)));
            return Ok((Profile::GraphDb, version));
        }
        // The number of its protocol is all that RDF4J reports about itself.
        let protocol = get(client, &format!("{root}/protocol"))?;
        if protocol.is_good() {
            let number = said(None, &protocol.text());
            return Ok((Profile::Rdf4j, Some(format!("protocol {number}"))));
        }
    }
    if let Some(found) = signed(&head(client, base)?) {
        return Ok(found);
    }
    let ask = |at: &str| format!("{at}?query={}", percent_encoded("ASK {}", is_unreserved));
    for at in [format!("{base}/query"), format!("{base}/sparql"), base.to_owned()] {
        let response = get(client, &ask(&at))?;
        if let Some(found) = signed(&response) {
            return Ok(found);
        }
        if response.is_good() && json(&response).is_some_and(|json| json["boolean"].is_boolean()) {
            if at == base {
                return Ok((Profile::Generic, None));
            }
            return Err(StoreError::Usage(format!(
                "{base}: {at} answers queries, but its kind is unknown; set --profile, or use the address of the endpoint with --profile generic"
            )));
        }
        if [401, 403].contains(&response.status) {
            let request = Request { what: "detecting the server", ..request(&at) };
            return Err(client.failure(&request, &response));
        }
    }
    let why = "a server answers, but it does not speak SPARQL; expected an address like http://HOST:3030/DATASET (Fuseki), \
               http://HOST:7878 (Oxigraph), http://HOST:8080/rdf4j-server/repositories/NAME (RDF4J), http://HOST:8890 \
               (Virtuoso); choose one with --profile";
    Err(StoreError::Refused { what: base.to_owned(), why: why.to_owned() })
}

/// The kind and version in the headers of an answer.
fn signed(response: &Response) -> Option<(Profile, Option<String>)> {
    let server = response.header("server").unwrap_or("");
    let version = |name: &str| {
        let (_, after) = server.split_once(name)?;
        let word = after.trim_start_matches(['/', ' ', '(']);
        let end = word.find([' ', ')', ';']).unwrap_or(word.len());
        (end > 0).then(|| word[..end].to_owned())
    };
    for (sign, profile) in
        [("Virtuoso", Profile::Virtuoso), ("Oxigraph", Profile::Oxigraph), ("Fuseki", Profile::Fuseki)]
    {
        if server.contains(sign) {
            return Some((profile, version(sign)));
        }
    }
    response.header("fuseki-request-id").map(|_| (Profile::Fuseki, None))
}

/// Fuseki reports its version at its administration endpoint, if that is open.
fn fuseki_version(client: &mut Client) -> Option<String> {
    let origin = client.address().origin();
    let response = get(client, &format!("{origin}/$/server")).ok().filter(Response::is_good)?;
    json(&response)?["version"].as_str().map(|words| said(None, words))
}

/// What a server says of itself is short.
fn json(response: &Response) -> Option<Value> {
    if response.body.len() > MOST_SAID { None } else { serde_json::from_slice(&response.body).ok() }
}

fn request(url: &str) -> Request<'_> {
    Request { what: "detecting the server", method: "GET", url, accept: ANY, body: None }
}

/// Any answer is useful, but results are easiest to read as JSON.
const ANY: &str = "application/sparql-results+json, application/json;q=0.9, */*;q=0.5";

/// The headers alone: at its address a dataset may give all that it holds.
fn head(client: &mut Client, url: &str) -> Result<Response, StoreError> {
    client.send_any(&Request { method: "HEAD", ..request(url) })
}

fn get(client: &mut Client, url: &str) -> Result<Response, StoreError> {
    client.send_any(&request(url))
}
