//! A JSON document as a tree that borrows its texts.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::json::{DEEPEST, ParseError, Scanner, Text};

/// A value of JSON.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json<'t> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number as written.
    Number(&'t str),
    /// A string.
    String(Cow<'t, str>),
    /// A list.
    Array(Vec<Json<'t>>),
    /// An object: its entries in order, each key once.
    Object(Object<'t>),
}

/// The entries of an object.
pub(super) type Object<'t> = Vec<(Cow<'t, str>, Json<'t>)>;

/// Objects with more entries than this are searched for repeated keys with a table.
const FEW: usize = 16;

impl<'t> Json<'t> {
    /// Reads a whole document, which is UTF-8. Of entries with the same key the last counts.
    pub(super) fn read(document: &'t str) -> Result<Json<'t>, ParseError> {
        let mut scanner = Scanner::new(document.as_bytes());
        let json = value(&mut scanner, document, 0)?;
        match scanner.peek() {
            0 if scanner.at() >= document.len() => Ok(json),
            _ => Err(scanner.error("nothing may follow the document")),
        }
    }

    /// The string, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; any other value as the only item.
    pub(super) fn items(&self) -> &[Json<'t>] {
        match self {
            Json::Array(items) => items,
            other => std::slice::from_ref(other),
        }
    }

    /// The value of a key of an object.
    pub(super) fn get(&self, key: &str) -> Option<&Json<'t>> {
        match self {
            Json::Object(entries) => entries.iter().find(|(known, _)| known == key).map(|(_, value)| value),
            _ => None,
        }
    }
}

fn value<'t>(scanner: &mut Scanner<'t>, document: &'t str, depth: usize) -> Result<Json<'t>, ParseError> {
    if depth > DEEPEST {
        return Err(scanner.error("objects and lists are nested more than 128 deep"));
    }
    match scanner.peek() {
        b'"' => Ok(Json::String(text(scanner.string()?, document))),
        b'-' | b'0'..=b'9' => {
            let number = scanner.number()?.raw;
            Ok(Json::Number(document.get(scanner.at() - number.len()..scanner.at()).unwrap_or("0")))
        }
        b'{' => {
            scanner.open_object()?;
            let (mut entries, mut is_first) = (Object::new(), true);
            while let Some(key) = scanner.key(is_first)? {
                is_first = false;
                let key = text(key, document);
                entries.push((key, value(scanner, document, depth + 1)?));
            }
            Ok(Json::Object(without_repeated(entries)))
        }
        b'[' => {
            scanner.take(b'[', "expected a list")?;
            let (mut items, mut is_first) = (Vec::new(), true);
            while scanner.item(is_first)? {
                is_first = false;
                items.push(value(scanner, document, depth + 1)?);
            }
            Ok(Json::Array(items))
        }
        _ => Ok(scanner.word()?.map_or(Json::Null, Json::Boolean)),
    }
}

/// A string of the document, without escapes.
fn text<'t>(text: Text<'t>, document: &'t str) -> Cow<'t, str> {
    let mut buffer = Vec::new();
    if text.has_escapes() {
        text.plain(&mut buffer);
        return Cow::Owned(String::from_utf8_lossy(&buffer).into_owned());
    }
    let start = (text.raw.as_ptr() as usize).saturating_sub(document.as_ptr() as usize);
    Cow::Borrowed(document.get(start..start + text.raw.len()).unwrap_or(""))
}

/// The entries without those whose key comes again.
fn without_repeated(entries: Object<'_>) -> Object<'_> {
    let mut last: HashMap<&str, usize> = HashMap::new();
    if entries.len() <= FEW {
        let is_last = |at: usize, key: &str| !entries.iter().skip(at + 1).any(|(later, _)| later == key);
        if entries.iter().enumerate().all(|(at, (key, _))| is_last(at, key)) {
            return entries;
        }
    }
    for (at, (key, _)) in entries.iter().enumerate() {
        last.insert(key, at);
    }
    let mut kept: Vec<bool> = vec![false; entries.len()];
    for at in last.into_values() {
        if let Some(kept) = kept.get_mut(at) {
            *kept = true;
        }
    }
    entries.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(entry, _)| entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_trees() {
        let text = "{\"a\": [1, -2.5e3, true, null, \"x\\ny\"], \"b\": 1, \"b\": {\"é\": \"関\"}}";
        let json = Json::read(text).unwrap();
        assert_eq!(json.get("a").unwrap().items().len(), 5);
        assert_eq!(json.get("a").unwrap().items()[1], Json::Number("-2.5e3"));
        assert_eq!(json.get("a").unwrap().items()[4].text(), Some("x\ny"));
        assert_eq!(json.get("b").unwrap().get("é").unwrap().text(), Some("関"));
        assert_eq!(Json::read("{} x").unwrap_err().at, 3);
        assert!(Json::read(&"[".repeat(1000)).is_err());
        let many: String = (0..40).map(|at| format!("\"k{}\":{at},", at % 20)).collect();
        let text = format!("{{{}}}", many.trim_end_matches(','));
        assert_eq!(Json::read(&text).unwrap().get("k3"), Some(&Json::Number("23")));
    }
}
