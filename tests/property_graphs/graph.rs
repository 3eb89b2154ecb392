//! Property graphs as tests compare them: by the keys of vertices and edges, all properties among them.

use std::collections::BTreeMap;

use crate::files::Files;
use dossier::check::Checked;
use dossier::export::{ExportOptions, Model, exporter};
use dossier::graph::{Anchor, EvidenceRef};
use serde_json::{Map, Value, json};

impl Files {
    /// The text of a file.
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.0[name].clone()).unwrap()
    }

    /// Writes the files into a folder.
    pub fn write(&self, folder: &std::path::Path) {
        for (name, bytes) in &self.0 {
            let path = if name.is_empty() { folder.join("file") } else { folder.join(name) };
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
}

/// The files that a format writes.
pub fn files(format: &str, checked: &Checked, model: Model) -> Files {
    let mut files = Files::default();
    let options = ExportOptions::default().with_model(model);
    exporter(format)
        .unwrap()
        .export(checked.into(), &options, &mut files)
        .unwrap_or_else(|error| panic!("{error}"));
    files
}

/// Vertices and edges by key.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    pub nodes: BTreeMap<String, Map<String, Value>>,
    pub edges: BTreeMap<String, Map<String, Value>>,
}

/// Objects by their `iri`; none stands twice.
pub fn by_key(objects: impl IntoIterator<Item = Map<String, Value>>) -> BTreeMap<String, Map<String, Value>> {
    let mut all = BTreeMap::new();
    for object in objects {
        let key = object["iri"].as_str().unwrap().to_owned();
        assert!(all.insert(key.clone(), object).is_none(), "{key} stands twice");
    }
    all
}

fn objects(value: &Value) -> impl Iterator<Item = Map<String, Value>> {
    value.as_array().unwrap().iter().map(|value| value.as_object().unwrap().clone())
}

impl Graph {
    /// What `engines.py` prints.
    pub fn of_engine(text: &[u8]) -> Graph {
        let value: Value = serde_json::from_slice(text).unwrap();
        Graph { nodes: by_key(objects(&value["nodes"])), edges: by_key(objects(&value["edges"])) }
    }

    /// What a graph holds, by its node-link JSON, whose reader is serde_json; checked against the graph itself.
    pub fn expected(checked: &Checked, model: Model) -> Graph {
        let text = files("nodelink", checked, model).text("");
        let value: Value = serde_json::from_str(&text).unwrap();
        let nodes = by_key(objects(&value["nodes"]));
        let iris: BTreeMap<&str, &str> =
            nodes.iter().map(|(iri, node)| (node["id"].as_str().unwrap(), iri.as_str())).collect();
        let edges = by_key(objects(&value["links"]).map(|mut edge| {
            for (end, old) in [("from", "source"), ("to", "target")] {
                let id = edge.remove(old).unwrap();
                edge.insert(end.to_owned(), json!(iris[id.as_str().unwrap()]));
            }
            edge.remove("key");
            edge
        }));
        let graph = Graph { nodes, edges };
        graph.assert_complete(checked, model);
        graph
    }

    /// That every name, every claim and every quote of a graph is there, as often as the graph has it.
    pub fn assert_complete(&self, checked: &Checked, model: Model) {
        let graph = checked.graph();
        let texts = |name: &str, label: &str| {
            let of = |node: &&Map<String, Value>| {
                node["labels"].as_array().unwrap().iter().any(|known| known == label)
            };
            let found = self.nodes.values().filter(of).map(|node| node[name].as_str().unwrap().to_owned());
            let mut found: Vec<String> = found.collect();
            found.sort();
            found
        };
        let sorted = |texts: &mut dyn Iterator<Item = String>| {
            let mut texts: Vec<String> = texts.collect();
            texts.sort();
            texts
        };
        let names = sorted(&mut graph.nodes().map(|node| node.label().to_owned()));
        assert_eq!(texts("name", "Entity"), names);
        if model.has_claims() {
            let ids = sorted(&mut graph.claims().map(|claim| claim.id().to_owned()));
            assert_eq!(texts("id", "Claim"), ids);
            let evidence = graph.claims().flat_map(|claim| claim.evidence().collect::<Vec<_>>());
            assert_eq!(self.evidence(), sorted(&mut evidence.map(words_of)));
        }
    }

    /// The words of each piece of evidence, with their own passage, cue and places.
    fn evidence(&self) -> Vec<String> {
        let nodes = self.nodes.values().filter(|node| node["labels"] == json!(["Evidence"]));
        let of = |node: &Map<String, Value>| {
            let words = [
                "quote",
                "start",
                "end",
                "passage",
                "passageStart",
                "passageEnd",
                "cue",
                "cueStart",
                "cueEnd",
            ];
            json!(words.map(|name| node.get(name))).to_string()
        };
        let mut evidence: Vec<String> = nodes.map(of).collect();
        evidence.sort();
        evidence
    }

    /// The same graph with one label for each vertex, for what has no more.
    pub fn with_one_label(mut self) -> Graph {
        for node in self.nodes.values_mut() {
            node["labels"].as_array_mut().unwrap().truncate(1);
        }
        self
    }

    /// Fails where the graphs differ, and says where.
    pub fn assert_same(&self, expected: &Graph, who: &str) {
        for (what, found, expected) in
            [("node", &self.nodes, &expected.nodes), ("edge", &self.edges, &expected.edges)]
        {
            for (key, object) in expected {
                let found = found.get(key).unwrap_or_else(|| panic!("{who}: no {what} {key}"));
                for name in object.keys().chain(found.keys()) {
                    assert_eq!(found.get(name), object.get(name), "{who}: {name} of {key}");
                }
            }
            assert_eq!(found.len(), expected.len(), "{who}: one {what} too many");
        }
    }
}

/// The words of a piece of evidence, with its passage, its cue and all places.
fn words_of(evidence: EvidenceRef<'_>) -> String {
    let record = evidence.record();
    let place = |anchor: &Anchor| evidence.chars_of(anchor).map(|chars| [chars.start, chars.end]);
    let words = [Some(&record.quote), Some(&record.passage), record.cue.as_ref()].map(|anchor| {
        let [start, end] = anchor.and_then(place).map_or([None; 2], |ends| ends.map(Some));
        [json!(anchor.map(|anchor| &anchor.words)), json!(start), json!(end)]
    });
    json!(words.concat()).to_string()
}
