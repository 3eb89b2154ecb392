//! A network in DOT: cards in layers from top to bottom, arrows with their labels, and the evidence at the right.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::briefing::write_evidence;
use super::composed::{GraphHead, write_in};
use super::quote::{Html, Quoted, Tooltip};
use super::style::arrowhead;
use crate::export::palette::{Palette, Theme};
use crate::graph::{KnowledgeGraph, Term};
use crate::ontology::{Head, Status};
use crate::text::wrap_columns;
use crate::view::{LinkPart, Network, NetworkCard, NetworkLink, Stance, words};

const CARD_COLUMNS: usize = 30;
const LABEL_COLUMNS: usize = 22;
/// The node of the evidence; ids of nodes hold no slash.
const EVIDENCE: &str = "evidence/quotes";

/// Writes a network; `note` is one more line under the title.
///
/// # Errors
/// Those of the writer.
pub fn write_network(
    graph: &KnowledgeGraph,
    network: &Network,
    note: Option<&str>,
    theme: Theme,
    out: &mut dyn Write,
) -> io::Result<()> {
    let writer = Writer { graph, network, theme, colours: theme.palette() };
    writer.write_head(note, out)?;
    for card in &network.cards {
        writer.write_card(card, out)?;
    }
    for link in &network.links {
        writer.write_link(link, out)?;
    }
    writer.write_quotes(out)?;
    writeln!(out, "}}")
}

struct Writer<'n> {
    graph: &'n KnowledgeGraph,
    network: &'n Network,
    theme: Theme,
    colours: &'static Palette,
}

impl Writer<'_> {
    fn write_head(&self, note: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
        let network = self.network;
        let notes = note.into_iter().chain(network.notes.iter().map(String::as_str)).collect();
        let (name, signs) = (self.graph.name(), self.signs());
        GraphHead { name: &name, direction: "TB", titles: &network.titles, notes, signs }
            .write(self.colours, out)
    }

    /// The symbols that are drawn.
    fn signs(&self) -> Vec<String> {
        let links = &self.network.links;
        let statuses: BTreeSet<Status> =
            links.iter().map(|link| self.graph.claim(link.claim).status()).collect();
        let mut signs: Vec<String> = statuses
            .into_iter()
            .map(|status| {
                let look = self.graph.ontology().drawing().of_status(status);
                format!("{} {} ({})", look.mark, status.legend(), look.line.name()).trim_start().to_owned()
            })
            .collect();
        for (stance, words) in [(Stance::Supporting, "supports"), (Stance::Attacking, "attacks")] {
            if links.iter().any(|link| link.stance == stance) {
                signs.push(format!("{} {words}", stance.mark()));
            }
        }
        signs
    }

    fn write_card(&self, card: &NetworkCard, out: &mut dyn Write) -> io::Result<()> {
        let (colours, name) = (self.colours, self.name_of(card.term));
        match card.term {
            Term::Node(key) => {
                let node = self.graph.node(key);
                let look = self.graph.ontology().drawing().of_type(node.type_key());
                let (border, fill) = match self.theme {
                    Theme::Light => (look.family.border.as_str(), look.family.fill.as_str()),
                    Theme::Dark => (look.family.border.as_str(), colours.card),
                    Theme::Print => (colours.line, colours.card),
                };
                let class = format!("node {} {}", node.node_type().name, look.family.name);
                write!(out, "  {0} [id={0}, class={1}, label=<", Quoted(&name), Quoted(&class))?;
                write_in(&card.tag.to_uppercase(), CARD_COLUMNS, (9, colours.role, true), out)?;
                let size = if card.is_main { 17 } else { 13 };
                write_in(&card.label, CARD_COLUMNS, (size, colours.text, true), out)?;
                for line in &card.lines {
                    write_in(line, CARD_COLUMNS, (10, colours.role, false), out)?;
                }
                write!(out, " >, color={}, fillcolor={}", Quoted(border), Quoted(fill))?;
                if card.is_main {
                    write!(out, ", penwidth=2")?;
                }
                write!(out, ", tooltip={}", Tooltip(&words::of_node(node)))?;
                if let Some(link) = words::link_of_node(node) {
                    write!(out, ", URL={}, target=\"_blank\"", Quoted(&link))?;
                }
            }
            Term::Claim(key) => {
                let claim = self.graph.claim(key);
                let class = format!("claim {} {}", claim.status(), claim.predicate_name());
                write!(out, "  {0} [id={0}, class={1}, ", Quoted(&name), Quoted(&class))?;
                if card.label.is_empty() {
                    write!(
                        out,
                        "shape=circle, label=\"\", fixedsize=true, width=0.16, height=0.16, margin=0"
                    )?;
                } else {
                    write!(out, "label=<")?;
                    write_in(&card.label, CARD_COLUMNS, (11, colours.text, false), out)?;
                    write!(out, " >")?;
                }
                let (line, fill) = (Quoted(colours.line), Quoted(colours.card));
                write!(
                    out,
                    ", color={line}, fillcolor={fill}, tooltip={}",
                    Tooltip(&words::of_claim(claim))
                )?;
            }
        }
        writeln!(out, "];")
    }

    /// An arrow is always written from top to bottom, so that the layers stay as they are; `dir=back` turns its head.
    fn write_link(&self, link: &NetworkLink, out: &mut dyn Write) -> io::Result<()> {
        let claim = self.graph.claim(link.claim);
        let (upper, lower) = link.ends();
        let id = match link.part {
            LinkPart::Whole => self.name_of(Term::Claim(link.claim)).trim_end_matches("/point").to_owned(),
            LinkPart::First => format!("{}/subject", claim.id()),
            LinkPart::Second => format!("{}/object", claim.id()),
        };
        let class = format!("claim {} {} {}", claim.status(), link.stance.classes(), claim.predicate_name());
        write!(out, "  {} -> {} ", Quoted(&self.name_of(upper)), Quoted(&self.name_of(lower)))?;
        write!(out, "[id={}, class={}", Quoted(&id), Quoted(&class))?;
        let tooltip = words::of_claim(claim);
        if !link.label.is_empty() {
            write!(out, ", label=<")?;
            let numbers = link.numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
            let colour = self.colour_of(link.stance).unwrap_or(self.colours.role);
            let lines = wrap_columns(&link.label, LABEL_COLUMNS);
            for (at, line) in lines.iter().enumerate() {
                write!(out, "<FONT COLOR=\"{colour}\">{}</FONT>", Html(line))?;
                if at + 1 < lines.len() {
                    write!(out, "<BR ALIGN=\"LEFT\"/>")?;
                }
            }
            if !numbers.is_empty() {
                write!(out, "<FONT POINT-SIZE=\"9\"><B> {numbers}</B></FONT>")?;
            }
            write!(out, ">, labeltooltip={}", Tooltip(&tooltip))?;
        }
        let look = claim.drawing();
        let head = match (link.part, link.stance) {
            _ if claim.is_undirected() => "none",
            (LinkPart::First, _) => "none",
            (_, Stance::Attacking) => arrowhead(Head::Tee),
            _ => arrowhead(look.head),
        };
        write!(out, ", style={}", look.line.name())?;
        if let Some(colour) = self.colour_of(link.stance) {
            write!(out, ", color={}, penwidth=2.4", Quoted(colour))?;
        }
        match link.points_up {
            true => write!(out, ", dir=back, arrowtail={head}")?,
            false => write!(out, ", arrowhead={head}")?,
        }
        write!(out, ", tooltip={}", Tooltip(&tooltip))?;
        writeln!(out, ", URL={}];", Quoted(&words::link_of_claim(claim)))
    }

    fn colour_of(&self, stance: Stance) -> Option<&'static str> {
        match stance {
            Stance::Neutral => None,
            Stance::Supporting => Some(self.colours.agreed),
            Stance::Attacking | Stance::Denying => Some(self.colours.contested),
        }
    }

    fn write_quotes(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.network.evidence.is_empty() {
            return Ok(());
        }
        let (card, frame) = (Quoted(self.colours.card), Quoted(self.colours.frame));
        write!(out, "  {0} [id={0}, class=\"exhibits\", ", Quoted(EVIDENCE))?;
        write!(out, "fillcolor={card}, color={frame}, tooltip=\"Evidence\", label=")?;
        write_evidence(&self.network.evidence, self.colours, out)?;
        writeln!(out, "];")
    }

    /// The name of a node, or of the point of a claim.
    fn name_of(&self, term: Term) -> String {
        match term {
            Term::Node(key) => self.graph.node(key).id().to_owned(),
            Term::Claim(key) => format!("{}/point", self.graph.claim(key).id()),
        }
    }
}
