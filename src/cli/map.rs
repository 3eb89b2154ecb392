//! `dossier map`.

use std::path::PathBuf;

use clap::Args;

use super::kind::refuse_stores;
use super::output::{Failure, Terminal};
use super::rows::format_named;
use crate::diagnostic::Findings;
use crate::read::rows::guess_mapping;
use crate::text::SourceMap;

/// Print the mapping that is guessed for files of rows, to begin from
///
/// It says of each file whether its rows are nodes or edges, and which column or key plays which role. Change what is wrong,
/// and read the files with --map.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  dossier map nodes.csv edges.csv > mapping.yaml
  dossier check nodes.csv edges.csv --map mapping.yaml")]
pub(super) struct Map {
    /// Files of rows
    #[arg(value_name = "FILE", required = true)]
    paths: Vec<PathBuf>,

    /// The format of the files, if it cannot be detected
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
}

/// Prints the mapping that is guessed.
pub(super) fn run(command: &Map, terminal: &Terminal) -> Result<(), Failure> {
    refuse_stores(&command.paths)?;
    let from = command.from.as_deref().map(format_named).transpose()?;
    match guess_mapping(&command.paths, from) {
        Ok(mapping) => terminal.data(|out| write!(out, "{mapping}")),
        Err(found) => {
            let mut findings = Findings::default();
            found.into_iter().for_each(|finding| findings.push(finding));
            terminal.say_findings(&findings, &SourceMap::new());
            Err(Failure::of(&findings))
        }
    }
}
