//! Errors in a text that the user gave, shown in their places.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::output::{Failure, Terminal};
use crate::text::visible_line;

/// The most errors of a text that are shown.
const MOST: usize = 10;

/// The failure of a text that cannot be read, because of what is at some ranges of its bytes.
pub(super) fn unreadable(
    title: &str,
    name: &str,
    text: &str,
    errors: &[(Range<usize>, &str)],
    terminal: &Terminal,
) -> Failure {
    // What is not printed as it is may have another length.
    let visible = |text: &str| text.split('\n').map(visible_line).collect::<Vec<_>>().join("\n");
    let shown = visible(text);
    let at = |offset: usize| visible(text.get(..offset).unwrap_or(text)).len().min(shown.len());
    let renderer = if terminal.color_on_stderr() { Renderer::styled() } else { Renderer::plain() };
    let groups: Vec<_> = errors
        .iter()
        .take(MOST)
        .map(|(range, what)| {
            let span = at(range.start)..at(range.end);
            let annotation = AnnotationKind::Primary.span(span).label(visible_line(what));
            let snippet = Snippet::source(&shown).path(visible_line(name)).annotation(annotation);
            Level::ERROR.primary_title(title).element(snippet)
        })
        .collect();
    let reports: Vec<String> = groups.into_iter().map(|group| renderer.render(&[group])).collect();
    let more = errors.len().saturating_sub(MOST);
    let rest = if more > 0 { format!("\n\nand {more} more") } else { String::new() };
    Failure::Shown(reports.join("\n\n") + &rest)
}
