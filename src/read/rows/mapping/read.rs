//! Reading a mapping from YAML.

use super::keys::{DATATYPES, FILE, Key, MAPPING, PROPERTY};
use super::model::{FileMapping, Mapping, Part, PropertyMapping, RowKind, character};
use crate::ontology::Looks;
use crate::read::encoding::Encoding;
use crate::text::yaml::{self, Kind, Yaml};
use crate::text::{Malformed, nearest_name};

/// Reads a mapping, in which formats have these names.
///
/// # Errors
/// Everything that is wrong in it, in the order of the text.
pub(in crate::read::rows) fn read(text: &str, formats: &[&'static str]) -> Result<Mapping, Vec<Malformed>> {
    let (tree, problems) = yaml::parse(text);
    let mut reader = Reader { formats, errors: Vec::new() };
    for problem in problems {
        let span = problem.span.start as usize..problem.span.end as usize;
        reader.errors.push(Malformed::new(span, problem.message));
    }
    let mut mapping = Mapping::default();
    if reader.errors.is_empty() {
        match &tree.root {
            Some(root) => reader.whole(root, &mut mapping),
            None => reader.errors.push(Malformed::new(
                0..0,
                "the mapping is empty; `dossier map FILE` prints one to begin from",
            )),
        }
    }
    reader.errors.sort_by_key(|error| error.part.start);
    if reader.errors.is_empty() { Ok(mapping) } else { Err(reader.errors) }
}

struct Reader<'f> {
    formats: &'f [&'static str],
    errors: Vec<Malformed>,
}

impl Reader<'_> {
    fn error(&mut self, at: &Yaml, reason: impl Into<String>) {
        self.errors.push(Malformed::new(at.span.start as usize..at.span.end as usize, reason));
    }

    fn whole(&mut self, root: &Yaml, mapping: &mut Mapping) {
        for (key, value) in self.keys(root, MAPPING) {
            match key.name {
                "prefixes" => mapping.prefixes = self.texts(value),
                "drawing" => {
                    let (looks, problems) = Looks::read(value);
                    for problem in problems {
                        let span = problem.span.start as usize..problem.span.end as usize;
                        let help = problem.help.map(|help| format!("; {help}")).unwrap_or_default();
                        self.errors.push(Malformed::new(span, format!("{}{help}", problem.message)));
                    }
                    mapping.looks = Some(looks);
                }
                _ => {
                    for (name, key, value) in self.entries(value) {
                        mapping.files.push(self.file(name, key, value));
                    }
                }
            }
        }
    }

    fn file(&mut self, pattern: String, key: &Yaml, value: &Yaml) -> FileMapping {
        let mut file = FileMapping { pattern, ..FileMapping::default() };
        if value.kind == Kind::Null {
            return file;
        }
        for (key, value) in self.keys(value, FILE) {
            match key.name {
                "format" => {
                    let Some(name) = self.text(value) else { continue };
                    if self.formats.contains(&name) {
                        file.format = Some(name.to_owned());
                    } else {
                        let names = self.formats.join(", ");
                        self.error(value, format!("rows are not read from `{name}`; choose one of {names}"));
                    }
                }
                "rows" => match self.text(value) {
                    Some("nodes") => file.rows = Some(RowKind::Nodes),
                    Some("edges") => file.rows = Some(RowKind::Edges),
                    Some(other) => self.error(value, format!("`{other}` is neither `nodes` nor `edges`")),
                    None => {}
                },
                "encoding" => {
                    let Some(name) = self.text(value) else { continue };
                    file.encoding = Encoding::named(name);
                    if file.encoding.is_none() {
                        self.error(value, format!("the encoding `{name}` is unknown"));
                    }
                }
                "delimiter" => file.delimiter = self.character(value),
                "array-delimiter" => file.array_delimiter = self.character(value),
                "quote" => file.quote = self.character(value),
                "constants" => file.constants = self.texts(value),
                "properties" => {
                    for (name, _, value) in self.entries(value) {
                        let property = self.property(value);
                        file.properties.insert(name, property);
                    }
                }
                name => {
                    let Some(part) = Part::ALL.into_iter().find(|part| part.name() == name) else { continue };
                    let columns = self.columns(value);
                    if columns.len() > 1 && part != Part::Type {
                        self.error(value, format!("only one column or key can be the `{name}`"));
                    }
                    file.roles.insert(part, columns);
                }
            }
        }
        self.agree((key, value), &file);
        file
    }

    /// Reports what contradicts itself.
    fn agree(&mut self, (key, value): (&Yaml, &Yaml), file: &FileMapping) {
        let wrong: &[Part] = match file.rows {
            Some(RowKind::Nodes) => &[Part::Source, Part::Target, Part::Relation],
            Some(RowKind::Edges) => &[Part::Type, Part::Label],
            None => &[],
        };
        let rows = if file.rows == Some(RowKind::Nodes) { "nodes" } else { "edges" };
        for part in wrong.iter().filter(|part| file.has_part(**part)) {
            let name = part.name();
            let at = value.get(name).unwrap_or(key);
            self.error(at, format!("{rows} have no `{name}`"));
        }
        if file.has_part(Part::Source) != file.has_part(Part::Target) {
            self.error(key, "an edge has both a `source` and a `target`");
        }
        for (part, columns) in &file.roles {
            for column in columns {
                let other =
                    file.roles.iter().find(|(other, columns)| *other > part && columns.contains(column));
                if let Some((other, _)) = other {
                    let what = format!("`{column}` cannot be both `{}` and `{}`", part.name(), other.name());
                    self.error(value.get(other.name()).unwrap_or(key), what);
                }
                if file.properties.contains_key(column) {
                    let what =
                        format!("`{column}` is the `{}` already, so it cannot be a property", part.name());
                    let at = value.get("properties").and_then(|all| all.map()).unwrap_or(&[]);
                    let at =
                        at.iter().find(|(name, _)| name.text() == Some(column)).map_or(key, |(name, _)| name);
                    self.error(at, what);
                }
            }
        }
    }

    fn property(&mut self, value: &Yaml) -> PropertyMapping {
        let mut property = PropertyMapping::default();
        if value.kind == Kind::Null {
            return property;
        }
        if let Some(name) = value.text() {
            property.name = Some(name.to_owned());
            return property;
        }
        for (key, value) in self.keys(value, PROPERTY) {
            match key.name {
                "name" => property.name = self.text(value).map(str::to_owned),
                "list" => property.separator = self.character(value),
                "ignore" => match value.text() {
                    Some("true") => property.is_ignored = true,
                    Some("false") => {}
                    _ => self.error(value, "expected `true` or `false`"),
                },
                _ => {
                    let Some(name) = self.text(value) else { continue };
                    property.value =
                        DATATYPES.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
                    if property.value.is_none() {
                        let names: Vec<&str> = DATATYPES.iter().map(|(name, _)| *name).collect();
                        self.error(
                            value,
                            format!("`{name}` is no datatype; choose one of {}", names.join(", ")),
                        );
                    }
                }
            }
        }
        property
    }

    /// The values of known keys.
    fn keys<'y>(&mut self, value: &'y Yaml, known: &'static [Key]) -> Vec<(&'static Key, &'y Yaml)> {
        let Some(pairs) = value.map() else {
            self.error(value, format!("expected a mapping of keys to values, found {}", value.describe()));
            return Vec::new();
        };
        let mut found = Vec::new();
        for (key, value) in pairs {
            let name = key.text().unwrap_or("");
            match known.iter().find(|known| known.name == name) {
                Some(known) => found.push((known, value)),
                None => {
                    let names = || known.iter().map(|known| known.name);
                    let help = match nearest_name(name, names()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("expected one of {}", names().collect::<Vec<_>>().join(", ")),
                    };
                    self.error(key, format!("unknown key `{name}`; {help}"));
                }
            }
        }
        found
    }

    /// The values of free keys.
    fn entries<'y>(&mut self, value: &'y Yaml) -> Vec<(String, &'y Yaml, &'y Yaml)> {
        let Some(pairs) = value.map() else {
            self.error(value, format!("expected a mapping of names to values, found {}", value.describe()));
            return Vec::new();
        };
        let mut found = Vec::new();
        for (key, value) in pairs {
            match key.text() {
                Some(name) if !name.is_empty() => found.push((name.to_owned(), key, value)),
                _ => self.error(key, "expected a name"),
            }
        }
        found
    }

    fn text<'y>(&mut self, value: &'y Yaml) -> Option<&'y str> {
        let text = value.text().filter(|text| !text.is_empty());
        if text.is_none() {
            self.error(value, format!("expected a text, found {}", value.describe()));
        }
        text
    }

    fn texts(&mut self, value: &Yaml) -> Vec<(String, String)> {
        let entries = self.entries(value);
        entries
            .into_iter()
            .filter_map(|(name, _, value)| Some((name, self.text(value)?.to_owned())))
            .collect()
    }

    fn columns(&mut self, value: &Yaml) -> Vec<String> {
        match value.list() {
            Some(items) => items.iter().filter_map(|item| self.text(item)).map(str::to_owned).collect(),
            None => self.text(value).map(str::to_owned).into_iter().collect(),
        }
    }

    fn character(&mut self, value: &Yaml) -> Option<u8> {
        let text = self.text(value)?;
        match character(text) {
            Ok(byte) => Some(byte),
            Err(reason) => {
                self.error(value, reason);
                None
            }
        }
    }
}
