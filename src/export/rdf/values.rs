//! Values of attributes as RDF terms.

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode};

use super::vocabulary::{CURRENCY, EDTF, MONETARY_AMOUNT, QUANTITATIVE_VALUE, UNIT_TEXT, VALUE};
use super::{Description, Lowering, Object};
use crate::graph::{Claim, ClaimKey, DateValue, LangText, Statement, Value};
use crate::ontology::AttributeKey;
use crate::text::{Iri, Language, Quantity, Unit, percent_encoded};

/// An IRI as an RDF term.
pub(super) fn named(iri: &Iri) -> NamedNode {
    NamedNode::new_unchecked(iri.as_str())
}

/// A text in a language. RDF compares language tags in lower case (RDF 1.1 Concepts, section 3.3).
pub(super) fn tagged(text: &str, language: &Language) -> Literal {
    Literal::new_language_tagged_literal_unchecked(text, language.as_str().to_ascii_lowercase())
}

/// A text with its language.
pub(super) fn lang_text(text: &LangText) -> Literal {
    tagged(&text.text, &text.language)
}

/// A unit as part of an IRI: all but letters, digits and hyphens are percent-encoded.
fn encoded(unit: &str) -> String {
    percent_encoded(unit, |character| character.is_alphanumeric() || character == '-')
}

impl Lowering<'_> {
    /// The value that a claim states, described in full where no other description of the graph does it.
    pub(super) fn value(
        &self,
        claim: Claim<'_>,
        attribute: AttributeKey,
        value: &Value,
        asserted: bool,
    ) -> Object {
        match self.value_in_full(claim, attribute, value) {
            Object::Inside(node) if !self.describes(claim, attribute, value, asserted) => node.iri.into(),
            object => object,
        }
    }

    /// The value that an asserted claim states, described in full where no other description of the graph does it.
    pub(super) fn value_once(&self, claim: Claim<'_>, attribute: AttributeKey, value: &Value) -> Object {
        self.value(claim, attribute, value, true)
    }

    /// The value that a claim states; a sum or quantity only by its IRI.
    pub(super) fn value_by_name(&self, claim: Claim<'_>, attribute: AttributeKey, value: &Value) -> Object {
        match self.value_in_full(claim, attribute, value) {
            Object::Inside(node) => node.iri.into(),
            object => object,
        }
    }

    /// The value that a claim states, with the description of a sum or quantity inside.
    pub(super) fn value_in_full(&self, claim: Claim<'_>, attribute: AttributeKey, value: &Value) -> Object {
        match value {
            Value::Number(number) => Literal::new_typed_literal(number.plain(), xsd::DECIMAL).into(),
            Value::Quantity(quantity) => self.quantity(claim, attribute, quantity).into(),
            Value::Date(DateValue::Edtf(date)) => Literal::new_typed_literal(date.to_string(), EDTF).into(),
            Value::Date(DateValue::Words(words)) => lang_text(words).into(),
            Value::Duration(duration) => Literal::new_typed_literal(duration.xsd(), xsd::DURATION).into(),
            Value::Token(token) => Literal::new_simple_literal(token).into(),
            Value::Text(text) => lang_text(text).into(),
            Value::Iri(iri) => named(iri).into(),
        }
    }

    /// A sum or quantity as a node. Its IRI is the subject's with the attribute, the amount and the unit; no claim's
    /// id continues with a number and a hyphen after an attribute, so it is unique.
    fn quantity(&self, claim: Claim<'_>, attribute: AttributeKey, quantity: &Quantity) -> Description {
        let subject = self.graph().term_iri(claim.subject());
        let (amount, unit) = (quantity.amount.plain(), quantity.unit.to_string());
        let name = &self.graph().ontology().attribute(attribute).name;
        let iri = Iri::from_parts(subject.as_str(), &format!(".{name}.{amount}-{}", encoded(&unit)));
        let (class, unit_property) = match quantity.unit {
            Unit::Currency(_) => (MONETARY_AMOUNT, CURRENCY),
            Unit::Other(_) => (QUANTITATIVE_VALUE, UNIT_TEXT),
        };
        let mut node = Description::new(named(&iri), &[class]);
        node.add(VALUE, Literal::new_typed_literal(amount, xsd::DECIMAL));
        node.add(unit_property, Literal::new_simple_literal(unit));
        node
    }

    /// Whether a claim is the one that describes its value: the first asserted claim of it, else the first of all.
    fn describes(&self, claim: Claim<'_>, attribute: AttributeKey, value: &Value, asserted: bool) -> bool {
        match self.first_with(claim, attribute, value, |other| self.asserts(other)) {
            Some(first) => asserted && first == claim.key(),
            None => self.first_with(claim, attribute, value, |_| true) == Some(claim.key()),
        }
    }

    /// The first claim of some that states the same value of the same thing as a claim does.
    fn first_with(
        &self,
        claim: Claim<'_>,
        attribute: AttributeKey,
        value: &Value,
        of: impl Fn(Claim<'_>) -> bool,
    ) -> Option<ClaimKey> {
        let identity = value.identity();
        let same = |other: &Claim<'_>| match other.statement() {
            Statement::Attribute(key, value) => *key == attribute && value.identity() == identity,
            Statement::Relation(..) => false,
        };
        let mut claims = self.graph().claims_of(claim.subject()).filter(same);
        claims.find(|other| of(*other)).map(|first| first.key())
    }
}
