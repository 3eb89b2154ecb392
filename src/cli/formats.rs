//! `dossier formats`.

use super::output::{Failure, Terminal};
use crate::export::{format_notes, format_table};

/// Prints the table of formats and what each can hold, and what `partly` means.
pub(super) fn run(terminal: &Terminal) -> Result<(), Failure> {
    terminal.print(|out| write!(out, "{}\n{}", format_table(), format_notes()))
}
