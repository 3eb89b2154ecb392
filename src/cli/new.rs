//! `dossier new`.

use std::path::Path;

use clap::Args;

use super::output::{Failure, Terminal};
use crate::disk::write_new_folder;
use crate::read::{name_of_new, new_dossier};
use crate::text::file_name;

/// Write a small example dossier that passes the checks
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier new strike && dossier check strike && dossier export strike
  dossier new firm --ontology ownership && dossier draw firm -o firm.svg")]
pub(super) struct New {
    /// The name of the dossier and of its folder
    pub(super) name: String,

    /// The built-in ontology of its story: negotiation, ownership, argument, events or kin
    #[arg(long, value_name = "NAME", default_value = "negotiation")]
    pub(super) ontology: String,
}

/// Writes a small dossier into a new folder, atomically.
pub(super) fn run(command: &New, terminal: &Terminal) -> Result<(), Failure> {
    let folder = Path::new(&command.name);
    let wanted = folder.file_name().and_then(|name| name.to_str()).unwrap_or(&command.name);
    let name = name_of_new(wanted).ok_or_else(|| {
        Failure::Usage(format!(
            "`{wanted}` is not a valid name; use lowercase letters, digits and hyphens, such as dock-strike"
        ))
    })?;
    if file_name(wanted) != wanted || wanted.ends_with(['.', ' ']) {
        let message = format!("`{wanted}` is not a valid folder name on every system; choose another name");
        return Err(Failure::Usage(message));
    }
    if folder.symlink_metadata().is_ok() {
        return Err(Failure::Usage(format!("`{}` already exists; choose another name", folder.display())));
    }
    let files = new_dossier(&name, &command.ontology)
        .ok_or_else(|| Failure::Usage(super::ontology::unknown(&command.ontology)))?;
    write_new_folder(folder, &files).map_err(|error| Failure::unwritten(folder, error))?;
    for (file, _) in files {
        terminal.say(format_args!("wrote {}", folder.join(file).display()));
    }
    terminal.say(format_args!("next: dossier check {}", folder.display()));
    Ok(())
}
