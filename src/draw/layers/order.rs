//! The order within layers: barycentres in sweeps down and up, which leaves few crossings.

use super::place::Layout;

const SWEEPS: usize = 12;

/// Orders each layer by the mean place of its neighbours in the layer before.
pub(in crate::draw) fn order(layout: &mut Layout) {
    let mut best = (crossings(layout), layout.layers.clone());
    for sweep in 0..SWEEPS {
        let down = sweep % 2 == 0;
        let count = layout.layers.len();
        for step in 1..count {
            let layer = if down { step } else { count - 1 - step };
            let places = layout.places();
            let weight = |vertex: usize| {
                let neighbours = if down { &layout.above[vertex] } else { &layout.below[vertex] };
                let sum: f64 = neighbours.iter().map(|other| places[*other] as f64).sum();
                if neighbours.is_empty() { places[vertex] as f64 } else { sum / neighbours.len() as f64 }
            };
            let mut weighted: Vec<(f64, usize)> =
                layout.layers[layer].iter().map(|vertex| (weight(*vertex), *vertex)).collect();
            // Stable, so that what is equal stays in its order.
            weighted.sort_by(|a, b| a.0.total_cmp(&b.0));
            layout.layers[layer] = weighted.into_iter().map(|(_, vertex)| vertex).collect();
        }
        let found = crossings(layout);
        if found < best.0 {
            best = (found, layout.layers.clone());
        }
    }
    layout.layers = best.1;
    switch(layout);
}

/// Switches neighbours within a layer where fewer edges cross then, until none does.
fn switch(layout: &mut Layout) {
    for _ in 0..SWEEPS {
        let mut improved = false;
        for layer in 0..layout.layers.len() {
            for at in 1..layout.layers[layer].len() {
                let (left, right) = (layout.layers[layer][at - 1], layout.layers[layer][at]);
                let places = layout.places();
                let count = |left: usize, right: usize| {
                    [&layout.above, &layout.below]
                        .into_iter()
                        .map(|side| inversions(&places, &side[left], &side[right]))
                        .sum::<usize>()
                };
                if count(right, left) < count(left, right) {
                    layout.layers[layer].swap(at - 1, at);
                    improved = true;
                }
            }
        }
        if !improved {
            break;
        }
    }
}

/// How many edges of a vertex cross those of the one to its right.
fn inversions(places: &[usize], left: &[usize], right: &[usize]) -> usize {
    let right: Vec<usize> = right.iter().map(|other| places[*other]).collect();
    left.iter().map(|other| right.iter().filter(|place| **place < places[*other]).count()).sum()
}

/// How many pairs of edges between neighbouring layers cross.
pub(in crate::draw) fn crossings(layout: &Layout) -> usize {
    let places = layout.places();
    let mut count = 0;
    for layer in &layout.layers {
        let mut ends: Vec<(usize, usize)> = layer
            .iter()
            .flat_map(|vertex| layout.below[*vertex].iter().map(|other| (places[*vertex], places[*other])))
            .collect();
        ends.sort_unstable();
        for (at, (_, end)) in ends.iter().enumerate() {
            count += ends[at + 1..].iter().filter(|(_, other)| other < end).count();
        }
    }
    count
}
