//! The formats in which findings are shown.

use std::io;

use super::findings::Findings;
use super::{github, json, sarif, text};
use crate::text::SourceMap;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// For people, with the lines of the source.
    Text,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
}

/// Writes findings in a format; `color` concerns only text.
///
/// # Errors
/// Those of the writer.
pub fn render(
    format: Format,
    findings: &Findings,
    sources: &SourceMap,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(findings, sources, color, out),
        Format::Json => json::write(findings, sources, out),
        Format::Sarif => sarif::write(findings, sources, out),
        Format::Github => github::write(findings, sources, out),
    }
}
