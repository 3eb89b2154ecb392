//! The things of a graph as vertices, with the values that are asserted of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::numbers::{self, NumberKind};
use super::{Draft, Lowering, Scalar};
use crate::graph::{DateValue, Node, Statement, Term, Value};
use crate::ontology::AttributeKey;
use crate::text::{Day, Decimal, Edtf};

impl Lowering<'_> {
    /// Adds every node.
    pub(super) fn add_entities(&mut self) {
        let graph = self.graph;
        for node in graph.nodes() {
            let properties = self.entity(node);
            let labels = self.names.labels(node.type_key());
            let key = self.add_vertex(node.iri(), node.id(), labels, properties);
            self.terms.insert(Term::Node(node.key()), key);
        }
    }

    fn entity(&self, node: Node<'_>) -> Draft {
        let mut draft = Draft::default();
        let dossier = node.dossier();
        draft.add("name", node.label());
        for label in node.labels().iter().filter(|label| label.language != *dossier.language()) {
            draft.add(self.names.in_language("name", &label.language, dossier), label.text.as_str());
        }
        draft.add_some("kind", node.kind());
        draft.add_texts(&self.names, "aka", dossier, node.aka());
        draft.add_list("same", node.same().iter().map(ToString::to_string).collect());
        draft.add_texts(&self.names, "notes", dossier, node.notes());
        draft.add("language", dossier.language().as_str());
        draft.add_list("dossiers", node.dossiers().map(|dossier| dossier.name().to_string()).collect());
        if let Some(source) = node.source() {
            draft.add_some("url", source.url.as_ref().map(ToString::to_string));
            draft.add_some("published", source.published.as_ref().map(ToString::to_string));
            draft.add_some("retrieved", source.retrieved.as_ref().map(ToString::to_string));
            draft.add_some("sha256", source.sha256.as_deref());
            draft.add_some("licence", source.licence.as_deref());
        }
        self.add_values(&mut draft, node);
        draft
    }

    /// Adds the values that are asserted of a node: under the attribute's name the first, by the order of the claims'
    /// ids; and under the name with `All` every one, exactly, where there are several or one does not fit its column.
    fn add_values(&self, draft: &mut Draft, node: Node<'_>) {
        let mut values: BTreeMap<AttributeKey, Vec<&Value>> = BTreeMap::new();
        let mut known = BTreeSet::new();
        for claim in node.claims().filter(|claim| self.asserts(*claim)) {
            if let Statement::Attribute(attribute, value) = claim.statement()
                && known.insert((*attribute, value.identity()))
            {
                values.entry(*attribute).or_default().push(value);
            }
        }
        for (attribute, values) in values {
            let name = self.names.attribute(attribute);
            // Words in another language than the dossier's have a name of their own.
            let named = |value: &Value| match value {
                Value::Text(text) => self.names.in_language(&name, &text.language, node.dossier()),
                _ => Arc::clone(&name),
            };
            let mut by_name: BTreeMap<Arc<str>, Vec<&Value>> = BTreeMap::new();
            for value in values {
                by_name.entry(named(value)).or_default().push(value);
            }
            for (name, values) in by_name {
                let fits = values.first().is_none_or(|first| self.add_value(draft, &name, attribute, first));
                if values.len() > 1 || !fits {
                    draft.add_list(format!("{name}All"), values.iter().map(|value| exact(value)).collect());
                }
            }
        }
    }

    /// Adds one value: a quantity with its unit, a date with its first and last day. Whether it fits: a number that is too
    /// large or too exact for its column does not.
    fn add_value(&self, draft: &mut Draft, name: &Arc<str>, attribute: AttributeKey, value: &Value) -> bool {
        let number = |number: &Decimal| {
            let kind = self.number_kinds.get(&attribute).copied().unwrap_or(NumberKind::Float);
            numbers::scalar(number, kind)
        };
        match value {
            Value::Number(written) => {
                let Some(number) = number(written) else { return false };
                draft.add(Arc::clone(name), number);
            }
            Value::Quantity(quantity) => {
                draft.add(format!("{name}Unit"), quantity.unit.to_string());
                let Some(number) = number(&quantity.amount) else { return false };
                draft.add(Arc::clone(name), number);
            }
            Value::Date(DateValue::Edtf(date)) => {
                draft.add(Arc::clone(name), date.to_string());
                add_days(draft, name, date);
            }
            Value::Date(DateValue::Words(words)) => draft.add(format!("{name}Words"), words.text.as_str()),
            Value::Duration(_) | Value::Token(_) | Value::Text(_) | Value::Iri(_) => {
                draft.add(Arc::clone(name), exact(value));
            }
        }
        true
    }
}

/// Adds the first and the last day that a date may mean, where the calendar of databases has them.
pub(super) fn add_days(draft: &mut Draft, name: &str, date: &Edtf) {
    let bounds = date.bounds();
    for (suffix, day) in [("From", bounds.earliest), ("To", bounds.latest)] {
        if let Some(day) = day.and_then(day_scalar) {
            draft.add(format!("{name}{suffix}"), day);
        }
    }
}

fn day_scalar((year, month, day): Day) -> Option<Scalar> {
    let year = u16::try_from(year).ok().filter(|year| (1..=9999).contains(year))?;
    Some(Scalar::Date(year, month, day))
}

/// A value exactly as it was written, without the words of its kind.
pub(super) fn exact(value: &Value) -> String {
    match value {
        Value::Number(number) => number.plain(),
        Value::Quantity(quantity) => format!("{} {}", quantity.amount.plain(), quantity.unit),
        Value::Date(DateValue::Words(words)) => words.text.clone(),
        Value::Date(DateValue::Edtf(date)) => date.to_string(),
        Value::Duration(duration) => duration.to_string(),
        Value::Token(token) => token.clone(),
        Value::Text(text) => text.text.clone(),
        Value::Iri(iri) => iri.to_string(),
    }
}
