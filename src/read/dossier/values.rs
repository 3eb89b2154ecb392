//! The value of an attribute, read by its datatype.

use super::fields::{Context, Meant, listed, shown};
use super::header::Header;
use crate::diagnostic::{Finding, Rule, rules};
use crate::graph::{DateValue, LangText, Value};
use crate::ontology::{Attribute, Datatype, TypeKey};
use crate::text::{Decimal, Duration, Edtf, Iri, Malformed, Place, Quantity, Span};

/// Reads a value; a malformed one is a finding at `place`.
pub(super) fn read(
    context: &mut Context<'_, '_>,
    header: &Header,
    attribute: &Attribute,
    subject: Option<TypeKey>,
    text: &str,
    place: Place,
) -> Option<Value> {
    let words = || LangText::new(text, header.language.clone());
    let mut refuse = |(rule, what, help): Refusal, error: &Malformed| {
        let message = format!("invalid {what} `{}`: {error}", shown(text));
        let finding = Finding::new(rule, message).at(narrowed(place, error), format!("invalid {what}"));
        context.push(finding.help(help));
    };
    match attribute.datatype {
        Datatype::Number => {
            Decimal::new(text).map(Value::Number).map_err(|error| refuse(NUMBER, &error)).ok()
        }
        Datatype::Quantity => {
            Quantity::new(text).map(Value::Quantity).map_err(|error| refuse(QUANTITY, &error)).ok()
        }
        Datatype::Duration => {
            Duration::new(text).map(Value::Duration).map_err(|error| refuse(DURATION, &error)).ok()
        }
        Datatype::Date => match quoted(text) {
            Some(words) => Some(Value::Date(DateValue::Words(LangText::new(words, header.language.clone())))),
            None => Edtf::new(text)
                .map(|date| Value::Date(DateValue::Edtf(date)))
                .map_err(|error| refuse(DATE, &error))
                .ok(),
        },
        Datatype::Token => token(context, attribute, subject, text, place),
        Datatype::Text => Some(Value::Text(words())),
        Datatype::Iri => Iri::new(text).map(Value::Iri).map_err(|error| refuse(IRI, &error)).ok(),
    }
}

/// A rule, what a value should be, and how to write it.
type Refusal = (&'static Rule, &'static str, &'static str);

const NUMBER: Refusal = (&rules::NUMBER_MALFORMED, "number", "use digits only, such as 25 or 6.5");
const QUANTITY: Refusal = (
    &rules::QUANTITY_MALFORMED,
    "sum of money or quantity",
    "use a number and a unit, such as USD 200000000000 or 12400 t",
);
const DURATION: Refusal = (
    &rules::DURATION_MALFORMED,
    "duration",
    "use an ISO 8601 duration, such as P2D for two days or P3M for three months",
);
const DATE: Refusal = (
    &rules::DATE_MALFORMED,
    "date",
    "use an EDTF date, such as 2019-05-10, XXXX-05-10 or 2018-36~; put a date that is only described in words in quotation marks",
);
const IRI: Refusal = (&rules::IRI_MALFORMED, "IRI", "use an absolute IRI, such as https://example.org/");

/// The part of a value that is wrong, if the error knows it.
fn narrowed(place: Place, error: &Malformed) -> Place {
    let (start, range) = (place.span.start as usize, &error.part);
    let span = Span::new(start + range.start, start + range.end);
    if range.is_empty() || !place.span.contains(span) { place } else { Place { span, ..place } }
}

/// The date that the words of a quote are: EDTF where they are that, else the words.
pub(super) fn date_of_words(header: &Header, words: &str) -> Value {
    Value::Date(match Edtf::new(words) {
        Ok(date) => DateValue::Edtf(date),
        Err(_) => DateValue::Words(LangText::new(words, header.language.clone())),
    })
}

/// The text between a pair of quotation marks.
fn quoted(text: &str) -> Option<&str> {
    let pairs = [('"', '"'), ('“', '”'), ('\'', '\'')];
    let inner = pairs.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))?;
    (!inner.trim().is_empty()).then_some(inner)
}

/// One of the tokens of the subject's type. For a subject outside the attribute's domain any token of the attribute
/// passes: that finding comes from the checks.
fn token(
    context: &mut Context<'_, '_>,
    attribute: &Attribute,
    subject: Option<TypeKey>,
    text: &str,
    place: Place,
) -> Option<Value> {
    let of_type = subject.map(|key| attribute.tokens_of(key)).filter(|tokens| !tokens.is_empty());
    let mut tokens: Vec<&str> = match of_type {
        Some(tokens) => tokens.iter().map(String::as_str).collect(),
        None => attribute.tokens.values().flatten().map(String::as_str).collect(),
    };
    if of_type.is_none() {
        tokens.sort_unstable();
        tokens.dedup();
    }
    if tokens.contains(&text) {
        return Some(Value::Token(text.to_owned()));
    }
    let message = format!("invalid value `{}` for {}", shown(text), attribute.label);
    let mut finding = Finding::new(&rules::UNKNOWN_VALUE, message).at(place, "unknown value");
    finding = finding.help(format!("expected one of {}", listed(tokens.iter().copied())));
    context.push(match Meant::of_few(text, &tokens) {
        Meant::Nothing => finding,
        meant => meant.add_to(finding, place, String::new),
    });
    None
}
