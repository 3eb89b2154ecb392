//! `dossier completions`.

use clap::CommandFactory;

use super::arguments::{Arguments, Completions};
use super::output::{Failure, Terminal};

/// Prints the completions for a shell.
pub(super) fn run(command: &Completions, terminal: &Terminal) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(command.shell, &mut Arguments::command(), "dossier", &mut script);
    terminal.data(|out| out.write_all(&script))
}
