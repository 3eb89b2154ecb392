//! `dossier man`.

use std::path::Path;

use clap::CommandFactory;

use super::arguments::{Arguments, Man};
use super::output::{Failure, STDOUT, Terminal, write_file};
use crate::disk::Inputs;

/// Prints the main page, or writes one for each command.
pub(super) fn run(command: &Man, terminal: &Terminal) -> Result<(), Failure> {
    let mut root = Arguments::command().disable_help_subcommand(true);
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
    terminal.say(format_args!("wrote the pages into {}", command.out.display()));
    Ok(())
}
