//! Whatever bytes a file of rows holds, every reader comes to an end and says the same on any number of threads, and what it
//! has read is written in every format, or refused, the same way. The first line of the input names the reader.

use dossier::export::{EXPORTERS, ExportError, ExportOptions};
use dossier::ontology::Status;
use dossier::read::rows::{ROW_READERS, RowOptions, RowReading, read_rows};

/// Reads a file of rows and writes what was read.
pub fn rows(input: &[u8]) {
    let Some(end) = input.iter().position(|byte| *byte == b'\n') else { return };
    let (name, bytes) = (&input[..end], &input[end + 1..]);
    let Some(from) = ROW_READERS.iter().copied().find(|reader| reader.name().as_bytes() == name) else {
        return;
    };
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("rows");
    if std::fs::write(&path, bytes).is_err() {
        return;
    }
    let paths = [path];
    let read =
        |threads| read_rows(&paths, &RowOptions::default().with_from(Some(from)).with_threads(threads));
    let (Ok(one), Ok(three)) = (read(1), read(3)) else { return };
    let told = |reading: &RowReading| {
        reading.findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(told(&one), told(&three));
    for exporter in
        EXPORTERS.iter().filter(|exporter| exporter.takes_rows()).filter(|exporter| !exporter.is_folder())
    {
        let options = |threads| {
            ExportOptions::default()
                .with_policy(dossier::view::AssertPolicy::new([Status::Reported]))
                .with_base("urn:fuzz:".to_owned())
                .with_threads(threads)
        };
        let (mut a, mut b) = (Vec::new(), Vec::new());
        let written = |result: Result<_, ExportError>| match result {
            Ok(_) => None,
            Err(ExportError::Unrepresentable(why)) => Some(why),
            Err(error) => panic!("{}: {error}", exporter.name()),
        };
        let first = written(exporter.export((&one.graph).into(), &options(1), &mut a));
        let second = written(exporter.export((&three.graph).into(), &options(3), &mut b));
        assert_eq!((first, a), (second, b), "{}", exporter.name());
    }
}
