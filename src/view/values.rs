//! Values in words for people: amounts, states, dates, durations.

use crate::graph::{Claim, ClaimKey, DateValue, Node, Statement, Value};
use crate::ontology::{Attribute, AttributeKey, Datatype, Status};
use crate::text::{Decimal, Quantity, Unit, grouped_digits};

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
        Value::Quantity(quantity) => has(&scaled(&quantity.amount)) || has(&quantity.amount.plain()),
        _ => false,
    }
}

/// A value with what it is, where it does not say so itself.
pub(super) fn phrase(claim: Claim<'_>, value: &Value) -> String {
    match value {
        Value::Number(_) | Value::Duration(_) => format!("{} {}", claim.predicate_label(), human(value)),
        Value::Text(_) | Value::Quantity(_) | Value::Iri(_) | Value::Token(_) | Value::Date(_) => {
            human(value)
        }
    }
}

/// A date with what it is the date of: `died 1871`.
pub(super) fn dated(claim: Claim<'_>, value: &Value) -> String {
    format!("{} {}", claim.predicate_label(), human(value))
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
        (Value::Number(_), Some((_, unit))) => format!("{} {unit}", human(value)),
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
            words.push((*attribute, marked(claim, &human(value)), claim.key()));
        }
    }
    words.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (&a.1, a.2).cmp(&(&b.1, b.2))));
    words.into_iter().map(|(_, words, claim)| (words, claim)).collect()
}

/// The date that a claim gives its subject.
pub(super) fn date_of(claim: Claim<'_>) -> Option<String> {
    match claim.statement() {
        Statement::Attribute(_, value @ Value::Date(_)) => Some(human(value)),
        _ => None,
    }
}

/// A value as people write it.
pub(super) fn human(value: &Value) -> String {
    match value {
        Value::Number(number) => scaled(number),
        Value::Quantity(quantity) => amount(quantity),
        Value::Date(DateValue::Edtf(date)) => human_date(date.as_written()),
        Value::Date(DateValue::Words(words)) => words.text.clone(),
        Value::Duration(duration) => human_duration(&duration.to_string()),
        Value::Token(token) => spaced(token),
        Value::Text(text) => text.text.clone(),
        Value::Iri(iri) => iri.to_string(),
    }
}

/// `USD 200 billion`, `12,400 t`.
pub(super) fn amount(quantity: &Quantity) -> String {
    match &quantity.unit {
        Unit::Currency(code) => format!("{code} {}", scaled(&quantity.amount)),
        Unit::Other(unit) => format!("{} {unit}", scaled(&quantity.amount)),
    }
}

/// `inForce` as `in force`.
pub(super) fn spaced(token: &str) -> String {
    let mut words = String::new();
    for char in token.chars() {
        if char.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(char.to_lowercase());
    }
    words
}

/// Whole numbers in groups of three digits, round millions and more by their names; anything else as written.
pub(super) fn scaled(number: &Decimal) -> String {
    let plain = number.plain();
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return plain;
    }
    let sign = if digits.len() < plain.len() { "-" } else { "" };
    for (zeros, name) in [(12, "trillion"), (9, "billion"), (6, "million")] {
        if digits.len() > zeros && digits.len() <= zeros + 3 {
            let (whole, rest) = digits.split_at(digits.len() - zeros);
            let rest = rest.trim_end_matches('0');
            if rest.len() <= 2 {
                let point = if rest.is_empty() { "" } else { "." };
                return format!("{sign}{whole}{point}{rest} {name}");
            }
        }
    }
    format!("{sign}{}", grouped_digits(digits))
}

/// Plain dates in words: `XXXX-05-10` as `May 10`; all other EDTF stays as written.
fn human_date(written: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts: Vec<&str> = written.split('-').collect();
    let month = |text: &str| MONTHS.get(text.parse::<usize>().ok()?.checked_sub(1)?);
    let plain =
        |text: &str, digits: usize| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    let words = match parts.as_slice() {
        [year, number] if plain(year, 4) && plain(number, 2) => {
            month(number).map(|month| format!("{month} {year}"))
        }
        [year, number, day] if plain(number, 2) && plain(day, 2) => month(number).and_then(|month| {
            let day = day.trim_start_matches('0');
            match *year {
                "XXXX" => Some(format!("{month} {day}")),
                year if plain(year, 4) => Some(format!("{month} {day}, {year}")),
                _ => None,
            }
        }),
        _ => None,
    };
    words.unwrap_or_else(|| written.to_owned())
}

/// `P2D` as `2 days`; longer ones as written.
fn human_duration(written: &str) -> String {
    let (body, units): (&str, &[(char, &str)]) = match (written.strip_prefix("PT"), written.strip_prefix('P'))
    {
        (Some(time), _) => (time, &[('H', "hour"), ('M', "minute"), ('S', "second")]),
        (None, Some(date)) => (date, &[('Y', "year"), ('M', "month"), ('W', "week"), ('D', "day")]),
        (None, None) => ("", &[]),
    };
    for (letter, name) in units {
        if let Some(number) = body.strip_suffix(*letter)
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
        {
            return format!("{number} {name}{}", if number == "1" { "" } else { "s" });
        }
    }
    written.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_do() {
        let of = |written| scaled(&Decimal::new(written).unwrap());
        assert_eq!(of("200000000000"), "200 billion");
        assert_eq!(of("1250000"), "1.25 million");
        assert_eq!(of("1234567"), "1,234,567");
        assert_eq!(of("-12000"), "-12,000");
        assert_eq!(of("67"), "67");
        assert_eq!(of("2.5"), "2.5");
    }

    #[test]
    fn dates_and_durations_are_words_where_words_are_exact() {
        assert_eq!(human_date("XXXX-05-10"), "May 10");
        assert_eq!(human_date("2018-12"), "December 2018");
        assert_eq!(human_date("2018-12-01"), "December 1, 2018");
        assert_eq!(human_date("2018-36~"), "2018-36~");
        assert_eq!(human_date("2018-13"), "2018-13");
        assert_eq!(human_date("-05-10"), "-05-10");
        assert_eq!(human_duration("P2D"), "2 days");
        assert_eq!(human_duration("PT1H"), "1 hour");
        assert_eq!(human_duration("P1Y2M"), "P1Y2M");
        assert_eq!(spaced("underDiscussion"), "under discussion");
    }
}
