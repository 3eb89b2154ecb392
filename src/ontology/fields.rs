//! The reader's tools: keys, names, words and numbers of a YAML tree, with a problem for each that is wrong.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::declare::Common;
use super::model::Ontology;
use super::problem::OntologyProblem;
use super::status::Status;
use super::words::Named;
use crate::text::Span;
use crate::text::yaml::{Kind, Yaml};

/// Most entries of one section: keys are 16-bit numbers.
const MAX_ENTRIES: usize = 10_000;

/// The values of a mapping, by key.
pub(super) type Fields<'y> = BTreeMap<&'y str, &'y Yaml>;

/// Collects what is wrong while a file is read.
#[derive(Default)]
pub(super) struct Reader {
    pub problems: Vec<OntologyProblem>,
    /// The ontology that the file extends.
    pub base: Option<Cow<'static, Ontology>>,
    /// The namespace of the names that the file declares.
    pub namespace: String,
    /// Whether names may say that their namespace is another one.
    pub embedded: bool,
}

impl Reader {
    pub fn problem(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push(OntologyProblem::new(span, message));
    }

    /// Gives the last problem a help.
    pub fn help(&mut self, help: impl Into<String>) {
        if let Some(last) = self.problems.last_mut() {
            last.help = Some(help.into());
        }
    }

    /// The values of a mapping whose keys are fixed.
    pub fn fields<'y>(&mut self, yaml: &'y Yaml, what: &str, allowed: &[&str]) -> Fields<'y> {
        let mut fields = Fields::new();
        for (key, value) in self.entries(Some(yaml), what) {
            match key.text() {
                Some(name) if allowed.contains(&name) => {
                    fields.insert(name, value);
                }
                Some(name) => self.problems.push(
                    OntologyProblem::new(key.span, format!("`{name}` is not a key of {what}"))
                        .help(format!("expected one of {}", allowed.join(", ")))
                        .suggest(name, allowed.iter().copied()),
                ),
                None => self.problem(key.span, format!("{} is not a key of {what}", key.describe())),
            }
        }
        fields
    }

    /// The pairs of a mapping whose keys are free; none where nothing is written.
    pub fn entries<'y>(&mut self, yaml: Option<&'y Yaml>, what: &str) -> Vec<(&'y Yaml, &'y Yaml)> {
        let Some(yaml) = yaml else { return Vec::new() };
        match &yaml.kind {
            Kind::Map(pairs) if pairs.len() <= MAX_ENTRIES => {
                pairs.iter().map(|(key, value)| (key, value)).collect()
            }
            Kind::Map(_) => {
                self.problem(yaml.span, format!("`{what}` has more than {MAX_ENTRIES} entries"));
                Vec::new()
            }
            Kind::Null => Vec::new(),
            _ => {
                self.problem(yaml.span, format!("{what}: expected a mapping, found {}", yaml.describe()));
                Vec::new()
            }
        }
    }

    /// A text that is not empty.
    pub fn text(&mut self, yaml: &Yaml) -> Option<Named> {
        match yaml.text() {
            Some(text) if !text.trim().is_empty() => Some(Named { text: text.to_owned(), span: yaml.span }),
            _ => {
                let what = if yaml.text().is_some() { "empty" } else { yaml.describe() };
                self.problem(yaml.span, format!("expected a string, found {what}"));
                None
            }
        }
    }

    /// A name that the file declares.
    pub fn name(&mut self, yaml: &Yaml) -> Option<Named> {
        self.text(yaml).filter(|name| self.check_name(name, false))
    }

    /// Reports a name that is none; hyphens are only for tokens.
    pub fn check_name(&mut self, name: &Named, hyphens: bool) -> bool {
        let good = name.text.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.text.chars().all(|c| c.is_ascii_alphanumeric() || hyphens && c == '-');
        if !good {
            self.problem(name.span, format!("`{}` is not a name", name.text));
            self.help("a name starts with a letter from A to Z or a to z, followed by letters and digits");
        }
        good
    }

    /// One name or a list of names, as a reference to what is declared elsewhere.
    pub fn names(&mut self, yaml: &Yaml) -> Vec<Named> {
        match yaml.list() {
            Some(items) => items.iter().filter_map(|item| self.text(item)).collect(),
            None => self.text(yaml).into_iter().collect(),
        }
    }

    /// Names that a record must have unless it only adds to another.
    pub fn required_names(&mut self, of: &Common, fields: &Fields<'_>, key: &str, known: bool) -> Vec<Named> {
        let names = fields.get(key).map(|names| self.names(names)).unwrap_or_default();
        if names.is_empty() && !known {
            self.problem(of.name.span, format!("`{}` has no `{key}`", of.name.text));
        }
        names
    }

    /// One word of a closed set.
    pub fn word<T: Copy>(&mut self, yaml: &Yaml, all: &[T], name: impl Fn(T) -> &'static str) -> Option<T> {
        let text = self.text(yaml)?;
        let found = all.iter().copied().find(|item| name(*item) == text.text);
        if found.is_none() {
            let words: Vec<&str> = all.iter().map(|item| name(*item)).collect();
            let problem = OntologyProblem::new(text.span, format!("`{}` is not allowed here", text.text));
            let problem = if words.len() <= 10 {
                problem.help(format!("expected one of {}", words.join(", ")))
            } else {
                problem
            };
            self.problems.push(problem.suggest(&text.text, words.into_iter()));
        }
        found
    }

    /// One word of a closed set, or a list of them.
    pub fn words<T: Copy>(
        &mut self,
        yaml: Option<&Yaml>,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Vec<T> {
        let Some(yaml) = yaml else { return Vec::new() };
        let items = yaml.list().unwrap_or(std::slice::from_ref(yaml));
        items.iter().filter_map(|item| self.word(item, all, &name)).collect()
    }

    pub fn status(&mut self, yaml: &Yaml) -> Option<Status> {
        self.word(yaml, Status::ALL, Status::name)
    }

    pub fn number(&mut self, yaml: &Yaml) -> Option<u32> {
        let text = self.text(yaml)?;
        let number = text.text.parse().ok();
        if number.is_none() {
            self.problem(text.span, format!("`{}` is not a whole number", text.text));
        }
        number
    }

    /// A colour under a key; black where there is a problem.
    pub fn colour(&mut self, fields: &Fields<'_>, key: &str, record: &Yaml) -> String {
        let Some(text) = fields.get(key).and_then(|colour| self.text(colour)) else {
            if !fields.contains_key(key) {
                self.problem(record.span, format!("the colour `{key}` is missing"));
            }
            return "#000000".to_owned();
        };
        if !super::drawing::is_colour(&text.text) {
            self.problem(text.span, format!("`{}` is not a colour", text.text));
            self.help("a colour is written \"#RRGGBB\", in quotation marks");
        }
        text.text
    }

    /// An IRI to which names can be appended.
    pub fn namespace_iri(&mut self, yaml: &Yaml) -> String {
        let Some(text) = self.text(yaml) else { return String::new() };
        if oxiri::Iri::parse(text.text.as_str()).is_err() {
            self.problem(text.span, format!("`{}` is not an absolute IRI", text.text));
        } else if !text.text.ends_with(['#', '/', ':']) {
            self.problem(text.span, "an IRI to which names are appended must end in `#`, `/` or `:`");
        }
        text.text
    }
}
