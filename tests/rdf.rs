//! RDF read by parsers that are not ours, validated by pySHACL, and asked in SPARQL.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use dossier::check::Checked;
use dossier::export::{ExportOptions, Profile, RdfVersion, exporter};
use oxrdf::{Quad, Term, Triple};

const FORMATS: [(&str, &str); 5] =
    [("turtle", "ttl"), ("trig", "trig"), ("ntriples", "nt"), ("nquads", "nq"), ("rdfxml", "rdf")];

const STRIKE: &str = "tests/rdf/strike";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn program(arguments: &[&str]) -> Output {
    let output =
        Command::new(env!("CARGO_BIN_EXE_dossier")).current_dir(root()).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Runs a script of `tests/rdf` with arguments.
fn run(interpreter: &Path, script: &str, folder: &Path, arguments: &[PathBuf]) -> String {
    let mut command = Command::new(interpreter);
    command.arg(root().join("tests/rdf").join(script)).args(arguments).current_dir(folder);
    let output = command.output().unwrap_or_else(|error| {
        panic!("{}: {error}; tests/setup installs what this test needs", interpreter.display())
    });
    let (said, message) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{script} (installed by tests/setup?): {said}{message}");
    said.into_owned()
}

fn python(script: &str, arguments: &[PathBuf]) -> String {
    run(&root().join("target/tools/venv/bin/python"), script, root(), arguments)
}

/// The quads of a file of N-Quads.
fn quads(path: &Path) -> BTreeSet<String> {
    let bytes = std::fs::read(path).unwrap();
    let quads = oxttl::NQuadsParser::new().for_slice(&bytes).map(|quad| quad.unwrap());
    quads.map(|quad| quad.to_string()).collect()
}

/// The triples of quads.
fn triples(quads: &BTreeSet<String>) -> BTreeSet<String> {
    quads.iter().map(|quad| Triple::from(quad.parse::<Quad>().unwrap()).to_string()).collect()
}

/// Checks that a parser read what it should have.
fn compare(file: &Path, by: &str, expected: &BTreeSet<String>) {
    let found = quads(&PathBuf::from(format!("{}.{by}.nq", file.display())));
    let found = if file.extension().is_some_and(|ending| ending == "trig" || ending == "nq") {
        found
    } else {
        triples(&found)
    };
    let missing: Vec<_> = expected.difference(&found).take(3).collect();
    let added: Vec<_> = found.difference(expected).take(3).collect();
    assert!(
        missing.is_empty() && added.is_empty(),
        "{by}, {}: missing {missing:#?}, added {added:#?}",
        file.display()
    );
}

/// Writes a graph in all syntaxes into a folder, and returns the files.
fn write(checked: &Checked, rdf: RdfVersion, folder: &Path) -> Vec<PathBuf> {
    let options = ExportOptions::default().with_rdf(rdf);
    let write = |(name, ending): (&str, &str)| {
        let mut out = Vec::new();
        exporter(name).unwrap().export(checked.into(), &options, &mut out).unwrap();
        let file = folder.join(format!("graph.{ending}"));
        std::fs::write(&file, out).unwrap();
        file
    };
    FORMATS.map(write).into()
}

/// Checks that rdflib reads the same from all syntaxes of RDF 1.1, and N3.js from all but RDF/XML, of RDF 1.2, too.
fn read_by_all(checked: &Checked) {
    for rdf in [RdfVersion::V1_1, RdfVersion::V1_2] {
        let folder = tempfile::tempdir().unwrap();
        let files = write(checked, rdf, folder.path());
        let whole = quads(&files[3]);
        assert!(whole.len() > 100 && whole.iter().all(|quad| !is_blank(&quad.parse().unwrap())));
        let terms = whole.iter().filter(|quad| quad.contains("<<(")).count();
        assert_eq!(terms > 0, rdf == RdfVersion::V1_2);
        let parts = triples(&whole);
        let expected = |file: &Path| match file.extension().and_then(|ending| ending.to_str()) {
            Some("trig" | "nq") => whole.clone(),
            Some("rdf") => parts.iter().map(|triple| in_xml(triple)).collect(),
            _ => parts.clone(),
        };
        run(Path::new("node"), "read.mjs", &root().join("target/tools/node"), &files[..4]);
        files[..4].iter().for_each(|file| compare(file, "js", &expected(file)));
        if rdf == RdfVersion::V1_1 {
            python("read.py", &files);
            files.iter().for_each(|file| compare(file, "py", &expected(file)));
        }
    }
}

/// Whether a quad has a node without a name, or no graph.
fn is_blank(quad: &Quad) -> bool {
    matches!(quad.subject, oxrdf::NamedOrBlankNode::BlankNode(_))
        || matches!(quad.object, Term::BlankNode(_))
        || quad.graph_name.is_default_graph()
}

/// A triple as XML can hold it.
fn in_xml(triple: &str) -> String {
    let mut triple: Triple = triple.parse().unwrap();
    if let Term::Literal(literal) = &triple.object {
        let unwritable = |c: char| (c < ' ' && !"\t\n\r".contains(c)) || "\u{fffe}\u{ffff}".contains(c);
        let text = literal.value().replace(unwritable, "\u{fffd}");
        triple.object = match literal.language() {
            Some(language) => oxrdf::Literal::new_language_tagged_literal_unchecked(text, language).into(),
            None => oxrdf::Literal::new_typed_literal(text, literal.datatype()).into(),
        };
    }
    triple.to_string()
}

fn read(path: &str) -> Checked {
    use dossier::read;
    let reading = read::read(
        &read::Disk::new().allow(&root().join("tests/suites/texts")).unwrap(),
        &[root().join(path)],
    );
    reading.check().expect(path)
}

#[test]
fn parsers_that_are_not_ours_read_the_same_from_every_syntax() {
    for path in ["data/us-china-trade-talks", "tests/suites/perfect"] {
        read_by_all(&read(path));
    }
}

#[test]
fn each_piece_of_evidence_keeps_its_own_passage_and_cue() {
    let folder = tempfile::tempdir().unwrap();
    let text = "The firm, the union said, broke the deal last year. Later the firm broke the deal again, the union repeated.\n";
    let dossier = "dossier: pairs\nsource: {article: text.md}\nnodes:\n  Work: {article: An article}\n  \
        Organization: {firm: {label: The firm}, union: {label: The union}}\n  Agreement: {deal: {label: The deal}}\nclaims:\n  \
        - quote: broke the deal last year\n    by: union\n    cue: the union said\n    say:\n      - firm breaks deal: broke the deal\n  \
        - quote: Later the firm broke the deal again\n    by: union\n    cue: the union repeated\n    \
        say:\n      - firm breaks deal: the firm broke the deal again\n";
    std::fs::write(folder.path().join("text.md"), text).unwrap();
    std::fs::write(folder.path().join("dossier.yaml"), dossier).unwrap();
    let checked = read(folder.path().to_str().unwrap());
    let mut files = write(&checked, RdfVersion::V1_1, folder.path());
    for (name, profile) in
        [("compact", Profile::Compact), ("nested", Profile::Nested), ("flat", Profile::Flat)]
    {
        let options = ExportOptions::default().with_profile(profile);
        let mut out = Vec::new();
        exporter("jsonld").unwrap().export((&checked).into(), &options, &mut out).unwrap();
        files.push(folder.path().join(format!("{name}.jsonld")));
        std::fs::write(files.last().unwrap(), out).unwrap();
    }
    let pairs = "broke the deal | 26 | 40 | broke the deal last year | 26 | 50 | the union said | 10 | 24\n\
        the firm broke the deal again | 58 | 87 | Later the firm broke the deal again | 52 | 87 | the union repeated | 89 | 107\n";
    let expected: String = files
        .iter()
        .map(|file| format!("{pairs}end of {}\n", file.extension().unwrap().to_str().unwrap()))
        .collect();
    assert_eq!(python("pairs.py", &files), expected);
}

#[test]
fn parsers_that_are_not_ours_read_hard_texts_and_names() {
    read_by_all(&crate::jsonld::hard::hard_graph());
}

/// Writes the shapes of an ontology, and a dossier in Turtle.
fn shapes_and(paths: &[&str], ontology: Option<&str>, folder: &Path) -> Vec<PathBuf> {
    let shapes = folder.join("shapes.ttl");
    let mut arguments = vec!["ontology", "--to", "shacl"];
    arguments.extend(ontology);
    std::fs::write(&shapes, program(&arguments).stdout).unwrap();
    let mut files = vec![shapes];
    for (at, path) in paths.iter().enumerate() {
        let models = if *path == STRIKE { &["both", "edges", "claims"][..] } else { &["both"] };
        for model in models {
            let file = folder.join(format!("{at}-{model}.ttl"));
            // Dossiers of the suites share their texts.
            let texts = ["--allow-path", "tests/suites/texts"];
            let export = ["export", path, "--to", "turtle", "--model", model, "--out", "-"];
            let exported = program(&[&export[..], &texts].concat());
            std::fs::write(&file, exported.stdout).unwrap();
            files.push(file);
        }
    }
    files
}

#[test]
fn exports_are_valid_against_the_shapes() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = vec!["data/us-china-trade-talks", STRIKE];
    let perfect = ["claims-about-claims", "dates.yaml", "scalars", "treaty-cjk", "two-dossiers"];
    let perfect = perfect.map(|name| format!("tests/suites/perfect/{name}"));
    paths.extend(perfect.iter().map(String::as_str));
    python("shapes.py", &shapes_and(&paths, None, folder.path()));
    for (own, ontology) in [("own-ontology", "ontology.yaml"), ("water-extended", "more.yaml")] {
        let own = format!("tests/suites/perfect/{own}");
        let ontology = format!("{own}/{ontology}");
        let folder = tempfile::tempdir().unwrap();
        python("shapes.py", &shapes_and(&[&own], Some(&ontology), folder.path()));
    }
}

#[test]
fn broken_exports_are_not_valid() {
    let folder = tempfile::tempdir().unwrap();
    let files = shapes_and(&[STRIKE], None, folder.path());
    let said = python("broken.py", &files[..2]);
    let ways: usize = said.split_whitespace().next().unwrap().parse().unwrap();
    assert!(ways >= 30, "{said}");
}

#[test]
fn a_naive_question_finds_nothing_that_is_only_claimed() {
    let folder = tempfile::tempdir().unwrap();
    let files = write(&read("data/us-china-trade-talks"), RdfVersion::V1_1, folder.path());
    python("ask.py", &[files[1].clone()]);
}

#[test]
fn the_version_of_rdf_is_for_formats_of_rdf() {
    let export = |to: &str, rdf: &str| {
        let arguments = ["export", STRIKE, "--to", to, "--rdf", rdf, "--out", "-"];
        let output = Command::new(env!("CARGO_BIN_EXE_dossier")).current_dir(root()).args(arguments).output();
        let output = output.unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (old, new) = (export("turtle", "1.1"), export("turtle", "1.2"));
    assert_eq!((old.0, new.0), (Some(0), Some(0)), "{}{}", old.2, new.2);
    assert!(!old.1.contains("rdf:reifies") && new.1.contains("rdf:reifies <<( strike:"));
    let (code, _, told) = export("jsonld", "1.2");
    assert!(code == Some(0) && told.contains("loss: jsonld: claims"), "{told}");
    let (code, _, told) = export("dot", "1.2");
    assert!(code == Some(2) && told.contains("--rdf") && told.contains("turtle"), "{told}");
    assert_eq!(export("turtle", "1.3").0, Some(2));
}

/// Rows with plain edges and, on lines 4 to 6, three records.
const ROWS: &str = r#"{"id":"ada","type":"Person"}
{"id":"port","type":"Place"}
{"source":"ada","target":"port","type":"worksFor"}
{"source":"ada","target":"port","type":"worksFor","status":"attributed"}
{"source":"port","target":"ada","type":"a \"relation\"","props":{"since":2019}}
{"source":"port","target":"port","type":"knows","status":"disputed","id":"one","props":{"why":"wörter"}}
"#;

#[test]
fn rdf_1_2_of_rows_adds_to_1_1_and_takes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let rows = folder.path().join("rows.jsonl");
    std::fs::write(&rows, ROWS).unwrap();
    let place = |version: &str, name: &str| folder.path().join(version).join(name);
    let mut told = Vec::new();
    for version in ["1.1", "1.2"] {
        let out = folder.path().join(version);
        let to = "ntriples,nquads,turtle,jsonld";
        let arguments = ["export", rows.to_str().unwrap(), "--to", to, "--rdf", version, "--out"];
        let output = program(&[&arguments[..], &[out.to_str().unwrap()]].concat());
        told.push(String::from_utf8(output.stderr).unwrap());
    }
    let loss = "loss: jsonld: rdf:reifies (3): not written";
    assert!(!told[0].contains("loss:") && told[1].contains(loss), "{told:?}");
    let jsonld = ["1.1", "1.2"].map(|version| std::fs::read(place(version, "rows.jsonld")).unwrap());
    assert_eq!(jsonld[0], jsonld[1], "what is lost is said, and nothing else differs");

    for name in ["rows.nt", "rows.nq", "rows.ttl"] {
        let files = ["1.1", "1.2"].map(|version| place(version, name));
        run(Path::new("node"), "read.mjs", &root().join("target/tools/node"), &files);
        let [old, new] =
            files.each_ref().map(|file| quads(&PathBuf::from(format!("{}.js.nq", file.display()))));
        assert!(old.is_subset(&new), "{name}: {old:#?} {new:#?}");
        let triples: Vec<Triple> = new.iter().map(|quad| quad.parse::<Quad>().unwrap().into()).collect();
        let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
        let object = |record: &Triple, part: &str| {
            let is_wanted = |triple: &&Triple| {
                triple.subject == record.subject && triple.predicate.as_str() == format!("{rdf}{part}")
            };
            triples.iter().find(is_wanted).map(|triple| triple.object.to_string()).unwrap_or_default()
        };
        let added = triples.iter().filter(|triple| triple.predicate.as_str() == format!("{rdf}reifies"));
        let added: Vec<&Triple> = added.collect();
        assert_eq!((added.len(), new.len()), (3, old.len() + 3), "{name}: {new:#?}");
        for triple in added {
            let said = ["subject", "predicate", "object"].map(|part| object(triple, part)).join(" ");
            assert_eq!(triple.object.to_string(), format!("<<( {said} )>>"), "{name}");
        }
        // Read again, it is the graph that RDF 1.1 is.
        let again = files
            .each_ref()
            .map(|file| program(&["export", file.to_str().unwrap(), "--to", "jsonl", "--out", "-"]).stdout);
        assert!(!again[0].is_empty());
        assert_eq!(again[0], again[1], "{name}");
    }
}
