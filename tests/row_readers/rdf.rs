//! RDF as rows: the places of statements, the names of the ontology, and what makes IRIs.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::dump::{findings, read, read_strictly};
use super::{gzip, sorted};

fn dossier(arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_dossier")).args(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[test]
fn statements_are_told_with_their_lines() {
    let e = "http://e.org/";
    let neg = "https://w3id.org/dossier/negotiation#";
    let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    // A demand of a place, of which the ontology knows none, on line 4; a type that it does not know on line 5.
    let lines = format!(
        "<{e}p> <{rdf}type> <{neg}Place> .\n<{e}i> <{rdf}type> <{neg}Issue> .\n\n\
         <{e}p> <{neg}demands> <{e}i> .\n<{e}q> <{rdf}type> <{e}Odd> .\n<{e}p> <{e}odd> <{e}i> .\n"
    );
    let turtle = format!(
        "@prefix e: <{e}> . @prefix neg: <{neg}> .\ne:p a neg:Place .\ne:i a neg:Issue .\n\
         e:p neg:demands e:i .\ne:q a e:Odd .\ne:p e:odd e:i .\n"
    );
    let xml = format!(
        "<rdf:RDF xmlns:rdf=\"{rdf}\" xmlns:e=\"{e}\" xmlns:neg=\"{neg}\">\n<neg:Place rdf:about=\"{e}p\"/>\n\
         <neg:Issue rdf:about=\"{e}i\"/>\n<rdf:Description rdf:about=\"{e}p\"><neg:demands rdf:resource=\"{e}i\"/></rdf:Description>\n\
         <e:Odd rdf:about=\"{e}q\"/>\n<rdf:Description rdf:about=\"{e}p\"><e:odd rdf:resource=\"{e}i\"/></rdf:Description>\n</rdf:RDF>"
    );
    let folder = tempfile::tempdir().unwrap();
    let before = folder.path().join("before.nt");
    fs::write(&before, format!("<{e}a> <{e}name> \"A\" .\n")).unwrap();
    for (name, text) in [
        ("rows.nt", &lines),
        ("rows.nq", &lines),
        ("rows.ttl", &turtle),
        ("rows.trig", &turtle),
        ("rows.rdf", &xml),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let paths = [before.clone(), path.clone()];
        let place = |line: u32| format!("{}:{line}:", path.display());
        let found = findings(&read(&paths, "", 2));
        assert!(found.contains("`demands` does not accept a `Place`"), "{name}: {found}");
        assert!(found.contains(&place(4)) && found.contains("demands"), "{name}: {found}");
        let found = findings(&read_strictly(&paths, "", 2, true));
        assert!(found.contains(&place(5)) && found.contains(&place(6)), "{name}: {found}");
        assert!(found.contains("no type `http://e.org/Odd`"), "{name}: {found}");
        assert!(found.contains("no relation `http://e.org/odd`"), "{name}: {found}");
    }
}

#[test]
fn a_node_of_rdf_that_is_there_already_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let (csv, nt) = (folder.path().join("nodes.csv"), folder.path().join("more.nt"));
    fs::write(&csv, "id,name\nhttp://e.org/b,B\n").unwrap();
    fs::write(&nt, "<http://e.org/a> <http://e.org/n> \"A\" .\n<http://e.org/b> <http://e.org/n> \"B\" .\n")
        .unwrap();
    let found = findings(&read(&[csv, nt.clone()], "", 1));
    assert!(found.contains(&format!("{}:2:2\n", nt.display())), "{found}");
    assert!(found.contains("duplicate node `http://e.org/b`"), "{found}");
}

#[test]
fn ends_that_are_nowhere_are_told_beside_rdf() {
    let folder = tempfile::tempdir().unwrap();
    let (nt, csv) = (folder.path().join("nodes.nt"), folder.path().join("edges.csv"));
    fs::write(&nt, "<http://e.org/a> <http://e.org/knows> <http://e.org/b> .\n").unwrap();
    fs::write(&csv, "source,target\nhttp://e.org/a,http://e.org/b\nhttp://e.org/a,http://e.org/nowhere\n")
        .unwrap();
    for paths in [[nt.clone(), csv.clone()], [csv.clone(), nt.clone()]] {
        let reading = read(&paths, "", 2);
        let found = findings(&reading);
        assert!(found.contains("unknown node `http://e.org/nowhere`"), "{found}");
        assert!(found.contains(&format!("{}:3:16\n", csv.display())), "{found}");
        assert_eq!((reading.graph.node_count(), reading.graph.edge_count()), (2, 2));
    }
}

#[test]
fn what_dossier_writes_as_rdf_fits_its_ontology() {
    let folder = tempfile::tempdir().unwrap();
    let rows = folder.path().join("rows.jsonl");
    fs::write(
        &rows,
        "{\"id\": \"a\", \"type\": [\"Person\", \"Organization\"], \"name\": \"A\"}\n{\"id\": \"p\", \"type\": \"Position\"}\n\
         {\"source\": \"a\", \"target\": \"p\", \"type\": \"demands\", \"since\": 2011}\n\
         {\"source\": \"a\", \"target\": \"p\", \"type\": \"demands\", \"status\": \"reported\", \"id\": \"e\"}\n",
    )
    .unwrap();
    let out = folder.path().to_str().unwrap();
    for (format, ending) in [
        ("ntriples", "nt"),
        ("nquads", "nq"),
        ("turtle", "ttl"),
        ("trig", "trig"),
        ("rdfxml", "rdf"),
        ("jsonld", "jsonld"),
    ] {
        let inputs = ["data/us-china-trade-talks", rows.to_str().unwrap()];
        for input in inputs {
            let (is_written, said) = dossier(&["export", input, "--to", format, "--out", out]);
            assert!(is_written, "{format}: {said}");
            let name = Path::new(input).file_stem().unwrap().to_str().unwrap();
            let path = folder.path().join(format!("{name}.{ending}"));
            let reading = read_strictly(std::slice::from_ref(&path), "", 2, true);
            let found = findings(&reading);
            assert_eq!(found, "", "{format}");
            let types: Vec<&str> = reading.graph.names().iter().map(|(_, name)| name).collect();
            assert!(types.contains(&"Person") && types.contains(&"demands"), "{format}: {types:?}");
        }
    }
}

#[test]
fn relative_iris_are_relative_to_the_name_of_their_file() {
    let folder = tempfile::tempdir().unwrap();
    let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    for (name, text) in [
        ("a b.ttl.gz", gzip(b"<#me> <http://e.org/knows> <other.ttl#you> .")),
        ("a b.trig", b"{ <#me> <http://e.org/knows> <other.ttl#you> }".to_vec()),
        ("a b.jsonld", b"{\"@id\": \"#me\", \"http://e.org/knows\": {\"@id\": \"other.ttl#you\"}}".to_vec()),
        (
            "a b.rdf",
            format!(
                "<rdf:RDF xmlns:rdf=\"{rdf}\" xmlns:e=\"http://e.org/\"><rdf:Description rdf:ID=\"me\">\
                 <e:knows rdf:resource=\"other.ttl#you\"/></rdf:Description></rdf:RDF>"
            )
            .into_bytes(),
        ),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let bare = name.trim_end_matches(".gz").replace(' ', "%20");
        let (me, you) = (format!("file:///{bare}#me"), "file:///other.ttl#you");
        let wanted =
            [format!("edge {me} -> {you} :http://e.org/knows"), format!("node {me}"), format!("node {you}")];
        assert_eq!(sorted(std::slice::from_ref(&path), ""), wanted, "{name}");
    }
}

#[test]
fn addresses_of_mail_are_iris() {
    let folder = tempfile::tempdir().unwrap();
    let (path, out) = (folder.path().join("rows.nt"), folder.path().join("out"));
    let line = "<did:web:e.org> <http://e.org/mbox> <mailto:ada@e.org> .\n";
    fs::write(&path, line).unwrap();
    let (path, out) = (path.to_str().unwrap(), out.to_str().unwrap());
    for (format, ending, word) in [
        ("ntriples", "nt", "<mailto:ada@e.org>"),
        ("turtle", "ttl", "<mailto:ada@e.org>"),
        ("jsonld", "jsonld", "\"mailto:ada@e.org\""),
    ] {
        let (is_written, said) = dossier(&["export", path, "--to", format, "--out", out]);
        assert!(is_written, "{said}");
        let text = fs::read_to_string(Path::new(out).join(format!("rows.{ending}"))).unwrap();
        assert!(text.contains(word) && !text.contains(":mailto:"), "{text}");
    }
}

#[test]
fn what_rdf_says_twice_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let e = "http://e.org/";
    let mut text = String::new();
    for _ in 0..2 {
        for node in 0..20 {
            text.push_str(&format!("<{e}hub> <{e}p> <{e}n{node}> .\n<{e}n{node}> <{e}p> <{e}hub> .\n"));
        }
    }
    let (one, two) = (folder.path().join("one.nq"), folder.path().join("two.nq"));
    fs::write(&one, &text).unwrap();
    fs::write(&two, text.replace(" .\n", &format!(" <{e}graph> .\n"))).unwrap();
    for threads in [1, 2] {
        assert_eq!(read(std::slice::from_ref(&one), "", threads).graph.edge_count(), 40);
        assert_eq!(read(&[one.clone(), one.clone()], "", threads).graph.edge_count(), 40);
        // The same in another graph is something else.
        assert_eq!(read(&[one.clone(), two.clone()], "", threads).graph.edge_count(), 80);
    }
}

#[test]
fn rdf_xml_is_read_in_the_encoding_that_it_declares() {
    let folder = tempfile::tempdir().unwrap();
    let inside = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://e/\">\n\
                  <rdf:Description rdf:about=\"http://a\"><e:p>é</e:p></rdf:Description></rdf:RDF>";
    let document = |encoding: &str| format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n{inside}");
    let latin =
        |text: &str| -> Vec<u8> { text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect() };
    let wide = |text: &str| -> Vec<u8> {
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    for (name, bytes, options) in [
        ("latin.rdf", latin(&document("ISO-8859-1")), &[][..]),
        ("ascii.rdf", document("US-ASCII").replace('é', "&#233;").into_bytes(), &[]),
        ("utf8.rdf", document("utf8").into_bytes(), &[]),
        ("wide.rdf", wide(&document("UTF-16")), &["--encoding", "utf-16le"]),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let path = path.to_str().unwrap();
        let arguments = [&["export", path, "--to", "ntriples", "--out", "-"], options].concat();
        let (is_fine, text) = dossier(&arguments);
        assert!(is_fine && text.contains("<http://a> <http://e/p> \"é\" ."), "{name}: {text}");
    }
    // A file that ends too early says where.
    let path = folder.path().join("cut.rdf");
    fs::write(&path, document("UTF-8").replace("</e:p></rdf:Description></rdf:RDF>", "")).unwrap();
    let (is_fine, text) = dossier(&["export", path.to_str().unwrap(), "--to", "ntriples", "--out", "-"]);
    assert!(!is_fine && text.contains("cut.rdf:3:") && text.contains("ends inside an element"), "{text}");
}

#[test]
fn blank_nodes_of_rows_are_those_of_their_file() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let one = write("one.jsonl", "{\"id\":\"_:b\",\"n\":1}\n{\"id\":\"_:file2-b\",\"n\":2}\n");
    let two = write(
        "two.jsonl",
        "{\"id\":\"_:b\",\"n\":3,\"graph\":\"_:g\"}\n{\"source\":\"_:b\",\"target\":\"_:b\",\"id\":\"_:e\",\
         \"to_it\":{\"@value\":\"_:b\",\"@type\":\"@id\"}}\n",
    );
    let triples = write("three.nt", "_:b <http://e/n> \"4\" .\n");
    let export = |files: &[&str]| dossier(&[&["export"], files, &["--to", "jsonl", "--out", "-"]].concat());
    let (is_fine, text) = export(&[&one, &two, &triples]);
    assert!(is_fine, "{text}");
    for line in [
        "{\"id\":\"_:b\",\"props\":{\"n\":1}}",
        "{\"id\":\"_:named-file2-b\",\"props\":{\"n\":2}}",
        "{\"id\":\"_:file2-b\",\"props\":{\"n\":3,\"graph\":\"_:file2-g\"}}",
        "\"id\":\"_:file2-e\",\"props\":{\"to_it\":{\"@value\":\"_:file2-b\",\"@type\":\"@id\"}}}",
        "{\"id\":\"_:file3-b\",\"props\":{\"http://e/n\":\"4\"}}",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    // A file that is alone keeps what it says, and tables of one graph share their nodes.
    assert!(export(&[&one]).1.contains("{\"id\":\"_:file2-b\""));
    let nodes = write("nodes.csv", "id,name\n_:b,B\n");
    let edges = write("edges.csv", "source,target\n_:b,_:b\n");
    let (is_fine, text) = export(&[&one, &nodes, &edges]);
    assert!(is_fine && text.contains("{\"source\":\"_:file2-b\",\"target\":\"_:file2-b\""), "{text}");
}

#[test]
fn what_looks_like_rdf_or_a_script_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text, words) in [
        ("rules.n3", "@prefix : <http://e/> .\n{ :a :p \"=>\" } => { :b :p :a } .\n", "Notation3"),
        ("same.n3", "@prefix : <http://e/> .\n# a => b\n:a = :b .\n", "Notation3"),
        ("graph.rdf", "<urn:dossier:graph:a> <xid> \"urn:dossier:graph:a\" .\n", "the RDF of Dgraph"),
        ("a.gql", "// For an empty graph\n\nINSERT (:`T` {`iri`: 'a'});\n", "a script of GQL"),
        (
            "a.cypher",
            "// Run it\n\nCREATE CONSTRAINT a IF NOT EXISTS FOR (n:E) REQUIRE n.iri IS UNIQUE;\n",
            "a script of Cypher",
        ),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let (is_fine, found) = dossier(&["check", path.to_str().unwrap()]);
        assert!(!is_fine && found.contains(&format!("looks like {words}")), "{name}: {found}");
    }
    // What of Notation3 is Turtle is read as such.
    let path = folder.path().join("turtle.n3");
    fs::write(&path, "@prefix : <http://e/=> .\n:a :p \"=>\", '''x => ' =''' . # =>\n").unwrap();
    let (is_fine, found) = dossier(&["check", path.to_str().unwrap()]);
    assert!(is_fine, "{found}");
}
