//! Names in databases of property graphs: readable, and no two the same, even if case is ignored.
//!
//! A plain name follows the convention of databases: labels `PascalCase`, types of edges `UPPER_SNAKE`, properties
//! `camelCase`. A name that is an IRI or a CURIE becomes a prefix and its local name, in the case of the source:
//! `http://dbpedia.org/ontology/birthPlace` is `dbo:birthPlace`. Of two names that would meet, the second gets a number.

use std::collections::BTreeMap;

use crate::text::{ShortIris, is_absolute_iri};

/// How names are formed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameStyle {
    /// Plain names by the convention of databases, IRIs and CURIEs as prefix and local name in the case of the source.
    #[default]
    Auto,
    /// Every name in the case of the source.
    Source,
    /// Every name by the convention of databases, prefixes included: `DBO_BIRTH_PLACE`.
    Database,
}

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Use {
    Label,
    Kind,
    Property,
}

impl Use {
    fn words(self) -> &'static str {
        match self {
            Use::Label => "label",
            Use::Kind => "relationship type",
            Use::Property => "property",
        }
    }

    fn convention(self, name: &str) -> String {
        match self {
            Use::Label => pascal_case(name),
            Use::Kind => upper_snake(name),
            Use::Property => camel_case(name),
        }
    }
}

/// Forms names, and keeps them apart.
pub(in crate::export) struct Namer {
    style: NameStyle,
    iris: ShortIris,
    /// What the user should know.
    pub(in crate::export) notices: Vec<String>,
    /// The names that were shortened or numbered, and what they stand for.
    pub(in crate::export) full: BTreeMap<String, String>,
}

/// Names that are taken, without case.
pub(in crate::export) struct Taken {
    what: Use,
    taken: BTreeMap<String, Option<String>>,
}

impl Taken {
    /// Nothing is taken but names of the program's own.
    pub(in crate::export) fn new<'n>(what: Use, own: impl IntoIterator<Item = &'n str>) -> Taken {
        Taken { what, taken: own.into_iter().map(|name| (name.to_lowercase(), None)).collect() }
    }
}

impl Namer {
    /// A namer that knows some namespaces by prefix in addition to well-known ones.
    pub(in crate::export) fn new<'p>(
        style: NameStyle,
        known: impl IntoIterator<Item = (&'p str, &'p str)>,
    ) -> Namer {
        Namer { style, iris: ShortIris::new(known), notices: Vec::new(), full: BTreeMap::new() }
    }

    /// The name of something, which nothing else among the same has.
    pub(in crate::export) fn name(&mut self, name: &str, taken: &mut Taken) -> String {
        let what = taken.what;
        let short = self.shortened(name);
        let formed = match (&short, self.style) {
            (Some(short), NameStyle::Database) => what.convention(&short.replace([':', '-', '.'], "_")),
            (Some(short), _) => short.clone(),
            (None, NameStyle::Source) => name.to_owned(),
            (None, _) => what.convention(name),
        };
        let formed = if formed.is_empty() { "_".to_owned() } else { formed };
        let mut free = formed.clone();
        let mut number = 1;
        while let Some(other) = taken.taken.get(&free.to_lowercase()) {
            if number == 1 {
                let other = match other {
                    None => "a name of dossier's own".to_owned(),
                    Some(other) => format!("`{other}`"),
                };
                self.notices.push(format!(
                    "the {} `{name}` would have the same name as {other}; it is written as `{formed}_2`",
                    what.words()
                ));
            }
            number += 1;
            free = format!("{formed}_{number}");
        }
        taken.taken.insert(free.to_lowercase(), Some(name.to_owned()));
        if number > 1 || short.is_some_and(|short| short != name) {
            self.full.insert(free.clone(), name.to_owned());
        }
        free
    }

    /// A name that is an IRI or a CURIE as prefix and local name.
    fn shortened(&mut self, name: &str) -> Option<String> {
        if !is_absolute_iri(name.as_bytes()) {
            let (prefix, local) = name.split_once(':')?;
            let is_curie = !prefix.is_empty()
                && !local.is_empty()
                && !name.contains(char::is_whitespace)
                && prefix.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
            return is_curie.then(|| name.to_owned());
        }
        Some(self.iris.shorten(name))
    }
}

/// `person` to `Person`.
pub(in crate::export) fn pascal_case(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect()
}

/// `Age` to `age`.
pub(in crate::export) fn camel_case(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(characters).collect()
}

/// `holdsOffice` to `HOLDS_OFFICE`: a `_` wherever a capital follows a letter or digit that is none.
pub(in crate::export) fn upper_snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut before = None;
    for character in name.chars() {
        let begins = character.is_ascii_uppercase();
        if begins
            && before.is_some_and(|before: char| before.is_alphanumeric() && !before.is_ascii_uppercase())
        {
            snake.push('_');
        }
        snake.push(character.to_ascii_uppercase());
        before = Some(character);
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(style: NameStyle, what: Use, names: &[&str]) -> Vec<String> {
        let (mut namer, mut taken) = (Namer::new(style, []), Taken::new(what, ["iri", "SUBJECT"]));
        names.iter().map(|name| namer.name(name, &mut taken)).collect()
    }

    #[test]
    fn names_are_readable_and_recoverable() {
        let iris = ["http://dbpedia.org/ontology/birthPlace", "biolink:affects", "memberOf"];
        assert_eq!(
            named(NameStyle::Auto, Use::Kind, &iris),
            ["dbo:birthPlace", "biolink:affects", "MEMBER_OF"]
        );
        assert_eq!(
            named(NameStyle::Source, Use::Kind, &iris),
            ["dbo:birthPlace", "biolink:affects", "memberOf"]
        );
        assert_eq!(
            named(NameStyle::Database, Use::Kind, &iris),
            ["DBO_BIRTH_PLACE", "BIOLINK_AFFECTS", "MEMBER_OF"]
        );
        let unknown = ["https://data.example.org/a#Ship", "https://data.example.org/b#Ship", "urn:x:Ship"];
        assert_eq!(
            named(NameStyle::Auto, Use::Label, &unknown),
            ["example:Ship", "example2:Ship", "urn:Ship"]
        );
        let mut namer = Namer::new(NameStyle::Auto, [("ex", "https://data.example.org/a#")]);
        let mut taken = Taken::new(Use::Label, []);
        assert_eq!(namer.name("https://data.example.org/a#Ship", &mut taken), "ex:Ship");
        assert_eq!(namer.full["ex:Ship"], "https://data.example.org/a#Ship");
    }

    #[test]
    fn names_that_would_meet_are_numbered() {
        assert_eq!(
            named(NameStyle::Auto, Use::Kind, &["knows", "KNOWS", "Knows"]),
            ["KNOWS", "KNOWS_2", "KNOWS_3"]
        );
        assert_eq!(named(NameStyle::Auto, Use::Kind, &["subject"]), ["SUBJECT_2"]);
        assert_eq!(named(NameStyle::Auto, Use::Property, &["iri", "", "a b"]), ["iri_2", "_", "a b"]);
    }
}
