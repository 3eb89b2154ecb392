//! FollowTheMoney: a line of JSON for each entity, with a schema and lists of values.
//!
//! Entities of schemata that connect two others are edges, whose relation is the schema: one edge for each pair of a source
//! and a target, the first with the id of the entity, others with the suffix `-2`, `-3` and so on. If an end is missing,
//! the entity is a node. Properties of nodes that name other entities, such as `addressEntity`, are edges, too; those of edges
//! stay properties.

use super::ftm_model::{EdgeSchema, is_link};
use super::input::Split;
use super::json::{ParseError, Scanner, Text};
use super::jsonl::{has_keys, read_id, read_items, read_property};
use super::pump::pump;
use super::worker::{Line, Piece, RecordParser, Worker};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::{Cell, Items, NameKey, RowBuilder};

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
        "FollowTheMoney entities as JSON Lines: `id`, `schema` and `properties`"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".ftm", ".ftm.json"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(has_keys(head, &["id", "schema", "properties"]))
    }

    fn begins_with_edge(&self, _: &[u8]) -> bool {
        false
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        pump(file.0, self.title().to_owned(), Split::Lines, self, rows, run)
    }
}

impl RecordParser for FollowTheMoney {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        for line in piece.lines() {
            let record = line.bytes.trim_ascii();
            if record.is_empty() {
                continue;
            }
            let skipped = line.bytes.len() - line.bytes.trim_ascii_start().len();
            worker.record.clear();
            if let Err(error) = read_entity(record, &line, worker) {
                worker.malformed(&line, error.at + skipped, error.what);
            }
        }
    }
}

fn read_entity(record: &[u8], line: &Line<'_>, worker: &mut Worker<'_>) -> Result<(), ParseError> {
    let mut scanner = Scanner::new(record);
    scanner.open_object()?;
    let (mut schema, mut properties) = (None, None);
    let mut is_first = true;
    while let Some(key) = scanner.key(is_first)? {
        is_first = false;
        match key.raw {
            b"id" => worker.record.id = Some(read_id(&mut scanner, &mut worker.record.texts)?),
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
    scanner.end()?;
    let Some(schema) = schema else { return Err(ParseError { at: 0, what: "this entity has no `schema`" }) };
    if worker.record.id.is_none() {
        return Err(ParseError { at: 0, what: "this entity has no `id`" });
    }
    let schema_key = worker.type_key(schema);
    worker.record.types.push(schema_key);
    let Some(mut properties) = properties else {
        worker.commit(line);
        return Ok(());
    };
    let edge = EdgeSchema::named(schema.raw);
    let ends = edge.map(|edge| ends_of(properties.clone(), edge)).transpose()?;
    // With an end missing it is not an edge, and the other end is a link like others.
    let ends = ends.filter(|(sources, targets)| !sources.is_empty() && !targets.is_empty());
    let mut links = Vec::new();
    properties.open_object()?;
    let mut is_first = true;
    while let Some(key) = properties.key(is_first)? {
        is_first = false;
        if ends.is_some() && edge.is_some_and(|edge| edge.is_end(key.raw)) {
            properties.skip()?;
            continue;
        }
        let name = worker.type_key(key);
        match is_link(schema.raw, key.raw).then(|| only_ids(&properties)).flatten() {
            Some((ids, behind)) if ends.is_none() => {
                links.extend(ids.into_iter().map(|id| (name, id)));
                properties = behind;
            }
            _ => read_values(&mut properties, worker, name)?,
        }
    }
    match ends {
        None => commit_with_links(&links, line, worker),
        Some((sources, targets)) => commit_pairs(&sources, &targets, line, worker),
    }
    Ok(())
}

/// The values of one property: one is a value, several are a list.
fn read_values(scanner: &mut Scanner<'_>, worker: &mut Worker<'_>, name: NameKey) -> Result<(), ParseError> {
    if scanner.peek() != b'[' {
        return read_property(scanner, worker, name);
    }
    worker.items.clear();
    let mut ahead = scanner.clone();
    if !read_items(&mut ahead, worker)? {
        return read_property(scanner, worker, name);
    }
    *scanner = ahead;
    let mut items = Items(&worker.items);
    match (items.next(), items.next()) {
        (None, _) => {}
        (Some(only), None) => worker.record.put(name, &only),
        _ => worker.record.put(name, &Cell::List(Items(&worker.items))),
    }
    Ok(())
}

/// Ids of entities, and the scanner after them; `None` where there are other values, too.
fn only_ids<'r>(properties: &Scanner<'r>) -> Option<(Vec<Text<'r>>, Scanner<'r>)> {
    let (mut ids, mut ahead) = (Vec::new(), properties.clone());
    read_ids(&mut ahead, &mut ids).ok()?;
    Some((ids, ahead))
}

/// Reads the id of an entity, or a list of ids.
fn read_ids<'r>(scanner: &mut Scanner<'r>, ids: &mut Vec<Text<'r>>) -> Result<(), ParseError> {
    match scanner.peek() {
        b'"' => ids.push(id(scanner)?),
        b'[' => {
            scanner.take(b'[', "expected a list")?;
            let mut is_first = true;
            while scanner.item(is_first)? {
                is_first = false;
                ids.push(id(scanner)?);
            }
        }
        _ => return Err(scanner.error("expected a list of strings, the ids of entities")),
    }
    Ok(())
}

/// The ends of an edge.
type Ends<'r> = (Vec<Text<'r>>, Vec<Text<'r>>);

/// The values of the two properties that an edge connects.
fn ends_of<'r>(mut properties: Scanner<'r>, edge: &EdgeSchema) -> Result<Ends<'r>, ParseError> {
    let (mut sources, mut targets) = (Vec::new(), Vec::new());
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
        read_ids(&mut properties, ends)?;
    }
    Ok((sources, targets))
}

fn id<'r>(scanner: &mut Scanner<'r>) -> Result<Text<'r>, ParseError> {
    if scanner.peek() != b'"' {
        return Err(scanner.error("expected a string as the id of an entity"));
    }
    let at = scanner.at();
    let id = scanner.string()?;
    if id.raw.is_empty() { Err(ParseError { at, what: "an id cannot be empty" }) } else { Ok(id) }
}

/// Adds the record as a node, and an edge for each of its links: one, however many files contain the entity.
fn commit_with_links(links: &[(NameKey, Text<'_>)], line: &Line<'_>, worker: &mut Worker<'_>) {
    let record = &worker.record;
    let own = record.id.clone().and_then(|id| record.texts.get(id)).unwrap_or(&[]).to_vec();
    worker.commit(line);
    for (name, target) in links {
        let mut buffer = Vec::new();
        let record = &mut worker.record;
        record.clear();
        record.source = Some(record.text(&own));
        record.target = Some(record.text(target.plain(&mut buffer)));
        record.types.push(*name);
        record.is_once = true;
        worker.commit(line);
    }
}

/// Adds the record as an edge of each pair.
fn commit_pairs(sources: &[Text<'_>], targets: &[Text<'_>], line: &Line<'_>, worker: &mut Worker<'_>) {
    let own = worker.record.id.clone();
    let mut number = 0;
    for source in sources {
        for target in targets {
            number += 1;
            let mut buffer = Vec::new();
            let record = &mut worker.record;
            record.source = Some(record.text(source.plain(&mut buffer)));
            record.target = Some(record.text(target.plain(&mut buffer)));
            if number > 1 {
                let own = own.clone().and_then(|own| record.texts.get(own)).unwrap_or(&[]);
                let id = [own, format!("-{number}").as_bytes()].concat();
                record.id = Some(record.text(&id));
            }
            worker.commit_again(line);
        }
    }
}
