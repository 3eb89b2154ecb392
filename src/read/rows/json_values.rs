//! Values of records of JSON.

use super::json::{ParseError, Scanner, Text};
use super::worker::Worker;
use crate::graph::rows::{BACKSLASH, Cell, Items, NameKey, put_item};
use crate::text::is_blank_node;

/// A value of any kind, as a cell. Nothing is written for null.
pub(super) fn read_property(
    scanner: &mut Scanner<'_>,
    worker: &mut Worker<'_>,
    name: NameKey,
) -> Result<(), ParseError> {
    let record = &mut worker.record;
    match scanner.peek() {
        b'"' => {
            let text = scanner.string()?;
            record.put(name, &text_cell(text, &mut worker.buffer));
        }
        b'[' => {
            worker.items.clear();
            let mut ahead = scanner.clone();
            if read_items(&mut ahead, worker)? {
                *scanner = ahead;
                worker.record.put(name, &Cell::List(Items(&worker.items)));
            } else {
                worker.record.put(name, &Cell::Json(scanner.skip()?));
            }
        }
        b'{' => {
            let mut ahead = scanner.clone();
            match read_literal(&mut ahead)? {
                Some(literal) => {
                    *scanner = ahead;
                    literal.visit(worker, |worker, cell| worker.record.put(name, cell));
                }
                None => record.put(name, &Cell::Json(scanner.skip()?)),
            }
        }
        b'-' | b'0'..=b'9' => record.put(name, &number_cell(scanner)?),
        _ => {
            if let Some(value) = scanner.word()? {
                record.put(name, &Cell::Boolean(value));
            }
        }
    }
    Ok(())
}

/// Reads a list of plain values; `false` when it holds a list, a null, or an object that is not a literal.
pub(super) fn read_items(scanner: &mut Scanner<'_>, worker: &mut Worker<'_>) -> Result<bool, ParseError> {
    scanner.take(b'[', "expected a list")?;
    let mut is_first = true;
    while scanner.item(is_first)? {
        is_first = false;
        match scanner.peek() {
            b'"' => {
                let text = scanner.string()?;
                put_item(&mut worker.items, &text_cell(text, &mut worker.buffer));
            }
            b'-' | b'0'..=b'9' => put_item(&mut worker.items, &number_cell(scanner)?),
            b'{' => match read_literal(scanner)? {
                Some(literal) => {
                    literal.visit(worker, |worker, cell| put_item(&mut worker.items, cell));
                }
                None => return Ok(false),
            },
            b'[' => return Ok(false),
            _ => match scanner.word()? {
                Some(value) => put_item(&mut worker.items, &Cell::Boolean(value)),
                None => return Ok(false),
            },
        }
    }
    Ok(true)
}

/// An object that is a literal of RDF, as JSON-LD writes it: `{"@value":"Zoll","@language":"de"}`, or with a `@type`.
struct Literal<'r> {
    text: Text<'r>,
    tag: Text<'r>,
    is_language: bool,
}

impl Literal<'_> {
    /// Visits it as a cell.
    fn visit(&self, worker: &mut Worker<'_>, visit: impl FnOnce(&mut Worker<'_>, &Cell<'_>)) {
        let mut buffer = Vec::new();
        let text = self.text.plain(&mut buffer);
        if self.is_language {
            visit(worker, &Cell::Words { language: self.tag.raw, text });
        } else {
            let datatype = worker.names.key(self.tag.raw);
            visit(worker, &Cell::Typed { datatype, text });
        }
    }
}

/// Reads an object that is a literal with a language or a datatype; any other object is read only in part.
fn read_literal<'r>(scanner: &mut Scanner<'r>) -> Result<Option<Literal<'r>>, ParseError> {
    scanner.open_object()?;
    let (mut value, mut tag) = (None, None);
    while let Some(key) = scanner.key(value.is_none() && tag.is_none())? {
        if scanner.peek() != b'"' {
            return Ok(None);
        }
        match key.raw {
            b"@value" if value.is_none() => value = Some(scanner.string()?),
            b"@language" if tag.is_none() => tag = Some((scanner.string()?, true)),
            b"@type" if tag.is_none() => tag = Some((scanner.string()?, false)),
            _ => return Ok(None),
        }
    }
    let (Some(text), Some((tag, is_language))) = (value, tag) else { return Ok(None) };
    let is_known = std::str::from_utf8(tag.raw).is_ok_and(|tag| match is_language {
        true => oxilangtag::LanguageTag::parse(without_direction(tag)).is_ok(),
        // Texts with these datatypes have a language, or are none.
        false => {
            tag == NameKey::IRI_NAME && is_node(&text)
                || oxiri::Iri::parse(tag).is_ok()
                    && !tag.ends_with("#langString")
                    && !tag.ends_with("#dirLangString")
        }
    });
    Ok((is_known && tag.class & BACKSLASH == 0).then_some(Literal { text, tag, is_language }))
}

/// A language tag without the base direction behind it (RDF 1.2 N-Triples, `LANG_DIR`).
fn without_direction(tag: &str) -> &str {
    tag.strip_suffix("--ltr").or_else(|| tag.strip_suffix("--rtl")).unwrap_or(tag)
}

/// Whether a text is an IRI or a blank node.
fn is_node(text: &Text<'_>) -> bool {
    let is_iri = std::str::from_utf8(text.raw).is_ok_and(|text| oxiri::Iri::parse(text).is_ok());
    text.class & BACKSLASH == 0 && (is_iri || is_blank_node(text.raw))
}

fn text_cell<'t>(text: Text<'t>, buffer: &'t mut Vec<u8>) -> Cell<'t> {
    if text.class == 0 {
        Cell::Clean(text.raw)
    } else if text.class & BACKSLASH == 0 {
        Cell::Text(text.raw)
    } else {
        Cell::of_text(text.plain(buffer))
    }
}

fn number_cell<'r>(scanner: &mut Scanner<'r>) -> Result<Cell<'r>, ParseError> {
    let number = scanner.number()?;
    Ok(if number.is_whole { Cell::Integer(number.raw) } else { Cell::Number(number.raw) })
}
