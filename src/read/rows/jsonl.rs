//! JSON Lines: one object to a line, a node or an edge.

use std::ops::Range;

use super::input::Split;
use super::json::{Expected, ParseError, Scanner, Text};
use super::pump::pump;
use super::worker::{DIRECTED, Piece, RecordParser, Worker};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::{BACKSLASH, Cell, Items, NameKey, RowBuilder, put_item};
use crate::ontology::Status;
use crate::text::is_blank_node;

/// What a key of a record is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The id.
    Id,
    /// Types of a node, the relation of an edge.
    Type,
    /// Where an edge begins.
    Source,
    /// Where an edge ends.
    Target,
    /// An object that holds properties.
    Properties,
    /// The status of an edge.
    Status,
    /// Whether an edge has a direction.
    Direction,
    /// The types of a node; of an edge, a property.
    Category,
    /// Anything else.
    Property,
}

/// Which key plays which role.
pub(super) type Vocabulary = &'static [(&'static [u8], Role)];

/// The keys of ordinary JSON Lines, as D3, Cytoscape, KGX and most people write them.
pub(super) const PLAIN: Vocabulary = &[
    (b"id", Role::Id),
    (b"type", Role::Type),
    (b"types", Role::Type),
    (b"labels", Role::Type),
    (b"relation", Role::Type),
    (b"predicate", Role::Type),
    (b"source", Role::Source),
    (b"from", Role::Source),
    (b"subject", Role::Source),
    (b"target", Role::Target),
    (b"to", Role::Target),
    (b"object", Role::Target),
    (b"props", Role::Properties),
    (b"properties", Role::Properties),
    (b"status", Role::Status),
    (DIRECTED.as_bytes(), Role::Direction),
];

/// Reads JSON Lines whose keys play the roles of a vocabulary.
#[derive(Debug)]
pub(super) struct JsonLines(pub(super) Vocabulary);

/// The format.
pub(super) static JSON_LINES: JsonLines = JsonLines(PLAIN);

impl crate::read::rows::reader::Sealed for JsonLines {}

impl RowReader for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn title(&self) -> &'static str {
        "JSON Lines"
    }

    fn about(&self) -> &'static str {
        "JSON Lines: nodes have an `id`, edges a `source` and a `target`"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".jsonl", ".ndjson"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::possible_if(head.trim_ascii_start().starts_with(b"{\""))
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        begins_with_edge(head, self.0)
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        pump(file.0, self.title().to_owned(), Split::Lines, self, rows, run)
    }
}

impl RecordParser for JsonLines {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        let mut keys = Keys { vocabulary: self.0, guesses: Vec::new() };
        let mut start = 0;
        for line in piece.lines() {
            let wide = piece.bytes.get(start..).unwrap_or(&[]);
            start += line.bytes.len() + 1;
            if line.bytes.trim_ascii().is_empty() {
                continue;
            }
            worker.record.clear();
            match read_record(Scanner::within(wide, line.bytes.len()), &mut keys, worker) {
                Ok(()) => worker.commit(&line),
                Err(error) => worker.malformed(&line, error.at, error.what),
            }
        }
    }
}

/// A key: its role at the top of a record, and its handle as a property once it was one.
#[derive(Clone, Copy)]
struct KnownKey {
    role: Role,
    name: Option<NameKey>,
}

/// The keys of the record before, by place: records of a file mostly look alike.
struct Keys {
    vocabulary: Vocabulary,
    guesses: Vec<(Expected, KnownKey)>,
}

/// Records with more keys than this are not guessed beyond it.
const GUESSES: usize = 64;

impl Keys {
    /// The key that comes, if it is the one at this place in the previous record.
    #[inline]
    fn guess(&self, place: usize, is_top: bool, scanner: &mut Scanner<'_>) -> Option<KnownKey> {
        let (quoted, known) = self.guesses.get(place)?;
        let known = match *known {
            KnownKey { name: Some(name), .. } if !is_top => {
                KnownKey { role: Role::Property, name: Some(name) }
            }
            known if is_top && (known.role != Role::Property || known.name.is_some()) => known,
            _ => return None,
        };
        scanner.takes(quoted).then_some(known)
    }

    /// The role of the key at a place of the record; a property has a handle.
    fn get(&mut self, place: usize, key: Text<'_>, is_top: bool, worker: &mut Worker<'_>) -> KnownKey {
        let plain = key.plain(&mut worker.buffer);
        let role =
            self.vocabulary.iter().find(|(name, _)| *name == plain).map_or(Role::Property, |(_, role)| *role);
        let name = (!is_top || role == Role::Property).then(|| worker.names.key(plain));
        let known = KnownKey { role, name };
        if place == self.guesses.len() && place < GUESSES {
            self.guesses.push((Expected::default(), known));
        }
        if let Some((quoted, guess)) = self.guesses.get_mut(place) {
            quoted.set(key.raw);
            *guess = known;
        }
        KnownKey { role: if is_top { role } else { Role::Property }, name }
    }
}

fn read_record(mut scanner: Scanner<'_>, keys: &mut Keys, worker: &mut Worker<'_>) -> Result<(), ParseError> {
    scanner.open_object()?;
    let mut place = 0;
    let mut category = None;
    read_object(&mut scanner, keys, worker, &mut place, Some(&mut category))?;
    scanner.end()?;
    // Only now is it known whether it is an edge.
    let Some(mut category) = category else { return Ok(()) };
    if worker.record.source.is_some() {
        let name = worker.names.key(b"category");
        read_property(&mut category, worker, name)
    } else {
        read_types(&mut category, worker)
    }
}

/// Reads the keys of the record, whose category is kept for later, or of the object that holds its properties.
fn read_object<'r>(
    scanner: &mut Scanner<'r>,
    keys: &mut Keys,
    worker: &mut Worker<'_>,
    place: &mut usize,
    mut category: Option<&mut Option<Scanner<'r>>>,
) -> Result<(), ParseError> {
    let is_top = category.is_some();
    let mut is_first = true;
    while scanner.has_key(is_first)? {
        is_first = false;
        let mut again = scanner.clone();
        let KnownKey { role, name } = match keys.guess(*place, is_top, scanner) {
            Some(known) => known,
            None => keys.get(*place, scanner.named()?, is_top, worker),
        };
        *place += 1;
        // A key with a role is a property only where its value does not fit the role.
        let mut name = move |worker: &mut Worker<'_>| match name {
            Some(name) => Ok(name),
            None => again.string().map(|key| worker.type_key(key)),
        };
        match role {
            Role::Property => {
                let name = name(worker)?;
                read_property(scanner, worker, name)?;
            }
            Role::Id => worker.record.id = Some(read_id(scanner, &mut worker.record.texts)?),
            Role::Source => worker.record.source = Some(read_id(scanner, &mut worker.record.texts)?),
            Role::Target => worker.record.target = Some(read_id(scanner, &mut worker.record.texts)?),
            Role::Type if matches!(scanner.peek(), b'"' | b'[' | b'n') => read_types(scanner, worker)?,
            Role::Category if matches!(scanner.peek(), b'"' | b'[') => {
                if let Some(category) = &mut category {
                    **category = Some(scanner.clone());
                }
                scanner.skip()?;
            }
            Role::Status if read_status(scanner, worker)? => {}
            Role::Direction if scanner.peek() == b'f' => {
                scanner.word()?;
                worker.record.is_undirected = true;
            }
            Role::Properties if scanner.peek() == b'{' => {
                scanner.open_object()?;
                read_object(scanner, keys, worker, place, None)?;
            }
            Role::Properties | Role::Type | Role::Status | Role::Direction | Role::Category => {
                let name = name(worker)?;
                read_property(scanner, worker, name)?;
            }
        }
    }
    Ok(())
}

/// An id: a string, or a number as written.
pub(super) fn read_id(scanner: &mut Scanner<'_>, texts: &mut Vec<u8>) -> Result<Range<usize>, ParseError> {
    let start = texts.len();
    match scanner.peek() {
        b'"' => {
            let at = scanner.at();
            let text = scanner.string()?;
            if text.raw.is_empty() {
                return Err(ParseError { at, what: "an id cannot be empty" });
            }
            if text.class & BACKSLASH == 0 {
                texts.extend_from_slice(text.raw);
            } else {
                texts.extend_from_slice(text.plain(&mut Vec::new()));
            }
        }
        b'-' | b'0'..=b'9' => texts.extend_from_slice(scanner.number()?.raw),
        _ => return Err(scanner.error("expected a string or a number as id")),
    }
    Ok(start..texts.len())
}

/// The types of a node, or the relation of an edge: a string or a list of strings.
pub(super) fn read_types(scanner: &mut Scanner<'_>, worker: &mut Worker<'_>) -> Result<(), ParseError> {
    match scanner.peek() {
        b'"' => {
            let text = scanner.string()?;
            let key = worker.type_key(text);
            worker.record.types.push(key);
        }
        b'[' => {
            scanner.take(b'[', "expected a list")?;
            let mut is_first = true;
            while scanner.item(is_first)? {
                is_first = false;
                if scanner.peek() != b'"' {
                    return Err(scanner.error("expected a string as type"));
                }
                let text = scanner.string()?;
                let key = worker.type_key(text);
                worker.record.types.push(key);
            }
        }
        _ => {
            scanner.word()?;
        }
    }
    Ok(())
}

/// One of the five statuses, if it is one; another word is a property like any other.
fn read_status(scanner: &mut Scanner<'_>, worker: &mut Worker<'_>) -> Result<bool, ParseError> {
    let mut ahead = scanner.clone();
    if ahead.peek() == b'"'
        && let Some(status) =
            std::str::from_utf8(ahead.string()?.raw).ok().and_then(|word| word.parse::<Status>().ok())
    {
        worker.record.status = Some(status);
        *scanner = ahead;
        return Ok(true);
    }
    Ok(false)
}

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

/// Whether the first record has all of some keys.
pub(super) fn has_keys(head: &[u8], wanted: &[&str]) -> bool {
    let line = head.trim_ascii_start().split(|byte| *byte == b'\n').next().unwrap_or(&[]);
    object_has_keys(Scanner::new(line), wanted)
}

/// Whether an object has all of some keys, as far as it goes.
pub(super) fn object_has_keys(mut scanner: Scanner<'_>, wanted: &[&str]) -> bool {
    let (mut is_first, mut found) = (true, 0);
    if scanner.open_object().is_err() {
        return false;
    }
    while let Ok(Some(key)) = scanner.key(is_first) {
        is_first = false;
        found += usize::from(wanted.iter().any(|wanted| wanted.as_bytes() == key.raw));
        if scanner.skip().is_err() {
            break;
        }
    }
    found >= wanted.len()
}

/// Whether the first record is an edge: one of its keys says where it begins.
pub(super) fn begins_with_edge(head: &[u8], vocabulary: Vocabulary) -> bool {
    let line = head.trim_ascii_start().split(|byte| *byte == b'\n').next().unwrap_or(&[]);
    let mut scanner = Scanner::new(line);
    let mut is_first = true;
    if scanner.open_object().is_err() {
        return false;
    }
    while let Ok(Some(key)) = scanner.key(is_first) {
        is_first = false;
        if vocabulary.iter().any(|(name, role)| *name == key.raw && *role == Role::Source) {
            return true;
        }
        if scanner.skip().is_err() {
            return false;
        }
    }
    false
}
