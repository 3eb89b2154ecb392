//! JSON documents with a list or object of nodes and one of edges, as NetworkX, D3, sigma.js, vis.js, Arrows, Neo4j and
//! most web pages with a graph have it. What the nodes and the ends of edges are called is found out from the first of them.

use super::findings::{NO_LINE, RowFinding};
use super::json_document::{Outline, begin, read_elements};
use super::json_elements::Path;
use super::json_graph::{Kind, Numbering, Records, Section, undirected};
use super::json_sketch::Sketch;
use super::key_roles::{Role, Vocabulary};
use super::own_json::{OwnDocument, OwnJson};
use super::worker::DIRECTED;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::RowBuilder;

/// The format.
pub(super) struct NodeLink;

/// Where nodes are, and where edges are.
const NODES: [&str; 5] = ["nodes", "vertices", "entities", "data.nodes", "results[*].data[*].graph.nodes"];
const EDGES: [&str; 10] = [
    "links",
    "edges",
    "relationships",
    "rels",
    "relations",
    "connections",
    "arcs",
    "data.links",
    "data.edges",
    "results[*].data[*].graph.relationships",
];

/// The keys of nodes, beside the one that is their id. NetworkX and D3 have properties beside the id; others have them in
/// an object.
const OF_NODES: Vocabulary<'static> = &[
    (b"labels", Role::Kind(0)),
    (b"types", Role::Kind(1)),
    (b"type", Role::Kind(3)),
    (b"caption", Role::Label),
    (b"properties", Role::Properties),
    (b"props", Role::Properties),
    (b"attributes", Role::Inside(ATTRIBUTES)),
    (b"data", Role::Inside(ATTRIBUTES)),
    (b"style", Role::Style),
    (b"position", Role::Style),
];

/// The keys of attributes of nodes in Graphology, whose label sigma.js shows, and of their data in React Flow.
const ATTRIBUTES: Vocabulary<'static> = &[(b"label", Role::Label)];

/// The keys of edges.
const OF_EDGES: Vocabulary<'static> = &[
    (b"id", Role::Id),
    (b"source", Role::Source),
    (b"target", Role::Target),
    (b"from", Role::MaybeSource(1)),
    (b"to", Role::MaybeTarget(1)),
    (b"subject", Role::MaybeSource(2)),
    (b"object", Role::MaybeTarget(2)),
    (b"startNode", Role::MaybeSource(4)),
    (b"endNode", Role::MaybeTarget(4)),
    (b"fromId", Role::MaybeSource(5)),
    (b"toId", Role::MaybeTarget(5)),
    (b"src", Role::MaybeSource(6)),
    (b"dst", Role::MaybeTarget(6)),
    (b"start", Role::MaybeSource(7)),
    (b"end", Role::MaybeTarget(7)),
    (b"fromNode", Role::MaybeSource(8)),
    (b"toNode", Role::MaybeTarget(8)),
    (b"node1_id", Role::MaybeSource(9)),
    (b"node2_id", Role::MaybeTarget(9)),
    (b"source_id", Role::MaybeSource(10)),
    (b"target_id", Role::MaybeTarget(10)),
    (b"sourceId", Role::MaybeSource(11)),
    (b"targetId", Role::MaybeTarget(11)),
    (b"from_id", Role::MaybeSource(12)),
    (b"to_id", Role::MaybeTarget(12)),
    (b"node1", Role::MaybeSource(13)),
    (b"node2", Role::MaybeTarget(13)),
    (b"predicate", Role::Kind(0)),
    (b"labels", Role::Kind(1)),
    (b"relation", Role::Kind(2)),
    (b"type", Role::Kind(3)),
    (b"relationship", Role::Kind(4)),
    (b"label", Role::Label),
    (b"properties", Role::Properties),
    (b"props", Role::Properties),
    (b"attributes", Role::Inside(OF_ATTRIBUTES)),
    (b"status", Role::Status),
    (DIRECTED.as_bytes(), Role::Direction),
    (b"undirected", Role::NoDirection),
    (b"style", Role::Style),
];

/// The keys of attributes of edges in Graphology.
const OF_ATTRIBUTES: Vocabulary<'static> = &[(b"relation", Role::Kind(2)), (b"label", Role::Label)];

/// The keys that may be the ids of nodes; the first that a node has is.
const IDS: [&str; 6] = ["id", "key", "_id", "identity", "node_id", "name"];

/// What of a document is read, or says how it is drawn.
const SILENT: &[&str] = &[DIRECTED, "multigraph", "style", "options", "adjacency"];

impl crate::read::rows::reader::Sealed for NodeLink {}

impl RowReader for NodeLink {
    fn name(&self) -> &'static str {
        "nodelink"
    }

    fn title(&self) -> &'static str {
        "node-link JSON"
    }

    fn about(&self) -> &'static str {
        "JSON of nodes and links or edges, as NetworkX, D3, sigma.js, vis.js, Arrows and Neo4j have it"
    }

    fn is_whole_graph(&self) -> bool {
        true
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(is_node_link(&Sketch::of(head)))
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        read(file, self.title(), &[], rows, run)
    }
}

/// What some keys of a document hold that may be nodes, or edges.
fn at<'s>(document: &'s Sketch, keys: &[&str]) -> Option<&'s Sketch> {
    let inner = document.get("data");
    let mut found = keys.iter().filter_map(|key| document.get(key).or_else(|| inner?.get(key)));
    found.rfind(|found| found.holds_values())
}

/// Whether a document has nodes that are objects or ids, or edges between ids.
fn is_node_link(document: &Sketch) -> bool {
    let nodes = at(document, &["nodes", "vertices"]);
    let edges = at(document, &["links", "edges", "relationships", "rels"]);
    let of_neo4j = document.get("results").and_then(Sketch::first).and_then(|first| first.get("data"));
    let of_neo4j = of_neo4j.and_then(Sketch::first).and_then(|row| row.get("graph"));
    of_neo4j.is_some_and(|graph| graph.has("nodes"))
        || match (nodes, edges) {
            (Some(_), Some(_)) => true,
            (Some(nodes), None) => {
                nodes.first().is_some_and(|node| node.is_object() || node.text().is_some())
            }
            (None, Some(edges)) => edges.first().is_some_and(has_ends),
            (None, None) => false,
        }
}

/// Whether an object says where an edge begins and where it ends.
pub(super) fn has_ends(edge: &Sketch) -> bool {
    ends(edge).is_some()
}

/// The keys that say where an edge begins and where it ends.
fn ends(edge: &Sketch) -> Option<(&'static str, &'static str)> {
    let text = |key: &'static [u8]| std::str::from_utf8(key).ok().filter(|key| edge.has(key));
    let named =
        |wanted: Role| OF_EDGES.iter().find(|(_, role)| *role == wanted).and_then(|(key, _)| text(key));
    let pair = |source, target| Some((named(source)?, named(target)?));
    let maybe = || (1..16).find_map(|number| pair(Role::MaybeSource(number), Role::MaybeTarget(number)));
    pair(Role::Source, Role::Target).or_else(maybe)
}

/// Reads a document. Some keys of nodes have other roles.
pub(super) fn read(
    RowInput(mut file): RowInput,
    title: &str,
    others: &[(&'static [u8], Role)],
    rows: &mut RowBuilder,
    run: &mut Run<'_>,
) -> Result<(), Stop> {
    let paths: Vec<Path> = NODES.iter().chain(&EDGES).map(|path| Path::new(path)).collect();
    let outline = Outline::of(&mut file, &paths);
    let (of_nodes, of_edges) = outline.samples.split_at_checked(NODES.len()).unwrap_or_default();
    let nodes: Vec<&Sketch> = of_nodes.iter().flatten().collect();
    let edges: Vec<&Sketch> = of_edges.iter().flatten().collect();
    let identity = Identity::of(&outline, &nodes, &edges);
    let mut numbering = if identity.key.is_some() { Numbering::Ids } else { Numbering::Numbers };
    if let (true, Some(key)) = (identity.has_numbered_ends, identity.key)
        && let Some(path) = (0..NODES.len()).find(|path| outline.is_there.get(*path) == Some(&true))
        && let Some(path) = paths.get(path)
    {
        numbering = Numbering::of_ends(&mut file, path, key.as_bytes());
    }
    let is_vis = edges.first().and_then(|edge| ends(edge)).is_some_and(|(source, _)| source == "from");
    let vocabulary_of_nodes = || {
        let mut vocabulary = others.to_vec();
        match identity.key {
            // A name stays a name.
            Some("name") => vocabulary.push((b"name", Role::IdAndProperty)),
            Some(key) => vocabulary.push((key.as_bytes(), Role::Id)),
            None => {}
        }
        vocabulary.extend(is_vis.then_some((&b"label"[..], Role::Label)));
        vocabulary.extend(OF_NODES);
        vocabulary
    };
    let vocabulary_of_edges = || {
        let mut vocabulary = Vec::new();
        vocabulary.extend(identity.key.filter(|key| *key == "key").map(|_| (&b"key"[..], Role::Id)));
        vocabulary.extend(OF_EDGES);
        vocabulary
    };
    let sections = NODES.iter().map(|_| (Kind::Nodes, vocabulary_of_nodes()));
    let sections = sections.chain(EDGES.iter().map(|_| (Kind::Edges, vocabulary_of_edges())));
    let is_undirected = !undirected(&outline, DIRECTED).is_empty()
        || outline.rest("options").is_some_and(|rest| {
            Sketch::of(&rest.raw).get("type").and_then(Sketch::text) == Some("undirected")
        });
    let names = rows.split().0.names;
    let own = outline.rest("graph").and_then(|graph| OwnJson::of(&graph.raw, names));
    let records = Records {
        sections: sections.map(|(kind, vocabulary)| Section { kind, vocabulary }).collect(),
        undirected: Vec::new(),
        is_undirected,
        numbering,
        own: own.map(|own| OwnDocument { own, data: None, kind: "type", has_distinct_ids: false }),
    };
    let mut understood = understood(title, &outline, &paths, &identity, &edges, is_undirected);
    let mut silent = SILENT.to_vec();
    if records.own.is_some() {
        understood.push_str(", as dossier writes rows");
        silent.push("graph");
    }
    begin(&file, understood, (&outline, &paths), &silent, run);
    if outline.rest("adjacency").is_some() {
        run.note(&file.name, &rules::MALFORMED_ROW, |_| RowFinding {
            rule: &rules::MALFORMED_ROW,
            line: NO_LINE,
            message: "the lists of neighbours in `adjacency` are not read".to_owned(),
            label: String::new(),
            help: Some(
                "write the graph with `node_link_data` of NetworkX instead of `adjacency_data`".to_owned(),
            ),
            excerpt: None,
        });
    }
    read_elements(file, &paths, &records, rows, run)
}

/// How nodes are known, and how edges know them.
struct Identity {
    /// The key that is the id, unless nodes have none.
    key: Option<&'static str>,
    /// Whether nodes are members of an object by id.
    has_keys: bool,
    /// Whether the ends of edges are numbers of nodes, although these have ids.
    has_numbered_ends: bool,
}

impl Identity {
    fn of(outline: &Outline, nodes: &[&Sketch], edges: &[&Sketch]) -> Identity {
        let has = |key: &str| nodes.iter().any(|node| node.get(key).is_some_and(Sketch::is_id));
        // A node in an object by id may have a name beside its id.
        let has_keys = outline.has_keys.iter().take(NODES.len()).any(|has_keys| *has_keys);
        let ids = if has_keys { IDS.get(..1).unwrap_or(&IDS) } else { &IDS };
        let key = ids.iter().copied().find(|key| has(key));
        let are = |wanted: fn(&Sketch) -> bool| {
            let ends = |edge: &Sketch| {
                let (source, target) = ends(edge)?;
                Some(wanted(edge.get(source)?) && wanted(edge.get(target)?))
            };
            !edges.is_empty() && edges.iter().all(|edge| ends(edge) == Some(true))
        };
        let are_numbers = are(|end| matches!(end, Sketch::Number(_)));
        // Nodes without a proper id are known by their names only if edges name them.
        let key = key.filter(|key| *key != "name" || !are_numbers);
        let are_texts = key
            .is_some_and(|key| nodes.iter().any(|node| node.get(key).is_some_and(|id| id.text().is_some())));
        // NetworkX wrote the graph as a list in the versions in which it numbered the ends.
        let is_old = outline.rest("graph").is_some_and(|rest| rest.raw.starts_with(b"["));
        Identity { key, has_keys, has_numbered_ends: are_numbers && !has_keys && (are_texts || is_old) }
    }
}

/// What plays which role, in one line.
fn understood(
    title: &str,
    outline: &Outline,
    paths: &[Path],
    identity: &Identity,
    edges: &[&Sketch],
    is_undirected: bool,
) -> String {
    let is_there = |path: &&Path| {
        let number = paths.iter().position(|known| known.text() == path.text());
        number.and_then(|number| outline.is_there.get(number)).copied().unwrap_or(false)
    };
    let named = |some: &[Path]| {
        let there: Vec<&str> = some.iter().filter(is_there).map(|path| path.text()).collect();
        if there.is_empty() { "none".to_owned() } else { there.join(", ") }
    };
    let (of_nodes, of_edges) = paths.split_at_checked(NODES.len()).unwrap_or_default();
    let id = identity.key.unwrap_or(if identity.has_keys { "their key" } else { "their number" });
    let ends = edges.first().and_then(|edge| ends(edge));
    let ends = ends.map_or(String::new(), |(source, target)| {
        let numbered = if identity.has_numbered_ends { ", which are numbers of nodes" } else { "" };
        format!(" (source={source}, target={target}{numbered})")
    });
    let direction = if is_undirected { ", undirected" } else { "" };
    format!("{title}: nodes={} (id={id}), edges={}{ends}{direction}", named(of_nodes), named(of_edges))
}
