//! What is wrong with rows: the first of each kind with its line, all of them counted.

use std::ops::Range;

use crate::diagnostic::{Finding, Findings, Rule};
use crate::text::{Place, SourceFile, SourceMap, Span, grouped_digits};

/// How many characters around the place are kept of a long line.
const AROUND: usize = 1_900;

/// The line of a finding whose place is not known.
pub(super) const NO_LINE: u64 = u64::MAX;

/// Something wrong in a row.
#[derive(Clone, Debug)]
pub(super) struct RowFinding {
    /// What kind of finding it is.
    pub(super) rule: &'static Rule,
    /// The line, from 0; in the piece until the piece is absorbed, in the file afterwards.
    pub(super) line: u64,
    /// What is wrong, in one line.
    pub(super) message: String,
    /// What is to be seen at the place.
    pub(super) label: String,
    /// What to do.
    pub(super) help: Option<String>,
    /// The line, or the part of it around the place; unknown where the input cannot be read again.
    pub(super) excerpt: Option<Excerpt>,
}

/// A line, or a part of it.
#[derive(Clone, Debug)]
pub(super) struct Excerpt {
    text: String,
    /// Characters of the line before the text.
    skipped: usize,
    /// The place, in the text.
    span: Span,
}

impl Excerpt {
    /// The part of a line around a range of its bytes.
    pub(super) fn new(line: &[u8], start: usize, end: usize) -> Excerpt {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let start = start.min(line.len());
        let end = end.min(line.len()).max(start);
        let border = |at: usize| {
            (0..=at).rev().find(|at| line.get(*at).is_none_or(|byte| byte & 0xC0 != 0x80)).unwrap_or(0)
        };
        let (from, to) = (border(start.saturating_sub(AROUND)), border((end + AROUND).min(line.len())));
        // Nobody reads more than this of what is wrong.
        let end = if end - start > AROUND { border(start + AROUND).max(start) } else { end };
        let text =
            |from: usize, to: usize| String::from_utf8_lossy(line.get(from..to).unwrap_or(&[])).into_owned();
        let end = end.min(to);
        let before = text(from, start);
        let within = text(start, end);
        let span = Span::new(before.len(), before.len() + within.len());
        let skipped = text(0, from).chars().count();
        Excerpt { text: before + &within + &text(end, to), skipped, span }
    }

    /// The same, of a line in which this many characters precede what was given of it.
    pub(super) fn behind(self, characters: u64) -> Excerpt {
        Excerpt { skipped: self.skipped + characters as usize, ..self }
    }

    /// A whole line.
    pub(super) fn of_line(line: &[u8]) -> Excerpt {
        Excerpt::new(line, 0, line.len().min(AROUND))
    }
}

/// The position of words in a line; of an IRI that is written with a prefix, its last part.
pub(super) fn find_words(line: &[u8], words: &str) -> Option<Range<usize>> {
    let last = words.rsplit(['/', '#']).next().filter(|last| !last.is_empty() && words.contains("://"));
    [Some(words), last].into_iter().flatten().find_map(|words| {
        let at = memchr::memmem::find(line, words.as_bytes())?;
        Some(at..at + words.len())
    })
}

/// The findings of one kind.
#[derive(Debug)]
struct FindingsOfKind {
    rule: &'static Rule,
    count: u64,
    first: Vec<(String, RowFinding)>,
}

/// The findings of a run, or of a piece: the first of each kind, and how many there are.
#[derive(Debug)]
pub(super) struct RowFindings {
    most: usize,
    kinds: Vec<FindingsOfKind>,
    /// How many edges have ends of which only the ids were read.
    pub(super) more_in_ends: u64,
}

impl RowFindings {
    /// Keeps at most this many of each kind.
    pub(super) fn new(most: usize) -> RowFindings {
        RowFindings { most, kinds: Vec::new(), more_in_ends: 0 }
    }

    fn kind(&mut self, rule: &'static Rule) -> &mut FindingsOfKind {
        let at = self.kinds.iter().position(|kind| std::ptr::eq(kind.rule, rule)).unwrap_or_else(|| {
            self.kinds.push(FindingsOfKind { rule, count: 0, first: Vec::new() });
            self.kinds.len() - 1
        });
        &mut self.kinds[at]
    }

    /// Whether another one of a kind would be kept; otherwise it need only be counted.
    pub(super) fn wants(&mut self, rule: &'static Rule) -> bool {
        let most = self.most;
        self.kind(rule).first.len() < most
    }

    /// Whether no other one of a kind would be kept.
    pub(super) fn is_full(&self, rule: &'static Rule) -> bool {
        self.kinds.iter().any(|kind| std::ptr::eq(kind.rule, rule) && kind.first.len() >= self.most)
    }

    /// Counts one of a kind that is not reported individually.
    pub(super) fn count(&mut self, rule: &'static Rule, more: u64) {
        self.kind(rule).count += more;
    }

    /// Adds one in a file.
    pub(super) fn add(&mut self, file: &str, finding: RowFinding) {
        let most = self.most;
        let kind = self.kind(finding.rule);
        kind.count += 1;
        if kind.first.len() < most {
            kind.first.push((file.to_owned(), finding));
        }
    }

    /// Takes those of a piece that begins at a line of a file.
    pub(super) fn absorb(&mut self, file: &str, first_line: u64, piece: RowFindings) {
        self.more_in_ends += piece.more_in_ends;
        for kind in piece.kinds {
            let reported = kind.first.len() as u64;
            for (_, mut finding) in kind.first {
                finding.line = match finding.line {
                    line if line == u64::from(UNKNOWN_LINE) => NO_LINE,
                    line => line.saturating_add(first_line),
                };
                self.add(file, finding);
            }
            self.count(kind.rule, kind.count - reported);
        }
    }

    /// The findings: those that are kept with their lines, and one for the others of each kind.
    pub(super) fn into_findings(self, sources: &mut SourceMap) -> Findings {
        let mut kinds = self.kinds;
        kinds.sort_by_key(|kind| kind.rule.code);
        let mut findings = Findings::default();
        for kind in kinds {
            let others = kind.count - kind.first.len() as u64;
            for (file, row) in kind.first {
                findings.push(finding(&file, row, sources));
            }
            if others > 0 {
                let number = grouped_digits(&others.to_string());
                let message = if others == 1 {
                    format!("1 more finding of this kind ({})", kind.rule.name)
                } else {
                    format!("{number} more findings of this kind ({})", kind.rule.name)
                };
                findings.push(Finding::new(kind.rule, message));
            }
        }
        findings
    }
}

/// The most characters of a text that quotes ids or names.
const LONGEST_LIST: usize = 1_000;

/// A text whose middle is left out where it is long.
fn shortened(text: String) -> String {
    let Some((cut, _)) = text.char_indices().nth(LONGEST_LIST) else { return text };
    let behind = text.char_indices().rev().nth(LONGEST_LIST / 10).map_or(cut, |(at, _)| at.max(cut));
    let (before, behind) = (text.get(..cut).unwrap_or(""), text.get(behind..).unwrap_or(""));
    format!("{before}…{behind}")
}

/// The finding of a row, with the line that it concerns.
fn finding(file: &str, row: RowFinding, sources: &mut SourceMap) -> Finding {
    let mut finding = Finding::new(row.rule, shortened(row.message));
    let line = row.line.saturating_add(1) as usize;
    // What cannot be read again, such as standard input, has its line only.
    let excerpt = row.excerpt.or_else(|| Some(Excerpt::of_line(b""))).filter(|_| row.line != NO_LINE);
    let source = excerpt.and_then(|excerpt| {
        Some((SourceFile::part(file, excerpt.text, line, excerpt.skipped).ok()?, excerpt.span))
    });
    match source {
        Some((source, span)) => {
            let place = Place { file: sources.add(source), span };
            finding = finding.at(place, shortened(row.label));
        }
        None => finding = finding.in_file(file),
    }
    if let Some(help) = row.help {
        finding = finding.help(shortened(help));
    }
    finding
}

/// The line of a statement whose parser does not report it.
pub(super) const UNKNOWN_LINE: u32 = u32::MAX;
