//! The words that carry the arrows, numbered, in columns.

use super::hand::boxed;
use crate::draw::block::Block;
use crate::draw::fonts::Font;
use crate::draw::scene::{Anchor, Group, Rectangle, Shape, Text};
use crate::view::Exhibit;

/// Quotes are at most so wide.
const WIDTH: f64 = 292.0;
/// Between the border and the words.
const INSET: f64 = 20.0;
/// For the numbers.
const NUMBERS: f64 = 26.0;
/// Between two columns.
const GUTTER: f64 = 24.0;
/// Above the first quote.
const HEADING: f64 = 48.0;
/// Between two quotes.
const BETWEEN: f64 = 11.0;

const QUOTE: Font = Font::regular(12.0);
const NUMBER: Font = Font::bold(12.0);

/// The panel of the evidence.
pub(in crate::draw) struct Evidence {
    columns: Vec<Vec<(usize, Block)>>,
    /// The width.
    pub(in crate::draw) width: f64,
    /// The height.
    pub(in crate::draw) height: f64,
}

/// Sets the evidence in as many columns as keep it near to a height.
pub(in crate::draw) fn column(exhibits: &[Exhibit], height: f64) -> Evidence {
    let blocks: Vec<(usize, Block)> =
        exhibits.iter().enumerate().map(|(at, exhibit)| (at + 1, block(exhibit))).collect();
    let total: f64 = blocks.iter().map(|(_, block)| block.height + BETWEEN).sum();
    let room = (height - HEADING - INSET).max(160.0) * 1.12;
    let count = (total / room).ceil().max(1.0);
    let fair = total / count;
    let mut columns: Vec<Vec<(usize, Block)>> = vec![Vec::new()];
    let (mut filled, mut tallest) = (0.0, 0.0_f64);
    for (number, block) in blocks {
        let needed = block.height + BETWEEN;
        let last = columns.len() as f64 >= count;
        if !last && filled > 0.0 && filled + needed / 2.0 > fair {
            columns.push(Vec::new());
            filled = 0.0;
        }
        filled += needed;
        tallest = tallest.max(filled);
        if let Some(column) = columns.last_mut() {
            column.push((number, block));
        }
    }
    let many = columns.len() as f64;
    let width = 2.0 * INSET + many * (NUMBERS + WIDTH) + (many - 1.0) * GUTTER;
    Evidence { columns, width, height: HEADING + tallest + INSET - BETWEEN }
}

fn block(exhibit: &Exhibit) -> Block {
    let mut block = Block::default();
    block.add(&exhibit.quote, QUOTE, "quote", WIDTH, 40);
    if let Some(work) = &exhibit.work {
        block.add(work, Font::regular(11.0), "muted", WIDTH, 2);
    }
    if !exhibit.verified {
        block.add("not verified: the text is missing", Font::regular(11.0), "muted", WIDTH, 1);
    }
    block
}

impl Evidence {
    /// Whether there is none.
    pub(in crate::draw) fn is_empty(&self) -> bool {
        self.columns.iter().all(Vec::is_empty)
    }

    /// The panel with its left top at a place.
    pub(in crate::draw) fn shapes(&self, x: f64, y: f64) -> Option<Shape> {
        if self.is_empty() {
            return None;
        }
        let rectangle =
            Rectangle { class: "panel".into(), x, y, width: self.width, height: self.height, radius: 10.0 };
        let mut heading = Block::default();
        heading.add("EVIDENCE", Font::bold(15.0), "heading", WIDTH, 1);
        let mut panel = boxed("evidence", rectangle, &heading, x + INSET, y + 13.0);
        panel.shapes.push(Shape::Text(Text {
            class: "muted".into(),
            x: x + INSET + heading.width + 10.0,
            y: y + 13.0 + 14.2,
            anchor: Anchor::Start,
            font: QUOTE,
            words: "quotes from the sources".into(),
        }));
        for (at, column) in self.columns.iter().enumerate() {
            let left = x + INSET + at as f64 * (NUMBERS + WIDTH + GUTTER);
            let mut top = y + HEADING;
            for (number, block) in column {
                panel.shapes.push(Shape::Group(item(*number, block, left, top)));
                top += block.height + BETWEEN;
            }
        }
        panel.id = Some("evidence/".into());
        Some(Shape::Group(panel))
    }
}

fn item(number: usize, block: &Block, x: f64, y: f64) -> Group {
    let mut shapes = vec![Shape::Text(Text {
        class: "number".into(),
        x: x + NUMBERS - 10.0,
        y: y + 11.4,
        anchor: Anchor::End,
        font: NUMBER,
        words: number.to_string(),
    })];
    shapes.extend(block.shapes(x + NUMBERS, y));
    Group { id: Some(format!("evidence/{number}")), class: "exhibit".into(), shapes, ..Group::default() }
}
