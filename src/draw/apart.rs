//! Things along a line that must not overlap.

/// Moves things that want to be at given tops so far apart that none overlaps the next, as little as possible in the sum
/// of squares (isotonic regression by pooling adjacent violators: Ayer et al. 1955), and none above `lowest`.
pub(super) fn apart(wanted: &[(f64, f64)], lowest: f64) -> Vec<f64> {
    // Without the space that those before take, only the order matters.
    let mut before = 0.0;
    let mut pools: Vec<(f64, usize)> = Vec::new();
    let mut offsets = Vec::new();
    for (top, space) in wanted {
        offsets.push(before);
        pools.push((top - before, 1));
        before += space;
        while let [.., (earlier, many), (later, more)] = pools.as_slice() {
            if earlier <= later {
                break;
            }
            let count = many + more;
            let mean = (earlier * *many as f64 + later * *more as f64) / count as f64;
            pools.truncate(pools.len() - 2);
            pools.push((mean, count));
        }
    }
    let flat = pools.iter().flat_map(|(mean, count)| std::iter::repeat_n(*mean, *count));
    flat.zip(offsets).map(|(mean, offset)| mean.max(lowest) + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn what_is_apart_stays_and_what_overlaps_is_moved_by_the_same() {
        assert_eq!(apart(&[(50.0, 10.0), (100.0, 10.0)], 0.0), [50.0, 100.0]);
        assert_eq!(apart(&[(50.0, 10.0), (50.0, 10.0)], 0.0), [45.0, 55.0]);
        assert_eq!(apart(&[(5.0, 10.0), (5.0, 10.0)], 4.0), [4.0, 14.0]);
        assert!(apart(&[], 0.0).is_empty());
    }
}
