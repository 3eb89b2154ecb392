//! A JSON document that is a list of nodes and edges, each as a line of JSON Lines has it.

use super::json_document::{Outline, begin, read_elements};
use super::json_elements::Path;
use super::json_graph::{Kind, Records, Section};
use super::json_sketch::Sketch;
use super::key_roles::{PLAIN, Role};
use super::nodelink::has_ends;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::RowBuilder;

/// The format.
pub(super) struct JsonList;

impl crate::read::rows::reader::Sealed for JsonList {}

impl RowReader for JsonList {
    fn name(&self) -> &'static str {
        "json"
    }

    fn title(&self) -> &'static str {
        "a JSON list"
    }

    fn about(&self) -> &'static str {
        "a JSON list of nodes, which have an `id`, and edges, which have a `source` and a `target`"
    }

    fn is_whole_graph(&self) -> bool {
        true
    }

    fn has_any_records(&self) -> bool {
        true
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        let document = Sketch::of(head);
        let first = matches!(document, Sketch::List(_)).then(|| document.first()).flatten();
        Recognition::possible_if(
            first.is_some_and(|first| first.get("id").is_some_and(Sketch::is_id) || has_ends(first)),
        )
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        Sketch::of(head).first().is_some_and(has_ends)
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let RowInput(mut file) = file;
        let paths = [Path::new("[*]")];
        let outline = Outline::of(&mut file, &paths);
        let all = outline.samples.iter().flatten();
        let edges = all.clone().filter(|sample| has_ends(sample)).count();
        let what = match (edges, all.count() - edges) {
            (0, _) => "nodes",
            (_, 0) => "edges",
            _ => "nodes and edges",
        };
        begin(&file, format!("{}: {what}", self.title()), (&outline, &paths), &[], run);
        let vocabulary = PLAIN.iter().copied().chain([(&b"category"[..], Role::Category)]).collect();
        let sections = vec![Section { kind: Kind::Either, vocabulary }];
        read_elements(file, &paths, &Records { sections, ..Records::default() }, rows, run)
    }
}
