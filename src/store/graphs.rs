//! The named graphs of a load compared with those of a triple store: the differences and the changes.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use oxrdf::{GraphName, NamedNode, Term, Triple};

use super::canonical::canonical;
use super::connection::write_quads;
use super::{Load, Plan, Step, StoreError, Tally};
use crate::export::vocabulary::IDENTIFIER;
use crate::export::{ExportOptions, Graph, Losses};
use crate::graph::rows::RowGraph;
use crate::text::{grouped_digits, visible_line};

/// The most removed triples, and names that are not IRIs, that are listed.
const MAX_REPORTED: usize = 3;
/// The most characters of a name that is not an IRI that are shown.
const LONGEST_SHOWN: usize = 100;

/// The triples of a graph by what they mean.
pub(super) type Triples = BTreeMap<String, Triple>;

/// What a load wants to be there.
pub(super) struct Wanted {
    /// The graphs by name.
    graphs: BTreeMap<String, Triples>,
    /// The names in the order of writing: graphs of facts after those of the sources that carry them.
    order: Vec<String>,
    /// Where the names of all graphs of these dossiers begin.
    spaces: Vec<String>,
    /// The names of the dossiers by the IRIs that describe them.
    dossiers: BTreeMap<String, BTreeSet<String>>,
}

/// What RDF cannot hold of rows.
pub(super) fn losses_of_rows(rows: &RowGraph, options: &ExportOptions) -> Result<Losses, StoreError> {
    write_quads(Graph::Rows(rows), options, &mut std::io::sink())
}

/// What is to be done with one graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// The graph is to hold the wanted triples and no others: what is to go, then what is to come, if the store wants to know. A new one is
    /// empty before.
    Replace { graph: String, is_new: bool, gone: Vec<Triple>, new: Vec<Triple> },
    /// The graph is to go.
    Drop { graph: String, triples: u64 },
}

/// What came of a comparison.
pub(super) struct Comparison {
    /// What is to be done, in order.
    pub(super) changes: Vec<Change>,
    graphs: Tally,
    triples: Tally,
    stale: Vec<String>,
    /// The triples that the replaced graphs lose, those that only count others last.
    gone: Vec<String>,
    /// The names that are not IRIs.
    misnamed: Vec<String>,
}

impl Comparison {
    /// A plan with the steps in which a store does the changes.
    pub(super) fn plan(self, steps: Vec<Step>) -> Plan {
        let notices = self.notice().into_iter().chain(self.misnamed()).collect();
        Plan { tallies: vec![self.graphs, self.triples], steps, stale: self.stale, notices }
    }

    /// What is removed from graphs that are replaced. A triple of others cannot be distinguished from one of an earlier version, so all of
    /// them are listed.
    fn notice(&self) -> Option<String> {
        let (triples, are) = match self.gone.len() {
            0 => return None,
            1 => ("1 triple".to_owned(), "is"),
            count => (format!("{} triples", grouped_digits(&count.to_string())), "are"),
        };
        let more = more_than_listed(self.gone.len());
        let listed: Vec<&str> = self.gone.iter().take(MAX_REPORTED).map(String::as_str).collect();
        Some(format!(
            "{triples} in the graphs of the dossier {are} not part of it and will be removed, whether an earlier version or somebody else added them; graphs with other names are left alone: {}{more}",
            listed.join("; ")
        ))
    }

    /// That graphs whose names are not IRIs are left alone.
    fn misnamed(&self) -> Option<String> {
        let listed = self.misnamed.iter().take(MAX_REPORTED);
        let listed = listed.map(|name| {
            let shown: String = visible_line(name).chars().take(LONGEST_SHOWN).collect();
            format!("`{shown}`")
        });
        let listed: Vec<String> = listed.collect();
        let more = more_than_listed(self.misnamed.len());
        (!listed.is_empty())
            .then(|| format!("graphs whose names are not IRIs are left alone: {}{more}", listed.join("; ")))
    }
}

/// How many there are in addition to those that are listed.
fn more_than_listed(count: usize) -> String {
    match count.saturating_sub(MAX_REPORTED) {
        0 => String::new(),
        more => format!("; and {} more", grouped_digits(&more.to_string())),
    }
}

/// What a triple store must be able to answer.
pub(super) trait Graphs {
    /// The names of the graphs that begin with one of some words, whatever characters they hold.
    fn names(&mut self, spaces: &[String]) -> Result<BTreeSet<String>, StoreError>;

    /// Whether it changes single triples of a graph and does not replace it.
    fn changes_triples(&self) -> bool {
        false
    }

    /// The triples of a graph; none if there is no such graph.
    fn read(&mut self, graph: &str) -> Result<Triples, StoreError>;
}

/// Refuses a text that holds the character NUL.
fn refuse_nul(triple: &Triple) -> Result<(), StoreError> {
    let Term::Literal(literal) = &triple.object else { return Ok(()) };
    if !literal.value().contains('\0') {
        return Ok(());
    }
    let id = triple.subject.to_string();
    let why = format!(
        "its {} contains the character NUL, which databases cannot store; remove it",
        triple.predicate
    );
    Err(StoreError::Value { id, why })
}

/// Triples by what they mean.
pub(super) fn by_meaning(triples: impl IntoIterator<Item = Triple>) -> Triples {
    triples.into_iter().map(|triple| (canonical(&triple), triple)).collect()
}

impl Wanted {
    /// What a load wants.
    ///
    /// # Errors
    /// [`StoreError::Value`] where a text holds the character NUL, which databases cannot keep.
    pub(super) fn of(load: &Load<'_>) -> Result<Wanted, StoreError> {
        let mut graphs: BTreeMap<String, Triples> = BTreeMap::new();
        load.each_quad(|quad| {
            // A load puts nothing into the default graph and knows no blank nodes.
            if let GraphName::NamedNode(name) = quad.graph_name {
                let triple = Triple::new(quad.subject, quad.predicate, quad.object);
                refuse_nul(&triple)?;
                graphs.entry(name.into_string()).or_default().insert(canonical(&triple), triple);
            }
            Ok(())
        })?;
        let (facts, mut order): (Vec<String>, Vec<String>) =
            graphs.keys().cloned().partition(|name| name.ends_with("graph/facts"));
        order.extend(facts);
        let mut dossiers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        if let Graph::Dossier(checked) = load.graph() {
            for dossier in checked.graph().dossiers() {
                dossiers.entry(dossier.iri().to_string()).or_default().insert(dossier.name().to_string());
            }
        }
        let spaces = load.bases().into_iter().map(|base| format!("{base}graph/")).collect();
        Ok(Wanted { graphs, order, spaces, dossiers })
    }

    /// The graphs by name.
    pub(super) fn graphs(&self) -> &BTreeMap<String, Triples> {
        &self.graphs
    }

    /// Wants what else is in the graphs whose names do not begin as those of this load do, unless it is pruned: others may have
    /// put it there. Returns how many triples that are.
    pub(super) fn keep_others(&mut self, store: &mut dyn Graphs, prune: bool) -> Result<u64, StoreError> {
        let (mut kept, spaces) = (0, &self.spaces);
        for (name, wanted) in &mut self.graphs {
            if prune || spaces.iter().any(|space| name.starts_with(space.as_str())) {
                continue;
            }
            for (key, triple) in store.read(name)? {
                if let Entry::Vacant(place) = wanted.entry(key) {
                    place.insert(triple);
                    kept += 1;
                }
            }
        }
        Ok(kept)
    }

    /// Compares what is wanted with what a store holds.
    pub(super) fn compare(&mut self, store: &mut dyn Graphs, prune: bool) -> Result<Comparison, StoreError> {
        let (mut graphs, mut triples) = (Tally::new("graphs"), Tally::new("triples"));
        let kept = self.keep_others(store, prune)?;
        triples.stale = kept;
        // A name that is not an IRI comes from others, and could close the angle brackets in queries.
        let (there, misnamed): (BTreeSet<String>, BTreeSet<String>) =
            store.names(&self.spaces)?.into_iter().partition(|name| NamedNode::new(name.as_str()).is_ok());
        let (mut changes, mut lost, mut counting) = (Vec::new(), Vec::new(), Vec::new());
        for name in &self.order {
            let Some(wanted) = self.graphs.get(name) else { continue };
            let is_ours = self.spaces.iter().any(|space| name.starts_with(space.as_str()));
            let found = if there.contains(name) || !is_ours { store.read(name)? } else { Triples::new() };
            self.refuse_strangers(name, &found)?;
            let gone: Vec<Triple> = difference(&found, wanted).cloned().collect();
            let created = if found.is_empty() { wanted.len() } else { difference(wanted, &found).count() };
            triples.created += created as u64;
            triples.deleted += gone.len() as u64;
            triples.unchanged += (wanted.len() - created) as u64;
            match (found.is_empty(), created == 0 && gone.is_empty()) {
                (true, _) => graphs.created += 1,
                (false, true) => graphs.unchanged += 1,
                (false, false) => graphs.updated += 1,
            }
            let list = if name.ends_with("graph/description") { &mut counting } else { &mut lost };
            list.extend(gone.iter().map(Triple::to_string));
            if created > 0 || !gone.is_empty() {
                let (gone, new) = match store.changes_triples() {
                    true => (gone, difference(wanted, &found).cloned().collect()),
                    false => (Vec::new(), Vec::new()),
                };
                changes.push(Change::Replace { graph: name.clone(), is_new: found.is_empty(), gone, new });
            }
        }
        let stale: Vec<String> = there.into_iter().filter(|name| !self.graphs.contains_key(name)).collect();
        for name in &stale {
            let found = store.read(name)?;
            self.refuse_strangers(name, &found)?;
            let count = found.len() as u64;
            if prune {
                graphs.deleted += 1;
                triples.deleted += count;
                changes.push(Change::Drop { graph: name.clone(), triples: count });
            } else {
                graphs.stale += 1;
                triples.stale += count;
            }
        }
        // What others may have said is stale or theirs, and not unchanged.
        triples.unchanged -= triples.unchanged.min(kept);
        lost.append(&mut counting);
        let stale = if prune { Vec::new() } else { stale };
        let misnamed = misnamed.into_iter().collect();
        Ok(Comparison { changes, graphs, triples, stale, gone: lost, misnamed })
    }

    /// Fails where a graph describes another dossier under the IRI of one of these: both have declared one base.
    fn refuse_strangers(&self, graph: &str, found: &Triples) -> Result<(), StoreError> {
        for triple in found.values().filter(|triple| triple.predicate == IDENTIFIER) {
            let (oxrdf::NamedOrBlankNode::NamedNode(subject), Term::Literal(name)) =
                (&triple.subject, &triple.object)
            else {
                continue;
            };
            let Some(ours) = self.dossiers.get(subject.as_str()) else { continue };
            if !ours.contains(name.value()) {
                let ours: Vec<&str> = ours.iter().map(String::as_str).collect();
                return Err(StoreError::Conflict {
                    id: graph.to_owned(),
                    existing: format!("the dossier `{}`, with the same base", name.value()),
                    sent: format!("the dossier `{}`; give it its own `base`", ours.join("`, `")),
                });
            }
        }
        Ok(())
    }
}

/// The triples that only the first has.
fn difference<'t>(these: &'t Triples, others: &'t Triples) -> impl Iterator<Item = &'t Triple> {
    these.iter().filter(|(key, _)| !others.contains_key(*key)).map(|(_, triple)| triple)
}

impl Change {
    /// The graph.
    pub(super) fn graph(&self) -> &str {
        match self {
            Change::Replace { graph, .. } | Change::Drop { graph, .. } => graph,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Checked;
    use crate::export::ExportOptions;
    use crate::graph::{DossierInput, GraphBuilder};
    use crate::ontology::Ontology;
    use crate::text::Id;

    /// A store in memory.
    #[derive(Default)]
    struct Memory(BTreeMap<String, Triples>);

    impl Graphs for Memory {
        fn names(&mut self, spaces: &[String]) -> Result<BTreeSet<String>, StoreError> {
            let ours = |name: &&String| spaces.iter().any(|space| name.starts_with(space.as_str()));
            Ok(self.0.keys().filter(ours).cloned().collect())
        }

        fn changes_triples(&self) -> bool {
            true
        }

        fn read(&mut self, graph: &str) -> Result<Triples, StoreError> {
            Ok(self.0.get(graph).cloned().unwrap_or_default())
        }
    }

    impl Memory {
        fn apply(&mut self, changes: &[Change]) {
            for change in changes {
                match change {
                    Change::Drop { graph, .. } => drop(self.0.remove(graph)),
                    Change::Replace { graph, gone, new, .. } => {
                        let triples = self.0.entry(graph.clone()).or_default();
                        gone.iter().for_each(|triple| drop(triples.remove(&canonical(triple))));
                        triples.extend(by_meaning(new.iter().cloned()));
                    }
                }
            }
        }
    }

    fn strike(name: &str, label: &str) -> Checked {
        let mut builder = GraphBuilder::new(Ontology::built_in().clone());
        let dossier = builder.add_dossier(DossierInput::new(Id::new(name).unwrap())).unwrap();
        let union = builder.node(dossier, "union", "Organization", label).unwrap();
        let rise = builder.node(dossier, "rise", "Position", "Pay rises").unwrap();
        builder.relate(dossier, union, "demands", rise).unwrap();
        Checked::new(builder.finish().0).unwrap()
    }

    fn wanted(checked: &Checked) -> Wanted {
        Wanted::of(&Load::new(checked, &ExportOptions::default())).unwrap()
    }

    #[test]
    fn a_second_load_changes_nothing_and_a_new_version_only_what_changed() {
        let (first, second) = (strike("strike", "The union"), strike("strike", "The dockers"));
        let mut store = Memory::default();
        let found = wanted(&first).compare(&mut store, false).unwrap();
        assert!(found.graphs.created >= 2 && found.triples.created > 10 && found.triples.deleted == 0);
        assert!(found.changes.last().unwrap().graph().ends_with("graph/facts"));
        store.apply(&found.changes);
        let found = wanted(&first).compare(&mut store, false).unwrap();
        assert!(found.changes.is_empty() && !found.graphs.changes() && !found.triples.changes());
        let found = wanted(&second).compare(&mut store, false).unwrap();
        assert_eq!((found.graphs.updated, found.triples.created, found.triples.deleted), (1, 1, 1));
        store.apply(&found.changes);
        assert!(wanted(&second).compare(&mut store, false).unwrap().changes.is_empty());
    }

    #[test]
    fn only_graphs_of_the_dossier_are_stale_and_pruned() {
        let checked = strike("strike", "The union");
        let mut store = Memory::default();
        let facts = wanted(&checked).graphs()["urn:dossier:strike:graph/facts"].clone();
        let foreign = ["urn:dossier:strike-two:graph/facts", "urn:other", "urn:dossier:strike:grapes"];
        for name in foreign.into_iter().chain(["urn:dossier:strike:graph/source/old"]) {
            let some = facts.iter().take(2).map(|(key, triple)| (key.clone(), triple.clone()));
            store.0.insert(name.to_owned(), some.collect());
        }
        let left = wanted(&checked).compare(&mut store, false).unwrap();
        assert_eq!((left.graphs.stale, left.triples.stale, left.graphs.deleted), (1, 2, 0));
        assert_eq!(left.stale, ["urn:dossier:strike:graph/source/old"]);
        let pruned = wanted(&checked).compare(&mut store, true).unwrap();
        assert_eq!((pruned.graphs.deleted, pruned.graphs.stale, pruned.stale.len()), (1, 0, 0));
        store.apply(&pruned.changes);
        assert!(foreign.iter().all(|name| store.0.contains_key(*name)));
        assert!(!store.0.contains_key("urn:dossier:strike:graph/source/old"));
    }

    #[test]
    fn graphs_whose_names_are_no_iris_are_left_alone_and_told() {
        let checked = strike("strike", "The union");
        let (mut store, mut wanted) = (Memory::default(), wanted(&checked));
        let hostile = "<>\"{}|^`\\ \t\n\0\u{7f}\u{85}".chars();
        let names: Vec<String> =
            hostile.map(|character| format!("urn:dossier:strike:graph/x{character}y")).collect();
        store.0.extend(names.iter().map(|name| (name.clone(), Triples::new())));
        let found = wanted.compare(&mut store, true).unwrap();
        assert!(found.changes.iter().all(|change| !names.iter().any(|name| name == change.graph())));
        let plan = found.plan(Vec::new());
        assert!(plan.stale.is_empty() && plan.notices.len() == 1, "{:?}", plan.notices);
        let notice = &plan.notices[0];
        assert!(
            notice.contains("`urn:dossier:strike:graph/x␀y`") && notice.ends_with("; and 12 more"),
            "{notice}"
        );
    }

    #[test]
    fn another_dossier_under_the_same_base_is_a_conflict() {
        let checked = strike("strike", "The union");
        let (mut store, mut wanted) = (Memory::default(), wanted(&checked));
        store.apply(&wanted.compare(&mut Memory::default(), false).unwrap().changes);
        let facts = store.0.get_mut("urn:dossier:strike:graph/facts").unwrap();
        for triple in facts.values_mut().filter(|triple| triple.predicate == IDENTIFIER) {
            triple.object = oxrdf::Literal::new_simple_literal("other").into();
        }
        let Err(error) = wanted.compare(&mut store, false) else { panic!("no conflict") };
        let error = error.to_string();
        assert!(error.contains("`other`") && error.contains("`strike`") && error.contains("base"), "{error}");
    }

    /// Rows of one named node, which is in a graph of others, and of a blank one.
    fn rows(name: &str) -> RowGraph {
        use crate::graph::rows::{Cell, Draft, NameCache, NameKey, RowBuilder, put_cell};
        let mut builder = RowBuilder::default();
        let (shared, mut absorber) = builder.split();
        let mut names = NameCache::new(shared.names);
        let (mut draft, mut cells) = (Draft::default(), Vec::new());
        put_cell(&mut cells, names.key(b"name"), &Cell::Text(name.as_bytes()));
        draft.node(0, b"_:b", NameKey::NONE, &cells);
        let graph = Cell::Typed { datatype: NameKey::IRI, text: b"https://example.org/g" };
        put_cell(&mut cells, names.key(b"graph"), &graph);
        draft.node(0, b"a", NameKey::NONE, &cells);
        absorber.absorb(shared.seal(&mut draft), &mut |_, _, _| {});
        drop(names);
        builder.finish(false, &mut |_, _| {}).graph
    }

    #[test]
    fn rows_have_a_graph_of_their_own_and_add_to_those_of_others() {
        let options = ExportOptions::default();
        let load = |store: &mut Memory, rows: &RowGraph, prune: bool| {
            let mut wanted = Wanted::of(&Load::new(rows, &options)).unwrap();
            let found = wanted.compare(store, prune).unwrap();
            let done = found.changes.iter().map(|change| match change {
                Change::Replace { graph, .. } => (graph.clone(), Some(wanted.graphs()[graph].clone())),
                Change::Drop { graph, .. } => (graph.clone(), None),
            });
            for (graph, triples) in done {
                match triples {
                    Some(triples) => drop(store.0.insert(graph, triples)),
                    None => drop(store.0.remove(&graph)),
                }
            }
            found
        };
        let (ours, theirs) = ("urn:dossier:graph:graph/rows", "https://example.org/g");
        let mut store = Memory::default();
        let facts = wanted(&strike("strike", "The union")).graphs()["urn:dossier:strike:graph/facts"].clone();
        store.0.insert(theirs.to_owned(), facts.clone());
        let first = load(&mut store, &rows("Hope"), false);
        assert_eq!((first.triples.created, first.triples.stale), (2, facts.len() as u64));
        assert_eq!(store.0[theirs].len(), facts.len() + 1);
        let blank = store.0[ours].values().next().unwrap();
        assert_eq!(blank.subject.to_string(), "<urn:dossier:graph:.well-known/genid/b>");
        assert!(load(&mut store, &rows("Hope"), false).changes.is_empty());
        let second = load(&mut store, &rows("Faith"), false);
        assert_eq!((second.triples.created, second.triples.deleted), (2, 1));
        assert_eq!(store.0[theirs].len(), facts.len() + 2);
        load(&mut store, &rows("Faith"), true);
        assert_eq!((store.0[theirs].len(), store.0[ours].len()), (1, 1));
    }
}
