//! Layers: every edge leads down, after those that close a circle are turned.

/// The layer of each vertex, and which edges are turned.
pub(in crate::draw) struct Ranked {
    pub(in crate::draw) ranks: Vec<usize>,
    pub(in crate::draw) turned: Vec<bool>,
    pub(in crate::draw) edges: Vec<(usize, usize)>,
}

/// Turns the edges that a depth-first search finds to lead back, then gives each vertex the length of the longest way
/// to it; vertices without a way to them move down to just above what they point at.
pub(in crate::draw) fn rank(vertices: usize, edges: &[(usize, usize)]) -> Ranked {
    let mut below: Vec<Vec<(usize, usize)>> = vec![Vec::new(); vertices];
    for (at, (from, to)) in edges.iter().enumerate() {
        below[*from].push((*to, at));
    }
    let turned = back_edges(vertices, &below, edges);
    let edges: Vec<(usize, usize)> = edges
        .iter()
        .zip(&turned)
        .map(|((from, to), turned)| if *turned { (*to, *from) } else { (*from, *to) })
        .collect();
    let order = topological(vertices, &edges);
    let mut ranks = vec![0_usize; vertices];
    let mut outgoing: Vec<Vec<usize>> = vec![Vec::new(); vertices];
    let mut has_incoming = vec![false; vertices];
    for (from, to) in edges.iter().filter(|(from, to)| from != to) {
        outgoing[*from].push(*to);
        has_incoming[*to] = true;
    }
    for vertex in &order {
        for to in &outgoing[*vertex] {
            ranks[*to] = ranks[*to].max(ranks[*vertex] + 1);
        }
    }
    for vertex in order.iter().rev() {
        let nearest = outgoing[*vertex].iter().map(|to| ranks[*to]).min();
        if let (false, Some(nearest)) = (has_incoming[*vertex], nearest) {
            ranks[*vertex] = nearest.saturating_sub(1);
        }
    }
    Ranked { ranks, turned, edges }
}

/// Moves vertices into further layers, so that none is wider than a limit unless a single vertex is; edges still lead
/// down. What has no edge comes last.
pub(in crate::draw) fn limit_widths(ranked: &mut Ranked, widths: &[f64], limit: f64) {
    let count = widths.len();
    let (mut above, mut is_alone): (Vec<Vec<usize>>, Vec<bool>) =
        (vec![Vec::new(); count], vec![true; count]);
    for (from, to) in ranked.edges.iter().filter(|(from, to)| from != to) {
        above[*to].push(*from);
        is_alone[*from] = false;
        is_alone[*to] = false;
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|vertex| (is_alone[*vertex], ranked.ranks[*vertex], *vertex));
    let has_edges = is_alone.contains(&false);
    let mut used: Vec<f64> = Vec::new();
    let mut deepest = 0;
    for vertex in order {
        let width = widths[vertex];
        let mut fits = |rank: usize| {
            if used.len() <= rank {
                used.resize(rank + 1, 0.0);
            }
            used[rank] == 0.0 || used[rank] + width <= limit
        };
        let least = above[vertex].iter().map(|other| ranked.ranks[*other] + 1).max();
        let wanted = match is_alone[vertex] {
            true if has_edges => deepest + 1,
            _ => ranked.ranks[vertex].max(least.unwrap_or(0)),
        };
        // What nothing leads to may also be higher up.
        let higher = if least.is_none() && !is_alone[vertex] {
            (0..wanted).rev().find(|rank| fits(*rank))
        } else {
            None
        };
        let mut rank = wanted;
        if !fits(rank) {
            match higher {
                Some(higher) => rank = higher,
                None => {
                    while !fits(rank) {
                        rank += 1;
                    }
                }
            }
        }
        used[rank] += width;
        ranked.ranks[vertex] = rank;
        if !is_alone[vertex] {
            deepest = deepest.max(rank);
        }
    }
}

/// By edge: whether it leads back to a vertex that is still being visited.
fn back_edges(vertices: usize, below: &[Vec<(usize, usize)>], edges: &[(usize, usize)]) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; vertices];
    let mut turned = vec![false; edges.len()];
    for start in 0..vertices {
        let mut stack = vec![(start, 0)];
        while let Some((vertex, next)) = stack.pop() {
            if next == 0 {
                if states[vertex] != State::New {
                    continue;
                }
                states[vertex] = State::Open;
            }
            match below[vertex].get(next) {
                None => states[vertex] = State::Done,
                Some((to, edge)) => {
                    stack.push((vertex, next + 1));
                    match states[*to] {
                        State::Open if *to != vertex => turned[*edge] = true,
                        State::New => stack.push((*to, 0)),
                        State::Open | State::Done => {}
                    }
                }
            }
        }
    }
    turned
}

/// The vertices with every edge leading forward.
fn topological(vertices: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut missing = vec![0; vertices];
    let mut outgoing: Vec<Vec<usize>> = vec![Vec::new(); vertices];
    for (from, to) in edges.iter().filter(|(from, to)| from != to) {
        missing[*to] += 1;
        outgoing[*from].push(*to);
    }
    let mut order: Vec<usize> = (0..vertices).filter(|vertex| missing[*vertex] == 0).collect();
    let mut at = 0;
    while let Some(vertex) = order.get(at).copied() {
        at += 1;
        for to in &outgoing[vertex] {
            missing[*to] -= 1;
            if missing[*to] == 0 {
                order.push(*to);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_lead_down_even_in_circles() {
        let ranked = rank(4, &[(0, 1), (1, 2), (2, 0), (3, 2), (1, 1)]);
        for (from, to) in ranked.edges.iter().filter(|(from, to)| from != to) {
            assert!(ranked.ranks[*from] < ranked.ranks[*to], "{:?}", ranked.ranks);
        }
        assert_eq!(ranked.turned, [false, false, true, false, false]);
        assert_eq!(ranked.ranks, [0, 1, 2, 1]);
    }
}
