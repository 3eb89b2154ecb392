//! `dossier view`.

use std::io::Write as _;
use std::time::Duration;

use clap::Args;

use super::honoured::{self, Given};
use super::kind::{Kind, kind_of};
use super::output::{Failure, Terminal, write_file};
use super::parts::{Purpose, Sources, read_part};
use super::selecting::tell_selection;
use super::shared_arguments::{Input, READS_ROWS, RowArguments, Selecting};
use crate::disk::private_folder;
use crate::draw::{DrawOptions, Engine, Picture, draw, page};
use crate::export::{ExportOptions, Theme};

/// Make a page of picture and texts, and open it in the browser
#[derive(Args, Debug)]
#[command(mut_arg("paths", |paths| paths.help(READS_ROWS)))]
#[command(after_help = "\
Examples:
  dossier view strike
  dossier view strike --issue pay     one disagreement
  dossier view strike --no-open       only print where the page is
  dossier view rows.csv --focus ID    a node of a table and what is next to it")]
pub(super) struct View {
    #[command(flatten)]
    pub(super) input: Input,

    #[command(flatten)]
    pub(super) selecting: Selecting,

    #[command(flatten)]
    pub(super) rows: RowArguments,

    /// Do not open the browser
    #[arg(long)]
    pub(super) no_open: bool,
}

/// Writes the page into a folder that only the user can read, and opens it. It stays there: browsers read it after the
/// program has ended.
pub(super) fn run(command: &View, given: &Given, terminal: &Terminal) -> Result<(), Failure> {
    let kind = kind_of(&command.input.paths, &command.rows)?;
    honoured::view(given, kind, command.rows.texts_are_folder())?;
    let sources = Sources { kind, input: &command.input, rows: &command.rows };
    let (part, is_overview) = read_part(sources, &command.selecting, None, Purpose::Story, terminal)?;
    tell_selection(&part, terminal);
    let options = DrawOptions {
        picture: match kind {
            Kind::Dossier => Picture::Fitting,
            Kind::Rows if is_overview => Picture::Overview,
            Kind::Rows => Picture::Plain,
        },
        theme: Theme::Light,
        engine: Engine::Auto,
        time_limit: Duration::from_secs(60),
        export: ExportOptions {
            note: part.note.clone(),
            counts: part.counts.clone(),
            ..ExportOptions::default()
        },
    };
    let drawing = draw(&part.checked, &options).map_err(|error| Failure::Picture(error.to_string()))?;
    let page = page(&part.checked, &drawing, part.note.as_deref());
    let folder = private_folder("dossier-view").map_err(|error| Failure::Io(std::env::temp_dir(), error))?;
    let file = folder.join(format!("{}.html", part.name));
    write_file(&file, &part.inputs, |out| out.write_all(page.as_bytes()))?;
    terminal.print(|out| writeln!(out, "{}", file.display()))?;
    if !command.no_open {
        open::that_detached(&file).map_err(|error| {
            Failure::Picture(format!("cannot open a browser ({error}); open the page yourself"))
        })?;
    }
    Ok(())
}
