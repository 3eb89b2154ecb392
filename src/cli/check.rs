//! `dossier check`.

use std::io::Write;

use super::arguments::Check;
use super::input::read_and_check;
use super::numbers::{counted, percent};
use super::output::{Failure, Terminal};
use super::rows;
use crate::check::{Coverage, coverage};
use crate::diagnostic::Format;
use crate::text::visible_line;

/// Checks dossiers and prints what was found.
pub(super) fn run(command: &Check, terminal: &Terminal) -> Result<(), Failure> {
    if rows::are_rows(&command.input, &command.rows)? {
        return rows::check(&command.input, &command.rows, command.format, terminal);
    }
    let read = read_and_check(&command.input)?;
    let format = command.format.format();
    if format != Format::Text || !read.findings.is_empty() {
        terminal.print_findings(format, &read.findings, &read.sources)?;
    }
    terminal.print(|out| {
        if command.coverage
            && let Some(checked) = &read.checked
        {
            for coverage in coverage(checked.graph()) {
                print_coverage(&coverage, out)?;
            }
        }
        if let (Format::Text, Some(checked), false) = (format, &read.checked, terminal.is_quiet()) {
            let graph = checked.graph();
            let dossiers = counted(read.dossiers, "dossier", "dossiers");
            let (nodes, claims) = (graph.nodes().len(), graph.claims().len());
            let (nodes, claims) = (counted(nodes, "node", "nodes"), counted(claims, "claim", "claims"));
            let quotes = graph.claims().map(|claim| claim.evidence().count()).sum();
            writeln!(out, "{dossiers} checked: {nodes}, {claims}, {}", counted(quotes, "quote", "quotes"))?;
        }
        Ok(())
    })?;
    read.into_checked().map(drop)
}

/// The share of a text that carries claims, and its sentences that carry none.
fn print_coverage(coverage: &Coverage<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    let (all, bare) = (coverage.sentences, coverage.without_claim.len());
    writeln!(
        out,
        "{}: {} of {} carry a claim; quotes and cues hold {} of the text",
        visible_line(coverage.file.name()),
        super::numbers::grouped((all - bare) as u64),
        counted(all, "sentence", "sentences"),
        percent(coverage.characters_quoted, coverage.characters),
    )?;
    for span in &coverage.without_claim {
        let (line, _) = coverage.file.line_column(span.start);
        writeln!(out, "  line {line}: {}", visible_line(coverage.file.slice(*span).trim()))?;
    }
    Ok(())
}
