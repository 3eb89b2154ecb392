//! Values in words for people: amounts, states, dates, durations.

use std::collections::BTreeSet;

use crate::graph::{Claim, ClaimKey, DateValue, KnowledgeGraph, Node, Statement, Value};
use crate::ontology::{AttributeKey, Status};
use crate::text::{Decimal, Unit, Wording};

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
            Value::Number(number) if node.label().contains(&number.plain()) => continue,
            Value::Quantity(quantity) if label_says(node, &quantity.amount) => continue,
            Value::Text(text) => text.text.clone(),
            Value::Number(_) | Value::Duration(_) => {
                format!("{} {}", claim.predicate_label(), human(claim, value))
            }
            Value::Quantity(_) | Value::Iri(_) => human(claim, value),
        };
        said.push((*attribute, marked(claim, &words), claim.key()));
    }
    said.sort();
    said.into_iter().map(|(_, words, claim)| (words, claim))
}

fn label_says(node: Node<'_>, amount: &Decimal) -> bool {
    let words = Wording::of(node.dossier().language()).number(amount);
    node.label().contains(&words) || node.label().contains(&amount.plain())
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
