//! Decimals as the numbers that databases compute with, where nothing is lost by that.

use std::collections::BTreeMap;

use super::Scalar;
use crate::graph::{Claim, KnowledgeGraph, Statement, Value};
use crate::ontology::AttributeKey;
use crate::text::Decimal;

/// What all values of one attribute can be, so that its column has one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NumberKind {
    /// Whole numbers of 64 bits.
    Integer,
    /// Binary floating-point numbers that give back the decimals as they were.
    Float,
    /// Texts, because a number is too large or too exact for the others.
    Text,
}

/// The kind of numbers of each attribute: the narrowest that holds all its values in the graph.
///
/// Every claim counts, asserted or not, so that the kind does not hang on the policy.
pub(super) fn kinds(graph: &KnowledgeGraph) -> BTreeMap<AttributeKey, NumberKind> {
    // Whether all are whole numbers of 64 bits, and whether all are binary numbers.
    let mut exact: BTreeMap<AttributeKey, (bool, bool)> = BTreeMap::new();
    for (attribute, number) in graph.claims().filter_map(number_of) {
        let (whole, binary) = exact.entry(attribute).or_insert((true, true));
        *whole &= integer(number).is_some();
        *binary &= float(number).is_some();
    }
    let kind = |exact| match exact {
        (true, _) => NumberKind::Integer,
        (false, true) => NumberKind::Float,
        (false, false) => NumberKind::Text,
    };
    exact.into_iter().map(|(attribute, exact)| (attribute, kind(exact))).collect()
}

fn number_of(claim: Claim<'_>) -> Option<(AttributeKey, &Decimal)> {
    match claim.statement() {
        Statement::Attribute(attribute, Value::Number(number)) => Some((*attribute, number)),
        Statement::Attribute(attribute, Value::Quantity(quantity)) => Some((*attribute, &quantity.amount)),
        _ => None,
    }
}

/// A decimal as a value of a kind that holds it.
pub(super) fn scalar(number: &Decimal, kind: NumberKind) -> Scalar {
    let exact = || Scalar::Text(number.plain());
    match kind {
        NumberKind::Integer => integer(number).map_or_else(exact, Scalar::Integer),
        NumberKind::Float => float(number).map_or_else(exact, Scalar::Float),
        NumberKind::Text => exact(),
    }
}

fn integer(number: &Decimal) -> Option<i64> {
    let plain = number.plain();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    if fraction.bytes().all(|digit| digit == b'0') { whole.parse().ok() } else { None }
}

/// The nearest binary number, if its shortest decimal form has the same value.
pub(super) fn float(number: &Decimal) -> Option<f64> {
    let binary: f64 = number.plain().parse().ok()?;
    let back = Decimal::new(&binary.to_string()).ok()?;
    back.same_value(number).then_some(binary)
}
