//! `dossier formats`.

use super::output::{Failure, Terminal};
use crate::export::format_table;

/// Prints the table of formats and what each can hold.
pub(super) fn run(terminal: &Terminal) -> Result<(), Failure> {
    terminal.print(|out| out.write_all(format_table().as_bytes()))
}
