//! Triples by what they mean: servers write some values in another way than they were sent.

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedOrBlankNode, Term, Triple};

use crate::text::Decimal;

/// The integers of XML Schema 1.1 (part 2, section 3.4), which are decimals.
const INTEGERS: [&str; 13] = [
    "integer",
    "nonPositiveInteger",
    "negativeInteger",
    "long",
    "int",
    "short",
    "byte",
    "nonNegativeInteger",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
    "positiveInteger",
];

/// A triple in words that are the same for all ways to write it: booleans and numbers by value, since Virtuoso gives `true`
/// back as `1` and `P2D` as `172800.0`, and others leave the zeros of `25.0` away; tags of languages in lower case (RDF 1.1 Concepts, section 3.3).
pub(super) fn canonical(triple: &Triple) -> String {
    let subject = match &triple.subject {
        NamedOrBlankNode::NamedNode(node) => node.to_string(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    };
    format!("{subject} {} {}", triple.predicate, term(&triple.object))
}

#[cfg(any(feature = "http", test))]
/// A triple whose decimal has the canonical form of XML Schema 1.0 (part 2, section 3.2.3.2), such as `30.0`. TDB2 keeps
/// decimals by value and scale, gives them back in this form, and removes only what was written in it.
pub(super) fn with_point(triple: &Triple) -> Triple {
    let mut triple = triple.clone();
    if let Term::Literal(literal) = &triple.object
        && literal.datatype() == xsd::DECIMAL
        && let Some(number) = number(literal.value())
    {
        let whole = if number.contains('.') { "" } else { ".0" };
        triple.object = Literal::new_typed_literal(format!("{number}{whole}"), xsd::DECIMAL).into();
    }
    triple
}

fn term(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.to_string(),
        Term::BlankNode(node) => node.to_string(),
        Term::Literal(literal) => value(literal),
        Term::Triple(triple) => format!("<<( {} )>>", canonical(triple)),
    }
}

fn value(literal: &Literal) -> String {
    let (words, datatype) = (literal.value(), literal.datatype());
    if let Some(language) = literal.language() {
        return format!("{}@{}", Literal::new_simple_literal(words), language.to_ascii_lowercase());
    }
    if datatype == xsd::BOOLEAN {
        return match words {
            "1" | "true" => "true".to_owned(),
            "0" | "false" => "false".to_owned(),
            _ => literal.to_string(),
        };
    }
    let name = datatype.as_str().strip_prefix("http://www.w3.org/2001/XMLSchema#");
    match name {
        Some("decimal") => {}
        Some(name) if INTEGERS.contains(&name) => {}
        Some("duration" | "dayTimeDuration" | "yearMonthDuration") => {
            return duration(words).unwrap_or_else(|| literal.to_string());
        }
        Some("double" | "float") => {
            return words.parse::<f64>().map_or_else(|_| literal.to_string(), |number| format!("{number:e}"));
        }
        _ => return literal.to_string(),
    }
    number(words).unwrap_or_else(|| literal.to_string())
}

/// The shortest form of a decimal; `None` for anything else.
fn number(words: &str) -> Option<String> {
    let unsigned = words.strip_prefix('+').unwrap_or(words);
    let plain = Decimal::new(unsigned.strip_suffix('.').unwrap_or(unsigned)).ok()?.plain();
    let shortest =
        if plain.contains('.') { plain.trim_end_matches('0').trim_end_matches('.') } else { &plain };
    Some(if shortest == "-0" { "0".to_owned() } else { shortest.to_owned() })
}

/// A duration by its months and seconds (XML Schema 1.1, part 2, section 3.3.6.1). Virtuoso gives months as a whole number and
/// seconds as a fraction. `None` for anything but a duration, or for a fraction of a day.
fn duration(words: &str) -> Option<String> {
    if words.parse::<i64>().is_ok() {
        return Some(format!("{words} months 0 seconds"));
    }
    if !words.contains('P') {
        return Some(format!("0 months {} seconds", number(words)?));
    }
    let (sign, rest) = words.strip_prefix('-').map_or(("", words), |rest| ("-", rest));
    let (days, times) = rest.strip_prefix('P')?.split_once('T').unwrap_or((&rest[1..], ""));
    let (mut months, mut seconds, mut fraction) = (0_i64, 0_i64, String::new());
    for (part, units) in [
        (days, [('Y', 12, 0), ('M', 1, 0), ('W', 0, 604_800), ('D', 0, 86_400)]),
        (times, [('H', 0, 3_600), ('M', 0, 60), ('S', 0, 1), ('S', 0, 1)]),
    ] {
        let mut rest = part;
        while let Some(end) = rest.find(|c: char| !c.is_ascii_digit() && c != '.') {
            let unit = rest[end..].chars().next()?;
            let (_, in_months, in_seconds) = units.iter().find(|(name, ..)| *name == unit)?;
            let (whole, part) = rest[..end].split_once('.').unwrap_or((&rest[..end], ""));
            if unit == 'S' {
                fraction = part.trim_end_matches('0').to_owned();
            } else if !part.is_empty() {
                return None;
            }
            let number: i64 = whole.parse().ok()?;
            months = months.checked_add(number.checked_mul(*in_months)?)?;
            seconds = seconds.checked_add(number.checked_mul(*in_seconds)?)?;
            rest = &rest[end + unit.len_utf8()..];
        }
        if !rest.is_empty() {
            return None;
        }
    }
    let fraction = if fraction.is_empty() { String::new() } else { format!(".{fraction}") };
    let signed = |number: String| if number == "0" { number } else { format!("{sign}{number}") };
    Some(format!("{} months {} seconds", signed(months.to_string()), signed(format!("{seconds}{fraction}"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::NamedNode;

    fn of(value: Literal) -> String {
        let node = |name: &str| NamedNode::new_unchecked(format!("urn:{name}"));
        canonical(&Triple::new(node("s"), node("p"), value))
    }

    #[test]
    fn decimals_get_a_point_and_nothing_else_changes() {
        let subject = || NamedNode::new_unchecked("urn:s");
        let triple = |value: Literal| Triple::new(subject(), subject(), value);
        for (written, kept) in
            [("30", "30.0"), ("1.50", "1.5"), ("-0.0", "0.0"), ("200000000000", "200000000000.0")]
        {
            let decimal = |words: &str| triple(Literal::new_typed_literal(words, xsd::DECIMAL));
            assert_eq!(with_point(&decimal(written)), decimal(kept));
            assert_eq!(canonical(&decimal(written)), canonical(&decimal(kept)));
        }
        let integer = triple(Literal::new_typed_literal("30", xsd::INTEGER));
        assert_eq!(with_point(&integer), integer);
    }

    #[test]
    fn the_same_value_is_the_same_and_others_are_not() {
        let typed = |words: &str, datatype| of(Literal::new_typed_literal(words, datatype));
        assert_eq!(typed("1", xsd::BOOLEAN), typed("true", xsd::BOOLEAN));
        assert_ne!(typed("0", xsd::BOOLEAN), typed("true", xsd::BOOLEAN));
        assert_eq!(typed("25.0", xsd::DECIMAL), typed("25", xsd::INTEGER));
        assert_eq!(typed("200000000000", xsd::DECIMAL), typed("+200000000000.", xsd::DECIMAL));
        assert_eq!(typed("-0.50", xsd::DECIMAL), typed("-0.5", xsd::DECIMAL));
        assert_eq!(typed("-0.0", xsd::DECIMAL), typed("0", xsd::INTEGER));
        assert_ne!(typed("25", xsd::DECIMAL), typed("26", xsd::DECIMAL));
        assert_ne!(typed("250", xsd::DECIMAL), typed("25", xsd::DECIMAL));
        assert_ne!(typed("25", xsd::DECIMAL), of(Literal::new_simple_literal("25")));
        assert_eq!(typed("1.0E2", xsd::DOUBLE), typed("100", xsd::DOUBLE));
        let tagged = |tag| of(Literal::new_language_tagged_literal_unchecked("deal", tag));
        assert_eq!(tagged("en-GB"), tagged("en-gb"));
        assert_ne!(tagged("en"), of(Literal::new_simple_literal("deal")));
        assert_ne!(typed("P2D", xsd::DURATION), typed("P3D", xsd::DURATION));
        for (one, other) in [
            ("P2D", "172800.0"),
            ("P1D", "PT24H"),
            ("P3M", "3"),
            ("P1Y2M", "14"),
            ("P2W", "P14D"),
            ("-PT1.50S", "-1.5"),
            ("P1Y2M3DT4H5M6S", "P14M3DT14706S"),
        ] {
            assert_eq!(typed(one, xsd::DURATION), typed(other, xsd::DURATION), "{one} {other}");
        }
        assert_ne!(typed("P1M", xsd::DURATION), typed("P30D", xsd::DURATION));
        assert_ne!(typed("P", xsd::DURATION), typed("Pé", xsd::DURATION));
        assert_ne!(typed("P0.5D", xsd::DURATION), typed("PT12H", xsd::DURATION));
    }
}
