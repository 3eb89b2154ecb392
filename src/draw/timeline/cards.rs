//! Cards: those with a date in lanes below the axis, each below the bar of its time; those without in rows at the bottom.

use super::axis::Axis;
use crate::draw::block::Block;
use crate::draw::families::classes_of;
use crate::draw::fonts::Font;
use crate::draw::head;
use crate::draw::scene::{Group, Rectangle, Shape};
use crate::graph::{KnowledgeGraph, NodeKey};
use crate::ontology::Head;
use crate::view::{Happening, When, words};

/// The width of all cards: so their left edges are in the order of time.
pub(super) const WIDTH: f64 = 196.0;
const PADDING: f64 = 10.0;
/// Between two cards of a lane.
pub(super) const BESIDE: f64 = 36.0;
/// Between two lanes.
pub(super) const BELOW: f64 = 40.0;
/// The height of bars and points, and the gap below them.
const BAR: f64 = 8.0;
const BELOW_BAR: f64 = 4.0;
/// What is shorter is drawn as a point.
const SHORTEST: f64 = 14.0;
/// The length of a bar on the side that is open.
pub(super) const STUB: f64 = 40.0;

/// A card with its place.
pub(super) struct Placed {
    /// The node.
    pub(super) node: NodeKey,
    /// What is said when one points at it.
    tooltip: String,
    block: Block,
    bar: Option<Bar>,
    /// Left and top edge.
    pub(super) left: f64,
    pub(super) top: f64,
    /// The height.
    pub(super) height: f64,
}

/// How the time of a card is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// A day, or a time of day.
    Point,
    /// Something lasts.
    Lasting,
    /// It is at some time within.
    Within,
}

impl Look {
    /// The class of its shape.
    pub(super) fn class(self) -> &'static str {
        match self {
            Look::Point => "bar point",
            Look::Lasting => "bar",
            Look::Within => "bar within",
        }
    }
}

/// The time of a card: from and to, which sides are open, and how it is drawn.
#[derive(Clone, Copy)]
struct Bar {
    from: f64,
    to: f64,
    open: (bool, bool),
    look: Look,
}

impl Bar {
    fn new(axis: &Axis, when: &When) -> Bar {
        let open = (when.start.is_none(), when.end.is_none());
        let (from, to) = match (when.start.map(|start| axis.x(start)), when.end.map(|end| axis.x(end))) {
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) => (from, from + STUB),
            (None, Some(to)) => (to - STUB, to),
            (None, None) => (0.0, 0.0),
        };
        let is_short = to - from < SHORTEST;
        let look = match when {
            When { lasts: true, .. } => Look::Lasting,
            When { is_point: true, .. } if is_short => Look::Point,
            _ => Look::Within,
        };
        if is_short && look != Look::Lasting {
            return Bar { from: from - BAR / 2.0, to: from + BAR / 2.0, open, look };
        }
        Bar { from, to: to.max(from + BAR), open, look }
    }

    /// The shapes, with the upper left corner of the card's bar moved by an offset.
    fn shapes(self, top: f64, x: f64) -> Vec<Shape> {
        let width = self.to - self.from;
        let is_round = width <= BAR && self.look != Look::Lasting;
        let mut shapes = vec![Shape::Rectangle(Rectangle {
            class: self.look.class().into(),
            x: self.from + x,
            y: top,
            width,
            height: BAR,
            radius: if is_round { BAR / 2.0 } else { 2.0 },
        })];
        let middle = top + BAR / 2.0;
        if self.open.0 {
            shapes.push(head::shape(Head::Normal, (self.from + x - 6.0, middle), (-1.0, 0.0)));
        }
        if self.open.1 {
            shapes.push(head::shape(Head::Normal, (self.to + x + 6.0, middle), (1.0, 0.0)));
        }
        shapes
    }
}

fn block(happening: &Happening) -> Block {
    let mut block = Block::default();
    let room = WIDTH - 2.0 * PADDING;
    if !happening.tag.is_empty() {
        block.add(&happening.tag, Font::bold(11.0), "tag", room, 3);
    }
    block.add(&happening.label, Font::bold(13.5), "name", room, 5);
    for line in &happening.lines {
        block.add(line, Font::regular(11.5), "role", room, 3);
    }
    block
}

impl Placed {
    fn new(graph: &KnowledgeGraph, happening: &Happening, bar: Option<Bar>, left: f64) -> Placed {
        let block = block(happening);
        let height = block.height + 2.0 * PADDING;
        let tooltip = happening.tooltip(graph);
        Placed { node: happening.node, tooltip, block, bar, left, top: 0.0, height }
    }

    /// The right edge.
    pub(super) fn right(&self) -> f64 {
        self.left + WIDTH
    }

    /// Left and right end of card and bar together.
    fn extent(&self) -> (f64, f64) {
        let (from, to) = self.bar.map_or((self.left, self.right()), |bar| (bar.from, bar.to));
        (self.left.min(from), self.right().max(to))
    }

    /// How its time is drawn.
    pub(super) fn look(&self) -> Option<Look> {
        self.bar.map(|bar| bar.look)
    }

    /// The upper end of the bar, or of a card without one.
    pub(super) fn upper(&self) -> f64 {
        if self.bar.is_some() { self.top - BAR - BELOW_BAR } else { self.top }
    }

    /// The middle of a side.
    pub(super) fn middle(&self, side: Side) -> (f64, f64) {
        let (x, y) = (self.left + WIDTH / 2.0, self.top + self.height / 2.0);
        match side {
            Side::Left => (self.left, y),
            Side::Right => (self.right(), y),
            Side::Top => (x, self.upper()),
            Side::Bottom => (x, self.top + self.height),
        }
    }

    /// The areas that the card and its bar take: left, top, right, bottom.
    pub(super) fn areas(&self) -> impl Iterator<Item = (f64, f64, f64, f64)> {
        let bar = self.bar.map(|bar| (bar.from, self.upper(), bar.to, self.top));
        bar.into_iter().chain([(self.left, self.top, self.right(), self.top + self.height)])
    }

    /// The card and its bar, moved by an offset.
    pub(super) fn shape(&self, graph: &KnowledgeGraph, (x, y): (f64, f64)) -> Shape {
        let node = graph.node(self.node);
        let mut shapes = vec![Shape::Rectangle(Rectangle {
            class: "card".into(),
            x: self.left + x,
            y: self.top + y,
            width: WIDTH,
            height: self.height,
            radius: 6.0,
        })];
        shapes.extend(self.block.shapes(self.left + PADDING + x, self.top + PADDING + y));
        if let Some(bar) = self.bar {
            shapes.extend(bar.shapes(self.upper() + y, x));
        }
        Shape::Group(Group {
            id: Some(node.id().to_owned()),
            class: classes_of(node),
            data: Some(("node", node.id().to_owned())),
            states: Vec::new(),
            tooltip: Some(self.tooltip.clone()),
            link: words::link_of_node(node),
            shapes,
        })
    }
}

/// Puts each card below its bar, into the first lane in which card and bar have room; no card goes beyond `right`.
/// The lowest point comes with them.
pub(super) fn place_dated(
    graph: &KnowledgeGraph,
    happenings: &[Happening],
    axis: &Axis,
    right: f64,
) -> (Vec<Placed>, f64) {
    let mut placed: Vec<Placed> = Vec::new();
    let mut lanes: Vec<f64> = Vec::new();
    let mut lane_of = Vec::new();
    for happening in happenings {
        let start = happening.when.as_ref().map_or(0.0, |when| axis.x(when.anchor()));
        let bar = happening.when.as_ref().map(|when| Bar::new(axis, when));
        let card = Placed::new(graph, happening, bar, start.min(right - WIDTH));
        let (from, to) = card.extent();
        let lane = lanes.iter().position(|end| end + BESIDE <= from).unwrap_or_else(|| {
            lanes.push(f64::MIN);
            lanes.len() - 1
        });
        if let Some(end) = lanes.get_mut(lane) {
            *end = to;
        }
        lane_of.push(lane);
        placed.push(card);
    }
    let mut top = 0.0;
    for lane in 0..lanes.len() {
        let mut height = 0.0_f64;
        for (card, _) in placed.iter_mut().zip(&lane_of).filter(|(_, of)| **of == lane) {
            card.top = top + BAR + BELOW_BAR;
            height = height.max(BAR + BELOW_BAR + card.height);
        }
        top += height + BELOW;
    }
    (placed, (top - BELOW).max(0.0))
}

/// Puts cards without a date into rows between two edges, from a height on; the lowest point comes with them.
pub(super) fn place_undated(
    graph: &KnowledgeGraph,
    happenings: &[Happening],
    (left, right): (f64, f64),
    top: f64,
) -> (Vec<Placed>, f64) {
    let columns = (((right - left + BESIDE) / (WIDTH + BESIDE)) as usize).max(1);
    let (mut placed, mut row_top) = (Vec::new(), top);
    for row in happenings.chunks(columns) {
        let mut height = 0.0_f64;
        for (at, happening) in row.iter().enumerate() {
            let mut card = Placed::new(graph, happening, None, left + at as f64 * (WIDTH + BESIDE));
            card.top = row_top;
            height = height.max(card.height);
            placed.push(card);
        }
        row_top += height + BELOW;
    }
    (placed, (row_top - BELOW).max(top))
}

/// A side of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// Where earlier things are.
    Left,
    /// Where later things are.
    Right,
    /// Towards the axis.
    Top,
    /// Away from it.
    Bottom,
}

impl Side {
    pub(super) fn outward(self) -> (f64, f64) {
        match self {
            Side::Left => (-1.0, 0.0),
            Side::Right => (1.0, 0.0),
            Side::Top => (0.0, -1.0),
            Side::Bottom => (0.0, 1.0),
        }
    }
}
