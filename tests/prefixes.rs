//! Tables of prefixes: compact IRIs of rows become IRIs in RDF, and what is wrong with a table is shown in its place.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use oxrdf::{NamedOrBlankNode, Quad, Term};
use oxttl::{NQuadsParser, NTriplesParser, TurtleParser};

const NODES: &str =
    "id\tcategory\tname\nHGNC:1100\tbiolink:Gene\tBRCA1\nMONDO:0016419\tbiolink:Disease\tcancer\n";
const EDGES: &str = "subject\tpredicate\tobject\tbiolink:score\n\
                     HGNC:1100\tbiolink:gene_associated_with_condition\tMONDO:0016419\t0.5\n";
const TABLES: [(&str, &str); 4] = [
    (
        "context.jsonld",
        r#"{"@context": {"HGNC": "http://identifiers.org/hgnc/", "biolink": "https://w3id.org/biolink/vocab/",
            "MONDO": {"@id": "http://purl.obolibrary.org/obo/MONDO_", "@prefix": true}}}"#,
    ),
    (
        "prefixes.ttl",
        "@prefix HGNC: <http://identifiers.org/hgnc/> .\n@prefix biolink: <https://w3id.org/biolink/vocab/> .\n\
         PREFIX MONDO: <http://purl.obolibrary.org/obo/MONDO_>\n",
    ),
    (
        "prefixes.csv",
        "prefix,iri\nHGNC,http://identifiers.org/hgnc/\nbiolink,https://w3id.org/biolink/vocab/\n\
         MONDO,http://purl.obolibrary.org/obo/MONDO_\n",
    ),
    (
        "prefixes.tsv",
        "HGNC\thttp://identifiers.org/hgnc/\nbiolink\thttps://w3id.org/biolink/vocab/\n\
         MONDO\thttp://purl.obolibrary.org/obo/MONDO_\n",
    ),
];

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.current_dir(folder).args(arguments).env_remove("NO_COLOR").output().unwrap()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The triples of a document, by a parser that is not ours.
fn triples(format: &str, bytes: &[u8]) -> BTreeSet<[String; 3]> {
    let words = |subject: NamedOrBlankNode, predicate: &str, object: Term| {
        [subject.to_string(), predicate.to_owned(), object.to_string()]
    };
    let of_quad = |quad: Quad| words(quad.subject, quad.predicate.as_str(), quad.object);
    match format {
        "turtle" => TurtleParser::new()
            .for_slice(bytes)
            .map(|triple| triple.unwrap())
            .map(|triple| words(triple.subject, triple.predicate.as_str(), triple.object))
            .collect(),
        "ntriples" => NTriplesParser::new()
            .for_slice(bytes)
            .map(|triple| triple.unwrap())
            .map(|triple| words(triple.subject, triple.predicate.as_str(), triple.object))
            .collect(),
        "nquads" => NQuadsParser::new().for_slice(bytes).map(|quad| of_quad(quad.unwrap())).collect(),
        "jsonld" => {
            oxjsonld::JsonLdParser::new().for_slice(bytes).map(|quad| of_quad(quad.unwrap())).collect()
        }
        _ => panic!("{format}"),
    }
}

#[test]
fn compact_iris_of_kgx_are_iris_in_every_rdf_format() {
    let mut files = vec![("nodes.tsv", NODES), ("edges.tsv", EDGES)];
    files.extend(TABLES);
    let folder = folder(&files);
    for format in ["turtle", "ntriples", "nquads", "jsonld"] {
        for (table, _) in TABLES {
            let arguments =
                ["export", "nodes.tsv", "edges.tsv", "--to", format, "--out", "-", "--prefixes", table];
            let output = run(folder.path(), &arguments);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let triples = triples(format, &output.stdout);
            let has = |subject: &str, predicate: &str, object: &str| {
                let wanted = [format!("<{subject}>"), predicate.to_owned(), object.to_owned()];
                assert!(triples.contains(&wanted), "{format} {table}: {wanted:?} is not in {triples:#?}");
            };
            let (gene, disease) =
                ("http://identifiers.org/hgnc/1100", "http://purl.obolibrary.org/obo/MONDO_0016419");
            has(
                gene,
                "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
                "<https://w3id.org/biolink/vocab/Gene>",
            );
            let relation = "https://w3id.org/biolink/vocab/gene_associated_with_condition";
            has(gene, relation, &format!("<{disease}>"));
            let score = "https://w3id.org/biolink/vocab/score";
            assert!(triples.iter().any(|[_, predicate, _]| predicate == score), "{triples:#?}");
            let is_short =
                |[subject, ..]: &&[String; 3]| subject.contains("HGNC") || subject.contains("MONDO:");
            assert_eq!(triples.iter().find(is_short), None);
        }
    }
    let cypher =
        run(folder.path(), &["export", "nodes.tsv", "edges.tsv", "--to", "cypher", "--out", "-"]).stdout;
    assert!(String::from_utf8(cypher).unwrap().contains("HGNC:1100"), "elsewhere an id stays short");
}

#[test]
fn any_id_becomes_an_iri_behind_its_prefix() {
    let rows = r#"{"id":"ex:a b/c#d?e=%20"}
{"id":"ex:é<>"}
{"id":"ex:"}
{"id":"ex://host/x"}
{"id":"other:x"}
{"id":"urn:x:y"}
{"source":"urn:x:y","target":"ex:","type":"ex:r s","id":"ex:e","ex:p":1}
"#;
    let folder = folder(&[("rows.jsonl", rows), ("prefixes.csv", "ex,https://ex.example/#\n")]);
    for format in ["turtle", "ntriples", "jsonld"] {
        let arguments = ["export", "rows.jsonl", "--to", format, "--out", "-", "--prefixes", "prefixes.csv"];
        let output = run(folder.path(), &arguments);
        let triples = triples(format, &output.stdout);
        let subjects: BTreeSet<&str> = triples.iter().map(|[subject, ..]| subject.as_str()).collect();
        let wanted = [
            "<ex://host/x>",
            "<https://ex.example/#a%20b%2Fc%23d%3Fe=%2520>",
            "<https://ex.example/#e>",
            "<https://ex.example/#é%3C%3E>",
            "<urn:dossier:graph:other:x>",
            "<urn:x:y>",
        ];
        assert_eq!(subjects, BTreeSet::from(wanted), "{format}");
        assert!(triples.iter().any(|[.., object]| object == "<https://ex.example/#>"), "{format}");
        let predicates: BTreeSet<&str> = triples.iter().map(|[_, predicate, _]| predicate.as_str()).collect();
        assert!(predicates.contains("https://ex.example/#r%20s"), "{predicates:?}");
        assert!(predicates.contains("https://ex.example/#p"), "{predicates:?}");
    }
}

#[test]
fn what_is_wrong_with_a_table_is_shown_in_its_place() {
    let twice = "@prefix a: <https://a.example/> .\n@prefix a: <https://b.example/> .\n@prefix b <x> .\n";
    let folder =
        folder(&[("rows.jsonl", "{\"id\":\"a:b\"}\n"), ("bad.ttl", twice), ("bad.json", "{\n\"a\": 1,\n")]);
    let export = |table: &str| {
        let output = run(folder.path(), &["export", "rows.jsonl", "--to", "turtle", "--prefixes", table]);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, shown) = export("bad.ttl");
    assert_eq!(code, Some(2), "{shown}");
    for wanted in [
        "error: the table of prefixes cannot be read\n",
        "bad.ttl:2:9\n",
        "^ the prefix `a` stands for <https://a.example/> already; remove one of the two",
        "bad.ttl:3:1\n",
        "^ expected `@prefix NAME: <IRI> .` or `PREFIX NAME: <IRI>`",
    ] {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
    let (code, shown) = export("bad.json");
    assert_eq!(code, Some(2), "{shown}");
    assert!(shown.contains("bad.json:2:9\n") && shown.contains("EOF"), "{shown}");
    let (code, shown) = export("absent.ttl");
    assert_eq!(code, Some(3), "{shown}");
    assert!(shown.contains("absent.ttl"), "{shown}");
    assert!(!folder.path().join("exports").exists());
}
