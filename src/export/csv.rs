//! Comma-separated values (RFC 4180) in which a missing value and an empty text differ: the one is nothing between
//! commas, the other two quotes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::output::write_file;
use super::property_graph::{Properties, PropertyGraph, Scalar};
use super::{ExportError, Output};

/// Separators of lists, in the order of preference: the control characters that ASCII has for it.
const SEPARATORS: [char; 4] = ['\u{1f}', '\u{1e}', '\u{1d}', '\u{1c}'];

/// A cell of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// No value.
    Nothing,
    /// A value that needs no quotes: a number, a truth value, a date.
    Bare(String),
    /// A text, always in quotes, so that nobody trims it or takes it for something else.
    Text(String),
}

impl Cell {
    /// A text.
    pub(super) fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// A value; the members of a list are joined by `list`.
    pub(super) fn value(value: Option<&Scalar>, list: impl Fn(&[String]) -> String) -> Cell {
        match value {
            None => Cell::Nothing,
            Some(Scalar::Text(text)) => Cell::text(text),
            Some(Scalar::TextList(texts)) => Cell::Text(list(texts)),
            Some(Scalar::Float(number)) => Cell::Bare(format!("{number:?}")),
            Some(value @ (Scalar::Integer(_) | Scalar::Boolean(_) | Scalar::Date(..))) => {
                Cell::Bare(value.to_text())
            }
        }
    }
}

/// Writes the names of columns, of which none needs quotes.
pub(super) fn write_header(names: &[String], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", names.join(","))
}

/// Writes a row.
pub(super) fn write_row(cells: impl IntoIterator<Item = Cell>, out: &mut dyn Write) -> io::Result<()> {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        match cell {
            Cell::Nothing => {}
            Cell::Bare(value) => out.write_all(value.as_bytes())?,
            Cell::Text(text) => write!(out, "\"{}\"", text.replace('"', "\"\""))?,
        }
    }
    out.write_all(b"\n")
}

/// A character that occurs in no member of a list of the graph.
///
/// # Errors
/// [`ExportError::Unrepresentable`] where there is none among the four separators of ASCII, or where a list is one empty text,
/// which reads like no list.
pub(super) fn separator(graph: &PropertyGraph) -> Result<char, ExportError> {
    let properties = || {
        let vertices = graph.vertices.iter().map(|vertex| (&vertex.id, &vertex.properties));
        vertices.chain(graph.edges.iter().map(|edge| (&edge.id, &edge.properties)))
    };
    for (id, properties) in properties() {
        if lists(properties).any(|texts| texts.len() == 1 && texts.iter().all(String::is_empty)) {
            return Err(ExportError::Unrepresentable(format!(
                "`{id}` has a list whose only item is an empty string, which CSV cannot distinguish from no list; remove the empty string, or export another format"
            )));
        }
    }
    let free = |separator: &char| {
        let mut all = properties().flat_map(|(_, properties)| lists(properties)).flatten();
        !all.any(|text| text.contains(*separator))
    };
    SEPARATORS.into_iter().find(free).ok_or_else(|| {
        ExportError::Unrepresentable(
            "the lists contain all four ASCII separators (U+001C to U+001F), so none is left to separate their items; remove one of these characters from the dossier, or export another format"
                .to_owned(),
        )
    })
}

fn lists(properties: &Properties) -> impl Iterator<Item = &Vec<String>> {
    properties.iter().filter_map(|(_, value)| match value {
        Scalar::TextList(texts) => Some(texts),
        _ => None,
    })
}

/// Writes `names.csv`, if there are names that were shortened or changed: a line for each, and what it stands for.
///
/// # Errors
/// Those of the output.
pub(super) fn write_names(full: &BTreeMap<String, String>, out: &mut dyn Output) -> Result<(), ExportError> {
    if full.is_empty() {
        return Ok(());
    }
    Ok(write_file(out, "names.csv", |out| {
        write_header(&["name".to_owned(), "full".to_owned()], out)?;
        full.iter().try_for_each(|(name, full)| write_row([Cell::text(name), Cell::text(full)], out))
    })?)
}
