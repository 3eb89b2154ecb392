//! Peers in Rust, each as its documentation tells to use it.
//!
//! `peers sonic FILE…` parses JSON Lines with sonic-rs and keeps nothing; `peers petgraph NODES.csv EDGES.csv OUT.dot` reads
//! tables with the crate csv and writes petgraph's own `Dot`; `peers oxrdfio IN OUT` converts RDF by the endings of the
//! files.

mod sonic;

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use oxrdfio::{RdfFormat, RdfParser, RdfSerializer};
use petgraph::Graph;
use petgraph::dot::Dot;

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["sonic", files @ ..] => sonic::parse(files),
        ["petgraph", nodes, edges, out] => petgraph_dot(nodes, edges, out),
        ["oxrdfio", from, to] => convert(from, to),
        _ => Err("usage: peers sonic FILE… | petgraph NODES EDGES OUT | oxrdfio IN OUT".into()),
    }
}

/// The label of each node and the relation of each edge: `Dot` writes one weight of each.
fn petgraph_dot(nodes: &str, edges: &str, out: &str) -> Outcome {
    let mut graph: Graph<String, String> = Graph::new();
    let mut ids = HashMap::new();
    let mut record = csv::StringRecord::new();
    let mut reader = csv::Reader::from_path(nodes)?;
    while reader.read_record(&mut record)? {
        ids.insert(record[0].to_owned(), graph.add_node(record[2].to_owned()));
    }
    let mut reader = csv::Reader::from_path(edges)?;
    while reader.read_record(&mut record)? {
        graph.add_edge(ids[&record[0]], ids[&record[1]], record[2].to_owned());
    }
    let mut out = BufWriter::with_capacity(1 << 20, File::create(out)?);
    write!(out, "{}", Dot::new(&graph))?;
    Ok(out.flush()?)
}

fn convert(from: &str, to: &str) -> Outcome {
    let reader = BufReader::with_capacity(1 << 20, File::open(from)?);
    let out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    let mut serializer = RdfSerializer::from_format(format_of(to)?).for_writer(out);
    for quad in RdfParser::from_format(format_of(from)?).for_reader(reader) {
        serializer.serialize_quad(&quad?)?;
    }
    Ok(serializer.finish()?.flush()?)
}

fn format_of(path: &str) -> Result<RdfFormat, Box<dyn Error>> {
    let ending = Path::new(path).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    RdfFormat::from_extension(ending).ok_or_else(|| format!("{path}: no format of RDF ends so").into())
}
