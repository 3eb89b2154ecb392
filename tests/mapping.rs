//! What the user says about files of rows counts more than what is guessed, is shown where it is wrong, and is never ignored.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use dossier::read::rows::{RowOptions, guess_mapping, mapping_schema, read_mapping, read_rows};

use crate::row_readers::dump::{files, rows};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dossier")).current_dir(folder).args(arguments).output().unwrap()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The rows of files under a mapping.
fn mapped(texts: &[(&str, &str)], mapping: &str) -> Vec<String> {
    let folder = folder(texts);
    let paths: Vec<PathBuf> = texts.iter().map(|(name, _)| folder.path().join(name)).collect();
    let mapping = read_mapping(mapping).unwrap();
    let reading = read_rows(&paths, &RowOptions::default().with_mapping(Some(&mapping))).unwrap();
    assert_eq!(reading.findings.len(), 0, "{:?}", reading.findings);
    rows(&reading.graph)
}

/// What is said about a mapping or about files under it.
fn refused(texts: &[(&str, &str)], mapping: &str) -> String {
    let folder = folder(texts);
    fs::write(folder.path().join("map.yaml"), mapping).unwrap();
    let mut arguments = vec!["check", "--map", "map.yaml"];
    arguments.extend(texts.iter().map(|(name, _)| *name));
    let output = run(folder.path(), &arguments);
    assert!(!output.status.success(), "{mapping}");
    String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap()
}

#[test]
fn columns_play_the_roles_that_are_said() {
    let people =
        "person;kind;full name;born;langs;x\np1;Docker|Clerk;Ada;1971-02-03;en+fr;1\np2;Clerk;Bo;;en;2\n";
    let map = "files:\n  p.csv:\n    rows: nodes\n    delimiter: ';'\n    array-delimiter: '|'\n    id: person\n    type: kind\n    label: full name\n    constants: {dataset: port}\n    properties:\n      born: {name: birth, datatype: date}\n      langs: {list: +}\n      x: {ignore: true}\n";
    assert_eq!(
        mapped(&[("p.csv", people)], map),
        [
            "node p1 :Docker :Clerk birth=\"1971-02-03\"^^http://www.w3.org/2001/XMLSchema#date dataset=\"port\" langs=[\"en\" \"fr\"] name=\"Ada\"",
            "node p2 :Clerk dataset=\"port\" langs=[\"en\"] name=\"Bo\"",
        ]
    );
}

#[test]
fn what_was_guessed_gives_way() {
    // `id` and `type` would be roles; `a` and `b` are said to be the ends.
    let table = "id,type,a,b,rel\n7,TRUE,x,y,knows\n";
    let map = "files: {'*.csv': {source: a, target: b, relation: rel, properties: {id: number, type: {datatype: boolean}}}}";
    assert_eq!(
        mapped(&[("t.csv", table)], map),
        ["node x", "node y", "edge x -> y :knows number=\"7\" type=true"]
    );
}

#[test]
fn keys_of_json_lines_play_the_roles_that_are_said() {
    let lines = "{\"key\":\"a\",\"kind\":[\"P\",\"Q\"],\"label\":\"Ann\",\"tags\":\"x|y\",\"secret\":{\"k\":1}}\n{\"key\":\"b\",\"kind\":\"P\",\"props\":{\"label\":\"Bo\"}}\n{\"x\":\"a\",\"y\":\"b\",\"how\":\"knows\",\"key\":\"e1\"}\n";
    let map = "files: {l.jsonl: {id: key, type: kind, label: label, source: x, target: y, relation: how, properties: {tags: {list: '|'}, secret: {ignore: true}}}}";
    assert_eq!(
        mapped(&[("l.jsonl", lines)], map),
        [
            "node a :P :Q name=\"Ann\" tags=[\"x\" \"y\"]",
            "node b :P name=\"Bo\"",
            "edge a -> b :knows id=\"e1\"",
        ]
    );
}

#[test]
fn constants_fill_what_rows_do_not_say() {
    let texts = [
        ("n1.csv", "id,type\na,Person\nb,\n"),
        ("n2.csv", "id\nc\n"),
        ("e.csv", "source,target,type\na,b,\nb,c,owns\n"),
    ];
    let map = "files:\n  n1.csv: {constants: {type: Thing}}\n  n*.csv: {constants: {type: Other}}\n  e.csv: {constants: {relation: knows, by: port}}\n";
    assert_eq!(
        mapped(&texts, map),
        [
            "node a :Person",
            "node b :Thing",
            "node c :Other",
            "edge a -> b :knows by=\"port\"",
            "edge b -> c :owns by=\"port\"",
        ]
    );
}

#[test]
fn what_is_wrong_with_a_mapping_is_shown_in_its_place() {
    let table = [("t.csv", "id,name\na,Ann\n")];
    for (mapping, wanted) in [
        ("files:\n  t.csv:\n    ids: x\n", "map.yaml:3:5"),
        ("files:\n  t.csv:\n    ids: x\n", "unknown key `ids`; did you mean `id`?"),
        ("files: {t.csv: {rows: both}}", "`both` is neither `nodes` nor `edges`"),
        ("files: {t.csv: {rows: nodes, source: id, target: name}}", "nodes have no `source`"),
        ("files: {t.csv: {rows: edges, type: id}}", "edges have no `type`"),
        ("files: {t.csv: {source: id}}", "an edge has both a `source` and a `target`"),
        ("files: {t.csv: {source: id, target: id}}", "`id` cannot be both `source` and `target`"),
        ("files: {t.csv: {id: id, properties: {id: x}}}", "`id` is the `id` already"),
        ("files: {t.csv: {id: [id, name]}}", "only one column or key can be the `id`"),
        ("files: {t.csv: {delimiter: ab}}", "expected one ASCII character"),
        ("files: {t.csv: {format: xls}}", "rows are not read from `xls`"),
        ("files: {t.csv: {properties: {name: {datatype: money}}}}", "`money` is no datatype"),
        ("files: [t.csv]", "expected a mapping of names to values, found a list"),
        ("", "the mapping is empty"),
        (
            "files: {t.csv: {id: key}}",
            "this table has no column `key`, which the mapping names; it has id, name",
        ),
        ("files: {t.csv: {}, u.csv: {}}", "it speaks of `u.csv`, and no file that is read is called so"),
        ("files: {t.csv: {array-delimiter: '|'}}", "no column holds lists"),
        ("files: {t.csv: {properties: {id: x}}}", "no column is the `id`"),
        ("prefixes: {ex: nonsense}\nfiles: {t.csv: {id: nope}}", "no column `nope`"),
    ] {
        let said = refused(&table, mapping);
        assert!(said.contains(wanted), "{mapping}\nwanted {wanted}\n{said}");
    }
}

#[test]
fn what_a_format_cannot_honour_is_refused() {
    let graph = "<graphml><graph edgedefault=\"directed\"><node id=\"a\"/></graph></graphml>";
    for (name, text, mapping, wanted) in [
        ("g.graphml", graph, "{delimiter: ';'}", "GraphML is read, and delimiters and quotes are for tables"),
        ("g.graphml", graph, "{id: x}", "GraphML is read, and its format says what its keys mean"),
        (
            "t.nt",
            "<urn:a> <urn:p> <urn:b> .\n",
            "{constants: {type: X}}",
            "nothing can be added to its statements",
        ),
        (
            "l.jsonl",
            "{\"id\":\"a\"}\n",
            "{delimiter: ';'}",
            "JSON Lines is read, and delimiters and quotes are for tables",
        ),
    ] {
        let said = refused(&[(name, text)], &format!("files: {{{name}: {mapping}}}"));
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn a_key_that_no_record_has_is_a_warning() {
    let folder =
        folder(&[("l.jsonl", "{\"key\":\"a\"}\n"), ("map.yaml", "files: {l.jsonl: {id: key, label: nme}}")]);
    let output = run(folder.path(), &["check", "l.jsonl", "--map", "map.yaml"]);
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no record has the key `nme`, which the mapping names"), "{said}");
}

#[test]
fn prefixes_of_a_mapping_expand_in_rdf() {
    let folder = folder(&[
        ("n.jsonl", "{\"id\":\"HGNC:1100\",\"type\":\"bl:Gene\"}\n"),
        (
            "map.yaml",
            "prefixes:\n  HGNC: http://identifiers.org/hgnc/\n  bl: https://w3id.org/biolink/vocab/\n",
        ),
        ("other.tsv", "HGNC\thttp://elsewhere.example/\n"),
    ]);
    let export = ["export", "n.jsonl", "--map", "map.yaml", "--to", "ntriples", "--out", "-"];
    let written = String::from_utf8(run(folder.path(), &export).stdout).unwrap();
    assert!(written.contains("<http://identifiers.org/hgnc/1100> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/biolink/vocab/Gene> ."), "{written}");
    let both = run(folder.path(), &[&export[..], &["--prefixes", "other.tsv"]].concat());
    let said = String::from_utf8(both.stderr).unwrap();
    assert!(said.contains("the prefix `HGNC` stands for"), "{said}");
}

/// The law of guessing: what `dossier map` prints says what readers understand without it.
#[test]
fn the_guessed_mapping_changes_nothing() {
    let mut tried = 0;
    for case in Path::new("tests/suites/rows").read_dir().unwrap().map(|entry| entry.unwrap().path()) {
        let paths = files(&case);
        let is_out = case.to_string_lossy().ends_with(".out");
        // Two files of one name have one entry, and a header alone has its rows elsewhere.
        let is_single = paths.len() == 1;
        let Some(guessed) = guess_mapping(&paths, None).ok().filter(|_| !is_out && is_single) else {
            continue;
        };
        let again = read_mapping(&guessed.to_string()).unwrap_or_else(|errors| panic!("{guessed}{errors:?}"));
        let plain = read_rows(&paths, &RowOptions::default()).unwrap();
        let mapped = read_rows(&paths, &RowOptions::default().with_mapping(Some(&again))).unwrap();
        assert_eq!(rows(&plain.graph), rows(&mapped.graph), "{}\n{guessed}", case.display());
        tried += 1;
    }
    assert!(tried > 25, "{tried}");
}

/// What the name of a file says of its nodes is guessed, too, and gives way to what is said.
#[test]
fn the_type_of_nodes_of_the_icij_is_guessed_and_gives_way() {
    let officers = "node_id,name,sourceID,valid_until\n1,Ann,Leaks,2015\n";
    let folder = folder(&[("nodes-officers.csv", officers)]);
    let paths = [folder.path().join("nodes-officers.csv")];
    let guessed = guess_mapping(&paths, None).unwrap().to_string();
    assert!(guessed.contains("type: Officer"), "{guessed}");
    let rows_under = |mapping: &str| mapped(&[("nodes-officers.csv", officers)], mapping);
    let rest = "name=\"Ann\" sourceID=\"Leaks\" valid_until=\"2015\"";
    assert_eq!(rows_under(&guessed), [format!("node 1 :Officer {rest}")]);
    for said in ["{label: name}", "{properties: {name: {datatype: text}}}"] {
        assert_eq!(
            rows_under(&format!("files: {{'*': {said}}}")),
            [format!("node 1 :Officer {rest}")],
            "{said}"
        );
    }
    for said in ["{constants: {type: Person}}", "{label: name, constants: {type: Person}}"] {
        assert_eq!(
            rows_under(&format!("files: {{'*': {said}}}")),
            [format!("node 1 :Person {rest}")],
            "{said}"
        );
    }
}

/// What can be chosen from is written beside what is guessed, and what cannot be guessed is not.
#[test]
fn a_mapping_to_begin_from_names_the_other_columns() {
    let folder = folder(&[("friends.csv", "person,friend\nAnn,Bob\n")]);
    let output = run(folder.path(), &["map", "friends.csv"]);
    let wanted = "files:\n  friends.csv:\n    format: csv\n    delimiter: \",\"\n    # other columns: person, friend\n";
    assert_eq!(String::from_utf8(output.stdout).unwrap(), wanted);
}

#[test]
fn mappings_that_are_read_fit_their_schema() {
    let validator = jsonschema::validator_for(&mapping_schema()).unwrap();
    let good = serde_json::json!({
        "files": { "*.csv": {
            "format": "csv", "rows": "nodes", "delimiter": ";", "array-delimiter": "|", "id": "a", "type": ["b", "c"],
            "label": "d", "constants": { "type": "X" },
            "properties": { "e": "f", "g": { "name": "h", "datatype": "date", "list": "+", "ignore": false } },
        }},
        "prefixes": { "ex": "https://ex.example/" },
    });
    assert!(validator.is_valid(&good));
    assert!(read_mapping(&good.to_string()).is_ok());
    for bad in [
        serde_json::json!({ "files": { "a": { "ids": "x" } } }),
        serde_json::json!({ "files": { "a": { "rows": "both" } } }),
        serde_json::json!({ "files": { "a": { "format": "xls" } } }),
        serde_json::json!({ "files": [] }),
        serde_json::json!({ "file": {} }),
    ] {
        assert!(!validator.is_valid(&bad), "{bad}");
        assert!(read_mapping(&bad.to_string()).is_err(), "{bad}");
    }
}
