//! Decimals as the numbers that databases compute with, where nothing is lost by that.

use std::collections::BTreeMap;

use super::Scalar;
use crate::graph::{Claim, KnowledgeGraph, Statement, Value};
use crate::ontology::AttributeKey;
use crate::text::Decimal;

/// What the values of one attribute are, so that its column has one kind. A value that does not fit is not in the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NumberKind {
    /// Whole numbers of 64 bits.
    Integer,
    /// Binary floating-point numbers that give back the decimals as they were.
    Float,
}

/// The kind of numbers of each attribute: whole numbers where all its values in the graph are such.
///
/// Every claim counts, asserted or not, so that the kind does not hang on the policy.
pub(super) fn kinds(graph: &KnowledgeGraph) -> BTreeMap<AttributeKey, NumberKind> {
    let mut kinds = BTreeMap::new();
    for (attribute, number) in graph.claims().filter_map(number_of) {
        let kind = if is_whole(&number.plain()) { NumberKind::Integer } else { NumberKind::Float };
        let known = kinds.entry(attribute).or_insert(kind);
        *known = (*known).max(kind);
    }
    kinds
}

fn number_of(claim: Claim<'_>) -> Option<(AttributeKey, &Decimal)> {
    match claim.statement() {
        Statement::Attribute(attribute, Value::Number(number)) => Some((*attribute, number)),
        Statement::Attribute(attribute, Value::Quantity(quantity)) => Some((*attribute, &quantity.amount)),
        _ => None,
    }
}

/// A decimal as a value of a kind; `None` where it is too large or too exact for it.
pub(super) fn scalar(number: &Decimal, kind: NumberKind) -> Option<Scalar> {
    match kind {
        NumberKind::Integer => integer(number).map(Scalar::Integer),
        NumberKind::Float => float(number).map(Scalar::Float),
    }
}

fn integer(number: &Decimal) -> Option<i64> {
    let plain = number.plain();
    let (whole, _) = plain.split_once('.').unwrap_or((&plain, ""));
    if is_whole(&plain) { whole.parse().ok() } else { None }
}

/// Whether a number in its plain form has only zeros after the decimal point.
fn is_whole(plain: &str) -> bool {
    plain.split_once('.').is_none_or(|(_, fraction)| fraction.bytes().all(|digit| digit == b'0'))
}

/// The nearest binary number, if its shortest decimal form has the same value.
pub(super) fn float(number: &Decimal) -> Option<f64> {
    let binary: f64 = number.plain().parse().ok()?;
    let back = Decimal::new(&binary.to_string()).ok()?;
    back.same_value(number).then_some(binary)
}
