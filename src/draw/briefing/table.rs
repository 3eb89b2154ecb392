//! The rows on the table.

use std::collections::BTreeMap;

use super::hand::{Hand, boxed, states};
use super::slots::Slots;
use crate::draw::block::Block;
use crate::draw::fonts::Font;
use crate::draw::scene::{Group, Rectangle, Shape};
use crate::graph::{KnowledgeGraph, NodeKey, Term};
use crate::view::{Briefing, Row, words};

/// The width of the table.
pub(super) const WIDTH: f64 = 358.0;
/// Between the table's border and its rows.
const INSET: f64 = 18.0;
/// Between a row's border and its words.
const PADDING: f64 = 10.0;
/// Between two rows.
const BETWEEN: f64 = 12.0;
/// Above the first row, for the heading.
const HEADING: f64 = 46.0;
/// Above a point.
const ABOVE_POINT: f64 = 7.0;

const TAG: Font = Font::bold(11.0);
const NAME: Font = Font::bold(16.0);
const POINT: Font = Font::bold(13.0);
const DETAIL: Font = Font::regular(12.0);

/// Part of a row at which arrows end: its head, or one of its points.
struct Segment {
    term: Term,
    top: f64,
    height: f64,
    block: Block,
}

struct PlacedRow {
    top: f64,
    height: f64,
    segments: Vec<Segment>,
}

/// The rows and the heights at which arrows meet them, from the top of the table.
pub(super) struct Table {
    rows: Vec<PlacedRow>,
    /// By row or point and side: the heights of the lines, in the order of the slots.
    lines: BTreeMap<(Term, Hand), Vec<f64>>,
    /// The height with the heading.
    pub(super) height: f64,
}

impl Table {
    /// Stacks the rows, each as high as its words and its slots need.
    pub(super) fn new(briefing: &Briefing, slots: &Slots) -> Table {
        let mut table = Table { rows: Vec::new(), lines: BTreeMap::new(), height: 0.0 };
        let mut top = HEADING;
        for row in &briefing.rows {
            let mut segments = Vec::new();
            let mut at = top;
            for (term, block) in blocks(row) {
                let first = segments.is_empty();
                let padding = if first { 2.0 * PADDING } else { ABOVE_POINT + PADDING };
                let needed = slots.height(term, Hand::Left).max(slots.height(term, Hand::Right)) + 4.0;
                let height = (block.height + padding).max(needed);
                for hand in [Hand::Left, Hand::Right] {
                    table.lines.insert((term, hand), lines(slots, term, hand, at, height));
                }
                segments.push(Segment { term, top: at, height, block });
                at += height;
            }
            table.rows.push(PlacedRow { top, height: at - top, segments });
            top = at + BETWEEN;
        }
        table.height = top - BETWEEN + INSET;
        table
    }

    /// The heights at which the lines of a row or point arrive, from the top of the table.
    pub(super) fn lines(&self, target: Term, hand: Hand) -> &[f64] {
        self.lines.get(&(target, hand)).map_or(&[], Vec::as_slice)
    }

    /// The mean height of the lines of somebody's arrows on a side; `None` without arrows.
    pub(super) fn middle_of(&self, slots: &Slots, card: NodeKey, hand: Hand) -> Option<f64> {
        let (mut sum, mut count) = (0.0, 0);
        for ((term, side), lines) in &self.lines {
            for (slot, line) in slots.of(*term, *side).iter().zip(lines) {
                if *side == hand && slot.card == card {
                    sum += line;
                    count += 1;
                }
            }
        }
        (count > 0).then(|| sum / f64::from(count))
    }

    /// The frame with its heading.
    pub(super) fn frame(&self, x: f64, y: f64) -> Shape {
        let rectangle =
            Rectangle { class: "panel".into(), x, y, width: WIDTH, height: self.height, radius: 10.0 };
        let mut heading = Block::default();
        heading.add("ON THE TABLE", Font::bold(15.0), "heading", WIDTH, 1);
        Shape::Group(boxed("table", rectangle, &heading, x + INSET + 4.0, y + 13.0))
    }

    /// The rows.
    pub(super) fn shapes(&self, graph: &KnowledgeGraph, briefing: &Briefing, x: f64, y: f64) -> Vec<Shape> {
        let rows = briefing.rows.iter().zip(&self.rows);
        rows.flat_map(|(row, placed)| row_groups(graph, row, placed, x + INSET, y))
            .map(Shape::Group)
            .collect()
    }
}

/// Left edge of the rows, from that of the table.
pub(super) fn row_edges(table_left: f64) -> (f64, f64) {
    (table_left + INSET, table_left + WIDTH - INSET)
}

/// The words of the head of a row and of its points.
fn blocks(row: &Row) -> Vec<(Term, Block)> {
    let width = WIDTH - 2.0 * (INSET + PADDING);
    let mut head = Block::default();
    head.add(&row.tag.to_uppercase(), TAG, "tag", width, 2);
    head.add(&row.label, NAME, "name", width, 8);
    for detail in &row.details {
        head.add(detail, DETAIL, "role", width, 4);
    }
    let mut blocks = vec![(row.term, head)];
    for point in &row.points {
        let mut block = Block::default();
        let inner = width - PADDING;
        block.add(&point.label, POINT, "name", inner, 6);
        for detail in &point.details {
            block.add(detail, DETAIL, "role", inner, 4);
        }
        blocks.push((Term::Node(point.node), block));
    }
    blocks
}

/// Where the lines of one side arrive: the slots are in the middle of the segment, each line at the foot of its own.
fn lines(slots: &Slots, term: Term, hand: Hand, top: f64, height: f64) -> Vec<f64> {
    let slots_here = slots.of(term, hand);
    let total = slots.height(term, hand);
    let air = (height - total) / 2.0;
    // Of a single line the line itself is in the middle rather than line and label together.
    let shift = slots_here.last().map_or(0.0, |slot| (slot.height / 2.0 - 4.0).min(air));
    let mut at = top + air - shift;
    slots_here
        .iter()
        .map(|slot| {
            at += slot.height;
            at - 4.0
        })
        .collect()
}

/// The group of a row, and those of its points, which can be selected individually.
fn row_groups(graph: &KnowledgeGraph, row: &Row, placed: &PlacedRow, x: f64, y: f64) -> Vec<Group> {
    let width = WIDTH - 2.0 * INSET;
    let rectangle =
        Rectangle { class: "card".into(), x, y: y + placed.top, width, height: placed.height, radius: 9.0 };
    let (mut shapes, mut points) = (vec![Shape::Rectangle(rectangle)], Vec::new());
    for (at, segment) in placed.segments.iter().enumerate() {
        if at == 0 {
            let inset = (segment.height - segment.block.height) / 2.0;
            let inset = if placed.segments.len() > 1 { PADDING } else { inset };
            shapes.extend(segment.block.shapes(x + PADDING, y + segment.top + inset));
            continue;
        }
        let top = y + segment.top;
        let mut inner = vec![Shape::Rectangle(Rectangle {
            class: "point-bar".into(),
            x: x + PADDING,
            y: top + (segment.height - segment.block.height) / 2.0,
            width: 3.0,
            height: segment.block.height,
            radius: 1.5,
        })];
        inner.extend(
            segment.block.shapes(x + 2.0 * PADDING, top + (segment.height - segment.block.height) / 2.0),
        );
        let Term::Node(key) = segment.term else { continue };
        let node = graph.node(key);
        let point = row.points.iter().find(|point| point.node == key);
        points.push(Group {
            states: point.map_or_else(Vec::new, |point| states(graph, &point.claims)),
            id: Some(node.id().to_owned()),
            class: format!("node point {} {}", row.kind.class(), node.node_type().name),
            data: Some(("node", node.id().to_owned())),
            tooltip: Some(words::of_node(node)),
            shapes: inner,
            ..Group::default()
        });
    }
    let kind = row.kind.class();
    let row = match row.term {
        Term::Node(key) => {
            let node = graph.node(key);
            Group {
                id: Some(node.id().to_owned()),
                class: format!("node row {kind} {}", node.node_type().name),
                data: Some(("node", node.id().to_owned())),
                states: states(graph, &row.claims),
                tooltip: Some(words::of_node(node)),
                shapes,
                ..Group::default()
            }
        }
        Term::Claim(key) => {
            let claim = graph.claim(key);
            Group {
                id: Some(format!("{}/row", claim.id())),
                class: format!("claim row {kind} {}", claim.status()),
                data: Some(("claim", claim.id().to_owned())),
                states: states(graph, &row.claims),
                tooltip: Some(words::of_claim(claim)),
                shapes,
                ..Group::default()
            }
        }
    };
    std::iter::once(row).chain(points).collect()
}
