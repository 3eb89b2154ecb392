//! Dates as texts write them, and whether a date of a dossier can be the one that they mean.

use std::collections::BTreeSet;

use super::calendar::day_number;
use super::lexicon::Lexicon;
use super::token::{Token, TokenKind};

/// What a text says of dates.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct SpokenDates {
    years: BTreeSet<i64>,
    months: BTreeSet<u8>,
    days: BTreeSet<u8>,
    weekdays: BTreeSet<u8>,
}

/// Whether a date is one that words mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateMatch {
    /// Every part that the words give is that of the date.
    Agrees,
    /// This part is another one.
    Differs(&'static str),
    /// The words give none of its parts.
    NotGiven,
}

impl SpokenDates {
    /// The dates of a text.
    pub(crate) fn of(lexicon: &Lexicon, tokens: &[Token]) -> SpokenDates {
        let mut found = SpokenDates::default();
        let mut at = 0;
        while at < tokens.len() {
            if let Some(length) = found.numeric(tokens, at) {
                at += length;
                continue;
            }
            if let Some((length, (month, has_capital))) = lexicon.months.find(tokens, at)
                && (!has_capital || tokens.get(at).is_some_and(|token| token.is_capital))
            {
                found.months.insert(*month);
                found.days.extend(day_before(lexicon, tokens, at));
                found.days.extend(day_after(tokens, at + length));
                at += length;
                continue;
            }
            if let Some((length, (day, has_capital))) = lexicon.weekdays.find(tokens, at)
                && (!has_capital || tokens.get(at).is_some_and(|token| token.is_capital))
            {
                found.weekdays.insert(*day);
                at += length;
                continue;
            }
            found.years.extend(year(tokens, at));
            at += 1;
        }
        found
    }

    /// Reads a date of numbers such as 2019-05-10, 10.5.2019, 5/10/2019 or 2019年5月10日, and returns how many tokens it has.
    fn numeric(&mut self, tokens: &[Token], at: usize) -> Option<usize> {
        let digits = |at: usize| match &tokens.get(at)?.kind {
            TokenKind::Digits(digits, None) => Some(digits.as_str()),
            _ => None,
        };
        let first = digits(at)?;
        let parts: Vec<&str> = first.split('.').collect();
        if let [day, month, year] = parts.as_slice() {
            self.day_and_month(day, month);
            self.years.extend(year.parse::<i64>().ok().filter(|_| year.len() == 4));
            return Some(1);
        }
        let text = |at: usize| tokens.get(at).map(Token::text);
        if text(at + 1).as_deref() == Some("年") {
            self.years.extend(first.parse::<i64>().ok().filter(|_| first.len() == 4));
            return Some(2);
        }
        if text(at + 1).as_deref() == Some("月") {
            self.months.extend(first.parse::<u8>().ok());
            return Some(2);
        }
        if matches!(text(at + 1).as_deref(), Some("日" | "号")) {
            self.days.extend(first.parse::<u8>().ok());
            return Some(2);
        }
        let separator =
            tokens.get(at + 1).filter(|mark| mark.is_attached && (mark.is_dash() || mark.is_mark('/')))?;
        let same = tokens.get(at + 3).is_some_and(|mark| mark.kind == separator.kind && mark.is_attached);
        let (second, third) = (digits(at + 2)?, digits(at + 4).filter(|_| same)?);
        if first.len() == 4 {
            self.years.extend(first.parse::<i64>().ok());
            self.months.extend(second.parse::<u8>().ok());
            self.days.extend(third.parse::<u8>().ok());
        } else {
            self.day_and_month(first, second);
            self.years.extend(third.parse::<i64>().ok().filter(|_| third.len() == 4));
        }
        Some(5)
    }

    /// Whether a year is named.
    pub(crate) fn has_year(&self) -> bool {
        !self.years.is_empty()
    }

    /// Which of two numbers is the day and which the month is a matter of the country.
    fn day_and_month(&mut self, one: &str, other: &str) {
        for number in [one, other].into_iter().filter_map(|text| text.parse::<u8>().ok()) {
            self.days.extend((1..=31).contains(&number).then_some(number));
            self.months.extend((1..=12).contains(&number).then_some(number));
        }
    }

    /// Compares a date in EDTF with these. Of an interval or a set, one part is enough.
    pub(crate) fn compare(&self, written: &str) -> DateMatch {
        let dates: Vec<Vec<String>> = written
            .split(['/', ','])
            .flat_map(|side| side.split(".."))
            .map(|date| date.trim_matches(['[', ']', '{', '}']).split('T').next().unwrap_or(""))
            .filter(|date| !date.is_empty() && !date.starts_with(['Y', '-']))
            .map(|date| date.split('-').map(|part| part.replace(['?', '~', '%'], "")).collect())
            .collect();
        let mut is_given = false;
        let found = [
            ("year", self.years.iter().map(|year| format!("{year:04}")).collect::<Vec<_>>()),
            ("month", self.months.iter().map(|month| format!("{month:02}")).collect()),
            ("day", self.days.iter().map(|day| format!("{day:02}")).collect()),
        ];
        for (place, (name, found)) in found.iter().enumerate() {
            let parts = dates.iter().filter_map(|date| date.get(place));
            let is_season = |part: &&String| place == 1 && part.parse::<u8>().is_ok_and(|month| month > 12);
            let parts: Vec<&String> = parts
                .filter(|part| part.contains(|c: char| c.is_ascii_digit()) && !is_season(part))
                .collect();
            if parts.is_empty() || found.is_empty() {
                continue;
            }
            is_given = true;
            if !found.iter().any(|text| parts.iter().any(|part| fits(part, text))) {
                return DateMatch::Differs(name);
            }
        }
        let weekdays = dates.iter().filter_map(|date| weekday(date)).collect::<Vec<_>>();
        if !weekdays.is_empty() && !self.weekdays.is_empty() {
            if !weekdays.iter().any(|day| self.weekdays.contains(day)) {
                return DateMatch::Differs("day of the week");
            }
            is_given = true;
        }
        if is_given { DateMatch::Agrees } else { DateMatch::NotGiven }
    }
}

/// The years that a date in EDTF names in full.
pub(crate) fn years_of(written: &str) -> BTreeSet<i64> {
    let parts = written.split(['/', ',', '[', ']', '{', '}', '.']);
    let years =
        parts.filter_map(|date| date.split(['-', 'T']).next()?.trim_matches(['?', '~', '%']).parse().ok());
    years.collect()
}

/// The years that a text may name: four digits that stand alone.
pub(crate) fn years_in(text: &str) -> BTreeSet<i64> {
    let runs = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    runs.filter_map(|digits| digits.parse().ok()).filter(|year| (1000..3000).contains(year)).collect()
}

/// Whether digits fit a pattern with X for those that are not known.
fn fits(pattern: &str, digits: &str) -> bool {
    pattern.len() == digits.len()
        && pattern.bytes().zip(digits.bytes()).all(|(one, other)| one == b'X' || one == other)
}

/// The day of the week of a whole date, from 1, Monday.
fn weekday(date: &[String]) -> Option<u8> {
    let [year, month, day] = date else { return None };
    let number = day_number((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?));
    let monday = day_number((2024, 1, 1));
    u8::try_from((number - monday).rem_euclid(7) + 1).ok()
}

/// A year that stands alone: 2019, but not $2019.
fn year(tokens: &[Token], at: usize) -> Option<i64> {
    let token = tokens.get(at)?;
    let TokenKind::Digits(digits, None) = &token.kind else { return None };
    let year: i64 = digits.parse().ok().filter(|_| digits.len() == 4)?;
    let is_price = token.is_attached
        && at > 0
        && tokens.get(at - 1).is_some_and(|mark| matches!(mark.kind, TokenKind::Mark('$' | '€' | '£' | '¥')));
    ((1000..3000).contains(&year) && !is_price).then_some(year)
}

fn day(token: Option<&Token>) -> Option<u8> {
    match &token?.kind {
        TokenKind::Digits(digits, None) => digits.parse().ok().filter(|day| (1..=31).contains(day)),
        _ => None,
    }
}

/// The day before a month: `10 May`, `the 10th of May`, `10. Mai`, `10 de mayo`.
fn day_before(lexicon: &Lexicon, tokens: &[Token], month: usize) -> Option<u8> {
    let is_filler = |token: &Token| {
        token.is_mark('.')
            || ["of", "st", "nd", "rd", "th", "er", "de"].contains(&&*token.text())
            || lexicon.joints.find(std::slice::from_ref(token), 0).is_some()
    };
    let mut at = month;
    for _ in 0..3 {
        at = at.checked_sub(1)?;
        let token = tokens.get(at)?;
        if let Some(found) = day(Some(token)) {
            return Some(found);
        }
        if !is_filler(token) {
            return None;
        }
    }
    None
}

/// The day behind a month: `May 10`, `May 10th`.
fn day_after(tokens: &[Token], at: usize) -> Option<u8> {
    let at = at + usize::from(tokens.get(at).is_some_and(|token| token.is_mark('.')));
    day(tokens.get(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn compare(language: &str, text: &str, date: &str) -> DateMatch {
        let lexicon = Lexicon::of(&Language::new(language).unwrap()).unwrap();
        SpokenDates::of(lexicon, &lexicon.tokens(text)).compare(date)
    }

    #[test]
    fn dates_agree_with_the_words_that_mean_them() {
        for (language, text, date) in [
            ("en", "May 10", "XXXX-05-10"),
            ("en", "on 10 May 2019", "2019-05-10"),
            ("en", "on the 10th of May", "2019-05-10"),
            ("en", "on Friday", "2019-05-10"),
            ("en", "since 2018", "2018/.."),
            ("en", "from 2018 to 2020", "2018/2020"),
            ("en", "in the 2010s, in 2013", "201X"),
            ("en", "2019-05-10", "2019-05-10"),
            ("en", "5/10/2019", "2019-05-10"),
            ("en", "in spring 2018", "2018-21"),
            ("de", "am 10. Mai 2019", "2019-05-10"),
            ("de", "10.5.2019", "2019-05-10"),
            ("fr", "le 1er mai", "2019-05-01"),
            ("es", "el 10 de mayo de 2019", "2019-05-10"),
            ("zh", "2019年5月10日", "2019-05-10"),
        ] {
            assert_eq!(compare(language, text, date), DateMatch::Agrees, "{text} {date}");
        }
    }

    #[test]
    fn other_dates_differ() {
        for (text, date, part) in [
            ("May 2019", "2018-01-01", "year"),
            ("May 2019", "2019-06", "month"),
            ("May 10", "2019-05-11", "day"),
            ("on Monday", "2019-05-10", "day of the week"),
            ("in 2013", "199X", "year"),
        ] {
            assert_eq!(compare("en", text, date), DateMatch::Differs(part), "{text} {date}");
        }
        for text in ["late last year", "it may go", "for $2019", "just"] {
            assert_eq!(compare("en", text, "2018"), DateMatch::NotGiven, "{text}");
        }
    }
}
