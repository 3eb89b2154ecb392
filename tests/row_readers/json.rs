//! Graphs in JSON documents: what dossier and others write is read as the same graph, and what is broken is reported.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dossier::export::{ExportOptions, Graph, Model, NameStyle, exporter};
use dossier::read::rows::RowReading;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

use super::dump::{findings, read, rows};
use crate::files::Files;

fn written(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn sorted(reading: &RowReading) -> Vec<String> {
    let mut rows = rows(&reading.graph);
    rows.sort();
    rows
}

/// A graph in JSON Lines, as other formats can hold it: without directions, datatypes and languages.
#[derive(Clone, Debug)]
struct Rows {
    lines: Vec<Value>,
}

/// Texts that writers and readers get wrong.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c:;|,\"\\\\'\n\t <>&{}\\[\\]é關😀/#=_]{0,8}",
        "http://[a-b]\\.org/[a-c#/]{1,4}",
        "-?[0-9]{1,3}"
    ]
}

fn name() -> impl Strategy<Value = String> {
    let own = [
        "iri",
        "labels",
        "key",
        "name",
        "type",
        "source",
        "classes",
        "interaction",
        "shared name",
        "@type",
        "subject",
    ];
    prop_oneof![
        3 => "[a-cA-C:;|\"\\\\ <>&é]{1,5}",
        1 => "http://[a-b]\\.org/[a-c]{1,3}",
        1 => select(own.to_vec()).prop_map(str::to_owned),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        (-1000..1000i32).prop_map(|number| json!(f64::from(number) + 0.5)),
        any::<bool>().prop_map(Value::from),
        prop::collection::vec(text(), 0..3).prop_map(Value::from),
    ]
}

fn properties() -> impl Strategy<Value = Value> {
    prop::collection::vec((name(), value()), 0..4)
        .prop_map(|all| Value::Object(all.into_iter().collect::<Map<_, _>>()))
}

prop_compose! {
    fn any_rows()(
        nodes in prop::collection::vec((text(), prop::collection::vec(name(), 0..3), properties()), 1..6),
        edges in prop::collection::vec((any::<(Index, Index)>(), name(), any::<bool>(), properties(), 0..4usize), 0..8),
    ) -> Rows {
        let ids: Vec<String> = nodes.iter().enumerate().map(|(at, (text, ..))| format!("{text}{at}")).collect();
        let mut lines = Vec::new();
        for (id, (_, types, properties)) in ids.iter().zip(&nodes) {
            let mut types = types.clone();
            types.dedup();
            lines.push(json!({"id": id, "types": types, "props": properties}));
        }
        for (at, ((source, target), relation, has_id, properties, status)) in edges.iter().enumerate() {
            let mut edge = json!({"source": source.get(&ids), "target": target.get(&ids), "type": relation, "props": properties});
            if *has_id {
                edge["id"] = json!(format!("edge {at}"));
            }
            if let Some(status) = ["attributed", "demanded"].get(*status) {
                edge["status"] = json!(status);
            }
            lines.push(edge);
        }
        Rows { lines }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, max_shrink_iters: 2_000, ..ProptestConfig::default() })]
    #[test]
    fn what_dossier_writes_of_rows_are_the_same_rows(
        given in any_rows(),
        edges_only in any::<bool>(),
        names in prop::sample::select(&[NameStyle::Auto, NameStyle::Source, NameStyle::Database][..]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let text: Vec<String> = given.lines.iter().map(Value::to_string).collect();
        let path = written(folder.path(), "rows.jsonl", text.join("\n"));
        let reading = read(&[path], "jsonl", 1);
        prop_assert_eq!(findings(&reading), "");
        let wanted = sorted(&reading);
        let model = if edges_only { Model::Edges } else { Model::Both };
        let options = ExportOptions::default().with_names(names).with_model(model);
        for format in ["nodelink", "cytoscape", "graphson"] {
            let exporter = exporter(format).unwrap();
            let mut files = Files::default();
            exporter.export(Graph::from(&reading.graph), &options, &mut files).unwrap();
            let text = files.0.get("").unwrap();
            let path = written(folder.path(), exporter.extension(), text);
            for threads in [1, 3] {
                let again = read(std::slice::from_ref(&path), "", threads);
                prop_assert_eq!(findings(&again), "", "{}: {}", format, String::from_utf8_lossy(text));
                let mut wanted = wanted.clone();
                if edges_only {
                    // Claims that are not asserted are left out, which is reported.
                    wanted.retain(|row| !row.contains(" status=attributed"));
                }
                prop_assert_eq!(sorted(&again), wanted, "{}: {}", format, String::from_utf8_lossy(text));
            }
        }
    }
}

#[test]
fn what_networkx_writes_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/tools/venv/bin/python");
    let script = root.join("tests/row_readers/networkx_json.py");
    let output = Command::new(&python).arg(&script).arg(folder.path()).output().unwrap_or_else(|error| {
        panic!("{}: {error}; tests/setup installs what this test needs", python.display())
    });
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut count = 0;
    for entry in folder.path().read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        count += 1;
        let wanted = fs::read_to_string(path.with_extension("rows")).unwrap();
        let mut wanted: Vec<&str> = wanted.lines().collect();
        wanted.sort_unstable();
        for threads in [1, 3] {
            let reading = read(std::slice::from_ref(&path), "", threads);
            assert!(!findings(&reading).contains("error"), "{}: {}", path.display(), findings(&reading));
            assert_eq!(sorted(&reading), wanted, "{}", path.display());
        }
    }
    assert!(count > 20, "{count} files");
}

/// Documents of every format, with how many rows they have.
fn documents() -> Vec<(&'static str, String, usize)> {
    let suite = Path::new("tests/suites/rows");
    [
        ("nodelink-late.json", 4),
        ("nodelink-objects.json", 3),
        ("kgx-document.json", 3),
        ("cytoscape-desktop.cyjs", 3),
        ("jgf-several.json", 5),
        ("obographs.json", 6),
        ("graphson-document.json", 3),
        ("graphviz.json", 5),
        ("apoc-document.json", 3),
        ("list.json", 3),
    ]
    .map(|(name, count)| (name, fs::read_to_string(suite.join(name)).unwrap(), count))
    .into()
}

#[test]
fn the_layout_of_a_document_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text, count) in documents() {
        let wanted = sorted(&read(&[written(folder.path(), name, &text)], "", 1));
        assert_eq!(wanted.len(), count, "{name}: {wanted:?}");
        let value: Value = serde_json::from_str(&text).unwrap();
        let pretty = serde_json::to_string_pretty(&value).unwrap();
        let windows = pretty.replace('\n', "\r\n");
        for text in [value.to_string(), format!(" \n\n{pretty}"), windows, format!("\u{feff}{text}")] {
            let reading = read(&[written(folder.path(), name, &text)], "", 3);
            assert_eq!(sorted(&reading), wanted, "{name}: {text}");
            assert!(!findings(&reading).contains("error"), "{name}: {}", findings(&reading));
        }
    }
}

#[test]
fn a_document_that_ends_early_is_never_taken_for_a_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text, _) in documents() {
        let whole = text.trim_end().len();
        for end in (0..whole).step_by(7) {
            if !text.is_char_boundary(end) {
                continue;
            }
            let reading = read(&[written(folder.path(), name, &text[..end])], "", 1);
            let found = findings(&reading);
            assert!(found.contains("error"), "{name} up to {end} ({}): {found}", &text[..end]);
        }
    }
}

#[test]
fn large_documents_are_read_in_pieces_whose_lines_are_right() {
    let folder = tempfile::tempdir().unwrap();
    let note = "é".repeat(40);
    for (before, between) in [("\n", ",\n"), ("", ",")] {
        let node = |at: usize| format!("{{\"id\":\"n{at}\",\"note\":\"{note}\"}}");
        let mut nodes: Vec<String> = (0..20_000).map(node).collect();
        nodes[15_000] = "{\"id\":\"n15000\",\"note\":nope}".to_owned();
        let edges: Vec<String> =
            (0..20_000).map(|at| format!("{{\"source\":\"n{at}\",\"target\":\"n{}\"}}", at / 2)).collect();
        let text = format!(
            "{{\"links\":[{before}{}],\"directed\":false,\"nodes\":[{before}{}]}}",
            edges.join(between),
            nodes.join(between)
        );
        assert!(text.len() > 1 << 20);
        let path = written(folder.path(), "graph.json", &text);
        let mut all = Vec::new();
        for threads in [1, 4] {
            let reading = read(std::slice::from_ref(&path), "", threads);
            assert_eq!((reading.graph.node_count(), reading.graph.edge_count()), (19_999, 19_999));
            assert!(rows(&reading.graph).iter().all(|row| !row.contains("->")));
            let found = findings(&reading);
            let bad = text.find("nope").unwrap();
            let line = text[..bad].matches('\n').count() + 1;
            let column = text[..bad].rsplit('\n').next().unwrap().chars().count() + 1;
            assert!(found.contains(&format!("graph.json:{line}:{column}")), "{line}:{column}: {found}");
            all.push((sorted(&reading), found));
        }
        assert_eq!(all[0], all[1]);
    }
}

#[test]
fn hostile_documents_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let deep = "[".repeat(200_000);
    let nested = format!("{}{}", "{\"a\":".repeat(200), "1".to_owned() + &"}".repeat(200));
    for (text, words) in [
        (b"{\"nodes\":[{\"id\":\"a\xFF\"},{\"id\":\"b\"}],\"edges\":[]}".to_vec(), "0xff"),
        (format!("{{\"nodes\":[{{\"id\":\"b\"}},{deep}").into_bytes(), "truncated"),
        (format!("{{\"nodes\":[{{\"id\":\"b\"}},{{\"id\":\"a\",\"x\":{nested}}}],\"links\":[]}}").into_bytes(), "128 deep"),
        (format!("{{\"x\":{deep},\"nodes\":[{{\"id\":\"b\"}}],\"links\":[]}}").into_bytes(), "error"),
        (b"{\"nodes\":[{\"id\":\"b\"}],\"links\":[{\"source\":\"b\"}]}".to_vec(), "no target"),
        (b"{\"nodes\":[{\"id\":\"b\"}],\"links\":[{\"id\":\"x\"}]}".to_vec(), "no source and no target"),
        (b"{\"nodes\":[{\"id\":\"b\"}],\"links\":[{\"source\":\"b\",\"target\":\"c\"}]}".to_vec(), "unknown node `c`"),
        (b"{\"nodes\":[{\"id\":\"b\"},[1]],\"links\":[]}".to_vec(), "expected an object"),
        (b"{\"nodes\":[{\"id\":\"b\",\"w\":NaN}],\"links\":[]}".to_vec(), "Python"),
        (b"{\"nodes\":[{\"id\":\"b\"}],\"links\":[]}{\"nodes\":[]}".to_vec(), "the file continues"),
        (b"{\"a\":{\"b\":[1,\n2]}\n}\n".to_vec(), "unknown layout"),
        (b"[[1,2],[3,4]]".to_vec(), "unknown layout"),
        (b"{\"id\":\"x\",\"nodes\":{\"a\":{\"z\":1}},\"edges\":7}\n".to_vec(), "`edges` of the document was ignored"),
        (b"{\"id\":\"x\"}\n{\"id\":\"y\",\"elements\":[{\"a\":1}]}\n".to_vec(), "one node or one edge"),
        (
            b"{\"id\":1,\"label\":\"v\",\"inE\":{\"e\":[{\"id\":2,\"outV\":3}]}}\n{\"id\":3,\"label\":\"v\"}\n".to_vec(),
            "only in `inE`",
        ),
    ] {
        let path = written(folder.path(), "graph.json", &text);
        let found = findings(&read(&[path], "", 2));
        assert!(found.contains(words), "{}: {found}", String::from_utf8_lossy(&text[..text.len().min(200)]));
    }
}

#[test]
fn ends_that_are_objects_are_their_ids() {
    let folder = tempfile::tempdir().unwrap();
    let text = "{\"id\":\"a\"}\n{\"id\":\"b\"}\n\
        {\"source\":{\"id\":\"a\",\"x\":1},\"target\":{\"name\":\"b\"}}\n\
        {\"start\":{\"id\":\"a\"},\"end\":{\"id\":\"b\"},\"type\":\"knows\"}\n\
        {\"source\":\"a\",\"target\":\"b\",\"from\":\"2001\",\"to\":\"2002\"}\n\
        {\"source\":\"survey\",\"from\":\"a\",\"to\":\"b\"}\n\
        {\"id\":\"c\",\"start\":\"2001\",\"end\":\"2002\"}\n\
        {\"source\":{\"x\":1},\"target\":\"b\"}\n";
    let reading = read(&[written(folder.path(), "rows.jsonl", text)], "", 1);
    let wanted = [
        "edge a -> b :knows",
        "edge a -> b :related",
        "edge a -> b :related from=\"2001\" to=\"2002\"",
        "edge a -> b :related source=\"survey\"",
        "node a",
        "node b",
        "node c end=\"2002\" start=\"2001\"",
    ];
    assert_eq!(sorted(&reading), wanted);
    assert!(findings(&reading).contains("this end has no `id`"), "{}", findings(&reading));
}

#[test]
fn standard_input_is_read_whatever_the_order_of_its_keys() {
    use std::io::Write as _;
    let text = "{\"links\":[{\"source\":0,\"target\":1}],\"directed\":false,\"nodes\":[{\"name\":\"a\"},{\"name\":\"b\"}]}";
    let mut child = Command::new(env!("CARGO_BIN_EXE_dossier"))
        .args(["export", "-", "--from", "nodelink", "--to", "jsonl", "--out", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let wanted = "{\"id\":\"0\",\"props\":{\"name\":\"a\"}}\n{\"id\":\"1\",\"props\":{\"name\":\"b\"}}\n\
        {\"source\":\"0\",\"target\":\"1\",\"type\":\"related\",\"directed\":false}\n";
    assert_eq!(String::from_utf8(output.stdout).unwrap(), wanted);
}

/// What is read of a file, and the codes of the findings.
fn of_file(name: &str, text: &str) -> (Vec<String>, Vec<&'static str>) {
    let folder = tempfile::tempdir().unwrap();
    let reading = read(&[written(folder.path(), name, text)], "", 1);
    (rows(&reading.graph), reading.findings.iter().map(|finding| finding.rule.code).collect())
}

#[test]
fn graphs_inside_of_records_are_told() {
    for text in [
        r#"{"id":"a","children":[{"id":"b"}]}"#,
        r#"{"id":1,"words":"Ada works","spans":[{"start":0,"end":3,"label":"PER"}]}"#,
        r#"{"id":1,"relations":[{"source":"a","target":"b"}],"text":"x"}"#,
        r#"{"id":"bundle","objects":[{"type":"identity","id":"i"}]}"#,
        r#"{"id":1,"paragraphs":[{"sentences":[{"tokens":[{"id":0,"head":1}]}]}]}"#,
    ] {
        assert_eq!(of_file("a.jsonl", text).1, ["D0806"], "{text}");
    }
    for text in [r#"{"id":"a","addresses":[{"street":"x","town":"y"}]}"#, r#"{"id":"a","size":{"height":1}}"#]
    {
        assert_eq!(of_file("a.jsonl", text).1, Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn what_ends_say_beside_their_ids_is_told_unless_there_are_nodes() {
    let edge = r#"{"source":{"id":"a","name":"Ann"},"target":{"id":"b"},"type":"knows"}"#;
    assert_eq!(of_file("a.jsonl", edge).1, ["D0804"]);
    let nodes = "{\"id\":\"a\",\"name\":\"Ann\"}\n{\"id\":\"b\"}\n";
    assert_eq!(of_file("a.jsonl", &format!("{nodes}{edge}\n")).1, Vec::<&str>::new());
}

#[test]
fn an_edge_may_have_an_id_and_a_property_called_so() {
    let edge = r#"{"id":"e1","source":"a","target":"b","type":"knows","props":{"id":"x"}}"#;
    assert_eq!(of_file("a.jsonl", edge).0.last().unwrap(), "edge a -> b :knows id=\"e1\" id_2=\"x\"");
}

#[test]
fn exports_of_memgraph_and_nodes_without_labels_are_read() {
    let memgraph = r#"[{"id":0,"labels":["P"],"properties":{},"type":"node"},
        {"end":0,"id":0,"label":"KNOWS","properties":{},"start":0,"type":"relationship"}]"#;
    assert_eq!(of_file("a.json", memgraph).0, ["node 0 :P", "edge 0 -> 0 :KNOWS id=\"0\""]);
    let bare = r#"{"type":"node","id":"7","properties":{"name":"x"}}"#;
    assert_eq!(of_file("a.json", bare).0, ["node 7 name=\"x\""]);
}

#[test]
fn nodes_in_an_object_have_its_keys_as_ids() {
    let text = r#"{"nodes":{"a":{"name":"x"},"b":{"name":"x"}},"links":[{"source":"a","target":"b"}]}"#;
    let (rows, codes) = of_file("a.json", text);
    assert_eq!(codes, Vec::<&str>::new());
    assert_eq!(rows, ["node a name=\"x\"", "node b name=\"x\"", "edge a -> b :related"]);
}
