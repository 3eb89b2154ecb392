//! Dates in words: what EDTF says, as a language writes it.

use super::calendar::Day;
use super::wording::{Wording, filled, roman};
use super::{Decimal, Edtf};

/// Years with more digits are counted from today where they are long ago.
const LONG_AGO: i64 = 1_000_000;
/// A year of fewer digits could be any number.
const FIRST_CLEAR_YEAR: i64 = 100;
/// Years are written without separators up to this one.
const LAST_SHORT_YEAR: i64 = 9_999;

/// The year of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Year {
    Unknown,
    /// A year of four digits; 0 is 1 BC.
    Known(i64),
    /// A year of more digits. Nobody counts those before Christ from 0, so that its number is that of the year BC.
    Long(i64),
    /// From a year to another.
    Span(i64, i64),
    Decade(i64),
    /// The number, and whether it is before Christ.
    Century(i64, bool),
    Millennium(i64, bool),
}

/// What a date says beside its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    Nothing,
    Month(u8),
    /// A season or another part of a year, from 0.
    Part(u8),
    Day(u8, u8),
    MonthUnknown,
    DayUnknown(u8),
    MonthAndDayUnknown,
    /// One of some months that follow each other.
    Months(u8, u8),
    /// One of some days of a month.
    Days(u8, u8, u8),
}

/// What a part of a date is marked with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Mark {
    uncertain: bool,
    approximate: bool,
}

/// One date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Date {
    year: Year,
    rest: Rest,
    /// The marks of year, month and day.
    marks: [Mark; 3],
    /// How many of the three it has.
    parts: usize,
    /// The years that its significant digits allow.
    estimate: Option<(i64, i64)>,
}

/// A part of a set.
#[derive(Clone, Copy)]
enum Item {
    One(Date),
    Between(Date, Date),
    Until(Date),
    From(Date),
}

impl Wording {
    /// A date in words, as exact as it is: `autumn 2021`, `about 520`, `12–13 November`; what has no words stays as written.
    pub fn date(&self, date: &Edtf) -> String {
        let written = date.as_written();
        self.date_words(written).unwrap_or_else(|| written.to_owned())
    }

    /// A year in words, with its era where that is asked for.
    pub fn year(&self, year: i64, names_era: bool) -> String {
        let year =
            if year.unsigned_abs() > LAST_SHORT_YEAR as u64 { Year::Long(year) } else { Year::Known(year) };
        self.year_words(year, names_era).unwrap_or_default()
    }

    /// A month in words.
    pub fn month(&self, year: i64, month: u8) -> String {
        let year = self.year(year, false);
        self.fill("month", &[("month", self.month_name(month)), ("year", &year)])
    }

    /// A day in words.
    pub fn day(&self, (year, month, day): Day) -> String {
        let (year, day) = (self.year(year, false), self.day_number(day));
        self.fill("day", &[("day", &day), ("month", self.month_name(month)), ("year", &year)])
    }

    fn date_words(&self, written: &str) -> Option<String> {
        if written.starts_with(['[', '{']) {
            return self.set(written);
        }
        match written.split_once('/') {
            Some((from, "..")) => Some(self.fill("or_later", &[("date", &self.one(&read(from)?))])),
            Some(("..", to)) => Some(self.fill("before", &[("date", &self.one(&read(to)?))])),
            Some((from, "")) => Some(self.fill("end_unknown", &[("date", &self.one(&read(from)?))])),
            Some(("", to)) => Some(self.fill("start_unknown", &[("date", &self.one(&read(to)?))])),
            Some((from, to)) => Some(self.range(&read(from)?, &read(to)?)),
            None => match written.split_once('T') {
                Some((day, time)) => self.date_and_time(day, time),
                None => Some(self.one(&read(written)?)),
            },
        }
    }

    /// `1 March 2024, 06:43 UTC`; seconds only where they are not 0.
    fn date_and_time(&self, day: &str, time: &str) -> Option<String> {
        let (clock, zone) = time.split_at_checked(8)?;
        let clock = clock.strip_suffix(":00").unwrap_or(clock);
        let time = match zone {
            "" => clock.to_owned(),
            "Z" => self.fill("zone", &[("time", clock)]),
            offset => self.fill("zone", &[("time", clock), ("offset", offset)]),
        };
        Some(self.fill("time", &[("date", &self.one(&read(day)?)), ("time", &time)]))
    }

    fn set(&self, written: &str) -> Option<String> {
        let is_one_of = written.starts_with('[');
        let items = written.get(1..written.len() - 1)?.split(',');
        let items: Vec<Item> = items
            .map(|item| {
                Some(match item.split_once("..") {
                    None => Item::One(read(item)?),
                    Some(("", last)) => Item::Until(read(last)?),
                    Some((first, "")) => Item::From(read(first)?),
                    Some((first, last)) => Item::Between(read(first)?, read(last)?),
                })
            })
            .collect::<Option<_>>()?;
        let (until, from) = if is_one_of { ("or_earlier", "or_later") } else { ("and_earlier", "and_later") };
        if let [Item::Between(first, last)] = items.as_slice() {
            return Some(match is_one_of {
                true => self.between(first, last),
                false => self.fill("every", &[("dates", &self.range(first, last))]),
            });
        }
        let dates: Vec<Date> = items
            .iter()
            .filter_map(|item| if let Item::One(date) = item { Some(*date) } else { None })
            .collect();
        let join = |words: Vec<String>| self.listed(words, if is_one_of { "or" } else { "and" });
        if dates.len() == items.len() {
            if let Some(words) = self.compact(&dates, &join, true) {
                return Some(words);
            }
            if share_year(&dates) {
                return Some(join(self.with_one_year(&dates)));
            }
        }
        let words = |item: &Item| match item {
            Item::One(date) => self.one(date),
            Item::Between(first, last) => self.range(first, last),
            Item::Until(last) => self.fill(until, &[("date", &self.one(last))]),
            Item::From(first) => self.fill(from, &[("date", &self.one(first))]),
        };
        Some(join(items.iter().map(words).collect()))
    }

    /// `a, b or c`.
    fn listed(&self, mut words: Vec<String>, template: &str) -> String {
        let last = words.pop().unwrap_or_default();
        if words.is_empty() {
            return last;
        }
        self.fill(template, &[("first", &words.join(self.template("comma"))), ("last", &last)])
    }

    /// A stretch of time: `12–13 November`, `June 2020 – about 2022`.
    fn range(&self, from: &Date, to: &Date) -> String {
        if from == to {
            return self.one(from);
        }
        let close = |words: Vec<String>| self.two("close_range", &words);
        let dates = [*from, *to];
        if let Some(words) = self.compact(&dates, &close, false) {
            return words;
        }
        if share_year(&dates) {
            self.two("range", &self.with_one_year(&dates))
        } else {
            self.two("range", &self.with_eras(&dates))
        }
    }

    fn between(&self, from: &Date, to: &Date) -> String {
        let dates = [*from, *to];
        let join = |words: Vec<String>| self.two("between", &words);
        let are_years = dates.iter().all(|date| date.rest == Rest::Nothing);
        if are_years && let Some(words) = self.compact(&dates, &join, false) {
            return words;
        }
        self.two(
            "between",
            &if share_year(&dates) { self.with_one_year(&dates) } else { self.with_eras(&dates) },
        )
    }

    fn two(&self, template: &str, words: &[String]) -> String {
        let word = |at: usize| words.get(at).map_or("", String::as_str);
        self.fill(template, &[("from", word(0)), ("to", word(1))])
    }

    /// Dates of one year, which only one of them names.
    fn with_one_year(&self, dates: &[Date]) -> Vec<String> {
        let last = dates.len() - 1;
        let names_year = |at: usize| at == if self.names_first() { 0 } else { last };
        dates.iter().enumerate().map(|(at, date)| self.unmarked(date, names_year(at), false)).collect()
    }

    /// Dates with their marks; where some are before Christ, the others say that they are not.
    fn with_eras(&self, dates: &[Date]) -> Vec<String> {
        let is_bc = |date: &Date| matches!(date.year, Year::Known(year) | Year::Long(year) if year <= 0);
        let some = dates.iter().any(is_bc);
        dates.iter().map(|date| self.marked(date, self.unmarked(date, true, some))).collect()
    }

    /// Dates that differ in one part, which alone is repeated; `across` years, too: `spring 1432 or 1433`.
    fn compact(&self, dates: &[Date], join: &dyn Fn(Vec<String>) -> String, across: bool) -> Option<String> {
        let first = dates.first()?;
        if dates.iter().any(|date| date.is_marked() || date.estimate.is_some()) {
            return None;
        }
        let same_year = dates.iter().all(|date| date.year == first.year);
        let same_rest = dates.iter().all(|date| date.rest == first.rest);
        if same_rest && (across || first.rest == Rest::Nothing) && !first.rest.is_vague() {
            let years = self.years(dates, join)?;
            return Some(self.rest_words(first.rest, Some(&years)));
        }
        if !same_year || first.year.is_period() {
            return None;
        }
        let year = self.year_words(first.year, false);
        let mut values: Vec<(&str, &str)> = year.iter().map(|year| ("year", year.as_str())).collect();
        let months: Option<Vec<String>> = dates
            .iter()
            .map(|date| {
                if let Rest::Month(month) = date.rest {
                    Some(self.month_name(month).to_owned())
                } else {
                    None
                }
            })
            .collect();
        if let Some(months) = months {
            let months = join(months);
            values.push(("month", &months));
            return Some(self.fill("month", &values));
        }
        let Rest::Day(month, _) = first.rest else { return None };
        let days: Option<Vec<String>> = dates
            .iter()
            .map(|date| match date.rest {
                Rest::Day(other, day) if other == month => Some(self.day_number(day)),
                _ => None,
            })
            .collect();
        let days = join(days?);
        values.extend([("day", days.as_str()), ("month", self.month_name(month))]);
        Some(self.fill("day", &values))
    }

    /// Years of one era, which is named once.
    fn years(&self, dates: &[Date], join: &dyn Fn(Vec<String>) -> String) -> Option<String> {
        let mut era = None;
        let mut numbers = Vec::new();
        for date in dates {
            let number = self.year_number(date.year)?;
            let own = self.era(date.year, false)?;
            if own == "years_ago" || *era.get_or_insert(own) != own {
                return None;
            }
            numbers.push(number);
        }
        Some(self.fill(era?, &[("year", &join(numbers))]))
    }

    /// A date with its marks.
    fn one(&self, date: &Date) -> String {
        self.marked(date, self.unmarked(date, true, false))
    }

    fn marked(&self, date: &Date, words: String) -> String {
        let words = match date.estimate {
            Some((least, greatest)) => {
                let range = self.two("close_range", &[self.year(least, false), self.year(greatest, false)]);
                self.fill("estimate", &[("date", &words), ("range", &range)])
            }
            None => words,
        };
        let marks = date.marks.get(..date.parts).unwrap_or(&[]);
        let first = marks.first().copied().unwrap_or_default();
        if marks.iter().all(|mark| *mark == first) {
            let template = match (first.uncertain, first.approximate) {
                (false, false) => return words,
                (true, false) => "probably",
                (false, true) => "about",
                (true, true) => "probably_about",
            };
            return self.fill(template, &[("date", &words)]);
        }
        let named = |template: &str, has: &dyn Fn(&Mark) -> bool| {
            let names: Vec<&str> = self
                .parts
                .iter()
                .zip(marks)
                .filter(|(_, mark)| has(mark))
                .map(|(name, _)| name.as_str())
                .collect();
            let names = names.join(self.template("comma"));
            (!names.is_empty()).then(|| self.fill(template, &[("parts", &names)]))
        };
        let marks = [
            named("uncertain_parts", &|mark| mark.uncertain),
            named("approximate_parts", &|mark| mark.approximate),
        ];
        let marks: Vec<String> = marks.into_iter().flatten().collect();
        self.fill("marked", &[("date", &words), ("marks", &marks.join("; "))])
    }

    fn unmarked(&self, date: &Date, names_year: bool, names_era: bool) -> String {
        let year = self.year_words(date.year, names_era).filter(|_| names_year);
        if date.rest == Rest::Nothing {
            return year.unwrap_or_else(|| self.template("unknown_year").to_owned());
        }
        match year {
            Some(period) if date.year.is_period() => {
                let words = self.rest_words(date.rest, None);
                self.fill("within", &[("date", &words), ("period", &period)])
            }
            year => self.rest_words(date.rest, year.as_deref()),
        }
    }

    fn rest_words(&self, rest: Rest, year: Option<&str>) -> String {
        let fill = |template: &str, values: &[(&str, &str)]| {
            let year = year.map(|year| ("year", year));
            filled(template, &values.iter().copied().chain(year).collect::<Vec<_>>())
        };
        let month_words = |month: u8| fill(self.template("month"), &[("month", self.month_name(month))]);
        let day_words = |month: u8, day: u8| {
            fill(self.template("day"), &[("day", &self.day_number(day)), ("month", self.month_name(month))])
        };
        let year_alone = || year.unwrap_or(self.template("unknown_year")).to_owned();
        let dated = |template: &str, date: &str| self.fill(template, &[("date", date)]);
        match rest {
            Rest::Nothing => year_alone(),
            Rest::Month(month) => month_words(month),
            Rest::Part(part) => {
                fill(self.parts_of_year.get(usize::from(part)).map_or("", String::as_str), &[])
            }
            Rest::Day(month, day) => day_words(month, day),
            Rest::MonthUnknown => dated("month_unknown", &year_alone()),
            Rest::DayUnknown(month) => dated("day_unknown", &month_words(month)),
            Rest::MonthAndDayUnknown => dated("month_and_day_unknown", &year_alone()),
            Rest::Months(first, last) => {
                let (one, other) = (self.month_name(first), self.month_name(last));
                let named = |month: u8| self.rest_words(Rest::Month(month), year);
                self.two("between", &self.named_once(one, &named(first), other, &named(last)))
            }
            Rest::Days(month, first, last) => {
                let (one, other) = (self.day_number(first), self.day_number(last));
                let named = |day: u8| self.rest_words(Rest::Day(month, day), year);
                self.two("between", &self.named_once(&one, &named(first), &other, &named(last)))
            }
        }
    }

    /// Two parts of dates, of which one is written in full.
    fn named_once(&self, one: &str, full_one: &str, other: &str, full_other: &str) -> [String; 2] {
        let (first, last) = if self.names_first() { (full_one, other) } else { (one, full_other) };
        [first.to_owned(), last.to_owned()]
    }

    /// Whether the first of two dates names the year that they share.
    fn names_first(&self) -> bool {
        self.template("year_of_two") == "first"
    }

    /// The template of a year by its era; `None` where it is not a single year.
    fn era(&self, year: Year, is_named: bool) -> Option<&'static str> {
        match year {
            Year::Long(year) if year <= -LONG_AGO => Some("years_ago"),
            Year::Known(year) | Year::Long(year) if year <= 0 => Some("bc"),
            Year::Known(year) if !is_named && year >= FIRST_CLEAR_YEAR => Some("year"),
            Year::Known(_) | Year::Long(_) => Some("ad"),
            _ => None,
        }
    }

    /// The number of a year in its era.
    fn year_number(&self, year: Year) -> Option<String> {
        match year {
            Year::Known(year) => Some(if year > 0 { year } else { 1 - year }.to_string()),
            Year::Long(year) => Some(self.number(&Decimal::new(&year.unsigned_abs().to_string()).ok()?)),
            _ => None,
        }
    }

    /// A year or period in words; `None` where it is not known.
    fn year_words(&self, year: Year, names_era: bool) -> Option<String> {
        let period = |template: &str, number: i64| {
            let (digits, ordinal, roman) = (number.to_string(), self.ordinal(number), roman(number));
            self.fill(template, &[("number", &digits), ("ordinal", &ordinal), ("roman", &roman)])
        };
        Some(match year {
            Year::Unknown => return None,
            Year::Known(_) | Year::Long(_) => {
                let template = self.era(year, names_era)?;
                match year {
                    Year::Long(number) if template == "years_ago" => {
                        self.fill_number(template, &self.written(&number.unsigned_abs().to_string()))
                    }
                    _ => self.fill(template, &[("year", &self.year_number(year)?)]),
                }
            }
            Year::Span(first, last) => {
                let date = |year: i64| Date::of(Year::Known(year), Rest::Nothing);
                self.range(&date(first), &date(last))
            }
            Year::Decade(year) => self.fill("decade", &[("year", &year.to_string())]),
            Year::Century(number, bc) => period(if bc { "century_bc" } else { "century" }, number),
            Year::Millennium(number, bc) => period(if bc { "millennium_bc" } else { "millennium" }, number),
        })
    }

    fn month_name(&self, month: u8) -> &str {
        self.months.get(usize::from(month).wrapping_sub(1)).map_or("", String::as_str)
    }

    fn day_number(&self, day: u8) -> String {
        let first = self.template("day_number_first");
        if day == 1 && !first.is_empty() {
            return first.to_owned();
        }
        self.fill("day_number", &[("number", &day.to_string())])
    }
}

impl Date {
    fn of(year: Year, rest: Rest) -> Date {
        Date { year, rest, marks: [Mark::default(); 3], parts: 1, estimate: None }
    }

    fn is_marked(&self) -> bool {
        self.marks.iter().any(|mark| *mark != Mark::default())
    }
}

impl Year {
    /// Whether it is many years.
    fn is_period(self) -> bool {
        !matches!(self, Year::Unknown | Year::Known(_) | Year::Long(_))
    }
}

impl Rest {
    /// Whether it says that something is not known.
    fn is_vague(self) -> bool {
        !matches!(self, Rest::Nothing | Rest::Month(_) | Rest::Part(_) | Rest::Day(..))
    }
}

/// Whether the dates are of one year that is known, and say something beside it that is complete without it.
fn share_year(dates: &[Date]) -> bool {
    let Some(first) = dates.first() else { return false };
    dates.iter().all(|date| {
        date.year == first.year
            && matches!(date.year, Year::Known(_) | Year::Unknown)
            && matches!(date.rest, Rest::Month(_) | Rest::Day(..))
            && !date.is_marked()
    })
}

/// Reads one date; `None` where there are no words for it. The text is valid EDTF.
fn read(text: &str) -> Option<Date> {
    if let Some(long) = text.strip_prefix('Y') {
        return read_long(long);
    }
    let mut marks = [Mark::default(); 3];
    let mut parts: Vec<&str> = Vec::new();
    let mut rest = text;
    let mut is_bc = false;
    loop {
        let at = parts.len();
        if at == marks.len() {
            return None;
        }
        if let Some((mark, after)) = mark_before(rest) {
            marks.get_mut(at..=at)?.iter_mut().for_each(|own| own.add(mark));
            rest = after;
        }
        if at == 0
            && let Some(after) = rest.strip_prefix('-')
        {
            (is_bc, rest) = (true, after);
        }
        let end = rest.find(['-', '?', '~', '%']).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
        // A mark behind a part is that of all parts before it, too.
        if let Some((mark, after)) = mark_before(rest) {
            marks.get_mut(..=at)?.iter_mut().for_each(|own| own.add(mark));
            rest = after;
        }
        match rest.strip_prefix('-') {
            Some(after) => rest = after,
            None => break,
        }
    }
    let (digits, significant) =
        parts.first()?.split_once('S').map_or((*parts.first()?, None), |(a, b)| (a, Some(b)));
    let year = read_year(digits, is_bc)?;
    let estimate = match (significant, year) {
        (Some(count), Year::Known(year)) => Some(years_of(year, 4, count)?),
        (Some(_), _) => return None,
        (None, _) => None,
    };
    let rest = match parts.get(1..)? {
        [] => Rest::Nothing,
        [month] => match (month.parse::<u8>().ok(), within(month, 12)) {
            (Some(code @ 21..=41), _) => Rest::Part(code - 21),
            (_, Some((1, 12))) if *month == "XX" => Rest::MonthUnknown,
            (_, Some((first, last))) if first == last => Rest::Month(first),
            (_, Some((first, last))) => Rest::Months(first, last),
            _ => return None,
        },
        ["XX", "XX"] if year != Year::Unknown => Rest::MonthAndDayUnknown,
        [month, day] => {
            let month = within(month, 12).filter(|(first, last)| first == last)?.0;
            match within(day, longest(month)) {
                _ if *day == "XX" => Rest::DayUnknown(month),
                Some((first, last)) if first == last => Rest::Day(month, first),
                Some((first, last)) => Rest::Days(month, first, last),
                None => return None,
            }
        }
        _ => return None,
    };
    if year == Year::Unknown && rest == Rest::MonthUnknown {
        return None;
    }
    Some(Date { year, rest, marks, parts: parts.len(), estimate })
}

/// The mark with which a text begins, and what is behind it.
fn mark_before(text: &str) -> Option<(Mark, &str)> {
    let rest = text.strip_prefix(['?', '~', '%'])?;
    Some((Mark { uncertain: !text.starts_with('~'), approximate: !text.starts_with('?') }, rest))
}

impl Mark {
    fn add(&mut self, other: Mark) {
        self.uncertain |= other.uncertain;
        self.approximate |= other.approximate;
    }
}

/// The days of a month at most.
fn longest(month: u8) -> u8 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The numbers that two digits, of which the last may be unknown, stand for.
fn within(text: &str, most: u8) -> Option<(u8, u8)> {
    let (first, last) = match text.strip_suffix('X') {
        Some("X") => (1, most),
        Some(tens) => (tens.parse::<u8>().ok()? * 10, tens.parse::<u8>().ok()? * 10 + 9),
        None => (text.parse().ok()?, text.parse().ok()?),
    };
    let (first, last) = (first.max(1), last.min(most));
    (first <= last).then_some((first, last))
}

fn read_year(digits: &str, is_bc: bool) -> Option<Year> {
    let known = digits.trim_end_matches('X');
    if known.contains('X') {
        return None;
    }
    let unknown = digits.len() - known.len();
    if known.is_empty() {
        return (!is_bc).then_some(Year::Unknown);
    }
    let number: i64 = known.parse().ok()?;
    Some(match unknown {
        0 => Year::Known(if is_bc { -number } else { number }),
        1 if is_bc => Year::Span(-(number * 10 + 9), -number * 10),
        // The 1900s are a century to most, and the 30s not those of the first.
        1 if number < 10 || number % 10 == 0 => Year::Span((number * 10).max(1), number * 10 + 9),
        1 => Year::Decade(number * 10),
        2 => Year::Century(number + 1, is_bc),
        _ => Year::Millennium(number + 1, is_bc),
    })
}

/// A year of more than four digits, behind its Y.
fn read_long(text: &str) -> Option<Date> {
    let body = text.trim_end_matches(['?', '~', '%']);
    let mark = mark_before(text.get(body.len()..)?).map_or(Mark::default(), |(mark, _)| mark);
    let (is_bc, number) = body.strip_prefix('-').map_or((false, body), |number| (true, number));
    let (number, significant) = number.split_once('S').map_or((number, None), |(a, b)| (a, Some(b)));
    let (digits, power) = number.split_once('E').unwrap_or((number, "0"));
    let size = digits.parse::<i64>().ok()?.checked_mul(10_i64.checked_pow(power.parse().ok()?)?)?;
    let year = if is_bc { -size } else { size };
    let estimate = match significant {
        Some(count) => Some(years_of(year, size.checked_ilog10()? + 1, count)?),
        None => None,
    };
    let known = if size > LAST_SHORT_YEAR { Year::Long(year) } else { Year::Known(year) };
    Some(Date { year: known, rest: Rest::Nothing, marks: [mark; 3], parts: 1, estimate })
}

/// The first and the last year that have the first digits of a year.
fn years_of(year: i64, digits: u32, significant: &str) -> Option<(i64, i64)> {
    let step = 10_i64.checked_pow(digits.checked_sub(significant.parse().ok()?)?)?;
    let least = year.abs() / step * step;
    let years = (least, least + (step - 1));
    Some(if year < 0 { (-years.1, -years.0) } else { years })
}

#[cfg(test)]
#[path = "date_words_tests.rs"]
mod tests;
