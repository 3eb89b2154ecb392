//! SIF, the Simple Interaction Format of Cytoscape (“Supported Network File Formats”, manual.cytoscape.org): a line has a
//! source, a relation and targets, or one node without edges.
//!
//! If the file has a tab, tabs separate the words of all lines, otherwise spaces do. Nothing in a file says that it is SIF, so
//! that only the extension or `--from sif` does; what other tables look like is refused. The ends of edges are nodes of other
//! files, as those of any list of edges, unless the file has nodes without edges.

use std::collections::HashSet;
use std::io::Read;

use foldhash::fast::FixedState;

use super::places::Place;
use super::sink::{Ended, Sink};
use super::text_lines::TextLines;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::RowBuilder;

/// The format.
pub(super) struct Sif;

impl super::reader::Sealed for Sif {}

impl RowReader for Sif {
    fn name(&self) -> &'static str {
        "sif"
    }

    fn title(&self) -> &'static str {
        "SIF"
    }

    fn about(&self) -> &'static str {
        "SIF, the Simple Interaction Format of Cytoscape"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".sif"]
    }

    fn recognises(&self, _: &[u8]) -> Recognition {
        Recognition::No
    }

    fn begins_with_edge(&self, _: &[u8]) -> bool {
        true
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let has_tabs = memchr::memchr(b'\t', file.0.head()).is_some();
        let refusal = refusal(file.0.head());
        let separator = if has_tabs { "tabs" } else { "spaces" };
        let understood = format!("SIF: source, relation and targets between {separator}");
        let mut sink = Sink::new(&file.0, understood, rows, run);
        if let Some(what) = refusal {
            let place = Place::Position(0, 0);
            return sink.finish(Err(Ended::Syntax { what: what.to_owned(), place }), 0);
        }
        let mut lines = TextLines::new(file.0.into_bytes());
        let ended = interactions(&mut lines, has_tabs, &mut sink);
        sink.finish(ended, lines.line())
    }
}

/// Why a file is no SIF, although it is called so.
fn refusal(head: &[u8]) -> Option<&'static str> {
    if head.contains(&0) || head.starts_with(b"#!") {
        return Some(
            "this is not a table of interactions; it may be an image of Singularity, which is called .sif, too",
        );
    }
    let text = String::from_utf8_lossy(head);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?.to_ascii_lowercase();
    let words: Vec<&str> = first.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
    let is_one_of = |at: usize, names: &[&str]| words.get(at).is_some_and(|word| names.contains(word));
    let is_header = is_one_of(0, &["source", "from", "subject", "node1", "participant_a", "nodea", "node_a"])
        && is_one_of(2, &["target", "to", "object", "node2", "participant_b", "nodeb", "node_b"]);
    if is_header {
        return Some(
            "this line is a header, which SIF does not have; remove it, or read the file with `--from tsv`",
        );
    }
    let has_separator = text.contains('\t') || text.lines().any(|line| line.trim().contains(' '));
    let is_other = !has_separator && [',', ';', '|'].iter().any(|separator| first.contains(*separator));
    is_other.then_some("words are separated by tabs or spaces in SIF; read the file with `--from csv`")
}

fn interactions<R: Read>(
    lines: &mut TextLines<R>,
    has_tabs: bool,
    sink: &mut Sink<'_, '_, '_>,
) -> Result<(), Ended> {
    let mut nodes: HashSet<Box<str>, FixedState> = HashSet::default();
    let mut in_order: Vec<Box<str>> = Vec::new();
    let mut has_single = false;
    while let Some((line, text)) = lines.next(sink)? {
        if text.trim().is_empty() {
            continue;
        }
        if !has_tabs && text.contains('\t') {
            sink.unread(
                line,
                text,
                "this line has a tab, although spaces separate words in the lines before it",
            );
            continue;
        }
        if has_tabs && !text.contains('\t') && text.trim().split(' ').count() > 2 {
            sink.unread(line, text, "this line has no tab, although tabs separate the words of the file");
            continue;
        }
        let separator = if has_tabs { '\t' } else { ' ' };
        let mut words = text.split(separator).map(str::trim).filter(|word| !word.is_empty());
        let (Some(source), relation) = (words.next(), words.next()) else { continue };
        let targets: Vec<&str> = words.collect();
        if relation.is_some() && targets.is_empty() {
            sink.unread(line, text, "a line has one node, or a source, a relation and at least one target");
            continue;
        }
        for node in [source].iter().chain(&targets) {
            if !nodes.contains(*node) {
                nodes.insert(Box::from(*node));
                in_order.push(Box::from(*node));
            }
        }
        let Some(relation) = relation else {
            has_single = true;
            continue;
        };
        for target in targets {
            let worker = &mut sink.worker;
            let record = &mut worker.record;
            record.clear();
            record.source = Some(record.text(source.as_bytes()));
            record.target = Some(record.text(target.as_bytes()));
            record.types.push(worker.names.key(relation.as_bytes()));
            // The format says that an edge that is repeated is one.
            record.is_once = true;
            sink.commit(line, text.as_bytes())?;
        }
    }
    if has_single {
        for node in in_order {
            let record = &mut sink.worker.record;
            record.clear();
            record.id = Some(record.text(node.as_bytes()));
            sink.commit(super::findings::NO_LINE, b"")?;
        }
    }
    Ok(())
}
