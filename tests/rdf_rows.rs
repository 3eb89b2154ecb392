//! RDF that is read as rows and written again is the same RDF: for random datasets, for each production of the grammars, and
//! for several files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::files::Files;
use dossier::export::{ExportOptions, RdfVersion, exporter};
use dossier::read::rows::{RowOptions, read_rows};
use oxrdf::dataset::CanonicalizationAlgorithm;
use oxrdf::{
    BaseDirection, BlankNode, Dataset, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// What a syntax can hold, besides triples in one graph.
#[derive(Clone, Copy)]
struct Syntax {
    name: &'static str,
    extension: &'static str,
    has_graphs: bool,
    has_triple_terms: bool,
    has_directions: bool,
}

const fn syntax(name: &'static str, extension: &'static str, has_graphs: bool) -> Syntax {
    Syntax { name, extension, has_graphs, has_triple_terms: true, has_directions: true }
}

const SYNTAXES: [Syntax; 6] = [
    syntax("ntriples", "nt", false),
    syntax("nquads", "nq", true),
    syntax("turtle", "ttl", false),
    syntax("trig", "trig", true),
    syntax("rdfxml", "rdf", false),
    // RDF has no name for directions in JSON-LD 1.1, and no triple terms.
    Syntax {
        name: "jsonld",
        extension: "jsonld",
        has_graphs: true,
        has_triple_terms: false,
        has_directions: false,
    },
];

/// Parses a file as parsers do that are not ours.
fn parsed(extension: &str, bytes: &[u8], base: &str) -> Dataset {
    let in_default = |triple: Triple| triple.in_graph(GraphName::DefaultGraph);
    let quads: Vec<Quad> = match extension {
        "nt" => oxttl::NTriplesParser::new().for_slice(bytes).map(|t| in_default(t.unwrap())).collect(),
        "nq" => oxttl::NQuadsParser::new().for_slice(bytes).map(Result::unwrap).collect(),
        "ttl" => {
            let parser = oxttl::TurtleParser::new().with_base_iri(base).unwrap();
            parser.for_slice(bytes).map(|t| in_default(t.unwrap())).collect()
        }
        "trig" => {
            let parser = oxttl::TriGParser::new().with_base_iri(base).unwrap();
            parser.for_slice(bytes).map(Result::unwrap).collect()
        }
        "rdf" => {
            let parser = oxrdfxml::RdfXmlParser::new().with_base_iri(base).unwrap();
            parser.for_slice(bytes).map(|t| in_default(without_unused(t.unwrap()))).collect()
        }
        _ => {
            let parser = oxjsonld::JsonLdParser::new().with_base_iri(base).unwrap();
            parser.for_slice(bytes).map(Result::unwrap).collect()
        }
    };
    quads.into_iter().collect()
}

/// A triple whose literal of XML has only the namespaces that it uses, once: `oxrdfxml` adds all that are declared.
fn without_unused(mut triple: Triple) -> Triple {
    if let Term::Literal(literal) = &triple.object
        && literal.datatype() == oxrdf::vocab::rdf::XML_LITERAL
    {
        let own = " xmlns=\"http://www.w3.org/1999/xhtml\"";
        let text = literal
            .value()
            .replace(" xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"", "")
            .replace(" xmlns:ex=\"http://example.org/\"", "")
            .replace(&own.repeat(2), own);
        triple.object = Literal::new_typed_literal(text, oxrdf::vocab::rdf::XML_LITERAL).into();
    }
    triple
}

/// The quads in one order, blank nodes with canonical labels (RDF Dataset Canonicalization).
pub fn canonical(mut dataset: Dataset) -> BTreeSet<String> {
    dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
    dataset.iter().map(|quad| quad.to_string()).collect()
}

/// Reads files and writes them in a format.
pub fn again(paths: &[PathBuf], format: &str) -> (Vec<u8>, Vec<(&'static str, u64, &'static str)>) {
    again_as(paths, format, RdfVersion::V1_1)
}

/// Reads files and writes them in a format of a version of RDF.
fn again_as(
    paths: &[PathBuf],
    format: &str,
    rdf: RdfVersion,
) -> (Vec<u8>, Vec<(&'static str, u64, &'static str)>) {
    let reading = read_rows(paths, &RowOptions::default()).unwrap();
    // JSON-LD reports what it ignores, and what only looks odd.
    let is_jsonld = paths.iter().any(|path| path.extension().is_some_and(|extension| extension == "jsonld"));
    let is_fault = |code: &str| !is_jsonld || !matches!(code, "D0804" | "D0806");
    let faults = reading.findings.iter().filter(|finding| is_fault(finding.rule.code));
    assert_eq!(faults.count(), 0, "{paths:?}");
    let mut files = Files::default();
    let losses = exporter(format)
        .unwrap()
        .export((&reading.graph).into(), &ExportOptions::default().with_rdf(rdf), &mut files)
        .unwrap();
    (files.0.into_values().next().unwrap(), losses.summary())
}

/// What a syntax keeps of a dataset.
fn kept(dataset: &Dataset, syntax: Syntax) -> Dataset {
    let graph = |quad: Quad| {
        if syntax.has_graphs { quad } else { Triple::from(quad).in_graph(GraphName::DefaultGraph) }
    };
    dataset.iter().map(|quad| graph(quad.into_owned())).collect()
}

/// Whether XML cannot hold a dataset.
fn has_no_xml(dataset: &Dataset) -> bool {
    let is_odd = |c: char| c < ' ' && !"\t\n\r".contains(c) || matches!(c, '\u{fffe}' | '\u{ffff}');
    let text = dataset.iter().map(|quad| quad.to_string()).collect::<String>();
    let is_name = |iri: &str| {
        let name = iri.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        name.contains(|c: char| c.is_alphabetic())
    };
    dataset.iter().any(|quad| !is_name(quad.predicate.as_str()))
        || text.contains(is_odd)
        || ["\\u00", "\\uFFF", "\\b", "\\f", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#li>"]
            .iter()
            .any(|part| text.contains(part))
}

pub fn check(name: &str, bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let extension = name.rsplit('.').next().unwrap();
    let original = parsed(extension, bytes, &format!("file:///{name}"));
    for syntax in SYNTAXES {
        let has_terms = original.iter().any(|quad| matches!(quad.object, oxrdf::TermRef::Triple(_)));
        let has_directions = original.iter().any(
            |quad| matches!(quad.object, oxrdf::TermRef::Literal(literal) if literal.direction().is_some()),
        );
        if has_terms && !syntax.has_triple_terms || has_directions && !syntax.has_directions {
            continue;
        }
        let rdf = if has_terms || has_directions { RdfVersion::V1_2 } else { RdfVersion::V1_1 };
        let (text, losses) = again_as(std::slice::from_ref(&path), syntax.name, rdf);
        // XML has no name for some predicates, and no way to write some characters; that is counted.
        let is_of_xml = |loss: &(&str, u64, &str)| ["predicates", "control characters"].contains(&loss.0);
        if syntax.name == "rdfxml" && losses.iter().any(is_of_xml) {
            assert!(has_no_xml(&original), "{name} as rdfxml: {losses:?}");
            continue;
        }
        if syntax.name == "rdfxml" && has_terms && losses.iter().any(|loss| loss.0 == "rdf:reifies") {
            continue;
        }
        let expected = canonical(kept(&original, syntax));
        let found = canonical(parsed(syntax.extension, &text, "http://base/"));
        let shown = || {
            format!(
                "{name} as {}:\n{}\n{}",
                syntax.name,
                String::from_utf8_lossy(bytes),
                String::from_utf8_lossy(&text)
            )
        };
        assert_eq!(found, expected, "{}", shown());
        let graphs = original.iter().map(|quad| quad.graph_name).filter(|graph| !graph.is_default_graph());
        let graphs: BTreeSet<String> = graphs.map(|graph| graph.to_string()).collect();
        if syntax.has_graphs || graphs.is_empty() {
            assert_eq!(losses, [], "{}", shown());
        } else {
            let lost = losses.iter().find(|(what, ..)| *what == "named graphs").map(|(_, count, _)| *count);
            assert_eq!(lost, Some(graphs.len() as u64), "{}", shown());
        }
    }
}

const IRIS: [&str; 12] = [
    "http://example.org/a",
    "http://example.org/b",
    "http://example.org/b#c?d",
    "http://example.org/%C3%A9é/關",
    "urn:x:y",
    "ex:a",
    "rdf:type",
    "xsd:graph",
    "graph:a",
    "mailto:a@example.org",
    "http://www.w3.org/2000/01/rdf-schema#Resource",
    "https://w3id.org/dossier/negotiation#demands",
];
const PREDICATES: [&str; 8] = [
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://example.org/a",
    "http://example.org/p",
    "ex:p",
    "https://w3id.org/dossier/negotiation#demands",
    "https://w3id.org/dossier/negotiation#date",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
];
const LABELS: [&str; 6] = ["b", "anonymous-1", "file2-b", "named-b", "a1", "é.x"];

fn iri() -> impl Strategy<Value = NamedNode> {
    select(&IRIS[..]).prop_map(NamedNode::new_unchecked)
}

fn node() -> impl Strategy<Value = NamedOrBlankNode> {
    prop_oneof![
        3 => iri().prop_map(NamedOrBlankNode::from),
        1 => select(&LABELS[..]).prop_map(|label| BlankNode::new_unchecked(label).into()),
    ]
}

fn literal() -> impl Strategy<Value = Literal> {
    let text = || {
        prop_oneof![
            select(
                &[
                    "",
                    "1",
                    "-0",
                    "01",
                    "1.0",
                    "1e5",
                    "true",
                    "a",
                    "\"\\\n\r\t",
                    "\u{7f}\u{fffe}",
                    "_:b",
                    "關"
                ][..]
            )
            .prop_map(str::to_owned),
            "\\PC{0,4}",
        ]
    };
    static DATATYPES: [&str; 8] = [
        "http://www.w3.org/2001/XMLSchema#integer",
        "http://www.w3.org/2001/XMLSchema#decimal",
        "http://www.w3.org/2001/XMLSchema#double",
        "http://www.w3.org/2001/XMLSchema#boolean",
        "http://www.w3.org/2001/XMLSchema#anyURI",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON",
        "http://www.w3.org/2000/01/rdf-schema#Resource",
        "ex:a",
    ];
    prop_oneof![
        text().prop_map(Literal::from),
        (text(), select(&DATATYPES[..])).prop_map(|(text, datatype)| Literal::new_typed_literal(
            text,
            NamedNode::new_unchecked(datatype)
        )),
        (text(), select(&["en", "de-CH", "zh-hant"][..]))
            .prop_map(|(text, tag)| Literal::new_language_tagged_literal(text, tag).unwrap()),
        (text(), select(&[BaseDirection::Ltr, BaseDirection::Rtl][..])).prop_map(|(text, direction)| {
            Literal::new_directional_language_tagged_literal(text, "en", direction).unwrap()
        }),
    ]
}

fn predicate() -> impl Strategy<Value = NamedNode> {
    select(&PREDICATES[..]).prop_map(NamedNode::new_unchecked)
}

fn object() -> impl Strategy<Value = Term> {
    prop_oneof![3 => node().prop_map(Term::from), 2 => literal().prop_map(Term::from)]
}

fn triple() -> impl Strategy<Value = Triple> {
    (node(), predicate(), object())
        .prop_map(|(subject, predicate, object)| Triple::new(subject, predicate, object))
}

fn graph_name() -> impl Strategy<Value = GraphName> {
    prop_oneof![
        2 => Just(GraphName::DefaultGraph),
        2 => node().prop_map(GraphName::from),
    ]
}

/// A triple, or all that says something of one.
fn group() -> impl Strategy<Value = Vec<Triple>> {
    let word = |name: &str| NamedNode::new_unchecked(format!("{RDF}{name}"));
    let about = (node(), triple(), vec((predicate(), object()), 0..3), 0..16u8);
    prop_oneof![
        3 => triple().prop_map(|triple| vec![triple]),
        1 => (node(), triple(), triple()).prop_map(move |(node, inner, outer)| {
            let inner = Term::Triple(Box::new(inner));
            let outer = Triple::new(outer.subject, outer.predicate, inner.clone());
            vec![Triple::new(node, word("reifies"), Term::Triple(Box::new(outer)))]
        }),
        3 => about.prop_map(move |(node, said, more, form)| {
            let has = |part: u8| form & part != 0;
            let mut all: Vec<Triple> =
                more.into_iter().map(|(name, value)| Triple::new(node.clone(), name, value)).collect();
            let mut add = |name: &str, object: Term| all.push(Triple::new(node.clone(), word(name), object));
            if has(1) {
                add("reifies", Term::Triple(Box::new(said.clone())));
            }
            if has(2) {
                add("subject", said.subject.clone().into());
                add("predicate", said.predicate.clone().into());
                add("object", said.object.clone());
            }
            if has(4) {
                add("type", word("Statement").into());
            }
            if has(8) {
                all.push(said);
            }
            all
        }),
    ]
}

fn dataset() -> impl Strategy<Value = Vec<Quad>> {
    vec((group(), graph_name()), 0..7).prop_map(|groups| {
        let quads = groups.into_iter().flat_map(|(triples, graph)| {
            triples.into_iter().map(move |triple| triple.in_graph(graph.clone()))
        });
        quads.collect()
    })
}

fn nquads(quads: &[Quad]) -> Vec<u8> {
    let mut writer = oxttl::NQuadsSerializer::new().for_writer(Vec::new());
    quads.iter().for_each(|quad| writer.serialize_quad(quad).unwrap());
    writer.finish()
}

/// Cases per law; `PROPTEST_CASES` asks for more.
fn config(cases: u32) -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(cases);
    Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..Config::default() }
}

proptest! {
    #![proptest_config(config(192))]

    #[test]
    fn rdf_is_written_as_it_was_read(quads in dataset()) {
        check("a.nq", &nquads(&quads));
        let mut trig = oxttl::TriGSerializer::new().for_writer(Vec::new());
        quads.iter().for_each(|quad| trig.serialize_quad(quad).unwrap());
        check("a.trig", &trig.finish().unwrap());
    }

    #[test]
    fn blank_nodes_of_two_files_are_others(one in dataset(), two in dataset()) {
        let folder = tempfile::tempdir().unwrap();
        let [first, second] = ["1.nq", "2.nq"].map(|name| folder.path().join(name));
        fs::write(&first, nquads(&one)).unwrap();
        fs::write(&second, nquads(&two)).unwrap();
        let other = |node: BlankNode| BlankNode::new_unchecked(format!("other{}", node.as_str()));
        fn renamed_triple(triple: Triple, other: &impl Fn(BlankNode) -> BlankNode) -> Triple {
            let subject = match triple.subject {
                NamedOrBlankNode::BlankNode(node) => other(node).into(),
                named => named,
            };
            let object = match triple.object {
                Term::BlankNode(node) => other(node).into(),
                Term::Triple(inner) => Term::Triple(Box::new(renamed_triple(*inner, other))),
                term => term,
            };
            Triple::new(subject, triple.predicate, object)
        }
        let renamed = two.into_iter().map(|quad| {
            let graph = match quad.graph_name.clone() {
                GraphName::BlankNode(node) => other(node).into(),
                graph => graph,
            };
            renamed_triple(quad.into(), &other).in_graph(graph)
        });
        let both: Dataset = one.into_iter().chain(renamed).collect();
        let (text, _) = again_as(&[first, second], "nquads", RdfVersion::V1_2);
        prop_assert_eq!(canonical(parsed("nq", &text, "")), canonical(both));
    }
}

/// A document for each production of the grammars.
#[test]
fn every_production_is_written_as_it_was_read() {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rdf/grammars")).unwrap() {
        let path = entry.unwrap().path();
        check(path.file_name().unwrap().to_str().unwrap(), &fs::read(&path).unwrap());
    }
}

/// The triples of rows in JSON Lines.
fn of_lines(lines: &[&str]) -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.jsonl");
    fs::write(&path, lines.join("\n")).unwrap();
    let (text, _) = again(&[path], "ntriples");
    String::from_utf8(text).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn records_are_called_by_what_they_say() {
    let edge =
        |since: u32| format!("{{\"source\":\"a\",\"target\":\"b\",\"type\":\"paid\",\"since\":{since}}}");
    let [one, two, three] = [edge(1), edge(2), edge(3)];
    let (alone, other) = (of_lines(&[&one]), of_lines(&[&two]));
    let record = |all: &BTreeSet<String>| -> BTreeSet<String> {
        all.iter().filter(|line| line.contains("graph:row/")).cloned().collect()
    };
    // A record of five triples each: type, subject, predicate, object, property; no two share a triple.
    assert_eq!((record(&alone).len(), record(&other).len()), (5, 5));
    assert!(record(&alone).is_disjoint(&record(&other)));
    // Other rows, before and behind, change nothing.
    let together = of_lines(&[&three, &one, &two]);
    assert!(record(&together).is_superset(&record(&alone)) && record(&together).is_superset(&record(&other)));
    // What is said twice is said twice.
    let twice = of_lines(&[&one, &two, &one]);
    assert_eq!(record(&twice).len(), 15);
    assert!(record(&twice).is_superset(&record(&alone)));
}
