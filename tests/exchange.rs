//! Formats for graph tools, read back by programs that are not ours and compared with the dossier: nodes, edges,
//! values and quotes as multisets.
mod graphs;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use self::graphs::{bundled, demands, hostile, hostile_rows, wide};
use dossier::check::Checked;
use dossier::export::{ExportOptions, Graph, Model, Output, exporter};
use dossier::graph::Statement;
use dossier::view::words;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Takes the files of an export into a folder.
struct Folder {
    path: PathBuf,
    file: Option<std::fs::File>,
}

impl Output for Folder {
    fn begin(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        let path = if name.is_empty() { self.path.clone() } else { self.path.join(name) };
        std::fs::create_dir_all(path.parent().unwrap())?;
        Ok(self.file.insert(std::fs::File::create(path)?))
    }
}

/// Writes a graph in some formats: each as a file or folder `graph.ENDING`.
fn write<'g>(graph: impl Into<Graph<'g>> + Copy, options: &ExportOptions, formats: &[&str], folder: &Path) {
    for name in formats {
        let exporter = exporter(name).unwrap_or_else(|| panic!("no format {name}"));
        let path = folder.join(format!("graph.{}", exporter.extension()));
        exporter.export(graph.into(), options, &mut Folder { path, file: None }).unwrap();
    }
}

/// The bundled dossier, a hostile one and hostile rows, in every model, each in a folder of its own.
fn written(formats: &[&str]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let mut folders = Vec::new();
    let (bundled, hostile, rows) = (bundled(), hostile(), hostile_rows());
    let graphs =
        [("bundled", Graph::from(&bundled)), ("hostile", (&hostile).into()), ("rows", (&rows).into())];
    for (name, graph) in graphs {
        for (at, model) in Model::ALL.iter().copied().enumerate() {
            let path = folder.path().join(format!("{name}-{at}"));
            let options = ExportOptions::default().with_model(model);
            write(graph, &options, formats, &path);
            write(graph, &options, &["nodelink"], &path);
            folders.push(path);
        }
    }
    (folder, folders)
}

/// Runs a script of `tests/exchange` on folders.
fn run(script: &str, folders: &[PathBuf]) {
    let tools = root().join("target/tools");
    let (program, place) = match script.ends_with(".py") {
        true => (tools.join("venv/bin/python"), tools),
        false => (PathBuf::from("node"), tools.join("node")),
    };
    assert!(place.is_dir(), "{} is not there; tests/setup installs it", place.display());
    let script = root().join("tests/exchange").join(script);
    let output =
        Command::new(&program).arg(&script).args(folders).current_dir(place).output().unwrap_or_else(
            |error| panic!("{}: {error}; tests/setup installs what this test needs", program.display()),
        );
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{} (installed by tests/setup?): {message}", script.display());
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// How often each text occurs.
fn counted(texts: impl IntoIterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    counts
}

#[test]
fn node_link_data_is_the_dossier() {
    for checked in [bundled(), hostile()] {
        let graph = checked.graph();
        let folder = tempfile::tempdir().unwrap();
        let options = ExportOptions::default();
        write(&checked, &options, &["nodelink"], folder.path());
        let read = json(&folder.path().join("graph.nodelink.json"));
        let (nodes, links) = (read["nodes"].as_array().unwrap(), read["links"].as_array().unwrap());
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let labelled = |node: &&serde_json::Value, label: &str| {
            node["labels"].as_array().unwrap().iter().any(|found| *found == label)
        };
        let of = |label: &'static str, name: &'static str| {
            counted(nodes.iter().filter(|node| labelled(node, label)).map(|node| text(&node[name])))
        };
        assert_eq!(of("Entity", "name"), counted(graph.nodes().map(|node| node.label().to_owned())));
        assert_eq!(of("Entity", "iri"), counted(graph.nodes().map(|node| node.iri().to_string())));
        assert_eq!(of("Claim", "iri"), counted(graph.claims().map(|claim| claim.iri().to_string())));
        let status = graph.claims().map(|claim| claim.status().name().to_owned());
        assert_eq!(of("Claim", "status"), counted(status));
        let evidence = || graph.claims().flat_map(|claim| claim.evidence());
        assert_eq!(of("Evidence", "quote"), counted(evidence().map(|found| found.quote().to_owned())));
        let facts = links.iter().filter(|link| link["claims"].is_array());
        let facts = facts.map(|link| format!("{} → {}", text(&link["source"]), text(&link["target"])));
        let asserted = graph.edges().filter(|edge| edge.claims().any(|claim| options.policy.asserts(claim)));
        let asserted = asserted
            .map(|edge| format!("{} → {}", graph.term_id(edge.subject()), graph.term_id(edge.object())));
        assert_eq!(counted(facts), counted(asserted));
        let about = links.iter().filter(|link| link["type"] == "SUBJECT").map(|link| text(&link["source"]));
        assert_eq!(counted(about), counted(graph.claims().map(|claim| claim.id().to_owned())));
    }
}

#[test]
fn networkx_and_igraph_read_what_the_dossier_says_and_the_schemas_allow_it() {
    let (_folder, folders) = written(&["gexf", "graphml"]);
    run("graphs.py", &folders);
}

#[test]
fn graphology_and_cytoscape_read_what_the_dossier_says() {
    let (_folder, folders) = written(&["cytoscape", "gexf", "graphml"]);
    run("graphs.mjs", &folders);
}

#[test]
fn tinkerpop_reads_what_the_dossier_says() {
    let (_folder, folders) = written(&["graphml", "graphson"]);
    let jars = root().join("target/tools/gremlin");
    assert!(jars.is_dir(), "{} is not there; tests/setup installs it", jars.display());
    let files = folders.iter().flat_map(|folder| {
        ["graph.graphml", "graph.graphson.json"].map(|name| folder.join(name).into_os_string())
    });
    let output = Command::new("java")
        .arg("-cp")
        .arg(jars.join("*"))
        .arg(root().join("tests/exchange/Gremlin.java"))
        .args(files)
        .output()
        .expect("this test needs Java; tests/setup installs it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    run("gremlin.py", &folders);
}

#[test]
fn tables_and_documents_hold_what_the_dossier_says() {
    let (_folder, folders) = written(&["arangodb", "dgraph", "parquet"]);
    run("tables.py", &folders);
}

#[test]
fn graphar_reads_every_vertex_and_edge_and_its_bytes_are_the_same_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut folders = Vec::new();
    for (name, checked) in [("bundled", bundled()), ("hostile", hostile()), ("wide", wide())] {
        let [path, again] = ["first", "second"].map(|time| folder.path().join(name).join(time));
        let options = ExportOptions::default().with_graphar(true);
        for path in [&path, &again] {
            write(&checked, &options, &["nodelink", "parquet"], path);
        }
        let same = Command::new("diff").arg("-r").args([&path, &again]).output().unwrap();
        assert!(same.status.success(), "{}", String::from_utf8_lossy(&same.stdout));
        folders.push(path);
    }
    // More vertices and edges than a chunk holds, and a part of which no edge begins.
    let file = |name: &str| folders[2].join("graph.parquet/graphar").join(name).is_file();
    assert!(file("vertex/Position/properties/chunk1"));
    assert!(file("edge/Organization_DEMANDS_Position/ordered_by_source/adj_list/part0/chunk1"));
    assert!(file("edge/Claim_SUBJECT_Organization/ordered_by_source/adj_list/part1/chunk0"));
    assert!(!file("edge/Position_ON_ISSUE_Issue/ordered_by_source/adj_list/part0/chunk0"));
    assert!(file("edge/Position_ON_ISSUE_Issue/ordered_by_source/adj_list/part1/chunk0"));
    run("chunks.py", &folders);
}

#[test]
fn graphar_stands_beside_tables_only() {
    let folder = tempfile::tempdir().unwrap();
    let export = |to: &str| {
        let dossier = root().join("data/us-china-trade-talks");
        let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
        command.current_dir(&folder).arg("export").arg(dossier).args(["--graphar", "--to", to]);
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, told) = export("dot");
    assert!(code == Some(2) && told.contains("--graphar") && told.contains("parquet"), "{told}");
    let (code, told) = export("dot,parquet");
    assert!(code == Some(0) && told.contains("loss: parquet: node details"), "{told}");
    let written = "exports/us-china-trade-talks.parquet/graphar/us-china-trade-talks.graph.yml";
    assert!(folder.path().join(written).is_file());
}

/// A text as a page shows it: white space as single spaces, control characters as the signs that stand for them.
fn shown(text: &str) -> String {
    let signs = text.replace(char::is_whitespace, " ").replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    let signs: String = signs
        .chars()
        .map(|char| if char < ' ' { char::from_u32(0x2400 + u32::from(char)).unwrap() } else { char })
        .collect();
    signs.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What Mermaid must draw of a graph with all its claims.
fn flowchart(checked: &Checked, options: &ExportOptions) -> serde_json::Value {
    let graph = checked.graph();
    let mut nodes: Vec<String> = graph.nodes().map(|node| shown(node.label())).collect();
    let (mut words, mut facts) = (Vec::new(), BTreeMap::new());
    let (mut lines, mut dotted) = (0, 0);
    let pointed_at: Vec<&str> = graph.claims_pointed_at().map(|claim| claim.id()).collect();
    for claim in graph.claims() {
        let speakers: Vec<&str> =
            claim.speakers().iter().map(|speaker| graph.speaker_label(*speaker)).collect();
        let asserted = options.policy.asserts(claim);
        let said = match asserted {
            true => claim.predicate_label().to_owned(),
            false => {
                format!("{} ({}: {})", claim.predicate_label(), claim.status().name(), speakers.join(", "))
            }
        };
        if let Statement::Attribute(..) = claim.statement() {
            nodes.push(shown(&words::object(claim)));
        }
        let arrows = if pointed_at.contains(&claim.id()) { 2 } else { 1 };
        if arrows == 2 {
            nodes.push(shown(&said));
        } else if asserted && let Some(object) = claim.object() {
            let fact = (claim.subject(), claim.predicate_label(), object);
            *facts.entry(fact).or_insert(0) += 1;
            if facts[&fact] > 1 {
                continue;
            }
            words.push(shown(&said));
        } else {
            words.push(shown(&said));
        }
        lines += arrows;
        dotted += if asserted { 0 } else { arrows };
    }
    serde_json::json!({"nodes": nodes, "words": words, "lines": lines, "dotted": dotted})
}

fn chromium() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let mut found = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    let mac = PathBuf::from("/Applications/Chromium.app/Contents/MacOS/Chromium");
    found.find(|file| file.is_file()).unwrap_or(mac)
}

#[test]
fn mermaid_draws_every_node_and_claim_and_hostile_texts_stay_texts() {
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = vec![chromium()];
    for (name, checked) in [("bundled", bundled()), ("hostile", hostile())] {
        let path = folder.path().join(name);
        let options = ExportOptions::default();
        write(&checked, &options, &["mermaid"], &path);
        let mut expected = flowchart(&checked, &options);
        expected["tooMuch"] = exporter("mermaid").unwrap().size_warning(&checked, &options).is_some().into();
        std::fs::write(path.join("expected.json"), expected.to_string()).unwrap();
        arguments.push(path);
    }
    // Too many arrows for a page, and as many as there may be.
    for (name, arrows, size_warning) in [("full", 500, false), ("over", 501, true)] {
        let (path, options) = (folder.path().join(name), ExportOptions::default());
        let checked = demands(arrows);
        write(&checked, &options, &["mermaid"], &path);
        let why = exporter("mermaid").unwrap().size_warning(&checked, &options);
        assert_eq!(why.is_some_and(|why| why.starts_with("501 arrows")), size_warning);
        std::fs::write(path.join("expected.json"), format!("{{\"tooMuch\": {size_warning}}}")).unwrap();
        arguments.push(path);
    }
    run("mermaid.mjs", &arguments);
}
