//! Subjects of the graphs of a load whose triples are all read back: those with the smallest hashes, so that they are the same on
//! every run and one walk finds them.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use crate::store::lines::{Line, iri};

/// The number of subjects of a graph.
const SUBJECTS: usize = 20;
/// The most graphs of which there are samples; of others, the triples are only counted.
const GRAPHS: usize = 1_000;
/// The most bytes of a subject, and the most of its triples; others are passed over.
const LONGEST: usize = 200;
const MOST: usize = 50;

/// Samples of the graphs of a load, in the order in which these come.
#[derive(Default)]
pub(super) struct Samples(Vec<Sample>);

/// A sample of a graph.
pub(super) struct Sample {
    graph: String,
    /// By their hashes.
    subjects: BTreeMap<u64, Subject>,
}

struct Subject {
    term: String,
    /// The hashes of its triples.
    triples: BTreeSet<u128>,
    is_passed_over: bool,
}

impl Samples {
    /// Looks at a triple with its hash; its graph has a number in the order in which they come.
    pub(super) fn add(&mut self, graph: usize, line: &Line<'_>, hash: u128) {
        if graph >= GRAPHS {
            return;
        }
        if graph >= self.0.len() {
            let graph = iri(line.graph).unwrap_or_default().to_owned();
            self.0.push(Sample { graph, subjects: BTreeMap::new() });
        }
        if let Some(sample) = self.0.get_mut(graph) {
            sample.add(line.subject, hash);
        }
    }

    /// The samples by the names of their graphs.
    pub(super) fn by_graph(&self) -> BTreeMap<&str, &Sample> {
        self.0.iter().map(|sample| (sample.graph.as_str(), sample)).collect()
    }
}

impl Sample {
    fn add(&mut self, term: &str, hash: u128) {
        let place = FixedState::default().hash_one(term);
        let is_full = self.subjects.len() >= SUBJECTS;
        if term.len() > LONGEST
            || is_full && self.subjects.last_key_value().is_some_and(|(last, _)| *last < place)
        {
            return;
        }
        let subject = self.subjects.entry(place).or_insert_with(|| Subject {
            term: term.to_owned(),
            triples: BTreeSet::new(),
            is_passed_over: false,
        });
        subject.is_passed_over |= subject.term != term;
        subject.triples.insert(hash);
        if subject.triples.len() > MOST {
            subject.is_passed_over = true;
        }
        if subject.is_passed_over {
            subject.triples.clear();
        }
        if self.subjects.len() > SUBJECTS {
            self.subjects.pop_last();
        }
    }

    fn taken(&self) -> impl Iterator<Item = &Subject> {
        self.subjects.values().filter(|subject| !subject.is_passed_over)
    }

    /// The subjects, as SPARQL writes them.
    pub(super) fn subjects(&self) -> Vec<&str> {
        self.taken().map(|subject| subject.term.as_str()).collect()
    }

    /// The hashes of their triples.
    pub(super) fn triples(&self) -> BTreeSet<u128> {
        self.taken().flat_map(|subject| subject.triples.iter().copied()).collect()
    }
}
