//! The JSON of Graphviz (`dot -Tjson`, `-Tjson0`, `-Tdot_json`): objects are subgraphs and nodes, and edges name them by
//! their numbers. How they are drawn is not read, and subgraphs are not supported.

use std::borrow::Cow;

use super::findings::{NO_LINE, RowFinding};
use super::json::{ParseError, Scanner, Text, each_member, member};
use super::json_document::{Element, ElementReader, Outline, begin, read_elements};
use super::json_elements::Path;
use super::json_graph::Numbering;
use super::json_sketch::Sketch;
use super::json_values::read_property;
use super::jsonl::{Keys, NAME, read_id};
use super::worker::{DIRECTED, Worker};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::{Cell, RowBuilder};

/// The format.
pub(super) struct GraphvizJson;

const PATHS: [&str; 2] = ["objects", "edges"];

/// What says only how something is drawn, or numbers it.
const LAYOUT: [&[u8]; 14] = [
    b"_gvid",
    b"_draw_",
    b"_ldraw_",
    b"_hdraw_",
    b"_tdraw_",
    b"_hldraw_",
    b"_tldraw_",
    b"pos",
    b"lp",
    b"xlp",
    b"head_lp",
    b"tail_lp",
    b"width",
    b"height",
];

/// What of a document is read, or says how it is drawn.
const SILENT: &[&str] = &[
    "name",
    DIRECTED,
    "strict",
    "_subgraph_cnt",
    "_draw_",
    "_ldraw_",
    "bb",
    "xdotversion",
    "layout",
    "rankdir",
    "lp",
    "lwidth",
    "lheight",
];

impl crate::read::rows::reader::Sealed for GraphvizJson {}

impl RowReader for GraphvizJson {
    fn name(&self) -> &'static str {
        "graphviz-json"
    }

    fn title(&self) -> &'static str {
        "Graphviz JSON"
    }

    fn about(&self) -> &'static str {
        "JSON of Graphviz: `dot -Tjson` and `dot -Tdot_json`"
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        let document = Sketch::of(head);
        let is_numbered =
            |key: &str| document.get(key).and_then(Sketch::first).is_some_and(|it| it.has("_gvid"));
        Recognition::certain_if(
            document.has("_subgraph_cnt") || is_numbered("objects") || is_numbered("edges"),
        )
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let RowInput(mut file) = file;
        let paths = PATHS.map(Path::new);
        let outline = Outline::of(&mut file, &paths);
        let count = outline.rest("_subgraph_cnt").map(|rest| String::from_utf8_lossy(&rest.raw).into_owned());
        let subgraphs = count.and_then(|count| count.parse().ok()).unwrap_or(0);
        let [objects, _] = &paths;
        let numbering = Numbering::of_ends(&mut file, objects, NAME);
        let is_undirected = outline.booleans(DIRECTED).iter().any(|(_, is_directed)| !is_directed);
        let direction = if is_undirected { ", undirected" } else { "" };
        let understood =
            format!("{}: objects (id=name), edges (source=tail, target=head){direction}", self.title());
        begin(&file, understood, (&outline, &paths), SILENT, run);
        if subgraphs > 0 {
            let number = if subgraphs == 1 {
                "1 subgraph of the document was".to_owned()
            } else {
                format!("{subgraphs} subgraphs of the document were")
            };
            let message = format!("{number} ignored; nodes in subgraphs are read");
            run.note(&file.name, &rules::ROW_DATA_IGNORED, |_| RowFinding {
                rule: &rules::ROW_DATA_IGNORED,
                line: NO_LINE,
                message,
                label: String::new(),
                help: None,
                excerpt: None,
            });
        }
        read_elements(file, &paths, &Objects { subgraphs, numbering, is_undirected }, rows, run)
    }
}

struct Objects {
    /// How many of the first objects are subgraphs.
    subgraphs: u64,
    numbering: Numbering,
    is_undirected: bool,
}

impl ElementReader for Objects {
    fn read<'p>(
        &'p self,
        element: &Element<'p>,
        scanner: &mut Scanner<'p>,
        _: &mut Keys<'p>,
        worker: &mut Worker<'_>,
    ) -> Result<(), ParseError> {
        let is_edge = element.section == 1;
        if !is_edge && (element.number < self.subgraphs || member(scanner, b"nodes").is_some()) {
            scanner.skip()?;
            return Ok(());
        }
        let mut label = None;
        let start = scanner.at();
        each_member(scanner, |key, scanner| {
            match key.raw {
                b"tail" if is_edge => worker.record.source = Some(self.end(scanner, worker)?),
                b"head" if is_edge => worker.record.target = Some(self.end(scanner, worker)?),
                b"name" if !is_edge => worker.record.id = Some(read_id(scanner, &mut worker.record.texts)?),
                b"label" if scanner.peek() == b'"' => label = Some(scanner.string()?),
                drawn if LAYOUT.contains(&drawn) => {
                    scanner.skip()?;
                }
                _ => {
                    let name = worker.type_key(key);
                    read_property(scanner, worker, name)?;
                }
            }
            Ok(())
        })?;
        if is_edge && (worker.record.source.is_none() || worker.record.target.is_none()) {
            return Err(ParseError { at: start, what: "this edge has no `tail` or no `head`" });
        }
        if let Some(label) = label {
            put_label(label, is_edge, worker);
        }
        worker.record.is_undirected = is_edge && self.is_undirected;
        worker.commit(&element.line);
        Ok(())
    }
}

impl Objects {
    /// The id of the node of a number.
    fn end(
        &self,
        scanner: &mut Scanner<'_>,
        worker: &mut Worker<'_>,
    ) -> Result<std::ops::Range<usize>, ParseError> {
        let at = scanner.at();
        let range = read_id(scanner, &mut worker.record.texts)?;
        let number = worker.record.texts.get(range).unwrap_or(&[]);
        match self.numbering.id(number).filter(|id| !id.is_empty()) {
            Some(id) => Ok(worker.record.text(id)),
            None => Err(ParseError { at, what: "no object has this number" }),
        }
    }
}

/// Puts a label, whose escapes for line breaks are undone. That of an edge is its relation; one that is the name of its node
/// says nothing.
fn put_label(label: Text<'_>, is_edge: bool, worker: &mut Worker<'_>) {
    let mut buffer = Vec::new();
    let plain = String::from_utf8_lossy(label.plain(&mut buffer));
    if plain.is_empty() || plain == "\\N" {
        return;
    }
    let text = without_escapes(&plain);
    if is_edge {
        let key = worker.names.key(text.as_bytes());
        worker.record.types.push(key);
    } else {
        let name = worker.names.key(NAME);
        worker.record.put(name, &Cell::of_text(text.as_bytes()));
    }
}

/// A label without the escapes of Graphviz for line breaks and backslashes (`escString`).
fn without_escapes(label: &str) -> Cow<'_, str> {
    if !label.contains('\\') {
        return label.into();
    }
    let mut text = String::with_capacity(label.len());
    let mut characters = label.chars();
    while let Some(character) = characters.next() {
        match (character, if character == '\\' { characters.next() } else { None }) {
            ('\\', Some('n' | 'l' | 'r')) => text.push('\n'),
            ('\\', Some('\\') | None) => text.push('\\'),
            ('\\', Some(other)) => text.extend(['\\', other]),
            (other, _) => text.push(other),
        }
    }
    text.trim_end_matches('\n').to_owned().into()
}
