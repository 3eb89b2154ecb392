//! `dossier check --fix` and `dossier check --diff`: the fixes that findings show.

use std::io::Write;
use std::path::Path;

use super::levels::levels;
use super::numbers::counted;
use super::output::{Failure, Terminal};
use super::reach::disk;
use super::shared_arguments::Input;
use crate::diagnostic::unified_diff;
use crate::disk::rewrite_file;
use crate::fix::{Fixer, Offer, Offers};
use crate::read::STDIN;
use crate::text::shown_path;

/// What to do with fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Write them into the files: on a terminal those that the user confirms, else those that are certain.
    Write,
    /// Show those that are certain.
    Show,
}

/// Fixes dossiers, or shows what would be fixed; that something would be is a failure then.
pub(super) fn run(input: &Input, mode: Mode, terminal: &Terminal) -> Result<(), Failure> {
    for path in &input.paths {
        if path == Path::new(STDIN) || is_stream(path) {
            let name = if path == Path::new(STDIN) { "standard input".to_owned() } else { shown_path(path) };
            let message = format!("{name} cannot be fixed; name the file of the dossier");
            return Err(Failure::Usage(message));
        }
    }
    let (levels, disk) = (levels(&input.levels)?, disk(&input.reach)?);
    let mut fixer = Fixer::new(&disk, &input.paths, &levels);
    let asks = mode == Mode::Write && terminal.can_ask();
    let (made, refused) = if asks { ask(&mut fixer, terminal)? } else { fixer.apply_certain() };
    if !asks {
        for (path, before, after) in fixer.changed() {
            let diff = unified_diff(&shown_path(path), before, after);
            terminal.data::<std::io::Error>(|out| out.write_all(diff.as_bytes()))?;
        }
    }
    for offer in refused {
        terminal.say(format_args!(
            "not fixed: {}:{}: {}: the fix would cause another error, or change more than it shows",
            shown_path(&offer.path),
            offer.line,
            offer.finding.message
        ));
    }
    if mode == Mode::Show {
        return if made > 0 { Err(Failure::Findings) } else { Ok(()) };
    }
    // A file that cannot be written does not keep the others from it.
    let mut failures = Vec::new();
    for (path, before, after) in fixer.changed() {
        match rewrite_file(path, before.as_bytes(), after.as_bytes()) {
            Ok(()) => terminal.say(format_args!("wrote {}", shown_path(path))),
            Err(error) => failures.push(Failure::unwritten(path, error)),
        }
    }
    Failure::of_several(failures)?;
    terminal.say(format_args!("{} made", counted(made, "fix", "fixes")));
    Ok(())
}

/// Whether a path names what can be read only once, or what the shell opened: a pipe, a device, `/dev/stdin`.
fn is_stream(path: &Path) -> bool {
    let opened = ["/dev", "/proc"].iter().any(|folder| path.starts_with(folder));
    opened || path.metadata().is_ok_and(|about| !about.is_file() && !about.is_dir())
}

/// Asks about each fix, and makes those that are confirmed. Returns how many were made and those that were not, though they
/// were confirmed.
fn ask(fixer: &mut Fixer<'_>, terminal: &Terminal) -> Result<(usize, Vec<Offer>), Failure> {
    let offers = fixer.offers();
    let (mut chosen, mut all_certain) = (Vec::new(), false);
    for offer in &offers.offers {
        show(&offers, offer, terminal)?;
        if all_certain && offer.is_certain() {
            chosen.push(offer);
            continue;
        }
        match answer(terminal)? {
            Answer::Yes => chosen.push(offer),
            Answer::No => {}
            Answer::All => {
                all_certain = true;
                if offer.is_certain() {
                    chosen.push(offer);
                } else {
                    terminal.say(format_args!("this one is not certain, so it stays as it is"));
                }
            }
            Answer::Quit => break,
        }
    }
    let refused: Vec<Offer> = fixer.apply(&offers, &chosen).into_iter().cloned().collect();
    Ok((chosen.len() - refused.len(), refused))
}

/// Shows a fix: what is wrong, what would change.
fn show(offers: &Offers, offer: &Offer, terminal: &Terminal) -> Result<(), Failure> {
    terminal.print(|out| {
        writeln!(out, "{}:{}: {}", shown_path(&offer.path), offer.line, offer.finding.message)?;
        if !offer.is_certain() {
            writeln!(out, "This may change what the dossier says: {}", offer.fix.message)?;
        }
        write!(out, "{}", offers.diff(offer))
    })
}

/// What a user says of one fix.
enum Answer {
    Yes,
    No,
    All,
    Quit,
}

/// Asks until the answer is one; the end of the input means to stop.
fn answer(terminal: &Terminal) -> Result<Answer, Failure> {
    loop {
        let said = terminal.ask("Make this change? yes, no, all that are certain, quit [y/n/a/q] ")?;
        match said.as_deref().map(|said| said.trim().to_lowercase()).as_deref() {
            Some("y" | "yes") => return Ok(Answer::Yes),
            Some("n" | "no") => return Ok(Answer::No),
            Some("a" | "all") => return Ok(Answer::All),
            Some("q" | "quit") | None => return Ok(Answer::Quit),
            Some(_) => {}
        }
    }
}
