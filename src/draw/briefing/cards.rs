//! The panels of sides with their cards: next to the table, and below it.

use super::hand::{Hand, boxed, states};
use super::slots::Slots;
use super::table::{self, Table};
use crate::draw::apart::apart;
use crate::draw::block::Block;
use crate::draw::fonts::Font;
use crate::draw::scene::{Group, Rectangle, Shape};
use crate::graph::{ClaimKey, KnowledgeGraph, NodeKey};
use crate::view::{Briefing, Card, words};

/// Words on cards are at most so wide.
const CARD_WIDTH: f64 = 190.0;
/// Between a panel's border and its cards.
const INSET: f64 = 20.0;
/// Above the first card, for the side's name.
const HEADING: f64 = 46.0;
/// Between two cards.
const BETWEEN: f64 = 18.0;
/// Between two panels below each other.
const BELOW: f64 = 22.0;

const SIDE: Font = Font::bold(15.0);
const ROLE: Font = Font::regular(12.0);

/// A card with its place.
struct PlacedCard {
    node: NodeKey,
    is_person: bool,
    is_main: bool,
    block: Block,
    /// The claims that the words state.
    claims: Vec<ClaimKey>,
    padding: f64,
    /// Top edge, from that of the table.
    top: f64,
}

impl PlacedCard {
    fn height(&self) -> f64 {
        self.block.height + 2.0 * self.padding
    }

    fn width(&self) -> f64 {
        self.block.width + 2.0 * self.padding
    }
}

/// A side, or those of no side.
pub(super) struct Panel {
    /// Next to the table; `None` below it.
    pub(super) hand: Option<Hand>,
    class: String,
    id: String,
    name: Block,
    cards: Vec<PlacedCard>,
    also: Block,
    /// The width.
    pub(super) width: f64,
    /// Top edge and height, from the top of the table.
    top: f64,
    height: f64,
}

/// The panels of a briefing, without places.
pub(super) fn panels(graph: &KnowledgeGraph, briefing: &Briefing) -> Vec<Panel> {
    let mut panels = Vec::new();
    for (at, side) in briefing.sides.iter().enumerate() {
        let hand = match at {
            0 => Some(Hand::Left),
            1 => Some(Hand::Right),
            _ => None,
        };
        let id = format!("side/{}", graph.node(side.party).id());
        let class = format!("side side-{}", (at + 1).min(5));
        panels.push(panel(hand, class, id, &side.name, &side.cards, &side.also));
    }
    if !briefing.others.is_empty() {
        let class = "side side-5 others".to_owned();
        panels.push(panel(None, class, "side/".to_owned(), "Others", &briefing.others, &[]));
    }
    panels
}

fn panel(
    hand: Option<Hand>,
    class: String,
    id: String,
    label: &str,
    cards: &[Card],
    also: &[String],
) -> Panel {
    let room = if hand.is_some() { CARD_WIDTH } else { table::WIDTH - 2.0 * (INSET + 12.0) };
    let people = cards.iter().filter(|card| card.is_person);
    let most = people.map(|card| card.arrows).max().unwrap_or(0);
    let cards: Vec<PlacedCard> = cards
        .iter()
        .map(|card| {
            let is_main = card.is_person && card.arrows == most && most > 1;
            let size = if is_main {
                20.0
            } else if card.is_person {
                16.0
            } else {
                15.0
            };
            let mut block = Block::default();
            block.add(&card.label, Font::bold(size), "name", room, 6);
            for line in &card.lines {
                block.add(line, ROLE, "role", room, 4);
            }
            let padding = if is_main { 12.0 } else { 10.0 };
            let (node, is_person, claims) = (card.node, card.is_person, card.claims.clone());
            PlacedCard { node, is_person, is_main, block, claims, padding, top: 0.0 }
        })
        .collect();
    let mut name = Block::default();
    name.add(&label.to_uppercase(), SIDE, "side-name", room, 3);
    let mut words = Block::default();
    for line in also {
        words.add(line, ROLE, "role", room, 3);
    }
    let inner = cards.iter().map(PlacedCard::width).fold(name.width.max(words.width), f64::max);
    let width = if hand.is_some() { inner + 2.0 * INSET } else { table::WIDTH };
    Panel { hand, class, id, name, cards, also: words, width, top: 0.0, height: 0.0 }
}

impl Panel {
    /// The height of the name and of the space around it.
    fn heading(&self) -> f64 {
        HEADING.max(self.name.height + 26.0)
    }

    /// The height of the words below the cards.
    fn footing(&self) -> f64 {
        if self.also.height > 0.0 { self.also.height + 12.0 } else { 0.0 }
    }

    /// Stacks the cards from a place on.
    fn stack(&mut self, top: f64) {
        self.top = top;
        let mut at = top + self.heading();
        for card in &mut self.cards {
            card.top = at;
            at += card.height() + BETWEEN;
        }
        self.close();
    }

    /// Puts border and name around the cards.
    fn close(&mut self) {
        let last =
            self.cards.last().map_or(self.top + self.heading() - INSET, |card| card.top + card.height());
        self.height = last + INSET + self.footing() - self.top;
    }

    /// The middle of somebody's card.
    pub(super) fn middle_of(&self, node: NodeKey) -> Option<f64> {
        self.cards.iter().find(|card| card.node == node).map(|card| card.top + card.height() / 2.0)
    }

    /// Left and right edge of somebody's card, from the left edge of the panel.
    pub(super) fn edges_of(&self, node: NodeKey) -> Option<(f64, f64)> {
        let card = self.cards.iter().find(|card| card.node == node)?;
        let left = self.card_left(card);
        Some((left, left + card.width()))
    }

    fn card_left(&self, card: &PlacedCard) -> f64 {
        (self.width - card.width()) / 2.0
    }

    /// The frame with the name and the words below the cards.
    pub(super) fn frame(&self, x: f64, y: f64) -> Shape {
        let rectangle = Rectangle {
            class: "panel".into(),
            x,
            y: y + self.top,
            width: self.width,
            height: self.height,
            radius: 10.0,
        };
        let at_right = self.hand == Some(Hand::Right);
        let left = if at_right { x + self.width - 14.0 - self.name.width } else { x + 14.0 };
        let mut group = boxed(&self.class, rectangle, &self.name, left, y + self.top + 13.0);
        let foot = y + self.top + self.height - self.also.height - 14.0;
        group.shapes.extend(self.also.shapes(x + INSET, foot));
        group.id = Some(self.id.clone());
        Shape::Group(group)
    }

    /// The cards.
    pub(super) fn cards(&self, graph: &KnowledgeGraph, x: f64, y: f64) -> Vec<Shape> {
        let side = self.class.clone();
        let card = |card: &PlacedCard| {
            let node = graph.node(card.node);
            let left = x + self.card_left(card);
            let rectangle = Rectangle {
                class: "card".into(),
                x: left,
                y: y + card.top,
                width: card.width(),
                height: card.height(),
                radius: if card.is_person { 12.0 } else { 0.0 },
            };
            let main = if card.is_main { " main" } else { "" };
            let class = format!("node {} {side}{main}", node.node_type().name);
            let group =
                boxed(&class, rectangle, &card.block, left + card.padding, y + card.top + card.padding);
            Shape::Group(Group {
                id: Some(node.id().to_owned()),
                data: Some(("node", node.id().to_owned())),
                states: states(graph, &card.claims),
                tooltip: Some(words::of_node(node)),
                ..group
            })
        };
        self.cards.iter().map(card).collect()
    }
}

/// The panel on one side of the table.
pub(super) fn beside(panels: &[Panel], hand: Hand) -> Option<&Panel> {
    panels.iter().find(|panel| panel.hand == Some(hand))
}

/// The lowest point of all panels.
pub(super) fn bottom(panels: &[Panel]) -> f64 {
    panels.iter().map(|panel| panel.top + panel.height).fold(0.0, f64::max)
}

/// Places the cards of the sides next to the table, each as near as possible to the middle of its rows.
pub(super) fn place_beside(panels: &mut [Panel], slots: &Slots, table: &Table) {
    for panel in panels.iter_mut() {
        let Some(hand) = panel.hand else { continue };
        let wanted = |card: &PlacedCard| table.middle_of(slots, card.node, hand);
        let unwanted = table.height / 2.0;
        let key = |card: &PlacedCard| (wanted(card).unwrap_or(unwanted) * 16.0) as i64;
        panel.cards.sort_by_key(|card| (key(card), card.node));
        let tops: Vec<(f64, f64)> = panel
            .cards
            .iter()
            .map(|card| (wanted(card).unwrap_or(unwanted) - card.height() / 2.0, card.height() + BETWEEN))
            .collect();
        let lowest = panel.heading();
        for (card, top) in panel.cards.iter_mut().zip(apart(&tops, lowest)) {
            card.top = top;
        }
        let first = panel.cards.first().map_or(table.height / 2.0, |card| card.top);
        panel.top = first - panel.heading();
        panel.close();
    }
}

/// Places the other panels below the table.
pub(super) fn place_below(panels: &mut [Panel], table: &Table) {
    let mut at = table.height + BELOW;
    for panel in panels.iter_mut().filter(|panel| panel.hand.is_none()) {
        panel.stack(at);
        at = panel.top + panel.height + BELOW;
    }
}
