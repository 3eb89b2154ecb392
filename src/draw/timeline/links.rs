//! Arrows between cards, behind them; their labels are placed in free space.

use std::collections::BTreeMap;

use super::cards::{Placed, Side};
use crate::draw::families::classes_of_claim;
use crate::draw::fonts::Font;
use crate::draw::head;
use crate::draw::scene::{Anchor, Group, Line, Rectangle, Shape, Text};
use crate::draw::svg::Number;
use crate::graph::{KnowledgeGraph, NodeKey};
use crate::view::{Link, words};

const LABEL: Font = Font::regular(10.5);
const LABEL_WIDTH: f64 = 150.0;
/// Around the words of a label.
const AROUND: f64 = 3.0;
/// Cards that are so far apart have room for an arrow between them.
const ROOM: f64 = 18.0;
/// Cards above each other with so much between them may have others between them: arrows lead around those.
const FAR: f64 = 60.0;
/// How far such arrows swing out.
const SWING: f64 = 46.0;

/// The most cards around which routes are searched for, and the most steps along each.
const MOST_LOOKED_AT: usize = 150;
const STEPS: usize = 24;

/// Left, top, right, bottom.
pub(super) type Area = (f64, f64, f64, f64);
type Point = (f64, f64);

/// An arrow with its place: a cubic curve, and the middle of its label where it has one.
pub(super) struct Arrow {
    curve: [Point; 4],
    label: Option<(Point, String)>,
}

/// An end of an arrow at a side: how far along its other end is, the number of the arrow, whether it starts here.
type Port = (i64, usize, bool);

/// Which sides an arrow leaves and reaches.
fn sides(from: &Placed, to: &Placed) -> (Side, Side) {
    let gap = (to.upper() - from.top - from.height).max(from.upper() - to.top - to.height);
    if from.right() + ROOM <= to.left {
        (Side::Right, Side::Left)
    } else if to.right() + ROOM <= from.left {
        (Side::Left, Side::Right)
    } else if gap > FAR {
        (Side::Right, Side::Right)
    } else if from.top < to.top {
        (Side::Bottom, Side::Top)
    } else {
        (Side::Top, Side::Bottom)
    }
}

/// The sides between which an arrow passes the fewest other cards. Of many cards only the nearest ways are looked at.
fn clear_sides(from: usize, to: usize, cards: &[Placed]) -> (Side, Side) {
    let nearest = sides(&cards[from], &cards[to]);
    if cards.len() > MOST_LOOKED_AT {
        return nearest;
    }
    let around = [Side::Bottom, Side::Top, Side::Right, Side::Left].map(|side| (side, side));
    let across = [(Side::Bottom, Side::Top), (Side::Top, Side::Bottom)];
    let crossings = |(leaves, reaches): (Side, Side)| {
        let curve = curve(cards[from].middle(leaves), leaves, cards[to].middle(reaches), reaches);
        let points: Vec<Point> =
            (1..STEPS).map(|step| on_curve(&curve, step as f64 / STEPS as f64)).collect();
        let others = cards.iter().enumerate();
        // Its own two cards are passed where it turns back over them.
        let hit = |at: usize, area: Area| {
            let inside = |(x, y): &&Point| area.0 < *x && *x < area.2 && area.1 < *y && *y < area.3;
            points.iter().filter(inside).count() > if at == from || at == to { 1 } else { 0 }
        };
        others.filter(|(at, card)| card.areas().any(|area| hit(*at, area))).count()
    };
    // Around others is for where others are.
    let (first, second) =
        if nearest.0 == nearest.1 { (across, [nearest; 2]) } else { ([nearest; 2], across) };
    let ways = first.into_iter().chain(second).chain(around);
    ways.min_by_key(|way| crossings(*way)).unwrap_or(nearest)
}

/// Arrows for links, in their order; labels only where they have room among cards and `taken`.
pub(super) fn place(links: &[Link], cards: &[Placed], taken: &[Area]) -> Vec<Arrow> {
    let at: BTreeMap<NodeKey, usize> = cards.iter().enumerate().map(|(at, card)| (card.node, at)).collect();
    // Every end of an arrow has a port of its own: those of one side are in the order of their other ends.
    let mut ports: BTreeMap<(usize, Side), Vec<Port>> = BTreeMap::new();
    let mut ends = Vec::new();
    for (number, link) in links.iter().enumerate() {
        let Some((from, to)) = at.get(&link.from).copied().zip(at.get(&link.to).copied()) else { continue };
        let (leaves, reaches) = clear_sides(from, to, cards);
        for (own, side, other, is_start) in [(from, leaves, to, true), (to, reaches, from, false)] {
            let other = &cards[other];
            let along = if matches!(side, Side::Left | Side::Right) {
                other.top + other.height / 2.0
            } else {
                other.left
            };
            ports.entry((own, side)).or_default().push(((along * 16.0) as i64, number, is_start));
        }
        ends.push((number, (from, leaves), (to, reaches)));
    }
    for port in ports.values_mut() {
        port.sort_unstable();
    }
    let point = |(card, side): (usize, Side), number: usize, is_start: bool| {
        let all = ports.get(&(card, side)).map_or(&[][..], Vec::as_slice);
        let place =
            all.iter().position(|(_, known, start)| (*known, *start) == (number, is_start)).unwrap_or(0);
        let share = (place as f64 + 1.0) / (all.len() as f64 + 1.0);
        let card = &cards[card];
        match side {
            Side::Left => (card.left, card.top + card.height * share),
            Side::Right => (card.right(), card.top + card.height * share),
            Side::Top => (card.left + (card.right() - card.left) * share, card.upper()),
            Side::Bottom => (card.left + (card.right() - card.left) * share, card.top + card.height),
        }
    };
    let mut taken: Vec<Area> = cards.iter().flat_map(Placed::areas).chain(taken.iter().copied()).collect();
    let curves: Vec<(usize, [Point; 4])> = ends
        .iter()
        .map(|(number, from, to)| {
            (*number, curve(point(*from, *number, true), from.1, point(*to, *number, false), to.1))
        })
        .collect();
    let mut arrows = Vec::new();
    for (number, curve) in curves {
        let label = links.get(number).and_then(|link| label(&link.label, &curve, &mut taken));
        arrows.push(Arrow { curve, label });
    }
    arrows
}

fn curve(from: Point, leaves: Side, to: Point, reaches: Side) -> [Point; 4] {
    let far = if leaves == reaches {
        SWING
    } else if matches!(leaves, Side::Left | Side::Right) {
        ((to.0 - from.0).abs() / 2.0).max(12.0)
    } else {
        ((to.1 - from.1).abs() / 2.0).max(12.0)
    };
    let out = |(x, y): Point, side: Side| (x + side.outward().0 * far, y + side.outward().1 * far);
    [from, out(from, leaves), out(to, reaches), to]
}

fn on_curve([a, b, c, d]: &[Point; 4], t: f64) -> Point {
    let rest = 1.0 - t;
    let mix = |a: f64, b: f64, c: f64, d: f64| {
        a * rest * rest * rest + 3.0 * b * t * rest * rest + 3.0 * c * t * t * rest + d * t * t * t
    };
    (mix(a.0, b.0, c.0, d.0), mix(a.1, b.1, c.1, d.1))
}

/// Where on the curve the label has room.
fn label(words: &str, curve: &[Point; 4], taken: &mut Vec<Area>) -> Option<(Point, String)> {
    let words = LABEL.lines(words, LABEL_WIDTH, 1).into_iter().next()?;
    let half = (LABEL.width(&words) / 2.0 + AROUND, LABEL.size / 2.0 + AROUND);
    let places = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74].map(|t| on_curve(curve, t));
    let area = |(x, y): Point| (x - half.0, y - half.1, x + half.0, y + half.1);
    let free = |place: &&Point| {
        let mine = area(**place);
        let apart =
            |other: &Area| mine.2 <= other.0 || other.2 <= mine.0 || mine.3 <= other.1 || other.3 <= mine.1;
        mine.0 >= 0.0 && taken.iter().all(apart)
    };
    let place = *places.iter().find(free)?;
    taken.push(area(place));
    Some((place, words))
}

impl Arrow {
    /// Whether its words are in the picture.
    pub(super) fn has_label(&self) -> bool {
        self.label.is_some()
    }

    /// How far right it and its label go.
    pub(super) fn right(&self) -> f64 {
        let label = self.label.as_ref().map_or(0.0, |((x, _), words)| x + LABEL.width(words) / 2.0 + AROUND);
        self.curve.iter().map(|(x, _)| *x).fold(label, f64::max)
    }

    fn class(graph: &KnowledgeGraph, link: &Link) -> String {
        classes_of_claim(graph.claim(link.claim))
    }

    /// Line and head, moved by an offset.
    pub(super) fn shape(&self, graph: &KnowledgeGraph, link: &Link, (x, y): Point) -> Shape {
        let claim = graph.claim(link.claim);
        let head = claim.drawing().head;
        let [a, b, c, tip] = self.curve.map(|(left, top)| (left + x, top + y));
        // The line ends where the head begins; it arrives straight at a side.
        let length = ((tip.0 - c.0).powi(2) + (tip.1 - c.1).powi(2)).sqrt().max(1e-9);
        let along = ((tip.0 - c.0) / length, (tip.1 - c.1) / length);
        let back = head::length(head);
        let end = (tip.0 - along.0 * back, tip.1 - along.1 * back);
        let at = |(x, y): Point| format!("{} {}", Number(x), Number(y));
        let path = format!("M{}C{} {} {}", at(a), at(b), at(c), at(end));
        Shape::Group(Group {
            id: Some(if graph.node_by_id(claim.id()).is_some() {
                format!("{}/claim", claim.id())
            } else {
                claim.id().to_owned()
            }),
            class: Arrow::class(graph, link),
            data: Some(("claim", claim.id().to_owned())),
            states: Vec::new(),
            tooltip: Some(words::of_claim(claim)),
            link: Some(words::link_of_claim(claim)),
            shapes: vec![
                Shape::Line(Line::new("hit", path.clone())),
                Shape::Line(Line::new("line", path)),
                head::shape(head, tip, along),
            ],
        })
    }

    /// The label above all lines, moved by an offset.
    pub(super) fn label_shape(&self, graph: &KnowledgeGraph, link: &Link, offset: Point) -> Option<Shape> {
        let ((x, y), words) = self.label.as_ref()?;
        let (x, y) = (x + offset.0, y + offset.1);
        let half = LABEL.width(words) / 2.0 + AROUND;
        let behind = Rectangle {
            class: "canvas".into(),
            x: x - half,
            y: y - LABEL.size / 2.0 - AROUND,
            width: 2.0 * half,
            height: LABEL.size + 2.0 * AROUND,
            radius: 3.0,
        };
        let text = Text {
            class: "label role".into(),
            x,
            y: y + LABEL.size * 0.34,
            anchor: Anchor::Middle,
            font: LABEL,
            words: words.clone(),
        };
        Some(Shape::Group(Group {
            class: Arrow::class(graph, link),
            tooltip: Some(words::of_claim(graph.claim(link.claim))),
            shapes: vec![Shape::Rectangle(behind), Shape::Text(text)],
            ..Group::default()
        }))
    }
}
