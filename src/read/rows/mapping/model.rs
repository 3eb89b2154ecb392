//! What a mapping says, and tables under it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::ontology::Looks;
use crate::read::encoding::Encoding;
use crate::read::rows::fields::SaidDialect;
use crate::read::rows::values::Value;

/// What is said about files, and the prefixes of their compact IRIs.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    pub(in crate::read::rows) files: Vec<FileMapping>,
    pub(in crate::read::rows) prefixes: Vec<(String, String)>,
    pub(in crate::read::rows) looks: Option<Looks>,
}

/// What is said about the files of one name.
#[derive(Clone, Debug, Default)]
pub struct FileMapping {
    /// The name of a file without its folders, in which `*` is any text and `?` any character; empty for all files.
    pub(in crate::read::rows) pattern: String,
    /// The name of a format.
    pub(in crate::read::rows) format: Option<String>,
    pub(in crate::read::rows) rows: Option<RowKind>,
    pub(in crate::read::rows) delimiter: Option<u8>,
    pub(in crate::read::rows) array_delimiter: Option<u8>,
    /// What may be around a field.
    pub(in crate::read::rows) quote: Option<u8>,
    /// What the file is decoded from, if it is not UTF-8.
    pub(in crate::read::rows) encoding: Option<Encoding>,
    /// The columns or keys of each role.
    pub(in crate::read::rows) roles: BTreeMap<Part, Vec<String>>,
    /// What rows have that say nothing themselves: types of nodes, the relation of edges, properties.
    pub(in crate::read::rows) constants: Vec<(String, String)>,
    /// Columns of which nothing is said; they are written as a comment to begin from.
    pub(in crate::read::rows) others: Vec<String>,
    /// How columns or keys become properties.
    pub(in crate::read::rows) properties: BTreeMap<String, PropertyMapping>,
}

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read::rows) enum RowKind {
    /// Each row is a node.
    Nodes,
    /// Each row is an edge.
    Edges,
}

/// A role of a column or key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::read::rows) enum Part {
    /// The id of a node, or an edge's own.
    Id,
    /// The types of a node.
    Type,
    /// The name of a node that people see.
    Label,
    /// Where an edge begins.
    Source,
    /// Where an edge ends.
    Target,
    /// The relation of an edge.
    Relation,
}

impl Part {
    pub(in crate::read::rows) const ALL: [Part; 6] =
        [Part::Id, Part::Type, Part::Label, Part::Source, Part::Target, Part::Relation];

    /// Its key in the file.
    pub(in crate::read::rows) fn name(self) -> &'static str {
        match self {
            Part::Id => "id",
            Part::Type => "type",
            Part::Label => "label",
            Part::Source => "source",
            Part::Target => "target",
            Part::Relation => "relation",
        }
    }
}

/// The property that is the name which people see.
pub(in crate::read::rows) const LABEL: &str = "name";

/// How a column or key becomes a property.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::read::rows) struct PropertyMapping {
    /// The name of the property, if it is another one.
    pub(in crate::read::rows) name: Option<String>,
    /// What its values are; as the reader takes them without one.
    pub(in crate::read::rows) value: Option<Value>,
    /// What parts the values of a list.
    pub(in crate::read::rows) separator: Option<u8>,
    /// Whether it is left out.
    pub(in crate::read::rows) is_ignored: bool,
}

/// What a reader can do with a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mapped {
    /// Nothing: its format says what everything is.
    Nothing,
    /// Constants only.
    Constants,
    /// Roles and properties, too.
    Keys,
    /// Also how its tables are written.
    Tables,
}

impl Mapping {
    /// The same mapping, with what is said of all files; that counts more.
    #[must_use]
    pub fn with_all(mut self, all: FileMapping) -> Mapping {
        if all.is_empty() {
            return self;
        }
        for file in &mut self.files {
            file.delimiter = all.delimiter.or(file.delimiter);
            file.array_delimiter = all.array_delimiter.or(file.array_delimiter);
            file.quote = all.quote.or(file.quote);
            file.constants.retain(|(name, _)| all.constants.iter().all(|(other, _)| name != other));
            file.constants.extend(all.constants.iter().cloned());
        }
        self.files.push(all);
        self
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.prefixes.is_empty() && self.looks.is_none()
    }

    /// What is said about a file: by the first pattern that fits its name.
    pub fn of(&self, name: &str) -> Option<&FileMapping> {
        self.files.iter().find(|file| file.is_for(name))
    }

    /// The patterns that no file has.
    pub fn unmatched<'m>(&'m self, names: &[String]) -> Vec<&'m str> {
        let used: BTreeSet<&str> =
            names.iter().filter_map(|name| self.of(name)).map(|file| file.pattern.as_str()).collect();
        let patterns = self.files.iter().map(|file| file.pattern.as_str());
        patterns.filter(|pattern| !pattern.is_empty() && !used.contains(pattern)).collect()
    }

    /// How pictures show types and relations.
    pub fn looks(&self) -> Option<&Looks> {
        self.looks.as_ref()
    }

    /// The prefixes of compact IRIs, each with what it stands for.
    pub fn prefixes(&self) -> &[(String, String)] {
        &self.prefixes
    }
}

impl FileMapping {
    /// What options of the command line say of all files.
    pub fn of_all(
        delimiter: Option<u8>,
        array_delimiter: Option<u8>,
        quote: Option<u8>,
        node_type: Option<&str>,
    ) -> FileMapping {
        let constants = node_type.map(|name| (Part::Type.name().to_owned(), name.to_owned()));
        FileMapping {
            delimiter,
            array_delimiter,
            quote,
            constants: constants.into_iter().collect(),
            ..FileMapping::default()
        }
    }

    fn is_empty(&self) -> bool {
        self.delimiter.is_none()
            && self.array_delimiter.is_none()
            && self.quote.is_none()
            && self.constants.is_empty()
    }

    fn is_for(&self, name: &str) -> bool {
        let bare = name.rsplit(['/', '\\']).next().unwrap_or(name);
        self.pattern.is_empty() || fits(self.pattern.as_bytes(), bare.as_bytes())
    }

    /// The format that is said to be the file's.
    pub(in crate::read::rows) fn format(&self) -> Option<&str> {
        self.format.as_deref()
    }

    /// The encoding that is said to be the file's.
    pub(in crate::read::rows) fn encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    /// How the file is said to be written.
    pub(in crate::read::rows) fn dialect(&self) -> SaidDialect {
        SaidDialect { delimiter: self.delimiter, quote: self.quote }
    }

    /// Whether the rows are said to be edges, or to be nodes.
    pub(in crate::read::rows) fn is_of_edges(&self) -> Option<bool> {
        self.rows.map(|rows| rows == RowKind::Edges)
    }

    /// Whether there are edges among the rows, as far as it is said.
    pub(in crate::read::rows) fn has_edges(&self) -> Option<bool> {
        match self.is_of_edges() {
            Some(is_of_edges) => Some(is_of_edges),
            None => self.roles.contains_key(&Part::Source).then_some(true),
        }
    }

    /// Whether something is said of the columns of a table.
    pub(in crate::read::rows) fn has_columns(&self) -> bool {
        self.rows.is_some()
            || self.delimiter.is_some()
            || self.array_delimiter.is_some()
            || self.quote.is_some()
            || !self.roles.is_empty()
            || !self.properties.is_empty()
    }

    /// What rows have that say nothing themselves.
    pub(in crate::read::rows) fn constants(&self) -> &[(String, String)] {
        &self.constants
    }

    /// What a reader does not honour of what is said.
    pub(in crate::read::rows) fn refused(&self, honours: Mapped) -> Option<&'static str> {
        let has_table = self.delimiter.is_some() || self.array_delimiter.is_some() || self.quote.is_some();
        let has_keys = self.rows.is_some() || !self.roles.is_empty() || !self.properties.is_empty();
        match honours {
            Mapped::Tables => None,
            _ if has_table => Some("delimiters and quotes are for tables"),
            Mapped::Keys => None,
            _ if has_keys => Some("its format says what its keys mean"),
            Mapped::Constants => None,
            Mapped::Nothing if self.constants.is_empty() => None,
            Mapped::Nothing => Some("nothing can be added to its statements"),
        }
    }

    /// How a key becomes a property, if it is said.
    pub(in crate::read::rows) fn property(&self, key: &str) -> Option<&PropertyMapping> {
        self.properties.get(key)
    }

    /// The role of a key, if it is said.
    pub(in crate::read::rows) fn part(&self, key: &str) -> Option<Part> {
        self.roles.iter().find(|(_, keys)| keys.iter().any(|known| known == key)).map(|(part, _)| *part)
    }

    /// The name of the property that a key becomes, if it is another one.
    pub(in crate::read::rows) fn name_of_property(&self, key: &str) -> Option<&str> {
        if self.part(key) == Some(Part::Label) {
            return Some(LABEL);
        }
        self.properties.get(key)?.name.as_deref()
    }

    /// The roles and their columns or keys.
    pub(in crate::read::rows) fn parts(&self) -> impl Iterator<Item = (Part, &str)> {
        self.roles.iter().flat_map(|(part, keys)| keys.iter().map(|key| (*part, key.as_str())))
    }

    /// What is said, in one line, after the title of the format.
    pub(in crate::read::rows) fn described(&self, title: &str) -> String {
        let roles: Vec<String> = self.parts().map(|(part, key)| format!("{}={key}", part.name())).collect();
        if roles.is_empty() { title.to_owned() } else { format!("{title}: {}", roles.join(", ")) }
    }

    /// Whether a key is said to play a role.
    pub(in crate::read::rows) fn has_part(&self, part: Part) -> bool {
        self.roles.contains_key(&part)
    }
}

/// The keys of records that a mapping names, and whether a record had them.
#[derive(Debug, Default)]
pub(in crate::read::rows) struct Seen(Mutex<BTreeSet<String>>);

impl Seen {
    /// Notes a key.
    pub(in crate::read::rows) fn note(&self, key: &str) {
        let mut keys = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !keys.contains(key) {
            keys.insert(key.to_owned());
        }
    }

    /// The keys that a mapping names and no record had.
    pub(in crate::read::rows) fn missing(&self, mapping: &FileMapping) -> Vec<String> {
        let keys = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let named = mapping.roles.values().flatten().chain(mapping.properties.keys());
        named.filter(|key| !keys.contains(*key)).cloned().collect()
    }
}

/// One character of a table: itself, or a word for one that is hard to type.
///
/// # Errors
/// What is wrong with the text.
pub fn character(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'\n' | b'\r') => Ok(*byte),
        _ => match text.to_ascii_lowercase().as_str() {
            "tab" | "\\t" => Ok(b'\t'),
            "comma" => Ok(b','),
            "semicolon" => Ok(b';'),
            "bar" | "pipe" => Ok(b'|'),
            "space" => Ok(b' '),
            _ => Err(format!("expected one ASCII character, `tab` or `space`, found `{text}`")),
        },
    }
}

/// Whether a name fits a pattern with `*` and `?`. Linear in the name for each star.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut in_pattern, mut again) = (0, 0, None);
    while let Some(byte) = name.get(at) {
        match pattern.get(in_pattern) {
            Some(b'*') => {
                again = Some((in_pattern + 1, at));
                in_pattern += 1;
            }
            Some(wanted) if wanted == byte || *wanted == b'?' => {
                in_pattern += 1;
                at += 1;
            }
            _ => {
                let Some((behind_star, from)) = again else { return false };
                again = Some((behind_star, from + 1));
                in_pattern = behind_star;
                at = from + 1;
            }
        }
    }
    pattern.get(in_pattern..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_names() {
        for (pattern, name, wanted) in [
            ("a.csv", "a.csv", true),
            ("a.csv", "aXcsv", false),
            ("*.csv", "nodes.csv", true),
            ("nodes-*.csv", "nodes-1.csv", true),
            ("nodes-*.csv", "nodes.csv", false),
            ("a?c*", "abc", true),
            ("*a*b", "xaybzb", true),
            ("*", "", true),
            ("", "", true),
        ] {
            assert_eq!(fits(pattern.as_bytes(), name.as_bytes()), wanted, "{pattern} {name}");
        }
    }
}
