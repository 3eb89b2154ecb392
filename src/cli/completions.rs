//! `dossier completions`.

use clap::Args;
use clap_complete::Shell;

use super::output::{Failure, Terminal};

/// Print completions for a shell
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  dossier completions bash > ~/.local/share/bash-completion/completions/dossier")]
pub(super) struct Completions {
    /// The shell
    pub(super) shell: Shell,
}

/// Prints the completions for a shell.
pub(super) fn run(
    command: &Completions,
    mut program: clap::Command,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(command.shell, &mut program, "dossier", &mut script);
    terminal.data(|out| out.write_all(&script))
}
