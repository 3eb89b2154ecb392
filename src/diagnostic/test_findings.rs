//! Findings for the tests of the renderers.

use std::io;

use super::{Finding, Findings, rules};
use crate::text::{FileKey, Place, SourceFile, SourceMap, Span};

pub(super) const DOSSIER: &str = "\
claims:
- quote: the port is not shut
  say:
  - crane é
";

pub(super) const REPORT: &str = "# Strike\r\n\r\nThe mayor said “the port is closed” on Monday.\r\n";

/// The place of some words of a text.
pub(super) fn place(sources: &SourceMap, file: FileKey, words: &str) -> Place {
    let start = sources.get(file).text().find(words).unwrap();
    Place { file, span: Span::new(start, start + words.len()) }
}

/// One finding with two files, one over two lines, and one without a place.
pub(super) fn findings() -> (Findings, SourceMap) {
    let mut sources = SourceMap::new();
    let dossier = sources.add(SourceFile::new("strike/dossier.yaml", DOSSIER).unwrap());
    let report = sources.add(SourceFile::new("strike/report.md", REPORT).unwrap());
    let quote = place(&sources, dossier, "the port is not shut");
    let nearest = place(&sources, report, "the port is closed");
    let findings = vec![
        Finding::new(&rules::FILE_UNREADABLE, "the file cannot be read: it is 100% gone")
            .in_file("./gone, 100%.md"),
        Finding::new(&rules::QUOTE_NOT_FOUND, "the quote is not in report.md")
            .at(quote, "not in the text")
            .also(nearest, "the nearest passage")
            .help("quote the text exactly")
            .offer(quote, "the port is closed", "the nearest words"),
        Finding::new(&rules::NODE_UNUSED, "nothing is said about `crane`")
            .at(place(&sources, dossier, "say:\n  - crane é"), "here"),
    ];
    (findings.into_iter().collect(), sources)
}

/// What a renderer writes.
pub(super) fn written(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}
