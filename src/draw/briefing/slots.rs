//! Slots: each arrow's own place at its row, as high as its label, on one side of the table.

use std::collections::BTreeMap;

use super::hand::Hand;
use crate::draw::fonts::Font;
use crate::graph::{NodeKey, Term};
use crate::view::Briefing;

/// The font of labels, and that of the numbers behind them.
pub(super) const LABEL: Font = Font::regular(12.0);
pub(super) const NUMBER: Font = Font::bold(10.0);
/// From one line of a label to the next.
pub(super) const LABEL_LINE: f64 = 14.5;
/// Labels are at most so wide.
const LABEL_WIDTH: f64 = 148.0;
/// Between a label and the line below it, and around both.
const AIR: f64 = 7.5;
/// Before and after a label in its lane.
pub(super) const LABEL_INSET: f64 = 8.0;
/// For the head of an arrow.
pub(super) const HEAD: f64 = 14.0;

/// The place of one arrow.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// The arrow, by its place in the briefing.
    pub(super) arrow: usize,
    /// Whose card.
    pub(super) card: NodeKey,
    /// The lines of the label.
    pub(super) label: Vec<String>,
    /// The numbers behind the last line.
    pub(super) numbers: String,
    /// The width of label and numbers.
    pub(super) width: f64,
    /// The height of the label and the line below it.
    pub(super) height: f64,
}

/// All slots, by the row or point at which they are and the side of the table.
pub(super) struct Slots {
    by_target: BTreeMap<(Term, Hand), Vec<Slot>>,
}

/// Gives every arrow a slot on the side of the table where its card stands.
pub(super) fn assign(briefing: &Briefing) -> Slots {
    let mut hands: BTreeMap<NodeKey, Hand> = BTreeMap::new();
    for (at, side) in briefing.sides.iter().enumerate() {
        for (place, card) in side.cards.iter().enumerate() {
            let hand = match at {
                0 => Hand::Left,
                1 => Hand::Right,
                at if (at + place).is_multiple_of(2) => Hand::Left,
                _ => Hand::Right,
            };
            hands.insert(card.node, hand);
        }
    }
    for (at, card) in briefing.others.iter().enumerate() {
        hands.insert(card.node, if at.is_multiple_of(2) { Hand::Left } else { Hand::Right });
    }
    let mut by_target: BTreeMap<(Term, Hand), Vec<Slot>> = BTreeMap::new();
    for (at, arrow) in briefing.arrows.iter().enumerate() {
        let hand = hands.get(&arrow.card).copied().unwrap_or(Hand::Left);
        let label = LABEL.lines(&arrow.label, LABEL_WIDTH, 3);
        let numbers = arrow.numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let last = label.last().map_or(0.0, |line| LABEL.width(line)) + 4.0 + NUMBER.width(&numbers);
        let width = label.iter().map(|line| LABEL.width(line)).fold(last, f64::max);
        let height = label.len().max(1) as f64 * LABEL_LINE + AIR;
        let slot = Slot { arrow: at, card: arrow.card, label, numbers, width, height };
        by_target.entry((arrow.target, hand)).or_default().push(slot);
    }
    Slots { by_target }
}

impl Slots {
    /// The slots of a row or point on a side.
    pub(super) fn of(&self, target: Term, hand: Hand) -> &[Slot] {
        self.by_target.get(&(target, hand)).map_or(&[], Vec::as_slice)
    }

    /// How high the slots of a row or point are on a side.
    pub(super) fn height(&self, target: Term, hand: Hand) -> f64 {
        self.of(target, hand).iter().map(|slot| slot.height).sum()
    }

    /// How wide the lane of labels is on a side; 0 where there is none.
    pub(super) fn lane(&self, hand: Hand) -> f64 {
        let widths = self.by_target.iter().filter(|((_, side), _)| *side == hand);
        let widest = widths.flat_map(|(_, slots)| slots).map(|slot| slot.width).fold(0.0, f64::max);
        if widest > 0.0 { widest + 2.0 * LABEL_INSET + HEAD } else { 0.0 }
    }

    /// Puts the slots of each row into the order of their cards by the middles of these, so that arrows do not cross before it.
    pub(super) fn sort(&mut self, middle_of: impl Fn(NodeKey) -> Option<f64>) {
        let height = |card: NodeKey| (middle_of(card).unwrap_or(f64::MAX) * 16.0) as i64;
        for slots in self.by_target.values_mut() {
            slots.sort_by_key(|slot| (height(slot.card), slot.arrow));
        }
    }
}
