//! One graph as other libraries write it in many formats.

use oxrdf::vocab::rdf;
use oxrdf::{Literal, NamedNode, Triple};
use oxttl::{NTriplesSerializer, TurtleSerializer};
use proptest::sample::Index;
use serde_json::json;

const E: &str = "http://example.org/";

/// A node for each note; edges between them.
#[derive(Debug)]
pub struct Graph {
    notes: Vec<String>,
    edges: Vec<(usize, usize, &'static str)>,
}

/// A format, and the endings and texts of its files.
pub type Written = (&'static str, Vec<(&'static str, Vec<u8>)>);

fn id(node: usize) -> String {
    format!("{E}n{node}")
}

impl Graph {
    /// A graph of notes, with edges by their ends and their relation.
    pub fn new(notes: Vec<String>, ends: &[(Index, Index, usize)]) -> Graph {
        let relations = ["http://example.org/knows", "http://example.org/likes"];
        let count = notes.len();
        let edge = |(source, target, relation): &(Index, Index, usize)| {
            (source.index(count), target.index(count), relations[*relation])
        };
        Graph { edges: ends.iter().map(edge).collect(), notes }
    }

    /// Its rows as they are dumped, sorted.
    pub fn rows(&self) -> Vec<String> {
        let nodes = self.notes.iter().enumerate();
        let nodes = nodes.map(|(node, note)| format!("node {} :{E}Thing {E}note={note:?}", id(node)));
        let edges = self.edges.iter();
        let edges = edges
            .map(|(source, target, relation)| format!("edge {} -> {} :{relation}", id(*source), id(*target)));
        let mut rows: Vec<String> = nodes.chain(edges).collect();
        rows.sort();
        rows
    }

    /// The graph in all formats.
    pub fn in_all_formats(&self) -> Vec<Written> {
        vec![
            ("jsonl", vec![("jsonl", self.json("type", ["source", "target", "type"]))]),
            ("kgx", vec![("jsonl", self.json("category", ["subject", "object", "predicate"]))]),
            ("csv", self.tables(b',', ["id", "type"], ["source", "target", "type"], "csv")),
            ("tsv", self.tables(b'\t', ["id", "type"], ["source", "target", "type"], "tsv")),
            ("neo4j", self.tables(b',', [":ID", ":LABEL"], [":START_ID", ":END_ID", ":TYPE"], "csv")),
            ("ntriples", vec![("nt", self.ntriples())]),
            ("nquads", vec![("nq", self.ntriples())]),
            ("turtle", vec![("ttl", self.turtle())]),
            ("graphml", vec![("graphml", self.graphml())]),
        ]
    }

    fn json(&self, node_type: &str, [source, target, relation]: [&str; 3]) -> Vec<u8> {
        let nodes = self.notes.iter().enumerate().map(|(node, note)| {
            json!({"id": id(node), node_type: [format!("{E}Thing")], "http://example.org/note": note})
        });
        let edges = self
            .edges
            .iter()
            .map(|(from, to, name)| json!({source: id(*from), target: id(*to), relation: name}));
        let lines: Vec<String> = nodes.chain(edges).map(|row| row.to_string()).collect();
        lines.join("\n").into_bytes()
    }

    fn tables(
        &self,
        delimiter: u8,
        [node, node_type]: [&str; 2],
        edge: [&str; 3],
        ending: &'static str,
    ) -> Vec<(&'static str, Vec<u8>)> {
        let writer = || csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        let (mut nodes, mut edges) = (writer(), writer());
        nodes.write_record([node, node_type, "http://example.org/note"]).unwrap();
        for (node, note) in self.notes.iter().enumerate() {
            nodes.write_record([&id(node), "http://example.org/Thing", note]).unwrap();
        }
        edges.write_record(edge).unwrap();
        for (source, target, relation) in &self.edges {
            edges.write_record([&id(*source), &id(*target), *relation]).unwrap();
        }
        vec![(ending, nodes.into_inner().unwrap()), (ending, edges.into_inner().unwrap())]
    }

    fn triples(&self) -> Vec<Triple> {
        let iri = |text: &str| NamedNode::new(text).unwrap();
        let mut triples = Vec::new();
        for (source, target, relation) in &self.edges {
            triples.push(Triple::new(iri(&id(*source)), iri(relation), iri(&id(*target))));
        }
        for (node, note) in self.notes.iter().enumerate().rev() {
            let node = iri(&id(node));
            triples.push(Triple::new(node.clone(), rdf::TYPE, iri("http://example.org/Thing")));
            triples.push(Triple::new(node, iri("http://example.org/note"), Literal::from(note.as_str())));
        }
        triples
    }

    fn ntriples(&self) -> Vec<u8> {
        let mut writer = NTriplesSerializer::new().for_writer(Vec::new());
        for triple in self.triples() {
            writer.serialize_triple(&triple).unwrap();
        }
        writer.finish()
    }

    fn turtle(&self) -> Vec<u8> {
        let mut writer = TurtleSerializer::new().with_prefix("e", E).unwrap().for_writer(Vec::new());
        for triple in self.triples() {
            writer.serialize_triple(&triple).unwrap();
        }
        writer.finish().unwrap()
    }

    fn graphml(&self) -> Vec<u8> {
        let mut text = "<?xml version=\"1.0\"?>\n<graphml><key id=\"t\" attr.name=\"type\"/>\
            <key id=\"n\" attr.name=\"http://example.org/note\"/><graph edgedefault=\"directed\">\n"
            .to_owned();
        for (node, note) in self.notes.iter().enumerate() {
            let (id, note) = (id(node), quick_xml::escape::escape(note));
            text += &format!(
                "<node id=\"{id}\"><data key=\"t\">{E}Thing</data><data key=\"n\">{note}</data></node>\n"
            );
        }
        for (source, target, relation) in &self.edges {
            let (source, target) = (id(*source), id(*target));
            text += &format!(
                "<edge source=\"{source}\" target=\"{target}\"><data key=\"t\">{relation}</data></edge>\n"
            );
        }
        (text + "</graph></graphml>").into_bytes()
    }
}
