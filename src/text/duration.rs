//! Lengths of time.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use super::malformed::Malformed;

/// A duration as ISO 8601 writes it, kept as written: an xsd:duration (XML Schema 1.1 Part 2, section 3.3.6), or
/// whole weeks `PnW` (ISO 8601-1:2019, section 5.5.2.4).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Duration {
    written: String,
    #[serde(skip)]
    weeks_in_days: Option<u64>,
}

const DAYS_PER_WEEK: u64 = 7;

impl Duration {
    /// Reads a duration.
    ///
    /// # Errors
    /// Names the first part that does not fit.
    pub fn new(written: &str) -> Result<Duration, Malformed> {
        let mut at = usize::from(written.starts_with('-'));
        if !written[at..].starts_with('P') {
            let length = written[at..].chars().next().map_or(0, char::len_utf8);
            return Err(Malformed::new(
                at..at + length,
                "a duration starts with P: P2D is two days, PT6H six hours",
            ));
        }
        at += 1;
        let (mut in_time, mut weeks_in_days) = (false, None);
        // What may still follow, in its order.
        let mut open = "YMWD";
        let mut parts = 0;
        while let Some(rest) = written.get(at..).filter(|rest| !rest.is_empty()) {
            if rest.starts_with('T') && !in_time && weeks_in_days.is_none() {
                (in_time, open, parts) = (true, "HMS", 0);
                at += 1;
                continue;
            }
            let (number, unit) = component(written, at)?;
            let name = written.get(unit.clone()).unwrap_or("");
            let part = at..unit.end;
            if !open.contains(name) || (name == "W" && parts > 0) || weeks_in_days.is_some() {
                return Err(Malformed::new(part, misplaced(name, in_time, weeks_in_days.is_some())));
            }
            let digits = written.get(number.clone()).unwrap_or("");
            if digits.contains('.') && name != "S" {
                return Err(Malformed::new(number, "only seconds may have a fraction"));
            }
            if name == "W" {
                let days = digits.parse::<u64>().ok().and_then(|weeks| weeks.checked_mul(DAYS_PER_WEEK));
                weeks_in_days = Some(days.ok_or_else(|| Malformed::new(number, "too many weeks"))?);
            }
            open = open.split_once(name).map_or("", |(_, after)| after);
            parts += 1;
            at = unit.end;
        }
        if parts == 0 {
            let what = if in_time {
                "a time after T: hours H, minutes M or seconds S"
            } else {
                "a length, as in P2D"
            };
            return Err(Malformed::new(at..at, format!("missing {what}")));
        }
        Ok(Duration { written: written.to_owned(), weeks_in_days })
    }

    /// The duration as it was written.
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// The length as months and seconds; `None` where a second has a fraction, or a number is too long.
    pub(crate) fn months_and_seconds(&self) -> Option<(i64, i64)> {
        let written = self.xsd();
        let (sign, rest) = written.strip_prefix('-').map_or((1, written.as_str()), |rest| (-1, rest));
        let (mut months, mut seconds, mut number, mut in_time) = (0i64, 0i64, 0i64, false);
        for character in rest.chars().skip(1) {
            let unit = match (character, in_time) {
                ('T', _) => {
                    in_time = true;
                    continue;
                }
                ('0'..='9', _) => {
                    let digit = i64::from(character as u32 - '0' as u32);
                    number = number.checked_mul(10)?.checked_add(digit)?;
                    continue;
                }
                ('Y', _) => (12, 0),
                ('M', false) => (1, 0),
                ('D', _) => (0, 86_400),
                ('H', _) => (0, 3_600),
                ('M', true) => (0, 60),
                ('S', _) => (0, 1),
                _ => return None,
            };
            months = months.checked_add(number.checked_mul(unit.0)?)?;
            seconds = seconds.checked_add(number.checked_mul(unit.1)?)?;
            number = 0;
        }
        Some((sign * months, sign * seconds))
    }

    /// The duration as a valid xsd:duration; a week is written as seven days.
    pub fn xsd(&self) -> String {
        let Some(days) = self.weeks_in_days else { return self.written.clone() };
        let sign = if self.written.starts_with('-') { "-" } else { "" };
        format!("{sign}P{days}D")
    }
}

/// The number at an offset and the letter that follows it.
fn component(written: &str, at: usize) -> Result<(Range<usize>, Range<usize>), Malformed> {
    let rest = written.get(at..).unwrap_or("");
    let length =
        rest.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(rest.len());
    let number = at..at + length;
    let digits = rest.get(..length).unwrap_or("");
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let unit = rest.get(length..).and_then(|rest| rest.chars().next());
    let unit_at = number.end..number.end + unit.map_or(0, char::len_utf8);
    if digits.is_empty() {
        return Err(Malformed::new(unit_at, "expected a number, as in P2D"));
    }
    if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
        return Err(Malformed::new(number, "a fraction is written as in 0.5"));
    }
    match unit {
        Some('Y' | 'M' | 'W' | 'D' | 'H' | 'S') => Ok((number, unit_at)),
        None => Err(Malformed::new(
            number,
            "the unit is missing after this number: Y, M, W or D, after T H, M or S",
        )),
        Some('T') => Err(Malformed::new(number, "the unit is missing between this number and T")),
        Some(other) => Err(Malformed::new(
            unit_at,
            format!("unknown unit {other:?}; expected Y, M, W or D, or after T H, M or S"),
        )),
    }
}

fn misplaced(unit: &str, in_time: bool, after_weeks: bool) -> String {
    match unit {
        "W" => "weeks cannot be combined with other units, as in P3W".to_owned(),
        _ if after_weeks => "weeks cannot be combined with other units; use days instead".to_owned(),
        "H" | "S" if !in_time => "hours, minutes and seconds follow a T, as in PT6H".to_owned(),
        "Y" | "D" if in_time => "years, months and days come before the T".to_owned(),
        _ if in_time => "the order is hours, minutes, seconds, each once".to_owned(),
        _ => "the order is years, months, days, each once".to_owned(),
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::super::hard_text::hard_text;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations_become_valid_for_xml_schema() {
        for written in ["P2D", "PT6H", "P1Y2M3DT4H5M6.7S", "-P1M", "PT0.5S", "P0D", "P1YT1S", "PT1M"] {
            assert_eq!(Duration::new(written).unwrap().xsd(), written);
        }
        assert_eq!(Duration::new("P3W").unwrap().xsd(), "P21D");
        assert_eq!(Duration::new("-P10W").unwrap().xsd(), "-P70D");
        assert_eq!(Duration::new("P3W").unwrap().as_written(), "P3W");
    }

    #[test]
    fn errors_name_the_wrong_part() {
        for (written, part) in [
            ("", 0..0),
            ("2 days", 0..1),
            ("p2d", 0..1),
            ("P", 1..1),
            ("P1DT", 4..4),
            ("P2", 1..2),
            ("P2d", 2..3),
            ("P1.5D", 1..4),
            ("P2H", 1..3),
            ("PT2D", 2..4),
            ("P1D2M", 3..5),
            ("P1D1D", 3..5),
            ("P1Y2W", 3..5),
            ("P2W1D", 3..5),
            ("PT1.S", 2..4),
            ("PT.5S", 2..4),
            ("P-1D", 1..2),
            ("P1T2H", 1..2),
            ("P9999999999999999999W", 1..20),
            ("P2W3W", 3..5),
        ] {
            assert_eq!(Duration::new(written).unwrap_err().part, part, "{written}");
        }
    }

    proptest! {
        #[test]
        fn no_string_is_too_odd(text in "\\PC{0,8}|-?P[0-9YMWDTHS.]{0,9}", hard in hard_text()) {
            for text in [text, hard] {
                match Duration::new(&text) {
                    Ok(duration) => prop_assert!(Duration::new(&duration.xsd()).is_ok()),
                    Err(error) => prop_assert!(text.get(error.part).is_some()),
                }
            }
        }
    }
}
