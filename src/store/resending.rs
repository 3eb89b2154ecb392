//! The triples that steps send, by walking the load again: a long graph as it is sent, several short ones in one walk.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;

use super::graphs::{Missing, Wanted};
use super::lines::Line;
use super::{Load, StoreError};

/// The bytes that the bodies of steps may fill, and how many more for each triple of the load, so that a load of any size is walked a
/// bounded number of times.
const MOST: u64 = 8 << 20;
const MOST_FOR_TRIPLE: u64 = 16;

/// The triples of a graph that are sent, in one step or in several that follow each other.
pub(super) struct Sending {
    /// The place of the graph.
    pub(super) graph: usize,
    /// Which triples of it.
    pub(super) missing: Missing,
    /// The number of the first step.
    pub(super) step: usize,
    /// How many triples each step has but the last.
    pub(super) batch: u64,
    /// How many triples they have together.
    pub(super) triples: u64,
}

impl Sending {
    /// The numbers of its steps.
    pub(super) fn steps(&self) -> Range<usize> {
        let count = self.triples.div_ceil(self.batch.max(1));
        self.step..self.step + usize::try_from(count).unwrap_or(usize::MAX)
    }
}

/// What steps send.
pub(super) struct Bodies {
    /// In the order of their steps.
    sendings: Vec<Sending>,
    put: Put,
    /// The bytes that bodies may fill.
    most: u64,
    /// The bodies of steps that are to come.
    ready: BTreeMap<usize, Vec<u8>>,
}

/// How a triple is written.
pub(super) type Put = fn(&mut Vec<u8>, &Line<'_>);

impl Bodies {
    /// What is to be sent, in the order of the steps.
    pub(super) fn new(wanted: &Wanted, sendings: Vec<Sending>, put: Put) -> Bodies {
        let most = MOST + MOST_FOR_TRIPLE * wanted.triples();
        Bodies { sendings, put, most, ready: BTreeMap::new() }
    }

    fn of(&self, step: usize) -> Option<&Sending> {
        let at = self.sendings.partition_point(|sending| sending.step <= step);
        self.sendings.get(at.checked_sub(1)?).filter(|sending| sending.steps().contains(&step))
    }

    /// Whether a step sends more than should be in memory at once.
    pub(super) fn is_long(&self, wanted: &Wanted, step: usize) -> bool {
        let bytes = |sending: &Sending| wanted.graphs().get(sending.graph).map_or(0, |want| want.bytes);
        self.of(step).is_some_and(|sending| sending.steps().len() == 1 && bytes(sending) > self.most)
    }

    /// Writes what a step sends that is the only one of its graph.
    ///
    /// # Errors
    /// Those of the walk and, by `failed`, of the output.
    pub(super) fn write(
        &self,
        source: (&Load<'_>, &Wanted),
        step: usize,
        out: &mut dyn Write,
        failed: impl Fn(std::io::Error) -> StoreError,
    ) -> Result<(), StoreError> {
        self.each(source, step, &mut |text| out.write_all(text).map_err(&failed))
    }

    #[cfg(feature = "http")]
    /// How many bytes that is.
    ///
    /// # Errors
    /// Those of the walk.
    pub(super) fn length(&self, source: (&Load<'_>, &Wanted), step: usize) -> Result<u64, StoreError> {
        let mut length = 0;
        self.each(source, step, &mut |text| {
            length += text.len() as u64;
            Ok(())
        })?;
        Ok(length)
    }

    fn each(
        &self,
        (load, wanted): (&Load<'_>, &Wanted),
        step: usize,
        take: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let Some(sending) = self.of(step) else { return Ok(()) };
        let (mut missing, mut text) = (sending.missing.clone(), Vec::new());
        wanted.walk(load, |graph, line| {
            if graph != sending.graph || !missing.takes(wanted, line) {
                return Ok(());
            }
            text.clear();
            (self.put)(&mut text, line);
            take(&text)
        })
    }

    /// What a step sends. What comes after it is kept, as far as there is room.
    ///
    /// # Errors
    /// Those of the walk.
    pub(super) fn ready(
        &mut self,
        (load, wanted): (&Load<'_>, &Wanted),
        step: usize,
    ) -> Result<&[u8], StoreError> {
        if !self.ready.contains_key(&step) {
            self.ready = self.gather(load, wanted, step)?;
        }
        Ok(self.ready.get(&step).map_or(&[], Vec::as_slice))
    }

    /// Forgets what a step has sent.
    pub(super) fn done(&mut self, step: usize) {
        self.ready.remove(&step);
    }

    /// What a step sends and those after it, as far as there is room.
    fn gather(
        &self,
        load: &Load<'_>,
        wanted: &Wanted,
        step: usize,
    ) -> Result<BTreeMap<usize, Vec<u8>>, StoreError> {
        let mut by_graph: BTreeMap<usize, (&Sending, Missing, u64)> = BTreeMap::new();
        for sending in self.sendings.iter().filter(|sending| sending.steps().end > step) {
            if sending.step <= step || !self.is_long(wanted, sending.step) {
                by_graph.insert(sending.graph, (sending, sending.missing.clone(), 0));
            }
        }
        let (mut bodies, mut bytes, mut end) = (BTreeMap::<usize, Vec<u8>>::new(), 0, usize::MAX);
        wanted.walk(load, |graph, line| {
            let Some((sending, missing, count)) = by_graph.get_mut(&graph) else { return Ok(()) };
            if sending.step >= end || !missing.takes(wanted, line) {
                return Ok(());
            }
            let of = sending.step + usize::try_from(*count / sending.batch.max(1)).unwrap_or(usize::MAX);
            *count += 1;
            if !(step..end).contains(&of) {
                return Ok(());
            }
            let body = bodies.entry(of).or_default();
            let before = body.len();
            (self.put)(body, line);
            bytes += (body.len() - before) as u64;
            while bytes > self.most
                && let Some(last) = bodies.last_entry().filter(|last| *last.key() > step)
            {
                end = *last.key();
                bytes -= last.remove().len() as u64;
            }
            Ok(())
        })?;
        Ok(bodies)
    }
}
