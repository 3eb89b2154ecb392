//! The layout of a network: cards in layers, arrows with labels between them, evidence at the right. Of several widths
//! of the layers that is taken with which the page is shown largest.

mod boxes;
mod legend;
mod orient;

use std::collections::BTreeMap;

use super::briefing::evidence;
use super::families::{classes_of_claim, families, looks};
use super::head;
use super::header::header;
use super::layers::{Layout, Ranked, Sizes, Way, crossings, limit_widths, order, place, rank, rounded};
use super::scene::{Group, Line, Scene, Shape, Text};
use crate::graph::{KnowledgeGraph, Term};
use crate::ontology::Head;
use crate::view::{LinkPart, Network, NetworkLink, Stance, words};
use boxes::{CardBox, LABEL, LABEL_LINE, Label, NUMBER};
use orient::{Ends, orient};

/// Around everything.
const MARGIN: f64 = 40.0;
/// Between the cards and the evidence.
const GAP: f64 = 44.0;
/// Between the header and what is below it.
const BELOW_HEADER: f64 = 26.0;
/// About as wide as a card with the space beside it.
const COLUMN: f64 = 225.0;
/// How many cards a layer may hold, in the layouts that are tried.
const TRIED: [f64; 9] = [2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 9.0, 12.0, 1e6];
/// A page of A4 in landscape, within its margins: width by height.
const PAGE: f64 = 277.0 / 190.0;
/// How much larger a page must be shown to be worth a further crossing of arrows.
const CROSSING: f64 = 0.012;

/// The scene of a network; `note` is one more line under the title.
pub fn scene(graph: &KnowledgeGraph, network: &Network, note: Option<&str>) -> Scene {
    let boxes: Vec<CardBox> = network.cards.iter().map(|card| CardBox::new(graph, card)).collect();
    let labels: Vec<Label> = network.links.iter().map(Label::new).collect();
    let layout = best_layout(network, &boxes, &labels);
    let evidence = evidence::column(&network.evidence, layout.height);
    let evidence_left = MARGIN + layout.width + GAP;
    let width =
        if evidence.is_empty() { MARGIN + layout.width } else { evidence_left + evidence.width } + MARGIN;
    let notes: Vec<&str> = note.into_iter().chain(network.notes.iter().map(String::as_str)).collect();
    let samples = legend::samples(graph, network);
    let header = header(&network.titles, &notes, samples, (width - 2.0 * MARGIN).max(620.0));
    let width = width.max(header.width + 2.0 * MARGIN);
    let top = MARGIN + header.height + BELOW_HEADER;
    // What is narrower than its title is in the middle below it.
    let left = if evidence.is_empty() { (width - layout.width) / 2.0 } else { MARGIN };
    let evidence_left = if evidence.is_empty() { evidence_left } else { width - MARGIN - evidence.width };
    let mut shapes = vec![Shape::Group(Group {
        class: "header".into(),
        states: network.noted.iter().map(|claim| graph.claim(*claim).id().to_owned()).collect(),
        shapes: header.shapes(MARGIN, MARGIN),
        ..Group::default()
    })];
    let pairs = pairs(network);
    for (at, (link, label)) in network.links.iter().zip(&labels).enumerate() {
        let leads_up = pairs.get(at).is_some_and(|(upper, _)| network.cards[*upper].term == link.to);
        let way = Way { leads_up, ..layout.way(at) };
        shapes.push(Shape::Group(arrow(graph, link, label, way, (left, top))));
    }
    for (at, (card, shown)) in network.cards.iter().zip(&boxes).enumerate() {
        let (x, y) = layout.top_left(at);
        shapes.push(Shape::Group(shown.shape(graph, card, x + left, y + top)));
    }
    let lowest = layout.height.max(evidence.height);
    shapes.extend(evidence.shapes(evidence_left, top));
    let sentences = network.claims(graph).map(words::sentence_and_status);
    Scene {
        width,
        height: top + lowest + MARGIN,
        title: network.titles.join(" · "),
        description: sentences.collect::<Vec<_>>().join("; "),
        language: graph.dossiers().next().map_or_else(String::new, |dossier| dossier.language().to_string()),
        families: families(graph),
        looks: looks(graph),
        shapes,
    }
}

/// Lays the cards out in layers of several widths and takes the layout that a page shows largest, with few crossings.
fn best_layout(network: &Network, boxes: &[CardBox], labels: &[Label]) -> Layout {
    let sizes = Sizes {
        vertices: boxes.iter().map(|card| (card.width, card.height)).collect(),
        rooms: vec![0.0; boxes.len()],
        labels: labels.iter().map(|label| (label.width, label.height)).collect(),
    };
    let pairs = pairs(network);
    let ranked = rank(boxes.len(), &pairs);
    let widths: Vec<f64> = boxes.iter().map(|card| card.width + COLUMN * 0.15).collect();
    let laid_out = |columns: f64| {
        let mut ranked = Ranked {
            ranks: ranked.ranks.clone(),
            turned: ranked.turned.clone(),
            edges: ranked.edges.clone(),
        };
        limit_widths(&mut ranked, &widths, columns * COLUMN);
        let mut layout = Layout::new(&sizes, &ranked);
        order(&mut layout);
        place(&mut layout);
        layout
    };
    let size_on_page = |layout: &Layout| {
        let evidence = evidence::column(&network.evidence, layout.height);
        let width = layout.width + if evidence.is_empty() { 0.0 } else { GAP + evidence.width };
        // The header is about so high.
        let height = layout.height.max(evidence.height) + 110.0;
        (width / PAGE).max(height) * (1.0 + CROSSING * crossings(layout) as f64)
    };
    let mut best = laid_out(TRIED[0]);
    let mut least = size_on_page(&best);
    for columns in TRIED.into_iter().skip(1) {
        let layout = laid_out(columns);
        let size = size_on_page(&layout);
        if size < least {
            (best, least) = (layout, size);
        }
    }
    best
}

/// By arrow: its upper and its lower card.
fn pairs(network: &Network) -> Vec<(usize, usize)> {
    let places: BTreeMap<Term, usize> =
        network.cards.iter().enumerate().map(|(at, card)| (card.term, at)).collect();
    let place = |term: Term| places.get(&term).copied().unwrap_or(0);
    let ends: Vec<Ends> = network
        .links
        .iter()
        .map(|link| {
            let (upper, lower) = link.ends();
            Ends { upper: place(upper), lower: place(lower), is_ranked: link.is_ranked }
        })
        .collect();
    orient(network.cards.len(), &ends)
}

/// An arrow with its label: a curve that is vertical where it meets cards and passes between them.
fn arrow(graph: &KnowledgeGraph, link: &NetworkLink, label: &Label, way: Way, (x, y): (f64, f64)) -> Group {
    let claim = graph.claim(link.claim);
    let mut points: Vec<(f64, f64)> = way.points.iter().map(|point| (point.0 + x, point.1 + y)).collect();
    if way.leads_up {
        points.reverse();
    }
    let kind = if link.stance == Stance::Attacking { Head::Tee } else { claim.drawing().head };
    let has_head = link.part != LinkPart::First && !claim.is_undirected();
    let tip = points.last().copied().unwrap_or_default();
    let down = if way.leads_up { -1.0 } else { 1.0 };
    if let (true, Some(last)) = (has_head, points.last_mut()) {
        last.1 -= head::length(kind) * down;
    }
    let path = rounded(&points);
    let mut shapes = vec![Shape::Line(Line::new("hit", path.clone())), Shape::Line(Line::new("line", path))];
    if has_head {
        shapes.push(head::shape(kind, tip, (0.0, down)));
    }
    if let Some((left, top)) = way.label {
        shapes.extend(label_shapes(label, left + x, top + y));
    }
    let id = match link.part {
        LinkPart::First => format!("{}.subject", claim.id()),
        LinkPart::Second => format!("{}.object", claim.id()),
        LinkPart::Whole => claim.id().to_owned(),
    };
    Group {
        id: Some(id),
        class: match link.stance {
            Stance::Neutral => classes_of_claim(claim),
            stance => format!("claim {} {} {}", claim.status(), stance.classes(), claim.predicate_name()),
        },
        data: Some(("claim", claim.id().to_owned())),
        states: link.claims.iter().map(|claim| graph.claim(*claim).id().to_owned()).collect(),
        tooltip: Some(words::of_claim(claim)),
        link: Some(words::link_of_claim(claim)),
        shapes,
    }
}

fn label_shapes(label: &Label, left: f64, top: f64) -> Vec<Shape> {
    let base = |line: usize| top + LABEL_LINE * (line as f64 + 0.8);
    let mut shapes: Vec<Shape> = label
        .lines
        .iter()
        .enumerate()
        .map(|(at, words)| Text::at(left, base(at), "label", LABEL, words))
        .collect();
    if let (false, Some(last)) = (label.numbers.is_empty(), label.lines.last()) {
        let x = left + LABEL.width(last) + 4.0;
        shapes.push(Text::at(x, base(label.lines.len() - 1) - 3.0, "number", NUMBER, &label.numbers));
    }
    shapes
}
