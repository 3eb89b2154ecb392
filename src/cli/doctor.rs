//! `dossier doctor`.

use std::env;

use std::io::Write as _;

use super::output::{Failure, Terminal};
use crate::draw::graphviz;

/// Reports which programs and fonts are installed, and what they are used for.
pub(super) fn run(terminal: &Terminal) -> Result<(), Failure> {
    let mut lines = vec![("dossier", env!("CARGO_PKG_VERSION").to_owned())];
    lines.push((
        "Graphviz",
        match (graphviz::find(), graphviz::version()) {
            (Some(path), Some(version)) => {
                format!("{version}, {}: lays out whole graphs (draw --picture plain)", path.display())
            }
            (Some(path), None) => format!("{}, unknown version", path.display()),
            (None, _) => "not installed: dossier lays out everything itself".to_owned(),
        },
    ));
    lines.push(("briefings", "laid out by dossier itself, the same on every machine".to_owned()));
    lines.extend(fonts());
    let colours = if terminal.color_on_stdout() { "yes" } else { "no" };
    lines.push(("colours", format!("{colours}, on standard output")));
    terminal.print(|out| {
        for (name, words) in &lines {
            writeln!(out, "{name:<10} {words}")?;
        }
        Ok(())
    })
}

#[cfg(feature = "raster")]
fn fonts() -> Vec<(&'static str, String)> {
    use crate::draw::raster::{embedded_fonts_have, system_font_for};
    let scripts = [
        ("Latin", 'a'),
        ("Greek", 'α'),
        ("Cyrillic", 'я'),
        ("Arabic", 'م'),
        ("Hebrew", 'ש'),
        ("Chinese", '中'),
        ("Japanese", 'あ'),
        ("Korean", '한'),
        ("Devanagari", 'अ'),
        ("Thai", 'ก'),
        ("emoji", '😀'),
    ];
    let own: Vec<&str> =
        scripts.iter().filter(|(_, sample)| embedded_fonts_have(*sample)).map(|(name, _)| *name).collect();
    let mut lines = vec![
        ("PNG, PDF", "drawn by dossier itself".to_owned()),
        ("built-in", format!("Noto Sans, DejaVu Sans, Droid Sans Fallback, Noto Emoji: {}", own.join(", "))),
    ];
    for (name, sample) in scripts.iter().filter(|(_, sample)| !embedded_fonts_have(*sample)) {
        let words = system_font_for(*sample)
            .unwrap_or_else(|| "no font is installed: PNG and PDF would show boxes".to_owned());
        lines.push((name, words));
    }
    lines
}

#[cfg(not(feature = "raster"))]
fn fonts() -> Vec<(&'static str, String)> {
    vec![("PNG, PDF", "not in this build of dossier; they need the feature `raster`".to_owned())]
}
