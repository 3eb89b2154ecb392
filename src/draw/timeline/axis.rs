//! The axis of time: which days it spans, where a day is, and ticks at years, months or days.

use crate::draw::fonts::Font;
use crate::text::{Bounds, Day, day_number};

/// The words at ticks.
pub(super) const TICK: Font = Font::regular(12.0);
/// Between the words of two ticks at least.
const BETWEEN: f64 = 18.0;
/// No axis spans fewer days.
const FEWEST_DAYS: i128 = 10;

/// A stretch of time on a stretch of paper.
pub(super) struct Axis {
    /// The first year and the last year in which something is.
    years: (i64, i64),
    /// The first day, and the day after the last.
    days: (i128, i128),
    left: f64,
    width: f64,
}

/// A place on the axis and its date.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) x: f64,
    pub(super) words: String,
}

/// How far ticks are apart.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// The days of the month that have a tick.
    Days(&'static [u8]),
    /// The interval in months, from January on.
    Months(u8),
    /// Years whose number this divides.
    Years(i128),
}

impl Step {
    /// The fewest days between two ticks.
    fn fewest_days(self) -> f64 {
        match self {
            Step::Days(days) => match days.len() {
                31 => 1.0,
                6 => 3.0,
                _ => 8.0,
            },
            Step::Months(months) => f64::from(months) * 30.2 - 2.2,
            Step::Years(years) => years as f64 * 365.0,
        }
    }

    /// A date of four digits and what else the step's ticks say, at its widest.
    fn sample(self, years: (i64, i64)) -> String {
        let [first, last] = [years.0, years.1].map(year);
        let longest = if first.len() > last.len() { first } else { last };
        match self {
            Step::Days(_) => format!("{longest}-00-00"),
            Step::Months(_) => format!("{longest}-00"),
            Step::Years(_) => longest,
        }
    }
}

const EVERY_DAY: [u8; 31] = {
    let mut days = [0; 31];
    let mut at = 0;
    while at < 31 {
        days[at] = at as u8 + 1;
        at += 1;
    }
    days
};

/// The steps from the narrowest to the widest.
fn steps() -> impl Iterator<Item = Step> {
    let days = [&EVERY_DAY[..], &[1, 6, 11, 16, 21, 26], &[1, 11, 21]].map(Step::Days);
    let months = [1, 3, 6].map(Step::Months);
    let years = (0..20).flat_map(|power| [1, 2, 5].map(|digit| Step::Years(digit * 10_i128.pow(power))));
    days.into_iter().chain(months).chain(years)
}

/// A year as ISO 8601 writes it.
fn year(year: i64) -> String {
    if year < 0 { format!("-{:04}", year.unsigned_abs()) } else { format!("{year:04}") }
}

impl Axis {
    /// An axis that holds all these dates.
    pub(super) fn new(dates: impl Iterator<Item = Bounds>, left: f64, width: f64) -> Axis {
        let known: Vec<Day> = dates.flat_map(|dates| [dates.earliest, dates.latest]).flatten().collect();
        let first = known.iter().min().copied().unwrap_or((0, 1, 1));
        let last = known.iter().max().copied().unwrap_or(first);
        let mut days = (day_number(first), day_number(last) + 1);
        let short = (FEWEST_DAYS - (days.1 - days.0)).max(0);
        days = (days.0 - short / 2, days.1 + (short - short / 2));
        Axis { years: (first.0, last.0), days, left, width }
    }

    /// Where a day begins.
    pub(super) fn begin(&self, day: Day) -> f64 {
        self.x(day_number(day))
    }

    /// Where a day ends.
    pub(super) fn end(&self, day: Day) -> f64 {
        self.x(day_number(day) + 1)
    }

    fn x(&self, day: i128) -> f64 {
        let (first, end) = self.days;
        self.left + (day - first) as f64 / (end - first) as f64 * self.width
    }

    /// As many ticks as have room for their words, at round dates.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let a_day = self.width / (self.days.1 - self.days.0) as f64;
        let fits = |step: &Step| a_day * step.fewest_days() >= TICK.width(&step.sample(self.years)) + BETWEEN;
        let Some(step) = steps().find(fits) else { return Vec::new() };
        let mut ticks = Vec::new();
        let mut add = |day: Day, words: String| {
            let number = day_number(day);
            if (self.days.0..self.days.1).contains(&number) {
                ticks.push(Tick { x: self.x(number), words });
            }
        };
        // An axis that is short may begin and end in the years next to those of its dates.
        let years = (i128::from(self.years.0) - 1, i128::from(self.years.1) + 1);
        let every = if let Step::Years(every) = step { every } else { 1 };
        let mut at = years.0.div_euclid(every) * every;
        while at <= years.1 {
            if let Ok(number) = i64::try_from(at) {
                let name = year(number);
                match step {
                    Step::Years(_) => add((number, 1, 1), name),
                    Step::Months(every) => {
                        for month in (1..=12).step_by(usize::from(every)) {
                            add((number, month, 1), format!("{name}-{month:02}"));
                        }
                    }
                    Step::Days(days) => {
                        for month in 1..=12 {
                            let next = if month == 12 { (number + 1, 1, 1) } else { (number, month + 1, 1) };
                            for day in days {
                                let date = (number, month, *day);
                                if day_number(date) < day_number(next) {
                                    add(date, format!("{name}-{month:02}-{day:02}"));
                                }
                            }
                        }
                    }
                }
            }
            at += every;
        }
        ticks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Edtf;

    fn ticks(dates: &[&str]) -> Vec<String> {
        let dates = dates.iter().map(|written| Edtf::new(written).unwrap().bounds());
        let axis = Axis::new(dates, 0.0, 1000.0);
        let ticks = axis.ticks();
        for pair in ticks.windows(2) {
            let widths = (TICK.width(&pair[0].words) + TICK.width(&pair[1].words)) / 2.0;
            assert!(pair[0].x + widths < pair[1].x, "{pair:?}");
        }
        ticks.into_iter().map(|tick| tick.words).collect()
    }

    #[test]
    fn ticks_are_days_months_or_years_as_the_span_asks() {
        assert_eq!(ticks(&["2019-05-10"]).len(), 10);
        assert_eq!(ticks(&["2019-01-20", "2019-02-25"])[..3], ["2019-01-21", "2019-01-26", "2019-02-01"]);
        assert_eq!(ticks(&["2018-12", "2019-03"]), ["2018-12", "2019-01", "2019-02", "2019-03"]);
        assert_eq!(ticks(&["2018"]).len(), 12);
        assert_eq!(ticks(&["2018", "2020"])[..3], ["2018-01", "2018-04", "2018-07"]);
        assert_eq!(
            ticks(&["1950", "1999"]),
            ["1950", "1955", "1960", "1965", "1970", "1975", "1980", "1985", "1990", "1995"]
                .map(String::from)
        );
        assert_eq!(ticks(&["-0100", "0099"])[..2], ["-0100", "-0090"]);
    }

    #[test]
    fn no_year_is_too_far() {
        let far = ticks(&["Y-17E7", "2019"]);
        assert!(far.len() > 3 && far.contains(&"-100000000".to_owned()), "{far:?}");
        assert!(ticks(&["Y-9E17", "Y9E17"]).len() > 2);
    }

    #[test]
    fn a_day_has_its_place() {
        let dates = ["2019-01-01", "2019-01-10"].map(|written| Edtf::new(written).unwrap().bounds());
        let axis = Axis::new(dates.into_iter(), 5.0, 100.0);
        assert!(
            (axis.begin((2019, 1, 1)) - 5.0).abs() < 1e-9 && (axis.end((2019, 1, 10)) - 105.0).abs() < 1e-9
        );
        assert!((axis.end((2019, 1, 4)) - 45.0).abs() < 1e-9);
    }
}
