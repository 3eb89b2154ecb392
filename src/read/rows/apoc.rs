//! What APOC's procedures `apoc.export.json.*` write: nodes and relationships, whose ends are objects, as JSON Lines
//! (`JSON_LINES`), a list (`ARRAY_JSON`), or an object with `nodes` and `rels` (`JSON`, `JSON_ID_AS_KEYS`).

use super::input::Split;
use super::json::{ParseError, Scanner};
use super::json_document::{Element, ElementReader, Outline, begin, read_elements};
use super::json_elements::Path;
use super::json_sketch::Sketch;
use super::json_values::read_property;
use super::jsonl::{Keys, read_end, read_id, read_types};
use super::pump::pump;
use super::worker::{Piece, RecordParser, Worker};
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
        "APOC’s JSON"
    }

    fn about(&self) -> &'static str {
        "JSON and JSON Lines of Neo4j's APOC: records with the `type` `node` or `relationship`"
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        let is_of_lines = || head.split(|byte| *byte == b'\n').filter_map(Shape::of).any(Shape::is_apoc);
        Recognition::certain_if(is_document(head) || is_of_lines())
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        !is_document(head)
            && head.split(|byte| *byte == b'\n').find_map(Shape::of).is_some_and(|shape| shape.has_ends)
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        if !is_document(file.0.head()) {
            let understood = "APOC’s JSON Lines".to_owned();
            return pump(file.0, understood, Split::Lines, self, rows, run);
        }
        let RowInput(mut file) = file;
        let paths = PATHS.map(Path::new);
        let outline = Outline::of(&mut file, &paths);
        let understood = format!("{}: {}", self.title(), outline.there(&paths).join(", "));
        begin(&file, understood, (&outline, &paths), &[], run);
        read_elements(file, &paths, self, rows, run)
    }
}

/// Where the records of a document are.
const PATHS: [&str; 4] = ["nodes", "rels", "relationships", "[*]"];

/// Whether a file is one document whose records are APOC's.
fn is_document(head: &[u8]) -> bool {
    let document = Sketch::of(head);
    let is_apoc = |record: &Sketch| match record.get("type").and_then(Sketch::text) {
        Some("node") => record.has("labels") || record.has("id") && record.has("properties"),
        Some("relationship") => record.has("start") && record.has("end"),
        _ => false,
    };
    let of_list = matches!(document, Sketch::List(_)).then_some(&document);
    let lists = [document.get("nodes"), document.get("rels"), document.get("relationships"), of_list];
    lists.into_iter().flatten().filter_map(Sketch::first).any(is_apoc)
}

impl ElementReader for Apoc {
    fn read<'p>(
        &'p self,
        element: &Element<'p>,
        scanner: &mut Scanner<'p>,
        _: &mut Keys<'p>,
        worker: &mut Worker<'_>,
    ) -> Result<(), ParseError> {
        read_record(scanner, worker)?;
        worker.commit(&element.line);
        Ok(())
    }
}

/// What a record looks like.
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    is_node: bool,
    is_relationship: bool,
    has_labels: bool,
    has_ends: bool,
    has_properties: bool,
    has_others: bool,
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
                (b"start" | b"end", b'{' | b'"' | b'0'..=b'9') => shape.has_ends = true,
                (b"properties", b'{') => shape.has_properties = true,
                (b"id", _) => {}
                _ => shape.has_others = true,
            }
            scanner.skip().ok()?;
        }
        Some(shape)
    }

    /// Whether only APOC writes such records. It leaves out the labels of a node that has none.
    fn is_apoc(self) -> bool {
        let is_bare = self.has_properties && !self.has_others && !self.has_ends;
        self.is_node && (self.has_labels || is_bare) || self.is_relationship && self.has_ends
    }
}

impl RecordParser for Apoc {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        for line in piece.lines() {
            if line.bytes.trim_ascii().is_empty() {
                continue;
            }
            worker.record.clear();
            let mut scanner = Scanner::new(line.bytes);
            match read_record(&mut scanner, worker).and_then(|()| scanner.end()) {
                Ok(()) => worker.commit(&line),
                Err(error) => worker.malformed(&line, error.at, error.what),
            }
        }
    }
}

fn read_record(scanner: &mut Scanner<'_>, worker: &mut Worker<'_>) -> Result<(), ParseError> {
    scanner.peek();
    let start = scanner.at();
    scanner.open_object()?;
    let (mut is_edge, mut is_first) = (None, true);
    while let Some(key) = scanner.key(is_first)? {
        is_first = false;
        match (key.raw, scanner.peek()) {
            (b"id", _) => worker.record.id = Some(read_id(scanner, &mut worker.record.texts)?),
            (b"type", b'"') => {
                let at = scanner.at();
                is_edge = match scanner.string()?.raw {
                    b"node" => Some(false),
                    b"relationship" => Some(true),
                    _ => return Err(ParseError { at, what: "expected `node` or `relationship`" }),
                };
            }
            (b"labels" | b"label", b'"' | b'[' | b'n') => read_types(scanner, worker)?,
            // Memgraph writes the ids alone.
            (b"start", b'{' | b'"' | b'0'..=b'9') => {
                worker.record.source = Some(read_end(scanner, &mut worker.record)?);
            }
            (b"end", b'{' | b'"' | b'0'..=b'9') => {
                worker.record.target = Some(read_end(scanner, &mut worker.record)?);
            }
            (b"properties", b'{') => {
                scanner.open_object()?;
                let mut is_first = true;
                while let Some(key) = scanner.key(is_first)? {
                    is_first = false;
                    let name = worker.type_key(key);
                    read_property(scanner, worker, name)?;
                }
            }
            _ => {
                let name = worker.type_key(key);
                read_property(scanner, worker, name)?;
            }
        }
    }
    let has_end = worker.record.source.is_some() || worker.record.target.is_some();
    match is_edge {
        None => Err(ParseError { at: start, what: "this record has no `type`" }),
        Some(true) if !has_end => {
            Err(ParseError { at: start, what: "this relationship has no `start` and no `end`" })
        }
        Some(false) if has_end => Err(ParseError { at: start, what: "this node has a `start` or an `end`" }),
        Some(_) => Ok(()),
    }
}
