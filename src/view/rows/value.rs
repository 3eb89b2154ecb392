//! Cells of rows as values, and as words.

use super::words::{text as text_of, undetermined};
use crate::graph::rows::{Cell, Names};
use crate::graph::{DateValue, LangText, Value};
use crate::ontology::Datatype;
use crate::text::{Decimal, Edtf, Iri, Language, local_name};

/// The datatypes of XML Schema whose values are dates of EDTF, by their local names.
const DATES: [&str; 4] = ["date", "dateTime", "gYear", "gYearMonth"];
const XML_SCHEMA: &str = "http://www.w3.org/2001/XMLSchema#";

/// The datatype of an attribute that no ontology declares, by one of its values.
pub(super) fn datatype(cell: &Cell<'_>, names: &Names) -> Datatype {
    match values(*cell, Datatype::Text, names).first() {
        Some(Value::Number(_)) => Datatype::Number,
        Some(Value::Date(_)) => Datatype::Date,
        Some(Value::Iri(_)) => Datatype::Iri,
        _ => Datatype::Text,
    }
}

/// The values of a cell: several of a list.
pub(super) fn values(cell: Cell<'_>, declared: Datatype, names: &Names) -> Vec<Value> {
    if let Cell::List(items) = cell {
        return items.flat_map(|item| values(item, declared, names)).collect();
    }
    vec![value(cell, declared, names)]
}

fn value(cell: Cell<'_>, declared: Datatype, names: &Names) -> Value {
    let plain = |text: &str| match declared {
        Datatype::Number => Decimal::new(text).ok().map(Value::Number),
        Datatype::Date => Edtf::new(text).ok().map(|date| Value::Date(DateValue::Edtf(date))),
        Datatype::Iri => Iri::new(text).ok().map(Value::Iri),
        _ => None,
    };
    let words = |text: String| Value::Text(LangText::new(text, undetermined()));
    match cell {
        Cell::Integer(bytes) | Cell::Number(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            Decimal::new(&text).map_or_else(|_| words(text.clone().into_owned()), Value::Number)
        }
        Cell::Words { language, text } => {
            let language = std::str::from_utf8(language).ok().and_then(|tag| Language::new(tag).ok());
            Value::Text(LangText::new(text_of(text), language.unwrap_or_else(undetermined)))
        }
        Cell::Typed { datatype, text } => {
            let (name, text) = (names.get(datatype), text_of(text));
            let local = name.strip_prefix(XML_SCHEMA).or_else(|| name.strip_prefix("xsd:"));
            let date = local.filter(|local| DATES.contains(local)).and_then(|_| Edtf::new(&text).ok());
            let number = local.filter(|local| is_number(local)).and_then(|_| Decimal::new(&text).ok());
            match (date, number, local) {
                (Some(date), ..) => Value::Date(DateValue::Edtf(date)),
                (_, Some(number), _) => Value::Number(number),
                (.., Some("anyURI")) => Iri::new(&text).map_or_else(|_| words(text.clone()), Value::Iri),
                (.., Some(_)) => plain(&text).unwrap_or_else(|| words(text.clone())),
                (.., None) => words(format!("{text} ({})", local_name(name))),
            }
        }
        Cell::Clean(bytes) | Cell::Text(bytes) => {
            let text = text_of(bytes);
            plain(&text).unwrap_or_else(|| words(text))
        }
        Cell::Json(bytes) => words(text_of(bytes)),
        Cell::Boolean(yes) => words(yes.to_string()),
        Cell::List(_) => words(String::new()),
    }
}

fn is_number(local: &str) -> bool {
    ["decimal", "double", "float", "byte", "short", "int", "long"].contains(&local)
        || local.to_ascii_lowercase().ends_with("integer")
        || local.starts_with("unsigned")
}

/// A cell in words.
pub(super) fn words(cell: Cell<'_>, names: &Names) -> String {
    let values = values(cell, Datatype::Text, names);
    values.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
}
