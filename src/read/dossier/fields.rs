//! Access to the YAML tree that reports every wrong shape, unknown key and missing key.

use super::keys::Key;
use crate::diagnostic::{Applicability, Finding, rules};
use crate::read::Session;
use crate::text::yaml::{Kind, Scalar, Yaml};
use crate::text::{
    FileKey, Near, NearNames, Place, Span, is_only_near, is_plain_typo, name_distance, nearest_name,
};

/// A mapping whose keys were checked against a table.
pub(super) struct Fields<'y> {
    entries: Vec<(&'y str, &'y Yaml)>,
    /// The place of the mapping.
    pub(super) span: Span,
}

impl<'y> Fields<'y> {
    /// The value of a key.
    pub(super) fn get(&self, name: &str) -> Option<&'y Yaml> {
        self.entries.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }
}

/// The notation of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// YAML.
    Yaml,
    /// Records of JSON; the span of a string is the part between its quotation marks.
    Json,
}

/// A file under reading.
pub(super) struct Context<'s, 'l> {
    pub(super) session: &'s mut Session<'l>,
    pub(super) file: FileKey,
    pub(super) form: Form,
    /// The file was not read to its end, so that what is missing in it may only not have been read.
    pub(super) cut: bool,
    lists: [Option<NearNames>; 6],
}

impl<'s, 'l> Context<'s, 'l> {
    /// A file that is to be read.
    pub(super) fn new(session: &'s mut Session<'l>, file: FileKey, form: Form, cut: bool) -> Context<'s, 'l> {
        Context { session, file, form, cut, lists: Default::default() }
    }
}

impl Context<'_, '_> {
    /// A place in the file.
    pub(super) fn place(&self, span: Span) -> Place {
        Place { file: self.file, span }
    }

    /// Adds a finding.
    pub(super) fn push(&mut self, finding: Finding) {
        self.session.findings.push(finding);
    }

    /// Reports that something else was expected.
    pub(super) fn wrong_shape(&mut self, found: &Yaml, wanted: &str, help: &str) {
        if self.cut && found.kind == Kind::Null {
            return;
        }
        let message = format!("expected {wanted}, found {}", name_of(found));
        let mut finding = Finding::new(&rules::WRONG_SHAPE, message)
            .at(self.place(found.span), format!("this is {}", name_of(found)));
        if !help.is_empty() {
            finding = finding.help(help);
        }
        self.push(finding);
    }

    /// A mapping with the keys of a table; reports unknown and missing keys.
    pub(super) fn fields<'y>(&mut self, yaml: &'y Yaml, what: &str, table: &[Key]) -> Option<Fields<'y>> {
        let entries = self.mapping(yaml, what)?;
        for (key, _) in &entries {
            if !table.iter().any(|known| known.name == key.text) {
                let message = format!("unknown key `{}` in {what}", key.text);
                let mut finding =
                    Finding::new(&rules::UNKNOWN_KEY, message).at(self.place(key.span), "unknown key");
                let names: Vec<&str> = table.iter().map(|known| known.name).collect();
                finding = match Meant::of_few(&key.text, &names) {
                    Meant::Nothing => finding.help(format!("expected one of {}", names.join(", "))),
                    meant => meant.add_to(finding, self.place(key.span), String::new),
                };
                self.push(finding);
            }
        }
        let fields = Fields { entries: as_meant(&entries, table), span: yaml.span };
        let whole = !self.cut;
        for key in table.iter().filter(|key| key.required && whole) {
            if fields.get(key.name).is_none() {
                let place = self.place(first_line(self, yaml.span));
                self.push(
                    Finding::new(&rules::MISSING_KEY, format!("missing key `{}` in {what}", key.name))
                        .at(place, format!("`{}` is missing here", key.name))
                        .help(format!("{} {}", self.key_shown(key.name), lower_first(key.about))),
                );
            }
        }
        Some(fields)
    }

    /// A key in the notation of the file.
    fn key_shown(&self, name: &str) -> String {
        match self.form {
            Form::Yaml => format!("`{name}:`"),
            Form::Json => format!("`\"{name}\"`:"),
        }
    }

    /// A mapping with scalar keys.
    pub(super) fn mapping<'y>(&mut self, yaml: &'y Yaml, what: &str) -> Option<Vec<(&'y Scalar, &'y Yaml)>> {
        let Kind::Map(entries) = &yaml.kind else {
            self.wrong_shape(yaml, &format!("a mapping of keys to values for {what}"), "");
            return None;
        };
        let mut scalars = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            match &key.kind {
                Kind::Scalar(scalar) => scalars.push((scalar, value)),
                _ => self.wrong_shape(key, "a string as the key", ""),
            }
        }
        Some(scalars)
    }

    /// A text.
    pub(super) fn text<'y>(&mut self, yaml: &'y Yaml, what: &str) -> Option<&'y Scalar> {
        match &yaml.kind {
            Kind::Scalar(scalar) => Some(scalar),
            Kind::Map(entries) if entries.len() == 1 && self.form == Form::Yaml => {
                let help = "put quotation marks around a string that contains a colon followed by a space";
                self.wrong_shape(yaml, what, help);
                None
            }
            _ => {
                self.wrong_shape(yaml, what, "");
                None
            }
        }
    }

    /// The text of a key, if the key exists.
    pub(super) fn optional_text<'y>(
        &mut self,
        fields: &Fields<'y>,
        name: &str,
        what: &str,
    ) -> Option<&'y Scalar> {
        fields.get(name).and_then(|yaml| self.text(yaml, what))
    }

    /// One text, or a list of texts.
    pub(super) fn texts<'y>(&mut self, yaml: &'y Yaml, what: &str) -> Vec<&'y Scalar> {
        match &yaml.kind {
            Kind::List(items) => items.iter().filter_map(|item| self.text(item, what)).collect(),
            _ => self.text(yaml, &format!("{what} or a list of them")).into_iter().collect(),
        }
    }

    /// Reports a scalar that is not what it should be.
    pub(super) fn malformed(&mut self, scalar: &Scalar, what: &str, why: &str) {
        let finding = Finding::new(
            &rules::MALFORMED_SCALAR,
            format!("invalid {what} `{}`: {why}", shown(&scalar.text)),
        )
        .at(self.place(scalar.span), format!("invalid {what}"));
        self.push(finding);
    }
}

/// Mistyped keys this short are not read as what they resemble: `name` is not `same`.
const SHORTEST_MISTYPED: usize = 5;

/// The entries by the names of a table; a key that is obviously mistyped is read as the one that it resembles, so that
/// one mistake does not look like many.
fn as_meant<'y>(entries: &[(&'y Scalar, &'y Yaml)], table: &[Key]) -> Vec<(&'y str, &'y Yaml)> {
    let mut meant: Vec<(&str, &Yaml)> =
        entries.iter().map(|(key, value)| (key.text.as_str(), *value)).collect();
    for (key, value) in entries.iter().filter(|(key, _)| table.iter().all(|known| known.name != key.text)) {
        let name = nearest_name(&key.text, table.iter().map(|known| known.name));
        let known = table.iter().find(|known| Some(known.name) == name);
        meant.extend(
            known
                .filter(|known| known.required || known.name.len() >= SHORTEST_MISTYPED)
                .map(|known| (known.name, *value)),
        );
    }
    meant
}

/// The first line of a span, so that a finding about a whole mapping does not underline all of it.
fn first_line(context: &Context<'_, '_>, span: Span) -> Span {
    let text = context.session.sources.get(context.file).slice(span);
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    Span::new(span.start as usize, span.start as usize + end)
}

fn name_of(yaml: &Yaml) -> &'static str {
    match &yaml.kind {
        Kind::Null => "nothing",
        Kind::Scalar(_) => "a string",
        Kind::List(items) if items.is_empty() => "an empty list",
        Kind::List(_) => "a list",
        Kind::Map(_) => "a mapping",
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}", first.to_lowercase(), chars.as_str()))
}

/// A text short enough for a message.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let short: String = text.chars().take(LONGEST).collect();
    format!("{short}…")
}

/// Most names that a message lists.
const MAX_LISTED: usize = 24;

/// Names for a message, separated by commas; of very many only the first.
pub(super) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut names = names.into_iter();
    let mut text = names.by_ref().take(MAX_LISTED).collect::<Vec<_>>().join(", ");
    let more = names.count();
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

/// Lists of names that can be long. Each is complete before the first name is searched for in it.
#[derive(Clone, Copy)]
pub(super) enum Names {
    /// The ids of the nodes.
    Nodes,
    /// The ids of the claims.
    Claims,
    /// The ids of the works with texts.
    Works,
    /// The types of the ontology.
    Types,
    /// The relations and attributes of the ontology.
    Predicates,
    /// The dossiers of a file.
    Dossiers,
}

/// A name that was probably meant, or that the search for one was left out.
pub(super) enum Meant {
    /// The distance and the name, and whether no other can be meant.
    Name(usize, String, Applicability),
    /// Too many names are unknown to search for more than a typo of one character.
    NotSearched,
    /// No name is near.
    Nothing,
}

/// No name that differs in more places is near.
const FARTHEST: usize = 3;

fn certain_if(is_certain: bool) -> Applicability {
    if is_certain { Applicability::Certain } else { Applicability::NeedsConfirmation }
}

impl Meant {
    /// Which of a few names was meant.
    pub(super) fn of_few(typed: &str, names: &[&str]) -> Meant {
        let Some(name) = nearest_name(typed, names.iter().copied()) else { return Meant::Nothing };
        let is_certain = is_plain_typo(typed, name) && is_only_near(typed, name, names.iter().copied());
        let distance = name_distance(typed, name, FARTHEST).unwrap_or(FARTHEST);
        Meant::Name(distance, name.to_owned(), certain_if(is_certain))
    }

    /// The better of two answers.
    pub(super) fn or(self, other: Meant) -> Meant {
        match (self, other) {
            (Meant::Name(one, name, _), Meant::Name(two, other, _)) => {
                let (distance, name) = (one, name).min((two, other));
                Meant::Name(distance, name, Applicability::NeedsConfirmation)
            }
            (Meant::Name(distance, name, _), Meant::NotSearched)
            | (Meant::NotSearched, Meant::Name(distance, name, _)) => {
                Meant::Name(distance, name, Applicability::NeedsConfirmation)
            }
            (found @ Meant::Name(..), Meant::Nothing) | (Meant::Nothing, found @ Meant::Name(..)) => found,
            (Meant::NotSearched, _) | (_, Meant::NotSearched) => Meant::NotSearched,
            (Meant::Nothing, Meant::Nothing) => Meant::Nothing,
        }
    }

    /// A finding with the name that was meant, or else with what else to do.
    pub(super) fn add_to(
        self,
        finding: Finding,
        place: Place,
        otherwise: impl FnOnce() -> String,
    ) -> Finding {
        match self {
            Meant::Name(_, name, applicability) => {
                let question = format!("did you mean `{name}`?");
                finding.change(place, name, question, applicability)
            }
            Meant::Nothing => finding.help(otherwise()),
            Meant::NotSearched => finding
                .help(otherwise())
                .help("too many names are unknown to suggest any that differ in more than one character"),
        }
    }
}

impl Context<'_, '_> {
    /// The name of a list that was probably meant.
    pub(super) fn meant<'n, N: Iterator<Item = &'n str>>(
        &mut self,
        typed: &str,
        list: Names,
        names: impl FnOnce() -> N,
    ) -> Meant {
        let Some(slot) = self.lists.get_mut(list as usize) else { return Meant::Nothing };
        let known = slot.get_or_insert_with(|| NearNames::new(names()));
        match known.nearest(typed, &mut self.session.effort) {
            Near::Found(distance, name) => {
                let is_certain =
                    is_plain_typo(typed, name) && known.is_only_near(typed, name, &mut self.session.effort);
                Meant::Name(distance, name.to_owned(), certain_if(is_certain))
            }
            Near::NotSearched => Meant::NotSearched,
            Near::Nothing => Meant::Nothing,
        }
    }
}

impl<'y> Fields<'y> {
    /// The entries of a mapping that was checked against the same table before.
    pub(super) fn unchecked(yaml: &'y Yaml, table: &[Key]) -> Fields<'y> {
        let pairs = yaml.map().unwrap_or_default().iter();
        let entries: Vec<_> = pairs.filter_map(|(key, value)| Some((key.scalar()?, value))).collect();
        Fields { entries: as_meant(&entries, table), span: yaml.span }
    }
}
