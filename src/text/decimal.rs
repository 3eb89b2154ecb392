//! Decimal numbers, exactly as written.

use std::cmp::Ordering;
use std::fmt;

use serde::Serialize;

use super::digit::{digit_value, is_digit};
use super::malformed::Malformed;

/// A number `-?digits(.digits)?([eE][+-]?digits)?`, kept as written; equality is that of the written form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Decimal {
    written: String,
    #[serde(skip)]
    exponent: i32,
}

/// The greatest power of ten that an exponent may stand for, in either direction.
pub const GREATEST_EXPONENT: i32 = 100;

impl Decimal {
    /// Reads a number.
    ///
    /// # Errors
    /// Names the first part that does not fit, with what to write instead where that is clear.
    pub fn new(written: &str) -> Result<Decimal, Malformed> {
        let end_of_digits = |from: usize| {
            let rest = written.get(from..).unwrap_or("");
            from + rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len())
        };
        let whole = usize::from(written.starts_with('-'));
        let mut at = end_of_digits(whole);
        if at == whole {
            return Err(explain(written, at));
        }
        if written[at..].starts_with('.') {
            let end = end_of_digits(at + 1);
            if end == at + 1 {
                return Err(explain(written, at));
            }
            at = end;
        }
        let mut exponent = 0;
        if written[at..].starts_with(['e', 'E']) {
            let sign = usize::from(written[at + 1..].starts_with(['+', '-']));
            let end = end_of_digits(at + 1 + sign);
            if end == at + 1 + sign {
                return Err(Malformed::new(
                    at..end,
                    "the exponent has no digits; expected a number such as 12.4e9",
                ));
            }
            let power = written[at + 1..end].parse::<i32>().ok();
            exponent = power.filter(|power| power.abs() <= GREATEST_EXPONENT).ok_or_else(|| {
                Malformed::new(at + 1..end, format!("the exponent is larger than {GREATEST_EXPONENT}"))
            })?;
            at = end;
        }
        if at < written.len() {
            return Err(explain(written, at));
        }
        Ok(Decimal { written: written.to_owned(), exponent })
    }

    /// The number as it was written.
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// The number without an exponent, a valid xsd:decimal (XML Schema 1.1 Part 2, section 3.3.3).
    pub fn plain(&self) -> String {
        let Some(mantissa) = self.written.find(['e', 'E']).and_then(|end| self.written.get(..end)) else {
            return self.written.clone();
        };
        let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let point = whole.len() as i64 + i64::from(self.exponent);
        let (whole, fraction) = match usize::try_from(point) {
            Ok(point) if point >= digits.len() => {
                (format!("{digits}{}", "0".repeat(point - digits.len())), "")
            }
            Ok(point) if point > 0 => (digits[..point].to_owned(), &digits[point..]),
            _ => {
                let zeros = "0".repeat(point.unsigned_abs() as usize);
                return format!("{sign}0.{zeros}{digits}");
            }
        };
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// Whether two numbers have one value: `1.50` and `15e-1`.
    pub fn same_value(&self, other: &Decimal) -> bool {
        self.compare_value(other) == Ordering::Equal
    }

    /// Orders two numbers by value.
    pub fn compare_value(&self, other: &Decimal) -> Ordering {
        let (one, other) = (self.plain(), other.plain());
        let (one_negative, one_whole, one_fraction) = parts(&one);
        let (other_negative, other_whole, other_fraction) = parts(&other);
        if one_negative != other_negative {
            return other_negative.cmp(&one_negative);
        }
        let size = one_whole.len().cmp(&other_whole.len());
        let size =
            size.then_with(|| one_whole.cmp(other_whole)).then_with(|| one_fraction.cmp(other_fraction));
        if one_negative { size.reverse() } else { size }
    }
}

/// A sign, whole digits and fraction digits without zeros that change nothing; zero is not negative.
fn parts(plain: &str) -> (bool, &str, &str) {
    let (negative, size) = plain.strip_prefix('-').map_or((false, plain), |size| (true, size));
    let (whole, fraction) = size.split_once('.').unwrap_or((size, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    (negative && !(whole.is_empty() && fraction.is_empty()), whole, fraction)
}

/// Says what is wrong with a number that could be read up to `at`.
fn explain(written: &str, at: usize) -> Malformed {
    let rest = written.get(at..).unwrap_or("");
    let Some(wrong) = rest.chars().next() else {
        return Malformed::new(at..at, "a number is missing here");
    };
    let part = at..at + wrong.len_utf8();
    let next_digit = rest.chars().nth(1).is_some_and(is_digit);
    let reason = match wrong {
        ',' | '\'' | '’' | '_' | '\u{A0}' | '\u{202F}' | '\u{2009}' | ' ' if next_digit => {
            let joined: String = written.chars().filter(|character| *character != wrong).collect();
            match Decimal::new(&joined) {
                Ok(joined) if wrong == ',' => format!(
                    "a number cannot have thousands separators, and its decimal separator is a point; use {joined}, or {} for a fraction",
                    written.replacen(',', ".", 1)
                ),
                Ok(joined) => format!("a number cannot have thousands separators; use {joined}"),
                Err(_) => "a number cannot have thousands separators, and its decimal separator is a point"
                    .to_owned(),
            }
        }
        '.' if at > 0 && written.get(..at).is_some_and(|before| before.contains('.')) => {
            "a number can have only one decimal point, and no thousands separators".to_owned()
        }
        '.' => "a decimal point needs a digit on both sides, as in 0.5".to_owned(),
        '+' => "a number cannot have a plus sign".to_owned(),
        '−' | '–' => "a negative number starts with a hyphen: -".to_owned(),
        '%' | '‰' => "a number cannot have a percent sign".to_owned(),
        '$' | '€' | '£' | '¥' => "a number cannot have a currency symbol".to_owned(),
        _ => match digit_value(wrong) {
            Some(value) => format!("only the digits 0 to 9 are allowed; use {value} for {wrong}"),
            None => format!("expected a number such as 25, -6.5 or 12.4e9, without {wrong:?}"),
        },
    };
    Malformed::new(part, reason)
}

impl fmt::Display for Decimal {
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
    fn numbers_are_kept_and_written_out() {
        for (written, plain) in [
            ("25", "25"),
            ("1.50", "1.50"),
            ("-0.5", "-0.5"),
            ("007", "007"),
            ("12.4e9", "12400000000"),
            ("1.25E+1", "12.5"),
            ("5e-3", "0.005"),
            ("-12e-1", "-1.2"),
            ("12.34e2", "1234"),
            ("0.05e1", "0.5"),
            ("12e-2", "0.12"),
            ("0e5", "0"),
        ] {
            let number = Decimal::new(written).unwrap();
            assert_eq!((number.as_written(), number.plain().as_str()), (written, plain));
        }
    }

    #[test]
    fn errors_name_the_part_and_the_fix() {
        for (written, part, words) in [
            ("1,000", 1..2, "use 1000, or 1.000"),
            ("1.000,5", 5..6, "thousands separators"),
            ("1.000.000", 5..6, "only one decimal point"),
            ("12 400", 2..3, "use 12400"),
            ("+5", 0..1, "plus"),
            ("−5", 0..3, "hyphen"),
            ("25%", 2..3, "percent"),
            ("$20", 0..1, "currency"),
            ("٢٥", 0..2, "use 2 for ٢"),
            ("5.", 1..2, "on both sides"),
            (".5", 0..1, "on both sides"),
            ("", 0..0, "missing"),
            ("-", 1..1, "missing"),
            ("1e", 1..2, "no digits"),
            ("1e101", 2..5, "larger than 100"),
            ("1e99999999999", 2..13, "larger than 100"),
            ("NaN", 0..1, "12.4e9"),
            ("0x10", 1..2, "12.4e9"),
        ] {
            let error = Decimal::new(written).unwrap_err();
            assert_eq!(error.part, part, "{written}");
            assert!(error.reason.contains(words), "{written}: {error}");
        }
    }

    #[test]
    fn values_compare_exactly() {
        let number = |written| Decimal::new(written).unwrap();
        for (one, other) in [("1.50", "15e-1"), ("-0", "0.0"), ("007", "7"), ("1e2", "100.00")] {
            assert!(number(one).same_value(&number(other)));
        }
        let ascending = ["-1e3", "-12.5", "-12.4", "0", "0.1", "0.10000000000000000001", "9", "10", "1e100"];
        for pair in ascending.windows(2) {
            assert_eq!(number(pair[0]).compare_value(&number(pair[1])), Ordering::Less);
        }
    }

    proptest! {
        #[test]
        fn no_string_is_too_odd(text in "\\PC{0,12}|[-+0-9.,eE%]{0,12}", hard in hard_text()) {
            for text in [text, hard] {
                if let Err(error) = Decimal::new(&text) {
                    prop_assert!(text.get(error.part).is_some());
                }
            }
        }

        #[test]
        fn the_plain_form_has_the_same_value(number in "-?[0-9]{1,9}(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,2})?") {
            let number = Decimal::new(&number).unwrap();
            let plain = Decimal::new(&number.plain()).unwrap();
            prop_assert!(!plain.as_written().contains(['e', 'E']));
            prop_assert!(plain.same_value(&number));
            let float: f64 = number.as_written().parse().unwrap();
            let of_plain: f64 = plain.as_written().parse().unwrap();
            prop_assert_eq!(float, of_plain);
        }
    }
}
