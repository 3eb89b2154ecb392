//! What APOC's procedures `apoc.export.json.*` write: JSON Lines of nodes and relationships, whose ends are objects.

use super::input::Split;
use super::json::{ParseError, Scanner};
use super::jsonl::{read_end, read_id, read_property, read_types};
use super::pump::pump;
use super::worker::{Line, Piece, RecordParser, Worker};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::RowBuilder;

/// The format.
pub(super) struct Apoc;

impl crate::read::rows::reader::Sealed for Apoc {}

impl RowReader for Apoc {
    fn name(&self) -> &'static str {
        "apoc"
    }

    fn title(&self) -> &'static str {
        "APOC’s JSON Lines"
    }

    fn about(&self) -> &'static str {
        "JSON Lines of Neo4j's APOC: records with the `type` `node` or `relationship`"
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(head.split(|byte| *byte == b'\n').filter_map(Shape::of).any(Shape::is_apoc))
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        head.split(|byte| *byte == b'\n').find_map(Shape::of).is_some_and(|shape| shape.has_ends)
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        pump(file.0, self.title().to_owned(), Split::Lines, self, rows, run)
    }
}

/// What a record looks like.
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    is_node: bool,
    is_relationship: bool,
    has_labels: bool,
    has_ends: bool,
}

impl Shape {
    /// The shape of a whole line, unless it is blank or ends too early.
    fn of(line: &[u8]) -> Option<Shape> {
        let mut scanner = Scanner::new(line);
        let (mut shape, mut is_first) = (Shape::default(), true);
        scanner.open_object().ok()?;
        while let Some(key) = scanner.key(is_first).ok()? {
            is_first = false;
            match (key.raw, scanner.peek()) {
                (b"type", b'"') => {
                    let kind = scanner.string().ok()?.raw;
                    (shape.is_node, shape.is_relationship) = (kind == b"node", kind == b"relationship");
                    continue;
                }
                (b"labels", b'[') => shape.has_labels = true,
                (b"start" | b"end", b'{') => shape.has_ends = true,
                _ => {}
            }
            scanner.skip().ok()?;
        }
        Some(shape)
    }

    /// Whether only APOC writes such records. It leaves out the labels of a node that has none.
    fn is_apoc(self) -> bool {
        self.is_node && self.has_labels || self.is_relationship && self.has_ends
    }
}

impl RecordParser for Apoc {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        for line in piece.lines() {
            if line.bytes.trim_ascii().is_empty() {
                continue;
            }
            worker.record.clear();
            if let Err(error) = read_record(&line, worker) {
                worker.malformed(&line, error.at, error.what);
            }
        }
    }
}

fn read_record(line: &Line<'_>, worker: &mut Worker<'_>) -> Result<(), ParseError> {
    let mut scanner = Scanner::new(line.bytes);
    scanner.open_object()?;
    let (mut is_edge, mut is_first) = (None, true);
    while let Some(key) = scanner.key(is_first)? {
        is_first = false;
        match (key.raw, scanner.peek()) {
            (b"id", _) => worker.record.id = Some(read_id(&mut scanner, &mut worker.record.texts)?),
            (b"type", b'"') => {
                let at = scanner.at();
                is_edge = match scanner.string()?.raw {
                    b"node" => Some(false),
                    b"relationship" => Some(true),
                    _ => return Err(ParseError { at, what: "expected `node` or `relationship`" }),
                };
            }
            (b"labels" | b"label", b'"' | b'[' | b'n') => read_types(&mut scanner, worker)?,
            (b"start", b'{') => worker.record.source = Some(read_end(&mut scanner, &mut worker.record.texts)?),
            (b"end", b'{') => worker.record.target = Some(read_end(&mut scanner, &mut worker.record.texts)?),
            (b"properties", b'{') => {
                scanner.open_object()?;
                let mut is_first = true;
                while let Some(key) = scanner.key(is_first)? {
                    is_first = false;
                    let name = worker.type_key(key);
                    read_property(&mut scanner, worker, name)?;
                }
            }
            _ => {
                let name = worker.type_key(key);
                read_property(&mut scanner, worker, name)?;
            }
        }
    }
    scanner.end()?;
    let has_end = worker.record.source.is_some() || worker.record.target.is_some();
    match is_edge {
        None => return Err(ParseError { at: 0, what: "this record has no `type`" }),
        Some(true) if !has_end => {
            return Err(ParseError { at: 0, what: "this relationship has no `start` and no `end`" });
        }
        Some(false) if has_end => {
            return Err(ParseError { at: 0, what: "this node has a `start` or an `end`" });
        }
        Some(_) => worker.commit(line),
    }
    Ok(())
}
