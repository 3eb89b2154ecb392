//! Characters of every kind come back from every format and both kinds of input, as parsers read them that are not ours.

use std::collections::{BTreeMap, BTreeSet};

use dossier::check::Checked;
use dossier::draw::{DrawOptions, Engine, Picture, draw};
use dossier::export::{Capability, EXPORTERS, ExportOptions, Feature, Theme};
use dossier::graph::rows::RowGraph;
use dossier::graph::{DossierInput, GraphBuilder};
use dossier::ontology::Ontology;
use dossier::read::rows::{RowOptions, read_rows};
use dossier::text::Id;

use super::holds::{Record, parsed};
use crate::dot::drawn;
use crate::files::Files;

/// How many characters stand in one text.
const TOGETHER: usize = 200;

/// All characters of the first plane but NUL, which databases refuse; of every other plane the first ones, some in the
/// middle and the last ones: controls, noncharacters, neighbours of surrogates, marks, joiners, directions, tags.
fn characters() -> Vec<char> {
    let first = 1..=0xFFFF;
    let others = (1..=0x10).flat_map(|plane: u32| {
        let at = plane << 16;
        (at..at + 0x40).chain(at + 0xF600..at + 0xF640).chain(at + 0xFFC0..=at + 0xFFFF)
    });
    let all: Vec<char> = first.chain(others).filter_map(char::from_u32).collect();
    assert!(all.len() > 65_000 && all.contains(&'\u{10ffff}') && all.contains(&'\u{fffe}'));
    all
}

/// Texts that hold all characters together, each between two letters, so that no format may trim it.
fn texts() -> Vec<String> {
    characters().chunks(TOGETHER).map(|chunk| format!("a{}z", chunk.iter().collect::<String>())).collect()
}

fn dossier_of(texts: &[String]) -> Checked {
    let mut builder = GraphBuilder::new(Ontology::built_in().clone());
    let dossier = builder.add_dossier(DossierInput::new(Id::new("all").unwrap())).unwrap();
    for (at, text) in texts.iter().enumerate() {
        builder.node(dossier, &format!("n{at}"), "Organization", text).unwrap();
    }
    Checked::new(builder.finish().0).unwrap()
}

fn rows_of(texts: &[String]) -> RowGraph {
    let line = |(at, text): (usize, &String)| {
        let node =
            serde_json::json!({"id": format!("n{at}"), "type": "Organization", "props": {"label": text}});
        format!("{node}\n")
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.jsonl");
    std::fs::write(&path, texts.iter().enumerate().map(line).collect::<String>()).unwrap();
    let reading = read_rows(&[path], &RowOptions::default()).unwrap();
    assert_eq!(reading.findings.len(), 0);
    reading.graph
}

/// A text as XML can hold it (XML 1.0, section 2.2).
fn in_xml(text: &str) -> String {
    let is_held = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if is_held(c) { c } else { '\u{fffd}' }).collect()
}

/// Fails unless each text is a value of its node.
fn assert_all_there(what: &str, records: &[Record], texts: &[String], as_held: impl Fn(&str) -> String) {
    let mut by_id: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in records {
        let ids: BTreeSet<&str> = record.iter().filter_map(|value| value.rsplit([':', '/']).next()).collect();
        ids.into_iter().for_each(|id| by_id.entry(id).or_default().push(record));
    }
    for (at, text) in texts.iter().enumerate() {
        let (text, id) = (as_held(text), format!("n{at}"));
        let found = by_id.get(id.as_str()).unwrap_or_else(|| panic!("{what}: no {id}"));
        assert!(
            found.iter().any(|record| record.contains(&text)),
            "{what}: {id}: {text:?} is not in {found:?}"
        );
    }
}

#[test]
fn every_character_comes_back_from_every_format_of_dossiers() {
    let texts = texts();
    let checked = dossier_of(&texts);
    let options = ExportOptions::default();
    let mut looked = Vec::new();
    for exporter in EXPORTERS {
        let is_xml = ["gexf", "graphml", "rdfxml"].contains(&exporter.name());
        if !is_xml && exporter.holds(Feature::ControlCharacters, &options) != Capability::Full {
            continue;
        }
        let mut files = Files::default();
        exporter.export((&checked).into(), &options, &mut files).unwrap();
        let as_held = |text: &str| if is_xml { in_xml(text) } else { text.to_owned() };
        assert_all_there(exporter.name(), &parsed(exporter.name(), &files), &texts, as_held);
        looked.push(exporter.name());
    }
    // Graphviz and Mermaid show pictures of what they cannot hold.
    assert_eq!(looked.len(), EXPORTERS.len() - 2, "{looked:?}");
}

#[test]
fn every_character_comes_back_from_every_format_of_rows() {
    let texts = texts();
    let graph = rows_of(&texts);
    let mut looked = 0;
    for exporter in EXPORTERS
        .iter()
        .filter(|exporter| exporter.takes_rows())
        .filter(|exporter| !["dot", "mermaid"].contains(&exporter.name()))
    {
        let mut files = Files::default();
        let options = ExportOptions::default();
        exporter.export((&graph).into(), &options, &mut files).unwrap();
        let is_xml = ["gexf", "graphml", "rdfxml"].contains(&exporter.name());
        let as_held = |text: &str| if is_xml { in_xml(text) } else { text.to_owned() };
        assert_all_there(exporter.name(), &parsed(exporter.name(), &files), &texts, as_held);
        looked += 1;
    }
    assert_eq!(looked, EXPORTERS.iter().filter(|exporter| exporter.takes_rows()).count() - 2);
}

/// How many elements of a document of SVG have a class that begins so.
fn of_class(svg: &str, class: &str) -> usize {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(svg, options).unwrap();
    let has = |element: &roxmltree::Node<'_, '_>| {
        element.attribute("class").is_some_and(|name| name == class || name.starts_with(&format!("{class} ")))
    };
    document.descendants().filter(has).count()
}

#[test]
fn pictures_of_every_character_are_xml() {
    // Widths of rare scripts take their time, and the first plane has all that XML refuses.
    let texts: Vec<String> = texts()
        .into_iter()
        .step_by(9)
        .chain(["a\u{1}\u{fffe}\u{ffff}\u{b}\u{7f}\u{85}z".to_owned()])
        .collect();
    let checked = dossier_of(&texts);
    let export = |write: &dyn Fn(&mut Files)| {
        let mut files = Files::default();
        write(&mut files);
        String::from_utf8(files.0.into_values().next().unwrap()).unwrap()
    };
    let dossier = export(&|files| {
        let dot = dossier::export::exporter("dot").unwrap();
        dot.export((&checked).into(), &ExportOptions::default(), &mut *files).unwrap();
    });
    let rows = export(&|files| {
        let dot = dossier::export::exporter("dot").unwrap();
        let options = ExportOptions::default();
        dot.export((&rows_of(&texts)).into(), &options, &mut *files).unwrap();
    });
    assert_eq!(of_class(&drawn(&dossier), "node node"), texts.len());
    assert_eq!(of_class(&drawn(&rows), "node"), texts.len());
    let options =
        DrawOptions::default().with_picture(Picture::Plain).with_theme(Theme::Light).with_engine(Engine::Own);
    let own = draw(&checked, &options).unwrap().svg;
    assert_eq!(of_class(&own, "card"), texts.len());
}
