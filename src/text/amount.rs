//! Numbers as texts write them, with what they count: money, percent, time.

use super::Span;
use super::exact::Exact;
use super::lexicon::{Length, Lexicon};
use super::token::{Token, TokenKind};

/// A number in a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Amount {
    /// What it may be: the end of a range may have the power of the other end.
    pub(crate) values: Vec<Exact>,
    /// The number and its unit.
    pub(crate) span: Span,
    /// The codes of the currencies that it may be in; none where it is not money.
    pub(crate) currencies: Vec<String>,
    /// Whether it is in percent.
    pub(crate) is_percent: bool,
    /// The unit of time that it counts.
    pub(crate) length: Option<Length>,
    /// The other units that it may have, of those that are known.
    pub(crate) units: Vec<String>,
    /// Whether it may count nothing: a year, the day of a month, a time, an ordinal, a part of a name, the word `one`.
    pub(crate) is_weak: bool,
    /// The power of ten behind its digits.
    power: Option<Exact>,
    first: usize,
    next: usize,
}

/// A number without its unit.
struct Number {
    value: Exact,
    power: Option<Exact>,
    next: usize,
    is_weak: bool,
    is_fraction: bool,
}

/// The numbers of a text, in its order.
pub(crate) fn amounts(lexicon: &Lexicon, tokens: &[Token]) -> Vec<Amount> {
    let mut found: Vec<Amount> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match number(lexicon, tokens, at) {
            Some(number) => {
                let amount = with_unit(lexicon, tokens, at, number);
                at = amount.next.max(at + 1);
                found.push(amount);
            }
            None => at += 1,
        }
    }
    join_ranges(lexicon, tokens, &mut found);
    found
}

/// The value of digits with separators; `None` where they are not a number, such as 10.5.2019.
fn value_of(lexicon: &Lexicon, digits: &str) -> Option<Exact> {
    let separators: Vec<(usize, char)> =
        digits.char_indices().filter(|(_, character)| !character.is_ascii_digit()).collect();
    let plain = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let Some((last, kind)) = separators.last().copied() else { return Exact::parse(digits) };
    let behind = digits.get(last + kind.len_utf8()..).unwrap_or("");
    let is_decimal = match separators.iter().filter(|(_, other)| *other == kind).count() {
        1 if separators.len() > 1 => matches!(kind, '.' | ',' | '·' | '٫'),
        1 => match kind {
            '·' | '٫' => true,
            '.' | ',' | '．' => kind == lexicon.decimal || behind.len() != 3,
            _ => false,
        },
        _ => false,
    };
    if is_decimal {
        let whole = digits.get(..last).unwrap_or("");
        return Exact::parse(&format!("{}.{behind}", plain(whole)));
    }
    // Groups of three, or of two before the last three (lakh and crore).
    let groups: Vec<&str> = digits.split(|character: char| !character.is_ascii_digit()).collect();
    let fits = groups.iter().skip(1).all(|group| (2..=3).contains(&group.len()))
        && groups.last().is_some_and(|group| group.len() == 3)
        && separators.iter().all(|(_, other)| *other == kind);
    if fits { Exact::parse(&plain(digits)) } else { None }
}

/// The number that begins at a token.
fn number(lexicon: &Lexicon, tokens: &[Token], start: usize) -> Option<Number> {
    let (mut total, mut section, mut unit): (Option<Exact>, Option<Exact>, Option<Exact>) =
        (None, None, None);
    let (mut power, mut at, mut is_weak, mut is_fraction) = (None, start, false, false);
    let (mut last, mut parts) = (start, 0);
    let add = |one: Option<Exact>, other: Exact| one.map_or(Some(other), |one| one.plus(other));
    loop {
        let begun = parts > 0;
        if begun && tokens.get(at).is_some_and(|token| token.is_dash() && token.is_attached) {
            at += 1;
        }
        if begun && let Some((length, ())) = lexicon.joints.find(tokens, at) {
            at += length;
            // `one and a half`
            if let Some((length, ())) = lexicon.articles.find(tokens, at)
                && lexicon.fractions.find(tokens, at + length).is_some()
            {
                at += length;
            }
        }
        if let Some(Token { kind: TokenKind::Digits(digits, part), .. }) = tokens.get(at) {
            if begun {
                break;
            }
            let whole = if digits.is_empty() { Exact::parse("0") } else { value_of(lexicon, digits) };
            let part = part.map_or(Exact::parse("0"), Exact::parse);
            unit = Some(whole?.plus(part?)?);
            at += 1;
            // A fraction such as 1/2, but no date.
            let slash = |at: usize| {
                tokens.get(at).is_some_and(|token| token.is_mark('/') || token.is_mark('\u{2044}'))
            };
            if slash(at) {
                if slash(at + 2) {
                    return Some(Number {
                        value: unit?,
                        power: None,
                        next: at,
                        is_weak: true,
                        is_fraction: false,
                    });
                }
                if let Some(below) = tokens.get(at + 1).filter(|below| below.is_attached)
                    && let (Some(above), Some(below)) = (unit?.whole(), whole_of(below))
                {
                    unit = Some(quotient(above, below)?);
                    is_fraction = true;
                    at += 2;
                }
            }
        } else if let Some((length, value)) = lexicon.small.find(tokens, at) {
            if unit.is_none() && section.is_some() {
                break;
            }
            section = add(section, unit.unwrap_or(Exact::ONE).times(*value)?);
            (unit, at) = (None, at + length);
        } else if let Some((length, value)) = lexicon.large.find(tokens, at)
            && (value_is_word(tokens, at) || begun)
        {
            total = match (total, section, unit) {
                // `mil millones`, `万亿`
                (Some(total), None, None) => total.times(*value),
                (total, section, unit) => {
                    let before = [section, unit]
                        .into_iter()
                        .flatten()
                        .reduce(|one, other| one.plus(other).unwrap_or(one));
                    add(total, before.unwrap_or(Exact::ONE).times(*value)?)
                }
            };
            (section, unit, at, power) = (None, None, at + length, Some(*value));
        } else if let Some((length, value)) = lexicon.fractions.find(tokens, at) {
            unit = Some(match (unit, tokens.get(last)) {
                (Some(unit), _) if at > last + 1 => unit.plus(*value)?,
                (Some(unit), _) => unit.times(*value)?,
                (None, _) => *value,
            });
            (at, is_fraction) = (at + length, true);
            // `half a billion`, `a quarter of a billion`
            let of = lexicon.of.find(tokens, at).map_or(0, |(length, ())| length);
            if let Some((length, ())) = lexicon.articles.find(tokens, at + of)
                && (of == 0 || lexicon.large.find(tokens, at + of + length).is_some())
            {
                at += of + length;
            }
        } else if let Some((length, value)) = lexicon.numerals.find(tokens, at) {
            let value = *value;
            if let Some(before) = unit {
                let (before, small) = (before.whole()?, value.whole()?);
                let fits = (before >= 20 && before % 10 == 0 && small < 10)
                    || (before >= 100 && small < 100)
                    || ((before == 60 || before == 80) && small < 20);
                if !fits {
                    break;
                }
                unit = add(unit, value);
            } else {
                unit = Some(value);
            }
            at += length;
            is_weak = !begun && value == Exact::ONE;
        } else if !begun && let Some((length, ())) = lexicon.articles.find(tokens, at) {
            let counts = |at: usize| {
                lexicon.small.find(tokens, at).is_some()
                    || (lexicon.large.find(tokens, at).is_some() && value_is_word(tokens, at))
                    || lexicon.fractions.find(tokens, at).is_some()
                    || lexicon.durations.find(tokens, at).is_some()
            };
            if !counts(at + length) {
                return None;
            }
            at += length;
            if lexicon.fractions.find(tokens, at).is_none() {
                unit = Some(Exact::ONE);
                is_weak = true;
            }
        } else {
            break;
        }
        parts += 1;
        last = at - 1;
    }
    if parts == 0 || (total.is_none() && section.is_none() && unit.is_none()) {
        return None;
    }
    let mut value =
        [total, section, unit].into_iter().flatten().reduce(|one, other| one.plus(other).unwrap_or(one))?;
    let is_negative = start > 0
        && (lexicon.minus.find_before(tokens, start, 2).is_some()
            || tokens.get(start - 1).is_some_and(Token::is_dash)
                && tokens.get(start).is_some_and(|token| token.is_attached)
                && !tokens.get(start - 1).is_some_and(|token| token.is_attached));
    if is_negative {
        value = value.negative();
    }
    is_weak &= power.is_none();
    Some(Number { value, power, next: last + 1, is_weak, is_fraction })
}

/// Whether a power is a word of its own, and not a letter such as `m` that begins a number.
fn value_is_word(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.text().chars().count() > 1 || !token.text().is_ascii())
}

fn whole_of(token: &Token) -> Option<i64> {
    match &token.kind {
        TokenKind::Digits(digits, None) => digits.parse().ok(),
        _ => None,
    }
}

/// A fraction that has few digits behind the point.
fn quotient(above: i64, below: i64) -> Option<Exact> {
    let scaled = above.checked_mul(1_000_000)?;
    if below == 0 || scaled % below != 0 {
        return None;
    }
    Exact::parse(&(scaled / below).to_string())?.times(Exact::parse("0.000001")?)
}

/// Finds what a number counts.
fn with_unit(lexicon: &Lexicon, tokens: &[Token], at: usize, number: Number) -> Amount {
    let Number { mut value, power, next, mut is_weak, is_fraction } = number;
    let (mut first, mut end) = (at, next);
    // A sign between the currency and the number, as in $-5.
    let before = if at > 0 && tokens.get(at - 1).is_some_and(Token::is_dash) { at - 1 } else { at };
    let mut currencies: Vec<String> = Vec::new();
    let mut is_percent = false;
    let mut length = None;
    let mut units = Vec::new();
    let is_price = |found: &(usize, &Vec<String>), at: usize| {
        // A letter such as `s` of a plural is no currency.
        tokens.get(at - found.0).is_some_and(|token| {
            token.text().chars().any(|c| !c.is_ascii_alphabetic()) || token.text().len() > 1
        })
    };
    if let Some((long, codes)) =
        lexicon.currencies.find_before(tokens, before, 3).filter(|found| is_price(found, before))
    {
        currencies.clone_from(codes);
        first = before - long;
    }
    // A hyphen joins a number and its unit: 25-year.
    let joined = usize::from(tokens.get(next).is_some_and(|token| token.is_dash() && token.is_attached));
    if let Some((long, ())) = lexicon.percent.find(tokens, next + joined) {
        (is_percent, end) = (true, next + joined + long);
    } else if let Some((long, codes)) = lexicon.currencies.find(tokens, next + joined) {
        if currencies.is_empty() {
            currencies.clone_from(codes);
        }
        end = next + joined + long;
    } else if let Some((long, known)) = lexicon.durations.find(tokens, next + joined) {
        (length, end) = (Some(*known), next + joined + long);
        if let Some((fraction, behind)) = and_a_half(lexicon, tokens, end) {
            (value, end) = (value.plus(fraction).unwrap_or(value), behind);
        }
    } else if let Some((long, known)) = lexicon.units.find(tokens, next + joined) {
        (units, end) = (known.clone(), next + joined + long);
    }
    if lexicon.percent_before.find_before(tokens, at, 3).is_some() {
        is_percent = true;
    }
    if length.is_some() || !currencies.is_empty() || is_percent {
        is_weak = false;
    }
    let is_plain = currencies.is_empty() && !is_percent && length.is_none() && power.is_none();
    is_weak |= is_plain && is_incidental(lexicon, tokens, at, next);
    let mut values = vec![value];
    if is_fraction && let Some(hundredfold) = value.times(Exact::HUNDRED) {
        values.push(hundredfold);
    }
    let place = |at: usize| tokens.get(at).map_or(Span::new(0, 0), |token| token.span);
    let span = Span::new(place(first).start as usize, place(end - 1).end as usize);
    Amount { values, span, currencies, is_percent, length, units, is_weak, power, first, next: end }
}

/// The fraction of `a day and a half`, and the token behind it.
fn and_a_half(lexicon: &Lexicon, tokens: &[Token], at: usize) -> Option<(Exact, usize)> {
    let (joint, ()) = lexicon.joints.find(tokens, at)?;
    let article = lexicon.articles.find(tokens, at + joint).map_or(0, |(length, ())| length);
    let (length, fraction) = lexicon.fractions.find(tokens, at + joint + article)?;
    Some((*fraction, at + joint + article + length))
}

/// Whether digits are a year, the day of a month, a time, an ordinal, or a part of a name.
fn is_incidental(lexicon: &Lexicon, tokens: &[Token], at: usize, next: usize) -> bool {
    let Some(Token { kind: TokenKind::Digits(digits, None), is_attached, .. }) = tokens.get(at) else {
        return false;
    };
    let is_year = digits.len() == 4 && digits.parse::<u16>().is_ok_and(|year| (1000..3000).contains(&year));
    let token = |at: usize| tokens.get(at);
    let is_word = |token: Option<&Token>| token.is_some_and(|token| matches!(token.kind, TokenKind::Word(_)));
    let in_name = *is_attached
        && at > 0
        && (is_word(token(at - 1)) || token(at - 1).is_some_and(|mark| mark.is_dash() && mark.is_attached));
    let has_letters =
        token(next).is_some_and(|token| token.is_attached && matches!(token.kind, TokenKind::Word(_)));
    let time = |mark: Option<&Token>| mark.is_some_and(|mark| mark.is_mark(':') && mark.is_attached);
    let is_time = time(token(next)) || (at > 0 && time(token(at - 1)));
    let month =
        lexicon.months.find(tokens, next).is_some() || lexicon.months.find_before(tokens, at, 2).is_some();
    let month_behind = lexicon
        .joints
        .find(tokens, next)
        .is_some_and(|(length, ())| lexicon.months.find(tokens, next + length).is_some());
    let number_sign = at > 0
        && token(at - 1).is_some_and(|mark| mark.is_mark('#') || mark.text() == "no" || mark.text() == "nr");
    is_year || in_name || has_letters || is_time || month || month_behind || number_sign
}

/// Gives the first end of a range the power and unit of the second: `$5–7 million`, `5 to 7 percent`.
fn join_ranges(lexicon: &Lexicon, tokens: &[Token], found: &mut [Amount]) {
    for at in 1..found.len() {
        let (before, after) = found.split_at_mut(at);
        let (Some(one), Some(other)) = (before.last_mut(), after.first_mut()) else { continue };
        let between = other.first.checked_sub(one.next);
        let is_range = match between {
            Some(1) if tokens.get(one.next).is_some_and(Token::is_dash) => true,
            Some(length) => lexicon.ranges.find(tokens, one.next).is_some_and(|(found, ())| found == length),
            None => false,
        };
        if !is_range {
            continue;
        }
        if one.power.is_none()
            && let Some(power) = other.power
        {
            let raised: Vec<Exact> = one.values.iter().filter_map(|value| value.times(power)).collect();
            one.values.extend(raised);
        }
        if one.currencies.is_empty() {
            one.currencies.clone_from(&other.currencies);
        } else if other.currencies.is_empty() {
            other.currencies.clone_from(&one.currencies);
        }
        one.is_percent |= other.is_percent;
        one.length = one.length.or(other.length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn read(language: &str, text: &str) -> Vec<Amount> {
        let lexicon = Lexicon::of(&Language::new(language).unwrap()).unwrap();
        amounts(lexicon, &lexicon.tokens(text))
    }

    fn values(language: &str, text: &str) -> Vec<String> {
        let all = read(language, text);
        all.iter().map(|amount| amount.values.first().unwrap().to_string()).collect()
    }

    #[test]
    fn numbers_have_the_value_that_a_reader_gives_them() {
        for (language, text, expected) in [
            ("en", "worth $200 billion", "200000000000"),
            ("en", "$1,200.50", "1200.5"),
            ("en", "twenty-five", "25"),
            ("en", "two hundred and fifty thousand", "250000"),
            ("en", "half a million", "500000"),
            ("en", "a quarter of a billion", "250000000"),
            ("en", "a day and a half", "1.5"),
            ("en", "a dozen boats", "12"),
            ("en", "three dozen", "36"),
            ("en", "one and a half million", "1500000"),
            ("en", "2½ years", "2.5"),
            ("en", "1/2 of it", "0.5"),
            ("en", "NOK 18 000", "18000"),
            ("en", "$20m", "20000000"),
            ("en", "5 lakh", "500000"),
            ("en", "minus 7", "-7"),
            ("en", "at −7 degrees", "-7"),
            ("en", "three quarters", "0.75"),
            ("de", "2,4 Mrd. Euro", "2400000000"),
            ("de", "1.200,50", "1200.5"),
            ("de", "fünfundzwanzig", "25"),
            ("de", "zweihunderttausend", "200000"),
            ("de", "18.000", "18000"),
            ("fr", "quatre-vingt-dix", "90"),
            ("fr", "1,5 million d’euros", "1500000"),
            ("fr", "deux cents", "200"),
            ("es", "treinta y cinco", "35"),
            ("es", "dos mil millones", "2000000000"),
            ("zh", "200万", "2000000"),
            ("zh", "三百二十万", "3200000"),
            ("zh", "2.5亿美元", "250000000"),
            ("zh", "二十五", "25"),
        ] {
            assert_eq!(values(language, text), [expected], "{text}");
        }
    }

    #[test]
    fn numbers_know_what_they_count() {
        let only = |text: &str| read("en", text).remove(0);
        assert!(only("25 per cent").is_percent && only("a 25% tariff").is_percent);
        assert_eq!(only("90 million Norwegian crowns").currencies, ["NOK"]);
        assert!(only("90 million crowns").currencies.contains(&"CZK".to_owned()));
        assert_eq!(only("HK$5").currencies, ["HKD"]);
        assert_eq!(only("EUR 200").currencies, ["EUR"]);
        assert_eq!(only("a two-day visit").length, Some((0, 86_400)));
        assert_eq!(only("a week").length, Some((0, 7 * 86_400)));
        for text in
            ["in 2019", "on May 10", "the 10th", "at 12:30", "the G20", "COVID-19", "a very serious one"]
        {
            assert!(read("en", text).iter().all(|amount| amount.is_weak), "{text}");
        }
        let range = read("en", "$5–7 million");
        assert_eq!(range[0].values.last().unwrap().to_string(), "5000000");
        assert_eq!(range[1].values.last().unwrap().to_string(), "7000000");
        assert!(read("en", "5 to 7 percent").iter().all(|amount| amount.is_percent));
    }
}
