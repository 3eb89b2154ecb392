//! Where a date lies in time, to the second, and whether it is a point, lasts, or is only known to lie within a stretch.

use super::Edtf;
use super::calendar::{Day, day_number};

/// Seconds since the beginning of the year 0, in the Gregorian calendar.
pub(crate) type Moment = i128;

/// The seconds of a day.
pub(crate) const DAY: Moment = 86_400;

/// What a date says about the time between its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Extent {
    /// A day, or a time of day.
    Point,
    /// Something lasts from one end to the other, or is at both.
    Lasting,
    /// Some time between the ends; one of them may be open.
    Within,
}

/// When a day begins.
pub(crate) fn beginning(day: Day) -> Moment {
    day_number(day) * DAY
}

/// When the first day of a month begins.
pub(crate) fn first_day_of_month(year: i64, month: u8) -> Moment {
    beginning((year, month, 1))
}

/// The month after a month.
pub(crate) fn month_after(year: i64, month: u8) -> (i64, u8) {
    if month < 12 { (year, month + 1) } else { (year + 1, 1) }
}

/// The year and the month of a moment.
pub(crate) fn year_of(moment: Moment) -> (i64, u8) {
    let day = moment.div_euclid(DAY);
    // 146,097 days are 400 years; the first guess is at most one year off.
    let guess = i64::try_from(day.saturating_mul(400).div_euclid(146_097)).unwrap_or(0);
    let begins = |year: i64| day_number((year, 1, 1)) <= day;
    let year = (guess - 1..=guess + 1).rev().find(|year| begins(*year)).unwrap_or(guess);
    let month = (1..=12).rev().find(|month| day_number((year, *month, 1)) <= day).unwrap_or(1);
    (year, month)
}

impl Edtf {
    /// Where the date has its place in the order of time: the first moment that it may mean, and the end of the last; `None` where a side
    /// is open or unknown. Of a time of day with a zone, that of UTC; a spring, summer or autumn of no hemisphere has the place of the
    /// northern one, where most readers look for it.
    pub(crate) fn moments(&self) -> (Option<Moment>, Option<Moment>) {
        let bounds = self.northern().map_or(self.bounds(), |date| date.bounds());
        let first = bounds.earliest.map(beginning);
        match (first, seconds(self.as_written())) {
            (Some(day), Some(seconds)) => (Some(day + seconds), Some(day + seconds)),
            _ => (first, bounds.latest.map(|day| beginning(day) + DAY)),
        }
    }

    /// The date with the seasons of the north, where it has seasons without a hemisphere. The year before them has four digits, and a month
    /// before a day of the same number has two.
    fn northern(&self) -> Option<Edtf> {
        let mut written = self.as_written().to_owned();
        for (season, northern) in [("-21", "-25"), ("-22", "-26"), ("-23", "-27")] {
            let places: Vec<usize> = written.match_indices(season).map(|(at, _)| at).collect();
            for at in places {
                let before = written.get(..at).unwrap_or("").trim_end_matches(['?', '~', '%']);
                let digits = before.chars().rev().take_while(|c| c.is_ascii_digit() || *c == 'X');
                let ends =
                    written.get(at + 3..).unwrap_or("").chars().next().is_none_or(|c| !c.is_ascii_digit());
                if digits.count() == 4 && ends {
                    written.replace_range(at..at + 3, northern);
                }
            }
        }
        (written != self.as_written()).then(|| Edtf::new(&written).ok()).flatten()
    }

    /// What it says about the time between its ends.
    pub(crate) fn extent(&self) -> Extent {
        let (written, bounds) = (self.as_written(), self.bounds());
        let is_marked = written.contains(['?', '~', '%']);
        let is_closed = bounds.earliest.is_some() && bounds.latest.is_some();
        if written.starts_with('{') || written.contains('/') {
            return if is_closed { Extent::Lasting } else { Extent::Within };
        }
        if bounds.earliest.is_some() && bounds.earliest == bounds.latest && !is_marked {
            return Extent::Point;
        }
        Extent::Within
    }
}

/// The seconds since midnight, UTC where the time has a zone.
fn seconds(written: &str) -> Option<Moment> {
    let (_, time) = written.split_once('T')?;
    let number = |text: &str, from: usize| text.get(from..from + 2)?.parse::<Moment>().ok();
    let of_day = number(time, 0)? * 3_600 + number(time, 3)? * 60 + number(time, 6)?;
    let zone = time.get(8..).unwrap_or("");
    let sign = match zone.get(..1) {
        Some("+") => 1,
        Some("-") => -1,
        _ => return Some(of_day),
    };
    let offset = number(zone, 1)? * 3_600 + number(zone, 4).unwrap_or(0) * 60;
    Some(of_day - sign * offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(written: &str) -> Edtf {
        Edtf::new(written).unwrap()
    }

    #[test]
    fn times_of_day_are_moments() {
        let midnight = date("2020-05-01").moments().0.unwrap();
        let of = |written| date(written).moments().0.unwrap() - midnight;
        assert_eq!(of("2020-05-01T09:15:30"), 9 * 3_600 + 15 * 60 + 30);
        assert_eq!(of("2020-05-01T09:15:00Z"), of("2020-05-01T11:45:00+02:30"));
        assert_eq!(of("2020-05-01T00:30:00+01"), -1_800);
        assert_eq!(of("2020-04-30T24:00:00"), 0);
        assert_eq!(date("2020-05-01").moments().1.unwrap() - midnight, DAY);
        assert_eq!(date("../2020-04-30").moments(), (None, Some(midnight)));
        assert_eq!(date("XXXX-05-01").moments(), (None, None));
        let autumn = (Some(beginning((2021, 9, 1))), Some(beginning((2021, 12, 1))));
        assert_eq!((date("2021-23").moments(), date("2021-23~").moments()), (autumn, autumn));
        assert_eq!(date("2020-09-23").moments().0, Some(beginning((2020, 9, 23))));
    }

    #[test]
    fn moments_have_their_months() {
        for (year, month) in [
            (2020, 1),
            (2019, 12),
            (0, 1),
            (-1, 12),
            (-43, 3),
            (1, 1),
            (-400, 1),
            (9_999, 12),
            (-9_000_000_000, 7),
        ] {
            let begins = first_day_of_month(year, month);
            let (next_year, next) = month_after(year, month);
            let ends = first_day_of_month(next_year, next) - 1;
            assert_eq!((year_of(begins), year_of(ends)), ((year, month), (year, month)));
        }
    }

    #[test]
    fn not_knowing_is_not_lasting() {
        for (written, extent) in [
            ("2020-05-01", Extent::Point),
            ("2020-05-01T09:15:30", Extent::Point),
            ("2020-05-01~", Extent::Within),
            ("2020", Extent::Within),
            ("03XX", Extent::Within),
            ("[0510..0530]", Extent::Within),
            ("../2020", Extent::Within),
            ("2020/", Extent::Within),
            ("2019/2020", Extent::Lasting),
            ("{2019,2020}", Extent::Lasting),
        ] {
            assert_eq!(date(written).extent(), extent, "{written}");
        }
    }
}
