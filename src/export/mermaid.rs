//! Mermaid flowcharts, for pages that draw them: Markdown on the great forges, wikis, notebooks.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::{self, Display, Formatter, Write as _};

use super::capability::is_unwritable;
use super::elements::{Elements, Keeps};
use super::output::write_file;
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::check::Checked;
use crate::graph::rows::{Cell, NameKey, RowGraph, RowNode};
use crate::graph::{Claim, ClaimKey, KnowledgeGraph, NodeKey, Statement, Term};
use crate::view::rows::Called;
use crate::view::words;

/// The exporter.
pub(super) static MERMAID: Mermaid = Mermaid;

/// How many arrows a page draws by default: `maxEdges` of Mermaid's configuration. A chart may not raise it itself.
const ARROWS: usize = 500;

/// How long a chart may be by default, in UTF-16 units: `maxTextSize`. A chart may not raise it itself.
const UNITS: usize = 50_000;

/// The comment of a chart with dotted arrows.
const DOTTED: &str = "%% Dotted arrows are claims that their source does not vouch for: their labels have the status and who says it.\n";

/// A flowchart of Mermaid (`https://mermaid.js.org/syntax/flowchart.html`): what is asserted as arrows, what is only
/// claimed as dotted arrows with its status and speakers. A claim that others are about is a node itself.
#[derive(Debug)]
pub(super) struct Mermaid;

impl Exporter for Mermaid {
    fn name(&self) -> &'static str {
        "mermaid"
    }

    fn about(&self) -> &'static str {
        "a flowchart for Markdown pages"
    }

    fn extension(&self) -> &'static str {
        "mmd"
    }

    fn holds(&self, feature: Feature, _: &ExportOptions) -> Capability {
        match feature {
            Feature::ParallelEdges => Capability::Partly("repeated assertions are drawn as one arrow"),
            Feature::EdgeProperties => Capability::Partly("the relation"),
            Feature::Datatypes => Capability::Partly("values as text"),
            Feature::Languages => Capability::Partly("the first label"),
            Feature::Claims => Capability::Partly("status and speakers, for claims that are not asserted"),
            Feature::ControlCharacters => Capability::Partly("shown as visible symbols"),
            Feature::NodeDetails | Feature::Evidence | Feature::Sources => Capability::None,
        }
    }

    fn size_warning(&self, checked: &Checked, options: &ExportOptions) -> Option<String> {
        let chart = Chart::new(checked.graph(), options);
        too_large(chart.arrows().1.len(), &chart.text())
    }

    fn export(
        &self,
        graph: Graph<'_>,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<Losses, ExportError> {
        let (text, losses) = match graph {
            Graph::Dossier(checked) => (Chart::new(checked.graph(), options).text(), Losses::default()),
            Graph::Rows(rows) => of_rows(rows, options)?,
        };
        write_file(out, "", |out| out.write_all(text.as_bytes()))?;
        Ok(losses)
    }
}

/// Why pages do not draw a chart, if they do not.
fn too_large(arrows: usize, text: &str) -> Option<String> {
    let units = text.encode_utf16().count();
    (arrows > ARROWS || units > UNITS).then(|| {
        format!(
            "{arrows} arrows in {units} characters; Mermaid draws at most {ARROWS} arrows in {UNITS} characters unless maxEdges and maxTextSize are raised; select a part, for example with --focus"
        )
    })
}

/// A flowchart of rows: nodes by their labels, edges by their relations. An edge that is not asserted is dotted, with its
/// status and speakers.
fn of_rows(rows: &RowGraph, options: &ExportOptions) -> Result<(String, Losses), ExportError> {
    let elements = Elements::new(rows, options)?;
    let mut losses = Losses::default();
    let called = Called::of_graph(rows);
    let mut text = String::from("flowchart LR\n");
    for (name, full) in &elements.schema.full {
        let _ = writeln!(text, "%% {} = {}", comment(name), comment(full));
    }
    let mut labels = vec![String::new(); rows.node_count()];
    rows.each_node(rows.blocks(), |row| {
        let label = called.of(row).into_owned();
        let _ = writeln!(text, "n{}[\"{}\"]", row.node.index(), Escaped(&label));
        if let Some(place) = labels.get_mut(row.node.index()) {
            *place = label;
        }
    });
    let by_id: HashMap<&[u8], RowNode> = rows.ids().iter().map(|(node, id)| (id.text, node)).collect();
    let speaker = |id: &[u8]| {
        let label = by_id.get(id).and_then(|node| labels.get(node.index()));
        label.cloned().unwrap_or_else(|| String::from_utf8_lossy(id).into_owned())
    };
    let mut seen = BTreeSet::new();
    let mut arrows = 0;
    rows.each_edge(rows.blocks(), |row| {
        let is_fact = options.model.has_edges() && options.is_asserted(row.kind);
        if !is_fact && (row.kind.status().is_none() || !options.model.has_claims()) {
            return;
        }
        let relation = elements.schema.kind(row.kind.relation());
        let words = match row.kind.status().filter(|_| !is_fact) {
            None => relation.to_owned(),
            Some(status) => {
                let mut speakers = Vec::new();
                for (_, cell) in row.cells.filter(|(name, _)| *name == NameKey::BY) {
                    match cell {
                        Cell::Clean(id) | Cell::Text(id) => speakers.push(speaker(id)),
                        Cell::List(items) => speakers.extend(items.filter_map(|item| match item {
                            Cell::Clean(id) | Cell::Text(id) => Some(speaker(id)),
                            _ => None,
                        })),
                        _ => {}
                    }
                }
                let colon = if speakers.is_empty() { "" } else { ": " };
                format!("{relation} ({}{colon}{})", status.name(), speakers.join(", "))
            }
        };
        let ends = (row.ends.0.index(), row.ends.1.index());
        // Repeated assertions are one arrow.
        if is_fact && !seen.insert((ends, row.kind.relation())) {
            Losses::count(&losses.parallels);
            return;
        }
        let line = match (is_fact, row.kind.is_undirected()) {
            (true, false) => "-->",
            (true, true) => "---",
            (false, false) => "-.->",
            (false, true) => "-.-",
        };
        let _ = writeln!(text, "n{} {line}|\"{}\"| n{}", ends.0, Escaped(&words), ends.1);
        arrows += 1;
    });
    losses.notices.extend(too_large(arrows, &text));
    Ok((text, elements.losses_but(Keeps { types: false, directions: true }, losses)))
}

/// A text for a comment, which ends with its line and begins with no brace.
fn comment(text: &str) -> String {
    text.chars().filter(|character| !character.is_control() && !"{}".contains(*character)).collect()
}

/// An arrow: where it begins, where it ends, its words, and whether it is dotted.
type Arrow = (String, String, String, bool);

/// A flowchart that is being made.
struct Chart<'g> {
    graph: &'g KnowledgeGraph,
    options: &'g ExportOptions,
    nodes: BTreeMap<NodeKey, usize>,
    /// The claims that other claims are about.
    claims: BTreeMap<ClaimKey, usize>,
}

impl<'g> Chart<'g> {
    fn new(graph: &'g KnowledgeGraph, options: &'g ExportOptions) -> Chart<'g> {
        let nodes = graph.nodes().enumerate().map(|(at, node)| (node.key(), at)).collect();
        let mut chart = Chart { graph, options, nodes, claims: BTreeMap::new() };
        let terms = graph
            .claims()
            .filter(|claim| chart.is_written(*claim))
            .flat_map(|claim| [Some(claim.subject()), claim.object()])
            .flatten();
        let pointed_at: BTreeSet<ClaimKey> = terms
            .filter_map(|term| match term {
                Term::Claim(claim) => Some(claim),
                Term::Node(_) => None,
            })
            .collect();
        let in_order = graph.claims().filter(|claim| pointed_at.contains(&claim.key()));
        chart.claims = in_order.enumerate().map(|(at, claim)| (claim.key(), at)).collect();
        chart
    }

    fn asserts(&self, claim: Claim<'_>) -> bool {
        self.options.model.has_edges() && self.options.policy.asserts(claim)
    }

    /// Whether a claim has an arrow. Without claims nothing may point at one.
    fn is_written(&self, claim: Claim<'_>) -> bool {
        let about_claims = [Some(claim.subject()), claim.object()]
            .iter()
            .flatten()
            .any(|term| matches!(term, Term::Claim(_)));
        self.options.model.has_claims() || (self.asserts(claim) && !about_claims)
    }

    fn id(&self, term: Term) -> String {
        match term {
            Term::Node(node) => format!("n{}", self.nodes.get(&node).copied().unwrap_or_default()),
            Term::Claim(claim) => format!("c{}", self.claims.get(&claim).copied().unwrap_or_default()),
        }
    }

    fn text(&self) -> String {
        let (others, arrows) = self.arrows();
        let mut text = String::from("flowchart LR\n");
        if arrows.iter().any(|(.., dotted)| *dotted) {
            text.push_str(DOTTED);
        }
        for node in self.graph.nodes() {
            let _ = writeln!(text, "{}[\"{}\"]", self.id(Term::Node(node.key())), Escaped(node.label()));
        }
        text.push_str(&others);
        for (from, to, words, dotted) in &arrows {
            let line = if *dotted { "-.->" } else { "-->" };
            let _ = match words.as_str() {
                "" => writeln!(text, "{from} {line} {to}"),
                words => writeln!(text, "{from} {line}|\"{}\"| {to}", Escaped(words)),
            };
        }
        text
    }

    /// The lines of values and of claims that others are about, and all arrows.
    fn arrows(&self) -> (String, Vec<Arrow>) {
        let (mut text, mut arrows) = (String::new(), Vec::new());
        let mut seen: BTreeSet<Arrow> = BTreeSet::new();
        let mut values = 0;
        for claim in self.graph.claims().filter(|claim| self.is_written(*claim)) {
            let (words, dotted) = (self.words(claim), !self.asserts(claim));
            let subject = self.id(claim.subject());
            let object = match claim.statement() {
                Statement::Relation(_, object) => self.id(*object),
                Statement::Attribute(..) => {
                    let id = format!("v{values}");
                    values += 1;
                    let _ = writeln!(text, "{id}([\"{}\"])", Escaped(&words::object(claim)));
                    id
                }
            };
            let arrow = if self.claims.contains_key(&claim.key()) {
                let id = self.id(Term::Claim(claim.key()));
                let _ = writeln!(text, "{id}{{{{\"{}\"}}}}", Escaped(&words));
                arrows.push((subject, id.clone(), String::new(), dotted));
                (id, object, String::new(), dotted)
            } else {
                (subject, object, words, dotted)
            };
            if dotted || seen.insert(arrow.clone()) {
                arrows.push(arrow);
            }
        }
        (text, arrows)
    }

    /// The relation, and for what is not asserted, its status and who says it.
    fn words(&self, claim: Claim<'_>) -> String {
        if self.asserts(claim) {
            return claim.predicate_label().to_owned();
        }
        let speakers = claim.speakers().iter().map(|speaker| self.graph.speaker_label(*speaker));
        let speakers = speakers.collect::<Vec<_>>().join(", ");
        format!("{} ({}: {speakers})", claim.predicate_label(), claim.status().name())
    }
}

/// A text in quotes. Every special character of Mermaid, Markdown and HTML is a code (`#35;`), white space is a space.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // A quoted text must not be empty.
        if self.0.trim().is_empty() {
            return f.write_str("#160;");
        }
        for char in self.0.chars() {
            match char {
                char if char.is_whitespace() => f.write_char(' ')?,
                '\0'..='\u{1f}' => f.write_char(control_picture(char))?,
                char if is_unwritable(char) => f.write_char(char::REPLACEMENT_CHARACTER)?,
                char if char.is_ascii_punctuation() && !matches!(char, ',' | '.' | '-') => {
                    write!(f, "#{};", u32::from(char))?;
                }
                char => f.write_char(char)?,
            }
        }
        Ok(())
    }
}

/// The symbol for a control character (Unicode, block Control Pictures).
fn control_picture(char: char) -> char {
    char::from_u32(0x2400 + u32::from(char)).unwrap_or(char::REPLACEMENT_CHARACTER)
}
