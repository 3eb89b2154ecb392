//! `dossier formats`.

use std::io::Write as _;

use super::output::{Failure, Terminal};
use crate::export::{format_notes, format_table};
use crate::read::rows::ROW_READERS;

/// Prints the table of formats and what each can hold, what `partly` means, and the formats of rows.
pub(super) fn run(terminal: &Terminal) -> Result<(), Failure> {
    terminal.print(|out| {
        write!(
            out,
            "{}\n{}\nRows, nodes and edges by the million, are read from:\n",
            format_table(),
            format_notes()
        )?;
        for reader in ROW_READERS {
            writeln!(out, "  {:<9} {}", reader.name(), reader.about())?;
        }
        writeln!(out, "and written in every format of the table.")
    })
}
