//! JSON Graph Format (`https://jsongraphformat.info`): one `graph` or several `graphs`, whose nodes are a list in version 1
//! and an object by id in version 2. Hyperedges are not supported.

use super::json_document::{Outline, begin, read_elements};
use super::json_elements::Path;
use super::json_graph::{Kind, Records, Section, undirected};
use super::json_sketch::Sketch;
use super::key_roles::{Role, Vocabulary};
use super::worker::DIRECTED;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::RowBuilder;

/// The format.
pub(super) struct JsonGraph;

/// Where elements are, and what they are.
const PATHS: [(&str, Kind); 6] = [
    ("graph.nodes", Kind::Nodes),
    ("graph.edges", Kind::Edges),
    ("graph.links", Kind::Edges),
    ("graphs[*].nodes", Kind::Nodes),
    ("graphs[*].edges", Kind::Edges),
    ("graphs[*].links", Kind::Edges),
];

const OF_NODES: Vocabulary<'static> = &[
    (b"id", Role::Id),
    (b"label", Role::Label),
    (b"labels", Role::Kind(0)),
    (b"type", Role::Kind(3)),
    (b"metadata", Role::Properties),
];

const OF_EDGES: Vocabulary<'static> = &[
    (b"id", Role::Id),
    (b"source", Role::Source),
    (b"target", Role::Target),
    (b"relation", Role::Kind(0)),
    (b"type", Role::Kind(3)),
    (b"label", Role::Label),
    (DIRECTED.as_bytes(), Role::Direction),
    (b"metadata", Role::Properties),
];

impl crate::read::rows::reader::Sealed for JsonGraph {}

impl RowReader for JsonGraph {
    fn name(&self) -> &'static str {
        "jgf"
    }

    fn title(&self) -> &'static str {
        "JSON Graph Format"
    }

    fn about(&self) -> &'static str {
        "JSON Graph Format, versions 1 and 2: a `graph` or `graphs`"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".jgf"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        let document = Sketch::of(head);
        let of_several = document.get("graphs").and_then(Sketch::first);
        let mut graphs = [document.get("graph"), of_several].into_iter().flatten();
        let holds = |graph: &Sketch, key: &str| graph.get(key).is_some_and(Sketch::holds_values);
        let is_graph =
            |graph: &Sketch| ["nodes", "edges", "links", "hyperedges"].iter().any(|key| holds(graph, key));
        Recognition::certain_if(graphs.any(is_graph))
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let RowInput(mut file) = file;
        let paths = PATHS.map(|(path, _)| Path::new(path));
        let outline = Outline::of(&mut file, &paths);
        let there = outline.there(&paths).join(", ");
        let is_undirected = !undirected(&outline, "graph.directed").is_empty();
        let undirected = undirected(&outline, "graphs.directed");
        let direction = if is_undirected || !undirected.is_empty() { ", undirected" } else { "" };
        let understood = format!("{}: {there}{direction}", self.title());
        begin(&file, understood, (&outline, &paths), &["graph.directed", "graphs.directed"], run);
        let section = |(_, kind)| {
            let vocabulary = if kind == Kind::Nodes { OF_NODES } else { OF_EDGES };
            Section { kind, vocabulary: vocabulary.to_vec() }
        };
        let sections = PATHS.map(section).into();
        let records = Records { sections, undirected, is_undirected, ..Records::default() };
        read_elements(file, &paths, &records, rows, run)
    }
}
