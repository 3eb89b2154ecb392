//! The layout of a briefing: sides left and right, rows between them, evidence at the far right. Every arrow has a
//! separate place at its row, with its label above it, so that nothing overlaps.

mod arrows;
mod cards;
pub(super) mod evidence;
mod hand;
mod legend;
mod slots;
mod table;

use crate::graph::KnowledgeGraph;
use crate::view::{Briefing, words};

use super::families::looks;
use super::header::header;
use super::scene::{Scene, Shape};
use cards::Panel;
use hand::Hand;
use table::Table;

/// Around everything.
const MARGIN: f64 = 40.0;
/// Between a side and the labels of its arrows.
const FAN: (f64, f64) = (100.0, 220.0);
/// Between the sides and the evidence.
const GAP: f64 = 48.0;
/// Between the header and what is below it.
const BELOW_HEADER: f64 = 26.0;

/// The scene of a briefing; `note` is one more line under the title.
pub fn scene(graph: &KnowledgeGraph, briefing: &Briefing, note: Option<&str>) -> Scene {
    let mut slots = slots::assign(briefing);
    let mut table = Table::new(briefing, &slots);
    let mut panels = cards::panels(graph, briefing);
    // The order of cards and that of arrows at a row follow each other; a few rounds settle them.
    for _ in 0..4 {
        cards::place_beside(&mut panels, &slots, &table);
        cards::place_below(&mut panels, &table);
        slots.sort(|card| panels.iter().find_map(|panel| panel.middle_of(card)));
        table = Table::new(briefing, &slots);
    }
    let evidence = evidence::column(&briefing.evidence, table.height.max(cards::bottom(&panels)));
    let lanes = [Hand::Left, Hand::Right].map(|hand| slots.lane(hand));
    let reach = cards::bottom(&panels).max(table.height);
    let fan = (reach * 0.16).clamp(FAN.0, FAN.1);
    let side_width = |hand: Hand| cards::beside(&panels, hand).map_or(0.0, |panel| panel.width + fan);
    // From left to right.
    let left_lane = MARGIN + side_width(Hand::Left).max(if lanes[0] > 0.0 { fan * 0.6 } else { 0.0 });
    let table_left = left_lane + lanes[0];
    let table_right = table_left + table::WIDTH;
    let right_lane = table_right + lanes[1];
    let right_side = right_lane
        + if cards::beside(&panels, Hand::Right).is_some() {
            fan
        } else if lanes[1] > 0.0 {
            fan * 0.6
        } else {
            0.0
        };
    let right_end = right_side + cards::beside(&panels, Hand::Right).map_or(0.0, |panel| panel.width);
    let evidence_left = right_end + GAP;
    let width = if evidence.is_empty() { right_end } else { evidence_left + evidence.width } + MARGIN;
    let notes: Vec<&str> = note.into_iter().chain(briefing.notes.iter().map(String::as_str)).collect();
    let samples = legend::samples(graph, briefing);
    let header = header(&briefing.titles, &notes, samples, (width - 2.0 * MARGIN).max(560.0));
    let width = width.max(header.width + 2.0 * MARGIN);
    let top = MARGIN + header.height + BELOW_HEADER;
    let places = arrows::Places { top, left_lane, table_left, right_lane, left_card_end: MARGIN, right_side };
    let mut shapes = header.shapes(MARGIN, MARGIN);
    shapes.extend(panel_frames(&panels, &places));
    shapes.push(table.frame(table_left, top));
    shapes.extend(arrows::shapes(graph, briefing, &slots, &table, &panels, &places));
    shapes.extend(table.shapes(graph, briefing, table_left, top));
    shapes.extend(panels.iter().flat_map(|panel| panel.cards(graph, panel_left(panel, &places), top)));
    let lowest = reach.max(evidence.height);
    shapes.extend(evidence.shapes(evidence_left, top));
    Scene {
        width,
        height: top + lowest + MARGIN,
        title: briefing.titles.join(" · "),
        description: description(graph, briefing),
        language: graph.dossiers().next().map_or_else(String::new, |dossier| dossier.language().to_string()),
        families: Vec::new(),
        looks: looks(graph),
        shapes,
    }
}

/// Where a panel begins.
fn panel_left(panel: &Panel, places: &arrows::Places) -> f64 {
    match panel.hand {
        Some(Hand::Left) => MARGIN,
        Some(Hand::Right) => places.right_side,
        None => places.table_left,
    }
}

fn panel_frames(panels: &[Panel], places: &arrows::Places) -> Vec<Shape> {
    panels.iter().map(|panel| panel.frame(panel_left(panel, places), places.top)).collect()
}

/// The arrows in sentences, for those who cannot see them.
fn description(graph: &KnowledgeGraph, briefing: &Briefing) -> String {
    let sentences: Vec<String> = briefing
        .claims(graph)
        .map(|claim| format!("{} ({})", words::sentence(claim), claim.status()))
        .collect();
    sentences.join("; ")
}
