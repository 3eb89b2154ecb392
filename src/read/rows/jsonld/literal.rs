//! Values of JSON-LD as literals of RDF.
//!
//! Numbers and booleans have the lexical forms of JSON-LD 1.1 Processing Algorithms and API, section 7 (Object to RDF
//! Conversion); JSON is canonical (RFC 8785).

use std::fmt::Write as _;

use oxrdf::vocab::{rdf, xsd};
use oxrdf::{BaseDirection, Literal, NamedNode, NamedNodeRef};

use super::context::Direction;
use super::expand::Value;
use super::tree::Json;

/// Integers from here on are written with an exponent.
const LARGE: f64 = 1e21;

/// The literal of a value; `None` for one that RDF cannot have.
pub(super) fn literal(value: &Value<'_>) -> Option<Literal> {
    let of_type = match value.of_type.as_deref() {
        None => None,
        Some("@json") => {
            return Some(Literal::new_typed_literal(canonical(&value.json), rdf::JSON));
        }
        Some(iri) => Some(NamedNode::new(iri).ok()?),
    };
    let typed = |text: String, default: NamedNodeRef<'_>| {
        Literal::new_typed_literal(text, of_type.clone().unwrap_or_else(|| default.into_owned()))
    };
    match &*value.json {
        Json::Boolean(yes) => Some(typed(yes.to_string(), xsd::BOOLEAN)),
        Json::Number(text) => {
            let number: f64 = text.parse().ok()?;
            let is_double = of_type.as_ref().is_some_and(|of_type| of_type.as_ref() == xsd::DOUBLE);
            if number.fract() != 0.0 || number.abs() >= LARGE || is_double {
                return Some(typed(double(number), xsd::DOUBLE));
            }
            let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            // Exact beyond what a double can hold.
            let text =
                if is_plain && number != 0.0 { (*text).to_owned() } else { format!("{:.0}", number + 0.0) };
            Some(typed(text, xsd::INTEGER))
        }
        Json::String(text) => match (&value.language, value.direction, of_type) {
            (Some(language), None, _) => Literal::new_language_tagged_literal(&**text, &**language).ok(),
            (Some(language), Some(direction), _) => {
                let direction = match direction {
                    Direction::Ltr => BaseDirection::Ltr,
                    Direction::Rtl => BaseDirection::Rtl,
                };
                Literal::new_directional_language_tagged_literal(&**text, &**language, direction).ok()
            }
            (None, _, Some(of_type)) => Some(Literal::new_typed_literal(&**text, of_type)),
            (None, _, None) => Some(Literal::new_simple_literal(&**text)),
        },
        _ => None,
    }
}

/// A double as XML Schema writes it canonically, with 16 digits at most.
fn double(number: f64) -> String {
    let text = format!("{number:.15E}");
    let (digits, exponent) = text.split_once('E').unwrap_or((&text, "0"));
    let digits = digits.trim_end_matches('0');
    let zero = if digits.ends_with('.') { "0" } else { "" };
    format!("{digits}{zero}E{exponent}")
}

/// JSON in the form of RFC 8785.
fn canonical(json: &Json<'_>) -> String {
    let mut out = String::new();
    put(&mut out, json);
    out
}

fn put(out: &mut String, json: &Json<'_>) {
    match json {
        Json::Null => out.push_str("null"),
        Json::Boolean(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Json::Number(text) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => put_number(out, number),
            _ => out.push_str(text),
        },
        Json::String(text) => put_string(out, text),
        Json::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                put(out, item);
            }
            out.push(']');
        }
        Json::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            out.push('{');
            for (at, (key, value)) in entries.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                put_string(out, key);
                out.push(':');
                put(out, value);
            }
            out.push('}');
        }
    }
}

fn put_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

/// A number as ECMAScript writes it (ECMA-262, Number::toString).
fn put_number(out: &mut String, number: f64) {
    if number == 0.0 {
        return out.push('0');
    }
    if number < 0.0 {
        out.push('-');
    }
    // The shortest digits that read as this number, and the power of ten of the first.
    let text = format!("{:e}", number.abs());
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits: String = digits.chars().filter(|digit| *digit != '.').collect();
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let count = digits.len() as i32;
    let point = exponent + 1;
    match point {
        _ if (count..=21).contains(&point) => {
            out.push_str(&digits);
            out.extend(std::iter::repeat_n('0', (point - count) as usize));
        }
        1..=21 => {
            let (whole, fraction) = digits.split_at(point as usize);
            out.extend([whole, ".", fraction]);
        }
        -5..=0 => {
            out.push_str("0.");
            out.extend(std::iter::repeat_n('0', -point as usize));
            out.push_str(&digits);
        }
        _ => {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            let sign = if exponent < 0 { '-' } else { '+' };
            let _ = write!(out, "{first}{point}{rest}e{sign}{}", exponent.abs());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_canonical() {
        // RFC 8785, section 3.2.2 and appendix B.
        let text = "{\"numbers\":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001,-0,1e21,123456789012345680000,0.0000033333333333333333],\"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\"literals\":[null,true,false]}";
        let json = Json::read(text).unwrap();
        assert_eq!(
            canonical(&json),
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27,0,1e+21,123456789012345680000,0.0000033333333333333333],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
        );
        // By UTF-16: a surrogate is before the end of the plane.
        let json = Json::read("{\"\u{FB33}\":1,\"😀\":2,\"\\r\":3,\"1\":4}").unwrap();
        assert_eq!(canonical(&json), "{\"\\r\":3,\"1\":4,\"😀\":2,\"\u{FB33}\":1}");
    }

    #[test]
    fn doubles_are_canonical() {
        for (number, text) in
            [(5.3, "5.3E0"), (1e30, "1.0E30"), (0.1, "1.0E-1"), (-1.5e-7, "-1.5E-7"), (0.0, "0.0E0")]
        {
            assert_eq!(double(number), text);
        }
    }
}
