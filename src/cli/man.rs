//! `dossier man`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::output::{Failure, STDOUT, Terminal, write_file};
use crate::disk::Inputs;

/// Print the manual page, or write one for each command into a folder
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier man | man -l -
  dossier man --out ~/.local/share/man/man1")]
pub(super) struct Man {
    /// The folder to write a page for each command into; - for the main page on standard output
    #[arg(long, value_name = "DIR|-", default_value = "-")]
    pub(super) out: PathBuf,
}

/// Prints the main page, or writes one for each command.
pub(super) fn run(command: &Man, program: clap::Command, terminal: &Terminal) -> Result<(), Failure> {
    let mut root = program.disable_help_subcommand(true);
    root.build();
    if command.out == Path::new(STDOUT) {
        return terminal.data(|out| clap_mangen::Man::new(root).render(out));
    }
    let mut pages = vec![("dossier".to_owned(), root.clone())];
    for subcommand in root.get_subcommands() {
        pages.push((format!("dossier-{}", subcommand.get_name()), subcommand.clone()));
    }
    for (name, page) in pages {
        let path = command.out.join(format!("{name}.1"));
        let page = page.name(name);
        write_file(&path, &Inputs::default(), |out| clap_mangen::Man::new(page).render(out))?;
    }
    terminal.say(format_args!("wrote the manual pages into {}", command.out.display()));
    Ok(())
}
