//! The table of formats, for the terminal and for the documentation.

use super::{Capability, EXPORTERS, ExportOptions, Exporter, Feature};

/// The formats and what each can hold, as a Markdown table that reads well in a terminal, too. [`format_notes`] says what
/// `partly` means in it.
pub fn format_table() -> String {
    let mut rows = vec![vec!["format".to_owned(), "for".to_owned()]];
    rows[0].extend(Feature::ALL.iter().copied().map(|feature| feature.name().to_owned()));
    rows.extend(EXPORTERS.iter().map(|exporter| row(*exporter)));
    let mut widths = vec![0; rows[0].len()];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut table = String::new();
    for (at, row) in rows.iter().enumerate() {
        table.push_str(&line(row, &widths));
        if at == 0 {
            let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            table.push_str(&line(&rule, &widths));
        }
    }
    table
}

fn row(exporter: &dyn Exporter) -> Vec<String> {
    let mut row = vec![exporter.name().to_owned(), exporter.about().to_owned()];
    row.extend(Feature::ALL.iter().copied().map(|feature| {
        let cell = match exporter.holds(feature, &ExportOptions::default()) {
            Capability::Full => "yes",
            Capability::Partly(_) => "partly",
            Capability::None => "no",
        };
        cell.to_owned()
    }));
    row
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let padded: Vec<String> =
        cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
    format!("| {} |\n", padded.join(" | "))
}

/// What `partly` means in the table of formats, a line of a Markdown list for each.
pub fn format_notes() -> String {
    let mut notes = String::new();
    for exporter in EXPORTERS {
        for feature in Feature::ALL.iter().copied() {
            if let Capability::Partly(kept) = exporter.holds(feature, &ExportOptions::default()) {
                notes.push_str(&format!("- {}, {}: {kept}\n", exporter.name(), feature.name()));
            }
        }
    }
    notes
}
