//! A briefing in DOT: sides as clusters, what is on the table as ONE node with a port for each row (chains of invisible
//! edges do not keep an order once edges carry labels), evidence as a node at the far right.

mod html;

pub(super) use html::write_evidence;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::quote::{Quoted, Tooltip};
use super::style::{EDGES_ARE_CLAIMS, FONTS, arrowhead};
use crate::export::palette::{Palette, Theme};
use crate::graph::{KnowledgeGraph, NodeKey, Term};
use crate::ontology::{Head, Line};
use crate::view::{Arrow, Briefing, Tone, words};
use html::Cluster;

/// Writes a briefing; `note` is one more line under the title.
///
/// # Errors
/// Those of the writer.
pub fn write_briefing(
    graph: &KnowledgeGraph,
    briefing: &Briefing,
    note: Option<&str>,
    theme: Theme,
    out: &mut dyn Write,
) -> io::Result<()> {
    let writer = Writer { graph, briefing, colours: theme.palette(), ports: ports(briefing) };
    writer.write_header(note, out)?;
    let (left, right): (Vec<_>, Vec<_>) = writer.clusters().into_iter().partition(|cluster| cluster.is_left);
    for cluster in &left {
        writer.write_cluster(cluster, out)?;
    }
    writer.write_table(out)?;
    for cluster in &right {
        writer.write_cluster(cluster, out)?;
    }
    writer.write_evidence(&right, out)?;
    let hands: BTreeMap<NodeKey, bool> = left
        .iter()
        .chain(&right)
        .flat_map(|cluster| cluster.cards.iter().map(|card| (card.node, cluster.is_left)))
        .collect();
    let mut drawn: BTreeMap<&str, usize> = BTreeMap::new();
    for arrow in &briefing.arrows {
        let Some(is_left) = hands.get(&arrow.card) else { continue };
        let id = graph.claim(arrow.claim).id();
        let count = drawn.entry(id).or_default();
        *count += 1;
        let id = if *count == 1 { id.to_owned() } else { format!("{id}/{count}") };
        writer.write_arrow(arrow, &id, *is_left, out)?;
    }
    writeln!(out, "}}")
}

/// The port of each row and point.
fn ports(briefing: &Briefing) -> BTreeMap<Term, String> {
    let mut ports = BTreeMap::new();
    for (at, row) in briefing.rows.iter().enumerate() {
        ports.insert(row.term, format!("r{at}"));
        for (place, point) in row.points.iter().enumerate() {
            ports.insert(Term::Node(point.node), format!("r{at}p{place}"));
        }
    }
    ports
}

struct Writer<'b> {
    graph: &'b KnowledgeGraph,
    briefing: &'b Briefing,
    colours: &'static Palette,
    ports: BTreeMap<Term, String>,
}

/// The node of the rows, and that of the evidence.
const TABLE: &str = "briefing/table";
const EVIDENCE: &str = "briefing/evidence";

impl<'b> Writer<'b> {
    fn write_header(&self, note: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
        let (name, colours) = (self.graph.name(), self.colours);
        writeln!(out, "digraph {} {{", Quoted(&name))?;
        writeln!(out, "  graph [")?;
        writeln!(out, "    id={}, charset=\"UTF-8\",", Quoted(&format!("graph/{name}")))?;
        writeln!(out, "    comment={},", Quoted(EDGES_ARE_CLAIMS))?;
        writeln!(out, "    rankdir=LR, newrank=true, splines=true, outputorder=edgesfirst,")?;
        writeln!(out, "    nodesep=0.24, ranksep=1.3, pad=0.4, labelloc=t, labeljust=l,")?;
        writeln!(out, "    bgcolor={}, fontname={},", Quoted(colours.canvas), Quoted(FONTS))?;
        write!(out, "    label=")?;
        html::write_header(self.graph, self.briefing, note, colours, out)?;
        writeln!(out, ",\n    tooltip={}", Tooltip(&self.briefing.titles.join("\n")))?;
        writeln!(out, "  ];")?;
        let (fonts, text, line) = (Quoted(FONTS), Quoted(colours.text), Quoted(colours.line));
        writeln!(out, "  node [shape=plain, fontname={fonts}, fontsize=13, fontcolor={text}];")?;
        writeln!(
            out,
            "  edge [fontname={fonts}, fontsize=12, fontcolor={}, color={line}, penwidth=1.7, arrowsize=0.85];",
            Quoted(colours.role)
        )
    }

    /// The sides, the first left, the second right, and so on in turns.
    fn clusters(&self) -> Vec<Cluster<'b>> {
        let mut clusters: Vec<Cluster<'b>> = self
            .briefing
            .sides
            .iter()
            .enumerate()
            .map(|(at, side)| Cluster {
                name: format!("side/{}", self.graph.node(side.party).id()),
                label: &side.name,
                class: format!("side side-{}", (at + 1).min(self.colours.sides.len())),
                colours: self.colours.side(at),
                cards: &side.cards,
                also: &side.also,
                is_left: at.is_multiple_of(2),
            })
            .collect();
        if !self.briefing.others.is_empty() {
            clusters.push(Cluster {
                name: "side/".to_owned(),
                label: "Others",
                class: "side others".to_owned(),
                colours: self.colours.side(self.colours.sides.len() - 1),
                cards: &self.briefing.others,
                also: &[],
                is_left: clusters.len().is_multiple_of(2),
            });
        }
        clusters
    }

    fn write_cluster(&self, cluster: &Cluster<'_>, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "  subgraph {} {{", Quoted(&format!("cluster/{}", cluster.name)))?;
        write!(out, "    graph [id={}, class={}, ", Quoted(&cluster.name), Quoted(&cluster.class))?;
        let (fill, border) = (Quoted(cluster.colours.fill), Quoted(cluster.colours.border));
        writeln!(
            out,
            "style=\"rounded,filled\", fillcolor={fill}, color={border}, penwidth=1.4, margin=20,"
        )?;
        write!(out, "      labeljust={}, label=", if cluster.is_left { "l" } else { "r" })?;
        html::write_cluster_label(cluster, self.colours, out)?;
        writeln!(out, ", tooltip={}];", Tooltip(cluster.label))?;
        for card in cluster.cards {
            let node = self.graph.node(card.node);
            let class = format!("node {}", node.node_type().name);
            write!(out, "    {0} [id={0}, class={1}, label=", Quoted(node.id()), Quoted(&class))?;
            html::write_card(card, cluster.colours, self.colours, out)?;
            writeln!(out, ", tooltip={}];", Tooltip(&words::of_node(node)))?;
        }
        if cluster.cards.is_empty() {
            // A cluster without a node is not drawn.
            let name = format!("{}/empty", cluster.name);
            writeln!(
                out,
                "    {0} [id={0}, label=\"\", width=1, tooltip={1}];",
                Quoted(&name),
                Tooltip(cluster.label)
            )?;
            let (from, to) = if cluster.is_left { (name.as_str(), TABLE) } else { (TABLE, name.as_str()) };
            writeln!(out, "  }}")?;
            return writeln!(out, "  {} -> {} [style=invis];", Quoted(from), Quoted(to));
        }
        writeln!(out, "  }}")
    }

    fn write_table(&self, out: &mut dyn Write) -> io::Result<()> {
        let colours = self.colours;
        writeln!(out, "  subgraph \"cluster/table\" {{")?;
        write!(out, "    graph [id=\"table/\", class=\"table\", style=\"rounded,filled\", ")?;
        write!(out, "fillcolor={}, color={}, ", Quoted(colours.table), Quoted(colours.frame))?;
        write!(out, "penwidth=1.4, margin=6, labeljust=l, tooltip=\"On the table\", label=")?;
        html::write_heading("ON THE TABLE", colours.text, out)?;
        writeln!(out, "];")?;
        write!(out, "    {0} [id={0}, class=\"rows\", tooltip=\"On the table\", label=", Quoted(TABLE))?;
        html::write_rows(self.graph, &self.briefing.rows, &self.ports, colours, out)?;
        writeln!(out, "];\n  }}")
    }

    /// The evidence is to the right of the last cards, or of the table.
    fn write_evidence(&self, right: &[Cluster<'_>], out: &mut dyn Write) -> io::Result<()> {
        if self.briefing.evidence.is_empty() {
            return Ok(());
        }
        let colours = self.colours;
        writeln!(out, "  subgraph \"cluster/evidence\" {{")?;
        write!(out, "    graph [id=\"evidence/\", class=\"evidence\", style=\"rounded,filled\", ")?;
        write!(out, "fillcolor={}, color={}, ", Quoted(colours.card), Quoted(colours.frame))?;
        writeln!(out, "penwidth=1.4, margin=14, label=\"\", tooltip=\"Evidence\"];")?;
        write!(out, "    {0} [id={0}, class=\"exhibits\", tooltip=\"Evidence\", label=", Quoted(EVIDENCE))?;
        html::write_evidence(&self.briefing.evidence, colours, out)?;
        writeln!(out, "];\n  }}")?;
        let last = right.iter().find_map(|cluster| cluster.cards.first());
        let from = last.map_or(TABLE, |card| self.graph.node(card.node).id());
        writeln!(out, "  {} -> {} [style=invis];", Quoted(from), Quoted(EVIDENCE))
    }

    /// An arrow is always written from left to right, so that the sides stay where they are; `dir=back` turns its head.
    fn write_arrow(&self, arrow: &Arrow, id: &str, is_left: bool, out: &mut dyn Write) -> io::Result<()> {
        let claim = self.graph.claim(arrow.claim);
        let Some(port) = self.ports.get(&arrow.target) else { return Ok(()) };
        let card = self.graph.node(arrow.card).id();
        let (card, table) = (Quoted(card), Quoted(TABLE));
        if is_left {
            write!(out, "  {card}:e -> {table}:{port}:w [")?;
        } else {
            write!(out, "  {table}:{port}:e -> {card}:w [")?;
        }
        let class = format!("claim {} {} {}", claim.status(), arrow.tone.classes(), claim.predicate_name());
        write!(out, "id={}, class={}, label=", Quoted(id), Quoted(&class))?;
        let colour = self.colour_of(arrow.tone);
        html::write_arrow_label(arrow, colour.unwrap_or(self.colours.text), self.colours, out)?;
        let tooltip = words::of_claim(claim);
        write!(out, ", tooltip={0}, labeltooltip={0}", Tooltip(&tooltip))?;
        if let Some(number) = arrow.numbers.first() {
            write!(out, ", URL={}", Quoted(&format!("#evidence/{number}")))?;
        }
        let drawing = self.graph.ontology().drawing();
        let look = drawing.of_status(claim.status());
        let (line, head) = match arrow.tone {
            Tone::Denying if claim.status().is_vouched_for() => (Line::Solid, Head::Tee),
            Tone::Denying => (look.line, Head::Tee),
            _ if matches!(arrow.target, Term::Claim(_)) && !claim.is_denial() => (look.line, Head::Normal),
            _ => (look.line, look.head),
        };
        let head = arrowhead(head);
        write!(out, ", style={}", line.name())?;
        if let Some(colour) = colour {
            write!(out, ", color={}, penwidth=2.4", Quoted(colour))?;
        }
        if is_left == arrow.to_table {
            writeln!(out, ", arrowhead={head}];")
        } else {
            writeln!(out, ", dir=back, arrowtail={head}];")
        }
    }

    fn colour_of(&self, tone: Tone) -> Option<&'static str> {
        match tone {
            Tone::Plain => None,
            Tone::Agreeing => Some(self.colours.agreed),
            Tone::Accusing | Tone::Denying => Some(self.colours.contested),
        }
    }
}
