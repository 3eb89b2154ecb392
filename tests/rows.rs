//! Formats of rows: the quick way writes what the slow and obvious way writes, and parsers that are not ours read in all
//! of them the same graph.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "rows/foreign.rs"]
mod foreign;
#[path = "rows/graphs.rs"]
mod graphs;
#[path = "rows/rdf.rs"]
mod rdf;
#[path = "rows/reference.rs"]
mod reference;

use std::collections::BTreeMap;
use std::io::{self, Write};

use dossier::export::rows::{RowExportOptions, RowLosses, row_exporter};
use dossier::export::{ExportError, Model, Output, RdfVersion};
use dossier::graph::rows::RowGraph;
use dossier::ontology::Ontology;
use dossier::read::rows::{RowOptions, read_rows};
use graphs::{Graph, Value, graph};
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

/// The files of an export, by name.
#[derive(Default)]
struct Files(BTreeMap<String, Vec<u8>>, String);

impl Output for &mut Files {
    fn begin(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        name.clone_into(&mut self.1);
        Ok(self.0.entry(name.to_owned()).or_default())
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
) -> Result<(BTreeMap<String, Vec<u8>>, RowLosses), ExportError> {
    let options = RowExportOptions {
        asserted: reference::ASSERTED.to_vec(),
        model: way.model,
        rdf: way.rdf,
        base: reference::BASE.to_owned(),
        ontology: Ontology::built_in(),
        threads: way.threads,
        goes_on: &|_| true,
    };
    let mut files = Files::default();
    let losses = row_exporter(format).unwrap().export(rows, &options, &mut &mut files)?;
    Ok((files.0, losses))
}

/// The one file of a format, the same for any number of threads.
fn written(format: &str, rows: &RowGraph, way: Way) -> String {
    let (first, _) = export(format, rows, way).unwrap();
    for threads in [2, 5] {
        let (other, _) = export(format, rows, Way { threads, ..way }).unwrap();
        assert_eq!(first, other, "{format} with {threads} threads");
    }
    String::from_utf8(first.into_iter().next().unwrap().1).unwrap()
}

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
        assert_same("graphml", &written("graphml", &rows, PLAIN), &reference::graphml(&graph));
        assert_same("cypher", &written("cypher", &rows, PLAIN), &reference::cypher(&graph, size));
        match (export("neo4j", &rows, PLAIN), reference::neo4j(&graph)) {
            (Ok((files, _)), Some(tables)) => {
                for (name, slow) in ["nodes.csv", "relationships.csv"].iter().zip(tables) {
                    assert_same(name, &String::from_utf8(files[*name].clone()).unwrap(), &slow);
                }
                prop_assert_eq!(files, export("neo4j", &rows, Way { threads: 5, ..PLAIN }).unwrap().0);
            }
            (Err(ExportError::Unfit(why)), None) => prop_assert!(why.contains("separators"), "{}", why),
            (quick, slow) => prop_assert!(false, "{:?} {:?}", quick.map(|(files, _)| files), slow),
        }
    }

    #[test]
    fn the_quick_triples_are_the_slow_triples(graph in graph(), size in 1..6usize) {
        let rows = graph.rows(size);
        for model in Model::ALL {
            for rdf in [RdfVersion::V1_1, RdfVersion::V1_2] {
                let way = Way { model, rdf, threads: 1 };
                let all = rdf::descriptions(&graph, model, rdf);
                let lines = rdf::ntriples(&all);
                assert_same("ntriples", &written("ntriples", &rows, way), &lines);
                assert_same("nquads", &written("nquads", &rows, way), &lines);
                assert_same("turtle", &written("turtle", &rows, way), &rdf::turtle(&all));
            }
            assert_same("jsonld", &written("jsonld", &rows, Way { model, ..PLAIN }), &rdf::jsonld(&graph, model));
        }
    }
}

/// A graph without the numbers that no number of 64 bits is.
fn without_huge_numbers(mut graph: Graph) -> Graph {
    fn tame(value: &mut Value) {
        match value {
            Value::Number(number) if number.contains("400") => "1".clone_into(number),
            Value::List(values) => values.iter_mut().for_each(tame),
            _ => {}
        }
    }
    let of_nodes = graph.nodes.iter_mut().flat_map(|node| &mut node.props);
    of_nodes
        .chain(graph.edges.iter_mut().flat_map(|edge| &mut edge.props))
        .for_each(|(_, value)| tame(value));
    graph
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn all_syntaxes_of_rdf_are_the_same_triples(graph in graph(), size in 1..6usize) {
        let rows = graph.rows(size);
        for model in Model::ALL {
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
        let graph = without_huge_numbers(graph);
        let rows = graph.rows(size);
        let lines = written("jsonl", &rows, PLAIN);
        let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        prop_assert_eq!(lines, foreign::expected_lines(&graph));
        prop_assert_eq!(foreign::graphml(&written("graphml", &rows, PLAIN)), foreign::expected_graphml(&graph));
        let Some(separator) = reference::separator(&graph) else { return Ok(()) };
        let (files, _) = export("neo4j", &rows, PLAIN).unwrap();
        let (mut things, of_nodes) = foreign::table(&files["nodes.csv"], &separator.to_string());
        let (edges, of_edges) = foreign::table(&files["relationships.csv"], &separator.to_string());
        things.extend(edges);
        things.sort();
        prop_assert_eq!(things, foreign::expected_tables(&graph, [&of_nodes, &of_edges]));
        let option = format!("--array-delimiter=U+{:04X} ", u32::from(separator));
        prop_assert!(String::from_utf8_lossy(&files["import.sh"]).contains(&option));
    }

    #[test]
    fn what_is_written_as_lines_is_read_back(graph in graph(), size in 1..6usize) {
        let text = written("jsonl", &graph.rows(size), PLAIN);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("graph.jsonl");
        std::fs::write(&path, &text).unwrap();
        let options = RowOptions {
            from: None,
            threads: 1,
            most: 10,
            memory: None,
            strict: false,
            ontology: Ontology::built_in(),
            watch: &(),
        };
        let reading = read_rows(&[path], &options).unwrap();
        prop_assert_eq!(reading.findings.len(), 0);
        prop_assert_eq!(written("jsonl", &reading.graph, PLAIN), text);
    }
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn graphviz_reads_the_same_graph(graph in graph()) {
        let is_property = |name: &str| graphs::NAMES.contains(&name) || ["id", "status"].contains(&name);
        // What the program says itself has other names here.
        let is_read = |name: &str| is_property(name) && !["label", "name", "type", "status"].contains(&name);
        let text = written("dot", &graph.rows(3), PLAIN);
        let mut expected = graph.clone();
        for props in expected.nodes.iter_mut().map(|node| &mut node.props).chain(expected.edges.iter_mut().map(|edge| &mut edge.props)) {
            props.retain(|(name, _)| is_read(name));
        }
        prop_assert_eq!(foreign::dot(&text, is_read), foreign::expected_dot(&expected));
    }
}
