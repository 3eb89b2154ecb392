//! Formats of property graphs, read by databases and parsers that are not ours: every vertex, edge, property and quote.
mod graph;
mod hostile;
mod tables;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use self::graph::{Graph, files};
use self::tables::Form;
use crate::files::Files;
use dossier::check::Checked;
use dossier::export::{ExportError, ExportOptions, Model, exporter};
use dossier::graph::{DossierInput, GraphBuilder, LangText, NodeInput};
use dossier::ontology::Ontology;
use dossier::read::{Disk, read};
use dossier::text::{Id, Language};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The graph that a database of `engines.py` holds after it has read exports.
fn engine(what: &str, paths: &[PathBuf]) -> Graph {
    let python = root().join("target/tools/venv/bin/python");
    let script = root().join("tests/property_graphs/engines.py");
    let output = Command::new(&python).arg(script).arg(what).args(paths).output().unwrap_or_else(|error| {
        panic!("{}: {error}; tests/setup installs what this test needs", python.display())
    });
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what} (installed by tests/setup?): {message}");
    Graph::of_engine(&output.stdout)
}

/// The graph that a database holds after it has read exports of these graphs, one after the other.
fn loaded(format: &str, graphs: &[&Checked], model: Model) -> Graph {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = (0..graphs.len()).map(|at| folder.path().join(at.to_string())).collect();
    let mut given = Vec::new();
    for (path, graph) in paths.iter().zip(graphs) {
        files(format, graph, model).write(path);
        let is_folder = exporter(format).unwrap().is_folder();
        given.push(if is_folder { path.clone() } else { path.join("file") });
    }
    engine(format, &given)
}

fn bundled() -> Checked {
    let reading = read(&Disk::new(), &[root().join("data/us-china-trade-talks")]);
    Checked::new(reading.graph).unwrap_or_else(|findings| panic!("{findings:?}"))
}

#[test]
fn another_parser_of_cypher_reads_every_row_of_the_scripts() {
    let hostile = hostile::graph(true);
    for model in Model::ALL.iter().copied() {
        let expected = Graph::expected(&hostile, model);
        for format in ["cypher", "gql"] {
            loaded(format, &[&hostile], model).assert_same(&expected, format);
        }
    }
}

#[test]
fn cypher_comes_in_batches_and_a_row_stands_in_one_line() {
    let script = files("cypher", &bundled(), Model::Both).text("");
    let batches: Vec<&str> = script.split("UNWIND [\n").skip(1).collect();
    assert!(batches.iter().all(|batch| batch.len() < 300 * 1024 && batch.lines().count() < 1_010));
    let rows: Vec<&str> =
        batches.iter().flat_map(|batch| batch.lines()).filter(|line| line.starts_with("  ")).collect();
    assert!(rows.iter().all(|row| row.starts_with("  'urn:") && row.trim_end_matches(',').ends_with('\'')));
    let expected = Graph::expected(&bundled(), Model::Both);
    assert_eq!(rows.len(), expected.nodes.len() + expected.edges.len());
}

#[test]
fn duckdb_holds_what_the_sql_says_after_one_load_two_loads_and_a_new_version() {
    let (first, second) = (hostile::graph(true), hostile::graph(false));
    for model in Model::ALL.iter().copied() {
        let expected = Graph::expected(&first, model).with_one_label();
        loaded("sql", &[&first], model).assert_same(&expected, "sql");
        loaded("sql", &[&first, &first], model).assert_same(&expected, "sql twice");
        let expected = Graph::expected(&second, model).with_one_label();
        let mut found = loaded("sql", &[&first, &second], model);
        // A script cannot know what an older one wrote, so that rows stay which the new version does not have.
        found.nodes.retain(|key, _| expected.nodes.contains_key(key));
        found.edges.retain(|key, _| expected.edges.contains_key(key));
        found.assert_same(&expected, "a new version in sql");
    }
    let bundled = bundled();
    let expected = Graph::expected(&bundled, Model::Both).with_one_label();
    loaded("sql", &[&bundled], Model::Both).assert_same(&expected, "sql");
}

#[test]
fn ladybug_holds_what_the_folder_says() {
    let hostile = hostile::graph(true);
    for model in Model::ALL.iter().copied() {
        let expected = Graph::expected(&hostile, model);
        loaded("ladybug", &[&hostile], model).assert_same(&expected, "ladybug");
    }
    let bundled = bundled();
    loaded("ladybug", &[&bundled], Model::Both)
        .assert_same(&Graph::expected(&bundled, Model::Both), "ladybug");
}

/// The same graph without empty texts, which the csv crate cannot tell from missing ones.
fn without_empty_texts(mut graph: Graph) -> Graph {
    for object in graph.nodes.values_mut().chain(graph.edges.values_mut()) {
        object.retain(|_, value| value.as_str() != Some(""));
    }
    graph
}

fn sorted_lists(mut graph: Graph) -> Graph {
    for (name, value) in graph.nodes.values_mut().flatten() {
        if let Some(list) = value.as_array_mut().filter(|_| name != "labels") {
            list.sort_by_key(ToString::to_string);
        }
    }
    graph
}

#[test]
fn the_csv_crate_reads_the_files_for_neo4j() {
    for (graph, separator) in [(hostile::graph(true), "U+001E"), (bundled(), "U+001F")] {
        for model in Model::ALL.iter().copied() {
            let expected = without_empty_texts(Graph::expected(&graph, model));
            let files = files("neo4j", &graph, model);
            let script = files.text("import.sh");
            assert!(script.contains(&format!(" --array-delimiter={separator} ")), "{script}");
            for name in files.0.keys().filter(|name| name.ends_with(".csv")) {
                let option = if name.starts_with("nodes") { "--nodes" } else { "--relationships" };
                assert!(script.contains(&format!("  {option}={name} \\\n")), "{name} is not imported");
            }
            let code = u32::from_str_radix(&separator[2..], 16).unwrap();
            let form = Form {
                nodes: "nodes.csv",
                edges: "relationships.csv",
                labels: char::from_u32(code).unwrap(),
                list: Some(tables::plainly),
            };
            tables::read(&files, &form, &expected).assert_same(&expected, "neo4j");
        }
    }
    let empty = files("neo4j", &hostile::graph(true), Model::Both);
    assert!(
        empty.text("nodes.csv").lines().any(|line| line.starts_with("\"rise\",") && line.contains(",\"\",")),
        "an empty text is two quotes"
    );
}

#[test]
fn the_csv_crate_reads_the_files_for_neptune() {
    for graph in [hostile::graph(true), bundled()] {
        for model in Model::ALL.iter().copied() {
            let expected = without_empty_texts(Graph::expected(&graph, model));
            let form = Form { nodes: "nodes/", edges: "relationships/", labels: ';', list: None };
            let files = files("opencypher-csv", &graph, model);
            tables::read(&files, &form, &expected).assert_same(&expected, "opencypher-csv");
            let files = graph::files("gremlin-csv", &graph, model);
            let form =
                Form { nodes: "vertices/", edges: "edges/", labels: ';', list: Some(tables::with_escapes) };
            let found = sorted_lists(tables::read(&files, &form, &expected));
            found.assert_same(&sorted_lists(expected), "gremlin-csv");
            for (name, bytes) in files.0.iter().filter(|(name, _)| name.starts_with("edges/")) {
                let header = String::from_utf8_lossy(bytes).lines().next().unwrap().to_owned();
                assert!(
                    !header.contains("[]") && !header.contains('('),
                    "{name}: an edge has single values: {header}"
                );
            }
        }
    }
}

/// The headers that Amazon documents: "Gremlin load data format" and "Load format for openCypher data" in the user guide
/// of Neptune. Ids, labels and ends come first; names have a type behind a colon, of vertices with a cardinality.
#[test]
fn the_headers_for_neptune_are_those_of_its_documentation() {
    let headers = |format: &str, names: [&str; 4]| {
        let files = files(format, &bundled(), Model::Both);
        names.map(|name| files.text(name).lines().next().unwrap().to_owned())
    };
    let names = ["vertices/Person.csv", "vertices/Claim.csv", "edges/DEMANDS.csv", "edges/SUBJECT.csv"];
    assert_eq!(
        headers("gremlin-csv", names),
        [
            "~id,~label,iri:String(single),id:String(single),name:String(single),age:Long(single),aka:String[],\
             dossiers:String[],language:String(single),same:String[]",
            "~id,~label,iri:String(single),id:String(single),name:String(single),asserted:Bool(single),\
             datatype:String(single),dossiers:String[],object:String(single),predicate:String(single),\
             speakers:String[],status:String(single),subject:String(single),value:String(single),\
             valueFrom:Date(single),valueLanguage:String(single),valueNumber:Double(single),valueTo:Date(single),\
             valueUnit:String(single),verified:Bool(single),via:String[]",
            "~id,~from,~to,~label,iri:String,id:String,claimCount:Long,claims:String,disputed:Bool,\
             dossiers:String,line:Long,quote:String,statuses:String,verified:Bool,work:String,workCount:Long",
            "~id,~from,~to,~label,iri:String,id:String,dossiers:String",
        ]
    );
    let names =
        ["nodes/Person.csv", "nodes/Claim.csv", "relationships/DEMANDS.csv", "relationships/SUBJECT.csv"];
    assert_eq!(
        headers("opencypher-csv", names),
        [
            ":ID,:LABEL,iri:String,id:String,name:String,age:Long,aka:String,dossiers:String,language:String,\
             same:String",
            ":ID,:LABEL,iri:String,id:String,name:String,asserted:Boolean,datatype:String,dossiers:String,\
             object:String,predicate:String,speakers:String,status:String,subject:String,value:String,\
             valueFrom:DateTime,valueLanguage:String,valueNumber:Double,valueTo:DateTime,valueUnit:String,verified:Boolean,via:String",
            ":ID,:START_ID,:END_ID,:TYPE,iri:String,id:String,claimCount:Long,claims:String,disputed:Boolean,\
             dossiers:String,line:Long,quote:String,statuses:String,verified:Boolean,work:String,workCount:Long",
            ":ID,:START_ID,:END_ID,:TYPE,iri:String,id:String,dossiers:String",
        ]
    );
}

#[test]
fn tables_of_claims_have_the_same_columns_whatever_a_dossier_says() {
    let story = |name: &str| {
        let reading = read(&Disk::new(), &[root().join("tests/questions").join(name)]);
        Checked::new(reading.graph).unwrap_or_else(|findings| panic!("{findings:?}"))
    };
    // Of these, one passes nothing on and has days only, and one has a text that is absent.
    let dossiers = [bundled(), story("kilmory"), story("lune"), story("norvik")];
    for (format, tables) in [
        ("gremlin-csv", ["vertices/Claim.csv", "vertices/Evidence.csv", "edges/DEMANDS.csv"]),
        ("opencypher-csv", ["nodes/Claim.csv", "nodes/Evidence.csv", "relationships/DEMANDS.csv"]),
    ] {
        for table in tables {
            let header = |dossier: &Checked| {
                files(format, dossier, Model::Both).text(table).lines().next().unwrap().to_owned()
            };
            let headers: BTreeSet<String> = dossiers.iter().map(header).collect();
            assert_eq!(headers.len(), 1, "{format} {table}: {headers:?}");
        }
    }
}

#[test]
fn a_claim_says_whether_its_date_is_edtf_and_no_day_is_invented() {
    let reading = read(&Disk::new(), &[root().join("tests/questions/lune")]);
    let graph = Graph::expected(&Checked::new(reading.graph).unwrap(), Model::Both);
    let of = |id: &str| graph.nodes.values().find(|node| node["id"] == id).unwrap();
    let dates = ["taking.date", "case.date", "august.date"].map(|id| {
        let claim = of(id);
        [claim.get("datatype"), claim.get("valueFrom"), claim.get("valueTo")].map(|value| value.cloned())
    });
    let edtf = Some(serde_json::Value::from("edtf"));
    assert_eq!(dates[0][0], edtf);
    assert!(dates[0][1].is_some() && dates[0][2].is_none(), "{dates:?}");
    assert_eq!((&dates[1], &dates[2]), (&[edtf.clone(), None, None], &[edtf, None, None]));
}

/// A graph with an ontology, a name of a person and another name.
fn named(ontology: &str, aka: &str) -> Checked {
    let ontology = Ontology::read_extension(&format!(
        "ontology: more\nextend: negotiation\nnamespace: https://example.org/more#\n{ontology}"
    ));
    let mut builder = GraphBuilder::new(ontology.unwrap());
    let dossier = builder.add_dossier(DossierInput::new(Id::new("names").unwrap())).unwrap();
    let person = builder.ontology().type_named("Person").unwrap();
    let mut node = NodeInput::new(dossier, Id::new("p").unwrap(), person);
    node.labels.push(LangText::new("P", Language::default()));
    node.aka.push(LangText::new(aka, Language::default()));
    let node = builder.add_node(node).unwrap();
    let attributes: Vec<String> = ["labels", "fromIri", "source", &"x".repeat(64)]
        .into_iter()
        .filter(|name| builder.ontology().attribute_named(name).is_some())
        .map(str::to_owned)
        .collect();
    for name in attributes {
        let value = dossier::graph::Value::Text(LangText::new("v", Language::default()));
        builder.describe(dossier, node, &name, value).unwrap();
    }
    Checked::new(builder.finish().0).unwrap_or_else(|findings| panic!("{findings:?}"))
}

/// Why a format refuses such a graph.
fn refused(format: &str, ontology: &str, aka: &str) -> Option<String> {
    let checked = named(ontology, aka);
    let mut out = Vec::new();
    match exporter(format).unwrap().export((&checked).into(), &ExportOptions::default(), &mut out) {
        Ok(_) => None,
        Err(ExportError::Unrepresentable(why)) => {
            assert!(out.is_empty());
            Some(why)
        }
        Err(error) => panic!("{error}"),
    }
}

fn attribute(name: &str) -> String {
    format!("attributes:\n  {name}: {{label: a, domain: [Person], value: text, definition: A.}}\n")
}

/// The files of such a graph, and what the format could not hold and says about it.
fn told(format: &str, ontology: &str, aka: &str) -> (Files, Vec<String>) {
    let mut files = Files::default();
    let checked = named(ontology, aka);
    let losses =
        exporter(format).unwrap().export((&checked).into(), &ExportOptions::default(), &mut files).unwrap();
    let lost =
        losses.summary().into_iter().map(|(what, count, instead)| format!("{what} ({count}): {instead}"));
    (files, losses.notices().iter().cloned().chain(lost).collect())
}

#[test]
fn names_that_a_table_has_for_its_own_become_others() {
    let long = "x".repeat(64);
    for (format, name, file, written) in [
        ("ladybug", "labels", "nodes/Person.csv", "labels_2"),
        ("sql", "fromIri", "data.sql", "\"fromIri\""),
        ("sql", &long, "schema.sql", "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_"),
        ("parquet", "source", "manifest.json", "\"source\""),
    ] {
        let (files, told) = told(format, &attribute(name), "Q");
        assert!(files.text(file).contains(written), "{format}");
        let is_changed = !written.trim_matches('"').eq(name);
        assert_eq!(files.0.contains_key("names.csv"), is_changed, "{format}");
        if is_changed {
            assert!(files.text("names.csv").contains(&format!(",\"{name}\"")), "{format}");
            assert!(told.iter().any(|line| line.contains(&format!("`{name}`"))), "{told:?}");
        }
    }
}

#[test]
fn lists_that_a_separator_would_break_are_written_otherwise() {
    for words in ["ends in \\", "a\\;b"] {
        let (files, told) = told("gremlin-csv", "", words);
        let json = serde_json::to_string(&[words]).unwrap().replace('"', "\"\"");
        let text = files.text("vertices/Person.csv");
        assert!(text.contains("aka:String(single)") && text.contains(&json), "{text}");
        assert!(told.iter().any(|line| line.contains("`aka`") && line.contains("backslash")), "{told:?}");
    }
    let (files, _) = told("gremlin-csv", "", "a;b");
    assert!(files.text("vertices/Person.csv").contains("\"a\\;b\""));
    let (_, lost) = told("ladybug", "", "");
    assert!(lost.iter().any(|line| line.starts_with("empty lists (1)")), "{lost:?}");
    // Every list of SQL is JSON, and U+0000 in it an escape.
    let (files, _) = told("sql", "", "nul \0");
    assert!(files.text("data.sql").contains("[\"nul \\\\u0000\"]"), "{}", files.text("data.sql"));
}

#[test]
fn what_a_database_cannot_take_is_refused_with_a_reason() {
    for format in ["neo4j", "ladybug", "sql", "gremlin-csv", "opencypher-csv", "cypher", "gql"] {
        assert_eq!(refused(format, "", "Q"), None, "{format}");
    }
    let separators = refused("neo4j", "", "\u{1c}\u{1d}\u{1e}\u{1f}").unwrap();
    assert!(separators.contains("U+001C to U+001F"), "{separators}");
    // A property that is called like something of the format's own gets another name.
    for format in ["arangodb", "cytoscape", "dgraph", "gexf", "graphml", "graphson", "nodelink"] {
        assert_eq!(refused(format, &attribute("labels"), "Q"), None, "{format}");
    }
}
