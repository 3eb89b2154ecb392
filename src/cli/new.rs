//! `dossier new`.

use std::path::Path;

use super::arguments::New;
use super::output::{Failure, Terminal, write_file};
use crate::disk::Inputs;
use crate::read::{name_of_new, new_dossier};

/// Writes a small dossier into a new folder.
pub(super) fn run(command: &New, terminal: &Terminal) -> Result<(), Failure> {
    let folder = Path::new(&command.name);
    let wanted = folder.file_name().and_then(|name| name.to_str()).unwrap_or(&command.name);
    let name = name_of_new(wanted).ok_or_else(|| {
        Failure::Usage(format!(
            "`{wanted}` is no name: use small letters, digits and hyphens, such as dock-strike"
        ))
    })?;
    if folder.exists() {
        return Err(Failure::Usage(format!("`{}` is there already", folder.display())));
    }
    for (file, text) in new_dossier(&name) {
        let path = folder.join(file);
        write_file(&path, &Inputs::default(), |out| out.write_all(text.as_bytes()))?;
        terminal.say(format_args!("wrote {}", path.display()));
    }
    terminal.say(format_args!("next: dossier check {}", folder.display()));
    Ok(())
}
