//! Loading into a property graph in memory: twice, a new version, next to others, with and without pruning.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::found::dossiers;
use super::lowered::key;
use super::*;
use crate::check::Checked;
use crate::export::elements::Kinds;
use crate::export::{ExportOptions, Graph, NameStyle};
use crate::graph::rows::{Cell, Draft, EdgeKind, NameCache, NameKey, RowBuilder, RowGraph, put_cell};
use crate::graph::{ClaimInput, DossierInput, DossierKey, GraphBuilder, LangText, NodeInput, StatementInput};
use crate::ontology::{Ontology, Status};
use crate::store::{Load, Plan, StoreError, Tally};
use crate::text::{Id, Iri, Language};

/// What that keeps.
static KEEPS: Keeps =
    Keeps { times: Kinds::TIMES, whole_is_integer: false, rounds: false, names: ANY_NAME, shared: None };

const MOST: Most = Most { rows: 3, bytes: 500_000 };

/// A property graph in memory, which makes changes as databases do.
#[derive(Default)]
struct Memory {
    style: NameStyle,
    nodes: BTreeMap<String, FoundNode>,
    edges: Vec<FoundEdge>,
}

/// What a plan comes to.
#[derive(Debug)]
struct Planned {
    nodes: Tally,
    edges: Tally,
    plan: Plan,
}

impl Planned {
    fn of(plan: Plan) -> Planned {
        Planned { nodes: plan.tallies[0].clone(), edges: plan.tallies[1].clone(), plan }
    }

    fn notices(&self) -> &[String] {
        &self.plan.notices
    }

    fn stale(&self) -> &[String] {
        &self.plan.stale
    }
}

fn says(properties: &Record, names: &[String]) -> bool {
    dossiers(properties).iter().any(|name| names.iter().any(|ours| ours == name))
}

impl Elements for Memory {
    fn nodes_of(
        &mut self,
        root: &str,
        names: &[String],
        visit: &mut dyn FnMut(FoundNode) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let of = |node: &&FoundNode| node.labels.contains(root) && says(&node.properties, names);
        self.nodes.values().filter(of).cloned().try_for_each(visit)
    }

    fn has_nodes(&mut self, root: &str) -> Result<bool, StoreError> {
        Ok(self.nodes.values().any(|node| node.labels.contains(root)))
    }

    fn nodes_under(&mut self, root: &str, iris: &[&str]) -> Result<Vec<FoundNode>, StoreError> {
        let found = iris.iter().filter_map(|iri| self.nodes.get(*iri));
        Ok(found.filter(|node| node.labels.contains(root)).cloned().collect())
    }

    fn edges_of(
        &mut self,
        root: &str,
        names: &[String],
        visit: &mut dyn FnMut(FoundEdge) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let of = |node: &FoundNode| node.root() == root && says(&node.properties, names);
        let from = |edge: &FoundEdge| self.nodes.get(&edge.from).is_some_and(of);
        let found = self.edges.iter().filter(|edge| from(edge) && says(&edge.properties, names));
        found.cloned().try_for_each(visit)
    }

    fn edges_under(
        &mut self,
        _: &str,
        kind: &str,
        keys: &[(&str, &str)],
    ) -> Result<Vec<FoundEdge>, StoreError> {
        let of = |edge: &&FoundEdge| {
            edge.kind == kind
                && keys.iter().any(|(from, iri)| edge.from == *from && key(&edge.properties) == Some(iri))
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
            value => properties.insert(Arc::clone(name), value.clone()),
        }
    }
}

impl Memory {
    fn act(&mut self, change: &Change, row: &Row) {
        let ends = row.ends.clone().unwrap_or_default();
        let same = |edge: &FoundEdge| {
            key(&edge.properties) == Some(&row.iri) && (&edge.from, &edge.to) == (&ends.0, &ends.1)
        };
        match change {
            Change::CutEdges { kind, .. } => self.edges.retain(|edge| !(edge.kind == **kind && same(edge))),
            Change::TouchEdges { kind, .. } | Change::PutEdges { kind, .. } => {
                assert!(self.nodes.contains_key(&ends.0) && self.nodes.contains_key(&ends.1));
                if !self.edges.iter().any(|edge| edge.kind == **kind && same(edge)) {
                    let properties = Record::from([("iri".to_owned(), row.iri.as_str().into())]);
                    let (from, to) = ends.clone();
                    self.edges.push(FoundEdge { from, kind: kind.to_string(), to, properties });
                }
                for edge in self.edges.iter_mut().filter(|edge| edge.kind == **kind && same(edge)) {
                    set(&mut edge.properties, &row.properties);
                }
            }
            Change::TouchNodes { gone, new, .. } => {
                let node = self.nodes.get_mut(&row.iri).unwrap();
                node.labels.retain(|label| !gone.contains(label));
                node.labels.extend(new.iter().cloned());
                set(&mut node.properties, &row.properties);
            }
            Change::PutNodes { labels } => {
                let node = self.nodes.entry(row.iri.clone()).or_default();
                node.labels.extend(labels.iter().map(ToString::to_string));
                set(&mut node.properties, &row.properties);
            }
            Change::DropNodes { .. } => {
                assert!(!self.edges.iter().any(|edge| edge.from == row.iri || edge.to == row.iri));
                self.nodes.remove(&row.iri);
            }
        }
    }

    /// Follows a plan; each step fails once, and is done twice.
    fn load<'g>(&mut self, graph: impl Into<Graph<'g>>, prune: bool) -> Planned {
        let (graph, options) = (graph.into(), ExportOptions::default().with_names(self.style));
        let mut load = Load::new(graph, &options);
        load.prune = prune;
        let (mut loading, plan) = Loading::plan(&load, &KEEPS, self, MOST).unwrap();
        for step in &plan.steps {
            let late = || StoreError::Busy { what: String::new(), why: String::new(), after: None };
            assert!(loading.step(&load, |_, _| Err(late())).is_err());
            let done = loading.step(&load, |change, rows| {
                assert_eq!(change.step(rows), *step);
                rows.iter().for_each(|row| self.act(change, row));
                rows.iter().filter(|_| change.adds()).for_each(|row| self.act(change, row));
                Ok(rows.len() as u64)
            });
            assert_eq!(done.unwrap(), step.things);
        }
        assert!(loading.verify(&load, self).unwrap().iter().all(crate::store::Count::holds));
        let (_, after) = Loading::plan(&load, &KEEPS, self, MOST).unwrap();
        assert!(after.steps.is_empty(), "{:?}", after.steps);
        Planned::of(plan)
    }

    fn compare<'g>(&mut self, graph: impl Into<Graph<'g>>, prune: bool) -> Result<Planned, StoreError> {
        let (graph, options) = (graph.into(), ExportOptions::default().with_names(self.style));
        let mut load = Load::new(graph, &options);
        load.prune = prune;
        Loading::plan(&load, &KEEPS, self, MOST).map(|(_, plan)| Planned::of(plan))
    }

    fn foreign(&mut self, iri: &str, label: &str) {
        let properties =
            Record::from([("iri".to_owned(), iri.into()), ("mine".to_owned(), Value::Integer(1))]);
        let labels = BTreeSet::from([label.to_owned()]);
        self.nodes.insert(iri.to_owned(), FoundNode { labels, properties });
    }
}

/// The base of all these dossiers, whose nodes meet therefore.
const BASE: &str = "https://example.org/";
const UNION: &str = "https://example.org/union";

/// A dossier with a base.
fn based(name: &str, base: &str) -> (GraphBuilder, DossierKey) {
    let mut builder = GraphBuilder::new(Ontology::built_in().clone());
    let mut input = DossierInput::new(Id::new(name).unwrap());
    input.base = Some(Iri::new(base).unwrap());
    let dossier = builder.add_dossier(input).unwrap();
    (builder, dossier)
}

/// A dossier in which a union demands things.
fn strike(name: &str, union_type: &str, demands: &[&str]) -> Checked {
    let (mut builder, dossier) = based(name, BASE);
    let union = builder.node(dossier, "union", union_type, "The union").unwrap();
    for demand in demands {
        let position = builder.node(dossier, demand, "Position", demand).unwrap();
        builder.relate(dossier, union, "demands", position).unwrap();
    }
    Checked::new(builder.finish().0).unwrap()
}

#[test]
fn a_second_load_changes_nothing() {
    let (mut store, checked) = (Memory::default(), strike("strike", "Organization", &["rise", "rest"]));
    let first = store.load(&checked, false);
    assert!(first.nodes.created >= 5 && first.edges.created >= 6 && first.nodes.unchanged == 0);
    let second = store.load(&checked, true);
    assert!(!second.nodes.changes() && !second.edges.changes());
    assert_eq!((second.nodes.unchanged, second.edges.unchanged), (first.nodes.created, first.edges.created));
    assert!(second.notices().is_empty() && second.stale().is_empty());
}

#[test]
fn a_new_version_changes_types_and_leaves_what_is_stale_until_it_is_pruned() {
    let mut store = Memory::default();
    store.load(&strike("strike", "Organization", &["rise", "rest"]), false);
    store.nodes.get_mut(UNION).unwrap().labels.insert("Important".to_owned());
    store.nodes.get_mut(UNION).unwrap().properties.insert("pagerank".to_owned(), Value::Float(0.5));
    store.nodes.get_mut(UNION).unwrap().properties.insert("kind".to_owned(), "guild".into());
    let new = strike("strike", "Person", &["rise"]);
    let left = store.load(&new, false);
    assert!(
        left.nodes.updated >= 1 && left.nodes.stale > 0 && left.edges.stale > 0 && left.nodes.deleted == 0
    );
    let union = &store.nodes[UNION];
    assert!(union.labels.contains("Person") && !union.labels.contains("Organization"), "{:?}", union.labels);
    assert!(union.labels.contains("Important") && union.properties.contains_key("pagerank"));
    assert!(!union.properties.contains_key("kind"));
    let pruned = store.load(&new, true);
    assert_eq!((pruned.nodes.deleted, pruned.edges.deleted), (left.nodes.stale, left.edges.stale));
    assert!(!store.nodes.keys().any(|iri| iri.ends_with("rest")));
}

#[test]
fn what_two_dossiers_say_keeps_both_names_and_is_pruned_by_name() {
    let mut store = Memory::default();
    store.load(&strike("one", "Organization", &["rise"]), false);
    // As a load of two dossiers leaves it whose nodes meet.
    let both = Value::list(["one", "two"]);
    let all = store.nodes.values_mut().map(|node| &mut node.properties);
    for properties in all.chain(store.edges.iter_mut().map(|edge| &mut edge.properties)) {
        properties.insert(DOSSIERS.to_owned(), both.clone());
        properties.insert("notes".to_owned(), Value::list(["Only the other dossier says this"]));
    }
    let before = store.nodes[UNION].clone();
    let second = store.load(&strike("one", "Organization", &["rise"]), true);
    assert!(!second.nodes.changes() && second.notices().len() == 1);
    assert_eq!(store.nodes[UNION], before);
    // Of the first dossier nothing is left but a thing that is not the union.
    let (mut builder, dossier) = based("one", BASE);
    builder.node(dossier, "port", "Organization", "The port").unwrap();
    let one = Checked::new(builder.finish().0).unwrap();
    let pruned = store.load(&one, true);
    assert!(pruned.nodes.updated > 0 && pruned.nodes.deleted == 0 && pruned.edges.deleted == 0);
    assert_eq!(store.nodes[UNION].properties[DOSSIERS], Value::list(["two"]));
    assert!(store.edges.iter().all(|edge| edge.properties[DOSSIERS] == Value::list(["two"])));
}

#[test]
fn what_two_dossiers_have_said_together_is_pruned_when_one_is_loaded_alone() {
    let build = |names: &[&str]| {
        let mut builder = GraphBuilder::new(Ontology::built_in().clone());
        for name in names {
            let dossier = builder.add_dossier(DossierInput::new(Id::new(name).unwrap())).unwrap();
            let mut union = NodeInput::new(
                dossier,
                Id::new("union").unwrap(),
                builder.ontology().type_named("Organization").unwrap(),
            );
            union.labels = vec![LangText { language: Language::default(), text: "The union".into() }];
            union.same = vec![Iri::new(UNION).unwrap()];
            let union = builder.add_node(union).unwrap();
            let rise = builder.node(dossier, "rise", "Position", "Pay rises").unwrap();
            builder.relate(dossier, union, "demands", rise).unwrap();
        }
        Checked::new(builder.finish().0).unwrap()
    };
    let (mut store, mut apart) = (Memory::default(), Memory::default());
    store.load(&build(&["one", "two"]), false);
    assert_eq!(store.nodes["urn:dossier:one:union"].properties[DOSSIERS], Value::list(["one", "two"]));
    for name in ["two", "one"] {
        store.load(&build(&[name]), true);
        apart.load(&build(&[name]), true);
    }
    assert_eq!(store.nodes, apart.nodes);
    let sorted = |mut edges: Vec<FoundEdge>| {
        edges.sort_by_key(|edge| key(&edge.properties).map(str::to_owned));
        edges
    };
    assert_eq!(sorted(store.edges), sorted(apart.edges));
}

#[test]
fn what_is_only_claimed_now_is_no_edge_any_more() {
    let build = |claimed: bool| {
        let (mut builder, dossier) = based("strike", BASE);
        let union = builder.node(dossier, "union", "Organization", "The union").unwrap();
        let pact = builder.node(dossier, "pact", "Agreement", "The pact").unwrap();
        let breaks = builder.ontology().relation_named("breaks").unwrap();
        let mut claim = ClaimInput::new(dossier, union, StatementInput::Relation(breaks, pact.into()));
        if claimed {
            claim.said.by = vec![builder.node(dossier, "port", "Organization", "The port").unwrap()];
        }
        builder.add_claim(claim);
        Checked::new(builder.finish().0).unwrap()
    };
    let mut store = Memory::default();
    store.load(&build(false), false);
    let breaks = |store: &Memory| store.edges.iter().filter(|edge| edge.kind == "BREAKS").count();
    assert_eq!(breaks(&store), 1);
    let changed = store.load(&build(true), false);
    assert_eq!((breaks(&store), changed.edges.deleted), (0, 1));
    assert!(store.nodes.values().any(|node| node.properties.get("asserted") == Some(&Value::Boolean(false))));
}

#[test]
fn another_dossier_under_the_same_base_is_a_conflict() {
    let mut store = Memory::default();
    store.load(&strike("one", "Organization", &["rise"]), false);
    let error = store.compare(&strike("two", "Organization", &["rest"]), false).err().unwrap().to_string();
    assert!(error.contains("`one`") && error.contains("`two`") && error.contains(BASE), "{error}");
}

#[test]
fn a_nul_is_refused_by_the_name_of_its_node() {
    let (mut builder, dossier) = based("one", BASE);
    builder.node(dossier, "port", "Organization", "The \0 port").unwrap();
    let error = Memory::default().compare(&Checked::new(builder.finish().0).unwrap(), false).err().unwrap();
    assert!(error.to_string().starts_with("port: its `name` contains"), "{error}");
}

#[test]
fn what_is_foreign_is_never_touched() {
    let mut store = Memory::default();
    store.foreign("urn:mine", "Entity");
    store.load(&strike("strike", "Organization", &["rise", "rest"]), false);
    let rest = format!("{BASE}rest");
    let properties = Record::from([("iri".to_owned(), "urn:edge".into())]);
    store.edges.push(FoundEdge {
        from: "urn:mine".into(),
        kind: "LIKES".into(),
        to: rest.clone(),
        properties,
    });
    let mine = store.nodes["urn:mine"].clone();
    let pruned = store.load(&strike("strike", "Organization", &["rise"]), true);
    assert_eq!((pruned.nodes.stale, pruned.stale()), (1, [rest.clone()].as_slice()));
    assert!(pruned.notices()[0].contains("relationships of other dossiers"), "{:?}", pruned.notices());
    assert_eq!(store.nodes["urn:mine"], mine);
    assert!(store.nodes.contains_key(&rest) && store.edges.iter().any(|edge| edge.kind == "LIKES"));
}

#[test]
fn something_else_under_a_key_is_a_conflict_with_both_records() {
    let mut store = Memory::default();
    store.foreign(UNION, "Entity");
    let error = store.compare(&strike("strike", "Organization", &["rise"]), false).err().unwrap().to_string();
    assert!(error.contains("(:Entity {iri: 'https://example.org/union', mine: 1})"), "{error}");
    assert!(error.contains("The union") && error.contains(":Organization"), "{error}");
}

#[test]
fn another_dossier_of_the_same_name_is_a_conflict() {
    let mut store = Memory::default();
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

/// Rows of two people and a ship, with the name that the ship has, and the status of the edge between the people.
fn rows(ship: &str, status: Option<Status>) -> RowGraph {
    let mut builder = RowBuilder::default();
    let (shared, mut absorber) = builder.split();
    let mut names = NameCache::new(shared.names);
    let (mut draft, mut cells) = (Draft::default(), Vec::new());
    let people = [("anna", "Person"), ("https://example.org/bert", "Person"), ("s 1", "ex:Ship")];
    for (id, of) in people {
        cells.clear();
        put_cell(
            &mut cells,
            names.key(b"name"),
            &Cell::Text(if of == "ex:Ship" { ship.as_bytes() } else { b"A person" }),
        );
        put_cell(&mut cells, names.key(b"dossiers"), &Cell::Integer(b"7"));
        let datatype = names.key(b"http://www.w3.org/2001/XMLSchema#date");
        put_cell(&mut cells, names.key(b"born"), &Cell::Typed { datatype, text: b"1990-02-03" });
        draft.node(0, id.as_bytes(), names.key(of.as_bytes()), &cells);
    }
    cells.clear();
    put_cell(&mut cells, NameKey::EDGE_ID, &Cell::Clean(b"https://example.org/e1"));
    draft.edge(0, b"anna", b"s 1", EdgeKind::new(names.key(b"owns"), None), &cells);
    cells.clear();
    put_cell(&mut cells, NameKey::EDGE_ID, &Cell::Clean(b"e2"));
    put_cell(&mut cells, names.key(b"weight"), &Cell::Number(b"0.5"));
    let knows = EdgeKind::new(names.key(b"knows"), status);
    draft.edge(0, b"anna", b"https://example.org/bert", knows, &cells);
    absorber.absorb(shared.seal(&mut draft), &mut |_, _, _| {});
    drop(names);
    builder.finish(false, &mut |_, _| {}).graph
}

#[test]
fn rows_are_loaded_as_dossiers_are() {
    let mut store = Memory::default();
    let first = store.load(&rows("Hope", Some(Status::Reported)), false);
    // Beside the three nodes there is the claim, and its two edges beside the two of the rows.
    assert_eq!((first.nodes.created, first.edges.created), (4, 4));
    let ship = &store.nodes["urn:dossier:graph:s%201"];
    assert!(ship.labels.contains("ex:Ship") && ship.labels.contains("Entity"));
    let properties = &ship.properties;
    assert_eq!((&properties["id"], &properties["name"]), (&"s 1".into(), &"Hope".into()));
    assert_eq!(
        (&properties["born"], &properties["dossiers_2"]),
        (&Value::Date(1990, 2, 3), &Value::Integer(7))
    );
    assert_eq!(properties[DOSSIERS], Value::list(["graph"]));
    assert!(first.notices().iter().any(|notice| notice.contains("`dossiers_2`")), "{:?}", first.notices());
    let edge = |store: &Memory, iri: &str| {
        store.edges.iter().find(|edge| key(&edge.properties) == Some(iri)).cloned()
    };
    let known = edge(&store, "urn:dossier:graph:edge/e2").unwrap();
    assert_eq!((known.kind.as_str(), &known.properties["weight"]), ("KNOWS", &Value::Float(0.5)));
    assert!(edge(&store, "https://example.org/e1").is_some());
    let again = store.load(&rows("Hope", Some(Status::Reported)), true);
    assert!(!again.nodes.changes() && !again.edges.changes());
    let renamed = store.load(&rows("Faith", Some(Status::Reported)), false);
    assert_eq!((renamed.nodes.updated, renamed.edges.updated), (1, 0));
    // Nobody may take for a fact what is only claimed now.
    let claimed = store.load(&rows("Faith", Some(Status::Attributed)), false);
    assert_eq!((claimed.edges.deleted, claimed.edges.stale), (1, 0));
    assert!(edge(&store, "urn:dossier:graph:edge/e2").is_none());
    let plain = store.load(&rows("Faith", None), false);
    assert_eq!((plain.nodes.stale, plain.edges.stale, plain.edges.created), (1, 2, 1));
    let pruned = store.load(&rows("Faith", None), true);
    assert_eq!((pruned.nodes.deleted, pruned.edges.deleted), (1, 2));
    assert_eq!((store.nodes.len(), store.edges.len()), (3, 2));
}

#[test]
fn rows_are_called_as_the_user_wants() {
    let kinds = |style| {
        let mut store = Memory { style, ..Memory::default() };
        store.load(&rows("Hope", None), false);
        store.edges.iter().map(|edge| edge.kind.clone()).collect::<BTreeSet<_>>()
    };
    assert_eq!(kinds(NameStyle::Source), ["knows", "owns"].map(str::to_owned).into());
    assert_eq!(kinds(NameStyle::Database), ["KNOWS", "OWNS"].map(str::to_owned).into());
}

#[test]
fn rows_and_a_dossier_share_a_node_by_its_iri() {
    let mut store = Memory::default();
    let (mut builder, dossier) = based("strike", BASE);
    builder.node(dossier, "bert", "Person", "Bert").unwrap();
    store.load(&Checked::new(builder.finish().0).unwrap(), false);
    store.load(&rows("Hope", None), false);
    let bert = &store.nodes["https://example.org/bert"];
    assert_eq!(bert.properties[DOSSIERS], Value::list(["graph", "strike"]));
    assert_eq!(bert.properties["name"], "A person".into());
}

#[test]
fn of_nodes_with_one_key_the_last_counts() {
    let mut builder = RowBuilder::default();
    let (shared, mut absorber) = builder.split();
    let mut names = NameCache::new(shared.names);
    let (mut draft, mut cells) = (Draft::default(), Vec::new());
    for (id, name) in [("s 1", "Hope"), ("urn:dossier:graph:s%201", "Faith")] {
        cells.clear();
        put_cell(&mut cells, names.key(b"name"), &Cell::Text(name.as_bytes()));
        draft.node(0, id.as_bytes(), names.key(b"Ship"), &cells);
    }
    let owns = EdgeKind::new(names.key(b"owns"), None);
    draft.edge(0, b"s 1", b"s 1", owns, &[]);
    absorber.absorb(shared.seal(&mut draft), &mut |_, _, _| {});
    drop(names);
    let graph = builder.finish(false, &mut |_, _| {}).graph;
    let mut store = Memory::default();
    let first = store.load(&graph, false);
    assert_eq!((first.nodes.created, first.edges.created), (1, 1));
    assert_eq!(store.nodes["urn:dossier:graph:s%201"].properties["name"], "Faith".into());
    assert_eq!(store.load(&graph, true).nodes.unchanged, 1);
}

#[test]
fn vertices_and_edges_are_compared_however_many_there_are() {
    // More than are looked at together, and in blocks of their own.
    let graph = |name: &str, count: usize| {
        let mut builder = RowBuilder::default();
        let (shared, mut absorber) = builder.split();
        let mut names = NameCache::new(shared.names);
        let (mut draft, mut cells) = (Draft::default(), Vec::new());
        let id = |at: usize| format!("n{at}").into_bytes();
        for at in 0..count {
            cells.clear();
            put_cell(
                &mut cells,
                names.key(b"name"),
                &Cell::Text(if at % 3 == 0 { name } else { "same" }.as_bytes()),
            );
            draft.node(0, &id(at), names.key([b"A", b"B"][at % 2]), &cells);
            let knows = EdgeKind::new(names.key(b"knows"), (at % 2 == 0).then_some(Status::Reported));
            draft.edge(0, &id(at), &id(at / 2), knows, &cells);
            if at % 100 == 99 {
                absorber.absorb(shared.seal(&mut draft), &mut |_, _, _| {});
            }
        }
        absorber.absorb(shared.seal(&mut draft), &mut |_, _, _| {});
        drop(names);
        builder.finish(false, &mut |_, _| {}).graph
    };
    let mut store = Memory::default();
    let first = store.load(&graph("one", 330), false);
    assert_eq!((first.nodes.created, first.edges.created), (330 + 165, 330 + 2 * 165));
    let changed = store.load(&graph("two", 330), true);
    // A claim without an id is known by what it says.
    assert_eq!((changed.nodes.updated, changed.nodes.unchanged), (110, 220 + 110));
    assert_eq!((changed.nodes.created, changed.nodes.deleted), (55, 55));
    let (pruned, mut fresh) = (store.load(&graph("two", 210), true), Memory::default());
    assert!(pruned.nodes.deleted == 120 + 60 && pruned.edges.deleted == 120 + 2 * 60);
    fresh.load(&graph("two", 210), false);
    assert_eq!(store.nodes, fresh.nodes);
}
