//! Formats of rows: the quick way writes what the slow and obvious way writes, and parsers that are not ours read in all
//! of them the same graph.
mod back;
mod contract;
mod foreign;
mod graphs;
mod rdf;
mod reference;
mod shapes;

use std::collections::BTreeMap;

use self::graphs::{Edge, Graph, Node, Value, graph};
use crate::files::Files;
use dossier::export::{ExportError, ExportOptions, Losses, Model, RdfVersion, exporter};
use dossier::graph::rows::RowGraph;
use dossier::read::rows::{RowOptions, read_rows};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

/// `PROPTEST_CASES` asks for more cases, in hours that are long.
fn config(cases: u32) -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(cases);
    Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 2_000,
        rng_seed: RngSeed::Fixed(5),
        ..Config::default()
    }
}

/// How a graph is written.
#[derive(Clone, Copy)]
struct Way {
    model: Model,
    rdf: RdfVersion,
    threads: usize,
}

const PLAIN: Way = Way { model: Model::Both, rdf: RdfVersion::V1_1, threads: 1 };

fn export(
    format: &str,
    rows: &RowGraph,
    way: Way,
) -> Result<(BTreeMap<String, Vec<u8>>, Losses), ExportError> {
    let options = ExportOptions::default()
        .with_policy(dossier::view::AssertPolicy::new(reference::ASSERTED))
        .with_model(way.model)
        .with_rdf(way.rdf)
        .with_base(reference::BASE.to_owned())
        .with_threads(way.threads);
    let mut files = Files::default();
    let losses = exporter(format).unwrap().export(rows.into(), &options, &mut files)?;
    Ok((files.0, losses))
}

/// The one file of a format, the same for any number of threads.
fn written(format: &str, rows: &RowGraph, way: Way) -> String {
    let (first, _) = export(format, rows, way).unwrap();
    for threads in [2, 5] {
        let (other, _) = export(format, rows, Way { threads, ..way }).unwrap();
        assert_eq!(first, other, "{format} with {threads} threads");
    }
    let text = String::from_utf8(first.into_iter().next().unwrap().1).unwrap();
    if RDF.contains(&format) { rdf::numbered(&text) } else { text }
}

/// Formats in which records without an id are called by hashes.
const RDF: [&str; 4] = ["ntriples", "nquads", "turtle", "jsonld"];

/// Shows the first line that differs.
fn assert_same(format: &str, quick: &str, slow: &str) {
    for (number, (quick, slow)) in quick.lines().zip(slow.lines()).enumerate() {
        assert_eq!(quick, slow, "{format}, line {}", number + 1);
    }
    assert_eq!(quick, slow, "{format}");
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn the_quick_way_is_the_slow_way(graph in graph(), size in 1..6usize) {
        let rows = graph.rows(size);
        assert_same("jsonl", &written("jsonl", &rows, PLAIN), &reference::jsonl(&graph));
        assert_same("dot", &written("dot", &rows, PLAIN), &reference::dot(&graph));
    }

    #[test]
    fn the_quick_triples_are_the_slow_triples(graph in graph(), size in 1..6usize) {
        let rows = graph.rows(size);
        for model in Model::ALL.iter().copied() {
            for rdf in [RdfVersion::V1_1, RdfVersion::V1_2] {
                let way = Way { model, rdf, threads: 1 };
                let all = rdf::descriptions(&graph, model, rdf);
                let lines = rdf::ntriples(&all);
                assert_same("ntriples", &written("ntriples", &rows, way), &lines);
                assert_same("nquads", &written("nquads", &rows, way), &lines);
                assert_same("turtle", &written("turtle", &rows, way), &rdf::turtle(&all));
                // JSON-LD 1.1 has no triple terms: it stays as it is, and counts what it leaves out.
                assert_same("jsonld", &written("jsonld", &rows, way), &rdf::jsonld(&graph, model));
                let told = export("jsonld", &rows, way).unwrap().1.summary();
                let told = told.iter().find(|(what, ..)| *what == "rdf:reifies").map_or(0, |told| told.1);
                prop_assert_eq!(told as usize, lines.matches("#reifies> <<( ").count());
            }
        }
    }
}

/// Makes a number of 64 bits of each that is none.
fn tame(value: &mut Value) {
    match value {
        Value::Number(number) if number.contains("400") => "1".clone_into(number),
        Value::List(values) => values.iter_mut().for_each(tame),
        _ => {}
    }
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn all_syntaxes_of_rdf_are_the_same_triples(graph in graph(), size in 1..6usize) {
        let rows = graph.rows(size);
        for model in Model::ALL.iter().copied() {
            for rdf in [RdfVersion::V1_1, RdfVersion::V1_2] {
                let expected = foreign::expected_triples(&rdf::descriptions(&graph, model, rdf));
                let has_versions = ["ntriples", "nquads", "turtle"];
                let formats = has_versions.into_iter().chain((rdf == RdfVersion::V1_1).then_some("jsonld"));
                for format in formats {
                    let text = written(format, &rows, Way { model, rdf, threads: 1 });
                    prop_assert_eq!(&foreign::triples(format, &text), &expected, "{}", format);
                }
            }
        }
    }

    #[test]
    fn others_read_the_same_graph(graph in graph(), size in 1..6usize) {
        let mut graph = graph;
        // No other parser of JSON at hand takes them.
        graph.each_props(|props| props.iter_mut().for_each(|(_, value)| tame(value)));
        let rows = graph.rows(size);
        let lines = written("jsonl", &rows, PLAIN);
        let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        prop_assert_eq!(lines, foreign::expected_lines(&graph));
        let contract = contract::contract(&graph);
        let found = foreign::without_hashes(foreign::graphml(&written("graphml", &rows, PLAIN)));
        prop_assert_eq!(found, foreign::expected_graphml(&graph, &contract));
        let files = match export("neo4j", &rows, PLAIN) {
            Ok((files, _)) => files,
            Err(error) => {
                prop_assert!(error.to_string().contains("separators"), "{}", error);
                return Ok(());
            }
        };
        prop_assert_eq!(&files, &export("neo4j", &rows, Way { threads: 5, ..PLAIN }).unwrap().0);
        let script = String::from_utf8(files["import.sh"].clone()).unwrap();
        let code = script.split("--array-delimiter=U+").nth(1).unwrap().get(..4).unwrap();
        let separator = char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
        let (mut things, of_nodes) = foreign::table(&files["nodes.csv"], &separator.to_string());
        let (edges, of_edges) = foreign::table(&files["relationships.csv"], &separator.to_string());
        things.extend(edges);
        prop_assert_eq!(foreign::without_hashes(things), foreign::expected_tables(&contract, [&of_nodes, &of_edges]));
    }

    #[test]
    fn what_is_written_as_lines_is_read_back(graph in graph(), size in 1..6usize) {
        let text = written("jsonl", &graph.rows(size), PLAIN);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("graph.jsonl");
        std::fs::write(&path, &text).unwrap();
        let options = RowOptions::default();
        let reading = read_rows(&[path], &options).unwrap();
        prop_assert_eq!(reading.findings.len(), 0);
        prop_assert_eq!(written("jsonl", &reading.graph, PLAIN), text);
    }
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn graphviz_reads_the_same_graph(graph in graph()) {
        let mut graph = graph;
        // Graphviz writes the id of a node as its `name`.
        graph.each_props(|props| props.retain(|(name, _)| *name != "name"));
        let text = written("dot", &graph.rows(3), PLAIN);
        // Labels and types are said of every node and edge.
        let is_read = |name: &str| {
            (graphs::NAMES.contains(&name) || ["id", "image_"].contains(&name)) && !["label", "name", "type"].contains(&name)
        };
        graph.each_props(|props| props.retain(|(name, _)| is_read(name)));
        prop_assert_eq!(foreign::dot(&text, is_read), foreign::expected_dot(&graph));
    }
}

/// What became of rows in JSON Lines.
fn of_lines(lines: &str, format: &str) -> Result<(BTreeMap<String, Vec<u8>>, Losses), ExportError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph.jsonl");
    std::fs::write(&path, lines).unwrap();
    let options = RowOptions::default();
    export(format, &read_rows(&[path], &options).unwrap().graph, PLAIN)
}

#[test]
fn two_names_never_become_one() {
    let cases = [
        (r#"{"id":"a","type":"person"}\n{"id":"b","type":"Person"}"#, "`person`", "Person_2"),
        (r#"{"id":"a","props":{"Age":1,"age":2}}"#, "`age`", "age_2"),
        (r#"{"id":"a","props":{"id":"b"}}"#, "`id`", "id_2"),
        (
            r#"{"source":"a","target":"b","type":"worksFor"}\n{"source":"a","target":"b","type":"WORKS_FOR"}"#,
            "`worksFor`",
            "WORKS_FOR_2",
        ),
        (
            r#"{"source":"a","target":"b","type":"subject"}\n{"source":"a","target":"b","status":"disputed"}"#,
            "`subject`",
            "SUBJECT_2",
        ),
        (
            r#"{"source":"a","target":"b","status":"disputed","props":{"status":"old"}}"#,
            "`status`",
            "status_2",
        ),
    ];
    for (lines, name, written) in cases {
        for format in ["neo4j", "cypher", "graphml"] {
            let (files, losses) = of_lines(&lines.replace("\\n", "\n"), format).unwrap();
            let text: String =
                files.values().map(|file| String::from_utf8_lossy(file).into_owned()).collect();
            assert!(text.contains(written), "{format}: {lines}");
            let told = losses.notices().join("\n");
            assert!(told.contains(name) && told.contains(written), "{format}: {told}");
        }
        for format in ["dot", "jsonl", "jsonld", "ntriples", "turtle"] {
            of_lines(&lines.replace("\\n", "\n"), format).unwrap();
        }
    }
}

#[test]
fn names_that_a_database_would_read_as_others_are_refused() {
    let refused = [
        ("cypher", [r"p\u0060) DETACH DELETE n //", r"k\u0041", r"a\", r"a\`b", "a\0b"]),
        ("neo4j", ["a{b", "population (2020)", "a\nb", "a\rb", "a\0b"]),
    ];
    for (format, names) in refused {
        for name in names {
            let json = serde_json::to_string(name).unwrap();
            let property = format!(r#"{{"id":"a","props":{{{json}:1}}}}"#);
            match of_lines(&property, format) {
                Err(ExportError::Unrepresentable(why)) => {
                    assert!(why.contains(&format!("`{name}`")), "{why}");
                }
                other => panic!("{name:?} as {format}: {:?}", other.map(|(files, _)| files)),
            }
        }
    }
    let labels = of_lines(r#"{"id":"a","type":"P\\u0060"}"#, "cypher");
    let relations = of_lines(r#"{"source":"a","target":"a","type":"x\\"}"#, "cypher");
    for refused in [labels, relations] {
        assert!(matches!(refused, Err(ExportError::Unrepresentable(_))));
    }
}

#[test]
fn blocks_share_the_statements_of_a_script() {
    let node = |id: usize| Node { id: format!("n{id}"), types: vec!["Person"], props: Vec::new() };
    let edge = |at: usize| Edge {
        source: at % 70,
        target: at % 9,
        relations: vec![if at.is_multiple_of(3) { "knows" } else { "worksFor" }],
        status: None,
        id: None,
        props: Vec::new(),
    };
    let graph = Graph { nodes: (0..70).map(node).collect(), edges: (0..100).map(edge).collect() };
    // Nodes are one statement for all, edges one for each of two types.
    for (size, statements) in [(1, 3 + 2 * 4), (4, 1 + 2), (100, 1 + 2)] {
        let script = written("cypher", &graph.rows(size), PLAIN);
        assert_eq!(script.matches("UNWIND").count(), statements, "{size}");
    }
}

#[test]
fn edges_without_a_direction_have_none_where_the_format_can_say_so() {
    let edge = |more: &str| format!("{{\"source\":\"a\",\"target\":\"b\",\"type\":\"knows\"{more}}}\n");
    let (all, some) = (edge(",\"directed\":false"), edge(",\"directed\":false") + &edge(""));
    let said = [
        ("graphml", "edgedefault=\"undirected\"", "directed=\"false\"", true),
        ("gexf", "defaultedgetype=\"undirected\"", "defaultedgetype=\"directed\"", false),
        ("mermaid", " ---|", " ---|", true),
        ("dot", "dir=none", "dir=none", true),
        ("jsonl", "\"directed\":false", "\"directed\":false", true),
    ];
    for (format, of_all, of_some, holds) in said {
        for (lines, wanted, is_kept) in [(&all, of_all, true), (&some, of_some, holds)] {
            let (files, losses) = of_lines(lines, format).unwrap();
            let text = String::from_utf8(files.into_values().next().unwrap()).unwrap();
            assert!(text.contains(wanted), "{format}: {text}");
            let told = losses.summary().iter().any(|(what, ..)| *what == "undirected edges");
            assert_eq!(told, !is_kept, "{format}");
        }
    }
    for format in ["cypher", "turtle", "nodelink"] {
        let told = of_lines(&all, format).unwrap().1.summary();
        assert!(told.iter().any(|(what, count, _)| (*what, *count) == ("undirected edges", 1)), "{format}");
    }
}

#[test]
fn what_a_format_cannot_hold_is_counted() {
    let lines = concat!(
        r#"{"id":"a","props":{"x":"\u0001","l":["a","b"],"w":{"@value":"Zoll","@language":"de"},"mix":1}}"#,
        "\n",
        r#"{"id":"b","props":{"l":[],"t":{"@value":"1","@type":"urn:x:y"},"mix":"one","d":0.12345678901234567890}}"#,
    );
    let expected = [
        ("jsonl", vec![]),
        ("ntriples", vec![("order of lists", 1), ("empty lists", 1)]),
        ("dot", vec![("languages", 1), ("datatypes", 1), ("control characters", 1)]),
        (
            "graphml",
            vec![
                ("languages", 1),
                ("datatypes", 1),
                ("numbers and booleans", 1),
                ("digits of numbers", 1),
                ("control characters", 1),
            ],
        ),
        ("cypher", vec![("languages", 1), ("datatypes", 1), ("digits of numbers", 1)]),
        (
            "neo4j",
            vec![
                ("languages", 1),
                ("datatypes", 1),
                ("numbers and booleans", 1),
                ("digits of numbers", 1),
                ("empty lists", 1),
            ],
        ),
    ];
    for (format, expected) in expected {
        let told = of_lines(lines, format).unwrap().1.summary();
        let told: Vec<(&str, u64)> = told.into_iter().map(|(what, count, _)| (what, count)).collect();
        assert_eq!(told, expected, "{format}");
    }
}

#[test]
fn what_triples_cannot_tell_apart_is_counted() {
    let edge = |more: &str| format!("{{\"source\":\"a\",\"target\":\"b\",\"type\":\"r\"{more}}}\n");
    let nodes = "{\"id\":\"a\",\"type\":\"T\"}\n{\"id\":\"b\",\"type\":\"T\"}\n";
    let list = |list: &str| format!("{{\"id\":\"a\",\"props\":{{\"p\":{list}}}}}\n");
    let beside = "edges beside one with a record";
    let same = "nodes and edges with the IRI of another one";
    let arabic = r#"{"@value":"x","@language":"ar--rtl"}"#;
    for (lines, expected) in [
        (list("[]"), vec![("empty lists", 1)]),
        (list("[\"x\"]"), vec![("lists of one value", 1)]),
        (list("[\"x\",\"x\",1]"), vec![("order of lists", 1), ("repeated values in lists", 1)]),
        (list(arabic), vec![("base directions", 1)]),
        (list(&format!("[{arabic},\"y\"]")), vec![("base directions", 1), ("order of lists", 1)]),
        ([nodes, &edge(""), &edge(",\"id\":\"e1\"")].concat(), vec![(beside, 1)]),
        ([nodes, &edge(""), &edge(",\"status\":\"reported\"")].concat(), vec![(beside, 1)]),
        ([nodes, &edge(""), &edge(",\"status\":\"attributed\"")].concat(), vec![]),
        ([nodes, &edge(",\"graph\":\"urn:g:g\""), &edge(",\"id\":\"e1\"")].concat(), vec![]),
        ([nodes, "{\"id\":\"urn:dossier:graph:a\",\"type\":\"U\"}\n"].concat(), vec![(same, 1)]),
        (
            [nodes, "{\"id\":\"urn:x:y\",\"type\":\"U\"}\n", &edge(",\"id\":\"urn:x:y\",\"w\":1")].concat(),
            vec![(same, 1)],
        ),
        ([nodes, &edge(",\"id\":\"urn:x:y\",\"w\":1")].concat(), vec![]),
    ] {
        let (files, losses) = of_lines(&lines, "nquads").unwrap();
        let mut told: Vec<(&str, u64)> =
            losses.summary().into_iter().map(|(what, count, _)| (what, count)).collect();
        told.sort_unstable();
        assert_eq!(told, expected, "{lines}");
        let text = String::from_utf8(files.into_values().next().unwrap()).unwrap();
        assert!(!text.contains("--rtl") && !text.contains("property/id> \"urn"), "{text}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph.nq");
    std::fs::write(&path, "<urn:a:a> <urn:p:p> \"x\" <urn:g:1> .\n<urn:a:a> <urn:p:p> \"y\" <urn:g:2> .\n")
        .unwrap();
    let graph = read_rows(&[path], &RowOptions::default()).unwrap().graph;
    for (format, expected) in [("jsonl", 1), ("graphml", 1), ("nodelink", 1), ("dot", 1), ("nquads", 0)] {
        let told = export(format, &graph, PLAIN).unwrap().1.summary();
        let found = told.iter().find(|(what, ..)| *what == "nodes in several named graphs");
        assert_eq!(found.map_or(0, |told| told.1), expected, "{format}");
    }
    let path = folder.path().join("terms.nt");
    let term = "<<( <urn:a:a> <urn:p:p> \"x\" )>>";
    std::fs::write(&path, format!("<urn:a:b> <urn:p:q> {term} .\n<urn:a:b> <urn:p:q> \"y\" .\n")).unwrap();
    let graph = read_rows(&[path], &RowOptions::default()).unwrap().graph;
    for (version, expected) in [(RdfVersion::V1_1, 1), (RdfVersion::V1_2, 0)] {
        let told = export("ntriples", &graph, Way { rdf: version, ..PLAIN }).unwrap().1.summary();
        let found = told.iter().find(|(what, ..)| *what == "triple terms");
        assert_eq!(found.map_or(0, |told| told.1), expected, "{version:?}");
    }
    let unnamed = "{\"source\":\"a\",\"target\":\"b\",\"type\":\"urn:x:1\",\"w\":1}\n";
    let told = of_lines(&[nodes, unnamed].concat(), "rdfxml").unwrap().1.summary();
    assert!(
        told.iter().any(|(what, count, _)| what.starts_with("facts of which") && *count == 1),
        "{told:?}"
    );
}

#[test]
fn edges_that_fall_together_in_rdf_are_counted() {
    let edge = |more: &str| format!("{{\"source\":\"a\",\"target\":\"b\"{more}}}\n");
    let lines = [
        "",
        ",\"type\":\"knows\"",
        ",\"type\":\"knows\"",
        ",\"type\":\"knows\"",
        "",
        ",\"type\":\"knows\",\"since\":2019",
        ",\"type\":\"knows\",\"since\":2019",
        ",\"type\":\"knows\",\"status\":\"attributed\"",
        ",\"type\":\"met\"",
    ]
    .map(edge)
    .concat();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph.jsonl");
    std::fs::write(&path, &lines).unwrap();
    let graph = read_rows(&[path], &RowOptions::default()).unwrap().graph;
    for (model, repeats) in [(Model::Both, 3), (Model::Edges, 5), (Model::Claims, 0)] {
        for threads in [1, 3] {
            for (format, expected) in
                [("ntriples", repeats), ("turtle", repeats), ("jsonld", repeats), ("dot", 0)]
            {
                let told = export(format, &graph, Way { model, threads, ..PLAIN }).unwrap().1.summary();
                let found = told.iter().find(|(what, ..)| *what == "repeated edges").map_or(0, |told| told.1);
                assert_eq!(found, expected, "{format}, {model:?}");
            }
        }
    }
}
