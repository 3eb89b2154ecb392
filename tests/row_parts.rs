//! Parts and pictures of rows: what a selection leaves, by petgraph and by the same selection of a dossier; what is shown of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::files::Files;
use crate::pictures::areas::assert_apart;
use dossier::check::Checked;
use dossier::draw::{DrawOptions, Engine, Picture, draw};
use dossier::export::{EXPORTERS, ExportOptions, Graph};
use dossier::graph::KnowledgeGraph;
use dossier::graph::rows::{RowGraph, RowNode, RowPart, RowSelection};
use dossier::ontology::Ontology;
use dossier::ontology::Status;
use dossier::petgraph::algo::{all_simple_paths, dijkstra};
use dossier::petgraph::graph::{NodeIndex, UnGraph};
use dossier::read::rows::{RowOptions, read_rows};
use dossier::view::rows::{RowView, with_speakers};
use dossier::view::{Overview, Selection};
use proptest::prelude::*;

fn rows(text: &str) -> RowGraph {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.jsonl");
    fs::write(&path, text).unwrap();
    let reading = read_rows(&[path], &RowOptions::default()).unwrap();
    assert!(reading.findings.iter().all(|finding| finding.rule.code == "D0204"), "{:?}", reading.findings);
    reading.graph
}

fn whole(graph: &RowGraph) -> KnowledgeGraph {
    RowView::new("rows").graph(graph, &graph.part(&RowSelection::default())).unwrap()
}

/// A random graph: how many nodes, the type of each, and the ends, the status and the speaker of each edge.
#[derive(Clone, Debug)]
struct Random {
    types: Vec<usize>,
    edges: Vec<(usize, usize, Option<usize>, Option<usize>)>,
}

const TYPES: [&str; 3] = ["Gene", "Disease", "Drug"];

impl Random {
    fn any() -> impl Strategy<Value = Random> {
        (2_usize..9).prop_flat_map(|nodes| {
            let edge = (0..nodes, 0..nodes, prop::option::of(0_usize..5), prop::option::of(0..nodes));
            let (types, edges) =
                (prop::collection::vec(0_usize..3, nodes), prop::collection::vec(edge, 0..12));
            (types, edges).prop_map(|(types, edges)| Random { types, edges })
        })
    }

    fn id(at: usize) -> String {
        format!("no {at}: é")
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (at, node_type) in self.types.iter().enumerate() {
            let (id, node_type) = (Random::id(at), TYPES[*node_type]);
            writeln!(text, "{}", serde_json::json!({ "id": id, "type": node_type })).unwrap();
        }
        for (source, target, status, by) in &self.edges {
            let mut edge = serde_json::json!({ "source": Random::id(*source), "target": Random::id(*target), "type": "r" });
            if let Some(status) = status {
                edge["status"] = Status::ALL[*status].name().into();
            }
            if let Some(by) = by {
                edge["by"] = Random::id(*by).into();
            }
            writeln!(text, "{edge}").unwrap();
        }
        text
    }

    fn petgraph(&self) -> UnGraph<(), ()> {
        let mut graph = UnGraph::new_undirected();
        self.types.iter().for_each(|_| {
            graph.add_node(());
        });
        for (source, target, ..) in &self.edges {
            graph.add_edge(NodeIndex::new(*source), NodeIndex::new(*target), ());
        }
        graph
    }
}

fn node(graph: &RowGraph, at: usize) -> RowNode {
    graph.find([Random::id(at).as_str()]).into_values().next().unwrap()
}

fn numbers(part: &RowPart) -> (BTreeSet<usize>, BTreeSet<u64>) {
    (part.nodes.iter().map(|node| node.index()).collect(), part.edges.iter().copied().collect())
}

/// The ids of nodes and edges of a graph that was made of rows.
fn ids(
    graph: &KnowledgeGraph,
    nodes: &BTreeSet<dossier::graph::NodeKey>,
    claims: &BTreeSet<dossier::graph::ClaimKey>,
) -> (BTreeSet<String>, BTreeSet<String>) {
    (
        nodes.iter().map(|key| graph.node(*key).id().to_owned()).collect(),
        claims.iter().map(|key| graph.claim(*key).id().to_owned()).collect(),
    )
}

proptest! {
    #[test]
    fn what_is_around_a_node_is_what_petgraph_reaches(random in Random::any(), depth in 0_usize..4) {
        let (graph, judge) = (rows(&random.text()), random.petgraph());
        let selection = RowSelection { focus: Some((node(&graph, 0), depth)), ..RowSelection::default() };
        let far = dijkstra(&judge, NodeIndex::new(0), None, |_| 1_usize);
        let distance = |at: usize| far.get(&NodeIndex::new(at)).copied().unwrap_or(usize::MAX);
        let said = random.edges.iter().filter(|(.., by)| depth > 0 && *by == Some(0));
        let ends_of_said = said.flat_map(|(source, target, ..)| [*source, *target]);
        let nodes = (0..random.types.len()).filter(|at| distance(*at) <= depth).chain(ends_of_said).collect();
        let near = |at: &usize| {
            let (source, target, _, by) = random.edges[*at];
            depth > 0 && by == Some(0) || distance(source).min(distance(target)) < depth
        };
        let edges = (0..random.edges.len()).filter(near).map(|at| at as u64 + 1).collect();
        prop_assert_eq!(numbers(&graph.part(&selection)), (nodes, edges));
    }

    #[test]
    fn what_is_between_two_nodes_is_on_the_shortest_paths_of_petgraph(random in Random::any()) {
        let (graph, judge) = (rows(&random.text()), random.petgraph());
        let (from, to) = (NodeIndex::new(0), NodeIndex::new(1));
        let between = Some((node(&graph, 0), node(&graph, 1)));
        let part = graph.part(&RowSelection { between, ..RowSelection::default() });
        let paths: Vec<Vec<NodeIndex>> =
            all_simple_paths::<Vec<_>, _, std::collections::hash_map::RandomState>(&judge, from, to, 0, None).collect();
        let shortest = paths.iter().map(Vec::len).min();
        let mut nodes = BTreeSet::new();
        let mut steps = BTreeSet::new();
        for path in paths.iter().filter(|path| Some(path.len()) == shortest) {
            nodes.extend(path.iter().map(|node| node.index()));
            for pair in path.windows(2) {
                steps.extend([(pair[0].index(), pair[1].index()), (pair[1].index(), pair[0].index())]);
            }
        }
        let on_path = |at: &usize| steps.contains(&(random.edges[*at].0, random.edges[*at].1));
        let edges = (0..random.edges.len()).filter(on_path).map(|at| at as u64 + 1).collect();
        prop_assert_eq!(numbers(&part), (nodes, edges));
    }

    /// The same wishes leave the same of rows and of a dossier.
    #[test]
    fn a_selection_means_the_same_for_rows_and_for_claims(
        random in Random::any(),
        focus in prop::option::of(0_usize..3),
        between in any::<bool>(),
        only in prop::option::of(0_usize..3),
        hide in prop::option::of(0_usize..3),
        status in prop::option::of(0_usize..5),
        by in any::<bool>(),
    ) {
        let graph = rows(&random.text());
        let claims = whole(&graph);
        let name = |at: usize| graph.names().iter().filter(move |(_, name)| *name == TYPES[at]).map(|(key, _)| key);
        let of_rows = RowSelection {
            focus: focus.map(|depth| (node(&graph, 0), depth)),
            between: between.then(|| (node(&graph, 0), node(&graph, 1))),
            only: only.into_iter().flat_map(name).collect(),
            hide: hide.into_iter().flat_map(name).collect(),
            statuses: status.map(|status| Status::ALL[status]).into_iter().collect(),
            speakers: by.then(|| Random::id(1)).into_iter().collect(),
        };
        let key = |at: usize| claims.node_by_id(&Random::id(at)).unwrap().key();
        let types = |at: usize| claims.ontology().type_named(TYPES[at]);
        let (mut kept, mut hidden): (BTreeSet<_>, BTreeSet<_>) =
            (only.into_iter().filter_map(types).collect(), hide.into_iter().filter_map(types).collect());
        // A name that no node has leaves nothing, and hides nothing.
        prop_assume!(only.is_none() || (!kept.is_empty() && !of_rows.only.is_empty()));
        let of_claims = Selection::default()
            .with_focus(focus.map(|depth| (key(0).into(), depth)))
            .with_between(between.then(|| (key(0), key(1))))
            .with_only(std::mem::take(&mut kept))
            .with_hide(std::mem::take(&mut hidden))
            .with_statuses(status.map(|status| Status::ALL[status]).into_iter().collect())
            .with_speakers(by.then(|| key(1)).into_iter().collect());
        let left = of_claims.apply(&claims);
        let part = graph.part(&of_rows);
        let shown = RowView::new("rows").graph(&graph, &part).unwrap();
        let (nodes, edges) = ids(&claims, &left.nodes, &left.claims);
        let of_part: BTreeSet<String> =
            shown.nodes().filter(|node| !node.is_aside()).map(|node| node.id().to_owned()).collect();
        prop_assert_eq!(of_part, nodes);
        prop_assert_eq!(shown.claims().map(|claim| claim.id().to_owned()).collect::<BTreeSet<_>>(), edges);
    }

    /// A part alone is what reading its rows alone gives, in every format.
    #[test]
    fn a_part_alone_is_a_graph_like_any_other(
        random in Random::any(),
        depth in 0_usize..3,
        status in prop::option::of(0_usize..5),
    ) {
        let graph = rows(&random.text());
        let selection = RowSelection {
            focus: Some((node(&graph, 0), depth)),
            statuses: status.map(|status| Status::ALL[status]).into_iter().collect(),
            ..RowSelection::default()
        };
        let part = with_speakers(&graph, graph.part(&selection));
        let lines: Vec<String> = random.text().lines().map(str::to_owned).collect();
        let nodes = part.nodes.iter().map(|node| node.index());
        let edges = part.edges.iter().map(|number| random.types.len() + *number as usize - 1);
        let text: String = nodes.chain(edges).map(|line| format!("{}\n", lines[line])).collect();
        let (part, judge) = (graph.into_part(&part), rows(&text));
        for exporter in EXPORTERS {
            let written = |graph: &RowGraph| {
                let mut out = Files::default();
                exporter.export(Graph::Rows(graph), &ExportOptions::default(), &mut out).unwrap();
                out
            };
            prop_assert_eq!(written(&part), written(&judge), "{}", exporter.name());
        }
    }

    /// A core has no more nodes than are wanted, and none that is less connected than one that is left out.
    #[test]
    fn a_core_is_what_peeling_leaves_last(random in Random::any(), most in 1_usize..9) {
        let graph = rows(&random.text());
        let part = graph.part(&RowSelection::default());
        let core = graph.core(&part, most);
        prop_assert_eq!(core.nodes.len(), most.min(random.types.len()));
        // Peels by definition: a node is in the k-core if it stays where all with fewer than k neighbours are taken away.
        let ends: Vec<(usize, usize)> =
            random.edges.iter().map(|edge| (edge.0, edge.1)).filter(|(source, target)| source != target).collect();
        let number = |node: usize| {
            (0..).take_while(|k| {
                let mut left: BTreeSet<usize> = (0..random.types.len()).collect();
                loop {
                    let degree = |node: &usize| {
                        let of = |(a, b): &&(usize, usize)| (a == node && left.contains(b)) || (b == node && left.contains(a));
                        ends.iter().filter(of).count()
                    };
                    let weak: Vec<usize> = left.iter().copied().filter(|node| degree(node) < *k).collect();
                    if weak.is_empty() {
                        return left.contains(&node);
                    }
                    weak.iter().for_each(|node| {
                        left.remove(node);
                    });
                }
            }).last().unwrap_or(0)
        };
        let kept: BTreeSet<usize> = core.nodes.iter().map(|node| node.index()).collect();
        let least = kept.iter().map(|node| number(*node)).min().unwrap_or(0);
        let out = (0..random.types.len()).filter(|node| !kept.contains(node)).map(number).max().unwrap_or(0);
        prop_assert!(least >= out, "{least} {out}");
        let inside = |at: &usize| kept.contains(&random.edges[*at].0) && kept.contains(&random.edges[*at].1);
        let edges: Vec<u64> = (0..random.edges.len()).filter(inside).map(|at| at as u64 + 1).collect();
        prop_assert_eq!(core.edges, edges);
    }

    /// The counts of an overview are those of the graph, whether its rows are counted or its claims.
    #[test]
    fn an_overview_counts_everything_once(random in Random::any()) {
        let graph = rows(&random.text());
        let overview = Overview::of_rows(&graph, None, "rows");
        prop_assert_eq!(overview.types.iter().map(|of_type| of_type.nodes).sum::<u64>(), random.types.len() as u64);
        prop_assert_eq!(overview.links.iter().map(|link| link.edges).sum::<u64>(), random.edges.len() as u64);
        let mut expected: BTreeMap<(usize, usize, Option<usize>), u64> = BTreeMap::new();
        for (source, target, status, _) in &random.edges {
            *expected.entry((random.types[*source], random.types[*target], *status)).or_default() += 1;
        }
        let place = |at: usize| TYPES.iter().position(|name| *name == overview.types[at].name).unwrap();
        let found = overview.links.iter().map(|link| {
            let status = link.status.map(|status| Status::ALL.iter().position(|known| *known == status).unwrap());
            ((place(link.from), place(link.to), status), link.edges)
        });
        prop_assert_eq!(found.collect::<BTreeMap<_, _>>(), expected);
        let part = graph.part(&RowSelection::default());
        prop_assert_eq!(&Overview::of_rows(&graph, Some(&part), "rows"), &overview);
        let of_claims = Overview::of_graph(&whole(&graph));
        prop_assert_eq!((of_claims.types, of_claims.links), (overview.types, overview.links));
    }
}

/// Rows with all that is easily lost: odd ids, parallel and undirected edges, speakers that are no nodes, several types.
const ODD: &str = r#"{"id":"HGNC:1100","type":"Gene","name":"BRCA1","props":{"length":81189,"tags":["a","b"],"note":"x < y & \"z\""}}
{"id":"a b","type":"Person","name":"Ada Lovelace","born":1815}
{"id":"http://x.example/王","type":["Person","Scientist"],"name":{"@value":"王小明","@language":"zh"}}
{"id":"d.x","props":{"since":{"@value":"2019-05-10","@type":"http://www.w3.org/2001/XMLSchema#date"},"mass":{"@value":"5","@type":"http://x.example/kg"}}}
{"source":"a b","target":"HGNC:1100","type":"studies","props":{"since":"2011-03","weight":3.5}}
{"source":"a b","target":"HGNC:1100","type":"studies","props":{"since":"2012"}}
{"source":"http://x.example/王","target":"a b","type":"http://schema.org/knows","status":"attributed","by":["HGNC:1100","Somebody"],"evidence":[{"document":"w","quote":"He knows Ada"}]}
{"source":"d.x","target":"d.x","type":"self","status":"disputed"}
{"source":"d.x","target":"a b","type":"near","directed":false,"id":"d.x.near.a b"}
"#;
const TEXTS: &str = "{\"id\":\"w\",\"text\":\"They say:\\nHe knows Ada and others.\"}\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("odd.jsonl"), ODD).unwrap();
    fs::write(folder.path().join("texts.jsonl"), TEXTS).unwrap();
    folder
}

/// Runs the program; its code, and what it prints.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    let output = command.current_dir(folder).args(arguments).stdin(Stdio::null()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// Compares a text with the one in a file beside this one; what there is now is in `target/tmp/row_parts`.
fn assert_is(name: &str, text: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let now: PathBuf = root.join("target/tmp/row_parts").join(name);
    fs::create_dir_all(now.parent().unwrap()).unwrap();
    fs::write(&now, text).unwrap();
    let expected = fs::read_to_string(root.join("tests/row_parts").join(name)).unwrap_or_default();
    assert!(expected == text, "{} is not tests/row_parts/{name}", now.display());
}

#[test]
fn pictures_of_rows_are_those_that_were_looked_at() {
    let folder = folder();
    for (name, arguments) in [
        ("part.svg", "draw odd.jsonl -o part.svg --engine own --texts texts.jsonl"),
        ("part.dot", "draw odd.jsonl -o part.dot --weight weight"),
        ("overview.svg", "draw odd.jsonl -o overview.svg --picture overview"),
    ] {
        let (code, _, said) = run(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
        assert_eq!(code, 0, "{said}");
        assert_is(name, &fs::read_to_string(folder.path().join(name)).unwrap());
    }
}

#[test]
fn what_is_shown_of_rows_is_all_that_they_say() {
    let folder = folder();
    let mut shown = String::new();
    for id in ["a b", "HGNC:1100", "http://x.example/王", "d.x", "row/3", "d.x.near.a b"] {
        let (code, out, said) = run(folder.path(), &["show", id, "odd.jsonl", "--texts", "texts.jsonl"]);
        assert_eq!((code, said.as_str()), (0, "read odd.jsonl as JSON Lines\n"), "{id}");
        writeln!(shown, "{out}").unwrap();
    }
    assert_is("show.txt", &shown);
    let (code, _, said) = run(folder.path(), &["show", "HGNC:110", "odd.jsonl"]);
    assert_eq!(code, 2);
    assert!(said.contains("no node or edge has the id `HGNC:110`; did you mean `HGNC:1100`?"), "{said}");
}

#[test]
fn undirected_edges_stay_undirected() {
    let folder = folder();
    let export = ["export", "odd.jsonl", "--to", "jsonl,graphml,dot", "--out", "out"];
    let (code, _, said) = run(folder.path(), &export);
    assert_eq!(code, 0, "{said}");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("out/odd.dot").matches("dir=none").count(), 1);
    assert_eq!(read("out/odd.graphml").matches(" directed=\"false\"").count(), 1);
    for file in ["out/odd.jsonl", "out/odd.graphml"] {
        let drawn = ["draw", file, "-o", "again.dot"];
        let (code, _, said) = run(folder.path(), &drawn);
        assert_eq!(code, 0, "{said}");
        assert_eq!(read("again.dot").matches("dir=none").count(), 1, "{file}");
    }
}

/// A table of a star: one node next to many.
fn star(edges: usize) -> String {
    let mut text = "source,target,type,weight\n".to_owned();
    (0..edges).for_each(|at| writeln!(text, "hub,leaf{at},has,{at}").unwrap());
    text
}

#[test]
fn of_many_rows_an_overview_is_drawn_and_a_part_that_is_too_large_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("star.csv"), star(4_000)).unwrap();
    let run = |arguments: &str| run(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
    let (code, _, said) = run("draw star.csv");
    assert_eq!(code, 0, "{said}");
    let wanted = "read star.csv as edges (CSV): source=source, target=target, relation=type; 1 property\n\
                  wrote exports/star.overview.svg: 4,001 nodes, 4,000 edges, ";
    assert!(said.starts_with(wanted), "{said}");
    let svg = fs::read_to_string(folder.path().join("exports/star.overview.svg")).unwrap();
    for words in ["hub: hub, 4,000 edges", "has · 4,000", "nodes: 4001"] {
        assert!(svg.contains(words), "{words}");
    }
    let (code, _, said) = run("draw star.csv --focus hub -o a.svg");
    assert_eq!(code, 2);
    assert!(
        said.contains("this part has 4,001 nodes and 4,000 edges, and a picture shows at most 3,000"),
        "{said}"
    );
    let (code, _, said) = run("draw star.csv --most 20 --engine own -o a.svg");
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("selected the 20 most connected of 4,001 nodes"), "{said}");
    assert!(said.contains("wrote a.svg: 20 nodes, 19 edges"), "{said}");
    let (code, _, said) = run("draw star.csv --between leaf1 leaf2 -o a.dot");
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("selected between leaf1 and leaf2: 2 of 4,000 edges"), "{said}");
    let (code, _, said) = run("show hub star.csv --json");
    assert_eq!(code, 0, "{said}");
}

/// The boxes of a DOT text: their labels and members.
fn boxes(dot: &str) -> Vec<(String, String)> {
    let community = |part: &str| {
        let (head, rest) = part.split_once("margin=12];\n")?;
        let label = head.split_once("label=\"")?.1.split_once('"')?.0;
        let members: String = rest.split_once("\n  }")?.0.split_whitespace().collect();
        Some((
            label.to_owned(),
            members.replace(['"', ';'], " ").split_whitespace().collect::<Vec<_>>().join(" "),
        ))
    };
    dot.split("subgraph \"cluster/community/").skip(1).filter_map(community).collect()
}

#[test]
fn a_core_is_grouped_by_community_where_it_has_some() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, edges: &[(String, String, u32)]| {
        let mut text = "source,target,type,weight\n".to_owned();
        edges.iter().for_each(|(from, to, weight)| writeln!(text, "{from},{to},knows,{weight}").unwrap());
        fs::write(folder.path().join(name), text).unwrap();
    };
    let run = |arguments: &str| run(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
    let drawn = |arguments: &str| {
        let (code, _, said) = run(&format!("draw {arguments} -o a.dot"));
        assert_eq!(code, 0, "{said}");
        (boxes(&fs::read_to_string(folder.path().join("a.dot")).unwrap()), said)
    };
    // Three groups in which everybody knows everybody, a way between them, and somebody outside.
    let mut edges = Vec::new();
    for group in ["a", "b", "c"] {
        for (from, to) in (0..5).flat_map(|from| (from + 1..5).map(move |to| (from, to))) {
            edges.push((format!("{group}{from}"), format!("{group}{to}"), 1));
        }
    }
    for (from, to) in [("a1", "b0"), ("b4", "c2"), ("c2", "outside"), ("outside", "far"), ("far", "away")] {
        edges.push((from.to_owned(), to.to_owned(), 1));
    }
    write("groups.csv", &edges);
    let (communities, said) = drawn("groups.csv --most 15");
    let expected =
        [("around a0", "a0 a1 a2 a3 a4"), ("around b0", "b0 b1 b2 b3 b4"), ("around c0", "c0 c1 c2 c3 c4")]
            .map(|(label, members)| (label.to_owned(), members.to_owned()));
    assert_eq!(communities, expected);
    assert!(said.contains("grouped into 3 communities, each named after its most connected node"), "{said}");
    let dot = fs::read_to_string(folder.path().join("a.dot")).unwrap();
    assert!(dot.contains("grouped into 3 communities"), "{dot}");
    assert_eq!(drawn("groups.csv --most 15").0, expected);
    // Only of a core, and not where a layout has no room for boxes.
    assert_eq!(drawn("groups.csv").0, []);
    for (engine, are_grouped) in [("dot", true), ("fdp", true), ("neato", false), ("own", false)] {
        let (code, _, said) = run(&format!("draw groups.csv --most 15 --engine {engine} -o a.svg"));
        assert_eq!((code, said.contains("communities")), (0, are_grouped), "{said}");
        let svg = fs::read_to_string(folder.path().join("a.svg")).unwrap();
        assert_eq!(svg.matches("class=\"cluster community\"").count(), if are_grouped { 3 } else { 0 });
        assert_eq!(svg.contains("communities"), are_grouped);
    }
    // Of a star and of a group there is only one.
    fs::write(folder.path().join("star.csv"), star(40)).unwrap();
    write("one.csv", edges.get(..10).unwrap());
    for name in ["star.csv", "one.csv"] {
        assert_eq!(drawn(&format!("{name} --most 30")).0, [], "{name}");
    }
    // In a circle only the weights make a difference.
    let circle: Vec<_> = (0..12)
        .map(|at| (format!("n{at:02}"), format!("n{:02}", (at + 1) % 12), if at % 4 == 1 { 1 } else { 9 }))
        .collect();
    write("circle.csv", &circle);
    let members: Vec<String> =
        drawn("circle.csv --most 12 --weight weight").0.into_iter().map(|(_, members)| members).collect();
    assert_eq!(members, ["n00 n01 n10 n11", "n02 n03 n04 n05", "n06 n07 n08 n09"]);
}

#[test]
fn nothing_overlaps_in_pictures_of_rows() {
    let own = DrawOptions::default().with_picture(Picture::Plain).with_engine(Engine::Own);
    let dense: String = (0..60).fold(String::new(), |mut text, at| {
        let (one, two) = (at % 7, (at * 5 + 3) % 7);
        writeln!(text, "{{\"source\":\"node {one}\",\"target\":\"node {two}\",\"type\":\"relation number {at}\",\"directed\":{}}}", at % 2 == 0)
            .unwrap();
        text
    });
    for text in [ODD, dense.as_str()] {
        let graph = rows(text);
        let checked = Checked::new(whole(&graph)).unwrap();
        assert_apart(&draw(&checked, &own).unwrap().svg);
        let overview = Overview::of_rows(&graph, None, "rows").graph(Ontology::built_in());
        assert_apart(&draw(&Checked::new(overview).unwrap(), &own).unwrap().svg);
    }
}
