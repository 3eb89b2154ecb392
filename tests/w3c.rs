//! The test suites of the W3C for N-Triples, N-Quads, Turtle, TriG and JSON-LD 1.1: what is good is read as the suites say and
//! written again in all six formats, what is bad is an error. `tests/setup` takes them from the source package of rdflib.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use dossier::read::rows::{RowOptions, read_rows};
use serde_json::Value;

use crate::rdf_rows::{again, canonical, check};

/// A character that IRIs do not have (RFC 3987, section 2.2, `ucschar`), though names of Turtle do.
const ODD: &str = "localName_with_assigned_nfc_PN_CHARS_BASE_character_boundaries";

fn suites() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/w3c")
}

/// A test: its kind, its input, and what that means as N-Triples or N-Quads.
struct Case {
    kind: String,
    input: PathBuf,
    result: Option<PathBuf>,
}

/// The tests of a manifest in Turtle.
fn cases(folder: &Path) -> Vec<Case> {
    const MANIFEST: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
    let text = fs::read(folder.join("manifest.ttl")).unwrap();
    let parser = oxttl::TurtleParser::new().with_base_iri("file:///").unwrap();
    let mut of: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for triple in parser.for_slice(&text).map(Result::unwrap) {
        if let oxrdf::Term::NamedNode(object) = &triple.object {
            let predicate = triple.predicate.as_str().trim_start_matches(MANIFEST);
            let known = of.entry(triple.subject.to_string()).or_default();
            known.insert(predicate.rsplit('#').next().unwrap().to_owned(), object.as_str().to_owned());
        }
    }
    let path = |iri: &String| folder.join(iri.trim_start_matches("file:///"));
    let cases = of.into_values().filter_map(|case| {
        let kind = case.get("type")?.rsplit('#').next().unwrap().to_owned();
        Some(Case { kind, input: path(case.get("action")?), result: case.get("result").map(path) })
    });
    cases.collect()
}

/// Whether a file is read without an error.
fn is_read(path: &Path) -> bool {
    read_rows(&[path.to_owned()], &RowOptions::default()).unwrap().findings.is_empty()
}

/// What is read of a file, and what should be, where the files of the suite are at a base.
fn differs(input: &Path, result: &Path, bases: &[&str]) -> Option<String> {
    let moved = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        let text = bases.iter().fold(text, |text, base| text.replace(&format!("<{base}"), "<file:///"));
        // The suite is older than base directions in RDF.
        let text = text.replace("--ltr .", " .").replace("--rtl .", " .");
        canonical(quads(text.as_bytes()))
    };
    let found = moved(again(&[input.to_owned()], "nquads").0);
    let expected = moved(fs::read(result).unwrap());
    let only = |one: &BTreeSet<String>, two| one.difference(two).cloned().collect::<Vec<_>>().join("\n  ");
    (found != expected).then(|| {
        let (found, expected) = (only(&found, &expected), only(&expected, &found));
        format!("{}: found\n  {found}\nexpected\n  {expected}", input.display())
    })
}

fn quads(bytes: &[u8]) -> oxrdf::Dataset {
    oxttl::NQuadsParser::new().lenient().for_slice(bytes).map(Result::unwrap).collect()
}

fn run(suite: &str, base: &str, at_least: usize) {
    let folder = suites().join("w3c").join(suite);
    let (mut wrong, mut count) = (Vec::new(), 0);
    for Case { kind, input, result } in cases(&folder) {
        count += 1;
        let name = input.file_name().unwrap().to_string_lossy().into_owned();
        if kind.contains("Negative") {
            wrong.extend(is_read(&input).then(|| format!("{name} is read, and should not")));
            continue;
        }
        wrong.extend(result.and_then(|result| differs(&input, &result, &[base])));
        if !name.starts_with(ODD) {
            check(&name, &fs::read(&input).unwrap());
        }
    }
    assert!(count >= at_least, "{suite} has only {count} tests");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn ntriples() {
    run("nt", "", 68);
}

#[test]
fn nquads() {
    run("nquads", "", 85);
}

#[test]
fn turtle() {
    run("turtle", "http://www.w3.org/2013/TurtleTests/", 290);
}

#[test]
fn trig() {
    run("trig", "http://www.w3.org/2013/TriGTests/", 335);
}

/// A test that asks for the scheme of the suite's own address.
const OF_ITS_ADDRESS: &str = "toRdf/e029-in.jsonld";

/// Tests of options that dossier does not have, and one of the address of the suite.
fn is_elsewhere(case: &Value, input: &str) -> bool {
    let option = |name: &str| case["option"].get(name);
    let is_old = |name: &str| option(name).is_some_and(|version| version == "json-ld-1.0");
    ["base", "expandContext", "rdfDirection"].iter().any(|name| option(name).is_some())
        || is_old("specVersion")
        || is_old("processingMode")
        || input.ends_with(OF_ITS_ADDRESS)
}

#[test]
fn jsonld() {
    let folder = suites().join("jsonld/1.1");
    let manifest: Value =
        serde_json::from_slice(&fs::read(folder.join("toRdf-manifest.jsonld")).unwrap()).unwrap();
    let (mut wrong, mut links, mut count) = (Vec::new(), BTreeSet::new(), 0);
    for case in manifest["sequence"].as_array().unwrap() {
        let input = folder.join(case["input"].as_str().unwrap());
        if is_elsewhere(case, &input.to_string_lossy()) {
            continue;
        }
        count += 1;
        let reading = read_rows(std::slice::from_ref(&input), &RowOptions::default()).unwrap();
        // What JSON-LD ignores is told.
        let faults = reading.findings.iter().filter(|finding| finding.rule.code != "D0804");
        let said: Vec<&str> = faults.map(|finding| finding.message.as_str()).collect();
        let is_good = !case["@type"].to_string().contains("Negative");
        match (is_good, said.as_slice()) {
            (false, []) => wrong.push(format!("{} is read, and should not", input.display())),
            (false, _) => {}
            (true, []) => {
                let base = "https://w3c.github.io/json-ld-api/tests/toRdf/";
                let bases = [base, "https://w3c.github.io/json-ld-api/tests/", "https://w3c.github.io/"];
                let result = case["expect"].as_str().map(|result| folder.join(result));
                wrong.extend(result.and_then(|result| differs(&input, &result, &bases)));
            }
            (true, said) if said.iter().all(|said| said.contains("`@context` is a link")) => {
                links.insert(input);
            }
            (true, said) => wrong.push(format!("{}: {said:?}", input.display())),
        }
    }
    assert!(count >= 400 && links.len() <= 10, "{count} tests, of which {links:?} are not read");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}
