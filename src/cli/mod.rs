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
mod honoured;
mod ids;
mod input;
mod interrupts;
mod kind;
mod levels;
#[cfg(test)]
mod lines_laws;
mod load;
mod man;
mod map;
mod mapping;
mod memory;
mod meter;
mod new;
mod numbers;
mod ontology;
mod output;
mod parts;
mod prefixes;
#[cfg(feature = "sparql")]
mod query;
mod reach;
mod row_part;
mod rows;
mod schema;
mod screen;
mod selecting;
mod shared_arguments;
mod show;
mod snippet;
mod view;
mod watch;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, ValueEnum};

use arguments::{Arguments, Command};
use honoured::Given;
use output::{Failure, Terminal};
use shared_arguments::ColorWhen;

use crate::text::visible_line;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let mut program = Arguments::command();
    let matches = program.try_get_matches_from_mut(std::env::args_os());
    let parsed = matches.and_then(|matches| {
        let given = Given::of(&program, &matches);
        Ok((Arguments::from_arg_matches(&matches)?, given))
    });
    let (arguments, given) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // An error quotes the arguments, so that of harmless ones is shown.
            let harmless = std::env::args_os().map(|argument| visible_line(&argument.to_string_lossy()));
            let error = Arguments::try_parse_from(harmless).err().unwrap_or(error);
            return Terminal::new(wanted_color(), false).usage(&error);
        }
    };
    memory::limit(arguments.memory);
    let terminal = Terminal::new(arguments.color, arguments.quiet);
    let result = run(arguments.command, &given, &terminal);
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => ExitCode::from(terminal.fail(&failure)),
    }
}

/// When to use colours where the arguments cannot be parsed: as the last `--color` says.
fn wanted_color() -> ColorWhen {
    let (mut color, mut is_next) = (ColorWhen::Auto, false);
    for argument in std::env::args_os() {
        let argument = argument.to_string_lossy();
        let value = if is_next { Some(&*argument) } else { argument.strip_prefix("--color=") };
        color = value.and_then(|value| ColorWhen::from_str(value, true).ok()).unwrap_or(color);
        is_next = argument == "--color";
    }
    color
}

fn run(command: Command, given: &Given, terminal: &Terminal) -> Result<(), Failure> {
    if command.reads_no_graph() {
        honoured::without_graph(given)?;
    }
    match command {
        Command::Check(command) => check::run(&command, given, terminal),
        Command::Draw(command) => draw::run(&command, given, terminal),
        Command::View(command) => view::run(&command, given, terminal),
        Command::Doctor => doctor::run(terminal),
        Command::Export(command) => export::run(&command, given, terminal),
        Command::Load(command) => load::run(&command, given, terminal),
        #[cfg(feature = "sparql")]
        Command::Query(command) => query::run(&command, given, terminal),
        Command::Show(command) => show::run(&command, given, terminal),
        Command::Formats => formats::run(terminal),
        Command::Databases => databases::run(terminal),
        Command::Explain(command) => explain::run(&command, terminal),
        Command::Ontology(command) => ontology::run(&command, terminal),
        Command::Schema(command) => schema::run(&command, terminal),
        Command::Map(command) => map::run(&command, terminal),
        Command::New(command) => new::run(&command, terminal),
        Command::Completions(command) => completions::run(&command, Arguments::command(), terminal),
        Command::Man(command) => man::run(&command, Arguments::command(), terminal),
    }
}
