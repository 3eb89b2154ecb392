//! Tables of prefixes, and the compact IRIs that are written with them (CURIE Syntax 1.0, W3C Working Group Note): `HGNC:1100`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Bound, Range};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::yaml::{self, Yaml};
use super::{Iri, Malformed};

/// Prefixes and the IRIs that they stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrefixMap {
    iris: BTreeMap<String, String>,
    /// The first prefix of each IRI.
    names: BTreeMap<String, String>,
}

impl PrefixMap {
    /// The longest table that is read, in bytes.
    pub const LONGEST: usize = 4 << 20;

    /// The most prefixes that are taken from files that are not tables of prefixes.
    const MOST_DECLARED: usize = 10_000;

    /// Reads a table in any of four forms: a JSON-LD context, lines of Turtle or SPARQL (`@prefix`, `PREFIX`), YAML with a
    /// `curie_map`, also in the comments before a table, as SSSOM has it, or with `prefixes`, as LinkML has them, or a table with
    /// two columns, parted by tabs, commas, semicolons or blanks, with or without a header.
    ///
    /// In a context a prefix is a term that stands for an absolute IRI, as itself or as `@id` beside `"@prefix": true`; other
    /// terms are ignored.
    ///
    /// # Errors
    /// The first hundred places that cannot be read or declare a prefix twice with different IRIs.
    pub fn read(text: &str) -> Result<PrefixMap, Vec<Malformed>> {
        if text.len() > PrefixMap::LONGEST {
            return Err(vec![Malformed::new(0..0, "a table of prefixes can have at most 4 MiB")]);
        }
        let whole = text;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mut table = Reading { map: PrefixMap::default(), errors: Vec::new() };
        let (start, first) = lines(text).next().unwrap_or((0, ""));
        if text.trim_start().starts_with(['{', '[']) {
            table.context(text);
        } else if let Some(yaml) = with_curie_map(text) {
            table.curie_map(&yaml);
        } else if is_turtle(first) {
            lines(text).for_each(|(at, line)| table.turtle(at, line));
        } else {
            table.columns(text, first);
        }
        if table.errors.is_empty() && table.map.iris.is_empty() {
            let what = "no prefix is declared here; write a JSON-LD context, lines such as `@prefix ex: <https://example.org/> .`, \
                        a `curie_map`, or a table with the columns prefix and IRI";
            table.errors.push(Malformed::new(start..start + first.len(), what));
        }
        let skipped = whole.len() - text.len();
        let errors: Vec<Malformed> = table.errors.into_iter().map(|error| error.moved(skipped)).collect();
        if errors.is_empty() { Ok(table.map) } else { Err(errors) }
    }

    /// The table with more prefixes.
    ///
    /// # Errors
    /// What is wrong with one of them: what it stands for is no IRI, or the table has it with another one.
    pub fn with(mut self, more: &[(String, String)]) -> Result<PrefixMap, String> {
        for (prefix, iri) in more {
            Iri::new(iri).map_err(|error| format!("the prefix `{prefix}` stands for `{iri}`: {error}"))?;
            match self.iris.get(prefix) {
                Some(known) if known != iri => {
                    return Err(format!(
                        "the prefix `{prefix}` stands for `{iri}` here, and for `{known}` elsewhere"
                    ));
                }
                _ => {}
            }
            self.iris.insert(prefix.clone(), iri.clone());
            self.names.entry(iri.clone()).or_insert_with(|| prefix.clone());
        }
        Ok(self)
    }

    /// The IRI that a compact IRI stands for; `None` without a prefix of the table, and for `//` after the colon, which
    /// makes it an IRI itself.
    pub fn expand(&self, curie: &str) -> Option<String> {
        let (iri, local) = self.parts(curie)?;
        Some(format!("{iri}{local}"))
    }

    /// The IRI of the prefix of a compact IRI, and what follows the colon.
    pub fn parts<'t>(&self, curie: &'t str) -> Option<(&str, &'t str)> {
        let (prefix, local) = curie.split_once(':')?;
        let iri = self.iris.get(prefix)?;
        (!local.starts_with("//")).then_some((iri, local))
    }

    /// The prefix and the rest of an IRI: of several prefixes the one with the longest IRI. The rest is never empty.
    pub fn shorten<'t>(&self, iri: &'t str) -> Option<(&str, &'t str)> {
        // The IRIs that an IRI begins with are those of its own beginnings, which are sorted before it.
        let mut end = iri;
        loop {
            let (known, name) =
                self.names.range::<str, _>((Bound::Unbounded, Bound::Included(end))).next_back()?;
            if let Some(local) = iri.strip_prefix(known.as_str()).filter(|local| !local.is_empty()) {
                return Some((name, local));
            }
            let common = known.bytes().zip(iri.bytes()).take_while(|(one, two)| one == two).count();
            let common = (0..=common.min(iri.len() - 1)).rev().find(|at| iri.is_char_boundary(*at))?;
            if common == 0 || common >= end.len() {
                return None;
            }
            end = iri.get(..common)?;
        }
    }

    /// The first prefix that stands for an IRI.
    pub(crate) fn prefix_of(&self, iri: &str) -> Option<&str> {
        self.names.get(iri).map(String::as_str)
    }

    /// Adds a prefix that others than the user chose, unless it is there or means nothing.
    pub(crate) fn declare(&mut self, name: &str, iri: &str) {
        let is_good = !name.is_empty() && name != "_" && is_prefix(name) && Iri::new(iri).is_ok();
        if is_good && !self.iris.contains_key(name) && self.iris.len() < PrefixMap::MOST_DECLARED {
            self.insert(name, iri);
        }
    }

    /// Adds a prefix that is not there.
    pub(crate) fn insert(&mut self, name: &str, iri: &str) {
        self.iris.insert(name.to_owned(), iri.to_owned());
        self.names.entry(iri.to_owned()).or_insert_with(|| name.to_owned());
    }

    /// The prefixes and their IRIs, by prefix.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iris.iter().map(|(name, iri)| (name.as_str(), iri.as_str()))
    }
}

/// The most errors of a table that are kept.
const MOST_ERRORS: usize = 100;

/// A table while it is read.
struct Reading {
    map: PrefixMap,
    errors: Vec<Malformed>,
}

/// The lines that are neither empty nor comments, with the offsets of their first bytes.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at + line.len() - line.trim_start().len(), line.trim())
    });
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// The keys of YAML that hold prefixes: of SSSOM, and of LinkML.
const MAPS: [&str; 2] = ["curie_map", "prefixes"];

/// The YAML with a map of prefixes: a whole text, or the comments at its beginning without their marks, at the same offsets.
fn with_curie_map(text: &str) -> Option<Cow<'_, str>> {
    let names_map = |line: &str| {
        let name = line.split_once(':').map_or("", |(name, _)| name.trim_matches(['"', '\'']));
        MAPS.contains(&name)
    };
    let comments = text.split_inclusive('\n').take_while(|line| line.starts_with('#'));
    let length = comments.clone().map(str::len).sum();
    if comments.clone().any(|line| names_map(line.trim_start_matches('#').trim_start())) {
        let lines = comments.map(|line| line.replacen('#', " ", 1));
        return Some(Cow::Owned(lines.collect()));
    }
    let rest = text.get(length..).unwrap_or("");
    rest.lines().any(names_map).then_some(Cow::Borrowed(text))
}

/// Whether a line declares a prefix in Turtle or SPARQL; the header of a table may begin with the same word.
fn is_turtle(line: &str) -> bool {
    let is_sparql = line.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("prefix"));
    line.starts_with('@') || is_sparql && line.contains('<')
}

fn is_prefix(name: &str) -> bool {
    name.chars().all(|character| character.is_alphanumeric() || matches!(character, '.' | '_' | '-'))
}

impl Reading {
    fn error(&mut self, at: Range<usize>, what: impl Into<String>) {
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(Malformed::new(at, what));
        }
    }

    /// Adds a prefix; `place` finds the prefix or the IRI in the text.
    fn add(&mut self, name: &str, iri: &str, place: impl Fn(&str) -> Range<usize>) {
        if !is_prefix(name) {
            return self.error(place(name), "a prefix has only letters, digits, `.`, `_` and `-`");
        }
        if name == "_" {
            return self.error(place(name), "`_` is no prefix: `_:` begins the names of blank nodes");
        }
        if let Err(why) = Iri::new(iri) {
            return self.error(place(iri), why.to_string());
        }
        match self.map.iris.get(name) {
            Some(known) if known != iri => {
                let what = format!("the prefix `{name}` stands for <{known}> already; remove one of the two");
                self.error(place(name), what);
            }
            Some(_) => {}
            None => self.map.insert(name, iri),
        }
    }

    /// Reads a line that begins at an offset: `@prefix NAME: <IRI> .`, or `PREFIX NAME: <IRI>`.
    fn turtle(&mut self, at: usize, line: &str) {
        const FORM: &str = "expected `@prefix NAME: <IRI> .` or `PREFIX NAME: <IRI>`";
        let word = line.find(char::is_whitespace).unwrap_or(line.len());
        let keyword = line.get(..word).unwrap_or("").trim_start_matches('@');
        let Some((name, iri)) = line
            .get(word..)
            .filter(|_| keyword.eq_ignore_ascii_case("prefix"))
            .and_then(|rest| rest.split_once(':'))
            .and_then(|(name, rest)| {
                Some((name.trim(), rest.trim_start().strip_prefix('<')?.split_once('>')?))
            })
        else {
            return self.error(at..at + line.len(), FORM);
        };
        let (iri, rest) = iri;
        let rest = rest.trim_start();
        let rest = rest.strip_prefix('.').unwrap_or(rest).trim_start();
        if !rest.is_empty() && !rest.starts_with('#') {
            let start = line.len() - rest.len();
            return self.error(at + start..at + line.len(), "expected the end of the line");
        }
        self.add(name, iri, |part| place(at, line, part));
    }

    /// Reads a map of prefixes in YAML.
    fn curie_map(&mut self, text: &str) {
        let (tree, problems) = yaml::parse(text);
        for problem in problems {
            self.error(problem.span.range(), problem.message);
        }
        let map = tree.root.as_ref().and_then(|root| MAPS.iter().find_map(|name| root.get(name)));
        for (name, value) in map.and_then(Yaml::map).unwrap_or_default() {
            // LinkML may say more of a prefix.
            let iri = value.get("prefix_reference").unwrap_or(value);
            let place = |part: &Yaml| part.span.range();
            match (name.text(), iri.text()) {
                (Some(prefix), Some(text)) => {
                    self.add(prefix, text, |part| place(if part == prefix { name } else { iri }));
                }
                (None, _) => self.error(place(name), "a prefix is a text"),
                (_, None) => self.error(place(iri), "expected the IRI of the prefix"),
            }
        }
    }

    /// Reads a table of two columns.
    fn columns(&mut self, text: &str, first: &str) {
        let delimiter = ['\t', ',', ';'].into_iter().find(|delimiter| first.contains(*delimiter));
        for (number, (at, line)) in lines(text).enumerate() {
            let split = match delimiter {
                Some(delimiter) => line.split_once(delimiter),
                None => line.split_once(char::is_whitespace),
            };
            let Some((name, iri)) = split.map(|(name, iri)| (cell(name), cell(iri))) else {
                self.error(at..at + line.len(), "expected two columns: a prefix and an IRI");
                continue;
            };
            let is_header = number == 0 && !iri.contains(':');
            if is_header {
                continue;
            }
            let name = name.strip_suffix(':').unwrap_or(name);
            self.add(name, iri, |part| place(at, line, part));
        }
    }

    /// Reads a JSON-LD context.
    fn context(&mut self, text: &str) {
        let tree: Tree = match serde_json::from_str(text) {
            Ok(tree) => tree,
            Err(error) => {
                let at = offset(text, error.line(), error.column());
                let words = error.to_string();
                let what = words.split(" at line ").next().unwrap_or(&words).to_owned();
                return self.error(at..at, what);
            }
        };
        if let Tree::Array(records) = &tree
            && records.iter().any(|record| record.get("uri_prefix").is_some())
        {
            return records.iter().for_each(|record| self.record(text, record));
        }
        let contexts: Vec<&Tree> = match &tree {
            Tree::Object(members) => {
                let named: Vec<&Tree> =
                    members.iter().filter(|(key, _)| key == "@context").map(|(_, context)| context).collect();
                if named.is_empty() { vec![&tree] } else { named }
            }
            _ => vec![&tree],
        };
        contexts.into_iter().for_each(|context| self.terms(text, context));
    }

    /// Reads a record of an extended prefix map, as the Bioregistry has them: other prefixes may stand for the same IRI.
    fn record(&mut self, text: &str, record: &Tree) {
        let (Some(Tree::Text(prefix)), Some(Tree::Text(iri))) =
            (record.get("prefix"), record.get("uri_prefix"))
        else {
            return self
                .error(0..0, "a record of an extended prefix map needs a `prefix` and a `uri_prefix`");
        };
        self.add(prefix, iri, |part| last(text, part));
        if let Some(Tree::Array(synonyms)) = record.get("prefix_synonyms") {
            for synonym in synonyms {
                match synonym {
                    Tree::Text(synonym) => self.add(synonym, iri, |part| last(text, part)),
                    _ => self.error(last(text, prefix), "`prefix_synonyms` are texts"),
                }
            }
        }
    }

    /// Reads the terms of a context.
    fn terms(&mut self, text: &str, context: &Tree) {
        let terms = match context {
            Tree::Object(terms) => terms,
            Tree::Array(several) => return several.iter().for_each(|context| self.terms(text, context)),
            Tree::Text(link) => {
                let what = "a context that is a link is not fetched; save it to a file and name that one";
                return self.error(last(text, link), what);
            }
            Tree::True | Tree::Other => return,
        };
        for (name, value) in terms.iter().filter(|(name, _)| !name.starts_with('@')) {
            let iri = match value {
                Tree::Text(iri) => iri,
                Tree::Object(keys) => {
                    let is_prefix =
                        keys.iter().any(|(key, value)| key == "@prefix" && matches!(value, Tree::True));
                    match keys.iter().find(|(key, _)| key == "@id") {
                        Some((_, Tree::Text(iri))) if is_prefix => iri,
                        _ => continue,
                    }
                }
                _ => continue,
            };
            // Other terms stand for a compact IRI, such as `rdfs:label`.
            let is_whole = iri.contains("://") || iri.starts_with("urn:");
            if is_prefix(name) && is_whole && Iri::new(iri).is_ok() {
                self.add(name, iri, |part| last(text, part));
            }
        }
    }
}

/// The place of a part of a line that begins at an offset.
fn place(at: usize, line: &str, part: &str) -> Range<usize> {
    let start = at + (part.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
    start..start + part.len()
}

/// A cell of a table without its quotes.
fn cell(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

/// Where a text in quotes occurs last, without the quotes.
fn last(text: &str, word: &str) -> Range<usize> {
    text.rfind(&format!("\"{word}\"")).map_or(0..0, |at| at + 1..at + 1 + word.len())
}

/// The offset of a line and a column in bytes, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let at = (before + column.saturating_sub(1)).min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// JSON in which a key may occur twice.
enum Tree {
    Object(Vec<(String, Tree)>),
    Array(Vec<Tree>),
    Text(String),
    True,
    /// Any other value.
    Other,
}

impl Tree {
    /// The value of a key of an object.
    fn get(&self, key: &str) -> Option<&Tree> {
        match self {
            Tree::Object(members) => members.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON-LD context")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(if value { Tree::True } else { Tree::Other })
    }

    fn visit_i64<E>(self, _: i64) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element()? {
            all.push(item);
        }
        Ok(Tree::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Tree, A::Error> {
        let mut all = Vec::new();
        while let Some(member) = members.next_entry()? {
            all.push(member);
        }
        Ok(Tree::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HGNC: &str = "http://identifiers.org/hgnc/";
    const MONDO: &str = "http://purl.obolibrary.org/obo/MONDO_";

    #[test]
    fn every_form_is_read() {
        let forms = [
            format!(
                r#"{{"@context": {{"@version": 1.1, "HGNC": "{HGNC}", "MONDO": {{"@id": "{MONDO}", "@prefix": true}}, "name": {{"@id": "{HGNC}name"}}, "label": "rdfs:label", "n": null}}}}"#
            ),
            format!(r#"{{"HGNC": "{HGNC}", "MONDO": "{MONDO}"}}"#),
            format!(
                r#"[{{"prefix": "HGNC", "uri_prefix": "{HGNC}", "pattern": "^\\d+$"}}, {{"uri_prefix": "{MONDO}", "prefix": "MONDO", "uri_prefix_synonyms": ["{MONDO}x"], "prefix_synonyms": []}}]"#
            ),
            format!(r#"{{"@context": [{{"HGNC": "{HGNC}"}}, {{"MONDO": "{MONDO}"}}], "@graph": []}}"#),
            format!("# genes\n@prefix HGNC: <{HGNC}> .\n\n@prefix MONDO:<{MONDO}>. # diseases\n"),
            format!("PREFIX HGNC: <{HGNC}>\r\nprefix MONDO: <{MONDO}>"),
            format!("prefix\tiri\nHGNC\t{HGNC}\nMONDO\t{MONDO}\n"),
            format!("HGNC,{HGNC}\n\"MONDO:\",\"{MONDO}\"\nHGNC,{HGNC}\n"),
            format!("\u{FEFF}prefix;namespace\r\nHGNC;{HGNC}\r\nMONDO;{MONDO}\r\n"),
            format!("HGNC {HGNC}\nMONDO   {MONDO}\n"),
            format!(
                "# curie_map:\n#   HGNC: {HGNC}\n#   \"MONDO\": \"{MONDO}\"\n# license: CC0\nsubject_id\tobject_id\nHGNC:1\tMONDO:1\n"
            ),
            format!("#curie_map:\r\n#  HGNC: {HGNC}\r\n#  MONDO: {MONDO}\r\nsubject_id\r\n"),
            format!("mapping_set_id: https://e.org/a\ncurie_map: {{HGNC: '{HGNC}', MONDO: '{MONDO}'}}\n"),
            format!(
                "# a schema\nprefixes:\n  HGNC:\n    prefix_prefix: HGNC\n    prefix_reference: {HGNC}\n  MONDO: {MONDO}\n"
            ),
        ];
        for form in forms {
            let map = PrefixMap::read(&form).unwrap_or_else(|errors| panic!("{form}: {errors:?}"));
            assert_eq!(map.iter().collect::<Vec<_>>(), [("HGNC", HGNC), ("MONDO", MONDO)], "{form}");
        }
    }

    #[test]
    fn all_that_cannot_be_read_has_its_place() {
        for (text, wanted) in [
            ("@prefix a: <https://a.example/> .\n@prefix a: <https://b.example/> .\n", vec!["a"]),
            (
                "@prefix a: <relative> .\nPREFIX b <https://b.example/>\n",
                vec!["relative", "PREFIX b <https://b.example/>"],
            ),
            ("@prefix a: <https://a.example/> x\n", vec!["x"]),
            ("a,https://a.example/\nb\nc,no iri\n", vec!["b", " "]),
            ("a b,https://a.example/\n", vec!["a b"]),
            (r#"{"@context": "https://w3id.org/biolink"}"#, vec!["https://w3id.org/biolink"]),
            (r#"{"a": "https://a.example/", "a": "https://b.example/"}"#, vec!["a"]),
            ("{\"a\": \"https://a.example/\"\n \"b\"}", vec![""]),
            (r#"[{"prefix": "a", "uri_prefix": "https://a.example/"}, {"prefix": "b"}]"#, vec![""]),
            (
                r#"[{"prefix": "a", "uri_prefix": "https://a.example/", "prefix_synonyms": ["b c"]}]"#,
                vec!["b c"],
            ),
            ("", vec![""]),
            ("prefix,iri\n", vec!["prefix,iri"]),
        ] {
            let errors = PrefixMap::read(text).expect_err(text);
            let places: Vec<&str> =
                errors.iter().map(|error| text.get(error.part.clone()).unwrap()).collect();
            assert_eq!(places.len(), wanted.len(), "{text}: {errors:?}");
            assert!(
                places.iter().zip(&wanted).all(|(place, wanted)| place.contains(wanted)),
                "{text}: {errors:?}"
            );
        }
        assert!(PrefixMap::read(&" ".repeat(PrefixMap::LONGEST + 1)).is_err());
    }

    #[test]
    fn compact_iris_are_expanded_and_iris_shortened() {
        let text = format!("HGNC,{HGNC}\nMONDO,{MONDO}\nobo,http://purl.obolibrary.org/obo/\nhttp,urn:x:\n");
        let map = PrefixMap::read(&text).unwrap();
        assert_eq!(map.expand("HGNC:1100"), Some(format!("{HGNC}1100")));
        assert_eq!(map.expand("hgnc:1100"), None);
        let extended =
            format!(r#"[{{"prefix": "HGNC", "uri_prefix": "{HGNC}", "prefix_synonyms": ["hgnc", "gene"]}}]"#);
        let extended = PrefixMap::read(&extended).unwrap();
        assert_eq!(extended.expand("gene:1100"), Some(format!("{HGNC}1100")));
        assert_eq!(extended.shorten(&format!("{HGNC}1100")), Some(("HGNC", "1100")));
        assert_eq!(map.expand("HGNC"), None);
        assert_eq!(map.expand("http://a.example/"), None);
        assert_eq!(map.shorten(&format!("{MONDO}5044")), Some(("MONDO", "5044")));
        assert_eq!(map.shorten("http://purl.obolibrary.org/obo/GO_1"), Some(("obo", "GO_1")));
        assert_eq!(map.shorten(MONDO), Some(("obo", "MONDO_")));
        assert_eq!(map.shorten("http://purl.obolibrary.org/"), None);
        assert_eq!(map.shorten(""), None);
    }

    proptest! {
        #[test]
        fn shortening_finds_the_longest(iris in prop::collection::btree_set("urn:[ab]{0,5}", 1..8), iri in "urn:[abé]{0,7}") {
            let text: String = iris.iter().enumerate().map(|(at, iri)| format!("p{at},{iri}\n")).collect();
            // An IRI of a scheme alone has no path, which is allowed.
            let map = PrefixMap::read(&text).unwrap();
            let longest = iris.iter().filter(|known| iri.len() > known.len() && iri.starts_with(known.as_str())).max_by_key(|known| known.len());
            let found = map.shorten(&iri);
            prop_assert_eq!(found.map(|(_, local)| local), longest.map(|known| &iri[known.len()..]));
            if let Some((prefix, local)) = found {
                prop_assert_eq!(map.expand(&format!("{prefix}:{local}")), Some(iri.clone()));
            }
        }

        #[test]
        fn no_text_ends_the_program(text in "(@prefix |PREFIX |a|:|<urn:a>|<|>|\\.|,|\t|\"|\\{|\\}|\\[|urn:b|é|\n| ){0,30}") {
            if let Err(errors) = PrefixMap::read(&text) {
                prop_assert!(errors.iter().all(|error| text.get(error.part.clone()).is_some()), "{errors:?}");
            }
        }
    }
}
