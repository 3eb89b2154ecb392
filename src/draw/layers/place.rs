//! Places: layers below each other, and within each every vertex as near to its neighbours as the others allow.

use super::Sizes;
use super::rank::Ranked;
use crate::draw::apart::apart;

/// Between two vertices of a layer, and between two layers.
const BESIDE: f64 = 22.0;
const BELOW: f64 = 26.0;
/// A bend of a long edge takes so much room.
const BEND: f64 = 8.0;
const ROUNDS: usize = 10;

/// The way of an edge.
pub(in crate::draw) struct Way {
    /// Its points from top to bottom.
    pub(in crate::draw) points: Vec<(f64, f64)>,
    /// Whether it leads up.
    pub(in crate::draw) leads_up: bool,
    /// The left top of its label.
    pub(in crate::draw) label: Option<(f64, f64)>,
}

/// Vertices and bends in layers. Even layers hold what is drawn, odd ones the labels of the edges between.
pub(in crate::draw) struct Layout {
    /// By layer: its vertices from left to right.
    pub(in crate::draw) layers: Vec<Vec<usize>>,
    /// By vertex: its neighbours in the layer above and below.
    pub(in crate::draw) above: Vec<Vec<usize>>,
    pub(in crate::draw) below: Vec<Vec<usize>>,
    /// By vertex: its size, with the room at its right.
    sizes: Vec<(f64, f64)>,
    /// By vertex that is drawn: the room at its right.
    rooms: Vec<f64>,
    /// By vertex: the middle.
    middles: Vec<(f64, f64)>,
    /// By vertex: top and bottom of its layer.
    bands: Vec<(f64, f64)>,
    /// By edge: its vertices from top to bottom, the place of the one with the label among them, whether it is turned.
    chains: Vec<(Vec<usize>, usize, bool)>,
    pub(in crate::draw) width: f64,
    pub(in crate::draw) height: f64,
}

impl Layout {
    /// Puts bends where edges cross layers, and a bend with the room for the label in the middle of each.
    pub(in crate::draw) fn new(drawn: &Sizes, ranked: &Ranked) -> Layout {
        let mut sizes: Vec<(f64, f64)> =
            drawn.vertices.iter().zip(&drawn.rooms).map(|((width, height), room)| (width + room, *height)).collect();
        let rooms = drawn.rooms.clone();
        let count = ranked.ranks.iter().max().map_or(0, |most| 2 * most + 1);
        let mut layers: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (vertex, rank) in ranked.ranks.iter().enumerate() {
            layers[2 * rank].push(vertex);
        }
        let mut chains = Vec::new();
        for (at, (from, to)) in ranked.edges.iter().enumerate() {
            let (first, last) = (2 * ranked.ranks[*from], 2 * ranked.ranks[*to]);
            let mut chain = vec![*from];
            // A label is in an odd layer, so that it never makes room for itself between boxes.
            let labelled = first + 1 + ((last.saturating_sub(first + 1)) / 4) * 2;
            let mut label = 0;
            for (layer, vertices) in layers.iter_mut().enumerate().take(last).skip(first + 1) {
                let (width, height) = drawn.labels[at];
                let size = if layer == labelled && height > 0.0 {
                    label = chain.len();
                    (width + 2.0 * BEND, height + 4.0)
                } else {
                    (BEND, 0.0)
                };
                vertices.push(sizes.len());
                chain.push(sizes.len());
                sizes.push(size);
            }
            if first < last {
                chain.push(*to);
            }
            chains.push((chain, label, ranked.turned[at]));
        }
        let mut above = vec![Vec::new(); sizes.len()];
        let mut below = vec![Vec::new(); sizes.len()];
        for (chain, ..) in &chains {
            for pair in chain.windows(2) {
                let [upper, lower] = pair else { continue };
                below[*upper].push(*lower);
                above[*lower].push(*upper);
            }
        }
        let middles = vec![(0.0, 0.0); sizes.len()];
        let bands = middles.clone();
        Layout { layers, above, below, sizes, rooms, middles, bands, chains, width: 0.0, height: 0.0 }
    }

    /// By vertex: its place within its layer.
    pub(in crate::draw) fn places(&self) -> Vec<usize> {
        let mut places = vec![0; self.sizes.len()];
        for layer in &self.layers {
            for (place, vertex) in layer.iter().enumerate() {
                places[*vertex] = place;
            }
        }
        places
    }

    /// The left top corner of a vertex.
    pub(in crate::draw) fn top_left(&self, vertex: usize) -> (f64, f64) {
        let ((x, y), (width, height)) = (self.middles[vertex], self.sizes[vertex]);
        (x - width / 2.0, y - height / 2.0)
    }

    /// The width of a vertex, without the room at its right.
    pub(in crate::draw) fn width_of(&self, vertex: usize) -> f64 {
        self.sizes[vertex].0 - self.rooms.get(vertex).copied().unwrap_or(0.0)
    }

    /// The way of an edge.
    pub(in crate::draw) fn way(&self, edge: usize) -> Way {
        let (chain, label, turned) = &self.chains[edge];
        let mut points = Vec::new();
        let last = chain.len().saturating_sub(1);
        for (at, vertex) in chain.iter().enumerate() {
            let ((x, y), (_, height)) = (self.middles[*vertex], self.sizes[*vertex]);
            let next = chain.get(if at == 0 { 1 } else { at - 1 }).copied();
            // Within a layer an edge runs straight, so that it does not cross the boxes next to it.
            let (top, bottom) = self.bands[*vertex];
            if at == 0 {
                let port = self.port(*vertex, next, &self.below);
                points.extend([(port, y + height / 2.0), (port, bottom)]);
            } else if at == last {
                let port = self.port(*vertex, next, &self.above);
                points.extend([(port, top), (port, y - height / 2.0)]);
            } else {
                // The line passes at the left of the label.
                let x = if height > 0.0 { self.top_left(*vertex).0 + BEND / 2.0 } else { x };
                points.extend([(x, top), (x, bottom)]);
            }
        }
        let label = (*label > 0).then(|| {
            let (left, top) = self.top_left(chain[*label]);
            (left + BEND + 2.0, top + 2.0)
        });
        Way { points, leads_up: *turned, label }
    }

    /// Where an edge meets a vertex: edges of one side are spread along it, in the order of their other ends.
    fn port(&self, vertex: usize, other: Option<usize>, neighbours: &[Vec<usize>]) -> f64 {
        let (x, width) = (self.middles[vertex].0, self.sizes[vertex].0);
        let mut others: Vec<usize> = neighbours[vertex].clone();
        others.sort_by(|a, b| self.middles[*a].0.total_cmp(&self.middles[*b].0).then(a.cmp(b)));
        let place = others.iter().position(|known| Some(*known) == other).unwrap_or(0);
        let share = (place as f64 + 1.0) / (others.len() as f64 + 1.0);
        x - width / 2.0 + self.width_of(vertex) * share
    }
}

/// Gives every vertex its place.
pub(in crate::draw) fn place(layout: &mut Layout) {
    let mut top = 0.0;
    for layer in layout.layers.clone() {
        let height = layer.iter().map(|vertex| layout.sizes[*vertex].1).fold(0.0, f64::max);
        let mut left = 0.0;
        for vertex in &layer {
            let width = layout.sizes[*vertex].0;
            layout.middles[*vertex] = (left + width / 2.0, top + height / 2.0);
            layout.bands[*vertex] = (top, top + height);
            left += width + BESIDE;
        }
        top += height + BELOW;
    }
    layout.height = (top - BELOW).max(0.0);
    for round in 0..ROUNDS {
        let count = layout.layers.len();
        for step in 0..count {
            let down = round % 2 == 0;
            let layer = layout.layers[if down { step } else { count - 1 - step }].clone();
            let wanted: Vec<(f64, f64)> = layer
                .iter()
                .map(|vertex| {
                    let sides = [&layout.above[*vertex], &layout.below[*vertex]];
                    let near: Vec<f64> = sides
                        .iter()
                        .flat_map(|side| side.iter())
                        .map(|other| layout.middles[*other].0)
                        .collect();
                    let mean = near.iter().sum::<f64>() / near.len().max(1) as f64;
                    let middle = if near.is_empty() { layout.middles[*vertex].0 } else { mean };
                    let width = layout.sizes[*vertex].0;
                    (middle - width / 2.0, width + BESIDE)
                })
                .collect();
            for (vertex, left) in layer.iter().zip(apart(&wanted, f64::MIN)) {
                layout.middles[*vertex].0 = left + layout.sizes[*vertex].0 / 2.0;
            }
        }
    }
    let edge = |vertex: usize, sign: f64| layout.middles[vertex].0 + sign * layout.sizes[vertex].0 / 2.0;
    let all = || 0..layout.sizes.len();
    let leftmost = all().map(|vertex| edge(vertex, -1.0)).fold(f64::MAX, f64::min);
    let rightmost = all().map(|vertex| edge(vertex, 1.0)).fold(f64::MIN, f64::max);
    if leftmost < f64::MAX {
        layout.width = rightmost - leftmost;
        for middle in &mut layout.middles {
            middle.0 -= leftmost;
        }
    }
}
