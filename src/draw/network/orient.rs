//! Which end of each arrow is above: as the roles of relations say where no circle keeps them from it, else as most
//! arrows allow.

/// The ends of an arrow, by place.
pub(super) struct Ends {
    pub(super) upper: usize,
    pub(super) lower: usize,
    /// Whether a role says which is above.
    pub(super) is_ranked: bool,
}

/// The upper and the lower end of each arrow, without circles: those that roles rank come first, and an arrow that would
/// close a circle is turned.
pub(super) fn orient(count: usize, ends: &[Ends]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = ends.iter().map(|ends| (ends.upper, ends.lower)).collect();
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); count];
    let ranked = (0..ends.len()).filter(|at| ends[*at].is_ranked);
    let others = (0..ends.len()).filter(|at| !ends[*at].is_ranked);
    for at in ranked.chain(others) {
        let (upper, lower) = pairs[at];
        if reaches(&below, lower, upper) {
            pairs[at] = (lower, upper);
        }
        let (upper, lower) = pairs[at];
        below[upper].push(lower);
    }
    pairs
}

fn reaches(below: &[Vec<usize>], from: usize, to: usize) -> bool {
    let (mut open, mut seen) = (vec![from], vec![false; below.len()]);
    while let Some(next) = open.pop() {
        if next == to {
            return true;
        }
        if !std::mem::replace(&mut seen[next], true) {
            open.extend(&below[next]);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranked_arrows_keep_their_direction() {
        let ends = |upper, lower, is_ranked| Ends { upper, lower, is_ranked };
        let found = orient(3, &[ends(0, 1, false), ends(1, 2, true), ends(2, 0, true), ends(2, 1, true)]);
        // 1 over 2 over 0 is ranked, so that 0 cannot be over 1; what would rank 2 over 1 comes too late.
        assert_eq!(found, [(1, 0), (1, 2), (2, 0), (1, 2)]);
    }
}
