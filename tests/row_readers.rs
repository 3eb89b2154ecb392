//! Every format of rows: good files give their graphs, bad ones their findings, and one graph is one graph in all of them.
mod dot;
mod drawn;
pub mod dump;
mod encodings;
mod ftm;
mod gexf;
mod graphml;
mod json;
mod own_folders;
mod packed;
mod parquet;
mod rdf;
mod tables;
mod wide;
mod written;
mod xml;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use self::dump::{files, findings, read, rows, whole};
use dossier::graph::rows::Merge;
use dossier::read::rows::{ROW_READERS, RowOptions, read_rows, row_format_of_head};
use proptest::prelude::*;

/// What is read of one file.
struct OneFile {
    rows: Vec<String>,
    findings: String,
    understood: String,
}

/// Reads a file of a name, which is to be recognised as a format unless its name says another.
fn one_file(format: &str, name: &str, text: &[u8]) -> OneFile {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    let reading = read(&[path], format, 2);
    let understood = reading.understood.first().map_or(String::new(), |(_, understood)| understood.clone());
    OneFile { rows: rows(&reading.graph), findings: findings(&reading), understood }
}

/// A small graph as a function of NetworkX writes it.
fn of_networkx(write: &str) -> String {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/venv/bin/python");
    let program = "import io, sys, networkx as nx\n\
        g = nx.MultiDiGraph()\n\
        g.add_node('a', label='Ada', age=3, share=0.5, ok=True, type='Person')\n\
        g.add_node('b <&>')\n\
        g.add_edge('a', 'b <&>', label='knows', weight=2.5)\n\
        g.add_edge('a', 'b <&>', key=7, label='likes')\n\
        g.add_edge('b <&>', 'a')\n\
        out = io.BytesIO()\n\
        getattr(nx, sys.argv[1])(g, out)\n\
        sys.stdout.buffer.write(out.getvalue())";
    let output = Command::new(&python).args(["-c", program, write]).output().unwrap_or_else(|error| {
        panic!("{}: {error}; tests/setup installs what this test needs", python.display())
    });
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

const SUITE: &str = "tests/suites/rows";

/// The cases of the suite: files and folders without the texts of what they give.
fn cases() -> Vec<PathBuf> {
    let all = Path::new(SUITE).read_dir().unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = all.filter(|path| !path.to_string_lossy().ends_with(".out")).collect();
    cases.sort();
    cases
}

#[test]
fn files_give_what_is_written_beside_them() {
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rows");
    fs::create_dir_all(&made).unwrap();
    let mut wrong = Vec::new();
    for case in cases() {
        let name = format!("{}.out", case.file_name().unwrap().to_string_lossy());
        let merge = name.starts_with("merged-first").then_some(Merge::First);
        let read = |threads| {
            let options = RowOptions::default().with_merge(merge).with_threads(threads);
            whole(&read_rows(&files(&case), &options).unwrap())
        };
        let found = read(1);
        assert_eq!(found, read(3), "{name} with three threads");
        fs::write(made.join(&name), &found).unwrap();
        let wanted = fs::read_to_string(Path::new(SUITE).join(&name)).unwrap_or_default();
        if found != wanted {
            wrong.push(format!("{name}: wanted\n{wanted}\nfound\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}\nwhat was found is in {}", wrong.join("\n"), made.display());
}

#[test]
fn every_format_has_a_case_and_is_recognised() {
    let recognised: Vec<&str> = cases()
        .iter()
        .flat_map(|case| files(case))
        .map(|file| {
            let head = fs::read(&file).unwrap();
            row_format_of_head(&file.to_string_lossy(), &head).map_or("", |format| format.name())
        })
        .collect();
    for reader in ROW_READERS.iter().filter(|format| format.name() != "jsonl") {
        assert!(recognised.contains(&reader.name()), "{}: no case", reader.name());
        assert!(!reader.about().ends_with('.') && !reader.about().is_empty());
    }
    assert!(!recognised.contains(&""));
}

#[test]
fn dossiers_are_no_rows() {
    for folder in ["data", "tests/suites/good", "tests/suites/bad", "tests/suites/lax"] {
        let mut folders = vec![PathBuf::from(folder)];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "yaml") {
                    let head = fs::read(&path).unwrap();
                    let format = row_format_of_head("<stdin>", &head).map(|format| format.name());
                    assert_eq!(format, None, "{}", path.display());
                }
            }
        }
    }
}

/// One graph in many formats: its format, the ending, and its files.
fn one_graph() -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let e = "http://example.org/";
    let jsonl = format!(
        "{{\"id\":\"{e}a\",\"type\":\"{e}Person\",\"{e}name\":\"Ada \\\"x\\\"\\nB\"}}\n\
         {{\"id\":\"{e}b\",\"type\":\"{e}Person\",\"{e}name\":\"Bém\"}}\n\
         {{\"source\":\"{e}a\",\"target\":\"{e}b\",\"type\":\"{e}knows\"}}\n"
    );
    let csv = format!("id,type,{e}name\n{e}a,{e}Person,\"Ada \"\"x\"\"\nB\"\n{e}b,{e}Person,Bém\n");
    let csv_edges = format!("source,target,type\n{e}a,{e}b,{e}knows\n");
    let neo4j = format!(":ID,:LABEL,{e}name\n{e}a,{e}Person,\"Ada \"\"x\"\"\nB\"\n{e}b,{e}Person,Bém\n");
    let neo4j_edges = format!(":START_ID,:END_ID,:TYPE\n{e}a,{e}b,{e}knows\n");
    let kgx = format!(
        "{{\"id\":\"{e}a\",\"category\":[\"{e}Person\"],\"{e}name\":\"Ada \\\"x\\\"\\nB\"}}\n\
         {{\"id\":\"{e}b\",\"category\":[\"{e}Person\"],\"{e}name\":\"Bém\"}}\n\
         {{\"subject\":\"{e}a\",\"predicate\":\"{e}knows\",\"object\":\"{e}b\"}}\n"
    );
    let rdf_type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
    let nt = format!(
        "<{e}a> {rdf_type} <{e}Person> .\n<{e}a> <{e}knows> <{e}b> .\n<{e}b> <{e}name> \"B\\u00E9m\" .\n\
         <{e}b> {rdf_type} <{e}Person> .\n<{e}a> <{e}name> \"Ada \\\"x\\\"\\nB\" .\n"
    );
    let ttl = format!(
        "@prefix e: <{e}> .\ne:a a e:Person ; e:knows e:b ; e:name \"\"\"Ada \"x\"\nB\"\"\" .\ne:b a e:Person ; e:name \"Bém\" .\n"
    );
    let jsonld = format!(
        "{{\"@context\": {{\"@vocab\": \"{e}\"}}, \"@id\": \"{e}a\", \"@type\": \"Person\", \"name\": \"Ada \\\"x\\\"\\nB\",\n\
         \"knows\": {{\"@id\": \"{e}b\", \"@type\": \"Person\", \"name\": \"Bém\"}}}}"
    );
    let xml = format!(
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"{e}\">\
         <e:Person rdf:about=\"{e}a\"><e:name>Ada \"x\"\nB</e:name><e:knows><e:Person rdf:about=\"{e}b\">\
         <e:name>Bém</e:name></e:Person></e:knows></e:Person></rdf:RDF>"
    );
    let graphml = format!(
        "<graphml><key id=\"t\" attr.name=\"type\"/><key id=\"n\" attr.name=\"{e}name\"/><graph edgedefault=\"directed\">\n\
         <node id=\"{e}a\"><data key=\"t\">{e}Person</data><data key=\"n\">Ada &quot;x&quot;\nB</data></node>\n\
         <node id=\"{e}b\"><data key=\"t\">{e}Person</data><data key=\"n\">B&#xE9;m</data></node>\n\
         <edge source=\"{e}a\" target=\"{e}b\"><data key=\"t\">{e}knows</data></edge></graph></graphml>"
    );
    let dot = format!(
        "digraph {{\n \"{e}a\" [type=\"{e}Person\", \"{e}name\"=\"Ada \\\"x\\\"\nB\"];\n\
         \"{e}b\" [type=\"{e}Person\", \"{e}name\"=\"Bém\"];\n \"{e}a\" -> \"{e}b\" [label=\"{e}knows\"];\n}}\n"
    );
    vec![
        ("jsonl", vec![("jsonl", jsonl)]),
        ("csv", vec![("csv", csv.clone()), ("csv", csv_edges.clone())]),
        ("tsv", vec![("tsv", csv.replace(',', "\t")), ("tsv", csv_edges.replace(',', "\t"))]),
        ("neo4j", vec![("csv", neo4j), ("csv", neo4j_edges)]),
        ("kgx", vec![("jsonl", kgx)]),
        ("nquads", vec![("nq", nt.clone())]),
        ("ntriples", vec![("nt", nt)]),
        ("trig", vec![("trig", ttl.clone())]),
        ("turtle", vec![("ttl", ttl)]),
        ("jsonld", vec![("jsonld", jsonld)]),
        ("rdfxml", vec![("rdf", xml)]),
        ("graphml", vec![("graphml", graphml)]),
        ("dot", vec![("dot", dot)]),
    ]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Rows without their order.
fn sorted(paths: &[PathBuf], from: &str) -> Vec<String> {
    let reading = read(paths, from, 2);
    assert_eq!(findings(&reading), "", "{paths:?}");
    let mut rows = rows(&reading.graph);
    rows.sort();
    rows
}

#[test]
fn one_graph_is_the_same_in_all_formats() {
    let folder = tempfile::tempdir().unwrap();
    let e = "http://example.org/";
    let wanted = [
        format!("edge {e}a -> {e}b :{e}knows"),
        format!("node {e}a :{e}Person {e}name=\"Ada \\\"x\\\"\\nB\""),
        format!("node {e}b :{e}Person {e}name=\"Bém\""),
    ];
    for (format, parts) in one_graph() {
        type Packing = (&'static str, fn(&[u8]) -> Vec<u8>);
        let packings: [Packing; 4] = [
            ("", |bytes| bytes.to_vec()),
            (".gz", gzip),
            (".zst", |bytes| zstd::encode_all(bytes, 3).unwrap()),
            ("", |bytes| [b"\xEF\xBB\xBF", bytes].concat()),
        ];
        for (at, (packing, pack)) in packings.into_iter().enumerate() {
            let mut paths = Vec::new();
            for (part, (ending, text)) in parts.iter().enumerate() {
                let path = folder.path().join(format!("{format}-{at}-{part}.{ending}{packing}"));
                fs::write(&path, pack(text.as_bytes())).unwrap();
                let found = dossier::read::rows::row_format(&path, None).unwrap().map(|format| format.name());
                assert_eq!(found, Some(format), "{}", path.display());
                paths.push(path);
            }
            assert_eq!(sorted(&paths, ""), wanted, "{format}{packing} {at}");
            // Files of edges may be named first, and the name need not tell the format.
            paths.reverse();
            assert_eq!(sorted(&paths, format), wanted, "{format}{packing} {at}");
        }
    }
}

#[test]
fn every_format_can_be_held_to_the_ontology() {
    let folder = tempfile::tempdir().unwrap();
    for (format, parts) in one_graph() {
        let mut paths = Vec::new();
        for (part, (ending, text)) in parts.iter().enumerate() {
            let path = folder.path().join(format!("{format}-{part}.{ending}"));
            fs::write(&path, text).unwrap();
            paths.push(path);
        }
        let reading = dump::read_strictly(&paths, format, 2, true);
        let found = findings(&reading);
        for name in ["Person", "knows"] {
            assert!(found.contains(&format!("`http://example.org/{name}`")), "{format}: {found}");
        }
        assert_eq!(rows(&reading.graph), [""; 0], "{format}");
    }
}

#[test]
fn lines_may_end_as_on_windows() {
    let folder = tempfile::tempdir().unwrap();
    for (format, parts) in one_graph() {
        let mut paths = Vec::new();
        for (part, (ending, text)) in parts.iter().enumerate() {
            let path = folder.path().join(format!("{format}-{part}.{ending}"));
            fs::write(&path, text.replace('\n', "\r\n")).unwrap();
            paths.push(path);
        }
        let text = sorted(&paths, "").join("\n");
        assert_eq!(text.replace("\\r\\n", "\\n").matches("Ada \\\"x\\\"\\nB").count(), 1, "{format}: {text}");
        assert!(!text.replace("\\r\\nB", "").contains("\\r"), "{format}: {text}");
    }
}

#[test]
fn standard_input_is_read() {
    for (format, parts) in one_graph() {
        let (_, text) = &parts[0];
        let mut child = Command::new(env!("CARGO_BIN_EXE_dossier"))
            .args(["check", "--from", format, "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{format}");
        let edges = if parts.len() > 1 { "0 edges" } else { "1 edge" };
        assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("2 nodes, {edges}\n"), "{format}");
    }
}

#[test]
fn a_file_that_was_not_copied_whole_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for (format, parts) in &one_graph() {
        let (ending, text) = &parts[0];
        // Long enough to be cut in its first piece and in a later one.
        for times in [1, 2_000] {
            let text =
                text.repeat(if ["rdfxml", "graphml", "jsonld", "dot"].contains(format) { 1 } else { times });
            for (packing, whole) in
                [("gz", gzip(text.as_bytes())), ("zst", zstd::encode_all(text.as_bytes(), 3).unwrap())]
            {
                let path = folder.path().join(format!("{format}-{times}.{ending}.{packing}"));
                fs::write(&path, &whole[..whole.len() - 12]).unwrap();
                let found = findings(&read(std::slice::from_ref(&path), format, 2));
                assert!(found.contains("it is truncated"), "{format}: {found}");
                assert!(found.contains(&path.display().to_string()), "{format}: {found}");
            }
        }
    }
}

#[test]
fn a_line_that_is_not_utf8_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    fs::write(&path, b"id,note\na,\"two\nlines\"\nb,\"two\nl\xEFnes\"\nc,plain\n").unwrap();
    let reading = read(std::slice::from_ref(&path), "", 1);
    assert_eq!(rows(&reading.graph), ["node a note=\"two\\nlines\"", "node c note=\"plain\""]);
    let found = findings(&reading);
    let place = format!("{}:5:2", path.display());
    assert!(found.contains(&place) && found.contains("byte 2 is 0xef"), "{found}");
    let path = folder.path().join("rows.nt");
    fs::write(
        &path,
        b"<http://e.org/a> <http://e.org/n> \"\xEF\" .\n<http://e.org/a> <http://e.org/n> \"b\" .\n",
    )
    .unwrap();
    let reading = read(std::slice::from_ref(&path), "", 1);
    assert_eq!(rows(&reading.graph), ["node http://e.org/a http://e.org/n=\"b\""]);
    assert!(findings(&reading).contains("byte 36 is 0xef"), "{}", findings(&reading));
}

#[test]
fn the_line_is_right_in_every_piece_of_a_large_file() {
    let folder = tempfile::tempdir().unwrap();
    let (mut text, mut line, mut broken) = ("id,note\n".to_owned(), 1, Vec::new());
    for row in 0..60_000 {
        if row % 20_000 == 7 {
            text.push_str("broken,\"x\" y\n");
            line += 1;
            broken.push(line);
        }
        text.push_str(&format!("n{row},\"a \"\"note\"\"\nof {row}\n, and more of it\"\n"));
        line += 3;
    }
    text.push_str("n7,twice\n");
    let path = folder.path().join("rows.csv");
    fs::write(&path, &text).unwrap();
    assert!(text.len() > 2 << 20, "{}", text.len());
    for threads in [1, 3] {
        let reading = read(std::slice::from_ref(&path), "", threads);
        assert_eq!(reading.graph.node_count(), 60_000);
        let found = findings(&reading);
        for line in &broken {
            assert!(found.contains(&format!("{}:{line}:11\n", path.display())), "{line}: {found}");
        }
        assert!(found.contains(&format!("{}:{}:1\n", path.display(), line + 1)), "{found}");
        assert!(found.contains("4 errors"), "{found}");
    }
}

#[test]
fn long_lines_are_read_and_shown_in_part() {
    let folder = tempfile::tempdir().unwrap();
    let long = "é".repeat(1_500_000);
    for (name, text) in [
        ("rows.csv", format!("id,note\na,{long}\nb,\"{long}\" x\nc,short\n")),
        (
            "rows.jsonl",
            format!(
                "{{\"id\":\"a\",\"note\":\"{long}\"}}\n{{\"id\":\"b\",\"note\":\"{long}\"x}}\n{{\"id\":\"c\"}}\n"
            ),
        ),
        (
            "rows.nt",
            format!(
                "<http://e.org/a> <http://e.org/n> \"{long}\" .\n<http://e.org/b> <http://e.org/n> \"{long}\" x\n<http://e.org/c> <http://e.org/n> \"s\" .\n"
            ),
        ),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let reading = read(std::slice::from_ref(&path), "", 2);
        assert_eq!(reading.graph.node_count(), 2, "{name}");
        let found = findings(&reading);
        assert_eq!(found.matches("D0801").count(), 1, "{name}");
        assert!(found.len() < 20_000, "{name}: {}", found.len());
        assert!(
            found.contains(&format!("{}:{}:15000", path.display(), if name == "rows.csv" { 3 } else { 2 })),
            "{name}: {}",
            &found[..200]
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_the_csv_crate_writes_is_read(
        notes in prop::collection::vec("[a-c\",;|\t\r\n é<\\\\#]{0,8}", 1..12),
        delimiter in prop::sample::select(b",;|\t".to_vec()),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(["id", "note"]).unwrap();
        let mut wanted = Vec::new();
        for (at, note) in notes.iter().enumerate() {
            writer.write_record([&format!("n{at}"), note]).unwrap();
            let value = if note.is_empty() { String::new() } else { format!(" note={note:?}") };
            wanted.push(format!("node n{at}{value}"));
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        fs::write(&path, writer.into_inner().unwrap()).unwrap();
        for threads in [1, 2] {
            let reading = read(std::slice::from_ref(&path), "csv", threads);
            prop_assert_eq!(findings(&reading), "");
            prop_assert_eq!(rows(&reading.graph), wanted.clone());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_others_write_is_one_graph(
        notes in prop::collection::vec("[a-c\",;|\t\n é<>&'\\\\#@關😀]{1,8}", 1..6),
        ends in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..2usize), 0..8),
    ) {
        let graph = written::Graph::new(notes, &ends);
        let folder = tempfile::tempdir().unwrap();
        for (format, parts) in graph.in_all_formats() {
            let mut paths = Vec::new();
            for (part, (ending, text)) in parts.iter().enumerate() {
                let path = folder.path().join(format!("{format}-{part}.{ending}"));
                fs::write(&path, text).unwrap();
                paths.push(path);
            }
            let mut wanted = graph.rows();
            if ["ntriples", "nquads", "turtle", "trig", "rdfxml", "jsonld"].contains(&format) {
                // A graph of RDF is a set.
                wanted.dedup();
            }
            prop_assert_eq!(sorted(&paths, ""), wanted, "{}: {:?}", format, parts);
        }
    }
}

#[test]
fn a_header_of_neo4j_may_stand_in_a_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (name, text) in [
        ("roles_header.csv", ":START_ID,since:int,:END_ID,:TYPE\n"),
        ("roles.csv", "1,1999,2,KNOWS\n2,2001,3,KNOWS\n"),
        ("people_header.csv", "personId:ID,name,:LABEL"),
        ("people_1.csv", "1,Ada,Person\n"),
        ("people_2.csv", "2,\"Bem, too\",Person\n3,Cid,Person;Author\n"),
        ("empty.csv", ":ID,name\n"),
        ("more.csv", "id,name\n4,Dee\n"),
        ("more.jsonl", "{\"id\":\"5\"}\n"),
    ] {
        paths.push(folder.path().join(name));
        fs::write(folder.path().join(name), text).unwrap();
    }
    let wanted = [
        "edge 1 -> 2 :KNOWS since=1999",
        "edge 2 -> 3 :KNOWS since=2001",
        "node 1 :Person name=\"Ada\" personId=\"1\"",
        "node 2 :Person name=\"Bem, too\" personId=\"2\"",
        "node 3 :Person :Author name=\"Cid\" personId=\"3\"",
        "node 4 name=\"Dee\"",
        "node 5",
    ];
    assert_eq!(sorted(&paths, ""), wanted);
    assert_eq!(sorted(&paths[..5], "neo4j"), wanted[..5]);
    // What is wrong has its line in the file with the rows.
    fs::write(&paths[4], "2,Bem,Person\n1,Adi,Person\n").unwrap();
    let found = findings(&read(&paths[2..5], "", 1));
    assert!(found.contains(&format!("{}:2:1\n", paths[4].display())), "{found}");
}
