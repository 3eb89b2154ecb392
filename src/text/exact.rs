//! Numbers of texts, exactly: whole numbers divided by a power of ten.

use super::Decimal;

/// A number without rounding. Two are equal where they have one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exact {
    digits: i128,
    /// How many of the digits are behind the point; as few as possible.
    scale: u32,
}

impl Exact {
    /// One.
    pub(crate) const ONE: Exact = Exact { digits: 1, scale: 0 };
    /// A hundred.
    pub(crate) const HUNDRED: Exact = Exact { digits: 100, scale: 0 };

    fn new(mut digits: i128, mut scale: u32) -> Exact {
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        Exact { digits, scale: if digits == 0 { 0 } else { scale } }
    }

    /// Reads digits with at most one point; `None` for anything else, and for more than 38 digits.
    pub(crate) fn parse(text: &str) -> Option<Exact> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let unsigned = whole.strip_prefix('-').unwrap_or(whole);
        if unsigned.is_empty() || !is_number(unsigned) || !is_number(part) {
            return None;
        }
        Some(Exact::new(format!("{whole}{part}").parse().ok()?, u32::try_from(part.len()).ok()?))
    }

    /// A number of the dossier; `None` for one of more than 38 digits.
    pub(crate) fn of(decimal: &Decimal) -> Option<Exact> {
        Exact::parse(&decimal.plain())
    }

    /// The sum.
    pub(crate) fn plus(self, other: Exact) -> Option<Exact> {
        let scale = self.scale.max(other.scale);
        let raised = |number: Exact| number.digits.checked_mul(10i128.checked_pow(scale - number.scale)?);
        Some(Exact::new(raised(self)?.checked_add(raised(other)?)?, scale))
    }

    /// The product.
    pub(crate) fn times(self, other: Exact) -> Option<Exact> {
        Some(Exact::new(self.digits.checked_mul(other.digits)?, self.scale.checked_add(other.scale)?))
    }

    /// The same number below zero.
    pub(crate) fn negative(self) -> Exact {
        Exact { digits: -self.digits, ..self }
    }

    /// The whole number, where it is one.
    pub(crate) fn whole(self) -> Option<i64> {
        (self.scale == 0).then(|| i64::try_from(self.digits).ok()).flatten()
    }
}

impl std::fmt::Display for Exact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let digits = format!("{:0width$}", self.digits.unsigned_abs(), width = self.scale as usize + 1);
        let (whole, part) = digits.split_at(digits.len() - self.scale as usize);
        let point = if part.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{part}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_equal_by_value() {
        let number = |text: &str| Exact::parse(text).unwrap();
        assert_eq!(number("2.50"), number("2.5"));
        assert_eq!(number("2.5").times(number("1000000")), Some(number("2500000")));
        assert_eq!(number("0.5").plus(number("1")), Some(number("1.5")));
        assert_ne!(number("200000000001"), number("200000000000"));
        assert_eq!(number("-0.05").to_string(), "-0.05");
        assert_eq!(number("0.0"), number("0"));
        for text in ["", "-", "1.2.3", "1e5", "one", &"9".repeat(40)] {
            assert_eq!(Exact::parse(text), None, "{text}");
        }
    }
}
