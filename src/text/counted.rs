//! Whole numbers as people write them in English.

/// Digits in groups of three: `12,345`.
pub fn grouped_digits(digits: &str) -> String {
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number and a noun: `1 node`, `1,200 nodes`.
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped_digits(&number.to_string()), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        for (plain, grouped) in [("7", "7"), ("123", "123"), ("1234", "1,234"), ("1234567", "1,234,567")] {
            assert_eq!(grouped_digits(plain), grouped);
        }
    }
}
