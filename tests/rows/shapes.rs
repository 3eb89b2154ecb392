//! Graphs of shapes that make a quick way slow or its output large: many types, many properties, wide rows, long lines.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use dossier::read::rows::{RowOptions, read_rows};

use super::{PLAIN, Way, export};
use dossier::graph::rows::RowGraph;

fn read(lines: &str) -> RowGraph {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph.jsonl");
    std::fs::write(&path, lines).unwrap();
    let options = RowOptions::default();
    let reading = read_rows(&[path], &options).unwrap();
    assert_eq!(reading.findings.len(), 0);
    reading.graph
}

/// Nodes and edges of 3,000 types and relations, each with properties of its own, and edges that are only claimed.
fn of_many_types() -> (String, BTreeSet<String>) {
    let (mut lines, mut facts) = (String::new(), BTreeSet::new());
    for number in 0..9_000 {
        let kind = number * 7919 % 3_000;
        lines += &format!(
            "{{\"id\":\"n{number}\",\"type\":\"T{kind}\",\"props\":{{\"name\":\"N, \\\"{number}\\\"\",\"a{kind}\":{number}}}}}\n"
        );
        facts.insert(format!("n{number} T{kind} a{kind}={number} name=N, \"{number}\""));
    }
    for number in 0..9_000 {
        let kind = number * 7907 % 3_000;
        let [source, target] = [number, number * 31 % 9_000].map(|end| format!("n{end}"));
        let is_claim = number % 3 == 0;
        let status = if is_claim { ",\"status\":\"disputed\"" } else { "" };
        lines += &format!(
            "{{\"source\":\"{source}\",\"target\":\"{target}\",\"type\":\"r{kind}\"{status},\"props\":{{\"w{kind}\":\"{number}\"}}}}\n"
        );
        if is_claim {
            let claim = "row/NAME";
            facts.insert(format!(
                "{claim} Claim asserted=false object={target} predicate=r{kind} status=disputed subject={source} w{kind}={number}"
            ));
            for (role, end) in [("SUBJECT", &source), ("OBJECT", &target)] {
                facts.insert(format!("{claim} {end} {role} {claim}/{role}/{end}"));
            }
        } else {
            facts.insert(format!("{source} {target} R{kind} w{kind}={number}"));
        }
    }
    (lines, facts)
}

/// What the files of tables say, each row as one text.
fn said(files: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for (_, bytes) in files.iter().filter(|(name, _)| name.ends_with(".csv")) {
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let heads = reader.headers().unwrap().clone();
        for record in reader.records() {
            let record = record.unwrap();
            let (mut own, mut props) = (Vec::new(), BTreeSet::new());
            for (head, field) in heads.iter().zip(&record) {
                match head.rsplit_once(':').unwrap() {
                    ("iri", _) => {}
                    ("" | "id", _) if field.is_empty() => {}
                    ("" | "id", _) => own.push(field.split('\u{1F}').next().unwrap().to_owned()),
                    (_, _) if field.is_empty() => {}
                    (name, _) => {
                        props.insert(format!("{name}={field}"));
                    }
                }
            }
            // Without an id, a claim is called by a hash of what it says.
            for text in &mut own {
                if let Some(rest) = text.strip_prefix("row/") {
                    let behind = rest.find('/').map_or("", |at| &rest[at..]);
                    *text = format!("row/NAME{behind}");
                }
            }
            own.extend(props);
            assert!(said.insert(own.join(" ")), "{own:?} twice");
        }
    }
    said
}

#[test]
fn tables_of_many_types_have_few_empty_fields_and_every_row_once() {
    let (lines, facts) = of_many_types();
    let graph = read(&lines);
    let (files, _) = export("neo4j", &graph, PLAIN).unwrap();
    assert_eq!(said(&files), facts);
    let bytes: usize = files.values().map(Vec::len).sum();
    assert!(bytes < 4 * lines.len(), "{bytes} bytes of {}", lines.len());
    let script = String::from_utf8(files["import.sh"].clone()).unwrap();
    for (name, kind) in files.keys().filter_map(|name| Some((name, name.strip_suffix(".csv")?))) {
        let option = kind.split('/').next().unwrap();
        assert!(script.contains(&format!("  --{option}={name} \\\n")), "{name}: {script}");
    }
    assert!(files.len() > 50 && files.len() < 2_000, "{} files", files.len());
    assert_eq!(files, export("neo4j", &graph, Way { threads: 4, ..PLAIN }).unwrap().0);
}

#[test]
fn statements_set_few_properties_that_their_rows_do_not_have() {
    let lines: String = (0..5_000)
        .map(|number| {
            format!("{{\"id\":\"n{number}\",\"props\":{{\"k{}\":{number}}}}}\n", number * 7919 % 5_000)
        })
        .collect();
    let (files, _) = export("cypher", &read(&lines), PLAIN).unwrap();
    let script = String::from_utf8(files.into_values().next().unwrap()).unwrap();
    let longest =
        script.lines().filter(|line| line.starts_with("SET ")).map(|line| line.matches(" = ").count()).max();
    assert!(longest.is_some_and(|longest| (100..200).contains(&longest)), "{longest:?}");
    assert_eq!(script.matches("  'n").count(), 5_000);
}

/// The shortest of three times.
fn time(work: impl Fn()) -> Duration {
    let once = || {
        let started = Instant::now();
        work();
        started.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap()
}

#[test]
fn a_wide_row_takes_no_longer_than_many_rows() {
    let keys = |numbers: std::ops::Range<usize>| {
        numbers.map(|key| format!("\"k{key}\":1")).collect::<Vec<_>>().join(",")
    };
    let wide = format!("{{\"id\":\"n\",\"props\":{{{}}}}}\n", keys(0..40_000));
    let narrow: String = (0..1_000)
        .map(|row| format!("{{\"id\":\"n{row}\",\"props\":{{{}}}}}\n", keys(row * 40..row * 40 + 40)))
        .collect();
    let read_time = |lines: &str| time(|| drop(read(lines)));
    let (of_wide, of_narrow) = (read_time(&wide), read_time(&narrow));
    assert!(of_wide < of_narrow * 8, "{of_wide:?} and {of_narrow:?}");
    let write_time = |lines: &str, format: &str| {
        let graph = read(lines);
        time(|| drop(export(format, &graph, PLAIN).unwrap()))
    };
    for format in ["cypher", "neo4j"] {
        let (of_wide, of_narrow) = (write_time(&wide, format), write_time(&narrow, format));
        assert!(of_wide < of_narrow * 8, "{format}: {of_wide:?} and {of_narrow:?}");
    }
}

#[test]
fn the_import_is_told_of_lines_that_are_longer_than_its_buffer() {
    let script = |text: &str| {
        let (files, _) =
            export("neo4j", &read(&format!("{{\"id\":\"a\",\"text\":\"{text}\"}}\n")), PLAIN).unwrap();
        String::from_utf8(files["import.sh"].clone()).unwrap()
    };
    assert!(!script("short").contains("buffer"));
    assert!(script(&"關".repeat(2_000_000)).contains(" --read-buffer-size=12m "));
}
