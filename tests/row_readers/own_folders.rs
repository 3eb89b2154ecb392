//! What dossier writes as Parquet and for Neo4j is read back as the same graph; folders are read by their names.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::dump::{findings, read, rows};
use dossier::export::{ExportOptions, NameStyle, Output, exporter};
use dossier::graph::rows::RowGraph;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Takes the files of an export into a folder.
struct Folder {
    path: PathBuf,
    file: Option<fs::File>,
}

impl Output for Folder {
    fn begin(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().unwrap())?;
        Ok(self.file.insert(fs::File::create(path)?))
    }
}

fn write(graph: &RowGraph, format: &str, path: &Path) {
    let options = ExportOptions::default().with_names(NameStyle::Source);
    let mut out = Folder { path: path.to_owned(), file: None };
    exporter(format).unwrap().export(graph.into(), &options, &mut out).unwrap();
}

fn sorted(paths: &[PathBuf], threads: usize) -> Vec<String> {
    let reading = read(paths, "", threads);
    assert_eq!(findings(&reading), "", "{paths:?}");
    let mut rows = rows(&reading.graph);
    rows.sort();
    rows
}

const HARD: &str = "[a-c\",;|\t\r\n é<>&'\\\\#@關😀:{}\\[\\]%\u{1f}/]{0,8}";
const TYPES: [&str; 6] = ["Person", "a:b", "two words", "quo\"te", "semi;colon", "Ünï"];
const RELATIONS: [&str; 4] = ["knows", "Knows more", "a b", "quo\"te;"];

type Node = (String, (bool, String), Vec<String>, (i64, f64, bool), prop::sample::Index, bool);
type Edge = (prop::sample::Index, prop::sample::Index, prop::sample::Index, bool, String);

/// A graph whose texts are hard, as JSON Lines.
fn lines(nodes: &[Node], edges: &[Edge]) -> String {
    let id = |at: usize| format!("{at}{}", nodes[at].0);
    let mut lines = String::new();
    for (at, (_, (has_text, text), list, (int, double, boolean), kind, is_more)) in nodes.iter().enumerate() {
        let mut row = Map::new();
        let mut put = |name: &str, value: Value| drop(row.insert(name.to_owned(), value));
        put("id", id(at).into());
        let first = TYPES[kind.index(TYPES.len())];
        let types = if *is_more { vec![first, "Zz"] } else { vec![first] };
        put("type", types.into());
        if *has_text {
            put("a_text", text.as_str().into());
        }
        if list.len() > 1 {
            put("b_list", list.clone().into());
        }
        put("c_int", (*int).into());
        put("d_double", (*double).into());
        put("e_bool", (*boolean).into());
        let xsd = |name: &str| format!("http://www.w3.org/2001/XMLSchema#{name}");
        put("f_date", json!({"@value": "1815-12-10", "@type": xsd("date")}));
        put("g_moment", json!({"@value": "2019-05-10T10:00:00.5Z", "@type": xsd("dateTime")}));
        lines += &format!("{}\n", Value::Object(row));
    }
    for (at, (from, to, relation, has_id, text)) in edges.iter().enumerate() {
        let (from, to) = (id(from.index(nodes.len())), id(to.index(nodes.len())));
        let mut row =
            json!({"source": from, "target": to, "type": RELATIONS[relation.index(RELATIONS.len())]});
        if *has_id {
            row["id"] = format!("e{at}{text}").into();
            row["h_text"] = text.as_str().into();
        }
        lines += &format!("{row}\n");
    }
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_dossier_writes_is_read_back(
        nodes in prop::collection::vec(
            (HARD, (any::<bool>(), HARD), prop::collection::vec(HARD, 0..4), (any::<i64>(), -1e9..1e9f64, any::<bool>()), any::<prop::sample::Index>(), any::<bool>()),
            1..6,
        ),
        edges in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>(), HARD),
            0..8,
        ),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.jsonl");
        fs::write(&path, lines(&nodes, &edges)).unwrap();
        let reading = read(std::slice::from_ref(&path), "", 1);
        prop_assert_eq!(findings(&reading), "");
        let mut wanted = rows(&reading.graph);
        wanted.sort();
        for format in ["parquet", "neo4j"] {
            let path = folder.path().join(format);
            write(&reading.graph, format, &path);
            for threads in [1, 3] {
                prop_assert_eq!(&sorted(std::slice::from_ref(&path), threads), &wanted, "{}", format);
            }
        }
    }
}

fn dossier(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_dossier")).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_folder_means_its_files_of_rows_where_it_holds_no_dossier() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir_all(data.join("more")).unwrap();
    for (name, text) in [
        ("people_header.csv", "personId:ID,name,:LABEL"),
        ("people_rows.csv", "1,Ada,Person\n2,Bem,Person\n"),
        ("more/edges.jsonl", "{\"source\":\"1\",\"target\":\"2\",\"type\":\"knows\"}\n"),
        ("README.md", "# Read me\n"),
        ("script.sh", "#!/bin/sh\n"),
        (".hidden.csv", "id\n9\n"),
    ] {
        fs::write(data.join(name), text).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        env!("CARGO_MANIFEST_DIR").to_owned() + "/tests/suites/rows",
        data.join("link"),
    )
    .unwrap();
    let (code, out, err) = dossier(folder.path(), &["check", "data"]);
    assert_eq!((code, &*out), (0, "2 nodes, 1 edge\n"), "{err}");
    assert!(err.contains("notice: left out of data, as no format of rows: README.md, script.sh"), "{err}");
    let (code, out, err) = dossier(folder.path(), &["export", "data", "--to", "ntriples", "--out", "-"]);
    assert!(code == 0 && out.contains("knows"), "{out}{err}");
    // Both: the dossier is what is meant, as ever.
    fs::write(data.join("d.yaml"), "dossier: d\nnodes: {Person: {ada: Ada}}\n").unwrap();
    let (_, out, _) = dossier(folder.path(), &["check", "data"]);
    assert!(out.contains("1 dossier checked"), "{out}");
    // The current folder is only searched for dossiers.
    fs::remove_file(data.join("d.yaml")).unwrap();
    let (code, out, _) = dossier(&data, &["check"]);
    assert!(
        code == 1
            && out.contains("no dossier in the folder")
            && out.contains("files of rows are read if you name them"),
        "{out}"
    );
    fs::create_dir(folder.path().join("empty")).unwrap();
    let (code, out, _) = dossier(folder.path(), &["check", "empty"]);
    assert!(code == 1 && out.contains("no dossier in the folder"), "{out}");
    // With a format, every file is read.
    let (code, out, _) = dossier(folder.path(), &["check", "data", "--from", "csv"]);
    assert!(code == 1 && out.contains("README.md"), "{out}");
}

/// What outsiders found to be lost or misread: rows as lines, and the base IRI.
const FOUND: [(&str, &str); 22] = [
    (
        r#"{"id":"a","type":"T"} {"id":"urn:dossier:graph:a","type":"T"} {"source":"a","target":"urn:dossier:graph:a","type":"r"}"#,
        "",
    ),
    (r#"{"id":"c1"} {"id":"b"} {"source":"c1","target":"b","type":"r","status":"disputed","id":"c1"}"#, ""),
    (
        r#"{"id":"a-1","type":"T"} {"id":"b-1","type":"T"} {"source":"a-1","target":"b-1","type":"r"}"#,
        "http://ex.org/",
    ),
    (
        r#"{"id":"http://ex.org/a"} {"id":"b c%"} {"source":"http://ex.org/a","target":"b c%","type":"r"}"#,
        "http://ex.org/",
    ),
    (r#"{"id":"a"," a":"x","a":"y"," ":"z","":"e"}"#, ""),
    (r#"{"id":"a","type":"T","labels":["X","Y"]} {"id":"b","type":["T","U"],"labels":"x"}"#, ""),
    (r#"{"id":"a","type":["T","U","V"]} {"id":"b","type":["T","V","U"]}"#, ""),
    (
        r#"{"id":"a","type":"http://ex.org/T","http://ex.org/p":1} {"source":"a","target":"a","type":"http://ex.org/r"}"#,
        "",
    ),
    (r#"{"id":"a","label":"L"}"#, ""),
    (r#"{"id":"a","http://schema.org/name":"L"}"#, ""),
    (r#"{"id":"a","p":["y",{"@value":"x","@language":"en"}]}"#, ""),
    (r#"{"id":"a","type":"person","Age":1} {"source":"a","target":"a","type":"worksFor","Since":2}"#, ""),
    (r#"{"id":"a","p":["x\u001fy","z"]}"#, ""),
    (r#"{"id":"a"} {"source":"a","target":"a","type":["r","s"]}"#, ""),
    (r#"{"id":"a"} {"source":"a","target":"a","type":"Entity"}"#, ""),
    (r#"{"id":"a"} {"source":"a","target":"a","type":"SUBJECT"}"#, ""),
    (r#"{"id":"a","p":[[1,2],[3]]} {"id":"b","p":{"x":null}}"#, ""),
    (r#"{"id":"a","p":0.5,"q":1,"r":true,"s":[1,2]} {"id":"b","p":1.5}"#, ""),
    (r#"{"id":"a","p":{"@value":"2019-05-10","@type":"http://www.w3.org/2001/XMLSchema#date"}}"#, ""),
    (
        r#"{"id":"a","p":{"@value":"2019-05-10T10:00:00Z","@type":"http://www.w3.org/2001/XMLSchema#dateTime"}}"#,
        "",
    ),
    (r#"{"id":"a","type":"Claim","status":"x","iri":"y"}"#, ""),
    (
        r#"{"id":"a"} {"id":"b"} {"source":"a","target":"b","type":"r","status":"reported","by":["a","b"],"p":1} {"source":"a","target":"b","type":"r","status":"attributed","p":2}"#,
        "",
    ),
];

#[test]
fn what_was_found_to_be_lost_comes_back() {
    for (text, base) in FOUND {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.jsonl");
        fs::write(&path, text.replace("} {", "}\n{") + "\n").unwrap();
        let reading = read(&[path], "", 1);
        assert_eq!(findings(&reading), "", "{text}");
        let mut wanted = rows(&reading.graph);
        wanted.sort();
        for format in ["parquet", "neo4j"] {
            for (number, style) in
                [NameStyle::Auto, NameStyle::Source, NameStyle::Database].into_iter().enumerate()
            {
                let path = folder.path().join(format!("{format}{number}"));
                let mut options = ExportOptions::default().with_names(style);
                if !base.is_empty() {
                    options = options.with_base(base.to_owned());
                }
                let mut out = Folder { path: path.clone(), file: None };
                exporter(format).unwrap().export((&reading.graph).into(), &options, &mut out).unwrap();
                assert_eq!(sorted(&[path], 2), wanted, "{format} {style:?}");
            }
        }
    }
}

/// What tables do not hold is counted.
#[test]
fn what_is_lost_is_counted() {
    let xsd = "http://www.w3.org/2001/XMLSchema#";
    for (text, wanted, formats) in [
        (
            r#"{"id":"a","p":"x"} {"id":"b","p":["x","y"]}"#.to_owned(),
            "single values among lists",
            "parquet neo4j",
        ),
        (r#"{"id":"a","p":[1]} {"id":"b","p":[[1]]}"#.to_owned(), "JSON objects", "parquet neo4j"),
        (r#"{"id":"a","p":{"@value":"http://x","@type":"@id"}}"#.to_owned(), "datatypes", "parquet neo4j"),
        (r#"{"id":"a","type":"Entity"}"#.to_owned(), "types that are `Entity`", "parquet neo4j"),
        (
            format!(r#"{{"id":"a","p":{{"@value":"PT1H","@type":"{xsd}dayTimeDuration"}}}}"#),
            "datatypes",
            "parquet neo4j",
        ),
        (
            format!(r#"{{"id":"a","p":{{"@value":"2019-05-10T10:00:00Z","@type":"{xsd}dateTimeStamp"}}}}"#),
            "datatypes",
            "parquet neo4j",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.jsonl");
        fs::write(&path, text.replace("} {", "}\n{") + "\n").unwrap();
        let reading = read(&[path], "", 1);
        for format in formats.split(' ') {
            let mut out = Folder { path: folder.path().join(format), file: None };
            let options = ExportOptions::default();
            let exporter = exporter(format).unwrap();
            let losses = exporter.export((&reading.graph).into(), &options, &mut out).unwrap();
            let told: Vec<&str> = losses.summary().iter().map(|(name, ..)| *name).collect();
            assert!(told.contains(&wanted), "{format}: {told:?} of {text}");
        }
    }
}

#[test]
fn a_table_named_alone_says_where_its_names_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.jsonl");
    let text = "{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"source\":\"a\",\"target\":\"b\",\"type\":\"hates\",\"status\":\"attributed\"}\n";
    fs::write(&path, text).unwrap();
    let graph = read(&[path], "", 1).graph;
    for (format, table) in [("parquet", "nodes/Claim.parquet"), ("neo4j", "nodes.csv")] {
        let path = folder.path().join(format);
        write(&graph, format, &path);
        let mut wanted = rows(&graph);
        wanted.sort();
        assert_eq!(sorted(std::slice::from_ref(&path), 1), wanted, "{format}");
        let found = findings(&read(&[path.join(table)], "", 1));
        assert!(found.contains("D0804") && found.contains("name the folder that dossier wrote"), "{found}");
        // In a folder of folders, each is what it is.
        let outer = folder.path().join(format!("of {format}"));
        fs::create_dir(&outer).unwrap();
        fs::rename(&path, outer.join("inner")).unwrap();
        assert_eq!(sorted(std::slice::from_ref(&outer), 1), wanted, "{format}");
        // A table that is missing is told.
        fs::remove_file(outer.join("inner").join(table)).unwrap();
        let found = findings(&read(&[outer], "", 1));
        assert!(found.contains("cannot be read") && found.contains(table), "{found}");
    }
}

#[test]
fn an_empty_graph_and_dossiers_are_readable() {
    let folder = tempfile::tempdir().unwrap();
    let graph = read(&[], "", 1).graph;
    for format in ["parquet", "neo4j"] {
        write(&graph, format, &folder.path().join(format));
        let (code, out, err) = dossier(folder.path(), &["check", format]);
        assert_eq!((code, &*out), (0, "0 nodes, 0 edges\n"), "{format}: {err}");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["us-china-trade-talks"] {
        let data = root.join("data").join(name);
        for format in ["parquet", "neo4j"] {
            let out = format!("{name}-{format}");
            let (code, _, err) =
                dossier(folder.path(), &["export", data.to_str().unwrap(), "--to", format, "--out", &out]);
            assert_eq!(code, 0, "{err}");
            let written = fs::read_dir(folder.path().join(&out)).unwrap().next().unwrap().unwrap().path();
            let (code, out, err) = dossier(folder.path(), &["check", written.to_str().unwrap()]);
            assert!(code == 0 && out.contains(" nodes, "), "{name} {format}: {out}{err}");
        }
    }
}

/// A manifest leads nowhere but into its folder.
#[test]
fn a_manifest_of_strangers_leads_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("secret.csv"), "id\nsecret\n").unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("a.csv"), "id\na\n").unwrap();
    for file in ["../secret.csv", "/etc/passwd", "x/../../secret.csv"] {
        let manifest = json!({"key": "iri", "nodes": [{"file": file, "labels": ["X"]}], "edges": []});
        fs::write(data.join("manifest.json"), manifest.to_string()).unwrap();
        let found = rows(&read(std::slice::from_ref(&data), "", 1).graph);
        assert_eq!(found, ["node a"], "{file}");
        fs::remove_file(data.join("manifest.json")).unwrap();
        let names =
            json!({"separator": ";", "nodes": [file], "relationships": [], "names": {"dossier": "rows"}});
        fs::write(data.join("names.json"), names.to_string()).unwrap();
        let found = rows(&read(std::slice::from_ref(&data), "", 1).graph);
        assert!(found.iter().any(|row| row == "node a"), "{found:?}");
        assert!(!found.iter().any(|row| row.contains("node secret")), "{found:?}");
        fs::remove_file(data.join("names.json")).unwrap();
    }
}
