//! Allowances: comments such as `# allow D0505: the paper quotes the court`, at the end of a finding's line or alone
//! above it.

use std::sync::Arc;

use super::allowance::{Allowance, Allowances};
use super::finding::Finding;
use super::findings::Findings;
use super::rule::Rule;
use super::rules::{self, rule_named};
use crate::text::{FileKey, Place, SourceFile, SourceMap, Span};

/// A comment of a file, as a reader found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceComment {
    /// The file.
    pub file: FileKey,
    /// Where it is, its `#` included.
    pub span: Span,
    /// The words after the `#`.
    pub text: String,
}

/// A finding that a comment allows on a line.
struct Comment {
    allowance: Allowance,
    /// The comment and the number of the line.
    place: Place,
    line: usize,
}

/// What comments allow, each finding by itself.
pub(crate) fn allowed_by(comments: &[SourceComment], sources: &SourceMap) -> Vec<Allowance> {
    read_all(comments, sources, &mut Findings::new()).into_iter().map(|comment| comment.allowance).collect()
}

fn read_all(comments: &[SourceComment], sources: &SourceMap, found: &mut Findings) -> Vec<Comment> {
    let (mut allowed, mut block) = (Vec::new(), Block::default());
    for comment in comments {
        read(comment, sources, &mut block, &mut allowed, found);
    }
    allowed
}

/// Takes out the findings that comments or records allow, counts them, and adds findings about the comments. A record is a copy: what it
/// allows may be gone from it, such as other typography.
pub(super) fn suppress(
    findings: Findings,
    comments: &[SourceComment],
    records: &[Allowance],
    sources: &SourceMap,
) -> Findings {
    let mut kept = Findings::new();
    let comments = read_all(comments, sources, &mut kept);
    let mut used = vec![false; comments.len()];
    let all = comments.iter().map(|comment| &comment.allowance).chain(records);
    let allowances = Allowances::new(all.cloned().collect());
    let mut allowed = findings.allowed();
    for finding in findings {
        let mut is_allowed = false;
        if let (false, Some(place)) = (finding.rule.fixed, finding.place()) {
            for (number, allowance) in allowances.at(place) {
                if allowance.findings.iter().any(|(rule, _)| *rule == finding.rule) {
                    is_allowed = true;
                    if let Some(used) = used.get_mut(number) {
                        *used = true;
                    }
                }
            }
        }
        if is_allowed {
            allowed += 1;
        } else {
            kept.push(finding);
        }
    }
    for (comment, _) in comments.iter().zip(used).filter(|(_, used)| !used) {
        let codes = comment.allowance.findings.iter().map(|(rule, _)| rule.code);
        let message = format!("no {} to allow on line {}", codes.collect::<String>(), comment.line);
        kept.push(Finding::new(&rules::UNUSED_ALLOW, message).at(comment.place, "allows nothing").help(
            "remove the comment, put it on the line of the finding, or put it alone on the line above",
        ));
    }
    kept.add_allowed(allowed);
    kept
}

/// The finding that a rule can never be allowed.
pub(crate) fn refused_allowance(rule: &Rule, place: Place) -> Finding {
    let message = format!("{} ({}) cannot be allowed", rule.code, rule.name);
    let finding = Finding::new(&rules::INVALID_ALLOW, message).at(place, "always an error");
    finding.help("fix the line instead: the graph would not match the file")
}

/// Reads a comment. One that does not say `allow` and a code or name of a rule is an ordinary comment.
fn read(
    comment: &SourceComment,
    sources: &SourceMap,
    block: &mut Block,
    allowed: &mut Vec<Comment>,
    found: &mut Findings,
) {
    let Some(rest) = comment.text.trim_start().strip_prefix("allow") else { return };
    if !rest.starts_with(char::is_whitespace) {
        return;
    }
    let (names, reason) = match rest.split_once(':') {
        Some((names, reason)) => (names, reason.trim()),
        None => (rest, ""),
    };
    let names: Vec<&str> = names.split([',', ' ', '\t', '\u{a0}']).filter(|name| !name.is_empty()).collect();
    if !names.first().is_some_and(|name| is_code(name) || rule_named(name).is_some()) {
        return;
    }
    let place = Place { file: comment.file, span: comment.span };
    let bad = |message: String, label: &str, help: String| {
        Finding::new(&rules::INVALID_ALLOW, message).at(place, label).help(help)
    };
    if reason.is_empty() {
        let help = format!("add it after a colon: `# allow {}: the reason`", names.join(", "));
        found.push(bad("this `allow` comment gives no reason".to_owned(), "no reason given", help));
    }
    let file = sources.get(comment.file);
    let line = block.line_allowed(comment.file, file, comment.span);
    let span = file.line_span(line).unwrap_or(Span::new(0, 0));
    let why: Arc<str> = reason.into();
    for name in names {
        match rule_named(name) {
            Some(rule) if rule.fixed => found.push(refused_allowance(rule, place)),
            Some(rule) => {
                let findings = vec![(rule, Arc::clone(&why))];
                let allowance =
                    Allowance { place: Place { file: comment.file, span }, but: Vec::new(), findings };
                allowed.push(Comment { allowance, place, line });
            }
            // Without a colon the reason cannot be distinguished from the names, so only what looks like a code counts.
            None if !reason.is_empty() || is_code(name) => {
                let message = format!("unknown finding `{name}`");
                let help = "`dossier explain` lists the codes".to_owned();
                found.push(bad(message, "unknown code", help));
            }
            None => {}
        }
    }
}

/// Whether a word has the form of a code: `D` and digits.
fn is_code(word: &str) -> bool {
    let digits = word.strip_prefix(['D', 'd']).unwrap_or("");
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The lines of comments that were looked at last, so that each is looked at once.
#[derive(Default)]
struct Block {
    file: Option<FileKey>,
    first: usize,
    behind: usize,
}

impl Block {
    /// The line that a comment applies to: its own, or, if it is alone on its line, the next line that is not a comment.
    fn line_allowed(&mut self, key: FileKey, file: &SourceFile, comment: Span) -> usize {
        let (own, _) = file.line_column(comment.start);
        if self.file == Some(key) && (self.first..self.behind).contains(&own) {
            return self.behind;
        }
        let text = |line: usize| file.line_span(line).map(|span| file.slice(span).trim_start());
        let mut line = own;
        while text(line).is_some_and(|text| text.starts_with('#')) {
            line += 1;
        }
        *self = Block { file: Some(key), first: own, behind: line };
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Levels;

    /// The codes and lines of what is left, and how many were allowed. Findings are written as `CODE` on lines.
    fn left(text: &str) -> (Vec<(&'static str, usize)>, usize) {
        let mut sources = SourceMap::new();
        let file = sources.add(SourceFile::new("d.yaml", text).unwrap());
        let (mut comments, mut findings, mut start) = (Vec::new(), Findings::new(), 0);
        for line in text.split_inclusive('\n') {
            if let Some(at) = line.find('#') {
                let words = line[at + 1..].trim_end();
                let span = Span::new(start + at, start + at + 1 + words.len());
                comments.push(SourceComment { file, span, text: words.to_owned() });
            }
            let content = line.split('#').next().unwrap();
            for code in content.split_whitespace() {
                let at = start + line.find(code).unwrap();
                let place = Place { file, span: Span::new(at, at + code.len()) };
                findings.push(Finding::new(rule_named(code).unwrap(), "").at(place, ""));
            }
            start += line.len();
        }
        let found = Levels::default().apply(findings, &comments, &[], &sources);
        let line = |finding: &Finding| sources.get(file).line_column(finding.place().unwrap().span.start).0;
        (found.iter().map(|finding| (finding.rule.code, line(finding))).collect(), found.allowed())
    }

    #[test]
    fn findings_are_allowed_on_their_line_and_from_above() {
        assert_eq!(left("D0505 # allow D0505: quotes the court\nD0505\n"), (vec![("D0505", 2)], 1));
        assert_eq!(
            left("# allow D0505, node-unused: both\n# more\nD0505 D0105 D0205\n"),
            (vec![("D0205", 3)], 2)
        );
        assert_eq!(
            left("D0505\n# allow d0505: below only\n\nD0505\n").0,
            [("D0505", 1), ("D0902", 2), ("D0505", 4)]
        );
    }

    #[test]
    fn allowances_need_a_reason_and_a_rule_that_can_be_allowed() {
        assert_eq!(left("D0505 # allow D0505\n"), (vec![("D0901", 1)], 1));
        assert_eq!(left("D0505 # allow D0505 as is\n"), (vec![("D0901", 1)], 1));
        assert_eq!(left("D0301 # allow D0301: no\n"), (vec![("D0301", 1), ("D0901", 1)], 0));
        assert_eq!(left("D0505 # allow D9999: why\n"), (vec![("D0505", 1), ("D0901", 1)], 0));
        assert_eq!(
            left("# allow me to say: D0505\n# allowed D0505: x\nD0505 # D0505\n"),
            (vec![("D0505", 3)], 0)
        );
        assert_eq!(left("# allow D0105: nothing\nD0505"), (vec![("D0902", 1), ("D0505", 2)], 0));
    }
}
