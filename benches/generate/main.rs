//! Makes a graph of any size for measurements: the same arguments give the same bytes.
//!
//! `cargo bench --profile dist --bench generate -- FOLDER NODES EDGES [--shape SHAPE]` writes `nodes.jsonl`, `edges.jsonl`, the same as
//! `nodes.csv` and `edges.csv`, and the nodes with their properties and the plain edges as `graph.nt`. Labels are in
//! several scripts, some with quotes, backslashes and line feeds; nodes and edges have texts, numbers and dates.

mod json;
mod random;
mod shape;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use json::{write_edge, write_node};
use shape::{Edge, Maker, Node, Shape};

const VOCABULARY: &str = "http://example.org/vocab#";
const SUBJECTS: &str = "http://example.org/id/";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// What the user wants.
struct Wanted {
    folder: String,
    nodes: u64,
    edges: u64,
    shape: Shape,
}

impl Wanted {
    /// `None` where nothing is wanted, as when `cargo bench` runs every target.
    fn of(arguments: impl Iterator<Item = String>) -> io::Result<Option<Wanted>> {
        let mut arguments = arguments.filter(|argument| argument != "--bench");
        let (mut places, mut shape) = (Vec::new(), Shape::Power);
        while let Some(argument) = arguments.next() {
            if argument == "--shape" {
                let name = arguments.next().unwrap_or_default();
                shape = Shape::named(&name).ok_or_else(|| wrong(&format!("no shape is called `{name}`")))?;
            } else if argument.starts_with('-') {
                return Err(wrong(&format!("there is no option {argument}")));
            } else {
                places.push(argument);
            }
        }
        let number =
            |text: &str| text.parse::<u64>().map_err(|_| wrong(&format!("`{text}` is no number of rows")));
        match places.as_slice() {
            [] => Ok(None),
            [folder, nodes, edges] => {
                let (nodes, edges) = (number(nodes)?, number(edges)?);
                Ok(Some(Wanted { folder: folder.clone(), nodes, edges, shape }))
            }
            _ => Err(wrong("a folder and two numbers are wanted")),
        }
    }
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("{what}; {}", usage()))
}

fn usage() -> String {
    let shapes = Shape::NAMES.map(|(name, _)| name).join(", ");
    format!(
        "usage: cargo bench --profile dist --bench generate -- FOLDER NODES EDGES [--shape SHAPE], where SHAPE is one of {shapes}"
    )
}

fn main() -> io::Result<()> {
    match Wanted::of(std::env::args().skip(1))? {
        Some(wanted) => generate(&wanted),
        None => writeln!(io::stderr(), "{}", usage()),
    }
}

fn generate(wanted: &Wanted) -> io::Result<()> {
    let folder = Path::new(&wanted.folder);
    std::fs::create_dir_all(folder)?;
    let create =
        |name: &str| File::create(folder.join(name)).map(|file| BufWriter::with_capacity(1 << 20, file));
    let (mut json, mut table) = (create("nodes.jsonl")?, create("nodes.csv")?);
    let mut triples = create("graph.nt")?;
    let mut maker = Maker::new(wanted.shape, wanted.nodes);
    writeln!(table, "id,type,label,description,date,number")?;
    for node in maker.nodes() {
        write_node(&node, &mut json)?;
        let Node { id, node_type, label, description, date, number } = &node;
        writeln!(table, "{id},{node_type},{},{},{date},{number}", csv(label), csv(description))?;
        write_triples(&node, &mut triples)?;
    }
    json.flush()?;
    table.flush()?;
    let (mut json, mut table) = (create("edges.jsonl")?, create("edges.csv")?);
    writeln!(table, "source,target,type,weight,since,note")?;
    for _ in 0..wanted.edges {
        let edge = maker.edge();
        write_edge(&edge, &mut json)?;
        let Edge { source, target, relation, weight, since, note } = &edge;
        writeln!(table, "{source},{target},{relation},{weight},{since},{}", csv(note))?;
        writeln!(triples, "<{SUBJECTS}{source}> <{VOCABULARY}{relation}> <{SUBJECTS}{target}> .")?;
    }
    json.flush()?;
    table.flush()?;
    triples.flush()
}

fn write_triples(node: &Node, out: &mut impl Write) -> io::Result<()> {
    let Node { id, node_type, label, description, date, number } = node;
    let subject = format!("<{SUBJECTS}{id}>");
    let rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    writeln!(out, "{subject} <{rdf_type}> <{VOCABULARY}{node_type}> .")?;
    writeln!(out, "{subject} <http://www.w3.org/2000/01/rdf-schema#label> \"{}\"@en .", literal(label))?;
    writeln!(out, "{subject} <http://schema.org/description> \"{}\" .", literal(description))?;
    writeln!(out, "{subject} <http://schema.org/date> \"{date}\"^^<{XSD}date> .")?;
    writeln!(out, "{subject} <{VOCABULARY}number> \"{number}\"^^<{XSD}decimal> .")
}

fn csv(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
