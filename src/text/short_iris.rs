//! IRIs as people read them: a prefix and a local name.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::iri::is_absolute_iri;
use super::namespaces::NAMESPACES;
use super::prefixes::PrefixMap;

/// The prefixes with which IRIs are shortened.
#[derive(Clone, Debug)]
pub(crate) struct ShortIris {
    prefixes: PrefixMap,
    /// The prefixes that stand for a namespace.
    taken: BTreeSet<String>,
}

impl ShortIris {
    /// Some prefixes, and the well-known ones that are not among them.
    pub(crate) fn new<'p>(known: impl IntoIterator<Item = (&'p str, &'p str)>) -> ShortIris {
        let mut short = ShortIris { prefixes: PrefixMap::default(), taken: BTreeSet::new() };
        for (prefix, namespace) in known.into_iter().chain(NAMESPACES) {
            short.add(prefix, namespace);
        }
        short
    }

    /// Adds a prefix, unless it or its namespace is there.
    fn add(&mut self, prefix: &str, namespace: &str) {
        if self.prefixes.prefix_of(namespace).is_none() && self.taken.insert(prefix.to_owned()) {
            self.prefixes.insert(prefix, namespace);
        }
    }

    /// The known prefix of an IRI, if there is one, and its local name.
    fn known<'t>(&self, iri: &'t str) -> Option<(&str, &'t str)> {
        self.prefixes.shorten(iri).filter(|(_, local)| !local.contains(['/', '#']))
    }

    /// A name as pictures show it: an IRI with its prefix where that is known, otherwise as its local name; other names as
    /// they are.
    pub(crate) fn shown<'t>(&self, name: &'t str) -> Cow<'t, str> {
        match self.known(name).filter(|_| is_absolute_iri(name.as_bytes())) {
            Some((prefix, local)) => Cow::Owned(format!("{prefix}:{local}")),
            None => Cow::Borrowed(local_name(name)),
        }
    }

    /// An IRI as prefix and local name, which no other IRI has: a namespace without a prefix gets one. Other names as they
    /// are.
    pub(crate) fn shorten(&mut self, iri: &str) -> String {
        if !is_absolute_iri(iri.as_bytes()) {
            return iri.to_owned();
        }
        if let Some((prefix, local)) = self.known(iri) {
            return format!("{prefix}:{local}");
        }
        let (namespace, local) = iri.split_at(iri.rfind(['#', '/', ':']).map_or(0, |at| at + 1));
        format!("{}:{local}", self.prefix_for(namespace))
    }

    /// A new prefix for a namespace: the narrowest name of its host, numbered where it is taken.
    fn prefix_for(&mut self, namespace: &str) -> String {
        let host = namespace.split_once("://").map_or(namespace, |(_, rest)| rest);
        let host = host.split(['/', '#', ':', '?']).next().unwrap_or("");
        let labels: Vec<&str> = host.split('.').filter(|label| *label != "www").collect();
        let label = labels.iter().rev().nth(1).or(labels.first()).copied().unwrap_or("");
        let label: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
        let label =
            if label.starts_with(|c: char| c.is_ascii_alphabetic()) { label } else { format!("ns{label}") };
        let mut free = label.clone();
        let mut number = 1;
        while !self.taken.insert(free.clone()) {
            number += 1;
            free = format!("{label}{number}");
        }
        self.prefixes.insert(&free, namespace);
        free
    }
}

/// What follows the last `#`, `/` or `:` of an IRI before its end; other names as they are.
pub(crate) fn local_name(iri: &str) -> &str {
    if !is_absolute_iri(iri.as_bytes()) {
        return iri;
    }
    let local = iri.trim_end_matches(['/', '#', ':']).rsplit(['#', '/', ':']).next().unwrap_or(iri);
    if local.is_empty() { iri } else { local }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iris_are_shown_by_prefix_and_local_name() {
        let short = ShortIris::new([("ex", "https://example.org/"), ("dbo", "https://example.com/o#")]);
        for (iri, wanted) in [
            ("https://example.org/a", "ex:a"),
            ("https://example.com/o#Place", "dbo:Place"),
            // Its usual prefix stands for something else.
            ("http://dbpedia.org/ontology/Place", "Place"),
            ("http://xmlns.com/foaf/0.1/name", "foaf:name"),
            ("https://example.org/a/b", "b"),
            ("http://a.example/b#c/d", "d"),
            ("http://a.example/", "a.example"),
            ("urn:uuid:1234", "1234"),
            ("mailto:a@example.org", "a@example.org"),
            ("HGNC:1100", "HGNC:1100"),
            ("a/b", "a/b"),
        ] {
            assert_eq!(short.shown(iri), wanted, "{iri}");
        }
    }
}
