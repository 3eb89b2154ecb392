//! Dates with their doubts: the Extended Date/Time Format.

use std::fmt;

use serde::Serialize;

use super::calendar::Day;
use super::date_part::{date, date_time};
use super::digit::digit_value;
use super::malformed::Malformed;

/// A date, interval or set of dates in EDTF (ISO 8601-2:2019, annex A; Library of Congress, EDTF Specification of
/// 2019, levels 0, 1 and 2), kept as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Edtf {
    written: String,
    #[serde(skip)]
    bounds: Bounds,
}

/// The first and the last day that a date may mean, in the Gregorian calendar; `None` where a side is open or unknown.
///
/// Unknown digits are treated as widely as possible, a season as its months in either hemisphere; a year whose first digit is
/// unknown bounds nothing. Marks of uncertainty and approximation widen nothing; times and zones are left out of account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bounds {
    /// The first day.
    pub earliest: Option<Day>,
    /// The last day.
    pub latest: Option<Day>,
}

impl From<(Day, Day)> for Bounds {
    fn from((earliest, latest): (Day, Day)) -> Bounds {
        Bounds { earliest: Some(earliest), latest: Some(latest) }
    }
}

impl Edtf {
    /// Reads a date.
    ///
    /// # Errors
    /// Names the first part that is wrong: in its form, or in the calendar.
    pub fn new(written: &str) -> Result<Edtf, Malformed> {
        if let Some((at, odd)) = written.char_indices().find(|(_, character)| !character.is_ascii_graphic()) {
            let reason = match (odd, digit_value(odd)) {
                ('‐'..='―' | '−', _) => {
                    "the parts of a date are separated by a plain hyphen: -".to_owned()
                }
                ('…', _) => "use two full stops for an open end: ..".to_owned(),
                (_, Some(value)) => format!("only the digits 0 to 9 are allowed; use {value} for {odd}"),
                _ => format!("a date is written YYYY, YYYY-MM or YYYY-MM-DD (EDTF), without {odd:?}"),
            };
            return Err(Malformed::new(at..at + odd.len_utf8(), reason));
        }
        let bounds = if written.starts_with(['[', '{']) {
            set(written)?
        } else if let Some((start, end)) = written.split_once('/') {
            interval(start, end)?
        } else if let Some(time) = written.find('T') {
            date_time(written, time + 1)?.into()
        } else {
            bounds(written)?
        };
        Ok(Edtf { written: written.to_owned(), bounds })
    }

    /// The date as it was written.
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// The first and the last day that the date may mean.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }
}

/// `START/END`, each a date, `..` for open, or nothing for unknown.
fn interval(start: &str, end: &str) -> Result<Bounds, Malformed> {
    let end_at = start.len() + 1;
    if let Some(second) = end.find('/') {
        let at = end_at + second;
        return Err(Malformed::new(
            at..at + 1,
            "an interval has one /; the parts of a date are joined by hyphens",
        ));
    }
    let known = |text: &str| !matches!(text, "" | "..");
    if !known(start) && !known(end) {
        return Err(Malformed::new(0..end_at + end.len(), "an interval needs a date at one end at least"));
    }
    let side = |text: &str| if known(text) { bounds(text) } else { Ok(Bounds::default()) };
    let (first, last) = (side(start)?, side(end).map_err(|error| error.moved(end_at))?);
    ordered(first, last)
        .ok_or_else(|| Malformed::new(end_at..end_at + end.len(), "the interval ends before it begins"))
}

/// The bounds of one date. Of a year whose first digit is unknown, any day would be invented.
fn bounds(text: &str) -> Result<Bounds, Malformed> {
    let days = date(text)?;
    let is_unknown = text.trim_start_matches(['?', '~', '%', '-']).starts_with('X');
    Ok(if is_unknown { Bounds::default() } else { days.into() })
}

/// The bounds of what lies between two dates; `None` where the second lies wholly before the first.
fn ordered(first: Bounds, last: Bounds) -> Option<Bounds> {
    let bounds = Bounds { earliest: first.earliest, latest: last.latest };
    let backwards = bounds.earliest.zip(bounds.latest).is_some_and(|(earliest, latest)| latest < earliest);
    (!backwards).then_some(bounds)
}

/// `[..]`, one of these dates, or `{..}`, all of them; `A..B` stands for every date between the two.
fn set(written: &str) -> Result<Bounds, Malformed> {
    let close = if written.starts_with('[') { ']' } else { '}' };
    let Some(items) = written.get(1..).and_then(|rest| rest.strip_suffix(close)) else {
        return Err(Malformed::new(
            written.len()..written.len(),
            format!("the set is not closed with {close}"),
        ));
    };
    let count = items.split(',').count();
    let mut at = 1;
    let mut whole: Option<Bounds> = None;
    for (number, item) in items.split(',').enumerate() {
        let range = item.split_once("..");
        let found = match range {
            None => bounds(item),
            Some(("", "")) => Err(Malformed::new(0..item.len(), "a date is missing beside ..")),
            Some(("", last)) if number == 0 => {
                bounds(last).map(|days| Bounds { earliest: None, ..days }).map_err(|error| error.moved(2))
            }
            Some((first, "")) if number + 1 == count => {
                bounds(first).map(|days| Bounds { latest: None, ..days })
            }
            Some(("", _)) => Err(Malformed::new(0..2, "only the first of a set may have an open start")),
            Some((_, "")) => {
                Err(Malformed::new(0..item.len(), "only the last of a set may have an open end"))
            }
            Some((first, last)) => {
                let last_at = first.len() + 2;
                let days = bounds(first)
                    .and_then(|one| Ok((one, bounds(last).map_err(|error| error.moved(last_at))?)));
                days.and_then(|(first, last)| {
                    ordered(first, last).ok_or_else(|| {
                        Malformed::new(last_at..item.len(), "this range ends before it begins")
                    })
                })
            }
        };
        let found = found.map_err(|error| error.moved(at))?;
        whole = Some(match whole {
            None => found,
            Some(whole) => Bounds {
                earliest: whole.earliest.zip(found.earliest).map(|(one, other)| one.min(other)),
                latest: whole.latest.zip(found.latest).map(|(one, other)| one.max(other)),
            },
        });
        at += item.len() + 1;
    }
    whole.ok_or_else(|| Malformed::new(1..1, "the set is empty"))
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

#[cfg(test)]
#[path = "date_tests.rs"]
mod tests;
