//! One content as a dossier and as rows: where both kinds of input have a format, the files of both say the same of nodes,
//! asserted edges, claims and quotes. What is named otherwise today is named here.

use std::collections::{BTreeMap, BTreeSet};

use crate::files::Files;
use dossier::check::Checked;
use dossier::export::{EXPORTERS, ExportOptions, exporter};
use dossier::graph::rows::RowGraph;
use dossier::read::rows::{RowOptions, read_rows};
use dossier::read::{Memory, read};
use oxrdf::{NamedOrBlankNode, Term, Triple};

const BASE: &str = "urn:dossier:both:";
const NEG: &str = "https://w3id.org/dossier/negotiation#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

const TEXT: &str =
    "The union wants pay to rise. The port, says the union, has broken the deal. Both sit in the talks.\n";
const DOSSIER: &str = "dossier: both\n\
    source: {article: a.md}\n\
    nodes:\n  \
      Organization: {union: The “union”, port: 'The port & its \\ crane'}\n  \
      Position: {rise: Pay rises}\n  \
      Agreement: {deal: The deal}\n  \
      Negotiation: {talks: The talks}\n  \
      Work: {article: An article}\n\
    claims:\n  \
      - {quote: The union wants pay to rise, say: [union demands rise]}\n  \
      - {quote: has broken the deal, by: union, say: [port breaks deal]}\n  \
      - {quote: Both sit in the talks, say: [union partyTo talks, port partyTo talks]}\n";

/// What the content says, as both kinds of input have to say it.
struct Said {
    /// Id, type and label.
    nodes: BTreeSet<[String; 3]>,
    /// Source, relation and target of what may be taken for a fact.
    edges: BTreeSet<[String; 3]>,
    /// Source, relation, target and status.
    claims: BTreeSet<[String; 4]>,
    quotes: BTreeSet<String>,
}

fn dossier() -> Checked {
    let memory = Memory::new().with("d.yaml", DOSSIER).with("a.md", TEXT);
    read(&memory, &["d.yaml".into()]).check().unwrap()
}

/// The content of the dossier, from the graph that was read and from nothing that was written.
fn said() -> Said {
    let checked = dossier();
    let graph = checked.graph();
    let policy = ExportOptions::default().policy;
    let mut said = Said {
        nodes: BTreeSet::new(),
        edges: BTreeSet::new(),
        claims: BTreeSet::new(),
        quotes: BTreeSet::new(),
    };
    for node in graph.nodes() {
        said.nodes.insert([node.id(), &node.node_type().name, node.label()].map(str::to_owned));
    }
    for claim in graph.claims() {
        let ends = [claim.subject(), claim.object().unwrap()].map(|term| graph.term_id(term).to_owned());
        let [source, target] = ends;
        let relation = claim.predicate_name().to_owned();
        if policy.asserts(claim) {
            said.edges.insert([source.clone(), relation.clone(), target.clone()]);
        }
        said.claims.insert([source, relation, target, claim.status().name().to_owned()]);
        said.quotes.extend(claim.evidence().map(|evidence| evidence.quote().to_owned()));
    }
    assert_eq!((said.nodes.len(), said.edges.len(), said.claims.len(), said.quotes.len()), (6, 3, 4, 3));
    said
}

/// The same as rows: a node or an edge on each line.
fn rows() -> RowGraph {
    let said = said();
    let quotes: BTreeMap<&str, &str> = [
        ("demands", "The union wants pay to rise"),
        ("breaks", "has broken the deal"),
        ("partyTo", "Both sit in the talks"),
    ]
    .into();
    let nodes = said.nodes.iter().map(
        |[id, node_type, label]| serde_json::json!({"id": id, "type": node_type, "props": {"label": label}}),
    );
    let edges = said.claims.iter().map(|[source, relation, target, status]| {
        let quote = quotes[relation.as_str()];
        serde_json::json!({"source": source, "target": target, "type": relation, "status": status, "props": {"quote": quote}})
    });
    let lines: Vec<String> = nodes.chain(edges).map(|line| line.to_string()).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.jsonl");
    std::fs::write(&path, lines.join("\n")).unwrap();
    let reading = read_rows(&[path], &RowOptions::default()).unwrap();
    assert_eq!(reading.findings.len(), 0);
    reading.graph
}

/// The files of a format: those of the dossier and those of the rows.
fn written(format: &str) -> [Files; 2] {
    let [mut of_dossier, mut of_rows] = [Files::default(), Files::default()];
    exporter(format)
        .unwrap()
        .export((&dossier()).into(), &ExportOptions::default(), &mut of_dossier)
        .unwrap();
    let options = ExportOptions::default().with_base(BASE.to_owned());
    exporter(format).unwrap().export((&rows()).into(), &options, &mut of_rows).unwrap();
    [of_dossier, of_rows]
}

fn only_text(files: &Files) -> String {
    assert_eq!(files.0.len(), 1);
    String::from_utf8(files.0.values().next().unwrap().clone()).unwrap()
}

fn triples(format: &str, files: &Files) -> Vec<Triple> {
    let text = only_text(files);
    let bytes = text.as_bytes();
    match format {
        "ntriples" => oxttl::NTriplesParser::new().for_slice(bytes).map(Result::unwrap).collect(),
        "nquads" => oxttl::NQuadsParser::new().for_slice(bytes).map(|quad| quad.unwrap().into()).collect(),
        "rdfxml" => oxrdfxml::RdfXmlParser::new().for_slice(bytes).map(Result::unwrap).collect(),
        "trig" => oxttl::TriGParser::new().for_slice(bytes).map(|quad| quad.unwrap().into()).collect(),
        "turtle" => oxttl::TurtleParser::new().for_slice(bytes).map(Result::unwrap).collect(),
        _ => oxjsonld::JsonLdParser::new().for_slice(bytes).map(|quad| quad.unwrap().into()).collect(),
    }
}

#[test]
fn rdf_says_the_same_of_both() {
    let said = said();
    for format in ["jsonld", "nquads", "ntriples", "rdfxml", "trig", "turtle"] {
        for (kind, files) in ["dossier", "rows"].into_iter().zip(written(format)) {
            let what = format!("{format} of {kind}");
            let triples = triples(format, &files);
            let subject = |triple: &Triple| match &triple.subject {
                NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
                NamedOrBlankNode::BlankNode(_) => panic!("{what}: a blank node"),
            };
            let iri = |term: &Term| match term {
                Term::NamedNode(node) => Some(node.as_str().to_owned()),
                _ => None,
            };
            let id = |iri: &str| iri.strip_prefix(BASE).map(str::to_owned);
            let short = |iri: &str| iri.strip_prefix(NEG).map(str::to_owned);
            let objects = |of: &str, predicate: &str| -> Vec<String> {
                let of_subject = triples.iter().filter(|triple| subject(triple) == of);
                let found = of_subject.filter(|triple| triple.predicate.as_str() == predicate);
                found
                    .map(|triple| match &triple.object {
                        Term::Literal(literal) => literal.value().to_owned(),
                        other => iri(other).unwrap(),
                    })
                    .collect()
            };
            let nodes: BTreeSet<[String; 3]> = said
                .nodes
                .iter()
                .map(|[id, ..]| {
                    let iri = format!("{BASE}{id}");
                    let class = objects(&iri, &format!("{RDF}type"))
                        .iter()
                        .filter_map(|class| short(class))
                        .collect();
                    [id.clone(), class, objects(&iri, "http://www.w3.org/2000/01/rdf-schema#label").concat()]
                })
                .collect();
            assert_eq!(nodes, said.nodes, "{what}");
            let ids: BTreeSet<&String> = said.nodes.iter().map(|[id, ..]| id).collect();
            let edges: BTreeSet<[String; 3]> = triples
                .iter()
                .filter_map(|triple| {
                    let [source, target] = [id(&subject(triple))?, id(&iri(&triple.object)?)?];
                    let relation = short(triple.predicate.as_str())?;
                    (ids.contains(&source) && ids.contains(&target)).then_some([source, relation, target])
                })
                .collect();
            assert_eq!(edges, said.edges, "{what}");
            let records: BTreeSet<String> = triples
                .iter()
                .filter(|triple| triple.predicate.as_str() == format!("{RDF}subject"))
                .map(subject)
                .collect();
            let claims: Vec<[String; 4]> = records
                .iter()
                .map(|record| {
                    let of = |part: &str| objects(record, &format!("{RDF}{part}")).concat();
                    let status = objects(record, &format!("{NEG}status")).concat();
                    [
                        id(&of("subject")).unwrap(),
                        short(&of("predicate")).unwrap(),
                        id(&of("object")).unwrap(),
                        short(&status).unwrap(),
                    ]
                })
                .collect();
            assert_eq!(claims.len(), said.claims.len(), "{what}");
            assert_eq!(claims.into_iter().collect::<BTreeSet<_>>(), said.claims, "{what}");
            // A dossier's words are selectors of annotations, those of rows a property.
            let words = if kind == "dossier" {
                "http://www.w3.org/ns/oa#exact".to_owned()
            } else {
                format!("{BASE}property/quote")
            };
            let quotes: BTreeSet<String> = triples
                .iter()
                .filter(|triple| triple.predicate.as_str() == words)
                .map(|triple| match &triple.object {
                    Term::Literal(literal) => literal.value().to_owned(),
                    other => panic!("{what}: {other}"),
                })
                .collect();
            assert_eq!(quotes, said.quotes, "{what}");
        }
    }
}

/// A name of a relation as databases of property graphs have it: `partyTo` is `PARTY_TO`.
fn upper(relation: &str) -> String {
    let mut name = String::new();
    for c in relation.chars() {
        if c.is_uppercase() {
            name.push('_');
        }
        name.extend(c.to_uppercase());
    }
    name
}

fn with_upper(edges: &BTreeSet<[String; 3]>) -> BTreeSet<[String; 3]> {
    edges.iter().map(|[source, relation, target]| [source.clone(), upper(relation), target.clone()]).collect()
}

#[test]
fn graphml_says_the_same_of_both() {
    let said = said();
    for (kind, files) in ["dossier", "rows"].into_iter().zip(written("graphml")) {
        let text = only_text(&files);
        let document = roxmltree::Document::parse(&text).unwrap();
        let elements = |name: &'static str| {
            document.descendants().filter(move |element| element.tag_name().name() == name)
        };
        let names: BTreeMap<(&str, &str), &str> = elements("key")
            .map(|key| {
                let of = |name| key.attribute(name).unwrap();
                ((of("for"), of("id")), of("attr.name"))
            })
            .collect();
        let data = |element: roxmltree::Node<'_, '_>, wanted: &[&str]| -> String {
            let kind = element.tag_name().name();
            let has = |part: &roxmltree::Node<'_, '_>| {
                part.attribute("key")
                    .is_some_and(|key| names.get(&(kind, key)).is_some_and(|name| wanted.contains(name)))
            };
            element.children().find(has).and_then(|part| part.text()).unwrap_or_default().to_owned()
        };
        let attribute =
            |element: roxmltree::Node<'_, '_>, name: &str| element.attribute(name).unwrap().to_owned();
        let nodes: BTreeSet<[String; 3]> = elements("node")
            .map(|node| [attribute(node, "id"), data(node, &["labelV"]), data(node, &["name"])])
            .filter(|[_, node_type, _]| !["Claim", "Evidence", "Dossier"].contains(&node_type.as_str()))
            .collect();
        assert_eq!(nodes, said.nodes, "{kind}");
        let ids: BTreeSet<&String> = said.nodes.iter().map(|[id, ..]| id).collect();
        let all: Vec<[String; 3]> = elements("edge")
            .map(|edge| [attribute(edge, "source"), data(edge, &["labelE"]), attribute(edge, "target")])
            .collect();
        let edges: BTreeSet<[String; 3]> = all
            .into_iter()
            .filter(|[source, _, target]| ids.contains(source) && ids.contains(target))
            .collect();
        assert_eq!(edges, with_upper(&said.edges), "{kind}");
        let has = |name: &str, text: &str| {
            document.descendants().any(|part| part.tag_name().name() == name && part.text() == Some(text))
        };
        assert!(said.quotes.iter().all(|quote| has("data", quote)), "{kind}");
    }
}

/// Node-link data is what the other formats of property graphs are compared with, of both kinds: see `exchange`.
#[test]
fn node_link_data_says_the_same_of_both() {
    let said = said();
    for (kind, files) in ["dossier", "rows"].into_iter().zip(written("nodelink")) {
        let data: serde_json::Value = serde_json::from_str(&only_text(&files)).unwrap();
        let text = |object: &serde_json::Value, names: &[&str]| {
            let found = names.iter().find_map(|name| object[name].as_str());
            found.unwrap_or_default().to_owned()
        };
        let all = |name: &str| data[name].as_array().unwrap().clone();
        let has = |node: &serde_json::Value, label: &str| {
            node["labels"].as_array().unwrap().iter().any(|own| own == label)
        };
        let is_entity = |node: &&serde_json::Value| has(node, "Entity");
        let (nodes, links) = (all("nodes"), all("links"));
        let entities: BTreeSet<[String; 3]> = nodes
            .iter()
            .filter(is_entity)
            .map(|node| {
                let label = node["labels"][0].as_str().unwrap().to_owned();
                [text(node, &["id"]), label, text(node, &["name", "label"])]
            })
            .collect();
        assert_eq!(entities, said.nodes, "{kind}");
        let claims: BTreeSet<[String; 4]> = nodes
            .iter()
            .filter(|node| has(node, "Claim"))
            .map(|node| ["subject", "predicate", "object", "status"].map(|name| text(node, &[name])))
            .collect();
        assert_eq!(claims, said.claims, "{kind}");
        let ids: BTreeSet<&String> = said.nodes.iter().map(|[id, ..]| id).collect();
        let edges: BTreeSet<[String; 3]> = links
            .iter()
            .map(|link| ["source", "type", "target"].map(|name| text(link, &[name])))
            .filter(|[source, _, target]| ids.contains(source) && ids.contains(target))
            .collect();
        assert_eq!(edges, with_upper(&said.edges), "{kind}");
        let of_claims = links.iter().filter(|link| link["type"] == "SUBJECT" || link["type"] == "OBJECT");
        assert_eq!(of_claims.count(), 2 * said.claims.len(), "{kind}");
    }
}

#[test]
fn flowcharts_have_as_many_arrows_of_both() {
    let said = said();
    for (kind, files) in ["dossier", "rows"].into_iter().zip(written("mermaid")) {
        let chart = only_text(&files);
        let lines = |what: &str| chart.lines().filter(|line| line.contains(what)).count();
        assert_eq!(lines("[\""), said.nodes.len(), "{kind}");
        assert_eq!(lines(" -->|"), said.edges.len(), "{kind}");
        assert_eq!(lines(" -.->|"), said.claims.len() - said.edges.len(), "{kind}");
    }
}

/// A claim has the id of its edge, and a node may have the same id.
#[test]
fn a_claim_and_a_node_never_have_the_same_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.jsonl");
    let lines = "{\"id\":\"c1\",\"type\":\"Person\",\"props\":{\"labels\":\"x\",\"type\":\"y\"}}\n\
        {\"id\":\"c1\",\"source\":\"c1\",\"target\":\"c1\",\"type\":\"knows\",\"status\":\"reported\",\"props\":{\"type\":\"z\"}}\n";
    std::fs::write(&path, lines).unwrap();
    let rows = read_rows(&[path], &RowOptions::default()).unwrap().graph;
    for (format, nodes, edges, id) in
        [("nodelink", "/nodes", "/links", ""), ("cytoscape", "/elements/nodes", "/elements/edges", "/data")]
    {
        let mut out = Vec::new();
        let losses =
            exporter(format).unwrap().export((&rows).into(), &ExportOptions::default(), &mut out).unwrap();
        assert!(losses.notices().iter().any(|notice| notice.contains("`labels`")), "{:?}", losses.notices());
        let data: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let named = |place: &str, name: &str| -> BTreeSet<String> {
            let all = data.pointer(place).unwrap().as_array().unwrap();
            all.iter()
                .map(|one| one.pointer(&format!("{id}/{name}")).unwrap().as_str().unwrap().to_owned())
                .collect()
        };
        let expected: BTreeSet<String> = ["c1", "urn:dossier:graph:edge/c1"].map(str::to_owned).into();
        assert_eq!(named(nodes, "id"), expected, "{format}");
        let ends: BTreeSet<String> = named(edges, "source").union(&named(edges, "target")).cloned().collect();
        assert_eq!(ends, expected, "{format}");
    }
}

#[test]
fn tables_for_neo4j_say_the_same_of_both() {
    let said = said();
    for (kind, files) in ["dossier", "rows"].into_iter().zip(written("neo4j")) {
        let (mut nodes, mut edges, mut cells) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for (_, bytes) in files.0.iter().filter(|(name, _)| name.ends_with(".csv")) {
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
            for row in reader.records() {
                let row = row.unwrap();
                let cell = |wanted: &[&str]| {
                    let at = header.iter().position(|name| {
                        wanted
                            .iter()
                            .any(|wanted| name == wanted || name.split(['(', ':']).next() == Some(wanted))
                    });
                    at.and_then(|at| row.get(at)).unwrap_or_default().to_owned()
                };
                cells.extend(row.iter().map(str::to_owned));
                let id = |iri: String| iri.strip_prefix(BASE).map_or(iri.clone(), str::to_owned);
                let at_end = |name: &str| {
                    let at = header.iter().position(|column| column.starts_with(name)).unwrap();
                    id(row.get(at).unwrap().to_owned())
                };
                if header.iter().any(|name| name.starts_with(":START_ID")) {
                    edges.insert([at_end(":START_ID"), cell(&[":TYPE"]), at_end(":END_ID")]);
                } else {
                    let labels = cell(&[":LABEL"]);
                    let node_type = labels.split(['\u{1f}', ';']).next().unwrap().to_owned();
                    nodes.insert([cell(&["id"]), node_type, cell(&["name", "label"])]);
                }
            }
        }
        nodes.retain(|[_, node_type, _]| !["Claim", "Evidence", "Dossier"].contains(&node_type.as_str()));
        assert_eq!(nodes, said.nodes, "{kind}");
        let ids: BTreeSet<&String> = said.nodes.iter().map(|[id, ..]| id).collect();
        edges.retain(|[source, relation, target]| {
            ids.contains(source) && ids.contains(target) && relation != "CLAIM"
        });
        assert_eq!(edges, with_upper(&said.edges), "{kind}");
        assert!(said.quotes.is_subset(&cells), "{kind}");
    }
}

/// A graph of tables, as a database or a reader of tables has it: objects with their properties, `labels` of nodes, `from`, `to` and
/// `type` of edges.
struct Tables {
    nodes: Vec<serde_json::Value>,
    edges: Vec<serde_json::Value>,
}

/// The tables of a folder, read by a program that is not ours.
fn read_by_engine(format: &str, files: &Files) -> Tables {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    files.write(folder.path());
    let output = std::process::Command::new(root.join("target/tools/venv/bin/python"))
        .arg(root.join("tests/property_graphs/engines.py"))
        .arg(format)
        .arg(folder.path())
        .output()
        .expect("tests/setup installs what this test needs");
    assert!(output.status.success(), "{format}: {}", String::from_utf8_lossy(&output.stderr));
    let read: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let objects = |name: &str| read[name].as_array().unwrap().clone();
    Tables { nodes: objects("nodes"), edges: objects("edges") }
}

/// The files for Neptune, read by the csv crate.
fn read_csv(files: &Files) -> Tables {
    let mut tables = Tables { nodes: Vec::new(), edges: Vec::new() };
    for (_, bytes) in files.0.iter().filter(|(name, _)| name.contains('/')) {
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let header = reader.headers().unwrap().clone();
        let is_edge = header.iter().any(|name| [":START_ID", "~from"].contains(&name));
        for row in reader.records() {
            let row = row.unwrap();
            let mut object = serde_json::Map::new();
            for (name, cell) in header.iter().zip(&row) {
                let name = match name {
                    ":ID" | "~id" => continue,
                    ":START_ID" | "~from" => "from",
                    ":END_ID" | "~to" => "to",
                    ":TYPE" => "type",
                    "~label" if is_edge => "type",
                    ":LABEL" | "~label" => "labels",
                    name => name.split(':').next().unwrap(),
                };
                let value = match name {
                    "labels" => serde_json::json!(cell.split(';').collect::<Vec<_>>()),
                    _ => serde_json::json!(cell),
                };
                assert!(object.insert(name.to_owned(), value).is_none(), "{name} stands twice");
            }
            if is_edge { &mut tables.edges } else { &mut tables.nodes }.push(object.into());
        }
    }
    tables
}

#[test]
fn tables_say_the_same_of_both() {
    let said = said();
    for format in ["gremlin-csv", "ladybug", "opencypher-csv", "parquet", "sql"] {
        for (kind, files) in ["dossier", "rows"].into_iter().zip(written(format)) {
            let what = format!("{format} of {kind}");
            let tables = match format {
                "gremlin-csv" | "opencypher-csv" => read_csv(&files),
                _ => read_by_engine(format, &files),
            };
            let text =
                |object: &serde_json::Value, name: &str| object[name].as_str().unwrap_or_default().to_owned();
            let label = |node: &serde_json::Value| node["labels"][0].as_str().unwrap().to_owned();
            let ids: BTreeMap<String, String> =
                tables.nodes.iter().map(|node| (text(node, "iri"), text(node, "id"))).collect();
            assert_eq!(ids.len(), tables.nodes.len(), "{what}: a key stands twice");
            let is_thing =
                |node: &&serde_json::Value| !["Claim", "Evidence", "Dossier"].contains(&label(node).as_str());
            let nodes: BTreeSet<[String; 3]> = tables
                .nodes
                .iter()
                .filter(is_thing)
                .map(|node| [text(node, "id"), label(node), text(node, "name") + &text(node, "label")])
                .collect();
            assert_eq!(nodes, said.nodes, "{what}");
            let things: BTreeSet<&String> = said.nodes.iter().map(|[id, ..]| id).collect();
            let of_claims: BTreeSet<String> = tables
                .nodes
                .iter()
                .filter(|node| label(node) == "Claim")
                .map(|node| text(node, "id"))
                .collect();
            let mut ends: BTreeSet<[String; 3]> = BTreeSet::new();
            for edge in &tables.edges {
                let [from, to] = ["from", "to"].map(|end| ids[&text(edge, end)].clone());
                ends.insert([from, text(edge, "type"), to]);
            }
            let edges: BTreeSet<[String; 3]> = ends
                .iter()
                .filter(|[from, _, to]| things.contains(from) && things.contains(to))
                .cloned()
                .collect();
            assert_eq!(edges, with_upper(&said.edges), "{what}");
            let claims: BTreeSet<[String; 4]> = tables
                .nodes
                .iter()
                .filter(|node| label(node) == "Claim")
                .map(|node| ["subject", "predicate", "object", "status"].map(|name| text(node, name)))
                .collect();
            assert_eq!(claims, said.claims, "{what}");
            for claim in &of_claims {
                for kind in ["SUBJECT", "OBJECT"] {
                    let found = ends.iter().filter(|[from, of, _]| from == claim && of == kind).count();
                    assert_eq!(found, 1, "{what}: {kind} of {claim}");
                }
            }
            let quotes: BTreeSet<String> = tables.nodes.iter().map(|node| text(node, "quote")).collect();
            assert!(said.quotes.is_subset(&quotes), "{what}");
        }
    }
}

#[test]
fn graphviz_reads_the_same_nodes_and_as_many_edges_of_both() {
    let said = said();
    for (kind, files) in ["dossier", "rows"].into_iter().zip(written("dot")) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("graph.dot");
        std::fs::write(&path, only_text(&files)).unwrap();
        let output = std::process::Command::new("dot")
            .arg("-Tjson")
            .arg(&path)
            .output()
            .expect("this test needs Graphviz; tests/setup installs it");
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let objects: Vec<&serde_json::Value> = json["objects"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|object| object.get("nodes").is_none())
            .collect();
        let name = |at: &serde_json::Value| {
            let of_number = |object: &&&serde_json::Value| object["_gvid"] == *at;
            objects.iter().find(of_number).unwrap()["name"].as_str().unwrap().to_owned()
        };
        let nodes: BTreeSet<String> =
            objects.iter().map(|object| object["name"].as_str().unwrap().to_owned()).collect();
        let ids: BTreeSet<String> = said.nodes.iter().map(|[id, ..]| id.clone()).collect();
        // A picture of a dossier has a legend.
        let is_legend = |name: &str| kind == "dossier" && name.starts_with("legend/");
        let nodes: BTreeSet<String> = nodes.into_iter().filter(|name| !is_legend(name)).collect();
        assert_eq!(nodes, ids, "{kind}");
        // The relation is the last of the classes in a picture of a dossier, and a property in one of rows.
        let edges: BTreeSet<[String; 3]> = json["edges"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|edge| !is_legend(&name(&edge["tail"])))
            .map(|edge| {
                let text = |name: &str| edge[name].as_str().map(str::to_owned);
                let relation = text("relation")
                    .or_else(|| text("type"))
                    .or_else(|| Some(text("class")?.rsplit(' ').next()?.to_owned()))
                    .unwrap();
                [name(&edge["tail"]), relation, name(&edge["head"])]
            })
            .collect();
        let expected = said
            .claims
            .iter()
            .map(|[source, relation, target, _]| [source, relation, target].map(String::clone));
        assert_eq!(edges, expected.collect(), "{kind}");
    }
}

#[test]
fn every_format_of_rows_is_one_of_dossiers() {
    for of_rows in EXPORTERS.iter().filter(|exporter| exporter.takes_rows()) {
        let of_dossiers = exporter(of_rows.name()).unwrap();
        assert_eq!(of_dossiers.extension(), of_rows.extension(), "{}", of_rows.name());
        assert_eq!(of_dossiers.is_folder(), of_rows.is_folder(), "{}", of_rows.name());
    }
}
