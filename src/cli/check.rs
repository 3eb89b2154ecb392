//! `dossier check`.

use std::io::Write;

use clap::{Args, ValueEnum};

use super::fix::{self, Mode};
use super::honoured::{self, Given};
use super::input::read_and_check;
use super::kind::{Kind, kind_of};
use super::numbers::{counted, percent};
use super::output::{Failure, Terminal};
use super::rows;
use super::shared_arguments::{Input, READS_ROWS, RowArguments};
use crate::check::{Coverage, coverage};
use crate::diagnostic::{Format, Level};
use crate::text::visible_line;

/// Check dossiers and rows: every quote, id, relation and value
#[derive(Args, Debug)]
#[command(mut_arg("paths", |paths| paths.help(READS_ROWS)))]
#[command(after_help = "\
Examples:
  dossier check                            every dossier below this folder
  dossier check strike --deny warnings     treat warnings as errors
  dossier check strike --level D0505=allow
  dossier check rows.jsonl --texts articles
  dossier check strike --coverage          list the sentences without a claim
  dossier check strike --diff              show what --fix would change
  dossier check strike --fix               apply the fixes; asks on a terminal
  cat dossier.yaml | dossier check -")]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) input: Input,

    /// How to write the findings
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: FindingFormat,

    /// Print the share of the texts that claims quote, and the sentences without a claim
    #[arg(long)]
    pub(super) coverage: bool,

    /// Apply the fixes that findings suggest: on a terminal those that you confirm, otherwise those that are certain
    #[arg(long, conflicts_with_all = ["diff", "format"])]
    pub(super) fix: bool,

    /// Show the fixes that are certain and change nothing; exit code 1 if there are any
    #[arg(long, conflicts_with_all = ["coverage", "format"])]
    pub(super) diff: bool,

    #[command(flatten)]
    pub(super) rows: RowArguments,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FindingFormat {
    /// Text with snippets
    Text,
    /// One JSON object
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Annotations of GitHub workflows
    Github,
}

impl FindingFormat {
    /// The format of the library.
    pub(super) fn format(self) -> Format {
        match self {
            FindingFormat::Text => Format::Text,
            FindingFormat::Json => Format::Json,
            FindingFormat::Sarif => Format::Sarif,
            FindingFormat::Github => Format::Github,
        }
    }
}

/// Checks dossiers and prints what was found.
pub(super) fn run(command: &Check, given: &Given, terminal: &Terminal) -> Result<(), Failure> {
    let kind = kind_of(&command.input.paths, &command.rows)?;
    honoured::check(given, kind, command.format == FindingFormat::Text, command.rows.texts_are_folder())?;
    match kind {
        Kind::Dossier => check_dossiers(command, terminal),
        Kind::Rows => check_rows(command, terminal),
    }
}

fn check_dossiers(command: &Check, terminal: &Terminal) -> Result<(), Failure> {
    if command.fix || command.diff {
        fix::run(&command.input, if command.fix { Mode::Write } else { Mode::Show }, terminal)?;
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

/// Checks rows and prints what was found.
fn check_rows(command: &Check, terminal: &Terminal) -> Result<(), Failure> {
    let rows = rows::read(&command.input, &command.rows, terminal)?;
    let format = command.format.format();
    if format != Format::Text || !rows.findings.is_empty() {
        terminal.print_findings(format, &rows.findings, &rows.sources)?;
    }
    if format == Format::Text && !terminal.is_quiet() {
        terminal.print(|out| writeln!(out, "{}", rows::counts(&rows.graph)))?;
    }
    if rows.findings.count(Level::Error) > 0 { Err(Failure::of(&rows.findings)) } else { Ok(()) }
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
