//! What values are: the kinds of cells, and the shape of a column that holds them all.

use crate::export::bytes::is_double;
use crate::graph::rows::{Cell, NameKey, Names};
use crate::text::{Point, WKT_LITERAL};

/// A set of kinds of values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kinds(u32);

impl Kinds {
    /// Texts, those in a language and those of any other datatype included.
    pub(in crate::export) const TEXT: Kinds = Kinds(1);
    /// Whole numbers of 64 bits.
    pub(in crate::export) const LONG: Kinds = Kinds(2);
    /// Whole numbers that need more.
    pub(in crate::export) const WIDE: Kinds = Kinds(4);
    /// Numbers without an exponent.
    pub(in crate::export) const DECIMAL: Kinds = Kinds(8);
    /// Numbers with an exponent.
    pub(in crate::export) const DOUBLE: Kinds = Kinds(16);
    /// Numbers beyond what 64 bits of floating point hold.
    pub(in crate::export) const HUGE: Kinds = Kinds(32);
    /// Yes or no.
    pub(in crate::export) const BOOLEAN: Kinds = Kinds(64);
    /// JSON.
    pub(in crate::export) const JSON: Kinds = Kinds(128);
    /// Lists; the kinds of their items are counted as well.
    pub(in crate::export) const LIST: Kinds = Kinds(256);
    /// Days.
    pub(crate) const DATE: Kinds = Kinds(512);
    /// Moments in a time zone.
    pub(crate) const MOMENT: Kinds = Kinds(1024);
    /// Days with a time, anywhere.
    pub(crate) const LOCAL: Kinds = Kinds(2048);
    /// Durations.
    pub(crate) const DURATION: Kinds = Kinds(4096);

    /// Moments with an offset other than `Z`, in addition to [`Kinds::MOMENT`].
    pub(crate) const OFFSET: Kinds = Kinds(8192);
    /// Moments and days with a time with a fraction of a second, in addition.
    pub(crate) const FRACTION: Kinds = Kinds(16384);
    /// Such a fraction of more than six digits, in addition.
    pub(crate) const FINE: Kinds = Kinds(32768);
    /// Texts in a language, in addition to [`Kinds::TEXT`].
    pub(super) const WORDS: Kinds = Kinds(65536);
    /// Points.
    pub(crate) const POINT: Kinds = Kinds(131_072);
    /// Days, moments and durations, however fine.
    #[cfg(any(feature = "bolt", test))]
    pub(crate) const TIMES: Kinds =
        Kinds::DATE.with(Kinds::MOMENT).with(Kinds::LOCAL).with(Kinds::DURATION).with(Kinds::DETAILS);
    const DETAILS: Kinds = Kinds::OFFSET.with(Kinds::FRACTION).with(Kinds::FINE);

    /// No kind.
    pub(crate) const NONE: Kinds = Kinds(0);

    /// Both.
    pub(crate) const fn with(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    /// Whether it has any kind of another.
    pub(in crate::export) fn has(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether it has only kinds of another.
    pub(crate) fn within(self, other: Kinds) -> bool {
        self.0 & !other.0 == 0
    }
}

/// What a datatype means to databases of property graphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Datatype {
    Other,
    Date,
    DateTime,
    Duration,
    Point,
}

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The datatypes of a graph, by the handles of their names.
#[derive(Clone, Debug)]
pub(crate) struct Datatypes(Vec<Datatype>);

impl Datatypes {
    /// The datatypes of some names (XML Schema 1.1, Part 2, sections 3.3.6 to 3.3.9).
    pub(crate) fn new(names: &Names) -> Datatypes {
        let datatype = |(_, name): (NameKey, &str)| match name.strip_prefix(XSD) {
            Some("date") => Datatype::Date,
            Some("dateTime" | "dateTimeStamp") => Datatype::DateTime,
            Some("duration" | "dayTimeDuration" | "yearMonthDuration") => Datatype::Duration,
            None if name == WKT_LITERAL => Datatype::Point,
            _ => Datatype::Other,
        };
        Datatypes(names.iter().map(datatype).collect())
    }

    /// The kind of a value. A value that is none of its datatype, or beyond the calendar of databases, is a text.
    #[inline]
    pub(crate) fn kinds(&self, cell: &Cell<'_>) -> Kinds {
        match *cell {
            Cell::Clean(_) | Cell::Text(_) => Kinds::TEXT,
            Cell::Words { .. } => Kinds::TEXT.with(Kinds::WORDS),
            Cell::Integer(number) if is_long(number) => Kinds::LONG,
            Cell::Integer(_) => Kinds::WIDE,
            Cell::Number(number) if !is_finite(number) => Kinds::HUGE,
            Cell::Number(number) if is_double(number) => Kinds::DOUBLE,
            Cell::Number(_) => Kinds::DECIMAL,
            Cell::Boolean(_) => Kinds::BOOLEAN,
            Cell::Json(_) => Kinds::JSON,
            Cell::List(items) => items.fold(Kinds::LIST, |kinds, item| kinds.with(self.kinds(&item))),
            Cell::Typed { datatype, text } => match self.0.get(datatype.index()) {
                Some(Datatype::Date) if is_date(text) => Kinds::DATE,
                Some(Datatype::DateTime) => moment(text),
                Some(Datatype::Duration) if is_duration(text) => Kinds::DURATION,
                Some(Datatype::Point) if point(text).is_some() => Kinds::POINT,
                _ => Kinds::TEXT,
            },
        }
    }
}

/// What columns of tables may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Shape {
    /// Any text.
    Text,
    /// Whole numbers of 64 bits.
    Long,
    /// Floating-point numbers of 64 bits.
    Double,
    /// Yes or no.
    Boolean,
    /// `2019-05-10`, of the years 1 to 9999.
    Date,
    /// `2019-05-10T12:00:00+08:00`.
    Moment,
    /// `2019-05-10T12:00:00`.
    Local,
    /// `P1DT2H`.
    Duration,
    /// Points; only where a format asks for them.
    Point,
}

impl Shape {
    /// The narrowest shape of values of these kinds in databases that have points; lists are not looked at.
    pub(in crate::export) fn with_points(kinds: Kinds) -> Shape {
        let is_point = kinds.has(Kinds::POINT) && kinds.within(Kinds::LIST.with(Kinds::POINT));
        if is_point { Shape::Point } else { Shape::of(kinds) }
    }

    /// The narrowest shape of values of these kinds where points are texts; lists are not looked at.
    pub(crate) fn of(kinds: Kinds) -> Shape {
        const NUMBERS: Kinds = Kinds::LONG.with(Kinds::DECIMAL).with(Kinds::DOUBLE);
        let only = |wanted: Kinds| kinds.within(Kinds::LIST.with(Kinds::DETAILS).with(wanted));
        match () {
            () if kinds.within(Kinds::LIST) => Shape::Text,
            () if only(Kinds::BOOLEAN) => Shape::Boolean,
            () if only(Kinds::LONG) => Shape::Long,
            () if only(NUMBERS) => Shape::Double,
            () if only(Kinds::DATE) => Shape::Date,
            () if only(Kinds::MOMENT) => Shape::Moment,
            () if only(Kinds::LOCAL) => Shape::Local,
            () if only(Kinds::DURATION) => Shape::Duration,
            () => Shape::Text,
        }
    }

    /// The narrowest shape of values of these kinds where moments are microseconds of UTC and there are no durations: a text,
    /// if that would lose an offset or digits.
    pub(in crate::export) fn in_micros(kinds: Kinds) -> Shape {
        match Shape::of(kinds) {
            Shape::Moment if kinds.has(Kinds::OFFSET.with(Kinds::FINE)) => Shape::Text,
            Shape::Local if kinds.has(Kinds::FINE) => Shape::Text,
            Shape::Duration => Shape::Text,
            shape => shape,
        }
    }
}

/// A point, by the literal of GeoSPARQL.
pub(in crate::export) fn point(text: &[u8]) -> Option<Point> {
    Point::of_wkt(std::str::from_utf8(text).ok()?)
}

/// Whether a whole number has 64 bits.
fn is_long(number: &[u8]) -> bool {
    number.len() <= 18 || std::str::from_utf8(number).is_ok_and(|number| number.parse::<i64>().is_ok())
}

/// Whether a number is one of floating point with 64 bits, rounded or not.
fn is_finite(number: &[u8]) -> bool {
    number.len() <= 300 && !is_double(number)
        || std::str::from_utf8(number).is_ok_and(|number| number.parse::<f64>().is_ok_and(f64::is_finite))
}

/// Whether 64 bits of floating point hold another number, so that readers that have no others change its digits.
pub(in crate::export) fn is_rounded(number: &[u8]) -> bool {
    // Fifteen digits are always kept; an exponent may be too small.
    if number.len() <= 15 && !is_double(number) {
        return false;
    }
    let Ok(text) = std::str::from_utf8(number) else { return false };
    let Ok(float) = text.parse::<f64>() else { return false };
    let wanted = Decimal::of(text);
    // What programs write of it again, or else all of its digits, of which it has 767 at most.
    wanted != Decimal::of(&format!("{float:e}")) && wanted != Decimal::of(&format!("{float:.766e}"))
}

/// A decimal number: its digits without zeros at either end, and where the point is before them.
#[derive(PartialEq, Eq)]
struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    fn of(number: &str) -> Decimal {
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let whole = mantissa.split('.').next().unwrap_or_default();
        let mut point = whole.bytes().filter(u8::is_ascii_digit).count() as i64;
        // An exponent that is no number is far beyond all that are.
        point = point.saturating_add(exponent.parse().unwrap_or(i64::MAX));
        let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
        let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
        digits.drain(..zeros);
        digits.truncate(digits.iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1));
        let point = if digits.is_empty() { 0 } else { point.saturating_sub(zeros as i64) };
        Decimal { digits, point }
    }
}

/// Takes some digits, and returns their number.
fn digits(text: &mut &[u8], count: usize) -> Option<u32> {
    let (taken, rest) = text.split_at_checked(count)?;
    if !taken.iter().all(u8::is_ascii_digit) {
        return None;
    }
    *text = rest;
    Some(taken.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
}

fn take(text: &mut &[u8], wanted: u8) -> Option<()> {
    *text = text.strip_prefix(&[wanted])?;
    Some(())
}

/// Takes a day of the years 1 to 9999.
fn day(text: &mut &[u8]) -> Option<()> {
    let year = digits(text, 4)?;
    take(text, b'-')?;
    let month = digits(text, 2)?;
    take(text, b'-')?;
    let day = digits(text, 2)?;
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 31,
    };
    (year >= 1 && (1..=12).contains(&month) && (1..=last).contains(&day)).then_some(())
}

/// Whether a text is a day of the years 1 to 9999, without a time zone, which no date of a database has.
fn is_date(text: &[u8]) -> bool {
    let mut rest = text;
    day(&mut rest).is_some() && rest.is_empty()
}

/// The kind of an `xsd:dateTime`: that of a text, where databases would not take it.
fn moment(text: &[u8]) -> Kinds {
    let mut rest = text;
    let Some(details) = clock(&mut rest) else { return Kinds::TEXT };
    match rest {
        b"" => Kinds::LOCAL.with(details),
        b"Z" => Kinds::MOMENT.with(details),
        [b'+' | b'-', zone @ ..] => {
            let mut zone = zone;
            let hour = digits(&mut zone, 2);
            let minute = take(&mut zone, b':').and_then(|()| digits(&mut zone, 2));
            let is_zone = zone.is_empty()
                && hour.is_some_and(|hour| hour < 14)
                && minute.is_some_and(|minute| minute < 60);
            if is_zone { Kinds::MOMENT.with(Kinds::OFFSET).with(details) } else { Kinds::TEXT }
        }
        _ => Kinds::TEXT,
    }
}

/// Takes a day with a time, and returns what is to be known of its fraction of a second.
fn clock(rest: &mut &[u8]) -> Option<Kinds> {
    day(rest)?;
    take(rest, b'T')?;
    let hour = digits(rest, 2)?;
    take(rest, b':')?;
    let minute = digits(rest, 2)?;
    take(rest, b':')?;
    let second = digits(rest, 2)?;
    let mut details = Kinds::NONE;
    if take(rest, b'.').is_some() {
        let fraction = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        *rest = rest.get(fraction..)?;
        // Databases keep nanoseconds.
        (1..=9).contains(&fraction).then_some(())?;
        details = if fraction > 6 { Kinds::FRACTION.with(Kinds::FINE) } else { Kinds::FRACTION };
    }
    (hour < 24 && minute < 60 && second < 60).then_some(details)
}

/// The days from 1 January 1970 to a day such as `2019-05-10`, in the proleptic Gregorian calendar.
#[cfg(any(feature = "parquet", test))]
pub(in crate::export) fn days_since_1970(text: &[u8]) -> Option<i32> {
    let mut rest = text;
    let mut number = |separator: &[u8], count| {
        rest = rest.strip_prefix(separator)?;
        digits(&mut rest, count).map(|number| number as i32)
    };
    let (year, month, day) = (number(b"", 4)?, number(b"-", 2)?, number(b"-", 2)?);
    // Years that begin in March, so that the leap day is the last of a year.
    let year = year - i32::from(month <= 2);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468)
}

/// The microseconds from the beginning of 1970 to a moment of UTC, or to a day with a time anywhere, such as
/// `2019-05-10T12:00:00.5`; digits after the sixth of a second are dropped.
#[cfg(any(feature = "parquet", test))]
pub(in crate::export) fn micros_since_1970(text: &[u8]) -> Option<i64> {
    let (day, time) = text.split_at_checked(10)?;
    let mut rest = time.strip_prefix(b"T")?;
    let mut number = |separator: &[u8]| {
        rest = rest.strip_prefix(separator)?;
        digits(&mut rest, 2).map(i64::from)
    };
    let (hour, minute, second) = (number(b"")?, number(b":")?, number(b":")?);
    let fraction = rest.strip_prefix(b".").unwrap_or(&[]).iter().take_while(|byte| byte.is_ascii_digit());
    let micros = fraction
        .take(6)
        .fold((0, 100_000), |(sum, unit), digit| (sum + i64::from(digit - b'0') * unit, unit / 10));
    let seconds = i64::from(days_since_1970(day)?) * 86_400 + hour * 3_600 + minute * 60 + second;
    Some(seconds * 1_000_000 + micros.0)
}

/// Whether a text is a duration as databases take it: not negative, with numbers of at most nine digits.
fn is_duration(text: &[u8]) -> bool {
    let Some(mut rest) = text.strip_prefix(b"P") else { return false };
    let (mut units, mut any, mut is_time): (&[u8], _, _) = (b"YMD", false, false);
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix(b"T") {
            if is_time || behind.is_empty() {
                return false;
            }
            (rest, units, is_time) = (behind, b"HMS", true);
            continue;
        }
        let whole = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut behind = rest.get(whole..).unwrap_or(&[]);
        let mut has_fraction = false;
        if let Some(fraction) = behind.strip_prefix(b".") {
            let count = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            has_fraction = true;
            behind = fraction.get(count..).unwrap_or(&[]);
            if !(1..=9).contains(&count) {
                return false;
            }
        }
        let Some((unit, after)) = behind.split_first() else { return false };
        let Some(place) = units.iter().position(|known| known == unit) else { return false };
        if !(1..=9).contains(&whole) || (has_fraction && *unit != b'S') {
            return false;
        }
        (rest, units, any) = (after, units.get(place + 1..).unwrap_or(&[]), true);
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_databases_take() {
        for (text, is) in [
            ("2019-05-10", true),
            ("2019-02-29", false),
            ("2020-02-29", true),
            ("0000-01-01", false),
            ("2019-05-10Z", false),
            ("-0001-01-01", false),
            ("2019-5-1", false),
        ] {
            assert_eq!(is_date(text.as_bytes()), is, "{text}");
        }
        for (text, kind) in [
            ("2019-05-10T12:00:00", Kinds::LOCAL),
            ("2019-05-10T12:00:00.123Z", Kinds::MOMENT.with(Kinds::FRACTION)),
            ("2019-05-10T12:00:00.1234567", Kinds::LOCAL.with(Kinds::FRACTION).with(Kinds::FINE)),
            ("2019-05-10T12:00:00+08:00", Kinds::MOMENT.with(Kinds::OFFSET)),
            ("2019-05-10T24:00:00", Kinds::TEXT),
            ("2019-05-10T12:00:00.", Kinds::TEXT),
            ("2019-05-10T12:00:00+8", Kinds::TEXT),
            ("2019-05-10", Kinds::TEXT),
        ] {
            assert_eq!(moment(text.as_bytes()), kind, "{text}");
        }
        for (text, is) in [
            ("P1D", true),
            ("P1Y2M3DT4H5M6.7S", true),
            ("PT48H", true),
            ("P", false),
            ("PT", false),
            ("-P1D", false),
            ("P1.5D", false),
            ("P1M1Y", false),
            ("P1DT", false),
        ] {
            assert_eq!(is_duration(text.as_bytes()), is, "{text}");
        }
    }

    #[test]
    fn a_number_is_rounded_unless_its_digits_come_back() {
        for (number, is) in [
            ("9007199254740992", false),
            ("9007199254740993", true),
            ("1152921504606846976", false),
            ("123456789012345678", true),
            ("100000000000000000000000", false),
            ("0.1", false),
            ("0.10000000000000000", false),
            ("0.10000000000000001", true),
            ("0.1000000000000000055511151231257827021181583404541015625", false),
            ("3.14159265358979323846", true),
            ("-1.50e-7", false),
            ("-0.0e5", false),
            ("1e-400", true),
            ("5E-324", false),
            ("4e-324", true),
            ("00012.5000000000000", false),
        ] {
            assert_eq!(is_rounded(number.as_bytes()), is, "{number}");
        }
    }

    #[test]
    fn columns_have_the_narrowest_shape() {
        assert_eq!(Shape::of(Kinds::LONG.with(Kinds::LIST)), Shape::Long);
        assert_eq!(Shape::of(Kinds::LONG.with(Kinds::DECIMAL)), Shape::Double);
        assert_eq!(Shape::of(Kinds::DATE), Shape::Date);
        assert_eq!(Shape::of(Kinds::DATE.with(Kinds::MOMENT)), Shape::Text);
        assert_eq!(Shape::of(Kinds::LIST), Shape::Text);
        let offset = Kinds::MOMENT.with(Kinds::OFFSET);
        assert_eq!((Shape::of(offset), Shape::in_micros(offset)), (Shape::Moment, Shape::Text));
        assert_eq!(Shape::in_micros(Kinds::MOMENT.with(Kinds::FRACTION)), Shape::Moment);
        assert_eq!(Shape::in_micros(Kinds::LOCAL.with(Kinds::FINE)), Shape::Text);
    }

    #[test]
    fn days_and_moments_are_counted_as_calendars_do() {
        for (day, number) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("0001-01-01", -719_162),
            ("9999-12-31", 2_932_896),
        ] {
            assert_eq!(days_since_1970(day.as_bytes()), Some(number), "{day}");
        }
        assert_eq!(days_since_1970(b"soon"), None);
        for (text, number) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59.5Z", -500_000),
            ("2019-05-10T12:00:00.123456", 1_557_489_600_123_456),
        ] {
            assert_eq!(micros_since_1970(text.as_bytes()), Some(number), "{text}");
        }
    }
}
