//! The error that findings are.

use std::fmt;

use super::findings::Findings;
use super::rule::Level;
use super::text::summary;
use crate::text::{SourceMap, visible_line};

/// So many errors are displayed one by one.
const MAX_DISPLAYED: usize = 10;

/// Input that cannot be used, with everything that was found in it.
///
/// Its `Display` has a line for each of the first ten errors, with file, line and column as the program prints them, and
/// the number of all findings; [`render`](super::render) writes all of them in full.
#[derive(Clone, Debug)]
pub struct Rejected {
    findings: Findings,
    sources: SourceMap,
}

impl Rejected {
    /// An error of findings and of the files that they have their places in.
    pub fn new(findings: Findings, sources: SourceMap) -> Rejected {
        Rejected { findings, sources }
    }

    /// All findings, warnings and notes among them.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The files that the findings have their places in.
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = || self.findings.iter().filter(|finding| finding.level == Level::Error);
        for finding in errors().take(MAX_DISPLAYED) {
            if let Some(place) = finding.place() {
                let file = self.sources.get(place.file);
                let (line, column) = file.line_column(place.span.start);
                write!(f, "{}:{line}:{column}: ", visible_line(file.name()))?;
            } else if let Some(name) = &finding.file_name {
                write!(f, "{}: ", visible_line(name))?;
            }
            writeln!(f, "error[{}]: {}", finding.rule.code, visible_line(&finding.message))?;
        }
        let more = errors().count().saturating_sub(MAX_DISPLAYED);
        if more > 0 {
            writeln!(f, "and {more} more")?;
        }
        f.write_str(&summary(&self.findings))
    }
}

impl std::error::Error for Rejected {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::test_findings::findings;
    use crate::diagnostic::{Finding, rules};

    #[test]
    fn errors_are_lines_with_places() {
        let (all, sources) = findings();
        let shown = Rejected::new(all.clone(), sources.clone()).to_string();
        let errors: Vec<&Finding> = all.iter().filter(|finding| finding.level == Level::Error).collect();
        assert_eq!(shown.lines().count(), errors.len() + 1, "{shown}");
        for (finding, line) in errors.iter().zip(shown.lines()) {
            assert!(line.contains(&format!("error[{}]: ", finding.rule.code)), "{line}");
            let place = finding.place().map(|place| sources.get(place.file).name().to_owned());
            let file = place.or(finding.file_name.clone()).unwrap_or_default();
            assert!(line.starts_with(&file), "{line}");
        }
        let many = (0..12).map(|_| Finding::new(&rules::NO_DOSSIER, "none\u{1b}").in_file("a\nb"));
        let shown = Rejected::new(many.collect(), SourceMap::new()).to_string();
        assert!(shown.ends_with("\nand 2 more\n12 errors"), "{shown}");
        assert_eq!(shown.lines().count(), 12, "{shown}");
        assert!(!shown.contains('\u{1b}'));
    }
}
