//! Places: layers below each other, and within each every vertex as near to its neighbours as the others allow.

use super::Sizes;
use super::rank::Ranked;
use crate::draw::apart::apart;
use crate::draw::svg::Number;

/// Between two vertices of a layer, and at least between two layers.
const BESIDE: f64 = 22.0;
const BELOW: f64 = 18.0;
/// Between two tracks in which edges run sideways.
const TRACK: f64 = 7.0;
/// Between a track and a layer with boxes, where heads of arrows are, and one with labels.
const BY_BOXES: f64 = 15.0;
const BY_LABELS: f64 = 5.0;
/// Nobody sees that a line is slanted by less than this.
const SLANT: f64 = 3.0;
/// A bend that leads sideways by less is made straight where there is room.
const SMALL_BEND: f64 = 24.0;
/// The tracks between two layers take at most so much room.
const MOST_ROOM: f64 = 180.0;
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
    /// By vertex: where its edges pass, from its left edge: the middle, or the line beside a label.
    anchors: Vec<f64>,
    /// By vertex: the middle.
    middles: Vec<(f64, f64)>,
    /// By vertex: top and bottom of its layer.
    bands: Vec<(f64, f64)>,
    /// By edge: its vertices from top to bottom, the place of the one with the label among them, whether it is turned.
    chains: Vec<(Vec<usize>, usize, bool)>,
    /// By edge and step of its chain: the height at which it runs sideways to the next vertex.
    tracks: Vec<Vec<f64>>,
    pub(in crate::draw) width: f64,
    pub(in crate::draw) height: f64,
}

impl Layout {
    /// Puts bends where edges cross layers, and a bend with the room for the label in the middle of each.
    pub(in crate::draw) fn new(drawn: &Sizes, ranked: &Ranked) -> Layout {
        let mut sizes: Vec<(f64, f64)> = drawn
            .vertices
            .iter()
            .zip(&drawn.rooms)
            .map(|((width, height), room)| (width + room, *height))
            .collect();
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
        let of_label = |size: &(f64, f64), at: usize| at >= drawn.vertices.len() && size.1 > 0.0;
        let anchors = sizes
            .iter()
            .enumerate()
            .map(|(at, size)| if of_label(size, at) { BEND / 2.0 } else { size.0 / 2.0 })
            .collect();
        let middles = vec![(0.0, 0.0); sizes.len()];
        let bands = middles.clone();
        Layout {
            layers,
            above,
            below,
            sizes,
            rooms,
            anchors,
            middles,
            bands,
            chains,
            tracks: Vec::new(),
            width: 0.0,
            height: 0.0,
        }
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

    /// Where the edges of a vertex pass.
    fn passes(&self, vertex: usize) -> f64 {
        self.middles[vertex].0 - self.sizes[vertex].0 / 2.0 + self.anchors[vertex]
    }

    /// The width of a vertex, without the room at its right.
    pub(in crate::draw) fn width_of(&self, vertex: usize) -> f64 {
        self.sizes[vertex].0 - self.rooms.get(vertex).copied().unwrap_or(0.0)
    }

    /// The way of an edge: straight through each layer, and sideways only between layers.
    pub(in crate::draw) fn way(&self, edge: usize) -> Way {
        let (chain, label, turned) = &self.chains[edge];
        let mut points: Vec<(f64, f64)> = Vec::new();
        let last = chain.len().saturating_sub(1);
        for (at, vertex) in chain.iter().enumerate() {
            let (top, bottom) = self.bands[*vertex];
            let (y, height) = (self.middles[*vertex].1, self.sizes[*vertex].1);
            let (enters, leaves) = self.crossed(chain, at);
            if at > 0 {
                let track = self.tracks.get(edge).and_then(|tracks| tracks.get(at - 1)).copied();
                if let (Some(track), Some(from)) = (track, points.last().map(|point| point.0))
                    && (from - enters).abs() > SLANT
                {
                    points.extend([(from, track), (enters, track)]);
                }
                points.push((enters, top));
            }
            match at {
                0 => points.push((leaves, y + height / 2.0)),
                at if at == last => points.push((enters, y - height / 2.0)),
                _ => {}
            }
            if at < last {
                points.push((leaves, bottom));
            }
        }
        let label = (*label > 0).then(|| {
            let (left, top) = self.top_left(chain[*label]);
            (left + BEND + 2.0, top + 2.0)
        });
        Way { points, leads_up: *turned, label }
    }

    /// Where an edge enters a vertex of its chain, and where it leaves it.
    fn crossed(&self, chain: &[usize], at: usize) -> (f64, f64) {
        let vertex = chain[at];
        let (before, after) = (at.checked_sub(1).and_then(|at| chain.get(at)), chain.get(at + 1));
        let passes = self.passes(vertex);
        match (before, after) {
            (None, Some(after)) => (passes, self.port(vertex, Some(*after), &self.below)),
            (Some(before), None) => (self.port(vertex, Some(*before), &self.above), passes),
            _ => (passes, passes),
        }
    }

    /// Where an edge meets a vertex: edges of one side are spread along it, in the order of their other ends.
    fn port(&self, vertex: usize, other: Option<usize>, neighbours: &[Vec<usize>]) -> f64 {
        let (x, width) = (self.middles[vertex].0, self.sizes[vertex].0);
        let mut others: Vec<usize> = neighbours[vertex].clone();
        others.sort_by(|a, b| self.passes(*a).total_cmp(&self.passes(*b)).then(a.cmp(b)));
        let place = others.iter().position(|known| Some(*known) == other).unwrap_or(0);
        let share = (place as f64 + 1.0) / (others.len() as f64 + 1.0);
        x - width / 2.0 + self.width_of(vertex) * share
    }
}

/// Gives every vertex its place.
pub(in crate::draw) fn place(layout: &mut Layout) {
    for layer in layout.layers.clone() {
        let mut left = 0.0;
        for vertex in &layer {
            let width = layout.sizes[*vertex].0;
            layout.middles[*vertex].0 = left + width / 2.0;
            left += width + BESIDE;
        }
    }
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
                        .map(|other| layout.passes(*other))
                        .collect();
                    let mean = near.iter().sum::<f64>() / near.len().max(1) as f64;
                    let passes = if near.is_empty() { layout.passes(*vertex) } else { mean };
                    (passes - layout.anchors[*vertex], layout.sizes[*vertex].0 + BESIDE)
                })
                .collect();
            for (vertex, left) in layer.iter().zip(apart(&wanted, f64::MIN)) {
                layout.middles[*vertex].0 = left + layout.sizes[*vertex].0 / 2.0;
            }
        }
    }
    straighten(layout);
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
    stack(layout);
}

/// Moves labels and bends to where their edge comes from or goes to, where it is near and nothing is in the way.
fn straighten(layout: &mut Layout) {
    let mut beside: Vec<(Option<usize>, Option<usize>)> = vec![(None, None); layout.sizes.len()];
    for layer in &layout.layers {
        for pair in layer.windows(2) {
            let [left, right] = pair else { continue };
            beside[*left].1 = Some(*right);
            beside[*right].0 = Some(*left);
        }
    }
    let chains: Vec<Vec<usize>> = layout.chains.iter().map(|(chain, ..)| chain.clone()).collect();
    for is_down in [false, true, false] {
        for chain in &chains {
            let inner: Vec<usize> = (1..chain.len().saturating_sub(1)).collect();
            let order: Vec<usize> = if is_down { inner } else { inner.into_iter().rev().collect() };
            for at in order {
                let wanted =
                    if is_down { layout.crossed(chain, at - 1).1 } else { layout.crossed(chain, at + 1).0 };
                let vertex = chain[at];
                let by = wanted - layout.passes(vertex);
                let half = layout.sizes[vertex].0 / 2.0;
                let middle = layout.middles[vertex].0 + by;
                let edge =
                    |other: usize, sign: f64| layout.middles[other].0 + sign * layout.sizes[other].0 / 2.0;
                let has_room = beside[vertex]
                    .0
                    .is_none_or(|left| edge(left, 1.0) + BESIDE / 2.0 <= middle - half)
                    && beside[vertex].1.is_none_or(|right| middle + half + BESIDE / 2.0 <= edge(right, -1.0));
                if by.abs() < SMALL_BEND && has_room {
                    layout.middles[vertex].0 = middle;
                }
            }
        }
    }
}

/// A step of an edge between two layers: the edge, the step of its chain, and where it begins and ends.
struct Step {
    edge: usize,
    at: usize,
    from: f64,
    to: f64,
}

/// Puts the layers below each other, so far apart that the edges between them have tracks of their own where they run
/// sideways.
fn stack(layout: &mut Layout) {
    let layer_of = {
        let mut layers = vec![0; layout.sizes.len()];
        for (at, layer) in layout.layers.iter().enumerate() {
            layer.iter().for_each(|vertex| layers[*vertex] = at);
        }
        layers
    };
    let mut gaps: Vec<Vec<Step>> = Vec::new();
    gaps.resize_with(layout.layers.len(), Vec::new);
    for (edge, (chain, ..)) in layout.chains.iter().enumerate() {
        for at in 1..chain.len() {
            let (from, to) = (layout.crossed(chain, at - 1).1, layout.crossed(chain, at).0);
            gaps[layer_of[chain[at - 1]]].push(Step { edge, at: at - 1, from, to });
        }
    }
    layout.tracks =
        layout.chains.iter().map(|(chain, ..)| vec![0.0; chain.len().saturating_sub(1)]).collect();
    let mut top = 0.0;
    let mut bottom: f64 = 0.0;
    for (layer, steps) in gaps.into_iter().enumerate() {
        let vertices = layout.layers[layer].clone();
        let height = vertices.iter().map(|vertex| layout.sizes[*vertex].1).fold(0.0, f64::max);
        for vertex in vertices {
            layout.middles[vertex].1 = top + height / 2.0;
            layout.bands[vertex] = (top, top + height);
        }
        bottom = bottom.max(top + height);
        let found = tracks(&steps);
        let count = found.iter().max().map_or(0, |most| most + 1);
        let between = (MOST_ROOM / count.max(1) as f64).min(TRACK);
        // Boxes and labels take turns.
        let (above, below) = if layer % 2 == 0 { (BY_BOXES, BY_LABELS) } else { (BY_LABELS, BY_BOXES) };
        let gap = (above + below + count.saturating_sub(1) as f64 * between).max(BELOW);
        let first = top + height + above;
        for (step, track) in steps.iter().zip(found) {
            layout.tracks[step.edge][step.at] = first + track as f64 * between;
        }
        top += height + gap;
    }
    layout.height = bottom;
}

/// The track of each step, from the top: those that lead the same way do not cross, and none runs on another.
fn tracks(steps: &[Step]) -> Vec<usize> {
    /// Steps that run side by side have this much between their ends.
    const APART: f64 = 6.0;
    let mut tracks = vec![0; steps.len()];
    let sideways = |step: &Step| (step.to - step.from).abs() > SLANT;
    let mut order: Vec<usize> = (0..steps.len()).filter(|at| sideways(&steps[*at])).collect();
    // Those to the right from the right on, those to the left from the left on: the first are the highest.
    order.sort_by(|a, b| {
        let key = |step: &Step| if step.to > step.from { -step.from } else { step.from };
        key(&steps[*a]).total_cmp(&key(&steps[*b])).then(a.cmp(b))
    });
    let span = |step: &Step| (step.from.min(step.to) - APART, step.from.max(step.to) + APART);
    for (place, at) in order.iter().enumerate() {
        let (left, right) = span(&steps[*at]);
        let near: Vec<usize> = order[..place]
            .iter()
            .copied()
            .filter(|other| {
                let (from, to) = span(&steps[*other]);
                from < right && left < to
            })
            .collect();
        let is_right = |step: &Step| step.to > step.from;
        let same = near.iter().filter(|other| is_right(&steps[**other]) == is_right(&steps[*at]));
        let mut track = same.map(|other| tracks[*other] + 1).max().unwrap_or(0);
        while near.iter().any(|other| tracks[*other] == track) {
            track += 1;
        }
        tracks[*at] = track;
    }
    tracks
}

/// The path through points, with rounded corners.
pub(in crate::draw) fn rounded(points: &[(f64, f64)]) -> String {
    const RADIUS: f64 = 9.0;
    let mut points: Vec<(f64, f64)> = points.to_vec();
    points.dedup_by(|a, b| (a.0 - b.0).abs() < 0.01 && (a.1 - b.1).abs() < 0.01);
    let Some(first) = points.first() else { return String::new() };
    let mut path = format!("M{} {}", Number(first.0), Number(first.1));
    for window in points.windows(3) {
        let [before, corner, after] = window else { continue };
        let length = |a: &(f64, f64), b: &(f64, f64)| (a.0 - b.0).hypot(a.1 - b.1);
        let radius = RADIUS.min(length(before, corner) / 2.0).min(length(corner, after) / 2.0);
        let toward = |other: &(f64, f64)| {
            let share = radius / length(corner, other).max(0.01);
            (corner.0 + (other.0 - corner.0) * share, corner.1 + (other.1 - corner.1) * share)
        };
        let is_straight = (before.0 - after.0).abs() < 0.01;
        if is_straight {
            continue;
        }
        let (start, end) = (toward(before), toward(after));
        path += &format!("L{} {}", Number(start.0), Number(start.1));
        path += &format!("Q{} {} {} {}", Number(corner.0), Number(corner.1), Number(end.0), Number(end.1));
    }
    if let Some(last) = points.last() {
        path += &format!("L{} {}", Number(last.0), Number(last.1));
    }
    path
}
