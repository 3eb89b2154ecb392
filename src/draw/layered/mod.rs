//! The program's own layout of a whole graph, in layers.

mod boxes;
mod drawn;
mod sizes;

use std::collections::{BTreeMap, BTreeSet};

use super::families::{classes_of_claim, families, looks};
use super::head;
use super::header::{Sample, SampleLook, header, look_samples, status_sample};
use super::layers::{Layout, Way, order, place, rank, rounded};
use super::scene::{Anchor, Group, Line, Scene, Shape, Text};
use super::svg::Number;
use crate::export::ExportOptions;
use crate::graph::{Claim, ClaimKey, KnowledgeGraph, Term};
use crate::ontology::Head;
use crate::text::counted;
use crate::view::words;
use drawn::{Drawn, Edge};
use sizes::{LABEL, LABEL_LINE, LOOP_LINE, LOOP_WIDTH};

const MARGIN: f64 = 40.0;
const LABEL_WIDTH: f64 = 120.0;

/// The scene of a graph.
pub(super) fn scene(graph: &KnowledgeGraph, options: &ExportOptions) -> Scene {
    let drawn = collect(graph, options);
    let pairs: Vec<(usize, usize)> = drawn.edges.iter().map(|edge| (edge.from, edge.to)).collect();
    let ranked = rank(drawn.vertices.len(), &pairs);
    let mut layout = Layout::new(&drawn.sizes(), &ranked);
    order(&mut layout);
    place(&mut layout);
    let (titles, mut notes) = (titles(graph), Vec::new());
    notes.extend(options.note.clone());
    let nodes = drawn.vertices.iter().filter(|vertex| vertex.is_node()).count();
    let claims: BTreeSet<ClaimKey> = drawn.edges.iter().map(|edge| edge.claim.key()).collect();
    let of_rows = || words::counts_of_rows(graph, claims.len());
    notes.push(options.counts.clone().or_else(of_rows).unwrap_or_else(|| {
        format!(
            "{} · {}",
            counted(nodes, "node", "nodes"),
            counted(claims.len(), "claim is drawn as an arrow", "claims are drawn as arrows")
        )
    }));
    let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
    let header = header(&titles, &notes, samples(&drawn), layout.width.max(560.0));
    let top = MARGIN + header.height + 24.0;
    let mut shapes = header.shapes(MARGIN, MARGIN);
    for (at, edge) in drawn.edges.iter().enumerate() {
        shapes.push(Shape::Group(edge_shape(&layout, edge, at, MARGIN, top)));
    }
    for (at, vertex) in drawn.vertices.iter().enumerate() {
        let (x, y) = layout.top_left(at);
        shapes.push(Shape::Group(vertex.shape(graph, x + MARGIN, y + top)));
    }
    let sentences = claims.iter().map(|key| graph.claim(*key));
    Scene {
        width: layout.width.max(header.width) + 2.0 * MARGIN,
        height: top + layout.height + MARGIN,
        title: titles.join(" · "),
        description: sentences.map(words::sentence_and_status).collect::<Vec<_>>().join("; "),
        language: graph.dossiers().next().map_or_else(String::new, |dossier| dossier.language().to_string()),
        families: families(graph),
        looks: looks(graph),
        shapes,
    }
}

fn titles(graph: &KnowledgeGraph) -> Vec<String> {
    let title = |dossier: crate::graph::Dossier<'_>| {
        dossier.title().map_or_else(|| dossier.name().to_string(), |title| title.text.clone())
    };
    graph.dossiers().take(3).map(title).collect()
}

/// What is drawn.
fn collect<'g>(graph: &'g KnowledgeGraph, options: &ExportOptions) -> Drawn<'g> {
    let shown = |claim: Claim<'_>| options.model.has_claims() || options.policy.asserts(claim);
    let mut vertices: Vec<boxes::Vertex> = Vec::new();
    let mut at: BTreeMap<Term, usize> = BTreeMap::new();
    for node in graph.nodes().filter(|node| !node.is_aside()) {
        at.insert(Term::Node(node.key()), vertices.len());
        vertices.push(boxes::Vertex::of_node(node, &shown));
    }
    // A claim that others are about is a circle in its own arrow; claims of claims come in rounds.
    let mut open: Vec<Claim<'g>> = graph.claims().filter(|claim| shown(*claim)).collect();
    let pointed: BTreeSet<Term> =
        open.iter().flat_map(|claim| [Some(claim.subject()), claim.object()]).flatten().collect();
    let mut edges = Vec::new();
    loop {
        let before = open.len();
        let mut waiting = Vec::new();
        for claim in open {
            let term = Term::Claim(claim.key());
            match (at.get(&claim.subject()).copied(), claim.object().map(|object| at.get(&object).copied())) {
                (Some(from), Some(Some(to))) if pointed.contains(&term) => {
                    let middle = vertices.len();
                    at.insert(term, middle);
                    vertices.push(boxes::Vertex::of_claim(claim));
                    edges.push(edge(claim, from, middle, Half::First));
                    edges.push(edge(claim, middle, to, Half::Second));
                }
                (Some(from), Some(Some(to))) => edges.push(edge(claim, from, to, Half::Both)),
                (Some(from), None) if pointed.contains(&term) => {
                    let middle = vertices.len();
                    at.insert(term, middle);
                    vertices.push(boxes::Vertex::of_claim(claim));
                    edges.push(edge(claim, from, middle, Half::Second));
                }
                _ => waiting.push(claim),
            }
        }
        open = waiting;
        if open.len() == before {
            break;
        }
    }
    for edge in &mut edges {
        edge.width = options.weights.as_ref().map(|weights| weights.width(edge.claim));
    }
    for edge in edges.iter_mut().filter(|edge| edge.from == edge.to) {
        if let Some(vertex) = vertices.get_mut(edge.from) {
            edge.loop_top = vertex.make_room(&edge.label);
        }
    }
    Drawn { graph, vertices, edges }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Both,
    First,
    Second,
}

fn edge(claim: Claim<'_>, from: usize, to: usize, half: Half) -> Edge<'_> {
    let denies = claim.is_denial();
    let look = claim.drawing();
    let words = format!("{} {}", look.mark, claim.predicate_label());
    let label = if half == Half::Second { Vec::new() } else { LABEL.lines(&words, LABEL_WIDTH, 3) };
    let id = match half {
        Half::Both => claim.id().to_owned(),
        Half::First => format!("{}.subject", claim.id()),
        Half::Second => format!("{}.object", claim.id()),
    };
    let head = (half != Half::First && !claim.is_undirected()).then_some(look.head);
    Edge { claim, from, to, id, label, head, denies, width: None, loop_top: 0.0 }
}

/// A sample of each kind of line.
fn samples(drawn: &Drawn<'_>) -> Vec<Sample> {
    let statuses: BTreeSet<_> =
        drawn.edges.iter().filter(|edge| !edge.denies).map(|edge| edge.claim.status()).collect();
    let ontology = drawn.graph.ontology();
    let mut samples: Vec<Sample> =
        statuses.into_iter().map(|status| status_sample(ontology, status)).collect();
    samples.extend(look_samples(drawn.edges.iter().map(|edge| edge.claim)));
    if drawn.edges.iter().any(|edge| edge.denies) {
        let class = "claim denial disputing".to_owned();
        samples.push(Sample {
            class,
            mark: String::new(),
            look: SampleLook::Arrow(Head::Tee),
            words: "denies".to_owned(),
        });
    }
    samples
}

/// A curve through the points of an edge, vertical at each of them, with its head and label.
fn edge_shape(layout: &Layout, edge: &Edge<'_>, at: usize, x: f64, y: f64) -> Group {
    if edge.from == edge.to {
        let (left, top) = layout.top_left(edge.from);
        return loop_shape(edge, left + layout.width_of(edge.from) + x, top + edge.loop_top + y);
    }
    let Way { mut points, leads_up: reversed, label } = layout.way(at);
    for point in &mut points {
        *point = (point.0 + x, point.1 + y);
    }
    if reversed {
        points.reverse();
    }
    let tip = points.last().copied().unwrap_or_default();
    let down = if reversed { -1.0 } else { 1.0 };
    if let (Some(head), Some(last)) = (edge.head, points.last_mut()) {
        last.1 -= head::length(head) * down;
    }
    let path = rounded(&points);
    let mut shapes = vec![
        Shape::Line(Line::new("hit", path.clone())),
        Shape::Line(Line { width: edge.width, ..Line::new("line", path) }),
    ];
    shapes.extend(edge.head.map(|kind| head::shape(kind, tip, (0.0, down))));
    if let Some((left, top)) = label {
        shapes.extend(label_shapes(edge, left + x, top + y));
    }
    claim_group(edge, shapes)
}

/// A curve from the right side of a box back to it.
fn loop_shape(edge: &Edge<'_>, x: f64, y: f64) -> Group {
    let (out, back) = (y + LOOP_LINE * 0.35, y + LOOP_LINE * 1.05);
    let tip = (x, back);
    let end = x + edge.head.map_or(0.0, head::length);
    let path = format!(
        "M{} {}C{far} {} {far} {back} {} {back}",
        Number(x),
        Number(out),
        Number(out),
        Number(end),
        far = Number(x + LOOP_WIDTH * 1.3),
        back = Number(back),
    );
    let mut shapes = vec![
        Shape::Line(Line::new("hit", path.clone())),
        Shape::Line(Line { width: edge.width, ..Line::new("line", path) }),
    ];
    shapes.extend(edge.head.map(|kind| head::shape(kind, tip, (-1.0, 0.0))));
    shapes.extend(label_shapes(edge, x + LOOP_WIDTH + 4.0, y));
    claim_group(edge, shapes)
}

fn label_shapes<'e>(edge: &'e Edge<'_>, left: f64, top: f64) -> impl Iterator<Item = Shape> + use<'e> {
    edge.label.iter().enumerate().map(move |(line, words)| {
        Shape::Text(Text {
            class: "label".into(),
            x: left,
            y: top + LABEL_LINE * (line as f64 + 0.8),
            anchor: Anchor::Start,
            font: LABEL,
            words: words.clone(),
        })
    })
}

fn claim_group(edge: &Edge<'_>, shapes: Vec<Shape>) -> Group {
    let claim = edge.claim;
    let denial = if edge.denies { " denial disputing" } else { "" };
    Group {
        id: Some(edge.id.clone()),
        class: classes_of_claim(claim) + denial,
        data: Some(("claim", claim.id().to_owned())),
        states: Vec::new(),
        tooltip: Some(words::of_claim(claim)),
        link: Some(words::link_of_claim(claim)),
        shapes,
    }
}
