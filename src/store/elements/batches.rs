//! What is to be done, made of the graph batch by batch: the same batches in the same order whenever a plan is followed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::change::{Change, Row};
use super::compare::Comparison;
use super::found::When;
use super::keeps::DOSSIERS;
use super::lowered::{Lowered, WantedEdge, WantedNode, key};
use super::state::{Existing, State};
use super::value::{Record, Value};
use crate::export::elements::ID;
use crate::store::StoreError;

/// The most bytes of rows, about, that wait until the batch to which they belong is full.
const MOST_WAITING: usize = 8_000_000;

/// How many vertices or edges are made together.
const CHUNK: usize = 256;

/// The most that one batch has.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Most {
    /// Vertices or edges.
    pub(in crate::store) rows: usize,
    /// Bytes, about.
    pub(in crate::store) bytes: usize,
}

/// Batches of changes. No edge is made before its ends, no vertex taken away before its edges.
pub(super) struct Batches {
    stage: Stage,
    waiting: Waiting,
}

/// What is made next.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// A change of what nobody wants any more, from one of its rows on.
    Leavings(When, usize, usize),
    /// Vertices from a number on.
    Vertices(usize),
    /// Edges from a number on.
    Edges(usize),
    /// Nothing.
    End,
}

impl Batches {
    /// All batches, from the first.
    pub(super) fn new(most: Most) -> Batches {
        Batches { stage: Stage::Leavings(When::Before, 0, 0), waiting: Waiting::new(most) }
    }

    /// The next batch; `None` after the last.
    ///
    /// # Errors
    /// [`StoreError::Value`] where a text holds the character NUL, which many of these databases cannot keep.
    pub(super) fn next(
        &mut self,
        lowered: &Lowered<'_>,
        comparison: &Comparison,
    ) -> Result<Option<(Change, Vec<Row>)>, StoreError> {
        while self.waiting.ready.is_empty() && !matches!(self.stage, Stage::End) {
            self.stage = self.advance(lowered, comparison)?;
        }
        Ok(self.waiting.ready.pop_front())
    }

    /// Makes some rows, and returns what is made next.
    fn advance(&mut self, lowered: &Lowered<'_>, comparison: &Comparison) -> Result<Stage, StoreError> {
        let waiting = &mut self.waiting;
        let (next, is_last) = match self.stage {
            Stage::Leavings(when, number, first) => {
                match comparison.leavings.rows(when, number, first, CHUNK) {
                    Some((change, rows)) => {
                        let next = first + rows.len();
                        let is_over = rows.len() < CHUNK;
                        rows.into_iter().for_each(|row| waiting.add(change.clone(), row));
                        let (number, first) = if is_over { (number + 1, 0) } else { (number, next) };
                        (Stage::Leavings(when, number, first), false)
                    }
                    None if when == When::Before => (Stage::Vertices(0), true),
                    None => (Stage::End, true),
                }
            }
            Stage::Vertices(first) => {
                let (numbers, next) = chunk(&comparison.states_of_vertices, first);
                let mut added = Ok(());
                lowered.each_vertex(&numbers, |number, vertex| {
                    let existing = existing(comparison, &comparison.states_of_vertices, number);
                    let (change, row) = put_node(lowered.node(number, vertex), existing);
                    if added.is_ok() {
                        added = refuse_nul(&row);
                    }
                    waiting.add(change, row);
                });
                added?;
                next.map_or((Stage::Edges(0), true), |next| (Stage::Vertices(next), false))
            }
            Stage::Edges(first) => {
                let (numbers, next) = chunk(&comparison.states_of_edges, first);
                let mut added = Ok(());
                lowered.each_edge(&numbers, |number, edge| {
                    let existing = existing(comparison, &comparison.states_of_edges, number);
                    let (change, row) = put_edge(lowered.edge(number, edge), existing);
                    if added.is_ok() {
                        added = refuse_nul(&row);
                    }
                    waiting.add(change, row);
                });
                added?;
                let after = Stage::Leavings(When::After, 0, 0);
                next.map_or((after, true), |next| (Stage::Edges(next), false))
            }
            Stage::End => (Stage::End, true),
        };
        if is_last {
            waiting.end();
        }
        Ok(next)
    }
}

/// The numbers of the next vertices or edges that are to be made or changed, and where to continue, if anywhere.
fn chunk(states: &[State], first: usize) -> (Vec<usize>, Option<usize>) {
    let rest = states.iter().enumerate().skip(first);
    let sent = rest.filter(|(_, state)| matches!(state, State::New | State::Changed(_)));
    let numbers: Vec<usize> = sent.map(|(number, _)| number).take(CHUNK).collect();
    let next = numbers.last().filter(|_| numbers.len() == CHUNK).map(|last| last + 1);
    (numbers, next)
}

/// What is known of what exists of a vertex or an edge.
fn existing<'c>(comparison: &'c Comparison, states: &[State], number: usize) -> Option<&'c Existing> {
    comparison.ways.of(states.get(number).copied().unwrap_or_default())
}

/// The change that makes or changes a vertex.
fn put_node(node: WantedNode, existing: Option<&Existing>) -> (Change, Row) {
    let WantedNode { labels, properties } = node;
    let iri = key(&properties).unwrap_or_default().to_owned();
    let change = match existing {
        None => Change::PutNodes { labels },
        Some(existing) => Change::TouchNodes {
            root: existing.root,
            labels,
            gone: existing.gone_labels.clone(),
            new: existing.new_labels.clone(),
        },
    };
    (change, Row { iri, ends: None, properties: changed(properties, existing) })
}

/// The change that makes or changes an edge.
fn put_edge(edge: WantedEdge, existing: Option<&Existing>) -> (Change, Row) {
    let WantedEdge { from, kind, to, roots, properties } = edge;
    let iri = key(&properties).unwrap_or_default().to_owned();
    let change = Change::PutEdges { kind, from: roots.0, to: roots.1 };
    (change, Row { iri, ends: Some((from, to)), properties: changed(properties, existing) })
}

/// Properties with the other dossiers that say what exists, and without those that go.
fn changed(mut properties: Record, existing: Option<&Existing>) -> Record {
    let Some(existing) = existing else { return properties };
    if !existing.others.is_empty() {
        let ours = properties.get(DOSSIERS).into_iter().flat_map(Value::texts);
        let names: BTreeSet<&str> = ours.chain(existing.others.iter().map(String::as_str)).collect();
        let said = Value::list(names);
        properties.insert(DOSSIERS, said);
    }
    properties.extend(existing.gone.iter().map(|name| (Arc::clone(name), Value::Null)));
    properties
}

fn refuse_nul(row: &Row) -> Result<(), StoreError> {
    let Some((name, _)) = row.properties.iter().find(|(_, value)| value.has_nul()) else { return Ok(()) };
    let id = row.properties.get(ID).and_then(Value::text).unwrap_or(&row.iri).to_owned();
    let why = format!("its `{name}` contains the character NUL, which databases cannot store; remove it");
    Err(StoreError::Value { id, why })
}

/// Rows that wait for others of the same change.
struct Waiting {
    most: Most,
    /// Rows with their size in bytes.
    open: BTreeMap<Change, (Vec<Row>, usize)>,
    /// The size of all of them.
    bytes: usize,
    ready: VecDeque<(Change, Vec<Row>)>,
}

impl Waiting {
    fn new(most: Most) -> Waiting {
        Waiting { most, open: BTreeMap::new(), bytes: 0, ready: VecDeque::new() }
    }

    fn add(&mut self, change: Change, row: Row) {
        let size = row.size();
        let Waiting { most, open, bytes, ready } = self;
        let (rows, filled) = match open.get_mut(&change) {
            Some(batch) => batch,
            None => open.entry(change.clone()).or_default(),
        };
        if !rows.is_empty() && (rows.len() >= most.rows || *filled + size > most.bytes) {
            *bytes -= std::mem::take(filled);
            ready.push_back((change, std::mem::take(rows)));
        }
        rows.push(row);
        *filled += size;
        *bytes += size;
        if *bytes > MOST_WAITING {
            let fullest = open.iter().max_by_key(|(_, (_, filled))| *filled);
            if let Some(change) = fullest.map(|(change, _)| change.clone()) {
                self.close(change);
            }
        }
    }

    fn close(&mut self, change: Change) {
        if let Some((rows, filled)) = self.open.remove(&change).filter(|(rows, _)| !rows.is_empty()) {
            self.bytes -= filled;
            self.ready.push_back((change, rows));
        }
    }

    /// No row follows that belongs to these.
    fn end(&mut self) {
        for (change, (rows, _)) in std::mem::take(&mut self.open) {
            self.ready.push_back((change, rows));
        }
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_of_limited_size_and_few_rows_wait() {
        let row = |iri: usize, text: &str| Row {
            iri: iri.to_string(),
            ends: None,
            properties: Record::from([("quote".to_owned(), Value::from(text))]),
        };
        let put = |label: &str| Change::PutNodes { labels: [label.into()].into() };
        let most = Most { rows: 2, bytes: 1_000 };
        let mut waiting = Waiting::new(most);
        (0..5).for_each(|at| waiting.add(put("Entity"), row(at, "")));
        waiting.add(put("Entity"), row(5, &"x".repeat(most.bytes)));
        waiting.end();
        let sizes: Vec<usize> = waiting.ready.drain(..).map(|(_, rows)| rows.len()).collect();
        assert_eq!(sizes, [2, 2, 1, 1]);
        // Many changes with a little each must not wait for ever.
        for at in 0..1_000 {
            waiting.add(put(&at.to_string()), row(at, &"x".repeat(MOST_WAITING / 100)));
            assert!(waiting.bytes <= MOST_WAITING);
        }
        assert!(waiting.ready.len() >= 900);
        waiting.end();
        assert_eq!(waiting.ready.len(), 1_000);
    }
}
