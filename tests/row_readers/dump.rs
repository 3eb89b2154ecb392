//! Graphs of rows as text, for tests.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dossier::diagnostic::{Format, render};
use dossier::graph::rows::{Cell, Cells, NameKey, Names, RowGraph};
use dossier::read::rows::{RowOptions, RowReading, read_rows, row_reader};

/// Reads files; `from` names a format, or is empty.
pub fn read(paths: &[PathBuf], from: &str, threads: usize) -> RowReading {
    read_strictly(paths, from, threads, false)
}

/// Reads files whose types and relations the built-in ontology may have to declare.
pub fn read_strictly(paths: &[PathBuf], from: &str, threads: usize, strict: bool) -> RowReading {
    let from = if from.is_empty() { None } else { Some(row_reader(from).unwrap()) };
    let options = RowOptions::default().with_from(from).with_threads(threads).with_strict(strict);
    read_rows(paths, &options).unwrap()
}

/// What was found, as the terminal shows it.
pub fn findings(reading: &RowReading) -> String {
    let mut out = Vec::new();
    render(Format::Text, &reading.findings, &reading.sources, false, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// All nodes and edges, a line each, in the order of the graph.
pub fn rows(graph: &RowGraph) -> Vec<String> {
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    let names = graph.names();
    for block in graph.blocks() {
        graph.each_node([block], |row| {
            let types = types(row.node_type, row.cells, names);
            nodes.push(format!("node {}{types}{}", text(row.id.text), cells(row.cells, names)));
        });
    }
    for block in graph.blocks() {
        graph.each_edge([block], |row| {
            let (source, target) = (text(row.source.text), text(row.target.text));
            let relation = types(row.kind.relation(), row.cells, names);
            let status =
                row.kind.status().map_or(String::new(), |status| format!(" status={}", status.name()));
            let arrow = if row.kind.is_undirected() { "--" } else { "->" };
            edges
                .push(format!("edge {source} {arrow} {target}{relation}{status}{}", cells(row.cells, names)));
        });
    }
    nodes.extend(edges);
    nodes
}

/// The graph and the findings, as they stand in the files of the suite.
pub fn whole(reading: &RowReading) -> String {
    let mut out = String::new();
    for row in rows(&reading.graph) {
        writeln!(out, "{row}").unwrap();
    }
    let findings = findings(reading);
    if findings.is_empty() { out } else { out + "\n" + &findings }
}

fn text(bytes: &[u8]) -> String {
    let text = std::str::from_utf8(bytes).unwrap();
    if text.contains([' ', '\n', '"']) { format!("{text:?}") } else { text.to_owned() }
}

fn types(first: NameKey, cells: Cells<'_>, names: &Names) -> String {
    let mut all = String::new();
    if first != NameKey::NONE {
        write!(all, " :{}", names.get(first)).unwrap();
    }
    for (name, cell) in cells {
        if let (NameKey::ALSO_TYPE, Cell::Typed { datatype, .. }) = (name, cell) {
            write!(all, " :{}", names.get(datatype)).unwrap();
        }
    }
    all
}

/// Properties by name: their order in a file means nothing.
fn cells(cells: Cells<'_>, names: &Names) -> String {
    let mut all: Vec<String> = cells
        .filter(|(name, _)| *name != NameKey::ALSO_TYPE)
        .map(|(name, cell)| format!(" {}={}", text(names.get(name).as_bytes()), value(&cell, names)))
        .collect();
    all.sort();
    all.concat()
}

/// A value.
pub fn value(cell: &Cell<'_>, names: &Names) -> String {
    let utf8 = |bytes: &[u8]| std::str::from_utf8(bytes).unwrap().to_owned();
    match *cell {
        Cell::Clean(text) => {
            assert!(dossier::graph::rows::is_clean(text), "{cell:?}");
            format!("{:?}", utf8(text))
        }
        Cell::Text(text) => format!("{:?}", utf8(text)),
        Cell::Integer(number) | Cell::Number(number) => {
            assert!(serde_json::from_slice::<serde_json::Number>(number).is_ok(), "{cell:?}");
            utf8(number)
        }
        Cell::Boolean(value) => value.to_string(),
        Cell::List(items) => {
            format!("[{}]", items.map(|item| value(&item, names)).collect::<Vec<_>>().join(" "))
        }
        Cell::Json(json) => format!("json({})", utf8(json)),
        Cell::Words { language, text } => format!("{:?}@{}", utf8(text), utf8(language)),
        Cell::Typed { datatype, text } => format!("{:?}^^{}", utf8(text), names.get(datatype)),
    }
}

/// The files of a case: itself, or what is in its folder.
pub fn files(case: &Path) -> Vec<PathBuf> {
    if !case.is_dir() {
        return vec![case.to_owned()];
    }
    let mut files: Vec<PathBuf> = case.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
