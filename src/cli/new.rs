//! `dossier new`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::arguments::New;
use super::output::{Failure, TEMPORARY, Terminal, folder_of};
use crate::read::{name_of_new, new_dossier};
use crate::text::file_name;

/// Writes a small dossier into a new folder, which appears whole or not at all.
pub(super) fn run(command: &New, terminal: &Terminal) -> Result<(), Failure> {
    let folder = Path::new(&command.name);
    let wanted = folder.file_name().and_then(|name| name.to_str()).unwrap_or(&command.name);
    let name = name_of_new(wanted).ok_or_else(|| {
        Failure::Usage(format!(
            "`{wanted}` is no name: use small letters, digits and hyphens, such as dock-strike"
        ))
    })?;
    if file_name(wanted) != wanted || wanted.ends_with(['.', ' ']) {
        let message =
            format!("`{wanted}` cannot be the name of a folder on every system; choose another one");
        return Err(Failure::Usage(message));
    }
    if folder.symlink_metadata().is_ok() {
        return Err(Failure::Usage(format!("`{}` is there already", folder.display())));
    }
    let files = new_dossier(&name);
    let missing: Vec<PathBuf> = missing_parents(folder);
    if let Err(error) = write(folder, &files) {
        for parent in missing {
            // It is empty, unless somebody else has put something there.
            let _ = fs::remove_dir(parent);
        }
        return Err(Failure::unwritten(folder, error));
    }
    for (file, _) in files {
        terminal.say(format_args!("wrote {}", folder.join(file).display()));
    }
    terminal.say(format_args!("next: dossier check {}", folder.display()));
    Ok(())
}

/// The folders above a path that are not there yet, the innermost first.
fn missing_parents(path: &Path) -> Vec<PathBuf> {
    let parents = path.ancestors().skip(1).take_while(|parent| !parent.as_os_str().is_empty());
    parents.take_while(|parent| parent.symlink_metadata().is_err()).map(Path::to_owned).collect()
}

fn write(folder: &Path, files: &[(&str, String)]) -> io::Result<()> {
    let parent = folder_of(folder);
    fs::create_dir_all(parent)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    let made = builder.tempdir_in(parent)?;
    for (name, text) in files {
        let mut file = File::create_new(made.path().join(name))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
    }
    fs::rename(made.path(), folder)?;
    // It has another name now.
    let _ = made.keep();
    Ok(())
}
