//! Findings as workflow commands of GitHub Actions, which shows them next to the changed lines.

use std::io;

use super::findings::Findings;
use super::rule::Level;
use crate::text::{SourceMap, visible_line};

/// Writes one command for each finding; its helps and fixes follow the message.
pub(super) fn write(findings: &Findings, sources: &SourceMap, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in findings {
        let command = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "notice",
            Level::Allow => continue,
        };
        let mut properties = Vec::new();
        if let Some(place) = finding.place() {
            let file = sources.get(place.file);
            let (line, column) = file.line_column(place.span.start);
            let (end_line, end_column) = file.line_column(place.span.end);
            properties.push(format!("file={}", property(path(file.name()))));
            properties.push(format!("line={line}"));
            // GitHub takes columns only where the annotation stays on one line.
            if end_line == line {
                properties.push(format!("col={column}"));
                properties.push(format!("endColumn={end_column}"));
            } else {
                properties.push(format!("endLine={end_line}"));
            }
        } else if let Some(name) = &finding.file_name {
            properties.push(format!("file={}", property(path(name))));
        }
        properties
            .push(format!("title={}", property(&format!("{} {}", finding.rule.code, finding.rule.name))));
        let mut message = finding.message.clone();
        for help in &finding.help {
            message.push_str(&format!("\nhelp: {help}"));
        }
        for fix in &finding.fixes {
            message.push_str(&format!("\nhelp: {}: {}", fix.message, fix.replacement));
        }
        writeln!(out, "::{command} {}::{}", properties.join(","), data(&message))?;
    }
    Ok(())
}

/// A path as GitHub knows it, which takes it from the top of the repository.
fn path(name: &str) -> &str {
    name.strip_prefix("./").unwrap_or(name)
}

/// Escapes the text of a command, which keeps its lines; it is shown in the log.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| visible_line(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::test_findings::{findings, written};

    #[test]
    fn commands_are_escaped() {
        let (findings, sources) = findings();
        let expected = "\
::error file=gone%2C 100%25.md,title=D0001 file-unreadable::the file cannot be read: it is 100%25 gone
::error file=strike/dossier.yaml,line=2,col=10,endColumn=30,title=D0301 quote-not-found::the quote is not in \
report.md%0Ahelp: quote the text exactly%0Ahelp: the nearest words: the port is closed
::warning file=strike/dossier.yaml,line=3,endLine=4,title=D0105 node-unused::nothing is said about `crane`
";
        assert_eq!(written(|out| write(&findings, &sources, out)), expected);
    }
}
