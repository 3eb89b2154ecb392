//! Numbers for people.

pub(super) use crate::text::counted;
use crate::text::grouped_digits;

/// A number with its thousands set apart: `12,345`.
pub(super) fn grouped(number: u64) -> String {
    grouped_digits(&number.to_string())
}

/// A size in bytes: `812 B`, `45 kB`, `1.2 MB`.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", (bytes + 500) / 1_000),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// A share in percent, rounded down so that only all is 100 %.
pub(super) fn percent(part: usize, whole: usize) -> String {
    let share = (part * 100).checked_div(whole).unwrap_or(100);
    format!("{share} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(999), "999");
        assert_eq!(counted(1, "node", "nodes"), "1 node");
        assert_eq!(counted(2_000, "node", "nodes"), "2,000 nodes");
        assert_eq!(size(45_400), "45 kB");
        assert_eq!(percent(999, 1_000), "99 %");
        assert_eq!(percent(0, 0), "100 %");
    }
}
