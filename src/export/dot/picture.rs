//! The picture, statement by statement: header, legend, nodes, claims.

use std::io::{self, Write};

use super::legend;
use super::quote::{Html, Quoted, Tooltip, write_lines};
use super::style::{ClaimStyle, EDGES_ARE_CLAIMS, FONTS, LABEL_COLUMNS, MUTED, Styles, TEXT};
use crate::export::ExportOptions;
use crate::graph::{Claim, KnowledgeGraph, Node, Statement, Term};
use crate::text::wrap_columns;
use crate::view::{Community, Weights, words};

/// Columns of a value, of the title.
const VALUE_COLUMNS: usize = 30;
const TITLE_COLUMNS: usize = 70;
/// The most values in a box.
const MOST_VALUES: usize = 6;
/// More titles of dossiers are not read.
const TITLES: usize = 4;
/// `dot` draws this many nodes and claims in a few seconds (measured); more are left to `sfdp`, without labels on
/// edges.
const NODES_FOR_DOT: usize = 250;
const CLAIMS_FOR_DOT: usize = 500;

/// A graph and how it is to be drawn.
pub(super) struct Picture<'g> {
    graph: &'g KnowledgeGraph,
    styles: Styles,
    /// By claim: whether it is an edge.
    shown: Vec<bool>,
    /// By claim: whether a claim that is an edge begins or ends at it.
    pointed_at: Vec<bool>,
    asserted_only: bool,
    large: bool,
    note: Option<String>,
    counts: Option<String>,
    weights: Option<Weights>,
    communities: Vec<Community>,
}

/// Whether the whole graph is laid out in layers, by `dot`: there communities have boxes.
pub fn is_in_layers(graph: &KnowledgeGraph, options: &ExportOptions) -> bool {
    !Picture::new(graph, options).large
}

impl<'g> Picture<'g> {
    /// Chooses what is drawn, and how.
    pub(super) fn new(graph: &'g KnowledgeGraph, options: &ExportOptions) -> Picture<'g> {
        let asserted_only = !options.model.has_claims();
        let shown: Vec<bool> =
            graph.claims().map(|claim| !asserted_only || options.policy.asserts(claim)).collect();
        let mut pointed_at = vec![false; shown.len()];
        let (mut claims, mut values) = (0, 0);
        for claim in graph.claims().filter(|claim| shown[claim.key().index()]) {
            // Values of rows are in the boxes of their nodes.
            if is_in_box(claim) {
                continue;
            }
            claims += 1;
            values += usize::from(claim.object().is_none());
            for end in [Some(claim.subject()), claim.object()].into_iter().flatten() {
                if let Term::Claim(key) = end {
                    pointed_at[key.index()] = true;
                }
            }
        }
        let large = graph.nodes().len() + values > NODES_FOR_DOT || claims > CLAIMS_FOR_DOT;
        let styles = Styles::new(graph.ontology());
        let ExportOptions { note, counts, weights, communities, .. } = options.clone();
        Picture { graph, styles, shown, pointed_at, asserted_only, large, note, counts, weights, communities }
    }

    /// The claims that are edges, by id.
    fn shown(&self) -> impl Iterator<Item = Claim<'g>> {
        self.graph.claims().filter(|claim| self.shown[claim.key().index()])
    }

    /// The nodes that are drawn: not those that occur only as speakers.
    fn nodes(&self) -> impl Iterator<Item = Node<'g>> {
        self.graph.nodes().filter(|node| !node.is_aside())
    }

    /// Whether a claim has a node of its own, because another one is about it.
    pub(super) fn has_node(&self, claim: Claim<'_>) -> bool {
        self.pointed_at[claim.key().index()]
    }

    /// Writes everything.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write_header(out)?;
        let types = self.nodes().map(|node| node.type_key()).collect();
        let drawn = self.shown().filter(|claim| !is_in_box(*claim));
        legend::write(self.graph.ontology(), &self.styles, types, drawn, out)?;
        if !self.large {
            for (community, number) in self.communities.iter().zip(1..) {
                self.write_community(community, number, out)?;
            }
        }
        for node in self.nodes() {
            self.write_node(node, out)?;
        }
        for claim in self.graph.claims().filter(|claim| !is_in_box(*claim)) {
            match (self.shown[claim.key().index()], self.has_node(claim)) {
                (true, true) => self.write_split_claim(claim, out)?,
                (true, false) => self.write_claim(claim, out)?,
                (false, true) => self.write_claim_as_box(claim, out)?,
                (false, false) => {}
            }
        }
        writeln!(out, "}}")
    }

    fn write_header(&self, out: &mut dyn Write) -> io::Result<()> {
        let name = self.graph.name();
        let titles = self.titles();
        writeln!(out, "digraph {} {{", Quoted(&name))?;
        writeln!(out, "  graph [")?;
        writeln!(out, "    id={}, charset=\"UTF-8\",", Quoted(&format!("graph/{name}")))?;
        writeln!(out, "    comment={},", Quoted(EDGES_ARE_CLAIMS))?;
        if self.large {
            writeln!(out, "    layout=sfdp, overlap=prism, splines=line, K=0.9,")?;
        } else {
            writeln!(out, "    rankdir=TB, newrank=true, splines=true, nodesep=0.2, ranksep=0.32,")?;
        }
        writeln!(out, "    outputorder=edgesfirst, pad=0.4, labelloc=t, labeljust=l,")?;
        writeln!(out, "    fontname={}, fontsize=12, fontcolor={},", Quoted(FONTS), Quoted(TEXT))?;
        write!(out, "    label=<")?;
        for title in &titles {
            for line in wrap_columns(title, TITLE_COLUMNS) {
                write!(out, "<FONT POINT-SIZE=\"24\"><B>{}</B></FONT><BR ALIGN=\"LEFT\"/>", Html(&line))?;
            }
        }
        if let Some(note) = &self.note {
            for line in wrap_columns(note, TITLE_COLUMNS) {
                write!(out, "<FONT COLOR=\"{MUTED}\">{}</FONT><BR ALIGN=\"LEFT\"/>", Html(&line))?;
            }
        }
        let (nodes, claims) = (self.nodes().count(), self.shown().filter(|claim| !is_in_box(*claim)).count());
        let which = if self.asserted_only { "asserted claims" } else { "claims" };
        let of_rows = || words::counts_of_rows(self.graph, claims);
        let counts = self
            .counts
            .clone()
            .or_else(of_rows)
            .unwrap_or_else(|| format!("{nodes} nodes, {claims} {which}"));
        write!(out, "<FONT COLOR=\"{MUTED}\">{}</FONT><BR ALIGN=\"LEFT\"/> ", Html(&counts))?;
        writeln!(out, ">,\n    tooltip={}", Tooltip(&titles.join("\n")))?;
        writeln!(out, "  ];")?;
        writeln!(
            out,
            "  node [fontname={}, fontsize=13, fontcolor={}, width=0.3, height=0.3, margin=\"0.14,0.08\", penwidth=1.2];",
            Quoted(FONTS),
            Quoted(TEXT),
        )?;
        writeln!(out, "  edge [fontname={}, fontsize=10, arrowsize=0.7];", Quoted(FONTS))
    }

    /// The dossiers' titles, or their names.
    fn titles(&self) -> Vec<String> {
        let dossiers = self.graph.dossiers();
        let mut titles: Vec<String> = dossiers
            .map(|dossier| {
                dossier.title().map_or_else(|| dossier.name().to_string(), |title| title.text.clone())
            })
            .collect();
        if titles.len() > TITLES {
            let more = titles.len() - (TITLES - 1);
            titles.truncate(TITLES - 1);
            titles.push(format!("and {more} more"));
        }
        titles
    }

    /// A community as a box around the names of what is in it, which is written later.
    fn write_community(&self, community: &Community, number: usize, out: &mut dyn Write) -> io::Result<()> {
        let around = format!("around {}", self.graph.node(community.middle).label());
        writeln!(out, "  subgraph \"cluster/community/{number}\" {{")?;
        write!(out, "    graph [class=\"community\", label=\"")?;
        write_lines(&around, TITLE_COLUMNS, out)?;
        writeln!(out, "\", tooltip={}, style=rounded,", Tooltip(&around))?;
        writeln!(
            out,
            "      color=\"#9CA3AF\", fontcolor=\"{MUTED}\", labelloc=t, labeljust=l, margin=12];"
        )?;
        for member in &community.members {
            match member {
                Term::Claim(key) if !self.pointed_at[key.index()] => continue,
                member => writeln!(out, "    {};", Quoted(&self.name_of(*member)))?,
            }
            let values = self.graph.claims_of(*member).filter(|claim| claim.object().is_none());
            for claim in values.filter(|claim| self.shown[claim.key().index()] && !is_in_box(*claim)) {
                writeln!(out, "    {};", Quoted(&self.part_of(claim, "value")))?;
            }
        }
        writeln!(out, "  }}")
    }

    fn write_node(&self, node: Node<'_>, out: &mut dyn Write) -> io::Result<()> {
        let (node_type, style) = (node.node_type(), self.styles.of_type(node.type_key()));
        let class = format!("node {} {}", node_type.name, style.family);
        write!(out, "  {0} [id={0}, class={1}, label=<", Quoted(node.id()), Quoted(&class))?;
        let mut lines = Vec::new();
        if let Some(caption) = words::caption(node) {
            lines.push(format!("<FONT POINT-SIZE=\"8\" COLOR=\"{MUTED}\">{}</FONT>", Html(&caption)));
        }
        for line in wrap_columns(node.label(), LABEL_COLUMNS) {
            lines.push(format!("<B>{}</B>", Html(&line)));
        }
        let in_box = |claim: Claim<'_>| is_in_box(claim) && self.shown[claim.key().index()];
        let values = words::values(node, in_box);
        let mut rows: Vec<String> =
            values.iter().take(MOST_VALUES).flat_map(|value| wrap_columns(value, VALUE_COLUMNS)).collect();
        if values.len() > MOST_VALUES {
            rows.push(format!("and {} more", values.len() - MOST_VALUES));
        }
        lines.extend(rows.iter().map(|row| format!("<FONT POINT-SIZE=\"10\">{}</FONT>", Html(row))));
        write!(out, "{}", lines.join("<BR/>"))?;
        write!(out, ">, {}, tooltip={}", style.attributes, Tooltip(&words::of_node(node)))?;
        if let Some(link) = words::link_of_node(node) {
            write!(out, ", URL={}, target=\"_blank\"", Quoted(&link))?;
        }
        writeln!(out, "];")
    }

    /// A claim as one edge.
    fn write_claim(&self, claim: Claim<'_>, out: &mut dyn Write) -> io::Result<()> {
        let object = self.write_object(claim, out)?;
        let style = self.styles.of_claim(claim);
        write!(
            out,
            "  {} -> {} [id={}, ",
            Quoted(&self.name_of(claim.subject())),
            Quoted(&object),
            Quoted(claim.id())
        )?;
        match claim.is_undirected() {
            true => write!(out, "dir=none")?,
            false => write!(out, "arrowhead={}", style.head)?,
        }
        self.write_label(claim, style, out)?;
        self.write_claim_attributes(claim, style, out)
    }

    /// A claim that another claim is about: a circle, an edge into it without a head, an edge out of it.
    fn write_split_claim(&self, claim: Claim<'_>, out: &mut dyn Write) -> io::Result<()> {
        let object = self.write_object(claim, out)?;
        let (subject, middle) = (self.name_of(claim.subject()), self.name_of(Term::Claim(claim.key())));
        let style = self.styles.of_claim(claim);
        write!(
            out,
            "  {0} [id={0}, shape=circle, label=\"\", fixedsize=true, width=0.16, height=0.16, fillcolor=white, ",
            Quoted(&middle),
        )?;
        write!(out, "margin=0")?;
        self.write_claim_attributes(claim, &ClaimStyle { line: circle_line(style), ..style.clone() }, out)?;
        let (from, to) = (self.part_of(claim, "subject"), self.part_of(claim, "object"));
        write!(out, "  {} -> {} [id={}, arrowhead=none", Quoted(&subject), Quoted(&middle), Quoted(&from))?;
        self.write_label(claim, style, out)?;
        self.write_claim_attributes(claim, style, out)?;
        write!(
            out,
            "  {} -> {} [id={}, arrowhead={}",
            Quoted(&middle),
            Quoted(&object),
            Quoted(&to),
            style.head
        )?;
        self.write_claim_attributes(claim, style, out)
    }

    /// A claim that is not an edge but the end of one: its words in a box.
    fn write_claim_as_box(&self, claim: Claim<'_>, out: &mut dyn Write) -> io::Result<()> {
        let style = self.styles.of_claim(claim);
        write!(out, "  {0} [id={0}, shape=box, label=\"", Quoted(&self.name_of(Term::Claim(claim.key()))))?;
        write_lines(&format!("{} {}", style.mark, words::sentence(claim)), VALUE_COLUMNS, out)?;
        write!(out, "\"")?;
        self.write_claim_attributes(claim, style, out)
    }

    /// The name of the node at which a claim ends; the node of a value is written first.
    fn write_object(&self, claim: Claim<'_>, out: &mut dyn Write) -> io::Result<String> {
        match claim.statement() {
            Statement::Relation(_, object) => Ok(self.name_of(*object)),
            Statement::Attribute(attribute, value) => {
                let attribute = self.graph.ontology().attribute(*attribute);
                let name = self.part_of(claim, "value");
                let class = format!("value {}", attribute.datatype.name());
                write!(
                    out,
                    "  {0} [id={0}, class={1}, shape=plaintext, label=\"",
                    Quoted(&name),
                    Quoted(&class)
                )?;
                write_lines(&words::object(claim), VALUE_COLUMNS, out)?;
                let kind = words::language(value).unwrap_or_else(|| attribute.datatype.name().to_owned());
                let tooltip = format!("{} ({kind}): {value}", attribute.label);
                writeln!(out, "\", fontsize=11, margin=\"0.05,0.03\", tooltip={}];", Tooltip(&tooltip))?;
                Ok(name)
            }
        }
    }

    fn write_label(&self, claim: Claim<'_>, style: &ClaimStyle, out: &mut dyn Write) -> io::Result<()> {
        if self.large {
            return Ok(());
        }
        write!(out, ", label=\"")?;
        let label = format!("{} {}", style.mark, claim.predicate_label());
        write_lines(&label, LABEL_COLUMNS, out)?;
        write!(out, "\", labeltooltip={}", Tooltip(&words::of_claim(claim)))
    }

    fn write_claim_attributes(
        &self,
        claim: Claim<'_>,
        style: &ClaimStyle,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut class = format!("claim {} {}", claim.status(), claim.predicate_name());
        if let (Statement::Relation(relation, _), false) = (claim.statement(), claim.is_denial()) {
            let look = claim.graph().ontology().drawing().class_of(*relation);
            class.extend(look.map(|look| format!(" {look}")));
        }
        let weights = self.weights.as_ref().filter(|_| claim.object().is_some());
        let line = weights.map(|weights| style.line_of_width(weights.width(claim)));
        write!(out, ", class={}, {}, ", Quoted(&class), line.as_ref().unwrap_or(&style.line))?;
        let (tooltip, link) = (words::of_claim(claim), words::link_of_claim(claim));
        writeln!(out, "tooltip={}, URL={}];", Tooltip(&tooltip), Quoted(&link))
    }

    /// The name of a node or claim in the file, and its id in the picture.
    fn name_of(&self, term: Term) -> String {
        let id = self.graph.term_id(term);
        match term {
            // Ids of claims are only unique among claims.
            Term::Claim(_) if self.graph.node_by_id(id).is_some() => format!("{id}/claim"),
            _ => id.to_owned(),
        }
    }

    /// A name for a part of a claim that no claim has.
    fn part_of(&self, claim: Claim<'_>, part: &str) -> String {
        let mut name = format!("{}.{part}", claim.id());
        while self.graph.claim_by_id(&name).is_some() || self.graph.node_by_id(&name).is_some() {
            name.push('/');
        }
        name
    }
}

/// Whether a claim is a value of a row, which is in the box of its node.
fn is_in_box(claim: Claim<'_>) -> bool {
    claim.row().is_some() && claim.object().is_none()
}

/// The border of a claim's circle: solid, because dashes of so small a circle are not seen.
fn circle_line(style: &ClaimStyle) -> String {
    format!("style=filled, penwidth=1.5, color={}", Quoted(&style.colour))
}
