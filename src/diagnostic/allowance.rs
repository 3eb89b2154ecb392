//! Findings that a file allows, and where.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rule::Rule;
use crate::text::{FileKey, Place, Span};

/// Findings that are allowed at a place of a file, each with the reason.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// Where they are allowed: a line of a dossier in YAML, an object of JSON.
    pub place: Place,
    /// The parts of the place that allow for themselves, in order.
    pub but: Vec<Span>,
    /// The findings and the reasons; many findings may share one.
    pub findings: Vec<(&'static Rule, Arc<str>)>,
}

/// Allowances by their places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Allowances {
    all: Vec<Allowance>,
    /// By file and first byte of a stretch: its last byte, and what is allowed there. Stretches do not overlap.
    stretches: BTreeMap<(FileKey, u32), (u32, Vec<usize>)>,
}

impl Allowances {
    /// Sorts allowances by their places.
    pub(crate) fn new(all: Vec<Allowance>) -> Allowances {
        let mut stretches: BTreeMap<(FileKey, u32), (u32, Vec<usize>)> = BTreeMap::new();
        for (number, allowance) in all.iter().enumerate() {
            let Place { file, span } = allowance.place;
            let mut start = span.start;
            for (end, next) in
                allowance.but.iter().map(|but| (but.start, but.end)).chain([(span.end, span.end)])
            {
                if end > start {
                    stretches.entry((file, start)).or_insert((end - 1, Vec::new())).1.push(number);
                }
                start = next;
            }
        }
        Allowances { all, stretches }
    }

    /// The numbers of the allowances for what is at a place, and the allowances.
    pub(crate) fn at(&self, place: Place) -> impl Iterator<Item = (usize, &Allowance)> {
        let Place { file, span } = place;
        let last = if span.is_empty() { span.start } else { span.end - 1 };
        let before = self.stretches.range((file, 0)..=(file, last)).rev();
        let here = before.take_while(move |(_, (end, _))| *end >= span.start);
        here.flat_map(|(_, (_, numbers))| numbers)
            .filter_map(|number| Some((*number, self.all.get(*number)?)))
    }
}
