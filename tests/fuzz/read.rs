//! No bytes make the reader, the checks, the messages or the formats panic or hang. The first line of the input that is
//! `=====` parts the dossier from the text that it quotes as `text`.

use dossier::diagnostic::{Format, Levels, render};
use dossier::export::{EXPORTERS, ExportError, ExportOptions};
use dossier::read::{Memory, read as read_dossier};

const PART: &[u8] = b"\n=====\n";

/// Reads a dossier, shows what is found, and writes what is good.
pub fn read(bytes: &[u8]) {
    let parted = bytes.windows(PART.len()).position(|window| window == PART);
    let (dossier, text) = match parted {
        Some(at) => (&bytes[..at], &bytes[at + PART.len()..]),
        None => (bytes, &b"The union wants pay to rise by 8 percent.\n"[..]),
    };
    let memory = Memory::new().with("dossier.yaml", dossier).with("text", text);
    let reading = read_dossier(&memory, &["dossier.yaml".into()]);
    let levels = Levels::default();
    let outcome = reading.check_with(&levels);
    for format in [Format::Text, Format::Json, Format::Sarif, Format::Github] {
        let written = render(format, &outcome.findings, &outcome.sources, true, &mut std::io::sink());
        assert!(written.is_ok());
    }
    let Some(checked) = &outcome.checked else { return };
    for exporter in EXPORTERS.iter().filter(|exporter| !exporter.is_folder()) {
        // A format may refuse what it cannot say, and nothing else: nothing here fails to be written.
        match exporter.export(checked.into(), &ExportOptions::default(), &mut std::io::sink()) {
            Ok(_) | Err(ExportError::Unrepresentable(_)) => {}
            Err(error) => panic!("{}: {error}", exporter.name()),
        }
    }
}
