//! One date of EDTF: calendar dates, seasons, long years and date-times.

use std::ops::Range;

use super::calendar::{Day, Pattern, first_and_last, season};
use super::malformed::Malformed;

/// The first and the last day that a date may mean.
pub(super) type Days = (Day, Day);

/// How a date is written, for messages.
const FORM: &str = "a date is written YYYY, YYYY-MM or YYYY-MM-DD, with X for unknown digits";

/// A component with the marks of uncertainty taken off.
struct Part<'t> {
    at: Range<usize>,
    text: &'t str,
    negative: bool,
}

fn is_qualifier(byte: u8) -> bool {
    matches!(byte, b'?' | b'~' | b'%')
}

/// Reads one date, without time. The text is ASCII.
pub(super) fn date(text: &str) -> Result<Days, Malformed> {
    if text.is_empty() {
        return Err(Malformed::new(0..0, "a date is missing here"));
    }
    if let Some(long) = text.strip_prefix('Y') {
        return long_year(long).map_err(|error| error.moved(1));
    }
    let parts = parts(text)?;
    let [year, rest @ ..] = parts.as_slice() else { return Err(Malformed::new(0..text.len(), FORM)) };
    if let Some((digits, significant)) = year.text.split_once('S') {
        if let Some(next) = rest.first() {
            return Err(Malformed::new(
                next.at.clone(),
                "a year with significant digits cannot have a month",
            ));
        }
        if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Malformed::new(
                year.at.clone(),
                "significant digits follow a year of four digits, as in 1950S2",
            ));
        }
        let value = digits.parse().unwrap_or(0);
        return significant_years(value, year.negative, significant)
            .map_err(|reason| Malformed::new(year.at.clone(), reason));
    }
    let number = Pattern(year.text);
    if !number.is_well_formed(4) {
        return Err(Malformed::new(year.at.clone(), wrong_year(year.text)));
    }
    if year.negative && year.text == "0000" {
        return Err(Malformed::new(year.at.clone(), "the year 0000 cannot have a sign"));
    }
    let all_months: Vec<u8> = (1..=12).collect();
    let all_days: Vec<u8> = (1..=31).collect();
    let impossible = |part: &Part| Malformed::new(part.at.clone(), "no such day in the calendar");
    let (month, day) = match rest {
        [] => {
            return first_and_last(year.negative, number, &all_months, &all_days)
                .ok_or_else(|| impossible(year));
        }
        [month] => (month, None),
        [month, day] => (month, Some(day)),
        [_, _, more, ..] => {
            return Err(Malformed::new(more.at.clone(), "a date has at most year, month and day"));
        }
    };
    let (days_of_year, months) = month_or_season(year, number, month)?;
    if let Some(days) = days_of_year {
        return match day {
            None => Ok(days),
            Some(day) => Err(Malformed::new(day.at.clone(), "a season cannot have days")),
        };
    }
    let Some(day) = day else {
        return first_and_last(year.negative, number, &months, &all_days).ok_or_else(|| impossible(month));
    };
    if !Pattern(day.text).is_well_formed(2) {
        return Err(Malformed::new(day.at.clone(), wrong_pair(day.text, "day")));
    }
    let days = Pattern(day.text).within(1..=31);
    first_and_last(year.negative, number, &months, &days).ok_or_else(|| {
        let month = text.get(..month.at.end).unwrap_or("");
        Malformed::new(day.at.clone(), format!("{month} has no day {}", day.text))
    })
}

/// The days of a season, or else the months that a component may stand for.
fn month_or_season(year: &Part, number: Pattern, month: &Part) -> Result<(Option<Days>, Vec<u8>), Malformed> {
    if !Pattern(month.text).is_well_formed(2) {
        return Err(Malformed::new(month.at.clone(), wrong_pair(month.text, "month")));
    }
    if let Some(code) = month.text.parse::<u8>().ok().filter(|code| (21..=41).contains(code)) {
        let (least, greatest) = number.range().into_inner();
        let (first, last) = if year.negative { (-greatest, -least) } else { (least, greatest) };
        return Ok((season(code, first, last), Vec::new()));
    }
    let months = Pattern(month.text).within(1..=12);
    if months.is_empty() {
        let reason = format!("unknown month {}; months are 01 to 12, seasons 21 to 41", month.text);
        return Err(Malformed::new(month.at.clone(), reason));
    }
    Ok((None, months))
}

/// Splits a date at its hyphens; each component may have one mark of uncertainty before and one after it.
fn parts(text: &str) -> Result<Vec<Part<'_>>, Malformed> {
    let bytes = text.as_bytes();
    let byte = |at: usize| bytes.get(at).copied();
    let (mut parts, mut at) = (Vec::new(), 0);
    loop {
        let from = at;
        at += usize::from(byte(at).is_some_and(is_qualifier));
        let negative = parts.is_empty() && byte(at) == Some(b'-');
        at += usize::from(negative);
        let start = at;
        while byte(at).is_some_and(|byte| byte != b'-' && !is_qualifier(byte)) {
            at += 1;
        }
        let body = text.get(start..at).unwrap_or("");
        if body.is_empty() {
            let missing = ["year", "month", "day"].get(parts.len()).copied().unwrap_or("part");
            return Err(Malformed::new(from..at, format!("the {missing} is missing here; {FORM}")));
        }
        at += usize::from(byte(at).is_some_and(is_qualifier));
        parts.push(Part { at: start - usize::from(negative)..start + body.len(), text: body, negative });
        match byte(at) {
            None => return Ok(parts),
            Some(b'-') => at += 1,
            Some(_) => {
                let reason = "one mark is enough: ? for uncertain, ~ for approximate, % for both";
                return Err(Malformed::new(at..at + 1, reason));
            }
        }
    }
}

fn wrong_year(year: &str) -> String {
    if year.len() == 8 && year.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("a date is written with hyphens: {}-{}-{}", &year[..4], &year[4..6], &year[6..]);
    }
    if year.len() > 4 && year.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("a year of more than four digits begins with Y: Y{year}");
    }
    if !year.is_empty() && year.len() < 4 && year.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("a year has four digits: {year:0>4}, or {year:X<4} where digits are unknown");
    }
    if year.bytes().any(|byte| matches!(byte, b'x' | b'u')) && year.len() == 4 {
        return format!("unknown digits are written X: {}", year.replace(['x', 'u'], "X"));
    }
    FORM.to_owned()
}

fn wrong_pair(text: &str, what: &str) -> String {
    if text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("a {what} has two digits: 0{text}");
    }
    if text.contains('T') {
        return "a time of day needs a complete date before it, without X or marks of uncertainty".to_owned();
    }
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'x' | b'u')) {
        return format!("unknown digits are written X: {}", text.replace(['x', 'u'], "X"));
    }
    format!("a {what} has two digits, or X where one is unknown")
}

/// Years of more than four digits, and exponential ones, after their Y.
fn long_year(text: &str) -> Result<Days, Malformed> {
    let body = text.strip_suffix(['?', '~', '%']).unwrap_or(text);
    let whole = 0..body.len();
    let wrong = |reason: &str| Malformed::new(whole.clone(), reason);
    let (negative, number) = body.strip_prefix('-').map_or((false, body), |number| (true, number));
    let (number, significant) = number.split_once('S').map_or((number, None), |(a, b)| (a, Some(b)));
    let (digits, exponent) = number.split_once('E').map_or((number, None), |(a, b)| (a, Some(b)));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(digits) || !exponent.is_none_or(is_number) {
        return Err(wrong("Y must be followed by a year, as in Y170000002 or Y-17E7"));
    }
    if digits.starts_with('0') || (exponent.is_none() && digits.len() <= 4) {
        return Err(wrong("Y is only for years of more than four digits, without zeros in front"));
    }
    let power = exponent.map_or(Ok(0), str::parse::<u32>).ok();
    let year = digits.parse::<i64>().ok().zip(power.and_then(|power| 10_i64.checked_pow(power)));
    let year =
        year.and_then(|(digits, power)| digits.checked_mul(power)).filter(|year| *year < i64::MAX / 10);
    let year = year.ok_or_else(|| wrong("this year is out of range"))?;
    match significant {
        Some(significant) => significant_years(year, negative, significant).map_err(|reason| wrong(&reason)),
        None => Ok(whole_years(year, year, negative)),
    }
}

fn whole_years(least: i64, greatest: i64, negative: bool) -> Days {
    let (first, last) = if negative { (-greatest, -least) } else { (least, greatest) };
    ((first, 1, 1), (last, 12, 31))
}

/// The years that agree with a year in its first digits (ISO 8601-2:2019, section 4.5).
fn significant_years(year: i64, negative: bool, significant: &str) -> Result<Days, String> {
    let digits = year.checked_ilog10().map_or(1, |power| power + 1);
    let count =
        significant.parse::<u32>().ok().filter(|_| significant.bytes().all(|byte| byte.is_ascii_digit()));
    let unknown = count
        .filter(|count| *count > 0)
        .and_then(|count| digits.checked_sub(count))
        .ok_or_else(|| format!("S must be followed by the number of significant digits, 1 to {digits}"))?;
    let step = 10_i64.pow(unknown);
    let least = year / step * step;
    Ok(whole_years(least, least + (step - 1), negative))
}

/// Reads a complete date with a time of day, at which `time` begins after its T. The text is ASCII.
pub(super) fn date_time(text: &str, time: usize) -> Result<Days, Malformed> {
    let day = text.get(..time - 1).unwrap_or("");
    let complete = day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let days = date(day)?;
    if !complete {
        let reason = "a time of day needs a complete date before it, without X or marks of uncertainty";
        return Err(Malformed::new(0..day.len(), reason));
    }
    let rest = text.get(time..).unwrap_or("");
    let clock = rest.get(..8).unwrap_or(rest);
    let zone = rest.get(clock.len()..).unwrap_or("");
    let numbers = |text: &str| -> Option<Vec<u8>> {
        let pair = |pair: &str| Pattern(pair).is_well_formed(2).then(|| pair.parse().ok()).flatten();
        text.split(':').map(pair).collect()
    };
    let fits = match numbers(clock).as_deref() {
        Some([24, 0, 0]) => true,
        Some([hour, minute, second]) => *hour < 24 && *minute < 60 && *second < 60,
        _ => false,
    };
    if !fits {
        let reason = "a time of day is written hh:mm:ss, from 00:00:00 to 24:00:00";
        return Err(Malformed::new(time..time + clock.len(), reason));
    }
    let fits = match (zone, zone.strip_prefix(['+', '-']).and_then(numbers).as_deref()) {
        ("" | "Z", _) => true,
        (_, Some([hour])) => *hour <= 14,
        (_, Some([hour, minute])) => (*hour < 14 && *minute < 60) || (*hour, *minute) == (14, 0),
        _ => false,
    };
    if !fits {
        let reason = "a time zone is written Z, +hh:mm or -hh:mm, up to 14:00";
        return Err(Malformed::new(time + clock.len()..text.len(), reason));
    }
    Ok(days)
}
