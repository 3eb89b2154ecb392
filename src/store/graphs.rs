//! The named graphs of a load compared with those of a triple store: the differences and the changes.
//!
//! A graph is held as the sorted hashes of its triples, 16 bytes for each. The load is walked once for them, and again for what is
//! sent; what a store holds is compared while it is read and not kept.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oxrdf::NamedNode;

use super::canonical::Meaning;
use super::connection::write_quads;
use super::lines::{Line, Visit, iri, literal, unescaped};
use super::{Load, Plan, Step, StoreError, Tally};
use crate::export::vocabulary::IDENTIFIER;
use crate::export::{ExportOptions, Graph, Losses};
use crate::graph::rows::RowGraph;
use crate::text::{grouped_digits, visible_line};

/// The most removed triples, and names that are not IRIs, that are listed.
const MAX_REPORTED: usize = 3;
/// The most characters of a name that is not an IRI that are shown.
const LONGEST_SHOWN: usize = 100;
/// The most bytes of triples that are taken from a graph one by one; where more are to go, the graph is replaced.
const MOST_REMOVED: usize = 8 << 20;

/// What a load wants to be there.
pub(super) struct Wanted {
    /// The graphs by name.
    graphs: Vec<Want>,
    meaning: Meaning,
    /// Their places in the order of writing: graphs of facts after those of the sources that carry them.
    order: Vec<usize>,
    /// Where the names of all graphs of these dossiers begin.
    spaces: Vec<String>,
    /// The names of the dossiers by the IRIs that describe them.
    dossiers: BTreeMap<String, BTreeSet<String>>,
}

/// A graph that a load wants.
pub(super) struct Want {
    /// Its name.
    pub(super) name: String,
    /// How many bytes it has as N-Triples, with triples that are said again.
    pub(super) bytes: u64,
    /// How often a triple is said.
    lines: u64,
    /// The hashes of its triples, sorted.
    hashes: Vec<u128>,
}

impl Want {
    /// How many triples it has.
    pub(super) fn triples(&self) -> u64 {
        self.hashes.len() as u64
    }

    /// Whether it has a triple of a hash.
    pub(super) fn has(&self, hash: u128) -> bool {
        self.place(hash).is_some()
    }

    /// The place of a triple. Hashes are spread evenly, so it is near to where it would be if they were spread exactly so.
    fn place(&self, hash: u128) -> Option<usize> {
        let count = self.hashes.len();
        let near = (((hash >> 64) * count as u128) >> 64) as usize;
        let reach = 2 * count.isqrt() + 8;
        let (from, to) = (near.saturating_sub(reach), (near + reach).min(count));
        match self.hashes.get(from..to)?.binary_search(&hash) {
            Ok(at) => Some(from + at),
            Err(0) if from > 0 => self.hashes.binary_search(&hash).ok(),
            Err(at) if from + at == to && to < count => self.hashes.binary_search(&hash).ok(),
            Err(_) => None,
        }
    }
}

/// Some of the triples of a graph, a bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Places(Vec<u64>);

impl Places {
    /// Adds one; whether it was not among them.
    fn add(&mut self, place: usize) -> bool {
        let (word, bit) = (place / 64, 1 << (place % 64));
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        let Some(word) = self.0.get_mut(word) else { return false };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// How many they are.
    pub(super) fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }
}

/// What RDF cannot hold of rows.
pub(super) fn losses_of_rows(rows: &RowGraph, options: &ExportOptions) -> Result<Losses, StoreError> {
    write_quads(Graph::Rows(rows), options, &mut std::io::sink())
}

/// What is to be done with one graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// A graph of the load is to hold more triples than are there.
    Write { graph: usize, there: Places, before: Before },
    /// The graph is to go.
    Drop { graph: String, triples: u64 },
}

/// What goes from a graph before triples are added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing.
    Nothing,
    /// Some triples, as N-Triples.
    Some(BTreeSet<String>),
    /// Everything: a number of triples.
    All(u64),
}

/// What came of a comparison.
pub(super) struct Comparison {
    /// What is to be done, in order.
    pub(super) changes: Vec<Change>,
    /// How many triples the graphs of the load will have.
    pub(super) expected: Vec<u64>,
    graphs: Tally,
    triples: Tally,
    stale: Vec<String>,
    /// How many triples the replaced graphs lose, and the first of them, those that only count others last.
    gone: u64,
    listed: Vec<String>,
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
        let (triples, are) = match self.gone {
            0 => return None,
            1 => ("1 triple".to_owned(), "is"),
            count => (format!("{} triples", grouped_digits(&count.to_string())), "are"),
        };
        let more = more_than_listed(self.gone);
        let listed: Vec<&str> = self.listed.iter().take(MAX_REPORTED).map(String::as_str).collect();
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
        let more = more_than_listed(self.misnamed.len() as u64);
        (!listed.is_empty())
            .then(|| format!("graphs whose names are not IRIs are left alone: {}{more}", listed.join("; ")))
    }
}

/// How many there are in addition to those that are listed.
fn more_than_listed(count: u64) -> String {
    match count.saturating_sub(MAX_REPORTED as u64) {
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

    /// Visits the triples of a graph; none if there is no such graph.
    fn read(&mut self, graph: &str, visit: &mut Visit<'_>) -> Result<(), StoreError>;
}

/// Refuses a text that holds the character NUL.
fn refuse_nul(line: &Line<'_>) -> Result<(), StoreError> {
    let Some((value, _)) = literal(line.object) else { return Ok(()) };
    if memchr::memchr(b'\\', value.as_bytes()).is_none() || !unescaped(value).contains('\0') {
        return Ok(());
    }
    let id = line.subject.to_owned();
    let why =
        format!("its {} contains the character NUL, which databases cannot store; remove it", line.predicate);
    Err(StoreError::Value { id, why })
}

impl Wanted {
    /// What a load wants. Each of its triples is shown to `also`, with its hash and the number of its graph, which are counted in the
    /// order in which they come.
    ///
    /// # Errors
    /// [`StoreError::Value`] where a text holds the character NUL, which databases cannot keep.
    pub(super) fn of(
        load: &Load<'_>,
        mut also: impl FnMut(usize, &Line<'_>, u128),
    ) -> Result<Wanted, StoreError> {
        let (mut graphs, mut meaning) = (Vec::new(), Meaning::new());
        let mut places = Finder::default();
        load.each_line(&mut |line| {
            let Some(name) = iri(line.graph) else { return Ok(()) };
            refuse_nul(line)?;
            let place = places.place(name).unwrap_or_else(|| {
                graphs.push(Want { name: name.to_owned(), bytes: 0, lines: 0, hashes: Vec::new() });
                places.add(name)
            });
            let hash = meaning.of(line);
            if let Some(want) = graphs.get_mut(place) {
                want.hashes.push(hash);
                want.lines += 1;
                want.bytes += (line.subject.len() + line.predicate.len() + line.object.len() + 5) as u64;
            }
            also(place, line, hash);
            Ok(())
        })?;
        for want in &mut graphs {
            want.hashes.sort_unstable();
            want.hashes.dedup();
            want.hashes.shrink_to_fit();
        }
        graphs.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        let is_facts =
            |place: &usize| graphs.get(*place).is_some_and(|want| want.name.ends_with("graph/facts"));
        let (facts, mut order): (Vec<usize>, Vec<usize>) = (0..graphs.len()).partition(is_facts);
        order.extend(facts);
        let mut dossiers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        if let Graph::Dossier(checked) = load.graph() {
            for dossier in checked.graph().dossiers() {
                dossiers.entry(dossier.iri().to_string()).or_default().insert(dossier.name().to_string());
            }
        }
        let spaces = load.bases().into_iter().map(|base| format!("{base}graph/")).collect();
        Ok(Wanted { graphs, meaning, order, spaces, dossiers })
    }

    /// The graphs, by name.
    pub(super) fn graphs(&self) -> &[Want] {
        &self.graphs
    }

    /// How many triples there are in all graphs.
    pub(super) fn triples(&self) -> u64 {
        self.graphs.iter().map(Want::triples).sum()
    }

    /// Whether only this load may say what is in a graph. In the others, what else is there stays, unless it is pruned.
    pub(super) fn is_ours(&self, graph: &str) -> bool {
        self.spaces.iter().any(|space| graph.starts_with(space.as_str()))
    }

    /// Compares what is wanted with what a store holds.
    pub(super) fn compare(&self, store: &mut dyn Graphs, prune: bool) -> Result<Comparison, StoreError> {
        let (mut graphs, mut triples) = (Tally::new("graphs"), Tally::new("triples"));
        // A name that is not an IRI comes from others, and could close the angle brackets in queries.
        let (there, misnamed): (BTreeSet<String>, BTreeSet<String>) =
            store.names(&self.spaces)?.into_iter().partition(|name| NamedNode::new(name.as_str()).is_ok());
        let (mut changes, mut expected) = (Vec::new(), vec![0; self.graphs.len()]);
        let (mut all_gone, mut listed, mut counting) = (0, Vec::new(), Vec::new());
        for place in self.order.iter().copied() {
            let Some(want) = self.graphs.get(place) else { continue };
            let is_ours = self.is_ours(&want.name);
            let mut look = Look::new(self, Some(want));
            look.removes = store.changes_triples() && (is_ours || prune);
            if !is_ours || there.contains(&want.name) {
                store.read(&want.name, &mut |line| look.see(line))?;
            }
            let Look { there, others, first, gone, .. } = look;
            let (unchanged, others) = (there.count(), others.len() as u64);
            let (gone_count, kept) = if is_ours || prune { (others, 0) } else { (0, others) };
            let created = want.triples() - unchanged;
            triples.created += created;
            triples.unchanged += unchanged;
            triples.deleted += gone_count;
            triples.stale += kept;
            match (unchanged + others == 0, created + gone_count == 0) {
                (true, _) => graphs.created += 1,
                (false, true) => graphs.unchanged += 1,
                (false, false) => graphs.updated += 1,
            }
            if let Some(expected) = expected.get_mut(place) {
                *expected = want.triples() + kept;
            }
            if gone_count > 0 {
                all_gone += gone_count;
                let list = if want.name.ends_with("graph/description") { &mut counting } else { &mut listed };
                list.extend(first);
            }
            if created + gone_count > 0 {
                let (there, before) = match gone {
                    _ if gone_count == 0 => (there, Before::Nothing),
                    Some(gone) if store.changes_triples() => (there, Before::Some(gone)),
                    _ => (Places::default(), Before::All(unchanged + others)),
                };
                changes.push(Change::Write { graph: place, there, before });
            }
        }
        let is_wanted =
            |name: &String| self.graphs.binary_search_by(|want| want.name.as_str().cmp(name)).is_ok();
        let stale: Vec<String> = there.into_iter().filter(|name| !is_wanted(name)).collect();
        for name in &stale {
            let mut look = Look::new(self, None);
            look.name = name;
            store.read(name, &mut |line| look.see(line))?;
            let count = look.others.len() as u64;
            if prune {
                graphs.deleted += 1;
                triples.deleted += count;
                changes.push(Change::Drop { graph: name.clone(), triples: count });
            } else {
                graphs.stale += 1;
                triples.stale += count;
            }
        }
        listed.append(&mut counting);
        let stale = if prune { Vec::new() } else { stale };
        let misnamed = misnamed.into_iter().collect();
        Ok(Comparison { changes, expected, graphs, triples, stale, gone: all_gone, listed, misnamed })
    }

    /// How many triples of a graph of the load a store holds, and how many others.
    pub(super) fn count(&self, graph: &Want, store: &mut dyn Graphs) -> Result<(u64, u64), StoreError> {
        let mut look = Look::new(self, Some(graph));
        store.read(&graph.name, &mut |line| look.see(line))?;
        Ok((look.there.count(), look.others.len() as u64))
    }

    #[cfg(any(feature = "http", test))]
    /// The triples of a graph that are not there yet, to be picked from a walk of the load.
    pub(super) fn missing(&self, graph: usize, there: &Places) -> Missing {
        // Where all are missing and none is said twice, each is taken as it comes.
        let is_all = there.count() == 0
            && self.graphs.get(graph).is_some_and(|want| want.lines == want.hashes.len() as u64);
        Missing { graph, meaning: self.meaning.clone(), sent: (!is_all).then(|| there.clone()) }
    }

    /// All triples of a graph, repeated ones too.
    pub(super) fn every(&self, graph: usize) -> Missing {
        Missing { graph, meaning: self.meaning.clone(), sent: None }
    }

    /// Hashes of triples as they are compared.
    pub(super) fn meaning(&self) -> Meaning {
        self.meaning.clone()
    }

    /// Visits the triples of a load, with the place of their graph.
    pub(super) fn walk(
        &self,
        load: &Load<'_>,
        mut visit: impl FnMut(usize, &Line<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut places = Finder::default();
        for want in &self.graphs {
            places.add(&want.name);
        }
        load.each_line(&mut |line| match iri(line.graph).and_then(|name| places.place(name)) {
            Some(place) => visit(place, line),
            None => Ok(()),
        })
    }
}

/// Triples of a graph that are still to be sent.
#[derive(Clone)]
pub(super) struct Missing {
    graph: usize,
    meaning: Meaning,
    /// Those that are there or were picked; `None` where no triple is there or comes twice.
    sent: Option<Places>,
}

impl Missing {
    /// Whether a triple of the graph is one of them, which it is once.
    pub(super) fn takes(&mut self, wanted: &Wanted, line: &Line<'_>) -> bool {
        let Some(sent) = &mut self.sent else { return true };
        let hash = self.meaning.of(line);
        let place = wanted.graphs.get(self.graph).and_then(|want| want.place(hash));
        place.is_some_and(|place| sent.add(place))
    }
}

/// Finds graphs by their names; most triples are in the graph of the one before.
#[derive(Default)]
struct Finder {
    places: HashMap<String, usize>,
    last: Option<(String, usize)>,
}

impl Finder {
    /// The place of a graph.
    fn place(&mut self, name: &str) -> Option<usize> {
        if let Some((last, place)) = &self.last
            && last == name
        {
            return Some(*place);
        }
        let place = self.places.get(name).copied()?;
        self.last = Some((name.to_owned(), place));
        Some(place)
    }

    /// Adds a graph behind the others.
    fn add(&mut self, name: &str) -> usize {
        let place = self.places.len();
        self.places.insert(name.to_owned(), place);
        place
    }
}

/// What a store holds of a graph.
struct Look<'w> {
    wanted: &'w Wanted,
    graph: Option<&'w Want>,
    name: &'w str,
    meaning: Meaning,
    /// The triples of the graph that are there.
    there: Places,
    /// The hashes of the others.
    others: BTreeSet<u128>,
    /// The first of them.
    first: BTreeSet<String>,
    /// Whether they are taken from the graph one by one; all of them, and their bytes, where that can be done.
    removes: bool,
    gone: Option<BTreeSet<String>>,
    bytes: usize,
}

impl<'w> Look<'w> {
    fn new(wanted: &'w Wanted, graph: Option<&'w Want>) -> Look<'w> {
        Look {
            wanted,
            graph,
            name: graph.map_or("", |graph| &graph.name),
            meaning: wanted.meaning.clone(),
            there: Places::default(),
            others: BTreeSet::new(),
            first: BTreeSet::new(),
            removes: false,
            gone: Some(BTreeSet::new()),
            bytes: 0,
        }
    }

    fn see(&mut self, line: &Line<'_>) -> Result<(), StoreError> {
        self.refuse_stranger(line)?;
        let hash = self.meaning.of(line);
        if let Some(place) = self.graph.and_then(|graph| graph.place(hash)) {
            self.there.add(place);
            return Ok(());
        }
        if !self.others.insert(hash) || self.graph.is_none() {
            return Ok(());
        }
        // A triple begins with its subject.
        let is_first = self.first.len() < MAX_REPORTED
            || self.first.last().is_some_and(|last| last.as_str() > line.subject);
        if is_first || self.removes {
            let triple = line.triple();
            if self.removes {
                self.remove(line, &triple);
            }
            self.first.insert(triple);
            if self.first.len() > MAX_REPORTED {
                self.first.pop_last();
            }
        }
        Ok(())
    }

    /// Adds a triple to those that go one by one. No update can name a blank node (SPARQL 1.1 Update, section 3.1.2).
    fn remove(&mut self, line: &Line<'_>, triple: &str) {
        self.bytes += triple.len();
        if self.bytes > MOST_REMOVED || line.has_blank_node() {
            self.gone = None;
        }
        if let Some(gone) = &mut self.gone {
            gone.insert(triple.to_owned());
        }
    }

    /// Fails where a graph describes another dossier under the IRI of one of these: both have declared one base.
    fn refuse_stranger(&self, line: &Line<'_>) -> Result<(), StoreError> {
        if self.wanted.dossiers.is_empty() || iri(line.predicate) != Some(IDENTIFIER.as_str()) {
            return Ok(());
        }
        let (Some(subject), Some((name, _))) = (iri(line.subject), literal(line.object)) else {
            return Ok(());
        };
        let Some(ours) = self.wanted.dossiers.get(subject) else { return Ok(()) };
        let name = unescaped(name);
        if ours.contains(&*name) {
            return Ok(());
        }
        let ours: Vec<&str> = ours.iter().map(String::as_str).collect();
        Err(StoreError::Conflict {
            id: self.name.to_owned(),
            existing: format!("the dossier `{name}`, with the same base"),
            sent: format!("the dossier `{}`; give it its own `base`", ours.join("`, `")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Checked;
    use crate::graph::{DossierInput, GraphBuilder};
    use crate::ontology::Ontology;
    use crate::text::Id;

    /// A store in memory, with triples as N-Triples.
    #[derive(Default)]
    struct Memory(BTreeMap<String, BTreeSet<String>>);

    impl Graphs for Memory {
        fn names(&mut self, spaces: &[String]) -> Result<BTreeSet<String>, StoreError> {
            let ours = |name: &&String| spaces.iter().any(|space| name.starts_with(space.as_str()));
            Ok(self.0.keys().filter(ours).cloned().collect())
        }

        fn changes_triples(&self) -> bool {
            true
        }

        fn read(&mut self, graph: &str, visit: &mut Visit<'_>) -> Result<(), StoreError> {
            let triples = self.0.get(graph).into_iter().flatten();
            triples.into_iter().try_for_each(|triple| visit(&Line::of(triple).unwrap()))
        }
    }

    impl Memory {
        /// Does what is to be done; returns how many triples were added.
        fn apply(&mut self, load: &Load<'_>, wanted: &Wanted, changes: &[Change]) -> u64 {
            let mut added = 0;
            for change in changes {
                let (place, there, before) = match change {
                    Change::Drop { graph, .. } => {
                        self.0.remove(graph);
                        continue;
                    }
                    Change::Write { graph, there, before } => (*graph, there, before),
                };
                let triples = self.0.entry(wanted.graphs()[place].name.clone()).or_default();
                match before {
                    Before::Nothing => {}
                    Before::Some(gone) => triples.retain(|triple| !gone.contains(triple)),
                    Before::All(_) => triples.clear(),
                }
                let mut missing = wanted.missing(place, there);
                wanted
                    .walk(load, |graph, line| {
                        if graph == place && missing.takes(wanted, line) {
                            assert!(triples.insert(line.triple()), "{}", line.triple());
                            added += 1;
                        }
                        Ok(())
                    })
                    .unwrap();
            }
            added
        }

        /// Loads a graph.
        fn load<'g>(&mut self, graph: impl Into<Graph<'g>>, prune: bool) -> Comparison {
            let (graph, options) = (graph.into(), ExportOptions::default());
            let load = Load::new(graph, &options);
            let wanted = Wanted::of(&load, |_, _, _| {}).unwrap();
            let found = wanted.compare(self, prune).unwrap();
            assert_eq!(self.apply(&load, &wanted, &found.changes), found.triples.created);
            for (want, expected) in wanted.graphs().iter().zip(&found.expected) {
                assert_eq!(self.0[&want.name].len() as u64, *expected);
            }
            found
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
        Wanted::of(&Load::new(checked, &ExportOptions::default()), |_, _, _| {}).unwrap()
    }

    const FACTS: &str = "urn:dossier:strike:graph/facts";

    /// The facts of a dossier.
    fn facts() -> BTreeSet<String> {
        let mut store = Memory::default();
        store.load(&strike("strike", "The union"), false);
        store.0[FACTS].clone()
    }

    fn name<'w>(wanted: &'w Wanted, change: &'w Change) -> &'w str {
        match change {
            Change::Write { graph, .. } => &wanted.graphs()[*graph].name,
            Change::Drop { graph, .. } => graph,
        }
    }

    #[test]
    fn a_second_load_changes_nothing_and_a_new_version_only_what_changed() {
        let (first, second) = (strike("strike", "The union"), strike("strike", "The dockers"));
        let mut store = Memory::default();
        let found = store.load(&first, false);
        assert!(found.graphs.created >= 2 && found.triples.created > 10 && found.triples.deleted == 0);
        assert!(name(&wanted(&first), found.changes.last().unwrap()).ends_with("graph/facts"));
        let all = found.triples.created;
        let found = store.load(&first, false);
        assert!(found.changes.is_empty() && !found.graphs.changes() && !found.triples.changes());
        assert_eq!(found.triples.unchanged, all);
        let found = store.load(&second, false);
        assert_eq!((found.graphs.updated, found.triples.created, found.triples.deleted), (1, 1, 1));
        assert!(store.load(&second, false).changes.is_empty());
    }

    #[test]
    fn what_cannot_go_one_by_one_goes_with_the_graph() {
        let (checked, mut store) = (strike("strike", "The union"), Memory::default());
        let first = store.load(&checked, false);
        for triples in [
            vec!["_:a <urn:b> <urn:c>".to_owned()],
            vec!["<urn:a> <urn:b> <<( _:a <urn:b> <urn:c> )>>".to_owned()],
            (0..100).map(|at| format!("<urn:a> <urn:b> \"{}{at}\"", "x".repeat(100_000))).collect(),
        ] {
            let count = triples.len() as u64;
            store.0.get_mut(FACTS).unwrap().extend(triples);
            let (wanted, there) = (wanted(&checked), store.0[FACTS].len() as u64);
            let found = wanted.compare(&mut store, false).unwrap();
            let [Change::Write { before, .. }] = &found.changes[..] else { panic!("{:?}", found.changes) };
            assert_eq!((before, found.triples.deleted), (&Before::All(there), count));
            let options = ExportOptions::default();
            let added = store.apply(&Load::new(&checked, &options), &wanted, &found.changes);
            assert!(added > 0 && store.load(&checked, false).triples.unchanged == first.triples.created);
        }
    }

    #[test]
    fn places_are_found_among_all_hashes() {
        let mut hashes: Vec<u128> = vec![0, 1, 2, u128::MAX - 1, u128::MAX];
        let mut state = 1_u128;
        for _ in 0..5_000 {
            state = state.wrapping_mul(0x2360_ED05_1FC6_5DA4_4385_DF64_9FCC_F645).wrapping_add(1);
            // Most of them are near to each other, which those of triples are not.
            hashes.extend([state, state >> 100]);
        }
        hashes.sort_unstable();
        hashes.dedup();
        let want = Want { name: String::new(), bytes: 0, lines: 0, hashes };
        for (at, hash) in want.hashes.iter().enumerate() {
            assert_eq!(want.place(*hash), Some(at));
            let next = hash.wrapping_add(1);
            assert_eq!(want.place(next).is_some(), want.hashes.binary_search(&next).is_ok());
        }
        assert_eq!(Want { hashes: Vec::new(), ..want }.place(5), None);
    }

    #[test]
    fn only_graphs_of_the_dossier_are_stale_and_pruned() {
        let checked = strike("strike", "The union");
        let mut store = Memory::default();
        let foreign = ["urn:dossier:strike-two:graph/facts", "urn:other", "urn:dossier:strike:grapes"];
        for name in foreign.into_iter().chain(["urn:dossier:strike:graph/source/old"]) {
            store.0.insert(name.to_owned(), facts().into_iter().take(2).collect());
        }
        let left = store.load(&checked, false);
        assert_eq!((left.graphs.stale, left.triples.stale, left.graphs.deleted), (1, 2, 0));
        assert_eq!(left.stale, ["urn:dossier:strike:graph/source/old"]);
        let pruned = store.load(&checked, true);
        assert_eq!((pruned.graphs.deleted, pruned.graphs.stale, pruned.stale.len()), (1, 0, 0));
        assert!(foreign.iter().all(|name| store.0.contains_key(*name)));
        assert!(!store.0.contains_key("urn:dossier:strike:graph/source/old"));
    }

    #[test]
    fn graphs_whose_names_are_no_iris_are_left_alone_and_told() {
        let checked = strike("strike", "The union");
        let (mut store, wanted) = (Memory::default(), wanted(&checked));
        let hostile = "<>\"{}|^`\\ \t\n\0\u{7f}\u{85}".chars();
        let names: Vec<String> =
            hostile.map(|character| format!("urn:dossier:strike:graph/x{character}y")).collect();
        store.0.extend(names.iter().map(|name| (name.clone(), BTreeSet::new())));
        let found = wanted.compare(&mut store, true).unwrap();
        assert!(found.changes.iter().all(|change| !names.iter().any(|other| other == name(&wanted, change))));
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
        let mut store = Memory::default();
        store.load(&checked, false);
        let facts = store.0.get_mut(FACTS).unwrap();
        let other = |triple: &String| match triple.contains(IDENTIFIER.as_str()) {
            true => triple.replace("\"strike\"", "\"other\""),
            false => triple.clone(),
        };
        *facts = facts.iter().map(other).collect();
        let Err(error) = wanted(&checked).compare(&mut store, false) else { panic!("no conflict") };
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
        let (ours, theirs) = ("urn:dossier:graph:graph/rows", "https://example.org/g");
        let (mut store, facts) = (Memory::default(), facts());
        store.0.insert(theirs.to_owned(), facts.clone());
        let first = store.load(&rows("Hope"), false);
        assert_eq!((first.triples.created, first.triples.stale), (2, facts.len() as u64));
        assert_eq!(store.0[theirs].len(), facts.len() + 1);
        let blank = store.0[ours].first().unwrap();
        assert!(blank.starts_with("<urn:dossier:graph:.well-known/genid/b> "), "{blank}");
        assert!(store.load(&rows("Hope"), false).changes.is_empty());
        let second = store.load(&rows("Faith"), false);
        assert_eq!((second.triples.created, second.triples.deleted), (2, 1));
        assert_eq!(store.0[theirs].len(), facts.len() + 2);
        store.load(&rows("Faith"), true);
        assert_eq!((store.0[theirs].len(), store.0[ours].len()), (1, 1));
    }
}
