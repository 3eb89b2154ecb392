//! `dossier view`.

use std::io::Write as _;
use std::time::Duration;

use clap::Args;

use super::honoured::{self, Given};
use super::input::checked_graph;
use super::kind::refuse_rows;
use super::output::{Failure, Terminal, write_file};
use super::selecting::{selected, tell_selection};
use super::shared_arguments::{Input, Selecting};
use crate::disk::private_folder;
use crate::draw::{DrawOptions, Engine, Picture, draw, page};
use crate::export::{ExportOptions, Theme};

/// Make a page of picture and texts, and open it in the browser
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier view strike
  dossier view strike --issue pay     one disagreement
  dossier view strike --no-open       only print where the page is")]
pub(super) struct View {
    #[command(flatten)]
    pub(super) input: Input,

    #[command(flatten)]
    pub(super) selecting: Selecting,

    /// Do not open the browser
    #[arg(long)]
    pub(super) no_open: bool,
}

/// Writes the page into a folder that only the user can read, and opens it. It stays there: browsers read it after the
/// program has ended.
pub(super) fn run(command: &View, given: &Given, terminal: &Terminal) -> Result<(), Failure> {
    refuse_rows(&command.input.paths)?;
    honoured::view(given)?;
    let part = selected(&command.selecting, true, checked_graph(&command.input, terminal)?)?;
    tell_selection(&part, terminal);
    let options = DrawOptions {
        picture: Picture::Briefing,
        theme: Theme::Light,
        engine: Engine::Auto,
        time_limit: Duration::from_secs(60),
        export: ExportOptions { note: part.note.clone(), ..ExportOptions::default() },
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
