//! The command line: the commands, and the options that each of them has.

use clap::{Parser, Subcommand};

use super::shared_arguments::ColorWhen;

/// Turn what sources say into a knowledge graph, and the graph into pictures and databases.
#[derive(Debug, Parser)]
#[command(name = "dossier", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "\
Examples:
  dossier new strike                 write a small dossier to begin with, into the folder strike
  dossier check strike               check every word, and say what is wrong and how to mend it
  dossier draw strike                draw the story on one page, as exports/strike.svg
  dossier export strike              write the graph in the default formats into exports/
  dossier show union strike          everything that is said about one thing, by whom, with the words

Exit codes: 0 good, 1 findings, 2 wrong usage, 3 input or output, or no picture in time, 4 a database.")]
pub(super) struct Arguments {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorWhen,

    /// Print only errors and what was asked for
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,

    /// How much memory the program may use, such as 4GB; by default nine tenths of what is free
    #[arg(long, global = true, value_name = "SIZE", value_parser = super::memory::bytes)]
    pub(super) memory: Option<u64>,

    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Check(super::check::Check),
    Draw(super::draw::Draw),
    Export(super::export::Export),
    Load(super::load::Load),
    #[cfg(feature = "sparql")]
    Query(super::query::Query),
    Show(super::show::Show),
    /// List the formats and what each can hold
    Formats,
    /// List the databases: how to fill each, what it keeps, which version was tested
    Databases,
    Explain(super::explain::Explain),
    Ontology(super::ontology::Command),
    /// Print the JSON Schema of the format, for editors
    Schema,
    New(super::new::New),
    View(super::view::View),
    /// Tell what was found on this machine and will be used
    Doctor,
    Completions(super::completions::Completions),
    Man(super::man::Man),
}
