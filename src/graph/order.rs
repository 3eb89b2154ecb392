//! The order in which claims that speak of each other are taken.

/// The numbers from 0 to below `count`, each after those that it points at, as far as they form no cycle.
pub(super) fn pointed_at_first<I: Iterator<Item = usize>>(
    count: usize,
    points_at: impl Fn(usize) -> I,
) -> Vec<usize> {
    let (mut order, mut seen) = (Vec::with_capacity(count), vec![false; count]);
    for start in 0..count {
        let mut path = vec![(start, false)];
        while let Some((at, is_done)) = path.pop() {
            if is_done {
                order.push(at);
            } else if seen.get(at) == Some(&false) {
                seen[at] = true;
                path.push((at, true));
                path.extend(points_at(at).map(|next| (next, false)));
            }
        }
    }
    order
}
