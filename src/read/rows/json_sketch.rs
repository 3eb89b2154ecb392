//! The shape of the beginning of a JSON text, by which its format is recognised.

use super::json::{ParseError, Scanner};

/// How deep a sketch goes.
const DEEPEST: usize = 8;
/// How many members of an object it has at most.
const MOST_MEMBERS: usize = 256;

/// The shape of a value: all members of objects, the first item of lists.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sketch {
    /// An object, with its members.
    Object(Vec<(Box<str>, Sketch)>),
    /// A list, with its first item.
    List(Option<Box<Sketch>>),
    /// A string.
    Text(Box<str>),
    /// A number, as written.
    Number(Box<str>),
    /// `true` or `false`.
    Boolean(bool),
    /// `null`, and what is not seen.
    Nothing,
}

impl Sketch {
    /// The shape of the first value of a text, which may end anywhere.
    pub(super) fn of(text: &[u8]) -> Sketch {
        let mut scanner = Scanner::new(text);
        value(&mut scanner, 0).0
    }

    /// A member of an object.
    pub(super) fn get(&self, key: &str) -> Option<&Sketch> {
        let Sketch::Object(members) = self else { return None };
        members.iter().find(|(name, _)| **name == *key).map(|(_, value)| value)
    }

    /// Whether an object has a member.
    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The first item of a list, or the first value of an object.
    pub(super) fn first(&self) -> Option<&Sketch> {
        match self {
            Sketch::Object(members) => members.first().map(|(_, value)| value),
            Sketch::List(first) => first.as_deref(),
            _ => None,
        }
    }

    /// Whether it is a list, or an object.
    pub(super) fn holds_values(&self) -> bool {
        matches!(self, Sketch::Object(_) | Sketch::List(_))
    }

    /// Whether it is an object.
    pub(super) fn is_object(&self) -> bool {
        matches!(self, Sketch::Object(_))
    }

    /// Its text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Sketch::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it can be an id.
    pub(super) fn is_id(&self) -> bool {
        matches!(self, Sketch::Text(_) | Sketch::Number(_))
    }
}

fn text(bytes: &[u8]) -> Box<str> {
    String::from_utf8_lossy(bytes).into()
}

/// The shape of the value that is next, and whether all of it was seen.
fn value(scanner: &mut Scanner<'_>, depth: usize) -> (Sketch, bool) {
    if depth > DEEPEST {
        return (Sketch::Nothing, scanner.skip().is_ok());
    }
    match scanner.peek() {
        b'{' => {
            let mut members = Vec::new();
            let ended = object(scanner, depth, &mut members);
            (Sketch::Object(members), ended == Ok(true))
        }
        b'[' => {
            let mut first = None;
            let ended = list(scanner, depth, &mut first);
            (Sketch::List(first), ended == Ok(true))
        }
        b'"' => match scanner.string() {
            Ok(found) => (Sketch::Text(text(found.plain(&mut Vec::new()))), true),
            Err(_) => (Sketch::Nothing, false),
        },
        b'-' | b'0'..=b'9' => match scanner.number() {
            Ok(number) => (Sketch::Number(text(number.raw)), true),
            Err(_) => (Sketch::Nothing, false),
        },
        _ => match scanner.word() {
            Ok(word) => (word.map_or(Sketch::Nothing, Sketch::Boolean), true),
            Err(_) => (Sketch::Nothing, false),
        },
    }
}

/// Reads the members of an object; `false` where the text ends in one of them.
fn object(
    scanner: &mut Scanner<'_>,
    depth: usize,
    members: &mut Vec<(Box<str>, Sketch)>,
) -> Result<bool, ParseError> {
    scanner.open_object()?;
    while let Some(key) = scanner.key(members.is_empty())? {
        let key = text(key.plain(&mut Vec::new()));
        if members.len() == MOST_MEMBERS {
            scanner.skip()?;
            continue;
        }
        let (value, is_whole) = value(scanner, depth + 1);
        members.push((key, value));
        if !is_whole {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Reads the items of a list; `false` where the text ends in one of them.
fn list(
    scanner: &mut Scanner<'_>,
    depth: usize,
    first: &mut Option<Box<Sketch>>,
) -> Result<bool, ParseError> {
    scanner.take(b'[', "expected a list")?;
    let mut is_first = true;
    while scanner.item(is_first)? {
        if is_first {
            let (value, is_whole) = value(scanner, depth + 1);
            *first = Some(Box::new(value));
            if !is_whole {
                return Ok(false);
            }
        } else {
            scanner.skip()?;
        }
        is_first = false;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_ends_anywhere_has_the_shape_of_what_is_there() {
        let text = "{\"a\": [{\"b\": \"c\"}, 1], \"d\": {\"e\": [2, true]}, \"f\": null}";
        let whole = Sketch::of(text.as_bytes());
        assert_eq!(whole.get("a").and_then(Sketch::first).and_then(|a| a.get("b")?.text()), Some("c"));
        assert_eq!(whole.get("f"), Some(&Sketch::Nothing));
        for end in 0..text.len() {
            let part = Sketch::of(&text.as_bytes()[..end]);
            for key in ["a", "d", "f"] {
                // The value of the last member may be missing.
                let written = text.find(&format!("\"{key}\":")).unwrap() + 4;
                assert_eq!(part.has(key), end >= written, "{}", &text[..end]);
            }
        }
        assert_eq!(Sketch::of("[".repeat(100_000).as_bytes()).first().map(|_| ()), Some(()));
    }
}
