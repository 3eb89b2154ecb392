//! Findings as one JSON object.

use std::io;

use serde::Serialize;

use super::finding::{Finding, Label};
use super::findings::Findings;
use super::rule::Level;
use crate::text::{Place, SourceMap};

/// The version of this format.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'f> {
    version: u32,
    summary: Summary,
    findings: Vec<Entry<'f>>,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
    allowed: usize,
}

#[derive(Serialize)]
struct Entry<'f> {
    code: &'static str,
    name: &'static str,
    level: &'static str,
    message: &'f str,
    #[serde(flatten)]
    position: Option<Position<'f>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'f str>,
    related: Vec<Related<'f>>,
    help: &'f [String],
    fixes: Vec<Change<'f>>,
}

/// A place: lines and columns from 1, `start` and `end` from 0, all in Unicode scalar values, ends exclusive.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Position<'f> {
    file: &'f str,
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    range: Option<Range<'f>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Range<'f> {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start: usize,
    end: usize,
    snippet: &'f str,
}

#[derive(Serialize)]
struct Related<'f> {
    message: &'f str,
    #[serde(flatten)]
    position: Position<'f>,
}

#[derive(Serialize)]
struct Change<'f> {
    message: &'f str,
    replacement: &'f str,
    applicability: &'static str,
    #[serde(flatten)]
    position: Position<'f>,
}

/// Writes one JSON object.
pub(super) fn write(findings: &Findings, sources: &SourceMap, out: &mut dyn io::Write) -> io::Result<()> {
    let report = Report {
        version: VERSION,
        summary: Summary {
            errors: findings.count(Level::Error),
            warnings: findings.count(Level::Warning),
            notes: findings.count(Level::Note),
            allowed: findings.allowed(),
        },
        findings: findings.iter().map(|finding| entry(finding, sources)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    out.write_all(b"\n")
}

fn entry<'f>(finding: &'f Finding, sources: &'f SourceMap) -> Entry<'f> {
    let in_file = || finding.file_name.as_deref().map(|file| Position { file, range: None });
    let related =
        |label: &'f Label| Related { message: &label.text, position: position(label.place, sources) };
    Entry {
        code: finding.rule.code,
        name: finding.rule.name,
        level: finding.level.name(),
        message: &finding.message,
        position: finding.place().map(|place| position(place, sources)).or_else(in_file),
        label: finding.primary.as_ref().map(|label| label.text.as_str()).filter(|text| !text.is_empty()),
        related: finding.related.iter().map(related).collect(),
        help: &finding.help,
        fixes: finding
            .fixes
            .iter()
            .map(|fix| Change {
                message: &fix.message,
                replacement: &fix.replacement,
                applicability: fix.applicability.name(),
                position: position(fix.place, sources),
            })
            .collect(),
    }
}

fn position(place: Place, sources: &SourceMap) -> Position<'_> {
    let file = sources.get(place.file);
    let (line, column) = file.line_column(place.span.start);
    let (end_line, end_column) = file.line_column(place.span.end);
    let chars = file.char_range(place.span);
    let snippet = file.slice(place.span);
    let range = Range { line, column, end_line, end_column, start: chars.start, end: chars.end, snippet };
    Position { file: file.name(), range: Some(range) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::test_findings::{findings, written};

    #[test]
    fn one_object_holds_everything() {
        let (findings, sources) = findings();
        let expected = include_str!("expected/findings.json");
        assert_eq!(written(|out| write(&findings, &sources, out)), expected);
    }
}
