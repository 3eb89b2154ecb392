//! `cargo +nightly fuzz run read`: no bytes make the reader, the checks or the messages panic or hang.
//!
//! The first line of the input that is `=====` parts the dossier from the text that it quotes as `text`.
#![no_main]

use dossier::check::check;
use dossier::diagnostic::{Format, Levels, render};
use dossier::export::{EXPORTERS, ExportOptions};
use dossier::read::{Memory, read};
use libfuzzer_sys::fuzz_target;

const PART: &[u8] = b"\n=====\n";

fuzz_target!(|bytes: &[u8]| {
    let parted = bytes.windows(PART.len()).position(|window| window == PART);
    let (dossier, text) = match parted {
        Some(at) => (&bytes[..at], &bytes[at + PART.len()..]),
        None => (bytes, &b"The union wants pay to rise by 8 percent.\n"[..]),
    };
    let memory = Memory::new().with("dossier.yaml", dossier).with("text", text);
    let reading = read(&memory, &["dossier.yaml".into()]);
    let levels = Levels::default();
    let outcome = check(reading.graph, reading.findings, &reading.comments, &levels, &reading.sources);
    for format in [Format::Text, Format::Json, Format::Sarif, Format::Github] {
        let written = render(format, &outcome.findings, &reading.sources, true, &mut std::io::sink());
        assert!(written.is_ok());
    }
    if let Some(checked) = &outcome.checked {
        for exporter in EXPORTERS {
            let written = exporter.export(checked, &ExportOptions::default(), &mut std::io::sink());
            assert!(written.is_ok());
        }
    }
});
