//! The axis of time: stretches with a scale each, where a moment is, and ticks at years, months, days, hours or minutes. It breaks where
//! something is so far from everything else that nothing else could be read.

use crate::draw::fonts::Font;
use crate::text::{DAY, Day, Moment, Wording, beginning, first_day_of_month, month_after, year_of};
use crate::view::When;

/// The words at ticks.
pub(super) const TICK: Font = Font::regular(12.0);
/// Between the words of two ticks at least.
const BETWEEN: f64 = 18.0;
/// No stretch of days is shorter, and none of times of day.
const SHORTEST_OF_DAYS: Moment = 10 * DAY;
const SHORTEST_OF_TIMES: Moment = HOUR;
const MINUTE: Moment = 60;
const HOUR: Moment = 3_600;
const YEAR: Moment = 31_556_952;
/// Between two stretches.
pub(super) const BREAK: f64 = 44.0;
/// The least width of a stretch.
const NARROWEST: f64 = 150.0;
/// The axis breaks where two beginnings would be nearer to each other than this share of a stretch,
const TOO_NEAR: f64 = 0.004;
/// and a gap takes this share of it.
const TOO_FAR: f64 = 0.6;
/// More breaks help nobody.
const MOST_BREAKS: usize = 8;
/// More ticks than this for each pixel are not tried.
const DENSEST: f64 = 1.0 / 24.0;
/// Years beyond this are counted from 0 on both sides.
const LAST_SHORT_YEAR: i128 = 9_999;

/// Time on paper.
pub(super) struct Axis {
    stretches: Vec<Stretch>,
    wording: &'static Wording,
}

/// A stretch of time on a stretch of paper.
#[derive(Debug)]
struct Stretch {
    from: Moment,
    to: Moment,
    left: f64,
    right: f64,
    /// The only beginning in it, where others are beyond breaks.
    alone: Option<Moment>,
}

/// A place on the axis and its date.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) x: f64,
    pub(super) words: String,
    /// The day of a time.
    pub(super) day: Option<String>,
}

/// How far ticks are apart.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// Parts of a day, in seconds.
    Times(Moment),
    /// The days of the month that have a tick.
    Days(&'static [u8]),
    /// The interval in months, from January on.
    Months(u8),
    /// Years whose number this divides.
    Years(i128),
}

impl Step {
    /// About how long it is.
    fn length(self) -> Moment {
        match self {
            Step::Times(seconds) => seconds,
            Step::Days(days) => 31 / days.len() as Moment * DAY,
            Step::Months(months) => Moment::from(months) * 30 * DAY,
            Step::Years(years) => years * YEAR,
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
    let times = [1, 5, 10, 15, 30].map(|minutes| Step::Times(minutes * MINUTE)).into_iter();
    let hours = [1, 2, 3, 6, 12].map(|hours| Step::Times(hours * HOUR));
    let days = [&EVERY_DAY[..], &[1, 6, 11, 16, 21, 26], &[1, 11, 21]].map(Step::Days);
    let months = [1, 3, 6].map(Step::Months);
    let years = (0..20).flat_map(|power| [1, 2, 5].map(|digit| Step::Years(digit * 10_i128.pow(power))));
    times.chain(hours).chain(days).chain(months).chain(years)
}

/// Groups of beginnings between which the axis breaks.
fn groups(anchors: Vec<Moment>, breaks: &mut usize) -> Vec<Vec<Moment>> {
    let gaps = || anchors.windows(2).map(|pair| pair.iter().rev().copied().reduce(|a, b| a - b).unwrap_or(0));
    let (Some(first), Some(last)) = (anchors.first(), anchors.last()) else { return Vec::new() };
    let span = (last - first) as f64;
    let (Some(least), Some(greatest)) = (gaps().min(), gaps().max()) else { return vec![anchors] };
    let is_clear = (least as f64) >= span * TOO_NEAR || (greatest as f64) < span * TOO_FAR;
    if is_clear || *breaks >= MOST_BREAKS {
        return vec![anchors];
    }
    *breaks += 1;
    let at = gaps().position(|gap| gap == greatest).unwrap_or(0) + 1;
    let (before, after) = anchors.split_at(at);
    let mut all = groups(before.to_vec(), breaks);
    all.extend(groups(after.to_vec(), breaks));
    all
}

impl Axis {
    /// An axis that holds all these dates.
    pub(super) fn new<'w>(
        dates: impl Iterator<Item = &'w When> + Clone,
        wording: &'static Wording,
        left: f64,
        width: f64,
    ) -> Axis {
        let mut anchors: Vec<Moment> = dates.clone().map(When::anchor).collect();
        anchors.sort_unstable();
        anchors.dedup();
        let groups = groups(anchors, &mut 0);
        let many = groups.len().max(1) as f64;
        let free = (width - BREAK * (many - 1.0)).max(many);
        let narrowest = NARROWEST.min(free / many);
        // What is left after the least widths goes to stretches with more than one beginning.
        let weights: Vec<f64> = groups.iter().map(|group| group.len() as f64 - 1.0).collect();
        let whole: f64 = weights.iter().sum();
        let share = |weight: f64| if whole > 0.0 { weight / whole } else { 1.0 / many };
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut at = left;
        for (number, (group, weight)) in groups.iter().zip(weights).enumerate() {
            let wide = narrowest + (free - narrowest * many) * share(weight);
            let limit = groups.get(number + 1).and_then(|next| next.first()).copied();
            let (from, to) = span(group, dates.clone(), limit, number > 0);
            let alone = group.first().copied().filter(|_| group.len() == 1 && groups.len() > 1);
            stretches.push(Stretch { from, to, left: at, right: at + wide, alone });
            at += wide + BREAK;
        }
        Axis { stretches, wording }
    }

    /// Where a moment is; what lies before or behind all stretches is at their ends.
    pub(super) fn x(&self, moment: Moment) -> f64 {
        let mut before: Option<&Stretch> = None;
        for stretch in &self.stretches {
            if moment < stretch.from {
                return before.map_or(stretch.left, |before| {
                    between(moment, (before.to, before.right), (stretch.from, stretch.left))
                });
            }
            if moment <= stretch.to {
                return between(moment, (stretch.from, stretch.left), (stretch.to, stretch.right));
            }
            before = Some(stretch);
        }
        before.map_or(0.0, |before| before.right)
    }

    /// The middles of the breaks.
    pub(super) fn breaks(&self) -> impl Iterator<Item = f64> {
        self.stretches
            .windows(2)
            .filter_map(|pair| Some(f64::midpoint(pair.first()?.right, pair.last()?.left)))
    }

    /// As many ticks as have room for their words, at round dates.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let mut all: Vec<Tick> = Vec::new();
        for stretch in &self.stretches {
            for tick in stretch.ticks(self.wording) {
                if all.last().is_none_or(|last| are_apart(last, &tick)) {
                    all.push(tick);
                }
            }
        }
        all
    }
}

/// From where to where a stretch goes that has these beginnings: to the last end in it, but not to the next stretch.
fn span<'w>(
    group: &[Moment],
    dates: impl Iterator<Item = &'w When>,
    limit: Option<Moment>,
    is_later: bool,
) -> (Moment, Moment) {
    let first = group.first().copied().unwrap_or(0);
    let (mut from, mut to, mut shortest) = (first, first, SHORTEST_OF_DAYS);
    for when in dates.filter(|when| group.binary_search(&when.anchor()).is_ok()) {
        let end = when.end.unwrap_or(when.anchor());
        to = to.max(limit.map_or(end, |limit| end.min(limit)));
        if when.is_point && when.start == when.end {
            shortest = SHORTEST_OF_TIMES;
        }
    }
    // One date alone does not fill its stretch.
    if group.len() == 1 && (limit.is_some() || is_later) {
        shortest = shortest.max((to - from) * 3);
        return (from, from + shortest);
    }
    let short = (shortest - (to - from)).max(0);
    from -= short / 2;
    (from, to + (short - short / 2))
}

/// The place between two places.
fn between(moment: Moment, (from, left): (Moment, f64), (to, right): (Moment, f64)) -> f64 {
    if to <= from {
        return left;
    }
    left + (moment - from) as f64 / (to - from) as f64 * (right - left)
}

/// Whether the words of two ticks have room.
fn are_apart(one: &Tick, other: &Tick) -> bool {
    let half = |tick: &Tick| {
        let day = tick.day.as_ref().map_or(0.0, |day| TICK.width(day));
        TICK.width(&tick.words).max(day) / 2.0
    };
    one.x + half(one) + BETWEEN <= other.x - half(other)
}

impl Stretch {
    fn ticks(&self, wording: &Wording) -> Vec<Tick> {
        if let Some(moment) = self.alone {
            let ((year, month), day) = (year_of(moment), day_of(moment));
            let words = match self.to - self.from {
                length if length < 100 * DAY => wording.day(day),
                length if length < 300 * DAY => wording.month(year, month),
                _ => wording.year(year, false),
            };
            return vec![Tick {
                x: between(moment, (self.from, self.left), (self.to, self.right)),
                words,
                day: None,
            }];
        }
        let densest = |step: &Step| {
            (self.to - self.from) as f64 / step.length() as f64 <= (self.right - self.left) * DENSEST
        };
        for step in steps().filter(densest) {
            let ticks = self.ticks_at(step, wording);
            if ticks.is_empty() {
                break;
            }
            if ticks.windows(2).all(|pair| matches!(pair, [one, other] if are_apart(one, other))) {
                return ticks;
            }
        }
        // No round date is in it.
        let (year, month) = year_of(self.from);
        let words = match self.to - self.from {
            length if length < 300 * DAY => wording.month(year, month),
            _ => wording.year(year, false),
        };
        vec![Tick { x: self.left, words, day: None }]
    }

    fn ticks_at(&self, step: Step, wording: &Wording) -> Vec<Tick> {
        let mut ticks: Vec<Tick> = Vec::new();
        let mut add = |moment: Moment, words: &dyn Fn() -> String, day: Option<Day>| {
            if (self.from..=self.to).contains(&moment) {
                let x = between(moment, (self.from, self.left), (self.to, self.right));
                // The first time of a day says which day it is.
                let day = day.filter(|_| ticks.is_empty() || moment.rem_euclid(DAY) == 0);
                ticks.push(Tick { x, words: words(), day: day.map(|day| wording.day(day)) });
            }
        };
        match step {
            Step::Times(every) => {
                let mut at = self.from.div_euclid(every) * every;
                while at <= self.to {
                    let of_day = at.rem_euclid(DAY);
                    let words = || format!("{:02}:{:02}", of_day / HOUR, of_day % HOUR / MINUTE);
                    add(at, &words, Some(day_of(at)));
                    at += every;
                }
            }
            Step::Days(_) | Step::Months(_) => {
                let (mut year, mut month) = year_of(self.from);
                let mut begins = first_day_of_month(year, month);
                while begins <= self.to {
                    let (next_year, next_month) = month_after(year, month);
                    let next = first_day_of_month(next_year, next_month);
                    match step {
                        Step::Days(days) => {
                            for day in days {
                                let moment = begins + (Moment::from(*day) - 1) * DAY;
                                if moment < next {
                                    add(moment, &|| wording.day((year, month, *day)), None);
                                }
                            }
                        }
                        Step::Months(every) if (month - 1) % every == 0 => {
                            add(begins, &|| wording.month(year, month), None);
                        }
                        _ => {}
                    }
                    (year, month, begins) = (next_year, next_month, next);
                }
            }
            Step::Years(every) => {
                let (first, last) = (i128::from(year_of(self.from).0), i128::from(year_of(self.to).0));
                let names_era = first <= 0;
                let mut round = first.div_euclid(every) * every;
                while round <= last + 1 {
                    // There is no year 0: 1 BC is followed by AD 1.
                    let year = if (-LAST_SHORT_YEAR..=0).contains(&round) { round + 1 } else { round };
                    if let Ok(year) = i64::try_from(year)
                        && !(round == 0 && every == 1)
                    {
                        add(beginning((year, 1, 1)), &|| wording.year(year, names_era), None);
                    }
                    round += every;
                }
            }
        }
        ticks
    }
}

/// The day of a moment.
fn day_of(moment: Moment) -> Day {
    let (year, month) = year_of(moment);
    let day = (moment - first_day_of_month(year, month)).div_euclid(DAY) + 1;
    (year, month, u8::try_from(day).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Edtf, Extent, Language};

    fn axis(dates: &[&str]) -> Axis {
        let dates: Vec<When> = dates
            .iter()
            .map(|written| {
                let date = Edtf::new(written).unwrap();
                let (start, end) = date.moments();
                When {
                    start,
                    end,
                    lasts: false,
                    is_point: date.extent() == Extent::Point,
                    words: String::new(),
                }
            })
            .collect();
        Axis::new(dates.iter(), Wording::of(&Language::default()), 0.0, 1000.0)
    }

    fn ticks(dates: &[&str]) -> Vec<String> {
        let ticks = axis(dates).ticks();
        for pair in ticks.windows(2) {
            assert!(are_apart(&pair[0], &pair[1]), "{pair:?}");
        }
        ticks.into_iter().map(|tick| tick.words).collect()
    }

    #[test]
    fn ticks_are_times_days_months_or_years_as_the_span_asks() {
        let times = ["2020-05-01T09:15:00", "2020-05-01T18:05:00"];
        assert_eq!(ticks(&times)[..2], ["10:00", "11:00"]);
        assert_eq!(axis(&times).ticks()[0].day.as_deref(), Some("1 May 2020"));
        assert_eq!(ticks(&["2019-05-10"])[0], "6 May 2019");
        assert_eq!(
            ticks(&["2019-01-20", "2019-02-25"])[..3],
            ["21 January 2019", "26 January 2019", "1 February 2019"]
        );
        assert_eq!(
            ticks(&["2018-12", "2019-03"]),
            ["December 2018", "January 2019", "February 2019", "March 2019", "April 2019"]
        );
        assert_eq!(ticks(&["2018", "2020"])[..2], ["January 2018", "July 2018"]);
        assert_eq!(ticks(&["1950", "1999"])[..4], ["1950", "1955", "1960", "1965"].map(String::from));
        assert_eq!(ticks(&["-0199", "0199"])[..3], ["200 BC", "150 BC", "100 BC"]);
        assert!(ticks(&["-0199", "0199"]).contains(&"AD 1".to_owned()));
    }

    #[test]
    fn the_axis_breaks_where_the_rest_could_not_be_read() {
        let axis = axis(&["Y-137E8", "2020-01", "2020-06", "2021"]);
        assert_eq!(axis.breaks().count(), 1);
        let x = |written: &str| axis.x(Edtf::new(written).unwrap().moments().0.unwrap());
        assert!(x("Y-137E8") < 1.0 && x("2020-01") > 150.0 && x("2020-06") - x("2020-01") > 150.0);
        let words: Vec<String> = axis.ticks().into_iter().map(|tick| tick.words).collect();
        assert_eq!(words[..2], ["13.7 billion years ago", "January 2020"]);
        for clear in [
            &["1990", "2000", "2020"][..],
            &["-0043-03-15", "2019"],
            &["1900", "1945-05-08", "1945-05-09", "2000"],
        ] {
            assert_eq!(super::tests::axis(clear).breaks().count(), 0, "{clear:?}");
        }
    }

    #[test]
    fn no_year_is_too_far() {
        let far = ticks(&["Y-17E7", "2019"]);
        assert!(far.len() > 3 && far.contains(&"100 million years ago".to_owned()), "{far:?}");
        assert!(ticks(&["Y-9E17", "Y9E17"]).len() > 2);
    }

    #[test]
    fn a_day_has_its_place() {
        let axis = axis(&["2019-01-01", "2019-01-10"]);
        let x = |day: Day| axis.x(beginning(day));
        assert!(x((2019, 1, 1)).abs() < 1e-9 && (x((2019, 1, 11)) - 1000.0).abs() < 1e-9);
        assert!((x((2019, 1, 5)) - 400.0).abs() < 1e-9);
        assert_eq!(day_of(beginning((-43, 3, 15)) + 5), (-43, 3, 15));
    }
}
