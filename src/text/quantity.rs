//! Amounts with a unit: money and measures.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::currency::is_currency;
use super::decimal::Decimal;
use super::malformed::Malformed;

/// A number with its unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quantity {
    /// How much.
    pub amount: Decimal,
    /// Of what.
    pub unit: Unit,
}

/// The unit of a quantity.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Unit {
    /// An alphabetic currency code of ISO 4217, such as `USD`.
    Currency(String),
    /// Any other unit, one or more words: `t`, `dinar`, `barrels a day`.
    Other(String),
}

impl Quantity {
    /// Reads a quantity with the number first or last: `USD 200000000000`, `12400 t`, `dinar 12.4e9`.
    ///
    /// # Errors
    /// Names the part that is wrong: the number, or the place where the unit is missing.
    pub fn new(written: &str) -> Result<Quantity, Malformed> {
        let words = words(written);
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return Err(Malformed::new(
                0..written.len(),
                "a number and a unit are missing, as in USD 5 or 5 t",
            ));
        };
        let amount =
            |at: &Range<usize>| Decimal::new(&written[at.clone()]).map_err(|error| error.moved(at.start));
        if words.len() == 1 {
            return Err(alone(written, first));
        }
        let unit = |words: &[Range<usize>]| {
            let unit = words.iter().map(|at| &written[at.clone()]).collect::<Vec<_>>().join(" ");
            if is_currency(&unit) { Unit::Currency(unit) } else { Unit::Other(unit) }
        };
        match (amount(first), amount(last)) {
            (Ok(_), Ok(_)) => Err(Malformed::new(
                last.clone(),
                "a quantity has one number and one unit; both ends of this one are numbers",
            )),
            (Ok(amount), Err(error)) => {
                if looks_numeric(&written[last.clone()]) {
                    return Err(error);
                }
                // "12 400 t" must not become 12 of the unit "400 t".
                refuse_number(written, &words[1..])?;
                Ok(Quantity { amount, unit: unit(&words[1..]) })
            }
            (Err(error), Ok(amount)) => {
                if looks_numeric(&written[first.clone()]) {
                    return Err(error);
                }
                refuse_number(written, &words[..words.len() - 1])?;
                Ok(Quantity { amount, unit: unit(&words[..words.len() - 1]) })
            }
            (Err(of_first), Err(of_last)) => {
                Err(match words.iter().position(|at| Decimal::new(&written[at.clone()]).is_ok()) {
                    Some(at) => Malformed::new(
                        words[at].clone(),
                        "the number stands first or last, not between words",
                    ),
                    None if looks_numeric(&written[first.clone()]) => of_first,
                    None if looks_numeric(&written[last.clone()]) => of_last,
                    None => Malformed::new(0..written.len(), "a quantity needs a number, as in USD 5 or 5 t"),
                })
            }
        }
    }
}

/// The words of a text, parted by white space.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, character.is_whitespace()) {
            (None, false) => start = Some(at),
            (Some(from), true) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn looks_numeric(word: &str) -> bool {
    word.chars().any(super::is_digit) && !word.chars().any(char::is_alphabetic)
}

fn refuse_number(written: &str, unit: &[Range<usize>]) -> Result<(), Malformed> {
    let number = |word: &str| Decimal::new(word).is_ok() || looks_numeric(word);
    match unit.iter().find(|at| number(&written[(*at).clone()])) {
        Some(at) => Err(Malformed::new(at.clone(), "a quantity has one number, written without blanks")),
        None => Ok(()),
    }
}

/// Says what is wrong with a single word.
fn alone(written: &str, at: &Range<usize>) -> Malformed {
    let word = &written[at.clone()];
    if Decimal::new(word).is_ok() {
        return Malformed::new(at.end..at.end, "the unit is missing, as in USD 5 or 5 t");
    }
    if let Some(rest) = word.strip_prefix(['$', '€', '£', '¥'])
        && Decimal::new(rest).is_ok()
    {
        let code = match &word[..word.len() - rest.len()] {
            "$" => "USD",
            "€" => "EUR",
            "£" => "GBP",
            _ => "JPY or CNY",
        };
        return Malformed::new(
            at.clone(),
            format!("write the currency as its ISO 4217 code, such as {code}: {code} {rest}"),
        );
    }
    if let Some(unit) = word.find(|character: char| character.is_alphabetic() || character == '%')
        && unit > 0
        && Decimal::new(&word[..unit]).is_ok()
    {
        let (number, unit) = word.split_at(unit);
        return Malformed::new(at.clone(), format!("put a blank between number and unit: {number} {unit}"));
    }
    Malformed::new(at.clone(), "a quantity is a number and a unit, as in USD 5 or 5 t")
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unit::Currency(unit) | Unit::Other(unit) => f.write_str(unit),
        }
    }
}

impl fmt::Display for Quantity {
    /// The canonical written form: a currency code before its number, any other unit after it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.unit {
            Unit::Currency(code) => write!(f, "{code} {}", self.amount),
            Unit::Other(unit) => write!(f, "{} {unit}", self.amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::hard_text::hard_text;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn money_and_measures_have_one_canonical_form() {
        for (written, canonical) in [
            ("USD 200000000000", "USD 200000000000"),
            ("18000  NOK", "NOK 18000"),
            ("12400 t", "12400 t"),
            ("dinar 12.4e9", "12.4e9 dinar"),
            ("1.5 million barrels a day", "1.5 million barrels a day"),
            ("-3 °C", "-3 °C"),
            ("5 CO2 t", "5 CO2 t"),
            ("5 usd", "5 usd"),
            ("5 m²", "5 m²"),
        ] {
            let quantity = Quantity::new(written).unwrap();
            assert_eq!(quantity.to_string(), canonical);
            assert_eq!(matches!(quantity.unit, Unit::Currency(_)), canonical.starts_with(char::is_uppercase));
        }
    }

    #[test]
    fn errors_name_the_wrong_part() {
        for (written, part) in [
            ("", 0..0),
            ("25", 2..2),
            ("$200", 0..4),
            ("12400t", 0..6),
            ("25%", 0..3),
            ("12 400 t", 3..6),
            ("USD 12 400", 4..6),
            ("USD ٣ 1", 4..6),
            ("3 of 5", 5..6),
            ("USD 200,000", 7..8),
            ("1,000 t", 1..2),
            ("about 5 t", 6..7),
            ("many ships", 0..10),
            ("USD", 0..3),
        ] {
            assert_eq!(Quantity::new(written).unwrap_err().part, part, "{written}");
        }
    }

    proptest! {
        #[test]
        fn the_canonical_form_reads_as_the_same(text in "[0-9.e-]{1,5} \\PC{0,8}|\\PC{0,8} [0-9]{1,3}", hard in hard_text()) {
            for text in [text, hard] {
                match Quantity::new(&text) {
                    Ok(quantity) => prop_assert_eq!(Quantity::new(&quantity.to_string()), Ok(quantity)),
                    Err(error) => prop_assert!(text.get(error.part).is_some()),
                }
            }
        }
    }
}
