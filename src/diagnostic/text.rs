//! Findings for people: the lines of the source with the places underlined, help, and corrected lines.

use std::io;

use annotate_snippets::{AnnotationKind, Group, Level as Shown, Origin, Patch, Renderer, Snippet};

use super::excerpt::{excerpt, lines_of, words_around};
use super::finding::{Finding, Fix, Label};
use super::findings::Findings;
use super::rule::Level;
use crate::text::{FileKey, SourceMap, Span, visible_line};

/// Lines between two places of one file that are still shown together.
const NEAR: usize = 8;
/// Longest line that is shown corrected, in characters.
const MAX_CORRECTED: usize = 160;

/// Writes findings, a blank line after each, and their number.
pub(super) fn write(
    findings: &Findings,
    sources: &SourceMap,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    for finding in findings {
        let Some(level) = shown(finding.level) else { continue };
        let report = report(finding, level, sources);
        writeln!(out, "{}\n", renderer.render(&report))?;
    }
    let summary = summary(findings);
    if summary.is_empty() { Ok(()) } else { writeln!(out, "{summary}") }
}

fn shown(level: Level) -> Option<Shown<'static>> {
    match level {
        Level::Allow => None,
        Level::Note => Some(Shown::NOTE),
        Level::Warning => Some(Shown::WARNING),
        Level::Error => Some(Shown::ERROR),
    }
}

/// How many there are of each level, such as `2 errors, 1 warning`.
pub(super) fn summary(findings: &Findings) -> String {
    let counted = |level: Level, one: &str, many: &str| match findings.count(level) {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let allowed = match findings.allowed() {
        0 => None,
        count => Some(format!("{count} allowed")),
    };
    let parts = [
        counted(Level::Error, "error", "errors"),
        counted(Level::Warning, "warning", "warnings"),
        counted(Level::Note, "note", "notes"),
        allowed,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn report<'r>(finding: &Finding, level: Shown<'r>, sources: &SourceMap) -> Vec<Group<'r>> {
    let title = level.primary_title(visible_line(&finding.message)).id(finding.rule.code);
    let mut group = Group::with_title(title);
    for (nth, labels) in together(finding, sources).into_iter().enumerate() {
        group = with_piece(group, &labels, finding.primary.as_ref(), nth == 0, sources);
    }
    if let (None, Some(name)) = (finding.place(), &finding.file_name) {
        group = group.element(Origin::path(visible_line(name)));
    }
    let mut groups = Vec::new();
    let mut helps: Vec<String> = finding.help.iter().map(|help| visible_line(help)).collect();
    for fix in &finding.fixes {
        match corrected(fix, sources) {
            Some(corrected) => groups.push(corrected),
            None => helps.push(in_words(fix)),
        }
    }
    let group = group.elements(helps.into_iter().map(|help| Shown::HELP.message(help)));
    groups.insert(0, group);
    groups
}

/// The labels in groups that are shown as one piece of a file, that of the underlined place first.
fn together<'f>(finding: &'f Finding, sources: &SourceMap) -> Vec<Vec<&'f Label>> {
    let mut files: Vec<FileKey> = Vec::new();
    for label in finding.labels() {
        if !files.contains(&label.place.file) {
            files.push(label.place.file);
        }
    }
    let mut pieces: Vec<Vec<&Label>> = Vec::new();
    for key in files {
        let file = sources.get(key);
        let mut labels: Vec<(usize, usize, &Label)> = finding
            .labels()
            .filter(|label| label.place.file == key)
            .map(|label| (lines_of(file, label.place.span), label))
            .map(|((first, last), label)| (first, last, label))
            .collect();
        labels.sort_by_key(|(first, last, _)| (*first, *last));
        let mut end = None;
        for (first, last, label) in labels {
            match (end, pieces.last_mut()) {
                (Some(end), Some(piece)) if first <= end + NEAR => piece.push(label),
                _ => pieces.push(vec![label]),
            }
            end = end.max(Some(last));
        }
    }
    let main = finding.labels().next();
    let holds_main =
        |piece: &Vec<&Label>| main.is_some_and(|main| piece.iter().any(|label| std::ptr::eq(*label, main)));
    pieces.sort_by_key(|piece| !holds_main(piece));
    pieces
}

/// Adds a piece of a file, or, where its lines are too long, the words at each place.
fn with_piece<'r>(
    group: Group<'r>,
    labels: &[&Label],
    primary: Option<&Label>,
    is_first: bool,
    sources: &SourceMap,
) -> Group<'r> {
    let Some(key) = labels.first().map(|label| label.place.file) else { return group };
    let file = sources.get(key);
    let spans: Vec<Span> = labels.iter().map(|label| label.place.span).collect();
    let Some(piece) = excerpt(file, &spans) else {
        return labels.iter().fold(group, |group, label| {
            let (line, column) = file.line_column(label.place.span.start);
            let origin = Origin::path(visible_line(file.name())).line(line).char_column(column);
            let words = words_around(file, label.place.span);
            let text =
                if label.text.is_empty() { words } else { format!("{}: {words}", visible_line(&label.text)) };
            group.element(origin).element(Shown::NOTE.message(text))
        });
    };
    let is_primary = |label: &Label| match primary {
        Some(primary) => std::ptr::eq(primary, label),
        None => is_first,
    };
    let annotations = labels.iter().zip(piece.ranges).map(|(label, range)| {
        let kind = if is_primary(label) { AnnotationKind::Primary } else { AnnotationKind::Context };
        let text = visible_line(&label.text);
        kind.span(range).label(if text.is_empty() { None } else { Some(text) })
    });
    let snippet = Snippet::source(piece.text).line_start(piece.first_line).annotations(annotations);
    group.element(snippet.path(visible_line(file.name())))
}

/// The lines as they would be; `None` where they are too long to be shown.
fn corrected<'r>(fix: &Fix, sources: &SourceMap) -> Option<Group<'r>> {
    let file = sources.get(fix.place.file);
    let piece = excerpt(file, &[fix.place.span]).filter(|piece| piece.whole)?;
    let too_long = |text: &str| text.lines().any(|line| line.chars().count() > MAX_CORRECTED);
    if too_long(&piece.text) || too_long(&fix.replacement) {
        return None;
    }
    let range = piece.ranges.into_iter().next()?;
    let lines = fix.replacement.split('\n').map(visible_line).collect::<Vec<_>>().join("\n");
    let snippet = Snippet::source(piece.text).line_start(piece.first_line).patch(Patch::new(range, lines));
    let snippet = snippet.path(visible_line(file.name()));
    Some(Shown::HELP.secondary_title(visible_line(&fix.message)).element(snippet))
}

/// A fix as a line of help.
fn in_words(fix: &Fix) -> String {
    if fix.replacement.is_empty() {
        return visible_line(&fix.message);
    }
    format!("{}: {}", visible_line(&fix.message), visible_line(&fix.replacement))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rules;
    use crate::diagnostic::test_findings::{findings, place, written};
    use crate::text::{Place, SourceFile};

    #[test]
    fn places_are_underlined_and_lines_corrected() {
        let (findings, sources) = findings();
        let plain = written(|out| write(&findings, &sources, false, out));
        assert_eq!(plain, include_str!("expected/findings.txt"));
        let colored = written(|out| write(&findings, &sources, true, out));
        assert_eq!(colored, include_str!("expected/findings.ansi"));
    }

    #[test]
    fn hostile_texts_do_not_wreck_the_terminal() {
        let mut sources = SourceMap::new();
        let text = format!(
            "{} a\u{1b}[2J\u{202e}b\u{9b}1m {}\nq: \tx\u{0}y\r\n",
            "é".repeat(3000),
            "z".repeat(2000)
        );
        let file = sources.add(SourceFile::new("\u{1b}c.yaml", text).unwrap());
        let (words, next) = (place(&sources, file, "a\u{1b}[2J"), place(&sources, file, "x\u{0}y"));
        let findings = Findings::from_iter([Finding::new(&rules::FORBIDDEN_CHARACTER, "a\u{1b}\nb")
            .at(words, "\u{7}here")
            .also(next, "and\rhere")
            .help("do \u{202e}this")
            .fix(next, "x\u{1}\ny", "take it \u{1b}away")
            .fix(words, "a", "or this")]);
        let plain = written(|out| write(&findings, &sources, false, out));
        assert_eq!(plain, include_str!("expected/hostile.txt"));
    }

    #[test]
    fn near_places_share_a_piece_and_far_ones_have_their_own() {
        let mut sources = SourceMap::new();
        let empty = sources.add(SourceFile::new("empty.yaml", "").unwrap());
        let text: String = (0..40).map(|number| format!("line {number} of the text\n")).collect();
        let end = text.len();
        let long = sources.add(SourceFile::new("long.yaml", text).unwrap());
        let words = |words: &str| place(&sources, long, words);
        let gap = |file, at| Place { file, span: Span::new(at, at) };
        let findings = Findings::from_iter([
            Finding::new(&rules::MISSING_KEY, "no key").at(gap(empty, 0), "missing here").help("write it"),
            Finding::new(&rules::KEY_TWICE, "twice")
                .at(words("line 30 of"), "again")
                .also(words("line 2 of"), "first")
                .also(words("31 of"), "near")
                .also(words("line 36 of"), "less near"),
            Finding::new(&rules::TWO_LABELS, "only related").also(words("line 5 of"), "kept"),
            Finding::new(&rules::TWO_LABELS, "no place"),
            Finding::new(&rules::UNKNOWN_ID, "several fixes")
                .at(words("17 of"), "")
                .fix(words("17"), "18", "other words")
                .fix(words("of the text\nline 18"), "in\nfact, line", "on two lines")
                .fix(gap(long, words("17").span.start as usize), "and ", "more words")
                .fix(gap(empty, 0), "new: line", "in another file"),
            Finding::new(&rules::ISSUE_WITHOUT_POSITION, "end of file").at(gap(long, end), "here"),
        ]);
        let plain = written(|out| write(&findings, &sources, false, out));
        assert_eq!(plain, include_str!("expected/places.txt"));
    }
}
