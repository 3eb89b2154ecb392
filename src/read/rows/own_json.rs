//! JSON that dossier wrote of rows, read as the graph that it wrote: see `own_names`.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::json::{ParseError, Scanner, Text, each_item, each_member, member};
use super::own_names::{OwnNames, OwnRow, OwnValue, Roles};
use super::worker::{Line, Worker};
use crate::graph::rows::{NameCache, SharedNames};

/// The names of a file, and what its keys are.
pub(super) struct OwnJson {
    names: OwnNames,
    roles: HashMap<Box<str>, Roles, FixedState>,
}

/// The member that has the names.
const OWN: &[u8] = b"dossier";

/// The values of a row, each with what it is.
pub(super) type OwnValues<'o, 't> = Vec<(&'o Roles, OwnValue<'t>)>;

impl OwnJson {
    /// The names in a member of an object, which are an object or the text of one; `None` where dossier did not write rows.
    pub(super) fn of(object: &[u8], names: &SharedNames) -> Option<OwnJson> {
        let mut scanner = Scanner::new(object);
        if scanner.peek() != b'{' {
            return None;
        }
        let mut found = member(&scanner, OWN)?;
        let names_of = |text: &str| OwnNames::read(text);
        let own = match found.peek() {
            b'"' => names_of(&plain(found.string().ok()?))?,
            _ => names_of(std::str::from_utf8(found.skip().ok()?).ok()?)?,
        };
        let roles = own.all_roles(&mut NameCache::new(names));
        Some(OwnJson { names: own, roles })
    }

    /// What the values of a key are; `None` of those that only other programs need.
    pub(super) fn roles(&self, key: &str) -> Option<&Roles> {
        self.roles.get(key)
    }

    /// Adds a node or an edge to the rows of a worker, or reports what is wrong with it.
    pub(super) fn put<'t>(
        &self,
        row: &OwnRow<'t>,
        values: OwnValues<'_, 't>,
        line: &Line<'_>,
        worker: &mut Worker<'_>,
    ) {
        if let Err(what) = self.names.put(row, values, line, worker) {
            worker.misshapen(line, &what, "export the graph again");
        }
    }
}

/// A document of nodes and edges that dossier wrote.
pub(super) struct OwnDocument {
    /// Its names.
    pub(super) own: OwnJson,
    /// The key of the object that holds the data of an element, if it is not the element.
    pub(super) data: Option<&'static [u8]>,
    /// The key of the type of an edge.
    pub(super) kind: &'static str,
    /// Whether edges are called so that nothing else has their ids, and not exactly by them.
    pub(super) has_distinct_ids: bool,
}

impl OwnDocument {
    /// Reads a node or an edge.
    ///
    /// # Errors
    /// What cannot be read, at its byte.
    pub(super) fn read<'p>(
        &self,
        is_edge: bool,
        line: &Line<'p>,
        scanner: &mut Scanner<'p>,
        worker: &mut Worker<'_>,
    ) -> Result<(), ParseError> {
        let mut data = match self.data {
            Some(key) => member(scanner, key).ok_or_else(|| scanner.error("this element has no `data`"))?,
            None => scanner.clone(),
        };
        scanner.skip()?;
        let (mut row, mut values) = (OwnRow::default(), Vec::new());
        let (mut source, mut target) = (None, None);
        each_member(&mut data, |key, scanner| {
            let key = plain(key);
            match &*key {
                "id" if !is_edge || self.has_distinct_ids => row.id = Some(text(scanner)?),
                "source" if is_edge => source = Some(text(scanner)?),
                "target" if is_edge => target = Some(text(scanner)?),
                "labels" if !is_edge => {
                    row.labels = Some(texts(scanner)?.into_iter().map(Into::into).collect())
                }
                key if is_edge && key == self.kind => row.kind = text(scanner)?,
                key => match self.own.roles(key) {
                    Some(roles) => values.extend(value(scanner)?.map(|value| (roles, value))),
                    None => {
                        scanner.skip()?;
                    }
                },
            }
            Ok(())
        })?;
        row.ends = source.zip(target);
        if is_edge && row.ends.is_none() {
            return Err(data.error("this edge has no `source` or no `target`"));
        }
        self.own.put(&row, values, line, worker);
        Ok(())
    }
}

/// A string without its escapes.
pub(super) fn plain(text: Text<'_>) -> Cow<'_, str> {
    if text.has_escapes() {
        Cow::Owned(String::from_utf8_lossy(text.plain(&mut Vec::new())).into_owned())
    } else {
        String::from_utf8_lossy(text.raw)
    }
}

/// The string that is next.
///
/// # Errors
/// Anything else.
pub(super) fn text<'t>(scanner: &mut Scanner<'t>) -> Result<Cow<'t, str>, ParseError> {
    match scanner.peek() {
        b'"' => scanner.string().map(plain),
        _ => Err(scanner.error("expected a text")),
    }
}

/// The strings of the list that is next.
///
/// # Errors
/// Anything else.
pub(super) fn texts(scanner: &mut Scanner<'_>) -> Result<Vec<String>, ParseError> {
    let mut texts = Vec::new();
    each_item(scanner, |scanner| {
        texts.push(text(scanner)?.into_owned());
        Ok(())
    })?;
    Ok(texts)
}

/// The value that is next; none for null.
///
/// # Errors
/// What is not JSON.
pub(super) fn value<'t>(scanner: &mut Scanner<'t>) -> Result<Option<OwnValue<'t>>, ParseError> {
    Ok(match scanner.peek() {
        b'"' => Some(OwnValue::Text(text(scanner)?)),
        b't' | b'f' | b'n' => {
            scanner.word()?.map(|word| OwnValue::Boolean(if word { "true" } else { "false" }))
        }
        _ => Some(OwnValue::Json(String::from_utf8_lossy(scanner.skip()?))),
    })
}
