//! The proleptic Gregorian calendar, and date components some digits of which are unknown.

use std::ops::RangeInclusive;

/// A day: year (0 is 1 BC, ISO 8601), month from 1, day from 1.
pub type Day = (i64, u8, u8);

fn is_leap(year: i64) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

/// Days in a month; a month outside 1 to 12 has none.
pub(super) fn month_length(year: i64, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// How many days a day comes after the first of January of year 0.
pub fn day_number((year, month, day): Day) -> i128 {
    let before = i128::from(year) - 1;
    let leap_days = before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400) + 1;
    let in_year: i128 = (1..month).map(|month| i128::from(month_length(year, month))).sum();
    365 * i128::from(year) + leap_days + in_year + i128::from(day) - 1
}

/// Digits of which those written X are unspecified (ISO 8601-2:2019, section 8).
#[derive(Clone, Copy)]
pub(super) struct Pattern<'t>(pub(super) &'t str);

impl Pattern<'_> {
    /// Whether the text is of digits and X only, of a certain length.
    pub(super) fn is_well_formed(self, length: usize) -> bool {
        self.0.len() == length && self.0.bytes().all(|byte| byte.is_ascii_digit() || byte == b'X')
    }

    fn fits(self, number: u16) -> bool {
        let mut rest = number;
        let fits = self.0.bytes().rev().all(|byte| {
            let digit = (rest % 10) as u8;
            rest /= 10;
            byte == b'X' || byte == b'0' + digit
        });
        fits && rest == 0
    }

    fn bound(self, unknown: char) -> i64 {
        self.0.replace('X', unknown.encode_utf8(&mut [0; 4])).parse().unwrap_or(0)
    }

    /// The least and the greatest number that the digits may stand for.
    pub(super) fn range(self) -> RangeInclusive<i64> {
        self.bound('0')..=self.bound('9')
    }

    /// The numbers of a range that the digits may stand for, ascending.
    pub(super) fn within(self, range: RangeInclusive<u8>) -> Vec<u8> {
        range.filter(|number| self.fits(u16::from(*number))).collect()
    }
}

/// The first and the last day that year, months and days may stand for; `None` where the calendar has none of them.
pub(super) fn first_and_last(
    negative: bool,
    year: Pattern,
    months: &[u8],
    days: &[u8],
) -> Option<(Day, Day)> {
    let (least, greatest) = year.range().into_inner();
    // A year before 0 lies the earlier, the greater its number is.
    let years = |forward: bool| {
        let numbers =
            (least..=greatest).filter(move |number| u16::try_from(*number).is_ok_and(|n| year.fits(n)));
        let ordered: Box<dyn Iterator<Item = i64>> = if forward != negative {
            Box::new(numbers)
        } else {
            Box::new(numbers.collect::<Vec<_>>().into_iter().rev())
        };
        ordered.map(move |number| if negative { -number } else { number })
    };
    let valid =
        |year: i64, month: u8, day: u8| (day <= month_length(year, month)).then_some((year, month, day));
    let first = years(true).find_map(|year| {
        months.iter().find_map(|month| days.iter().find_map(|day| valid(year, *month, *day)))
    })?;
    let last = years(false).find_map(|year| {
        months.iter().rev().find_map(|month| days.iter().rev().find_map(|day| valid(year, *month, *day)))
    })?;
    Some((first, last))
}

/// The first and the last day of a sub-year grouping, 21 to 41 (ISO 8601-2:2019, section 4.8), in its year.
///
/// Seasons are treated as whole months, spring in the north from March to May. Seasons without a hemisphere may lie in
/// either; summers and winters that span two years may have begun in the year before or end in the year after.
pub(super) fn season(code: u8, first_year: i64, last_year: i64) -> Option<(Day, Day)> {
    let months =
        |from: u8, to: u8| Some(((first_year, from, 1), (last_year, to, month_length(last_year, to))));
    match code {
        21 | 23 => months(3, 11),
        22 | 24 | 28 | 30 => {
            Some(((first_year - 1, 12, 1), (last_year + 1, 2, month_length(last_year + 1, 2))))
        }
        25 | 31 => months(3, 5),
        26 | 32 => months(6, 8),
        27 | 29 => months(9, 11),
        33..=36 => months((code - 33) * 3 + 1, (code - 33) * 3 + 3),
        37..=39 => months((code - 37) * 4 + 1, (code - 37) * 4 + 4),
        40 | 41 => months((code - 40) * 6 + 1, (code - 40) * 6 + 6),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_have_their_days() {
        assert_eq!(
            [1900, 2000, 2023, 2024, 0, -4].map(|year| month_length(year, 2)),
            [28, 29, 28, 29, 29, 29]
        );
        assert_eq!([1, 4, 12, 13, 0].map(|month| month_length(2019, month)), [31, 30, 31, 0, 0]);
    }

    #[test]
    fn days_are_counted_one_after_the_other() {
        assert_eq!(day_number((0, 1, 1)), 0);
        assert_eq!(day_number((2000, 3, 1)) - day_number((2000, 2, 28)), 2);
        assert_eq!(day_number((1970, 1, 1)), 719_528);
        for year in [-401, -400, -5, -1, 0, 1, 99, 1899, 2019, 9999] {
            let length = if is_leap(year) { 366 } else { 365 };
            assert_eq!(day_number((year + 1, 1, 1)) - day_number((year, 1, 1)), length, "{year}");
            assert_eq!(day_number((year + 1, 1, 1)) - day_number((year, 12, 31)), 1, "{year}");
        }
    }

    #[test]
    fn unknown_digits_give_the_widest_days_that_exist() {
        let all: Vec<u8> = (1..=12).collect();
        let days: Vec<u8> = (1..=31).collect();
        assert_eq!(first_and_last(false, Pattern("201X"), &all, &days), Some(((2010, 1, 1), (2019, 12, 31))));
        assert_eq!(first_and_last(true, Pattern("01XX"), &all, &days), Some(((-199, 1, 1), (-100, 12, 31))));
        assert_eq!(first_and_last(false, Pattern("XXXX"), &[2], &[29]), Some(((0, 2, 29), (9996, 2, 29))));
        assert_eq!(first_and_last(false, Pattern("19X3"), &[2], &[29]), None);
        assert_eq!(Pattern("1X").within(1..=12), [10, 11, 12]);
        assert_eq!(Pattern("X5").within(1..=31), [5, 15, 25]);
    }

    #[test]
    fn quarters_and_seasons_lie_in_their_year() {
        assert_eq!(season(36, 2018, 2018), Some(((2018, 10, 1), (2018, 12, 31))));
        assert_eq!(season(38, 2018, 2018), Some(((2018, 5, 1), (2018, 8, 31))));
        assert_eq!(season(40, 2018, 2018), Some(((2018, 1, 1), (2018, 6, 30))));
        assert_eq!(season(28, 2019, 2019), Some(((2018, 12, 1), (2020, 2, 29))));
        assert_eq!(season(42, 2018, 2018), None);
    }
}
