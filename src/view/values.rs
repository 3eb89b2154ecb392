//! Values in words for people: amounts, states, dates, durations.

use std::collections::BTreeSet;

use crate::graph::{Claim, ClaimKey, DateValue, KnowledgeGraph, Node, Statement, Value};
use crate::ontology::{Attribute, AttributeKey, Datatype, Status};
use crate::text::{Unit, Wording};

/// Words after the symbol of a claim's status, so that nothing is mistaken for a fact.
pub(super) fn marked(claim: Claim<'_>, words: &str) -> String {
    let mark = claim.graph().ontology().drawing().of_status(claim.status()).mark;
    if mark.is_empty() { words.to_owned() } else { format!("{mark} {words}") }
}

/// The values of a node in words, in the order of the ontology: amounts, counts, durations, texts. States and dates
/// belong to the tag; what the label already says and what is disputed is left out.
pub(super) fn said_of(node: Node<'_>) -> impl Iterator<Item = (String, ClaimKey)> {
    let mut said: Vec<(AttributeKey, String, ClaimKey)> = Vec::new();
    for claim in node.claims().filter(|claim| claim.status() != Status::Disputed) {
        let Statement::Attribute(attribute, value) = claim.statement() else { continue };
        let words = match value {
            Value::Token(_) | Value::Date(_) => continue,
            value if label_says(node, value) => continue,
            value => phrase(claim, value),
        };
        said.push((*attribute, marked(claim, &words), claim.key()));
    }
    said.sort();
    said.into_iter().map(|(_, words, claim)| (words, claim))
}

/// Whether the label of a node already has a number or an amount.
pub(super) fn label_says(node: Node<'_>, value: &Value) -> bool {
    let has = |words: &str| node.label().contains(words);
    match value {
        Value::Number(number) => has(&number.plain()),
        Value::Quantity(quantity) => {
            has(&Wording::of(node.dossier().language()).number(&quantity.amount))
                || has(&quantity.amount.plain())
        }
        _ => false,
    }
}

/// A value with what it is, where it does not say so itself.
pub(super) fn phrase(claim: Claim<'_>, value: &Value) -> String {
    match value {
        Value::Number(_) | Value::Duration(_) => {
            format!("{} {}", claim.predicate_label(), human(claim, value))
        }
        Value::Text(text) => text.text.clone(),
        Value::Quantity(_) | Value::Iri(_) | Value::Token(_) | Value::Date(_) => human(claim, value),
    }
}

/// A date with what it is the date of: `died 1871`.
pub(super) fn dated(claim: Claim<'_>, value: &Value) -> String {
    format!("{} {}", claim.predicate_label(), human(claim, value))
}

/// Whether nodes of the type of this one have dates of several kinds, so that a date alone says little.
pub(super) fn has_several_dates(node: Node<'_>) -> bool {
    let attributes = node.graph().ontology().attributes();
    let of_type = |attribute: &Attribute| {
        attribute.datatype == Datatype::Date && attribute.domain.contains(&node.type_key())
    };
    attributes.filter(|(_, attribute)| of_type(attribute)).count() > 1
}

/// A value as a few words after a relation: a number whose attribute names its unit last has the unit, a date what it is
/// the date of.
pub(super) fn qualifier(claim: Claim<'_>, value: &Value) -> String {
    match (value, claim.predicate_label().rsplit_once(" in ")) {
        (Value::Number(_), Some((_, unit))) => format!("{} {unit}", human(claim, value)),
        (Value::Date(_), _) => dated(claim, value),
        _ => phrase(claim, value),
    }
}

/// States and dates of a node in words, with the claims that they come from. Claims with the same words are adjacent.
pub(super) fn tag_words(node: Node<'_>) -> Vec<(String, ClaimKey)> {
    let mut words: Vec<(AttributeKey, String, ClaimKey)> = Vec::new();
    for claim in node.claims().filter(|claim| claim.status() != Status::Disputed) {
        let Statement::Attribute(attribute, value) = claim.statement() else { continue };
        if matches!(value, Value::Token(_) | Value::Date(_)) {
            words.push((*attribute, marked(claim, &human(claim, value)), claim.key()));
        }
    }
    words.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (&a.1, a.2).cmp(&(&b.1, b.2))));
    words.into_iter().map(|(_, words, claim)| (words, claim)).collect()
}

/// The date that a claim gives its subject.
pub(super) fn date_of(claim: Claim<'_>) -> Option<String> {
    match claim.statement() {
        Statement::Attribute(_, value @ Value::Date(_)) => Some(human(claim, value)),
        _ => None,
    }
}

/// The value of a claim as people write it in the language of its dossier.
pub(super) fn human(claim: Claim<'_>, value: &Value) -> String {
    let wording = Wording::of(claim.dossier().language());
    match value {
        // Of four digits a number may be a year.
        Value::Number(number) if number.plain().len() <= 4 => number.plain(),
        Value::Number(number) => wording.number(number),
        Value::Quantity(quantity) => match &quantity.unit {
            Unit::Currency(_) => wording.amount(quantity, &currencies(claim.graph())),
            Unit::Other(_) => wording.amount(quantity, &BTreeSet::new()),
        },
        Value::Date(DateValue::Edtf(date)) => wording.date(date),
        Value::Date(DateValue::Words(words)) => words.text.clone(),
        Value::Duration(duration) => wording.duration(duration),
        Value::Token(token) => wording.token(token),
        Value::Text(text) => text.text.clone(),
        Value::Iri(iri) => iri.to_string(),
    }
}

/// The codes of the currencies in a graph.
fn currencies(graph: &KnowledgeGraph) -> BTreeSet<&str> {
    let codes = graph.claims().filter_map(|claim| match claim.statement() {
        Statement::Attribute(_, Value::Quantity(quantity)) => match &quantity.unit {
            Unit::Currency(code) => Some(code.as_str()),
            Unit::Other(_) => None,
        },
        _ => None,
    });
    codes.collect()
}
