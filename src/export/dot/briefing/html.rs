//! The HTML-like labels of a briefing ("Shape, HTML-like Labels", graphviz.org). There are no blanks between cells: they
//! would shift the text.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::export::dot::quote::Html;
use crate::export::palette::{Palette, SideColours};
use crate::graph::{KnowledgeGraph, Term};
use crate::text::wrap_columns;
use crate::view::{Arrow, Briefing, Card, Exhibit, Row, RowKind, Tone, words};

const TABLE: &str = "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\"";

/// Columns of titles, subtitles, names, roles, quotes, labels of arrows.
const TITLE_COLUMNS: usize = 64;
const SUBTITLE_COLUMNS: usize = 110;
const NAME_COLUMNS: usize = 36;
const CARD_COLUMNS: usize = 24;
const ROLE_COLUMNS: usize = 46;
const QUOTE_COLUMNS: usize = 44;
const LABEL_COLUMNS: usize = 24;

/// A text in lines of one style, each followed by a break.
struct Lines<'t> {
    text: &'t str,
    columns: usize,
    most: usize,
    size: u32,
    colour: &'t str,
    bold: bool,
}

impl Lines<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut lines = wrap_columns(self.text, self.columns);
        if lines.len() > self.most {
            lines.truncate(self.most);
            if let Some(last) = lines.last_mut() {
                last.push('…');
            }
        }
        let (open, close) = if self.bold { ("<B>", "</B>") } else { ("", "") };
        for line in lines {
            write!(out, "<FONT POINT-SIZE=\"{}\" COLOR=\"{}\">{open}", self.size, self.colour)?;
            write!(out, "{}{close}</FONT><BR ALIGN=\"LEFT\"/>", Html(&line))?;
        }
        Ok(())
    }
}

/// A cell must not be empty.
fn write_cell(attributes: &str, lines: &[Lines<'_>], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<TD ALIGN=\"LEFT\"{attributes}>")?;
    if lines.iter().all(|lines| wrap_columns(lines.text, lines.columns).is_empty()) {
        write!(out, " ")?;
    }
    for lines in lines {
        lines.write(out)?;
    }
    write!(out, "</TD>")
}

/// Title, subtitle, legend.
pub(super) fn write_header(
    graph: &KnowledgeGraph,
    briefing: &Briefing,
    note: Option<&str>,
    colours: &Palette,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "<{TABLE} CELLPADDING=\"2\">")?;
    for title in &briefing.titles {
        let lines = Lines {
            text: title,
            columns: TITLE_COLUMNS,
            most: 4,
            size: 32,
            colour: colours.text,
            bold: true,
        };
        write!(out, "<TR>")?;
        write_cell("", &[lines], out)?;
        write!(out, "</TR>")?;
    }
    for note in note.into_iter().chain(briefing.notes.iter().map(String::as_str)) {
        let lines = Lines {
            text: note,
            columns: SUBTITLE_COLUMNS,
            most: 3,
            size: 16,
            colour: colours.muted,
            bold: false,
        };
        write!(out, "<TR>")?;
        write_cell("", &[lines], out)?;
        write!(out, "</TR>")?;
    }
    write!(out, "<TR><TD HEIGHT=\"6\"></TD></TR><TR><TD ALIGN=\"LEFT\">{TABLE} CELLPADDING=\"2\"><TR>")?;
    for (sample, meaning, colour) in samples(graph, briefing, colours) {
        write!(out, "<TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"13\" COLOR=\"{colour}\"><B>{sample}</B>  ")?;
        write!(out, "{}</FONT></TD><TD WIDTH=\"20\"></TD>", Html(meaning))?;
    }
    write!(out, "<TD></TD></TR></TABLE></TD></TR><TR><TD HEIGHT=\"12\"></TD></TR></TABLE>>")
}

/// The lines that occur, as HTML, with their meanings and colours.
fn samples(
    graph: &KnowledgeGraph,
    briefing: &Briefing,
    colours: &Palette,
) -> Vec<(String, &'static str, &'static str)> {
    let drawing = graph.ontology().drawing();
    let plain = briefing.arrows.iter().filter(|arrow| matches!(arrow.tone, Tone::Plain | Tone::Agreeing));
    let statuses: BTreeSet<_> = plain.map(|arrow| graph.claim(arrow.claim).status()).collect();
    let tones: BTreeSet<Tone> = briefing.arrows.iter().map(|arrow| arrow.tone).collect();
    let mut samples = Vec::new();
    for status in statuses {
        let look = drawing.of_status(status);
        let line = match look.line {
            crate::ontology::Line::Solid => "——▶",
            crate::ontology::Line::Dashed => "– – ▶",
            crate::ontology::Line::Dotted => "· · ▶",
        };
        let sample =
            if look.mark.is_empty() { line.to_owned() } else { format!("{} {line}", Html(&look.mark)) };
        samples.push((sample, status.legend(), colours.role));
    }
    for (tone, sample, meaning, colour) in [
        (Tone::Agreeing, "━━▶", "agrees", colours.agreed),
        (Tone::Accusing, "– – ▶", "accuses", colours.contested),
        (Tone::Denying, "━━┫", "denies", colours.contested),
    ] {
        if tones.contains(&tone) {
            samples.push((sample.to_owned(), meaning, colour));
        }
    }
    if !briefing.evidence.is_empty() {
        samples.push(("<SUP>1</SUP>".to_owned(), "evidence number", colours.muted));
    }
    samples
}

/// A heading of a cluster.
pub(super) fn write_heading(text: &str, colour: &str, out: &mut dyn Write) -> io::Result<()> {
    let lines = Lines { text, columns: NAME_COLUMNS, most: 3, size: 15, colour, bold: true };
    write!(out, "<{TABLE} CELLPADDING=\"5\"><TR>")?;
    write_cell("", &[lines], out)?;
    write!(out, "</TR></TABLE>>")
}

/// The name of a side, and who belongs to it without a card.
pub(super) fn write_cluster_label(
    cluster: &Cluster<'_>,
    colours: &Palette,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = cluster.label.to_uppercase();
    let mut lines = vec![Lines {
        text: &name,
        columns: CARD_COLUMNS,
        most: 3,
        size: 15,
        colour: cluster.colours.label,
        bold: true,
    }];
    lines.extend(cluster.also.iter().map(|text| role(text, CARD_COLUMNS + 6, colours)));
    write!(out, "<{TABLE} CELLPADDING=\"5\"><TR>")?;
    write_cell("", &lines, out)?;
    write!(out, "</TR></TABLE>>")
}

fn role<'t>(text: &'t str, columns: usize, colours: &Palette) -> Lines<'t> {
    Lines { text, columns, most: 4, size: 12, colour: colours.role, bold: false }
}

/// A card: rounded for a person, square for anybody else.
pub(super) fn write_card(
    card: &Card,
    side: SideColours,
    colours: &Palette,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (style, padding) = if card.is_person { (" STYLE=\"ROUNDED\"", 10) } else { ("", 8) };
    let border = if card.is_person && card.arrows > 1 { 2 } else { 1 };
    write!(out, "<<TABLE BORDER=\"{border}\" COLOR=\"{}\" CELLBORDER=\"0\" CELLSPACING=\"0\" ", side.card)?;
    write!(out, "CELLPADDING=\"{padding}\"{style} BGCOLOR=\"{}\"><TR>", colours.card)?;
    let size = match (card.is_person, card.arrows) {
        (true, 3..) => 20,
        (true, _) => 18,
        (false, _) => 16,
    };
    let mut lines = vec![Lines {
        text: &card.label,
        columns: CARD_COLUMNS,
        most: 6,
        size,
        colour: colours.text,
        bold: true,
    }];
    lines.extend(card.lines.iter().map(|text| role(text, CARD_COLUMNS + 6, colours)));
    write_cell("", &lines, out)?;
    write!(out, "</TR></TABLE>>")
}

fn colour_of(kind: RowKind, colours: &Palette) -> &'static str {
    match kind {
        RowKind::Agreed => colours.agreed,
        RowKind::Disagreement => colours.disagreement,
        RowKind::Contested => colours.contested,
        RowKind::Measure => colours.measure,
        RowKind::Other => colours.other,
    }
}

/// The rows, each a table of its own within the one that keeps their order.
pub(super) fn write_rows(
    graph: &KnowledgeGraph,
    rows: &[Row],
    ports: &BTreeMap<Term, String>,
    colours: &Palette,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"6\" CELLPADDING=\"0\">")?;
    for row in rows {
        let colour = colour_of(row.kind, colours);
        write!(out, "<TR><TD><TABLE BORDER=\"1\" COLOR=\"{colour}\" CELLBORDER=\"0\" CELLSPACING=\"0\" ")?;
        write!(out, "CELLPADDING=\"9\" STYLE=\"ROUNDED\" BGCOLOR=\"{}\">", colours.card)?;
        let (id, tooltip) = match row.term {
            Term::Node(key) => (graph.node(key).id().to_owned(), words::of_node(graph.node(key))),
            Term::Claim(key) => (format!("{}/row", graph.claim(key).id()), words::of_claim(graph.claim(key))),
        };
        let tag = row.tag.to_uppercase();
        let mut lines = vec![
            Lines { text: &tag, columns: NAME_COLUMNS + 4, most: 2, size: 11, colour, bold: true },
            Lines {
                text: &row.label,
                columns: NAME_COLUMNS,
                most: 8,
                size: 16,
                colour: colours.text,
                bold: true,
            },
        ];
        lines.extend(row.details.iter().map(|text| role(text, ROLE_COLUMNS, colours)));
        write_row(ports.get(&row.term), &id, &tooltip, &lines, out)?;
        for point in &row.points {
            let node = graph.node(point.node);
            let mut lines = vec![Lines {
                text: &point.label,
                columns: NAME_COLUMNS + 4,
                most: 6,
                size: 13,
                colour: colours.text,
                bold: true,
            }];
            lines.extend(point.details.iter().map(|text| role(text, ROLE_COLUMNS, colours)));
            write_row(ports.get(&Term::Node(point.node)), node.id(), &words::of_node(node), &lines, out)?;
        }
        write!(out, "</TABLE></TD></TR>")?;
    }
    write!(out, "</TABLE>>")
}

fn write_row(
    port: Option<&String>,
    id: &str,
    tooltip: &str,
    lines: &[Lines<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    let port = port.map_or(String::new(), |port| format!(" PORT=\"{port}\""));
    // A tooltip of a cell is shown only where the cell has a link.
    let attributes =
        format!("{port} ID=\"{0}\" HREF=\"#{0}\" TITLE=\"{1}\" WIDTH=\"320\"", Html(id), Html(tooltip));
    write!(out, "<TR>")?;
    write_cell(&attributes, lines, out)?;
    write!(out, "</TR>")
}

/// The label of an arrow with the numbers of its evidence.
pub(super) fn write_arrow_label(
    arrow: &Arrow,
    colour: &str,
    colours: &Palette,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = wrap_columns(&arrow.label, LABEL_COLUMNS);
    write!(out, "<")?;
    for (at, line) in lines.iter().enumerate() {
        let line_break = if at == 0 { "" } else { "<BR/>" };
        write!(out, "{line_break}<FONT COLOR=\"{colour}\">{}</FONT>", Html(line))?;
    }
    let numbers: Vec<String> = arrow.numbers.iter().map(usize::to_string).collect();
    if !numbers.is_empty() {
        write!(
            out,
            "<SUP><FONT POINT-SIZE=\"10\" COLOR=\"{}\"><B> {}</B></FONT></SUP>",
            colours.text,
            numbers.join(", ")
        )?;
    }
    if lines.is_empty() && numbers.is_empty() {
        write!(out, " ")?;
    }
    write!(out, ">")
}

/// The quotes with their numbers.
pub(in crate::export::dot) fn write_evidence(
    evidence: &[Exhibit],
    colours: &Palette,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "<{TABLE} CELLPADDING=\"6\"><TR><TD COLSPAN=\"2\" ALIGN=\"LEFT\">")?;
    write!(out, "<FONT POINT-SIZE=\"15\" COLOR=\"{}\"><B>EVIDENCE</B></FONT>", colours.text)?;
    write!(
        out,
        "<FONT POINT-SIZE=\"12\" COLOR=\"{}\">  quotes from the sources</FONT></TD></TR>",
        colours.muted
    )?;
    for (at, exhibit) in evidence.iter().enumerate() {
        let number = at + 1;
        write!(
            out,
            "<TR><TD ALIGN=\"RIGHT\" VALIGN=\"TOP\"><FONT POINT-SIZE=\"12\" COLOR=\"{}\">",
            colours.text
        )?;
        write!(out, "<B>{number}</B></FONT></TD>")?;
        let note = (!exhibit.verified).then_some("not verified: the text is missing");
        let quote = Lines {
            text: &exhibit.quote,
            columns: QUOTE_COLUMNS,
            most: 40,
            size: 12,
            colour: colours.role,
            bold: false,
        };
        let small = |text| Lines {
            text,
            columns: QUOTE_COLUMNS,
            most: 2,
            size: 11,
            colour: colours.muted,
            bold: false,
        };
        let lines: Vec<Lines<'_>> =
            [quote].into_iter().chain(exhibit.work.as_deref().map(small)).chain(note.map(small)).collect();
        write_cell(&format!(" VALIGN=\"TOP\" ID=\"evidence/{number}\""), &lines, out)?;
        write!(out, "</TR>")?;
    }
    write!(out, "</TABLE>>")
}

/// A side, or those of no side.
pub(super) struct Cluster<'b> {
    pub(super) name: String,
    pub(super) label: &'b str,
    pub(super) class: String,
    pub(super) colours: SideColours,
    pub(super) cards: &'b [Card],
    pub(super) also: &'b [String],
    pub(super) is_left: bool,
}
