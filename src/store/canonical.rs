//! Triples by what they mean: servers write some values in another way than they were sent.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::io::Write;

#[cfg(any(feature = "http", test))]
use oxrdf::vocab::xsd;
use twox_hash::XxHash3_128;

use super::lines::{Line, inner, iri, literal, unescaped};
use crate::text::Decimal;

/// The namespace of the datatypes of XML Schema.
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

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

/// The most digits of a number that is as short as can be at a glance.
const MOST_DIGITS: usize = 18;

/// Hashes of triples by what they mean (XXH3 with 128 bits). Its seed is different on every run, so that nobody can make two
/// triples with one hash.
#[derive(Clone)]
pub(super) struct Meaning {
    seed: u64,
    text: Vec<u8>,
}

impl Meaning {
    /// Hashes with a new seed.
    pub(super) fn new() -> Meaning {
        Meaning { seed: RandomState::new().hash_one(0), text: Vec::new() }
    }

    /// The hash of a triple: the same for all ways to write it.
    pub(super) fn of(&mut self, line: &Line<'_>) -> u128 {
        self.text.clear();
        put_triple(&mut self.text, line);
        XxHash3_128::oneshot_with_seed(self.seed, &self.text)
    }
}

/// Writes a triple in words that are the same for all ways to write it: booleans and numbers by value, since Virtuoso gives `true`
/// back as `1` and `P2D` as `172800.0`, and others leave the zeros of `25.0` away; tags of languages in lower case (RDF 1.1 Concepts,
/// section 3.3). The value of a literal is the last of all, so that no other triple has the same words.
fn put_triple(out: &mut Vec<u8>, line: &Line<'_>) {
    for term in [line.subject, " ", line.predicate, " "] {
        out.extend_from_slice(term.as_bytes());
    }
    if let Some((value, end)) = literal(line.object) {
        put_value(out, &unescaped(value), end);
    } else if let Some(inner) = inner(line.object) {
        out.extend_from_slice(b"<<");
        put_triple(out, &inner);
    } else {
        out.extend_from_slice(line.object.as_bytes());
    }
}

/// Writes a literal by its value and what follows it.
fn put_value(out: &mut Vec<u8>, words: &str, end: &str) {
    let datatype = end.strip_prefix("^^").and_then(iri);
    let name = datatype.and_then(|datatype| datatype.strip_prefix(XSD));
    let value = match name {
        Some("boolean") => match words {
            "1" | "true" => Some(Cow::Borrowed("true")),
            "0" | "false" => Some(Cow::Borrowed("false")),
            _ => None,
        },
        Some("duration" | "dayTimeDuration" | "yearMonthDuration") => duration(words).map(Cow::Owned),
        Some("double" | "float") => words.parse::<f64>().ok().map(|number| Cow::Owned(format!("{number:e}"))),
        Some(name) if name == "decimal" || INTEGERS.contains(&name) => number(words),
        _ => None,
    };
    // Writing into memory cannot fail.
    let _ = match (value, name) {
        (Some(value), _) => write!(out, "={value}"),
        (None, Some("string")) => write!(out, "\"{words}"),
        (None, _) if end.starts_with('@') => write!(out, "{}\"{words}", end.to_ascii_lowercase()),
        (None, _) => write!(out, "{end}\"{words}"),
    };
}

#[cfg(any(feature = "http", test))]
/// A term, whose decimal has the canonical form of XML Schema 1.0 (part 2, section 3.2.3.2), such as `30.0`. TDB2 keeps
/// decimals by value and scale, gives them back in this form, and removes only what was written in it.
pub(super) fn with_point(term: &str) -> Cow<'_, str> {
    let decimal =
        literal(term).filter(|(_, end)| end.strip_prefix("^^").and_then(iri) == Some(xsd::DECIMAL.as_str()));
    let Some((words, end)) = decimal else { return Cow::Borrowed(term) };
    match number(words) {
        Some(number) => {
            let whole = if number.contains('.') { "" } else { ".0" };
            Cow::Owned(format!("\"{number}{whole}\"{end}"))
        }
        None => Cow::Borrowed(term),
    }
}

/// The shortest form of a decimal; `None` for anything else.
fn number(words: &str) -> Option<Cow<'_, str>> {
    let is_short = words.len() <= MOST_DIGITS && !words.starts_with('0');
    if is_short && !words.is_empty() && words.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Cow::Borrowed(words));
    }
    let unsigned = words.strip_prefix('+').unwrap_or(words);
    let plain = Decimal::new(unsigned.strip_suffix('.').unwrap_or(unsigned)).ok()?.plain();
    let shortest =
        if plain.contains('.') { plain.trim_end_matches('0').trim_end_matches('.') } else { &plain };
    Some(Cow::Owned(if shortest == "-0" { "0" } else { shortest }.to_owned()))
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
    use oxrdf::{BlankNode, Literal, NamedNode, Term, Triple};

    /// What an object means.
    fn of(object: impl Into<Term>) -> String {
        let node = |name: &str| NamedNode::new_unchecked(format!("urn:{name}"));
        let triple = Triple::new(node("s"), node("p"), object).to_string();
        let mut text = Vec::new();
        put_triple(&mut text, &Line::of(&triple).unwrap());
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn decimals_get_a_point_and_nothing_else_changes() {
        for (written, kept) in
            [("30", "30.0"), ("1.50", "1.5"), ("-0.0", "0.0"), ("200000000000", "200000000000.0")]
        {
            let decimal = |words: &str| Literal::new_typed_literal(words, xsd::DECIMAL);
            assert_eq!(with_point(&decimal(written).to_string()), decimal(kept).to_string());
            assert_eq!(of(decimal(written)), of(decimal(kept)));
        }
        for other in ["\"30\"^^<http://www.w3.org/2001/XMLSchema#integer>", "<urn:a>", "\"30\"", "_:a"] {
            assert_eq!(with_point(other), other);
        }
    }

    #[test]
    fn no_two_objects_mean_the_same_that_are_not() {
        let text = |words: &str| Term::from(Literal::new_simple_literal(words));
        let tagged = |tag: &str| Term::from(Literal::new_language_tagged_literal_unchecked("a", tag));
        let typed = |name: &str| Term::from(Literal::new_typed_literal("a", NamedNode::new_unchecked(name)));
        let node = |name: &str| NamedNode::new_unchecked(name);
        let triple = |object: Term| Term::Triple(Box::new(Triple::new(node("urn:s"), node("urn:p"), object)));
        let mut objects = vec![
            text("a"),
            text("=1"),
            text("@en\"a"),
            text("a\"@en"),
            text("\\u0041"),
            text("A"),
            text("a\n\t\u{8}\u{c}\r\"\\\u{1}\u{7f}\u{fffe}ü🕊"),
            text(""),
            text("<urn:a>"),
            tagged("en"),
            tagged("de"),
            typed("urn:a"),
            typed("urn:b"),
            node("urn:a").into(),
            BlankNode::new_unchecked("a").into(),
        ];
        let nested: Vec<Term> = objects.iter().map(|object| triple(object.clone())).collect();
        objects.extend(nested.iter().map(|object| triple(object.clone())));
        objects.extend(nested);
        let meanings: std::collections::BTreeSet<String> = objects.iter().cloned().map(of).collect();
        assert_eq!(meanings.len(), objects.len());
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
