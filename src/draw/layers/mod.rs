//! Layers from top to bottom, after Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical System
//! Structures" (1981): ranks, the order within them, and places. What is laid out are sizes; others draw.

mod order;
mod place;
mod rank;

pub(super) use order::{crossings, order};
pub(super) use place::{Layout, Way, place, rounded};
pub(super) use rank::{Ranked, limit_widths, rank};

/// The sizes of what is laid out, in pixels.
#[derive(Clone, Debug, Default)]
pub(super) struct Sizes {
    /// By vertex: width and height, without the room.
    pub(super) vertices: Vec<(f64, f64)>,
    /// By vertex: the room to the right of it, for edges that lead back to it.
    pub(super) rooms: Vec<f64>,
    /// By edge: width and height of its label; 0 where it has none.
    pub(super) labels: Vec<(f64, f64)>,
}
