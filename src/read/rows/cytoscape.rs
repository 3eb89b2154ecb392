//! Cytoscape JSON: the elements of cytoscape.js, also in the frame of the desktop program's `.cyjs`.

use super::json_document::{Outline, begin, read_elements};
use super::json_elements::Path;
use super::json_graph::{Kind, Records, Section, undirected};
use super::json_sketch::Sketch;
use super::key_roles::{Role, Vocabulary};
use super::own_json::{OwnDocument, OwnJson};
use super::worker::DIRECTED;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::RowBuilder;

/// The format.
pub(super) struct Cytoscape;

/// Where elements are, and what they are.
const PATHS: [(&str, Kind); 6] = [
    ("elements.nodes", Kind::Nodes),
    ("elements.edges", Kind::Edges),
    ("elements[*]", Kind::Either),
    ("nodes", Kind::Nodes),
    ("edges", Kind::Edges),
    ("[*]", Kind::Either),
];

/// The keys of elements. What is not in `data` is of the library, but for the classes.
const OF_ELEMENTS: Vocabulary<'static> = &[
    (b"data", Role::Inside(DATA)),
    (b"group", Role::Layout),
    (b"position", Role::Style),
    (b"renderedPosition", Role::Style),
    (b"style", Role::Style),
    (b"css", Role::Style),
    (b"scratch", Role::Style),
    (b"removed", Role::Layout),
    (b"selected", Role::Layout),
    (b"selectable", Role::Layout),
    (b"locked", Role::Layout),
    (b"grabbable", Role::Layout),
    (b"grabbed", Role::Layout),
    (b"pannable", Role::Layout),
];

/// The keys of their data. The desktop program numbers everything as `SUID`.
const DATA: Vocabulary<'static> = &[
    (b"id", Role::Id),
    (b"source", Role::Source),
    (b"target", Role::Target),
    (b"labels", Role::Kind(0)),
    (b"interaction", Role::Kind(1)),
    (b"relation", Role::Kind(2)),
    (b"type", Role::Kind(3)),
    (b"label", Role::Label),
    (b"SUID", Role::Layout),
    (b"selected", Role::Layout),
];

/// What of a document is read, or says how it is drawn.
const SILENT: &[&str] = &[
    DIRECTED,
    "multigraph",
    "format_version",
    "generated_by",
    "target_cytoscapejs_version",
    "style",
    "layout",
    "renderer",
    "zoomingEnabled",
    "userZoomingEnabled",
    "zoom",
    "minZoom",
    "maxZoom",
    "panningEnabled",
    "userPanningEnabled",
    "pan",
    "boxSelectionEnabled",
];

impl crate::read::rows::reader::Sealed for Cytoscape {}

impl RowReader for Cytoscape {
    fn name(&self) -> &'static str {
        "cytoscape"
    }

    fn title(&self) -> &'static str {
        "Cytoscape JSON"
    }

    fn about(&self) -> &'static str {
        "JSON of Cytoscape and cytoscape.js"
    }

    fn is_whole_graph(&self) -> bool {
        true
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".cyjs"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        let document = Sketch::of(head);
        let nodes = document.get("nodes").and_then(Sketch::first);
        let is_bare = matches!(document, Sketch::List(_)) && document.first().is_some_and(is_element)
            || nodes.is_some_and(is_element);
        let elements = document.get("elements");
        let is_framed = elements.is_some_and(|elements| match elements {
            Sketch::List(Some(first)) => is_element(first),
            Sketch::Object(_) => {
                let mut lists = ["nodes", "edges"].iter().filter_map(|key| elements.get(key)).peekable();
                let has_any = lists.peek().is_some();
                has_any && lists.all(|list| list.first().is_none_or(|first| first.has("data")))
            }
            _ => false,
        });
        Recognition::certain_if(is_bare || is_framed)
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let RowInput(mut file) = file;
        let paths = PATHS.map(|(path, _)| Path::new(path));
        let outline = Outline::of(&mut file, &paths);
        let is_undirected = !undirected(&outline, DIRECTED).is_empty();
        let there = outline.there(&paths).join(", ");
        let direction = if is_undirected { ", undirected" } else { "" };
        let names = rows.split().0.names;
        let own = outline.rest("data").and_then(|data| OwnJson::of(&data.raw, names));
        let own = own.map(|own| OwnDocument {
            own,
            data: Some(b"data"),
            kind: "interaction",
            has_distinct_ids: true,
        });
        let mut silent = SILENT.to_vec();
        silent.extend(own.as_ref().map(|_| "data"));
        let by_dossier = if own.is_some() { ", as dossier writes rows" } else { "" };
        let understood = format!("{}: {there}{direction}{by_dossier}", self.title());
        begin(&file, understood, (&outline, &paths), &silent, run);
        let section = |(_, kind)| Section { kind, vocabulary: OF_ELEMENTS.to_vec() };
        let sections = PATHS.map(section).into();
        let records = Records { sections, is_undirected, own, ..Records::default() };
        read_elements(file, &paths, &records, rows, run)
    }
}

/// Whether an object is an element of a list: its data has its id or its ends.
fn is_element(element: &Sketch) -> bool {
    let Some(data) = element.get("data") else { return false };
    let group = element.get("group").and_then(Sketch::text);
    !element.has("id") && (data.has("id") || data.has("source") || matches!(group, Some("nodes" | "edges")))
}
