//! Layer 7: the program. The only place with terminals, paths and exit codes.

mod arguments;
mod asserting;
mod check;
mod completions;
mod databases;
mod doctor;
mod draw;
mod explain;
mod export;
mod fix;
mod formats;
mod ids;
mod input;
mod interrupts;
mod kind;
mod levels;
#[cfg(test)]
mod lines_laws;
mod load;
mod man;
mod memory;
mod meter;
mod new;
mod numbers;
mod ontology;
mod output;
#[cfg(feature = "sparql")]
mod query;
mod reach;
mod rows;
mod schema;
mod screen;
mod selecting;
mod shared_arguments;
mod show;
mod view;
mod watch;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command};
use output::Terminal;
use shared_arguments::ColorWhen;

use crate::text::visible_line;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // An error quotes the arguments, so that of harmless ones is shown.
            let harmless = std::env::args_os().map(|argument| visible_line(&argument.to_string_lossy()));
            let error = Arguments::try_parse_from(harmless).err().unwrap_or(error);
            return Terminal::new(ColorWhen::Auto, false).usage(&error);
        }
    };
    memory::limit(arguments.memory);
    let terminal = Terminal::new(arguments.color, arguments.quiet);
    let result = match arguments.command {
        Command::Check(command) => check::run(&command, &terminal),
        Command::Draw(command) => draw::run(&command, &terminal),
        Command::View(command) => view::run(&command, &terminal),
        Command::Doctor => doctor::run(&terminal),
        Command::Export(command) => export::run(&command, &terminal),
        Command::Load(command) => load::run(&command, &terminal),
        #[cfg(feature = "sparql")]
        Command::Query(command) => query::run(&command, &terminal),
        Command::Show(command) => show::run(&command, &terminal),
        Command::Formats => formats::run(&terminal),
        Command::Databases => databases::run(&terminal),
        Command::Explain(command) => explain::run(&command, &terminal),
        Command::Ontology(command) => ontology::run(&command, &terminal),
        Command::Schema => schema::run(&terminal),
        Command::New(command) => new::run(&command, &terminal),
        Command::Completions(command) => completions::run(&command, Arguments::command(), &terminal),
        Command::Man(command) => man::run(&command, Arguments::command(), &terminal),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => ExitCode::from(terminal.fail(&failure)),
    }
}
