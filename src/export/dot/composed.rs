//! What timelines and networks in DOT have in common: the head with titles, notes and symbols, and texts of one look.

use std::io::{self, Write};

use super::quote::{Html, Quoted, Tooltip};
use super::style::{EDGES_ARE_CLAIMS, FONTS};
use crate::export::palette::Palette;
use crate::text::wrap_columns;

const TITLE_COLUMNS: usize = 64;
const NOTE_COLUMNS: usize = 110;
/// More lines of one text are not read.
const MOST_LINES: usize = 8;

/// The head of a graph.
pub(super) struct GraphHead<'h> {
    /// The name of the graph.
    pub(super) name: &'h str,
    /// The direction of its ranks, as Graphviz calls it.
    pub(super) direction: &'h str,
    /// What it is about.
    pub(super) titles: &'h [String],
    /// What is to be known of it.
    pub(super) notes: Vec<&'h str>,
    /// The symbols that are drawn, with their meaning.
    pub(super) signs: Vec<String>,
}

impl GraphHead<'_> {
    /// Opens a graph of cards.
    pub(super) fn write(&self, colours: &Palette, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "digraph {} {{", Quoted(self.name))?;
        writeln!(out, "  graph [")?;
        writeln!(out, "    id={}, charset=\"UTF-8\",", Quoted(&format!("graph/{}", self.name)))?;
        writeln!(out, "    comment={},", Quoted(EDGES_ARE_CLAIMS))?;
        writeln!(out, "    rankdir={}, newrank=true, splines=true, outputorder=edgesfirst,", self.direction)?;
        writeln!(out, "    nodesep=0.3, ranksep=0.5, pad=0.4, labelloc=t, labeljust=l,")?;
        writeln!(out, "    bgcolor={}, fontname={},", Quoted(colours.canvas), Quoted(FONTS))?;
        write!(out, "    label=<")?;
        for title in self.titles {
            write_in(title, TITLE_COLUMNS, (24, colours.text, true), out)?;
        }
        for note in &self.notes {
            write_in(note, NOTE_COLUMNS, (13, colours.muted, false), out)?;
        }
        write_in(&self.signs.join(" · "), NOTE_COLUMNS, (11, colours.muted, false), out)?;
        writeln!(out, " >,\n    tooltip={}", Tooltip(&self.titles.join("\n")))?;
        writeln!(out, "  ];")?;
        let (fonts, text, line) = (Quoted(FONTS), Quoted(colours.text), Quoted(colours.line));
        writeln!(
            out,
            "  node [shape=box, style=\"rounded,filled\", fontname={fonts}, fontsize=13, fontcolor={text}, margin=\"0.12,0.08\"];"
        )?;
        writeln!(
            out,
            "  edge [fontname={fonts}, fontsize=10, fontcolor={}, color={line}, arrowsize=0.7];",
            Quoted(colours.role)
        )
    }
}

/// A text in lines of one look: size, colour, whether it is bold.
pub(super) fn write_in(
    text: &str,
    columns: usize,
    (size, colour, bold): (u32, &str, bool),
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut lines = wrap_columns(text, columns);
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    let (open, close) = if bold { ("<B>", "</B>") } else { ("", "") };
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        write!(out, "<FONT POINT-SIZE=\"{size}\" COLOR=\"{colour}\">{open}{}{close}</FONT>", Html(line))?;
        write!(out, "<BR ALIGN=\"LEFT\"/>")?;
    }
    Ok(())
}
