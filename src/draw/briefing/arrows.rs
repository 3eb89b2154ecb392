//! Arrows between cards and rows, with their labels and numbers.

use std::collections::BTreeMap;

use super::cards::Panel;
use super::hand::Hand;
use super::slots::{HEAD, LABEL, LABEL_INSET, LABEL_LINE, NUMBER, Slot, Slots};
use super::table::{Table, row_edges};
use crate::draw::families::classes_of_claim;
use crate::draw::head;
use crate::draw::scene::{Group, Line, Shape, Text};
use crate::draw::svg::Number;
use crate::graph::{KnowledgeGraph, Term};
use crate::ontology::Head;
use crate::view::{Arrow, Briefing, Tone, words};

/// Where things are, from left to right, and the top of the table.
pub(super) struct Places {
    pub(super) top: f64,
    pub(super) left_lane: f64,
    pub(super) table_left: f64,
    pub(super) right_lane: f64,
    pub(super) left_card_end: f64,
    pub(super) right_side: f64,
}

/// All arrows, each as a group.
pub(super) fn shapes(
    graph: &KnowledgeGraph,
    briefing: &Briefing,
    slots: &Slots,
    table: &Table,
    panels: &[Panel],
    places: &Places,
) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let mut drawn: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, arrow) in briefing.arrows.iter().enumerate() {
        for hand in [Hand::Left, Hand::Right] {
            let mine = slots.of(arrow.target, hand).iter().zip(table.lines(arrow.target, hand));
            for (slot, line) in mine.filter(|(slot, _)| slot.arrow == at) {
                let id = graph.claim(arrow.claim).id();
                let count = drawn.entry(id).or_default();
                *count += 1;
                let id = if *count == 1 { id.to_owned() } else { format!("{id}/{count}") };
                let Some(ends) = ends(panels, arrow, hand, *line + places.top, places) else { continue };
                shapes.push(Shape::Group(group(graph, arrow, slot, &ends, id)));
            }
        }
    }
    shapes
}

/// The way of an arrow from card to row.
struct Ends {
    hand: Hand,
    /// The point at the card.
    card: (f64, f64),
    /// Where the curve begins, if not at the card.
    bend: Option<f64>,
    /// Where the curve ends and the straight part with the label begins.
    lane: f64,
    /// The edge of the row.
    row: f64,
    /// The height of the straight part.
    y: f64,
}

fn ends(panels: &[Panel], arrow: &Arrow, hand: Hand, y: f64, places: &Places) -> Option<Ends> {
    let (lane, row) = match hand {
        Hand::Left => (places.left_lane, row_edges(places.table_left).0),
        Hand::Right => (places.right_lane, row_edges(places.table_left).1),
    };
    let panel = panels.iter().find(|panel| panel.middle_of(arrow.card).is_some())?;
    let (middle, (left, right)) = (panel.middle_of(arrow.card)? + places.top, panel.edges_of(arrow.card)?);
    let (x, bend) = match (panel.hand, hand) {
        (Some(Hand::Left), _) => (places.left_card_end + right, None),
        (Some(Hand::Right), _) => (places.right_side + left, None),
        (None, Hand::Left) => (places.table_left + left, Some(places.left_lane)),
        (None, Hand::Right) => (places.table_left + right, Some(places.right_lane)),
    };
    Some(Ends { hand, card: (x, middle), bend, lane, row, y })
}

fn group(graph: &KnowledgeGraph, arrow: &Arrow, slot: &Slot, ends: &Ends, id: String) -> Group {
    let claim = graph.claim(arrow.claim);
    let to_right = ends.hand == Hand::Left;
    let outward = if to_right { 1.0 } else { -1.0 };
    let head = if arrow.tone == Tone::Denying { Head::Tee } else { claim.drawing().head };
    let head = if matches!(arrow.target, Term::Claim(_)) && arrow.tone != Tone::Denying {
        Head::Normal
    } else {
        head
    };
    let mut ends_of_line = (ends.card.0, ends.row);
    let inset = head::length(head) * outward;
    if arrow.to_table {
        ends_of_line.1 -= inset;
    } else {
        ends_of_line.0 += inset;
    }
    let path = path(ends, ends_of_line);
    let tip = if arrow.to_table { (ends.row, ends.y) } else { ends.card };
    let direction = if arrow.to_table { outward } else { -outward };
    let mut shapes = vec![
        Shape::Line(Line::new("hit", path.clone())),
        Shape::Line(Line::new("line", path)),
        head::shape(head, tip, (direction, 0.0)),
    ];
    shapes.extend(label(slot, ends));
    let first = arrow.numbers.first();
    Group {
        id: Some(id),
        class: match arrow.tone {
            Tone::Plain => classes_of_claim(claim).replacen(
                &format!("claim {}", claim.status()),
                &format!("claim {} plain", claim.status()),
                1,
            ),
            tone => format!("claim {} {} {}", claim.status(), tone.classes(), claim.predicate_name()),
        },
        data: Some(("claim", claim.id().to_owned())),
        states: Vec::new(),
        tooltip: Some(words::of_claim(claim)),
        link: first.map(|number| format!("#evidence/{number}")),
        shapes,
    }
}

/// A fan from the card, then straight into the row; below the table first straight out of the panel.
fn path(ends: &Ends, (start, end): (f64, f64)) -> String {
    let (lane, y, from) = (Number(ends.lane), Number(ends.y), Number(ends.card.1));
    match ends.bend {
        None => {
            let middle = Number((ends.card.0 + ends.lane) / 2.0);
            format!("M{} {from}C{middle} {from} {middle} {y} {lane} {y}L{} {y}", Number(start), Number(end))
        }
        Some(bend) => {
            let out = if ends.hand == Hand::Left { -64.0 } else { 64.0 };
            let far = Number(bend + out);
            format!(
                "M{} {from}L{} {from}C{far} {from} {far} {y} {lane} {y}L{} {y}",
                Number(start),
                Number(bend),
                Number(end)
            )
        }
    }
}

/// The label above the straight part of the line, with its numbers after it.
fn label(slot: &Slot, ends: &Ends) -> Vec<Shape> {
    let start = match ends.hand {
        Hand::Left => ends.row - HEAD - LABEL_INSET - slot.width,
        Hand::Right => ends.row + HEAD + LABEL_INSET,
    };
    let mut base = ends.y - 5.0 - LABEL_LINE * slot.label.len().saturating_sub(1) as f64;
    let mut shapes = Vec::new();
    for line in &slot.label {
        shapes.push(Text::at(start, base, "label", LABEL, line));
        base += LABEL_LINE;
    }
    if !slot.numbers.is_empty() {
        let behind = start + slot.label.last().map_or(0.0, |line| LABEL.width(line) + 4.0);
        shapes.push(Text::at(behind, base - LABEL_LINE - 4.0, "number", NUMBER, &slot.numbers));
    }
    shapes
}
