//! The contents of the layers: a box for each node, a circle for each claim that others are about.

use super::sizes::{LABEL, LABEL_LINE, LOOP_LINE, LOOP_WIDTH};
use crate::draw::block::Block;
use crate::draw::families::classes_of;
use crate::draw::fonts::Font;
use crate::draw::scene::{Group, Rectangle, Shape};
use crate::graph::{Claim, ClaimKey, KnowledgeGraph, Node, NodeKey};
use crate::view::words;

const WIDTH: f64 = 170.0;
const PADDING: f64 = 9.0;
const CIRCLE: f64 = 12.0;
/// The most values in a box.
const MOST_VALUES: usize = 6;

/// A box or circle with its size.
pub(super) struct Vertex {
    shows: Shows,
    block: Block,
    pub(super) width: f64,
    pub(super) height: f64,
    /// The room to the right of it, for edges that lead back to it.
    pub(super) room: f64,
    /// How much of that room is taken, from the top.
    loops: f64,
}

enum Shows {
    Node(NodeKey),
    Claim(ClaimKey),
}

impl Vertex {
    /// The box of a node: type, name, values.
    pub(super) fn of_node(node: Node<'_>, shown: &dyn Fn(Claim<'_>) -> bool) -> Vertex {
        let mut block = Block::default();
        if let Some(caption) = words::caption(node) {
            block.add(&caption, Font::regular(8.5), "role", WIDTH, 1);
        }
        block.add(node.label(), Font::bold(13.0), "name", WIDTH, 6);
        let values = words::values(node, shown);
        for value in values.iter().take(MOST_VALUES) {
            block.add(value, Font::regular(11.0), "role", WIDTH, 4);
        }
        if values.len() > MOST_VALUES {
            let more = format!("and {} more", values.len() - MOST_VALUES);
            block.add(&more, Font::regular(11.0), "role", WIDTH, 1);
        }
        let (width, height) = (block.width + 2.0 * PADDING, block.height + 2.0 * PADDING);
        Vertex {
            shows: Shows::Node(node.key()),
            block,
            width: width.max(44.0),
            height,
            room: 0.0,
            loops: 0.0,
        }
    }

    /// The circle of a claim.
    pub(super) fn of_claim(claim: Claim<'_>) -> Vertex {
        let (block, room) = (Block::default(), 0.0);
        Vertex { shows: Shows::Claim(claim.key()), block, width: CIRCLE, height: CIRCLE, room, loops: 0.0 }
    }

    /// Makes room at the right for an edge that leads back to it; returns how far below the top it begins.
    pub(super) fn make_room(&mut self, label: &[String]) -> f64 {
        let width = label.iter().map(|line| LABEL.width(line)).fold(0.0, f64::max);
        let height = (label.len() as f64 * LABEL_LINE + 4.0).max(LOOP_LINE * 1.4);
        let top = self.loops;
        self.loops += height;
        self.height = self.height.max(self.loops);
        self.room = self.room.max(LOOP_WIDTH + width + 8.0);
        top
    }

    /// Whether it shows a node.
    pub(super) fn is_node(&self) -> bool {
        matches!(self.shows, Shows::Node(_))
    }

    /// It with its left top at a place.
    pub(super) fn shape(&self, graph: &KnowledgeGraph, x: f64, y: f64) -> Group {
        let rectangle =
            |radius| Rectangle { class: "card".into(), x, y, width: self.width, height: self.height, radius };
        match self.shows {
            Shows::Node(key) => {
                let node = graph.node(key);
                let look = graph.ontology().drawing().of_type(node.type_key());
                let round =
                    look.rounded || ["ellipse", "egg", "oval", "circle"].contains(&look.shape.as_str());
                let mut shapes = vec![Shape::Rectangle(rectangle(if round { 14.0 } else { 2.0 }))];
                shapes.extend(self.block.shapes(x + (self.width - self.block.width) / 2.0, y + PADDING));
                Group {
                    id: Some(node.id().to_owned()),
                    class: classes_of(node),
                    data: Some(("node", node.id().to_owned())),
                    states: Vec::new(),
                    tooltip: Some(words::of_node(node)),
                    link: words::link_of_node(node),
                    shapes,
                }
            }
            Shows::Claim(key) => {
                let claim = graph.claim(key);
                let taken = graph.node_by_id(claim.id()).is_some();
                let id = if taken { format!("{}/claim", claim.id()) } else { claim.id().to_owned() };
                Group {
                    id: Some(id),
                    class: format!("claim circle {} {}", claim.status(), claim.predicate_name()),
                    data: Some(("claim", claim.id().to_owned())),
                    states: Vec::new(),
                    tooltip: Some(words::of_claim(claim)),
                    link: None,
                    shapes: vec![Shape::Rectangle(rectangle(CIRCLE / 2.0))],
                }
            }
        }
    }
}
