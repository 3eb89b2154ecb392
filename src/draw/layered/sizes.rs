//! Sizes that boxes, edges and their places have in common, in pixels.

use crate::draw::fonts::Font;

/// The labels of edges.
pub(super) const LABEL: Font = Font::regular(11.0);

pub(super) const LABEL_LINE: f64 = 13.5;

/// The room of an edge that leads back to its box, without its label.
pub(super) const LOOP_WIDTH: f64 = 26.0;
pub(super) const LOOP_LINE: f64 = 18.0;
