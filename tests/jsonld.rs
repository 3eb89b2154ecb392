//! JSON-LD, read by three processors that are not ours: the same RDF in all profiles, and nothing dropped.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use dossier::check::Checked;
use dossier::export::{ExportOptions, Model, Profile, exporter};
use dossier::graph::{
    Anchor, ClaimInput, DossierInput, EvidenceInput, GraphBuilder, LangText, NodeInput, SourceInput,
    StatementInput, Value,
};
use dossier::ontology::Ontology;
use dossier::text::{Id, Iri, Language, Quantity, SourceFile, SourceMap, Span};

const PROFILES: [Profile; 3] = [Profile::Compact, Profile::Nested, Profile::Flat];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The triples of a document as the oxjsonld crate reads it, in canonical N-Quads.
fn read(document: &[u8]) -> BTreeSet<String> {
    oxjsonld::JsonLdParser::new().for_slice(document).map(|quad| format!("{} .", quad.unwrap())).collect()
}

/// The statements of an N-Quads file, written our way: processors differ in what they escape.
fn statements(path: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.split('\n').filter(|line| !line.is_empty());
    lines.map(|line| format!("{} .", line.parse::<oxrdf::Quad>().expect(line))).collect()
}

/// Runs a processor on files.
fn run(program: &Path, script: &str, folder: &Path, files: &[PathBuf]) {
    let mut command = Command::new(program);
    command.arg(root().join("tests/jsonld").join(script)).args(files).current_dir(folder);
    let output = command.output().unwrap_or_else(|error| {
        panic!("{}: {error}; tests/setup installs what this test needs", program.display())
    });
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script} (installed by tests/setup?): {message}");
}

/// Checks that three processors read the same from documents that should be the same.
fn compare(documents: &[Vec<u8>]) {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = documents
        .iter()
        .enumerate()
        .map(|(at, document)| {
            let file = folder.path().join(format!("{at}.jsonld"));
            std::fs::write(&file, document).unwrap();
            file
        })
        .collect();
    let tools = root().join("target/tools");
    let node = tools.join("node");
    assert!(node.is_dir(), "{} is not there; tests/setup installs it", node.display());
    run(Path::new("node"), "read.mjs", &node, &files);
    run(&tools.join("venv/bin/python"), "read.py", &tools, &files);
    let expected = read(&documents[0]);
    assert!(!expected.is_empty());
    for (file, document) in files.iter().zip(documents) {
        assert_eq!(read(document), expected, "oxjsonld");
        for processor in ["js", "py"] {
            let found = statements(&file.with_extension(format!("jsonld.{processor}.nq")));
            let missing: Vec<_> = expected.difference(&found).collect();
            let added: Vec<_> = found.difference(&expected).collect();
            assert!(
                missing.is_empty() && added.is_empty(),
                "{processor}: missing {missing:#?}, added {added:#?}"
            );
        }
    }
}

fn documents(checked: &Checked, model: Model) -> Vec<Vec<u8>> {
    let document = |profile| {
        let options = ExportOptions { profile, model, ..ExportOptions::default() };
        let mut out = Vec::new();
        exporter("jsonld").unwrap().export(checked, &options, &mut out).unwrap();
        out
    };
    PROFILES.map(document).into()
}

/// The bundled dossier, exported by the program.
fn bundled(profile: &str) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_dossier"))
        .current_dir(root())
        .args(["export", "data/us-china-trade-talks", "--to", "jsonld", "--out", "-", "--profile", profile])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn three_processors_read_the_same_from_the_bundled_dossier() {
    let documents = ["compact", "nested", "flat"].map(bundled);
    compare(&documents);
    let statements = read(&documents[0]);
    let neg = "https://w3id.org/dossier/negotiation#";
    assert!(statements.iter().any(|statement| statement.contains(&format!(":china> <{neg}demands> <"))));
    assert!(statements.iter().all(|statement| !statement.contains(&format!("> <{neg}breaks> <"))));
    assert!(statements.iter().any(|statement| statement.ends_with(&format!("#predicate> <{neg}breaks> ."))));
    assert!(statements.iter().all(|statement| !statement.starts_with("_:") && !statement.contains(" _:")));
}

/// An ontology whose names are also our terms, our prefixes or schemes of IRIs.
const CLASHES: &str = "\
ontology: clashes
namespace: https://example.org/clash#
prefixes: {ex: 'https://example.org/clash#'}
types:
  Work: {label: work, definition: A text., roles: [work]}
  type: {label: type, definition: A class.}
  Claim: {label: claim, definition: What is said., roles: [claim]}
relations:
  id: {label: id, domain: [Thing], range: [Thing], definition: Not the keyword.}
  geo: {label: geo, domain: [Thing], range: [Thing], definition: A scheme.}
  graph: {label: graph, domain: [Thing], range: [Thing], definition: A word.}
attributes:
  subject: {label: subject, domain: [Thing], value: text, definition: Not the subject.}
  sum: {label: sum, domain: [Thing], value: quantity, definition: How much.}
";

/// Texts that writers get wrong.
const HARD: [&str; 6] = [
    "nul \0, unit separator \u{1f}, delete \u{7f}, next line \u{85}",
    "\"quoted\\\" \r\n\t\u{8}\u{c} @id _:b0",
    "e\u{301} é 👩‍👩‍👧 \u{fffe}\u{10ffff}",
    "שלום \u{200f}\u{202e}abc\u{2028}\u{2029}",
    "",
    " \u{a0}\u{feff}",
];

fn hard_graph() -> Checked {
    let mut builder = GraphBuilder::new(Ontology::read(CLASHES).unwrap());
    let mut dossiers = Vec::new();
    for (name, base) in [("geo", None), ("oa", Some("https://example.org/no-delimiter")), ("urn", None)] {
        let mut input = DossierInput::new(Id::new(name).unwrap());
        input.base = base.map(|base| Iri::new(base).unwrap());
        input.title = Some(LangText::new(HARD[1], Language::new("de-CH-1901").unwrap()));
        dossiers.push(builder.add_dossier(input).unwrap());
    }
    let work = builder.node(dossiers[0], "work", "Work", HARD[2]).unwrap();
    let text = HARD.join(" | ");
    let mut sources = SourceMap::new();
    let key = sources.add(SourceFile::new("hard", text.as_str()).unwrap());
    builder.add_source(SourceInput {
        work,
        text: Some((key, Arc::clone(sources.get(key)))),
        url: Some(Iri::new("https://example.org/a?b=c#d").unwrap()),
        published: None,
        retrieved: None,
        sha256: None,
        licence: Some(HARD[0].to_owned()),
    });
    let class = builder.ontology().type_named("type").unwrap();
    let subject = builder.ontology().attribute_named("subject").unwrap();
    let mut last = None;
    for (at, words) in HARD.iter().enumerate() {
        let dossier = dossiers[at % dossiers.len()];
        let mut node = NodeInput::new(dossier, Id::new(&format!("n{at}")).unwrap(), class);
        for language in ["en", "zh-Hant"] {
            node.labels.push(LangText::new(*words, Language::new(language).unwrap()));
            node.aka.push(LangText::new(format!("{at} {words}"), Language::new(language).unwrap()));
        }
        node.same = ["geo:13.4,52.5", "urn:isbn:0", "schema:oops", "https://example.org/中国"]
            .map(|iri| Iri::new(&format!("{iri}{at}")).unwrap())
            .into();
        let node = builder.add_node(node).unwrap();
        builder.relate(dossier, node, ["id", "geo", "graph"][at % 3], work).unwrap();
        let sum = Value::Quantity(Quantity::new(["USD 2e9", "5 %/“öre”"][at % 2]).unwrap());
        builder.describe(dossier, node, "sum", sum).unwrap();
        let said = Value::Text(LangText::new(*words, Language::default()));
        let mut claim = ClaimInput::new(dossier, node, StatementInput::Attribute(subject, said));
        let start = text.find(words).unwrap_or(0);
        let anchor = Anchor { words: (*words).to_owned(), span: Some(Span::new(start, start + words.len())) };
        claim.evidence.push(EvidenceInput {
            work,
            quote: anchor.clone(),
            passage: anchor.clone(),
            cue: Some(anchor),
            place: None,
        });
        let claim = builder.add_claim(claim);
        last = Some(builder.relate(dossier, claim, "id", node).unwrap());
    }
    builder.relate(dossiers[1], last.unwrap(), "geo", work).unwrap();
    Checked::new(builder.finish().0).unwrap_or_else(|findings| panic!("{findings:?}"))
}

#[test]
fn three_processors_read_the_same_from_hard_texts_and_names() {
    let checked = hard_graph();
    for model in Model::ALL {
        compare(&documents(&checked, model));
    }
}
