//! Many findings: sorting and counting.

use std::cmp::Ordering;

use super::finding::Finding;
use super::rule::Level;
use crate::text::{SourceMap, Span};

/// Findings of one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    list: Vec<Finding>,
    allowed: usize,
}

impl Findings {
    /// No findings.
    pub fn new() -> Findings {
        Findings::default()
    }

    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// All findings in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.list.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many are of a level.
    pub fn count(&self, level: Level) -> usize {
        self.list.iter().filter(|finding| finding.level == level).count()
    }

    /// How many were taken out because somebody allows them.
    pub fn allowed(&self) -> usize {
        self.allowed
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|finding| finding.level == Level::Error)
    }

    /// Sorts by file name, then place, then code; findings without a place come first in their file.
    pub fn sort(&mut self, sources: &SourceMap) {
        self.list.sort_by(|a, b| compare(a, b, sources));
    }

    /// Counts findings that were taken out because somebody allows them.
    pub(super) fn add_allowed(&mut self, count: usize) {
        self.allowed += count;
    }
}

fn compare(a: &Finding, b: &Finding, sources: &SourceMap) -> Ordering {
    key(a, sources).cmp(&key(b, sources))
}

fn key<'f>(finding: &'f Finding, sources: &'f SourceMap) -> (&'f str, Option<Span>, &'static str, &'f str) {
    let place = finding.place();
    let file = place.map(|place| sources.get(place.file).name()).or(finding.file_name.as_deref());
    (file.unwrap_or(""), place.map(|place| place.span), finding.rule.code, &finding.message)
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        self.list.extend(findings);
    }
}

impl FromIterator<Finding> for Findings {
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Findings {
        Findings { list: findings.into_iter().collect(), allowed: 0 }
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'f> IntoIterator for &'f Findings {
    type Item = &'f Finding;
    type IntoIter = std::slice::Iter<'f, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rules;
    use crate::text::{Place, SourceFile};

    #[test]
    fn findings_are_sorted_by_file_place_and_code() {
        let mut sources = SourceMap::new();
        let late = sources.add(SourceFile::new("z.yaml", "0123456789").unwrap());
        let early = sources.add(SourceFile::new("a.yaml", "0123456789").unwrap());
        let at = |rule, file, start| {
            Finding::new(rule, "x").at(Place { file, span: Span::new(start, start + 1) }, "")
        };
        let mut findings: Findings = vec![
            at(&rules::UNKNOWN_ID, late, 0),
            at(&rules::UNKNOWN_KEY, early, 5),
            at(&rules::UNKNOWN_ID, early, 2),
            at(&rules::UNKNOWN_KEY, early, 2),
            Finding::new(&rules::FILE_UNREADABLE, "gone").in_file("b.yaml"),
            at(&rules::NODE_UNUSED, late, 9),
        ]
        .into_iter()
        .collect();
        findings.sort(&sources);
        let codes: Vec<&str> = findings.iter().map(|finding| finding.rule.code).collect();
        assert_eq!(codes, ["D0007", "D0101", "D0007", "D0001", "D0101", "D0105"]);
        assert_eq!((findings.count(Level::Error), findings.count(Level::Warning)), (5, 1));
        assert!(findings.has_errors());
    }
}
