//! `dossier databases`.

use std::io::Write as _;

use super::output::{Failure, Terminal};
use crate::store::database_table;

/// Prints the table of databases: how to fill each, what is kept, and whether that was tested.
pub(super) fn run(terminal: &Terminal) -> Result<(), Failure> {
    terminal.print(|out| out.write_all(database_table().as_bytes()))
}
