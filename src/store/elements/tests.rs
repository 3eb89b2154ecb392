//! Loading into a property graph in memory: twice, a new version, beside others, with and without pruning.

use super::*;
use crate::check::Checked;
use crate::export::ExportOptions;
use crate::graph::{DossierInput, DossierKey, GraphBuilder};
use crate::ontology::Ontology;
use crate::text::{Id, Iri};

/// A property graph in memory, which does deeds as databases do.
#[derive(Default)]
struct Memory {
    nodes: BTreeMap<String, FoundNode>,
    edges: Vec<FoundEdge>,
}

fn says(properties: &Record, names: &[String]) -> bool {
    dossiers(properties).iter().any(|name| names.iter().any(|ours| ours == name))
}

impl Elements for Memory {
    fn nodes_of(&mut self, root: &str, names: &[String]) -> Result<Vec<FoundNode>, StoreError> {
        let of = |node: &&FoundNode| node.labels.contains(root) && says(&node.properties, names);
        Ok(self.nodes.values().filter(of).cloned().collect())
    }

    fn nodes_under(&mut self, root: &str, iris: &[&str]) -> Result<Vec<FoundNode>, StoreError> {
        let found = iris.iter().filter_map(|iri| self.nodes.get(*iri));
        Ok(found.filter(|node| node.labels.contains(root)).cloned().collect())
    }

    fn edges_of(&mut self, root: &str, names: &[String]) -> Result<Vec<FoundEdge>, StoreError> {
        let from = |edge: &FoundEdge| self.nodes.get(&edge.from).is_some_and(|node| node.root() == root);
        Ok(self.edges.iter().filter(|edge| from(edge) && says(&edge.properties, names)).cloned().collect())
    }

    fn edges_under(&mut self, _: &str, kind: &str, keys: &[(&str, &str)]) -> Result<Vec<FoundEdge>, StoreError> {
        let of = |edge: &&FoundEdge| {
            edge.kind == kind && keys.iter().any(|(from, iri)| edge.from == *from && key(&edge.properties) == Some(iri))
        };
        Ok(self.edges.iter().filter(of).cloned().collect())
    }

    fn held(&mut self, _: &str, iris: &[&str], names: &[String]) -> Result<BTreeSet<String>, StoreError> {
        let others = |edge: &&FoundEdge| {
            let said = dossiers(&edge.properties);
            said.is_empty() || said.iter().any(|name| !names.iter().any(|ours| ours == name))
        };
        let ends = self.edges.iter().filter(others).flat_map(|edge| [edge.from.clone(), edge.to.clone()]);
        Ok(ends.filter(|end| iris.contains(&end.as_str())).collect())
    }

    fn batch(&self) -> usize {
        2
    }
}

fn set(properties: &mut Record, changes: &Record) {
    for (name, value) in changes {
        match value {
            Value::Null => drop(properties.remove(name)),
            value => drop(properties.insert(name.clone(), value.clone())),
        }
    }
}

impl Memory {
    fn act(&mut self, deed: &Deed, row: &Row) {
        let ends = row.ends.clone().unwrap_or_default();
        let same = |edge: &FoundEdge| {
            key(&edge.properties) == Some(&row.iri) && (&edge.from, &edge.to) == (&ends.0, &ends.1)
        };
        match deed {
            Deed::CutEdges { kind, .. } => self.edges.retain(|edge| !(edge.kind == *kind && same(edge))),
            Deed::TouchEdges { kind, .. } | Deed::PutEdges { kind, .. } => {
                assert!(self.nodes.contains_key(&ends.0) && self.nodes.contains_key(&ends.1));
                if !self.edges.iter().any(|edge| edge.kind == *kind && same(edge)) {
                    let properties = Record::from([("iri".to_owned(), row.iri.as_str().into())]);
                    let (from, to) = ends.clone();
                    self.edges.push(FoundEdge { from, kind: kind.clone(), to, properties });
                }
                for edge in self.edges.iter_mut().filter(|edge| edge.kind == *kind && same(edge)) {
                    set(&mut edge.properties, &row.properties);
                }
            }
            Deed::TouchNodes { gone, new, .. } => {
                let node = self.nodes.get_mut(&row.iri).unwrap();
                node.labels.retain(|label| !gone.contains(label));
                node.labels.extend(new.iter().cloned());
                set(&mut node.properties, &row.properties);
            }
            Deed::PutNodes { labels } => {
                let node = self.nodes.entry(row.iri.clone()).or_default();
                node.labels.extend(labels.iter().cloned());
                set(&mut node.properties, &row.properties);
            }
            Deed::DropNodes { .. } => {
                assert!(!self.edges.iter().any(|edge| edge.from == row.iri || edge.to == row.iri));
                self.nodes.remove(&row.iri);
            }
        }
    }

    fn load(&mut self, checked: &Checked, prune: bool) -> Comparison {
        let mut comparison = self.compare(checked, prune).unwrap();
        for (deed, rows) in std::mem::take(&mut comparison.deeds).batches(3) {
            rows.iter().for_each(|row| self.act(&deed, row));
            rows.iter().filter(|_| deed.adds()).for_each(|row| self.act(&deed, row));
        }
        let after = self.compare(checked, prune).unwrap();
        assert!(after.deeds.is_empty(), "{:?}", after.deeds);
        assert!(after.proof(prune).iter().all(crate::store::Count::holds));
        comparison
    }

    fn compare(&mut self, checked: &Checked, prune: bool) -> Result<Comparison, StoreError> {
        let options = ExportOptions::default();
        Wanted::of(&Load::new(checked, &options), |value| Value::from(value)).unwrap().compare(self, prune)
    }

    fn foreign(&mut self, iri: &str, label: &str) {
        let properties = Record::from([("iri".to_owned(), iri.into()), ("mine".to_owned(), Value::Integer(1))]);
        let labels = BTreeSet::from([label.to_owned()]);
        self.nodes.insert(iri.to_owned(), FoundNode { labels, properties });
    }
}

/// The base of all these dossiers, whose nodes meet therefore.
const BASE: &str = "https://example.org/";
const UNION: &str = "https://example.org/union";

/// A dossier with a base.
fn based(name: &str, base: &str) -> (GraphBuilder, DossierKey) {
    let (mut builder, dossier) = based("strike", "https://example.net/");
    let union = builder.node(dossier, "union", "Organization", "The union").unwrap();
    let rise = builder.node(dossier, "rise", "Position", "Pay rises").unwrap();
    builder.relate(dossier, union, "demands", rise).unwrap();
    store.load(&Checked::new(builder.finish().0).unwrap(), false);
    let error = store.compare(&strike("strike", "Organization", &["rise"]), true).err().unwrap().to_string();
    assert!(error.contains("same name") && error.contains(BASE), "{error}");
}

#[test]
fn edges_that_join_other_things_now_or_stand_twice_are_made_anew() {
    let (mut store, checked) = (Memory::default(), strike("strike", "Organization", &["rise", "rest"]));
    store.load(&checked, false);
    let before = store.edges.len();
    let moved = store.edges.iter().position(|edge| edge.kind == "DEMANDS").unwrap();
    let other = store.edges.iter().rposition(|edge| edge.kind == "DEMANDS").unwrap();
    store.edges[moved].to = store.edges[other].to.clone();
    let twin = store.edges[other].clone();
    store.edges.push(twin);
    let repaired = store.load(&checked, false);
    assert_eq!((repaired.edges.updated, store.edges.len()), (2, before));
}
