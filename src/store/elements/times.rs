//! Days, moments and durations as numbers. Texts are those that [`Kinds`](crate::export::elements::Kinds) says to be such.

use super::Value;
use crate::text::day_number;

/// A day such as `2019-05-10`.
pub(super) fn day(text: &str) -> Option<Value> {
    let (year, month, day) = parts(text, '-')?;
    Some(Value::Date(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
}

/// A day with a time such as `2019-05-10T12:00:00.5`, in a time zone if it ends in one: `Z`, or an offset such as `+08:00`.
pub(super) fn moment(text: &str) -> Option<Value> {
    let (day, time) = text.split_once('T')?;
    let (clock, zone) = time.split_at(time.find(['Z', '+', '-']).unwrap_or(time.len()));
    let (year, month, day) = parts(day, '-')?;
    let days =
        day_number((year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)) - day_number((1970, 1, 1));
    let (clock, nanoseconds) = nanoseconds(clock)?;
    let (hour, minute, second) = parts(clock, ':')?;
    let seconds = i64::try_from(days).ok()? * 86_400 + hour * 3_600 + minute * 60 + second;
    let offset = match zone.split_at_checked(1) {
        None => return Some(Value::Local(seconds, nanoseconds)),
        Some((sign, offset)) => {
            let (hours, minutes) = offset.split_once(':').unwrap_or(("0", "0"));
            let offset = hours.parse::<i32>().ok()? * 3_600 + minutes.parse::<i32>().ok()? * 60;
            if sign == "-" { -offset } else { offset }
        }
    };
    Some(Value::Moment(seconds - i64::from(offset), nanoseconds, offset))
}

/// A duration such as `P1Y2M3DT4H5M6.7S`. As databases do, it makes months of years, and seconds of hours and minutes.
pub(super) fn duration(text: &str) -> Option<Value> {
    let (days, time) = text.strip_prefix('P')?.split_once('T').unwrap_or((text.get(1..)?, ""));
    let (mut months, mut whole_days, mut seconds, mut nanos) = (0, 0, 0, 0);
    for (unit, number) in units(days) {
        let number: i64 = number.parse().ok()?;
        match unit {
            'Y' => months += 12 * number,
            'M' => months += number,
            _ => whole_days = number,
        }
    }
    for (unit, number) in units(time) {
        let (number, fraction) = nanoseconds(number)?;
        let number: i64 = number.parse().ok()?;
        nanos += fraction;
        seconds += match unit {
            'H' => 3_600,
            'M' => 60,
            _ => 1,
        } * number;
    }
    Some(Value::Duration(months, whole_days, seconds, nanos))
}

/// Three numbers between separators.
fn parts(text: &str, separator: char) -> Option<(i64, i64, i64)> {
    let mut numbers = text.splitn(3, separator).map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??, numbers.next()??))
}

/// A number without its fraction, and that in billionths.
fn nanoseconds(text: &str) -> Option<(&str, u32)> {
    match text.split_once('.') {
        Some((whole, fraction)) => Some((whole, format!("{fraction:0<9}").parse().ok()?)),
        None => Some((text, 0)),
    }
}

/// The numbers before each letter.
fn units(text: &str) -> impl Iterator<Item = (char, &str)> {
    text.split_inclusive(|character: char| character.is_ascii_alphabetic()).filter_map(|part| {
        let unit = part.chars().next_back()?;
        Some((unit, part.get(..part.len() - unit.len_utf8())?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_seconds_of_utc_and_an_offset() {
        for (text, value) in [
            ("1970-01-01T00:00:00Z", Value::Moment(0, 0, 0)),
            ("1970-01-01T00:00:01.5-05:30", Value::Moment(19_801, 500_000_000, -19_800)),
            ("2019-05-10T20:00:00+08:00", Value::Moment(1_557_489_600, 0, 28_800)),
            ("1969-12-31T23:59:59.000000001", Value::Local(-1, 1)),
            ("0001-01-01T00:00:00", Value::Local(-62_135_596_800, 0)),
        ] {
            assert_eq!(moment(text), Some(value), "{text}");
        }
        assert_eq!(day("2019-05-10"), Some(Value::Date(2019, 5, 10)));
        assert!(day("soon").is_none() && moment("2019-05-10").is_none());
    }

    #[test]
    fn months_days_and_seconds_of_a_duration_stay_apart() {
        for (text, value) in [
            ("P1Y2M3DT4H5M6.7S", Value::Duration(14, 3, 14_706, 700_000_000)),
            ("PT48H", Value::Duration(0, 0, 172_800, 0)),
            ("P2D", Value::Duration(0, 2, 0, 0)),
            ("PT0.000000001S", Value::Duration(0, 0, 0, 1)),
            ("P999999999Y", Value::Duration(11_999_999_988, 0, 0, 0)),
        ] {
            assert_eq!(duration(text), Some(value), "{text}");
        }
    }
}
