//! The command line: the commands, and the options that each of them has.

use clap::builder::styling::{Ansi256Color, Effects, Styles};
use clap::{Parser, Subcommand};

use super::shared_arguments::ColorWhen;

/// Export knowledge graphs to pictures, RDF, property graphs and databases.
#[derive(Debug, Parser)]
#[command(name = "dossier", version, propagate_version = true, max_term_width = 100, styles = STYLES)]
#[command(after_help = "\
Examples:
  dossier new strike                 write a small example dossier into the folder strike
  dossier check strike               report every error, and how to fix it
  dossier draw strike                draw the story on one page, as exports/strike.svg
  dossier export strike              write the default formats into exports/
  dossier show union strike          show every claim about one node, its speakers and quotes

Exit codes: 0 success, 1 findings, 2 wrong usage, 3 input, output or drawing failed, 4 a database failed.")]
pub(super) struct Arguments {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorWhen,

    /// Print only errors and the requested output
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,

    /// The memory limit, such as 4GB; by default nine tenths of the free memory
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
    /// List the databases: how to load each, what it keeps, which version was tested
    Databases,
    Explain(super::explain::Explain),
    Ontology(super::ontology::Command),
    Schema(super::schema::Schema),
    Map(super::map::Map),
    New(super::new::New),
    View(super::view::View),
    /// Report the detected programs and fonts
    Doctor,
    Completions(super::completions::Completions),
    Man(super::man::Man),
}

impl Command {
    /// Whether it reads neither dossiers nor rows.
    pub(super) fn reads_no_graph(&self) -> bool {
        matches!(self, Command::Ontology(command) if command.is_built_in())
            || matches!(
                self,
                Command::Formats
                    | Command::Databases
                    | Command::Explain(_)
                    | Command::Schema(_)
                    | Command::Map(_)
                    | Command::New(_)
                    | Command::Doctor
                    | Command::Completions(_)
                    | Command::Man(_)
            )
    }
}

/// Clap's colours, with a red for errors that the themes of terminals do not change: the same as that of findings.
const STYLES: Styles = Styles::styled().error(Ansi256Color(9).on_default().effects(Effects::BOLD));
