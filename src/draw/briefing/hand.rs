//! The two hands of the table, and words in a frame.

use crate::draw::block::Block;
use crate::draw::scene::{Group, Rectangle, Shape};
use crate::graph::{ClaimKey, KnowledgeGraph};

/// Which side of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hand {
    Left,
    Right,
}

/// A rectangle with words in it, as one group.
pub(super) fn boxed(class: &str, rectangle: Rectangle, block: &Block, x: f64, y: f64) -> Group {
    let mut shapes = vec![Shape::Rectangle(rectangle)];
    shapes.extend(block.shapes(x, y));
    Group { class: class.to_owned(), shapes, ..Group::default() }
}

/// The ids of claims that words state.
pub(super) fn states(graph: &KnowledgeGraph, claims: &[ClaimKey]) -> Vec<String> {
    claims.iter().map(|claim| graph.claim(*claim).id().to_owned()).collect()
}
