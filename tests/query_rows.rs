//! SPARQL of rows: whatever their format, the engine has the triples that an export has, and says what it cannot do.
#![cfg(feature = "sparql")]
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use oxttl::{NTriplesParser, TurtleParser};

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    let output = command.current_dir(folder).args(arguments).env_remove("NO_COLOR").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

const ROWS: &str = r#"{"id":"ada","type":["Person","Author"],"name":"Ada \"A.\" Okoro","n":1.50,"m":[1,2,1e3],"born":{"@value":"1971-01-01","@type":"http://www.w3.org/2001/XMLSchema#date"}}
{"id":"port","type":"Place","name":{"@value":"港","@language":"zh"},"also":{"k":[1]}}
{"id":"a b/c","on":true}
{"source":"ada","target":"port","type":"worksFor"}
{"source":"ada","target":"port","type":"worksFor","since":"2011"}
{"source":"ada","target":"a b/c","type":"owns","status":"attributed","id":"e1"}
"#;

#[test]
fn the_engine_has_the_triples_of_an_export_in_their_own_words() {
    let folder = folder(&[("rows.jsonl", ROWS)]);
    for more in
        [&[][..], &["--assert", "attributed"], &["--model", "edges"], &["--base", "https://x.example/#"]]
    {
        for threads in ["1", "3"] {
            let asked =
                [&["query", "CONSTRUCT WHERE { ?s ?p ?o }", "rows.jsonl", "--threads", threads], more]
                    .concat();
            let asked = run(folder.path(), &asked);
            assert_eq!(asked.code, 0, "{}", asked.err);
            let exported = [&["export", "rows.jsonl", "--to", "ntriples", "--out", "-"], more].concat();
            let exported = run(folder.path(), &exported);
            let found = TurtleParser::new().for_slice(asked.out.as_bytes());
            let found: BTreeSet<String> = found.map(|triple| triple.unwrap().to_string()).collect();
            let wanted = NTriplesParser::new().for_slice(exported.out.as_bytes());
            let wanted: BTreeSet<String> = wanted.map(|triple| triple.unwrap().to_string()).collect();
            assert_eq!(found, wanted, "{more:?}");
            assert!(wanted.len() > 10, "{wanted:?}");
        }
    }
}

#[test]
fn names_and_ids_have_prefixes_and_claims_are_no_facts() {
    let folder = folder(&[("rows.jsonl", ROWS)]);
    let ask =
        |query: &str, more: &[&str]| run(folder.path(), &[&["query", query, "rows.jsonl"], more].concat());
    let rows = ask("SELECT ?who ?n { ?who a type:Author ; relation:worksFor :port ; property:n ?n }", &[]);
    assert_eq!(rows.out, "who   n\n────  ────\n:ada  1.50\n", "{}", rows.err);
    assert_eq!(ask("ASK { ?who relation:owns ?what }", &[]).out, "no\n");
    assert_eq!(ask("ASK { ?who relation:owns ?what }", &["--assert", "attributed"]).out, "yes\n");
    let claim = "SELECT ?claim { ?claim neg:status neg:attributed ; rdf:predicate relation:owns }";
    assert_eq!(ask(claim, &["--format", "csv"]).out.trim_end(), "claim\r\nurn:dossier:graph:edge/e1");
    let base = ["--base", "https://x.example/"];
    assert!(ask("SELECT ?o { :ada relation:worksFor ?o }", &base).out.contains(":port"));
    let statuses = run(folder.path(), &["query", "--named", "statuses", "rows.jsonl", "--format", "csv"]);
    assert!(statuses.out.contains("attributed,1"), "{}{}", statuses.out, statuses.err);
}

/// The same question of the same two nodes in formats of others.
#[test]
fn every_format_of_rows_can_be_queried() {
    let files = [
        ("kgx.tsv", "subject\tpredicate\tobject\nHGNC:1\tbiolink:treats\tMONDO:2\n"),
        ("neo4j.csv", ":START_ID,:END_ID,:TYPE\nHGNC:1,MONDO:2,biolink:treats\n"),
        ("table.csv", "source,target,relation\nHGNC:1,MONDO:2,biolink:treats\n"),
        (
            "g.graphml",
            "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\"><key id=\"l\" for=\"edge\" attr.name=\"label\" attr.type=\"string\"/>\
             <graph edgedefault=\"directed\"><node id=\"HGNC:1\"/><node id=\"MONDO:2\"/><edge source=\"HGNC:1\" target=\"MONDO:2\">\
             <data key=\"l\">biolink:treats</data></edge></graph></graphml>",
        ),
        (
            "g.ttl",
            "<http://identifiers.org/hgnc/1> <https://w3id.org/biolink/vocab/treats> <http://identifiers.org/mondo/2> .\n",
        ),
        (
            "prefixes.csv",
            "HGNC,http://identifiers.org/hgnc/\nMONDO,http://identifiers.org/mondo/\nbiolink,https://w3id.org/biolink/vocab/\n",
        ),
    ];
    let folder = folder(&files);
    for (name, _) in &files[..5] {
        let query = "SELECT ?s ?o { ?s biolink:treats ?o }";
        let asked =
            run(folder.path(), &["query", query, name, "--prefixes", "prefixes.csv", "--format", "csv"]);
        assert_eq!(asked.code, 0, "{name}: {}", asked.err);
        assert_eq!(
            asked.out.trim_end(),
            "s,o\r\nhttp://identifiers.org/hgnc/1,http://identifiers.org/mondo/2",
            "{name}"
        );
        let table = run(folder.path(), &["query", query, name, "--prefixes", "prefixes.csv"]);
        assert!(table.out.ends_with("HGNC:1  MONDO:2\n"), "{name}: {}", table.out);
    }
}

#[test]
fn errors_in_rows_are_shown_and_nothing_is_answered() {
    let dangling = "{\"id\":\"a\"}\n{\"id\":\"a\",\"n\":1}\n{\"source\":\"a\",\"target\":\"b\"}\n";
    let folder = folder(&[("rows.jsonl", dangling)]);
    let query = ["query", "SELECT ?o { :a relation:related ?o }", "rows.jsonl"];
    let asked = run(folder.path(), &query);
    assert_eq!(asked.code, 1);
    assert!(asked.out.is_empty() && asked.err.contains("rows.jsonl:3:"), "{}", asked.err);
    let asked = run(folder.path(), &[&query[..], &["--stubs", "--merge"]].concat());
    assert_eq!(asked.code, 0, "{}", asked.err);
    assert!(asked.out.contains(":b"), "{}", asked.out);
    for told in ["1 row was merged into another one", "1 node was made of ends of edges"] {
        assert!(asked.err.contains(told), "{}", asked.err);
    }
}

#[test]
fn what_does_not_fit_in_memory_is_refused_before_it_is_tried() {
    let rows: String = (0..60_000)
        .map(|number| {
            format!("{{\"source\":\"n{number}\",\"target\":\"n{}\",\"type\":\"r\"}}\n", number * 7 % 60_000)
        })
        .collect();
    let folder = folder(&[("rows.jsonl", &rows)]);
    let ask = |memory: &str| {
        run(
            folder.path(),
            &[
                "query",
                "SELECT (COUNT(*) AS ?n) { ?s relation:r ?o }",
                "rows.jsonl",
                "--memory",
                memory,
                "--timing",
            ],
        )
    };
    let asked = ask("30MB");
    assert_eq!(asked.code, 3, "{}", asked.err);
    for told in ["60,000 nodes, 60,000 edges", "--memory", "limit is 30.0 MB"] {
        assert!(asked.err.contains(told), "{}", asked.err);
    }
    let asked = ask("300MB");
    assert_eq!(asked.code, 0, "{}", asked.err);
    assert!(asked.out.contains("60000"), "{}", asked.out);
    // What the engine takes for a triple is what the documentation says.
    let bytes = asked.err.lines().find_map(|line| line.strip_suffix(" B for each")?.rsplit(' ').next());
    let bytes: u64 = bytes.unwrap_or_else(|| panic!("{}", asked.err)).parse().unwrap();
    assert!((200..800).contains(&bytes), "{bytes}");
}
