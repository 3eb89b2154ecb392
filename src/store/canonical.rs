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
/// back as `1` and others leave the zeros of `25.0` away; tags of languages in lower case (RDF 1.1 Concepts, section 3.3).
pub(super) fn canonical(triple: &Triple) -> String {
    let subject = match &triple.subject {
        NamedOrBlankNode::NamedNode(node) => node.to_string(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    };
    format!("{subject} {} {}", triple.predicate, term(&triple.object))
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
        Some("double" | "float") => {
            return words.parse::<f64>().map_or_else(|_| literal.to_string(), |number| format!("{number:e}"));
        }
        _ => return literal.to_string(),
    }
    let unsigned = words.strip_prefix('+').unwrap_or(words);
    let plain = unsigned.strip_suffix('.').unwrap_or(unsigned);
    Decimal::new(plain).map_or_else(|_| literal.to_string(), |number| number.plain())
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
    fn the_same_value_is_the_same_and_others_are_not() {
        let typed = |words: &str, datatype| of(Literal::new_typed_literal(words, datatype));
        assert_eq!(typed("1", xsd::BOOLEAN), typed("true", xsd::BOOLEAN));
        assert_ne!(typed("0", xsd::BOOLEAN), typed("true", xsd::BOOLEAN));
        assert_eq!(typed("25.0", xsd::DECIMAL), typed("25", xsd::INTEGER));
        assert_eq!(typed("200000000000", xsd::DECIMAL), typed("+200000000000.", xsd::DECIMAL));
        assert_ne!(typed("25", xsd::DECIMAL), typed("26", xsd::DECIMAL));
        assert_ne!(typed("25", xsd::DECIMAL), of(Literal::new_simple_literal("25")));
        assert_eq!(typed("1.0E2", xsd::DOUBLE), typed("100", xsd::DOUBLE));
        let tagged = |tag| of(Literal::new_language_tagged_literal_unchecked("deal", tag));
        assert_eq!(tagged("en-GB"), tagged("en-gb"));
        assert_ne!(tagged("en"), of(Literal::new_simple_literal("deal")));
        assert_ne!(typed("P2D", xsd::DURATION), typed("P3D", xsd::DURATION));
    }
}
