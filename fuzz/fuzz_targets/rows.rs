//! `cargo +nightly fuzz run rows`: whatever bytes a file of rows holds, every reader comes to an end and says the same on
//! any number of threads, and what it has read can be written in every format.
//!
//! The first byte of the input chooses the reader.
#![no_main]

use dossier::export::Model;
use dossier::export::rows::{ROW_EXPORTERS, RowExportOptions};
use dossier::ontology::{Ontology, Status};
use dossier::read::rows::{ROW_READERS, RowOptions, RowReading, read_rows};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((choice, bytes)) = input.split_first() else { return };
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("rows");
    if std::fs::write(&path, bytes).is_err() {
        return;
    }
    let from = ROW_READERS.get(usize::from(*choice) % ROW_READERS.len()).copied();
    let paths = [path];
    let read = |threads| read_rows(&paths, &RowOptions { from, threads, ..RowOptions::default() });
    let (Ok(one), Ok(three)) = (read(1), read(3)) else { return };
    let told = |reading: &RowReading| reading.findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>();
    assert_eq!(told(&one), told(&three));
    for exporter in ROW_EXPORTERS.iter().filter(|exporter| !exporter.is_folder()) {
        let options = |threads| RowExportOptions {
            asserted: vec![Status::Reported],
            model: Model::Both,
            rdf: Default::default(),
            base: "urn:fuzz:".to_owned(),
            ontology: Ontology::built_in(),
            threads,
            goes_on: &|_| true,
        };
        let (mut a, mut b) = (Vec::new(), Vec::new());
        let written = exporter.export(&one.graph, &options(1), &mut a).is_ok();
        assert_eq!(written, exporter.export(&three.graph, &options(3), &mut b).is_ok());
        assert_eq!(a, b, "{}", exporter.name());
    }
});
