//! The values that attributes have.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::{Decimal, Duration, Edtf, Iri, Language, Quantity};

/// A text with its language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LangText {
    /// The language, BCP 47.
    pub language: Language,
    /// The text as written.
    pub text: String,
}

impl LangText {
    /// A text in a language.
    pub fn new(text: impl Into<String>, language: Language) -> LangText {
        LangText { language, text: text.into() }
    }
}

/// When, as the source lets it be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum DateValue {
    /// A date that EDTF can hold.
    Edtf(Edtf),
    /// Only words, such as "late last year".
    Words(LangText),
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Value {
    /// A number, exactly as written.
    Number(Decimal),
    /// A sum of money or a physical quantity.
    Quantity(Quantity),
    /// A date.
    Date(DateValue),
    /// A duration.
    Duration(Duration),
    /// One of the tokens that the ontology lists.
    Token(String),
    /// Words in a language.
    Text(LangText),
    /// An IRI.
    Iri(Iri),
}

impl Value {
    /// The kind of the value: `edtf` and `words` are the two ways of giving a date.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Value::Number(_) => "number",
            Value::Quantity(_) => "quantity",
            Value::Date(DateValue::Edtf(_)) => "edtf",
            Value::Date(DateValue::Words(_)) => "words",
            Value::Duration(_) => "duration",
            Value::Token(_) => "token",
            Value::Text(_) => "text",
            Value::Iri(_) => "iri",
        }
    }

    /// The kind of the value and its canonical text: equal exactly for values that mean the same.
    pub(crate) fn identity(&self) -> (&'static str, String) {
        let text = match self {
            Value::Number(number) => number.plain(),
            Value::Quantity(quantity) => format!("{} {}", quantity.unit, quantity.amount.plain()),
            Value::Date(DateValue::Edtf(date)) => date.to_string(),
            Value::Date(DateValue::Words(text)) | Value::Text(text) => {
                format!("{}@{}", text.text, text.language)
            }
            Value::Duration(duration) => duration.to_string(),
            Value::Token(token) => token.clone(),
            Value::Iri(iri) => iri.to_string(),
        };
        (self.kind(), text)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(number) => write!(f, "{number}"),
            Value::Quantity(quantity) => write!(f, "{quantity}"),
            Value::Date(DateValue::Edtf(date)) => write!(f, "{date}"),
            Value::Date(DateValue::Words(words)) => f.write_str(&words.text),
            Value::Duration(duration) => write!(f, "{duration}"),
            Value::Token(token) => f.write_str(token),
            Value::Text(text) => f.write_str(&text.text),
            Value::Iri(iri) => write!(f, "{iri}"),
        }
    }
}
