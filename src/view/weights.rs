//! Widths of arrows from a number that edges have.

use std::collections::BTreeMap;

use crate::graph::{Claim, ClaimKey, KnowledgeGraph, Statement, Term, Value};

/// The thinnest and the widest line, in points.
const THIN: f64 = 0.8;
const WIDE: f64 = 8.0;
/// Weights outside this share of them are drawn like the nearest inside: one that is far from all others does not make these
/// alike.
const OUTSIDE: f64 = 0.05;
/// Weights whose largest is more than this number times their smallest are compared by their logarithms.
const WIDE_RANGE: f64 = 100.0;

/// All widths are used only where weights differ by this share of the largest.
const LEAST_SPREAD: f64 = 0.5;

/// How wide the arrows of a graph are.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Weights {
    widths: BTreeMap<ClaimKey, f64>,
    /// How many arrows have no such number: they are as thin as any.
    pub missing: usize,
    /// How many have something else by this name.
    pub not_numbers: usize,
}

impl Weights {
    /// The weights of the relations of a graph by the numbers that they have by a name: properties of rows, or the values of an
    /// attribute of claims. `None` where no relation has such a number.
    pub fn new(graph: &KnowledgeGraph, name: &str) -> Option<Weights> {
        let mut weights = Weights::default();
        let mut numbers: BTreeMap<ClaimKey, f64> = BTreeMap::new();
        for claim in graph.claims().filter(|claim| claim.object().is_some()) {
            match weight(claim, name) {
                Some(Ok(number)) => {
                    numbers.insert(claim.key(), number);
                }
                Some(Err(())) => weights.not_numbers += 1,
                None => weights.missing += 1,
            }
        }
        if numbers.is_empty() {
            return None;
        }
        let mut sorted: Vec<f64> = numbers.values().copied().collect();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len() - 1;
        let at = |share: f64| sorted.get((share * last as f64).round() as usize).copied().unwrap_or(0.0);
        let (low, high) = (at(OUTSIDE), at(1.0 - OUTSIDE));
        let by_logarithm = low > 0.0 && high / low > WIDE_RANGE;
        let scale = |number: f64| if by_logarithm { number.ln() } else { number };
        let (from, to) = (scale(low), scale(high));
        // Small differences stay small.
        let missing = (to.abs() * LEAST_SPREAD - (to - from)).max(0.0) / 2.0;
        let (from, to) = (from - missing, to + missing);
        let width = |number: f64| {
            let share = (scale(number.clamp(low, high)) - from) / (to - from);
            // All are zero, or too far apart for a difference.
            let share = if share.is_finite() { share } else { 0.5 };
            THIN + (WIDE - THIN) * share
        };
        weights.widths = numbers.into_iter().map(|(key, number)| (key, width(number))).collect();
        Some(weights)
    }

    /// The width of a claim's arrow, in points.
    pub fn width(&self, claim: Claim<'_>) -> f64 {
        self.widths.get(&claim.key()).copied().unwrap_or(THIN)
    }

    /// What the reader should know of it, in words; `None` where every arrow has a number.
    pub fn omissions(&self, name: &str) -> Option<String> {
        let edges = |count: usize| crate::text::counted(count, "arrow has", "arrows have");
        let mut words = Vec::new();
        if self.missing > 0 {
            words.push(format!("{} no “{name}”", edges(self.missing)));
        }
        if self.not_numbers > 0 {
            words.push(format!("{} a “{name}” that is not a number", edges(self.not_numbers)));
        }
        (!words.is_empty()).then(|| format!("{}, and the thinnest line", words.join("; ")))
    }
}

/// The number that a claim has by a name, or that what it has is none.
fn weight(claim: Claim<'_>, name: &str) -> Option<Result<f64, ()>> {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or(());
    if let Some(row) = claim.row() {
        // Of an IRI the local name is enough.
        let is_it =
            |known: &str| known == name || known.split_once(':').is_some_and(|(_, local)| local == name);
        return row.details.iter().find(|(known, _)| is_it(known)).map(|(_, value)| number(value));
    }
    let about = claim.graph().claims_of(Term::Claim(claim.key()));
    let mut values =
        about.filter(|about| about.predicate_name() == name).filter_map(|about| match about.statement() {
            Statement::Attribute(_, Value::Number(value)) => Some(number(&value.plain())),
            Statement::Attribute(_, Value::Quantity(value)) => Some(number(&value.amount.plain())),
            Statement::Attribute(..) => Some(Err(())),
            Statement::Relation(..) => None,
        });
    values.next()
}
