//! FollowTheMoney: a line of JSON for each entity, with a schema and lists of values.
//!
//! Entities of schemata that connect two others are edges, whose relation is the schema: one edge for each pair of a source
//! and a target, the first with the id of the entity, others with `-2`, `-3` and so on behind it. Where an end is missing,
//! the entity is a node. Properties that name other entities, such as `addressEntity`, stay properties.

use super::input::Split;
use super::json::{Scanner, Slip, Text};
use super::jsonl::{has_keys, read_id, read_items, read_property};
use super::pump::pump;
use super::worker::{Line, Piece, RecordParser, Worker};
use super::{RowInput, RowReader, Run, Stop};
use crate::graph::rows::{Cell, Items, RowBuilder};

/// The format.
pub(super) struct FollowTheMoney;

/// A schema that connects entities, and its properties of source and target.
struct EdgeSchema {
    name: &'static str,
    source: &'static str,
    target: &'static str,
}

/// The schemata of FollowTheMoney 4.11 that have an `edge`.
const EDGES: &[EdgeSchema] = &[
    edge("Associate", "person", "associate"),
    edge("ContractAward", "contract", "supplier"),
    edge("Control", "controller", "controlled"),
    edge("CourtCaseParty", "party", "case"),
    edge("Debt", "debtor", "creditor"),
    edge("Directorship", "director", "organization"),
    edge("Documentation", "document", "entity"),
    edge("Employment", "employee", "employer"),
    edge("Family", "person", "relative"),
    edge("Membership", "member", "organization"),
    edge("Occupancy", "holder", "post"),
    edge("Ownership", "owner", "asset"),
    edge("Payment", "payer", "beneficiary"),
    edge("ProjectParticipant", "participant", "project"),
    edge("Representation", "agent", "client"),
    edge("Succession", "predecessor", "successor"),
    edge("UnknownLink", "subject", "object"),
];

const fn edge(name: &'static str, source: &'static str, target: &'static str) -> EdgeSchema {
    EdgeSchema { name, source, target }
}

impl RowReader for FollowTheMoney {
    fn name(&self) -> &'static str {
        "ftm"
    }

    fn about(&self) -> &'static str {
        "FollowTheMoney entities as JSON Lines: `id`, `schema` and `properties`"
    }

    fn endings(&self) -> &'static [&'static str] {
        &[".ftm", ".ftm.json"]
    }

    fn recognises(&self, _: &str, head: &[u8]) -> bool {
        has_keys(head, &["id", "schema", "properties"])
    }

    fn begins_with_edge(&self, _: &str, _: &[u8]) -> bool {
        false
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        pump(file.0, Split::Lines, self, rows, run)
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
            if let Err(slip) = read_entity(record, &line, worker) {
                worker.malformed(&line, slip.at + skipped, slip.what);
            }
        }
    }
}

fn read_entity(record: &[u8], line: &Line<'_>, worker: &mut Worker<'_>) -> Result<(), Slip> {
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
    let Some(schema) = schema else { return Err(Slip { at: 0, what: "this entity has no `schema`" }) };
    if worker.record.id.is_none() {
        return Err(Slip { at: 0, what: "this entity has no `id`" });
    }
    let schema_key = worker.type_key(schema);
    worker.record.types.push(schema_key);
    let Some(mut properties) = properties else {
        worker.commit(line);
        return Ok(());
    };
    let edge = EDGES.iter().find(|edge| edge.name.as_bytes() == schema.raw);
    let ends = edge.map(|edge| ends_of(properties.clone(), edge)).transpose()?;
    // With an end missing it is no edge, and the other end is a property like others.
    let ends = ends.filter(|(sources, targets)| !sources.is_empty() && !targets.is_empty());
    properties.open_object()?;
    let mut is_first = true;
    while let Some(key) = properties.key(is_first)? {
        is_first = false;
        let is_end =
            |edge: &EdgeSchema| key.raw == edge.source.as_bytes() || key.raw == edge.target.as_bytes();
        if ends.is_some() && edge.is_some_and(is_end) {
            properties.skip()?;
        } else {
            let name = worker.type_key(key);
            read_values(&mut properties, worker, name)?;
        }
    }
    match ends {
        None => worker.commit(line),
        Some((sources, targets)) => commit_pairs(&sources, &targets, line, worker),
    }
    Ok(())
}

/// The values of one property: one is a value, several are a list.
fn read_values(
    scanner: &mut Scanner<'_>,
    worker: &mut Worker<'_>,
    name: crate::graph::rows::NameKey,
) -> Result<(), Slip> {
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

/// The ends of an edge.
type Ends<'r> = (Vec<Text<'r>>, Vec<Text<'r>>);

/// The values of the two properties that an edge connects.
fn ends_of<'r>(mut properties: Scanner<'r>, edge: &EdgeSchema) -> Result<Ends<'r>, Slip> {
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
        match properties.peek() {
            b'"' => ends.push(id(&mut properties)?),
            b'[' => {
                properties.take(b'[', "a list was expected here")?;
                let mut is_first = true;
                while properties.item(is_first)? {
                    is_first = false;
                    ends.push(id(&mut properties)?);
                }
            }
            _ => return Err(properties.slip("the ids of entities are strings in a list")),
        }
    }
    Ok((sources, targets))
}

fn id<'r>(scanner: &mut Scanner<'r>) -> Result<Text<'r>, Slip> {
    if scanner.peek() != b'"' {
        return Err(scanner.slip("the id of an entity is a string"));
    }
    let at = scanner.at();
    let id = scanner.string()?;
    if id.raw.is_empty() { Err(Slip { at, what: "an id may not be empty" }) } else { Ok(id) }
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
