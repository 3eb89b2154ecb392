//! The parts by themselves, on one thread and in memory: `cargo bench --profile dist --bench parts`.
//!
//! Readers and formats of rows have a graph of the generator, formats of dossiers the bundled dossier.
#![allow(clippy::expect_used, reason = "a measurement that cannot go on fails")]

#[path = "generate/json.rs"]
mod json;
#[path = "generate/random.rs"]
mod random;
#[path = "generate/shape.rs"]
mod shape;

use std::path::PathBuf;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use dossier::check::Checked;
use dossier::diagnostic::Level;
use dossier::export::{EXPORTERS, ExportOptions, exporter};
use dossier::graph::rows::RowGraph;
use dossier::read::rows::{RowOptions, read_rows};
use json::{write_edge, write_node};
use shape::{Maker, Shape};
use tempfile::TempDir;

const NODES: u64 = 4_000;
const EDGES: u64 = 20_000;

fn main() {
    divan::main();
}

/// Files of rows in a folder that goes with them.
struct Rows {
    _folder: TempDir,
    paths: Vec<PathBuf>,
    bytes: u64,
}

impl Rows {
    fn new(shape: Shape, edges: u64) -> Rows {
        let mut maker = Maker::new(shape, NODES);
        let (mut nodes, mut lines) = (Vec::new(), Vec::new());
        for node in maker.nodes() {
            write_node(&node, &mut nodes).expect("memory takes it");
        }
        for _ in 0..edges {
            write_edge(&maker.edge(), &mut lines).expect("memory takes it");
        }
        let folder = tempfile::tempdir().expect("a folder can be made");
        let mut rows = Rows { paths: Vec::new(), bytes: 0, _folder: folder };
        for (name, text) in [("nodes.jsonl", nodes), ("edges.jsonl", lines)] {
            let path = rows._folder.path().join(name);
            std::fs::write(&path, &text).expect("a file can be written");
            rows.bytes += text.len() as u64;
            rows.paths.push(path);
        }
        rows
    }

    fn read(&self) -> RowGraph {
        let reading = read_rows(&self.paths, &RowOptions::default()).expect("nobody stops it");
        assert_eq!(reading.findings.count(Level::Error), 0, "generated rows are sound");
        reading.graph
    }
}

/// JSON Lines parsed, ids looked up, and the graph built: long ids weigh on the table of ids, many types on that of names.
#[divan::bench(args = ["power", "star", "types", "long"])]
fn read_json_lines(bencher: Bencher, shape: &str) {
    let rows = Rows::new(Shape::named(shape).expect("a shape"), EDGES);
    bencher
        .counter(BytesCount::new(rows.bytes))
        .counter(ItemsCount::new(NODES + EDGES))
        .bench_local(|| rows.read());
}

/// Nodes without edges: parsing, and ids entered into their table, with nothing looked up.
#[divan::bench(args = ["power", "long"])]
fn read_nodes(bencher: Bencher, shape: &str) {
    let rows = Rows::new(Shape::named(shape).expect("a shape"), 0);
    bencher.counter(BytesCount::new(rows.bytes)).counter(ItemsCount::new(NODES)).bench_local(|| rows.read());
}

fn row_formats() -> Vec<&'static str> {
    EXPORTERS.iter().filter(|exporter| exporter.takes_rows()).map(|exporter| exporter.name()).collect()
}

/// Each format of rows, with everything the graph holds.
#[divan::bench(args = row_formats())]
fn write_rows(bencher: Bencher, format: &str) {
    let graph = Rows::new(Shape::Power, EDGES).read();
    let options = ExportOptions::default()
        .with_policy(dossier::view::AssertPolicy::new([]))
        .with_base("urn:dossier:graph:".to_owned());
    let exporter = exporter(format).expect("a format");
    let mut out = Vec::new();
    let mut write = || {
        out.clear();
        assert!(exporter.export((&graph).into(), &options, &mut out).is_ok(), "{format}");
        out.len()
    };
    let bytes = write();
    bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(NODES + EDGES)).bench_local(write);
}

fn bundled() -> Checked {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/us-china-trade-talks");
    let reading = dossier::open(path).expect("the bundled dossier is there");
    reading.check().expect("the bundled dossier is sound")
}

/// A dossier read, its quotes found, and checked.
#[divan::bench]
fn read_dossier() -> Checked {
    bundled()
}

fn formats() -> Vec<&'static str> {
    EXPORTERS.iter().map(|exporter| exporter.name()).collect()
}

/// Each format of dossiers.
#[divan::bench(args = formats())]
fn write_dossier(bencher: Bencher, format: &str) {
    let checked = bundled();
    let exporter = exporter(format).expect("a format");
    let options = ExportOptions::default();
    let mut out = Vec::new();
    let mut write = || {
        out.clear();
        assert!(exporter.export((&checked).into(), &options, &mut out).is_ok(), "{format}");
        out.len()
    };
    let bytes = write();
    bencher.counter(BytesCount::new(bytes)).bench_local(write);
}
