//! Absolute IRIs.

use std::borrow::Borrow;
use std::fmt;

use serde::Serialize;

use super::malformed::Malformed;
use super::percent::percent_encoded;

/// An absolute IRI (RFC 3987, section 2.2), kept as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Iri(String);

impl Iri {
    /// Checks an IRI.
    ///
    /// # Errors
    /// Says what the grammar of RFC 3987 does not allow.
    pub fn new(iri: &str) -> Result<Iri, Malformed> {
        match oxiri::Iri::parse(iri) {
            Ok(_) => Ok(Iri(iri.to_owned())),
            Err(_) if iri.is_empty() => Err(Malformed::new(0..0, "the IRI is missing")),
            Err(error) => Err(explain(iri, &error.to_string())),
        }
    }

    /// An IRI from the base of a dossier and an id in it. Ids hold nothing that could end or break an IRI.
    pub(crate) fn from_parts(base: &str, id: &str) -> Iri {
        Iri(format!("{base}{id}"))
    }

    /// An IRI from a base and any text: what an IRI does not hold is percent-encoded, and so is `%` itself, so that two
    /// texts never have one IRI.
    pub(crate) fn from_text(base: &str, text: &str) -> Iri {
        let mut iri = base.to_owned();
        for character in text.chars() {
            if character.is_alphanumeric() || "-._~:/?#@!$&'()*+,;=".contains(character) {
                iri.push(character);
            } else {
                let mut buffer = [0; 4];
                iri.extend(character.encode_utf8(&mut buffer).bytes().map(|byte| format!("%{byte:02X}")));
            }
        }
        Iri(iri)
    }

    /// The IRI as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Schemes of IRIs that have no `//`, as nobody abbreviates IRIs by prefixes that are called like them.
const SCHEMES: &[&[u8]] = &[b"mailto:", b"tel:", b"tag:", b"sip:", b"xmpp:", b"did:"];

/// Whether a text begins like a URN (RFC 8141, section 2), or with another scheme that has no `//`.
#[inline]
fn has_scheme(text: &[u8]) -> bool {
    match text.first() {
        Some(b'u' | b'U') => text.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"urn:")),
        Some(b'm' | b't' | b's' | b'x' | b'd') => SCHEMES.iter().any(|scheme| text.starts_with(scheme)),
        _ => false,
    }
}

/// Whether a text is an absolute IRI that needs no encoding, and no abbreviation of another: a scheme and `//`, or a scheme
/// that is known to have none, and no character that RFC 3987 forbids.
pub(crate) fn is_absolute_iri(text: &[u8]) -> bool {
    let Some(colon) = memchr::memchr(b':', text).filter(|colon| *colon > 0) else { return false };
    let (scheme, rest) = text.split_at(colon);
    let is_scheme = scheme.first().is_some_and(u8::is_ascii_alphabetic)
        && scheme.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
    is_scheme
        && (rest.starts_with(b"://") || has_scheme(text))
        && std::str::from_utf8(text).is_ok_and(|iri| oxiri::Iri::parse(iri).is_ok())
}

/// Whether a text is a blank node as every syntax of RDF writes it: `_:` and a label (RDF 1.1 Turtle, section 6.5,
/// `BLANK_NODE_LABEL`).
pub(crate) fn is_blank_node(text: &[u8]) -> bool {
    let Some(label) = text.strip_prefix(b"_:") else { return false };
    let is_short = |label: &[u8]| !label.is_empty() && label.iter().all(u8::is_ascii_alphanumeric);
    is_short(label)
        || !label.contains(&b':')
            && std::str::from_utf8(label).is_ok_and(|label| oxrdf::BlankNode::new(label).is_ok())
}

fn explain(iri: &str, reason: &str) -> Malformed {
    let odd = |character: char| {
        character.is_whitespace()
            || character.is_control()
            || matches!(character, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
    };
    if let Some((at, character)) = iri.char_indices().find(|(_, character)| odd(*character)) {
        let length = character.len_utf8();
        let written = percent_encoded(character.encode_utf8(&mut [0; 4]), |_| false);
        return Malformed::new(
            at..at + length,
            format!("an IRI cannot contain {character:?}; use {written}"),
        );
    }
    if !iri.split(['/', '?', '#']).next().unwrap_or("").contains(':') {
        return Malformed::new(0..0, "the IRI has no scheme, such as https:");
    }
    Malformed::new(0..iri.len(), format!("not an absolute IRI: {reason}"))
}

impl fmt::Display for Iri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Iri {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Iri {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_absolute_iris_pass() {
        for iri in [
            "http://www.wikidata.org/entity/Q22686",
            "urn:dossier:a:b",
            "https://例え.jp/é?q=中#x",
            "mailto:a@b.c",
        ] {
            assert_eq!(Iri::new(iri).unwrap().as_str(), iri);
        }
        for (iri, part) in [
            ("", 0..0),
            ("//a/b", 0..0),
            ("a/b:c", 0..0),
            ("http://a b", 8..9),
            ("http://a/<", 9..10),
            ("http://a/%zz", 0..12),
        ] {
            assert_eq!(Iri::new(iri).unwrap_err().part, part, "{iri}");
        }
        assert_eq!(Iri::new("http://a/ b").unwrap_err().to_string(), "an IRI cannot contain ' '; use %20");
    }

    proptest! {
        #[test]
        fn no_string_is_too_odd(iri in "\\PC*|https?://\\PC*") {
            if let Err(error) = Iri::new(&iri) {
                prop_assert!(iri.get(error.part).is_some());
            }
        }
    }
}
