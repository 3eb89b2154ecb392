//! Absolute IRIs.

use std::borrow::Borrow;
use std::fmt;

use serde::Serialize;

use super::malformed::Malformed;

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

fn explain(iri: &str, reason: &str) -> Malformed {
    let odd = |character: char| {
        character.is_whitespace()
            || character.is_control()
            || matches!(character, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
    };
    if let Some((at, character)) = iri.char_indices().find(|(_, character)| odd(*character)) {
        let length = character.len_utf8();
        let written: String =
            character.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")).collect();
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
