//! FollowTheMoney: a line of JSON for each entity, with a schema and lists of values.
//!
//! Entities of schemata that connect two others are edges, whose relation is the schema: one edge for each pair of a source
//! and a target, in the order of their ids, the first with the id of the entity, others with the suffix `-2`, `-3` and so on.
//! If an end is missing, the entity is a node. Properties of nodes that name other entities, such as `addressEntity`, are
//! edges, too; those of edges stay properties.
//!
//! A property may hold other entities as a whole in the place of their ids (`targets.nested.json` of OpenSanctions). Each is
//! an entity of its own. Properties such as `ownershipOwner` hold those that name the entity: the edge is the one that the
//! other entity begins. It need not repeat the id of the entity that holds it, and each copy may lack something, so rows of
//! one entity are merged.

use std::borrow::Cow;

use super::ftm_model::{EdgeSchema, forward_of, is_link};
use super::input::Split;
use super::json::{ParseError, Scanner, Text};
use super::json_values::{read_items, read_property};
use super::jsonl::has_keys;
use super::pump::pump;
use super::worker::{Line, Piece, RecordParser, Worker};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::{BACKSLASH, Cell, Items, NameKey, RowBuilder, put_item};

/// The format.
pub(super) struct FollowTheMoney;

impl crate::read::rows::reader::Sealed for FollowTheMoney {}

impl RowReader for FollowTheMoney {
    fn name(&self) -> &'static str {
        "ftm"
    }

    fn title(&self) -> &'static str {
        "FollowTheMoney"
    }

    fn about(&self) -> &'static str {
        "FollowTheMoney entities as JSON Lines, also nested: `id`, `schema` and `properties`"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".ftm", ".ftm.json"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(has_keys(head, &["id", "schema", "properties"]))
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let understood = "FollowTheMoney: entities with an `id`; those of schemata such as Ownership are edges, nested ones entities of their own";
        pump(file.0, understood.to_owned(), Split::Lines, self, rows, run)
    }
}

impl RecordParser for FollowTheMoney {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        worker.draft.is_in_parts();
        for line in piece.lines() {
            let record = line.bytes.trim_ascii();
            if record.is_empty() {
                continue;
            }
            let skipped = line.bytes.len() - line.bytes.trim_ascii_start().len();
            if let Err(error) = read_entities(record, &line, worker) {
                worker.malformed(&line, error.at + skipped, error.what);
            }
        }
    }
}

/// An entity that a property names: by its id, or as a whole.
struct Named<'r> {
    id: Text<'r>,
    whole: Option<Scanner<'r>>,
}

/// An entity that is still to be read, and a property of it that the entity which holds it knows: its name and its value.
struct Waiting<'r> {
    whole: Scanner<'r>,
    known: Option<(&'static str, Text<'r>)>,
}

/// Reads the entity of a line, and those that it holds.
fn read_entities(record: &[u8], line: &Line<'_>, worker: &mut Worker<'_>) -> Result<(), ParseError> {
    let root = Scanner::new(record);
    let mut ahead = root.clone();
    ahead.skip()?;
    ahead.end()?;
    let mut waiting = vec![Waiting { whole: root, known: None }];
    while let Some(next) = waiting.pop() {
        let held = waiting.len();
        read_entity(next, &mut waiting, line, worker)?;
        if let Some(held) = waiting.get_mut(held..) {
            held.reverse();
        }
    }
    Ok(())
}

/// Reads an entity; those that it holds wait to be read.
fn read_entity<'r>(
    Waiting { whole: mut scanner, known }: Waiting<'r>,
    waiting: &mut Vec<Waiting<'r>>,
    line: &Line<'_>,
    worker: &mut Worker<'_>,
) -> Result<(), ParseError> {
    worker.record.clear();
    scanner.open_object()?;
    let (mut own, mut schema, mut properties) = (None, None, None);
    let mut is_first = true;
    while let Some(key) = scanner.key(is_first)? {
        is_first = false;
        match key.raw {
            b"id" => own = Some(id(&mut scanner)?),
            b"schema" => schema = Some(scanner.string()?),
            b"properties" if scanner.peek() == b'{' => {
                properties = Some(scanner.clone());
                scanner.skip()?;
            }
            _ => {
                let name = worker.type_key(key);
                read_property(&mut scanner, worker, name)?;
            }
        }
    }
    let Some(schema) = schema else { return Err(ParseError { at: 0, what: "this entity has no `schema`" }) };
    let Some(own) = own else { return Err(ParseError { at: 0, what: "this entity has no `id`" }) };
    worker.record.id = Some(worker.record.text(&plain(own)));
    let schema_key = worker.type_key(schema);
    worker.record.types.push(schema_key);
    let edge = EdgeSchema::named(schema.raw);
    let ends = match (edge, &properties) {
        (Some(edge), Some(properties)) => Some(ends_of(properties.clone(), edge, known)?),
        _ => None,
    };
    // With an end missing it is not an edge, and the other end is a link like others.
    let ends = ends.filter(|(sources, targets)| !sources.is_empty() && !targets.is_empty());
    let is_end = |name: &[u8]| ends.is_some() && edge.is_some_and(|edge| edge.is_end(name));
    let mut links = Vec::new();
    if let Some((forward, holder)) = known.filter(|(forward, _)| !is_end(forward.as_bytes())) {
        let name = worker.names.key(forward.as_bytes());
        let is_said = properties.as_ref().is_some_and(|properties| {
            names(properties.clone(), holder, |property| property == forward.as_bytes())
        });
        if ends.is_none() {
            links.push((name, holder));
        } else if !is_said {
            worker.record.put(name, &Cell::of_text(&plain(holder)));
        }
    }
    if let Some(properties) = &mut properties {
        properties.open_object()?;
        let mut is_first = true;
        while let Some(key) = properties.key(is_first)? {
            is_first = false;
            let name = worker.type_key(key);
            let (is_link, is_end) = (is_link(schema.raw, key.raw), is_end(key.raw));
            let names_entities = is_end || is_link && ends.is_none();
            if !names_entities && read_values(properties, worker, name)? {
                continue;
            }
            let mut ahead = properties.clone();
            let named = match read_named(&mut ahead) {
                Ok(named) => Some(named),
                Err(Unnamed::Value(_)) => None,
                Err(Unnamed::Broken(error)) => return Err(error),
            };
            let Some(named) =
                named.filter(|named| is_link || named.iter().any(|named| named.whole.is_some()))
            else {
                if !read_values(properties, worker, name)? {
                    read_property(properties, worker, name)?;
                }
                continue;
            };
            *properties = ahead;
            // The other entity has the property whose reverse this one is.
            let forward = forward_of(key.raw).filter(|_| !is_link);
            if ends.is_none() {
                let is_outward = |named: &Named<'r>| match &named.whole {
                    Some(whole) if !is_link => forward.is_none() && !is_named_by(own, whole),
                    _ => true,
                };
                let outward = named.iter().filter(|named| is_outward(named));
                links.extend(outward.map(|named| (name, named.id)));
            } else if !is_end {
                // What an edge names stays a property.
                put_ids(&named, worker, name);
            }
            let wholes = named.into_iter().filter_map(|named| named.whole);
            waiting
                .extend(wholes.map(|whole| Waiting { whole, known: forward.map(|forward| (forward, own)) }));
        }
    }
    match ends {
        None => commit_with_links(own, &links, line, worker),
        Some((sources, targets)) => commit_pairs(&sources, &targets, line, worker),
    }
    Ok(())
}

/// Reads the values of one property: one is a value, several are a list. `false`, and nothing is read, where some are objects.
fn read_values(
    scanner: &mut Scanner<'_>,
    worker: &mut Worker<'_>,
    name: NameKey,
) -> Result<bool, ParseError> {
    match scanner.peek() {
        b'{' => return Ok(false),
        b'[' => {}
        _ => return read_property(scanner, worker, name).map(|()| true),
    }
    worker.items.clear();
    let mut ahead = scanner.clone();
    if !read_items(&mut ahead, worker)? {
        return Ok(false);
    }
    *scanner = ahead;
    put_items(worker, name);
    Ok(true)
}

/// Adds the items of a property.
fn put_items(worker: &mut Worker<'_>, name: NameKey) {
    let mut items = Items(&worker.items);
    match (items.next(), items.next()) {
        (None, _) => {}
        (Some(only), None) => worker.record.put(name, &only),
        _ => worker.record.put(name, &Cell::List(Items(&worker.items))),
    }
}

/// Adds the ids of entities as the values of a property.
fn put_ids(named: &[Named<'_>], worker: &mut Worker<'_>, name: NameKey) {
    worker.items.clear();
    for Named { id, .. } in named {
        put_item(&mut worker.items, &Cell::of_text(&plain(*id)));
    }
    put_items(worker, name);
}

/// What names no entity.
enum Unnamed {
    /// Something else.
    Value(ParseError),
    /// An entity as a whole, which is broken.
    Broken(ParseError),
}

impl From<ParseError> for Unnamed {
    fn from(error: ParseError) -> Unnamed {
        Unnamed::Value(error)
    }
}

impl From<Unnamed> for ParseError {
    fn from((Unnamed::Value(error) | Unnamed::Broken(error)): Unnamed) -> ParseError {
        error
    }
}

/// Reads entities that a property names: one or a list, each an id or a whole entity.
fn read_named<'r>(scanner: &mut Scanner<'r>) -> Result<Vec<Named<'r>>, Unnamed> {
    let mut named = Vec::new();
    if scanner.peek() != b'[' {
        named.push(read_one(scanner)?);
        return Ok(named);
    }
    scanner.take(b'[', "expected a list")?;
    let mut is_first = true;
    while scanner.item(is_first)? {
        is_first = false;
        named.push(read_one(scanner)?);
    }
    Ok(named)
}

/// Reads the id of an entity, or an object with an `id` and a `schema`.
fn read_one<'r>(scanner: &mut Scanner<'r>) -> Result<Named<'r>, Unnamed> {
    const EXPECTED: &str = "expected a string as the id of an entity";
    match scanner.peek() {
        b'"' => Ok(Named { id: id(scanner)?, whole: None }),
        b'{' => {
            let whole = scanner.clone();
            scanner.skip()?;
            let mut keys = whole.clone();
            keys.open_object()?;
            let (mut place, mut has_schema, mut is_first) = (None, false, true);
            while let (true, Some(key)) = (place.is_none() || !has_schema, keys.key(is_first)?) {
                is_first = false;
                match key.raw {
                    b"id" => place = Some(keys.clone()),
                    b"schema" => has_schema = keys.peek() == b'"',
                    _ => {}
                }
                keys.skip()?;
            }
            match place.filter(|_| has_schema) {
                Some(mut place) => {
                    Ok(Named { id: id(&mut place).map_err(Unnamed::Broken)?, whole: Some(whole) })
                }
                None => Err(whole.error(EXPECTED).into()),
            }
        }
        _ => Err(scanner.error(EXPECTED).into()),
    }
}

/// An id: a string, or a number as written.
fn id<'r>(scanner: &mut Scanner<'r>) -> Result<Text<'r>, ParseError> {
    match scanner.peek() {
        b'"' => {
            let at = scanner.at();
            let id = scanner.string()?;
            if id.raw.is_empty() { Err(ParseError { at, what: "an id cannot be empty" }) } else { Ok(id) }
        }
        b'-' | b'0'..=b'9' => Ok(Text { raw: scanner.number()?.raw, class: 0 }),
        _ => Err(scanner.error("expected a string or a number as id")),
    }
}

/// An id without escapes.
fn plain(id: Text<'_>) -> Cow<'_, [u8]> {
    if id.class & BACKSLASH == 0 {
        return Cow::Borrowed(id.raw);
    }
    let mut buffer = Vec::new();
    id.plain(&mut buffer);
    Cow::Owned(buffer)
}

/// Whether some properties name an entity.
fn names(mut properties: Scanner<'_>, entity: Text<'_>, is_asked: impl Fn(&[u8]) -> bool) -> bool {
    let entity = plain(entity);
    let (mut is_first, mut is_named) = (true, false);
    if properties.open_object().is_err() {
        return false;
    }
    while let (false, Ok(Some(key))) = (is_named, properties.key(is_first)) {
        is_first = false;
        let mut ahead = properties.clone();
        if is_asked(key.raw)
            && let Ok(named) = read_named(&mut ahead)
        {
            is_named = named.iter().any(|named| plain(named.id) == entity);
        }
        if properties.skip().is_err() {
            return false;
        }
    }
    is_named
}

/// Whether an entity that another one holds names it.
fn is_named_by(holder: Text<'_>, whole: &Scanner<'_>) -> bool {
    let mut keys = whole.clone();
    let mut is_first = true;
    if keys.open_object().is_err() {
        return false;
    }
    while let Ok(Some(key)) = keys.key(is_first) {
        is_first = false;
        if key.raw == b"properties" && names(keys.clone(), holder, |_| true) {
            return true;
        }
        if keys.skip().is_err() {
            return false;
        }
    }
    false
}

/// The ends of an edge.
type Ends<'r> = (Vec<Text<'r>>, Vec<Text<'r>>);

/// The values of the two properties that an edge connects, with the one that is known already.
fn ends_of<'r>(
    mut properties: Scanner<'r>,
    edge: &EdgeSchema,
    known: Option<(&'static str, Text<'r>)>,
) -> Result<Ends<'r>, ParseError> {
    let known = |name: &str| known.filter(|(forward, _)| *forward == name).map(|(_, holder)| holder);
    let mut sources: Vec<Text<'r>> = known(edge.source).into_iter().collect();
    let mut targets: Vec<Text<'r>> = known(edge.target).into_iter().collect();
    properties.open_object()?;
    let mut is_first = true;
    while let Some(key) = properties.key(is_first)? {
        is_first = false;
        let ends = if key.raw == edge.source.as_bytes() {
            &mut sources
        } else if key.raw == edge.target.as_bytes() {
            &mut targets
        } else {
            properties.skip()?;
            continue;
        };
        ends.extend(read_named(&mut properties)?.into_iter().map(|named| named.id));
    }
    Ok((sources, targets))
}

/// Adds the record as a node, and an edge for each of its links: one, however many rows say it.
fn commit_with_links(own: Text<'_>, links: &[(NameKey, Text<'_>)], line: &Line<'_>, worker: &mut Worker<'_>) {
    worker.commit(line);
    for (name, target) in links {
        let record = &mut worker.record;
        record.clear();
        record.source = Some(record.text(&plain(own)));
        record.target = Some(record.text(&plain(*target)));
        record.types.push(*name);
        record.is_once = true;
        worker.commit(line);
    }
}

/// Adds the record as an edge of each pair, all with the id of the entity.
fn commit_pairs(sources: &[Text<'_>], targets: &[Text<'_>], line: &Line<'_>, worker: &mut Worker<'_>) {
    for source in sources {
        for target in targets {
            let record = &mut worker.record;
            record.source = Some(record.text(&plain(*source)));
            record.target = Some(record.text(&plain(*target)));
            worker.commit_again(line);
        }
    }
}
