//! The cards of a network and the labels of its arrows, with their sizes.

use crate::draw::block::Block;
use crate::draw::families::classes_of;
use crate::draw::fonts::Font;
use crate::draw::scene::{Group, Rectangle, Shape};
use crate::graph::{KnowledgeGraph, Term};
use crate::view::{NetworkCard, NetworkLink, words};

/// The font of labels, and that of the numbers after them.
pub(super) const LABEL: Font = Font::regular(12.0);
pub(super) const NUMBER: Font = Font::bold(10.0);
/// From one line of a label to the next.
pub(super) const LABEL_LINE: f64 = 14.5;
/// The width of labels, and their lines, at most.
const LABEL_WIDTH: f64 = 118.0;
const LABEL_LINES: usize = 5;
/// Words on cards are at most so wide.
const CARD_WIDTH: f64 = 178.0;
/// Long names, such as sentences, have wider cards.
const WIDE_CARD: f64 = 220.0;
const LONG: usize = 44;
/// A point on an arrow.
const POINT: f64 = 12.0;
const TAG: Font = Font::bold(10.5);
const LINE: Font = Font::regular(12.0);

/// A card with its size.
pub(super) struct CardBox {
    block: Block,
    padding: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl CardBox {
    /// Sets the words of a card.
    pub(super) fn new(graph: &KnowledgeGraph, card: &NetworkCard) -> CardBox {
        if is_point(graph, card) {
            return CardBox { block: Block::default(), padding: 0.0, width: POINT, height: POINT };
        }
        let room = if card.label.chars().count() > LONG { WIDE_CARD } else { CARD_WIDTH };
        let size = match (card.is_main, card.label.chars().count() > LONG) {
            (true, false) => 19.0,
            (true, true) => 17.0,
            (false, false) => 15.0,
            (false, true) => 14.0,
        };
        let mut block = Block::default();
        if card.tag.to_uppercase() != card.label.to_uppercase() {
            block.add(&card.tag.to_uppercase(), TAG, "tag role", room, 3);
        }
        block.add(&card.label, Font::bold(size), "name", room, 8);
        for line in &card.lines {
            block.add(line, LINE, "role", room, 5);
        }
        let padding = if card.is_main { 13.0 } else { 10.0 };
        let (width, height) = (block.width + 2.0 * padding, block.height + 2.0 * padding);
        CardBox { block, padding, width: width.max(70.0), height }
    }

    /// It with its left top at a place.
    pub(super) fn shape(&self, graph: &KnowledgeGraph, card: &NetworkCard, x: f64, y: f64) -> Group {
        let rectangle =
            |radius| Rectangle { class: "card".into(), x, y, width: self.width, height: self.height, radius };
        let states = card.claims.iter().map(|claim| graph.claim(*claim).id().to_owned()).collect();
        match card.term {
            Term::Node(key) => {
                let node = graph.node(key);
                let main = if card.is_main { " main" } else { "" };
                let radius = if card.is_person { 16.0 } else { 5.0 };
                let mut shapes = vec![Shape::Rectangle(rectangle(radius))];
                shapes.extend(self.block.shapes(x + self.padding, y + self.padding));
                Group {
                    id: Some(node.id().to_owned()),
                    class: format!("{}{main}", classes_of(node)),
                    data: Some(("node", node.id().to_owned())),
                    states,
                    tooltip: Some(words::of_node(node)),
                    link: words::link_of_node(node),
                    shapes,
                }
            }
            Term::Claim(key) => {
                let claim = graph.claim(key);
                let (kind, radius) =
                    if is_point(graph, card) { ("circle", POINT / 2.0) } else { ("words", 5.0) };
                let mut shapes = vec![Shape::Rectangle(rectangle(radius))];
                shapes.extend(self.block.shapes(x + self.padding, y + self.padding));
                Group {
                    id: Some(format!("{}/point", claim.id())),
                    class: format!("claim {kind} {} {}", claim.status(), claim.predicate_name()),
                    data: Some(("claim", claim.id().to_owned())),
                    states,
                    tooltip: Some(words::of_claim(claim)),
                    link: None,
                    shapes,
                }
            }
        }
    }
}

fn is_point(graph: &KnowledgeGraph, card: &NetworkCard) -> bool {
    matches!(card.term, Term::Claim(key) if graph.claim(key).object().is_some())
}

/// The label of an arrow with its size.
pub(super) struct Label {
    pub(super) lines: Vec<String>,
    /// The numbers after the last line.
    pub(super) numbers: String,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Label {
    /// Sets the label of an arrow; the second half of one has none.
    pub(super) fn new(link: &NetworkLink) -> Label {
        if link.label.is_empty() {
            return Label { lines: Vec::new(), numbers: String::new(), width: 0.0, height: 0.0 };
        }
        let lines = LABEL.lines(&link.label, LABEL_WIDTH, LABEL_LINES);
        let numbers = link.numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let last = lines.last().map_or(0.0, |line| LABEL.width(line)) + 4.0 + NUMBER.width(&numbers);
        let width = lines.iter().map(|line| LABEL.width(line)).fold(last, f64::max);
        let height = lines.len() as f64 * LABEL_LINE;
        Label { lines, numbers, width, height }
    }
}
