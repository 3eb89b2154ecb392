//! What dossier writes into files of other formats, so that it can read back the graph that it wrote: how the names that
//! the format shows are called in the graph (`export/elements/exact_names.rs`).

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::FixedState;
use percent_encoding::percent_decode_str;
use serde::Deserialize;

use super::json::Scanner;
use super::json_values::read_property;
use super::values::json_number;
use super::worker::{Line, Worker};
use crate::graph::rows::{Cell, Items, NameCache, NameKey, put_item};
use crate::ontology::Status;

/// The names of a file, by what the file calls them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OwnNames {
    /// What the graph is: `rows`, the only kind that is read back.
    dossier: String,
    /// Where the keys of its nodes and edges begin.
    base: String,
    /// The types of nodes by label, all of them.
    types: HashMap<String, String, FixedState>,
    /// The relations by the types of edges that are called otherwise.
    relations: HashMap<String, String, FixedState>,
    /// The properties of nodes, of claims and of edges, by the keys of their values.
    nodes: HashMap<String, Property, FixedState>,
    claims: HashMap<String, Property, FixedState>,
    edges: HashMap<String, Property, FixedState>,
    /// Whether edges with a status are vertices.
    has_claims: bool,
    /// Whether edges with a status that is asserted are edges, too.
    has_facts: bool,
    /// How long its labels are at most.
    #[serde(skip)]
    longest_label: usize,
}

/// A property.
#[derive(Clone, Debug, Deserialize)]
struct Property {
    /// Its name.
    name: String,
    /// The language of its texts, where it has a property of its own.
    #[serde(default)]
    language: Option<String>,
    /// The datatype of its texts, where it has one; `@json` for JSON.
    #[serde(default)]
    datatype: Option<String>,
}

/// What values of a key are of nodes, claims or edges.
#[derive(Clone, Debug)]
pub(super) enum Role {
    /// A property.
    Property { name: NameKey, form: Form },
    /// A part of the lowering, by its name.
    Part(Box<str>),
}

/// What the texts of a property are.
#[derive(Clone, Debug)]
pub(super) enum Form {
    /// Texts.
    Plain,
    /// JSON.
    Json,
    /// Texts in a language.
    Words(Box<str>),
    /// Texts with a datatype.
    Typed(NameKey),
}

impl Form {
    /// A text as a cell.
    fn of_text<'t>(&'t self, text: &'t [u8]) -> Cell<'t> {
        match self {
            Form::Words(language) => Cell::Words { language: language.as_bytes(), text },
            Form::Typed(datatype) => Cell::Typed { datatype: *datatype, text },
            Form::Plain | Form::Json => Cell::of_text(text),
        }
    }

    /// A cell of which a text may be more than that.
    fn of_cell<'t>(&'t self, cell: Cell<'t>) -> Cell<'t> {
        match (self, cell) {
            (Form::Words(_) | Form::Typed(_), Cell::Clean(text) | Cell::Text(text)) => self.of_text(text),
            (_, cell) => cell,
        }
    }
}

/// The roles of the values of a key.
#[derive(Clone, Debug)]
pub(super) struct Roles {
    of_nodes: Role,
    of_claims: Role,
    of_edges: Role,
}

impl Roles {
    /// Whether the values are the labels of nodes.
    pub(super) fn are_labels(&self) -> bool {
        matches!(&self.of_nodes, Role::Part(name) if &**name == "labels")
    }
}

/// A value as a file has it.
#[derive(Debug)]
pub(super) enum OwnValue<'t> {
    /// A text.
    Text(Cow<'t, str>),
    /// A number as JSON writes it, or nearly so.
    Number(&'t str),
    /// Yes or no.
    Boolean(&'t str),
    /// Anything as JSON.
    Json(Cow<'t, str>),
    /// A list of texts.
    Texts(Vec<String>),
    /// A value of a format that says what it is.
    Cell(Cell<'t>),
}

/// A node or an edge as a file has it.
#[derive(Debug, Default)]
pub(super) struct OwnRow<'t> {
    /// What it is called: its id, or one that nothing else has in the file. An edge that has its own among its values needs none.
    pub(super) id: Option<Cow<'t, str>>,
    /// Its ends, if it is an edge.
    pub(super) ends: Option<(Cow<'t, str>, Cow<'t, str>)>,
    /// Whether it has no direction.
    pub(super) is_undirected: bool,
    /// The labels of a node, each after a colon, or the type of an edge.
    pub(super) kind: Cow<'t, str>,
    /// The labels of a node, where they are a list.
    pub(super) labels: Option<Vec<Cow<'t, str>>>,
}

/// The labels of all nodes and of claims, and the types of the edges of claims.
pub(super) const ENTITY: &str = "Entity";
pub(super) const CLAIM: &str = "Claim";
const OF_CLAIMS: [&str; 3] = ["SUBJECT", "OBJECT", "SAID_BY"];

/// What [`Parts::take`] knows.
const PARTS: [&str; 11] = [
    "types",
    "speakers",
    "relations",
    "statuses",
    "asserted",
    "iri",
    "id",
    "status",
    "predicate",
    "subject",
    "object",
];

/// The parts of the lowering that a row has.
#[derive(Default)]
struct Parts<'t> {
    iri: Option<Cow<'t, str>>,
    /// That of an edge or a claim, exactly.
    id: Option<Cow<'t, str>>,
    types: Option<Vec<String>>,
    status: Option<Cow<'t, str>>,
    predicate: Option<Cow<'t, str>>,
    subject: Option<Cow<'t, str>>,
    object: Option<Cow<'t, str>>,
    is_asserted: bool,
    speakers: Vec<String>,
    relations: Vec<String>,
    statuses: Vec<String>,
}

impl OwnNames {
    /// The names that a text holds, if it is one that dossier wrote of rows.
    pub(super) fn read(text: &str) -> Option<OwnNames> {
        let text = text.trim();
        if !text.starts_with("{\"dossier\":") {
            return None;
        }
        OwnNames::of(serde_json::from_str(text).ok()?)
    }

    /// The names that JSON holds, if it is of dossier and of rows.
    pub(super) fn of(json: serde_json::Value) -> Option<OwnNames> {
        let mut names: OwnNames = serde_json::from_value(json).ok()?;
        names.longest_label = names.types.keys().map(String::len).chain([ENTITY.len(), CLAIM.len()]).max()?;
        Some(names).filter(|names| names.dossier == "rows")
    }

    /// Whether the edges of a type are those of claims, which are edges themselves.
    pub(super) fn is_of_claims(&self, kind: &str) -> bool {
        self.has_claims && OF_CLAIMS.contains(&kind)
    }

    /// Whether a column of vertices, or of edges, is a property and no part of the lowering.
    #[cfg(feature = "parquet")]
    pub(super) fn is_property(&self, key: &str, is_of_edges: bool) -> bool {
        match is_of_edges {
            true => self.edges.contains_key(key),
            false => self.nodes.contains_key(key) || self.claims.contains_key(key),
        }
    }

    /// The id of a node by its IRI: the IRI itself, or what follows the base.
    #[cfg(feature = "parquet")]
    pub(super) fn id_of_node<'i>(&self, iri: &'i str) -> Cow<'i, str> {
        let of_base = iri.strip_prefix(self.base.as_str());
        of_base.and_then(|id| percent_decode_str(id).decode_utf8().ok()).unwrap_or(Cow::Borrowed(iri))
    }

    /// The roles of the values of a key, which other programs know by a name.
    pub(super) fn roles(&self, key: &str, name: &str, names: &mut NameCache<'_>) -> Roles {
        let mut role = |properties: &HashMap<String, Property, FixedState>| match properties.get(key) {
            None => Role::Part(name.into()),
            Some(Property { name, language, datatype }) => {
                let form = match (language, datatype.as_deref()) {
                    (Some(language), _) => Form::Words(language.as_str().into()),
                    (None, Some("@json")) => Form::Json,
                    (None, Some(datatype)) => Form::Typed(names.key(datatype.as_bytes())),
                    (None, None) => Form::Plain,
                };
                Role::Property { name: names.key(name.as_bytes()), form }
            }
        };
        Roles { of_nodes: role(&self.nodes), of_claims: role(&self.claims), of_edges: role(&self.edges) }
    }

    /// The roles of the values of all keys, where these are the names that other programs know.
    pub(super) fn all_roles(&self, names: &mut NameCache<'_>) -> HashMap<Box<str>, Roles, FixedState> {
        let properties = [&self.nodes, &self.claims, &self.edges].into_iter().flat_map(HashMap::keys);
        let keys = properties.map(String::as_str).chain(PARTS);
        keys.map(|key| (key.into(), self.roles(key, key, names))).collect()
    }

    /// The labels that are joined in a text, each after a colon. Of those that are known, none begins like another one and a
    /// colon, or else the file has a list of types.
    fn labels<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut labels = Vec::new();
        let mut rest = text;
        while let Some(text) = rest.strip_prefix(':') {
            let ends = text.match_indices(':').map(|(at, _)| at).chain([text.len()]);
            let mut ends = ends.take_while(|end| *end <= self.longest_label);
            let is_known = |label: &str| self.types.contains_key(label) || label == ENTITY || label == CLAIM;
            let end = ends.find(|end| text.get(..*end).is_some_and(is_known)).unwrap_or(text.len());
            let (label, behind) = text.split_at(end);
            labels.push(label);
            rest = behind;
        }
        labels
    }

    /// Adds a node or an edge to the rows of a worker; a claim is an edge.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn put<'t>(
        &self,
        row: &OwnRow<'t>,
        values: impl IntoIterator<Item = (&'t Roles, OwnValue<'t>)>,
        line: &Line<'_>,
        worker: &mut Worker<'_>,
    ) -> Result<(), String> {
        worker.record.clear();
        let labels: Vec<&str> = match &row.labels {
            Some(labels) => labels.iter().map(|label| &**label).collect(),
            None if row.ends.is_none() => self.labels(&row.kind),
            None => Vec::new(),
        };
        let is_claim = self.has_claims && row.ends.is_none() && labels == [CLAIM];
        let mut parts = Parts::default();
        for (roles, value) in values {
            let role = match (row.ends.is_some(), is_claim) {
                (true, _) => &roles.of_edges,
                (false, true) => &roles.of_claims,
                (false, false) => &roles.of_nodes,
            };
            match role {
                Role::Property { name, form } => put_value(*name, form, &value, worker)?,
                Role::Part(name) => parts.take(name, value)?,
            }
        }
        let own_id = || match (&parts.id, &row.id) {
            (Some(id), _) => self.exact_id(id, parts.iri.as_deref()),
            (None, Some(id)) => self.own_id(id, parts.iri.as_deref()),
            (None, None) => None,
        };
        if let Some((source, target)) = &row.ends {
            if self.is_of_claims(&row.kind) {
                return Ok(());
            }
            let record = &mut worker.record;
            record.source = Some(record.text(source.as_bytes()));
            record.target = Some(record.text(target.as_bytes()));
            record.id = own_id().map(|id| record.text(id.as_bytes()));
            match parts.relations.as_slice() {
                [] => {
                    let name = self.relations.get(&*row.kind).map_or(&*row.kind, String::as_str);
                    record.types.push(worker.names.key(name.as_bytes()));
                }
                several => record.types.extend(several.iter().map(|name| worker.names.key(name.as_bytes()))),
            }
            record.status = parts.statuses.first().map(|status| parse_status(status)).transpose()?;
            record.is_undirected = row.is_undirected;
        } else if is_claim {
            // The fact says more than its claim.
            if parts.is_asserted && self.has_facts {
                return Ok(());
            }
            let record = &mut worker.record;
            record.source = Some(record.text(part(&parts.subject, "subject")?.as_bytes()));
            record.target = Some(record.text(part(&parts.object, "object")?.as_bytes()));
            record.id = own_id().map(|id| record.text(id.as_bytes()));
            match parts.relations.as_slice() {
                [] => record.types.push(worker.names.key(part(&parts.predicate, "predicate")?.as_bytes())),
                several => record.types.extend(several.iter().map(|name| worker.names.key(name.as_bytes()))),
            }
            record.status = Some(parse_status(part(&parts.status, "status")?)?);
            match parts.speakers.as_slice() {
                [] => {}
                [one] => record.put(NameKey::BY, &Cell::of_text(one.as_bytes())),
                several => {
                    let mut items = Vec::new();
                    several.iter().for_each(|one| put_item(&mut items, &Cell::of_text(one.as_bytes())));
                    record.put(NameKey::BY, &Cell::List(Items(&items)));
                }
            }
        } else {
            let id = row.id.as_deref().ok_or("this node has no `id`")?;
            let record = &mut worker.record;
            record.id = Some(record.text(id.as_bytes()));
            match &parts.types {
                Some(types) => {
                    record.types.extend(types.iter().map(|name| worker.names.key(name.as_bytes())))
                }
                None => {
                    // A type that is called so cannot be told from the label of all nodes.
                    let types = labels.iter().filter(|label| **label != ENTITY);
                    let types = types.map(|label| self.types.get(*label).map_or(*label, String::as_str));
                    record.types.extend(types.map(|name| worker.names.key(name.as_bytes())));
                }
            }
        }
        worker.commit(line);
        Ok(())
    }

    /// The id of an edge that a file has exactly; none where that is a hash of what it says.
    fn exact_id<'i>(&self, id: &'i str, iri: Option<&str>) -> Option<Cow<'i, str>> {
        let of_base = iri.and_then(|iri| iri.strip_prefix(self.base.as_str()));
        let is_hash = id.starts_with("row/") && of_base == Some(id);
        (!is_hash).then_some(Cow::Borrowed(id))
    }

    /// The id of an edge by what a file calls it; none where that is a hash of what it says. An id that two rows share has
    /// something behind it, or is an IRI, in formats that must not have it twice.
    fn own_id<'i>(&self, id: &'i str, iri: Option<&'i str>) -> Option<Cow<'i, str>> {
        let Some(iri) = iri else { return Some(Cow::Borrowed(id)) };
        let of_base = iri.strip_prefix(self.base.as_str());
        if of_base.is_some_and(|hash| hash.starts_with("row/") && (id.starts_with(hash) || id == iri)) {
            return None;
        }
        let own = of_base.and_then(|of_base| of_base.strip_prefix("edge/"));
        let exact = own.and_then(|own| percent_decode_str(own).decode_utf8().ok());
        let exact = exact.filter(|exact| id.starts_with(&**exact) || id == iri);
        // An id that is an IRI is its own IRI.
        Some(exact.unwrap_or(Cow::Borrowed(if id.starts_with(iri) { iri } else { id })))
    }
}

/// A text from a name token that stands for it (`export/xml.rs`): between two `_` are codes of characters.
pub(super) fn of_token(token: &str) -> Cow<'_, str> {
    let Some(coded) = token.strip_prefix("_.") else { return Cow::Borrowed(token) };
    let mut text = String::with_capacity(coded.len());
    for (at, part) in coded.split('_').enumerate() {
        let code = || u32::from_str_radix(part, 16).ok().and_then(char::from_u32);
        match (at % 2 == 1).then(code) {
            None => text.push_str(part),
            Some(Some(character)) => text.push(character),
            Some(None) => return Cow::Borrowed(token),
        }
    }
    Cow::Owned(text)
}

/// A part that a claim must have.
fn part<'p>(text: &'p Option<Cow<'_, str>>, what: &str) -> Result<&'p str, String> {
    text.as_deref().ok_or_else(|| format!("this claim has no `{what}`"))
}

fn parse_status(word: &str) -> Result<Status, String> {
    word.parse().map_err(|_| format!("`{word}` is no status"))
}

impl<'t> Parts<'t> {
    fn take(&mut self, name: &str, value: OwnValue<'t>) -> Result<(), String> {
        match name {
            "types" => self.types = Some(texts(&value)?),
            "speakers" => self.speakers = texts(&value)?,
            "relations" => self.relations = texts(&value)?,
            "statuses" => self.statuses = texts(&value)?,
            "asserted" => {
                self.is_asserted =
                    matches!(value, OwnValue::Boolean("true") | OwnValue::Cell(Cell::Boolean(true)));
            }
            name => {
                let part = match name {
                    "iri" => &mut self.iri,
                    "id" => &mut self.id,
                    "status" => &mut self.status,
                    "predicate" => &mut self.predicate,
                    "subject" => &mut self.subject,
                    "object" => &mut self.object,
                    _ => return Ok(()),
                };
                *part = match value {
                    OwnValue::Text(text) => Some(text),
                    OwnValue::Cell(cell) => text_of(&cell).map(Cow::Borrowed),
                    _ => None,
                };
            }
        }
        Ok(())
    }
}

/// The text of a cell that is one.
fn text_of<'t>(cell: &Cell<'t>) -> Option<&'t str> {
    match cell {
        Cell::Clean(text) | Cell::Text(text) => std::str::from_utf8(text).ok(),
        _ => None,
    }
}

/// The texts of a list.
fn texts(value: &OwnValue<'_>) -> Result<Vec<String>, String> {
    match value {
        OwnValue::Texts(texts) => Ok(texts.clone()),
        OwnValue::Cell(Cell::List(items)) => {
            Ok(items.filter_map(|item| text_of(&item).map(str::to_owned)).collect())
        }
        OwnValue::Cell(cell) => Ok(text_of(cell).map(str::to_owned).into_iter().collect()),
        OwnValue::Json(text) => {
            serde_json::from_str(text).map_err(|error| format!("this list of texts cannot be read: {error}"))
        }
        OwnValue::Text(text) => Ok(vec![text.clone().into_owned()]),
        OwnValue::Number(text) | OwnValue::Boolean(text) => Ok(vec![(*text).to_owned()]),
    }
}

fn put_value(
    name: NameKey,
    form: &Form,
    value: &OwnValue<'_>,
    worker: &mut Worker<'_>,
) -> Result<(), String> {
    let record = &mut worker.record;
    match value {
        OwnValue::Text(text) => {
            let text = text.as_bytes();
            match form {
                Form::Json => put_json(name, text, worker)?,
                form => record.put(name, &form.of_text(text)),
            }
        }
        OwnValue::Cell(Cell::List(items)) if !matches!(form, Form::Plain) => {
            let mut list = Vec::new();
            items.for_each(|item| put_item(&mut list, &form.of_cell(item)));
            record.put(name, &Cell::List(Items(&list)));
        }
        OwnValue::Cell(Cell::Clean(text) | Cell::Text(text)) if matches!(form, Form::Json) => {
            put_json(name, text, worker)?
        }
        OwnValue::Cell(cell) => record.put(name, &form.of_cell(*cell)),
        OwnValue::Number(text) => match json_number(text.trim().as_bytes()) {
            Some((number, true)) => record.put(name, &Cell::Integer(&number)),
            Some((number, false)) => record.put(name, &Cell::Number(&number)),
            None => return Err(format!("`{text}` is not a number, although it is declared as one")),
        },
        OwnValue::Boolean("true") => record.put(name, &Cell::Boolean(true)),
        OwnValue::Boolean("false") => record.put(name, &Cell::Boolean(false)),
        OwnValue::Boolean(text) => return Err(format!("`{text}` is neither `true` nor `false`")),
        OwnValue::Json(text) if matches!(form, Form::Plain | Form::Json) => {
            put_json(name, text.as_bytes(), worker)?
        }
        OwnValue::Json(_) => put_value(name, form, &OwnValue::Texts(texts(value)?), worker)?,
        OwnValue::Texts(texts) => {
            let mut items = Vec::new();
            for text in texts {
                put_item(&mut items, &form.of_text(text.as_bytes()));
            }
            record.put(name, &Cell::List(Items(&items)));
        }
    }
    Ok(())
}

/// Puts JSON.
pub(super) fn put_json(name: NameKey, text: &[u8], worker: &mut Worker<'_>) -> Result<(), String> {
    let mut scanner = Scanner::new(text);
    let read = read_property(&mut scanner, worker, name).and_then(|()| scanner.end());
    read.map_err(|error| {
        let shown: String = String::from_utf8_lossy(text).chars().take(40).collect();
        format!("`{shown}` cannot be read as JSON: {}", error.what)
    })
}

/// The items of a list as Gephi writes it: `["one", "two"]`, with a backslash before what would end an item, or without
/// quotes.
pub(super) fn gephi_list(text: &str) -> Option<Vec<Cow<'_, str>>> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    let mut items = Vec::new();
    let mut rest = inner.trim_start();
    while !rest.is_empty() {
        let item;
        (item, rest) = match rest.strip_prefix(['"', '\'']) {
            Some(_) => quoted(rest)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                let (item, behind) = rest.split_at(end);
                (Cow::Borrowed(item.trim_end()), behind)
            }
        };
        items.push(item);
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        rest = rest.strip_prefix(',')?.trim_start();
    }
    Some(items)
}

/// A text in quotes, and what is behind it.
fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let quote = text.chars().next()?;
    let inner = text.get(1..)?;
    let mut item = Cow::Borrowed("");
    let mut from = 0;
    let mut characters = inner.char_indices();
    while let Some((at, character)) = characters.next() {
        if character == quote {
            let part = inner.get(from..at)?;
            if item.is_empty() {
                item = Cow::Borrowed(part)
            } else {
                item.to_mut().push_str(part)
            }
            return Some((item, inner.get(at + 1..)?));
        }
        if character == '\\' {
            item.to_mut().push_str(inner.get(from..at)?);
            let (next, escaped) = characters.next()?;
            item.to_mut().push(escaped);
            from = next + escaped.len_utf8();
        }
    }
    None
}
