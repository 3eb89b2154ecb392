//! TGF, the Trivial Graph Format of yEd: lines of nodes (`id label`), a line `#`, lines of edges (`source target label`). The
//! label of a node is the property `name`, that of an edge its relation.

use std::io::Read;

use super::sink::{Ended, Sink};
use super::text_lines::TextLines;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::{Cell, RowBuilder};

/// The format.
pub(super) struct Tgf;

impl super::reader::Sealed for Tgf {}

impl RowReader for Tgf {
    fn name(&self) -> &'static str {
        "tgf"
    }

    fn title(&self) -> &'static str {
        "TGF"
    }

    fn about(&self) -> &'static str {
        "TGF, the Trivial Graph Format"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".tgf"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::possible_if(looks_like_it(head))
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let understood =
            "TGF: nodes before the line `#`, edges behind it; name=label, relation=label".to_owned();
        let mut sink = Sink::new(&file.0, understood, rows, run);
        let mut lines = TextLines::new(file.0.into_bytes());
        let ended = nodes_and_edges(&mut lines, &mut sink);
        sink.finish(ended, lines.line())
    }
}

/// Whether there are lines before a line `#`, and lines of two words or more behind it whose first ones were before it.
fn looks_like_it(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let Some(at) = lines.iter().position(|line| *line == "#") else { return false };
    let (nodes, edges) = lines.split_at(at);
    let is_node = |id: &str| nodes.iter().any(|node| first_word(node).0 == id);
    let mut edges = edges.iter().skip(1);
    !nodes.is_empty()
        && edges.next().is_none_or(|edge| {
            let (source, rest) = first_word(edge);
            is_node(source) && is_node(first_word(rest).0)
        })
}

/// The first word of a line, and what is behind it.
fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    let (word, rest) =
        text.split_once(|character: char| character.is_ascii_whitespace()).unwrap_or((text, ""));
    (word, rest.trim())
}

fn nodes_and_edges<R: Read>(lines: &mut TextLines<R>, sink: &mut Sink<'_, '_, '_>) -> Result<(), Ended> {
    let mut is_behind = false;
    while let Some((line, text)) = lines.next(sink)? {
        let (first, rest) = first_word(text);
        if first.is_empty() {
            continue;
        }
        if first == "#" && rest.is_empty() && !is_behind {
            is_behind = true;
            continue;
        }
        let (second, relation) = first_word(rest);
        if is_behind && second.is_empty() {
            sink.unread(line, text, "an edge has a source and a target");
            continue;
        }
        let worker = &mut sink.worker;
        let record = &mut worker.record;
        record.clear();
        if is_behind {
            record.source = Some(record.text(first.as_bytes()));
            record.target = Some(record.text(second.as_bytes()));
            if !relation.is_empty() {
                record.types.push(worker.names.key(relation.as_bytes()));
            }
        } else {
            record.id = Some(record.text(first.as_bytes()));
            if !rest.is_empty() {
                record.put(worker.names.key(b"name"), &Cell::of_text(rest.as_bytes()));
            }
        }
        sink.commit(line, text.as_bytes())?;
    }
    if !is_behind {
        let what = "the file has no line `#` between its nodes and its edges: it is truncated, or no TGF";
        sink.malformed(lines.line().saturating_sub(1), what.to_owned());
    }
    Ok(())
}
