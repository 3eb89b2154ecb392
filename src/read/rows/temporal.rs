//! Dates, times and durations as Neo4j and Neptune write them, as XML Schema writes them (XSD 1.1 part 2, section 3.3; Neo4j Cypher
//! manual, "Temporal values").

use std::borrow::Cow;

use oxsdatatypes::{Date, DateTime, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth, Time};

/// A value with a datatype of XML Schema, given by the last part of its name; or else what it is not.
///
/// # Errors
/// What it should be.
pub(super) fn temporal<'t>(datatype: &str, text: &'t [u8]) -> Result<Cow<'t, [u8]>, &'static str> {
    let text = text.trim_ascii();
    let is = |text: &[u8]| {
        std::str::from_utf8(text).is_ok_and(|text| match datatype {
            "date" => text.parse::<Date>().is_ok(),
            "dateTime" => text.parse::<DateTime>().is_ok(),
            "time" => text.parse::<Time>().is_ok(),
            "duration" => text.parse::<Duration>().is_ok(),
            "gYear" => text.parse::<GYear>().is_ok(),
            "gYearMonth" => text.parse::<GYearMonth>().is_ok(),
            "gMonth" => text.parse::<GMonth>().is_ok(),
            "gMonthDay" => text.parse::<GMonthDay>().is_ok(),
            "gDay" => text.parse::<GDay>().is_ok(),
            _ => true,
        })
    };
    if is(text) {
        return Ok(Cow::Borrowed(text));
    }
    let normal = match datatype {
        "date" => day(text),
        "dateTime" | "time" => moment(text, datatype == "time"),
        "duration" => duration(text),
        _ => None,
    };
    normal.filter(|text| is(text)).map(Cow::Owned).ok_or(match datatype {
        "date" => "a date",
        "dateTime" => "a date with a time",
        "time" => "a time of day",
        "duration" => "a duration",
        "gYear" => "a year",
        _ => "a value of its datatype",
    })
}

/// A day whose month or day may be missing, which are the first then, and whose parts may be joined: `20190115`, `2019-01`.
fn day(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.strip_prefix(b"+").unwrap_or(text);
    let is_number = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let (year, rest) = match text.len() {
        8 | 6 if is_number(text) => text.split_at_checked(4)?,
        _ => {
            let sign = usize::from(text.starts_with(b"-"));
            let digits = text.get(sign..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
            text.split_at_checked(sign + digits)?
        }
    };
    let rest: Vec<u8> = rest.iter().copied().filter(|byte| *byte != b'-').collect();
    let (month, day): (&[u8], &[u8]) = match rest.as_slice() {
        [] => (b"01", b"01"),
        month if month.len() == 2 => (month, b"01"),
        both => both.split_at_checked(2)?,
    };
    Some([year, b"-", month, b"-", day].concat())
}

/// A time of day, after a day or not, whose seconds may be missing, whose parts may be joined, and which the name of a time
/// zone may follow: `2019-01-15T10:00+0200[Europe/Berlin]`.
fn moment(text: &[u8], is_time: bool) -> Option<Vec<u8>> {
    let text = text.split(|byte| *byte == b'[').next()?;
    let (before, clock): (Vec<u8>, &[u8]) = match memchr::memchr2(b'T', b' ', text).filter(|_| !is_time) {
        Some(at) => ([day(text.get(..at)?)?.as_slice(), b"T"].concat(), text.get(at + 1..)?),
        None if is_time => (Vec::new(), text),
        None => return None,
    };
    let end = clock.iter().position(|byte| matches!(byte, b'+' | b'-' | b'Z' | b'z')).unwrap_or(clock.len());
    let (clock, zone) = clock.split_at_checked(end)?;
    let (whole, fraction) = clock.split_at_checked(memchr::memchr(b'.', clock).unwrap_or(clock.len()))?;
    Some([before.as_slice(), &in_parts(whole, 3)?, fraction, &offset(zone)?].concat())
}

/// The offset of a time zone with hours and minutes.
fn offset(zone: &[u8]) -> Option<Vec<u8>> {
    match zone {
        [] => Some(Vec::new()),
        [b'Z' | b'z'] => Some(b"Z".to_vec()),
        // Offsets of seconds are those of local mean times, which XML Schema does not have.
        [sign, rest @ ..] => Some([&[*sign], in_parts(rest, 2)?.as_slice()].concat()),
    }
}

/// Numbers of two digits, joined or with colons, with as many of them as there should be: `10:00`, `1000`, `10`.
fn in_parts(text: &[u8], count: usize) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.iter().copied().filter(|byte| *byte != b':').collect();
    let is_whole = digits.len().is_multiple_of(2) && (2..=2 * count).contains(&digits.len());
    if !is_whole || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let parts = digits.chunks(2).chain(std::iter::repeat(b"00".as_slice())).take(count);
    Some(parts.collect::<Vec<_>>().join(b":".as_slice()))
}

/// A duration whose weeks are days, which XML Schema does not have.
fn duration(text: &[u8]) -> Option<Vec<u8>> {
    let inner = text.strip_prefix(b"P")?.strip_suffix(b"W")?;
    let weeks: u32 = std::str::from_utf8(inner).ok()?.parse().ok()?;
    Some(format!("P{}D", u64::from(weeks) * 7).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_databases_write_is_as_xml_schema_writes_it() {
        for (datatype, text, wanted) in [
            ("date", "2019-01-15", Some("2019-01-15")),
            ("date", "20190115", Some("2019-01-15")),
            ("date", "2019-01", Some("2019-01-01")),
            ("date", "2019", Some("2019-01-01")),
            ("date", "+10000-01-15", Some("10000-01-15")),
            ("date", "-0044-03-15", Some("-0044-03-15")),
            ("date", "2019-02-29", None),
            ("date", "1.1.2019", None),
            ("date", "not a date", None),
            ("dateTime", "2019-01-15T10:00:00.25Z", Some("2019-01-15T10:00:00.25Z")),
            ("dateTime", "2019-01-15T10:00", Some("2019-01-15T10:00:00")),
            ("dateTime", "20190115T100000+0200", Some("2019-01-15T10:00:00+02:00")),
            ("dateTime", "2019-01-15T10:00:00+02:00[Europe/Berlin]", Some("2019-01-15T10:00:00+02:00")),
            ("dateTime", "2019-01-15 10:00:00-0500", Some("2019-01-15T10:00:00-05:00")),
            ("dateTime", "2001-06-14T11:12:xy.000", None),
            ("time", "23:59Z", Some("23:59:00Z")),
            ("time", "10", Some("10:00:00")),
            ("time", "25:99:00Z", None),
            ("time", "noon", None),
            ("duration", "P1Y2M3DT4H5M6.7S", Some("P1Y2M3DT4H5M6.7S")),
            ("duration", "P2W", Some("P14D")),
            ("duration", "P5M1.5D", None),
        ] {
            let found = temporal(datatype, text.as_bytes()).ok();
            let found = found.as_deref().map(String::from_utf8_lossy);
            assert_eq!(found.as_deref(), wanted, "{datatype} {text}");
        }
    }
}
