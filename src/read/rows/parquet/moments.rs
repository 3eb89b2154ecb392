//! Days and moments since 1970 as texts of XML Schema.

use std::io::Write;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Milli,
    Micro,
    Nano,
}

impl Unit {
    fn parts(self) -> i64 {
        match self {
            Unit::Milli => 1_000,
            Unit::Micro => 1_000_000,
            Unit::Nano => 1_000_000_000,
        }
    }
}

/// Writes a day, counted from 1970, as `xsd:date` has it.
pub(super) fn put_date(out: &mut Vec<u8>, day: i64) {
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let sign = if year < 0 { "-" } else { "" };
    let _ = write!(out, "{sign}{:04}-{month:02}-{day:02}", year.abs());
}

/// Writes a time of day as `xsd:time` has it; what is no time of day is not written.
pub(super) fn put_time(out: &mut Vec<u8>, time: i64, unit: Unit) -> bool {
    let parts = unit.parts();
    let is_time = (0..86_400 * parts).contains(&time);
    if is_time {
        put_clock(out, time, parts);
    }
    is_time
}

/// Writes a moment as `xsd:dateTime` has it, in UTC or without a time zone.
pub(super) fn put_moment(out: &mut Vec<u8>, moment: i64, unit: Unit, is_utc: bool) {
    let parts = unit.parts();
    put_date(out, moment.div_euclid(86_400 * parts));
    out.push(b'T');
    put_clock(out, moment.rem_euclid(86_400 * parts), parts);
    if is_utc {
        out.push(b'Z');
    }
}

fn put_clock(out: &mut Vec<u8>, time: i64, parts: i64) {
    let (seconds, rest) = (time / parts, time % parts);
    let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if rest > 0 {
        let digits = parts.ilog10() as usize;
        let fraction = format!("{rest:0digits$}");
        let _ = write!(out, ".{}", fraction.trim_end_matches('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::day_number;

    #[test]
    fn days_are_those_of_the_calendar() {
        let start = day_number((1970, 1, 1));
        for (year, month, day) in [
            (1970, 1, 1),
            (1969, 12, 31),
            (2000, 2, 29),
            (1815, 12, 10),
            (9999, 12, 31),
            (1, 1, 1),
            (-4, 3, 1),
        ] {
            let mut out = Vec::new();
            put_date(&mut out, (day_number((year, month, day)) - start) as i64);
            let sign = if year < 0 { "-" } else { "" };
            let wanted = format!("{sign}{:04}-{month:02}-{day:02}", year.abs());
            assert_eq!(String::from_utf8(out).unwrap(), wanted);
        }
    }

    #[test]
    fn moments_have_the_digits_that_they_need() {
        for (moment, unit, is_utc, wanted) in [
            (0, Unit::Milli, true, "1970-01-01T00:00:00Z"),
            (-1, Unit::Milli, false, "1969-12-31T23:59:59.999"),
            (1_500_000, Unit::Micro, true, "1970-01-01T00:00:01.5Z"),
            (1, Unit::Nano, false, "1970-01-01T00:00:00.000000001"),
        ] {
            let mut out = Vec::new();
            put_moment(&mut out, moment, unit, is_utc);
            assert_eq!(String::from_utf8(out).unwrap(), wanted);
        }
        assert!(!put_time(&mut Vec::new(), 86_400_000, Unit::Milli));
        assert!(!put_time(&mut Vec::new(), -1, Unit::Nano));
    }
}
