//! A timeline in DOT: a spine of dates from left to right, what begins on a day in one rank with its date, and what has
//! no date in a cluster.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::composed::{GraphHead, write_in};
use super::quote::{Quoted, Tooltip};
use super::style::arrowhead;
use crate::export::palette::{Palette, Theme};
use crate::graph::{KnowledgeGraph, NodeKey};
use crate::ontology::Status;
use crate::view::{Happening, Link, Timeline, When, words};

const CARD_COLUMNS: usize = 28;
/// More labels on arrows than this leave no room for anything else; tooltips have the words.
const MOST_LABELS: usize = 60;

/// Writes a timeline; `note` is one more line under the title.
///
/// # Errors
/// Those of the writer.
pub fn write_timeline(
    graph: &KnowledgeGraph,
    timeline: &Timeline,
    note: Option<&str>,
    theme: Theme,
    out: &mut dyn Write,
) -> io::Result<()> {
    let writer = Writer { graph, timeline, theme, colours: theme.palette() };
    writer.write_head(note, out)?;
    writer.write_spine(out)?;
    for happening in &timeline.dated {
        writer.write_card(happening, "  ", out)?;
    }
    writer.write_undated(out)?;
    let ranks = writer.ranks();
    for link in &timeline.links {
        // Graphviz 2.43 has trouble with labels of edges within a rank.
        let labelled = timeline.links.len() <= MOST_LABELS && ranks.get(&link.from) != ranks.get(&link.to);
        writer.write_link(link, labelled, out)?;
    }
    writeln!(out, "}}")
}

struct Writer<'t> {
    graph: &'t KnowledgeGraph,
    timeline: &'t Timeline,
    theme: Theme,
    colours: &'static Palette,
}

/// A place on the spine: what begins at one moment, ends at one and has its date in the same words.
fn place_of(happening: &Happening) -> Option<(i128, &When)> {
    happening.when.as_ref().map(|when| (when.anchor(), when))
}

impl Writer<'_> {
    fn write_head(&self, note: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
        let timeline = self.timeline;
        let notes = note.into_iter().chain(timeline.notes.iter().map(String::as_str)).collect();
        let (name, signs) = (self.graph.name(), self.signs());
        GraphHead { name: &name, direction: "LR", titles: &timeline.titles, notes, signs }
            .write(self.colours, out)
    }

    /// The symbols of the statuses that are drawn.
    fn signs(&self) -> Vec<String> {
        let links = self.timeline.links.iter();
        let statuses: BTreeSet<Status> = links.map(|link| self.graph.claim(link.claim).status()).collect();
        let signs = statuses.into_iter().map(|status| {
            let look = self.graph.ontology().drawing().of_status(status);
            format!("{} {} ({})", look.mark, status.name(), look.line.name()).trim_start().to_owned()
        });
        signs.collect()
    }

    /// The dates in order, and the nodes at each date, which invisible edges keep in order.
    fn write_spine(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut dates: BTreeMap<(i128, &When), Vec<&str>> = BTreeMap::new();
        for happening in &self.timeline.dated {
            if let Some(place) = place_of(happening) {
                dates.entry(place).or_default().push(self.graph.node(happening.node).id());
            }
        }
        // Names that no node has: ids of nodes hold no slash.
        let named: Vec<(String, &str, &Vec<&str>)> = (1..)
            .zip(&dates)
            .map(|(number, ((_, when), ids))| (format!("axis/{number}"), when.words.as_str(), ids))
            .collect();
        for (name, words, _) in &named {
            writeln!(
                out,
                "  {0} [id={0}, class=\"axis\", shape=plaintext, style=\"\", fontsize=12, fontcolor={1}, label={2}, tooltip={2}];",
                Quoted(name),
                Quoted(self.colours.muted),
                Quoted(words),
            )?;
        }
        for pair in named.windows(2) {
            let [(earlier, ..), (later, ..)] = pair else { continue };
            writeln!(
                out,
                "  {} -> {} [class=\"axis\", arrowhead=none, weight=100];",
                Quoted(earlier),
                Quoted(later)
            )?;
        }
        for (name, _, ids) in &named {
            write!(out, "  {{ rank=same; {};", Quoted(name))?;
            for id in *ids {
                write!(out, " {};", Quoted(id))?;
            }
            writeln!(out, " }}")?;
            for pair in ids.windows(2) {
                let [first, second] = pair else { continue };
                writeln!(out, "  {} -> {} [style=invis];", Quoted(first), Quoted(second))?;
            }
        }
        Ok(())
    }

    fn write_card(&self, happening: &Happening, indent: &str, out: &mut dyn Write) -> io::Result<()> {
        let (node, colours) = (self.graph.node(happening.node), self.colours);
        let look = self.graph.ontology().drawing().of_type(node.type_key());
        let (border, fill) = match self.theme {
            Theme::Light => (look.family.border.as_str(), look.family.fill.as_str()),
            Theme::Dark => (look.family.border.as_str(), colours.card),
            Theme::Print => (colours.line, colours.card),
        };
        let class = format!("node {} {}", node.node_type().name, look.family.name);
        write!(out, "{indent}{0} [id={0}, class={1}, label=<", Quoted(node.id()), Quoted(&class))?;
        write_in(&happening.tag, CARD_COLUMNS, (10, colours.role, true), out)?;
        write_in(&happening.label, CARD_COLUMNS, (13, colours.text, true), out)?;
        for line in &happening.lines {
            write_in(line, CARD_COLUMNS, (10, colours.role, false), out)?;
        }
        write!(out, " >, color={}, fillcolor={}", Quoted(border), Quoted(fill))?;
        write!(out, ", tooltip={}", Tooltip(&happening.tooltip(self.graph)))?;
        if let Some(link) = words::link_of_node(node) {
            write!(out, ", URL={}, target=\"_blank\"", Quoted(&link))?;
        }
        writeln!(out, "];")
    }

    /// What has no date, by column: a column is a rank, which invisible edges keep in order.
    fn columns(&self) -> Vec<&[Happening]> {
        let undated = &self.timeline.undated;
        let rows = (undated.len() as f64).sqrt().ceil().max(1.0) as usize;
        undated.chunks(rows).collect()
    }

    fn write_undated(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.timeline.undated.is_empty() {
            return Ok(());
        }
        let colours = self.colours;
        writeln!(out, "  subgraph \"cluster/undated\" {{")?;
        writeln!(
            out,
            "    graph [id=\"undated/\", class=\"undated\", style=\"rounded,filled\", fillcolor={}, color={}, margin=14, labeljust=l, fontsize=15, fontcolor={}, label=\"Undated\", tooltip=\"Undated\"];",
            Quoted(colours.table),
            Quoted(colours.frame),
            Quoted(colours.text)
        )?;
        let columns = self.columns();
        for column in &columns {
            for happening in *column {
                self.write_card(happening, "    ", out)?;
            }
        }
        for pair in columns.windows(2) {
            let [left, right] = pair else { continue };
            for (from, to) in left.iter().zip(*right) {
                let (from, to) = (self.graph.node(from.node).id(), self.graph.node(to.node).id());
                writeln!(out, "    {} -> {} [style=invis];", Quoted(from), Quoted(to))?;
            }
        }
        writeln!(out, "  }}")
    }

    /// The rank of each node, if it is certain; what has no date has the ranks of its columns.
    fn ranks(&self) -> BTreeMap<NodeKey, Option<(i128, &When)>> {
        self.timeline.happenings().map(|happening| (happening.node, place_of(happening))).collect()
    }

    fn write_link(&self, link: &Link, labelled: bool, out: &mut dyn Write) -> io::Result<()> {
        let claim = self.graph.claim(link.claim);
        let (from, to) = (self.graph.node(link.from).id(), self.graph.node(link.to).id());
        let look = claim.drawing();
        let class = format!("claim {} {}", claim.status(), claim.predicate_name());
        let taken = self.graph.node_by_id(claim.id()).is_some();
        let id = if taken { format!("{}/claim", claim.id()) } else { claim.id().to_owned() };
        write!(out, "  {} -> {} [id={}, ", Quoted(from), Quoted(to), Quoted(&id))?;
        write!(out, "class={}, constraint=false", Quoted(&class))?;
        let tooltip = words::of_claim(claim);
        if labelled {
            write!(out, ", label={}, labeltooltip={}", Quoted(&link.label), Tooltip(&tooltip))?;
        }
        let (line, head) = (look.line.name(), arrowhead(look.head));
        write!(out, ", style={line}, arrowhead={head}, tooltip={}", Tooltip(&tooltip))?;
        writeln!(out, ", URL={}];", Quoted(&words::link_of_claim(claim)))
    }
}
