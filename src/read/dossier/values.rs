//! The value of an attribute, read by its datatype.

use super::fields::{Context, nearest, shown};
use super::header::Header;
use crate::diagnostic::{Finding, Rule, rules};
use crate::graph::{DateValue, LangText, Value};
use crate::ontology::{Attribute, Datatype, TypeKey};
use crate::text::{Decimal, Duration, Edtf, Iri, Place, Quantity};

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
    match attribute.datatype {
        Datatype::Number => Decimal::new(text)
            .map(Value::Number)
            .map_err(|error| malformed(context, &rules::NUMBER_MALFORMED, place, &error, "write digits only, such as 25 or 6.5"))
            .ok(),
        Datatype::Quantity => Quantity::new(text)
            .map(Value::Quantity)
            .map_err(|error| {
                let help = "write a number and a unit, such as USD 200000000000 or 12400 t";
                malformed(context, &rules::QUANTITY_MALFORMED, place, &error, help);
            })
            .ok(),
        Datatype::Duration => Duration::new(text)
            .map(Value::Duration)
            .map_err(|error| {
                let help = "write an ISO 8601 duration, such as P2D for two days or P3M for three months";
                malformed(context, &rules::DURATION_MALFORMED, place, &error, help);
            })
            .ok(),
        Datatype::Date => date(context, header, text, place),
        Datatype::Token => token(context, attribute, subject, text, place),
        Datatype::Text => Some(Value::Text(words())),
        Datatype::Iri => Iri::new(text)
            .map(Value::Iri)
            .map_err(|error| malformed(context, &rules::IRI_MALFORMED, place, &error, "write an absolute IRI, such as https://example.org/"))
            .ok(),
    }
}

fn malformed(
    context: &mut Context<'_, '_>,
    rule: &'static Rule,
    place: Place,
    error: &dyn std::fmt::Display,
    help: &str,
) {
    context.push(Finding::new(rule, error.to_string()).at(place, "malformed").help(help));
}

/// EDTF, or words in quotation marks.
fn date(context: &mut Context<'_, '_>, header: &Header, text: &str, place: Place) -> Option<Value> {
    if let Some(words) = quoted(text) {
        return Some(Value::Date(DateValue::Words(LangText::new(words, header.language.clone()))));
    }
    match Edtf::new(text) {
        Ok(date) => Some(Value::Date(DateValue::Edtf(date))),
        Err(error) => {
            let message = format!("`{}` is no date: {error}", shown(text));
            let finding = Finding::new(&rules::DATE_MALFORMED, message)
                .at(place, "no date")
                .help("write the date as EDTF, such as 2019-05-10, XXXX-05-10 or 2018-36~")
                .help(format!("a date that only words tell is written in quotation marks: \"{}\"", shown(text)));
            context.push(finding);
            None
        }
    }
}

/// The date that the words of a quote are: EDTF where they are that, else the words.
pub(super) fn date_of_words(header: &Header, words: &str) -> Value {
    Value::Date(match Edtf::new(words) {
        Ok(date) => DateValue::Edtf(date),
        Err(_) => DateValue::Words(LangText::new(words, header.language.clone())),
    })
}

/// What stands between a pair of quotation marks.
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
    let message = format!("`{}` is no {} here", shown(text), attribute.label);
    let mut finding = Finding::new(&rules::UNKNOWN_TOKEN, message).at(place, "not in the list");
    finding = finding.help(format!("the ontology lists {}", tokens.join(", ")));
    if let Some(token) = nearest(text, tokens) {
        finding = finding.fix(place, token, format!("did you mean `{token}`?"));
    }
    context.push(finding);
    None
}
